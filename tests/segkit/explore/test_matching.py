"""The explorer of the matching threshold, driven from Python as with the mouse."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import link_quality, match_threshold

PAIRS = pd.DataFrame(
    {
        "score": [0.95, 0.9, 0.6, 0.4, 0.3, 0.1],
        "same": [True, True, False, True, False, False],
    }
)


def test_quality_by_hand():
    """From 0.5 on: 3 links, 2 right; 5 belong together, one was never compared, so 3 are missed."""
    found = link_quality(PAIRS, threshold=0.5, true_pairs=5)
    assert found == {
        "linked": 3,
        "right": 2,
        "wrong": 1,
        "missed": 3,
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 5),
    }


def test_a_score_equal_to_the_threshold_is_linked_and_no_link_has_no_precision():
    """The threshold itself counts; above all scores nothing is linked."""
    assert link_quality(PAIRS, threshold=0.95, true_pairs=5)["linked"] == 1
    none = link_quality(PAIRS, threshold=0.99, true_pairs=5)
    assert none["recall"] == 0
    assert none["precision"] != none["precision"]


@pytest.mark.parametrize(
    ("pairs", "true_pairs", "words"),
    [
        (PAIRS, 2, "true_pairs is 2, but 3 of the pairs are the same"),
        (PAIRS.drop(columns="same"), 5, "same"),
        (PAIRS.iloc[:0], 5, "0 rows, at least 1"),
        (PAIRS.assign(score=None), 5, "score"),
    ],
)
def test_what_cannot_be_judged_is_refused(pairs, true_pairs, words):
    """The message says what came and what was expected."""
    with pytest.raises(ValueError, match=words):
        link_quality(pairs, threshold=0.5, true_pairs=true_pairs)
    with pytest.raises(ValueError, match=words):
        match_threshold(pairs, true_pairs=true_pairs)


def test_the_sliders_move_the_cost():
    """At 0.5: 1 wrong and 3 missed at 10 each. From 0.9 on: 3 missed, none wrong."""
    shown = match_threshold(PAIRS, true_pairs=5)
    assert shown.cost_cny == 40
    assert shown.cheapest == 0.9  # as dear as 0.4, and higher
    shown.threshold.value = 0.9
    assert shown.cost_cny == 30
    assert shown.quality["precision"] == 1


def test_dear_misses_lower_the_cheapest_threshold():
    """When a miss costs 50 and a wrong link 1, all three that belong together are linked."""
    shown = match_threshold(PAIRS, true_pairs=5)
    shown.wrong.value, shown.missed.value = 1, 50
    assert shown.cheapest == 0.4


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "折线图：阈值从 0.01"), ("en", "Line charts: from threshold 0.01")]
)
def test_the_page_describes_what_it_shows(lang, words):
    """Picture, sentence and table; without a link, precision is a dash."""
    shown = match_threshold(PAIRS, true_pairs=5, lang=lang)
    shown.threshold.value = 0.99
    page = shown._page()
    assert f'alt="{words}' in page["text/html"]
    assert page["text/html"].count("<img") == page["text/html"].count("<table") == 1
    assert "–" in page["text/plain"]


def test_it_leaves_no_figure_open_and_the_pairs_alone(capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before, style = PAIRS.copy(), dict(plt.rcParams)
    shown = match_threshold(PAIRS, true_pairs=5, lang="zh")
    shown._ipython_display_()
    shown.threshold.value = 0.2
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == style
    assert capfd.readouterr().err == ""
    assert_frame_equal(PAIRS, before)
