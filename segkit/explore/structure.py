"""An explorer of how far solutions agree, with groups of customers and without."""

from functools import lru_cache

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segkit.checks import require_between
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import BLUE, GREY, INK, ORANGE, PALETTE
from segkit.stability import bootstrap_stability
from segkit.words import chooser

CORNERS = np.array([[0.0, 1.0], [-0.5, 0.0], [0.5, 0.0]]) * [1, np.sqrt(0.75)]
"""Centres of the three groups: a triangle with sides of length 1."""

_CUSTOMERS, _KS, _PAIRS, _CLOUDS = 240, range(2, 7), 5, 8
_MARKERS = "os^DvP"


def grouped_customers(separation: float, *, stretch: float = 1.0, seed: int = 0) -> pd.DataFrame:
    """Return 240 customers in three groups of equal size, or in one if the separation is 0.

    Parameters
    ----------
    separation : float
        Distance between the centres of any two groups, in standard deviations of a group.
    stretch : float
        How many times as wide as high a group is; 1 is round.
    seed : int
        Seed of the random numbers.

    Returns
    -------
    DataFrame
        One row per customer, with the measures ``x`` and ``y``.

    Raises
    ------
    ValueError
        If `separation` or `stretch` is negative.

    Examples
    --------
    >>> together, apart = grouped_customers(0), grouped_customers(6)
    >>> (apart - together).round(3).drop_duplicates().to_dict("list")
    {'x': [0.0, -3.0, 3.0], 'y': [5.196, 0.0, 0.0]}
    """
    require_between("separation", separation, 0, np.inf)
    require_between("stretch", stretch, 0, np.inf)
    around = np.random.default_rng(seed).normal(size=(_CUSTOMERS, 2)) * [stretch, 1]
    places = np.repeat(CORNERS, _CUSTOMERS // len(CORNERS), axis=0)
    return pd.DataFrame(separation * places + around, columns=["x", "y"])


def structure_or_noise(*, lang: str = "en") -> "StructureExplorer":
    """Explore when k-means finds the same segments again: with groups, or for another reason.

    Move the three groups apart, stretch them, and choose the number of segments. The chart sets
    the agreement of bootstrap samples against that of 8 clouds without groups that are as wide and
    as correlated. With the keyboard, Tab goes from one control to the next and the arrow keys
    change it. Where widgets cannot run, the chart of the start remains.

    Parameters
    ----------
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    StructureExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If `lang` is another language.
    """
    return StructureExplorer(lang)


class StructureExplorer(Explorer):
    """Sliders (``separation``, ``stretch``, ``segments``) over two charts.

    See ``structure_or_noise``.

    Attributes
    ----------
    customers : DataFrame
        The customers as the sliders place them, ``x`` and ``y``.
    agreement : DataFrame
        One row per number of segments: median adjusted Rand index of the ``customers``, and the
        lowest and highest of the clouds without groups, ``low`` and ``high``.
    """

    def __init__(self, lang: str):
        self._t = chooser(lang)
        self.separation, self.stretch, self.segments = _sliders(self._t)
        self._follow(self._widgets())

    def _on_change(self, _change: dict | None = None) -> None:
        self.customers, self._labels, self.agreement = _compared(
            self.separation.value, self.stretch.value
        )
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.separation, self.stretch, self.segments]

    def figure(self) -> Figure:
        """Return the charts as the sliders stand; no window keeps them open."""
        with course_figure(8.6, 4.0) as figure:
            self._draw_customers(figure.add_axes((0.02, 0.06, 0.42, 0.8)))
            self._draw_agreement(figure.add_axes((0.54, 0.16, 0.44, 0.7)))
        return figure

    def _draw_customers(self, axes) -> None:
        """Mark each customer by the segment that k-means gives, by shape and colour."""
        segments = self._labels[self.segments.value].to_numpy()
        for number, (marker, color) in enumerate(zip(_MARKERS, PALETTE, strict=False)):
            part = self.customers[segments == number]
            axes.scatter(part["x"], part["y"], s=16, marker=marker, color=color, alpha=0.8)
        axes.set_title(self._t("K 均值的细分", "The segments of k-means"), loc="left")
        axes.set_aspect("equal", adjustable="datalim")
        axes.set_xticks([])
        axes.set_yticks([])

    def _draw_agreement(self, axes) -> None:
        """Draw a line for the customers, a band for the clouds, a dotted line at the chosen k."""
        own, cloud = self._names()
        table, ks = self.agreement, self.agreement.index
        band = {"color": ORANGE, "alpha": 0.4, "lw": 0, "hatch": "//"}
        axes.fill_between(ks, table["low"], table["high"], label=cloud, **band)
        axes.plot(ks, table["customers"], "o-", color=BLUE, label=own)
        axes.axvline(self.segments.value, color=GREY, linestyle=":", zorder=0)
        axes.set_xticks(list(_KS))
        axes.set_ylim(-0.03, 1.05)
        axes.set_xlabel(self._t("细分个数 k", "Number of segments k"), color=INK)
        axes.set_ylabel(self._t("ARI 中位数", "Median ARI"), color=INK)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)

    def _names(self) -> list[str]:
        return self._t("这些客户,不分组的 8 团", "these customers,8 clouds, no groups").split(
            ",", 1
        )

    def _alternative(self) -> str:
        return (
            self._t(
                "左为客户散点图，右为各 k 的 ARI 折线图：",
                "Scatter plot of the customers; lines of ARI by k: ",
            )
            + self._sentence()
        )

    def _sentence(self) -> str:
        k, times = self.segments.value, f"{self.stretch.value:g}"
        own, low, high = self.agreement.loc[k]
        chinese = "没有拉长" if times == "1" else f"拉长 {times} 倍"
        english = "not stretched" if times == "1" else f"stretched {times} times"
        return self._t(
            f"3 组中心相距 {self.separation.value:g}，{chinese}；分成 {k} 个细分时，"
            f"ARI 中位数为 {own:.2f}，不分组的 8 团为 {low:.2f} 到 {high:.2f}。",
            f"The centres of 3 groups lie {self.separation.value:g} apart, {english}; "
            f"with {k} segments the median ARI is {own:.2f}, for 8 clouds without groups "
            f"{low:.2f} to {high:.2f}.",
        )

    def _readable(self) -> pd.DataFrame:
        """Return the agreement by k as text."""
        shown = self.agreement.map("{:.2f}".format)
        columns = (shown["customers"], shown["low"] + "–" + shown["high"])
        table = pd.DataFrame(dict(zip(self._names(), columns, strict=True)))
        return table.rename(index=lambda k: f"k = {k}").rename_axis(None)


