"""Which records of several exports belong to one person."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit
from sklearn.feature_extraction.text import CountVectorizer

from segkit.checks import require_between, require_choice, require_columns, require_whole
from segkit.clean.texts import PLACEHOLDERS, tidy

RELIABILITY = {"id": 0.97, "phone": 0.85, "email": 0.8, "name": 0.9, "date": 0.95, "text": 0.85}
"""Chance that two records of one person agree in a field of this kind."""

KNOWN_FIELDS = {
    "unionid": "id",
    "openid": "id",
    "phone": "phone",
    "mobile": "phone",
    "email": "email",
    "name": "name",
    "birth_date": "date",
    "birthday": "date",
    "city": "text",
    "address": "text",
}
"""What kind of field a column holds, by its name."""

Records = pd.DataFrame | Mapping[str, pd.DataFrame]
"""Stacked exports, or exports by name."""

CONTRADICTION_BITS = 6
"""Disagreements from this sum on speak against one person, 64 to 1."""

LEAST_OTHERS = 0.01
"""How many other people of an export have a value, at least, where none is seen."""


@dataclass(frozen=True)
class Identities:
    """The person of each record, and the pairs of records that were compared."""

    persons: pd.DataFrame
    pairs: pd.DataFrame


def resolve_identities(
    records: Records,
    *,
    fields: Mapping[str, str] | None = None,
    source: str | None = None,
    threshold: float = 0.9,
    reliability: Mapping[str, float] | None = None,
    max_block: int = 50,
) -> Identities:
    """Return which records belong to one person, by weighing what they have in common.

    Records that share a value which at most `max_block` records have are compared field by field,
    after phones, dates, widths, case and blanks were written alike. Each field adds evidence in
    bits, as Fellegi and Sunter do: agreement adds the log of (chance that records of one person
    agree) / (chance that another person has this value), so a rare name says more than a common
    one, and a phone that a family shares says less; disagreement takes away. Similar names, texts
    and dates lie in between; a missing value says nothing, nor do a name in Chinese and one in
    Latin letters. Set against the odds that any two records are one person (one partner per
    record), the sum becomes a score from 0 to 1. Pairs from `threshold` on are linked, and linked
    records are one person, unless that would join two records that contradict one another
    (disagreements of 6 bits or more, and not linked themselves).

    Parameters
    ----------
    records : DataFrame or mapping of text to DataFrame
        One row per record; several exports as ``{"crm": ..., "app": ...}`` or stacked. Give columns
        that mean the same the same name first; an export may lack some.
    fields : mapping of text to text, optional
        Kind of each column to compare: ``"id"`` (an openid, unionid or member number: exact),
        ``"phone"``, ``"email"``, ``"name"``, ``"date"`` or ``"text"`` (city, address). By default
        the columns named phone, mobile, email, name, birth_date, birthday, city, address, openid
        and unionid.
    source : text, optional
        Column with the export a record comes from, if `records` is stacked.
    threshold : float
        Score from which two records are linked, above 0 up to 1.
    reliability : mapping of text to float, optional
        By column: the chance that two records of one person agree in it, if both have it. By
        default 0.97 for an id, 0.85 for a phone, 0.8 for an e-mail, 0.9 for a name, 0.95 for a date
        and 0.85 for a text.
    max_block : int
        A value that more records share, such as a city, makes nobody a candidate.

    Returns
    -------
    Identities
        ``persons``: indexed as the records (by export and row for a mapping) with ``person``
        ("P00001", numbered by first appearance), ``records`` (of this person) and ``score`` (the
        best with another record of the person; missing for a person with one record).
        ``pairs``: the compared pairs, best first: ``left`` and ``right`` (their index), one column
        per field with the similarity from 0 to 1 (missing where one has no value), ``weight``
        (bits, in sum), ``against`` (the bits that disagreements took), ``score`` and
        ``same_person``.

    Raises
    ------
    ValueError
        If there are no records, a column or kind is unknown, the index is not unique, or an option
        is out of range.
    TypeError
        If `records` is neither a frame nor a mapping of frames.

    Notes
    -----
    Where the truth is known, precision and recall of the pairs come from scikit-learn:
    ``pair_confusion_matrix(truth, persons["person"])``, as below. Fields are weighed as if they
    were independent; address and phone of a family are not, so leave one of them out.

    References
    ----------
    Fellegi, I. P., & Sunter, A. B. (1969). A theory for record linkage. *Journal of the American
    Statistical Association*, 64(328), 1183-1210.
    Winkler, W. E. (1990). String comparator metrics and enhanced decision rules in the
    Fellegi-Sunter model of record linkage. *Proceedings of the Section on Survey Research Methods*,
    American Statistical Association, 354-359.

    Examples
    --------
    >>> crm = pd.DataFrame(
    ...     {
    ...         "name": ["王小明", "李芳", "张伟"],
    ...         "phone": ["138-0013-8000", "13900139000", "13700137000"],
    ...     }
    ... )
    >>> app = pd.DataFrame({"name": ["王晓明", "赵强"], "phone": [8613800138000, 13600136000]})
    >>> found = resolve_identities({"crm": crm, "app": app})
    >>> found.persons["person"].tolist()
    ['P00001', 'P00002', 'P00003', 'P00001', 'P00004']
    >>> from sklearn.metrics.cluster import pair_confusion_matrix
    >>> truth = ["Wang", "Li", "Zhang", "Wang", "Zhao"]
    >>> (_, wrong), (missed, right) = pair_confusion_matrix(truth, found.persons["person"])
    >>> float(right / (right + wrong)), float(right / (right + missed))  # precision, recall
    (1.0, 1.0)
    """
    exports = _exports(records)
    kinds = _checked_fields(fields, exports)
    trust = _checked_reliability(reliability, kinds)
    require_between("threshold", threshold, 1e-6, 1)
    require_whole("max_block", max_block, least=2)
    index = pd.concat([each[[]] for each in exports.values()], keys=exports).index
    if isinstance(records, pd.DataFrame):
        index = records.index
    sources = _sources(records, exports, source)
    _check_unique(index)
    compared = [
        _field(_normalised(exports, name, kind), sources, kind, trust[name])
        for name, kind in kinds.items()
    ]
    pairs = _scored(compared, *_candidates(compared, max_block), names=list(kinds))
    person = _persons(compared, pairs, threshold)
    same = person[pairs["left"]] == person[pairs["right"]]
    pairs["same_person"] = same
    persons = _person_table(index, person, pairs[same])
    for side in ("left", "right"):
        pairs[side] = index.to_flat_index()[pairs[side]]
    return Identities(persons=persons, pairs=pairs)


def _exports(records: Records) -> dict[object, pd.DataFrame]:
    """Return the exports by name, a stacked frame as one of them."""
    exports = dict(records) if isinstance(records, Mapping) else {"records": records}
    for name, frame in exports.items():
        if not isinstance(frame, pd.DataFrame):
            raise TypeError(
                f"records[{name!r}] is of type {type(frame).__name__}, a frame or a mapping of "
                "frames was expected, such as {'crm': crm, 'app': app}."
            )
    if not sum(map(len, exports.values())):
        raise ValueError("records has no rows, so there is nobody to find; check the exports.")
    return exports


def _checked_fields(
    fields: Mapping[str, str] | None, exports: dict[object, pd.DataFrame]
) -> dict[str, str]:
    """Return the kind of each column to compare, if the columns exist."""
    present = list(dict.fromkeys(name for frame in exports.values() for name in frame))
    if fields is None:
        fields = {name: kind for name, kind in KNOWN_FIELDS.items() if name in present}
    missing = [repr(name) for name in fields if name not in present]
    if missing or not fields:
        raise ValueError(
            f"no export has the columns {', '.join(missing) or ', '.join(KNOWN_FIELDS)}; they have "
            f"{', '.join(map(str, present))}. Rename columns, or say what to compare with "
            "fields={'column': 'phone'}."
        )
    for name, kind in fields.items():
        require_choice(f"fields[{name!r}]", kind, RELIABILITY)
    return dict(fields)


def _checked_reliability(
    reliability: Mapping[str, float] | None, kinds: dict[str, str]
) -> dict[str, float]:
    """Return the chance to agree of each column, stated or that of its kind."""
    stated = dict(reliability or {})
    for name, chance in stated.items():
        require_choice("a column of reliability", name, kinds)
        require_between(f"reliability[{name!r}]", chance, 0.5, 0.9999)
    return {name: RELIABILITY[kind] for name, kind in kinds.items()} | stated


def _sources(
    records: Records, exports: dict[object, pd.DataFrame], source: str | None
) -> np.ndarray:
    """Return the number of the export that each record comes from."""
    if source is None:
        return np.repeat(np.arange(len(exports)), [len(frame) for frame in exports.values()])
    if not isinstance(records, pd.DataFrame):
        raise ValueError(
            f"source is {source!r}, but records is a mapping whose keys name the exports; leave "
            "source out."
        )
    require_columns(records, [source])
    return pd.factorize(records[source], use_na_sentinel=False)[0]


def _check_unique(index: pd.Index) -> None:
    """Raise unless each record has an index of its own."""
    twice = index[index.duplicated()]
    if len(twice):
        raise ValueError(
            f"the index {twice.tolist()[0]!r} names several records, one each was expected; "
            "number them with reset_index(drop=True)."
        )


def _normalised(exports: dict[object, pd.DataFrame], name: str, kind: str) -> pd.Series:
    """Return a column of all exports, written alike; what says nothing is missing."""
    columns = [
        NORMALISERS[kind](_texts(frame[name]))
        if name in frame
        else pd.Series(None, index=frame.index, dtype="str")
        for frame in exports.values()
    ]
    values = pd.concat(columns, ignore_index=True)
    return values.mask(values.str.casefold().isin(PLACEHOLDERS))


def _texts(column: pd.Series) -> pd.Series:
    """Return any column as texts; 13800138000.0 loses its decimal point."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("str").str.strip().str.replace(r"^(\d+)\.0$", r"\1", regex=True)


