"""Stability of segments: over bootstrap samples, and from one number of segments to the next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import entropy
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from segkit.checks import (
    ks_of,
    matrix_of,
    require_columns,
    require_no_gaps,
    require_rows,
    require_whole,
)


@dataclass(frozen=True)
class BootstrapStability:
    """What ``bootstrap_stability`` returns.

    Attributes
    ----------
    ari : DataFrame
        One row per pair of bootstrap samples, one column per k: the adjusted Rand index of the two
        solutions, 1 where they are the same and about 0 where they agree by chance only.
    jaccard : DataFrame
        One row per pair, one column per (k, segment): the share of the segment's customers that
        the most similar bootstrap segment has in common with it, from 0 to 1.
    labels : DataFrame
        The solutions that were judged, k-means of all customers: one row per customer, one column
        per k; 0 is the largest segment.
    """

    ari: pd.DataFrame
    jaccard: pd.DataFrame
    labels: pd.DataFrame


@dataclass(frozen=True)
class SolutionStability:
    """What ``solution_stability`` returns.

    Attributes
    ----------
    segments : DataFrame
        One row per (k, segment): ``customers``, ``share`` of all customers, and ``stability`` from
        0 (its customers come evenly from all segments of the solution before) to 1 (all come from
        one); the segments of the first solution have none.
    flows : DataFrame
        One row per pair of segments in neighbouring solutions that share customers: ``k_from``,
        ``segment_from``, ``k_to``, ``segment_to``, ``customers``, and their share of either
        segment, ``share_of_from`` and ``share_of_to``.
    """

    segments: pd.DataFrame
    flows: pd.DataFrame


def bootstrap_stability(
    X: pd.DataFrame | np.ndarray,  # noqa: N803
    k: int | Iterable[int] = range(2, 9),
    *,
    n_boot: int = 50,
    n_init: int = 3,
    seed: int = 0,
) -> BootstrapStability:
    """Cluster pairs of bootstrap samples for each k and tell how far the solutions agree.

    For each pair, two samples are drawn from the customers with replacement and clustered by
    k-means; all customers are then assigned to the nearest centres of either. The adjusted Rand
    index of the two assignments judges the solution as a whole; the largest Jaccard index of each
    segment of all customers' own solution with one of the assignment, averaged over the two, judges
    the segment.

    A structure that exists is found again in most samples; a Jaccard index below about 0.6 calls
    for distrust, one from 0.75 on speaks for a stable segment (Hennig, 2007).

    Parameters
    ----------
    X : DataFrame or array
        One row per customer, one column per measure; bring the columns to one scale before.
    k : int or sequence of int
        Numbers of segments from 2 on.
    n_boot : int
        Number of pairs of samples.
    n_init : int
        Number of starts of k-means, of which the best solution is kept.
    seed : int
        Seed of the samples and of the starts.

    Returns
    -------
    BootstrapStability
        With the frames ``ari``, ``jaccard`` and ``labels``.

    Raises
    ------
    TypeError
        If `X` is no table of numbers.
    ValueError
        If a value is missing or infinite, there are too few distinct rows for k, or an option is no
        whole number.

    References
    ----------
    Dolnicar, S., & Leisch, F. (2010). Evaluation of structure and reproducibility of cluster
    solutions using the bootstrap. *Marketing Letters*, 21(1), 83-101.

    Dolnicar, S., & Leisch, F. (2017). Using segment level stability to select target segments in
    data-driven market segmentation studies. *Marketing Letters*, 28(3), 423-436.

    Hennig, C. (2007). Cluster-wise assessment of cluster stability. *Computational Statistics &
    Data Analysis*, 52(1), 258-271.

    Examples
    --------
    Two groups far apart are found again in every sample.

    >>> spend = pd.DataFrame({"monetary_cny": [1.0, 2, 3, 4, 5, 91, 92, 93, 94, 95]})
    >>> found = bootstrap_stability(spend, k=[2], n_boot=3)
    >>> found.ari[2].tolist()
    [1.0, 1.0, 1.0]
    >>> found.jaccard.mean()
    k  segment
    2  0          1.0
       1          1.0
    dtype: float64
    """
    matrix = matrix_of(X)
    ks = ks_of(k, matrix)
    for name, value, least in (("n_boot", n_boot, 1), ("n_init", n_init, 1), ("seed", seed, 0)):
        require_whole(name, value, least=least)
    judged = {each: _k_means_labels(matrix, each, n_init, seed) for each in ks}
    ari, jaccard = [], []
    for pair in _assigned_pairs(matrix, ks, n_boot, n_init, seed):
        ari.append([adjusted_rand_score(*pair[each]) for each in ks])
        jaccard.append(np.concatenate([_best_jaccard(judged[each], pair[each]) for each in ks]))
    pairs = pd.RangeIndex(1, n_boot + 1, name="pair")
    segments = [(each, segment) for each in ks for segment in range(each)]
    columns = pd.MultiIndex.from_tuples(segments, names=["k", "segment"])
    return BootstrapStability(
        ari=pd.DataFrame(ari, index=pairs, columns=pd.Index(ks, name="k")),
        jaccard=pd.DataFrame(jaccard, index=pairs, columns=columns),
        labels=pd.DataFrame(judged, index=getattr(X, "index", None)).rename_axis(columns="k"),
    )


def _k_means_labels(matrix: np.ndarray, k: int, n_init: int, seed: int) -> np.ndarray:
    """Return the k-means solution of all rows, the largest segment first."""
    found = KMeans(k, n_init=n_init, random_state=seed).fit_predict(matrix)
    return np.argsort(np.argsort(-np.bincount(found), kind="stable"))[found]


def _assigned_pairs(
    matrix: np.ndarray, ks: list[int], n_boot: int, n_init: int, seed: int
) -> Iterator[dict[int, list[np.ndarray]]]:
    """Yield for each pair of samples and each k how all rows are assigned by either.

    A row that is drawn twice has the weight 2 in the fit, and so do two equal rows; this gives the
    same centres as repeating it and saves time.
    """
    rng = np.random.default_rng(seed)
    rows, places = np.unique(matrix - matrix.mean(axis=0), axis=0, return_inverse=True)
    for _ in range(n_boot):
        assigned = [
            _assign(rows, _centres(rows, _draw(rng, places, max(ks)), ks, n_init, rng))
            for _ in range(2)
        ]
        yield {k: [each[k][places] for each in assigned] for k in ks}


def _draw(rng: np.random.Generator, places: np.ndarray, least: int) -> np.ndarray:
    """Return how often each distinct row is in a bootstrap sample, at `least` so many of them."""
    while True:
        drawn = rng.choice(places, size=len(places))
        weights = np.bincount(drawn, minlength=places.max() + 1)
        if np.count_nonzero(weights) >= least:
            return weights


def _centres(
    rows: np.ndarray, weights: np.ndarray, ks: list[int], n_init: int, rng: np.random.Generator
) -> dict[int, np.ndarray]:
    """Return the k-means centres of the weighted rows for each k."""
    drawn = np.flatnonzero(weights)
    sample, weights = rows[drawn], weights[drawn].astype(float)
    return {
        k: KMeans(k, n_init=n_init, random_state=int(rng.integers(2**31)))
        .fit(sample, sample_weight=weights)
        .cluster_centers_
        for k in ks
    }


def _assign(rows: np.ndarray, centres: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
    """Return for each k the nearest centre of each row; one product serves all k.

    einsum leaves the threads of BLAS asleep: awake, they slow the fits that follow to a third.
    """
    stacked = np.vstack(list(centres.values()))
    distances = (stacked**2).sum(axis=1) - 2 * np.einsum("ij,kj->ik", rows, stacked)
    starts = np.cumsum([0, *centres])
    return {
        k: distances[:, start : start + k].argmin(axis=1)
        for k, start in zip(centres, starts, strict=False)
    }


def _best_jaccard(judged: np.ndarray, pair: list[np.ndarray]) -> np.ndarray:
    """Return each judged segment's largest Jaccard index, averaged over the two assignments."""
    k = judged.max() + 1
    tables = [np.bincount(judged * k + found, minlength=k * k).reshape(k, k) for found in pair]
    common = np.array(tables)
    either = common.sum(axis=2, keepdims=True) + common.sum(axis=1, keepdims=True) - common
    return (common / either).max(axis=2).mean(axis=0)


