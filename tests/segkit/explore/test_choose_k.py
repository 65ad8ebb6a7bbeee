"""The explorer of k-means, driven from Python as a trainee drives it with the keyboard."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import choose_clusters


@pytest.fixture
def customers() -> pd.DataFrame:
    """Return 9 + 6 + 5 customers in three narrow groups of orders; their spend is another split."""
    rng = np.random.default_rng(0)
    orders = np.repeat([0.0, 10.0, 20.0], [9, 6, 5]) + rng.uniform(-0.5, 0.5, 20)
    spend = np.tile([100.0, 90_000.0], 10) + rng.uniform(-50, 50, 20)
    return pd.DataFrame({"orders": orders, "spend": spend}, index=range(7, 27))


@pytest.fixture
def shown(customers):
    """Return the explorer with the measures as they are, and with orders alone."""
    alone = customers[["orders"]].assign(same=np.tile([0.0, 0.1], 10))
    return choose_clusters(customers, ways={"raw": customers, "orders": alone})


def test_it_finds_the_groups_and_numbers_them_by_size(shown):
    """With k = 3 the clusters are the groups of 9, 6 and 5, and the silhouette is highest there."""
    shown.k.value = 3
    assert shown.labels.tolist() == [1] * 9 + [2] * 6 + [3] * 5
    assert shown.evidence["silhouette"].idxmax() == 3
    assert shown.excess == pytest.approx(0, abs=1e-9)
    assert shown.agreement == 1
    assert "the smallest cluster holds 25.0%" in shown._sentence()


def test_another_way_finds_other_clusters(shown):
    """With raw amounts, spend decides: every second customer is in the same cluster."""
    shown.way.value, shown.k.value = "raw", 2
    assert len(set(shown.labels[::2])) == len(set(shown.labels[1::2])) == 1
    assert shown._sentence().startswith("raw, k = 2: silhouette 1.00")


def test_a_bad_start_shows(shown):
    """Some start of k = 4 ends above the best, and then it agrees less than fully."""
    found = []
    for start in range(1, 21):
        shown.start.value = start
        found.append((shown.excess > 1e-6, shown.agreement < 1 - 1e-9))
    assert any(worse for worse, _ in found)
    assert all(differs for worse, differs in found if worse)


@pytest.mark.parametrize(("lang", "word"), [("zh", "散点图"), ("en", "Scatter chart")])
def test_the_page_says_in_words_what_the_charts_show(customers, lang, word):
    """The alternative text carries the sentence; the table has the measures in their units."""
    shown = choose_clusters(customers, ways={"as is": customers}, lang=lang)
    page = shown._page()["text/html"]
    assert f'alt="{word}' in page
    assert page.count("<img") == page.count("<table") == 1
    shown.k.value = 2
    assert shown._readable()["spend"].str.replace(",", "").astype(float).max() > 89_000
    assert all(control.description == control.tooltip for control in shown._widgets())


def test_it_leaves_no_figure_open_and_the_table_alone(customers, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = customers.copy()
    choose_clusters(customers, ways={"as is": customers}, lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(customers, before)


def test_ways_that_do_not_fit_are_refused(customers):
    """No way at all, a list, or other rows than the customers'."""
    with pytest.raises(ValueError, match="0 ways came"):
        choose_clusters(customers, ways={})
    with pytest.raises(ValueError, match=r"'half'.* have other rows than customers"):
        choose_clusters(customers, ways={"half": customers.head(10)})
    with pytest.raises(TypeError, match="ways"):
        choose_clusters(customers, ways=[customers])
