"""The charts for choosing segments and placing brands."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from segkit.plot import plot_evaluation, plot_perceptual_map
from segkit.target import evaluate_segments, perceptual_map

HANZI = re.compile(r"[一-鿿]")
pytestmark = pytest.mark.usefixtures("course_style")


@pytest.fixture
def evaluation() -> pd.DataFrame:
    """Champions rate 8 and 6; families 4 and 9, but fail a knock-out."""
    ratings = pd.DataFrame({"size": [8, 4], "fit": [6, 9]}, index=["Champions", "families"])
    return evaluate_segments(
        ratings, attractiveness={"size": 1}, competitiveness={"fit": 1}, knock_out={"size": 5}
    )


def brands() -> pd.DataFrame:
    """Return four brands on a cross of two attributes; the third says nothing."""
    ratings = {"cheap": [5, 1, 3, 3], "tasty": [3, 3, 4, 2], "quick": [3, 3, 3, 3.5]}
    return pd.DataFrame(ratings, index=list("ABCD"))


def words(axes) -> str:
    """Return all text of the figure, once it has been drawn."""
    axes.figure.canvas.draw()
    return "\n".join(text.get_text() for text in axes.figure.findobj(mpl.text.Text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_charts_speak_one_language(evaluation, lang, capfd):
    """Chinese charts have Chinese labels and English ones none; a missing glyph would warn."""
    for axes in (
        plot_evaluation(evaluation, lang=lang),
        plot_perceptual_map(perceptual_map(brands(), ideals=brands().head(1)), lang=lang),
        plot_perceptual_map(perceptual_map(brands(), method="correspondence"), lang=lang),
    ):
        assert bool(HANZI.search(words(axes))) == (lang == "zh")
        assert axes.get_title(loc="left")
        assert axes.get_xlabel()
        assert axes.get_ylabel()
    assert capfd.readouterr().err == ""


def test_bubbles_lie_where_the_ratings_put_them(evaluation):
    """Competitiveness goes to the right, attractiveness up; what is knocked out is hollow."""
    axes = plot_evaluation(evaluation, size=pd.Series([1, 4], index=evaluation.index))
    passed, failed = axes.collections
    assert passed.get_offsets().tolist() == [[6, 8]]
    assert failed.get_offsets().tolist() == [[9, 4]]
    assert failed.get_facecolor()[0, :3].tolist() == [1, 1, 1]
    assert failed.get_sizes()[0] == 4 * passed.get_sizes()[0]
    assert "families (knocked out)" in words(axes)


def test_the_lines_lie_at_thirds_of_the_scale(evaluation):
    """On 0 to 9 the mean of both axes is 3 on the lower line and 6 on the upper one."""
    axes = plot_evaluation(evaluation, scale=(0, 9))
    ends = [line.get_xydata().tolist() for line in axes.lines]
    assert ends == [[[0, 6], [6, 0]], [[3, 9], [9, 3]]]


def test_the_map_names_brands_attributes_and_ideals():
    """Every point is named, the axes tell their share, arrows reach as far as the brands."""
    found = perceptual_map(brands(), ideals=brands().head(1).rename(index={"A": "学生"}))
    axes = plot_perceptual_map(found)
    drawn = words(axes)
    assert {*"ABCD", "cheap", "tasty", "quick", "学生"} <= set(drawn.split("\n"))
    assert f"Dimension 1 ({found.axes['share'][1]:.0%})" in drawn
    tips = axes.lines[2].get_xydata()
    assert abs(tips).max() == pytest.approx(
        found.brands[["x", "y"]].abs().to_numpy().max(), rel=0.01
    )


def test_a_chart_goes_into_the_axes_it_is_given(evaluation):
    """No other figure is opened, and another language is refused."""
    for draw, data in (
        (plot_evaluation, evaluation),
        (plot_perceptual_map, perceptual_map(brands())),
    ):
        axes = plt.figure().subplots()
        before = plt.get_fignums()
        assert draw(data, ax=axes) is axes
        assert plt.get_fignums() == before
        with pytest.raises(ValueError, match="lang is 'fr'"):
            draw(data, lang="fr")


def test_sizes_must_fit(evaluation):
    """Negative sizes, none above 0, or other segments are refused in words."""
    with pytest.raises(ValueError, match="size goes from -1 to 4"):
        plot_evaluation(evaluation, size=pd.Series([-1, 4], index=evaluation.index))
    with pytest.raises(ValueError, match="size goes from 0 to 0"):
        plot_evaluation(evaluation, size=pd.Series([0, 0], index=evaluation.index))
    with pytest.raises(ValueError, match="their index differs"):
        plot_evaluation(evaluation, size=pd.Series([1, 2]))


def boxes(axes, names) -> list:
    """Return the boxes of the texts with these names, once the figure has been drawn."""
    axes.figure.canvas.draw()
    drawn = {text.get_text(): text.get_window_extent() for text in axes.texts}
    return [drawn[name] for name in names]


def test_names_of_near_segments_do_not_cover_each_other():
    """Three segments with all but the same ratings have three legible names."""
    names = ["families", "students", "pensioners"]
    ratings = pd.DataFrame({"size": [5, 5.2, 5.4], "fit": [5, 5.3, 5.1]}, index=names)
    table = evaluate_segments(ratings, attractiveness={"size": 1}, competitiveness={"fit": 1})
    found = boxes(plot_evaluation(table), names)
    assert [box.count_overlaps(found) for box in found] == [1, 1, 1]  # itself


def test_names_of_near_brands_do_not_cover_each_other():
    """Two brands that are rated alike stand at nearly the same point."""
    near = brands().loc[["A", "A", "B", "C", "D"]].set_axis(["Acme", "Apex", "B", "C", "D"])
    near = near.astype(float)
    near.loc["Apex", "cheap"] = 4.95
    axes = plot_perceptual_map(perceptual_map(near))
    found = boxes(axes, ["Acme", "Apex"])
    assert found[0].count_overlaps(found[1:]) == 0
