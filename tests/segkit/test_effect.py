"""The five criteria, the sample ratio, uplift by segment, Qini and the return of targeting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from segkit.effect import (
    kotler_scorecard,
    qini_curve,
    sample_ratio_check,
    segment_roi,
    uplift_by_segment,
)

QUICK = settings(max_examples=25, deadline=None, derandomize=True)


def trial(*segments: tuple[str, tuple[int, int], tuple[int, int]]) -> pd.DataFrame:
    """Return an experiment from (name, (buyers, treated), (buyers, control)) of each segment."""
    rows = [
        pd.DataFrame({"segment": name, "treated": arm, "converted": [1] * hits + [0] * (n - hits)})
        for name, *arms in segments
        for (hits, n), arm in zip(arms, (True, False), strict=True)
    ]
    return pd.concat(rows, ignore_index=True)


@pytest.fixture
def two() -> pd.DataFrame:
    """Loyal: 40 of 100 buy in either arm. Lapsed: 20 of 100 treated, 5 of 100 control."""
    return trial(("loyal", (40, 100), (40, 100)), ("lapsed", (20, 100), (5, 100)))


# -- the scorecard ---------------------------------------------------------------------------


@pytest.fixture
def people() -> pd.DataFrame:
    """Ten customers of three segments, with a gap in the tier and outcomes that rank by segment."""
    return pd.DataFrame(
        {
            "segment": list("AAAAABBBCC"),
            "tier": ["1"] * 9 + [None],
            "age": [30] * 10,
            "consent": [1, 1, 1, 1, 0, 1, 1, 0, 1, 0],
            "spend_cny": [100.0] * 5 + [150.0] * 3 + [25.0, 25.0],
            "orders": [9, 9, 9, 9, 9, 5, 5, 5, 1, 1],
        }
    )


RESPONSE = pd.DataFrame({"mail": [4.0, 1.0, 0.0], "call": [1.0, 5.0, 2.0]}, index=list("ABC"))


def test_the_scorecard_agrees_with_values_worked_by_hand(people):
    """Each criterion is one number.

    Tier is known for 9 of 10. Reached: A 4/5, B 2/3, C 1/2. Revenue: A 500, B 450, C 50 of 1000.
    Orders rank perfectly by segment; H with ties is then N - 1 = 9, so (9 - 3 + 1) / 7 = 1.
    Mail for all: 5·4 + 3·1 + 2·0 = 23; call for all: 5·1 + 3·5 + 2·2 = 24; the best for each:
    20 + 15 + 4 = 39; so one action for all loses 15 of 39.
    """
    card = kotler_scorecard(
        people,
        "segment",
        basis=["tier", "age"],
        reachable="consent",
        revenue="spend_cny",
        outcome="orders",
        response=RESPONSE,
    )
    assert card["value"].tolist() == pytest.approx([0.9, 0.5, 0.05, 1.0, 15 / 39])
    assert card["verdict"].tolist() == ["met"] * 5
    assert card["rests_on"].tolist() == ["tier", "C", "C", "orders", "call"]
    assert card["threshold"].tolist() == [0.9, 0.5, 0.05, 0.06, 0.05]


def test_the_effect_size_is_that_of_the_kruskal_wallis_test(people):
    """Eta squared is (H - k + 1) / (n - k); H is scipy's."""
    orders = people["orders"] + [0, 3, 1, 7, 2, 4, 5, 6, 8, 9]
    h = stats.kruskal(*[each for _, each in orders.groupby(people["segment"])]).statistic
    card = kotler_scorecard(people.assign(orders=orders), "segment", outcome="orders")
    assert card.loc["differentiable", "value"] == pytest.approx(max((h - 2) / 7, 0))


def test_what_is_not_given_is_not_assessed(people):
    """No number, no verdict; an empty list of columns is no basis."""
    card = kotler_scorecard(people, "segment", basis=[])
    assert card["verdict"].tolist() == ["not assessed"] * 5
    assert card["value"].isna().all()


