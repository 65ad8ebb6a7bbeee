"""Which names a cell's code binds at top level and which it reads."""

import ast

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


def read(source: str) -> set[str]:
    """Return the names that this code looks up.

    >>> sorted(read("assert len(table) == n"))
    ['len', 'n', 'table']
    """
    return {
        node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def asked(lesson: Lesson, check: Cell) -> list[str]:
    """Return the trainee's names that a check reads: those that its exercise's cell binds."""
    return sorted(bound(lesson.exercise(check.tags["of"]).source) & read(check.source))
