"""Where a lesson's exercises stand: their headings, and the section that teaches what they ask."""

import re
from dataclasses import dataclass
from functools import cache

from course.build.guide import written_lesson

IN_BRACKETS = re.compile(r"[（(][^（()）]*[)）]\s*$")
"""Points and minutes behind a heading."""


@dataclass(frozen=True)
class Place:
    """An exercise or essay: its heading, and the section to read."""

    task: str
    heading: str
    section: str


@cache
def places(stem: str, lang: str) -> dict[str, Place]:
    """Return check or essay → its place, in the lesson's order.

    The section to read is the last one before the task that shows an example.
    """
    lesson = written_lesson(stem)
    taught, section, found = "", "", {}
    for cell in lesson.cells:
        if cell.kind == "prose" and cell.lang == lang:
            section = [section, *re.findall(r"^## ([^\n]*)", cell.source, re.M)][-1]
        elif cell.kind in ("worked", "practice"):
            taught = section
        elif cell.kind in ("exercise", "essay"):
            place = Place(cell.name, _plain(lesson.heading(cell, lang)), _plain(taught))
            checks = [check.name for check in lesson.checks.get(cell.name, ())]
            found |= dict.fromkeys(checks or [cell.name], place)
    return found


def _plain(heading: str) -> str:
    return IN_BRACKETS.sub("", heading).strip()
