"""The explorer of targeting depth, driven from Python as a trainee drives it with the keyboard."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.effect import qini_curve
from segkit.explore import profit_by_depth, targeting_depth

NAMES = {"good": "Uplift", "bad": "Response"}


@pytest.fixture
def trial() -> pd.DataFrame:
    """Return 4 members changed by the message, then 4 who buy anyway; half of each treated."""
    return pd.DataFrame(
        {
            "good": [2, 2, 2, 2, 1, 1, 1, 1],
            "bad": [1, 1, 1, 1, 2, 2, 2, 2],
            "treated": [1, 1, 0, 0] * 2,
            "converted": [1, 1, 0, 0, 1, 1, 1, 1],
        },
        index=range(8, 0, -1),
    )


def test_profit_by_hand(trial):
    """Half: 4 x (1 x 10 - 1) = 36; all: the uplift falls to 1/2, so that 8 x (5 - 1) = 32.

    Of 6, 3 of 3 against 1 of 3 bought: 6 x (2 / 3 x 10 - 1) = 34.
    """
    found = profit_by_depth(trial, "good", worth_cny=10, contact_cost_cny=1, steps=4)
    assert found["profit_cny"].tolist() == pytest.approx([0, 18, 36, 34, 32])
    assert found["profit_cny"].loc[[0, 0.5, 1]].tolist() == pytest.approx([0, 36, 32])
    assert found["customers"].tolist() == [0, 2, 4, 6, 8]
    # At the end 4 of 4 against 2 of 4: the error is the root of .25 / 4, that is .25.
    assert found["high"].loc[1] - 32 == pytest.approx(8 * 10 * 1.959964 * 0.25)


def test_the_uplift_is_that_of_the_qini_curve(trial):
    """Down to each distinct score both count the same."""
    curve = qini_curve(trial, "bad").curve
    found = profit_by_depth(trial, "bad", worth_cny=1, contact_cost_cny=0, steps=2)
    assert found["uplift"].tolist()[1:] == pytest.approx(curve["uplift"].tolist()[1:])


def test_controls_change_depth_order_and_cost(trial):
    """Half of the best earns most; those who buy anyway cost money; a free message costs none."""
    shown = targeting_depth(trial, NAMES, worth_cny=10, contact_cost_cny=1)
    assert shown.profit == pytest.approx(36)
    assert "targeting 50% (4 members) at 1.00 CNY each" in shown._sentence()
    shown.order.value = "bad"
    assert shown.profit == pytest.approx(-4)
    shown.cost.value = 0
    assert shown.profit == pytest.approx(0)
    shown.depth.value = 100
    assert shown.profit == pytest.approx(40)


@pytest.mark.parametrize(("lang", "word"), [("zh", "利润曲线："), ("en", "Profit curve: ")])
def test_the_page_says_in_words_what_the_chart_shows(trial, lang, word):
    """The alternative text carries the sentence; a table has fixed depths."""
    shown = targeting_depth(trial, NAMES, worth_cny=10, contact_cost_cny=1, lang=lang)
    page = shown._page()["text/html"]
    assert f'alt="{word}' in page
    assert page.count("<img") == page.count("<table") == 1
    assert shown._readable().shape == (4, 4)


def test_nobody_targeted_earns_nothing(trial):
    """At depth 0 the profit is 0 and the page still shows."""
    shown = targeting_depth(trial, NAMES, worth_cny=10, contact_cost_cny=1)
    shown.depth.value = 0
    assert shown.profit == 0
    assert "incremental profit of 0 CNY" in shown._page()["text/plain"]


def test_it_leaves_no_figure_open_and_the_table_alone(trial, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = trial.copy()
    targeting_depth(trial, NAMES, worth_cny=10, contact_cost_cny=1, lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(trial, before)


def test_a_missing_score_and_a_missing_column_are_named(trial):
    """Without scores there is nothing to rank by."""
    with pytest.raises(ValueError, match="scores is empty"):
        targeting_depth(trial, {}, worth_cny=10, contact_cost_cny=1)
    with pytest.raises(ValueError, match="treated"):
        targeting_depth(trial.drop(columns="treated"), NAMES, worth_cny=10, contact_cost_cny=1)
    with pytest.raises(ValueError, match="worth_cny"):
        profit_by_depth(trial, "good", worth_cny=-1, contact_cost_cny=1)
