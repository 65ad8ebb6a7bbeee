"""Bad input to the room of monitoring."""

import numpy as np
import pandas as pd

from segkit.monitor import migration_matrix, psi


def month(**columns) -> pd.DataFrame:
    """Return the customers of a month."""
    made = {"spend_cny": [1.0, 2.0, 3.0, 4.0], "channel": ["app", "app", "store", "store"]}
    return pd.DataFrame(made | columns)


def segments(**labels) -> pd.Series:
    """Return the segment of each customer."""
    return pd.Series({"C1": "active", "C2": "lapsed"} | labels)


CASES = [
    ("psi-no-frame", lambda: psi([1], month()), TypeError, "a DataFrame was expected first"),
    (
        "psi-series-now",
        lambda: psi(month(), month()["spend_cny"]),
        TypeError,
        "a DataFrame was expected first, Series came",
    ),
    ("psi-empty-reference", lambda: psi(month().head(0), month()), ValueError, "has 0 rows"),
    ("psi-empty-now", lambda: psi(month(), month().head(0)), ValueError, "has 0 rows"),
    (
        "psi-typo",
        lambda: psi(month(), month(), columns=["spend"]),
        ValueError,
        "lacks the columns 'spend' .did you mean 'spend_cny'",
    ),
    (
        "psi-column-gone",
        lambda: psi(month(), month().drop(columns="channel"), columns=["channel"]),
        ValueError,
        "lacks the columns 'channel'",
    ),
    (
        "psi-nothing-shared",
        lambda: psi(month(), pd.DataFrame({"other": [1]})),
        ValueError,
        "lacks the columns 'spend_cny', 'channel'; it has other",
    ),
    (
        "psi-infinite",
        lambda: psi(month(spend_cny=[1, 2, 3, np.inf]), month()),
        ValueError,
        "'spend_cny' is infinite in 1 of 4 rows",
    ),
    (
        "psi-infinite-now",
        lambda: psi(month(), month(spend_cny=[1, 2, 3, -np.inf])),
        ValueError,
        "'spend_cny' is infinite in 1 of 4 rows",
    ),
    (
        "psi-dates",
        lambda: psi(month(on=pd.Timestamp("2025-01-01")), month(on=pd.Timestamp("2025-02-01"))),
        TypeError,
        "'on' holds dates, numbers or texts were expected",
    ),
    (
        "psi-dates-with-zone",
        lambda: psi(
            month(on=pd.Timestamp("2025-01-01", tz="Asia/Shanghai")), month(on="2025-02-01")
        ),
        TypeError,
        "'on' holds dates",
    ),
    (
        "psi-numbers-became-texts",
        lambda: psi(month(), month(spend_cny=["1", "2", "3", "4"])),
        TypeError,
        "'spend_cny' holds float64 in the reference and str now",
    ),
    (
        "psi-column-twice",
        lambda: psi(pd.concat([month(), month()], axis=1), month()),
        ValueError,
        "several columns named 'spend_cny', 'channel'",
    ),
    (
        "psi-no-column",
        lambda: psi(month()[[]], month()),
        ValueError,
        "the frame has no column",
    ),
    (
        "psi-texts-among-numbers",
        lambda: psi(month(spend_cny=[1, "2", 3, 4]), month()),
        TypeError,
        "'spend_cny' holds object in the reference and float64 now",
    ),
    (
        "psi-identifiers",
        lambda: psi(
            pd.DataFrame({"customer_id": [f"C{n}" for n in range(101)]}),
            pd.DataFrame({"customer_id": ["C1"]}),
        ),
        ValueError,
        "'customer_id' has 101 different texts, at most 100 were expected",
    ),
    (
        "psi-period-gap",
        lambda: psi(month(), month(month=["2025-01", None, "2025-02", "2025-02"]), by="month"),
        ValueError,
        "by is missing in 1 of 4 rows",
    ),
    (
        "migration-lists",
        lambda: migration_matrix(["active"], ["lapsed"]),
        TypeError,
        "before is list, a Series of segments with the customer as index was expected",
    ),
    (
        "migration-twice",
        lambda: migration_matrix(segments(), pd.concat([segments(), segments()])),
        ValueError,
        "after has 4 customers, 2 of them twice, 0 without segment",
    ),
    (
        "migration-gap",
        lambda: migration_matrix(segments(C3=None), segments()),
        ValueError,
        "before has 3 customers, 0 of them twice, 1 without segment",
    ),
    (
        "migration-empty",
        lambda: migration_matrix(segments().head(0), segments()),
        ValueError,
        "before has 0 customers",
    ),
    (
        "migration-other-customers",
        lambda: migration_matrix(segments(), segments().reset_index(drop=True)),
        ValueError,
        r"no customer of before \('C1', ...\) is in after \(0, ...\); the index of both must be",
    ),
    (
        "migration-reserved-name",
        lambda: migration_matrix(segments(C3="(left)"), segments()),
        ValueError,
        r"none of them called '\(entered\)' or '\(left\)'",
    ),
]
