"""Every lesson runs, is proved, and has all that a lesson must have."""

import re

import pytest

from course.build import guide, trainee_edition
from course.build.guide import written_lesson as lesson
from course.build.lesson import LANGS, is_item
from course.build.prove import prove
from course.build.syllabus import entry, written

pytestmark = pytest.mark.slow

TAUGHT = [stem for stem in written() if entry(stem).counts]


def errors(notebook):
    """Return cell id → name of the error that the cell ended with."""
    return {
        cell.id: output.ename
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    }


def on_stderr(notebook):
    """Return what the cells of a notebook wrote on stderr."""
    return [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream" and output.name == "stderr"
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("stem", written())
def test_key_passes_stub_fails_and_wrong_answers_lose_their_checks(stem, lang):
    """The prover finds no fault on the shipped data, and the instructor's page says the same."""
    runs = prove(entry(stem).path, lang)
    assert [str(run) for run in runs if not run.proved] == []
    page = guide.lesson_page(lesson(stem), entry(stem), lang, runs)
    assert guide.page_path(stem, lang).read_text("utf-8") == page, f"next: segcourse guide {stem}"


@pytest.mark.parametrize("stem", written())
def test_checks_hold_on_data_of_another_seed_and_catch_hard_coded_answers(stem, other_world):
    """What is true of one made-up world is not built into the checks."""
    runs = prove(entry(stem).path, data=other_world)
    assert [str(run) for run in runs if not run.proved] == []


@pytest.mark.parametrize("stem", written())
def test_an_untouched_notebook_runs_to_its_end(stem, run):
    """Run All shows a trainee everything but the answers: each check fails, nothing else does.

    In a kernel and in Chinese, for which fonts matter; the key runs in the prover and in grading.
    """
    notebook = run(trainee_edition(stem, "zh"))
    checks = {cell.name for cell in lesson(stem).of_kind("check")}
    assert errors(notebook) == dict.fromkeys(checks, "AssertionError")
    assert on_stderr(notebook) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_overview_of_the_guide_is_that_of_the_lessons(lang):
    """Minutes, tracks and coverage on the page are those of today's lessons."""
    written_down = guide.page_path("overview", lang).read_text("utf-8")
    assert written_down == guide.overview_page(lang), "next: segcourse guide"


@pytest.mark.parametrize("stem", TAUGHT)
def test_a_lesson_has_all_that_a_lesson_needs(stem):
    """Objectives, exercises, an essay, a quiz, an explorer, figures with words, a bug hunt."""
    text = entry(stem).path.read_text(encoding="utf-8")
    assert 3 <= len(entry(stem).objectives) <= 5
    assert len(lesson(stem).of_kind("exercise")) >= 5
    assert lesson(stem).of_kind("essay")
    assert 3 <= len(re.findall(r"\bquestion\($", text, re.M)) <= 5
    assert re.search(r"^explore\.", text, re.M), "no explorer"
    assert text.count("plot.show(") == text.count("alt=T(") >= 1
    for words in ("捉虫", "讨论卡", "小结", "深入阅读"):
        assert words in text, f"nothing is headed {words}"


@pytest.mark.parametrize("stem", written())
def test_each_exercise_has_three_hints(stem):
    """From a nudge to nearly the answer, in both languages; an item of a test has none."""
    for exercise in lesson(stem).of_kind("exercise"):
        hints = 0 if is_item(exercise) else 3
        for cell in lesson(stem).prompt(exercise):
            assert cell.source.count("<details>") == hints, (cell.name, cell.lang)


@pytest.mark.parametrize("stem", written())
def test_about_half_of_the_cells_are_prose(stem):
    """A trainee reads as much as runs."""
    cells = trainee_edition(stem, "en").cells
    prose = sum(cell.cell_type == "markdown" for cell in cells)
    shown = [c for c in cells if not c.metadata.get("nbgrader", {}).get("grade")]
    assert 0.4 <= prose / len(shown) <= 0.75
