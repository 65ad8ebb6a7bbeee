"""An explorer of a promotion budget: what is spent on each segment and what it should bring."""

from collections.abc import Hashable, Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import INK, PALETTE
from segkit.target import allocate_budget
from segkit.words import chooser

# Left, bottom, width and height of the chart: fixed, so that nothing jumps while a slider moves.
_PLACE = (0.13, 0.14, 0.83, 0.71)
_LOOKS = list(zip(PALETTE, ("-", "--", ":", "-."), ("o", "s", "D", "^"), strict=False))


def promotion_budget(
    segments: pd.DataFrame,
    *,
    budget_cny: float,
    names: Mapping[Hashable, str] | None = None,
    lang: str = "en",
) -> "PromotionExplorer":
    """Explore how spend per segment turns into expected margin, against the best split.

    Each segment has a slider, an equal share of the budget at the start. With the keyboard, Tab
    goes from one slider to the next and the arrow keys move it.

    Parameters
    ----------
    segments : DataFrame
        One row per segment, four at most, as for ``allocate_budget``: ``ceiling_cny`` (the most
        margin it can bring) and ``half_cny`` (the spend that brings half of that). It is not
        changed.
    budget_cny : float
        What may be spent on all segments together, in yuan.
    names : mapping of segment to label, optional
        What segments are called on the screen.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    PromotionExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a column is missing, a number is not positive, there are more than four segments or
        `lang` is another language.
    """
    return PromotionExplorer(segments, budget_cny, dict(names or {}), lang)


class PromotionExplorer(Explorer):
    """A slider per segment (``spends``) over the response curves; see ``promotion_budget``.

    Attributes
    ----------
    plan : DataFrame
        Per segment ``spend_cny`` and ``response_cny``, the margin expected of it.
    best : DataFrame
        The same for the best split of the same sum.
    """

    def __init__(
        self, segments: pd.DataFrame, budget_cny: float, names: dict[Hashable, str], lang: str
    ):
        if len(segments) > len(_LOOKS):
            raise ValueError(
                f"segments has {len(segments)} rows; at most {len(_LOOKS)} can be told apart in "
                "the chart: merge segments or choose some."
            )
        allocate_budget(segments, budget_cny=budget_cny)  # names what is wrong with the table
        self._t, self._segments, self._budget = chooser(lang), segments, budget_cny
        self._names = [names.get(code, str(code)) for code in segments.index]
        equal = round(budget_cny / len(segments) / 100) * 100
        self.spends = [self._slider(name, equal) for name in self._names]
        self._follow(self._widgets())

    def _slider(self, name: str, start: float) -> widgets.IntSlider:
        label = self._t(f"{name}（元）", f"{name} (CNY)")
        limits = {"min": 0, "max": int(self._budget), "step": 100, "value": int(start)}
        return labelled(widgets.IntSlider, label, indent="14em", continuous_update=False, **limits)

    def _on_change(self, _change: dict | None = None) -> None:
        spend = pd.Series([slider.value for slider in self.spends], self._segments.index)
        self.plan = pd.DataFrame({"spend_cny": spend, "response_cny": self._response(spend)})
        self.best = allocate_budget(self._segments, budget_cny=float(spend.sum()))
        self._show_again()

    def _response(self, spend: pd.Series) -> pd.Series:
        left = 2.0 ** (-spend / self._segments["half_cny"])
        return self._segments["ceiling_cny"] * (1 - left)

    def _widgets(self) -> list[widgets.Widget]:
        return self.spends

    def figure(self) -> Figure:
        """Return the curves as the sliders stand; no window keeps it open."""
        x = np.linspace(0, self._budget, 121)
        with course_figure(7.2, 4.4) as figure:
            axes = figure.add_axes(_PLACE)
            for name, code, look in zip(self._names, self.plan.index, _LOOKS, strict=False):
                (color, line, marker), row = look, self._segments.loc[code]
                y = row["ceiling_cny"] * (1 - 2.0 ** (-x / row["half_cny"]))
                axes.plot(x, y, color=color, ls=line, label=name)
                axes.plot(*self.plan.loc[code], marker, color=color, mec=INK, ms=10)
            axes.set_xlabel(self._t("该细分的支出（元）", "spend on the segment (CNY)"))
            axes.set_ylabel(self._t("预期增加的毛利（元）", "expected extra margin (CNY)"))
            axes.xaxis.set_major_formatter("{x:,.0f}")
            axes.yaxis.set_major_formatter("{x:,.0f}")
            axes.set_ylim(bottom=0)
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False)
        return figure

    def _sentence(self) -> str:
        spend, gain = self.plan["spend_cny"].sum(), self.plan["response_cny"].sum()
        best, over = self.best["response_cny"].sum(), spend > self._budget
        return self._t(
            f"共支出 {spend:,.0f} 元{'，超出预算' if over else ''}（预算 {self._budget:,.0f} 元），"
            f"预期增加毛利 {gain:,.0f} 元；同样多的钱，最优分法是 {best:,.0f} 元。",
            f"{spend:,.0f} CNY spent{', over budget' if over else ''} (budget "
            f"{self._budget:,.0f} CNY); expected extra margin {gain:,.0f} CNY. The best split of "
            f"the same sum brings {best:,.0f} CNY.",
        )

    def _alternative(self) -> str:
        points = [
            f"{name} {row.spend_cny:,.0f} → {row.response_cny:,.0f}"
            for name, row in zip(self._names, self.plan.itertuples(), strict=True)
        ]
        return self._t("响应曲线：" + "；".join(points), "Response curves: " + "; ".join(points))

    def _readable(self) -> pd.DataFrame:
        """Return the plan and the best split for people."""
        t = self._t
        columns = {
            t("支出（元）", "Spend (CNY)"): self.plan["spend_cny"],
            t("预期毛利（元）", "Expected margin (CNY)"): self.plan["response_cny"],
            t("最优分法的支出（元）", "Spend in the best split (CNY)"): self.best["spend_cny"],
        }
        return pd.DataFrame(columns).map("{:,.0f}".format).set_axis(self._names)
