"""Rating scales: reversing, careless answering, reliability and factors."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from segkit.survey import careless_flags, cronbach_alpha, factor_loadings, reverse_items

quick = settings(max_examples=25, deadline=None, derandomize=True)
ITEMS = ["爱计划", "爱比价", "冲动"]
LIKERT = st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=4, max_size=12, unique=True).filter(
    lambda rows: len({sum(row) for row in rows}) > 1
)


def answers(rows, items=ITEMS) -> pd.DataFrame:
    """Return a frame of answers, one row per person."""
    return pd.DataFrame(rows, columns=items)


def test_reversing_turns_a_scale_round_and_keeps_the_rest():
    """On 1 to 7 a 2 becomes a 6, whole numbers stay whole and gaps stay gaps."""
    people = pd.DataFrame({"id": ["a", "b"], "x": [2, 7], "y": [4.0, None]}, index=[9, 3])
    expected = pd.DataFrame({"id": ["a", "b"], "x": [6, 1], "y": [4.0, None]}, index=[9, 3])
    assert_frame_equal(reverse_items(people, ["x", "y"], low=1, high=7), expected)


@quick
@given(LIKERT)
def test_reversing_twice_changes_nothing(rows):
    """Turning round is its own inverse."""
    once = reverse_items(answers(rows), ["冲动"], low=1, high=5)
    assert_frame_equal(reverse_items(once, ["冲动"], low=1, high=5), answers(rows))


def test_careless_flags_agree_with_a_table_worked_by_hand():
    """Six people, four items of 1 to 5, (a, c) opposite.

    - same: 4 4 4 4, run 4 of 4; a and c differ by |4 + 4 - 6| / 4 = 0.5: run, same, inconsistent.
    - honest: 5 4 1 4, run 1; |5 + 1 - 6| = 0: no sign.
    - run: 2 2 4 4, run 2 = half of 4: one sign only; |2 + 4 - 6| = 0.
    - silent: one answer of four, 0.75 missing; no pair answered.
    - middle: 3 3 3 3 agrees with itself, but all is the same: run and same, so careless.
    - half: 2 empty of 4 is not more than half; run 1, a gap between equal answers ends it.
    """
    nan = np.nan
    people = pd.DataFrame(
        {
            "a": [4, 5, 2, 3, 3, nan],
            "b": [4, 4, 2, nan, 3, 4],
            "c": [4, 1, 4, nan, 3, nan],
            "d": [4, 4, 4, nan, 3, 4],
        },
        index=["same", "honest", "run", "silent", "middle", "half"],
    )
    flags = careless_flags(people, list("abcd"), low=1, high=5, pairs=[("a", "c")])
    assert flags["missing_share"].tolist() == [0, 0, 0, 0.75, 0, 0.5]
    assert flags["longest_run"].tolist() == [4, 1, 2, 1, 4, 1]
    assert flags["inconsistency"].tolist()[:3] == [0.5, 0, 0]
    assert flags["inconsistency"].isna().tolist() == [False, False, False, True, False, True]
    assert flags["sign_run"].tolist() == [True, False, True, False, True, False]
    assert flags["sign_same"].tolist() == [True, False, False, False, True, True]
    assert flags["sign_inconsistent"].tolist() == [True, False, False, False, False, False]
    assert flags["sign_missing"].tolist() == [False, False, False, True, False, False]
    assert flags["careless"].tolist() == [True, False, False, True, True, False]


def test_the_distance_is_that_of_mahalanobis():
    """For uncorrelated items it is the sum of squared standard scores.

    Two items of -1 and 1 in all combinations: variance 4 / 3 each (n - 1), so each person lies at
    3 / 4 + 3 / 4 = 1.5; the chi-squared tail with 2 degrees is exp(-1.5 / 2).
    """
    people = answers([(-1, -1), (-1, 1), (1, -1), (1, 1)], ["x", "y"])
    flags = careless_flags(people, ["x", "y"], low=-1, high=1)
    assert flags["mahalanobis_p"].tolist() == pytest.approx([np.exp(-0.75)] * 4)


def test_an_odd_pattern_is_far_from_the_others():
    """Whoever answers two equivalent items with the two ends stands out, though neither is rare."""
    rng = np.random.default_rng(1)
    mood = rng.integers(1, 6, 300)
    people = pd.DataFrame({"x": mood, "y": mood, "z": rng.integers(1, 6, 300)})
    people.loc[0, ["x", "y"]] = [1, 5]
    flags = careless_flags(people, ["x", "y", "z"], low=1, high=5)
    assert flags.index[flags["sign_far"]].tolist() == [0]
    assert flags.loc[0, "careless"]
    assert not flags.loc[0, ["sign_run", "sign_same"]].any()


def test_one_person_gets_no_distance():
    """With no more people than items there is no distance; the other signs are there."""
    flags = careless_flags(answers([(5, 5, 5)]), ITEMS, low=1, high=5)
    assert flags["mahalanobis_p"].isna().all()
    assert flags["careless"].tolist() == [True]


@quick
@given(LIKERT, st.randoms(use_true_random=False))
def test_flags_do_not_depend_on_the_order_of_people(rows, random):
    """Each person's row is the same after shuffling, and a constant item does no harm."""
    people = answers(rows).assign(same=3)
    order = list(people.index)
    random.shuffle(order)
    items = [*ITEMS, "same"]
    flags = careless_flags(people, items, low=1, high=5)
    assert_frame_equal(careless_flags(people.loc[order], items, low=1, high=5), flags.loc[order])


