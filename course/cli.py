"""The front door `segcourse`: each command parses, calls one function and prints.

To add a command write one function below and decorate it. Its name is the command's name, its
docstring the help. It imports what it needs inside (so that ``segcourse --help`` stays quick) and
returns an exit code, or nothing for 0.

    @command(argument("--lang", choices=["zh", "en"]), example="segcourse build --lang en")
    def build(options):
        "Build the notebooks from the lessons."
        from course.build import build_all

        built = build_all(lang=options.lang)
        console().print(f"{len(built)} notebooks built")
"""

import argparse
import sys

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
