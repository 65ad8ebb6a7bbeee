"""Stages of the customer life cycle, and the summary of repeat purchases."""

from datetime import datetime, timedelta
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from segkit.lifecycle import STAGES, life_cycle_stage, repeat_purchase
from segkit.rfm import rfm

AS_OF = "2025-12-31"
SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)


def lines_of(days: dict[str, list[str]], amounts: list[float] | None = None) -> pd.DataFrame:
    """Return one line per customer and day, of 10 yuan each if no amounts are given."""
    pairs = [(customer, day) for customer, those in days.items() for day in those]
    lines = pd.DataFrame(pairs, columns=["customer_id", "order_time"])
    lines["order_time"] = pd.to_datetime(lines["order_time"], format="mixed")
    return lines.assign(amount_cny=10.0 if amounts is None else amounts)


def many_lines(n: int = 500) -> dict[str, list]:
    """Return lines of 60 customers, several on some days, some without a customer."""
    draws = np.random.default_rng(0)
    customers = (60 * draws.random(n) ** 2).astype(int).tolist()
    hours = (24 * draws.integers(0, 365, n)).tolist()  # some left after 60 days, some came late
    hours = [hour % 1440 if n % 5 == 0 else hour for n, hour in zip(customers, hours, strict=True)]
    hours = [
        8700 - hour % 500 if n % 7 == 1 else hour for n, hour in zip(customers, hours, strict=True)
    ]
    return {
        "customer_id": [None if number == 7 else f"客{number:02d}" for number in customers],
        "order_time": [datetime(2025, 1, 1) + timedelta(hours=hour) for hour in hours],
        "amount_cny": draws.gamma(2, 30, n).round(2).tolist(),
    }


def test_the_first_customers_of_cdnow_have_the_published_summary():
    """The sample of CDNOW, calibrated until 30 September 1997, as lifetimes documents it.

    Frequency 2, 1 and 0, recency 30.43, 1.71 and 0 weeks, T 38.86 weeks, monetary value 22.35,
    11.77 and 0. Customer 1 came back after 17 and 213 days: 213 / 7 = 30.43, and the two visits
    brought (29.73 + 14.96) / 2 = 22.345; from 1 January it is 272 days, 38.86 weeks.

    Source: Fader, Hardie & Lee (2005), the data; lifetimes.datasets.load_cdnow_summary.
    """
    days = {
        "0001": ["1997-01-01", "1997-01-18", "1997-08-02"],
        "0002": ["1997-01-01", "1997-01-13"],
        "0003": ["1997-01-01"],
    }
    lines = lines_of(days, [29.33, 29.73, 14.96, 63.34, 11.77, 6.79])
    table = repeat_purchase(lines, as_of="1997-09-30")
    assert table["frequency"].tolist() == [2, 1, 0]
    assert (table["recency"] / 7).round(2).tolist() == [30.43, 1.71, 0]
    assert (table["T"] / 7).round(2).tolist() == [38.86] * 3
    assert table["monetary_value"].tolist() == pytest.approx([22.345, 11.77, 0], abs=1e-12)


def test_the_summary_agrees_with_a_table_worked_by_hand():
    """Lines of a day are one purchase, whatever the hour; the first day plays no part in the money.

    C1 bought on 1, 3 (for 20 and 40, before midnight too) and 11 December (for 30, with 6 back):
    2 repeats in 10 days worth (60 + 24) / 2 = 42. C2 bought twice on one day, which is no repeat.
    """
    days = {
        "C1": ["2025-12-01", "2025-12-03 00:00", "2025-12-03 23:59", "2025-12-11", "2025-12-11"],
        "C2": ["2025-12-31 08:00", "2025-12-31 20:00"],
    }
    expected = pd.DataFrame(
        {
            "customer_id": ["C1", "C2"],
            "frequency": [2, 0],
            "recency": [10, 0],
            "T": [30, 0],
            "monetary_value": [42.0, 0.0],
        }
    )
    lines = lines_of(days, [500.0, 20.0, 40.0, 30.0, -6.0, 1.0, 2.0])
    assert_frame_equal(repeat_purchase(lines, as_of=AS_OF), expected)


