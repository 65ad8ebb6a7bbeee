"""Tell what each cell of a lesson is to the grader, from the key alone.

A lesson's own cells run once for all submissions where they can: those before the first answer in
the warm parent, and the outputs of those that do not depend on an answer in every notebook.
"""

import ast
import re
from dataclasses import dataclass
from typing import Any

from course.build.names import bound, needed

SPOKEN = re.compile(r'^LANG = "(zh|en)"$', re.MULTILINE)
SHOWING = re.compile(r"(plot|explore)\.\w+\(")
MAGIC = re.compile(r"^[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One check: its code, the trainee's names that it reads, and the names that it leaves."""

    source: str
    names: list[str]
    binds: list[str]


@dataclass(frozen=True)
class Plan:
    """A lesson as the grader sees it.

    Attributes
    ----------
    prefix : dict
        Id → source of the lesson's own code cells before the first answer or check.
    own : dict
        Id → source of all own cells that depend on no answer.
    order : list of (id, source)
        What the checker's parent runs: the own cells, the imports of the answers, and an id
        without a source where the names are kept for the check of that id.
    checks : dict
        Grade id → Check.
    silent : set of str
        Ids of own cells that only show something: trainees' processes need not run them.
    vital : set of str
        Ids of own cells that bind a name which a check looks up: these must not fail.
    """

    prefix: dict[str, str]
    own: dict[str, str]
    order: list[tuple[str, str]]
    checks: dict[str, Check]
    silent: frozenset[str]
    vital: frozenset[str]


def language_of(notebook: dict[str, Any]) -> str:
    """Return the language that a notebook's set-up cell names; Chinese if it names none."""
    sources = (text(cell) for cell in notebook["cells"] if cell.get("id") == "setup")
    found = next((match for source in sources if (match := SPOKEN.search(source))), None)
    return found[1] if found else "zh"


def plan_of(key: dict[str, Any], lang: str) -> Plan:
    """Read a key edition, its own cells speaking `lang`.

    Names that depend on an answer, directly or through an own cell, are the trainee's: a check
    asks for them. The key's own solutions never run.
    """
    prefix, own, order, checks, binds = {}, {}, [], {}, {}
    theirs: set[str] = set()
    asked: set[str] = set()
    begun = False
    for cell in key["cells"]:
        if cell["cell_type"] != "code":
            continue
        name, source = cell["id"], SPOKEN.sub(f'LANG = "{lang}"', text(cell))
        code, kind = MAGIC.sub("", source), kind_of(cell)
        begun = begun or kind != "own"
        if kind == "answer":
            modules = imports(code)
            theirs |= bound(code) - bound(modules)
            order += [(f"{name}-imports", modules)] if modules else []
        elif kind == "check":
            reads = needed(code)
            asked |= reads
            checks[grade_id(cell)] = Check(source, sorted(theirs & reads), sorted(bound(code)))
            order.append((grade_id(cell), ""))
        elif theirs & needed(code):
            theirs |= bound(code) | changed(code)
        else:
            binds[name] = bound(code)
            theirs -= binds[name]
            own[name] = source
            order.append((name, source))
            if not begun:
                prefix[name] = source
    silent = frozenset(name for name, source in own.items() if only_shows(source))
    vital = frozenset(name for name in own if binds[name] & asked)
    return Plan(prefix, own, order, checks, silent, vital)


def grade_id(cell: dict[str, Any]) -> str:
    """Return the grade id of a cell of a key or a restored notebook, or an empty text."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def kind_of(cell: dict[str, Any]) -> str:
    """Return `check`, `answer` (an essay too) or `own` for a cell of such a notebook."""
    nbgrader = cell["metadata"].get("nbgrader", {})
    if nbgrader.get("solution"):
        return "answer"
    return "check" if nbgrader.get("grade") else "own"


def imports(code: str) -> str:
    r"""Return the import statements at the top level of code: a check takes no module on trust.

    >>> imports("import numpy as np\nx = np.pi\nfrom math import tau")
    'import numpy as np\nfrom math import tau'
    """
    found = [n for n in ast.parse(code).body if isinstance(n, ast.Import | ast.ImportFrom)]
    return "\n".join(map(ast.unparse, found))


def only_shows(source: str) -> bool:
    """Tell whether code calls the course's figures and widgets and does nothing else.

    >>> only_shows("plot.show(plot.plot_segments(summary))"), only_shows("x = plot.show(y)")
    (True, False)
    """
    code = MAGIC.sub("", source)
    return all(SHOWING.match(ast.unparse(node)) for node in ast.parse(code).body)


def changed(source: str) -> set[str]:
    """Return the names whose items or attributes are set by this code.

    >>> sorted(changed("table['a'] = 1; b.c = 2; d = 3"))
    ['b', 'table']
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            base = node.value
            while isinstance(base, ast.Subscript | ast.Attribute):
                base = base.value
            found |= {base.id} if isinstance(base, ast.Name) else set()
    return found


def text(cell: dict[str, Any]) -> str:
    """Return a cell's source as one text, as saved in one piece or in lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
