"""The bilingual lint: silent on a good lesson, and each planted fault is found at its line."""

import pytest

from course.build.lint import lint
from course.build.syllabus import entry as syllabus_entry
from course.build.syllabus import written

HARD = [('wrong="mean" breaks="mean-exact"', 'wrong="mean" hardcoded="seed" breaks="mean-exact"')]


def test_the_sample_lesson_is_clean(lesson_file, entry):
    """Headings, numbers, code and names agree, so there is nothing to report."""
    assert lint(lesson_file(*HARD), entry) == []


@pytest.mark.parametrize("stem", written())
def test_every_lesson_is_clean(stem):
    """The lessons of the course pass their own lint."""
    found = syllabus_entry(stem)
    assert [str(fault) for fault in lint(found.path, found)] == []


PLANTED = [
    ("number", ("has three shops", "has four shops"),
     1, "numbers differ: only zh has 3, only en has 4"),
    ("heading", ("# ## The question\n", "# The question\n"), 1, "headings differ"),
    ("inline code", ("see `sales`.", "see `revenue`."), 1, "inline code differ"),
    ("list", ("# Spruce Select has", "# - Spruce Select has"), 1, "list items differ"),
    ("link", ("see `sales`.", "see [`sales`](https://example.org)."), 1, "links differ"),
    ("Chinese in English", ("Spruce Select has", "云杉优选 has"), 4, "Chinese in the English text"),
    ("half-width comma", ("家门店，见", "家门店,见"), 1, "half-width punctuation"),
    ("Traditional character", ("## 问题", "## 問题"), 1, "not simplified"),
    ("number in words", ("有 3 家门店", "有三家门店，3 个"), 1, "number in words: '三家'"),
    ("words for digits", ("有 3 家门店", "有 3 家门店、五种货"), 1, "number in words: '五种'"),
    ("glossary", ("云杉优选有", "客户细分。云杉优选有"), 1, "lacks 'customer segmentation'"),
    ("untagged Chinese", ("sales = [3, 5, 10]", 'sales = [3, 5, 10]; name = "云杉优选门店"'),
     8, "without T()"),
    ("Chinese comment", ("sales = [3, 5, 10]", "sales = [3, 5, 10]  # 销售额"), 8, "comment"),
    ("unknown objective", ('objective="99.1"', 'objective="99.2"'), 15, "'99.2'"),
    ("full stop", ("家门店，见 `sales`。", "家门店,见 `sales`。"), 1, "half-width punctuation"),
    ("silent assert", (', T("应是一个数", "one number")', ""), 26, "says nothing in both"),
    ("not attempted", ('T("应是一个数", ', 'T("还没有作答：应是一个数", '),
     26, "calls 'mean' not attempted, but it is there"),
    ("weak assert", ("assert isinstance(mean, float | int)", "assert mean"), 26, "only whether"),
    ("markup", (' objective="99.1"', ""), 15, "lacks the tag"),
    ("long cell", ("sales = [3, 5, 10]", "sales = [3, 5, 10]\n" + "x = 1\n" * 12), 7, "13 lines"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "line", "words"), [p[1:] for p in PLANTED],
                         ids=[p[0] for p in PLANTED])  # fmt: skip
def test_a_planted_fault_is_found(lesson_file, entry, change, line, words):
    """Each fault is reported with its line; nothing else hides it."""
    faults = lint(lesson_file(*HARD, change), entry)
    assert [fault for fault in faults if fault.line == line and words in str(fault)], faults


def test_a_name_the_prompt_does_not_ask_for_is_found(lesson_file, entry):
    """The names in the prompt are the names in the check."""
    faults = lint(
        lesson_file(*HARD, ("as `mean`", "as `average`"), ("平均值 `mean`", "平均值 `average`")),
        entry,
    )
    assert {f.line for f in faults} == {23, 25}
    assert "reads 'mean', for which the prompt does not ask" in str(faults[0])


