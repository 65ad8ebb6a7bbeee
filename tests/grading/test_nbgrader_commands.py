"""Plain nbgrader on this course: the configuration brings the workspace and the course's steps."""

import os
import subprocess
import sys

import nbformat
import pytest
import tiny_lesson
from tiny_lesson import LESSON, RIGHT, cell_of, trainee

from grading import gradebook
from grading.workspace import REPOSITORY, notebook_path

WRONG = {"total": "total = 4", "double": "def double(x):\n    return x"}


def nbgrader(workspace, *words):
    """Run an nbgrader command as the instructor does, and return it finished."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *map(str, words)],
        cwd=REPOSITORY / "grading",
        env=os.environ | {"SEGCOURSE_WORKSPACE": str(workspace)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Return a workspace in which the lesson is prepared."""
    workspace = tmp_path_factory.mktemp("workspace")
    gradebook.prepare(workspace, LESSON, tiny_lesson.key())
    return workspace


@pytest.mark.slow
def test_autograde_restores_structure(workspace):
    """A raw submission with edited metadata scores what it is worth under plain autograde."""
    notebook = trainee(WRONG)
    for name in ("total-check", "double-check"):
        cell_of(notebook, name).metadata["tags"] = ["skip-execution"]
        cell_of(notebook, name).metadata.nbgrader |= {"points": 300, "schema_version": 99}
    path = notebook_path(workspace, "submitted", "王小明", LESSON)
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    done = nbgrader(workspace, "autograde", LESSON)
    assert done.returncode == 0, done.stderr
    assert "SAWarning" not in done.stderr
    scores = gradebook.read_scores(workspace).set_index("check")["points"]
    assert scores.to_dict() == {"total-check": 2, "double-check": 0, "essay": 0}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "said"),
    [(RIGHT, "Success! Your notebook passes all the tests."), (WRONG, "FAILED ON 1 CELL(S)")],
)
def test_validate_reports_checks_that_may_raise(workspace, tmp_path, answers, said):
    """The tag `raises-exception`, for Run All, does not keep Validate from seeing a failure."""
    nbformat.write(trainee(answers | {"essay": "words"}), tmp_path / "mine.ipynb")
    done = nbgrader(workspace, "validate", tmp_path / "mine.ipynb")
    assert said in done.stdout


@pytest.mark.slow
def test_validate_passes_on_the_key(workspace):
    """The key solves its own checks, hidden ones included."""
    done = nbgrader(workspace, "validate", notebook_path(workspace, "source", ".", LESSON))
    assert "Success!" in done.stdout
