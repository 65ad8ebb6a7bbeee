"""Is a segmentation worth having, and did an offer work: criteria, tests, uplift, Qini and ROI."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from segkit.checks import (
    labels_of,
    require_between,
    require_columns,
    require_mapping,
    require_no_gaps,
    require_numbers,
    require_rows,
)

KOTLER_THRESHOLDS = {
    "measurable": 0.90,
    "accessible": 0.50,
    "substantial": 0.05,
    "differentiable": 0.06,
    "actionable": 0.05,
}
MISMATCH_P = 0.001


def kotler_scorecard(
    customers: pd.DataFrame,
    segment: Hashable | pd.Series,
    *,
    basis: list[Hashable] | None = None,
    reachable: Hashable | None = None,
    revenue: Hashable | None = None,
    outcome: Hashable | None = None,
    response: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Judge a segmentation by Kotler's five criteria, each from a number.

    The thresholds are rules of thumb, for you to overrule; only the one of differentiability (a
    medium effect) is a convention.

    Parameters
    ----------
    customers : DataFrame
        One row per customer.
    segment : name of a column, or Series
        The segment of each customer; a Series has the index of `customers`.
    basis : list of names
        *Measurable*: the columns that define the segments. Value: the share of customers whose
        value is known, in the worst of these columns.
    reachable : name
        *Accessible*: a column of True and False (or 1 and 0), such as consent to messages. Value:
        the share that can be reached, in the worst segment.
    revenue : name
        *Substantial*: a column in yuan. Value: the smallest segment's share of the revenue.
    outcome : name
        *Differentiable*: a column that the segments should explain, but that is no part of
        `basis`. Value: eta squared of the Kruskal-Wallis test, (H - k + 1) / (n - k), the share of
        the variation of its ranks that lies between the k segments; 0 where it is negative.
    response : DataFrame
        *Actionable*: what each action (column) brings per customer of each segment (row), such as
        expected profit in yuan. Value: what the best single action for all loses, as a share of
        what the best action for each segment brings; doing nothing brings 0.

    Returns
    -------
    DataFrame
        One row per criterion: ``value`` (a share), ``rests_on`` (the worst column or segment, the
        outcome, or the best single action), ``threshold`` and ``verdict`` ("met", "not met", or
        "not assessed" without its data).

    Raises
    ------
    ValueError
        If a column is missing or has gaps, a segment lacks a response, `outcome` is part of
        `basis`, or there are fewer than two segments.
    TypeError
        If a column holds no numbers.

    References
    ----------
    Kotler, P., & Keller, K. L. (2016). *Marketing Management* (15th ed.). Pearson. Tomczak, M., &
    Tomczak, E. (2014). The need to report effect size estimates revisited. *Trends in Sport
    Sciences*, 21(1), 19-25.

    Examples
    --------
    >>> people = pd.DataFrame(
    ...     {"segment": ["A", "A", "B", "B"], "spend_cny": [60.0, 30.0, 6.0, 4.0],
    ...      "tier": ["1", "2", None, "2"], "consent": [True, True, True, False]}
    ... )
    >>> kotler_scorecard(
    ...     people, "segment", basis=["tier"], reachable="consent", revenue="spend_cny"
    ... ).reset_index()
            criterion  value rests_on  threshold       verdict
    0      measurable   0.75     tier       0.90       not met
    1      accessible   0.50        B       0.50           met
    2     substantial   0.10        B       0.05           met
    3  differentiable    NaN      NaN       0.06  not assessed
    4      actionable    NaN      NaN       0.05  not assessed
    """
    labels = labels_of(customers, segment, what="segment").rename("segment")
    if labels.nunique() < 2:
        raise ValueError(
            f"there are {labels.nunique()} segments, two or more were expected; a segmentation "
            "is judged by how its segments differ."
        )
    if basis and outcome in list(basis):
        raise ValueError(
            f"the outcome {outcome!r} is part of basis, so the segments differ in it by "
            "construction; choose an outcome that did not define them."
        )
    measures = [
        (_measurable, basis or None),
        (_accessible, reachable),
        (_substantial, revenue),
        (_differentiable, outcome),
        (_actionable, response),
    ]
    found = [
        (np.nan, None) if given is None else measure(customers, labels, given)
        for measure, given in measures
    ]
    limits = pd.Series(KOTLER_THRESHOLDS).rename_axis("criterion")
    card = pd.DataFrame(found, limits.index, ["value", "rests_on"])
    met = np.where(card["value"] >= limits, "met", "not met")
    return card.assign(
        threshold=limits, verdict=np.where(card["value"].isna(), "not assessed", met)
    )


