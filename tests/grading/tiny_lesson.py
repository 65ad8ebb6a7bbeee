"""A lesson of two exercises and an essay, worth 10 points, and ways to hand it in."""

import json
from copy import deepcopy

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.build.cells import CODE_STUB, TEXT_STUB

LESSON = "90_tiny"
RIGHT = {"total": "total = 4", "double": "def double(x):\n    return 2 * x"}


def graded(node, name, points=None, *, solution=False):
    """Give a cell nbgrader's metadata as the builder writes them."""
    node.id = name
    node.metadata["nbgrader"] = {
        "grade": points is not None,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        node.metadata["nbgrader"]["points"] = points
    if node.cell_type == "code":
        node.metadata["tags"] = ["raises-exception"]
    return node


def key():
    """Return the key edition."""
    hidden = "### BEGIN HIDDEN TESTS\nassert total == 4, 'four'\n### END HIDDEN TESTS"
    answers = {n: f"### BEGIN SOLUTION\n{code}\n### END SOLUTION" for n, code in RIGHT.items()}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(
        metadata={"kernelspec": kernel, "segcourse": {"lang": "zh", "lesson": LESSON}},
        cells=[
            new_markdown_cell("# 小课", id="header"),
            new_code_cell("LANG = 'zh'", id="setup"),
            new_markdown_cell("求和", id="total-q"),
            graded(new_code_cell(answers["total"]), "total", solution=True),
            graded(new_code_cell(f"assert total > 3, 'small'\n{hidden}"), "total-check", 2),
            new_code_cell("spare = 1", id="worked"),
            graded(new_code_cell(answers["double"]), "double", solution=True),
            graded(new_code_cell("assert double(3) == 6"), "double-check", 3),
            graded(new_markdown_cell("model answer"), "essay", 5, solution=True),
        ],
    )


def trainee(answers):
    """Return the trainee edition with these answers; the others are untouched."""
    notebook = deepcopy(key())
    stubs = {"total": CODE_STUB, "double": CODE_STUB, "essay": TEXT_STUB}
    for cell in notebook.cells:
        cell.source = (stubs | answers).get(cell.id, cell.source)
    notebook.cells[4].source = "assert total > 3, 'small'"
    return notebook


def hand_in(folder, student, notebook, *, flat=False):
    """Write a submission and return its path."""
    home = folder / student if flat else folder / student / LESSON
    path = home / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook) if not isinstance(notebook, dict) else json.dumps(notebook)
    path.write_text(text, encoding="utf-8")
    return path


def cell_of(notebook, name):
    """Return a cell by its id."""
    return next(cell for cell in notebook.cells if cell.id == name)
