"""Distances, trade areas and the index of a region."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy.stats import binomtest
from sklearn.metrics.pairwise import haversine_distances

from segkit.geo import EARTH_RADIUS_KM, great_circle_km, regional_index, trade_areas

quick = settings(max_examples=25, deadline=None, derandomize=True)
LATITUDE = st.floats(-90, 90)
LONGITUDE = st.floats(-180, 180)


def test_a_known_distance():
    """Los Angeles to New York in E. Williams' Aviation Formulary: 0.623585 radians."""
    km = great_circle_km(33 + 57 / 60, -(118 + 24 / 60), 40 + 38 / 60, -(73 + 47 / 60))
    assert km == pytest.approx(0.623585 * 6371.0088, abs=0.005)


def test_a_quarter_and_half_of_the_globe():
    """Equator to pole is a quarter of the circumference, to the antipode a half."""
    quarter = np.pi / 2 * EARTH_RADIUS_KM
    assert great_circle_km(0, 30, 90, -77) == pytest.approx(quarter)
    assert great_circle_km(20, 30, -20, -150) == pytest.approx(2 * quarter)
    assert great_circle_km(10, 179.5, 10, -179.5) == pytest.approx(109.5, abs=0.1)


def test_series_arrays_and_gaps():
    """Rows are taken in their order, a gap gives a gap, one place goes with many."""
    places = pd.DataFrame({"lat": [39.9, np.nan], "lon": [116.4, 121.0]}, index=["a", "b"])
    km = great_circle_km(places["lat"], places["lon"], 39.9, 116.4)
    assert km.tolist() == pytest.approx([0.0, np.nan], nan_ok=True)
    assert great_circle_km([0, 0], [0, 0], 0, [0, 180]).shape == (2,)


@quick
@given(st.lists(st.tuples(LATITUDE, LONGITUDE, LATITUDE, LONGITUDE), min_size=1, max_size=8))
def test_distances_agree_with_scikit_learn_and_are_symmetric(rows):
    """Element by element the same as the diagonal of ``haversine_distances``."""
    one, other = np.array(rows)[:, :2], np.array(rows)[:, 2:]
    km = great_circle_km(*one.T, *other.T)
    matrix = haversine_distances(np.radians(one), np.radians(other))
    assert km == pytest.approx(EARTH_RADIUS_KM * np.diag(matrix), abs=1e-6)
    assert km == pytest.approx(great_circle_km(*other.T, *one.T), abs=1e-9)


KM_PER_DEGREE = EARTH_RADIUS_KM * np.pi / 180


@pytest.fixture
def shops() -> pd.DataFrame:
    """Return three shops on the equator, at 0, 1 and 5 degrees east."""
    return pd.DataFrame(
        {
            "store_id": ["S1", "S2", "S3"],
            "latitude": 0.0,
            "longitude": [0.0, 1.0, 5.0],
        },
        index=[7, 8, 9],
    )


@pytest.fixture
def customers() -> pd.DataFrame:
    """Return five customers near S1, at 0.1 to 0.4 degrees and at 0.3 to the west, one near S2."""
    return pd.DataFrame(
        {
            "customer_id": list("ABCDEF"),
            "latitude": 0.0,
            "longitude": [0.1, 0.4, 0.2, -0.3, 0.15, 1.2],
        },
        index=[5, 4, 3, 2, 1, 0],
    )


def test_trade_areas_agree_with_a_table_worked_by_hand(customers, shops):
    """Five customers of S1 at 0.1, 0.15, 0.2, 0.3 and 0.4 degrees.

    60 % of five are three: the primary area reaches to 0.2; 85 % are 4.25, so five: the secondary
    one to 0.4. F is alone with S2, so its area is primary. Nobody is nearest to S3.
    """
    areas = trade_areas(customers, shops)
    near = areas.customers
    assert near.index.tolist() == customers.index.tolist()
    assert near["store_id"].tolist() == ["S1"] * 5 + ["S2"]
    degrees = np.array([0.1, 0.4, 0.2, 0.3, 0.15, 0.2])
    assert near["distance_km"].tolist() == pytest.approx(degrees * KM_PER_DEGREE)
    assert (
        near["area"].tolist() == ["primary", "secondary", "primary", "secondary"] + ["primary"] * 2
    )

    table = areas.shops.set_index("store_id")
    assert table["customers"].tolist() == [5, 1, 0]
    assert table["customer_share"].tolist() == pytest.approx([5 / 6, 1 / 6, 0])
    for name, degree in (("median_km", 0.2), ("primary_km", 0.2), ("secondary_km", 0.4)):
        assert table.loc["S1", name] == pytest.approx(degree * KM_PER_DEGREE)
    assert table.loc["S3", ["median_km", "primary_km", "secondary_km"]].isna().all()


def test_the_share_of_customers_may_be_chosen(customers, shops):
    """With 20 % and 40 % of five, one customer is primary and one secondary."""
    areas = trade_areas(customers.iloc[:5], shops, primary=0.2, secondary=0.4)
    assert areas.customers["area"].value_counts().to_dict() == {
        "primary": 1,
        "secondary": 1,
        "tertiary": 3,
    }


