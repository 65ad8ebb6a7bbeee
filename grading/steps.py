"""Steps that this course puts into nbgrader's own chains, so that its plain commands grade alike.

`RestoreStructure` comes first when a submission is sanitised, `Run` takes the place of nbgrader's
`Execute`. See `settings` in `grading.gradebook`; the steps of feedback are in `grading.feedback`.
"""

import json
from pathlib import Path

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer

from grading import engine
from grading.intake import read_cell, take_in
from grading.job import put_in
from grading.restore import restore
from grading.sandbox import levels
from grading.task import Limits, Task
from grading.workspace import notebook_path


class RestoreStructure(NbGraderPreprocessor):
    """Rebuild a submission on the released notebook; does nothing where no release is found."""

    def preprocess(self, nb, resources):
        """Return the rebuilt notebook."""
        nbgrader = resources["nbgrader"]
        path = notebook_path(root_of(self), "release", ".", nbgrader["assignment"])
        path = path.with_name(f"{nbgrader['notebook']}.ipynb")
        if path.exists():
            release = nbformat.read(path, as_version=4)
            nb, _ = restore([read_cell(cell) for cell in nb.cells], release)
        return nb, resources


class Run(NbGraderPreprocessor):
    """Run a submission in the sandbox, and put its outputs and its checks' verdicts in."""

    timeout = Integer(60, help="Seconds that a cell may run.").tag(config=True)
    allow_unisolated = Bool(
        False, help="Run submissions although this machine cannot isolate them."
    ).tag(config=True)

    def preprocess(self, nb, resources):
        """Return the notebook as it ran."""
        level = levels.best()
        if level == levels.Level.NONE and not self.allow_unisolated:
            raise RuntimeError(
                "This machine cannot isolate submissions. Run `segcourse doctor`, or accept the "
                "risk with --Run.allow_unisolated=True."
            )
        nbgrader, root = resources["nbgrader"], root_of(self)
        lesson = nbgrader["assignment"]
        key = notebook_path(root, "source", ".", lesson).with_name(f"{nbgrader['notebook']}.ipynb")
        task = Task(
            lesson,
            json.loads(json.dumps(nb)),
            json.loads(key.read_text(encoding="utf-8")),
            take_in(root / "submitted", nbgrader["student"], lesson).files,
            limits=Limits(cell_seconds=self.timeout, notebook_seconds=5 * self.timeout),
            level=level,
        )
        put_in(nb, engine.run(task))
        return nb, resources


def root_of(step: NbGraderPreprocessor) -> Path:
    """Return the course folder that a step works on."""
    return Path(step.parent.parent.coursedir.root)  # the exporter's parent is the converter
