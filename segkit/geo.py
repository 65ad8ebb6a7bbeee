"""Where customers live: distances, trade areas of shops and the index of a region."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import beta
from sklearn.neighbors import BallTree
from sklearn.utils import gen_batches

from segkit.checks import (
    require_between,
    require_columns,
    require_no_gaps,
    require_numbers,
    require_rows,
)

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

AREAS = ("primary", "secondary", "tertiary")
BATCH = 10_000


def great_circle_km(
    latitude: ArrayLike, longitude: ArrayLike, to_latitude: ArrayLike, to_longitude: ArrayLike
) -> float | np.ndarray | pd.Series:
    """Return the distance in km along the surface of the Earth, by the haversine formula.

    The Earth is taken as a sphere, which is right to about 0.5 %. Roads are longer: in cities often
    by a third.

    Parameters
    ----------
    latitude, longitude, to_latitude, to_longitude : float, array or Series
        Degrees, north and east positive; single numbers go with arrays. A missing coordinate gives
        a missing distance.

    Returns
    -------
    float, array or Series
        A Series with their index where Series came in.

    Raises
    ------
    ValueError
        If a coordinate is no possible degree (the two may be swapped), or Series have different
        indexes.

    References
    ----------
    Sinnott, R. W. (1984). Virtues of the haversine. *Sky and Telescope*, 68(2), 159.

    Examples
    --------
    >>> round(great_circle_km(39.90, 116.40, 31.23, 121.47))  # Beijing to Shanghai
    1067
    """
    given = {
        "latitude": latitude,
        "longitude": longitude,
        "to_latitude": to_latitude,
        "to_longitude": to_longitude,
    }
    index = _shared_index(given)
    phi1, lambda1, phi2, lambda2 = (_radians(name, value) for name, value in given.items())
    half = np.sin((phi2 - phi1) / 2) ** 2
    half = half + np.cos(phi1) * np.cos(phi2) * np.sin((lambda2 - lambda1) / 2) ** 2
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
    if index is not None:
        return pd.Series(km, index=index, name="distance_km")
    return float(km) if np.ndim(km) == 0 else km


def _shared_index(given: dict[str, ArrayLike]) -> pd.Index | None:
    """Return the index of the Series among the arguments, None without any."""
    indexes = [value.index for value in given.values() if isinstance(value, pd.Series)]
    if any(not index.equals(indexes[0]) for index in indexes):
        raise ValueError(
            "the Series of coordinates have different indexes; take them from one frame, or "
            "pass .to_numpy() if they belong together row by row."
        )
    return indexes[0] if indexes else None


def _radians(name: str, value: ArrayLike) -> np.ndarray:
    """Return degrees as radians, if they are possible degrees."""
    try:
        degrees = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}, degrees as numbers were expected.") from None
    most = 90 if name.endswith("latitude") else 180
    wrong = degrees[np.abs(degrees) > most]
    if wrong.size:
        raise ValueError(
            f"{name} has {wrong.size:,} values beyond {most} degrees, such as {wrong.flat[0]:g}; "
            "are latitude and longitude swapped, or not in degrees?"
        )
    return np.radians(degrees)


@dataclass(frozen=True)
class TradeAreas:
    """The customers with their nearest shops, and the shops with their areas."""

    customers: pd.DataFrame
    shops: pd.DataFrame


def trade_areas(
    customers: pd.DataFrame,
    shops: pd.DataFrame,
    *,
    customer: str = "customer_id",
    shop: str = "store_id",
    latitude: str = "latitude",
    longitude: str = "longitude",
    primary: float = 0.6,
    secondary: float = 0.85,
    attraction: str | None = None,
    decay: float = 2.0,
) -> TradeAreas:
    """Return the nearest shop of each customer and the trade area of each shop.

    A customer belongs to the shop that is nearest as the crow flies. The primary trade area of a
    shop reaches as far as the nearest share `primary` of its customers, the secondary one as far as
    the share `secondary`; whoever lives farther away is in the tertiary one. Leave out people who
    live too far away to come: they would stretch the areas.

    Parameters
    ----------
    customers, shops : DataFrame
        One row each, with coordinates in degrees.
    customer, shop : text
        Columns with the customer, in `customers`, and with the shop, in `shops`.
    latitude, longitude : text
        Columns with the coordinates, in both frames.
    primary, secondary : float
        Shares of a shop's customers within the areas; customary are 0.5 to 0.7 and another 0.15 to
        0.25.
    attraction : text, optional
        Column of `shops` with what draws customers, such as floor space in square metres, above 0.
        With it the customers expected by Huff's model are returned too: each customer goes to each
        shop with a probability proportional to ``attraction / distance ** decay``.
    decay : float
        How fast the pull of a shop falls with distance, above 0; distances count as 0.1 km at
        least.

    Returns
    -------
    TradeAreas
        ``customers``: in the order given, with `customer`, the coordinates, `shop`, ``distance_km``
        (to the nearest shop), ``second_shop``, ``second_km`` (missing with one shop) and ``area``
        (primary, secondary or tertiary).
        ``shops``: in the order given, with `shop`, the coordinates, ``customers``,
        ``customer_share``, ``median_km``, ``primary_km`` and ``secondary_km`` (missing for a shop
        without customers), and with `attraction` ``expected_customers`` too.

    Raises
    ------
    ValueError
        If a column is missing or has gaps, a frame is empty, a customer or shop comes twice, a
        coordinate is impossible, or the shares or the model's numbers do not make sense.
    TypeError
        If a frame is no frame or coordinates are not numbers.

    References
    ----------
    Applebaum, W. (1966). Methods for determining store trade areas, market penetration, and
    potential sales. *Journal of Marketing Research*, 3(2), 127-141.
    Huff, D. L. (1964). Defining and estimating a trading area. *Journal of Marketing*, 28(3),
    34-38.

    Examples
    --------
    >>> shops = pd.DataFrame({"store_id": ["S1", "S2"], "latitude": 0.0, "longitude": [0.0, 1.0]})
    >>> people = pd.DataFrame(
    ...     {"customer_id": ["A", "B", "C"], "latitude": 0.0, "longitude": [0.1, 0.2, 0.9]}
    ... )
    >>> areas = trade_areas(people, shops)
    >>> areas.customers[["customer_id", "store_id", "distance_km", "second_shop"]].round(1)
      customer_id store_id  distance_km second_shop
    0           A       S1         11.1          S2
    1           B       S1         22.2          S2
    2           C       S2         11.1          S1
    """
    place = [latitude, longitude]
    _check_places(customers, customer, place)
    _check_places(shops, shop, place)
    require_between("primary", primary, 0, 1)
    require_between("secondary", secondary, primary, 1)
    near = _nearest(customers[[customer, *place]], shops, shop, place)
    sizes, reach = _reaches(near, shop, primary, secondary)
    limits = reach.reindex(near[shop]).to_numpy()
    beyond = (near["distance_km"].to_numpy()[:, None] > limits).sum(axis=1)
    near["area"] = pd.Categorical.from_codes(beyond, categories=AREAS, ordered=True)
    table = shops[[shop, *place]].copy()
    table["customers"] = table[shop].map(sizes).fillna(0).astype(int)
    table["customer_share"] = table["customers"] / len(near)
    table["median_km"] = table[shop].map(near.groupby(shop)["distance_km"].median())
    for name in ("primary_km", "secondary_km"):
        table[name] = table[shop].map(reach[name])
    if attraction is not None:
        table["expected_customers"] = _huff_customers(near, shops, place, attraction, decay)
    return TradeAreas(customers=near, shops=table)


def _check_places(frame: pd.DataFrame, key: str, place: list[str]) -> None:
    """Raise unless each row has a key of its own and possible coordinates."""
    require_columns(frame, [key, *place])
    require_rows(frame)
    require_no_gaps(frame, [key])
    require_numbers(frame, place)
    twice = frame.loc[frame[key].duplicated(), key]
    if len(twice):
        raise ValueError(
            f"{key!r} names {twice.tolist()[0]!r} and others in several rows, {len(twice):,} too "
            f"many; keep one row of each with drop_duplicates({key!r})."
        )
    for kind, name in zip(("latitude", "longitude"), place, strict=True):
        _radians(kind, frame[name])


def _nearest(
    customers: pd.DataFrame, shops: pd.DataFrame, shop: str, place: list[str]
) -> pd.DataFrame:
    """Return the customers with their nearest and second nearest shop."""
    tree = BallTree(np.radians(shops[place].to_numpy(dtype=float)), metric="haversine")
    points = np.radians(customers[place].to_numpy(dtype=float))
    distance, rows = tree.query(points, k=min(2, len(shops)))
    names = shops[shop].to_numpy()
    near = customers.assign(
        **{shop: names[rows[:, 0]], "distance_km": EARTH_RADIUS_KM * distance[:, 0]}
    )
    if len(shops) == 1:
        return near.assign(second_shop=None, second_km=np.nan)
    return near.assign(second_shop=names[rows[:, 1]], second_km=EARTH_RADIUS_KM * distance[:, 1])


def _reaches(
    near: pd.DataFrame, shop: str, primary: float, secondary: float
) -> tuple[pd.Series, pd.DataFrame]:
    """Return per shop its customers, and the distances that hold the shares of them."""
    by_shop = near.groupby(shop)["distance_km"]
    rank, sizes = by_shop.rank(method="first"), by_shop.size()
    own = near[shop].map(sizes)
    reach = {}
    for name, share in (("primary_km", primary), ("secondary_km", secondary)):
        within = rank <= np.ceil(np.round(share * own, 9)).clip(lower=1)
        reach[name] = near["distance_km"].where(within).groupby(near[shop]).max()
    return sizes, pd.DataFrame(reach)


def _huff_customers(
    customers: pd.DataFrame, shops: pd.DataFrame, place: list[str], attraction: str, decay: float
) -> np.ndarray:
    """Return how many customers each shop may expect by Huff's model."""
    require_numbers(shops, [attraction])
    require_between("decay", decay, 0.01, 100)
    pull = shops[attraction].to_numpy(dtype=float)
    if (pull <= 0).any():
        raise ValueError(
            f"the column {attraction!r} has {(pull <= 0).sum():,} values of 0 or less; a shop that "
            "draws nobody has no trade area, leave it out."
        )
    latitude, longitude = customers[place].to_numpy(dtype=float).T
    expected = np.zeros(len(shops))
    for batch in gen_batches(len(customers), BATCH):
        km = great_circle_km(
            latitude[batch, None], longitude[batch, None], *shops[place].to_numpy(dtype=float).T
        )
        drawn = pull * np.maximum(km, 0.1) ** -decay
        expected += (drawn / drawn.sum(axis=1, keepdims=True)).sum(axis=0)
    return expected


