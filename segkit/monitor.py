"""Do the segments still hold: drift of the columns, and moves of customers between segments."""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from segkit.checks import labels_of, require_columns, require_rows, require_whole

WATCH, REFIT = 0.10, 0.25
CHANCE_P = 0.01
MANY_CATEGORIES = 100
ENTERED, LEFT = "(entered)", "(left)"
MISSING, OTHER = "(missing)", "(other)"


def psi(
    reference: pd.DataFrame,
    current: pd.DataFrame,
    *,
    columns: list[Hashable] | None = None,
    by: Hashable | None = None,
    bins: int = 10,
) -> pd.DataFrame:
    """Return the population stability index of each column, and whether to re-fit the segments.

    PSI sums (a - e) ln(a / e) over the bins; e is the share of a bin in the reference, a its share
    now. The bins are learnt from the reference alone, so months are comparable: numbers are cut at
    its quantiles (ties stay together), texts and numbers of at most `bins` values keep a bin each,
    unseen values share the bin "(other)" and gaps the bin "(missing)". An empty bin counts as half
    a customer, so that the logarithm exists.

    Without any drift PSI is (B - 1)(1/n + 1/m) on average, and PSI / (1/n + 1/m) is close to
    chi-square with B - 1 degrees of freedom, for B bins and n and m customers. With few customers a
    large PSI is mere chance, so a verdict needs p < .01.

    Parameters
    ----------
    reference : DataFrame
        The customers on which the segments were fitted, one row each.
    current : DataFrame
        Later customers, one row each and month.
    columns : list of names
        Columns to compare; by default all of `reference` that are also in `current`, except `by`.
    by : name
        Column of `current` with the month; without it, all its rows are one period.
    bins : int
        Number of quantile bins, 2 to 50.

    Returns
    -------
    DataFrame
        One row per period and column: ``period`` (only with `by`), ``column``, ``customers``,
        ``bins``, ``psi``, ``chance_psi`` (the average without drift), ``p``, ``verdict``
        ("stable" below 0.1 or where chance explains it, "watch" below 0.25, else "re-fit"), and
        the bin that adds most: ``moved_bin``, ``reference_share``, ``current_share``.

    Raises
    ------
    ValueError
        If a column is missing, holds infinite values, or more than 100 different texts; if a frame
        is empty; if `by` has gaps.
    TypeError
        If a column holds dates, or changes from numbers to texts.

    References
    ----------
    Lewis, E. M. (1994). *An Introduction to Credit Scoring*. Athena Press (0.1 and 0.25, rules of
    thumb). Yurdakul, B., & Naranjo, J. (2020). Statistical properties of the population stability
    index. *Journal of Risk Model Validation*, 14(4), 89-100.

    Examples
    --------
    >>> start = pd.DataFrame({"income": ["low"] * 40 + ["middle"] * 30 + ["high"] * 30})
    >>> later = pd.DataFrame({"income": ["low"] * 35 + ["middle"] * 25 + ["high"] * 40})
    >>> psi(start, later)[["column", "psi", "chance_psi", "verdict", "moved_bin"]].round(4)
       column     psi  chance_psi verdict moved_bin
    0  income  0.0446        0.04  stable      high
    """
    require_whole("bins", bins, least=2, most=50)
    periods = _periods(current, by)
    rows = []
    for name in _compared(reference, current, columns, by):
        labels, cut = _learn(reference[name], bins)
        before = _counts(reference[name], cut)
        for period, frame in periods:
            _check_same_kind(reference[name], frame[name])
            index = _index(labels, before, _counts(frame[name], cut))
            rows.append({"period": period, "column": name, "customers": len(frame), **index})
    table = pd.DataFrame(rows)
    if by is None:
        return table.drop(columns="period")
    return table.sort_values("period", kind="stable", ignore_index=True)


def _periods(current: pd.DataFrame, by: Hashable | None) -> list[tuple[Hashable, pd.DataFrame]]:
    """Return the periods of `current` with their rows."""
    require_columns(current, [])
    require_rows(current)
    if by is None:
        return [(None, current)]
    return list(current.groupby(labels_of(current, by, what="by"), observed=True))


def _compared(
    reference: pd.DataFrame,
    current: pd.DataFrame,
    columns: list[Hashable] | None,
    by: Hashable | None,
) -> list[Hashable]:
    """Return the columns to compare, all of them in both frames."""
    require_columns(reference, columns or [])
    require_rows(reference)
    if columns is None:
        columns = [name for name in reference if name in current and name != by]
    require_columns(current, columns)
    if not columns:
        raise ValueError(
            "there is no column to compare: the reference has "
            f"{', '.join(map(str, reference))} and the current frame "
            f"{', '.join(map(str, current))}; name the columns they share."
        )
    return columns


