"""What is wrong with a table, column by column and rule by rule."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from segkit.checks import as_day, require_columns, require_rows, require_unique_columns
from segkit.clean.texts import PLACEHOLDERS, tidy

ROWS = "(rows)"  # stands for the table where a finding is about no single column
READERS = {
    "integer": partial(pd.to_numeric, errors="coerce"),
    "number": partial(pd.to_numeric, errors="coerce"),
    "date": partial(pd.to_datetime, format="ISO8601", errors="coerce"),
    "datetime": partial(pd.to_datetime, format="ISO8601", errors="coerce"),
    "boolean": lambda texts: texts.str.lower().map({"true": True, "false": False}),
}
UNTIDY = r"^\s|\s$|[０-９Ａ-Ｚａ-ｚ＠．－＿\u3000]"


@dataclass(frozen=True)
class QualityReport:
    """The columns of a table and what was found, as ``quality_report`` returns them."""

    columns: pd.DataFrame
    findings: pd.DataFrame


def quality_report(
    frame: pd.DataFrame,
    *,
    schema: Mapping[str, Any] | None = None,
    key: Sequence[Hashable] = (),
    as_of: str | pd.Timestamp | None = None,
) -> QualityReport:
    """Return what each column holds and what looks wrong in it.

    Parameters
    ----------
    frame : DataFrame
        Any table, as it was read.
    schema : mapping, optional
        The ``schema`` of a resource of a Data Package. Each type, enum, pattern, minimum or maximum
        that values break becomes a finding.
    key : sequence of labels
        Columns that together tell the rows apart.
    as_of : text or Timestamp, optional
        Dates after this day are findings.

    Returns
    -------
    QualityReport
        ``columns``: indexed by column, with ``type``, ``missing`` (values), ``missing_share``,
        ``distinct`` and ``most_common``. ``findings``: ``column`` ("(rows)" for the whole table),
        ``finding``, ``rows``, ``share`` of all rows and ``example`` (the most common), in the order
        of the columns.

    Raises
    ------
    ValueError
        If there are no rows, a column of the key is missing, a column name occurs twice, or `as_of`
        is no date.
    TypeError
        If `frame` is no frame, the schema is not one, or a column holds lists or the like.

    Notes
    -----
    "spelt differently" are texts that are the same but for case, blanks or width. "far out" means
    beyond three interquartile ranges from the quartiles (Tukey's outer fences): verify, since money
    often has a long tail.

    References
    ----------
    Tukey, J. W. (1977). *Exploratory Data Analysis*. Addison-Wesley.

    Examples
    --------
    >>> people = pd.DataFrame({"city": ["上海", " 上海", "北京"], "born": [1990, 1893, 1985]})
    >>> rules = {"fields": [{"name": "born", "type": "integer", "constraints": {"minimum": 1900}}]}
    >>> quality_report(people, schema=rules).findings[["column", "finding", "rows", "example"]]
      column                          finding  rows example
    0   city  blanks or full-width characters     1      上海
    1   city                spelt differently     2      上海
    2   born                          minimum     1    1893
    """
    require_unique_columns(frame)
    require_rows(frame)
    require_columns(frame, key)
    rules = _rules(schema)
    last = pd.Timestamp.max if as_of is None else as_day(as_of)
    counts = {name: _counts(frame[name]) for name in frame}
    keys = frame[list(key)].dropna()
    found = [
        (ROWS, "copies of a row", frame.duplicated().sum(), ""),
        (ROWS, "key missing", len(frame) - len(keys), ""),
        (ROWS, "key not unique", keys.duplicated().sum() if len(key) else 0, ""),
        *((name, "not in the table", len(frame), "") for name in rules if name not in frame),
    ]
    for name, own in counts.items():
        values = pd.Series(own.index.tolist())
        found.append((name, "missing", len(frame) - own.sum(), ""))
        masks = _suspect(values, own, last) | _broken(values, rules.get(name, {}))
        for finding, mask in masks.items():
            hit = own[mask.to_numpy(dtype=bool)]
            found.append((name, finding, hit.sum(), next(iter(hit.index), "")))
    found = [each for each in found if each[2]]
    findings = pd.DataFrame(found, columns=["column", "finding", "rows", "example"])
    findings.insert(3, "share", findings["rows"] / len(frame))
    columns = {
        "type": frame.dtypes.astype("str"),
        "missing": frame.isna().sum(),
        "missing_share": frame.isna().mean(),
        "distinct": [len(own) for own in counts.values()],
        "most_common": [next(iter(own.index), None) for own in counts.values()],
    }
    return QualityReport(pd.DataFrame(columns).rename_axis("column"), findings)


def _rules(schema: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    """Return the fields of the schema by name."""
    schema = {"fields": []} if schema is None else schema
    if not isinstance(schema, Mapping) or "fields" not in schema:
        raise TypeError(
            "schema is no mapping with 'fields'; pass resource['schema'] of a datapackage.json."
        )
    return {each["name"]: each for each in schema["fields"]}


def _counts(column: pd.Series) -> pd.Series:
    """Return how often each value occurs, missing ones left out."""
    if column.map(type).isin([list, dict, set]).any():
        raise TypeError(
            f"the column {column.name!r} holds lists or the like, which cannot be compared; "
            "split it into plain columns first."
        )
    counts = column.value_counts()
    return counts[counts > 0]


def _suspect(values: pd.Series, counts: pd.Series, last: pd.Timestamp) -> dict[str, pd.Series]:
    """Return which distinct values look wrong, whatever they should be, by finding."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return {"in the future": values.dt.tz_localize(None).dt.normalize() > last}
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        low, high = values.repeat(counts).replace([np.inf, -np.inf], np.nan).quantile([0.25, 0.75])
        far = np.maximum(low - values, values - high) > 3 * (high - low)
        return {"far out": far & (high > low)}
    texts = values.where(values.map(type).eq(str)).astype("str")
    plain = tidy(texts)
    return {
        "blanks or full-width characters": texts.str.contains(UNTIDY, na=False),
        "placeholder": plain.isin(PLACEHOLDERS),
        "spelt differently": plain.duplicated(keep=False) & plain.notna(),
    }


def _broken(values: pd.Series, field: Mapping[str, Any]) -> dict[str, pd.Series]:
    """Return which distinct values break the rules of a field of the schema, by rule."""
    kind, limits = field.get("type", "any"), field.get("constraints", {})
    typed = _typed(values, kind)
    broken = {"type": typed.isna()}
    if "enum" in limits:
        broken["enum"] = typed.notna() & ~typed.isin(limits["enum"])
    if "pattern" in limits:
        broken["pattern"] = typed.notna() & ~values.astype("str").str.fullmatch(limits["pattern"])
    for rule, beyond in (("minimum", typed.lt), ("maximum", typed.gt)):
        if rule in limits:
            broken[rule] = beyond(_typed(pd.Series([limits[rule]]), kind).iloc[0])
    return broken


def _typed(values: pd.Series, kind: str) -> pd.Series:
    """Return values as the type of a Data Package, missing where they are not of it."""
    if kind == "string":
        return values.where(values.map(type).eq(str))
    typed = READERS[kind](values.astype("str")) if kind in READERS else values
    return typed.where(typed % 1 == 0) if kind == "integer" else typed
