"""Framed messages over a socket: a JSON object and raw bytes, with size caps and deadlines."""

import json
import socket
import struct
import time
from typing import Any

JSON_CAP = 32 * 2**20
PAYLOAD_CAP = 256 * 2**20
CONTAINERS_CAP = 4_000_000
SEND_SECONDS = 60.0
_HEADER = struct.Struct("!II")
_CHUNK = 2**20


class WireError(Exception):
    """The other side cannot be talked to."""


class Closed(WireError):  # noqa: N818 - a state of the line
    """The other side has closed its end."""


class TimedOut(WireError):  # noqa: N818 - a state of the line
    """The other side did not send, or did not read, in time."""


class Broken(WireError):  # noqa: N818 - a state of the line
    """What came is no message, or an earlier message was cut in two."""


class TooLarge(WireError):  # noqa: N818 - a state of the line
    """A message to be sent is over a cap; nothing of it was sent."""


class Wire:
    """One end of a stream socket that carries messages.

    A message is a header of two lengths, a JSON object and a payload of bytes. After a message
    that was cut in two, by a deadline or an interrupt, every later use raises `Broken`.
    """

    def __init__(
        self,
        sock: socket.socket,
        *,
        json_cap: int = JSON_CAP,
        payload_cap: int = PAYLOAD_CAP,
        containers_cap: int = CONTAINERS_CAP,
    ) -> None:
        self._sock = sock
        self._json_cap, self._payload_cap = json_cap, payload_cap
        self._containers_cap = containers_cap
        self._midway = False

    def fileno(self) -> int:
        """Return the socket's descriptor, for select and poll."""
        return self._sock.fileno()

    def close(self) -> None:
        """Close this end; the other side then receives `Closed`."""
        self._sock.close()

    def send(
        self, obj: dict[str, Any], payload: bytes = b"", *, timeout: float = SEND_SECONDS
    ) -> None:
        """Send one message within `timeout` seconds.

        Raises
        ------
        TooLarge
            The message is over a cap; the wire can still be used.
        Closed, TimedOut, Broken
            See the module.
        """
        text = json.dumps(obj, separators=(",", ":")).encode("ascii")
        if len(text) > JSON_CAP or len(payload) > PAYLOAD_CAP:
            raise TooLarge(
                f"A message has {len(text)} + {len(payload)} bytes; at most {JSON_CAP} of JSON and"
                f" {PAYLOAD_CAP} of payload can be sent. Send less at once."
            )
        deadline = time.monotonic() + timeout
        self._begin()
        self._push(_HEADER.pack(len(text), len(payload)) + text, deadline)
        if payload:
            self._push(payload, deadline)
        self._midway = False

    def receive(self, timeout: float | None = None) -> tuple[dict[str, Any], bytes]:
        """Return the next message; `timeout` seconds are for the whole of it, None waits.

        Raises
        ------
        Closed, TimedOut, Broken
            See the module. After a `TimedOut` before the first byte, one may ask again.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        if self._midway:
            raise Broken("An earlier message was cut in two. Start a new pair of processes.")
        first = self._pull(1, deadline)
        self._begin()
        json_size, payload_size = _HEADER.unpack(first + self._pull(_HEADER.size - 1, deadline))
        if json_size > self._json_cap or payload_size > self._payload_cap:
            raise Broken(
                f"A message announces {json_size} + {payload_size} bytes; the caps are"
                f" {self._json_cap} of JSON and {self._payload_cap} of payload."
            )
        text = self._pull(json_size, deadline)
        payload = self._pull(payload_size, deadline)
        obj = _parse(text, self._containers_cap)
        self._midway = False
        return obj, payload

    def _begin(self) -> None:
        if self._midway:
            raise Broken("An earlier message was cut in two. Start a new pair of processes.")
        self._midway = True

    def _push(self, data: bytes, deadline: float) -> None:
        try:
            self._sock.settimeout(_left(deadline))
            self._sock.sendall(data)
        except TimeoutError:
            raise TimedOut("The other side did not read the message in time.") from None
        except OSError as error:
            raise Closed(f"The other side is gone: {error}.") from None

    def _pull(self, size: int, deadline: float | None) -> bytes:
        chunks = []
        while size:
            try:
                self._sock.settimeout(_left(deadline))
                chunk = self._sock.recv(min(size, _CHUNK))
            except TimeoutError:
                raise TimedOut("The other side did not answer in time.") from None
            except OSError as error:
                raise Closed(f"The other side is gone: {error}.") from None
            if not chunk:
                raise Closed("The other side has closed its end.")
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left < -1:
        raise TimeoutError  # bytes trickle in for longer than they may
    return max(left, 0.001)


def _parse(text: bytes, cap: int) -> dict[str, Any]:
    if text.count(b"[") + text.count(b"{") > cap:
        raise Broken(f"A message has more than {cap} lists and objects.")
    try:
        obj = json.loads(text.decode("ascii"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise Broken(f"A message is no JSON: {type(error).__name__}.") from None
    if type(obj) is not dict:
        raise Broken(f"A message is a {type(obj).__name__}; expected an object.")
    return obj
