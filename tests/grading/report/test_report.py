"""The page on a class of 40: every figure again, by plain loops over the plan of the class."""

import random
import re
import statistics
from collections import defaultdict
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from course.build.syllabus import entry
from course.errors import CourseError
from grading.page_font import subset
from grading.report import write_report
from tests.cohort import graded, term


@pytest.fixture(scope="module")
def cohort():
    """Return the class, made from its plan."""
    return graded.cohort()


@pytest.fixture(scope="module")
def page(cohort, tmp_path_factory):
    """Return the English half of the page, parsed."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(cohort, path)
    return BeautifulSoup(path.read_text("utf-8"), "html.parser").find("main", lang="en")


def table(page, caption):
    """Return the rows of the tables whose caption begins so, each as a list of texts."""
    found = [t for t in page.find_all("table") if t.caption.text.startswith(caption)]
    assert found, caption
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for one in found
        for row in one.tbody.find_all("tr")
    ]


@pytest.fixture(scope="module")
def worth():
    """Return (student, lesson) → check → (points, most)."""
    found = defaultdict(dict)
    for student, stem, check, points, most in graded.rows():
        found[student, stem][check] = points, most
    return found


def is_test(check):
    """Whether a check is an item of the pre- or post-test."""
    return re.match(r"(pre|post)-\d", check) is not None


def name_of(stem):
    """Return a lesson as the page names it in English."""
    return f"{stem[:2]} · {entry(stem).title['en']}"


def parts():
    """Return name on the page, lesson, and whether it is the test in it, for all there is."""
    tests = {"00_start": " · pre-test", "27_finish": " · post-test"}
    return [(name_of(stem), stem, False) for stem in term.LESSONS] + [
        (name_of(stem) + word, stem, True) for stem, word in tests.items()
    ]


def exercises(stem, tested):
    """Return check → exercise, of a lesson or of the test in it."""
    checks = term.lesson(stem).of_kind("check")
    return {c.name: c.tags["of"] for c in checks if is_test(c.name) == tested}


@pytest.mark.parametrize(("name", "stem", "tested"), parts())
def test_points_by_lesson(page, worth, name, stem, tested):
    """Mean and median share of each lesson, and of each test by itself."""
    shown = {row[0]: row[1:4] for row in table(page, "Share: of the points")}
    shares = []
    for student in term.students(stem):
        own = [worth[student, stem][check] for check in exercises(stem, tested)]
        shares.append(sum(p for p, _ in own) / sum(m for _, m in own))
    expected = [statistics.mean(shares), statistics.median(shares)]
    assert shown[name] == [str(len(shares)), *(f"{share:.0%}" for share in expected)]


@pytest.mark.parametrize(("name", "stem", "tested"), parts())
def test_difficulty_and_discrimination_of_each_check(page, worth, name, stem, tested):
    """Mean share, and Pearson's r with the points of the other exercises."""
    of = exercises(stem, tested)
    shown = {row[0]: row[2:4] for row in table(page, "Checks, and what")}
    for check, exercise in of.items():
        own, rest = [], []
        for student in term.students(stem):
            marks = worth[student, stem]
            own.append(marks[check][0] / marks[check][1])
            rest.append(sum(marks[other][0] for other in of if of[other] != exercise))
        varies = min(own) < max(own) and min(rest) < max(rest)
        r = f"{statistics.correlation(own, rest):.2f}" if varies else "–"
        assert shown[check] == [f"{statistics.mean(own):.0%}", r], check


@pytest.mark.parametrize(("name", "stem", "tested"), parts())
def test_reliability_over_exercises(page, worth, name, stem, tested):
    """Alpha from the variances of the exercises and of their sum."""
    of = exercises(stem, tested)
    columns = [
        [
            sum(worth[student, stem][check][0] for check in of if of[check] == exercise)
            for student in term.students(stem)
        ]
        for exercise in dict.fromkeys(of.values())
    ]
    totals = [sum(values) for values in zip(*columns, strict=True)]
    k = len(columns)
    within = sum(map(statistics.variance, columns))
    alpha = k / (k - 1) * (1 - within / statistics.variance(totals)) if k > 1 else None
    shown = {row[0]: row[4:6] for row in table(page, "Share: of the points")}
    assert shown[name] == [str(k), "–" if alpha is None else f"{alpha:.2f}"]


