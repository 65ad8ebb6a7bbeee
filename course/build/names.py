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

    >>> sorted(needed("n = 2\nfor i in rows:\n    k = n\n    n += k\nprint([x + n for x in more])"))
    ['more', 'print', 'rows']
    >>> sorted(needed("total += row\nlast = last + 1"))
    ['last', 'row', 'total']
    """
    return _needed(ast.parse(code).body, set())


def _needed(statements: list[ast.stmt], own: set[str]) -> set[str]:
    """Return what statements look up, in their order, beyond the names that are their own."""
    found: set[str] = set()
    for statement in statements:
        head, bodies = _parts(statement)
        first = set().union(*map(_stored, head)) if bodies else set()
        for part in head:
            found |= (
                _looked_up(symtable.symtable(ast.unparse(part), "<cell>", "exec")) - own - first
            )
        if isinstance(statement, ast.AugAssign):
            found |= _stored(statement) - own
        for body in bodies:
            found |= _needed(body, own | first)
        own = own | bound(ast.unparse(statement))
    return found


def _stored(code: ast.AST) -> set[str]:
    """Return the names that code assigns to."""
    names = (node for node in ast.walk(code) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _parts(statement: ast.stmt) -> tuple[list[ast.AST], list[list[ast.stmt]]]:
    """Return what a statement begins with, and the blocks of statements that follow."""
    match statement:
        case ast.For(target=target, iter=values, body=body, orelse=rest):
            return [ast.Assign([target], values, lineno=0)], [body, rest]
        case (
            ast.If(test=test, body=body, orelse=rest) | ast.While(test=test, body=body, orelse=rest)
        ):
            return [test], [body, rest]
        case ast.With(items=items, body=body):
            return [ast.With(items, [ast.Pass()], lineno=0)], [body]
        case ast.Try(body=body, handlers=handlers, orelse=rest, finalbody=last):
            head = [
                ast.Assign([ast.Name(handler.name or "_", ast.Store())], handler.type, lineno=0)
                for handler in handlers
                if handler.type
            ]
            return head, [[*body, *rest, *last], *(handler.body for handler in handlers)]
        case _:
            return [statement], []


def _looked_up(scope: symtable.SymbolTable) -> set[str]:
    """Return the names of the notebook that a scope and those within it look up."""
    is_top = scope.get_type() == "module"
    symbols = [s for s in scope.get_symbols() if s.is_referenced() and (is_top or s.is_global())]
    inner = map(_looked_up, scope.get_children())
    return {symbol.get_name() for symbol in symbols}.union(*inner)


def asked(lesson: "Lesson", check: "Cell") -> list[str]:
    """Return the trainee's names that a check looks up: those that its exercise's cell binds."""
    return sorted(bound(lesson.exercise(check.tags["of"]).source) & needed(check.source))
