"""An explorer of how many customers live within a distance of a city's shops."""

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from segkit.checks import require_columns, require_no_gaps
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.geo import EARTH_RADIUS_KM, trade_areas
from segkit.plot.style import BLUE, GREY, INK, ORANGE
from segkit.words import chooser

# Left, bottom, width and height of the map: fixed, so that nothing jumps while the slider moves.
_PLACE = (0.12, 0.11, 0.85, 0.76)
_KM_PER_DEGREE = np.pi * EARTH_RADIUS_KM / 180
_TABLE_KM = (3, 6, 15, 30)


def trade_area_map(
    customers: pd.DataFrame,
    shops: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    lang: str = "en",
) -> "TradeAreaExplorer":
    """Explore how many customers of a city live within a radius of its nearest shop.

    Choose a city and move the radius; the map marks who lives within it. With the keyboard, Tab
    goes from one control to the next and the arrow keys change it. Where widgets cannot run, the
    map of the start remains.

    Parameters
    ----------
    customers : DataFrame
        One row each: ``customer_id``, ``city``, ``latitude`` and ``longitude``. It is not changed.
    shops : DataFrame
        One row each: ``store_id``, ``city``, ``latitude`` and ``longitude``.
    names : mapping of city to label, optional
        What the cities are called on the screen.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    TradeAreaExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, or `lang` is another language.
    """
    return TradeAreaExplorer(customers, shops, dict(names or {}), lang)


class TradeAreaExplorer(Explorer):
    """Controls (``city``, ``radius``) over a map; see ``trade_area_map``.

    Attributes
    ----------
    people : DataFrame
        The customers of the chosen city with ``distance_km`` to the nearest shop.
    within : int
        How many of them live within the radius.
    """

    def __init__(
        self, customers: pd.DataFrame, shops: pd.DataFrame, names: dict[str, str], lang: str
    ):
        for table in (customers, shops):
            require_columns(table, ["city"])
            require_no_gaps(table, ["city"])
        self._t, self._shops = chooser(lang), shops
        near = trade_areas(customers, shops).customers
        self._customers = near.assign(city=customers["city"])
        self._names = {city: names.get(city, city) for city in self._with_both()}
        self.city, self.radius = _controls(self._names, self._t)
        self._follow(self._widgets())

    def _with_both(self) -> list[str]:
        """Return the cities with shops and customers, in the order of the shops."""
        at_home = set(self._customers["city"])
        return [city for city in self._shops["city"].unique() if city in at_home]

    def _on_change(self, _change: dict | None = None) -> None:
        self.people = self._customers[self._customers["city"] == self.city.value]
        self.within = int((self.people["distance_km"] <= self.radius.value).sum())
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.city, self.radius]

    def figure(self) -> Figure:
        """Return the map as the controls stand; no window keeps it open."""
        shops = self._shops[self._shops["city"] == self.city.value]
        shrink = np.cos(np.radians(shops["latitude"].mean()))
        with course_figure(6.6, 5.6) as figure:
            axes = figure.add_axes(_PLACE)
            self._draw_people(axes)
            where = shops["longitude"], shops["latitude"]
            label = self._t("门店", "shop")
            axes.scatter(*where, s=80, color=ORANGE, ec=INK, marker="D", zorder=3, label=label)
            high = 2 * self.radius.value / _KM_PER_DEGREE
            for place in zip(*where, strict=True):
                ring = Ellipse(place, high / shrink, high, fill=False, ec=INK, ls="--", zorder=2)
                axes.add_patch(ring)
            axes.set_aspect(1 / shrink, adjustable="datalim")
            axes.set_xlabel(self._t("经度（°）", "Longitude (°)"))
            axes.set_ylabel(self._t("纬度（°）", "Latitude (°)"))
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False)
        return figure

    def _draw_people(self, axes) -> None:
        """Mark customers within the radius by blue dots, those beyond it by grey crosses."""
        inside = self.people["distance_km"] <= self.radius.value
        within, beyond = self._t("半径以内,半径以外", "within,beyond").split(",")
        looks = ((inside, "o", BLUE, within), (~inside, "x", GREY, beyond))
        for chosen, marker, color, label in looks:
            part = self.people[chosen]
            where = part["longitude"], part["latitude"]
            axes.scatter(*where, s=12, lw=0.8, marker=marker, color=color, label=label)

    def _alternative(self) -> str:
        return self._t("地图：", "Map: ") + self._sentence()

    def _sentence(self) -> str:
        name, total = self._names[self.city.value], len(self.people)
        share = f"{self.within / total:.0%}"
        return self._t(
            f"{name}的 {total:,} 位会员中，{self.within:,} 位（{share}）住在离最近门店 "
            f"{self.radius.value} 公里以内。",
            f"Of {total:,} members in {name}, {self.within:,} ({share}) live within "
            f"{self.radius.value} km of the nearest shop.",
        )

    def _readable(self) -> pd.DataFrame:
        """Return how many live within a few fixed distances and the chosen one."""
        radii = sorted({*_TABLE_KM, self.radius.value})
        counts = [int((self.people["distance_km"] <= km).sum()) for km in radii]
        return pd.DataFrame(
            {
                self._t("会员数", "Members"): [f"{count:,}" for count in counts],
                self._t("占比", "Share"): [f"{count / len(self.people):.0%}" for count in counts],
            },
            index=[self._t(f"{km} 公里以内", f"within {km} km") for km in radii],
        )


def _controls(names: dict[str, str], t) -> tuple[widgets.Dropdown, widgets.IntSlider]:
    """Return the choice of the city and the slider of the radius."""
    city = labelled(
        widgets.Dropdown,
        t("城市", "City"),
        indent="13em",
        options=[(name, city) for city, name in names.items()],
    )
    slider = labelled(
        widgets.IntSlider,
        t("商圈半径（公里）", "Trade-area radius (km)"),
        indent="13em",
        value=6,
        min=1,
        max=40,
        continuous_update=False,
    )
    return city, slider
