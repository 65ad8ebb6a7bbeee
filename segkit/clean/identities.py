"""Which records of several exports belong to one person."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit
from sklearn.preprocessing import MultiLabelBinarizer

from segkit.checks import (
    require_between,
    require_choice,
    require_columns,
    require_rows,
    require_unique_columns,
    require_whole,
)
from segkit.clean.texts import PLACEHOLDERS, tidy

# Chance that two records of one person agree in a field of this kind.
RELIABILITY = {"id": 0.97, "phone": 0.85, "email": 0.8, "name": 0.9, "date": 0.95, "text": 0.85}

# What kind of field a column holds, by its name.
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

# What is left out or put otherwise in texts of each kind.
SPELLINGS = {
    "id": [],
    "phone": [(r"\D", ""), (r"^(?:0086|86|0)(1\d{10})$", r"\1")],
    "email": [(r"\s", "")],
    "name": [(r"[\s.·・,'-]|(先生|女士|小姐)$", "")],
    "date": [
        (r"^(?:(\d{4})\D{0,2})?(\d{1,2})\D{0,2}(\d{1,2})(?:\D.*)?$", r"\1y \2m \3d"),
        (r"\b0|^y ", ""),
    ],
    "text": [(r"\s|市$", "")],
}

# What a text of each kind looks like then; a birthday may lack its year.
FORMS = dict.fromkeys(SPELLINGS, ".+") | {
    "phone": r"\d{7,}",
    "email": r"[^@]+@[^@]+\.[^@]+",
    "date": r"(\d{4}y )?([1-9]|1[0-2])m ([1-9]|[12]\d|3[01])d",
}

MOST_SHARED = 50  # records with a value; one that more have, such as a city, makes no candidates
LEAST_OTHERS = 0.01  # other people of an export with a value, at least, where none is seen
CONTRADICTION_BITS = -6  # disagreements that speak against one person, 64 to 1


@dataclass(frozen=True)
class Identities:
    """The person of each record, and the pairs of records that were compared."""

    persons: pd.DataFrame
    pairs: pd.DataFrame


def resolve_identities(
    records: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    fields: Mapping[str, str] | None = None,
    threshold: float = 0.5,
) -> Identities:
    """Return which records belong to one person, by weighing what they have in common.

    Records that share a value which at most 50 have are compared field by field, after phones,
    dates, widths, case and blanks were written alike. Each field adds evidence in bits, as Fellegi
    and Sunter do: agreement adds the log of (chance that records of one person agree) / (chance
    that another person has this value), so a rare name says more than a common one, and a phone
    that a family shares says less; disagreement takes away. Similar names, texts and dates lie in
    between; a missing value says nothing, nor do a name in Chinese and one in Latin letters. Set
    against the odds that any two records are one person (one partner per record), the sum becomes
    a score: the chance, as far as the fields tell, that the two are one person. Pairs from
    `threshold` on are linked, and linked records are one person; where this would join records
    that contradict one another, the weakest links of the group are cut.

    Parameters
    ----------
    records : DataFrame or mapping of text to DataFrame
        One row per record; several exports as ``{"crm": ..., "app": ...}``. Give columns that mean
        the same the same name first; an export may lack some.
    fields : mapping of text to text, optional
        Kind of each column to compare: ``"id"`` (an openid, unionid or member number: exact),
        ``"phone"``, ``"email"``, ``"name"``, ``"date"`` or ``"text"`` (city, address). By default
        the columns named phone, mobile, email, name, birth_date, birthday, city, address, openid
        and unionid.
    threshold : float
        Score from which two records are linked, above 0 up to 1. At 0.5 a link is likelier right
        than wrong, so fewest pairs are wrong in all. Raise it where joining two strangers costs
        more than missing one person, as before a letter with personal data.

    Returns
    -------
    Identities
        ``persons``: indexed as the records (by export and row for a mapping), with ``person``
        ("P00001", numbered by first appearance) and ``records`` (of this person).
        ``pairs``: the compared pairs, best first: ``left`` and ``right`` (their index), one column
        per field with the similarity from 0 to 1 (missing where one has no value), ``weight``
        (bits, in sum), ``against`` (the bits that disagreements took), ``score`` and
        ``same_person``.

    Raises
    ------
    ValueError
        If there are no records, a column or kind is unknown, the index is not unique, or the
        threshold is out of range.
    TypeError
        If `records` is neither a frame nor a mapping of frames.

    Notes
    -----
    Where the truth is known, precision and recall of the pairs come from scikit-learn, as below.
    Fields are weighed as if they were independent; address and phone of a family are not, so leave
    one of them out.

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
    require_between("threshold", threshold, 1e-6, 1)
    stacked = _stacked(records)
    kinds = _kinds(stacked, fields)
    sources = pd.factorize(stacked.index.get_level_values(0))[0]
    compared = {
        name: _field(_normalised(stacked[name], kind), sources, kind)
        for name, kind in kinds.items()
    }
    shared = [_sharing(field.codes, MOST_SHARED) for field in compared.values()]
    pairs = _scored(compared, pd.concat(shared).drop_duplicates())
    person = _persons(compared, pairs, threshold)
    pairs["same_person"] = person[pairs["left"]] == person[pairs["right"]]
    index = stacked.index if isinstance(records, Mapping) else records.index
    labels = index.to_flat_index()
    names = [f"P{number:05d}" for number in person + 1]
    return Identities(
        persons=pd.DataFrame({"person": names, "records": np.bincount(person)[person]}, index),
        pairs=pairs.assign(left=labels[pairs["left"]], right=labels[pairs["right"]]),
    )