def test_a_large_first_purchase_leaves_no_rounding_behind():
    """The rest is added up by itself, and not found as the whole less the first."""
    lines = lines_of({"C1": ["2025-01-01", "2025-02-01"]}, [1e15, 0.01])
    assert repeat_purchase(lines, as_of=AS_OF)["monetary_value"].tolist() == [0.01]


def test_recency_and_age_of_the_purchase_fit_together():
    """T less the recency of the summary is the recency of the RFM table."""
    lines = pd.DataFrame(many_lines()).assign(order_id=range(500))
    summary = repeat_purchase(lines, as_of=AS_OF)
    days = rfm(lines, as_of=AS_OF)["recency_days"]
    assert (summary["T"] - summary["recency"]).tolist() == days.tolist()


@pytest.mark.parametrize("function", [repeat_purchase, life_cycle_stage])
def test_every_engine_computes_the_table_of_pandas(engine, function):
    """The kind of frame stays; categories are text outside pandas."""
    frame = engine.frame(many_lines())
    result = function(frame, as_of=AS_OF)
    assert type(result) is type(frame)
    expected = function(pd.DataFrame(many_lines()), as_of=AS_OF)
    found = engine.table(result)
    if "stage" in expected:
        assert set(expected["stage"]) == set(STAGES)
        found["stage"], expected["stage"] = (
            found["stage"].astype(str),
            expected["stage"].astype(str),
        )
    assert_frame_equal(found, expected, rtol=1e-12)


def test_given_thresholds_hold_for_all():
    """A day on the threshold is still inside; 40 and 100 days of silence are the limits here."""
    days = {
        "a new": ["2025-12-01"],
        "b active": ["2025-11-01", "2025-12-31"],
        "c active": ["2025-09-01", "2025-11-21"],  # silent for 40 days
        "d lapsing": ["2025-09-01", "2025-11-20"],
        "e lapsing": ["2025-09-22"],  # silent for 100 days
        "f lost": ["2025-09-21"],
    }
    table = life_cycle_stage(lines_of(days), as_of=AS_OF, lapsing_days=40, lost_days=100)
    assert table["stage"].tolist() == [name.split()[1] for name in days]
    assert table["stage"].cat.ordered
    assert tuple(table["stage"].cat.categories) == STAGES


def test_learnt_thresholds_agree_with_a_table_worked_by_hand():
    """Own gaps and one typical gap, the median of the means, make each customer's thresholds.

    Mean gaps are 10 (C1: 20 days, 3 visits), 30 (C2) and 80 (C3), so 30 is typical. Pooled, C1 has
    (20 + 30) / 3 = 16.67 days, C2 (30 + 30) / 2 = 30, C3 (80 + 30) / 2 = 55, C4 30. One gap in ten
    is longer than ln 10 = 2.3026 means and one in a hundred longer than ln 100 = 4.6052: C1, silent
    for 40 days, is lapsing after 38.38 and lost after 76.75; C2 (30 days) is lapsing after 69.08;
    C3 (127 days) after 126.64; C4 (139 days) is lost after 138.16.
    """
    days = {
        "C1": ["2025-11-01", "2025-11-11", "2025-11-21"],
        "C2": ["2025-11-01", "2025-12-01"],
        "C3": ["2025-06-07", "2025-08-26"],
        "C4": ["2025-08-14"],
    }
    table = life_cycle_stage(lines_of(days), as_of=AS_OF)
    means = np.array([50 / 3, 30, 55, 30])
    assert table["lapsing_days"].to_numpy() == pytest.approx(log(10) * means)
    assert table["lost_days"].to_numpy() == pytest.approx(log(100) * means)
    assert table["stage"].tolist() == ["lapsing", "new", "lapsing", "lost"]
    assert table["purchase_days"].tolist() == [3, 2, 2, 1]


