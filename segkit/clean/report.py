"""What is wrong with a table, column by column and rule by rule."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from segkit.checks import as_day, require_columns, require_rows
from segkit.clean.texts import PLACEHOLDERS, tidy
from segkit.words import chooser

ROWS = "(rows)"
"""Stands for the table as a whole where a finding is about no single column."""

ADVICE = {
    "missing": ("先问清原因，再补全或剔除", "ask why before filling or dropping"),
    "one value only": ("对细分没有用，可去掉", "of no use for segments; leave it out"),
    "copies of a row": ("核对后用 drop_duplicates() 去重", "verify, then drop_duplicates()"),
    "key not unique": ("找出多出的行，合并或删除", "find the extra rows; merge or drop"),
    "key missing": ("无法关联，补全或剔除", "joins nothing; repair or drop"),
    "mixed types": ("统一类型后再计算", "bring to one type before computing"),
    "mostly numbers": ("先查其余的值，再用 pd.to_numeric", "see the rest, then pd.to_numeric"),
    "dates as text": ("用 pd.to_datetime 转换", "convert with pd.to_datetime"),
    "blanks at the ends": ("用 .str.strip() 去掉", "remove with .str.strip()"),
    "full-width characters": ("用 .str.normalize('NFKC') 转换", "use .str.normalize('NFKC')"),
    "placeholder": ("改成缺失值", "make it a missing value"),
    "spelt differently": (
        "只差大小写、空格或全半角，统一写法",
        "same but for case, blanks or width",
    ),
    "infinite": ("检查是否除以 0", "look for a division by 0"),
    "far out": ("核实；金额常有长尾，勿随意删除", "verify; long tails are normal for money"),
    "in the future": ("核对日期或 as_of", "check the dates, or as_of"),
    "not in the table": ("补上该列，或改正列名", "add the column, or correct its name"),
    "not in the schema": ("在数据说明中补充，或去掉", "describe it in the schema, or drop it"),
    "type": ("按数据说明转换类型", "convert to the type stated"),
    "required": ("必填，补全或剔除", "must be filled in; repair or drop"),
    "unique": ("应当唯一，找出重复的行", "must not repeat; find the extra rows"),
    "enum": ("不在允许的取值内，改正写法", "not an allowed value; correct it"),
    "pattern": ("格式不符，改正写法", "not of the form stated; correct it"),
    "minimum": ("低于下限，核实后改正或设为缺失", "below the limit; verify, then correct"),
    "maximum": ("高于上限，核实后改正或设为缺失", "above the limit; verify, then correct"),
}
"""What to do about each finding, in Chinese and English."""

Finding = tuple[str, int, Any]
"""What was found, in how many rows, and an example."""

NUMBERS = ("whole numbers", "numbers")
NEARLY_ALL = 0.9
FULL_WIDTH = "[０-９Ａ-Ｚａ-ｚ＠．－＿\u3000]"
DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}"


@dataclass(frozen=True)
class QualityReport:
    """The columns of a table and what was found, as ``quality_report`` returns them."""

    columns: pd.DataFrame
    findings: pd.DataFrame


def quality_report(
    frame: pd.DataFrame,
    *,
    schema: Mapping[str, Any] | None = None,
    key: Hashable | Iterable[Hashable] | None = None,
    as_of: str | date | pd.Timestamp | None = None,
    lang: str = "en",
) -> QualityReport:
    """Return what each column holds, what looks wrong in it, and what to do.

    Parameters
    ----------
    frame : DataFrame
        Any table, as it was read.
    schema : mapping, optional
        The ``schema`` of a resource of a Data Package: types, constraints (required, unique, enum,
        pattern, minimum, maximum) and primary key. Each rule that is broken becomes a finding.
    key : label or sequence of labels, optional
        Columns that together tell the rows apart; by default the primary key of the schema.
    as_of : text, date or Timestamp, optional
        Dates after this day are findings.
    lang : text
        Language of the advice, ``"zh"`` or ``"en"``.

    Returns
    -------
    QualityReport
        ``columns``: indexed by column, with ``holds`` (texts, numbers, whole numbers, dates, true
        or false, mixed, nothing), ``missing``, ``missing_share``, ``distinct``, ``lowest`` and
        ``highest`` (numbers and dates), ``most_common`` and ``findings`` (how many).
        ``findings``: ``column`` ("(rows)" for the whole table), ``finding``, ``rows``, ``share`` of
        all rows, ``example`` and ``advice``; in the order of the columns.

    Raises
    ------
    ValueError
        If there are no rows, a column of the key is missing, a column name occurs twice, or `as_of`
        or `lang` is not known.
    TypeError
        If `frame` is no frame, the schema is not one, or a column holds lists or the like.

    Notes
    -----
    "far out" means beyond three interquartile ranges from the quartiles (Tukey's outer fences).

    References
    ----------
    Tukey, J. W. (1977). *Exploratory Data Analysis*. Addison-Wesley.

    Examples
    --------
    >>> people = pd.DataFrame({"city": ["上海", " 上海", None], "born": [1990, 1893, 1985]})
    >>> rules = {"fields": [{"name": "born", "type": "integer", "constraints": {"minimum": 1900}}]}
    >>> quality_report(people, schema=rules).findings[["column", "finding", "rows", "example"]]
      column             finding  rows example
    0   city   not in the schema     3    None
    1   city             missing     1    None
    2   city  blanks at the ends     1      上海
    3   city   spelt differently     2      上海
    4   born             minimum     1    1893
    """
    t = chooser(lang)
    require_columns(frame, [])
    require_rows(frame)
    _check_names(frame)
    rules = _rules(schema)
    keys = _keys(key, schema)
    require_columns(frame, keys)
    day = None if as_of is None else as_day(as_of)

    counts = {name: _counts(frame[name]) for name in frame}
    holds = {name: _holds(frame[name].dropna()) for name in frame}
    found = [(ROWS, *each) for each in _row_findings(frame, keys)]
    found += [(name, "not in the table", len(frame), None) for name in rules if name not in frame]
    described = {}
    for name in frame:
        own = list(_column_findings(frame[name], holds[name], counts[name], day))
        if schema is not None and name not in rules:
            own.insert(0, ("not in the schema", len(frame), None))
        own += _broken_rules(frame[name], rules.get(name, {}))
        found += [(name, *each) for each in own]
        described[name] = _described(holds[name], counts[name], len(frame), len(own))
    findings = pd.DataFrame(found, columns=["column", "finding", "rows", "example"], dtype=object)
    findings = findings.astype({"column": "str", "finding": "str", "rows": int})
    findings.insert(3, "share", findings["rows"] / len(frame))
    findings["advice"] = [t(*ADVICE[each]) for each in findings["finding"]]
    columns = pd.DataFrame.from_dict(described, orient="index").rename_axis("column")
    return QualityReport(columns=columns, findings=findings)


def _check_names(frame: pd.DataFrame) -> None:
    """Raise if two columns have one name."""
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise ValueError(
            f"the frame has several columns named {twice.tolist()[0]!r}; rename all but one."
        )


def _rules(schema: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    """Return the fields of the schema by name."""
    if schema is None:
        return {}
    if not isinstance(schema, Mapping) or "fields" not in schema:
        raise TypeError(
            "schema is no mapping with 'fields'; pass resource['schema'] of a datapackage.json."
        )
    return {each["name"]: each for each in schema["fields"]}


def _keys(key: Hashable | Iterable[Hashable] | None, schema: Mapping | None) -> list[Hashable]:
    """Return the columns of the key as a list, those of the schema by default."""
    if key is None:
        key = (schema or {}).get("primaryKey", [])
    return [key] if isinstance(key, str) or not isinstance(key, Iterable) else list(key)


def _counts(column: pd.Series) -> pd.Series:
    """Return how often each value occurs, missing ones left out."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    unfit = [] if column.dtype != object else [x for x in column if not isinstance(x, Hashable)]
    if unfit:
        raise TypeError(
            f"the column {column.name!r} holds values such as {unfit[0]!r}, which cannot be "
            "compared; split it into plain columns first."
        )
    return column.value_counts()


def _row_findings(frame: pd.DataFrame, keys: list[Hashable]) -> Iterator[Finding]:
    """Yield what is wrong with rows as a whole."""
    yield from _where("copies of a row", frame.duplicated())
    if keys:
        yield from _where("key missing", frame[keys].isna().any(axis=1))
        repeated = frame[keys].dropna().duplicated()
        example = frame.loc[repeated.index[repeated], keys].head(1).to_numpy().tolist()
        yield from _where("key not unique", repeated, example and tuple(example[0]))


def _where(finding: str, mask: pd.Series, example: Any = None) -> Iterator[Finding]:
    """Yield the finding if `mask` is true anywhere."""
    if rows := int(mask.sum()):
        yield finding, rows, example


def _among(finding: str, mask: np.ndarray | pd.Series, counts: pd.Series) -> Iterator[Finding]:
    """Yield the finding with its rows and most common example, if `mask` holds for any value."""
    hit = counts[np.asarray(mask, dtype=bool)]
    if len(hit):
        yield finding, int(hit.sum()), hit.index[0]


def _column_findings(
    column: pd.Series, holds: str, counts: pd.Series, day: pd.Timestamp | None
) -> Iterator[Finding]:
    """Yield what looks wrong in a column, whatever it should hold."""
    yield from _where("missing", column.isna())
    if len(counts) == 1 and len(column) > 1:
        yield "one value only", int(counts.iloc[0]), counts.index[0]
    values = pd.Series(counts.index)
    if holds in NUMBERS:
        yield from _number_findings(values.astype(float), counts)
    elif holds == "dates":
        local = values.dt.tz_localize(None)
        yield from _among("placeholder", local.isin(pd.to_datetime(["1900", "1970"])), counts)
        if day is not None:
            yield from _among("in the future", local >= day + pd.Timedelta(days=1), counts)
    elif holds in ("texts", "mixed"):
        kinds = values.map(lambda each: type(each).__name__)
        usual = counts.groupby(kinds.to_numpy()).sum().idxmax()
        yield from _among("mixed types", kinds != usual, counts)
        texts = (kinds == "str").to_numpy()
        yield from _text_findings(values[texts].astype("str"), counts[texts])


def _number_findings(values: pd.Series, counts: pd.Series) -> Iterator[Finding]:
    """Yield infinite numbers and those beyond Tukey's outer fences."""
    yield from _among("infinite", np.isinf(values), counts)
    finite = values[np.isfinite(values)]
    rows = np.repeat(finite, counts.to_numpy()[finite.index])
    if len(rows):
        low, high = np.quantile(rows, [0.25, 0.75])
        beyond = np.maximum(low - finite, finite - high).sort_values(ascending=False)
        far = (beyond > 3 * (high - low)) & (high > low)
        yield from _among("far out", far, counts.iloc[beyond.index])


def _text_findings(texts: pd.Series, counts: pd.Series) -> Iterator[Finding]:
    """Yield what looks wrong in texts, judged on the distinct ones."""
    if texts.empty:
        return
    plain = tidy(texts)
    yield from _among("blanks at the ends", texts != texts.str.strip(), counts)
    yield from _among("full-width characters", texts.str.contains(FULL_WIDTH), counts)
    yield from _among("placeholder", plain.isin(PLACEHOLDERS), counts)
    yield from _among("spelt differently", plain.duplicated(keep=False), counts)
    numbers = pd.to_numeric(plain.str.replace(",", ""), errors="coerce").notna().to_numpy()
    if NEARLY_ALL <= counts[numbers].sum() / counts.sum() < 1:
        yield from _among("mostly numbers", ~numbers, counts)
    dates = plain.str.match(DATE).to_numpy()
    if counts[dates].sum() / counts.sum() >= NEARLY_ALL:
        yield from _among("dates as text", dates, counts)


def _broken_rules(column: pd.Series, field: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield each rule of the schema that values of the column break."""
    present = column.dropna()
    typed = _typed(present, field.get("type", "any"))
    wrong = typed.isna()
    limits = field.get("constraints", {})
    if limits.get("required"):
        yield from _where("required", column.isna())
    broken = {"type": wrong}
    values, texts = typed[~wrong], present[~wrong].astype("str")
    if limits.get("unique"):
        broken["unique"] = values.duplicated()
    if "enum" in limits:
        broken["enum"] = ~values.isin(limits["enum"])
    if "pattern" in limits:
        broken["pattern"] = ~texts.str.fullmatch(limits["pattern"])
    for rule, beyond in (("minimum", values.lt), ("maximum", values.gt)):
        if rule in limits:
            broken[rule] = beyond(_typed(pd.Series([limits[rule]]), field["type"]).iloc[0])
    for rule, mask in broken.items():
        hit = present.loc[mask.index[mask]]
        yield from _where(rule, mask, None if hit.empty else hit.iloc[0])


def _typed(values: pd.Series, kind: str) -> pd.Series:
    """Return values as the type of a Data Package, missing where they are not of it."""
    if kind in ("integer", "number"):
        numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
        numbers = values if numeric else pd.to_numeric(values.astype("str"), errors="coerce")
        return numbers.where(numbers % 1 == 0) if kind == "integer" else numbers
    if kind in ("date", "datetime"):
        dates = pd.api.types.is_datetime64_any_dtype(values)
        texts = values.astype("str")
        return values if dates else pd.to_datetime(texts, format="ISO8601", errors="coerce")
    if kind == "boolean":
        return values.astype("str").str.lower().map({"true": True, "false": False})
    if kind == "string":
        return values.where(values.map(lambda each: isinstance(each, str)).astype(bool))
    return values


def _described(holds: str, counts: pd.Series, rows: int, findings: int) -> dict[str, Any]:
    """Return what a column holds, and how much of it."""
    ordered = holds in (*NUMBERS, "dates")
    missing = rows - int(counts.sum())
    return {
        "holds": holds,
        "missing": missing,
        "missing_share": missing / rows,
        "distinct": len(counts),
        "lowest": counts.index.min() if ordered else None,
        "highest": counts.index.max() if ordered else None,
        "most_common": None if counts.empty else counts.index[0],
        "findings": findings,
    }


def _holds(present: pd.Series) -> str:
    """Return what kind of values a column without its gaps holds."""
    if present.empty:
        return "nothing"
    if pd.api.types.is_bool_dtype(present):
        return "true or false"
    if pd.api.types.is_numeric_dtype(present):
        return NUMBERS[0] if (present % 1 == 0).all() else NUMBERS[1]
    if pd.api.types.is_datetime64_any_dtype(present):
        return "dates"
    return "texts" if present.map(lambda each: isinstance(each, str)).all() else "mixed"
