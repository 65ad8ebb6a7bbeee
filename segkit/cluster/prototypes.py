"""K-prototypes: clusters of customers that are described by numbers and categories."""

import warnings
from collections.abc import Hashable, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from segkit.checks import (
    require_between,
    require_columns,
    require_no_gaps,
    require_numbers,
    require_unique_columns,
    require_whole,
)
from segkit.cluster.gower import holds_categories


class _Mixed(NamedTuple):
    """Customers or centres: numbers (n by p) and codes of categories (n by q)."""

    numbers: np.ndarray
    codes: np.ndarray

    def at(self, places: list[int]) -> "_Mixed":
        """Return the rows at `places`."""
        return _Mixed(self.numbers[places], self.codes[places])


class KPrototypes(ClusterMixin, BaseEstimator):
    """Cluster mixed data: k-means on the numbers, k-modes on the categories.

    The dissimilarity of a customer and a centre is the squared Euclidean distance of the numbers
    plus `gamma` for each category that differs; a centre has the means of the numbers and the most
    frequent categories (of equally frequent ones the first). Without categories this is k-means,
    without numbers k-modes. Bring the numbers to one scale before.

    Parameters
    ----------
    n_clusters : int
        Number of clusters.
    categorical : sequence, optional
        Names or, for an array, positions of the columns that hold categories; by default those of
        a frame that hold text, categories or booleans, and none of an array.
    gamma : float, optional
        Weight of a differing category; by default half the mean standard deviation of the numbers
        (1 without numbers), which is within the range that Huang found fit.
    init : DataFrame, optional
        Centres to start from, with `n_clusters` rows and the columns of the data; by default
        customers drawn far from each other, as k-means++ does.
    n_init : int
        Number of starts, of which the cheapest solution is kept; 1 where `init` is given.
    max_iter : int
        Largest number of passes for one start.
    random_state : int, RandomState or None
        Seed of the starts.

    Attributes
    ----------
    labels_ : array of int
        Cluster of each customer, from 0 on.
    cluster_centers_ : DataFrame
        One row per cluster, the columns of the data.
    cost_ : float
        Sum of the dissimilarities of the customers to their centres.
    gamma_ : float
        The weight that was used.
    n_iter_ : int
        Passes of the start that was kept.
    n_features_in_, feature_names_in_
        As everywhere in scikit-learn.

    References
    ----------
    Huang, Z. (1998). Extensions to the k-means algorithm for clustering large data sets with
    categorical values. *Data Mining and Knowledge Discovery*, 2(3), 283-304.

    Examples
    --------
    >>> customers = pd.DataFrame(
    ...     {"frequency_orders": [1.0, 2, 9, 10], "channel": ["app", "app", "shop", "shop"]}
    ... )
    >>> model = KPrototypes(n_clusters=2, gamma=1.0).fit(customers)
    >>> model.cluster_centers_.sort_values("channel")["frequency_orders"].tolist(), model.cost_
    ([1.5, 9.5], 1.0)
    >>> bool(model.predict(customers)[0] == model.labels_[1])
    True
    """

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        categorical: Sequence[Hashable] | None = None,
        gamma: float | None = None,
        init: pd.DataFrame | None = None,
        n_init: int = 10,
        max_iter: int = 100,
        random_state: int | np.random.RandomState | None = 0,
    ):
        self.n_clusters = n_clusters
        self.categorical = categorical
        self.gamma = gamma
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(self, X, y=None) -> "KPrototypes":  # noqa: N803
        """Find the clusters of the customers in `X`.

        Raises
        ------
        TypeError
            If a column holds neither numbers nor categories.
        ValueError
            If a value is missing or infinite, there are fewer rows than clusters, a name in
            `categorical` does not exist, or an option has a value that it cannot have.

        Warns
        -----
        ConvergenceWarning
            If fewer rows than `n_clusters` differ from each other: there are fewer clusters then.
        """
        for name in ("n_clusters", "n_init", "max_iter"):
            require_whole(name, getattr(self, name), least=1)
        require_between("gamma", 1 if self.gamma is None else self.gamma, 0, np.finfo(float).max)
        frame = self._frame(X, reset=True)
        if len(frame) < self.n_clusters:
            raise ValueError(
                f"n_samples={len(frame)} should be >= n_clusters={self.n_clusters}; "
                "ask for fewer clusters."
            )
        self._learn_columns(frame)
        rows = self._encode(frame)
        spread = rows.numbers.std(axis=0).mean() if rows.numbers.size else 0.0
        self.gamma_ = float((spread / 2 or 1.0) if self.gamma is None else self.gamma)
        runs = (self._lloyd(rows, start) for start in self._starts(rows))
        self.labels_, self.cost_, self.n_iter_, self._centres = min(runs, key=lambda run: run[1])
        self.cluster_centers_ = self._decode(self._centres)
        if len(self.cluster_centers_) < self.n_clusters:
            warnings.warn(
                f"n_clusters is {self.n_clusters}, but only {len(self.cluster_centers_)} rows "
                "differ from each other, so there are no more clusters; ask for fewer.",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def predict(self, X) -> np.ndarray:  # noqa: N803
        """Return the nearest cluster of each customer in `X`.

        Raises
        ------
        ValueError
            If a category was not there in ``fit``, or a value is missing.
        """
        check_is_fitted(self)
        frame = self._frame(X, reset=False)
        return _dissimilarities(self._encode(frame), self._centres, self.gamma_).argmin(axis=0)

    def _frame(self, X, *, reset: bool) -> pd.DataFrame:  # noqa: N803
        """Return `X` as a frame whose columns are checked against those of ``fit``."""
        if isinstance(X, pd.DataFrame):
            validate_data(self, X, reset=reset, skip_check_array=True)
            return X
        names = (self.categorical or ()) if reset else self._names
        array = validate_data(self, X, reset=reset, dtype=None if len(names) else np.float64)
        return pd.DataFrame(array, columns=None if reset else self._columns).infer_objects()

    def _learn_columns(self, frame: pd.DataFrame) -> None:
        """Settle which columns hold categories, and which categories."""
        require_unique_columns(frame)
        found = [name for name in frame if holds_categories(frame[name])]
        self._names = found if self.categorical is None else self.categorical
        require_columns(frame, self._names)
        self._columns = list(frame)
        self._numeric = [name for name in frame if name not in self._names]
        self._categories = [
            frame[name].astype("category").cat.remove_unused_categories().cat.categories
            for name in self._names
        ]

    def _encode(self, frame: pd.DataFrame) -> _Mixed:
        """Return the numbers of `frame` and the codes of its categories, which must be known."""
        require_columns(frame, self._columns)
        require_numbers(frame, self._numeric)
        require_no_gaps(frame, self._names)
        codes = np.empty((len(frame), len(self._names)), dtype=np.int64, order="F")
        for place, (name, known) in enumerate(zip(self._names, self._categories, strict=True)):
            codes[:, place] = known.get_indexer(pd.Index(frame[name].astype(object)))
            new = frame.loc[codes[:, place] < 0, name].unique()
            if len(new):
                raise ValueError(
                    f"the column {name!r} holds {', '.join(map(repr, new[:5]))}, which fit did not "
                    f"see among {', '.join(map(repr, known[:10]))}; fit again with such customers "
                    "or merge rare categories before."
                )
        return _Mixed(frame[self._numeric].to_numpy(dtype=float), codes)

    def _decode(self, centres: _Mixed) -> pd.DataFrame:
        """Return the centres as a frame with the columns of the data."""
        modes = map(pd.Index.take, self._categories, centres.codes.T)
        columns = zip([*self._numeric, *self._names], [*centres.numbers.T, *modes], strict=True)
        return pd.DataFrame(dict(columns))[self._columns].rename_axis("cluster")

    def _starts(self, rows: _Mixed) -> list[_Mixed]:
        """Return the centres of each start."""
        if self.init is not None:
            given = self._encode(self.init)
            if len(given.numbers) != self.n_clusters:
                raise ValueError(
                    f"init has {len(self.init)} rows, {self.n_clusters} (n_clusters) were expected."
                )
            return [given]
        random, k = check_random_state(self.random_state), self.n_clusters
        return [_far_apart(rows, k, self.gamma_, random) for _ in range(self.n_init)]

    def _lloyd(self, rows: _Mixed, centres: _Mixed) -> tuple[np.ndarray, float, int, _Mixed]:
        """Return labels, cost, number of passes and centres, started from `centres`."""
        labels, cost = None, np.inf
        for passes in count():
            costs = _dissimilarities(rows, centres, self.gamma_)
            before, labels = labels, costs.argmin(axis=0)
            dearer, cost = cost, float(costs.min(axis=0).sum())
            if cost >= dearer or passes == self.max_iter or np.array_equal(labels, before):
                return labels, cost, passes, centres
            empty = np.flatnonzero(np.bincount(labels, minlength=len(costs)) == 0)
            if len(empty):  # each gets the row that is dearest where it is
                dearest = np.argsort(-costs.min(axis=0), kind="stable")[: len(empty)]
                labels[dearest] = empty
            centres = _centres(rows, labels, centres)


def _dissimilarities(rows: _Mixed, centres: _Mixed, gamma: float) -> np.ndarray:
    """Return the dissimilarity of each centre to each row (k by n)."""
    differing = np.zeros((len(centres.codes), len(rows.codes)))
    for codes, modes in zip(rows.codes.T, centres.codes.T, strict=True):
        differing += codes != modes[:, None]
    return cdist(centres.numbers, rows.numbers, "sqeuclidean") + gamma * differing


def _far_apart(rows: _Mixed, k: int, gamma: float, random: np.random.RandomState) -> _Mixed:
    """Return `k` rows, each drawn with a chance that grows with its cost so far.

    There are fewer where fewer rows differ.
    """
    places = [random.randint(len(rows.numbers))]
    nearest = _dissimilarities(rows, rows.at(places), gamma)[0]
    while len(places) < k and nearest.any():
        places.append(random.choice(len(nearest), p=nearest / nearest.sum()))
        nearest = np.minimum(nearest, _dissimilarities(rows, rows.at(places[-1:]), gamma)[0])
    return rows.at(places)


def _centres(rows: _Mixed, labels: np.ndarray, before: _Mixed) -> _Mixed:
    """Return the means and modes of each cluster; one without rows stays where it was."""
    k = len(before.numbers)
    counts = np.bincount(labels, minlength=k)[:, None]
    means = np.eye(k)[:, labels] @ rows.numbers / np.maximum(counts, 1)
    codes = before.codes.copy()
    for place, column in enumerate(rows.codes.T):
        size = column.max() + 1
        table = np.bincount(labels * size + column, minlength=k * size).reshape(k, size)
        codes[:, place] = np.where(counts[:, 0], table.argmax(axis=1), codes[:, place])
    return _Mixed(np.where(counts, means, before.numbers), codes)