@lru_cache(maxsize=64)
def _compared(separation: float, stretch: float) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return customers, their segments, and their agreement beside that of the clouds."""
    customers = grouped_customers(separation, stretch=stretch)
    rng, shape = np.random.default_rng(1), (customers.mean(), customers.cov())
    clouds = [rng.multivariate_normal(*shape, size=len(customers)) for _ in range(_CLOUDS)]
    found, *without = (
        bootstrap_stability(each, _KS, n_boot=_PAIRS, n_init=2) for each in (customers, *clouds)
    )
    medians = pd.concat([each.ari.median() for each in without], axis=1)
    agreement = {"customers": found.ari.median(), "low": medians.min(axis=1)}
    return customers, found.labels, pd.DataFrame(agreement | {"high": medians.max(axis=1)})


def _sliders(t) -> list[widgets.Widget]:
    """Return the sliders of the distance of the groups, their shape, and the number asked for."""
    ranges = (
        (widgets.FloatSlider, t("各组相距（标准差）", "Groups apart (SD)"), (0, 6, 0.5, 0)),
        (widgets.FloatSlider, t("拉长（倍）", "Stretch (times)"), (1, 4, 0.5, 1)),
        (widgets.IntSlider, t("细分个数 k", "Number of segments k"), (_KS[0], _KS[-1], 1, 3)),
    )
    return [
        labelled(
            kind, label, indent="12em", min=low, max=high, step=step, value=start,
            continuous_update=False,
        )
        for kind, label, (low, high, step, start) in ranges
    ]  # fmt: skip
