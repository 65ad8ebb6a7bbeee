"""Bad input to the room of targets."""

import numpy as np
import pandas as pd

from segkit.target import allocate_budget, evaluate_segments, perceptual_map


def ratings(**columns) -> pd.DataFrame:
    """Return the ratings of two segments by three criteria, with others if wanted."""
    known = {"size": [8, 4], "growth": [6, 9], "fit": [5, 7], **columns}
    return pd.DataFrame(known, index=["a", "b"])


def evaluate(frame: pd.DataFrame, **options) -> pd.DataFrame:
    """Return the evaluation with usual weights, or others."""
    usual = {"attractiveness": {"size": 3, "growth": 1}, "competitiveness": {"fit": 1}}
    return evaluate_segments(frame, **(usual | options))


def responses(**columns) -> pd.DataFrame:
    """Return how two segments respond, with other columns if wanted."""
    known = {"ceiling_cny": [100.0, 50.0], "half_cny": [10.0, 20.0], **columns}
    return pd.DataFrame(known, index=["a", "b"])


def brands(**columns) -> pd.DataFrame:
    """Return three brands by three attributes, with other columns if wanted."""
    known = {"cheap": [5, 2, 1], "tasty": [1, 4, 2], "quick": [2, 2, 6], **columns}
    return pd.DataFrame(known, index=["A", "B", "C"])


