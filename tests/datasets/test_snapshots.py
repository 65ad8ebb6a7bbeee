"""The monthly snapshots: drift is found where and when it was planted, and old rules wear out."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from datasets import package
from datasets.themes.snapshots import MEASURES, SWITCHING_A_MONTH, THEME, by_rule, drift, flows
from segkit.monitor import migration_matrix, psi

SEEDS = [2026, 1, 2]


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


@functools.cache
def watched(seed):
    """Return segkit's index of each measure and month against January."""
    shown = made(seed).tables["monthly_snapshots"]
    january = shown[shown["month"] == "2025-01"]
    return psi(january, shown, columns=list(MEASURES), by="month")


def of_month(seed, month):
    """Return the rows of a month by member."""
    shown = made(seed).tables["monthly_snapshots"]
    return shown[shown["month"] == month].set_index("customer_id")


def true_states(seed, month):
    """Return the true state of each member in a month."""
    spells = made(seed).truth["snapshot_states"]
    now = spells[(spells["first_month"] <= month) & (month <= spells["last_month"])]
    return now.set_index("customer_id")["state"]


def agreement(seed, month, labels):
    """Return the adjusted Rand index of labels against the true states of those still there."""
    truth = true_states(seed, month)
    both = truth.index.intersection(labels.index)
    return adjusted_rand_score(truth[both], labels[both])


def refitted(rows):
    """Return segments fitted anew to the month: k-means on three measures, made symmetric."""
    share = rows["app_share"]
    features = pd.DataFrame(
        {
            "orders": np.log(rows["frequency_orders_12m"]),
            "app": np.log((share + 0.05) / (1.05 - share)),
            "off": np.log(rows["discount_share"] + 0.02),
        }
    )
    scaled = StandardScaler().fit_transform(features)
    return pd.Series(KMeans(4, n_init=2, random_state=0).fit_predict(scaled), index=rows.index)


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """The default world and five others drift as asked."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_sound(seed):
    """One row per month and member, the firm's own rule in it; recency and orders go together."""
    shown = made(seed).tables["monthly_snapshots"]
    assert not shown.duplicated(["month", "customer_id"]).any()
    assert shown["month"].nunique() == 12
    assert (by_rule(shown) == shown["segment"]).all()
    wide = shown.pivot(index="customer_id", columns="month", values="recency_days")
    # March has 31 days: without an order in it, recency grows by 31; with one, it is at most 31.
    grown = wide["2025-03"] - wide["2025-02"]
    assert (grown.dropna().eq(31) | wide.loc[grown.dropna().index, "2025-03"].le(31)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_index_finds_what_changes_and_when(seed):
    """The shock alarms in its first month, the gradual move later, nothing else ever."""
    changes = made(seed).truth["snapshot_changes"].set_index("measure")
    table = watched(seed).pivot(index="period", columns="column", values="psi")
    alarms = {name: table.index[table[name] > 0.25].min() for name in MEASURES if
              (table[name] > 0.25).any()}  # fmt: skip
    assert set(alarms) == set(changes.index[changes["change"] != "none"])
    assert alarms["discount_share"] == changes.loc["discount_share", "first_month"]
    watch = table.index[table["app_share"] > 0.1].min()
    assert changes.loc["app_share", "first_month"] < watch < alarms["app_share"]
    stable = watched(seed)[watched(seed)["column"].isin(changes.index[changes["change"] == "none"])]
    assert (stable["verdict"] == "stable").all()


@pytest.mark.parametrize("seed", SEEDS)
def test_averages_of_the_usual_figures_see_nothing(seed):
    """Mean recency, orders and spend move by less than a tenth: who watches them sleeps on."""
    shown = made(seed).tables["monthly_snapshots"]
    means = shown.groupby("month")[["recency_days", "frequency_orders_12m", "monetary_cny_12m"]]
    change = means.mean().iloc[-1] / means.mean().iloc[0] - 1
    assert change.abs().max() < 0.10
    assert drift(shown).loc["2025-12", ["app_share", "discount_share"]].min() > 0.25


@pytest.mark.parametrize("seed", SEEDS)
def test_the_old_rule_wears_out_and_a_new_fit_recovers(seed):
    """In June the fixed rule agrees with the truth; in December only a new fit does."""
    june, december = of_month(seed, "2025-06"), of_month(seed, "2025-12")
    assert agreement(seed, "2025-06", june["segment"]) > 0.5
    assert agreement(seed, "2025-12", december["segment"]) < 0.25
    assert agreement(seed, "2025-12", refitted(december)) > 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_most_moves_in_autumn_are_made_by_the_rule(seed):
    """From September to November many change the firm's segment, few their true state."""
    before, after = (of_month(seed, month)["segment"] for month in ("2025-09", "2025-11"))
    moved = 1 - migration_matrix(before, after).stability["kept_share"]
    states = [true_states(seed, month) for month in ("2025-09", "2025-11")]
    truly = 1 - migration_matrix(*states).stability["kept_share"]
    assert moved > 2.5 * truly


def test_flows_by_hand():
    """Of A, B, C one goes, D comes, and B changes: a third gone, a third new, half moved."""
    rows = [("1", "A", "x"), ("1", "B", "x"), ("1", "C", "x"),
            ("2", "A", "x"), ("2", "B", "y"), ("2", "D", "x")]  # fmt: skip
    shown = pd.DataFrame(rows, columns=["month", "customer_id", "segment"])
    assert flows(shown).loc["2"].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 2])


def test_the_index_here_and_in_segkit_agree():
    """Two programs, one figure, where values are many and differ."""
    shown = made(2026).tables["monthly_snapshots"]
    here = drift(shown).loc["2025-12", "app_share"]
    there = watched(2026).set_index(["period", "column"])["psi"]["2025-12", "app_share"]
    assert here == pytest.approx(there, rel=0.05)


def section(language, heading):
    """Return the text of a section of the card."""
    text = (package.HERE / "cards" / f"snapshots.{language}.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(("language", "truth"), [("en", "Planted truth"), ("zh", "植入的真相")])
def test_the_card_tells_the_figures_of_the_file(language, truth):
    """The index in the months told, and the shares that change segment, are recomputed."""
    shown = made(2026).tables["monthly_snapshots"]
    index, text = drift(shown), section(language, truth)
    for month, name in (
        ("2025-06", "app_share"),
        ("2025-09", "app_share"),
        ("2025-12", "app_share"),
        ("2025-09", "discount_share"),
        ("2025-10", "discount_share"),
        ("2025-12", "discount_share"),
    ):
        assert f"{index.loc[month, name]:.2f}" in text
    moved = flows(shown)["moved"]
    assert f"{100 * moved['2025-06']:.0f}%" in text
    assert f"{100 * moved['2025-11']:.0f}%" in text
    assert f"{100 * SWITCHING_A_MONTH:.0f}%" in text
    said = re.findall(r"\d\.\d\d", text)
    assert len(said) == 6
