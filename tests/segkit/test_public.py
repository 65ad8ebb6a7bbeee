"""What segkit offers: few names, told alike by its list, its page and its README, and small."""

import ast
import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import segkit
from segkit.__main__ import ROOMS, offered, page

HERE = Path(segkit.__file__).parent
COMPUTING = [
    path
    for path in sorted(HERE.rglob("*.py"))
    if not {"plot", "explore", "fonts"} & set(path.relative_to(HERE).parts)
    and path.name not in ("__main__.py", "classroom.py")
]


def statements(source: str) -> int:
    """Return the number of statements, docstrings not counted."""
    nodes = list(ast.walk(ast.parse(source)))
    told = (ast.Module, ast.FunctionDef, ast.ClassDef)
    docstrings = sum(
        ast.get_docstring(node) is not None for node in nodes if isinstance(node, told)
    )
    return sum(isinstance(node, ast.stmt) for node in nodes) - docstrings


def names_in_rows(path: Path) -> dict[str, set[str]]:
    """Return the names in code font of each row of a README's table, by room."""
    rows = re.findall(r"^\| `([a-z_]+)` \|(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {room: set(re.findall(r"`(\w+)`", told)) for room, told in rows}


def test_forty_names_at_most():
    """The list is sorted as ruff sorts it, complete and short."""
    assert len(segkit.__all__) <= 40
    assert all(hasattr(segkit, name) for name in segkit.__all__)


def test_every_name_belongs_to_one_room():
    """No name is missing on the page, none stands twice."""
    rooms = [sys.modules[f"segkit.{name}"] for name in ROOMS[:-2]]
    assert sorted(name for room in rooms for name in offered(room)) == sorted(segkit.__all__)


def test_the_page_is_that_of_the_code():
    """API.md is made by `python -m segkit`."""
    told = (HERE / "API.md").read_text(encoding="utf-8")
    assert told == page(), "run `python -m segkit > segkit/API.md` and commit what it writes"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_the_same_names(name):
    """The table of each README has a row per computing room, with exactly its names."""
    rooms = {room: set(offered(sys.modules[f"segkit.{room}"])) for room in ROOMS[:-2]}
    assert names_in_rows(HERE / name) == rooms


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_example_runs(name):
    """What the README shows is what it gives."""
    assert doctest.testfile(str(HERE / name), module_relative=False, encoding="utf-8").failed == 0


def test_statements_by_hand():
    """A function and its return are two; its docstring is none."""
    assert statements('def f():\n    """Say."""\n    return 1\n') == 2


def test_the_rooms_that_compute_can_be_read_in_an_evening():
    """At most 2,200 statements in all."""
    counted = {path.name: statements(path.read_text(encoding="utf-8")) for path in COMPUTING}
    assert sum(counted.values()) <= 2_200, counted


def test_importing_segkit_loads_no_engine():
    """polars, DuckDB and Spark are optional: they are loaded by whoever brings their frames."""
    code = (
        "import sys, segkit; print({'polars', 'duckdb', 'pyspark', 'pandera'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
