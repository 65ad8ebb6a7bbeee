"""An explorer of a lending cut-off: approvals, expected loss, profit and disparate impact."""

from collections.abc import Hashable, Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segkit.checks import require_columns
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import BLUE, INK, ORANGE
from segkit.words import chooser

_NEEDED = ["pd_share", "lgd_share", "ead_cny", "margin_share"]
_PLACE = (0.12, 0.15, 0.84, 0.72)
_GRID = np.arange(0.005, 0.305, 0.005)


def profit_by_cutoff(loans: pd.DataFrame) -> pd.DataFrame:
    """Return what each cut-off from 0.5 to 30 % leads to if loans up to it are approved.

    Parameters
    ----------
    loans : DataFrame
        One row per loan: ``pd_share``, ``lgd_share`` and ``margin_share`` as shares, ``ead_cny``
        in yuan. It is not changed.

    Returns
    -------
    DataFrame
        Indexed by cut-off: ``approved`` (share of loans), ``expected_loss_cny`` (PD x LGD x EAD)
        and ``profit_cny`` (margin of those who pay, less the expected loss).

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> one = {"pd_share": [0.1], "lgd_share": [0.5], "ead_cny": [1000], "margin_share": [0.1]}
    >>> profit_by_cutoff(pd.DataFrame(one)).loc[0.2].round(2).to_dict()
    {'approved': 1.0, 'expected_loss_cny': 50.0, 'profit_cny': 40.0}
    """
    require_columns(loans, _NEEDED)
    risk, lgd, ead, margin = (loans[name].astype(float).to_numpy() for name in _NEEDED)
    loss = risk * lgd * ead
    taken = risk <= _GRID[:, None] + 1e-12
    return pd.DataFrame(
        {
            "approved": taken.mean(axis=1),
            "expected_loss_cny": taken @ loss,
            "profit_cny": taken @ ((1 - risk) * margin * ead - loss),
        },
        index=_GRID.round(3),
    )


def loan_cutoff(
    loans: pd.DataFrame,
    *,
    group: Hashable,
    names: Mapping[Hashable, str] | None = None,
    lang: str = "en",
) -> "CutoffExplorer":
    """Explore how the highest probability of default approved changes profit and fairness.

    With the keyboard, Tab reaches the slider and the arrow keys move it.

    Parameters
    ----------
    loans : DataFrame
        As for ``profit_by_cutoff``, with the column `group`. It is not changed.
    group : label
        Column of the groups whose approval rates are compared.
    names : mapping of group to label, optional
        What groups are called on the screen.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    CutoffExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a column is missing or `lang` is another language.
    """
    return CutoffExplorer(loans, group, dict(names or {}), lang)


class CutoffExplorer(Explorer):
    """A slider (``cut``) over the profit curve; see ``loan_cutoff``.

    Attributes
    ----------
    groups : DataFrame
        Per group ``loans``, ``rate`` of approval and ``ratio`` to the highest rate.
    """

    def __init__(self, loans: pd.DataFrame, group: Hashable, names: dict[Hashable, str], lang: str):
        require_columns(loans, [*_NEEDED, group])
        self._t, self._names = chooser(lang), names
        self._risk, self._group = loans["pd_share"].astype(float), loans[group]
        self._curve = profit_by_cutoff(loans)
        label = self._t("批准到违约概率（%）", "Approve up to PD (%)")
        limits = {"min": 0.5, "max": 30, "step": 0.5, "value": 20.0}
        kind = widgets.FloatSlider
        self.cut = labelled(kind, label, indent="13em", continuous_update=False, **limits)
        self._follow(self._widgets())

    def _on_change(self, _change: dict | None = None) -> None:
        self._at = round(self.cut.value / 100, 3)
        taken = (self._risk <= self._at + 1e-12).groupby(self._group).agg(["size", "mean"])
        self.groups = taken.set_axis(["loans", "rate"], axis=1)
        self.groups["ratio"] = self.groups["rate"] / self.groups["rate"].max()
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.cut]

    def figure(self) -> Figure:
        """Return the curves as the slider stands; no window keeps it open."""
        with course_figure(7.2, 4.2) as figure:
            axes = figure.add_axes(_PLACE)
            curves = (
                ("profit_cny", self._t("预期利润", "expected profit"), BLUE, "-"),
                ("expected_loss_cny", self._t("预期损失", "expected loss"), ORANGE, "--"),
            )
            for column, label, color, line in curves:
                y = self._curve[column] / 1e4
                axes.plot(self._curve.index, y, color=color, ls=line, label=label)
                axes.plot(self._at, y[self._at], "o", color=color, mec=INK, ms=9)
            axes.set_xlabel(self._t("批准到违约概率", "approve up to this probability of default"))
            axes.set_ylabel(self._t("万元", "10,000 CNY"))
            axes.xaxis.set_major_formatter("{x:.0%}")
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
        return figure

    def _sentence(self) -> str:
        row, worst = self._curve.loc[self._at], self.groups["ratio"].min()
        loss, profit = row["expected_loss_cny"] / 1e4, row["profit_cny"] / 1e4
        return self._t(
            f"批准 PD 不超过 {self._at:.1%} 的贷款：批准率 {row['approved']:.0%}，预期损失 "
            f"{loss:,.0f} 万元，预期利润 {profit:,.0f} 万元；最低与最高批准率之比 {worst:.2f}。",
            f"Loans with a PD up to {self._at:.1%}: {row['approved']:.0%} approved, expected loss "
            f"{loss:,.0f} and expected profit {profit:,.0f} (10,000 CNY); lowest over highest "
            f"approval rate {worst:.2f}.",
        )

    def _alternative(self) -> str:
        return self._t("利润与损失曲线：", "Curves of profit and loss: ") + self._sentence()

    def _readable(self) -> pd.DataFrame:
        """Return the groups for people."""
        t, groups = self._t, self.groups
        return pd.DataFrame(
            {
                t("贷款数", "Loans"): groups["loans"].map("{:,}".format),
                t("批准率", "Approval rate"): groups["rate"].map("{:.1%}".format),
                t("与最高者之比", "Ratio to the highest"): groups["ratio"].map("{:.2f}".format),
            }
        ).set_axis([self._names.get(code, str(code)) for code in groups.index])
