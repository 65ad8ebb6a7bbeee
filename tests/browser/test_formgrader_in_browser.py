"""An instructor marks an essay in Formgrader, and the points are in the gradebook."""

import os
import subprocess
import sys

import nbformat
import pytest

from grading.gradebook import read_scores

pytestmark = pytest.mark.browser

LESSON = "08_behavioural"
MEMO = "Call the champions that are about to leave, and keep a control group."


@pytest.fixture
def graded(course):
    """Grade two trainees who wrote only the essay, in the copy of the course; its workspace."""
    for lang, student in (("en", "ada"), ("zh", "王小明")):
        notebook = nbformat.read(
            course / "notebooks" / lang / LESSON / f"{LESSON}.ipynb", as_version=4
        )
        [memo] = [cell for cell in notebook.cells if cell.id == "memo"]
        memo.source = MEMO
        path = course / "submissions" / student / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
    words = ["grade", "submissions", "--lesson", LESSON, "--allow-unisolated"]
    subprocess.run(
        [sys.executable, "-m", "course.cli", *words],
        cwd=course,
        env=os.environ | {"PYTHONPATH": str(course)},
        check=True,
    )
    return course / "gradebook"


def test_an_essay_is_marked(graded, serve, page, shoot):
    """Points and a comment typed beside the essay are kept, and it waits no more."""
    base, token = serve("--lang", "en", "--instructor")
    page.goto(f"{base}/formgrader?token={token}")
    page.get_by_role("link", name="Manual Grading").click()
    page.get_by_role("link", name=LESSON).click()
    page.get_by_role("link", name=LESSON).last.click()
    page.get_by_role("link", name="Submission #1").wait_for()
    shoot("formgrader-waiting")
    page.get_by_role("link", name="Submission #1").click()
    points = page.locator("input#memo")
    points.scroll_into_view_if_needed()
    assert page.get_by_text(MEMO).is_visible()
    points.fill("5")
    points.press("Tab")
    note = page.locator("textarea#memo-comment")
    note.fill("Good: a control group.")
    note.press("Tab")
    page.wait_for_load_state("networkidle")
    shoot("formgrader-marked")
    marked = read_scores(graded, LESSON).query("check == 'memo'")
    assert sorted(marked["points"]) == [0, 5]
    assert sorted(marked["needs_manual"]) == [False, True]
