"""The chart of the customer life cycle, drawn without a screen."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from segkit.lifecycle import NEVER, STAGES
from segkit.plot import plot_life_cycle


@pytest.fixture(autouse=True)
def bare_matplotlib():
    """Draw without a screen and leave no figure behind."""
    with mpl.rc_context():
        mpl.rcdefaults()
        plt.switch_backend("Agg")
        yield
        plt.close("all")


def stages(*names: str) -> pd.DataFrame:
    """Return one customer per name of a stage."""
    categories = pd.Categorical(names, categories=[NEVER, *STAGES], ordered=True)
    return pd.DataFrame({"stage": categories})


@pytest.mark.parametrize(
    ("lang", "labels"),
    [("en", ["Never bought", "New", "Active", "Lapsing", "Lost"]), ("zh", ["从未购买", "新客"])],
)
def test_stages_are_counted_in_the_order_of_life(lang, labels):
    """From the top, with number and share; a stage without customers is shown with 0."""
    ax = plot_life_cycle(stages("lost", "lost", "new", "lost"), lang=lang)
    assert [text.get_text() for text in ax.get_yticklabels()][: len(labels)] == labels
    assert [bar.get_width() for bar in ax.patches] == [0, 1, 0, 0, 3]
    assert [text.get_text() for text in ax.texts] == [
        "0 (0%)",
        "1 (25%)",
        *["0 (0%)"] * 2,
        "3 (75%)",
    ]
    assert ax.yaxis_inverted()


def test_stages_as_text_are_drawn_too():
    """A table that another engine computed holds text."""
    ax = plot_life_cycle(pd.DataFrame({"stage": ["active", "new"]}), ax=plt.subplots()[1])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["New", "Active"]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (pd.DataFrame({"stages": ["new"]}), r"lacks the columns 'stage' \(did you mean 'stages'"),
        (pd.DataFrame({"stage": ["loyal"]}), "'stage' holds 'loyal', one of 'never bought', 'new'"),
        (pd.DataFrame({"stage": []}), "the frame has 0 rows"),
    ],
)
def test_the_chart_says_what_it_cannot_draw(table, text):
    """A missing column, another stage and an empty table are named."""
    with pytest.raises(ValueError, match=text):
        plot_life_cycle(table)
