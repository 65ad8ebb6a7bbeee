"""What goes together in a basket: pair rules for all baskets and for each segment."""

from collections.abc import Hashable

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
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
    have it). Only items that reach the least support within the segment are tested; which ones do
    is not affected by what meets what. The q-values (Benjamini and Hochberg) count every pair of
    such items, in all baskets and in each segment, seen together or not: of the rules with q up to
    0.05, about 5 % are due to chance. Longer itemsets are left to mlxtend.

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
    baskets = pd.factorize(lines[basket])[0]
    items = pd.Categorical(lines[item])
    segments = pd.Categorical([0]) if by is None else _segments(lines, by)
    segment_of = np.zeros(baskets.max() + 1, dtype=np.intp)
    if by is not None:
        segment_of[baskets] = segments.codes
        _check_one_segment(lines[basket], segment_of[baskets] != segments.codes)
    sizes, singles, pairs = _counts(baskets, items.codes, segment_of)
    if by is None:
        sizes, singles, pairs = sizes[:1], singles[:1], pairs[pairs["group"] == 0]
    tested = _tested(sizes, singles, pairs, min_support)
    names = pd.Index([ALL_BASKETS, *segments.categories], dtype=object)
    return _both_ways(tested[tested["support"] >= min_support], names, items.categories)


def _segments(lines: pd.DataFrame, by: Hashable | pd.Series) -> pd.Categorical:
    """Return the segment of each line; raise if one is called like all baskets."""
    segments = pd.Categorical(labels_of(lines, by, what="by"))
    if ALL_BASKETS in segments.categories:
        raise ValueError(
            f"a segment is called {ALL_BASKETS!r}, which stands for all baskets; rename it."
        )
    return segments


def _check_one_segment(baskets: pd.Series, differs: np.ndarray) -> None:
    """Raise if lines of one basket are in different segments."""
    if differs.any():
        name = baskets[differs].iloc[0]
        raise ValueError(
            f"{baskets[differs].nunique():,} baskets have lines in several segments, such as "
            f"{baskets.name} {name}; give all lines of a basket the segment of its customer."
        )


def _counts(
    baskets: np.ndarray, items: np.ndarray, segment_of: np.ndarray
) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Return baskets per group, baskets per group and item, and those of each pair of items.

    Group 0 is all baskets. One product of sparse matrices, segment-and-item by basket times basket
    by item, counts every pair in every segment.
    """
    wide, groups = int(items.max()) + 1, int(segment_of.max()) + 1
    held = csr_array((np.ones(len(items), np.int32), (baskets, items)), (len(segment_of), wide))
    held.sum_duplicates()
    held.data[:] = 1
    row, column = held.nonzero()
    place = segment_of[row] * wide + column
    split = csr_array((held.data, (place, row)), (groups * wide, len(segment_of)))
    met = split @ held
    everywhere = sum(met[group * wide : (group + 1) * wide] for group in range(groups))
    pairs = pd.concat([_upper(everywhere, wide, 0), _upper(met, wide, 1)], ignore_index=True)
    sizes = np.bincount(segment_of, minlength=groups)
    singles = np.bincount(place, minlength=groups * wide).reshape(groups, wide)
    return (
        np.concatenate([[sizes.sum()], sizes]),
        np.vstack([singles.sum(axis=0), singles]),
        pairs,
    )


def _upper(met: csr_array, wide: int, start: int) -> pd.DataFrame:
    """Return each pair of different items once; groups of `wide` rows are numbered from `start`."""
    met = met.tocoo()
    first, second = met.row % wide, met.col
    keep = first < second
    table = {"group": met.row // wide + start, "a": first, "b": second, "n": met.data}
    return pd.DataFrame({name: each[keep] for name, each in table.items()})


def _tested(
    sizes: np.ndarray, singles: np.ndarray, pairs: pd.DataFrame, min_support: float
) -> pd.DataFrame:
    """Return the pairs of items with enough support each, with support, p and q."""
    frequent = (singles > 0) & (singles / np.maximum(sizes, 1)[:, None] >= min_support)
    group, a, b = (pairs[name].to_numpy() for name in ("group", "a", "b"))
    pairs = pairs[frequent[group, a] & frequent[group, b]]
    group, a, b = (pairs[name].to_numpy() for name in ("group", "a", "b"))
    size, with_a, with_b = sizes[group], singles[group, a], singles[group, b]
    p = _chance_to_meet(pairs["n"].to_numpy(np.int64), size, with_a, with_b)
    count = frequent.sum(axis=1)
    tests = int((count * (count - 1) // 2).sum())
    return pairs.assign(
        size=size, with_a=with_a, with_b=with_b, support=pairs["n"] / size, p=p, q=_q(p, tests)
    )


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
    most = [each.astype(float) for each in (a, b, size - a - b)]
    place, term, k = np.arange(len(n)), tail.copy(), n.astype(float)
    while place.size:
        left, right, rest = (each[place] for each in most)
        for _ in range(8):  # between two looks at who is done
            term *= (left - k) * (right - k) / ((k + 1) * (rest + k + 1))
            k += 1
            tail[place] += term
        live = term > 1e-17 * tail[place]
        place, term, k = place[live], term[live], k[live]
    return np.where(above, tail, 1 - tail).clip(0, 1)


def _q(p: np.ndarray, tests: int) -> np.ndarray:
    """Return Benjamini-Hochberg q-values of the smallest of so many `tests`; the others have p 1.

    Examples
    --------
    >>> _q(np.array([0.01, 0.04, 0.03]), 4).round(4).tolist()
    [0.04, 0.0533, 0.0533]
    """
    order = np.argsort(p)
    q = p[order] * tests / np.arange(1, len(p) + 1)
    result = np.empty_like(p)
    result[order] = np.minimum.accumulate(q[::-1])[::-1].clip(max=1)
    return result


def _both_ways(pairs: pd.DataFrame, groups: pd.Index, items: pd.Index) -> pd.DataFrame:
    """Return each pair as two rules, in the order of segments, p, lift and names."""
    swapped = pairs.rename(columns={"a": "b", "b": "a", "with_a": "with_b", "with_b": "with_a"})
    rules = pd.concat([pairs, swapped])
    confidence = rules["n"] / rules["with_a"]
    rules["lift"] = rules["n"] * rules["size"] / (rules["with_a"] * rules["with_b"])
    rules = rules.assign(confidence=confidence, order=-rules["lift"])
    rules = rules.sort_values(["group", "p", "order", "a", "b"], ignore_index=True)
    known = {"segment": groups[rules["group"]], "antecedent": items[rules["a"]]}
    known |= {"consequent": items[rules["b"]], "baskets": rules["n"].astype(np.int64)}
    return pd.DataFrame(known).join(rules[["support", "confidence", "lift", "p", "q"]])
