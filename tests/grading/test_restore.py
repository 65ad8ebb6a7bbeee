"""Restoring structure: the release decides everything but the answers."""

from copy import deepcopy

import pytest
import tiny_lesson
from nbformat.v4 import new_code_cell

from course.build.cells import TEXT_STUB
from grading.intake import read_cell
from grading.restore import restore

RELEASE = tiny_lesson.trainee({})
IDS = [cell.id for cell in RELEASE.cells]
CHANGED = tiny_lesson.RIGHT | {"essay": "my words"}


def restored(submission):
    """Return the rebuilt notebook and the texts of the incidents."""
    notebook, incidents = restore([read_cell(cell) for cell in submission.cells], RELEASE)
    return notebook, [incident.text for incident in incidents]


def sources(notebook):
    """Return id → source."""
    return {cell.id: cell.source for cell in notebook.cells}


def test_honest_work_is_unchanged():
    """The three answers come through; nothing is reported."""
    submission = tiny_lesson.trainee(CHANGED)
    notebook, texts = restored(submission)
    assert sources(notebook) == sources(submission)
    assert texts == []


def test_the_release_is_not_changed():
    """The caller's release stays as it was."""
    before = deepcopy(RELEASE)
    restored(tiny_lesson.trainee(CHANGED))
    assert before == RELEASE


def test_untouched_is_said_and_blank_essays_count_as_untouched():
    """A deleted essay text, or one with a space more, is the stub again, or it would wait."""
    for essay in ("", f" {TEXT_STUB}\r\n"):
        notebook, texts = restored(tiny_lesson.trainee({"essay": essay}))
        assert sources(notebook)["essay"] == TEXT_STUB
        assert texts == ["no answer was written"]


def test_metadata_comes_from_the_release():
    """Points, tags, kinds and schema versions of a submission decide nothing."""
    submission = tiny_lesson.trainee(CHANGED)
    for cell in submission.cells:
        cell.metadata["tags"] = ["skip-execution"]
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"points": 300, "schema_version": 99, "grade": False}
    tiny_lesson.cell_of(submission, "total").cell_type = "markdown"
    notebook, texts = restored(submission)
    assert [c.metadata for c in notebook.cells] == [c.metadata for c in RELEASE.cells]
    assert [c.cell_type for c in notebook.cells] == [c.cell_type for c in RELEASE.cells]
    assert "edited points ignored: total, total-check, double and 2 more" in texts


def test_edited_and_deleted_checks_are_put_back():
    """A check is the release's, where it was."""
    submission = tiny_lesson.trainee(CHANGED)
    tiny_lesson.cell_of(submission, "total-check").source = "pass"
    submission.cells = [c for c in submission.cells if c.id != "double-check"]
    notebook, texts = restored(submission)
    assert [c.id for c in notebook.cells] == IDS
    assert sources(notebook)["total-check"] == "assert total > 3, 'small'"
    assert texts == [
        "edited checks put back: total-check",
        "missing cells put back: double-check",
    ]


def test_a_deleted_answer_is_a_stub_again():
    """An answer that is missing scores as one not attempted."""
    submission = tiny_lesson.trainee(CHANGED)
    submission.cells = [c for c in submission.cells if c.id != "total"]
    notebook, texts = restored(submission)
    assert sources(notebook)["total"] == sources(RELEASE)["total"]
    assert texts == ["missing cells put back: total"]


def test_moved_checks_run_in_the_order_of_the_release():
    """Order is the release's."""
    submission = tiny_lesson.trainee(CHANGED)
    submission.cells.sort(key=lambda cell: not cell.id.endswith("-check"))
    notebook, _ = restored(submission)
    assert [c.id for c in notebook.cells] == IDS


def test_a_split_answer_runs_whole():
    """A split copies the grade id: the second half counts, the first runs before it."""
    submission = tiny_lesson.trainee(CHANGED)
    half = deepcopy(tiny_lesson.cell_of(submission, "total"))
    half.id, half.source = "new", "half = 2"
    submission.cells.insert(3, half)
    tiny_lesson.cell_of(submission, "total").source = "total = 2 * half"
    notebook, texts = restored(submission)
    assert [c.source for c in notebook.cells[3:5]] == ["half = 2", "total = 2 * half"]
    assert texts == ["cells there more than once, one counts: total"]


def test_the_attempted_copy_counts():
    """An untouched copy behind the answer does not displace it."""
    submission = tiny_lesson.trainee(CHANGED)
    copy = deepcopy(tiny_lesson.cell_of(RELEASE, "total"))
    copy.id = "new"
    submission.cells.insert(4, copy)
    assert sources(restored(submission)[0])["total"] == "total = 4"


def test_own_cells_and_changed_worked_code_stay():
    """Cells of the trainee's own run where they stood; the language of set-up stays theirs."""
    submission = tiny_lesson.trainee(CHANGED)
    submission.cells.insert(6, new_code_cell("extra = 1", id="mine"))
    tiny_lesson.cell_of(submission, "worked").source = "spare = 2"
    tiny_lesson.cell_of(submission, "setup").source = "LANG = 'en'"
    tiny_lesson.cell_of(submission, "total-q").source = "Add up"
    notebook, texts = restored(submission)
    assert [c.id for c in notebook.cells] == [*IDS[:6], "own-6", *IDS[6:]]
    assert notebook.cells[6].metadata == {}
    assert sources(notebook)["worked"] == "spare = 2"
    assert sources(notebook)["setup"] == "LANG = 'en'"
    assert sources(notebook)["total-q"] == "Add up"
    assert texts == []


def test_deleted_set_up_is_put_back_but_prose_is_not():
    """Code that answers may need returns; prose might be of the other language."""
    submission = tiny_lesson.trainee(CHANGED)
    submission.cells = [c for c in submission.cells if c.id not in ("setup", "total-q")]
    notebook, _ = restored(submission)
    assert "setup" in sources(notebook)
    assert "total-q" not in sources(notebook)


@pytest.mark.parametrize("lost", ["ids", "metadata"])
def test_editors_that_lose_ids_or_metadata_lose_nothing_else(lost):
    """Grade ids find cells without ids, ids find cells without grade ids."""
    submission = tiny_lesson.trainee(CHANGED)
    for cell in submission.cells:
        if lost == "ids":
            del cell["id"]
        else:
            cell.metadata = {}
    notebook, texts = restored(submission)
    assert {k: v for k, v in sources(notebook).items() if k in CHANGED} == CHANGED
    assert texts == []


def test_invented_checks_score_nothing():
    """A grade cell that the release does not know is an ordinary cell."""
    submission = tiny_lesson.trainee(CHANGED)
    submission.cells.append(tiny_lesson.graded(new_code_cell("pass"), "mine", 100))
    notebook, texts = restored(submission)
    assert notebook.cells[-1].metadata == {}
    assert texts == ["unknown grade ids ignored: 'mine'"]
