"""How many clusters: silhouette, gap, information criterion and stability for each k."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import euclidean_distances

from segkit.checks import ks_of, matrix_of, require_whole
from segkit.stability import bootstrap_stability

_CELLS = 2**22  # distances in memory at a time: 32 MB


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
          without clusters (uniform in the box along the principal axes), and its standard error;
          the authors choose the smallest k whose gap reaches that of the next k less its error,
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
    for name, value, least in (
        *(("n_init", n_init, 1), ("n_ref", n_ref, 0)),
        *(("n_boot", n_boot, 0), ("seed", seed, 0)),
    ):
        require_whole(name, value, least=least)
    fits = _fits(matrix, ks, n_init, seed)
    table = pd.DataFrame({"inertia": [fit.inertia_ for fit in fits]}, pd.Index(ks, name="k"))
    table["silhouette"] = _silhouettes(matrix, [fit.labels_ for fit in fits])
    table["gap"], table["gap_se"] = _gaps(matrix, table["inertia"], n_ref, n_init, seed)
    table["bic"] = [_bic(fit.inertia_, np.bincount(fit.labels_), matrix.shape) for fit in fits]
    judged = [each for each in ks if each > 1 and n_boot]
    table["stability"] = (
        bootstrap_stability(matrix, judged, n_boot=n_boot, n_init=n_init, seed=seed).ari.mean()
        if judged
        else np.nan
    )
    return table


def _fits(matrix: np.ndarray, ks: Iterable[int], n_init: int, seed: int) -> list[KMeans]:
    """Return the k-means solution for each k."""
    return [KMeans(k, n_init=n_init, random_state=seed).fit(matrix) for k in ks]


def _silhouettes(matrix: np.ndarray, labellings: Sequence[np.ndarray]) -> list[float]:
    """Return the mean silhouette width of each labelling (clusters from 0 on) in one pass.

    A block of distances times the indicators of all clusters of all labellings gives each row's
    summed distance to each cluster; the block and its transpose serve both sides of the diagonal.
    """
    indicators = [np.eye(found.max() + 1)[:, found] for found in labellings]
    sums = _summed_distances(matrix - matrix.mean(axis=0), np.vstack(indicators))
    parts = np.split(sums, np.cumsum([len(each) for each in indicators])[:-1])
    return [_silhouette(part, found) for part, found in zip(parts, labellings, strict=True)]


def _summed_distances(rows: np.ndarray, indicators: np.ndarray) -> np.ndarray:
    """Return each cluster's (row of `indicators`) summed Euclidean distance to each row."""
    sums = np.zeros_like(indicators)
    step = max(1, _CELLS // len(rows))
    for start in range(0, len(rows), step):
        end = start + step
        block = euclidean_distances(rows[start:end], rows[start:])
        np.fill_diagonal(block, 0)
        sums[:, start:] += indicators[:, start:end] @ block
        sums[:, start:end] += indicators[:, end:] @ block[:, step:].T
    return sums


def _silhouette(sums: np.ndarray, found: np.ndarray) -> float:
    """Return the mean silhouette width; a row alone in its cluster counts as 0."""
    if len(sums) == 1:
        return np.nan
    sizes, everyone = np.bincount(found), np.arange(len(found))
    own = sums[found, everyone] / np.maximum(sizes[found] - 1, 1)
    others = sums / sizes[:, None]
    others[found, everyone] = np.inf
    nearest = others.min(axis=0)
    widths = (nearest - own) / np.maximum(np.maximum(nearest, own), np.finfo(float).tiny)
    return float(widths[sizes[found] > 1].sum() / len(found))


def _gaps(
    matrix: np.ndarray, inertia: pd.Series, n_ref: int, n_init: int, seed: int
) -> tuple[pd.Series | float, pd.Series | float]:
    """Return the gap statistic of each k and its standard error."""
    if not n_ref:
        return np.nan, np.nan
    turned = PCA(svd_solver="full").fit_transform(matrix)
    low, high, rng = turned.min(axis=0), turned.max(axis=0), np.random.default_rng(seed)
    logs = []
    for _ in range(n_ref):
        fits = _fits(rng.uniform(low, high, size=turned.shape), inertia.index, n_init, seed)
        logs.append(np.log([fit.inertia_ for fit in fits]))
    gap = np.mean(logs, axis=0) - np.log(inertia)
    return gap, np.std(logs, axis=0) * np.sqrt(1 + 1 / n_ref)


def _bic(inertia: float, sizes: np.ndarray, shape: tuple[int, int]) -> float:
    """Return the information criterion that ``choose_k`` states."""
    n, d = shape
    fit = sizes @ np.log(sizes / n) - n * d / 2 * (1 + np.log(2 * np.pi * inertia / (n * d)))
    return -2 * fit + len(sizes) * (d + 1) * np.log(n)
