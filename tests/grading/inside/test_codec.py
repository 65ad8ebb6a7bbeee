"""Values come back as they were; nothing else that comes is believed."""

import collections
import datetime as dt
import enum
import math
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as some_numpy

from grading.inside import codec


def no_opaque(value):
    """Refuse to hold anything."""
    raise TypeError(f"{type(value)} has no form of its own")


def there_and_back(value):
    """Return what arrives of a plain value."""
    return codec.decode(*codec.encode(value, no_opaque), None)


def opaque_type(value) -> str:
    """Return the class that is told of an opaque value."""
    return codec.decode(*codec.encode(value, lambda held: 7), lambda n, claimed, info: claimed)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**4000), 2**4000),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters()),
    st.binary(),
    st.datetimes(),
    st.datetimes(timezones=st.just(ZoneInfo("Asia/Shanghai"))),
    st.dates(),
    st.times(),
    st.timedeltas(),
    some_numpy.scalar_dtypes().flatmap(
        lambda dtype: some_numpy.arrays(dtype, ()).map(lambda a: a[()])
    ),
)
KEYS = st.one_of(st.none(), st.text(), st.integers(), st.tuples(st.text(), st.booleans()))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner), st.lists(inner).map(tuple), st.dictionaries(KEYS, inner), st.sets(KEYS),
        st.frozensets(KEYS),
    ),
    max_leaves=20,
)  # fmt: skip


