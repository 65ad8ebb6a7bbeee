"""Bad input to the room of baskets."""

import numpy as np
import pandas as pd

from segkit.basket import association_rules


def lines(**columns) -> pd.DataFrame:
    """Return the lines of three baskets, with other columns if wanted."""
    return pd.DataFrame(
        {
            "order_id": [1, 1, 2, 2, 3],
            "product_id": ["a", "b", "a", "b", "c"],
            "segment": ["x", "x", "y", "y", "y"],
            **columns,
        }
    )


CASES = [
    ("list", lambda: association_rules([["a", "b"]]), TypeError, "DataFrame was expected first"),
    (
        "no-item",
        lambda: association_rules(lines(), item="product"),
        ValueError,
        r"'product' \(did you mean 'product_id'\?\)",
    ),
    (
        "no-basket",
        lambda: association_rules(lines(), basket="orderid"),
        ValueError,
        r"'orderid' \(did you mean 'order_id'\?\)",
    ),
    (
        "no-segment",
        lambda: association_rules(lines(), by="segmnt"),
        ValueError,
        r"'segmnt' \(did you mean 'segment'\?\)",
    ),
    ("empty", lambda: association_rules(lines().iloc[:0]), ValueError, "0 rows, at least 1"),
    (
        "item-gap",
        lambda: association_rules(lines(product_id=["a", None, "a", "b", "c"])),
        ValueError,
        "'product_id' is empty in 1 of 5 rows",
    ),
    (
        "basket-gap",
        lambda: association_rules(lines(order_id=[1, 1, np.nan, 2, 3])),
        ValueError,
        "'order_id' is empty in 1 of 5 rows",
    ),
    (
        "segment-gap",
        lambda: association_rules(lines(segment=["x", "x", "y", "y", None]), by="segment"),
        ValueError,
        "by is missing in 1 of 5 rows",
    ),
    (
        "two-segments",
        lambda: association_rules(lines(segment=["x", "y", "y", "y", "y"]), by="segment"),
        ValueError,
        "1 baskets have lines in several segments, such as order_id 1",
    ),
    (
        "segment-called-all",
        lambda: association_rules(lines(segment="(all)"), by="segment"),
        ValueError,
        r"a segment is called '\(all\)'",
    ),
    (
        "other-index",
        lambda: association_rules(lines(), by=pd.Series(["x"] * 4)),
        ValueError,
        "by has 4 rows and the frame 5",
    ),
    (
        "support-percent",
        lambda: association_rules(lines(), min_support=5),
        ValueError,
        "min_support is 5, a number from 0 to 1",
    ),
    (
        "support-negative",
        lambda: association_rules(lines(), min_support=-0.01),
        ValueError,
        "min_support is -0.01",
    ),
    (
        "support-nan",
        lambda: association_rules(lines(), min_support=np.nan),
        ValueError,
        "min_support is nan",
    ),
    (
        "support-bool",
        lambda: association_rules(lines(), min_support=True),
        ValueError,
        "min_support is True",
    ),
]
