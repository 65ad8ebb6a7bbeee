"""The RFM table, its scores and the named segments."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sklearn.utils.estimator_checks import parametrize_with_checks

from segkit.rfm import (
    RFM_RULES,
    QuantileScorer,
    SegmentRule,
    rfm,
    rfm_rules,
    rfm_segments,
    segment_summary,
)

MEASURES = ["recency_days", "frequency_orders", "monetary_cny"]
SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture
def lines() -> pd.DataFrame:
    """Seven order lines of three customers and one passer-by, in no order.

    C2 ordered X on 1 December (two lines) and Y on the 21st at 23:30; C1 ordered Z on the 31st;
    C3 ordered W on 31 January and sent half of it back under the same number.
    """
    return pd.DataFrame(
        {
            "customer_id": ["C2", "C1", "C2", "C2", None, "C3", "C3"],
            "order_id": ["X", "Z", "X", "Y", "V", "W", "W"],
            "order_time": pd.to_datetime(
                [
                    "2025-12-01 09:00",
                    "2025-12-31 15:00",
                    "2025-12-01 09:00",
                    "2025-12-21 23:30",
                    "2025-12-30 10:00",
                    "2025-01-31 12:00",
                    "2025-01-31 12:00",
                ]
            ),
            "amount_cny": [10.0, 99.5, 20.0, 30.0, 500.0, 80.0, -40.0],
        },
        index=[5, 3, 9, 1, 7, 2, 4],
    )


def test_rfm_agrees_with_a_table_worked_by_hand(lines):
    """Days go from date to date, lines of one order count once, the passer-by is left out."""
    expected = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3"],
            "recency_days": [0, 10, 334],
            "frequency_orders": [1, 2, 1],
            "monetary_cny": [99.5, 60.0, 40.0],
        }
    )
    assert_frame_equal(rfm(lines, as_of="2025-12-31"), expected)


@pytest.mark.parametrize(
    "as_of",
    [
        date(2025, 12, 31),
        pd.Timestamp("2025-12-31 08:00"),
        np.datetime64("2025-12-31"),
        "2025/12/31",
    ],
)
def test_as_of_may_be_written_as_any_date(lines, as_of):
    """Text, date, Timestamp and numpy date give the same table; the time of day plays no part."""
    assert_frame_equal(rfm(lines, as_of=as_of), rfm(lines, as_of="2025-12-31"))


def test_customers_may_share_the_number_of_an_order(lines):
    """Shops number their orders anew; a number counts once for each customer who has it."""
    table = rfm(lines.assign(order_id=["1", "1", "1", "2", "1", "2", "2"]), as_of="2025-12-31")
    assert table["frequency_orders"].tolist() == [1, 2, 1]


def test_rfm_leaves_the_callers_frame_alone(lines):
    """The transactions are the same afterwards, column by column."""
    before = lines.copy(deep=True)
    rfm(lines, as_of="2025-12-31")
    assert_frame_equal(lines, before)


def test_columns_may_have_other_names(lines):
    """The names are options; the column of the customer keeps its name."""
    renamed = lines.rename(columns={"customer_id": "buyer", "order_time": "moment"})
    table = rfm(renamed, as_of="2025-12-31", customer="buyer", time="moment")
    assert list(table.columns) == ["buyer", *MEASURES]


def test_a_categorical_customer_without_orders_gets_no_row(lines):
    """A category that has no line is no customer of the table."""
    customers = pd.Categorical(lines["customer_id"], categories=["C1", "C2", "C3", "C4"])
    table = rfm(lines.assign(customer_id=customers), as_of="2025-12-31")
    assert table["customer_id"].tolist() == ["C1", "C2", "C3"]


def test_an_order_later_than_as_of_is_an_error(lines):
    """The message names the latest day."""
    with pytest.raises(ValueError, match="line is of 2025-12-31, later than as_of 2025-12-20; cho"):
        rfm(lines, as_of="2025-12-20")


def test_a_missing_column_is_named_with_its_nearest_neighbour(lines):
    """A misspelt column is found again; the columns at hand are listed."""
    renamed = lines.rename(columns={"order_time": "order_tme"})
    with pytest.raises(ValueError, match=r"'order_time' \(did you mean 'order_tme'\?\); it has cu"):
        rfm(renamed, as_of="2025-12-31")


def test_swapped_arguments_are_named():
    """Segments before the frame is the slip that trainees made."""
    table = pd.DataFrame({"recency_days": [1], "frequency_orders": [1], "monetary_cny": [2.0]})
    with pytest.raises(TypeError, match="a DataFrame was expected first, Series came"):
        segment_summary(pd.Series(["a"]), table)


@pytest.mark.parametrize("as_of", [None, 20251231, "soon", pd.NaT, "2025-12-31T00:00+08:00"])
def test_an_as_of_that_is_no_plain_date_is_an_error(lines, as_of):
    """Numbers, gaps, words and dates with a time zone are refused with an example."""
    with pytest.raises(ValueError, match=r"as_of is .*pass a date such as as_of='2025-12-31'"):
        rfm(lines, as_of=as_of)


def test_transactions_without_customers_are_an_error(lines):
    """Neither an empty frame nor one of passers-by can be summarised."""
    for frame in (lines.iloc[:0], lines[lines["customer_id"].isna()]):
        with pytest.raises(ValueError, match="no line has a customer, so there is nothing"):
            rfm(frame, as_of="2025-12-31")


def test_text_instead_of_times_or_amounts_is_an_error(lines):
    """The message names the column, what it holds and how to convert it."""
    with pytest.raises(TypeError, match=r"'order_time' holds String, datetimes .* pd\.to_datetime"):
        rfm(lines.assign(order_time=lines["order_time"].astype(str)), as_of="2025-12-31")
    with pytest.raises(
        TypeError, match=r"'amount_cny' holds String, numbers were expected; convert it"
    ):
        rfm(lines.assign(amount_cny="¥10"), as_of="2025-12-31")


def test_times_with_a_zone_are_an_error(lines):
    """A day is a local date, so the zone must be settled first."""
    zoned = lines.assign(order_time=lines["order_time"].dt.tz_localize("UTC"))
    with pytest.raises(TypeError, match=r"in the time zone UTC.*tz_convert\('Asia/Shanghai'\)"):
        rfm(zoned, as_of="2025-12-31")


@pytest.mark.parametrize("column", ["order_id", "order_time", "amount_cny"])
def test_gaps_in_the_lines_of_customers_are_an_error(lines, column):
    """A gap is never counted as nothing; the passer-by's gap does not matter."""
    holed = lines.copy()
    holed.loc[7, column] = None
    assert len(rfm(holed, as_of="2025-12-31")) == 3
    holed.loc[9, column] = None
    with pytest.raises(ValueError, match=f"'{column}' is empty in 1 of 6 lines with a custo"):
        rfm(holed, as_of="2025-12-31")


