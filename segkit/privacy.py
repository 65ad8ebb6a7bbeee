"""Protect the people behind the rows: pseudonyms, k-anonymity, equal treatment of groups."""

import hmac
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from segkit.checks import (
    labels_of,
    require_between,
    require_columns,
    require_rows,
    require_whole,
)

LEAST_KEY_BYTES = 16
FOUR_FIFTHS = 0.8


def pseudonymise(
    frame: pd.DataFrame,
    columns: Iterable[str] | Mapping[str, str],
    *,
    key: str | bytes,
    length: int = 16,
) -> pd.DataFrame:
    """Return a copy of `frame` in which identifiers are replaced by pseudonyms.

    A pseudonym is the beginning of the HMAC-SHA256 of the identifier under a secret key. The same
    key gives the same pseudonyms every time, so tables can still be joined; without the key nobody
    can work out or guess the identifiers. Pseudonymised data stay personal data (PIPL articles 4
    and 73, GDPR recital 26): store the key apart from them and restrict who may use it.

    Parameters
    ----------
    frame : DataFrame
        Identifiers are text or whole numbers; 17850 and 17850.0 are the same identifier, and
        missing ones stay missing. Clean them first: a blank at the end makes another pseudonym.
    columns : sequence of text, or mapping
        The columns to replace. Each column name is a domain of its own: equal numbers of a customer
        and of a shop get different pseudonyms. A mapping states the domains, such as
        ``{"buyer": "customer_id"}`` to join with the ``customer_id`` of another table.
    key : text or bytes
        The secret, at least 16 bytes; make one with ``secrets.token_hex(32)``.
    length : int
        Hexadecimal digits per pseudonym, 8 to 64.

    Returns
    -------
    DataFrame
        As `frame`, with the columns replaced by text.

    Raises
    ------
    ValueError
        If a column is missing, the key is too short, or two identifiers share a pseudonym.
    TypeError
        If `frame` is no frame, the key is no text or bytes, or a column holds other things than
        text and whole numbers.

    References
    ----------
    Krawczyk, H., Bellare, M., & Canetti, R. (1997). *HMAC: Keyed-hashing for message
    authentication*. RFC 2104.

    Examples
    --------
    >>> buyers = pd.DataFrame({"customer_id": ["C1", "C2", "C1"], "spend": [10, 20, 30]})
    >>> secret = "keep me in a vault, not in a notebook"
    >>> pseudonymise(buyers, ["customer_id"], key=secret, length=8)
      customer_id  spend
    0    56bc4c08     10
    1    3a4c0afe     20
    2    56bc4c08     30
    """
    if isinstance(columns, str):
        raise TypeError(f"columns is the text {columns!r}, a list was expected: [{columns!r}].")
    domains = dict(columns) if isinstance(columns, Mapping) else {name: name for name in columns}
    require_columns(frame, domains)
    require_whole("length", length, least=8, most=64)
    secret = _checked_key(key)
    replaced = frame.copy()
    for name, domain in domains.items():
        replaced[name] = _pseudonyms(frame[name], str(domain), secret, length)
    return replaced


def _checked_key(key: str | bytes) -> bytes:
    """Return the key as bytes, if it is long enough to be a secret."""
    advice = "make one with secrets.token_hex(32) and keep it apart from the data."
    if not isinstance(key, str | bytes):
        raise TypeError(
            f"the key is of type {type(key).__name__}, text or bytes expected; {advice}"
        )
    secret = key.encode() if isinstance(key, str) else key
    if len(secret) < LEAST_KEY_BYTES:
        raise ValueError(
            f"the key has {len(secret)} bytes, at least {LEAST_KEY_BYTES} were expected, because "
            f"short keys can be guessed; {advice}"
        )
    return secret


def _pseudonyms(column: pd.Series, domain: str, secret: bytes, length: int) -> pd.Series:
    """Return the pseudonyms of a column, each distinct value hashed once."""
    texts = _identifiers(column)
    values = texts.dropna().unique()
    # The length in front keeps ("ab", "c") and ("a", "bc") apart.
    prefix = f"{len(domain)}:{domain}:"
    names = {
        value: hmac.digest(secret, (prefix + value).encode(), "sha256").hex()[:length]
        for value in values
    }
    if len(set(names.values())) < len(names):
        raise ValueError(
            f"{len(names):,} values of the column {column.name!r} got only "
            f"{len(set(names.values())):,} pseudonyms; raise length, which is {length}."
        )
    return texts.map(names).astype("str")


