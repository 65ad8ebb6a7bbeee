"""The lesson `gs`: four exercises of three points, each with a visible and a hidden check."""

from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.build.cells import CODE_STUB
from tests.grading.tiny_lesson import graded

LESSON = "gs"
RIGHT = {
    "q1": "total = sum(n * n for n in range(1, 21))",
    "q2": "def weigh(pairs):\n    return sum(price * number for price, number in pairs)",
    "q3": "import pandas as pd\n"
    "frame = pd.DataFrame({'customer': ['c', 'b', 'a'], 'orders': [1, 2, 3]})",
    "q4": "def predict(rows):\n    return 2 * rows[:, 0] + 1",
}
WRONG = {
    "q1": "total = 5",
    "q2": "def weigh(pairs):\n    return 0",
    "q3": "import pandas as pd\nframe = pd.DataFrame({'customer': [], 'orders': []})",
    "q4": "def predict(rows):\n    return rows[:, 0]",
}
VISIBLE = {
    "q1": "if not isinstance(total, (int, float, np.number)):\n"
    "    raise AssertionError(f'{total}')\n"
    "assert round(float(total)) > 1000, 'too small'",
    "q2": "assert math.isclose(weigh([(2, 3)]), 6), 'weigh one pair'",
    "q3": "assert isinstance(frame, pd.DataFrame), 'a DataFrame'\n"
    "assert list(frame.columns) == ['customer', 'orders'], 'columns'",
    "q4": "given = predict(np.array([[1.0], [2.0]]))\n"
    "assert np.shape(given) == (2,) and np.allclose(given, [3, 5]), 'predict two rows'",
}
HIDDEN = {
    "q1": "assert abs(total - 41 * 70) < 1e-6, f'{total} is not {41 * 70}'",
    "q2": "pairs = [(90417, 2), (1, 1)]\nassert weigh(pairs) == 180835, f'{pairs} weigh {180835}'",
    "q3": "np.testing.assert_allclose(frame['orders'], [1, 2, 3])\n"
    "assert [str(c) for c in frame['customer']] == list('cba'), f'{frame} differs'\n"
    "assert len(frame) == 3",
    "q4": "found = predict(np.array([[77003.0]]))\n"
    "assert np.shape(found) == (1,) and abs(found[0] - 154007) < 1e-6, f'{found[0]} at {77003}'",
}
CHECKS = tuple(f"{name}-check" for name in RIGHT)
SECRETS = ("90417", "180835", "77003", "154007")
"""Inputs and values that only the hidden checks hold."""


def key() -> NotebookNode:
    """Return the key edition."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    setup = "LANG = 'en'\nimport math\nimport numpy as np\nimport pandas as pd"
    cells = [new_markdown_cell("# gs", id="header"), new_code_cell(setup, id="setup")]
    for name, answer in RIGHT.items():
        hidden = f"### BEGIN HIDDEN TESTS\n{HIDDEN[name]}\n### END HIDDEN TESTS"
        solution = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        check = f"{VISIBLE[name]}\n{hidden}"
        cells += [
            new_markdown_cell(f"## Exercise {name}", id=f"{name}-text"),
            graded(new_code_cell(solution), name, solution=True),
            graded(new_code_cell(check), f"{name}-check", 3),
        ]
    segcourse = {"lang": "en", "lesson": LESSON}
    return new_notebook(metadata={"kernelspec": kernel, "segcourse": segcourse}, cells=cells)


def trainee(answers: dict[str, str]) -> NotebookNode:
    """Return the trainee edition with these answers."""
    notebook = deepcopy(key())
    for cell in notebook.cells:
        if cell.id in RIGHT:
            cell.source = answers.get(cell.id, CODE_STUB)
        elif cell.id in CHECKS:
            cell.source = VISIBLE[cell.id[:2]]
    return notebook
