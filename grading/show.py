"""What the commands print: progress while grading, a table at the end, the next step."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from course.errors import CourseError
from course.files import write_whole
from grading import gradebook
from grading.grade import Report, choose_level, grade_lesson
from grading.intake import name_problem
from grading.outcome import Outcome
from grading.workspace import REPOSITORY, default_workspace


def grade_with_progress(
    submissions: Path,
    console,
    *,
    lesson: str,
    workspace: Path | None,
    level: int | None = None,
    allow_unisolated: bool = False,
    **settings,
) -> int:
    """Grade a lesson's submissions, show how far it is and what came out.

    Parameters
    ----------
    submissions : Path
        One folder per trainee.
    console : rich.console.Console
        Where to print.
    lesson, workspace, level, allow_unisolated
        As the command has them; None stands for the default.
    **settings
        Goes to `grade_lesson`: timeout, jobs, scheduler, data_seed.

    Returns
    -------
    int
        0 if every submission could be run, 1 if some are refused or unreadable.
    """
    from rich.progress import MofNCompleteColumn, Progress

    for name in ("timeout", "jobs"):
        if settings[name] is not None and settings[name] < 1:
            raise CourseError(f"--{name} {settings[name]}: expected a whole number from 1 on.")
    level = choose_level(level, allow_unisolated=allow_unisolated)
    console.print("\n".join(explain(level)), soft_wrap=True, markup=False)
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(f"Preparing {lesson}", total=None)

        def on_done(student: str, done: int, total: int) -> None:
            name = shown(student) if student else f"Grading {lesson}"
            progress.update(bar, description=name, completed=done, total=total)

        report = grade_lesson(
            submissions,
            lesson=lesson,
            key=lambda: _key(lesson),
            source=source_of(lesson),
            workspace=home(workspace),
            level=level,
            on_done=on_done,
            **settings,
        )
    seed = settings.get("data_seed")
    title = lesson if seed is None else f"{lesson}, data of seed {seed}"
    console.print(table(report, title=title))
    console.print(summary(report, lesson=lesson, workspace=workspace), soft_wrap=True, markup=False)
    return report.exit_code


def explain(level: int) -> list[str]:
    """Return what this machine offers to isolate trainees' code, and what is used."""
    from grading.sandbox import levels

    lower = level < levels.best()
    return levels.explain() + [f"grading at isolation level {level} of 3, as asked"] * lower


def source_of(lesson: str) -> str:
    """Return a hash of all that a lesson's key is made of, much quicker than making it."""
    course = REPOSITORY / "course"
    paths = [*course.glob("*.yml"), *course.glob("build/*.py"), course / "lessons" / f"{lesson}.py"]
    found = hashlib.sha256(" ".join(map(version, ("jupytext", "nbformat", "nbgrader"))).encode())
    for path in sorted(filter(Path.exists, paths)):
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _key(lesson: str):
    from course.build import key_edition

    return key_edition(lesson, "zh")


def table(report: Report, *, title: str):
    """Return the table of students, points, isolation levels and incidents."""
    from rich.table import Table
    from rich.text import Text

    points = report.scores.groupby("student")["points"].sum()
    most = report.scores.groupby("student")["max_points"].sum()
    waiting = report.scores.groupby("student")["needs_manual"].sum()
    made = Table("student", "points", "of", "by hand", "level", "incidents", title=title)
    for student, outcome in report.outcomes.items():
        made.add_row(
            Text(shown(student)),
            f"{points[student]:g}" if student in points else "-",
            f"{most[student]:g}" if student in most else "-",
            str(waiting[student]) if waiting.get(student, 0) else "",
            str(outcome.level or "-"),
            Text(told(outcome)),
        )
    return made


def told(outcome: Outcome) -> str:
    """Return an outcome's incidents as one text.

    >>> from grading.incident import Incident
    >>> told(Outcome("", 60, 3, [Incident("died", "cell a ended the kernel")]))
    'cell a ended the kernel'
    """
    texts = "; ".join(incident.text for incident in outcome.incidents)
    return f"refused: {texts}" if outcome.status == "refused" else texts


def summary(report: Report, *, lesson: str, workspace: Path | None) -> str:
    """Return how many were graded, who is absent, what waits, and the next step."""
    total, fresh = len(report.outcomes), len(report.fresh)
    faulty = sum(not outcome.is_read for outcome in report.outcomes.values())
    lines = [f"Graded {fresh} of {total}; {total - fresh} unchanged, not graded again."]
    if not fresh:
        lines = [f"Nothing to grade: all {total} submissions are unchanged."]
    if faulty:
        lines.append(f"{faulty} could not be run and stand at 0; their feedback says what to do.")
    if report.absent:
        names = ", ".join(map(shown, report.absent))
        lines.append(f"No submission of {lesson} from: {names}.")
    variable = f"SEGCOURSE_WORKSPACE={workspace} " if workspace else ""
    where = f" --workspace {workspace}" if workspace else ""
    if waiting := int(report.scores["needs_manual"].sum()):
        lines.append(f"Essays that wait for grading by hand in Formgrader: {waiting}.")
        lines.append(f"  {variable}segcourse lab --instructor")
    lines.append(f"Next: segcourse feedback --lesson {lesson}{where}")
    return "\n".join(lines)


def feedback_for(lesson: str, console, *, workspace: Path | None) -> None:
    """Write the feedback pages and say where they are."""
    known = _known(workspace, lesson)
    pages = gradebook.make_feedback(known, lesson)
    console.print(
        f"{len(pages)} feedback pages in {known / 'feedback'}/STUDENT/{lesson}/\n"
        f"Next: hand them out; segcourse export --by lesson --to totals.csv",
        soft_wrap=True,
        markup=False,
    )


def export_to(path: Path, console, *, by: str, lesson: str | None, workspace: Path | None) -> None:
    """Write the points to a CSV file: totals per lesson, or every check."""
    known = _known(workspace, lesson)
    read = {"lesson": gradebook.read_totals, "check": gradebook.read_scores}[by]
    frame = read(known, lesson)
    # The byte-order mark tells spreadsheets that Chinese names are UTF-8.
    write_whole(path, frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    console.print(f"{len(frame)} rows in {path}", soft_wrap=True, markup=False)


def report_to(
    path: Path, console, *, workspace: Path | None, roster: Path | None, least: int, **settings
) -> None:
    """Write the report on a class, and say where it is and what to improve first.

    `settings` goes to `write_report`: lang, hide_names.
    """
    if least < 1:
        raise CourseError(f"--smallest-group {least}: expected a whole number from 1 on.")
    with console.status("Reading what was graded…"):
        from grading.report import read_cohort, write_report

        cohort = read_cohort(home(workspace), roster)
        first = write_report(cohort, path, least=least, **settings)
    console.print(
        f"Report on {len(cohort.students)} trainees, {len(cohort.lessons)} lessons: {path}\n"
        f"To improve first: {first[0].found['en'] if first else 'nothing stands out'}\n"
        "Next: open it in a browser; read the comments in it before you pass it on.",
        soft_wrap=True,
        markup=False,
    )


def home(workspace: Path | None) -> Path:
    """Return the workspace as an absolute path: the one named, else the default."""
    return workspace.absolute() if workspace else default_workspace()


def shown(student: str) -> str:
    r"""Return a name as it can be printed.

    >>> shown("王小明"), shown("a\x1b[31m")
    ('王小明', 'a\\x1b[31m')
    """
    return ascii(student)[1:-1] if name_problem(student) else student


def _known(workspace: Path | None, lesson: str | None) -> Path:
    known = home(workspace)
    gradebook.require(known, lesson)
    return known
