"""Read what a class was graded: points, messages met, incidents, survey, tracks."""

import ast
import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from course.build.cells import NOT_ATTEMPTED, TEXT_STUB
from course.build.guide import written_lesson
from course.build.lesson import LANGS, Lesson, is_item
from course.build.syllabus import written
from course.errors import CourseError
from course.outline import places
from grading import gradebook
from grading.clean import clean_text
from grading.outcome import Records
from grading.workspace import notebook_path

SURVEY_LESSON, SURVEY = "27_finish", "survey"
MOST_MESSAGE = 300


@dataclass(frozen=True)
class Cohort:
    """A class as its workspace has it.

    Attributes
    ----------
    scores : DataFrame
        As `gradebook.read_scores` gives it, written lessons only, and `attempted` (bool): not so
        for an essay that has no points and is empty, or as it was handed out.
    messages : DataFrame
        student, lesson, check, message: what each failed check said.
    incidents : DataFrame
        student, lesson, kind, text.
    survey : DataFrame
        Trainees (rows) by statements, from 1 to 5; complete answers only.
    comments : list of str
        What trainees wrote below the survey, sorted, without names.
    tracks : dict
        Student → track, if a roster names it.
    """

    scores: pd.DataFrame
    messages: pd.DataFrame
    incidents: pd.DataFrame
    survey: pd.DataFrame
    comments: list[str]
    tracks: dict[str, str]

    @property
    def students(self) -> list[str]:
        """All who handed something in, sorted."""
        return sorted(self.scores["student"].unique())

    @property
    def lessons(self) -> list[str]:
        """The lessons that were graded, in teaching order."""
        return [stem for stem in written() if stem in set(self.scores["lesson"])]

    def shares(self, lesson: str) -> pd.DataFrame:
        """Return trainees by checks: shares of the points; missing as in `points`."""
        return self._wide(lesson, lambda rows: rows["points"] / rows["max_points"])

    def points(self, lesson: str) -> pd.DataFrame:
        """Return trainees by checks: points; missing if a person has to grade or none tried."""
        return self._wide(lesson, lambda rows: rows["points"])

    def _wide(self, lesson: str, of) -> pd.DataFrame:
        rows = self.scores[self.scores["lesson"] == lesson]
        values = of(rows).mask(rows["needs_manual"] | ~rows["attempted"])
        wide = rows.assign(value=values).pivot(index="student", columns="check", values="value")
        return wide[[check for check in tasks_of(lesson) if check in wide]]


def tasks_of(stem: str) -> dict[str, str]:
    """Return check or essay → its exercise or itself, in the lesson's order."""
    return {check: place.task for check, place in places(stem, LANGS[0]).items()}


def items_of(lesson: Lesson) -> set[str]:
    """Return the checks that are items of a pre- or post-test."""
    items = [cell for cell in lesson.of_kind("exercise") if is_item(cell)]
    return {check.name for item in items for check in lesson.checks[item.name]}


def read_cohort(workspace: Path, roster: Path | None = None) -> Cohort:
    """Read a workspace, and the tracks from a roster if there is one.

    Raises
    ------
    CourseError
        If nothing is graded, or the roster cannot be read.
    """
    gradebook.require(workspace)
    scores = gradebook.read_scores(workspace)
    scores = scores[scores["lesson"].isin(written())].reset_index(drop=True)
    if scores.empty:
        raise CourseError(
            f"No submission is graded in {workspace}. Expected at least one. "
            "Run `segcourse grade SUBMISSIONS --lesson LESSON` first."
        )
    pairs = list(scores[["student", "lesson"]].drop_duplicates().itertuples(index=False))
    graded = {pair: _graded_notebook(workspace, *pair) for pair in pairs}
    messages = [
        (*pair, name, told) for pair, cells in graded.items() for name, told in _messages(cells)
    ]
    surveys = {
        student: answers
        for (student, lesson), cells in graded.items()
        if lesson == SURVEY_LESSON and (answers := _survey(cells))
    }
    untouched = {(*pair, name) for pair, cells in graded.items() for name in _untouched(cells)}
    places_of = scores[["student", "lesson", "check"]].itertuples(index=False, name=None)
    empty = pd.Series([place in untouched for place in places_of], index=scores.index)
    return Cohort(
        scores=scores.assign(attempted=~empty | (scores["points"] > 0)),
        messages=pd.DataFrame(messages, columns=["student", "lesson", "check", "message"]),
        incidents=_incidents(workspace, pairs),
        survey=pd.DataFrame.from_dict({s: a for s, (a, _) in surveys.items()}, orient="index"),
        comments=sorted(words for _, words in surveys.values() if words),
        tracks=read_roster(roster) if roster else {},
    )


