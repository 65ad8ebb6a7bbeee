"""An explorer of which lines of a persona card survive when evidence is asked for."""

from collections.abc import Hashable, Mapping

import ipywidgets as widgets
import pandas as pd
from matplotlib.figure import Figure

from segkit.checks import require_columns, require_rows
from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot.style import BLUE, INK, ORANGE
from segkit.words import chooser

# Left, bottom, width and height of the chart: fixed, so that nothing jumps while a slider moves.
_PLACE = (0.44, 0.15, 0.53, 0.8)
_LINES, _HIGHEST = 6, 300
_NEEDED = ["segment", "variable", "level", "customers", "value", "overall", "index", "effect"]


def card_lines(
    table: pd.DataFrame,
    *,
    segment: Hashable,
    fewest: int = 0,
    effect: float = 0,
    beyond_chance: bool = False,
    lines: int = _LINES,
) -> pd.DataFrame:
    """Return the lines of a segment's persona card, the index furthest from 100 first.

    Parameters
    ----------
    table : DataFrame
        What ``profile`` returns for a pandas frame.
    segment : name
        The segment of the card.
    fewest : int
        The fewest customers with a value that a line may rest on.
    effect : number
        The least deviation from all customers, in standard deviations.
    beyond_chance : bool
        Whether the deviation must be larger than chance alone may make it.
    lines : int
        The most lines; a variable gives one only.

    Returns
    -------
    DataFrame
        Rows of `table`, and ``sure``: whether the deviation is beyond chance.

    Raises
    ------
    ValueError
        If a column is missing or the segment is not in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"segment": "a", "variable": ["app", "area"], "level": ["yes", "city"],
    ...     "customers": [90, 12], "value": [0.6, 0.5], "overall": [0.4, 0.2], "index": [150, 250],
    ...     "effect": [0.41, 0.75], "chance": [0.1, 0.4]})
    >>> card_lines(table, segment="a")["variable"].tolist()
    ['area', 'app']
    >>> card_lines(table, segment="a", fewest=50)["variable"].tolist()
    ['app']
    """
    require_columns(table, [*_NEEDED, "chance"])
    rows = table[table["segment"] == segment]
    if rows.empty:
        raise ValueError(
            f"the segment {segment!r} is not in the table; {list(table['segment'].unique())} are."
        )
    sure = (rows["value"] - rows["overall"]).abs() > rows["chance"]
    rows = rows.assign(sure=sure, _far=(rows["index"] - 100).abs())
    good = (rows["customers"] >= fewest) & (rows["effect"].abs() >= effect)
    good &= rows["sure"] if beyond_chance else True
    best = rows[good].sort_values("_far", ascending=False, kind="stable")
    return best.drop_duplicates("variable").head(lines).drop(columns="_far")


def persona_cards(
    table: pd.DataFrame, *, names: Mapping[Hashable, str] | None = None, lang: str = "en"
) -> "PersonaExplorer":
    """Explore which lines of a persona card are left when each needs evidence.

    Choose a segment, then ask for a base, an effect and for being beyond chance. With the keyboard,
    Tab goes from one control to the next, the arrow keys move a slider and the space bar ticks.
    Where widgets cannot run, the card of the start remains.

    Parameters
    ----------
    table : DataFrame
        What ``profile`` returns for a pandas frame. It is not changed.
    names : mapping of name to label, optional
        What segments, variables and levels are called on the screen.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    PersonaExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a column is missing, there is no row or `lang` is another language.
    """
    return PersonaExplorer(table, dict(names or {}), lang)


