"""The map of trade areas and the chart of factor loadings."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from segkit.geo import trade_areas
from segkit.plot import plot_loadings, plot_trade_areas
from segkit.survey import factor_loadings

HANZI = re.compile(r"[一-鿿]")
pytestmark = pytest.mark.usefixtures("course_style")


@pytest.fixture
def areas():
    """Two shops; three customers near the first, one near the second."""
    shops = pd.DataFrame({"shop": ["S1", "S2"], "lat": [31.0, 31.5], "lon": [121.0, 121.5]})
    people = pd.DataFrame(
        {
            "who": list("ABCD"),
            "lat": [31.0, 31.1, 31.2, 31.5],
            "lon": [121.0, 121.0, 121.0, 121.4],
        }
    )
    return trade_areas(people, shops, customer="who", shop="shop", latitude="lat", longitude="lon")


@pytest.fixture
def solution():
    """Two traits behind six items, the third item reversed."""
    rng = np.random.default_rng(0)
    traits = rng.normal(size=(300, 2)).repeat(3, axis=1) * [1, 1, -1, 1, 1, 1]
    values = traits + rng.normal(size=(300, 6)) * 0.6
    answers = pd.DataFrame(values, columns=[f"q{number}" for number in range(1, 7)])
    return factor_loadings(answers, answers.columns)


def words(axes) -> str:
    """Return all text of the figure, once it has been drawn."""
    axes.figure.canvas.draw()
    return "\n".join(text.get_text() for text in axes.figure.findobj(mpl.text.Text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_charts_speak_one_language(areas, solution, lang, capfd):
    """Chinese charts have Chinese labels and English ones none; a missing glyph would warn."""
    for axes in (plot_trade_areas(areas, lang=lang), plot_loadings(solution, lang=lang)):
        assert bool(HANZI.search(words(axes))) == (lang == "zh")
        assert axes.get_title(loc="left")
        assert axes.get_xlabel()
    assert capfd.readouterr().err == ""


def test_the_map_shows_every_customer_and_shop(areas):
    """Longitude lies across, latitude up; the legend counts 3 + 1 + 0 customers and 2 shops."""
    axes = plot_trade_areas(areas)
    counts = [text.get_text().split("  ") for text in axes.get_legend().get_texts()]
    assert counts == [
        ["primary area", "3"],
        ["secondary area", "1"],
        ["tertiary area", "0"],
        ["shop", "2"],
    ]
    shown = np.vstack([dots.get_offsets() for dots in axes.collections])
    assert len(shown) == 4 + 2
    assert axes.collections[-1].get_offsets().tolist() == [[121.0, 31.0], [121.5, 31.5]]
    assert {"S1", "S2"} <= set(words(axes).split("\n"))


def test_many_shops_stay_without_names():
    """Names of 13 shops would cover the map."""
    shops = pd.DataFrame(
        {
            "store_id": [f"S{n:02d}" for n in range(13)],
            "latitude": 31.0,
            "longitude": range(100, 113),
        }
    )
    people = shops.rename(columns={"store_id": "customer_id"})
    assert "S01" not in words(plot_trade_areas(trade_areas(people, shops)))


def test_the_chart_of_loadings_shows_each_number(solution):
    """Items from top to bottom, factors with their share, a number per cell and never -0.00."""
    axes = plot_loadings(solution)
    assert [label.get_text() for label in axes.get_yticklabels()] == [f"q{n}" for n in range(1, 7)]
    shares = solution.factors["variance_share"]
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        f"F{n}\n{share:.0%}" for n, share in enumerate(shares, start=1)
    ]
    shown = [text.get_text() for text in axes.texts]
    assert np.array(shown, dtype=float) == pytest.approx(
        solution.loadings.to_numpy().ravel(), abs=0.0051
    )
    assert "-0.00" not in shown


def test_a_chart_goes_into_the_axes_it_is_given(areas, solution):
    """No other figure is opened, and the same axes come back."""
    for draw, result in ((plot_trade_areas, areas), (plot_loadings, solution)):
        axes = plt.figure().subplots()
        before = plt.get_fignums()
        assert draw(result, ax=axes) is axes
        assert plt.get_fignums() == before
        with pytest.raises(ValueError, match="lang is 'fr'"):
            draw(result, lang="fr")


def test_items_may_be_chinese(solution, capfd):
    """Wording of the items in Chinese is drawn in the course's font."""
    chinese = solution.loadings.rename(index={"q1": "我常比价"})
    changed = type(solution)(**{**vars(solution), "loadings": chinese})
    assert "我常比价" in words(plot_loadings(changed))
    assert capfd.readouterr().err == ""


def test_the_legend_of_the_map_fits_the_figure(areas):
    """Thousands of customers make the words long; nothing is cut off at the right."""
    many = areas.customers.loc[areas.customers.index.repeat(2_000)]
    axes = plot_trade_areas(type(areas)(customers=many, shops=areas.shops))
    axes.figure.canvas.draw()
    assert axes.get_legend().get_window_extent().x1 <= axes.figure.bbox.x1
