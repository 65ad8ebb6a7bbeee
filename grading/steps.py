"""Steps that this course puts into nbgrader's own chains, so that its plain commands grade alike.

`RestoreStructure` comes first when a submission is sanitised, `Run` takes the place of nbgrader's
`Execute`. See `settings` in `grading.gradebook`; the steps of feedback are in `grading.feedback`.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Integer

from grading.incident import Incident
from grading.intake import read_cell
from grading.restore import grade_id, is_answer, is_check, restore
from grading.workspace import notebook_path

TIMED_OUT, DIED, NOT_RUN = "CellTimeoutError", "KernelDied", "NotRun"
RESTARTS = 2
PATIENCE, GRACE = 10, 2
"""Seconds to wait for a cell's last output, and for the end of one that was interrupted."""

KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV")
KEPT_ENVIRONMENT += ("SYSTEMROOT", "APPDATA", "USERPROFILE", "MPLCONFIGDIR", "XDG_CACHE_HOME")
KEPT_ENVIRONMENT += ("SEGKIT_DATA",)  # which data the lessons load
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class RestoreStructure(NbGraderPreprocessor):
    """Rebuild a submission on the released notebook; does nothing where no release is found."""

    def preprocess(self, nb, resources):
        """Return the rebuilt notebook."""
        nbgrader = resources["nbgrader"]
        root = Path(self.parent.parent.coursedir.root)  # the exporter's parent is the converter
        path = notebook_path(root, "release", ".", nbgrader["assignment"])
        path = path.with_name(f"{nbgrader['notebook']}.ipynb")
        if path.exists():
            release = nbformat.read(path, as_version=4)
            nb, _ = restore([read_cell(cell) for cell in nb.cells], release)
        return nb, resources


class Run(Execute):
    """Run a submission in an empty folder, and let no cell take the others' points with it.

    A cell that hangs or kills the kernel is struck out and the notebook runs again without it, at
    most twice. What a check prints decides nothing: an error scores 0, anything else full points.
    """

    notebook_timeout = Integer(
        300, help="Seconds after which no further cell of a notebook is started."
    ).tag(config=True)
    output_bytes = Integer(
        5_000_000, help="Characters of output kept of one cell; the rest is cut."
    ).tag(config=True)

    def preprocess(self, nb, resources, km=None):
        """Execute the notebook in a scratch folder holding only the submission's data files."""
        home = resources["metadata"]["path"]
        with tempfile.TemporaryDirectory(
            prefix="segcourse-", ignore_cleanup_errors=True
        ) as scratch:
            here = os.path.join(scratch, "work")
            shutil.copytree(home, here, ignore=shutil.ignore_patterns("*.ipynb"))
            resources["metadata"]["path"] = here
            self.environment = clean_environment(scratch)
            try:
                self._run_without_killers(nb, resources, km)
            finally:
                resources["metadata"]["path"] = home
        nb.metadata.setdefault("segcourse", NotebookNode())
        nb.metadata["segcourse"]["incidents"] = [list(i) for i in incidents(nb)]
        return nb, resources

    def _run_without_killers(self, nb, resources, km):
        self.struck_out = {}
        self.deadline = time.monotonic() + self.notebook_timeout
        for attempt in range(RESTARTS + 1):
            try:
                return super().preprocess(nb, resources, km)
            except (DeadKernelError, CellTimeoutError) as problem:
                name = DIED if isinstance(problem, DeadKernelError) else TIMED_OUT
                self.struck_out[self.current] = name
                if attempt == RESTARTS:
                    strike_out_rest(nb, self.current, name)

    def setup_kernel(self, **settings):
        """Start the kernel with a clean environment and no hold on the terminal."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return super().setup_kernel(env=self.environment, **quiet, **settings)

    def preprocess_cell(self, cell, resources, index):
        """Run one cell, unless it is struck out or the notebook's time is over."""
        if cell.cell_type != "code":
            return cell, resources
        self.current, self.characters = index, 0
        self.iopub_timeout = PATIENCE
        reason = self.struck_out.get(index)
        if reason is None and time.monotonic() > self.deadline:
            reason = NOT_RUN
        if reason:
            cell.outputs = [error_output(reason)]
            return cell, resources
        return super().preprocess_cell(cell, resources, index)

    async def _async_handle_timeout(self, timeout, cell=None):
        self.iopub_timeout = GRACE
        return await super()._async_handle_timeout(timeout, cell)

    def process_message(self, msg, cell, cell_index):
        """Keep a message of the kernel unless the cell has written too much."""
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data"):
            before = self.characters
            self.characters += text_length(msg["content"])
            if self.characters > self.output_bytes:
                if before <= self.output_bytes:
                    cell.outputs.append(new_output("stream", text=CUT))
                return None
        return super().process_message(msg, cell, cell_index)

    def on_cell_executed(self, **kwargs):
        """Let only errors count in the outputs of a check."""
        super().on_cell_executed(**kwargs)
        if is_check(kwargs["cell"]):
            kwargs["cell"].outputs = [without_score(o) for o in kwargs["cell"].outputs]


