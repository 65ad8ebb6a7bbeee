"""Take submissions in: only regular files of a sane size and readable cells come through.

A submissions folder holds one folder per trainee, and in it either `<lesson>/<lesson>.ipynb` (and
data files beside it) or just `<lesson>.ipynb`. Nothing here follows a link, opens a pipe or trusts
a notebook's metadata.
"""

import json
import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.errors import CourseError
from grading.incident import Incident, UnacceptableError

NOTEBOOK_BYTES = 64_000_000
FILE_BYTES = 10_000_000
FILES, FILES_BYTES, DEPTH = 50, 30_000_000, 3
CODE_SUFFIXES = (".py", ".pyc", ".pyd", ".so", ".dll", ".pth")
PAGE_SUFFIXES = (".htm", ".html", ".xhtml", ".mht", ".mhtml", ".svg", ".xml", ".js", ".css")
"""Files that a browser would run as a page of Formgrader's own."""

TIMESTAMP = re.compile(rb"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?( [\w/+:-]+|Z)?")
NAME_SIGNS = " _-.@'’·()（）"


@dataclass(frozen=True)
class Cell:
    """One cell as submitted: its source and what it claims to be."""

    kind: str
    source: str
    cell_id: str = ""
    grade_id: str = ""
    points: Any = None


@dataclass
class Submission:
    """What one trainee handed in, unread; `notebook` is None when it cannot be taken."""

    student: str
    notebook: bytes | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    incidents: list[Incident] = field(default_factory=list)


def find_students(folder: Path, lesson: str) -> tuple[list[str], list[str]]:
    """List who handed in a lesson.

    Parameters
    ----------
    folder : Path
        The submissions folder.
    lesson : str
        File stem of the lesson.

    Returns
    -------
    submitted, absent : list of str
        Names of the folders with something for this lesson (a link counts: it will be refused
        with a reason), and of the folders with nothing for it. Sorted.

    Raises
    ------
    CourseError
        If the folder does not exist or nobody handed this lesson in.
    """
    if not folder.is_dir():
        raise CourseError(
            f"{folder} is not a folder. Expected a folder of submissions, one folder per trainee. "
            "Give its path as the first argument."
        )
    names = [name for name in sorted(os.listdir(folder)) if _is_candidate(folder / name)]
    submitted = [name for name in names if _place(folder / name, lesson)]
    if not submitted:
        raise CourseError(
            f"No submission of {lesson} in {folder}. Expected TRAINEE/{lesson}/{lesson}.ipynb or "
            f"TRAINEE/{lesson}.ipynb; found {len(names)} trainee folders without it. "
            "Check the folder and the lesson's name."
        )
    return submitted, [name for name in names if name not in submitted]


def take_in(folder: Path, student: str, lesson: str) -> Submission:
    """Take one trainee's files into memory, without looking into them.

    Whatever is wrong with it becomes an incident, never an exception: the batch goes on.
    """
    taken = Submission(student)
    try:
        _refuse_name(student)
        place = _place(folder / student, lesson)
        _refuse_link(place)
        if stat.S_ISDIR(os.lstat(place).st_mode):
            notebook = place / f"{lesson}.ipynb"
            _refuse_absent(notebook)
            _take_files(taken, place, skip=notebook.name)
        else:
            notebook = place
        taken.notebook = read_regular(notebook, limit=NOTEBOOK_BYTES)
    except UnacceptableError as problem:
        taken.incidents.append(problem.incident)
    except OSError as problem:
        text = f"the files cannot be read: {problem.strerror}; hand them in again"
        taken.incidents.append(Incident("refused", text, "文件无法读取，请重新提交"))
    return taken


