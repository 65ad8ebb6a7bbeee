"""The checker's side: a submission's values and functions, as if they were the check's own.

Plain values are copies. A function is a proxy that has the submission's process run it; whatever
else is a handle, which can never pass for a plain value.
"""

import builtins
import datetime
import inspect
import numbers
import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from grading.inside import codec, wire

ASK_SECONDS = 60.0
_PACKAGES = {"sklearn", "scipy", "segkit", "matplotlib", "seaborn", "numpy", "pandas"}
_PLAIN = (
    int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, type,
    datetime.date, datetime.time, datetime.timedelta, numbers.Number, BaseException,
)  # fmt: skip
_PLAIN_NAMES = {
    "numpy": ("ndarray", "generic", "ufunc", "dtype"),
    "pandas": ("DataFrame", "Series", "Index", "Interval", "Period"),
    "pandas.api.extensions": ("ExtensionArray", "ExtensionDtype"),
}


class TraineeGone(BaseException):
    """The submission's process is dead, silent or talks nonsense; no check may swallow this."""


class TraineeError(Exception):
    """The submission raised something that is no exception of Python's own."""


def _raisable(kind: object) -> bool:
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        return False
    if issubclass(kind, (StopIteration, StopAsyncIteration)):
        return False  # would end a loop of the check without a word
    try:
        kind("text")
    except TypeError:
        return False
    return True


_RAISABLE = {name: kind for name, kind in vars(builtins).items() if _raisable(kind)}


