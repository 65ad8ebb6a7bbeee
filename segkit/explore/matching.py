"""An explorer of the score from which two records count as one person."""

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segkit.checks import require_columns, require_no_gaps, require_rows
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import BLUE, GREY, PALETTE
from segkit.words import chooser

# Left, bottom, width and height of the two charts: fixed, so that nothing jumps.
_PLACES = ((0.12, 0.53, 0.84, 0.36), (0.12, 0.12, 0.84, 0.30))
_GRID = np.round(np.linspace(0.01, 0.99, 99), 2)


def link_quality(pairs: pd.DataFrame, *, threshold: float, true_pairs: int) -> dict[str, float]:
    """Return how good the links are when all pairs from a threshold on are linked.

    Parameters
    ----------
    pairs : DataFrame
        The compared pairs whose truth is known: ``score`` and ``same`` (True for one person).
    threshold : number
        Score from which a pair is linked.
    true_pairs : int
        Pairs that belong together in all, those included that were never compared.

    Returns
    -------
    dict
        The counts ``linked``, ``right``, ``wrong`` and ``missed``; ``precision``, the share of the
        links that are right (NaN without a link), and ``recall``, the share found of what belongs
        together.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, there is no pair, or more pairs are the same than
        `true_pairs` says.

    Examples
    --------
    >>> pairs = pd.DataFrame({"score": [0.9, 0.6, 0.2], "same": [True, False, True]})
    >>> found = link_quality(pairs, threshold=0.5, true_pairs=4)
    >>> found["precision"], found["recall"]
    (0.5, 0.25)
    """
    _check(pairs, true_pairs)
    return _judged(pairs, threshold, true_pairs)


def _judged(pairs: pd.DataFrame, threshold: float, true_pairs: int) -> dict[str, float]:
    linked = pairs["score"] >= threshold
    right = int((linked & pairs["same"]).sum())
    links = int(linked.sum())
    return {
        "linked": links,
        "right": right,
        "wrong": links - right,
        "missed": true_pairs - right,
        "precision": right / links if links else np.nan,
        "recall": right / true_pairs,
    }


def _check(pairs: pd.DataFrame, true_pairs: int) -> None:
    """Raise unless `pairs` can be judged."""
    require_columns(pairs, ["score", "same"])
    require_rows(pairs)
    require_no_gaps(pairs, ["score", "same"])
    found = int(pairs["same"].sum())
    if true_pairs < max(found, 1):
        raise ValueError(
            f"true_pairs is {true_pairs}, but {found} of the pairs are the same; count all pairs "
            "that belong together, 1 or more, those included that were never compared."
        )


def match_threshold(
    pairs: pd.DataFrame, *, true_pairs: int, lang: str = "en"
) -> "MatchingExplorer":
    """Explore how the matching threshold trades wrong links for missed ones, and what that costs.

    One slider sets the threshold, two say what a wrong and a missed link cost. The charts show
    precision and recall, and the cost, over all thresholds; the black line is the slider's. With
    the keyboard, Tab goes from slider to slider and the left and right arrows move it.

    Parameters
    ----------
    pairs : DataFrame
        The compared pairs whose truth is known: ``score`` and ``same``. It is not changed.
    true_pairs : int
        Pairs that belong together in all, those included that were never compared.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    MatchingExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If the pairs cannot be judged (see ``link_quality``) or `lang` is another language.
    """
    return MatchingExplorer(pairs, true_pairs, lang)