def solution_stability(labels: pd.DataFrame) -> SolutionStability:
    """Tell for each segment whether it was there already when there were fewer segments.

    A segment whose customers all come from one segment of the solution before is stable across
    solutions; one that gathers customers from many is an artefact of the number k. Its stability is
    ``1 - H / log(k)`` with the entropy H of the shares that come from the k segments before.

    Parameters
    ----------
    labels : DataFrame
        One row per customer and one column per solution; a column's name is its number of segments.
        ``bootstrap_stability(...).labels`` is such a frame.

    Returns
    -------
    SolutionStability
        With the frames ``segments`` and ``flows``.

    Raises
    ------
    TypeError
        If `labels` is no frame.
    ValueError
        If there are fewer than two solutions, a name is not the number of segments in its column or
        occurs twice, or a customer has no segment.

    References
    ----------
    Dolnicar, S., & Leisch, F. (2017). Using segment level stability to select target segments in
    data-driven market segmentation studies. *Marketing Letters*, 28(3), 423-436.

    Examples
    --------
    Segment "a" stays as it was, "b" is split into "b" and "c".

    >>> labels = pd.DataFrame({2: list("aabbbb"), 3: list("aabbbc")})
    >>> found = solution_stability(labels)
    >>> found.segments.loc[3, ["customers", "stability"]].rename_axis(None)
       customers  stability
    a          2        1.0
    b          3        1.0
    c          1        1.0
    """
    require_columns(labels, [])
    require_rows(labels)
    held = labels.nunique()
    if len(set(held)) < max(2, len(held)) or held.index.to_list() != held.to_list():
        raise ValueError(
            f"labels has the columns {', '.join(map(repr, held.index))} with "
            f"{', '.join(map(str, held))} segments; two or more solutions were expected, each with "
            "another number of segments, which is the name of its column."
        )
    require_no_gaps(labels, labels.columns)
    ks = sorted(held)
    segments, flows = {}, []
    for before, after in pairwise(ks):
        table = pd.crosstab(labels[before].array, labels[after].array)
        segments.setdefault(before, _segments(table.sum(axis=1), np.nan))
        came = 1 - entropy(table, axis=0, base=max(before, 2)).clip(0, 1)
        segments[after] = _segments(table.sum(), came)
        flows.append(_flows(table))
    return SolutionStability(
        segments=pd.concat(segments, names=["k", "segment"]),
        flows=pd.concat(flows, ignore_index=True),
    )


def _segments(sizes: pd.Series, stability: np.ndarray | float) -> pd.DataFrame:
    """Return size, share and stability of the segments of one solution."""
    names = pd.Index(sizes.index.to_list(), dtype=object)
    return pd.DataFrame(
        {"customers": sizes, "share": sizes / sizes.sum(), "stability": stability}
    ).set_axis(names)


def _flows(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of segments that share customers."""
    counts = table.to_numpy()
    rows, columns = np.nonzero(counts)
    customers = counts[rows, columns]
    return pd.DataFrame(
        {
            "k_from": len(table),
            "segment_from": table.index.astype(object)[rows],
            "k_to": table.shape[1],
            "segment_to": table.columns.astype(object)[columns],
            "customers": customers,
            "share_of_from": customers / counts.sum(axis=1)[rows],
            "share_of_to": customers / counts.sum(axis=0)[columns],
        }
    )
