"""Read a lesson's text: cells with their tags, each fault with its line and a remedy."""

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import jupytext

from course.errors import CourseError

LANGS = ("zh", "en")

Tag = str | int | float | bool


@dataclass(frozen=True)
class Kind:
    """What a kind of cell is written with: the tag that names it and the tags beside it."""

    cell_type: Literal["markdown", "code"]
    needs: frozenset[str]
    may: frozenset[str] = frozenset()


KINDS = {
    "prose": Kind("markdown", frozenset({"lang", "id"})),
    "essay": Kind("markdown", frozenset({"points", "rubric", "objective"})),
    "exercise": Kind("code", frozenset({"objective"}), frozenset({"fixed"})),
    "check": Kind("code", frozenset({"of", "points"})),
    "wrong": Kind("code", frozenset({"breaks", "why"}), frozenset({"hardcoded"})),
    "practice": Kind("code", frozenset()),
    "quiz": Kind("code", frozenset({"objective"})),
    "worked": Kind("code", frozenset(), frozenset({"id"})),
}
NUMBERS = frozenset({"points"})
HARDCODED = ("seed", "inputs")
JUPYTEXT_NOTES = frozenset({"lines_to_next_cell", "lines_to_end_of_cell_marker"})


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong at a line of a file, and what to do about it."""

    path: Path
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}: {self.message} {self.remedy}"


class MarkupError(CourseError):
    """A lesson whose markup cannot be built; carries every fault found."""

    def __init__(self, faults: list[Fault]):
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson as its author wrote it; `line` is that of its marker."""

    kind: str
    source: str
    tags: dict[str, Tag]
    line: int

    @property
    def name(self) -> str:
        """The id that the cell's own tag gives, such as the exercise's; empty if it has none."""
        return str(self.tags.get("id" if self.kind in ("prose", "worked") else self.kind, ""))

    @property
    def lang(self) -> str | None:
        """The language of a prose cell; None for cells that both editions share."""
        return str(self.tags["lang"]) if self.kind == "prose" else None

    @property
    def breaks(self) -> frozenset[str]:
        """The checks that a `wrong` cell says it fails."""
        return self._listed("breaks")

    @property
    def objectives(self) -> frozenset[str]:
        """The ids of the objectives that an exercise, essay or quiz serves."""
        return self._listed("objective")

    def _listed(self, tag: str) -> frozenset[str]:
        """Return the names in a tag, which commas or spaces set apart."""
        return frozenset(re.split(r"[,\s]+", str(self.tags[tag]).strip()))


