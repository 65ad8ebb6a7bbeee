"""Gower distances between customers that are described by numbers and categories."""

from collections.abc import Hashable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from segkit.checks import (
    require_between,
    require_choice,
    require_columns,
    require_rows,
    require_unique_columns,
)


def gower_distances(
    X: pd.DataFrame,  # noqa: N803
    Y: pd.DataFrame | None = None,  # noqa: N803
    *,
    weights: Mapping[Hashable, float] | None = None,
    ranges: Mapping[Hashable, float] | None = None,
) -> pd.DataFrame:
    """Return the Gower distance of each row of `X` to each row of `Y`, from 0 to 1.

    It is the weighted mean over the columns of: for numbers, the difference divided by the range of
    the column; for text, booleans and categories, 0 where they are equal and 1 where they differ.
    Ordered categories count as numbers, by their place. A column in which one of the two values is
    missing is skipped for that pair; a pair that has no column left gets NaN.

    Parameters
    ----------
    X, Y : DataFrame
        Customers by columns; `Y` has the columns of `X` and is `X` by default.
    weights : mapping, optional
        Weight of a column, from 0 on; 1 for those that are not named.
    ranges : mapping, optional
        Range of a numeric column, such as that of all customers; those that are not named are
        learnt from `X` and `Y` together. A column with the range 0 adds nothing to the distances.

    Returns
    -------
    DataFrame
        With the index of `X` and, as columns, the index of `Y`.

    Raises
    ------
    TypeError
        If a column holds dates or mixed objects, or is of different kinds in `X` and `Y`.
    ValueError
        If there would be more than 100 million distances, a column is missing or infinite, a name
        is unknown, or a weight or range cannot be used.

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
    kinds = _kinds(X, Y)
    _check_size(len(X), len(Y))
    numeric = [name for name, kind in kinds.items() if kind != "category"]
    ranges = _not_negative("ranges", ranges, numeric)
    weights = _not_negative("weights", weights, list(kinds))
    shares = np.array([weights.get(name, 1.0) for name in kinds])
    if not shares.any():
        raise ValueError("the weights are all 0; give at least one column a positive weight.")
    columns = [
        _column(X[name], Y[name], kind, share, ranges.get(name))
        for (name, kind), share in zip(kinds.items(), shares / shares.sum(), strict=True)
    ]
    distances = np.empty((len(X), len(Y)))
    step = max(1, _CELLS // len(Y))
    for start in range(0, len(X), step):
        rows = slice(start, start + step)
        _fill_distances(distances[rows], [column.cut(rows) for column in columns])
    return pd.DataFrame(distances, index=X.index, columns=Y.index, copy=False)


_CELLS = 2**16  # distances that are worked on at a time: half a megabyte
_MOST = 10_000**2  # distances that are returned at most: 800 MB


def _kinds(X: pd.DataFrame, Y: pd.DataFrame) -> dict[Hashable, str]:  # noqa: N803
    """Return what each column holds, after checking that `X` and `Y` hold the same."""
    for frame in (X, Y):
        require_unique_columns(frame)
        require_rows(frame)
    require_columns(X, Y.columns)
    require_columns(Y, X.columns)
    kinds = {name: kind_of(X[name]) for name in X.columns}
    for name, kind in kinds.items():
        if kind_of(Y[name]) != kind:
            raise TypeError(
                f"the column {name!r} holds {X[name].dtype} in X and {Y[name].dtype} in Y; "
                "give both the same type (and ordered categories the same order)."
            )
    return kinds


def kind_of(column: pd.Series) -> str:
    """Return "number", "category", or what the order of ordered categories is."""
    held = pd.api.types.infer_dtype(column, skipna=True)
    if held == "categorical":
        order = " < ".join(map(repr, column.cat.categories))
        return order if column.cat.ordered else "category"
    if held in ("string", "boolean", "empty"):
        return "category"
    if not pd.api.types.is_numeric_dtype(column):
        raise TypeError(
            f"the column {column.name!r} holds {column.dtype}, numbers, text, categories or "
            "booleans were expected; turn dates into days, and mixed objects into one type."
        )
    return "number"


def _check_size(rows: int, columns: int) -> None:
    """Raise if there would be more distances than one call may return."""
    if rows * columns > _MOST:
        raise ValueError(
            f"{rows:,} by {columns:,} rows make {rows * columns:,} distances "
            f"({rows * columns * 8 / 1e9:,.1f} GB), at most {_MOST:,} are returned; take X in "
            "blocks of rows, such as gower_distances(X.iloc[:1000], X), or draw a sample."
        )


def _not_negative(
    option: str, given: Mapping[Hashable, float] | None, names: list[Hashable]
) -> dict[Hashable, float]:
    """Return `given` as a dictionary of numbers from 0 on under some of `names`."""
    given = {} if given is None else dict(given)
    for name, value in given.items():
        require_choice(f"a name in {option}", name, names)
        require_between(f"{option}[{name!r}]", value, 0, np.finfo(float).max)
    return given


class _Column(NamedTuple):
    """A column of both tables: codes of categories or weighted places in the range, with NaN."""

    here: np.ndarray
    there: np.ndarray
    share: float
    category: bool
    gaps: bool

    def cut(self, rows: slice) -> "_Column":
        """Return the column with some of the rows of the first table."""
        return self._replace(here=self.here[rows])


def _column(
    here: pd.Series, there: pd.Series, kind: str, share: float, width: float | None
) -> _Column:
    """Return a column of both tables, made ready for comparing."""
    if kind == "category":
        both = np.concatenate([here.astype(object), there.astype(object)])
        values = pd.factorize(both)[0].astype(np.float32)
        values[values < 0] = np.nan
    else:
        values = np.concatenate([_floats(here), _floats(there)])
        values = share * _places(here.name, values, width)
    gaps = bool(np.isnan(values).any())
    return _Column(values[: len(here)], values[len(here) :], share, kind == "category", gaps)


def _floats(column: pd.Series) -> np.ndarray:
    """Return numbers, or the places of ordered categories, with NaN for what is missing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.codes.astype(float).where(column.notna())
    values = column.to_numpy(dtype=float, na_value=np.nan)
    endless = np.isinf(values).sum()
    if endless:
        raise ValueError(
            f"the column {column.name!r} is infinite in {endless:,} of {len(values):,} rows; "
            "look for a division by 0 and repair these rows first."
        )
    return values


