"""The untrusted process: runs a trainee's cells and answers what a check asks of their names.

All that this module does happens beside the trainee's code, which may change any of it. Nothing
that leaves this process is trusted by those who read it.
"""

import os
import select
import socket
import tempfile
from typing import Any

from grading.inside.answers import Answers, failed
from grading.inside.wire import TooLarge, Wire, WireError

PATIENCE = 30.0
"""Seconds that the rest of a message may take."""


def run_cells(server, sockets: list[socket.socket], request: dict[str, Any]) -> None:
    """Confine this process and serve the host and, if there is one, the checker."""
    os.chdir(request["folder"])
    os.environ |= dict.fromkeys(("HOME", "TMPDIR"), request["folder"])
    tempfile.tempdir = None
    server.confine(request)
    host, *checker = [Wire(sock) for sock in sockets]
    Session(server.shell, host, checker).serve()


class Session:
    """Runs one thing at a time: a cell for the host, or a call for the checker."""

    def __init__(self, shell, host: Wire, checker: list[Wire]):
        self.shell, self.host, self.wires = shell, host, [host, *checker]
        self.answers = Answers(shell.user_ns)

    def serve(self) -> None:
        """Serve until the host is gone."""
        while True:
            try:
                for wire in select.select(self.wires, [], [])[0]:
                    self.answer(wire)
            except KeyboardInterrupt:  # meant for a cell that has just ended
                continue

    def answer(self, wire: Wire) -> None:
        """Do what one message asks."""
        try:
            request, payload = wire.receive(PATIENCE)
            if wire is self.host:
                wire.send(self.run(request) | {"number": request["number"]})
            else:
                self.shell.recorder.start(muted=True, limit=0)
                self.reply(wire, request, payload)
        except WireError:
            if wire is self.host:
                os._exit(0)
            self.wires.remove(wire)

    def reply(self, wire: Wire, request: dict[str, Any], payload: bytes) -> None:
        """Answer a check."""
        reply = self.answers.reply(request, payload)
        try:
            wire.send(*reply)
        except TooLarge as error:
            wire.send(*failed(request, error))

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run one cell."""
        return self.shell.run(
            request["source"], muted=not request["seen"], limit=request["output_chars"]
        )