class PersonaExplorer(Explorer):
    """Controls (``segment``, ``fewest``, ``effect``, ``sure``); see ``persona_cards``.

    Attributes
    ----------
    card : DataFrame
        The lines as the controls stand, as ``card_lines`` returns them.
    """

    def __init__(self, table: pd.DataFrame, names: dict[Hashable, str], lang: str):
        require_columns(table, [*_NEEDED, "statistic", "chance"])
        require_rows(table)
        self._t, self._table = chooser(lang), table
        self._names = {"yes": self._t("是", "yes"), **names}
        segments = {self._name(each): each for each in table["segment"].unique()}
        self.segment, self.fewest, self.effect, self.sure = _controls(segments, self._t)
        self._follow(self._widgets())

    def _on_change(self, _change: dict | None = None) -> None:
        self.card = card_lines(
            self._table,
            segment=self.segment.value,
            fewest=self.fewest.value,
            effect=self.effect.value - 1e-9,
            beyond_chance=self.sure.value,
        )
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.segment, self.fewest, self.effect, self.sure]

    def _name(self, code: Hashable) -> str:
        return self._names.get(code, str(code))

    def _labels(self) -> list[str]:
        """Return variable and level of each line."""
        pairs = zip(self.card["variable"], self.card["level"], strict=True)
        colon = self._t("：", ": ")
        return [self._name(v) + (colon + self._name(x) if x else "") for v, x in pairs]

    def figure(self) -> Figure:
        """Return the chart as the controls stand; no window keeps it open."""
        card, places = self.card, range(len(self.card))
        index = card["index"].fillna(100).clip(upper=_HIGHEST)
        with course_figure(7.2, 3.6) as figure:
            axes = figure.add_axes(_PLACE)
            colors = [BLUE if each > 100 else ORANGE for each in index]
            bars = axes.barh(places, index - 100, 0.6, left=100, color=colors)
            for bar, sure in zip(bars, card["sure"], strict=True):
                bar.set(hatch=None if sure else "////", edgecolor="white")
            axes.axvline(100, color=INK, lw=1)
            axes.set(xlim=(0, _HIGHEST + 5), ylim=(_LINES - 0.5, -0.5))
            pairs = zip(self._labels(), card["customers"], strict=True)
            axes.set_yticks(places, [f"{label} (n = {n:,})" for label, n in pairs])
            axes.set_xlabel(
                self._t(
                    "指数（100 = 平均；斜纹：偶然也会有）",
                    "Index (100 = average; hatched: may be chance)",
                )
            )
        return figure

    def _sentence(self) -> str:
        name, count = self._name(self.segment.value), len(self.card)
        if not count:
            return self._t(f"{name}：没有一行留下来。", f"{name}: no line is left.")
        sure, fewest = int(self.card["sure"].sum()), int(self.card["customers"].min())
        return self._t(
            f"{name}：{count} 行，其中 {sure} 行超出偶然；最小的基数是 {fewest:,} 人。",
            f"{name}: {count} lines, {sure} of them beyond chance; smallest base {fewest:,}.",
        )

    def _alternative(self) -> str:
        parts = [
            f"{label} {index:.0f}"
            for label, index in zip(self._labels(), self.card["index"], strict=True)
        ]
        bars = self._t("；", "; ").join([*parts, self._sentence()])
        return self._t("指数条形图：", "Bars of indices: ") + bars

    def _readable(self) -> pd.DataFrame:
        """Return the card for people: each line with the evidence behind it."""
        t, card = self._t, self.card
        shown = {
            t("细分", "Segment"): [_figure(row.value, row.statistic) for row in card.itertuples()],
            t("全体", "All"): [_figure(row.overall, row.statistic) for row in card.itertuples()],
            t("指数", "Index"): card["index"].map("{:.0f}".format),
            t("基数", "Base"): card["customers"].map("{:,}".format),
            t("效应", "Effect"): card["effect"].map("{:+.2f}".format),
            t("超出偶然", "Beyond chance"): card["sure"].map(
                {True: t("是", "yes"), False: t("否", "no")}
            ),
        }
        return pd.DataFrame(shown).set_axis(self._labels())


def _figure(value: float, statistic: str) -> str:
    """Return a share as a percentage, a mean with three digits."""
    return f"{value:.0%}" if statistic == "share" else f"{value:,.3g}"


def _controls(segments: dict[str, Hashable], t) -> tuple[widgets.Widget, ...]:
    """Return the choice of the segment, two sliders and the box to tick."""
    options = list(segments.items())
    steps = {"indent": "14em", "continuous_update": False}
    segment = labelled(widgets.Dropdown, t("细分", "Segment"), indent="14em", options=options)
    base, size = t("最小的基数（人）", "Smallest base (people)"), t("最小的效应", "Smallest effect")
    fewest = labelled(widgets.IntSlider, base, value=0, min=0, max=200, step=10, **steps)
    effect = labelled(widgets.FloatSlider, size, value=0, min=0, max=0.6, step=0.05, **steps)
    only = t("只留超出偶然的", "Only beyond chance")
    return segment, fewest, effect, labelled(widgets.Checkbox, only, indent="14em", value=False)
