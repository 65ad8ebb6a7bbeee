"""Bring your own file: into the columns and types of a course table, with a report."""

import gzip
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from segkit.checks import require_columns, require_rows
from segkit.data import dtype_of, fields_of
from segkit.words import chooser

ENCODINGS = ("utf-8-sig", "gb18030")
NO_VALUE = ("", "NULL", "null", "NaN", "nan", "None", "\\N")
NO_NUMBER = ("NA", "N/A", "n/a", "-", "—")
TRUE, FALSE = (
    ("true", "yes", "t", "y", "1", "1.0", "是"),
    ("false", "no", "f", "n", "0", "0.0", "否"),
)

_PERSONAL_NAME = re.compile(
    r"姓名|客户名|会员名|用户名|昵称|联系人|手机|电话|邮箱|身份证|护照|住址|地址|生日|出生日期|微信号|银行卡"
    r"|(^|_)(e_?mails?|mobile|(tele)?phone|tel|passport|ssn|id_?card|(street_|home_)?address|ip"
    r"|birth_?(day|date)|date_of_birth|(first|last|full|sur|nick|given|family|customer|client|guest"
    r"|member|user|contact)_?name)(_|$)|^name$"
)
_PERSONAL_VALUES = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "mobile numbers": re.compile(r"(\+?86[- ]?)?1[3-9]\d{9}(\.0)?"),
    "identity card numbers": re.compile(
        r"[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    ),
}
_PSEUDONYM = re.compile(r"(?=\d*[a-f])[0-9a-f]{8,64}")
_DAY = re.compile(
    r"^(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?"
    r"(?:[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$"
)


@dataclass(frozen=True)
class OwnTable:
    """What ``read_table`` returns: the ``table`` to work with and the ``report`` on your file."""

    table: pd.DataFrame
    report: pd.DataFrame