def _measurable(
    customers: pd.DataFrame, labels: pd.Series, basis: list[Hashable]
) -> tuple[float, Hashable]:
    """Return the share known in the worst column of the basis, and the column."""
    require_columns(customers, basis)
    known = customers[basis].notna().mean()
    return known.min(), known.idxmin()


def _accessible(
    customers: pd.DataFrame, labels: pd.Series, reachable: Hashable
) -> tuple[float, Hashable]:
    """Return the share that can be reached of the worst segment, and the segment."""
    shares = _flags(customers, reachable).groupby(labels, observed=True).mean()
    return shares.min(), shares.idxmin()


def _substantial(
    customers: pd.DataFrame, labels: pd.Series, revenue: Hashable
) -> tuple[float, Hashable]:
    """Return the smallest segment's share of the revenue, and the segment."""
    require_numbers(customers, [revenue])
    totals = customers[revenue].groupby(labels, observed=True).sum()
    if totals.sum() <= 0:
        raise ValueError(
            f"the column {revenue!r} adds up to {totals.sum():,.2f}, a positive total was "
            "expected; pass the column with the revenue of each customer."
        )
    return totals.min() / totals.sum(), totals.idxmin()


def _differentiable(
    customers: pd.DataFrame, labels: pd.Series, outcome: Hashable
) -> tuple[float, Hashable]:
    """Return how much of the outcome's ranks the segments explain, and the outcome."""
    ranks = _outcome(customers, outcome).rank()
    within = ranks - ranks.groupby(labels, observed=True).transform("mean")
    unexplained = within.var(ddof=labels.nunique()) / (ranks.var() or np.nan)
    return max(0.0, 1 - unexplained), outcome  # 0 also where nothing varies


def _actionable(
    customers: pd.DataFrame, labels: pd.Series, response: pd.DataFrame
) -> tuple[float, Hashable]:
    """Return what the best single action loses against acting by segment, and that action."""
    require_numbers(response, response.columns)
    sizes = labels.astype(object).value_counts()
    if not response.index.is_unique or not sizes.index.isin(response.index).all():
        raise ValueError(
            f"response has rows for {', '.join(map(str, response.index))}; one row was expected "
            f"for each of the segments {', '.join(map(str, sizes.index))}."
        )
    totals = response.loc[sizes.index].mul(sizes, axis=0)
    best, single = totals.max(axis=1).clip(lower=0).sum(), max(totals.sum().max(), 0)
    return (1 - single / best if best else 0.0), totals.sum().idxmax()


def _flags(frame: pd.DataFrame, name: Hashable) -> pd.Series:
    """Return a column of True and False, or of 1 and 0, as 1 and 0."""
    require_columns(frame, [name])
    require_rows(frame)
    require_no_gaps(frame, [name])
    if not frame[name].isin([0, 1]).all():
        seen = ", ".join(map(repr, frame[name].unique().tolist()[:3]))
        raise TypeError(
            f"the column {name!r} holds {seen}; True and False, or 1 and 0, were expected; make "
            f"it with a comparison such as frame[{name!r}] == value."
        )
    return frame[name].astype(int)


def _outcome(frame: pd.DataFrame, name: Hashable) -> pd.Series:
    """Return a column of finite numbers as floats; True counts as 1."""
    require_columns(frame, [name])
    logical = pd.api.types.is_bool_dtype(frame[name])
    require_numbers(frame.astype({name: float}) if logical else frame, [name])
    return frame[name].astype(float)


