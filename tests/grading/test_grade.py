"""Grading a cohort of a tiny lesson: every submission ends with a recorded outcome."""

import json
import shutil
from copy import deepcopy

import fake_engine
import nbformat
import pytest
import tiny_lesson
from nbgrader.converters import Autograde
from tiny_lesson import LESSON, RIGHT, cell_of, hand_in, trainee

from course.errors import CourseError
from grading import gradebook
from grading.grade import choose_level, grade_lesson
from grading.incident import Incident
from grading.sandbox import levels
from grading.workspace import notebook_path

ESSAY = {"essay": "Because it is so."}
WRONG = {"total": "total = 5", "double": "def double(x):\n    return x"}
FORGED = """
from IPython import get_ipython
def double(x):
    kernel = get_ipython().kernel
    result = {"data": {"text/plain": "3"}, "metadata": {}, "execution_count": 1}
    kernel.session.send(kernel.iopub_socket, "execute_result", result, kernel.get_parent("shell"))
"""
WARNS = "import warnings\ndef double(x):\n    warnings.warn('slow')\n    return 2 * x"
DEAF = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
CURIOUS = "import os\ntotal = 4\nprint(os.listdir(), os.environ.get('A_TOKEN'))"
LOUD = "total = 4\nfor _ in range(8):\n    print('x' * 1_000_000, flush=True)"

