"""Lesson 00 ends with the pre-test, which is scored and does not count."""

from course.build import key_edition
from course.build.lesson import is_item, read
from course.build.syllabus import entries, entry
from course.build.times import task_minutes


def test_the_tests_do_not_count():
    """Neither lesson with a test goes into the final mark."""
    assert [stem for stem, one in entries().items() if not one.counts] == ["00_start", "27_finish"]


def test_the_pre_test_is_the_last_section():
    """The first exercises stay as they were; 20 items of one point and one minute follow."""
    lesson = read(entry("00_start").path)
    exercises = lesson.of_kind("exercise")
    assert [cell.name for cell in exercises[:3]] == ["buyers", "steps", "differ"]
    assert len(exercises) == 23
    assert all(is_item(cell) and task_minutes(lesson, cell) == 1 for cell in exercises[3:])
    assert all(lesson.points(cell) == 1 for cell in exercises)
    assert lesson.cells[-1].tags["of"] == "pre-20"


def test_a_heading_says_one_point_and_one_minute_in_the_singular():
    """The builder's words behind the heading of a prompt are English."""
    cells = {cell.id: cell.source for cell in key_edition("00_start", "en").cells}
    assert cells["pre-01-q"].splitlines()[0] == "### Question 1 (1 point, 1 minute)"
