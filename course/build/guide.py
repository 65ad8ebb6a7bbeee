"""Make the instructor's pages on lessons: what each covers, its discussion card, its mistakes.

All of it is read from the lessons and from a run of their wrong answers, so it cannot grow old
unseen: a test compares the pages with what this module makes.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from course.build.cells import BLOOM, solution
from course.build.lesson import LANGS, Cell, Lesson, is_item, read
from course.build.prove import Run, prove_all
from course.build.syllabus import COURSE, Entry, Objective, entry, tracks, written
from course.build.times import minutes
from course.files import write_whole

FOLDER = COURSE / "guide"
SUFFIX = {"zh": ".zh-CN.md", "en": ".md"}
CARD = {"zh": "讨论卡", "en": "Discussion card"}

WORDS = {
    "zh": {
        "overview": "全部课程一览",
        "other": "English",
        "made": "本页由 `segcourse guide` 生成：请改课程，不要改本页。",
        "facts": "阅读约 {} 分钟 · 练习约 {} 分钟 · 共 {} 分",
        "formula": "用时按公式估算。阅读：中文每分钟 300 字，英文每分钟 180 词，取较慢者，"
        "另加示例代码每分钟 10 行。练习：每题 4 分钟，参考答案每 60 个字符另加 1 分钟；"
        "论述每分钟写 15 字，测验每题 1 分钟。两者各向上取整到 5 分钟。",
        "lessons": ("课", "课名", "阅读（分钟）", "练习（分钟）", "分值"),
        "tracks": "学习路径",
        "track": ("路径", "课程", "合计（小时）"),
        "coverage": "目标覆盖表",
        "covers": ("目标", "能够做到", "层次", "练习与论述", "自测", "前测与后测"),
        "mistakes": "常见错误与回应",
        "asks": "错误的答案由检查指出，下面是检查给学员的话。先让学员看提示 1，再给这句话。",
        "says": "检查说：",
        "seed": "在发放的数据上看不出错；用 `--data-seed` 换一份数据评分就会暴露。",
        "hint": "提示 1：",
        "comma": "、",
    },
    "en": {
        "overview": "All lessons at a glance",
        "other": "中文",
        "made": "Made by `segcourse guide`: edit the lesson, not this page.",
        "facts": "reading: about {} minutes · exercises: about {} minutes · {} points",
        "formula": "Minutes follow a formula. Reading: the slower of Chinese at 300 characters and "
        "English at 180 words a minute, plus worked code at 10 lines a minute. Exercises: 4 "
        "minutes each, and 1 more for every 60 characters of the solution; essays at 15 words a "
        "minute, questions of a test at 1 minute. Both are rounded up to 5.",
        "lessons": ("no.", "lesson", "reading (min)", "exercises (min)", "points"),
        "tracks": "Tracks",
        "track": ("track", "lessons", "hours in all"),
        "coverage": "What covers each objective",
        "covers": (
            "objective",
            "can",
            "level",
            "exercises and essays",
            "quiz",
            "pre- and post-test",
        ),
        "mistakes": "Common mistakes and how to answer them",
        "asks": "A check names each mistake; below is what it tells the trainee. Point to hint 1 "
        "first, then to this message.",
        "says": "The check says: ",
        "seed": "Not visible on the data handed out; grading with `--data-seed` shows it.",
        "hint": "Hint 1: ",
        "comma": ", ",
    },
}


@cache
def written_lesson(stem: str) -> Lesson:
    """Return a lesson's cells; read once, as every page looks at all lessons."""
    return read(entry(stem).path)


def page_path(name: str, lang: str) -> Path:
    """Return where a lesson's page in a language is, or the `overview`."""
    return FOLDER / "lessons" / f"{name}{SUFFIX[lang]}"


def write_pages(stems: Iterable[str] = ()) -> Iterator[tuple[Path, list[str]]]:
    """Prove lessons and write their pages, then the overview; yield each page and its faults.

    Nothing is written for a lesson with an answer that does not score as it should.
    """
    for stem, lang, runs in prove_all(list(stems) or written(), []):
        faults = [str(run) for run in runs if not run.proved]
        if not faults:
            page = lesson_page(written_lesson(stem), entry(stem), lang, runs)
            write_whole(page_path(stem, lang), page.encode())
        yield page_path(stem, lang), faults
    for lang in LANGS:
        write_whole(page_path("overview", lang), overview_page(lang).encode())
        yield page_path("overview", lang), []


