"""Draw answers, scales and the funnel."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.survey import ITEMS, STEPS, alpha, reached, scales, straight_liners
from datasets.themes.survey_tables import BENEFITS


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of answers, leaning, alphas, benefits, ages and steps of the funnel."""
    asked, events = tables["survey"], tables["funnel_events"]
    figure = Figure(figsize=(15, 9), layout="constrained")
    axes = figure.subplots(2, 3)
    careful = asked[~straight_liners(asked)]
    _answers(axes[0, 0], careful)
    axes[0, 1].hist(careful[list(ITEMS)].astype(float).mean(axis=1), bins=40)
    axes[0, 1].set(title="A person's mean over all statements")
    _alphas(axes[0, 2], careful)
    means = asked[[f"benefit_{name}" for name in BENEFITS]].astype(float).mean()
    axes[1, 0].barh(list(BENEFITS), means)
    axes[1, 0].set(title="Importance of benefits, mean")
    _ages(axes[1, 1], asked, tables["survey_population"])
    for by in ("source", "device"):
        for name, row in reached(events, [by]).iterrows():
            axes[1, 2].plot(STEPS[1:], row, "o-", label=name)
    axes[1, 2].set(title="Share that goes on to each step", ylim=(0, 1))
    axes[1, 2].legend()
    figure.savefig(path, dpi=80)


def _answers(axis, asked: pd.DataFrame) -> None:
    counts = asked[list(ITEMS)].stack().value_counts(normalize=True).sort_index()
    axis.bar(counts.index.astype(int), counts)
    axis.set(title="Answers to all statements")


def _alphas(axis, asked: pd.DataFrame) -> None:
    for shift, reverse in ((-0.2, True), (0.2, False)):
        found = {name: alpha(items) for name, items in scales(asked, reverse=reverse).items()}
        label = "reversed items turned" if reverse else "as given"
        axis.bar(np.arange(len(found)) + shift, list(found.values()), width=0.4, label=label)
    axis.set_xticks(range(len(found)), list(found))
    axis.set(title="Cronbach's alpha")
    axis.legend()


def _ages(axis, asked: pd.DataFrame, cells: pd.DataFrame) -> None:
    sample = asked["age_band"].value_counts(normalize=True).sort_index()
    truth = cells.groupby("age_band")["households_k"].sum()
    axis.bar(np.arange(len(sample)) - 0.2, sample, width=0.4, label="respondents")
    axis.bar(np.arange(len(truth)) + 0.2, truth / truth.sum(), width=0.4, label="households")
    axis.set_xticks(range(len(sample)), sample.index)
    axis.set(title="Age: the young are easier to reach")
    axis.legend()
