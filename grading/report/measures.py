"""What the report computes: difficulty, discrimination, reliability and normalised gain.

Tables have one row per trainee and one column per item; values are shares of the points from 0
to 1, missing where an answer waits for a person.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

SAMPLES = 5_000
"""Bootstrap samples behind an interval; drawn with the seed 0."""


@dataclass(frozen=True)
class Gain:
    """Pre- and post-test of a group: mean shares, and how much of the possible was gained.

    Attributes
    ----------
    trainees : int
        Who took both tests.
    pre, post : float
        Mean share of the points.
    gain : float
        Hake's normalised gain of the group; missing if nothing could be gained.
    low, high : float
        95 % percentile bootstrap interval of `gain`, over trainees.
    own : float
        Mean of the trainees' own gains; those with a full pre-test have none.
    """

    trainees: int
    pre: float
    post: float
    gain: float
    low: float
    high: float
    own: float


def difficulty(shares: pd.DataFrame) -> pd.Series:
    """Return the mean share of the points for each item: 1 if everyone had it right.

    >>> float(difficulty(pd.DataFrame({"a": [1, 1, 0, 0.5]}))["a"])
    0.625
    """
    return shares.mean()


def discrimination(points: pd.DataFrame, groups: pd.Series) -> pd.Series:
    """Return how each item goes with the rest of the lesson: the corrected item-rest correlation.

    Parameters
    ----------
    points : DataFrame
        Points of trainees (rows) on items (columns).
    groups : Series
        Item → exercise. The rest leaves the item's whole exercise out, as a single slip can
        cost several of its checks.

    Returns
    -------
    Series
        Pearson's correlation; missing where the item or the rest is the same for everyone.

    References
    ----------
    Ebel, R. L., & Frisbie, D. A. (1991). *Essentials of Educational Measurement* (5th ed.).
    Prentice Hall, chapter 13.
    """
    known = points.dropna(axis="columns")
    total, found = known.sum(axis="columns"), {}
    for item in points.columns:
        own = [other for other in known.columns if groups[other] == groups[item]]
        rest = total - known[own].sum(axis="columns")
        varies = item in known and known[item].nunique() > 1 and rest.nunique() > 1
        found[item] = float(np.corrcoef(known[item], rest)[0, 1]) if varies else np.nan
    return pd.Series(found, dtype=float)


def cronbach_alpha(points: pd.DataFrame) -> float:
    """Return Cronbach's alpha over items (KR-20 if they are right or wrong); missing if undefined.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. *Psychometrika*,
    16, 297-334.

    Examples
    --------
    >>> round(cronbach_alpha(pd.DataFrame({"a": [1, 2, 3], "b": [2, 2, 5]})), 3)  # 2 (1 - 4/7)
    0.857
    """
    known = points.dropna(axis="columns")
    k, total = known.shape[1], known.sum(axis="columns").var()
    if k < 2 or not total > 0:
        return np.nan
    return float(k / (k - 1) * (1 - known.var().sum() / total))


def gain(pre: pd.Series, post: pd.Series) -> Gain:
    """Return the normalised gain of trainees who took both tests: (post - pre) / (1 - pre).

    Parameters
    ----------
    pre, post : Series
        Share of the points by trainee, from 0 to 1; same trainees in the same order.

    References
    ----------
    Hake, R. R. (1998). Interactive-engagement versus traditional methods. *American Journal of
    Physics*, 66, 64-74.

    Examples
    --------
    >>> gain(pd.Series([0.2, 0.6]), pd.Series([0.6, 0.6])).gain  # from .4 to .6 of 1
    0.33333333333333326
    """
    low, high = _interval(pre.to_numpy(), post.to_numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(pre < 1, (post - pre) / (1 - pre), np.nan)
    return Gain(
        trainees=len(pre),
        pre=float(pre.mean()),
        post=float(post.mean()),
        gain=_of_means(pre.mean(), post.mean()),
        low=low,
        high=high,
        own=float(np.nanmean(own)) if (pre < 1).any() else np.nan,
    )


def _of_means(pre: float, post: float) -> float:
    return float((post - pre) / (1 - pre)) if pre < 1 else np.nan


def _interval(pre: np.ndarray, post: np.ndarray) -> tuple[float, float]:
    """Return the percentile interval; samples of full pre-tests cannot gain and are left out."""
    if len(pre) < 2 or (pre == 1).all():
        return np.nan, np.nan
    drawn = np.random.default_rng(0).integers(len(pre), size=(SAMPLES, len(pre)))
    before, after = pre[drawn].mean(axis=1), post[drawn].mean(axis=1)
    can_gain = before < 1
    gains = (after - before)[can_gain] / (1 - before[can_gain])
    low, high = np.quantile(gains, [0.025, 0.975])
    return float(low), float(high)


def pooled(sizes: dict[str, int], *, least: int) -> dict[str, str]:
    """Return group → the name it is shown under: groups below `least` go together.

    If those together are still too few, the smallest of the others joins them, so that nothing
    can be worked out from the total. Their common name is the empty text.

    >>> pooled({"full": 20, "finance": 3, "retail": 4}, least=5)
    {'full': 'full', 'finance': '', 'retail': ''}
    >>> pooled({"full": 20, "finance": 3, "retail": 9}, least=5)
    {'full': 'full', 'finance': '', 'retail': ''}
    """
    order = sorted(sizes, key=lambda name: (sizes[name], name))
    hidden = [name for name in order if sizes[name] < least]
    for name in order[len(hidden) :]:
        if not hidden or sum(sizes[one] for one in hidden) >= least:
            break
        hidden.append(name)
    return {name: "" if name in hidden else name for name in sizes}
