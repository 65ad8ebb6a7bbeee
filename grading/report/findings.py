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
from grading.report import disclosure, measures
from grading.report.cohort import (
    SURVEY,
    SURVEY_LESSON,
    Cohort,
    items_of,
    statements,
    tasks_of,
)
from grading.report.disclosure import Both, Share
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

OTHER_ERROR = {"zh": "其他报错", "en": "another error"}
"""Stands for an error's own words where names are hidden: they may hold anything."""


@dataclass(frozen=True)
class Limits:
    """Below which numbers of people what is not shown.

    Attributes
    ----------
    group : int
        Groups, answers to the survey and mistakes.
    points : int
        Who has points or not, attempted or not: 1 if the table of trainees shows these anyway.
    """

    group: int
    points: int


@dataclass(frozen=True)
class CheckRow:
    """A check or essay: how hard it was, how it goes with the rest, what those who lost it read.

    `not_attempted` and `waiting` say how many did not write an essay, and how many are not marked.
    """

    name: str
    is_essay: bool
    heading: Both
    difficulty: Share
    discrimination: float
    flags: list[str]
    messages: list[tuple[Both, Both]]
    not_attempted: str = ""
    waiting: str = ""


@dataclass(frozen=True)
class Part:
    """A lesson, or the test in it: totals, reliability, incidents and its checks.

    `shares` maps the trainees whom the figures are on to their share of the points that are
    graded; `everyone` has those too who are left out, as they would be told by a difference.
    """

    stem: str
    test: str
    title: Both
    trainees: int
    shares: dict[str, float]
    everyone: dict[str, float]
    bands: list[tuple[int, int, int]]
    alpha: float
    exercises: int
    not_attempted: str
    incidents: dict[str, Both]
    checks: list[CheckRow]

    @property
    def mean(self) -> float:
        """Return the mean share of the points."""
        return statistics.mean(self.shares.values())

    @property
    def median(self) -> float:
        """Return the median share of the points."""
        return statistics.median(self.shares.values())


@dataclass(frozen=True)
class Mastery:
    """An objective: how many of those who handed the lesson in passed all its checks."""

    id: str
    text: Both
    mastered: int
    trainees: int
    shown: str
    said: Both
    share: Share


@dataclass(frozen=True)
class Findings:
    """All that the page shows."""

    trainees: int
    parts: list[Part]
    objectives: list[Mastery]
    gain: Gain | None = None
    by_track: list[tuple[Both, Gain]] = field(default_factory=list)
    by_objective: list[tuple[str, Both, Share, Share]] = field(default_factory=list)
    survey: list[tuple[Both, list[str], float]] = field(default_factory=list)
    survey_people: int = 0
    comments: list[str] = field(default_factory=list)


def find(cohort: Cohort, *, least: int, hide_names: bool = False) -> Findings:
    """Return what there is to say on a class; of groups below `least`, nothing.

    Parameters
    ----------
    cohort : Cohort
        What was graded.
    least : int
        Size of the smallest group that is shown.
    hide_names : bool
        Leave out errors that students may have worded, and names in comments.
    """
    pre, post = tests(cohort)
    enough = len(pre) >= least
    limits = Limits(group=least, points=least if hide_names else 1)
    messages = worded(cohort, hide_names=hide_names)
    shown = [
        part
        for stem in cohort.lessons
        for items in (False, True)
        if (
            part := find_part(
                cohort, stem, messages, pre.index if enough else None, items=items, limits=limits
            )
        )
        and part.trainees >= least
    ]
    answered = len(cohort.survey)
    return Findings(
        trainees=len(cohort.students),
        parts=shown,
        objectives=find_objectives(cohort, limits),
        gain=measures.gain(pre.mean(axis=1), post.mean(axis=1)) if enough else None,
        by_track=find_tracks(cohort, pre, post, least=least) if enough else [],
        by_objective=find_test_objectives(pre, post, least=limits.points) if enough else [],
        survey=find_survey(cohort, least=least) if answered >= least else [],
        survey_people=answered,
        comments=comments_of(cohort, hide_names=hide_names) if answered >= least else [],
    )


def comments_of(cohort: Cohort, *, hide_names: bool) -> list[str]:
    """Return the comments of the survey, without the names of trainees if these are hidden."""
    names = cohort.students if hide_names else []
    return sorted(disclosure.without_names(words, names) for words in cohort.comments)


