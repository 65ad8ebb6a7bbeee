"""An explorer of the thresholds that split customers by recency, frequency and monetary."""

import math

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot import plot_segments, segment_label
from segkit.rfm import MEASURES, rfm_rules, rfm_segments, segment_summary
from segkit.words import chooser

# Left, bottom, width and height of the chart: fixed, so that nothing jumps while a slider moves.
_PLACE = (0.25, 0.06, 0.71, 0.78)


def threshold_segments(
    table: pd.DataFrame, *, recency_days: float, frequency_orders: float, monetary_cny: float
) -> pd.Series:
    """Return the segment of each customer when one threshold per measure says what is high.

    Parameters
    ----------
    table : DataFrame
        The RFM table, as ``rfm`` returns it.
    recency_days : number
        Recency is high (good) for customers whose last order is at most so many days ago.
    frequency_orders : number
        Frequency is high from so many orders on.
    monetary_cny : number
        The monetary value is high from so many yuan on.

    Returns
    -------
    Series
        The names of ``RFM_RULES``, categorical, with the index of `table`.

    Raises
    ------
    ValueError
        If `table` lacks a measure or has no row.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "recency_days": [3, 90],
    ...         "frequency_orders": [4, 1],
    ...         "monetary_cny": [900.0, 20.0],
    ...     }
    ... )
    >>> threshold_segments(
    ...     table, recency_days=30, frequency_orders=2, monetary_cny=500
    ... ).tolist()
    ['Champions', 'Dormant customers']
    """
    _check_table(table)
    high = pd.DataFrame(
        {
            "recency_score": table["recency_days"] <= recency_days,
            "frequency_score": table["frequency_orders"] >= frequency_orders,
            "monetary_score": table["monetary_cny"] >= monetary_cny,
        }
    )
    return rfm_segments(high.astype(int) + 1, rules=rfm_rules(k=2))


def _check_table(table: pd.DataFrame) -> None:
    """Raise unless `table` is an RFM table with at least one customer."""
    missing = [name for name in MEASURES if name not in table.columns]
    if missing or table.empty:
        raise ValueError(
            f"the table has {len(table):,} rows and the columns "
            f"{', '.join(map(str, table.columns))}; customers with {', '.join(MEASURES)} were "
            "expected, as segkit.rfm returns them."
        )


def rfm_thresholds(table: pd.DataFrame, *, lang: str = "en") -> "ThresholdExplorer":
    """Explore how the cut-offs for recency, frequency and monetary move the eight segments.

    Three sliders set the thresholds; the chart and the table below show the size of each segment
    and its share of the revenue, with black ticks where they stood at the start (the medians).
    With the keyboard, Tab goes from slider to slider and the left and right arrows move it. Where
    widgets cannot run, the chart of the start remains.

    Parameters
    ----------
    table : DataFrame
        The RFM table, as ``rfm`` returns it. It is not changed.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    ThresholdExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If `table` lacks a measure, has no row or `lang` is another language.
    """
    return ThresholdExplorer(table, lang)


