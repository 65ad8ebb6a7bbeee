"""The minutes of a lesson, by hand."""

import pytest

from course.build.lesson import Cell, read
from course.build.times import minutes, task_minutes

MORE = """
# %% [markdown] lang="zh" id="memo-q"
# ### 练习 2 · 备忘录
# 用 100–200 字写一份备忘录。
# %% [markdown] lang="en" id="memo-q"
# ### Exercise 2 · Memo
# Write a memo of 100–200 words.
# %% [markdown] essay="memo" points=6 rubric="memo-q" objective="99.1"
# memo
# %% practice="try-max"
### BEGIN SOLUTION
top = max(sales)
### END SOLUTION
"""


@pytest.fixture
def lesson(lesson_file):
    """Return the sample lesson with an essay and a practice."""
    path = lesson_file()
    path.write_text(path.read_text(encoding="utf-8") + MORE.lstrip(), encoding="utf-8")
    return read(path)


def test_a_lesson_adds_up_its_reading_and_its_tasks(lesson):
    """Few words and 1 line of code round up to 5; 4 + 10 + 4 minutes round up to 20."""
    assert minutes(lesson) == (5, 20)


def test_an_essay_takes_the_middle_of_the_words_asked_for(lesson):
    """150 words at 15 a minute."""
    assert task_minutes(lesson, lesson.of_kind("essay")[0]) == 10


@pytest.mark.parametrize(("length", "wanted"), [(5, 4), (60, 5), (150, 6), (420, 11)])
def test_code_takes_longer_the_more_there_is_to_write(lesson, length, wanted):
    """4 minutes, and 1 for each 60 characters between the markers; blanks do not count."""
    code = "\n    ".join(["a" * (length // 5)] * 5)
    source = f"given = 1\n### BEGIN SOLUTION\n{code}\n### END SOLUTION\nmore = given + 1"
    cell = Cell("exercise", source, {"exercise": "mean"}, 1)
    assert task_minutes(lesson, cell) == wanted


def test_a_question_of_a_test_takes_one_minute(lesson):
    """There is a letter to write, whatever the code around it."""
    source = "pre_01 = None\n### BEGIN SOLUTION\npre_01 = 'A'\n### END SOLUTION"
    assert task_minutes(lesson, Cell("exercise", source, {"exercise": "pre-01"}, 1)) == 1
