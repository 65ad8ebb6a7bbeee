"""Read the course's tables: checked against their hash, typed by their schema."""

import difflib
import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

VARIABLE = "SEGKIT_DATA"
DESCRIPTOR = "datapackage.json"
REBUILD = "python -m datasets build"
NEVER_MISSING = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}
WITH_GAPS = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


def load(name: str, *, folder: str | os.PathLike | None = None) -> pd.DataFrame:
    """Return one table of the course, with the types that its schema states.

    Parameters
    ----------
    name : str
        Name of the table, such as "transactions".
    folder : path, optional
        A folder made by `python -m datasets build --out`. Without it, the one that the
        environment variable SEGKIT_DATA names; without that, the one shipped with the course.

    Returns
    -------
    DataFrame
        One row per line of the file. Dates are datetimes, texts are pandas strings, whole
        numbers with gaps are Int64.

    Raises
    ------
    ValueError
        If there is no table of that name, or the file is not the one that was built.
    FileNotFoundError
        If the folder holds no data.

    Examples
    --------
    >>> customers = load("customers")
    >>> customers.loc[0, "customer_id"]
    'C00001'
    """
    place = _folder(folder)
    resource = _resource(place, name)
    content = _content(place / resource["path"])
    found = hashlib.sha256(content).hexdigest()
    expected = resource["hash"].removeprefix("sha256:")
    if found != expected:
        raise ValueError(
            f"{place / resource['path']} is not the file that was built: its sha256 starts with "
            f"{found[:8]}, expected {expected[:8]}. Someone edited it, perhaps a spreadsheet "
            f"program. Restore it with `git checkout -- {resource['path']}` in that folder, or "
            f"build it again with `{REBUILD}`"
        )
    return _typed(content, resource["schema"]["fields"])


def _folder(folder: str | os.PathLike | None) -> Path:
    chosen = folder or os.environ.get(VARIABLE) or Path(__file__).parent.parent / "datasets"
    return Path(chosen).expanduser()


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
    required = field.get("constraints", {}).get("required", False)
    return (NEVER_MISSING if required else WITH_GAPS)[field["type"]]
