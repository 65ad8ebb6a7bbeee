"""A class of any size that hands in lesson 08, and a course folder of plain nbgrader."""

import json
import random
import re
import sys
from pathlib import Path

import nbformat

from course.build import key_edition
from course.build.cells import CODE_STUB, TEXT_STUB, solution
from course.build.lesson import Lesson, read
from course.build.syllabus import entry
from tests.bench.grading_cost import Cost, measure
from tests.cohort.submissions import write

LESSON = "08_behavioural"
MISTAKES, BLANKS = 0.25, 0.05
"""Shares of the answers that are one of the lesson's wrong ones, and that are not written."""


def make(folder: Path, students: int) -> None:
    """Write submissions in both languages below `folder`; the same number makes the same."""
    lesson = read(entry(LESSON).path)
    for number in range(students):
        path = folder / f"student{number:03d}" / LESSON / f"{LESSON}.ipynb"
        written = answers(lesson, random.Random(number))
        write(path, LESSON, "zh" if number % 2 else "en", written)


def answers(lesson: Lesson, chance: random.Random) -> dict[str, str]:
    """Return exercise → code: right, wrong as the lesson knows it, or left out."""
    written = {}
    for exercise in lesson.of_kind("exercise"):
        drawn, wrong = chance.random(), lesson.wrong(exercise.name)
        if drawn < MISTAKES and wrong:
            written[exercise.name] = chance.choice(wrong).source
        elif drawn < 1 - BLANKS:
            written[exercise.name] = solution(exercise.source)
    if chance.random() < 0.5:
        written["memo"] = f"Write to {chance.randrange(100)} % of them, and keep a control group."
    return written


def plain_workspace(folder: Path, submissions: Path) -> None:
    """Prepare a course folder for nbgrader: the key, the submissions and the lesson's stubs."""
    path = folder / "source" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(key_edition(LESSON, "zh")), encoding="utf-8")
    (folder / "submitted").symlink_to(submissions, target_is_directory=True)
    lines = (
        "c = get_config()",
        f"c.CourseDirectory.root = {json.dumps(str(folder))}",
        f"c.ClearSolutions.code_stub = {{'python': {CODE_STUB!r}}}",
        f"c.ClearSolutions.text_stub = {TEXT_STUB!r}",
    )
    (folder / "nbgrader_config.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run_nbgrader(folder, "generate_assignment")


def run_nbgrader(folder: Path, command: str) -> Cost:
    """Run one of nbgrader's commands on the lesson."""
    words = [sys.executable, "-m", "nbgrader", command, LESSON]
    return measure(words, log=folder / f"{command}.log", cwd=folder)


def why_failed(folder: Path, student: str, check: str) -> str:
    """Return the last words of the error that nbgrader's notebook shows at a check."""
    path = folder / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    if not path.exists():
        return "nbgrader left no notebook"
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == check:
            shown = [out for out in cell.get("outputs", ()) if out.output_type != "display_data"]
            last = shown[-1] if shown else {}
            text = last.get("evalue") or last.get("text") or str(last.get("data", "no output"))
            kind = last.get("ename") or last.get("name") or last.get("output_type", "")
            return re.sub(r"\s+", " ", f"nbgrader shows: {kind}: {text}")[:160]
    return "nbgrader's notebook has no such cell"
