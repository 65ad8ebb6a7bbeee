"""Recency, frequency and monetary value: the table, its scores and the named segments."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame, IntoFrameT, IntoSeries
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils._set_output import _get_output_config
from sklearn.utils.validation import (
    _check_feature_names_in,
    check_is_fitted,
    validate_data,
)

from segkit.checks import require_columns
from segkit.engines import (
    as_lazy,
    day_number,
    exact_quantiles,
    fetch,
    is_missing,
    is_query,
    is_table,
    like_given,
    open_lines,
    require_fields,
    with_new,
)

MEASURES = ("recency_days", "frequency_orders", "monetary_cny")


def rfm(
    transactions: IntoFrameT,
    *,
    as_of: str | date | pd.Timestamp,
    customer: str = "customer_id",
    order: str = "order_id",
    time: str = "order_time",
    amount: str = "amount_cny",
) -> IntoFrameT:
    """Return the RFM table: one row per customer with recency, frequency and monetary value.

    Lines without a customer are left out. Every other line counts, returns included: a return that
    has an order number of its own raises the frequency and its negative amount lowers the monetary
    value. Keep only the lines with ``quantity > 0`` where frequency shall mean purchases.

    Parameters
    ----------
    transactions : frame of pandas, polars (eager or lazy), DuckDB or PySpark
        One row per order line. It is not changed. The engine of the frame does the work. A polars
        LazyFrame, a DuckDB relation and a PySpark frame are checked by one aggregate query over
        the lines; the table itself stays a query. Dask frames are refused.
    as_of : text, date or Timestamp
        The day on which the customers are looked at. Days are counted from date to date; the time
        of day plays no part, so an order placed on that very day has a recency of 0.
    customer, order, time, amount : text
        Names of the columns with the customer, the order, the moment of the order (a datetime
        without time zone; outside pandas a date will do; PySpark's ``timestamp`` is read in the
        time zone of the session) and the amount of the line (in yuan).

    Returns
    -------
    frame of the same kind
        Columns `customer`, ``recency_days`` (days since the last order), ``frequency_orders``
        (distinct orders) and ``monetary_cny`` (sum of the amounts). A pandas or polars frame is
        sorted by customer; a query has no order.

    Raises
    ------
    ValueError
        If a column is missing or has gaps (NaN is a gap), an amount is infinite, no line has a
        customer, an order is later than `as_of`, or `as_of` is no date.
    TypeError
        If `transactions` is no frame or a Dask frame, the times are not datetimes without a time
        zone, or the amounts are not numbers.

    References
    ----------
    Hughes, A. M. (1994). *Strategic Database Marketing*. Probus.

    Examples
    --------
    >>> lines = pd.DataFrame(
    ...     {
    ...         "customer_id": ["C1", "C1", "C1", "C2"],
    ...         "order_id": ["A", "A", "B", "C"],
    ...         "order_time": pd.to_datetime(["2025-12-01"] * 2 + ["2025-12-29", "2025-11-30"]),
    ...         "amount_cny": [30.0, 20.0, 50.0, 80.0],
    ...     }
    ... )
    >>> rfm(lines, as_of="2025-12-31")
      customer_id  recency_days  frequency_orders  monetary_cny
    0          C1             2                 2         100.0
    1          C2            31                 1          80.0
    """
    columns = {"customer": customer, "order": order, "time": time, "amount": amount}
    lines, day = open_lines(transactions, as_of=as_of, made=MEASURES, **columns)
    sums = lines.group_by(customer, drop_null_keys=True).agg(
        _last=nw.col(time).max(),
        frequency_orders=nw.col(order).n_unique(),
        monetary_cny=nw.col(amount).sum(),
    )
    table = sums.select(
        customer,
        recency_days=(day - day_number(nw.col("_last"), of=lines)).cast(nw.Int64),
        frequency_orders=nw.col("frequency_orders").cast(nw.Int64),
        monetary_cny=nw.col("monetary_cny").cast(nw.Float64),
    )
    return like_given(table, transactions, by=customer)


class QuantileScorer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Score columns from 1 (worst) to `k` (best) with quantile edges that are learnt once.

    ``fit`` finds the ``k - 1`` quantiles that cut each column into `k` equal shares. ``transform``
    gives 1 plus the number of edges that a value beats: lies above, or below where lower is better.
    Equal values always share a score; a value that only equals an edge does not beat it, so a large
    group of equal customers (say 80 % who bought once) gets the lower score as a whole and a
    constant column scores 1. The edges stay, so scores of different months can be compared.

    Parameters
    ----------
    k : int
        Number of scores, at least 2.
    lower_is_better : sequence of text
        Columns in which a small value is good. The default is ignored where the data has no column
        of that name; any other name must exist.

    Attributes
    ----------
    edges_ : DataFrame
        One row per quantile ("20%", "40%", ...), one column per column scored.
    n_features_in_ : int
        Number of columns scored.
    feature_names_in_ : array of text
        Their names, if a frame was given.

    Examples
    --------
    >>> table = pd.DataFrame({"recency_days": [2, 9, 40, 200], "frequency_orders": [5, 1, 1, 1]})
    >>> scorer = QuantileScorer(k=2).fit(table)
    >>> scorer.edges_
         recency_days  frequency_orders
    50%          24.5               1.0
    >>> scorer.transform(table)
       recency_score  frequency_score
    0              2                2
    1              2                1
    2              1                1
    3              1                1
    """

    def __init__(self, k: int = 5, *, lower_is_better: Iterable[str] = ("recency_days",)):
        self.k = k
        self.lower_is_better = lower_is_better

    def fit(self, X, y=None) -> "QuantileScorer":  # noqa: N803
        """Learn the edges from the columns of `X` (customers by measures); missing values pass.

        From a query (polars LazyFrame, DuckDB relation, PySpark frame) they are learnt by one
        aggregate query of exact quantiles, which the engine computes and for which it holds the
        measures; of very many customers learn from a sample, and score them all.

        Raises
        ------
        ValueError
            If `k` is no whole number from 2 on, a column has no value at all or an infinite one, a
            name in `lower_is_better` does not exist, or two columns would get the same name.
        """
        self._check_k()
        shares = np.arange(1, self.k) / self.k
        quantiles = (self._of_query if is_query(X) else self._of_values)(X, shares)
        names = _check_feature_names_in(self)
        self._lower = self._directions(names)
        self.get_feature_names_out()
        self.edges_ = pd.DataFrame(
            quantiles,
            index=[
                f"{share:.0%}" if self.k in (2, 4, 5, 10) else f"{share:.1%}" for share in shares
            ],
            columns=names,
        )
        return self

    def transform(self, X) -> IntoFrame | np.ndarray:  # noqa: N803
        """Return the scores of `X`: a frame for a frame, else an array; missing stays missing.

        Scores are whole numbers, or floats where pandas or NumPy has missing values. A query
        (polars LazyFrame, DuckDB relation, PySpark frame) has no order of rows, so it is returned
        with the scores added to all its columns, as a query; nothing is computed yet.

        Raises
        ------
        ValueError
            If a column that was scored is not there or holds no numbers.
        """
        check_is_fitted(self)
        if is_query(X):
            _check_no_container(self)
            require_fields(as_lazy(X), self.edges_)
            _check_numeric(as_lazy(X).select(list(self.edges_)))
            return with_new(X, self._expressions(X))
        values = self._values(X, reset=False)
        if is_table(X) and not isinstance(X, pd.DataFrame):
            return with_new(X, self._expressions(X))
        scores = self._scores(values)
        if isinstance(X, pd.DataFrame):
            return pd.DataFrame(scores, index=X.index, columns=self.get_feature_names_out())
        return scores

    def _scores(self, values: np.ndarray) -> np.ndarray:
        """Return the scores of `values`, whole where nothing is missing."""
        edges = self.edges_.to_numpy().T
        beaten = map(_edges_beaten, values.T, edges, self._lower)
        scores = np.column_stack(list(beaten)) + 1
        return scores if np.isnan(scores).any() else scores.astype(np.int64)

    def _expressions(self, X) -> dict[str, nw.Expr]:  # noqa: N803
        """Return the score of each column as an expression."""
        query = as_lazy(X)
        return {
            score: _score_of(query, name, self.edges_[name].tolist(), lower)
            for score, name, lower in zip(
                self.get_feature_names_out(), self.edges_, self._lower, strict=True
            )
        }

    def get_feature_names_out(self, input_features=None) -> np.ndarray:
        """Return the names of the scores: the unit after the last ``_`` becomes ``score``.

        So ``recency_days`` turns into ``recency_score``; a name without ``_`` gets ``_score``.
        """
        names = _check_feature_names_in(self, input_features)
        renamed = [f"{name.rpartition('_')[0] or name}_score" for name in names]
        twice = sorted({name for name in renamed if renamed.count(name) > 1})
        if twice:
            raise ValueError(
                f"several of the columns {', '.join(names)} would be named {', '.join(twice)}; "
                "rename them so that they differ before the last '_'."
            )
        return np.asarray(renamed, dtype=object)

    def _check_k(self) -> None:
        whole = isinstance(self.k, int | np.integer) and not isinstance(self.k, bool)
        if not whole or self.k < 2:
            raise ValueError(
                f"k is {self.k!r}, a whole number of scores from 2 on was expected; try k=5."
            )

    def _values(self, X, *, reset: bool) -> np.ndarray:  # noqa: N803
        if is_table(X):
            _check_numeric(X)
        return validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")

    def _of_values(self, X, shares: np.ndarray) -> np.ndarray:  # noqa: N803
        """Return the quantiles (shares by columns) of an array or a frame in memory."""
        values = self._values(X, reset=True)
        _check_some_value(np.isnan(values).all(axis=0), _check_feature_names_in(self))
        return np.nanquantile(values, shares, axis=0)

    def _of_query(self, X, shares: np.ndarray) -> np.ndarray:  # noqa: N803
        """Return the quantiles (shares by columns) of a query, computed by its engine."""
        _check_numeric(X)
        quantiles = exact_quantiles(as_lazy(X), shares)
        names = np.asarray(as_lazy(X).collect_schema().names(), dtype=object)
        _check_some_value(np.isnan(quantiles).all(axis=0), names)
        self.feature_names_in_, self.n_features_in_ = names, len(names)
        return quantiles

    def _directions(self, names: np.ndarray) -> list[bool]:
        lower = tuple(self.lower_is_better)
        unknown = [name for name in lower if name not in names]
        if unknown and lower != ("recency_days",):
            raise ValueError(
                f"lower_is_better names {', '.join(map(repr, unknown))}, but the columns are "
                f"{', '.join(names)}; use their names."
            )
        return [name in lower for name in names]

    def __sklearn_tags__(self):
        """Tell scikit-learn that missing values are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        return tags


def _check_numeric(frame: IntoFrame) -> None:
    """Raise if a column of `frame` is not a number."""
    schema = as_lazy(frame).collect_schema()
    other = [str(name) for name, kind in schema.items() if not kind.is_numeric()]
    if other:
        raise ValueError(
            f"the columns {', '.join(map(repr, other))} hold no numbers and cannot be scored; "
            f"pass the measures only, e.g. table[{list(MEASURES)}]."
        )


def _check_some_value(empty: np.ndarray, names: np.ndarray) -> None:
    """Raise if a column is missing throughout."""
    if empty.any():
        raise ValueError(
            f"the columns {', '.join(repr(str(name)) for name in names[empty])} hold missing "
            "values only, so there are no quantiles to learn; drop them or repair them first."
        )


def _check_no_container(scorer: QuantileScorer) -> None:
    """Raise if the output shall be put into a frame in memory."""
    container = _get_output_config("transform", scorer)["dense"]
    if container != "default":
        raise ValueError(
            f"set_output asks for {container}, but a query stays with its engine; "
            "call set_output(transform='default') first."
        )


def _score_of(query: nw.LazyFrame, name: str, edges: list[float], lower: bool) -> nw.Expr:
    """Return the expression of 1 plus the number of `edges` beaten; missing stays missing."""
    value = nw.when(~is_missing(query, name)).then(nw.col(name).cast(nw.Float64))
    beats = [(value < edge) if lower else (value > edge) for edge in edges]
    return sum((beat.cast(nw.Int64) for beat in beats), start=nw.lit(1))


def _edges_beaten(values: np.ndarray, edges: np.ndarray, lower: bool) -> np.ndarray:
    """Return how many of the sorted `edges` each value lies above (below, if `lower`)."""
    if lower:
        beaten = len(edges) - np.searchsorted(edges, values, side="right")
    else:
        beaten = np.searchsorted(edges, values, side="left")
    return np.where(np.isnan(values), np.nan, beaten)


@dataclass(frozen=True)
class SegmentRule:
    """A named segment and the predicate that tells which rows of a frame of scores are in it."""

    name: str
    name_zh: str
    meaning: str
    meaning_zh: str
    predicate: Callable[[pd.DataFrame], pd.Series]


# Recency, frequency, monetary (1: high score), then the names and what they mean.
_CELLS = (
    (
        (1, 1, 1),
        ("Champions", "bought recently, buy often and spend a lot: keep them close"),
        ("重要价值客户", "近期买过、买得勤、花得多：重点维系"),
    ),
    (
        (1, 0, 1),
        ("Promising big spenders", "bought recently, spent a lot, but rarely: make them regulars"),
        ("重要发展客户", "近期买过、花得多，但次数少：培养复购"),
    ),
    (
        (0, 1, 1),
        ("At-risk champions", "bought often, spent a lot, but not recently: call them back"),
        ("重要保持客户", "买得勤、花得多，但近期没来：主动唤回"),
    ),
    (
        (0, 0, 1),
        ("Lapsed big spenders", "spent a lot, rarely and long ago: find out why they left"),
        ("重要挽留客户", "花得多，但次数少、很久没来：了解原因并挽留"),
    ),
    (
        (1, 1, 0),
        ("Frequent small spenders", "buy often and recently, but little: raise the basket"),
        ("一般价值客户", "近期买过、买得勤，但花得少：提高客单价"),
    ),
    (
        (1, 0, 0),
        ("Recent small spenders", "bought recently, rarely and little: invite a second order"),
        ("一般发展客户", "近期买过，但次数少、花得少：做好新客培育"),
    ),
    (
        (0, 1, 0),
        ("Fading regulars", "bought often but little, not recently: remind them cheaply"),
        ("一般保持客户", "买得勤，但花得少、近期没来：低成本提醒"),
    ),
    (
        (0, 0, 0),
        ("Dormant customers", "bought rarely, little and long ago: spend little on them"),
        ("一般挽留客户", "次数少、花得少、很久没来：少投入"),
    ),
)


def rfm_rules(k: int = 5, *, high: int | None = None) -> tuple[SegmentRule, ...]:
    """Return the eight rules that name a customer by high or low recency, frequency and monetary.

    The scheme is the customary one in China: "重要" (important) stands for a high and "一般"
    (ordinary) for a low monetary score. Each combination of scores falls under exactly one rule.

    Parameters
    ----------
    k : int
        The best score.
    high : int, optional
        The lowest score that counts as high; by default the first one above the middle, which is 4
        of 5, 3 of 4 and 3 of 3.

    Raises
    ------
    ValueError
        If `high` is not within 2 and `k`, so that nobody or everybody would be high.

    Examples
    --------
    >>> [rule.name for rule in rfm_rules()][:2]
    ['Champions', 'Promising big spenders']
    """
    high = (k + 1) // 2 + 1 if high is None else high
    if not 2 <= high <= k:
        raise ValueError(
            f"high is {high} with scores from 1 to {k}; a score from 2 to {k} was expected, else "
            "everybody or nobody is high."
        )
    return tuple(
        SegmentRule(en[0], zh[0], en[1], zh[1], _cell_predicate(cell, high))
        for cell, en, zh in _CELLS
    )


def _cell_predicate(cell: tuple[int, int, int], high: int) -> Callable[[pd.DataFrame], pd.Series]:
    """Return the predicate "recency, frequency and monetary are high or low as in `cell`"."""

    def is_member(scores: pd.DataFrame) -> pd.Series:
        recency, frequency, monetary = (bool(flag) for flag in cell)
        return (
            ((scores["recency_score"] >= high) == recency)
            & ((scores["frequency_score"] >= high) == frequency)
            & ((scores["monetary_score"] >= high) == monetary)
        )

    return is_member


RFM_RULES = rfm_rules()


def rfm_segments(
    scores: IntoFrame, rules: Iterable[SegmentRule] = RFM_RULES
) -> IntoSeries | IntoFrame:
    """Return the name of each customer's segment.

    Parameters
    ----------
    scores : frame of pandas, polars (eager or lazy), DuckDB or PySpark
        One row per customer; the columns whose names end in ``_score`` are used. Outside pandas the
        combinations of scores that occur are asked for by one query and checked against the rules;
        the names are then given by the engine, as a CASE expression.
    rules : sequence of SegmentRule
        Rules of which exactly one holds for each row. Their predicates are asked about a small
        pandas frame of the combinations, whatever the engine.

    Returns
    -------
    Series, or query
        For pandas and polars a Series named ``segment``, row by row: in pandas categorical, with
        the index of `scores` and its categories in the order of the rules; in polars text. A query
        is returned as a query with the column ``segment`` added. A customer with a missing score
        has no segment.

    Raises
    ------
    ValueError
        If there is no score column, a rule asks for one that is not there, a combination of scores
        falls under no rule or under several, no rule is given, or, outside pandas, a score is no
        whole number from 0 on.
    TypeError
        If `scores` is no frame, or a Dask frame.

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {"recency_score": [5, 1], "frequency_score": [4, 1], "monetary_score": [5, 5]}
    ... )
    >>> rfm_segments(scores).tolist()
    ['Champions', 'Lapsed big spenders']
    """
    rules = tuple(rules)
    if not rules:
        raise ValueError("no rule was given; pass rfm_rules(), or rules of your own.")
    if isinstance(scores, pd.DataFrame):
        return _segments_of_table(scores, rules)
    query = as_lazy(scores)
    used = _score_columns(query.collect_schema().names())
    cells = _cells_of_query(query, used)
    segment = _segment_expression(cells, _name_cells(cells, rules), rules)
    named = with_new(scores, {"segment": segment})
    return named if is_query(scores) else named["segment"]


def _score_columns(names: Iterable[Hashable]) -> list:
    """Return the names that end in ``_score``; raise if there is none."""
    names = list(names)
    used = [name for name in names if str(name).endswith("_score")]
    if not used:
        raise ValueError(
            f"the frame has the columns {', '.join(map(str, names))}, none of which ends "
            "in '_score'; make the scores with QuantileScorer first."
        )
    return used


def _segments_of_table(scores: pd.DataFrame, rules: tuple[SegmentRule, ...]) -> pd.Series:
    """Return the segments of a pandas frame as categories."""
    complete = scores[_score_columns(scores)].dropna()
    cells = complete.drop_duplicates()
    names = _name_cells(cells, rules)
    codes = complete.groupby(list(complete), sort=False).ngroup()
    categories = pd.CategoricalDtype([rule.name for rule in rules], ordered=False)
    found = pd.Series(names[codes], index=complete.index, dtype=categories, name="segment")
    return found.reindex(scores.index)


def _cells_of_query(query: nw.LazyFrame, used: list[str]) -> pd.DataFrame:
    """Return the combinations of scores that occur, each once, in order."""
    schema = query.collect_schema()
    present = query.filter(*(~is_missing(query, name) for name in used)).select(used)
    cells = pd.DataFrame(fetch(present.unique()), columns=used)
    for name in used:
        numeric = schema[name].is_numeric()
        odd = [value for value in cells[name] if not numeric or value < 0 or value % 1]
        if odd:
            raise ValueError(
                f"the column {name!r} holds {odd[0]!r}, whole scores from 0 on were expected; "
                "make them with QuantileScorer."
            )
    return cells.astype(int).sort_values(used)


def _segment_expression(
    cells: pd.DataFrame, names: np.ndarray, rules: tuple[SegmentRule, ...]
) -> nw.Expr:
    """Return the name of the segment as a CASE with one branch per rule.

    A combination of scores becomes one number, each score a digit of it, so that a branch is one
    look-up among the numbers of its cells.
    """
    base = 1 if cells.empty else int(cells.to_numpy().max()) + 1
    if base ** len(cells.columns) >= 2**53:
        raise ValueError(
            f"{len(cells.columns)} scores up to {base - 1} make too many combinations; "
            "score fewer columns or with a smaller k."
        )
    digits = {name: base**place for place, name in enumerate(cells)}
    combined = sum(nw.col(name).cast(nw.Float64) * digit for name, digit in digits.items())
    numbers = sum(cells[name].astype(float) * digit for name, digit in digits.items())
    segment = nw.lit(None, nw.String)
    for rule in rules:
        members = numbers[names == rule.name].tolist()
        segment = nw.when(combined.is_in(members)).then(nw.lit(rule.name)).otherwise(segment)
    return segment


def _name_cells(cells: pd.DataFrame, rules: tuple[SegmentRule, ...]) -> np.ndarray:
    """Return the name of the one rule that covers each row of `cells`."""
    covers = np.column_stack([_covers(rule, cells) for rule in rules])
    for row in np.flatnonzero(covers.sum(axis=1) != 1)[:1]:
        cell = ", ".join(f"{name} {value:g}" for name, value in cells.iloc[row].items())
        names = [rule.name for rule, covered in zip(rules, covers[row], strict=True) if covered]
        verdict = f"several rules: {', '.join(names)}" if names else "no rule"
        raise ValueError(
            f"the combination {cell} is covered by {verdict}; change the predicates so that "
            "exactly one holds for each combination of scores."
        )
    return np.array([rule.name for rule in rules], dtype=object)[covers.argmax(axis=1)]


def _covers(rule: SegmentRule, cells: pd.DataFrame) -> np.ndarray:
    """Return which rows of `cells` fall under `rule`."""
    try:
        return np.asarray(rule.predicate(cells), dtype=bool)
    except KeyError as error:
        raise ValueError(
            f"the rule {rule.name!r} asks for the column {error}, but the scores are "
            f"{', '.join(cells.columns)}; add that score or change the rule."
        ) from None


def segment_summary(
    frame: pd.DataFrame,
    segment: Hashable | pd.Series,
    *,
    recency: str = "recency_days",
    frequency: str = "frequency_orders",
    monetary: str = "monetary_cny",
) -> pd.DataFrame:
    """Return the size and the worth of each segment.

    Parameters
    ----------
    frame : DataFrame
        The RFM table, one row per customer.
    segment : name of a column, or Series
        The segment of each customer; a Series has the index of `frame`.
    recency, frequency, monetary : text
        Names of the columns with days, orders and yuan.

    Returns
    -------
    DataFrame
        One row per segment, in the order of the categories (empty segments included) or of the
        alphabet: ``customers``, ``customer_share`` (0 to 1), ``median_recency_days``,
        ``median_frequency_orders``, ``median_monetary_cny``, ``revenue_cny`` (the sum of the
        monetary value) and ``revenue_share`` (0 to 1).

    Raises
    ------
    ValueError
        If a column is missing, the index of `segment` differs, or a customer has no segment.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "recency_days": [2, 4, 90, 80],
    ...         "frequency_orders": [5, 3, 1, 1],
    ...         "monetary_cny": [500.0, 250.0, 50.0, 200.0],
    ...         "segment": ["regular", "regular", "lost", "lost"],
    ...     }
    ... )
    >>> summary = segment_summary(table, "segment")
    >>> summary.reset_index()[["segment", "customers", "customer_share", "revenue_share"]]
       segment  customers  customer_share  revenue_share
    0     lost          2             0.5           0.25
    1  regular          2             0.5           0.75
    """
    require_columns(frame, [recency, frequency, monetary])
    groups = _aligned_segment(frame, segment)
    grouped = frame.groupby(groups, observed=False)
    customers, revenue = grouped.size(), grouped[monetary].sum()
    return pd.DataFrame(
        {
            "customers": customers,
            "customer_share": customers / len(frame),
            "median_recency_days": grouped[recency].median(),
            "median_frequency_orders": grouped[frequency].median(),
            "median_monetary_cny": grouped[monetary].median(),
            "revenue_cny": revenue,
            "revenue_share": revenue / frame[monetary].sum(),
        }
    ).rename_axis("segment")


def _aligned_segment(frame: pd.DataFrame, segment: Hashable | pd.Series) -> pd.Series:
    """Return the segment of each row of `frame`; raise if one has none."""
    if not isinstance(segment, pd.Series):
        require_columns(frame, [segment])
        segment = frame[segment]
    if not segment.index.equals(frame.index):
        raise ValueError(
            f"the segments ({len(segment):,} rows) and the frame ({len(frame):,} rows) have a "
            "different index; make the segments from the same rows, in the same order."
        )
    lacking = int(segment.isna().sum())
    if lacking or frame.empty:
        raise ValueError(
            f"{lacking:,} of {len(frame):,} customers have no segment, so shares cannot be given; "
            "drop these customers or repair their scores first."
        )
    return segment
