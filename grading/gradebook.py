"""The course's gradebook: the one place that uses nbgrader's converters and database.

Every function takes the workspace (nbgrader's course folder) and opens the gradebook for itself.
nbgrader's log goes into the errors raised here, not onto the terminal.
"""

import logging
import os
import sysconfig
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import nbgrader
import pandas as pd
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from course.build.cells import CODE_STUB, TEXT_STUB
from course.build.editions import text_of
from course.errors import CourseError
from course.files import write_whole
from grading.incident import Incident
from grading.workspace import notebook_path

TIMEOUT = 60
VERSION = f"1 nbgrader-{nbgrader.__version__}"
"""Changes when the same submission could score differently: all are graded again then."""

OURS, THEIRS = "grading.steps", "nbgrader.preprocessors"
SANITIZE = [
    f"{OURS}.RestoreStructure",
    f"{THEIRS}.ClearOutput",
    f"{THEIRS}.DeduplicateIds",
    f"{THEIRS}.OverwriteKernelspec",
    f"{THEIRS}.OverwriteCells",
    f"{THEIRS}.CheckCellMetadata",
]
AUTOGRADE = [
    f"{OURS}.Run",  # in the place of nbgrader's Execute
    f"{THEIRS}.IgnorePattern",
    f"{THEIRS}.LimitOutput",
    f"{THEIRS}.SaveAutoGrades",
    f"{THEIRS}.AssignLatePenalties",
    f"{THEIRS}.CheckCellMetadata",
]
FEEDBACK = ["grading.feedback.RedactChecks", "grading.feedback.Grades"]
FORMGRADER_FILTERS = {
    "markdown2html": "grading.feedback.markdown_html",
    "clean_html": "grading.clean.clean_html",
}

LESSON_COLUMNS = [
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
]
CHECK_COLUMNS = ["student", "lesson", "check", "points", "max_points", "needs_manual"]


class GradingError(Exception):
    """nbgrader could not finish one submission; the text ends with its last words."""


def settings(workspace: Path, *, timeout: int = TIMEOUT) -> Config:
    """Return nbgrader's configuration for this course, as `nbgrader_config.py` hands it out.

    Parameters
    ----------
    workspace : Path
        nbgrader's course folder.
    timeout : int
        Seconds a cell may run; a notebook starts no cell after five times this.

    Returns
    -------
    Config
        Course folder, exchange, stubs, and this course's steps in nbgrader's chains.
    """
    c = Config()
    c.CourseDirectory.root = str(workspace)
    c.CourseDirectory.course_id = "segmentation"
    c.Exchange.root = str(workspace / "exchange")
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.Execute.timeout = timeout
    c.Execute.shutdown_kernel = "immediate"
    c.Run.notebook_timeout = 5 * timeout
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.GenerateFeedback.preprocessors = FEEDBACK
    c.GenerateFeedback.exporter_class = "grading.feedback.FeedbackPage"
    c.HTMLExporter.filters = FORMGRADER_FILTERS  # Formgrader's pages, free of scripts
    c.HTMLExporter.sanitize_html = True
    return c


def prepare(workspace: Path, lesson: str, key: NotebookNode) -> None:
    """Put a lesson's key into the workspace and generate its assignment.

    Raises
    ------
    CourseError
        If submissions were graded against other exercises or checks.
    """
    path = notebook_path(workspace, "source", ".", lesson)
    write_whole(path, text_of(key).encode("utf-8"))
    (workspace / "exchange").mkdir(exist_ok=True)
    try:
        convert(GenerateAssignment, workspace, lesson)
    except GradingError as problem:
        if "Cannot add or remove cells" not in str(problem):
            raise CourseError(
                f"nbgrader could not generate {lesson} from {path}:\n{problem}\n"
                "Run `segcourse lint` on the lesson and mend what it names."
            ) from None
        raise CourseError(
            f"The exercises or checks of {lesson} are not those that {workspace} has graded "
            "submissions against. Expected the same grade ids. Name an empty folder with "
            "--workspace DIR and grade there, or go back to the lesson's earlier version."
        ) from None


def is_prepared(workspace: Path, lesson: str) -> bool:
    """Tell whether the gradebook knows the lesson and its release is there."""
    if not notebook_path(workspace, "release", ".", lesson).exists():
        return False
    with open_gradebook(workspace) as book:
        return lesson in [assignment.name for assignment in book.assignments]


def graded_students(workspace: Path, lesson: str) -> set[str]:
    """Return who has a score and a graded notebook for a lesson."""
    with open_gradebook(workspace) as book:
        students = {s.student.id for s in book.assignment_submissions(lesson)}
    return {s for s in students if notebook_path(workspace, "autograded", s, lesson).exists()}


