"""Lint a lesson: the two languages say the same, and the prompts ask for what is checked."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from course.build import lesson as lessons
from course.build import names
from course.build.cells import CJK, NOT_ATTEMPTED, stubbed
from course.build.lesson import Cell, Fault, Lesson, MarkupError, is_item
from course.build.syllabus import Entry, entries, glossary

HAN = r"[\u3400-\u9fff]"
NUMBER_WORDS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"}
NUMBER_WORDS |= {"eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12"}
MEASURE_WORDS = "个家位名条次处者天分年月周元倍类种步列行段项道页张份件单"


def lint(path: Path, entry: Entry) -> list[Fault]:
    """Return every fault of a lesson in the order of its lines."""
    try:
        lesson = lessons.read(path)
    except MarkupError as error:
        return error.faults
    found = [
        *(fault for zh, en in lesson.pairs() for fault in pair_faults(zh, en)),
        *(fault for cell in lesson.cells for fault in cell_faults(cell)),
        *(fault for check in lesson.of_kind("check") for fault in prompt_faults(lesson, check)),
        *(fault for check in lesson.of_kind("check") for fault in call_faults(lesson, check)),
        *(fault for check in lesson.of_kind("check") for fault in attempt_faults(lesson, check)),
        *objective_faults(lesson, entry),
        *(fault for exercise in lesson.checks for fault in exercise_faults(lesson, exercise)),
        *(fault for essay in lesson.of_kind("essay") for fault in rubric_faults(lesson, essay)),
    ]
    return sorted({Fault(path, line, message, remedy) for line, message, remedy in found})


Found = Iterator[tuple[int, str, str]]


def pair_faults(zh: Cell, en: Cell) -> Found:
    """Yield where a prose pair disagrees: what a reader of either language would miss."""
    for what, parts in PARTS.items():
        first, second = Counter(parts(zh.source)), Counter(parts(en.source))
        if first != second:
            yield (
                zh.line,
                f"{zh.name!r}: {what} differ: only zh has {_listed(first - second)}, "
                f"only en has {_listed(second - first)}.",
                "Make both say the same.",
            )
    for term in glossary():
        in_zh, in_en = _has_zh(term["zh"], zh.source), _has_en(term["en"], en.source)
        if in_zh != in_en:
            have, lack = ("zh", "en") if in_zh else ("en", "zh")
            yield (
                zh.line,
                f"{zh.name!r}: glossary: the {have} text has {term[have][0]!r}, "
                f"the {lack} text lacks {' / '.join(term[lack])!r}.",
                "Use the glossary's terms in both, or amend course/glossary.yml.",
            )


def cell_faults(cell: Cell) -> Found:
    """Yield a cell's own faults of language and typography."""
    if cell.kind == "prose" and cell.lang == "en":
        yield from _english_faults(cell)
    elif cell.kind == "prose":
        yield from _chinese_faults(cell)
    elif cell.kind != "essay":
        yield from _code_faults(cell)


def prompt_faults(lesson: Lesson, check: Cell) -> Found:
    """Yield names that a check reads although the prompt does not ask for them."""
    pair = lesson.prompt(lesson.exercise(check.tags["of"]))
    for name in names.asked(lesson, check):
        if pair is None or any(name not in _inline_names(cell.source) for cell in pair):
            yield (
                check.line,
                f"Check {check.name!r} reads {name!r}, for which the prompt does not ask.",
                f"Name `{name}` in the text before the exercise, in both languages.",
            )


def call_faults(lesson: Lesson, check: Cell) -> Found:
    """Yield names that a check gives to the trainee's function and looks at elsewhere.

    A function that changes its argument would change what the check compares with.
    """
    tree, functions = ast.parse(check.source), names.asked(lesson, check)
    nodes = list(ast.walk(tree))
    read = Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            for name in (part.id for part in given if isinstance(part, ast.Name)):
                if node.func.id in functions and read[name] > 1:
                    yield (
                        check.line + node.lineno,
                        f"Check {check.name!r} gives {name!r} to {node.func.id!r} and reads it "
                        "elsewhere; an answer could change it.",
                        f"Give `{name}.copy()`.",
                    )


