"""Bad input to the room of RFM."""

import numpy as np
import pandas as pd

from segkit.rfm import (
    QuantileScorer,
    SegmentRule,
    rfm,
    rfm_rules,
    rfm_segments,
    segment_summary,
)


def lines(**columns) -> pd.DataFrame:
    """Return three order lines of two customers."""
    days = pd.to_datetime(["2025-12-01", "2025-12-20", "2025-12-30"])
    made = {"customer_id": ["C1", "C1", "C2"], "order_id": ["A", "B", "C"], "order_time": days}
    return pd.DataFrame(made | {"amount_cny": [10.0, 20.0, 30.0]} | columns)


def table(**columns) -> pd.DataFrame:
    """Return the measures of three customers."""
    made = {"recency_days": [1, 2, 3], "frequency_orders": [3, 2, 1], "monetary_cny": [9.0, 5, 1]}
    return pd.DataFrame(made | columns)


def scores(**columns) -> pd.DataFrame:
    """Return the scores of two customers."""
    made = {"recency_score": [5, 1], "frequency_score": [5, 1], "monetary_score": [5, 1]}
    return pd.DataFrame(made | columns)


def rfm_of(frame, as_of="2025-12-31", **options):
    """Return the RFM table as of the end of the year."""
    return rfm(frame, as_of=as_of, **options)


EVERYONE = SegmentRule("all", "全", "", "", lambda frame: frame["recency_score"] > 0)

CASES = [
    ("list", lambda: rfm_of([1, 2]), TypeError, "a DataFrame was expected first, list came"),
    ("series", lambda: rfm_of(lines()["order_id"]), TypeError, "expected first, Series came"),
    ("typo", lambda: rfm_of(lines(), amount="amount"), ValueError, "'amount' .did you mean 'amou"),
    ("empty", lambda: rfm_of(lines().head(0)), ValueError, "no line has a customer"),
    ("nobody", lambda: rfm_of(lines(customer_id=None)), ValueError, "no line has a customer"),
    ("same-name", lambda: rfm_of(pd.concat([lines(), lines()], axis=1)), ValueError, "several col"),
    (
        "taken-name",
        lambda: rfm_of(lines(recency_days="C1"), customer="recency_days"),
        ValueError,
        "customer is named 'recency_days' as a column of the result",
    ),
    (
        "mixed-customers",
        lambda: rfm_of(lines(customer_id=["C1", 1, "C2"])),
        TypeError,
        "'customer_id' mixes types",
    ),
    ("text-time", lambda: rfm_of(lines(order_time="2025")), TypeError, "'order_time' holds String"),
    (
        "zoned",
        lambda: rfm_of(lines(order_time=pd.Timestamp("2025-12-01", tz="UTC"))),
        TypeError,
        "'order_time' is in the time zone UTC",
    ),
    ("no-time", lambda: rfm_of(lines(order_time=pd.NaT)), ValueError, "'order_time' is empty in 3"),
    (
        "no-order",
        lambda: rfm_of(lines(order_id=["A", None, "B"])),
        ValueError,
        "'order_id' is empt",
    ),
    ("nan", lambda: rfm_of(lines(amount_cny=[1, np.nan, 2])), ValueError, "'amount_cny' is empty"),
    (
        "infinite",
        lambda: rfm_of(lines(amount_cny=[1, np.inf, 2])),
        ValueError,
        "'amount_cny' is infinite in 1 of 3 lines",
    ),
    ("bool", lambda: rfm_of(lines(amount_cny=True)), TypeError, "'amount_cny' holds Boolean, num"),
    ("text", lambda: rfm_of(lines(amount_cny="¥9")), TypeError, "'amount_cny' holds String, num"),
    (
        "late",
        lambda: rfm_of(lines(), "2025-12-20"),
        ValueError,
        "the latest line is of 2025-12-30, later than as_of 2025-12-20",
    ),
    (
        "number",
        lambda: rfm_of(lines(), 20251231),
        ValueError,
        "as_of is 20251231, which is no date",
    ),
    (
        "word",
        lambda: rfm_of(lines(), "year end"),
        ValueError,
        "as_of is 'year end', which is no da",
    ),
    ("k-one", lambda: QuantileScorer(k=1).fit(table()), ValueError, "k is 1, a whole number"),
    (
        "k-bool",
        lambda: QuantileScorer(k=True).fit(table()),
        ValueError,
        "k is True, a whole number",
    ),
    (
        "score-text",
        lambda: QuantileScorer().fit(table(city="成都")),
        TypeError,
        "'city' holds String, numbers were expected",
    ),
    (
        "score-infinite",
        lambda: QuantileScorer().fit(table(monetary_cny=[1, 2, np.inf])),
        ValueError,
        "infinity",
    ),
    (
        "score-nothing",
        lambda: QuantileScorer().fit(table(monetary_cny=np.nan)),
        ValueError,
        "'monetary_cny' hold missing values only",
    ),
    (
        "score-other-columns",
        lambda: QuantileScorer().fit(table()).transform(table().drop(columns="monetary_cny")),
        ValueError,
        "missing:\n- monetary_cny",
    ),
    (
        "score-unknown-direction",
        lambda: QuantileScorer(lower_is_better=["recency"]).fit(table()),
        ValueError,
        "lower_is_better names 'recency', but the columns are recency_days",
    ),
    ("rules-k", lambda: rfm_rules(1), ValueError, "k is 1, a whole number from 2 on was expected"),
    ("no-score", lambda: rfm_segments(table()), ValueError, "none of which ends in '_score'"),
    ("no-rule", lambda: rfm_segments(scores(), []), ValueError, "no rule was given"),
    ("two-rules", lambda: rfm_segments(scores(), [EVERYONE] * 2), ValueError, "rules: all, all"),
    (
        "rule-wants-more",
        lambda: rfm_segments(scores()[["monetary_score"]], [EVERYONE]),
        ValueError,
        "the rule 'all' asks for the column 'recency_score'",
    ),
    (
        "summary-gap",
        lambda: segment_summary(table(), pd.Series(["a", None, "b"])),
        ValueError,
        "segment is missing in 1 of 3 rows",
    ),
    (
        "summary-index",
        lambda: segment_summary(table(), pd.Series(["a", "b", "c"], index=[7, 8, 9])),
        ValueError,
        "segment has 3 rows and the frame 3, or their index differs",
    ),
    (
        "name-series",
        lambda: rfm_of(lines(), customer=lines()["customer_id"]),
        TypeError,
        "Series c",
    ),
    ("name-list", lambda: rfm_of(lines(), order=["order_id"]), TypeError, "list came, the name of"),
    (
        "scorer-direction-text",
        lambda: QuantileScorer(lower_is_better="recency_days").fit(table()),
        TypeError,
        "the text 'recency_days' came, a list of columns",
    ),
    (
        "summary-list",
        lambda: segment_summary(table(), ["a", "b", "b"]),
        TypeError,
        "list came, the name of a column was expected; add the values to the frame first",
    ),
]
