"""Bad input to the room of profiles."""

import numpy as np
import pandas as pd

from segkit.profile import personas, profile, segment_rules


def customers(**columns) -> pd.DataFrame:
    """Return six customers in two segments, with other columns if wanted."""
    return pd.DataFrame(
        {
            "segment": list("ababab"),
            "age": [20.0, 30.0, 40.0, 50.0, 60.0, 70.0],
            "city": ["P", "Q"] * 3,
            **columns,
        }
    )


def table(**columns) -> pd.DataFrame:
    """Return a profile, with other columns if wanted."""
    return profile(customers(), by="segment", columns=["age", "city"]).assign(**columns)


def wide() -> pd.DataFrame:
    """Return 120 customers, each with a name of its own."""
    names = [f"C{each:03d}" for each in range(120)]
    return pd.DataFrame({"segment": ["a", "b"] * 60, "name": names, "x": range(120)})


CASES = [
    (
        "profile-list",
        lambda: profile([[1]], by="segment", columns=["age"]),
        TypeError,
        "DataFrame was expected first, list came",
    ),
    (
        "profile-no-column",
        lambda: profile(customers(), by="segment", columns=["agee"]),
        ValueError,
        r"'agee' \(did you mean 'age'\?\)",
    ),
    (
        "profile-no-segment",
        lambda: profile(customers(), by="segmnt", columns=["age"]),
        ValueError,
        r"'segmnt' \(did you mean 'segment'\?\)",
    ),
    (
        "profile-nothing",
        lambda: profile(customers(), by="segment", columns=[]),
        ValueError,
        "at least one column was expected",
    ),
    (
        "profile-itself",
        lambda: profile(customers(), by="segment", columns=["age", "segment"]),
        ValueError,
        "not the segment itself",
    ),
    (
        "profile-dates",
        lambda: profile(
            customers(day=pd.date_range("2025-01-01", periods=6, tz="Asia/Shanghai")),
            by="segment",
            columns=["day"],
        ),
        TypeError,
        "'day' holds Datetime.*days before as_of",
    ),
    (
        "profile-mixed",
        lambda: profile(customers(x=[1, "a", None, 2, 3, 4]), by="segment", columns=["x"]),
        TypeError,
        "'x' holds Object",
    ),
    (
        "profile-infinite",
        lambda: profile(customers(x=[1, np.inf, 3, 4, 5, 6]), by="segment", columns=["x"]),
        ValueError,
        "'x' has infinite values",
    ),
    (
        "profile-both-infinite",
        lambda: profile(customers(x=[1, np.inf, 3, -np.inf, 5, 6]), by="segment", columns=["x"]),
        ValueError,
        "'x' has infinite values",
    ),
    (
        "profile-empty-number",
        lambda: profile(customers(x=np.nan), by="segment", columns=["x"]),
        ValueError,
        "'x' has no values",
    ),
    (
        "profile-empty-text",
        lambda: profile(
            customers(x=pd.Series([None] * 6, dtype="str")), by="segment", columns=["x"]
        ),
        ValueError,
        "'x' has no values",
    ),
    (
        "profile-no-rows",
        lambda: profile(customers().iloc[:0], by="segment", columns=["age"]),
        ValueError,
        "0 rows, at least 1",
    ),
    (
        "profile-gap-in-segment",
        lambda: profile(
            customers(segment=list("abab") + [None] * 2), by="segment", columns=["age"]
        ),
        ValueError,
        "'segment' has gaps",
    ),
    (
        "profile-identifier",
        lambda: profile(wide(), by="segment", columns=["name"]),
        ValueError,
        "'name' has more than 100 different values",
    ),
    (
        "profile-by-identifier",
        lambda: profile(wide(), by="name", columns=["x"]),
        ValueError,
        "'name' has more than 100 different values",
    ),
    (
        "profile-relative",
        lambda: profile(customers(), by="segment", columns=["age"], relative=-0.1),
        ValueError,
        "relative is -0.1",
    ),
    (
        "profile-absolute",
        lambda: profile(customers(), by="segment", columns=["age"], absolute=True),
        ValueError,
        "absolute is True",
    ),
    (
        "personas-customers",
        lambda: personas(customers()),
        ValueError,
        "lacks the columns .*'variable'",
    ),
    ("personas-lines", lambda: personas(table(), lines=0), ValueError, "lines is 0"),
    ("personas-lang", lambda: personas(table(), lang="fr"), ValueError, "lang is 'fr'"),
    (
        "rules-gap",
        lambda: segment_rules(
            customers(x=[1, None, 3, 4, 5, 6]), "segment", columns=["x"], min_customers=1
        ),
        ValueError,
        "'x' is empty in 1 of 6 rows",
    ),
    (
        "rules-text-gap",
        lambda: segment_rules(customers(city=["P", None] * 3), "segment", columns=["city"]),
        ValueError,
        "'city' is empty in 3 of 6 rows",
    ),
    (
        "rules-infinite",
        lambda: segment_rules(customers(x=[1, np.inf, 3, 4, 5, 6]), "segment", columns=["x"]),
        ValueError,
        "'x' is infinite in 1 of 6 rows",
    ),
    (
        "rules-dates",
        lambda: segment_rules(
            customers(day=pd.Timestamp("2025-01-01")), "segment", columns=["day"]
        ),
        TypeError,
        "'day' holds Datetime",
    ),
    (
        "rules-identifier",
        lambda: segment_rules(wide(), "segment", columns=["name"]),
        ValueError,
        "'name' has more than 100",
    ),
    (
        "rules-other-index",
        lambda: segment_rules(customers(), pd.Series(list("ab") * 2), columns=["age"]),
        ValueError,
        "by has 4 rows and the frame 6",
    ),
    (
        "rules-no-rows",
        lambda: segment_rules(customers().iloc[:0], "segment", columns=["age"]),
        ValueError,
        "0 sample",
    ),
    (
        "rules-itself",
        lambda: segment_rules(customers(), "segment", columns=["segment"]),
        ValueError,
        "not the segment itself",
    ),
    (
        "rules-least",
        lambda: segment_rules(customers(), "segment", columns=["age"], min_customers=True),
        ValueError,
        "min_customers is True",
    ),
    (
        "rules-lang",
        lambda: segment_rules(customers(), "segment", columns=["age"], lang="cn"),
        ValueError,
        "lang is 'cn'",
    ),
    (
        "profile-segments-apart",
        lambda: profile(customers(), by=pd.Series(list("ababab")), columns=["age"]),
        TypeError,
        "Series came, the name of a column was expected; add the values to the frame first",
    ),
    (
        "profile-text-for-columns",
        lambda: profile(customers(), by="segment", columns="age"),
        TypeError,
        r"the text 'age' came, a list of columns was expected: \['age'\]",
    ),
    (
        "rules-depth",
        lambda: segment_rules(customers(), "segment", columns=["age"], max_depth=0),
        ValueError,
        "max_depth is 0, a whole number from 1",
    ),
    (
        "personas-names",
        lambda: personas(table(), names=["age"]),
        TypeError,
        r"names is \['age'\], a mapping was expected",
    ),
]