def _identifiers(column: pd.Series) -> pd.Series:
    """Return the identifiers as text; whole numbers without a decimal point."""
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind in ("integer", "string", "empty"):
        return column.astype("str")
    if kind == "floating" and (column.dropna() % 1 == 0).all() and column.abs().max() < 2**53:
        return column.astype("Int64").astype("str")
    if kind == "categorical":
        return _identifiers(column.astype(column.cat.categories.dtype))
    raise TypeError(
        f"the column {column.name!r} holds {kind} values, text or whole numbers were expected as "
        f"identifiers; convert it with frame[{column.name!r}].astype(str) if that is what it is."
    )


@dataclass(frozen=True)
class KAnonymity:
    """How well people hide among others, as ``k_anonymity`` returns it."""

    k: int
    people_below: int
    share_below: float
    diversity: int | None
    classes: pd.DataFrame
    suggestions: pd.DataFrame


def k_anonymity(
    people: pd.DataFrame,
    quasi_identifiers: Iterable[Hashable],
    *,
    k: int = 5,
    sensitive: Hashable | None = None,
) -> KAnonymity:
    """Return how many people share each combination of what others may know about them.

    A table is k-anonymous if everybody is alike to at least k - 1 others in the quasi-identifiers.
    That does not help when all of a class have the same sensitive value: look at the diversity too.

    Parameters
    ----------
    people : DataFrame
        One row per person.
    quasi_identifiers : sequence of labels
        Columns that an outsider may know, such as year of birth, gender and city. A missing value
        counts as a value of its own.
    k : int
        The class size wanted, at least 2.
    sensitive : label, optional
        Column with what shall stay hidden, such as income.

    Returns
    -------
    KAnonymity
        ``k`` (size of the smallest class), ``people_below`` and ``share_below`` (people in classes
        smaller than the `k` wanted), ``diversity`` (the least number of different sensitive values
        in a class, the l of l-diversity; None without `sensitive`), ``classes`` (one row per
        combination, smallest first: the columns, ``people``, ``below`` and with `sensitive`
        ``sensitive_values``) and ``suggestions`` (one row per single step that coarsens a column:
        ``column``, ``step``, ``values`` left, ``k`` and ``share_below`` after it; best first).

    Raises
    ------
    ValueError
        If a column is missing, none is named, there are no rows, `k` is below 2 or the sensitive
        column is a quasi-identifier.
    TypeError
        If `people` is no frame or `quasi_identifiers` is one text.

    References
    ----------
    Sweeney, L. (2002). k-anonymity: a model for protecting privacy. *International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems*, 10(5), 557-570.
    Machanavajjhala, A., et al. (2007). l-diversity: privacy beyond k-anonymity. *ACM Transactions
    on Knowledge Discovery from Data*, 1(1), 3.

    Examples
    --------
    >>> cities = ["上海", "上海", "上海", "北京", "北京"]
    >>> people = pd.DataFrame({"gender": list("FFMMM"), "city": cities})
    >>> found = k_anonymity(people, ["gender", "city"], k=2)
    >>> found.k, found.people_below
    (1, 1)
    >>> found.suggestions[["column", "step", "k"]]
       column       step  k
    0  gender  leave out  2
    1    city  leave out  2
    """
    columns = _checked_columns(people, quasi_identifiers, sensitive)
    require_whole("k", k, least=2)
    keys = people[columns]
    classes = keys.groupby(columns, dropna=False, observed=True, sort=False).size()
    classes = classes.rename("people").reset_index().assign(below=lambda each: each["people"] < k)
    diversity = None
    if sensitive is not None:
        by_class = people.groupby(columns, dropna=False, observed=True, sort=False)[sensitive]
        classes["sensitive_values"] = by_class.nunique(dropna=False).to_numpy()
        diversity = int(classes["sensitive_values"].min())
    below = int(classes.loc[classes["below"], "people"].sum())
    return KAnonymity(
        k=int(classes["people"].min()),
        people_below=below,
        share_below=below / len(people),
        diversity=diversity,
        classes=_smallest_first(classes, columns),
        suggestions=_suggestions(keys, k),
    )


