"""What goes to a worker and what comes back, as plain data: `Task` in, `Result` out."""

from dataclasses import dataclass, field
from typing import Any

from grading.incident import Incident

CUT = "\n... output cut: this cell wrote too much ...\n"
"""How output ends of which no more is kept."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell_seconds, notebook_seconds : int
        Time of a cell or a check; time after which no further cell is started.
    memory_mb : int
        Memory beyond that of the warm parent, per process.
    open_files : int
        Files open at once.
    disk_mb, files : int
        Size and number of the files that it may write.
    threads : int
        Threads at once, per process.
    output_chars : int
        Characters of output kept of one cell.
    """

    cell_seconds: int = 60
    notebook_seconds: int = 300
    memory_mb: int = 2048
    open_files: int = 256
    disk_mb: int = 256
    files: int = 2000
    threads: int = 256
    output_chars: int = 1_000_000


@dataclass(frozen=True)
class Task:
    """One submission, with all that is needed to run it.

    Attributes
    ----------
    lesson : str
        File stem of the lesson.
    notebook, key : dict
        The submission rebuilt on the release, and the key edition, both in nbformat 4.
    files : dict
        Relative path → content of what was handed in beside the notebook.
    data : str or None
        Folder of the course's data (SEGKIT_DATA); None takes the data shipped.
    limits : Limits
        What it may use.
    level : int
        Isolation level, 3, 2 or 1.
    """

    lesson: str
    notebook: dict[str, Any]
    key: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    data: str | None = None
    limits: Limits = field(default_factory=Limits)
    level: int = 3


@dataclass(frozen=True)
class Verdict:
    """Whether a check passed and, if not, the message that the trainee may read."""

    passed: bool
    message: str = ""


@dataclass(frozen=True)
class Result:
    """How a submission fared.

    Attributes
    ----------
    verdicts : dict
        Grade id of each check → Verdict; every check of the key is there.
    outputs : dict
        Place of a cell in the notebook → its outputs in nbformat 4; content is the trainee's.
    incidents : list of Incident
        What is worth a word to the instructor.
    level : int
        Isolation level it ran at.
    seconds : float
        Wall time.
    """

    verdicts: dict[str, Verdict]
    outputs: dict[int, list[dict[str, Any]]]
    incidents: list[Incident]
    level: int
    seconds: float
