"""The published Online Retail file gives the figures that are known for it."""

import pandas as pd
import pytest

from segkit import rfm


def test_rfm_of_online_retail(real):
    """Lines, customers, total and the three medians are those of the data set."""
    lines = pd.read_csv(real / "online_retail.csv.gz", parse_dates=["InvoiceDate"])
    bought = lines["CustomerID"].notna() & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)
    lines = lines[bought].assign(amount=lines["Quantity"] * lines["UnitPrice"])
    assert len(lines) == 397_884

    table = rfm(
        lines,
        as_of="2011-12-10",
        customer="CustomerID",
        order="InvoiceNo",
        time="InvoiceDate",
        amount="amount",
    )
    assert len(table) == 4_338
    assert table["monetary_cny"].sum() == pytest.approx(8_911_407.904)
    assert table["recency_days"].median() == 51
    assert table["frequency_orders"].median() == 2
    assert table["monetary_cny"].median() == pytest.approx(674.48, abs=0.01)
