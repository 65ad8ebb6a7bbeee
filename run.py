#!/usr/bin/env python3
"""Set the course up in .venv, once, and hand over to its command `segcourse`.

  python3 run.py lab       open the course in JupyterLab
  python3 run.py test      check the style and run the tests
  python3 run.py --help    show this text; sets nothing up

Any other command goes to `segcourse` as well: `python3 run.py doctor`. Each has --help.
Needs Python 3.11 or newer and, the first time, a network connection.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

# No syntax newer than Python 3.6 here: an old Python must get as far as the version check.
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "segcourse-stamp.txt"
UNFINISHED = "unfinished"
DEVELOPERS = ("test", "lock")  # these commands need the tools of requirements-dev.txt

AGAIN = "Then run the same command again; it goes on from there."
TOO_OLD = f"""Python {sys.version.split()[0]} runs this file; the course needs Python 3.11 or newer.
Install one (from python.org or your system's packages) and name it: python3.11 run.py lab"""
NO_VENV = f"""Could not set up {VENV}; see the lines above.
Is the folder read-only? Copy the course to where you may write, such as your home folder.
Is the module venv missing? On Debian and Ubuntu: sudo apt install python3-venv
{AGAIN}"""
NO_PIP = f"""Found no installer: no uv on the PATH, no pip, no module ensurepip.
On Debian and Ubuntu: sudo apt install python3-venv; elsewhere: Python from python.org.
{AGAIN}"""
NOT_INSTALLED = f"""Could not install the packages; see the lines above.
No network? Connect; behind a proxy set HTTPS_PROXY; to use a mirror near you set PIP_INDEX_URL.
Is the disk full? The course needs 1.5 GB.
{AGAIN}"""


def runs(*command, quiet=False):
    """Run a command and say whether it succeeded."""
    sink = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.call(list(map(str, command)), cwd=ROOT, stdout=sink, stderr=sink) == 0
    except OSError:  # there is no such program
        return False


def digest(requirements):
    """Return the hash of all that an installation depends on, its place included."""
    files = [(ROOT / name).read_bytes() for name in ("pyproject.toml", requirements)]
    return hashlib.sha256(b"".join([str(ROOT).encode(), *files])).hexdigest()


def read_stamp():
    """Return what the last installation left; an empty text if it left nothing of use."""
    return STAMP.read_text(encoding="utf-8") if PYTHON.exists() and STAMP.exists() else ""


def write_stamp(text):
    """Write the stamp in one step, so that it is never half there."""
    beside = STAMP.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, STAMP)


def make_venv():
    """Make .venv, anew if the one that is there does not work or was left unfinished."""
    probe = [PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    works = read_stamp() != UNFINISHED and runs(*probe, quiet=True)
    if not works and not runs(sys.executable, "-m", "venv", "--without-pip", "--clear", VENV):
        sys.exit(NO_VENV)


def find_pip():
    """Return the command of a pip that installs into .venv."""
    inside, outside = [PYTHON, "-m", "pip"], [sys.executable, "-m", "pip", "--python", PYTHON]
    for attempt in ([*inside, "--version"], [PYTHON, "-m", "ensurepip"]):
        if runs(*attempt, quiet=True):
            return inside
    return outside if runs(*outside, "--version", quiet=True) else sys.exit(NO_PIP)


def install(requirements):
    """Install the locked packages and the course in place: by uv, or else by pip."""
    course = ["--no-deps", "--no-build-isolation", "-e", "."]
    steps = [["--require-hashes", "-r", requirements], course]
    uv = ["uv", "pip", "install", "--python", PYTHON, "--compile-bytecode"]
    if shutil.which("uv") and all(runs(*uv, *step) for step in steps):
        return
    pip = [*find_pip(), "install", "--disable-pip-version-check"]
    if not all(runs(*pip, *step) for step in steps):
        sys.exit(NOT_INSTALLED)


def main(arguments):
    """Set up what is lacking, then become `segcourse`."""
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.exit(print(__doc__))
    needed = "requirements-dev.txt" if arguments[0] in DEVELOPERS else "requirements.txt"
    if read_stamp() not in (digest(needed), digest("requirements-dev.txt")):
        print("Setting the course up in .venv; once, for a minute or two.", flush=True)
        make_venv()
        write_stamp(UNFINISHED)
        install(needed)
        write_stamp(digest(needed))
    segcourse = [str(PYTHON), "-P", "-m", "course.cli", *arguments]
    sys.exit(subprocess.call(segcourse)) if os.name == "nt" else os.execv(PYTHON, segcourse)


if __name__ == "__main__":
    try:
        main(sys.argv[1:]) if sys.version_info >= (3, 11) else sys.exit(TOO_OLD)
    except KeyboardInterrupt:
        sys.exit(f"\nStopped. {AGAIN}")
    except OSError as error:
        sys.exit(f"{error}\n{NO_VENV}")
