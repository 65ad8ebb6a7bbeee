"""A trainee's self-check: each outcome told apart, the file of progress, and bad input."""

import json

import nbformat
import pytest

from course import progress
from course.build import trainee_edition
from course.errors import CourseError
from course.progress import FAILED, MISSING, PASSED, WAITING, Outcome, check

ANSWERS = {
    "buyers": "buyers = len(set(purchases['customer_id']))",
    "steps": "steps = ['load'",
    "differ": "",
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Check lesson 00 with a right answer, a syntax error, no answer and an emptied check."""
    folder = tmp_path_factory.mktemp("checked")
    nb = trainee_edition("00_start", "en")
    for cell in nb.cells:
        cell.source = ANSWERS.get(cell.id, cell.source)
        if cell.id == "differ-ratio":
            cell.source, cell.cell_type = "pass", "markdown"
    path = folder / "00_start.ipynb"
    path.write_text(nbformat.writes(nb), encoding="utf-8")
    before = path.read_bytes()
    outcomes = check(path, results=folder / "progress.json").outcomes
    assert path.read_bytes() == before
    return {outcome.check: outcome for outcome in outcomes}, folder / "progress.json"


@pytest.mark.slow
def test_outcomes_are_told_apart(checked):
    """Passed, stopped by an error of one's own, and not attempted though the check was emptied."""
    outcomes, _ = checked
    states = {name: outcome.state for name, outcome in outcomes.items()}
    items = {name: states.pop(name) for name in outcomes if name.startswith("pre-")}
    assert set(items.values()) == {MISSING}
    assert states == {
        "buyers-count": PASSED,
        "steps-order": FAILED,
        "differ-ratio": MISSING,
    }
    assert outcomes["steps-order"].message.startswith("your code stopped with SyntaxError")


@pytest.mark.slow
def test_passed_checks_are_kept_and_counted(checked):
    """The small file holds names of checks only, and the table counts their points."""
    _, results = checked
    assert json.loads(results.read_text(encoding="utf-8")) == {"00_start": ["buyers-count"]}
    counted = {"passed": 1, "of": 23, "mastered": 1, "objectives": 3}
    assert progress.progress(results=results)["00_start"] == counted
    assert progress.progress_table("zh", results=results).loc["00 · 从这里开始"].tolist() == [
        "1",
        "23",
        "1 / 3",
    ]
    marks = [mark for _, _, mark in progress.objectives_table("00_start", "en", results=results)]
    assert marks == ["✓ mastered", "○ not yet", "○ not yet"]


def cells_of(stem, answers):
    """Return a lesson's cells as if they had been run, without errors, with these sources."""
    nb = trainee_edition(stem, "en")
    for cell in nb.cells:
        cell.source = answers.get(cell.id, cell.source)
    return nb


@pytest.mark.parametrize(
    ("memo", "state"), [("Call the lapsed.", WAITING), (" ", MISSING), (None, MISSING)]
)
def test_essays_wait_for_the_instructor_or_are_missing(memo, state):
    """An untouched or emptied essay is not attempted; a written one waits."""
    nb = cells_of("08_behavioural", {} if memo is None else {"memo": memo})
    graded = next(cell for cell in nb.cells if cell.id == "memo")
    assert progress._outcome(graded, nb, None, progress.WORDS["en"]).state == state


def test_a_deleted_check_is_reported():
    """Without its cell a check cannot pass."""
    nb = cells_of("00_start", {})
    graded = next(cell for cell in nb.cells if cell.id == "steps-order")
    nb.cells.remove(graded)
    outcome = progress._outcome(graded, nb, "steps", progress.WORDS["en"])
    assert outcome == Outcome(
        "steps-order", FAILED, "the check cell was deleted; bring it back from a fresh notebook", 1
    )


def test_progress_goes_down_when_an_answer_is_broken(tmp_path):
    """The file holds the last result of each lesson, and leaves the other lessons alone."""
    results = tmp_path / "progress.json"
    progress._remember("00_start", [Outcome("a", PASSED, "", 1)], results)
    progress._remember("08_behavioural", [Outcome("b", PASSED, "", 1)], results)
    progress._remember("00_start", [Outcome("a", FAILED, "", 1)], results)
    assert json.loads(results.read_text(encoding="utf-8")) == {
        "00_start": [],
        "08_behavioural": ["b"],
    }


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', '{"00_start": 3}'])
def test_a_broken_progress_file_counts_as_none(tmp_path, text):
    """Losing the small file costs one more self-check, not the command."""
    results = tmp_path / "progress.json"
    results.write_text(text, encoding="utf-8")
    assert progress.progress(results=results)["00_start"]["passed"] == 0


BAD = [
    ("missing.ipynb", None, "No such file.*Give a notebook"),
    ("list.ipynb", "[]", "is no notebook"),
    ("text.ipynb", "hello", "is no notebook"),
    ("other.ipynb", nbformat.writes(nbformat.v4.new_notebook()), "no notebook of this course"),
]


@pytest.mark.parametrize(("name", "text", "words"), BAD, ids=[bad[0] for bad in BAD])
def test_bad_files_get_one_clear_line(tmp_path, name, text, words):
    """What came and what to give instead."""
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=words):
        check(path, results=tmp_path / "progress.json")


def test_a_folder_and_no_time_are_refused(tmp_path):
    """Neither is a notebook, nor is there time in 0 seconds."""
    with pytest.raises(CourseError, match=r"Is a directory.*Give a notebook"):
        check(tmp_path)
    with pytest.raises(CourseError, match="--timeout 0: expected whole seconds"):
        check(tmp_path, timeout=0)


def test_both_languages_have_the_same_words():
    """A state without a word in one language would end in an error."""
    assert progress.WORDS["zh"].keys() == progress.WORDS["en"].keys()