def test_a_value_below_the_threshold_is_not_met(people):
    """C brings 40 of 990 yuan, 4 %, less than the 5 % asked for."""
    poorer = people.assign(spend_cny=[100.0] * 5 + [150.0] * 3 + [20.0, 20.0])
    card = kotler_scorecard(poorer, "segment", revenue="spend_cny")
    assert card.loc["substantial", ["value", "verdict"]].tolist() == [40 / 990, "not met"]


def test_segments_that_do_not_differ_explain_nothing(people):
    """A constant outcome has no variation to explain; nor is acting by segment worth a thing."""
    response = pd.DataFrame({"mail": [2.0] * 3, "call": [1.0] * 3}, index=list("ABC"))
    card = kotler_scorecard(people, "segment", outcome="age", response=response)
    assert card["value"].tolist()[3:] == [0, 0]
    alone = kotler_scorecard(people.iloc[[0, 5, 8]], "segment", outcome="orders")
    assert alone.loc["differentiable", "value"] == 0  # one customer each says nothing
    losing = kotler_scorecard(people, "segment", response=response - 5)
    assert losing.loc["actionable", "value"] == 0


@QUICK
@given(order=st.permutations(range(10)))
def test_neither_order_nor_names_change_the_scorecard(order):
    """Rows may come in any order, and segments may be called anything."""
    frame = pd.DataFrame({"segment": list("AAABBBCCCC"), "spend_cny": range(1, 11)})
    scores = frame["spend_cny"] ** 2 % 7
    frame = frame.assign(outcome=scores)
    names = {"A": "价格敏感", "B": "Ü", "C": "z"}
    shuffled = frame.iloc[list(order)]
    before = kotler_scorecard(frame, "segment", revenue="spend_cny", outcome="outcome")
    after = kotler_scorecard(
        shuffled, shuffled["segment"].map(names), revenue="spend_cny", outcome="outcome"
    )
    assert after["value"].tolist() == pytest.approx(before["value"].tolist(), nan_ok=True)


# -- the sample ratio --------------------------------------------------------------------------


def test_the_published_example_is_a_mismatch():
    """600 and 400 of a planned half each: p = 2.54e-10 (the worked example of Wikipedia)."""
    frame = pd.DataFrame({"treated": [1] * 600 + [0] * 400})
    found = sample_ratio_check(frame).loc["all"]
    assert found["p"] == pytest.approx(2.54e-10, rel=0.002)
    assert found["verdict"] == "mismatch"


def test_the_parts_show_where_the_mismatch_sits():
    """By hand: 40 and 60 of a planned 50 each give 100/50 + 100/50 = 4; 50 and 50 give 0.

    Together 90 and 110 of a planned 100 each give 100/100 + 100/100 = 2.

    Holm: the three p are multiplied by 3, 2 and 1 from the smallest on.
    """
    frame = pd.DataFrame(
        {"treated": [1] * 40 + [0] * 60 + [1] * 50 + [0] * 50, "day": ["Mon"] * 100 + ["Tue"] * 100}
    )
    found = sample_ratio_check(frame, by="day")
    assert found.index.tolist() == ["all", "Mon", "Tue"]
    assert found["chi2"].tolist() == pytest.approx([2.0, 4.0, 0.0])
    p = stats.chi2.sf([2.0, 4.0, 0.0], 1)
    assert found["p_holm"].tolist() == pytest.approx([2 * p[0], 3 * p[1], 1.0])
    assert found.loc["Mon", "group"] == 1
    assert found.loc["Mon", "share"] == pytest.approx(0.4)
    assert set(found["verdict"]) == {"ok"}


