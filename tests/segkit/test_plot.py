"""The charts, drawn without a screen, in both languages."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.ft2font import FT2Font

from segkit import segment_summary
from segkit.plot import (
    plot_concentration,
    plot_rfm_grid,
    plot_segments,
    register_font,
    segment_label,
    show,
    use_course_style,
)
from segkit.plot.style import BLUE, FONT_FAMILY, FONT_FILE, ORANGE
from segkit.rfm import RFM_RULES

ROOT = Path(__file__).parents[2]
HANZI = re.compile(r"[一-鿿]")
pytestmark = pytest.mark.usefixtures("bare_matplotlib")


@pytest.fixture
def scored() -> pd.DataFrame:
    """Five customers, three of them with the best scores of 3."""
    return pd.DataFrame(
        {
            "recency_score": [3, 3, 3, 1, 2],
            "frequency_score": [3, 3, 3, 1, 1],
            "monetary_cny": [100.0, 200.0, 900.0, 5.0, 7.0],
        }
    )


@pytest.fixture
def summary() -> pd.DataFrame:
    """Two segments: a fifth of the customers bring three quarters of the revenue."""
    table = pd.DataFrame(
        {
            "recency_days": 1,
            "frequency_orders": 1,
            "monetary_cny": [75.0, 5.0, 5.0, 5.0, 10.0],
            "segment": ["Champions"] + ["Recent small spenders"] * 4,
        }
    )
    return segment_summary(table, "segment")


def words(axes) -> str:
    """Return all text of the figure, once it has been drawn."""
    axes.figure.canvas.draw()
    return "\n".join(text.get_text() for text in axes.figure.findobj(mpl.text.Text))


def draw_all(scored, summary, lang) -> list:
    """Return the axes of every chart."""
    return [
        plot_rfm_grid(scored, lang=lang),
        plot_rfm_grid(scored, value="monetary_cny", lang=lang),
        plot_segments(summary, lang=lang),
        plot_segments(summary, base=summary, lang=lang),
        plot_concentration(scored["monetary_cny"], lang=lang),
    ]


@pytest.mark.parametrize("styled", [True, False])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_is_labelled_in_its_language(scored, summary, lang, styled, capfd):
    """Chinese charts have Chinese labels and English ones none; no glyph is missing.

    A missing glyph would be a warning, which is an error here.
    """
    if styled:
        use_course_style()
    for axes in draw_all(scored, summary, lang):
        drawn = words(axes)
        assert axes.get_title(loc="left")
        assert bool(HANZI.search(drawn)) == (lang == "zh")
    assert capfd.readouterr().err == ""


def test_a_chart_goes_into_the_axes_it_is_given(scored, summary):
    """With ``ax`` no other figure is opened and the same axes come back."""
    for draw, data in (
        (plot_rfm_grid, scored),
        (plot_segments, summary),
        (plot_concentration, scored["monetary_cny"]),
    ):
        axes = plt.figure().subplots()
        before = plt.get_fignums()
        assert draw(data, ax=axes) is axes
        assert plt.get_fignums() == before


def test_the_grid_counts_customers_with_the_best_at_the_top_right(scored):
    """Three customers with 3/3, one each with 1/1 and 2/1; every other cell shows 0."""
    axes = plot_rfm_grid(scored)
    shown = np.reshape([int(text.get_text()) for text in axes.texts], (3, 3))
    assert shown.tolist() == [[0, 0, 3], [0, 0, 0], [1, 1, 0]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["3", "2", "1"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "2", "3"]


def test_the_grid_shows_the_median_of_another_column(scored):
    """Of 100, 200 and 900 yuan the median is 200; cells without customers stay blank."""
    axes = plot_rfm_grid(scored, value="monetary_cny")
    assert [text.get_text() for text in axes.texts] == ["200", "5", "7"]
    ages = plot_rfm_grid(scored.assign(age=30), value="age")
    assert ages.get_title(loc="left") == "Median age by score"


def test_the_grid_says_which_column_it_lacks(scored):
    """The columns needed and those at hand are named."""
    with pytest.raises(ValueError, match="lacks the columns 'frequency_score'"):
        plot_rfm_grid(scored.drop(columns="frequency_score"), value="spend")


def test_segments_show_both_shares_from_the_top(summary):
    """One blue and one orange bar per segment, as long as the shares, with percentages."""
    axes = plot_segments(summary)
    widths = [[bar.get_width() for bar in bars] for bars in axes.containers]
    assert widths == [[0.2, 0.8], [0.75, 0.25]]
    assert axes.yaxis_inverted()
    assert {text.get_text() for text in axes.texts} == {"20%", "80%", "75%", "25%"}


def test_segments_compare_with_a_base(summary):
    """Ticks stand at the base, and a label tells the change; what has not changed is plain."""
    base = summary.assign(customer_share=[0.5, 0.5])
    axes = plot_segments(summary, base=base)
    assert [list(line.get_xdata()) for line in axes.lines[:2]] == [[0.5, 0.5], [0.75, 0.25]]
    assert {text.get_text() for text in axes.texts} == {"50% → 20%", "50% → 80%", "75%", "25%"}
    with pytest.raises(ValueError, match="base has the segments Champions, but the summary has"):
        plot_segments(summary, base=base.iloc[:1])


def test_segments_of_the_rules_are_translated_and_others_are_kept():
    """Each rule has its Chinese name; an instructor's own name passes through."""
    for rule in RFM_RULES:
        assert segment_label(rule.name, "zh") == rule.name_zh
        assert segment_label(rule.name, "en") == rule.name
    assert segment_label("my own", "zh") == "my own"


