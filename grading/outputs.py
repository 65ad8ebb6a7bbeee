"""What an executed notebook shows for a cell that was stopped, and what the instructor is told."""

from typing import Any

from grading.incident import Incident
from grading.plan import grade_id, kind_of
from grading.task import CUT

TIMED_OUT, DIED, NOT_RUN = "CellTimeoutError", "KernelDied", "NotRun"
FULL, CROWDED = "DiskFull", "TooManyThreads"
FAILED = "AssertionError"
REASONS = {
    TIMED_OUT: "stopped: it ran too long",
    DIED: "this cell ended the Python process",
    NOT_RUN: "the time for this notebook was over",
    FULL: "stopped: it wrote too many or too large files",
    CROWDED: "stopped: it started too many threads",
}
VERBS = {
    TIMED_OUT: ("timeout", "timed out"),
    NOT_RUN: ("timeout", "was not run: no time left"),
    DIED: ("died", "ended the kernel"),
    FULL: ("disk", "wrote more files than allowed"),
    CROWDED: ("threads", "started more threads than allowed"),
}
UNFINISHED = ("NotImplementedError", "KeyboardInterrupt")


def error_output(name: str, text: str = "") -> dict[str, Any]:
    """Return an error as a cell shows it; without a text, with the reason of its name, if any.

    >>> error_output("NotRun")["evalue"], error_output("AssertionError")["traceback"]
    ('the time for this notebook was over', ['AssertionError'])
    """
    text = text or REASONS.get(name, "")
    shown = [f"{name}: {text}".removesuffix(": ")]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": shown}


def incidents(notebook: dict[str, Any]) -> list[Incident]:
    """Return what went wrong while a notebook ran; a failed check is no incident."""
    found = []
    for at, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            what = grade_id(cell) or cell.get("id") or f"number {at + 1}"
            found += [_incident(what, kind_of(cell), output) for output in cell["outputs"]]
    return [incident for incident in found if incident]


def _incident(what: str, kind: str, output: dict[str, Any]) -> Incident | None:
    if output["output_type"] == "stream" and output["text"].endswith(CUT):
        return Incident("output", f"cell {what} wrote too much; cut")
    if output["output_type"] != "error":
        return None
    name = output["ename"]
    if name in VERBS:
        reason, verb = VERBS[name]
        return Incident(reason, f"cell {what} {verb}")
    expected = kind == "check" or name in UNFINISHED
    if expected or (name == "NameError" and kind != "answer"):
        return None
    return Incident("error", f"cell {what} raised {name}")