def test_an_uneven_plan_and_more_than_two_groups():
    """With 80, 10 and 10 % planned, 800, 120 and 80 give 0 + 400/100 + 400/100 = 8."""
    frame = pd.DataFrame({"arm": ["none"] * 800 + ["sms"] * 120 + ["mail"] * 80})
    for plan in ({"none": 0.8, "sms": 0.1, "mail": 0.1}, {"none": 8, "sms": 1, "mail": 1}):
        found = sample_ratio_check(frame, group="arm", planned=plan).loc["all"]
        assert found["chi2"] == pytest.approx(8)
        assert found["p"] == pytest.approx(stats.chi2.sf(8, 2))


def test_a_part_with_few_customers_gets_no_verdict():
    """Nine customers expect 4.5 in each group: too few for chi-square, and not counted by Holm."""
    frame = pd.DataFrame({"treated": [1] * 100 + [0] * 100 + [1] * 9, "day": [1] * 200 + [2] * 9})
    found = sample_ratio_check(frame, by="day")
    assert found.loc[2, "verdict"] == "too few"
    assert np.isnan(found.loc[2, "p"])
    assert found.loc[1, "p_holm"] == 1


def test_parts_come_in_the_order_of_their_categories():
    """Monday before Tuesday before Wednesday, which had nobody and is left out."""
    days = pd.Categorical(["Tue", "Mon"] * 20, categories=["Mon", "Tue", "Wed"])
    found = sample_ratio_check(pd.DataFrame({"treated": [1, 1, 0, 0] * 10, "day": days}), by="day")
    assert found.index.tolist() == ["all", "Mon", "Tue"]


def test_a_group_that_lost_everybody_is_seen():
    """A planned group without customers counts as 0, not as absent."""
    found = sample_ratio_check(pd.DataFrame({"treated": [1] * 50}), planned={1: 0.5, 0: 0.5})
    assert found.loc["all", "chi2"] == pytest.approx(50)
    assert found.loc["all", "verdict"] == "mismatch"


# -- uplift by segment ---------------------------------------------------------------------------


def test_the_published_interval_of_agresti_and_caffo():
    """7 of 34 against 1 of 34: .012 to .32 (Fagerland, Lydersen and Laake 2015, their example)."""
    found = uplift_by_segment(trial(("all", (7, 34), (1, 34))), "segment").segments.loc["all"]
    assert found["uplift"] == pytest.approx(6 / 34)
    assert [found["low"], found["high"]] == pytest.approx([0.012, 0.32], abs=2e-3)


def test_the_test_of_a_binary_outcome_by_hand(two):
    """Rates of 21/102 and 6/102 differ by 15/102; the interval ends where p would be .05."""
    rates = np.array([21, 6]) / 102
    error = np.sqrt((rates * (1 - rates) / 102).sum())
    found = uplift_by_segment(two, "segment").segments
    assert found.loc["lapsed", "p"] == pytest.approx(2 * stats.norm.sf(15 / 102 / error))
    assert found.loc["lapsed", "low"] == pytest.approx(15 / 102 - stats.norm.ppf(0.975) * error)
    assert found.loc["loyal", "p"] == pytest.approx(1)


def test_response_is_not_uplift(two):
    """The segment that responds best gains nothing; the other gains 15 points."""
    found = uplift_by_segment(two, "segment").segments
    assert found["treated_mean"].idxmax() == "loyal"
    assert found["uplift"].to_dict() == pytest.approx({"lapsed": 0.15, "loyal": 0.0})
    assert found["verdict"].to_dict() == {"lapsed": "lift", "loyal": "no evidence"}


def test_holms_correction_never_falls():
    """Of two equal p the first is doubled; the second, times 1, is raised to the same."""
    found = uplift_by_segment(trial(("a", (9, 50), (3, 50)), ("b", (9, 50), (3, 50))), "segment")
    p = found.segments["p"]["a"]
    assert found.segments["p_holm"].tolist() == pytest.approx([2 * p, 2 * p])


