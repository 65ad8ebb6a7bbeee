"""The explorer of a promotion budget, driven from Python as a trainee drives it by keyboard."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import promotion_budget


@pytest.fixture
def segments() -> pd.DataFrame:
    """Return 2 segments: 100 CNY bring half of 2,000 and half of 1,000 CNY."""
    return pd.DataFrame(
        {"ceiling_cny": [2000, 1000], "half_cny": [100, 100]}, index=["families", "students"]
    )


def test_the_sliders_decide_what_is_expected(segments):
    """At 200 CNY three quarters of the ceiling are reached, at 100 CNY half of it."""
    shown = promotion_budget(segments, budget_cny=300)
    shown.spends[0].value, shown.spends[1].value = 200, 100
    assert shown.plan["response_cny"].tolist() == pytest.approx([1500, 500])
    assert "300 CNY spent (budget 300 CNY)" in shown._sentence()
    shown.spends[1].value = 300
    assert "500 CNY spent, over budget" in shown._sentence()


def test_the_best_split_of_the_same_sum_is_shown_beside(segments):
    """200 and 100 CNY are the optimum for 300 CNY (the last yuan brings the same in both)."""
    shown = promotion_budget(segments, budget_cny=300)
    shown.spends[0].value, shown.spends[1].value = 100, 200
    assert shown.plan["response_cny"].sum() == pytest.approx(1750)
    assert shown.best["spend_cny"].tolist() == pytest.approx([200, 100])
    assert "brings 2,000 CNY" in shown._sentence()


@pytest.mark.parametrize(("lang", "word"), [("zh", "响应曲线："), ("en", "Response curves: ")])
def test_the_page_says_in_words_what_the_chart_shows(segments, lang, word):
    """The alternative text has the points; a table has the numbers under the given names."""
    names = {"families": "F!", "students": "S!"}
    shown = promotion_budget(segments, budget_cny=300, names=names, lang=lang)
    page = shown._page()["text/html"]
    assert f'alt="{word}F!' in page
    assert page.count("<img") == page.count("<table") == 1


def test_it_leaves_no_figure_open_and_the_table_alone(segments, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = segments.copy()
    promotion_budget(segments, budget_cny=300, lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(segments, before)


def test_what_cannot_be_drawn_is_named(segments):
    """A missing column, and more segments than can be told apart."""
    with pytest.raises(ValueError, match="half_cny"):
        promotion_budget(segments.drop(columns="half_cny"), budget_cny=300)
    many = pd.DataFrame({"ceiling_cny": [1.0] * 5, "half_cny": [1.0] * 5})
    with pytest.raises(ValueError, match="5 rows; at most 4"):
        promotion_budget(many, budget_cny=300)