def find_part(
    cohort: Cohort, stem: str, messages: pd.DataFrame, both, *, items: bool, limits: Limits
) -> Part | None:
    """Return what there is to say on a lesson's exercises, or on the items of the test in it.

    Of a test only those in `both` count, the trainees who took the other test too, if the rest
    are fewer than `least`: the means of all and of `both` would tell the rest's.
    """
    lesson, points = written_lesson(stem), cohort.points(stem)
    tested, exercise = items_of(lesson), tasks_of(stem)
    points = points[[check for check in points if (check in tested) == items]]
    if points.empty:
        return None
    rows = cohort.scores[cohort.scores["lesson"] == stem]
    most = rows.groupby("check")["max_points"].first()
    everyone = (points.sum(axis=1) / (points.notna() * most[points.columns]).sum(axis=1)).dropna()
    if items and both is not None and 0 < len(points) - len(both) < limits.group:
        points = points.loc[both]
    shares = everyone.reindex(points.index).dropna()
    by_exercise = points.dropna(axis=1).T.groupby(pd.Series(exercise)).sum().T
    rows = rows[rows["student"].isin(points.index) & rows["check"].isin(points.columns)]
    said = messages[(messages["lesson"] == stem) & messages["student"].isin(points.index)]
    incidents = cohort.incidents[cohort.incidents["lesson"] == stem]
    incidents = Counter(incidents.drop_duplicates(["student", "kind"])["kind"])
    return Part(
        stem=stem,
        test=next((name for name, where in TESTS.items() if where == stem), "") if items else "",
        title=entry(stem).title,
        trainees=len(points),
        shares=shares.to_dict(),
        everyone=everyone.to_dict(),
        bands=disclosure.bands(tenths(shares), least=limits.points),
        alpha=measures.cronbach_alpha(by_exercise) if len(points) >= FEW else float("nan"),
        exercises=by_exercise.shape[1],
        not_attempted=_not_attempted(rows, lesson, limits.points),
        incidents={
            kind: disclosure.people(count, least=limits.points) for kind, count in incidents.items()
        },
        checks=list(check_rows(rows, lesson, points / most[points.columns], said, limits)),
    )


def tenths(shares: pd.Series) -> list[int]:
    """Return how many have 0-9 %, 10-19 %, … 90-100 % of the points.

    >>> tenths(pd.Series([0.0, 0.3, 0.95, 1.0]))
    [1, 0, 0, 1, 0, 0, 0, 0, 0, 2]
    """
    tens = Counter(min(int(share * 10 + 1e-9), 9) for share in shares)
    return [tens[ten] for ten in range(10)]


def _not_attempted(rows: pd.DataFrame, lesson, least: int) -> str:
    """Return how many of the essays of all these trainees nobody wrote into; a dash if none are."""
    essays = rows[rows["check"].isin([cell.name for cell in lesson.of_kind("essay")])]
    left = int((~essays["attempted"]).sum())
    return disclosure.count_of(left, len(essays), least=least) if len(essays) else "–"


def check_rows(rows, lesson, shares: pd.DataFrame, messages, limits: Limits) -> Iterator[CheckRow]:
    """Yield a row for each check, in order; no figure where fewer than `least` were marked."""
    exercise, most = tasks_of(lesson.stem), rows.groupby("check")["max_points"].first()
    hard, marked = measures.difficulty(shares), shares.notna().sum()
    apart = measures.discrimination(shares * most[shares.columns], pd.Series(exercise))
    essays = {cell.name for cell in lesson.of_kind("essay")}
    for check in shares:
        difficulty = hard[check] if marked[check] >= limits.group else float("nan")
        counted = 1 if check in essays else limits.points  # an essay's points are no count
        r = apart[check] if len(shares) >= FEW else float("nan")
        own, lost = rows[rows["check"] == check], int((shares[check] < 1).sum())
        said = messages.loc[messages["check"] == check, ["zh", "en"]]
        yield CheckRow(
            name=check,
            is_essay=check in essays,
            heading={lang: places(lesson.stem, lang)[check].heading for lang in LANGS},
            difficulty=disclosure.share_of(difficulty, int(marked[check]), least=counted),
            discrimination=r,
            flags=_flags(difficulty, r),
            messages=commonest(said, lost=lost, least=limits.group),
            not_attempted=_count(~own["attempted"], limits.points),
            waiting=_count(own["attempted"] & own["needs_manual"], limits.points),
        )