CUT = "\n... output cut: this cell wrote too much ...\n"


def clean_environment(scratch: str) -> dict[str, str]:
    """Return the few variables a kernel needs; nothing else of the instructor's goes to it."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    private = {"IPYTHONDIR": os.path.join(scratch, "ipython"), "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | private | dict.fromkeys(ONE_THREAD, "1")


def error_output(name: str) -> NotebookNode:
    """Return an error as a cell shows it.

    >>> error_output("NotRun").evalue
    'the time for this notebook was over'
    """
    text = {
        TIMED_OUT: "stopped: it ran too long and could not be interrupted",
        DIED: "this cell ended the Python process",
        NOT_RUN: "the time for this notebook was over",
    }[name]
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def strike_out_rest(nb: NotebookNode, first: int, name: str) -> None:
    """Put an error into a cell and every code cell behind it."""
    for at, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and at >= first:
            cell.outputs = [error_output(name if at == first else NOT_RUN)]


def text_length(content: dict) -> int:
    """Return how many characters an output message brings.

    >>> text_length({"data": {"text/plain": "4", "text/html": "<b>4</b>"}})
    9
    """
    parts = [content.get("text"), *dict(content.get("data") or {}).values()]
    return sum(len(part) if isinstance(part, str) else len(str(part)) for part in parts if part)


def without_score(output: NotebookNode) -> NotebookNode:
    """Return a check's output in a form that nbgrader reads no points from.

    nbgrader gives 0 for any text on stderr (a warning in an honest answer) and takes a number as
    partial credit. Checks of this course end with an assert: an error fails, all else passes.
    """
    if output.output_type == "stream":
        output.name = "stdout"
    if output.output_type == "execute_result":
        return new_output("display_data", data=output.data, metadata=output.metadata)
    return output


def incidents(nb: NotebookNode) -> list[Incident]:
    """Return what went wrong while an executed notebook ran; a failed check is no incident."""
    found = []
    for at, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            what = grade_id(cell) or cell.get("id") or f"number {at + 1}"
            found += [_incident(what, cell, output) for output in cell.outputs]
    return [incident for incident in found if incident]


def _incident(what: str, cell: NotebookNode, output: NotebookNode) -> Incident | None:
    if output.output_type == "stream" and output.text.endswith(CUT):
        return Incident("output", f"cell {what} wrote too much; cut")
    if output.output_type != "error":
        return None
    if output.ename in (TIMED_OUT, NOT_RUN):
        verb = "timed out" if output.ename == TIMED_OUT else "was not run: no time left"
        return Incident("timeout", f"cell {what} {verb}")
    if output.ename == DIED:
        return Incident("died", f"cell {what} ended the kernel")
    expected = is_check(cell) or output.ename in ("NotImplementedError", "KeyboardInterrupt")
    if expected or (output.ename == "NameError" and not is_answer(cell)):
        return None
    return Incident("error", f"cell {what} raised {output.ename}")
