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
from segkit.clean.report import ROWS
from segkit.data import load

quick = settings(max_examples=25, deadline=None, derandomize=True)
ROOT = Path(__file__).parents[2]


def found(report, column: str) -> dict[str, int]:
    """Return the findings about a column with their rows."""
    rows = report.findings[report.findings["column"] == column]
    return dict(zip(rows["finding"], rows["rows"], strict=True))


def test_each_fault_is_found_once():
    """Columns with one fault each, counted by hand."""
    frame = pd.DataFrame(
        {
            "city": ["上海", "上海 ", "ＳＨ", "sh", "未知"] + ["北京"] * 15,
            "when": pd.to_datetime(["1970-01-01", "2026-02-01"] + ["2025-06-01"] * 18),
            "spend": [*range(1, 18), 1e6, np.inf, None],
            "kind": ["a"] * 18 + [3, None],
            "empty": [None] * 20,
            "fine": [True, False] * 10,
        }
    )
    report = quality_report(frame, as_of="2026-01-01")
    # The blank makes 上海 twice, the width makes sh twice.
    assert found(report, "city") == {
        "blanks or full-width characters": 2,
        "placeholder": 1,
        "spelt differently": 4,
    }
    assert found(report, "when") == {"in the future": 1}
    assert found(report, "spend") == {"missing": 1, "far out": 2}
    assert found(report, "kind") == {"missing": 1}
    assert found(report, "empty") == {"missing": 20}
    assert found(report, "fine") == {}
    assert found(report, ROWS) == {}
    examples = report.findings.set_index(["column", "finding"])["example"]
    assert examples["city", "placeholder"] == "未知"
    assert examples["when", "in the future"] == pd.Timestamp("2026-02-01")
    assert found(quality_report(frame), "when") == {}


def test_columns_are_described_by_hand():
    """Of four rows one age is missing; the ages 30 and 40 are two values."""
    report = quality_report(pd.DataFrame({"age": [40, None, 30, 40], "sex": list("FFMF")}))
    assert report.columns.loc["age"].to_dict() == {
        "type": "float64",
        "missing": 1,
        "missing_share": 1 / 4,
        "distinct": 2,
        "most_common": 40,
    }
    assert report.columns.loc["sex", "most_common"] == "F"
    categories = pd.DataFrame({"sex": list("FFMF")}, dtype=pd.CategoricalDtype(list("FMX")))
    assert quality_report(categories).columns.loc["sex", "distinct"] == 2


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
        {"name": "id", "type": "string", "constraints": {"pattern": "C[0-9]+"}},
        {"name": "tier", "type": "string", "constraints": {"enum": ["a", "b"]}},
        {"name": "born", "type": "integer", "constraints": {"minimum": 1900, "maximum": 2010}},
        {"name": "on", "type": "date", "constraints": {"minimum": "2020-01-01"}},
        {"name": "ok", "type": "boolean"},
        {"name": "gone", "type": "number"},
    ]
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
        }
    )
    report = quality_report(frame, schema=SCHEMA, key=["id"])
    rules = ["type", "enum", "pattern", "minimum", "maximum", "not in the table"]
    broken = {
        name: {rule: rows for rule, rows in found(report, name).items() if rule in rules}
        for name in [*frame, "gone"]
    }
    assert broken == {
        "id": {"pattern": 1},
        "tier": {"enum": 1},
        "born": {"type": 1, "minimum": 1, "maximum": 1},
        "on": {"type": 2, "minimum": 1},
        "ok": {"type": 1},
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
    report = quality_report(frame, key=["混"], as_of="2026-01-01")
    assert_frame_equal(frame, before)
    order = list(frame.index)
    random.shuffle(order)
    again = quality_report(frame.loc[order], key=["混"], as_of="2026-01-01")
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
        "as received": ("kept", 11, 0.0),
        "copy of a line": ("removed", 1, -30.0),
        "order, time or number missing": ("removed", 1, -4.0),
        "price of 0 or less": ("removed", 1, 0.0),
        "quantity of 0": ("removed", 1, 0.0),
        "quantity too large": ("removed", 1, -399_996.0),
        "after as_of": ("removed", 0, 0.0),
        "no customer": ("removed", 1, -4.0),
        "return": ("removed", 2, 48.0),
    }
    assert cleaned.lines.index.tolist() == [100, 102, 104]
    last = cleaned.changes.iloc[-1]
    assert (last["lines_left"], last["customers_left"], last["amount_left"]) == (3, 2, 54.0)


