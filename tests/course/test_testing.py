"""`segcourse test` checks the style, then runs the tests on three workers of one thread."""

from types import SimpleNamespace

import pytest

from course.testing import ROOT, run_tests


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
        ["pytest", "-n", "3", "--dist", "loadscope", "--no-loadscope-reorder", "-k", "rfm"],
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
