"""`run.py` sets the course up on a bare machine, and says what to do where it cannot."""

import ast
import os
import runpy
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

RUN = Path(__file__).parents[1] / "run.py"

UV = """#!/bin/sh
echo "$@" >> "{log}"
{rest}
"""

posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a shell script")


def listen_to_control_c():
    """Undo the deafness to Ctrl-C that a shell gives to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class House:
    """A tiny course in a folder, with stand-ins for uv and for `segcourse`."""

    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "uv.log"
        (folder / "course").mkdir()
        (folder / "bin").mkdir()
        shutil.copy(RUN, folder)
        for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
            (folder / name).write_text(f"# {name}\n", encoding="utf-8")
        (folder / "course" / "cli.py").write_text(
            "import sys\nprint('segcourse', *sys.argv[1:])\nsys.exit(sys.argv[-1] == 'faulty')\n",
            encoding="utf-8",
        )
        self.let_uv("exit 0")

    def let_uv(self, rest):
        """Put a uv on the path that notes its arguments and does as told."""
        script = self.folder / "bin" / "uv"
        script.write_text(UV.format(log=self.log, rest=rest), encoding="utf-8")
        script.chmod(0o755)

    def run(self, *arguments):
        """Run ``run.py`` as a user would."""
        surroundings = {
            "PATH": os.pathsep.join([str(self.folder / "bin"), "/usr/bin", "/bin"]),
            "PYTHONPATH": str(self.folder),
        }
        return subprocess.run(
            [sys.executable, str(self.folder / "run.py"), *arguments],
            env=os.environ | surroundings,
            capture_output=True,
            encoding="utf-8",
            preexec_fn=listen_to_control_c,
        )

    def installed(self):
        """List what uv was asked for since the last question."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def house(tmp_path):
    """Give a tiny course."""
    return House(tmp_path)


@pytest.fixture
def run(tmp_path):
    """Give the names of ``run.py``, to be called and replaced one by one."""
    shutil.copy(RUN, tmp_path)
    names = runpy.run_path(str(tmp_path / "run.py"))
    return SimpleNamespace(**names, names=names["main"].__globals__)


def test_is_short_and_needs_only_the_standard_library():
    """At most 120 lines, and no import that a bare Python lacks."""
    text = RUN.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert len(text.splitlines()) <= 120
    assert modules <= sys.stdlib_module_names


def test_an_old_python_can_read_the_file():
    """Nothing in the file is newer than the grammar of Python 3.6."""
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_what_to_install(monkeypatch):
    """Python 3.8 gets a message with the version needed and an example."""
    version = namedtuple("version", "major minor micro releaselevel serial")
    monkeypatch.setattr(sys, "version_info", version(3, 8, 10, "final", 0))
    monkeypatch.setattr(sys, "version", "3.8.10 (default)")
    monkeypatch.setattr(sys, "argv", ["run.py", "lab"])
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(RUN), run_name="__main__")
    assert "Python 3.8.10 runs this file; the course needs Python 3.11 or newer" in stop.value.code
    assert "python3.11 run.py lab" in stop.value.code


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_help_sets_nothing_up(house, arguments):
    """Help is there at once and leaves the folder as it was."""
    done = house.run(*arguments)
    assert done.returncode == 0
    assert "python3 run.py lab" in done.stdout
    assert not (house.folder / ".venv").exists()


@posix
def test_first_run_installs_the_lock_and_hands_over(house):
    """The locked packages by their hashes, byte code compiled, then the course in place."""
    done = house.run("build", "--lang", "zh")
    packages, course = house.installed()
    assert done.stdout.splitlines()[-1] == "segcourse build --lang zh"
    assert packages.startswith("pip install --python")
    assert packages.endswith("--compile-bytecode --require-hashes -r requirements.txt")
    assert course.endswith("--no-deps --no-build-isolation -e .")


@posix
def test_second_run_installs_nothing(house):
    """The stamp says that all is there."""
    house.run("lab")
    house.installed()
    done = house.run("lab")
    assert done.stdout == "segcourse lab\n"
    assert house.installed() == []


@posix
@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_changed_lock_is_installed(house, name):
    """The stamp is a hash of the lock and of the project."""
    house.run("lab")
    house.installed()
    (house.folder / name).write_text("# other versions\n", encoding="utf-8")
    house.run("lab")
    assert len(house.installed()) == 2


@posix
def test_tests_need_the_developers_tools_and_the_course_does_not(house):
    """`test` adds the tools to a course already set up; after it `lab` needs nothing more."""
    house.run("lab")
    house.installed()
    house.run("test")
    assert house.installed()[0].endswith("-r requirements-dev.txt")
    house.run("lab")
    assert house.installed() == []


@posix
def test_the_exit_code_is_that_of_segcourse(house):
    """A command that finds faults ends `run.py` with 1."""
    assert house.run("lint", "faulty").returncode == 1


@posix
def test_a_moved_course_is_set_up_again(house, tmp_path):
    """Scripts in .venv name its folder, so a stamp from elsewhere is no good."""
    house.run("lab")
    house.installed()
    new = tmp_path / "moved"
    new.mkdir()
    for path in list(tmp_path.iterdir()):
        if path not in (new, house.log):
            path.rename(new / path.name)
    house.folder = new
    house.run("lab")
    assert len(house.installed()) == 2