def lesson_page(lesson: Lesson, about: Entry, lang: str, runs: Iterable[Run]) -> str:
    """Return a lesson's page: facts, objectives and what covers them, card, mistakes.

    Parameters
    ----------
    lesson, about
        The lesson's cells and its entry in the syllabus.
    lang
        The page's language.
    runs
        How its wrong answers fared on the shipped data, in this language.
    """
    words = WORDS[lang]
    messages = {run.line: list(run.failed.values()) for run in runs}
    parts = [
        f"# {lesson.stem[:2]} · {about.title[lang]}",
        _switch(lesson.stem, lang),
        words["facts"].format(*minutes(lesson), f"{lesson.total:g}"),
        f"## {words['coverage']}\n\n{_coverage([(lesson, about)], lang)}",
        _card(lesson, lang),
        *_mistakes(lesson, lang, messages),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def overview_page(lang: str) -> str:
    """Return the page on all lessons that are written: minutes, tracks, coverage."""
    words = WORDS[lang]
    given = [(written_lesson(stem), entry(stem)) for stem in written()]
    rows, hours = [], {}
    for lesson, about in given:
        link = f"[{about.title[lang]}]({page_path(about.stem, lang).name})"
        times = minutes(lesson)
        rows.append((about.stem[:2], link, *times, f"{lesson.total:g}"))
        hours[about.stem] = sum(times) / 60
    paths = []
    for track in tracks().values():
        stems = [stem for stem in track["lessons"] if stem in hours]
        numbers = words["comma"].join(stem[:2] for stem in stems)
        paths.append((track["title"][lang], numbers, f"{sum(map(hours.get, stems)):.1f}"))
    parts = [
        f"# {words['overview']}",
        _switch("overview", lang),
        _table(words["lessons"], rows),
        words["formula"],
        f"## {words['tracks']}\n\n{_table(words['track'], paths)}",
        f"## {words['coverage']}\n\n{_coverage(given, lang)}",
    ]
    return "\n\n".join(parts) + "\n"


def served(objective: Objective, lesson: Lesson, *kinds: str) -> list[Cell]:
    """Return a lesson's cells of these kinds that serve an objective."""
    return [cell for cell in lesson.of_kind(*kinds) if objective.id in cell.objectives]


def _coverage(given: list[tuple[Lesson, Entry]], lang: str) -> str:
    """Return the table of lessons' objectives with the cells, of any lesson, that serve each."""
    words = WORDS[lang]
    everywhere = {stem: written_lesson(stem) for stem in written()}
    everywhere |= {lesson.stem: lesson for lesson, _ in given}
    rows = []
    for lesson, goal in ((lesson, goal) for lesson, about in given for goal in about.objectives):
        found = [c for one in everywhere.values() for c in served(goal, one, "exercise", "essay")]
        cells = (
            [cell.name for cell in found if not is_item(cell)],
            ["✓"] if served(goal, lesson, "quiz") else [],
            [cell.name for cell in found if is_item(cell)],
        )
        covers = [words["comma"].join(cell) or "–" for cell in cells]
        rows.append((goal.id, getattr(goal, lang), BLOOM[goal.bloom][lang], *covers))
    return _table(words["covers"], rows)


def _card(lesson: Lesson, lang: str) -> str:
    """Return the discussion card, its heading without the number; empty if there is none."""
    for cell in lesson.of_kind("prose"):
        if cell.lang == lang and re.match(rf"## [^\n]*{CARD[lang]}", cell.source):
            return re.sub(rf"^## [^\n]*?(?={CARD[lang]})", "## ", cell.source)
    return ""


def _mistakes(lesson: Lesson, lang: str, messages: dict[int, list[str]]) -> Iterator[str]:
    """Yield, for each exercise, its wrong answers and what the checks say to them."""
    words = WORDS[lang]
    exercises = [cell for cell in lesson.of_kind("exercise") if not is_item(cell)]
    if exercises:
        yield f"## {words['mistakes']}\n\n{words['asks']}"
    for exercise in exercises:
        hint = _first_hint(lesson, exercise, lang)
        heading = f"### {lesson.heading(exercise, lang)}"
        yield heading + (f"\n\n{words['hint']}{hint}" if hint else "")
        for wrong in lesson.wrong(exercise.name):
            said = [message.partition(": ")[2] or message for message in messages[wrong.line]]
            answer = words["says"] + " / ".join(dict.fromkeys(said)) if said else words["seed"]
            reason = f"{wrong.tags['why']}\n\n" if lang == "en" else ""
            yield f"{reason}```python\n{solution(wrong.source)}\n```\n\n{answer}"


def _first_hint(lesson: Lesson, exercise: Cell, lang: str) -> str:
    """Return the first hint of an exercise's prompt; empty if there is none."""
    prompt = lesson.prompt(exercise)[LANGS.index(lang)].source
    hint = re.search(r"</summary>(.*?)</details>", prompt, re.S)
    return " ".join(hint[1].split()) if hint else ""


def _switch(name: str, lang: str) -> str:
    """Return the line below a page's title: the other language, and where the page comes from."""
    other = page_path(name, LANGS[1 - LANGS.index(lang)]).name
    return f"[{WORDS[lang]['other']}]({other}) · {WORDS[lang]['made']}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple]) -> str:
    """Return a Markdown table."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
