"""The checker's side, with a submission in a process of its own."""

import inspect
import itertools
import os
import signal
import socket
import time

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from sklearn.cluster import KMeans

from grading.inside import answers, codec, remote, wire


class Same:
    """An object that claims to be equal to all."""

    def __eq__(self, other):
        return True

    __hash__ = None


class Custom(ValueError):  # noqa: N818 - as a trainee would name it
    """A submission's own exception."""


def submission():
    """Return the name space of a submission."""
    state = {"calls": 0, "model": KMeans(2, n_init=1).fit(np.arange(10.0).reshape(5, 2))}

    def scale(x, k=2):
        """Scale."""
        state["calls"] += 1
        return x * k

    def push(items, *, frame):
        items.append(1)
        frame["b"] = 2

    def fail(kind, *args):
        raise {"custom": Custom, "exit": SystemExit, "stop": StopIteration, "key": KeyError}[kind](
            *args
        )

    figure = Figure()
    figure.subplots().set_title("标题")
    return state | {
        "scale": scale, "push": push, "fail": fail, "same": Same(), "figure": figure,
        "squares": lambda n: (i * i for i in itertools.islice(itertools.count(), n)),
        "calls": lambda: state["calls"], "die": lambda: os._exit(3), "sleep": time.sleep,
        "pair": (1, "a"), "frame": pd.DataFrame({"a": [1]}),
    }  # fmt: skip


def answer_honestly(line):
    """Serve the submission's names."""
    served = answers.Answers(submission())
    while True:
        line.send(*served.reply(*line.receive()))


@pytest.fixture
def start():
    """Give a function that runs its argument on a wire in a forked process."""
    started = []

    def begin(body, *, seconds=20):
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            try:
                body(wire.Wire(theirs))
            finally:
                os._exit(0)
        theirs.close()
        calls = []
        asked = remote.Remote(wire.Wire(ours), lambda: calls.append(1), seconds=seconds)
        asked.calls_seen = calls
        started.append((pid, ours))
        return asked

    yield begin
    for pid, ours in started:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@pytest.fixture
def asked(start):
    """Give an honest submission."""
    return start(answer_honestly)


def one(asked, name):
    """Return the value of one name."""
    return asked.fetch([name])[name]


def test_plain_values_are_copies(asked):
    """Names without a value are left out."""
    found = asked.fetch(["pair", "frame", "nobody"])
    assert found["pair"] == (1, "a")
    pd.testing.assert_frame_equal(found.pop("frame"), pd.DataFrame({"a": [1]}))
    assert list(found) == ["pair"]
    assert asked.calls_seen == []


def test_a_function_works_where_functions_do(asked):
    """Calls, sorting, mapping, frames; name, signature and docstring; each call is announced."""
    scale = one(asked, "scale")
    assert (scale(3), scale(3, k=4)) == (6, 12)
    assert sorted([2, 1], key=scale) == [1, 2]
    assert list(pd.Series([1, 2]).map(scale)) == [2, 4]
    assert list(pd.DataFrame({"a": [1, 2]}).apply(scale)["a"]) == [2, 4]
    assert list(np.vectorize(scale)(np.array([1, 2]))) == [2, 4]
    assert str(inspect.signature(scale)) == "(x, k=2)"
    assert (scale.__name__, scale.__doc__) == ("scale", "Scale.")
    assert one(asked, "calls")() == len(asked.calls_seen) - 1


def test_changed_arguments_are_changed_here_too(asked):
    """A list and a frame that the function changed have the new content."""
    items, frame = [], pd.DataFrame({"a": [1]})
    one(asked, "push")(items, frame=frame)
    assert items == [1]
    pd.testing.assert_frame_equal(frame, pd.DataFrame({"a": [1], "b": [2]}))


@pytest.mark.parametrize(
    ("kind", "raised", "text"),
    [
        ("key", KeyError, "no"),
        ("custom", ValueError, "no"),
        ("exit", remote.TraineeError, "SystemExit: no"),
        ("stop", remote.TraineeError, "StopIteration: no"),
    ],
)
def test_exceptions_are_of_pythons_own_kinds(asked, kind, raised, text):
    """The nearest built-in class is raised, marked; none that would leave a loop or Python."""
    with pytest.raises(raised) as caught:
        one(asked, "fail")(kind, "no")
    assert type(caught.value) is raised
    assert caught.value.args == (text,)
    assert caught.value.__trainee__


def test_an_estimator_is_of_its_class(asked):
    """Attributes and methods are asked for; dunder names are not."""
    model = one(asked, "model")
    assert isinstance(model, KMeans)
    assert set(model.labels_) == {0, 1}
    assert model.predict(np.zeros((2, 2))).shape == (2,)
    assert not hasattr(model, "nothing")
    with pytest.raises(AttributeError, match="cannot be read"):
        _ = model.__sklearn_tags__
    with pytest.raises(AttributeError):
        model.n_clusters = 3


