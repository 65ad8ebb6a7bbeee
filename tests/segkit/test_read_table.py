"""Your own file becomes a course table, with a report, or a clear error."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import segkit
from segkit.data import load
from segkit.own_data import read_table
from segkit.privacy import pseudonymise

QUICK = settings(max_examples=25, deadline=None, derandomize=True)
NAMES = {
    "customer_id": "会员号",
    "order_id": "订单号",
    "order_time": "下单时间",
    "amount_cny": "实付金额",
}
SALES = """会员号,订单号,下单时间,实付金额,手机,备注
1001,0007,2025-11-11 00:03,"￥1,299.00",13812345678,双十一
1002,0008,2025年11月12日,35.5元,13912345678,NULL
,0009,20251113 9:05:07,-35.50,,
"""


@pytest.fixture
def sales(tmp_path) -> Path:
    """Write a small Chinese file with a phone number in it, a guest and a return."""
    path = tmp_path / "销售.csv"
    path.write_text(SALES, encoding="utf-8-sig")
    return path


def test_a_chinese_file_becomes_transactions(sales):
    """Four columns are mapped; identifiers stay texts, amounts and times are read."""
    table = read_table(sales, columns=NAMES).table
    assert table.columns.tolist() == ["order_id", "customer_id", "order_time", "amount_cny"]
    assert table["order_id"].tolist() == ["0007", "0008", "0009"]
    assert table["customer_id"].isna().tolist() == [False, False, True]
    assert table["amount_cny"].tolist() == [1299.0, 35.5, -35.5]
    assert table["order_time"].tolist() == [
        pd.Timestamp("2025-11-11 00:03"),
        pd.Timestamp("2025-11-12"),
        pd.Timestamp("2025-11-13 09:05:07"),
    ]


def test_the_types_are_those_of_the_course(sales):
    """What comes back can stand in for what `load` returns."""
    table, course = read_table(sales, columns=NAMES).table, load("transactions")
    assert table.dtypes.astype(str).to_dict() == course[table.columns].dtypes.astype(str).to_dict()
    found = segkit.rfm(table, as_of="2025-12-31")
    assert found["monetary_cny"].tolist() == [1299.0, 35.5]


@pytest.mark.parametrize("name", ["customers", "transactions"])
def test_the_courses_own_file_comes_back_as_it_is_loaded(name):
    """Read as a stranger's file, every column of a course table is ok and has the same values."""
    own = read_table(Path(segkit.__file__).parent.parent / "datasets" / f"{name}.csv", like=name)
    pd.testing.assert_frame_equal(own.table, load(name))
    assert set(own.report["status"]) == {"ok"}


def test_the_report_says_what_is_missing_left_out_and_personal(sales):
    """One row per column of the course, then one per column of yours that was not mapped."""
    report = read_table(sales, columns=NAMES, keep=["备注"]).report
    by_ours = report.set_index("column")["status"]
    assert by_ours["amount_cny"] == "ok"
    assert by_ours["channel"] == "missing"
    assert report.set_index("yours").loc[["手机", "备注"], "status"].tolist() == [
        "personal",
        "kept",
    ]
    assert not report["example"].str.contains("1381").any()


