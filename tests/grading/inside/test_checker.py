"""Checks run in the trusted process: verdicts, and messages that give nothing hidden away."""

import pytest

from grading.inside.checker import Check, Checks
from grading.inside.remote import TraineeGone

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


class Answers:
    """Stands for the trainee's process: names and values."""

    def __init__(self, **values):
        self.values = values

    def fetch(self, names):
        """Return the values of these names."""
        return {name: self.values[name] for name in names if name in self.values}


def judge(source, *, names=("x",), lang="en", before="", **values):
    """Run a check, after another one if `before` is given, and return the last answer."""
    checks = Checks(None, {"c": {"LANG": lang, "T": lambda zh, en: en if lang == "en" else zh}})
    checks.remote = Answers(**values)
    for text in filter(None, (before, source)):
        order = {"id": "c", "source": text, "names": list(names), "binds": ["helper"]}
        answer = checks.run(order)
    return answer


def test_a_check_that_runs_to_its_end_passes():
    """No message, and the process may be asked again."""
    assert judge("assert x == 3, 'three'", x=3) == {"passed": True, "message": "", "gone": False}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("assert x == 3, f'{x} is not three'", "5 is not three"),
        ("assert x == 3", "x == 3"),
        ("assert x == 3, T('应是 3', 'three')", "three"),
        ("assert missing, 'no'", "NameError: name 'missing' is not defined"),
        ("raise AssertionError(f'no: {x}')", "no: 5"),
        ("raise AssertionError('')", ""),
        ("raise ValueError", "ValueError"),
        (HIDDEN.format("assert x == 3, f'{x} is not three'"), "… is not three"),
        (HIDDEN.format("assert x == 3, T('不是', f'{x} ' + 'is wrong')"), "… is wrong"),
        (HIDDEN.format("assert x == 3, T('不是', f'{x:>9} is wrong')"), "… is wrong"),
        (HIDDEN.format("assert x == 3, 'x is %s' % x"), "a hidden check failed"),
        (HIDDEN.format("assert x == 3"), "a hidden check failed"),
        (HIDDEN.format("raise ValueError(x)"), "a hidden check failed"),
        (HIDDEN.format("raise SystemExit(x)"), "a hidden check failed"),
    ],
)
def test_messages(source, message):
    """Visible parts show values, hidden ones none."""
    answer = judge(source, x=5)
    assert (answer["passed"], answer["message"]) == (False, message)


def test_a_name_of_the_lesson_does_not_stand_in_for_a_missing_answer():
    """What the trainee did not define is not there, even if the lesson had such a name."""
    assert judge("assert LANG", names=["LANG"])["message"].startswith("NameError")


def test_what_one_check_defines_the_next_can_use():
    """Names that a check leaves are carried on, as in one notebook."""
    assert judge("assert helper() == 7", before="def helper():\n    return 7")["passed"]


def test_exceptions_of_the_trainees_code_are_named_and_their_text_kept_from_hidden_parts():
    """Of an error in a hidden part not even the class is shown: the code could choose it."""

    def raising(value):
        error = ValueError(f"got {value}")
        error.__trainee__ = True
        raise error

    assert judge("x(4)", x=raising)["message"] == "your code raised ValueError: got 4"
    assert judge(HIDDEN.format("x(4)"), x=raising)["message"] == "your code fails in a hidden check"
    assert judge("x(4)", x=raising, lang="zh")["message"] == "你的代码抛出了 ValueError: got 4"


def test_a_process_that_is_gone_fails_the_check():
    """No `except` of a check can hide it."""

    def gone():
        raise TraineeGone("closed")

    source = "try:\n    x()\nexcept Exception:\n    pass"
    answer = judge(source, x=gone)
    assert (answer["passed"], answer["gone"]) == (False, True)


def test_an_assert_inside_a_function_or_a_loop_is_reported_too():
    """Nested asserts keep their line, so that hidden ones stay hidden."""
    source = "def each(v):\n    for i in v:\n        assert i, f'{i} is nothing'\neach([1, x])"
    assert judge(source, x=0)["message"] == "0 is nothing"
    assert judge(HIDDEN.format(source), x=0)["message"] == "… is nothing"


def test_lines_of_hidden_parts():
    """The markers' own lines belong to the part."""
    check = Check(f"a = 1\n{HIDDEN.format('b = 2')}\nc = 3")
    assert [check.is_hidden(line) for line in range(1, 6)] == [False, True, True, True, False]
