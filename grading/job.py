"""What a worker does: read a submission, rebuild it, run it, and say what it is worth.

Plain data in and out. Nothing that a submission holds raises out of here.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from grading.incident import Incident, UnacceptableError
from grading.intake import Submission, read_cells
from grading.outputs import FAILED, error_output
from grading.plan import grade_id
from grading.restore import is_answer, is_check, restore
from grading.task import Limits, Result, Task, Verdict

Run = Callable[[Task], Result]


@dataclass(frozen=True)
class Sheet:
    """What the submissions of a lesson have in common.

    Attributes
    ----------
    lesson : str
        File stem of the lesson.
    release, key : dict
        The trainee edition as nbgrader generated it, and the key edition.
    originals : dict
        Grade id → (source, checksum) of each locked or solution cell as the gradebook knows it.
    data : str or None
        Folder of the data that submissions meet; None for the course's own.
    limits : Limits
        What a submission may use.
    level : int
        Isolation level.
    """

    lesson: str
    release: dict[str, Any]
    key: dict[str, Any]
    originals: dict[str, tuple[str, str]]
    data: str | None = None
    limits: Limits = field(default_factory=Limits)
    level: int = 3


@dataclass(frozen=True)
class Graded:
    """What a submission is worth.

    Attributes
    ----------
    student : str
        Whose it is.
    text : str
        The notebook as nbgrader keeps it after grading.
    scores, comments : dict
        Grade id → points (None: a person must judge), and → nbgrader's comment on an answer.
    incidents : list of Incident
        What happened, intake included.
    level : int
        Isolation level it ran at; 0 if it did not run.
    is_final : bool
        False if the fault was not the submission's, so that it should be run again.
    """

    student: str
    text: str
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    incidents: list[Incident]
    level: int = 0
    is_final: bool = True


def run_in_engine(task: Task) -> Result:
    """Run a task as it should be: the place to put another in."""
    from grading.engine import run

    return run(task)


def work(taken: Submission, sheet: Sheet, run: Run = run_in_engine) -> Graded:
    """Grade one submission, whatever it is."""
    if taken.notebook is None:
        return refuse(taken, sheet, taken.incidents[-1])
    try:
        cells = read_cells(taken.notebook)
    except UnacceptableError as problem:
        known = replace(taken, incidents=[*taken.incidents, problem.incident])
        return refuse(known, sheet, problem.incident)
    try:
        notebook, restored = restore(cells, nbformat.from_dict(sheet.release))
        plain = json.loads(json.dumps(notebook))
        task = Task(
            sheet.lesson, plain, sheet.key, taken.files, sheet.data, sheet.limits, sheet.level
        )
        result = run(task)
        put_in(notebook, result)
        put_back_originals(notebook, sheet)
        text, invalid = text_of(notebook)
    except Exception as problem:
        return give_up(taken, sheet, f"{type(problem).__name__}: {ascii(problem)[:300]}")
    incidents = [*taken.incidents, *restored, *result.incidents, *invalid]
    scores, comments = judge(notebook, sheet, result.verdicts)
    return Graded(taken.student, text, scores, comments, incidents, result.level)


def refuse(taken: Submission, sheet: Sheet, reason: Incident) -> Graded:
    """Give 0 points and a notebook whose first cell tells the trainee why."""
    release = nbformat.from_dict(sheet.release)
    zero = {grade_id(c): 0.0 for c in release.cells if c.metadata.get("nbgrader", {}).get("grade")}
    text, _ = text_of(explained(release, reason))
    return Graded(taken.student, text, zero, {}, taken.incidents)


def give_up(taken: Submission, sheet: Sheet, reason: str) -> Graded:
    """Give 0 points for now, as it is the grading that failed."""
    text = f"it could not be graded: {reason}; look at it and grade again"
    incident = Incident("refused", text, "评分程序无法运行这份作业，请联系讲师")
    known = replace(taken, incidents=[*taken.incidents, incident])
    return replace(refuse(known, sheet, incident), is_final=False)


def explained(release: NotebookNode, reason: Incident) -> NotebookNode:
    """Return the release with a first cell that tells the trainee why nothing was graded."""
    text = f"## 没有评分 / Not graded\n\n{reason.zh}。\n\n`{ascii(reason.text)[1:-1]}`"
    stub = deepcopy(release)
    stub.cells.insert(0, new_markdown_cell(text, id="not-graded"))
    return stub


def put_in(notebook: NotebookNode, result: Result) -> None:
    """Put a result's outputs into the notebook; a check shows its verdict and nothing else."""
    for at, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        cell.outputs = nbformat.from_dict(result.outputs.get(at, []))
        if is_check(cell):
            cell.outputs = shown(result.verdicts.get(grade_id(cell), Verdict(False)))


def shown(verdict: Verdict) -> list[NotebookNode]:
    """Return a check's verdict as outputs from which nbgrader reads the same points.

    >>> shown(Verdict(True)), shown(Verdict(False, "small"))[0].evalue
    ([], 'small')
    """
    if verdict.passed:
        return []
    return [nbformat.from_dict(error_output(FAILED, verdict.message))]


def put_back_originals(notebook: NotebookNode, sheet: Sheet) -> None:
    """Give graded cells the checksums, and checks the full sources, of the gradebook.

    Formgrader shows the instructor this notebook; feedback cuts the hidden tests out again.
    """
    for cell in notebook.cells:
        if grade_id(cell) in sheet.originals:
            source, checksum = sheet.originals[grade_id(cell)]
            cell.metadata.nbgrader["checksum"] = checksum
            if not is_answer(cell):
                cell.source = source


def text_of(notebook: NotebookNode) -> tuple[str, list[Incident]]:
    """Return the text of the notebook's file, without outputs if those are no valid ones."""
    incidents = []
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        incidents = [Incident("output", "outputs are not in the notebook format; left out")]
        for cell in notebook.cells:
            if cell.cell_type == "code" and not is_check(cell):
                cell.outputs = []
    return nbformat.v4.writes(notebook) + "\n", incidents


def judge(
    notebook: NotebookNode, sheet: Sheet, verdicts: dict[str, Verdict]
) -> tuple[dict[str, float | None], dict[str, str | None]]:
    """Return the scores and comments that nbgrader's `SaveAutoGrades` would record."""
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in notebook.cells:
        name, nbgrader = grade_id(cell), cell.metadata.get("nbgrader", {})
        blank = is_answer(cell) and cell.source == sheet.originals[name][0]
        if nbgrader.get("solution") or nbgrader.get("task"):
            comments[name] = "No response." if blank else None
        if nbgrader.get("grade"):
            scores[name] = 0.0 if blank else None
        if is_check(cell):
            passed = name in verdicts and verdicts[name].passed
            scores[name] = float(nbgrader["points"]) if passed else 0.0
    return scores, comments