def read_table(
    source: str | os.PathLike | pd.DataFrame,
    *,
    like: str = "transactions",
    columns: Mapping[str, str] | None = None,
    keep: Iterable[str] = (),
    dates: str | None = None,
    time_zone: str | None = None,
    encoding: str | None = None,
    not_personal: Iterable[str] = (),
    lang: str = "en",
) -> OwnTable:
    """Return your own data in the columns and types of a course table, and report what differs.

    Only what is mapped is taken over. Columns that look like personal data (names, phone numbers,
    e-mail addresses, identity cards) never are: pseudonymise them first. A value that cannot be
    read as its type is an error, never a gap. Blanks around texts are removed, numbers may have
    thousands separators and a currency sign, and identifiers such as 17850.0 lose their ".0".

    Parameters
    ----------
    source : path, or DataFrame
        A CSV file (also ``.csv.gz``; comma, semicolon or tab), or a frame that you have read.
    like : text
        The course table whose columns you want, such as "transactions" or "customers".
    columns : mapping of text to text
        The course's name to yours, such as ``{"customer_id": "CustomerID"}``. Columns of the same
        name need no entry.
    keep : names
        Columns of yours to take over as well, as they are and under their own names.
    dates : text
        Format of the dates, such as ``"%d/%m/%Y %H:%M"``; needed only where they could be read in
        two ways or are written unusually.
    time_zone : text
        Where your days are counted, such as "Asia/Shanghai"; needed for times with a zone.
    encoding : text
        Encoding of the file; UTF-8 and then GB 18030 are tried by default.
    not_personal : names
        Columns of yours that look like personal data and are none.
    lang : text
        Language of the advice, ``"zh"`` or ``"en"``.

    Returns
    -------
    OwnTable
        ``table``: the columns found, in the course's order, then those kept. ``report``, one row
        per column: ``column`` (the course's name), ``yours``, ``status``, ``rows`` (how many it
        concerns), ``example`` (of a missing one: a name of yours that is near) and ``advice``.
        Status: "ok", "missing" (the course has it, you do not), "gaps" (never empty in the course),
        "differs" (values the course does not know), "kept", "left out", "personal", and "encoding"
        if the file was not UTF-8.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a name in `columns`, `keep` or `not_personal` does not exist, nothing can be mapped, a
        mapped column looks personal, values cannot be read, or dates can be read in two ways.
    TypeError
        If `source` is neither a path nor a frame.

    Examples
    --------
    >>> mine = pd.DataFrame(
    ...     {
    ...         "Kunde": [17850.0, 13047.0],
    ...         "Datum": ["2025-11-30", "2025-12-01 08:26"],
    ...         "Betrag": ["1,015.30", "22.00"],
    ...         "E-Mail": ["a@example.org", "b@example.org"],
    ...     }
    ... )
    >>> names = {"customer_id": "Kunde", "order_time": "Datum", "amount_cny": "Betrag"}
    >>> own = read_table(mine, columns=names)
    >>> own.table
      customer_id          order_time  amount_cny
    0       17850 2025-11-30 00:00:00      1015.3
    1       13047 2025-12-01 08:26:00        22.0
    >>> own.report.loc[own.report["status"] == "personal", "yours"].tolist()
    ['E-Mail']
    """
    advice, fields = _advice(lang), {each["name"]: each for each in fields_of(like)}
    raw, used = _raw(source, encoding)
    keep, exempt = list(keep), list(not_personal)
    for what, names in (("keep", keep), ("not_personal", exempt)):
        _check_yours(what, names, raw)
    mapping = _mapping(fields, raw, columns or {}, like)
    personal = {name: why for name in raw if name not in exempt and (why := _personal(raw[name]))}
    _check_not_personal(personal, [*mapping.values(), *keep])
    table = _converted(raw, mapping, fields, dates, time_zone)
    rows = [(name, *_on_course(field, table, raw, mapping)) for name, field in fields.items()]
    status = {name: "left out" for name in raw if name not in mapping.values()}
    status |= dict.fromkeys(personal, "personal") | dict.fromkeys(keep, "kept")
    rows += [("", name, each, raw[name].count(), "") for name, each in status.items()]
    if used not in ENCODINGS[:1]:
        rows.append(("", "*", "encoding", len(raw), used))
    report = pd.DataFrame(rows, columns=["column", "yours", "status", "rows", "example"])
    report["advice"] = report["status"].map(advice)
    return OwnTable(table.join(raw[keep]), report)


def _advice(lang: str) -> dict[str, str]:
    """Return what to do for each status."""
    t = chooser(lang)
    return {
        "ok": "",
        "kept": "",
        "missing": t("需要该列的方法会报错", "methods that need it will ask for it"),
        "gaps": t("课程中从不为空：补全或删去这些行", "never empty here: repair or drop the rows"),
        "differs": t(
            "课程中没有的取值：核对含义", "values unknown to the course: check the meaning"
        ),
        "left out": t(
            "如需使用，写入 columns= 或 keep=", "to use it, name it in columns= or keep="
        ),
        "personal": t("疑似个人信息，未读入", "looks personal, not taken over; see pseudonymise"),
        "encoding": t(
            "请核对中文，必要时指定 encoding=", "look at some texts; if odd, give encoding="
        ),
    }


def _raw(
    source: str | os.PathLike | pd.DataFrame, encoding: str | None
) -> tuple[pd.DataFrame, str]:
    """Return your columns, those of a file as texts, and the encoding that was used."""
    if isinstance(source, pd.DataFrame):
        raw, used = source.rename(columns=str), ENCODINGS[0]
    elif isinstance(source, str | os.PathLike):
        raw, used = _read(Path(source).expanduser(), encoding)
    else:
        raise TypeError(
            f"source is {type(source).__name__}, the path of a CSV file or a frame was expected."
        )
    require_rows(raw)
    twice = sorted(set(raw.columns[raw.columns.duplicated()]))
    if twice:
        raise ValueError(
            f"several columns are called {', '.join(map(repr, twice))}; rename them so that each "
            "has a name of its own."
        )
    return raw, used


