"""The three published files that the course was tried on become course tables."""

import pandas as pd
import pytest

from segkit.monitor import psi
from segkit.own_data import read_table
from segkit.rfm import rfm


def test_online_retail_becomes_transactions(real):
    """Lines, customers and total are the figures that are known for this file."""
    own = read_table(
        real / "online_retail.csv.gz",
        columns={
            "order_id": "InvoiceNo",
            "customer_id": "CustomerID",
            "order_time": "InvoiceDate",
            "product_id": "StockCode",
            "quantity": "Quantity",
            "unit_price_cny": "UnitPrice",
        },
        keep=["Country"],
    )
    status = own.report.set_index("column")
    assert len(own.table) == 541_909
    assert status.loc["customer_id", "rows"] == 406_829
    assert status.loc["amount_cny", "status"] == "missing"
    assert own.table["customer_id"].iloc[0] == "17850"
    assert not (own.report["status"] == "personal").any()

    bought = own.table.query("customer_id.notna() and quantity > 0 and unit_price_cny > 0")
    assert len(bought) == 397_884
    paid = bought.assign(amount_cny=bought["quantity"] * bought["unit_price_cny"])
    found = rfm(paid, as_of="2011-12-10")
    assert len(found) == 4_338
    assert found["monetary_cny"].sum() == pytest.approx(8_911_407.904)


def test_complete_journey_becomes_transactions_and_customers(real):
    """Totals equal those that pandas reads; households of the transactions are described."""
    file = real / "complete_journey" / "transactions_sample.csv.gz"
    own = read_table(
        file,
        columns={
            "order_id": "basket_id",
            "customer_id": "household_id",
            "order_time": "transaction_timestamp",
            "amount_cny": "sales_value",
            "discount_cny": "retail_disc",
        },
    )
    raw = pd.read_csv(file)
    found = rfm(own.table, as_of="2018-01-01")
    assert own.table["order_id"].str.fullmatch(r"\d+").all()
    assert own.table["store_id"].nunique() == raw["store_id"].nunique()
    assert found["monetary_cny"].sum() == pytest.approx(raw["sales_value"].sum())
    assert found["frequency_orders"].sum() == raw["basket_id"].nunique()
    people = read_table(
        real / "complete_journey" / "demographics.csv",
        like="customers",
        columns={"customer_id": "household_id"},
        keep=["age", "income"],
    ).table
    assert people["customer_id"].isin(found["customer_id"]).mean() > 0.9


def test_hotel_bookings_become_stays(real):
    """The day of arrival is put together first; cancellations and rates equal the published."""
    raw = pd.read_csv(real / "hotel_bookings.csv.gz")
    year, day = raw["arrival_date_year"].astype(str), raw["arrival_date_day_of_month"].astype(str)
    own = read_table(
        raw.assign(
            arrives=year + " " + raw["arrival_date_month"] + " " + day,
            nights=raw["stays_in_weekend_nights"] + raw["stays_in_week_nights"],
        ),
        like="hotel_stays",
        columns={
            "arrives_on": "arrives",
            "lead_time_days": "lead_time",
            "channel": "market_segment",
            "room": "reserved_room_type",
            "special_requests": "total_of_special_requests",
            "repeat_guest": "is_repeated_guest",
            "adr_cny": "adr",
            "cancelled": "is_canceled",
        },
        dates="%Y %B %d",
    )
    stays, status = own.table, own.report.set_index("column")["status"]
    assert len(stays) == 119_390
    assert stays["cancelled"].mean() == pytest.approx(0.3704, abs=5e-5)
    assert stays["lead_time_days"].median() == 69
    assert stays["children"].isna().sum() == 4
    assert [stays["arrives_on"].min(), stays["arrives_on"].max()] == [
        pd.Timestamp("2015-07-01"),
        pd.Timestamp("2017-08-31"),
    ]
    assert status[["channel", "room", "meal"]].tolist() == ["differs"] * 3
    assert status["stay_id"] == "missing"
    years = stays["arrives_on"].dt.year
    drift = psi(
        stays.loc[years == 2016, ["lead_time_days", "adr_cny", "channel"]],
        stays.loc[years == 2017],
    )
    assert set(drift["verdict"]) <= {"stable", "watch", "re-fit"}
    assert drift["psi"].between(0, 1).all()
