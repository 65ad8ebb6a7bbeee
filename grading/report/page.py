"""Write the report: one HTML file in both languages, without scripts or anything from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
    """A row of the table of trainees: name, and the share of the points by lesson."""

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
        Leave out the table of trainees, errors that students may have worded, and trainees' names
        in comments.

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
    found = findings.find(cohort, least=least, hide_names=hide_names)
    first = advice.advise(found)
    body = _template().render(
        found=found,
        first=first,
        people=[] if hide_names else people(cohort, found),
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


def people(cohort: Cohort, found: findings.Findings) -> list[Person]:
    """Return the trainees with the share of the points they have in each part that is shown."""
    return [
        Person(name, {part.stem + part.test: part.everyone.get(name) for part in found.parts})
        for name in cohort.students
    ]


def percent(value: float) -> str:
    """Return a share as a percentage; a dash where there is none.

    >>> percent(0.625), percent(float("nan"))
    ('62%', '–')
    """
    return "–" if pd.isna(value) else f"{value:.0%}"


def tenth(value: float) -> str:
    """Return a figure with one decimal; a dash where there is none.

    >>> tenth(3.96), tenth(float("nan"))
    ('4.0', '–')
    """
    return "–" if pd.isna(value) else f"{value:.1f}"


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
    filters: dict[str, Callable] = {"percent": percent, "decimal": decimal, "tenth": tenth}
    environment.filters |= filters
    return environment.get_template("page.html.j2")
