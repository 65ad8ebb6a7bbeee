"""An explorer of where age bands begin and what that does to an association."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import binomtest
from scipy.stats.contingency import association, expected_freq

from segkit.checks import listed, require_columns
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import BLUE, GREY, INK
from segkit.words import chooser

# Left, bottom, width and height of the chart: fixed, so that nothing jumps while a slider moves.
_PLACE = (0.12, 0.14, 0.85, 0.78)
_START = (25, 35, 45, 55)
_FEWEST_EXPECTED = 5
_INDENT = "11em"


def band_shares(age: pd.Series, outcome: pd.Series, *, edges: Iterable[float]) -> pd.DataFrame:
    """Return how many people each age band has and which share of them shows the outcome.

    Parameters
    ----------
    age : Series
        Age in years; people without one are left out.
    outcome : Series of true and false
        Whether the person shows the outcome, with the index of `age`.
    edges : numbers
        Where a new band begins: an edge belongs to the band above it. Order and repeats are
        of no account.

    Returns
    -------
    DataFrame
        One row per band that has people, youngest first: ``people``, ``share``, and ``low`` and
        ``high``, Wilson's 95 % interval of the share.

    Raises
    ------
    ValueError
        If nobody has an age or there is no edge.

    Examples
    --------
    >>> bands = band_shares(
    ...     pd.Series([20, 24, 25, 60]), pd.Series([True, False, True, True]), edges=[25]
    ... )
    >>> bands[["people", "share"]].to_dict("index")
    {'<25': {'people': 2, 'share': 0.5}, '25+': {'people': 2, 'share': 1.0}}
    """
    edges, known = sorted(set(edges)), age.dropna().astype(float)
    if known.empty or not edges:
        raise ValueError(
            f"{len(known):,} ages and {len(edges)} edges came; at least one of each was expected."
        )
    bands = pd.cut(known, [-np.inf, *edges, np.inf], right=False, labels=_labels(edges))
    groups = outcome.reindex(known.index).astype(float).groupby(bands, observed=True)
    table = groups.agg(people="size", share="mean")
    intervals = [
        binomtest(int(k), int(n)).proportion_ci(method="wilson")
        for k, n in zip(groups.sum(), table["people"], strict=True)
    ]
    return table.assign(low=[i.low for i in intervals], high=[i.high for i in intervals])


def _labels(edges: list[float]) -> list[str]:
    """Return the names of the bands that whole-year edges make."""
    middle = [f"{a:g}–{b - 1:g}" for a, b in pairwise(edges)]
    return [f"<{edges[0]:g}", *middle, f"{edges[-1]:g}+"]


def age_band_edges(
    people: pd.DataFrame,
    *,
    outcomes: Iterable[str],
    names: Mapping[str, str] | None = None,
    lang: str = "en",
) -> "AgeBandExplorer":
    """Explore how the edges of age bands change shares, Cramér's V and the smallest cell.

    Choose an outcome and move the edges; two edges at the same age merge their bands. With the
    keyboard, Tab goes from one control to the next and the arrow keys change it. Where widgets
    cannot run, the chart of the start remains.

    Parameters
    ----------
    people : DataFrame
        One row per person: ``age`` in years and the `outcomes`. It is not changed.
    outcomes : names of columns
        Columns of true and false to choose from.
    names : mapping of outcome to label, optional
        What the outcomes are called on the screen.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    AgeBandExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a column is missing, nobody has an age, or `lang` is another language.
    """
    return AgeBandExplorer(people, listed(outcomes), dict(names or {}), lang)


class AgeBandExplorer(Explorer):
    """Controls (``outcome``, ``edges``) over a chart; see ``age_band_edges``.

    Attributes
    ----------
    bands : DataFrame
        The bands as the sliders stand, as ``band_shares`` returns them.
    strength : number
        Cramér's V of band and outcome; 0 where all or none show the outcome.
    fewest : number
        The smallest expected count of the table.
    """

    def __init__(self, people: pd.DataFrame, outcomes: list, names: dict[str, str], lang: str):
        require_columns(people, ["age", *outcomes])
        self._t = chooser(lang)
        self._people = people[["age", *outcomes]].dropna(subset=["age"])
        self._names = {outcome: names.get(outcome, outcome) for outcome in outcomes}
        self.outcome, self.edges = _controls(self._names, self._t)
        back = self._t("回到起点", "Back to start")
        self.reset = widgets.Button(description=back, tooltip=back, icon="undo")
        self.reset.on_click(self._on_reset)
        self._follow([self.outcome, *self.edges])

    def _on_change(self, _change: dict | None = None) -> None:
        edges = [slider.value for slider in self.edges]
        outcome = self._people[self.outcome.value].astype(bool)
        self.bands = band_shares(self._people["age"], outcome, edges=edges)
        self.strength, self.fewest = _measures(self.bands)
        self._show_again()

    def _on_reset(self, _button: widgets.Button) -> None:
        for slider, start in zip(self.edges, _START, strict=True):
            slider.value = start

    def _widgets(self) -> list[widgets.Widget]:
        return [self.outcome, *self.edges, self.reset]

    def figure(self) -> Figure:
        """Return the chart as the controls stand; no window keeps it open."""
        bands = self.bands
        with course_figure(6.6, 4.2) as figure:
            axes = figure.add_axes(_PLACE)
            below, above = bands["share"] - bands["low"], bands["high"] - bands["share"]
            looks = {"color": BLUE, "ecolor": INK, "capsize": 4}
            error = [below.clip(lower=0), above.clip(lower=0)]
            axes.bar(bands.index, bands["share"], yerr=error, **looks)
            axes.axhline(self._overall(), color=GREY, ls="--")
            axes.set_xlabel(self._t("年龄层（岁）", "Age band (years)"))
            axes.set_ylabel(self._t("买过的会员占比", "Share of members who bought"))
            axes.yaxis.set_major_formatter("{x:.0%}")
            axes.set_ylim(0, max(0.05, bands["high"].max() * 1.05))
        return figure

    def _overall(self) -> float:
        return float(np.average(self.bands["share"], weights=self.bands["people"]))

    def _alternative(self) -> str:
        return self._t("条形图：", "Bar chart: ") + self._sentence()

    def _sentence(self) -> str:
        name, count = self._names[self.outcome.value], len(self.bands)
        low, high = self.bands["share"].min(), self.bands["share"].max()
        sparse = self.fewest < _FEWEST_EXPECTED
        warning = self._t("，太少，请合并年龄层", ", too few: merge bands") if sparse else ""
        return self._t(
            f"{name}：{count} 个年龄层，占比从 {low:.0%} 到 {high:.0%}，总体 {self._overall():.0%}"
            f"（虚线）。V = {self.strength:.3f}；最小的期望频数是 {self.fewest:.1f}{warning}。",
            f"{name}: {count} age bands, shares from {low:.0%} to {high:.0%}, "
            f"{self._overall():.0%} in all (dashed). V = {self.strength:.3f}; the smallest "
            f"expected count is {self.fewest:.1f}{warning}.",
        )

    def _readable(self) -> pd.DataFrame:
        """Return the bands for people, with the interval that the chart draws."""
        bands = self.bands
        interval = [
            f"{low:.0%}–{high:.0%}" for low, high in zip(bands["low"], bands["high"], strict=True)
        ]
        return pd.DataFrame(
            {
                self._t("会员数", "Members"): bands["people"].map("{:,}".format),
                self._t("买过的占比", "Share who bought"): bands["share"].map("{:.1%}".format),
                self._t("95% 区间", "95% interval"): interval,
            }
        ).rename_axis(None)


def _measures(bands: pd.DataFrame) -> tuple[float, float]:
    """Return Cramér's V and the smallest expected count of the table behind `bands`."""
    yes = (bands["people"] * bands["share"]).round().astype(int)
    table = np.column_stack([yes, bands["people"] - yes])
    varied = len(bands) > 1 and (table.sum(axis=0) > 0).all()
    return (float(association(table)) if varied else 0.0), float(expected_freq(table).min())


def _controls(names: dict[str, str], t) -> tuple[widgets.Dropdown, list[widgets.IntSlider]]:
    """Return the choice of the outcome and one slider per edge."""
    choices = [(name, column) for column, name in names.items()]
    label = t("买过的品类", "Bought the category")
    outcome = labelled(widgets.Dropdown, label, indent=_INDENT, options=choices)
    return outcome, [_slider(number, t, start) for number, start in enumerate(_START, start=1)]


def _slider(number: int, t, start: int) -> widgets.IntSlider:
    """Return the slider of one edge."""
    settings = {"value": start, "min": 19, "max": 75, "continuous_update": False}
    label = t(f"第 {number} 个分界（岁）", f"Edge {number} (years)")
    return labelled(widgets.IntSlider, label, indent=_INDENT, **settings)