@SETTINGS
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["客甲", "C2", "", 'a"b']),
            st.integers(0, 3) | st.integers(-(2**63), 2**63 - 1),
            st.integers(0, 3000),
            st.integers(-500, 500),
        ),
        min_size=1,
        max_size=25,
    ),
    st.randoms(),
)
def test_rfm_is_that_of_a_loop_over_customers(rows, random):
    """Whatever the order of the lines, the names of customers and the numbers of orders."""
    random.shuffle(rows)
    lines = pd.DataFrame(rows, columns=["customer_id", "order_id", "day", "amount_cny"])
    lines["order_time"] = pd.Timestamp("2017-01-01") + pd.to_timedelta(lines["day"], "D")
    found = rfm(lines, as_of="2025-12-31").set_index("customer_id")
    assert list(found.index) == sorted({row[0] for row in rows})
    for customer, row in found.iterrows():
        own = [each for each in rows if each[0] == customer]
        assert row["recency_days"] == 3286 - max(each[2] for each in own)
        assert row["frequency_orders"] == len({each[1] for each in own})
        assert row["monetary_cny"] == sum(each[3] for each in own)


@SETTINGS
@given(st.lists(st.integers(-99, 99), min_size=1, max_size=40), st.sampled_from([0.25, 1, 1024]))
def test_scores_do_not_depend_on_the_unit_or_the_order(values, unit):
    """Yuan or fen, upside down or not: a customer's score stays, and more never scores less."""
    table = pd.DataFrame({"monetary_cny": values}, dtype=float)
    scores = QuantileScorer().fit_transform(table)["monetary_score"]
    turned = QuantileScorer().fit_transform(table[::-1] * unit)["monetary_score"]
    assert turned.sort_index().equals(scores)
    assert scores[table["monetary_cny"].argsort()].is_monotonic_increasing