@dataclass(frozen=True)
class Lesson:
    """A lesson's cells in their order."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def stem(self) -> str:
        """The lesson's name in files, folders and the gradebook, such as `08_behavioural`."""
        return self.path.stem

    def of_kind(self, *kinds: str) -> list[Cell]:
        """Return the cells of these kinds in order."""
        return [cell for cell in self.cells if cell.kind in kinds]

    def exercise(self, name: str) -> Cell:
        """Return the exercise of this name."""
        return next(cell for cell in self.of_kind("exercise") if cell.name == name)

    def wrong(self, exercise: str) -> list[Cell]:
        """Return the wrong answers to an exercise."""
        return [cell for cell in self.of_kind("wrong") if cell.name == exercise]

    @cached_property
    def checks(self) -> dict[str, list[Cell]]:
        """The check cells of each exercise."""
        return {
            exercise.name: [c for c in self.of_kind("check") if c.tags["of"] == exercise.name]
            for exercise in self.of_kind("exercise")
        }

    def checks_for(self, objective: str) -> list[str]:
        """Return the checks of the exercises that serve an objective; items of tests left out."""
        return [
            check.name
            for task in self.of_kind("exercise")
            if objective in task.objectives and not is_item(task)
            for check in self.checks[task.name]
        ]

    def pairs(self) -> list[tuple[Cell, Cell]]:
        """Return the prose as (zh, en) pairs; valid markup guarantees that they are adjacent."""
        prose = self.of_kind("prose")
        return list(zip(prose[::2], prose[1::2], strict=True))

    def prompt(self, task: Cell) -> tuple[Cell, Cell] | None:
        """Return the prose pair that asks for a task: the last one with a heading before it."""
        headed = [
            pair
            for pair in self.pairs()
            if all(re.search(r"^#+ ", cell.source, re.MULTILINE) for cell in pair)
        ]
        before = [pair for pair in headed if pair[1].line < task.line]
        return before[-1] if before else None

    def heading(self, task: Cell, lang: str) -> str:
        """Return the heading of a task: the last one of its prompt."""
        prompt = self.prompt(task)[LANGS.index(lang)].source
        return re.findall(r"^#+ ([^\n]*)", prompt, re.MULTILINE)[-1]

    def words_asked(self, essay: Cell) -> tuple[int, int] | None:
        """Return the least and the most words that the prompt of an essay asks for."""
        prompt = self.prompt(essay)
        asked = prompt and re.search(r"(\d+)–(\d+) words", prompt[1].source)
        return (int(asked[1]), int(asked[2])) if asked else None

    def points(self, task: Cell) -> float:
        """Return the points of an exercise (the sum of its checks) or of an essay."""
        if task.kind == "essay":
            return float(task.tags["points"])
        return sum(float(check.tags["points"]) for check in self.checks[task.name])

    @property
    def total(self) -> float:
        """The points of the whole lesson."""
        return sum(self.points(task) for task in self.of_kind("exercise", "essay"))


def is_item(cell: Cell) -> bool:
    """Whether a cell is an item of a test: an exercise named pre-01, post-01 and so on.

    An item may ask about any lesson's objective, and it has no hints.

    >>> is_item(Cell("exercise", "", {"exercise": "pre-01"}, 1))
    True
    >>> is_item(Cell("exercise", "", {"exercise": "prepare"}, 1))
    False
    """
    return cell.kind == "exercise" and re.fullmatch(r"(pre|post)-\d+", cell.name) is not None


