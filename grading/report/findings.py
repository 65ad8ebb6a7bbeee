"""Put together what the report says, in both languages, from what `cohort` read."""

import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from course.build.guide import page_path, written_lesson
from course.build.lesson import LANGS
from course.build.syllabus import entry, tracks, written
from course.outline import places
from grading.report import measures
from grading.report.cohort import (
    SURVEY,
    SURVEY_LESSON,
    Cohort,
    items_of,
    statements,
    tasks_of,
)
from grading.report.measures import Gain
from grading.workspace import REPOSITORY

EASY, HARD, WEAK = 0.95, 0.2, 0.2
"""Shares of the points and discriminations at which a check is pointed out."""

RELIABLE = 0.7
FEW = 10
"""Fewer trainees than this say nothing on reliability and discrimination."""

COMMON_MESSAGES = 3
TESTS = {"pre": "00_start", "post": "27_finish"}
LOW_GAIN = 0.3
"""Below this Hake calls a gain low."""

Both = dict[str, str]
"""A text in Chinese (`zh`) and in English (`en`)."""


@dataclass(frozen=True)
class CheckRow:
    """A check or essay: how hard it was, how it goes with the rest, what those who lost it read."""

    name: str
    is_essay: bool
    heading: Both
    difficulty: float
    discrimination: float
    flags: list[str]
    messages: list[tuple[Both, int]]


@dataclass(frozen=True)
class Part:
    """A lesson, or the test in it: totals, reliability, incidents and its checks.

    `shares` maps the trainees to their share of the points that are graded.
    """

    stem: str
    test: str
    title: Both
    trainees: int
    shares: dict[str, float]
    alpha: float
    exercises: int
    incidents: dict[str, int]
    checks: list[CheckRow]

    @property
    def mean(self) -> float:
        """Return the mean share of the points."""
        return statistics.mean(self.shares.values())

    @property
    def median(self) -> float:
        """Return the median share of the points."""
        return statistics.median(self.shares.values())

    @property
    def histogram(self) -> list[int]:
        """Return how many trainees have 0-9 %, 10-19 %, … 90-100 % of the points."""
        tens = Counter(min(int(share * 10 + 1e-9), 9) for share in self.shares.values())
        return [tens[ten] for ten in range(10)]


@dataclass(frozen=True)
class Mastery:
    """An objective: how many of those who handed the lesson in passed all its checks."""

    id: str
    text: Both
    mastered: int
    trainees: int


@dataclass(frozen=True)
class Findings:
    """All that the page shows."""

    trainees: int
    parts: list[Part]
    objectives: list[Mastery]
    gain: Gain | None = None
    by_track: list[tuple[Both, Gain]] = field(default_factory=list)
    by_objective: list[tuple[str, Both, float, float]] = field(default_factory=list)
    survey: list[tuple[Both, list[int], float]] = field(default_factory=list)
    survey_people: int = 0
    comments: list[str] = field(default_factory=list)


def find(cohort: Cohort, *, least: int) -> Findings:
    """Return what there is to say on a class; of groups below `least`, nothing.

    Parameters
    ----------
    cohort : Cohort
        What was graded.
    least : int
        Size of the smallest group that is shown.
    """
    shown = [
        part
        for stem in cohort.lessons
        for items in (False, True)
        if (part := find_part(cohort, stem, items=items, least=least)) and part.trainees >= least
    ]
    pre, post = tests(cohort)
    enough = len(pre) >= least
    answered = len(cohort.survey)
    return Findings(
        trainees=len(cohort.students),
        parts=shown,
        objectives=[row for row in find_objectives(cohort) if row.trainees >= least],
        gain=measures.gain(pre.mean(axis=1), post.mean(axis=1)) if enough else None,
        by_track=find_tracks(cohort, pre, post, least=least) if enough else [],
        by_objective=find_test_objectives(pre, post) if enough else [],
        survey=find_survey(cohort) if answered >= least else [],
        survey_people=answered,
        comments=cohort.comments if answered >= least else [],
    )


