"""Is a segmentation worth having, and did an offer work: criteria, tests, uplift, Qini and ROI."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from segkit.checks import (
    labels_of,
    require_between,
    require_choice,
    require_columns,
    require_no_gaps,
    require_numbers,
    require_rows,
    require_whole,
)
from segkit.words import chooser

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
    thresholds: Mapping[str, float] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Judge a segmentation by Kotler's five criteria, each from a number.

    A criterion whose data is not given is "not assessed". The thresholds are rules of thumb for
    the manager to set; only the one of differentiability (a medium effect) is a convention.

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
        *Actionable*: what each action (column, two or more) brings per customer of each segment
        (row), such as expected profit in yuan. Value: what the best single action for all loses,
        as a share of what the best action for each segment brings; doing nothing brings 0.
    thresholds : mapping
        Thresholds that differ from .90, .50, .05, .06 and .05, by name of the criterion.
    lang : text
        Language of the evidence, ``"zh"`` or ``"en"``.

    Returns
    -------
    DataFrame
        One row per criterion: ``value`` and ``threshold`` (shares), ``verdict`` ("met", "not met"
        or "not assessed") and ``evidence`` (a sentence).

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
    >>> card = kotler_scorecard(
    ...     people, "segment", basis=["tier"], reachable="consent", revenue="spend_cny"
    ... )
    >>> card.reset_index()[["criterion", "value", "threshold", "verdict"]]
            criterion  value  threshold       verdict
    0      measurable   0.75       0.90       not met
    1      accessible   0.50       0.50           met
    2     substantial   0.10       0.05           met
    3  differentiable    NaN       0.06  not assessed
    4      actionable    NaN       0.05  not assessed
    """
    t, labels = chooser(lang), _segments(customers, segment)
    limits = _thresholds(thresholds or {})
    found = dict.fromkeys(limits, (np.nan, "未提供所需数据", "the data for it were not given"))
    if basis is not None:
        found["measurable"] = _measurable(customers, basis)
    if reachable is not None:
        found["accessible"] = _accessible(_flags(customers, reachable), labels)
    if revenue is not None:
        found["substantial"] = _substantial(customers, revenue, labels)
    if outcome is not None:
        found["differentiable"] = _differentiable(customers, outcome, labels, basis or [])
    if response is not None:
        found["actionable"] = _actionable(response, labels.value_counts())
    rows = [
        (name, value, limits[name], _met(value, limits[name]), t(zh, en))
        for name, (value, zh, en) in found.items()
    ]
    columns = ["criterion", "value", "threshold", "verdict", "evidence"]
    return pd.DataFrame(rows, columns=columns).set_index("criterion")


def _segments(customers: pd.DataFrame, segment: Hashable | pd.Series) -> pd.Series:
    """Return the segment of each customer; raise if there are fewer than two segments."""
    labels = labels_of(customers, segment, what="segment")
    if labels.nunique() < 2:
        raise ValueError(
            f"there are {labels.nunique()} segments, two or more were expected; a segmentation "
            "is judged by how its segments differ."
        )
    return labels.rename("segment")


def _thresholds(given: Mapping[str, float]) -> dict[str, float]:
    """Return the thresholds of all criteria, those `given` in place of the others."""
    for name, value in given.items():
        require_choice("a name in thresholds", name, KOTLER_THRESHOLDS)
        require_between(f"the threshold of {name}", value, 0, 1)
    return KOTLER_THRESHOLDS | dict(given)


def _met(value: float, threshold: float) -> str:
    """Return the verdict on a value, which may be missing."""
    return "not assessed" if np.isnan(value) else "met" if value >= threshold else "not met"


