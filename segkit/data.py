"""Read the course's tables: checked against their hash, typed by their schema."""

import difflib
import hashlib
import io
import json
import os
import shutil
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
PATIENCE_SECONDS = 2
NEVER_MISSING = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}
WITH_GAPS = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


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
        names, or in the user's cache; no network is needed.
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
            f"build it again with `{REBUILD}`"
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


def dtype_of(field: dict[str, Any], *, gaps: bool) -> str:
    """Return the pandas type of a field that is no date, with or without missing values."""
    return (WITH_GAPS if gaps else NEVER_MISSING)[field["type"]]


def _folder(folder: str | os.PathLike | None) -> Path:
    chosen = folder or os.environ.get(VARIABLE) or SHIPPED
    return Path(chosen).expanduser()


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
    version = _digest((SHIPPED / DESCRIPTOR).read_bytes())[:8]
    world = _cache() / f"{theme}-{seed}-{version}"
    if not _sound(world, name):
        _build(world, theme, seed)
    return world


def _cache() -> Path:
    """Return the folder that keeps worlds: SEGKIT_CACHE, or one in the user's cache."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get(CACHE) or Path(home) / "segkit").expanduser()


def _sound(world: Path, name: str) -> bool:
    """Tell whether a world is there and its table is the one that was built."""
    if not (world / DESCRIPTOR).is_file():
        return False
    resource = _resource(world, name)
    path = world / resource["path"]
    return path.is_file() and f"sha256:{_digest(path.read_bytes())}" == resource["hash"]


def _build(world: Path, theme: str, seed: int) -> None:
    """Make a world beside its place in the cache, then move it there in one step."""
    shutil.rmtree(world, ignore_errors=True)
    try:
        world.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".", dir=world.parent))
    except OSError as error:
        raise FileNotFoundError(
            f"{world.parent} cannot be written, where worlds are kept ({error}); set {CACHE} to a "
            "folder of yours."
        ) from None
    try:
        _run(beside, theme, seed)
        if not world.exists():  # another process may have been faster
            os.replace(beside, world)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _run(out: Path, theme: str, seed: int) -> None:
    """Run the generator; say so if it takes longer than a moment."""
    paths = [str(SHIPPED.parent), os.environ.get("PYTHONPATH", "")]
    command = [sys.executable, "-P", "-X", "utf8", "-m", "datasets", "build", "--no-truth"]
    with subprocess.Popen(
        [*command, "--seed", str(seed), "--theme", theme, "--out", str(out)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            _, told = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"正在生成 seed={seed} 的数据…… / Making the data of seed={seed} ...")
            _, told = process.communicate()
    if process.returncode:
        last = (told.strip().splitlines() or ["no message"])[-1]
        raise ValueError(
            f"the world of seed={seed} could not be made: {last}. Try `{REBUILD} --seed {seed} "
            f"--theme {theme} --out FOLDER` to see more."
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _resource(place: Path, name: str) -> dict[str, Any]:
    resources = {each["name"]: each for each in _package(place)["resources"]}
    if name in resources:
        return resources[name]
    near = difflib.get_close_matches(str(name).lower(), resources, cutoff=0.5)
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    raise ValueError(f"no table {name!r}; {hint}There are: {', '.join(sorted(resources))}")


def _package(place: Path) -> dict[str, Any]:
    try:
        return json.loads((place / DESCRIPTOR).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileNotFoundError(
            f"no {DESCRIPTOR} in {place}, where the course's data were expected. Make them with "
            f"`{REBUILD} --out {place}`, or unset {VARIABLE} to use the data of the course"
        ) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"no file {path}, which {DESCRIPTOR} beside it names. Make it with "
            f"`{REBUILD} --out {path.parent}`"
        ) from None


def _typed(content: bytes, fields: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the CSV with the fields' types; only an empty cell is a missing value."""
    times = [each["name"] for each in fields if each["type"] in ("date", "datetime")]
    types = {each["name"]: _dtype(each) for each in fields if each["name"] not in times}
    return pd.read_csv(
        io.BytesIO(content),
        dtype=types,
        parse_dates=times,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )


def _dtype(field: dict[str, Any]) -> str:
    return dtype_of(field, gaps=not field.get("constraints", {}).get("required", False))
