"""A trainee's progress: run a notebook's visible checks and keep the results in a small file."""

import json
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.utils import is_grade
from traitlets.config import Config

from course.build.cells import NOT_ATTEMPTED, TEXT_STUB
from course.build.editions import NOTEBOOKS, trainee_edition
from course.build.guide import written_lesson
from course.build.syllabus import entries, entry, written
from course.errors import CourseError
from course.files import write_whole

RESULTS = NOTEBOOKS / "progress.json"
PASSED, FAILED, MISSING, WAITING = "passed", "failed", "missing", "waiting"
COLORS = {PASSED: "green", FAILED: "red", MISSING: "yellow", WAITING: "cyan"}

WORDS = {
    "zh": {
        PASSED: "✓ 通过",
        FAILED: "✗ 未通过",
        MISSING: "○ 还没有作答",
        WAITING: "… 由讲师评分",
        "heads": ("练习", "检查", "结果", "分数", "说明"),
        "read": "再读一遍：{}",
        "next": "改好以后保存，再运行一次 segcourse check；想重来就用 segcourse reset {}。",
        "left": "还有 {} 项没有通过。",
        "done": "可见的检查全部通过。它们能发现常见的错误；数值是否正确，评分时还会再检查。",
        "stopped": "你的代码出错停下了：{}",
        "deleted": "检查单元格被删掉了，请从一份新的笔记本里补回来",
    },
    "en": {
        PASSED: "✓ passed",
        FAILED: "✗ not passed",
        MISSING: "○ not attempted",
        WAITING: "… for your instructor",
        "heads": ("exercise", "check", "outcome", "points", "message"),
        "read": "Read again: {}",
        "next": "Mend, save, and run segcourse check again; segcourse reset {} starts afresh.",
        "left": "Not passed yet: {}.",
        "done": "All visible checks passed. They find common slips; grading looks at values, too.",
        "stopped": "your code stopped with {}",
        "deleted": "the check cell was deleted; bring it back from a fresh notebook",
    },
}


@dataclass(frozen=True)
class Outcome:
    """How one check or essay of a notebook ended."""

    check: str
    state: str
    message: str
    points: float

    @property
    def needs_work(self) -> bool:
        """Whether there is something to do for the trainee."""
        return self.state in (FAILED, MISSING)


@dataclass(frozen=True)
class Checked:
    """A notebook's lesson and language, and the outcomes of its checks in the lesson's order."""

    lesson: str
    lang: str
    outcomes: list[Outcome]

    @property
    def left(self) -> int:
        """How many checks and essays do not stand as they should yet."""
        return sum(outcome.needs_work for outcome in self.outcomes)


def check(path: Path, *, results: Path = RESULTS, timeout: int = 120) -> Checked:
    """Run a trainee's notebook from top to bottom and tell how each visible check ends.

    The notebook itself is not changed. Its check cells run as the lesson has them, whatever was
    made of them; the checks that pass are kept in `results`.

    Parameters
    ----------
    path
        A notebook of the course.
    results
        The small file that remembers passed checks.
    timeout
        Seconds that one cell may take.

    Raises
    ------
    CourseError
        If the file is no notebook of the course, or a cell does not end.
    """
    if timeout < 1:
        raise CourseError(f"--timeout {timeout}: expected whole seconds from 1 on.")
    nb = _read(path)
    stem, lang = nb.metadata.segcourse.lesson, nb.metadata.segcourse.lang
    graded = [cell for cell in trainee_edition(stem, lang).cells if is_grade(cell)]
    _put_back(nb, graded)
    _run(nb, path, timeout)
    answers = {c.name: str(c.tags["of"]) for c in written_lesson(stem).of_kind("check")}
    outcomes = [_outcome(cell, nb, answers.get(cell.id), WORDS[lang]) for cell in graded]
    _remember(stem, outcomes, results)
    return Checked(stem, lang, outcomes)


def progress(*, results: Path = RESULTS) -> dict[str, dict[str, float]]:
    """Return lesson → points passed, points there are to pass, objectives mastered and in all.

    Only lessons that are written. An objective is mastered when every check of the exercises that
    serve it has passed; essays and the items of the tests are left out.
    """
    kept = _kept(results)
    table = {}
    for stem in written():
        checks = written_lesson(stem).of_kind("check")
        points = {check.name: float(check.tags["points"]) for check in checks}
        passed = set(kept.get(stem, ())) & set(points)
        goals = _mastered(stem, passed)
        table[stem] = {
            "passed": sum(map(points.get, passed)),
            "of": sum(points.values()),
            "mastered": sum(goals.values()),
            "objectives": len(goals),
        }
    return table


def objectives(stem: str, *, results: Path = RESULTS) -> dict[str, bool]:
    """Return the ids of a lesson's objectives that have exercises → whether each is mastered."""
    return _mastered(stem, set(_kept(results).get(stem, ())))


def _mastered(stem: str, passed: set[str]) -> dict[str, bool]:
    lesson = written_lesson(stem)
    checks = {goal.id: set(lesson.checks_for(goal.id)) for goal in entry(stem).objectives}
    return {goal: needed <= passed for goal, needed in checks.items() if needed}