def test_cochrans_q_by_hand(two):
    """Two effects: Q = (d1 - d2)^2 / (v1 + v2), with Agresti and Caffo's variances.

    v = a(1-a)/102 + b(1-b)/102; loyal: a = b = 41/102; lapsed: a = 21/102, b = 6/102.
    """
    rates = [(41 / 102, 41 / 102), (21 / 102, 6 / 102)]
    v1, v2 = (sum(rate * (1 - rate) / 102 for rate in pair) for pair in rates)
    found = uplift_by_segment(two, "segment").heterogeneity
    assert found["q"] == pytest.approx(0.15**2 / (v1 + v2))
    assert found["df"] == 1
    assert found["p"] == pytest.approx(stats.chi2.sf(0.15**2 / (v1 + v2), 1))
    assert found["verdict"] == "no evidence"


def test_equal_effects_give_no_evidence_of_a_difference():
    """Two segments with the same table: Q is 0."""
    same = uplift_by_segment(trial(("a", (9, 50), (4, 50)), ("b", (9, 50), (4, 50))), "segment")
    assert same.heterogeneity["q"] == pytest.approx(0, abs=1e-12)
    assert same.heterogeneity["verdict"] == "no evidence"


def test_a_money_outcome_gets_welchs_test():
    """Interval and p are those of scipy's t-test with unequal variances."""
    rng = np.random.default_rng(5)
    treated, control = rng.gamma(2, 60, 80), rng.gamma(2, 40, 50)
    frame = pd.DataFrame(
        {
            "segment": "all",
            "treated": [True] * 80 + [False] * 50,
            "revenue_cny": np.concatenate([treated, control]),
        }
    )
    result = uplift_by_segment(frame, "segment", outcome="revenue_cny", level=0.9)
    expected = stats.ttest_ind(treated, control, equal_var=False)
    interval = expected.confidence_interval(0.9)
    found = result.segments.loc["all"]
    assert not result.binary
    assert found["p"] == pytest.approx(expected.pvalue)
    assert [found["low"], found["high"]] == pytest.approx([interval.low, interval.high])


def test_an_outcome_that_does_not_vary_has_no_test():
    """Nobody in b spends a yuan: no interval, and Q rests on the other segments."""
    frame = pd.DataFrame(
        {
            "segment": ["a"] * 6 + ["b"] * 4,
            "treated": [1, 1, 1, 0, 0, 0, 1, 1, 0, 0],
            "spend": [9.0, 8.0, 7.0, 1.0, 2.0, 3.0, 0, 0, 0, 0],
        }
    )
    result = uplift_by_segment(frame, "segment", outcome="spend")
    assert result.segments["verdict"].tolist() == ["lift", "too few"]
    assert result.segments.loc["b", ["low", "p"]].isna().all()
    assert result.heterogeneity["df"] == 0
    assert np.isnan(result.heterogeneity["p"])


def test_nobody_buys_in_a_segment():
    """0 of 50 against 0 of 50: no effect, p = 1, an interval around 0 and a finite Q."""
    result = uplift_by_segment(trial(("a", (0, 50), (0, 50)), ("b", (9, 50), (1, 50))), "segment")
    nobody = result.segments.loc["a"]
    assert nobody["p"] == 1
    assert nobody["low"] == pytest.approx(-nobody["high"])
    assert 0.05 < nobody["high"] < 0.08
    assert np.isfinite(result.heterogeneity["q"])


def test_the_overall_effect_is_not_fooled_by_uneven_splits():
    """Each segment gains 10 points; pooling the arms would show a loss, as most treated are poor.

    Rich: 60 of 100 treated, 450 of 900 control. Poor: 180 of 900 treated, 10 of 100 control.
    Pooled: 240/1000 - 460/1000 = -.22; weighted by size: .5 × .1 + .5 × .1 = .1.
    """
    frame = trial(("rich", (60, 100), (450, 900)), ("poor", (180, 900), (10, 100)))
    overall = uplift_by_segment(frame, "segment").overall
    assert overall["uplift"] == pytest.approx(0.1)
    assert overall["treated_mean"] == pytest.approx(0.4)
    assert overall["low"] < 0.1 < overall["high"]


