"""Answers to rating scales: reversing, careless answering, reliability and factors."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.linalg import pinvh
from scipy.stats import chi2, f, wishart
from sklearn.decomposition import FactorAnalysis

from segkit.checks import require_between, require_numeric, require_rows, require_whole

FAR_P = 0.001
"""Below this chance an answer pattern counts as far from all others."""


def reverse_items(
    answers: pd.DataFrame, items: Iterable[str], *, low: float, high: float
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
    _check_scale(answers, items, low, high)
    turned = answers.copy()
    turned[items] = low + high - answers[items]
    return turned


def careless_flags(
    answers: pd.DataFrame,
    items: Iterable[str],
    *,
    low: float,
    high: float,
    pairs: Iterable[tuple[str, str]] = (),
    longest_run: float = 0.5,
    inconsistency: float = 0.5,
    missing: float = 0.5,
) -> pd.DataFrame:
    """Return how each person answered and which signs of careless answering there are.

    A person counts as careless who left too many items empty, whose answers lie far from all others
    (random answers do), or who shows two of the signs run, same and inconsistent. One of these
    alone is no proof: an honest person may hold a middling opinion on ten items in a row. Even
    careless answers can be sincere, so look at the signs before you drop anybody.

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
    longest_run : float
        ``sign_run``: at least this share of the items in a row got the same answer.
    inconsistency : float
        ``sign_inconsistent``: the answers to the `pairs`, one of them reversed, differ on average
        by at least this share of the scale.
    missing : float
        ``sign_missing``: more than this share of the items is empty.

    Returns
    -------
    DataFrame
        With the index of `answers`. ``missing_share``; ``longest_run`` (items in a row with one
        answer; a gap ends it); ``spread`` (standard deviation of the person's answers, in points of
        the scale); ``inconsistency`` (0 to 1, missing without answered pairs); ``mahalanobis``
        (squared distance from the average person, gaps filled with the item's mean, missing unless
        there are more people than items) and ``mahalanobis_p`` (its chi-squared tail).
        Then, as true or false, ``sign_missing``, ``sign_run``, ``sign_same`` (all answers equal),
        ``sign_inconsistent``, ``sign_far`` (p below 0.001) and ``careless``.

    Raises
    ------
    ValueError
        If an item is missing, an answer lies outside the scale, a pair is no pair of items, or a
        share does not lie between 0 and 1.
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
    _check_scale(answers, items, low, high)
    pairs = _checked_pairs(pairs, items)
    shares = {"longest_run": longest_run, "inconsistency": inconsistency, "missing": missing}
    for name, share in shares.items():
        require_between(name, share, 0, 1)
    values = _values(answers, items)
    distance, chance = _mahalanobis(values)
    table = pd.DataFrame(
        {
            "missing_share": np.isnan(values).mean(axis=1),
            "longest_run": _longest_run(values),
            "spread": pd.DataFrame(values).std(axis=1).to_numpy(),
            "inconsistency": _inconsistency(answers, pairs, low, high),
            "mahalanobis": distance,
            "mahalanobis_p": chance,
        },
        index=answers.index,
    )
    signs = pd.DataFrame(
        {
            "sign_missing": table["missing_share"] > missing,
            "sign_run": table["longest_run"] >= max(2, longest_run * len(items)),
            "sign_same": table["spread"] < 1e-9,
            "sign_inconsistent": table["inconsistency"] >= inconsistency,
            "sign_far": table["mahalanobis_p"] < FAR_P,
        }
    )
    several = signs[["sign_run", "sign_same", "sign_inconsistent"]].sum(axis=1) >= 2
    careless = signs["sign_missing"] | signs["sign_far"] | several
    return table.join(signs).assign(careless=careless)


def _longest_run(values: np.ndarray) -> np.ndarray:
    """Return the most equal answers in a row, per row of `values`; a gap ends a run."""
    run = np.zeros(len(values), dtype=int)
    longest, before = run.copy(), np.full(len(values), np.nan)
    for answer in values.T:
        run = np.where(answer == before, run + 1, ~np.isnan(answer))
        longest, before = np.maximum(longest, run), answer
    return longest


