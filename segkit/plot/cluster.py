"""Charts of what speaks for each number of clusters."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from segkit.checks import require_columns
from segkit.plot.style import INK, ORANGE, SKY, in_course_font, new_axes
from segkit.words import chooser


def plot_choose_k(table: pd.DataFrame, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Draw every measure for every k, with a frame around the k that each measure favours.

    The darker a cell, the better the value within its row. The inertia always falls with k and
    favours none; look for the k after which it falls slowly. The gap favours the smallest k
    whose gap reaches that of the next k less its standard error.

    Parameters
    ----------
    table : DataFrame
        What ``choose_k`` returns; measures that were left out are not drawn.
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
    names = {
        "inertia": t("簇内平方和", "Inertia"),
        "silhouette": t("轮廓系数", "Silhouette"),
        "gap": t("Gap 统计量", "Gap"),
        "bic": t("BIC（越小越好）", "BIC (low is good)"),
        "stability": t("稳定性（ARI）", "Stability (ARI)"),
    }
    require_columns(table, [*names, "gap_se"])
    values = table[list(names)].dropna(axis=1, how="all").T
    ax = ax or new_axes((2.0 + 0.75 * len(table), 1.5 + 0.5 * len(values)))
    sns.heatmap(
        _goodness(values),
        ax=ax,
        annot=_texts(values),
        fmt="",
        annot_kws={"color": INK},
        cmap=sns.light_palette(SKY, as_cmap=True),
        vmin=0,
        vmax=1,
        cbar=False,
        linewidths=2,
        yticklabels=False,
    )
    for row, name in enumerate(values.index):
        for k in _favoured(table, name):
            corner = (table.index.get_loc(k), row)
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, color=ORANGE, linewidth=3, zorder=3))
    ax.set_yticks(np.arange(len(values)) + 0.5, [names[name] for name in values.index])
    ax.tick_params(length=0, rotation=0)
    ax.set_xlabel(t("簇数 k", "Number of clusters k"), labelpad=8)
    ax.set_ylabel("")
    ax.set_title(
        t("各指标偏好的 k（橙框）", "The k that each measure favours (framed)"), loc="left"
    )
    return in_course_font(ax)


def _goodness(values: pd.DataFrame) -> pd.DataFrame:
    """Return how good each value is within its row, from 0 to 1; the inertia is left white."""
    signed = values.mul(values.index.map({"bic": -1, "inertia": 0}).fillna(1), axis=0)
    low, high = signed.min(axis=1), signed.max(axis=1)
    return signed.sub(low, axis=0).div((high - low).replace(0, 1), axis=0).fillna(0)


def _texts(values: pd.DataFrame) -> pd.DataFrame:
    """Return the values as they are printed: large numbers whole, others with two digits."""
    forms = {
        name: "{:.2f}" if row.abs().max() < 100 else "{:,.0f}" for name, row in values.iterrows()
    }
    return pd.DataFrame(
        {
            name: ["–" if pd.isna(each) else forms[name].format(each) for each in row]
            for name, row in values.iterrows()
        },
        index=values.columns,
    ).T


def _favoured(table: pd.DataFrame, measure: str) -> list[int]:
    """Return the k that the measure favours, or nothing."""
    if measure == "gap":
        reached = table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)
        return table.index[reached][:1].to_list()
    if measure == "inertia":
        return []
    return [table[measure].idxmin() if measure == "bic" else table[measure].idxmax()]
