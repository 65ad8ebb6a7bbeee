"""Profiles of segments, persona cards and segments as rules."""

from importlib import import_module

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import hypergeom, norm

from segkit.profile import personas, profile, segment_rules

EVIDENCE = ["value", "overall", "index", "effect"]


def customers() -> pd.DataFrame:
    """Return eight customers in two segments; one age is missing."""
    return pd.DataFrame(
        {
            "segment": ["x", "y"] * 4,
            "age": [20.0, 40.0, 20.0, 40.0, 50.0, 40.0, np.nan, 60.0],
            "app": [True, False, True, False, True, False, True, True],
            "channel": ["web", "店", "web", "web", "web", "店", "店", "店"],
        }
    )


def many(n: int = 600, *, seed: int = 0) -> dict[str, list]:
    """Return customers of three segments that differ in age, in channel and in spend."""
    draws = np.random.default_rng(seed)
    segment = draws.choice(["old", "new", "客"], n)
    age = draws.normal(40, 10, n) + 15 * (segment == "old")
    channel = np.where(draws.random(n) < 0.7 * (segment == "客"), "app", "store")
    return {
        "segment": segment.tolist(),
        "age": [None if each % 50 == 0 else float(years) for each, years in enumerate(age)],
        "orders": draws.poisson(3, n).tolist(),
        "channel": [None if each % 40 == 0 else str(c) for each, c in enumerate(channel)],
        "member": draws.integers(0, 2, n).tolist(),
    }


def test_profile_agrees_with_a_table_worked_by_hand():
    """Values, indices and effects of numbers, yes/no and levels, in order.

    age: x has 20, 20, 50 (mean 30), y has 40, 40, 40, 60 (mean 45); all 270 / 7.
    app: 4 of 4 against 1 of 4, in all 5 of 8. channel: web 3 of 4 and 1 of 4, in all a half.
    """
    table = profile(customers(), by="segment", columns=["age", "app", "channel"])
    assert table["segment"].tolist() == ["x"] * 4 + ["y"] * 4
    assert table["variable"].tolist() == ["age", "app", "channel", "channel"] * 2
    assert table["level"].tolist() == ["", "yes", "web", "店"] * 2
    assert table["statistic"].tolist() == ["mean", "share", "share", "share"] * 2
    assert table["customers"].tolist() == [3, 4, 4, 4, 4, 4, 4, 4]
    np.testing.assert_allclose(table["value"], [30, 1, 0.75, 0.25, 45, 0.25, 0.25, 0.75])
    np.testing.assert_allclose(table["overall"], [270 / 7, 0.625, 0.5, 0.5] * 2)
    np.testing.assert_allclose(
        table["index"], [30 / 270 * 700, 160, 150, 50, 45 / 270 * 700, 40, 50, 150]
    )
    sd = pd.Series([20, 20, 50, 40, 40, 40, 60]).std()
    half = np.sqrt(2 / 7)  # eight customers, four of them yes: 8 x 0.25 / 7
    np.testing.assert_allclose(table["effect"][0], (30 - 270 / 7) / sd)
    np.testing.assert_allclose(table["effect"][2:4], [0.25 / half, -0.25 / half])
    assert not table["marker"].any()  # 4 of 4 happen too often among 8 cells


def test_profile_agrees_with_the_titanic():
    """Survival by class as published by Dawson (1995): 62 % of the first class, 32 % of all."""
    aboard = {"first": (325, 203), "second": (285, 118), "third": (706, 178), "crew": (885, 212)}
    people = pd.concat(
        pd.DataFrame({"segment": name, "survived": np.arange(all_) < alive})
        for name, (all_, alive) in aboard.items()
    )
    table = profile(people, by="segment", columns=["survived"]).set_index("segment")
    assert table["overall"].round(3).unique().tolist() == [0.323]
    assert table["value"].round(3).to_dict() == {
        "first": 0.625,
        "second": 0.414,
        "third": 0.252,
        "crew": 0.24,
    }
    assert table["index"].round().to_dict() == {
        "first": 193,
        "second": 128,
        "third": 78,
        "crew": 74,
    }
    assert table.index[table["marker"]].tolist() == ["first"]


def test_profile_is_the_same_on_every_engine(engine):
    """The kind of frame stays; text, numbers, gaps and yes/no give what pandas gives."""
    columns = ["age", "orders", "channel", "member"]

    def with_yes_no(frame):
        return nw.from_native(frame).with_columns(nw.col("member") == 1).to_native()

    frame = with_yes_no(engine.frame(many()))
    found = profile(frame, by="segment", columns=columns)
    assert type(found) is type(frame)
    known = profile(with_yes_no(pd.DataFrame(many())), by="segment", columns=columns)
    assert_frame_equal(pd.DataFrame(engine.read(found)), known, check_dtype=False)
    assert known["marker"].any()
    assert_frame_equal(personas(found), personas(known), check_dtype=False)


