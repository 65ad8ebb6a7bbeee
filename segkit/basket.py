"""What goes together in a basket: pair rules for all baskets and for each segment."""

from collections.abc import Hashable

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, triu
from scipy.special import gammaln

from segkit.checks import labels_of, require_between, require_columns, require_no_gaps, require_rows

ALL_BASKETS = "(all)"


def association_rules(
    lines: pd.DataFrame,
    *,
    basket: str = "order_id",
    item: str = "product_id",
    by: Hashable | pd.Series | None = None,
    min_support: float = 0.01,
) -> pd.DataFrame:
    """Return the rules "who buys A also buys B" of all baskets and of each segment.

    The p-value is that of Fisher's exact test (one-sided: A and B meet more often than chance would
    have it). Only items that reach the least support within the segment are tested. The q-values
    (Benjamini and Hochberg) count every pair of such items, in all baskets and in each segment,
    seen together or not: of the rules with q up to 0.05, about 5 % are due to chance. Longer
    itemsets are left to mlxtend.

    Chance means that items are spread over the baskets at random. Where some baskets are much
    fuller than others, most pairs meet more often than that, because a full basket holds some of
    everything: of many rules with a small q, those whose lift stands out are worth a look.

    Parameters
    ----------
    lines : DataFrame
        One row per basket and item; an item twice in a basket counts once. It is not changed.
    basket, item : text
        Names of the columns with the basket and the item.
    by : name of a column, or Series, optional
        The segment of each line, the same for all lines of a basket; a Series has the index of
        `lines`.
    min_support : float
        The least share (0 to 1) of the baskets of a segment with both items.

    Returns
    -------
    DataFrame
        One row per rule: ``segment`` ("(all)" for all baskets, which come first), ``antecedent``,
        ``consequent``, ``baskets`` (with both), ``support`` (their share), ``confidence`` (share of
        the baskets with the antecedent that hold the consequent), ``lift`` (confidence over the
        share of all baskets that hold the consequent), ``p`` and ``q``; the smallest p first.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, there is no line, a basket belongs to several segments,
        a segment is called "(all)", or `min_support` is not within 0 and 1.
    TypeError
        If `lines` is no frame.

    References
    ----------
    Agrawal, R., Imieliński, T. and Swami, A. (1993). Mining association rules between sets of items
    in large databases. *SIGMOD Record*, 22(2), 207-216.
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. *Journal of the
    Royal Statistical Society B*, 57(1), 289-300.

    Examples
    --------
    >>> lines = pd.DataFrame({"order_id": [1, 1, 2, 2, 3, 4], "product_id": list("ababcc")})
    >>> rules = association_rules(lines)
    >>> rules[["antecedent", "consequent", "support", "confidence", "lift"]]
      antecedent consequent  support  confidence  lift
    0          a          b      0.5         1.0   2.0
    1          b          a      0.5         1.0   2.0
    """
    require_columns(lines, [basket, item])
    require_rows(lines)
    require_no_gaps(lines, [basket, item])
    require_between("min_support", min_support, 0, 1)
    numbers, items = pd.factorize(lines[basket])[0], pd.Categorical(lines[item])
    held = csr_array((np.ones(len(lines), np.int32), (numbers, items.codes)))
    held = (held > 0).astype(np.int32)  # an item twice in a basket counts once
    groups = {ALL_BASKETS: held}
    if by is not None:
        groups |= _by_segment(held, numbers, lines[basket], labels_of(lines, by, what="by"))
    found = [_pairs(part, min_support) for part in groups.values()]
    tables = [pairs.assign(group=place) for place, (pairs, _) in enumerate(found)]
    pairs = pd.concat(tables, ignore_index=True)
    pairs["p"] = _chance_to_meet(*pairs[["baskets", "size", "with_a", "with_b"]].to_numpy().T)
    pairs["q"] = _q(pairs["p"].to_numpy(), sum(possible for _, possible in found))
    pairs["support"] = pairs["baskets"] / pairs["size"]
    return _both_ways(pairs[pairs["support"] >= min_support], list(groups), items.categories)


