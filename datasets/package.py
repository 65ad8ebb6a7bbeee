"""Write the tables of a seed with their Data Package, and check files against it."""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from datasets.schema import Table, Tables
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


def build(folder: Path = HERE, *, seed: int = DEFAULT_SEED) -> list[Path]:
    """Write every table of every theme, the truth beside them and both data packages.

    Parameters
    ----------
    folder : Path
        Where to write; made if it is not there. The truth goes to its folder `truth`.
    seed : int
        Which world to make, 0 or more.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ValueError
        If the seed is negative.
    """
    folder = Path(folder)
    made = [(theme, theme.world(seed)) for theme in THEMES]
    shown = [(table, world.tables) for theme, world in made for table in theme.tables]
    hidden = [(table, world.truth) for theme, world in made for table in theme.truth]
    written = _write_package(folder, "segcourse-data", shown, seed)
    return written + _write_package(folder / "truth", "segcourse-truth", hidden, seed)


def to_csv(frame: pd.DataFrame, table: Table) -> bytes:
    """Return the frame as UTF-8 CSV with line feeds, lower-case booleans and two decimals.

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
    truths = [each.name for each in table.fields if each.kind == "boolean"]
    text = frame.assign(**{name: np.where(frame[name], "true", "false") for name in truths})
    return text.to_csv(index=False, lineterminator="\n", float_format="%.2f").encode()


def describe(table: Table, content: bytes) -> dict[str, Any]:
    """Return the resource of a CSV file as Data Package v2 writes it."""
    return {
        "name": table.name,
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
    folder: Path, name: str, tables: Iterable[tuple[Table, Tables]], seed: int
) -> list[Path]:
    contents = [(table, to_csv(frames[table.name], table)) for table, frames in tables]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "version": GENERATOR_VERSION,
        "seed": seed,
        "licenses": [LICENCE],
        "resources": [describe(table, content) for table, content in contents],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    files = [(folder / f"{table.name}.csv", content) for table, content in contents]
    files.append((folder / DESCRIPTOR, text.encode()))
    for path, content in files:
        _replace(path, content)
    return [path for path, _ in files]


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    os.replace(beside, path)


def violations(frame: pd.DataFrame, schema: dict[str, Any]) -> list[str]:
    """Return what in a frame of text breaks a schema, one sentence per broken rule.

    Parameters
    ----------
    frame : DataFrame
        The CSV file read as text, missing values as "" (`dtype=str, keep_default_na=False`).
    schema : dict
        The `schema` of a resource in `datapackage.json`.

    Returns
    -------
    list of str
        Empty where every rule holds.

    Examples
    --------
    >>> schema = {"fields": [{"name": "k", "type": "integer", "constraints": {"minimum": 2}}]}
    >>> violations(pd.DataFrame({"k": ["3", "1", "", "x"]}), schema)
    ['k: 1 value is not integer, for example x', 'k: 1 value breaks minimum 2, for example 1']
    """
    names = [each["name"] for each in schema["fields"]]
    if list(frame.columns) != names:
        return [f"columns are {list(frame.columns)}, expected {names}"]
    found = [text for each in schema["fields"] for text in _of_field(frame[each["name"]], each)]
    key = schema.get("primaryKey")
    if key and frame.duplicated(key).any():
        found.append(f"primary key {key} repeats in {frame.duplicated(key).sum()} rows")
    return found


def _of_field(column: pd.Series, field: dict[str, Any]) -> list[str]:
    rules = field.get("constraints", {})
    given = column[column != ""]
    form = given.str.fullmatch(FORMS[field["type"]])
    found = [_sentence(column.name, given[~form], f"is not {field['type']}")]
    given = given[form]
    for rule, test in RULES.items():
        if rule in rules:
            bad = given[~test(given, rules[rule], field["type"])]
            found.append(_sentence(column.name, bad, f"breaks {rule} {rules[rule]}"))
    if rules.get("required"):
        found.append(_sentence(column.name, column[column == ""], "is missing"))
    return [text for text in found if text]


def _sentence(name: str, bad: pd.Series, what: str) -> str:
    if bad.empty:
        return ""
    values = "value" if len(bad) == 1 else "values"
    example = f", for example {bad.iloc[0]}" if bad.iloc[0] else ""
    verb = what if len(bad) == 1 else re.sub("^is ", "are ", re.sub("^breaks ", "break ", what))
    return f"{name}: {len(bad)} {values} {verb}{example}"


def _ordered(column: pd.Series, limit: Any, kind: str) -> tuple[pd.Series, Any]:
    number = kind in ("integer", "number")
    return (column.astype(float), float(limit)) if number else (column, str(limit))


def _at_least(column: pd.Series, limit: Any, kind: str) -> pd.Series:
    values, edge = _ordered(column, limit, kind)
    return values >= edge


def _at_most(column: pd.Series, limit: Any, kind: str) -> pd.Series:
    values, edge = _ordered(column, limit, kind)
    return values <= edge


FORMS = {
    "string": r"(?s).+",
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?",
    "boolean": "true|false",
    "date": r"\d{4}-[01]\d-[0-3]\d",
    "datetime": r"\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d",
}
RULES = {
    "unique": lambda column, wanted, kind: ~column.duplicated(),
    "enum": lambda column, allowed, kind: column.isin(allowed),
    "pattern": lambda column, pattern, kind: column.str.fullmatch(pattern),
    "minimum": _at_least,
    "maximum": _at_most,
}
