"""Association rules of pairs, for all baskets and for each segment."""

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import false_discovery_control, fisher_exact, hypergeom

from segkit.basket import ALL_BASKETS, _chance_to_meet, _q, association_rules


def in_lines(baskets: list, segments: list | None = None) -> pd.DataFrame:
    """Return one row per basket and item."""
    frame = pd.DataFrame({"order_id": range(len(baskets)), "product_id": baskets})
    if segments is not None:
        frame["segment"] = segments
    return frame.explode("product_id", ignore_index=True)


def drawn(seed: int, n: int = 80) -> pd.DataFrame:
    """Return baskets of up to five of eight items, of three segments."""
    draws = np.random.default_rng(seed)
    baskets = [draws.choice(8, draws.integers(1, 6), replace=False).tolist() for _ in range(n)]
    baskets = [[f"货{item}" for item in basket] for basket in baskets]
    return in_lines(baskets, draws.choice(["x", "y", "z"], n).tolist())


def rule(table: pd.DataFrame, antecedent: str, consequent: str, segment=ALL_BASKETS) -> pd.Series:
    """Return the row of a rule."""
    keys = ["segment", "antecedent", "consequent"]
    return table.set_index(keys).loc[(segment, antecedent, consequent)]


def test_rules_agree_with_a_table_worked_by_hand():
    """Ten baskets: bread in 5, jam in 4, both in 4; tea in 4 of the others.

    Bread -> jam: support 4/10, confidence 4/5, lift 0.8 / 0.4 = 2. Of the C(10, 4) = 210 ways to
    place jam, C(5, 4) = 5 lie wholly within the bread: p = 5/210. Pairs tested: bread-jam,
    bread-tea and jam-tea, the last two never together: q = 3 x 5/210 = 1/14.
    """
    baskets = [["bread", "jam"]] * 4 + [["bread"]] + [["tea"]] * 4 + [["salt"]]
    table = association_rules(in_lines(baskets), min_support=0.2)
    assert list(zip(table["antecedent"], table["consequent"], strict=True)) == [
        ("bread", "jam"),
        ("jam", "bread"),
    ]
    found = rule(table, "bread", "jam")
    assert found["baskets"] == 4
    numbers = ["support", "confidence", "lift", "p", "q"]
    assert found[numbers].tolist() == pytest.approx([0.4, 0.8, 2, 5 / 210, 1 / 14])
    assert rule(table, "jam", "bread")["confidence"] == 1


def test_rules_agree_with_the_manual_of_mlxtend():
    """The five baskets in the user guide of mlxtend (Raschka 2018), with the numbers it prints."""
    baskets = [
        ["Milk", "Onion", "Nutmeg", "Kidney Beans", "Eggs", "Yogurt"],
        ["Dill", "Onion", "Nutmeg", "Kidney Beans", "Eggs", "Yogurt"],
        ["Milk", "Apple", "Kidney Beans", "Eggs"],
        ["Milk", "Unicorn", "Corn", "Kidney Beans", "Yogurt"],
        ["Corn", "Onion", "Onion", "Kidney Beans", "Ice cream", "Eggs"],
    ]
    table = association_rules(in_lines(baskets), min_support=0.6)
    published = {
        ("Eggs", "Kidney Beans"): (0.8, 1.0, 1.0),
        ("Kidney Beans", "Eggs"): (0.8, 0.8, 1.0),
        ("Onion", "Eggs"): (0.6, 1.0, 1.25),
        ("Eggs", "Onion"): (0.6, 0.75, 1.25),
        ("Yogurt", "Kidney Beans"): (0.6, 1.0, 1.0),
    }
    for (antecedent, consequent), numbers in published.items():
        found = rule(table, antecedent, consequent)[["support", "confidence", "lift"]]
        assert found.tolist() == pytest.approx(numbers)
    assert len(table) == 10


def test_p_is_that_of_the_lady_tasting_tea():
    """Fisher (1935): 3 of 4 cups right has the chance 17/70, 4 of 4 the chance 1/70."""
    cups = [["milk first", "said so"]] * 3 + [["milk first"], ["said so"]] + [["neither"]] * 3
    p = rule(association_rules(in_lines(cups)), "milk first", "said so")["p"]
    assert p == pytest.approx(17 / 70)
    [sure] = _chance_to_meet(*(np.array([each]) for each in (4, 8, 4, 4)))
    assert sure == pytest.approx(1 / 70)


def test_q_rejects_what_benjamini_and_hochberg_reject():
    """The 15 p-values of their paper (1995, section 4): nine are below 0.05, four are rejected."""
    small = [1e-4, 4e-4, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p = np.array([*small, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0])
    assert (_q(p, 15) <= 0.05).sum() == 4
    assert _q(p, 15)[3] == pytest.approx(0.0095 * 15 / 4)
    np.testing.assert_allclose(_q(p, 15), false_discovery_control(p))
    padded = false_discovery_control(np.concatenate([p, np.ones(85)]))
    np.testing.assert_allclose(_q(p, 100), padded[:15])  # tests that need not be listed


def test_p_equals_scipy():
    """The upper tail agrees with the hypergeometric of scipy, also far out and below the mean."""
    draws = np.random.default_rng(0)
    size = draws.integers(1, 4000, 3000)
    a, b = (np.ceil(draws.random(3000) ** 2 * size).astype(int) for _ in range(2))
    n = np.clip(hypergeom.rvs(size, a, b, random_state=0), 1, np.minimum(a, b))
    n[::3] = np.minimum(a, b)[::3]
    expected = hypergeom.sf(n - 1, size, a, b)
    found = _chance_to_meet(n, size, a, b)
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-280)


