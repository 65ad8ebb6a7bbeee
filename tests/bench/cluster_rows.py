"""Speed and memory of clusters and stability against kmodes, gower and scikit-learn.

``python -m tests.bench_segkit --room cluster [--quick]`` prints what :func:`rows` gives.
"""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_score

from segkit.cluster import KPrototypes, gower_distances
from segkit.cluster.choose import _silhouettes
from segkit.stability import bootstrap_stability
from tests.bench.peers import median_seconds, run_peer

Row = tuple[str, str, float, float, str]
WITH_GOWER = ("gower", "pandas")

KMODES = """
import json, sys, time, statistics, numpy as np
from kmodes.kprototypes import KPrototypes
found, taken = np.load(sys.argv[1]), []
numbers, codes, start = found["numbers"], found["codes"], found["start"]
table = np.empty((len(numbers), 10), dtype=object)
table[:, :5], table[:, 5:] = numbers, codes
for _ in range(5):
    begin = time.perf_counter()
    model = KPrototypes(len(start), init=[numbers[start], codes[start]], n_init=1, gamma=1.0)
    model.fit(table, categorical=list(range(5, 10)))
    taken.append(time.perf_counter() - begin)
np.save(sys.argv[2], model.labels_)
print(json.dumps({"seconds": statistics.median(taken), "cost": float(model.cost_)}))
"""

GOWER = """
import json, sys, time, statistics, numpy as np, pandas as pd
import gower
found, taken = np.load(sys.argv[1]), []
frame = pd.DataFrame(found["numbers"])
for column in range(5):
    frame[f"c{column}"] = np.array([f"v{code}" for code in found["codes"][:, column]], dtype=object)
for _ in range(5):
    begin = time.perf_counter()
    distances = gower.gower_matrix(frame, cat_features=np.arange(10) >= 5)
    taken.append(time.perf_counter() - begin)
np.save(sys.argv[2], distances[:200])
print(json.dumps({"seconds": statistics.median(taken), "gaps": float(np.isnan(distances).mean())}))
"""


