"""Typed values to a JSON header and raw buffers, and back, without running what is read.

A value becomes a node: None, bool, int, float and str stand for themselves, all else is a list
that begins with a tag. Buffers are numbered in the order of their nodes, so each is read once and
what is built stays in proportion to what came. Whatever has no form of its own is opaque: the
sender keeps it, the reader gets what its `remote` makes of the number.
"""

import datetime as dt
import enum
import inspect
import itertools
import math
import re
import sys
import zoneinfo
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

MAX_DEPTH = 50
MAX_NODES = 2_000_000
MAX_BITS = 4096
MAX_ROWS = 10_000_000
LONG_TEXT = 10_000
SCALARS = frozenset({type(None), bool, int, float, str})
_DTYPE = re.compile(
    r"\|b1|[|<>][iu][1248]|[<>](f(2|4|8|16)|c(8|16|32))|[<>|][US][1-9]\d{0,6}"
    r"|[<>][mM]8(\[\d{0,4}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
)
_MASKED = re.compile(r"U?Int(8|16|32|64)|Float(32|64)|boolean")
_ZONE = re.compile(r"[A-Za-z0-9_+\-/]{1,64}")
_FREQUENCY = re.compile(r"-?\d{0,6}[A-Za-z]{1,4}(-[A-Z]{3})?")
_DECIMAL = re.compile(r"-?(\d{1,999}(\.\d{0,999})?(E[+-]?\d{1,4})?|Infinity|NaN)")
_UNITS = ("s", "ms", "us", "ns")

Node = Any
Remote = Callable[[int, str, dict[str, Any] | None], object]


class Malformed(ValueError):  # noqa: N818 - says what came
    """What came is not what `encode` writes."""


class _OpaqueError(Exception):
    """A value has no form of its own."""


def encode(
    value: object, hold: Callable[[object], int], *, describe: bool = True
) -> tuple[dict[str, Any], bytes]:
    """Return the header and the buffers of a value.

    Parameters
    ----------
    value : object
        Anything; subclasses of plain types are sent as the plain type.
    hold : callable
        Keeps an opaque value and returns its number.
    describe : bool
        Send the class of an opaque value and how a function is called; else its number alone.
    """
    encoder = _Encoder(hold, describe=describe)
    node = encoder.node(value)
    return {"node": node, "sizes": [len(b) for b in encoder.buffers]}, b"".join(encoder.buffers)


def decode(head: object, payload: bytes, remote: Remote) -> object:
    """Return the value that `encode` wrote.

    Parameters
    ----------
    head : object
        The header, from any source.
    payload : bytes
        The buffers.
    remote : callable
        Makes an object of a number, the dotted name of a class and, for functions, a dict with
        `name`, `doc` (or None) and `parameters` (a list of `inspect.Parameter`, or None).

    Raises
    ------
    Malformed
        Header or buffers are not what `encode` writes.
    """
    try:
        decoder = _Decoder(head, payload, remote)
        value = decoder.node(head["node"])
        decoder.finish()
    except Malformed:
        raise
    except Exception as error:
        raise Malformed(f"{type(error).__name__} while a value was read") from None
    return value


def overwrite(target: object, value: object) -> None:
    """Make a list, dict, set, array, series or frame equal to `value`, in place.

    Other types, and arrays of another shape or dtype, are left as they are.
    """
    if type(target) is not type(value):
        return
    if type(target) is list:
        target[:] = value
    elif type(target) in (dict, set):
        target.clear()
        target.update(value)
    elif _is(target, "numpy", "ndarray"):
        if target.shape == value.shape and target.dtype == value.dtype and target.flags.writeable:
            target[...] = value
    elif _is(target, "pandas", "DataFrame", "Series"):
        type(target).__init__(target, value)


def is_mutable(value: object) -> bool:
    """Tell whether `overwrite` may change a value."""
    return isinstance(value, (list, dict, set)) or any(
        _is(value, module, *names)
        for module, *names in (("numpy", "ndarray"), ("pandas", "DataFrame", "Series"))
    )


