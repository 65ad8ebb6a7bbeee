"""Stability of segments: over bootstrap samples, and from one number of segments to the next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import entropy
from sklearn.cluster import KMeans

from segkit.checks import ks_of, labels_of, matrix_of, require_columns, require_rows, require_whole


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
        The solutions that were judged: one row per customer, one column per k.
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
    labels: pd.DataFrame | None = None,
    n_boot: int = 50,
    n_init: int = 3,
    seed: int = 0,
) -> BootstrapStability:
    """Cluster pairs of bootstrap samples for each k and tell how far the solutions agree.

    For each pair, two samples are drawn from the customers with replacement and clustered by
    k-means; all customers are then assigned to the nearest centres of either. The adjusted Rand
    index of the two assignments judges the solution as a whole; the largest Jaccard index of each
    segment of `labels` with a segment of the assignment, averaged over the two, judges the segment.

    A structure that exists is found again in most samples; a Jaccard index below about 0.6 calls
    for distrust, one from 0.75 on speaks for a stable segment (Hennig, 2007).

    Parameters
    ----------
    X : DataFrame or array
        One row per customer, one column per measure; bring the columns to one scale before.
    k : int or sequence of int
        Numbers of segments from 2 on.
    labels : DataFrame, optional
        Your own solutions, with the index of `X` and one column per k, whose name is k; by default
        k-means is fitted to all customers, and 0 is its largest segment.
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
        If `X` is no table of numbers or `labels` no frame.
    ValueError
        If a value is missing or infinite, there are too few distinct rows for k, `labels` lacks a
        k or has another number of segments in its column, or an option is no whole number.

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
    frame = X if isinstance(X, pd.DataFrame) else pd.DataFrame(X)
    if labels is None:
        labels = _k_means_labels(frame, matrix, ks, n_init, seed)
    solutions = _solutions(frame, labels, ks)
    ari, jaccard = [], []
    for pair in _assigned_pairs(matrix, ks, n_boot, n_init, seed):
        tables = [_joint_table(solutions[each].cat.codes, *pair[each], each) for each in ks]
        ari.append([_adjusted_rand(table.sum(axis=0)) for table in tables])
        jaccard.append(np.concatenate([_best_jaccard(table) for table in tables]))
    pairs = pd.RangeIndex(1, n_boot + 1, name="pair")
    segments = [(each, name) for each in ks for name in solutions[each].cat.categories]
    columns = pd.MultiIndex.from_tuples(segments, names=["k", "segment"])
    return BootstrapStability(
        ari=pd.DataFrame(ari, index=pairs, columns=pd.Index(ks, name="k")),
        jaccard=pd.DataFrame(jaccard, index=pairs, columns=columns),
        labels=labels[ks].rename_axis(columns="k"),
    )


def _k_means_labels(
    frame: pd.DataFrame, matrix: np.ndarray, ks: list[int], n_init: int, seed: int
) -> pd.DataFrame:
    """Return the k-means solution of all rows for each k, the largest segment first."""
    solutions = {}
    for k in ks:
        found = KMeans(k, n_init=n_init, random_state=seed).fit(matrix).labels_
        ranks = np.argsort(np.argsort(-np.bincount(found, minlength=k), kind="stable"))
        solutions[k] = ranks[found]
    return pd.DataFrame(solutions, index=frame.index)


def _solutions(frame: pd.DataFrame, labels: pd.DataFrame, ks: list[int]) -> dict[int, pd.Series]:
    """Return for each k the column of `labels`, checked, as categories in order."""
    require_columns(labels, [])
    found = {}
    for k in ks:
        if k not in labels.columns:
            raise ValueError(
                f"labels has no column {k}, but {', '.join(map(repr, labels.columns))}; "
                f"add the solution with {k} segments or leave {k} out of k."
            )
        column = labels_of(frame, labels[k], what=f"labels[{k}]").astype("category")
        found[k] = column.cat.remove_unused_categories()
        held = len(found[k].cat.categories)
        if held != k:
            raise ValueError(
                f"the column {k} of labels holds {held} segments; "
                "name each column by the number of segments in it."
            )
    return found


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


def _joint_table(judged: pd.Series, first: np.ndarray, second: np.ndarray, k: int) -> np.ndarray:
    """Return how many rows fall under each triple of segments (k by k by k)."""
    cells = (judged.to_numpy(dtype=np.int64) * k + first) * k + second
    return np.bincount(cells, minlength=k**3).reshape(k, k, k)


def _adjusted_rand(table: np.ndarray) -> float:
    """Return the adjusted Rand index of two partitions from their contingency table."""
    together = _pairs(table).sum()
    first, second = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    expected, most = first * second / _pairs(table.sum()), (first + second) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(counts: np.ndarray) -> np.ndarray:
    """Return how many pairs can be made of each count."""
    return counts * (counts - 1) / 2


def _best_jaccard(joint: np.ndarray) -> np.ndarray:
    """Return each judged segment's largest Jaccard index, averaged over the two assignments."""
    both = []
    for common in (joint.sum(axis=2), joint.sum(axis=1)):
        either = common.sum(axis=1, keepdims=True) + common.sum(axis=0) - common
        both.append((common / either).max(axis=1))
    return np.mean(both, axis=0)


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
    for name in labels.columns:
        require_whole("a column's name in labels", name, least=2)
    ks = sorted(set(labels.columns))
    if len(ks) < max(2, labels.shape[1]):
        raise ValueError(
            f"labels has the columns {', '.join(map(repr, labels.columns))}; two or more solutions "
            "with different numbers of segments were expected."
        )
    solutions = _solutions(labels, labels, ks)
    sizes = solutions[ks[0]].value_counts(sort=False)
    segments, flows = [_segments(sizes, np.nan)], []
    for before, after in pairwise(ks):
        table = _contingency(solutions[before], solutions[after])
        segments.append(_segments(table.sum(), 1 - entropy(table, axis=0, base=before).clip(0, 1)))
        flows.append(_flows(table))
    return SolutionStability(
        segments=pd.concat(segments, keys=ks, names=["k", "segment"]),
        flows=pd.concat(flows, ignore_index=True),
    )


def _contingency(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Return how many customers each pair of segments has in common."""
    table = pd.crosstab(before.array, after.array, dropna=False)
    return table.set_axis(before.cat.categories, axis=0).set_axis(after.cat.categories, axis=1)


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
