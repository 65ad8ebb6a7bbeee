"""Charts of recency, frequency and monetary value."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.ticker import PercentFormatter

from segkit.checks import require_columns
from segkit.plot.style import BLUE, GREY, INK, ORANGE, SKY, in_course_font, new_axes
from segkit.rfm import RFM_RULES
from segkit.words import chooser


def plot_rfm_grid(
    scored: pd.DataFrame, *, value: str = "customers", lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Draw the grid of recency by frequency scores, a number in each cell.

    Parameters
    ----------
    scored : DataFrame
        One row per customer with ``recency_score`` and ``frequency_score``; customers without a
        score are left out.
    value : text
        ``"customers"`` for their number, or a column of `scored` whose median is shown.
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
    require_columns(
        scored, ["recency_score", "frequency_score", *([value] if value != "customers" else [])]
    )
    ax = ax or new_axes((5.6, 4.6))
    grid = _score_grid(scored, value)
    sns.heatmap(
        grid,
        ax=ax,
        annot=True,
        fmt=",.0f",
        annot_kws={"color": INK},
        cmap=sns.light_palette(SKY, as_cmap=True),
        cbar=False,
        linewidths=2,
        square=True,
    )
    ax.tick_params(length=0, rotation=0)
    ax.set_xlabel(
        t("R 得分（越高，购买越近）", "Recency score (higher: bought more recently)"), labelpad=8
    )
    ax.set_ylabel(
        t("F 得分（越高，订单越多）", "Frequency score (higher: more orders)"), labelpad=8
    )
    ax.set_title(_grid_title(value, lang), loc="left")
    return in_course_font(ax)


def _score_grid(scored: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return frequency (rows, best first) by recency (columns), every score from 1 to the best."""
    scores = scored[["frequency_score", "recency_score"]]
    keys = [scored["frequency_score"], scored["recency_score"]]
    groups = scored.groupby(keys)
    cells = groups.size() if value == "customers" else groups[value].median()
    best = int(scores.max().max())
    grid = cells.unstack().reindex(index=range(best, 0, -1), columns=range(1, best + 1))
    return grid.fillna(0) if value == "customers" else grid


def _grid_title(value: str, lang: str) -> str:
    """Return the title that says what the cells of the grid show."""
    t = chooser(lang)
    known = {
        "customers": t("各 R、F 得分组合的客户数", "Customers by recency and frequency score"),
        "monetary_cny": t("各组合的消费金额中位数（元）", "Median spend per customer (CNY)"),
    }
    return known.get(value, t(f"各组合的 {value} 中位数", f"Median {value} by score"))


