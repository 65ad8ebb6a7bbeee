"""What each cell of a lesson is to the grader."""

from nbformat.v4 import new_code_cell, new_notebook
from tiny_lesson import graded

from grading.plan import kind_of, language_of, plan_of

SETUP = 'import pandas as pd\nLANG = "zh"'


def cells(*pairs):
    """Return a notebook of code cells: own ones, `answer:` and `check:` ones by their id."""
    made = []
    for name, source in pairs:
        kind, _, grade_id = name.partition(":")
        cell = new_code_cell(source, id=grade_id or kind)
        if kind == "answer":
            graded(cell, grade_id, solution=True)
        elif kind == "check":
            graded(cell, grade_id, 1)
        made.append(cell)
    return new_notebook(cells=made)


LESSON = cells(
    ("setup", SETUP),
    ("data", "rows = [1, 2]"),
    ("picture", "plot.show(rows)"),
    ("answer:mean", "import math\nmean = sum(rows) / len(rows)"),
    ("check:mean-check", "close = math.isclose(mean, 1.5)\nassert close and rows"),
    ("after", "twice = 2 * mean"),
    ("again", "mean = 0"),
    ("check:late", "assert twice == 3 and mean == 0"),
)


def test_a_check_asks_for_what_answers_bind_and_nothing_else():
    """`rows` is the lesson's, `math` is imported afresh, `twice` follows from the answer."""
    plan = plan_of(LESSON, "zh")
    assert plan.checks["mean-check"].names == ["mean"]
    assert plan.checks["mean-check"].binds == ["close"]
    assert plan.checks["late"].names == ["twice"]


def test_own_cells_that_need_no_answer_run_once_for_all():
    """The prefix ends before the first answer; a cell that reads an answer is nobody's."""
    plan = plan_of(LESSON, "zh")
    assert list(plan.prefix) == ["setup", "data", "picture"]
    assert list(plan.own) == ["setup", "data", "picture", "again"]
    assert plan.silent == {"picture"}
    names = [name for name, _ in plan.order]
    assert names == ["setup", "data", "picture", "mean-imports", "mean-check", "again", "late"]


def test_the_lesson_speaks_the_language_of_the_submission():
    """A notebook names its language in its set-up cell; Chinese where it does not."""
    english = cells(("setup", SETUP.replace("zh", "en")))
    assert language_of(english) == "en"
    assert language_of(cells(("setup", "LANG = 3"))) == "zh"
    assert plan_of(LESSON, "en").prefix["setup"] == SETUP.replace("zh", "en")


def test_a_name_whose_items_an_answer_changes_is_the_trainees():
    """After `rows[0] = mean` the rows are not the lesson's any more."""
    plan = plan_of(
        cells(
            ("data", "rows = [1, 2]"),
            ("answer:mean", "mean = 1"),
            ("put", "rows[0] = mean"),
            ("check:c", "assert rows"),
        ),
        "zh",
    )
    assert plan.checks["c"].names == ["rows"]


def test_kinds_of_cells():
    """The metadata of the release decide."""
    assert [kind_of(cell) for cell in LESSON.cells[2:5]] == ["own", "answer", "check"]
