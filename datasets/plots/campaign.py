"""Draw both tests: effects by segment, who the score picks, and what the redirect lost."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.campaign import SEGMENTS, qini, uplift


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of rates, effects, scores, two Qini curves and the sizes of the arms."""
    sound, faulty = tables["campaign_ab"], tables["campaign_ab_srm"]
    figure = Figure(figsize=(14, 8), layout="constrained")
    axes = figure.subplots(2, 3).ravel()
    _rates(axes[0], sound)
    _effects(axes[1], {"sound": sound, "faulty": faulty})
    _scores(axes[2], sound)
    _qini(axes[3], sound)
    _arms(axes[4], faulty)
    bought = sound.loc[sound["converted"] == 1, "revenue_cny"]
    axes[5].hist(bought, bins=40)
    axes[5].set(title="Revenue of those who bought", xlabel="CNY", ylabel="members")
    figure.savefig(path, dpi=80)


def _rates(axis, test: pd.DataFrame) -> None:
    rates = 100 * test.groupby(["segment", "treated"])["converted"].mean().unstack()
    rates.plot.bar(ax=axis, rot=0, title="Conversion, % (0 control, 1 treated)")


def _effects(axis, tests: dict[str, pd.DataFrame]) -> None:
    names = [each.name for each in SEGMENTS]
    axis.scatter(names, [100 * each.effect for each in SEGMENTS], marker="_", s=900, color="k")
    for step, (label, test) in enumerate(tests.items()):
        found = [100 * uplift(test[test["segment"] == name]) for name in names]
        axis.scatter(np.arange(len(names)) + 0.2 * step - 0.1, found, label=label)
    axis.set(title="Effect in points; bars: truth")
    axis.legend()


def _scores(axis, test: pd.DataFrame) -> None:
    for name, rows in test.groupby("segment"):
        axis.hist(rows["response_score"], bins=40, histtype="step", label=name)
    axis.set(title="Response score", xlabel="points", ylabel="members")
    axis.legend()


def _qini(axis, test: pd.DataFrame) -> None:
    found = {name: uplift(rows) for name, rows in test.groupby("segment")}
    scores = {"by uplift": test["segment"].map(found), "by response": test["response_score"]}
    for label, score in scores.items():
        curve = qini(test, score).iloc[::200]
        axis.plot(curve["share"], curve["gained"], label=label)
    axis.axline((0, 0), (1, curve["gained"].iloc[-1]), color="0.7")
    axis.set(title="Extra buyers per 1,000 (same data)", xlabel="share contacted")
    axis.legend()


def _arms(axis, test: pd.DataFrame) -> None:
    sizes = test.groupby(["app_user", "treated"]).size().unstack()
    sizes.plot.bar(ax=axis, rot=0, title="Faulty test: members by app and arm")