def read_roster(path: Path) -> dict[str, str]:
    """Return student → track from a CSV file with these two columns.

    Raises
    ------
    CourseError
        If it cannot be read, a column is missing or a student stands in it twice.
    """
    try:
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig").fillna("")
    except (OSError, ValueError) as problem:
        raise CourseError(
            f"{path} cannot be read as a roster ({problem}). Expected a CSV file in UTF-8 with "
            "the columns student and track."
        ) from None
    if missing := [name for name in ("student", "track") if name not in table]:
        raise CourseError(
            f"{path} has no column {' and no column '.join(missing)}; it has "
            f"{', '.join(table.columns)}. Expected student (as the folders are named) and track."
        )
    if twice := sorted(table.loc[table["student"].duplicated(), "student"]):
        raise CourseError(
            f"{path} names {', '.join(twice)} more than once. Expected each student on one line."
        )
    return dict(zip(table["student"], table["track"], strict=True))


def _graded_notebook(workspace: Path, student: str, lesson: str) -> list[dict]:
    """Return the cells of a graded notebook; none if its file is gone."""
    path = notebook_path(workspace, "autograded", student, lesson)
    if not path.exists():
        return []
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _untouched(cells: list[dict]) -> list[str]:
    """Return the essays that are empty, or as they were handed out."""
    return [
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in cells
        if cell["cell_type"] == "markdown"
        and cell["metadata"].get("nbgrader", {}).get("grade")
        and "".join(cell["source"]).strip() in ("", TEXT_STUB)
    ]


def _messages(cells: list[dict]) -> list[tuple[str, str]]:
    """Return (check, message) for each check that failed with a message of its own."""
    found = []
    for cell in cells:
        errors = [o for o in cell.get("outputs", ()) if o["output_type"] == "error"]
        marks = cell["metadata"].get("nbgrader", {})
        if errors and marks.get("grade") and cell["cell_type"] == "code":
            told = clean_text(errors[0]["evalue"]).strip()[:MOST_MESSAGE]
            if told and not told.startswith(NOT_ATTEMPTED):
                found.append((marks["grade_id"], told))
    return found


def _survey(cells: list[dict]) -> tuple[dict[str, int], str] | None:
    """Return the answers to the survey and the comment, read without running anything."""
    [source] = [
        "".join(cell["source"])
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == SURVEY
    ] or [""]
    found = {}
    try:
        for step in ast.parse(source).body:
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name):
                found[step.targets[0].id] = ast.literal_eval(step.value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    answers, words = found.get("survey"), found.get("comment", "")
    if not isinstance(answers, dict) or set(answers) != set(statements()):
        return None
    if not all(type(score) is int and 1 <= score <= 5 for score in answers.values()):
        return None
    return answers, clean_text(words).strip() if isinstance(words, str) else ""


def statements() -> list[str]:
    """Return the keys of the survey in the lesson's order."""
    source = written_lesson(SURVEY_LESSON).exercise(SURVEY).source
    return [key.value for key in ast.parse(source).body[0].value.keys]


def _incidents(workspace: Path, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    rows = []
    for student, lesson in pairs:
        outcome = Records(workspace, lesson).read(student)
        rows += [(student, lesson, i.kind, i.text) for i in (outcome.incidents if outcome else ())]
    return pd.DataFrame(rows, columns=["student", "lesson", "kind", "text"])
