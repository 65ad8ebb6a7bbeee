"""Do the segments still hold: drift of the columns, and moves of customers between segments."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from segkit.checks import (
    labels_of,
    require_columns,
    require_numbers,
    require_rows,
    require_unique_columns,
)

WATCH, REFIT = 0.10, 0.25
CHANCE_P = 0.01
BINS, MANY_CATEGORIES = 10, 100
ENTERED, LEFT = "(entered)", "(left)"


def psi(
    reference: pd.DataFrame,
    current: pd.DataFrame,
    *,
    columns: list[Hashable] | None = None,
    by: Hashable | None = None,
) -> pd.DataFrame:
    """Return the population stability index of each column, and whether to re-fit the segments.

    PSI sums (a - e) ln(a / e) over the bins; e is the share of a bin in the reference, a its share
    now. The bins are learnt from the reference alone, so months are comparable: numbers are cut at
    its deciles (ties stay together), texts and numbers of at most ten values keep a bin each,
    unseen values share a bin, and so do gaps. An empty bin counts as half a customer, so that the
    logarithm exists.

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
        Columns to compare; by default all of `reference` except `by`.
    by : name
        Column of `current` with the month; without it, all its rows are one period.

    Returns
    -------
    DataFrame
        One row per period and column: ``period`` (only with `by`), ``column``, ``customers``,
        ``bins``, ``psi``, ``chance_psi`` (the average without drift), ``p`` and ``verdict``
        ("stable" below 0.1 or where chance explains it, "watch" below 0.25, else "re-fit").

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
    >>> psi(start, later)[["column", "bins", "psi", "chance_psi", "verdict"]].round(4)
       column  bins     psi  chance_psi verdict
    0  income     3  0.0446        0.04  stable
    """
    columns = columns or [name for name in reference if name != by]
    for frame in (reference, current):
        require_unique_columns(frame)
        require_columns(frame, columns)
        require_rows(frame)
    periods = pd.Series(0, current.index) if by is None else labels_of(current, by, what="by")
    rows = []
    for name in columns:
        before, now = _plain(reference[name]), _plain(current[name])
        bins = _learn(before, now)
        start = _counts(before, bins)
        for period, values in now.groupby(periods, observed=True):
            rows.append(
                {
                    "period": period,
                    "column": name,
                    "customers": len(values),
                    **_index(start, _counts(values, bins)),
                }
            )
    table = pd.DataFrame(rows).sort_values("period", kind="stable", ignore_index=True)
    return table.drop(columns="period") if by is None else table


def _plain(column: pd.Series) -> pd.Series:
    """Return numbers as floats and categories as their values; refuse dates and infinity."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if pd.api.types.is_datetime64_any_dtype(column):
        raise TypeError(
            f"the column {column.name!r} holds dates, numbers or texts were expected; turn it "
            "into days since a date, or leave it out with columns=."
        )
    if pd.api.types.is_numeric_dtype(column):
        column = column.astype(float)
        require_numbers(column.dropna().to_frame(), [column.name])
    return column


def _learn(before: pd.Series, now: pd.Series) -> pd.Index:
    """Return the bins: the values before, or intervals between the deciles of numbers."""
    if pd.api.types.infer_dtype(pd.concat([before.dropna(), now.dropna()])).startswith("mixed"):
        raise TypeError(
            f"the column {before.name!r} holds {before.dtype} in the reference and {now.dtype} "
            "now, one type was expected; convert one of them."
        )
    kinds = pd.Index(before.dropna().unique())
    if pd.api.types.is_numeric_dtype(kinds) and len(kinds) > BINS:
        edges = np.unique(np.quantile(before.dropna(), np.arange(1, BINS) / BINS))
        return pd.IntervalIndex.from_breaks([-np.inf, *edges, np.inf])
    if len(kinds) > MANY_CATEGORIES:
        raise ValueError(
            f"the column {before.name!r} has {len(kinds):,} different texts, at most "
            f"{MANY_CATEGORIES} were expected; leave it out with columns=, or group its values."
        )
    return kinds


