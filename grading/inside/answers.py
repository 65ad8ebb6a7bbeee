"""The submission's side: answers what the checker asks about a name space.

Nothing here is trusted: the submission's code runs in the same process and may change any of it.
"""

import itertools
from collections.abc import Callable
from typing import Any

from grading.inside import codec

MAX_HELD = 100_000
MAX_ITEMS = 100_000
MAX_TEXT = 500
Reply = tuple[dict[str, Any], bytes]


class Answers:
    """Serves the values, attributes, items and calls of one name space.

    Parameters
    ----------
    namespace : dict
        The submission's variables; read at each request, so later cells are seen.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._held: list[object] = []
        self._numbers: dict[int, int] = {}
        self._actions: dict[str, Callable[..., object]] = {
            "fetch": self._fetch,
            "getattr": getattr,
            "getitem": lambda held, key: held[key],
            "len": len,
            "items": self._items,
            "call": self._call,
        }

    def reply(self, request: dict[str, Any], payload: bytes) -> Reply:
        """Return the answer to one request; whatever goes wrong becomes an answer too.

        An interrupt (KeyboardInterrupt) ends what runs and is answered like any other exception.
        """
        try:
            asked = codec.decode(request["value"], payload, self._find)
            result = self._actions[request["do"]](*asked)
            head, data = codec.encode(result, self._hold)
        except BaseException as error:
            return failed(request, error)
        return {"seq": request.get("seq"), "value": head}, data

    def _hold(self, value: object) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._held) >= MAX_HELD:
                raise OverflowError(
                    f"More than {MAX_HELD} objects were handed over; use plain values."
                )
            number = self._numbers[id(value)] = len(self._held)
            self._held.append(value)
        return number

    def _find(self, number: int, claimed: str, function: object) -> object:
        return self._held[number]

    def _fetch(self, *names: str) -> dict[str, object]:
        return {name: self._namespace[name] for name in names if name in self._namespace}

    def _items(self, held: Any) -> tuple[bool, list[object]]:
        items = list(itertools.islice(held, MAX_ITEMS + 1))
        return len(items) > MAX_ITEMS, items[:MAX_ITEMS]

    def _call(self, function: Any, args: list[object], kwargs: dict[str, object]) -> object:
        """Return the result, None or what was raised, and the arguments that were changed."""
        before = [self._form(value) for value in (*args, *kwargs.values())]
        result = error = None
        try:
            result = function(*args, **kwargs)
        except BaseException as raised:
            error = _describe(raised)
        places = dict(enumerate(args)) | kwargs
        changed = {
            place: value
            for (place, value), form in zip(places.items(), before, strict=True)
            if form is not None and self._form(value) != form
        }
        return result, error, changed

    def _form(self, value: object) -> Reply | None:
        return codec.encode(value, self._hold) if codec.is_mutable(value) else None


def failed(request: dict[str, Any], error: BaseException) -> Reply:
    """Return the answer to a request that came to nothing."""
    return {"seq": request.get("seq"), "error": _describe(error)}, b""


def _describe(error: BaseException) -> dict[str, Any]:
    try:
        args = error.args
        text = args[0] if len(args) == 1 and type(args[0]) is str else str(error)
        text = text[:MAX_TEXT]
    except BaseException:
        text = ""
    return {"classes": [base.__name__ for base in type(error).__mro__], "text": text}