def mixed(n: int, k: int = 5) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return customers of `k` groups, five numbers and five texts each, and their parts."""
    draws = np.random.default_rng(0)
    group = draws.integers(k, size=n)
    numbers = draws.normal(0, 2, (k, 5))[group] + draws.normal(size=(n, 5)) + 30
    levels = [4, 5, 6, 3, 8]
    usual = draws.integers(levels, size=(k, 5))[group]
    codes = np.where(draws.random((n, 5)) < 0.6, usual, draws.integers(levels, size=(n, 5)))
    frame = pd.DataFrame(numbers, columns=list("abcde"))
    for place in range(5):
        frame[f"c{place}"] = pd.Series(codes[:, place]).map("v{}".format)
    start = np.array([np.flatnonzero(group == each)[0] for each in range(k)])
    return frame, {"numbers": numbers, "codes": codes, "start": start}


def run_on(parts: dict[str, np.ndarray], script: str, *packages: str) -> tuple[dict, np.ndarray]:
    """Return what a peer says of the data, and the array that it saves."""
    with TemporaryDirectory() as folder:
        data, result = Path(folder) / "data.npz", Path(folder) / "result.npy"
        np.savez(data, **parts)
        return run_peer(script, data, result, packages=packages), np.load(result)


def prototype_rows(*, quick: bool = False) -> Iterator[Row]:
    """Give k-prototypes from the same start; cost and labels are equal."""
    for n in (1_000, 5_000) if quick else (10_000, 100_000):
        frame, parts = mixed(n)
        peer, labels = run_on(parts, KMODES, "kmodes")
        model = KPrototypes(5, gamma=1.0, init=frame.iloc[parts["start"]])
        ours = median_seconds(lambda model=model, frame=frame: model.fit(frame), 15)
        assert np.isclose(model.cost_, peer["cost"], rtol=1e-9)
        assert (model.labels_ == labels).all()
        work = f"k-prototypes, {n:,} rows, k = 5, same start"
        yield work, "kmodes", ours, peer["seconds"], "same cost and labels"


def silhouette_row(*, quick: bool = False) -> Row:
    """Give the silhouettes of nine labellings at once."""
    n = 2_000 if quick else 20_000
    points, _ = make_blobs(n, n_features=10, centers=5, cluster_std=4, random_state=0)
    labels = [KMeans(k, n_init=1, random_state=0).fit_predict(points) for k in range(2, 11)]
    found, expected = [], []
    ours = median_seconds(lambda: found.append(_silhouettes(points, labels)))
    theirs = median_seconds(
        lambda: expected.append([silhouette_score(points, each) for each in labels])
    )
    apart = np.abs(np.subtract(found[0], expected[0])).max()
    assert apart < 1e-6
    work = f"silhouette for k = 2..10, {n:,} rows x 10"
    return work, "scikit-learn, nine calls", ours, theirs, f"apart by {apart:.0e}"


def gower_rows(*, quick: bool = False) -> Iterator[Row]:
    """Give Gower distances without gaps and with gaps in three of ten columns.

    The peer cannot skip gaps, so the second row compares with its time on the same data, whose
    distances it mostly spoils, and the third with its time on the data without gaps.
    """
    n = 500 if quick else 5_000
    frame, parts = mixed(n)
    peer, expected = run_on(parts, GOWER, *WITH_GOWER)
    found = gower_distances(frame)
    assert np.abs(found.to_numpy()[:200] - expected).max() < 1e-6  # the peer keeps 32 bits
    work = f"Gower distances, {n:,} rows x 10"
    ours = median_seconds(lambda: gower_distances(frame))
    yield f"{work}, no gaps", "gower", ours, peer["seconds"], "equal to the peer's 32 bits"

    holed = frame.copy()
    holed.iloc[::7, 0], holed.iloc[::9, 1], holed.iloc[::11, 6] = np.nan, np.nan, None
    assert gower_distances(holed).notna().all(axis=None)
    ours = median_seconds(lambda: gower_distances(holed))
    spoilt, _ = run_on({**parts, "numbers": holed[list("abcde")].to_numpy()}, GOWER, *WITH_GOWER)
    note = f"the peer loses {spoilt['gaps']:.0%} of the distances, ours none"
    yield f"{work}, gaps in 3 columns", "gower, same data", ours, spoilt["seconds"], note
    yield f"{work}, gaps in 3 columns", "gower, no gaps", ours, peer["seconds"], "gaps skipped"


def bootstrap_row(*, quick: bool = False) -> Row:
    """Give both stabilities of 50 pairs of samples against the k-means fits alone, in turns."""
    pairs = 5 if quick else 50
    points, _ = make_blobs(1_000, n_features=20, centers=5, cluster_std=6, random_state=0)

    def fits_alone() -> None:
        draws = np.random.default_rng(0)
        for _ in range(2 * pairs):
            sample = points[draws.integers(len(points), size=len(points))]
            for k in range(2, 9):
                KMeans(k, n_init=3, random_state=int(draws.integers(2**31))).fit(sample)

    ours, theirs = [], []
    for _ in range(5):
        ours.append(median_seconds(lambda: bootstrap_stability(points, n_boot=pairs), 1))
        theirs.append(median_seconds(fits_alone, 1))
    work = f"bootstrap stability k = 2..8, 1,000 x 20, {pairs} pairs"
    note = "by k and by segment; the fits alone are the floor"
    return work, "scikit-learn's fits alone", float(np.median(ours)), float(np.median(theirs)), note


def memory_rows(*, quick: bool = False) -> Iterator[Row]:
    """Give the peak memory of silhouettes and of Gower distances beyond the data, in MiB."""
    n = 3_000 if quick else 20_000
    points = np.random.default_rng(0).normal(size=(n, 10))
    labels = np.arange(n) % 5
    peak = peak_mib(lambda: _silhouettes(points, [labels]))
    whole = n * n * 8 / 2**20
    yield f"memory of silhouettes, {n:,} rows", "all distances", peak, whole, "MiB, not seconds"
    frame, _ = mixed(500 if quick else 5_000)
    peak = peak_mib(lambda: gower_distances(frame))
    held = len(frame) ** 2 * 8 / 2**20
    work = f"memory of Gower distances, {len(frame):,} rows"
    yield work, "the distances returned", peak, held, "MiB, not seconds"


def peak_mib(call) -> float:
    """Return the peak of the memory that `call` takes, in MiB."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Give all rows: work, peer, seconds of ours and of the peer, note; threads are not pinned."""
    yield from prototype_rows(quick=quick)
    yield silhouette_row(quick=quick)
    yield from gower_rows(quick=quick)
    yield bootstrap_row(quick=quick)
    yield from memory_rows(quick=quick)
