"""Measure `segcourse grade` against plain `nbgrader autograde` on one class, in one run.

``python -m tests.bench_grading`` takes about 40 minutes on two cores; ``--quick`` uses small
classes and takes minutes. nbgrader runs as it comes, with the lesson's stubs and nothing else of
ours. Ours runs at the best isolation level that this machine has. All times are of whole commands,
start and imports included, unless a line says otherwise. The exit code is 1 where a goal is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from grading.gradebook import read_scores
from grading.sandbox import levels
from tests.bench import grading_cohort as cohort
from tests.bench.grading_cost import Cost, cells_alone, cells_from_scratch, measure, running

SIZES, QUICK = [1, 10, 50, 200], [1, 4, 8]
AGAINST = 50
"""Class size in which nbgrader is measured, and the size for Dask."""

Row = tuple[str, float, str, float | None, bool, str]


class Bench:
    """Classes of several sizes in one folder, and what grading them costs."""

    def __init__(self, folder: Path, sizes: list[int], console: Console):
        self.folder, self.sizes, self.console = folder, sizes, console
        self.against = max([n for n in sizes if n <= AGAINST], default=sizes[0])
        self.costs: dict[tuple[int, int], Cost] = {}

    def submissions(self, students: int) -> Path:
        """Return the folder of a class of this size."""
        folder = self.folder / f"class-{students}"
        if not folder.exists():
            cohort.make(folder, students)
        return folder

    def grade(self, students: int, jobs: int, *more, name: str = "", look: bool = False) -> Cost:
        """Grade a class by the real command, in a workspace of this name."""
        name = name or f"{students}-by-{jobs}"
        words = [sys.executable, "-m", "course.cli", "grade", self.submissions(students)]
        words += ["--lesson", cohort.LESSON, "--workspace", self.folder / name, "--jobs", jobs]
        cost = measure([*words, *more], log=self.folder / f"{name}.log", look=look)
        self.told(f"segcourse grade: {name}", students, cost)
        return cost

    def told(self, work: str, students: int, cost: Cost) -> None:
        """Print what one command cost, and how to see what went wrong if it did."""
        each, cpu = cost.wall / students, cost.cpu / students
        words = f"{work}: {cost.wall:.1f} s, {each:.2f} s and {cpu:.2f} CPU s per submission"
        self.console.print(words + (f", exit code {cost.code}" if cost.code else ""))

    @cached_property
    def plain(self) -> Cost:
        """What nbgrader needs for the class, its assignment made beforehand."""
        folder = self.folder / "plain"
        cohort.plain_workspace(folder, self.submissions(self.against))
        cost = cohort.run_nbgrader(folder, "autograde")
        self.told("nbgrader autograde", self.against, cost)
        return cost

    @cached_property
    def own(self) -> list[dict]:
        """What the cells of some of the submissions cost alone."""
        return cells_alone(sorted(self.submissions(self.against).glob("*/*/*.ipynb"))[:12])

    def ours(self, students: int, jobs: int) -> Cost:
        """Return what `segcourse grade` needs for a class, measured once."""
        if (students, jobs) not in self.costs:
            self.costs[students, jobs] = self.grade(students, jobs)
        return self.costs[students, jobs]

    def speed_rows(self) -> Iterator[Row]:
        """Yield what compares one class in both, and the cells alone."""
        n, plain, ours = self.against, self.plain, self.ours(self.against, 2)
        yield f"nbgrader autograde, {n} submissions", plain.wall / n, "s each", None, False, ""
        yield "nbgrader autograde, CPU", plain.cpu / n, "s each", None, False, ""
        yield (
            f"segcourse grade, {n} submissions, 2 workers",
            ours.wall / n,
            "s each",
            None,
            False,
            "",
        )
        ratio = plain.wall / ours.wall
        yield "wall of nbgrader over wall of segcourse", ratio, "x", 4, True, f"{n}, 2 workers"
        own = mean(cell["cpu"] for cell in self.own)
        yield "CPU of the cells alone", own, "s each", None, False, "warm, run once, figures drawn"
        per, start = self.line("cpu", 2)
        yield (
            "CPU of segcourse, start-up left out",
            per,
            "s each",
            None,
            False,
            f"start {start:.1f}",
        )
        yield "CPU beyond the cells' own", per - own, "s each", 0.6, False, "start-up left out"
        total = ours.cpu / n - own
        yield "the same, start-up shared out", total, "s each", None, False, f"{n} submissions"

    def line(self, what: str, jobs: int) -> tuple[float, float]:
        """Return cost per submission and cost of the start, from the ends of the sizes."""
        few, many = self.sizes[-3:][0], self.sizes[-1]
        low, high = (getattr(self.ours(size, jobs), what) for size in (few, many))
        if few == many:
            return high / many, 0.0
        per = (high - low) / (many - few)
        return per, low - few * per

    def bend(self, jobs: int) -> float:
        """Return by how many percent a submission costs otherwise in a larger class.

        Of three sizes: seconds for each one added between the second and the third, against those
        between the first and the second.
        """
        sizes = self.sizes[-3:]
        walls = [self.ours(size, jobs).wall for size in sizes]
        early, late = ((walls[i + 1] - walls[i]) / (sizes[i + 1] - sizes[i]) for i in (0, 1))
        return abs(late / early - 1) * 100

    def growth_rows(self) -> Iterator[Row]:
        """Yield how time grows with the class, and what a second run of it takes."""
        for jobs in (1, 2):
            for size in self.sizes:
                cost = self.ours(size, jobs)
                note = f"{cost.cpu / size:.2f} CPU s each"
                name = f"segcourse grade, {size} submissions, workers: {jobs}"
                yield name, cost.wall, "s", None, False, note
            per, start = self.line("wall", jobs)
            note = f"{per:.2f} s each after {start:.1f} s of start"
            if len(self.sizes) > 2:
                yield f"bend of the growth, workers: {jobs}", self.bend(jobs), "%", 10, False, note
        size = self.sizes[-1]
        again = self.grade(size, 2)
        yield f"again, {size} submissions unchanged", again.wall, "s", 3, False, ""

    def memory_rows(self) -> Iterator[Row]:
        """Yield the most that a worker holds, beyond a process that runs the same cells alone."""
        size = min(8, self.against)
        if size < 2:  # a single submission is graded by the main process
            return
        cost = self.grade(size, 2, name="memory", look=True)
        notebook = next(self.submissions(self.against).glob("*/*/*.ipynb"))
        alone = cells_from_scratch(notebook)
        yield "memory of a worker, all its processes", cost.worker_mib, "MiB", None, False, "PSS"
        yield (
            "memory of a process that runs the cells",
            alone,
            "MiB",
            None,
            False,
            "imports included",
        )
        beyond = (cost.worker_mib - alone) * 2**20 / 1e6
        yield "memory of a worker beyond it", beyond, "MB", 400, False, ""
        written = max(cell["mib"] for cell in self.own)
        beyond = (cost.worker_mib - written) * 2**20 / 1e6
        note = f"a warm fork writes {written:.0f} MiB when it runs the cells"
        yield "memory of a worker beyond a warm fork", beyond, "MB", None, False, note

    def dask_rows(self) -> Iterator[Row]:
        """Yield what a second Dask worker brings."""
        one, two = self.on_dask(1), self.on_dask(2)
        for state, before, after in zip(("just started", "warm"), one, two, strict=True):
            goal = 1.7 if state == "warm" else None
            note = f"{self.against} submissions, {before:.1f} and {after:.1f} s"
            yield f"1 Dask worker over 2, {state}", before / after, "x", goal, True, note

    def on_dask(self, workers: int) -> list[float]:
        """Grade the class twice on new workers with a thread each; return the seconds."""
        name, program = f"dask-{workers}", [sys.executable, "-m", "dask"]
        place = self.folder / f"{name}.json"
        with ExitStack() as stack:
            words = ["scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard"]
            words += ["--scheduler-file", place]
            stack.enter_context(running(program + words, log=self.folder / f"{name}-scheduler.log"))
            address = _address(place)
            for number in range(workers):
                words = ["worker", address, "--nthreads", 1, "--no-dashboard"]
                words += ["--local-directory", self.folder / f"{name}-{number}"]
                stack.enter_context(
                    running(program + words, log=self.folder / f"{name}-{number}.log")
                )
            _wait_for_workers(address, workers)
            more = ("--backend", "dask", "--scheduler", address)
            names = (f"{name}-cold", f"{name}-warm")
            return [self.grade(self.against, 1, *more, name=one).wall for one in names]

    def differences(self) -> list[str]:
        """Say which checks score otherwise than in nbgrader, and what it shows there."""
        plain = scores(self.folder / "plain")
        ours = scores(self.folder / f"{self.against}-by-2")
        found = [f"{len(plain)} scores of nbgrader, {len(ours)} of ours"]
        for place in sorted(plain.keys() | ours.keys()):
            if plain.get(place) != ours.get(place):
                why = cohort.why_failed(self.folder / "plain", *place)
                points = f"nbgrader {plain.get(place)}, ours {ours.get(place)}"
                found.append(f"{' '.join(place)}: {points}; {why}")
        return [*found, f"{len(found) - 1} scores differ"]


def scores(workspace: Path) -> dict[tuple[str, str], float]:
    """Return (student, check) → points of a gradebook."""
    table = read_scores(workspace, cohort.LESSON)
    places = zip(table["student"], table["check"], strict=True)
    return dict(zip(places, table["points"], strict=True))


def _address(place: Path, seconds: float = 60) -> str:
    import json

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if place.exists() and (text := place.read_text(encoding="utf-8")):
            return json.loads(text)["address"]
        time.sleep(0.1)
    raise TimeoutError(f"no Dask scheduler within {seconds:.0f} s: see the log beside {place}")


def _wait_for_workers(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a row as soon as it is known, then the table; return 1 if a goal is missed."""
    options = _options(arguments)
    console = Console()
    sizes = sorted(set(options.students or (QUICK if options.quick else SIZES)))
    console.print(f"{os.cpu_count()} cores, isolation level {int(levels.best())}, classes {sizes}")
    table, missed = _empty_table(), 0
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
        bench = Bench(Path(folder), sizes, console)
        rooms = {name: getattr(bench, f"{name}_rows") for name in options.room}
        for room in rooms.values():
            for work, figure, unit, goal, at_least, note in room():
                is_met = goal is None or (figure >= goal if at_least else figure <= goal)
                missed += not is_met
                sign = "" if goal is None else f"{'≥' if at_least else '≤'} {goal:g}"
                verdict = "" if goal is None else "ok" if is_met else "missed"
                table.add_row(work, f"{figure:.2f}", unit, sign, verdict, note)
                console.print(f"{work}: {figure:.2f} {unit} {verdict} {note}", soft_wrap=True)
        if "speed" in rooms:
            console.print("\n".join(bench.differences()), soft_wrap=True, markup=False)
    console.print(table)
    return int(missed > 0)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    rooms = [name.removesuffix("_rows") for name in vars(Bench) if name.endswith("_rows")]
    parser = argparse.ArgumentParser(prog="python -m tests.bench_grading", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"classes of {QUICK}")
    parser.add_argument("--students", nargs="+", type=int, metavar="N", help="sizes of classes")
    parser.add_argument("--room", nargs="+", choices=rooms, default=rooms)
    return parser.parse_args(arguments)


def _empty_table() -> Table:
    table = Table(title="segcourse grade against nbgrader autograde")
    for name in ("what", "figure", "unit", "goal", "", "note"):
        table.add_column(name, justify="right" if name == "figure" else "left")
    return table


if __name__ == "__main__":
    raise SystemExit(main())
