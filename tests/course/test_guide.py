"""The instructor's pages: made from the lessons and from what their wrong answers lose."""

import re

import pytest

from course.build import guide
from course.build.lesson import LANGS, read
from course.build.prove import Run

CARD = """\
# %% [markdown] lang="zh" id="discussion"
# ## 2 · 讨论卡（4 人，15 分钟）
# 平均值够用吗？
# %% [markdown] lang="en" id="discussion"
# ## 2 · Discussion card (4 people, 15 minutes)
# Is a mean enough?
"""
CHECK = '# %% check="mean-range"'


@pytest.fixture
def sample(lesson_file):
    """Return the sample lesson with a hint, a card and how its two wrong answers fared."""
    hint = "Compute the mean.\n# <details><summary>1</summary>Add.</details>"
    lesson = read(
        lesson_file(("Compute the mean of `sales` as `mean`.", hint), (CHECK, CARD + CHECK))
    )
    first, second = (wrong.line for wrong in lesson.wrong("mean"))
    said = {"mean-range": "AssertionError: not between the extremes"}
    return lesson, [
        Run("mean: the sum", first, said, frozenset(said)),
        Run("mean: the median", second, {}, frozenset()),
    ]


def test_a_page_says_what_the_lesson_holds(sample, entry):
    """By hand: 27 English words are 5 minutes when rounded up, 3 points, 1 objective."""
    page = guide.lesson_page(sample[0], entry, "en", sample[1])
    assert page.startswith("# 99 · Sample\n\n[中文](99_sample.zh-CN.md)")
    assert "reading: about 5 minutes · exercises: about 5 minutes · 3 points" in page
    assert "| 99.1 | compute a mean | apply | mean | – | – |" in page
    assert "## Discussion card (4 people, 15 minutes)\nIs a mean enough?" in page


def test_each_mistake_stands_with_its_answer(sample, entry):
    """The code, what the check says, the first hint; a mistake that no check sees says so."""
    page = guide.lesson_page(sample[0], entry, "en", sample[1])
    told = page[page.index("### Exercise 1 · The mean") :]
    assert "Hint 1: Add." in told
    wrong = "```python\nmean = sum(sales)\n```\n\nThe check says: not between the extremes"
    assert f"the sum instead of the mean\n\n{wrong}" in told
    assert "mean = sorted(sales)[1]\n```\n\nNot visible on the data handed out" in told


def test_chinese_pages_are_in_chinese(sample, entry):
    """Headings, card and facts; reasons, which are written in English, are left out."""
    page = guide.lesson_page(sample[0], entry, "zh", sample[1])
    assert "## 讨论卡（4 人，15 分钟）\n平均值够用吗？" in page
    assert "the sum instead" not in page
    assert not re.search(r"^#+ [A-Za-z ]+$", page, re.M)


def test_test_items_are_told_apart_from_exercises(lesson_file, entry):
    """An exercise named pre-NN or post-NN is an item: in its own column, not among mistakes."""
    text = lesson_file().read_text("utf-8")
    path = lesson_file((text, text.replace('"mean"', '"pre-07"')))
    page = guide.lesson_page(read(path), entry, "en", [])
    assert "| 99.1 | compute a mean | apply | – | – | pre-07 |" in page
    assert "Common mistakes" not in page


def test_a_lesson_that_is_not_proved_gets_no_page(monkeypatch, tmp_path):
    """What the page would say of a mistake is not true then."""
    bad = Run("key", 1, {"a": "AssertionError: no"}, frozenset())
    monkeypatch.setattr(guide, "FOLDER", tmp_path)
    proofs = [("08_behavioural", lang, [bad]) for lang in LANGS]
    monkeypatch.setattr(guide, "prove_all", lambda stems, seeds: proofs)
    pages = dict(guide.write_pages(["08_behavioural"]))
    assert [bool(faults) for faults in pages.values()] == [True, True, False, False]
    written = sorted(path.name for path in (tmp_path / "lessons").iterdir())
    assert written == ["overview.md", "overview.zh-CN.md"]


@pytest.mark.parametrize("lang", LANGS)
def test_hours_of_a_track_are_those_of_its_lessons(lang, monkeypatch, entry, sample):
    """90 minutes and 30 minutes are 2.0 hours."""
    minutes = iter([(60, 30), (20, 10)] * 3)
    monkeypatch.setattr(guide, "written", lambda: ["01_why_segment", "03_clean_integrate"])
    monkeypatch.setattr(guide, "minutes", lambda lesson: next(minutes))
    path = {"title": {"zh": "甲", "en": "A"}, "lessons": ["01_why_segment", "03_clean_integrate"]}
    monkeypatch.setattr(guide, "tracks", lambda: {"a": path})
    name = path["title"][lang]
    joined = guide.WORDS[lang]["comma"].join(("01", "03"))
    assert f"| {name} | {joined} | 2.0 |" in guide.overview_page(lang)