def _read(path: Path, encoding: str | None) -> tuple[pd.DataFrame, str]:
    """Return the CSV file as texts, with the encoding; empty cells are missing."""
    if not path.is_file():
        near = get_close_matches(path.name, os.listdir(path.parent) if path.parent.is_dir() else [])
        hint = f"; did you mean {near[0]!r}" if near else ""
        raise FileNotFoundError(f"there is no file {path}{hint}; check the name and the folder.")
    content = path.read_bytes()
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise ValueError(
            f"{path.name} is a workbook or an archive, a CSV file was expected; read it with "
            "frame = pd.read_excel(...) and pass the frame, or save the sheet as CSV (UTF-8)."
        )
    text, used = _decoded(gzip.decompress(content) if path.suffix == ".gz" else content, encoding)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    options = {"sep": separator, "dtype": "str", "keep_default_na": False, "na_values": NO_VALUE}
    try:
        return pd.read_csv(io.StringIO(text), **options).rename(columns=str.strip), used
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError(
            f"{path.name} is no table with a line of names and {separator!r} between the cells "
            f"({str(error).strip()}); save it again as CSV (UTF-8)."
        ) from None


def _decoded(content: bytes, encoding: str | None) -> tuple[str, str]:
    """Return the text in the first encoding that fits."""
    for name in (encoding,) if encoding else ENCODINGS:
        try:
            return content.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    raise ValueError(
        f"the file is not written in {encoding or ' or '.join(ENCODINGS)}; say in which encoding "
        "it is, such as encoding='latin-1', or save it again as CSV (UTF-8)."
    )


def _check_yours(what: str, names: Iterable[str], raw: pd.DataFrame) -> None:
    """Raise if one of `names` is no column of yours."""
    try:
        require_columns(raw, names)
    except ValueError as error:
        raise ValueError(f"{what}: {error}") from None


def _mapping(
    fields: Mapping[str, Any], raw: pd.DataFrame, columns: Mapping[str, str], like: str
) -> dict[str, str]:
    """Return the course's name of each column taken over, and yours."""
    unknown = [name for name in columns if name not in fields]
    if unknown:
        near = get_close_matches(str(unknown[0]), fields, n=1, cutoff=0.4)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        turned = set(columns.values()) & set(fields)
        raise ValueError(
            f"columns names {', '.join(map(repr, unknown))}{hint}, but the table {like} has "
            f"{', '.join(fields)}; write the course's name first, then yours"
            f"{', not the other way round' if turned else ''}."
        )
    _check_yours("columns", columns.values(), raw)
    same = {name: name for name in fields if name in raw and name not in columns}
    mapping = same | dict(columns)
    if not mapping:
        raise ValueError(
            f"none of your columns ({', '.join(raw)}) is called as one of the table {like} "
            f"({', '.join(fields)}); pass columns={{course's name: yours}}."
        )
    return {name: mapping[name] for name in fields if name in mapping}


def _personal(column: pd.Series) -> str | None:
    """Return why a column looks like personal data, None if it does not."""
    values = column.dropna()
    sample = values.iloc[:: max(1, len(values) // 1000)].astype("str")
    for what, pattern in _PERSONAL_VALUES.items():
        if len(sample) and sample.str.fullmatch(pattern).mean() >= 0.5:
            return what
    name = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(column.name))).lower()
    if _PERSONAL_NAME.search(name) and not sample.str.fullmatch(_PSEUDONYM).all():
        return "its name"
    return None


def _check_not_personal(personal: Mapping[str, str], wanted: Iterable[str]) -> None:
    """Raise if a column that is to be taken over looks like personal data."""
    for name in wanted:
        if name in personal:
            raise ValueError(
                f"your column {name!r} looks like personal data ({personal[name]}) and is not "
                f"taken over. Replace it first: frame = pseudonymise(frame, [{name!r}], key=...), "
                f"and pass the frame. If it is none, add not_personal=[{name!r}]."
            )