def _places(name: Hashable, values: np.ndarray, width: float | None) -> np.ndarray:
    """Return where the values lie within their range; a range of 0 puts them all at 0."""
    low, high = np.nanmin(values, initial=np.inf), np.nanmax(values, initial=-np.inf)
    if width is not None and high - low > width:
        raise ValueError(
            f"ranges gives {width:g} for the column {name!r}, whose values reach from "
            f"{low:g} to {high:g}; give the range of all customers."
        )
    return (values - low) / ((high - low if width is None else width) or 1.0)


def _fill_distances(out: np.ndarray, columns: list[_Column]) -> None:
    """Write the Gower distances that follow from the `columns` into `out`."""
    out[:] = 0
    plain = [each for each in columns if not (each.category or each.gaps)]
    if plain:
        here, there = (np.column_stack([each[side] for each in plain]) for side in (0, 1))
        cdist(here, there, "cityblock", out=out)
    compared = 1.0
    for each in columns:
        if each.category or each.gaps:
            apart, skipped = _compare(each)
            out += apart
            compared = compared - each.share * skipped
    out /= np.where(compared > 1e-12, compared, np.nan)
    np.clip(out, 0, 1, out=out)


def _compare(column: _Column) -> tuple[np.ndarray, np.ndarray | bool]:
    """Return the weighted differences, 0 where a value is missing, and where one is."""
    here, there = column.here[:, None], column.there
    if not column.category:
        apart = np.abs(here - there)
        skipped = np.isnan(apart)
        apart[skipped] = 0
        return apart, skipped
    apart, skipped = here != there, False
    if column.gaps:
        skipped = np.isnan(here) | np.isnan(there)
        apart &= ~skipped
    return column.share * apart, skipped
