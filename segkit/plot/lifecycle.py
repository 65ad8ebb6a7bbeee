"""Charts of the customer life cycle."""

import pandas as pd
from matplotlib.axes import Axes

from segkit.checks import require_columns, require_rows
from segkit.lifecycle import NEVER, STAGES
from segkit.plot.style import BLUE, GREY, ORANGE, PALE, SKY, in_course_font, new_axes
from segkit.words import chooser

_STAGES = dict(
    zip(
        (NEVER, *STAGES),
        (
            (PALE, "从未购买", "Never bought"),
            (SKY, "新客", "New"),
            (BLUE, "活跃", "Active"),
            (ORANGE, "正在流失", "Lapsing"),
            (GREY, "已流失", "Lost"),
        ),
        strict=True,
    )
)


def plot_life_cycle(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw how many customers are in each stage of the life cycle, with their share.

    Parameters
    ----------
    table : DataFrame
        What ``life_cycle_stage`` returns for a pandas frame: its column ``stage`` is counted.
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
    counts = _count_stages(table["stage"])
    ax = ax or new_axes((6.4, 0.9 + 0.55 * len(counts)))
    colors, zh, en = zip(*(_STAGES[stage] for stage in counts.index), strict=True)
    bars = ax.barh(t(zh, en), counts, height=0.65, color=colors)
    labels = [f"{count:,} ({count / len(table):.0%})" for count in counts]
    ax.bar_label(bars, labels, padding=5, fontsize="small")
    ax.invert_yaxis()
    ax.margins(x=0.16)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(t("客户数", "Customers"))
    ax.set_title(t("客户生命周期各阶段的人数", "Customers by stage of the life cycle"), loc="left")
    return in_course_font(ax)


def _count_stages(stages: pd.Series) -> pd.Series:
    """Return the number of customers in each stage, in the order of the life cycle."""
    unknown = [stage for stage in stages.unique() if stage not in _STAGES]
    if unknown:
        raise ValueError(
            f"the column 'stage' holds {unknown[0]!r}, one of {', '.join(map(repr, _STAGES))} was "
            "expected; pass what life_cycle_stage returns."
        )
    counts = stages.value_counts()
    known = [stage for stage in _STAGES if stage in counts.index]
    return counts.reindex(known)