def attempt_faults(lesson: Lesson, check: Cell) -> Found:
    """Yield answers that a check calls missing although it is their type or shape that is wrong.

    Every check is preceded by asserts that the names are there, so a name that the trainee's
    version of the exercise does not bind has been answered.
    """
    stub = stubbed(lesson.exercise(check.tags["of"]).source)
    given = names.bound(stub) if _compiles(stub) else set()
    answered = set(names.asked(lesson, check)) - given
    for node in ast.walk(ast.parse(check.source)):
        if isinstance(node, ast.Assert) and _says_not_attempted(node.msg):
            read = {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
            for name in sorted(read & answered):
                yield (
                    check.line + node.lineno,
                    f"Check {check.name!r} calls {name!r} not attempted, but it is there.",
                    "Say what is wrong with it.",
                )


def exercise_faults(lesson: Lesson, exercise: str) -> Found:
    """Yield exercises without a visible or a hidden check, or with fewer than two wrong answers."""
    cell = lesson.exercise(exercise)
    hidden = [c for c in lesson.checks[exercise] if "BEGIN HIDDEN TESTS" in c.source]
    if not hidden:
        yield cell.line, f"{exercise!r} has no hidden check.", "Add a hidden-tests region."
    if not any(_visible(c.source).strip() for c in lesson.checks[exercise]):
        yield cell.line, f"{exercise!r} has no visible check.", "Assert something in the open."
    if not _compiles(stubbed(cell.source)):
        yield (
            cell.line,
            f"The trainee's version of {exercise!r} is no Python: a block is left empty.",
            "Leave a statement outside the solution, such as a docstring or pass.",
        )
    wrong = lesson.wrong(exercise)
    hardcoded = sum("hardcoded" in c.tags for c in wrong)
    if len(wrong) < 2 or not (hardcoded or cell.tags.get("fixed")):
        yield (
            cell.line,
            f"{exercise!r} has {len(wrong)} wrong answers, {hardcoded} of them hard-coded.",
            'Write at least two: the classic mistake, and one with hardcoded="seed" or "inputs" '
            "(none is needed where the answer is the same for all data: fixed=true).",
        )
    for check in lesson.checks[exercise]:
        yield from assert_faults(check)


def assert_faults(check: Cell) -> Found:
    """Yield asserts of a check that are missing, silent, or true of almost any answer."""
    tree = ast.parse(check.source)
    if not tree.body or not isinstance(tree.body[-1], ast.Assert):
        yield check.line, f"Check {check.name!r} does not end with an assert.", "End with one."
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assert):
            continue
        if not _speaks(node.msg):
            yield (
                check.line + node.lineno,
                f"An assert of check {check.name!r} says nothing in both languages.",
                'Add T("中文", "English") behind it.',
            )
        if isinstance(node.test, ast.Name):
            yield (
                check.line + node.lineno,
                f"Check {check.name!r} asks only whether {node.test.id!r} is true.",
                "Nearly all objects are: compare it with what is expected.",
            )


def objective_faults(lesson: Lesson, entry: Entry) -> Found:
    """Yield objectives that no exercise or essay serves, and those that do not exist.

    An item of a test may serve any lesson's objective.
    """
    known = {objective.id for objective in entry.objectives}
    anywhere = known | {goal.id for one in entries().values() for goal in one.objectives}
    served = set()
    for cell in lesson.of_kind("exercise", "essay", "quiz"):
        mine = cell.objectives
        served |= mine if cell.kind != "quiz" else set()
        for objective in sorted(mine - (anywhere if is_item(cell) else known)):
            yield (
                cell.line,
                f"{cell.name!r} serves objective {objective!r}, which the syllabus lacks.",
                f"Objectives of this lesson: {', '.join(sorted(known)) or 'none'}.",
            )
    graded = lesson.of_kind("exercise", "essay")
    for objective in sorted(known - served) if graded else ():
        yield 1, f"No exercise serves objective {objective!r}.", "Write one, or drop the objective."


def rubric_faults(lesson: Lesson, essay: Cell) -> Found:
    """Yield essays whose rubric is not a table of 4-6 rows."""
    name = essay.tags["rubric"]
    for cell in lesson.of_kind("prose"):
        if cell.name == name:
            rows = len(_table_rows(cell.source)) - 2
            if not 4 <= rows <= 6:
                yield cell.line, f"Rubric {name!r} has {rows} rows.", "Write a table of 4-6 rows."
            return
    yield essay.line, f"The rubric {name!r} does not exist.", f'Write prose with id="{name}".'


def _english_faults(cell: Cell) -> Found:
    found = re.search(CJK, cell.source)
    if found:
        yield cell.line, f"{cell.name!r}: Chinese in the English text: {found[0]!r}.", "Translate."


def _chinese_faults(cell: Cell) -> Found:
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|\$[^$]*\$", "·", _fences_out(cell.source))
    for found in re.findall(rf"{HAN}[,;:?!().]|[,;:?!(]{HAN}", text):
        yield (
            cell.line,
            f"{cell.name!r}: half-width punctuation beside Chinese: {found!r}.",
            "Use the full-width sign.",
        )
    for found in sorted({c for c in re.findall(HAN, text) if not _simplified(c)}):
        yield cell.line, f"{cell.name!r}: {found!r} is not simplified Chinese.", "Replace it."
    for found in re.findall(rf"[二三四五六七八九十]+\s*[{MEASURE_WORDS}](?![之分])", text):
        yield cell.line, f"{cell.name!r}: number in words: {found!r}.", "Write digits."