def _measurable(customers: pd.DataFrame, basis: list[Hashable]) -> tuple[float, str, str]:
    """Return the share known of the worst column of the basis, with a sentence in zh and en."""
    require_columns(customers, basis)
    if not basis:
        raise ValueError("basis is empty; name the columns that define the segments.")
    known = customers[basis].notna().mean()
    worst, value = known.idxmin(), float(known.min())
    zh = f"{len(basis)} 个细分依据中，{worst} 的已知比例最低，为 {value:.0%}"
    en = f"{worst} is known for {value:.0%} of the customers, the least of {len(basis)} columns"
    return value, zh, en


def _accessible(reachable: pd.Series, labels: pd.Series) -> tuple[float, str, str]:
    """Return the share that can be reached of the worst segment, with a sentence in zh and en."""
    shares = reachable.groupby(labels, observed=True).mean()
    worst, value = shares.idxmin(), float(shares.min())
    zh = f"{worst} 可触达 {value:.0%}，是 {len(shares)} 个细分中最低的"
    en = f"{value:.0%} of {worst} can be reached, the least of {len(shares)} segments"
    return value, zh, en


def _substantial(
    customers: pd.DataFrame, revenue: Hashable, labels: pd.Series
) -> tuple[float, str, str]:
    """Return the smallest segment's share of the revenue, with a sentence in zh and en."""
    require_numbers(customers, [revenue])
    totals = customers[revenue].groupby(labels, observed=True).sum()
    if totals.sum() <= 0:
        raise ValueError(
            f"the column {revenue!r} adds up to {totals.sum():,.2f}, a positive total was "
            "expected; pass the column with the revenue of each customer."
        )
    worst, value = totals.idxmin(), float(totals.min() / totals.sum())
    size = int((labels == worst).sum())
    zh = f"{worst}（{size:,} 人）贡献 {value:.1%} 的收入，占比最低"
    en = f"{worst} ({size:,} customers) brings {value:.1%} of the revenue, the least"
    return value, zh, en


def _differentiable(
    customers: pd.DataFrame, outcome: Hashable, labels: pd.Series, basis: list[Hashable]
) -> tuple[float, str, str]:
    """Return how much of the outcome's ranks the segments explain, with a sentence in zh and en."""
    if outcome in basis:
        raise ValueError(
            f"the outcome {outcome!r} is part of basis, so the segments differ in it by "
            "construction; choose an outcome that did not define them."
        )
    values = _outcome(customers, outcome)
    groups = [each.to_numpy() for _, each in values.groupby(labels, observed=True)]
    n, k = len(values), len(groups)
    varied = values.nunique() > 1 and n > k
    value = max((stats.kruskal(*groups).statistic - k + 1) / (n - k), 0.0) if varied else 0.0
    zh = f"细分解释了 {outcome} 秩次变异的 {value:.1%}（η²）"
    en = f"the segments explain {value:.1%} of the variation of {outcome} in ranks (eta squared)"
    return value, zh, en


def _actionable(response: pd.DataFrame, sizes: pd.Series) -> tuple[float, str, str]:
    """Return what acting by segment brings beyond the best single action, with two sentences."""
    require_numbers(response, response.columns)
    missing = [str(name) for name in sizes[sizes > 0].index if name not in response.index]
    if missing or response.shape[1] < 2 or not response.index.is_unique:
        raise ValueError(
            f"response has {response.shape[1]} actions (columns) and lacks the segments "
            f"{', '.join(missing) or 'none'}; two or more actions and one row for each segment "
            "were expected."
        )
    totals = response.mul(sizes.reindex(response.index, fill_value=0), axis=0)
    action, single = totals.sum().idxmax(), max(totals.sum().max(), 0)
    best = totals.max(axis=1).clip(lower=0).sum()
    value = float(1 - single / best) if best > 0 else 0.0
    zh = f"与按细分选择行动相比，一律采用“{action}”会少得 {value:.1%}"
    en = f"{action} for all brings {value:.1%} less than the best action for each segment"
    return value, zh, en


