"""Bad input to the assignment of customers to segments."""

import numpy as np
import pandas as pd

from segkit.assign import assign_segments


def customers(**columns) -> pd.DataFrame:
    """Return two customers."""
    return pd.DataFrame({"recency_days": [30, 150], "monetary_cny": [900.0, 200.0]} | columns)


def centres(**columns) -> pd.DataFrame:
    """Return two centres."""
    made = {"recency_days": [10, 200], "monetary_cny": [2000.0, 100.0]} | columns
    return pd.DataFrame(made, index=["loyal", "lapsed"])


def assign(frame=None, to=None, **options):
    """Return the segments of the two customers."""
    to = centres() if to is None else to
    return assign_segments(customers() if frame is None else frame, to, **options)


CASES = [
    ("list", lambda: assign([1]), TypeError, "a DataFrame was expected first, list came"),
    ("no-centres", lambda: assign(to=[1]), TypeError, "a DataFrame was expected first, list came"),
    ("no-rows", lambda: assign(to=centres().head(0)), ValueError, "has 0 rows, at least 1 were"),
    ("no-columns", lambda: assign(to=centres()[[]]), ValueError, "the frame has no column"),
    ("column-gone", lambda: assign(customers()[["monetary_cny"]]), ValueError, "'recency_days'"),
    (
        "typo",
        lambda: assign(to=centres().rename(columns={"recency_days": "recency"})),
        ValueError,
        "'recency' .did you mean 'recency_days'",
    ),
    ("text", lambda: assign(customers(recency_days="30")), TypeError, "'recency_days' holds Strin"),
    ("bool", lambda: assign(customers(recency_days=True)), TypeError, "'recency_days' holds Bool"),
    (
        "dates",
        lambda: assign(customers(recency_days=pd.Timestamp("2025-12-01"))),
        TypeError,
        "'recency_days' holds Datetime",
    ),
    (
        "twice",
        lambda: assign(to=centres().set_axis(["a", "a"])),
        ValueError,
        "segment 'a' of centr",
    ),
    ("nameless", lambda: assign(to=centres().set_axis(["a", None])), ValueError, "has no name"),
    (
        "column-twice",
        lambda: assign(to=centres().set_axis(["recency_days"] * 2, axis=1)),
        ValueError,
        "several columns named 'recency_days'",
    ),
    (
        "frame-column-twice",
        lambda: assign(pd.concat([customers(), customers()], axis=1)),
        ValueError,
        "several columns named 'recency_days', 'monetary_cny'",
    ),
    (
        "centre-nan",
        lambda: assign(to=centres(monetary_cny=[1, np.nan])),
        ValueError,
        "'monetary_cny' is empty in 1 of 2 rows",
    ),
    (
        "centre-infinite",
        lambda: assign(to=centres(monetary_cny=[1, np.inf])),
        ValueError,
        "'monetary_cny' is infinite in 1 of 2 rows",
    ),
    (
        "centre-text",
        lambda: assign(to=centres(monetary_cny="a")),
        TypeError,
        "'monetary_cny' holds",
    ),
    ("scale-number", lambda: assign(scales=3), ValueError, "scale of 'recency_days' is None"),
    (
        "scale-gone",
        lambda: assign(scales={"recency_days": 90}),
        ValueError,
        "the scale of 'monetary_cny' is None, a positive number was expected",
    ),
    (
        "scale-zero",
        lambda: assign(scales={"recency_days": 90, "monetary_cny": 0}),
        ValueError,
        "the scale of 'monetary_cny' is 0, a positive number",
    ),
    (
        "scale-nan",
        lambda: assign(scales=pd.Series({"recency_days": np.nan, "monetary_cny": 1})),
        ValueError,
        "the scale of 'recency_days' is .*nan.*, a positive number",
    ),
]