def test_the_advice_is_in_the_language_asked_for(sales):
    """Every status but ok and kept comes with advice."""
    english = read_table(sales, columns=NAMES).report
    chinese = read_table(sales, columns=NAMES, lang="zh").report
    assert english["advice"].str.isascii().all()
    silent = english["status"].isin(["ok", "kept"])
    assert (english["advice"] == "").equals(silent)
    assert chinese.loc[chinese["status"] == "personal", "advice"].tolist() == [
        "疑似个人信息，未读入"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_the_encodings_of_chinese_spreadsheets_are_tried(tmp_path, encoding):
    """GB files are read without a word, and the report mentions them."""
    path = tmp_path / "sales.csv"
    path.write_bytes(SALES.encode(encoding))
    own = read_table(path, columns=NAMES)
    assert own.table["amount_cny"].sum() == 1299
    told = own.report.loc[own.report["status"] == "encoding", "example"].tolist()
    assert told == ([] if encoding.startswith("utf") else ["gb18030"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_compression(tmp_path, separator):
    """Semicolons and tabs are found from the first line; .csv.gz is unpacked."""
    text = "order_id,amount_cny\nA,1.5\nB,2\n".replace(",", separator)
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    table = read_table(path).table
    assert table["amount_cny"].tolist() == [1.5, 2.0]
    assert table["order_id"].tolist() == ["A", "B"]


def test_an_identifier_read_as_a_number_loses_its_decimal():
    """17850.0 and 17850 are one customer; 1.5 is no identifier gone wrong and stays."""
    table = read_table(pd.DataFrame({"customer_id": [17850.0, np.nan, 1e13]})).table
    assert table["customer_id"].tolist()[0::2] == ["17850", "10000000000000"]
    assert table["customer_id"].isna().tolist() == [False, True, False]
    odd = read_table(pd.DataFrame({"product_id": ["1.0", "1.5"]})).table
    assert odd["product_id"].tolist() == ["1.0", "1.5"]


def test_values_unknown_to_the_course_and_gaps_are_reported():
    """A channel of your own differs; an empty amount is a gap; the text "NA" is a value."""
    mine = pd.DataFrame(
        {"channel": ["web", "app", "web"], "amount_cny": [1.0, None, 2.0], "store_id": ["NA"] * 3}
    )
    own = read_table(mine)
    report = own.report.set_index("column")
    assert report.loc["channel", ["status", "rows", "example"]].tolist() == ["differs", 2, "web"]
    assert report.loc["amount_cny", ["status", "rows"]].tolist() == ["gaps", 1]
    assert own.table["store_id"].tolist() == ["NA"] * 3


def test_other_tables_have_other_types():
    """Customers: flags, whole numbers with gaps, and days without a time of day."""
    mine = pd.DataFrame(
        {
            "customer_id": ["a", "b", "a"],
            "marketing_consent": ["是", "No", "1"],
            "birth_year": ["1980", "", "1700"],
            "joined_on": ["2024-02-29 13:00", "2024/3/1", "2024.03.02"],
        }
    )
    own = read_table(mine, like="customers")
    assert own.table["marketing_consent"].tolist() == [True, False, True]
    assert own.table["birth_year"].tolist() == [1980, pd.NA, 1700]
    assert own.table["joined_on"].dt.strftime("%m-%d %H").tolist() == [
        "02-29 00",
        "03-01 00",
        "03-02 00",
    ]
    report = own.report.set_index("column")
    assert report.loc["customer_id", ["status", "rows"]].tolist() == ["differs", 2]
    assert report.loc["birth_year", ["status", "example"]].tolist() == ["differs", "1700"]


def test_a_format_settles_what_could_be_read_in_two_ways():
    """3 April or 4 March: `dates` decides."""
    mine = pd.DataFrame({"order_time": ["03/04/2025"]})
    with pytest.raises(ValueError, match=r"no datetime in 1 of 1 rows.*'03/04/2025'.*dates="):
        read_table(mine)
    assert read_table(mine, dates="%d/%m/%Y").table["order_time"][0].month == 4
    assert read_table(mine, dates="%m/%d/%Y").table["order_time"][0].month == 3


def test_times_with_a_zone_become_the_clock_of_a_place():
    """17:30 in Greenwich is half past one of the next day in China, in files and in frames."""
    texts = pd.DataFrame({"order_time": ["2025-11-10T17:30:00Z", "2025-11-11 01:30+08:00"]})
    with pytest.raises(ValueError, match=r"carry a time zone .* is None.*'Asia/Shanghai'"):
        read_table(texts)
    stamps = pd.DataFrame(
        {"order_time": pd.to_datetime(texts["order_time"], format="ISO8601", utc=True)}
    )
    for mine in (texts, stamps):
        local = read_table(mine, time_zone="Asia/Shanghai").table["order_time"]
        assert local.tolist() == [pd.Timestamp("2025-11-11 01:30")] * 2


def test_personal_data_are_kept_out_until_they_are_pseudonyms():
    """A phone number may identify customers, but only under a pseudonym."""
    mine = pd.DataFrame({"手机": ["13812345678", "13912345678"], "amount_cny": [1.0, 2.0]})
    with pytest.raises(ValueError, match="'手机' looks like personal data and is not taken"):
        read_table(mine, columns={"customer_id": "手机"})
    hidden = pseudonymise(mine, ["手机"], key="a long secret for this test only")
    table = read_table(hidden, columns={"customer_id": "手机"}).table
    assert table["customer_id"].tolist() == hidden["手机"].tolist()


@pytest.mark.parametrize(
    ("name", "value", "personal"),
    [
        ("姓名", "张三", True),
        ("CustomerName", "x", True),
        ("E-Mail", "x", True),
        ("contact", "a.b@example.org", True),
        ("order_no", "13812345678", True),
        ("证件", "11010519491231002X", True),
        ("product_name", "tea", False),
        ("Description", "mug", False),
        ("basket_id", "31625220889", False),
        ("recipient_zip", "518000", False),
        ("订单编号", "202511110000000001", False),
        ("amount_cny", "13.5", False),
    ],
)
def test_what_looks_personal(name, value, personal):
    """By name or by content: people, phones, e-mail and identity cards, but not products."""
    mine = pd.DataFrame({name: [value] * 5, "store_id": "S1"})
    status = read_table(mine).report.set_index("yours")["status"]
    assert (status[name] == "personal") == personal


def test_a_column_that_only_looks_personal_can_be_released():
    """The trainee looks, and says so."""
    mine = pd.DataFrame({"order_no": ["13812345678"], "amount_cny": [1.0]})
    own = read_table(mine, columns={"order_id": "order_no"}, not_personal=["order_no"])
    assert own.table["order_id"].tolist() == ["13812345678"]


def test_the_frame_that_came_is_not_changed():
    """Index, names and values of the caller stay; the table has the same index."""
    mine = pd.DataFrame({"store_id": [" S1 ", "S2"], "n": [1, 2]}, index=[7, 3])
    before = mine.copy(deep=True)
    table = read_table(mine, keep=["n"]).table
    pd.testing.assert_frame_equal(mine, before)
    assert table.index.tolist() == [7, 3]
    assert table["store_id"].tolist() == ["S1", "S2"]
    assert table["n"].tolist() == [1, 2]


@QUICK
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**12), 10**12),
            st.decimals(-99999, 99999, places=2),
            st.datetimes(pd.Timestamp("1990-01-01"), pd.Timestamp("2040-01-01")),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_was_written_is_read_again(rows):
    """Numbers with thousands separators and times in ISO form come back to the last digit."""
    mine = pd.DataFrame(
        {
            "quantity": [f"{whole:,}" for whole, _, _ in rows],
            "amount_cny": [f"¥{money:,}" if money >= 0 else f"{money:,}" for _, money, _ in rows],
            "order_time": [moment.isoformat(sep=" ") for _, _, moment in rows],
        }
    )
    table = read_table(mine).table
    assert table["quantity"].tolist() == [whole for whole, _, _ in rows]
    assert table["amount_cny"].tolist() == [float(money) for _, money, _ in rows]
    assert table["order_time"].tolist() == [pd.Timestamp(moment) for _, _, moment in rows]