def with_covariance(covariance, people: int, items) -> pd.DataFrame:
    """Return people whose items have exactly this covariance."""
    noise = np.random.default_rng(0).normal(size=(people, len(covariance)))
    noise -= noise.mean(axis=0)
    white = noise @ np.linalg.inv(np.linalg.cholesky(np.cov(noise, rowvar=False))).T
    return pd.DataFrame(white @ np.linalg.cholesky(covariance).T, columns=items)


def test_the_interval_of_alpha_agrees_with_a_published_example():
    """An alpha of 0.85 of 7 items and 89 people: 0.7971 to 0.8932 in R's ``ci.cronbach``.

    The example of the package statpsych. Items of variance 1 that all correlate at r have an alpha
    of 7 r / (1 + 6 r), which is 0.85 at r = 0.85 / 1.9.
    """
    covariance = np.full((7, 7), 0.85 / 1.9)
    np.fill_diagonal(covariance, 1)
    found = cronbach_alpha(with_covariance(covariance, 89, list("abcdefg")), list("abcdefg"))
    assert found.alpha == pytest.approx(0.85)
    assert (round(found.low, 4), round(found.high, 4)) == (0.7971, 0.8932)


def test_alpha_of_three_items_agrees_with_a_calculation_by_hand():
    """Squared deviations: 57 - 23² / 10 = 4.1, 56 - 22² / 10 = 7.6, 51 - 21² / 10 = 6.9: 18.6.

    Of the sums 3 4 5 6 7 8 8 9 7 9: 474 - 66² / 10 = 38.4. So 3 / 2 * (1 - 18.6 / 38.4), 0.7734375.
    """
    table = pd.DataFrame(
        {
            "Q1": [1, 2, 2, 3, 2, 2, 3, 3, 2, 3],
            "Q2": [1, 1, 1, 2, 3, 3, 2, 3, 3, 3],
            "Q3": [1, 1, 2, 1, 2, 3, 3, 3, 2, 3],
        }
    )
    found = cronbach_alpha(table, ["Q1", "Q2", "Q3"])
    assert found.alpha == pytest.approx(0.7734375)
    assert found.people == 10


def test_alpha_without_each_item_agrees_with_a_calculation_by_hand():
    """Variances 10 to 13 and covariances of 6: the sum of four has 46 + 12 * 6 = 118.

    Alpha is 4 / 3 * (1 - 46 / 118). Without the first the sum has 36 + 6 * 6 = 72, so
    3 / 2 * (1 - 36 / 72); without the others 1 - 35 / 71, 1 - 34 / 70 and 1 - 33 / 69.
    """
    covariance = np.array([[10, 6, 6, 6], [6, 11, 6, 6], [6, 6, 12, 6], [6, 6, 6, 13]])
    found = cronbach_alpha(with_covariance(covariance, 50, list("abcd")), list("abcd"))
    assert found.alpha == pytest.approx(4 / 3 * (1 - 46 / 118))
    assert found.items["alpha_if_dropped"].tolist() == pytest.approx(
        [1.5 * (1 - 36 / 72), 1.5 * (1 - 35 / 71), 1.5 * (1 - 34 / 70), 1.5 * (1 - 33 / 69)]
    )
    assert found.items["variance"].tolist() == pytest.approx([10, 11, 12, 13])


