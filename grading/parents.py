"""Warm parents: sandboxed processes that have imported everything and fork one child per task."""

import itertools
import json
import select
import socket
import sys
import time
from collections.abc import Sequence, Set
from typing import Any, Self

from grading.inside.wire import TimedOut, Wire, WireError
from grading.outputs import CROWDED, FULL
from grading.sandbox.launch import Sandbox, open_sandbox
from grading.task import Limits

START_SECONDS, PREPARE_SECONDS, ANSWER_SECONDS, GRACE = 120, 300, 20, 2
CAPS = {"json_cap": 16 * 2**20, "payload_cap": 0, "containers_cap": 50_000}
"""Bounds of what a child may answer."""

LOOK_SECONDS = 0.5
"""How often the space used is looked at while a cell runs."""


class EngineError(Exception):
    """The engine itself, or a lesson's own cell, failed; nothing a submission does raises it."""


class LessonError(EngineError):
    """One of the lesson's own cells fails: the lesson or its data are at fault."""


def _not_started(level: int, problem: Exception) -> EngineError:
    return EngineError(
        f"The grading process did not start at isolation level {level}: {problem} "
        "Run `segcourse doctor`; a lower level can be chosen with --level."
    )


class Parent:
    """The host's side of a process that forks children."""

    def __init__(self, control: Wire, gate: socket.socket, sandbox: Sandbox):
        self.control, self.gate, self.sandbox = control, gate, sandbox
        self.numbers = itertools.count()

    @classmethod
    def start(cls, level: int, data: str | None, limits: Limits) -> Self:
        """Start a parent in a sandbox of its own; `wait_until_warm` comes before any order.

        Raises
        ------
        EngineError
            If the sandbox cannot be opened.
        """
        ours, theirs = zip(socket.socketpair(), socket.socketpair(), strict=True)
        fds = tuple(sock.fileno() for sock in theirs)
        command = [sys.executable, "-P", "-m", "grading.inside.zygote", *map(str, fds)]
        command.append(str(level))
        try:
            sandbox = open_sandbox(command, level=level, data=data, limits=limits, pass_fds=fds)
        except OSError as problem:
            for sock in ours:
                sock.close()
            raise _not_started(level, problem) from None
        finally:
            for sock in theirs:
                sock.close()
        return cls(Wire(ours[0]), ours[1], sandbox)

    def wait_until_warm(self, level: int) -> None:
        """Wait until the imports are done.

        Raises
        ------
        EngineError
            If the process does not get there.
        """
        try:
            self.control.receive(START_SECONDS)
        except WireError as problem:
            raise _not_started(level, problem) from None

    def ask(self, do: str, payload: bytes = b"", *, seconds: float = ANSWER_SECONDS, **more):
        """Send an order and return the answer.

        Raises
        ------
        EngineError
            If the parent does not answer in time; it is of no use then.
        """
        number = next(self.numbers)
        try:
            self.control.send({"do": do, "number": number} | more, payload)
            answer, _ = self.control.receive(seconds)
        except WireError as problem:
            raise EngineError(f"A grading process does not answer ({do}): {problem}") from None
        if answer["number"] != number:
            raise EngineError(f"A grading process answers another order than {do}.")
        return answer

    def fork(self, role: str, sockets: list[socket.socket], **more) -> int:
        """Fork a child in a role, hand it these sockets, and return its number."""
        fds = [sock.fileno() for sock in sockets]
        try:
            socket.send_fds(self.gate, [b"."], fds)
            return self.ask("fork", role=role, descriptors=len(fds), **more)["child"]
        except OSError as problem:
            raise EngineError(f"A grading process is gone: {problem}") from None
        finally:
            for sock in sockets:
                sock.close()

    def spawn(self, role: str, link: Sequence[socket.socket], **order) -> "Child":
        """Fork a child that answers requests; it gets the sockets in `link` as well."""
        ours, host = socket.socketpair()
        wire = Wire(ours, **CAPS)
        try:
            return Child(self, self.fork(role, [host, *link], **order), wire)
        except EngineError:
            wire.close()
            raise

    def prepared(
        self, cells: list[tuple[str, str]], *, vital: Set[str], muted: bool, limit: int
    ) -> tuple[Self, dict[str, list[dict[str, Any]]]]:
        """Fork a parent that has run these cells; return it and what they showed.

        Raises
        ------
        LessonError
            If one of the vital cells fails; another that fails shows nothing.
        """
        control, gate = socket.socketpair(), socket.socketpair()
        parent = type(self)(Wire(control[0]), gate[0], self.sandbox)
        more = {"cells": cells, "muted": muted, "limit": limit, "seconds": PREPARE_SECONDS}
        try:
            self.fork("parent", [control[1], gate[1]])
            ran = parent.ask("prepare", **more)["cells"]
        except EngineError:
            parent.close()
            raise
        failed = {name: cell["error"] for name, cell in ran.items() if cell["error"]}
        if failed.keys() & vital:
            parent.close()
            raise LessonError(
                f"The lesson's own cells fail: {json.dumps(failed)}. Run `segcourse prove` on the "
                "lesson, and see that its data are there."
            )
        return parent, {n: [] if n in failed else cell["outputs"] for n, cell in ran.items()}

    def close(self) -> None:
        """End this parent and its children."""
        self.control.close()
        self.gate.close()


class Child:
    """The host's side of one forked process that answers one request at a time."""

    def __init__(self, parent: Parent, number: int, wire: Wire):
        self.parent, self.number, self.wire = parent, number, wire
        self.requests = itertools.count()

    def ask(self, seconds: float, limits: Limits, **request) -> dict[str, Any]:
        """Send a request and wait for its answer.

        Raises
        ------
        TimedOut
            After `seconds`; the answer can still be waited for with `wait`.
        WireError
            If the process is gone or talks nonsense.
        OverBudgetError
            If it uses more than it may.
        """
        self.awaited = next(self.requests)
        self.wire.send(request | {"number": self.awaited}, timeout=ANSWER_SECONDS)
        end = time.monotonic() + seconds
        while True:
            try:
                return self.wait(min(LOOK_SECONDS, max(end - time.monotonic(), 0.01)))
            except TimedOut:
                self._look(limits)
                if time.monotonic() >= end:
                    raise

    def _look(self, limits: Limits) -> None:
        """Raise if what the process uses now is over a budget."""
        used, files = self.parent.sandbox.used()
        if used > limits.disk_mb * 2**20 or files > limits.files:
            raise OverBudgetError(FULL)
        if self.parent.ask("count_threads", child=self.number)["threads"] > limits.threads:
            raise OverBudgetError(CROWDED)

    def wait(self, seconds: float) -> dict[str, Any]:
        """Return the answer to the last request."""
        if not select.select([self.wire], [], [], seconds)[0]:
            raise TimedOut("No answer yet.")
        answer, _ = self.wire.receive(ANSWER_SECONDS)
        if answer.get("number") != self.awaited:
            raise WireError("An answer bears another number than the request.")
        return answer

    def interrupt(self) -> None:
        """Send it the signal of Ctrl-C."""
        self.parent.ask("signal", child=self.number)

    def end(self) -> int:
        """Kill it if it still runs; return its exit code, negative for a signal."""
        self.wire.close()
        return self.parent.ask("end", child=self.number)["status"]


class OverBudgetError(Exception):
    """A submission uses more than it may; `reason` as in `grading.outputs`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