def _phone(texts: pd.Series) -> pd.Series:
    """Return the digits without the code of China; masked and short numbers are missing."""
    digits = tidy(texts).mask(texts.str.contains("*", regex=False, na=False))
    digits = digits.str.replace(r"\D", "", regex=True)
    digits = digits.str.replace(r"^(?:0086|86|0)(1\d{10})$", r"\1", regex=True)
    return digits.where(digits.str.len() >= 7)


def _email(texts: pd.Series) -> pd.Series:
    """Return the address in lower case; what is no address is missing."""
    found = tidy(texts).str.replace(" ", "")
    return found.where(found.str.fullmatch(r"[^@]+@[^@]+\.[^@]+", na=False))


def _date(texts: pd.Series) -> pd.Series:
    """Return dates as YYYYMMDD, birthdays without a year as 0000MMDD; others are missing."""
    form = r"^(?:(\d{4})\D{0,2})?(\d{1,2})\D{0,2}(\d{1,2})(?:\D|$)"
    parts = tidy(texts).str.extract(form).fillna({0: "0000"})
    day = parts[1].str.zfill(2) + parts[2].str.zfill(2)
    # A leap year stands in for the missing one, so that 29 February is a birthday.
    real = pd.to_datetime(parts[0].replace("0000", "2000") + day, format="%Y%m%d", errors="coerce")
    return (parts[0] + day).where(real.notna())


