"""What a case is, and how its submission is written."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from .lesson import CHECKS, LESSON, RIGHT, WRONG, trainee

PRELUDE = '''
import asyncio, atexit, ctypes, gc, glob, inspect, io, json, math, mmap, os, pickle, random, re
import resource, select, shutil, signal, socket, stat, struct, sys, tempfile, threading, time
import numpy as np, pandas as pd
from IPython import get_ipython
from IPython.display import display, HTML

def leak(found):
    """Say that something was read that must not be."""
    if found:
        print("PW" "NED", repr(found)[:300])

def attempt(function, *args):
    try:
        return function(*args)
    except BaseException:
        return None

def read(path, most=300_000):
    with open(path, "rb") as file:
        return file.read(most)

def write(path, text="changed by PW" "NED", mode="w"):
    with open(path, mode) as file:
        file.write(text)

def syscall(number, *args):
    return ctypes.CDLL(None, use_errno=True).syscall(number, *args)
'''
"""What the first cell of an attack defines."""


@dataclass(frozen=True)
class Case:
    """One submission and its expected outcome.

    Attributes
    ----------
    id, title : str
        Name, and what it does.
    before : str
        Code of a cell that runs before the answers.
    base : dict
        Answers by exercise; `answers` replaces some.
    files : dict
        Relative path → content beside the notebook.
    edit : callable or None
        Changes the notebook before it is written.
    make : callable or None
        Writes the submission itself: gets its folder and the text of the notebook.
    student : str
        Name of the folder; the id unless given.
    points : int, dict, set or None
        Expected total, points by exercise, allowed totals; None allows any from 0 to 12.
    says : str
        Regular expression found in the incidents' texts.
    hides : str
        Regular expression that no output and no message may show.
    row : bool
        Whether the gradebook must hold a row for this student.
    alone : bool
        Dangerous: has a batch of its own.
    open_at : dict
        Level → reason why this case cannot be isolated there.
    """

    id: str
    title: str
    before: str = ""
    base: dict[str, str] = field(default_factory=lambda: RIGHT)
    answers: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    edit: Callable[[NotebookNode], None] | None = None
    make: Callable[[Path, str], None] | None = None
    student: str = ""
    points: int | dict[str, int] | set[int] | None = 12
    says: str = ""
    hides: str = ""
    row: bool = True
    alone: bool = False
    open_at: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the student's name."""
        return self.student or self.id

    def notebook(self) -> NotebookNode:
        """Return the submission's notebook."""
        notebook = trainee(self.base | self.answers)
        if self.before:
            notebook.cells.insert(1, new_code_cell(PRELUDE, id="prelude"))
            notebook.cells.insert(2, new_code_cell(self.before.strip(), id="attack"))
        if self.edit:
            self.edit(notebook)
        return notebook

    def write(self, folder: Path, places: dict[str, str]) -> None:
        """Write the submission below `folder`; `places` fill in what stands between @ signs."""
        home = folder / self.name / LESSON
        home.mkdir(parents=True)
        text = filled(json.dumps(self.notebook()), places)
        for name, data in self.files.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            for place, value in places.items():
                data = data.replace(f"@{place}@".encode(), value.encode())
            (home / name).write_bytes(data)
        if self.make:
            self.make(home, text)
        else:
            (home / f"{LESSON}.ipynb").write_text(text, encoding="utf-8")

    def is_scored(self, points: dict[str, float]) -> bool:
        """Tell whether these points (by check) are the expected ones."""
        total = sum(points.values())
        if isinstance(self.points, dict):
            return points == {check: self.points[check[:2]] for check in CHECKS}
        if self.points is None:
            return 0 <= total <= 12
        return total in (self.points if isinstance(self.points, set) else {self.points})


def steal(name: str, title: str, before: str = "", **settings) -> Case:
    """Return a case whose answers are wrong and which must score 0."""
    return Case(name, title, before, **({"base": WRONG, "points": 0} | settings))


def in_answers(code: str) -> dict[str, str]:
    """Put code before each wrong answer."""
    return {name: f"{code}\n{answer}" for name, answer in WRONG.items()}


def filled(text: str, places: dict[str, str]) -> str:
    """Put this machine's paths and ports into a text."""
    for name, value in places.items():
        text = text.replace(f"@{name}@", value)
    return text
