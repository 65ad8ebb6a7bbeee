"""The whole path on published files: clean, RFM, scores, clusters, profile and rules."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from segkit import (
    QuantileScorer,
    choose_k,
    clean_transactions,
    personas,
    profile,
    rfm,
    rfm_segments,
    segment_rules,
)

MEASURES = ["recency_days", "frequency_orders", "monetary_cny"]


def households(real: Path) -> tuple[pd.DataFrame, str]:
    """Return the order lines of Complete Journey and the day after the last."""
    raw = pd.read_csv(real / "complete_journey" / "transactions_sample.csv.gz")
    lines = pd.DataFrame(
        {
            "customer_id": raw["household_id"].astype(str),
            "order_id": raw["basket_id"].astype("int64").astype(str),
            "order_time": pd.to_datetime(raw["transaction_timestamp"]),
            "product_id": raw["product_id"].astype(str),
            "quantity": raw["quantity"],
            "unit_price_cny": raw["sales_value"] / raw["quantity"].clip(lower=1),
            "amount_cny": raw["sales_value"],
        }
    )
    return lines, "2018-01-01"


def travel_agents(real: Path) -> tuple[pd.DataFrame, str]:
    """Return the stays that travel agents booked, each agent as a customer of the hotels."""
    raw = pd.read_csv(real / "hotel_bookings.csv.gz")
    raw = raw[(raw["is_canceled"] == 0) & raw["agent"].notna()].reset_index(drop=True)
    day = raw["arrival_date_day_of_month"].astype(str)
    arrives = raw["arrival_date_year"].astype(str) + " " + raw["arrival_date_month"] + " " + day
    nights = raw["stays_in_weekend_nights"] + raw["stays_in_week_nights"]
    lines = pd.DataFrame(
        {
            "customer_id": "A" + raw["agent"].astype(int).astype(str),
            "order_id": "B" + raw.index.astype(str),
            "order_time": pd.to_datetime(arrives, format="%Y %B %d"),
            "product_id": raw["reserved_room_type"],
            "quantity": nights,
            "unit_price_cny": raw["adr"],
            "amount_cny": nights * raw["adr"],
        }
    )
    return lines, "2017-09-01"


@pytest.mark.parametrize("source", [households, travel_agents])
def test_the_path_from_clean_lines_to_profiles(real, source):
    """Every step takes what the one before gave, and nobody is lost on the way."""
    lines, as_of = source(real)
    cleaned = clean_transactions(lines, without_customer="drop", returns="drop")
    assert len(cleaned.lines) > 0.9 * len(lines)
    table = rfm(cleaned.lines, as_of=as_of)
    assert set(table["customer_id"]) == set(cleaned.lines["customer_id"])
    assert table["monetary_cny"].sum() == pytest.approx(cleaned.lines["amount_cny"].sum())

    scores = QuantileScorer().fit_transform(table[MEASURES])
    named = table.assign(segment=rfm_segments(scores))
    assert named["segment"].notna().all()

    scaled = StandardScaler().fit_transform(np.log1p(table[MEASURES].clip(lower=0)))
    choice = choose_k(pd.DataFrame(scaled, columns=MEASURES), k=range(2, 6), n_ref=3, n_boot=5)
    k = int(choice["silhouette"].idxmax())
    labels = KMeans(k, n_init=5, random_state=0).fit_predict(scaled)
    named["cluster"] = pd.Series(labels, index=named.index).map("cluster {}".format)

    told = profile(named, by="cluster", columns=MEASURES)
    assert len(told) == k * len(MEASURES)
    spend = told[told["variable"] == "monetary_cny"]
    assert np.average(spend["value"], weights=spend["customers"]) == pytest.approx(
        table["monetary_cny"].mean()
    )
    assert told["marker"].any()
    assert set(personas(told)["segment"]) == set(named["cluster"])
    rules = segment_rules(named, "cluster", columns=MEASURES)
    assert rules["customers"].sum() == len(named)
