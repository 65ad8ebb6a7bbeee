"""Engines to put in the place of the real one: quick, unsafe, and as bad as a test needs."""

import os
import signal
import time

from grading.incident import Incident
from grading.task import Result, Verdict


def run(task):
    """Run answers and checks in this very process; a cell's last error is its output."""
    checks = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in task.key["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code"
    }
    names, verdicts, outputs, incidents = {}, {}, {}, []
    for at, cell in enumerate(task.notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        try:
            exec(checks.get(name, cell["source"]), names)
            verdicts |= {name: Verdict(True)} if name in checks else {}
        except Exception as problem:
            kind, text = type(problem).__name__, str(problem)
            if name in checks:
                verdicts[name] = Verdict(False, text)
            else:
                error = {"ename": kind, "evalue": text, "traceback": [f"{kind}: {text}"]}
                outputs[at] = [{"output_type": "error", **error}]
                incidents.append(Incident("error", f"cell {name} raised {kind}"))
    return Result(verdicts, outputs, incidents, task.level, 0.0)


def source(task, name):
    """Return the source of a cell of the submission."""
    return next(cell["source"] for cell in task.notebook["cells"] if cell.get("id") == name)


def run_or_die(task):
    """Die with the worker where the answer says so: always, or if no file says it did before."""
    answer = source(task, "total")
    if "# once" in answer:
        mark = answer.split("# once ")[1].strip()
        if not os.path.exists(mark):
            with open(mark, "w", encoding="utf-8"):
                os.kill(os.getpid(), signal.SIGKILL)
    if "# always" in answer:
        os.kill(os.getpid(), signal.SIGKILL)
    return run(task)


def run_and_say_where(task):
    """Add an incident that tells what the worker was given."""
    result = run(task)
    told = f"{task.data} {task.level} {task.limits.cell_seconds} {task.limits.notebook_seconds}"
    result.incidents.append(Incident("error", told))
    return result


def fail(task):
    """Fail as an engine with a fault of its own does."""
    raise RuntimeError("no engine")


def tell_and_wait(task):
    """Write this worker's number where the answer says, and never end."""
    with open(source(task, "total").split("# ")[1], "w", encoding="utf-8") as file:
        file.write(str(os.getpid()))
    while True:
        time.sleep(1)
