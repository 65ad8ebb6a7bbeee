"""Gower distances for mixed data."""

import tracemalloc
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from segkit.cluster import gower, gower_distances

CALM = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture
def customers() -> pd.DataFrame:
    """Three customers: the ages reach over 40 years; C3 has no channel."""
    return pd.DataFrame(
        {
            "age_years": [20, 30, 60],
            "channel": ["app", "shop", None],
            "member": [True, True, False],
        },
        index=["C1", "C2", "C3"],
    )


def test_a_table_worked_by_hand(customers):
    """Three columns count for C1 and C2, two for the pairs with C3.

    C1-C2: (10/40 + 1 + 0) / 3 = 5/12; C1-C3: (40/40 + 1) / 2 = 1; C2-C3: (30/40 + 1) / 2 = 7/8.
    """
    expected = [[0, 5 / 12, 1], [5 / 12, 0, 7 / 8], [1, 7 / 8, 0]]
    names = list(customers.index)
    assert_frame_equal(gower_distances(customers), pd.DataFrame(expected, names, names))


def test_distances_of_flowers_are_those_of_r():
    """R's daisy(flower) begins with 0.8875408, 0.5272467 and 0.5147059.

    The 18 flowers are those of Kaufman and Rousseeuw (1990): three marks, a kind of soil, two
    rankings, height and distance in cm. Here only the first three, compared with a lowest and a
    highest flower that have the ranges of all: heights from 20 to 200, distances from 10 to 60.
    """
    flowers = pd.DataFrame(
        {
            "frost": [False, True, False],
            "shadow": [True, False, True],
            "tubers": [True, False, False],
            "soil": pd.Categorical([4, 2, 3]),
            "colour": pd.Categorical([3, 1, 3], categories=range(1, 4), ordered=True),
            "liking": pd.Categorical([15, 3, 1], categories=range(1, 19), ordered=True),
            "height_cm": [25, 150, 150],
            "distance_cm": [15, 50, 50],
        }
    )
    ends = flowers.head(2).assign(height_cm=[20, 200], distance_cm=[10, 60])
    ends["liking"] = pd.Categorical([1, 18], categories=range(1, 19), ordered=True)
    table = gower_distances(flowers, pd.concat([flowers, ends])).to_numpy()
    printed = [0.8875408, 0.5272467, 0.5147059]
    assert table[[0, 0, 1], [1, 2, 2]] == pytest.approx(printed, abs=5e-8)


KINDS = {
    "number": st.one_of(st.none(), st.integers(-9, 0)),
    "text": st.one_of(st.none(), st.sampled_from(["北京", "上海", "é"])),
    "flag": st.one_of(st.none(), st.booleans()),
}
ROWS = st.lists(st.tuples(*KINDS.values()), min_size=1, max_size=8)


def mixed(rows: list[tuple]) -> pd.DataFrame:
    """Return rows of number, text and flag as a frame."""
    frame = pd.DataFrame(rows, columns=list(KINDS))
    types = {"number": "Float64", "text": "str", "flag": "boolean"}
    return frame.astype(types).astype({"number": float})


def by_definition(here: pd.DataFrame, there: pd.DataFrame) -> list[list[float]]:
    """Return Gower's distances pair by pair, as the definition reads."""
    numbers = pd.concat([here["number"], there["number"]])
    width = (numbers.max() - numbers.min()) or 1

    def distance(one, other):
        parts = [
            abs(one[name] - other[name]) / width if name == "number" else one[name] != other[name]
            for name in KINDS
            if not (pd.isna(one[name]) or pd.isna(other[name]))
        ]
        return sum(parts) / len(parts) if parts else np.nan

    pairs = [(one, other) for _, one in here.iterrows() for _, other in there.iterrows()]
    return [distance(*pair) for pair in pairs]


@CALM
@given(here=ROWS, there=ROWS)
def test_distances_agree_with_the_definition(here, there):
    """Gaps anywhere, no positive number, columns missing throughout, one row or more."""
    here, there = mixed(here), mixed(there)
    expected = by_definition(here, there)
    table = gower_distances(here, there)
    assert table.to_numpy().ravel() == pytest.approx(expected, nan_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gower, "_CELLS", 2)
        assert_frame_equal(gower_distances(here, there), table)