@posix
def test_a_broken_environment_is_made_anew(house):
    """A .venv whose Python is gone is replaced, whatever the stamp says."""
    house.run("lab")
    house.installed()
    python = house.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert house.run("lab").stdout.endswith("segcourse lab\n")
    assert len(house.installed()) == 2


@posix
def test_a_half_made_environment_is_made_anew(house):
    """An empty .venv without Python is no obstacle."""
    (house.folder / ".venv" / "bin").mkdir(parents=True)
    assert house.run("lab").stdout.endswith("segcourse lab\n")


@posix
def test_control_c_leaves_no_good_stamp(house):
    """An interrupted installation says so, and the next run starts it afresh."""
    house.let_uv("kill -INT $PPID; sleep 1")
    done = house.run("lab")
    assert done.returncode == 1
    assert "Stopped. Then run the same command again" in done.stderr
    left = house.folder / ".venv" / "half-installed"
    left.write_text("", encoding="utf-8")
    house.let_uv("exit 0")
    house.installed()
    assert house.run("lab").stdout.endswith("segcourse lab\n")
    assert len(house.installed()) == 2
    assert not left.exists()


@posix
def test_a_kill_leaves_no_good_stamp(house):
    """Even an installation that is killed outright is not mistaken for a complete one."""
    house.let_uv("kill -KILL $PPID")
    assert house.run("lab").returncode == -signal.SIGKILL
    house.let_uv("exit 0")
    house.installed()
    house.run("lab")
    assert len(house.installed()) == 2


@posix
def test_a_folder_that_cannot_be_written_to_is_named(house):
    """Where .venv cannot be made the message says which folder, and what to do."""
    (house.folder / ".venv").write_text("in the way", encoding="utf-8")
    done = house.run("lab")
    assert done.returncode == 1
    assert f"Could not set up {house.folder / '.venv'}" in done.stderr
    assert "Copy the course to where you may write" in done.stderr
    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


@posix
@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_named(house):
    """The same for a folder that is read-only."""
    house.folder.chmod(0o555)
    done = house.run("lab")
    house.folder.chmod(0o755)
    assert "Is the folder read-only?" in done.stderr


def test_a_python_without_venv_is_told_what_to_install(run, monkeypatch):
    """Where the module venv is missing Debian's package is named."""
    monkeypatch.setitem(run.names, "runs", lambda *command, quiet=False: False)
    with pytest.raises(SystemExit, match="Is the module venv missing") as stop:
        run.make_venv()
    assert "sudo apt install python3-venv" in stop.value.code


@pytest.fixture
def commands(run, monkeypatch):
    """Note each command instead of running it; those with a word in `failing` fail."""
    noted = SimpleNamespace(all=[], failing=set())

    def runs(*command, quiet=False):
        noted.all.append(" ".join(map(str, command)))
        return not any(word in noted.all[-1] for word in noted.failing)

    monkeypatch.setitem(run.names, "runs", runs)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    return noted


def test_pip_installs_where_there_is_no_uv(run, commands):
    """The same packages by the same hashes; pip compiles byte code by itself."""
    run.install("requirements.txt")
    pip = f"{run.PYTHON} -m pip"
    assert commands.all == [
        f"{pip} --version",
        f"{pip} install --disable-pip-version-check --require-hashes -r requirements.txt",
        f"{pip} install --disable-pip-version-check --no-deps --no-build-isolation -e .",
    ]


def test_pip_installs_where_uv_fails(run, commands, monkeypatch):
    """If uv cannot install then pip tries."""
    monkeypatch.setattr(shutil, "which", lambda name: name)
    commands.failing = {"uv pip"}
    run.install("requirements.txt")
    assert commands.all[0].startswith("uv pip install")
    assert f"{run.PYTHON} -m pip install" in commands.all[-1]


def test_pip_comes_from_ensurepip(run, commands):
    """A .venv without pip gets the one that Python carries."""
    commands.failing = {"-m pip --version"}
    assert run.find_pip() == [run.PYTHON, "-m", "pip"]
    assert commands.all[-1] == f"{run.PYTHON} -m ensurepip"


def test_pip_from_outside_installs_where_ensurepip_is_missing(run, commands):
    """Debian's Python without python3-venv may still have pip."""
    commands.failing = {"-m pip --version", "ensurepip"}
    assert run.find_pip() == [sys.executable, "-m", "pip", "--python", run.PYTHON]


def test_no_installer_at_all_is_told_what_to_install(run, commands):
    """Without uv, pip and ensurepip the message names Debian's package."""
    commands.failing = {"pip"}
    with pytest.raises(SystemExit, match="Found no installer") as stop:
        run.find_pip()
    assert "sudo apt install python3-venv" in stop.value.code


def test_no_network_is_told_what_to_do(run, commands):
    """When every installer fails the message speaks of network, proxy, mirror and disk."""
    commands.failing = {" install "}
    with pytest.raises(SystemExit, match="Could not install the packages") as stop:
        run.install("requirements.txt")
    for hint in ("No network? Connect", "HTTPS_PROXY", "PIP_INDEX_URL", "1.5 GB"):
        assert hint in stop.value.code


@posix
def test_an_incomplete_copy_is_named(house):
    """A missing lock is named without a traceback."""
    (house.folder / "requirements.txt").unlink()
    done = house.run("lab")
    assert done.returncode == 1
    assert "requirements.txt" in done.stderr
    assert "Traceback" not in done.stderr