def _flags(frame: pd.DataFrame, name: Hashable) -> pd.Series:
    """Return a column of True and False, or of 1 and 0, as 1 and 0."""
    require_columns(frame, [name])
    require_rows(frame)
    require_no_gaps(frame, [name])
    column = frame[name]
    if not column.isin([0, 1]).all():
        seen = ", ".join(map(repr, column.unique().tolist()[:3]))
        raise TypeError(
            f"the column {name!r} holds {seen}; True and False, or 1 and 0, were expected; make "
            f"it with a comparison such as frame[{name!r}] == value."
        )
    return column.astype(int)


def _outcome(frame: pd.DataFrame, name: Hashable) -> pd.Series:
    """Return a column of finite numbers as floats; True counts as 1."""
    require_columns(frame, [name])
    if pd.api.types.is_bool_dtype(frame[name]):
        return _flags(frame, name).astype(float)
    require_numbers(frame, [name])
    return frame[name].astype(float)


def sample_ratio_check(
    frame: pd.DataFrame,
    *,
    group: Hashable = "treated",
    planned: Mapping[Hashable, float] | None = None,
    by: Hashable | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Test whether the groups of an experiment are as large as planned, overall and by part.

    A mismatch means that customers were lost or added in a way that depends on the group. The
    groups are then not comparable, and no result of the experiment can be trusted until the cause
    is found. The test is Pearson's chi-square; the verdict is at p < .001, after Holm's correction
    over the parts.

    Parameters
    ----------
    frame : DataFrame
        One row per customer of the experiment.
    group : name
        Column with the group of each customer.
    planned : mapping of group to share
        What was planned, such as ``{True: 0.5, False: 0.5}``; equal shares by default.
    by : name of a column, optional
        Parts to look at as well, such as the segment or the day.
    lang : text
        Language of the advice, ``"zh"`` or ``"en"``.

    Returns
    -------
    DataFrame
        The row "all", then one per part: ``customers``, ``group`` (the one farthest from the
        plan), its ``share`` and ``planned_share``, ``chi2``, ``p``, ``p_holm``, ``verdict`` ("ok",
        "mismatch", or "too few" where fewer than 5 customers were expected in a group) and
        ``advice``.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, a group is not planned, or the shares are not positive
        or do not add up to 1.

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
    labels = labels_of(frame, group, what="group")
    require_rows(frame)
    shares = _planned_shares(labels, planned)
    counts = labels.value_counts().reindex(shares.index, fill_value=0).to_frame("all").T
    if by is not None:
        parts = labels_of(frame, by, what="by").reset_index(drop=True)
        table = pd.crosstab(parts, labels.reset_index(drop=True))
        counts = pd.concat([counts, table.reindex(columns=shares.index, fill_value=0)])
    return _ratio_table(counts.rename_axis("part"), shares, lang)


def _planned_shares(labels: pd.Series, planned: Mapping[Hashable, float] | None) -> pd.Series:
    """Return the planned share of each group; raise if the plan does not fit the groups."""
    found = sorted(labels.unique(), key=str, reverse=True)
    if planned is None:
        planned = dict.fromkeys(found, 1 / len(found))
    shares = pd.Series(dict(planned), dtype=float)
    other = [str(name) for name in found if name not in shares.index]
    if other or len(shares) < 2:
        raise ValueError(
            f"the groups are {', '.join(map(str, found))} and the plan has "
            f"{', '.join(map(str, shares.index))}; two or more groups, each with a planned share, "
            "were expected."
        )
    if not (shares > 0).all() or not np.isclose(shares.sum(), 1):
        raise ValueError(
            f"the planned shares are {', '.join(f'{share:g}' for share in shares)}; positive "
            "shares that add up to 1 were expected."
        )
    return shares


def _ratio_table(counts: pd.DataFrame, shares: pd.Series, lang: str) -> pd.DataFrame:
    """Return the check of each row of `counts`, parts by groups."""
    n = counts.sum(axis=1)
    expected = np.outer(n, shares)
    chi2, p = stats.chisquare(counts, expected, axis=1)
    enough = expected.min(axis=1) >= 5
    farthest = np.abs(counts - expected).to_numpy().argmax(axis=1)
    table = pd.DataFrame(
        {
            "customers": n,
            "group": shares.index[farthest],
            "share": counts.to_numpy()[range(len(n)), farthest] / n,
            "planned_share": shares.to_numpy()[farthest],
            "chi2": chi2,
            "p": np.where(enough, p, np.nan),
        }
    )
    table["p_holm"] = _holm(table["p"].to_numpy())
    wrong = np.where(table["p_holm"] < MISMATCH_P, "mismatch", "ok")
    table["verdict"] = np.where(enough, wrong, "too few")
    return table.assign(advice=table["verdict"].map(_ratio_advice(lang)))


def _ratio_advice(lang: str) -> dict[str, str]:
    """Return what to do for each verdict."""
    t = chooser(lang)
    return {
        "ok": t("可以继续分析", "go on with the analysis"),
        "mismatch": t(
            "先不要看效果：查分流、跳转、日志和过滤条件，查明原因后重做",
            "do not read the effects: look for the cause in assignment, redirects, logging and "
            "filters, then run it again",
        ),
        "too few": t("样本太少，合并后再检验", "merge parts until each group expects 5 or more"),
    }


def _holm(p: np.ndarray) -> np.ndarray:
    """Return Holm's adjusted p-values; missing ones stay missing and do not count."""
    adjusted = np.full(len(p), np.nan)
    order = np.argsort(p)[: int(np.isfinite(p).sum())]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


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

    A binary outcome gets Newcombe's interval (Wilson scores combined) and the pooled z-test. Any
    other outcome, such as yuan, gets Welch's interval and t-test. Holm's correction covers the
    segments. Cochran's Q tests whether the effects differ between segments at all; its weights are
    inverse variances, for a binary outcome with Agresti and Caffo's added successes and failures,
    so that a segment without any buyer keeps a finite weight.

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
        normal interval. ``heterogeneity``: ``q``, ``df``, ``p``, ``i2`` (the share of the
        variation between segments beyond chance) and ``verdict``.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, or a segment lacks treated or control customers.
    TypeError
        If `treated` is not made of True and False, or `outcome` of numbers.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
    comparison of eleven methods. *Statistics in Medicine*, 17, 873-890 (method 10). Agresti, A., &
    Caffo, B. (2000). *The American Statistician*, 54, 280-288. Cochran, W. G. (1954). The
    combination of estimates from different experiments. *Biometrics*, 10, 101-129.

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
    table = _arm_statistics(labels, arms, values)
    table["uplift"] = table["treated_mean"] - table["control_mean"]
    variance = _variance(table, binary)
    effects = _newcombe(table, level) if binary else _welch(table, level)
    table = table.drop(columns=["treated_var", "control_var"]).join(effects)
    table["p_holm"] = _holm(table["p"].to_numpy())
    table["verdict"] = _uplift_verdict(table, 1 - level)
    overall = _overall(table, variance, level)
    spread = _heterogeneity(table["uplift"], variance, 1 - level)
    return UpliftResult(table, overall, spread, binary)


def _arm_statistics(labels: pd.Series, arms: pd.Series, values: pd.Series) -> pd.DataFrame:
    """Return size, mean and variance of the two arms of each segment."""
    found = values.groupby([labels.rename("segment"), arms.rename("arm")], observed=True)
    wide = found.agg(["size", "mean", "var"]).unstack("arm")
    sizes = wide["size"].reindex(columns=[1, 0]).fillna(0)
    small = [str(name) for name in sizes.index[(sizes < 2).any(axis=1)]]
    if small:
        raise ValueError(
            f"the segments {', '.join(small)} have fewer than two treated or "
            "two control customers, so there is nothing to compare; merge or drop them."
        )
    return pd.DataFrame(
        {
            "n_treated": sizes[1].astype(int),
            "n_control": sizes[0].astype(int),
            "treated_mean": wide["mean"][1],
            "control_mean": wide["mean"][0],
            "treated_var": wide["var"][1],
            "control_var": wide["var"][0],
        }
    )


def _variance(table: pd.DataFrame, binary: bool) -> pd.Series:
    """Return the squared standard error of each uplift; missing where the outcome is constant."""
    parts = []
    for arm in ("treated", "control"):
        n, mean = table[f"n_{arm}"], table[f"{arm}_mean"]
        rate = (n * mean + 1) / (n + 2)
        parts.append(rate * (1 - rate) / (n + 2) if binary else table[f"{arm}_var"] / n)
    total = parts[0] + parts[1]
    return total.where(total > 0)


def _newcombe(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return Newcombe's interval and the p of the pooled z-test for each difference of rates."""
    z = stats.norm.ppf((1 + level) / 2)
    n1, n0 = table["n_treated"], table["n_control"]
    rate1, rate0, uplift = table["treated_mean"], table["control_mean"], table["uplift"]
    (low1, high1), (low0, high0) = _wilson(rate1, n1, z), _wilson(rate0, n0, z)
    pooled = (rate1 * n1 + rate0 * n0) / (n1 + n0)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    return pd.DataFrame(
        {
            "low": uplift - np.hypot(rate1 - low1, high0 - rate0),
            "high": uplift + np.hypot(high1 - rate1, rate0 - low0),
            "p": 2 * stats.norm.sf((uplift / error.where(error > 0)).abs().fillna(0)),
        }
    )


def _wilson(rate: pd.Series, n: pd.Series, z: float) -> tuple[pd.Series, pd.Series]:
    """Return the ends of Wilson's score interval of each rate."""
    middle, half = rate + z**2 / (2 * n), z * np.sqrt(rate * (1 - rate) / n + (z / n / 2) ** 2)
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


def _welch(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return Welch's interval and p for each difference of means; missing if nothing varies."""
    parts = [table[f"{arm}_var"] / table[f"n_{arm}"] for arm in ("treated", "control")]
    sizes = (table["n_treated"], table["n_control"])
    total = (parts[0] + parts[1]).where(parts[0] + parts[1] > 0)
    df = total**2 / sum(part**2 / (n - 1) for part, n in zip(parts, sizes, strict=True))
    half = stats.t.ppf((1 + level) / 2, df) * np.sqrt(total)
    uplift = table["uplift"]
    p = 2 * stats.t.sf((uplift / np.sqrt(total)).abs(), df)
    return pd.DataFrame({"low": uplift - half, "high": uplift + half, "p": p})


def _uplift_verdict(table: pd.DataFrame, alpha: float) -> np.ndarray:
    """Return lift, harm, no evidence or too few for each segment."""
    sign = np.where(table["uplift"] > 0, "lift", "harm")
    verdict = np.where(table["p_holm"] < alpha, sign, "no evidence")
    return np.where(table["p"].isna(), "too few", verdict)


def _overall(table: pd.DataFrame, variance: pd.Series, level: float) -> pd.Series:
    """Return the effect over all segments, each weighted by its customers."""
    sizes = table["n_treated"] + table["n_control"]
    weights = sizes / sizes.sum()
    means = table[["treated_mean", "control_mean", "uplift"]].mul(weights, axis=0).sum()
    error = float(np.sqrt((weights**2 * variance).sum()))
    half = stats.norm.ppf((1 + level) / 2) * error
    low, high = means["uplift"] - half, means["uplift"] + half
    p = 2 * stats.norm.sf(abs(means["uplift"]) / error) if error else np.nan
    sums = table[["n_treated", "n_control"]].sum()
    return pd.Series({**sums, **means, "low": low, "high": high, "p": p}, name="overall")


def _heterogeneity(uplift: pd.Series, variance: pd.Series, alpha: float) -> pd.Series:
    """Return Cochran's Q over the segments whose variance is known."""
    weights = (1 / variance).dropna()
    effects = uplift[weights.index]
    df = len(effects) - 1
    if df < 1:
        return pd.Series({"q": np.nan, "df": 0, "p": np.nan, "i2": np.nan, "verdict": "too few"})
    q = float((weights * (effects - np.average(effects, weights=weights)) ** 2).sum())
    p = float(stats.chi2.sf(q, df))
    verdict = "effects differ" if p < alpha else "no evidence that effects differ"
    i2 = max(0.0, 1 - df / q) if q else 0.0
    return pd.Series({"q": q, "df": df, "p": p, "i2": i2, "verdict": verdict})


@dataclass(frozen=True)
class QiniResult:
    """What ``qini_curve`` returns: the ``curve`` and its ``coefficient`` with an interval."""

    curve: pd.DataFrame
    coefficient: pd.Series


def qini_curve(
    frame: pd.DataFrame,
    score: Hashable | pd.Series,
    *,
    treated: Hashable = "treated",
    outcome: Hashable = "converted",
    n_boot: int = 0,
    seed: int = 0,
    level: float = 0.95,
) -> QiniResult:
    """Return what is gained as ever more customers are targeted, best scores first.

    Down to each depth, the gain is the outcome of the treated less the outcome of the control
    customers scaled to their number: R_t - R_c N_t / N_c. Customers with equal scores (up to
    rounding errors of floats) enter together, so the order of the rows plays no part.

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
    n_boot : int
        Draws for the interval of the coefficient (customers drawn anew within either arm), 0 for
        none.
    seed : int
        Seed of these draws.
    level : float
        Confidence of the interval.

    Returns
    -------
    QiniResult
        ``curve``, one row per distinct score and a first row of zeros: ``depth`` (share of the
        customers, 0 to 1), ``customers``, ``score`` (the lowest included), ``incremental`` (the
        gain, in units of the outcome, among the treated of `frame`), ``random`` (the same for
        targeting at random, a straight line) and ``uplift`` (mean effect per customer so far).
        Gains are missing as long as one arm is empty. ``coefficient``: the area between the two
        lines per treated customer (``value``; 0 for scores that tell nothing), ``low``, ``high``.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, or an arm is empty.
    TypeError
        If `treated` is not made of True and False, or another column of numbers.

    References
    ----------
    Radcliffe, N. J. (2007). Using control groups to target on predicted lift. *Direct Marketing
    Analytics Journal*, 14-21. Radcliffe, N. J., & Surry, P. D. (2011). Real-world uplift modelling
    with significance-based uplift trees. Stochastic Solutions, TR-2011-1.

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
    require_between("level", level, 0.5, 0.999)
    require_whole("n_boot", n_boot, least=0)
    require_whole("seed", seed, least=0)
    scores = labels_of(frame, score, what="score")
    scores = scores.rename(scores.name or "score")
    require_numbers(scores.to_frame(), [scores.name])
    arms, values = _flags(frame, treated), _outcome(frame, outcome)
    if arms.nunique() < 2:
        raise ValueError(
            f"the column {treated!r} knows one arm only ({len(arms):,} customers); treated and "
            "control customers were expected."
        )
    order = np.argsort(-scores.to_numpy(float), kind="stable")
    ranked, starts = _ties(scores.to_numpy(float)[order])
    parts = np.column_stack([arms, 1 - arms, values * arms, values * (1 - arms)])[order]
    curve = _gains(np.add.reduceat(parts, starts, axis=0))
    curve.insert(2, "score", np.append(np.nan, ranked))
    draws = _resampled(parts, starts, n_boot, seed)
    tail = (1 - level) / 2
    low, high = np.nanquantile(draws, [tail, 1 - tail]) if n_boot else (np.nan, np.nan)
    return QiniResult(curve, pd.Series({"value": _area(curve), "low": low, "high": high}))


def _ties(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct values of descending `scores` and where each begins."""
    rounding = 1e-12 * np.abs(scores).max()
    starts = np.flatnonzero(np.append(True, -np.diff(scores) > rounding))
    ends = np.append(starts[1:], len(scores)) - 1
    return scores[ends], starts


def _gains(sums: np.ndarray) -> pd.DataFrame:
    """Return the curve from the treated, the controls and their outcomes at each score."""
    treated, control, gained, base = np.vstack([np.zeros(4), sums.cumsum(axis=0)]).T
    with np.errstate(invalid="ignore", divide="ignore"):
        uplift = gained / treated - base / control
    incremental = uplift * treated
    incremental[0] = 0
    customers = treated + control
    depth = customers / customers[-1]
    return pd.DataFrame(
        {
            "depth": depth,
            "customers": customers.astype(int),
            "incremental": incremental,
            "random": depth * incremental[-1],
            "uplift": uplift,
            "treated": treated.astype(int),
        }
    )


def _area(curve: pd.DataFrame) -> float:
    """Return the area between the curve and the random line, per treated customer."""
    known = curve[["depth", "incremental", "random"]].dropna()
    excess = np.trapezoid(known["incremental"] - known["random"], known["depth"])
    return float(excess / curve["treated"].iloc[-1])


def _resampled(parts: np.ndarray, starts: np.ndarray, n_boot: int, seed: int) -> np.ndarray:
    """Return the coefficient of `n_boot` samples, customers drawn anew within either arm."""
    rng = np.random.default_rng(seed)
    arms = [np.flatnonzero(parts[:, arm]) for arm in (0, 1)]
    found = np.empty(n_boot)
    for draw in range(n_boot):
        drawn = np.concatenate([rng.choice(arm, len(arm)) for arm in arms])
        times = np.bincount(drawn, minlength=len(parts))
        found[draw] = _area(_gains(np.add.reduceat(parts * times[:, None], starts, axis=0)))
    return found


@dataclass(frozen=True)
class RoiResult:
    """What ``segment_roi`` returns: the ``segments`` and the ``plans`` made of them."""

    segments: pd.DataFrame
    plans: pd.DataFrame


def segment_roi(
    uplift: UpliftResult,
    *,
    margin: float | Mapping[Hashable, float],
    contact_cost_cny: float,
    reward_cny: float = 0.0,
    customers: Mapping[Hashable, float] | None = None,
) -> RoiResult:
    """Return what treating each segment earns, against treating everybody or nobody.

    Only the uplift earns a margin; a reward such as a coupon is paid for every purchase of the
    treated, also for those they would have made anyway. Intervals come from the uplift's alone:
    margins, costs and the response count as known.

    Parameters
    ----------
    uplift : UpliftResult
        What ``uplift_by_segment`` returns.
    margin : float, or mapping of segment to float
        Yuan of margin from one unit of the outcome: the margin of an order where the outcome is a
        purchase, the margin rate (say 0.3) where it is in yuan.
    contact_cost_cny : float
        Cost of treating one customer, in yuan.
    reward_cny : float
        Paid for each unit of the treated's outcome, in yuan.
    customers : mapping of segment to number, optional
        Customers to treat; by default those of the experiment, both arms.

    Returns
    -------
    RoiResult
        ``segments``: ``customers``, ``treated_mean``, ``uplift``, ``break_even_uplift``,
        ``incremental_margin_cny``, ``cost_cny``, ``profit_cny`` with ``profit_low_cny`` and
        ``profit_high_cny``, ``roi`` (profit / cost; missing without cost) and ``verdict``
        ("treat" if the whole interval earns, "leave out" if it loses, else "test again").
        ``plans``: the same sums for "none", "all", "best guess" (segments with a positive profit;
        too rosy, as they were picked by the same data) and "proven" (those to "treat").

    Raises
    ------
    TypeError
        If `uplift` is another object.
    ValueError
        If a number is negative or missing, or a segment is not in a mapping.

    References
    ----------
    Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures.
    *Statistics in Medicine*, 27, 1693-1702 (sums of intervals).

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
    >>> shown = ["segment", "uplift", "break_even_uplift", "profit_cny", "verdict"]
    >>> roi.segments.reset_index()[shown].round(3)
      segment  uplift  break_even_uplift  profit_cny     verdict
    0  lapsed    0.15              0.033      1400.0       treat
    1   loyal    0.00              0.050      -600.0  test again
    >>> roi.plans["profit_cny"].round(3)
    plan
    none             0.0
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
    sizes = found["n_treated"] + found["n_control"]
    n = sizes if customers is None else _per_segment("customers", customers, found.index)
    worth = n * _per_segment("margin", margin, found.index)
    reward = _per_segment("reward_cny", reward_cny, found.index) * found["treated_mean"]
    cost = n * (_per_segment("contact_cost_cny", contact_cost_cny, found.index) + reward)
    table = pd.DataFrame(
        {
            "customers": n,
            "treated_mean": found["treated_mean"],
            "uplift": found["uplift"],
            "break_even_uplift": cost / worth,
            "incremental_margin_cny": worth * found["uplift"],
            "cost_cny": cost,
            "profit_cny": worth * found["uplift"] - cost,
            "profit_low_cny": worth * found["low"] - cost,
            "profit_high_cny": worth * found["high"] - cost,
        }
    )
    table["roi"] = table["profit_cny"] / cost.where(cost > 0)
    sure = np.where(table["profit_high_cny"] < 0, "leave out", "test again")
    table["verdict"] = np.where(table["profit_low_cny"] > 0, "treat", sure)
    return RoiResult(table, _plans(table))


def _per_segment(
    name: str, given: float | Mapping[Hashable, float], segments: pd.Index
) -> pd.Series:
    """Return a number for each segment, from one number or a mapping."""
    several = isinstance(given, Mapping | pd.Series)
    lacking = [str(each) for each in segments if several and each not in given]
    if lacking:
        raise ValueError(f"{name} lacks the segments {', '.join(lacking)}; give a number for each.")
    for each in [given[segment] for segment in segments] if several else [given]:
        require_between(name, each, 0, 1e12)
    return pd.Series({each: given[each] for each in segments} if several else given, segments)


def _plans(table: pd.DataFrame) -> pd.DataFrame:
    """Return the sums over the segments that each plan treats."""
    chosen = {
        "none": np.zeros(len(table), dtype=bool),
        "all": np.ones(len(table), dtype=bool),
        "best guess": (table["profit_cny"] > 0).to_numpy(),
        "proven": (table["verdict"] == "treat").to_numpy(),
    }
    rows = {name: _plan(table[rows]) for name, rows in chosen.items()}
    return pd.DataFrame(rows).T.rename_axis("plan").astype({"segments": int})


def _plan(treated: pd.DataFrame) -> pd.Series:
    """Return the sums over the `treated` segments, with an interval of the profit."""
    sums = treated[["customers", "incremental_margin_cny", "cost_cny", "profit_cny"]].sum()
    profit, cost = sums["profit_cny"], sums["cost_cny"]
    below = np.sqrt(((treated["profit_cny"] - treated["profit_low_cny"]) ** 2).sum())
    above = np.sqrt(((treated["profit_high_cny"] - treated["profit_cny"]) ** 2).sum())
    ends = {"profit_low_cny": profit - below, "profit_high_cny": profit + above}
    return pd.Series(
        {"segments": len(treated), **sums, **ends, "roi": profit / cost if cost else np.nan}
    )
