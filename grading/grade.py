"""Grade a folder of submissions: each one ends with a recorded outcome, none stops the batch."""

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
import pandas as pd
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from course.build.editions import text_of
from course.errors import CourseError
from course.files import write_whole
from grading import gradebook
from grading.incident import Incident
from grading.intake import Submission, find_students, name_problem, take_in
from grading.restore import grade_id, restore
from grading.workspace import notebook_path, replace_folder

NO_ISOLATION = (
    "Grading runs the trainees' code on this machine, as you, with your files and your network: "
    "isolation level 1 of 3, none. Expected --allow-unisolated, which says that you accept this. "
    "Grade work of people you trust, or work inside a container or a spare account that holds "
    "nothing else, and add --allow-unisolated."
)


@dataclass(frozen=True)
class Outcome:
    """How one submission ended.

    Attributes
    ----------
    fingerprint : str
        Hash of the submission, the key and the engine's version.
    timeout : int
        Seconds that a cell was allowed.
    incidents : list of Incident
        Empty if nothing is worth a word.
    """

    fingerprint: str
    timeout: int
    incidents: list[Incident] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Return `graded`, `graded with incidents` or `refused`."""
        kinds = {incident.kind for incident in self.incidents}
        if "refused" in kinds:
            return "refused"
        return "graded with incidents" if kinds else "graded"

    @property
    def is_read(self) -> bool:
        """Whether there was a notebook that could be run."""
        return not {"refused", "unreadable"} & {incident.kind for incident in self.incidents}


@dataclass(frozen=True)
class Report:
    """What a run did.

    Attributes
    ----------
    outcomes : dict
        Student → Outcome, sorted.
    fresh : list of str
        Students graded in this run; the others were unchanged.
    absent : list of str
        Folders without this lesson.
    scores : DataFrame
        As `gradebook.read_scores` gives it, these students only.
    """

    outcomes: dict[str, Outcome]
    fresh: list[str]
    absent: list[str]
    scores: pd.DataFrame

    @property
    def exit_code(self) -> int:
        """Return 0 if every submission could be run, else 1."""
        return 0 if all(outcome.is_read for outcome in self.outcomes.values()) else 1


def require_consent(allow_unisolated: bool) -> None:
    """Raise unless the instructor has accepted that nothing isolates the trainees' code."""
    if not allow_unisolated:
        raise CourseError(NO_ISOLATION)


def grade_lesson(
    submissions: Path,
    *,
    lesson: str,
    key: NotebookNode,
    workspace: Path,
    timeout: int = gradebook.TIMEOUT,
    on_start: Callable[[str, int, int], None] = lambda student, done, total: None,
) -> Report:
    """Grade every submission of a lesson that is new or changed.

    Parameters
    ----------
    submissions : Path
        One folder per trainee.
    lesson : str
        File stem of the lesson.
    key : NotebookNode
        Its key edition.
    workspace : Path
        nbgrader's course folder; made if absent.
    timeout : int
        Seconds a cell may run.
    on_start : callable
        Told student, number done and number in all before each submission.

    Returns
    -------
    Report

    Raises
    ------
    CourseError
        If there is nothing to grade or the key does not fit the gradebook.
    """
    students, absent = find_students(submissions, lesson)
    record = Record(workspace, lesson)
    key_hash = hashlib.sha256(text_of(key).encode("utf-8")).hexdigest()
    if record.key != key_hash or not gradebook.is_prepared(workspace, lesson):
        gradebook.prepare(workspace, lesson, key)
        record.save(key=key_hash)
    release = nbformat.read(notebook_path(workspace, "release", ".", lesson), as_version=4)
    graded = gradebook.graded_students(workspace, lesson)
    fresh = []
    for done, student in enumerate(students):
        on_start(student, done, len(students))
        work = rebuild(take_in(submissions, student, lesson), release)
        mark = fingerprint(work, key_hash)
        has_row = student in graded or bool(name_problem(student))
        if not (has_row and record.is_current(student, mark, timeout)):
            incidents = grade_one(work, lesson=lesson, workspace=workspace, timeout=timeout)
            record.save(student, Outcome(mark, timeout, incidents))
            fresh.append(student)
    scores = gradebook.read_scores(workspace, lesson)
    scores = scores[scores["student"].isin(students)].reset_index(drop=True)
    outcomes = {student: record.outcomes[student] for student in students}
    return Report(outcomes, fresh, absent, scores)


