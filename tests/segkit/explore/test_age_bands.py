"""The explorer of age-band edges, driven from Python as a trainee drives it with the keyboard."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import age_band_edges, band_shares


@pytest.fixture
def people() -> pd.DataFrame:
    """Return 50 people of 20 and 50 of 60, of whom 30 and 10 buy tea, and 5 without an age."""
    return pd.DataFrame(
        {
            "age": [20.0] * 50 + [60.0] * 50 + [None] * 5,
            "tea": [True] * 30 + [False] * 20 + [True] * 10 + [False] * 40 + [True] * 5,
            "air": True,
        }
    )


def test_an_edge_belongs_to_the_band_above_it():
    """Somebody of 25 is in the band that begins at 25; order and repeats do not matter."""
    age, outcome = pd.Series([24, 25, 34, 35]), pd.Series([True, False, True, True])
    bands = band_shares(age, outcome, edges=[35, 25, 25])
    assert bands["people"].to_dict() == {"<25": 1, "25–34": 2, "35+": 1}
    assert bands["share"].tolist() == [1, 0.5, 1]


def test_the_interval_is_wilsons():
    """10 of 50: (0.2 + z²/100 ± z·sqrt(0.16/50 + z²/10000)) / (1 + z²/50) with z = 1.96."""
    bands = band_shares(pd.Series([30] * 50), pd.Series([True] * 10 + [False] * 40), edges=[25])
    assert bands["low"].iloc[0] == pytest.approx(0.1124, abs=1e-4)
    assert bands["high"].iloc[0] == pytest.approx(0.3304, abs=1e-4)


def test_strength_and_smallest_cell(people):
    """Chi-square of [[30, 20], [10, 40]] is 16.667 with 100 people: V is 0.408; expected 20."""
    shown = age_band_edges(people, outcomes=["tea"])
    assert shown.strength == pytest.approx(0.408, abs=1e-3)
    assert shown.fewest == 20
    assert "2 age bands, shares from 20% to 60%, 40% in all" in shown._sentence()


def test_moving_the_edges_merges_bands_and_going_back_restores(people):
    """With every edge above 60 one band is left, without any association."""
    shown = age_band_edges(people, outcomes=["tea"])
    start = shown.bands
    for slider in shown.edges:
        slider.value = 70
    assert shown.bands["people"].tolist() == [100]
    assert shown.strength == 0
    shown.reset.click()
    assert_frame_equal(shown.bands, start)


def test_an_outcome_that_all_show_has_no_association(people):
    """The choice of the outcome is followed; too small cells are pointed out."""
    shown = age_band_edges(people, outcomes=["tea", "air"], names={"air": "Air"})
    shown.outcome.value = "air"
    assert shown.strength == 0
    assert shown._sentence().startswith("Air: ")
    assert "too few: merge bands" in shown._sentence()


@pytest.mark.parametrize(("lang", "word"), [("zh", "条形图："), ("en", "Bar chart: ")])
def test_the_page_says_in_words_what_the_chart_shows(people, lang, word):
    """The alternative text carries the sentence; controls have labels for screen readers."""
    shown = age_band_edges(people, outcomes=["tea"], lang=lang)
    page = shown._page()["text/html"]
    assert f'alt="{word}' in page
    assert page.count("<img") == page.count("<table") == 1
    assert all(slider.description == slider.tooltip for slider in shown.edges)


def test_it_leaves_no_figure_open_and_the_table_alone(people, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = people.copy()
    age_band_edges(people, outcomes=["tea"], lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(people, before)


def test_what_is_missing_is_named(people):
    """A column that is not there, ages that nobody has."""
    with pytest.raises(ValueError, match="coffee"):
        age_band_edges(people, outcomes=["coffee"])
    with pytest.raises(ValueError, match="0 ages and 4 edges came"):
        age_band_edges(people.assign(age=None), outcomes=["tea"])
