"""`segcourse test` checks the style, then runs the tests on three workers of one thread."""

import re
import subprocess
import sys
from collections import defaultdict
from types import SimpleNamespace

import pytest

from course.testing import ROOT, SPREAD, run_tests


@pytest.fixture
def noted():
    """Note each command instead of running it; the one named in `failing` fails."""
    notes = SimpleNamespace(commands=[], settings=[], failing=None)

    def run(command, **settings):
        notes.commands.append(command[2:])
        notes.settings.append(settings)
        return SimpleNamespace(returncode=int(notes.failing in command))

    notes.run = run
    return notes


def test_style_then_tests(noted):
    """Ruff twice, then pytest with the caller's arguments last, so that they win."""
    assert run_tests(["-k", "rfm"], run=noted.run) == 0
    assert noted.commands == [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["pytest", *SPREAD, "-k", "rfm"],
    ]


def test_one_thread_each_in_the_repository(noted):
    """Every command runs in the repository, with one thread for each worker's computations."""
    run_tests(run=noted.run)
    for settings in noted.settings:
        assert settings["cwd"] == ROOT
        assert settings["env"]["OMP_NUM_THREADS"] == settings["env"]["OPENBLAS_NUM_THREADS"] == "1"


@pytest.mark.parametrize("failing", ["check", "--check", "pytest"])
def test_any_fault_fails_and_the_rest_still_runs(noted, failing):
    """One run shows every fault there is."""
    noted.failing = failing
    assert run_tests(run=noted.run) == 1
    assert len(noted.commands) == 3


def test_tests_that_share_fixtures_share_a_worker(tmp_path):
    """Else each worker makes the costly fixtures of a file or a lesson for itself."""
    text = """import pytest
@pytest.mark.parametrize("n", range(9))
def test_file(n): pass
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("stem", ["08_behavioural", "10_kmeans"])
def test_lesson(stem, lang): pass
"""
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "tests.conftest", *SPREAD, tmp_path],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    workers = defaultdict(set)
    told = re.findall(r"\[(gw\d)\].* PASSED \S*/(\w+)\.py::\w+\[(\d\d_[a-z]+)?", done.stdout)
    for worker, file, stem in told:
        workers[stem or file].add(worker)
    assert len(told) == 2 * (9 + 4)
    assert {key: len(used) for key, used in workers.items()} == {
        "test_a": 1, "test_b": 1, "08_behavioural": 1, "10_kmeans": 1,
    }  # fmt: skip
