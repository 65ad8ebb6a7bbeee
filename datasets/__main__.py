"""`python -m datasets`: build the tables, or measure how real they look."""

import argparse
from pathlib import Path

from datasets import package


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    options = _parser().parse_args(arguments)
    for path in package.build(options.out, seed=options.seed):
        print(f"wrote {path} ({path.stat().st_size / 1e6:.2f} MB)")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m datasets", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write the CSV files and datapackage.json")
    build.add_argument("--seed", type=int, default=package.DEFAULT_SEED)
    build.add_argument("--out", type=Path, default=package.HERE, metavar="DIR")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
