"""Protect the people behind the rows: pseudonyms, k-anonymity, equal treatment of groups."""

import hmac
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from segkit.checks import labels_of, require_columns, require_rows, require_whole

SMALL = 30  # a group of fewer people is too small to judge


def pseudonymise(frame: pd.DataFrame, columns: Sequence[str], *, key: str | bytes) -> pd.DataFrame:
    """Return a copy of `frame` in which identifiers are replaced by pseudonyms.

    A pseudonym is the beginning of the HMAC-SHA256 of the identifier under a secret key: 16
    hexadecimal digits. One identifier has the same pseudonym in every column and table with the
    same key, so tables can still be joined; without the key nobody can work out or guess the
    identifiers. Pseudonymised data stay personal data (PIPL articles 4 and 73, GDPR recital 26):
    store the key apart from them and restrict who may use it.

    Parameters
    ----------
    frame : DataFrame
        Identifiers are text or whole numbers; 17850 and 17850.0 are the same identifier, and
        missing ones stay missing. Clean them first: a blank at the end makes another pseudonym.
    columns : sequence of text
        The columns to replace.
    key : text or bytes
        The secret, at least 16 bytes; make one with ``secrets.token_hex(32)``.

    Returns
    -------
    DataFrame
        As `frame`, with the columns replaced by text.

    Raises
    ------
    ValueError
        If a column is missing or the key is too short.
    TypeError
        If `frame` is no frame, `columns` is one text, or a column holds other things than text and
        whole numbers.

    References
    ----------
    Krawczyk, H., Bellare, M., & Canetti, R. (1997). *HMAC: Keyed-hashing for message
    authentication*. RFC 2104.

    Examples
    --------
    >>> buyers = pd.DataFrame({"customer_id": ["C1", "C2", "C1"], "spend": [10, 20, 30]})
    >>> pseudonymise(buyers, ["customer_id"], key="keep me in a vault, not in a notebook")
            customer_id  spend
    0  2777c4f3076bd716     10
    1  f22ff5d9c9a3fa86     20
    2  2777c4f3076bd716     30
    """
    require_columns(frame, columns)
    secret = key.encode() if isinstance(key, str) else key
    if not isinstance(secret, bytes) or len(secret) < 16:
        raise ValueError(
            f"a key of type {type(key).__name__} came, text or bytes of 16 bytes or more were "
            "expected, because short keys can be guessed; make one with secrets.token_hex(32) and "
            "keep it apart from the data."
        )
    replaced = frame.copy()
    for name in columns:
        texts = _identifiers(frame[name])
        names = {
            value: hmac.digest(secret, value.encode(), "sha256").hex()[:16]
            for value in texts.dropna().unique()
        }
        replaced[name] = texts.map(names).astype("str")
    return replaced


def _identifiers(column: pd.Series) -> pd.Series:
    """Return the identifiers as text; whole numbers without a decimal point."""
    column = column.astype(object).infer_objects()
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind == "floating" and (column.dropna() % 1 == 0).all() and column.abs().max() < 2**53:
        column = column.astype("Int64")
    elif kind not in ("integer", "string", "empty"):
        raise TypeError(
            f"the column {column.name!r} holds {kind} values, text or whole numbers were expected "
            f"as identifiers; convert it with frame[{column.name!r}].astype(str) if that is what "
            "it is."
        )
    return column.astype("str")


@dataclass(frozen=True)
class KAnonymity:
    """How well people hide among others, as ``k_anonymity`` returns it."""

    k: int
    people_below: int
    share_below: float
    classes: pd.DataFrame


