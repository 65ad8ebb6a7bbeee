"""The warm parent: imports the libraries once and forks a process for each piece of work.

Run as `python -P -m grading.inside.zygote CONTROL GATE LEVEL`, the first two being sockets:
messages come over one, descriptors for children over the other. A parent made by a fork serves in
the same way, with a lesson's set-up already run.
"""

import contextlib
import ctypes
import gc
import os
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grading.inside.shell import Shell, make_shell
from grading.inside.wire import Closed, Wire
from grading.sandbox import confine

WARM = ("numpy", "pandas", "scipy.stats", "seaborn", "sklearn.cluster", "sklearn.preprocessing")
WARM += ("sklearn.metrics", "ipywidgets", "segkit", "segkit.plot", "segkit.explore")
WARM += ("segkit.classroom",)


class Server:
    """Serves one host: forks, signals and reaps children, keeps their folders.

    Parameters
    ----------
    control : Wire
        Messages from the host.
    gate : socket
        Descriptors from the host.
    scratch : Path
        Folder below which children may write.
    level : int
        Isolation level of the children.
    """

    def __init__(self, control: Wire, gate: socket.socket, scratch: Path, level: int, shell: Shell):
        self.control, self.gate, self.scratch = control, gate, scratch
        self.level, self.shell = level, shell
        self.children: set[int] = set()
        self.folders = 0
        self.marks: dict[str, dict[str, Any]] = {}

    def serve(self) -> None:
        """Answer the host until it closes its end."""
        while True:
            try:
                request, payload = self.control.receive()
            except Closed:
                break
            answer = getattr(self, f"do_{request['do']}")(request, payload)
            self.control.send(answer | {"number": request["number"]})
        for child in list(self.children):
            self.do_end({"child": child}, b"")

    def do_fork(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Fork a child in one of the roles; its descriptors wait at the gate."""
        _, fds, _, _ = socket.recv_fds(self.gate, 1, request["descriptors"])
        child = os.fork()
        if child == 0:
            code = 1
            try:
                confine.die_with_parent()
                close_all_but(fds)
                roles()[request["role"]](self, [socket.socket(fileno=fd) for fd in fds], request)
                code = 0
            finally:
                os._exit(code)
        for fd in fds:
            os.close(fd)
        self.children.add(child)
        return {"child": child}

    def confine(self, request: dict[str, Any]) -> None:
        """Confine this process, a child, as far as the level goes, for good."""
        if self.level > 1:
            files = {"readable": request["readable"], "writable": request["folder"]}
            confine.confine(**files, **request["limits"])
        else:
            confine.limit(**request["limits"])

    def do_signal(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Interrupt a child."""
        if request["child"] in self.children:
            os.kill(request["child"], signal.SIGINT)
        return {}

    def do_count_threads(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Say how many threads a child has."""
        try:
            return {"threads": len(os.listdir(f"/proc/{request['child']}/task"))}
        except OSError:
            return {"threads": 0}

    def do_end(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Kill a child if it still runs, and say how it ended."""
        child = request["child"]
        if child not in self.children:
            return {"status": 0}
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        self.children.discard(child)
        return {"status": os.waitstatus_to_exitcode(status)}

    def do_stage(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Write the files of a submission into a new folder."""
        self.folders += 1
        folder = self.scratch / f"work-{os.getpid()}-{self.folders}"
        folder.mkdir(mode=0o700)
        at = 0
        for name, size in request["files"]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(payload[at : at + size])
            at += size
        return {"folder": str(folder)}

    def do_clear(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Remove what children left; say whether all of it is gone."""
        left = [str(path) for path in self.scratch.glob("work-*")]
        if left:
            subprocess.run(["rm", "-rf", "--", *left], check=False)
        return {"clean": not any(self.scratch.glob("work-*"))}

    def do_prepare(self, request: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """Run a lesson's own cells in this very process, for the children to start from.

        Each cell is a pair of id and source; a pair with an empty source keeps the names as they
        are at that point, for the check of that id.
        """
        ran: dict[str, Any] = {}
        for name, source in request["cells"]:
            if source:
                ran[name] = self.shell.run(source, muted=request["muted"], limit=request["limit"])
            else:
                self.marks[name] = dict(self.shell.user_ns)
        settle()
        return {"cells": ran}


def roles() -> dict[str, Callable[[Server, list[socket.socket], dict[str, Any]], None]]:
    """Return what a child can become."""
    from grading.inside.checker import check_answers
    from grading.inside.trainee import run_cells

    return {"parent": serve_too, "trainee": run_cells, "checker": check_answers}


def serve_too(server: Server, sockets: list[socket.socket], request: dict[str, Any]) -> None:
    """Become a parent in turn."""
    control, gate = sockets
    Server(Wire(control), gate, server.scratch, server.level, server.shell).serve()


def close_all_but(fds: list[int]) -> None:
    """Close every descriptor but the standard ones and these."""
    kept = sorted({0, 1, 2, *fds})
    for low, high in zip(kept, [*kept[1:], 65536], strict=True):
        os.closerange(low + 1, high)


def settle() -> None:
    """Move all that lives out of the collector's way, so that forks share it."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):  # not every C library can
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()


def warm_up() -> Shell:
    """Import what lessons import, and return the shell."""
    shell = make_shell()  # first: it settles where figures go
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in WARM:
            __import__(name)
    roles()
    return shell


def main(control: str, gate: str, level: str) -> None:
    """Serve until the host is gone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in range(3):
        os.dup2(nowhere, fd)
    wire = Wire(socket.socket(fileno=int(control)))
    shell = warm_up()
    settle()
    wire.send({"ready": True})
    gates = socket.socket(fileno=int(gate))
    Server(wire, gates, Path(os.environ["HOME"]), int(level), shell).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