@dataclass(frozen=True)
class Work:
    """A submission on the release's structure; what could not be read has `refusal` instead."""

    student: str
    notebook: NotebookNode
    files: dict[str, bytes]
    incidents: list[Incident]
    refusal: Incident | None = None


def rebuild(taken: Submission, release: NotebookNode) -> Work:
    """Put a submission on the release's structure, or say on the release why that cannot be."""
    if taken.cells:
        notebook, restored = restore(taken.cells, release)
        return Work(taken.student, notebook, taken.files, [*taken.incidents, *restored])
    reason = taken.incidents[-1]
    return Work(taken.student, explained(release, reason), {}, taken.incidents, reason)


def explained(release: NotebookNode, reason: Incident) -> NotebookNode:
    """Return the release with a first cell that tells the trainee why nothing was graded."""
    text = f"## 没有评分 / Not graded\n\n{reason.zh}。\n\n`{ascii(reason.text)[1:-1]}`"
    stub = deepcopy(release)
    stub.cells.insert(0, new_markdown_cell(text, id="not-graded"))
    return stub


def grade_one(
    work: Work, *, lesson: str, workspace: Path, timeout: int = gradebook.TIMEOUT
) -> list[Incident]:
    """Grade one submission, whatever it is, and return its incidents.

    What cannot be run gets 0 points. A folder whose name cannot be an id gets no row at all.
    """
    if name_problem(work.student):
        return work.incidents
    if work.refusal:
        gradebook.record_zero(workspace, lesson, work.student, work.notebook)
        return work.incidents
    files = work.files | {f"{lesson}.ipynb": text_of(work.notebook).encode("utf-8")}
    replace_folder(notebook_path(workspace, "submitted", work.student, lesson).parent, files)
    try:
        ran = gradebook.autograde(workspace, lesson, work.student, timeout=timeout)
    except gradebook.GradingError as problem:
        text = f"nbgrader could not grade it: {problem}; look at it and grade again"
        ran = [Incident("refused", text, "评分程序无法运行这份作业，请联系讲师")]
        stub = explained(work.notebook, ran[0])
        gradebook.record_zero(workspace, lesson, work.student, stub)
    return [*work.incidents, *ran]


def fingerprint(work: Work, key_hash: str) -> str:
    """Return a hash of all that decides a submission's score.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> one, other = (Work("a", new_notebook(cells=[new_code_cell(s)]), {}, []) for s in "xy")
    >>> fingerprint(one, "k") == fingerprint(other, "k")
    False
    """
    cells = [[cell.cell_type, grade_id(cell), cell.source] for cell in work.notebook.cells]
    files = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(work.files.items())}
    parts = [gradebook.VERSION, key_hash, cells, files]
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()


class Record:
    """The outcomes of one lesson, kept in the workspace; written whole after each submission."""

    def __init__(self, workspace: Path, lesson: str):
        self.path = workspace / "outcomes" / f"{lesson}.json"
        stored = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        self.key: str = stored.get("key", "")
        self.outcomes = {
            student: Outcome(o["fingerprint"], o["timeout"], [Incident(*i) for i in o["incidents"]])
            for student, o in stored.get("outcomes", {}).items()
        }

    def is_current(self, student: str, mark: str, timeout: int) -> bool:
        """Tell whether exactly this was graded and more time would change nothing."""
        outcome = self.outcomes.get(student)
        if outcome is None or outcome.fingerprint != mark:
            return False
        timed_out = any(incident.kind == "timeout" for incident in outcome.incidents)
        return not timed_out or timeout <= outcome.timeout

    def save(self, student: str = "", outcome: Outcome | None = None, *, key: str = "") -> None:
        """Add what is given and write the file."""
        self.key = key or self.key
        if outcome:
            self.outcomes[student] = outcome
        stored = {s: asdict(o) for s, o in sorted(self.outcomes.items())}
        text = json.dumps({"key": self.key, "outcomes": stored}, indent=1)
        write_whole(self.path, text.encode("utf-8"))
