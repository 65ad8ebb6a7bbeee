"""The gradebook: what we write directly is what nbgrader's own commands write."""

import datetime
import shutil

import fake_engine
import nbformat
import pytest
import tiny_lesson
from nbgrader.converters import Autograde
from tables import read_tables
from tiny_lesson import LESSON, RIGHT, hand_in, trainee

from course.errors import CourseError
from grading import gradebook
from grading.grade import grade_lesson
from grading.workspace import fill_folder, notebook_path

GOOD = RIGHT | {"essay": "Because it is so."}
WRONG = {"total": "total = 5", "double": "def double(x):\n    return x"}
FIRST = {
    "late": (GOOD, "2026-03-02 09:30:00 UTC"),
    "punctual": (RIGHT, "2026-03-01 09:30:00 UTC"),
    "untouched": ({}, ""),
    "words": ({"essay": "It is."}, ""),
    "wrong": (WRONG, ""),
    "zero": (WRONG, "2026-03-02 09:30:00 UTC"),
}
SECOND = {
    "late": (GOOD | {"essay": "Because."}, "2026-02-28 09:30:00 UTC"),
    "punctual": (WRONG, ""),
    "untouched": ({"essay": "Words."}, "2026-03-05 09:30:00 Asia/Shanghai"),
    "wrong": (RIGHT, ""),
}


def submit(folder, work):
    """Write submissions into a folder."""
    for student, (answers, time) in work.items():
        path = hand_in(folder, student, trainee(answers))
        files = {path.name: path.read_bytes()}
        fill_folder(path.parent, files | ({"timestamp.txt": time.encode()} if time else {}))


def grade_directly(workspace, work):
    """Grade as `segcourse grade` does."""
    submit(workspace / "in", work)
    how = {"workspace": workspace, "level": 3, "jobs": 1, "run": fake_engine.run}
    return grade_lesson(workspace / "in", lesson=LESSON, key=tiny_lesson.key, **how)


def grade_by_converter(workspace, work):
    """Grade as `nbgrader autograde` does with our configuration."""
    submit(workspace / "submitted", work)
    for student in work:
        gradebook.convert(Autograde, workspace, LESSON, student=student)


def judge_by_hand(workspace):
    """Give points, extra credit and comments, as Formgrader does."""
    with gradebook.open_gradebook(workspace) as book:
        for student, check in (("late", "essay"), ("wrong", "total-check")):
            grade = book.find_grade(check, LESSON, LESSON, student)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1, 0.5, False
        book.find_comment("total", LESSON, LESSON, "untouched").manual_comment = "Why?"
        book.db.commit()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a workspace with the lesson and its due date, as Formgrader sets it."""
    workspace = tmp_path_factory.mktemp("template")
    gradebook.prepare(workspace, LESSON, tiny_lesson.key())
    with gradebook.open_gradebook(workspace) as book:
        book.update_or_create_assignment(LESSON, duedate=datetime.datetime(2026, 3, 2))
    return workspace


@pytest.fixture
def workspace(template, tmp_path):
    """Return a copy of the template."""
    return shutil.copytree(template, tmp_path / "ours")


@pytest.fixture
def zero_for_late(monkeypatch):
    """Have nbgrader's plugin take all points off late work."""
    plain = gradebook.settings

    def settings(*args, **kwargs):
        c = plain(*args, **kwargs)
        c.LateSubmissionPlugin.penalty_method = "zero"
        return c

    monkeypatch.setattr(gradebook, "settings", settings)


@pytest.mark.slow
def test_tables_equal_those_of_nbgrader(workspace, template, tmp_path, zero_for_late):
    """Both ways leave the same rows: at first, and regraded over points and words by hand."""
    other = shutil.copytree(template, tmp_path / "theirs")
    ways = {workspace: grade_directly, other: grade_by_converter}
    seen = []
    for way, grade in ways.items():
        grade(way, FIRST)
        seen.append(read_tables(way))
        judge_by_hand(way)
        grade(way, SECOND)
        seen.append(read_tables(way))
    assert seen[0] == seen[2]
    assert seen[1] == seen[3]
    assert seen[0] != seen[1]
    for student in FIRST:
        ours, theirs = (
            nbformat.read(notebook_path(way, "autograded", student, LESSON), as_version=4)
            for way in ways
        )
        told = [(c.cell_type, c.source, c.metadata.get("nbgrader")) for c in ours.cells]
        assert told == [(c.cell_type, c.source, c.metadata.get("nbgrader")) for c in theirs.cells]


def test_late_work_loses_what_the_plugin_says(workspace, zero_for_late):
    """5 points handed in 9.5 hours late are taken off again; those in time stay."""
    grade_directly(workspace, FIRST)
    totals = gradebook.read_totals(workspace).set_index("student_id")
    assert tuple(totals.loc["late", ["raw_score", "late_submission_penalty", "score"]]) == (5, 5, 0)
    assert tuple(totals.loc["punctual", ["raw_score", "late_submission_penalty"]]) == (5, 0)


def test_points_by_hand_stay_and_are_marked(workspace):
    """After a regrade the hand's 1 + 0.5 still count, and wait for another look."""
    grade_directly(workspace, FIRST)
    judge_by_hand(workspace)
    scores = grade_directly(workspace, SECOND).scores.set_index(["student", "check"])
    for row in (("late", "essay"), ("wrong", "total-check")):
        assert tuple(scores.loc[row, ["points", "needs_manual"]]) == (1.5, True)
    assert tuple(scores.loc[("wrong", "double-check"), ["points", "needs_manual"]]) == (3, False)


def test_scores_read_by_sql_are_those_of_nbgrader(workspace):
    """Our query gives what nbgrader's own objects give, extra credit included."""
    grade_directly(workspace, FIRST)
    judge_by_hand(workspace)
    with gradebook.open_gradebook(workspace) as book:
        theirs = [
            (s.student.id, LESSON, g.name, g.score, g.max_score, g.needs_manual_grade)
            for s in book.assignment_submissions(LESSON)
            for g in s.notebooks[0].grades
        ]
    ours = gradebook.read_scores(workspace)
    assert [tuple(row) for row in ours.itertuples(index=False)] == sorted(theirs)
    assert gradebook.read_scores(workspace, "another").empty


def test_a_submission_is_one_transaction(workspace, monkeypatch):
    """When something fails on the way, not even the student's row is there."""

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(gradebook, "_penalise", fail)
    with gradebook.open_gradebook(workspace) as book, pytest.raises(ZeroDivisionError):
        gradebook.record(book, LESSON, "ada", scores={"essay": 1.0}, comments={})
    assert read_tables(workspace)["student"] == []


def test_a_stopped_start_is_finished(workspace):
    """nbgrader, stopped while it made its tables, leaves no note of their version; we add it."""
    whole = read_tables(workspace)
    with gradebook.open_gradebook(workspace) as book:
        book.db.execute(gradebook.sqlalchemy.text("DROP TABLE alembic_version"))
        book.db.commit()
    gradebook.prepare(workspace, LESSON, tiny_lesson.key())
    assert read_tables(workspace) == whole


def test_an_address_that_is_none_says_what_is_expected(tmp_path, monkeypatch):
    """A wrong SEGCOURSE_GRADEBOOK_URL is the user's mistake."""
    monkeypatch.setenv(gradebook.ADDRESS, "grades")
    with pytest.raises(CourseError, match=r"cannot be read.*SEGCOURSE_GRADEBOOK_URL.*postgresql"):
        gradebook.knows(tmp_path, None)
