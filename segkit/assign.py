"""Assign customers to the nearest segment, one batch or one hundred million at a time."""

from collections import Counter
from collections.abc import Mapping

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame, IntoSeries
from scipy.spatial.distance import cdist

from segkit.checks import require_columns, require_numbers, require_rows
from segkit.engines import as_lazy, is_query, require_fields

BLOCK = 10_000


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
    pandas = isinstance(frame, pd.DataFrame)
    _check_centres(centres, any_label=pandas)
    weights = 1 / np.square(_checked_scales(centres, scales))
    _check_columns(frame, centres)
    if pandas:
        return _nearest_in_memory(frame, centres, weights)
    query = as_lazy(frame)
    distances = [f"_distance_{place}" for place in range(len(centres))]
    measured = query.with_columns(
        _squared_distance(centres.columns, centre, weights).alias(distance)
        for distance, centre in zip(distances, centres.to_numpy(), strict=True)
    )
    measured = measured.with_columns(segment=_nearest(distances, centres.index.tolist()))
    named = measured.drop(distances)
    return named.to_native() if is_query(frame) else named.collect()["segment"].to_native()


def _nearest_in_memory(
    frame: pd.DataFrame, centres: pd.DataFrame, weights: np.ndarray
) -> pd.Series:
    """Return the nearest segment of each row of a pandas frame, some 10,000 rows at a time."""
    codes = []
    for start in range(0, len(frame), BLOCK):
        block = frame[centres.columns].iloc[start : start + BLOCK]
        points = block.to_numpy(dtype=float, na_value=np.nan)
        nearest = cdist(points, centres, "sqeuclidean", w=weights).argmin(axis=1)
        codes.append(np.where(np.isfinite(points).all(axis=1), nearest, -1))
    named = pd.Categorical.from_codes(
        np.concatenate([*codes, np.array([], int)]), categories=centres.index.to_flat_index()
    )
    return pd.Series(named, index=frame.index, name="segment")


def _check_centres(centres: pd.DataFrame, *, any_label: bool) -> None:
    """Raise unless each row of `centres` is a point with a name of its own."""
    if not isinstance(centres, pd.DataFrame):
        raise TypeError(
            f"centres is a {type(centres).__module__.partition('.')[0]} "
            f"{type(centres).__name__}, a pandas DataFrame with one row per segment and its name "
            "as index was expected."
        )
    if centres.columns.empty:
        raise ValueError("centres has no column; give the measures by which to assign.")
    require_rows(centres)
    _require_own_names("column", centres.columns)
    _require_own_names("segment", centres.index)
    require_numbers(centres, centres.columns)
    kinds = {type(label) for label in centres.index.tolist()}
    if not any_label and kinds not in ({str}, {int}):
        raise TypeError(
            f"the segments of centres are named {', '.join(map(repr, centres.index))}; outside "
            "pandas all must be text or all whole numbers."
        )


def _require_own_names(what: str, names: pd.Index) -> None:
    """Raise if one of `names` is missing or there twice."""
    bad = [name for name, often in Counter(names.tolist()).items() if often > 1 or name != name]
    if bad:
        raise ValueError(
            f"the {what} {bad[0]!r} of centres is there twice or has no name; give each {what} a "
            "name of its own."
        )


def _checked_scales(centres: pd.DataFrame, scales: Mapping[str, float] | None) -> list[float]:
    """Return the scale of each column of `centres`; raise unless all are positive numbers."""
    if scales is None:
        return [1.0] * centres.shape[1]
    if not isinstance(scales, Mapping | pd.Series):
        raise TypeError(
            f"scales is {scales!r}, a Series or mapping from column to number was expected, such "
            "as pd.Series(scaler.scale_, centres.columns)."
        )
    given = dict(scales)
    require_columns(pd.DataFrame(columns=list(given)), centres.columns)
    for name in centres:
        scale = given[name]
        number = isinstance(scale, int | float | np.number) and not isinstance(scale, bool)
        if not number or not 0 < scale < float("inf"):
            raise ValueError(
                f"the scale of {name!r} is {scale!r}, a positive number was expected; leave out a "
                "column that does not vary."
            )
    return [float(given[name]) for name in centres]


def _check_columns(frame: IntoFrame, centres: pd.DataFrame) -> None:
    """Raise unless `frame` has the columns of `centres`, as numbers."""
    query = as_lazy(frame)
    require_fields(query, centres.columns)
    schema = query.collect_schema()
    for name in centres:
        if not schema[name].is_numeric():
            raise TypeError(
                f"the column {name!r} holds {schema[name]}, numbers were expected; convert it."
            )


def _squared_distance(names: pd.Index, centre: np.ndarray, weights: np.ndarray) -> nw.Expr:
    """Return the squared distance to `centre`; missing where a value is missing or infinite."""
    terms = []
    for name, middle, weight in zip(names, centre.tolist(), weights.tolist(), strict=True):
        value = nw.col(name).cast(nw.Float64)
        step = nw.when(value.is_finite()).then(value) - middle
        terms.append(step * step * weight)
    return sum(terms[1:], start=terms[0])


def _nearest(distances: list[str], labels: list) -> nw.Expr:
    """Return the label whose distance is least; ties go to the first."""
    least, nearest = nw.min_horizontal(*distances), nw.lit(None)
    for distance, label in reversed(list(zip(distances, labels, strict=True))):
        nearest = nw.when(nw.col(distance) <= least).then(nw.lit(label)).otherwise(nearest)
    return nearest
