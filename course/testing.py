"""Run the checks that `segcourse test` promises: style first, then the tests."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Test workers with unlimited threads burn twice the processor time."""

STYLE = [["ruff", "check", "."], ["ruff", "format", "--check", "."]]

SPREAD = ["-n", "3", "--dist", "loadscope", "--no-loadscope-reorder"]
"""A third worker computes while two wait for a time limit that is tested.

``tests/conftest.py`` says which tests stay together, and in what order they are dealt out.
"""


def run_tests(pytest_arguments=(), *, run=subprocess.run):
    """Run ruff and pytest in the repository.

    Parameters
    ----------
    pytest_arguments : sequence of str
        Handed to pytest after the course's own arguments, so that they win.
    run : callable
        Runs one command like `subprocess.run`.

    Returns
    -------
    int
        0 when every step passed, 1 otherwise. All steps run even if one fails.
    """
    commands = [*STYLE, ["pytest", *SPREAD, *pytest_arguments]]
    codes = [
        run([sys.executable, "-m", *words], cwd=ROOT, env=os.environ | ONE_THREAD).returncode
        for words in commands
    ]
    return int(any(codes))
