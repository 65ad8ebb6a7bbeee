"""What a trainee reads in the terminal after `segcourse check` and `segcourse progress`."""

import pytest

from course import progress
from course.cli import main
from course.progress import FAILED, MISSING, PASSED, WAITING, Checked, Outcome

OUTCOMES = [
    Outcome("table-recency", PASSED, "", 1),
    Outcome("table-frequency", FAILED, "count orders, not lines", 1),
    Outcome("bug-ties", MISSING, "", 1),
    Outcome("memo", WAITING, "", 6),
]


@pytest.fixture
def typed(monkeypatch, capsys):
    """Return a function that checks a notebook of lesson 08 in a language: code and words."""
    monkeypatch.setenv("COLUMNS", "200")

    def type_in(lang, outcomes):
        checked = Checked("08_behavioural", lang, outcomes)
        monkeypatch.setattr(progress, "check", lambda path, timeout: checked)
        code = main(["check", "mine.ipynb"])
        return code, capsys.readouterr().out

    return type_in


def test_each_check_stands_below_its_exercise(typed):
    """Heading once, a mark that needs no colour, the misconception, and where to read."""
    code, said = typed("en", OUTCOMES)
    lines = said.splitlines()
    [first] = [line for line in lines if "table-recency" in line]
    [second] = [line for line in lines if "table-frequency" in line]
    assert "Exercise 8.2 · The RFM table of all members" in first
    assert "✓ passed" in first
    assert "Exercise 8.2" not in second
    assert "✗ not passed" in second
    assert "count orders, not lines" in second
    assert "Read again: 3 · The RFM table" in lines[lines.index(second) + 1]
    assert "… for your instructor" in said
    assert said.rstrip().endswith("segcourse reset 08_behavioural starts afresh.")
    assert code == 1


def test_chinese_work_is_answered_in_chinese(typed):
    """Headings, states and the next step."""
    _, said = typed("zh", OUTCOMES)
    assert "练习 8.2 · 全体会员的 RFM 表" in said
    assert "再读一遍：3 · RFM 表" in said
    assert "还有 2 项没有通过" in said


def test_nothing_left_says_so(typed):
    """All passed: exit code 0, no advice."""
    code, said = typed("en", OUTCOMES[:1])
    assert code == 0
    assert "All visible checks passed" in said
    assert "Read again" not in said


def test_a_lesson_lists_its_objectives(capsys):
    """Number, text and a mark; an unknown lesson is refused with those there are."""
    assert main(["progress", "08_behavioural", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "08.1" in said
    assert "○ not yet" in said or "✓ mastered" in said
    assert main(["progress", "99_none"]) == 2
    assert "The syllabus has no lesson '99_none'" in capsys.readouterr().err
