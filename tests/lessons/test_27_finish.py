"""The tests of lessons 00 and 27 are parallel, fair to the trainee, and worked by hand."""

import re
from collections import Counter
from datetime import date
from math import erfc, sqrt

import pytest

from course.build.cells import solution
from course.build.lesson import LANGS, is_item, read
from course.build.syllabus import entry

FORMS = {"pre": "00_start", "post": "27_finish"}
CORE = {"01", "03", "05", "06", "07", "08", "10", "12", "15", "19", "20", "23"}


def items(form):
    """Return the items of a form in their order."""
    lesson = read(entry(FORMS[form]).path)
    found = [cell for cell in lesson.of_kind("exercise") if is_item(cell)]
    assert [cell.name for cell in found] == [f"{form}-{n:02d}" for n in range(1, 21)]
    return found


def letters(form):
    """Return the right letters of a form, one text."""
    return "".join(solution(cell.source)[-2] for cell in items(form))


def options(form, lang):
    """Return letter → option for each item of a form."""
    lesson = read(entry(FORMS[form]).path)
    texts = [lesson.prompt(cell)[LANGS.index(lang)].source for cell in items(form)]
    return [dict(re.findall(r"^- \*\*([A-D])\*\* (.+)$", text, re.M)) for text in texts]


def said(name):
    """Return an item's prompts in both languages."""
    lesson = read(entry(FORMS[name.partition("-")[0]]).path)
    return [cell.source for cell in lesson.prompt(lesson.exercise(name))]


def test_both_forms_ask_for_the_same_objectives_in_the_same_order():
    """Item by item the two forms are parallel."""
    pre, post = ([cell.tags["objective"] for cell in items(form)] for form in FORMS)
    assert pre == post


@pytest.mark.parametrize("form", FORMS)
def test_the_items_cover_the_core_lessons(form):
    """Each of the twelve core lessons has an item, eight of them two on different objectives."""
    asked = [cell.tags["objective"] for cell in items(form)]
    assert len(set(asked)) == 20
    per_lesson = Counter(objective[:2] for objective in asked)
    assert set(per_lesson) == CORE
    assert sorted(per_lesson.values()) == [1] * 4 + [2] * 8


@pytest.mark.parametrize("form", FORMS)
def test_the_right_letters_are_spread_evenly(form):
    """Somebody who always writes the same letter gets five points."""
    assert Counter(letters(form)) == dict.fromkeys("ABCD", 5)


def test_the_right_letters_of_the_pre_test_do_not_help_in_the_post_test():
    """As many letters agree as by chance: a quarter."""
    agree = sum(a == b for a, b in zip(letters("pre"), letters("post"), strict=True))
    assert 3 <= agree <= 7


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", FORMS)
def test_the_right_option_is_seldom_the_longest_or_the_shortest(form, lang):
    """Length is no hint: by chance it would be five of 20 each."""
    longest = shortest = 0
    for right, given in zip(letters(form), options(form, lang), strict=True):
        assert set(given) == set("ABCD")
        sizes = {letter: len(text) for letter, text in given.items()}
        right_size = sizes.pop(right)
        longest += right_size > max(sizes.values())
        shortest += right_size < min(sizes.values())
    assert longest <= 8
    assert shortest <= 8


@pytest.mark.parametrize("form", FORMS)
def test_each_wrong_letter_has_its_own_message(form):
    """A check names the misconception behind each of the three wrong options."""
    lesson = read(entry(FORMS[form]).path)
    for cell, right in zip(items(form), letters(form), strict=True):
        (check,) = lesson.checks[cell.name]
        named = re.findall(r'^assert letter != "([A-D])"', check.source, re.M)
        assert sorted(named) == sorted(set("ABCD") - {right}), cell.name


@pytest.mark.parametrize(
    ("name", "rates", "right"),
    [("pre-01", (10, 32, 8, 28), "P：21%，对 Q 的 18%"),
     ("post-01", (24, 64, 20, 60), "短信：44%，对电话的 40%")],
)  # fmt: skip
def test_the_better_mailing_at_equal_shares(name, rates, right):
    """Half of each group: the mean of the two rates."""
    form, number = name.split("-")
    text = options(form, "zh")[int(number) - 1][letters(form)[int(number) - 1]]
    assert text == right
    first, second = (rates[0] + rates[1]) / 2, (rates[2] + rates[3]) / 2
    assert [int(n) for n in re.findall(r"(\d+)%", text)] == [first, second]


@pytest.mark.parametrize(
    ("name", "prices", "now", "then", "saves"),
    [("pre-03", (100, 20), (60, 90), (10, 290), 1000),
     ("post-03", (50, 20), (40, 100), (20, 240), -1800)],
)  # fmt: skip
def test_the_cost_of_another_threshold(name, prices, now, then, saves):
    """Wrong and missed links, each times its price."""
    cost = [sum(n * p for n, p in zip(counts, prices, strict=True)) for counts in (now, then)]
    assert cost[0] - cost[1] == saves
    for text in said(name):
        assert f"{abs(saves):,}" in text


