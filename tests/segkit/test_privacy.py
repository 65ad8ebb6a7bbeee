"""Pseudonyms, k-anonymity and equal treatment of groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy.stats.contingency import relative_risk

from segkit.privacy import disparate_impact, k_anonymity, pseudonymise

quick = settings(max_examples=25, deadline=None, derandomize=True)
KEY = "0123456789abcdef"


@pytest.mark.parametrize(
    ("value", "digest"), [(17850, "d86d7e407d62db01"), ("张伟", "c720dd32474ad132")]
)
def test_pseudonyms_are_those_of_openssl(value, digest):
    """``printf 17850 | openssl dgst -sha256 -hmac 0123456789abcdef``, its first 16 digits."""
    assert pseudonymise(pd.DataFrame({"id": [value]}), ["id"], key=KEY).loc[0, "id"] == digest


def test_one_identifier_has_one_pseudonym_whatever_its_type():
    """A number read as a float because of gaps, or as text, is still the same customer."""
    kinds = [
        pd.Series([17850, 12345]),
        pd.Series([17850.0, 12345.0]),
        pd.Series([17850, 12345], dtype="Int64"),
        pd.Series(["17850", "12345"]),
        pd.Series(["17850", "12345"], dtype="category"),
        pd.Series([17850.0, 12345.0], dtype="category"),
        pd.Series([17850, 12345], dtype=object),
    ]
    tables = [pseudonymise(kind.to_frame("id"), ["id"], key=KEY) for kind in kinds]
    for table in tables[1:]:
        assert_frame_equal(table, tables[0])


def test_gaps_stay_and_other_columns_too():
    """Missing identifiers get no pseudonym; index, order and other columns are kept."""
    buyers = pd.DataFrame({"id": ["C1", None, "C1"], "spend": [1, 2, 3]}, index=[5, 3, 9])
    table = pseudonymise(buyers, ["id"], key=KEY)
    assert table["id"].isna().tolist() == [False, True, False]
    assert table.loc[5, "id"] == table.loc[9, "id"] != "C1"
    assert_series_equal(table["spend"], buyers["spend"])


def test_tables_can_still_be_joined():
    """The same identifier has the same pseudonym in any column and table; a key may be bytes."""
    orders = pseudonymise(pd.DataFrame({"buyer": ["7", "8"]}), ["buyer"], key=KEY)
    people = pseudonymise(pd.DataFrame({"customer_id": [8, 9]}), ["customer_id"], key=KEY.encode())
    assert people.merge(orders, left_on="customer_id", right_on="buyer").shape == (1, 2)


def test_another_key_gives_other_pseudonyms():
    """Without the key the pseudonyms cannot be reproduced."""
    buyers = pd.DataFrame({"id": [f"C{number}" for number in range(50)]})
    one = pseudonymise(buyers, ["id"], key=KEY)
    assert not set(one["id"]) & set(pseudonymise(buyers, ["id"], key=KEY + "!")["id"])


@quick
@given(st.lists(st.text(min_size=1, max_size=8), unique=True, min_size=1, max_size=20))
def test_different_identifiers_stay_different(names):
    """As many pseudonyms as identifiers, of one length, in any script."""
    table = pseudonymise(pd.DataFrame({"id": names}), ["id"], key=KEY)
    assert table["id"].nunique() == len(names)
    assert (table["id"].str.len() == 16).all()


SWEENEY = """
Black 1965 m 0214* short breath
Black 1965 m 0214* chest pain
Black 1965 f 0213* hypertension
Black 1965 f 0213* hypertension
Black 1964 f 0213* obesity
Black 1964 f 0213* chest pain
White 1964 m 0213* chest pain
White 1964 m 0213* obesity
White 1964 m 0213* short breath
White 1967 m 0213* chest pain
White 1967 m 0213* chest pain
"""


def test_k_agrees_with_a_published_example():
    """Figure 2 of Sweeney (2002): k = 2 for race, birth, gender and ZIP.

    Five classes of 2, 2, 2, 3 and 2. In two of them everybody has the same problem.
    """
    rows = [line.split(maxsplit=4) for line in SWEENEY.split("\n") if line]
    people = pd.DataFrame(rows, columns=["race", "birth", "gender", "zip", "problem"])
    found = k_anonymity(people, ["race", "birth", "gender", "zip"], k=3, sensitive="problem")
    assert found.k == 2
    assert found.classes["people"].tolist() == [2, 2, 2, 2, 3]
    assert (found.people_below, found.share_below) == (8, 8 / 11)
    assert found.classes["sensitive_values"].tolist() == [2, 1, 2, 1, 3]
    assert k_anonymity(people, ["race", "birth", "gender", "zip"], k=2).people_below == 0


def test_classes_agree_with_a_table_worked_by_hand():
    """Six people: (F, 上海) twice, (F, missing) once, (M, 北京) three times."""
    people = pd.DataFrame(
        {"gender": list("FFFMMM"), "city": ["上海", "上海", None, "北京", "北京", "北京"]}
    )
    found = k_anonymity(people, ["gender", "city"], k=3)
    assert found.classes["people"].tolist() == [1, 2, 3]
    assert found.classes["city"].isna().tolist() == [True, False, False]
    assert (found.k, found.people_below, found.share_below) == (1, 3, 0.5)


@quick
@given(
    st.lists(st.tuples(st.sampled_from("男女"), st.integers(0, 3)), min_size=1, max_size=30),
    st.integers(2, 6),
)
def test_anonymity_does_not_depend_on_order_or_names(rows, k):
    """Shuffling and renaming values change no number; doubling every row doubles k."""
    people = pd.DataFrame(rows, columns=["gender", "band"])
    found = k_anonymity(people, ["gender", "band"], k=k)
    other = people.iloc[::-1].assign(gender=people["gender"].map({"男": "m", "女": "f"}))
    again = k_anonymity(other, ["band", "gender"], k=k)
    assert (found.k, found.people_below) == (again.k, again.people_below)
    assert found.classes["people"].sum() == len(people)
    twice = k_anonymity(pd.concat([people, people]), ["gender", "band"], k=k)
    assert twice.k == 2 * found.k


def groups(counts: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Return one row per person from (people, selected) per group."""
    return pd.concat(
        [
            pd.DataFrame({"group": name, "offer": np.arange(people) < selected})
            for name, (people, selected) in counts.items()
        ],
        ignore_index=True,
    )