def read(path: Path) -> Lesson:
    """Read a lesson.

    Raises
    ------
    MarkupError
        If the markup cannot be built, with every fault and its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(f"{path.name} is not UTF-8 ({error}). Save it as UTF-8.") from None
    except FileNotFoundError:
        have = ", ".join(sorted(p.stem for p in path.parent.glob("*.py"))) or "none"
        raise CourseError(
            f"There is no lesson {path.stem!r}. Lessons here: {have}. Use one of these names."
        ) from None
    markers = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("# %%")]
    if not text.startswith("# %%"):
        remedy = "Begin the file with a cell marker: # %%"
        raise MarkupError([Fault(path, 1, "Text before the first cell.", remedy)])
    raw = jupytext.reads(text, fmt="py:percent").cells
    if len(raw) != len(markers):
        odd = [
            Fault(path, number, f"This marker is ambiguous: {line.strip()!r}.", "Write # %% only.")
            for number, line in enumerate(text.splitlines(), 1)
            if re.match(r"\s*#\s*%%", line) and not re.match(r"# %%( |$)", line)
        ]
        inside = Fault(path, 1, "A cell marker stands inside a text.", "Break the text there.")
        raise MarkupError(odd or [inside])
    faults: list[Fault] = []
    cells = []
    for node, line in zip(raw, markers, strict=True):
        tags = {k: v for k, v in node.metadata.items() if k not in JUPYTEXT_NOTES}
        cell = Cell(_kind(node.cell_type, tags), node.source, tags, line)
        found = [Fault(path, line, *words) for words in _tag_faults(cell, node.cell_type)]
        faults += found
        if not found:
            cells.append(cell)
    lesson = Lesson(path, tuple(cells))
    faults = faults or [
        *(Fault(path, cell.line, *words) for cell in cells for words in _marker_faults(cell)),
        *(Fault(path, *words) for cell in cells for words in _syntax_faults(cell)),
        *(Fault(path, line, *words) for line, *words in _structure_faults(lesson)),
    ]
    if faults:
        raise MarkupError(faults)
    return lesson


def _kind(cell_type: str, tags: dict[str, Tag]) -> str:
    named = [kind for kind in KINDS if kind in tags]
    return named[0] if named else {"markdown": "prose", "code": "worked"}.get(cell_type, "raw")


def _tag_faults(cell: Cell, cell_type: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one cell's own tags."""
    if cell.kind == "raw" or KINDS[cell.kind].cell_type != cell_type:
        yield (
            f"A {cell_type} cell cannot be {cell.kind!r}.",
            f"Kinds: {', '.join(f'{name} ({kind.cell_type})' for name, kind in KINDS.items())}.",
        )
        return
    if "incorrectly_encoded_metadata" in cell.tags or "title" in cell.tags:
        bad = cell.tags.get("incorrectly_encoded_metadata", cell.tags.get("title"))
        yield f"The marker's tags cannot be read: {bad!r}.", 'Write each as key="value".'
        return
    kind = KINDS[cell.kind]
    own = {cell.kind} - {"prose", "worked"}
    for tag in sorted(set(cell.tags) - own - kind.needs - kind.may):
        known = ", ".join(sorted(own | kind.needs | kind.may)) or "none"
        yield f"Unknown tag {tag!r} on a {cell.kind} cell.", f"Tags it may have: {known}."
    for tag in sorted((own | kind.needs) - set(cell.tags)):
        sample = "5" if tag in NUMBERS else '"…"'
        yield f"A {cell.kind} cell lacks the tag {tag!r}.", f"Add {tag}={sample} to its marker."
    if cell.kind == "prose" and cell.tags.get("lang", "zh") not in LANGS:
        yield f"Unknown language {cell.tags['lang']!r}.", 'Write lang="zh" or lang="en".'
    if cell.tags.get("hardcoded", "seed") not in HARDCODED:
        yield (
            f"hardcoded={cell.tags['hardcoded']!r} says not what catches the answer.",
            'Write hardcoded="seed" (data of another seed) or "inputs" (hidden inputs).',
        )
    for tag in sorted(NUMBERS & set(cell.tags)):
        value = cell.tags[tag]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or value <= 0:
            yield f"{tag}={value!r} is not a positive number.", f"Write {tag}=3, for instance."
    if cell.kind != "worked" and not re.fullmatch(r"[a-z0-9-]{1,50}", cell.name):
        yield (
            f"The id {cell.name!r} is empty, too long or has other characters.",
            "Use up to 50 of a-z, 0-9 and hyphens.",
        )
    if cell.tags.get("fixed", True) is not True:
        yield f"fixed={cell.tags['fixed']!r} is neither there nor absent.", "Write fixed=true."


