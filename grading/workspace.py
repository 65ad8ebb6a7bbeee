"""Where the instructor's files live: nbgrader's course folder, kept out of version control."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def locked(workspace: Path) -> Iterator[None]:
    """Keep other runs from writing into this workspace until the block ends, however it ends."""
    import fcntl  # no such thing on Windows, where only Formgrader works

    path = workspace / "outcomes" / ".lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fill_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Make a folder hold exactly these files (relative path → content), and no link.

    What is right already is not touched, so an interruption takes nothing away.
    """
    for link in (folder.parent, folder):
        if link.is_symlink():
            link.unlink()
    wanted = {folder / name for name in files}
    folders = {parent for path in wanted for parent in path.parents}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if path not in folders:
                path.rmdir()
        elif path.is_symlink() or path not in wanted:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            write_whole(path, data)


def world(seed: int | None) -> str:
    """Return a name for the data that submissions meet; it changes when the course's data do."""
    package = (REPOSITORY / "datasets" / "datapackage.json").read_bytes()
    kind = "shipped" if seed is None else f"seed-{seed}"
    return f"{kind}-{hashlib.sha256(package).hexdigest()[:8]}"


def seed_data(workspace: Path, seed: int) -> Path:
    """Return the folder of the course's data made with another seed, built if it is not there."""
    folder = workspace / "data" / world(seed)
    with locked(workspace):
        if not folder.exists():
            from course.build.prove import other_data

            beside = folder.with_name(f".{folder.name}.part")
            shutil.rmtree(beside, ignore_errors=True)
            other_data(seed, beside).rename(folder)
    return folder