@pytest.mark.parametrize(
    ("as_of", "last", "first", "item"),
    [(date(2026, 1, 1), date(2025, 12, 2), date(2025, 11, 11), "pre-10"),
     (date(2025, 7, 1), date(2025, 6, 21), date(2025, 5, 2), "post-10")],
)  # fmt: skip
def test_the_days_of_recency(as_of, last, first, item):
    """The right option counts from the last day, and a wrong one from the first."""
    form = item.partition("-")[0]
    given = options(form, "en")[9]
    assert f"R = {(as_of - last).days}, F = 2" in given[letters(form)[9]]
    assert any(text.startswith(f"R = {(as_of - first).days},") for text in given.values())
    assert all(str(as_of) in text for text in said(item))


@pytest.mark.parametrize(("name", "place"), [("pre-17", 12), ("post-17", 12)])
def test_the_demand_behind_empty_shelves(name, place):
    """Sales per open hour times twelve hours, averaged over five days."""
    form = name.partition("-")[0]
    sold, hours = {
        "pre": ((40, 42, 38, 36, 34), (12, 12, 12, 5, 4)),
        "post": ((21, 23, 25, 16, 20), (12, 12, 12, 4, 6)),
    }[form]
    demand = sum(n / h * place for n, h in zip(sold, hours, strict=True)) / 5
    right = options(form, "en")[16][letters(form)[16]]
    assert right == f"{demand:.0f} boxes"
    assert f"{sum(sold) / 5:.0f} boxes" in options(form, "en")[16].values()


@pytest.mark.parametrize("form", FORMS)
def test_the_largest_expected_loss(form):
    """Exposure times probability times severity; its group is the right answer."""
    rows = re.findall(r"\| \w+ \| ([\d,]+) \| (\d+)% \| (\d+)% \|", said(f"{form}-18")[1])
    losses = [float(e.replace(",", "")) * int(p) * int(s) for e, p, s in rows]
    assert len(losses) == 4
    assert "ABCD"[losses.index(max(losses))] == letters(form)[17]


@pytest.mark.parametrize(
    ("counts", "share"), [((10480, 9520), 0.5), ((20400, 9600), 0.7)], ids=["pre", "post"]
)
def test_the_sample_ratio_is_off(counts, share):
    """Chi-square with one degree of freedom: p below 0.001, as the items say."""
    total = sum(counts)
    planned = (total * share, total * (1 - share))
    chi2 = sum((n - m) ** 2 / m for n, m in zip(counts, planned, strict=True))
    assert erfc(sqrt(chi2 / 2)) < 0.001


@pytest.mark.parametrize("form", FORMS)
def test_the_largest_uplift_is_neither_the_largest_response_nor_the_largest_ratio(form):
    """Three ways to rank four groups point to three of them, and the difference is right."""
    rows = re.findall(r"\| [\w -]+ \| (\d+)% \| (\d+)% \|", said(f"{form}-20")[1])
    pairs = [(int(a), int(b)) for a, b in rows]
    ranked = [
        max(range(4), key=lambda n: pairs[n][0]),
        max(range(4), key=lambda n: pairs[n][0] / pairs[n][1]),
        max(range(4), key=lambda n: pairs[n][0] - pairs[n][1]),
    ]
    assert len(set(ranked)) == 3
    assert "ABCD"[ranked[2]] == letters(form)[19]


def test_the_p_value_of_the_difference_in_spending():
    """7 CNY between two groups of 300,000 with a standard deviation of 900 CNY: p = 0.003."""
    z = (1204 - 1197) / (900 * sqrt(2 / 300_000))
    assert f"{erfc(z / sqrt(2)):.3f}" == "0.003"


@pytest.mark.parametrize("form", FORMS)
def test_the_intervals_of_the_index(form):
    """One in ten members buys: each 95 % interval follows from the index and the members."""
    rows = re.findall(r"\| [W-Z] \| ([\d,]+) \| (\d+) \| (\d+)–(\d+) \|", said(f"{form}-05")[0])
    assert len(rows) == 4
    for members, index, low, high in rows:
        share = int(index) / 1000
        half = 1.96 * sqrt(share * (1 - share) / int(members.replace(",", ""))) * 1000
        assert abs(max(int(index) - half, 0) - int(low)) < 1
        assert abs(int(index) + half - int(high)) < 1


def test_the_survey_has_eight_sentences_in_the_text():
    """Prompt, dictionary and hidden check have the same keys."""
    lesson = read(entry("27_finish").path)
    survey = lesson.exercise("survey")
    (check,) = lesson.checks["survey"]
    keys = set(re.findall(r'"(\w+)": None', survey.source))
    assert len(keys) == 8
    for cell in lesson.prompt(survey):
        assert set(re.findall(r'^\| `"(\w+)"`', cell.source, re.M)) == keys
    assert all(f'"{key}"' in check.source for key in keys)
