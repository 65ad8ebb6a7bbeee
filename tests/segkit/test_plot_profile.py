"""The chart of what sets the segments apart."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from segkit.plot import plot_profile
from segkit.plot.style import BLUE, ORANGE, PALE
from segkit.profile import profile

HANZI = re.compile(r"[一-鿿]")
pytestmark = pytest.mark.usefixtures("course_style")


@pytest.fixture
def table() -> pd.DataFrame:
    """Champions spend 3,000 and are members, dormant customers 1,000 and none; age says nothing."""
    frame = pd.DataFrame(
        {
            "segment": ["Champions", "Dormant customers"] * 60,
            "monetary_cny": [3000.0, 1000.0] * 60,
            "is_member": [True, False] * 60,
            "age": [40.0, 40.0, 20.0, 20.0] * 30,
        }
    )
    return profile(frame, by="segment", columns=["monetary_cny", "is_member", "age"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_chart_speaks_one_language(table, lang, capfd):
    """Names of segments and labels are translated; a missing glyph would warn."""
    axes = plot_profile(table, lang=lang)
    axes.figure.canvas.draw()
    drawn = "\n".join(text.get_text() for text in axes.figure.findobj(mpl.text.Text))
    assert bool(HANZI.search(drawn)) == (lang == "zh")
    assert ("重要价值客户" in drawn) == (lang == "zh")
    assert capfd.readouterr().err == ""


def test_markers_are_in_colour_and_values_are_written(table):
    """Above the average blue, below orange, the age pale; 3,000 and 100 % beside their bars."""
    axes = plot_profile(table)
    colors = [to_hex(bar.get_facecolor()).upper() for bar in axes.patches]
    assert colors == [BLUE, BLUE, PALE, ORANGE, ORANGE, PALE]
    widths = [bar.get_width() for bar in axes.patches]
    assert widths[0] > 0 > widths[3]
    written = {text.get_text() for text in axes.texts}
    assert written == {"3,000", "1,000", "100%", "0%", "30"}
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["monetary_cny (all 2,000)", "is_member: yes (all 50%)", "age (all 30)"]


def test_a_missing_value_is_left_blank(table):
    """A segment without values has neither bar nor number."""
    table.loc[0, ["value", "index", "effect", "chance"]] = float("nan")
    axes = plot_profile(table.assign(marker=False))
    assert axes.patches[0].get_width() == 0
    assert len(axes.texts) == len(table) - 1


def test_the_chart_goes_into_the_axes_it_is_given(table):
    """No other figure is opened; another language or a frame without the columns is refused."""
    axes = plt.figure().subplots()
    assert plot_profile(table, ax=axes) is axes
    assert plt.get_fignums() == [1]
    with pytest.raises(ValueError, match="lang is 'fr'"):
        plot_profile(table, lang="fr")
    with pytest.raises(ValueError, match="lacks the columns 'effect'"):
        plot_profile(table.drop(columns="effect"))