def test_the_concentration_marks_the_top_fifth():
    """Of five customers the biggest spends 60 of 100 yuan: the top 20 % bring 60 %."""
    axes = plot_concentration(pd.Series([10.0, 60.0, 10.0, 10.0, 10.0]))
    assert "Top 20% of customers:\n60% of revenue" in words(axes)
    curve = max(axes.lines, key=lambda line: len(line.get_xdata()))
    assert curve.get_xdata() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert curve.get_ydata() == pytest.approx([0, 0.6, 0.7, 0.8, 0.9, 1])


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [1.0, np.nan], [-5.0, 2.0]])
def test_the_concentration_needs_a_positive_total_without_gaps(values):
    """Otherwise there are no shares to draw."""
    with pytest.raises(ValueError, match=rf"monetary values \({len(values)} customers\) have gaps"):
        plot_concentration(pd.Series(values, dtype=float))


def test_an_unknown_language_is_refused(scored, summary):
    """Every chart names the two languages."""
    for draw, data in (
        (plot_rfm_grid, scored),
        (plot_segments, summary),
        (plot_concentration, scored["monetary_cny"]),
    ):
        with pytest.raises(ValueError, match="lang is 'fr'; the course speaks lang='zh' and lang="):
            draw(data, lang="fr")


def test_the_course_style_survives_seaborn(capfd):
    """The font is set through ``rc``, so text in any chart is drawn in it, without a word."""
    use_course_style(font_scale=1.4)
    assert mpl.rcParams["font.family"][0] == FONT_FAMILY
    assert mpl.rcParams["axes.unicode_minus"] is False
    assert mpl.rcParams["font.size"] == pytest.approx(12 * 1.4)
    axes = plt.figure().subplots()
    axes.set_title("客户细分 −1")
    axes.set_xlabel("订单数（个）")
    axes.plot([-1, 1], [-1, 1])
    assert "客户细分" in words(axes)
    assert capfd.readouterr() == ("", "")


def test_registering_the_font_twice_keeps_one_entry():
    """A notebook may run its setup cell again."""
    register_font()
    register_font()
    entries = [font for font in mpl.font_manager.fontManager.ttflist if font.name == FONT_FAMILY]
    assert len(entries) == 1


