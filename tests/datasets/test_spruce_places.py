"""Shops, cities and homes of Spruce Select, and what lessons 01, 05 and 06 must find in them."""

import functools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, spearmanr

from datasets import realism
from datasets.themes import spruce_places as places
from datasets.themes import spruce_targets as found
from datasets.themes.spruce_segments import CITIES, CITY_NAMES

SEEDS = [2026, 1, 2]


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed {seed}")
def seed(request):
    """Return one of several seeds."""
    return request.param


@pytest.fixture
def tables(seed, world):
    """Return the tables that trainees get."""
    return world(seed).tables


@pytest.fixture
def sold(seed, world):
    """Return the lines sold, copies left out."""
    return lines_sold(world, seed)


@pytest.fixture
def people(tables):
    """Return the customers by number."""
    return tables["customers"].set_index("customer_id")


@functools.cache
def lines_sold(world, seed):
    """Return the lines sold in the world of a seed, worked out once."""
    return realism.sales(world(seed).tables["transactions"])


def test_the_distance_between_two_cities_is_the_published_one():
    """From the centre of Shanghai to that of Beijing it is 1,068 km by the great circle."""
    centres = places.cities().set_index("city")
    shanghai, beijing = centres.loc[["上海"]], centres.loc[["北京"]]
    assert places.km_to_shops(shanghai, beijing).item() == pytest.approx(1_068, abs=3)


def test_one_degree_of_latitude_is_111_km():
    """A degree of a meridian is 6371.0088 km x pi / 180 = 111.195 km."""
    here, there = (pd.DataFrame({"latitude": [lat], "longitude": [110.0]}) for lat in (30.0, 31.0))
    assert places.km_to_shops(here, there).item() == pytest.approx(111.195, abs=0.001)


def test_a_place_lies_as_far_from_the_centre_as_asked_for():
    """30 km north-east of Beijing is 30 km from Beijing."""
    latitude, longitude = places.away(np.array([1]), np.array([30.0]), np.array([45.0]))
    place = pd.DataFrame({"latitude": latitude, "longitude": longitude})
    centre = places.cities().iloc[[1]]
    assert latitude > centre["latitude"].item()
    assert longitude > centre["longitude"].item()
    assert places.km_to_shops(place, centre).item() == pytest.approx(30, rel=0.01)


def test_every_city_has_its_tier_and_public_figures(tables):
    """Hangzhou: 1,610.6 billion CNY over 11.94 million residents are 134,900, so 135,000 a head."""
    cities = tables["cities"]
    assert tuple(cities["city"]) == CITY_NAMES
    assert cities.groupby("city_tier", sort=False)["city"].agg(tuple).to_dict() == CITIES
    assert cities.set_index("city").loc["杭州", "gdp_cny_head"] == 135_000
    assert (cities["january_c"] < cities["july_c"]).all()


def test_the_public_figures_do_not_depend_on_the_seed(world):
    """Cities are real: every world has the same."""
    assert world(1).tables["cities"].equals(world(2).tables["cities"])
    assert not world(1).tables["stores"].equals(world(2).tables["stores"])


def test_24_shops_stand_in_20_cities_and_were_open_before_the_first_order(tables):
    """The four largest cities have two shops; every shop sells."""
    stores = tables["stores"]
    assert stores["city"].value_counts().value_counts().to_dict() == {1: 16, 2: 4}
    assert stores["opened_on"].max() < "2024-01-01"
    assert set(tables["transactions"]["store_id"].dropna()) == set(stores["store_id"])


def test_homes_are_neighbourhoods_around_their_city(tables, people):
    """To 0.01 degree, within 40 km; the country lies further out than suburbs and city."""
    for name in ("latitude", "longitude"):
        assert (people[name] - people[name].round(2)).abs().max() < 1e-9
    centres = tables["cities"].set_index("city").loc[people["city"], ["latitude", "longitude"]]
    at = np.radians(people[["latitude", "longitude"]].to_numpy())
    to = np.radians(centres.to_numpy())
    east = (at[:, 1] - to[:, 1]) * np.cos(to[:, 0])
    km = pd.Series(places.EARTH_KM * np.hypot(at[:, 0] - to[:, 0], east), people.index)
    assert km.max() < 40
    median = km.groupby(people["area"]).median()
    assert median["urban"] < median["suburban"] < median["rural"]
    rural = people["area"].eq("rural").groupby(people["city_tier"]).mean()
    assert rural["tier1"] < 0.10 < 0.20 < rural["tier3"]


