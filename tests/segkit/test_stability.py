"""Stability of segments over bootstrap samples and over the number of segments."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from sklearn.datasets import make_blobs

from segkit import stability
from segkit.stability import bootstrap_stability, solution_stability

CALM = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture
def three_groups() -> pd.DataFrame:
    """150 customers: 60, 50 and 40 of three groups far apart."""
    points, _ = make_blobs([60, 50, 40], n_features=3, centers=None, random_state=3)
    return pd.DataFrame(points, columns=["消费额", "频次", "间隔"], index=range(1000, 1150))


def test_agreement_worked_by_hand():
    """Six customers, judged segments {1..4} and {5, 6}; two assignments of all of them.

    The first puts {1, 2, 3} and {4, 5, 6} together, the second finds the judged segments. Jaccard
    of {1..4}: 3/4 and 1, mean 7/8; of {5, 6}: 2/3 and 1, mean 5/6.
    """
    judged = np.array([0, 0, 0, 0, 1, 1])
    first, second = np.array([1, 1, 1, 0, 0, 0]), np.array([0, 0, 0, 0, 1, 1])
    assert stability._best_jaccard(judged, [first, second]).tolist() == pytest.approx(
        [7 / 8, 5 / 6]
    )


@CALM
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=40))
def test_the_jaccard_indices_agree_with_the_definition(labels):
    """For any assignments, of which some may leave segments empty."""
    judged, *pair = np.array([*labels, (0, 0, 0), (1, 0, 0), (2, 0, 0), (3, 0, 0)]).T

    def best(segment, found):
        others = [set(np.flatnonzero(found == each)) for each in range(4)]
        return max(len(segment & other) / len(segment | other) for other in others)

    segments = [set(np.flatnonzero(judged == each)) for each in range(4)]
    expected = [np.mean([best(segment, found) for found in pair]) for segment in segments]
    assert stability._best_jaccard(judged, pair).tolist() == pytest.approx(expected)


def test_planted_segments_are_stable_and_others_are_not(three_groups):
    """With k = 3 both indices are 1; with k = 2 and 4 the solution is not found again as surely."""
    found = bootstrap_stability(three_groups, k=range(2, 5), n_boot=10)
    assert found.ari.mean().idxmax() == 3
    assert (found.ari[3] == 1).all()
    assert (found.jaccard[3] == 1).all(axis=None)
    assert found.jaccard[4].mean().min() < 0.75
    assert found.labels[3].value_counts().to_dict() == {0: 60, 1: 50, 2: 40}


def test_noise_has_no_stable_segments():
    """Customers spread evenly over four measures: no solution comes again, no segment either."""
    noise = np.random.default_rng(0).uniform(size=(300, 4))
    found = bootstrap_stability(noise, k=range(2, 7), n_boot=8)
    assert found.ari.mean().max() < 0.7
    assert found.jaccard.mean().groupby("k").min().max() < 0.75


def test_one_stable_segment_among_unstable_ones_is_recognised():
    """A group far away from evenly spread customers is found again; the parts of these are not."""
    rng = np.random.default_rng(0)
    spread, apart = rng.uniform(size=(200, 4)), rng.normal(8, 0.1, size=(60, 4))
    found = bootstrap_stability(np.vstack([spread, apart]), k=[4], n_boot=8)
    mean = found.jaccard[4].mean()
    niche = found.labels[4].iloc[-1]
    assert mean[niche] == 1
    assert mean.drop(niche).max() < 0.75


def test_the_seed_settles_everything(three_groups):
    """The same seed gives the same frames, another seed other samples; the input stays."""
    before = three_groups.copy()
    one, two = (bootstrap_stability(three_groups, k=[2, 4], n_boot=3, seed=5) for _ in range(2))
    assert_frame_equal(one.ari, two.ari)
    assert_frame_equal(one.jaccard, two.jaccard)
    assert_frame_equal(three_groups, before)
    other = bootstrap_stability(three_groups, k=[2, 4], n_boot=3, seed=6)
    assert not one.jaccard.equals(other.jaccard)


def test_shapes_and_names(three_groups):
    """Pairs from 1 on by k, pairs by (k, segment), customers by k with their index."""
    found = bootstrap_stability(three_groups, k=[4, 2], n_boot=3)
    assert found.ari.shape == (3, 2)
    assert list(found.ari.index) == [1, 2, 3]
    expected = [(2, 0), (2, 1), (4, 0), (4, 1), (4, 2), (4, 3)]
    assert list(found.jaccard.columns) == expected
    assert found.jaccard.columns.names == ["k", "segment"]
    assert found.labels.index.equals(three_groups.index)
    assert found.jaccard.to_numpy().min() > 0
    assert found.jaccard.to_numpy().max() <= 1


def test_equal_customers_are_counted_each():
    """A survey of yes and no: 400 answers of 6 kinds give stable segments without a warning."""
    kinds = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]] * 3)
    kinds[2:, 0] = [1, 1, 0, 0]
    kinds[4:, 5] = [1, 1]
    answers = np.repeat(kinds, [120, 130, 50, 40, 30, 30], axis=0)
    found = bootstrap_stability(answers, k=2, n_boot=5)
    assert found.ari.to_numpy().min() == 1
    assert found.labels[2].value_counts().tolist() == [200, 200]


def test_a_constant_column_and_units_change_nothing(three_groups):
    """The samples are the same, so all indices are."""
    plain = bootstrap_stability(three_groups, k=[2, 3], n_boot=3)
    other = bootstrap_stability(1000 * three_groups.assign(constant=7), k=[2, 3], n_boot=3)
    assert_frame_equal(plain.ari, other.ari)


def test_flows_worked_by_hand():
    """Ten customers: a stays, b is split, and x takes one of a and one of b.

    Of x, half came from a and half from b: the entropy log 2 over log 2 leaves a stability of 0;
    a2 has 4 of a only: 1; b2 has 4 of b only: 1.
    """
    labels = pd.DataFrame({2: list("aaaaabbbbb"), 3: ["a2"] * 4 + ["x"] * 2 + ["b2"] * 4})
    found = solution_stability(labels)
    expected = pd.DataFrame(
        {
            "customers": [5, 5, 4, 4, 2],
            "share": [0.5, 0.5, 0.4, 0.4, 0.2],
            "stability": [np.nan, np.nan, 1, 1, 0],
        },
        index=pd.MultiIndex.from_tuples(
            [(2, "a"), (2, "b"), (3, "a2"), (3, "b2"), (3, "x")], names=["k", "segment"]
        ),
    )
    assert_frame_equal(found.segments, expected, check_index_type=False)
    flows = found.flows.set_index(["segment_from", "segment_to"])
    assert flows["customers"].to_dict() == {
        ("a", "a2"): 4,
        ("a", "x"): 1,
        ("b", "b2"): 4,
        ("b", "x"): 1,
    }
    assert flows.loc[("a", "x"), "share_of_from"] == pytest.approx(1 / 5)
    assert flows.loc[("a", "x"), "share_of_to"] == pytest.approx(1 / 2)


def test_the_entropy_is_taken_to_the_base_of_the_segments_before():
    """A segment from three parents, half, a quarter and a quarter: 1 - 1.5 log 2 / log 3.

    This is 1 - entropy / log(number of rows), as slsaplot of R's flexclust colours its nodes.
    """
    labels = pd.DataFrame({3: list("aabcabc"), 4: list("xxxxabc")})
    found = solution_stability(labels)
    expected = 1 - 1.5 * np.log(2) / np.log(3)
    assert found.segments.loc[(4, "x"), "stability"] == pytest.approx(expected)
    assert found.segments["stability"].loc[4].drop("x").tolist() == [1, 1, 1]


@CALM
@given(seed=st.integers(0, 999))
def test_relabelling_and_order_never_change_the_flows(seed):
    """Other names, other order of rows and columns: the same stability for the same customers."""
    rng = np.random.default_rng(seed)
    labels = pd.DataFrame({k: np.resize(rng.permutation(k), 24) for k in (2, 3, 5)})
    labels = labels.apply(lambda column: rng.permutation(column.to_numpy()))
    found = solution_stability(labels)
    names = {
        k: dict(enumerate(rng.permutation([f"段{each}" for each in range(k)]))) for k in labels
    }
    renamed = pd.DataFrame({k: labels[k].map(names[k]) for k in (5, 3, 2)})
    other = solution_stability(renamed.sample(frac=1, random_state=seed))
    back = {(k, name): (k, code) for k in labels for code, name in names[k].items()}
    turned = other.segments.set_axis(
        pd.MultiIndex.from_tuples([back[each] for each in other.segments.index])
    )
    same = turned.loc[list(found.segments.index)]
    assert_frame_equal(same, found.segments, check_names=False, check_index_type=False)
    assert other.flows["customers"].sum() == 2 * 24
    totals = found.flows.groupby(["k_to", "segment_to"])["share_of_to"].sum()
    assert totals.tolist() == pytest.approx([1] * len(totals))


def test_ordered_segments_keep_their_order():
    """Categories come in their order, those without customers not at all."""
    order = pd.CategoricalDtype(["新客", "忠诚", "无", "小额"], ordered=True)
    names = pd.Series(["小额", "小额", "新客", "忠诚"], dtype=order)
    found = solution_stability(pd.DataFrame({2: list("aabb"), 3: names}))
    assert found.segments.loc[3].index.to_list() == ["新客", "忠诚", "小额"]


def test_duplicates_in_the_index_are_no_obstacle():
    """Customers are matched by their row, not by their label."""
    labels = pd.DataFrame({2: list("aabb"), 3: list("abcc")}, index=["C1", "C1", "C2", "C2"])
    found = solution_stability(labels)
    assert found.segments["stability"].loc[3].tolist() == [1, 1, 1]


def test_the_labels_of_the_bootstrap_can_be_followed(three_groups):
    """What one function returns the other takes; k = 3 splits k = 2 cleanly here."""
    labels = bootstrap_stability(three_groups, k=[2, 3], n_boot=1).labels
    before = labels.copy()
    found = solution_stability(labels)
    assert_series_equal(
        found.segments["customers"].loc[3],
        pd.Series([60, 50, 40]),
        check_names=False,
        check_index_type=False,
    )
    assert found.segments["stability"].loc[3].min() == 1
    assert_frame_equal(labels, before)
