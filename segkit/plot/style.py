"""The look of every chart: the course's font, colours and axes, and a text alternative."""

import base64
import io
from collections.abc import Iterable
from functools import partial
from html import escape
from importlib.resources import as_file, files

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from IPython.display import HTML, display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

FONT_FAMILY = "Spruce Sans SC"
FONT_FILE = "SpruceSansSC-Regular.otf"

# Blue and orange as Okabe and Ito pair them, but darker: 3:1 on white, and apart in grey print.
BLUE, ORANGE, SKY = "#005F95", "#CB8000", "#56B4E9"
INK, GREY, PALE = "#262626", "#6B6B6B", "#E3E3E3"
PALETTE = (BLUE, ORANGE, "#009E73", "#CC79A7", SKY, "#D55E00", "#8C6D1F", GREY)

WIDER = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei")
"""Fonts a system may have, for characters beyond GB 2312, such as those of rare names."""

_INSTALLED = {font.name for font in fontManager.ttflist}
FAMILIES = [FONT_FAMILY, "DejaVu Sans", *(name for name in WIDER if name in _INSTALLED)]

_STYLE_RC = {
    "font.family": FAMILIES,
    "axes.unicode_minus": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.titlesize": "large",
    "figure.dpi": 110,
    "figure.figsize": (7.2, 4.2),
    "grid.color": PALE,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
}


def register_font() -> str:
    """Make the bundled Chinese font known to matplotlib and return its family name.

    Examples
    --------
    >>> register_font()
    'Spruce Sans SC'
    """
    if FONT_FAMILY not in {font.name for font in fontManager.ttflist}:
        with as_file(files("segkit") / "fonts" / FONT_FILE) as path:
            fontManager.addfont(path)
    return FONT_FAMILY


def use_course_style(*, font_scale: float = 1.0) -> None:
    """Set the look of all later charts: Chinese font, quiet axes, colours safe for everyone.

    Parameters
    ----------
    font_scale : float
        Factor for all text; 1.0 suits a notebook, 1.4 a projector.
    """
    register_font()
    sns.set_theme(style="ticks", palette=PALETTE, font_scale=font_scale, rc=_STYLE_RC)


def show(ax: Axes, *, alt: str) -> None:
    """Show the figure of `ax` below the cell, with a text alternative for screen readers.

    Parameters
    ----------
    ax : Axes
        Axes of the figure to show; the figure is closed, so that it does not show twice.
    alt : text
        What there is to see, in a sentence.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    if not alt.strip():
        raise ValueError("alt is empty; describe in a sentence what the figure shows.")
    picture = html_picture(ax.figure, alt=alt, bbox_inches="tight")
    plt.close(ax.figure)
    display(HTML(picture))


def html_picture(figure: Figure, *, alt: str, **saving) -> str:
    """Return `figure` as an HTML image with a text alternative; `saving` goes to ``savefig``."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png", **saving)
    data = base64.b64encode(picture.getvalue()).decode("ascii")
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{data}">'


def in_course_font(ax: Axes) -> Axes:
    """Set all text of `ax` in the course font, whatever style is set, so that Chinese shows."""
    register_font()
    ax.tick_params(labelfontfamily=FAMILIES)
    for text in ax.findobj(Text):
        text.set_fontfamily(FAMILIES)
    return ax


def new_axes(size: tuple[float, float]) -> Axes:
    """Return the axes of a new figure of `size` in inches."""
    return plt.subplots(figsize=size, layout="constrained")[1]


_AROUND = [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)]


def place_labels(ax: Axes, labels: Iterable[tuple[Annotation, float, tuple[float, float]]]) -> None:
    """Move each label round its point to where it covers least of the other labels and points.

    With each label come the radius of its point (in points) and the direction to try first.
    """
    labels = list(labels)
    ax.figure.draw_without_rendering()
    own = {label for label, _, _ in labels}
    others = (text for text in ax.texts if text.get_text() and text not in own)  # no arrows
    taken = [text.get_window_extent() for text in others]
    for label, radius, _ in labels:
        x, y = ax.transData.transform(label.xy)
        reach = radius * ax.figure.dpi / 72
        taken.append(Bbox([(x - reach, y - reach), (x + reach, y + reach)]))
    for label, radius, first in labels:
        near = sorted(_AROUND, key=lambda way, first=first: -np.dot(way, first) / np.hypot(*way))
        _put(label, radius, min(near, key=partial(_covered, label, radius, taken)))
        taken.append(label.get_window_extent())


def _put(label: Annotation, radius: float, way: tuple[int, int]) -> None:
    """Write `label` beside its point, `radius` and a little more away."""
    step = (radius + 2) / np.hypot(*way)
    label.set_position((step * way[0], step * way[1]))
    label.set_ha(("center", "left", "right")[way[0]])
    label.set_va(("center", "bottom", "top")[way[1]])


def _covered(label: Annotation, radius: float, taken: list[Bbox], way: tuple[int, int]) -> int:
    """Return how many of the boxes that are `taken` the label would touch."""
    _put(label, radius, way)
    return label.get_window_extent().count_overlaps(taken)
