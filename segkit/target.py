"""Which segments to aim at, how much to spend on each, and where the brands stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from segkit.checks import (
    require_between,
    require_choice,
    require_columns,
    require_numbers,
    require_rows,
)

N_WEIGHTINGS = 10_000


def evaluate_segments(
    ratings: pd.DataFrame,
    *,
    attractiveness: Mapping[str, float],
    competitiveness: Mapping[str, float],
    knock_out: Mapping[str, float] | None = None,
    scale: tuple[float, float] = (0, 10),
    seed: int = 0,
) -> pd.DataFrame:
    """Return each segment's attractiveness and the organisation's competitiveness in it.

    Both are weighted means of ratings, the two axes of the segment evaluation plot (also known as
    the directional policy or GE/McKinsey matrix). Segments that fail a knock-out criterion keep
    their values and lose their rank. How much the ranking hangs on the weights is tried out with
    10,000 random weightings around the given ones (Dirichlet; where the weights are equal, every
    weighting is equally likely).

    Parameters
    ----------
    ratings : DataFrame
        One row per segment (the index names it), one column per criterion, high is good. It is not
        changed.
    attractiveness, competitiveness : mapping of text to float
        The weight of each criterion, positive; they are scaled to a sum of 1. A criterion without
        weight may only serve as a knock-out.
    knock_out : mapping of text to float, optional
        The least rating that a segment needs, by criterion.
    scale : pair of float
        The lowest and the highest rating there can be.
    seed : int
        Seed of the random weightings.

    Returns
    -------
    DataFrame
        In the order of `ratings`: ``attractiveness`` and ``competitiveness`` (on the scale of the
        ratings), ``score`` (the mean of both), ``passes``, ``failed`` (names of the knock-out
        criteria), ``rank`` (by score, 1 is best; missing where a knock-out fails), ``first_share``
        (share of the random weightings in which the segment is first; ties share) and ``advice``:
        "invest", "select" or "avoid", as the score lies in the upper, middle or lower third of the
        scale, or "knocked out".

    Raises
    ------
    ValueError
        If a rating is missing or off the scale, a segment comes twice, a weight is not positive, a
        criterion is unknown or without use, or the scale is no rising pair.
    TypeError
        If `ratings` is no frame, or a rating is no number.

    References
    ----------
    Dolnicar, S., Grün, B. and Leisch, F. (2018). *Market Segmentation Analysis*. Springer, chapters
    4 and 10.

    Examples
    --------
    >>> ratings = pd.DataFrame(
    ...     {"size": [8, 4], "growth": [6, 9], "fit": [5, 7]}, index=["families", "students"]
    ... )
    >>> weights = {"size": 3, "growth": 1}
    >>> table = evaluate_segments(ratings, attractiveness=weights, competitiveness={"fit": 1})
    >>> table[["attractiveness", "competitiveness", "score", "rank"]]
              attractiveness  competitiveness  score  rank
    families            7.50              5.0  6.250   1.0
    students            5.25              7.0  6.125   2.0
    """
    knock_out = dict(knock_out or {})
    _check_ratings(ratings, [*attractiveness, *competitiveness, *knock_out], scale)
    for name, least in knock_out.items():
        require_between(f"knock_out[{name!r}]", least, *scale)
    axes = {"attractiveness": attractiveness, "competitiveness": competitiveness}
    weights = {axis: _weights(axis, given) for axis, given in axes.items()}
    table = pd.DataFrame({axis: ratings[w.index] @ w for axis, w in weights.items()})
    fails = pd.DataFrame({name: ratings[name] < least for name, least in knock_out.items()})
    fails = fails.reindex(ratings.index, fill_value=False)
    table["score"] = table.mean(axis=1)
    table["passes"] = ~fails.any(axis=1)
    table["failed"] = [", ".join(fails.columns[row]) for row in fails.to_numpy(bool)]
    table["rank"] = table["score"].where(table["passes"]).rank(ascending=False, method="min")
    table["first_share"] = _first_shares(ratings, weights, table["passes"].to_numpy(), seed)
    height = (table["score"] - scale[0]) / (scale[1] - scale[0])
    advice = np.select([height >= 2 / 3, height >= 1 / 3], ["invest", "select"], "avoid")
    table["advice"] = np.where(table["passes"], advice, "knocked out")
    return table


def _check_ratings(ratings: pd.DataFrame, used: list[str], scale: tuple[float, float]) -> None:
    """Raise unless all ratings are numbers on the scale and each criterion is used."""
    require_columns(ratings, used)
    require_numbers(ratings, ratings.columns)
    require_rows(ratings)
    _check_index(ratings)
    idle = [str(name) for name in ratings if name not in used]
    if idle:
        raise ValueError(
            f"the criteria {', '.join(idle)} have no weight and knock nothing out; give them a "
            "weight, or drop these columns."
        )
    if len(scale) != 2 or not scale[0] < scale[1]:
        raise ValueError(f"scale is {scale!r}, a lowest and a highest rating were expected.")
    off = (ratings < scale[0]) | (ratings > scale[1])
    for name in off.columns[off.any()]:
        segment = off.index[off[name]][0]
        raise ValueError(
            f"the rating of {segment!r} in {name!r} is {ratings.at[segment, name]:g}, but the "
            f"scale is {scale[0]:g} to {scale[1]:g}; correct it, or pass scale=(lowest, highest)."
        )


def _check_index(frame: pd.DataFrame) -> None:
    """Raise unless the index names each row once."""
    if not frame.index.is_unique:
        twice = frame.index[frame.index.duplicated()][0]
        raise ValueError(
            f"the row {twice!r} comes twice in the index; one row each was expected, with its name "
            "as index."
        )


def _weights(axis: str, given: Mapping[str, float]) -> pd.Series:
    """Return the weights of an axis, scaled to a sum of 1."""
    weights = pd.Series(dict(given), dtype=float)
    wrong = weights[~((weights > 0) & np.isfinite(weights))]
    if weights.empty or len(wrong):
        state = ", ".join(f"{name} {value:g}" for name, value in wrong.items()) or "nothing"
        raise ValueError(
            f"{axis} weighs {state}; a positive number per criterion was expected, leave out those "
            "that shall not count."
        )
    return weights / weights.sum()


def _first_shares(
    ratings: pd.DataFrame, weights: dict[str, pd.Series], passes: np.ndarray, seed: int
) -> np.ndarray:
    """Return in which share of random weightings each segment is first."""
    draws = np.random.default_rng(seed)
    scores = np.zeros((N_WEIGHTINGS, len(ratings)))
    for w in weights.values():
        scores += (
            draws.dirichlet(len(w) * w.to_numpy(), N_WEIGHTINGS) @ ratings[w.index].T.to_numpy()
        )
    scores[:, ~passes] = -np.inf
    first = (scores >= scores.max(axis=1, keepdims=True) - 1e-9) & passes
    return (first / np.maximum(first.sum(axis=1, keepdims=True), 1)).mean(axis=0)


def allocate_budget(
    segments: pd.DataFrame, *, budget_cny: float, hurdle: float = 1.0
) -> pd.DataFrame:
    """Return what to spend on each segment so that the total response is as large as can be.

    The response to a spend of x yuan is ``ceiling_cny * (1 - 2 ** (-x / half_cny))``: concave, half
    the ceiling at ``half_cny``. So the optimum is where the last yuan brings the same in every
    segment that is not at its minimum or maximum; that common return is found by bisection, and the
    allocation is the exact global optimum, not the best of some steps.

    Parameters
    ----------
    segments : DataFrame
        One row per segment (the index names it) with ``ceiling_cny`` (the most contribution margin
        it can bring) and ``half_cny`` (the spend that brings half of that), and, if wanted,
        ``minimum_cny`` and ``maximum_cny`` of the spend. It is not changed.
    budget_cny : float
        The most to spend on all segments together, in yuan.
    hurdle : float
        The least yuan that the last yuan must bring; money that would bring less stays in the
        purse. With 0 the whole budget is spent.

    Returns
    -------
    DataFrame
        In the order of `segments`: ``spend_cny``, ``response_cny``, ``marginal_return`` (yuan that
        the last yuan brings) and ``limit`` ("minimum", "maximum" or "").

    Raises
    ------
    ValueError
        If a column is missing, a number is not positive, a minimum exceeds its maximum, the budget
        does not cover the minima, or a segment comes twice.
    TypeError
        If a column holds no numbers.

    References
    ----------
    Koopman, B. O. (1953). The optimum distribution of effort. *Operations Research*, 1(2), 52-63.

    Examples
    --------
    >>> segments = pd.DataFrame(
    ...     {"ceiling_cny": [2000, 1000], "half_cny": [100, 100]}, index=["families", "students"]
    ... )
    >>> spend = allocate_budget(segments, budget_cny=300).round(3)
    >>> spend[["spend_cny", "response_cny", "marginal_return"]]
              spend_cny  response_cny  marginal_return
    families      200.0        1500.0            3.466
    students      100.0         500.0            3.466
    """
    require_between("budget_cny", budget_cny, 0, np.finfo(float).max)
    require_between("hurdle", hurdle, 0, np.finfo(float).max)
    ceiling, half, least, most = _limits(segments, budget_cny)
    steepest = np.log(ceiling) + np.log(np.log(2) / half)

    def spend_at(log_return: float) -> np.ndarray:
        """Return the spend whose last yuan brings that much, within the limits."""
        return np.clip(half / np.log(2) * (steepest - log_return), least, most)

    lowest = (steepest - np.log(2) / half * np.minimum(most, budget_cny)).min() - 1
    log_return = max(lowest, np.log(hurdle)) if hurdle else lowest
    if spend_at(log_return).sum() > budget_cny:
        ends = log_return, steepest.max() + 1
        log_return = brentq(lambda each: spend_at(each).sum() - budget_cny, *ends, xtol=1e-14)
    spend = spend_at(log_return)
    left = np.exp2(-spend / half)
    table = {
        "spend_cny": spend,
        "response_cny": ceiling * (1 - left),
        "marginal_return": np.exp(steepest) * left,
        "limit": np.select([spend <= least, spend >= most], ["minimum", "maximum"], ""),
    }
    return pd.DataFrame(table, index=segments.index)


def _limits(segments: pd.DataFrame, budget_cny: float) -> list[np.ndarray]:
    """Return ceiling, half, minimum and maximum of each segment; raise unless they make sense."""
    require_columns(segments, ["ceiling_cny", "half_cny"])
    require_rows(segments)
    _check_index(segments)
    bounds = {"minimum_cny": 0.0, "maximum_cny": np.inf}
    given = [name for name in bounds if name in segments]
    require_numbers(segments, ["ceiling_cny", "half_cny", *given])
    table = segments.assign(**{name: bounds[name] for name in bounds if name not in given})
    wrong = {
        "ceiling_cny": (table["ceiling_cny"] <= 0, "a positive number"),
        "half_cny": (table["half_cny"] <= 0, "a positive number"),
        "minimum_cny": (table["minimum_cny"] < 0, "0 or more"),
        "maximum_cny": (table["maximum_cny"] < table["minimum_cny"], "minimum_cny or more"),
    }
    for name, (rows, wanted) in wrong.items():
        for segment in table.index[rows][:1]:
            value = table.at[segment, name]
            raise ValueError(f"{name} of {segment!r} is {value:g}, {wanted} was expected.")
    minima = table["minimum_cny"].sum()
    if minima > budget_cny:
        raise ValueError(
            f"the minima add up to {minima:,.15g} yuan, but budget_cny is {budget_cny:,.15g}; "
            "raise the budget or lower the minima."
        )
    return [table[name].to_numpy(float) for name in ("ceiling_cny", "half_cny", *bounds)]


@dataclass(frozen=True)
class PerceptualMap:
    """Where brands and attributes stand in two dimensions.

    Attributes
    ----------
    method : text
        ``"pca"`` or ``"correspondence"``.
    brands, attributes : DataFrame
        ``x``, ``y`` and ``quality``: the share of what sets the row apart that the map shows.
    axes : DataFrame
        One row per dimension, from 1: ``inertia`` (variance for ``"pca"``) and its ``share``.
    ideals : DataFrame
        ``x`` and ``y`` of each segment's ideal point; empty if none was given.
    rivals : DataFrame
        ``segment``, ``rank``, ``brand`` and ``distance`` on the map, the nearest brand first.
    """

    method: str
    brands: pd.DataFrame
    attributes: pd.DataFrame
    axes: pd.DataFrame
    ideals: pd.DataFrame
    rivals: pd.DataFrame


def perceptual_map(
    ratings: pd.DataFrame, *, method: str = "pca", ideals: pd.DataFrame | None = None
) -> PerceptualMap:
    """Return a map of brands and attributes, and which brands are near each segment's ideal.

    With ``"pca"`` the attributes are centred, not scaled: distances between brands approximate
    those between their ratings, and attributes are the directions in which ratings grow (their
    standard deviations along the axes). With ``"correspondence"`` the table holds counts (how many
    said that the brand has the attribute); both brands and attributes are in principal coordinates,
    and distances between brands approximate chi-square distances of their profiles, so that liked
    and little-known brands can be compared. The signs of the axes are set so that the attribute
    farthest out along an axis lies on its positive side.

    Parameters
    ----------
    ratings : DataFrame
        One row per brand and one column per attribute, at least 3 of each; mean ratings on one
        scale, or counts. It is not changed.
    method : text
        ``"pca"`` for ratings, ``"correspondence"`` for counts.
    ideals : DataFrame, optional
        One row per segment with the ratings (counts) of the brand it would like best, in the same
        columns. Ideals take no part in the making of the axes.

    Returns
    -------
    PerceptualMap

    Raises
    ------
    ValueError
        If there are fewer than 3 brands or attributes, a number is missing, the brands do not
        differ in two dimensions, or counts are negative or add up to 0 in a row or column.
    TypeError
        If `ratings` is no frame, or a column holds no numbers.

    References
    ----------
    Greenacre, M. J. (1984). *Theory and Applications of Correspondence Analysis*. Academic Press.

    Examples
    --------
    >>> counts = pd.DataFrame(
    ...     {"cheap": [20, 0, 0], "tasty": [0, 20, 0], "healthy": [0, 0, 20]}, index=list("ABC")
    ... )
    >>> found = perceptual_map(counts, method="correspondence")
    >>> found.axes.round(3).reset_index()  # as many axes of inertia 1 as brands less 1
       dimension  inertia  share
    0          1      1.0    0.5
    1          2      1.0    0.5
    """
    require_choice("method", method, ["pca", "correspondence"])
    _check_table(ratings, method, "ratings", least=3)
    if ideals is None:
        ideals = ratings.iloc[:0]
    else:
        require_columns(ideals, ratings.columns)
        ideals = ideals[ratings.columns]
        _check_table(ideals, method, "ideals", least=1)
    analyse = _pca if method == "pca" else _correspondence
    inertia, brands, attributes, points = analyse(ratings.to_numpy(float), ideals.to_numpy(float))
    far = np.abs(attributes).round(9).argmax(axis=0)
    signs = np.where(attributes[far, range(len(inertia))] < 0, -1.0, 1.0)
    axes = pd.DataFrame({"inertia": inertia, "share": inertia / inertia.sum()})
    axes.index = pd.RangeIndex(1, len(axes) + 1, name="dimension")
    where = pd.DataFrame(points[:, :2] * signs[:2], index=ideals.index, columns=["x", "y"])
    at = _placed(brands * signs, ratings.index)
    return PerceptualMap(
        method, at, _placed(attributes * signs, ratings.columns), axes, where, _rivals(where, at)
    )


def _check_table(table: pd.DataFrame, method: str, what: str, *, least: int) -> None:
    """Raise unless the table is large enough and holds numbers, or counts."""
    require_columns(table, [])
    if len(table) < least or table.shape[1] < 3:
        raise ValueError(
            f"{what} has {len(table)} rows and {table.shape[1]} columns; at least {least} rows and "
            "3 columns were expected, one per attribute."
        )
    _check_index(table)
    require_numbers(table, table.columns)
    if method == "correspondence":
        negative = table.columns[(table < 0).any()]
        columns = table.columns[table.sum() == 0] if what == "ratings" else []
        empty = [*table.index[table.sum(axis=1) == 0], *columns]
        if len(negative) or empty:
            name, state = (negative[0], "negative") if len(negative) else (empty[0], "0 throughout")
            raise ValueError(
                f"{name!r} in {what} is {state}; correspondence analysis expects counts, some in "
                "every row and column. Use method='pca' for ratings."
            )


def _pca(values: np.ndarray, ideals: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return variances, brands, attributes and ideals along the principal components."""
    centre, degrees = values.mean(axis=0), np.sqrt(len(values) - 1)
    u, d, vt = _svd(values - centre)
    return (d / degrees) ** 2, u * d, vt.T * d / degrees, (ideals - centre) @ vt.T