class MatchingExplorer(Explorer):
    """Sliders (``threshold``, ``wrong``, ``missed``) over two charts; see ``match_threshold``.

    Attributes
    ----------
    quality : dict
        The links at the slider's threshold, as ``link_quality`` returns them.
    cost_cny : int
        What the wrong and the missed links cost there.
    cheapest : float
        The threshold, in steps of 0.01, at which they would cost least; the highest of these.
    """

    def __init__(self, pairs: pd.DataFrame, true_pairs: int, lang: str):
        _check(pairs, true_pairs)
        self._t = chooser(lang)
        self._curve = pd.DataFrame([_judged(pairs, at, true_pairs) for at in _GRID], _GRID)
        self.threshold, self.wrong, self.missed = _sliders(self._t)
        self._follow(self._widgets())

    def _on_change(self, _change: dict | None = None) -> None:
        at = round(self.threshold.value, 2)
        self._costs = (
            self._curve["wrong"] * self.wrong.value + self._curve["missed"] * self.missed.value
        )
        self.quality = self._curve.loc[at].to_dict()
        self.cost_cny = int(self._costs[at])
        self.cheapest = float(self._costs[::-1].idxmin())
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.threshold, self.wrong, self.missed]

    def figure(self) -> Figure:
        """Return the charts as the sliders stand; no window keeps them open."""
        with course_figure(7.2, 5.2) as figure:
            above, below = (figure.add_axes(place) for place in _PLACES)
            self._draw_quality(above)
            self._draw_cost(below)
            for axes in (above, below):
                axes.axvline(self.threshold.value, color="black", linewidth=1.2)
                axes.set_xlim(0, 1)
        return figure

    def _draw_quality(self, axes: Axes) -> None:
        t, curve = self._t, self._curve
        marks = {"markevery": 10, "markersize": 5}
        axes.plot(
            curve["precision"], color=BLUE, marker="o", label=t("精确率", "precision"), **marks
        )
        axes.plot(
            curve["recall"],
            color=PALETTE[5],
            linestyle="--",
            marker="s",
            label=t("召回率", "recall"),
            **marks,
        )
        axes.yaxis.set_major_formatter("{x:.0%}")
        axes.set_ylim(0, 1.05)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)

    def _draw_cost(self, axes: Axes) -> None:
        axes.plot(self._costs, color=GREY, linewidth=2)
        axes.plot(self.cheapest, self._costs[self.cheapest], "D", color="black", markersize=6)
        axes.set_ylim(0, None)
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set_ylabel(self._t("错误的代价（元）", "cost of mistakes (CNY)"))
        axes.set_xlabel(self._t("匹配阈值", "matching threshold"))

    def _sentence(self) -> str:
        least = f"{self._costs[self.cheapest]:,.0f}"
        return self._t(
            f"阈值 {self.threshold.value:.2f}：代价合计 {self.cost_cny:,} 元。"
            f"阈值 {self.cheapest:.2f} 时代价最低（菱形），为 {least} 元。",
            f"Threshold {self.threshold.value:.2f}: the mistakes cost {self.cost_cny:,} CNY in "
            f"all. They cost least, {least} CNY, at {self.cheapest:.2f} (the diamond).",
        )

    def _alternative(self) -> str:
        first, last = self._curve.iloc[0], self._curve.iloc[-1]
        numbers = [
            "–" if np.isnan(each[name]) else f"{each[name]:.0%}"
            for name in ("precision", "recall")
            for each in (first, last)
        ]
        return self._t(
            "折线图：阈值从 0.01 升到 0.99，精确率从 {} 到 {}，召回率从 {} 到 {}；".format(*numbers)
            + self._sentence(),
            "Line charts: from threshold 0.01 to 0.99, precision goes from {} to {} and recall "
            "from {} to {}; ".format(*numbers)
            + self._sentence(),
        )

    def _readable(self) -> pd.DataFrame:
        """Return the links at the threshold for people, one row."""
        t, now = self._t, self.quality
        share = "–" if np.isnan(now["precision"]) else f"{now['precision']:.1%}"
        return pd.DataFrame(
            {
                t("合并的记录对", "Linked pairs"): [f"{now['linked']:,.0f}"],
                t("正确", "Right"): [f"{now['right']:,.0f}"],
                t("误合并", "Wrong"): [f"{now['wrong']:,.0f}"],
                t("漏合并", "Missed"): [f"{now['missed']:,.0f}"],
                t("精确率", "Precision"): [share],
                t("召回率", "Recall"): [f"{now['recall']:.1%}"],
            },
            index=[f"{self.threshold.value:.2f}"],
        )


def _sliders(t) -> tuple[widgets.Widget, ...]:
    """Return the sliders of the threshold and of the two costs."""
    shared = {"indent": "15em", "continuous_update": False}
    threshold = labelled(
        widgets.FloatSlider,
        t("匹配阈值", "Matching threshold"),
        value=0.5,
        min=0.01,
        max=0.99,
        step=0.01,
        **shared,
    )
    costs = [
        (t("误合并 1 对的代价（元）", "Cost of a wrong link (CNY)"), 10, 100),
        (t("漏合并 1 对的代价（元）", "Cost of a missed link (CNY)"), 10, 100),
    ]
    return threshold, *(
        labelled(widgets.IntSlider, name, value=value, min=0, max=top, step=1, **shared)
        for name, value, top in costs
    )