def find_part(cohort: Cohort, stem: str, *, items: bool, least: int) -> Part | None:
    """Return what there is to say on a lesson's exercises, or on the items of the test in it."""
    lesson, points = written_lesson(stem), cohort.points(stem)
    tested, exercise = items_of(lesson), tasks_of(stem)
    points = points[[check for check in points if (check in tested) == items]]
    if points.empty:
        return None
    rows = cohort.scores[cohort.scores["lesson"] == stem]
    most = rows.groupby("check")["max_points"].first()
    by_exercise = points.dropna(axis=1).T.groupby(pd.Series(exercise)).sum().T
    known = points.notna() * most[points.columns]
    enough = len(points) >= FEW
    title = entry(stem).title
    tested_in = next((name for name, where in TESTS.items() if where == stem), "") if items else ""
    return Part(
        stem=stem,
        test=tested_in,
        title=title,
        trainees=len(points),
        shares=(points.sum(axis=1) / known.sum(axis=1)).dropna().to_dict(),
        alpha=measures.cronbach_alpha(by_exercise) if enough else float("nan"),
        exercises=by_exercise.shape[1],
        incidents=dict(Counter(cohort.incidents.loc[cohort.incidents["lesson"] == stem, "kind"])),
        checks=list(check_rows(cohort, lesson, points, most, exercise, least)),
    )


def check_rows(cohort, lesson, points, most, exercise, least) -> Iterator[CheckRow]:
    """Yield a row for each check, in order; no figure where fewer than `least` were marked."""
    enough = points.notna().sum() >= least
    hard = measures.difficulty(points / most[points.columns]).where(enough)
    apart = measures.discrimination(points, pd.Series(exercise))
    said = cohort.messages[cohort.messages["lesson"] == lesson.stem]
    essays = {cell.name for cell in lesson.of_kind("essay")}
    for check in points:
        r = apart[check] if len(points) >= FEW else float("nan")
        yield CheckRow(
            name=check,
            is_essay=check in essays,
            heading={lang: places(lesson.stem, lang)[check].heading for lang in LANGS},
            difficulty=hard[check],
            discrimination=r,
            flags=[
                word
                for word, is_so in (
                    ("easy", hard[check] > EASY),
                    ("hard", hard[check] < HARD),
                    ("weak", r < WEAK),
                )
                if is_so
            ],
            messages=commonest(said.loc[said["check"] == check, "message"], spoken(lesson.stem)),
        )


def commonest(messages: pd.Series, known: list[tuple[re.Pattern, Both]]) -> list[tuple[Both, int]]:
    """Return the messages that most trainees met, with how many did, whatever their language."""
    named, counts = {}, Counter()
    for message in messages:
        both = next((both for pattern, both in known if pattern.fullmatch(message)), None)
        both = both or dict.fromkeys(LANGS, message)
        named[both["en"]] = both
        counts[both["en"]] += 1
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(named[text], count) for text, count in most[:COMMON_MESSAGES]]


@cache
def spoken(stem: str) -> list[tuple[re.Pattern, Both]]:
    """Return what a lesson's checks can say: a pattern for either language, and both texts.

    What a message fills in stands as an ellipsis in the texts.
    """
    found = []
    for cell in written_lesson(stem).of_kind("check"):
        for call in ast.walk(ast.parse(cell.source)):
            is_pair = isinstance(call, ast.Call) and getattr(call.func, "id", "") == "T"
            if not is_pair or len(call.args) != 2:
                continue
            pieces = [_pieces(argument) for argument in call.args]
            if all(pieces):
                pattern = "|".join("(?:.*)".join(map(re.escape, text)) for text in pieces)
                texts = ("…".join(text) for text in pieces)
                found.append((re.compile(pattern, re.DOTALL), dict(zip(LANGS, texts, strict=True))))
    return found