def _counts(column: pd.Series, bins: pd.Index) -> np.ndarray:
    """Return how many customers are in each of the bins, have an unseen value, or none."""
    codes = bins.get_indexer(column.dropna()) % (len(bins) + 1)  # -1, the unseen, becomes the last
    return np.append(np.bincount(codes, minlength=len(bins) + 1), column.isna().sum())


def _index(before: np.ndarray, now: np.ndarray) -> dict[str, object]:
    """Return PSI, its chance level and the verdict from the counts in each bin."""
    used = before + now > 0
    e, a = (np.maximum(each[used], 0.5) / each.sum() for each in (before, now))
    value = float(((a - e) * np.log(a / e)).sum())
    df, scale = int(used.sum()) - 1, 1 / before.sum() + 1 / now.sum()
    p = float(stats.chi2.sf(value / scale, df)) if df else 1.0
    drifted = "re-fit" if value >= REFIT else "watch"
    return {
        "bins": df + 1,
        "psi": value,
        "chance_psi": df * scale,
        "p": p,
        "verdict": drifted if value >= WATCH and p < CHANCE_P else "stable",
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
    if before.index.intersection(after.index).empty:
        raise ValueError(
            f"no customer of before ({before.index[0]!r}, ...) is in after ({after.index[0]!r}, "
            "...); the index of both must be the customer, e.g. frame.set_index('customer_id')."
        )
    order = _in_order(before, after)
    moves = pd.DataFrame({"before": before.astype(object), "after": after.astype(object)})
    counts = pd.crosstab(moves["before"].fillna(ENTERED), moves["after"].fillna(LEFT))
    counts = counts.reindex(index=[*order, ENTERED], columns=[*order, LEFT], fill_value=0)
    shares = counts.div(counts.sum(axis=1).replace(0, np.nan), axis=0)
    return MigrationResult(
        counts, shares, _flows(counts, order), _stability(counts.to_numpy()[:-1, :-1])
    )


def _check_labels(name: str, labels: pd.Series) -> None:
    """Raise unless `labels` are segments, one for each customer."""
    if not isinstance(labels, pd.Series):
        raise TypeError(
            f"{name} is {type(labels).__name__}, a Series of segments with the customer as index "
            "was expected; e.g. frame.set_index('customer_id')['segment']."
        )
    twice, gaps = int(labels.index.duplicated().sum()), int(labels.isna().sum())
    if labels.empty or twice or gaps or labels.isin([ENTERED, LEFT]).any():
        raise ValueError(
            f"{name} has {len(labels):,} customers, {twice:,} of them twice, {gaps:,} without "
            "segment; one customer or more were expected, each once and with a segment, none of "
            f"them called {ENTERED!r} or {LEFT!r}."
        )


def _in_order(before: pd.Series, after: pd.Series) -> list[Hashable]:
    """Return all segments, those of categories in their order, else by the alphabet."""
    known = [name for each in (before, after) for name in getattr(each.dtype, "categories", [])]
    return list(dict.fromkeys([*known, *sorted({*before, *after}, key=str)]))


def _flows(counts: pd.DataFrame, order: list[Hashable]) -> pd.DataFrame:
    """Return who kept, left and entered each segment."""
    before, after = counts.loc[order].sum(axis=1), counts[order].sum()
    kept, left, entered = np.diag(counts)[:-1], counts.loc[order, LEFT], counts.loc[ENTERED, order]
    return pd.DataFrame(
        {
            "before": before,
            "kept": kept,
            "moved_out": before - kept - left,
            "left": left,
            "moved_in": after - kept - entered,
            "entered": entered,
            "after": after,
            "kept_share": kept / before.replace(0, np.nan),
        }
    ).rename_axis("segment")


def _stability(stayers: np.ndarray) -> pd.Series:
    """Return the share that kept the segment, and Cohen's kappa."""
    shares = stayers / stayers.sum()
    kept, chance = np.trace(shares), shares.sum(axis=0) @ shares.sum(axis=1)
    kappa = (kept - chance) / (1 - chance) if chance < 1 else np.nan
    return pd.Series(
        {"customers": stayers.sum(), "kept_share": kept, "chance_share": chance, "kappa": kappa}
    )
