"""Spruce Select: the faults are there, the money adds up, and the truth can be found."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from datasets import package, realism
from datasets.themes.spruce_segments import CATEGORIES, CHANNELS, SEGMENTS

SEEDS = [2026, 1, 2]


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed {seed}")
def tables(request, world):
    """Return the tables that trainees get, for several seeds."""
    return world(request.param).tables


def test_lines_add_up_to_the_cent(tables):
    """Amount = quantity x price - discount, in whole cents, returns included."""
    lines = tables["transactions"]
    cents = (lines[["unit_price_cny", "discount_cny", "amount_cny"]] * 100).round().astype(int)
    expected = lines["quantity"] * cents["unit_price_cny"] - cents["discount_cny"]
    assert (expected == cents["amount_cny"]).all()


def test_returns_have_their_own_orders_and_undo_a_sale(tables):
    """A return starts with R, is below 0 and takes back an earlier line of the same buyer."""
    lines = tables["transactions"].drop_duplicates()
    back = lines[lines["order_id"].str.startswith("R")]
    assert (back["quantity"] < 0).all()
    assert (back["amount_cny"] < 0).all()
    assert (lines.loc[~lines["order_id"].isin(back["order_id"]), "quantity"] > 0).all()
    keys = ["customer_id", "product_id", "quantity", "unit_price_cny", "discount_cny"]
    undone = back.assign(quantity=-back["quantity"], discount_cny=-back["discount_cny"])
    found = undone.merge(lines, on=keys, suffixes=("", "_sold"))
    earlier = found[found["order_time_sold"] < found["order_time"]]
    assert set(earlier["order_id"]) == set(back["order_id"])


def test_the_planted_faults_are_there(tables):
    """Copies, guests, gaps and absurd years, each within its share."""
    customers, lines = tables["customers"], tables["transactions"]
    gaps = customers.isna().mean()
    assert gaps["gender"] == pytest.approx(0.06, abs=0.02)
    assert gaps["birth_year"] == pytest.approx(0.10, abs=0.02)
    assert 0.24 < gaps["income_cny_month"] < 0.34
    assert 0.60 < gaps["category_spend_cny_year"] < 0.70
    born = customers["birth_year"].dropna()
    assert (born == 1893).any()
    assert 10 <= ((born < 1930) | (born > 2010)).sum() <= 50
    assert lines.duplicated().any()
    assert not lines.drop_duplicates().duplicated(["order_id", "line_no"]).any()


def test_shops_are_named_only_for_shop_orders(tables):
    """An order by app or WeChat has no shop."""
    lines = tables["transactions"]
    assert (lines["store_id"].notna() == (lines["channel"] == "store")).all()


def test_nobody_buys_before_joining(tables):
    """A customer's first order is on the day of registration or later."""
    first = tables["transactions"].groupby("customer_id")["order_time"].min().str[:10]
    joined = tables["customers"].set_index("customer_id")["joined_on"]
    assert (first >= joined.loc[first.index]).all()


def test_an_order_has_one_buyer_time_channel_and_occasion(tables):
    """What belongs to the order is the same on all its lines."""
    per_order = tables["transactions"].groupby("order_id")
    for name in ("customer_id", "order_time", "channel", "store_id", "occasion"):
        assert (per_order[name].nunique(dropna=False) == 1).all()


def test_stated_spend_covers_what_was_spent_here(tables):
    """Share of wallet in 2025 stays below 1, but for rounding."""
    lines = tables["transactions"].drop_duplicates()
    year = lines[lines["order_time"] >= "2025"]
    here = year.groupby("customer_id")["amount_cny"].sum()
    stated = tables["customers"].set_index("customer_id")["category_spend_cny_year"].dropna()
    share = (here.reindex(stated.index).fillna(0) / stated).astype(float)
    assert share.max() < 1.1
    assert (share <= 1).mean() > 0.99
    assert share[share > 0].median() > 0.03


def test_ids_are_made_by_rule(tables):
    """Numbers follow the order of joining and of time; nothing in them comes from a person."""
    customers, lines = tables["customers"], tables["transactions"]
    assert customers["customer_id"].tolist() == [f"C{n:05d}" for n in range(1, 9_001)]
    assert customers["joined_on"].is_monotonic_increasing
    orders = lines.loc[lines["quantity"] > 0].drop_duplicates("order_id")
    assert orders["order_id"].tolist() == [f"O{n:05d}" for n in range(1, len(orders) + 1)]
    assert lines["order_time"].is_monotonic_increasing


def test_the_truth_covers_every_customer_and_is_in_no_table(world):
    """One hidden segment each, in a file of its own."""
    made = world(2026)
    hidden = made.truth["customers"]
    assert hidden["customer_id"].tolist() == made.tables["customers"]["customer_id"].tolist()
    assert set(hidden["segment"]) == {each.name for each in SEGMENTS}
    for table in made.tables.values():
        assert "segment" not in table.columns
        assert not table.isin([each.name for each in SEGMENTS]).any().any()


def test_seeds_and_streams_are_independent(world):
    """Another seed is another world; the same seed is the same."""
    one, two = world(1).tables["transactions"], world(2).tables["transactions"]
    assert len(one) != len(two) or (one["amount_cny"] != two["amount_cny"]).any()


def habits(lines: pd.DataFrame, *, least: int = 3) -> pd.DataFrame:
    """Return what an analyst would measure of each known buyer with at least `least` orders."""
    sold = realism.sales(lines)
    sold = sold[sold["customer_id"].notna()]
    who = sold["customer_id"]
    table = realism.buyers(sold)
    table = table[table["frequency_orders"] >= least]
    spend = {
        name: sold["amount_cny"].where(sold[column] == name, 0).groupby(who).sum()
        for column, names in (("category", CATEGORIES), ("channel", CHANNELS))
        for name in names
    }
    measures = pd.DataFrame(spend).div(sold.groupby(who)["amount_cny"].sum(), axis=0)
    measures["discounted"] = (sold["discount_cny"] > 0).groupby(who).mean()
    measures["lines"] = np.log(sold.groupby(who).size() / sold.groupby(who)["order_id"].nunique())
    measures = measures.loc[table.index]
    measures["recency"] = np.log1p(table["recency_days"])
    return measures


def agreement(features: pd.DataFrame, truth: pd.DataFrame) -> float:
    """Return the adjusted Rand index of k-means with 5 clusters against the hidden segments."""
    labels = KMeans(5, n_init=10, random_state=0).fit_predict(features)
    return adjusted_rand_score(truth.set_index("customer_id")["segment"][features.index], labels)


@pytest.mark.parametrize("seed", SEEDS)
def test_scaled_habits_find_the_segments_and_raw_amounts_do_not(world, seed):
    """k-means on scaled habits recovers much of the truth; on raw RFM it is near chance (0)."""
    made = world(seed)
    measured = habits(made.tables["transactions"])
    scaled = pd.DataFrame(StandardScaler().fit_transform(measured), index=measured.index)
    raw = realism.buyers(realism.sales(made.tables["transactions"])).loc[measured.index]
    good, naive = (agreement(each, made.truth["customers"]) for each in (scaled, raw))
    assert good > 0.35
    assert naive < 0.15


def test_notebooks_hold_no_truth():
    """No built notebook names the folder of the truth."""
    notebooks = package.HERE.parent / "notebooks"
    for path in notebooks.rglob("*"):
        if path.is_file():
            assert b"datasets/truth" not in path.read_bytes()
            assert path.suffix != ".csv"
