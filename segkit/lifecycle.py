"""Where customers stand in their life cycle, and the summary of their repeat purchases."""

from datetime import date
from math import inf, log
from numbers import Real

import narwhals as nw
import pandas as pd
from narwhals.typing import IntoFrameT

from segkit.engines import day_number, fetch, like_given, open_lines

STAGES = ("new", "active", "lapsing", "lost")
LAPSING_GAPS, LOST_GAPS = -log(1 - 0.9), -log(1 - 0.99)
"""The quantiles 0.9 and 0.99 of an exponential gap, in means."""
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
        transactions,
        as_of=as_of,
        made=["frequency", "recency", "T", "monetary_value"],
        customer=customer,
        time=time,
        numbers=[amount],
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
    first, repeats = day_number(nw.col("_first")), nw.col("_days").cast(nw.Int64) - 1
    table = sums.select(
        customer,
        frequency=repeats,
        recency=(day_number(nw.col("_last")) - first).cast(nw.Int64),
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
    customer: str = "customer_id",
    time: str = "order_time",
) -> IntoFrameT:
    """Return the stage of the life cycle that each customer is in: new, active, lapsing or lost.

    A customer whose silence, the days since the last purchase, is longer than ``lost_days`` is
    lost; else longer than ``lapsing_days``, lapsing; else active, or new if even the first purchase
    is no longer ago than the ``lapsing_days`` of someone who bought once.

    The thresholds are the same for all where they are given. Otherwise each customer has thresholds
    of their own, learnt from the gaps between their purchases. Purchases are taken to come at
    random at the customer's own rate, so that gaps are exponential and the quantile q of the gap is
    ``-log(1 - q)`` times its mean: a customer who goes on as before is silent for longer than the
    quantile 0.9 (lapsing) once in ten gaps, and than 0.99 (lost) once in a hundred. Few gaps say
    little, hence one typical gap, the median over the customers with a repeat purchase of their
    mean gap, is pooled with a customer's own::

        mean gap = (days from first to last purchase + typical gap) / days with a purchase

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
    customer, time : text
        Names of the columns with the customer and the moment of the purchase (a datetime without
        time zone, or a date).

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
        If `transactions` is no frame or a Dask frame, or the times are not datetimes without a time
        zone.

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
    _check_thresholds(lapsing_days, lost_days)
    lines, today = open_lines(transactions, as_of=as_of, made=_STAGED, customer=customer, time=time)
    table = _rhythm(lines, today, customer, time)
    if lapsing_days is None:
        typical = _typical_gap(table)
        gap = (nw.col("age_days") - nw.col("recency_days") + typical) / nw.col("purchase_days")
        lapsing, lost, new_days = gap * LAPSING_GAPS, gap * LOST_GAPS, typical * LAPSING_GAPS
    else:
        lapsing, lost = nw.lit(float(lapsing_days)), nw.lit(float(lost_days))
        new_days = lapsing_days
    table = table.with_columns(lapsing_days=lapsing, lost_days=lost)
    result = like_given(table.with_columns(stage=_stage(new_days)), transactions, by=customer)
    if isinstance(result, pd.DataFrame):
        result["stage"] = pd.Categorical(result["stage"], categories=STAGES, ordered=True)
    return result


def _check_thresholds(lapsing: float | None, lost: float | None) -> None:
    """Raise unless the thresholds are finite numbers in order, or both not given."""
    if lapsing is None and lost is None:
        return
    numbers = all(isinstance(each, Real) and not isinstance(each, bool) for each in (lapsing, lost))
    if not numbers or not 0 < lapsing < lost < inf:
        raise ValueError(
            f"lapsing_days is {lapsing!r} and lost_days {lost!r}, days with "
            "0 < lapsing_days < lost_days were expected; give both, or none of them and they are "
            "learnt from the gaps between purchases."
        )


def _rhythm(lines: nw.LazyFrame, today: int, customer: str, time: str) -> nw.LazyFrame:
    """Return silence, age and days with a purchase of each customer."""
    visits = lines.select(customer, _day=nw.col(time).dt.truncate("1d"))
    spans = visits.group_by(customer).agg(
        _first=nw.col("_day").min(), _last=nw.col("_day").max(), _days=nw.col("_day").n_unique()
    )
    return spans.select(
        customer,
        recency_days=(today - day_number(nw.col("_last"))).cast(nw.Int64),
        age_days=(today - day_number(nw.col("_first"))).cast(nw.Int64),
        purchase_days=nw.col("_days").cast(nw.Int64),
    )


def _typical_gap(table: nw.LazyFrame) -> float:
    """Return the median of the mean gaps of those who bought on several days, in days."""
    gap = (nw.col("age_days") - nw.col("recency_days")) / (nw.col("purchase_days") - 1)
    gaps = table.filter(nw.col("purchase_days") > 1).select(gap=gap)
    [found] = fetch(gaps.select(nw.col("gap").median()))
    if pd.isna(found["gap"]):
        raise ValueError(
            "no customer has bought on two days, so no gap between purchases can be learnt; give "
            "lapsing_days and lost_days."
        )
    return float(found["gap"])


def _stage(new_days: float) -> nw.Expr:
    """Return the stage by silence, and among those who are not silent by age."""
    return (
        nw.when(nw.col("recency_days") > nw.col("lost_days"))
        .then(nw.lit("lost"))
        .when(nw.col("recency_days") > nw.col("lapsing_days"))
        .then(nw.lit("lapsing"))
        .when(nw.col("age_days") > new_days)
        .then(nw.lit("active"))
        .otherwise(nw.lit("new"))
    )
