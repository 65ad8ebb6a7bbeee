"""Feedback pages: what a trainee wrote, what came out, points, messages and comments.

`FeedbackPage` takes the place of nbgrader's HTML exporter, so that `segcourse feedback` and
`nbgrader generate_feedback` write the same page: one file without scripts that loads nothing.
Whatever comes from a submission is escaped by the template or cleaned by `grading.clean`.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, GetGrades
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course.build.syllabus import entries
from grading.clean import clean_html, clean_outputs, clean_text
from grading.page_font import font_faces
from grading.plan import grade_id, language_of
from grading.restore import is_answer, is_check

HERE = Path(__file__).parent
MOST_MARKDOWN, MOST_CODE = 20_000, 20_000
HEADING = re.compile(r"^#{1,4}[ \t]+([^\s#][^\n(（]{0,200})", re.MULTILINE)
"""An exercise's heading, without the points and minutes in brackets."""
EMPTY_HEADER = re.compile(r"<th([^<>]*)>(?:\s|&nbsp;)*</th>")
NO_RESPONSE = {"No response.": {"zh": "没有作答。", "en": "No answer."}}


class RedactChecks(ClearHiddenTests):
    """Take hidden tests, and all that a check printed but its error, out of the feedback."""

    def preprocess_cell(self, cell, resources, cell_index):
        """Cut a check's hidden tests and shorten its errors to name and message."""
        if not is_check(cell):
            return cell, resources
        cell.outputs = [output for output in cell.outputs if output.output_type == "error"]
        for output in cell.outputs:
            output.traceback = [f"{output.ename}: {output.evalue}".removesuffix(": ")]
        return super().preprocess_cell(cell, resources, cell_index)


