"""Bad input to the room of places."""

import numpy as np
import pandas as pd

from segkit.geo import great_circle_km, regional_index, trade_areas


def customers(**columns) -> pd.DataFrame:
    """Return two customers in Shanghai, with other columns put in."""
    table = {"customer_id": ["A", "B"], "latitude": [31.2, 31.3], "longitude": [121.4, 121.5]}
    return pd.DataFrame({**table, **columns})


def shops(**columns) -> pd.DataFrame:
    """Return two shops in Shanghai, with other columns put in."""
    table = {"store_id": ["S1", "S2"], "latitude": [31.2, 31.1], "longitude": [121.4, 121.6]}
    return pd.DataFrame({**table, **columns})


def regions(**columns) -> pd.DataFrame:
    """Return two regions, with other columns put in."""
    return pd.DataFrame({"customers": [10, 20], "population": [1000, 2000], **columns})


CASES = [
    (
        "distance-swapped",
        lambda: great_circle_km(121.4, 31.2, 31.3, 121.5),
        ValueError,
        r"latitude has 1 values beyond 90 degrees, such as 121.4; are latitude and longitude swa",
    ),
    (
        "distance-radius",
        lambda: great_circle_km(31.2, 121.4, 31.3, [121.5, 1215]),
        ValueError,
        "to_longitude has 1 values beyond 180 degrees, such as 1215",
    ),
    (
        "distance-text",
        lambda: great_circle_km("31°12'N", 121.4, 31.3, 121.5),
        ValueError,
        'latitude is "31°12\'N", degrees as numbers',
    ),
    (
        "distance-infinite",
        lambda: great_circle_km(np.inf, 121.4, 31.3, 121.5),
        ValueError,
        "latitude has 1 values beyond 90 degrees, such as inf",
    ),
    (
        "areas-no-frame",
        lambda: trade_areas(customers(), {"S1": (31.2, 121.4)}),
        TypeError,
        "a DataFrame was expected first, dict came",
    ),
    (
        "areas-typo",
        lambda: trade_areas(customers().rename(columns={"latitude": "lattitude"}), shops()),
        ValueError,
        r"lacks the columns 'latitude' \(did you mean 'lattitude'",
    ),
    (
        "areas-empty",
        lambda: trade_areas(customers(), shops().iloc[:0]),
        ValueError,
        "the frame has 0 rows",
    ),
    (
        "areas-gap",
        lambda: trade_areas(customers(latitude=[31.2, np.nan]), shops()),
        ValueError,
        "'latitude' is empty in 1 of 2 rows",
    ),
    (
        "areas-text",
        lambda: trade_areas(customers(latitude=["31.2", "31.3"]), shops()),
        TypeError,
        "'latitude' holds str, numbers",
    ),
    (
        "areas-swapped",
        lambda: trade_areas(customers(latitude=[121.4, 121.5], longitude=[31.2, 31.3]), shops()),
        ValueError,
        "latitude has 2 values beyond 90 degrees",
    ),
    (
        "areas-twice",
        lambda: trade_areas(customers(), shops(store_id="S1")),
        ValueError,
        "'store_id' names 'S1' and others in several rows, 1 too many",
    ),
    (
        "areas-nameless",
        lambda: trade_areas(customers(customer_id=["A", None]), shops()),
        ValueError,
        "'customer_id' is empty in 1 of 2 rows",
    ),
    (
        "areas-shares",
        lambda: trade_areas(customers(), shops(), primary=0.9, secondary=0.6),
        ValueError,
        "secondary is 0.6, a number from 0.9 to 1",
    ),
    (
        "areas-percent",
        lambda: trade_areas(customers(), shops(), primary=60),
        ValueError,
        "primary is 60, a number from 0 to 1",
    ),
    (
        "index-negative",
        lambda: regional_index(regions(customers=[-1, 20])),
        ValueError,
        "'customers' begins at -1 and adds up to 19",
    ),
    (
        "index-money",
        lambda: regional_index(regions(customers=[10.5, 20])),
        ValueError,
        "'customers' is 10.5 where 'population' is 1000, and 1 rows .* whole numbers",
    ),
    (
        "index-no-base",
        lambda: regional_index(regions(population=[0, 2000])),
        ValueError,
        "'customers' is 10 where 'population' is 0, and 1 rows .* 0 where there is nobody",
    ),
    (
        "index-all-zero",
        lambda: regional_index(regions(customers=0)),
        ValueError,
        "'customers' begins at 0 and adds up to 0",
    ),
    (
        "index-gap",
        lambda: regional_index(regions(population=[None, 2000])),
        ValueError,
        "'population' is empty in 1 of 2 rows",
    ),
]
