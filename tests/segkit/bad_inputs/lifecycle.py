"""Bad input to the room of the life cycle."""

import numpy as np
import pandas as pd

from segkit.lifecycle import life_cycle_stage, repeat_purchase


def lines(**columns) -> pd.DataFrame:
    """Return three lines of two customers, one of whom came back."""
    days = pd.to_datetime(["2025-12-01", "2025-12-20", "2025-12-30"])
    made = {"customer_id": ["C1", "C1", "C2"], "order_time": days, "amount_cny": [10.0, 20.0, 30.0]}
    return pd.DataFrame(made | columns)


def stage(frame=None, as_of="2025-12-31", **options):
    """Return the stages as of the end of the year."""
    return life_cycle_stage(lines() if frame is None else frame, as_of=as_of, **options)


def repeats(frame, as_of="2025-12-31", **options):
    """Return the summary as of the end of the year."""
    return repeat_purchase(frame, as_of=as_of, **options)


CASES = [
    ("list", lambda: stage([1]), TypeError, "a DataFrame was expected first, list came"),
    ("typo", lambda: stage(time="order_tme"), ValueError, "did you mean 'order_time'"),
    ("empty", lambda: stage(lines().head(0)), ValueError, "no line has a customer"),
    ("text-time", lambda: stage(lines(order_time="soon")), TypeError, "'order_time' holds String"),
    ("no-time", lambda: stage(lines(order_time=pd.NaT)), ValueError, "'order_time' is empty in 3"),
    ("late", lambda: stage(as_of="2025-12-25"), ValueError, "of 2025-12-30, later than as_of"),
    ("no-date", lambda: stage(as_of=None), ValueError, "as_of is None, which is no date"),
    ("one-row", lambda: stage(lines().tail(1)), ValueError, "no customer has bought on two days"),
    ("half", lambda: stage(lapsing_days=30), ValueError, "lapsing_days is 30 and lost_days None"),
    (
        "turned-round",
        lambda: stage(lapsing_days=90, lost_days=30),
        ValueError,
        "lapsing_days is 90 and lost_days 30, days with 0 < lapsing_days < lost_days",
    ),
    (
        "negative",
        lambda: stage(lapsing_days=-1, lost_days=30),
        ValueError,
        "lapsing_days is -1 and lost_days 30",
    ),
    (
        "text-threshold",
        lambda: stage(lapsing_days="30", lost_days=90),
        ValueError,
        "lapsing_days is '30'",
    ),
    (
        "bool-threshold",
        lambda: stage(lapsing_days=True, lost_days=90),
        ValueError,
        "lapsing_days is True",
    ),
    (
        "endless",
        lambda: stage(lapsing_days=30, lost_days=np.inf),
        ValueError,
        "lapsing_days is 30 and lost_days inf",
    ),
    ("repeat-empty", lambda: repeats(lines().head(0)), ValueError, "no line has a customer"),
    (
        "repeat-nan",
        lambda: repeats(lines(amount_cny=[1, np.nan, 2])),
        ValueError,
        "'amount_cny' is empty in 1 of 3",
    ),
    (
        "repeat-infinite",
        lambda: repeats(lines(amount_cny=[1, -np.inf, 2])),
        ValueError,
        "'amount_cny' is infinite in 1 of 3",
    ),
    ("repeat-text", lambda: repeats(lines(amount_cny="9")), TypeError, "'amount_cny' holds String"),
    (
        "repeat-zoned",
        lambda: repeats(lines(order_time=pd.Timestamp("2025-12-01", tz="Asia/Shanghai"))),
        TypeError,
        "'order_time' is in the time zone Asia/Shanghai",
    ),
    (
        "repeat-taken-name",
        lambda: repeats(lines(T="C1"), customer="T"),
        ValueError,
        "customer is named 'T' as a column of the result",
    ),
]
