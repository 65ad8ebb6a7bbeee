"""Intake: what comes through, and in which words the rest is refused."""

import json
import os
import socket

import pytest

from course.errors import CourseError
from grading import intake
from grading.incident import UnacceptableError

LESSON = "90_tiny"
ONE_CELL = json.dumps({"cells": [{"cell_type": "code", "source": "a = 1"}]}).encode()


@pytest.fixture
def place(tmp_path):
    """Return the lesson's folder of a trainee with a good notebook."""
    folder = tmp_path / "ada" / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(ONE_CELL)
    return folder


def refusal(taken):
    """Return the only incident's kind and text; nothing may be left to grade."""
    assert taken.notebook is None
    [incident] = taken.incidents
    return incident.kind, incident.text


def test_notebook_and_data_files_come_through(place, tmp_path):
    """A regular notebook is read, and so are data files in folders beside it."""
    (place / "data").mkdir()
    (place / "data" / "mine.csv").write_bytes(b"a\n1\n")
    (place / ".hidden").write_bytes(b"x")
    (place / "other.ipynb").write_bytes(b"x")
    taken = intake.take_in(tmp_path, "ada", LESSON)
    assert taken.notebook == ONE_CELL
    assert taken.files == {"data/mine.csv": b"a\n1\n"}
    assert taken.incidents == []


def test_flat_layout_is_read(tmp_path):
    """A notebook directly in the trainee's folder is a submission too."""
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / f"{LESSON}.ipynb").write_bytes(ONE_CELL)
    assert intake.find_students(tmp_path, LESSON) == (["ada"], [])
    assert intake.take_in(tmp_path, "ada", LESSON).notebook == ONE_CELL


def test_students_without_the_lesson_are_absent(place, tmp_path):
    """Folders without the lesson are named, files and dotted folders are none of our business."""
    (tmp_path / "bob").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert intake.find_students(tmp_path, LESSON) == (["ada"], ["bob"])


def test_no_folder_says_what_is_expected(tmp_path):
    """A wrong path is the user's mistake."""
    with pytest.raises(CourseError, match=r"is not a folder.*one folder per trainee"):
        intake.find_students(tmp_path / "nowhere", LESSON)


def test_nobody_says_where_notebooks_belong(tmp_path):
    """A folder without any submission of the lesson is the user's mistake."""
    (tmp_path / "bob").mkdir()
    with pytest.raises(CourseError, match=r"Expected TRAINEE/90_tiny/90_tiny\.ipynb.*found 1 "):
        intake.find_students(tmp_path, LESSON)


@pytest.mark.parametrize("level", ["notebook", "lesson", "student"])
def test_links_are_refused_at_every_level(place, tmp_path, level):
    """A link is never followed to another's work."""
    bob = tmp_path / "bob"
    if level == "student":
        bob.symlink_to(tmp_path / "ada")
    elif level == "lesson":
        bob.mkdir()
        (bob / LESSON).symlink_to(place)
    else:
        (bob / LESSON).mkdir(parents=True)
        (bob / LESSON / f"{LESSON}.ipynb").symlink_to(place / f"{LESSON}.ipynb")
    assert "bob" in intake.find_students(tmp_path, LESSON)[0]
    kind, text = refusal(intake.take_in(tmp_path, "bob", LESSON))
    assert kind == "refused"
    assert "is a link" in text
    assert "hand in the file" in text


def test_what_is_no_file_is_left_out(place, tmp_path):
    """Links, pipes, sockets, code, large files and bad times beside it do not come through."""
    (place / "passwd.csv").symlink_to("/etc/passwd")
    os.mkfifo(place / "pipe")
    (place / "segkit.py").write_bytes(b"")
    (place / "timestamp.txt").write_bytes(b"yesterday")
    with open(place / "sparse.bin", "wb") as file:
        file.truncate(intake.FILE_BYTES + 1)
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(place)  # a socket's path must be short
        server.bind("socket")
        os.chdir(here)
    taken = intake.take_in(tmp_path, "ada", LESSON)
    assert taken.notebook == ONE_CELL
    assert taken.files == {}
    assert sorted(incident.text.split()[0] for incident in taken.incidents) == [
        "passwd.csv",
        "pipe",
        "segkit.py",
        "socket",
        "sparse.bin",
        "timestamp.txt",
    ]
    assert {incident.kind for incident in taken.incidents} == {"left out"}


