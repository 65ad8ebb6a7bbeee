"""Speed of pair rules per segment against mlxtend.

``python -m tests.bench_segkit --room basket [--quick]`` prints what :func:`rows` gives.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from segkit.basket import ALL_BASKETS, association_rules
from tests.bench.peers import median_seconds, run_peer

MIN_SUPPORT = 0.005
NUMBERS = ["support", "confidence", "lift"]
Row = tuple[str, str, float, float, str]

MLXTEND = """
import json, sys, time, statistics, numpy as np, pandas as pd
from mlxtend.frequent_patterns import apriori, association_rules, fpgrowth
found, least = np.load(sys.argv[1]), float(sys.argv[3])
lines = pd.DataFrame({name: found[name] for name in ("basket", "item", "segment")})

def rules(lines, search):
    held = pd.crosstab(lines["basket"], lines["item"]).astype(bool)
    sets = search(held, min_support=least, use_colnames=True, max_len=2)
    return association_rules(sets, metric="support", min_threshold=least)

def all_rules(search):
    parts = {-1: lines} | dict(list(lines.groupby("segment")))
    return {segment: rules(part, search) for segment, part in parts.items()}

seconds = {}
for search in (apriori, fpgrowth):
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        tables = all_rules(search)
        taken.append(time.perf_counter() - start)
    seconds[search.__name__] = statistics.median(taken)
rows = [(segment, *a, *b, *numbers) for segment, table in tables.items() for a, b, *numbers in
        table[["antecedents", "consequents", "support", "confidence", "lift"]].to_numpy()]
np.savez(sys.argv[2], table=np.array(rows, dtype=float))
print(json.dumps(seconds))
"""


def basket_lines(n: int, items: int = 300) -> pd.DataFrame:
    """Return the lines of `n` baskets of ten items on average, of five segments."""
    draws = np.random.default_rng(0)
    popular = 1 / np.arange(1, items + 1) ** 0.7
    size = draws.poisson(9, n) + 1
    basket = np.repeat(np.arange(n), size)
    segment = draws.integers(0, 5, n)[basket]
    item = draws.choice(items, len(basket), p=popular / popular.sum())
    item = np.where(draws.random(len(basket)) < 0.2, (item + segment + 1) % items, item)
    return pd.DataFrame({"basket": basket, "item": item, "segment": segment})


def as_saved(table: pd.DataFrame) -> np.ndarray:
    """Return our rules as the peer saves its own, sorted; all baskets are segment -1."""
    segment = table["segment"].replace(ALL_BASKETS, -1)
    found = table.assign(segment=segment)[["segment", "antecedent", "consequent", *NUMBERS]]
    return in_order(found.to_numpy(dtype=float))


def in_order(rules: np.ndarray) -> np.ndarray:
    """Return rules sorted by segment, antecedent and consequent."""
    return rules[np.lexsort(rules[:, 2::-1].T)]


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Give pair rules of all baskets and of five segments; threads are not pinned."""
    lines = basket_lines(2_000 if quick else 20_000)
    with TemporaryDirectory() as folder:
        path, result = Path(folder) / "lines.npz", Path(folder) / "rules.npz"
        np.savez(path, **lines)
        peer = run_peer(MLXTEND, path, result, MIN_SUPPORT, packages=("mlxtend",))
        expected = in_order(np.load(result)["table"])

    def find() -> pd.DataFrame:
        names = {"basket": "basket", "item": "item", "by": "segment"}
        return association_rules(lines, **names, min_support=MIN_SUPPORT)

    assert np.allclose(as_saved(find()), expected, rtol=1e-9, atol=0)
    ours = median_seconds(find, 15)
    work = f"pair rules, {lines['basket'].max() + 1:,} baskets x 300 items, 5 segments"
    note = f"{len(expected):,} equal rules from a long frame; ours has p and q too"
    for search, seconds in peer.items():
        yield work, f"mlxtend {search}", ours, seconds, note