def test_one_shop_has_all_customers(customers, shops):
    """All belong to it; of six the nearest four are primary (60 % are 3.6), all secondary."""
    areas = trade_areas(customers, shops.iloc[[0]])
    assert areas.shops["customers"].tolist() == [6]
    assert areas.customers["area"].value_counts().to_dict() == {
        "primary": 4,
        "secondary": 2,
        "tertiary": 0,
    }


@quick
@given(st.lists(st.tuples(LATITUDE, LONGITUDE), min_size=1, max_size=12), st.integers(1, 4))
def test_nearest_shops_agree_with_all_distances(places, n):
    """The tree finds what comparing every customer with every shop finds, in any order."""
    people = pd.DataFrame(places, columns=["latitude", "longitude"])
    people["customer_id"] = range(len(people))
    rng = np.random.default_rng(n)
    shops = pd.DataFrame(
        {
            "store_id": [f"店{number}" for number in range(n)],
            "latitude": rng.uniform(-60, 60, n),
            "longitude": rng.uniform(-180, 180, n),
        }
    )
    areas = trade_areas(people, shops)
    place = ["latitude", "longitude"]
    matrix = EARTH_RADIUS_KM * haversine_distances(
        np.radians(people[place].to_numpy()), np.radians(shops[place].to_numpy())
    )
    assert areas.customers["distance_km"].tolist() == pytest.approx(matrix.min(axis=1), abs=1e-6)
    assert areas.shops["customers"].sum() == len(people)
    backwards = trade_areas(people.iloc[::-1], shops)
    assert_frame_equal(backwards.customers.iloc[::-1], areas.customers)
    assert_frame_equal(backwards.shops, areas.shops)


def test_the_index_agrees_with_a_table_worked_by_hand():
    """100 customers among 1,000 people: 30 where 200 live are 30 / 20 of the average."""
    regions = pd.DataFrame(
        {"customers": [30, 70, 0], "population": [200, 800, 0]}, index=["东", "西", "空"]
    )
    table = regional_index(regions)
    assert table.index.tolist() == ["东", "西", "空"]
    assert table["expected"].tolist() == [20, 80, 0]
    assert table["index"].tolist()[:2] == pytest.approx([150, 87.5])
    assert table.loc["空", ["index", "index_low", "index_high"]].isna().all()
    assert table["reading"].tolist() == ["above", "below", "unclear"]


def interval(found: int, total: int) -> tuple[float, float]:
    """Return the interval of a region with a tenth of the people, as shares of all customers."""
    regions = pd.DataFrame({"customers": [found, total - found], "population": [1, 9]})
    table = regional_index(regions)
    return table.loc[0, "index_low"] / 1000, table.loc[0, "index_high"] / 1000


@pytest.mark.parametrize(("found", "total"), [(81, 263), (15, 148), (0, 20), (1, 29), (29, 29)])
def test_the_interval_is_that_of_scipy(found, total):
    """The exact interval of ``scipy.stats.binomtest``."""
    expected = binomtest(found, total).proportion_ci(0.95, method="exact")
    assert interval(found, total) == pytest.approx(tuple(expected))


def test_the_interval_agrees_with_a_calculation_by_hand():
    """None of 20 has a chance of (1 - p) ** 20 = 0.025 at p = 1 - 0.025 ** (1 / 20) = 0.168.

    At the lower end of 1 of 29, one or more have the chance 1 - (1 - p) ** 29 = 0.025.
    """
    assert interval(0, 20) == pytest.approx((0, 1 - 0.025 ** (1 / 20)))
    assert interval(1, 29)[0] == pytest.approx(1 - 0.975 ** (1 / 29))


def test_the_location_quotient_of_a_segment():
    """In A 40 of 100 customers are in the segment, in all 50 of 250: twice the average."""
    regions = pd.DataFrame({"region": ["A", "B"], "gift_buyers": [40, 10], "customers": [100, 150]})
    table = regional_index(regions, count="gift_buyers", base="customers")
    assert table["index"].tolist() == pytest.approx([200, 100 / 3])
    assert table["reading"].tolist() == ["above", "below"]


@quick
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(1, 10**9)), min_size=2, max_size=9
    ).filter(lambda rows: sum(count for count, _ in rows) > 0)
)
def test_the_index_averages_100_and_lies_in_its_interval(rows):
    """Weighted by the base the indices average 100, in any unit and order."""
    regions = pd.DataFrame(rows, columns=["customers", "population"])
    table = regional_index(regions)
    assert np.average(table["index"], weights=table["population"]) == pytest.approx(100)
    assert (table["index_low"] <= table["index"] + 1e-9).all()
    assert (table["index_high"] >= table["index"] - 1e-9).all()
    other = regional_index(regions.assign(population=regions["population"] * 1000).iloc[::-1])
    assert_series_equal(other["index"].sort_index(), table["index"])


def test_a_small_region_is_not_over_read():
    """Two customers where one was expected say nothing; 200 where 100 were do."""
    small = pd.DataFrame({"customers": [2, 998], "population": [1, 999]})
    assert regional_index(small)["reading"].tolist()[0] == "unclear"
    large = pd.DataFrame({"customers": [200, 99_800], "population": [1, 999]})
    assert regional_index(large)["reading"].tolist()[0] == "above"