# student: (total-check of 2, double-check of 3, essay of 5), incidents
EXPECTED = {
    "broken": ((0, 0, 0), ["the notebook is no JSON"]),
    "crash": ((0, 3, 0), ["cell total raised ZeroDivisionError"]),
    "curious": ((2, 3, 0), []),
    "deaf": ((0, 3, 0), ["cell total timed out"]),
    "deleted": ((2, 3, 0), ["missing cells put back: total-check"]),
    "forger": ((2, 0, 0), []),
    "killer": ((2, 0, 0), ["cell double ended the kernel"]),
    "link": ((0, 0, 0), ["90_tiny.ipynb is a link"]),
    "loop": ((2, 0, 0), ["cell double timed out"]),
    "loud": ((2, 3, 0), ["cell total wrote too much; cut"]),
    "perfect": ((2, 3, None), []),
    "pointed": ((0, 0, 0), ["edited points ignored: total-check, double-check"]),
    "twice": (
        (2, 3, None),
        ["more than once, one counts: total, total-check, double and 2 more"],
    ),
    "untouched": ((0, 0, 0), ["no answer was written"]),
    "wrong": ((0, 0, 0), []),
    "王小明": ((2, 3, None), []),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the cohort's submissions."""
    folder = tmp_path_factory.mktemp("submissions")
    good = RIGHT | ESSAY
    perfect = hand_in(folder, "perfect", trainee(good))
    hand_in(folder, "王小明", trainee(good | {"double": WARNS}), flat=True)
    for student, answers in {
        "crash": {"total": "total = 1 / 0"},
        "curious": {"total": CURIOUS},
        "deaf": {"total": DEAF},
        "forger": {"double": FORGED},
        "killer": {"double": "import os\nos._exit(1)"},
        "loop": {"double": "while True:\n    pass"},
        "loud": {"total": LOUD},
    }.items():
        hand_in(folder, student, trainee(RIGHT | answers))
    hand_in(folder, "wrong", trainee(WRONG))
    hand_in(folder, "untouched", trainee({}))
    hand_in(folder, "broken", trainee(good)).write_text('{"cells": [', encoding="utf-8")
    hand_in(folder, "link", trainee(good)).unlink()
    (folder / "link" / LESSON / perfect.name).symlink_to(perfect)
    pointed, twice, deleted = trainee(WRONG), trainee(good), trainee(RIGHT)
    for cell in pointed.cells:
        cell.metadata["tags"] = ["skip-execution"]
        if "points" in cell.metadata.get("nbgrader", {}):
            cell.metadata.nbgrader["points"] = 300
    cell_of(pointed, "essay").metadata.nbgrader["points"] = 5
    twice.cells = [copy for cell in twice.cells for copy in (cell, deepcopy(cell))]
    deleted.cells = [cell for cell in deleted.cells if cell.id != "total-check"]
    for student, notebook in {"pointed": pointed, "twice": twice, "deleted": deleted}.items():
        hand_in(folder, student, notebook)
    (folder / "absent").mkdir()
    return folder


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Return an empty workspace."""
    return tmp_path_factory.mktemp("workspace")


def grade(folder, workspace, **settings):
    """Grade the tiny lesson."""
    settings = {"key": tiny_lesson.key(), "timeout": 3, "jobs": 1, "level": 3} | settings
    return grade_lesson(folder, lesson=LESSON, workspace=workspace, **settings)


def quickly(folder, workspace, **settings):
    """Grade the tiny lesson without the engine."""
    return grade(folder, workspace, **{"run": fake_engine.run} | settings)


@pytest.fixture(scope="module")
def first(folder, workspace):
    """Return the report of the first run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A_TOKEN", "secret")
        return grade(folder, workspace, level=choose_level(allow_unisolated=True))


def points(scores, student):
    """Return a student's points in the order of the lesson; None where a person must judge."""
    rows = scores[scores["student"] == student].set_index("check")
    checks = rows.loc[["total-check", "double-check", "essay"]]
    return tuple(None if row.needs_manual else row.points for row in checks.itertuples())


@pytest.mark.slow
@pytest.mark.parametrize("student", EXPECTED)
def test_points_and_incidents(first, student):
    """Each kind of submission has the points and incidents of the table above."""
    expected, texts = EXPECTED[student]
    assert points(first.scores, student) == expected
    incidents = first.outcomes[student].incidents
    assert len(incidents) == len(texts)
    for incident, text in zip(incidents, texts, strict=True):
        assert text in incident.text


@pytest.mark.slow
def test_every_submission_has_an_outcome(first):
    """All are recorded, two as not run; the absent one is named; the exit code tells."""
    assert set(first.outcomes) == set(EXPECTED)
    assert {s for s, o in first.outcomes.items() if not o.is_read} == {"broken", "link"}
    assert first.outcomes["perfect"].status == "graded"
    assert first.outcomes["loop"].status == "graded with incidents"
    assert first.outcomes["link"].status == "refused"
    assert first.absent == ["absent"]
    assert first.exit_code == 1


@pytest.mark.slow
def test_maxima_come_from_the_key(first):
    """Nobody's maximum is other than 10."""
    assert set(first.scores.groupby("student")["max_points"].sum()) == {10}


@pytest.mark.slow
def test_no_submission_file_changed(first, folder):
    """Grading reads the submissions folder and writes nothing into it."""
    files = [p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]
    assert len(files) == len(EXPECTED) - 1


@pytest.mark.slow
def test_kernels_leave_nothing_in_the_workspace(first, workspace):
    """What a submission writes while it runs does not stay."""
    kept = [p.name for p in (workspace / "autograded" / "loud" / LESSON).iterdir()]
    assert kept == [f"{LESSON}.ipynb"]
    assert {p.name for p in workspace.iterdir()} == {
        *("autograded", "exchange", "gradebook.db", "outcomes"),
        *("release", "source", "submitted"),
    }


@pytest.mark.slow
def test_a_submission_runs_in_an_empty_folder_with_few_variables(first, workspace):
    """The notebook with the hidden tests is not beside it, nor are the instructor's variables."""
    path = notebook_path(workspace, "autograded", "curious", LESSON)
    answer = cell_of(nbformat.read(path, as_version=4), "total")
    assert [output.text for output in answer.outputs] == ["[] None\n"]


@pytest.mark.slow
def test_second_run_grades_nothing_but_what_changed(first, folder, workspace):
    """Unchanged work is left alone, points by hand included; changed work is graded again."""
    assert grade(folder, workspace).fresh == []
    with gradebook.open_gradebook(workspace) as book:
        book.find_grade("essay", LESSON, LESSON, "perfect").manual_score = 4
        book.find_grade("essay", LESSON, LESSON, "perfect").needs_manual_grade = False
        book.db.commit()
    hand_in(folder, "wrong", trainee(WRONG | {"total": "total = 4"}))
    report = grade(folder, workspace)
    assert report.fresh == ["wrong"]
    assert points(report.scores, "wrong") == (2, 0, 0)
    assert points(report.scores, "perfect") == (2, 3, 4)
    hand_in(folder, "wrong", trainee(WRONG))
    assert points(grade(folder, workspace).scores, "wrong") == (0, 0, 0)


@pytest.mark.slow
def test_another_set_of_checks_is_refused(first, folder, workspace):
    """A workspace with grades does not take a lesson whose checks are others."""
    other = tiny_lesson.key()
    other.cells[4] = tiny_lesson.graded(deepcopy(other.cells[4]), "renamed-check", 2)
    with pytest.raises(CourseError, match="Name an empty folder with --workspace DIR"):
        grade(folder, workspace, key=other)
    assert grade(folder, workspace).fresh == []


@pytest.mark.slow
def test_scores_equal_plain_nbgrader_on_honest_work(first, folder, tmp_path, monkeypatch):
    """Stock nbgrader, fed the raw notebooks, gives honest work the same points."""
    honest = ["crash", "perfect", "untouched", "wrong"]
    gradebook.prepare(tmp_path, LESSON, tiny_lesson.key())
    plain = gradebook.settings(tmp_path)
    del plain.Autograde, plain.Run
    monkeypatch.setattr(gradebook, "settings", lambda workspace, timeout=60: plain)
    for student in honest:
        submitted = notebook_path(tmp_path, "submitted", student, LESSON)
        submitted.parent.mkdir(parents=True)
        source = notebook_path(folder, "", student, LESSON)
        submitted.write_bytes(source.read_bytes())
        gradebook.convert(Autograde, tmp_path, LESSON, student=student)
    ours = first.scores[first.scores["student"].isin(honest)].reset_index(drop=True)
    assert ours.equals(gradebook.read_scores(tmp_path))


@pytest.mark.slow
def test_feedback_tells_no_hidden_test(first, workspace):
    """Everyone gets a page: points, the check's message, the reason of a refusal, no secrets."""
    pages = {p.parent.parent.name: p for p in gradebook.make_feedback(workspace, LESSON)}
    assert set(pages) == set(EXPECTED)
    text = {student: page.read_text(encoding="utf-8") for student, page in pages.items()}
    assert "small" in text["wrong"]
    assert not [s for s, page in text.items() if "total == 4" in page or "HIDDEN" in page]
    assert "hand in the file itself" in text["link"]
    assert "重新提交" in text["broken"]


@pytest.mark.slow
def test_totals_have_the_columns_of_nbgrader(first, workspace):
    """Export by lesson is nbgrader's: one row per student, raw score and maximum."""
    totals = gradebook.read_totals(workspace).set_index("student_id")
    assert list(totals.columns[:3]) == ["assignment", "duedate", "timestamp"]
    assert totals.loc["王小明", "raw_score"] == totals.loc["王小明", "score"] == 5
    assert set(totals["max_score"]) == {10}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a folder with one unreadable submission, `in`, graded into a workspace, `w`."""
    folder = tmp_path_factory.mktemp("template")
    hand_in(folder / "in", "ada", {})
    assert quickly(folder / "in", folder / "w").fresh == ["ada"]
    return folder


@pytest.fixture
def small(template, tmp_path):
    """Return a copy of the template."""
    return shutil.copytree(template, tmp_path / "small")


def test_the_record_is_plain_json(small):
    """Outcomes can be read without this program."""
    path = small / "w" / "outcomes" / LESSON / "ada.json"
    assert json.loads(path.read_text("utf-8"))["incidents"][0][0] == "unreadable"


def test_a_name_that_cannot_be_an_id_is_refused_once(small):
    """A dangerous folder name has no row in the gradebook and is not looked at again."""
    hand_in(small / "in", "a..b", trainee({}))
    report = quickly(small / "in", small / "w")
    assert report.fresh == ["a..b"]
    assert report.outcomes["a..b"].status == "refused"
    assert set(report.scores["student"]) == {"ada"}
    assert quickly(small / "in", small / "w").fresh == []


def test_a_changed_engine_grades_again(small, monkeypatch):
    """The engine's version is part of what decides whether a score is current."""
    assert quickly(small / "in", small / "w").fresh == []
    monkeypatch.setattr(gradebook, "VERSION", "another")
    assert quickly(small / "in", small / "w").fresh == ["ada"]


def test_a_lost_score_is_graded_again(small):
    """The record alone is not believed: the gradebook must hold the score."""
    with gradebook.open_gradebook(small / "w") as book:
        book.remove_submission(LESSON, "ada")
    assert quickly(small / "in", small / "w").fresh == ["ada"]


def test_more_time_grades_only_what_timed_out(small):
    """A longer time is of use to those who ran out of it and nobody else."""

    def too_slow(task):
        result = fake_engine.run(task)
        if "slow" in fake_engine.source(task, "total"):
            result.incidents.append(Incident("timeout", "cell total timed out"))
        return result

    hand_in(small / "in", "bob", trainee({"total": "slow = 1"}))
    hand_in(small / "in", "cyd", trainee(RIGHT))
    assert quickly(small / "in", small / "w", run=too_slow).fresh == ["bob", "cyd"]
    assert quickly(small / "in", small / "w", run=too_slow).fresh == []
    assert quickly(small / "in", small / "w", run=too_slow, timeout=4).fresh == ["bob"]


def test_an_unchanged_key_is_not_made_again(small):
    """When what the key is made of is as last time, neither it nor the release is made."""
    quickly(small / "in", small / "w", source="same")

    def never():
        raise AssertionError("made again")

    hand_in(small / "in", "bob", trainee(RIGHT))
    assert quickly(small / "in", small / "w", source="same", key=never).fresh == ["bob"]
    report = quickly(small / "in", small / "w", source="other", key=tiny_lesson.key)
    assert report.fresh == []


def test_the_workspaces_own_folder_can_be_graded(small):
    """What nbgrader collected is graded where it lies, stays as it was, and then is unchanged."""
    notebook = trainee(RIGHT)
    cell_of(notebook, "total-check").source = "pass"
    path = hand_in(small / "w" / "submitted", "bob", notebook)
    before = path.read_bytes()
    (path.parent / "passwd.csv").symlink_to("/etc/passwd")
    report = quickly(small / "w" / "submitted", small / "w")
    kinds = [incident.kind for incident in report.outcomes["bob"].incidents]
    assert kinds == ["left out", "restored"]
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_files_and_time_come_along(small):
    """Data files lie beside the graded notebook; a time that is none is left out with a word."""
    for student, time in {"bob": "2026-03-01 09:30:00 UTC", "cyd": "2026-13-41 09:30:00"}.items():
        path = hand_in(small / "in", student, trainee(RIGHT))
        (path.parent / "timestamp.txt").write_text(time, encoding="utf-8")
        (path.parent / "mine.csv").write_bytes(b"a")
    report = quickly(small / "in", small / "w")
    for step in ("submitted", "autograded"):
        folder = notebook_path(small / "w", step, "bob", LESSON).parent
        names = sorted(path.name for path in folder.iterdir())
        assert names == [f"{LESSON}.ipynb", "mine.csv", "timestamp.txt"]
    times = gradebook.read_totals(small / "w").set_index("student_id")["timestamp"]
    assert str(times["bob"]) == "2026-03-01 09:30:00"
    assert [i.text.split()[0] for i in report.outcomes["cyd"].incidents] == ["timestamp.txt"]


def test_a_fault_of_the_engine_does_not_stop_the_batch(small):
    """The reason is recorded, 0 points stand for now, and the next run tries again."""
    for student in ("bob", "cyd"):
        hand_in(small / "in", student, trainee(RIGHT))
    report = quickly(small / "in", small / "w", run=fake_engine.fail)
    assert [report.outcomes[s].status for s in ("bob", "cyd")] == ["refused", "refused"]
    assert "could not be graded: RuntimeError: " in report.outcomes["bob"].incidents[0].text
    assert report.scores["points"].sum() == 0
    report = quickly(small / "in", small / "w")
    assert report.fresh == ["bob", "cyd"]
    assert report.scores["points"].sum() == 10


@pytest.fixture
def best(monkeypatch):
    """Return a function that sets the best isolation level of this machine."""
    return lambda level: monkeypatch.setattr(levels, "best", lambda: levels.Level(level))


def test_consent_is_asked_for(best):
    """Without isolation, and without --allow-unisolated, the reason and the remedy are given."""
    best(1)
    with pytest.raises(CourseError, match=r"isolation level 1 of 3.*container.*--allow-unisolated"):
        choose_level()
    assert choose_level(allow_unisolated=True) == 1


def test_a_level_can_be_chosen(best):
    """The best level is taken unless a lower one is wanted; 1 needs consent, more is refused."""
    best(2)
    assert choose_level() == 2
    with pytest.raises(CourseError, match="--allow-unisolated"):
        choose_level(1)
    with pytest.raises(
        CourseError, match=r"--level 3: this machine gives isolation level 2.*up to 2"
    ):
        choose_level(3)


def test_release_is_the_trainee_edition(template):
    """`generate_assignment` with our settings cuts the same stubs as the builder."""
    release = nbformat.read(notebook_path(template / "w", "release", ".", LESSON), as_version=4)
    assert [c.source for c in release.cells] == [c.source for c in trainee({}).cells]
