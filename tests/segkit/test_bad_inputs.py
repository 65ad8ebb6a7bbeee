"""Bad input to every room of segkit: a clear error, and the caller's data as they were."""

import doctest
import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

import segkit

ROOMS = sorted((Path(__file__).parent / "bad_inputs").glob("*.py"))
AT_LEAST = 150


def cases(path: Path) -> list[tuple]:
    """Return the table of a room: (id, call without arguments, type of error, pattern)."""
    spec = importlib.util.spec_from_file_location(f"bad_inputs_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [pytest.param(*rest, id=f"{path.stem}-{name}") for name, *rest in module.CASES]


CASES = [case for path in ROOMS for case in cases(path)]


class Watch:
    """Keep a copy of each pandas object that enters the first call of segkit."""

    def __init__(self):
        self.outermost = None
        self.held = []
        self.changed = False

    def __call__(self, frame, event, _):
        """Look at one event of the profiler: hold what an outermost call is given until it ends."""
        inside = frame.f_globals.get("__name__", "").startswith("segkit.")
        inside = inside and frame.f_code.co_name != "<module>"  # lines of an example
        if event == "call" and inside and self.outermost is None:
            given = frame.f_locals.values()
            self.held = [(x, x.copy()) for x in given if isinstance(x, pd.DataFrame | pd.Series)]
            self.outermost = frame
        elif event == "return" and frame is self.outermost:
            self.changed |= any(not same(now, before) for now, before in self.held)
            self.outermost = None

    def __enter__(self):
        """Begin to watch."""
        sys.setprofile(self)
        return self

    def __exit__(self, *_):
        """Stop watching."""
        sys.setprofile(None)


def same(now, before) -> bool:
    """Tell whether two pandas objects have equal values, types and labels."""
    names = [
        list(getattr(each, "columns", [each.name if each.ndim == 1 else None]))
        for each in (now, before)
    ]
    types = [list(map(str, pd.DataFrame(each).dtypes)) for each in (now, before)]
    return now.equals(before) and names[0] == names[1] and types[0] == types[1]


@pytest.mark.parametrize(("call", "error", "pattern"), CASES)
def test_bad_input_is_refused_in_words_and_changes_nothing(call, error, pattern):
    """The error names the column or value, and the frames that came are as they were."""
    watch = Watch()
    with pytest.raises(error, match=pattern), watch:
        call()
    assert not watch.changed


@pytest.mark.parametrize("name", segkit.__all__)
def test_the_example_of_each_name_leaves_its_frames_as_they_are(name):
    """Good input is not changed either: every documented example runs under the same watch."""
    (example,) = doctest.DocTestFinder(recurse=False).find(
        getattr(segkit, name),
        name,
        globs=vars(sys.modules[getattr(segkit, name).__module__]).copy(),
    )
    assert example.examples
    runner, watch = doctest.DocTestRunner(verbose=False), Watch()
    with watch:
        failed = runner.run(example).failed
    assert failed == 0
    assert not watch.changed


def test_there_are_enough_cases():
    """The table holds 150 and more, under names of their own."""
    assert len(CASES) >= AT_LEAST
    assert len({case.id for case in CASES}) == len(CASES)


def test_a_change_would_be_seen():
    """A function that writes into the caller's frame before it raises is caught."""
    source = "def careless(frame):\n    frame['x'] = 0\n    raise ValueError('no')\n"
    room = {"__name__": "segkit.careless"}
    exec(source, room)
    watch = Watch()
    with pytest.raises(ValueError, match="no"), watch:
        room["careless"](pd.DataFrame({"x": [1]}))
    assert watch.changed
