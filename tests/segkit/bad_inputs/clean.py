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
        "several columns named 'x'; rename all but one",
    ),
    (
        "report-lists-inside",
        lambda: quality_report(lines(tags=[["a"], ["b", "c"]])),
        TypeError,
        r"the column 'tags' holds values such as \['a'\], which cannot be compared",
    ),
    (
        "report-resource-for-schema",
        lambda: quality_report(lines(), schema={"name": "transactions"}),
        TypeError,
        r"schema is no mapping with 'fields'; pass resource\['schema'\]",
    ),
    (
        "report-key",
        lambda: quality_report(lines(), key="order"),
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
        "report-language",
        lambda: quality_report(lines(), lang="fr"),
        ValueError,
        "lang is 'fr'; the course speaks",
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
        "'order_time' holds str, datetimes",
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
        "lines-worthless",
        lambda: clean_transactions(lines(), price=None, amount=None),
        ValueError,
        "price and amount are both None; name the column",
    ),
    (
        "lines-most",
        lambda: clean_transactions(lines(), max_quantity=-5),
        ValueError,
        "max_quantity is -5, a number from 1",
    ),
    (
        "lines-also",
        lambda: clean_transactions(lines(), returns="net", also_net=["discount_cny"]),
        ValueError,
        "lacks the columns 'discount_cny'",
    ),
    (
        "identities-list",
        lambda: resolve_identities([records()]),
        TypeError,
        r"records\['records'\] is of type list, a frame or a mapping of frames",
    ),
    (
        "identities-series",
        lambda: resolve_identities({"crm": records(), "app": records()["name"]}),
        TypeError,
        r"records\['app'\] is of type Series",
    ),
    (
        "identities-empty",
        lambda: resolve_identities({"crm": records().iloc[:0]}),
        ValueError,
        "records has no rows",
    ),
    (
        "identities-nothing-known",
        lambda: resolve_identities(records().rename(columns={"name": "姓名", "phone": "手机"})),
        ValueError,
        "no export has the columns unionid, .* they have 姓名, 手机. Rename columns, or say",
    ),
    (
        "identities-typo",
        lambda: resolve_identities(records(), fields={"phon": "phone"}),
        ValueError,
        "no export has the columns 'phon'; they have name, phone",
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
        "identities-reliability",
        lambda: resolve_identities(records(), reliability={"phone": 1}),
        ValueError,
        r"reliability\['phone'\] is 1, a number from 0.5",
    ),
    (
        "identities-reliability-of-what",
        lambda: resolve_identities(records(), reliability={"mail": 0.9}),
        ValueError,
        "a column of reliability is 'mail', one of 'phone', 'name'",
    ),
    (
        "identities-index",
        lambda: resolve_identities(pd.concat([records(), records()])),
        ValueError,
        "the index 0 names several records",
    ),
    (
        "identities-source",
        lambda: resolve_identities({"crm": records()}, source="crm"),
        ValueError,
        "source is 'crm', but records is a mapping",
    ),
    (
        "identities-source-typo",
        lambda: resolve_identities(records(), source="export"),
        ValueError,
        "lacks the columns 'export'",
    ),
    (
        "identities-block",
        lambda: resolve_identities(records(), max_block=1),
        ValueError,
        "max_block is 1, a whole number from 2 on",
    ),
]