def test_little_leaves_the_engine(monkeypatch):
    """Of 600 customers come the segments, one row each for numbers, one per pair for text."""
    room = import_module("segkit.profile")
    sizes, real = [], room.fetch

    def count(query):
        sizes.append(len(rows := real(query)))
        return rows

    monkeypatch.setattr(room, "fetch", count)
    profile(pl.LazyFrame(many()), by="segment", columns=["age", "orders", "channel"])
    assert sizes == [3, 3, 3, 4]  # only one of the three segments has customers who use the app


def test_nan_is_missing_on_engines_that_tell_it_from_null():
    """A NaN in polars counts as a gap, not as a number."""
    frame = pl.DataFrame({"segment": ["a", "a", "b"], "x": [1.0, float("nan"), 3.0]})
    assert profile(frame, by="segment", columns=["x"])["value"].to_list() == [1.0, 3.0]


def test_segments_and_levels_keep_the_order_of_their_categories():
    """Categories come as they are ordered, in pandas and in polars; unused ones are left out."""
    frame = customers().assign(
        segment=pd.Categorical(customers()["segment"], ["y", "empty", "x"]),
        channel=pd.Categorical(customers()["channel"], ["店", "app", "web"]),
    )
    found = profile(frame, by="segment", columns=["channel"])
    kinds = {"segment": pl.Enum(["y", "x"]), "channel": pl.Enum(["店", "web"])}
    other = pl.DataFrame(customers().to_dict("list"), strict=False).cast(kinds)
    for table in (found, pd.DataFrame(profile(other, by="segment", columns=["channel"]).to_dict())):
        assert list(table["segment"]) == ["y", "y", "x", "x"]
        assert list(table["level"]) == ["店", "web"] * 2


@pytest.mark.parametrize("names", [[1, 2.5, "a"], [False, True]])
def test_segments_need_not_be_text(names):
    """Numbers and yes/no are sorted, and stand before text; each keeps its own values."""
    frame = pd.DataFrame(
        {"segment": names[::-1], "x": range(len(names)), "c": map(str, names[::-1])}
    )
    table = profile(frame.astype({"x": float}), by="segment", columns=["x", "c"])
    assert table["segment"].drop_duplicates().tolist() == names
    assert table[table["variable"] == "x"]["value"].tolist() == list(range(len(names)))[::-1]
    own = table["segment"].astype(str) == table["level"]
    assert (
        table[table["variable"] == "c"]["value"].tolist() == own[table["variable"] == "c"].tolist()
    )


def test_a_marker_passes_three_hurdles():
    """Chance, the relative and the absolute deviation: each alone can keep a marker away."""
    frame = pd.DataFrame({"segment": ["a", "b"] * 200, "far": [10.0, 30.0] * 200})
    frame["near"] = frame["far"] + 980  # the same deviation in SD, 1 % of the mean
    draws = np.random.default_rng(0)
    frame["wide"] = draws.lognormal(0, 3, 400) * np.where(frame["segment"] == "a", 1.6, 1)
    table = profile(frame, by="segment", columns=["far", "near", "wide"])
    assert table["marker"].tolist() == [True, False, False] * 2
    near = profile(frame, by="segment", columns=["near"], relative=0)
    assert near["marker"].tolist() == [True, True]
    assert not profile(frame, by="segment", columns=["far"], absolute=2)["marker"].any()
    few = profile(frame.head(6), by="segment", columns=["far"])
    assert (few["effect"].abs() > 0.9).all()
    assert not few["marker"].any()


def test_the_chance_of_means_is_that_of_drawing_without_replacement():
    """With 5 cells tested, a segment of 30 of 120: z x SD x sqrt((1 - 30/120) / 30)."""
    frame = pd.DataFrame({"segment": ["a"] * 30 + ["b"] * 90, "x": np.arange(120.0)})
    table = profile(frame, by="segment", columns=["x"])
    z = norm.isf(0.05 / 4)  # two cells, two sides
    assert table["chance"][0] == pytest.approx(z * frame["x"].std() * np.sqrt(0.75 / 30))