class Grades(GetGrades):
    """Put points and comments into the notebook, and whether a person has yet to look."""

    def _get_score(self, cell, resources):
        super()._get_score(cell, resources)
        names = (self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(grade_id(cell), *names)
        cell.metadata.nbgrader["waits"] = bool(grade.needs_manual_grade)


class FeedbackPage(Exporter):
    """What nbgrader calls to write a feedback page."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the page of an autograded notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return page(nb, resources["nbgrader"]), resources


@dataclass
class Part:
    """One cell as the page shows it; every text of the trainee's is plain or cleaned HTML.

    Attributes
    ----------
    kind : str
        `prose`, `code`, `answer` (code or essay) or `check`.
    title : str
        Heading of the exercise it belongs to.
    name : str
        Grade id.
    points, most : float or None
        None where nothing is scored.
    waits : bool
        Whether a person has yet to grade it.
    message : str
        What a failed check says; empty if it passed.
    """

    kind: str
    body: Markup
    outputs: list[dict] = field(default_factory=list)
    folded: bool = False
    title: str = ""
    name: str = ""
    points: float | None = None
    most: float | None = None
    waits: bool = False
    failed: bool = False
    message: str = ""
    comment: Markup | None = None


def page(nb: NotebookNode, grades: dict) -> str:
    """Return the feedback page of one notebook.

    Parameters
    ----------
    nb : NotebookNode
        The autograded notebook with points and comments.
    grades : dict
        nbgrader's record: student, assignment, score, max_score, late_penalty.

    Returns
    -------
    str
        A whole HTML page that needs no other file.
    """
    lang = language_of(nb)
    lesson = entries().get(grades["assignment"])
    parts = read_parts(nb, lang)
    body = _template().render(
        lang=lang,
        T=lambda zh, en: zh if lang == "zh" else en,
        lesson=lesson.title[lang] if lesson else grades["assignment"],
        grades=grades,
        parts=parts,
        scored=[part for part in parts if part.most is not None],
        code_style=Markup(HtmlFormatter(style="default").get_style_defs("pre")),
    )
    common = "".join(str(part.body) for part in parts if part.kind != "answer")
    return body.replace("/* FONTS */", font_faces(body, common, lang), 1)


def read_parts(nb: NotebookNode, lang: str) -> list[Part]:
    """Return the cells as the page shows them."""
    parts, title = [], ""
    for cell in nb.cells:
        is_prose = cell.cell_type == "markdown" and not is_answer(cell)
        if is_prose and not str(cell.get("id")).startswith("own-"):
            found = HEADING.findall(cell.source)
            title = clean_text(found[-1]) if found else title
        parts.append(read_part(cell, title, lang))
    return parts


def read_part(cell: NotebookNode, title: str, lang: str) -> Part:
    """Return one cell as the page shows it."""
    render = {"markdown": markdown_html, "code": code_html}.get(cell.cell_type, text_html)
    part = Part("code" if cell.cell_type == "code" else "prose", Markup(render(cell.source)))
    part.folded = bool(cell.metadata.get("jupyter", {}).get("source_hidden"))
    if is_check(cell):
        part.kind = "check"
        errors = [output for output in cell.outputs if output.output_type == "error"]
        part.failed, part.message = bool(errors), message(errors[0]) if errors else ""
    elif cell.cell_type == "code":
        part.outputs = clean_outputs(cell.outputs)
    if is_answer(cell):
        part.kind = "answer"
        comment = cell.metadata.nbgrader.get("comment") or ""
        comment = NO_RESPONSE.get(comment, {}).get(lang, comment)
        part.comment = Markup(markdown_html(comment)) if comment else None
    if cell.metadata.get("nbgrader", {}).get("grade"):
        marks = cell.metadata.nbgrader
        part.title, part.name = title, grade_id(cell)
        part.points, part.most = float(marks.get("score") or 0), float(marks.get("points") or 0)
        part.waits = bool(marks.get("waits"))
    return part


def message(error: NotebookNode) -> str:
    """Return what an error says; the name AssertionError goes without saying.

    >>> message(NotebookNode(ename="AssertionError", evalue="too small"))
    'too small'
    """
    name, text = clean_text(error.ename), clean_text(error.evalue)
    return text if name == "AssertionError" else f"{name}: {text}".removesuffix(": ")


def markdown_html(source: str) -> str:
    """Return Markdown as cleaned HTML; formulas stay as they are written.

    >>> markdown_html("[x](javascript:alert(1)) **b**").strip()
    '<p><a>x</a> <strong>b</strong></p>'
    """
    if len(source) > MOST_MARKDOWN:
        return text_html(source)
    renderer = _Prose(escape=False, exclude_anchor_links=True)
    try:
        return clean_html(MarkdownWithMath(renderer=renderer).render(source)) or text_html(source)
    except Exception:  # whatever a parser makes of a trainee's text, there is a page
        return text_html(source)


class _Prose(IPythonRenderer):
    """Leaves the pictures attached to a cell out: grading keeps a cell's text alone."""

    def _embed_image_or_attachment(self, url: str) -> str:
        return url


def code_html(source: str) -> str:
    """Return Python code with its parts marked for colours."""
    if len(source) > MOST_CODE:
        return text_html(source)
    lexer = PythonLexer(stripnl=False)
    return f"<pre>{highlight(clean_text(source), lexer, HtmlFormatter(nowrap=True))}</pre>"


def no_empty_headers(html: str) -> str:
    """Return cleaned HTML where the corners of tables are no headers, as they head nothing.

    >>> no_empty_headers("<tr><th></th><th>orders</th></tr>")
    '<tr><td></td><th>orders</th></tr>'
    """
    return EMPTY_HEADER.sub(r"<td\1></td>", html)


def text_html(source: str) -> str:
    """Return a text as it is, escaped, and cut if it is very long."""
    return f"<pre>{escape(clean_text(source))}</pre>"


@cache
def _template():
    env = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True)
    env.filters["no_empty_headers"] = no_empty_headers
    return env.get_template("feedback.html.j2")
