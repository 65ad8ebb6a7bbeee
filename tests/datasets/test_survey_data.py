"""The survey and the funnel reward care: reversing, cleaning, weighting, counting visitors."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import FactorAnalysis
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from datasets import package
from datasets.themes.survey import (
    ITEMS,
    SCALES,
    STEPS,
    THEME,
    alpha,
    online_share,
    reached,
    scales,
    straight_liners,
    weighted_share,
)
from datasets.themes.survey_tables import BENEFITS

SEEDS = (2026, 1, 2)


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


def agreement(seed, features, column, k):
    """Return the adjusted Rand index of k-means against a column of the truth."""
    true = made(seed).truth["survey_people"].loc[features.index, column]
    return adjusted_rand_score(true, KMeans(k, n_init=10, random_state=0).fit_predict(features))


def means(asked, *, reverse):
    """Return each respondent's mean of each scale, gaps left out."""
    found = scales(asked, reverse=reverse)
    return pd.DataFrame({name: items.mean(axis=1) for name, items in found.items()})


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """Survey and funnel look real in every world."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_reversed_and_scaled_scales_find_the_segments_and_raw_ones_do_not(seed):
    """Scales that mix statements with their opposites measure little."""
    asked = made(seed).tables["survey"]
    careful = asked[~straight_liners(asked) & (asked["minutes"] >= 4)]
    turned = means(careful, reverse=True)
    good = pd.DataFrame(StandardScaler().fit_transform(turned), index=careful.index)
    naive = means(careful, reverse=False)
    assert agreement(seed, good, "segment", 5) > 0.6
    assert agreement(seed, naive, "segment", 5) < 0.25


def strongest_factors(answers):
    """Return the factor on which each statement loads highest; shape (scales, items)."""
    turned = pd.concat(scales(answers).values(), axis=1)
    model = FactorAnalysis(len(SCALES), rotation="varimax")
    model.fit(StandardScaler().fit_transform(turned))
    return np.abs(model.components_).argmax(axis=0).reshape(len(SCALES), 5)


@pytest.mark.parametrize("seed", SEEDS)
def test_factors_are_the_scales_once_the_leaning_to_agree_is_taken_out(seed):
    """Each person's mean subtracted, statements fall into place; without it some do not."""
    asked = made(seed).tables["survey"]
    given = asked.loc[~straight_liners(asked), list(ITEMS)].astype(float).dropna()
    good = strongest_factors(given.sub(given.mean(axis=1), axis=0) + 3)
    assert (good == good[:, :1]).all()
    assert len(set(good[:, 0])) == len(SCALES)
    naive = strongest_factors(given)
    assert (naive != naive[:, :1]).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_benefits_show_their_segments_once_leniency_is_taken_out(seed):
    """People who call everything important hide what matters most to them."""
    asked = made(seed).tables["survey"]
    rated = asked[[f"benefit_{name}" for name in BENEFITS]].astype(float).dropna()
    own = rated.sub(rated.mean(axis=1), axis=0)
    lenient = pd.DataFrame(rated.mean(axis=1))
    assert agreement(seed, own, "benefit_segment", 3) > 0.85
    assert agreement(seed, lenient, "benefit_segment", 3) < 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_careless_answers_give_themselves_away(seed):
    """One number throughout or a rush: nearly all careless respondents, few careful ones."""
    world = made(seed)
    asked = world.tables["survey"]
    careless = world.truth["survey_people"]["answered"] != "careful"
    caught = straight_liners(asked) | (asked["minutes"] < 4.5)
    assert caught[careless].mean() > 0.95
    assert caught[~careless].mean() < 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_take_the_bias_out(seed):
    """The plain share is off by seven points and more, the weighted one by less than five."""
    tables = made(seed).tables
    asked, cells = tables["survey"], tables["survey_population"]
    assert asked["orders_online_weekly"].mean() - online_share() > 0.07
    weighted = weighted_share(asked, cells, "orders_online_weekly")
    assert weighted == pytest.approx(online_share(), abs=0.045)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_leading_question_flatters_by_what_was_planted(seed):
    """The interval of the difference covers the effect, half a point less what the ends cut off."""
    asked = made(seed).tables["survey"]
    groups = asked.groupby("wording")["satisfied"].agg(["mean", "var", "size"])
    difference = groups.loc["leading", "mean"] - groups.loc["neutral", "mean"]
    margin = 1.96 * np.sqrt((groups["var"] / groups["size"]).sum())
    assert difference - margin <= 0.5 <= difference + 2 * margin


@pytest.mark.parametrize("seed", SEEDS)
def test_counting_visitors_finds_the_leaks_and_counting_events_does_not(seed):
    """Social visitors fail to compare and mobile web to pay; repeated events blur the steps."""
    events = made(seed).tables["funnel_events"]
    source, device = reached(events, ["source"]), reached(events, ["device"])
    assert source["compare"].idxmin() == "social"
    assert source.loc["social", "compare"] < 0.6 * source.loc["direct", "compare"]
    assert device["order"].idxmin() == "mobile_web"
    counts = events["step"].value_counts()
    assert counts["search"] / counts["visit"] > 1  # more searches than visits: no share at all
    assert reached(events.assign(all="all"), ["all"]).loc["all", "search"] < 0.9


def test_steps_follow_one_another():
    """Every visitor begins with a visit, goes on step by step, and keeps source and device."""
    events = made(2026).tables["funnel_events"]
    place = events["step"].map({name: number for number, name in enumerate(STEPS)})
    by = events.assign(place=place).groupby("visitor_id")
    assert (by["place"].first() == 0).all()
    assert by["place"].apply(lambda each: each.diff().dropna().between(0, 1).all()).all()
    assert (by[["source", "device", "returning"]].nunique() == 1).all().all()
    assert events["event_time"].is_monotonic_increasing


def test_alpha_by_hand():
    """Variances 1, 1 and 4 of the sum: 2 / 1 x (1 - 2 / 4) = 1; opposite items give below 0."""
    same = pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]})
    assert alpha(same) == pytest.approx(1.0)
    assert alpha(pd.DataFrame({"a": [1, 2, 3, 2], "b": [3, 2, 1, 1]})) < 0


def test_the_card_tells_the_figures_of_the_files():
    """The true share, the plain share and the shares of careless answers are those of the world."""
    asked = made(2026).tables["survey"]
    plain, true = asked["orders_online_weekly"].mean(), online_share()
    for language in ("zh", "en"):
        text = (package.HERE / "cards" / f"survey.{language}.md").read_text(encoding="utf-8")
        truth, faults = re.split(r"^## .*\n", text, flags=re.MULTILINE)[5:7]
        assert f"{true:.0%}" in truth
        assert f"{plain:.0%}" in faults
        assert f"{straight_liners(asked).mean():.1%}" in faults
        assert f"{asked[list(ITEMS)].isna().mean().mean():.1%}" in faults
