"""Which isolation this machine allows, found out by trying it."""

import errno
import functools
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from enum import IntEnum

from grading.sandbox.launch import open_sandbox

SECONDS = 30
_MEASURE = {"memory_bytes": 2**30, "open_files": 64, "file_bytes": 2**20}

REMEDIES = {
    3: """install bubblewrap (Debian, Ubuntu: apt install bubblewrap)
user namespaces must be allowed: in a container by its profile (Docker: --security-opt \
seccomp=unconfined --security-opt systempaths=unconfined), on Ubuntu 23.10 or newer by sysctl \
kernel.apparmor_restrict_unprivileged_userns=0, elsewhere by sysctl user.max_user_namespaces""",
    2: """Linux 5.13 or newer with Landlock (`landlock` in /sys/kernel/security/lsm)
libseccomp (Debian, Ubuntu: apt install libseccomp2) and the Python package pyseccomp""",
}


class Level(IntEnum):
    """How far a submission is kept apart from this machine."""

    NONE = 1
    CONFINED = 2
    NAMESPACES = 3


NAMES = {
    Level.NONE: "limits of time and memory only",
    Level.CONFINED: "Landlock and a filter of system calls",
    Level.NAMESPACES: "bubblewrap's namespaces, Landlock and a filter of system calls",
}


def best() -> Level:
    """Return the highest level that was proved to work on this machine."""
    working = [level for level in (Level.NAMESPACES, Level.CONFINED) if not failure(level)]
    return max(working, default=Level.NONE)


@functools.cache
def failure(level: int) -> str:
    """Say why a level does not work here; empty if it does.

    A process is started at the level, forks a child that confines itself, and the child attempts
    what it must not be able to do.
    """
    if sys.platform != "linux":
        return "it needs Linux"
    argv = [sys.executable, "-c", "from grading.sandbox.levels import prove; prove()"]
    with tempfile.TemporaryFile() as said:
        try:
            with closing(open_sandbox(argv, level=level, stdout=said, stderr=said)) as sandbox:
                status = sandbox.process.wait(SECONDS)
        except (OSError, subprocess.TimeoutExpired) as problem:
            return f"{problem} {_last_line(said)}".strip()
        return "" if status == 0 else _last_line(said) or f"ended with status {status}"


def _last_line(file: "tempfile._TemporaryFileWrapper") -> str:
    """Return the last line that a process wrote."""
    file.seek(0)
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def prove() -> None:
    """Fork a child that confines itself; end with status 0 if it was refused what it must be."""
    from grading.sandbox import confine  # cannot be imported on Windows

    if child := os.fork():
        sys.exit(bool(os.waitpid(child, 0)[1]))
    try:
        confine.confine(readable=sys.path[1:], writable=os.getcwd(), **_MEASURE)
        os.mkdir("allowed")
        wrong = [name for name, attempt in _ATTEMPTS.items() if not _refused(attempt)]
        print("was not refused: " + ", ".join(wrong) if wrong else "", flush=True)
        os._exit(bool(wrong))
    except BaseException as problem:
        print(problem, flush=True)
        os._exit(1)


_ATTEMPTS = {
    "a socket": socket.socket,
    "a process": os.fork,
    "a signal to another process": lambda: os.kill(os.getppid(), 0),
    "reading /": lambda: os.listdir("/"),
    "a folder in /tmp": lambda: os.mkdir("/tmp/segcourse-probe"),
    "a program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
}


def _refused(attempt: object) -> bool:
    """Tell whether the kernel refuses a call by an error."""
    try:
        attempt()
    except OSError as refusal:
        return refusal.errno in (errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.EROFS)
    return False


def explain() -> list[str]:
    """Say which level there is, what was tried, what failed, and how to get a higher one.

    Returns
    -------
    list of str
        Lines for a reader.
    """
    level = best()
    lines = [f"isolation level {level.value} of 3: {NAMES[level]}"]
    for higher in (Level.NAMESPACES, Level.CONFINED):
        if higher > level:
            lines.append(f"level {higher.value} was tried and failed: {failure(higher)}")
            lines += [
                f"for level {higher.value}: {remedy}" for remedy in REMEDIES[higher].splitlines()
            ]
    return lines