def sample_ratio_check(
    frame: pd.DataFrame,
    *,
    group: Hashable = "treated",
    planned: Mapping[Hashable, float] | None = None,
    by: Hashable | None = None,
) -> pd.DataFrame:
    """Test whether the groups of an experiment are as large as planned, overall and by part.

    A mismatch means that customers were lost or added in a way that depends on the group. The
    groups are then not comparable, and no result of the experiment can be trusted until the cause
    is found: look at assignment, redirects, logging and filters.

    Parameters
    ----------
    frame : DataFrame
        One row per customer of the experiment.
    group : name
        Column with the group of each customer.
    planned : mapping of group to share
        What was planned, such as ``{True: 0.9, False: 0.1}`` or 9 and 1; equal shares by default.
    by : name of a column, optional
        Parts to look at as well, such as the segment or the day.

    Returns
    -------
    DataFrame
        The row "all", then one per part: ``customers``, ``group`` (the one farthest from the
        plan), its ``share`` and ``planned_share``, ``chi2``, ``p``, ``p_holm`` and ``verdict``
        ("ok", "mismatch" if p_holm < .001, or "too few" where a group expects fewer than 5).

    Raises
    ------
    ValueError
        If a column is missing or has gaps, there is one group, or a group has no positive share.

    References
    ----------
    Fabijan, A., Gupchup, J., Gupta, S., et al. (2019). Diagnosing sample ratio mismatch in online
    controlled experiments. *KDD '19*, 2156-2164.

    Examples
    --------
    >>> people = pd.DataFrame({"treated": [True] * 600 + [False] * 400})
    >>> check = sample_ratio_check(people)
    >>> check.reset_index()[["part", "customers", "share", "chi2", "verdict"]]
      part  customers  share  chi2   verdict
    0  all       1000    0.6  40.0  mismatch
    """
    labels = labels_of(frame, group, what="group").rename("group")
    require_rows(frame)
    shares = _planned_shares(labels, planned)
    counts = labels.value_counts().to_frame("all").T
    if by is not None:
        keys = [labels_of(frame, by, what="by").rename("part"), labels]
        counts = pd.concat([counts, labels.groupby(keys, observed=True).size().unstack()])
    counts = counts.reindex(columns=shares.index).fillna(0).rename_axis("part")
    n = counts.sum(axis=1).astype(int)
    expected = np.outer(n, shares)
    chi2, p = stats.chisquare(counts, expected, axis=1)
    enough = expected.min(axis=1) >= 5
    p_holm = _holm(np.where(enough, p, np.nan))
    farthest = (counts - expected).abs().to_numpy().argmax(axis=1)
    return pd.DataFrame(
        {
            "customers": n,
            "group": shares.index[farthest],
            "share": counts.to_numpy()[range(len(n)), farthest] / n,
            "planned_share": shares.to_numpy()[farthest],
            "chi2": chi2,
            "p": np.where(enough, p, np.nan),
            "p_holm": p_holm,
            "verdict": np.select([~enough, p_holm < MISMATCH_P], ["too few", "mismatch"], "ok"),
        }
    )


def _planned_shares(labels: pd.Series, planned: Mapping[Hashable, float] | None) -> pd.Series:
    """Return the planned share of each group; raise if the plan does not fit the groups."""
    found = sorted(labels.unique(), key=str, reverse=True)
    planned = dict.fromkeys(found, 1) if planned is None else planned
    require_mapping("planned", planned)
    sizes = pd.Series(dict(planned), dtype=float)
    if not set(found) <= set(sizes.index) or len(sizes) < 2 or not sizes.between(1e-9, 1e9).all():
        raise ValueError(
            f"the groups are {', '.join(map(str, found))} and the plan is {sizes.to_dict()}; two "
            "or more groups were expected, each with a positive share."
        )
    return sizes / sizes.sum()


def _holm(p: np.ndarray) -> np.ndarray:
    """Return Holm's adjusted p-values; missing ones stay missing and do not count."""
    known = pd.Series(p).dropna().sort_values()
    steps = known * np.arange(len(known), 0, -1)
    return steps.cummax().clip(upper=1).reindex(range(len(p))).to_numpy()


@dataclass(frozen=True)
class UpliftResult:
    """What ``uplift_by_segment`` returns; ``binary`` tells whether the means are rates."""

    segments: pd.DataFrame
    overall: pd.Series
    heterogeneity: pd.Series
    binary: bool


