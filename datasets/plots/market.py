"""Draw the price tests, the brand map and what each segment would buy."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.market import brand_means


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of purchase rate by price, brands in two dimensions, and preferences."""
    figure = Figure(figsize=(13, 9), layout="constrained")
    axes = figure.subplots(2, 2)
    _prices(axes[0, 0], tables["price_tests"])
    _brands(axes[0, 1], tables["brand_ratings"])
    _wishes(axes[1, 0], tables["brand_ratings"])
    _segments(axes[1, 1], tables["segments_market"])
    figure.savefig(path, dpi=80)


def _prices(axis, tests) -> None:
    ordinary = tests[~tests["festival_week"]]
    for segment, rows in ordinary.groupby("segment"):
        totals = rows.groupby("price_cny")[["buyers", "visitors"]].sum()
        axis.plot(totals.index, totals["buyers"] / totals["visitors"], "o-", label=segment)
    axis.set(title="Purchase rate by price, ordinary weeks", xlabel="CNY", xscale="log")
    axis.set_yscale("log")
    axis.legend(fontsize="small", ncols=2)


def _brands(axis, ratings) -> None:
    means = brand_means(ratings, centred=True)
    means = means - means.mean()
    left, size, right = np.linalg.svd(means, full_matrices=False)
    places, arrows = left[:, :2] * size[:2], right[:2].T
    axis.scatter(*places.T)
    for name, place in zip(means.index, places, strict=True):
        axis.annotate(name, place)
    for name, arrow in zip(means.columns, arrows, strict=True):
        axis.annotate(name, 2 * arrow, color="C1")
    axis.axis("equal")
    axis.set(title="Brands by centred mean ratings, attributes orange")


def _wishes(axis, ratings) -> None:
    ratings.groupby(["brand", "segment"])["would_buy"].mean().unstack().plot.barh(ax=axis)
    axis.set(title="Would buy next month, mean of 0 to 10", ylabel="")


def _segments(axis, market) -> None:
    value = market["households_k"] * market["spend_cny_household_year"] / 1e6
    axis.scatter(market["growth_pct_year"], market["gross_margin_share"], s=100 * value)
    for name, x, y in market[["segment", "growth_pct_year", "gross_margin_share"]].to_numpy():
        axis.annotate(name, (x, y))
    axis.set(title="Segments: growth, margin and size of spend", xlabel="% a year")
