"""What lesson 00 offers beside its text: the index of lessons, a reset, one's work to take home."""

import base64
import io
import zipfile
from html import escape
from pathlib import Path

import ipywidgets as widgets
from IPython.display import HTML

from course.build.editions import KEPT, NOTEBOOKS, is_worked_on
from course.build.guide import written_lesson
from course.build.syllabus import entry, written
from course.build.times import minutes
from course.progress import RESULTS, progress
from course.reset import reset

WORDS = {
    "zh": {
        "heads": ("课", "分钟", "已通过的分数", "掌握的目标"),
        "caption": "课程目录：点课名打开",
        "lesson": "课：",
        "reset": "重新开始这一课",
        "sure": "确实要换成全新的笔记本",
        "tick": "请先勾选“确实要换成全新的笔记本”。",
        "done": "已换成全新的笔记本。原来的保存为 {}。请关闭这一课再打开。",
        "fresh": "这一课本来就是全新的，没有改动。",
        "pack": "打包我的作业",
        "link": "下载 {}（文件数：{}）",
        "none": "还没有做过的笔记本。先保存笔记本，再点一次。",
    },
    "en": {
        "heads": ("lesson", "minutes", "points passed", "objectives mastered"),
        "caption": "The lessons: click on one to open it",
        "lesson": "Lesson:",
        "reset": "Start this lesson afresh",
        "sure": "Yes, put a fresh notebook in its place",
        "tick": "Tick “Yes, put a fresh notebook in its place” first.",
        "done": "Fresh. Your old notebook is kept as {}. Close the lesson and open it again.",
        "fresh": "The notebook is fresh already; nothing was changed.",
        "pack": "Pack my work",
        "link": "Download {} (files: {})",
        "none": "No notebook has been worked on. Save your notebook and press again.",
    },
}


def index(lang: str, *, results: Path = RESULTS) -> HTML:
    """Return the table of the lessons that are written: links, minutes and progress.

    Links lead from the folder of a lesson to those beside it.
    """
    words, done = WORDS[lang], progress(results=results)
    rows = []
    for stem in written():
        about, row = entry(stem), done[stem]
        title = escape(f"{stem[:2]} · {about.title[lang]}")
        cells = (
            f'<th scope="row" style="text-align:left">'
            f'<a href="../{stem}/{stem}.ipynb">{title}</a></th>',
            f"<td>{sum(minutes(written_lesson(stem)))}</td>",
            f"<td>{_bar(row['passed'], row['of'])} {row['passed']:g} / {row['of']:g}</td>",
            f"<td>{row['mastered']} / {row['objectives']}</td>",
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    heads = "".join(f'<th scope="col">{head}</th>' for head in words["heads"])
    caption = f'<caption style="text-align:left">{words["caption"]}</caption>'
    body = "".join(rows)
    return HTML(f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>")


def _bar(passed: float, of: float) -> str:
    """Return ten squares, as many full as tenths are passed; read out by the figures beside it."""
    full = int(10 * passed / of)
    return f'<span aria-hidden="true">{"■" * full}{"□" * (10 - full)}</span>'


def desk(lang: str, *, notebooks: Path = NOTEBOOKS) -> widgets.VBox:
    """Return the panel with a reset for each lesson and one's own work as an archive."""
    words = WORDS[lang]
    titles = [(f"{stem[:2]} · {entry(stem).title[lang]}", stem) for stem in written()]
    layout = widgets.Layout(width="auto")
    named = {"layout": layout, "style": {"description_width": "initial"}}
    lesson = widgets.Dropdown(options=titles, description=words["lesson"], **named)
    sure = widgets.Checkbox(value=False, description=words["sure"], indent=False, **named)
    again = widgets.Button(description=words["reset"], icon="refresh", layout=layout)
    pack = widgets.Button(description=words["pack"], icon="download", layout=layout)
    told, link = widgets.HTML(), widgets.HTML()

    def start_afresh(_):
        if not sure.value:
            told.value = words["tick"]
            return
        sure.value = False
        stem = lesson.value
        done = reset(notebooks / lang / stem / f"{stem}.ipynb", lang=lang)
        told.value = words["done"].format(done.kept.name) if done.kept else words["fresh"]

    def pack_work(_):
        files = own_work(notebooks)
        link.value = _link(files, words) if files else words["none"]

    again.on_click(start_afresh)
    pack.on_click(pack_work)
    boxes = widgets.HBox([lesson, sure, again]), told, widgets.HBox([pack, link])
    return widgets.VBox(boxes)


def own_work(notebooks: Path = NOTEBOOKS) -> dict[str, bytes]:
    """Return name → content of the notebooks that were worked on, kept copies and the progress."""
    paths = sorted(path for path in notebooks.glob("*/*/*.ipynb") if _is_own(path))
    if paths:
        paths += [path for path in [notebooks / RESULTS.name] if path.exists()]
    return {path.relative_to(notebooks).as_posix(): path.read_bytes() for path in paths}


def _is_own(path: Path) -> bool:
    return path.match(KEPT) or is_worked_on(path)


def _link(files: dict[str, bytes], words: dict) -> str:
    """Return a link that holds an archive of the files: the browser saves it, no server needed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    data, name = base64.b64encode(made.getvalue()).decode("ascii"), "my-work.zip"
    what = f'download="{name}" style="text-decoration:underline"'
    text = words["link"].format(name, len(files))
    return f'<a {what} href="data:application/zip;base64,{data}">{text}</a>'
