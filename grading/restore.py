"""Put a submission back on the released notebook's structure.

Every graded and locked cell of the release stands there once, in order, with the release's own
metadata; only the answers' sources are the trainee's. So deleted, copied, moved, retyped and
re-pointed cells change nothing. The trainee's other work stays: their changes to ungraded code,
their prose, and cells of their own, which run where they stood.
"""

from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from grading.incident import Incident
from grading.intake import Cell
from grading.plan import grade_id, kind_of

NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def restore(cells: list[Cell], release: NotebookNode) -> tuple[NotebookNode, list[Incident]]:
    """Rebuild a notebook from the release and the submitted sources.

    Parameters
    ----------
    cells : list of Cell
        The submission, in its order.
    release : NotebookNode
        The trainee edition.

    Returns
    -------
    notebook : NotebookNode
        A copy of the release with the trainee's sources; no outputs.
    incidents : list of Incident
        What was put back or ignored.
    """
    claims = claim(cells, release)
    chosen = {at: choose(cells, claims[at], node) for at, node in enumerate(release.cells)}
    own = own_cells(cells, claims, chosen, release)
    built = []
    for at, node in enumerate(release.cells):
        built += own.get(at, [])
        answer = cells[chosen[at]].source if chosen[at] is not None else None
        built += rebuilt(node, answer)
    notebook = deepcopy(release)
    notebook.cells = built + own.get(len(release.cells), [])
    return notebook, incidents(cells, claims, release)


def claim(cells: list[Cell], release: NotebookNode) -> list[list[int]]:
    """Return, for each cell of the release, the submitted cells that claim to be it.

    A cell is known by its grade id, else by its cell id, else (ungraded) by an equal source.
    """
    by_grade = {grade_id(node): at for at, node in enumerate(release.cells) if grade_id(node)}
    by_id = {node.get("id"): at for at, node in enumerate(release.cells)}
    by_text = {
        (node.cell_type, node.source.strip()): at
        for at, node in enumerate(release.cells)
        if not grade_id(node)
    }
    claims: list[list[int]] = [[] for _ in release.cells]
    for number, cell in enumerate(cells):
        at = by_grade.get(cell.grade_id, by_id.get(cell.cell_id))
        at = by_text.get((cell.kind, cell.source.strip())) if at is None else at
        if at is not None:
            claims[at].append(number)
    return claims


def choose(cells: list[Cell], claimants: list[int], node: NotebookNode) -> int | None:
    """Return the claimant that counts: the last one that differs from the release."""
    changed = [number for number in claimants if not same(cells[number].source, node.source)]
    return max(changed or claimants, default=None)


def rebuilt(node: NotebookNode, answer: str | None) -> list[NotebookNode]:
    """Return the released cell with the trainee's source where it may differ.

    Prose that the trainee's notebook lacks is left out: the release may speak the other language.
    """
    if answer is None and node.cell_type == "markdown" and not grade_id(node):
        return []
    node = deepcopy(node)
    keeps = answer is None or is_check(node) or (grade_id(node) and not is_answer(node))
    if not keeps and answer.strip() and not same(answer, node.source):
        node.source = answer
    return [node]


def own_cells(cells, claims, chosen, release) -> dict[int, list[NotebookNode]]:
    """Return the trainee's own cells by the place in the release before which they run.

    Copies of an answer count as own cells, copies of a check do not.
    """
    place_of = {number: at for at, number in chosen.items() if number is not None}
    checks = [at for at, node in enumerate(release.cells) if is_check(node)]
    dropped = {number for at in checks for number in claims[at]}
    own: dict[int, list[NotebookNode]] = {}
    at = len(release.cells)
    for number in reversed(range(len(cells))):
        at = place_of.get(number, at)
        cell = cells[number]
        if number not in place_of and number not in dropped and cell.kind in NEW_CELL:
            node = NEW_CELL[cell.kind](cell.source, id=f"own-{number}")
            own.setdefault(at, []).insert(0, node)
    return own


def incidents(cells: list[Cell], claims: list[list[int]], release: NotebookNode) -> list[Incident]:
    """Return what differed from the release's structure, one incident for each kind of fault."""
    faults: dict[str, list[str]] = {}
    answers = []
    for node, claimants in zip(release.cells, claims, strict=True):
        if is_check(node) or is_answer(node):
            for fault in _faults(node, cells, claimants):
                faults.setdefault(fault, []).append(grade_id(node))
        if is_answer(node):
            answers.append(_untouched(node, cells, claimants))
    known = {grade_id(node) for node in release.cells}
    if strange := sorted({cell.grade_id for cell in cells if cell.grade_id} - known):
        faults["unknown grade ids ignored"] = [ascii(name) for name in strange]
    found = [Incident("restored", f"{fault}: {_few(names)}") for fault, names in faults.items()]
    return found + [Incident("untouched", "no answer was written")] * all(answers)


def _faults(node: NotebookNode, cells: list[Cell], claimants: list[int]) -> list[str]:
    claimed = [cells[number] for number in claimants]
    points = node.metadata.nbgrader.get("points")
    faults = {
        "missing cells put back": not claimed,
        "cells there more than once, one counts": len(claimed) > 1,
        "edited checks put back": is_check(node) and _differ(claimed, node),
        "edited points ignored": any(cell.points not in (None, points) for cell in claimed),
    }
    return [fault for fault, is_so in faults.items() if is_so]


def _few(names: list[str]) -> str:
    """Name the first three.

    >>> _few(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + rest


def _differ(claimed: list[Cell], node: NotebookNode) -> bool:
    return any(not same(cell.source, node.source) for cell in claimed)


def _untouched(node: NotebookNode, cells: list[Cell], claimants: list[int]) -> bool:
    sources = [cells[n].source for n in claimants]
    return all(same(source, node.source) or not source.strip() for source in sources)


def same(one: str, other: str) -> bool:
    r"""Tell whether two sources are equal but for space at line ends and around.

    >>> same("a = 1  \r\n", "a = 1")
    True
    """
    return _trimmed(one) == _trimmed(other)


def _trimmed(source: str) -> list[str]:
    return [line.rstrip() for line in source.strip().splitlines()]


def is_check(node: NotebookNode) -> bool:
    """Tell whether this is a code cell that scores points."""
    return kind_of(node) == "check"


def is_answer(node: NotebookNode) -> bool:
    """Tell whether this is a cell for the trainee's answer, code or essay."""
    return kind_of(node) == "answer"
