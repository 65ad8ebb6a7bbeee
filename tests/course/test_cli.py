"""The front door: quick, thin, and with an example for every command."""

import shlex
import subprocess
import sys
import time

import pytest

from course.cli import COMMANDS, main, make_parser
from course.errors import CourseError


def segcourse(*arguments):
    """Run `segcourse` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "course.cli", *arguments], capture_output=True, encoding="utf-8"
    )


@pytest.fixture
def planted(monkeypatch):
    """Return a function that plants a command `faulty` that raises or returns what it is given."""

    def plant(outcome):
        def faulty(options):
            """Do nothing well."""
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome

        monkeypatch.setitem(COMMANDS, "faulty", (faulty, (), "segcourse faulty", False))

    return plant


def test_help_is_quick():
    """`segcourse --help` imports none of the packages that the commands need."""
    quickest = min(timed("--help") for _ in range(3))
    assert quickest < 0.5


def timed(*arguments):
    """Return the wall time of `segcourse` in seconds."""
    start = time.perf_counter()
    assert segcourse(*arguments).returncode == 0
    return time.perf_counter() - start


def test_help_lists_commands_and_exit_codes(capsys):
    """The help names every command and explains the exit codes."""
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    printed = capsys.readouterr().out
    assert stop.value.code == 0
    for name in COMMANDS:
        assert f"\n    {name}" in printed
    assert "0  done\n  1  done, and the work found faults\n  2  nothing done" in printed


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_that_parses(name, capsys):
    """`segcourse NAME --help` ends with a line that can be typed as it stands."""
    _, _, example, passes_on = COMMANDS[name]
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    assert stop.value.code == 0
    assert f"example:\n  {example}\n" in capsys.readouterr().out
    program, *words = shlex.split(example)
    options, rest = make_parser().parse_known_args(words)
    assert program == "segcourse"
    assert options.command == name
    assert passes_on or not rest


def test_a_users_mistake_is_printed_without_traceback(planted, capsys):
    """A CourseError is shown as its text alone, brackets included, and ends with 2."""
    planted(CourseError("Got [red] apples, expected pears. Bring pears."))
    assert main(["faulty"]) == 2
    assert capsys.readouterr().err == "Got [red] apples, expected pears. Bring pears.\n"


@pytest.mark.parametrize(("outcome", "code"), [(None, 0), (0, 0), (1, 1)])
def test_a_command_returns_its_exit_code(planted, outcome, code):
    """Nothing means 0."""
    planted(outcome)
    assert main(["faulty"]) == code


def test_control_c_ends_without_traceback(planted, capsys):
    """Ctrl-C ends a command with 130, as shells expect."""
    planted(KeyboardInterrupt())
    assert main(["faulty"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_an_unknown_option_is_a_users_mistake(capsys):
    """The message names what is unknown and where to look."""
    with pytest.raises(SystemExit) as stop:
        main(["doctor", "--quick"])
    assert stop.value.code == 2
    message = "`segcourse doctor` does not know --quick; see `segcourse doctor --help`"
    assert message in capsys.readouterr().err


def test_an_unknown_command_is_a_users_mistake(capsys):
    """The message lists the commands there are."""
    with pytest.raises(SystemExit) as stop:
        main(["dance"])
    assert stop.value.code == 2
    assert "'dance' (choose from 'lab'" in capsys.readouterr().err


def test_test_passes_its_arguments_to_pytest(monkeypatch):
    """Options that `segcourse test` does not know reach pytest in their order."""
    given = []
    monkeypatch.setattr("course.testing.run_tests", lambda rest: given.extend(rest) or 1)
    assert main(["test", "-k", "rfm", "-x", "tests/segkit"]) == 1
    assert given == ["-k", "rfm", "-x", "tests/segkit"]


def test_doctor_finds_nothing_wrong_here(capsys):
    """In an environment that `run.py` made everything is in order."""
    assert main(["doctor"]) == 0
    assert "wrong" not in capsys.readouterr().out
