"""Difficulty, discrimination, alpha and gain, on tables worked by hand and published numbers."""

import math

import numpy as np
import pandas as pd
import pytest

from grading.report import measures


def test_discrimination_leaves_the_own_exercise_out():
    """By hand: a = 0 0 1 1 against c + d = 0 1 1 2 goes with 1 / sqrt(2)."""
    points = pd.DataFrame(
        {"a": [0, 0, 1, 1], "b": [0, 0, 5, 5], "c": [0, 1, 0, 1], "d": [0, 0, 1, 1]}
    )
    groups = pd.Series({"a": "one", "b": "one", "c": "two", "d": "three"})
    found = measures.discrimination(points, groups)
    # deviations of a: -.5 -.5 .5 .5; of c + d: -1 0 0 1; sum of products 1; roots 1 and sqrt 2
    assert found["a"] == pytest.approx(1 / math.sqrt(2))
    # c against a + b + d = 0 0 7 7: products cancel
    assert found["c"] == pytest.approx(0)


def test_what_does_not_vary_has_no_discrimination():
    """All right, or waiting for a person: there is nothing to correlate."""
    points = pd.DataFrame({"a": [1, 1, 1], "b": [0, 1, 1], "e": [np.nan, 1, 2]})
    groups = pd.Series({"a": "a", "b": "b", "e": "e"})
    assert measures.discrimination(points, groups).isna().tolist() == [True, True, True]


def test_alpha_of_right_and_wrong_items_is_kr20():
    """By hand, 4 people, 3 items: 3/2 * (1 - (3/16 + 4/16 + 3/16) / (20/16)) = .75."""
    answers = pd.DataFrame([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], columns=list("abc"))
    # p q of each item: .75 * .25, .5 * .5, .25 * .75; the totals 3 2 1 0 have the variance 1.25
    assert measures.cronbach_alpha(answers) == pytest.approx(0.75)


def test_alpha_of_a_published_questionnaire():
    """Twelve people, eleven items: the nine complete rows have alpha .8016949152542373.

    Data of real-statistics.com as the package pingouin brings them (`cronbach_wide_missing`); the
    number is that of the documentation of `pingouin.cronbach_alpha(nan_policy="listwise")`, which
    names psych's `alpha(use="complete.obs")` in R as its equal.
    """
    complete = [
        "11111111111", "11111111010", "11101101100", "11111000100", "11110010000",
        "11111000000", "01011000010", "11100000000", "10010000000",
    ]  # fmt: skip
    answers = pd.DataFrame([list(map(int, row)) for row in complete])
    assert measures.cronbach_alpha(answers) == pytest.approx(0.8016949152542373)


@pytest.mark.parametrize(
    "answers", [{"a": [1, 0]}, {"a": [1, 1], "b": [0, 0]}], ids=["one item", "no variance"]
)
def test_alpha_is_missing_where_it_is_not_defined(answers):
    """One item, or the same total for all."""
    assert math.isnan(measures.cronbach_alpha(pd.DataFrame(answers)))


def test_gain_of_a_published_class():
    """Hake (1998): traditional courses gained .23 on average; 50 to 61.5 % is such a class."""
    pre, post = pd.Series([0.4, 0.6]), pd.Series([0.53, 0.7])
    found = measures.gain(pre, post)
    assert found.gain == pytest.approx(0.23)
    # own gains by hand: .13 / .6 and .1 / .4
    assert found.own == pytest.approx((0.13 / 0.6 + 0.25) / 2)
    assert found.low <= found.gain <= found.high


def test_who_had_everything_right_has_no_own_gain():
    """Nothing could be gained; the class's gain still counts them."""
    found = measures.gain(pd.Series([1.0, 0.5]), pd.Series([1.0, 0.75]))
    assert found.own == 0.5
    assert found.gain == pytest.approx(0.5)
    assert math.isnan(measures.gain(pd.Series([1.0, 1.0]), pd.Series([1.0, 1.0])).gain)


def test_the_interval_is_that_of_a_bootstrap_by_hand():
    """Two trainees with gains 0 and 1 from .5: samples are 0, .5, .5, 1, so 0 to 1."""
    found = measures.gain(pd.Series([0.5, 0.5]), pd.Series([0.5, 1.0]))
    assert (found.low, found.high) == (0.0, 1.0)


def test_small_groups_are_pooled_so_that_the_total_gives_none_away():
    """4 alone would be the total less the others: the smallest other joins them."""
    sizes = {"full": 18, "retail": 12, "finance": 6, "taster": 4}
    shown = measures.pooled(sizes, least=5)
    assert shown == {"full": "full", "retail": "retail", "finance": "", "taster": ""}
    assert measures.pooled({"a": 5, "b": 6}, least=5) == {"a": "a", "b": "b"}
    assert set(measures.pooled({"a": 2, "b": 2}, least=5).values()) == {""}
