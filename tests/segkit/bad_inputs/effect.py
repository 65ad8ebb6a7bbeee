"""Bad input to the room of effects."""

import numpy as np
import pandas as pd

from segkit.effect import (
    kotler_scorecard,
    qini_curve,
    sample_ratio_check,
    segment_roi,
    uplift_by_segment,
)


def trial() -> pd.DataFrame:
    """Return a small experiment in two segments."""
    return pd.DataFrame(
        {
            "segment": ["a"] * 6 + ["b"] * 6,
            "treated": [1, 1, 1, 0, 0, 0] * 2,
            "converted": [1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0],
            "score": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4] * 2,
            "revenue_cny": [30.0, 0, 20, 0, 0, 10, 50, 40, 0, 0, 0, 0],
        }
    )


def changed(**columns) -> pd.DataFrame:
    """Return the experiment with other columns."""
    return trial().assign(**columns)


def responses(**columns) -> pd.DataFrame:
    """Return what two actions bring in the two segments."""
    return pd.DataFrame({"mail": [1.0, 2.0], "call": [2.0, 1.0], **columns}, index=["a", "b"])


CASES = [
    (
        "scorecard-list",
        lambda: kotler_scorecard([1, 2], "segment"),
        TypeError,
        "a DataFrame was expected first, list came",
    ),
    (
        "scorecard-one-segment",
        lambda: kotler_scorecard(changed(segment="a"), "segment"),
        ValueError,
        "there are 1 segments, two or more were expected",
    ),
    (
        "scorecard-typo",
        lambda: kotler_scorecard(trial(), "segmnt"),
        ValueError,
        "lacks the columns 'segmnt' .did you mean 'segment'",
    ),
    (
        "scorecard-basis-typo",
        lambda: kotler_scorecard(trial(), "segment", basis=["scor"]),
        ValueError,
        "did you mean 'score'",
    ),
    (
        "scorecard-reach-no-flag",
        lambda: kotler_scorecard(trial(), "segment", reachable="score"),
        TypeError,
        "'score' holds 0.9, 0.8, 0.7; True and False, or 1 and 0, were expected",
    ),
    (
        "scorecard-no-revenue",
        lambda: kotler_scorecard(changed(revenue_cny=0.0), "segment", revenue="revenue_cny"),
        ValueError,
        "'revenue_cny' adds up to 0.00, a positive total was expected",
    ),
    (
        "scorecard-revenue-text",
        lambda: kotler_scorecard(changed(revenue_cny="9"), "segment", revenue="revenue_cny"),
        TypeError,
        "'revenue_cny' holds str, numbers were expected",
    ),
    (
        "scorecard-circular",
        lambda: kotler_scorecard(trial(), "segment", basis=["score"], outcome="score"),
        ValueError,
        "outcome 'score' is part of basis",
    ),
    (
        "scorecard-response-lacks-segment",
        lambda: kotler_scorecard(trial(), "segment", response=responses().loc[["a"]]),
        ValueError,
        "response has rows for a; one row was expected for each of the segments a, b",
    ),
    (
        "scorecard-response-twice",
        lambda: kotler_scorecard(
            trial(), "segment", response=pd.concat([responses(), responses()])
        ),
        ValueError,
        "response has rows for a, b, a, b; one row was expected for each",
    ),
    (
        "scorecard-response-gap",
        lambda: kotler_scorecard(trial(), "segment", response=responses(mail=[np.nan, 1.0])),
        ValueError,
        "the column 'mail' is empty in 1 of 2 rows",
    ),
    (
        "ratio-empty",
        lambda: sample_ratio_check(trial().head(0)),
        ValueError,
        "the frame has 0 rows",
    ),
    (
        "ratio-one-group",
        lambda: sample_ratio_check(changed(treated=1)),
        ValueError,
        "the groups are 1 and the plan is .1: 1.0.; two or more groups",
    ),
    (
        "ratio-unplanned-group",
        lambda: sample_ratio_check(trial(), planned={"treated": 0.5, "control": 0.5}),
        ValueError,
        "the groups are 1, 0 and the plan is .'treated': 0.5, 'control': 0.5.",
    ),
    (
        "ratio-zero-share",
        lambda: sample_ratio_check(trial(), planned={1: 1.0, 0: 0.0}),
        ValueError,
        "each with a positive share",
    ),
    (
        "ratio-gap-in-day",
        lambda: sample_ratio_check(changed(day=[None] + ["Mon"] * 11), by="day"),
        ValueError,
        "by is missing in 1 of 12 rows",
    ),
    (
        "uplift-arm-names",
        lambda: uplift_by_segment(changed(treated=["A", "B"] * 6), "segment"),
        TypeError,
        "'treated' holds 'A', 'B'; True and False, or 1 and 0, were expected",
    ),
    (
        "uplift-gap-in-treated",
        lambda: uplift_by_segment(changed(treated=[np.nan] + [1, 0] * 5 + [1]), "segment"),
        ValueError,
        "'treated' is empty in 1 of 12 rows",
    ),
    (
        "uplift-no-control",
        lambda: uplift_by_segment(changed(treated=[1] * 6 + [1, 1, 1, 0, 0, 0]), "segment"),
        ValueError,
        "the segments a have fewer than two treated or two control customers",
    ),
    (
        "uplift-empty",
        lambda: uplift_by_segment(trial().head(0), "segment"),
        ValueError,
        "the frame has 0 rows",
    ),
    (
        "uplift-infinite-outcome",
        lambda: uplift_by_segment(
            changed(revenue_cny=[np.inf] + [1.0] * 11), "segment", outcome="revenue_cny"
        ),
        ValueError,
        "'revenue_cny' is infinite in 1 of 12 rows",
    ),
    (
        "uplift-level-percent",
        lambda: uplift_by_segment(trial(), "segment", level=95),
        ValueError,
        "level is 95, a number from 0.5 to 0.999",
    ),
    (
        "uplift-other-index",
        lambda: uplift_by_segment(trial(), trial()["segment"].iloc[::-1]),
        ValueError,
        "segment has 12 rows and the frame 12, or their index differs",
    ),
    (
        "qini-score-text",
        lambda: qini_curve(changed(score="high"), "score"),
        TypeError,
        "'score' holds str, numbers were expected",
    ),
    (
        "qini-score-gap",
        lambda: qini_curve(changed(score=[np.nan] + [1.0] * 11), "score"),
        ValueError,
        "score is missing in 1 of 12 rows",
    ),
    (
        "qini-one-arm",
        lambda: qini_curve(changed(treated=True), "score"),
        ValueError,
        "'treated' knows one arm only .12 customers.",
    ),
    (
        "roi-frame",
        lambda: segment_roi(trial(), margin=1, contact_cost_cny=1),
        TypeError,
        "uplift is DataFrame, the result of uplift_by_segment was expected",
    ),
    (
        "roi-margin-lacks-segment",
        lambda: segment_roi(
            uplift_by_segment(trial(), "segment"), margin={"a": 10}, contact_cost_cny=1
        ),
        ValueError,
        "margin of segment 'b' is nan, a number from 0",
    ),
    (
        "roi-negative-cost",
        lambda: segment_roi(uplift_by_segment(trial(), "segment"), margin=1, contact_cost_cny=-1),
        ValueError,
        "contact_cost_cny of segment 'a' is -1, a number from 0",
    ),
    (
        "roi-missing-margin",
        lambda: segment_roi(
            uplift_by_segment(trial(), "segment"), margin=float("nan"), contact_cost_cny=1
        ),
        ValueError,
        "margin of segment 'a' is nan, a number from 0",
    ),
    (
        "scorecard-text-for-basis",
        lambda: kotler_scorecard(trial(), "segment", basis="score"),
        TypeError,
        r"the text 'score' came, a list of columns was expected: \['score'\]",
    ),
    (
        "ratio-plan-list",
        lambda: sample_ratio_check(trial(), planned=[0.5, 0.5]),
        TypeError,
        r"planned is \[0.5, 0.5\], a mapping was expected",
    ),
    (
        "uplift-segments-list",
        lambda: uplift_by_segment(trial(), ["a"] * 12),
        TypeError,
        "list came, the name of a column was expected",
    ),
]
