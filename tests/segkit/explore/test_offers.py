"""The explorer of one offer or many, driven from Python as a trainee drives it with the mouse."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import best_offers, one_or_many_offers

FITS = pd.DataFrame({"tea": [6, 5, 1], "nappies": [1, 0, 9]}, index=["single", "couple", "baby"])


@pytest.fixture
def customers() -> pd.DataFrame:
    """Return the customers of `FITS`, one row each, and a segmentation that tells nothing."""
    rows = [
        (stage, offer)
        for stage in FITS.index
        for offer in FITS.columns
        for _ in range(FITS.loc[stage, offer])
    ]
    people = pd.DataFrame(rows, columns=["stage", "favourite"])
    return people.assign(all_alike=None)


def explorer(customers, **options):
    """Return the explorer of these customers, with `stage` first."""
    return one_or_many_offers(
        customers,
        fits="favourite",
        segmentations={"Stage": "stage", "None": "all_alike"},
        **options,
    )


def test_the_best_offers_by_hand():
    """Tea fits 12 and nappies 10; with both, 6 + 5 + 9 are served."""
    one, two = (best_offers(FITS, offers=n) for n in (1, 2))
    assert one["offer"].tolist() == ["tea"] * 3
    assert one["fitting"].sum() == 12
    assert two["offer"].tolist() == ["tea", "tea", "nappies"]
    assert two["fitting"].sum() == 20


def test_more_offers_than_are_of_use_are_not_made():
    """When one offer is best for every segment, a second one is left out."""
    alike = pd.DataFrame({"tea": [5, 6], "nappies": [5, 1]})
    assert best_offers(alike, offers=2)["offer"].unique().tolist() == ["tea"]


@pytest.mark.parametrize(
    ("fits", "offers", "words"),
    [
        (FITS.iloc[:0], 1, "0 rows and 2 columns; numbers of customers"),
        (FITS - 3, 1, "numbers of customers, 0 or more"),
        (FITS, 0, "offers is 0; 1 or more"),
    ],
)
def test_what_cannot_be_planned_is_refused(fits, offers, words):
    """The message says what came and what was expected."""
    with pytest.raises(ValueError, match=words):
        best_offers(fits, offers=offers)


def test_the_sliders_move_the_plan_and_the_gain(customers):
    """Two offers fit 8 more than one, at 10 yuan each, and the second costs 30."""
    shown = explorer(customers)
    assert shown.offers.value == shown.offers.max == 2
    shown.cost.step, shown.cost.value = 10, 30
    assert shown.plan["fitting"].sum() == 20
    assert shown.gain_cny == 8 * 10 - 30
    assert "making just 1 loses 40.0%" in shown._sentence()
    shown.offers.value = 1
    assert shown.plan["fitting"].sum() == 12
    assert shown.gain_cny == 0
    assert shown._sentence() == "1 offer (tea) suits 12 of 22 customers. "


def test_it_says_when_further_offers_are_of_no_use(customers):
    """With one favourite everywhere, the slider moves and the plan stays."""
    shown = explorer(customers.assign(favourite=["tea"] * 20 + ["nappies"] * 2))
    shown.offers.value = 2
    assert shown._sentence().endswith("Further ones would add nothing.")


def test_another_segmentation_limits_the_offers(customers):
    """With everybody in one segment, there is room for one offer only."""
    shown = explorer(customers)
    shown.basis.value = "all_alike"
    assert shown.offers.max == shown.offers.value == 1
    assert shown.plan["customers"].tolist() == [22]


@pytest.mark.parametrize(
    ("lang", "alternative", "gap"),
    [
        ("zh", "条形图（1 种优惠 → 最多 1 种）：", "未填写"),
        ("en", "Bar chart (1 offer for all → 1 at most): ", "Not stated"),
    ],
)
def test_the_page_describes_what_it_shows(customers, lang, alternative, gap):
    """Picture, sentence and table carry the same numbers, with names for codes and gaps."""
    shown = explorer(customers, lang=lang, names={"tea": "Cha"})
    shown.basis.value = "all_alike"
    page = shown._page()["text/html"]
    assert f'alt="{alternative}{gap} 55% → 55%' in page
    assert "Cha" in page
    assert page.count("<img") == page.count("<table") == 1


def test_it_leaves_no_figure_open_and_the_table_alone(customers, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before, style = customers.copy(), dict(plt.rcParams)
    shown = explorer(customers, lang="zh")
    shown.offers.value = 2
    shown._page()
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == style
    assert capfd.readouterr().err == ""
    assert_frame_equal(customers, before)


def test_without_a_segmentation_or_a_column_it_is_refused(customers):
    """The messages say what is missing."""
    with pytest.raises(ValueError, match="there is no segmentation"):
        one_or_many_offers(customers, fits="favourite", segmentations={})
    with pytest.raises(ValueError, match="colour"):
        one_or_many_offers(customers, fits="favourite", segmentations={"x": "colour"})
