"""Messages: whole or not at all, within caps and deadlines."""

import json
import socket
import struct
import threading
import time

import pytest

from grading.inside import wire


@pytest.fixture
def pair():
    """Give two ends of a socket; both are closed afterwards."""
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def framed(text: bytes, payload: bytes = b"") -> bytes:
    """Return a frame with any text, JSON or not."""
    return struct.pack("!II", len(text), len(payload)) + text + payload


@pytest.mark.parametrize("payload", [b"", b"abc", bytes(3_000_000)])
def test_a_message_arrives_whole(pair, payload):
    """What is sent is received, also if it is longer than a socket's buffer."""
    left, right = map(wire.Wire, pair)
    sender = threading.Thread(target=left.send, args=({"text": "中\ud800", "n": 1.5}, payload))
    sender.start()
    assert right.receive(5) == ({"text": "中\ud800", "n": 1.5}, payload)
    sender.join()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (framed(b"[1]"), "is a list; expected an object"),
        (framed(b"{"), "no JSON"),
        (framed(b'{"a": \xff}'), "no JSON"),
        (framed(b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"), "RecursionError"),
        (framed(b'{"a": ' + b"9" * 5000 + b"}"), "ValueError"),
        (struct.pack("!II", 2**32 - 1, 0), "the caps are"),
        (struct.pack("!II", 2, 2**31), "the caps are"),
        (framed(b"{" * 4_000_001), "more than 4000000 lists"),
    ],
)
def test_what_is_no_message_breaks_the_wire(pair, data, text):
    """Oversize frames, other JSON than objects and deep nesting raise Broken, now and later."""
    feeder = threading.Thread(target=pair[0].sendall, args=(data,))
    feeder.start()
    line = wire.Wire(pair[1])
    with pytest.raises(wire.Broken, match=text):
        line.receive(5)
    with pytest.raises(wire.Broken, match="cut in two"):
        line.send({})
    feeder.join()


@pytest.mark.parametrize("cut", [0, 1, 7, 9])
def test_an_end_is_closed_wherever_the_message_stops(pair, cut):
    """A message that ends early is the end of the talk."""
    pair[0].sendall(framed(b'{"a":1}')[:cut])
    pair[0].close()
    with pytest.raises(wire.Closed):
        wire.Wire(pair[1]).receive(5)


def test_the_deadline_is_for_the_whole_message(pair):
    """A byte now and then does not keep the reader waiting for ever."""
    stop = threading.Event()

    def trickle():
        for byte in framed(b'{"a":1}' + b" " * 200):
            if stop.wait(0.05):
                return
            pair[0].sendall(bytes([byte]))

    feeder = threading.Thread(target=trickle)
    feeder.start()
    started = time.monotonic()
    with pytest.raises(wire.TimedOut):
        wire.Wire(pair[1]).receive(0.3)
    assert time.monotonic() - started < 3
    stop.set()
    feeder.join()


def test_silence_before_a_message_does_no_harm(pair):
    """After a time-out without a byte, the next message is read as usual."""
    left, right = map(wire.Wire, pair)
    with pytest.raises(wire.TimedOut):
        right.receive(0.01)
    left.send({"a": 1})
    assert right.receive(5) == ({"a": 1}, b"")


def test_a_reader_who_does_not_read_cannot_hold_the_sender(pair):
    """Sending stops at its deadline."""
    with pytest.raises(wire.TimedOut, match="did not read"):
        wire.Wire(pair[0]).send({}, bytes(10_000_000), timeout=0.2)


def test_too_large_a_message_is_not_begun(pair, monkeypatch):
    """The sender learns the caps; the wire stays whole."""
    monkeypatch.setattr(wire, "JSON_CAP", 100)
    left, right = map(wire.Wire, pair)
    with pytest.raises(wire.TooLarge, match="at most 100 of JSON"):
        left.send({"a": "x" * 200})
    left.send({"a": 1})
    assert right.receive(5)[0] == json.loads('{"a": 1}')
