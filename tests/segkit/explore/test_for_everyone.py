"""What every explorer owes to people who use the keyboard, hear the page or see colours alike."""

import re
from html import unescape
from itertools import combinations

import ipywidgets as widgets
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb

from segkit import explore, profile
from segkit.explore.page import Explorer
from segkit.plot.style import BLUE, INK, ORANGE, PALETTE

RNG = np.random.default_rng(3)
SIZE = 120
PEOPLE = pd.DataFrame(
    {
        "customer_id": [f"C{number}" for number in range(SIZE)],
        "age": RNG.integers(20, 75, SIZE).astype(float),
        "city": ["A", "B"] * (SIZE // 2),
        "latitude": RNG.normal(30, 0.1, SIZE),
        "longitude": RNG.normal(120, 0.1, SIZE),
        "tea": RNG.random(SIZE) < 0.3,
        "air": RNG.random(SIZE) < 0.6,
        "stage": RNG.choice(["single", "couple", "baby"], SIZE),
        "favourite": RNG.choice(["tea", "nappies", "books"], SIZE),
        "recency_days": RNG.integers(1, 300, SIZE),
        "frequency_orders": RNG.integers(1, 12, SIZE),
        "monetary_cny": RNG.gamma(2, 400, SIZE).round(),
        "treated": [0, 1] * (SIZE // 2),
        "converted": RNG.integers(0, 2, SIZE),
        "good": RNG.random(SIZE),
        "bad": RNG.random(SIZE),
        "pd_share": RNG.uniform(0.01, 0.3, SIZE),
        "lgd_share": 0.5,
        "ead_cny": 20_000.0,
        "margin_share": 0.1,
    }
)
SHOPS = pd.DataFrame(
    {"store_id": ["S", "T"], "city": ["A", "B"], "latitude": 30.0, "longitude": [120.0, 120.1]}
)
ATTITUDES = np.kron(RNG.normal(size=(400, 5)), np.ones(5))  # 5 attitudes, asked for 5 times each
ANSWERS = pd.DataFrame(ATTITUDES + RNG.normal(0, 0.8, (400, 25))).add_prefix("q")
PAIRS = pd.DataFrame({"score": RNG.random(60), "same": [True, False] * 30})
SEGMENTS = pd.DataFrame(
    {"ceiling_cny": [2000, 1000, 500], "half_cny": [100, 300, 90]},
    index=["families", "students", "retired"],
)
MEASURES = ["recency_days", "frequency_orders", "monetary_cny"]
EFFECTS = {"good": "Uplift", "bad": "Response"}

EXPLORERS = {
    "AgeBandExplorer": lambda lang: explore.age_band_edges(
        PEOPLE, outcomes=["tea", "air"], lang=lang
    ),
    "ClusterExplorer": lambda lang: explore.choose_clusters(
        PEOPLE[MEASURES],
        ways={"raw": PEOPLE[MEASURES], "logs": np.log(PEOPLE[MEASURES])},
        lang=lang,
    ),
    "CutoffExplorer": lambda lang: explore.loan_cutoff(PEOPLE, group="city", lang=lang),
    "DepthExplorer": lambda lang: explore.targeting_depth(
        PEOPLE, EFFECTS, worth_cny=10, contact_cost_cny=1, lang=lang
    ),
    "LoadingsExplorer": lambda lang: explore.loadings_by_choice(
        ANSWERS, reversed_items=["q4"], lang=lang
    ),
    "MatchingExplorer": lambda lang: explore.match_threshold(PAIRS, true_pairs=40, lang=lang),
    "OfferExplorer": lambda lang: explore.one_or_many_offers(
        PEOPLE, fits="favourite", segmentations={"stage": "stage", "city": "city"}, lang=lang
    ),
    "PersonaExplorer": lambda lang: explore.persona_cards(
        profile(PEOPLE, by="stage", columns=["tea", "air", "age"]), lang=lang
    ),
    "PromotionExplorer": lambda lang: explore.promotion_budget(SEGMENTS, budget_cny=900, lang=lang),
    "StructureExplorer": lambda lang: explore.structure_or_noise(lang=lang),
    "ThresholdExplorer": lambda lang: explore.rfm_thresholds(PEOPLE, lang=lang),
    "TradeAreaExplorer": lambda lang: explore.trade_area_map(PEOPLE, SHOPS, lang=lang),
}

BY_KEYBOARD = (
    widgets.Dropdown,
    widgets.IntSlider,
    widgets.FloatSlider,
    widgets.Checkbox,
    widgets.Button,
)
"""Controls that the browser's Tab reaches and its arrow keys, space bar or Enter change."""

# Full deuteranopia and protanopia on linear RGB. Source: Machado, Oliveira and Fernandes (2009),
# A physiologically-based model for simulation of color vision deficiency, IEEE TVCG 15(6), table 1.
SIGHTS = {
    "all cones": np.eye(3),
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(color, sight):
    """Return where a colour lies in CIE L*a*b*, as somebody sees it who lacks one kind of cone."""
    rgb = np.array(to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = XYZ @ np.clip(np.array(SIGHTS[sight]) @ linear, 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(seen > 0.008856, np.cbrt(seen), 7.787 * seen + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one, other, sight):
    """Return how far apart two colours look; just noticeable is about 2.3 (CIE 1976)."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


@pytest.fixture(params=["zh", "en"])
def lang(request):
    """Return each language in turn."""
    return request.param


@pytest.fixture(params=sorted(EXPLORERS))
def shown(request, lang):
    """Return each explorer in turn."""
    return EXPLORERS[request.param](lang)


def heard(html):
    """Return what a screen reader says of the picture on a page."""
    return unescape(re.findall(r'<img alt="([^"]*)"', html)[0])


def picture(html):
    """Return the picture on a page."""
    return re.findall(r'src="([^"]*)"', html)[0]


def move(control):
    """Change a control as a key press does, to the next value that it has."""
    if isinstance(control, widgets.Dropdown):
        control.index = (control.index + 1) % len(control.options)
    elif isinstance(control, widgets.Checkbox):
        control.value = not control.value
    else:
        step = max(control.step, (control.max - control.min) / 3)
        step = round(step / control.step) * control.step
        up = control.value + step <= control.max
        control.value = control.value + step if up else control.value - step


def test_every_explorer_is_here():
    """A new explorer joins the tests of this file."""
    public = {n for n in explore.__all__ if issubclass(type(getattr(explore, n)), type)}
    assert {n for n in public if issubclass(getattr(explore, n), Explorer)} == set(EXPLORERS)


def test_every_control_is_labelled_and_reached_by_tab(shown):
    """In the order of the page; no control is switched off or passed over; no two read alike."""
    controls = shown._widgets()
    assert all(isinstance(control, BY_KEYBOARD) for control in controls)
    assert not [control for control in controls if control.disabled or control.tabbable is False]
    labels = [control.description for control in controls]
    assert len(set(labels)) == len(labels)
    assert all(labels)
    assert [control.tooltip for control in controls] == labels


def test_no_label_is_cut_off(shown):
    """A Chinese character is as wide as the font is high, a Latin letter about half as wide."""
    for control in shown._widgets():
        if not isinstance(control, widgets.Button | widgets.Checkbox):
            ems = sum(1 if letter > "\u2e80" else 0.55 for letter in control.description)
            assert ems <= float(control.style.description_width.removesuffix("em")), control


def test_the_page_says_all_that_it_shows(shown):
    """The picture has a text short enough to be heard and kept; the table names its rows."""
    html = shown._page()["text/html"]
    assert html.count("<img ") == html.count("<table") == 1
    assert 20 < len(heard(html)) <= 1000
    heads = re.findall(r"<th\b[^>]*>(.*?)</th>", html)
    assert all(heads)
    assert len(heads) >= 2


def test_the_text_follows_every_control(shown):
    """Whatever changes the picture changes what a screen reader says of it."""
    for control in shown._widgets():
        if not isinstance(control, widgets.Button):
            before, start = shown._page()["text/html"], control.value
            move(control)
            after = shown._page()["text/html"]
            assert picture(before) == picture(after) or heard(before) != heard(after), control
            control.value = start


def looks(axes):
    """Return colour and form of what stands for something in a chart, by kind of mark."""
    lines = [each for each in axes.lines if each.get_label()[0] != "_"]
    dots = [each for each in axes.collections if isinstance(each, PathCollection)]
    dots = [each for each in dots if len(each.get_offsets()) > 1]
    return [
        [(each.get_color(), (each.get_linestyle(), each.get_marker())) for each in lines],
        [(tuple(each.get_facecolor()[0]), shape(each)) for each in dots],
        [(bar.get_facecolor(), (bar.get_hatch(), bar.get_width() < 0)) for bar in axes.patches],
    ]


def shape(dots):
    """Return the outline of dots, comparable."""
    return dots.get_paths()[0].vertices.round(3).tobytes()


def test_no_difference_is_told_by_colour_alone(shown):
    """Lines differ by dashes or marks, dots by shape, bars by hatching or side."""
    for axes in shown.figure().axes:
        for kind in looks(axes):
            for (color, form), (other, another) in combinations(kind, 2):
                assert to_rgb(color) == to_rgb(other) or form != another, (color, other, form)


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_are_told_apart_without_one_kind_of_cone(sight):
    """Those that stand side by side by far, any two of the palette well above the noticeable."""
    assert all(apart(*pair, sight) > 40 for pair in combinations([BLUE, ORANGE, INK], 2))
    assert min(apart(*pair, sight) for pair in combinations(PALETTE, 2)) > 2 * 2.3


def test_distances_by_hand():
    """Black and white lie 100 apart; full red and green come closer without green cones."""
    assert apart("black", "white", "all cones") == pytest.approx(100, abs=0.1)
    assert apart("#ff0000", "#00ff00", "all cones") == pytest.approx(170.6, abs=0.5)
    assert apart("#ff0000", "#00ff00", "deuteranopia") < 100


def test_the_quiz_can_be_answered_by_keyboard_and_read_out():
    """Each question's radio buttons carry the question; explanation and score are announced."""
    options = [explore.right("a", "yes"), explore.wrong("b", "no"), explore.wrong("c", "no")]
    shown = explore.quiz([explore.question("Which?", *options)])
    (choices,) = shown.choices
    assert choices.tooltip == "Which?"
    assert not choices.disabled
    choices.index = 1
    assert 'role="status"' in shown.explanations[0].value
    assert "✗ Not quite." in shown.explanations[0].value
    assert 'role="status"' in shown.score.value
    assert shown.children[0].value.endswith("<h3>Self-check</h3>")