def test_segments_are_counted_apart_and_stand_in_their_order():
    """A pair of one segment only is no rule in the other; all baskets come first."""
    young = [["cola", "crisps"]] * 8 + [["greens"]] * 8
    old = [["tea", "cola"]] * 4 + [["tea", "crisps"]] * 4 + [["greens"]] * 8
    segments = pd.Categorical(["young"] * 16 + ["old"] * 16, ["young", "none", "old"])
    lines = in_lines(young + old, list(segments))
    lines["segment"] = lines["segment"].astype(segments.dtype)
    table = association_rules(lines, by="segment")
    assert table["segment"].unique().tolist() == [ALL_BASKETS, "young", "old"]
    assert rule(table, "cola", "crisps", "young")["lift"] == 2
    assert rule(table, "cola", "crisps")["support"] == 8 / 32
    assert ("old", "cola", "crisps") not in table.set_index(
        ["segment", "antecedent", "consequent"]
    ).index
    assert table.groupby("segment")["p"].apply(lambda p: p.is_monotonic_increasing).all()


def slowly(lines: pd.DataFrame, min_support: float) -> pd.DataFrame:
    """Return the rules by loops, the p-values by Fisher's test and q by scipy."""
    groups = {ALL_BASKETS: lines} | dict(list(lines.groupby("segment")))
    rows, tests = [], []
    for segment, part in groups.items():
        held = part.groupby("order_id")["product_id"].agg(set)
        n = {item: sum(item in basket for basket in held) for item in set().union(*held)}
        frequent = sorted(item for item in n if n[item] / len(held) >= min_support)
        for a, b in combinations(frequent, 2):
            both = sum({a, b} <= basket for basket in held)
            cells = [[both, n[a] - both], [n[b] - both, len(held) - n[a] - n[b] + both]]
            tests.append(fisher_exact(cells, alternative="greater").pvalue)
            for one, other in permutations([a, b]):
                lift = both * len(held) / n[a] / n[b]
                numbers = (both, both / len(held), both / n[one], lift, tests[-1], len(tests) - 1)
                rows.append((segment, one, other, *numbers))
    names = ["segment", "antecedent", "consequent"]
    names += ["baskets", "support", "confidence", "lift", "p", "q"]
    table = pd.DataFrame(rows, columns=names)
    table["q"] = false_discovery_control(tests)[table["q"]]
    return table[(table["baskets"] > 0) & (table["support"] >= min_support)]


@given(seed=st.integers(0, 99), min_support=st.sampled_from([0, 0.05, 0.1]))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_rules_equal_those_counted_by_loops(seed, min_support):
    """One sparse product gives what loops over baskets, Fisher's test and scipy's q give."""
    lines, keys = drawn(seed, 40), ["segment", "antecedent", "consequent"]
    found = association_rules(lines, by="segment", min_support=min_support).sort_values(keys)
    known = slowly(lines, min_support).sort_values(keys)
    assert_frame_equal(
        found.reset_index(drop=True), known.reset_index(drop=True), check_dtype=False, rtol=1e-9
    )


@given(seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_order_names_and_repeated_items_do_not_matter(seed):
    """Other rows first, an item twice in a basket, other numbers of baskets: the same rules."""
    lines = drawn(seed)
    table = association_rules(lines, by="segment")
    other = pd.concat([lines, lines.sample(20, random_state=seed)]).sample(frac=1, random_state=1)
    other["order_id"] = (10**17 - other["order_id"] * 7).astype(str)
    assert_frame_equal(association_rules(other, by=other["segment"]), table)


@given(seed=st.integers(0, 99))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_doubled_baskets_keep_lift_and_lower_p(seed):
    """Every basket twice: the same support, confidence and lift, and more certainty."""
    lines = drawn(seed)
    again = lines.assign(order_id=lines["order_id"] + 1000)
    keys = ["segment", "antecedent", "consequent"]
    table, found = (
        association_rules(each).set_index(keys).sort_index()
        for each in (lines, pd.concat([lines, again]))
    )
    numbers = ["support", "confidence", "lift"]
    np.testing.assert_allclose(found[numbers], table[numbers])
    clear = table["p"] < 0.05
    assert (found["p"][clear] < table["p"][clear]).all()


def test_few_false_rules_pass():
    """In 120 worlds without any rule, about 5 % show one with q up to 0.05: 6, at most 11."""
    worlds = [association_rules(drawn(seed, 150), by="segment") for seed in range(120)]
    assert sum((table["q"] <= 0.05).any() for table in worlds) <= 11


def test_without_pairs_there_are_no_rules():
    """Baskets of one item, or a single basket of two, give an empty table or a certain one."""
    columns = ["segment", "antecedent", "consequent", "baskets"]
    columns += ["support", "confidence", "lift", "p", "q"]
    alone = association_rules(in_lines([["a"], ["b"], ["b"]]))
    assert alone.empty
    assert list(alone) == columns
    one = association_rules(in_lines([["a", "b"]]))
    assert one[["support", "confidence", "lift", "p", "q"]].to_numpy().tolist() == [[1] * 5] * 2


def test_the_least_support_is_exact():
    """An item in 7 of 100 baskets reaches a least support of 0.07 in spite of rounding."""
    lines = in_lines([["a", "b"]] * 7 + [["c"]] * 93)
    assert len(association_rules(lines, min_support=0.07)) == 2
