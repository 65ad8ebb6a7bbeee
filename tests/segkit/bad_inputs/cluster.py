"""Bad input to the room of clusters."""

import numpy as np
import pandas as pd

from segkit.cluster import KPrototypes, choose_k, gower_distances


def spend(**columns) -> pd.DataFrame:
    """Return six customers with two measures, with other columns put in."""
    table = {"monetary_cny": [1.0, 2, 3, 40, 50, 60], "frequency_orders": [1, 1, 2, 5, 6, 7]}
    return pd.DataFrame({**table, **columns})


def mixed(**columns) -> pd.DataFrame:
    """Return four customers with an age and a channel, with other columns put in."""
    table = {"age_years": [20, 30, 40, 60], "channel": ["app", "app", "shop", "shop"]}
    return pd.DataFrame({**table, **columns})


def twins() -> pd.DataFrame:
    """Return a frame with two columns of one name."""
    return pd.DataFrame([[1, 2], [3, 4]], columns=["x", "x"])


def tiers(*order: str) -> pd.DataFrame:
    """Return one customer with an ordered category."""
    kind = pd.CategoricalDtype(list(order), ordered=True)
    return pd.DataFrame({"tier": pd.Series([order[0]], dtype=kind)})


GAP, ENDLESS = [1.0, 2, 3, 4, 5, None], [1.0, 2, 3, 4, 5, np.inf]
MANY = pd.RangeIndex(10_001)

