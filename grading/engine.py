"""Run one submission in sandboxed processes: `run(task)` returns what it scored and showed.

The notebook runs twice, each time in a fresh fork of a warm parent. In the checked run a second,
trusted process judges the trainee's answers, and nothing that is printed is kept. In the seen run
there is no check: what it shows goes into the notebook. So nothing hidden can be shown.
"""

import atexit
import hashlib
import json
import socket
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from grading.clean import clean_outputs
from grading.inside.wire import TimedOut, WireError
from grading.outputs import DIED, FAILED, NOT_RUN, TIMED_OUT, error_output, incidents
from grading.parents import GRACE, Child, EngineError, LessonError, OverBudgetError, Parent
from grading.plan import Plan, grade_id, kind_of, language_of, plan_of, text
from grading.task import Result, Task, Verdict

RESTARTS = 2
"""How often a notebook is begun again without the cell that ended its process."""

LATE = {"zh": "这个检查运行超时", "en": "this check ran too long"}
NO_TIME = {"zh": "这份笔记本的运行时间已用完", "en": "the time for this notebook was over"}


@dataclass
class House:
    """The parents of a kind of submissions, and what the lesson's own cells show.

    Attributes
    ----------
    plan : Plan
        What each cell of the lesson is.
    base, begun : Parent
        Trainees' parents: warm, and warm with the cells before the first answer run.
    checkers : Parent
        Parent of the checking processes.
    shown : dict
        Cell id → outputs of the lesson's own cells.
    """

    plan: Plan
    base: Parent
    begun: Parent
    checkers: Parent
    shown: dict[str, list[dict[str, Any]]]

    def close(self) -> None:
        """End what belongs to this lesson alone."""
        self.begun.close()
        self.checkers.close()


_one_at_a_time = threading.Lock()
_bases: dict[tuple, list[Parent]] = {}
_houses: dict[tuple, House] = {}


def run(task: Task) -> Result:
    """Run a submission and judge it.

    Parameters
    ----------
    task : Task
        The submission, the key and the limits.

    Returns
    -------
    Result
        A verdict for each check and outputs for each code cell, whatever the submission does.

    Raises
    ------
    EngineError
        If the sandbox cannot be started or, as LessonError, the lesson's own cells fail.
    """
    start = time.monotonic()
    with _one_at_a_time:
        try:
            checked, seen = _both_runs(task)
        except LessonError:
            raise
        except EngineError:  # a parent may have died since the last submission
            close()
            checked, seen = _both_runs(task)
    shown = {at: [] for at in checked.code_cells()} | seen.outputs | checked.judgements()
    cells = [
        cell | {"outputs": shown.get(at, [])} for at, cell in enumerate(task.notebook["cells"])
    ]
    found = incidents({"cells": cells})
    return Result(checked.verdicts, shown, found, task.level, time.monotonic() - start)


def _both_runs(task: Task) -> tuple["Trial", "Trial"]:
    lang = language_of(task.notebook)
    digest = hashlib.sha256(json.dumps(task.key, sort_keys=True).encode()).hexdigest()
    checked = Trial(task, digest, lang, judged=True)
    checked.run()
    seen = Trial(task, digest, lang, judged=False)  # knows nothing of the checked run
    seen.run()
    return checked, seen


def close() -> None:
    """End all warm parents of this process; the next run starts new ones."""
    _leave_houses()
    for parents in _bases.values():
        for parent in parents:
            parent.close()
            parent.sandbox.close()
    _bases.clear()


atexit.register(close)


def _house(task: Task, digest: str, lang: str) -> House:
    """Return the parents for a task whose key has this digest, started if need be."""
    place = (task.level, task.data, task.limits)
    if (house := _houses.get((*place, digest, lang))) is not None:
        return house
    if place not in _bases:
        _bases[place] = []
        try:
            for _ in range(2):
                _bases[place].append(Parent.start(*place[:2], task.limits))
            for parent in _bases[place]:  # both import at the same time
                parent.wait_until_warm(task.level)
        except EngineError:
            close()
            raise
    _leave_houses()
    base, checkers = _bases[place]
    plan = plan_of(task.key, lang)
    limit = task.limits.output_chars
    more = {"vital": plan.vital, "limit": limit}
    begun, _ = base.prepared(list(plan.prefix.items()), muted=True, **more)
    try:
        checkers, shown = checkers.prepared(plan.order, muted=False, **more)
    except EngineError:
        begun.close()
        raise
    shown = {name: clean_outputs(outputs) for name, outputs in shown.items()}
    house = _houses[*place, digest, lang] = House(plan, base, begun, checkers, shown)
    return house


