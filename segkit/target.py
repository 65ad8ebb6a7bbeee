"""Which segments to aim at, how much to spend on each, and where the brands stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from segkit.checks import (
    require_between,
    require_choice,
    require_columns,
    require_mapping,
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
        One row per segment (the index names it), one column per criterion, high is good; columns
        that no other argument names are not used. It is not changed.
    attractiveness, competitiveness : mapping of text to float
        The weight of each criterion, positive; they are scaled to a sum of 1.
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
        ratings), ``score`` (the mean of both), ``failed`` (names of the knock-out criteria),
        ``rank`` (by score, 1 is best; missing where a knock-out fails), ``first_share`` (share of
        the random weightings in which the segment is first; ties share) and ``advice``: "invest",
        "select" or "avoid", as the score lies in the upper, middle or lower third of the scale, or
        "knocked out".

    Raises
    ------
    ValueError
        If a rating is missing or off the scale, a segment comes twice, a weight is not positive, or
        a criterion is unknown.
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
    knock_out = {} if knock_out is None else knock_out
    asked = {"attractiveness": attractiveness, "competitiveness": competitiveness}
    for argument, given in (asked | {"knock_out": knock_out}).items():
        require_mapping(argument, given)
    used = [*{**attractiveness, **competitiveness, **knock_out}]
    _check_table(ratings, used)
    ratings, (low, high) = ratings[used], scale
    _check_values(
        ratings,
        (ratings >= low) & (ratings <= high),
        f"but the scale is {low:g} to {high:g}; correct it, or pass scale=(lowest, highest)",
    )
    for name, least in knock_out.items():
        require_between(f"knock_out[{name!r}]", least, low, high)
    weights = {axis: _weights(axis, given) for axis, given in asked.items()}
    table = pd.DataFrame({axis: ratings[w.index] @ w for axis, w in weights.items()})
    table["score"] = table.mean(axis=1)
    fails = ratings[list(knock_out)] < pd.Series(knock_out, dtype=float)
    table["failed"] = [", ".join(fails.columns[row]) for row in fails.to_numpy(bool)]
    passes = table["failed"] == ""
    table["rank"] = table["score"].where(passes).rank(ascending=False, method="min")
    table["first_share"] = _first_shares(ratings, weights, passes.to_numpy(), seed)
    height = (table["score"] - low) / (high - low)
    table["advice"] = np.select(
        [~passes, height >= 2 / 3, height >= 1 / 3], ["knocked out", "invest", "select"], "avoid"
    )
    return table


def _check_table(table: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise unless the columns `names` hold numbers and the index names each row once."""
    require_numbers(table, names)
    require_rows(table)
    if not table.index.is_unique:
        raise ValueError(
            f"the row {table.index[table.index.duplicated()][0]!r} comes twice in the index; one "
            "row each was expected, with its name as index."
        )


def _check_values(table: pd.DataFrame, right: pd.DataFrame, wanted: str) -> None:
    """Raise at the first value of `table` that is not `right`."""
    wrong = table.stack()[~right.stack()]
    if len(wrong):
        row, name = wrong.index[0]
        raise ValueError(f"{name} of {row!r} is {wrong.iloc[0]:g}, {wanted}.")


def _weights(axis: str, given: Mapping[str, float]) -> pd.Series:
    """Return the weights of an axis, scaled to a sum of 1."""
    weights = pd.to_numeric(pd.Series(given, dtype=object), errors="coerce")
    if weights.empty or not weights.between(0, np.inf, inclusive="neither").all():
        raise ValueError(
            f"{axis} weighs {dict(given)}; a positive number per criterion was expected, leave out "
            "those that shall not count."
        )
    return weights / weights.sum()


def _first_shares(
    ratings: pd.DataFrame, weights: dict[str, pd.Series], passes: np.ndarray, seed: int
) -> np.ndarray:
    """Return in which share of random weightings each segment is first."""
    draws = np.random.default_rng(seed)
    scores = np.where(passes, 0.0, -np.inf)
    for w in weights.values():
        scores = scores + draws.dirichlet(len(w) * w, N_WEIGHTINGS) @ ratings[w.index].T.to_numpy()
    first = (scores >= scores.max(axis=1, keepdims=True) - 1e-9) & passes
    return (first / np.maximum(first.sum(axis=1, keepdims=True), 1)).mean(axis=0)


