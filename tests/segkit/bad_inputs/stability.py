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
        "labels has the columns 2 with 2 segments; two or more solutions were expected",
    ),
    (
        "solutions-twice",
        lambda: solution_stability(labels()[[2, 3, 3]]),
        ValueError,
        "labels has the columns 2, 3, 3 with 2, 3, 3 segments; two or more solutions",
    ),
    (
        "solutions-names",
        lambda: solution_stability(renamed("k2", "k3")),
        ValueError,
        "labels has the columns 'k2', 'k3' with 2, 3 segments;.*which is the name of its column",
    ),
    (
        "solutions-misnamed",
        lambda: solution_stability(renamed(2, 4)),
        ValueError,
        "labels has the columns 2, 4 with 2, 3 segments;.*which is the name of its column",
    ),
    (
        "solutions-gap",
        lambda: solution_stability(pd.DataFrame({2: list("aabb"), 3: ["a", "b", "c", None]})),
        ValueError,
        "the column 3 is empty in 1 of 4 rows",
    ),
    (
        "solutions-extra-column",
        lambda: solution_stability(labels(customer_id=range(6))),
        ValueError,
        "labels has the columns 2, 3, 'customer_id' with 2, 3, 6 segments",
    ),
]
