"""PostgreSQL as gradebook, named by SEGCOURSE_GRADEBOOK_URL."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import fake_engine
import pytest
import tiny_lesson
from tables import read_tables
from tiny_lesson import LESSON, RIGHT, hand_in, trainee

from grading import gradebook
from grading.grade import grade_lesson

pytestmark = pytest.mark.slow


def find_server():
    """Return the folder of PostgreSQL's programs, or skip."""
    pytest.importorskip("psycopg")
    places = [*sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True), None]
    for place in places:
        if found := shutil.which("initdb", path=place):
            return os.path.dirname(os.path.realpath(found))
    pytest.skip("PostgreSQL is not installed: apt-get install postgresql")


@pytest.fixture(scope="module")
def address():
    """Return the address of a server of our own, which listens on a socket in a short folder."""
    programs = find_server()
    folder = tempfile.mkdtemp(prefix="pg-")
    account = {}
    if os.geteuid() == 0:  # the server refuses to be root
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def run(program, *words):
        command = [f"{programs}/{program}", "-D", f"{folder}/data", *words]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        subprocess.run(command, check=True, **quiet, **account)

    try:
        run("initdb", "-U", "grader", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N")
        run("pg_ctl", "start", "-w", "-o", f"-c listen_addresses='' -F -k {folder}")
        yield f"postgresql+psycopg://grader@/postgres?host={folder}"
    finally:
        if Path(folder, "data", "postmaster.pid").exists():
            run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder)


def test_postgresql_holds_what_the_file_would_hold(address, tmp_path, monkeypatch):
    """Grading, grading again and reading give the same tables and scores in both databases."""
    for student, answers in {
        "ada": RIGHT | {"essay": "So."},
        "王小明": {"total": "total = 5"},
    }.items():
        hand_in(tmp_path / "in", student, trainee(answers))
    seen = []
    for workspace, url in {"file": "", "server": address}.items():
        monkeypatch.setenv(gradebook.ADDRESS, url)
        how = {"workspace": tmp_path / workspace, "level": 3, "jobs": 1, "run": fake_engine.run}
        how |= {"lesson": LESSON, "key": tiny_lesson.key}
        assert not gradebook.knows(tmp_path / workspace, LESSON)
        first = grade_lesson(tmp_path / "in", **how)
        assert first.fresh == ["ada", "王小明"]
        assert grade_lesson(tmp_path / "in", **how).fresh == []
        totals = gradebook.read_totals(tmp_path / workspace)
        seen.append((read_tables(tmp_path / workspace), first.scores.to_csv(), totals.to_csv()))
        assert (tmp_path / workspace / "gradebook.db").exists() == (not url)
        assert len(gradebook.make_feedback(tmp_path / workspace, LESSON)) == 2
    assert seen[0] == seen[1]
