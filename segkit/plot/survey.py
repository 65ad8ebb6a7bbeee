"""Charts of surveys."""

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes

from segkit.plot.style import BLUE, GREY, INK, ORANGE, in_course_font, new_axes
from segkit.survey import FactorSolution
from segkit.words import chooser

MARKED = 0.4
"""Loadings from here on, in either direction, are printed dark; smaller ones hardly matter."""


def plot_loadings(solution: FactorSolution, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw the loading of each item on each factor: blue positive, orange negative.

    Parameters
    ----------
    solution : FactorSolution
        What ``factor_loadings`` returns.
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
    loadings = solution.loadings
    share = solution.factors["variance_share"]
    items, factors = loadings.shape
    ax = ax or new_axes((3.2 + 0.9 * factors, 1.3 + 0.32 * items))
    sns.heatmap(
        loadings.round(2) + 0.0,  # never -0.00
        ax=ax,
        annot=True,
        fmt=".2f",
        cmap=sns.blend_palette([ORANGE, "white", BLUE], as_cmap=True),
        vmin=-1,
        vmax=1,
        cbar=False,
        linewidths=2,
        xticklabels=False,
        yticklabels=False,
    )
    for text, loading in zip(ax.texts, loadings.to_numpy().ravel(), strict=True):
        dark = "white" if loading > 0.75 else INK
        text.set_color(dark if np.abs(loading) >= MARKED else GREY)
    # After the heat map, which draws its labels before they can be set in the course's font.
    ax.set_xticks(np.arange(factors) + 0.5, [f"{name}\n{part:.0%}" for name, part in share.items()])
    ax.set_yticks(np.arange(items) + 0.5, loadings.index)
    ax.tick_params(length=0, rotation=0)
    ax.set_xlabel(t("因子及其解释的方差占比", "Factor and the share of variance it explains"))
    ax.set_ylabel("")
    ax.set_title(t("因子载荷", "Factor loadings"), loc="left")
    return in_course_font(ax)
