"""Draw what the realism targets measure; the one module here that needs matplotlib."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets import realism, seasons


def plot_retail(transactions: pd.DataFrame, path: Path) -> None:
    """Write a figure of spend by day, the Lorenz curve, orders per buyer and basket sizes."""
    sold = realism.sales(transactions)
    table = realism.buyers(sold)
    figure = Figure(figsize=(13, 9), layout="constrained")
    axes = figure.subplot_mosaic([["days", "days"], ["lorenz", "spend"], ["orders", "baskets"]])
    _days(axes["days"], sold)
    _lorenz(axes["lorenz"], table["monetary_cny"])
    axes["spend"].hist(np.log10(table["monetary_cny"]), bins=60)
    axes["spend"].set(title="Spend of a buyer", xlabel="log10 CNY", ylabel="buyers")
    _counts(axes["orders"], table["frequency_orders"], "Orders of a buyer")
    _counts(axes["baskets"], realism.basket_sizes(sold), "Products of an order")
    figure.savefig(path, dpi=80)


def _days(axis, sold: pd.DataFrame) -> None:
    when = pd.to_datetime(sold["order_time"]).to_numpy().astype("datetime64[D]")
    spend = np.bincount(seasons.day_index(when), sold["amount_cny"], minlength=len(seasons.DAYS))
    orders = realism.orders_per_day(sold)
    axis.plot(seasons.DAYS, spend / spend.mean(), color="0.75", label="spend / mean")
    axis.plot(seasons.DAYS, orders / orders.mean(), color="C0", label="orders / mean")
    for date in seasons.SPRING_FESTIVAL:
        axis.axvline(date, color="C3", linestyle=":")
    for year in seasons.YEARS:
        for day in ("06-18", "11-11"):
            axis.axvline(np.datetime64(f"{year}-{day}"), color="C1", linestyle=":")
    axis.set(title="By day; Spring Festival red, 618 and Double 11 orange", ylim=(0, 6))
    axis.legend()


def _lorenz(axis, spend: pd.Series) -> None:
    held = np.cumsum(np.sort(spend)) / spend.sum()
    axis.plot(np.linspace(0, 1, len(held)), held)
    axis.plot([0, 1], [0, 1], color="0.7")
    axis.set(title="Lorenz curve of spend", xlabel="share of buyers", ylabel="share of spend")


def _counts(axis, values: pd.Series, title: str) -> None:
    counts = values.clip(upper=25).value_counts().sort_index()
    axis.bar(counts.index, counts)
    axis.set(title=f"{title} (25: and more)")
