"""An explorer of what one offer for all loses against several, up to one per segment."""

from collections.abc import Hashable, Mapping
from itertools import combinations

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segkit.checks import require_columns, require_no_gaps
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import BLUE, GREY
from segkit.words import chooser

# Left, bottom, width and height of the chart: fixed, so that nothing jumps while a slider moves.
_PLACE = (0.25, 0.17, 0.71, 0.69)


def best_offers(fits: pd.DataFrame, *, offers: int) -> pd.DataFrame:
    """Return which offers to make, so many at most, and which of them each segment gets.

    All choices are compared. Of those that fit equally many customers the first counts, with the
    fewest different offers and in the order of the columns.

    Parameters
    ----------
    fits : DataFrame
        One row per segment, one column per offer: the number of customers whom the offer fits.
    offers : int
        How many different offers may be made, 1 or more.

    Returns
    -------
    DataFrame
        One row per segment: ``offer`` and ``fitting``, the number of its customers whom it fits.

    Raises
    ------
    ValueError
        If `fits` has no row or column, a gap or a negative number, or `offers` is below 1.

    Examples
    --------
    >>> fits = pd.DataFrame(
    ...     {"tea": [6, 5, 1], "nappies": [1, 0, 9]}, index=["single", "couple", "baby"]
    ... )
    >>> best_offers(fits, offers=1)
           offer  fitting
    single   tea        6
    couple   tea        5
    baby     tea        1
    >>> best_offers(fits, offers=2)["fitting"].sum()
    np.int64(20)
    """
    if fits.empty or not (fits >= 0).all(axis=None):
        raise ValueError(
            f"fits has {fits.shape[0]} rows and {fits.shape[1]} columns; numbers of customers, 0 "
            "or more, were expected in a row per segment and a column per offer."
        )
    if offers < 1:
        raise ValueError(f"offers is {offers}; 1 or more was expected.")
    most = min(offers, *fits.shape)
    choices = [each for n in range(1, most + 1) for each in combinations(range(fits.shape[1]), n)]
    reached = [fits.iloc[:, list(each)].max(axis=1).sum() for each in choices]
    chosen = fits.iloc[:, list(choices[int(np.argmax(reached))])]
    return pd.DataFrame({"offer": chosen.idxmax(axis=1), "fitting": chosen.max(axis=1)})


def one_or_many_offers(
    customers: pd.DataFrame,
    *,
    fits: Hashable,
    segmentations: Mapping[str, Hashable],
    names: Mapping[Hashable, str] | None = None,
    lang: str = "en",
) -> "OfferExplorer":
    """Explore what one offer for all loses against several, for any of several segmentations.

    Choose a segmentation, then move the sliders: how many different offers are made at most (one
    per segment at the start), what a customer whom the offer fits is worth, and what each offer
    after the first costs. Offers are chosen and shared out so that they fit as many customers as
    possible. With the keyboard, Tab goes from one control to the next and the arrows change it.

    Parameters
    ----------
    customers : DataFrame
        One row per customer. It is not changed.
    fits : name
        Column with the offer that fits each customer.
    segmentations : mapping of label to name of a column
        The segmentations to choose from; the first is shown at the start. A customer with a gap
        belongs to a segment of its own.
    names : mapping of code to label, optional
        What segments and offers are called on the screen; codes without a label stay as they are.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    OfferExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a column is missing, `fits` has a gap, there is no segmentation or `lang` is another
        language.
    """
    return OfferExplorer(customers, fits, dict(segmentations), dict(names or {}), lang)