def _stacked(records: pd.DataFrame | Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return all exports in one frame, indexed by export and row, values as they came."""
    exports = dict(records) if isinstance(records, Mapping) else {"records": records}
    require_whole("the number of exports", len(exports), least=1)
    for frame in exports.values():
        require_unique_columns(frame)
    stacked = pd.concat({name: frame.astype(object) for name, frame in exports.items()})
    require_rows(stacked)
    twice = stacked.index[stacked.index.duplicated()].tolist()
    if twice:
        raise ValueError(
            f"the index {twice[0][1]!r} names several records of {twice[0][0]!r}, one each was "
            "expected; number them with reset_index(drop=True)."
        )
    return stacked


def _kinds(stacked: pd.DataFrame, fields: Mapping[str, str] | None) -> dict[str, str]:
    """Return the kind of each column to compare, if the columns exist."""
    if fields is None:
        fields = {name: kind for name, kind in KNOWN_FIELDS.items() if name in stacked}
    if not fields:
        raise ValueError(
            f"there is nothing to compare: no column is named {', '.join(KNOWN_FIELDS)}; the "
            f"records have {', '.join(map(str, stacked))}. Say what they hold with "
            "fields={'column': 'phone'}."
        )
    require_columns(stacked, fields)
    for name, kind in fields.items():
        require_choice(f"fields[{name!r}]", kind, RELIABILITY)
    return dict(fields)


def _normalised(column: pd.Series, kind: str) -> pd.Series:
    """Return a column as texts written alike; what says nothing is missing."""
    texts = column.astype("str").str.normalize("NFKC").str.strip()
    texts = texts.mask(texts.str.contains("*", regex=False, na=False))
    texts = texts if kind == "id" else tidy(texts)
    for pattern, instead in [(r"^(\d+)\.0$", r"\1"), *SPELLINGS[kind]]:
        texts = texts.str.replace(pattern, instead, regex=True)
    fit = texts.str.fullmatch(FORMS[kind], na=False)
    return texts.where(fit & ~texts.str.casefold().isin(PLACEHOLDERS))


@dataclass(frozen=True)
class _Field:
    """One field of all records: the number of each one's value, and what is known of each value.

    A record without a value has the number -1, and the last entry per value stands for that.
    """

    kind: str
    codes: np.ndarray
    pieces: csr_array
    latin: np.ndarray
    agree: np.ndarray
    disagree: float


def _field(texts: pd.Series, sources: np.ndarray, kind: str) -> _Field:
    """Return the field with the bits for agreement on each value and for disagreement.

    The chance that another person has a value is judged within an export, where a person seldom
    comes twice: the other records with it, or the mean of that over the export if this is more.
    """
    codes, values = pd.factorize(texts)
    known = codes >= 0
    counts = pd.Series(codes[known]).groupby([sources[known], codes[known]]).size()
    per_source = counts.groupby(level=0)
    others = (counts * (counts - 1)).groupby(level=0).transform("sum") / per_source.transform("sum")
    chance = np.maximum(np.maximum(counts - 1, others), LEAST_OTHERS) / per_source.transform("sum")
    chance = chance.groupby(level=1).max().clip(upper=RELIABILITY[kind]).to_numpy()
    typical = chance[codes[known]].sum() / max(known.sum(), 1)
    values = [*values, ""]
    return _Field(
        kind=kind,
        codes=codes,
        pieces=MultiLabelBinarizer(sparse_output=True).fit_transform(map(PIECES[kind], values)),
        latin=np.array([value.isascii() for value in values]),
        agree=np.append(np.log2(RELIABILITY[kind] / chance), np.nan),
        disagree=min(np.log2((1 - RELIABILITY[kind]) / (1 - typical)), 0.0),
    )


def _letters(text: str) -> set[str]:
    """Return what is compared of a text: characters of Chinese, pairs of letters of others."""
    if len(text) < 2 or any(character > "\u2e7f" for character in text):
        return set(text)
    return {text[start : start + 2] for start in range(len(text) - 1)}


PIECES = dict.fromkeys(RELIABILITY, lambda text: {text}) | {
    "name": _letters,
    "text": _letters,
    "date": str.split,
}


def _similarity(field: _Field, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return how alike the values with the numbers `a` and `b` are, from 0 to 1, or NaN.

    It is the share of their pieces that they have in common; a date without a year is compared
    with month and day only, and Wang Wei cannot be compared with 王伟.
    """
    shared = np.asarray(field.pieces[a].multiply(field.pieces[b]).sum(axis=1)).ravel()
    sizes = np.asarray(field.pieces.sum(axis=1)).ravel()
    dates = field.kind == "date"
    whole = np.minimum(sizes[a], sizes[b]) if dates else (sizes[a] + sizes[b]) / 2
    fit = (a >= 0) & (b >= 0) & (field.latin[a] == field.latin[b])
    return np.where(fit, shared / np.maximum(whole, 1), np.nan)


def _sharing(codes: np.ndarray, most: int) -> pd.DataFrame:
    """Return all pairs of rows with the same number from 0 on, if at most `most` rows have it."""
    rows = pd.DataFrame({"code": codes, "left": np.arange(len(codes))})[codes >= 0]
    rows = rows[rows.groupby("code")["left"].transform("size") <= most]
    pairs = rows.merge(rows.rename(columns={"left": "right"}), on="code")
    return pairs.loc[pairs["left"] < pairs["right"], ["left", "right"]]


def _scored(fields: dict[str, _Field], pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with the similarity in each field, the bits and the score, best first."""
    weight = against = np.zeros(len(pairs))
    for name, field in fields.items():
        a, b = field.codes[pairs["left"]], field.codes[pairs["right"]]
        alike = _similarity(field, a, b)
        # Half alike is no evidence of agreement: two strangers often are.
        agreement = np.clip(2 * alike - 1, 0, 1)
        worth = np.minimum(field.agree[a], field.agree[b])
        bits = np.nan_to_num(field.disagree + agreement * (worth - field.disagree))
        weight, against = weight + bits, against + np.minimum(bits, 0)
        pairs = pairs.assign(**{name: alike})
    odds = weight - np.log2(max(len(field.codes) - 1, 1))
    pairs = pairs.assign(weight=weight, against=against, score=expit(odds * np.log(2)))
    return pairs.sort_values(
        ["weight", "left", "right"], ascending=[False, True, True], ignore_index=True
    )


def _persons(fields: dict[str, _Field], pairs: pd.DataFrame, threshold: float) -> np.ndarray:
    """Return the number of the person of each record, by first appearance."""
    n = len(next(iter(fields.values())).codes)
    links = pairs[pairs["score"] >= threshold]
    label = _connected(links, n)
    inner = _scored(fields, _sharing(label, n))
    foes = inner[(inner["against"] <= CONTRADICTION_BITS) & (inner["score"] < threshold)]
    while True:
        torn = label[foes["left"]][label[foes["left"]] == label[foes["right"]]]
        if not len(torn):
            return pd.factorize(label)[0]
        part = links[np.isin(label[links["left"]], torn)]
        links = links.drop(index=part.groupby(label[part["left"]])["weight"].idxmin())
        label = _connected(links, n)


def _connected(links: pd.DataFrame, n: int) -> np.ndarray:
    """Return the number of the group that the links put each of `n` records in."""
    ends = links["left"], links["right"]
    return connected_components(coo_array((np.ones(len(links)), ends), shape=(n, n)))[1]