@parametrize_with_checks([QuantileScorer()])
@pytest.mark.filterwarnings("ignore:Skipping check")
def test_the_scorer_keeps_the_contract_of_scikit_learn(estimator, check):
    """It works in pipelines, with ``set_output``, after cloning and pickling."""
    check(estimator)


def test_scores_agree_with_a_table_worked_by_hand():
    """Edges lie at the quantiles; equal to an edge is not better than it, in both directions.

    Five values cut at 40 % and 60 % of k = 5 give the edges 14, 18, 22 and 26 for 10, ..., 30 by
    fives, since a fifth of the way is 0.8 of a step.
    """
    values = [10.0, 15.0, 20.0, 25.0, 30.0]
    table = pd.DataFrame({"recency_days": values, "monetary_cny": values})
    scorer = QuantileScorer().fit(table)
    assert scorer.edges_["monetary_cny"].to_dict() == {"20%": 14, "40%": 18, "60%": 22, "80%": 26}
    scores = scorer.transform(table)
    assert scores["recency_score"].tolist() == [5, 4, 3, 2, 1]
    assert scores["monetary_score"].tolist() == [1, 2, 3, 4, 5]
    new = pd.DataFrame({"recency_days": [14.0, 13.9, 0, 99], "monetary_cny": [14.0, 14.1, 0, 99]})
    assert scorer.transform(new)["recency_score"].tolist() == [4, 5, 5, 1]
    assert scorer.transform(new)["monetary_score"].tolist() == [1, 2, 1, 5]


def test_edges_are_learnt_once_and_reused():
    """A new month is scored with the old edges, so scores can be compared over time."""
    scorer = QuantileScorer(k=2).fit(pd.DataFrame({"monetary_cny": [0.0, 100.0]}))
    richer = pd.DataFrame({"monetary_cny": [60.0, 70.0, 80.0]})
    assert scorer.transform(richer)["monetary_score"].tolist() == [2, 2, 2]


def test_ties_share_a_score_when_most_customers_bought_once():
    """With 80 % one-time buyers they all score 1, whatever their order in the table."""
    orders = pd.DataFrame({"frequency_orders": [1] * 80 + [2, 3] * 10})
    scores = QuantileScorer().fit_transform(orders.sample(frac=1, random_state=0))
    by_orders = scores["frequency_score"].groupby(orders["frequency_orders"]).agg(["min", "max"])
    assert (by_orders["min"] == by_orders["max"]).all()
    assert by_orders["min"].to_dict() == {1: 1, 2: 5, 3: 5}


@pytest.mark.parametrize("values", [[7.0, 7.0, 7.0], [7.0]])
def test_a_constant_column_and_a_single_row_score_one(values):
    """Nobody beats anybody."""
    table = pd.DataFrame({"monetary_cny": values, "recency_days": values})
    assert (QuantileScorer().fit_transform(table) == 1).all(axis=None)


def test_missing_values_stay_missing_and_do_not_move_the_edges():
    """A gap has no score; the other customers are scored as if it were not there."""
    table = pd.DataFrame({"monetary_cny": [1.0, np.nan, 2.0]})
    scores = QuantileScorer(k=2).fit_transform(table)["monetary_score"]
    assert scores.isna().tolist() == [False, True, False]
    assert scores.dropna().tolist() == [1, 2]


def test_scores_are_named_after_their_measure_and_keep_the_index():
    """The unit gives way to ``score``; whole numbers come back where nothing is missing."""
    table = pd.DataFrame({"recency_days": [1, 2], "age": [30, 40]}, index=["a", "b"])
    scores = QuantileScorer(k=2).fit_transform(table)
    assert list(scores.columns) == ["recency_score", "age_score"]
    assert list(scores.index) == ["a", "b"]
    assert set(scores.dtypes.astype(str)) == {"int64"}


def test_an_array_gives_an_array_and_a_frame_when_asked():
    """Arrays work like in scikit-learn; ``set_output`` turns the scores into a frame."""
    values = np.array([[1.0], [2.0]])
    scorer = QuantileScorer(k=2).fit(values)
    assert scorer.transform(values).tolist() == [[1], [2]]
    framed = scorer.set_output(transform="pandas").transform(values)
    assert list(framed.columns) == ["x0_score"]


