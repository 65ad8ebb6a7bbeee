"""One computation gives one result on pandas, polars, DuckDB and PySpark, and stays there."""

from datetime import date, datetime, timedelta
from importlib import import_module

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from pandas.testing import assert_frame_equal

from segkit.engines import as_lazy, day_number, fetch
from segkit.rfm import MEASURES, QuantileScorer, SegmentRule, rfm, rfm_rules, rfm_segments

MEASURES = list(MEASURES)
AS_OF = "2025-12-31"


def many_lines(n: int = 400) -> dict[str, list]:
    """Return order lines of 40 customers, some in several lines, some without a customer."""
    draws = np.random.default_rng(0)
    orders = draws.integers(0, n // 2, n).tolist()
    return {
        "customer_id": [None if order % 11 == 0 else f"客{order % 40:02d}" for order in orders],
        "order_id": [f"O{order}" for order in orders],
        "order_time": [datetime(2025, 1, 1) + timedelta(hours=37 * order) for order in orders],
        "amount_cny": draws.gamma(2, 30, n).round(2).tolist(),
    }


def few_lines(**columns: list) -> dict[str, list]:
    """Return three order lines of two customers."""
    times = [datetime(2025, 12, 1, 9), datetime(2025, 12, 21, 23, 30), datetime(2025, 12, 31, 15)]
    return {
        "customer_id": ["C1", "C1", "C2"],
        "order_id": ["A", "B", "C"],
        "order_time": times,
        "amount_cny": [10.0, 20.0, 30.0],
    } | columns


def known_table() -> pd.DataFrame:
    """Return the RFM table of the many lines, made by pandas."""
    return rfm(pd.DataFrame(many_lines()), as_of=AS_OF)


@pytest.fixture
def fetched(monkeypatch) -> list[int]:
    """Return the list that keeps how many rows each query brought to Python."""
    sizes, real = [], fetch

    def count(query):
        sizes.append(len(rows := real(query)))
        return rows

    for room in ("segkit.engines", "segkit.rfm"):
        monkeypatch.setattr(import_module(room), "fetch", count)
    return sizes


def test_rfm_is_the_same_on_every_engine(engine, fetched):
    """The kind of frame stays, and one row of checks is all that Python sees of a query."""
    frame = engine.frame(many_lines())
    result = rfm(frame, as_of=AS_OF)
    assert type(result) is type(frame)
    assert fetched == [1]
    assert_frame_equal(engine.table(result), known_table())


def test_frames_in_memory_are_sorted():
    """A polars frame comes back in the order of the customers, as a pandas frame does."""
    result = rfm(pl.DataFrame(many_lines()), as_of=AS_OF)
    assert result["customer_id"].to_list() == known_table()["customer_id"].tolist()


def test_days_are_numbered_as_in_the_calendar(engine):
    """Leap years and the years that are none count as in Python's own calendar."""
    days = [datetime(1900, 2, 28), datetime(1900, 3, 1), datetime(2000, 2, 29, 23, 59)]
    days += [datetime(2024, 12, 31), datetime(2025, 1, 1), datetime(2100, 3, 1)]
    query = as_lazy(engine.frame({"day": days}))
    numbers = fetch(query.select(day_number(nw.col("day"))))
    found = sorted(row["day"] for row in numbers)
    assert found == [day.toordinal() for day in days]


@pytest.mark.parametrize(
    ("columns", "as_of", "text"),
    [
        ({"amount_cny": [1.0, float("nan"), 2.0]}, AS_OF, "'amount_cny' is empty in 1 of 3 lines"),
        ({"amount_cny": [1.0, None, 2.0]}, AS_OF, "'amount_cny' is empty in 1 of 3 lines"),
        ({"amount_cny": [1.0, float("inf"), 2.0]}, AS_OF, "'amount_cny' is infinite in 1 of 3 li"),
        ({"order_id": ["A", None, None]}, AS_OF, "'order_id' is empty in 2 of 3 lines"),
        ({}, "2025-12-20", "the latest line is of 2025-12-31, later than as_of 2025-12-20; choose"),
        ({"customer_id": [float("nan"), None, float("nan")]}, AS_OF, "no line has a customer"),
    ],
)
def test_every_engine_finds_what_would_falsify_the_table(quick_engine, columns, as_of, text):
    """NaN is a gap, the infinite is no amount, and late orders are found, in a query too."""
    frame = quick_engine.frame(few_lines(**columns))
    with pytest.raises(ValueError, match=text):
        rfm(frame, as_of=as_of)


@pytest.mark.slow
def test_spark_finds_gaps_and_late_lines(spark):
    """Two of these faults, one with NaN and one without."""
    sql = "select 'C1' customer_id, 'A' order_id, date'2025-12-31' order_time, {} amount_cny"
    with pytest.raises(ValueError, match="'amount_cny' is empty in 1 of 1 lines"):
        rfm(spark.sql(sql.format("double('nan')")), as_of=AS_OF)
    with pytest.raises(ValueError, match="the latest line is of 2025-12-31, later than as_of 2025"):
        rfm(spark.sql(sql.format("5.0D")), as_of="2025-12-30")


@pytest.mark.parametrize(
    ("columns", "error", "text"),
    [
        ({"order_time": ["a", "b", "c"]}, TypeError, "'order_time' holds .*, datetimes were expec"),
        ({"amount_cny": ["a", "b", "c"]}, TypeError, "'amount_cny' holds .*, numbers were expect"),
        ({"customer_id": ["a", "b", "c"]}, ValueError, r"'customer' \(did you mean 'customer_id'"),
    ],
)
def test_every_engine_reads_the_types_first(quick_engine, columns, error, text):
    """A wrong type or name is found in the schema."""
    options = {"customer": "customer"} if "customer_id" in columns else {}
    with pytest.raises(error, match=text):
        rfm(quick_engine.frame(few_lines(**columns)), as_of=AS_OF, **options)


def test_customers_that_are_nan_are_no_customers(engine):
    """A number that is missing is left out, as pandas does, and is no customer of its own."""
    frame = engine.frame(few_lines(customer_id=[1.0, float("nan"), None]))
    assert engine.table(rfm(frame, as_of=AS_OF))["customer_id"].tolist() == [1.0]


def test_dates_will_do_outside_pandas():
    """A column of dates counts the same days as one of times."""
    times = pl.DataFrame(few_lines())
    dates = times.with_columns(pl.col("order_time").dt.date())
    assert rfm(dates, as_of=AS_OF).equals(rfm(times, as_of=AS_OF))


def test_times_with_a_zone_are_an_error_outside_pandas_too():
    """A moment in UTC may be tomorrow in the shop."""
    zoned = pl.col("order_time").dt.replace_time_zone("UTC")
    with pytest.raises(TypeError, match="in the time zone UTC, but days are counted on local dat"):
        rfm(pl.LazyFrame(few_lines()).with_columns(zoned), as_of=AS_OF)


@pytest.mark.slow
def test_a_timestamp_of_spark_is_read_in_the_zone_of_the_session(spark):
    """20:00 in UTC is already the next day in Shanghai."""
    sql = "select 'C1' customer_id, 'A' order_id, timestamp'{}' order_time, 5.0D amount_cny"
    late, early = "2025-12-30 20:00:00 UTC", "2025-12-30 15:00:00 UTC"
    for moment, days in ((late, 0), (early, 1)):
        [row] = rfm(spark.sql(sql.format(moment)), as_of=AS_OF).collect()
        assert row["recency_days"] == days


@pytest.mark.slow
def test_a_decimal_of_spark_adds_up(spark):
    """Money held in decimals comes back as a number like any other."""
    sql = "select 'C1' customer_id, id order_id, date'2025-12-01' order_time, {} from range(3)"
    lines = spark.sql(sql.format("cast(0.1 as decimal(10, 2)) amount_cny"))
    [row] = rfm(lines, as_of=AS_OF).collect()
    assert (row["frequency_orders"], row["monetary_cny"]) == (3, 0.3)


def test_dask_is_refused_with_the_reason():
    """Distinct orders would be counted too often there."""
    lookalike = type("DataFrame", (), {"__module__": "dask.dataframe.dask_expr"})()
    with pytest.raises(TypeError, match=r"counts distinct orders more .*frame\.compute\(\)"):
        rfm(lookalike, as_of=AS_OF)


def test_edges_learnt_anywhere_are_those_of_pandas(engine, fetched):
    """Quantiles are exact on every engine; of a query Python sees one row."""
    known = known_table()[MEASURES]
    frame = engine.frame(known.to_dict("list"))
    fetched.clear()
    learnt = QuantileScorer().fit(frame)
    assert_frame_equal(learnt.edges_, QuantileScorer().fit(known).edges_, rtol=1e-12)
    assert learnt.feature_names_in_.tolist() == MEASURES
    assert fetched == ([1] if engine.is_query else [])


def test_equal_values_share_a_score_on_every_engine(engine):
    """An edge within a tie is the tied value to the last digit, so nobody in it beats the edge."""
    columns = {"monetary_cny": [29.9] * 8 + [0.1 + 0.2] * 8 + [77.7]}
    scorer = QuantileScorer().fit(engine.frame(columns))
    assert set(scorer.edges_["monetary_cny"]) == {0.1 + 0.2, 29.9}


def test_scores_and_segments_are_the_same_on_every_engine(engine, fetched):
    """Edges learnt once score any frame; of the segments Python sees the combinations only."""
    known = known_table()
    scorer = QuantileScorer().fit(known[MEASURES])
    expected = scorer.transform(known[MEASURES])
    if not engine.is_query:
        frame = engine.frame(known[MEASURES].to_dict("list"))
        scores = scorer.transform(frame)
        assert engine.read(scores) == expected.to_dict("list")
        assert list(rfm_segments(scores)) == rfm_segments(expected).tolist()
        return
    fetched.clear()
    table = rfm(engine.frame(many_lines()), as_of=AS_OF)
    named = rfm_segments(scorer.transform(table))
    assert type(named) is type(table)
    assert fetched == [1, len(expected.drop_duplicates())]
    wide = pd.concat([known, expected], axis=1).assign(segment=rfm_segments(expected).astype(str))
    assert_frame_equal(engine.table(named), wide)


def test_a_missing_measure_has_no_score_and_no_segment(engine):
    """NaN and null stay missing on the way to the name."""
    measures = {
        "recency_days": [1.0, None, float("nan"), 9.0],
        "frequency_orders": [9, 8, 7, 1],
        "monetary_cny": [9.0, 8.0, 7.0, 1.0],
    }
    scorer = QuantileScorer(k=2).fit(pd.DataFrame({name: [2.0, 4.0] for name in measures}))
    segments = rfm_segments(scorer.transform(engine.frame(measures)), rfm_rules(2))
    if engine.is_query:
        rows = engine.read(segments)
        orders = np.argsort(rows["frequency_orders"])[::-1]
        segments = [rows["segment"][place] for place in orders]
    found = [None if pd.isna(name) else name for name in segments]
    assert found == ["Champions", None, None, "Dormant customers"]


def test_an_infinite_measure_of_a_query_lies_beyond_all_edges():
    """A query is not searched for infinite values when it is scored: they score best or worst."""
    scorer = QuantileScorer().fit(pd.DataFrame({"monetary_cny": [1.0, 2.0]}))
    query = pl.LazyFrame({"monetary_cny": [-np.inf, np.inf, 1.5]})
    assert scorer.transform(query).collect()["monetary_score"].to_list() == [1, 5, 3]


def test_predicates_may_be_any_of_pandas(quick_engine):
    """Rules are asked about the few combinations, so that they need not be SQL."""
    rules = [
        SegmentRule("odd", "奇", "", "", lambda scores: scores["age_score"].isin([1, 3])),
        SegmentRule("even", "偶", "", "", lambda scores: ~scores["age_score"].isin([1, 3])),
    ]
    found = rfm_segments(quick_engine.frame({"age_score": [1, 2, 3]}), rules)
    assert list(quick_engine.read(found)["segment"] if quick_engine.is_query else found) == [
        "odd",
        "even",
        "odd",
    ]


def test_a_gap_in_own_rules_is_named_on_every_engine(quick_engine):
    """The first combination without a rule is spelt out."""
    rules = [SegmentRule("old", "老", "", "", lambda scores: scores["age_score"] > 1)]
    with pytest.raises(ValueError, match="the combination age_score 1 is covered by no rule"):
        rfm_segments(quick_engine.frame({"age_score": [3, 1, 2]}), rules)


@pytest.mark.parametrize(
    ("columns", "error", "text"),
    [
        ({"a_score": ["high"]}, TypeError, "'a_score' holds String, numbers were expected"),
        (
            {"a_score": [1, 1001], "b_score": [2, 1]},
            ValueError,
            "the columns a_score, b_score hold more than scores; whole numbers from 0 to 999 were",
        ),
    ],
)
def test_a_query_wants_scores_that_can_be_looked_up(columns, error, text):
    """Two combinations with one number, here 2001 = 1 + 2 x 1000 = 1001 + 1000, are never mixed."""
    everyone = [SegmentRule("all", "全", "", "", lambda scores: scores.iloc[:, 0].notna())]
    with pytest.raises(error, match=text):
        rfm_segments(pl.LazyFrame(columns), everyone)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda scorer, q: scorer.fit(q), "the column 'id' holds String, numbers were expected"),
        (
            lambda scorer, q: scorer.fit(q.select(a_x=pl.lit(None, pl.Float64))),
            "'a_x' hold missing",
        ),
        (lambda scorer, q: scorer.fit(q.select(a_x=pl.lit(-np.inf))), "'a_x' is infinite in some"),
        (lambda scorer, q: scorer.transform(q), "lacks the columns 'monetary_cny'; it has id, a_x"),
        (
            lambda scorer, q: scorer.transform(q.select(monetary_cny="id")),
            "the column 'monetary_cny' holds String, numbers were expected",
        ),
    ],
)
def test_the_scorer_says_what_it_cannot_do_with_a_query(call, text):
    """The schema is read before the engine is asked."""
    scorer = QuantileScorer(k=2).fit(pd.DataFrame({"monetary_cny": [1.0, 2.0]}))
    with pytest.raises((ValueError, TypeError), match=text):
        call(scorer, pl.LazyFrame({"id": ["C1"], "a_x": [1.0]}))


def test_polars_frames_keep_the_contract_of_scikit_learn():
    """A polars frame is scored row by row, and ``set_output`` may ask for pandas."""
    table = pl.DataFrame({"recency_days": [3, 1, 2]})
    scorer = QuantileScorer(k=3).fit(table)
    assert scorer.transform(table).to_dict(as_series=False) == {"recency_score": [1, 3, 2]}
    framed = scorer.set_output(transform="pandas").transform(table)
    assert framed["recency_score"].tolist() == [1, 3, 2]


def test_a_late_line_on_the_day_itself_is_not_late(quick_engine):
    """The whole of the day as_of belongs to the past."""
    table = quick_engine.table(rfm(quick_engine.frame(few_lines()), as_of=date(2025, 12, 31)))
    assert table["recency_days"].tolist() == [10, 0]