class OfferExplorer(Explorer):
    """Controls (``basis``, ``offers``, ``worth``, ``cost``); see ``one_or_many_offers``.

    Attributes
    ----------
    plan : DataFrame
        Per segment ``customers``, ``single`` (how many of them the best single offer fits),
        ``offer`` and ``fitting`` (under the offers that the slider allows).
    gain_cny : float
        What the offers of the slider earn more than the best single one, their cost taken off.
    """

    def __init__(
        self,
        customers: pd.DataFrame,
        fits: Hashable,
        segmentations: dict[str, Hashable],
        names: dict[Hashable, str],
        lang: str,
    ):
        if not segmentations:
            raise ValueError("there is no segmentation; pass a mapping of label to column.")
        require_columns(customers, [fits, *segmentations.values()])
        require_no_gaps(customers, [fits])
        self._t, self._names = chooser(lang), names
        self._tables = {
            column: pd.crosstab(customers[column].astype(object).fillna("–"), customers[fits])
            for column in segmentations.values()
        }
        self.basis, self.offers, self.worth, self.cost = _controls(segmentations, self._t)
        self._on_basis()
        self.offers.value = self.offers.max
        self._follow([self.offers, self.worth, self.cost])
        self.basis.observe(self._on_basis, names="value")

    def _on_basis(self, _change: dict | None = None) -> None:
        self.offers.max = min(self._tables[self.basis.value].shape)
        self._on_change()

    def _on_change(self, _change: dict | None = None) -> None:
        fits = self._tables[self.basis.value]
        single = best_offers(fits, offers=1)
        self._single = single["offer"].iloc[0]
        self.plan = best_offers(fits, offers=self.offers.value).assign(
            customers=fits.sum(axis=1), single=single["fitting"]
        )
        extra = (self.plan["fitting"] - self.plan["single"]).sum()
        self._versions = self.plan["offer"].nunique()
        self.gain_cny = extra * self.worth.value - (self._versions - 1) * self.cost.value
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.basis, self.offers, self.worth, self.cost]

    def _name(self, code: Hashable) -> str:
        unknown = self._t("未填写", "Not stated") if code == "–" else str(code)
        return self._names.get(code, unknown)

    def figure(self) -> Figure:
        """Return the chart as the controls stand; no window keeps it open."""
        plan, places = self.plan, np.arange(len(self.plan))
        with course_figure(7.2, 3.8) as figure:
            axes = figure.add_axes(_PLACE)
            for shift, column, style, label in self._bars():
                share = plan[column] / plan["customers"]
                drawn = axes.barh(places + shift, share, 0.36, label=label, **style)
                axes.bar_label(drawn, [f"{each:.0%}" for each in share], padding=3, fontsize=9)
            axes.set_yticks(places, [self._name(code) for code in plan.index])
            axes.invert_yaxis()
            axes.xaxis.set_major_formatter("{x:.0%}")
            axes.set_xlabel(self._t("优惠合意的客户占比", "share whom the offer suits"))
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
            axes.set_xlim(0, 0.5)
        return figure

    def _bars(self) -> list[tuple[float, str, dict, str]]:
        """Return place, column, look and label of the bars of a segment: hatched, then full."""
        hatched = {"color": "white", "edgecolor": GREY, "hatch": "////"}
        one = self._t("1 种优惠", "1 offer for all")
        many = self._t(f"最多 {self.offers.value} 种", f"{self.offers.value} at most")
        return [
            (-0.19, "single", hatched, one),
            (0.19, "fitting", {"color": BLUE}, many),
        ]

    def _sentence(self) -> str:
        single, many = self.plan["single"].sum(), self.plan["fitting"].sum()
        total, name = self.plan["customers"].sum(), self._name(self._single)
        first = self._t(
            f"只用 1 种优惠（{name}）时，{total:,} 位客户里有 {single:,} 位合意。",
            f"1 offer ({name}) suits {single:,} of {total:,} customers. ",
        )
        if self._versions == 1:
            return first + self._t("多做没有好处。", "Further ones would add nothing.") * (
                self.offers.value > 1
            )
        return first + self._t(
            f"用 {self._versions} 种时有 {many:,} 位；只用 1 种会损失 {1 - single / many:.1%}。"
            f"扣除多做优惠的成本后，多赚 {self.gain_cny:+,.0f} 元。",
            f"{self._versions} different offers suit {many:,}; making just 1 loses "
            f"{1 - single / many:.1%}. After the cost of the further offers, the gain is "
            f"{self.gain_cny:+,.0f} CNY.",
        )

    def _alternative(self) -> str:
        parts = [
            f"{self._name(code)} {row.single / row.customers:.0%} → "
            f"{row.fitting / row.customers:.0%}"
            for code, row in self.plan.iterrows()
        ]
        before, after = (label for *_, label in self._bars())
        return self._t(
            f"条形图（{before} → {after}）：" + "；".join(parts),
            f"Bar chart ({before} → {after}): " + "; ".join(parts),
        )

    def _readable(self) -> pd.DataFrame:
        """Return the plan for people, named in their language."""
        t, plan = self._t, self.plan
        return pd.DataFrame(
            {
                t("客户数", "Customers"): plan["customers"].map("{:,}".format),
                t("1 种优惠时合意", "Suited by 1 offer"): plan["single"].map("{:,}".format),
                t("得到的优惠", "Offer received"): plan["offer"].map(self._name),
                t("合意", "Suited"): plan["fitting"].map("{:,}".format),
            }
        ).set_axis([self._name(code) for code in plan.index])


def _controls(segmentations: dict[str, Hashable], t) -> tuple[widgets.Widget, ...]:
    """Return the choice of the segmentation and the three sliders."""
    label = t("按什么细分", "Segment by")
    options = list(segmentations.items())
    basis = labelled(widgets.Dropdown, label, indent="16em", options=options)
    sliders = [
        (t("最多几种优惠", "Offers at most"), 1, 1, 6, 1),
        (t("每位合意客户值（元）", "Worth of one suited (CNY)"), 10, 0, 50, 1),
        (t("每多 1 种的成本（元）", "Cost per further offer (CNY)"), 500, 0, 3000, 100),
    ]
    return basis, *(
        labelled(
            widgets.IntSlider,
            name,
            indent="16em",
            value=value,
            min=low,
            max=top,
            step=step,
            continuous_update=False,
            readout_format=",d",
        )
        for name, value, low, top, step in sliders
    )
