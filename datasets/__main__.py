"""Build the course's data, or measure how real they look.

Examples: `python -m datasets build --seed 7 --out world7`,
`python -m datasets realism --seed 1 2 3 --theme spruce --plot figures`.
"""

import argparse
import importlib
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from datasets import cards, package
from datasets.schema import Target, Theme, World
from datasets.themes import THEMES


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 where a target is missed, or 2 for a wrong argument."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except ValueError as error:
        print(f"datasets: {error}", file=sys.stderr)
        return 2


def _build(options: argparse.Namespace) -> int:
    themes = package.themes_named(options.theme)
    if options.out == package.HERE and len(themes) < len(THEMES):
        raise ValueError(
            "--theme without --out would leave the other themes out of the course's own data; "
            "name another folder with --out"
        )
    console = Console(stderr=True)
    shown = track(themes, "Making", console=console, disable=not console.is_terminal)
    written = package.build(options.out, seed=options.seed, themes=shown, truth=options.truth)
    for path in written:
        print(f"wrote {path} ({path.stat().st_size / 1e6:.2f} MB)")
    return 0


def _cards(options: argparse.Namespace) -> int:
    changed = cards.refresh()
    for path in changed:
        print(f"wrote {path}")
    print(f"{len(changed)} cards changed")
    return 0


def _realism(options: argparse.Namespace) -> int:
    missed = 0
    for seed in options.seed:
        for theme in package.themes_named(options.theme):
            world = theme.world(seed)
            print(f"{theme.name}, seed {seed}")
            for target in theme.targets(world):
                print(_row(target))
                missed += not target.ok
            if options.plot:
                print(f"drew {_draw(theme, world, options.plot, seed)}")
    print(f"{missed} targets missed" if missed else "every target reached")
    return 1 if missed else 0


def _draw(theme: Theme, world: World, folder: Path, seed: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{theme.name}-{seed}.png"
    importlib.import_module(f"datasets.plots.{theme.name}").plot(world.tables, path)
    return path


def _row(target: Target) -> str:
    band = f"{target.low:g} to {target.high:g}"
    reached = f"{target.reached:.0f}" if target.high > 100 else f"{target.reached:.3f}"
    return f"  {target.name:<45} target {band:<16} reached {reached:>7}  {_verdict(target)}"


def _verdict(target: Target) -> str:
    return "ok" if target.ok else "miss"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m datasets",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    build = commands.add_parser("build", help="write the CSV files and datapackage.json")
    build.add_argument("--out", type=Path, default=package.HERE, metavar="DIR")
    build.add_argument("--no-truth", dest="truth", action="store_false", help="keep the truth out")
    build.set_defaults(run=_build)
    realism = commands.add_parser("realism", help="print each target and what was reached")
    realism.add_argument("--plot", type=Path, metavar="DIR", help="also draw each theme there")
    realism.set_defaults(run=_realism)
    build.add_argument("--seed", type=int, default=package.DEFAULT_SEED)
    realism.add_argument("--seed", type=int, nargs="+", default=[package.DEFAULT_SEED])
    told = commands.add_parser("cards", help="write columns and row counts into the cards")
    told.set_defaults(run=_cards)
    for command in (build, realism):
        names = [theme.name for theme in THEMES]
        command.add_argument("--theme", nargs="+", default=names, metavar="NAME")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