def progress_table(lang: str, *, results: Path = RESULTS):
    """Return the progress as a table for the screen, one row per written lesson."""
    import pandas as pd

    heads = {
        "zh": ("课程", "已通过检查的分数", "检查总分", "掌握的目标"),
        "en": ("lesson", "points of checks passed", "points of all checks", "objectives mastered"),
    }[lang]
    rows = [
        (
            f"{stem[:2]} · {entries()[stem].title[lang]}",
            f"{row['passed']:g}",
            f"{row['of']:g}",
            f"{row['mastered']} / {row['objectives']}",
        )
        for stem, row in progress(results=results).items()
    ]
    return pd.DataFrame(rows, columns=heads).set_index(heads[0])


def objectives_table(
    stem: str, lang: str, *, results: Path = RESULTS
) -> list[tuple[str, str, str]]:
    """Return number, text and a mark for each objective of a lesson that has exercises."""
    marks = {
        "zh": {True: "✓ 掌握", False: "○ 还没有"},
        "en": {True: "✓ mastered", False: "○ not yet"},
    }[lang]
    texts = {goal.id: getattr(goal, lang) for goal in entry(stem).objectives}
    found = objectives(stem, results=results)
    return [(goal, texts[goal], marks[mastered]) for goal, mastered in found.items()]


def _read(path: Path) -> NotebookNode:
    try:
        nb = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        told = dict(nb.metadata.get("segcourse") or {})
    except OSError as error:
        raise CourseError(
            f"{path} cannot be read ({error.strerror}). Give a notebook, such as "
            "notebooks/en/08_behavioural/08_behavioural.ipynb."
        ) from None
    except Exception as error:
        raise CourseError(
            f"{path} is no notebook ({type(error).__name__}). Save it again in JupyterLab, or "
            "move it away and run `segcourse build` for a fresh one."
        ) from None
    if str(told.get("lesson")) not in entries() or str(told.get("lang")) not in WORDS:
        raise CourseError(
            f"{path} is no notebook of this course. Give one from the folder notebooks/."
        )
    return nb


def _put_back(nb: NotebookNode, graded: list[NotebookNode]) -> None:
    """Give the check cells of a notebook the form that they have in the lesson."""
    checks = {cell.id: cell for cell in graded if cell.cell_type == "code"}
    nb.cells = [deepcopy(checks.get(cell.get("id"), cell)) for cell in nb.cells]


def _run(nb: NotebookNode, path: Path, timeout: int) -> None:
    client = NotebookClient(
        nb,
        timeout=timeout,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.resolve().parent)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    try:
        client.execute()
    except CellTimeoutError:
        raise CourseError(
            f"A cell of {path.name} did not end within {timeout} seconds. Look for a loop without "
            "an end, or give more time with --timeout."
        ) from None
    except DeadKernelError:
        raise CourseError(
            f"The kernel of {path.name} died while it ran. Run the cells one by one to see which."
        ) from None


def _error(cell: NotebookNode) -> NotebookNode | None:
    return next((o for o in cell.get("outputs", ()) if o.output_type == "error"), None)


def _outcome(graded: NotebookNode, nb: NotebookNode, answer: str | None, words: dict) -> Outcome:
    """Return how a graded cell, the check of `answer` or an essay, ended in the notebook."""
    name, points = graded.id, graded.metadata.nbgrader.points
    cells = {cell.get("id"): cell for cell in reversed(nb.cells)}
    if name not in cells:
        return Outcome(name, FAILED, words["deleted"], points)
    cell = cells[name]
    if graded.cell_type == "markdown":
        untouched = cell.source.strip() in ("", TEXT_STUB)
        return Outcome(name, MISSING if untouched else WAITING, "", points)
    error = _error(cell)
    if error is None:
        return Outcome(name, PASSED, "", points)
    stopped = _error(cells[answer]) if answer in cells else None
    if stopped is not None:
        return Outcome(name, FAILED, words["stopped"].format(_told(stopped)), points)
    missing = error.evalue.startswith(NOT_ATTEMPTED)
    message = "" if missing else error.evalue if error.ename == "AssertionError" else _told(error)
    return Outcome(name, MISSING if missing else FAILED, message, points)


def _told(error: NotebookNode) -> str:
    return f"{error.ename}: {error.evalue}".splitlines()[0][:200]


def _kept(results: Path) -> dict[str, list[str]]:
    """Return lesson → passed checks, as kept; what is not ours counts as none."""
    try:
        kept = json.loads(results.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    kept = kept if isinstance(kept, dict) else {}
    return {stem: checks for stem, checks in kept.items() if isinstance(checks, list)}


def _remember(stem: str, outcomes: list[Outcome], results: Path) -> None:
    passed = sorted(outcome.check for outcome in outcomes if outcome.state == PASSED)
    kept = json.dumps(_kept(results) | {stem: passed}, indent=1, sort_keys=True) + "\n"
    write_whole(results, kept.encode("utf-8"))
