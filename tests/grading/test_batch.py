"""Many workers, many instructors: each submission is graded once and nothing is lost."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import cloudpickle
import fake_engine
import pytest
import tiny_lesson
from tables import read_files, read_tables
from tiny_lesson import LESSON, RIGHT, hand_in, trainee

from course.errors import CourseError
from grading import grade as grading
from grading import gradebook
from grading.grade import grade_lesson
from grading.workspace import world

cloudpickle.register_pickle_by_value(fake_engine)


def grade(folder, **settings):
    """Grade the tiny lesson from `in` into `w` without the engine."""
    how = {"key": tiny_lesson.key, "source": "key", "level": 3, "jobs": 1, "run": fake_engine.run}
    return grade_lesson(folder / "in", lesson=LESSON, workspace=folder / "w", **how | settings)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a folder with five submissions, one unreadable, and a prepared workspace."""
    folder = tmp_path_factory.mktemp("template")
    for student in ("ada", "bob", "cyd"):
        hand_in(folder / "in", student, trainee(RIGHT))
    hand_in(folder / "in", "dan", trainee({"total": "total = 5"}))
    hand_in(folder / "in", "eve", {})
    gradebook.prepare(folder / "w", LESSON, tiny_lesson.key())
    return folder


@pytest.fixture
def folder(template, tmp_path):
    """Return a copy of the template."""
    return shutil.copytree(template, tmp_path / "batch")


@pytest.fixture(scope="module")
def expected(template, tmp_path_factory):
    """Return tables and files as one process leaves them."""
    folder = shutil.copytree(template, tmp_path_factory.mktemp("expected") / "batch")
    grade(folder)
    return read_tables(folder / "w"), read_files(folder / "w")


def test_two_workers_leave_what_one_process_leaves(folder, expected):
    """The order in which results come changes nothing; each student is told of once."""
    told = []
    report = grade(folder, jobs=2, on_done=lambda *progress: told.append(progress))
    assert (read_tables(folder / "w"), read_files(folder / "w")) == expected
    assert told[0] == ("", 0, 5)
    assert sorted(student for student, _, _ in told[1:]) == report.fresh
    assert [done for _, done, _ in told[1:]] == [1, 2, 3, 4, 5]


def test_a_worker_that_dies_loses_nobody(folder):
    """Who dies once is graded in a fresh worker; who dies again is refused with the reason."""
    hand_in(folder / "in", "once", trainee(RIGHT | {"total": f"total = 4 # once {folder}/mark"}))
    hand_in(folder / "in", "always", trainee(RIGHT | {"total": "total = 4 # always"}))
    report = grade(folder, jobs=2, run=fake_engine.run_or_die)
    assert (folder / "mark").exists()
    points = report.scores.groupby("student")["points"].sum().to_dict()
    assert points == {"ada": 5, "always": 0, "bob": 5, "cyd": 5, "dan": 0, "eve": 0, "once": 5}
    assert report.outcomes["always"].status == "refused"
    assert "its worker died again and again" in report.outcomes["always"].incidents[0].text
    assert grade(folder).fresh == ["always"]


def test_two_instructors_at_once(folder, expected):
    """Two runs that begin together both end, and leave what one leaves."""
    shutil.rmtree(folder / "w")
    children = []
    for _ in range(2):
        children.append(os.fork())
        if children[-1] == 0:
            with contextlib.suppress(BaseException):
                grade(folder)
                os._exit(0)
            os._exit(1)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert (read_tables(folder / "w"), read_files(folder / "w")) == expected


def test_limits_and_level_reach_the_engine(folder):
    """A notebook has five times a cell's seconds; the level is kept with each outcome."""
    report = grade(folder, run=fake_engine.run_and_say_where, timeout=7, level=2)
    assert report.outcomes["ada"].incidents[0].text == "None 2 7 35"
    assert [outcome.level for outcome in report.outcomes.values()] == [2, 2, 2, 2, 0]


def test_another_seed_grades_all_again(folder, monkeypatch):
    """Data of a seed are built once, given to the engine, and part of what is current."""
    built = []

    def other_data(seed, where):
        built.append(seed)
        where.mkdir(parents=True)
        return where

    monkeypatch.setattr("course.build.prove.other_data", other_data)
    assert len(grade(folder).fresh) == 5
    for fresh in (5, 0):
        report = grade(folder, data_seed=7, run=fake_engine.run_and_say_where)
        assert len(report.fresh) == fresh
    assert built == [7]
    where = folder / "w" / "data" / world(7)
    assert report.outcomes["ada"].incidents[0].text.startswith(f"{where} 3")
    assert len(grade(folder, run=fake_engine.run_and_say_where).fresh) == 5