def test_returns_are_taken_off_the_latest_sales(lines):
    """C1's return of 4 tea undoes the 2 of February and 2 of the 3 of January: one tea is left.

    C2 returned two cups but bought one: the sale goes, and one returned cup at -4 stays.
    """
    cleaned = clean_transactions(lines.iloc[:6], returns="net")
    assert_frame_equal(
        cleaned.lines[["order_id", "quantity", "amount_cny"]],
        pd.DataFrame(
            {"order_id": ["A", "R2"], "quantity": [1.0, -1.0], "amount_cny": [10.0, -4.0]},
            index=[100, 105],
        ),
    )
    assert changes(cleaned)["sale and return"] == ("changed", 5, 0.0)


def test_a_refund_at_another_price_shows_in_the_account(lines):
    """Two of five cups come back at 3 instead of 4: three cups at 4 are left, 2 less than paid."""
    cups = lines.iloc[[4, 5]].assign(quantity=[5, -2], amount_cny=[20.0, -6.0])
    cleaned = clean_transactions(cups, returns="net")
    assert cleaned.lines[["quantity", "amount_cny"]].to_numpy().tolist() == [[3, 12.0]]
    assert changes(cleaned)["sale and return"] == ("changed", 2, -2.0)


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


def test_lines_may_lack_a_price(lines):
    """Without prices no line is found to be free of charge."""
    cleaned = clean_transactions(lines.drop(columns="unit_price_cny"), price=None)
    assert cleaned.lines.index.tolist() == [100, 102, 103, 104, 105, 106, 107, 110]


def test_the_callers_lines_are_left_alone(lines):
    """Netting changes quantities in a copy."""
    before = lines.copy()
    clean_transactions(lines, returns="net")
    assert_frame_equal(lines, before)


def test_online_retail_is_cleaned_to_its_published_figures(real):
    """Without guests, cancellations and free lines 397,884 lines of 4,338 customers remain."""
    raw = pd.read_csv(real / "online_retail.csv.gz", parse_dates=["InvoiceDate"])
    raw["Amount"] = raw["Quantity"] * raw["UnitPrice"]
    cleaned = clean_transactions(
        raw,
        customer="CustomerID",
        order="InvoiceNo",
        time="InvoiceDate",
        product="StockCode",
        quantity="Quantity",
        price="UnitPrice",
        amount="Amount",
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
    """After netting no unit has another price, and the total is as good as that with returns."""
    raw = load("transactions")
    cleaned = clean_transactions(raw, returns="net")
    lines, table = cleaned.lines, cleaned.changes.set_index("rule")
    before = (raw["amount_cny"] / raw["quantity"])[lines.index]
    after = lines["amount_cny"] / lines["quantity"]
    assert after.to_numpy() == pytest.approx(before.to_numpy())
    assert table["amount_left"].iloc[-1] == pytest.approx(lines["amount_cny"].sum())
    assert table["amount_left"].iloc[-1] == pytest.approx(table.loc["return", "amount_left"], 1e-4)
    assert table.loc["copy of a line", "lines"] == raw.duplicated().sum()
    # Returns that met no sale: only those of guests, who cannot be told apart.
    assert lines.loc[lines["quantity"] < 0, "customer_id"].isna().all()


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


@pytest.mark.parametrize(
    ("column", "types"),
    [
        ("order_time", {}),
        ("order_id", {}),
        ("order_id", {"order_id": object}),
        ("quantity", {"quantity": "Int64"}),
        ("amount_cny", {"amount_cny": "Float64"}),
    ],
)
def test_a_gap_removes_the_line_whatever_the_type_of_the_column(column, types):
    """NaT, None and NA are gaps as NaN is: of two lines the second goes."""
    lines = pd.DataFrame(
        {
            "customer_id": ["C1", "C2"],
            "order_id": ["A", "B"],
            "order_time": pd.to_datetime(["2025-12-01", "2025-12-02"]),
            "product_id": "tea",
            "quantity": [1, 1],
            "unit_price_cny": 5.0,
            "amount_cny": 5.0,
        }
    ).astype(types)
    lines[column] = lines[column].where([True, False], None)
    assert clean_transactions(lines).lines["customer_id"].tolist() == ["C1"]
