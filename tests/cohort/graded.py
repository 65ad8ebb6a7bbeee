"""The class of `term.py` as the report reads it, made from its plan: nothing is run."""

from functools import cache

import pandas as pd

from grading.report.cohort import Cohort
from tests.cohort import term

COLUMNS = ["student", "lesson", "check", "points", "max_points"]


@cache
def rows() -> list[tuple[str, str, str, float, float]]:
    """Return one row per trainee and check: student, lesson, check, points, points there are."""
    return [
        (student, stem, check.name, worth[check.name], float(check.tags["points"]))
        for stem in term.LESSONS
        for student in term.students(stem)
        for worth in [term.points(stem, student)]
        for check in term.lesson(stem).of_kind("check")
    ]


def cohort() -> Cohort:
    """Return the class: essays wait, each lost check has the same message, one cell timed out."""
    scores = pd.DataFrame(rows(), columns=COLUMNS).assign(needs_manual=False)
    essays = [
        (student, stem, cell.name, 0.0, float(cell.tags["points"]), True)
        for stem in term.LESSONS
        for student in term.students(stem)
        for cell in term.lesson(stem).of_kind("essay")
    ]
    scores = pd.concat([scores, pd.DataFrame(essays, columns=scores.columns)])
    scores["attempted"] = True
    lost = scores[(scores["points"] == 0) & ~scores["needs_manual"]]
    takers = term.students("27_finish")
    return Cohort(
        scores=scores.sort_values(COLUMNS[:3], ignore_index=True),
        messages=lost[COLUMNS[:3]].assign(message="no answer of this kind"),
        incidents=pd.DataFrame(
            [(term.STUDENTS[1], "08_behavioural", "timeout", "cell festive timed out")],
            columns=["student", "lesson", "kind", "text"],
        ),
        survey=pd.DataFrame({student: term.survey(student) for student in takers}).T,
        comments=["<script>alert(1)</script>", "More on prices, please."],
        tracks=dict(term.TRACK_OF),
    )
