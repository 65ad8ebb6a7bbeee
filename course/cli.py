"""The front door `segcourse`: each command parses, calls one function and prints.

To add a command write one function below and decorate it. Its name is the command's name, its
docstring the help. It imports what it needs inside (so that ``segcourse --help`` stays quick) and
returns an exit code, or nothing for 0.

    @command(argument("notebook", type=Path), example="segcourse check 00_start.ipynb")
    def check(options):
        "Run your notebook and see which visible checks it passes."
        from course.progress import check

        console().print(f"{check(options.notebook).left} checks to go")
"""

import argparse
import sys
from pathlib import Path

from course.errors import CourseError

EXIT_CODES = """exit codes:
  0  done
  1  done, and the work found faults
  2  nothing done: a mistake in the command or in its input"""

COMMANDS = {}


def argument(*names, **settings):
    """Hold one argument of a command, in the words of `argparse`."""
    return names, settings


def command(*arguments, example, passes_on=False):
    """Register the decorated function as a command.

    Parameters
    ----------
    *arguments
        Results of `argument`.
    example : str
        One line that can be typed as it stands; the help shows it.
    passes_on : bool
        Whether arguments the command does not know go to ``options.rest`` instead of being
        refused.
    """

    def register(function):
        COMMANDS[function.__name__.replace("_", "-")] = (function, arguments, example, passes_on)
        return function

    return register


def console(*, stderr=False):
    """Return rich's console, imported only when something is printed."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


@command(
    argument("--lang", choices=["zh", "en"], help="Chinese or English (default: the system's)"),
    argument("--no-browser", action="store_true", help="print the address and open nothing"),
    argument("--port", type=int, default=8888, help="first port to try (default: 8888)"),
    argument("--instructor", action="store_true", help="open Formgrader with this course"),
    example="segcourse lab --lang en --no-browser",
)
def lab(options):
    """Open the course in JupyterLab; Ctrl-C ends it."""
    from course.lab import open_lab

    open_lab(
        lambda address: console().print(
            f"The course is at {address}\nCtrl-C ends it.", soft_wrap=True
        ),
        lang=options.lang,
        port=options.port,
        browser=not options.no_browser,
        instructor=options.instructor,
    )


@command(example="segcourse test -k rfm", passes_on=True)
def test(options):
    """Check the style and run the tests; further arguments go to pytest."""
    from course.testing import run_tests

    return run_tests(options.rest)


@command(
    argument("--upgrade", action="store_true", help="move to the newest versions allowed"),
    example="segcourse lock",
)
def lock(options):
    """Compile the lists of versions from pyproject.toml."""
    from course.lock import lock

    changed = lock(upgrade=options.upgrade)
    console().print(f"Changed: {', '.join(changed)}" if changed else "Nothing changed.")


@command(
    argument("address", help="of the public repository, such as https://github.com/OWNER/NAME"),
    example="segcourse binder https://github.com/OWNER/NAME",
)
def binder(options):
    """Put Binder's buttons, one for each language, into both READMEs."""
    from course.binder import fill

    changed = fill(options.address)
    console().print(
        f"Changed: {', '.join(changed)}. Next: commit, push, and press one."
        if changed
        else "Nothing changed."
    )


LESSONS = argument("lessons", nargs="*", metavar="LESSON", help="such as 08_behavioural (all)")


@command(
    LESSONS,
    argument("--check", action="store_true", help="write nothing; 1 if a notebook is stale"),
    argument("--key", type=Path, metavar="FOLDER", help="write the keys, with solutions, there"),
    argument("--overwrite", action="store_true", help="replace notebooks that hold answers"),
    example="segcourse build 08_behavioural",
)
def build(options):
    """Build the trainee notebooks, in both languages, from the lessons."""
    from course.build import editions

    if options.key:
        for path in editions.build_keys(options.key, options.lessons):
            console().print(f"Key: {path}")
        return 0
    if options.check:
        stale, orphans = editions.stale(options.lessons), editions.orphans()
        for path in stale:
            console().print(f"Stale: {path}", soft_wrap=True, markup=False)
        for path in orphans:
            console().print(f"No lesson makes it, delete it: {path}", soft_wrap=True, markup=False)
        console().print("Next: segcourse build" if stale else "No notebook is stale.")
        return int(bool(stale or orphans))
    changed = editions.build(options.lessons, overwrite=options.overwrite)
    for path in changed:
        console().print(f"Built: {path}", soft_wrap=True, markup=False)
    console().print("Next: segcourse lint" if changed else "Nothing changed.")
    return 0


@command(LESSONS, example="segcourse lint 08_behavioural")
def lint(options):
    """Check that both languages of a lesson say the same and that its tags are right."""
    from course.build.lint import lint
    from course.build.syllabus import entry, written

    stems = options.lessons or written()
    faults = [fault for stem in stems for fault in lint(entry(stem).path, entry(stem))]
    for fault in faults:
        console().print(str(fault), soft_wrap=True, markup=False)
    console().print(f"{len(faults)} faults." if faults else "No faults. Next: segcourse prove")
    return int(bool(faults))