def _is(value: object, module: str, *names: str) -> bool:
    found = sys.modules.get(module)
    return found is not None and any(issubclass(type(value), getattr(found, n)) for n in names)


def dotted(kind: type) -> str:
    """Return the module and the name of a class, joined by a dot."""
    return f"{kind.__module__}.{kind.__qualname__}"[:200]


def _zone(tz: dt.tzinfo | None) -> Node:
    if tz is None:
        return None
    if type(tz) is dt.timezone:
        seconds = tz.utcoffset(None).total_seconds()
        if seconds.is_integer():
            return int(seconds)
    elif isinstance(tz, zoneinfo.ZoneInfo) and tz.key:
        return tz.key
    raise _OpaqueError


class _Encoder:
    """Writes one value; `table` tells how, by the first class of the value's that it knows."""

    def __init__(self, hold: Callable[[object], int], *, describe: bool) -> None:
        self.hold, self.describe = hold, describe
        self.buffers: list[bytes] = []
        self.open: set[int] = set()
        self.count = 0
        self.table = _table()

    def node(self, value: object) -> Node:
        """Return a value's node; what has no form is held."""
        kind = type(value)
        self.count += 1
        if kind in SCALARS and _fits(value):
            return value
        write = next((self.table[base] for base in kind.__mro__ if base in self.table), None)
        named = issubclass(kind, enum.Enum) or (issubclass(kind, tuple) and kind is not tuple)
        if write is None or named:
            return self.opaque(value)
        if id(value) in self.open or len(self.open) >= MAX_DEPTH or self.count > MAX_NODES:
            return self.opaque(value)
        self.open.add(id(value))
        written = len(self.buffers)
        try:
            return write(self, value)
        except _OpaqueError:
            del self.buffers[written:]
            return self.opaque(value)
        finally:
            self.open.discard(id(value))

    def opaque(self, value: object) -> Node:
        """Return the node of a value that stays here."""
        number = self.hold(value)
        if not self.describe:
            return ["obj", number, ""]
        if not callable(value):
            return ["obj", number, dotted(type(value))]
        name, doc = getattr(value, "__name__", None), getattr(value, "__doc__", None)
        name = name[:200] if isinstance(name, str) else type(value).__name__
        doc = doc[:LONG_TEXT] if isinstance(doc, str) else None
        return ["fn", number, dotted(type(value)), name, doc, self.parameters(value)]

    def parameters(self, function: Callable[..., object]) -> Node:
        """Return name, kind and default of each parameter; None if there is no telling."""
        try:
            found = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            return None
        return [
            [p.name, int(p.kind)] + ([] if p.default is p.empty else [self.node(p.default)])
            for p in found
        ]

    def nodes(self, values: Iterable[object]) -> list[Node]:
        """Return the nodes of many values."""
        values = list(values)
        kinds = set(map(type, values))
        few = len(values) + self.count <= MAX_NODES
        if few and kinds <= SCALARS and (not kinds & {int, str} or all(map(_fits, values))):
            self.count += len(values)
            return values
        return [self.node(v) for v in values]

    def buffer(self, data: bytes) -> None:
        """Add a buffer."""
        self.buffers.append(data)

    def text(self, value: str) -> Node:
        """Return the node of a str, or of a subclass."""
        value = str.__str__(value)
        if len(value) <= LONG_TEXT:
            return value
        self.buffer(value.encode("utf-8", "surrogatepass"))
        return ["s"]

    def number(self, value: int) -> Node:
        """Return the node of an int, or of a subclass."""
        value = int.__index__(value)
        return value if _fits(value) else self.opaque(value)

    def data(self, value: bytes) -> Node:
        """Return the node of bytes or a bytearray."""
        self.buffer(bytes(value))
        return ["ba" if isinstance(value, bytearray) else "by"]

    def mapping(self, value: dict) -> Node:
        """Return the node of a dict."""
        return ["d", self.nodes(dict.keys(value)), self.nodes(dict.values(value))]

    def decimal(self, value: Decimal) -> Node:
        """Return the node of a Decimal."""
        if not _DECIMAL.fullmatch(text := Decimal.__str__(value)):
            raise _OpaqueError
        return ["dec", text]

    def array(self, value: Any) -> Node:
        """Return the node of a numpy array."""
        numpy = sys.modules["numpy"]
        if hasattr(value, "mask"):
            raise _OpaqueError
        value = numpy.asarray(value).view(numpy.ndarray)
        if value.dtype == object:
            return ["ao", list(value.shape), *self.texts_or_nodes(value.ravel().tolist())]
        self.buffer(value.tobytes())
        return ["a", _dtype_name(value.dtype), list(value.shape)]

    def texts_or_nodes(self, values: list[object]) -> list[Node]:
        """Return ["t"] and write two buffers if all are str, None or nan; else ["n", nodes]."""
        few_kinds = set(map(type, values)) <= {str, float, type(None)}
        if few_kinds and all(type(v) is not float or math.isnan(v) for v in values):
            self.texts(values)
            return ["t"]
        return ["n", self.nodes(values)]

    def texts(self, values: list[object]) -> None:
        """Write the lengths (-1 None, -2 nan) and the joined text."""
        numpy = sys.modules["numpy"]
        self.count += len(values)
        if self.count > MAX_NODES:
            raise _OpaqueError
        sizes = [len(v) if type(v) is str else -1 if v is None else -2 for v in values]
        self.buffer(numpy.array(sizes, "<i4").tobytes())
        joined = "".join(v for v in values if type(v) is str)
        self.buffer(joined.encode("utf-8", "surrogatepass"))

    def scalar(self, value: Any) -> Node:
        """Return the node of a numpy scalar."""
        if value.dtype.itemsize == 0:
            return ["np0", value.dtype.kind]
        return ["np", _dtype_name(value.dtype), value.tobytes().hex()]

    def vector(self, array: Any) -> Node:
        """Return the node of a pandas array: one column, or an index's values."""
        pandas, numpy = sys.modules["pandas"], sys.modules["numpy"]
        dtype = array.dtype
        if isinstance(dtype, pandas.StringDtype):
            self.texts([v if type(v) is str else None for v in array.to_numpy(object).tolist()])
            return ["str", str(dtype.storage), dtype.na_value is pandas.NA]
        if isinstance(dtype, numpy.dtype) or isinstance(array, pandas.arrays.NumpyExtensionArray):
            return self.array(numpy.asarray(array))
        if isinstance(dtype, pandas.CategoricalDtype):
            codes = numpy.asarray(array.codes, "<i8")
            return ["cat", self.array(codes), self.index(dtype.categories), bool(dtype.ordered)]
        if isinstance(dtype, pandas.DatetimeTZDtype):
            return ["tz", dtype.unit, _zone(dtype.tz), self.array(array.asi8)]
        if isinstance(dtype, pandas.PeriodDtype):
            return ["per", array.freqstr, self.array(array.asi8)]
        if isinstance(dtype, pandas.IntervalDtype):
            return ["ivs", array.closed, self.index(array.left), self.index(array.right)]
        if _MASKED.fullmatch(dtype.name):
            values = array.to_numpy(dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
            return ["mask", dtype.name, self.array(values), self.array(numpy.asarray(array.isna()))]
        raise _OpaqueError

    def index(self, value: Any) -> Node:
        """Return the node of a pandas index."""
        pandas = sys.modules["pandas"]
        if isinstance(value, pandas.RangeIndex):
            return ["ri", value.start, value.stop, value.step, self.node(value.name)]
        if isinstance(value, pandas.MultiIndex):
            levels = [self.index(level) for level in value.levels]
            codes = [self.array(codes.astype("<i8")) for codes in value.codes]
            return ["mi", levels, codes, self.nodes(value.names)]
        frequency = getattr(value, "freqstr", None) if value.dtype.kind in "mM" else None
        plain = isinstance(frequency, str) and _FREQUENCY.fullmatch(frequency)
        node = ["i", self.vector(value.array), self.node(value.name)]
        return [*node, frequency] if plain else node

    def series(self, value: Any) -> Node:
        """Return the node of a series."""
        return ["ser", self.index(value.index), self.vector(value.array), self.node(value.name)]

    def frame(self, value: Any) -> Node:
        """Return the node of a frame."""
        rows, labels = self.index(value.index), self.index(value.columns)
        columns = [self.vector(value.iloc[:, i].array) for i in range(value.shape[1])]
        return ["df", rows, labels, columns]


def _fits(value: object) -> bool:
    if type(value) is int:
        return value.bit_length() <= MAX_BITS
    return type(value) is not str or len(value) <= LONG_TEXT


def _dtype_name(dtype: Any) -> str:
    if not _DTYPE.fullmatch(dtype.str):
        raise _OpaqueError
    return dtype.str


def _moment(e: _Encoder, v: dt.datetime) -> Node:
    parts = [v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond, v.fold]
    return ["dt", parts, _zone(v.tzinfo)]


def _time(e: _Encoder, v: dt.time) -> Node:
    return ["ti", [v.hour, v.minute, v.second, v.microsecond, v.fold], _zone(v.tzinfo)]


def _table() -> dict[type, Callable[[_Encoder, Any], Node]]:
    table: dict[type, Callable[[_Encoder, Any], Node]] = {
        bool: lambda e, v: v,
        int: _Encoder.number,
        float: lambda e, v: float.__float__(v),
        str: _Encoder.text,
        complex: lambda e, v: ["c", v.real, v.imag],
        bytes: _Encoder.data,
        bytearray: _Encoder.data,
        list: lambda e, v: ["l", e.nodes(list.__iter__(v))],
        tuple: lambda e, v: ["t", e.nodes(tuple.__iter__(v))],
        set: lambda e, v: ["set", e.nodes(set.__iter__(v))],
        frozenset: lambda e, v: ["fs", e.nodes(frozenset.__iter__(v))],
        dict: _Encoder.mapping,
        range: lambda e, v: ["r", e.nodes([v.start, v.stop, v.step])],
        slice: lambda e, v: ["sl", e.nodes([v.start, v.stop, v.step])],
        dt.datetime: _moment,
        dt.date: lambda e, v: ["da", v.year, v.month, v.day],
        dt.time: _time,
        dt.timedelta: lambda e, v: ["td", v.days, v.seconds, v.microseconds],
        Decimal: _Encoder.decimal,
    }
    if numpy := sys.modules.get("numpy"):
        scalar = dict.fromkeys((numpy.generic, numpy.str_, numpy.bytes_), _Encoder.scalar)
        table |= {numpy.ndarray: _Encoder.array, **scalar}
    if (pandas := sys.modules.get("pandas")) and hasattr(pandas, "DataFrame"):
        table |= {
            pandas.Timestamp: lambda e, v: ["ts", e.scalar(v.asm8), _zone(v.tzinfo)],
            pandas.Timedelta: lambda e, v: ["pt", e.scalar(v.asm8)],
            pandas.Period: lambda e, v: ["pe", v.freqstr, v.ordinal],
            pandas.Interval: lambda e, v: ["iv", e.node(v.left), e.node(v.right), v.closed],
            type(pandas.NaT): lambda e, v: ["nat"],
            type(pandas.NA): lambda e, v: ["na"],
            pandas.Index: _Encoder.index,
            pandas.Series: _Encoder.series,
            pandas.DataFrame: _Encoder.frame,
            pandas.api.extensions.ExtensionArray: lambda e, v: ["va", e.vector(v)],
        }
    return table


def _need(holds: bool, reason: str) -> None:
    if not holds:
        raise Malformed(reason)


def _whole(value: object, low: int, high: int) -> int:
    _need(type(value) is int and low <= value <= high, "a number out of its bounds")
    return value


def _text(value: object, allowed: re.Pattern[str] | tuple[str, ...]) -> str:
    _need(type(value) is str, "no text where text belongs")
    fits = value in allowed if type(allowed) is tuple else allowed.fullmatch(value)
    _need(bool(fits), "a text that is not on the list")
    return value


def _tz(node: Node) -> dt.tzinfo | None:
    if node is None:
        return None
    if type(node) is int:
        return dt.timezone(dt.timedelta(seconds=_whole(node, -86399, 86399)))
    return zoneinfo.ZoneInfo(_text(node, _ZONE))


class _Decoder:
    """Reads one value; every part of it is checked before it is used."""

    def __init__(self, head: object, payload: bytes, remote: Remote) -> None:
        _need(type(head) is dict and type(head.get("sizes")) is list, "no header")
        self.sizes = [_whole(size, 0, len(payload)) for size in head["sizes"]]
        _need(sum(self.sizes) == len(payload), "the buffers do not fill the payload")
        self.payload, self.remote = memoryview(payload), remote
        self.at = self.taken = self.count = self.depth = self.rows = 0

    @cached_property
    def np(self) -> Any:
        """Numpy, which many values do without."""
        import numpy

        return numpy

    @cached_property
    def pd(self) -> Any:
        """Pandas, which many values do without."""
        import pandas

        return pandas

    def finish(self) -> None:
        """See that all buffers were read."""
        _need(self.taken == len(self.sizes), "buffers that nothing uses")

    def buffer(self) -> memoryview:
        """Return the next buffer."""
        _need(self.taken < len(self.sizes), "a buffer is missing")
        start, self.at = self.at, self.at + self.sizes[self.taken]
        self.taken += 1
        return self.payload[start : self.at]

    def node(self, node: Node) -> Any:
        """Return the value of a node."""
        self.count += 1
        _need(self.count <= 2 * MAX_NODES, "too many values")
        if type(node) in SCALARS:
            return node
        _need(type(node) is list and node != [] and type(node[0]) is str, "no value")
        read = _READERS.get(node[0])
        _need(read is not None, "an unknown tag")
        self.depth += 1
        _need(self.depth <= 3 * MAX_DEPTH, "values nested too deep")
        value = read(self, *node[1:])
        self.depth -= 1
        return value

    def nodes(self, nodes: Node) -> list[Any]:
        """Return the values of a list of nodes."""
        _need(type(nodes) is list, "no list of values")
        if set(map(type, nodes)) <= SCALARS:
            return list(nodes)
        return [self.node(n) for n in nodes]

    def name(self, node: Node) -> Any:
        """Return what names an axis: a plain value that can be hashed."""
        value = self.node(node)
        hash(value)
        return value

    def mapping(self, keys: Node, values: Node) -> dict[Any, Any]:
        """Read a dict."""
        keys, values = self.nodes(keys), self.nodes(values)
        _need(len(keys) == len(values), "not a value for each key")
        return dict(zip(keys, values, strict=True))

    def function(
        self, number: Node, claimed: Node, name: Node, doc: Node, parameters: Node
    ) -> object:
        """Read an opaque value that can be called."""
        _need(type(name) is type(claimed) is str, "a function without a name")
        _need(doc is None or type(doc) is str, "no text where text belongs")
        if parameters is not None:
            parameters = [self.parameter(*p) for p in parameters]
        info = {"name": name, "doc": doc, "parameters": parameters}
        return self.remote(_whole(number, 0, 2**53), claimed, info)

    def parameter(self, name: Node, kind: Node, *default: Node) -> inspect.Parameter:
        """Read a parameter of a function."""
        found = _KINDS[_whole(kind, 0, len(_KINDS) - 1)]
        value = self.node(default[0]) if default else inspect.Parameter.empty
        return inspect.Parameter(name, found, default=value)

    def opaque(self, number: Node, claimed: Node) -> object:
        """Read an opaque value."""
        _need(type(claimed) is str, "no class")
        return self.remote(_whole(number, 0, 2**53), claimed, None)

    def shape(self, shape: Node) -> tuple[int, ...]:
        """Read a shape."""
        _need(type(shape) is list and len(shape) <= 32, "no shape")
        return tuple(_whole(n, 0, 2**40) for n in shape)

    def array(self, name: Node, shape: Node) -> Any:
        """Read a numpy array of plain numbers, moments or texts."""
        dtype, sizes = self.np.dtype(_text(name, _DTYPE)), self.shape(shape)
        data = self.buffer()
        _need(math.prod(sizes) * dtype.itemsize == len(data), "a shape that the data do not fill")
        _check_items(self.np, dtype, data)
        return self.np.frombuffer(data, dtype).reshape(sizes).copy()

    def objects(self, shape: Node, form: Node, *nodes: Node) -> Any:
        """Read a numpy array of objects."""
        values = self.texts(math.nan) if form == "t" else self.nodes(*nodes)
        sizes = self.shape(shape)
        _need(math.prod(sizes) == len(values), "a shape that the values do not fill")
        array = self.np.empty(len(values), object)
        for place, value in enumerate(values):
            array[place] = value
        return array.reshape(sizes)

    def texts(self, nan: object = None) -> list[Any]:
        """Read many texts: their lengths (-1 None, -2 nan), then all of them joined."""
        sizes = self.np.frombuffer(self.buffer(), "<i4")
        joined = str(self.buffer(), "utf-8", "surrogatepass")
        self.count += sizes.size
        _need(self.count <= 2 * MAX_NODES, "too many values")
        _need(sizes.size == 0 or sizes.min() >= -2, "a negative length")
        ends = self.np.cumsum(self.np.maximum(sizes, 0), dtype="i8")
        _need(len(joined) == (ends[-1] if ends.size else 0), "lengths that the text does not fill")
        starts = [0, *ends.tolist()]
        values = [joined[a:b] for a, b in itertools.pairwise(starts)]
        for place in self.np.flatnonzero(sizes < 0).tolist():
            values[place] = None if sizes[place] == -1 else nan
        return values

    def scalar(self, name: Node, digits: Node) -> Any:
        """Read a numpy scalar."""
        dtype, data = self.np.dtype(_text(name, _DTYPE)), bytes.fromhex(digits)
        _need(len(data) == dtype.itemsize, "a scalar of another size")
        _check_items(self.np, dtype, data)
        return self.np.frombuffer(data, dtype)[0]

    def empty_scalar(self, kind: Node) -> Any:
        """Read a numpy text without characters."""
        return self.np.str_("") if _text(kind, ("U", "S")) == "U" else self.np.bytes_(b"")

    def typed(self, node: Node, kinds: str) -> Any:
        """Read a one-dimensional numpy array of the kinds given."""
        _need(type(node) is list and node[:1] == ["a"], "no array")
        array = self.node(node)
        _need(array.ndim == 1 and array.dtype.kind in kinds, "an array of another kind")
        return array

    def vector(self, node: Node) -> Any:
        """Read a pandas array."""
        _need(type(node) is list and node != [], "no column")
        if node[0] in ("a", "ao"):
            array = self.node(node)
            _need(array.ndim == 1, "a column of more than one dimension")
            return array
        _need(type(node[0]) is str and node[0] in _VECTORS, "an unknown kind of column")
        return _VECTORS[node[0]](self, *node[1:])

    def strings(self, storage: Node, masked: Node) -> Any:
        """Read a pandas array of texts."""
        missing = self.pd.NA if masked is True else self.np.nan
        dtype = self.pd.StringDtype(_text(storage, ("python", "pyarrow")), na_value=missing)
        values = self.np.array([*self.texts(missing), None], dtype=object)[:-1]
        return self.pd.array(values, dtype=dtype)

    def categories(self, codes: Node, categories: Node, ordered: Node) -> Any:
        """Read a categorical."""
        numbers, index = self.typed(codes, "i"), self.index(categories)
        return self.pd.Categorical.from_codes(numbers, categories=index, ordered=ordered is True)

    def zoned(self, unit: Node, zone: Node, numbers: Node) -> Any:
        """Read moments with a time zone."""
        moments = self.typed(numbers, "i").view(f"datetime64[{_text(unit, _UNITS)}]")
        return self.pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(_tz(zone)).array

    def periods(self, frequency: Node, numbers: Node) -> Any:
        """Read periods."""
        freq = _text(frequency, _FREQUENCY)
        return self.pd.PeriodIndex.from_ordinals(self.typed(numbers, "i"), freq=freq).array

    def intervals(self, closed: Node, left: Node, right: Node) -> Any:
        """Read intervals."""
        ends = self.index(left), self.index(right)
        return self.pd.arrays.IntervalArray.from_arrays(*ends, closed=_text(closed, _CLOSED))

    def masked(self, name: Node, values: Node, mask: Node) -> Any:
        """Read numbers with a mask of those that are missing."""
        name = _text(name, _MASKED)
        data, missing = self.typed(values, "biuf"), self.typed(mask, "b")
        _need(data.shape == missing.shape, "a mask of another size")
        _need(data.dtype == self.pd.api.types.pandas_dtype(name).numpy_dtype, "another dtype")
        arrays = self.pd.arrays
        kind = {"b": arrays.BooleanArray, "f": arrays.FloatingArray}
        return kind.get(data.dtype.kind, arrays.IntegerArray)(data, missing)

    def index(self, node: Node) -> Any:
        """Read a pandas index."""
        _need(type(node) is list and node[:1] in (["ri"], ["mi"], ["i"]), "no index")
        return self.node(node)

    def range_index(self, start: Node, stop: Node, step: Node, name: Node) -> Any:
        """Read a range of row numbers."""
        numbers = range(*(_whole(n, -(2**62), 2**62) for n in (start, stop, step)))
        self.rows += len(numbers)
        _need(self.rows <= MAX_ROWS, "a range too long")
        return self.pd.RangeIndex(numbers, name=self.name(name))

    def plain_index(self, values: Node, name: Node, *frequency: Node) -> Any:
        """Read an index of one level."""
        array, name = self.vector(values), self.name(name)
        index = self.pd.Index(array, dtype=array.dtype, name=name, tupleize_cols=False)
        if frequency:
            index.freq = _text(frequency[0], _FREQUENCY)
        return index

    def multi_index(self, levels: Node, codes: Node, names: Node) -> Any:
        """Read an index of many levels."""
        levels, codes = [self.index(n) for n in levels], [self.typed(n, "i") for n in codes]
        return self.pd.MultiIndex(levels=levels, codes=codes, names=self.nodes(names))

    def column(self, node: Node, index: Any) -> Any:
        """Read the values of a series."""
        array = self.vector(node)
        _need(len(array) == len(index), "a column of another length than its index")
        return self.pd.Series(array, dtype=array.dtype, index=index, copy=False)

    def series(self, index: Node, values: Node, name: Node) -> Any:
        """Read a series."""
        series = self.column(values, self.index(index))
        series.name = self.name(name)
        return series

    def frame(self, index: Node, columns: Node, vectors: Node) -> Any:
        """Read a frame."""
        rows, labels = self.index(index), self.index(columns)
        _need(type(vectors) is list and len(vectors) == len(labels), "not a column for each label")
        frame = self.pd.DataFrame(
            {i: self.column(node, rows) for i, node in enumerate(vectors)}, index=rows
        )
        frame.columns = labels
        return frame

    def timestamp(self, moment: Node, zone: Node) -> Any:
        """Read a pandas Timestamp."""
        stamp, tz = self.pd.Timestamp(self.node(moment)), _tz(zone)
        return stamp if tz is None else stamp.tz_localize("UTC").tz_convert(tz)

    def interval(self, left: Node, right: Node, closed: Node) -> Any:
        """Read a pandas Interval."""
        return self.pd.Interval(self.node(left), self.node(right), _text(closed, _CLOSED))

    def pandas_scalar(self, name: str, *args: Any, **options: Any) -> Any:
        """Return a scalar, or a constant, of self.pd."""
        made = getattr(self.pd, name)
        return made(*args, **options) if args or options else made


_KINDS = tuple(
    getattr(inspect.Parameter, n)
    for n in (
        "POSITIONAL_ONLY",
        "POSITIONAL_OR_KEYWORD",
        "VAR_POSITIONAL",
        "KEYWORD_ONLY",
        "VAR_KEYWORD",
    )
)
_CLOSED = ("left", "right", "both", "neither")


def _check_items(numpy: Any, dtype: Any, data: Any) -> None:
    if dtype.kind == "b" and len(data):
        _need(numpy.frombuffer(data, "u1").max() <= 1, "a bool that is neither 0 nor 1")
    if dtype.kind == "U" and len(data):
        points = numpy.frombuffer(data, dtype.str[0] + "u4")
        _need(points.max() <= sys.maxunicode, "a character out of range")


def _floats(real: Node, imaginary: Node) -> complex:
    _need(type(real) is type(imaginary) is float, "no complex number")
    return complex(real, imaginary)


_READERS: dict[str, Callable[..., Any]] = {
    "s": lambda d: str(d.buffer(), "utf-8", "surrogatepass"),
    "c": lambda d, real, imaginary: _floats(real, imaginary),
    "by": lambda d: bytes(d.buffer()),
    "ba": lambda d: bytearray(d.buffer()),
    "l": lambda d, nodes: d.nodes(nodes),
    "t": lambda d, nodes: tuple(d.nodes(nodes)),
    "set": lambda d, nodes: set(d.nodes(nodes)),
    "fs": lambda d, nodes: frozenset(d.nodes(nodes)),
    "d": _Decoder.mapping,
    "r": lambda d, nodes: range(*d.nodes(nodes)),
    "sl": lambda d, nodes: slice(*d.nodes(nodes)),
    "dt": lambda d, p, zone: dt.datetime(*p[:7], tzinfo=_tz(zone), fold=_whole(p[7], 0, 1)),
    "da": lambda d, *parts: dt.date(*parts),
    "ti": lambda d, p, zone: dt.time(*p[:4], tzinfo=_tz(zone), fold=_whole(p[4], 0, 1)),
    "td": lambda d, *parts: dt.timedelta(*(_whole(n, -(10**10), 10**10) for n in parts)),
    "dec": lambda d, text: Decimal(_text(text, _DECIMAL)),
    "obj": _Decoder.opaque,
    "fn": _Decoder.function,
    "a": _Decoder.array,
    "ao": _Decoder.objects,
    "np": _Decoder.scalar,
    "np0": _Decoder.empty_scalar,
    "ts": _Decoder.timestamp,
    "pt": lambda d, node: d.pandas_scalar("Timedelta", d.node(node)),
    "pe": lambda d, freq, number: d.pandas_scalar(
        "Period", ordinal=_whole(number, -(2**62), 2**62), freq=_text(freq, _FREQUENCY)
    ),
    "iv": _Decoder.interval,
    "nat": lambda d: d.pandas_scalar("NaT"),
    "na": lambda d: d.pandas_scalar("NA"),
    "ri": _Decoder.range_index,
    "i": _Decoder.plain_index,
    "mi": _Decoder.multi_index,
    "ser": _Decoder.series,
    "df": _Decoder.frame,
    "va": lambda d, node: d.vector(node),
}
_VECTORS: dict[str, Callable[..., Any]] = {
    "str": _Decoder.strings,
    "cat": _Decoder.categories,
    "tz": _Decoder.zoned,
    "per": _Decoder.periods,
    "ivs": _Decoder.intervals,
    "mask": _Decoder.masked,
}
