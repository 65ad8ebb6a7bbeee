"""Where the instructor's files live: nbgrader's course folder, kept out of version control."""

import os
import shutil
from pathlib import Path

from course.files import write_whole

REPOSITORY = Path(__file__).resolve().parents[1]


def default_workspace() -> Path:
    """Return the course folder: what SEGCOURSE_WORKSPACE names, else `gradebook/` beside us."""
    return Path(os.environ.get("SEGCOURSE_WORKSPACE") or REPOSITORY / "gradebook").absolute()


def notebook_path(workspace: Path, step: str, student: str, lesson: str) -> Path:
    """Return where nbgrader keeps a notebook; `step` is source, release, submitted and so on.

    >>> notebook_path(Path("w"), "release", ".", "08_behavioural").as_posix()
    'w/release/08_behavioural/08_behavioural.ipynb'
    """
    return workspace / step / student / lesson / f"{lesson}.ipynb"


def replace_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Make a folder hold exactly these files (relative path → content).

    The new folder is written beside the old one and takes its place at once.
    """
    beside, old = (folder.with_name(f".{folder.name}.{suffix}") for suffix in ("new", "old"))
    for rest in (beside, old):
        shutil.rmtree(rest, ignore_errors=True)
    for name, data in files.items():
        write_whole(beside / name, data)
    if folder.exists():
        os.replace(folder, old)
    os.replace(beside, folder)
    shutil.rmtree(old, ignore_errors=True)