def test_impact_agrees_with_a_published_example():
    """Rates of 60, 45, 48 and 51 % give ratios of 75, 80 and 85 %; only 75 is below four fifths.

    The example in the agencies' questions and answers on the Uniform Guidelines (44 FR 11996,
    1979); 80 is not below, although 0.48 / 0.6 is a little less than 0.8 in floating point.
    """
    people = groups(
        {"white": (100, 60), "indian": (100, 45), "hispanic": (100, 48), "black": (100, 51)}
    )
    table = disparate_impact(people, selected="offer", group="group")
    assert table.loc["white", "reading"] == "reference"
    assert table["ratio"].round(10).to_dict() == {
        "black": 0.85,
        "hispanic": 0.8,
        "indian": 0.75,
        "white": 1.0,
    }
    assert table.index[table["below_four_fifths"]].tolist() == ["indian"]
    assert set(table["reading"]) == {"unclear", "reference"}


def test_the_interval_is_that_of_scipy():
    """Katz's interval, as ``scipy.stats.contingency.relative_risk`` gives it."""
    table = disparate_impact(
        groups({"a": (400, 90), "b": (300, 120)}), selected="offer", group="group"
    )
    expected = relative_risk(90, 400, 120, 300).confidence_interval(0.95)
    assert table.loc["a", ["ratio_low", "ratio_high"]].tolist() == pytest.approx(list(expected))
    assert table.loc["a", "reading"] == "below"
    assert table.loc["b", ["ratio_low", "ratio_high"]].isna().all()


def test_small_groups_are_flagged_and_are_no_reference():
    """Three of three is no rate to hold others against; none of 40 has a ratio of 0 and a limit."""
    people = groups({"few": (3, 3), "many": (200, 100), "none": (40, 0), "close": (2000, 980)})
    table = disparate_impact(people, selected="offer", group="group")
    assert table["reading"].to_dict() == {
        "close": "not below",
        "few": "small",
        "many": "reference",
        "none": "below",
    }
    assert table.loc["none", "ratio"] == 0
    assert 0 < table.loc["none", "ratio_low"] < table.loc["none", "ratio_high"] < 0.8
    chosen = disparate_impact(people, selected="offer", group="group", reference="close")
    assert chosen.loc["close", "ratio"] == 1


@quick
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), min_size=2, max_size=5).filter(
        lambda rows: (
            all(selected <= people for people, selected in rows) and any(s for _, s in rows)
        )
    )
)
def test_impact_does_not_depend_on_order_or_spelling(rows):
    """Series instead of columns, 1 and 0, shuffled rows and other labels give the same table."""
    people = groups({f"组{number}": row for number, row in enumerate(rows)})
    table = disparate_impact(people, selected="offer", group="group")
    again = people.sample(frac=1, random_state=0)
    other = disparate_impact(again, selected=again["offer"].astype(int), group=again["group"])
    assert_frame_equal(other, table)
    assert table["people"].sum() == len(people)
    some = table[(table["selected"] > 0) & (table["reading"] != "reference")]
    assert (some["ratio_low"] <= some["ratio"]).all()
    assert (some["ratio_high"] >= some["ratio"]).all()
