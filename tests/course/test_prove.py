"""The prover: key 100 %, stub 0 %, each wrong answer loses exactly its checks."""

import pytest

from course.build.prove import prove
from course.errors import CourseError


def test_the_sample_lesson_is_proved(lesson_file):
    """Key, stub and both wrong answers fare as their tags say."""
    runs = prove(lesson_file(), "en")
    assert {run.answer: sorted(run.failed) for run in runs} == {
        "key": [],
        "mean untouched": ["mean-exact", "mean-range"],
        "mean: the sum instead of the mean": ["mean-range"],
        "mean: the median instead of the mean": ["mean-exact"],
    }
    assert all(run.proved for run in runs)
    stub = next(run for run in runs if run.answer == "mean untouched")
    assert stub.failed["mean-range"] == "AssertionError: not attempted: no mean yet"


def test_messages_are_in_the_language_asked_for(lesson_file):
    """T() speaks the edition's language while the prover runs."""
    runs = prove(lesson_file(), "zh")
    assert any("超出了取值范围" in message for run in runs for message in run.failed.values())


def test_a_wrong_answer_that_loses_nothing_is_caught(lesson_file):
    """A mistake that no check notices means that a check is missing."""
    runs = prove(lesson_file(("mean = sorted(sales)[1]", "mean = sum(sales) / len(sales)")))
    bad = [run for run in runs if not run.proved]
    assert [run.answer for run in bad] == ["mean: the median instead of the mean"]
    assert "should lose mean-exact but keeps it" in str(bad[0])


def test_a_wrong_answer_reaches_checks_through_the_cells_between(lesson_file):
    """Cells that hand on what the answer bound run again before the checks that look there."""
    between = "# %%\ntwice = 2 * mean\n"
    path = lesson_file(
        ('# %% check="mean-exact"', between + '# %% check="mean-exact"'),
        ("assert isinstance(mean,", "assert isinstance(twice / 2,"),
        ("assert mean > 10 or mean ==", "assert twice > 20 or twice / 2 =="),
    )
    assert [str(run) for run in prove(path) if not run.proved] == []


def test_a_check_that_the_key_fails_is_caught(lesson_file):
    """A check stricter than the solution takes points from right answers."""
    runs = prove(lesson_file(("min(sales) <= mean", "min(sales) + 5 <= mean")))
    key = next(run for run in runs if run.answer == "key")
    assert not key.proved
    assert "loses mean-range" in str(key)


def test_a_check_that_an_untouched_notebook_passes_is_caught(lesson_file):
    """A check that asks for nothing gives points for nothing."""
    path = lesson_file(("assert min(sales) <= mean <= max(sales)", "assert max(sales)"))
    bad = [run for run in prove(path) if not run.proved]
    assert "mean untouched" in [run.answer for run in bad]


def test_words_on_stderr_in_a_check_are_caught(lesson_file):
    """Nbgrader takes the points of a check that writes on stderr, so no check may."""
    noisy = "import sys; print('hello', file=sys.stderr)\nassert isinstance(mean, float | int)"
    runs = prove(lesson_file(("assert isinstance(mean, float | int)", noisy)))
    key = next(run for run in runs if run.answer == "key")
    assert key.failed == {"mean-exact": "wrote on stderr: hello"}


def test_a_broken_worked_example_names_its_line(lesson_file):
    """A cell that fails in the key is an error at its marker."""
    with pytest.raises(CourseError, match=r"99_sample\.py:7: the key fails here: ZeroDivision"):
        prove(lesson_file(("sales = [3, 5, 10]", "sales = [3, 5, 10]; 1 / 0")))


def test_an_answer_that_stops_is_no_plausible_mistake(lesson_file):
    """A typo in a wrong answer would lose its checks for the wrong reason."""
    runs = prove(lesson_file(("mean = sorted(sales)[1]", "mean = sorted(sale)[1]")))
    assert "loses the answer itself (NameError" in str(next(r for r in runs if not r.proved))


@pytest.mark.parametrize("code", ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)"])
def test_an_answer_that_ends_its_process_is_named(lesson_file, code):
    """The proof ends with a message and not with a traceback."""
    with pytest.raises(CourseError, match="the median instead of the mean' ended its process"):
        prove(lesson_file(("mean = sorted(sales)[1]", code)))


def test_a_key_that_ends_its_process_is_reported(lesson_file):
    """So is a worked example that kills the process, and one that exits is an error of its line."""
    with pytest.raises(CourseError, match="ended the process that runs it"):
        prove(lesson_file(("sales = [3, 5, 10]", "import os; os._exit(3)")))
    with pytest.raises(CourseError, match=r"99_sample\.py:7: the key fails here: SystemExit"):
        prove(lesson_file(("sales = [3, 5, 10]", "exit(3)")))


def test_what_a_lesson_prints_does_not_reach_the_results(lesson_file):
    """Neither through Python nor through a program that it starts."""
    noisy = "import os; os.system('echo hello'); print('hello'); sales = [3, 5, 10]"
    assert all(run.proved for run in prove(lesson_file(("sales = [3, 5, 10]", noisy))))


def test_hard_coded_answers_fit_the_shipped_data_only(lesson_file, tmp_path):
    """They pass with the data that trainees see and fail with data of another seed."""
    wrong = 'wrong="mean" breaks="mean-exact"'
    path = lesson_file(
        ("sales = [3, 5, 10]", "import os; sales = [3, 5, 10 + ('SEGKIT_DATA' in os.environ)]"),
        (wrong, wrong + ' hardcoded="seed"'),
        ("mean = sorted(sales)[1]", "mean = 6"),
    )
    assert all(run.proved for run in prove(path))
    assert all(run.proved for run in prove(path, data=tmp_path))
