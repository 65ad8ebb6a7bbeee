"""Assign customers to the nearest segment, one batch or one hundred million at a time."""

from collections.abc import Mapping
from numbers import Real

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame, IntoSeries
from scipy.spatial.distance import cdist

from segkit.checks import require_numbers, require_rows, require_unique_columns
from segkit.engines import as_lazy, is_query, require_fields


def assign_segments(
    frame: IntoFrame, centres: pd.DataFrame, *, scales: Mapping[str, float] | None = None
) -> IntoSeries | IntoFrame:
    """Return the segment whose centre is nearest to each customer.

    Distances are Euclidean, each column divided by its scale. Centres and scales are learnt once,
    so customers can be assigned in batches as they come: the result for a customer does not depend
    on the others.

    Parameters
    ----------
    frame : frame of pandas, polars (eager or lazy), DuckDB or PySpark
        One row per customer, with the columns of `centres`; other columns are left alone. It is not
        changed.
    centres : DataFrame
        One row per segment: its name as index, its centre in the units of `frame`. Of a scaler and
        KMeans that is ``scaler.inverse_transform(kmeans.cluster_centers_)``.
    scales : Series or mapping, optional
        What one unit of distance is in each column, such as ``scaler.scale_``; 1 by default.

    Returns
    -------
    Series, or query
        For pandas and polars a Series named ``segment``, row by row: in pandas categorical, with
        the index of `frame` and its categories in the order of `centres`. A polars LazyFrame, a
        DuckDB relation or a PySpark frame is returned as a query with the column ``segment`` added;
        nothing is computed yet. A customer as near to two centres gets the first; one with a
        missing or infinite value gets no segment.

    Raises
    ------
    ValueError
        If a column is missing, `centres` has no row, no column, a gap, or a name twice, or a scale
        is missing or not positive.
    TypeError
        If `frame` is no frame or a Dask frame, `centres` is no DataFrame, a column holds no
        numbers, or, outside pandas, the segments are not named by text or whole numbers.

    References
    ----------
    Lloyd, S. P. (1982). Least squares quantization in PCM. *IEEE Transactions on Information
    Theory*, 28(2), 129-137.

    Examples
    --------
    >>> centres = pd.DataFrame(
    ...     {"recency_days": [10, 200], "monetary_cny": [2000, 100]}, index=["loyal", "lapsed"]
    ... )
    >>> batch = pd.DataFrame({"recency_days": [30, 150], "monetary_cny": [900, 200]})
    >>> assign_segments(batch, centres, scales={"recency_days": 90, "monetary_cny": 800}).tolist()
    ['loyal', 'lapsed']
    """
    _check_centres(centres)
    weights = _weights(centres, scales)
    query = as_lazy(frame)
    require_fields(query, numbers=centres.columns)
    if isinstance(frame, pd.DataFrame):
        return _nearest_in_memory(frame, centres, weights)
    labels = centres.index.tolist()
    if {type(label) for label in labels} not in ({str}, {int}):
        raise TypeError(
            f"the segments of centres are named {', '.join(map(repr, labels))}; outside pandas all "
            "must be text or all whole numbers."
        )
    numbers = {name: nw.col(name).cast(nw.Float64) for name in centres}
    finite = [nw.when(value.is_finite()).then(value) for value in numbers.values()]
    distances = {
        f"_distance_{place}": _squared_distance(finite, centre, weights)
        for place, centre in enumerate(centres.to_numpy(dtype=float))
    }
    measured = query.with_columns(**distances)
    named = measured.with_columns(segment=_nearest([*distances], labels)).drop(*distances)
    return named.to_native() if is_query(frame) else named.collect()["segment"].to_native()


def _check_centres(centres: pd.DataFrame) -> None:
    """Raise unless each row of `centres` is a point with a name of its own."""
    require_unique_columns(centres)
    require_rows(centres)
    require_numbers(centres, centres.columns)
    bad = centres.index[centres.index.duplicated() | centres.index.isna()]
    if len(bad):
        raise ValueError(
            f"the segment {bad[0]!r} of centres is there twice or has no name; give each segment a "
            "name of its own."
        )


def _weights(centres: pd.DataFrame, scales: Mapping[str, float] | None) -> pd.Series:
    """Return the weight of the squared distance along each column, from its scale."""
    given = pd.Series(1.0, centres.columns) if scales is None else pd.Series(scales, dtype=object)
    for name in centres:
        if not isinstance(given.get(name), Real) or not 0 < given[name] < np.inf:
            raise ValueError(
                f"the scale of {name!r} is {given.get(name)!r}, a positive number was expected; "
                "give one per column, and leave out a column that does not vary."
            )
    return given[centres.columns].astype(float) ** -2


def _nearest_in_memory(frame: pd.DataFrame, centres: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Return the nearest segment of each row of a pandas frame."""
    points = frame[centres.columns].to_numpy(dtype=float, na_value=np.nan)
    nearest = cdist(points, centres, "sqeuclidean", w=weights).argmin(axis=1)
    codes = np.where(np.isfinite(points).all(axis=1), nearest, -1)
    segments = pd.Categorical.from_codes(codes, categories=centres.index.to_flat_index())
    return pd.Series(segments, index=frame.index, name="segment")


def _squared_distance(values: list[nw.Expr], centre: np.ndarray, weights: pd.Series) -> nw.Expr:
    """Return the squared distance to `centre`; missing where a value is missing."""
    steps = [value - float(middle) for value, middle in zip(values, centre, strict=True)]
    terms = (step * step * float(weight) for step, weight in zip(steps, weights, strict=True))
    return sum(terms, start=nw.lit(0.0))


def _nearest(distances: list[str], labels: list) -> nw.Expr:
    """Return the label whose distance is least; ties go to the first."""
    least, nearest = nw.min_horizontal(*distances), nw.lit(None)
    for distance, label in reversed(list(zip(distances, labels, strict=True))):
        nearest = nw.when(nw.col(distance) <= least).then(nw.lit(label)).otherwise(nearest)
    return nearest