def _correspondence(values: np.ndarray, ideals: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return inertias, and brands, attributes and ideals in principal coordinates."""
    shares = values / values.sum()
    row, column = shares.sum(axis=1), shares.sum(axis=0)
    expected = np.outer(row, column)
    u, d, vt = _svd((shares - expected) / np.sqrt(expected))
    standard = vt.T / np.sqrt(column)[:, None]
    profiles = ideals / ideals.sum(axis=1, keepdims=True)
    return d**2, u * d / np.sqrt(row)[:, None], standard * d, profiles @ standard


def _svd(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the singular value decomposition without dimensions of size 0."""
    u, d, vt = np.linalg.svd(values, full_matrices=False)
    rank = int((d > 1e-9 * max(d[0], 1e-9)).sum())
    if rank < 2:
        raise ValueError(
            f"the brands differ in {rank} dimensions, a map needs 2; add attributes that tell them "
            "apart."
        )
    return u[:, :rank], d[:rank], vt[:rank]


def _placed(points: np.ndarray, names: pd.Index) -> pd.DataFrame:
    """Return the first two coordinates of `points`, and the share of their squares in all."""
    squares = points**2
    total = squares.sum(axis=1)
    quality = squares[:, :2].sum(axis=1) / np.where(total > 0, total, np.nan)
    return pd.DataFrame({"x": points[:, 0], "y": points[:, 1], "quality": quality}, index=names)


def _rivals(ideals: pd.DataFrame, brands: pd.DataFrame) -> pd.DataFrame:
    """Return the brands by distance from each ideal point."""
    gaps = ideals[["x", "y"]].to_numpy()[:, None, :] - brands[["x", "y"]].to_numpy()[None]
    distance = np.hypot(gaps[..., 0], gaps[..., 1])
    order = distance.argsort(axis=1, kind="stable")
    return pd.DataFrame(
        {
            "segment": np.repeat(ideals.index.to_numpy(), len(brands)),
            "rank": np.tile(np.arange(1, len(brands) + 1), len(ideals)),
            "brand": brands.index.to_numpy()[order].ravel(),
            "distance": np.take_along_axis(distance, order, axis=1).ravel(),
        }
    )