@CALM
@given(rows=ROWS, seed=st.integers(0, 99))
def test_neither_order_nor_names_nor_units_matter(rows, seed):
    """Rows and columns in another order, other names of categories, other units."""
    frame = mixed(rows)
    table = gower_distances(frame)
    order = np.random.default_rng(seed).permutation(len(frame))
    turned = gower_distances(frame.iloc[order, ::-1])
    assert_frame_equal(turned, table.iloc[order, order])
    other = frame.assign(
        number=-1000 * frame["number"] + 5, text=frame["text"].map({"北京": "x", "上海": "y"}.get)
    )
    if not (frame["text"] == "é").any():
        assert_frame_equal(gower_distances(other), table)
    assert table.to_numpy() == pytest.approx(table.to_numpy().T, nan_ok=True)


@pytest.mark.parametrize(
    "values", [[-3, -2, 0], [0, 0, 0], [-9.0, -8, -7], [10**18, 10**18 + 512, 10**18 + 1024]]
)
def test_columns_without_positive_values_keep_their_range(values):
    """A maximum of 0 or less is no obstacle, a constant column adds nothing, huge ones count."""
    table = gower_distances(pd.DataFrame({"balance_cny": values}))
    width = values[2] - values[0]
    expected = [abs(a - b) / width if width else 0 for a, b in product(values, values)]
    assert table.to_numpy().ravel() == pytest.approx(expected)


@pytest.mark.parametrize("kind", ["str", "category", object])
def test_text_of_every_type_is_compared(kind):
    """The type of pandas 3, categories and plain objects give the same."""
    cities = pd.DataFrame({"city": pd.Series(["北京", "上海", "北京"], dtype=kind)})
    assert gower_distances(cities).to_numpy().tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_ordered_categories_count_by_their_place():
    """From bronze to gold is all the way, to silver half of it."""
    tiers = pd.CategoricalDtype(["bronze", "silver", "gold"], ordered=True)
    frame = pd.DataFrame({"tier": pd.Series(["gold", "silver", "bronze", None], dtype=tiers)})
    assert gower_distances(frame)[0].tolist()[:3] == [0, 0.5, 1]
    assert gower_distances(frame)[3].isna().all()


def test_tables_need_not_know_the_same_categories():
    """A category of one table only differs from all of the other."""
    here = pd.DataFrame({"city": pd.Categorical(["北京", "上海"])})
    there = pd.DataFrame({"city": pd.Categorical(["上海", "é"])})
    assert gower_distances(here, there).to_numpy().tolist() == [[1, 1], [0, 1]]


def test_ranges_are_learnt_from_both_tables(customers):
    """The nearest of all customers to a new one: the new one's age widens the range to 80."""
    new = pd.DataFrame({"age_years": [100], "channel": ["app"], "member": [True]}, index=["N"])
    table = gower_distances(new, customers)
    assert table.shape == (1, 3)
    assert table.loc["N", "C1"] == pytest.approx((80 / 80 + 0 + 0) / 3)


def test_blocks_of_rows_against_all_give_the_whole_table(customers):
    """So more than 10,000 customers can be compared, a block at a time."""
    blocks = [gower_distances(customers.iloc[start : start + 2], customers) for start in (0, 2)]
    assert_frame_equal(pd.concat(blocks), gower_distances(customers))


def test_the_table_is_the_only_big_thing_in_memory():
    """2,000 by 2,000 distances take 32 MB; all the rest less than 8, gaps or not."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(2000, 4)), columns=list("abcd"))
    frame["city"] = rng.choice(["北京", "上海"], 2000)
    frame.loc[::3, "a"] = np.nan
    tracemalloc.start()
    gower_distances(frame)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6


def test_the_callers_frame_stays(customers):
    """Neither table is changed."""
    before = customers.copy()
    gower_distances(customers, customers.iloc[:1])
    assert_frame_equal(customers, before)
