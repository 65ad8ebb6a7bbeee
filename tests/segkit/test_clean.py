"""The quality report and the cleaned transactions."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from segkit.clean import clean_transactions, quality_report
from segkit.clean.report import ADVICE, ROWS
from segkit.data import load

quick = settings(max_examples=25, deadline=None, derandomize=True)
ROOT = Path(__file__).parents[2]
RETAIL = ROOT.parent / "shared" / "real" / "online_retail.csv.gz"


def found(report, column: str) -> dict[str, int]:
    """Return the findings about a column with their rows."""
    rows = report.findings[report.findings["column"] == column]
    return dict(zip(rows["finding"], rows["rows"], strict=True))


def test_each_fault_is_found_once():
    """Columns with one fault each, counted by hand."""
    n = 20
    frame = pd.DataFrame(
        {
            "city": ["上海", "上海 ", "ＳＨ", "sh", "未知"] + ["北京"] * 15,
            "price": ["12.50"] * 19 + ["面议"],
            "day": ["2025-01-01"] * 18 + ["2025/1/2", "soon"],
            "when": pd.to_datetime(["1970-01-01", "2026-02-01"] + ["2025-06-01"] * 18),
            "spend": [*range(1, 18), 1e6, np.inf, None],
            "kind": ["a"] * 18 + [3, None],
            "same": [7] * n,
            "empty": [None] * n,
            "fine": [True, False] * 10,
        }
    )
    report = quality_report(frame, as_of="2026-01-01")
    # The blank makes 上海 twice, the width makes sh twice.
    assert found(report, "city") == {
        "blanks at the ends": 1,
        "full-width characters": 1,
        "placeholder": 1,
        "spelt differently": 4,
    }
    assert found(report, "price") == {"mostly numbers": 1}
    assert found(report, "day") == {"dates as text": 19}
    assert found(report, "when") == {"placeholder": 1, "in the future": 1}
    assert found(report, "spend") == {"missing": 1, "infinite": 1, "far out": 1}
    assert found(report, "kind") == {"missing": 1, "mixed types": 1}
    assert found(report, "same") == {"one value only": 20}
    assert found(report, "empty") == {"missing": 20}
    assert found(report, "fine") == {}
    assert found(report, ROWS) == {}
    examples = report.findings.set_index(["column", "finding"])["example"]
    assert examples["spend", "far out"] == 1e6
    assert examples["price", "mostly numbers"] == "面议"
    holds = report.columns["holds"].to_dict()
    assert holds == {
        "city": "texts",
        "price": "texts",
        "day": "texts",
        "when": "dates",
        "spend": "numbers",
        "kind": "mixed",
        "same": "whole numbers",
        "empty": "nothing",
        "fine": "true or false",
    }


def test_columns_are_described_by_hand():
    """Of three rows one age is missing; the ages 30 and 40 are two values."""
    report = quality_report(pd.DataFrame({"age": [40, None, 30], "sex": ["F", "F", "M"]}))
    assert report.columns.loc["age"].to_dict() == {
        "holds": "whole numbers",
        "missing": 1,
        "missing_share": 1 / 3,
        "distinct": 2,
        "lowest": 30,
        "highest": 40,
        "most_common": 40,
        "findings": 1,
    }
    assert report.columns.loc["sex", "most_common"] == "F"
    assert report.columns.loc["sex", ["lowest", "highest"]].isna().all()


@pytest.mark.parametrize(
    ("extreme", "findings"),
    [(21.2, {}), (21.3, {"far out": 1}), (-11.2, {}), (-11.3, {"far out": 1})],
)
def test_far_out_is_tukeys_outer_fence(extreme, findings):
    """Beside 1 to 9 a high value has quartiles 3.25 and 7.75: the fence is 7.75 + 3 * 4.5 = 21.25.

    A low one has 2.25 and 6.75: the fence is 2.25 - 3 * 4.5 = -11.25.
    """
    frame = pd.DataFrame({"x": [*range(1, 10), extreme]})
    assert found(quality_report(frame), "x") == findings


SCHEMA = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "C[0-9]+"}},
        {"name": "tier", "type": "string", "constraints": {"enum": ["a", "b"]}},
        {"name": "born", "type": "integer", "constraints": {"minimum": 1900, "maximum": 2010}},
        {"name": "on", "type": "date", "constraints": {"minimum": "2020-01-01"}},
        {"name": "ok", "type": "boolean"},
        {"name": "card", "type": "string", "constraints": {"unique": True}},
        {"name": "gone", "type": "number"},
    ],
    "primaryKey": ["id"],
}


def test_each_broken_rule_is_a_finding():
    """Five rows against a schema, each rule broken a known number of times."""
    frame = pd.DataFrame(
        {
            "id": ["C1", "C2", "C2", "X3", None],
            "tier": ["a", "b", "B", None, "a"],
            "born": [1893, 1990.5, 2020, 1990, None],
            "on": ["2019-12-31", "2020-01-01", "1.2.2020", None, "2020-02-30"],
            "ok": [True, False, None, "yes", "true"],
            "card": ["1", "1", "2", "3", None],
            "extra": [1, 2, 3, 4, 5],
        }
    )
    report = quality_report(frame, schema=SCHEMA)
    rules = ["required", "type", "unique", "enum", "pattern", "minimum", "maximum"]
    rules += ["not in the table", "not in the schema"]
    broken = {
        name: {rule: rows for rule, rows in found(report, name).items() if rule in rules}
        for name in [*frame, "gone"]
    }
    assert broken == {
        "id": {"required": 1, "pattern": 1},
        "tier": {"enum": 1},
        "born": {"type": 1, "minimum": 1, "maximum": 1},
        "on": {"type": 2, "minimum": 1},
        "ok": {"type": 1},
        "card": {"unique": 1},
        "extra": {"not in the schema": 5},
        "gone": {"not in the table": 5},
    }
    assert found(report, ROWS) == {"key missing": 1, "key not unique": 1}


def test_numbers_are_no_texts():
    """An identifier that was read as a number has lost its leading zeros."""
    schema = {"fields": [{"name": "id", "type": "string"}]}
    assert found(quality_report(pd.DataFrame({"id": [1, 2]}), schema=schema), "id") == {"type": 2}


@pytest.mark.parametrize("name", ["customers", "transactions"])
def test_the_courses_tables_keep_their_own_rules(name):
    """No rule of the schema is broken; the planted gaps and copies are found."""
    package = json.loads((ROOT / "datasets" / "datapackage.json").read_text(encoding="utf-8"))
    schema = {each["name"]: each["schema"] for each in package["resources"]}[name]
    frame = load(name)
    report = quality_report(frame, schema=schema, as_of="2026-01-01")
    allowed = {"missing", "far out", "copies of a row", "key not unique"}
    assert set(report.findings["finding"]) <= allowed
    assert report.columns["missing"].to_dict() == frame.isna().sum().to_dict()
    assert found(report, ROWS).get("copies of a row", 0) == frame.duplicated().sum()


def test_advice_speaks_both_languages():
    """Each finding comes with what to do, in the language asked for."""
    frame = pd.DataFrame({"x": [1, None]})
    advice = [quality_report(frame, lang=lang).findings["advice"][0] for lang in ("zh", "en")]
    assert advice == list(ADVICE["missing"])


MIXED = st.one_of(
    st.none(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=4),
    st.booleans(),
    st.dates(),
)


@quick
@given(st.lists(st.tuples(MIXED, st.text(max_size=3)), min_size=1, max_size=8), st.randoms())
def test_any_table_gets_a_report(rows, random):
    """Whatever a column holds there is a report, and shuffled rows have the same counts."""
    frame = pd.DataFrame(rows, columns=["混", "b"])
    before = frame.copy()
    report = quality_report(frame, key="混", as_of="2026-01-01")
    assert_frame_equal(frame, before)
    order = list(frame.index)
    random.shuffle(order)
    again = quality_report(frame.loc[order], key="混", as_of="2026-01-01")
    counted = ["column", "finding", "rows", "share"]
    assert_frame_equal(report.findings[counted], again.findings[counted])


@pytest.fixture
def lines() -> pd.DataFrame:
    """Return eleven lines of tea at 10 and cups at 4, with every fault of the rules.

    0 C1 buys 3 tea, 1 is a copy of it; 2 C1 buys 2 tea later; 3 C1 returns 4 tea; 4 C2 buys a cup;
    5 C2 returns 2 cups, more than were bought; 6 a guest buys a cup; 7 costs nothing; 8 has no
    quantity; 9 has quantity 0; 10 is of 99,999 units and after the as_of.
    """
    return pd.DataFrame(
        {
            "customer_id": ["C1"] * 4 + ["C2"] * 2 + [None] + ["C3"] * 4,
            "order_id": ["A", "A", "B", "R1", "C", "R2", "D", "E", "E", "E", "F"],
            "order_time": pd.to_datetime(
                ["2025-01-01"] * 2
                + ["2025-02-01", "2025-03-01"] * 2
                + ["2025-02-01"] * 4
                + ["2026-01-01"]
            ),
            "product_id": ["tea"] * 4 + ["cup"] * 7,
            "quantity": [3, 3, 2, -4, 1, -2, 1, 1, None, 0, 99_999],
            "unit_price_cny": [10.0] * 4 + [4.0] * 3 + [0.0] + [4.0] * 3,
            "amount_cny": [30.0, 30, 20, -40, 4, -8, 4, 0, 4, 0, 399_996],
        },
        index=range(100, 111),
    )


def changes(cleaned) -> dict[str, tuple]:
    """Return action, lines and change of the amount by rule."""
    table = cleaned.changes
    values = zip(table["action"], table["lines"], table["amount_change"], strict=True)
    return dict(zip(table["rule"], values, strict=True))


def test_the_changes_agree_with_a_table_worked_by_hand(lines):
    """Every rule takes the lines that it should, each line once."""
    cleaned = clean_transactions(
        lines, without_customer="drop", returns="drop", max_quantity=1000, as_of="2025-12-31"
    )
    assert changes(cleaned) == {
        "as received": ("received", 11, 0.0),
        "copy of a line": ("removed", 1, -30.0),
        "order, time or number missing": ("removed", 1, -4.0),
        "price of 0 or less": ("removed", 1, 0.0),
        "quantity of 0": ("removed", 1, 0.0),
        "more than 1000 units": ("removed", 1, -399_996.0),
        "later than 2025-12-31": ("removed", 0, 0.0),
        "no customer": ("removed", 1, -4.0),
        "return": ("removed", 2, 48.0),
    }
    assert cleaned.lines.index.tolist() == [100, 102, 104]
    last = cleaned.changes.iloc[-1]
    assert (last["lines_left"], last["customers_left"], last["amount_left"]) == (3, 2, 54.0)


def test_returns_are_taken_off_the_latest_sales(lines):
    """C1's return of 4 tea undoes the 2 of February and 2 of the 3 of January.

    One tea at 10 is left. C2 returned two cups but bought one, so sale and return both stay.
    """
    cleaned = clean_transactions(lines.iloc[:6], returns="net")
    assert_frame_equal(
        cleaned.lines[["order_id", "quantity", "amount_cny"]],
        pd.DataFrame(
            {
                "order_id": ["A", "C", "R2"],
                "quantity": [1.0, 1.0, -2.0],
                "amount_cny": [10.0, 4.0, -8.0],
            },
            index=[100, 104, 105],
        ),
    )
    made = changes(cleaned)
    assert made["sale returned, in part or in full"] == ("changed", 2, -40.0)
    assert made["return taken off its sale"] == ("removed", 1, 40.0)
    assert made["sale returned in full"] == ("removed", 1, 0.0)
    assert made["return without its sale"] == ("kept", 1, 0.0)


def test_a_return_before_its_sale_undoes_nothing(lines):
    """A return needs an earlier sale of the same product to the same customer."""
    early = lines.iloc[[0, 3]].assign(quantity=[3, -3], amount_cny=[30.0, -30.0])
    early["order_time"] = pd.to_datetime(["2025-02-02", "2025-02-01"])
    assert len(clean_transactions(early, returns="net").lines) == 2
    late = early.assign(order_time=pd.to_datetime(["2025-02-01", "2025-02-01"]))
    assert len(clean_transactions(late, returns="net").lines) == 0
    other = late.assign(customer_id=["C1", "C2"])
    assert len(clean_transactions(other, returns="net").lines) == 2


def test_by_default_little_is_removed(lines):
    """Guests, returns and large quantities stay unless asked for."""
    cleaned = clean_transactions(lines)
    assert cleaned.lines.index.tolist() == [100, 102, 103, 104, 105, 106, 110]
    kept = clean_transactions(lines, copies="keep").lines.index
    assert 101 in kept


def test_lines_may_have_a_price_or_an_amount_only(lines):
    """Without prices no line is free of charge; without amounts they are worked out."""
    whole = lines.iloc[:7]
    by_amount = clean_transactions(whole.drop(columns="unit_price_cny"), price=None)
    by_price = clean_transactions(whole.drop(columns="amount_cny"), amount=None)
    assert by_amount.lines.index.tolist() == by_price.lines.index.tolist()
    assert by_amount.changes["amount_left"].tolist()[-1] == by_price.changes["amount_left"].iloc[-1]
    assert "price of 0 or less" not in set(by_amount.changes["rule"])


def test_the_callers_lines_are_left_alone(lines):
    """Netting changes quantities in a copy."""
    before = lines.copy()
    clean_transactions(lines, returns="net")
    assert_frame_equal(lines, before)


@pytest.mark.skipif(
    not RETAIL.exists(), reason="the Online Retail file is not kept in this project"
)
def test_online_retail_is_cleaned_to_its_published_figures():
    """Without guests, cancellations and free lines 397,884 lines of 4,338 customers remain."""
    raw = pd.read_csv(RETAIL, parse_dates=["InvoiceDate"])
    cleaned = clean_transactions(
        raw,
        customer="CustomerID",
        order="InvoiceNo",
        time="InvoiceDate",
        product="StockCode",
        quantity="Quantity",
        price="UnitPrice",
        amount=None,
        copies="keep",
        without_customer="drop",
        returns="drop",
    )
    last = cleaned.changes.iloc[-1]
    assert len(cleaned.lines) == last["lines_left"] == 397_884
    assert last["customers_left"] == 4_338
    assert last["amount_left"] == pytest.approx(8_911_407.904)
    assert changes(cleaned)["copy of a line"][:2] == ("kept", 5_268)
    assert list(cleaned.lines.columns) == list(raw.columns)


def test_the_courses_transactions_still_add_up():
    """After netting every amount is quantity times price less discount, and the total is kept."""
    raw = load("transactions")
    cleaned = clean_transactions(raw, returns="net", also_net=["discount_cny"])
    lines = cleaned.lines
    due = lines["quantity"] * lines["unit_price_cny"] - lines["discount_cny"]
    assert lines["amount_cny"].to_numpy() == pytest.approx(due.to_numpy(), abs=1e-6)
    table = cleaned.changes.set_index("rule")
    assert table["amount_left"].iloc[-1] == pytest.approx(lines["amount_cny"].sum())
    netted = table.loc["sale returned, in part or in full":, "amount_change"]
    assert netted.sum() == pytest.approx(0, abs=1e-6)
    assert table.loc["copy of a line", "lines"] == raw.duplicated().sum()


LINE = st.tuples(
    st.sampled_from(["客1", "客2", None]),
    st.sampled_from(["p", "q"]),
    st.integers(0, 5),
    st.integers(-4, 6),
    st.sampled_from([0.0, 1.0, 2.5, 1e12]),
)


@quick
@given(st.lists(LINE, min_size=1, max_size=25), st.sampled_from(["keep", "drop", "net"]))
def test_the_account_always_balances(rows, returns):
    """Received plus the changes is what is left, in lines and money, rule by rule."""
    lines = pd.DataFrame(
        rows, columns=["customer_id", "product_id", "day", "quantity", "unit_price_cny"]
    )
    lines["order_id"] = range(len(lines))
    lines["order_time"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(lines["day"], unit="D")
    lines["amount_cny"] = lines["quantity"] * lines["unit_price_cny"]
    cleaned = clean_transactions(lines, returns=returns)
    table = cleaned.changes
    assert table["amount_left"].iloc[-1] == pytest.approx(
        table["amount_left"].iloc[0] + table["amount_change"].sum(), abs=1e-3
    )
    removed = table.loc[table["action"] == "removed", "lines"].sum()
    assert len(cleaned.lines) == len(lines) - removed == table["lines_left"].iloc[-1]
    assert cleaned.lines["amount_cny"].sum() == pytest.approx(
        table["amount_left"].iloc[-1], abs=1e-3
    )
    if len(cleaned.lines):
        again = clean_transactions(cleaned.lines, returns=returns)
        assert_frame_equal(again.lines, cleaned.lines)
