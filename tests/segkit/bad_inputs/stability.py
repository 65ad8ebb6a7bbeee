"""Bad input to the room of stability."""

import numpy as np
import pandas as pd

from segkit.stability import bootstrap_stability, solution_stability


def spend(**columns) -> pd.DataFrame:
    """Return six customers with two measures, with other columns put in."""
    table = {"monetary_cny": [1.0, 2, 3, 40, 50, 60], "frequency_orders": [1, 1, 2, 5, 6, 7]}
    return pd.DataFrame({**table, **columns})


def labels(**columns) -> pd.DataFrame:
    """Return solutions with two and with three segments for six customers."""
    table = {2: list("aaabbb"), 3: list("aabbcc")}
    return pd.DataFrame({**table, **columns})


def renamed(*names) -> pd.DataFrame:
    """Return the solutions under other names."""
    return labels().set_axis(list(names), axis=1)


CASES = [
    (
        "bootstrap-list",
        lambda: bootstrap_stability([1, 2, 3]),
        TypeError,
        "a DataFrame was expected first, list came",
    ),
    (
        "bootstrap-text",
        lambda: bootstrap_stability(spend(city="上海"), k=2),
        TypeError,
        "the column 'city' holds str, numbers were expected",
    ),
    (
        "bootstrap-gap",
        lambda: bootstrap_stability(spend(monetary_cny=[1, 2, 3, 4, 5, None]), k=2),
        ValueError,
        "the column 'monetary_cny' is empty in 1 of 6 rows",
    ),
    (
        "bootstrap-infinite",
        lambda: bootstrap_stability(spend(monetary_cny=[1, 2, 3, 4, 5, -np.inf]), k=2),
        ValueError,
        "the column 'monetary_cny' is infinite in 1 of 6 rows",
    ),
    (
        "bootstrap-one-row",
        lambda: bootstrap_stability(spend().iloc[:1], k=2),
        ValueError,
        "k is 2, but the table has 1 distinct rows and each cluster needs two",
    ),
    (
        "bootstrap-too-many",
        lambda: bootstrap_stability(spend()),
        ValueError,
        "k is 8, but the table has 6 distinct rows.*3 is the largest k",
    ),
    (
        "bootstrap-one-cluster",
        lambda: bootstrap_stability(spend(), k=[1, 2]),
        ValueError,
        "k is 1, a whole number from 2 on was expected",
    ),
    (
        "bootstrap-n-boot",
        lambda: bootstrap_stability(spend(), k=2, n_boot=0),
        ValueError,
        "n_boot is 0, a whole number from 1 on was expected",
    ),
    (
        "bootstrap-seed",
        lambda: bootstrap_stability(spend(), k=2, seed=-3),
        ValueError,
        "seed is -3, a whole number from 0 on was expected",
    ),
    (
        "bootstrap-labels-series",
        lambda: bootstrap_stability(spend(), k=2, labels=labels()[2]),
        TypeError,
        "a DataFrame was expected first, Series came",
    ),
    (
        "bootstrap-labels-lack-k",
        lambda: bootstrap_stability(spend(), k=[2, 3], labels=labels()[[2]]),
        ValueError,
        "labels has no column 3, but 2; add the solution with 3 segments or leave 3 out of k",
    ),
    (
        "bootstrap-labels-of-other-customers",
        lambda: bootstrap_stability(spend(), k=2, labels=labels().iloc[::-1]),
        ValueError,
        r"labels\[2\] has 6 rows and the frame 6, or their index differs",
    ),
    (
        "bootstrap-labels-gap",
        lambda: bootstrap_stability(spend(), k=2, labels=pd.DataFrame({2: ["a", "b", None] * 2})),
        ValueError,
        r"labels\[2\] is missing in 2 of 6 rows",
    ),
    (
        "bootstrap-labels-misnamed",
        lambda: bootstrap_stability(spend(), k=3, labels=renamed(3, 2)),
        ValueError,
        "the column 3 of labels holds 2 segments; name each column by the number of segments",
    ),
    (
        "solutions-list",
        lambda: solution_stability([[0, 1], [1, 2]]),
        TypeError,
        "a DataFrame was expected first, list came",
    ),
    (
        "solutions-empty",
        lambda: solution_stability(labels().iloc[:0]),
        ValueError,
        "the frame has 0 rows, at least 1 were expected",
    ),
    (
        "solutions-one",
        lambda: solution_stability(labels()[[2]]),
        ValueError,
        "labels has the columns 2; two or more solutions with different numbers of segments",
    ),
    (
        "solutions-twice",
        lambda: solution_stability(labels()[[2, 3, 3]]),
        ValueError,
        "labels has the columns 2, 3, 3; two or more solutions with different numbers",
    ),
    (
        "solutions-names",
        lambda: solution_stability(renamed("k2", "k3")),
        ValueError,
        "a column's name in labels is 'k2', a whole number from 2 on was expected",
    ),
    (
        "solutions-misnamed",
        lambda: solution_stability(renamed(2, 4)),
        ValueError,
        "the column 4 of labels holds 3 segments; name each column by the number of segments",
    ),
    (
        "solutions-gap",
        lambda: solution_stability(pd.DataFrame({2: list("aabb"), 3: ["a", "b", "c", None]})),
        ValueError,
        r"labels\[3\] is missing in 1 of 4 rows",
    ),
    (
        "solutions-extra-column",
        lambda: solution_stability(labels(customer_id=range(6))),
        ValueError,
        "a column's name in labels is 'customer_id', a whole number from 2 on was expected",
    ),
]
