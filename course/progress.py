"""A trainee's progress: run a notebook's visible checks and keep the results in a small file."""

import json
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.build.editions import NOTEBOOKS, write
from course.build.syllabus import entries
from course.errors import CourseError

RESULTS = NOTEBOOKS / "progress.json"
PASSED, FAILED, MISSING = "passed", "failed", "not attempted"


@dataclass(frozen=True)
class Outcome:
    """How one check of a notebook ended."""

    check: str
    state: str
    message: str
    points: float


def check(path: Path, *, results: Path = RESULTS, timeout: int = 120) -> list[Outcome]:
    """Run a trainee's notebook from top to bottom and return the outcome of each visible check.

    The notebook itself is not changed; the points passed are kept in `results`.

    Parameters
    ----------
    path
        A notebook of the course.
    results
        The small file that remembers passed checks.
    timeout
        Seconds that one cell may take.

    Raises
    ------
    CourseError
        If the file is no notebook of the course, or a cell does not end.
    """
    nb = _read(path)
    _run(nb, path, timeout)
    outcomes = [_outcome(cell) for cell in nb.cells if _is_check(cell)]
    _remember(nb.metadata.segcourse.lesson, outcomes, results)
    return outcomes


def progress(*, results: Path = RESULTS) -> dict[str, dict[str, float]]:
    """Return lesson → points passed and points there are to pass, for every written lesson."""
    kept = _kept(results)
    table = {}
    for stem in entries():
        path = NOTEBOOKS / "en" / stem / f"{stem}.ipynb"
        if path.exists():
            checks = {c.metadata.nbgrader.grade_id: c for c in _read(path).cells if _is_check(c)}
            passed = set(kept.get(stem, ())) & set(checks)
            table[stem] = {
                "passed": sum(checks[name].metadata.nbgrader.points for name in passed),
                "of": sum(cell.metadata.nbgrader.points for cell in checks.values()),
            }
    return table


def progress_table(lang: str, *, results: Path = RESULTS):
    """Return the progress as a table for the screen, one row per written lesson."""
    import pandas as pd

    heads = {
        "zh": ("课程", "已通过检查的分数", "检查总分"),
        "en": ("lesson", "points of checks passed", "points of all checks"),
    }[lang]
    rows = [
        (f"{stem[:2]} · {entries()[stem].title[lang]}", f"{row['passed']:g}", f"{row['of']:g}")
        for stem, row in progress(results=results).items()
    ]
    return pd.DataFrame(rows, columns=heads).set_index(heads[0])


def _read(path: Path) -> NotebookNode:
    try:
        nb = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except FileNotFoundError:
        raise CourseError(
            f"There is no file {path}. Give a notebook, such as "
            "notebooks/en/08_behavioural/08_behavioural.ipynb."
        ) from None
    except (UnicodeDecodeError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise CourseError(
            f"{path} is no readable notebook ({type(error).__name__}). Save it again in "
            "JupyterLab, or run `git checkout` on it for a fresh copy."
        ) from None
    if nb.metadata.get("segcourse", {}).get("lesson") not in entries():
        raise CourseError(
            f"{path} is no notebook of this course. Give one from the folder notebooks/."
        )
    return nb


def _run(nb: NotebookNode, path: Path, timeout: int) -> None:
    client = NotebookClient(
        nb,
        timeout=timeout,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    try:
        client.execute()
    except CellTimeoutError:
        raise CourseError(
            f"A cell of {path.name} did not end within {timeout} seconds. Look for a loop without "
            "an end, or give more time with --timeout."
        ) from None
    except DeadKernelError:
        raise CourseError(
            f"The kernel of {path.name} died while it ran. Run the cells one by one to see which."
        ) from None


def _is_check(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade", False)


def _outcome(cell: NotebookNode) -> Outcome:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    message = errors[0].evalue if errors else ""
    missing = message.startswith(("not attempted", "还没有作答"))
    state = (MISSING if missing else FAILED) if errors else PASSED
    info = cell.metadata.nbgrader
    return Outcome(info.grade_id, state, message, info.points)


def _kept(results: Path) -> dict[str, list[str]]:
    return json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}


def _remember(stem: str, outcomes: list[Outcome], results: Path) -> None:
    kept = _kept(results)
    passed = {outcome.check for outcome in outcomes if outcome.state == PASSED}
    kept[stem] = sorted(passed | set(kept.get(stem, ())))
    write(results, json.dumps(kept, indent=1, sort_keys=True) + "\n")
