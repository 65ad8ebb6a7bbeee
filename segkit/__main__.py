"""Print what segkit offers, as the page API.md: `python -m segkit > segkit/API.md`."""

import importlib
import inspect

import segkit

ROOMS = (
    "data",
    "own_data",
    "clean",
    "privacy",
    "geo",
    "survey",
    "rfm",
    "lifecycle",
    "cluster",
    "stability",
    "profile",
    "basket",
    "target",
    "effect",
    "monitor",
    "assign",
    "plot",
    "explore",
)


def page() -> str:
    """Return the page: per room its sentence, then each name with its arguments and sentence."""
    rooms = [importlib.import_module(f"segkit.{name}") for name in ROOMS]
    return "\n".join([*HEAD, *(line for room in rooms for line in section(room))])


def section(room) -> list[str]:
    """Return the lines of one room; its names are those that it adds to segkit or exports."""
    names = sorted(each for each in offered(room) if callable(getattr(room, each)))
    rows = [
        f"- `{name}{arguments(getattr(room, name))}`: {told(getattr(room, name))}" for name in names
    ]
    return [f"## {room.__name__}", "", told(room), "", *rows, ""]


def offered(room) -> list[str]:
    """Return the public names of a room; charts and widgets are imported from their own."""
    if room.__name__ in ("segkit.plot", "segkit.explore"):
        return room.__all__
    return [name for name in segkit.__all__ if getattr(room, name, None) is getattr(segkit, name)]


def arguments(item) -> str:
    """Return the names and defaults of what an item is called with; long defaults as "..."."""
    parameters = inspect.signature(item).parameters.values()
    bare = [each.replace(annotation=EMPTY, default=short(each.default)) for each in parameters]
    return str(inspect.Signature(bare)).replace("Ellipsis", "...")


def short(default):
    """Return a default value, or an ellipsis where it would fill a line."""
    return default if len(repr(default)) < 40 else ...


def told(item) -> str:
    """Return the first sentence of an item's docstring."""
    return inspect.getdoc(item).partition("\n\n")[0].replace("\n", " ")


EMPTY = inspect.Parameter.empty
HEAD = [
    "# What segkit offers",
    "",
    "Every function takes frames and leaves them as they are. `help(name)` tells more: types,",
    "units, errors, sources and an example. This page is made by `python -m segkit`.",
    "",
]

if __name__ == "__main__":
    print(page(), end="")
