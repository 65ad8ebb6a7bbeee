"""The explorer of persona cards, driven from Python as a trainee drives it with the keyboard."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit import profile
from segkit.explore import card_lines, persona_cards


@pytest.fixture
def table() -> pd.DataFrame:
    """Return the profile of 200 customers in `big`, half of whom use the app, and 8 in `few`."""
    people = pd.DataFrame(
        {
            "segment": ["big"] * 200 + ["few"] * 8 + ["rest"] * 200,
            "app": [True] * 100 + [False] * 100 + [True] * 4 + [False] * 204,
            "area": ["city", "town"] * 100 + ["city"] * 6 + ["town"] * 2 + ["city", "town"] * 100,
        }
    )
    return profile(people, by="segment", columns=["app", "area"])


def test_lines_come_by_index_one_per_variable(table):
    """Of 408 customers 104 use the app: 50 % of `big` is an index of 100 x 0.5 / 0.2549 = 196."""
    card = card_lines(table, segment="big")
    assert card["variable"].tolist() == ["app", "area"]
    assert card["index"].iloc[0] == pytest.approx(196.15, abs=0.01)
    assert card["sure"].tolist() == [True, False]


def test_each_demand_drops_lines(table):
    """A base of 8 is too small for 10; half of 8 customers in the app may be chance."""
    assert len(card_lines(table, segment="few")) == 2
    assert card_lines(table, segment="few", fewest=10).empty
    assert card_lines(table, segment="few", beyond_chance=True).empty
    assert card_lines(table, segment="big", effect=0.3)["variable"].tolist() == ["app"]


def test_a_segment_that_is_not_there_is_named(table):
    """The message lists those that are."""
    with pytest.raises(ValueError, match=r"'all' is not in the table.*'big', 'few', 'rest'"):
        card_lines(table, segment="all")


def test_the_controls_are_followed(table):
    """The sentence counts the lines; with no line left it says so."""
    shown = persona_cards(table, names={"few": "The few"})
    assert "big: 2 lines, 1 of them beyond chance; smallest base 200." in shown._sentence()
    shown.segment.value = "few"
    shown.fewest.value = 50
    assert shown._sentence() == "The few: no line is left."
    shown.figure()
    shown.fewest.value = 0
    shown.sure.value = True
    assert shown.card.empty


@pytest.mark.parametrize(("lang", "word"), [("zh", "指数条形图："), ("en", "Bars of indices: ")])
def test_the_page_says_in_words_what_the_chart_shows(table, lang, word):
    """The alternative text carries the indices; controls have labels for screen readers."""
    shown = persona_cards(table, names={"app": "App"}, lang=lang)
    page = shown._page()["text/html"]
    assert f'alt="{word}App' in page
    assert page.count("<img") == page.count("<table") == 1
    assert all(control.description == control.tooltip for control in shown._widgets())


def test_it_leaves_no_figure_open_and_the_table_alone(table, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = table.copy()
    persona_cards(table, lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(table, before)
