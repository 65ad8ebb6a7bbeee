"""Cells run in this process and their outputs are recorded; run apart, as a shell changes much."""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import json, sys
out = sys.stdout
from grading.inside.shell import make_shell
cells = json.load(sys.stdin)
shell = make_shell()
for muted, limit, source in cells:
    done = shell.run(source, muted=muted, limit=limit)
    print(json.dumps(done), file=out)
"""


@pytest.fixture(scope="module")
def shell():
    """Return a function that runs cells, one after the other, in one fresh shell."""

    def run(*cells, muted=False, limit=100_000):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=json.dumps([(muted, limit, cell) for cell in cells]),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


def test_what_cells_show(shell):
    """Text, values, tables, figures and errors come in the shape and order of a notebook."""
    text, value, rich, figure, error = shell(
        "print('a')\nprint('b')",
        "import sys\nprint('e', file=sys.stderr)\n6 * 7",
        "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\nNone",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "1 / 0",
    )
    assert text == {
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "a\nb\n"}],
        "error": "",
    }
    assert [o.get("name") for o in value["outputs"]] == ["stderr", None]
    assert value["outputs"][1]["data"] == {"text/plain": "42"}
    assert rich["outputs"][0]["data"]["text/html"] == "<b>x</b>"
    assert figure["outputs"][0]["data"]["image/png"].startswith("iVBOR")
    assert error["error"] == "ZeroDivisionError: division by zero"
    assert error["outputs"][0]["ename"] == "ZeroDivisionError"


def test_a_muted_cell_shows_and_draws_nothing(shell):
    """It runs all the same, and says whether it failed."""
    done = shell("x = 1\nprint(x)\nx", "raise ValueError(x)", muted=True)
    assert done == [{"outputs": [], "error": ""}, {"outputs": [], "error": "ValueError: 1"}]


def test_too_much_output_is_cut_once(shell):
    """Up to the limit it is kept, then one note says that it was cut."""
    (done,) = shell("for n in range(100):\n    print('x' * 99)", limit=1000)
    kept, note = (output["text"] for output in done["outputs"])
    assert kept == ("x" * 99 + "\n") * 10
    assert "this cell wrote too much" in note


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("input()", "EOFError"),
        ("import sys\nsys.exit()", "SystemExit"),
        ("x = (", "SyntaxError"),
        ("%matplotlib inline", ""),
        ("import asyncio\nawait asyncio.sleep(0)", ""),
        ("import ipywidgets\nipywidgets.IntSlider()", ""),
        ("sys.stdout.write(3)", "NameError"),
    ],
)
def test_cells_end(shell, source, error):
    """No cell waits for a person or ends the process."""
    assert shell(source)[0]["error"].partition(":")[0] == error
