"""Whether a case ended as it must: points, record, outputs and feedback page."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

from .case import Case
from .course import SECRET, Course
from .lesson import CHECKS, LESSON, SECRETS

MARKERS = ("PWNED", SECRET, *SECRETS)
DEAD = {"script", "iframe", "object", "embed", "base", "meta", "link", "form", "input", "svg",
        "math", "video", "audio", "frame", "template", "portal"}  # fmt: skip
REMOTE = re.compile(r"(https?:)?//evil|javascript:|expression\(|@import", re.IGNORECASE)


class Live(HTMLParser):
    """Collects what could run or load something; a page's own `meta` is counted apart."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag, attrs):
        """Look at a tag and its attributes."""
        self.in_style = tag == "style"
        values = {name: re.sub(r"[\x00-\x20]", "", value or "") for name, value in attrs}
        harmless = tag == "meta" and "refresh" not in str(values).lower()
        if tag in DEAD and not harmless:
            self.found.append(f"<{tag}>")
        for name, value in values.items():
            if name.startswith("on") or name in ("srcdoc", "srcset", "action", "formaction"):
                self.found.append(f"{tag} {name}=")
            if name in ("src", "data", "poster") and not value.startswith("data:image/"):
                self.found.append(f"{tag} {name}={value[:40]}")
            if name in ("href", "style", "xlink:href") and REMOTE.search(value):
                self.found.append(f"{tag} {name}={value[:40]}")

    def handle_data(self, data):
        """Look at a style sheet."""
        if self.in_style and (REMOTE.search(data) or re.search(r"url\((?!data:font/)", data)):
            self.found.append(f"style {data[:40]}")
        self.in_style = False


def live_parts(page: str) -> list[str]:
    """Return what is alive in a page.

    >>> live_parts("<p onclick='x()'>a</p><script>x()</script>&lt;script&gt;")
    ['p onclick=', '<script>']
    """
    parser = Live()
    parser.feed(page)
    return parser.found


def faults(case: Case, course: Course, points: dict[str, dict[str, float]]) -> list[str]:
    """Return in what a case's outcome differs from the expected one."""
    found = [] if not case.row else _wrong_points(case, points.get(case.name))
    outcome = course.outcome(case.name)
    if outcome is None:
        return [*found, "no outcome is recorded"]
    texts = " | ".join(f"{i.kind}: {i.text}" for i in outcome.incidents)
    if not re.search(case.says, texts):
        found.append(f"no incident says {case.says!r}: {texts[:200]}")
    if outcome.status == "refused" and case.points not in (0, None) and "refused: " in texts:
        found.append(f"refused: {texts[:200]}")
    autograded = course.top / "w/autograded" / case.name / LESSON
    if case.row:
        found += _shown(autograded / f"{LESSON}.ipynb", case.hides)
        found += _page(course.top / "w/feedback" / case.name / LESSON / f"{LESSON}.html")
    return found


def _wrong_points(case: Case, points: dict[str, float] | None) -> list[str]:
    if points is None:
        return ["no row in the gradebook"]
    if set(points) != set(CHECKS) or any(p not in (0, 3) for p in points.values()):
        return [f"odd points: {points}"]
    return [] if case.is_scored(points) else [f"points {points}, expected {case.points}"]


def _shown(path: Path, hides: str) -> list[str]:
    if not path.exists():
        return ["no graded notebook"]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = json.dumps([cell.get("outputs") for cell in cells], ensure_ascii=False)
    text = re.sub(r"[A-Za-z0-9+/]{200,}", "", text)  # pictures
    found = [f"output shows {mark}: {_around(text, mark)}" for mark in MARKERS if mark in text]
    return found + ([f"output shows {hides}"] if hides and re.search(hides, text) else [])


def _page(path: Path) -> list[str]:
    if not path.exists():
        return ["no feedback page"]
    page = path.read_text(encoding="utf-8")
    text = re.sub(r"base64,[^\"')]+", "", page)
    found = [f"feedback shows {mark}: {_around(text, mark)}" for mark in MARKERS if mark in text]
    return found + [f"alive in feedback: {part}" for part in live_parts(page)]


def _around(text: str, mark: str) -> str:
    at = text.index(mark)
    return text[max(0, at - 60) : at + 60]
