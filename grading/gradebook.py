"""The course's gradebook: the one place that uses nbgrader's converters and database.

Reading goes by plain SQL, as importing nbgrader takes seconds. Functions that take the workspace
(nbgrader's course folder) open the gradebook for themselves. nbgrader's log goes into the errors
raised here, not onto the terminal.
"""

import logging
import os
import sysconfig
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import sqlalchemy

from course.errors import CourseError
from course.files import write_whole
from grading.workspace import notebook_path

if TYPE_CHECKING:  # nbgrader takes seconds to import: only those who write wait for it
    from nbformat import NotebookNode
    from nbgrader.api import Gradebook
    from nbgrader.converters.base import BaseConverter
    from traitlets.config import Config

TIMEOUT = 60
VERSION = f"2 nbgrader-{version('nbgrader')}"
"""Changes when the same submission could score differently: all are graded again then."""

ADDRESS = "SEGCOURSE_GRADEBOOK_URL"
"""Names the variable that may hold another database's address."""

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


def settings(workspace: Path, *, timeout: int = TIMEOUT) -> "Config":
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
    from traitlets.config import Config

    from course.build.cells import CODE_STUB, TEXT_STUB

    c = Config()
    c.CourseDirectory.root = str(workspace)
    c.CourseDirectory.db_url = database(workspace)
    c.CourseDirectory.course_id = "segmentation"
    c.Exchange.root = str(workspace / "exchange")
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.Run.timeout = timeout
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.GenerateFeedback.preprocessors = FEEDBACK
    c.GenerateFeedback.exporter_class = "grading.feedback.FeedbackPage"
    c.HTMLExporter.filters = FORMGRADER_FILTERS  # Formgrader's pages, free of scripts
    c.HTMLExporter.sanitize_html = True
    return c


def database(workspace: Path) -> str:
    """Return the gradebook's address: what SEGCOURSE_GRADEBOOK_URL names, else nbgrader's file."""
    return os.environ.get(ADDRESS) or f"sqlite:///{workspace.absolute() / 'gradebook.db'}"


def prepare(workspace: Path, lesson: str, key: "NotebookNode") -> None:
    """Put a lesson's key into the workspace and generate its assignment.

    Raises
    ------
    CourseError
        If submissions were graded against other exercises or checks.
    """
    from nbgrader.converters import GenerateAssignment

    from course.build.editions import text_of

    path = notebook_path(workspace, "source", ".", lesson)
    write_whole(path, text_of(key).encode("utf-8"))
    (workspace / "exchange").mkdir(exist_ok=True)
    _make_tables(workspace)
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


def _make_tables(workspace: Path) -> None:
    """Make nbgrader's tables, or what is missing of them should that have been stopped.

    nbgrader does it when it opens an empty database, but starts a program for the tables' version,
    which takes seconds.
    """
    import nbgrader
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base

    newest = ScriptDirectory(Path(nbgrader.__file__).parent / "alembic").get_current_head()
    engine = sqlalchemy.create_engine(database(workspace))
    note = "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"
    with engine.begin() as tables:
        Base.metadata.create_all(tables)
        tables.execute(sqlalchemy.text(note))
        if not tables.execute(sqlalchemy.text("SELECT * FROM alembic_version")).all():
            insert = sqlalchemy.text("INSERT INTO alembic_version VALUES (:newest)")
            tables.execute(insert, {"newest": newest})
    engine.dispose()


def is_prepared(workspace: Path, lesson: str) -> bool:
    """Tell whether the gradebook knows the lesson and its release is there."""
    found = notebook_path(workspace, "release", ".", lesson).exists()
    return found and bool(originals(workspace, lesson))


def originals(workspace: Path, lesson: str) -> dict[str, tuple[str, str]]:
    """Return grade id → (source, checksum) of the lesson's graded cells, hidden tests included."""
    rows = _rows(
        workspace,
        "SELECT c.name, c.source, c.checksum FROM source_cell c "
        "JOIN notebook n ON n.id = c.notebook_id JOIN assignment a ON a.id = n.assignment_id "
        "WHERE a.name = :lesson",
        lesson=lesson,
    )
    return {name: (source, checksum) for name, source, checksum in rows}


