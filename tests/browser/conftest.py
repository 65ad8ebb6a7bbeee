"""A real browser on a copy of the course, served on this machine only."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "screenshots"
LEFT_OUT = (".git", ".venv", "gradebook", "screenshots", "*_cache", "__pycache__")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="module")  # other files may start a driver of their own
def browser():
    """Return Chromium as it is installed on this machine."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on this machine; install it, on Debian: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return a copy of the course, which a trainee may write into."""
    copy = tmp_path_factory.mktemp("browser") / "course"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return copy


@pytest.fixture
def serve(course):
    """Return a function that starts the lab on the copy and returns its address and token."""
    started = []

    def start(*options, **variables):
        process = subprocess.Popen(
            [sys.executable, "-m", "course.cli", "lab", "--no-browser", "--port", "0", *options],
            cwd=course,
            env=os.environ | {"PYTHONPATH": str(course)} | variables,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        started.append(process)
        line = process.stdout.readline()
        found = re.search(r"(http://127\.0\.0\.1:\d+)/\S*token=(\w+)", line)
        assert found, line
        return found.groups()

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture
def page(browser):
    """Return a new page; what goes wrong in it is collected in `page.faults`."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(60_000)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    page.close()


@pytest.fixture
def shoot(page):
    """Return a function that keeps a picture of the page under a name."""
    SHOTS.mkdir(exist_ok=True)
    return lambda name: page.screenshot(path=SHOTS / f"{name}.png")