def test_the_quantiles_are_kept_by_customers_who_go_on_as_before():
    """Of 4,000 who buy at random, one in ten is silent past the quantile 0.9, one in 100 past 0.99.

    The silence of a purchase process without memory is exponential like its gaps. Rates differ
    tenfold and 60 gaps and more are known of each; three standard errors are allowed.
    """
    draws = np.random.default_rng(0)
    means = draws.uniform(2, 20, 4000)
    first = np.datetime64("2016-01-01") - (365 * 6 * draws.random(4000)).astype("timedelta64[D]")
    gaps = [draws.exponential(mean, 2 * int(3600 / mean)) for mean in means]
    days = [
        start + np.cumsum(gap).astype("timedelta64[D]")
        for start, gap in zip(first, gaps, strict=True)
    ]
    lines = pd.DataFrame(
        {
            "customer_id": np.repeat(np.arange(4000), [len(each) for each in days]),
            "order_time": np.concatenate(days).astype("datetime64[s]"),
        }
    )
    past = lines[lines["order_time"] <= "2016-12-31"]
    shares = life_cycle_stage(past, as_of="2016-12-31")["stage"].value_counts(normalize=True)
    assert shares["lost"] == pytest.approx(0.01, abs=3 * (0.01 * 0.99 / 4000) ** 0.5)
    assert shares["lapsing"] == pytest.approx(0.09, abs=3 * (0.09 * 0.91 / 4000) ** 0.5)


def test_nothing_can_be_learnt_where_nobody_came_back():
    """Then thresholds must be given, which works for a single line."""
    lines = lines_of({"C1": ["2025-12-01"]})
    with pytest.raises(ValueError, match=r"no customer has bought on two days, so no gap .*; give"):
        life_cycle_stage(lines, as_of=AS_OF)
    table = life_cycle_stage(lines, as_of=AS_OF, lapsing_days=10, lost_days=20)
    assert table["stage"].tolist() == ["lost"]


purchases = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 300), st.integers(-50, 500)),
    min_size=1,
    max_size=30,
)


def frame_of(rows: list[tuple[int, int, int]]) -> pd.DataFrame:
    """Return the lines of (customer, day of the year, yuan)."""
    lines = pd.DataFrame(rows, columns=["customer_id", "day", "amount_cny"])
    return lines.assign(order_time=pd.Timestamp("2025-01-01") + pd.to_timedelta(lines["day"], "D"))


@SETTINGS
@given(purchases, st.randoms())
def test_the_order_of_the_lines_does_not_matter(rows, random):
    """Shuffled lines, and a line split in two, give the same tables."""
    whole = [(customer, day, 2 * yuan) for customer, day, yuan in rows]
    halves = [(customer, day, yuan) for customer, day, yuan in rows] * 2
    random.shuffle(halves)
    one, two = frame_of(whole), frame_of(halves)
    assert_frame_equal(repeat_purchase(one, as_of=AS_OF), repeat_purchase(two, as_of=AS_OF))
    options = {"as_of": AS_OF, "lapsing_days": 30, "lost_days": 90}
    assert_frame_equal(life_cycle_stage(one, **options), life_cycle_stage(two, **options))


@SETTINGS
@given(purchases)
def test_the_summary_is_that_of_a_loop_over_customers(rows):
    """What a plain loop finds, customer by customer, day by day."""
    table = repeat_purchase(frame_of(rows), as_of="2025-12-31").set_index("customer_id")
    assert sorted(table.index) == sorted({customer for customer, _, _ in rows})
    for customer, found in table.iterrows():
        days = {}
        for who, day, yuan in rows:
            if who == customer:
                days[day] = days.get(day, 0) + yuan
        repeats = [yuan for day, yuan in days.items() if day > min(days)]
        assert found["frequency"] == len(repeats)
        assert found["recency"] == max(days) - min(days)
        assert found["T"] == 364 - min(days)
        assert found["monetary_value"] == pytest.approx(sum(repeats) / max(len(repeats), 1))


@SETTINGS
@given(purchases, st.integers(0, 60))
def test_silence_only_leads_onwards(rows, more):
    """As time passes without a purchase nobody gets nearer; thresholds learnt do not move."""
    lines = frame_of([*rows, (9, 10, 1), (9, 17, 1)])
    now = life_cycle_stage(lines, as_of="2025-12-31")
    later = life_cycle_stage(lines, as_of=pd.Timestamp("2025-12-31") + pd.Timedelta(days=more))
    assert (later["stage"].cat.codes >= now["stage"].cat.codes).all()
    assert later["lapsing_days"].equals(now["lapsing_days"])