def graded_students(workspace: Path, lesson: str) -> set[str]:
    """Return who has a score and a graded notebook for a lesson."""
    rows = _rows(
        workspace,
        "SELECT s.student_id FROM submitted_assignment s "
        "JOIN assignment a ON a.id = s.assignment_id WHERE a.name = :lesson",
        lesson=lesson,
    )
    return {s for (s,) in rows if notebook_path(workspace, "autograded", s, lesson).exists()}


def record(
    book: "Gradebook",
    lesson: str,
    student: str,
    *,
    scores: dict[str, float | None],
    comments: dict[str, str | None],
    time: str = "",
) -> None:
    """Record a submission in one transaction, as `nbgrader autograde` leaves it.

    Parameters
    ----------
    book : Gradebook
        Open.
    lesson, student : str
        File stem, and id; a new student gets a row.
    scores : dict
        Grade id → points; None waits for a person. Points given by hand stay; they are marked for
        another look.
    comments : dict
        Grade id → automatic comment.
    time : str
        When it was handed in, as `timestamp.txt` has it.
    """
    from nbgrader.api import Comment, Grade
    from nbgrader.utils import parse_utc

    given = {"timestamp": parse_utc(time)} if time else {}
    with _one_transaction(book):
        book.update_or_create_student(student)
        submission = book.update_or_create_submission(lesson, student, **given)
        notebook = book.find_submission_notebook(lesson, lesson, student)
        for name, grade in _by_name(book, Grade, notebook):
            if name in scores:
                grade.auto_score = scores[name]
                by_hand = grade.manual_score is not None or grade.auto_score is None
                grade.needs_manual_grade = by_hand
        for name, comment in _by_name(book, Comment, notebook):
            if name in comments:
                comment.auto_comment = comments[name]
        _penalise(book, submission, notebook)


def is_time(text: str) -> bool:
    """Tell whether nbgrader can read a time.

    >>> is_time("2026-03-01 09:30:00 Asia/Shanghai"), is_time("2026-13-41 09:30:00")
    (True, False)
    """
    from nbgrader.utils import parse_utc

    try:
        return isinstance(parse_utc(text), datetime)
    except (ValueError, OverflowError):
        return False


def _by_name(book: "Gradebook", kind: type, notebook) -> list:
    """Return (grade id, row) of a submitted notebook's grades or comments."""
    from nbgrader.api import BaseCell

    rows = book.db.query(BaseCell.name, kind).join(kind, kind.cell_id == BaseCell.id)
    return rows.filter(kind.notebook_id == notebook.id).all()


def _penalise(book: "Gradebook", submission, notebook) -> None:
    """Take off for lateness what the plugin in nbgrader's configuration says."""
    from nbgrader.preprocessors import AssignLatePenalties

    notebook.late_submission_penalty = None
    if submission.assignment.duedate is None or submission.total_seconds_late <= 0:
        return
    step = AssignLatePenalties(config=book.settings)
    step.init_plugin()
    book.db.flush()
    book.db.refresh(notebook, ["score"])
    penalty = step.plugin_inst.late_submission_penalty(
        submission.student_id, notebook.score, submission.total_seconds_late
    )
    if penalty is not None:
        notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)


@contextmanager
def _one_transaction(book: "Gradebook") -> Iterator[None]:
    """Commit once, at the end: nbgrader's own functions commit after each step."""
    session = book.db()
    book.db.commit = session.flush
    try:
        yield
        session.commit()
    except sqlalchemy.exc.SQLAlchemyError as problem:
        session.rollback()
        raise CourseError(
            f"The gradebook could not be written: {str(problem).splitlines()[0]}. What was graded "
            "before is kept. See that no other program holds it, then run the command again."
        ) from None
    except BaseException:
        session.rollback()
        raise
    finally:
        del book.db.commit


