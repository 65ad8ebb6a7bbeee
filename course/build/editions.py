"""The editions of a lesson: the instructor's key and the trainee's notebook."""

import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from course.build import lesson as lessons
from course.build.cells import CODE_STUB, TEXT_STUB, notebook
from course.build.lesson import LANGS
from course.build.syllabus import COURSE, entry, written
from course.errors import CourseError

NOTEBOOKS = COURSE.parent / "notebooks"


def key_edition(stem: str, lang: str) -> NotebookNode:
    """Return the instructor's edition: solutions and hidden checks, nbgrader's metadata."""
    found = entry(stem)
    return notebook(lessons.read(found.path), lang, found)


def trainee_edition(stem: str, lang: str) -> NotebookNode:
    """Return the trainee's edition: nbgrader cuts solutions and hidden checks."""
    nb = key_edition(stem, lang)
    for step in (
        LockCells(),
        ClearSolutions(code_stub={"python": CODE_STUB}, text_stub=TEXT_STUB),
        ClearHiddenTests(),
        ComputeChecksums(),
        CheckCellMetadata(),
    ):
        nb, _ = step.preprocess(nb, {})
    return nb


def text_of(nb: NotebookNode) -> str:
    """Return a notebook as the text of its file."""
    nbformat.validate(nb)
    return nbformat.writes(nb, version=4) + "\n"


def trainee_files(stems: list[str] | None = None) -> dict[Path, str]:
    """Return path → text of every trainee notebook of these lessons (all that are written)."""
    return {
        NOTEBOOKS / lang / stem / f"{stem}.ipynb": text_of(trainee_edition(stem, lang))
        for stem in stems or written()
        for lang in LANGS
    }


def stale(stems: list[str] | None = None) -> list[Path]:
    """Return the notebooks that differ from their lessons, and those that no lesson makes."""
    files = trainee_files(stems)
    wrong = [
        path
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    orphans = [] if stems else sorted(set(NOTEBOOKS.glob("*/*/*.ipynb")) - set(files))
    return wrong + orphans


def build(stems: list[str] | None = None) -> list[Path]:
    """Write the trainee notebooks that are stale and return their paths."""
    changed = []
    for path, text in trainee_files(stems).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write(path, text)
            changed.append(path)
    return changed


def build_keys(folder: Path, stems: list[str] | None = None) -> list[Path]:
    """Write the instructor's editions into `folder`, one folder a language; return their paths."""
    if folder.resolve().is_relative_to(NOTEBOOKS):
        raise CourseError(
            f"{folder} lies within notebooks/, where trainees look. Keys hold the solutions: "
            "choose a folder outside, such as gradebook/keys."
        )
    paths = []
    for stem in stems or written():
        for lang in LANGS:
            paths.append(folder / lang / f"{stem}.ipynb")
            write(paths[-1], text_of(key_edition(stem, lang)))
    return paths


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)