@command(
    LESSONS,
    argument("--seed", type=int, action="append", default=[], help="also on data of this seed"),
    example="segcourse prove 08_behavioural --seed 1",
)
def prove(options):
    """Run a lesson's key, its stub and its wrong answers, and see that each scores as it should."""
    from rich.progress import track

    from course.build.prove import prove_all
    from course.build.syllabus import written

    stems = options.lessons or written()
    proofs = prove_all(stems, options.seed)
    bad = []
    for stem, edition, runs in track(proofs, total=len(stems) * (2 + len(options.seed))):
        label = f"{stem} ({edition})"
        bad += [f"{label}: {run}" for run in runs if not run.proved]
        console().print(f"{label}: {len(runs)} answers run")
    for line in bad:
        console().print(line, soft_wrap=True, markup=False)
    console().print(f"{len(bad)} answers do not score as they should." if bad else "Proved.")
    return int(bool(bad))


@command(LESSONS, example="segcourse guide 08_behavioural")
def guide(options):
    """Write the instructor's pages on lessons: coverage, discussion card, common mistakes."""
    from rich.progress import track

    from course.build.guide import write_pages
    from course.build.syllabus import written

    bad = []
    pages = 2 * len(options.lessons or written()) + 2
    for path, faults in track(write_pages(options.lessons), total=pages):
        bad += [f"{path.name}: {fault}" for fault in faults]
    for line in bad:
        console().print(line, soft_wrap=True, markup=False)
    console().print(f"Not written: see {len(bad)} faults." if bad else f"Pages: {pages}")
    return int(bool(bad))


@command(
    argument("notebook", type=Path, help="the notebook with your answers"),
    argument("--timeout", type=int, default=120, metavar="SECONDS", help="a cell (default: 120)"),
    example="segcourse check notebooks/en/08_behavioural/08_behavioural.ipynb",
)
def check(options):
    """Run your notebook and see which visible checks it passes; 1 if not all."""
    from rich.table import Table
    from rich.text import Text

    from course.outline import places
    from course.progress import COLORS, WORDS, check

    with console().status("Running the notebook…"):
        checked = check(options.notebook, timeout=options.timeout)
    words, where = WORDS[checked.lang], places(checked.lesson, checked.lang)
    table, heading = Table(*words["heads"]), ""
    for outcome in checked.outcomes:
        place, message = where[outcome.check], [outcome.message] if outcome.message else []
        if outcome.needs_work and place.section:
            message.append(words["read"].format(place.section))
        state = Text(words[outcome.state], style=COLORS[outcome.state])
        first = "" if place.heading == heading else place.heading
        heading = place.heading
        told = Text("\n".join(message))
        table.add_row(Text(first), outcome.check, state, f"{outcome.points:g}", told)
    console().print(table)
    console().print(words["left"].format(checked.left) if checked.left else words["done"])
    if checked.left:
        console().print(words["next"].format(checked.lesson), soft_wrap=True)
    return int(bool(checked.left))


@command(
    argument("lesson", nargs="?", help="show this lesson's objectives, such as 08_behavioural"),
    argument("--lang", choices=["zh", "en"], default="en", help="language of the titles"),
    example="segcourse progress --lang zh",
)
def progress(options):
    """Show the points and objectives of the checks that you have passed, lesson by lesson."""
    from rich.table import Table
    from rich.text import Text

    from course.build.syllabus import entry
    from course.progress import objectives_table, progress_table

    if options.lesson:
        table = Table(show_header=False, title=entry(options.lesson).title[options.lang])
        for goal, text, mark in objectives_table(options.lesson, options.lang):
            table.add_row(goal, Text(text), mark)
    else:
        frame = progress_table(options.lang)
        table = Table(frame.index.name, *frame.columns)
        for lesson, *cells in frame.itertuples():
            table.add_row(lesson, *cells)
    console().print(table)


@command(
    argument("notebook", help="a notebook, or a lesson such as 08_behavioural"),
    argument("--lang", choices=["zh", "en"], default="en", help="with a lesson: its language"),
    example="segcourse reset 08_behavioural --lang zh",
)
def reset(options):
    """Start a lesson afresh; your old notebook is kept beside the new one."""
    from course.reset import reset

    done = reset(options.notebook, lang=options.lang)
    if done.kept:
        said = f"Fresh: {done.notebook}\nYour old notebook: {done.kept}"
    else:
        said = f"{done.notebook} is fresh already."
    console().print(f"{said}\nNext: open it again in JupyterLab.", soft_wrap=True, markup=False)


WORKSPACE = argument(
    "--workspace",
    type=Path,
    metavar="DIR",
    help="the grading folder (default: SEGCOURSE_WORKSPACE, else gradebook/)",
)


