"""Reading a lesson: what is well marked is read, what is not is refused with line and remedy."""

import pytest

from course.build.lesson import MarkupError, read
from course.errors import CourseError


def test_cells_keep_kind_tags_and_line(lesson_file):
    """Each cell knows what it is, its tags and the line of its marker."""
    lesson = read(lesson_file())
    kinds = [cell.kind for cell in lesson.cells]
    assert kinds[:6] == ["prose", "prose", "worked", "prose", "prose", "exercise"]
    assert kinds[6:] == ["wrong", "wrong", "check", "check"]
    exercise = lesson.of_kind("exercise")[0]
    assert (exercise.name, exercise.tags["objective"], exercise.line) == ("mean", "99.1", 15)
    assert lesson.points(exercise) == 3
    assert lesson.prompt(exercise)[1].source.startswith("### Exercise 1")


FAULTS = [
    ("unknown tag", [("points=1", "points=1 colour=2")], 23, "Unknown tag 'colour'", "of, points"),
    ("no points", [(" points=1", "")], 23, "lacks the tag 'points'", "Add points=5"),
    ("no objective", [(' objective="99.1"', "")], 15, "lacks the tag 'objective'", "Add "),
    ("check of nothing", [('of="mean" points=1', 'of="men" points=1')], 23, "'men'", "mean"),
    ("duplicate id", [('check="mean-exact"', 'check="mean-range"')], 25, "used twice", "own id"),
    ("missing twin", [('lang="en" id="question"', 'lang="en" id="other"')], 1, "no en twin", "id="),
    ("unclosed solution", [("### END SOLUTION\n", "")], 15, "Unclosed", "### END SOLUTION"),
    ("unclosed hidden", [("### END HIDDEN TESTS\n", "")], 25, "Unclosed", "END HIDDEN TESTS"),
    ("nested solution", [("mean = sum(sales) / l", "### BEGIN SOLUTION\nmean = sum(sales) / l")],
     15, "nested", "in turn"),
    ("misspelt marker", [("### BEGIN SOLUTION", "## BEGIN SOLUTION")], 15, "misspelt", "Write"),
    ("solution in a check", [("assert isinstance(mean",
     "### BEGIN SOLUTION\n### END SOLUTION\nassert isinstance(mean")],
     25, "stands in a check", "exercise"),
    ("no solution", [("### BEGIN SOLUTION\n", ""), ("### END SOLUTION\n", "")],
     15, "no solution region", "BEGIN SOLUTION"),
    ("wrong breaks nothing", [('breaks="mean-range"', 'breaks="mean-rnge"')],
     19, "'mean-rnge'", "mean-range, mean-exact"),
    ("wrong of nothing", [('wrong="mean"', 'wrong="men"')], 19, "no exercise", "mean"),
    ("hardcoded how", [('wrong="mean" breaks', 'wrong="mean" hardcoded=true breaks')],
     19, "hardcoded=True", 'hardcoded="seed"'),
    ("points are no number", [("points=1", 'points="one"')], 23, "positive number", "points=3"),
    ("unreadable marker", [('why="the sum', 'why=the sum')], 19, "cannot be read", 'key="value"'),
    ("unknown language", [('lang="zh" id="question"', 'lang="fr" id="question"')],
     1, "Unknown language 'fr'", 'lang="en"'),
    ("id with a space", [('id="question"', 'id="the question"')], 1, "other characters", "hyphens"),
    ("no Python", [("sales = [3, 5, 10]", "sales = = 3")], 8, "not Python", "Correct"),
    ("odd marker", [("# %%\nsales", "#%%\nsales")], 7, "ambiguous", "Write # %%"),
    ("not finite", [("points=1", "points=NaN")], 23, "positive number", "points=3"),
    ("code first", [('# %% [markdown] lang="zh" id="question"', "# %%\nx = 1\n"
     '# %% [markdown] lang="zh" id="question"')], 1, "does not begin with prose", "question"),
    ("builder's id", [('lang="zh" id="question"', 'lang="zh" id="setup"'),
     ('lang="en" id="question"', 'lang="en" id="setup"')], 1, "used twice", "own id"),
    ("raw cell", [("# %%\nsales", "# %% [raw]\nsales")], 7, "cannot be 'raw'", "exercise (code)"),
    ("text first", [("# %% [markdown]", "import os\n# %% [markdown]")],
     1, "before the first", "# %%"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line", "message", "remedy"), [f[1:] for f in FAULTS],
                         ids=[f[0] for f in FAULTS])  # fmt: skip
def test_wrong_markup_names_file_line_and_remedy(lesson_file, changes, line, message, remedy):
    """A planted fault is reported at its line, with what came and what to do."""
    with pytest.raises(MarkupError) as caught:
        read(lesson_file(*changes))
    first = [fault for fault in caught.value.faults if fault.line == line]
    assert first, str(caught.value)
    assert message in str(first[0])
    assert remedy in first[0].remedy
    assert str(first[0]).startswith(f"99_sample.py:{line}: ")


def test_all_faults_are_reported_at_once(lesson_file):
    """An author sees every fault in one go."""
    with pytest.raises(MarkupError) as caught:
        read(lesson_file((' objective="99.1"', ""), ("points=1", "points=-1")))
    assert [fault.line for fault in caught.value.faults] == [15, 23]


def test_an_essay_says_how_long_it_should_be(lesson_file):
    """The minutes follow from the words asked for, so a prompt without them is refused."""
    path = lesson_file(("Compute the mean", "In 120–250 words, compute the mean"))
    essay = '# %% [markdown] essay="memo" points=6 rubric="mean-q" objective="99.1"\n# memo\n'
    path.write_text(path.read_text(encoding="utf-8") + essay, encoding="utf-8")
    lesson = read(path)
    assert lesson.words_asked(lesson.of_kind("essay")[0]) == (120, 250)
    path.write_text(path.read_text(encoding="utf-8").replace("120–250", "a few"), encoding="utf-8")
    with pytest.raises(MarkupError, match=r"does not say how long it should be\..*150–300 words"):
        read(path)


def test_a_missing_lesson_names_those_that_exist(lesson_file):
    """The error for a name that is not there lists what is."""
    path = lesson_file()
    with pytest.raises(CourseError, match=r"no lesson '98_other'.*99_sample"):
        read(path.with_name("98_other.py"))
