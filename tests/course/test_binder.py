"""Binder's buttons: none before the address is known, two that lead to the course after that."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from course import binder
from course.binder import READMES, ROOT, fill, launch_address
from course.errors import CourseError
from course.open_in import SETTING, speak

PUBLIC = "https://github.com/spruce/course"


@pytest.fixture
def copy(tmp_path):
    """Return a folder with copies of both READMEs."""
    for name in READMES:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def texts(folder):
    """Return what the READMEs say."""
    return [(folder / name).read_text(encoding="utf-8") for name in READMES]


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://github.com/spruce/course", "gh/spruce/course"),
        ("https://github.com/spruce/course.git", "gh/spruce/course"),
        ("https://github.com/spruce/course/", "gh/spruce/course"),
        ("git@github.com:spruce/course.git", "gh/spruce/course"),
        ("https://gitlab.com/spruce/a/course", "gl/spruce%2Fa%2Fcourse"),
    ],
)
def test_the_address_is_in_binders_form(address, path):
    """As mybinder.org documents it: provider, repository, branch; within, the page to open."""
    assert (
        launch_address(address, "en") == f"https://mybinder.org/v2/{path}/HEAD?urlpath=course%2Fen"
    )


@pytest.mark.parametrize(
    "address",
    ["", "spruce/course", "https://example.org/a/b", "https://github.com/a", f"{PUBLIC}/tree/main"],
)
def test_an_address_that_binder_does_not_know_is_refused(address, copy):
    """The message says what came, what is expected and what else can be done; nothing changes."""
    before = texts(copy)
    with pytest.raises(CourseError) as error:
        fill(address, folder=copy)
    assert str(error.value).startswith(f"{address} came; the address of a public repository")
    assert "https://github.com/OWNER/NAME" in str(error.value)
    assert "enter the address at mybinder.org" in str(error.value)
    assert texts(copy) == before


def test_each_readme_gets_a_button_for_each_language(copy):
    """The same two in both; a second address takes the place of the first; no line is added."""
    lines = [text.count("\n") for text in texts(copy)]
    assert fill("https://gitlab.com/old/course", folder=copy) == list(READMES)
    assert fill(PUBLIC, folder=copy) == list(READMES)
    assert fill(PUBLIC, folder=copy) == []
    for text in texts(copy):
        assert [text.count(f"]({launch_address(PUBLIC, lang)})") for lang in ("zh", "en")] == [1, 1]
        assert "gitlab.com/old" not in text
        assert text.count("badge_logo.svg") == 2
    assert [text.count("\n") for text in texts(copy)] == lines


def test_a_readme_without_the_place_is_told(copy):
    """The message names the file and the marks that are missing."""
    (copy / READMES[1]).write_text("# 课程\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"README\.zh-CN\.md has 0 places .* <!-- binder -->"):
        fill(PUBLIC, folder=copy)


def test_no_button_is_shipped_that_leads_elsewhere():
    """The buttons in the READMEs are none, or those of the repository that this is a copy of."""
    shown = [binder.PLACE.search(text)[0] for text in texts(ROOT)]
    if shown == ["<!-- binder --><!-- /binder -->"] * 2:
        return
    command = ["git", "remote", "get-url", "origin"]
    origin = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    if origin.returncode:
        pytest.skip("no remote named origin: nothing to compare the buttons with")
    address = launch_address(origin.stdout.strip(), "en")
    assert [address in buttons for buttons in shown] == [True, True], "run `segcourse binder`"


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh_CN"), ("en", "en")])
def test_the_menus_follow(lang, locale, tmp_path):
    """JupyterLab's own setting is written, in the place of an earlier one."""
    speak("en", folder=tmp_path)
    speak(lang, folder=tmp_path)
    path = Path(tmp_path, "@jupyterlab", "translation-extension", "plugin.jupyterlab-settings")
    assert tmp_path / SETTING == path
    assert json.loads(path.read_text(encoding="utf-8")) == {"locale": locale}
