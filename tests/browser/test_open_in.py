"""A server as Binder starts it: the address chooses the language of menus and lesson."""

import os
import re
import shutil
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash"),
]

FILE_MENU = {"zh": "文件", "en": "File"}


@pytest.fixture
def binder(course, tmp_path):
    """Return the address and the token of a server that the script `start` runs."""
    options = [f"--ServerApp.{x}" for x in ("open_browser=False", "port=0", "allow_root=True")]
    found = {"PYTHONPATH": str(course), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    found |= {"JUPYTER_RUNTIME_DIR": str(tmp_path)}
    process = subprocess.Popen(
        ["bash", "start", sys.executable, "-m", "notebook", *options],
        cwd=course,
        env=os.environ | found,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    lines = iter(process.stderr.readline, "")
    address = re.compile(r"(http://127\.0\.0\.1:\d+)/\S*token=(\w+)")
    yield next(match.groups() for line in lines if (match := address.search(line)))
    process.terminate()
    process.wait(timeout=20)
    process.stderr.close()


def test_the_address_chooses_the_language(binder, page, shoot):
    """Chinese, then English, on the same server; the first lesson opens in each."""
    base, token = binder
    for lang in ("zh", "en"):
        page.goto(f"{base}/course/{lang}?token={token}")
        page.wait_for_selector(".jp-Notebook .jp-Cell h1")
        assert f"/lab/tree/notebooks/{lang}/00_start/00_start.ipynb" in page.url
        assert page.locator(".lm-MenuBar-itemLabel").first.inner_text().startswith(FILE_MENU[lang])
        shoot(f"{lang}-binder")
