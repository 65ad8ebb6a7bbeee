"""Bad input to the room that cleans."""

import pandas as pd

from segkit.clean import clean_transactions, quality_report, resolve_identities


def lines(**columns) -> pd.DataFrame:
    """Return two order lines, with other columns put in."""
    table = {
        "customer_id": ["C1", "C2"],
        "order_id": ["A", "B"],
        "order_time": pd.to_datetime(["2025-01-01", "2025-01-02"]),
        "product_id": ["tea", "cup"],
        "quantity": [1, -1],
        "unit_price_cny": [10.0, 4.0],
        "amount_cny": [10.0, -4.0],
    }
    return pd.DataFrame({**table, **columns})


def records(**columns) -> pd.DataFrame:
    """Return two records of people, with other columns put in."""
    return pd.DataFrame({"name": ["王伟", "李娜"], "phone": [13800138000, 13900139000], **columns})


def twins() -> pd.DataFrame:
    """Return a frame with two columns of one name."""
    return pd.DataFrame([[1, 2]], columns=["x", "x"])


CASES = [
    (
        "report-list",
        lambda: quality_report([1, 2]),
        TypeError,
        "a DataFrame was expected first, list came",
    ),
    ("report-empty", lambda: quality_report(lines().iloc[:0]), ValueError, "the frame has 0 rows"),
    (
        "report-twins",
        lambda: quality_report(twins()),
        ValueError,
        "the frame has several columns named 'x'; pass each column once",
    ),
    (
        "report-lists-inside",
        lambda: quality_report(lines(tags=[["a"], ["b", "c"]])),
        TypeError,
        "the column 'tags' holds lists or the like, which cannot be compared",
    ),
    (
        "report-resource-for-schema",
        lambda: quality_report(lines(), schema={"name": "transactions"}),
        TypeError,
        r"schema is no mapping with 'fields'; pass resource\['schema'\]",
    ),
    (
        "report-key",
        lambda: quality_report(lines(), key=["order"]),
        ValueError,
        r"lacks the columns 'order' \(did you mean 'order_id'",
    ),
    (
        "report-as-of",
        lambda: quality_report(lines(), as_of="heute"),
        ValueError,
        "as_of is 'heute', which is no date",
    ),
    (
        "lines-missing-column",
        lambda: clean_transactions(lines().drop(columns="product_id")),
        ValueError,
        "lacks the columns 'product_id'",
    ),
    (
        "lines-empty",
        lambda: clean_transactions(lines().iloc[:0]),
        ValueError,
        "the frame has 0 rows",
    ),
    (
        "lines-text-for-time",
        lambda: clean_transactions(lines(order_time="2025-01-01")),
        TypeError,
        "'order_time' holds String, datetimes",
    ),
    (
        "lines-time-zone",
        lambda: clean_transactions(lines(order_time=pd.Timestamp("2025-01-01", tz="UTC"))),
        TypeError,
        "'order_time' is in the time zone UTC",
    ),
    (
        "lines-text-for-number",
        lambda: clean_transactions(lines(unit_price_cny="¥10")),
        TypeError,
        "'unit_price_cny' holds str, numbers",
    ),
    (
        "lines-truth-for-number",
        lambda: clean_transactions(lines(quantity=True)),
        TypeError,
        "'quantity' holds bool, numbers",
    ),
    (
        "lines-returns",
        lambda: clean_transactions(lines(), returns="pair"),
        ValueError,
        "returns is 'pair', one of 'keep', 'drop', 'net'",
    ),
    (
        "lines-copies",
        lambda: clean_transactions(lines(), copies=False),
        ValueError,
        "copies is False, one of 'keep', 'drop'",
    ),
    (
        "lines-guests",
        lambda: clean_transactions(lines(), without_customer="remove"),
        ValueError,
        "without_customer is 'remove', one of",
    ),
    (
        "lines-most",
        lambda: clean_transactions(lines(), max_quantity=-5),
        ValueError,
        "max_quantity is -5, a number from 1",
    ),
    (
        "identities-list",
        lambda: resolve_identities([records()]),
        TypeError,
        "a DataFrame was expected first, list came",
    ),
    (
        "identities-series",
        lambda: resolve_identities({"crm": records(), "app": records()["name"]}),
        TypeError,
        "a DataFrame was expected first, Series came",
    ),
    (
        "identities-empty",
        lambda: resolve_identities({"crm": records().iloc[:0]}),
        ValueError,
        "the frame has 0 rows",
    ),
    (
        "identities-nothing-known",
        lambda: resolve_identities(records().rename(columns={"name": "姓名", "phone": "手机"})),
        ValueError,
        "no column is named unionid, .* the records have 姓名, 手机. Say what they hold",
    ),
    (
        "identities-typo",
        lambda: resolve_identities(records(), fields={"phon": "phone"}),
        ValueError,
        r"lacks the columns 'phon' \(did you mean 'phone'",
    ),
    (
        "identities-kind",
        lambda: resolve_identities(records(), fields={"phone": "number"}),
        ValueError,
        r"fields\['phone'\] is 'number', one of 'id', 'phone'",
    ),
    (
        "identities-threshold",
        lambda: resolve_identities(records(), threshold=90),
        ValueError,
        "threshold is 90, a number from",
    ),
    (
        "identities-index",
        lambda: resolve_identities(pd.concat([records(), records()])),
        ValueError,
        "the index 0 names several records of 'records'",
    ),
    (
        "identities-no-export",
        lambda: resolve_identities({}),
        ValueError,
        "the number of exports is 0, a whole number from 1",
    ),
    (
        "identities-twins",
        lambda: resolve_identities({"crm": twins()}),
        ValueError,
        "several columns named 'x'",
    ),
]
