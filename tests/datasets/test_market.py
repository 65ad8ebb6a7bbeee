"""Price tests hide elasticities and ratings hide a map: care finds them, haste does not."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist

from datasets import package
from datasets.themes.market import (
    PRICES_CNY,
    THEME,
    UNIT_COST_CNY,
    best_price,
    brand_means,
    elasticities,
)

SEEDS = (2026, 1, 2)


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


def true_elasticity(seed):
    """Return the hidden elasticity of each segment."""
    return made(seed).truth["market_elasticities"].set_index("segment")["elasticity"]


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """Prices and brands come out clearly in every world."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_festivals_held_apart_give_the_elasticities_and_the_plain_slope_does_not(seed):
    """Price cuts in the festival weeks make all demand look more elastic than it is."""
    tests, true = made(seed).tables["price_tests"], true_elasticity(seed)
    errors = {each: (elasticities(tests, control=each) - true).abs() for each in (True, False)}
    assert errors[True].max() < 0.3
    assert errors[False].min() > 0.4


@pytest.mark.parametrize("seed", SEEDS)
def test_a_price_for_each_segment_earns_more_than_one_for_all(seed):
    """Margins of the hidden demand: segment prices from the tests beat the best single price."""
    world = made(seed)
    found = elasticities(world.tables["price_tests"], control=True)
    true = true_elasticity(seed)
    volume = world.tables["segments_market"].set_index("segment")["households_k"][true.index]

    def margin(price):
        return float((volume * (price / 39) ** true * (price - UNIT_COST_CNY)).sum())

    own = pd.Series({name: best_price(slope) for name, slope in found.items()})[true.index]
    single = max(margin(price) for price in np.linspace(PRICES_CNY[0], PRICES_CNY[-1], 181))
    assert margin(own) > 1.02 * single


@pytest.mark.parametrize("seed", SEEDS)
def test_centred_ratings_find_the_map_and_raw_ratings_blur_it(seed):
    """Distances between brands follow the hidden ones once the halo is taken out."""
    world = made(seed)
    hidden = world.truth["brand_positions"].query("kind == 'brand'").set_index("name")
    hidden = hidden[["price_level", "convenience"]]
    ratings = world.tables["brand_ratings"]
    fit = {
        centred: np.corrcoef(
            pdist(hidden), pdist(brand_means(ratings, centred=centred).loc[hidden.index])
        )[0, 1]
        for centred in (True, False)
    }
    assert fit[True] > 0.99
    assert fit[False] < 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_the_strongest_rival_differs_by_segment(seed):
    """Over all respondents one rival leads; by segment four different ones do."""
    ratings = made(seed).tables["brand_ratings"]
    rivals = ratings[ratings["brand"] != "spruce_select"]
    wish = rivals.groupby(["segment", "brand"])["would_buy"].mean().unstack()
    assert wish.idxmax(axis=1).to_dict() == {
        "family": "great_mart",
        "young_single": "quick_pantry",
        "senior": "penny_basket",
        "quality_seeker": "green_cellar",
    }


def test_the_best_price_by_hand():
    """Cost 24 and elasticity -3: 24 x -3 / -2 = 36; at -2 it would be 48, above the range."""
    assert best_price(-3.0) == pytest.approx(36.0)
    assert best_price(-2.0) == 47.0
    assert best_price(-9.0) == 29.0


def test_tables_are_whole():
    """Each segment has a test a week, nobody rates a brand twice, all know Spruce Select."""
    tables = made(2026).tables
    assert tables["price_tests"].groupby("segment").size().eq(50).all()
    ratings = tables["brand_ratings"]
    assert not ratings.duplicated(["respondent_id", "brand"]).any()
    own = ratings.loc[ratings["brand"] == "spruce_select", "respondent_id"]
    assert set(own) == set(ratings["respondent_id"])
    assert len(own) == 480


def test_the_card_tells_the_figures_of_the_files():
    """The range of elasticities and the shares of missing ratings are those of the world."""
    world = made(2026)
    true = true_elasticity(2026)
    missing = world.tables["brand_ratings"].iloc[:, 3:-1].isna().mean().mean()
    for language in ("zh", "en"):
        text = (package.HERE / "cards" / f"market.{language}.md").read_text(encoding="utf-8")
        truth, faults = re.split(r"^## .*\n", text, flags=re.MULTILINE)[5:7]
        assert f"{true.min():.1f}" in truth
        assert f"{true.max():.1f}" in truth
        assert f"{missing:.0%}" in faults
