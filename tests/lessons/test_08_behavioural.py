"""The figures that lesson 08 states in its prose are those of its data."""

import pandas as pd
import pytest

from segkit import QuantileScorer, load, rfm, rfm_segments, segment_summary


@pytest.fixture(scope="module")
def customers(purchases):
    """Return the RFM table as the lesson makes it."""
    return rfm(purchases, as_of="2026-01-01").set_index("customer_id")


def test_the_opening_figures(customers, said):
    """Members who bought, the share of the top fifth, and those with a single order."""
    top = customers["monetary_cny"].nlargest(round(len(customers) / 5)).sum()
    share = top / customers["monetary_cny"].sum()
    single = (customers["frequency_orders"] == 1).mean()
    for text in said["question"]:
        assert f"{len(customers):,}" in text
        assert f"{share:.0%}" in text
        assert f"{single:.0%}" in text


def test_the_figures_of_the_segments(customers, said):
    """The champions' two shares, and those of the dormant customers on the discussion card."""
    scores = QuantileScorer().fit_transform(customers)
    shares = segment_summary(customers, rfm_segments(scores))
    shares = shares[["customer_share", "revenue_share"]].map("{:.0%}".format)
    for text in said["summary-figure"]:
        assert all(share in text for share in shares.loc["Champions"])
    for text in said["discussion"]:
        assert all(share in text for share in shares.loc["Dormant customers"])


def test_nobody_has_a_frequency_score_of_two(customers):
    """The lesson explains the empty row of the grid by the tie at one order."""
    scores = QuantileScorer().fit_transform(customers[["frequency_orders"]])["frequency_score"]
    assert set(scores) == {1, 3, 4, 5}
    assert pd.Series(scores == 1).equals(customers["frequency_orders"].eq(1))


def test_the_figures_of_the_purchase_path(purchases, said):
    """How many ordered last where they had ordered first, among members with two orders or more."""
    stays = {"app": [], "wechat": []}
    for _, visits in purchases.sort_values("order_time").groupby("customer_id"):
        if visits["order_id"].nunique() > 1 and visits["channel"].iloc[0] in stays:
            stays[visits["channel"].iloc[0]].append(
                visits["channel"].iloc[0] == visits["channel"].iloc[-1]
            )
    for text in said["path-read"]:
        for stayed in stays.values():
            assert f"{sum(stayed) / len(stayed):.0%}" in text


def test_the_figures_of_the_occasions(said):
    """The shares of festival and gift orders before the Spring Festival and at other times."""
    lines = load("transactions").drop_duplicates()
    orders = lines[lines["quantity"] > 0].drop_duplicates("order_id").dropna(subset=["occasion"])
    day = orders["order_time"].dt.normalize()
    before = day.between("2024-01-20", "2024-02-09") | day.between("2025-01-08", "2025-01-28")
    shares = pd.crosstab(before, orders["occasion"], normalize="index")[["festival", "gift"]]
    gifts = orders["occasion"].eq("gift")
    daily = [(gifts & before).sum() / 42, (gifts & ~before).sum() / (366 + 365 - 42)]
    for text in said["festive-read"]:
        assert all(f"{share:.1%}" in text for share in shares.to_numpy().ravel())
        assert all(f"{rate:.1f}" in text for rate in daily)


def test_the_base_rates_of_the_quiz(purchases, lesson):
    """Who of the champions and the dormant at the end of 2024 bought in 2025."""
    early = purchases[purchases["order_time"] < "2025-01-01"]
    table = rfm(early, as_of="2025-01-01").set_index("customer_id")
    segment = rfm_segments(QuantileScorer().fit_transform(table))
    came = segment.index.isin(purchases.loc[purchases["order_time"] >= "2025-01-01", "customer_id"])
    quiz = lesson.of_kind("quiz")[0].source
    for name in ("Champions", "Dormant customers"):
        assert f"{came[segment == name].mean():.0%}" in quiz
    single = table["frequency_orders"] == 1
    opening = lesson.pairs()[0]
    for cell in opening:
        assert f"{1 - came[single].mean():.0%}" in cell.source


def test_the_figures_of_loyalty_and_wrap_up(customers, said):
    """Who answered by segment, correlations, and how the call list depends on its threshold."""
    members = load("customers").set_index("customer_id")
    answered = members["category_spend_cny_year"].notna().reindex(customers.index)
    segment = rfm_segments(QuantileScorer().fit_transform(customers))
    agreed = customers[members["marketing_consent"].reindex(customers.index)]
    lists = [
        set(agreed[agreed["recency_days"] > days].nlargest(300, "monetary_cny").index)
        for days in (180, 120)
    ]
    per_order = customers["monetary_cny"] / customers["frequency_orders"]
    frequency = customers["frequency_orders"].rank()
    for text in said["loyalty"]:
        for name in ("Champions", "Dormant customers"):
            assert f"{answered[segment == name].mean():.0%}" in text
    for text in said["wrap-up"]:
        assert f"{frequency.corr(customers['monetary_cny'].rank()):.2f}" in text
        assert f"{frequency.corr(per_order.rank()):.2f}" in text
        assert str(len(lists[0] & lists[1])) in text
    for text in said["guest-q"]:
        assert f"{len(members) - len(customers):,}" in text
        assert f"{len(members):,}" in text


def test_about_a_third_answered_the_survey():
    """The share of members with an answer on their yearly spending."""
    assert 0.3 < load("customers")["category_spend_cny_year"].notna().mean() < 0.37
