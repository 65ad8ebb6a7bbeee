"""What the rooms of segkit ask of their input; each error says what came and what to do."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches

import numpy as np
import pandas as pd


def listed(names: Iterable[Hashable]) -> list[Hashable]:
    """Return names of columns as a list; raise if they are one text, or values."""
    if isinstance(names, str):
        raise TypeError(f"the text {names!r} came, a list of columns was expected: [{names!r}].")
    names = list(names)
    if values := [type(name).__name__ for name in names if not isinstance(name, Hashable)]:
        raise TypeError(
            f"{values[0]} came, the name of a column was expected; add the values to the frame "
            "first, as with frame.assign(segment=values), and pass the name."
        )
    return names


def require_columns(frame: pd.DataFrame, names: Iterable[Hashable]) -> None:
    """Raise unless `frame` is a frame with all the `names`; suggest the nearest ones."""
    names = listed(names)
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"a DataFrame was expected first, {type(frame).__name__} came; "
            "check the order of the arguments."
        )
    present = [str(name) for name in frame.columns]
    missing = [name for name in names if name not in frame.columns]
    near = [get_close_matches(str(name), present, n=1, cutoff=0.5) for name in missing]
    told = [
        f"{name!r} (did you mean {found[0]!r}?)" if found else repr(name)
        for name, found in zip(missing, near, strict=True)
    ]
    if missing:
        raise ValueError(
            f"the frame lacks the columns {', '.join(told)}; it has {', '.join(present)}. Rename a "
            "column, or pass the name that yours has."
        )


def as_day(as_of: str | date | pd.Timestamp) -> pd.Timestamp:
    """Return `as_of` as the midnight that begins its day."""
    try:
        day = pd.Timestamp(as_of if isinstance(as_of, str | date | np.datetime64) else None)
    except ValueError:
        day = pd.NaT
    if pd.isna(day) or day.tz is not None:
        raise ValueError(
            f"as_of is {as_of!r}, which is no date without time zone; pass a date such as "
            "as_of='2025-12-31'."
        )
    return day.normalize()


def require_numeric(frame: pd.DataFrame, names: Collection[Hashable]) -> None:
    """Raise unless the columns `names` are there and typed as numbers; gaps may be among them."""
    require_columns(frame, names)
    for name in names:
        kind = frame[name].dtype
        if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind):
            raise TypeError(
                f"the column {name!r} holds {kind}, numbers were expected; "
                f"convert it with pd.to_numeric(frame[{name!r}])."
            )


def require_numbers(frame: pd.DataFrame, names: Collection[Hashable]) -> None:
    """Raise unless the columns `names` are there and hold finite numbers without gaps."""
    require_numeric(frame, names)
    require_no_gaps(frame, names)
    for name in names:
        if endless := int(np.isinf(frame[name].to_numpy(dtype=float)).sum()):
            raise ValueError(
                f"the column {name!r} is infinite in {endless:,} of {len(frame):,} rows; "
                "look for a division by 0 and repair these rows first."
            )


def require_no_gaps(frame: pd.DataFrame, names: Collection[Hashable]) -> None:
    """Raise if one of the columns `names` has a missing value."""
    for name in names:
        if gaps := int(frame[name].isna().sum()):
            raise ValueError(
                f"the column {name!r} is empty in {gaps:,} of {len(frame):,} rows; "
                f"drop them with dropna(subset=[{name!r}]) or repair them first."
            )


def require_rows(frame: pd.DataFrame, least: int = 1) -> None:
    """Raise if `frame` has fewer rows than `least`."""
    if len(frame) < least:
        raise ValueError(
            f"the frame has {len(frame):,} rows, at least {least:,} were expected; "
            "check the filter that was applied before."
        )


def require_whole(name: str, value: int, *, least: int, most: int | None = None) -> None:
    """Raise unless the argument `name` is a whole number from `least` to `most`."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not least <= value <= (value if most is None else most):
        raise ValueError(
            f"{name} is {value!r}, a whole number from {least} "
            f"{'on' if most is None else f'to {most}'} was expected."
        )


def require_between(name: str, value: float, low: float, high: float) -> None:
    """Raise unless the argument `name` is a number from `low` to `high`, ends included."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}, a number from {low:g} to {high:g} was expected.")


def require_mapping(name: str, given: object) -> None:
    """Raise unless the argument `name` is a mapping or a Series."""
    if not isinstance(given, Mapping | pd.Series):
        raise TypeError(
            f"{name} is {given!r}, a mapping was expected; give each name its value, as in "
            "{'size': 3, 'growth': 1}."
        )


def require_choice(name: str, value: object, options: Collection[str]) -> None:
    """Raise unless the argument `name` is one of `options`."""
    if value not in options:
        raise ValueError(
            f"{name} is {value!r}, one of {', '.join(map(repr, options))} was expected."
        )


def labels_of(frame: pd.DataFrame, labels: Hashable | pd.Series, *, what: str) -> pd.Series:
    """Return the label of each row: a column of `frame`, or a Series with the same index.

    Raises
    ------
    ValueError
        If the column is not there, the index differs or a row has no label; `what` names the
        argument in the message.
    """
    if not isinstance(labels, pd.Series):
        require_columns(frame, [labels])
        labels = frame[labels]
    if not labels.index.equals(frame.index):
        raise ValueError(
            f"{what} has {len(labels):,} rows and the frame {len(frame):,}, or their index "
            "differs; make both from the same rows, in the same order."
        )
    if lacking := int(labels.isna().sum()):
        raise ValueError(
            f"{what} is missing in {lacking:,} of {len(frame):,} rows; "
            "drop these rows or repair them first."
        )
    return labels


def require_unique_columns(frame: pd.DataFrame) -> None:
    """Raise unless `frame` has columns, each under a name of its own."""
    require_columns(frame, [])
    twice = frame.columns[frame.columns.duplicated()].unique()
    fault = f"several columns named {', '.join(map(repr, twice))}" if len(twice) else "no column"
    if len(twice) or frame.columns.empty:
        raise ValueError(f"the frame has {fault}; pass each column once, under a name of its own.")


def matrix_of(table: pd.DataFrame | np.ndarray) -> np.ndarray:
    """Return the measures in `table` (customers by measures) as floats, all of them finite.

    Raises
    ------
    TypeError
        If `table` is neither a frame nor an array with two axes, or a column is not numeric.
    ValueError
        If there is no row or column, a name occurs twice, or a value is missing or infinite.
    """
    if isinstance(table, np.ndarray) and table.ndim == 2:
        table = pd.DataFrame(table)
    require_unique_columns(table)
    require_rows(table)
    require_numbers(table, table.columns)
    return table.to_numpy(dtype=float)


def ks_of(k: int | Iterable[int], matrix: np.ndarray, *, least: int = 2) -> list[int]:
    """Return the numbers of clusters `k` in order, each once.

    Raises
    ------
    ValueError
        If `k` is empty, one is no whole number from `least` on, or `matrix` has fewer than two
        distinct rows for each cluster.
    """
    ks = list(k) if isinstance(k, Iterable) else [k]
    for each in ks:
        require_whole("k", each, least=least)
    if not ks:
        raise ValueError("k is empty; pass a range such as k=range(2, 9).")
    distinct = len(np.unique(matrix, axis=0))
    if max(ks) > distinct // 2:
        raise ValueError(
            f"k is {max(ks)}, but the table has {distinct:,} distinct rows and each cluster needs "
            f"two; {distinct // 2} is the largest k that can be judged."
        )
    return sorted({int(each) for each in ks})
