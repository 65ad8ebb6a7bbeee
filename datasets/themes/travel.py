"""Yuandi Travel (远笛旅行), a fictional travel platform, and the Qiwu Bay Hotel (栖梧湾酒店).

Each traveller has a hidden type that shapes when, how far and with whom they go, and what they
add. A package is shown at random at checkout, so that its acceptance by type can be measured.
"""

import numpy as np
import pandas as pd

from datasets import seasons
from datasets.draws import coded, happens, masked, pick, streams
from datasets.schema import Target, Theme, World
from datasets.themes import travel_hotel
from datasets.themes.travel_tables import (
    DEVICES,
    HOTEL_GUESTS,
    HOTEL_STAYS,
    PACKAGES,
    PLACES,
    TRANSPORTS,
    TRAVEL_ACCEPTANCE,
    TRAVEL_BOOKINGS,
    TRAVEL_PACKAGES,
    TRAVEL_TYPES,
    TYPES,
)

N_TRAVELLERS = 2_250
TYPE_SHARES = (0.30, 0.30, 0.20, 0.20)
EXTRAS = ("flexible_fare", "insurance", "attraction_tickets", "transfer")
PACKAGE_ROWS = (
    ("flex_work", "商旅灵活包", "Flex for work", 268, 120),
    ("family_fun", "亲子畅玩包", "Family fun", 468, 180),
    ("budget_pass", "背包省钱包", "Budget pass", 98, 45),
    ("sweet_escape", "双人时光包", "Sweet escape", 398, 150),
)
# Rows and weights follow TYPES: business, family, backpacker, couple.
ACCEPTANCE = np.array(  # columns follow PACKAGES
    [
        [0.36, 0.03, 0.05, 0.04],
        [0.06, 0.38, 0.12, 0.05],
        [0.04, 0.03, 0.40, 0.06],
        [0.08, 0.10, 0.14, 0.34],
    ]
)
LEAD_DAYS, LEAD_SPREAD = np.array([6, 40, 19, 24]), np.array([0.85, 0.65, 0.95, 0.75])
MORE_NIGHTS = np.array([0.7, 2.9, 4.6, 1.6])
DISTANCE_KM, DISTANCE_SPREAD = np.array([720, 560, 1150, 420]), np.array([0.5, 0.6, 0.6, 0.6])
STARS = np.array(
    [
        [0.01, 0.04, 0.25, 0.50, 0.20],
        [0.01, 0.09, 0.42, 0.36, 0.12],
        [0.38, 0.42, 0.17, 0.02, 0.01],
        [0.01, 0.06, 0.24, 0.42, 0.27],
    ]
)
PLACE_WEIGHTS = np.array(
    [[8.0, 0.6, 0.2, 0.4], [3.0, 3.4, 1.2, 2.0], [1.4, 1.6, 3.6, 2.8], [2.4, 3.0, 1.4, 2.4]]
)
TRANSPORT_WEIGHTS = np.array([[4.0, 5.5, 0.2], [4.5, 4.0, 0.8], [5.5, 2.2, 2.6], [5.0, 3.6, 0.6]])
EXTRA_CHANCE = np.array(  # columns follow EXTRAS
    [
        [0.62, 0.28, 0.03, 0.46],
        [0.18, 0.62, 0.58, 0.26],
        [0.06, 0.30, 0.22, 0.04],
        [0.20, 0.44, 0.34, 0.24],
    ]
)
DESKTOP = np.array([0.48, 0.14, 0.08, 0.10])
WEEK_PULL = np.array(  # Monday first
    [
        [1.6, 1.5, 1.4, 1.1, 0.6, 0.2, 0.9],
        [0.6, 0.6, 0.7, 0.9, 1.6, 1.9, 0.8],
        [1.0, 1.0, 1.0, 1.0, 1.1, 1.1, 1.0],
        [0.4, 0.4, 0.5, 0.9, 2.4, 2.0, 0.4],
    ]
)
HOLIDAY_PULL, SUMMER_PULL = np.array([0.25, 3.0, 1.6, 2.4]), np.array([0.9, 2.1, 1.5, 1.1])


def holidays() -> np.ndarray:
    """Return True on the week of Spring Festival and on those of Labour and National Day.

    Source: notices of the State Council on public holidays (the first days of each break).
    """
    inside = np.zeros(len(seasons.DAYS), dtype=bool)
    for date in seasons.SPRING_FESTIVAL:
        inside[seasons.day_index(date) - 1 : seasons.day_index(date) + 6] = True
    for year in seasons.YEARS:
        for first, days in (("05-01", 5), ("10-01", 7)):
            start = seasons.day_index(np.datetime64(f"{year}-{first}"))
            inside[start : start + days] = True
    return inside


def summer() -> np.ndarray:
    """Return True in the school holidays, from July 5 to August 28."""
    month_day = np.array([str(day)[5:] for day in seasons.DAYS])
    return (month_day >= "07-05") & (month_day <= "08-28")


def departures() -> np.ndarray:
    """Return the weight of each day for each type; shape (types, days)."""
    weekday = (seasons.DAYS.astype(int) + 3) % 7
    season = np.where(summer(), SUMMER_PULL[:, None], 1.0)
    return WEEK_PULL[:, weekday] * np.where(holidays(), HOLIDAY_PULL[:, None], season)