def _converted(
    raw: pd.DataFrame,
    mapping: Mapping[str, str],
    fields: Mapping[str, Any],
    dates: str | None,
    zone: str | None,
) -> pd.DataFrame:
    """Return the mapped columns in the types of the schema; raise if a value cannot be read."""
    found, broken = {}, []
    for ours, theirs in mapping.items():
        found[ours], complaint = _column(raw[theirs], fields[ours], dates, zone)
        broken += [f"{theirs!r} ({ours}): {complaint}"] if complaint else []
    if broken:
        raise ValueError(
            f"{len(broken)} of your columns cannot be read: {'; '.join(broken)}. Repair the values "
            "in pandas and pass the frame, give dates= with their format, or leave the column out."
        )
    return pd.DataFrame(found, index=raw.index)


def _column(
    column: pd.Series, field: Mapping[str, Any], dates: str | None, zone: str | None
) -> tuple[pd.Series, str]:
    """Return a column in the type of its field, and a complaint on what cannot be read."""
    kind, complaint = field["type"], ""
    if kind in ("date", "datetime") and pd.api.types.is_datetime64_any_dtype(column):
        read = _local(column, zone)
    else:
        codes, distinct = pd.factorize(_cells(column, kind))
        texts = pd.Series(distinct, dtype="str", name=column.name)
        values = _READERS[kind](texts) if kind in _READERS else _times(texts, dates, zone)
        bad = np.flatnonzero(values.isna())
        if len(bad):
            rows = int(np.isin(codes, bad).sum())
            complaint = f"{rows:,} hold no {kind}, e.g. {texts[bad[0]]!r}"
        read = values.reindex(codes).set_axis(column.index)
    if kind in ("date", "datetime"):
        return (read.dt.normalize() if kind == "date" else read), complaint
    gaps = bool(read.isna().any()) or not _required(field)
    return read.astype(dtype_of(field, gaps=gaps)), complaint


def _required(field: Mapping[str, Any]) -> bool:
    """Tell whether a field of the course is never empty."""
    return field.get("constraints", {}).get("required", False)


def _cells(column: pd.Series, kind: str) -> pd.Series:
    """Return the cells as texts without blanks around; words for "no value" are missing."""
    texts = column.astype("str").str.strip()
    none = NO_VALUE if kind == "string" else NO_VALUE + NO_NUMBER
    return texts.mask(texts.isin(none))


def _texts(texts: pd.Series) -> pd.Series:
    """Return texts; identifiers that were read as numbers lose their ".0"."""
    numbers = len(texts) and texts.str.fullmatch(r"\d+\.0").all()
    return texts.str.removesuffix(".0") if numbers else texts


def _numbers(texts: pd.Series) -> pd.Series:
    """Return finite numbers; currency signs and thousands separators are understood."""
    bare = texts.str.replace(r"^[¥￥$€£]\s*|\s*元$", "", regex=True)
    thousands = bare.str.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
    bare = bare.mask(thousands, bare.str.replace(",", ""))
    numbers = pd.to_numeric(bare, errors="coerce").astype(float)
    return numbers.where(np.isfinite(numbers))


def _wholes(texts: pd.Series) -> pd.Series:
    """Return whole numbers."""
    numbers = _numbers(texts)
    return numbers.where(numbers % 1 == 0).astype("Int64")


def _flags(texts: pd.Series) -> pd.Series:
    """Return True and False."""
    known = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)
    return texts.str.lower().map(known).astype("boolean")


_READERS = {"string": _texts, "number": _numbers, "integer": _wholes, "boolean": _flags}