def _checked_columns(
    people: pd.DataFrame, quasi_identifiers: Iterable[Hashable], sensitive: Hashable | None
) -> list[Hashable]:
    """Return the quasi-identifiers as a list, if the frame has them and rows."""
    if isinstance(quasi_identifiers, str):
        raise TypeError(
            f"quasi_identifiers is the text {quasi_identifiers!r}, a list was expected: "
            f"[{quasi_identifiers!r}]."
        )
    columns = list(dict.fromkeys(quasi_identifiers))
    require_columns(people, [*columns, *([] if sensitive is None else [sensitive])])
    require_rows(people)
    if not columns or sensitive in columns:
        raise ValueError(
            f"quasi_identifiers are {columns} and sensitive is {sensitive!r}; name at least one "
            "column that outsiders may know, and keep the sensitive one apart."
        )
    return columns


def _smallest_first(classes: pd.DataFrame, columns: list[Hashable]) -> pd.DataFrame:
    """Return the classes by size, equal ones by the text of their values."""
    texts = classes[columns].astype(str).assign(_people=classes["people"])
    order = texts.sort_values(["_people", *columns], kind="stable").index
    return classes.loc[order].reset_index(drop=True)


def _suggestions(keys: pd.DataFrame, k: int) -> pd.DataFrame:
    """Return what each single step of coarsening would reach, best first."""
    rows = [
        {"column": name, "step": step, **_reached(keys, name, coarser, k)}
        for name in keys
        for step, coarser in _coarser(keys[name]).items()
    ]
    return pd.DataFrame(rows).sort_values(
        ["share_below", "values"], ascending=[True, False], kind="stable", ignore_index=True
    )


def _reached(keys: pd.DataFrame, name: Hashable, coarser: pd.Series, k: int) -> dict:
    """Return the values left in a column that got coarser, the k and the share below it."""
    columns = list(keys)
    sizes = (
        keys.assign(**{name: coarser})
        .groupby(columns, dropna=False, observed=True, sort=False)
        .size()
    )
    return {
        "values": coarser.nunique(dropna=False),
        "k": int(sizes.min()),
        "share_below": sizes[sizes < k].sum() / len(keys),
    }


def _coarser(column: pd.Series) -> dict[str, pd.Series]:
    """Return the coarser versions of a column by name of the step."""
    steps = {}
    if pd.api.types.is_datetime64_any_dtype(column):
        steps["year only"] = column.dt.year
    elif pd.api.types.is_bool_dtype(column) or column.nunique() <= 2:
        pass
    elif pd.api.types.is_numeric_dtype(column):
        steps["five bands"] = pd.qcut(column, 5, labels=False, duplicates="drop")
    else:
        share = column.map(column.value_counts(normalize=True)).astype(float)
        steps["rare values together"] = column.astype(object).where(~(share < 0.05), "(other)")
    return steps | {"leave out": pd.Series(0, index=column.index)}


