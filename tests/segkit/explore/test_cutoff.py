"""The explorer of a lending cut-off, driven from Python as a trainee drives it by keyboard."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from segkit.explore import loan_cutoff, profit_by_cutoff


@pytest.fixture
def loans() -> pd.DataFrame:
    """Return 4 loans of 1,000 CNY; each defaulter loses half, each payer brings 10 %."""
    return pd.DataFrame(
        {
            "pd_share": [0.02, 0.04, 0.1, 0.2],
            "lgd_share": 0.5,
            "ead_cny": 1000,
            "margin_share": 0.1,
            "gender": ["F", "M", "F", "F"],
        }
    )


def test_profit_is_margin_of_payers_less_expected_loss(loans):
    """Up to 4 %: loss 10 + 20, margin 98 + 96; the third adds 90 - 50, the fourth 80 - 100."""
    table = profit_by_cutoff(loans)
    assert table["profit_cny"][[0.04, 0.1, 0.2]].tolist() == pytest.approx([164, 204, 184])
    assert table.loc[0.04, "expected_loss_cny"] == pytest.approx(30)
    assert table.loc[0.1, "approved"] == pytest.approx(0.75)


def test_the_slider_decides_who_is_approved(loans):
    """At 5 % 1 of 3 women and the only man are approved."""
    shown = loan_cutoff(loans, group="gender")
    shown.cut.value = 5.0
    assert shown.groups.loc["F", "ratio"] == pytest.approx(1 / 3)
    assert "50% approved" in shown._sentence()


@pytest.mark.parametrize(("lang", "word"), [("zh", "利润与损失"), ("en", "Curves of profit")])
def test_the_page_says_in_words_what_the_chart_shows(loans, lang, word):
    """There is one picture with a text, and one table with the given names."""
    page = loan_cutoff(loans, group="gender", names={"F": "F!"}, lang=lang)._page()["text/html"]
    assert f'alt="{word}' in page
    assert "F!" in page
    assert page.count("<img") == page.count("<table") == 1


def test_it_leaves_no_figure_open_and_the_table_alone(loans, capfd):
    """Playing for long does not fill the memory; nothing goes to stderr."""
    before = loans.copy()
    loan_cutoff(loans, group="gender", lang="zh")._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""
    assert_frame_equal(loans, before)


def test_a_missing_column_is_named(loans):
    """Curve and explorer say which column they need."""
    with pytest.raises(ValueError, match="lgd_share"):
        profit_by_cutoff(loans.drop(columns="lgd_share"))
    with pytest.raises(ValueError, match="gender"):
        loan_cutoff(loans.drop(columns="gender"), group="gender")
