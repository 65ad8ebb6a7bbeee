"""Answers to rating scales: reversing, careless answering, reliability and factors."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from scipy.linalg import pinvh
from scipy.stats import chi2, f, wishart
from sklearn.decomposition import FactorAnalysis

from segkit.checks import (
    require_between,
    require_numbers,
    require_numeric,
    require_rows,
    require_whole,
)


def reverse_items(
    answers: pd.DataFrame, items: Sequence[str], *, low: float, high: float
) -> pd.DataFrame:
    """Return a copy of `answers` in which `items` are turned round, so that all point one way.

    Parameters
    ----------
    answers : DataFrame
        One row per person, one column per item; other columns stay as they are.
    items : sequence of text
        The items that are worded the other way round.
    low, high : float
        Ends of the scale, such as 1 and 5; the answer x becomes ``low + high - x``. Missing answers
        stay missing.

    Returns
    -------
    DataFrame
        The same rows and columns, in the same order.

    Raises
    ------
    ValueError
        If an item is missing or named twice, an answer lies outside the scale, or `low` is not
        below `high`.
    TypeError
        If `answers` is no frame or an item holds no numbers.

    Examples
    --------
    >>> answers = pd.DataFrame({"I plan my shopping": [5, 2], "I buy on a whim": [1, 4]})
    >>> reverse_items(answers, ["I buy on a whim"], low=1, high=5)
       I plan my shopping  I buy on a whim
    0                   5                5
    1                   2                2
    """
    items = _checked_items(answers, items, least=1)
    _check_scale(answers[items], low, high)
    return answers.assign(**(low + high - answers[items]))


def careless_flags(
    answers: pd.DataFrame,
    items: Sequence[str],
    *,
    low: float,
    high: float,
    pairs: Sequence[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Return how each person answered and which signs of careless answering there are.

    A person counts as careless who left more than half of the items empty, whose answers lie far
    from all others (random answers do), or who shows two of the signs run, same and inconsistent.
    One of these alone is no proof: an honest person may hold a middling opinion on ten items in a
    row. Even flagged answers can be sincere, so look at the signs before you drop anybody.

    Parameters
    ----------
    answers : DataFrame
        One row per person; items as they were answered, before ``reverse_items``.
    items : sequence of text
        At least two items, in the order of the questionnaire.
    low, high : float
        Ends of the scale.
    pairs : sequence of pairs of text
        Items that say the opposite of one another: (item, reversed item).

    Returns
    -------
    DataFrame
        With the index of `answers`. ``missing_share``; ``longest_run`` (items in a row with one
        answer; a gap ends it); ``inconsistency`` (mean gap between the answers to the `pairs`, one
        of them reversed, as a share of the scale; missing without answered pairs);
        ``mahalanobis_p`` (chi-squared tail of the distance from the average person, gaps filled
        with the item's mean; missing unless there are more people than items). Then, as true or
        false, ``sign_missing`` (more than half), ``sign_run`` (at least half of the items),
        ``sign_same`` (all answers equal), ``sign_inconsistent`` (0.5 or more), ``sign_far`` (p
        below 0.001) and ``careless``.

    Raises
    ------
    ValueError
        If an item is missing, an answer lies outside the scale, or a pair is no pair of items.
    TypeError
        If `answers` is no frame or an item holds no numbers.

    References
    ----------
    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data.
    *Psychological Methods*, 17(3), 437-455.
    Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data.
    *Journal of Experimental Social Psychology*, 66, 4-19.

    Examples
    --------
    >>> answers = pd.DataFrame({"calm": [5, 4], "steady": [5, 1], "nervous": [5, 2]})
    >>> flags = careless_flags(answers, answers.columns, low=1, high=5, pairs=[("calm", "nervous")])
    >>> flags[["longest_run", "inconsistency", "sign_same", "careless"]]
       longest_run  inconsistency  sign_same  careless
    0            3            1.0       True      True
    1            1            0.0      False     False
    """
    items = _checked_items(answers, items, least=2)
    values = answers[items].astype(float).reset_index(drop=True)
    _check_scale(values, low, high)
    for pair in pairs:
        if isinstance(pair, str) or len(set(pair)) != 2 or not set(pair) <= set(items):
            raise ValueError(
                f"pairs has {pair!r}, two of the items were expected, such as "
                f"({items[0]!r}, {items[-1]!r})."
            )
    gaps = {n: (values[a] + values[b] - low - high).abs() for n, (a, b) in enumerate(pairs)}
    table = pd.DataFrame(
        {
            "missing_share": values.isna().mean(axis=1),
            "longest_run": [_longest_run(row) for row in values.to_numpy().tolist()],
            "inconsistency": pd.DataFrame(gaps, values.index).mean(axis=1) / (high - low),
            "mahalanobis_p": _mahalanobis_p(values),
        }
    )
    signs = pd.DataFrame(
        {
            "sign_missing": table["missing_share"] > 0.5,
            "sign_run": table["longest_run"] >= max(2, len(items) / 2),
            "sign_same": values.std(axis=1) < 1e-9,
            "sign_inconsistent": table["inconsistency"] >= 0.5,
            "sign_far": table["mahalanobis_p"] < 0.001,
        }
    )
    several = signs[["sign_run", "sign_same", "sign_inconsistent"]].sum(axis=1) >= 2
    return (
        table.join(signs)
        .assign(careless=signs["sign_missing"] | signs["sign_far"] | several)
        .set_axis(answers.index)
    )


