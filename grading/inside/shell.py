"""IPython without a kernel: runs cells in this process and records what a notebook would show.

Nothing here opens a socket or starts a thread, so a process that holds a shell can be forked.
"""

import base64
import io
import os
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grading.task import CUT

PLOTS = "module://matplotlib_inline.backend_inline"


class Recorder:
    """The outputs of one cell, in nbformat's shape; `muted` keeps nothing and draws nothing."""

    def __init__(self):
        self.start(muted=True, limit=0)

    def start(self, *, muted: bool, limit: int) -> None:
        """Forget what was recorded, and keep up to `limit` characters from now on."""
        self.outputs: list[dict[str, Any]] = []
        self.muted, self.limit, self.characters = muted, limit, 0

    def stream(self, name: str, text: str) -> None:
        """Record printed text."""
        if self._has_room(len(text)):
            last = self.outputs[-1] if self.outputs else {}
            if last.get("name") == name:
                last["text"] += text
            else:
                self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def display(self, kind: str, data: dict, metadata: dict) -> None:
        """Record a rich output: a figure, a table, a value."""
        data = {mime: _as_text(value) for mime, value in data.items()}
        if data and self._has_room(sum(len(str(value)) for value in data.values())):
            output = {"output_type": kind, "data": data, "metadata": dict(metadata or {})}
            if kind == "execute_result":
                output["execution_count"] = None
            self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Record an error, cut to a sane length."""
        if not self.muted:
            lines = [str(line)[:20_000] for line in traceback[:50]]
            error = {"output_type": "error", "ename": name[:200], "evalue": value[:2000]}
            self.outputs.append(error | {"traceback": lines})

    def _has_room(self, characters: int) -> bool:
        if self.muted:
            return False
        before, self.characters = self.characters, self.characters + characters
        if self.characters > self.limit >= before:
            self.outputs.append({"output_type": "stream", "name": "stdout", "text": CUT})
        return self.characters <= self.limit


class Stream(io.TextIOBase):
    """What `print` writes to."""

    encoding = "utf-8"

    def __init__(self, name: str, recorder: Recorder):
        self.name, self.recorder = name, recorder

    def write(self, text: str) -> int:
        """Record a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self.recorder.stream(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True


class Publisher(DisplayPublisher):
    """Records what `display` publishes."""

    def publish(self, data, metadata=None, **kwargs):
        """Record one rich output."""
        self.parent.recorder.display("display_data", data, metadata)

    def clear_output(self, wait=False):
        """Drop what the cell has shown so far."""
        self.parent.recorder.outputs.clear()


class Hook(DisplayHook):
    """Records the value of a cell's last expression."""

    def quiet(self):
        """Tell whether the cell ends with a semicolon."""
        return self.semicolon_at_end_of_expression(self.shell.source)

    def __call__(self, result=None):
        """Record one value, formatted only where it is kept."""
        self.check_for_underscore()
        if result is None or self.quiet():
            return
        self.update_user_ns(result)
        recorder = self.shell.recorder
        if not recorder.muted:
            recorder.display("execute_result", *self.compute_format_data(result))


class Shell(InteractiveShell):
    """An IPython shell that records outputs and prints nothing."""

    display_pub_class = Publisher
    displayhook_class = Hook

    def __init__(self, **settings):
        self.recorder = Recorder()
        self.source = ""
        super().__init__(**settings)

    def init_display_formatter(self):
        """Skip all formatting while the recorder is muted."""
        super().init_display_formatter()
        formatted = self.display_formatter.format

        def format_unless_muted(*args, **kwargs):
            return ({}, {}) if self.recorder.muted else formatted(*args, **kwargs)

        self.display_formatter.format = format_unless_muted

    def enable_gui(self, gui=None):
        """Accept `%matplotlib inline`: figures need no event loop."""

    def showtraceback(self, *args, **kwargs):
        """Format a traceback only where it is kept."""
        if not self.recorder.muted:
            super().showtraceback(*args, **kwargs)

    def _showtraceback(self, etype, evalue, stb):
        self.recorder.error(etype.__name__, str(evalue), stb)

    def run(self, source: str, *, muted: bool, limit: int) -> dict[str, Any]:
        """Run one cell.

        Returns
        -------
        dict
            `outputs`: in nbformat's shape; `error`: the exception as one text, or an empty
            text.
        """
        self.recorder.start(muted=muted, limit=limit)
        self.source = source
        done = self.run_cell(source, store_history=False)
        error = done.error_before_exec or done.error_in_exec
        return {
            "outputs": self.recorder.outputs,
            "error": f"{type(error).__name__}: {error}"[:300] if error is not None else "",
        }


def make_shell() -> Shell:
    """Return this process's only shell; figures go to its cells, as in a notebook."""
    os.environ["MPLBACKEND"] = PLOTS
    config = Config()
    config.HistoryManager.enabled = False
    shell = Shell.instance(config=config)
    sys.stdout, sys.stderr = (Stream(name, shell.recorder) for name in ("stdout", "stderr"))
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    import matplotlib.pyplot as plt

    plt.ion()
    shell.events.trigger("post_run_cell", None)
    return shell


def _as_text(value: Any) -> Any:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