class ThresholdExplorer(Explorer):
    """Sliders (``recency``, ``frequency``, ``monetary``) over a chart; see ``rfm_thresholds``.

    Attributes
    ----------
    thresholds : dict
        The thresholds as the sliders stand.
    summary : DataFrame
        The segments under these thresholds, as ``segment_summary`` returns them.
    """

    def __init__(self, table: pd.DataFrame, lang: str):
        _check_table(table)
        self._t, self._lang = chooser(lang), lang
        self._table = table[list(MEASURES)].copy()
        self.recency, self.frequency, self.monetary = _sliders(self._table, self._t)
        self._start = self.thresholds
        back = self._t("回到起点", "Back to start")
        self.reset = widgets.Button(description=back, tooltip=back, icon="undo")
        self.reset.on_click(self._on_reset)
        self._follow(self._sliders)
        self._base = self.summary

    @property
    def _sliders(self) -> tuple[widgets.IntSlider, ...]:
        return self.recency, self.frequency, self.monetary

    @property
    def thresholds(self) -> dict[str, int]:
        """The thresholds as the sliders stand."""
        return {name: slider.value for name, slider in zip(MEASURES, self._sliders, strict=True)}

    def _on_change(self, _change: dict | None = None) -> None:
        segments = threshold_segments(self._table, **self.thresholds)
        self.summary = segment_summary(self._table, segments)
        self._show_again()

    def _on_reset(self, _button: widgets.Button) -> None:
        for name, slider in zip(MEASURES, self._sliders, strict=True):
            slider.value = self._start[name]

    def _widgets(self) -> list[widgets.Widget]:
        return [*self._sliders, self.reset]

    def figure(self) -> Figure:
        """Return the chart as the sliders stand, the start marked; no window keeps it open."""
        with course_figure(7.2, 5.2) as figure:
            axes = figure.add_axes(_PLACE)
            plot_segments(self.summary, base=self._base, lang=self._lang, ax=axes)
        axes.set_xlim(0, 1)
        return figure

    def _sentence(self) -> str:
        now = [f"{value:,}" for value in self.thresholds.values()]
        start = " / ".join(f"{value:,}" for value in self._start.values())
        return self._t(
            f"“高”的含义：最近一次消费在 {now[0]} 天以内，订单不少于 {now[1]} 张，"
            f"消费不少于 {now[2]} 元。黑色竖线是起点（{start}）。",
            f"High means: last order within {now[0]} days, at least {now[1]} orders, at least "
            f"{now[2]} CNY. The black ticks mark the start ({start}).",
        )

    def _alternative(self) -> str:
        parts = [
            self._t(
                f"{segment_label(name, 'zh')}占客户 {row.customer_share:.0%}、"
                f"销售额 {row.revenue_share:.0%}",
                f"{name} {row.customer_share:.0%} of customers, {row.revenue_share:.0%} of revenue",
            )
            for name, row in self.summary.iterrows()
        ]
        return self._t("条形图：" + "；".join(parts), "Bar chart: " + "; ".join(parts))

    def _readable(self) -> pd.DataFrame:
        """Return the summary for people: named in their language, with the change since start."""
        t, now = self._t, self.summary
        change = now["customers"] - self._base["customers"]
        return pd.DataFrame(
            {
                t("客户数", "Customers"): now["customers"].map("{:,}".format),
                t("与起点相比", "Since start"): change.map("{:+,}".format).replace("+0", "0"),
                t("客户占比", "Share of customers"): now["customer_share"].map("{:.1%}".format),
                t("销售额占比", "Share of revenue"): now["revenue_share"].map("{:.1%}".format),
            }
        ).set_axis([segment_label(name, self._lang) for name in now.index])


def _sliders(table: pd.DataFrame, t) -> list[widgets.IntSlider]:
    """Return one slider per measure of `table`, standing at its median."""
    recency, frequency, monetary = (table[name] for name in MEASURES)
    step = 10 ** max(0, int(np.log10(max(monetary.median(), 1))) - 1)
    return [
        _slider(recency, t("最近一次消费 ≤（天）", "Recency ≤ (days)"), low=0, top=1.0),
        _slider(frequency, t("订单数 ≥（张）", "Frequency ≥ (orders)"), low=2, top=0.99),
        _slider(monetary, t("消费金额 ≥（元）", "Monetary ≥ (CNY)"), low=0, top=0.95, step=step),
    ]


def _slider(
    values: pd.Series, label: str, *, low: int, top: float, step: int = 1
) -> widgets.IntSlider:
    """Return a slider from `low` to the quantile `top` of `values`, standing at their median."""
    start = max(low, round(values.median() / step) * step)
    return labelled(
        widgets.IntSlider,
        label,
        indent="13em",
        value=start,
        min=low,
        max=max(start + step, math.ceil(values.quantile(top) / step) * step),
        step=step,
        continuous_update=False,
        readout_format=",d",
    )
