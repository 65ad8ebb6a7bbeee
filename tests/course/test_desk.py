"""The index of lessons and the panel of lesson 00: reset, and one's work as an archive."""

import base64
import io
import re
import shutil
import zipfile

import pytest
from bs4 import BeautifulSoup

from course.build.editions import NOTEBOOKS
from course.build.syllabus import written
from course.desk import WORDS, desk, index, own_work
from course.progress import RESULTS


@pytest.fixture
def notebooks(tmp_path):
    """Return a folder of notebooks with one that was worked on, in Chinese."""
    for stem in ("00_start", "08_behavioural"):
        folder = tmp_path / "notebooks" / "zh" / stem
        folder.mkdir(parents=True)
        shutil.copy(NOTEBOOKS / "zh" / stem / f"{stem}.ipynb", folder)
    mine = tmp_path / "notebooks" / "zh" / "00_start" / "00_start.ipynb"
    stub = "# 在此作答 / YOUR CODE HERE"
    mine.write_text(mine.read_text("utf-8").replace(stub, "buyers = 3", 1), encoding="utf-8")
    return tmp_path / "notebooks"


def parts(panel):
    """Return the panel's widgets by kind and order."""
    (lesson, sure, again), told, (pack, link) = (
        getattr(child, "children", child) for child in panel.children
    )
    return lesson, sure, again, told, pack, link


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_index_links_to_every_lesson(lang, tmp_path):
    """A link to each notebook that exists, headings for rows and columns, no bar read aloud."""
    table = BeautifulSoup(index(lang, results=tmp_path / "none.json").data, "html.parser")
    links = [link["href"] for link in table.find_all("a")]
    assert links == [f"../{stem}/{stem}.ipynb" for stem in written()]
    assert all((NOTEBOOKS / lang / "00_start" / link).exists() for link in links)
    assert {cell["scope"] for cell in table.find_all("th")} == {"row", "col"}
    assert all(bar["aria-hidden"] == "true" for bar in table.find_all("span"))


def test_the_index_shows_progress(tmp_path):
    """By hand: 1 of the 23 points of lesson 00 and the first of its objectives; 10 squares."""
    results = tmp_path / "progress.json"
    results.write_text('{"00_start": ["buyers-count"]}', encoding="utf-8")
    first = BeautifulSoup(index("en", results=results).data, "html.parser").tbody.tr
    cells = [cell.text for cell in first.find_all("td")][1:]
    assert cells == ["□" * 10 + " 1 / 23", "1 / 3"]


def test_a_lesson_is_reset_only_when_one_says_so(notebooks):
    """Without the tick nothing happens; with it the old one is kept, and the tick goes."""
    lesson, sure, again, told, _, _ = parts(desk("zh", notebooks=notebooks))
    mine = notebooks / "zh" / "00_start" / "00_start.ipynb"
    before = mine.read_bytes()
    lesson.value = "00_start"
    again.click()
    assert told.value == WORDS["zh"]["tick"]
    assert mine.read_bytes() == before
    sure.value = True
    again.click()
    [kept] = mine.parent.glob("*.kept-*.ipynb")
    assert kept.name in told.value
    assert kept.read_bytes() == before
    assert not sure.value
    sure.value = True
    again.click()
    assert told.value == WORDS["zh"]["fresh"]


def test_the_archive_holds_what_was_worked_on(notebooks):
    """The notebook with an answer and the progress, not the fresh one; the link carries it."""
    (notebooks / RESULTS.name).write_text("{}", encoding="utf-8")
    assert list(own_work(notebooks)) == ["zh/00_start/00_start.ipynb", "progress.json"]
    *_, pack, link = parts(desk("en", notebooks=notebooks))
    pack.click()
    data = re.search(
        r'download="my-work.zip"[^>]* href="data:application/zip;base64,([^"]*)"', link.value
    )
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(data[1]))) as archive:
        assert archive.namelist() == list(own_work(notebooks))
    assert "(files: 2)" in link.value


def test_nothing_to_pack_is_said(tmp_path):
    """No work, no link: what to do is said."""
    *_, pack, link = parts(desk("en", notebooks=tmp_path))
    pack.click()
    assert link.value == WORDS["en"]["none"]


def test_controls_say_what_they_do(tmp_path):
    """Each has a name in both languages; the same words exist in both."""
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    for lang in WORDS:
        lesson, sure, again, _, pack, _ = parts(desk(lang, notebooks=tmp_path))
        assert all(control.description for control in (lesson, sure, again, pack))
