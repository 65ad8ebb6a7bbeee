"""The explorer of structure and noise, driven from Python as with the keyboard."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import grouped_customers, structure_or_noise


@pytest.fixture(scope="module")
def shown():
    """Return the explorer with 3 groups that lie 6 standard deviations apart."""
    explorer = structure_or_noise()
    explorer.separation.value = 6
    return explorer


def test_the_groups_lie_on_a_triangle_with_equal_sides():
    """Moving the groups 6 apart moves their centres to a triangle with sides of 6."""
    moved = (grouped_customers(6, stretch=2) - grouped_customers(0, stretch=2)).round(6)
    corners = moved.drop_duplicates().to_numpy()
    sides = [np.linalg.norm(corners[i] - corners[i - 1]) for i in range(3)]
    assert sides == pytest.approx([6, 6, 6], abs=1e-5)
    assert moved.value_counts().tolist() == [80, 80, 80]


def test_stretching_widens_and_does_not_heighten():
    """Four times as wide; the second measure stays."""
    round_cloud, stretched = grouped_customers(0), grouped_customers(0, stretch=4)
    assert_frame_equal(stretched, round_cloud * [4, 1])


@pytest.mark.parametrize(("separation", "stretch"), [(-1, 1), (1, -1)])
def test_a_negative_distance_is_refused(separation, stretch):
    """The error names the argument and what it was."""
    with pytest.raises(ValueError, match="is -1, a number from 0 to inf"):
        grouped_customers(separation, stretch=stretch)


def test_groups_far_apart_are_found_again_and_a_cloud_is_not(shown):
    """Three groups 6 apart agree almost fully at k = 3, far above the clouds without groups."""
    own, low, high = shown.agreement.loc[3]
    assert own > 0.97
    assert low <= high < own - 0.1
    assert "6 apart, not stretched; with 3 segments the median ARI is" in shown._sentence()


def test_a_stretched_cloud_is_stable_without_groups():
    """At k = 2 one cloud, 3 times as wide as high, is cut alike each time, as the others are."""
    explorer = structure_or_noise()
    explorer.stretch.value = 3
    own, low, high = explorer.agreement.loc[2]
    assert min(own, high) > 0.8
    assert low < own
    assert "0 apart, stretched 3 times; with" in explorer._sentence()


def test_a_round_cloud_is_called_unstretched_in_chinese_too():
    """At 1 nothing is stretched; from 1.5 on the sentence says how many times."""
    explorer = structure_or_noise(lang="zh")
    assert "相距 0，没有拉长；分成 3 个细分时" in explorer._sentence()
    explorer.stretch.value = 1.5
    assert "相距 0，拉长 1.5 倍；分成 3 个细分时" in explorer._sentence()


def test_the_number_of_segments_changes_the_sentence_alone(shown):
    """Another k marks another place of the same table."""
    before = shown.agreement
    shown.segments.value = 4
    assert shown.agreement is before
    assert "with 4 segments" in shown._sentence()
    shown.segments.value = 3


@pytest.mark.parametrize(("lang", "word"), [("zh", "左为客户散点图"), ("en", "Scatter plot")])
def test_the_page_says_in_words_what_the_charts_show(lang, word):
    """The alternative text carries the sentence; sliders have labels for screen readers."""
    explorer = structure_or_noise(lang=lang)
    page = explorer._page()["text/html"]
    assert f'alt="{word}' in page
    assert page.count("<img") == page.count("<table") == 1
    assert "text-align: left" not in page  # figures end at the right
    assert all(slider.description == slider.tooltip for slider in explorer._widgets())


def test_it_leaves_no_figure_open_and_says_nothing(shown, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    shown._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
