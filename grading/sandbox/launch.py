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
from pathlib import Path

import grading
from grading.sandbox import bubblewrap
from grading.task import Limits

ROOT = Path(grading.__file__).resolve().parent.parent
INFO_SECONDS = 20.0
SYSTEM = ["/usr", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/localtime"]

_FIXED = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "USER": "trainee",
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONSAFEPATH": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JOBLIB_MULTIPROCESSING": "0",  # n_jobs=-1 then computes in one process, without an error
}


class Sandbox:
    """A process in a sandbox.

    Attributes
    ----------
    process : subprocess.Popen
        The process, or bubblewrap around it.
    scratch : str
        The folder that may be written, as the process sees it.
    readable : list of str
        What `confine` should let it read, as the process sees it.
    """

    def __init__(
        self, process: subprocess.Popen, *, scratch: str, readable: list[str], seen: str, base: str
    ) -> None:
        self.process = process
        self.scratch = scratch
        self.readable = readable
        self._seen = seen
        self._base = base

    def used(self) -> tuple[int, int]:
        """Return the bytes and the files in the scratch folder, counted from the host.

        A sandbox that has ended has used nothing.
        """
        if self._seen.startswith(self._base):
            return _walked(self._seen)
        try:
            taken = os.statvfs(self._seen)
        except OSError:
            return 0, 0
        return (taken.f_blocks - taken.f_bfree) * taken.f_frsize, taken.f_files - taken.f_ffree

    def wipe(self) -> None:
        """Empty the scratch folder; nobody may be writing there."""
        for where, folders, names in os.walk(self._seen):
            for path in (os.path.join(where, name) for name in folders + names):
                if os.path.islink(path) or not os.path.isdir(path):
                    os.unlink(path)
                else:
                    os.chmod(path, 0o700)  # else what lies in it could neither be seen nor removed
        for entry in os.scandir(self._seen):
            shutil.rmtree(entry.path)

    def close(self) -> None:
        """Kill the process and all that it started, and remove what they wrote."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        if self._seen.startswith(self._base):
            self.wipe()
        shutil.rmtree(self._base, ignore_errors=True)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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
        Folder of which the tables are copied for the inside; None takes the data shipped.
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
        bubblewrap is missing, or refused; the text is what it said.
    """
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL) | streams
    base = tempfile.mkdtemp(prefix="segcourse-")
    try:
        _copy_tables(Path(data) if data else ROOT / "datasets", Path(base, "data"))
        if level == 3:
            return _open_namespaces(argv, base, limits or Limits(), pass_fds, streams)
        return _open_plain(argv, base, pass_fds, streams)
    except BaseException:
        shutil.rmtree(base, ignore_errors=True)
        raise


def _open_plain(
    argv: list[str], base: str, pass_fds: tuple[int, ...], streams: dict[str, int]
) -> Sandbox:
    """Start `argv` as a plain process that leads a session of its own."""
    scratch, data = f"{base}/work", f"{base}/data"
    os.mkdir(scratch, 0o700)
    if fonts := _fonts():
        shutil.copy(fonts, scratch)
    process = subprocess.Popen(
        argv,
        cwd=scratch,
        env=environment(scratch, data),
        pass_fds=pass_fds,
        start_new_session=True,
        **streams,
    )
    folders = (*SYSTEM, *python_folders())
    readable = [*(path for folder in folders for path in around(folder, hidden())), data]
    return Sandbox(process, scratch=scratch, readable=readable, seen=scratch, base=base)


def _open_namespaces(
    argv: list[str], base: str, limits: Limits, pass_fds: tuple[int, ...], streams: dict[str, int]
) -> Sandbox:
    """Start `argv` in bubblewrap, and wait until it says which process it made."""
    scratch, folders = bubblewrap.SCRATCH, python_folders()
    reader, writer = os.pipe()
    words = bubblewrap.command(
        argv,
        folders=folders,
        hidden=hidden(),
        data=f"{base}/data",
        fonts=_fonts(),
        environment=environment(scratch, bubblewrap.DATA),
        disk_mb=limits.disk_mb,
        info_fd=writer,
    )
    try:
        process = subprocess.Popen(
            words, env={"PATH": _FIXED["PATH"]}, pass_fds=(*pass_fds, writer), cwd="/", **streams
        )
    finally:
        os.close(writer)
    with open(reader, encoding="ascii") as info:
        told = info.read()
    if not told:
        raise OSError(f"bubblewrap ended with status {process.wait()} before it started anything")
    seen = f"/proc/{json.loads(told)['child-pid']}/root{scratch}"
    readable = [*SYSTEM, *folders, bubblewrap.DATA]
    return Sandbox(process, scratch=scratch, readable=readable, seen=seen, base=base)


def environment(scratch: str, data: str) -> dict[str, str]:
    """Return all the variables that a process in a sandbox has."""
    of_scratch = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR"), scratch)
    of_scratch |= {"IPYTHONDIR": f"{scratch}/.ipython", "SEGKIT_DATA": data}
    return _FIXED | of_scratch


def python_folders() -> list[str]:
    """Return the folders that hold Python, its packages, `grading` and `segkit`."""
    executable = Path(sys.executable)
    prefixes = {sys.prefix, sys.base_prefix, str(executable.resolve().parent.parent)}
    prefixes |= {str(Path(prefix).resolve()) for prefix in prefixes}
    prefixes |= {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    outside = {path for path in prefixes if not Path(path).is_relative_to("/usr")}
    return [*sorted(_outermost(outside)), str(ROOT / "grading"), str(ROOT / "segkit")]


def _outermost(paths: set[str]) -> set[str]:
    """Leave out the folders that lie beneath another of them."""
    return {path for path in paths if not paths & {str(parent) for parent in Path(path).parents}}


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
    if folder in kept_out:
        return []
    if not any(Path(path).is_relative_to(folder) for path in kept_out):
        return [folder]
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    real = [entry.path for entry in entries if not entry.is_symlink()]
    return [path for inner in real for path in around(inner, kept_out)]


def _copy_tables(source: Path, target: Path) -> None:
    """Copy the tables of a data folder and their description, and nothing else of it."""
    target.mkdir(mode=0o755)
    for path in sorted(source.iterdir()):
        if path.suffix == ".csv" or path.name == "datapackage.json":
            shutil.copyfile(path, target / path.name)


def _fonts() -> str | None:
    """Return matplotlib's list of fonts, which takes seconds to make, if there is one."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path(cache, "matplotlib"))
    return max((str(path) for path in folder.glob("fontlist-v*.json")), default=None)


def _walked(folder: str) -> tuple[int, int]:
    """Add up the files beneath a folder; those that vanish meanwhile count nothing."""
    sizes = []
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                sizes.append(os.lstat(os.path.join(where, name)).st_blocks * 512)
    return sum(sizes), len(sizes)