def test_changed_data_of_the_course_grade_all_again(folder, monkeypatch):
    """A score is current as long as the data are those that it was reached on."""
    assert [len(grade(folder).fresh) for _ in range(2)] == [5, 0]
    monkeypatch.setattr("grading.grade.world", lambda seed: "shipped-of-next-year")
    assert len(grade(folder).fresh) == 5


def test_unchanged_work_needs_no_nbgrader(folder):
    """A run with nothing to do imports neither nbgrader nor nbformat, which take seconds."""
    grade(folder)
    code = (
        "import sys; from pathlib import Path; from grading.grade import grade_lesson\n"
        f"report = grade_lesson(Path({str(folder / 'in')!r}), lesson={LESSON!r}, key=None,\n"
        f"    source='key', workspace=Path({str(folder / 'w')!r}), level=3)\n"
        "slow = {'nbgrader', 'nbformat', 'joblib'} & set(sys.modules)\n"
        "sys.exit(f'{report.fresh} {slow}' if report.fresh or slow else 0)"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0


def test_workers_end_with_the_command(folder):
    """When the command is killed its workers do not stay behind."""
    mark = folder / "mark"
    hand_in(folder / "in", "ada", trainee({"total": f"total = 4 # {mark}"}))
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import fake_engine; from pathlib import Path; from grading.grade import grade_lesson\n"
        f"grade_lesson(Path({str(folder / 'in')!r}), lesson={LESSON!r}, key=None, source='key',\n"
        f"    workspace=Path({str(folder / 'w')!r}), level=3, jobs=2,\n"
        "    run=fake_engine.tell_and_wait)"
    )
    grade(folder)
    hand_in(folder / "in", "ada", trainee({"total": f"total = 5 # {mark}"}))
    hand_in(folder / "in", "bob", trainee({"total": f"total = 5 # {mark}"}))
    command = subprocess.Popen([sys.executable, "-c", code])
    until(lambda: mark.exists() and mark.read_text("utf-8"))
    command.kill()
    command.wait()
    worker = int(mark.read_text("utf-8"))
    until(lambda: has_ended(worker))


def has_ended(process):
    """Tell whether a process is gone, or has ended and waits for whoever adopted it to notice."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


def until(holds, *, seconds=180):
    """Wait for something to hold, and fail if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
def test_a_dask_cluster_leaves_what_one_process_leaves(folder, expected):
    """Two workers of a Dask cluster grade alike, and one that dies loses nobody."""
    distributed = pytest.importorskip("distributed")
    import dask

    settings = {"distributed.scheduler.allowed-failures": 0}  # or a killer kills four workers
    with (
        dask.config.set(settings),
        distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        address = {"scheduler": cluster.scheduler_address}
        grade(folder, **address)
        assert (read_tables(folder / "w"), read_files(folder / "w")) == expected
        hand_in(folder / "in", "always", trainee(RIGHT | {"total": "total = 4 # always"}))
        hand_in(folder / "in", "zoe", trainee(RIGHT))
        report = grade(folder, run=fake_engine.run_or_die, **address)
    assert "its worker died again" in report.outcomes["always"].incidents[0].text
    assert report.scores.groupby("student")["points"].sum()["zoe"] == 5


def test_no_scheduler_says_what_is_expected(folder):
    """An address where nobody answers is the user's mistake."""
    pytest.importorskip("distributed")
    with pytest.raises(CourseError, match=r"no Dask scheduler answers there.*tcp://127.0.0.1:8786"):
        grade(folder, scheduler="tcp://127.0.0.1:9")


def test_a_refused_start_writes_nothing(folder, monkeypatch):
    """An empty folder of submissions leaves no workspace behind."""
    (folder / "none").mkdir()
    monkeypatch.setattr(grading, "prepare", None)
    with pytest.raises(CourseError, match="No submission of 90_tiny"):
        grade_lesson(
            folder / "none", lesson=LESSON, key=tiny_lesson.key, workspace=folder / "x", level=3
        )
    assert not (folder / "x").exists()
