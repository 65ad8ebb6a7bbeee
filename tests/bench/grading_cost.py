"""What a command costs with all its processes, and what a notebook's cells cost by themselves.

CPU is that of a control group into which the command alone is put; where none can be made, that of
the processes which were waited for (sandboxes that were killed at their end are missing then).
Memory is PSS of `/proc/*/smaps_rollup`, in which a page shared by forks counts once.
"""

import json
import os
import resource
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of CPU, exit code, and MiB of the largest child with its own."""

    wall: float
    cpu: float
    code: int
    worker_mib: float = 0.0


class CpuGroup:
    """Counts the CPU seconds of a process and all that it starts."""

    def __init__(self):
        parent = GROUPS / "cpuacct" if (GROUPS / "cpuacct").exists() else GROUPS
        self.folder: Path | None = parent / f"bench-grading-{os.getpid()}"
        try:
            self.folder.mkdir()
        except OSError:
            self.folder = None
        self.before = self.used()

    def enter(self) -> None:
        """Put this very process into the group."""
        if self.folder:
            (self.folder / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")

    def used(self) -> float:
        """Return the seconds used since the group was made."""
        if self.folder is None:
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            return used.ru_utime + used.ru_stime
        if (file := self.folder / "cpuacct.usage").exists():
            return int(file.read_text(encoding="ascii")) / 1e9
        return int((self.folder / "cpu.stat").read_text(encoding="ascii").split()[1]) / 1e6

    def close(self) -> float:
        """Wait until the last process has left; return the seconds used."""
        end = time.monotonic() + 10
        while self.folder and (self.folder / "cgroup.procs").read_text(encoding="ascii"):
            if time.monotonic() > end:
                raise TimeoutError("processes of the command still run 10 s after its end")
            time.sleep(0.05)
        used = self.used() - self.before
        if self.folder:
            self.folder.rmdir()
        return used


def measure(words: list, *, log: Path, cwd: Path | None = None, look: bool = False) -> Cost:
    """Run a command to its end, and all that it started; its words go to `log`.

    `look` samples memory meanwhile, which takes CPU: take no times then.
    """
    group, start, most = CpuGroup(), time.perf_counter(), 0.0
    with running(words, log=log, cwd=cwd, first=group.enter) as process:
        while look and process.poll() is None:
            most = max(most, largest_child(process.pid))
            time.sleep(LOOK_SECONDS)
        code, wall = process.wait(), time.perf_counter() - start
    return Cost(wall, group.close(), code, most)


@contextmanager
def running(words: list, *, log: Path, **more) -> Iterator[subprocess.Popen]:
    """Keep a command running for the length of a block; it finds the programs beside Python."""
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    with open(log, "w", encoding="utf-8") as file:
        process = subprocess.Popen(
            list(map(str, words)),
            cwd=more.get("cwd"),
            env=os.environ | {"PATH": path},
            stdout=file,
            stderr=subprocess.STDOUT,
            preexec_fn=more.get("first"),
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def largest_child(parent: int) -> float:
    """Return the PSS of the largest child of a process with all below it, in MiB."""
    tree: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        tree.setdefault(int(words.rpartition(")")[2].split()[1]), []).append(int(folder.name))

    def below(one: int) -> float:
        return memory(one) + sum(map(below, tree.get(one, [])))

    return max(map(below, tree.get(parent, [])), default=0.0)


def memory(process: int | str = "self", kind: str = "Pss:") -> float:
    """Return one line of a process's `smaps_rollup` in MiB, 0 if it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(kind)), 0.0)


def cells_alone(notebooks: list[Path]) -> list[dict[str, float]]:
    """Run the cells of notebooks without their checks; return `cpu` and `mib` of each.

    In one fresh process: IPython as grading has it, all imports done, outputs kept, figures drawn,
    in a fork for each notebook; `mib` is what the fork has written to when it has run them.
    """
    words = [sys.executable, "-m", "tests.bench.grading_cost", *map(str, notebooks)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return json.loads(done.stdout.splitlines()[-1])


def cells_from_scratch(notebook: Path) -> float:
    """Run the cells of a notebook in a process that has imported nothing; return its MiB."""
    words = [sys.executable, "-m", "tests.bench.grading_cost", "--from-scratch", str(notebook)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return float(done.stdout.splitlines()[-1])


def _run_cells(shell, notebook: dict) -> dict[str, float]:
    start, before = time.process_time(), memory(kind="Private_Dirty:")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("grade"):
            shell.run("".join(cell["source"]), muted=False, limit=1_000_000)
    return {"cpu": time.process_time() - start, "mib": memory(kind="Private_Dirty:") - before}


def _main(notebooks: list[str]) -> None:
    out = os.dup(1)  # a shell takes what is printed
    if notebooks[0] == "--from-scratch":
        from grading.inside.shell import make_shell

        _run_cells(make_shell(), json.loads(Path(notebooks[1]).read_text(encoding="utf-8")))
        os.write(out, f"{memory()}".encode("ascii"))
        return
    from grading.inside.zygote import settle, warm_up

    shell, costs = warm_up(), []
    settle()
    for path in notebooks:
        reader, writer = os.pipe()
        if os.fork() == 0:
            notebook = json.loads(Path(path).read_text(encoding="utf-8"))
            os.write(writer, json.dumps(_run_cells(shell, notebook)).encode("ascii"))
            os._exit(0)
        costs.append(json.loads(os.read(reader, 1000)))
        os.wait()
    os.write(out, json.dumps(costs).encode("ascii"))


if __name__ == "__main__":
    _main(sys.argv[1:])
