"""From cells to notebooks: nbgrader's metadata, one set of checks, stable bytes, no solutions."""

import os
import re

import nbformat
import pytest
from nbgrader.preprocessors import CheckCellMetadata

from course.build import editions
from course.build.cells import CODE_STUB, TEXT_STUB, notebook
from course.build.lesson import read
from course.build.syllabus import written
from course.errors import CourseError
from course.files import write_whole

ESSAY = """
# %% [markdown] lang="zh" id="memo-q"
# ### 练习 2 · 备忘录
# 用 100–200 字写一份备忘录。
# %% [markdown] lang="en" id="memo-q"
# ### Exercise 2 · Memo
# Write a memo of 100–200 words.
# %% [markdown] essay="memo" points=6 rubric="memo-q" objective="99.1"
# 三家门店差别很大。
#
# The three shops differ a lot.
# %% [markdown] lang="zh" id="try-q"
# ### 练一练
# %% [markdown] lang="en" id="try-q"
# ### Try it
# %% practice="try-max"
for value in sales:
    ### BEGIN SOLUTION
    top = max(sales)
    ### END SOLUTION
    pass
# %% quiz="self-check" objective="99.1"
explore.quiz([])
"""


@pytest.fixture
def lesson(lesson_file):
    """Return the sample lesson with an essay, a practice exercise and a quiz."""
    path = lesson_file()
    path.write_text(path.read_text(encoding="utf-8") + ESSAY.lstrip(), encoding="utf-8")
    return read(path)


def by_id(nb):
    """Return the cells of a notebook by their ids."""
    return {cell.id: cell for cell in nb.cells}


def test_tags_become_nbgrader_metadata(lesson, entry):
    """Solution, check and essay cells get the metadata that nbgrader's own check accepts."""
    nb = notebook(lesson, "en", entry)
    CheckCellMetadata().preprocess(nb, {})
    nbformat.validate(nb)
    graded = {i: c.metadata.nbgrader for i, c in by_id(nb).items() if "nbgrader" in c.metadata}
    assert {i: (m.grade, m.solution, m.locked, m.get("points")) for i, m in graded.items()} == {
        "mean": (False, True, False, None),
        "mean-range": (True, False, True, 1),
        "mean-exact": (True, False, True, 2),
        "memo": (True, True, False, 6),
    }


def test_languages_share_ids_points_and_check_code(lesson, entry):
    """One gradebook grades either edition; only prose and the set-up cell differ."""
    zh, en = (by_id(notebook(lesson, lang, entry)) for lang in ("zh", "en"))
    assert list(zh) == list(en)
    same = [i for i in zh if "nbgrader" in zh[i].metadata]
    assert [zh[i] for i in same] == [en[i] for i in same]
    assert 'LANG = "zh"' in zh["setup"].source
    assert 'LANG = "en"' in en["setup"].source


def test_wrong_answers_are_in_no_edition(lesson, entry):
    """What only the prover runs does not reach a notebook."""
    text = nbformat.writes(notebook(lesson, "zh", entry))
    assert "sorted(sales)[1]" not in text
    assert "instead of the mean" not in text


def test_headings_state_points_and_minutes(lesson, entry):
    """The prompt's heading shows what its task is worth, computed from the tags."""
    zh, en = (by_id(notebook(lesson, lang, entry)) for lang in ("zh", "en"))
    assert zh["mean-q"].source.splitlines()[0] == "### 练习 1 · 平均值（3 分，4 分钟）"
    assert en["mean-q"].source.splitlines()[0] == "### Exercise 1 · The mean (3 points, 4 minutes)"
    assert en["try-q"].source.splitlines()[0] == "### Try it (practice, 4 minutes)"
    assert "9 points" in en["header"].source
    assert "`99.1` compute a mean (apply)" in en["header"].source


def test_checks_first_ask_whether_there_is_an_answer(lesson, entry):
    """A check tells a missing answer from a wrong one, for the names that the solution binds."""
    check = by_id(notebook(lesson, "en", entry))["mean-range"].source
    words = {"T": lambda zh, en: en, "sales": [1, 2]}
    with pytest.raises(AssertionError, match="not attempted: no mean yet"):
        exec(check, words)
    with pytest.raises(AssertionError, match="not between the extremes"):
        exec(check, words | {"mean": 9})


