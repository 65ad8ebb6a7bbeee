"""Draw the drift of the monthly snapshots: index by month, distributions, segments, flows."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.snapshots import drift, flows


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of the stability index, two drifting shares, segments and flows by month."""
    shown = tables["monthly_snapshots"]
    figure = Figure(figsize=(14, 8), layout="constrained")
    axes = figure.subplots(2, 3).ravel()
    _index(axes[0], drift(shown))
    _months(axes[1], shown, "app_share")
    _months(axes[2], shown, "discount_share")
    _months(axes[3], shown, "frequency_orders_12m")
    sizes = shown.groupby(["month", "segment"]).size().unstack()
    sizes.index = _numbers(sizes.index)
    sizes.plot.area(ax=axes[4], title="Members by the firm's segment", xlabel="month of 2025")
    moves = flows(shown)
    moves.index = _numbers(moves.index)
    moves.plot(ax=axes[5], marker=".", title="Share new, gone, in another segment", xlabel="month")
    figure.savefig(path, dpi=80)


def _numbers(months: pd.Index) -> pd.Index:
    return months.str[-2:].astype(int)


def _index(axis, index: pd.DataFrame) -> None:
    for name in index:
        axis.plot(_numbers(index.index), index[name], marker=".", label=name)
    for level in (0.1, 0.25):
        axis.axhline(level, color="0.7", linestyle=":")
    axis.set(title="Stability index against January", xlabel="month of 2025")
    axis.set_yscale("symlog", linthresh=0.25)
    axis.legend()


def _months(axis, shown: pd.DataFrame, name: str) -> None:
    for month in ("2025-01", "2025-06", "2025-09", "2025-10", "2025-12"):
        values = shown.loc[shown["month"] == month, name]
        axis.hist(values, bins=40, histtype="step", label=month)
    axis.set(title=name, ylabel="members")
    axis.legend()
