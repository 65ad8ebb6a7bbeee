"""Charts of the customer life cycle."""

import pandas as pd
from matplotlib.axes import Axes

from segkit.checks import require_choice, require_columns, require_rows
from segkit.lifecycle import STAGES
from segkit.plot.style import BLUE, GREY, ORANGE, SKY, in_course_font, new_axes
from segkit.words import chooser

_COLORS = (SKY, BLUE, ORANGE, GREY)
_NAMES = {"zh": ("新客", "活跃", "正在流失", "已流失"), "en": ("New", "Active", "Lapsing", "Lost")}


def plot_life_cycle(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw how many customers are in each stage of the life cycle, with their share.

    Parameters
    ----------
    table : DataFrame
        What ``life_cycle_stage`` returns, in pandas: its column ``stage`` is counted.
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
        If the column is missing or holds another stage, there is no row, or `lang` is another
        language.
    """
    t = chooser(lang)
    require_columns(table, ["stage"])
    require_rows(table)
    for stage in table["stage"].unique():
        require_choice("stage", stage, STAGES)
    counts = table["stage"].value_counts().reindex(STAGES, fill_value=0)
    ax = ax or new_axes((6.4, 3.1))
    bars = ax.barh(_NAMES[lang], counts, height=0.65, color=_COLORS)
    labels = [f"{count:,} ({count / len(table):.0%})" for count in counts]
    ax.bar_label(bars, labels, padding=5, fontsize="small")
    ax.invert_yaxis()
    ax.margins(x=0.16)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(t("客户数", "Customers"))
    ax.set_title(t("客户生命周期各阶段的人数", "Customers by stage of the life cycle"), loc="left")
    return in_course_font(ax)