class Remote:
    """Asks the submission's process, one request at a time.

    Parameters
    ----------
    wire : Wire
        The line to the process that runs `Answers`.
    on_call : callable
        Called before anything of the check's is handed to the submission's code.
    seconds : float
        How long one answer may take.
    """

    def __init__(
        self, wire: wire.Wire, on_call: Callable[[], None], *, seconds: float = ASK_SECONDS
    ) -> None:
        self._wire, self._on_call, self._seconds = wire, on_call, seconds
        self._seq = 0
        self._gone: str | None = None
        self._handles: weakref.WeakValueDictionary[int, Held] = weakref.WeakValueDictionary()

    def fetch(self, names: list[str]) -> dict[str, object]:
        """Return the values of those names that the submission has bound."""
        values = self.ask("fetch", *names)
        if type(values) is not dict or not values.keys() <= set(names):
            raise _unreadable("other names than those asked for")
        return values

    def call(self, function: "Held", args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        """Have a function of the submission's run; copy back which arguments it changed."""
        self._on_call()
        answer = self.ask("call", function, list(args), kwargs)
        if type(answer) is not tuple or len(answer) != 3 or type(answer[2]) is not dict:
            raise _unreadable("no result of a call")
        result, error, changed = answer
        places = dict(enumerate(args)) | kwargs
        for place, value in changed.items():
            if place in places:
                codec.overwrite(places[place], value)
        if error is not None:
            _raise(error)
        return result

    def item(self, held: "Held", key: object) -> object:
        """Return an item of an opaque value."""
        self._on_call()
        return self.ask("getitem", held, key)

    def ask(self, action: str, *asked: object) -> Any:
        """Return the answer to one request.

        Raises
        ------
        TraineeGone
            There is nobody left to answer.
        ValueError
            The answer could not be read.
        """
        head, payload = codec.encode(asked, _number, describe=False)
        reply, data = self._exchange({"do": action, "value": head}, payload)
        if "error" in reply:
            _raise(reply["error"])
        try:
            return codec.decode(reply.get("value"), data, self._handle)
        except codec.Malformed as error:
            raise _unreadable(str(error)) from None

    def _exchange(self, request: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        if self._gone:
            raise TraineeGone(self._gone)
        self._seq += 1
        try:
            self._wire.send(request | {"seq": self._seq}, payload, timeout=self._seconds)
            reply, data = self._wire.receive(self._seconds)
            if type(reply.get("seq")) is not int or reply["seq"] != self._seq:
                raise wire.Broken("The answer belongs to another question.")
        except wire.TooLarge:
            raise
        except wire.WireError as error:
            self._gone = f"{type(error).__name__}: {error}"
            raise TraineeGone(self._gone) from error
        except BaseException:
            self._gone = "A question was interrupted."
            raise
        return reply, data

    def _handle(self, number: int, claimed: str, function: dict[str, Any] | None) -> "Held":
        handle = self._handles.get(number)
        if handle is None:
            kind = _class(claimed)
            handle = Handle(self, number, kind)
            if function is not None:
                handle = RemoteFunction(self, number, kind)
                handle._describe(**function)
            self._handles[number] = handle
        return handle


class Held:
    """A value that stays in the submission's process: equal to itself only, and always true."""

    __slots__ = ("__claimed", "__number", "__remote", "__weakref__")
    __array_ufunc__ = None
    __hash__ = object.__hash__

    def __init__(self, remote: Remote, number: int, claimed: type | None) -> None:
        self.__remote, self.__number, self.__claimed = remote, number, claimed

    @property
    def __class__(self) -> type:
        """The class that the submission names, if it is a library's and no plain value's."""
        return self.__claimed or type(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"{name} of a submission's object cannot be read.")
        return self.__remote.ask("getattr", self, name)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<an object of the submission>"


class Handle(Held):
    """An object; its attributes, length and items are asked for."""

    __slots__ = ()

    def __getitem__(self, key: object) -> Any:
        return self._Held__remote.item(self, key)

    def __len__(self) -> int:
        size = self._Held__remote.ask("len", self)
        if type(size) is not int or not 0 <= size <= sys.maxsize:
            raise _unreadable("a length that is no length")
        return size

    def __iter__(self) -> Iterator[Any]:
        answer = self._Held__remote.ask("items", self)
        if type(answer) is not tuple or len(answer) != 2 or type(answer[1]) is not list:
            raise _unreadable("no items")
        yield from answer[1]
        if answer[0]:
            raise _mark(ValueError(f"There are more than {len(answer[1])} items; take fewer."))


class RemoteFunction(Held):
    """A function; a call runs it in the submission's process.

    `__name__` and `__signature__` are what the submission tells about it.
    """

    __slots__ = ("__dict__",)

    def _describe(
        self, name: str, doc: str | None, parameters: list[inspect.Parameter] | None
    ) -> None:
        self.__name__ = self.__qualname__ = name
        self.__doc__ = doc
        if parameters is not None:
            self.__signature__ = inspect.Signature(parameters)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self._Held__remote.call(self, args, kwargs)


def _number(value: object) -> int:
    if issubclass(type(value), Held):
        return value._Held__number
    raise TypeError(
        f"A {type(value).__name__} of the check cannot be handed to the submission's code."
        " Hand over plain values, arrays, series or frames."
    )


def _class(claimed: str) -> type | None:
    module, _, name = claimed.rpartition(".")
    if module.partition(".")[0] not in _PACKAGES or module not in sys.modules:
        return None
    found = vars(sys.modules[module]).get(name)
    if not issubclass(type(found), type) or codec.dotted(found) != claimed:
        return None
    return None if issubclass(found, _plain()) else found


def _plain() -> tuple[type, ...]:
    loaded = [(sys.modules[m], names) for m, names in _PLAIN_NAMES.items() if m in sys.modules]
    return _PLAIN + tuple(getattr(module, name) for module, names in loaded for name in names)


def _mark(error: Exception) -> Exception:
    error.__trainee__ = True
    return error


def _unreadable(reason: str) -> Exception:
    return _mark(ValueError(f"the answer could not be read: {reason}"))


def _raise(error: object) -> NoReturn:
    classes = error.get("classes") if type(error) is dict else None
    if type(classes) is not list or not classes or {type(c) for c in classes} != {str}:
        raise _unreadable("no exception")
    text = error.get("text")
    text = text[:500] if type(text) is str else ""
    kind = next((_RAISABLE[c] for c in classes if c in _RAISABLE and c != "Exception"), None)
    if kind is None:
        raise _mark(TraineeError(f"{classes[0][:100]}: {text}"))
    raise _mark(kind(text))
