"""Assigning customers to the nearest segment."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import StandardScaler

from segkit.assign import assign_segments

SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)


def centres() -> pd.DataFrame:
    """Return the centres of three segments."""
    return pd.DataFrame(
        {"recency_days": [10, 200, 40], "monetary_cny": [2000.0, 100.0, 300.0]},
        index=["忠诚", "lapsed", "new"],
    )


def customers() -> dict[str, list]:
    """Return five customers, one with a gap and one with an infinite value."""
    return {
        "customer_id": ["C1", "C2", "C3", "C4", "C5"],
        "recency_days": [30, 150, 25, None, 12],
        "monetary_cny": [900.0, 200.0, 1300.0, 100.0, float("inf")],
    }


def test_the_nearest_centre_agrees_with_a_table_worked_by_hand(engine):
    """Squared distances in units of 100 days and 1,000 yuan; a gap and infinity have no segment.

    C1 (30 days, 900 yuan): 0.04 + 1.21 = 1.25, 2.89 + 0.64 = 3.53, 0.01 + 0.36 = 0.37: new.
    C2 (150, 200): 1.96 + 3.24 = 5.20, 0.25 + 0.01 = 0.26, 1.21 + 0.01 = 1.22: lapsed.
    C3 (25, 1300): 0.0225 + 0.49 = 0.51, 3.06 + 1.44 = 4.50, 0.0225 + 1.00 = 1.02: loyal.
    """
    frame = engine.frame(customers())
    scales = {"recency_days": 100, "monetary_cny": 1000}
    found = assign_segments(frame, centres(), scales=scales)
    if engine.is_query:
        assert type(found) is type(frame)
        table = engine.table(found)
        assert list(table.columns) == [*customers(), "segment"]
        found = table["segment"]
    assert [None if pd.isna(name) else name for name in found] == [
        "new",
        "lapsed",
        "忠诚",
        None,
        None,
    ]


def test_pandas_gets_categories_in_the_order_of_the_centres():
    """The index stays, whatever it is, and segments may have any name."""
    frame = pd.DataFrame({"a": [0.9, 0.2, None]}, index=["x", "x", "z"])
    names = pd.Index([("late", 2), ("early", 1)], tupleize_cols=False)
    found = assign_segments(frame, pd.DataFrame({"a": [1.0, 0.0]}, index=names))
    assert found.index.tolist() == ["x", "x", "z"]
    assert list(found.cat.categories) == [("late", 2), ("early", 1)]
    assert found.tolist()[:2] == [("late", 2), ("early", 1)]
    assert pd.isna(found.iloc[2])


def test_iris_is_assigned_as_published():
    """Nearest class means name 139 of the 150 irises rightly, and agree with scikit-learn's.

    Source: NearestCentroid of scikit-learn on Fisher's data, four measures, no scaling.
    """
    iris = load_iris(as_frame=True)
    means = iris.data.groupby(iris.target).mean()
    found = assign_segments(iris.data, means).astype(int)
    assert (found == NearestCentroid().fit(iris.data, iris.target).predict(iris.data)).all()
    assert (found == iris.target).sum() == 139


def test_clusters_of_kmeans_are_handed_on_to_every_engine(engine):
    """Centres turned back into units, with the scales, say what ``predict`` says."""
    draws = np.random.default_rng(0)
    columns = {"recency_days": draws.gamma(2, 60, 300), "monetary_cny": draws.lognormal(5, 1, 300)}
    table = pd.DataFrame(columns)
    scaler = StandardScaler().fit(table)
    kmeans = KMeans(4, n_init=3, random_state=0).fit(scaler.transform(table))
    middle = pd.DataFrame(scaler.inverse_transform(kmeans.cluster_centers_), columns=table.columns)
    scales = pd.Series(scaler.scale_, table.columns)
    frame = engine.frame({name: values.tolist() for name, values in columns.items()})
    found = assign_segments(frame, middle, scales=scales)
    if engine.is_query:
        rows = engine.read(found)
        found = [rows["segment"][place] for place in np.argsort(rows["monetary_cny"])]
        labels = kmeans.labels_[np.argsort(table["monetary_cny"])]
    else:
        labels = kmeans.labels_
    assert list(found) == labels.tolist()


def test_batches_get_what_the_whole_gets():
    """A stream can be assigned as it comes."""
    frame = pd.DataFrame({"a": np.arange(10.0)})
    middle = pd.DataFrame({"a": [2.0, 7.0]}, index=["low", "high"])
    batches = [assign_segments(frame[start : start + 3], middle) for start in range(0, 10, 3)]
    assert pd.concat(batches).equals(assign_segments(frame, middle))


def test_halfway_goes_to_the_first():
    """A tie is decided by the order of the centres, and not by chance."""
    frame = pl.DataFrame({"a": [1.5]})
    for order in (["low", "high"], ["high", "low"]):
        middle = pd.DataFrame({"a": [1.0, 2.0]}, index=["low", "high"]).loc[order]
        assert assign_segments(frame, middle).to_list() == order[:1]


def test_far_from_zero_nothing_is_lost():
    """Distances are taken directly; expanded squares would lose 0.5 beside 1e9."""
    frame = pd.DataFrame({"a": [1e9, 1e9 + 1]})
    middle = pd.DataFrame({"a": [1e9 + 0.4, 1e9 + 0.8]}, index=["low", "high"])
    assert assign_segments(frame, middle).tolist() == ["low", "high"]


def test_names_outside_pandas_are_text_or_whole_numbers():
    """Other names have no like in an engine."""
    for names in ([1, "b"], [(1, 2), (3, 4)], [1.5, 2.5]):
        index = pd.Index(names, tupleize_cols=False)
        with pytest.raises(TypeError, match="outside pandas all must be text or all whole numbers"):
            assign_segments(
                pl.DataFrame({"a": [1.0]}), pd.DataFrame({"a": [1.0, 2.0]}, index=index)
            )


points = st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=1, max_size=20)


@SETTINGS
@given(points, st.permutations(range(3)), st.sampled_from([0.01, 1, 1000]))
def test_order_of_rows_and_unit_do_not_matter(rows, order, unit):
    """Shuffled customers keep their segments; a column in another unit, with its scale, too."""
    frame = pd.DataFrame(rows, columns=["a", "b"]).astype(float)
    middle = pd.DataFrame({"a": [-40.5, 3.25, 60.0], "b": [9.125, -50.0, 20.0]}, index=list("xyz"))
    found = assign_segments(frame, middle, scales={"a": 2, "b": 3})
    backwards = assign_segments(frame[::-1], middle, scales={"a": 2, "b": 3})
    assert backwards.sort_index().equals(found)
    renamed = assign_segments(
        frame.assign(a=frame["a"] * unit),
        middle.assign(a=middle["a"] * unit).iloc[list(order)],
        scales={"a": 2 * unit, "b": 3},
    )
    assert renamed.tolist() == found.tolist()
