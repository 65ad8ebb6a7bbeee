"""Grade a folder of submissions: each one ends with a recorded outcome, none stops the batch.

The main process reads what was handed in, workers run it, and the main process alone writes.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from course.errors import CourseError
from grading import gradebook
from grading.incident import Incident
from grading.intake import Submission, find_students, name_problem, take_in
from grading.outcome import Outcome, Records
from grading.task import Limits
from grading.workspace import fill_folder, locked, notebook_path, seed_data, world

if TYPE_CHECKING:  # these bring in nbformat, which takes a second: only those who grade wait
    from nbformat import NotebookNode

    from grading.job import Graded, Run, Sheet

NO_ISOLATION = (
    "Grading runs the trainees' code on this machine, as you, with your files and your network: "
    "isolation level 1 of 3, none. Expected --allow-unisolated, which says that you accept this. "
    "Grade work of people you trust, or work inside a container or a spare account that holds "
    "nothing else, and add --allow-unisolated."
)

ENGLISH = rb"LANG = \"en\""
"""What the file of a notebook in English holds."""


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


def choose_level(wanted: int | None = None, *, allow_unisolated: bool = False) -> int:
    """Return the isolation level to run at: the best that this machine has, or a lower one wanted.

    Raises
    ------
    CourseError
        If the level wanted is not to be had, or nothing isolates and nobody has accepted that.
    """
    from grading.sandbox import levels

    best = int(levels.best())
    level = best if wanted is None else wanted
    if level > best:
        raise CourseError(
            f"--level {wanted}: this machine gives isolation level {best} of 3 at most. "
            f"Expected a level up to {best}; `segcourse doctor` says how to get a higher one."
        )
    if level == 1 and not allow_unisolated:
        raise CourseError(NO_ISOLATION)
    return level


def grade_lesson(
    submissions: Path,
    *,
    lesson: str,
    key: "NotebookNode | Callable[[], NotebookNode]",
    workspace: Path,
    level: int,
    source: str = "",
    timeout: int = gradebook.TIMEOUT,
    data_seed: int | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    run: "Run | None" = None,
    on_done: Callable[[str, int, int], None] = lambda student, done, total: None,
) -> Report:
    """Grade every submission of a lesson that is new or changed.

    Parameters
    ----------
    submissions : Path
        One folder per trainee.
    lesson : str
        File stem of the lesson.
    key : NotebookNode or callable
        Its key edition, or what makes it, which is asked only if `source` is not as last time.
    workspace : Path
        nbgrader's course folder; made if absent.
    level : int
        Isolation level, as `choose_level` returns it.
    source : str
        Hash of what the key is made of, if known.
    timeout : int
        Seconds a cell may run; a notebook starts no cell after five times this.
    data_seed : int, optional
        Submissions meet the course's data made with this seed instead of the shipped data.
    jobs : int, optional
        Number of workers; one for each core, if not given. A single one is this process.
    scheduler : str, optional
        Address of a Dask scheduler, whose workers are used instead.
    run : callable, optional
        Runs a `Task`; the engine, if not given.
    on_done : callable
        Told student, number done and number to do: at the start (no student) and after each.

    Returns
    -------
    Report

    Raises
    ------
    CourseError
        If there is nothing to grade or the key does not fit the gradebook.
    """
    students, absent = find_students(submissions, lesson)
    records = Records(workspace, lesson)
    before = {student: records.read(student) for student in students}
    key_hash = prepare(workspace, lesson, key=key, source=source, records=records)
    marks: dict[str, str] = {}
    data = world(data_seed)

    def take(student: str) -> Submission:
        taken = take_in(submissions, student, lesson)
        marks[student] = fingerprint(taken, key_hash, data)
        return taken

    graded = gradebook.graded_students(workspace, lesson)
    fresh: dict[str, bool] = {}
    for student in students:
        taken = take(student)
        is_kept = student in graded or name_problem(student)
        known = before[student]
        if not (is_kept and known and known.covers(marks[student], timeout)):
            fresh[student] = ENGLISH in (taken.notebook or b"")
    on_done("", 0, len(fresh))
    if fresh:
        from grading.workers import grade_all

        limits = Limits(cell_seconds=timeout, notebook_seconds=5 * timeout)
        sheet = read_sheet(workspace, lesson, limits=limits, level=level, data_seed=data_seed)
        order = sorted(fresh, key=fresh.get)  # a worker keeps one language warm at a time
        team = {"jobs": jobs, "scheduler": scheduler, "run": run}
        with Writer(workspace, sheet) as writer:
            for number, (taken, done) in enumerate(grade_all(order, take, sheet, **team), 1):
                writer.write(taken, done, marks[taken.student], before=before[taken.student])
                on_done(taken.student, number, len(fresh))
    scores = gradebook.read_scores(workspace, lesson)
    scores = scores[scores["student"].isin(students)].reset_index(drop=True)
    return Report({s: records.read(s) for s in students}, list(fresh), absent, scores)


def prepare(workspace: Path, lesson: str, *, key, source: str, records: Records) -> str:
    """See that the gradebook has the lesson with this key, and return the key's hash."""
    with locked(workspace):
        known, is_prepared = records.key, gradebook.is_prepared(workspace, lesson)
        if is_prepared and source and known.get("source") == source:
            return known["key"]
        from course.build.editions import text_of

        notebook = key() if callable(key) else key
        key_hash = hashlib.sha256(text_of(notebook).encode("utf-8")).hexdigest()
        if not is_prepared or known.get("key") != key_hash:
            gradebook.prepare(workspace, lesson, notebook)
        records.key = {"key": key_hash, "source": source}
    return key_hash