def test_the_order_of_categories_is_kept_and_empty_ones_are_left_out(two):
    """Categories set the order; one without customers has no row."""
    kind = pd.CategoricalDtype(["vip", "loyal", "lapsed"])
    found = uplift_by_segment(two.astype({"segment": kind}), "segment").segments
    assert found.index.tolist() == ["loyal", "lapsed"]


def test_flags_may_be_numbers_booleans_or_objects(two):
    """1 and 0, True and False, with or without a proper type, and an index with repeats."""
    expected = uplift_by_segment(two, "segment").segments
    for kind in (int, float, object, "boolean"):
        other = two.astype({"treated": kind}).set_axis([0] * len(two))
        assert_frame_equal(uplift_by_segment(other, "segment").segments, expected)


def test_intervals_cover_the_truth_as_often_as_they_say():
    """With 1 % and 2 % of 1,000, nine in ten and more of the 95 % intervals hold the 1 point."""
    rng = np.random.default_rng(11)
    hits = rng.binomial(1000, [[0.02, 0.01]] * 200)
    frame = trial(*[(f"{n:03d}", (a, 1000), (b, 1000)) for n, (a, b) in enumerate(hits)])
    result = uplift_by_segment(frame, "segment")
    covered = result.segments["low"].lt(0.01) & result.segments["high"].gt(0.01)
    assert 0.9 <= covered.mean() <= 0.99
    assert result.heterogeneity["p"] > 0.01


COUNTS = st.tuples(st.integers(0, 20), st.integers(0, 20))


@QUICK
@given(
    st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=4), st.randoms(use_true_random=False)
)
def test_uplift_lies_in_its_interval_whatever_the_order(tables, random):
    """Bounds enclose the uplift, lie within -1 and 1, and rows may come in any order."""
    segments = [
        (f"细分 {n}", (a, a + b + 2), (c, c + d + 2)) for n, ((a, b), (c, d)) in enumerate(tables)
    ]
    frame = trial(*segments)
    order = list(range(len(frame)))
    random.shuffle(order)
    result = uplift_by_segment(frame, "segment")
    found = result.segments
    assert (found["low"] <= found["uplift"] + 1e-12).all()
    assert (found["uplift"] <= found["high"] + 1e-12).all()
    assert found["low"].ge(-1).all()
    assert found["high"].le(1).all()
    assert (found["p_holm"] >= found["p"] - 1e-12).all()
    assert_frame_equal(uplift_by_segment(frame.iloc[order], "segment").segments, found)


