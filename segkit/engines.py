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

from segkit.checks import as_day, require_columns, require_times

_DASK = (
    "a Dask frame came; through narwhals Dask counts distinct orders more than once across "
    "partitions, so the frequency would be wrong. Pass frame.compute(), or read the data with "
    "polars, DuckDB or PySpark."
)


def as_lazy(frame: IntoFrame) -> nw.LazyFrame:
    """Return `frame` as a narwhals LazyFrame.

    Raises
    ------
    ValueError
        If two columns have the same name.
    TypeError
        If it is no frame that narwhals reads, or a Dask frame.

    Examples
    --------
    >>> as_lazy(pd.DataFrame({"x": [1, 2]})).collect_schema().names()
    ['x']
    """
    if type(frame).__module__.partition(".")[0] in ("dask", "dask_expr"):
        raise TypeError(_DASK)
    if isinstance(frame, pd.DataFrame) and not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()].unique()
        raise ValueError(
            f"the frame has several columns named {', '.join(map(repr, twice))}; drop or rename "
            "all but one."
        )
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


def is_table(frame: object) -> bool:
    """Tell whether `frame` is a frame in memory, whose rows have an order.

    Examples
    --------
    >>> is_table(pd.DataFrame({"x": [1, 2]})), is_table([[1], [2]])
    (True, False)
    """
    return isinstance(nw.from_native(frame, pass_through=True), nw.DataFrame)


def like_given(result: nw.LazyFrame, frame: IntoFrameT, *, by: str) -> IntoFrameT:
    """Return `result` as the kind of `frame`: computed and sorted by a column, or as a query."""
    if is_query(frame):
        return result.to_native()
    try:
        ordered = result.sort(by)
    except TypeError:
        raise TypeError(
            f"the column {by!r} mixes types that cannot be sorted, such as numbers and text; "
            "convert it with astype(str)."
        ) from None
    table = ordered.collect().to_native()
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
    native = query.to_native()
    if query.implementation is Implementation.DUCKDB:
        rows = native.fetchall()
    elif query.implementation.is_spark_like():
        rows = native.collect()
    else:
        rows = query.collect().rows()
    names = query.collect_schema().names()
    return [dict(zip(names, row, strict=True)) for row in rows]


def require_fields(query: nw.LazyFrame, names: Iterable[str]) -> None:
    """Raise unless `query` has all the columns `names`; suggest the nearest ones."""
    require_columns(pd.DataFrame(columns=query.collect_schema().names()), names)


def is_missing(query: nw.LazyFrame, name: str) -> nw.Expr:
    """Return the expression that tells where a column is empty; NaN counts as empty."""
    column = nw.col(name)
    if query.collect_schema()[name].is_float():
        return column.is_null() | column.is_nan()
    return column.is_null()


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
    values = query.select(
        nw.when(~is_missing(query, name)).then(nw.col(name).cast(nw.Float64)).alias(name)
        for name in names
    )
    quantiles = {
        f"{place} {name}": nw.col(name).quantile(share, interpolation="linear")
        for place, share in enumerate(shares)
        for name in names
    }
    endless = {f"endless {name}": nw.col(name).abs().max() for name in names}
    [found] = fetch(values.select(**quantiles, **endless))
    for name in names:
        if found[f"endless {name}"] == float("inf"):
            raise ValueError(
                f"the column {name!r} is infinite in some rows; look for a division by 0 and "
                "repair these rows first."
            )
    rows = [[found[f"{place} {name}"] for name in names] for place in range(len(shares))]
    return np.array(rows, dtype=float)


def day_number(moment: nw.Expr, *, of: nw.LazyFrame) -> nw.Expr:
    """Return the number of a day as ``date.toordinal`` counts, since engines subtract differently.

    Examples
    --------
    >>> days = as_lazy(pd.DataFrame({"day": [pd.Timestamp("2025-12-31 23:59")]}))
    >>> fetch(days.select(day_number(nw.col("day"), of=days))), date(2025, 12, 31).toordinal()
    ([{'day': 739616}], 739616)
    """
    if of.implementation in (Implementation.PANDAS, Implementation.POLARS):
        return moment.dt.timestamp("ms") // 86_400_000 + date(1970, 1, 1).toordinal()
    years = moment.dt.year() - 1
    return years * 365 + years // 4 - years // 100 + years // 400 + moment.dt.ordinal_day()


