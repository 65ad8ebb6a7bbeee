"""Every lesson that is written, graded in the sandbox: its key scores all, its stub nothing."""

import json

import pytest

from course.build import key_edition, trainee_edition
from course.build.syllabus import written
from grading import engine
from grading.sandbox import levels
from grading.task import Task

pytestmark = pytest.mark.slow
WRITTEN = written()


@pytest.fixture(autouse=True, scope="module")
def _closed():
    yield
    engine.close()


def run(stem, notebook):
    """Grade a notebook of a lesson."""
    key = json.loads(json.dumps(key_edition(stem, "zh")))
    notebook = json.loads(json.dumps(notebook))
    return engine.run(Task(stem, notebook, key, level=int(levels.best())))


@pytest.mark.parametrize("stem", WRITTEN)
def test_the_key_passes_every_check_and_its_cells_run(stem):
    """In English: checks and set-up of the Chinese key fit either language."""
    result = run(stem, key_edition(stem, "en"))
    assert {name: v.message for name, v in result.verdicts.items() if not v.passed} == {}
    assert result.incidents == []


@pytest.mark.parametrize("stem", WRITTEN)
def test_the_untouched_notebook_passes_no_check(stem):
    """Nothing of the key stands in for an answer that is missing."""
    result = run(stem, trainee_edition(stem, "en"))
    assert [name for name, v in result.verdicts.items() if v.passed] == []
