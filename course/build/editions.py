"""The editions of a lesson: the instructor's key and the trainee's notebook."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.build import lesson as lessons
from course.build.cells import CODE_STUB, TEXT_STUB, notebook
from course.build.lesson import LANGS
from course.build.syllabus import COURSE, entry, written
from course.errors import CourseError
from course.files import write_whole

NOTEBOOKS = COURSE.parent / "notebooks"
KEPT = "*.kept-*.ipynb"
"""Names of the copies that a trainee's work is kept in."""


def key_edition(stem: str, lang: str) -> NotebookNode:
    """Return the instructor's edition: solutions and hidden checks, nbgrader's metadata."""
    found = entry(stem)
    return notebook(lessons.read(found.path), lang, found)


def trainee_edition(stem: str, lang: str) -> NotebookNode:
    """Return the trainee's edition: nbgrader cuts solutions and hidden checks."""
    from nbgrader import preprocessors as steps  # takes two seconds, which few callers need

    nb = key_edition(stem, lang)
    for step in (
        steps.LockCells(),
        steps.ClearSolutions(code_stub={"python": CODE_STUB}, text_stub=TEXT_STUB),
        steps.ClearHiddenTests(),
        steps.ComputeChecksums(),
        steps.CheckCellMetadata(),
    ):
        nb, _ = step.preprocess(nb, {})
    return nb


def text_of(nb: NotebookNode) -> str:
    """Return a notebook as the text of its file."""
    nbformat.validate(nb)
    return nbformat.writes(nb, version=4) + "\n"


def trainee_path(stem: str, lang: str) -> Path:
    """Return where a lesson's trainee notebook lies."""
    return NOTEBOOKS / lang / stem / f"{stem}.ipynb"


def trainee_files(stems: list[str] | None = None) -> dict[Path, str]:
    """Return path → text of every trainee notebook of these lessons (all that are written)."""
    return {
        trainee_path(stem, lang): text_of(trainee_edition(stem, lang))
        for stem in stems or written()
        for lang in LANGS
    }


def stale(stems: list[str] | None = None) -> list[Path]:
    """Return the notebooks that differ from their lessons."""
    files = trainee_files(stems)
    return [path for path, text in files.items() if differs(path, text)]


def orphans() -> list[Path]:
    """Return the notebooks that no lesson makes, but for copies that `segcourse reset` kept."""
    made = {trainee_path(stem, lang) for stem in written() for lang in LANGS}
    found = set(NOTEBOOKS.glob("*/*/*.ipynb")) - set(NOTEBOOKS.glob(f"*/*/{KEPT}"))
    return sorted(found - made)


def build(stems: list[str] | None = None, *, overwrite: bool = False) -> list[Path]:
    """Write the trainee notebooks that are stale and return their paths.

    Raises
    ------
    CourseError
        If a notebook holds somebody's work and `overwrite` is false; then none is written.
    """
    changed = {path: text for path, text in trainee_files(stems).items() if differs(path, text)}
    worked = [path for path in changed if is_worked_on(path)]
    if worked and not overwrite:
        raise CourseError(
            f"There are answers or outputs in {', '.join(map(str, worked))}. Copy them away, or "
            "replace them with `segcourse build --overwrite`."
        )
    for path, text in changed.items():
        write_whole(path, text.encode("utf-8"))
    return list(changed)


def differs(path: Path, text: str) -> bool:
    """Whether a file is missing or is not this text, byte by byte."""
    return not path.exists() or path.read_bytes() != text.encode("utf-8")


def is_worked_on(path: Path) -> bool:
    """Whether a notebook has been run, or an answer stands where the stub was."""
    try:
        cells = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4).cells
    except (OSError, ValueError, nbformat.reader.NotJSONError):
        return False
    return any(
        cell.get("outputs")
        or cell.get("execution_count")
        or (_is_answer(cell) and CODE_STUB not in cell.source and TEXT_STUB not in cell.source)
        for cell in cells
    )


def _is_answer(cell: NotebookNode) -> bool:
    return cell.metadata.get("nbgrader", {}).get("solution", False)


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
            write_whole(paths[-1], text_of(key_edition(stem, lang)).encode("utf-8"))
    return paths