@pytest.mark.parametrize(("yes", "size"), [(8, 40), (40, 40), (3, 12), (100, 150)])
def test_the_chance_of_shares_is_cautious(yes, size):
    """No deviation beyond it is more probable than 0.05 by the exact distribution."""
    n = 300
    frame = pd.DataFrame({"x": np.arange(n) < yes, "segment": np.arange(n) < size})
    table = profile(frame.astype({"segment": str}), by="segment", columns=["x"])
    chance = table["chance"][1]
    count = np.arange(size + 1)
    beyond = np.abs(count / size - yes / n) > chance
    assert hypergeom.pmf(count, n, yes, size)[beyond].sum() <= 0.05


def test_random_segments_have_no_markers():
    """Among 60 random segmentations of skewed data at most 3 show a marker, however small."""
    draws = np.random.default_rng(1)
    found = 0
    for _ in range(60):
        frame = pd.DataFrame(
            {
                "segment": draws.choice(list("abcd"), 300, p=[0.1, 0.2, 0.3, 0.4]),
                "spend": draws.gamma(2, 100, 300),
                "rare": draws.random(300) < 0.02,
                "city": draws.choice(["A", "B", "C"], 300),
            }
        )
        columns = ["spend", "rare", "city"]
        found += profile(frame, by="segment", columns=columns, relative=0, absolute=0)[
            "marker"
        ].any()
    assert found <= 3


def test_there_is_no_index_where_the_average_is_not_positive():
    """A negative average has no index; the deviation in SD alone decides then."""
    frame = pd.DataFrame({"segment": ["a", "b"] * 50, "x": [-1.0, -5.0] * 50})
    table = profile(frame, by="segment", columns=["x"])
    assert table["index"].isna().all()
    assert table["marker"].all()
    assert personas(table)["text"][0] == "x: mean -1 (all -3, index –, n = 50)"


def test_a_constant_column_has_no_effect():
    """Rounding does not make a marker of a column that is 0.1 throughout."""
    frame = pd.DataFrame({"segment": ["a", "b", "b"] * 99, "x": 0.1})
    table = profile(frame, by="segment", columns=["x"], relative=0, absolute=0)
    assert table["effect"].tolist() == [0, 0]
    assert not table["marker"].any()


def test_a_segment_without_a_value_has_none():
    """A column that is empty in one segment gives a missing value there, and no marker."""
    frame = pd.DataFrame({"segment": ["a", "a", "b"], "x": [1.0, 2.0, None], "c": ["p", "q", None]})
    table = profile(frame, by="segment", columns=["x", "c"])
    assert table[table["segment"] == "b"]["customers"].tolist() == [0, 0, 0]
    empty = table[table["segment"] == "b"][["value", "index", "effect", "chance"]]
    assert empty.isna().to_numpy().all()
    assert not table["marker"].any()


def test_one_customer_is_the_average():
    """A frame of one row is profiled: index 100, no effect."""
    table = profile(customers().head(1), by="segment", columns=["age", "channel"])
    assert table["index"].tolist() == [100, 100]
    assert table["effect"].tolist() == [0, 0]


def test_numbers_of_any_size_keep_their_digits():
    """Identifiers beyond 2 to the power of 53 and offsets of a billion average as they should."""
    frame = pd.DataFrame({"segment": ["a", "a", "b", "b"], "x": [1, 3, 5, 7]})
    big = profile(frame.assign(x=frame["x"] + 10**9), by="segment", columns=["x"])
    assert big["effect"].tolist() == pytest.approx(
        profile(frame, by="segment", columns=["x"])["effect"].tolist()
    )
    huge = profile(frame.assign(x=frame["x"] * 10**17), by="segment", columns=["x"])
    assert huge["value"].tolist() == [2e17, 6e17]


@given(seed=st.integers(0, 99), factor=st.sampled_from([0.01, 7.0, 1e6]))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_rows_names_and_units_do_not_matter(seed, factor):
    """Other rows first, other names and another currency leave index, effect and markers alone."""
    frame = pd.DataFrame(many(120, seed=seed))
    table = profile(frame, by="segment", columns=["age", "channel"])
    other = frame.sample(frac=1, random_state=seed).assign(age=lambda x: x["age"] * factor)
    names = {"old": "A", "new": "Ä", "客": "新"}
    other["segment"] = other["segment"].map(names)
    found = profile(other, by="segment", columns=["age", "channel"])
    back = {new: old for old, new in names.items()}
    keys = ["segment", "variable", "level"]
    found = (
        found.assign(segment=found["segment"].map(back))
        .set_index(keys)
        .loc[pd.MultiIndex.from_frame(table[keys])]
    )
    np.testing.assert_allclose(found["index"], table["index"], rtol=1e-9)
    np.testing.assert_allclose(found["effect"], table["effect"], rtol=1e-7, atol=1e-12)
    assert found["marker"].tolist() == table["marker"].tolist()