def test_a_time_is_kept(place, tmp_path):
    """A well-formed timestamp comes through for nbgrader."""
    (place / "timestamp.txt").write_bytes(b"2026-03-01 09:30:00.5 Asia/Shanghai\n")
    assert list(intake.take_in(tmp_path, "ada", LESSON).files) == ["timestamp.txt"]


def test_a_pipe_for_a_notebook_does_not_hang(tmp_path):
    """Nothing waits for a pipe."""
    (tmp_path / "ada" / LESSON).mkdir(parents=True)
    os.mkfifo(tmp_path / "ada" / LESSON / f"{LESSON}.ipynb")
    kind, text = refusal(intake.take_in(tmp_path, "ada", LESSON))
    assert (kind, "is a pipe" in text) == ("refused", True)


def test_another_file_name_is_named(place, tmp_path):
    """A renamed notebook is not guessed at; the reason says how to mend it."""
    (place / f"{LESSON}.ipynb").rename(place / f"{LESSON} (1).ipynb")
    kind, text = refusal(intake.take_in(tmp_path, "ada", LESSON))
    assert kind == "refused"
    assert "found 90_tiny (1).ipynb; hand in the notebook under this name" in text


def test_a_huge_notebook_is_refused(place, tmp_path, monkeypatch):
    """A notebook beyond the cap is refused with the remedy."""
    monkeypatch.setattr(intake, "NOTEBOOK_BYTES", 10)
    kind, text = refusal(intake.take_in(tmp_path, "ada", LESSON))
    assert (kind, "clear outputs" in text) == ("refused", True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b'{"cells": [', "no JSON"),
        (b"\xff\xfe", "no UTF-8"),
        ("{}".encode("utf-16"), "no UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b"9" * 5000, "numbers too long"),
        (b"[]", "holds no cells"),
        (b'{"cells": "a"}', "holds no cells"),
        (b'{"cells": [1, null]}', "holds no cells"),
    ],
)
def test_unreadable_notebooks_say_why(data, said):
    """What is no notebook is named as such, with the remedy in both languages."""
    with pytest.raises(UnacceptableError, match=said) as caught:
        intake.read_cells(data)
    assert caught.value.incident.kind == "unreadable"
    assert "hand in again" in caught.value.incident.text
    assert "重新提交" in caught.value.incident.zh


def test_odd_cells_are_read_leniently():
    """Wrong types, lone surrogates, a byte-order mark and format 3 do not stop the reading."""
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"], "metadata": {"nbgrader": 3}},
        {"cell_type": "code", "source": "x = '\ud800'", "metadata": None, "id": 7},
    ]
    read = intake.read_cells(b"\xef\xbb\xbf" + json.dumps({"cells": cells}).encode())
    assert [cell.source for cell in read] == ["a = 1\nb = 2", "x = '?'"]
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "a = 1"}]}]}
    assert intake.read_cells(json.dumps(old).encode())[0].source == "a = 1"


@pytest.mark.parametrize(
    "name", ["王小明", "Zoë O’Neil", "Zoe\u0308 O'Neil", "20260001", "li.na@uni", "a-b_c (2)"]
)
def test_names_of_any_script_are_ids(name):
    """People's names and numbers are fine."""
    assert intake.name_problem(name) == ""


@pytest.mark.parametrize(
    "name", ["a..b", "..evil", "a*", "a[1]", "a\x1b[0m", "=1+1", " a", "-x", "a\udcff", "x" * 121]
)
def test_dangerous_names_are_refused(name, tmp_path):
    """Patterns, control characters, formulas and climbing paths are refused with the remedy."""
    assert intake.name_problem(name)
    kind, text = refusal(intake.take_in(tmp_path, name, LESSON))
    assert (kind, "rename it to the trainee's id" in text) == ("refused", True)
