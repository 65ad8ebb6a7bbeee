"""Run cases: many in one batch, dangerous ones alone, and say how each ended."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .case import Case
from .cases import CASES, KIND
from .course import Course, hand_in
from .judge import faults

PER_CASE, AT_LEAST = 20, 240
"""Seconds after which a batch counts as one that does not end: for each case, and in all."""


@dataclass(frozen=True)
class Ended:
    """How one case ended; no faults means as expected."""

    case: Case
    level: int
    seconds: float
    faults: list[str]


def template(folder: Path, level: int) -> Path:
    """Return a course in which alice alone has handed in and been graded."""
    course = Course.build(folder / f"template-{level}")
    hand_in(course, Case("alice", "graded before"), {})
    course.grade(level=level, jobs=1, seconds=AT_LEAST)
    return course.top


def run_batch(cases: list[Case], *, level: int, base: Path, jobs: int = 2) -> list[Ended]:
    """Grade cases and zoe in one cohort and judge each; damage is laid at the first one's door."""
    with tempfile.TemporaryDirectory(prefix="gs-", ignore_cleanup_errors=True) as folder:
        course = Course.build(Path(folder) / "course", base)
        places = course.open_listeners()
        for case in (*cases, Case("zoe", "innocent, graded after")):
            hand_in(course, case, places)
        before, start = course.state(), time.monotonic()
        ended: list[str] = []
        try:
            course.grade(level=level, jobs=jobs, seconds=AT_LEAST + PER_CASE * len(cases))
        except (TimeoutError, ChildProcessError) as problem:
            ended = [str(problem)]
        took = (time.monotonic() - start) / len(cases)
        damage = ended + course.damage(before)
        points = course.points()
        found = [Ended(case, level, took, faults(case, course, points)) for case in cases]
        course.close()
    return found + ([Ended(Case("batch", "what all leave"), level, 0, damage)] if damage else [])


def batches(cases: Iterable[Case], *, level: int, alone: bool = False) -> Iterator[list[Case]]:
    """Group cases: all that can in one batch, dangerous ones (or each) by themselves."""
    cases = [case for case in cases if level not in case.open_at]
    shared = [case for case in cases if not (case.alone or alone)]
    yield from filter(None, [shared, *([case] for case in cases if case not in shared)])


def chosen(
    ids: Iterable[str] = (), kinds: Iterable[str] = (), *, shared: bool = False
) -> list[Case]:
    """Return the cases of these ids (or beginnings of ids) and kinds; all if none is named."""
    ids, kinds = tuple(ids), set(kinds)
    named = [c for c in CASES.values() if c.id.startswith(ids) or KIND[c.id] in kinds]
    return [c for c in (named if ids or kinds else CASES.values()) if not (shared and c.alone)]