def travellers(rng: np.random.Generator) -> pd.DataFrame:
    """Return the type of each traveller and how often they book, business people most."""
    counts = np.rint(np.array(TYPE_SHARES) * N_TRAVELLERS).astype(int)
    kind = rng.permutation(np.repeat(np.arange(len(TYPES)), counts))
    often = np.array([2.4, 0.9, 0.9, 1.1])[kind]
    bookings = 1 + np.minimum(rng.poisson(rng.gamma(1.5, often / 1.5)), 9)
    return pd.DataFrame(
        {"type": kind, "bookings": bookings, "dear": rng.normal(0, 0.18, len(kind))}
    )


def trips(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return one row per booking in order of booking, in numbers."""
    traveller = np.repeat(np.arange(len(who)), who["bookings"])
    kind = who["type"].to_numpy()[traveller]
    day = pick(rng, departures()[kind])
    lead = np.exp(np.log(LEAD_DAYS[kind]) + LEAD_SPREAD[kind] * rng.normal(size=len(kind)))
    frame = pd.DataFrame({"traveller": traveller, "type": kind, "day": day})
    frame["lead"] = np.minimum(np.floor(lead), 240).astype(int)
    frame["nights"] = 1 + np.minimum(rng.poisson(MORE_NIGHTS[kind]), 20)
    frame = frame.assign(**parties(rng, kind))
    far = np.log(DISTANCE_KM[kind]) + DISTANCE_SPREAD[kind] * rng.normal(size=len(kind))
    frame["km"] = np.clip(np.rint(np.exp(far) / 10) * 10, 30, 4_500).astype(int)
    frame["transport"] = pick(rng, TRANSPORT_WEIGHTS[kind] * reach(frame["km"].to_numpy()))
    frame["stars"] = 1 + pick(rng, STARS[kind])
    frame["price"] = prices(rng, frame, who["dear"].to_numpy()[traveller])
    frame["booked"] = frame["day"] - frame["lead"]
    return frame.sort_values(["booked", "day"], kind="stable", ignore_index=True)


def parties(rng: np.random.Generator, kind: np.ndarray) -> dict[str, np.ndarray]:
    """Return adults and children of each trip."""
    weights = np.array(
        [[9, 1, 0.2, 0], [0.8, 7, 1.2, 1.4], [6.5, 2.6, 0.5, 0.3], [0, 9.6, 0.1, 0.3]]
    )
    young = np.array([[30, 0.3, 0, 0], [1.6, 5, 2.8, 0.4], [30, 0.2, 0, 0], [30, 0.4, 0, 0]])
    return {"adults": 1 + pick(rng, weights[kind]), "children": pick(rng, young[kind])}


def reach(km: np.ndarray) -> np.ndarray:
    """Return how well train, flight and coach suit each distance."""
    return np.c_[np.full(len(km), 1.0), np.clip(km / 900, 0.05, 3.0), np.clip(350 / km, 0.02, 3.0)]


def prices(rng: np.random.Generator, trip: pd.DataFrame, dear: np.ndarray) -> np.ndarray:
    """Return the price of each booking in CNY: rooms by stars and season, seats by distance."""
    night = np.array([110, 190, 310, 520, 980])[trip["stars"] - 1]
    high = np.where(holidays() | summer(), 1.35, 1.0)[trip["day"]]
    rooms = np.ceil((trip["adults"] + 0.5 * trip["children"]) / 2.6)
    seats = (trip["adults"] + 0.6 * trip["children"]) * trip["km"]
    travel = seats * np.array([0.9, 1.1, 0.5])[trip["transport"]]
    luck = np.exp(dear + rng.normal(0, 0.12, len(trip)))
    return np.rint((night * high * rooms * trip["nights"] + travel) * luck).astype(int)


def bookings(rng: np.random.Generator, trip: pd.DataFrame) -> pd.DataFrame:
    """Return the table as trainees get it, faults included."""
    kind, count = trip["type"].to_numpy(), len(trip)
    wrong = happens(rng, np.full(count, 0.003))
    added = rng.random((count, len(EXTRAS))) < EXTRA_CHANCE[kind]
    frame = pd.DataFrame(
        {
            "booking_id": coded("T", np.arange(1, count + 1), 5),
            "traveller_id": traveller_ids(trip["traveller"].to_numpy()),
            "booked_on": (seasons.FIRST_DAY + trip["booked"].to_numpy()).astype(str),
            "departs_on": seasons.DAYS[trip["day"]].astype(str),
            "nights": trip["nights"],
            "adults": trip["adults"],
            "children": masked(trip["children"], rng.random(count) < 0.015),
            "destination": np.array(PLACES, dtype=object)[pick(rng, PLACE_WEIGHTS[kind])],
            "distance_km": masked(trip["km"], happens(rng, np.full(count, 0.02))),
            "transport": np.array(TRANSPORTS, dtype=object)[trip["transport"]],
            "hotel_stars": trip["stars"],
            "price_cny": trip["price"] * np.where(wrong, 100, 1),
            **{name: added[:, i] for i, name in enumerate(EXTRAS)},
            "device": np.where(rng.random(count) < DESKTOP[kind], DEVICES[1], DEVICES[0]),
            **offers(rng, kind),
        }
    )
    twice = happens(rng, np.full(count, 0.01))
    return frame.iloc[np.sort(np.r_[np.arange(count), np.flatnonzero(twice)])].reset_index(
        drop=True
    )


def offers(rng: np.random.Generator, kind: np.ndarray) -> dict[str, object]:
    """Return which package was shown, drawn at random, and whether it was bought."""
    shown = rng.permutation(np.arange(len(kind)) % (len(PACKAGES) + 1)) - 1
    chance = np.where(shown >= 0, ACCEPTANCE[kind, np.maximum(shown, 0)], 0)
    bought = pd.array(happens(rng, chance), dtype="boolean")
    bought[shown < 0] = pd.NA
    names = np.where(shown >= 0, np.array(PACKAGES, dtype=object)[np.maximum(shown, 0)], None)
    return {"package_offered": names, "package_accepted": bought}


def traveller_ids(position: np.ndarray) -> np.ndarray:
    """Return the ids of travellers.

    >>> traveller_ids(np.array([0, 41])).tolist()
    ['V0001', 'V0042']
    """
    return coded("V", np.asarray(position) + 1, 4)


# -- the theme --------------------------------------------------------------------------------


def generate(seeds: np.random.SeedSequence) -> World:
    """Return bookings, packages and stays, and the truth behind them."""
    rngs = streams(seeds, 3)
    who = travellers(rngs[0])
    stays, guests = travel_hotel.stays(rngs[2])
    pairs = [
        (a, b, c)
        for a, row in zip(TYPES, ACCEPTANCE, strict=True)
        for b, c in zip(PACKAGES, row, strict=True)
    ]
    kinds = np.array(TYPES, dtype=object)[who["type"]]
    return World(
        tables={
            "travel_bookings": bookings(rngs[1], trips(rngs[1], who)),
            "travel_packages": pd.DataFrame(PACKAGE_ROWS, columns=TRAVEL_PACKAGES.columns),
            "hotel_stays": stays,
        },
        truth={
            "travel_types": pd.DataFrame(
                {"traveller_id": traveller_ids(np.arange(len(who))), "type": kinds}
            ),
            "travel_acceptance": pd.DataFrame(pairs, columns=TRAVEL_ACCEPTANCE.columns),
            "hotel_guests": guests,
        },
    )


def targets(world: World) -> list[Target]:
    """Return how real bookings and stays look, and what lesson 21 relies on."""
    trips_made = world.tables["travel_bookings"].drop_duplicates()
    stays = world.tables["hotel_stays"]
    return [
        *_booking_targets(world.tables["travel_bookings"], trips_made),
        *_day_targets(trips_made, world.truth["travel_types"]),
        *travel_hotel.targets(stays, world.truth["hotel_guests"]),
    ]


def lead_days(trip: pd.DataFrame) -> pd.Series:
    """Return the days from booking to departure.

    >>> dates = {"booked_on": ["2025-01-01"], "departs_on": ["2025-01-31"]}
    >>> lead_days(pd.DataFrame(dates)).tolist()
    [30]
    """
    return (pd.to_datetime(trip["departs_on"]) - pd.to_datetime(trip["booked_on"])).dt.days


def _booking_targets(rows: pd.DataFrame, trip: pd.DataFrame) -> list[Target]:
    """Return targets whose bands are the course's own; the faults are those of the card."""
    offered = trip["package_offered"]
    return [
        Target("bookings", 4_800, 5_800, len(rows)),
        Target("share of bookings copied", 0.009, 0.011, rows.duplicated().mean()),
        Target("median days from booking to departure", 14, 24, lead_days(trip).median()),
        Target("share of bookings without an offer", 0.19, 0.21, offered.isna().mean()),
        Target("share of offers accepted", 0.12, 0.20, trip["package_accepted"].mean()),
        Target("distance missing", 0.015, 0.025, trip["distance_km"].isna().mean()),
    ]


def _day_targets(trip: pd.DataFrame, types: pd.DataFrame) -> list[Target]:
    """Return departures a day in holiday weeks over those of all days, leisure and business."""
    kind = trip["traveller_id"].map(types.set_index("traveller_id")["type"])
    day = seasons.day_index(trip["departs_on"].to_numpy().astype("datetime64[D]"))
    inside = holidays()
    share = pd.Series(inside[day]).groupby(kind.to_numpy() == "business").mean() / inside.mean()
    return [
        Target("leisure departures in holiday weeks", 1.6, 2.7, share[False]),
        Target("business departures in holiday weeks", 0.15, 0.5, share[True]),
    ]


THEME = Theme(
    name="travel",
    tables=(TRAVEL_BOOKINGS, TRAVEL_PACKAGES, HOTEL_STAYS),
    truth=(TRAVEL_TYPES, TRAVEL_ACCEPTANCE, HOTEL_GUESTS),
    generate=generate,
    targets=targets,
)
