"""The syllabus and the glossary: the only lists of lessons and of terms."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from course.errors import CourseError

COURSE = Path(__file__).resolve().parent.parent
LESSONS = COURSE / "lessons"


@dataclass(frozen=True)
class Objective:
    """What a trainee will be able to do; `bloom` is the verb's level in Bloom's taxonomy."""

    id: str
    bloom: str
    zh: str
    en: str


@dataclass(frozen=True)
class Entry:
    """One lesson of the syllabus."""

    stem: str
    title: dict[str, str]
    data: tuple[str, ...]
    needs: tuple[str, ...]
    objectives: tuple[Objective, ...]
    counts: bool

    @property
    def path(self) -> Path:
        """Where the lesson's text is, or will be."""
        return LESSONS / f"{self.stem}.py"


@cache
def _load(name: str) -> dict:
    return yaml.safe_load((COURSE / name).read_text(encoding="utf-8"))


@cache
def entries() -> dict[str, Entry]:
    """Return all lessons of the course by stem, in teaching order."""
    return {
        raw["stem"]: Entry(
            raw["stem"],
            raw["title"],
            tuple(raw.get("data", ())),
            tuple(raw.get("needs", ())),
            tuple(Objective(**objective) for objective in raw.get("objectives", ())),
            raw.get("counts", True),
        )
        for raw in _load("syllabus.yml")["lessons"]
    }


def tracks() -> dict[str, dict]:
    """Return the tracks: name → title in both languages and the stems in order."""
    return _load("syllabus.yml")["tracks"]


def glossary() -> list[dict[str, list[str]]]:
    """Return the term pairs, each with its accepted forms in zh and en."""
    return _load("glossary.yml")["terms"]


def written() -> list[str]:
    """Return the stems of the lessons whose text exists, in teaching order."""
    return [stem for stem, entry in entries().items() if entry.path.exists()]


def entry(stem: str) -> Entry:
    """Return one lesson's entry.

    Raises
    ------
    CourseError
        If the syllabus does not have it.
    """
    if stem not in entries():
        raise CourseError(
            f"The syllabus has no lesson {stem!r}. It has: {', '.join(entries())}. "
            "Use one of these names, or add the lesson to course/syllabus.yml."
        )
    return entries()[stem]