def _inconsistency(
    answers: pd.DataFrame, pairs: list[tuple[str, str]], low: float, high: float
) -> np.ndarray:
    """Return the mean gap, as a share of the scale, between items and their reversed partners."""
    gaps = pd.DataFrame(index=answers.index, dtype=float)
    for item, reversed_item in pairs:
        both = _values(answers, [item, reversed_item])
        gaps[item, reversed_item] = np.abs(both.sum(axis=1) - low - high) / (high - low)
    return gaps.mean(axis=1).to_numpy(dtype=float)


def _mahalanobis(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the squared distances from the mean row and their chi-squared tails."""
    people, items = values.shape
    answered = (~np.isnan(values)).sum(axis=1)
    if people <= items or not answered.any():
        return np.full(people, np.nan), np.full(people, np.nan)
    centred = np.nan_to_num(values - _item_means(values))
    inverse, rank = pinvh(centred.T @ centred / (people - 1), return_rank=True)
    distance = np.einsum("ij,jk,ik->i", centred, inverse, centred)
    freedom = np.minimum(answered, rank)
    chance = chi2.sf(distance, np.maximum(freedom, 1))
    return distance, np.where(freedom > 0, chance, np.nan)


def _item_means(values: np.ndarray) -> np.ndarray:
    """Return the mean of each column, gaps left out; 0 for a column of gaps."""
    answered = (~np.isnan(values)).sum(axis=0)
    return np.nansum(values, axis=0) / np.maximum(answered, 1)


@dataclass(frozen=True)
class Reliability:
    """How well the items of a scale hang together, as ``cronbach_alpha`` returns it."""

    alpha: float
    low: float
    high: float
    people: int
    items: pd.DataFrame


def cronbach_alpha(
    answers: pd.DataFrame, items: Iterable[str], *, confidence: float = 0.95
) -> Reliability:
    """Return Cronbach's alpha of a scale with Feldt's interval, and what each item adds.

    Alpha is ``k / (k - 1) * (1 - sum of the item variances / variance of the sum)``. An item with a
    negative ``item_rest_correlation`` has probably not been reversed. People with a gap in one of
    the items are left out.

    Parameters
    ----------
    answers : DataFrame
        One row per person, after ``reverse_items``.
    items : sequence of text
        At least two items of one scale.
    confidence : float
        Level of the interval, below 1.

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
    _check_confidence(confidence)
    values = _complete(answers, items)
    covariance = np.cov(values, rowvar=False)
    if covariance.sum() <= 1e-12 * np.trace(covariance):
        raise ValueError(
            f"the sum of the items {', '.join(map(repr, items))} is the same for all "
            f"{len(values):,} people, so alpha is not defined; check the items."
        )
    alpha = _alpha(np.trace(covariance), covariance.sum(), len(items))
    freedom = len(values) - 1, (len(values) - 1) * (len(items) - 1)
    tail = (1 - confidence) / 2
    return Reliability(
        alpha=float(alpha),
        low=float(1 - (1 - alpha) * f.isf(tail, *freedom)),
        high=float(1 - (1 - alpha) * f.ppf(tail, *freedom)),
        people=len(values),
        items=_item_table(values, covariance, items),
    )


def _alpha(
    item_variances: float | np.ndarray, total_variance: float | np.ndarray, k: int
) -> float | np.ndarray:
    """Return alpha from the sum of the variances of `k` items and the variance of their sum."""
    return k / (k - 1) * (1 - item_variances / total_variance)


def _item_table(values: np.ndarray, covariance: np.ndarray, items: list[str]) -> pd.DataFrame:
    """Return what each item adds to the scale."""
    variance = np.diag(covariance)
    with_rest = covariance.sum(axis=1) - variance
    rest = np.maximum(covariance.sum() - 2 * with_rest - variance, 0)
    scale = np.sqrt(variance * rest)
    k = len(items)
    dropped = _alpha(variance.sum() - variance, np.where(rest > 0, rest, np.nan), max(k - 1, 2))
    return pd.DataFrame(
        {
            "mean": values.mean(axis=0),
            "variance": variance,
            "item_rest_correlation": with_rest / np.where(scale > 0, scale, np.nan),
            "alpha_if_dropped": dropped if k > 2 else np.nan,
        },
        index=pd.Index(items, name="item"),
    )


@dataclass(frozen=True)
class FactorSolution:
    """The common factors behind the items, as ``factor_loadings`` returns them."""

    loadings: pd.DataFrame
    communality: pd.Series
    factors: pd.DataFrame
    scores: pd.DataFrame
    parallel: pd.DataFrame
    suggested: int


def factor_loadings(
    answers: pd.DataFrame,
    items: Iterable[str],
    *,
    k: int | None = None,
    n_sims: int = 200,
    seed: int = 0,
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
    n_sims : int
        Number of simulated samples in the parallel analysis.
    seed : int
        Seed of the simulation.

    Returns
    -------
    FactorSolution
        ``loadings``: items by factors F1, F2, ... (correlations of item and factor);
        ``communality``: share of each item's variance that the factors explain; ``factors``: per
        factor ``ss_loadings`` and ``variance_share`` (of all items); ``scores``: people by factors,
        missing for those left out; ``parallel``: per eigenvalue ``eigenvalue``, ``random_95`` and
        ``beyond_chance``; ``suggested``: the number that parallel analysis suggests, at least 1.

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
    >>> answers = pd.DataFrame({"a": mood, "b": mood, "c": mood, "noise": [0] * 20 + [1] * 20})
    >>> answers["b"] += [0, 1] * 20
    >>> solution = factor_loadings(answers, answers.columns)
    >>> solution.suggested, solution.loadings.index[solution.loadings["F1"] > 0.9].tolist()
    (1, ['a', 'b', 'c'])
    """
    items = _checked_items(answers, items, least=3)
    require_whole("n_sims", n_sims, least=20)
    require_whole("seed", seed, least=0)
    standard = _standardised(answers, items)
    correlation = standard.T @ standard / len(standard)
    parallel, suggested = _parallel_analysis(correlation, len(standard), n_sims, seed)
    most = _most_factors(len(items))
    suggested = min(max(suggested, 1), most)
    if k is not None:
        require_whole("k", k, least=1, most=most)
    model = _fitted(correlation, k or suggested)
    turn = _order_and_sign(model.components_)
    names = [f"F{number}" for number in range(1, len(turn) + 1)]
    loadings = pd.DataFrame(
        (turn @ model.components_).T, index=pd.Index(items, name="item"), columns=names
    )
    explained = (loadings**2).sum()
    scores = pd.DataFrame(np.nan, answers.index, columns=names)
    scores.loc[answers[items].notna().all(axis=1)] = model.transform(standard.to_numpy()) @ turn.T
    return FactorSolution(
        loadings=loadings,
        communality=(loadings**2).sum(axis=1).rename("communality"),
        factors=pd.DataFrame(
            {"ss_loadings": explained, "variance_share": explained / len(items)}
        ).rename_axis("factor"),
        scores=scores,
        parallel=parallel,
        suggested=suggested,
    )


def _standardised(answers: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Return the items of the complete people with mean 0 and standard deviation 1."""
    values = _complete(answers, items)
    if len(values) <= len(items):
        raise ValueError(
            f"{len(values):,} people answered all {len(items)} items, more people than items were "
            "expected; collect more answers or take fewer items."
        )
    constant = [repr(name) for name in items if values[name].std(ddof=0) == 0]
    if constant:
        raise ValueError(
            f"the items {', '.join(constant)} have the same answer from all {len(values):,} people "
            "and correlate with nothing; leave them out."
        )
    return (values - values.mean()) / values.std(ddof=0)


def _most_factors(p: int) -> int:
    """Return how many common factors `p` items can carry (Ledermann's bound)."""
    return int((2 * p + 1 - np.sqrt(8 * p + 1)) / 2)


def _parallel_analysis(
    correlation: pd.DataFrame, people: int, n_sims: int, seed: int
) -> tuple[pd.DataFrame, int]:
    """Return the eigenvalues beside those of uncorrelated items, and how many lie above."""
    p = len(correlation)
    by_chance = wishart(people - 1, np.eye(p)).rvs(n_sims, random_state=np.random.default_rng(seed))
    scale = np.sqrt(np.diagonal(by_chance, axis1=1, axis2=2))
    by_chance = np.linalg.eigvalsh(by_chance / (scale[:, :, None] * scale[:, None, :]))
    table = pd.DataFrame(
        {
            "eigenvalue": np.linalg.eigvalsh(correlation)[::-1],
            "random_95": np.quantile(by_chance, 0.95, axis=0)[::-1],
        },
        index=pd.RangeIndex(1, p + 1, name="number"),
    )
    table["beyond_chance"] = table["eigenvalue"] > table["random_95"]
    return table, int(table["beyond_chance"].cummin().sum())


def _fitted(correlation: pd.DataFrame, k: int) -> FactorAnalysis:
    """Return the factor analysis of the correlations.

    Only the correlations matter to it, so it is given the fewest rows that have them: the root of
    the matrix and its mirror image. Each of its many steps then takes no longer for more people.
    """
    values, vectors = np.linalg.eigh(correlation.to_numpy())
    root = (vectors * np.sqrt(np.maximum(values, 0) * len(correlation))).T
    model = FactorAnalysis(k, rotation="varimax", svd_method="lapack", tol=1e-8, max_iter=20_000)
    return model.fit(np.vstack([root, -root]))


def _order_and_sign(components: np.ndarray) -> np.ndarray:
    """Return the matrix that sorts the factors by variance and makes their sums positive."""
    order = np.argsort(-(components**2).sum(axis=1), kind="stable")
    signs = np.where(components.sum(axis=1) < 0, -1.0, 1.0)
    return np.diag(signs)[order]


def _checked_items(answers: pd.DataFrame, items: Iterable[str], *, least: int) -> list[str]:
    """Return the items as a list, if there are enough, all different, and all numbers."""
    if isinstance(items, str):
        raise TypeError(f"items is the text {items!r}, a list was expected: items=[{items!r}].")
    items = list(items)
    require_numeric(answers, items)
    require_rows(answers)
    if len(items) < least or len(set(items)) < len(items):
        raise ValueError(
            f"items names {len(items)} items, {len(set(items))} of them different; at least "
            f"{least}, all different, were expected."
        )
    return items


def _values(answers: pd.DataFrame, items: list[str]) -> np.ndarray:
    """Return the answers as floats, gaps as NaN."""
    return answers[items].to_numpy(dtype=float, na_value=np.nan)


def _check_scale(answers: pd.DataFrame, items: list[str], low: float, high: float) -> None:
    """Raise if `low` is not below `high`, or an answer lies outside."""
    for name, end in (("low", low), ("high", high)):
        require_between(name, end, -1e9, 1e9)
    if low >= high:
        raise ValueError(f"the scale runs from low={low} to high={high}; low must be below high.")
    for name in items:
        values = _values(answers, [name])[:, 0]
        outside = values[(values < low) | (values > high)]
        if len(outside):
            raise ValueError(
                f"the item {name!r} has {len(outside):,} answers outside the scale from {low:g} to "
                f"{high:g}, such as {outside[0]:g}; repair them or make them missing first."
            )


def _checked_pairs(pairs: Iterable[tuple[str, str]], items: list[str]) -> list[tuple[str, str]]:
    """Return the pairs as a list, if each names two different items."""
    pairs = list(pairs)
    for pair in pairs:
        if isinstance(pair, str) or len(set(pair)) != 2 or not set(pair) <= set(items):
            raise ValueError(
                f"pairs has {pair!r}, two of the items were expected, such as "
                f"({items[0]!r}, {items[-1]!r})."
            )
    return [tuple(pair) for pair in pairs]


def _check_confidence(confidence: float) -> None:
    """Raise unless `confidence` lies between 0 and 1, ends excluded."""
    require_between("confidence", confidence, 0.5, 0.9999)


def _complete(answers: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Return the items as floats, for the people who answered all of them."""
    values = pd.DataFrame(_values(answers, items), index=answers.index, columns=items)
    endless = [repr(name) for name in items if np.isinf(values[name]).any()]
    if endless:
        raise ValueError(f"the items {', '.join(endless)} hold infinite values; repair them first.")
    values = values.dropna()
    if len(values) < 2:
        raise ValueError(
            f"{len(values)} of {len(answers):,} people answered all {len(items)} items, at least 2 "
            "were expected; look for an item that nobody answered."
        )
    return values
