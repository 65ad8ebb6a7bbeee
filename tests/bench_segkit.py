"""Measure segkit against its peers in one run and print the ratios.

``python -m tests.bench_segkit`` takes about half an hour on two cores; ``--quick`` uses small data
and takes minutes, ``--room cluster`` measures one part. Each ratio is the peer's median of five or
more runs over ours, threads not pinned. Peers that do not install beside the locked versions get
an environment of their own in the user's cache. The exit code is 1 where a goal is missed.
"""

import argparse
import importlib
import os

from rich.console import Console
from rich.table import Table

ROOMS = ("rfm", "cluster", "basket")
# The least ratio asked for, by the beginning of the work and of the peer; others are for reading.
GOALS = {
    ("repeat-purchase summary", "lifetimes", "polars"): 4,
    ("repeat-purchase summary", "lifetimes", "duckdb"): 4,
    ("repeat-purchase summary", "lifetimes", "pandas"): 2,
    ("RFM, scores and segments", "pymc_marketing", ""): 10,
    ("rfm of", "pandas by hand", ""): 1 / 1.1,
    ("memory of rfm", "the input frame", ""): 1 / 3,
    ("k-prototypes", "kmodes", ""): 30,
    ("silhouette", "scikit-learn", ""): 10,
    ("Gower distances", "gower", "no gaps"): 40,
    ("Gower distances", "gower, same data", "gaps in 3 columns"): 20,
    ("bootstrap stability", "scikit-learn", ""): 1 / 1.3,
    ("pair rules", "mlxtend", ""): 30,
}


def goal(work: str, peer: str) -> float | None:
    """Return the least ratio asked for, or None.

    >>> goal("silhouette for k = 2..10, 20,000 rows x 10", "scikit-learn, nine calls")
    10
    """
    for (start, other, end), least in GOALS.items():
        if work.startswith(start) and peer.startswith(other) and work.endswith(end):
            return least
    return None


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a row as soon as it is known, then the table; return 1 if a goal is missed."""
    options = _options(arguments)
    console, table = Console(), _empty_table()
    console.print(f"{os.cpu_count()} cores, threads not pinned")
    missed = 0
    for room in options.room:
        rows = importlib.import_module(f"tests.bench.{room}_rows").rows(quick=options.quick)
        for work, peer, ours, theirs, note in rows:
            least, ratio = goal(work, peer), theirs / ours
            verdict = "" if least is None else "ok" if ratio >= least else "missed"
            missed += verdict == "missed"
            wanted = "" if least is None else f"{least:.2f}"
            cells = (work, peer, f"{ours:.3f}", f"{theirs:.3f}", f"{ratio:.2f}", wanted)
            table.add_row(*cells, verdict, note)
            console.print(f"{work}: {ratio:.2f} x {peer} {verdict}", soft_wrap=True)
    console.print(table)
    return int(missed > 0)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_segkit", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small data")
    parser.add_argument("--room", nargs="+", choices=ROOMS, default=ROOMS)
    return parser.parse_args(arguments)


def _empty_table() -> Table:
    table = Table(title="segkit against its peers (seconds, or MiB where the note says so)")
    for name in ("work", "peer", "ours", "peer's", "ratio", "at least", "", "note"):
        table.add_column(name, justify="right" if name in ("ours", "peer's", "ratio") else "left")
    return table


if __name__ == "__main__":
    raise SystemExit(main())
