"""The supermarket case rewards scaled habits, margins by segment and a look at empty shelves."""

import functools
import re

import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from datasets import package
from datasets.themes.retail import (
    HABITS,
    OFFERS,
    SHORT,
    THEME,
    censored_mean,
    demand_estimate,
    offer_effects,
)

SEEDS = (2026, 1, 2)
ATTITUDE_HABITS = ["organic_share", "own_label_share", "promo_share", "brand_repeat_share"]


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


def clusters(features):
    """Return the labels of k-means with three clusters."""
    labels = KMeans(3, n_init=10, random_state=0).fit_predict(features)
    return pd.Series(labels, index=features.index)


def scaled(frame):
    """Return the habits that tell attitudes apart, each with standard deviation 1."""
    habits = frame[ATTITUDE_HABITS]
    return pd.DataFrame(StandardScaler().fit_transform(habits), index=frame.index)


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """Customers, offers and shelves come out clearly in every world."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_scaled_habits_find_the_attitudes_and_raw_amounts_do_not(seed):
    """Spend in yuan drowns the shares unless all are put on one scale."""
    frame = made(seed).tables["retail_case"]
    true = made(seed).truth["retail_people"]["attitude"]
    raw = frame[["recency_days", "visits_year", "spend_cny_year", *HABITS]]
    assert adjusted_rand_score(true, clusters(scaled(frame))) > 0.65
    assert adjusted_rand_score(true, clusters(raw)) < 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_an_offer_for_each_cluster_beats_the_most_used_offer_for_all(seed):
    """The discount is used most and earns little; each attitude pays for another offer."""
    world = made(seed)
    frame, people = world.tables["retail_case"], world.truth["retail_people"]
    true = world.truth["retail_effects"].pivot(
        index="attitude", columns="offer", values="effect_cny"
    )
    found = clusters(scaled(frame))
    chosen = found.map(offer_effects(frame, found).idxmax(axis=1))
    earned = [true.loc[a, o] for a, o in zip(people["attitude"], chosen, strict=True)]
    assert frame.groupby("offer")["offer_used"].mean().idxmax() == "discount"
    naive = people["attitude"].map(true["discount"]).mean()
    assert naive < 5
    assert sum(earned) / len(earned) > 12


@pytest.mark.parametrize("seed", SEEDS)
def test_sold_out_weeks_taken_as_at_least_give_the_demand_and_mean_sales_do_not(seed):
    """On short shelves sales show less than nine tenths of the demand."""
    world = made(seed)
    stock = world.tables["retail_case_stock"]
    true = world.truth["retail_demand"].set_index(["store", "category"])["demand_units"]
    sold = stock.groupby(["store", "category"])["sold_units"].mean()
    estimate = demand_estimate(stock)
    for shelf in SHORT:
        assert sold[shelf] / true[shelf] < 0.9
        assert estimate[shelf] / true[shelf] == pytest.approx(1, abs=0.12)


def test_tables_are_whole():
    """Cards run without gaps, offers are equally frequent, sales never exceed the stock."""
    frame, stock = made(2026).tables["retail_case"], made(2026).tables["retail_case_stock"]
    assert frame["card_id"].tolist() == [f"K{n:05d}" for n in range(1, 5_001)]
    assert frame["offer"].value_counts().eq(1_250).all()
    assert not frame.loc[frame["offer"] == OFFERS[0], "offer_used"].any()
    assert (stock["sold_units"] <= stock["stocked_units"]).all()
    assert len(stock) == 26 * 8 * 10


def test_the_censored_mean_of_whole_weeks_is_their_mean():
    """Nothing sold out: (4 + 6 + 8) / 3 = 6; a sold-out week of 8 means more than 6."""
    whole = pd.DataFrame({"sold_units": [4, 6, 8], "stocked_units": [20, 20, 20]})
    assert censored_mean(whole) == pytest.approx(6)
    cut = whole.assign(stocked_units=[20, 20, 8])
    assert censored_mean(cut) > 6.2


def test_the_card_tells_the_figures_of_the_files():
    """The shares of missing ages, lapsed customers and uses of the discount are the world's."""
    frame = made(2026).tables["retail_case"]
    away = (frame["recency_days"] >= 90).mean()
    missing = frame["age"].isna().mean()
    for language in ("zh", "en"):
        text = (package.HERE / "cards" / f"retail.{language}.md").read_text(encoding="utf-8")
        making, _, faults = re.split(r"^## .*\n", text, flags=re.MULTILINE)[3:6]
        assert f"{away:.0%}" in making
        assert f"{missing:.0%}" in faults