def _longest_run(answers: list[float]) -> int:
    """Return the most equal answers in a row; gaps equal nothing."""
    return max(len(list(run)) for _, run in groupby(answers))


def _mahalanobis_p(values: pd.DataFrame) -> np.ndarray:
    """Return the chi-squared tails of the squared distances from the mean row."""
    if len(values) <= values.shape[1]:
        return np.full(len(values), np.nan)
    centred = (values - values.mean()).fillna(0).to_numpy()
    inverse, rank = pinvh(centred.T @ centred / (len(values) - 1), return_rank=True)
    distance = np.einsum("ij,jk,ik->i", centred, inverse, centred)
    return chi2.sf(distance, np.minimum(values.notna().sum(axis=1), rank))


@dataclass(frozen=True)
class Reliability:
    """How well the items of a scale hang together, as ``cronbach_alpha`` returns it."""

    alpha: float
    low: float
    high: float
    people: int
    items: pd.DataFrame


def cronbach_alpha(answers: pd.DataFrame, items: Sequence[str]) -> Reliability:
    """Return Cronbach's alpha of a scale with Feldt's 95 % interval, and what each item adds.

    Alpha is ``k / (k - 1) * (1 - sum of the item variances / variance of the sum)``. An item with a
    negative ``item_rest_correlation`` has probably not been reversed. People with a gap in one of
    the items are left out.

    Parameters
    ----------
    answers : DataFrame
        One row per person, after ``reverse_items``.
    items : sequence of text
        At least two items of one scale.

    Returns
    -------
    Reliability
        ``alpha``, ``low`` and ``high`` (the interval), ``people`` (who answered all the items) and
        ``items``: a frame indexed by item with ``mean``, ``variance``, ``item_rest_correlation``
        (with the sum of the other items; missing for a constant) and ``alpha_if_dropped`` (missing
        with two items).

    Raises
    ------
    ValueError
        If an item is missing or named twice, fewer than two people answered all the items, or the
        sum of the items does not vary.
    TypeError
        If `answers` is no frame or an item holds no numbers.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. *Psychometrika*,
    16, 297-334.
    Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Statistical inference for coefficient
    alpha. *Applied Psychological Measurement*, 11, 93-103.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3], "b": [2, 2, 5]})
    >>> round(cronbach_alpha(answers, ["a", "b"]).alpha, 3)  # 2 * (1 - (1 + 3) / 7)
    0.857
    """
    items = _checked_items(answers, items, least=2)
    values = _complete(answers, items, least=2)
    covariance = values.cov().to_numpy()
    alpha = _alpha(covariance)
    if np.isnan(alpha):
        raise ValueError(
            f"the sum of the items {', '.join(map(repr, items))} is the same for all "
            f"{len(values):,} people, so alpha is not defined; check the items."
        )
    n, k = values.shape
    low, high = 1 - (1 - alpha) * f.isf([0.025, 0.975], n - 1, (n - 1) * (k - 1))
    rest = values.rsub(values.sum(axis=1), axis=0)
    without = [np.delete(np.delete(covariance, item, 0), item, 1) for item in range(k)]
    table = pd.DataFrame(
        {
            "mean": values.mean(),
            "variance": values.var(),
            "item_rest_correlation": values.corrwith(rest),
            "alpha_if_dropped": [_alpha(each) for each in without],
        }
    )
    return Reliability(alpha, float(low), float(high), n, table.rename_axis("item"))


