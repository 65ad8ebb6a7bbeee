"""Which names a cell's code binds at top level and which it looks up."""

import ast
import symtable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.build.lesson import Cell, Lesson

INNER = (ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
"""Parts of code whose names end with them."""


def bound(source: str) -> set[str]:
    r"""Return the names that running this code leaves in the notebook.

    >>> sorted(bound("import numpy as np\ntable, n = f(), 3\ndef g(x): y = x"))
    ['g', 'n', 'np', 'table']
    """
    names: set[str] = set()
    todo: list[ast.AST] = list(ast.parse(source).body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif not isinstance(node, INNER):
            todo += ast.iter_child_nodes(node)
    return names


def needed(code: str) -> set[str]:
    r"""Return the names that code looks up before it binds them itself.

    >>> sorted(needed("n = 2\nfor i in rows:\n    n += i\nprint([x + n for x in more])"))
    ['more', 'print', 'rows']
    """
    own: set[str] = set()
    found: set[str] = set()
    for statement in ast.parse(code).body:
        source = ast.unparse(statement)
        loop = [statement.target] if isinstance(statement, ast.For) else []
        first = {n.id for target in loop for n in ast.walk(target) if isinstance(n, ast.Name)}
        found |= _looked_up(symtable.symtable(source, "<cell>", "exec")) - own - first
        own |= bound(source)
    return found


def _looked_up(scope: symtable.SymbolTable) -> set[str]:
    """Return the names of the notebook that a scope and those within it look up."""
    is_top = scope.get_type() == "module"
    symbols = [s for s in scope.get_symbols() if s.is_referenced() and (is_top or s.is_global())]
    inner = map(_looked_up, scope.get_children())
    return {symbol.get_name() for symbol in symbols}.union(*inner)


def asked(lesson: "Lesson", check: "Cell") -> list[str]:
    """Return the trainee's names that a check looks up: those that its exercise's cell binds."""
    return sorted(bound(lesson.exercise(check.tags["of"]).source) & needed(check.source))