def _marker_faults(cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield solution and hidden-test regions that are unclosed, nested or in the wrong place."""
    for region, homes in (
        ("SOLUTION", ("exercise", "practice")),
        ("HIDDEN TESTS", ("check",)),
    ):
        marks = re.findall(rf"^\s*### (BEGIN|END) {region}\s*$", cell.source, re.MULTILINE)
        loose = len(re.findall(rf"(?:BEGIN|END) {region}", cell.source)) - len(marks)
        remedy = f"Write lines '### BEGIN {region}' and '### END {region}', in turn."
        if loose or marks != ["BEGIN", "END"] * (len(marks) // 2):
            yield f"Unclosed, nested or misspelt {region} marker.", remedy
        elif marks and cell.kind not in homes:
            yield (
                f"A {region} region stands in a {cell.kind} cell.",
                f"It belongs to: {', '.join(homes)}.",
            )
        elif not marks and cell.kind in homes and region == "SOLUTION":
            yield f"The {cell.kind} {cell.name!r} has no solution region.", remedy


def _syntax_faults(cell: Cell) -> Iterator[tuple[int, str, str]]:
    """Yield code that is not Python, at its line."""
    if KINDS[cell.kind].cell_type == "code":
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            yield (
                cell.line + (error.lineno or 0),
                f"This is not Python: {error.msg}.",
                "Correct it.",
            )


def _structure_faults(lesson: Lesson) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong between cells: order, twins, duplicates, references."""
    if lesson.cells and lesson.cells[0].kind != "prose":
        yield (
            lesson.cells[0].line,
            "The lesson does not begin with prose.",
            "Ask its question first.",
        )
    yield from _twin_faults(lesson)
    yield from _duplicate_faults(lesson)
    exercises = {cell.name: cell.line for cell in lesson.of_kind("exercise")}
    checks = {cell.name: str(cell.tags["of"]) for cell in lesson.of_kind("check")}
    listed = ", ".join(exercises) or "none"
    for cell in lesson.of_kind("check"):
        if cell.tags["of"] not in exercises:
            yield (
                cell.line,
                f"Check {cell.name!r} is of an exercise {cell.tags['of']!r} that does not exist.",
                f"Exercises here: {listed}.",
            )
        elif exercises[cell.tags["of"]] > cell.line:
            yield cell.line, f"Check {cell.name!r} stands before its exercise.", "Move it below."
    for cell in lesson.of_kind("exercise"):
        if cell.name not in checks.values():
            yield (
                cell.line,
                f"Exercise {cell.name!r} has no check.",
                f'Add a cell # %% check="…" of="{cell.name}" points=1.',
            )
    for cell in lesson.of_kind("essay"):
        if lesson.words_asked(cell) is None:
            yield (
                cell.line,
                f"The prompt of the essay {cell.name!r} does not say how long it should be.",
                "Write prose with a heading before it, in English with 150–300 words, say.",
            )
    for cell in lesson.of_kind("wrong"):
        if cell.name not in exercises:
            yield (
                cell.line,
                f"A wrong answer to {cell.name!r}, which is no exercise.",
                f"Exercises here: {listed}.",
            )
        for check in sorted(cell.breaks - set(checks)):
            yield (
                cell.line,
                f"A wrong answer breaks {check!r}, which is no check.",
                f"Checks here: {', '.join(checks) or 'none'}.",
            )


def _twin_faults(lesson: Lesson) -> Iterator[tuple[int, str, str]]:
    """Yield prose cells that are not in adjacent zh/en pairs with one id."""
    cells = list(lesson.cells)
    while cells:
        cell = cells.pop(0)
        if cell.kind != "prose":
            continue
        twin = cells[0] if cells else None
        if (
            cell.lang == "zh"
            and twin is not None
            and (twin.kind, twin.lang, twin.name) == ("prose", "en", cell.name)
        ):
            cells.pop(0)
        else:
            other = "en" if cell.lang == "zh" else "zh"
            yield (
                cell.line,
                f"The {cell.lang} text {cell.name!r} has no {other} twin next to it.",
                f'Write the zh cell, then its en cell, both with id="{cell.name}".',
            )


def _duplicate_faults(lesson: Lesson) -> Iterator[tuple[int, str, str]]:
    """Yield ids used twice; a zh/en pair counts once and wrong cells have no id of their own."""
    seen = {"header": 1, "setup": 1}  # ids of the cells that the builder adds
    seen |= {f"{cell.name}-solution": cell.line for cell in lesson.of_kind("practice")}
    for cell in lesson.cells:
        if cell.kind == "wrong" or not cell.name or cell.lang == "en":
            continue
        if cell.name in seen:
            yield (
                cell.line,
                f"The id {cell.name!r} is used twice (first at line {seen[cell.name]}).",
                "Give each cell its own id.",
            )
        seen.setdefault(cell.name, cell.line)
