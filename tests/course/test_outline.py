"""Headings of exercises, and the section that teaches what they ask."""

from course.outline import places


def test_an_exercise_leads_back_to_what_teaches_it():
    """Lesson 08: the RFM table is shown in the section in which its exercise stands."""
    place = places("08_behavioural", "en")["table-recency"]
    assert place.heading == "Exercise 8.2 · The RFM table of all members"
    assert place.section == "3 · The RFM table"
    assert places("08_behavioural", "zh")["table-recency"].section == "3 · RFM 表"


def test_a_section_without_an_example_leads_further_back():
    """Lesson 00: the exercises stand in section 3, the ten lines in section 2."""
    place = places("00_start", "en")["differ-ratio"]
    assert (place.task, place.section) == ("differ", "2 · All of it in 10 lines")


def test_essays_have_a_place_without_points_and_minutes():
    """The brackets behind the heading are left out, in both languages."""
    assert places("08_behavioural", "en")["memo"].heading == "Exercise 8.9 · Memo"
    assert places("08_behavioural", "zh")["memo"].heading == "练习 8.9 · 备忘录"
