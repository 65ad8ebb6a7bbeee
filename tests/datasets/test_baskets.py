"""Baskets hold the planted rules: tested pairs with a clear lift find them, confidence does not."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, hypergeom

from datasets import package
from datasets.themes import baskets
from datasets.themes.baskets import NAMES, SEGMENTS, THEME

SEEDS = (2026, 1, 2)


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


@functools.cache
def pairs(seed, segment="all"):
    """Return every pair of items with its counts, lift and adjusted chance level."""
    rows = made(seed).tables["baskets"]
    rows = rows if segment == "all" else rows[rows["segment"] == segment]
    held = np.zeros((rows["basket_id"].nunique(), len(NAMES)), dtype=np.float32)
    held[pd.factorize(rows["basket_id"])[0], pd.Index(NAMES).get_indexer(rows["item"])] = 1
    together = (held.T @ held).astype(int)
    one, other = np.triu_indices(len(NAMES), 1)
    count, total = np.diag(together), len(held)
    both, a, b = together[one, other], count[one], count[other]
    table = pd.DataFrame({"one": np.array(NAMES)[one], "other": np.array(NAMES)[other]})
    table["together"] = both
    table["confidence"] = both / np.maximum(np.minimum(a, b), 1)
    table["lift"] = both * total / np.maximum(a * b, 1)
    table["q"] = false_discovery_control(hypergeom.sf(both - 1, total, a, b))
    return table


def as_pairs(table, *names):
    """Return the pairs of a table as a set that ignores their order."""
    return {frozenset(row) for row in table[list(names)].itertuples(index=False)}


def planted(seed, *where):
    """Return the rules planted for these segments."""
    rules = made(seed).truth["basket_rules"]
    return as_pairs(rules[rules["segment"].isin(where)], "antecedent", "consequent")


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """Sizes and lifts stay within their bands in every world."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


def test_baskets_are_whole():
    """Numbers run without gaps, a basket has one segment and no item twice."""
    rows = made(2026).tables["baskets"]
    assert rows["basket_id"].unique().tolist() == [f"B{n:05d}" for n in range(1, 10_001)]
    assert (rows.groupby("basket_id")["segment"].nunique() == 1).all()
    assert not rows.duplicated(["basket_id", "item"]).any()
    assert set(rows["segment"]) == set(SEGMENTS)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tested_lift_finds_the_general_rules_and_confidence_does_not(seed):
    """Lift, support and controlled false discoveries together; the most confident pairs mislead."""
    table, truth = pairs(seed), planted(seed, "all")
    clear = table[(table["lift"] >= 2.5) & (table["q"] < 0.001) & (table["together"] >= 14)]
    good = as_pairs(clear, "one", "other")
    naive = as_pairs(table.nlargest(len(truth), "confidence"), "one", "other")
    assert truth <= good
    assert len(good & planted(seed, "all", *SEGMENTS)) / len(good) >= 0.6
    assert len(naive & truth) / len(naive) <= 0.45


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_of_one_segment_stand_out_only_there(seed):
    """Each is found among the pairs of its segment and in no other."""
    rules = made(seed).truth["basket_rules"]
    for rule in rules[rules["segment"].isin(SEGMENTS)].itertuples():
        pair = {frozenset((rule.antecedent, rule.consequent))}
        for segment in SEGMENTS:
            table = pairs(seed, segment)
            found = as_pairs(table[(table["lift"] >= 2.5) & (table["q"] < 0.01)], "one", "other")
            assert (pair <= found) == (segment == rule.segment), (rule, segment)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_control_small_segments_bring_false_rules(seed):
    """Among party hosts a lift of 2.5 alone names many pairs that were never planted."""
    table, truth = pairs(seed, "party_host"), planted(seed, "all", "party_host")
    naive = table[(table["lift"] >= 2.5) & (table["together"] >= 3)]
    controlled = naive[naive["q"] < 0.001]
    false = [len(as_pairs(each, "one", "other") - truth) for each in (naive, controlled)]
    assert false[0] >= 50
    assert false[1] <= 1


def test_the_card_tells_the_figures_of_the_file():
    """Rules, look-alikes, mean size and share of singles are those of the default world."""
    world = made(2026)
    rules, rows = world.truth["basket_rules"], world.tables["baskets"]
    size = rows.groupby("basket_id").size()
    general = rules["segment"].eq("all").sum()
    own = rules["segment"].isin(SEGMENTS).sum()
    figures = [f"{size.mean():.1f}", f"{(size == 1).mean():.0%}"]
    for language in ("zh", "en"):
        path = package.HERE / "cards" / f"baskets.{language}.md"
        told = re.split(r"^## .*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        making, truth = told[3], told[4]
        assert all(figure in making for figure in figures), figures
        assert re.findall(r"[:：] ?(\d+)", truth)[:2] == [str(general), str(own)]


def test_lift_by_hand():
    """Milk and bread in 2 of 4 baskets, each in 3 resp. 2: 0.5 / (0.75 x 0.5) = 1.33."""
    held = {1: ["milk", "bread"], 2: ["milk", "bread"], 3: ["milk"], 4: ["eggs"]}
    rows = [(number, item) for number, items in held.items() for item in items]
    table = pd.DataFrame(rows, columns=["basket_id", "item"])
    pair = pd.DataFrame({"antecedent": ["milk"], "consequent": ["bread"]})
    assert baskets.lifts(table, pair) == pytest.approx([4 / 3])