def test_objectives_mastered(page, worth):
    """An objective is mastered by those who passed every check of its exercises."""
    shown = {row[0]: row[2:4] for row in table(page, "Mastered:")}
    for stem in ("01_why_segment", "08_behavioural", "10_kmeans"):
        lesson, goals = term.lesson(stem), defaultdict(list)
        for cell in lesson.of_kind("exercise"):
            for goal in cell.objectives:
                goals[goal] += [check.name for check in lesson.checks[cell.name]]
        for goal, checks in goals.items():
            mastered = sum(
                all(p == m for p, m in (worth[student, stem][check] for check in checks))
                for student in term.students(stem)
            )
            assert shown[goal] == [str(mastered), str(len(term.students(stem)))]


def both_tests(worth, who):
    """Return the shares right in the pre- and the post-test, by trainee."""
    both = []
    for name, stem in (("pre", "00_start"), ("post", "27_finish")):
        both.append(
            [
                statistics.mean(
                    p for check, (p, _) in worth[student, stem].items() if check.startswith(name)
                )
                for student in who
            ]
        )
    return both


def test_gain_of_the_class_and_of_tracks(page, worth):
    """Of those who took both tests; two small tracks stand together."""
    takers = [s for s in term.STUDENTS if s not in term.ABSENT["27_finish"]]
    shown = {row[0]: row[1:] for row in table(page, "Those who took both")}
    groups = {
        "the class": takers,
        "Six-week course": [s for s in takers if term.TRACK_OF[s] == "full"],
        "Retail": [s for s in takers if term.TRACK_OF[s] == "retail"],
        "other tracks together": [s for s in takers if term.TRACK_OF[s] in ("finance", "taster")],
    }
    assert list(shown) == list(groups)
    for name, who in groups.items():
        pre, post = both_tests(worth, who)
        before, after = statistics.mean(pre), statistics.mean(post)
        gain = (after - before) / (1 - before)
        own = statistics.mean((b - a) / (1 - a) for a, b in zip(pre, post, strict=True))
        expected = [str(len(who)), f"{before:.0%}", f"{after:.0%}", f"{gain:.2f}"]
        assert shown[name][:4] == expected
        assert shown[name][5] == f"{own:.2f}"
        low, high = map(float, shown[name][4].split(" … "))
        assert (low, high) == pytest.approx(bootstrap(pre, post), abs=0.015)


def bootstrap(pre, post, samples=4000):
    """Return a percentile interval of the gain, by another generator and by loops."""
    draw, gains = random.Random(7), []
    pairs = list(zip(pre, post, strict=True))
    for _ in range(samples):
        sample = draw.choices(pairs, k=len(pairs))
        before = statistics.fmean(a for a, _ in sample)
        gains.append((statistics.fmean(b for _, b in sample) - before) / (1 - before))
    cuts = statistics.quantiles(gains, n=40)
    return cuts[0], cuts[-1]


def test_share_right_by_objective(page, worth):
    """Items with the same number serve the same objective in both tests."""
    takers = [s for s in term.STUDENTS if s not in term.ABSENT["27_finish"]]
    shown = {row[0]: row[2:] for row in table(page, "Share right by objective")}
    items = defaultdict(list)
    for cell in term.lesson("27_finish").of_kind("exercise"):
        if cell.name.startswith("post-"):
            [goal] = cell.objectives
            items[goal].append(cell.name.removeprefix("post-"))
    assert set(shown) == set(items)
    for goal, numbers in items.items():
        expected = [
            statistics.mean(
                worth[student, stem][f"{test}-{number}-right"][0]
                for student in takers
                for number in numbers
            )
            for test, stem in (("pre", "00_start"), ("post", "27_finish"))
        ]
        assert shown[goal] == [f"{share:.0%}" for share in expected]


def test_survey(page):
    """How many chose each answer, and the mean."""
    takers = term.students("27_finish")
    [row] = [r for r in table(page, "Survey:") if r[0] == "The pace was right for me"]
    chosen = [term.survey(student)["right_pace"] for student in takers]
    counts = [str(chosen.count(n)) for n in range(1, 6)]
    assert row[1:] == [*counts, f"{statistics.mean(chosen):.2f}"]