def name_problem(student: str) -> str:
    """Return why a folder's name cannot be a trainee's id, or an empty text.

    Letters and digits of any script are welcome, as are spaces and ``_ - . @ ' ’ · ( )``.

    >>> name_problem("王小明"), name_problem("Zoë O'Neil")
    ('', '')
    >>> name_problem("a..b")
    'holds two dots in a row'
    """
    strange = [ch for ch in student if unicodedata.category(ch)[0] not in "LMN"]
    strange = [ch for ch in strange if ch not in NAME_SIGNS]
    if ".." in student:
        return "holds two dots in a row"
    if strange:
        return f"holds {strange[0]!a}"
    if student != student.strip() or unicodedata.category(student[0])[0] not in "LN":
        return "does not begin with a letter or digit, or ends with a space"
    if len(student.encode("utf-8")) > 120:
        return "is longer than 120 bytes"
    return ""


def read_regular(path: Path, *, limit: int) -> bytes:
    """Read a regular file, following no link and waiting for no pipe.

    Raises
    ------
    UnacceptableError
        If it is a link, a pipe, a socket or a device, has a second name, or is longer than
        `limit` bytes.
    """
    seen = os.lstat(path)
    if not stat.S_ISREG(seen.st_mode):
        _refuse(
            f"{path.name} is {_what(seen.st_mode)}, not a file; hand in the file itself",
            f"{path.name} 不是普通文件；请提交文件本身",
        )
    if seen.st_nlink > 1:
        _refuse(
            f"{path.name} has {seen.st_nlink} names (hard links); hand in a copy of its own",
            f"{path.name} 有 {seen.st_nlink} 个文件名（硬链接）；请提交独立的副本",
        )
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        if not os.path.samestat(seen, os.fstat(file.fileno())):
            _refuse(f"{path.name} changed while it was read", f"{path.name} 在读取时被改动")
        data = file.read(limit + 1)
    if len(data) > limit:
        _refuse(
            f"{path.name} is larger than {limit / 1e6:g} MB; clear outputs, save, hand in again",
            f"{path.name} 超过 {limit / 1e6:g} MB；请清除全部输出、保存后重新提交",
        )
    return data


def read_cells(data: bytes) -> list[Cell]:
    """Read the cells of a notebook file, believing nothing but their sources.

    Parameters
    ----------
    data : bytes
        The file: UTF-8 JSON of notebook format 3 or 4.

    Returns
    -------
    list of Cell
        At least one.

    Raises
    ------
    UnacceptableError
        If the text is no UTF-8, no JSON or no notebook.

    Examples
    --------
    >>> read_cells(b'{"cells": [{"cell_type": "code", "source": ["a = 1"]}]}')[0].source
    'a = 1'
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        _unreadable(f"is no UTF-8 text (byte {problem.start})", "不是 UTF-8 文本")
    except json.JSONDecodeError as problem:
        _unreadable(f"is no JSON (line {problem.lineno}: {problem.msg})", "不是完整的 JSON")
    except (ValueError, RecursionError):
        _unreadable("is no usable JSON (numbers too long or nested too deep)", "中的 JSON 无法读取")
    cells = [read_cell(raw) for raw in _raw_cells(document) if isinstance(raw, dict)]
    if not cells:
        _unreadable("holds no cells", "没有任何单元格")
    return cells


def read_cell(raw: dict) -> Cell:
    """Read one cell leniently; anything of an unexpected type counts as absent."""
    metadata = _of_type(raw.get("metadata"), dict)
    nbgrader = _of_type(metadata.get("nbgrader"), dict)
    return Cell(
        kind=_of_type(raw.get("cell_type"), str),
        source=_source(raw.get("source", raw.get("input"))),
        cell_id=_of_type(raw.get("id"), str),
        grade_id=_of_type(nbgrader.get("grade_id"), str),
        points=nbgrader.get("points"),
    )


def _raw_cells(document: Any) -> list:
    document = _of_type(document, dict)
    sheets = [_of_type(s, dict) for s in _of_type(document.get("worksheets"), list)]
    nested = [_of_type(sheet.get("cells"), list) for sheet in sheets]  # notebook format 3
    return _of_type(document.get("cells"), list) or [cell for cells in nested for cell in cells]


def _source(value: Any) -> str:
    text = value if isinstance(value, str) else "".join(map(str, _of_type(value, list)))
    return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate becomes "?"


def _of_type(value: Any, kind: type) -> Any:
    return value if isinstance(value, kind) else kind()


def _is_candidate(path: Path) -> bool:
    """Tell whether this is a trainee's folder, or a link in the place of one.

    Names with one dot before them are tools' own folders; two dots are somebody's attempt.
    """
    mode = os.lstat(path).st_mode
    is_hidden = path.name.startswith(".") and not path.name.startswith("..")
    return not is_hidden and (stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


def _place(home: Path, lesson: str) -> Path | None:
    """Return what a trainee's folder holds for the lesson: a folder, a notebook or a link."""
    if home.is_symlink():
        return home
    found = os.listdir(home)
    return next((home / name for name in (lesson, f"{lesson}.ipynb") if name in found), None)


