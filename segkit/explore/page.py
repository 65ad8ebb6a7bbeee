"""What all explorers share: controls above a picture, a sentence and a table that follow them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape

import ipywidgets as widgets
import pandas as pd
from IPython.display import DisplayHandle, display
from matplotlib import rc_context
from matplotlib.figure import Figure

from segkit.plot import html_picture, use_course_style

_LEFT = '<{} style="text-align: left">'


class Explorer:
    """Controls above a page that follows them.

    A subclass names its controls and says what the page shows: `_widgets`, `figure`,
    `_alternative` (the picture in words), `_sentence` and `_readable` (the table). Its `_on_change`
    takes the values of the controls and calls `_show_again`; `_follow` ties it to the controls.
    """

    _handle: DisplayHandle | None = None
    _table_of_words = False  # words begin at the left, where figures end at the right

    def _ipython_display_(self) -> None:
        """Show the controls, then the page as an output of its own that static pages keep."""
        display(widgets.VBox(self._widgets()))
        self._handle = display(self._page(), raw=True, display_id=True)

    def _follow(self, controls: Iterable[widgets.Widget]) -> None:
        """Take the controls as they stand, and again whenever one of them moves."""
        self._on_change()
        for control in controls:
            control.observe(self._on_change, names="value")

    def _on_change(self, _change: dict | None = None) -> None:
        raise NotImplementedError

    def _show_again(self) -> None:
        """Replace the page, if it is on a screen."""
        if self._handle is not None:
            self._handle.update(self._page(), raw=True)

    def _page(self) -> dict[str, str]:
        """Return the picture, the sentence and the table as a web page and as plain text."""
        sentence, table = self._sentence(), self._readable()
        picture = html_picture(self.figure(), alt=self._alternative())
        rows = table.to_html(border=0).replace("<th></th>", "<td></td>")  # corners head nothing
        if self._table_of_words:
            rows = rows.replace("<td>", _LEFT.format("td")).replace("<th>", _LEFT.format("th"))
        page = f"<p>{escape(sentence)}</p>{picture}{rows}"
        return {"text/html": page, "text/plain": f"{sentence}\n\n{table.to_string()}"}

    def _widgets(self) -> list[widgets.Widget]:
        raise NotImplementedError

    def figure(self) -> Figure:
        """Return the picture as the controls stand; no window keeps it open."""
        raise NotImplementedError

    def _alternative(self) -> str:
        raise NotImplementedError

    def _sentence(self) -> str:
        raise NotImplementedError

    def _readable(self) -> pd.DataFrame:
        raise NotImplementedError


@contextmanager
def course_figure(width: float, height: float) -> Iterator[Figure]:
    """Give a figure in the course's style, its size in inches, to draw in while the block runs."""
    with rc_context():
        use_course_style()
        yield Figure(figsize=(width, height), dpi=100)


def labelled(kind: type[widgets.Widget], label: str, *, indent: str, **settings) -> widgets.Widget:
    """Return a control with its label before it, also read out, as wide as the screen allows."""
    return kind(
        description=label,
        tooltip=label,
        style={"description_width": indent},
        layout={"width": "min(100%, 40em)"},
        **settings,
    )