def test_a_figure_can_be_walked_through(asked):
    """Items, lengths and methods of what is drawn; the same object is the same handle."""
    figure = one(asked, "figure")
    assert len(figure.axes) == 1
    assert [ax.get_title() for ax in figure.axes] == ["标题"]
    assert figure.axes[0].figure is figure


def test_an_object_that_is_equal_to_all_is_equal_to_none(asked):
    """Nor does it take part in arithmetic, nor show itself."""
    same = one(asked, "same")
    for value in (3, np.float64(3), "a", None, [], pd.NA):
        assert not (same == value)  # noqa: SIM201 - both operators are tested
        assert not (value == same)  # noqa: SIM201
    assert same != 3
    assert bool(same)
    assert repr(same) == "<an object of the submission>"
    with pytest.raises(TypeError):
        _ = np.float64(1) + same
    with pytest.raises(TypeError):
        _ = same < 3


def test_items_of_a_generator_are_asked_for(asked):
    """A generator is used up, as it would be here."""
    squares = one(asked, "squares")(4)
    assert list(squares) == [0, 1, 4, 9]
    assert list(squares) == []


def test_functions_of_the_check_are_not_handed_over(asked):
    """The error says what can be."""
    with pytest.raises(TypeError, match=r"A function of the check .* Hand over plain values"):
        one(asked, "scale")(lambda: 1)
    assert one(asked, "scale")(1) == 2


@pytest.mark.parametrize("name", ["die", "sleep"])
def test_death_and_silence_pass_through_every_except(start, name):
    """TraineeGone is no Exception, and is raised again at every later question."""
    asked = start(answer_honestly, seconds=0.5)
    function = one(asked, name)
    for _ in range(2):
        with pytest.raises(remote.TraineeGone, match=r"Closed|TimedOut"):
            function(*[5] * (name == "sleep"))
    assert not issubclass(remote.TraineeGone, Exception)


def lie(reply, payload=b""):
    """Return a process that gives one answer to all questions."""

    def body(line):
        while True:
            seq = line.receive()[0]["seq"]
            line.send({"seq": seq, **reply}, payload)

    return body


@pytest.mark.parametrize("seq", [0, 2, "1", True, None])
def test_an_answer_to_another_question_ends_the_talk(start, seq):
    """An answer is never taken for the next question's."""
    with pytest.raises(remote.TraineeGone, match="another question"):
        start(lie({"seq": seq})).fetch(["x"])


@pytest.mark.parametrize(
    "reply",
    [
        {}, {"value": 3}, {"value": {"node": 3, "sizes": []}}, {"error": 3}, {"error": {}},
        {"value": {"node": ["nonsense"], "sizes": []}}, {"error": {"classes": [[]]}},
        {"value": {"node": ["d", ["other"], [1]], "sizes": []}},
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_an_error_of_the_submission(start, reply):
    """It is a ValueError with the trainee's mark."""
    with pytest.raises(ValueError, match="the answer could not be read") as caught:
        start(lie(reply)).fetch(["x"])
    assert caught.value.__trainee__


@pytest.mark.parametrize(
    "claimed",
    [
        "builtins.int", "numpy.float64", "numpy.ndarray", "pandas.DataFrame", "pandas.Series",
        "pandas.RangeIndex", "pandas.Timestamp", "numpy.ufunc", "sklearn.utils.Bunch", "sklearn",
        "sklearn.cluster.KMeans", "os.system", "grading.inside.remote.Remote", "", "numpy.pi",
        "sklearn.exceptions.NotFittedError", "sklearn.nowhere.Model",
    ],
)  # fmt: skip
def test_a_handle_never_passes_for_a_plain_value(start, claimed):
    """Classes of plain values, aliases and classes of other packages are not believed."""
    node = ["d", ["x"], [["obj", 1, claimed]]]
    handle = one(start(lie({"value": {"node": node, "sizes": []}})), "x")
    assert handle.__class__ is remote.Handle
    assert not isinstance(handle, (int, float, str, list, dict, np.ndarray, pd.DataFrame))


@pytest.mark.parametrize("size", [-1, True, "3", 2**70, 1.0])
def test_a_length_that_is_no_length_is_an_error(start, size):
    """No other value can come out of len."""

    def body(line):
        line.receive()
        line.send({"seq": 1, "value": {"node": ["d", ["x"], [["obj", 1, ""]]], "sizes": []}})
        line.receive()
        line.send({"seq": 2, "value": codec.encode(size, id)[0]})

    with pytest.raises(ValueError, match="a length that is no length"):
        len(one(start(body), "x"))
