"""Draw customers, offers and shelves of the supermarket case."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.retail import OFFERS, demand_estimate


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of spend, two habits, use and margin of offers, and empty shelves."""
    frame, stock = tables["retail_case"], tables["retail_case_stock"]
    figure = Figure(figsize=(13, 9), layout="constrained")
    axes = figure.subplots(2, 2)
    axes[0, 0].hist(np.log10(frame["spend_cny_year"]), bins=60)
    axes[0, 0].set(title="Spend in 2025", xlabel="log10 CNY")
    axes[0, 1].scatter(frame["promo_share"], frame["brand_repeat_share"], s=2, alpha=0.4)
    axes[0, 1].set(title="Habits", xlabel="share on promotion", ylabel="brand bought again")
    _offers(axes[1, 0], frame)
    _shelves(axes[1, 1], stock)
    figure.savefig(path, dpi=80)


def _offers(axis, frame) -> None:
    change = (frame["margin_q4_cny"] - frame["margin_q3_cny"]).groupby(frame["offer"]).mean()
    used = frame.groupby("offer")["offer_used"].mean()
    names = list(OFFERS[1:])
    axis.bar(np.arange(3) - 0.2, (change - change["none"])[names], width=0.4, label="margin, CNY")
    axis.bar(np.arange(3) + 0.2, 20 * used[names], width=0.4, label="use, in units of 5%")
    axis.set_xticks(range(3), names)
    axis.set(title="Offers over all customers")
    axis.legend()


def _shelves(axis, stock) -> None:
    sold = stock.groupby(["store", "category"])["sold_units"].mean()
    empty = stock.assign(empty=stock["sold_units"] == stock["stocked_units"])
    share = empty.groupby(["store", "category"])["empty"].mean()
    axis.scatter(share, demand_estimate(stock)[share.index] / sold[share.index], s=12)
    axis.set(title="Demand over sales", xlabel="share of weeks sold out", ylabel="estimate / sales")