def test_alpha_agrees_with_a_table_worked_by_hand():
    """Variances 1 and 3, variance of the sums 3, 4, 8: 7, so 2 * (1 - 4 / 7) = 6 / 7.

    The deviations -1, 0, 1 and -1, -1, 2 correlate at 3 / sqrt(2 * 6).
    """
    people = pd.DataFrame({"a": [1, 2, 3, None], "b": [2, 2, 5, 4]})
    found = cronbach_alpha(people, ["a", "b"])
    assert found.alpha == pytest.approx(6 / 7)
    assert found.people == 3
    assert found.items["item_rest_correlation"].tolist() == pytest.approx([3 / 12**0.5] * 2)
    assert found.items["alpha_if_dropped"].isna().all()


def test_an_item_left_unreversed_shows():
    """Its correlation with the rest is negative, and alpha rises without it."""
    rng = np.random.default_rng(3)
    mood = rng.integers(1, 6, 100)
    people = pd.DataFrame({name: np.clip(mood + rng.integers(-1, 2, 100), 1, 5) for name in "abc"})
    people["c"] = 6 - people["c"]
    found = cronbach_alpha(people, list("abc"))
    worst = found.items["item_rest_correlation"].idxmin()
    assert worst == found.items["alpha_if_dropped"].idxmax() == "c"
    assert found.items.loc["c", "item_rest_correlation"] < 0
    right = reverse_items(people, ["c"], low=1, high=5)
    assert cronbach_alpha(right, list("abc")).alpha > 0.8


@quick
@given(LIKERT, st.integers(-3, 9), st.sampled_from([0.5, 2.0, 1e6]))
def test_alpha_does_not_depend_on_units_or_order(rows, shift, scale):
    """Moving and stretching the scale, and the order of people and items, change nothing."""
    people = answers(rows)
    alpha = cronbach_alpha(people, ITEMS).alpha
    other = (people.iloc[::-1] + shift) * scale
    assert cronbach_alpha(other, ITEMS[::-1]).alpha == pytest.approx(alpha, rel=1e-6, abs=1e-9)


# General, picture, blocks, maze, reading, vocab of 112 people (Smith & Stanley 1983), as in R.
ABILITY = np.array(
    [
        [24.641, 5.991, 33.520, 6.023, 20.755, 29.701],
        [5.991, 6.700, 18.137, 1.782, 4.936, 7.204],
        [33.520, 18.137, 149.831, 19.424, 31.430, 50.753],
        [6.023, 1.782, 19.424, 12.711, 4.757, 9.075],
        [20.755, 4.936, 31.430, 4.757, 52.604, 66.762],
        [29.701, 7.204, 50.753, 9.075, 66.762, 135.292],
    ]
)
TESTS = ["general", "picture", "blocks", "maze", "reading", "vocab"]


def test_loadings_agree_with_published_ones():
    """``factanal(factors = 2, covmat = ability.cov)`` of R gives these loadings.

    The products of loadings do not depend on the rotation; the loadings differ a little because R
    normalises the items before it rotates.
    """
    published = np.array(
        [
            [0.49944, 0.54345],
            [0.15607, 0.62154],
            [0.20579, 0.85993],
            [0.10853, 0.46776],
            [0.95624, 0.18210],
            [0.78477, 0.22482],
        ]
    )
    found = factor_loadings(with_covariance(ABILITY, 112, TESTS), TESTS, k=2)
    loadings = found.loadings.to_numpy()
    assert loadings @ loadings.T == pytest.approx(published @ published.T, abs=0.001)
    assert loadings == pytest.approx(published, abs=0.035)
    assert found.suggested == 1


@pytest.fixture
def planted() -> pd.DataFrame:
    """Return 400 people with two traits: q1-q4 measure one at 0.8, q5-q7 the other at 0.7."""
    rng = np.random.default_rng(5)
    traits, noise = rng.normal(size=(400, 2)), rng.normal(size=(400, 7))
    strength = np.array([[0.8] * 4 + [0] * 3, [0] * 4 + [0.7] * 3])
    values = traits @ strength + noise * np.sqrt(1 - (strength**2).sum(axis=0))
    return pd.DataFrame(values, columns=[f"q{number}" for number in range(1, 8)])