@given(seed=st.integers(0, 99), times=st.integers(2, 4))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_doubled_customers_keep_their_values(seed, times):
    """Every customer twice: the same values and indices, and a lower chance level."""
    frame = pd.DataFrame(many(60, seed=seed))
    table, found = (
        profile(each, by="segment", columns=["age", "orders"])
        for each in (frame, pd.concat([frame] * times))
    )
    np.testing.assert_allclose(found[["value", "index"]], table[["value", "index"]])
    assert (found["chance"] < table["chance"]).all()


# -- personas ---------------------------------------------------------------------------------


def apart() -> pd.DataFrame:
    """Return a profile of three segments: old customers, app users, and a small nondescript one."""
    frame = pd.DataFrame(
        {
            "segment": ["old"] * 100 + ["app"] * 100 + ["rest"] * 20,
            "age": [60.0] * 100 + [25.0] * 100 + [44.0] * 20,
            "channel": ["store"] * 100 + ["app"] * 100 + ["app", "store"] * 10,
        }
    )
    return profile(frame, by="segment", columns=["age", "channel"])


def test_cards_name_the_strongest_marker_of_each_variable_with_its_numbers():
    """The larger effect first, one line per variable, every number in the text in the evidence.

    age in all: (60 x 100 + 25 x 100 + 44 x 20) / 220 = 42.6; channel app in all: 110 of 220.
    """
    cards = personas(apart())
    old = cards[cards["segment"] == "old"]
    assert old["line"].tolist() == [1, 2]
    assert sorted(old["text"]) == [
        "age: mean 60 (all 42.6, index 141, n = 100)",
        "channel: app 0% (all 50%, index 0, n = 100)",
    ]
    assert old["effect"].abs().is_monotonic_decreasing
    assert cards["segment"].unique().tolist() == ["app", "old", "rest"]
    chosen = cards.dropna().merge(apart(), on=["segment", "variable", "level", *EVIDENCE])
    assert chosen["marker"].all()
    assert len(chosen) == 4


def test_a_segment_without_markers_says_so():
    """No claim without evidence: the line has no numbers."""
    [rest] = personas(apart()).query("segment == 'rest'").to_dict("records")
    assert personas(apart())["customers"].dtype == "Int64"  # whole, though some are missing
    assert rest["text"] == "nothing beyond chance sets this segment apart"
    assert rest["line"] == 1
    assert all(pd.isna(rest[each]) for each in [*EVIDENCE, "customers"])


def test_numbers_on_cards_have_about_three_digits():
    """Means from 100 on are whole, smaller ones have three digits, whatever signs are in a name."""
    frame = pd.DataFrame({"segment": ["a", "b"] * 50, "%": [1234.56, 0.5] * 50})
    frame["orders"] = [0.123456, 0.5] * 50
    texts = personas(profile(frame, by="segment", columns=["%", "orders"]))["text"].tolist()
    assert "%: mean 1,235 (all 618, index 200, n = 50)" in texts
    assert "orders: mean 0.123 (all 0.312, index 40, n = 50)" in texts


def test_cards_are_written_in_chinese_with_names_of_ones_own():
    """The sentence is Chinese, and columns and levels are called as wished.

    The SD of age is 16.7: old customers are 17.4 / 16.7 = 1.04 above and app users 1.05 below the
    average, further than in the channel, where half of all are 0.5 / 0.501 = 0.998 away.
    """
    text = personas(apart(), lang="zh", names={"age": "年龄"}, lines=1)["text"]
    assert text.tolist() == [
        "年龄：平均 25（全体 42.6，指数 59，n = 100）",
        "年龄：平均 60（全体 42.6，指数 141，n = 100）",
        "没有超出偶然波动的突出特征",
    ]
    frame = pd.DataFrame({"segment": ["a", "b"] * 50, "vip": [True, False] * 50})
    card = personas(profile(frame, by="segment", columns=["vip"]), lang="zh")["text"][0]
    assert card == "vip：是 100%（全体 50%，指数 200，n = 50）"


# -- rules ------------------------------------------------------------------------------------


def holds(rule: str, frame: pd.DataFrame) -> pd.Series:
    """Return where a rule as written in English holds."""
    mask = pd.Series(True, index=frame.index)
    for condition in [] if rule == "all customers" else rule.split(" and "):
        name, sign, value = condition.split(" ")
        if sign in "=≠":
            mask &= (frame[name].astype(str) == value) == (sign == "=")
        else:
            mask &= (frame[name] > float(value.replace(",", ""))) == (sign == ">")
    return mask