def uplift_by_segment(
    frame: pd.DataFrame,
    segment: Hashable | pd.Series,
    *,
    treated: Hashable = "treated",
    outcome: Hashable = "converted",
    level: float = 0.95,
) -> UpliftResult:
    """Return what a treatment changed in each segment of a randomised experiment.

    The outcome of the treated alone (the response) is no effect: a segment that buys anyway
    responds best and may gain nothing. The uplift is the difference to the control group.

    A binary outcome gets Agresti and Caffo's interval and z-test (one success and one failure are
    added to either arm, so that a segment without any buyer has an interval, too). Any other
    outcome, such as yuan, gets Welch's interval and t-test. Holm's correction covers the segments.
    Cochran's Q tests whether the effects differ between segments at all.

    Parameters
    ----------
    frame : DataFrame
        One row per customer of the experiment.
    segment : name of a column, or Series
        The segment of each customer, known before the treatment.
    treated : name
        Column of True and False, or of 1 and 0; at least two customers of either kind a segment.
    outcome : name
        Column of 1 and 0 or True and False (bought or not), or of numbers such as yuan.
    level : float
        Confidence of the intervals, .95 by default; 1 - `level` is the level of the verdicts.

    Returns
    -------
    UpliftResult
        ``segments``, one row per segment in the order of the categories or the alphabet:
        ``n_treated``, ``n_control``, ``treated_mean`` (the response; a rate for a binary outcome),
        ``control_mean``, ``uplift`` with ``low`` and ``high``, ``p``, ``p_holm``, ``verdict``
        ("lift", "harm", "no evidence", or "too few" where the outcome does not vary).
        ``overall``: means and uplift over all customers, each segment weighted by its size, with a
        normal interval. ``heterogeneity``: ``q``, ``df``, ``p`` and ``verdict``.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, or a segment lacks treated or control customers.
    TypeError
        If `treated` is not made of True and False, or `outcome` of numbers.

    References
    ----------
    Agresti, A., & Caffo, B. (2000). Simple and effective confidence intervals for proportions and
    differences of proportions. *The American Statistician*, 54, 280-288. Cochran, W. G. (1954).
    The combination of estimates from different experiments. *Biometrics*, 10, 101-129.

    Examples
    --------
    >>> trial = pd.DataFrame(
    ...     {
    ...         "segment": ["loyal"] * 200 + ["lapsed"] * 200,
    ...         "treated": ([True] * 100 + [False] * 100) * 2,
    ...         "converted": [1] * 40 + [0] * 60 + [1] * 40 + [0] * 60
    ...         + [1] * 20 + [0] * 80 + [1] * 5 + [0] * 95,
    ...     }
    ... )
    >>> result = uplift_by_segment(trial, "segment")
    >>> shown = ["segment", "treated_mean", "control_mean", "uplift", "verdict"]
    >>> result.segments.reset_index()[shown]
      segment  treated_mean  control_mean  uplift      verdict
    0  lapsed           0.2          0.05    0.15         lift
    1   loyal           0.4          0.40    0.00  no evidence
    """
    require_between("level", level, 0.5, 0.999)
    labels = labels_of(frame, segment, what="segment")
    arms, values = _flags(frame, treated), _outcome(frame, outcome)
    binary = bool(values.isin([0, 1]).all())
    table = _compared(*_arms(labels, arms, values), binary, level)
    variance = table.pop("variance")
    table["p_holm"] = _holm(table["p"].to_numpy())
    table["verdict"] = np.select(
        [table["p"].isna(), table["p_holm"] >= 1 - level, table["uplift"] > 0],
        ["too few", "no evidence", "lift"],
        "harm",
    )
    return UpliftResult(
        table,
        _overall(table, variance, level),
        _heterogeneity(table["uplift"], variance, 1 - level),
        binary,
    )


