"""Read the course's tables: checked against their hash, typed by their schema."""

import difflib
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from segkit.checks import require_whole

VARIABLE = "SEGKIT_DATA"
CACHE = "SEGKIT_CACHE"
SHIPPED = Path(__file__).parent.parent / "datasets"
DESCRIPTOR = "datapackage.json"
REBUILD = "python -m datasets build"
REQUIRED = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}
WITH_GAPS = REQUIRED | {"integer": "Int64", "boolean": "boolean"}


def load(
    name: str, *, seed: int | None = None, folder: str | os.PathLike | None = None
) -> pd.DataFrame:
    """Return one table of the course, with the types that its schema states.

    Parameters
    ----------
    name : str
        Name of the table, such as "transactions".
    seed : int, optional
        Make another world of the same kind: other customers, the same rules. The first call takes
        some seconds and keeps the world in the folder that the environment variable SEGKIT_CACHE
        names, by default `~/.cache/segkit`; no network is needed.
    folder : path, optional
        A folder made by `python -m datasets build --out`. Without it, the one that the
        environment variable SEGKIT_DATA names; without that, the one shipped with the course.

    Returns
    -------
    DataFrame
        One row per line of the file. Dates are datetimes without a time zone, texts are pandas
        strings, whole numbers with gaps are Int64.

    Raises
    ------
    ValueError
        If there is no table of that name, the file is not the one that was built, or both `seed`
        and `folder` are given.
    FileNotFoundError
        If the folder holds no data, or `seed` is given and the package `datasets` is not there.

    Examples
    --------
    >>> customers = load("customers")
    >>> customers.loc[0, "customer_id"]
    'C00001'
    """
    place = _folder(folder) if seed is None else _world(name, seed, folder)
    resource = _resource(place, name)
    content = _content(place / resource["path"])
    found, expected = _digest(content), resource["hash"].removeprefix("sha256:")
    if found != expected:
        raise ValueError(
            f"{place / resource['path']} is not the file that was built: its sha256 starts with "
            f"{found[:8]}, expected {expected[:8]}. Someone edited it, perhaps a spreadsheet "
            f"program. Restore it with `git checkout -- {resource['path']}` in that folder, or "
            f"build it again with `{REBUILD}`; a world of another seed is made again once you "
            "have deleted its folder."
        )
    return _typed(content, resource["schema"]["fields"])


def fields_of(name: str) -> list[dict[str, Any]]:
    """Return the fields of a course table as its schema describes them, in their order.

    Raises
    ------
    ValueError
        If there is no table of that name.
    """
    return _resource(_folder(None), name)["schema"]["fields"]


def is_required(field: dict[str, Any]) -> bool:
    """Tell whether a field of the course is never empty."""
    return field.get("constraints", {}).get("required", False)


def dtype_of(field: dict[str, Any], *, gaps: bool = False) -> str:
    """Return the pandas type of a field that is no date; `gaps` tells that some values miss."""
    return (REQUIRED if is_required(field) and not gaps else WITH_GAPS)[field["type"]]


def _folder(folder: str | os.PathLike | None) -> Path:
    return Path(folder or os.environ.get(VARIABLE) or SHIPPED).expanduser()


def _world(name: str, seed: int, folder: str | os.PathLike | None) -> Path:
    """Return the folder with the world of `seed` that holds the table; build it if need be."""
    require_whole("seed", seed, least=0)
    if folder is not None:
        raise ValueError(
            f"seed={seed} and folder={str(folder)!r} came, one of the two was expected: seed makes "
            "another world, folder names one that is already there."
        )
    if not (SHIPPED / "__main__.py").is_file():
        raise FileNotFoundError(
            f"seed={seed} needs the course's package datasets, which makes the data, but "
            f"{SHIPPED} does not hold it. Install the whole course, or pass folder= with a folder "
            f"made by `{REBUILD} --out` elsewhere."
        )
    theme = _resource(SHIPPED, name)["theme"]
    version = _digest(_content(SHIPPED / DESCRIPTOR))[:8]
    cache = Path(os.environ.get(CACHE) or "~/.cache/segkit").expanduser()
    world = cache / f"{theme}-{seed}-{version}"
    if not world.exists():
        _build(world, theme, seed)
    return world


def _build(world: Path, theme: str, seed: int) -> None:
    """Make a world beside its place in the cache, then move it there in one step."""
    try:
        world.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=world.parent) as beside:
            made = Path(beside, world.name)
            _run(made, theme, seed)
            if not world.exists():  # another process may have been faster
                os.replace(made, world)
    except OSError as error:
        raise FileNotFoundError(
            f"{world.parent} cannot be written, where worlds are kept ({error}); set {CACHE} to a "
            "folder of yours."
        ) from None


def _run(out: Path, theme: str, seed: int) -> None:
    """Run the generator; the course's own, whatever the working folder holds."""
    print(f"正在生成 seed={seed} 的数据…… / Making the data of seed={seed} ...")
    paths = [str(SHIPPED.parent), os.environ.get("PYTHONPATH", "")]
    command = [sys.executable, "-P", "-X", "utf8", "-m", "datasets", "build", "--no-truth"]
    done = subprocess.run(
        [*command, "--seed", str(seed), "--theme", theme, "--out", str(out)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ValueError(
            f"the world of seed={seed} could not be made: {reason}. Try `{REBUILD} --seed {seed} "
            f"--theme {theme} --out FOLDER` to see more."
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _resource(place: Path, name: str) -> dict[str, Any]:
    package = json.loads(_content(place / DESCRIPTOR))
    resources = {each["name"]: each for each in package["resources"]}
    if name in resources:
        return resources[name]
    near = difflib.get_close_matches(str(name).lower(), resources, cutoff=0.5)
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    raise ValueError(f"no table {name!r}; {hint}There are: {', '.join(sorted(resources))}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"no {path.name} in {path.parent}, where the course's data were expected. Make them "
            f"with `{REBUILD} --out {path.parent}`, or unset {VARIABLE} to use the course's own; "
            "a world of another seed is made again once you have deleted its folder."
        ) from None


def _typed(content: bytes, fields: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the CSV with the fields' types; only an empty cell is a missing value."""
    times = [each["name"] for each in fields if each["type"] in ("date", "datetime")]
    types = {each["name"]: dtype_of(each) for each in fields if each["name"] not in times}
    return pd.read_csv(
        io.BytesIO(content),
        dtype=types,
        parse_dates=times,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
