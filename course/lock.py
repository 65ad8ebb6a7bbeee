"""Make every list of versions from `pyproject.toml`, the one that people edit.

The chain is ``pyproject.toml`` -> ``requirements.txt`` and ``requirements-dev.txt`` (exact versions
with hashes, for every platform) -> ``environment.yml`` (the same versions for conda and Binder).
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from course.errors import CourseError
from course.files import write_whole

ROOT = Path(__file__).resolve().parents[1]

LOCKS = {
    "requirements.txt": [],
    "requirements-dev.txt": ["--extra", "dev", "--constraints", "requirements.txt"],
}
"""Each lock and what its compilation needs beyond ``pyproject.toml``, in the order of making."""

ENVIRONMENT_HEAD = """\
# Made by `segcourse lock` from pyproject.toml by way of requirements.txt; do not edit.
name: segcourse
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def lock(*, folder=ROOT, upgrade=False):
    """Write the locks and ``environment.yml`` that follow from ``pyproject.toml``.

    Parameters
    ----------
    folder : Path
        Holds ``pyproject.toml``; the files are written beside it.
    upgrade : bool
        Whether to move to the newest versions allowed. Otherwise versions that are still allowed
        stay as they are.

    Returns
    -------
    list of str
        Names of the files whose content changed.

    Raises
    ------
    CourseError
        If uv is missing or finds no set of versions.
    """
    changed = [name for name in LOCKS if compile_lock(name, folder=folder, upgrade=upgrade)]
    pins = read_pins((folder / "requirements.txt").read_text(encoding="utf-8"))
    if replace_text(folder / "environment.yml", environment(pins)):
        changed.append("environment.yml")
    return changed


def compile_lock(name, *, folder, upgrade):
    """Compile one lock beside the old one, put it in place and say whether it changed."""
    target, beside = folder / name, folder / f"{name}.new"
    if target.exists():
        shutil.copy(target, beside)  # uv keeps the versions it finds here
    command = [
        *[find_uv(), "pip", "compile", "pyproject.toml", "--quiet", "--universal"],
        *["--generate-hashes", "--no-annotate", "--custom-compile-command", "segcourse lock"],
        *["--output-file", beside.name, *LOCKS[name]],
        *(["--upgrade"] if upgrade else []),
    ]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise CourseError(
                f"uv could not compile {name} from pyproject.toml:\n{done.stderr.strip()}\n"
                "Expected versions that fit together, and a network connection. "
                "Check both, then run `segcourse lock` again."
            )
        return replace_text(target, beside.read_text(encoding="utf-8"))
    finally:
        beside.unlink(missing_ok=True)


def find_uv():
    """Return the path of uv: this environment's, or else the one on the PATH."""
    here = Path(sys.executable).parent
    found = shutil.which("uv", path=os.pathsep.join([str(here), os.environ.get("PATH", "")]))
    if not found:
        raise CourseError(
            "uv was not found; it compiles the locks. "
            "Install the developers' tools with `python3 run.py lock`, which brings it."
        )
    return found


def read_pins(text):
    r"""List the exact versions in a lock, with their environment markers.

    Parameters
    ----------
    text : str
        Content of a compiled requirements file.

    Returns
    -------
    list of str
        One requirement each, without hashes, in the order of the file.

    Examples
    --------
    >>> read_pins("# a note\nidna==3.20 \\\n    --hash=sha256:0a")
    ['idna==3.20']
    """
    lines = [re.sub(r"\s*\\$", "", line) for line in text.splitlines()]
    return [line for line in lines if re.match(r"[\w.-]+==", line)]


def environment(pins):
    """Return the text of ``environment.yml`` for these exact versions.

    Conda supplies Python and pip only: one list of versions serves every way of installing, and
    an inline list, without hashes and local paths, is one that Binder's builder can cache.

    Examples
    --------
    >>> print(environment(["idna==3.20"]).splitlines()[-1])
          - idna==3.20
    """
    return ENVIRONMENT_HEAD + "".join(f"      - {pin}\n" for pin in pins)


def replace_text(path, text):
    """Write a text file in one step if its content differs; say whether it did."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_whole(path, text.encode("utf-8"))
    return True