def same(a, b) -> bool:
    """Tell whether two values have the same types and the same content, nan included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    if isinstance(a, np.generic):
        return a.dtype == b.dtype and a.tobytes() == b.tobytes()
    return a == b if isinstance(a, (set, frozenset)) else repr(a) == repr(b)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_plain_values_come_back(value):
    """Any nesting of plain values arrives with the same types, order and content."""
    assert same(there_and_back(value), value)


@settings(max_examples=100, deadline=None)
@given(
    some_numpy.arrays(
        st.one_of(some_numpy.scalar_dtypes(), some_numpy.unicode_string_dtypes()),
        some_numpy.array_shapes(min_dims=0, min_side=0),
    )
)
def test_arrays_come_back(array):
    """Arrays keep dtype, shape and every bit, in any order of axes; the copy can be written."""
    for form in (array, array.T):
        back = there_and_back(form)
        assert (back.dtype, back.shape) == (form.dtype, form.shape)
        assert back.tobytes() == form.tobytes()
        assert back.flags.writeable


@pytest.mark.parametrize(
    "value",
    [
        range(1, 9, 2), slice(None, 3), Decimal("1.50"), bytearray(b"a"), "长" * 30_000, -0.0,
        np.str_(""), pd.NaT, pd.NA, pd.Timestamp("2026-01-02", tz="Asia/Shanghai"),
        pd.Timestamp("2026-01-02", tz=dt.timezone(dt.timedelta(hours=8))), pd.Timedelta("1 day"),
        pd.Period("2026-01", "M"), pd.Interval(0, 1, closed="left"), dt.time(1, 2, fold=1),
    ],
)  # fmt: skip
def test_single_values_come_back(value):
    """Values that hypothesis does not make."""
    assert same(there_and_back(value), value)


TABLE = pd.DataFrame(
    {
        "whole": [3, 1, 2],
        "text": ["北京", None, "\ud800"],
        "object": pd.Series(["a", None, math.nan], dtype=object),
        "mixed": pd.Series([1, "a", [2]], dtype=object),
        "masked": pd.array([1, None, 3], dtype="Int64"),
        "truth": pd.array([True, None, False], dtype="boolean"),
        "share": pd.array([0.5, None, 1], dtype="Float64"),
        "string": pd.array(["a", None, ""], dtype="string"),
        "kind": pd.Categorical(["b", "a", None], categories=["b", "a", "c"], ordered=True),
        "day": pd.to_datetime(["2026-01-01", None, "2026-01-03"]).as_unit("s"),
        "moment": pd.date_range("2026-01-01", periods=3, tz="Asia/Shanghai"),
        "gap": pd.to_timedelta([1, 2, 3], unit="D"),
        "month": pd.period_range("2026-01", periods=3, freq="M"),
        "bin": pd.cut([1, 5, 9], 2),
    },
    index=pd.Index(["x", "y", "y"], name="row"),
)


@pytest.mark.parametrize(
    "frame",
    [
        TABLE,
        TABLE.iloc[:0],
        TABLE.set_index(["kind", "day"]),
        TABLE.set_index("bin"),
        TABLE[["whole", "whole"]],
        TABLE.groupby("kind", observed=False)[["whole", "share"]].agg(["sum", "mean"]),
        TABLE.set_index("moment")[["whole"]].T,
        TABLE[["whole"]].set_axis(pd.date_range("2026-01-01", periods=3, freq="MS")),
        pd.DataFrame(),
        pd.DataFrame(columns=["a", ("b", 1)]),
        pd.DataFrame(index=range(2, 8, 2)),
    ],
)
def test_frames_come_back(frame):
    """Dtypes, labels, names, order of categories, units, zones and frequencies are kept."""
    back = there_and_back(frame)
    pd.testing.assert_frame_equal(back, frame, check_index_type="exact", check_column_type="exact")
    assert list(back.dtypes) == list(frame.dtypes)
    for column in range(frame.shape[1]):
        pd.testing.assert_series_equal(there_and_back(frame.iloc[:, column]), frame.iloc[:, column])


class Lying(float):
    """A number that claims to be equal to all."""

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


def test_subclasses_of_plain_types_lose_their_tricks():
    """What arrives is of the plain type."""
    assert type(there_and_back(Lying(2))) is float
    assert there_and_back(Lying(2)) != 3
    assert type(there_and_back(collections.Counter("aab"))) is dict


@pytest.mark.parametrize(
    ("value", "claimed"),
    [
        pytest.param(2**8_000_000, "builtins.int", id="8 million bits"),
        (enum.Enum("Colour", "RED").RED, "test_codec.Colour"),
        (collections.namedtuple("Point", "x")(1), "test_codec.Point"),
        (Decimal("1E+99999"), "decimal.Decimal"),
        (np.zeros(1, "i4,i4"), "numpy.ndarray"),
        (np.ma.masked_equal([1, 2], 2), "numpy.ma.MaskedArray"),
        (math, "builtins.module"),
        (len, "builtins.builtin_function_or_method"),
    ],
)
def test_what_has_no_form_is_opaque(value, claimed):
    """Other values stay with the sender; the reader learns the class."""
    assert opaque_type(value) == claimed


def test_cycles_and_depth_end_in_an_opaque_value():
    """A list that holds itself is sent once, a tower of lists down to its fiftieth floor."""
    cycle: list = []
    cycle.append(cycle)
    assert codec.decode(*codec.encode(cycle, id), lambda *_: "held") == ["held"]
    tower: list = []
    for _ in range(5000):
        tower = [tower]
    head, _ = codec.encode(tower, lambda held: 7)
    assert str(head).count("'l'") == 50


def test_functions_tell_name_parameters_and_docstring():
    """A function arrives as a number with what is needed to describe it."""

    def add(x, *, k=(1, 2)):
        """Add."""

    told = codec.decode(*codec.encode(add, lambda held: 7), lambda *told: told)
    assert told[0] == 7
    assert (told[2]["name"], told[2]["doc"]) == ("add", "Add.")
    assert [(p.name, p.default) for p in told[2]["parameters"][1:]] == [("k", (1, 2))]


@pytest.mark.parametrize(
    ("node", "sizes", "payload"),
    [
        (None, [1], b""), (None, [-1, 1], b""), (None, None, b""), (None, [3], b"abc"),
        (["nonsense"], [], b""), ([], [], b""), ([[]], [], b""), ({}, [], b""), (["l", 3], [], b""),
        (["l"], [], b""), (["d", [1], []], [], b""), (["d", [["l", []]], [1]], [], b""),
        (["by"], [], b""), (["c", 1, "a"], [], b""), (["dt", [1], None], [], b""),
        (["dt", [2026, 1, 1, 0, 0, 0, 0, 0], "../../etc/passwd"], [], b""),
        (["dt", [2026, 1, 1, 0, 0, 0, 0, 0], "Mars/Base"], [], b""),
        (["td", 10**30, 0, 0], [], b""), (["dec", "1E+999999999"], [], b""),
        (["a", "<f8", [2]], [8], bytes(8)), (["a", "<f8", [-1]], [8], bytes(8)),
        (["a", "<f8", [2**40, 2**40]], [0], b""), (["a", "|O", [1]], [8], bytes(8)),
        (["a", "<U0", [2**40]], [0], b""), (["a", "<U1", [1]], [4], b"\xff" * 4),
        (["a", "|b1", [1]], [1], b"\x02"), (["a", "<f8,<f8", [1]], [16], bytes(16)),
        (["a", "<f8", [True]], [8], bytes(8)), (["a", "<f8", "ab"], [0], b""),
        (["ao", [2], "n", [1]], [], b""), (["ao", [1], "t"], [4, 0], b"\xff\xff\xff\x80"),
        (["ao", [1], "t"], [4, 1], b"\x09\0\0\0a"), (["np", "<f8", "00"], [], b""),
        (["ri", 0, 10**15, 1, None], [], b""), (["ri", 0, 9, 0, None], [], b""),
        (["i", ["a", "<f8", [1, 1]], None], [8], bytes(8)), (["i", 3, None], [], b""),
        (["i", ["per", "M;import os", ["a", "<i8", [1]]], None], [8], bytes(8)),
        (["i", ["a", "<f8", [1]], ["l", []]], [8], bytes(8)),
        (["va", ["cat", ["a", "<i8", [1]], ["ri", 0, 0, 1, None], False]], [8], bytes(8)),
        (["va", ["mask", "Int64", ["a", "<f8", [1]], ["a", "|b1", [1]]]], [8, 1], bytes(9)),
        (["va", ["mask", "object", ["a", "<i8", [1]], ["a", "|b1", [1]]]], [8, 1], bytes(9)),
        (["va", ["tz", "s", "a b", ["a", "<i8", [1]]]], [8], bytes(8)),
        (["ser", ["ri", 0, 2, 1, None], ["a", "<f8", [1]], None], [8], bytes(8)),
        (["df", ["ri", 0, 1, 1, None], ["ri", 0, 2, 1, None], []], [], b""),
        (["mi", [["ri", 0, 1, 1, None]], [["a", "<i8", [1]]], [None]], [8], b"\x09" + bytes(7)),
        (["obj", -1, "a"], [], b""), (["obj", True, "a"], [], b""), (["obj", 1, None], [], b""),
        (["fn", 1, "a", "f", None, [["no name", 0]]], [], b""), (["fn", 1, 2, 3, 4, 5], [], b""),
        (["fn", 1, "a", "f", None, [["x", 99]]], [], b""), (["s"], [1], b"\xff"),
    ],
)  # fmt: skip
def test_what_encode_does_not_write_is_malformed(node, sizes, payload):
    """Unknown tags, wrong sizes, shapes, dtypes, zones and names raise Malformed, nothing else."""
    with pytest.raises(codec.Malformed):
        codec.decode({"node": node, "sizes": sizes}, payload, lambda *told: told)


def test_deep_nodes_are_malformed():
    """The reader's own depth is bounded."""
    node: list = ["l", []]
    for _ in range(200):
        node = ["l", [node]]
    with pytest.raises(codec.Malformed, match="too deep"):
        codec.decode({"node": node, "sizes": []}, b"", None)


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ([1], [2, 3]),
        ({"a": 1}, {"b": 2}),
        ({1}, {2}),
        (np.zeros(2), np.ones(2)),
        (pd.Series([1], name="a"), pd.Series(["x", "y"], index=[3, 4], name="b")),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": ["x", "y"]}, index=[3, 4])),
    ],
)
def test_overwrite_changes_the_object_itself(target, value):
    """The target has the value's content and is still the same object."""
    assert codec.is_mutable(target)
    codec.overwrite(target, value)
    assert codec.encode(target, no_opaque) == codec.encode(value, no_opaque)


def test_overwrite_leaves_other_types():
    """A list does not become a dict."""
    target = [1]
    codec.overwrite(target, {"a": 1})
    assert target == [1]