def _count(of: pd.Series, least: int) -> str:
    """Return for how many it is true, as it can be shown; nothing if for none."""
    return disclosure.count_of(int(of.sum()), len(of), least=least) if of.any() else ""


def _flags(difficulty: float, r: float) -> list[str]:
    marks = (("easy", difficulty > EASY), ("hard", difficulty < HARD), ("weak", round(r, 2) < WEAK))
    return [word for word, is_so in marks if is_so]


def worded(cohort: Cohort, *, hide_names: bool) -> pd.DataFrame:
    """Return the messages in both languages: columns student, lesson, check, zh, en.

    What a lesson's checks do not say is an error's own text, and may be a student's.
    """
    texts = []
    for lesson, message in cohort.messages[["lesson", "message"]].itertuples(index=False):
        known = (both for pattern, both in spoken(lesson) if pattern.fullmatch(message))
        own = OTHER_ERROR if hide_names else dict.fromkeys(LANGS, message)
        texts.append(next(known, own))
    texts = pd.DataFrame(texts, columns=LANGS, index=cohort.messages.index)
    return cohort.messages[["student", "lesson", "check"]].join(texts)


def commonest(messages: pd.DataFrame, *, lost: int, least: int) -> list[tuple[Both, Both]]:
    """Return the messages that most trainees met, and how many did, in words that can be shown.

    If a small count could be told from how many lost the check, the smallest other is hidden too.
    """
    counts = messages.value_counts().rename("count").reset_index()
    counts = counts.sort_values(["count", "en"], ascending=[False, True]).head(COMMON_MESSAGES)
    large = counts.loc[counts["count"] >= least, "count"]
    told = [disclosure.people(count, least=least) for count in counts["count"]]
    if len(large) and len(large) < len(counts) and lost - large.sum() < least:
        told[len(large) - 1] = disclosure.at_least(least)
    texts = counts[list(LANGS)].to_dict("records")
    return list(zip(texts, told, strict=True))


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


def find_objectives(cohort: Cohort, limits: Limits) -> list[Mastery]:
    """Return for each objective how many passed every check of the exercises that serve it."""
    rows = []
    for stem in cohort.lessons:
        lesson, shares = written_lesson(stem), cohort.shares(stem)
        for goal in entry(stem).objectives:
            checks = lesson.checks_for(goal.id)
            if checks and len(shares) >= limits.group:
                mastered = int((shares[checks] >= 1).all(axis=1).sum())
                rows.append(_mastery(goal, mastered, len(shares), limits.points))
    return rows


def _mastery(goal, mastered: int, trainees: int, least: int) -> Mastery:
    return Mastery(
        id=goal.id,
        text={"zh": goal.zh, "en": goal.en},
        mastered=mastered,
        trainees=trainees,
        shown=disclosure.count_of(mastered, trainees, least=least),
        said=disclosure.people(mastered, least=least),
        share=disclosure.share_of(mastered / trainees, trainees, least=least),
    )


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


def find_test_objectives(pre, post, *, least: int) -> list[tuple[str, Both, Share, Share]]:
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
        (goal, goals[goal], *(_right(answers[which], least) for answers in (pre, post)))
        for goal, which in sorted(rows.items())
    ]


def _right(answers: pd.DataFrame, least: int) -> Share:
    return disclosure.share_of(answers.mean(axis=None), answers.size, least=least)


def find_survey(cohort: Cohort, *, least: int) -> list[tuple[Both, list[str], float]]:
    """Return each statement with how many chose 1, 2, 3, 4, 5, and the mean, as they are shown."""
    lesson = written_lesson(SURVEY_LESSON)
    prompts = dict(zip(LANGS, lesson.prompt(lesson.exercise(SURVEY)), strict=True))
    rows = []
    for key in statements():
        words = {
            lang: re.search(rf'\| `"{key}"` \| ([^|]*) \|', cell.source)[1]
            for lang, cell in prompts.items()
        }
        counts = cohort.survey[key].value_counts()
        chosen = [int(counts.get(n, 0)) for n in range(1, 6)]
        rows.append((words, *disclosure.answers(chosen, least=least)))
    return rows


def guide_page(stem: str, lang: str) -> str:
    """Return where the instructor's page on a lesson is, from the top of the repository."""
    return page_path(stem, lang).relative_to(REPOSITORY).as_posix()
