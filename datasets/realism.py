"""How real a table of transactions looks, against bands around what real retail data show.

The bands for buyers surround the UCI Online Retail file (buyers with a number, quantity and price
above 0): top fifth .746 of spend, one-time buyers .344, standard deviation of log spend 1.26,
Hill exponent 1.30, Spearman .81 (frequency, monetary) and -.56 (recency, frequency).
"""

import numpy as np
import pandas as pd

from datasets import seasons
from datasets.schema import Target

AS_OF = pd.Timestamp("2026-01-01")


def retail_targets(transactions: pd.DataFrame) -> list[Target]:
    """Return every target for a file of transactions as trainees get it, faults included."""
    sold = sales(transactions)
    return [
        *_buyer_targets(buyers(sold)),
        *_basket_targets(basket_sizes(sold)),
        *_season_targets(orders_per_day(sold)),
        *_fault_targets(transactions),
    ]


def sales(transactions: pd.DataFrame) -> pd.DataFrame:
    """Return the lines sold, without copies and returns."""
    once = transactions.drop_duplicates()
    return once[once["quantity"] > 0]


def buyers(sold: pd.DataFrame, *, as_of: pd.Timestamp = AS_OF) -> pd.DataFrame:
    """Return recency_days, frequency_orders and monetary_cny of each known customer."""
    known = sold[sold["customer_id"].notna()]
    table = known.groupby("customer_id").agg(
        last=("order_time", "max"),
        frequency_orders=("order_id", "nunique"),
        monetary_cny=("amount_cny", "sum"),
    )
    days = (as_of - pd.to_datetime(table.pop("last"))).dt.days
    table.insert(0, "recency_days", days)
    return table


def basket_sizes(sold: pd.DataFrame) -> pd.Series:
    """Return the number of different products of each order."""
    return sold.groupby("order_id")["product_id"].nunique()


def orders_per_day(sold: pd.DataFrame) -> np.ndarray:
    """Return the number of orders on each day of `seasons.DAYS`."""
    starts = pd.to_datetime(sold.drop_duplicates("order_id")["order_time"])
    index = seasons.day_index(starts.to_numpy().astype("datetime64[D]"))
    return np.bincount(index, minlength=len(seasons.DAYS))


def top_share(values: pd.Series, *, part: float = 0.2) -> float:
    """Return the share of the total that the largest hold.

    >>> float(top_share(pd.Series([6, 1, 1, 1, 1])))
    0.6
    """
    ordered = np.sort(values.to_numpy())[::-1]
    return ordered[: round(len(ordered) * part)].sum() / ordered.sum()


def alpha(items: pd.DataFrame) -> float:
    """Return Cronbach's alpha of the complete answers.

    Source: Cronbach (1951), Coefficient alpha and the internal structure of tests.

    >>> round(alpha(pd.DataFrame({"a": [1, 2, 3], "b": [1, 3, 3]})), 4)
    0.9231
    """
    items = items.dropna()
    count = items.shape[1]
    share = items.var().sum() / items.sum(axis=1).var()
    return float(count / (count - 1) * (1 - share))


def hill_alpha(values: pd.Series, *, part: float = 0.05) -> float:
    """Return Hill's estimate of the Pareto exponent from the largest values.

    Source: Hill (1975), A simple general approach to inference about the tail of a distribution.

    >>> round(float(hill_alpha(pd.Series([np.e**3, np.e, 1]), part=0.67)), 6)
    0.5
    """
    ordered = np.sort(values.to_numpy())[::-1]
    k = round(len(ordered) * part)
    return 1 / np.log(ordered[:k] / ordered[k]).mean()


def _buyer_targets(table: pd.DataFrame) -> list[Target]:
    money = table["monetary_cny"]
    ranks = table.corr(method="spearman")
    once = (table["frequency_orders"] == 1).mean()
    f_m = ranks.loc["frequency_orders", "monetary_cny"]
    r_f = ranks.loc["recency_days", "frequency_orders"]
    return [
        Target("known buyers", 4_600, 5_400, len(table)),
        Target("share of spend, top 20% of buyers", 0.60, 0.75, top_share(money)),
        Target("share of one-time buyers", 0.34, 0.50, once),
        Target("standard deviation of log spend", 1.2, 1.4, np.log(money).std()),
        Target("Hill exponent of spend, top 5%", 1.1, 1.6, hill_alpha(money)),
        Target("Spearman, frequency and monetary", 0.74, 0.86, f_m),
        Target("Spearman, recency and frequency", -0.65, -0.45, r_f),
    ]


def _basket_targets(sizes: pd.Series) -> list[Target]:
    return [
        Target("products of an order, mean", 4.0, 4.8, sizes.mean()),
        Target("products of an order, median", 3, 3, sizes.median()),
        Target("share of orders with one product", 0.17, 0.23, (sizes == 1).mean()),
    ]


def _season_targets(orders: np.ndarray) -> list[Target]:
    """Return orders a day in each period over those of ordinary days, the weaker year of two."""
    base = np.median(orders[ordinary_days()])

    def ratios(first: int, last: int, dates) -> list[float]:
        starts = [seasons.day_index(date) for date in dates]
        return [orders[start + first : start + last + 1].mean() / base for start in starts]

    june = [np.datetime64(f"{year}-06-01") for year in seasons.YEARS]
    november = [np.datetime64(f"{year}-11-11") for year in seasons.YEARS]
    spring = seasons.SPRING_FESTIVAL
    return [
        Target("week before Spring Festival", 1.5, 3.0, min(ratios(-7, -1, spring))),
        Target("week from Spring Festival on", 0.2, 0.7, max(ratios(0, 6, spring))),
        Target("618 window, June 1-20", 1.25, 2.2, min(ratios(0, 19, june))),
        Target("two weeks before 618", 0.5, 0.95, max(ratios(-14, -1, june))),
        Target("two weeks after 618", 0.5, 0.95, max(ratios(20, 34, june))),
        Target(
            "Double 11 window, October 20 - November 11", 1.25, 2.2, min(ratios(-22, 0, november))
        ),
        Target("twelve days before Double 11", 0.5, 0.95, max(ratios(-34, -23, november))),
        Target("two weeks after Double 11", 0.5, 0.95, max(ratios(1, 14, november))),
    ]


def ordinary_days() -> np.ndarray:
    """Return True on days that no festival or shopping festival touches."""
    return (seasons.festival_weights() == 1) & (seasons.shopping_weights() == 1)


def _fault_targets(transactions: pd.DataFrame) -> list[Target]:
    returns = (transactions["quantity"] < 0).mean()
    no_id = transactions["customer_id"].isna().mean()
    first = transactions.drop_duplicates("order_id")
    return [
        Target("lines", 60_000, 75_000, len(transactions)),
        Target("share of lines returned", 0.015, 0.025, returns),
        Target("share of lines that copy another", 0.008, 0.012, transactions.duplicated().mean()),
        Target("share of lines without a customer", 0.06, 0.10, no_id),
        Target("share of orders without an occasion", 0.16, 0.24, first["occasion"].isna().mean()),
    ]
