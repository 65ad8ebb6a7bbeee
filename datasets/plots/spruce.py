"""Draw what the realism targets measure; the one module here that needs matplotlib."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets import realism, seasons
from datasets.schema import Tables
from datasets.themes.spruce_targets import shop_visits

PANELS = [
    ["days", "days", "map"],
    ["lorenz", "spend", "distance"],
    ["orders", "baskets", "drinks"],
    ["consent", "income", "staples"],
]


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of buyers, baskets and days, of places, and of what groups hide."""
    sold = realism.sales(tables["transactions"])
    table = realism.buyers(sold)
    people = tables["customers"].set_index("customer_id")
    cities = tables["cities"].set_index("city")
    figure = Figure(figsize=(16, 12), layout="constrained")
    axes = figure.subplot_mosaic(PANELS)
    _days(axes["days"], sold)
    _map(axes["map"], people, tables["stores"])
    _distance(axes["distance"], shop_visits(sold, people, tables["stores"]))
    home = sold["customer_id"].map(people["city"])
    _months(axes["drinks"], sold, "drinks", home.map(cities["july_c"] >= 28), "July 28 and above")
    _months(axes["staples"], sold, "staples", home.map(cities["climate"]) == "north", "north")
    _consent(axes["consent"], table.join(people))
    _income(axes["income"], table.join(people))
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


def _map(axis, people: pd.DataFrame, stores: pd.DataFrame) -> None:
    axis.scatter(people["longitude"], people["latitude"], s=1, color="0.6")
    axis.scatter(stores["longitude"], stores["latitude"], s=12, color="C3")
    axis.set(title="Customers and shops (red)", aspect=1.15)


def _distance(axis, visits: pd.DataFrame) -> None:
    edges = [0, 1, 2, 3, 4, 6, 8, 10, 13, 17, 23, 30, 40]
    sums = visits.groupby(pd.cut(visits["km"], edges), observed=True)[["in_shops", "orders"]].sum()
    middle = [interval.mid for interval in sums.index]
    axis.plot(middle, sums["in_shops"] / sums["orders"], ".-")
    axis.set(title="Share of orders in shops", xlabel="km to the nearest shop", ylim=(0, None))


def _months(axis, sold: pd.DataFrame, category: str, chosen: pd.Series, name: str) -> None:
    month = pd.to_datetime(sold["order_time"]).dt.month
    for flag, label in ((True, name), (False, "other cities")):
        lines = sold["category"][chosen == flag] == category
        axis.plot(lines.groupby(month).mean(), ".-", label=label)
    axis.set(title=f"Share of {category} among lines", xlabel="month", ylim=(0, None))
    axis.legend()


def _consent(axis, table: pd.DataFrame) -> None:
    median = table.groupby(["family_stage", "marketing_consent"])["monetary_cny"].median()
    groups = median.unstack()
    groups.loc["all"] = table.groupby("marketing_consent")["monetary_cny"].median()
    place = np.arange(len(groups))
    axis.bar(place - 0.2, groups[False], 0.4, label="others")
    axis.bar(place + 0.2, groups[True], 0.4, label="agreed to marketing")
    axis.set_xticks(place, groups.index.str.replace("_", "\n"), fontsize=8)
    axis.set(title="Median spend by stage and in all", ylim=(0, 1.3 * groups.max().max()))
    axis.legend(loc="upper left", ncols=2)


def _income(axis, table: pd.DataFrame) -> None:
    known = table.dropna(subset=["income_cny_month"])
    income, spend = (
        np.log10(known["income_cny_month"].astype(float)),
        np.log10(known["monetary_cny"]),
    )
    axis.scatter(income, spend, s=2, color="0.75")
    axis.scatter(income.groupby(known["city"]).mean(), spend.groupby(known["city"]).mean(), s=14)
    axis.set(title="Buyers, and the means of cities", xlabel="log10 income", ylabel="log10 spend")