@QUICK
@given(scale=st.sampled_from([0.01, 7.0, 1e6]), seed=st.integers(0, 99))
def test_another_unit_of_money_scales_the_uplift_and_nothing_else(scale, seed):
    """In fen or millions the effect scales; p and Q stay."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "segment": rng.permutation(["a", "b"] * 20),
            "treated": [1, 0] * 20,
            "spend": rng.gamma(1, 50, 40),
        }
    )
    frame.loc[[0, 1], "segment"], frame.loc[[2, 3], "segment"] = "a", "a"
    frame.loc[[4, 5], "segment"], frame.loc[[6, 7], "segment"] = "b", "b"
    one = uplift_by_segment(frame, "segment", outcome="spend")
    other = uplift_by_segment(
        frame.assign(spend=scale * frame["spend"]), "segment", outcome="spend"
    )
    for name in ("uplift", "low", "high"):
        assert other.segments[name].tolist() == pytest.approx((scale * one.segments[name]).tolist())
    assert other.segments["p"].tolist() == pytest.approx(one.segments["p"].tolist())
    assert other.heterogeneity["q"] == pytest.approx(one.heterogeneity["q"])


# -- Qini ----------------------------------------------------------------------------------------


def test_a_qini_curve_worked_by_hand():
    """Four scores with both arms at each: gain = R_t - R_c N_t / N_c down to each.

    9: 2 treated buy, control 0 of 1: 2 - 0. 7: 3 of 3, control 0 of 3: 3. 5: 3 of 5 against
    1 of 4: 3 - 5/4. 2: 3 of 6 against 2 of 6: 1. Random at 3/12 is a quarter of 1, and so on.
    scikit-uplift 0.5.1 gives the same curve: 0, 2, 3, 1.75, 1 at 0, 3, 6, 9, 12 customers.

    Area above random: at 0, 1/4, 1/2, 3/4, 1 the excess is 0, 1.75, 2.5, 1, 0; trapezoids:
    5.25 / 4; over 6 treated.
    """
    frame = pd.DataFrame(
        {
            "score": [9, 9, 9, 7, 7, 7, 5, 5, 5, 2, 2, 2],
            "treated": [1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0],
            "converted": [1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0],
        }
    )
    result = qini_curve(frame, "score")
    assert result.curve["customers"].tolist() == [0, 3, 6, 9, 12]
    assert result.curve["incremental"].tolist() == pytest.approx([0, 2, 3, 1.75, 1])
    assert result.curve["random"].tolist() == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert result.curve["score"].tolist()[1:] == [9, 7, 5, 2]
    assert result.coefficient["value"] == pytest.approx(5.25 / 4 / 6)


def test_the_published_test_of_scikit_uplift():
    """Three customers with one score: 0 at the start, 1 at the end (its own test of qini_curve)."""
    frame = pd.DataFrame({"score": 0.5, "treated": [0, 1, 1], "converted": [0, 1, 0]})
    curve = qini_curve(frame, "score").curve
    assert curve["customers"].tolist() == [0, 3]
    assert curve["incremental"].tolist() == [0, 1]


def test_scores_that_differ_by_a_rounding_error_are_ties():
    """0.1 + 0.2 is not 0.3 in floats, but customers with either enter together."""
    frame = pd.DataFrame(
        {
            "score": [0.1 + 0.2, 0.3, 0.1, 0.1],
            "treated": [1, 0, 1, 0],
            "converted": [1, 0, 0, 0],
        }
    )
    assert qini_curve(frame, "score").curve["customers"].tolist() == [0, 2, 4]


def test_money_counts_like_purchases_in_its_own_unit(two):
    """With 25 yuan a purchase every gain is 25 times as large."""
    scores = two["segment"].map({"lapsed": 1, "loyal": 0})
    bought = qini_curve(two, scores)
    paid = qini_curve(two.assign(converted=25.0 * two["converted"]), scores)
    gains = 25 * bought.curve["incremental"]
    assert paid.curve["incremental"].tolist() == pytest.approx(gains.tolist())
    assert paid.coefficient["value"] == pytest.approx(25 * bought.coefficient["value"])


def test_no_gain_is_stated_before_both_arms_are_seen():
    """The top customer is treated and buys, but there is no control customer to compare with."""
    frame = pd.DataFrame(
        {"score": [3, 2, 2, 1], "treated": [1, 0, 1, 0], "converted": [1, 1, 0, 0]}
    )
    curve = qini_curve(frame, "score").curve
    assert np.isnan(curve["incremental"][1])
    assert curve["incremental"].tolist()[2:] == [-1.0, 0.0]


def test_a_response_score_can_be_worse_than_chance():
    """Likely buyers first puts the loyal first, who gain nothing; the other way round is better."""
    frame = trial(("loyal", (40, 100), (40, 100)), ("lapsed", (20, 100), (5, 100)))
    response = qini_curve(frame, frame["segment"].map({"loyal": 0.4, "lapsed": 0.2}))
    uplift = qini_curve(frame, frame["segment"].map({"loyal": 0.0, "lapsed": 0.15}))
    assert response.coefficient["value"] == pytest.approx(-uplift.coefficient["value"])
    assert uplift.coefficient["value"] == pytest.approx(0.01875)  # 15/4 points over 200 treated


@QUICK
@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 9)), max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_curve_ignores_the_order_of_rows_and_the_scale_of_scores(rows, random):
    """Only the ranking counts; duplicates of all rows double the gain and keep the coefficient."""
    rows = [*rows, (1, True, 3), (1, False, 2)]
    frame = pd.DataFrame(rows, columns=["score", "treated", "converted"])
    random.shuffle(rows)
    shuffled = pd.DataFrame(rows, columns=["score", "treated", "converted"])
    one = qini_curve(frame, "score")
    same = qini_curve(shuffled, 2.0 * shuffled["score"] - 50)
    twice = qini_curve(pd.concat([frame, frame], ignore_index=True), "score")
    columns = ["depth", "incremental", "random"]
    assert_frame_equal(same.curve[columns], one.curve[columns])
    assert twice.curve["incremental"].tolist() == pytest.approx(
        (2 * one.curve["incremental"]).tolist(), nan_ok=True
    )
    assert twice.coefficient["value"] == pytest.approx(one.coefficient["value"])


# -- return ----------------------------------------------------------------------------------------


def test_the_return_of_targeting_by_hand(two):
    """200 customers a segment, 60 yuan a purchase, 1 yuan a message, a coupon of 5 yuan.

    Lapsed: 200 × .15 × 60 = 1800, cost 200 × (1 + .2 × 5) = 400, profit 1400, break-even 2/60.
    Loyal: nothing gained, cost 200 × (1 + .4 × 5) = 600. All: 1800 - 1000 = 800.
    """
    roi = segment_roi(
        uplift_by_segment(two, "segment"), margin=60, contact_cost_cny=1, reward_cny=5
    )
    assert roi.segments["cost_cny"].tolist() == pytest.approx([400, 600])
    assert roi.segments["profit_cny"].tolist() == pytest.approx([1400, -600])
    assert roi.segments["roi"].tolist() == pytest.approx([3.5, -1])
    assert roi.segments["break_even_uplift"].tolist() == pytest.approx([2 / 60, 3 / 60])
    assert roi.segments["verdict"].tolist() == ["treat", "test again"]
    assert roi.plans["profit_cny"].tolist() == pytest.approx([800, 1400, 1400])
    assert roi.plans["segments"].tolist() == [2, 1, 1]
    assert roi.plans["roi"].tolist() == pytest.approx([0.8, 3.5, 3.5])


def test_numbers_may_differ_by_segment(two):
    """Lapsed: 200 × .15 × 100 - 200 × 1 = 2800; loyal: 200 messages at 2 yuan lose 400."""
    roi = segment_roi(
        uplift_by_segment(two, "segment"),
        margin={"loyal": 50, "lapsed": 100},
        contact_cost_cny=pd.Series({"lapsed": 1, "loyal": 2}),
    )
    assert roi.segments["profit_cny"].tolist() == pytest.approx([2800, -400])
    assert (roi.plans.loc["all", "customers"], roi.plans["customers"].dtype.kind) == (400, "i")


def test_without_cost_there_is_no_return_on_it(two):
    """Free messages: the profit is the margin gained, the return is missing."""
    roi = segment_roi(uplift_by_segment(two, "segment"), margin=10, contact_cost_cny=0)
    assert roi.segments["profit_cny"].tolist() == pytest.approx([300, 0])
    assert roi.segments["roi"].isna().all()
    assert roi.plans["roi"].isna().all()


def test_a_harmful_treatment_is_left_out():
    """Where the whole interval loses money, the segment is left out of both good plans."""
    frame = trial(("quiet", (10, 500), (60, 500)), ("open", (90, 500), (20, 500)))
    uplift = uplift_by_segment(frame, "segment")
    assert uplift.heterogeneity["verdict"] == "effects differ"
    roi = segment_roi(uplift, margin=100, contact_cost_cny=0.1)
    assert roi.segments["verdict"].to_dict() == {"open": "treat", "quiet": "leave out"}
    assert roi.plans.loc["all", "profit_cny"] < roi.plans.loc["proven", "profit_cny"]
