"""A sandbox shows little, is watched from outside, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from grading.sandbox import bubblewrap, launch, levels

# Started by `host`: a zygote that has forked a child; both hold the pipe `writer` open.
LONG_LIVED = """
import os, time
from grading.sandbox.confine import die_with_parent
die_with_parent()
if not os.fork():
    die_with_parent()
    os.mkdir("f")
    open("f/g", "wb").write(bytes(2**20))
    os.symlink("/", "out")
    os.write({writer}, b"x")
time.sleep(60)
"""
HOST = """
import os, sys, time
from grading.sandbox.launch import open_sandbox
open_sandbox([sys.executable, "-c", sys.argv[1]], level=int(sys.argv[2]), pass_fds=[{writer}])
os.close({writer})
time.sleep(60)
"""


@pytest.fixture(params=[3, 2])
def level(request):
    """Return a level that this machine allows."""
    if reason := levels.failure(request.param):
        pytest.skip(f"no isolation level {request.param} here: {reason}")
    return request.param


@pytest.fixture
def pipe():
    """Return the two ends of a pipe."""
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


def output(source, **options):
    """Return what a piece of Python prints in a sandbox."""
    argv = [sys.executable, "-c", source]
    sandbox = launch.open_sandbox(argv, stdout=subprocess.PIPE, stderr=None, **options)
    with closing(sandbox):
        return sandbox.process.communicate(timeout=30)[0].decode().splitlines()


def test_used_and_close(level, pipe):
    """The host counts what was written; to close leaves no process and no folder."""
    reader, writer = pipe
    argv = [sys.executable, "-c", LONG_LIVED.format(writer=writer)]
    sandbox = launch.open_sandbox(argv, level=level, pass_fds=[writer])
    os.close(writer)
    assert os.read(reader, 1) == b"x"
    size, files = sandbox.used()
    assert 2**20 <= size < 2**20 + 2**17
    assert 2 <= files <= 5
    sandbox.close()
    assert os.read(reader, 1) == b""
    assert not Path(sandbox.scratch).exists()
    assert Path("/usr").exists()


def test_killed_host_leaves_no_process(level, pipe, tmp_path):
    """Killed with signal 9, the host cannot tidy up; the kernel ends the sandbox."""
    reader, writer = pipe
    source = LONG_LIVED.format(writer=writer)
    words = [sys.executable, "-c", HOST.format(writer=writer), source, str(level)]
    variables = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(words, pass_fds=[writer], env=variables) as host:
        os.close(writer)
        assert os.read(reader, 1) == b"x"
        host.send_signal(signal.SIGKILL)
    started = time.monotonic()
    assert os.read(reader, 1) == b""
    assert time.monotonic() - started < 30


def test_only_what_is_needed_exists():
    """In bubblewrap: two packages, no lesson, no home, no data but the tables."""
    if reason := levels.failure(3):
        pytest.skip(f"no isolation level 3 here: {reason}")
    root = str(launch.ROOT)
    packages, entries, data, names = output(
        f"import os; print(sorted(e for e in os.listdir({root!r}) if e[0] != '.'));"
        " print(*sorted(os.listdir('/'))); print(*sorted(os.listdir(os.environ['SEGKIT_DATA'])));"
        " print(*sorted(os.environ))",
        level=3,
    )
    assert packages == "['grading', 'segkit']"
    assert not {"home", "var", "srv", "opt"} & set(entries.split())
    assert {Path(name).suffix for name in data.split()} == {".csv", ".json"}
    assert {"SSH_AUTH_SOCK", "SEGCOURSE_WORKSPACE"}.isdisjoint(names.split())
    assert {"HOME", "SEGKIT_DATA", "OMP_NUM_THREADS"} <= set(names.split())


def test_nothing_outside_the_scratch_folder_is_writable_in_bubblewrap():
    """Not even for a process that has not confined itself; the scratch folder has its size."""
    if reason := levels.failure(3):
        pytest.skip(f"no isolation level 3 here: {reason}")
    said = output(
        "import os\nfor f in '/', '/dev', '/usr', '/segcourse', os.environ['SEGKIT_DATA']:\n"
        "  print(os.access(f, os.W_OK))\n"
        "s = os.statvfs('.'); print(s.f_blocks * s.f_frsize // 2**20)",
        level=3,
    )
    assert said == ["False"] * 5 + ["256"]


def test_own_data_takes_the_place_of_the_shipped(level, tmp_path):
    """Only tables and their description come along: generators and truth stay outside."""
    for name in ("a.csv", "datapackage.json", "truth.parquet", "make.py"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    shown = ["a.csv", "datapackage.json"]
    assert launch.tables(tmp_path) == [str(tmp_path / name) for name in shown]
    source = "import os; print(*sorted(os.listdir(os.environ['SEGKIT_DATA'])))"
    if level == 3:
        assert output(source, level=level, data=str(tmp_path)) == [" ".join(shown)]


def test_an_installed_course_is_hidden_among_the_packages(tmp_path, monkeypatch):
    """As a wheel, the lessons lie beside the packages that a submission may read."""
    for name in ("course", "datasets", "grading", "numpy"):
        (tmp_path / "lib" / name).mkdir(parents=True)
    (tmp_path / "lib64").symlink_to("lib")
    monkeypatch.setattr(launch, "ROOT", tmp_path / "lib")
    hidden = launch.hidden()
    assert hidden == [str(tmp_path / "lib" / name) for name in ("course", "datasets")]
    shown = [str(tmp_path / "lib" / name) for name in ("grading", "numpy")]
    assert launch.around(str(tmp_path), hidden) == shown
    words = " ".join(bubblewrap._shown([str(tmp_path)], hidden))
    assert all(f"--tmpfs {path}" in words and f"--remount-ro {path}" in words for path in hidden)


def test_bubblewrap_that_refuses_is_told(tmp_path, monkeypatch):
    """What it said is the reason; nothing is left of it."""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create' >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "PROGRAM", str(program))
    with pytest.raises(OSError, match="bubblewrap ended with status 1 before it started"):
        launch.open_sandbox(["true"], level=3)
    assert levels.failure.__wrapped__(3).endswith("bwrap: No permissions to create")


def test_explain_names_what_failed_and_what_to_do(monkeypatch):
    """Without bubblewrap there is level 2; without Landlock too, level 1."""
    monkeypatch.setattr(levels, "failure", {3: "no bwrap", 2: ""}.get)
    assert levels.best() == 2
    lines = levels.explain()
    assert lines[0].startswith("isolation level 2 of 3: Landlock")
    assert "level 3 was tried and failed: no bwrap" in lines
    assert any("apt install bubblewrap" in line for line in lines)
    assert any("--security-opt" in line for line in lines)
    monkeypatch.setattr(levels, "failure", {3: "no bwrap", 2: "no Landlock"}.get)
    assert levels.best() == 1
    assert any("Linux 5.13" in line for line in levels.explain())
    monkeypatch.setattr(levels, "failure", {3: "", 2: ""}.get)
    assert len(levels.explain()) == 1
