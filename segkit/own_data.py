"""Bring your own file: into the columns and types of a course table, with a report."""

import gzip
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import numpy as np
import pandas as pd

from segkit.checks import require_columns, require_rows, require_unique_columns
from segkit.data import dtype_of, fields_of, is_required
from segkit.words import chooser

ENCODINGS = ("utf-8-sig", "gb18030")
NO_VALUE = ("", "NULL", "null", "NaN", "nan", "None", "\\N")
NO_NUMBER = ("NA", "N/A", "n/a", "-", "—")
FLAGS = dict.fromkeys(("true", "yes", "t", "y", "1", "1.0", "是"), True) | dict.fromkeys(
    ("false", "no", "f", "n", "0", "0.0", "否"), False
)
ADVICE = {
    "ok": ("", ""),
    "kept": ("", ""),
    "missing": ("需要该列的方法会报错", "methods that need it will ask for it"),
    "gaps": ("课程中从不为空：补全或删去这些行", "never empty here: repair or drop the rows"),
    "differs": ("课程中没有的取值：核对含义", "values unknown to the course: check the meaning"),
    "left out": ("如需使用，写入 columns= 或 keep=", "to use it, name it in columns= or keep="),
    "personal": ("疑似个人信息，未读入", "looks personal, not taken over; see pseudonymise"),
    "encoding": ("请核对中文，必要时指定 encoding=", "look at some texts; if odd, give encoding="),
}

_PERSONAL_NAME = re.compile(
    r"姓名|客户名|会员名|用户名|昵称|联系人|手机|电话|邮箱|身份证|护照|住址|地址|生日|出生日期|微信号|银行卡"
    r"|(^|_)(e_?mails?|mobile|(tele)?phone|tel|passport|ssn|id_?card|(street_|home_)?address|ip"
    r"|birth_?(day|date)|date_of_birth|(first|last|full|sur|nick|given|family|customer|client|guest"
    r"|member|user|contact)_?name)(_|$)|^name$"
)
_PERSONAL_VALUE = re.compile(  # e-mail addresses, mobile numbers, identity cards
    r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}|(\+?86[- ]?)?1[3-9]\d{9}(\.0)?"
    r"|[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
)
_PSEUDONYM = re.compile(r"(?=\d*[a-f])[0-9a-f]{8,64}")
_THOUSANDS = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$")
_COMPACT_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_ZONE = re.compile(r":\d\d.*(?:Z|[+-]\d\d:?\d\d)$")
_ONE_DIGIT = re.compile(r"(?<![\d.])(\d)(?!\d)")


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
        Format of the dates, such as ``"%d/%m/%Y %H:%M"``; needed where the year is not first.
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
        concerns), ``example`` and ``advice``.
        Status: "ok", "missing" (the course has it, you do not), "gaps" (never empty in the course),
        "differs" (values the course does not know), "kept", "left out", "personal", and "encoding"
        if the file was not UTF-8.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a name in `columns`, `keep` or `not_personal` does not exist, nothing can be mapped, a
        mapped column looks personal, values cannot be read, or times need a `time_zone`.
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
    fields = {each["name"]: each for each in fields_of(like)}
    raw, used = _raw(source, encoding)
    require_rows(raw)
    require_unique_columns(raw)
    mapping = _mapping(fields, raw, columns or {}, like)
    keep, exempt = list(keep), list(not_personal)
    require_columns(raw, [*mapping.values(), *keep, *exempt])
    personal = [name for name in raw if name not in exempt and _is_personal(raw[name])]
    for name in [*mapping.values(), *keep]:
        if name in personal:
            raise ValueError(
                f"your column {name!r} looks like personal data and is not taken over. Replace it "
                f"first: frame = pseudonymise(frame, [{name!r}], key=...), and pass the frame. If "
                f"it is none, add not_personal=[{name!r}]."
            )
    table = pd.DataFrame(
        {
            name: _column(raw[yours], fields[name], dates, time_zone)
            for name, yours in mapping.items()
        }
    )
    rows = [
        (name, mapping.get(name, ""), *_on_course(field, table.get(name)))
        for name, field in fields.items()
    ]
    status = (
        dict.fromkeys([name for name in raw if name not in mapping.values()], "left out")
        | dict.fromkeys(personal, "personal")
        | dict.fromkeys(keep, "kept")
    )
    rows += [("", name, each, raw[name].count(), "") for name, each in status.items()]
    if used != ENCODINGS[0]:
        rows.append(("", "*", "encoding", len(raw), used))
    report = pd.DataFrame(rows, columns=["column", "yours", "status", "rows", "example"])
    report["advice"] = [chooser(lang)(*ADVICE[each]) for each in report["status"]]
    return OwnTable(table.join(raw[keep]), report)


def _raw(
    source: str | os.PathLike | pd.DataFrame, encoding: str | None
) -> tuple[pd.DataFrame, str]:
    """Return your columns, those of a CSV file as texts, and the encoding that was used."""
    if isinstance(source, pd.DataFrame):
        return source.rename(columns=str), ENCODINGS[0]
    path = Path(source).expanduser()
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}; check the name and the folder.")
    content = path.read_bytes()
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise ValueError(
            f"{path.name} is a workbook or an archive, a CSV file was expected; read it with "
            "frame = pd.read_excel(...) and pass the frame, or save the sheet as CSV (UTF-8)."
        )
    text, used = _decoded(gzip.decompress(content) if path.suffix == ".gz" else content, encoding)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    options = {"dtype": "str", "keep_default_na": False, "na_values": NO_VALUE}
    return pd.read_csv(io.StringIO(text), sep=separator, **options).rename(columns=str.strip), used


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


