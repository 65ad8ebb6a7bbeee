"""The report reads the gradebook, the graded notebooks, the outcomes and a roster."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_output

from course.build import key_edition, trainee_edition
from course.cli import main
from course.errors import CourseError
from grading import gradebook
from grading.incident import Incident
from grading.outcome import Outcome, Records
from grading.report.cohort import read_cohort, read_roster, statements
from grading.workspace import notebook_path

LESSON = "27_finish"
FULL = dict.fromkeys(statements(), 4)
SURVEYS = {
    "ada": f"survey = {FULL | {'support': 2}!r}\ncomment = 'Good.'",
    "王小明": f"survey = {FULL!r}\ncomment = ''",
    "half": f"survey = {FULL | {'support': None}!r}\ncomment = ''",
    "live": "survey = {key: 5 for key in __import__('os').environ}",
    "torn": "survey = {",
}


ESSAYS = {"ada": "Call them first.", "half": " \n"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Return a workspace in which five trainees are graded in the lesson with the survey."""
    workspace = tmp_path_factory.mktemp("report") / "w"
    gradebook.prepare(workspace, LESSON, key_edition(LESSON, "zh"))
    with gradebook.open_gradebook(workspace) as book:
        for student, survey in SURVEYS.items():
            is_right = student in ("ada", "王小明")
            scores = {"post-01-right": 1.0, "survey-complete": float(is_right), "plan": None}
            gradebook.record(book, LESSON, student, scores=scores, comments={})
            notebook = trainee_edition(LESSON, "en")
            for cell in notebook.cells:
                if cell.id == "survey":
                    cell.source = survey
                if cell.id == "survey-complete" and not is_right:
                    told = "\x1b[31mnot complete: support"
                    cell.outputs = [new_output("error", ename="AssertionError", evalue=told)]
                if cell.id == "post-02-right":
                    told = "not attempted: write a letter"
                    cell.outputs = [new_output("error", ename="AssertionError", evalue=told)]
                if cell.id == "plan" and student in ESSAYS:
                    cell.source = ESSAYS[student]
            path = notebook_path(workspace, "autograded", student, LESSON)
            path.parent.mkdir(parents=True)
            path.write_text(nbformat.writes(notebook), encoding="utf-8")
    Records(workspace, LESSON).write("ada", Outcome("x", 60, 3, [Incident("timeout", "slow")]))
    return workspace


def test_messages_are_those_of_failed_checks(workspace):
    """Free of codes for terminals; who did not try has no misconception."""
    told = read_cohort(workspace).messages
    assert sorted(told["student"]) == ["half", "live", "torn"]
    assert set(told["check"]) == {"survey-complete"}
    assert set(told["message"]) == {"not complete: support"}


def test_the_survey_is_read_and_never_run(workspace):
    """Only complete answers that are plain values count; comments lose their authors."""
    cohort = read_cohort(workspace)
    assert sorted(cohort.survey.index) == ["ada", "王小明"]
    assert cohort.survey.loc["ada", "support"] == 2
    assert cohort.comments == ["Good."]


def test_scores_and_incidents(workspace):
    """Points come from the gradebook; what waits for a person is missing."""
    cohort = read_cohort(workspace)
    assert cohort.points(LESSON)["post-01-right"].tolist() == [1.0] * 5
    assert cohort.points(LESSON)["plan"].isna().all()
    assert cohort.incidents.to_numpy().tolist() == [["ada", LESSON, "timeout", "slow"]]


def test_an_essay_is_attempted_if_something_was_written_or_it_has_points(workspace, tmp_path):
    """The stub, and nothing at all, are no attempt; points that a person gave show one."""
    copy = tmp_path / "w"
    shutil.copytree(workspace, copy)
    with gradebook.open_gradebook(copy) as book:
        grade = book.find_grade("plan", LESSON, LESSON, "live")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    scores = read_cohort(copy).scores
    assert set(scores.loc[~scores["attempted"], "check"]) == {"plan"}
    plans = scores[scores["check"] == "plan"].set_index("student")["attempted"]
    assert set(plans[plans].index) == {"ada", "live"}


def test_the_command_writes_the_page_and_says_what_to_improve(workspace, tmp_path, capsys):
    """As typed: five trainees are just enough; the next step is named."""
    to = tmp_path / "report.html"
    assert main(["report", "--to", str(to), "--workspace", str(workspace)]) == 0
    said = capsys.readouterr().out
    assert "Report on 5 trainees, 1 lessons" in said
    assert "To improve first: Lesson 27" in said
    assert to.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_too_few_trainees_are_not_shown(workspace, tmp_path, capsys):
    """Nothing is written; the message names the option."""
    to = tmp_path / "report.html"
    words = ["report", "--to", str(to), "--workspace", str(workspace)]
    assert main([*words, "--smallest-group", "6"]) == 2
    assert "5 trainees have handed something in, and groups below 6" in capsys.readouterr().err
    assert main([*words, "--smallest-group", "0"]) == 2
    assert "--smallest-group 0: expected a whole number from 1 on" in capsys.readouterr().err
    assert not to.exists()


def test_no_gradebook_names_the_command_that_makes_one(tmp_path):
    """An empty folder is no workspace."""
    with pytest.raises(CourseError, match=r"There is no gradebook .*Run `segcourse grade`"):
        read_cohort(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,track\nada,full\n", "has no column student; it has name, track"),
        ("student,track\nada,full\nada,retail\n", "names ada more than once"),
        ("", "cannot be read as a roster"),
    ],
    ids=["column", "twice", "empty"],
)
def test_a_bad_roster_says_what_is_wrong(tmp_path, text, said):
    """What came, what was expected."""
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        read_roster(path)


def test_a_roster_from_a_spreadsheet_is_read(tmp_path):
    """With a byte-order mark, Chinese names, a column more and a gap."""
    path = tmp_path / "roster.csv"
    path.write_text("student,name,track\n王小明,Wang,full\nada,Ada,\n", encoding="utf-8-sig")
    assert read_roster(path) == {"王小明": "full", "ada": ""}
