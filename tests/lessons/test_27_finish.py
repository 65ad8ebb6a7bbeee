"""The tests of lessons 00 and 27 are parallel, fair to the trainee, and worked by hand."""

import re
from collections import Counter
from datetime import date
from math import erfc, hypot, sqrt

import pytest
from scipy.stats import chi2

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
    [("pre-01", (10, 32, 8, 28), "P：21%，Q 只有 18%"),
     ("post-01", (24, 64, 20, 60), "短信：44%，电话只有 40%")],
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
    gains = [(a - b) * price for a, b, price in zip(now, then, prices, strict=True)]
    one_sided = max(gains) if saves < 0 else min(gains)  # the half that speaks for the other side
    given = options(name.partition("-")[0], "en")[2]
    quoted = sorted(text for text in given.values() if "CNY" in text)
    assert [re.search(r"[\d,]+", text)[0] for text in quoted] == [
        f"{abs(amount):,}" for amount in (min(saves, one_sided), max(saves, one_sided))
    ]


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


@pytest.mark.parametrize(("form", "largest"), [("pre", 42), ("post", 44)])
def test_the_demand_behind_empty_shelves(form, largest):
    """Sales per open hour times twelve hours, averaged over five days.

    A wrong option is the mean of sales. In the post-test another is larger than the right one.
    """
    sold, hours = {
        "pre": ((40, 42, 38, 36, 34), (12, 12, 12, 5, 4)),
        "post": ((21, 23, 25, 16, 20), (12, 12, 12, 4, 6)),
    }[form]
    demand = [n / h * 12 for n, h in zip(sold, hours, strict=True)]
    given = options(form, "en")[16]
    assert given[letters(form)[16]] == f"{sum(demand) / 5:.0f} boxes"
    others = {int(text.split()[0]) for letter, text in given.items() if letter != letters(form)[16]}
    assert {sum(sold) // 5, sum(sold[:3]) // 3, largest} == others
    assert largest in (max(sold), sum(demand[3:]) / 2)


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
    off = sum((n - m) ** 2 / m for n, m in zip(counts, planned, strict=True))
    assert erfc(sqrt(off / 2)) < 0.001


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


@pytest.mark.parametrize(
    ("members", "rows", "columns", "v"),
    [(400_000, 6, 3, "0.02"), (250_000, 5, 4, "0.03")],
    ids=FORMS,
)
def test_a_weak_link_has_a_small_p(request, members, rows, columns, v):
    """V squared times members times the smaller side less 1 is chi-square; p is as printed."""
    form = request.node.callspec.id
    for text in said(f"{form}-06"):
        assert {f"{members:,}", str(rows), str(columns), v} <= set(re.findall(r"[\d,.]*\d", text))
    chi_squared = members * float(v) ** 2 * (min(rows, columns) - 1)
    assert chi2.sf(chi_squared, (rows - 1) * (columns - 1)) < 0.001


@pytest.mark.parametrize(
    ("name", "bought", "picked", "buyers", "lottery"),
    [("pre-07", 240, 800, 1000, "10%"), ("post-07", 180, 500, 2000, "10%")],
)
def test_hit_rate_and_coverage(name, bought, picked, buyers, lottery):
    """The right option has the hit rate and the share of buyers missed; a wrong one swaps them."""
    form = name.partition("-")[0]
    right = letters(form)[6]
    hit, covered = round(100 * bought / picked), round(100 * bought / buyers)
    for lang in LANGS:
        shares = {k: set(re.findall(r"\d+%", v)) for k, v in options(form, lang)[6].items()}
        assert shares.pop(right) == {f"{hit}%", f"{100 - covered}%"}
        assert {f"{covered}%", f"{100 - hit}%"} in shares.values()
    (check,) = read(entry(FORMS[form]).path).checks[name]
    assert f"选出的人里只有 {lottery} 是买家" in check.source


@pytest.mark.parametrize("form", FORMS)
def test_the_nearest_in_raw_figures_is_the_farthest_in_each_other_column(form):
    """Straight-line distance to Jia: the right option names the one who only has like money."""
    rows = re.findall(r"\| (\w+) \| (\d+) \| (\d+) \| ([\d,]+) \|", said(f"{form}-12")[1])
    (_, *jia), *others = [(name, *(int(n.replace(",", "")) for n in row)) for name, *row in rows]
    gaps = {name: [abs(a - b) for a, b in zip(row, jia, strict=True)] for name, *row in others}
    near, far = sorted(gaps, key=lambda name: hypot(*gaps[name]))
    assert options(form, "en")[11][letters(form)[11]].startswith(f"{near}:")
    assert all(a > b for a, b in zip(gaps[near][:2], gaps[far][:2], strict=True))
    assert max(gaps[near]) == gaps[near][2]


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