def k_anonymity(
    people: pd.DataFrame,
    quasi_identifiers: Sequence[Hashable],
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
        smaller than the `k` wanted) and ``classes`` (one row per combination, smallest first: the
        columns, ``people`` and with `sensitive` ``sensitive_values``, how many different ones; the
        least of them is the l of l-diversity).

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
    """
    require_columns(people, quasi_identifiers)
    columns = list(dict.fromkeys(quasi_identifiers))
    require_rows(people)
    require_whole("k", k, least=2)
    if not columns or sensitive in columns:
        raise ValueError(
            f"quasi_identifiers are {columns} and sensitive is {sensitive!r}; name at least one "
            "column that outsiders may know, and keep the sensitive one apart."
        )
    by_class = people.groupby(columns, dropna=False, observed=True, sort=False)
    classes = by_class.size().rename("people").reset_index()
    if sensitive is not None:
        require_columns(people, [sensitive])
        classes["sensitive_values"] = by_class[sensitive].nunique(dropna=False).to_numpy()
    # Equal sizes in the order of the values' texts, whatever their types.
    order = classes.astype(dict.fromkeys(columns, "str")).sort_values(["people", *columns]).index
    sizes = classes["people"]
    below = int(sizes[sizes < k].sum())
    return KAnonymity(
        k=int(sizes.min()),
        people_below=below,
        share_below=below / len(people),
        classes=classes.loc[order].reset_index(drop=True),
    )


def disparate_impact(
    people: pd.DataFrame,
    *,
    selected: Hashable | pd.Series,
    group: Hashable | pd.Series,
    reference: Hashable | None = None,
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
        of at least 30 people (the larger one of equals).

    Returns
    -------
    DataFrame
        Indexed by group: ``people``, ``selected``, ``rate``, ``ratio`` (to the reference group),
        ``ratio_low`` and ``ratio_high`` (95 % log-normal interval; half a person is added where
        nobody was selected; missing for the reference), ``below_four_fifths`` and ``reading``:
        "reference", "small" (below 30 people), "below" (the whole interval is below 0.8), "not
        below" (none of it) or "unclear".

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
    chosen = labels_of(people, selected, what="selected")
    require_rows(people)
    if not chosen.isin([0, 1]).all():
        raise TypeError(
            f"selected has values such as {chosen[~chosen.isin([0, 1])].tolist()[0]!r}, true or "
            "false (or 1 and 0) were expected; make it with a comparison, such as "
            "people['segment'] == 'Champions'."
        )
    groups = labels_of(people, group, what="group")
    by_group = chosen.astype(int).groupby(groups, observed=True)
    table = by_group.agg(people="size", selected="sum", rate="mean")
    small = table["people"] < SMALL
    best = _reference(table.assign(small=small), reference)
    table["ratio"] = table["rate"] / table.loc[best, "rate"]
    low, high = _ratio_interval(table, best)
    table["ratio_low"], table["ratio_high"] = low, high
    # In whole numbers, so that exactly four fifths are not below.
    reached = 5 * table["selected"] * table.loc[best, "people"]
    table["below_four_fifths"] = reached < 4 * table.loc[best, "selected"] * table["people"]
    table["reading"] = np.select(
        [table.index == best, small, high < 0.8, low >= 0.8],
        ["reference", "small", "below", "not below"],
        "unclear",
    )
    return table


def _reference(table: pd.DataFrame, reference: Hashable | None) -> Hashable:
    """Return the group to compare with, if it can be compared with."""
    if reference is None:
        ranked = table.assign(none=table["selected"] == 0).sort_values(
            ["none", "small", "rate", "people"],
            ascending=[True, True, False, False],
            kind="stable",
        )
        reference = ranked.index[0]
    if len(table) < 2 or reference not in table.index or not table.loc[reference, "selected"]:
        raise ValueError(
            f"reference is {reference!r} and the groups are {', '.join(map(repr, table.index))}; "
            "two groups or more were expected, and a reference of which somebody was selected."
        )
    return reference


def _ratio_interval(table: pd.DataFrame, best: Hashable) -> tuple[pd.Series, pd.Series]:
    """Return the 95 % interval of the ratio of two rates (Katz), missing for the reference."""
    none = np.where(table["selected"] == 0, 0.5, 0.0)
    chosen, people = table["selected"] + none, table["people"] + none
    spread = np.sqrt(1 / chosen - 1 / people + (1 / chosen - 1 / people)[best])
    factor = np.exp(norm.isf(0.025) * spread).mask(table.index == best)
    ratio = chosen / people / table.loc[best, "rate"]
    return ratio / factor, ratio * factor
