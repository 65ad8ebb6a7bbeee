"""What lessons 01, 05 and 06 must find in Spruce Select: distance, climate, tiers and groups.

The bands are the course's own: an effect that a class sees in one table, yet smaller than the
differences between customers of the same group.
"""

import numpy as np
import pandas as pd

from datasets import realism
from datasets.schema import Tables, Target
from datasets.themes import spruce_places as places

NEAR_KM, FAR_KM = 3, 15
HOT_C, COOL_C = 28, 26


def group_targets(tables: Tables) -> list[Target]:
    """Return the targets of geography, of the reversal by group and of demographics."""
    sold = realism.sales(tables["transactions"])
    people = tables["customers"].set_index("customer_id")
    return [
        *_distance_targets(shop_visits(sold, people, tables["stores"])),
        *_climate_targets(sold, people, tables["cities"].set_index("city")),
        *_tier_targets(sold, people),
        *_reversal_targets(sold, people),
        *_demographic_targets(sold, people),
    ]


def shop_visits(sold: pd.DataFrame, people: pd.DataFrame, stores: pd.DataFrame) -> pd.DataFrame:
    """Return each known buyer's orders, those in shops, at the nearest shop, and its distance."""
    orders = sold.drop_duplicates("order_id").dropna(subset=["customer_id"])
    km = pd.DataFrame(places.km_to_shops(people, stores), people.index, stores["store_id"])
    nearest = orders["customer_id"].map(km.idxmin(axis=1))
    counts = pd.DataFrame(
        {
            "orders": 1,
            "in_shops": orders["channel"] == "store",
            "at_nearest": orders["store_id"] == nearest,
        }
    )
    return counts.groupby(orders["customer_id"]).sum().assign(km=km.min(axis=1))


def line_share(sold: pd.DataFrame, category: str, chosen: pd.Series) -> float:
    """Return the share of a category among the chosen lines."""
    return (sold.loc[chosen, "category"] == category).mean()


def by_season(
    sold: pd.DataFrame, category: str, chosen: pd.Series, over: tuple[int, ...], under: tuple
) -> float:
    """Return a category's share of lines in some months over that in others."""
    month = pd.to_datetime(sold["order_time"]).dt.month
    return line_share(sold, category, chosen & month.isin(over)) / line_share(
        sold, category, chosen & month.isin(under)
    )


def agreed_over_others(table: pd.DataFrame) -> float:
    """Return the median spend of buyers who agreed to marketing over that of the others."""
    median = table.groupby("marketing_consent")["monetary_cny"].median()
    return median[True] / median[False]