def _alpha(covariance: np.ndarray) -> float:
    """Return alpha from the covariances of the items, NaN if their sum does not vary."""
    k, variances = len(covariance), np.trace(covariance)
    if k < 2 or covariance.sum() <= 1e-12 * variances:
        return np.nan
    return float(k / (k - 1) * (1 - variances / covariance.sum()))


@dataclass(frozen=True)
class FactorSolution:
    """The common factors behind the items, as ``factor_loadings`` returns them."""

    loadings: pd.DataFrame
    factors: pd.DataFrame
    scores: pd.DataFrame
    parallel: pd.DataFrame
    suggested: int


def factor_loadings(
    answers: pd.DataFrame, items: Sequence[str], *, k: int | None = None
) -> FactorSolution:
    """Return the varimax-rotated maximum-likelihood factors of the standardised items.

    Factors are ordered by the variance that they explain, and turned so that their loadings sum to
    a positive number. The number of factors is suggested by parallel analysis: as many as there are
    eigenvalues of the correlations above the 95 % point of those of uncorrelated items, counted
    until the first that is not. People with a gap in one of the items are left out.

    Parameters
    ----------
    answers : DataFrame
        One row per person.
    items : sequence of text
        At least three items.
    k : int, optional
        Number of factors; the suggested one by default.

    Returns
    -------
    FactorSolution
        ``loadings``: items by factors F1, F2, ... (correlations of item and factor);
        ``factors``: per factor ``ss_loadings`` and ``variance_share`` (of all items); ``scores``:
        people by factors, missing for those left out; ``parallel``: per eigenvalue ``eigenvalue``,
        ``random_95`` and ``beyond_chance``; ``suggested``: the number that parallel analysis
        suggests, at least 1. The squared loadings of an item add up to its communality.

    Raises
    ------
    ValueError
        If an item is missing, named twice or constant, there are not more complete people than
        items, or `k` is more than the items can carry.
    TypeError
        If `answers` is no frame or an item holds no numbers.

    Warns
    -----
    ConvergenceWarning
        If the factors have not settled after 20,000 steps, as with more factors than the items
        share; take a smaller `k`.

    Notes
    -----
    The rotation is raw varimax, as in ``sklearn.decomposition.FactorAnalysis``; SPSS and R
    normalise the items first (Kaiser), which changes loadings a little and communalities not.

    References
    ----------
    Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis.
    *Psychometrika*, 30, 179-185.
    Kaiser, H. F. (1958). The varimax criterion for analytic rotation in factor analysis.
    *Psychometrika*, 23, 187-200.

    Examples
    --------
    >>> mood = np.tile([1, 2, 3, 4, 5], 8)
    >>> noise = np.repeat([0, 1], 20)
    >>> answers = pd.DataFrame({"a": mood, "b": mood + noise[::-1], "c": mood, "noise": noise})
    >>> solution = factor_loadings(answers, answers.columns)
    >>> solution.suggested, solution.loadings.index[solution.loadings["F1"] > 0.9].tolist()
    (1, ['a', 'b', 'c'])
    """
    items = _checked_items(answers, items, least=3)
    values = _complete(answers.reset_index(drop=True), items, least=len(items) + 1)
    constant = [repr(name) for name in items if values[name].nunique() == 1]
    if constant:
        raise ValueError(
            f"the items {', '.join(constant)} have the same answer from all {len(values):,} people "
            "and correlate with nothing; leave them out."
        )
    parallel = _parallel_analysis(values)
    most = int((2 * len(items) + 1 - np.sqrt(8 * len(items) + 1)) / 2)  # Ledermann's bound
    suggested = int(np.clip(parallel["beyond_chance"].cummin().sum(), 1, most))
    k = suggested if k is None else k
    require_whole("k", k, least=1, most=most)
    standard = (values - values.mean()) / values.std(ddof=0)
    model = FactorAnalysis(k, rotation="varimax", svd_method="lapack", tol=1e-8, max_iter=20_000)
    scores = model.fit_transform(standard.to_numpy())
    order = np.argsort(-(model.components_**2).sum(axis=1), kind="stable")
    signs = np.where(model.components_[order].sum(axis=1) < 0, -1, 1)
    names = [f"F{number}" for number in range(1, k + 1)]
    scores = pd.DataFrame(scores[:, order] * signs, values.index, names)
    loadings = pd.DataFrame(model.components_[order].T * signs, values.columns, names)
    explained = (loadings**2).sum()
    return FactorSolution(
        loadings=loadings.rename_axis("item"),
        factors=pd.DataFrame(
            {"ss_loadings": explained, "variance_share": explained / len(items)},
            index=pd.Index(names, name="factor"),
        ),
        scores=scores.reindex(range(len(answers))).set_axis(answers.index),
        parallel=parallel,
        suggested=suggested,
    )


