"""How a theme declares its tables: the one source of names, types, units and rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Field:
    """One column.

    Parameters
    ----------
    name : str
        English, lower case, its unit at the end where it has one.
    kind : str
        A Data Package type: string, integer, number, boolean, date or datetime.
    en, zh : str
        What it holds, in each language.
    unit : str
        Unit of measurement, "" where there is none.
    constraints : dict
        Data Package constraints: required, unique, enum, pattern, minimum, maximum.
    decimals : int
        How many decimals a number is written with.
    """

    name: str
    kind: str
    en: str
    zh: str
    unit: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    decimals: int = 2

    def descriptor(self) -> dict[str, Any]:
        """Return the field as Data Package v2 writes it."""
        written = {"name": self.name, "type": self.kind}
        if self.kind == "datetime":
            written["format"] = "%Y-%m-%d %H:%M:%S"
        if self.unit:
            written["unit"] = self.unit
        written |= {"description": self.en, "description_zh": self.zh}
        if self.constraints:
            written["constraints"] = dict(self.constraints)
        return written


REQUIRED = {"required": True}


def choice(*names: str, **more: Any) -> dict[str, Any]:
    """Return the constraints of a field with a fixed list of values.

    >>> choice("F", "M", required=True)
    {'required': True, 'enum': ['F', 'M']}
    """
    return {**more, "enum": list(names)}


def flag(name: str, en: str, zh: str) -> Field:
    """Return a field of true or false that is never empty."""
    return Field(name, "boolean", en, zh, constraints=REQUIRED)


@dataclass(frozen=True)
class Table:
    """One CSV file: its fields, and how its rows are identified and linked."""

    name: str
    en: str
    zh: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Names of the fields, in the order of the file."""
        return [each.name for each in self.fields]

    def descriptor(self) -> dict[str, Any]:
        """Return the table's schema as Data Package v2 writes it."""
        written: dict[str, Any] = {"fields": [each.descriptor() for each in self.fields]}
        written["missingValues"] = [""]
        if self.primary_key:
            written["primaryKey"] = list(self.primary_key)
        if self.foreign_keys:
            written["foreignKeys"] = [
                {"fields": [column], "reference": {"resource": table, "fields": [key]}}
                for column, (table, key) in self.foreign_keys.items()
            ]
        return written


@dataclass(frozen=True)
class Target:
    """A property of real data, the band to land in and the value reached.

    >>> Target("share of one-time buyers", 0.34, 0.50, 0.42).ok
    True
    """

    name: str
    low: float
    high: float
    reached: float

    @property
    def ok(self) -> bool:
        """Whether the value reached lies in the band, ends included."""
        return self.low <= self.reached <= self.high


@dataclass(frozen=True)
class World:
    """What one seed makes: the tables trainees get, and the truth behind them."""

    tables: Tables
    truth: Tables


@dataclass(frozen=True)
class Theme:
    """One fictional firm: its tables, its generator and how real it must look.

    `generate` takes a seed sequence; `targets` takes the world that it made. The module of the same
    name in `datasets.plots` draws it.
    """

    name: str
    tables: tuple[Table, ...]
    truth: tuple[Table, ...]
    generate: Callable[[np.random.SeedSequence], World]
    targets: Callable[[World], list[Target]]

    def world(self, seed: int) -> World:
        """Return the tables of this theme for a seed; other themes do not change them.

        Raises
        ------
        ValueError
            If the seed is negative.
        """
        if seed < 0:
            raise ValueError(f"seed is {seed}, expected 0 or more; give another one")
        return self.generate(np.random.SeedSequence([seed, *self.name.encode()]))