def _learn(column: pd.Series, bins: int) -> tuple[list[str], np.ndarray | pd.Index]:
    """Return the labels of the bins with the edges, or the categories, that define them."""
    known = _plain(column).dropna()
    kinds = known.drop_duplicates()
    if pd.api.types.is_numeric_dtype(known) and len(kinds) > bins:
        edges = np.unique(np.quantile(known.to_numpy(float), np.arange(1, bins) / bins))
        ends = [f"{edge:.6g}" for edge in edges]
        between = [f"{low} to {high}" for low, high in pairwise(ends)]
        return [f"up to {ends[0]}", *between, f"above {ends[-1]}", MISSING], edges
    if len(kinds) > MANY_CATEGORIES:
        raise ValueError(
            f"the column {column.name!r} has {len(kinds):,} different texts, at most "
            f"{MANY_CATEGORIES} were expected; leave it out with columns=, or group its values."
        )
    return [*map(str, kinds), OTHER, MISSING], pd.Index(kinds)


def _plain(column: pd.Series) -> pd.Series:
    """Return numbers as floats and categories as their values; refuse dates and infinity."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if pd.api.types.is_datetime64_any_dtype(column):
        raise TypeError(
            f"the column {column.name!r} holds dates, numbers or texts were expected; turn it "
            "into days since a date, or leave it out with columns=."
        )
    if not pd.api.types.is_numeric_dtype(column):
        return column
    numbers = pd.Series(column.to_numpy(float, na_value=np.nan), column.index, name=column.name)
    if np.isinf(numbers).any():
        raise ValueError(
            f"the column {column.name!r} is infinite in {int(np.isinf(numbers).sum()):,} of "
            f"{len(numbers):,} rows; look for a division by 0 and repair these rows first."
        )
    return numbers


def _check_same_kind(reference: pd.Series, current: pd.Series) -> None:
    """Raise if a column was numbers and is texts, or the other way round; all gaps are either."""
    kinds = [
        pd.api.types.is_numeric_dtype(_plain(each))
        for each in (reference, current)
        if each.notna().any()
    ]
    if len(set(kinds)) > 1:
        raise TypeError(
            f"the column {reference.name!r} holds {reference.dtype} in the reference and "
            f"{current.dtype} now, one type was expected; convert one of them."
        )


def _counts(column: pd.Series, cut: np.ndarray | pd.Index) -> np.ndarray:
    """Return how many customers are in each bin, the missing in the last."""
    values = _plain(column)
    known = values.dropna()
    if isinstance(cut, pd.Index):
        codes, size = cut.get_indexer(known), len(cut) + 1
        codes[codes < 0] = len(cut)
    else:
        codes, size = np.searchsorted(cut, known.to_numpy(float), side="left"), len(cut) + 1
    return np.append(np.bincount(codes, minlength=size), len(values) - len(known))


def _index(labels: list[str], before: np.ndarray, now: np.ndarray) -> dict[str, object]:
    """Return PSI, its chance level and the bin that adds most."""
    used = before + now > 0
    e, a = (np.maximum(each[used], 0.5) / each.sum() for each in (before, now))
    parts = (a - e) * np.log(a / e)
    value, scale, most = float(parts.sum()), 1 / before.sum() + 1 / now.sum(), int(parts.argmax())
    df = int(used.sum()) - 1
    p = float(stats.chi2.sf(value / scale, df)) if df else 1.0
    drifted = "re-fit" if value >= REFIT else "watch" if value >= WATCH else "stable"
    return {
        "bins": df + 1,
        "psi": value,
        "chance_psi": df * scale,
        "p": p,
        "verdict": drifted if p < CHANCE_P else "stable",
        "moved_bin": np.asarray(labels, dtype=object)[used][most],
        "reference_share": before[used][most] / before.sum(),
        "current_share": now[used][most] / now.sum(),
    }


@dataclass(frozen=True)
class MigrationResult:
    """What ``migration_matrix`` returns: ``counts``, ``shares``, ``segments``, ``stability``."""

    counts: pd.DataFrame
    shares: pd.DataFrame
    segments: pd.DataFrame
    stability: pd.Series


def migration_matrix(before: pd.Series, after: pd.Series) -> MigrationResult:
    """Return how customers moved between the segments from one date to another.

    Both dates must name the segments by the same rules, such as those of a scorer that was fitted
    once; else the rules move and not the customers.

    Parameters
    ----------
    before, after : Series
        The segment of each customer at either date; the index is the customer. Customers that are
        only in `after` have entered, those only in `before` have left.

    Returns
    -------
    MigrationResult
        ``counts``: customers by segment before (rows, and "(entered)") and after (columns, and
        "(left)"), in the order of the categories or the alphabet. ``shares``: the same as shares
        of the row. ``segments``, one row each: ``before``, ``kept``, ``moved_out``, ``left``,
        ``moved_in``, ``entered``, ``after`` (customers) and ``kept_share`` (of those before).
        ``stability``, over the customers of both dates: ``customers``, ``kept_share``,
        ``chance_share`` (if they had been dealt anew to segments of the same sizes) and ``kappa``
        (Cohen's: 0 is chance, 1 is no move; missing where all are in one segment).

    Raises
    ------
    TypeError
        If an argument is no Series.
    ValueError
        If a customer comes twice or has no segment, the dates share no customer, or a segment is
        called "(entered)" or "(left)".

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. *Educational and Psychological
    Measurement*, 20, 37-46.

    Examples
    --------
    >>> june = pd.Series({"C1": "active", "C2": "active", "C3": "lapsed"})
    >>> july = pd.Series({"C1": "active", "C2": "lapsed", "C4": "active"})
    >>> moves = migration_matrix(june, july)
    >>> moves.counts.reset_index().rename_axis(columns=None)
          before  active  lapsed  (left)
    0     active       1       1       0
    1     lapsed       0       0       1
    2  (entered)       1       0       0
    >>> float(moves.stability["kept_share"])
    0.5
    """
    for name, labels in (("before", before), ("after", after)):
        _check_labels(name, labels)
    both = before.index.intersection(after.index)
    if both.empty:
        raise ValueError(
            f"no customer of before ({before.index[0]!r}, ...) is in after ({after.index[0]!r}, "
            "...); the index of both must be the customer, e.g. frame.set_index('customer_id')."
        )
    order = _in_order(before, after)
    joined = pd.concat(
        [before.astype(object), after.astype(object)], axis=1, keys=["before", "after"]
    )
    rows, columns = joined["before"].fillna(ENTERED), joined["after"].fillna(LEFT)
    counts = pd.crosstab(rows, columns).reindex(
        index=pd.Index([*order, ENTERED], name="before"),
        columns=pd.Index([*order, LEFT], name="after"),
        fill_value=0,
    )
    stayers = counts.loc[order, order]
    return MigrationResult(
        counts,
        counts.div(counts.sum(axis=1).replace(0, np.nan), axis=0),
        _flows(counts, order),
        _stability(stayers.to_numpy()),
    )


def _check_labels(name: str, labels: pd.Series) -> None:
    """Raise unless `labels` are segments, one for each customer."""
    if not isinstance(labels, pd.Series):
        raise TypeError(
            f"{name} is {type(labels).__name__}, a Series of segments with the customer as index "
            "was expected; e.g. frame.set_index('customer_id')['segment']."
        )
    twice, gaps = int(labels.index.duplicated().sum()), int(labels.isna().sum())
    taken = sorted({ENTERED, LEFT} & set(labels))
    if labels.empty or twice or gaps or taken:
        raise ValueError(
            f"{name} has {len(labels):,} customers, {twice:,} of them twice, {gaps:,} without "
            f"segment, and the reserved names {', '.join(taken) or '(none)'}; one customer or "
            "more, each once and with a segment of another name, were expected."
        )


def _in_order(before: pd.Series, after: pd.Series) -> list[Hashable]:
    """Return all segments, those of categories in their order, else by the alphabet."""
    found = pd.unique(pd.concat([before.astype(object), after.astype(object)]))
    dtypes = [each.dtype for each in (before, after) if isinstance(each.dtype, pd.CategoricalDtype)]
    known = dict.fromkeys(name for dtype in dtypes for name in dtype.categories)
    return [*known, *sorted(set(found) - set(known), key=str)]


def _flows(counts: pd.DataFrame, order: list[Hashable]) -> pd.DataFrame:
    """Return who kept, left and entered each segment."""
    kept = pd.Series(np.diag(counts.loc[order, order]), order)
    out, into = counts.loc[order, order].sum(axis=1), counts.loc[order, order].sum()
    flows = pd.DataFrame(
        {
            "before": counts.loc[order].sum(axis=1),
            "kept": kept,
            "moved_out": out - kept,
            "left": counts.loc[order, LEFT],
            "moved_in": into - kept,
            "entered": counts.loc[ENTERED, order],
            "after": counts[order].sum(),
        }
    )
    flows["kept_share"] = flows["kept"] / flows["before"].where(flows["before"] > 0)
    return flows.rename_axis("segment")


def _stability(stayers: np.ndarray) -> pd.Series:
    """Return the share that kept the segment, and Cohen's kappa."""
    total = stayers.sum()
    kept = np.trace(stayers) / total
    chance = float(stayers.sum(axis=0) @ stayers.sum(axis=1) / total**2)
    kappa = (kept - chance) / (1 - chance) if chance < 1 else np.nan
    return pd.Series(
        {"customers": total, "kept_share": kept, "chance_share": chance, "kappa": kappa}
    )