def _parallel_analysis(values: pd.DataFrame) -> pd.DataFrame:
    """Return the eigenvalues beside those of uncorrelated items, and which lie above."""
    people, p = values.shape
    # Covariances of 200 tables of items that have nothing in common.
    chance = wishart(people - 1, np.eye(p)).rvs(200, random_state=np.random.default_rng(0))
    scale = np.sqrt(np.diagonal(chance, axis1=1, axis2=2))
    chance = np.linalg.eigvalsh(chance / (scale[:, :, None] * scale[:, None, :]))
    own, limit = np.linalg.eigvalsh(values.corr()), np.quantile(chance, 0.95, axis=0)
    return pd.DataFrame(
        {"eigenvalue": own, "random_95": limit, "beyond_chance": own > limit},
        index=pd.RangeIndex(p, 0, -1, name="number"),
    )[::-1]


def _checked_items(answers: pd.DataFrame, items: Sequence[str], *, least: int) -> list[str]:
    """Return the items as a list, if there are enough, all different, and all numbers."""
    require_numeric(answers, items)
    require_rows(answers)
    if len(items) < least or len(set(items)) < len(items):
        raise ValueError(
            f"items names {len(items)} items, {len(set(items))} of them different; at least "
            f"{least}, all different, were expected."
        )
    return list(items)


def _check_scale(values: pd.DataFrame, low: float, high: float) -> None:
    """Raise if `low` is not below `high`, or an answer lies outside."""
    require_between("low", low, -1000, 999)
    require_between("high", high, low + 1, 1000)
    outside = values.where((values < low) | (values > high)).stack().dropna()
    if len(outside):
        raise ValueError(
            f"the item {outside.index[0][-1]!r} has {outside.iloc[0]:g}, and {len(outside):,} "
            f"answers lie outside the scale from {low:g} to {high:g}; repair them first, or make "
            "them missing."
        )


def _complete(answers: pd.DataFrame, items: list[str], *, least: int) -> pd.DataFrame:
    """Return the items as floats, for the people who answered all of them."""
    values = answers[items].dropna().astype(float)
    require_numbers(values, items)
    if len(values) < least:
        raise ValueError(
            f"{len(values):,} of {len(answers):,} people answered all {len(items)} items, at least "
            f"{least} were expected; collect more answers, or leave out an item that nobody "
            "answered."
        )
    return values