@pytest.mark.parametrize(
    ("name", "objective", "words"),
    [("pre-01", "08.1", ""), ("pre-01", "08.9", "'08.9'"), ("prepare", "08.1", "'08.1'")],
)
def test_an_item_of_a_test_may_serve_another_lesson(lesson_file, entry, name, objective, words):
    """A pre-test asks about the whole course; other exercises stay with their own lesson."""
    more = RUBRIC.format(rows="| a |\n# |---|" + "\n# | b |" * 4, name="rubric")
    path = lesson_file(*HARD, ('objective="99.1"', f'objective="{objective}"'))
    text = path.read_text(encoding="utf-8").replace('="mean"', f'="{name}"')
    path.write_text(text + more.lstrip(), encoding="utf-8")
    found = "; ".join(map(str, lint(path, entry)))
    assert (words in found) if words else found == ""


def test_an_objective_without_an_exercise_is_found(lesson_file, entry):
    """Every objective of the syllabus has graded work."""
    from dataclasses import replace

    from course.build.syllabus import Objective

    more = replace(entry, objectives=(*entry.objectives, Objective("99.9", "apply", "零", "none")))
    assert "No exercise serves objective '99.9'" in str(lint(lesson_file(*HARD), more)[0])


HIDDEN = "### BEGIN HIDDEN TESTS\nimport statistics\n"


def test_an_exercise_needs_a_hidden_check(lesson_file, entry):
    """What is all in the open can be solved from the check."""
    path = lesson_file(*HARD, (HIDDEN, "import statistics\n"), ("### END HIDDEN TESTS\n", ""))
    assert "has no hidden check" in str(lint(path, entry)[0])


def test_an_argument_that_a_check_reads_again_is_found(lesson_file, entry):
    """A function that changes its argument must not change what it is compared with."""
    path = lesson_file(*HARD, ("mean == statistics.mean(sales)", "mean(sales) == sum(sales)"))
    (fault,) = lint(path, entry)
    assert "gives 'sales' to 'mean' and reads it elsewhere" in str(fault)
    assert "Give `sales.copy()`" in str(fault)


def test_a_stub_that_is_no_python_is_found(lesson_file, entry):
    """A loop whose whole body is the solution leaves nothing to run."""
    loop = ("### BEGIN SOLUTION\nmean", "for n in sales:\n    ### BEGIN SOLUTION\n    mean")
    path = lesson_file(*HARD, loop, ("### END SOLUTION", "    ### END SOLUTION"))
    assert "is no Python" in str(lint(path, entry)[0])


def test_a_check_ends_with_an_assert(lesson_file, entry):
    """A last expression would count as partial credit under plain nbgrader."""
    path = lesson_file(*HARD, ("### END HIDDEN TESTS\n", "### END HIDDEN TESTS\nmean\n"))
    assert "does not end with an assert" in str(lint(path, entry)[0])


RUBRIC = """
# %% [markdown] lang="zh" id="rubric"
# ### 练习 2 · 备忘录
# 用 100–200 字写一份备忘录。
#
# {rows}
# %% [markdown] lang="en" id="rubric"
# ### Exercise 2 · Memo
# Write a memo of 100–200 words.
#
# {rows}
# %% [markdown] essay="memo" points=6 rubric="{name}" objective="99.1"
# memo
"""


@pytest.mark.parametrize(
    ("rows", "name", "words"),
    [
        (6, "rubric", None),
        (3, "rubric", "has 1 rows"),
        (6, "rubrik", "'rubrik' does not exist"),
    ],
)
def test_a_rubric_is_a_table_of_four_to_six_rows(lesson_file, entry, rows, name, words):
    """Six lines of a table are a head, a rule and four rows."""
    path = lesson_file(*HARD)
    table = "\n# ".join(["| a | b |", "|---|---|", *["| c | d |"] * (rows - 2)])
    text = path.read_text(encoding="utf-8") + RUBRIC.format(rows=table, name=name).lstrip()
    path.write_text(text, encoding="utf-8")
    found = "; ".join(map(str, lint(path, entry)))
    assert (words in found) if words else found == ""


def test_an_exercise_needs_two_wrong_answers_one_hard_coded(lesson_file, entry):
    """Without a hard-coded answer nothing proves that a check needs the data."""
    assert "0 of them hard-coded" in str(lint(lesson_file(), entry)[0])
