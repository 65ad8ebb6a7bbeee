"""The commands grade, feedback and export, as they are typed."""

import pandas as pd
import pytest
import tiny_lesson
from tiny_lesson import LESSON, hand_in

import course.build
from course.cli import main
from grading import grade
from grading.sandbox import levels


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Return a function that types a command and returns exit code and what is printed."""
    monkeypatch.setattr(course.build, "key_edition", lambda lesson, lang: tiny_lesson.key())
    monkeypatch.setattr(levels, "best", lambda: levels.Level.NONE)
    monkeypatch.setattr(levels, "failure", lambda level: "not here")
    monkeypatch.setenv("SEGCOURSE_WORKSPACE", str(tmp_path / "w"))
    monkeypatch.setenv("COLUMNS", "200")

    def type_in(*words):
        code = main([str(word) for word in words])
        return code, "".join(capsys.readouterr())

    return type_in


def test_grade_asks_for_consent_first(typed, tmp_path):
    """Nothing is read or written before the instructor has accepted the risk."""
    code, said = typed("grade", tmp_path / "in", "--lesson", LESSON)
    assert code == 2
    assert "--allow-unisolated" in said
    assert not (tmp_path / "w").exists()


def test_grade_then_feedback_then_export(typed, tmp_path):
    """The table names student, points and incidents; each command names the next one."""
    hand_in(tmp_path / "in", "王小明", {})
    (tmp_path / "in" / "late").mkdir()
    words = ("grade", tmp_path / "in", "--lesson", LESSON, "--allow-unisolated")
    code, said = typed(*words)
    assert code == 1
    [row] = [line for line in said.splitlines() if "王小明" in line]
    assert row.split("│")[2].strip() == "0"
    assert row.split("│")[3].strip() == "10"
    assert "the notebook holds no cells" in row
    assert "1 could not be run and stand at 0" in said
    assert f"No submission of {LESSON} from: late." in said
    assert f"Next: segcourse feedback --lesson {LESSON}" in said
    assert "Nothing to grade: all 1 submissions are unchanged." in typed(*words)[1]

    code, said = typed("feedback", "--lesson", LESSON)
    assert code == 0
    assert "1 feedback pages in" in said
    assert (tmp_path / "w" / "feedback" / "王小明" / LESSON / f"{LESSON}.html").exists()

    assert typed("export", "--by", "check", "--to", tmp_path / "c.csv")[0] == 0
    checks = pd.read_csv(tmp_path / "c.csv")
    assert list(checks["check"]) == ["double-check", "essay", "total-check"]
    assert set(checks["student"]) == {"王小明"}
    assert typed("export", "--by", "lesson", "--to", tmp_path / "l.csv")[0] == 0
    assert pd.read_csv(tmp_path / "l.csv")["max_score"].tolist() == [10]


def test_no_gradebook_says_what_to_run(typed, tmp_path):
    """Feedback and export without grades name the command that makes them."""
    code, said = typed("export", "--to", tmp_path / "x.csv")
    assert code == 2
    assert "There is no gradebook in" in said
    assert "Run `segcourse grade` first" in said


def test_a_timeout_is_at_least_a_second(typed, tmp_path):
    """A time of zero is the user's mistake."""
    words = ("grade", tmp_path, "--lesson", LESSON, "--allow-unisolated", "--timeout", "0")
    code, said = typed(*words)
    assert code == 2
    assert "--timeout 0: expected a whole number from 1 on" in said


def test_a_level_that_the_machine_lacks_is_refused(typed, tmp_path):
    """Who asks for more isolation than there is learns what there is, and nothing is run."""
    code, said = typed("grade", tmp_path / "in", "--lesson", LESSON, "--level", "3")
    assert code == 2
    assert "--level 3: this machine gives isolation level 1 of 3 at most." in said
    assert "`segcourse doctor` says how to get a higher one" in said
    assert not (tmp_path / "w").exists()


def test_a_lower_level_is_used_and_said(typed, tmp_path, monkeypatch):
    """On a machine with level 2, --level 1 grades at 1, once that is accepted."""
    monkeypatch.setattr(levels, "best", lambda: levels.Level.CONFINED)
    hand_in(tmp_path / "in", "ada", {})
    words = ("grade", tmp_path / "in", "--lesson", LESSON, "--level", "1")
    assert typed(*words)[0] == 2
    _, said = typed(*words, "--allow-unisolated")
    assert "grading at isolation level 1 of 3, as asked" in said


@pytest.mark.parametrize(
    "words", [("--backend", "dask"), ("--scheduler", "tcp://127.0.0.1:8786")], ids=lambda w: w[0]
)
def test_dask_and_its_scheduler_come_together(typed, tmp_path, words):
    """One without the other is a mistake in the command."""
    code, said = typed("grade", tmp_path, "--lesson", LESSON, "--allow-unisolated", *words)
    assert code == 2
    assert "expected --backend dask and the scheduler's address together, or neither" in said


def test_other_data_are_named_and_grade_anew(typed, tmp_path, monkeypatch):
    """With --data-seed the table says so; the same work is graded again on the shipped data."""
    monkeypatch.setattr(grade, "seed_data", lambda workspace, seed: tmp_path)
    hand_in(tmp_path / "in", "ada", {})
    words = ("grade", tmp_path / "in", "--lesson", LESSON, "--allow-unisolated")
    assert f"{LESSON}, data of seed 7" in typed(*words, "--data-seed", "7")[1]
    assert "Nothing to grade" in typed(*words, "--data-seed", "7")[1]
    assert "Graded 1 of 1" in typed(*words)[1]
