"""One submission in the sandbox: what it scores, what it shows, what it cannot do."""

import gc
import json

import pytest
import tiny_lesson
from nbformat.v4 import new_code_cell
from tiny_lesson import RIGHT, cell_of, graded

from grading import engine, parents
from grading.parents import EngineError
from grading.sandbox import levels
from grading.sandbox.launch import open_sandbox
from grading.task import Limits, Task

pytestmark = pytest.mark.slow
LIMITS = Limits(cell_seconds=5, disk_mb=8, output_chars=2000)


def plain(notebook):
    """Return a notebook as a plain dict, with room for outputs."""
    return json.loads(json.dumps(notebook))


def run(notebook, *, key=None, **more):
    """Run a submission at this machine's best level."""
    task = Task("90_tiny", plain(notebook), plain(key or tiny_lesson.key()), limits=LIMITS)
    task = Task(**task.__dict__ | {"level": int(levels.best())} | more)
    return engine.run(task)


def passed(result):
    """Return the names of the checks that passed."""
    return {name for name, verdict in result.verdicts.items() if verdict.passed}


def reasons(result):
    """Return the texts of the incidents."""
    return [incident.text for incident in result.incidents]


@pytest.fixture(autouse=True, scope="module")
def _closed():
    yield
    engine.close()


def test_right_answers_pass_and_their_outputs_are_kept():
    """Both checks pass; what the answer printed stands in its cell."""
    result = run(tiny_lesson.trainee(RIGHT | {"total": "total = 4\nprint('four')"}))
    assert passed(result) == {"total-check", "double-check"}
    assert result.outputs[3][0]["text"] == "four\n"
    assert result.incidents == []


def test_untouched_work_passes_nothing():
    """Stubs define no names: every check fails with a message."""
    result = run(tiny_lesson.trainee({}))
    assert passed(result) == set()
    assert result.verdicts["total-check"].message == "NameError: name 'total' is not defined"


def test_a_hidden_message_shows_no_value_and_a_visible_one_does():
    """Values put into a hidden assert's message become an ellipsis."""
    hidden = "### BEGIN HIDDEN TESTS\nassert total == 4, f'{total} is not 4'\n### END HIDDEN TESTS"
    key = tiny_lesson.key()
    cell_of(key, "total-check").source = f"assert total > 1, f'{{total}} is small'\n{hidden}"
    seen = run(tiny_lesson.trainee({"total": "total = 1"}), key=key)
    assert seen.verdicts["total-check"].message == "1 is small"
    seen = run(tiny_lesson.trainee({"total": "total = 3"}), key=key)
    assert seen.verdicts["total-check"].message == "… is not 4"


def test_a_check_that_fails_without_a_word_is_a_verdict_too():
    """An empty message is no fault of the engine's, and no pass."""
    key = tiny_lesson.key()
    cell_of(key, "total-check").source = "if total != 4:\n    raise AssertionError('')"
    result = run(tiny_lesson.trainee(RIGHT | {"total": "total = 3"}), key=key)
    assert passed(result) == {"double-check"}
    assert result.outputs[4][0]["traceback"] == ["AssertionError"]


def test_hidden_inputs_reach_no_output_and_no_later_message():
    """A function that keeps what it was given can neither print it later nor return it."""
    key = tiny_lesson.key()
    cell_of(
        key, "double-check"
    ).source = (
        "### BEGIN HIDDEN TESTS\nassert double(77003) == 154006, 'doubled'\n### END HIDDEN TESTS"
    )
    key.cells.append(
        graded(new_code_cell("assert double(1) == 2, f'got {double(1)}'"), "late-check", 1)
    )
    thief = "kept = []\ndef double(x):\n    kept.append(x)\n    print(x)\n    return str(kept)"
    notebook = tiny_lesson.trainee({"double": thief})
    notebook.cells.append(new_code_cell("print('kept', kept)", id="own-1"))
    notebook.cells.append(key.cells[-1])
    result = run(notebook, key=key)
    assert passed(result) == set()
    assert "77003" not in json.dumps([result.outputs, result.verdicts], default=vars)
    assert result.outputs[len(notebook.cells) - 2][0]["text"] == "kept []\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os\nos._exit(3)", "cell total ended the kernel"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "cell total timed out"),
        ("while True:\n    pass", "cell total timed out"),
        (
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
            "cell total timed out",
        ),
        ("import ctypes\nctypes.string_at(0)", "cell total ended the kernel"),
        (
            "import threading, time\nthreading.stack_size(32768)\n"
            "for n in range(600):\n    threading.Thread(target=time.sleep, args=(9,)).start()\n"
            "time.sleep(3)",
            "cell total started more threads than allowed",
        ),
        (
            "import time\nfor n in range(3000):\n    open(f'{n}', 'w').close()\ntime.sleep(3)",
            "cell total wrote more files than allowed",
        ),
        ("print('x' * 5000)", "cell total wrote too much; cut"),
        ("open('big', 'wb').write(bytes(2**24))", "cell total raised OSError"),
        ("kept = bytearray(2**33)", "cell total raised MemoryError"),
    ],
)
def test_a_cell_that_exceeds_a_budget_costs_its_own_points_only(code, reason):
    """The cell's end is recorded; the other exercise keeps its points."""
    result = run(tiny_lesson.trainee(RIGHT | {"total": code}))
    assert passed(result) == {"double-check"}
    assert reasons(result) == [reason]


