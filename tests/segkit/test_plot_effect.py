"""The charts of uplift and of the Qini curve."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from segkit.effect import qini_curve, uplift_by_segment
from segkit.plot import plot_qini, plot_uplift

HANZI = re.compile(r"[一-鿿]")
pytestmark = pytest.mark.usefixtures("course_style")


@pytest.fixture
def trial() -> pd.DataFrame:
    """Loyal: 40 of 100 buy in either arm. Lapsed: 20 of 100 treated, 5 of 100 control."""
    return pd.DataFrame(
        {
            "segment": ["loyal"] * 200 + ["lapsed"] * 200,
            "treated": ([1] * 100 + [0] * 100) * 2,
            "converted": [1] * 40 + [0] * 60 + [1] * 40 + [0] * 60 + [1] * 20 + [0] * 80
            + [1] * 5 + [0] * 95,
            "score": [2] * 200 + [1] * 200,
        }
    )  # fmt: skip


def words(axes) -> str:
    """Return all text of the figure, once it has been drawn."""
    axes.figure.canvas.draw()
    return "\n".join(text.get_text() for text in axes.figure.findobj(mpl.text.Text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_charts_speak_one_language(trial, lang, capfd):
    """Chinese charts have Chinese labels and English ones none; a missing glyph would warn."""
    for axes in (
        plot_uplift(uplift_by_segment(trial, "segment"), lang=lang),
        plot_qini(qini_curve(trial, "score"), lang=lang),
    ):
        assert bool(HANZI.search(words(axes))) == (lang == "zh")
        assert axes.get_title(loc="left")
        assert axes.get_xlabel()
    assert capfd.readouterr().err == ""


def test_the_response_stands_beside_the_uplift(trial):
    """Loyal responds best, 40 %, as does its control; the dot of its uplift is at 0."""
    axes = plot_uplift(uplift_by_segment(trial, "segment"))
    drawn = words(axes)
    assert "40.00% / 40.00%" in drawn
    assert "20.00% / 5.00%" in drawn
    assert [label.get_text() for label in axes.get_yticklabels()] == ["lapsed", "loyal"]
    dots = {
        round(x, 3) for line in axes.lines if line.get_marker() == "o" for x in line.get_xdata()
    }
    assert dots == {0.15, 0.0}


def test_money_is_not_written_in_percent(trial):
    """An outcome in yuan shows means with two decimals and no percentage points."""
    result = uplift_by_segment(
        trial.assign(paid=9.5 * trial["converted"]), "segment", outcome="paid"
    )
    drawn = words(plot_uplift(result))
    assert "3.80 / 3.80" in drawn
    assert "percentage" not in drawn


def test_the_qini_chart_draws_the_curve_that_was_computed(trial):
    """Half of the customers, the loyal, bring nothing; all bring 15 more purchases."""
    axes = plot_qini(qini_curve(trial, "score"))
    curve = next(line for line in axes.lines if line.get_label() == "Best scores first")
    assert curve.get_xdata().tolist() == [0, 0.5, 1]
    assert curve.get_ydata().tolist() == pytest.approx([0, 0, 15])
    assert "coefficient -0.019" in axes.get_title(loc="left")


def test_a_chart_goes_into_the_axes_it_is_given(trial):
    """No other figure is opened, and the same axes come back."""
    for draw, data in (
        (plot_uplift, uplift_by_segment(trial, "segment")),
        (plot_qini, qini_curve(trial, "score")),
    ):
        axes = plt.figure().subplots()
        before = plt.get_fignums()
        assert draw(data, ax=axes) is axes
        assert plt.get_fignums() == before
        with pytest.raises(ValueError, match="lang is 'fr'"):
            draw(data, lang="fr")


def test_missing_evidence_shows_without_colour(trial):
    """The lift of the lapsed is a full dot, the nothing of the loyal a hollow one."""
    axes = plot_uplift(uplift_by_segment(trial, "segment"))
    dots = {line.get_xdata()[0]: line for line in axes.lines if line.get_marker() == "o"}
    faces = {round(x, 2): dots[x].get_markerfacecolor() for x in dots}
    assert faces[0.15] == dots[max(dots)].get_color()
    assert faces[0.0] == "white"


def test_the_unit_of_another_outcome_is_told(trial):
    """Uplift in yuan is in units of the outcome, in either language."""
    result = uplift_by_segment(
        trial.assign(paid=9.5 * trial["converted"]), "segment", outcome="paid"
    )
    assert plot_uplift(result).get_xlabel().endswith("(in units of the outcome)")
    assert plot_uplift(result, lang="zh").get_xlabel().endswith("（结果的单位）")
