"""How submissions ended: one small file for each, written whole, so that a crash loses none."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course.files import write_whole
from grading.incident import Incident
from grading.intake import name_problem


@dataclass(frozen=True)
class Outcome:
    """How one submission ended.

    Attributes
    ----------
    fingerprint : str
        Hash of all that decides the score; empty if the fault was ours and it must run again.
    timeout : int
        Seconds that a cell was allowed.
    level : int
        Isolation level that it ran at; 0 if it did not run.
    incidents : list of Incident
        Empty if nothing is worth a word.
    """

    fingerprint: str
    timeout: int
    level: int = 0
    incidents: list[Incident] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Return `graded`, `graded with incidents` or `refused`."""
        kinds = {incident.kind for incident in self.incidents}
        if "refused" in kinds:
            return "refused"
        return "graded with incidents" if kinds else "graded"

    @property
    def is_read(self) -> bool:
        """Whether there was a notebook that could be run."""
        return not {"refused", "unreadable"} & {incident.kind for incident in self.incidents}

    def covers(self, mark: str, timeout: int) -> bool:
        """Tell whether exactly this was graded and more time would change nothing."""
        timed_out = any(incident.kind == "timeout" for incident in self.incidents)
        return self.fingerprint == mark and (not timed_out or timeout <= self.timeout)


class Records:
    """The outcomes of one lesson in a workspace, and the key that they belong to."""

    def __init__(self, workspace: Path, lesson: str):
        self.folder = workspace / "outcomes" / lesson

    def path(self, student: str) -> Path:
        """Return a student's file; a name that cannot be an id stands there as a hash."""
        if name_problem(student):
            student = "_" + hashlib.sha256(os.fsencode(student)).hexdigest()
        return self.folder / f"{student}.json"

    def read(self, student: str) -> Outcome | None:
        """Return how a student's submission ended, or None."""
        stored = _read_json(self.path(student))
        if not stored:
            return None
        return Outcome(**stored | {"incidents": [Incident(*i) for i in stored["incidents"]]})

    def write(self, student: str, outcome: Outcome) -> None:
        """Keep how a student's submission ended."""
        _write_json(self.path(student), asdict(outcome))

    @property
    def key(self) -> dict[str, str]:
        """Hashes of the key (`key`) and of what it was made of (`source`); empty at first."""
        return _read_json(self.folder / ".key.json")

    @key.setter
    def key(self, hashes: dict[str, str]) -> None:
        _write_json(self.folder / ".key.json", hashes)


def _read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _write_json(path: Path, content: dict) -> None:
    write_whole(path, json.dumps(content, indent=1).encode("utf-8"))
