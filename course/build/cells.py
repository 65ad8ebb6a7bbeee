"""Expand a lesson's cells into notebook cells: metadata, header, set-up, folded parts."""

import hashlib
import re
from collections import Counter

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.build.lesson import LANGS, Cell, Lesson
from course.build.names import asked
from course.build.syllabus import Entry, entries
from course.build.times import TIMED, minutes, task_minutes

CODE_STUB = "# 在此作答 / YOUR CODE HERE"
CJK = r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]"

TEXT_STUB = "在此作答 / YOUR ANSWER HERE"

BLOOM = {
    "remember": {"zh": "记忆", "en": "remember"},
    "understand": {"zh": "理解", "en": "understand"},
    "apply": {"zh": "应用", "en": "apply"},
    "analyse": {"zh": "分析", "en": "analyse"},
    "evaluate": {"zh": "评价", "en": "evaluate"},
    "create": {"zh": "创造", "en": "create"},
}

HEADER = {
    "zh": {
        "facts": ("阅读约 {} 分钟", "练习约 {} 分钟", "共 {} 分"),
        "switch": "Read this lesson in English",
        "can": "**学完本课，你能够**",
        "goal": "- `{o.id}` {o.zh}（{bloom}）",
        "needs": "**先修课程**：{}。",
        "data": "**数据**：{}。",
        "comma": "、",
    },
    "en": {
        "facts": ("reading: about {} minutes", "exercises: about {} minutes", "{} points"),
        "switch": "阅读本课中文版",
        "can": "**After this lesson you can**",
        "goal": "- `{o.id}` {o.en} ({bloom})",
        "needs": "**Before this lesson:** {}.",
        "data": "**Data:** {}.",
        "comma": ", ",
    },
}

SETUP = """\
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from segkit import explore, load, plot
from segkit.classroom import set_up

LANG = "{lang}"
T = set_up(LANG)"""

CHECK = "# 检查 / Check · {name} · {points:g} 分 / points\n"

ATTEMPTED = """\
assert "{0}" in globals(), T("还没有作答：没有找到 {0}", "not attempted: no {0} yet")
"""

NOT_ATTEMPTED = ("还没有作答", "not attempted")
"""How every check's message begins where there is no answer."""

FOLDED = {"jupyter": {"source_hidden": True}}
"""Metadata of cells whose code is shown on request: checks and quizzes."""


def notebook(lesson: Lesson, lang: str, entry: Entry) -> NotebookNode:
    """Return the whole notebook of one language, solutions and hidden checks included."""
    mine = [c for c in lesson.cells if c.lang in (None, lang) and c.kind != "wrong"]
    cells = [node for cell in mine for node in expand(cell, lesson, lang)]
    cells.insert(0, new_markdown_cell(header(lesson, lang, entry), id="header"))
    cells.insert(2, new_code_cell(setup(lang), id="setup"))
    _number_repeated_ids(cells)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "segcourse": {"lang": lang, "lesson": lesson.stem},
    }
    return new_notebook(cells=cells, metadata=metadata)


def setup(lang: str) -> str:
    """Return the code that settles language, fonts and warnings."""
    return SETUP.format(lang=lang)


def expand(cell: Cell, lesson: Lesson, lang: str) -> list[NotebookNode]:
    """Return the notebook cells that one cell of the text stands for."""
    match cell.kind:
        case "prose":
            return [new_markdown_cell(_unwrapped(_prompted(cell, lesson)), id=cell.name)]
        case "essay":
            return [_graded(new_markdown_cell(cell.source), cell, grade=True, solution=True)]
        case "exercise":
            return [_graded(new_code_cell(cell.source), cell, grade=False, solution=True)]
        case "check":
            node = new_code_cell(check_source(cell, lesson), metadata=FOLDED)
            return [_graded(node, cell, grade=True, solution=False)]
        case "practice":
            return _practice(cell, lang)
        case "quiz":
            return [new_code_cell(cell.source, id=cell.name, metadata=FOLDED)]
        case _:
            return [new_code_cell(cell.source, id=cell.name or _digest_id(cell.source))]


def check_source(check: Cell, lesson: Lesson) -> str:
    """Return a check's code, preceded by its name and whether there is an answer at all."""
    title = CHECK.format(name=check.name, points=check.tags["points"])
    return title + "".join(map(ATTEMPTED.format, asked(lesson, check))) + check.source


