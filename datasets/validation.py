"""Check the text of a table against its schema in `datapackage.json`, with pandera."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

FORMS = {
    "string": r"(?s).+",
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?",
    "boolean": "true|false",
    "date": r"\d{4}-[01]\d-[0-3]\d",
    "datetime": r"\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d",
}
Test = Callable[[pd.Series], pd.Series]


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
    try:
        rules_of(schema).validate(frame, lazy=True)
    except SchemaErrors as error:
        found = error.failure_cases
    else:
        found = pd.DataFrame(columns=["column", "check", "failure_case"])
    broken = found.groupby(["column", "check"], sort=False)["failure_case"]
    told = [_sentence(column, rule, cases) for (column, rule), cases in broken]
    key = schema.get("primaryKey")
    repeats = frame.duplicated(key).sum() if key else 0
    return told + ([f"primary key {key} repeats in {repeats} rows"] if repeats else [])


def rules_of(schema: dict[str, Any]) -> pa.DataFrameSchema:
    """Return the schema of a resource as pandera checks of the columns' text."""
    return pa.DataFrameSchema({each["name"]: _column(each) for each in schema["fields"]})


def _column(field: dict[str, Any]) -> pa.Column:
    """Return the checks of one field: its form, then each constraint where the form holds."""
    form, rules = FORMS[field["type"]], field.get("constraints", {})
    checks = [pa.Check(_given(_fits(form)), error=f"is not {field['type']}")]
    for rule, test in RULES.items():
        if rule in rules:
            told = f"breaks {rule} {rules[rule]}"
            checks.append(pa.Check(_given(test(rules[rule], field["type"]), form), error=told))
    if rules.get("required"):
        checks.append(pa.Check(lambda column: column != "", error="is missing"))
    return pa.Column(str, checks)


def _fits(form: str) -> Test:
    return lambda column: column.str.fullmatch(form)


def _given(test: Test, form: str = "(?s).*") -> Test:
    """Return `test` for the values that are given and have the form; it holds for the others."""

    def holds(column: pd.Series) -> pd.Series:
        tried = (column != "") & column.str.fullmatch(form)
        result = pd.Series(True, index=column.index)
        result[tried] = test(column[tried]).astype(bool)
        return result

    return holds


def _unique(wanted: bool, kind: str) -> Test:
    return lambda column: ~column.duplicated()


def _enum(allowed: list[Any], kind: str) -> Test:
    return lambda column: column.isin([str(each) for each in allowed])


def _pattern(pattern: str, kind: str) -> Test:
    return _fits(pattern)


def _minimum(limit: Any, kind: str) -> Test:
    return lambda column: _ordered(column, kind) >= _limit(limit, kind)


def _maximum(limit: Any, kind: str) -> Test:
    return lambda column: _ordered(column, kind) <= _limit(limit, kind)


def _ordered(column: pd.Series, kind: str) -> pd.Series:
    return column.astype(float) if kind in ("integer", "number") else column


def _limit(limit: Any, kind: str) -> Any:
    return float(limit) if kind in ("integer", "number") else str(limit)


RULES = {
    "unique": _unique,
    "enum": _enum,
    "pattern": _pattern,
    "minimum": _minimum,
    "maximum": _maximum,
}


def _sentence(name: str, rule: str, cases: pd.Series) -> str:
    values = "value" if len(cases) == 1 else "values"
    example = f", for example {cases.iloc[0]}" if cases.iloc[0] else ""
    verb = rule if len(cases) == 1 else re.sub("^is ", "are ", re.sub("^breaks ", "break ", rule))
    return f"{name}: {len(cases)} {values} {verb}{example}"