def _arms(
    labels: pd.Series, arms: pd.Series, values: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return size, mean and variance of the treated and of the control group of each segment."""
    keys = [labels.rename("segment"), arms.rename("arm")]
    found = values.groupby(keys, observed=True).agg(["size", "mean", "var"]).unstack("arm")
    sizes = found["size"].reindex(columns=[0, 1])
    small = [str(name) for name in sizes.index[~(sizes >= 2).all(axis=1)]]
    if small:
        raise ValueError(
            f"the segments {', '.join(small)} have fewer than two treated or "
            "two control customers, so there is nothing to compare; merge or drop them."
        )
    return found.xs(1, axis=1, level="arm"), found.xs(0, axis=1, level="arm")


def _compared(
    treated: pd.DataFrame, control: pd.DataFrame, binary: bool, level: float
) -> pd.DataFrame:
    """Return the uplift of each segment with its interval, p and variance."""
    (mean1, part1), (mean0, part0) = _estimate(treated, binary), _estimate(control, binary)
    shift, variance = mean1 - mean0, (part1 + part0).replace(0, np.nan)
    parts = part1**2 / (treated["size"] - 1) + part0**2 / (control["size"] - 1)
    df = np.inf if binary else variance**2 / parts  # Welch and Satterthwaite's
    half = stats.t.ppf((1 + level) / 2, df) * np.sqrt(variance)
    limit = 1 if binary else np.inf
    return pd.DataFrame(
        {
            "n_treated": treated["size"].astype(int),
            "n_control": control["size"].astype(int),
            "treated_mean": treated["mean"],
            "control_mean": control["mean"],
            "uplift": treated["mean"] - control["mean"],
            "low": (shift - half).clip(lower=-limit),
            "high": (shift + half).clip(upper=limit),
            "p": 2 * stats.t.sf(shift.abs() / np.sqrt(variance), df),
            "variance": variance,
        }
    )


def _estimate(arm: pd.DataFrame, binary: bool) -> tuple[pd.Series, pd.Series]:
    """Return mean and squared error of an arm; of a rate with one more success and failure."""
    if not binary:
        return arm["mean"], arm["var"] / arm["size"]
    rate = (arm["size"] * arm["mean"] + 1) / (arm["size"] + 2)
    return rate, rate * (1 - rate) / (arm["size"] + 2)


def _overall(table: pd.DataFrame, variance: pd.Series, level: float) -> pd.Series:
    """Return the effect over all segments, each weighted by its customers."""
    sizes = table[["n_treated", "n_control"]].sum()
    weights = (table["n_treated"] + table["n_control"]) / sizes.sum()
    means = table[["treated_mean", "control_mean", "uplift"]].mul(weights, axis=0).sum()
    error = np.sqrt((weights**2 * variance).sum()) or np.nan
    low, high = stats.norm.interval(level, means["uplift"], error)
    return pd.Series(
        {
            **sizes,
            **means,
            "low": low,
            "high": high,
            "p": 2 * stats.norm.sf(abs(means["uplift"]) / error),
        }
    )


def _heterogeneity(uplift: pd.Series, variance: pd.Series, alpha: float) -> pd.Series:
    """Return Cochran's Q over the segments whose variance is known; two are needed for a p."""
    weights = 1 / variance
    mean = (weights * uplift).sum() / (weights.sum() or np.nan)
    q, df = float((weights * (uplift - mean) ** 2).sum()), max(weights.count() - 1, 0)
    p = float(stats.chi2.sf(q, df))
    verdict = "effects differ" if p < alpha else "no evidence"
    return pd.Series({"q": q, "df": df, "p": p, "verdict": verdict})


@dataclass(frozen=True)
class QiniResult:
    """What ``qini_curve`` returns: the ``curve`` and its ``coefficient``."""

    curve: pd.DataFrame
    coefficient: pd.Series


def qini_curve(
    frame: pd.DataFrame,
    score: Hashable | pd.Series,
    *,
    treated: Hashable = "treated",
    outcome: Hashable = "converted",
) -> QiniResult:
    """Return what is gained as ever more customers are targeted, best scores first.

    Down to each depth, the gain is the outcome of the treated less the outcome of the control
    customers scaled to their number: R_t - R_c N_t / N_c. Customers with equal scores (to twelve
    digits) enter together, so the order of the rows plays no part.

    Parameters
    ----------
    frame : DataFrame
        One row per customer of a randomised experiment that was not used to make the scores.
    score : name of a column, or Series
        High means: treat first.
    treated : name
        Column of True and False, or of 1 and 0.
    outcome : name
        Column of 1 and 0, True and False, or of numbers such as yuan.

    Returns
    -------
    QiniResult
        ``curve``, one row per distinct score and a first row of zeros: ``depth`` (share of the
        customers, 0 to 1), ``customers``, ``score`` (the lowest included), ``incremental`` (the
        gain, in units of the outcome, among the treated of `frame`), ``random`` (the same for
        targeting at random, a straight line) and ``uplift`` (mean effect per customer so far).
        Gains are missing as long as one arm is empty. ``coefficient["value"]``: the area between
        the two lines per treated customer; 0 for scores that tell nothing.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, or an arm is empty.
    TypeError
        If `treated` is not made of True and False, or another column of numbers.

    References
    ----------
    Radcliffe, N. J. (2007). Using control groups to target on predicted lift. *Direct Marketing
    Analytics Journal*, 14-21.

    Examples
    --------
    >>> trial = pd.DataFrame(
    ...     {"score": [2, 2, 1, 1], "treated": [1, 0, 1, 0], "converted": [1, 0, 1, 1]}
    ... )
    >>> result = qini_curve(trial, "score")
    >>> result.curve[["depth", "incremental", "random"]]
       depth  incremental  random
    0    0.0          0.0     0.0
    1    0.5          1.0     0.5
    2    1.0          1.0     1.0
    >>> float(result.coefficient["value"])
    0.125
    """
    scores = labels_of(frame, score, what="score").rename("score")
    require_numbers(scores.to_frame(), ["score"])
    arm, values = _flags(frame, treated), _outcome(frame, outcome)
    if arm.nunique() < 2:
        raise ValueError(
            f"the column {treated!r} knows one arm only ({len(arm):,} customers); treated and "
            "control customers were expected."
        )
    rank = (scores / (scores.abs().max() or 1)).round(12)
    parts = {"n1": arm, "n0": 1 - arm, "sum1": values * arm, "sum0": values * (1 - arm)}
    sums = pd.DataFrame(parts).groupby(rank).sum()[::-1].cumsum()
    sums = sums.reindex([np.inf, *sums.index], fill_value=0)  # nobody yet
    uplift = sums["sum1"] / sums["n1"] - sums["sum0"] / sums["n0"]
    customers = sums["n1"] + sums["n0"]
    gain = (uplift * sums["n1"]).where(customers > 0, 0.0)
    curve = pd.DataFrame(
        {
            "depth": customers / len(frame),
            "customers": customers,
            "score": scores.groupby(rank).min().reindex(sums.index),
            "incremental": gain,
            "random": customers / len(frame) * gain.iloc[-1],
            "uplift": uplift,
        }
    ).reset_index(drop=True)
    known = curve.dropna(subset="incremental")
    area = np.trapezoid(known["incremental"] - known["random"], known["depth"])
    return QiniResult(curve, pd.Series({"value": area / arm.sum()}))


@dataclass(frozen=True)
class RoiResult:
    """What ``segment_roi`` returns: the ``segments`` and the ``plans`` made of them."""

    segments: pd.DataFrame
    plans: pd.DataFrame


def segment_roi(
    uplift: UpliftResult,
    *,
    margin: float | Mapping[Hashable, float],
    contact_cost_cny: float | Mapping[Hashable, float],
    reward_cny: float | Mapping[Hashable, float] = 0.0,
) -> RoiResult:
    """Return what treating each segment of an experiment earns, against treating everybody.

    Only the uplift earns a margin; a reward such as a coupon is paid for every purchase of the
    treated, also for those they would have made anyway. Intervals come from the uplift's alone:
    margins, costs and the response count as known.

    Parameters
    ----------
    uplift : UpliftResult
        What ``uplift_by_segment`` returns; the customers of both arms count as those to treat.
    margin : float, or mapping of segment to float
        Yuan of margin from one unit of the outcome: the margin of an order where the outcome is a
        purchase, the margin rate (say 0.3) where it is in yuan.
    contact_cost_cny : float, or mapping of segment to float
        Cost of treating one customer, in yuan.
    reward_cny : float, or mapping of segment to float
        Paid for each unit of the treated's outcome, in yuan.

    Returns
    -------
    RoiResult
        ``segments``: ``customers``, ``break_even_uplift``, ``incremental_margin_cny``,
        ``cost_cny``, ``profit_cny`` with ``profit_low_cny`` and ``profit_high_cny``, ``roi``
        (profit / cost; missing without cost) and ``verdict`` ("treat" if the whole interval earns,
        "leave out" if it loses, else "test again").
        ``plans``: ``segments`` (their number) and the same sums for "all", "best guess" (segments
        with a positive profit; too rosy, as they were picked by the same data) and "proven" (those
        to "treat").

    Raises
    ------
    TypeError
        If `uplift` is another object.
    ValueError
        If a number is negative or missing, or a segment is not in a mapping.

    Examples
    --------
    >>> trial = pd.DataFrame(
    ...     {
    ...         "segment": ["loyal"] * 200 + ["lapsed"] * 200,
    ...         "treated": ([True] * 100 + [False] * 100) * 2,
    ...         "converted": [1] * 40 + [0] * 60 + [1] * 40 + [0] * 60
    ...         + [1] * 20 + [0] * 80 + [1] * 5 + [0] * 95,
    ...     }
    ... )
    >>> result = uplift_by_segment(trial, "segment")
    >>> roi = segment_roi(result, margin=60, contact_cost_cny=1, reward_cny=5)
    >>> shown = ["segment", "break_even_uplift", "profit_cny", "verdict"]
    >>> roi.segments.reset_index()[shown].round(3)
      segment  break_even_uplift  profit_cny     verdict
    0  lapsed              0.033      1400.0       treat
    1   loyal              0.050      -600.0  test again
    >>> roi.plans["profit_cny"].round(3)
    plan
    all            800.0
    best guess    1400.0
    proven        1400.0
    Name: profit_cny, dtype: float64
    """
    if not isinstance(uplift, UpliftResult):
        raise TypeError(
            f"uplift is {type(uplift).__name__}, the result of uplift_by_segment was expected; "
            "pass it whole."
        )
    found = uplift.segments
    n = found["n_treated"] + found["n_control"]
    worth = n * _per_segment("margin", margin, found.index)
    reward = _per_segment("reward_cny", reward_cny, found.index) * found["treated_mean"]
    cost = n * (_per_segment("contact_cost_cny", contact_cost_cny, found.index) + reward)
    table = pd.DataFrame(
        {
            "customers": n,
            "break_even_uplift": cost / worth,
            "incremental_margin_cny": worth * found["uplift"],
            "cost_cny": cost,
            "profit_cny": worth * found["uplift"] - cost,
            "profit_low_cny": worth * found["low"] - cost,
            "profit_high_cny": worth * found["high"] - cost,
            "roi": (worth * found["uplift"] - cost) / cost.where(cost > 0),
        }
    )
    table["verdict"] = np.select(
        [table["profit_low_cny"] > 0, table["profit_high_cny"] < 0],
        ["treat", "leave out"],
        "test again",
    )
    return RoiResult(table, _plans(table))


def _per_segment(
    name: str, given: float | Mapping[Hashable, float], segments: pd.Index
) -> pd.Series:
    """Return a number for each segment, from one number or a mapping."""
    numbers = pd.Series(given, segments, dtype=object)
    for segment, number in numbers.items():
        require_between(f"{name} of segment {segment!r}", number, 0, 1e12)
    return numbers.astype(float)


def _plans(table: pd.DataFrame) -> pd.DataFrame:
    """Return the sums over the segments that each plan treats."""
    plans = {
        "all": True,
        "best guess": table["profit_cny"] > 0,
        "proven": table["verdict"] == "treat",
    }
    chosen = pd.DataFrame(plans).T.astype(int).rename_axis("plan")
    summed = ["segments", "customers", "incremental_margin_cny", "cost_cny", "profit_cny"]
    sums = (chosen @ table.assign(segments=1)[summed]).astype({"segments": int, "customers": int})
    return sums.assign(roi=sums["profit_cny"] / sums["cost_cny"].replace(0, np.nan))