CASES = [
    ("choose-list", lambda: choose_k([[1], [2]]), TypeError, "a DataFrame was expected first, li"),
    ("choose-line", lambda: choose_k(np.arange(9.0)), TypeError, "expected first, ndarray came"),
    (
        "choose-text",
        lambda: choose_k(spend(city="北京"), k=2),
        TypeError,
        "the column 'city' holds str, numbers were expected",
    ),
    (
        "choose-boolean",
        lambda: choose_k(spend(member=True), k=2),
        TypeError,
        "the column 'member' holds bool, numbers were expected",
    ),
    (
        "choose-gap",
        lambda: choose_k(spend(monetary_cny=GAP), k=2),
        ValueError,
        "the column 'monetary_cny' is empty in 1 of 6 rows",
    ),
    (
        "choose-infinite",
        lambda: choose_k(spend(monetary_cny=ENDLESS), k=2),
        ValueError,
        "the column 'monetary_cny' is infinite in 1 of 6 rows",
    ),
    ("choose-empty", lambda: choose_k(spend().iloc[:0]), ValueError, "the frame has 0 rows, at"),
    ("choose-no-column", lambda: choose_k(spend()[[]]), ValueError, "the frame has no column"),
    ("choose-twins", lambda: choose_k(twins()), ValueError, "several columns named 'x'; pass each"),
    (
        "choose-too-many",
        lambda: choose_k(spend(), k=range(2, 11)),
        ValueError,
        "k is 10, but the table has 6 distinct rows and each cluster needs two; 3 is the largest",
    ),
    (
        "choose-equal-rows",
        lambda: choose_k(spend(monetary_cny=[1.0] * 6, frequency_orders=1), k=2),
        ValueError,
        "k is 2, but the table has 1 distinct rows",
    ),
    ("choose-k-0", lambda: choose_k(spend(), k=[0, 2]), ValueError, "k is 0, a whole number from"),
    ("choose-k-half", lambda: choose_k(spend(), k=2.5), ValueError, "k is 2.5, a whole number fr"),
    ("choose-k-text", lambda: choose_k(spend(), k="2"), ValueError, "k is '2', a whole number fro"),
    ("choose-k-true", lambda: choose_k(spend(), k=[True]), ValueError, "k is True, a whole number"),
    ("choose-k-none", lambda: choose_k(spend(), k=[]), ValueError, "k is empty; pass a range such"),
    (
        "choose-n-init",
        lambda: choose_k(spend(), k=2, n_init=0),
        ValueError,
        "n_init is 0, a whole number from 1 on was expected",
    ),
    (
        "choose-n-boot",
        lambda: choose_k(spend(), k=2, n_boot=-1),
        ValueError,
        "n_boot is -1, a whole number from 0 on was expected",
    ),
    (
        "choose-seed",
        lambda: choose_k(spend(), k=2, seed=None),
        ValueError,
        "seed is None, a whole number from 0 on was expected",
    ),
    (
        "prototypes-date",
        lambda: KPrototypes(2).fit(mixed(since=pd.Timestamp("2025-01-01"))),
        TypeError,
        "the column 'since' holds datetime64.*turn dates into days",
    ),
    (
        "prototypes-mixed-objects",
        lambda: KPrototypes(2).fit(mixed(code=[1, "a", 2, "b"])),
        TypeError,
        "the column 'code' holds object, numbers, text, categories or booleans were expected",
    ),
    (
        "prototypes-text-array",
        lambda: KPrototypes(2, categorical=[1]).fit(mixed(age_years=list("abcd")).to_numpy()),
        TypeError,
        "the column 0 holds .*, numbers were expected",
    ),
    (
        "prototypes-gap-in-category",
        lambda: KPrototypes(2).fit(mixed(channel=["app", None, "app", "shop"])),
        ValueError,
        "the column 'channel' is empty in 1 of 4 rows",
    ),
    (
        "prototypes-gap-in-number",
        lambda: KPrototypes(2).fit(mixed(age_years=[20, None, 30, 40])),
        ValueError,
        "the column 'age_years' is empty in 1 of 4 rows",
    ),
    (
        "prototypes-unknown-name",
        lambda: KPrototypes(2, categorical=["chanel"]).fit(mixed()),
        ValueError,
        r"the frame lacks the columns 'chanel' \(did you mean 'channel'\?\)",
    ),
    (
        "prototypes-category-as-text",
        lambda: KPrototypes(2, categorical="channel").fit(mixed()),
        TypeError,
        "the text 'channel' came, a list of columns was expected",
    ),
    (
        "prototypes-too-few-rows",
        lambda: KPrototypes(5).fit(mixed()),
        ValueError,
        "n_samples=4 should be >= n_clusters=5; ask for fewer clusters",
    ),
    (
        "prototypes-empty",
        lambda: KPrototypes(2).fit(mixed().iloc[:0]),
        ValueError,
        "n_samples=0 should be >= n_clusters=2; ask for fewer clusters",
    ),
    (
        "prototypes-n-clusters",
        lambda: KPrototypes(0).fit(mixed()),
        ValueError,
        "n_clusters is 0, a whole number from 1 on was expected",
    ),
    (
        "prototypes-gamma",
        lambda: KPrototypes(2, gamma=-1).fit(mixed()),
        ValueError,
        "gamma is -1, a number from 0 to",
    ),
    (
        "prototypes-init-name",
        lambda: KPrototypes(2, init="Cao").fit(mixed()),
        TypeError,
        "a DataFrame was expected first, str came",
    ),
    (
        "prototypes-init-shape",
        lambda: KPrototypes(2, init=mixed().head(3)).fit(mixed()),
        ValueError,
        r"init has 3 rows, 2 \(n_clusters\) were expected",
    ),
    (
        "prototypes-init-category",
        lambda: KPrototypes(2, init=mixed(channel="tel").head(2)).fit(mixed()),
        ValueError,
        "the column 'channel' holds 'tel', which fit did not see among 'app', 'shop'",
    ),
    (
        "prototypes-unseen",
        lambda: KPrototypes(2).fit(mixed()).predict(mixed(channel="小程序")),
        ValueError,
        "the column 'channel' holds '小程序', which fit did not see among 'app', 'shop'",
    ),
    (
        "prototypes-other-columns",
        lambda: KPrototypes(2).fit(mixed()).predict(mixed()[["channel"]]),
        ValueError,
        "age_years",
    ),
    (
        "gower-array",
        lambda: gower_distances(np.eye(2)),
        TypeError,
        "a DataFrame was expected first, ndarray came",
    ),
    ("gower-empty", lambda: gower_distances(mixed().iloc[:0]), ValueError, "the frame has 0 rows"),
    (
        "gower-no-column",
        lambda: gower_distances(mixed()[[]]),
        ValueError,
        "the frame has no column",
    ),
    ("gower-twins", lambda: gower_distances(twins()), ValueError, "several columns named 'x'"),
    (
        "gower-other-columns",
        lambda: gower_distances(mixed(), mixed()[["channel"]]),
        ValueError,
        "the frame lacks the columns 'age_years'",
    ),
    (
        "gower-other-kind",
        lambda: gower_distances(mixed(), mixed(age_years="young")),
        TypeError,
        "the column 'age_years' holds int64 in X and str in Y; give both the same type",
    ),
    (
        "gower-other-order",
        lambda: gower_distances(tiers("gold", "iron"), tiers("iron", "gold")),
        TypeError,
        "the column 'tier' holds category in X and category in Y.*ordered categories the same ord",
    ),
    (
        "gower-date",
        lambda: gower_distances(mixed(since=pd.Timestamp("2025-01-01", tz="Asia/Shanghai"))),
        TypeError,
        "the column 'since' holds datetime64.*turn dates into days",
    ),
    (
        "gower-infinite",
        lambda: gower_distances(mixed(age_years=[1, 2, np.inf, 3])),
        ValueError,
        "the column 'age_years' is infinite in 1 of 4 rows",
    ),
    (
        "gower-too-many",
        lambda: gower_distances(pd.DataFrame({"x": 1}, index=MANY)),
        ValueError,
        r"10,001 by 10,001 rows make 100,020,001 distances \(0.8 GB\).*take X in blocks of rows",
    ),
]
