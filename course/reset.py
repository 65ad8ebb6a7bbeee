"""Put a fresh notebook in the place of one's own, which is kept beside it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat

from course.build.editions import differs, text_of, trainee_edition, trainee_path
from course.build.lesson import LANGS
from course.build.syllabus import entries, written
from course.errors import CourseError
from course.files import write_whole


@dataclass(frozen=True)
class Reset:
    """A fresh notebook, and where the old one is kept; None if there was nothing to keep."""

    notebook: Path
    kept: Path | None


def reset(which: str | Path, *, lang: str = "en") -> Reset:
    """Write a fresh trainee notebook; keep the one that is there, whatever became of it.

    The copy is whole before the fresh notebook takes the old one's place, so an interruption
    loses nothing.

    Parameters
    ----------
    which
        A lesson, such as ``08_behavioural``, or the path of a notebook named after one.
    lang : {"zh", "en"}
        Language of the lesson; a path has its own.

    Raises
    ------
    CourseError
        If there is no such lesson.
    """
    path, stem, lang = _find(which, lang)
    fresh = text_of(trainee_edition(stem, lang))
    if not differs(path, fresh):
        return Reset(path, None)
    kept = _keep(path) if path.exists() else None
    write_whole(path, fresh.encode("utf-8"))
    return Reset(path, kept)


def _find(which: str | Path, lang: str) -> tuple[Path, str, str]:
    """Return the notebook's path, its lesson and its language."""
    if str(which) in entries():
        stem, path = str(which), trainee_path(str(which), lang)
    else:
        path = Path(which)
        stem = path.stem
    if stem not in written():
        raise CourseError(
            f"{which} is no lesson and no notebook named after one. Expected one of: "
            f"{', '.join(written())}, or a path such as "
            "notebooks/en/08_behavioural/08_behavioural.ipynb."
        )
    return path, stem, _language(path, lang)


def _language(path: Path, lang: str) -> str:
    """Return a notebook's language: what it says, else its folder's, else `lang`."""
    try:
        said = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4).metadata
        if said["segcourse"]["lang"] in LANGS:
            return said["segcourse"]["lang"]
    except Exception:  # broken notebooks are what one resets
        pass
    folders = path.absolute().parts[-3:-1]
    return next((name for name in LANGS if name in folders), lang)


def _keep(path: Path) -> Path:
    """Copy a file beside itself, under a name that says when and is not taken."""
    moment = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    name, number = f"{path.stem}.kept-{moment}", 1
    while (kept := path.with_name(f"{name}{path.suffix}")).exists():
        number += 1
        name = f"{path.stem}.kept-{moment}-{number}"
    write_whole(kept, path.read_bytes())
    return kept