def stubbed(source: str) -> str:
    """Return code with each solution region replaced by the stub, as nbgrader does it."""
    region = re.compile(
        r"^([ \t]*)### BEGIN SOLUTION[ \t]*\n.*?### END SOLUTION[ \t]*$", re.M | re.S
    )
    return region.sub(lambda match: match[1] + CODE_STUB, source)


def solution(source: str) -> str:
    """Return the code of the solution without its markers."""
    return re.sub(r"^[ \t]*### (BEGIN|END) SOLUTION[ \t]*\n?", "", source, flags=re.M).rstrip()


def header(lesson: Lesson, lang: str, entry: Entry) -> str:
    """Return the first cell: title, minutes, points, objectives, what comes before."""
    reading, tasks = minutes(lesson)
    words = HEADER[lang]
    other = LANGS[1 - LANGS.index(lang)]
    facts = [
        text.format(value)
        for text, value in zip(words["facts"], (reading, tasks, f"{lesson.total:g}"), strict=True)
        if float(value)
    ]
    facts.append(f"[{words['switch']}](../../{other}/{entry.stem}/{entry.stem}.ipynb)")
    needs = [f"{stem[:2]} · {entries()[stem].title[lang]}" for stem in entry.needs]
    data = [f"`{name}`" for name in entry.data]
    goals = "\n".join(
        words["goal"].format(o=o, bloom=BLOOM[o.bloom][lang]) for o in entry.objectives
    )
    parts = [f"# {entry.stem[:2]} · {entry.title[lang]}", " · ".join(facts)]
    parts += [words["can"], goals] if goals else []
    parts += [words["needs"].format(words["comma"].join(needs))] if needs else []
    parts += [words["data"].format(words["comma"].join(data))] if data else []
    return "\n\n".join(parts)


def _unwrapped(text: str) -> str:
    r"""Join wrapped lines of Chinese, between which browsers would draw a space.

    >>> _unwrapped("# 标题\n第一行，\n第二行\nend")
    '# 标题\n第一行，第二行\nend'
    """
    lines: list[str] = []
    for line in text.split("\n"):
        above = lines[-1] if lines else ""
        if not above.startswith("#") and re.search(rf"{CJK}$", above) and re.match(CJK, line):
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(lines)


def _prompted(cell: Cell, lesson: Lesson) -> str:
    """Return prose; a task's prompt gets its points and minutes behind its last heading."""
    tasks = [
        task for task in lesson.of_kind(*TIMED) if (pair := lesson.prompt(task)) and cell in pair
    ]
    if not tasks:
        return cell.source
    task = tasks[0]
    time = task_minutes(lesson, task)
    span = f"{time} minute" if time == 1 else f"{time} minutes"
    if task.kind == "practice":
        suffix = {"zh": f"（不计分，{time} 分钟）", "en": f" (practice, {span})"}
    else:
        points = f"{lesson.points(task):g}"
        unit = "point" if points == "1" else "points"
        suffix = {
            "zh": f"（{points} 分，{time} 分钟）",
            "en": f" ({points} {unit}, {span})",
        }
    before, heading, after = re.match(r"(?s)(.*^|^)(#+ [^\n]*)(.*)", cell.source, re.M).groups()
    return before + heading + suffix[cell.lang] + after


def _practice(cell: Cell, lang: str) -> list[NotebookNode]:
    summary = {"zh": "参考解答", "en": "A solution"}[lang]
    answer = (
        f"<details><summary>{summary}</summary>\n\n"
        f"```python\n{solution(cell.source)}\n```\n\n</details>"
    )
    return [
        new_code_cell(stubbed(cell.source), id=cell.name, metadata={"tags": ["raises-exception"]}),
        new_markdown_cell(answer, id=f"{cell.name}-solution"),
    ]


def _graded(node: NotebookNode, cell: Cell, *, grade: bool, solution: bool) -> NotebookNode:
    node.id = cell.name
    node.metadata["nbgrader"] = {
        "grade": grade,
        "grade_id": cell.name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if grade:
        node.metadata["nbgrader"]["points"] = cell.tags["points"]
    if node.cell_type == "code":
        # Lets "Run All" go on after a wrong or missing answer.
        node.metadata["tags"] = ["raises-exception"]
    return node


def _number_repeated_ids(cells: list[NotebookNode]) -> None:
    """Tell worked cells with the same code apart, which have the same id at first."""
    seen: Counter[str] = Counter()
    for cell in cells:
        seen[cell.id] += 1
        if seen[cell.id] > 1:
            cell.id = f"{cell.id}-{seen[cell.id]}"


def _digest_id(source: str) -> str:
    return "code-" + hashlib.sha256(source.encode("utf-8")).hexdigest()[:10]
