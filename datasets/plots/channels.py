"""Draw the four exports: what is filled in, how it is written, and what a match could use."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes import channels_match

ENGLISH = ("name", "phone", "email", "union", "birth", "city")


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of gaps, forms of numbers, scores, joined records, ages and coupons."""
    merged = channels_match.aligned(tables)
    sizes = [len(tables[name]) for name in channels_match.COLUMNS]
    system = np.repeat([name.split("_")[1] for name in channels_match.COLUMNS], sizes)
    figure = Figure(figsize=(14, 8), layout="constrained")
    axes = figure.subplots(2, 3).ravel()
    filled = (merged[list(ENGLISH)] != "").groupby(system).mean()
    filled.T.plot.bar(ax=axes[0], rot=0, title="Share usable after tidying")
    _numbers(axes[1], tables["channels_crm"]["mobile"], tables["channels_store"]["tel"])
    pairs = channels_match.scored_pairs(merged)
    axes[2].hist(pairs["score"], bins=60)
    axes[2].set(title="Score of compared pairs", xlabel="points", ylabel="pairs")
    _people(axes[3], pairs, len(merged))
    _shared(axes[4], merged)
    _coupons(axes[5], tables["channels_crm"])
    figure.savefig(path, dpi=80)


def _numbers(axis, mobile: pd.Series, tel: pd.Series) -> None:
    forms = pd.DataFrame({"crm": _forms(mobile), "store": _forms(tel)})
    forms.plot.barh(ax=axis, title="Form of the number")


def _forms(texts: pd.Series) -> pd.Series:
    shape = texts.fillna("none").str.replace(r"\d", "0", regex=True).str.strip()
    known = {"0" * 11: "plain", "000 0000 0000": "blanks", "000-0000-0000": "dashes"}
    return shape.map(lambda each: known.get(each, "none" if each == "none" else "other")).pipe(
        lambda named: named.value_counts(normalize=True)
    )


def _people(axis, pairs: pd.DataFrame, count: int) -> None:
    levels = np.arange(0, 10.1, 0.5)
    people = [len(np.unique(channels_match.by_score(pairs, count, at))) for at in levels]
    axis.plot(levels, people, marker=".")
    axis.axhline(3_000, color="0.7", linestyle=":")
    axis.set(title="People found by threshold (true: 3,000)", xlabel="points")


def _shared(axis, merged: pd.DataFrame) -> None:
    given = merged[(merged["phone"] != "") & (merged["name"] != "")]
    names = given.groupby("phone")["name"].nunique().clip(upper=6).value_counts().sort_index()
    axis.bar(names.index, names)
    axis.set(title="Different names on one number", xlabel="names (6: and more)", yscale="log")


def _coupons(axis, crm: pd.DataFrame) -> None:
    year = crm["birth_date"].str.extract(r"^(\d{4})")[0].astype(float)
    band = pd.cut(year.where(year >= 1920), [1919, 1965, 1980, 1995, 2010])
    rates = crm.groupby(band, observed=True)["spring_coupon"].mean()
    axis.bar([f"{each.left + 1}-{each.right}" for each in rates.index], rates)
    axis.set(title="Share with a coupon by year of birth")