def test_a_function_that_never_returns_costs_its_own_check_only():
    """The check ends at the limit, and the first exercise keeps its points."""
    code = "def double(x):\n    while True:\n        pass"
    result = run(tiny_lesson.trainee(RIGHT | {"double": code}))
    assert passed(result) == {"total-check"}
    assert result.verdicts["double-check"].message == "这个检查运行超时"
    assert reasons(result) == ["cell double-check timed out"]


def test_an_answer_cannot_change_what_a_check_calls():
    """Built-in functions, modules and objects that equal everything are those of the checker."""
    code = (
        "import builtins\nclass Total(float):\n    __eq__ = lambda a, b: True\n"
        "    __gt__ = lambda a, b: True\ntotal = Total(3)\nbuiltins.abs = lambda x: 0"
    )
    result = run(tiny_lesson.trainee({"total": code, "double": "double = None"}))
    assert passed(result) == set()


def test_figures_tables_and_errors_are_shown():
    """A figure is a picture, a table has its HTML, an error its traceback."""
    code = (
        "import matplotlib.pyplot as plt\nimport pandas as pd\nplt.plot([1, 2])\n"
        "display(pd.DataFrame({'客户': [1]}))\n1 / 0"
    )
    shown = run(tiny_lesson.trainee(RIGHT | {"total": code}), limits=Limits()).outputs[3]
    assert "客户" in shown[0]["data"]["text/html"]
    assert [o["output_type"] for o in shown] == ["display_data", "error", "display_data"]
    assert shown[1]["ename"] == "ZeroDivisionError"
    assert shown[2]["data"]["image/png"]


def test_a_changed_set_up_cell_runs_as_it_was_changed():
    """Without the lesson's own first cells the warm parent without them is used."""
    notebook = tiny_lesson.trainee({"total": "total = base", "double": RIGHT["double"]})
    notebook.cells[1].source = "base = 4"
    assert passed(run(notebook)) == {"total-check", "double-check"}


def test_files_handed_in_lie_beside_the_notebook():
    """Both runs find them, in a folder of their own."""
    code = "total = int(open('data/n.txt').read())\nopen('new', 'w').write('x')"
    result = run(tiny_lesson.trainee({"total": code}), files={"data/n.txt": b"4"})
    assert passed(result) == {"total-check"}
    assert reasons(result) == []


def test_a_lesson_whose_own_cell_fails_is_the_instructors_fault():
    """The engine says which cell of the lesson fails."""
    key = tiny_lesson.key()
    key.cells[1] = new_code_cell("four = 1 / 0", id="broken")
    cell_of(key, "total-check").source = "assert total == four, 'four'"
    with pytest.raises(EngineError, match=r'own cells fail: {"broken": "ZeroDivisionError: div'):
        run(key, key=key)


def test_a_cell_of_the_lesson_that_no_check_needs_may_fail():
    """A cell that wants what the sandbox does not have shows nothing and harms nobody."""
    key = tiny_lesson.key()
    key.cells[5] = new_code_cell("import course", id="worked")
    notebook = tiny_lesson.trainee(RIGHT)
    notebook.cells[5] = key.cells[5]
    result = run(notebook, key=key)
    assert passed(result) == {"total-check", "double-check"}
    assert (result.outputs[5], reasons(result)) == ([], [])


def test_a_dead_parent_is_replaced():
    """A parent that was killed between two submissions costs none of them."""
    assert passed(run(tiny_lesson.trainee(RIGHT)))
    for pair in engine._bases.values():
        pair[0].sandbox.process.kill()
    assert passed(run(tiny_lesson.trainee(RIGHT))) == {"total-check", "double-check"}


def test_a_parent_that_dies_midway_is_replaced(monkeypatch):
    """The submission is run anew; a socket that stays open would be a warning, so an error."""
    step, killed = engine.Trial._step, []

    def dying(trial, *arguments):
        if not killed:
            killed.append(trial.house.base.sandbox)
            killed[0].close()
        step(trial, *arguments)

    monkeypatch.setattr(engine.Trial, "_step", dying)
    result = run(tiny_lesson.trainee(RIGHT))
    gc.collect()
    assert passed(result) == {"total-check", "double-check"}
    assert len(killed) == 1


def test_a_sandbox_that_cannot_be_opened_is_an_error_with_a_next_step(monkeypatch):
    """The parent that did start is ended; the next submission is graded as if nothing had been."""
    engine.close()
    opened = []

    def failing(*arguments, **options):
        if opened:
            raise OSError("no room for another process.")
        opened.append(open_sandbox(*arguments, **options))
        return opened[0]

    monkeypatch.setattr(parents, "open_sandbox", failing)
    wanted = r"at isolation level \d: no room for another process\. Run `segcourse doctor`; a lower"
    with pytest.raises(EngineError, match=wanted):
        run(tiny_lesson.trainee(RIGHT))
    gc.collect()
    assert opened[0].process.returncode is not None
    monkeypatch.undo()
    assert passed(run(tiny_lesson.trainee(RIGHT))) == {"total-check", "double-check"}