def open_lines(
    transactions: IntoFrame,
    *,
    as_of: str | date | pd.Timestamp,
    made: Iterable[str],
    customer: str,
    time: str,
    order: str | None = None,
    amount: str | None = None,
) -> tuple[nw.LazyFrame, int]:
    """Return the lines that have a customer, checked, and the number of the day `as_of`.

    `made` names the columns of the result, of which the customer's must not be one. Types are read
    from the schema. Gaps, infinite amounts and late orders are looked for by one aggregate query
    over the lines, whatever the engine; only to word an error is there another.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, an amount is infinite, no line has a customer, an order
        is later than `as_of`, or `as_of` is no date.
    TypeError
        If `transactions` is no frame, the times are not datetimes without a time zone, or the
        amounts are not numbers.
    """
    if customer in made:
        raise ValueError(
            f"the column of the customer is named {customer!r} as a column of the result is; "
            "rename it first."
        )
    filled = [name for name in (order, time, amount) if name is not None]
    query = as_lazy(transactions)
    require_fields(query, [customer, *filled])
    lines = query.filter(~is_missing(query, customer)).select(
        {customer: 0, **dict.fromkeys(filled)}
    )
    _require_types(transactions, lines, time, amount)
    day = as_day(as_of).toordinal()
    _require_sound(lines, filled, time, day)
    return lines, day


def _require_types(
    transactions: IntoFrame, lines: nw.LazyFrame, time: str, amount: str | None
) -> None:
    """Raise unless the times are local datetimes and the amounts are numbers."""
    pandas = isinstance(transactions, pd.DataFrame)
    if pandas:
        require_times(transactions[time])
    else:
        _require_local_times(lines, time)
    if amount is None or lines.collect_schema()[amount].is_numeric():
        return
    held = transactions[amount].dtype if pandas else lines.collect_schema()[amount]
    command = f"with pd.to_numeric(frame[{amount!r}])" if pandas else "to a float"
    raise TypeError(
        f"the column {amount!r} holds {held}, numbers were expected; convert it {command}."
    )


def _require_local_times(lines: nw.LazyFrame, time: str) -> None:
    """Raise unless `time` is a date or a datetime whose date is that of the place."""
    kind = lines.collect_schema()[time]
    if not isinstance(kind, nw.Date | nw.Datetime):
        raise TypeError(
            f"the column {time!r} holds {kind}, datetimes were expected; "
            "cast it to a timestamp or a date."
        )
    zone = getattr(kind, "time_zone", None)
    if zone is not None and not lines.implementation.is_spark_like():
        raise TypeError(
            f"the column {time!r} is in the time zone {zone}, but days are counted on local dates; "
            "convert it to the zone of the shop and drop the zone."
        )


def _require_sound(lines: nw.LazyFrame, filled: list[str], time: str, day: int) -> None:
    """Raise if there is no line, a gap, an infinite number or a line later than `day`."""
    sound = {f"sound {name}": _count_sound(lines, name) for name in filled}
    facts = lines.select(lines=nw.len(), latest=nw.col(time).max(), **sound)
    [found] = fetch(facts.with_columns(latest=day_number(nw.col("latest"), of=lines)))
    if not found["lines"]:
        raise ValueError(
            "no line has a customer, so there is nothing to summarise; "
            "check the filter that was applied before."
        )
    for name in filled:
        if found[f"sound {name}"] != found["lines"]:
            _refuse_unsound(lines, name, found["lines"])
    if found["latest"] > day:
        late = lines.filter(day_number(nw.col(time), of=lines) > day)
        raise ValueError(
            f"{_size(late):,} of {found['lines']:,} lines are later than as_of "
            f"{date.fromordinal(day)}, the latest on {date.fromordinal(int(found['latest']))}; "
            "choose a later as_of or drop these lines first."
        )


def _count_sound(lines: nw.LazyFrame, name: str) -> nw.Expr:
    """Return how many values of a column are neither missing nor infinite."""
    if lines.collect_schema()[name].is_float():
        return nw.col(name).is_finite().cast(nw.Int64).sum()
    return nw.col(name).count()


def _refuse_unsound(lines: nw.LazyFrame, name: str, total: int) -> None:
    """Raise with the number of gaps in a column or, if it has none, of infinite numbers."""
    gaps = _size(lines.filter(is_missing(lines, name)))
    drop = f"drop them with dropna(subset=[{name!r}])"
    if gaps:
        raise ValueError(
            f"the column {name!r} is empty in {gaps:,} of {total:,} lines with a customer; "
            f"{drop if lines.implementation.is_pandas() else 'drop these lines'} or repair them "
            "first."
        )
    endless = _size(lines.filter(nw.col(name).abs() == float("inf")))
    raise ValueError(
        f"the column {name!r} is infinite in {endless:,} of {total:,} lines with a customer; look "
        "for a division by 0 and repair these lines first."
    )


def _size(query: nw.LazyFrame) -> int:
    """Return the number of rows."""
    return fetch(query.select(rows=nw.len()))[0]["rows"]
