"""The explorer of trade areas, driven from Python as a trainee drives it with the keyboard."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import trade_area_map

SHOPS = pd.DataFrame(
    {"store_id": ["S1", "S2"], "city": ["A", "B"], "latitude": [0.0, 30.0], "longitude": 0.0}
)


@pytest.fixture
def customers() -> pd.DataFrame:
    """Return 3 customers of A, 1.1, 5.6 and 22.2 km from its shop, 1 of B and 1 of C."""
    return pd.DataFrame(
        {
            "customer_id": list("pqrst"),
            "city": ["A", "A", "A", "B", "C"],
            "latitude": [0.01, 0.05, 0.2, 30.0, 60.0],
            "longitude": 0.0,
        },
        index=[9, 8, 7, 6, 5],
    )


def test_the_radius_decides_who_is_counted(customers):
    """A degree is 111.2 km, so that 2, 1 and 3 of 3 live within 6, 5 and 23 km."""
    shown = trade_area_map(customers, SHOPS)
    assert shown.within == 2
    shown.radius.value = 5
    assert shown.within == 1
    shown.radius.value = 23
    assert shown.within == 3
    assert "Of 3 members in A, 3 (100%) live within 23 km" in shown._sentence()


def test_another_city_brings_its_own_customers(customers):
    """Cities without a shop are not offered."""
    shown = trade_area_map(customers, SHOPS, names={"B": "Bee"})
    assert shown.city.options == (("A", "A"), ("Bee", "B"))
    shown.city.value = "B"
    assert shown.people["customer_id"].tolist() == ["s"]
    assert "in Bee" in shown._sentence()


@pytest.mark.parametrize(("lang", "word"), [("zh", "地图："), ("en", "Map: ")])
def test_the_page_says_in_words_what_the_map_shows(customers, lang, word):
    """The alternative text carries the sentence; a table has fixed distances."""
    page = trade_area_map(customers, SHOPS, lang=lang)._page()["text/html"]
    assert f'alt="{word}' in page
    assert page.count("<img") == page.count("<table") == 1


def test_it_leaves_no_figure_open_and_the_tables_alone(customers, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = customers.copy()
    trade_area_map(customers, SHOPS, lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(customers, before)


def test_a_missing_column_is_named(customers):
    """Without cities there is nothing to choose."""
    with pytest.raises(ValueError, match="city"):
        trade_area_map(customers.drop(columns="city"), SHOPS)
