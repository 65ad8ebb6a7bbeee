"""Start a process in a sandbox, watch what it writes, end it with all that it started."""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grading
from grading.sandbox import bubblewrap
from grading.task import Limits

ROOT = Path(grading.__file__).resolve().parent.parent
SYSTEM = ["/usr", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/localtime"]

_FIXED = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "USER": "trainee",
    "LANG": "C.UTF-8",
    **{f"PYTHON{flag}": "1" for flag in ("UTF8", "DONTWRITEBYTECODE", "NOUSERSITE", "SAFEPATH")},
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JOBLIB_MULTIPROCESSING": "0",  # n_jobs=-1 then computes in one process, without an error
}


@dataclass(frozen=True)
class Sandbox:
    """A process in a sandbox.

    What is written to the scratch folder is removed by the process itself, between submissions.

    Attributes
    ----------
    process : subprocess.Popen
        The process, or bubblewrap around it.
    scratch : str
        The folder that may be written, as the process sees it.
    readable : list of str
        What `confine` should let it read, as the process sees it.
    seen : str
        The scratch folder as the host sees it: the same path at levels 2 and 1.
    """

    process: subprocess.Popen
    scratch: str
    readable: list[str]
    seen: str

    def used(self) -> tuple[int, int]:
        """Return the bytes and the files in the scratch folder, counted from the host.

        A sandbox that has ended has used nothing.
        """
        if self.seen == self.scratch:
            return _walked(self.seen)
        try:
            taken = os.statvfs(self.seen)
        except OSError:
            return 0, 0
        return (taken.f_blocks - taken.f_bfree) * taken.f_frsize, taken.f_files - taken.f_ffree

    def close(self) -> None:
        """Kill the process and all that it started, and remove what they wrote."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        if self.seen == self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)


def open_sandbox(
    argv: list[str],
    *,
    level: int,
    data: str | None = None,
    limits: Limits | None = None,
    pass_fds: tuple[int, ...] = (),
    **streams: int,
) -> Sandbox:
    """Start `argv` at an isolation level.

    Call it in a thread that lives as long as the sandbox: the kernel ends the sandbox with it.

    Parameters
    ----------
    argv : list of str
        What to run. At levels 3 and 2 it has to call `confine` in the child that it forks.
    level : int
        3 (bubblewrap), or 2 or 1 (a plain process with a clean environment and folder).
    data : str or None
        Folder of which the tables are shown inside; None takes the data shipped.
    limits : Limits, optional
        Its `disk_mb` is the size of the scratch folder at level 3.
    pass_fds : tuple of int
        Descriptors that stay open inside, under the same numbers.
    **streams
        stdin, stdout and stderr, as for Popen; DEVNULL unless given.

    Returns
    -------
    Sandbox

    Raises
    ------
    OSError
        bubblewrap is missing, or refused; it writes the reason to `stderr`.
    """
    options = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL) | streams
    options["pass_fds"] = tuple(pass_fds)
    folder = Path(data).resolve() if data else ROOT / "datasets"
    if level == 3:
        return _open_namespaces(argv, tables(folder), limits or Limits(), options)
    return _open_plain(argv, folder, options)


def _open_plain(argv: list[str], data: Path, options: dict[str, Any]) -> Sandbox:
    """Start `argv` as a plain process that leads a session of its own."""
    scratch = tempfile.mkdtemp(prefix="segcourse-")
    if fonts := _fonts():
        shutil.copy(fonts, scratch)
    variables = environment(scratch, str(data))
    process = subprocess.Popen(argv, cwd=scratch, env=variables, start_new_session=True, **options)
    folders = (*SYSTEM, *python_folders())
    shown = [path for folder in folders for path in around(folder, hidden())]
    return Sandbox(process, scratch, [*shown, *tables(data)], seen=scratch)


def _open_namespaces(
    argv: list[str], data: list[str], limits: Limits, options: dict[str, Any]
) -> Sandbox:
    """Start `argv` in bubblewrap, and wait until it says which process it made."""
    scratch, folders = bubblewrap.SCRATCH, python_folders()
    reader, writer = os.pipe()
    words = bubblewrap.command(
        argv,
        folders=folders,
        hidden=hidden(),
        data=data,
        fonts=_fonts(),
        environment=environment(scratch, bubblewrap.DATA),
        disk_mb=limits.disk_mb,
        info_fd=writer,
    )
    options["pass_fds"] += (writer,)
    with open(reader, encoding="ascii") as info:
        try:
            process = subprocess.Popen(words, env={"PATH": _FIXED["PATH"]}, cwd="/", **options)
        finally:
            os.close(writer)
        told = info.read()
    if not told:
        raise OSError(f"bubblewrap ended with status {process.wait()} before it started anything.")
    seen = f"/proc/{json.loads(told)['child-pid']}/root{scratch}"
    return Sandbox(process, scratch, [*SYSTEM, *folders, bubblewrap.DATA], seen=seen)


def environment(scratch: str, data: str) -> dict[str, str]:
    """Return all the variables that a process in a sandbox has."""
    private = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), scratch)
    return _FIXED | private | {"SEGKIT_DATA": data}


def python_folders() -> list[str]:
    """Return the folders that hold Python, its packages, `grading` and `segkit`."""
    prefixes = {sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parents[1])}
    prefixes |= {str(Path(prefix).resolve()) for prefix in prefixes}
    prefixes |= {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    outside = {path for path in prefixes if not Path(path).is_relative_to("/usr")}
    outermost = [path for path in outside if outside.isdisjoint(map(str, Path(path).parents))]
    return [*sorted(outermost), str(ROOT / "grading"), str(ROOT / "segkit")]


def hidden() -> list[str]:
    """Return the folders that no submission may read, wherever they lie.

    In a checkout that is all of it but what `python_folders` names; among installed packages, the
    lessons (they hold the hidden checks) and the generators of the data.
    """
    if (ROOT / "pyproject.toml").exists():
        return [str(ROOT)]
    return [str(ROOT / "course"), str(ROOT / "datasets")]


def around(folder: str, kept_out: list[str]) -> list[str]:
    """List paths that together hold all of a folder but what is kept out.

    Symbolic links beside what is kept out are left out too: one could lead to it.

    Examples
    --------
    >>> around("/nowhere/a", ["/nowhere/b"])
    ['/nowhere/a']
    >>> around("/nowhere/a", ["/nowhere/a"])
    []
    """
    if not any(Path(path).is_relative_to(folder) for path in kept_out):
        return [folder]
    if folder in kept_out:
        return []
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    real = [entry.path for entry in entries if not entry.is_symlink()]
    return [path for inner in real for path in around(inner, kept_out)]


def tables(folder: Path) -> list[str]:
    """List the tables in a data folder and their description: no truth, no generators."""
    named = sorted(folder.glob("*.csv")) + sorted(folder.glob("datapackage.json"))
    return [str(path) for path in named]


def _fonts() -> str | None:
    """Return matplotlib's list of fonts, which takes seconds to make, if there is one."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path(cache, "matplotlib"))
    return max((str(path) for path in folder.glob("fontlist-v*.json")), default=None)


def _walked(folder: str) -> tuple[int, int]:
    """Add up the files beneath a folder; those that vanish meanwhile count nothing."""
    paths = [os.path.join(where, name) for where, _, names in os.walk(folder) for name in names]
    blocks = 0
    for path in paths:
        with suppress(OSError):
            blocks += os.lstat(path).st_blocks
    return blocks * 512, len(paths)
