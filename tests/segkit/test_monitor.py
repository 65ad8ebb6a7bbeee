"""Drift of columns against fixed bins, and moves of customers between segments."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from segkit.monitor import migration_matrix, psi

QUICK = settings(max_examples=25, deadline=None, derandomize=True)


def texts(**counts: int) -> pd.DataFrame:
    """Return a frame whose column ``x`` holds each text as often as it says."""
    return pd.DataFrame({"x": [name for name, n in counts.items() for _ in range(n)]})


# -- PSI ------------------------------------------------------------------------------------------


def test_psi_of_a_table_worked_by_hand():
    """Shares 40, 30, 30 % become 35, 25, 40 %, the example of many introductions.

    -.05 ln(.35/.4) = .00668; -.05 ln(.25/.3) = .00912; .1 ln(.4/.3) = .02877; together .04456.
    Chance: 2 degrees of freedom × (1/100 + 1/100) = .04.
    """
    found = psi(texts(low=40, middle=30, high=30), texts(low=35, middle=25, high=40)).loc[0]
    assert found["psi"] == pytest.approx(0.04456, abs=5e-6)
    assert found["chance_psi"] == pytest.approx(0.04)
    assert found["p"] == pytest.approx(stats.chi2.sf(found["psi"] / 0.02, 2))
    assert found["bins"] == 3


def test_psi_is_the_divergence_in_both_directions():
    """By another route: the Kullback-Leibler divergences of either way, from scipy."""
    before, now = np.array([500, 300, 150, 50]), np.array([300, 300, 250, 150])
    names = list("abcd")
    found = psi(
        texts(**dict(zip(names, before, strict=True))), texts(**dict(zip(names, now, strict=True)))
    )
    both = stats.entropy(now, before) + stats.entropy(before, now)
    assert found["psi"].tolist() == pytest.approx([both])


def test_psi_without_drift_follows_its_published_law():
    """PSI / (1/n + 1/m) is chi-square with B - 1 degrees of freedom (Yurdakul and Naranjo 2020).

    Over 300 pairs of samples the mean is near the chance level and 5 % have p < .05.
    """
    rng = np.random.default_rng(2)
    start = pd.DataFrame({"x": rng.normal(size=4000)})
    months = pd.DataFrame({"x": rng.normal(size=300 * 500), "month": np.repeat(range(300), 500)})
    found = psi(start, months, by="month")
    assert found["psi"].mean() == pytest.approx(found["chance_psi"].mean(), rel=0.1)
    assert 0.02 < (found["p"] < 0.05).mean() < 0.09
    assert (found["verdict"] == "stable").mean() > 0.97


def test_the_three_verdicts():
    """Below .1 stable, below .25 watch, else re-fit; each with enough customers to be sure."""
    start = texts(a=5000, b=5000)
    verdicts = [
        psi(start, texts(a=share, b=10_000 - share))["verdict"].item()
        for share in (5500, 6200, 6700, 7500)
    ]
    assert verdicts == ["stable", "stable", "watch", "re-fit"]


def test_few_customers_are_no_drift():
    """PSI of .69 with a dozen customers: chance explains it, so nothing is re-fitted."""
    found = psi(texts(a=6, b=6), texts(a=9, b=3)).loc[0]
    assert found["psi"] > 0.25
    assert found["p"] > 0.01
    assert found["verdict"] == "stable"


def test_bins_are_those_of_the_reference():
    """Ten equal bins of 1 to 100: later values above 90 all fall in the last, whatever their size.

    The last bin holds 10 of 100 before and all 50 now; the others 10 % and half a customer, 1 %.
    """
    start = pd.DataFrame({"x": np.arange(1.0, 101.0)})
    found = psi(start, pd.DataFrame({"x": [95.0] * 25 + [9e9] * 25})).loc[0]
    assert found["psi"] == pytest.approx(0.9 * np.log(10) + 9 * (0.01 - 0.1) * np.log(0.01 / 0.1))
    assert found["bins"] == 10
    assert found["verdict"] == "re-fit"


def test_months_are_scored_alike_alone_or_together():
    """A month's PSI does not depend on which other months come with it."""
    rng = np.random.default_rng(1)
    start = pd.DataFrame({"x": rng.normal(size=300), "y": rng.integers(0, 3, 300)})
    later = pd.DataFrame(
        {
            "x": rng.normal(1, 1, 300),
            "y": rng.integers(0, 4, 300),
            "month": ["m1", "m2", "m3"] * 100,
        }
    )
    together = psi(start, later, by="month")
    alone = psi(start, later[later["month"] == "m2"], by="month")
    assert together["period"].tolist() == ["m1", "m1", "m2", "m2", "m3", "m3"]
    assert_frame_equal(
        together[together["period"] == "m2"].reset_index(drop=True), alone, check_dtype=False
    )


def test_unseen_values_and_gaps_have_bins_of_their_own():
    """A new category and new gaps are drift, not silence."""
    fresh = psi(texts(a=100, b=100), texts(a=50, b=50, c=100)).loc[0]
    assert (fresh["bins"], fresh["verdict"]) == (3, "re-fit")
    gaps = psi(pd.DataFrame({"x": [1.0] * 200}), pd.DataFrame({"x": [1.0] * 100 + [np.nan] * 100}))
    assert gaps.loc[0, ["bins", "verdict"]].tolist() == [2, "re-fit"]
    all_gone = psi(texts(a=100, b=100), pd.DataFrame({"x": [None] * 100})).loc[0]
    assert all_gone[["bins", "verdict"]].tolist() == [3, "re-fit"]


