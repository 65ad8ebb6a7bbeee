"""Draw sizes of baskets, popularity of items and the lifts of all pairs."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.baskets import RULES, SEGMENTS


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of basket sizes, item shares, and pairs by support and lift."""
    baskets = tables["baskets"]
    figure = Figure(figsize=(13, 9), layout="constrained")
    axes = figure.subplots(2, 2)
    size = baskets.groupby("basket_id").size().clip(upper=20).value_counts().sort_index()
    axes[0, 0].bar(size.index, size)
    axes[0, 0].set(title="Items of a basket (20: and more)")
    share = baskets["item"].value_counts() / baskets["basket_id"].nunique()
    axes[0, 1].plot(range(1, len(share) + 1), share.to_numpy(), ".-")
    axes[0, 1].set(title="Share of baskets with an item", xlabel="rank", yscale="log")
    _pairs(axes[1, 0], baskets)
    counts = baskets.drop_duplicates("basket_id")["segment"].value_counts().reindex(SEGMENTS)
    axes[1, 1].bar(counts.index, counts)
    axes[1, 1].set(title="Baskets by segment")
    figure.savefig(path, dpi=80)


def _pairs(axis, baskets: pd.DataFrame) -> None:
    held = (pd.crosstab(baskets["basket_id"], baskets["item"]) > 0).astype(float)
    together = (held.T @ held) / len(held)
    lift = together / np.outer(np.diag(together), np.diag(together))
    upper = np.triu(np.ones(lift.shape, dtype=bool), 1) & (together > 0).to_numpy()
    axis.scatter(together.to_numpy()[upper], lift.to_numpy()[upper], s=4, color="0.6")
    for one, other, *_ in RULES:
        axis.scatter(together.loc[one, other], lift.loc[one, other], color="C1", s=16)
    axis.set(title="Pairs, planted ones orange", xscale="log", yscale="log")
    axis.set(xlabel="support", ylabel="lift")