def allocate_budget(segments: pd.DataFrame, *, budget_cny: float) -> pd.DataFrame:
    """Return what to spend on each segment so that the total response is as large as can be.

    The response to a spend of x yuan is ``ceiling_cny * (1 - 2 ** (-x / half_cny))``: concave, half
    the ceiling at ``half_cny``. So the optimum is where the last yuan brings the same in every
    segment that gets any; the allocation is the exact optimum, not the best of some steps. Money
    that would bring less than itself back stays in the purse.

    Parameters
    ----------
    segments : DataFrame
        One row per segment (the index names it) with ``ceiling_cny`` (the most contribution margin
        it can bring, in yuan) and ``half_cny`` (the spend that brings half of that). It is not
        changed.
    budget_cny : float
        The most to spend on all segments together, in yuan.

    Returns
    -------
    DataFrame
        In the order of `segments`: ``spend_cny``, ``response_cny`` and ``marginal_return`` (yuan
        that the last yuan brings).

    Raises
    ------
    ValueError
        If a column is missing, a number is not positive, or a segment comes twice.
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
    _check_table(segments, ["ceiling_cny", "half_cny"])
    known = segments[["ceiling_cny", "half_cny"]].astype(float)
    _check_values(known, known > 0, "a positive number was expected")
    ceiling, room = known["ceiling_cny"], known["half_cny"] / np.log(2)
    steepest = np.log(ceiling) - np.log(room)  # logarithm of what the first yuan brings
    best = steepest.sort_values(ascending=False).index
    cuts = ((room * steepest)[best].cumsum() - budget_cny) / room[best].cumsum()
    # The last yuan brings as much as the budget allows, and at least itself (log 1) back.
    spend = (room * (steepest - max(cuts.max(), 0.0))).clip(lower=0)
    left = np.exp(-spend / room)
    return pd.DataFrame(
        {
            "spend_cny": spend,
            "response_cny": ceiling * (1 - left),
            "marginal_return": np.exp(steepest) * left,
        }
    )


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
        One row per brand and one column per attribute; mean ratings on one scale, or counts. It is
        not changed.
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
        If a number is missing, the brands do not differ in two dimensions, or counts are negative
        or add up to 0 in a row or column.
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
    require_columns(ratings, [])
    ideals = ratings.iloc[:0] if ideals is None else ideals
    _check_table(ratings, ratings.columns)
    require_numbers(ideals, ratings.columns)
    inertia, brands, attributes, points = (_pca if method == "pca" else _correspondence)(
        ratings, ideals[ratings.columns]
    )
    far = np.abs(attributes).round(9).argmax(axis=0)
    signs = np.sign(attributes[far, range(len(inertia))])
    axes = pd.DataFrame(
        {"inertia": inertia, "share": inertia / inertia.sum()},
        index=pd.RangeIndex(1, len(inertia) + 1, name="dimension"),
    )
    where = pd.DataFrame(points[:, :2] * signs[:2], index=ideals.index, columns=["x", "y"])
    at = _placed(brands * signs, ratings.index)
    return PerceptualMap(
        method, at, _placed(attributes * signs, ratings.columns), axes, where, _rivals(where, at)
    )


def _pca(ratings: pd.DataFrame, ideals: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Return variances, brands, attributes and ideals along the principal components."""
    u, d, vt = _svd((ratings - ratings.mean()).to_numpy(float))
    inertia = d**2 / (len(ratings) - 1)
    return inertia, u * d, vt.T * np.sqrt(inertia), (ideals - ratings.mean()).to_numpy(float) @ vt.T


def _correspondence(ratings: pd.DataFrame, ideals: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Return inertias, and brands, attributes and ideals in principal coordinates."""
    counts = pd.concat([ratings, ideals])
    _check_values(counts, counts >= 0, "counts from 0 on were expected; or use method='pca'")
    sums = pd.concat([ratings.sum(), counts.sum(axis=1)]).to_frame("the sum of counts")
    _check_values(sums, sums > 0, "a positive one was expected; leave this row or column out")
    shares = (ratings / ratings.sum(axis=None)).to_numpy(float)
    row, column = shares.sum(axis=1), shares.sum(axis=0)
    expected = np.outer(row, column)
    u, d, vt = _svd((shares - expected) / np.sqrt(expected))
    standard = vt.T / np.sqrt(column)[:, None]
    points = ideals.div(ideals.sum(axis=1), axis=0).to_numpy(float) @ standard
    return d**2, u * d / np.sqrt(row)[:, None], standard * d, points


def _svd(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the singular value decomposition without dimensions of size 0."""
    u, d, vt = np.linalg.svd(values, full_matrices=False)
    rank = int((d > 1e-9 * d.max(initial=1e-9)).sum())
    if rank < 2:
        raise ValueError(
            f"the brands differ in {rank} dimensions, a map needs 2; add attributes that tell them "
            "apart."
        )
    return u[:, :rank], d[:rank], vt[:rank]


def _placed(points: np.ndarray, names: pd.Index) -> pd.DataFrame:
    """Return the first two coordinates of `points`, and the share of their squares in all."""
    squares = pd.DataFrame(points**2, index=names)
    shown = squares[[0, 1]].sum(axis=1) / squares.sum(axis=1)
    return pd.DataFrame(points[:, :2], index=names, columns=["x", "y"]).assign(quality=shown)


def _rivals(ideals: pd.DataFrame, brands: pd.DataFrame) -> pd.DataFrame:
    """Return the brands by distance from each ideal point."""
    distance = cdist(ideals, brands[["x", "y"]])
    order = distance.argsort(axis=1, kind="stable")
    return pd.DataFrame(
        {
            "segment": np.repeat(ideals.index.to_numpy(), len(brands)),
            "rank": np.tile(np.arange(1, len(brands) + 1), len(ideals)),
            "brand": brands.index.to_numpy()[order].ravel(),
            "distance": np.take_along_axis(distance, order, axis=1).ravel(),
        }
    )