def test_practice_is_folded_and_not_graded(lesson, entry):
    """Practice shows a stub, then its solution behind a fold; quizzes hide their code."""
    nb = by_id(notebook(lesson, "en", entry))
    assert nb["try-max"].source == f"for value in sales:\n    {CODE_STUB}\n    pass"
    assert "nbgrader" not in nb["try-max"].metadata
    assert "<details><summary>A solution</summary>" in nb["try-max-solution"].source
    assert "    top = max(sales)\n    pass" in nb["try-max-solution"].source
    assert nb["self-check"].metadata.jupyter.source_hidden
    assert nb["mean-range"].metadata.jupyter.source_hidden
    assert nb["mean-range"].source.startswith("# 检查 / Check · mean-range · 1 分 / points\n")


def test_trainee_edition_has_stubs_and_no_solutions(lesson, entry, monkeypatch):
    """Nbgrader cuts solutions, essays and hidden checks; check cells are locked."""
    monkeypatch.setattr(editions, "key_edition", lambda stem, lang: notebook(lesson, lang, entry))
    nb = by_id(editions.trainee_edition("99_sample", "zh"))
    assert nb["mean"].source == CODE_STUB
    assert nb["memo"].source == TEXT_STUB
    assert "statistics" not in nb["mean-exact"].source
    assert nb["mean-exact"].metadata.editable is False
    assert nb["mean-exact"].metadata.nbgrader.checksum


def test_building_twice_gives_the_same_bytes():
    """The text of an edition depends on nothing but its lesson."""
    stem = written()[0]
    first, second = (editions.text_of(editions.trainee_edition(stem, "en")) for _ in range(2))
    assert first == second


def test_notebooks_are_fresh():
    """The committed notebooks are what `segcourse build` writes."""
    stale = editions.stale()
    worked = [path for path in stale if editions.is_worked_on(path)]
    if worked and "CI" not in os.environ:
        pytest.skip(f"somebody has worked on {worked[0].name}; its freshness cannot be told")
    assert stale == [], "run `segcourse build` and commit notebooks/"
    assert editions.orphans() == []


def test_a_stale_or_orphaned_notebook_is_found(tmp_path, monkeypatch):
    """An edited notebook and one without a lesson are both reported; a build mends the first."""
    monkeypatch.setattr(editions, "NOTEBOOKS", tmp_path)
    stem = written()[0]
    built = editions.build([stem])
    assert [path.relative_to(tmp_path).parts[0] for path in built] == ["zh", "en"]
    assert editions.build([stem]) == []
    built[0].write_text("{}", encoding="utf-8")
    assert editions.stale([stem]) == [built[0]]
    orphan = tmp_path / "en" / "98_gone" / "98_gone.ipynb"
    write_whole(orphan, b"{}")
    assert editions.orphans() == [orphan]


def test_a_build_does_not_replace_somebodys_answers(tmp_path, monkeypatch):
    """An answer or an output in a notebook stops the build, unless it is told to go on."""
    monkeypatch.setattr(editions, "NOTEBOOKS", tmp_path)
    path, _ = editions.build(["00_start"])
    mine = path.read_text(encoding="utf-8").replace(CODE_STUB, "buyers = 42", 1)
    path.write_text(mine, encoding="utf-8")
    with pytest.raises(CourseError, match="Copy them away, or"):
        editions.build(["00_start"])
    assert path.read_text(encoding="utf-8") == mine
    assert editions.build(["00_start"], overwrite=True) == [path]
    assert "buyers = 42" not in path.read_text(encoding="utf-8")


def test_the_same_code_twice_gets_two_ids(lesson_file, entry):
    """Ids are made from the code, so equal cells are numbered, alike at each build."""
    twice = read(
        lesson_file(("sales = [3, 5, 10]", "sales = [3, 5, 10]\n# %%\nsales = [3, 5, 10]"))
    )
    first, second = (editions.text_of(notebook(twice, "en", entry)) for _ in range(2))
    assert first == second


def test_keys_are_not_written_where_trainees_look(tmp_path):
    """Solutions stay out of notebooks/."""
    with pytest.raises(CourseError, match="choose a folder outside"):
        editions.build_keys(editions.NOTEBOOKS / "keys")
    assert len(editions.build_keys(tmp_path, ["00_start"])) == 2


def test_notebooks_hold_no_solution_marker_and_no_output():
    """Nothing under notebooks/ carries a solution, a hidden check, an output or a run number."""
    for path in editions.NOTEBOOKS.rglob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)", text), path
        nb = nbformat.reads(text, as_version=4)
        assert all(not c.outputs and c.execution_count is None for c in nb.cells if "outputs" in c)
        assert nb.metadata.kernelspec.name == "python3"