def test_rules_agree_with_a_table_worked_by_hand():
    """Two cuts: the young, then the old by channel; purity and coverage are counted.

    Up to 28 are 4 customers, all a; the others are 45 or more, the roundest number near the middle
    36.5 is 40. Of these 6, the 3 of the web are b; the 3 of the store are 2 c and 1 a. So a has
    coverage 4/5 in its rule, c purity 2/3 and coverage 1.
    """
    frame = pd.DataFrame(
        {
            "segment": list("aaaabbbcca"),
            "age": [18, 21, 24, 28, 45, 52, 61, 48, 55, 58],
            "channel": ["web", "store"] * 2 + ["web"] * 3 + ["store"] * 3,
        }
    )
    table = segment_rules(
        frame, "segment", columns=["age", "channel"], max_depth=2, min_customers=1
    )
    assert table.to_dict("records") == [
        {"segment": "a", "rule": "age ≤ 40", "customers": 4, "purity": 1, "coverage": 0.8},
        {
            "segment": "b",
            "rule": "age > 40 and channel = web",
            "customers": 3,
            "purity": 1,
            "coverage": 1,
        },
        {
            "segment": "c",
            "rule": "age > 40 and channel ≠ web",
            "customers": 3,
            "purity": 2 / 3,
            "coverage": 1,
        },
    ]
    chinese = segment_rules(
        frame, "segment", columns=["age", "channel"], max_depth=2, min_customers=1, lang="zh"
    )
    assert chinese["rule"][1] == "age > 40 且 channel = web"


def test_conditions_on_one_column_are_merged():
    """Two cuts on a column become an interval, of two lower cuts the higher one stays."""
    frame = pd.DataFrame({"segment": list("aaabbbaaa"), "x": [1, 2, 3, 11, 12, 13, 21, 22, 23]})
    rules = segment_rules(frame, "segment", columns=["x"], min_customers=1)["rule"].tolist()
    assert rules == ["x > 20", "x ≤ 10", "x > 10 and x ≤ 20"]
    frame = pd.DataFrame({"segment": list("aabbcc"), "x": [1, 2, 11, 12, 21, 22]})
    rules = segment_rules(frame, "segment", columns=["x"], min_customers=1)["rule"]
    assert sorted(rules) == ["x > 10 and x ≤ 20", "x > 20", "x ≤ 10"]


@given(seed=st.integers(0, 99), depth=st.integers(1, 5))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_rules_as_written_select_the_customers_they_count(seed, depth):
    """Each customer falls under exactly one rule, with the purity and coverage that are stated."""
    draws = np.random.default_rng(seed)
    frame = pd.DataFrame(many(150, seed=seed)).fillna({"age": 40, "channel": "店"})
    frame["tiny"] = draws.normal(0, 1e-6, 150)
    frame["big"] = draws.integers(-(10**12), 10**12, 150)
    frame["vip"] = draws.random(150) < 0.3
    columns = ["age", "channel", "tiny", "big", "vip", "orders"]
    table = segment_rules(frame, "segment", columns=columns, max_depth=depth)
    masks = pd.concat([holds(rule, frame) for rule in table["rule"]], axis=1)
    assert (masks.sum(axis=1) == 1).all()
    assert masks.sum().tolist() == table["customers"].tolist()
    for (_, mask), row in zip(masks.items(), table.to_dict("records"), strict=True):
        own = frame["segment"] == row["segment"]
        assert own[mask].mean() == pytest.approx(row["purity"])
        assert mask[own].mean() == pytest.approx(row["coverage"])


def test_rules_take_the_segments_from_a_series_and_keep_their_order():
    """A categorical Series with the index of the frame; its order is that of the rows."""
    frame = pd.DataFrame({"x": [1, 2, 8, 9]}, index=[7, 3, 5, 1])
    labels = pd.Series(pd.Categorical(list("aabb"), ["b", "none", "a"]), index=frame.index)
    table = segment_rules(frame, labels, columns=["x"], min_customers=1)
    assert table["segment"].tolist() == ["b", "a"]


def test_one_segment_needs_no_rule():
    """Where there is nothing to tell apart, the rule is everybody."""
    frame = pd.DataFrame({"segment": ["a"] * 9, "x": range(9)})
    for lang, rule in (("en", "all customers"), ("zh", "全部客户")):
        assert segment_rules(frame, "segment", columns=["x"], lang=lang)["rule"].tolist() == [rule]
