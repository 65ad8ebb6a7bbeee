"""Gower distances between customers that are described by numbers and categories."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from segkit.checks import require_columns, require_numbers, require_rows, require_unique_columns

_CELLS = 2**16  # distances that are worked on at a time: half a megabyte
_MOST = 10_000**2  # distances that are returned at most: 800 MB


def gower_distances(X: pd.DataFrame, Y: pd.DataFrame | None = None) -> pd.DataFrame:  # noqa: N803
    """Return the Gower distance of each row of `X` to each row of `Y`, from 0 to 1.

    It is the mean over the columns of: for numbers, the difference divided by the range of the
    column in `X` and `Y` together; for text, booleans and categories, 0 where they are equal and 1
    where they differ. Ordered categories count as numbers, by their place. A column in which one of
    the two values is missing is skipped for that pair; a pair that has no column left gets NaN.

    Parameters
    ----------
    X, Y : DataFrame
        Customers by columns; `Y` has the columns of `X` and is `X` by default.

    Returns
    -------
    DataFrame
        With the index of `X` and, as columns, the index of `Y`.

    Raises
    ------
    TypeError
        If a column holds dates or mixed objects, or is of different kinds in `X` and `Y`.
    ValueError
        If there would be more than 100 million distances, or a column is missing or infinite.

    References
    ----------
    Gower, J. C. (1971). A general coefficient of similarity and some of its properties.
    *Biometrics*, 27(4), 857-871.

    Kaufman, L., & Rousseeuw, P. J. (1990). *Finding Groups in Data*. Wiley, section 2.6.

    Examples
    --------
    >>> customers = pd.DataFrame(
    ...     {"age_years": [20, 30, 60], "channel": ["app", "app", "shop"]}, index=["C1", "C2", "C3"]
    ... )
    >>> gower_distances(customers)
           C1     C2     C3
    C1  0.000  0.125  1.000
    C2  0.125  0.000  0.875
    C3  1.000  0.875  0.000
    """
    Y = X if Y is None else Y  # noqa: N806
    for frame in (X, Y):
        require_unique_columns(frame)
        require_rows(frame)
    require_columns(X, Y.columns)
    require_columns(Y, X.columns)
    cells = len(X) * len(Y)
    if cells > _MOST:
        raise ValueError(
            f"{len(X):,} by {len(Y):,} rows make {cells:,} distances ({cells * 8 / 1e9:,.1f} GB), "
            f"at most {_MOST:,} are returned; take X in blocks of rows, such as "
            "gower_distances(X.iloc[:1000], X), or draw a sample."
        )
    columns = [_comparable(X[name], Y[name]) for name in X.columns]
    here, there, category = map(np.array, zip(*columns, strict=True))
    return pd.DataFrame(_distances(here, there, category), X.index, Y.index, copy=False)


def holds_categories(column: pd.Series) -> bool:
    """Return whether `column` holds text, booleans or categories; raise unless else numbers."""
    held = pd.api.types.infer_dtype(column, skipna=True)
    categories = held in ("categorical", "string", "boolean", "empty")
    if not (categories or pd.api.types.is_numeric_dtype(column)):
        raise TypeError(
            f"the column {column.name!r} holds {column.dtype}, numbers, text, categories or "
            "booleans were expected; turn dates into days, and mixed objects into one type."
        )
    return categories


def _comparable(here: pd.Series, there: pd.Series) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return both as codes of categories (True) or places in their range (False), NaN for gaps."""
    category, other = holds_categories(here), holds_categories(there)
    ordered = any(getattr(each.dtype, "ordered", False) for each in (here, there))
    if category != other or (ordered and here.dtype != there.dtype):
        raise TypeError(
            f"the column {here.name!r} holds {here.dtype} in X and {there.dtype} in Y; "
            "give both the same type (and ordered categories the same order)."
        )
    if category:
        both = pd.concat([here.astype(object), there.astype(object)])
        codes = here.cat.categories.get_indexer(both) if ordered else pd.factorize(both)[0]
        values = np.where(codes < 0, np.nan, codes)
    else:
        for each in (here, there):
            require_numbers(each.dropna().to_frame(), [each.name])
        values = pd.concat([here, there]).to_numpy(dtype=float, na_value=np.nan)
    if ordered or not category:
        low, high = np.nanmin(values, initial=np.inf), np.nanmax(values, initial=-np.inf)
        values = (values - low) / ((high - low) or 1.0)
    return values[: len(here)], values[len(here) :], category and not ordered


def _distances(here: np.ndarray, there: np.ndarray, category: np.ndarray) -> np.ndarray:
    """Return the distances from columns by rows; numbers without gaps at once, others in blocks."""
    gaps = np.isnan(here).any(axis=1) | np.isnan(there).any(axis=1)
    plain = ~(category | gaps)
    distances = cdist(here[plain].T, there[plain].T, "cityblock")
    step = max(1, _CELLS // there.shape[1])
    for start in range(0, here.shape[1], step):
        out, compared = distances[start : start + step], len(here)
        for place in np.flatnonzero(~plain):
            one, other = here[place, start : start + step, None], there[place]
            apart = one != other if category[place] else np.abs(one - other)
            if gaps[place]:
                skipped = np.isnan(one) | np.isnan(other)
                apart[skipped] = 0
                compared = compared - skipped
            out += apart
        out /= np.where(compared, compared, np.nan)
    return np.minimum(distances, 1, out=distances)
