"""Frames of several engines under one roof: pandas, polars, DuckDB and PySpark, by narwhals.

A room writes its computation once, for a narwhals LazyFrame. Frames whose rows lie in memory in a
fixed order (pandas, polars) come back computed; queries (polars LazyFrame, DuckDB relation, PySpark
frame) come back as queries, and nothing is computed until their owner asks for it.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals import Implementation
from narwhals.typing import IntoFrame, IntoFrameT

from segkit.checks import as_day, require_columns, require_unique_columns


def as_lazy(frame: IntoFrame) -> nw.LazyFrame:
    """Return `frame` as a narwhals LazyFrame.

    Raises
    ------
    ValueError
        If it is a pandas frame with two columns of one name, or without any.
    TypeError
        If it is no frame that narwhals reads, or a Dask frame.

    Examples
    --------
    >>> as_lazy(pd.DataFrame({"x": [1, 2]})).collect_schema().names()
    ['x']
    """
    if type(frame).__module__.partition(".")[0] in ("dask", "dask_expr"):
        raise TypeError(
            "a Dask frame came; through narwhals Dask counts distinct orders more than once across "
            "partitions, so the frequency would be wrong. Pass frame.compute(), or read the data "
            "with polars, DuckDB or PySpark."
        )
    if isinstance(frame, pd.DataFrame):
        require_unique_columns(frame)
    try:
        return nw.from_native(frame).lazy()
    except TypeError:
        raise TypeError(
            f"a DataFrame was expected first, {type(frame).__name__} came; "
            "check the order of the arguments."
        ) from None


def is_query(frame: object) -> bool:
    """Tell whether `frame` is a query, without rows in a fixed order.

    Examples
    --------
    >>> is_query(pd.DataFrame({"x": [1, 2]}))
    False
    """
    return isinstance(nw.from_native(frame, pass_through=True), nw.LazyFrame)


def like_given(result: nw.LazyFrame, frame: IntoFrameT, *, by: str) -> IntoFrameT:
    """Return `result` as the kind of `frame`: computed and sorted by a column, or as a query."""
    if is_query(frame):
        return result.to_native()
    try:
        table = result.sort(by).collect().to_native()
    except TypeError:
        raise TypeError(
            f"the column {by!r} mixes types that cannot be sorted, such as numbers and text; "
            "convert it with astype(str)."
        ) from None
    return table.reset_index(drop=True) if isinstance(table, pd.DataFrame) else table


def with_new(frame: IntoFrameT, columns: Mapping[str, nw.Expr]) -> IntoFrameT:
    """Return the new `columns` row by row for a frame in memory, a query with them added."""
    if is_query(frame):
        return as_lazy(frame).with_columns(**columns).to_native()
    return as_lazy(frame).select(**columns).collect().to_native()


def fetch(query: nw.LazyFrame) -> list[dict]:
    """Run `query`, whose result is small, and return its rows.

    Examples
    --------
    >>> fetch(as_lazy(pd.DataFrame({"x": [1, 2]})).select(nw.col("x").sum()))
    [{'x': 3}]
    """
    if query.implementation is Implementation.DUCKDB:
        rows = query.to_native().fetchall()
    elif query.implementation.is_spark_like():
        rows = query.to_native().collect()
    else:
        rows = query.collect().rows()
    names = query.collect_schema().names()
    return [dict(zip(names, row, strict=True)) for row in rows]


def require_fields(
    query: nw.LazyFrame, names: Iterable[str] = (), *, numbers: Iterable[str] = ()
) -> None:
    """Raise unless `query` has all the columns `names`, and `numbers` as columns of numbers."""
    schema = query.collect_schema()
    for wanted in (names, numbers):
        require_columns(pd.DataFrame(columns=schema.names()), wanted)
    for name in numbers:
        if not schema[name].is_numeric():
            raise TypeError(
                f"the column {name!r} holds {schema[name]}, numbers were expected; convert it, "
                "or pass the columns of numbers only."
            )


def is_missing(query: nw.LazyFrame, name: str) -> nw.Expr:
    """Return the expression that tells where a column is empty; NaN counts as empty."""
    column = nw.col(name)
    is_float = query.collect_schema()[name].is_float()
    return column.is_null() | column.is_nan() if is_float else column.is_null()


def exact_quantiles(query: nw.LazyFrame, shares: Iterable[float]) -> np.ndarray:
    """Return the quantiles (shares by columns) of all columns, by one aggregate query.

    Missing values are left out; a column without values has NaN.

    Raises
    ------
    ValueError
        If a column has an infinite value.

    Examples
    --------
    >>> exact_quantiles(as_lazy(pd.DataFrame({"x": [1.0, 2.0, 4.0]})), [0.5, 0.75])
    array([[2.],
           [3.]])
    """
    names, shares = query.collect_schema().names(), list(shares)
    asked = []
    for name in names:
        value = nw.when(~is_missing(query, name)).then(nw.col(name).cast(nw.Float64))
        cuts = (
            value.quantile(each, interpolation="linear").alias(f"{name} {each}") for each in shares
        )
        asked += [*cuts, value.abs().max().alias(f"{name} at most")]
    [found] = fetch(query.select(asked))
    table = np.array(list(found.values()), dtype=float).reshape(len(names), -1).T
    for name in np.array(names)[np.isinf(table[-1])]:
        raise ValueError(
            f"the column {str(name)!r} is infinite in some rows; look for a division by 0 and "
            "repair these rows first."
        )
    return table[:-1]


def day_number(moment: nw.Expr) -> nw.Expr:
    """Return the number of a day as ``date.toordinal`` counts, since engines subtract differently.

    Examples
    --------
    >>> days = as_lazy(pd.DataFrame({"day": [pd.Timestamp("2025-12-31 23:59")]}))
    >>> fetch(days.select(day_number(nw.col("day")))), date(2025, 12, 31).toordinal()
    ([{'day': 739616}], 739616)
    """
    years = moment.dt.year() - 1
    return years * 365 + years // 4 - years // 100 + years // 400 + moment.dt.ordinal_day()


def open_lines(
    transactions: IntoFrame,
    *,
    as_of: str | date | pd.Timestamp,
    made: Iterable[str],
    customer: str,
    time: str,
    keys: Iterable[str] = (),
    numbers: Iterable[str] = (),
) -> tuple[nw.LazyFrame, int]:
    """Return the lines that have a customer, checked, and the number of the day `as_of`.

    `made` names the columns of the result, of which the customer's must not be one; `keys` and
    `numbers` are the other columns that are needed. Types are read from the schema. Gaps, infinite
    numbers and late lines are looked for by one aggregate query, whatever the engine.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, a number is infinite, no line has a customer, a line is
        later than `as_of`, or `as_of` is no date.
    TypeError
        If `transactions` is no frame, the times are not datetimes without a time zone, or
        `numbers` are not numbers.
    """
    query = as_lazy(transactions)
    require_fields(query, [customer, time, *keys], numbers=numbers)
    if customer in made:
        raise ValueError(
            f"the column of the customer is named {customer!r} as a column of the result is; "
            "rename it first."
        )
    require_local_times(query, time)
    lines = query.filter(~is_missing(query, customer)).select(
        *dict.fromkeys([customer, time, *keys, *numbers])
    )
    day = as_day(as_of).toordinal()
    _require_sound(lines, time=time, keys=keys, numbers=numbers, day=day)
    return lines, day


def require_local_times(query: nw.LazyFrame, time: str) -> None:
    """Raise unless `time` is a date or a datetime whose date is that of the place."""
    kind = query.collect_schema()[time]
    if not isinstance(kind, nw.Date | nw.Datetime):
        raise TypeError(
            f"the column {time!r} holds {kind}, datetimes were expected; convert it with "
            f"pd.to_datetime(frame[{time!r}]), or cast it to a timestamp in your engine."
        )
    if getattr(kind, "time_zone", None) and not query.implementation.is_spark_like():
        raise TypeError(
            f"the column {time!r} is in the time zone {kind.time_zone}, but days are counted on "
            "local dates; convert it to the zone of the shop and drop the zone, in pandas with "
            ".dt.tz_convert('Asia/Shanghai').dt.tz_localize(None)."
        )


def _require_sound(
    lines: nw.LazyFrame, *, time: str, keys: Iterable[str], numbers: Iterable[str], day: int
) -> None:
    """Raise if there is no line, a gap, an infinite number or a line later than `day`."""
    faults = {("empty", name): is_missing(lines, name) for name in [time, *keys, *numbers]}
    faults |= {("infinite", name): nw.col(name).abs() == float("inf") for name in numbers}
    facts = lines.select(
        *(is_so.any().alias(" ".join(fault)) for fault, is_so in faults.items()),
        lines=nw.len(),
        latest=nw.col(time).max(),
    )
    [found] = fetch(facts.with_columns(latest=day_number(nw.col("latest"))))
    if not found["lines"]:
        raise ValueError(
            "no line has a customer, so there is nothing to summarise; "
            "check the filter that was applied before."
        )
    for (fault, name), is_so in faults.items():
        if found[f"{fault} {name}"]:
            [bad] = fetch(lines.filter(is_so).select(lines=nw.len()))
            raise ValueError(
                f"the column {name!r} is {fault} in {bad['lines']:,} of {found['lines']:,} lines "
                "with a customer; drop or repair these lines first."
            )
    if found["latest"] > day:
        raise ValueError(
            f"the latest line is of {date.fromordinal(int(found['latest']))}, later than as_of "
            f"{date.fromordinal(day)}; choose a later as_of or drop the later lines first."
        )
