"""What a tool finds wrong, for people who hear a page or use the keyboard: nothing of ours.

axe-core reads each page as it stands in the browser, folded parts unfolded, by the rules of
WCAG 2.2 at levels A and AA and by its own good practice (headings in order, landmarks).
"""

from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbclient import NotebookClient

from course.build.editions import key_edition, trainee_path
from grading.feedback import page as feedback_page
from grading.report import write_report
from tests.browser.notebook_page import open_lesson, run_all, scroll_to
from tests.cohort.graded import cohort

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
LESSON = "08_behavioural"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

NBCONVERT = {
    "color-contrast": (".jp-InputPrompt, .jp-OutputPrompt, .highlight *", "grey In [1], code"),
    "link-in-text-block": ("a", "its style sheet underlines no link"),
    "empty-table-header": (".dataframe th, th.blank", "pandas' corners of tables"),
}
"""Rule, where nbconvert's own template breaks it in an exported lesson, and how."""

NARROW = {
    "scrollable-region-focusable": (".jp-RenderedMarkdown", "wide tables scroll in its prose")
}
"""The same, in a narrow window only."""

IPYWIDGETS = {
    "aria-input-field-name": (".noUi-handle", "a slider's label is not tied to its handle")
}
"""The same for the widgets themselves, which ipywidgets draws."""

FAULTS = """async ([standards, excused, within]) => {
    document.querySelectorAll('details').forEach(part => part.open = true);
    const found = await axe.run(within, {resultTypes: ['violations'],
                                         runOnly: {type: 'tag', values: standards}});
    const elsewhere = (rule, node) =>
        !(rule in excused && document.querySelector(node.target[0]).matches(excused[rule][0]));
    return found.violations.map(({id, nodes}) => [id, nodes.length, nodes
        .filter(node => elsewhere(id, node)).map(node => node.html + ' ' + node.failureSummary)]);
}"""


def faults(page, excused=None, within="html"):
    """Return the rules that are broken, and the elements at fault that nothing excuses."""
    page.evaluate(Axe().axe_script)
    found = page.evaluate(FAULTS, [STANDARDS, excused or {}, within])
    return {rule for rule, _, _ in found}, {rule: nodes for rule, _, nodes in found if nodes}


@pytest.fixture(params=[1000, 400])
def width(request, page):
    """Make the page as wide as a window, then as a telephone; in pixels."""
    page.set_viewport_size({"width": request.param, "height": 1000})
    return request.param


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    """Return each language in turn."""
    return request.param


@pytest.fixture(scope="module")
def lesson(lang, tmp_path_factory):
    """Return lesson 08 with its solutions, run to the end."""
    notebook = nbformat.from_dict(key_edition(LESSON, lang))
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("run"))}}
    return NotebookClient(notebook, timeout=120, resources=where).execute()


def show(page, tmp_path, html):
    """Open a page from a file."""
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    page.goto(path.as_uri())


def test_an_exported_lesson(course, serve, page, tmp_path, lesson, lang, width):
    """JupyterLab's own export to HTML tells its language and breaks no rule by our content."""
    path = trainee_path(LESSON, lang).relative_to(ROOT)
    nbformat.write(lesson, course / path)
    base, token = serve("--lang", lang)
    address = f"{base}/nbconvert/html/{path.as_posix()}?token={token}"
    show(page, tmp_path, page.request.get(address).text())
    broken, left = faults(page, NBCONVERT | NARROW)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("img[alt]").count() >= 4
    assert left == {}
    assert broken - set(NARROW) == set(NBCONVERT), "a rule is kept by now: shorten the list"
    assert width < 1000 or not broken & set(NARROW)


def test_a_feedback_page(page, tmp_path, shoot, lesson, lang, width):
    """Passed and failed checks, comments, tables, figures and the folded parts."""
    checks = [cell for cell in lesson.cells if "points" in cell.metadata.get("nbgrader", {})]
    for number, cell in enumerate(checks):
        marks = {"score": number % 2, "waits": number % 3 == 0, "comment": "Good."}
        cell.metadata.nbgrader |= marks
    failed = nbformat.v4.new_output("error", ename="AssertionError", evalue="too many orders")
    checks[0].outputs = [failed]
    grades = {"student": "Ada", "assignment": LESSON, "score": 5, "max_score": 18}
    show(page, tmp_path, feedback_page(lesson, grades | {"late_penalty": 1}))
    _, left = faults(page)
    shoot(f"{lang}-feedback-{width}")
    assert page.locator("html").get_attribute("lang")[:2] == lang
    assert left == {}


def test_the_report_on_a_class(page, tmp_path, shoot, lang, width):
    """Plots, tables and findings, in the language that shows first."""
    path = tmp_path / "report.html"
    write_report(cohort(), path, lang=lang)
    page.goto(path.as_uri())
    _, left = faults(page)
    shoot(f"{lang}-report-{width}")
    assert left == {}


def test_widgets_that_run(serve, page, lang):
    """Explorer, quiz and figures of lesson 08 in JupyterLab; what Lab draws itself is Lab's."""
    open_lesson(page, serve("--lang", lang), lang, LESSON)
    run_all(page)
    for inside in (".widget-slider", ".widget-radio-box", "img[alt]"):
        scroll_to(page, f".jp-OutputArea-output {inside}")
        broken, left = faults(page, IPYWIDGETS, f".jp-OutputArea-output:has({inside})")
        assert left == {}, inside
        assert (inside == ".widget-slider") == bool(broken), "shorten the list if none is broken"


def test_the_tool_finds_what_is_wrong(page, tmp_path):
    """A picture without a text, pale words, a heading left out; an excuse covers its own alone."""
    html = "<h1>a</h1><h3 class='jp'>b</h3><p style='color:#ccc'>pale words</p><img src=''>"
    show(page, tmp_path, f"<html lang='en'><title>t</title><main>{html}</main>")
    found = {"color-contrast", "heading-order", "image-alt"}
    broken, left = faults(page, {"heading-order": (".jp", ""), "image-alt": ("p", "")})
    assert broken == found
    assert set(left) == found - {"heading-order"}
