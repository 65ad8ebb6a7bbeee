"""Charts of change: moves between segments, and drift of the columns."""

from itertools import cycle

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from segkit.checks import require_columns
from segkit.monitor import ENTERED, LEFT, REFIT, WATCH, MigrationResult
from segkit.plot.rfm import segment_label
from segkit.plot.style import BLUE, GREY, INK, ORANGE, PALETTE, SKY, in_course_font, new_axes
from segkit.words import chooser


def plot_migration(result: MigrationResult, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw where the customers of each segment went: shares of the row, counts below them.

    Parameters
    ----------
    result : MigrationResult
        What ``migration_matrix`` returns.
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
    """
    t = chooser(lang)
    counts = result.counts.loc[result.counts.sum(axis=1) > 0, result.counts.sum() > 0]
    shares = result.shares.loc[counts.index, counts.columns]
    written = shares.map("{:.0%}\n".format) + counts.map("{:,}".format)
    ax = ax or new_axes((1.8 + 0.95 * counts.shape[1], 1.6 + 0.62 * len(counts)))
    sns.heatmap(
        shares.to_numpy(),
        ax=ax,
        annot=written.to_numpy(),
        fmt="",
        annot_kws={"color": INK, "fontsize": "small"},
        cmap=sns.light_palette(SKY, as_cmap=True),
        vmin=0,
        vmax=1,
        cbar=False,
        linewidths=2,
        xticklabels=[_moved_label(name, lang) for name in counts.columns],
        yticklabels=[_moved_label(name, lang) for name in counts.index],
    )
    ax.tick_params(length=0, rotation=0)
    for text in ax.get_xticklabels():
        text.set(rotation=30, ha="right", rotation_mode="anchor")
    ax.set_xlabel(t("之后", "After"))
    ax.set_ylabel(t("之前", "Before"))
    kept = result.stability["kept_share"]
    ax.set_title(
        t(f"细分迁移：{kept:.0%} 留在原细分", f"Moves between segments: {kept:.0%} stayed")
    )
    return in_course_font(ax)


def _moved_label(name: object, lang: str) -> str:
    """Return the name of a segment, or of those who entered or left."""
    t = chooser(lang)
    ends = {ENTERED: t("（新进入）", ENTERED), LEFT: t("（已离开）", LEFT)}
    return ends.get(name) or segment_label(name, lang)


def plot_psi(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw PSI with its two thresholds: a line per column over the periods, or a bar per column.

    Parameters
    ----------
    table : DataFrame
        What ``psi`` returns; at most eight columns are told apart by colour and marker.
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
        If a column is missing or `lang` is another language.
    """
    t = chooser(lang)
    require_columns(table, ["column", "psi", "chance_psi"])
    over_time = "period" in table
    ax = ax or new_axes((7.2, 4.2) if over_time else (6.4, 1.4 + 0.4 * len(table)))
    draw_threshold = ax.axhline if over_time else ax.axvline
    for level, color in ((WATCH, GREY), (REFIT, ORANGE)):
        draw_threshold(level, color=color, linestyle="--", linewidth=1.2)
    (_psi_lines if over_time else _psi_bars)(ax, table, lang)
    name = t("群体稳定性指标 PSI", "Population stability index (PSI)")
    (ax.set_ylabel if over_time else ax.set_xlabel)(name)
    ax.set_title(
        t("数据漂移：0.1 起关注，0.25 起重新拟合", "Drift: watch from 0.1, re-fit from 0.25"),
        pad=12 if over_time else 28,
    )
    return in_course_font(ax)


def _psi_lines(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw a line for each column over the periods."""
    wide = table.pivot(index="period", columns="column", values="psi")
    looks = cycle(zip(PALETTE, "os^Dv<>X", strict=True))
    for name, (color, marker) in zip(table["column"].unique(), looks, strict=False):
        ax.plot(wide.index.map(str), wide[name], marker=marker, color=color, label=str(name))
    ax.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    ax.tick_params(axis="x", rotation=30)
    ax.set_ylim(bottom=0)
    ax.set_xlabel(chooser(lang)("时期", "Period"))
    ax.legend(loc="upper left", fontsize="small")


def _psi_bars(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Draw a bar for each column, with a tick where chance alone would take it."""
    ax.barh(table["column"].map(str), table["psi"], color=BLUE, height=0.6)
    ax.plot(
        table["chance_psi"],
        range(len(table)),
        "|",
        color=INK,
        markersize=12,
        markeredgewidth=2,
        label=chooser(lang)("没有漂移时的平均值", "Average without drift"),
    )
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), fontsize="small", borderaxespad=0)