def _name(texts: pd.Series) -> pd.Series:
    """Return names without blanks, points and forms of address; masked ones are missing."""
    plain = tidy(texts).str.replace(r"[\s.·・,'-]|(先生|女士|小姐)$", "", regex=True)
    return plain.mask(plain.str.contains("*", regex=False, na=False))


def _text(texts: pd.Series) -> pd.Series:
    """Return texts without blanks; 上海市 is 上海."""
    return tidy(texts).str.replace(" ", "").str.replace("市$", "", regex=True)


NORMALISERS = {
    "id": lambda texts: texts.str.normalize("NFKC"),
    "phone": _phone,
    "email": _email,
    "name": _name,
    "date": _date,
    "text": _text,
}


@dataclass(frozen=True)
class _Field:
    """One field of all records: the number of each value, its script, what agreement is worth."""

    kind: str
    codes: np.ndarray
    values: np.ndarray
    latin: np.ndarray
    agree: np.ndarray
    disagree: float


def _field(texts: pd.Series, sources: np.ndarray, kind: str, reliability: float) -> _Field:
    """Return the field with the bits for agreement on each value and for disagreement.

    The chance that another person has a value is judged within an export, where a person seldom
    comes twice: the other records with it, or the mean of that over the export if this is more.
    """
    codes, values = pd.factorize(texts)
    known = codes >= 0
    counts = pd.Series(codes[known]).groupby([sources[known], codes[known]]).size()
    per_source = counts.groupby(level=0)
    records = per_source.transform("sum")
    others = (counts * (counts - 1)).groupby(level=0).transform("sum") / records
    chance = np.maximum(np.maximum(counts - 1, others), LEAST_OTHERS) / records
    chance = chance.groupby(level=1).max().clip(upper=reliability)
    typical = float(chance.to_numpy()[codes[known]].mean()) if known.any() else 0.0
    return _Field(
        kind=kind,
        codes=codes,
        values=np.asarray(values, dtype=object),
        latin=values.str.isascii() if len(values) else np.empty(0, dtype=bool),
        agree=np.log2(reliability / chance.to_numpy()),
        disagree=min(np.log2((1 - reliability) / (1 - typical)), 0.0),
    )