def test_trade_areas_by_distance_tell_the_shop_and_city_names_do_not(tables, sold, people):
    """In cities with two shops the nearest takes most visits, the first of the city far fewer."""
    visits = sold.drop_duplicates("order_id").dropna(subset=["customer_id", "store_id"])
    two_shops = CITY_NAMES[: places.SECOND_SHOPS]
    visits = visits[visits["customer_id"].map(people["city"]).isin(two_shops)]
    km = places.km_to_shops(people, tables["stores"])
    nearest = pd.Series(tables["stores"]["store_id"].to_numpy()[km.argmin(axis=1)], people.index)
    first = tables["stores"].drop_duplicates("city").set_index("city")["store_id"]
    by_distance = (visits["customer_id"].map(nearest) == visits["store_id"]).mean()
    by_name = (visits["customer_id"].map(people["city"]).map(first) == visits["store_id"]).mean()
    assert by_distance > 0.75
    assert by_name < by_distance - 0.06, (by_name, by_distance)


def test_shops_lose_their_draw_with_distance(tables, sold, people):
    """From band to band the share of shop orders falls; single buyers follow, loosely."""
    visits = found.shop_visits(sold, people, tables["stores"])
    bands = visits.groupby(pd.cut(visits["km"], [0, 2, 5, 10, 20, 40]), observed=True).sum()
    assert (bands["in_shops"] / bands["orders"]).is_monotonic_decreasing
    share = visits["in_shops"] / visits["orders"]
    assert spearmanr(visits["km"], share).statistic < -0.15


def test_seasons_show_the_climate_and_the_whole_year_hides_it(tables, sold, people):
    """Hot cities drink more in summer and less in winter, so that the year tells little."""
    july = sold["customer_id"].map(people["city"]).map(tables["cities"].set_index("city")["july_c"])
    hot, cool = july >= found.HOT_C, july <= found.COOL_C
    swing = [
        found.by_season(sold, "drinks", chosen, (6, 7, 8), (12, 1, 2)) for chosen in (hot, cool)
    ]
    year = [found.line_share(sold, "drinks", chosen) for chosen in (hot, cool)]
    assert swing[0] / swing[1] > 1.4
    assert year[0] / year[1] == pytest.approx(1, abs=0.2)


def test_the_stages_of_family_life_reverse_what_all_buyers_say(sold, people):
    """In all, those who agreed to marketing spend less; in each stage they spend more."""
    table = realism.buyers(sold).join(people[["family_stage", "marketing_consent"]])
    stages = [found.agreed_over_others(group) for _, group in table.groupby("family_stage")]
    assert found.agreed_over_others(table) < 0.95
    assert len(stages) == 5
    assert min(stages) > 1.03


def test_cities_promise_what_no_customer_keeps(sold, people):
    """Means of cities tie spend to income; among the customers of one city nothing does."""
    table = found.income_and_spend(sold, people)
    assert found.between(table, "city") > 0.55
    assert found.between(table, "city_tier") > 0.8
    assert abs(found.within(table, "city")) < 0.08
    assert table[["income", "spend"]].corr().loc["income", "spend"] < 0.15


def test_family_stage_tells_baby_goods_and_other_demographics_little(sold, people):
    """A p-value calls gender important; Cramer's V tells which association is."""
    bought = found.favourites(sold)
    known = people.loc[bought.index]
    counts = pd.crosstab(known["gender"], bought["favourite"])
    assert found.cramers_v(known["gender"], bought["favourite"]) < 0.13
    assert found.cramers_v(known["family_stage"], bought["baby"]) > 0.25
    chi2 = chi2_contingency(counts, correction=False)
    expected = np.sqrt(chi2.statistic / counts.to_numpy().sum())
    assert found.cramers_v(known["gender"], bought["favourite"]) == pytest.approx(expected)
    assert chi2.pvalue < 0.05
