"""Killed at any moment and run again, the command leaves what an undisturbed run leaves."""

import os
import shutil
import signal
import sys
import traceback

import fake_engine
import pytest
import sqlalchemy.orm
import tiny_lesson
from tables import read_files, read_tables
from tiny_lesson import LESSON, RIGHT, hand_in, trainee

from grading import gradebook
from grading.grade import grade_lesson

MOMENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir"}
"""What Python tells of; before and after each commit and flush come on top."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def grade(folder, workspace):
    """Grade with the quick engine in this process."""
    how = {"key": tiny_lesson.key, "source": "key", "level": 3, "jobs": 1, "run": fake_engine.run}
    return grade_lesson(folder / "in", lesson=LESSON, workspace=workspace, **how)


def in_fork(action):
    """Run something in a copy of this process and return the signal or code that ended it."""
    child = os.fork()
    if child == 0:
        try:
            action()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count_moments(action, *, kill_at=None):
    """Run something, count the moments at which a kill could matter, and kill at one of them."""
    count = 0

    def moment(event, args=()):
        nonlocal count
        if event in MOMENTS:
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(method):
        def told(*args, **kwargs):
            moment("open")
            result = method(*args, **kwargs)
            moment("open")
            return result

        return told

    for name in ("commit", "flush"):
        setattr(sqlalchemy.orm.Session, name, around(getattr(sqlalchemy.orm.Session, name)))
    sys.addaudithook(moment)
    action()
    return count


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a folder with submissions, `in`, and two workspaces to begin from.

    In `none` nothing is graded. In `some` all are, one with points by hand; then two answers
    changed and a student joined.
    """
    folder = tmp_path_factory.mktemp("template")
    hand_in(folder / "in", "ada", trainee(RIGHT | {"essay": "So."}))
    bob = hand_in(folder / "in", "bob", trainee({"total": "total = 5"}))
    (bob.parent / "mine.csv").write_bytes(b"a")
    hand_in(folder / "in", "cyd", {})
    hand_in(folder / "in", "a..b", trainee({}))
    (folder / "none").mkdir()
    grade(folder, folder / "some")
    with gradebook.open_gradebook(folder / "some") as book:
        book.find_grade("essay", LESSON, LESSON, "ada").manual_score = 4
        book.db.commit()
    hand_in(folder / "in", "ada", trainee({"essay": "So."}))
    hand_in(folder / "in", "bob", trainee(RIGHT))
    (bob.parent / "mine.csv").unlink()
    hand_in(folder / "in", "dan", trainee(RIGHT))
    return folder


@pytest.mark.parametrize(("start", "kills"), [("none", 3), ("some", 17)])
def test_killed_at_any_moment(template, tmp_path, start, kills):
    """Twenty kills, spread over a first run and a later one: tables and files end up the same."""
    workspace = tmp_path / "w"
    shutil.copytree(template / start, workspace)
    count = tmp_path / "count"

    def undisturbed():
        moments = count_moments(lambda: grade(template, workspace))
        count.write_text(str(moments), encoding="utf-8")

    assert in_fork(undisturbed) == 0
    moments = int(count.read_text(encoding="utf-8"))
    expected = read_tables(workspace), read_files(workspace)
    assert moments > 2 * kills
    for number in range(kills):
        at = 1 + number * moments // kills
        shutil.rmtree(workspace)
        shutil.copytree(template / start, workspace)
        ended = in_fork(lambda at=at: count_moments(lambda: grade(template, workspace), kill_at=at))
        assert ended == -signal.SIGKILL
        grade(template, workspace)
        found = read_tables(workspace), read_files(workspace)
        assert found == expected, f"killed at moment {at} of {moments}"