def autograde(
    workspace: Path, lesson: str, student: str, *, timeout: int = TIMEOUT
) -> list[Incident]:
    """Grade what `submitted/` holds of one student, and return what happened while it ran.

    Raises
    ------
    GradingError
        If nbgrader gave up; the gradebook then has no new score.
    """
    convert(Autograde, workspace, lesson, student=student, timeout=timeout)
    done = nbformat.read(notebook_path(workspace, "autograded", student, lesson), as_version=4)
    return [Incident(*record) for record in done.metadata["segcourse"]["incidents"]]


def record_zero(workspace: Path, lesson: str, student: str, stub: NotebookNode) -> None:
    """Record 0 points for a submission that could not be run, with a notebook that says why.

    Points given by hand stay; such an essay is marked for another look.
    """
    with open_gradebook(workspace) as book:
        book.update_or_create_student(student)
        submission = book.update_or_create_submission(lesson, student)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.auto_score = 0
                grade.needs_manual_grade = grade.manual_score is not None
        book.db.commit()
    path = notebook_path(workspace, "autograded", student, lesson)
    write_whole(path, text_of(stub).encode("utf-8"))


def read_scores(workspace: Path, lesson: str | None = None) -> pd.DataFrame:
    """Read the gradebook, one row per student and check.

    Returns
    -------
    DataFrame
        Columns student, lesson, check, points, max_points (points, as they count now: by hand
        where a person gave them) and needs_manual (bool); sorted by the first three.
    """
    with open_gradebook(workspace) as book:
        rows = [
            (s.student.id, a.name, g.cell.name, g.score, g.cell.max_score, g.needs_manual_grade)
            for a in book.assignments
            if lesson in (None, a.name)
            for s in a.submissions
            for notebook in s.notebooks
            for g in notebook.grades
        ]
    return pd.DataFrame(sorted(rows), columns=CHECK_COLUMNS)


def read_totals(workspace: Path, lesson: str | None = None) -> pd.DataFrame:
    """Read totals with the columns and the meaning of `nbgrader export`.

    Returns
    -------
    DataFrame
        One row per lesson and student of the gradebook; 0 where nothing was handed in.
    """
    with open_gradebook(workspace) as book:
        rows = [
            _total(book, assignment, student)
            for assignment in book.assignments
            if lesson in (None, assignment.name)
            for student in book.students
        ]
    return pd.DataFrame(rows, columns=LESSON_COLUMNS).sort_values(["assignment", "student_id"])


def make_feedback(workspace: Path, lesson: str) -> list[Path]:
    """Write the feedback pages of a lesson for everyone graded, and return their paths."""
    students = sorted(graded_students(workspace, lesson))
    if students:
        convert(GenerateFeedback, workspace, lesson)
    return [notebook_path(workspace, "feedback", s, lesson).with_suffix(".html") for s in students]


def knows(workspace: Path, lesson: str | None) -> bool:
    """Tell whether this workspace holds a gradebook, with this lesson if one is named."""
    if not (workspace / "gradebook.db").exists():
        return False
    with open_gradebook(workspace) as book:
        return lesson in [None, *(assignment.name for assignment in book.assignments)]


def _total(book: Gradebook, assignment, student) -> tuple:
    try:
        found = book.find_submission(assignment.name, student.id)
        when, raw, penalty = found.timestamp, found.score, found.late_submission_penalty
    except MissingEntry:
        when, raw, penalty = None, 0.0, 0.0
    person = (student.id, student.last_name, student.first_name, student.email)
    score = max(0.0, raw - penalty)
    return (
        *(assignment.name, assignment.duedate, when, *person),
        *(raw, penalty, score, assignment.max_score),
    )


@contextmanager
def open_gradebook(workspace: Path) -> Iterator[Gradebook]:
    """Open the workspace's gradebook, to be closed when the block ends."""
    directory = CourseDirectory(config=settings(workspace))
    with _nbgrader_ready(), Gradebook(directory.db_url, directory.course_id) as book:
        yield book


def reach_scripts() -> None:
    """Put this environment's scripts on the path: nbgrader calls `alembic` by its bare name."""
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, path])


@contextmanager
def _nbgrader_ready() -> Iterator[None]:
    """Let nbgrader find its scripts, and silence what its own use of SQLAlchemy warns of."""
    reach_scripts()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def convert(
    step: type[BaseConverter],
    workspace: Path,
    lesson: str,
    *,
    student: str = "*",
    timeout: int = TIMEOUT,
) -> None:
    """Run one of nbgrader's converters quietly; what it says goes into the error."""
    config = settings(workspace, timeout=timeout)
    directory = CourseDirectory(config=config, assignment_id=lesson, student_id=student)
    converter = step(coursedir=directory, config=config, force=True)
    heard = _Lines()
    converter.log.addHandler(heard)
    try:
        with _nbgrader_ready():
            converter.start()
    except (NbGraderException, SystemExit) as problem:
        raise GradingError("\n".join(heard.lines[-3:]) or str(problem)) from None
    finally:
        converter.log.removeHandler(heard)


class _Lines(logging.Handler):
    """Collects errors, a traceback as its last line."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the last line of a message."""
        lines = record.getMessage().strip().splitlines()
        self.lines += lines[-1:]