def _pieces(node: ast.expr) -> list[str]:
    """Return the fixed pieces of a text or f-text between what it fills in; none for others."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if not isinstance(node, ast.JoinedStr):
        return []
    pieces = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            pieces[-1] += part.value
        else:
            pieces.append("")
    return pieces


def find_objectives(cohort: Cohort) -> list[Mastery]:
    """Return for each objective how many passed every check of the exercises that serve it."""
    rows = []
    for stem in cohort.lessons:
        lesson, shares = written_lesson(stem), cohort.shares(stem)
        for goal in entry(stem).objectives:
            if checks := lesson.checks_for(goal.id):
                mastered = int((shares[checks] >= 1).all(axis=1).sum())
                rows.append(Mastery(goal.id, {"zh": goal.zh, "en": goal.en}, mastered, len(shares)))
    return rows


def tests(cohort: Cohort) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the items of the pre- and of the post-test by number, for those who took both."""
    both = []
    for name, stem in TESTS.items():
        if stem not in cohort.lessons:
            return pd.DataFrame(), pd.DataFrame()
        shares, exercise = cohort.shares(stem), tasks_of(stem)
        items = [check for check in shares if exercise[check].startswith(f"{name}-")]
        numbers = [exercise[check].removeprefix(f"{name}-") for check in items]
        both.append(shares[items].set_axis(numbers, axis=1))
    pre, post = both
    who = pre.index.intersection(post.index)
    return pre.loc[who], post.loc[who]


def find_tracks(cohort: Cohort, pre, post, *, least: int) -> list[tuple[Both, Gain]]:
    """Return the gain of each track that is large enough, and of the others together."""
    if not cohort.tracks:
        return []
    track = pd.Series({who: cohort.tracks.get(who, "") for who in pre.index})
    shown = track.map(measures.pooled(track.value_counts().to_dict(), least=least))
    titles = {name: about["title"] for name, about in tracks().items()}
    others = {"zh": "其他路径合计", "en": "other tracks together"}
    return [
        (
            titles.get(name, dict.fromkeys(LANGS, name)) if name else others,
            measures.gain(pre[shown == name].mean(axis=1), post[shown == name].mean(axis=1)),
        )
        for name in sorted(shown.unique(), key=lambda name: (not name, name))
        if (shown == name).sum() >= least
    ]


def find_test_objectives(pre, post) -> list[tuple[str, Both, float, float]]:
    """Return objective, text, share right before and after, for each item that both tests have."""
    goals = {
        goal.id: {"zh": goal.zh, "en": goal.en}
        for stem in map(entry, written())
        for goal in stem.objectives
    }
    lesson, rows = written_lesson(TESTS["pre"]), {}
    for number in pre:
        [goal] = lesson.exercise(f"pre-{number}").objectives
        rows.setdefault(goal, []).append(number)
    return [
        (goal, goals[goal], pre[which].mean(axis=None), post[which].mean(axis=None))
        for goal, which in sorted(rows.items())
    ]


def find_survey(cohort: Cohort) -> list[tuple[Both, list[int], float]]:
    """Return each statement with how many chose 1, 2, 3, 4, 5, and the mean."""
    lesson = written_lesson(SURVEY_LESSON)
    prompts = dict(zip(LANGS, lesson.prompt(lesson.exercise(SURVEY)), strict=True))
    rows = []
    for key in statements():
        words = {
            lang: re.search(rf'\| `"{key}"` \| ([^|]*) \|', cell.source)[1]
            for lang, cell in prompts.items()
        }
        counts = cohort.survey[key].value_counts()
        rows.append(
            (words, [int(counts.get(n, 0)) for n in range(1, 6)], cohort.survey[key].mean())
        )
    return rows


def guide_page(stem: str, lang: str) -> str:
    """Return where the instructor's page on a lesson is, from the top of the repository."""
    return page_path(stem, lang).relative_to(REPOSITORY).as_posix()