@pytest.mark.parametrize(
    ("scorer", "frame", "text"),
    [
        (QuantileScorer(k=1), {"a_x": [1.0]}, "k is 1, a whole number from 2 on was expected"),
        (QuantileScorer(k=2.5), {"a_x": [1.0]}, "k is 2.5, a whole number from 2 on was expected"),
        (QuantileScorer(), {"id": ["C1"]}, "'id' holds String, numbers were expected; con"),
        (QuantileScorer(), {"a_x": [np.nan]}, "'a_x' hold missing values only"),
        (QuantileScorer(), {"a_x": [1.0], "a_y": [1.0]}, "would be named a_score; rename them"),
        (
            QuantileScorer(lower_is_better=("recency",)),
            {"recency_days": [1.0]},
            "lower_is_better names 'recency', but the columns are recency_days",
        ),
    ],
)
def test_the_scorer_says_what_it_cannot_work_with(scorer, frame, text):
    """Each mistake is named with what came and what was expected."""
    with pytest.raises((ValueError, TypeError), match=text):
        scorer.fit(pd.DataFrame(frame))


def all_scores(k: int) -> pd.DataFrame:
    """Return every combination of three scores from 1 to `k`."""
    names = ["recency_score", "frequency_score", "monetary_score"]
    return pd.DataFrame(list(product(range(1, k + 1), repeat=3)), columns=names)


@pytest.mark.parametrize("k", [2, 3, 4, 5, 7])
@pytest.mark.parametrize("own", [True, False])
def test_each_combination_of_scores_falls_under_exactly_one_rule(k, own):
    """The rules for `k`, and those for 5 as well, leave no gap and never overlap."""
    scores = all_scores(k)
    rules = rfm_rules(k) if own else RFM_RULES
    covered = sum(rule.predicate(scores).astype(int) for rule in rules)
    assert (covered == 1).all()


@pytest.mark.parametrize(
    ("k", "lowest_high", "champions"), [(2, 2, 1), (3, 3, 1), (4, 3, 8), (5, 4, 8), (7, 5, 27)]
)
def test_high_means_above_the_middle(k, lowest_high, champions):
    """Champions score above the middle three times, e.g. 4 or 5 of 5: two cubed combinations."""
    scores = all_scores(k)
    segments = rfm_segments(scores, rfm_rules(k))
    assert (segments == "Champions").sum() == champions
    assert scores[segments == "Champions"].min().tolist() == [lowest_high] * 3


@pytest.mark.parametrize(
    ("scores", "english", "chinese"),
    [
        ((5, 5, 5), "Champions", "重要价值客户"),
        ((5, 1, 5), "Promising big spenders", "重要发展客户"),
        ((1, 5, 5), "At-risk champions", "重要保持客户"),
        ((1, 1, 5), "Lapsed big spenders", "重要挽留客户"),
        ((5, 5, 1), "Frequent small spenders", "一般价值客户"),
        ((5, 1, 1), "Recent small spenders", "一般发展客户"),
        ((1, 5, 1), "Fading regulars", "一般保持客户"),
        ((1, 1, 1), "Dormant customers", "一般挽留客户"),
    ],
)
def test_the_eight_cells_bear_the_names_customary_in_china(scores, english, chinese):
    """Important or ordinary goes by the monetary score, the rest by recency and frequency."""
    frame = pd.DataFrame([scores], columns=all_scores(2).columns)
    assert rfm_segments(frame).tolist() == [english]
    assert {rule.name: rule.name_zh for rule in RFM_RULES}[english] == chinese


def test_segments_are_categories_in_the_order_of_the_rules():
    """Tables and charts sort by importance; the index is that of the scores."""
    scores = all_scores(5).iloc[::-1]
    segments = rfm_segments(scores)
    assert list(segments.cat.categories) == [rule.name for rule in RFM_RULES]
    assert segments.index.equals(scores.index)
    assert segments.name == "segment"


def test_a_missing_score_gives_no_segment():
    """Missing is not low."""
    scores = all_scores(2).astype(float)
    scores.loc[3, "monetary_score"] = np.nan
    assert rfm_segments(scores).isna().to_numpy().nonzero()[0].tolist() == [3]


def rule(name: str, predicate) -> SegmentRule:
    """Return a rule with one name for all."""
    return SegmentRule(name, name, name, name, predicate)


def test_a_gap_in_own_rules_is_named():
    """The first combination without a rule is spelt out."""
    rules = [rule("loyal", lambda scores: scores["frequency_score"] >= 2)]
    with pytest.raises(
        ValueError,
        match="recency_score 1, frequency_score 1, monetary_score 1 is covered by no rule",
    ):
        rfm_segments(all_scores(2), rules)