def twice(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its first row once more."""
    return pd.concat([frame, frame.head(1)])


CASES = [
    ("evaluate-list", lambda: evaluate([[1]]), TypeError, "DataFrame was expected first"),
    (
        "evaluate-unknown",
        lambda: evaluate(ratings(), competitiveness={"fitt": 1}),
        ValueError,
        r"'fitt' \(did you mean 'fit'\?\)",
    ),
    (
        "evaluate-unknown-knock-out",
        lambda: evaluate(ratings(), knock_out={"reach": 3}),
        ValueError,
        "lacks the columns 'reach'",
    ),
    (
        "evaluate-negative-weight",
        lambda: evaluate(ratings(), attractiveness={"size": 3, "growth": -1}),
        ValueError,
        "attractiveness weighs {'size': 3, 'growth': -1}; a positive number",
    ),
    (
        "evaluate-zero-weight",
        lambda: evaluate(ratings(), competitiveness={"fit": 0}),
        ValueError,
        "competitiveness weighs {'fit': 0}",
    ),
    (
        "evaluate-nan-weight",
        lambda: evaluate(ratings(), competitiveness={"fit": np.nan}),
        ValueError,
        "competitiveness weighs {'fit': nan}",
    ),
    (
        "evaluate-no-weights",
        lambda: evaluate(ratings(), competitiveness={}, knock_out={"fit": 1}),
        ValueError,
        "competitiveness weighs {}; a positive number per criterion",
    ),
    (
        "evaluate-text",
        lambda: evaluate(ratings(fit=["high", "low"])),
        TypeError,
        "'fit' holds str, numbers were expected",
    ),
    (
        "evaluate-yes-no",
        lambda: evaluate(ratings(fit=[True, False])),
        TypeError,
        "'fit' holds bool",
    ),
    ("evaluate-gap", lambda: evaluate(ratings(fit=[5, None])), ValueError, "'fit' is empty in 1"),
    (
        "evaluate-off-scale",
        lambda: evaluate(ratings(fit=[5, 70])),
        ValueError,
        "fit of 'b' is 70, but the scale is 0 to 10",
    ),
    (
        "evaluate-scale",
        lambda: evaluate(ratings(), scale=(10, 0)),
        ValueError,
        "but the scale is 10 to 0",
    ),
    (
        "evaluate-knock-out-off-scale",
        lambda: evaluate(ratings(), knock_out={"size": 40}),
        ValueError,
        r"knock_out\['size'\] is 40, a number from 0 to 10",
    ),
    (
        "evaluate-knock-out-nan",
        lambda: evaluate(ratings(), knock_out={"size": np.nan}),
        ValueError,
        r"knock_out\['size'\] is nan",
    ),
    ("evaluate-twice", lambda: evaluate(twice(ratings())), ValueError, "'a' comes twice"),
    ("evaluate-empty", lambda: evaluate(ratings().iloc[:0]), ValueError, "0 rows"),
    (
        "budget-no-column",
        lambda: allocate_budget(responses().drop(columns="half_cny"), budget_cny=10),
        ValueError,
        "lacks the columns 'half_cny'",
    ),
    (
        "budget-negative",
        lambda: allocate_budget(responses(), budget_cny=-1),
        ValueError,
        "budget_cny is -1",
    ),
    (
        "budget-text",
        lambda: allocate_budget(responses(), budget_cny="10"),
        ValueError,
        "budget_cny is '10'",
    ),
    (
        "budget-nan",
        lambda: allocate_budget(responses(), budget_cny=np.nan),
        ValueError,
        "budget_cny is nan",
    ),
    (
        "budget-endless",
        lambda: allocate_budget(responses(), budget_cny=np.inf),
        ValueError,
        "budget_cny is inf",
    ),
    (
        "budget-ceiling",
        lambda: allocate_budget(responses(ceiling_cny=[1.0, -5]), budget_cny=10),
        ValueError,
        "ceiling_cny of 'b' is -5, a positive number",
    ),
    (
        "budget-half",
        lambda: allocate_budget(responses(half_cny=[0.0, 5]), budget_cny=10),
        ValueError,
        "half_cny of 'a' is 0, a positive number",
    ),
    (
        "budget-gap",
        lambda: allocate_budget(responses(half_cny=[None, 5]), budget_cny=10),
        ValueError,
        "'half_cny' is empty in 1 of 2",
    ),
    (
        "budget-twice",
        lambda: allocate_budget(twice(responses()), budget_cny=10),
        ValueError,
        "'a' comes twice",
    ),
    ("map-list", lambda: perceptual_map([[1]]), TypeError, "DataFrame was expected first"),
    (
        "map-method",
        lambda: perceptual_map(brands(), method="mds"),
        ValueError,
        "method is 'mds', one of 'pca', 'correspondence'",
    ),
    (
        "map-two-brands",
        lambda: perceptual_map(brands().head(2)),
        ValueError,
        "the brands differ in 1 dimensions, a map needs 2",
    ),
    (
        "map-one-attribute",
        lambda: perceptual_map(brands()[["quick"]]),
        ValueError,
        "the brands differ in 1 dimensions",
    ),
    (
        "map-negative",
        lambda: perceptual_map(brands(quick=[1, -2, 3]), method="correspondence"),
        ValueError,
        "quick of 'B' is -2, counts from 0 on were expected",
    ),
    (
        "map-empty-column",
        lambda: perceptual_map(brands(quick=[0, 0, 0]), method="correspondence"),
        ValueError,
        "sum of counts of 'quick' is 0, a positive one was expected",
    ),
    (
        "map-one-dimension",
        lambda: perceptual_map(brands(tasty=[5, 2, 1], quick=[5, 2, 1])),
        ValueError,
        "the brands differ in 1 dimensions, a map needs 2",
    ),
    (
        "map-equal",
        lambda: perceptual_map(brands(cheap=3, tasty=3, quick=3)),
        ValueError,
        "the brands differ in 0 dimensions",
    ),
    (
        "map-text",
        lambda: perceptual_map(brands(tasty=["a", "b", "c"])),
        TypeError,
        "'tasty' holds str",
    ),
    ("map-gap", lambda: perceptual_map(brands(tasty=[1, None, 2])), ValueError, "'tasty' is empty"),
    ("map-twice", lambda: perceptual_map(twice(brands())), ValueError, "'A' comes twice"),
    (
        "map-ideals",
        lambda: perceptual_map(brands(), ideals=brands().rename(columns={"quick": "fast"})),
        ValueError,
        "lacks the columns 'quick'",
    ),
    (
        "map-ideal-of-nothing",
        lambda: perceptual_map(brands(), method="correspondence", ideals=brands() * 0),
        ValueError,
        "sum of counts of 'A' is 0, a positive one was expected",
    ),
    (
        "evaluate-list-of-criteria",
        lambda: evaluate(ratings(), attractiveness=["size"]),
        TypeError,
        r"attractiveness is \['size'\], a mapping was expected; give each name its value",
    ),
    (
        "evaluate-list-of-knock-outs",
        lambda: evaluate(ratings(), knock_out=["size"]),
        TypeError,
        r"knock_out is \['size'\], a mapping was expected",
    ),
    (
        "evaluate-weight-text",
        lambda: evaluate(ratings(), competitiveness={"fit": "much"}),
        ValueError,
        r"competitiveness weighs \{'fit': 'much'\}; a positive number",
    ),
]
