"""The README and its Chinese twin say the same, and what they name exists."""

import re
from pathlib import Path

import pytest

from course.cli import COMMANDS, make_parser

ROOT = Path(__file__).parents[1]
TWINS = ["README.md", "README.zh-CN.md"]
GUIDES = [*TWINS, "CONTRIBUTING.md"]
EXAMPLES = {"submissions/", "points.csv"}
"""Files that the reader makes, as opposed to files of the course."""

PLACEHOLDERS = re.compile(r"[*]|NN_|^submissions/")


def read(name):
    """Read a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def headings(text):
    """List the levels of the headings outside blocks of code."""
    return [len(marks) for marks in re.findall(r"^(#+) ", without_blocks(text), re.M)]


def without_blocks(text):
    """Return the text without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def blocks(text):
    """List the blocks of code."""
    return re.findall(r"^```\n(.*?)^```$", text, re.M | re.S)


def spans(text):
    """List the pieces of inline code, sorted."""
    return sorted(re.findall(r"`([^`\n]+)`", without_blocks(text)))


def links(text):
    """List the targets of links."""
    return re.findall(r"\]\(([^)]+)\)", text)


def commands(text):
    """List every line to type that starts `segcourse` or `python3 run.py`, as words."""
    typed = [line for block in blocks(text) for line in block.splitlines()] + spans(text)
    found = [re.match(r"(?:segcourse|python3 run\.py)((?: .*)?)$", line) for line in typed]
    return [match.group(1).split() for match in found if match and match.group(1)]


def paths(text):
    """List the files and folders named in inline code and links."""
    named = [span for span in spans(text) if re.fullmatch(r"[\w./*-]+(/|\.\w+)", span)]
    return [path for path in [*named, *links(text)] if not PLACEHOLDERS.search(path)]


def test_the_twins_have_the_same_headings():
    """As many headings, of the same levels, in the same order."""
    english, chinese = map(read, TWINS)
    assert headings(english) == headings(chinese)


def test_the_twins_have_the_same_commands():
    """Blocks of code are equal; inline code is the same set of pieces."""
    english, chinese = map(read, TWINS)
    assert blocks(english) == blocks(chinese)
    assert spans(english) == spans(chinese)


def test_the_twins_have_the_same_links_and_numbers():
    """Links are equal, but for the twin that each leads to; so are the numbers."""
    english, chinese = map(read, TWINS)
    assert links(english)[0] == TWINS[1]
    assert links(chinese)[0] == TWINS[0]
    assert links(english)[1:] == [each.replace(".zh-CN", "") for each in links(chinese)[1:]]


@pytest.mark.parametrize("name", TWINS)
def test_the_readme_is_short(name):
    """At most 80 lines."""
    assert len(read(name).splitlines()) <= 80


def test_the_chinese_readme_uses_chinese_punctuation():
    """No half-width comma, full stop, colon or bracket touches a Chinese character."""
    text = re.sub(r"`[^`]*`|\]\([^)]*\)", "", without_blocks(read("README.zh-CN.md")))
    assert re.findall(r"[\u4e00-\u9fff][,.:;!?()]|[,:;!?()][\u4e00-\u9fff]", text) == []


@pytest.mark.parametrize("name", GUIDES)
def test_every_path_named_exists(name):
    """Files and folders named are in the repository."""
    missing = [path for path in paths(read(name)) if not path.startswith("http")]
    missing = [path for path in missing if path not in EXAMPLES and not find(path)]
    assert missing == []


def find(path):
    """Say whether a path exists, from the root or as a name within a room."""
    return (ROOT / path).exists() or any(ROOT.glob(f"*/{path}"))


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_named_exists(name):
    """Commands named are commands of `segcourse`, with options that it knows."""
    for words in commands(read(name)):
        if words != ["--help"] and words != ["COMMAND"]:
            assert words[0] in COMMANDS, f"{name} names `segcourse {words[0]}`"
            if len(words) > 1 and words[0] != "test":
                make_parser().parse_args(words)