def disparate_impact(
    people: pd.DataFrame,
    *,
    selected: Hashable | pd.Series,
    group: Hashable | pd.Series,
    reference: Hashable | None = None,
    confidence: float = 0.95,
    least: int = 30,
) -> pd.DataFrame:
    """Return how often each group is selected, held against the group treated best.

    The four-fifths rule takes a rate below 80 % of the reference group's as a sign of adverse
    impact. It is a rule of thumb of US agencies for hiring, no law elsewhere and no proof: small
    groups fall below it by chance, which the interval shows.

    Parameters
    ----------
    people : DataFrame
        One row per person.
    selected : label or Series
        True or false (or 1 and 0): got the offer, is in the segment.
    group : label or Series
        The groups to compare, such as gender or age band.
    reference : label, optional
        The group to hold the others against; by default the one with the highest rate among those
        of at least `least` people (the larger one of equals).
    confidence : float
        Level of the interval, below 1.
    least : int
        Groups with fewer people are flagged as small.

    Returns
    -------
    DataFrame
        Indexed by group: ``people``, ``selected``, ``rate``, ``ratio`` (to the reference group),
        ``ratio_low`` and ``ratio_high`` (log-normal interval; half a person is added where nobody
        was selected; missing for the reference), ``below_four_fifths``, ``small`` and ``reading``:
        "reference", "small", "below" (the whole interval is below 0.8), "not below" (none of it) or
        "unclear".

    Raises
    ------
    ValueError
        If a column is missing or has gaps, there are fewer than two groups, or the reference is no
        group or has nobody selected.
    TypeError
        If `people` is no frame or `selected` is not true or false.

    References
    ----------
    Equal Employment Opportunity Commission et al. (1978). Uniform guidelines on employee selection
    procedures. 29 CFR 1607.4(D).
    Katz, D., et al. (1978). Obtaining confidence intervals for the risk ratio in cohort studies.
    *Biometrics*, 34(3), 469-474.

    Examples
    --------
    >>> offers = [1] * 30 + [0] * 70 + [1] * 50 + [0] * 50
    >>> people = pd.DataFrame({"gender": ["F"] * 100 + ["M"] * 100, "offer": offers})
    >>> found = disparate_impact(people, selected="offer", group="gender")
    >>> found[["rate", "ratio", "reading"]].reset_index()
      gender  rate  ratio    reading
    0      F   0.3    0.6    unclear
    1      M   0.5    1.0  reference
    """
    groups = labels_of(people, group, what="group")
    chosen = _checked_selected(labels_of(people, selected, what="selected"))
    require_rows(people)
    require_between("confidence", confidence, 0.5, 0.9999)
    require_whole("least", least, least=1)
    by_group = chosen.groupby(groups, observed=True)
    table = pd.DataFrame({"people": by_group.size(), "selected": by_group.sum().astype(int)})
    table["rate"] = table["selected"] / table["people"]
    table["small"] = table["people"] < least
    best = _reference(table, reference)
    table["ratio"] = table["rate"] / table.loc[best, "rate"]
    low, high = _ratio_interval(table, best, confidence)
    table["ratio_low"], table["ratio_high"] = low, high
    # In whole numbers, so that exactly four fifths are not below.
    reached = 5 * table["selected"] * table.loc[best, "people"]
    table["below_four_fifths"] = reached < 4 * table.loc[best, "selected"] * table["people"]
    table["reading"] = np.select(
        [table.index == best, table["small"], high < FOUR_FIFTHS, low >= FOUR_FIFTHS],
        ["reference", "small", "below", "not below"],
        "unclear",
    )
    order = ["people", "selected", "rate", "ratio", "ratio_low", "ratio_high"]
    return table[[*order, "below_four_fifths", "small", "reading"]]


def _checked_selected(chosen: pd.Series) -> pd.Series:
    """Return the selection as true and false."""
    if not chosen.isin([0, 1]).all():
        other = chosen[~chosen.isin([0, 1])].tolist()[0]
        raise TypeError(
            f"selected has values such as {other!r}, true or false (or 1 and 0) were expected; "
            "make it with a comparison, such as people['segment'] == 'Champions'."
        )
    return chosen.astype(bool)


def _reference(table: pd.DataFrame, reference: Hashable | None) -> Hashable:
    """Return the group to compare with, if it can be compared with."""
    if len(table) < 2:
        raise ValueError(
            f"there is only the group {table.index[0]!r}, at least two were expected; check the "
            "filter that was applied before."
        )
    if reference is None:
        fit = table[table["selected"] > 0].sort_values(
            ["small", "rate", "people"], ascending=[True, False, False], kind="stable"
        )
        reference = table.index[0] if fit.empty else fit.index[0]
    if reference not in table.index:
        raise ValueError(
            f"reference is {reference!r}, but the groups are {', '.join(map(repr, table.index))}."
        )
    if not table.loc[reference, "selected"]:
        raise ValueError(
            f"nobody of the reference group {reference!r} was selected, so no ratio can be formed; "
            "choose another reference, or check the column of the selection."
        )
    return reference


def _ratio_interval(
    table: pd.DataFrame, best: Hashable, confidence: float
) -> tuple[pd.Series, pd.Series]:
    """Return the interval of the ratio of two rates (Katz), missing for the reference."""
    none = np.where(table["selected"] == 0, 0.5, 0.0)
    chosen, people = table["selected"] + none, table["people"] + none
    spread = np.sqrt(1 / chosen - 1 / people + (1 / chosen - 1 / people)[best])
    factor = np.exp(norm.isf((1 - confidence) / 2) * spread).mask(table.index == best)
    ratio = chosen / people / table.loc[best, "rate"]
    return ratio / factor, ratio * factor
