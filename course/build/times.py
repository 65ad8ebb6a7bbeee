"""Estimate the minutes of a lesson by one formula: reading, exercises, essays."""

import math
import re

from course.build.lesson import Cell, Lesson, is_item

CHARACTERS_READ, WORDS_READ, CODE_LINES_READ = 300, 180, 10
"""A minute of reading: Chinese characters, English words, lines of worked code."""

TASK_MINUTES, CHARACTERS_CODED = 4, 60
"""What any exercise takes, and the characters of a solution that add 1 minute.

Rounded from a straight line through the minutes that the authors of 88 exercises expected.
"""

WORDS_WRITTEN = 15
"""A minute of an essay: words or, in Chinese, characters."""


def minutes(lesson: Lesson) -> tuple[int, int]:
    """Return the minutes for reading and for exercises, each rounded up to 5.

    Reading: the slower of Chinese and English, and the worked code.
    """
    prose = [(len(zh.source), len(en.source.split())) for zh, en in lesson.pairs()]
    characters, words = map(sum, zip(*prose, strict=True)) if prose else (0, 0)
    code = sum(len(c.source.splitlines()) for c in lesson.of_kind("worked"))
    reading = max(characters / CHARACTERS_READ, words / WORDS_READ) + code / CODE_LINES_READ
    tasks = sum(task_minutes(lesson, task) for task in lesson.of_kind(*TIMED))
    return 5 * math.ceil(reading / 5), 5 * math.ceil(tasks / 5)


TIMED = ("exercise", "essay", "practice")
"""The kinds of cells that take a trainee's time."""


def task_minutes(lesson: Lesson, task: Cell) -> int:
    """Return the minutes of an exercise, an essay or a practice, at least 1.

    An item of a test takes 1, other code by the characters of its solution that are no blanks, an
    essay by the middle of the words asked for.
    """
    if is_item(task):
        return 1
    if task.kind == "essay":
        return round(sum(lesson.words_asked(task)) / 2 / WORDS_WRITTEN)
    region = r"### BEGIN SOLUTION(.*?)### END SOLUTION"
    written = re.sub(r"\s", "", "".join(re.findall(region, task.source, re.S)))
    return TASK_MINUTES + round(len(written) / CHARACTERS_CODED)