def read_scores(workspace: Path, lesson: str | None = None) -> pd.DataFrame:
    """Read the gradebook, one row per student and check.

    Returns
    -------
    DataFrame
        Columns student, lesson, check, points, max_points (points, as they count now: by hand
        where a person gave them) and needs_manual (bool); sorted by the first three.
    """
    rows = _rows(
        workspace,
        "SELECT s.student_id, a.name, c.name,"
        " COALESCE(g.manual_score + COALESCE(g.extra_credit, 0.0),"
        " g.auto_score + COALESCE(g.extra_credit, 0.0), 0.0),"
        " COALESCE(gc.max_score, tc.max_score), g.needs_manual_grade "
        "FROM grade g JOIN base_cell c ON c.id = g.cell_id "
        "LEFT JOIN grade_cells gc ON gc.id = c.id LEFT JOIN task_cells tc ON tc.id = c.id "
        "JOIN submitted_notebook n ON n.id = g.notebook_id "
        "JOIN submitted_assignment s ON s.id = n.assignment_id "
        "JOIN assignment a ON a.id = s.assignment_id WHERE :lesson IN ('', a.name)",
        lesson=lesson or "",
    )
    rows = sorted((*row[:-1], bool(row[-1])) for row in rows)
    return pd.DataFrame(rows, columns=CHECK_COLUMNS)


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
    from nbgrader.converters import GenerateFeedback

    students = sorted(graded_students(workspace, lesson))
    if students:
        convert(GenerateFeedback, workspace, lesson)
    return [notebook_path(workspace, "feedback", s, lesson).with_suffix(".html") for s in students]


def knows(workspace: Path, lesson: str | None) -> bool:
    """Tell whether this workspace has a gradebook, with this lesson if one is named."""
    lessons = {name for (name,) in _rows(workspace, "SELECT name FROM assignment")}
    return lesson in lessons if lesson else bool(lessons)


def require(workspace: Path, lesson: str | None = None) -> None:
    """See that this workspace has a gradebook, with this lesson if one is named.

    Raises
    ------
    CourseError
        If it has none.
    """
    if not knows(workspace, lesson):
        what = f"no graded {lesson}" if lesson else "no gradebook"
        raise CourseError(
            f"There is {what} in {workspace}. Expected a workspace with graded submissions. "
            "Run `segcourse grade` first, or name its workspace with --workspace DIR."
        )


def _rows(workspace: Path, sql: str, **given: str) -> list:
    """Return what a query finds; nothing if there is no gradebook yet."""
    url = database(workspace)
    try:
        path = sqlalchemy.make_url(url).database
        if url.startswith("sqlite") and not os.path.exists(path):
            return []
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            if not sqlalchemy.inspect(connection).has_table("grade"):
                return []
            return connection.execute(sqlalchemy.text(sql), given).all()
    except (ModuleNotFoundError, sqlalchemy.exc.SQLAlchemyError) as problem:
        raise CourseError(
            f"The gradebook cannot be read: {str(problem).splitlines()[0]}. Expected {ADDRESS} "
            "unset, or an address such as postgresql+psycopg://name@host/grades; this one needs "
            "`pip install segcourse[postgres]`. Check the address and whether the server runs."
        ) from None


def _total(book: "Gradebook", assignment, student) -> tuple:
    from nbgrader.api import MissingEntry

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
def open_gradebook(workspace: Path) -> Iterator["Gradebook"]:
    """Open the workspace's gradebook, to be closed when the block ends."""
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

    config = settings(workspace)
    directory = CourseDirectory(config=config)
    with _nbgrader_ready(), Gradebook(directory.db_url, directory.course_id) as book:
        book.settings = config
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
    step: type["BaseConverter"],
    workspace: Path,
    lesson: str,
    *,
    student: str = "*",
) -> None:
    """Run one of nbgrader's converters quietly; what it says goes into the error."""
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    config = settings(workspace)
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
