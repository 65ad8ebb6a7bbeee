"""JupyterLab opens on this machine only, at the right lesson, with the right extensions."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from course import lab
from course.lab import SETTINGS, first_page, lab_variables, system_language


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        ("zh_CN", "zh"),
        ("zh_TW", "zh"),
        ("Chinese (Simplified)_China", "zh"),
        ("en_GB", "en"),
        ("de_DE", "en"),
        (None, "en"),
    ],
)
def test_the_language_is_the_systems(monkeypatch, name, lang):
    """Chinese systems get Chinese, whatever they call it; all others get English."""
    monkeypatch.setattr(lab.locale, "getlocale", lambda: (name, "UTF-8"))
    assert system_language() == lang


def test_the_first_page_is_the_first_lesson_or_the_folder_nearest_to_it(tmp_path):
    """A half-built course still opens."""
    assert first_page("zh", root=tmp_path) == "/lab"
    lesson = tmp_path / "notebooks" / "zh" / "00_start" / "00_start.ipynb"
    lesson.parent.mkdir(parents=True)
    assert first_page("zh", root=tmp_path) == "/lab/tree/notebooks/zh/00_start"
    lesson.write_text("{}", encoding="utf-8")
    assert first_page("zh", root=tmp_path) == "/lab/tree/notebooks/zh/00_start/00_start.ipynb"
    assert first_page("en", root=tmp_path) == "/lab/tree/notebooks"


def folders(variables):
    """List the folders of settings, most important first, relative to the repository."""
    parts = variables["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    return [Path(part).relative_to(lab.ROOT).as_posix() for part in parts]


def test_trainees_have_the_courses_settings_and_instructors_have_more(tmp_path):
    """Only an instructor's JupyterLab sees the grading settings."""
    trainee = lab_variables(lang="en", instructor=False, prefix=tmp_path)
    instructor = lab_variables(lang="zh", instructor=True, prefix=tmp_path)
    assert folders(trainee) == ["course/jupyter/en", "course/jupyter"]
    assert folders(instructor) == [
        *["grading", "course/jupyter/instructor", "course/jupyter/zh", "course/jupyter"]
    ]


def test_writing_stays_in_the_environment(tmp_path):
    """Settings, run files and caches go below the environment, nothing to the home folder."""
    variables = lab_variables(lang="en", instructor=False, prefix=tmp_path)
    for name in lab.WRITTEN:
        assert Path(variables[name]).is_relative_to(tmp_path)


def test_an_environment_that_cannot_be_written_to_leaves_jupyters_defaults(tmp_path):
    """A shared installation writes where Jupyter always does."""
    variables = lab_variables(lang="en", instructor=False, prefix=tmp_path / "missing")
    assert not variables.keys() & lab.WRITTEN.keys()


def test_notebooks_find_the_courses_programs(tmp_path):
    """`!segcourse` in a notebook, or in a terminal, is the course's."""
    path = lab_variables(lang="en", instructor=False, prefix=tmp_path, path="rest")["PATH"]
    assert path == f"{Path(sys.executable).parent}{os.pathsep}rest"


def test_every_settings_file_is_valid():
    """Jupyter passes over a file that it cannot read, without a word."""
    files = sorted(SETTINGS.rglob("*.json"))
    assert len(files) == 9
    for path in files:
        json.loads(path.read_text(encoding="utf-8"))


ADDRESS = r"http://127\.0\.0\.1:\d+"


class Server:
    """`segcourse lab` in a process of its own, and the means to ask it things."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "course.cli", "lab", "--no-browser", "--port", "0", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"},
        )
        first = self.process.stdout.readline()
        found = re.match(rf"The course is at ({ADDRESS})(/\S*)\?token=(\w+)$", first)
        if not found:
            self.process.kill()
            pytest.fail(first + self.process.communicate()[0])
        self.host, self.page, self.token = found.groups()

    def get(self, path):
        """Fetch a page as text."""
        request = Request(self.host + path, headers={"Authorization": f"token {self.token}"})
        with urlopen(request, timeout=20) as answer:
            return answer.read().decode("utf-8")

    def setting(self, plugin, name):
        """Return the value that a setting of JupyterLab has at first."""
        schema = json.loads(self.get(f"/lab/api/settings/{plugin}"))["schema"]
        return schema["properties"][name]["default"]

    def disabled(self):
        """Return the names of the extensions that are switched off."""
        return set(json.loads(re.search(r'"disabledExtensions": (\[.*?\])', self.get("/lab"))[1]))

    def stop(self):
        """Press Ctrl-C and wait for the end."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def serve():
    """Return a function that starts a server; all are ended afterwards."""
    started = []

    def start(*options):
        started.append(Server(*options))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.communicate()


posix = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent on Windows")


@posix
def test_trainees_get_validate_and_chinese_menus(serve):
    """The printed address works; Validate answers; the rest of nbgrader and the news are off."""
    server = serve("--lang", "zh")
    assert server.page == first_page("zh")
    assert server.setting("@jupyterlab/translation-extension:plugin", "locale") == "zh_CN"
    assert server.setting("@jupyterlab/apputils-extension:notification", "fetchNews") == "false"
    assert "zh_CN" in json.loads(server.get("/lab/api/translations"))["data"]
    assert json.loads(server.get("/nbgrader_version?version=0.9.6")) == {"success": True}
    assert {
        "@jupyter/nbgrader:formgrader",
        "@jupyter/nbgrader:assignment-list",
        "@jupyter/nbgrader:course-list",
        "@jupyterlab/apputils-extension:announcements",
    } <= server.disabled()
    assert "@jupyter/nbgrader:validate-assignment" not in server.disabled()
    assert "python3" in json.loads(server.get("/api/kernelspecs"))["kernelspecs"]
    assert server.stop() == 0


@posix
def test_instructors_get_formgrader(serve, monkeypatch, pytestconfig):
    """Formgrader opens first and lists the assignments of the course's gradebook."""
    workspace = pytestconfig.cache.mkdir("workspace")  # Formgrader wants it in the repository
    monkeypatch.setenv("SEGCOURSE_WORKSPACE", str(workspace))
    server = serve("--instructor", "--lang", "en")
    assert server.page == "/formgrader"
    assert server.setting("@jupyterlab/translation-extension:plugin", "locale") == "en"
    assert isinstance(json.loads(server.get("/formgrader/api/assignments")), list)
    assert "@jupyter/nbgrader:formgrader" not in server.disabled()
    assert server.stop() == 0