def income_and_spend(sold: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the city and the logarithms of income and spend of each buyer who states both."""
    spend = realism.buyers(sold)["monetary_cny"]
    table = people.loc[spend.index, ["city", "city_tier"]].assign(spend=np.log(spend))
    return table.assign(
        income=np.log(people["income_cny_month"].astype(float)).loc[spend.index]
    ).dropna()


def within(table: pd.DataFrame, group: str) -> float:
    """Return the correlation of income and spend within the groups of a column."""
    gap = table[["income", "spend"]] - table.groupby(group)[["income", "spend"]].transform("mean")
    return gap.corr().loc["income", "spend"]


def between(table: pd.DataFrame, group: str) -> float:
    """Return the correlation of mean income and mean spend across the groups of a column."""
    return table.groupby(group)[["income", "spend"]].mean().corr().loc["income", "spend"]


def cramers_v(one: pd.Series, other: pd.Series) -> float:
    """Return Cramer's V of two columns, 0 for none and 1 for a perfect association.

    >>> float(cramers_v(pd.Series(["a", "a", "b", "b"]), pd.Series([1, 1, 2, 2])))
    1.0
    """
    counts = pd.crosstab(one, other).to_numpy()
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    chi2 = ((counts - expected) ** 2 / expected).sum()
    return np.sqrt(chi2 / counts.sum() / (min(counts.shape) - 1))


def favourites(sold: pd.DataFrame) -> pd.DataFrame:
    """Return each known buyer's category of the highest spend, and if they bought baby goods."""
    spend = sold.pivot_table("amount_cny", "customer_id", "category", aggfunc="sum", fill_value=0)
    return pd.DataFrame({"favourite": spend.idxmax(axis=1), "baby": spend["baby"] > 0})


def _distance_targets(visits: pd.DataFrame) -> list[Target]:
    near = visits[visits["km"] < NEAR_KM].sum()
    far = visits[visits["km"].between(FAR_KM, 60)].sum()
    people = (visits["km"] < NEAR_KM).sum(), visits["km"].between(FAR_KM, 60).sum()
    frequency = (near["in_shops"] / people[0]) / (far["in_shops"] / people[1])
    at_nearest = visits["at_nearest"].sum() / visits["in_shops"].sum()
    return [
        Target("shop share of orders, under 3 km", 0.40, 0.60, near["in_shops"] / near["orders"]),
        Target("shop share of orders, 15 to 60 km", 0.05, 0.25, far["in_shops"] / far["orders"]),
        Target("shop orders a buyer, under 3 km over 15 to 60", 2.5, 8, frequency),
        Target("share of shop orders at the nearest shop", 0.75, 0.97, at_nearest),
    ]


def _climate_targets(
    sold: pd.DataFrame, people: pd.DataFrame, cities: pd.DataFrame
) -> list[Target]:
    home = sold["customer_id"].map(people["city"])
    july, climate = home.map(cities["july_c"]), home.map(cities["climate"])
    summer, winter = (6, 7, 8), (12, 1, 2)

    def drinks(chosen: pd.Series) -> float:
        return by_season(sold, "drinks", chosen, summer, winter)

    def staples(chosen: pd.Series) -> float:
        return by_season(sold, "staples", chosen, winter, summer)

    return [
        Target("drinks, summer over winter, July 28 and above", 2.0, 4.0, drinks(july >= HOT_C)),
        Target("drinks, summer over winter, July 26 and below", 0.7, 1.9, drinks(july <= COOL_C)),
        Target("staples, winter over summer, north", 1.7, 4.0, staples(climate == "north")),
        Target("staples, winter over summer, south", 0.6, 1.4, staples(climate == "south")),
    ]


def _tier_targets(sold: pd.DataFrame, people: pd.DataFrame) -> list[Target]:
    typical = sold.groupby("category")["unit_price_cny"].transform("median")
    tier = sold["customer_id"].map(people["city_tier"])
    dear = np.log(sold["unit_price_cny"] / typical).groupby(tier).mean()
    ratio = np.exp(dear["tier1"] - dear["tier3"])
    return [Target("price level, tier 1 over tier 3", 1.06, 1.40, ratio)]


def _reversal_targets(sold: pd.DataFrame, people: pd.DataFrame) -> list[Target]:
    table = realism.buyers(sold).join(people[["family_stage", "marketing_consent"]])
    stages = [agreed_over_others(group) for _, group in table.groupby("family_stage")]
    return [
        Target("spend, agreed to marketing over others", 0.7, 0.95, agreed_over_others(table)),
        Target("the same, lowest of the family stages", 1.03, 1.6, min(stages)),
    ]


def _demographic_targets(sold: pd.DataFrame, people: pd.DataFrame) -> list[Target]:
    table, bought = income_and_spend(sold, people), favourites(sold)
    known = people.loc[bought.index]
    weak = [cramers_v(known[name], bought["favourite"]) for name in ("gender", "education", "area")]
    baby = cramers_v(known["family_stage"], bought["baby"])
    return [
        Target("income and spend, correlation across cities", 0.55, 0.98, between(table, "city")),
        Target("income and spend, correlation in a city", -0.06, 0.08, within(table, "city")),
        Target("Cramer's V, favourite and gender or the like", 0.0, 0.13, max(weak)),
        Target("Cramer's V, family stage and baby goods", 0.25, 0.6, baby),
    ]