def test_planted_factors_are_found(planted):
    """Two factors are suggested, the stronger comes first, and each item loads on its own."""
    found = factor_loadings(planted, planted.columns)
    assert found.suggested == 2
    assert found.loadings["F1"].tolist() == pytest.approx([0.8] * 4 + [0] * 3, abs=0.12)
    assert found.loadings["F2"].tolist() == pytest.approx([0] * 4 + [0.7] * 3, abs=0.12)
    assert found.factors["ss_loadings"].is_monotonic_decreasing
    assert found.factors["variance_share"].tolist() == pytest.approx(
        (found.factors["ss_loadings"] / 7).tolist()
    )
    assert found.scores["F1"].corr(planted[["q1", "q2", "q3", "q4"]].sum(axis=1)) > 0.97


def test_a_reversed_item_turns_its_sign_only(planted):
    """The factors still sum to a positive number, and only that item's loadings change sign."""
    found = factor_loadings(planted, planted.columns)
    turned = factor_loadings(planted.assign(q1=-planted["q1"]), planted.columns)
    expected = found.loadings.copy()
    expected.loc["q1"] *= -1
    assert_frame_equal(turned.loadings, expected, atol=1e-3)
    assert (turned.loadings.sum() > 0).all()


def test_factors_do_not_depend_on_order_units_or_gaps(planted):
    """Shuffled people and rescaled items give the same loadings; whoever has a gap has no score."""
    found = factor_loadings(planted, planted.columns)
    shuffled = planted.sample(frac=1, random_state=0) * 100 + 7
    again = factor_loadings(shuffled, planted.columns)
    assert_frame_equal(again.loadings, found.loadings, atol=1e-6)
    assert_frame_equal(again.scores.loc[found.scores.index], found.scores, atol=1e-6)
    holed = planted.assign(q1=planted["q1"].mask(planted.index == 3))
    assert factor_loadings(holed, planted.columns).scores.isna().all(axis=1).idxmax() == 3


def test_people_may_share_a_label(planted):
    """Waves stacked without a new index give the same numbers, row by row."""
    stacked = planted.round(1).set_axis([0] * len(planted))
    scores = factor_loadings(stacked, planted.columns).scores
    assert scores.index.equals(stacked.index)
    own = factor_loadings(planted.round(1), planted.columns).scores
    assert_frame_equal(scores.reset_index(drop=True), own)
    options = {"low": -9, "high": 9, "pairs": [("q1", "q2")]}
    flags = careless_flags(stacked, planted.columns, **options)
    own = careless_flags(planted.round(1), planted.columns, **options)
    assert_frame_equal(flags.reset_index(drop=True), own)


def test_unrelated_items_suggest_one_factor_and_say_so():
    """No eigenvalue lies beyond chance; the number suggested is never 0."""
    noise = pd.DataFrame(np.random.default_rng(2).normal(size=(300, 6))).add_prefix("q")
    found = factor_loadings(noise, noise.columns)
    assert not found.parallel["beyond_chance"].any()
    assert found.suggested == 1


def test_the_random_eigenvalues_are_those_of_simulated_answers():
    """The shortcut by Wishart matrices gives what correlations of normal noise give."""
    rng = np.random.default_rng(0)
    mood = rng.normal(size=(60, 1))
    people = pd.DataFrame(mood + rng.normal(size=(60, 4))).add_prefix("q")
    found = factor_loadings(people, people.columns)
    slow = [
        np.linalg.eigvalsh(np.corrcoef(rng.normal(size=(60, 4)), rowvar=False))[::-1]
        for _ in range(2000)
    ]
    assert found.parallel["random_95"].tolist() == pytest.approx(
        np.quantile(slow, 0.95, axis=0), abs=0.05
    )


def test_results_are_the_same_every_time(planted):
    """Same data, same numbers, the simulated eigenvalues among them."""
    found, again = (factor_loadings(planted, planted.columns) for _ in range(2))
    assert_frame_equal(found.parallel, again.parallel)
    assert_frame_equal(found.loadings, again.loadings)


def test_a_constant_rest_correlates_with_nothing():
    """One item alone varies: the others have no correlation with it, and no alpha without it."""
    people = answers([(1, 3, 3), (2, 3, 3), (3, 3, 3)])
    table = cronbach_alpha(people, ITEMS).items
    assert table["item_rest_correlation"].isna().all()
    assert np.isnan(table.loc[ITEMS[0], "alpha_if_dropped"])
