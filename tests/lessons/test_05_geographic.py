"""The figures that lesson 05 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest

from segkit import load
from segkit.geo import great_circle_km, regional_index, trade_areas


@pytest.fixture(scope="module")
def people():
    """Return the members with the public figures of their city and the way to the nearest shop."""
    members, cities = load("customers"), load("cities")
    near = trade_areas(members, load("stores")).customers
    members = members.assign(distance_km=near["distance_km"], nearest=near["store_id"])
    public = cities[["city", "climate", "gdp_cny_head", "population_10k"]]
    return members.merge(public, on="city", how="left").set_index("customer_id")


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        missing = [figure for figure in figures if figure not in text]
        assert missing == []


def test_the_opening_figures(people, purchases, said):
    """Shops, cities, members without a shop within 60 km, shop orders by distance."""
    stores, far = load("stores"), people["distance_km"] > 60
    orders = purchases.drop_duplicates("order_id")
    km = orders["customer_id"].map(people["distance_km"]).round(1)
    in_store = orders["channel"].eq("store")
    states(
        said["question"],
        str(len(stores)),
        str(stores["city"].nunique()),
        str(people["city"].nunique()),
        f"{len(people):,}",
        str(far.sum()),
        f"{far.mean():.1%}",
        f"{in_store[km < 3].mean():.0%}",
        f"{in_store[(km >= 15) & (km < 60)].mean():.0%}",
    )


def test_the_figures_of_tiers(said):
    """GDP per head, plain and weighted."""
    cities = load("cities")
    by_tier = dict(iter(cities.groupby("city_tier")))
    weighted = {
        tier: np.average(part["gdp_cny_head"], weights=part["population_10k"])
        for tier, part in by_tier.items()
    }
    states(
        said["tiers-read"],
        f"{by_tier['new_tier1']['gdp_cny_head'].mean():,.0f}",
        *(f"{round(weighted[tier], -2):,.0f}" for tier in ("new_tier1", "tier2")),
    )


def test_the_figures_of_the_index(people, said):
    """The indices of five cities, the interval of one and the lower end of another."""
    cities = load("cities").set_index("city_en")
    counts = people["city"].value_counts()
    cities["members"] = cities["city"].map(counts)
    index = regional_index(cities, count="members", base="population_10k")
    names = ["Wuhu", "Hangzhou", "Shanghai", "Chongqing", "Guangzhou"]
    states(said["index-read"], *(f"{index.loc[name, 'index']:.0f}" for name in names))
    bounds = index.loc["Guangzhou", ["index_low", "index_high"]]
    states(said["index-read"], *(f"{bound:.1f}" for bound in bounds))
    assert index.loc["Guangzhou", "reading"] == "unclear"
    states(said["index-read"], f"{index.loc['Beijing', 'index_low']:.2f}")
    assert index.loc["Beijing", "reading"] == "above"
    states(said["index-intro"], *(f"{counts[name]:,}" for name in ("上海", "芜湖")))


def test_the_figures_of_town_and_country(people, purchases, said):
    """Distances and shop orders by neighbourhood."""
    orders = purchases.drop_duplicates("order_id")
    shares = orders["channel"].eq("store").groupby(orders["customer_id"].map(people["area"])).mean()
    km = people.groupby("area")["distance_km"].median()
    for area in ("urban", "suburban", "rural"):
        states(said["rural"], f"{km[area]:.1f}", f"{shares[area]:.0%}")


def test_the_figures_of_the_bug(people, said):
    """The radius of shop S12 with everybody and within 25 km; whom a filter by city leaves in."""
    members, stores = load("customers"), load("stores")
    kept = members[(people["distance_km"] <= 25).to_numpy()]
    wild, tame = (
        trade_areas(each, stores).shops.set_index("store_id")["primary_km"]
        for each in (members, kept)
    )
    states(said["bug-hunt"], f"{wild['S12']:.0f}")
    states(said["bug-read"], f"{tame['S12']:.1f}", f"{tame.median():.1f}")
    has_shop = people["city"].isin(stores["city"])
    states(said["bug-read"], f"{(has_shop & (people['distance_km'] > 25)).sum()} ")


def test_the_figures_of_the_climate(people, purchases, said):
    """Staples by season in the north and on the coast, and how thin the plateau is."""
    climate = purchases["customer_id"].map(people["climate"])
    month, staples = purchases["order_time"].dt.month, purchases["category"].eq("staples")
    for months in ([12, 1, 2], [6, 7, 8], list(range(1, 13))):
        share = staples[month.isin(months)].groupby(climate).mean()
        states(said["staples-read"], f"{share['north']:.1%}", f"{share['south']:.1%}")
    plateau = (climate.eq("plateau") & month.isin([12, 1, 2])).sum()
    states(said["staples-read"], str(plateau))


def test_the_figures_of_the_fallacy(people, purchases, said):
    """Correlations between cities, within them and of all members."""
    spend = purchases.groupby("customer_id")["amount_cny"].sum()
    table = pd.DataFrame(
        {
            "income": people["income_cny_month"].astype(float).reindex(spend.index),
            "spend": spend.astype(float),
        }
    )
    table = np.log(table[(table["income"] > 0) & (table["spend"] > 0)])
    groups = table.groupby(people["city"].reindex(table.index))
    parts = (groups.mean(), table - groups.transform("mean"), table)
    found = [f"{part['income'].corr(part['spend']):.2f}" for part in parts]
    states(said["fallacy-read"], *found)


def test_the_figures_of_the_case(people, said):
    """How many members the two best cities would bring near."""
    gain = {}
    for city in load("cities").itertuples():
        km = great_circle_km(people["latitude"], people["longitude"], city.latitude, city.longitude)
        gain[city.city_en] = ((people["distance_km"] > 15).to_numpy() & (km <= 15)).sum()
    best = sorted(gain, key=gain.get, reverse=True)[:2]
    assert best == ["Luoyang", "Yichang"]
    states(said["case-read"], *(str(gain[name]) for name in best))
