"""Prove a lesson: its key scores everything, its stub nothing, each wrong answer what it should.

The lesson runs once from top to bottom in a process of its own; before each exercise that process
is forked for every other answer to it, so a wrong answer costs only the cells that follow.
The lessons' processes are forked from one that has loaded what lessons import.
"""

import contextlib
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import forkserver
from pathlib import Path

from course.build import lesson as lessons
from course.build.cells import check_source, setup, solution, stubbed
from course.build.lesson import LANGS, Cell, Lesson
from course.build.names import bound, needed
from course.build.syllabus import entry
from course.errors import CourseError

SECONDS = 120
"""How long one answer and the cells after it may run."""

STUB = "untouched"

QUIET = {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
QUIET |= {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}  # messages come out alike

LOADED = ["course.build.prove", "segkit.classroom", "segkit.explore", "sklearn.cluster"]
"""What the processes of all lessons have loaded when they begin: the slow imports."""


@dataclass(frozen=True)
class Run:
    """How one answer fared: `failed` maps each lost check to its message."""

    answer: str
    line: int
    failed: dict[str, str]
    expected: frozenset[str]

    @property
    def proved(self) -> bool:
        """Whether exactly the expected checks were lost."""
        return set(self.failed) == self.expected

    def __str__(self) -> str:
        if self.proved:
            return f"line {self.line}: {self.answer}: as expected"
        extra = sorted(set(self.failed) - self.expected)
        kept = sorted(self.expected - set(self.failed))
        words = [f"loses {name} ({self.failed[name]})" for name in extra]
        words += [f"should lose {name} but keeps it" for name in kept]
        return f"line {self.line}: {self.answer}: {'; '.join(words)}"


@dataclass(frozen=True)
class Link:
    """A cell with the names that it looks up and those that it leaves behind."""

    cell: Cell
    needs: set[str]
    binds: set[str]


def prove(path: Path, lang: str = "zh", *, data: Path | None = None) -> list[Run]:
    """Run a lesson's key, its stub and its wrong answers.

    Parameters
    ----------
    path
        The lesson's text.
    lang
        Which language's words the lesson speaks while it runs.
    data
        A folder of data sets made with another seed. Hard-coded answers must fail there, and
        pass on the shipped data, which is used without it.

    Raises
    ------
    CourseError
        If a cell that is not a check fails in the key itself; with the line of its marker.
    """
    lessons.read(path)  # wrong markup is reported from here, with all its faults
    if not hasattr(os, "fork"):
        raise CourseError("`segcourse prove` needs Linux or macOS. On Windows run it in WSL.")
    environment = os.environ | QUIET
    environment.pop("SEGKIT_DATA", None)
    if data is not None:
        environment["SEGKIT_DATA"] = str(data)
    with tempfile.TemporaryDirectory() as folder:
        results, said = Path(folder, "results.json"), Path(folder, "said.txt")
        process = _loaded().Process(target=_main, args=(path, lang, environment, results, said))
        process.start()
        process.join()
        if not results.exists():
            last = (said.read_text("utf-8").strip() or "it said nothing").splitlines()[-1]
            raise CourseError(
                f"{path.name}: a cell of the key ended the process that runs it ({last}). "
                "Let it return or raise instead."
            )
        told = json.loads(results.read_text("utf-8"))
    if "error" in told:
        raise CourseError(told["error"])
    runs = [Run(**run | {"expected": frozenset(run["expected"])}) for run in told["runs"]]
    return sorted(runs, key=lambda run: run.line)


def prove_all(stems: list[str], seeds: list[int]) -> Iterator[tuple[str, str, list[Run]]]:
    """Prove lessons in both languages, and in Chinese on the data of each further seed.

    Yields a stem, its language or seed, and the runs as they end; each lesson makes
    ``2 + len(seeds)`` of them.
    """
    _loaded()  # before there are threads, as it changes the environment for a moment
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        worlds = {seed: other_data(seed, Path(folder, str(seed))) for seed in seeds}
        jobs = {}
        for stem in stems:
            path = entry(stem).path
            for lang in LANGS:
                jobs[pool.submit(prove, path, lang)] = stem, lang
            for seed, data in worlds.items():
                jobs[pool.submit(prove, path, data=data)] = stem, f"seed {seed}"
        for done in as_completed(jobs):
            yield *jobs[done], done.result()


def other_data(seed: int, folder: Path) -> Path:
    """Make the course's data with another seed in `folder`, and return it."""
    command = [sys.executable, "-m", "datasets", "build", "--no-truth"]
    command += ["--seed", str(seed), "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise CourseError(f"The data of seed {seed} could not be made: {done.stderr.strip()}")
    return folder


def answers(
    lesson: Lesson, exercise: Cell, *, shipped: bool
) -> Iterator[tuple[str, int, str, frozenset]]:
    """Yield the other answers to an exercise: what, line, code, checks that it must lose."""
    checks = frozenset(check.name for check in lesson.checks[exercise.name])
    yield f"{exercise.name} {STUB}", exercise.line, stubbed(exercise.source), checks
    for wrong in lesson.wrong(exercise.name):
        fits = shipped and wrong.tags.get("hardcoded") == "seed"
        loses = frozenset() if fits else wrong.breaks
        yield f"{exercise.name}: {wrong.tags['why']}", wrong.line, wrong.source, loses


def run_all(lesson: Lesson, lang: str, *, shipped: bool) -> list[Run]:
    """Run the key from top to bottom and fork for each other answer on the way."""
    namespace = {"__name__": "__main__", "display": lambda *args, **kwargs: None}
    error = _execute("setup", setup(lang), namespace)
    if error:
        raise CourseError(f"{lesson.path.name}: the set-up cell fails: {error}")
    runs: list[Run] = []
    lost: dict[str, str] = {}
    cells = lesson.of_kind("worked", "practice", "exercise", "check", "quiz")
    links = [Link(c, needed(solution(c.source)), bound(c.source)) for c in cells]
    for number, cell in enumerate(cells):
        if cell.kind == "exercise":
            for answer, line, code, expected in answers(lesson, cell, shipped=shipped):
                failed = _in_fork(answer, code, links[number:], lesson, namespace)
                runs.append(Run(answer, line, failed, expected))
        error = _run_cell(cell, lesson, namespace)
        if error and cell.kind == "check":
            lost[cell.name] = error
        elif error:
            raise CourseError(f"{lesson.path.name}:{cell.line}: the key fails here: {error}")
    runs.append(Run("key", 1, lost, frozenset()))
    return runs


def _in_fork(
    answer: str, code: str, links: list[Link], lesson: Lesson, namespace: dict
) -> dict[str, str]:
    """Run an answer instead of the first cell, then those affected, in a copy of this process.

    Return the checks that are lost, with their messages.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        try:
            stopped = _execute("answer", code, namespace)
            lost = {"the answer itself": stopped} if stopped and not answer.endswith(STUB) else {}
            exercise, *later = links
            for cell in _affected(later, bound(code) | exercise.binds):
                error = _run_cell(cell, lesson, namespace)
                if error and cell.kind == "check":
                    lost[cell.name] = error
            with os.fdopen(writer, "w", encoding="utf-8") as pipe:
                json.dump(lost, pipe)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if not text:
        raise CourseError(
            f"{lesson.path.name}: the answer {answer!r} ended its process, or ran for more than "
            f"{SECONDS} seconds (status {status}). Let it return or raise instead."
        )
    return json.loads(text)


def _affected(links: list[Link], names: set[str]) -> Iterator[Cell]:
    """Yield the checks that look up one of these names, and the cells that hand them on.

    A cell hands on what it binds while it looks up an affected name.
    """
    for link in links:
        if names & link.needs:
            names = names | link.binds
            yield link.cell


def _run_cell(cell: Cell, lesson: Lesson, namespace: dict) -> str:
    """Run a cell as its edition has it; return the error, or an empty text."""
    if cell.kind == "check":
        return _execute(cell.name, check_source(cell, lesson), namespace)
    return _execute(cell.name or f"line {cell.line}", solution(cell.source), namespace)


def _execute(name: str, source: str, namespace: dict) -> str:
    """Run code; an exception or a word on stderr is an error (nbgrader scores it 0)."""
    stderr = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(stderr):
        try:
            exec(compile(source, f"<{name}>", "exec"), namespace)
        except (Exception, SystemExit) as error:
            return "".join(traceback.format_exception_only(error)).strip()
    return f"wrote on stderr: {stderr.getvalue().strip()}" if stderr.getvalue() else ""


@cache
def _loaded() -> multiprocessing.context.ForkServerContext:
    """Start the process that loads what lessons import; others are forked from it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    before = dict(os.environ)
    os.environ.update(QUIET)  # numpy reads the number of threads while it is loaded
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return context


def _main(path: Path, lang: str, environment: dict, results: Path, said: Path) -> None:
    """Write the runs, or the error, as JSON; what the lesson prints goes to a file of its own."""
    with open(said, "wb") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    warnings.simplefilter("error")
    try:
        runs = run_all(lessons.read(path), lang, shipped="SEGKIT_DATA" not in environment)
        told = {"runs": [asdict(run) | {"expected": sorted(run.expected)} for run in runs]}
    except CourseError as error:
        told = {"error": str(error)}
    written = results.with_suffix(".part")
    written.write_text(json.dumps(told), "utf-8")
    written.rename(results)
