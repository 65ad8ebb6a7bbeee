"""Maps of customers and shops."""

import numpy as np
from matplotlib.axes import Axes

from segkit.geo import AREAS, TradeAreas
from segkit.plot.style import BLUE, GREY, INK, ORANGE, SKY, in_course_font, new_axes
from segkit.words import chooser

MOST_NAMES = 12
"""With more shops than this, their names would cover the map."""


def plot_trade_areas(areas: TradeAreas, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw the map: shops as diamonds, customers as dots in the colour of their trade area.

    Parameters
    ----------
    areas : TradeAreas
        What ``trade_areas`` returns. For one city, compute them from its customers and shops.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `lang` is another language.
    """
    t = chooser(lang)
    ax = ax or new_axes((6.4, 5.6))
    names = t("核心商圈,次级商圈,边缘商圈", "primary area,secondary area,tertiary area").split(",")
    looks = zip(AREAS, names, (BLUE, SKY, GREY), ("o", "o", "x"), strict=True)
    _, latitude, longitude = areas.customers.columns[:3]
    for area, name, color, marker in looks:
        part = areas.customers[areas.customers["area"] == area]
        label = f"{name}  {len(part):,}"
        ax.scatter(
            part[longitude], part[latitude], s=9, color=color, marker=marker, lw=0.8, label=label
        )
    shop = areas.shops.columns[0]
    label = f"{t('门店', 'shop')}  {len(areas.shops):,}"
    places = areas.shops[longitude], areas.shops[latitude]
    ax.scatter(*places, s=80, color=ORANGE, edgecolor=INK, marker="D", zorder=3, label=label)
    if len(areas.shops) <= MOST_NAMES:
        for name, x, y in zip(areas.shops[shop], *places, strict=True):
            ax.annotate(
                str(name), (x, y), xytext=(8, 5), textcoords="offset points", zorder=4
            ).set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 1})
    # A degree of longitude is shorter than one of latitude, the more so the farther north.
    ax.set_aspect(1 / np.cos(np.radians(areas.shops[latitude].mean())), adjustable="datalim")
    ax.set_xlabel(t("经度（°）", "Longitude (°)"))
    ax.set_ylabel(t("纬度（°）", "Latitude (°)"))
    ax.set_title(t("门店与商圈", "Shops and their trade areas"), loc="left", pad=46)
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 0.99),
        ncols=2,
        columnspacing=1.2,
        handletextpad=0.2,
        borderaxespad=0,
        fontsize="small",
    )
    return in_course_font(ax)