def _code_faults(cell: Cell) -> Found:
    """Yield Chinese in code outside the first argument of T()."""
    tree = ast.parse(cell.source)
    tagged = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "T" and call.args
        for node in ast.walk(call.args[0])
    }
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    for node in texts:
        if id(node) not in tagged and re.search(CJK, node.value) and not _data_value(node.value):
            yield (
                cell.line + node.lineno,
                f"Chinese in code without T(): {node.value[:20]!r}.",
                'Write T("中文", "English").',
            )
    for number, line in enumerate(cell.source.splitlines(), 1):
        if re.search(rf"#[^\"']*{HAN}", line):
            yield cell.line + number, "A comment in Chinese.", "Move the words to the prose."
    width = 12 + sum(line.startswith("###") for line in cell.source.splitlines())
    lines = len([line for line in cell.source.splitlines() if line.strip()])
    if cell.kind in ("worked", "exercise", "practice") and lines > width:
        yield cell.line, f"A {cell.kind} cell of {lines} lines.", "At most 12: split it."


def _data_value(text: str) -> bool:
    """Whether a text is short enough to be a value of the data, such as a city's name."""
    return len(text) <= 4


def _simplified(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _fences_out(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)


def _headings(text: str) -> list[str]:
    return re.findall(r"^#+(?= )", _fences_out(text), re.M)


def _numbers(text: str) -> list[str]:
    """Return the numbers of a text; words from two to twelve, and 两, count as digits.

    >>> _numbers("Two of 1,200 orders (12.5 %) in `k=3`")
    ['2', '1200', '12.5']
    >>> _numbers("两个细分")
    ['2']
    """
    text = re.sub(r"`[^`]*`|\]\([^)]*\)", " ", _fences_out(text))
    text = re.sub(rf"两(?=[{MEASURE_WORDS}])", "2", text)
    text = re.sub(
        rf"\b({'|'.join(NUMBER_WORDS)})\b", lambda m: NUMBER_WORDS[m[1].lower()], text, flags=re.I
    )
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", text))


def _inline_code(text: str) -> list[str]:
    return [_no_lang(code) for code in re.findall(r"`([^`\n]+)`", _fences_out(text))]


def _inline_names(text: str) -> set[str]:
    return {name for code in _inline_code(text) for name in re.findall(r"[A-Za-z_]\w*", code)}


def _no_lang(path: str) -> str:
    """Return a path without its language, which is what its twin has in its place."""
    return re.sub(r"/(zh|en)/", "/LANG/", path)


def _links(text: str) -> list[str]:
    return [_no_lang(link) for link in re.findall(r"\]\(([^)#]+)", text)]


def _list_items(text: str) -> list[str]:
    return [m[:1] for m in re.findall(r"^\s*(?:[-*]|\d+\.)(?= )", _fences_out(text), re.M)]


def _table_rows(text: str) -> list[str]:
    return re.findall(r"^\|(?=.*\|\s*$)", text, re.M)


def _folds(text: str) -> list[str]:
    return re.findall(r"<details>|</details>|<summary>", text)


PARTS = {
    "headings": _headings,
    "numbers": _numbers,
    "inline code": _inline_code,
    "links": _links,
    "list items": _list_items,
    "table rows": _table_rows,
    "folded parts": _folds,
}


def _has_zh(forms: list[str], text: str) -> bool:
    return any(form in text for form in forms)


def _has_en(forms: list[str], text: str) -> bool:
    flat = " ".join(text.split())
    return any(re.search(rf"\b{re.escape(form)}(?:s|es)?\b", flat, re.I) for form in forms)


def _compiles(source: str) -> bool:
    """Tell whether this is Python; a block that holds comments alone is not."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _speaks(message: ast.expr | None) -> bool:
    """Whether an assert's message is a call of T()."""
    return isinstance(message, ast.Call) and getattr(message.func, "id", "") == "T"


def _says_not_attempted(message: ast.expr | None) -> bool:
    """Whether an assert's message begins as that of an answer that is missing."""
    texts = [n for n in ast.walk(message or ast.Pass()) if isinstance(n, ast.Constant)]
    return any(str(text.value).startswith(NOT_ATTEMPTED) for text in texts)


def _listed(items: Counter) -> str:
    return ", ".join(sorted(items.elements())) or "nothing"


def _visible(source: str) -> str:
    return re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", source, flags=re.S)
