"""Bad input to the room of surveys."""

import numpy as np
import pandas as pd

from segkit.survey import careless_flags, cronbach_alpha, factor_loadings, reverse_items

ITEMS = ["q1", "q2", "q3", "q4"]


def answers(**columns) -> pd.DataFrame:
    """Return six people's answers to four items of 1 to 5, with other columns put in."""
    table = {
        "q1": [1, 2, 3, 4, 5, 3],
        "q2": [1, 3, 3, 5, 4, 2],
        "q3": [2, 2, 4, 4, 5, 1],
        "q4": [5, 4, 2, 1, 1, 4],
    }
    return pd.DataFrame({**table, **columns})


def flags(frame: pd.DataFrame, **options):
    """Flag careless answers on the scale from 1 to 5."""
    return careless_flags(frame, ITEMS, **{"low": 1, "high": 5, **options})


CASES = [
    (
        "reverse-list",
        lambda: reverse_items([1, 2], ["q1"], low=1, high=5),
        TypeError,
        "a DataFrame was expected first, list came",
    ),
    (
        "reverse-typo",
        lambda: reverse_items(answers(), ["Q1"], low=1, high=5),
        ValueError,
        r"lacks the columns 'Q1' \(did you mean 'q1'",
    ),
    (
        "reverse-text-for-list",
        lambda: reverse_items(answers(), "q1", low=1, high=5),
        TypeError,
        r"the text 'q1' came, a list of columns was expected: \['q1'\]",
    ),
    (
        "reverse-outside",
        lambda: reverse_items(answers(q1=[1, 2, 3, 99, 5, 3]), ["q1"], low=1, high=5),
        ValueError,
        "'q1' has 99, and 1 answers lie outside the scale from 1 to 5",
    ),
    (
        "reverse-words",
        lambda: reverse_items(answers(q1="同意"), ["q1"], low=1, high=5),
        TypeError,
        "'q1' holds str, numbers were expected",
    ),
    (
        "reverse-yes-no",
        lambda: reverse_items(answers(q1=True), ["q1"], low=0, high=1),
        TypeError,
        "'q1' holds bool, numbers were expected",
    ),
    (
        "reverse-swapped-ends",
        lambda: reverse_items(answers(), ["q1"], low=5, high=1),
        ValueError,
        "high is 1, a number from 6 to 1000 was expected",
    ),
    (
        "reverse-no-end",
        lambda: reverse_items(answers(), ["q1"], low=None, high=5),
        ValueError,
        "low is None, a number",
    ),
    (
        "reverse-nothing",
        lambda: reverse_items(answers(), [], low=1, high=5),
        ValueError,
        "items names 0 items",
    ),
    ("flags-empty", lambda: flags(answers().iloc[:0]), ValueError, "the frame has 0 rows"),
    (
        "flags-infinite",
        lambda: flags(answers(q2=[np.inf, 1, 1, 1, 1, 1])),
        ValueError,
        "'q2' has inf, and 1 answers lie outside the scale from 1 to 5",
    ),
    (
        "flags-no-pair",
        lambda: flags(answers(), pairs=["q1", "q2"]),
        ValueError,
        "pairs has 'q1', two of the items were expected",
    ),
    (
        "flags-strange-pair",
        lambda: flags(answers(), pairs=[("q1", "q9")]),
        ValueError,
        r"pairs has \('q1', 'q9'\), two of the items",
    ),
    (
        "alpha-one-item",
        lambda: cronbach_alpha(answers(), ["q1"]),
        ValueError,
        "items names 1 items, 1 of them different; at least 2",
    ),
    (
        "alpha-item-twice",
        lambda: cronbach_alpha(answers(), ["q1", "q1"]),
        ValueError,
        "items names 2 items, 1 of them different",
    ),
    (
        "alpha-one-person",
        lambda: cronbach_alpha(answers().iloc[:1], ITEMS),
        ValueError,
        "1 of 1 people answered all 4 items, at least 2",
    ),
    (
        "alpha-all-missing",
        lambda: cronbach_alpha(answers(q3=np.nan), ITEMS),
        ValueError,
        "0 of 6 people answered all 4 items.*an item that nobody answered",
    ),
    (
        "alpha-constant",
        lambda: cronbach_alpha(answers(q1=3, q2=4), ["q1", "q2"]),
        ValueError,
        "the sum of the items 'q1', 'q2' is the same for all 6 people",
    ),
    (
        "alpha-infinite",
        lambda: cronbach_alpha(answers(q1=[np.inf, 1, 2, 3, 4, 5]), ITEMS),
        ValueError,
        "the column 'q1' is infinite in 1 of 6 rows",
    ),
    (
        "factors-few-people",
        lambda: factor_loadings(answers().iloc[:4], ITEMS),
        ValueError,
        "4 of 4 people answered all 4 items, at least 5",
    ),
    (
        "factors-constant",
        lambda: factor_loadings(answers(q2=3), ITEMS),
        ValueError,
        "the items 'q2' have the same answer from all 6 people",
    ),
    (
        "factors-too-many",
        lambda: factor_loadings(answers(), ITEMS, k=2),
        ValueError,
        "k is 2, a whole number from 1 to 1 was expected",
    ),
    (
        "factors-two-items",
        lambda: factor_loadings(answers(), ["q1", "q2"]),
        ValueError,
        "items names 2 items, 2 of them different; at least 3",
    ),
]
