"""Where customers live: distances, trade areas of shops and the index of a region."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import beta
from sklearn.neighbors import BallTree

from segkit.checks import (
    require_between,
    require_columns,
    require_no_gaps,
    require_numbers,
    require_rows,
)

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)
AREAS = ("primary", "secondary", "tertiary")


def great_circle_km(
    latitude: ArrayLike, longitude: ArrayLike, to_latitude: ArrayLike, to_longitude: ArrayLike
) -> float | np.ndarray:
    """Return the distance in km along the surface of the Earth, by the haversine formula.

    The Earth is taken as a sphere, which is right to about 0.5 %. Roads are longer: in cities often
    by a third.

    Parameters
    ----------
    latitude, longitude, to_latitude, to_longitude : float, array or Series
        Degrees, north and east positive, taken in the order of the rows; single numbers go with
        arrays. A missing coordinate gives a missing distance.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        If a coordinate is no possible degree; the two may be swapped.

    References
    ----------
    Sinnott, R. W. (1984). Virtues of the haversine. *Sky and Telescope*, 68(2), 159.

    Examples
    --------
    >>> round(great_circle_km(39.90, 116.40, 31.23, 121.47))  # Beijing to Shanghai
    1067
    """
    phi1, phi2 = _radians("latitude", latitude, 90), _radians("to_latitude", to_latitude, 90)
    lambda1 = _radians("longitude", longitude, 180)
    lambda2 = _radians("to_longitude", to_longitude, 180)
    half = np.sin((phi2 - phi1) / 2) ** 2
    half = half + np.cos(phi1) * np.cos(phi2) * np.sin((lambda2 - lambda1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))


def _radians(name: str, value: ArrayLike, most: float) -> np.ndarray:
    """Return degrees as radians, if they are possible degrees."""
    try:
        degrees = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}, degrees as numbers were expected.") from None
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

    Returns
    -------
    TradeAreas
        ``customers``: in the order given, with `customer`, the coordinates, `shop`, ``distance_km``
        (to the nearest shop) and ``area`` (primary, secondary or tertiary).
        ``shops``: in the order given, with `shop`, the coordinates, ``customers``,
        ``customer_share``, ``median_km``, ``primary_km`` and ``secondary_km`` (missing for a shop
        without customers).

    Raises
    ------
    ValueError
        If a column is missing or has gaps, a frame is empty, a customer or shop comes twice, a
        coordinate is impossible, or the shares do not make sense.
    TypeError
        If a frame is no frame or coordinates are not numbers.

    References
    ----------
    Applebaum, W. (1966). Methods for determining store trade areas, market penetration, and
    potential sales. *Journal of Marketing Research*, 3(2), 127-141.

    Examples
    --------
    >>> shops = pd.DataFrame({"store_id": ["S1", "S2"], "latitude": 0.0, "longitude": [0.0, 1.0]})
    >>> people = pd.DataFrame(
    ...     {"customer_id": ["A", "B", "C"], "latitude": 0.0, "longitude": [0.1, 0.2, 0.9]}
    ... )
    >>> areas = trade_areas(people, shops)
    >>> areas.customers[["customer_id", "store_id", "distance_km", "area"]].round(1)
      customer_id store_id  distance_km     area
    0           A       S1         11.1  primary
    1           B       S1         22.2  primary
    2           C       S2         11.1  primary
    """
    place = [latitude, longitude]
    points = _places(customers, customer, place)
    tree = BallTree(_places(shops, shop, place), metric="haversine")
    require_between("primary", primary, 0, 1)
    require_between("secondary", secondary, primary, 1)
    distance, rows = tree.query(points)
    names = shops[shop].to_numpy()[rows[:, 0]]
    near = customers[[customer, *place]].assign(
        **{shop: names, "distance_km": EARTH_RADIUS_KM * distance[:, 0]}
    )
    by_shop = near.groupby(shop)["distance_km"]
    rank, sizes = by_shop.rank(method="first"), by_shop.transform("size")
    table = shops[[shop, *place]].copy()
    table["customers"] = table[shop].map(by_shop.size()).fillna(0).astype(int)
    table["customer_share"] = table["customers"] / len(near)
    table["median_km"] = table[shop].map(by_shop.median())
    beyond = np.zeros(len(near), dtype=int)
    for name, share in (("primary_km", primary), ("secondary_km", secondary)):
        within = rank <= np.ceil(np.round(share * sizes, 9)).clip(lower=1)
        reach = near[within].groupby(shop)["distance_km"].max()
        table[name] = table[shop].map(reach)
        beyond += (near["distance_km"] > near[shop].map(reach)).to_numpy()
    near["area"] = pd.Categorical.from_codes(beyond, categories=AREAS, ordered=True)
    return TradeAreas(customers=near, shops=table)


def _places(frame: pd.DataFrame, key: str, place: list[str]) -> np.ndarray:
    """Return latitudes and longitudes in radians, if each row has a key of its own."""
    require_columns(frame, [key, *place])
    require_rows(frame)
    require_no_gaps(frame, [key])
    require_numbers(frame, place)
    twice = frame.loc[frame[key].duplicated(), key].tolist()
    if twice:
        raise ValueError(
            f"{key!r} names {twice[0]!r} and others in several rows, {len(twice):,} too "
            f"many; keep one row of each with drop_duplicates({key!r})."
        )
    degrees = zip(("latitude", "longitude"), place, (90, 180), strict=True)
    return np.column_stack([_radians(kind, frame[name], most) for kind, name, most in degrees])


def regional_index(
    regions: pd.DataFrame,
    *,
    count: Hashable = "customers",
    base: Hashable = "population",
) -> pd.DataFrame:
    """Return how strong each region is, with 100 for the average, and how sure that is.

    With the inhabitants as `base` this is the customers per head against the average; with all
    customers as `base` and those of a segment as `count` it is the location quotient of the
    segment, times 100. The 95 % interval is exact (Clopper and Pearson) for the region's share of
    all the customers counted, so that a small region is not over-read. Of twenty regions that are
    all average, one may show as above or below.

    Parameters
    ----------
    regions : DataFrame
        One row per region.
    count : label
        Column with whole numbers of 0 or more, such as customers.
    base : label
        Column with what the count is held against, 0 or more.

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
    for name in (count, base):
        if regions[name].min() < 0 or regions[name].sum() == 0:
            raise ValueError(
                f"the column {name!r} begins at {regions[name].min():g} and adds up to "
                f"{regions[name].sum():g}; numbers from 0 on with a sum above 0 were expected."
            )
    found, inhabitants = (regions[name].to_numpy(dtype=float) for name in (count, base))
    unfit = np.flatnonzero((found % 1 != 0) | ((inhabitants == 0) & (found > 0)))
    if len(unfit):
        raise ValueError(
            f"{count!r} is {found[unfit[0]]:g} where {base!r} is {inhabitants[unfit[0]]:g}, and "
            f"{len(unfit):,} rows are like that; whole numbers were expected (money has no such "
            "interval), and 0 where there is nobody."
        )
    total = found.sum()
    share = np.where(inhabitants > 0, inhabitants, np.nan) / inhabitants.sum()
    low = np.where(found > 0, beta.ppf(0.025, np.maximum(found, 1), total - found + 1), 0)
    high = np.where(found < total, beta.isf(0.025, found + 1, np.maximum(total - found, 1)), 1)
    low, high = 100 * low / share, 100 * high / share
    return regions.assign(
        expected=total * np.nan_to_num(share),
        index=100 * found / total / share,
        index_low=low,
        index_high=high,
        reading=np.select([low > 100, high < 100], ["above", "below"], "unclear"),
    )
