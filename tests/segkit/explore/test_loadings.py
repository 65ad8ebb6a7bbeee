"""The explorer of loadings, driven from Python as a trainee drives it with the keyboard."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import loadings_by_choice, prepared_answers

NAMES = ("calm", "kind", "bold", "neat", "keen")
TURNED = [f"{name}_2" for name in NAMES] + ["calm_5", "neat_5"]


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Return 400 people's answers: 5 attitudes by 5 items each, some reversed, and a leaning."""
    rng = np.random.default_rng(7)
    attitudes = rng.normal(size=(400, 5))
    leaning = rng.normal(0, 0.5, 400)
    columns = {}
    for number, name in enumerate(NAMES):
        for item in range(1, 6):
            sign = -1 if f"{name}_{item}" in TURNED else 1
            noise = rng.normal(0, 0.8, 400)
            columns[f"{name}_{item}"] = 3 + sign * attitudes[:, number] + leaning + noise
    return pd.DataFrame(columns)


def test_preparing_by_hand():
    """Answers 5, 2 and 2 have the mean 3, so 2, -1 and -1 remain; the turned last one is 1."""
    given = pd.DataFrame({"a": [5, 1], "b": [2, np.nan], "c": [2, 3]})
    ready = prepared_answers(given, ["c"], turn=True, centre=True)
    assert ready.to_dict("index") == {0: {"a": 2.0, "b": -1.0, "c": 1.0}}
    plain = prepared_answers(given.fillna(4), ["c"], turn=False, centre=False)
    assert plain["a"].tolist() == [2.0, -2.0]
    assert plain["c"].tolist() == [-0.5, 0.5]


def test_unturned_items_load_the_other_way(answers):
    """A reversed item has a negative loading until it is turned, and its size stays."""
    shown = loadings_by_choice(answers, reversed_items=TURNED)
    turned = shown.solution.loadings.loc["calm_2"]
    shown.turn.value = False
    plain = shown.solution.loadings.loc["calm_2"]
    assert turned.abs().max() == pytest.approx(plain.abs().max(), abs=0.01)
    assert turned[turned.abs().idxmax()] > 0.5
    assert plain[plain.abs().idxmax()] < -0.5
    assert "−calm_2" in shown._readable().to_string()


def test_the_sentence_counts_the_items(answers):
    """At a low hurdle all 25 items load on one of 5 factors; the hurdle decides how many do."""
    shown = loadings_by_choice(answers, reversed_items=TURNED)
    assert "Factors: 5" in shown._sentence()
    assert "Of 25 items, 25 have a loading of 0.40" in shown._sentence()
    large = (shown.solution.loadings.abs() >= 0.7).any(axis=1).sum()
    shown.least.value = 0.7
    assert f"Of 25 items, {large} have a loading of 0.70" in shown._sentence()


@pytest.mark.parametrize(("lang", "word"), [("zh", "热力图"), ("en", "Heat map")])
def test_the_page_says_in_words_what_the_chart_shows(answers, lang, word):
    """The alternative text carries the sentence; each factor's items begin at the left."""
    shown = loadings_by_choice(answers, reversed_items=TURNED, lang=lang)
    page = shown._page()["text/html"]
    assert f'alt="{word}' in page
    assert page.count("<img") == page.count("<table") == 1
    assert len(shown._readable()) == shown.k.value == 5
    assert page.count('<td style="text-align: left">') == 5 + 1  # with the corner
    assert "<td>" not in page


def test_it_leaves_no_figure_open_and_the_answers_alone(answers, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = answers.copy()
    loadings_by_choice(answers, reversed_items=TURNED, lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(answers, before)


def test_an_unknown_item_is_named(answers):
    """A slip of the pen in the reversed items is told."""
    with pytest.raises(ValueError, match=r"calm_9.*no columns"):
        prepared_answers(answers, ["calm_9"], turn=True, centre=False)