def plot_segments(
    summary: pd.DataFrame,
    *,
    base: pd.DataFrame | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw each segment's share of the customers against its share of the revenue.

    Parameters
    ----------
    summary : DataFrame
        What ``segment_summary`` returns; the segments are drawn in its order, from the top.
    base : DataFrame, optional
        An earlier summary of the same segments to compare with; black ticks mark its shares.
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
        If a column is missing, `base` has other segments or `lang` is another language.
    """
    t = chooser(lang)
    require_columns(summary, ["customer_share", "revenue_share"])
    _check_same_segments(summary, base)
    ax = ax or new_axes((7.2, 0.9 + 0.55 * len(summary)))
    shares = (
        ("customer_share", -0.2, BLUE, t("客户占比", "Share of customers")),
        ("revenue_share", 0.2, ORANGE, t("销售额占比", "Share of revenue")),
    )
    handles = []
    for column, shift, color, label in shares:
        before = None if base is None else base[column].to_numpy()
        bars = _share_bars(ax, summary[column].to_numpy(), before, shift=shift, color=color)
        handles.append(bars)
        bars.set_label(label)
    for bar in bars:  # not told apart by colour alone
        bar.set(hatch="////", edgecolor="white", linewidth=0)
    if base is not None:
        handles += ax.plot([], [], **_TICK, label=t("起点", "Start"))
    ax.set_yticks(range(len(summary)), [segment_label(name, lang) for name in summary.index])
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.margins(x=0.12)
    title = t("各细分的客户占比与销售额占比", "Share of customers and of revenue by segment")
    ax.set_title(title, loc="left", pad=32)
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 0.99), ncols=3, borderaxespad=0
    )
    return in_course_font(ax)


def _check_same_segments(summary: pd.DataFrame, base: pd.DataFrame | None) -> None:
    """Raise if `base` is given and its segments are not those of `summary`."""
    if base is not None and list(base.index) != list(summary.index):
        raise ValueError(
            f"base has the segments {', '.join(map(str, base.index))}, but the summary has "
            f"{', '.join(map(str, summary.index))}; compare summaries of the same segments."
        )


def segment_label(name: str, lang: str) -> str:
    """Return the name of a segment of ``RFM_RULES`` in `lang`; other names stay as they are.

    Examples
    --------
    >>> segment_label("Champions", "zh"), segment_label("my segment", "zh")
    ('重要价值客户', 'my segment')
    """
    chinese = {rule.name: rule.name_zh for rule in RFM_RULES}
    return chooser(lang)(chinese.get(name, str(name)), str(name))


_TICK = {"marker": "|", "linestyle": "", "color": INK, "markersize": 11, "markeredgewidth": 2}


def _share_bars(
    ax: Axes, shares: np.ndarray, base: np.ndarray | None, *, shift: float, color: str
) -> BarContainer:
    """Draw one horizontal bar per share with its percentage, and a tick at its `base`."""
    rows = np.arange(len(shares)) + shift
    bars = ax.barh(rows, shares, height=0.38, color=color)
    ends, labels = shares, [f"{share:.0%}" for share in shares]
    if base is not None:
        ax.plot(base, rows, **_TICK)
        ends = np.fmax(shares, base)
        labels = [_change(old, new) for old, new in zip(base, labels, strict=True)]
    for row, end, label in zip(rows, ends, labels, strict=True):
        ax.annotate(
            label,
            (end, row),
            xytext=(5, 0),
            textcoords="offset points",
            va="center_baseline",
            fontsize="small",
        )
    return bars


def _change(old: float, new: str) -> str:
    """Return "33% → 21%", or the percentage alone where it has not changed."""
    before = f"{old:.0%}"
    return new if before == new else f"{before} → {new}"


def plot_concentration(monetary: pd.Series, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw how much of the revenue the biggest spenders bring, with the top 20 % marked.

    Parameters
    ----------
    monetary : Series
        The monetary value of each customer, in yuan; the total must be positive.
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
        If a value is missing, the total is not positive or `lang` is another language.

    References
    ----------
    Lorenz, M. O. (1905). Methods of measuring the concentration of wealth. *Publications of the
    American Statistical Association*, 9(70), 209-219.
    """
    t = chooser(lang)
    customers, revenue = _cumulative_shares(monetary)
    top = float(np.interp(0.2, customers, revenue))
    ax = ax or new_axes((6.0, 4.6))
    ax.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    ax.text(
        0.72,
        0.69,
        t("人人花费相同", "if all spent the same"),
        color=GREY,
        va="top",
        fontsize="small",
    )
    ax.plot(customers, revenue, color=BLUE, linewidth=2.5)
    ax.plot([0.2, 0.2, 0], [0, top, top], color=ORANGE, linewidth=1.5)
    ax.plot([0.2], [top], "o", color=ORANGE, markersize=8)
    ax.annotate(
        t(
            f"前 20% 的客户\n贡献 {top:.0%} 的销售额",
            f"Top 20% of customers:\n{top:.0%} of revenue",
        ),
        (0.2, top),
        xytext=(12, -6),
        textcoords="offset points",
        va="top",
    )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set(xlim=(0, 1), ylim=(0, 1.02))
    ax.set_xlabel(t("累计客户占比（从花费最多的开始）", "Customers, biggest spenders first"))
    ax.set_ylabel(t("累计销售额占比", "Cumulative share of revenue"))
    ax.set_title(t("销售额有多集中？", "How concentrated is the revenue?"), loc="left")
    return in_course_font(ax)


def _cumulative_shares(monetary: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return cumulative shares of customers and of revenue, biggest spenders first, from 0 to 1."""
    values = np.sort(np.asarray(monetary, dtype=float))[::-1]
    if np.isnan(values).any() or not values.sum() > 0:
        raise ValueError(
            f"the monetary values ({len(values):,} customers) have gaps or a total that is not "
            "positive, so shares cannot be drawn; pass the column monetary_cny of the RFM table."
        )
    shares = np.concatenate([[0.0], values.cumsum() / values.sum()])
    return np.linspace(0, 1, len(shares)), shares
