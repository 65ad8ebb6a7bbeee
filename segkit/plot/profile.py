"""Charts of what sets the segments apart."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from segkit.checks import require_columns, require_rows
from segkit.plot.rfm import segment_label
from segkit.plot.style import BLUE, GREY, INK, ORANGE, PALE, in_course_font, new_axes
from segkit.words import chooser

_REACH = 0.44
"""How far the longest bar reaches; the columns of the segments are 1 apart."""


def plot_profile(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw how far each segment lies from the average in each variable, the markers in colour.

    Parameters
    ----------
    table : DataFrame
        What ``profile`` returns for a pandas frame. Bars are the effects (in standard deviations of
        all customers), from the line of the average; the numbers are the values themselves.
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
        If a column is missing, there is no row or `lang` is another language.

    References
    ----------
    Dolnicar, S., Grün, B. and Leisch, F. (2018). *Market Segmentation Analysis*. Springer, chapter
    8 (segment profile plot).
    """
    t = chooser(lang)
    require_columns(table, ["segment", "variable", "level", "statistic", "value", "effect"])
    require_columns(table, ["overall", "marker"])
    require_rows(table)
    names = list(table["segment"].unique())
    rows = table.drop_duplicates(["variable", "level"]).reset_index(drop=True)
    ax = ax or new_axes((2.4 + 1.25 * len(names), 1.4 + 0.36 * len(rows)))
    longest = max(float(table["effect"].abs().max()), 0.5)
    row_of = pd.MultiIndex.from_frame(rows[["variable", "level"]])
    height = row_of.get_indexer(pd.MultiIndex.from_frame(table[["variable", "level"]]))
    place = pd.Index(names).get_indexer(table["segment"])
    effect = table["effect"].fillna(0).to_numpy()
    colors = np.where(~table["marker"], PALE, np.where(effect > 0, BLUE, ORANGE))
    ax.barh(height, _REACH * effect / longest, left=place, height=0.72, color=colors)
    for x, y, (_, row) in zip(place, height, table.iterrows(), strict=True):
        _write_value(ax, x, y, row)
    for x in range(len(names)):
        ax.axvline(x, color=GREY, linewidth=0.8)
    ax.set_xticks(range(len(names)), [fill(segment_label(name, lang), 13) for name in names])
    ax.set_yticks(range(len(rows)), [_row_label(row, lang) for _, row in rows.iterrows()])
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.set(xlim=(-0.5, len(names) - 0.5), ylim=(len(rows) - 0.4, -0.6))
    ax.spines[["left", "bottom"]].set_visible(False)
    _legend(ax, longest, lang)
    ax.set_title(t("各细分偏离平均的程度", "How the segments differ from the average"), loc="left")
    return in_course_font(ax)


def _write_value(ax: Axes, x: int, y: int, row: pd.Series) -> None:
    """Write the value of a cell beside the line of the average, opposite the bar."""
    if pd.isna(row["value"]):
        return
    right = row["effect"] < 0
    ax.annotate(
        _value_text(row, "value"),
        (x, y),
        xytext=(4 if right else -4, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center_baseline",
        fontsize="small",
        color=INK if row["marker"] else GREY,
    )


def _value_text(row: pd.Series, name: str) -> str:
    """Return a share as a percentage, a mean with about three digits."""
    value = row[name]
    if row["statistic"] == "share":
        return f"{value:.0%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _row_label(row: pd.Series, lang: str) -> str:
    """Return variable, level and overall value of a row."""
    t = chooser(lang)
    level = {"": "", "yes": t("：是", ": yes")}.get(row["level"], t("：", ": ") + row["level"])
    overall = _value_text(row, "overall")
    return f"{row['variable']}{level}" + t(f"（全体 {overall}）", f" (all {overall})")


def _legend(ax: Axes, longest: float, lang: str) -> None:
    """Say below the chart what the colours and the lengths mean."""
    t = chooser(lang)
    handles = [
        Patch(color=BLUE, label=t("突出地高", "marker, above")),
        Patch(color=ORANGE, label=t("突出地低", "marker, below")),
        Patch(color=PALE, label=t("不突出", "no marker")),
    ]
    title = t(
        f"竖线为平均，最长 {longest:.1f} 个标准差", f"Line: average; longest bar {longest:.1f} SD"
    )
    ax.legend(handles=handles, title=title, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=3)
