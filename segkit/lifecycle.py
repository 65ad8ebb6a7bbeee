"""Where customers stand in their life cycle, and the summary of their repeat purchases."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import isfinite, log
from numbers import Real

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame, IntoFrameT

from segkit.checks import require_between
from segkit.engines import (
    as_lazy,
    day_number,
    fetch,
    is_missing,
    is_query,
    like_given,
    open_lines,
    require_fields,
)

STAGES = ("new", "active", "lapsing", "lost")
NEVER = "never bought"
_SUMMARY = ("frequency", "recency", "T", "monetary_value")
_STAGED = ("recency_days", "age_days", "purchase_days", "lapsing_days", "lost_days", "stage")


def repeat_purchase(
    transactions: IntoFrameT,
    *,
    as_of: str | date | pd.Timestamp,
    customer: str = "customer_id",
    time: str = "order_time",
    amount: str = "amount_cny",
) -> IntoFrameT:
    """Return frequency, recency, T and monetary value as models of repeat purchase define them.

    The names and the definitions are those of the literature and of its programs (lifetimes,
    PyMC-Marketing), so that the table can be handed to a BG/NBD or Pareto/NBD model. Mind that
    ``recency`` is the age of the customer at the last purchase and not the days since then: that is
    ``T - recency``, the ``recency_days`` of :func:`segkit.rfm.rfm`.

    Parameters
    ----------
    transactions : frame of pandas, polars (eager or lazy), DuckDB or PySpark
        One row per order line; all purchases of a customer on one day count as one. It is not
        changed. Lines without a customer are left out. The engine of the frame does the work, after
        one aggregate query that checks the lines.
    as_of : text, date or Timestamp
        The day on which the customers are looked at.
    customer, time, amount : text
        Names of the columns with the customer, the moment of the purchase (a datetime without time
        zone; outside pandas a date will do) and the amount of the line (in yuan).

    Returns
    -------
    frame of the same kind
        Columns `customer`, ``frequency`` (days with a purchase after the first), ``recency`` (days
        from the first purchase to the last), ``T`` (days from the first purchase to `as_of`) and
        ``monetary_value`` (mean amount of a day with a purchase, the first day left out, in yuan; 0
        without a repeat purchase). A pandas or polars frame is sorted by customer; a query has no
        order.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, an amount is infinite, no line has a customer, a line is
        later than `as_of`, or `as_of` is no date.
    TypeError
        If `transactions` is no frame or a Dask frame, the times are not datetimes without a time
        zone, or the amounts are not numbers.

    References
    ----------
    Fader, P. S., Hardie, B. G. S., & Lee, K. L. (2005). "Counting your customers" the easy way: An
    alternative to the Pareto/NBD model. *Marketing Science*, 24(2), 275-284.

    Examples
    --------
    >>> lines = pd.DataFrame(
    ...     {
    ...         "customer_id": ["C1", "C1", "C1", "C1", "C2"],
    ...         "order_time": pd.to_datetime(
    ...             ["2025-12-01", "2025-12-04", "2025-12-04", "2025-12-11", "2025-12-21"]
    ...         ),
    ...         "amount_cny": [99.0, 10.0, 20.0, 50.0, 70.0],
    ...     }
    ... )
    >>> repeat_purchase(lines, as_of="2025-12-31")
      customer_id  frequency  recency   T  monetary_value
    0          C1          2       10  30            40.0
    1          C2          0        0  10             0.0
    """
    lines, today = open_lines(
        transactions, as_of=as_of, made=_SUMMARY, customer=customer, time=time, amount=amount
    )
    visits = (
        lines.select(
            customer, _day=nw.col(time).dt.truncate("1d"), _spent=nw.col(amount).cast(nw.Float64)
        )
        .group_by(customer, "_day")
        .agg(nw.col("_spent").sum())
        .with_columns(_first=nw.col("_day").min().over(customer))
    )
    later = nw.when(nw.col("_day") > nw.col("_first")).then(nw.col("_spent")).otherwise(0.0)
    sums = (
        visits.with_columns(_later=later)
        .group_by(customer)
        .agg(
            nw.col("_first").min(),
            nw.col("_later").sum(),
            _last=nw.col("_day").max(),
            _days=nw.len(),
        )
    )
    first, repeats = day_number(nw.col("_first"), of=lines), nw.col("_days").cast(nw.Int64) - 1
    table = sums.select(
        customer,
        frequency=repeats,
        recency=(day_number(nw.col("_last"), of=lines) - first).cast(nw.Int64),
        T=(today - first).cast(nw.Int64),
        monetary_value=nw.when(repeats > 0).then(nw.col("_later") / repeats).otherwise(0.0),
    )
    return like_given(table, transactions, by=customer)


def life_cycle_stage(
    transactions: IntoFrameT,
    *,
    as_of: str | date | pd.Timestamp,
    lapsing_days: float | None = None,
    lost_days: float | None = None,
    new_days: float | None = None,
    quantiles: Sequence[float] = (0.9, 0.99),
    customers: IntoFrameT | None = None,
    customer: str = "customer_id",
    time: str = "order_time",
) -> IntoFrameT:
    """Return the stage of the life cycle that each customer is in: new, active, lapsing or lost.

    A customer whose silence, the days since the last purchase, is longer than ``lost_days`` is
    lost; else longer than ``lapsing_days``, lapsing; else active, or new if the first purchase is
    no more than ``new_days`` ago.

    The thresholds are the same for all where they are given. Otherwise each customer has thresholds
    of their own, learnt from the gaps between their purchases. Purchases are taken to come at
    random at the customer's own rate, so that gaps are exponential and the quantile q of the gap is
    ``-log(1 - q)`` times its mean: a customer who goes on as before stays silent for longer than
    the quantile 0.9 only once in ten gaps. Few gaps say little, hence one typical gap, the median
    over the customers with a repeat purchase of their mean gap, is pooled with a customer's own::

        mean gap = (days from first to last purchase + typical gap) / days with a purchase

    Someone who bought once has the typical gap itself.

    Parameters
    ----------
    transactions : frame of pandas, polars (eager or lazy), DuckDB or PySpark
        One row per order line; all purchases of a customer on one day count as one. It is not
        changed. Lines without a customer are left out. The engine of the frame does the work, after
        one aggregate query that checks the lines and, if thresholds are learnt, one for the typical
        gap.
    as_of : text, date or Timestamp
        The day on which the customers are looked at.
    lapsing_days, lost_days : number, optional
        Days of silence after which everyone is lapsing and lost; give both or none.
    new_days : number, optional
        Days after the first purchase for which a customer is new; by default the threshold
        ``lapsing_days`` of someone who bought once, so that they are active only from the second
        purchase on.
    quantiles : two numbers
        The quantiles of the gap at which lapsing and lost begin; used where no days are given.
    customers : frame of the same kind, optional
        A list of customers; those without a line are in the stage ``never bought``.
    customer, time : text
        Names of the columns with the customer (in `customers` too) and the moment of the purchase
        (a datetime without time zone; outside pandas a date will do).

    Returns
    -------
    frame of the same kind
        Columns `customer`, ``recency_days`` (days since the last purchase), ``age_days`` (days
        since the first), ``purchase_days`` (days with a purchase), ``lapsing_days``, ``lost_days``
        (the thresholds that were used) and ``stage`` (in pandas categorical, in the order of the
        life cycle; else text). A pandas or polars frame is sorted by customer; a query has no
        order.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, no line has a customer, a line is later than `as_of`,
        `as_of` is no date, a threshold is out of order, or nobody bought twice, so that no gap can
        be learnt.
    TypeError
        If a frame is no frame or a Dask frame, the two frames are of different kinds, or the times
        are not datetimes without a time zone.

    References
    ----------
    Allenby, G. M., Leone, R. P., & Jen, L. (1999). A dynamic model of purchase timing with
    application to direct marketing. *Journal of the American Statistical Association*, 94(446),
    365-374. Schmittlein, D. C., Morrison, D. G., & Colombo, R. (1987). Counting your customers: Who
    are they and what will they do next? *Management Science*, 33(1), 1-24.

    Examples
    --------
    >>> days = ["2025-06-01", "2025-06-11", "2025-06-21", "2025-06-01", "2025-12-21"]
    >>> lines = pd.DataFrame(
    ...     {"customer_id": ["C1"] * 3 + ["C2", "C3"], "order_time": pd.to_datetime(days)}
    ... )
    >>> stages = life_cycle_stage(lines, as_of="2025-12-31", lapsing_days=180, lost_days=200)
    >>> stages[["customer_id", "recency_days", "age_days", "purchase_days", "stage"]]
      customer_id  recency_days  age_days  purchase_days    stage
    0          C1           193       213              3  lapsing
    1          C2           213       213              1     lost
    2          C3            10        10              1      new
    """
    _check_thresholds(lapsing_days, lost_days, new_days, quantiles)
    lines, today = open_lines(transactions, as_of=as_of, made=_STAGED, customer=customer, time=time)
    table = _rhythm(lines, today, customer, time)
    if not is_query(transactions):
        table = table.collect().lazy()
    if lapsing_days is None:
        lapsing, lost, fresh = _learnt_thresholds(table, quantiles)
    else:
        lapsing, lost, fresh = nw.lit(float(lapsing_days)), nw.lit(float(lost_days)), lapsing_days
    table = table.with_columns(lapsing_days=lapsing, lost_days=lost)
    table = table.with_columns(stage=_stage(fresh if new_days is None else new_days))
    if customers is not None:
        table = _with_listed(table, customers, customer)
    result = like_given(table, transactions, by=customer)
    return _in_order(result, (NEVER, *STAGES) if customers is not None else STAGES)


def _check_thresholds(
    lapsing: float | None, lost: float | None, new: float | None, quantiles: Sequence[float]
) -> None:
    """Raise unless the thresholds are numbers in order."""
    if (lapsing is None) != (lost is None):
        raise ValueError(
            f"lapsing_days is {lapsing!r} and lost_days {lost!r}; give both, or none of them and "
            "they are learnt from the gaps between purchases."
        )
    given = [value for value in (lapsing, lost) if value is not None]
    if given and not _rising(0, *given):
        raise ValueError(
            f"lapsing_days is {lapsing!r} and lost_days {lost!r}, days with "
            "0 < lapsing_days < lost_days were expected."
        )
    if new is not None:
        require_between("new_days", new, 0, float("inf"))
    if np.ndim(quantiles) != 1 or len(quantiles) != 2 or not _rising(0, *quantiles, 1):
        raise ValueError(
            f"quantiles is {quantiles!r}, two rising numbers between 0 and 1 were expected, such "
            "as (0.9, 0.99)."
        )


def _rising(*values: float) -> bool:
    """Tell whether the `values` are finite numbers, each larger than the one before."""
    numbers = all(isinstance(v, Real) and not isinstance(v, bool) for v in values)
    return numbers and isfinite(sum(values)) and all(low < high for low, high in pairwise(values))


def _rhythm(lines: nw.LazyFrame, today: int, customer: str, time: str) -> nw.LazyFrame:
    """Return silence, age and days with a purchase of each customer."""
    visits = lines.select(customer, _day=nw.col(time).dt.truncate("1d"))
    spans = visits.group_by(customer, drop_null_keys=True).agg(
        _first=nw.col("_day").min(), _last=nw.col("_day").max(), _days=nw.col("_day").n_unique()
    )
    return spans.select(
        customer,
        recency_days=(today - day_number(nw.col("_last"), of=lines)).cast(nw.Int64),
        age_days=(today - day_number(nw.col("_first"), of=lines)).cast(nw.Int64),
        purchase_days=nw.col("_days").cast(nw.Int64),
    )


def _learnt_thresholds(
    table: nw.LazyFrame, quantiles: Sequence[float]
) -> tuple[nw.Expr, nw.Expr, float]:
    """Return where lapsing and lost begin for each customer, and how long one is new."""
    span, days = nw.col("age_days") - nw.col("recency_days"), nw.col("purchase_days")
    repeaters = table.filter(days > 1).select(gap=span / (days - 1))
    [found] = fetch(repeaters.select(customers=nw.len(), gap=nw.col("gap").median()))
    if not found["customers"]:
        raise ValueError(
            "no customer has bought on two days, so no gap between purchases can be learnt; give "
            "lapsing_days and lost_days."
        )
    typical, (lapsing, lost) = float(found["gap"]), (-log(1 - share) for share in quantiles)
    gap = (span + typical) / days
    return gap * lapsing, gap * lost, typical * lapsing


def _stage(new_days: float) -> nw.Expr:
    """Return the stage by silence, and among those who are not silent by age."""
    silence = nw.col("recency_days")
    return (
        nw.when(silence > nw.col("lost_days"))
        .then(nw.lit("lost"))
        .when(silence > nw.col("lapsing_days"))
        .then(nw.lit("lapsing"))
        .when(nw.col("age_days") > new_days)
        .then(nw.lit("active"))
        .otherwise(nw.lit("new"))
    )


def _with_listed(table: nw.LazyFrame, customers: IntoFrame, customer: str) -> nw.LazyFrame:
    """Return `table` with a row for each customer of the list who is not there."""
    listed = as_lazy(customers)
    require_fields(listed, [customer])
    held, given = (
        f"{query.implementation} with {customer!r} as {query.collect_schema()[customer]}"
        for query in (table, listed)
    )
    if held != given:
        raise TypeError(
            f"customers is {given}, but the transactions are {held}; pass two frames of one kind, "
            "with one type of column."
        )
    listed = listed.filter(~is_missing(listed, customer)).select(customer)
    everyone = nw.concat([listed, table.select(customer)]).unique()
    joined = everyone.join(table, on=customer, how="left")
    return joined.with_columns(nw.col("stage").fill_null(NEVER))


def _in_order(table: IntoFrameT, stages: tuple[str, ...]) -> IntoFrameT:
    """Return `table` with the stages as ordered categories where it is a pandas frame."""
    if not isinstance(table, pd.DataFrame):
        return table
    return table.assign(stage=pd.Categorical(table["stage"], categories=stages, ordered=True))