def _leave_houses() -> None:
    """End what is warm: one lesson in one language stays so at a time, in some 200 MB."""
    for house in _houses.values():
        house.close()
    _houses.clear()


class KilledError(Exception):
    """A cell ended its process, or had to be ended with it."""

    def __init__(self, at: int, reason: str):
        super().__init__(at, reason)
        self.at, self.reason = at, reason


@dataclass
class Trial:
    """One run of a submission from top to bottom, begun again without cells that kill it.

    Attributes
    ----------
    judged : bool
        Whether checks run; outputs are kept only if they do not.
    struck : dict
        Place of a cell → why it is not run (again).
    verdicts, outputs : dict
        What came out so far.
    """

    task: Task
    digest: str
    lang: str
    judged: bool
    struck: dict[int, str] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    house: House | None = None
    trainee: Child | None = None
    checker: Child | None = None

    def run(self) -> None:
        """Run every cell; each ends with an output or a verdict."""
        self.end = time.monotonic() + self.task.limits.notebook_seconds
        for _ in range(RESTARTS + 1):
            try:
                self._attempt()
                return
            except KilledError as killed:
                self.struck[killed.at] = killed.reason
            finally:
                self._leave()
        for at in self.code_cells():
            if at >= max(self.struck):
                self._refuse(at, self.struck.get(at, NOT_RUN))

    def code_cells(self) -> list[int]:
        """Return the places of the code cells."""
        cells = enumerate(self.task.notebook["cells"])
        return [at for at, cell in cells if cell["cell_type"] == "code"]

    def judgements(self) -> dict[int, list[dict[str, Any]]]:
        """Return what the notebook shows at its checks: nothing, or the message."""
        shown = {}
        for at in self.code_cells():
            verdict = self.verdicts.get(self._name(at))
            if verdict is not None and not verdict.passed:
                shown[at] = [error_output(self.struck.get(at, FAILED), verdict.message)]
        return shown

    def _name(self, at: int) -> str:
        return grade_id(self.task.notebook["cells"][at])

    def _attempt(self) -> None:
        first = self._enter()
        for at in self.code_cells():
            own = self._own(at)
            if own is None or (at >= first and not self._is_silent(at)):
                self._step(at, own)
            else:
                self.outputs[at] = own

    def _enter(self) -> int:
        """Fork the processes; return the place of the first cell that they have yet to run."""
        self.house = _house(self.task, self.digest, self.lang)
        first = self._length_of_prefix()
        parent = self.house.begun if first else self.house.base
        link = socket.socketpair() if self.judged else ()
        try:
            order = self._limits(parent.sandbox, self._stage(self.house.base, self.task.files))
            self.trainee = parent.spawn("trainee", link[:1], **order)
            if self.judged:
                checkers = self.house.checkers
                order = self._limits(checkers.sandbox, self._stage(checkers, {}))
                self.checker = checkers.spawn("checker", link[1:], **order)
        finally:
            for sock in link:
                sock.close()
        return first

    def _leave(self) -> None:
        with ExitStack() as ends:  # a parent that died meanwhile must not keep the other open
            for child in filter(None, (self.checker, self.trainee)):
                ends.callback(child.end)
            self.trainee = self.checker = None
        if self.house and not self.house.base.ask("clear")["clean"]:
            close()

    def _stage(self, parent: Parent, files: dict[str, bytes]) -> str:
        sizes = [(name, len(data)) for name, data in files.items()]
        return parent.ask("stage", b"".join(files.values()), files=sizes)["folder"]

    def _limits(self, sandbox, folder: str) -> dict[str, Any]:
        limits = {
            "memory_bytes": self.task.limits.memory_mb * 2**20,
            "open_files": self.task.limits.open_files,
            "file_bytes": self.task.limits.disk_mb * 2**20,
        }
        return {"folder": folder, "readable": sandbox.readable, "limits": limits}

    def _length_of_prefix(self) -> int:
        """Return the place behind the unchanged first cells, 0 if they were changed."""
        left = list(self.house.plan.prefix.items())
        for at in self.code_cells():
            if not left:
                return at
            cell = self.task.notebook["cells"][at]
            if (cell.get("id"), text(cell)) != left.pop(0):
                return 0
        return 0 if left else len(self.task.notebook["cells"])

    def _own(self, at: int) -> list[dict[str, Any]] | None:
        """Return the outputs of a lesson's own cell as it is, None for any other cell."""
        cell = self.task.notebook["cells"][at]
        name = cell.get("id")
        if kind_of(cell) == "own" and self.house.plan.own.get(name) == text(cell):
            return self.house.shown[name]
        return None

    def _is_silent(self, at: int) -> bool:
        return self.task.notebook["cells"][at]["id"] in self.house.plan.silent

    def _step(self, at: int, own: list[dict[str, Any]] | None) -> None:
        """Run one cell or one check, unless it is struck or the time is over."""
        cell = self.task.notebook["cells"][at]
        is_check = kind_of(cell) == "check"
        if is_check and (not self.judged or self._name(at) in self.verdicts):
            return
        reason = self.struck.get(at) or (NOT_RUN if time.monotonic() > self.end else "")
        if reason:
            self._refuse(at, reason)
        elif is_check:
            self._judge(at)
        else:
            self._run_cell(at, text(cell), own)

    def _refuse(self, at: int, reason: str) -> None:
        cell = self.task.notebook["cells"][at]
        if kind_of(cell) != "check":
            self.outputs[at] = [error_output(reason)]
        elif self.judged:
            message = (NO_TIME if reason == NOT_RUN else LATE)[self.lang]
            self.verdicts.setdefault(self._name(at), Verdict(False, message))
            self.struck.setdefault(at, reason)

    def _run_cell(self, at: int, source: str, own: list[dict[str, Any]] | None) -> None:
        limits = self.task.limits
        seen = not self.judged and own is None
        request = {"source": source, "seen": seen, "output_chars": limits.output_chars}
        try:
            answer = self.trainee.ask(limits.cell_seconds, limits, **request)
        except TimedOut:
            self._interrupt(at)
            self.struck[at] = TIMED_OUT
            self.outputs[at] = [error_output(TIMED_OUT)]
        except WireError:
            raise KilledError(at, DIED) from None
        except OverBudgetError as over:
            raise KilledError(at, over.reason) from None
        else:
            self.outputs[at] = own if own is not None else clean_outputs(answer.get("outputs"))

    def _interrupt(self, at: int) -> None:
        """Interrupt a cell; end the process if it does not answer to that."""
        try:
            self.trainee.interrupt()
            self.trainee.wait(GRACE)
        except WireError:
            raise KilledError(at, TIMED_OUT) from None

    def _judge(self, at: int) -> None:
        """Have a check run and keep its verdict."""
        name, limits = self._name(at), self.task.limits
        check = self.house.plan.checks[name]
        request = {"source": check.source, "names": check.names, "binds": check.binds, "id": name}
        try:
            answer = self.checker.ask(limits.cell_seconds, limits, **request)
        except TimedOut:
            answer = self._hurry(at)
        except (WireError, OverBudgetError):
            raise KilledError(at, DIED) from None
        self.verdicts[name] = Verdict(answer["passed"] is True, answer["message"])
        if answer["gone"]:
            raise KilledError(at, self.struck.get(at, DIED))

    def _hurry(self, at: int) -> dict[str, Any]:
        """Interrupt the trainee's function that a check waits for; return the check's answer."""
        late = {"passed": False, "message": LATE[self.lang], "gone": False}
        self.struck[at] = TIMED_OUT
        for stop in (self.trainee.interrupt, self.trainee.end):
            try:
                stop()
                self.checker.wait(GRACE)
            except TimedOut:
                continue
            return late | {"gone": stop == self.trainee.end}
        raise KilledError(at, TIMED_OUT)
