"""An explorer of what turning, leaning and the number of factors do to the loadings."""

from collections.abc import Sequence

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from segkit.explore.page import Explorer, course_figure, labelled
from segkit.plot import plot_loadings
from segkit.survey import FactorSolution, factor_loadings
from segkit.words import chooser

# Left, bottom, width and height of the chart: fixed, so that nothing jumps while a slider moves.
_PLACE = (0.2, 0.1, 0.78, 0.85)
# Centred answers sum to 0 in each row; with more factors than attitudes they may not settle.
_MOST_FACTORS = 5


def prepared_answers(
    answers: pd.DataFrame, reversed_items: Sequence[str], *, turn: bool, centre: bool
) -> pd.DataFrame:
    """Return complete answers as numbers around 0, made ready for factor analysis.

    Parameters
    ----------
    answers : DataFrame
        One row per person, one column per item, as answered. People with a gap are left out.
    reversed_items : sequence of text
        The items that are worded the other way round.
    turn : bool
        Whether to turn those round.
    centre : bool
        Whether to take out each person's leaning to agree: the mean of the person's answers. It is
        taken before turning, while agreement still points one way. Otherwise the mean of each item
        is taken out, which leaves correlations as they are.

    Returns
    -------
    DataFrame
        The complete rows, the same columns.

    Raises
    ------
    ValueError
        If a reversed item is no column.

    Examples
    --------
    >>> answers = pd.DataFrame({"calm": [5, 4], "nervous": [3, 1]})
    >>> prepared_answers(answers, ["nervous"], turn=True, centre=True)
       calm  nervous
    0   1.0      1.0
    1   1.5      1.5
    """
    unknown = sorted(set(reversed_items) - set(answers.columns))
    if unknown:
        raise ValueError(
            f"reversed_items has {unknown}, which are no columns; the columns are "
            f"{', '.join(map(str, answers.columns))}."
        )
    given = answers.dropna().astype(float)
    moved = given.sub(given.mean(axis=1), axis=0) if centre else given - given.mean()
    signs = pd.Series(1.0, given.columns)
    signs[list(reversed_items)] = -1.0 if turn else 1.0
    return moved * signs


def loadings_by_choice(
    answers: pd.DataFrame, *, reversed_items: Sequence[str], lang: str = "en"
) -> "LoadingsExplorer":
    """Explore how the loadings change with the factors asked for and the preparation of answers.

    Choose the number of factors, whether reversed items are turned and whether each person's
    leaning to agree is taken out, and from which size loadings are shown. With the keyboard, Tab
    goes from one control to the next, the arrow keys move a slider and the space bar ticks a box.
    Where widgets cannot run, the chart of the start remains.

    Parameters
    ----------
    answers : DataFrame
        One row per person, one column per item, as answered; people with a gap are left out.
        It is not changed.
    reversed_items : sequence of text
        The items that are worded the other way round.
    lang : text
        Language of the labels, ``"zh"`` or ``"en"``.

    Returns
    -------
    LoadingsExplorer
        Shows itself as the last value of a notebook cell.

    Raises
    ------
    ValueError
        If a reversed item is no column, there are too few items for 5 factors or too few complete
        people, or `lang` is another language.
    """
    return LoadingsExplorer(answers, list(reversed_items), lang)


class LoadingsExplorer(Explorer):
    """Controls (``k``, ``turn``, ``centre``, ``least``); see ``loadings_by_choice``.

    Attributes
    ----------
    solution : FactorSolution
        The factors as the controls stand.
    """

    _table_of_words = True

    def __init__(self, answers: pd.DataFrame, reversed_items: list[str], lang: str):
        self._t, self._answers, self._reversed = chooser(lang), answers, reversed_items
        self.k, self.turn, self.centre, self.least = _controls(self._t)
        self._follow(self._widgets())

    def _on_change(self, _change: dict | None = None) -> None:
        chosen = {"turn": self.turn.value, "centre": self.centre.value}
        ready = prepared_answers(self._answers, self._reversed, **chosen)
        self.solution: FactorSolution = factor_loadings(ready, ready.columns, k=self.k.value)
        self._show_again()

    def _widgets(self) -> list[widgets.Widget]:
        return [self.k, self.turn, self.centre, self.least]

    def figure(self) -> Figure:
        """Return the heat map as the controls stand; no window keeps it open."""
        with course_figure(7.4, 1.6 + 0.27 * len(self.solution.loadings)) as figure:
            axes = figure.add_axes(_PLACE)
            plot_loadings(self.solution, lang=self._t("zh", "en"), ax=axes)
            sizes = self.solution.loadings.abs().to_numpy().ravel()
            for text, size in zip(axes.texts, sizes, strict=True):
                text.set_visible(bool(size >= self.least.value))
        return figure

    def _alternative(self) -> str:
        least = self.least.value
        below = int((self.solution.loadings <= -least).sum().sum())
        return (
            self._t(
                f"热力图，颜色是因子载荷，其中 {below} 个不高于 {0 - least:.2f}。",
                f"Heat map of the loadings, {below} of them {0 - least:.2f} or lower. ",
            )
            + self._sentence()
        )

    def _sentence(self) -> str:
        large = self.solution.loadings.abs() >= self.least.value
        some, several = int(large.any(axis=1).sum()), int((large.sum(axis=1) > 1).sum())
        share, count = self.solution.factors["variance_share"].sum(), len(large)
        least, suggested = f"{self.least.value:.2f}", self.solution.suggested
        return self._t(
            f"{self.k.value} 个因子共解释 {share:.0%} 的方差。{count} 道题中，{some} 道在某个"
            f"因子上的载荷绝对值达到 {least}，{several} 道在不止 1 个因子上达到。"
            f"平行分析建议 {suggested} 个因子。",
            f"Factors: {self.k.value}, which explain {share:.0%} of the variance. "
            f"Of {count} items, {some} have a loading of {least} or more in size, {several} of "
            f"them on more than 1 factor. Parallel analysis suggests {suggested}.",
        )

    def _readable(self) -> pd.DataFrame:
        """Return which items load on each factor, those with a negative loading with a minus."""
        names = {
            factor: self._t("、", ", ").join(
                f"−{item}" if loading < 0 else str(item)
                for item, loading in column.items()
                if np.abs(loading) >= self.least.value
            )
            for factor, column in self.solution.loadings.items()
        }
        label = self._t(
            "载荷够大的题（− 表示负载荷）", "Items with a large loading (− for negative)"
        )
        return pd.DataFrame({label: names})


def _controls(t) -> tuple[widgets.Widget, ...]:
    """Return the number of factors, the two choices of preparation and the smallest loading."""
    shared = {"indent": "13em"}
    number = t("因子个数", "Number of factors")
    turn = t("转换反向题", "Turn reversed items")
    centre = t("扣除附和倾向", "Take out the leaning to agree")
    least = t("只显示不小于", "Show loadings from")
    slider = {"continuous_update": False, **shared}
    return (
        labelled(widgets.IntSlider, number, value=5, min=1, max=_MOST_FACTORS, **slider),
        labelled(widgets.Checkbox, turn, value=True, **shared),
        labelled(widgets.Checkbox, centre, value=True, **shared),
        labelled(widgets.FloatSlider, least, value=0.4, min=0, max=0.7, step=0.05, **slider),
    )
