"""How many clusters: silhouette, gap, information criterion and stability for each k."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from segkit.checks import (
    ks_of,
    matrix_of,
    require_whole,
)
from segkit.stability import bootstrap_stability


def choose_k(
    X: pd.DataFrame | np.ndarray,  # noqa: N803
    k: int | Iterable[int] = range(2, 11),
    *,
    n_init: int = 3,
    n_ref: int = 10,
    n_boot: int = 20,
    seed: int = 0,
) -> pd.DataFrame:
    """Cluster the customers by k-means for each k and return what speaks for and against it.

    The silhouette is exact: its time grows with the square of the number of customers, its memory
    does not. Of more than some 10,000 customers, draw a random sample: it tells as much, sooner.

    Parameters
    ----------
    X : DataFrame or array
        One row per customer, one column per measure; bring the columns to one scale before.
    k : int or sequence of int
        Numbers of clusters from 1 on. For k = 1 there is neither silhouette nor stability.
    n_init : int
        Number of starts of each k-means, of which the best solution is kept.
    n_ref : int
        Number of reference samples for the gap; with 0 the gap is left out.
    n_boot : int
        Number of pairs of bootstrap samples for the stability; with 0 it is left out.
    seed : int
        Seed of the starts and samples.

    Returns
    -------
    DataFrame
        One row per k with

        - ``inertia``: sum of the squared distances to the centres; always falls with k,
        - ``silhouette``: mean silhouette width, from -1 to 1; high is good,
        - ``gap`` and ``gap_se``: how far the logarithm of the inertia lies below that of data
          without clusters (uniform in the box along the principal axes), and its standard error,
        - ``gap_rule``: whether the gap reaches that of the next k in the table less its standard
          error; the authors choose the smallest k for which it holds,
        - ``bic``: Bayesian information criterion of a mixture of round Gaussians of one variance,
          -2 log L + k (d + 1) log n with log L = sum n_i log(n_i / n) - n d / 2 (1 + log(2 pi v))
          and v = inertia / (n d), for n customers, d measures and n_i customers in cluster i; low
          is good,
        - ``stability``: mean adjusted Rand index over pairs of bootstrap samples (see
          ``bootstrap_stability``); high is good.

    Raises
    ------
    TypeError
        If `X` is no table of numbers.
    ValueError
        If a value is missing or infinite, there are fewer than two distinct rows for each cluster,
        or an option is no whole number.

    References
    ----------
    Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of
    cluster analysis. *Journal of Computational and Applied Mathematics*, 20, 53-65.

    Tibshirani, R., Walther, G., & Hastie, T. (2001). Estimating the number of clusters in a data
    set via the gap statistic. *Journal of the Royal Statistical Society B*, 63(2), 411-423.

    Pelleg, D., & Moore, A. (2000). X-means: extending k-means with efficient estimation of the
    number of clusters. *Proceedings of the 17th International Conference on Machine Learning*,
    727-734. Its variance is taken here by maximum likelihood and per measure.

    Examples
    --------
    >>> spend = pd.DataFrame({"monetary_cny": [1.0, 2, 3, 4, 5, 91, 92, 93, 94, 95]})
    >>> table = choose_k(spend, k=[2, 3])
    >>> table["inertia"].to_dict()
    {2: 20.0, 3: 12.5}
    >>> int(table["silhouette"].idxmax()), float(table["stability"][2])
    (2, 1.0)
    """
    matrix = matrix_of(X)
    ks = ks_of(k, matrix, least=1)
    options = {"n_init": n_init, "n_ref": n_ref, "n_boot": n_boot, "seed": seed}
    for name, value in options.items():
        require_whole(name, value, least=1 if name == "n_init" else 0)

    fits = [KMeans(each, n_init=n_init, random_state=seed).fit(matrix) for each in ks]
    labels = [fit.labels_ for fit in fits]
    inertia = np.array([fit.inertia_ for fit in fits])
    table = pd.DataFrame({"inertia": inertia}, index=pd.Index(ks, name="k"))
    table["silhouette"] = _silhouettes(matrix, labels)
    table["gap"], table["gap_se"] = _gaps(matrix, ks, inertia, n_ref, n_init, seed)
    table["gap_rule"] = table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)
    table["bic"] = [
        _bic(each, np.bincount(found), matrix.shape)
        for each, found in zip(inertia, labels, strict=True)
    ]
    table["stability"] = np.nan
    judged = [each for each in ks if each > 1]
    if judged and n_boot:
        found = bootstrap_stability(matrix, judged, n_boot=n_boot, n_init=n_init, seed=seed)
        table["stability"] = found.ari.mean()
    return table


_TILE = 2048  # rows and columns of distances in memory at a time: 32 MB


def _silhouettes(matrix: np.ndarray, labellings: Sequence[np.ndarray]) -> list[float]:
    """Return the mean silhouette width of each labelling (clusters from 0 on) in one pass.

    A tile of distances times the indicators of all clusters of all labellings gives each row's
    summed distance to each cluster; the tile and its transpose serve both sides of the diagonal.
    """
    clusters = [found.max() + 1 for found in labellings]
    starts = np.cumsum([0, *clusters[:-1]])
    indicators = np.zeros((sum(clusters), len(matrix)))
    for found, start in zip(labellings, starts, strict=True):
        indicators[start + found, np.arange(len(matrix))] = 1
    sums = _summed_distances(matrix - matrix.mean(axis=0), indicators)
    return [
        _silhouette(sums[start : start + k], found)
        for found, start, k in zip(labellings, starts, clusters, strict=True)
    ]


def _summed_distances(rows: np.ndarray, indicators: np.ndarray) -> np.ndarray:
    """Return each cluster's (row of `indicators`) summed Euclidean distance to each row."""
    squares, ones = (rows**2).sum(axis=1), np.ones(len(rows))
    left = np.column_stack([-2 * rows, squares, ones])
    right = np.column_stack([rows, ones, squares])
    sums = np.zeros_like(indicators)
    memory = np.empty(min(_TILE, len(rows)) ** 2)
    starts = range(0, len(rows), _TILE)
    for i, j in ((i, j) for i in starts for j in starts if i <= j):
        here, there = slice(i, i + _TILE), slice(j, j + _TILE)
        shape = (len(left[here]), len(right[there]))
        tile = memory[: shape[0] * shape[1]].reshape(shape)
        np.matmul(left[here], right[there].T, out=tile)
        np.sqrt(np.maximum(tile, 0, out=tile), out=tile)
        if i == j:
            np.fill_diagonal(tile, 0)
        else:
            sums[:, here] += indicators[:, there] @ tile.T
        sums[:, there] += indicators[:, here] @ tile
    return sums


