"""Who may import whom, read from the source of every room."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("course", "datasets", "grading", "segkit")
# What each room may import of the others; the front door course/cli.py may import every room.
ALLOWED = {"course": set(), "datasets": set(), "grading": {"course"}, "segkit": set()}
FRONT_DOOR = "course.cli"
# Libraries that stay within a few modules.
DRAWING = {"matplotlib", "seaborn", "ipywidgets"}
DRAWERS = ("segkit.plot", "segkit.explore", "datasets.plot", "grading.inside.shell", "course.desk")


def imports(source: str) -> set[str]:
    """Return the dotted names that `source` imports, at its top or within functions."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def modules() -> dict[str, set[str]]:
    """Return the imports of every module of the rooms; lessons and kept scripts are no modules."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"lessons", "fonts"} & set(parts):
                name = ".".join(parts).removesuffix(".__init__")
                found[name] = imports(path.read_text(encoding="utf-8"))
    return found


def breaches(found: dict[str, set[str]]) -> list[str]:
    """Return a line for each import that the rules forbid."""
    return [
        f"{module} imports {name}"
        for module, names in found.items()
        for name in sorted(names)
        if not allowed(module, name)
    ]


def allowed(module: str, name: str) -> bool:
    """Tell whether `module` may import `name`."""
    room, target = module.partition(".")[0], name.partition(".")[0]
    if target in ROOMS and target != room:
        return module == FRONT_DOOR or target in ALLOWED[room]
    if target in DRAWING:
        return module.startswith(DRAWERS)
    if name.startswith("nbgrader.api"):
        return module == "grading.gradebook"
    return not name.startswith(FRONT_DOOR)


def test_no_module_breaks_the_import_rules():
    """The rooms import one another, and the drawing libraries, only as the design allows."""
    assert breaches(modules()) == []


@pytest.mark.parametrize(
    ("module", "source", "breach"),
    [
        ("segkit.rfm", "from course.errors import CourseError", "course.errors"),
        ("segkit.rfm", "def draw():\n    import matplotlib.pyplot as plt", "matplotlib.pyplot"),
        ("datasets.themes", "import segkit", "segkit"),
        ("course.build.lint", "from grading import grade", "grading"),
        ("course.build.lint", "from segkit import plot", "segkit"),
        ("course.build.lint", "from course import cli", "course.cli"),
        ("grading.grade", "from segkit.rfm import rfm", "segkit.rfm"),
        ("grading.grade", "from nbgrader.api import Gradebook", "nbgrader.api"),
    ],
)
def test_a_planted_breach_is_found(module, source, breach):
    """Each rule is shown to bite."""
    assert f"{module} imports {breach}" in breaches({module: imports(source)})


def test_importing_segkit_loads_no_drawing_library():
    """Computing needs neither matplotlib nor ipywidgets."""
    code = f"import sys, segkit; print(sorted({DRAWING!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ["course.build.editions", "grading.job"])
def test_starting_compiles_no_grammar_of_web_addresses(room):
    """Each command and each worker would wait more than a second for it."""
    code = f"import {room}, sys; print('nbformat' in sys.modules, 'lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True False"
