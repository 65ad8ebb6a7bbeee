"""A class of 16 hands in lesson 08 in both languages; every point is as worked out by hand."""

import csv
import os
import re
import subprocess
import sys

import pytest
from submissions import LESSON, STUDENTS, make

from grading.gradebook import read_scores

pytestmark = pytest.mark.slow

POINTS = {
    "guest-share": 2,
    "table-recency": 1, "table-frequency": 1, "table-monetary": 1, "table-one-time": 1,
    "ties-small": 1, "ties-many": 2,
    "bug-direction": 1, "bug-ties": 1, "bug-edges": 2,
    "champions-summary": 1, "champions-share": 2,
    "wallet-everyone": 1, "wallet-share": 2, "wallet-median": 1,
    "festive-ratio": 2,
    "calls-consent": 1, "calls-away": 1, "calls-value": 2,
    "memo": 6,
}  # fmt: skip

LOST = {
    "ada": [],
    "王小明": [],
    "half": [
        "bug-direction", "bug-ties", "bug-edges", "champions-summary", "champions-share",
        "wallet-everyone", "wallet-share", "wallet-median", "festive-ratio",
        "calls-consent", "calls-away", "calls-value",
    ],
    "lines": ["guest-share", "table-frequency", "table-one-time"],
    "first": ["table-recency"],
    "prices": ["table-monetary"],
    "ranked": ["ties-small", "ties-many", "bug-ties", "champions-summary", "champions-share"],
    "reversed": ["bug-direction", "festive-ratio"],
    "heads": ["champions-share"],
    "years": ["wallet-share", "wallet-median"],
    "joined": ["wallet-everyone", "festive-ratio"],
    "consent": ["calls-consent"],
    "fixed": ["ties-many", "bug-edges"],
    "crash": ["guest-share"],
    "loop": ["festive-ratio"],
    "untouched": [check for check in POINTS if check != "memo"],
}  # fmt: skip

TOTALS = {
    "ada": 26, "王小明": 26, "half": 9, "lines": 22, "first": 25, "prices": 25, "ranked": 19,
    "reversed": 23, "heads": 24, "years": 23, "joined": 23, "consent": 25, "fixed": 22,
    "crash": 24, "loop": 24, "untouched": 0,
}  # fmt: skip


def segcourse(*words):
    """Run the command as an instructor types it, on a wide terminal."""
    return subprocess.run(
        [sys.executable, "-m", "course.cli", *map(str, words)],
        env=os.environ | {"COLUMNS": "160", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade the class once: the workspace, the command's words and its outcome."""
    folder = tmp_path_factory.mktemp("cohort")
    make(folder / "submissions")
    words = ["grade", folder / "submissions", "--lesson", LESSON, "--timeout", "15"]
    words += ["--workspace", folder / "gradebook", "--allow-unisolated"]
    done = segcourse(*words)
    assert done.returncode == 0, done.stderr
    return folder / "gradebook", words, done.stdout


def test_each_check_of_each_student_scores_as_worked_out_by_hand(graded):
    """The gradebook's points equal the table above, for every submission and check."""
    workspace, _, _ = graded
    scores = read_scores(workspace, LESSON)
    found = {
        student: dict(zip(rows["check"], rows["points"], strict=True))
        for student, rows in scores.groupby("student")
    }
    expected = {
        student: {
            check: 0 if check in lost or check == "memo" else points
            for check, points in POINTS.items()
        }
        for student, lost in LOST.items()
    }
    assert found == expected


def test_the_table_shows_points_incidents_and_the_next_step(graded):
    """An instructor reads who has how many points, what happened, and what to type next."""
    _, _, output = graded
    rows = re.findall(r"^│ (\S+) +│ (\d+) +│ 32 │[^│]*│ [123] +│ (.*?) *│$", output, re.M)
    assert {student: int(points) for student, points, _ in rows} == TOTALS
    incidents = {student: words for student, _, words in rows if words}
    assert incidents == {
        "crash": "cell guest raised ZeroDivisionError",
        "loop": "cell festive timed out",
        "untouched": "no answer was written",
    }
    assert "Graded 16 of 16" in output
    assert f"Next: segcourse feedback --lesson {LESSON}" in output


def test_written_memos_wait_for_a_person_and_others_score_nothing(graded):
    """Only the two students who wrote a memo wait for grading by hand."""
    workspace, _, output = graded
    scores = read_scores(workspace, LESSON)
    waiting = set(scores.loc[scores["needs_manual"], "student"])
    assert waiting == {name for name, student in STUDENTS.items() if student.memo}
    assert "Essays that wait for grading by hand in Formgrader: 2." in output


def test_a_second_run_grades_nothing_again_and_says_so(graded):
    """Unchanged submissions keep their scores without being run."""
    workspace, words, _ = graded
    before = read_scores(workspace, LESSON)
    again = segcourse(*words)
    assert again.returncode == 0
    assert "Nothing to grade: all 16 submissions are unchanged." in again.stdout
    assert read_scores(workspace, LESSON).equals(before)


def test_feedback_and_export_hold_every_student(graded, tmp_path):
    """Each student gets a page without hidden checks; the CSV has a row for each."""
    workspace, _, _ = graded
    assert segcourse("feedback", "--lesson", LESSON, "--workspace", workspace).returncode == 0
    pages = {path.parts[-3]: path for path in workspace.glob(f"feedback/*/{LESSON}/*.html")}
    assert set(pages) == set(STUDENTS)
    for page in pages.values():
        assert "HIDDEN TESTS" not in page.read_text(encoding="utf-8")
    target = tmp_path / "points.csv"
    assert segcourse("export", "--to", target, "--workspace", workspace).returncode == 0
    with target.open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == TOTALS
