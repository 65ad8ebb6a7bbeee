"""Charts of the stability of segments."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from segkit.plot.rfm import segment_label
from segkit.plot.style import BLUE, GREY, INK, SKY, in_course_font, new_axes
from segkit.stability import BootstrapStability, SolutionStability
from segkit.words import chooser

STABLE = 0.75
"""Mean Jaccard index from which on a segment is called stable (Hennig, 2007)."""


def plot_stability(
    result: BootstrapStability, *, k: int | None = None, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Draw how far the solutions of pairs of bootstrap samples agree, as boxes.

    Parameters
    ----------
    result : BootstrapStability
        What ``bootstrap_stability`` returns.
    k : int, optional
        Draw the Jaccard index of each segment of this solution; by default the adjusted Rand index
        of each k.
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
        If there is no solution with `k` segments or `lang` is another language.
    """
    t = chooser(lang)
    if k is not None and k not in result.ari.columns:
        raise ValueError(
            f"k is {k!r}, but the result has the solutions with "
            f"{', '.join(map(str, result.ari.columns))} segments."
        )
    if k is not None:
        return _jaccard_boxes(result, k, lang, ax)
    ks = result.ari.columns
    ax = ax or new_axes((max(4.5, 1.5 + 0.8 * len(ks)), 4.0))
    ax.boxplot(result.ari.to_numpy(), positions=range(len(ks)), **_BOXES)
    ax.set_xticks(range(len(ks)), ks)
    ax.set_ylim(min(0, result.ari.min(axis=None) - 0.05), 1.03)
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(t("细分个数 k", "Number of segments k"))
    ax.set_ylabel(t("调整兰德指数（ARI）", "Adjusted Rand index"))
    ax.set_title(
        t("两次自助抽样的结果有多一致？", "How far do two bootstrap samples agree?"), loc="left"
    )
    return in_course_font(ax)


_BOXES = {
    "widths": 0.55,
    "patch_artist": True,
    "boxprops": {"facecolor": SKY, "edgecolor": INK},
    "medianprops": {"color": INK, "linewidth": 2},
    "flierprops": {"markersize": 4, "markerfacecolor": GREY, "markeredgecolor": GREY},
}


def _jaccard_boxes(result: BootstrapStability, k: int, lang: str, ax: Axes | None) -> Axes:
    """Draw a box per segment of the solution with `k` segments, from the top."""
    t, values = chooser(lang), result.jaccard[k]
    ax = ax or new_axes((6.4, 1.5 + 0.5 * k))
    ax.axvline(STABLE, color=GREY, linestyle="--", linewidth=1, zorder=0)
    ax.boxplot(values.to_numpy(), positions=range(k), orientation="horizontal", **_BOXES)
    ax.set_yticks(range(k), [segment_label(name, lang) for name in values.columns])
    ax.invert_yaxis()
    ax.set_xlim(0, 1.03)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(t("最大 Jaccard 指数", "Largest Jaccard index"))
    ax.set_ylabel(t("细分", "Segment"))
    title = t(
        f"k = {k}：哪些细分能重现？（虚线 {STABLE}：稳定）",
        f"k = {k}: which segments come again? (stable from {STABLE})",
    )
    ax.set_title(title, loc="left")
    return in_course_font(ax)


def plot_solutions(result: SolutionStability, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw where the customers of each segment come from as the number of segments grows.

    A line is as wide as the customers are many; a segment is the darker, the more of its customers
    were together before, and its stability is printed below its name.

    Parameters
    ----------
    result : SolutionStability
        What ``solution_stability`` returns.
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
        If `lang` is another language.

    References
    ----------
    Dolnicar, S., & Leisch, F. (2017). Using segment level stability to select target segments in
    data-driven market segmentation studies. *Marketing Letters*, 28(3), 423-436.
    """
    t = chooser(lang)
    ks = result.segments.index.unique("k")
    heights = _heights(result)
    ax = ax or new_axes((1.2 + 1.35 * len(ks), 1.2 + 0.62 * ks.max()))
    total = result.segments["customers"].loc[ks[0]].sum()
    for flow in result.flows.itertuples():
        ends = [(flow.k_from, flow.segment_from), (flow.k_to, flow.segment_to)]
        ax.plot(
            [ks.get_loc(k) for k, _ in ends],
            [heights[end] for end in ends],
            color=GREY,
            alpha=0.45,
            linewidth=36 * flow.customers / total,
            solid_capstyle="butt",
            zorder=1,
        )
    shades = sns.light_palette(BLUE, as_cmap=True)
    for (k, name), row in result.segments.iterrows():
        known = not np.isnan(row["stability"])
        ax.text(
            ks.get_loc(k),
            heights[k, name],
            segment_label(name, lang) + (f"\n{row['stability']:.2f}" if known else ""),
            color="white" if known and row["stability"] > 0.85 else INK,
            ha="center",
            va="center",
            fontsize="small",
            bbox={
                "boxstyle": "round,pad=0.35",
                "facecolor": shades(row["stability"]) if known else "white",
                "edgecolor": GREY,
            },
        )
    ax.set_xlim(-0.5, len(ks) - 0.5)
    ax.set_ylim(-0.12, 1.12)
    ax.set_xticks(range(len(ks)), [f"k = {k}" for k in ks])
    ax.set_yticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(
        t("细分从哪里来？颜色越深越稳定", "Where segments come from; the darker, the more stable"),
        loc="left",
    )
    return in_course_font(ax)


def _heights(result: SolutionStability) -> dict[tuple[int, object], float]:
    """Return the height of each (k, segment) from 0 to 1, children near their parents."""
    flows = result.flows.set_index(["k_to", "segment_to"])
    heights = {}
    for k in result.segments.index.unique("k"):
        names = list(result.segments.loc[k].index)
        if heights:
            came = {name: flows.loc[[(k, name)]] for name in names}
            names.sort(key=lambda name, came=came: -_origin(came[name], heights))
        heights |= {
            (k, name): height
            for name, height in zip(names, np.linspace(1, 0, len(names)), strict=True)
        }
    return heights


def _origin(flows: pd.DataFrame, heights: dict[tuple[int, object], float]) -> float:
    """Return the mean height of the segments that `flows` come from, by customers."""
    before = [heights[each] for each in zip(flows["k_from"], flows["segment_from"], strict=True)]
    return float(np.average(before, weights=flows["customers"]))
