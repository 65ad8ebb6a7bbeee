"""Make a class's submissions of lesson 08: `python tests/cohort/submissions.py FOLDER`.

Answers are the lesson's own solutions and wrong answers, named by the exercise and the beginning
of their `why`; each student is a line of `STUDENTS`. What each should score is written by hand in
`test_cohort.py`.
"""

import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

from course.build import trainee_edition
from course.build.cells import solution
from course.build.lesson import Lesson, read
from course.build.syllabus import entry

LESSON = "08_behavioural"
MEMO = "Call the at-risk champions: 9% of the members, 18% of the sales. Keep a control group."
CRASH = "guest_share = 1 / 0"
LOOP = "while True:\n    pass"


@dataclass(frozen=True)
class Student:
    """What one student hands in: mistakes and own code by exercise, exercises left out."""

    lang: str
    mistakes: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    only: tuple[str, ...] | None = None
    memo: str | None = None


STUDENTS = {
    "ada": Student("en", memo=MEMO),
    "王小明": Student("zh", memo="建议投入重要保持客户，并留出对照组。"),
    "half": Student("zh", only=("guest", "table", "ties")),
    "lines": Student("en", {"guest": "lines counted", "table": "lines counted"}),
    "first": Student("zh", {"table": "recency counted from the first"}),
    "prices": Student("zh", {"table": "unit prices"}),
    "ranked": Student("en", {"ties": "customers", "bug": "ties still", "champions": "ties torn"}),
    "reversed": Student("zh", {"bug": "the direction", "festive": "compared with all"}),
    "heads": Student("en", {"champions": "share of customers"}),
    "years": Student("zh", {"wallet": "two years"}),
    "joined": Student("en", {"wallet": "members without", "festive": "difference"}),
    "consent": Student("zh", {"calls": "consent"}),
    "fixed": Student("en", {"guest": "hard-coded", "ties": "the answer", "bug": "the edges"}),
    "crash": Student("zh", own={"guest": CRASH}),
    "loop": Student("en", own={"festive": LOOP}),
    "untouched": Student("zh", only=()),
}


def wrong_answer(lesson: Lesson, exercise: str, why: str) -> str:
    """Return the lesson's wrong answer to an exercise whose `why` begins so."""
    found = [
        cell.source for cell in lesson.wrong(exercise) if str(cell.tags["why"]).startswith(why)
    ]
    assert len(found) == 1, f"{len(found)} wrong answers to {exercise!r} begin with {why!r}"
    return found[0]


def answers(lesson: Lesson, student: Student) -> dict[str, str]:
    """Return exercise → code, and the memo, as the student writes them."""
    written = {cell.name: solution(cell.source) for cell in lesson.of_kind("exercise")}
    written |= {name: wrong_answer(lesson, name, why) for name, why in student.mistakes.items()}
    written |= student.own
    if student.only is not None:
        written = {name: written[name] for name in student.only}
    return written | ({"memo": student.memo} if student.memo else {})


def make(folder: Path) -> None:
    """Write every student's submission below `folder`, as nbgrader collects them."""
    lesson = read(entry(LESSON).path)
    for name, student in STUDENTS.items():
        path = folder / name / LESSON / f"{LESSON}.ipynb"
        write(path, LESSON, student.lang, answers(lesson, student))


def write(path: Path, stem: str, lang: str, written: dict[str, str]) -> None:
    """Write a lesson's trainee notebook with these sources in the place of its stubs."""
    notebook = nbformat.reads(_untouched(stem, lang), as_version=4)
    for cell in notebook.cells:
        cell.source = written.get(cell.id, cell.source)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


@cache
def _untouched(stem: str, lang: str) -> str:
    return nbformat.writes(trainee_edition(stem, lang))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
    print(f"{len(STUDENTS)} submissions of {LESSON} in {sys.argv[1]}")
