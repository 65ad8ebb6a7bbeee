"""Examine an installation of the course and say how to mend it."""

import sys
import tempfile
import webbrowser
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from course.lock import ROOT, read_pins

AGAIN = "run `python3 run.py lab` again"


@dataclass(frozen=True)
class Finding:
    """What one examination found.

    Attributes
    ----------
    name : str
        What was examined.
    found : str
        What was there.
    remedy : str
        What to do about it; empty when all is well.
    """

    name: str
    found: str
    remedy: str = ""


def examine(*, isolation, root=ROOT):
    """Examine everything, in the order of importance.

    Parameters
    ----------
    isolation : callable
        Returns lines on how far grading keeps submissions apart from this machine.
    root : Path
        Folder of the course.

    Returns
    -------
    list of Finding
    """
    return [
        examine_python(),
        examine_versions(root / "requirements.txt"),
        examine_kernel(),
        examine_fonts(root / "segkit" / "fonts"),
        examine_writing(root),
        examine_browser(),
        examine_isolation(isolation),
    ]


def examine_python(*, found=sys.version_info):
    """Compare Python's version with the oldest that the course supports."""
    name = ".".join(str(part) for part in found[:3])
    remedy = "" if found >= (3, 11) else "install Python 3.11 or newer, delete .venv, " + AGAIN
    return Finding("Python", name, remedy)


def examine_versions(lock):
    """Compare the installed packages with the lock."""
    wrong = compare_versions(read_pins(lock.read_text(encoding="utf-8")))
    if not wrong:
        return Finding("packages", f"as in {lock.name}")
    return Finding("packages", "; ".join(wrong), "delete .venv, " + AGAIN)


def compare_versions(pins, *, installed=version):
    """List the differences between exact requirements and what is installed.

    Parameters
    ----------
    pins : list of str
        Exact requirements with environment markers; those for other platforms are passed over.
    installed : callable
        Returns the version of a package, or raises PackageNotFoundError.

    Returns
    -------
    list of str

    Examples
    --------
    >>> compare_versions(["idna==3.20"], installed={"idna": "3.1"}.get)
    ['idna 3.1, locked 3.20']
    """
    from packaging.requirements import Requirement

    differences = []
    for pin in map(Requirement, pins):
        if pin.marker is None or pin.marker.evaluate():
            locked = str(pin.specifier).removeprefix("==")
            try:
                found = installed(pin.name)
            except PackageNotFoundError:
                found = "not installed"
            if found != locked:
                differences.append(f"{pin.name} {found}, locked {locked}")
    return differences


def examine_kernel(*, find=None):
    """Look for the kernelspec that every notebook of the course names."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = (find or KernelSpecManager().get_kernel_spec)("python3")
    except NoSuchKernel:
        return Finding("kernel", "python3 is missing", "delete .venv, " + AGAIN)
    program = Path(spec.argv[0])
    if program.name.startswith("python") and (
        not program.is_absolute() or program.parent == Path(sys.executable).parent
    ):
        return Finding("kernel", "python3")
    return Finding(
        "kernel",
        f"python3 starts {program}, another Python",
        f"delete the kernelspec in {spec.resource_dir}, or open the course with `segcourse lab`",
    )


def examine_fonts(folder, *, sample="客户细分"):
    """Look for the font with which figures write Chinese."""
    from fontTools.ttLib import TTFont

    fonts = sorted(folder.glob("*.otf"))
    for path in fonts:
        with TTFont(path, lazy=True) as font:
            if set(map(ord, sample)) <= font.getBestCmap().keys():
                return Finding("fonts", path.name)
    found = "no font covers Chinese" if fonts else "none"
    return Finding("fonts", f"{found} in segkit/fonts", "get the course's files again")


def examine_writing(root):
    """Try to write where trainees' work is saved."""
    try:
        with tempfile.TemporaryFile(dir=root):
            return Finding("write access", "yes")
    except OSError as error:
        return Finding("write access", str(error), "copy the course to where you may write")


def examine_browser(*, get=webbrowser.get):
    """Look for a browser; without one the course can still be opened from elsewhere."""
    try:
        get()
    except webbrowser.Error:
        return Finding("browser", "none found here: use `segcourse lab --no-browser`")
    return Finding("browser", "yes")


def examine_isolation(explain):
    """Tell the isolation level of grading; a lower one is no fault where nobody grades."""
    return Finding("grading", "\n".join(explain()))


def table(findings):
    """Return the findings as a table to print."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table("", "examined", "found", "what to do")
    for finding in findings:
        mark = Text("wrong", "red") if finding.remedy else Text("ok", "green")
        drawn.add_row(mark, *map(Text, (finding.name, finding.found, finding.remedy)))
    return drawn