def _times(texts: pd.Series, dates: str | None, zone: str | None) -> pd.Series:
    """Return datetimes without a zone; the year stands first or last and has four digits."""
    if dates is not None:
        return _local(pd.to_datetime(texts, format=dates, errors="coerce", utc="%z" in dates), zone)
    dashed = texts.str.replace(r"^(\d{4})(\d{2})(\d{2})(?=$|[T ])", r"\1-\2-\3", regex=True)
    parts = dashed.str.extract(_DAY)
    last = (parts[2].str.len() == 4) & (parts[0].str.len() <= 2)
    day, month = (0, 1) if _day_first(parts[last], texts[last]) else (1, 0)
    year = parts[0].mask(last, parts[2])
    month, day = parts[1].mask(last, parts[month]), parts[2].mask(last, parts[day])
    clock = parts[3].fillna("00:00").str.replace(r"^(\d):", r"0\1:", regex=True)
    whole = year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2) + " " + clock
    zoned = bool(parts[4].notna().any())
    whole = whole + parts[4] if zoned else whole
    times = pd.to_datetime(whole, format="ISO8601", errors="coerce", utc=zoned)
    return _local(times.rename(texts.name), zone)


def _day_first(parts: pd.DataFrame, texts: pd.Series) -> bool:
    """Tell whether dates that end in the year begin with the day; raise if it may be either."""
    first, second = parts[0].astype(int), parts[1].astype(int)
    if len(parts) and (first <= 12).all() and (second <= 12).all() and (first != second).any():
        raise ValueError(
            f"the dates of your column {texts.name!r}, such as {texts.iloc[0]!r}, may begin with "
            "the day or with the month; say which: dates='%d/%m/%Y' or dates='%m/%d/%Y' (add "
            "' %H:%M' for the time)."
        )
    return bool((second <= 12).all())


def _local(times: pd.Series, zone: str | None) -> pd.Series:
    """Return datetimes without a zone, those with one as the clock of `zone` showed them."""
    if times.dt.tz is not None:
        if zone is None:
            raise ValueError(
                f"the times of your column {times.name!r} carry a time zone ({times.dt.tz}); say "
                "where your days are counted, such as time_zone='Asia/Shanghai'."
            )
        try:
            times = times.dt.tz_convert(zone).dt.tz_localize(None)
        except KeyError:  # what zoneinfo raises
            raise ValueError(
                f"time_zone is {zone!r}, which is no time zone; write it as 'Asia/Shanghai'."
            ) from None
    return times.astype("datetime64[us]")


def _on_course(
    field: Mapping[str, Any], table: pd.DataFrame, raw: pd.DataFrame, mapping: Mapping[str, str]
) -> tuple[str, str, int, str]:
    """Return your name, status, rows concerned and an example for a column of the course."""
    name = field["name"]
    if name not in table:
        free = [each for each in raw if each not in mapping.values()]
        simple = {re.sub(r"\W|_", "", each).lower(): each for each in free}
        near = get_close_matches(name.replace("_", ""), simple, n=1, cutoff=0.7)
        return ("", "missing", 0, f"{simple[near[0]]}?" if near else "")
    column, strange = table[name], _strange(table[name], field.get("constraints", {}))
    gaps = int(column.isna().sum())
    if gaps and _required(field):
        return (mapping[name], "gaps", gaps, "")
    if strange.any():
        return (mapping[name], "differs", int(strange.sum()), str(column[strange].iloc[0]))
    return (mapping[name], "ok", int(column.count()), "")


def _strange(column: pd.Series, limits: Mapping[str, Any]) -> pd.Series:
    """Return which values lie outside the course's list, limits or uniqueness; gaps do not."""
    strange = pd.Series(False, index=column.index)
    if "enum" in limits:
        strange |= ~column.isin(limits["enum"])
    if limits.get("unique"):
        strange |= column.duplicated(keep=False)
    if pd.api.types.is_numeric_dtype(column):
        strange |= (column < limits.get("minimum", -np.inf)).fillna(False)
        strange |= (column > limits.get("maximum", np.inf)).fillna(False)
    return strange & column.notna()