def _candidates(fields: list[_Field], max_block: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of records that share a value of few records in any field."""
    n = len(fields[0].codes)
    keys = [left * n + right for left, right in (_sharing(f.codes, max_block) for f in fields)]
    return np.divmod(np.unique(np.concatenate(keys)), n)


def _sharing(codes: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return all pairs of rows with the same code from 0 on, if at most `most` rows have it."""
    rows = np.flatnonzero(codes >= 0)
    rows = rows[np.bincount(codes[rows], minlength=1)[codes[rows]] <= most]
    rows = rows[np.argsort(codes[rows], kind="stable")]
    left, right = [rows[:0]], [rows[:0]]
    for step in range(1, len(rows)):
        same = codes[rows[:-step]] == codes[rows[step:]]
        if not same.any():
            break
        left.append(rows[:-step][same])
        right.append(rows[step:][same])
    return np.concatenate(left), np.concatenate(right)


def _scored(
    fields: list[_Field], left: np.ndarray, right: np.ndarray, *, names: list[str] | None = None
) -> pd.DataFrame:
    """Return the pairs with the similarity in each field, the bits and the score, best first."""
    names = names or [str(number) for number in range(len(fields))]
    similarity = {}
    weight, against = np.zeros(len(left)), np.zeros(len(left))
    for name, field in zip(names, fields, strict=True):
        a, b = field.codes[left], field.codes[right]
        both = (a >= 0) & (b >= 0)
        # Wang Wei and 王伟 cannot be compared.
        both[both] = field.latin[a[both]] == field.latin[b[both]]
        a, b = a[both], b[both]
        similarity[name] = np.full(len(left), np.nan)
        similarity[name][both] = alike = _similarity(field, a, b)
        # Half alike is no evidence of agreement: two strangers often are.
        agreement = np.clip(2 * alike - 1, 0, 1)
        worth = np.minimum(field.agree[a], field.agree[b])
        bits = field.disagree + agreement * (worth - field.disagree)
        weight[both] += bits
        against[both] += np.minimum(bits, 0)
    odds = weight - np.log2(max(len(fields[0].codes) - 1, 1))
    table = {**similarity, "weight": weight, "against": against, "score": expit(odds * np.log(2))}
    pairs = pd.DataFrame({"left": left, "right": right, **table})
    return pairs.sort_values(
        ["weight", "left", "right"], ascending=[False, True, True], ignore_index=True
    )


def _similarity(field: _Field, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return how alike the values with the numbers `a` and `b` are, from 0 to 1."""
    alike = (a == b).astype(float)
    other = np.flatnonzero(a != b)
    if field.kind == "date" and len(other):
        alike[other] = _equal_parts(field.values, a[other], b[other])
    elif field.kind in ("name", "text") and len(other):
        pieces = CountVectorizer(analyzer=_pieces, binary=True).fit_transform(field.values)
        shared = pieces[a[other]].multiply(pieces[b[other]]).sum(axis=1)
        sizes = np.asarray(pieces.sum(axis=1)).ravel()
        alike[other] = 2 * np.asarray(shared).ravel() / (sizes[a[other]] + sizes[b[other]])
    return alike


def _equal_parts(values: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the share of year, month and day that two dates have in common; no year, no part."""
    numbers = values.astype(int)
    parts = np.column_stack([numbers // 10_000, numbers // 100 % 100, numbers % 100])
    known = (parts[a] > 0) & (parts[b] > 0)
    return ((parts[a] == parts[b]) & known).sum(axis=1) / known.sum(axis=1)


def _pieces(text: str) -> list[str]:
    """Return what is compared of a text: characters of Chinese, pairs of letters of others."""
    if len(text) < 2 or any(character > "\u2e7f" for character in text):
        return list(text)
    return [text[start : start + 2] for start in range(len(text) - 1)]


def _persons(fields: list[_Field], pairs: pd.DataFrame, threshold: float) -> np.ndarray:
    """Return the number of the person of each record, by first appearance."""
    n = len(fields[0].codes)
    links = pairs.loc[pairs["score"] >= threshold, ["left", "right"]].to_numpy()
    graph = coo_array((np.ones(len(links)), links.T), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    inner = _scored(fields, *_sharing(label, n))
    foes = inner[(inner["against"] <= -CONTRADICTION_BITS) & (inner["score"] < threshold)]
    torn = np.isin(label, label[foes["left"]])
    label[torn] = n + _merged(n, links[torn[links[:, 0]]], foes[["left", "right"]].to_numpy())[torn]
    return pd.factorize(label)[0]


def _merged(n: int, links: np.ndarray, foes: np.ndarray) -> np.ndarray:
    """Return groups that grow along the links, best first, but never take in two foes."""
    group = np.arange(n)
    members = {row: {row} for row in links.ravel().tolist()}
    enemies = {row: set() for row in members}
    for a, b in foes.tolist():
        enemies[a].add(b)
        enemies[b].add(a)
    for a, b in links.tolist():
        a, b = group[a], group[b]
        if a != b and not enemies[a] & members[b]:
            group[list(members[b])] = a
            members[a] |= members.pop(b)
            enemies[a] |= enemies.pop(b)
    return group


def _person_table(index: pd.Index, person: np.ndarray, same: pd.DataFrame) -> pd.DataFrame:
    """Return the person of each record, how many records it has and how sure it is."""
    best = np.full(len(index), -np.inf)
    for side in ("left", "right"):
        np.maximum.at(best, same[side].to_numpy(), same["score"].to_numpy())
    return pd.DataFrame(
        {
            "person": [f"P{number:05d}" for number in person + 1],
            "records": np.bincount(person)[person],
            "score": np.where(np.isinf(best), np.nan, best),
        },
        index=index,
    )