def _mapping(
    fields: Mapping[str, Any], raw: pd.DataFrame, columns: Mapping[str, str], like: str
) -> dict[str, str]:
    """Return the course's name of each column taken over, and yours."""
    unknown = [name for name in columns if name not in fields]
    mapping = {name: columns.get(name, name) for name in fields if name in {*columns, *raw}}
    if unknown or not mapping:
        raise ValueError(
            f"columns names {', '.join(map(repr, unknown)) or 'nothing'}, your columns are "
            f"{', '.join(raw)}, and the table {like} has {', '.join(fields)}; pass "
            "columns={course's name: yours}, the course's name first."
        )
    return mapping


def _is_personal(column: pd.Series) -> bool:
    """Tell whether a column looks like personal data, by its name or by most of its values."""
    sample = column.dropna().iloc[:1000].astype("str")
    name = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(column.name))).lower()
    named = bool(_PERSONAL_NAME.search(name)) and not sample.str.fullmatch(_PSEUDONYM).all()
    return named or sample.str.fullmatch(_PERSONAL_VALUE).mean() >= 0.5


def _column(
    column: pd.Series, field: Mapping[str, Any], dates: str | None, zone: str | None
) -> pd.Series:
    """Return a column in the type of its field; raise if a value cannot be read."""
    kind = field["type"]
    if pd.api.types.is_datetime64_any_dtype(column) and kind in ("date", "datetime"):
        read = _local(column, zone)
    else:
        codes, distinct = pd.factorize(column)  # each text is read once
        texts = pd.Series(distinct, name=column.name).astype("str").str.strip()
        texts = texts.mask(texts.isin(NO_VALUE if kind == "string" else NO_VALUE + NO_NUMBER))
        values = _values(texts, kind, dates, zone)
        bad = texts[texts.notna() & values.isna()]
        if len(bad):
            raise ValueError(
                f"your column {column.name!r} ({field['name']}) holds no {kind} in "
                f"{np.isin(codes, bad.index).sum():,} of {len(column):,} rows, e.g. "
                f"{bad.iloc[0]!r}. Repair the values in pandas and pass the frame, give dates= "
                "with their format, or leave the column out."
            )
        read = values.reindex(codes).set_axis(column.index)
    if kind in ("date", "datetime"):
        return read.dt.normalize() if kind == "date" else read
    return read.astype(dtype_of(field, gaps=bool(read.isna().any())))


def _values(texts: pd.Series, kind: str, dates: str | None, zone: str | None) -> pd.Series:
    """Return the values of texts; what cannot be read is missing."""
    if kind in ("date", "datetime"):
        return _times(texts, dates, zone)
    if kind == "boolean":
        return texts.str.lower().map(FLAGS).astype("boolean")
    if kind == "string":  # identifiers that were read as numbers lose their ".0"
        numbers = texts.dropna().str.fullmatch(r"\d+\.0").all()
        return texts.str.removesuffix(".0") if numbers else texts
    bare = texts.str.replace(r"^[¥￥$€£]\s*|\s*元$", "", regex=True)
    bare = bare.str.replace(_THOUSANDS, lambda found: found[0].replace(",", ""), regex=True)
    numbers = pd.to_numeric(bare, errors="coerce").astype(float)
    return numbers.where(np.isfinite(numbers) & ((kind == "number") | (numbers % 1 == 0)))


def _times(texts: pd.Series, dates: str | None, zone: str | None) -> pd.Series:
    """Return datetimes without a zone; without a format, the year stands first."""
    if dates is None:
        dashed = texts.str.replace(_COMPACT_DAY, r"\1-\2-\3", regex=True)
        days = dashed.where(dashed.str.match(_DAY)).str.replace(_DAY, r"\1-\2-\3", regex=True)
        texts = days.str.replace(_ONE_DIGIT, r"0\1", regex=True)
    zoned = bool(texts.str.contains(_ZONE).any())
    times = pd.to_datetime(texts, format=dates or "ISO8601", errors="coerce", utc=zoned)
    return _local(times, zone)


def _local(times: pd.Series, zone: str | None) -> pd.Series:
    """Return datetimes without a zone, those with one as the clock of `zone` showed them."""
    if times.dt.tz is None:
        return times.astype("datetime64[us]")
    if zone not in available_timezones():
        raise ValueError(
            f"the times of your column {times.name!r} carry a time zone ({times.dt.tz}) and "
            f"time_zone is {zone!r}; say where your days are counted: time_zone='Asia/Shanghai'."
        )
    return times.dt.tz_convert(zone).dt.tz_localize(None).astype("datetime64[us]")


def _on_course(field: Mapping[str, Any], column: pd.Series | None) -> tuple[str, int, str]:
    """Return status, rows concerned and an example for a column of the course."""
    if column is None:
        return "missing", 0, ""
    gaps, strange = int(column.isna().sum()), _strange(column, field.get("constraints", {}))
    if gaps and is_required(field):
        return "gaps", gaps, ""
    if len(strange):
        return "differs", len(strange), str(strange.iloc[0])
    return "ok", int(column.count()), ""


def _strange(column: pd.Series, limits: Mapping[str, Any]) -> pd.Series:
    """Return the values outside the course's list or limits, or not unique as they should be."""
    known = column.dropna()
    strange = known.duplicated(keep=False) & limits.get("unique", False)
    if "enum" in limits:
        strange |= ~known.isin(limits["enum"])
    if pd.api.types.is_numeric_dtype(known):
        strange |= ~known.between(limits.get("minimum", -np.inf), limits.get("maximum", np.inf))
    return known[strange]
