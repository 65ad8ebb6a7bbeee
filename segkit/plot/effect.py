"""Charts of what an experiment shows: the uplift by segment and the Qini curve."""

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter, StrMethodFormatter

from segkit.effect import QiniResult, UpliftResult
from segkit.plot.rfm import segment_label
from segkit.plot.style import BLUE, GREY, INK, ORANGE, in_course_font, new_axes
from segkit.words import chooser


def plot_uplift(result: UpliftResult, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw the uplift of each segment with its interval, and beside it the response.

    Parameters
    ----------
    result : UpliftResult
        What ``uplift_by_segment`` returns; the segments are drawn in its order, from the top.
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
    t, table = chooser(lang), result.segments
    ax = ax or new_axes((7.6, 1.5 + 0.55 * len(table)))
    rows = range(len(table))
    ax.axvline(0, color=INK, linewidth=1)
    overall = ax.axvline(result.overall["uplift"], color=GREY, linestyle="--", linewidth=1)
    overall.set_label(t("全体", "All customers"))
    whiskers = [table["uplift"] - table["low"], table["high"] - table["uplift"]]
    sure = table["verdict"].isin(["lift", "harm"]).to_numpy()
    for mark, color, filled, label in (
        (sure, BLUE, True, t("效果显著", "Effect shown")),
        (~sure, ORANGE, False, t("证据不足", "No evidence")),
    ):
        ax.errorbar(
            table["uplift"][mark],
            [row for row in rows if mark[row]],
            xerr=[side[mark] for side in whiskers],
            fmt="o",
            color=color,
            markerfacecolor=color if filled else "white",
            capsize=4,
            linewidth=2,
            label=label,
        )
    ax.set_yticks(rows, [segment_label(name, lang) for name in table.index])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    points = 100 if result.binary else 1
    unit = t("（百分点）", " (percentage points)")
    if not result.binary:
        unit = t("（结果的单位）", " (in units of the outcome)")
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{points * value:+,.4g}" if value else "0")
    )
    name = t("增量（处理组 − 对照组）及其区间", "Uplift: treated less control, with its interval")
    ax.set_xlabel(name + unit)
    _response_beside(ax, result, lang)
    ax.set_title(t("各细分的增量效果", "What the treatment changed, by segment"), pad=30)
    ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, borderaxespad=0)
    return in_course_font(ax)


def _response_beside(ax: Axes, result: UpliftResult, lang: str) -> None:
    """Write the response of both arms to the right of each segment."""
    form = "{:.2%}" if result.binary else "{:,.2f}"
    means = result.segments[["treated_mean", "control_mean"]]
    head = chooser(lang)("处理组 / 对照组", "Treated / control")
    lines = [" / ".join(map(form.format, each)) for each in means.to_numpy()]
    for row, text in enumerate([head, *lines], start=-1):
        ax.annotate(
            text,
            (1, max(row, -0.5)),
            xycoords=ax.get_yaxis_transform(),
            xytext=(10, 0 if row >= 0 else 4),
            textcoords="offset points",
            va="center" if row >= 0 else "bottom",
            fontsize="small",
            color=INK if row >= 0 else GREY,
            annotation_clip=False,
        )


def plot_qini(result: QiniResult, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw the gain by targeting depth against targeting at random.

    Parameters
    ----------
    result : QiniResult
        What ``qini_curve`` returns.
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
    t, curve = chooser(lang), result.curve.dropna(subset=["incremental"])
    ax = ax or new_axes((6.4, 4.4))
    few = "o" if len(curve) <= 20 else ""
    ax.axhline(0, color=INK, linewidth=1)
    ax.plot(
        curve["depth"],
        curve["random"],
        color=GREY,
        linestyle="--",
        label=t("随机选择", "Targeted at random"),
    )
    ax.plot(
        curve["depth"],
        curve["incremental"],
        color=BLUE,
        linewidth=2.5,
        marker=few,
        label=t("按得分从高到低", "Best scores first"),
    )
    ax.fill_between(curve["depth"], curve["random"], curve["incremental"], color=BLUE, alpha=0.12)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    ax.set_xlim(0, 1)
    ax.set_xlabel(t("触达客户的比例", "Share of customers targeted"))
    ax.set_ylabel(t("累计增量（结果的单位）", "Incremental outcome, cumulated"))
    value = result.coefficient["value"]
    ax.set_title(t(f"Qini 曲线，系数 {value:.2g}", f"Qini curve, coefficient {value:.2g}"))
    ax.legend(loc="best")
    return in_course_font(ax)
