"""The tested promotion: effects can be found, the response score picks badly, lost rows mislead."""

import functools
import re

import numpy as np
import pandas as pd
import pytest

from datasets import package
from datasets.themes.campaign import SEGMENTS, THEME, mismatch, qini, uplift
from segkit.effect import qini_curve, sample_ratio_check, segment_roi, uplift_by_segment

SEEDS = [2026, 1, 2]


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


@functools.cache
def effects_found(seed, name):
    """Return segkit's effects by segment for one of the tests."""
    return uplift_by_segment(made(seed).tables[name], "segment")


def true_effects(seed, name):
    """Return the planted effects by segment."""
    truth = made(seed).truth["campaign_effects"]
    return truth[truth["campaign"] == name].set_index("segment")["effect"]


def halves(seed):
    """Return the sound test in two halves, to learn from one and judge on the other."""
    rows = made(seed).tables["campaign_ab"]
    return rows.iloc[::2], rows.iloc[1::2]


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """The default world and five others look as asked."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_are_sound(seed):
    """One row per member; revenue only for buyers."""
    tables = made(seed).tables
    for name in ("campaign_ab", "campaign_ab_srm"):
        rows = tables[name]
        assert rows["customer_id"].is_unique
        assert ((rows["revenue_cny"] > 0) == (rows["converted"] == 1)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_lies_in_the_intervals_of_the_sound_test(seed):
    """The interval covers each planted effect; only two segments are told to gain."""
    found = effects_found(seed, "campaign_ab").segments
    truth = true_effects(seed, "campaign_ab")[found.index]
    assert ((found["low"] <= truth) & (truth <= found["high"])).all()
    assert found.loc["lapsing", "verdict"] == "lift"
    assert found.loc[["loyal", "quiet"], "verdict"].isin(["no evidence", "harm"]).all()
    assert effects_found(seed, "campaign_ab").heterogeneity["p"] < 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_targeting_by_uplift_beats_the_response_score(seed):
    """Learnt on one half, uplift ranks the other half well; likely buyers are worse than chance."""
    learn, judge = halves(seed)
    gains = uplift_by_segment(learn, "segment").segments["uplift"]
    good = qini_curve(judge.assign(gain=judge["segment"].map(gains)), "gain")
    naive = qini_curve(judge, "response_score")
    assert good.coefficient["value"] > 0.0005
    assert naive.coefficient["value"] < 0
    buyers = judge.loc[judge["treated"] == 0].groupby("converted")["response_score"].mean()
    assert buyers[1] > buyers[0] + 50  # the score does find buyers


@pytest.mark.parametrize("seed", SEEDS)
def test_the_message_pays_only_where_it_works(seed):
    """To all it loses money, to lapsing members it earns; the truth says the same."""
    plan = made(seed).tables["campaign_costs"].iloc[0]
    sound = made(seed).tables["campaign_ab"]
    worth = sound.loc[sound["converted"] == 1, "revenue_cny"].mean() * plan["margin_share"]
    roi = segment_roi(
        effects_found(seed, "campaign_ab"), margin=worth, contact_cost_cny=plan["contact_cost_cny"]
    )
    assert roi.segments.loc["lapsing", "profit_cny"] > 0
    assert roi.segments.loc[["loyal", "quiet"], "profit_cny"].max() < 0
    assert roi.plans.loc["all", "profit_cny"] < roi.plans.loc["best guess", "profit_cny"]
    profit = true_effects(seed, "campaign_ab") * worth - plan["contact_cost_cny"]
    assert profit.mean() < 0 < profit["lapsing"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ratio_check_tells_the_tests_apart_and_where_rows_are_lost(seed):
    """The sound test passes; the other fails, and only among app users."""
    tables = made(seed).tables
    assert sample_ratio_check(tables["campaign_ab"]).loc["all", "verdict"] == "ok"
    check = sample_ratio_check(tables["campaign_ab_srm"], by="app_user")
    assert check.loc["all", "verdict"] == "mismatch"
    assert check.loc[1, "verdict"] == "mismatch"
    assert check.loc[0, "verdict"] == "ok"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_naive_reading_of_the_faulty_test_misses_the_truth(seed):
    """Its interval lies above the true effect, and a segment without effect seems to gain."""
    truth = true_effects(seed, "campaign_ab_srm")
    found = effects_found(seed, "campaign_ab_srm")
    assert found.overall["low"] > truth.mean()
    assert found.segments.loc["loyal", "uplift"] > 0.001
    sound = effects_found(seed, "campaign_ab").overall
    assert sound["low"] < true_effects(seed, "campaign_ab").mean() < sound["high"]


def test_measures_by_hand():
    """Four treated with two buyers against four with one: .25; 600 of 1,000 give chi-square 40."""
    rows = pd.DataFrame({"treated": [1] * 4 + [0] * 4, "converted": [1, 1, 0, 0, 1, 0, 0, 0]})
    assert uplift(rows) == pytest.approx(0.25)
    # Best first: one treated buyer of one, no control yet, then 2 - 1 x 4 / 4 of 8 in the end.
    curve = qini(rows, pd.Series(np.arange(8, 0, -1)))
    assert curve["gained"].iloc[0] == pytest.approx(125)
    assert curve["gained"].iloc[-1] == pytest.approx(125)
    assert mismatch(pd.DataFrame({"treated": [1] * 600 + [0] * 400})) == pytest.approx(40)


def test_segments_share_the_members_and_the_truth_follows_them():
    """Shares add up to 1; every rate lies between 0 and 1."""
    assert sum(each.share for each in SEGMENTS) == pytest.approx(1)
    truth = made(2026).truth["campaign_effects"]
    assert (truth["treated_rate"] - truth["control_rate"]).to_numpy() == pytest.approx(
        truth["effect"].to_numpy()
    )


def section(language, heading):
    """Return the text of a section of the card."""
    text = (package.HERE / "cards" / f"campaign.{language}.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("language", "truth", "faults"),
    [("en", "Planted truth", "Planted faults"), ("zh", "植入的真相", "植入的问题")],
)
def test_the_card_tells_the_figures_of_the_files(language, truth, faults):
    """Effects, profit, rows lost and the size of the bias are recomputed."""
    tables = made(2026).tables
    sound, faulty = tables["campaign_ab"], tables["campaign_ab_srm"]
    told = re.findall(r"-?\d[\d.,]*\d|\d", section(language, truth))
    by_name = {each.name: each for each in SEGMENTS}
    for name in ("lapsing", "young", "quiet"):
        assert f"{abs(100 * by_name[name].effect):.2f}" in told
    assert f"{100 * sound.loc[sound['treated'] == 0, 'converted'].mean():.2f}" in told
    arms = faulty.groupby(["app_user", "treated"]).size()
    lost = section(language, faults)
    assert f"{40_000 - len(faulty):,}" in lost
    assert f"{100 * faulty['treated'].mean():.1f}%" in lost
    assert f"{100 * arms[1, 1] / arms[1].sum():.1f}%" in lost
    assert f"{100 * uplift(faulty):.2f}" in lost
    assert f"{100 * np.mean([each.effect for each in SEGMENTS]):.3f}" in lost
