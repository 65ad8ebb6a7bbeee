"""The doctor names what is wrong and what to do about it."""

import webbrowser
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_client.kernelspec import NoSuchKernel
from rich.console import Console

from course.doctor import (
    Finding,
    compare_versions,
    examine,
    examine_browser,
    examine_fonts,
    examine_kernel,
    examine_python,
    examine_writing,
    table,
)


def versions(**installed):
    """Return a function that knows the versions of these packages only."""

    def version(name):
        if name not in installed:
            raise PackageNotFoundError(name)
        return installed[name]

    return version


def test_versions_are_compared_with_the_lock():
    """One is right, one differs, one is missing, one is for another platform."""
    pins = ["idna==3.20", "six==1.17.0", "toml==0.10.2", "x==1 ; sys_platform == 'plan9'"]
    assert compare_versions(pins, installed=versions(idna="3.20", six="1.16.0")) == [
        "six 1.16.0, locked 1.17.0",
        "toml not installed, locked 0.10.2",
    ]


def test_all_is_well_here():
    """Seven examinations, and none finds a fault where `run.py` set the course up."""
    findings = examine(isolation=lambda: ["level 2 of 3", "for level 3: install bubblewrap"])
    assert [finding.name for finding in findings] == [
        *["Python", "packages", "kernel", "fonts", "write access", "browser", "grading"]
    ]
    assert findings[-1].found == "level 2 of 3\nfor level 3: install bubblewrap"
    assert [finding for finding in findings if finding.remedy] == []


def test_an_old_python_is_named():
    """The version found and the version needed."""
    finding = examine_python(found=(3, 10, 2, "final", 0))
    assert finding.found == "3.10.2"
    assert "install Python 3.11 or newer" in finding.remedy


def test_a_missing_kernel_is_named():
    """Without `python3` no notebook runs."""

    def find(name):
        raise NoSuchKernel(name)

    finding = examine_kernel(find=find)
    assert finding.found == "python3 is missing"
    assert "python3 run.py lab" in finding.remedy


def test_a_kernel_of_another_python_is_named():
    """A kernelspec elsewhere on the machine may start a Python without the course."""
    spec = SimpleNamespace(argv=["/elsewhere/bin/python"], resource_dir="/elsewhere/kernels")
    finding = examine_kernel(find=lambda name: spec)
    assert finding.found == f"python3 starts {Path('/elsewhere/bin/python')}, another Python"
    assert "/elsewhere/kernels" in finding.remedy


def test_missing_fonts_are_named(tmp_path):
    """Without a Chinese font figures show boxes."""
    finding = examine_fonts(tmp_path)
    assert finding.found == "none in segkit/fonts"
    assert finding.remedy == "get the course's files again"


def test_a_font_without_chinese_is_named(tmp_path):
    """A sample that no font of the course covers counts as missing."""
    folder = Path(__file__).parents[2] / "segkit" / "fonts"
    finding = examine_fonts(folder, sample="\U0001f600")
    assert finding.found == "no font covers Chinese in segkit/fonts"


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    """What the system said, and what to do."""
    finding = examine_writing(tmp_path / "missing")
    assert "No such file" in finding.found
    assert finding.remedy == "copy the course to where you may write"


@pytest.mark.parametrize(
    ("error", "found"),
    [(None, "yes"), (webbrowser.Error(), "none found here: use `segcourse lab --no-browser`")],
)
def test_a_machine_without_a_browser_is_no_fault(error, found):
    """On a server the address is printed instead."""

    def get():
        if error:
            raise error

    assert examine_browser(get=get) == Finding("browser", found)


def test_the_table_marks_what_is_wrong():
    """Text in brackets is shown as it is."""
    console = Console(width=100, record=True, quiet=True)
    with console.capture() as captured:
        console.quiet = False
        console.print(table([Finding("a", "[x]"), Finding("b", "1", "do this")]))
    lines = captured.get().splitlines()
    assert [line.split("│")[1].strip() for line in lines if "│" in line] == ["ok", "wrong"]
    assert "[x]" in captured.get()