def _silhouette(sums: np.ndarray, found: np.ndarray) -> float:
    """Return the mean silhouette width; a row alone in its cluster counts as 0."""
    sizes, everyone = np.bincount(found, minlength=len(sums))[:, None], np.arange(len(found))
    if len(sizes) == 1:
        return np.nan
    own = sums[found, everyone] / np.maximum(sizes[found, 0] - 1, 1)
    others = sums / sizes
    others[found, everyone] = np.inf
    nearest = others.min(axis=0)
    widths = (nearest - own) / np.maximum(np.maximum(nearest, own), np.finfo(float).tiny)
    return float(np.where(sizes[found, 0] > 1, widths, 0).mean())


def _gaps(
    matrix: np.ndarray, ks: list[int], inertia: np.ndarray, n_ref: int, n_init: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gap statistic of each k and its standard error."""
    if not n_ref:
        return np.full((2, len(ks)), np.nan)
    rng = np.random.default_rng(seed)
    centred = matrix - matrix.mean(axis=0)
    turned = centred @ np.linalg.svd(centred, full_matrices=False)[2].T
    low, high = turned.min(axis=0), turned.max(axis=0)
    logs = np.empty((n_ref, len(ks)))
    for row in logs:
        sample = rng.uniform(low, high, size=turned.shape)
        seeds = rng.integers(2**31, size=len(ks))
        row[:] = [
            np.log(KMeans(k, n_init=n_init, random_state=int(start)).fit(sample).inertia_)
            for k, start in zip(ks, seeds, strict=True)
        ]
    return logs.mean(axis=0) - np.log(inertia), logs.std(axis=0) * np.sqrt(1 + 1 / n_ref)


def _bic(inertia: float, sizes: np.ndarray, shape: tuple[int, int]) -> float:
    """Return the information criterion that ``choose_k`` states."""
    n, d = shape
    shares = (sizes * np.log(sizes / n)).sum()
    fit = shares - n * d / 2 * (1 + np.log(2 * np.pi * inertia / (n * d)))
    return -2 * fit + len(sizes) * (d + 1) * np.log(n)
