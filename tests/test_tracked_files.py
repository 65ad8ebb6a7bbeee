"""What is committed makes sense on every machine."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ONE_MACHINE = re.compile(r"(?<![\w.:/}-])/(?:root|home|Users|work|workspace)/\w|[A-Z]:\\Users\\")
REGISTRY = re.compile(r"pypi\.(?:org|python)|pythonhosted\.org|npmjs\.(?:org|com)|anaconda\.org")


def tracked_texts():
    """Yield the path and the text of every tracked text file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            yield name, data.decode("utf-8")


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize(
    ("pattern", "what"),
    [(ONE_MACHINE, "a path of one machine"), (REGISTRY, "the host of a package registry")],
    ids=["path", "registry"],
)
def test_no_tracked_file_is_tied_to_a_place(pattern, what):
    """No file names a folder of one machine, or the host that packages came from."""
    found = [
        f"{name}: {hit.group()}" for name, text in tracked_texts() for hit in pattern.finditer(text)
    ]
    assert found == [], f"{what}: write it relative to the repository or leave it out"


@pytest.mark.parametrize(
    ("pattern", "line", "caught"),
    [
        (ONE_MACHINE, "see /" + "home/li/course", True),
        (ONE_MACHINE, '"/' + 'Users/li/course"', True),
        (ONE_MACHINE, "notebooks/home/zh", False),
        (ONE_MACHINE, "${HOME}/work/course", False),
        (REGISTRY, "https://" + "pypi" + ".org/simple", True),
        (REGISTRY, "https://jupyter.org", False),
    ],
)
def test_the_patterns_catch_what_they_should(pattern, line, caught):
    """A planted path or host is found; ordinary text is not."""
    assert bool(pattern.search(line)) is caught
