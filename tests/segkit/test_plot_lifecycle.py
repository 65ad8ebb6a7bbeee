"""The chart of the customer life cycle, drawn without a screen."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from segkit.lifecycle import STAGES
from segkit.plot import plot_life_cycle

pytestmark = pytest.mark.usefixtures("bare_matplotlib")


def stages(*names: str) -> pd.DataFrame:
    """Return one customer per name of a stage."""
    categories = pd.Categorical(names, categories=STAGES, ordered=True)
    return pd.DataFrame({"stage": categories})


@pytest.mark.parametrize(
    ("lang", "labels"),
    [("en", ["New", "Active", "Lapsing", "Lost"]), ("zh", ["新客", "活跃", "正在流失", "已流失"])],
)
def test_stages_are_counted_in_the_order_of_life(lang, labels):
    """From the top, with number and share; a stage without customers is shown with 0."""
    ax = plot_life_cycle(stages("lost", "lost", "new", "lost"), lang=lang)
    assert [text.get_text() for text in ax.get_yticklabels()] == labels
    assert [bar.get_width() for bar in ax.patches] == [1, 0, 0, 3]
    assert [text.get_text() for text in ax.texts] == [
        "1 (25%)",
        *["0 (0%)"] * 2,
        "3 (75%)",
    ]
    assert ax.yaxis_inverted()


def test_stages_as_text_are_drawn_too():
    """A table that another engine computed holds text."""
    ax = plot_life_cycle(pd.DataFrame({"stage": ["active", "new"]}), ax=plt.subplots()[1])
    assert [text.get_text() for text in ax.texts] == ["1 (50%)"] * 2 + ["0 (0%)"] * 2


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (pd.DataFrame({"stages": ["new"]}), r"lacks the columns 'stage' \(did you mean 'stages'"),
        (pd.DataFrame({"stage": ["loyal"]}), "stage is 'loyal', one of 'new', 'active'"),
        (pd.DataFrame({"stage": []}), "the frame has 0 rows"),
    ],
)
def test_the_chart_says_what_it_cannot_draw(table, text):
    """A missing column, another stage and an empty table are named."""
    with pytest.raises(ValueError, match=text):
        plot_life_cycle(table)