def _by_segment(
    held: csr_array, numbers: np.ndarray, baskets: pd.Series, labels: pd.Series
) -> dict[Hashable, csr_array]:
    """Return the rows of `held` of each segment; raise if a basket belongs to several."""
    segments = pd.Categorical(labels)
    if ALL_BASKETS in segments.categories:
        raise ValueError(
            f"a segment is called {ALL_BASKETS!r}, which stands for all baskets; rename it."
        )
    segment_of = np.zeros(held.shape[0], dtype=int)
    segment_of[numbers] = segments.codes
    torn = baskets[segment_of[numbers] != segments.codes]
    if len(torn):
        raise ValueError(
            f"{torn.nunique():,} baskets have lines in several segments, such as "
            f"{torn.name} {torn.iloc[0]}; give all lines of a basket the segment of its customer."
        )
    return {
        segments.categories[code]: held[segment_of == code] for code in np.unique(segments.codes)
    }


def _pairs(held: csr_array, min_support: float) -> tuple[pd.DataFrame, int]:
    """Return the pairs that meet of items with enough support each, and how many could meet.

    `held` has a row for each basket and a column for each item; one sparse product counts all.
    """
    size, n = held.shape[0], held.sum(axis=0)
    frequent = np.flatnonzero((n > 0) & (n / size >= min_support))
    part = held[:, frequent]
    met = triu(part.T @ part, k=1).tocoo()
    a, b = frequent[met.row], frequent[met.col]
    pairs = {"a": a, "b": b, "baskets": met.data, "size": size, "with_a": n[a], "with_b": n[b]}
    return pd.DataFrame(pairs, dtype=np.int64), len(frequent) * (len(frequent) - 1) // 2


def _chance_to_meet(n: np.ndarray, size: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the chance that items in `a` and in `b` of `size` baskets meet in `n` or more.

    This is the upper tail of the hypergeometric distribution, summed from `n` away from the mean;
    below the mean it is 1 less the tail of the baskets with the first item only.
    """
    above = n * size > a * b
    n, b = np.where(above, n, a - n + 1), np.where(above, b, size - b)
    logs = gammaln(np.arange(1, size.max(initial=0) + 2))
    logs = np.append(logs, np.inf)  # of factorials, the last one for -1: there is no way
    chosen = logs[b] - logs[n] - logs[b - n]
    others = logs[size - b] - logs[a - n] - logs[size - b - a + n]
    tail = np.exp(chosen + others - logs[size] + logs[a] + logs[size - a])
    left, right, rest, k = (each.astype(float) for each in (a, b, size - a - b, n))
    place, term = np.arange(len(n)), tail.copy()
    while place.size:
        for _ in range(8):  # between two looks at who is done
            term *= (left - k) * (right - k) / ((k + 1) * (rest + k + 1))
            k += 1
            tail[place] += term
        live = term > 1e-17 * tail[place]
        left, right, rest, k, term, place = (x[live] for x in (left, right, rest, k, term, place))
    return np.where(above, tail, 1 - tail).clip(0, 1)


def _q(p: np.ndarray, tests: int) -> np.ndarray:
    """Return Benjamini-Hochberg q-values of the smallest of so many `tests`; the others have p 1.

    Examples
    --------
    >>> _q(np.array([0.01, 0.04, 0.03]), 4).round(4).tolist()
    [0.04, 0.0533, 0.0533]
    """
    falling = np.argsort(p)[::-1]
    q = np.ones(len(p))
    q[falling] = np.minimum.accumulate(p[falling] * tests / np.arange(len(p), 0, -1))
    return q.clip(max=1)


def _both_ways(pairs: pd.DataFrame, segments: list, items: pd.Index) -> pd.DataFrame:
    """Return each pair as two rules, in the order of segments, p, lift and names."""
    swap = {"a": "b", "b": "a", "with_a": "with_b", "with_b": "with_a"}
    rules = pd.concat([pairs, pairs.rename(columns=swap)])
    rules["confidence"] = rules["baskets"] / rules["with_a"]
    rules["lift"] = rules["baskets"] * rules["size"] / (rules["with_a"] * rules["with_b"])
    rising = {"group": True, "p": True, "lift": False, "a": True, "b": True}
    rules = rules.sort_values(list(rising), ascending=list(rising.values()), ignore_index=True)
    known = {
        "segment": pd.Index(segments, dtype=object)[rules["group"]],
        "antecedent": items[rules["a"]],
        "consequent": items[rules["b"]],
    }
    return pd.DataFrame(known).join(rules[["baskets", "support", "confidence", "lift", "p", "q"]])
