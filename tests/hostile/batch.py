"""Grade a folder as the command does, in a process of its own: the thing under attack.

python -m tests.hostile.batch FOLDER WORKSPACE LEVEL JOBS
"""

import sys
from dataclasses import replace
from pathlib import Path

from grading.grade import grade_lesson
from grading.task import Limits, Result, Task

from .lesson import LESSON, key

LIMITS = Limits(cell_seconds=5, notebook_seconds=25, memory_mb=768, disk_mb=64, files=500)


def run_small(task: Task) -> Result:
    """Run a task with small limits."""
    from grading.engine import run

    return run(replace(task, limits=LIMITS))


def main(folder: str, workspace: str, level: str, jobs: str) -> None:
    """Grade, and write the feedback pages."""
    from grading import gradebook

    settings = {"lesson": LESSON, "key": key(), "workspace": Path(workspace), "run": run_small}
    timeout = LIMITS.cell_seconds
    grade_lesson(Path(folder), level=int(level), jobs=int(jobs), timeout=timeout, **settings)
    gradebook.make_feedback(Path(workspace), LESSON)


if __name__ == "__main__":
    main(*sys.argv[1:])
