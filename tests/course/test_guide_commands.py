"""The commands on the instructor's pages and in the READMEs are ones that can be typed."""

import re
import shlex
from pathlib import Path

import pytest

from course.cli import make_parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "course" / "guide").glob("*.md")), *sorted(ROOT.glob("README*.md"))]


def commands(page):
    """Return the lines in code blocks that begin with the command."""
    return re.findall(r"^ *segcourse (.+)$", page.read_text("utf-8"), re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_command_parses(page):
    """A command or an option that was renamed would be refused."""
    for line in commands(page):
        make_parser().parse_args(shlex.split(line))


def test_the_pages_name_the_whole_way():
    """From grading to the report, in both languages alike."""
    pages = [ROOT / "course" / "guide" / f"instructor{end}.md" for end in ("", ".zh-CN")]
    english, chinese = map(commands, pages)
    assert english == chinese
    steps = [line.split()[0] for line in english]
    assert steps == ["grade", "lab", "feedback", "export", "report", "report"]