def test_a_constant_column_that_moves_is_seen():
    """All zeros become all ones: the two values are two bins."""
    found = psi(pd.DataFrame({"x": [0] * 100}), pd.DataFrame({"x": [1] * 100})).loc[0]
    assert found["bins"] == 2
    assert found["verdict"] == "re-fit"
    still = psi(pd.DataFrame({"x": [0] * 100}), pd.DataFrame({"x": [0] * 100})).loc[0]
    assert (still["psi"], still["p"], still["bins"]) == (0, 1, 1)


def test_kinds_of_numbers_and_texts_compare_by_value():
    """Int64 with gaps, floats, booleans and categories are read as what they hold."""
    start = pd.DataFrame(
        {"n": pd.array([1, 2, None], "Int64"), "c": pd.Categorical(["x", "y", "x"])}
    )
    later = pd.DataFrame({"n": [1.0, 2.0, np.nan], "c": ["x", "y", "x"]})
    assert psi(start, later)["psi"].tolist() == [0, 0]
    flags = psi(pd.DataFrame({"f": [True, False]}), pd.DataFrame({"f": [1, 0]}))
    assert flags["psi"].tolist() == [0]


@QUICK
@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=60),
    st.lists(st.integers(-50, 50), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_psi_is_never_negative_and_ignores_order_and_unit(before, now, random):
    """Shuffled rows and another unit of measurement give the same index; equal samples give 0."""
    start, later = pd.DataFrame({"x": before}), pd.DataFrame({"x": now})
    value = psi(start, later)["psi"].item()
    assert value >= 0
    random.shuffle(before)
    random.shuffle(now)
    assert psi(pd.DataFrame({"x": before}), pd.DataFrame({"x": now}))["psi"].item() == value
    assert psi(8 * start, 8 * later)["psi"].item() == pytest.approx(value)
    assert psi(start, start)["psi"].item() == 0


# -- migration ------------------------------------------------------------------------------------


def moves() -> tuple[pd.Series, pd.Series]:
    """Return six customers in June and in July: C5 and C6 leave, C7 enters, C2 moves."""
    june = pd.Series({"C1": "active", "C2": "active", "C3": "lapsed", "C5": "new", "C6": "active"})
    july = pd.Series({"C3": "lapsed", "C2": "lapsed", "C1": "active", "C7": "new"})
    return june, july


def test_moves_counted_by_hand():
    """Active: C1 kept, C2 out to lapsed, C6 left. Lapsed: C3 kept, C2 in. New: C5 left, C7 in."""
    found = migration_matrix(*moves())
    assert found.counts.to_numpy().tolist() == [
        [1, 1, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
    ]
    assert found.counts.index.tolist() == ["active", "lapsed", "new", "(entered)"]
    assert found.counts.columns.tolist() == ["active", "lapsed", "new", "(left)"]
    flows = found.segments
    assert flows.columns.tolist() == [
        "before",
        "kept",
        "moved_out",
        "left",
        "moved_in",
        "entered",
        "after",
        "kept_share",
    ]
    assert flows.loc["active"].tolist() == pytest.approx([3, 1, 1, 1, 0, 0, 1, 1 / 3])
    assert flows.loc["lapsed"].tolist() == [1, 1, 0, 0, 1, 0, 2, 1]
    assert flows.loc["new"].tolist() == [1, 0, 0, 1, 0, 1, 1, 0]
    assert found.shares.loc["active"].tolist() == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])


def test_the_textbook_kappa():
    """20, 5, 10 and 15 of 50 give kappa .4: kept .7, chance .5 (Wikipedia's worked example)."""
    before = pd.Series(["yes"] * 25 + ["no"] * 25)
    after = pd.Series(["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)
    found = migration_matrix(before, after).stability
    assert found["kept_share"] == pytest.approx(0.7)
    assert found["chance_share"] == pytest.approx(0.5)
    assert found["kappa"] == pytest.approx(0.4)
    assert found["customers"] == 50


def test_a_single_segment_has_no_kappa():
    """All stay in the only segment: by chance they would, too."""
    only = pd.Series({"C1": "all"})
    found = migration_matrix(only, only)
    assert found.stability["kept_share"] == 1
    assert np.isnan(found.stability["kappa"])


def test_categories_keep_their_order_and_their_empty_rows():
    """Rows follow the categories; nobody was a champion, so that row has no shares."""
    kind = pd.CategoricalDtype(["冠军", "活跃", "流失"], ordered=True)
    before = pd.Series(["流失", "活跃"], index=[2, 1], dtype=kind)
    after = pd.Series(["活跃", "活跃"], index=[1, 2], dtype=kind)
    found = migration_matrix(before, after)
    assert found.counts.index.tolist() == ["冠军", "活跃", "流失", "(entered)"]
    assert found.shares.loc["冠军"].isna().all()
    assert found.counts.loc["流失", "活跃"] == 1


LABELS = st.dictionaries(st.integers(0, 12), st.sampled_from(["a", "b", "客"]), min_size=1)


@QUICK
@given(LABELS, LABELS, st.randoms(use_true_random=False))
def test_nobody_is_lost_between_the_dates(before, after, random):
    """Flows add up for every segment, and neither order nor names of segments change them."""
    after = {**after, next(iter(before)): "a"}
    first, second = pd.Series(before), pd.Series(after)
    found = migration_matrix(first, second)
    flows = found.segments
    assert (flows["before"] == flows["kept"] + flows["moved_out"] + flows["left"]).all()
    assert (flows["after"] == flows["kept"] + flows["moved_in"] + flows["entered"]).all()
    assert found.counts.to_numpy().sum() == len(set(before) | set(after))
    order = list(second.index)
    random.shuffle(order)
    assert_frame_equal(migration_matrix(first, second[order]).counts, found.counts)
    renamed = migration_matrix(first.map("z{}".format), second.map("z{}".format))
    assert renamed.counts.to_numpy().tolist() == found.counts.to_numpy().tolist()