def _take_files(taken: Submission, place: Path, *, skip: str, depth: int = 0, prefix: str = ""):
    """Read the data files beside the notebook; leave out, with an incident, what is no such."""
    for name in sorted(os.listdir(place)):
        path, relative = place / name, prefix + name
        if name == skip or name.startswith((".", "__pycache__")) or name.endswith(".ipynb"):
            continue
        if stat.S_ISDIR(os.lstat(path).st_mode) and depth < DEPTH:
            _take_files(taken, path, skip="", depth=depth + 1, prefix=f"{relative}/")
            continue
        try:
            _take_file(taken, path, relative)
        except UnacceptableError as problem:
            taken.incidents.append(Incident("left out", problem.incident.text))


def _take_file(taken: Submission, path: Path, relative: str) -> None:
    if path.suffix.lower() in CODE_SUFFIXES:
        _refuse(f"{ascii(path.name)[1:-1]} is code beside the notebook", "")
    if path.suffix.lower() in PAGE_SUFFIXES:
        _refuse(f"{ascii(path.name)[1:-1]} is a page that a browser could run", "")
    if name_problem(path.name):
        _refuse(f"a file's name {name_problem(path.name)}", "")
    data = read_regular(path, limit=FILE_BYTES)
    if relative == "timestamp.txt" and not TIMESTAMP.fullmatch(data.strip()):
        _refuse("timestamp.txt holds no date and time; the submission has no time", "")
    if len(taken.files) == FILES or sum(map(len, taken.files.values())) + len(data) > FILES_BYTES:
        _refuse(f"{path.name} is beyond {FILES} files or {FILES_BYTES / 1e6:g} MB", "")
    taken.files[relative] = data


def _refuse_name(student: str) -> None:
    if problem := name_problem(student):
        _refuse(f"the folder's name {problem}; rename it to the trainee's id", "文件夹名不可用")


def _refuse_link(place: Path) -> None:
    if place.is_symlink():
        _refuse(f"{place.name} is a link; hand in the files themselves", "这是链接；请提交文件本身")


def _refuse_absent(notebook: Path) -> None:
    found = os.listdir(notebook.parent)
    if notebook.name not in found:
        others = [ascii(name)[1:-1] for name in sorted(found) if name.endswith(".ipynb")]
        hint = f"found {', '.join(others[:3])}; " if others else ""
        _refuse(
            f"no {notebook.name}; {hint}hand in the notebook under this name",
            f"没有找到 {notebook.name}；请用这个文件名提交",
        )


def _refuse(text: str, zh: str) -> None:
    raise UnacceptableError(Incident("refused", text, zh))


def _unreadable(text: str, zh: str) -> None:
    raise UnacceptableError(
        Incident(
            "unreadable",
            f"the notebook {text}; open it in JupyterLab, save, hand in again",
            f"笔记本{zh}；请用 JupyterLab 打开、保存后重新提交",
        )
    )


def _what(mode: int) -> str:
    kinds = {stat.S_ISLNK: "a link", stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe"}
    return next((word for test, word in kinds.items() if test(mode)), "a device or socket")
