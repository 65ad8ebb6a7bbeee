"""The page on a class of 40: every figure again, by plain loops over the plan of the class."""

import random
import re
import statistics
from collections import defaultdict
from dataclasses import replace

import pandas as pd
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


def takers(stem, tested):
    """Return whom figures are on: of a test, those who took both, as only three did not."""
    return term.students("27_finish" if tested else stem)


def exercises(stem, tested):
    """Return check → exercise, of a lesson or of the test in it."""
    checks = term.lesson(stem).of_kind("check")
    return {c.name: c.tags["of"] for c in checks if is_test(c.name) == tested}


@pytest.mark.parametrize(("name", "stem", "tested"), parts())
def test_points_by_lesson(page, worth, name, stem, tested):
    """Mean and median share of each lesson, and of each test by itself."""
    shown = {row[0]: row[1:4] for row in table(page, "Share: of the points")}
    shares = []
    for student in takers(stem, tested):
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
        for student in takers(stem, tested):
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
            for student in takers(stem, tested)
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
    """How many chose each answer, and the mean: 0, 4, 8, 14 and 11 by the plan, so 4 is hidden."""
    [row] = [r for r in table(page, "Survey:") if r[0] == "The pace was right for me"]
    chosen = [term.survey(student)["right_pace"] for student in term.students("27_finish")]
    assert [chosen.count(n) for n in range(1, 6)] == [0, 4, 8, 14, 11]
    assert row[1:] == ["< 5", "< 5", "≥ 5", "14", "11", f"{statistics.mean(chosen):.1f}"]


def test_histograms_count_everyone(page, worth):
    """The words of each chart name the tenths that anyone is in, and how many."""
    charts = page.find_all("svg", attrs={"aria-label": re.compile("^Histogram")})
    assert len(charts) == len(parts())
    label = next(c["aria-label"] for c in charts if c.find_previous("h3").text.startswith("08"))
    tens = [0] * 10
    for student in term.STUDENTS:
        marks = worth[student, "08_behavioural"].values()
        share = sum(p for p, _ in marks) * 10 // sum(m for _, m in marks)
        tens[min(int(share), 9)] += 1
    expected = [f"{10 * n}–{10 * n + 10}%: {count}" for n, count in enumerate(tens) if count]
    assert label.split("points: ")[1].split("; ") == expected


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
    assert "Lesson 08: cells ran out of time (trainees: 1)" in page.text
    row = next(r for r in table(page, "Share: of") if r[0].startswith("08"))
    assert row[-1] == "out of time: 1"


def hidden(cohort, folder):
    """Return the text and the English half of the page without names."""
    write_report(cohort, folder / "hidden.html", hide_names=True)
    text = (folder / "hidden.html").read_text("utf-8")
    return text, BeautifulSoup(text, "html.parser").find("main", lang="en")


def test_names_stand_in_the_last_table_only_if_asked_for(cohort, tmp_path, page):
    """With --hide-names there is no table of trainees, and no name is anywhere in the file."""
    assert [row[0] for row in table(page, "Share of the points by lesson")] == sorted(term.STUDENTS)
    text, main = hidden(cohort, tmp_path)
    assert not [student for student in term.STUDENTS if student in text]
    assert not main.find("caption", string=re.compile("Share of the points by lesson"))


def test_hidden_names_are_hidden_in_what_trainees_wrote(cohort, tmp_path, page):
    """An error raised with a name in it, whoever's; a comment that thanks somebody."""
    said = cohort.messages.copy()
    said["message"] = [f"王小明 and id {n % 7}, Mr Nobody" for n in range(len(said))]
    changed = replace(cohort, messages=said, comments=["Thanks, ada byron and 小明!"])
    write_report(changed, tmp_path / "named.html")
    assert "Mr Nobody" in (tmp_path / "named.html").read_text("utf-8")
    text, main = hidden(changed, tmp_path)
    assert not re.search("小明|Mr Nobody|ada byron|id 3", text)
    assert "Thanks, … and …!" in text
    assert "another error (" in main.text


def test_small_counts_of_mistakes_are_not_told(cohort, tmp_path):
    """Of 22 who lose a check, by hand: 12 and 3 stay apart, and 19 of 22 would tell of the 3."""
    check = ("08_behavioural", "guest-share")
    for first, second, shown in (
        (12, 3, ["one (12)", "two (fewer than 5)"]),
        (19, 3, ["one (5 or more)", "two (fewer than 5)"]),
        (17, 5, ["one (17)", "two (5)"]),
    ):
        scores = cohort.scores.copy()
        own = scores.index[(scores["lesson"] == check[0]) & (scores["check"] == check[1])]
        scores.loc[own, "points"] = scores.loc[own, "max_points"]
        scores.loc[own[:22], "points"] = 0.0
        words = ["one"] * first + ["two"] * second
        said = pd.DataFrame(
            [(who, *check, word) for who, word in zip(term.STUDENTS, words, strict=False)],
            columns=cohort.messages.columns,
        )
        write_report(replace(cohort, scores=scores, messages=said), tmp_path / "report.html")
        parsed = BeautifulSoup((tmp_path / "report.html").read_text("utf-8"), "html.parser")
        [row] = [r for r in table(parsed.find("main", lang="en"), "Checks") if r[0] == check[1]]
        assert row[-1] == " ".join(shown)


def test_without_names_no_figure_tells_of_few(cohort, tmp_path, page, worth):
    """Of 40, 1 to 4 who lost a check stand as a bound; so do objectives and time-outs."""
    _, main = hidden(cohort, tmp_path)
    exact = {row[0]: row[2] for row in table(page, "Checks, and what")}
    shown = {row[0]: row[2] for row in table(main, "Checks, and what")}
    of = exercises("08_behavioural", False)
    lost = {c: sum(worth[s, "08_behavioural"][c][0] == 0 for s in term.STUDENTS) for c in of}
    assert {0 < n < 5 for n in lost.values()} == {True, False}
    for check, count in lost.items():
        assert shown[check] == ("≥ 90%" if 0 < count < 5 else exact[check])
    for row in table(main, "Mastered:"):
        assert not row[2].isdigit() or 5 <= int(row[2]) <= int(row[3]) - 5 or row[2] == row[3]
    assert "Lesson 08: cells ran out of time (trainees: fewer than 5)" in main.text


def test_an_untouched_essay_is_not_attempted(cohort, tmp_path):
    """Of 40 memos 30 are untouched, 4 wait, 6 have 3 of 6 points: 50%, not 8%."""
    scores = cohort.scores.copy()
    memos = scores.index[(scores["lesson"] == "08_behavioural") & (scores["check"] == "memo")]
    scores.loc[memos[:30], ["attempted", "needs_manual"]] = False
    scores.loc[memos[30:36], ["points", "needs_manual"]] = 3.0, False
    for hide, untouched, waiting in ((False, "30", "4"), (True, "30", "< 5")):
        write_report(replace(cohort, scores=scores), tmp_path / "r.html", hide_names=hide)
        parsed = BeautifulSoup((tmp_path / "r.html").read_text("utf-8"), "html.parser")
        main = parsed.find("main", lang="en")
        row = next(r for r in table(main, "Checks") if r[0] == "memo" and r[2] != "–")
        assert row[2] == "50%"
        assert row[-1] == f"not attempted: {untouched} waiting to be marked: {waiting}"
        lesson = next(r for r in table(main, "Share: of the points") if r[0].startswith("08"))
        assert lesson[6] == untouched
        assert "An essay that was left untouched counts as not attempted, not as 0:" in main.text


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
