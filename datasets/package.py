"""Write the tables of a seed with the Data Package that describes them."""

import hashlib
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from datasets.schema import Field, Table, Theme
from datasets.themes import THEMES

HERE = Path(__file__).parent
DEFAULT_SEED = 2026
GENERATOR_VERSION = "1.0.0"
DESCRIPTOR = "datapackage.json"
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}


def build(
    folder: Path = HERE,
    *,
    seed: int = DEFAULT_SEED,
    themes: Iterable[Theme] = THEMES,
    truth: bool = True,
) -> list[Path]:
    """Write every table of the themes and both data packages, the truth in a folder of its own.

    Parameters
    ----------
    folder : Path
        Where to write; made if it is not there. The truth goes to its folder `truth`.
    seed : int
        Which world to make, 0 or more.
    themes : sequence of Theme
        The themes to make, all by default.
    truth : bool
        Whether to write the truth.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ValueError
        If the seed is negative, or a table breaks its own schema.
    """
    folder = Path(folder)
    shown, hidden = [], []
    for theme in themes:
        world = theme.world(seed)
        shown += [
            (theme, table, _checked(world.tables[table.name], table)) for table in theme.tables
        ]
        hidden += [
            (theme, table, _checked(world.truth[table.name], table)) for table in theme.truth
        ]
    written = _write_package(folder, "segcourse-data", shown, seed)
    if truth:
        written += _write_package(folder / "truth", "segcourse-truth", hidden, seed)
    return written


def themes_named(names: Iterable[str]) -> list[Theme]:
    """Return the themes of these names, in the order of the list.

    Raises
    ------
    ValueError
        If there is no theme of a name.
    """
    known = {theme.name: theme for theme in THEMES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"no theme {unknown[0]!r}; there are: {', '.join(known)}")
    return [theme for name, theme in known.items() if name in names]


def to_csv(frame: pd.DataFrame, table: Table) -> bytes:
    """Return the frame as UTF-8 CSV with line feeds, lower-case booleans and fixed decimals.

    Raises
    ------
    ValueError
        If the columns are not those of the table.
    """
    if list(frame.columns) != table.columns:
        raise ValueError(
            f"table {table.name} has the columns {list(frame.columns)}, but its schema names "
            f"{table.columns}; change one of them"
        )
    written = frame.assign(**{each.name: _text(frame[each.name], each) for each in table.fields})
    return written.to_csv(index=False, lineterminator="\n").encode()


def _text(column: pd.Series, field: Field) -> pd.Series:
    """Return a column as it is written: only booleans and decimals need care."""
    if field.kind == "boolean":
        return column.map({True: "true", False: "false"})
    if field.kind == "number":
        form = f"{{:.{field.decimals}f}}".format
        return column.map(form, na_action="ignore").astype(object)
    return column


def describe(theme: Theme, table: Table, content: bytes) -> dict[str, Any]:
    """Return the resource of a CSV file as Data Package v2 writes it, and its theme."""
    return {
        "name": table.name,
        "theme": theme.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.en,
        "description_zh": table.zh,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": table.descriptor(),
    }


def _write_package(
    folder: Path, name: str, contents: list[tuple[Theme, Table, bytes]], seed: int
) -> list[Path]:
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "version": GENERATOR_VERSION,
        "seed": seed,
        "licenses": [LICENCE],
        "resources": [describe(*each) for each in contents],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    files = [(folder / f"{table.name}.csv", content) for _, table, content in contents]
    files.append((folder / DESCRIPTOR, text.encode()))
    for path, content in files:
        replace(path, content)
    return [path for path, _ in files]


def _checked(frame: pd.DataFrame, table: Table) -> bytes:
    """Return the table as CSV; raise if it breaks its own schema.

    pandera takes longer to import than most worlds take to make, and only a build needs it.
    """
    from datasets.validation import violations

    content = to_csv(frame, table)
    text = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")
    broken = violations(text, table.descriptor())
    if broken:
        raise ValueError(f"table {table.name} breaks its schema: {'; '.join(broken)}")
    return content


def replace(path: Path, content: bytes) -> None:
    """Write a file beside its place, then put it there, so that it is never half-written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    os.replace(beside, path)