def regional_index(
    regions: pd.DataFrame,
    *,
    count: Hashable = "customers",
    base: Hashable = "population",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return how strong each region is, with 100 for the average, and how sure that is.

    With the inhabitants as `base` this is the customers per head against the average; with all
    customers as `base` and those of a segment as `count` it is the location quotient of the
    segment, times 100. The interval is exact (Clopper and Pearson) for the region's share of all
    the customers counted, so that a small region is not over-read. Of twenty regions that are all
    average, one shows as above or below at 95 %.

    Parameters
    ----------
    regions : DataFrame
        One row per region.
    count : label
        Column with whole numbers of 0 or more, such as customers.
    base : label
        Column with what the count is held against, 0 or more.
    confidence : float
        Level of the interval, below 1.

    Returns
    -------
    DataFrame
        The rows and columns of `regions` with ``expected`` (the count of an average region with
        this base), ``index``, ``index_low``, ``index_high`` (missing where the base is 0) and
        ``reading``: "above", "below" or "unclear" where the interval holds 100.

    Raises
    ------
    ValueError
        If a column is missing, has gaps, is negative or adds up to 0, counts are not whole, or a
        region has a count but no base.
    TypeError
        If `regions` is no frame or a column holds no numbers.

    References
    ----------
    Isserman, A. M. (1977). The location quotient approach to estimating regional economic impacts.
    *Journal of the American Institute of Planners*, 43(1), 33-41.
    Clopper, C. J., & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in
    the case of the binomial. *Biometrika*, 26(4), 404-413.

    Examples
    --------
    >>> cities = pd.DataFrame(
    ...     {"city": ["上海", "遵义"], "customers": [300, 2], "population": [24_000, 240]}
    ... )
    >>> regional_index(cities)[["city", "index", "index_low", "index_high", "reading"]].round(0)
      city  index  index_low  index_high  reading
    0   上海  100.0       99.0       101.0  unclear
    1   遵义   67.0        8.0       240.0  unclear
    """
    require_numbers(regions, [count, base])
    require_rows(regions)
    require_between("confidence", confidence, 0.5, 0.9999)
    _check_counts(regions, count, base)
    found = regions[count].to_numpy(dtype=float)
    share = regions[base].to_numpy(dtype=float) / regions[base].sum()
    share = np.where(share > 0, share, np.nan)
    total, tail = found.sum(), (1 - confidence) / 2
    low = np.where(found > 0, beta.ppf(tail, np.maximum(found, 1), total - found + 1), 0)
    high = np.where(found < total, beta.isf(tail, found + 1, np.maximum(total - found, 1)), 1)
    low, high = 100 * low / share, 100 * high / share
    return regions.assign(
        expected=total * np.nan_to_num(share),
        index=100 * found / total / share,
        index_low=low,
        index_high=high,
        reading=np.select([low > 100, high < 100], ["above", "below"], "unclear"),
    )


def _check_counts(regions: pd.DataFrame, count: Hashable, base: Hashable) -> None:
    """Raise unless counts and bases can be shares of a total."""
    for name in (count, base):
        negative = int((regions[name] < 0).sum())
        if negative or not regions[name].sum() > 0:
            raise ValueError(
                f"the column {name!r} has {negative:,} negative values and adds up to "
                f"{regions[name].sum():g}; numbers from 0 on with a sum above 0 were expected."
            )
    if (regions[count] % 1 != 0).any():
        raise ValueError(
            f"the column {count!r} has fractions, whole numbers of customers were expected; the "
            "interval is not made for amounts of money."
        )
    baseless = int(((regions[base] == 0) & (regions[count] > 0)).sum())
    if baseless:
        raise ValueError(
            f"{baseless:,} regions have a {count!r} above 0 but a {base!r} of 0; correct the "
            f"column {base!r}."
        )
