"""The charts of moves between segments and of drift."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from segkit.monitor import migration_matrix, psi
from segkit.plot import plot_migration, plot_psi

HANZI = re.compile(r"[一-鿿]")
pytestmark = pytest.mark.usefixtures("course_style")


@pytest.fixture
def moves():
    """Three of four stay; one moves from active to lapsed, one enters, one leaves."""
    june = pd.Series(
        {"C1": "active", "C2": "active", "C3": "active", "C4": "lapsed", "C5": "lapsed"}
    )
    july = pd.Series(
        {"C1": "active", "C2": "active", "C3": "lapsed", "C4": "lapsed", "C6": "lapsed"}
    )
    return migration_matrix(june, july)


@pytest.fixture
def drift():
    """One column is steady, the other moves in the second month."""
    start = pd.DataFrame({"x": np.arange(200.0), "y": np.arange(200.0)})
    months = [start.assign(month="m1"), start.assign(month="m2", y=start["y"] + 100)]
    return psi(start, pd.concat(months), by="month")


def words(axes) -> str:
    """Return all text of the figure, once it has been drawn."""
    axes.figure.canvas.draw()
    return "\n".join(text.get_text() for text in axes.figure.findobj(mpl.text.Text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_charts_speak_one_language(moves, drift, lang, capfd):
    """Chinese charts have Chinese labels and English ones none; a missing glyph would warn."""
    bars = drift[drift["period"] == "m2"].drop(columns="period")
    for axes in (
        plot_migration(moves, lang=lang),
        plot_psi(drift, lang=lang),
        plot_psi(bars, lang=lang),
    ):
        assert bool(HANZI.search(words(axes))) == (lang == "zh")
        assert axes.get_title(loc="left")
    assert capfd.readouterr().err == ""


def test_the_matrix_shows_shares_and_counts(moves):
    """Of three active two stay, 67 %; of the four there at both dates three stay, 75 %."""
    axes = plot_migration(moves)
    shown = [text.get_text() for text in axes.texts]
    assert shown[:3] == ["67%\n2", "33%\n1", "0%\n0"]
    assert "75% stayed" in axes.get_title(loc="left")
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "active",
        "lapsed",
        "(entered)",
    ]


def test_drift_is_drawn_against_the_thresholds(drift):
    """A line per column over the months, and the two thresholds."""
    axes = plot_psi(drift)
    lines = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert lines["x"] == [0, 0]
    assert lines["y"][1] > 0.25
    levels = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]
    assert levels == [0.1, 0.25]


def test_a_chart_goes_into_the_axes_it_is_given(moves, drift):
    """No other figure is opened, and the same axes come back."""
    for draw, data in ((plot_migration, moves), (plot_psi, drift)):
        axes = plt.figure().subplots()
        before = plt.get_fignums()
        assert draw(data, ax=axes) is axes
        assert plt.get_fignums() == before
        with pytest.raises(ValueError, match="lang is 'fr'"):
            draw(data, lang="fr")


def test_the_drift_chart_says_which_column_it_lacks(drift):
    """The columns needed and those at hand are named."""
    with pytest.raises(ValueError, match="lacks the columns 'psi'"):
        plot_psi(drift.drop(columns="psi"))


def test_columns_are_told_apart_without_colour(drift):
    """Each line has a marker of its own."""
    markers = {line.get_marker() for line in plot_psi(drift).lines if line.get_label() in "xy"}
    assert len(markers) == 2


def test_names_below_the_matrix_end_at_their_column(moves):
    """Turned names are anchored at their end, so that long ones stay below their own column."""
    labels = plot_migration(moves).get_xticklabels()
    assert {(text.get_ha(), text.get_rotation_mode()) for text in labels} == {("right", "anchor")}
