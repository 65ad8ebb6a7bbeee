"""The explorer of RFM thresholds, driven from Python as a trainee drives it with the mouse."""

import re

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from pandas.testing import assert_frame_equal

from segkit.explore import rfm_thresholds, threshold_segments

CELLS = {
    (True, True, True): "Champions",
    (True, False, True): "Promising big spenders",
    (False, True, True): "At-risk champions",
    (False, False, True): "Lapsed big spenders",
    (True, True, False): "Frequent small spenders",
    (True, False, False): "Recent small spenders",
    (False, True, False): "Fading regulars",
    (False, False, False): "Dormant customers",
}


@pytest.fixture
def table() -> pd.DataFrame:
    """One customer for each of the eight combinations of high and low."""
    return pd.DataFrame(
        {
            "customer_id": list("ABCDEFGH"),
            "recency_days": [10 if recent else 100 for recent, _, _ in CELLS],
            "frequency_orders": [6 if often else 2 for _, often, _ in CELLS],
            "monetary_cny": [900.0 if much else 100.0 for _, _, much in CELLS],
        }
    )


def test_each_customer_falls_into_the_cell_of_its_thresholds(table):
    """High is at most so many days, at least so many orders and at least so many yuan."""
    segments = threshold_segments(table, recency_days=10, frequency_orders=6, monetary_cny=900)
    assert segments.tolist() == list(CELLS.values())


def test_moving_one_threshold_moves_one_measure(table):
    """When everybody is recent, only the four recent segments are left."""
    segments = threshold_segments(table, recency_days=100, frequency_orders=6, monetary_cny=900)
    recent = [name for (high, _, _), name in CELLS.items() if high]
    assert segments.value_counts().to_dict() == {
        name: 2 if name in recent else 0 for name in CELLS.values()
    }


def test_a_table_without_the_measures_is_refused(table):
    """The message says what came and where such a table comes from."""
    for bad in (table.drop(columns="monetary_cny"), table.iloc[:0]):
        with pytest.raises(ValueError, match=r"the table has \d rows and .* as segkit\.rfm return"):
            rfm_thresholds(bad)


def test_the_sliders_start_at_the_medians(table):
    """55 days, 4 orders and 500 yuan are halfway between the low and the high values."""
    explorer = rfm_thresholds(table)
    assert explorer.thresholds == {
        "recency_days": 55,
        "frequency_orders": 4,
        "monetary_cny": 500,
    }


def test_moving_a_slider_recomputes_and_going_back_restores(table):
    """The summary follows the slider; the button returns to the start."""
    explorer = rfm_thresholds(table)
    start = explorer.summary
    assert start["customers"].tolist() == [1] * 8
    explorer.recency.value = explorer.recency.max
    assert explorer.summary.loc["Champions", "customers"] == 2
    explorer.reset.click()
    assert_frame_equal(explorer.summary, start)


@pytest.mark.parametrize(("lang", "words"), [("zh", "最近一次消费"), ("en", "Recency")])
def test_the_sliders_are_labelled_and_answer_to_keys(table, lang, words):
    """Each has a description, a tip for screen readers, and whole steps for the arrow keys."""
    explorer = rfm_thresholds(table, lang=lang)
    for slider in (explorer.recency, explorer.frequency, explorer.monetary):
        assert slider.description == slider.tooltip
        assert slider.step >= 1
        assert not slider.disabled
    assert words in explorer.recency.description


@pytest.mark.parametrize(
    ("lang", "alternative"),
    [("zh", "条形图：重要价值客户占客户 12%"), ("en", "Bar chart: Champions 12% of customers")],
)
def test_the_page_describes_what_it_shows(table, lang, alternative):
    """The picture has an alternative text, the sentence the thresholds and their start."""
    explorer = rfm_thresholds(table, lang=lang)
    explorer.recency.value = 70
    page = explorer._page()["text/html"]
    assert f'alt="{alternative}' in page
    assert "70" in page
    assert "55 / 4 / 500" in page
    assert page.count("<img") == page.count("<table") == 1


def test_moving_sliders_leaves_no_figure_open_and_nothing_on_stderr(table, capfd):
    """Playing with an explorer for long does not fill the memory."""
    explorer = rfm_thresholds(table, lang="zh")
    for days in (20, 40, 60):
        explorer.recency.value = days
        explorer._page()
    assert plt.get_fignums() == []
    assert capfd.readouterr().err == ""


def test_the_explorer_leaves_the_style_and_the_table_alone(table):
    """It draws in the course style without setting it for other charts."""
    before, style = table.copy(), dict(plt.rcParams)
    explorer = rfm_thresholds(table)
    explorer.recency.value = 20
    explorer.figure()
    assert_frame_equal(table, before)
    assert dict(plt.rcParams) == style


CODE = """
import pandas as pd
from segkit.explore import rfm_thresholds
measures = {"recency_days": [1, 90], "frequency_orders": [5, 1], "monetary_cny": [500.0, 20.0]}
explorer = rfm_thresholds(pd.DataFrame(measures), lang="zh")
explorer
"""


def test_a_static_page_shows_the_chart_once_and_follows_the_slider():
    """Saved as a web page without widgets, the explorer still shows its chart as it stood last."""
    book = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(CODE),
            nbformat.v4.new_code_cell("explorer.recency.value = 90"),
        ]
    )
    NotebookClient(book, kernel_name="python3", timeout=60).execute()
    outputs = book.cells[0].outputs
    assert [output.output_type for output in outputs] == ["display_data", "display_data"]
    assert book.cells[1].outputs == []
    page, _ = HTMLExporter().from_notebook_node(book)
    assert len(re.findall(r'<img alt="条形图', page)) == 1
    assert "最近一次消费在 90 天以内" in page