def luminance(color: str) -> float:
    """Return the relative luminance of a colour as the web's accessibility guide defines it."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(np.dot(channels, (0.2126, 0.7152, 0.0722)))


def test_the_two_colours_differ_in_lightness():
    """Blue and orange stay apart for colour-blind readers and in grey print: contrast over 2:1."""
    assert (luminance(ORANGE) + 0.05) / (luminance(BLUE) + 0.05) > 2


def test_bars_stand_out_from_white_paper():
    """Blue and orange have the contrast of 3:1 that WCAG 2.2 asks of charts (1.4.11)."""
    assert [1.05 / (luminance(color) + 0.05) > 3 for color in (BLUE, ORANGE)] == [True, True]


def course_font() -> FT2Font:
    """Open the bundled font."""
    return FT2Font(str(files("segkit") / "fonts" / FONT_FILE))


def plotted_text() -> dict[str, set[str]]:
    """Return the characters that each file can draw: its literals, or the first words of ``T``."""
    found = {}
    for path in [
        *sorted((ROOT / "segkit/plot").glob("*.py")),
        ROOT / "segkit/rfm.py",
        ROOT / "segkit/explore/thresholds.py",
    ]:
        found[str(path.relative_to(ROOT))] = characters(ast.parse(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "course/lessons").glob("*.py")):
        calls = [
            node.args[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "T" and node.args
        ]
        found[path.name] = set().union(*map(characters, calls))
    return found


def characters(tree: ast.AST) -> set[str]:
    """Return the characters of the text literals within `tree`."""
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return set("".join(value for value in constants if isinstance(value, str)))


def test_the_fonts_cover_what_the_course_plots():
    """No character of a chart or of a lesson's Chinese words would show as an empty box."""
    dejavu = FT2Font(mpl.font_manager.findfont("DejaVu Sans"))
    known = {*map(chr, course_font().get_charmap()), *map(chr, dejavu.get_charmap()), "\n"}
    lacking = {name: sorted(chars - known) for name, chars in plotted_text().items()}
    assert {name: chars for name, chars in lacking.items() if chars} == {}


def test_the_font_has_its_own_name_and_its_licence_beside_it():
    """The Open Font License asks for both; the size stays near 1.5 MB."""
    font = course_font()
    assert (font.family_name, font.postscript_name) == ("Spruce Sans SC", "SpruceSansSC-Regular")
    folder = files("segkit") / "fonts"
    licence = (folder / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2014-2021 Adobe" in licence
    assert (folder / FONT_FILE).stat().st_size < 1.6e6


def test_the_font_has_all_hanzi_of_gb2312():
    """Level 1 has 3,755 and level 2 has 3,008 characters; all are drawn."""
    codes = [bytes([0xA0 + row, 0xA0 + cell]) for row in range(16, 88) for cell in range(1, 95)]
    hanzi = "".join(code.decode("gb2312", errors="ignore") for code in codes)
    assert len(hanzi) == 3_755 + 3_008
    assert {ord(character) for character in hanzi} <= set(course_font().get_charmap())


def test_show_gives_the_picture_a_text_alternative(monkeypatch):
    """Screen readers speak the alt text; the figure is closed and does not show twice."""
    shown = []
    monkeypatch.setattr("segkit.plot.style.display", shown.append)
    ax = plot_concentration(pd.Series([1.0, 2.0, 3.0]))
    show(ax, alt='a "steep" curve')
    assert '<img alt="a &quot;steep&quot; curve" src="data:image/png;base64,' in shown[0].data
    assert ax.figure.number not in plt.get_fignums()


def test_show_refuses_a_figure_without_words():
    """An empty alt text is an error that says what to write."""
    ax = plot_concentration(pd.Series([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match="describe in a sentence"):
        show(ax, alt=" ")
    plt.close(ax.figure)
