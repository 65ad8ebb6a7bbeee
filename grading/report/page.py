"""Write the report: one HTML file in both languages, without scripts or anything from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import SystemRandom

import pandas as pd
from jinja2 import Environment, FileSystemLoader

from course.build.lesson import LANGS
from course.errors import CourseError
from course.files import write_whole
from grading.page_font import font_faces
from grading.report import advice, findings
from grading.report.cohort import Cohort

KINDS = {
    "timeout": {"zh": "超时", "en": "out of time"},
    "died": {"zh": "进程中断", "en": "process ended"},
    "error": {"zh": "代码出错", "en": "code stopped with an error"},
    "output": {"zh": "输出过多", "en": "too much output"},
    "restored": {"zh": "恢复了检查单元格", "en": "check cells put back"},
    "left out": {"zh": "略去部分文件", "en": "files left out"},
    "untouched": {"zh": "没有作答", "en": "nothing answered"},
    "unreadable": {"zh": "无法读取", "en": "not readable"},
    "refused": {"zh": "拒收", "en": "refused"},
}


@dataclass(frozen=True)
class Person:
    """A row of the table of trainees: name or code, and the share of the points by lesson."""

    name: str
    shares: dict[str, float | None]


def write_report(
    cohort: Cohort, to: Path, *, lang: str = "en", least: int = 5, hide_names: bool = False
) -> list[advice.Advice]:
    """Write the report on a class and return what to improve first.

    Parameters
    ----------
    cohort : Cohort
        What was graded.
    to : Path
        The HTML file; replaced as a whole.
    lang : {"zh", "en"}
        The language that shows first.
    least : int
        Size of the smallest group that is shown.
    hide_names : bool
        Codes instead of names; drawn anew each time, so they follow neither names nor points.

    Raises
    ------
    CourseError
        If fewer trainees than `least` have handed anything in.
    """
    if len(cohort.students) < least:
        raise CourseError(
            f"{len(cohort.students)} trainees have handed something in, and groups below {least} "
            "are not shown. Expected a larger class, or a smaller --smallest-group."
        )
    found = findings.find(cohort, least=least)
    first = advice.advise(found)
    body = _template().render(
        found=found,
        first=first,
        people=people(cohort, found, hide_names=hide_names),
        least=least,
        start=lang,
        langs=LANGS,
        zh=lambda zh, en: zh,
        en=lambda zh, en: en,
        kinds=KINDS,
        few=findings.FEW,
    )
    page = body.replace("/* FONTS */", font_faces(body, "", "zh"), 1)
    write_whole(to, page.encode("utf-8"))
    return first


def people(cohort: Cohort, found: findings.Findings, *, hide_names: bool) -> list[Person]:
    """Return the trainees with the share of the points they have in each part that is shown."""
    names = cohort.students
    codes = list(names)
    if hide_names:
        codes = [f"{number:03d}" for number in range(1, len(names) + 1)]
        SystemRandom().shuffle(codes)
    rows = [
        Person(code, {part.stem + part.test: part.shares.get(name) for part in found.parts})
        for name, code in zip(names, codes, strict=True)
    ]
    return sorted(rows, key=lambda person: person.name)


def percent(value: float) -> str:
    """Return a share as a percentage; a dash where there is none.

    >>> percent(0.625), percent(float("nan"))
    ('62%', '–')
    """
    return "–" if pd.isna(value) else f"{value:.0%}"


def decimal(value: float) -> str:
    """Return a figure with two decimals; a dash where there is none.

    >>> decimal(-0.126), decimal(float("nan"))
    ('-0.13', '–')
    """
    return "–" if pd.isna(value) else f"{value:.2f}"


def _template():
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable] = {"percent": percent, "decimal": decimal}
    environment.filters |= filters
    return environment.get_template("page.html.j2")
