"""The two pages on bringing one's own data run as they are printed, and say the same."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import segkit

FOLDER = Path(segkit.__file__).parent.parent / "datasets"
PAGES = {"en": "OWN_DATA.md", "zh": "OWN_DATA.zh-CN.md"}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def page(lang: str) -> str:
    """Return the text of a page."""
    return (FOLDER / PAGES[lang]).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", PAGES)
def test_the_example_prints_what_the_page_shows(lang, tmp_path, monkeypatch):
    """Each block of Python, run on the file shown, prints the text below it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEGKIT_DATA", raising=False)
    names, printed = {}, None
    kinds = []
    for kind, text in BLOCK.findall(page(lang)):
        kinds.append(kind)
        if kind == "csv":
            (tmp_path / "my_sales.csv").write_text(text, encoding="utf-8")
        elif kind == "python":
            with redirect_stdout(StringIO()) as out:
                exec(compile(text, PAGES[lang], "exec"), names)
            printed = out.getvalue()
        else:
            assert printed == text
    assert kinds == ["csv"] + ["python", "text"] * 3


def test_the_pages_have_the_same_parts():
    """Headings, list items, table rows, links to files and inline names of code agree."""
    for pattern in (r"^#+ ", r"^- ", r"^\| "):
        counts = [len(re.findall(pattern, page(lang), re.MULTILINE)) for lang in PAGES]
        assert counts[0] == counts[1]
    prose = [BLOCK.sub("", page(lang)) for lang in PAGES]
    for name in ("read_table", "missing", "gaps", "differs", "advice", "latin-1", "hotel_stays"):
        assert [name in text for text in prose] == [True, True]


def test_each_page_fits_one_screenful_of_reading():
    """One page each: short enough to be read before the work."""
    for lang in PAGES:
        assert len(page(lang).splitlines()) < 125
