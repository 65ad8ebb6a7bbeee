"""An explorer of how deep to target: the share of customers treated against the profit gained."""

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import norm

from segkit.checks import require_between, require_columns, require_no_gaps, require_numbers
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import BLUE, GREY, INK, ORANGE
from segkit.words import chooser

# Left, bottom, width and height of the chart: fixed, so that nothing jumps while a slider moves.
_PLACE = (0.14, 0.13, 0.83, 0.76)
_TABLE_DEPTHS = (0.25, 0.5, 0.75, 1.0)
_COUNTS = ["n1", "n0", "sum1", "sum0"]


def profit_by_depth(
    frame: pd.DataFrame, score: str, *, worth_cny: float, contact_cost_cny: float, steps: int = 20
) -> pd.DataFrame:
    """Return what treating the best-scored share of the customers of an experiment earns.

    At each depth the uplift of those included, treated less control, counts for all of them; only
    the uplift earns. Customers with equal scores enter in proportion.

    Parameters
    ----------
    frame : DataFrame
        One row per customer of a randomised experiment: ``treated`` and ``converted`` (1 or 0) and
        the score. The scores were not learnt from these rows.
    score : name of a column
        High means: treat first.
    worth_cny : float
        Margin of one more purchase, in yuan.
    contact_cost_cny : float
        Cost of treating one customer, in yuan.
    steps : int
        Number of depths between nobody and everybody.

    Returns
    -------
    DataFrame
        Indexed by ``depth`` (share of the customers, 0 to 1): ``customers``, ``uplift``,
        ``profit_cny``, and ``low`` and ``high``, its 95 % interval from the sampling error of the
        uplift (normal approximation). Missing where one arm is empty.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, or a number is negative.
    TypeError
        If a column holds no numbers.

    Examples
    --------
    >>> trial = pd.DataFrame(
    ...     {"score": [2] * 4 + [1] * 4, "treated": [1, 1, 0, 0] * 2,
    ...      "converted": [1, 1, 0, 1, 1, 0, 1, 0]}
    ... )
    >>> found = profit_by_depth(trial, "score", worth_cny=10, contact_cost_cny=1, steps=2)
    >>> found[["customers", "uplift", "profit_cny"]].to_dict("index")[0.5]
    {'customers': 4.0, 'uplift': 0.5, 'profit_cny': 16.0}
    """
    needed = [score, "treated", "converted"]
    require_columns(frame, needed)
    require_no_gaps(frame, needed)
    require_numbers(frame, needed)
    for name, number in (("worth_cny", worth_cny), ("contact_cost_cny", contact_cost_cny)):
        require_between(name, number, 0, 1e12)
    depth = np.linspace(0, 1, steps + 1)
    n1, n0, sum1, sum0 = _counts_at(frame, score, depth).T
    with np.errstate(invalid="ignore", divide="ignore"):
        rate1, rate0 = sum1 / n1, sum0 / n0
        error = np.sqrt(rate1 * (1 - rate1) / n1 + rate0 * (1 - rate0) / n0)
    customers, uplift = n1 + n0, rate1 - rate0
    profit = np.where(customers > 0, customers * (uplift * worth_cny - contact_cost_cny), 0)
    half = np.where(customers > 0, customers * worth_cny * norm.ppf(0.975) * error, 0)
    found = {"customers": customers, "uplift": uplift, "profit_cny": profit}
    found |= {"low": profit - half, "high": profit + half}
    return pd.DataFrame(found, pd.Index(depth.round(6), name="depth"))


def _counts_at(frame: pd.DataFrame, score: str, depth: np.ndarray) -> np.ndarray:
    """Return customers and buyers of both arms down to each depth, columns as `_COUNTS`."""
    arm, bought = frame["treated"].astype(float), frame["converted"].astype(float)
    parts = pd.DataFrame(
        {"n1": arm, "n0": 1 - arm, "sum1": arm * bought, "sum0": (1 - arm) * bought}
    )
    sums = parts.groupby(frame[score])[_COUNTS].sum()[::-1].cumsum().to_numpy()
    sums = np.vstack([np.zeros(4), sums])
    reached = sums[:, :2].sum(axis=1)
    return np.column_stack([np.interp(depth * reached[-1], reached, one) for one in sums.T])


def targeting_depth(
    frame: pd.DataFrame,
    scores: Mapping[str, str],
    *,
    worth_cny: float,
    contact_cost_cny: float,
    lang: str = "en",
) -> "DepthExplorer":
    """Explore what it earns to treat the best-scored share of the customers.

    Choose who comes first, how deep to go and what a contact costs. With the keyboard, Tab goes
    from one control to the next and the arrow keys change it. Where widgets cannot run, the chart
    of the start remains.

    Parameters
    ----------
    frame : DataFrame
        The experiment to judge by, as for ``profit_by_depth``. It is not changed.
    scores : mapping of column to label
        The scores to choose from and what they are called on the screen.
    worth_cny : float
        Margin of one more purchase, in yuan.
    contact_cost_cny : float
        Cost of treating one customer at the start, in yuan.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    DepthExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a column is missing, there is no score, or `lang` is another language.
    """
    return DepthExplorer(frame, dict(scores), worth_cny, contact_cost_cny, lang)


