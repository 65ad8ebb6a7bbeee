"""Bad input to the room of data: the course's tables and your own."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from segkit.data import load
from segkit.own_data import read_table


def sales(**columns) -> pd.DataFrame:
    """Return a small frame of one's own."""
    made = {"order": ["A", "B"], "amount_cny": ["1.50", "2"], "phone_no": ["1", "2"]}
    return pd.DataFrame(made | columns)


def read(content: bytes, name: str = "sales.csv", **options):
    """Read a file with this content as transactions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_table(path, **options)


CASES = [
    ("load-typo", lambda: load("customer"), ValueError, "did you mean 'customers'"),
    ("load-number", lambda: load(3), ValueError, "no table 3; There are"),
    (
        "load-seed-text",
        lambda: load("customers", seed="7"),
        ValueError,
        "seed is '7', a whole number from 0 on",
    ),
    (
        "load-seed-negative",
        lambda: load("customers", seed=-1),
        ValueError,
        "seed is -1, a whole number from 0 on",
    ),
    (
        "load-seed-bool",
        lambda: load("customers", seed=True),
        ValueError,
        "seed is True, a whole number from 0 on",
    ),
    (
        "load-seed-and-folder",
        lambda: load("customers", seed=7, folder="here"),
        ValueError,
        "seed=7 and folder='here' came, one of the two was expected",
    ),
    ("load-seed-typo", lambda: load("custmers", seed=7), ValueError, "did you mean 'customers'"),
    (
        "load-no-folder",
        lambda: load("customers", folder="no/such/folder"),
        FileNotFoundError,
        "no datapackage.json in no.such.folder",
    ),
    (
        "read-number",
        lambda: read_table(5),
        TypeError,
        "expected str, bytes or os.PathLike object, not int",
    ),
    (
        "read-no-file",
        lambda: read_table("no_such_file.csv"),
        FileNotFoundError,
        "there is no file no_such_file.csv",
    ),
    (
        "read-workbook",
        lambda: read(b"PK\x03\x04", "sales.xlsx"),
        ValueError,
        r"sales.xlsx is a workbook .* pd.read_excel",
    ),
    (
        "read-empty-file",
        lambda: read(b""),
        ValueError,
        "No columns to parse from file",
    ),
    ("read-names-only", lambda: read(b"order_id,amount_cny\n"), ValueError, "the frame has 0 rows"),
    (
        "read-ragged-file",
        lambda: read(b"order_id,amount_cny\nA,1\nB,2,3\n"),
        ValueError,
        "Expected 2 fields in line 3, saw 3",
    ),
    (
        "read-other-encoding",
        lambda: read("order_id\nÄ\n".encode("latin-1") + b"\xff\xff\n"),
        ValueError,
        "the file is not written in utf-8-sig or gb18030; say in which encoding",
    ),
    (
        "read-unknown-encoding",
        lambda: read(b"order_id\nA\n", encoding="utf-9"),
        ValueError,
        "the file is not written in utf-9",
    ),
    (
        "read-unknown-table",
        lambda: read_table(sales(), like="transaction"),
        ValueError,
        "no table 'transaction'; did you mean 'transactions'",
    ),
    (
        "read-course-name-typo",
        lambda: read_table(sales(), columns={"order": "order"}),
        ValueError,
        "columns names 'order', your columns are order, .* the table transactions has order_id",
    ),
    (
        "read-mapping-turned-round",
        lambda: read_table(sales(), columns={"order": "order_id"}),
        ValueError,
        "pass columns=.course's name: yours., the course's name first",
    ),
    (
        "read-your-name-typo",
        lambda: read_table(sales(), columns={"order_id": "oder"}),
        ValueError,
        "the frame lacks the columns 'oder' .did you mean 'order'",
    ),
    (
        "read-keep-typo",
        lambda: read_table(sales(), keep=["ordr"]),
        ValueError,
        "the frame lacks the columns 'ordr'",
    ),
    (
        "read-nothing-mapped",
        lambda: read_table(sales()[["order"]]),
        ValueError,
        "columns names nothing, your columns are order, and the table transactions has",
    ),
    (
        "read-same-name-twice",
        lambda: read_table(pd.concat([sales(), sales()], axis=1)),
        ValueError,
        "several columns named 'order', 'amount_cny', 'phone_no'",
    ),
    (
        "read-decimal-comma",
        lambda: read_table(sales(amount_cny=["12,50", "1,000"])),
        ValueError,
        r"'amount_cny' \(amount_cny\) holds no number in 1 of 2 rows, e.g. '12,50'",
    ),
    (
        "read-infinite",
        lambda: read_table(sales(amount_cny=[np.inf, 1.0])),
        ValueError,
        "holds no number in 1 of 2 rows, e.g. 'inf'",
    ),
    (
        "read-half-units",
        lambda: read_table(sales(quantity=[1.5, 2])),
        ValueError,
        "'quantity' .* holds no integer in 1 of 2 rows, e.g. '1.5'",
    ),
    (
        "read-no-date",
        lambda: read_table(sales(order_time=["2025-02-30", "yesterday"])),
        ValueError,
        "'order_time' .* holds no datetime in 2 of 2 rows, e.g. '2025-02-30'",
    ),
    (
        "read-two-digit-year",
        lambda: read_table(sales(order_time=["05/01/24", "06/01/24"])),
        ValueError,
        "no datetime in 2 of 2 rows, e.g. '05/01/24'.* give dates= with their format",
    ),
    (
        "read-no-flag",
        lambda: read_table(sales(marketing_consent=["ja", "nein"]), like="customers"),
        ValueError,
        "holds no boolean in 2 of 2 rows, e.g. 'ja'",
    ),
    (
        "read-personal",
        lambda: read_table(sales(), columns={"customer_id": "phone_no"}, keep=["order"]),
        ValueError,
        "'phone_no' looks like personal data and is not taken over",
    ),
    (
        "read-personal-kept",
        lambda: read_table(sales(), keep=["phone_no"]),
        ValueError,
        "'phone_no' looks like personal data",
    ),
    (
        "read-unknown-zone",
        lambda: read_table(
            sales(order_time=pd.Timestamp("2025-01-01", tz="UTC")), time_zone="Asia/Peking"
        ),
        ValueError,
        "carry a time zone .UTC. and time_zone is 'Asia/Peking'; say where",
    ),
    (
        "read-language",
        lambda: read_table(sales(), lang="de"),
        ValueError,
        "lang is 'de'",
    ),
]