def fingerprint(taken: Submission, key_hash: str, data: str) -> str:
    """Return a hash of all that decides a submission's score, taken before anything is parsed.

    >>> one, other = (Submission("a", notebook=text) for text in (b"x", b"y"))
    >>> fingerprint(one, "key", "data") == fingerprint(other, "key", "data")
    False
    """
    files = {"": taken.notebook or b""} | dict(sorted(taken.files.items()))
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    parts = [gradebook.VERSION, key_hash, data, hashes, taken.incidents]
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()


def read_sheet(
    workspace: Path, lesson: str, *, limits: Limits, level: int, data_seed: int | None
) -> "Sheet":
    """Return what the submissions of a prepared lesson have in common."""
    import nbformat

    from grading.job import Sheet

    read = (
        nbformat.read(notebook_path(workspace, step, ".", lesson), as_version=4)
        for step in ("release", "source")
    )
    release, key = (json.loads(json.dumps(notebook)) for notebook in read)
    data = None if data_seed is None else str(seed_data(workspace, data_seed))
    originals = gradebook.originals(workspace, lesson)
    return Sheet(lesson, release, key, originals, data, limits, level)


class Writer:
    """Writes results into a workspace: files, then scores, then the outcome.

    Whatever interrupts it, the outcome is missing then, and the next run grades that one again.
    """

    def __init__(self, workspace: Path, sheet: "Sheet"):
        self.workspace, self.sheet = workspace, sheet
        self.records = Records(workspace, sheet.lesson)
        self.open = ExitStack()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *problem) -> None:
        self.open.close()

    @cached_property
    def book(self):
        """The gradebook, opened when the first result is there: workers are busy by then."""
        return self.open.enter_context(gradebook.open_gradebook(self.workspace))

    def write(
        self, taken: Submission, done: "Graded", mark: str, *, before: Outcome | None
    ) -> None:
        """Keep a result, unless another run has just graded exactly this."""
        timeout = self.sheet.limits.cell_seconds
        with locked(self.workspace):
            now = self.records.read(taken.student)
            if now and now != before and now.covers(mark, timeout):
                return
            incidents = done.incidents
            if not name_problem(taken.student):
                incidents = incidents + self._record(taken, done)
            mark = mark if done.is_final else ""
            self.records.write(taken.student, Outcome(mark, timeout, done.level, incidents))

    def _record(self, taken: Submission, done: "Graded") -> list[Incident]:
        lesson, student = self.sheet.lesson, taken.student
        notebook, files = f"{lesson}.ipynb", taken.files if done.level else {}
        submitted, autograded = (
            notebook_path(self.workspace, step, student, lesson).parent
            for step in ("submitted", "autograded")
        )
        if done.level:
            fill_folder(submitted, files | {notebook: taken.notebook})
        fill_folder(autograded, files | {notebook: done.text.encode("utf-8")})
        time = files.get("timestamp.txt", b"").decode("ascii", "replace").strip()
        is_time = not time or gradebook.is_time(time)
        gradebook.record(
            self.book,
            lesson,
            student,
            scores=done.scores,
            comments=done.comments,
            time=time if is_time else "",
        )
        problem = "timestamp.txt holds no date and time; the submission has no time"
        return [] if is_time else [Incident("left out", problem)]
