"""A fresh notebook takes the old one's place; nothing that a trainee did is lost."""

import os

import nbformat
import pytest

from course import reset as resetting
from course.build import editions
from course.build.editions import text_of, trainee_edition
from course.cli import main
from course.errors import CourseError
from course.reset import reset

LESSON = "00_start"


@pytest.fixture(scope="module")
def fresh():
    """Return the text of the fresh notebook in Chinese."""
    return text_of(trainee_edition(LESSON, "zh"))


@pytest.fixture
def mine(tmp_path, fresh):
    """Return the path of a notebook in Chinese with an answer in it."""
    path = tmp_path / f"{LESSON}.ipynb"
    notebook = nbformat.reads(fresh, as_version=4)
    notebook.cells[-1].source = "my answer"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def test_the_old_one_is_kept_beside(mine, fresh):
    """In its own language, whatever the default; the kept copy is the old one byte by byte."""
    before = mine.read_bytes()
    done = reset(mine, lang="en")
    assert mine.read_text("utf-8") == fresh
    assert done.kept.read_bytes() == before
    assert done.kept.parent == mine.parent
    assert done.kept.name.startswith(f"{LESSON}.kept-20")


def test_no_older_copy_is_written_over(mine, monkeypatch):
    """Two resets within one second keep two copies."""

    class Noon(resetting.datetime):
        @classmethod
        def now(cls):
            return cls(2026, 1, 31, 12)

    monkeypatch.setattr(resetting, "datetime", Noon)
    one = reset(mine).kept
    mine.write_text("second", encoding="utf-8")
    two = reset(mine, lang="zh").kept
    assert [one.name, two.name] == [
        f"{LESSON}.kept-2026-01-31-120000.ipynb",
        f"{LESSON}.kept-2026-01-31-120000-2.ipynb",
    ]
    assert two.read_text("utf-8") == "second"


def test_a_broken_notebook_is_what_one_resets(tmp_path, fresh):
    """Its folder tells the language then."""
    path = tmp_path / "zh" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff broken")
    assert reset(path, lang="en").kept.read_bytes() == b"\xff broken"
    assert path.read_text("utf-8") == fresh


def test_a_fresh_notebook_is_left_alone(mine):
    """There is nothing to keep, and no copy appears."""
    reset(mine)
    names = sorted(path.name for path in mine.parent.iterdir())
    assert reset(mine).kept is None
    assert sorted(path.name for path in mine.parent.iterdir()) == names


def test_a_notebook_that_is_gone_comes_back(mine, fresh):
    """Deleted by accident: there is nothing to keep."""
    mine.unlink()
    assert reset(mine, lang="zh").kept is None
    assert mine.read_text("utf-8") == fresh


@pytest.mark.parametrize("whole", [0, 1])
def test_whenever_it_stops_the_work_is_there(mine, monkeypatch, whole):
    """Stopped before the copy is whole, or before the fresh one is, the notebook is untouched."""
    before, steps = mine.read_bytes(), iter([resetting.write_whole] * whole)

    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(resetting, "write_whole", lambda *a: next(steps, stop)(*a))
    with pytest.raises(KeyboardInterrupt):
        reset(mine)
    assert mine.read_bytes() == before


def test_kept_copies_are_no_orphans(mine, monkeypatch):
    """`segcourse build --check` does not ask to delete them."""
    root = mine.parent / "notebooks"
    place = root / "zh" / LESSON
    place.mkdir(parents=True)
    os.replace(mine, place / mine.name)
    monkeypatch.setattr(editions, "NOTEBOOKS", root)
    assert reset(place / mine.name).kept.parent == place
    assert editions.orphans() == []


def test_what_is_no_lesson_is_refused(tmp_path, capsys):
    """The message lists the lessons; the command exits with 2."""
    with pytest.raises(CourseError, match=r"mine\.ipynb is no lesson .*Expected one of: 00_start"):
        reset(tmp_path / "mine.ipynb")
    assert main(["reset", "99_none"]) == 2
    assert "99_none is no lesson" in capsys.readouterr().err


def test_the_command_says_where_the_old_one_is(mine, capsys):
    """And what to do if it was not wanted."""
    assert main(["reset", str(mine)]) == 0
    said = capsys.readouterr().out
    assert f"Fresh: {mine}" in said
    assert "Your old notebook: " in said
    assert main(["reset", str(mine)]) == 0
    assert "is fresh already" in capsys.readouterr().out