def test_histograms_count_everyone(page):
    """The words of each chart give the ten counts."""
    for chart in page.find_all("svg", attrs={"aria-label": re.compile("^Histogram")}):
        counts = [int(n) for n in re.findall(r"\d+", chart["aria-label"])[-10:]]
        assert sum(counts) in (38, 37, 40)


def test_the_costliest_check_comes_first(page, worth):
    """What to improve first begins with the check that the class has the smallest share of."""
    shares = defaultdict(list)
    for (_, stem), marks in worth.items():
        for check, (points, most) in marks.items():
            if not is_test(check):
                shares[stem, check].append(points / most)
    (stem, check), lowest = min(
        shares.items(), key=lambda item: (statistics.mean(item[1]), item[0])
    )
    first = page.find("ol").li.get_text(" ", strip=True)
    assert first.startswith(f"Lesson {stem[:2]}, ")
    assert f"({check}): {statistics.mean(lowest):.0%} of the points" in first


def test_time_outs_are_told(page):
    """An incident is counted beside its lesson, and has a next step."""
    assert "1 cells ran out of time" in page.text
    row = next(r for r in table(page, "Share: of") if r[0].startswith("08"))
    assert row[-1] == "out of time 1"


def test_names_and_codes(cohort, tmp_path, page):
    """Names stand in the last table; with --hide-names no name is anywhere in the file."""
    assert [row[0] for row in table(page, "Share of the points by lesson")] == sorted(term.STUDENTS)
    write_report(cohort, tmp_path / "hidden.html", hide_names=True)
    text = (tmp_path / "hidden.html").read_text("utf-8")
    assert not [student for student in term.STUDENTS if student in text]


def test_nothing_of_a_submission_is_live(cohort, tmp_path):
    """Words of trainees are text; the page has no script and loads nothing."""
    write_report(cohort, tmp_path / "report.html", lang="zh")
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in text
    parsed = BeautifulSoup(text, "html.parser")
    assert not parsed.find_all(["script", "iframe", "link", "img", "a"])
    assert not re.search(r"url\((?!data:)", text)


def test_both_languages_hold_the_same_figures(cohort, tmp_path):
    """The two halves differ in words, not in numbers."""
    write_report(cohort, tmp_path / "report.html")
    parsed = BeautifulSoup((tmp_path / "report.html").read_text("utf-8"), "html.parser")
    halves = [parsed.find("main", lang=lang) for lang in ("zh-CN", "en")]
    cells = [[c.text.strip() for c in half.find_all("td", class_="n")] for half in halves]
    assert cells[0] == cells[1]
    assert len(cells[0]) > 500


def test_a_class_below_the_smallest_group_is_not_shown(cohort, tmp_path):
    """The message says how many there are and what to change."""
    with pytest.raises(CourseError, match=r"40 trainees .* below 41 .*smaller --small"):
        write_report(cohort, tmp_path / "report.html", least=41)
    assert not list(tmp_path.iterdir())


def test_few_graded_essays_are_not_shown(cohort, tmp_path):
    """Four memos graded by hand are no group of five: their mean stays a dash; five have one."""
    memos = (cohort.scores["lesson"] == "08_behavioural") & (cohort.scores["check"] == "memo")
    for count, shown in ((4, "–"), (5, "50%")):
        scores = cohort.scores.copy()
        scores.loc[scores.index[memos][:count], ["points", "needs_manual"]] = 3.0, False
        write_report(replace(cohort, scores=scores), tmp_path / "report.html")
        parsed = BeautifulSoup((tmp_path / "report.html").read_text("utf-8"), "html.parser")
        rows = table(parsed.find("main", lang="en"), "Checks, and what")
        assert {row[2] for row in rows if row[0] == "memo"} == {"–", shown}


def test_the_same_page_is_the_same_bytes(cohort, tmp_path, monkeypatch):
    """Made at another time, with its fonts cut anew: nothing of the clock is in it."""
    made = []
    for number, time in enumerate(("1000000000", "1700000000")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", time)  # what fontTools takes for the time
        subset.cache_clear()
        path = tmp_path / f"{number}.html"
        write_report(cohort, path)
        made.append(path.read_bytes())
    assert made[0] == made[1]
