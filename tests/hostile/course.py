"""A course on this machine with secrets, canaries and listeners around it, and what became of it.

`Course.build` makes one in a folder; `Course.grade` grades in a process of its own; `damage` says
what changed, what came in at a listener and what still runs.
"""

import ctypes
import hashlib
import json
import os
import resource
import secrets
import select
import shutil
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from grading.gradebook import read_scores
from grading.outcome import Records
from grading.workspace import REPOSITORY

from .case import Case
from .lesson import CHECKS, LESSON

MOST_MB = 1600
"""Memory of the largest process: its limit in `batch` and what it starts with."""
SECRET = "hostile-secret-canary"
SHARED = ("/tmp", "/dev/shm", "/var/tmp", "/run", "/run/lock", "/mnt", "/", "/dev")
"""Where attacks try to leave a file that all could see."""
KIND_OF_SOCKET = {"stream": socket.SOCK_STREAM, "datagram": socket.SOCK_DGRAM}


@dataclass
class Course:
    """A workspace `w`, submissions `in`, a home, canaries and listeners in one folder."""

    top: Path
    nonce: str = field(default_factory=lambda: "hostile-" + secrets.token_hex(6))
    listeners: list[socket.socket] = field(default_factory=list)
    others: set[int] = field(default_factory=lambda: set(descendants()))
    """Processes of earlier tests, which a batch did not start."""

    @classmethod
    def build(cls, top: Path, template: Path | None = None) -> "Course":
        """Make a course in a folder; `template` is one in which alice has been graded."""
        course = cls(top)
        if template:
            shutil.copytree(template, top, symlinks=True)
        for name in ("home/.local/share/jupyter/runtime", "canary", "in", "w", "tmp"):
            (top / name).mkdir(parents=True, exist_ok=True)
        for path in ("home/secret.txt", "canary/keep.txt", "home/.bashrc"):
            (top / path).write_text(f"{SECRET} {path}\n", encoding="utf-8")
        return course

    def open_listeners(self) -> dict[str, str]:
        """Open real sockets; return what cases may know of this machine."""
        udp, tcp = socket.socket(type=socket.SOCK_DGRAM), socket.socket()
        for one in (udp, tcp):
            one.bind(("0.0.0.0", 0))
        self.listeners = [udp, tcp]
        for kind, number in KIND_OF_SOCKET.items():
            abstract = f"\0{self.nonce}" + ("-datagram" if kind == "datagram" else "")
            for address in (str(self.top / f"canary/{kind}.sock"), abstract):
                self.listeners.append(socket.socket(socket.AF_UNIX, number))
                self.listeners[-1].bind(address)
        for one in self.listeners:
            if one.type == socket.SOCK_STREAM:
                one.listen(50)
        port = str(tcp.getsockname()[1])
        kernel = {"shell_port": int(port), "ip": "127.0.0.1", "key": SECRET}
        runtime = self.top / "home/.local/share/jupyter/runtime/kernel-1.json"
        runtime.write_text(json.dumps(kernel), encoding="utf-8")
        places = {"WORK": "w", "IN": "in", "HOME": "home", "CANARY": "canary"}
        known = {name: str(self.top / place) for name, place in places.items()}
        known |= {"NONCE": self.nonce, "TCP": port, "UDP": str(udp.getsockname()[1])}
        return known | {"HOST": socket.gethostbyname(socket.gethostname())}

    def grade(self, *, level: int, jobs: int, seconds: float) -> None:
        """Grade everyone in a process of its own.

        Raises
        ------
        TimeoutError, ChildProcessError
            The batch did not end by itself, or ended with an error.
        """
        own = {"HOME": str(self.top / "home"), "TMPDIR": str(self.top / "tmp")}
        caches = {"XDG_CACHE_HOME": str(self.top / "cache"), "HOSTILE_TOKEN": SECRET}
        caches |= {name: str(self.top / "cache") for name in ("MPLCONFIGDIR", "IPYTHONDIR")}
        arguments = [str(self.top / "in"), str(self.top / "w"), str(level), str(jobs)]
        adopt_orphans()
        with open(self.top / "canary/keep.txt", "rb") as canary:
            done = subprocess.Popen(
                [sys.executable, "-m", "tests.hostile.batch", *arguments],
                cwd=REPOSITORY, env=os.environ | own | caches, pass_fds=[canary.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip
        try:
            _, errors = done.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            end_descendants(self.others)
            raise TimeoutError(f"the batch did not end within {seconds:.0f} s") from None
        if done.returncode:
            raise ChildProcessError(f"the batch failed: {errors.decode()[-1500:]}")

    def points(self) -> dict[str, dict[str, float]]:
        """Return student → check → points, as the gradebook has them."""
        scores = read_scores(self.top / "w", LESSON)
        rows = scores.groupby("student")
        return {name: dict(zip(g["check"], g["points"], strict=True)) for name, g in rows}

    def outcome(self, student: str):
        """Return the recorded outcome of a student, or None."""
        return Records(self.top / "w", LESSON).read(student)

    def state(self) -> dict[str, tuple]:
        """Return what must not change: path → kind, mode and hash of the content."""
        watched = ("home", "canary", "in", "w/source", "w/release", "w/exchange", "tmp")
        watched += tuple(f"w/{step}/alice" for step in ("submitted", "autograded"))
        paths = [p for top in watched for p in (self.top / top, *(self.top / top).rglob("*"))]
        return {str(p.relative_to(self.top)): _looks(p) for p in paths if p.exists()}

    def damage(self, before: dict[str, tuple]) -> list[str]:
        """Return what is otherwise than it must be, as texts."""
        after = self.state()
        found = [f"changed: {p}" for p in sorted(before) if after.get(p) != before[p]]
        found += [f"new: {p}" for p in sorted(set(after) - set(before))]
        found += [f"new: {p}/{n}" for p in SHARED for n in os.listdir(p) if self.nonce in n]
        odd = {"hidden-inputs", "pickle"}
        found += [f"new: {p}/{n}" for p in SHARED for n in odd & set(os.listdir(p))]
        points = self.points()
        for innocent in ("alice", "zoe"):
            if points.get(innocent) != dict.fromkeys(CHECKS, 3.0):
                found.append(f"{innocent} has {points.get(innocent)}")
        reached = select.select(self.listeners, [], [], 0)[0]
        found += [f"reached: {one.getsockname()!r}" for one in reached]
        found += [f"still runs: {command}" for command in leftovers(self.others)]
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        return found + ([f"a process took {most} MB"] if most > MOST_MB else [])

    def close(self) -> None:
        """Close the listeners and remove the folder."""
        for one in self.listeners:
            one.close()
        shutil.rmtree(self.top, ignore_errors=True)


def hand_in(course: Course, case: Case, places: dict[str, str]) -> None:
    """Write a case's submission."""
    case.write(course.top / "in", places)


def adopt_orphans() -> None:
    """Become the parent of whatever outlives its own, so that it is found."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def descendants() -> dict[int, str]:
    """Return process id → command of all that descend from this process."""
    parents, names = {}, {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            line = Path(f"/proc/{entry}/stat").read_text("utf-8", "replace")
            command = Path(f"/proc/{entry}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        fields = line.rpartition(")")[2].split()
        parents[int(entry)] = int(fields[1])
        names[int(entry)] = f"{fields[0]} {command[:80].decode('utf-8', 'replace')}"
    found = {os.getpid()}
    while more := {p for p, parent in parents.items() if parent in found} - found:
        found |= more
    return {p: names[p] for p in found - {os.getpid()}}


def leftovers(others: set[int]) -> list[str]:
    """Return what still runs after a batch, ended some seconds later; nothing is right."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        reap(others)
        if not descendants().keys() - others:
            return []
        time.sleep(0.1)
    return end_descendants(others)


def end_descendants(others: set[int]) -> list[str]:
    """End all that descends from this process, except `others`; return their commands."""
    found = {p: command for p, command in descendants().items() if p not in others}
    for process in found:
        try:
            os.kill(process, 9)
        except ProcessLookupError:
            continue
    time.sleep(0.2)
    reap(others)
    return sorted(found.values())


def reap(others: set[int]) -> None:
    """Take the ends of orphans that were adopted; those of earlier tests have an owner."""
    for process in descendants().keys() - others:
        with suppress(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def _looks(path: Path) -> tuple:
    seen = os.lstat(path)
    content = path.read_bytes() if stat.S_ISREG(seen.st_mode) and seen.st_size < 10**8 else b""
    if path.is_symlink():
        content = os.readlink(path).encode()
    digest = hashlib.sha256(content).hexdigest()
    return (stat.S_IFMT(seen.st_mode), stat.S_IMODE(seen.st_mode), seen.st_uid, digest)