@command(
    argument("submissions", type=Path, help="folder with one folder per trainee"),
    argument("--lesson", required=True, help="such as 08_behavioural"),
    WORKSPACE,
    argument(
        "--timeout",
        type=int,
        default=60,
        metavar="SECONDS",
        help="for a cell; a notebook has five times this (default: 60)",
    ),
    argument("--jobs", type=int, metavar="N", help="workers (default: one for each core)"),
    argument("--backend", choices=["loky", "dask"], default="loky", help="where workers run"),
    argument("--scheduler", metavar="ADDRESS", help="with dask: such as tcp://127.0.0.1:8786"),
    argument("--level", type=int, choices=[1, 2, 3], help="isolation (default: the best here)"),
    argument("--allow-unisolated", action="store_true", help="run trainees' code as yourself"),
    argument("--data-seed", type=int, metavar="N", help="use the course's data of another seed"),
    example="segcourse grade submissions --lesson 08_behavioural",
)
def grade(options):
    """Grade the new and changed submissions of a lesson; 1 if some could not be run.

    SEGCOURSE_GRADEBOOK_URL names the gradebook's database if it is not the workspace's file,
    such as postgresql+psycopg://name@host/grades.
    """
    from grading.show import grade_with_progress

    if (options.backend == "dask") != bool(options.scheduler):
        raise CourseError(
            f"--backend {options.backend}, --scheduler {options.scheduler}: expected "
            "--backend dask and the scheduler's address together, or neither."
        )
    return grade_with_progress(
        options.submissions,
        console(),
        lesson=options.lesson,
        workspace=options.workspace,
        level=options.level,
        allow_unisolated=options.allow_unisolated,
        timeout=options.timeout,
        jobs=options.jobs,
        scheduler=options.scheduler,
        data_seed=options.data_seed,
    )


@command(
    argument("--lesson", required=True, help="such as 08_behavioural"),
    WORKSPACE,
    example="segcourse feedback --lesson 08_behavioural",
)
def feedback(options):
    """Write a feedback page for every graded submission of a lesson."""
    from grading.show import feedback_for

    feedback_for(options.lesson, console(), workspace=options.workspace)


@command(
    argument("--by", choices=["lesson", "check"], default="lesson", help="what a row is"),
    argument("--to", type=Path, required=True, metavar="FILE", help="the CSV file to write"),
    argument("--lesson", help="only this lesson"),
    WORKSPACE,
    example="segcourse export --by check --to points.csv",
)
def export(options):
    """Write the gradebook's points to a CSV file."""
    from grading.show import export_to

    export_to(
        options.to,
        console(),
        by=options.by,
        lesson=options.lesson,
        workspace=options.workspace,
    )


@command(
    argument("--to", type=Path, required=True, metavar="FILE", help="the HTML file to write"),
    argument("--lang", choices=["zh", "en"], default="en", help="language that shows first"),
    argument("--roster", type=Path, metavar="CSV", help="columns student and track"),
    argument("--hide-names", action="store_true", help="no names, and no table of trainees"),
    argument(
        "--smallest-group",
        type=int,
        default=5,
        metavar="N",
        help="groups below this are not shown (default: 5)",
    ),
    WORKSPACE,
    example="segcourse report --to report.html --roster roster.csv --hide-names",
)
def report(options):
    """Write a page on the class: points, checks, objectives, effect, what to improve first."""
    from grading.show import report_to

    report_to(
        options.to,
        console(),
        workspace=options.workspace,
        roster=options.roster,
        lang=options.lang,
        least=options.smallest_group,
        hide_names=options.hide_names,
    )


@command(example="segcourse doctor")
def doctor(options):
    """Check that this installation has what the course needs."""
    from course.doctor import examine, table
    from grading.sandbox.levels import explain

    findings = examine(isolation=explain)
    console().print(table(findings))
    return int(any(finding.remedy for finding in findings))


def make_parser():
    """Build the parser from the registered commands."""
    parser = argparse.ArgumentParser(
        prog="segcourse",
        description="A course on customer segmentation in Chinese and English.",
        epilog=f"`segcourse COMMAND --help` shows a command's options.\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (function, arguments, example, _) in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=function.__doc__.splitlines()[0],
            description=function.__doc__,
            epilog=f"example:\n  {example}\n\n{EXIT_CODES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        for names, settings in arguments:
            one.add_argument(*names, **settings)
    return parser


def main(argv=None):
    """Run one command and return its exit code."""
    parser = make_parser()
    options, rest = parser.parse_known_args(argv)
    function, _, _, passes_on = COMMANDS[options.command]
    if rest and not passes_on:
        parser.error(
            f"`segcourse {options.command}` does not know {' '.join(rest)}; "
            f"see `segcourse {options.command} --help`"
        )
    options.rest = rest
    try:
        return function(options) or 0
    except CourseError as error:
        console(stderr=True).print(str(error), style="red", markup=False, soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        console(stderr=True).print("Stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
