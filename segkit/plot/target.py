"""Charts for choosing segments and for placing brands."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator

from segkit.checks import labels_of, require_columns, require_rows
from segkit.plot.rfm import segment_label
from segkit.plot.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    SKY,
    in_course_font,
    new_axes,
    place_labels,
)
from segkit.target import PerceptualMap
from segkit.words import chooser


def plot_evaluation(
    table: pd.DataFrame,
    *,
    size: pd.Series | None = None,
    scale: tuple[float, float] = (0, 10),
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw the segment evaluation plot: attractiveness against competitiveness.

    Parameters
    ----------
    table : DataFrame
        What ``evaluate_segments`` returns. Segments that a knock-out criterion excludes are drawn
        hollow; dashed lines part the advice "invest", "select" and "avoid".
    size : Series, optional
        What the area of the bubbles stands for, e.g. the profit potential; 0 or more, with the
        index of `table`.
    scale : pair of float
        The lowest and the highest rating, as given to ``evaluate_segments``.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``; the names of ``RFM_RULES`` are translated.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a column is missing, there is no segment, `size` has another index or no positive value,
        or `lang` is another language.

    References
    ----------
    Dolnicar, S., Grün, B. and Leisch, F. (2018). *Market Segmentation Analysis*. Springer, chapter
    10.
    """
    t = chooser(lang)
    require_columns(table, ["attractiveness", "competitiveness", "rank"])
    require_rows(table)
    areas = _areas(table, size)
    ax = ax or new_axes((5.8, 5.2))
    low, high = scale
    _draw_bands(ax, low, high, lang)
    for passes, face, edge in ((True, SKY, BLUE), (False, "white", GREY)):
        chosen = (table["rank"].notna() == passes).to_numpy()
        spots = table[chosen]
        ax.scatter(
            spots["competitiveness"],
            spots["attractiveness"],
            s=areas[chosen],
            facecolor=face,
            edgecolor=edge,
            alpha=0.9,
            zorder=2,
        )
    labels = [
        ax.annotate(
            segment_label(name, lang)
            + (t("（淘汰）", " (knocked out)") if pd.isna(row["rank"]) else ""),
            (row["competitiveness"], row["attractiveness"]),
            xytext=(0, 0),
            textcoords="offset points",
            fontsize="small",
            zorder=3,
        )
        for name, row in table.iterrows()
    ]
    ax.set(xlim=scale, ylim=scale, aspect="equal")
    ax.set_xlabel(t("本企业竞争力", "Competitiveness of the organisation"))
    ax.set_ylabel(t("细分吸引力", "Attractiveness of the segment"))
    ax.set_title(t("细分市场评价图", "Segment evaluation"), loc="left")
    in_course_font(ax)
    radii = np.sqrt(areas / np.pi)
    place_labels(ax, [(*each, (0, 1)) for each in zip(labels, radii, strict=True)])
    return ax


def _areas(table: pd.DataFrame, size: pd.Series | None) -> np.ndarray:
    """Return the area of each bubble in square points."""
    if size is None:
        return np.full(len(table), 900.0)
    values = labels_of(table, size, what="size").to_numpy(float)
    if values.min() < 0 or not values.max() > 0:
        raise ValueError(
            f"size goes from {values.min():g} to {values.max():g}; numbers from 0 on were "
            "expected, one of them positive."
        )
    return 3000 * values / values.max()


def _draw_bands(ax: Axes, low: float, high: float, lang: str) -> None:
    """Draw the lines on which the score is a third and two thirds of the scale, and name parts."""
    t = chooser(lang)
    third = (high - low) / 3
    for step in (1, 2):
        reach = 2 * step * third
        ends = max(reach - (high - low), 0), min(reach, high - low)
        ax.plot(
            [low + ends[0], low + ends[1]],
            [low + ends[1], low + ends[0]],
            color=GREY,
            linestyle="--",
            linewidth=1,
            zorder=1,
        )
    for text, ha, va in (
        (t("放弃", "avoid"), "left", "bottom"),
        (t("有选择", "select"), "left", "top"),
        (t("投入", "invest"), "right", "top"),
    ):
        x, y = {"left": 0.02, "right": 0.98}[ha], {"bottom": 0.02, "top": 0.98}[va]
        ax.text(x, y, text, color=GREY, ha=ha, va=va, transform=ax.transAxes, zorder=1)


def plot_perceptual_map(found: PerceptualMap, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw brands, attributes and ideal points on the map.

    Parameters
    ----------
    found : PerceptualMap
        What ``perceptual_map`` returns. After a principal component analysis attributes are arrows,
        drawn as long as the map allows; after a correspondence analysis they are points.
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
    ax.axhline(0, color=PALE, linewidth=1, zorder=0)
    ax.axvline(0, color=PALE, linewidth=1, zorder=0)
    arrows = found.method == "pca"
    attributes = found.attributes[["x", "y"]] * (_stretch(found) if arrows else 1.0)
    if arrows:
        for x, y in attributes.to_numpy():
            ax.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": GREY})
        ax.plot(attributes["x"], attributes["y"], linestyle="")  # so that the axes reach that far
    else:
        ax.plot(attributes["x"], attributes["y"], "^", color=GREY, label=t("属性", "Attributes"))
    ax.plot(found.brands["x"], found.brands["y"], "o", color=BLUE, label=t("品牌", "Brands"))
    if len(found.ideals):
        label = t("理想点", "Ideal points")
        style = {"marker": "*", "linestyle": "", "markersize": 13, "color": ORANGE}
        ax.plot(found.ideals["x"], found.ideals["y"], **style, label=label)
    looks = zip((attributes, found.brands, found.ideals), (GREY, BLUE, INK), strict=True)
    labels = [label for table, color in looks for label in _write_names(ax, table, color)]
    ax.margins(0.2)
    ax.set_aspect("equal", adjustable="datalim")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5))
    shares = found.axes["share"].to_numpy()
    ax.set_xlabel(t(f"第 1 维（{shares[0]:.0%}）", f"Dimension 1 ({shares[0]:.0%})"))
    ax.set_ylabel(t(f"第 2 维（{shares[1]:.0%}）", f"Dimension 2 ({shares[1]:.0%})"))
    ax.set_title(t("感知图", "Perceptual map"), loc="left", pad=30)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 0.99), ncols=3, borderaxespad=0)
    in_course_font(ax)
    place_labels(ax, [(label, 5, label.xy) for label in labels])  # outwards, where there is room
    return ax


def _stretch(found: PerceptualMap) -> float:
    """Return the factor that brings the longest arrow as far out as the farthest point."""
    points = pd.concat([found.brands, found.ideals])[["x", "y"]]
    return float(
        np.hypot(*points.to_numpy().T).max()
        / np.hypot(*found.attributes[["x", "y"]].to_numpy().T).max()
    )


def _write_names(ax: Axes, table: pd.DataFrame, color: str) -> list[Annotation]:
    """Write the name of each point."""
    look = {"textcoords": "offset points", "color": color, "fontsize": "small"}
    points = zip(table.index, table[["x", "y"]].to_numpy(), strict=True)
    return [ax.annotate(str(name), tuple(point), xytext=(0, 0), **look) for name, point in points]
