"""What can happen to a submission, as one small record."""

from typing import NamedTuple


class Incident(NamedTuple):
    """One thing worth knowing about a submission.

    Attributes
    ----------
    kind : str
        `timeout`, `died`, `error`, `output`, `restored`, `left out`, `untouched`,
        `unreadable` (graded 0) or `refused` (graded 0).
    text : str
        One sentence for the instructor.
    zh : str
        The same for the trainee, in Chinese; only for the last two kinds.
    """

    kind: str
    text: str
    zh: str = ""


class UnacceptableError(Exception):
    """Stops the intake of one submission; carries the incident that says why."""

    def __init__(self, incident: Incident):
        super().__init__(incident.text)
        self.incident = incident
