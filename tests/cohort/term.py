"""A class of 40 over a term: `python -m tests.cohort.term FOLDER` hands in, grades and reports.

Three lessons, the pre-test and the post-test. Each answer is the lesson's own solution, one of its
wrong answers, or missing, drawn with a seed from how able the trainee is; `points` says what each
check is worth then, without running anything. Grading takes about six minutes on two cores.
"""

import argparse
import csv
import random
import subprocess
import sys
from functools import cache
from pathlib import Path

from course.build.cells import solution
from course.build.lesson import Cell, Lesson, is_item, read
from course.build.syllabus import entry
from grading.gradebook import read_scores
from tests.cohort.submissions import write

LESSONS = ("00_start", "01_why_segment", "08_behavioural", "10_kmeans", "27_finish")
TRACKS = {"full": 18, "retail": 12, "finance": 6, "taster": 4}
NAMES = ("王小明", "Ada Byron", "李娜", "Zoë Bauer")
STUDENTS = [*NAMES, *(f"trainee{number:02d}" for number in range(5, 41))]
TRACK_OF = dict(zip(STUDENTS, (t for t, n in TRACKS.items() for _ in range(n)), strict=True))
ABSENT = {"27_finish": STUDENTS[-3:], "10_kmeans": STUDENTS[5:7]}
"""Who does not hand in a lesson."""

Choice = Cell | None
"""A wrong answer, or None for the solution."""

MISSING = "missing"


@cache
def lesson(stem: str) -> Lesson:
    """Return a lesson's cells."""
    return read(entry(stem).path)


def students(stem: str) -> list[str]:
    """Return who hands a lesson in."""
    return [student for student in STUDENTS if student not in ABSENT.get(stem, ())]


def ability(student: str) -> float:
    """Return a trainee's chance to get an exercise right: from .45 to .95."""
    return 0.45 + 0.5 * STUDENTS.index(student) * 17 % 40 / 40


@cache
def plan(stem: str, student: str) -> dict[str, Choice | str]:
    """Return exercise → what the trainee answers."""
    draw, chosen = random.Random(f"{stem} {student}"), {}
    for cell in lesson(stem).of_kind("exercise"):
        knows = ability(student)
        if is_item(cell):
            knows *= 0.5 if cell.name.startswith("pre") else 0.95
        if cell.name == "survey" or draw.random() < knows:
            chosen[cell.name] = None
        elif draw.random() < 0.15:
            chosen[cell.name] = MISSING
        else:
            chosen[cell.name] = draw.choice(lesson(stem).wrong(cell.name))
    return chosen


def survey(student: str) -> dict[str, int]:
    """Return the trainee's answers to the survey."""
    draw = random.Random(f"survey {student}")
    keys = (
        "useful_at_work goals_met clear_explanations helpful_exercises helpful_feedback right_pace"
        " support would_recommend"
    )
    return {key: draw.choice((2, 3, 4, 4, 5, 5)) for key in keys.split()}


def code(stem: str, student: str) -> dict[str, str]:
    """Return exercise → the code that the trainee hands in; missing ones are left out."""
    written = {
        name: solution(lesson(stem).exercise(name).source) if choice is None else choice.source
        for name, choice in plan(stem, student).items()
        if choice != MISSING
    }
    if "survey" in written:
        words = f"<b>{TRACK_OF[student]}</b> was fine" if student == STUDENTS[0] else ""
        written["survey"] = f"survey = {survey(student)!r}\ncomment = {words!r}"
    return written


def points(stem: str, student: str) -> dict[str, float]:
    """Return check → the points that the plan is worth, by the lesson's own words."""
    worth = {}
    for name, choice in plan(stem, student).items():
        for check in lesson(stem).checks[name]:
            lost = choice == MISSING or (
                choice is not None
                and choice.tags.get("hardcoded") != "seed"
                and check.name in choice.breaks
            )
            worth[check.name] = 0.0 if lost else float(check.tags["points"])
    return worth


def hand_in(folder: Path) -> None:
    """Write every submission below `folder`, half of them in Chinese, and the roster."""
    for stem in LESSONS:
        for number, student in enumerate(students(stem)):
            path = folder / "submissions" / student / f"{stem}.ipynb"
            write(path, stem, "zh" if number % 2 else "en", code(stem, student))
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("student", "track"), *TRACK_OF.items()])


def differences(workspace: Path) -> list[str]:
    """Return where the gradebook and the plan disagree."""
    scores = read_scores(workspace).set_index(["student", "lesson", "check"])["points"]
    planned = {
        (student, stem, check): worth
        for stem in LESSONS
        for student in students(stem)
        for check, worth in points(stem, student).items()
    }
    return [
        f"{', '.join(place)}: planned {worth}, graded {scores.get(place)}"
        for place, worth in planned.items()
        if scores.get(place) != worth
    ]


def main() -> None:
    """Hand in, grade every lesson and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to work")
    folder = parser.parse_args().folder
    hand_in(folder)
    command, workspace = [sys.executable, "-m", "course.cli"], ["--workspace", folder / "gradebook"]
    for stem in LESSONS:
        words = ["grade", folder / "submissions", "--lesson", stem, *workspace]
        subprocess.run([*command, *words], check=True)
    differ = differences(folder / "gradebook")
    print(*differ, f"{len(differ)} scores are not as planned.", sep="\n")
    words = ["report", "--to", folder / "report.html", "--roster", folder / "roster.csv"]
    subprocess.run([*command, *words, *workspace], check=True)
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