class DepthExplorer(Explorer):
    """Controls (``order``, ``depth``, ``cost``) over a chart; see ``targeting_depth``.

    Attributes
    ----------
    curve : DataFrame
        What ``profit_by_depth`` returns for the chosen score and cost.
    profit : float
        The profit at the chosen depth, in yuan.
    """

    def __init__(
        self, frame: pd.DataFrame, scores: dict[str, str], worth: float, cost: float, lang: str
    ):
        if not scores:
            raise ValueError("scores is empty; pass a column and its label, one pair at least.")
        require_columns(frame, [*scores, "treated", "converted"])
        self._t, self._frame, self._names = chooser(lang), frame, scores
        self._worth = worth
        self.order, self.depth, self.cost = _controls(scores, cost, self._t)
        self._follow(self._widgets())

    def _on_change(self, _change: dict | None = None) -> None:
        self.curve = profit_by_depth(
            self._frame,
            self.order.value,
            worth_cny=self._worth,
            contact_cost_cny=self.cost.value,
        )
        self.profit = float(self._at(self.depth.value / 100)["profit_cny"])
        self._show_again()

    def _at(self, depth: float) -> pd.Series:
        """Return the row of a depth, which is one of the curve's."""
        return self.curve.iloc[round(depth * (len(self.curve) - 1))]

    def _widgets(self) -> list[widgets.Widget]:
        return [self.order, self.depth, self.cost]

    def figure(self) -> Figure:
        """Return the chart as the controls stand; no window keeps it open."""
        curve, share = self.curve, self.depth.value / 100
        with course_figure(6.8, 4.6) as figure:
            axes = figure.add_axes(_PLACE)
            axes.axhline(0, color=INK, lw=1)
            band = self._t("95% 区间", "95% interval")
            axes.fill_between(curve.index, curve["low"], curve["high"], color=BLUE, alpha=0.15)
            axes.fill_between([], [], [], color=BLUE, alpha=0.15, label=band)
            axes.plot([0, 1], [0, curve["profit_cny"].iloc[-1]], color=GREY, ls="--")
            axes.plot([], [], color=GREY, ls="--", label=self._t("随机选择", "at random"))
            label = self._t("按得分从高到低", "best scores first")
            axes.plot(curve.index, curve["profit_cny"], color=BLUE, lw=2.5, label=label)
            axes.plot([share], [self.profit], "D", ms=10, color=ORANGE, mec=INK)
            axes.set_xlabel(self._t("触达会员的比例", "Share of members targeted"))
            axes.set_ylabel(self._t("增量利润（元）", "Incremental profit (CNY)"))
            axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
            axes.yaxis.set_major_formatter("{x:,.0f}")
            axes.set_xlim(-0.01, 1.02)
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False)
        return figure

    def _alternative(self) -> str:
        return self._t("利润曲线：", "Profit curve: ") + self._sentence()

    def _sentence(self) -> str:
        here, best = self._at(self.depth.value / 100), self.curve["profit_cny"].idxmax()
        name, top = self._names[self.order.value], self.curve["profit_cny"].max()
        money = f"{here['profit_cny']:,.0f}"
        return self._t(
            f"{name}：触达 {self.depth.value}%（{here['customers']:,.0f} 位），每位 "
            f"{self.cost.value:.2f} 元，增量利润 {money} 元（95% 区间 {_range(here)}）；"
            f"最高点在 {best:.0%}，{top:,.0f} 元。",
            f"{name}: targeting {self.depth.value}% ({here['customers']:,.0f} members) at "
            f"{self.cost.value:.2f} CNY each brings an incremental profit of {money} CNY "
            f"(95% interval {_range(here)}); the highest point is at {best:.0%}, {top:,.0f} CNY.",
        )

    def _readable(self) -> pd.DataFrame:
        """Return customers, uplift and profit at a few depths and the chosen one."""
        depths = sorted({*_TABLE_DEPTHS, self.depth.value / 100} - {0.0})
        rows = [self._at(depth) for depth in depths]
        t = self._t
        return pd.DataFrame(
            {
                t("会员数", "Members"): [f"{row['customers']:,.0f}" for row in rows],
                t("增量（百分点）", "Uplift (points)"): [
                    f"{100 * row['uplift']:+.2f}" for row in rows
                ],
                t("增量利润（元）", "Incremental profit (CNY)"): [
                    f"{row['profit_cny']:,.0f}" for row in rows
                ],
                t("95% 区间", "95% interval"): [_range(row) for row in rows],
            },
            index=[t(f"前 {depth:.0%}", f"best {depth:.0%}") for depth in depths],
        )


def _range(row: pd.Series) -> str:
    """Return the interval of a profit for people."""
    return f"{row['low']:,.0f} … {row['high']:,.0f}"


def _controls(scores: dict[str, str], cost: float, t: Any) -> tuple[widgets.Widget, ...]:
    """Return the choice of the score and the sliders of depth and cost."""
    order = labelled(
        widgets.Dropdown,
        t("谁排在前面", "Who comes first"),
        indent="14em",
        options=[(label, column) for column, label in scores.items()],
    )
    depth = labelled(
        widgets.IntSlider,
        t("触达比例（%）", "Share targeted (%)"),
        indent="14em",
        value=50,
        min=0,
        max=100,
        step=5,
        continuous_update=False,
    )
    price = labelled(
        widgets.FloatSlider,
        t("每条消息成本（元）", "Cost of a message (CNY)"),
        indent="14em",
        value=cost,
        min=0.0,
        max=max(1.0, 2 * cost),
        step=0.05,
        readout_format=".2f",
        continuous_update=False,
    )
    return order, depth, price
