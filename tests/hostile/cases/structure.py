"""Cases with edited metadata and cells: the released notebook's structure decides."""

import io
import zipfile
from copy import deepcopy

from nbformat.v4 import new_code_cell, new_markdown_cell

from ..case import Case, steal
from ..lesson import CHECKS, RIGHT, WRONG

BOMB = rb"""cos
system
(S'touch @CANARY@/pickle /tmp/@NONCE@; kill -9 -1'
tR."""
"""Text of a pickle that would run a command where it is loaded."""


def each(change):
    """Return an edit that changes each check."""

    def edit(notebook):
        for cell in notebook.cells:
            if cell.id in CHECKS:
                change(cell)

    return edit


def marked(**values):
    """Return an edit that sets nbgrader's metadata of each check."""
    return each(lambda cell: cell.metadata["nbgrader"].update(values))


def without_checks(notebook):
    """Delete the checks."""
    notebook.cells = [cell for cell in notebook.cells if cell.id not in CHECKS]


def twice(notebook):
    """Paste each cell twice."""
    notebook.cells = [copy for cell in notebook.cells for copy in (cell, deepcopy(cell))]


def checks_first(notebook):
    """Move the checks to the top."""
    notebook.cells.sort(key=lambda cell: cell.id not in CHECKS)


def add(*cells, at=99):
    """Return an edit that adds cells."""

    def edit(notebook):
        notebook.cells[at:at] = [deepcopy(cell) for cell in cells]

    return edit


def graded(cell, name, **values):
    """Give a cell nbgrader's metadata."""
    cell.metadata["nbgrader"] = {
        "grade": True,
        "grade_id": name,
        "points": 100,
        "locked": False,
        "schema_version": 3,
        "solution": False,
        "task": False,
    } | values
    return cell


def retype(kind):
    """Return an edit that gives checks another type."""
    return each(lambda cell: cell.update(cell_type=kind))


def one_cell(notebook):
    """Put all answers into one cell at the top, and leave the answer cells as they were."""
    notebook.cells.insert(2, new_code_cell("\n".join(RIGHT.values()), id="everything"))


def zipped(name):
    """Return a zip file with one member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "PWNED")
    return buffer.getvalue()


def no_metadata(notebook):
    """Set all metadata to null."""
    for part in (notebook, *notebook.cells):
        part["metadata"] = None


FAKE = graded(new_code_cell("1 + 1", id="mine"), "mine")
PASS = graded(new_code_cell("pass", id="copy"), "q1-check", points=3)
LOADS = "import pickle\ndef predict(rows):\n    return pickle.load(open('model.pkl', 'rb'))"

# fmt: off
CASES = [
    steal("t01_skip_tag", "tags checks with skip-execution",
          edit=each(lambda cell: cell.metadata.update(tags=["skip-execution"]))),
    steal("t02_retyped_checks", "makes the checks Markdown", edit=retype("markdown")),
    Case("t03_points_edit", "raises points in the metadata to 300", edit=marked(points=300)),
    steal("t04_duplicate_check", "adds a second check of the same id that passes",
          edit=add(PASS, PASS)),
    steal("t05_edit_test_source", "replaces the source of the checks by pass",
          edit=each(lambda cell: cell.update(source="pass"))),
    steal("t06_grade_id_in_markdown", "puts the checks' grade ids on Markdown and raw cells",
          edit=lambda nb: add(*(graded(new_markdown_cell("3"), name) for name in CHECKS))(nb)),
    steal("t07_delete_tests_wrong", "deletes all checks (wrong answers)", edit=without_checks),
    Case("t08_null_metadata", "sets all metadata to null", edit=no_metadata),
    Case("t09_duplicate_honest", "pasted each cell twice by accident", edit=twice),
    steal("t10_flags", "makes checks solutions, unlocked, worth nothing",
          edit=marked(solution=True, grade=False, locked=False, task=True)),
    steal("t11_unknown_grade_id", "renames the checks' grade ids",
          edit=each(lambda cell: cell.metadata["nbgrader"].update(grade_id=cell.id + "-x"))),
    Case("t13_move_tests_first", "moves the checks to the top", edit=checks_first),
    Case("t15_schema_too_new", "nbgrader schema version 99 in one cell",
         edit=lambda nb: nb.cells[3].metadata["nbgrader"].update(schema_version=99)),
    Case("t16_solution_in_own_cell", "answers in a cell of its own", edit=one_cell, base={}),
    Case("t17_fake_grade_cell", "adds a grade cell of its own worth 100 points", edit=add(FAKE)),
    Case("t18_deleted_tests_honest", "deletes all checks (honest answers)", edit=without_checks),
    steal("t19_pickle_reduce", "submits model.pkl whose __reduce__ runs code when loaded",
          base=WRONG | {"q4": LOADS}, files={"model.pkl": BOMB}),
]