def test_an_overlap_of_own_rules_is_named():
    """The first combination under two rules is spelt out with both."""
    rules = [
        rule("loyal", lambda scores: scores["frequency_score"] >= 2),
        rule("all", lambda scores: scores["frequency_score"] >= 1),
    ]
    with pytest.raises(ValueError, match=r"frequency_score 2, .* several rules: loyal, all"):
        rfm_segments(all_scores(2), rules)


def test_scores_that_the_rules_need_must_be_there():
    """A frame without scores, or without the one that a rule asks for, is refused."""
    with pytest.raises(ValueError, match="columns recency_days, none of which ends in '_score'"):
        rfm_segments(pd.DataFrame({"recency_days": [1]}))
    with pytest.raises(ValueError, match="asks for the column 'monetary_score', but the scores"):
        rfm_segments(all_scores(2).drop(columns="monetary_score"))


def test_one_score_splits_nobody():
    """With a single score everybody would be alike."""
    with pytest.raises(ValueError, match="k is 1, a whole number from 2 on was expected"):
        rfm_rules(1)


@pytest.fixture
def segmented() -> pd.DataFrame:
    """Five customers in two segments and a third, empty one."""
    names = pd.Categorical(["b", "b", "a", "b", "b"], categories=["b", "empty", "a"])
    return pd.DataFrame(
        {
            "recency_days": [1, 2, 3, 4, 5],
            "frequency_orders": [2, 4, 1, 6, 8],
            "monetary_cny": [10.0, 20.0, 50.0, 60.0, 60.0],
            "segment": names,
        }
    )


def test_the_summary_agrees_with_a_table_worked_by_hand(segmented):
    """Segments come in the order of their categories; an empty one counts 0 and has no median."""
    expected = pd.DataFrame(
        {
            "customers": [4, 0, 1],
            "customer_share": [0.8, 0.0, 0.2],
            "median_recency_days": [3.0, np.nan, 3.0],
            "median_frequency_orders": [5.0, np.nan, 1.0],
            "median_monetary_cny": [40.0, np.nan, 50.0],
            "revenue_cny": [150.0, 0.0, 50.0],
            "revenue_share": [0.75, 0.0, 0.25],
        },
        index=pd.CategoricalIndex(["b", "empty", "a"], ["b", "empty", "a"], name="segment"),
    )
    assert_frame_equal(segment_summary(segmented, "segment"), expected)
    by_series = segment_summary(segmented.drop(columns="segment"), segmented["segment"])
    assert_frame_equal(by_series, expected)


def test_a_summary_needs_a_segment_for_every_customer(segmented):
    """Customers without a segment, or segments of other rows, would falsify the shares."""
    with pytest.raises(ValueError, match="segment is missing in 1 of 5 rows"):
        segment_summary(segmented, segmented["segment"].where(segmented.index != 2))
    with pytest.raises(ValueError, match="segment has 4 rows and the frame 5, or their ind"):
        segment_summary(segmented, segmented["segment"].iloc[1:])
    with pytest.raises(ValueError, match=r"lacks the columns 'segmnt' \(did you mean 'segment'"):
        segment_summary(segmented, "segmnt")


@pytest.mark.parametrize(
    ("order", "spent"),
    [
        ([0, 1, 2, 3, 4], [7.0, 24.0]),
        ([4, 2, 0, 3, 1], [7.0, 24.0]),
        ([1, 3, 0, 4, 2], [7.0, 24.0]),
        ([0, 1, 1, 1, 2, 2, 3, 4, 4, 3], [15.0, 48.0]),  # three runs: 1 + 3 x 2 + 2 x 4 = 15
    ],
)
def test_orders_count_once_wherever_their_lines_stand(order, spent):
    """C1 has the orders n and n + 1, C2 a number n of its own, beyond what floats tell apart."""
    n = 2**53
    lines = pd.DataFrame(
        {
            "customer_id": ["C1", "C1", "C1", "C2", "C2"],
            "order_id": [n, n, n + 1, n, n],
            "order_time": pd.to_datetime(
                ["2025-12-01", "2025-12-01", "2025-12-05", "2025-12-11", "2025-12-21"]
            ),
            "amount_cny": [1.0, 2.0, 4.0, 8.0, 16.0],
        }
    ).iloc[order]
    table = rfm(lines, as_of="2025-12-31")
    assert table.to_numpy().tolist() == [["C1", 26, 2, spent[0]], ["C2", 10, 1, spent[1]]]
