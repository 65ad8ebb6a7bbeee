"""The submission's side: every request gets an answer, whatever the name space holds."""

import itertools
import signal
import time

import pandas as pd
import pytest

from grading.inside import answers, codec


class Hostile:
    """An object all of whose answers are exceptions, even its exceptions' texts."""

    class NoTextError(BaseException):
        """An exception that cannot be shown."""

        @property
        def args(self):
            raise SystemExit

    def __getattr__(self, name):
        raise self.NoTextError

    def __getitem__(self, key):
        raise SystemExit("leave")

    def __len__(self):
        raise GeneratorExit

    __iter__ = __len__


def interrupted():
    """Run for long, and be interrupted on the way."""
    signal.raise_signal(signal.SIGINT)
    time.sleep(20)


def fill(frame, into):
    """Change a frame in place, and fail."""
    frame["new"] = into.pop()
    raise LookupError("x" * 1000)


@pytest.fixture
def served():
    """Give answers of a name space with objects of all sorts."""
    return answers.Answers(
        {
            "n": 3,
            "hostile": Hostile(),
            "interrupted": interrupted,
            "fill": fill,
            "count": itertools.count,
        }
    )


def ask(served, do, *asked):
    """Ask as the checker does; return the value, or the error."""
    head, payload = codec.encode(asked, lambda held: held.number, describe=False)
    reply, data = served.reply({"seq": 5, "do": do, "value": head}, payload)
    assert reply["seq"] == 5
    if "error" in reply:
        return reply["error"]
    return codec.decode(reply["value"], data, lambda number, *told: Held(number))


class Held:
    """Stands for an object of the submission's."""

    def __init__(self, number):
        self.number = number


def test_names_that_are_bound_are_fetched(served):
    """Names without a value are left out."""
    assert ask(served, "fetch", "n", "nobody") == {"n": 3}


@pytest.mark.parametrize(
    ("do", "more", "kind"),
    [
        ("getattr", ["x"], "NoTextError"),
        ("getitem", [0], "SystemExit"),
        ("len", [], "GeneratorExit"),
        ("items", [], "GeneratorExit"),
        ("call", [[], {}], "TypeError"),
        ("nonsense", [], "KeyError"),
    ],
)
def test_whatever_is_raised_is_an_answer(served, do, more, kind):
    """Even exceptions that are no `Exception`, and those whose text raises."""
    hostile = ask(served, "fetch", "hostile")["hostile"]
    answer = ask(served, do, hostile, *more)
    error = answer[1] if isinstance(answer, tuple) else answer
    assert error["classes"][0] == kind


@pytest.mark.parametrize("request_", [{}, {"do": "fetch", "value": 3}, {"do": [], "value": None}])
def test_a_request_that_cannot_be_read_is_answered(served, request_):
    """The answer is an error."""
    assert "error" in served.reply({"seq": 1, **request_}, b"")[0]


def test_an_unknown_number_is_answered(served):
    """A handle that was never given is an error, too."""
    assert "Malformed" in ask(served, "len", Held(99))["classes"]


def test_changed_arguments_come_back_even_when_the_call_fails(served):
    """The frame and the list that a function changed are sent, what it left is not."""
    frame = pd.DataFrame({"a": [1, 2]})
    fill = ask(served, "fetch", "fill")["fill"]
    result, error, changed = ask(served, "call", fill, [frame], {"into": [[8, 9]]})
    assert result is None
    assert error == {"classes": ["LookupError", "Exception", "BaseException", "object"],
                     "text": "x" * answers.MAX_TEXT}  # fmt: skip
    assert list(changed) == [0, "into"]
    assert list(changed[0]["new"]) == [8, 9]
    assert changed["into"] == []


def test_an_interrupted_call_is_answered(served):
    """A time-out's interrupt ends the call, not the process."""
    held = ask(served, "fetch", "interrupted")["interrupted"]
    _, error, changed = ask(served, "call", held, [], {})
    assert error["classes"][0] == "KeyboardInterrupt"
    assert changed == {}


def test_items_of_an_endless_iterable_are_cut(served, monkeypatch):
    """The answer tells that there are more."""
    monkeypatch.setattr(answers, "MAX_ITEMS", 3)
    count = ask(served, "fetch", "count")["count"]
    endless, _, _ = ask(served, "call", count, [], {})
    assert ask(served, "items", endless) == (True, [0, 1, 2])


def test_the_table_of_handles_is_bounded(served, monkeypatch):
    """One more object than the table holds is an error; known objects are still found."""
    monkeypatch.setattr(answers, "MAX_HELD", 2)
    assert ask(served, "fetch", "fill", "interrupted")["fill"].number == 0
    assert ask(served, "fetch", "hostile")["classes"][0] == "OverflowError"
    assert ask(served, "fetch", "interrupted")["interrupted"].number == 1


def test_failed_answers_any_request():
    """A reply that was too large can be replaced by one that says so."""
    reply, payload = answers.failed({"seq": 4}, ValueError("too large"))
    assert (reply["seq"], reply["error"]["text"], payload) == (4, "too large", b"")
    assert reply["error"]["classes"][0] == "ValueError"
