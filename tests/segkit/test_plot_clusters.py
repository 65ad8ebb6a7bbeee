"""The charts of the choice of k and of stability."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from segkit.plot import plot_choose_k, plot_solutions, plot_stability
from segkit.plot.style import ORANGE
from segkit.stability import BootstrapStability, solution_stability

HANZI = re.compile(r"[一-鿿]")
pytestmark = pytest.mark.usefixtures("course_style")


@pytest.fixture
def table() -> pd.DataFrame:
    """Three numbers of clusters: the gap rule holds from 2 on, the BIC is lowest at 3."""
    return pd.DataFrame(
        {
            "inertia": [15767.5, 3735.4, 908.4],
            "silhouette": [np.nan, 0.7, 0.65],
            "gap": [0.2, 0.9, 0.85],
            "gap_se": [0.1, 0.1, 0.1],
            "bic": [5614.0, 4755.0, 4202.0],
            "stability": [np.nan, 0.8, 0.99],
        },
        index=pd.Index([1, 2, 3], name="k"),
    )


@pytest.fixture
def agreement() -> BootstrapStability:
    """Three pairs of samples for k = 2 and 3; with k = 2 one segment is "Champions"."""
    columns = pd.MultiIndex.from_tuples([(2, "Champions"), (2, "b"), (3, 0), (3, 1), (3, 2)])
    return BootstrapStability(
        ari=pd.DataFrame({2: [1.0, 0.9, 0.95], 3: [0.2, 0.5, 0.1]}),
        jaccard=pd.DataFrame([[1.0, 0.7, 0.3, 0.2, 0.5]] * 3, columns=columns),
        labels=pd.DataFrame(),
    )


@pytest.fixture
def flow():
    """Ten customers: of two segments a splits and b stays; the names are of RFM in part."""
    return solution_stability(
        pd.DataFrame({2: ["a"] * 6 + ["b"] * 4, 3: ["y"] * 3 + ["Champions"] * 3 + ["x"] * 4})
    )


def words(axes) -> list[str]:
    """Return all text of the figure, once it has been drawn."""
    axes.figure.canvas.draw()
    return [text.get_text() for text in axes.figure.findobj(mpl.text.Text)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_charts_speak_one_language(table, agreement, flow, lang, capfd):
    """Chinese charts have Chinese labels and English ones none; a missing glyph would warn."""
    for axes in (
        plot_choose_k(table, lang=lang),
        plot_stability(agreement, lang=lang),
        plot_stability(agreement, k=2, lang=lang),
        plot_solutions(flow, lang=lang),
    ):
        assert bool(HANZI.search("\n".join(words(axes)))) == (lang == "zh")
        assert axes.get_title(loc="left")
    assert capfd.readouterr().err == ""


def frames(axes) -> list[tuple[float, float]]:
    """Return the corners of the orange frames."""
    found = [each for each in axes.patches if isinstance(each, Rectangle)]
    return [each.get_xy() for each in found if each.get_edgecolor()[:3] == to_rgb(ORANGE)]


def test_each_measure_frames_the_k_that_it_favours(table):
    """Silhouette 2, gap 2 (first by its rule), BIC 3, stability 3; the inertia none."""
    axes = plot_choose_k(table)
    assert frames(axes) == [(1, 1), (1, 2), (2, 3), (2, 4)]
    shown = words(axes)
    assert {"15,768", "0.70", "–", "4,202", "0.99"} <= set(shown)


def test_measures_that_were_left_out_are_not_drawn(table):
    """Without gap and stability there are three rows and two frames."""
    bare = table.assign(gap=np.nan, gap_se=np.nan, stability=np.nan)
    axes = plot_choose_k(bare)
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Inertia",
        "Silhouette",
        "BIC (low is good)",
    ]
    assert frames(axes) == [(1, 1), (2, 2)]


def test_boxes_stand_for_k_or_for_segments(agreement):
    """Two boxes by k; by segment two with their names, from the top, and the line of 0.75."""
    axes = plot_stability(agreement)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2", "3"]
    axes = plot_stability(agreement, k=2, lang="zh")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["重要价值客户", "b"]
    assert axes.yaxis_inverted()
    assert [0.75, 0.75] in [list(line.get_xdata()) for line in axes.lines]


def test_a_solution_that_is_not_there_is_an_error(agreement):
    """The message lists those at hand."""
    with pytest.raises(ValueError, match="k is 4, but the result has the solutions with 2, 3 seg"):
        plot_stability(agreement, k=4)


def test_segments_stand_next_to_where_they_come_from(flow):
    """The children of a are above the child of b; lines are as wide as the customers are many."""
    axes = plot_solutions(flow)
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert heights["a"] > heights["b"]
    assert min(heights["Champions\n1.00"], heights["y\n1.00"]) > heights["x\n1.00"]
    widths = sorted(line.get_linewidth() for line in axes.lines)
    assert widths == pytest.approx([36 * 0.3, 36 * 0.3, 36 * 0.4])


def test_axes_of_ones_own_are_used(table, agreement, flow):
    """No second figure is made."""
    for draw, result in (
        (plot_choose_k, table),
        (plot_stability, agreement),
        (plot_solutions, flow),
    ):
        own = plt.figure().add_subplot()
        assert draw(result, ax=own) is own


def test_another_language_and_a_missing_column_are_errors(table):
    """Both are named."""
    with pytest.raises(ValueError, match="lang is 'de'"):
        plot_choose_k(table, lang="de")
    with pytest.raises(ValueError, match="the frame lacks the columns 'bic'"):
        plot_choose_k(table.drop(columns="bic"))
