"""Feedback pages: readable, in the trainee's language, and dead whatever a submission holds."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import tiny_lesson
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import Autograde
from nbgrader.server_extensions.formgrader import handlers
from page_attacks import ATTACKS, HIT, PNG
from tiny_lesson import LESSON, cell_of, trainee

from grading import gradebook
from grading.clean import clean_outputs
from grading.feedback import page
from grading.page_font import FONT, subset
from grading.workspace import notebook_path

GRADES = {"student": "ada", "assignment": LESSON, "score": 5, "max_score": 10, "late_penalty": 0}
FORBIDDEN = {"script", "iframe", "object", "embed", "form", "base", "svg", "math", "link", "input"}


class Page(HTMLParser):
    """Reads a page as a browser would, and notes what is dangerous."""

    def __init__(self, text):
        super().__init__()
        self.found, self.classes, self.style, self.inside = [], [], "", ""
        self.feed(text)
        self.found += re.findall(r"@import|expression|url\((?!data:font/woff;)", self.style)

    def handle_starttag(self, tag, attrs):
        """Note tags that act, handlers, and addresses that run or load something."""
        self.inside = tag
        self.found += [tag] if tag in FORBIDDEN else []
        for name, value in attrs:
            value = value or ""
            link = re.match(r"https?://|mailto:|#p\d", value) and tag == "a"
            picture = re.match(r"data:image/(png|jpeg);base64,[\w+/=]+$", value) and tag == "img"
            if name.startswith("on") or name in ("srcset", "srcdoc", "action", "background"):
                self.found.append((tag, name))
            if name in ("href", "src") and not (link or picture):
                self.found.append((tag, name, value))
            if name == "class":
                self.classes.append(value)
            if name == "style":
                self.style += value
                self.found += re.findall("position", value)

    def handle_data(self, data):
        """Collect the style sheets."""
        if self.inside == "style":
            self.style += data


def submission(payload):
    """Return a graded notebook with a payload in every place that a trainee fills."""
    bundles = [
        {"text/html": payload},
        {"image/svg+xml": payload, "text/plain": payload},
        {"text/latex": payload},
        {"text/markdown": payload},
        {"application/javascript": payload},
        {"application/vnd.jupyter.widget-view+json": {"model_id": payload}},
        {"image/png": payload},
        {"image/jpeg": f'{PNG}" onerror="{HIT}'},
        {payload: payload},
    ]
    error = new_output("error", ename=payload, evalue=payload, traceback=[payload])
    outputs = [new_output("display_data", data=data, metadata={payload: 1}) for data in bundles]
    outputs += [error, new_output("stream", text=payload)]
    outputs[0].metadata["text/html"] = {"isolated": True}
    notebook = trainee({"total": payload, "essay": payload})
    notebook.metadata["title"] = payload
    notebook.metadata["language_info"] = {"name": payload, "pygments_lexer": payload}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"x": payload}}
    own = [
        new_markdown_cell(payload, id="own-1", attachments={"a.png": {"image/png": payload}}),
        new_code_cell(
            payload, id="own-2", outputs=outputs, metadata={"tags": [payload.replace(",", "")]}
        ),
        nbformat.v4.new_raw_cell(payload, metadata={"raw_mimetype": "text/html"}),
    ]
    notebook.cells[2:2] = own
    cell_of(notebook, "total-check").outputs = [error]
    cell_of(notebook, "total-check").metadata.nbgrader["score"] = 0
    cell_of(notebook, "total").metadata.nbgrader["comment"] = payload
    return notebook


def written(payload):
    """Return the page of a submission with a payload in every place."""
    return page(submission(payload), GRADES | {"student": payload, "assignment": payload})


@pytest.mark.parametrize("payload", ATTACKS)
def test_no_payload_comes_alive(payload):
    """A parser sees no tag, handler, address or style that acts, wherever the payload stands."""
    html = written(payload)
    parsed = Page(html)
    assert parsed.found == []
    assert html.index("Content-Security-Policy") < html.index("<style")
    assert parsed.classes.count("page-head") == 1


@pytest.mark.parametrize("payload", ATTACKS)
def test_no_payload_comes_alive_in_formgrader(payload):
    """Formgrader's page of the same notebook holds nbgrader's own scripts and no other."""
    config = gradebook.settings(Path("workspace"))
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    shown = {"index": 0, "total": 1, "base_url": "", "notebook_id": "x", "submission_id": "1"}
    notebook = submission(payload)
    notebook.metadata = tiny_lesson.key().metadata  # autograding takes the release's
    for cell in notebook.cells:
        cell.outputs = [nbformat.from_dict(o) for o in clean_outputs(cell.get("outputs", []))]
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "raw"]
    html, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources=shown)
    body = html[html.index("notebook-container") :]
    assert [f for f in Page(body).found if f != "input"] == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["未通过", "你的回答", "评语", "待批改"]),
        ("en", ["failed", "Your answer", "Comment"]),
    ],
)
def test_the_page_speaks_the_language_of_the_setup_cell(lang, words):
    """The notebook handed in decides, not the release it was put on."""
    notebook = submission("good")
    cell_of(notebook, "setup").source = f'LANG = "{lang}"'
    cell_of(notebook, "essay").metadata.nbgrader["waits"] = True
    html = page(notebook, GRADES)
    assert [word for word in words if word not in html] == []
    assert "<strong>5</strong> / 10" in html


def test_the_page_brings_its_chinese_characters():
    """A page carries the glyphs it uses, in a few kilobytes, and needs nothing else."""
    html = page(new_notebook(cells=[new_markdown_cell("客户细分")]), GRADES)
    assert html.count("src:url(data:font/woff;base64,") == 2
    assert len(html) < 60_000
    if FONT.exists():
        assert len(subset(frozenset("客户"))) < len(subset(frozenset("客户细分")))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Return a workspace with one graded submission whose first answer fails the hidden test."""
    workspace = tmp_path_factory.mktemp("workspace")
    gradebook.prepare(workspace, LESSON, tiny_lesson.key())
    path = notebook_path(workspace, "submitted", "王小明", LESSON)
    path.parent.mkdir(parents=True)
    nbformat.write(trainee({"total": "total = 5", "essay": ATTACKS[0]}), path)
    gradebook.convert(Autograde, workspace, LESSON)
    return workspace


@pytest.mark.slow
def test_feedback_shows_points_and_no_hidden_test(workspace):
    """The command's page names what failed; the code of hidden tests is not there."""
    (path,) = gradebook.make_feedback(workspace, LESSON)
    html = path.read_text(encoding="utf-8")
    assert "王小明" in html
    assert "0 / 2" in html
    assert "待批改" in html
    assert not [secret for secret in ("total == 4", "HIDDEN") if secret in html]
    assert Page(html).found == []


@pytest.mark.browser
def test_no_script_runs_in_a_browser(tmp_path):
    """Chromium runs and asks for nothing even without the page's policy; the layout holds."""
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab, asked = browser.new_page(), []
        tab.on("request", lambda request: asked.append(request.url))
        for number, payload in enumerate(ATTACKS):
            file = tmp_path / f"{number}.html"
            html = written(payload).replace("Content-Security-Policy", "no-policy")
            file.write_text(html, encoding="utf-8")
            tab.goto(file.as_uri())
            tab.hover("h1")
            assert tab.title().endswith("反馈"), payload
            held = tab.evaluate("[...document.body.children].map(e => e.tagName).join()")
            assert held == "HEADER,MAIN", payload
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        browser.close()
