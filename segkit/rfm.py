"""Recency, frequency and monetary value: the table, its scores and the named segments."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame, IntoFrameT, IntoSeries
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import _check_feature_names_in, check_is_fitted, validate_data

from segkit.checks import labels_of, listed, require_columns, require_rows, require_whole
from segkit.engines import (
    as_lazy,
    day_number,
    exact_quantiles,
    fetch,
    is_missing,
    is_query,
    like_given,
    open_lines,
    require_fields,
    with_new,
)

MEASURES = ("recency_days", "frequency_orders", "monetary_cny")
SCORES = ("recency_score", "frequency_score", "monetary_score")
EPOCH = date(1970, 1, 1).toordinal()


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
        One row per order line. It is not changed. The engine of the frame does the work, after one
        aggregate query that checks the lines. Dask frames are refused.
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
    lines, day = open_lines(
        transactions,
        as_of=as_of,
        made=MEASURES,
        customer=customer,
        time=time,
        keys=[order],
        numbers=[amount],
    )
    if isinstance(transactions, pd.DataFrame):
        table = _sums_in_pandas(lines.to_native(), day, customer, order, time, amount)
        return like_given(as_lazy(table), transactions, by=customer)
    sums = lines.group_by(customer).agg(
        _last=nw.col(time).max(), _orders=nw.col(order).n_unique(), _spent=nw.col(amount).sum()
    )
    table = sums.select(
        customer,
        recency_days=(day - day_number(nw.col("_last"))).cast(nw.Int64),
        frequency_orders=nw.col("_orders").cast(nw.Int64),
        monetary_cny=nw.col("_spent").cast(nw.Float64),
    )
    return like_given(table, transactions, by=customer)


def _sums_in_pandas(
    lines: pd.DataFrame, day: int, customer: str, order: str, time: str, amount: str
) -> pd.DataFrame:
    """Return the RFM table of a pandas frame, in any order; each key is hashed only once."""
    lines = _condensed(lines, customer, order, time, amount)
    who, customers = pd.factorize(lines[customer])
    orders, numbers = pd.factorize(lines[order])
    buyer = np.empty(len(numbers), dtype=np.int64)
    buyer[orders] = who
    if (buyer[orders] != who).any():  # some number stands for orders of several customers
        buyer = pd.unique(orders * len(customers) + who) % len(customers)
    days = lines[time].to_numpy("datetime64[D]").astype(np.int64)
    last = np.full(len(customers), days.min())
    np.maximum.at(last, who, days)
    spent = np.bincount(who, lines[amount].to_numpy(float))
    return pd.DataFrame({customer: customers}).assign(
        recency_days=day - EPOCH - last, frequency_orders=np.bincount(buyer), monetary_cny=spent
    )


def _condensed(
    lines: pd.DataFrame, customer: str, order: str, time: str, amount: str
) -> pd.DataFrame:
    """Return a line for each run of lines of one order, where that at least halves the lines."""
    keys = [lines[name].to_numpy() for name in (customer, order)]
    new = np.logical_or.reduce([(key[1:] != key[:-1]).astype(bool) for key in keys])
    starts = np.flatnonzero(np.append(True, new))
    if 2 * len(starts) > len(lines) or amount in (customer, order):
        return lines
    latest = np.maximum.reduceat(lines[time].to_numpy(), starts)
    spent = np.add.reduceat(lines[amount].to_numpy(float), starts)
    return lines.iloc[starts].assign(**{time: latest, amount: spent})


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
        TypeError
            If a column of a frame holds no numbers.
        """
        require_whole("k", self.k, least=2)
        shares = np.arange(1, self.k) / self.k
        if is_query(X):
            quantiles = self._of_query(as_lazy(X), shares)
        else:
            quantiles = pd.DataFrame(self._values(X, reset=True)).quantile(shares).to_numpy()
        names = _check_feature_names_in(self)
        self._check_names(names, empty=names[np.isnan(quantiles).all(axis=0)])
        self.edges_ = pd.DataFrame(quantiles, [f"{100 * share:.4g}%" for share in shares], names)
        return self

    def _check_names(self, names: np.ndarray, *, empty: np.ndarray) -> None:
        """Raise if a column is empty, a direction has no column or two scores get one name."""
        if len(empty):
            raise ValueError(
                f"the columns {', '.join(map(repr, empty))} hold missing values only, so there are "
                "no quantiles to learn; drop them or repair them first."
            )
        unknown = [name for name in listed(self.lower_is_better) if name not in names]
        if unknown and tuple(self.lower_is_better) != ("recency_days",):
            raise ValueError(
                f"lower_is_better names {', '.join(map(repr, unknown))}, but the columns are "
                f"{', '.join(names)}; use their names."
            )
        self.get_feature_names_out(names)

    def transform(self, X) -> IntoFrame | np.ndarray:  # noqa: N803
        """Return the scores of `X`: a frame for a frame, else an array; missing stays missing.

        Scores are whole numbers, or floats where pandas or NumPy has missing values. A query
        (polars LazyFrame, DuckDB relation, PySpark frame) has no order of rows, so it is returned
        with the scores added to all its columns, as a query; nothing is computed yet, and an
        infinite value scores best or worst, while frames in memory must not hold one.

        Raises
        ------
        ValueError
            If a column that was scored is not there, or a frame in memory has an infinite value.
        TypeError
            If a column holds no numbers.
        """
        check_is_fitted(self)
        if is_query(X):
            require_fields(as_lazy(X), numbers=self.edges_)
            return with_new(X, self._expressions(as_lazy(X)))
        values = self._values(X, reset=False)
        if nw.dependencies.is_into_dataframe(X) and not isinstance(X, pd.DataFrame):
            return with_new(X, self._expressions(as_lazy(X)))
        scores = self._scores(values)
        if isinstance(X, pd.DataFrame):
            return pd.DataFrame(scores, index=X.index, columns=self.get_feature_names_out())
        return scores

    def _scores(self, values: np.ndarray) -> np.ndarray:
        """Return the scores of `values`, whole where nothing is missing."""
        signs = np.array([-1 if name in self.lower_is_better else 1 for name in self.edges_])
        worth = signs * values
        scores = 1 + sum(
            (worth > edges).astype(np.int64) for edges in signs * self.edges_.to_numpy()
        )
        missing = np.isnan(values)
        return np.where(missing, np.nan, scores) if missing.any() else scores

    def _expressions(self, query: nw.LazyFrame) -> dict[str, nw.Expr]:
        """Return the score of each column as an expression."""
        made = {}
        for score, name in zip(self.get_feature_names_out(), self.edges_, strict=True):
            sign = -1 if name in self.lower_is_better else 1
            value = nw.when(~is_missing(query, name)).then(sign * nw.col(name).cast(nw.Float64))
            beats = [value > sign * edge for edge in self.edges_[name].tolist()]
            made[score] = sum((beat.cast(nw.Int64) for beat in beats), start=nw.lit(1))
        return made

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

    def _values(self, X, *, reset: bool) -> np.ndarray:  # noqa: N803
        if nw.dependencies.is_into_dataframe(X):
            require_fields(as_lazy(X), numbers=X.columns)
        return validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")

    def _of_query(self, query: nw.LazyFrame, shares: np.ndarray) -> np.ndarray:
        """Return the quantiles (shares by columns) of a query, computed by its engine."""
        names = query.collect_schema().names()
        require_fields(query, numbers=names)
        self.feature_names_in_, self.n_features_in_ = np.array(names, dtype=object), len(names)
        return exact_quantiles(query, shares)

    def __sklearn_tags__(self):
        """Tell scikit-learn that missing values are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        return tags


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


def rfm_rules(k: int = 5) -> tuple[SegmentRule, ...]:
    """Return the eight rules that name a customer by high or low recency, frequency and monetary.

    The scheme is the customary one in China: "重要" (important) stands for a high and "一般"
    (ordinary) for a low monetary score. High is what lies above the middle of the scores from 1 to
    `k`: 4 and 5 of 5, 3 and 4 of 4, 3 of 3. Each combination falls under exactly one rule.

    Raises
    ------
    ValueError
        If `k` is no whole number from 2 on, so that nobody or everybody would be high.

    Examples
    --------
    >>> [rule.name for rule in rfm_rules()][:2]
    ['Champions', 'Promising big spenders']
    """
    require_whole("k", k, least=2)
    return tuple(
        SegmentRule(en[0], zh[0], en[1], zh[1], partial(_is_in_cell, cell=cell, middle=(k + 1) / 2))
        for cell, en, zh in _CELLS
    )


def _is_in_cell(scores: pd.DataFrame, *, cell: tuple[int, ...], middle: float) -> np.ndarray:
    """Return where recency, frequency and monetary lie above the `middle` just as `cell` says."""
    wanted = zip(SCORES, cell, strict=True)
    return np.logical_and.reduce([(scores[name] > middle) == high for name, high in wanted])


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
        falls under no rule or under several, no rule is given, or, outside pandas, the scores are
        no whole numbers from 0 to 999.
    TypeError
        If `scores` is no frame or a Dask frame, or, outside pandas, a score is no number.

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
    query = as_lazy(scores)
    names = query.collect_schema().names()
    used = [name for name in names if str(name).endswith("_score")]
    if not used:
        raise ValueError(
            f"the frame has the columns {', '.join(map(str, names))}, none of which ends "
            "in '_score'; make the scores with QuantileScorer first."
        )
    if isinstance(scores, pd.DataFrame):
        return _segments_of_table(scores, used, rules)
    named = with_new(scores, {"segment": _segment_expression(query, used, rules)})
    return named if is_query(scores) else named["segment"]


def _segments_of_table(
    scores: pd.DataFrame, used: list[str], rules: tuple[SegmentRule, ...]
) -> pd.Series:
    """Return the segments of a pandas frame as categories."""
    groups = scores.groupby(used, sort=False)
    cells = groups.size().index.to_frame(index=False)
    places = np.append(_rule_of(cells, rules), -1)[groups.ngroup().fillna(-1).astype(int)]
    segments = pd.Categorical.from_codes(places, [rule.name for rule in rules])
    return pd.Series(segments, index=scores.index, name="segment")


def _segment_expression(
    query: nw.LazyFrame, used: list[str], rules: tuple[SegmentRule, ...]
) -> nw.Expr:
    """Return the name of the segment as a CASE with one branch per rule.

    A combination of scores becomes one number, so that a branch is one look-up among the numbers of
    its cells. The combinations that occur are asked for by one query.
    """
    require_fields(query, numbers=used)
    parts = [nw.col(name).cast(nw.Float64) * 1000**place for place, name in enumerate(used)]
    number = sum(parts[1:], start=parts[0])
    present = query.filter(*(~is_missing(query, name) for name in used))
    cells = pd.DataFrame(
        fetch(present.select(*used, _number=number).unique()), columns=[*used, "_number"]
    )
    if cells["_number"].duplicated().any():
        raise ValueError(
            f"the columns {', '.join(used)} hold more than scores; whole numbers from 0 to 999 "
            "were expected, in five columns at most. Make them with QuantileScorer."
        )
    cells = cells.sort_values(used)
    places, segment = _rule_of(cells[used], rules), nw.lit(None, nw.String)
    for place, rule in enumerate(rules):
        members = cells.loc[places == place, "_number"].tolist()
        segment = nw.when(number.is_in(members)).then(nw.lit(rule.name)).otherwise(segment)
    return segment


def _rule_of(cells: pd.DataFrame, rules: tuple[SegmentRule, ...]) -> np.ndarray:
    """Return the place of the one rule that covers each row of `cells`."""
    covers = np.column_stack([_covers(rule, cells) for rule in rules])
    for row in np.flatnonzero(covers.sum(axis=1) != 1)[:1]:
        cell = ", ".join(f"{name} {value:g}" for name, value in cells.iloc[row].items())
        names = [rule.name for rule, covered in zip(rules, covers[row], strict=True) if covered]
        verdict = f"several rules: {', '.join(names)}" if names else "no rule"
        raise ValueError(
            f"the combination {cell} is covered by {verdict}; change the predicates so that "
            "exactly one holds for each combination of scores."
        )
    return covers.argmax(axis=1)


def _covers(rule: SegmentRule, cells: pd.DataFrame) -> np.ndarray:
    """Return which rows of `cells` fall under `rule`."""
    try:
        return np.asarray(rule.predicate(cells), dtype=bool)
    except KeyError as error:
        raise ValueError(
            f"the rule {rule.name!r} asks for the column {error}, but the scores are "
            f"{', '.join(cells.columns)}; add that score or change the rule."
        ) from None


def segment_summary(frame: pd.DataFrame, segment: Hashable | pd.Series) -> pd.DataFrame:
    """Return the size and the worth of each segment.

    Parameters
    ----------
    frame : DataFrame
        The RFM table as ``rfm`` returns it, one row per customer.
    segment : name of a column, or Series
        The segment of each customer; a Series has the index of `frame`.

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
    require_columns(frame, MEASURES)
    require_rows(frame)
    segment = labels_of(frame, segment, what="segment")
    groups = frame.groupby(segment, observed=False)
    customers, revenue = groups.size(), groups["monetary_cny"].sum()
    return pd.DataFrame(
        {
            "customers": customers,
            "customer_share": customers / len(frame),
            **{f"median_{name}": groups[name].median() for name in MEASURES},
            "revenue_cny": revenue,
            "revenue_share": revenue / revenue.sum(),
        }
    ).rename_axis("segment")
