"""The stays of the Qiwu Bay Hotel: bookings, cancellations, check-in, ratings and reviews.

Lead times, cancellations, meals, requests, parking and repeat guests follow published statistics
of Antonio, de Almeida and Nunes (2019), Hotel booking demand datasets, Data in Brief 22, 41-49;
guests, prices and reviews are made up.
"""

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import rankdata

from datasets import seasons
from datasets.draws import coded, even, happens, masked, pick
from datasets.schema import Target
from datasets.themes.hotel_reviews import PRAISE, THEMES, review, sentences
from datasets.themes.travel_tables import HOTEL_CHANNELS, MEALS, ROOMS, TYPES

N_STAYS = 7_200
# Rows and weights follow TYPES: business, family, backpacker, couple.
TYPE_SHARES = (0.30, 0.30, 0.13, 0.27)
EARLINESS = np.array([-0.85, 0.45, -0.15, 0.20])
LEAD_AT = ((0, 0.045, 0.2, 0.4, 0.6, 0.8, 1), (0, 0, 11, 45, 99, 184, 365))
CANCEL_AT = ((0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0), (0.03, 0.118, 0.322, 0.395, 0.45, 0.574, 0.68))
MONTH_RATE = np.array([0.78, 0.84, 0.80, 0.93, 1.06, 1.14, 1.32, 1.38, 1.05, 1.02, 0.80, 0.78])
CHANNEL_WEIGHTS = np.array(
    [[2.4, 1.2, 0.4, 6.0], [6, 1.8, 2.6, 0.1], [7.6, 1.4, 1, 0.05], [6.4, 2, 1.2, 0.1]]
)
ROOM_WEIGHTS = np.array(
    [[4, 5, 0.05, 0.8], [1.6, 1.4, 6.4, 0.6], [9.5, 0.4, 0.05, 0.05], [3.0, 4.8, 0.1, 1.6]]
)
MEAL_WEIGHTS = np.array([[0.3, 9.5, 0.2], [0.3, 7.0, 2.7], [4.5, 5.4, 0.1], [0.3, 8.2, 1.5]])
HOURS = np.arange(24)
ARRIVAL_HOURS = np.array(
    [
        np.exp(-0.5 * ((HOURS - 20.0) / 2.3) ** 2)
        + 0.25 * np.exp(-0.5 * ((HOURS - 14) / 1.5) ** 2),
        np.exp(-0.5 * ((HOURS - 15.0) / 1.4) ** 2) + 0.05 * (HOURS > 11),
        np.exp(-0.5 * ((HOURS - 16.5) / 3.0) ** 2),
        np.exp(-0.5 * ((HOURS - 15.5) / 2.0) ** 2) + 0.10 * (HOURS > 18),
    ]
)
# Chance to complain of noise, breakfast, cleanliness, wifi; of waiting, once the wait is long.
GRIPES = np.array(
    [
        [0.12, 0.04, 0.06, 0.27],
        [0.09, 0.25, 0.16, 0.04],
        [0.10, 0.05, 0.10, 0.15],
        [0.26, 0.07, 0.14, 0.05],
    ]
)
IMPATIENCE = np.array([0.85, 0.75, 0.35, 0.55])
COST_OF = {"noise": 0.7, "waiting": 0.45, "breakfast": 0.4, "cleanliness": 0.9, "wifi": 0.45}
PRAISE_WEIGHTS = np.array(  # columns follow PRAISE: staff, location, breakfast, room, view, pool
    [
        [0.16, 0.30, 0.12, 0.14, 0.04, 0.03],
        [0.22, 0.14, 0.10, 0.12, 0.08, 0.30],
        [0.20, 0.28, 0.10, 0.12, 0.14, 0.02],
        [0.16, 0.14, 0.12, 0.20, 0.30, 0.05],
    ]
)


def stays(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the stays as trainees get them, and the truth about each."""
    booked = bookings(rng)
    booked["cancel_chance"] = cancel_chance(booked)
    booked["cancelled"] = happens(rng, booked["cancel_chance"].to_numpy())
    came = checkins(rng, booked)
    said = feedback(rng, booked, came)
    return shown(rng, booked, came, said), truth(booked, said)


def bookings(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per booking in order of arrival, in numbers."""
    counts = np.rint(np.array(TYPE_SHARES) * N_STAYS).astype(int)
    kind = rng.permutation(np.repeat(np.arange(len(TYPES)), counts))
    rank = rankdata(EARLINESS[kind] + rng.normal(size=N_STAYS), method="ordinal")
    early = (rank - even(rng, N_STAYS)) / N_STAYS
    frame = pd.DataFrame({"type": kind, "early": early, "lead": lead_time(early)})
    frame["day"] = pick(rng, arrival_weights()[kind])
    frame["channel"] = pick(rng, CHANNEL_WEIGHTS[kind])
    frame["nights"] = 1 + np.minimum(rng.poisson(np.array([0.9, 2.4, 1.0, 1.5])[kind]), 13)
    frame["adults"] = 1 + pick(
        rng, np.array([[9.3, 0.7, 0.05], [0.4, 8, 1.6], [8.8, 1.0, 0.2], [0.15, 9.8, 0.05]])[kind]
    )
    frame["children"] = pick(
        rng, np.array([[40, 0.3, 0], [0.8, 5, 2.8], [40, 0.3, 0], [40, 0.5, 0]])[kind]
    )
    frame["room"] = pick(rng, ROOM_WEIGHTS[kind])
    frame["meal"] = pick(rng, MEAL_WEIGHTS[kind])
    frame["requests"] = np.minimum(rng.poisson(np.array([0.32, 0.85, 0.42, 0.66])[kind]), 5)
    frame["parking"] = rng.random(N_STAYS) < np.array([0.03, 0.13, 0.01, 0.06])[kind]
    frame["repeat"] = rng.random(N_STAYS) < np.array([0.075, 0.015, 0.005, 0.02])[kind]
    return frame.sort_values("day", kind="stable", ignore_index=True)


def lead_time(early: np.ndarray) -> np.ndarray:
    """Return days from booking to arrival for a rank in (0, 1), by the published fifths.

    >>> lead_time(np.array([0.01, 0.2, 0.5, 0.8])).tolist()
    [0, 11, 66, 184]
    """
    share, days = LEAD_AT
    return np.floor(np.expm1(np.interp(early, share, np.log1p(days))) + 1e-6).astype(int)


def arrival_weights() -> np.ndarray:
    """Return the weight of each day for each type: summer and festivals, weekdays for business."""
    month = seasons.DAYS.astype("datetime64[M]").astype(int) % 12
    weekend = np.isin((seasons.DAYS.astype(int) + 3) % 7, (4, 5))
    leisure = MONTH_RATE[month] ** 1.3 * np.where(weekend, 1.7, 1.0) * festive()
    business = np.where(weekend, 0.35, 1.0) / festive()
    return np.array([business, leisure, MONTH_RATE[month], leisure])


def festive() -> np.ndarray:
    """Return the pull of the week from Spring Festival on and of that of National Day."""
    weights = np.ones(len(seasons.DAYS))
    national = tuple(np.datetime64(f"{year}-10-01") for year in seasons.YEARS)
    for date in (*seasons.SPRING_FESTIVAL, *national):
        weights[seasons.day_index(date) : seasons.day_index(date) + 7] = 1.9
    return weights


def cancel_chance(booked: pd.DataFrame) -> np.ndarray:
    """Return the chance to cancel: up with lead time, down with parking, requests, returning."""
    share, chance = CANCEL_AT
    log_odds = logit(np.interp(booked["early"], share, chance)) + 0.30
    log_odds = log_odds - 1.6 * booked["parking"] - 0.9 * booked["repeat"]
    return expit(log_odds - 0.30 * booked["requests"]).to_numpy()


def daily_rate(rng: np.random.Generator, booked: pd.DataFrame) -> np.ndarray:
    """Return the price of a night in CNY: season, festival, room, meals and party."""
    month = seasons.DAYS.astype("datetime64[M]").astype(int) % 12
    season = (MONTH_RATE[month] * np.where(festive() > 1, 1.35, 1.0))[booked["day"]]
    room = np.array([440, 580, 690, 1_050])[booked["room"]]
    meals = np.array([0, 45, 130])[booked["meal"]] * (booked["adults"] + 0.5 * booked["children"])
    contract = np.array([1.0, 0.96, 0.9, 0.88])[booked["channel"]]
    price = (room * season + meals) * contract * np.exp(rng.normal(0, 0.12, len(booked)))
    return np.where(happens(rng, np.full(len(booked), 0.012)), 0, np.rint(price))


# -- check-in and feedback --------------------------------------------------------------------


def checkins(rng: np.random.Generator, booked: pd.DataFrame) -> pd.DataFrame:
    """Return hour and wait of check-in; the desk is short of hands from 14 to 17 and at 21."""
    hour = pick(rng, ARRIVAL_HOURS[booked["type"]])
    rush = np.select([np.isin(hour, (14, 15, 16)), hour == 17, hour == 21], [3.2, 2.0, 2.2], 1.0)
    full = np.where((festive() > 1) | (arrival_weights()[1] > 1.7), 1.35, 1.0)[booked["day"]]
    known = np.where(booked["repeat"] | (booked["channel"] == 3), 0.65, 1.0)
    wait = 4.6 * rush * full * known * np.exp(rng.normal(0, 0.55, len(booked)))
    return pd.DataFrame({"hour": hour, "wait": np.minimum(np.rint(wait), 120)})


def feedback(rng: np.random.Generator, booked: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """Return complaints, rating and review of every booking; `wrote` tells whose are kept."""
    kind, count = booked["type"].to_numpy(), len(booked)
    long_wait = IMPATIENCE[kind] * expit((came["wait"] - 19) / 3)
    chance = np.insert(GRIPES[kind], THEMES.index("waiting"), long_wait, axis=1)
    bad = rng.random((count, len(THEMES))) < chance
    good = rng.random((count, len(PRAISE))) < PRAISE_WEIGHTS[kind]
    good[:, list(PRAISE).index("breakfast")] &= ~bad[:, THEMES.index("breakfast")]
    let_down = rng.random(count) < 0.11
    cost = bad @ np.array([COST_OF[theme] for theme in THEMES]) + 1.6 * let_down
    cost = cost + 0.014 * np.maximum(came["wait"] - 10, 0)
    mood = 4.7 - cost + 0.12 * good.sum(axis=1) + rng.normal(0, 0.5, count)
    frame = pd.DataFrame({"rating": np.clip(np.rint(mood), 1, 5).astype(int), "let_down": let_down})
    frame["wrote"] = ~booked["cancelled"] & (rng.random(count) < 0.52)
    frame["complaints"] = [[t for t, on in zip(THEMES, row, strict=True) if on] for row in bad]
    frame["praise"] = [[t for t, on in zip(PRAISE, row, strict=True) if on] for row in good]
    return frame.assign(type=kind, nights=booked["nights"], wait=came["wait"])


def texts(rng: np.random.Generator, said: pd.DataFrame) -> pd.DataFrame:
    """Return the review of each row in Chinese and English."""
    pairs = []
    for row in said.to_dict("records"):
        row["type"] = TYPES[row["type"]]
        made = sentences(rng, row, row["complaints"], row["praise"])
        floor, hour = rng.integers(3, 19), rng.integers(1, 7)
        slots = {"nights": row["nights"], "minutes": int(row["wait"]), "floor": floor, "hour": hour}
        pairs.append(review(made, slots))
    return pd.DataFrame(pairs, columns=["zh", "en"], index=said.index)


def shown(
    rng: np.random.Generator, booked: pd.DataFrame, came: pd.DataFrame, said: pd.DataFrame
) -> pd.DataFrame:
    """Return the table as trainees get it, faults included."""
    gone, silent = booked["cancelled"].to_numpy(), ~said["wrote"].to_numpy()
    written = texts(rng, said[said["wrote"]]).reindex(said.index).astype(object)
    written = written.where(written.notna(), None)
    return pd.DataFrame(
        {
            "stay_id": stay_ids(len(booked)),
            "arrives_on": seasons.DAYS[booked["day"]].astype(str),
            "lead_time_days": booked["lead"],
            "channel": np.array(HOTEL_CHANNELS, dtype=object)[booked["channel"]],
            "nights": booked["nights"],
            "adults": booked["adults"],
            "children": masked(booked["children"], rng.random(len(booked)) < 0.01),
            "room": np.array(ROOMS, dtype=object)[booked["room"]],
            "meal": np.array(MEALS, dtype=object)[booked["meal"]],
            "special_requests": booked["requests"],
            "parking": booked["parking"],
            "repeat_guest": booked["repeat"],
            "adr_cny": daily_rate(rng, booked),
            "cancelled": gone,
            "checkin_hour": masked(came["hour"], gone),
            "checkin_wait_min": came["wait"].mask(gone),
            "rating": masked(said["rating"], silent),
            "review_zh": written["zh"],
            "review_en": written["en"],
        }
    )


def stay_ids(count: int) -> np.ndarray:
    """Return the ids of the first stays.

    >>> stay_ids(2).tolist()
    ['H00001', 'H00002']
    """
    return coded("H", np.arange(1, count + 1), 5)


def truth(booked: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Return type, chance to cancel and complaints of each booking."""
    told = [";".join(each) or None for each in said["complaints"]]
    return pd.DataFrame(
        {
            "stay_id": stay_ids(len(booked)),
            "type": np.array(TYPES, dtype=object)[booked["type"]],
            "cancel_chance": booked["cancel_chance"].round(4),
            "complaints": np.where(said["wrote"], np.array(told, dtype=object), None),
        }
    )


# -- realism ----------------------------------------------------------------------------------


def targets(table: pd.DataFrame, hidden: pd.DataFrame) -> list[Target]:
    """Return how real the stays look.

    Bands for lead time, cancellation, requests, parking, repeat guests, breakfast and season
    surround Antonio, de Almeida and Nunes (2019): median 69 days; .117, .321, .395, .450 and .573
    cancelled by fifths; .589 without a request; .063; .032; .773; summer over winter 1.78.
    """
    return [*_booking_targets(table), *_cancel_targets(table), *_review_targets(table, hidden)]


def _booking_targets(table: pd.DataFrame) -> list[Target]:
    rate = table["adr_cny"].where(table["adr_cny"] > 0)
    month = pd.to_datetime(table["arrives_on"]).dt.month
    summer, winter = rate[month.isin((7, 8))].mean(), rate[month.isin((12, 1, 2))].mean()
    return [
        Target("stays", 7_200, 7_200, len(table)),
        Target("lead time, median days", 60, 80, table["lead_time_days"].median()),
        Target(
            "share without a special request", 0.54, 0.64, (table["special_requests"] == 0).mean()
        ),
        Target("share that asks for parking", 0.05, 0.08, table["parking"].mean()),
        Target("share of repeat guests", 0.02, 0.045, table["repeat_guest"].mean()),
        Target("share with breakfast only", 0.70, 0.82, (table["meal"] == "breakfast").mean()),
        Target("daily rate, summer over winter", 1.4, 2.0, summer / winter),
    ]


def _cancel_targets(table: pd.DataFrame) -> list[Target]:
    fifth = pd.qcut(table["lead_time_days"], 5, labels=False)
    cancelled = table["cancelled"].groupby(fifth).mean()
    bands = ((0.08, 0.15), (0.28, 0.36), (0.36, 0.43), (0.41, 0.49), (0.54, 0.61))
    return [
        Target(f"cancelled, lead-time fifth {i}", *band, cancelled[i - 1])
        for i, band in enumerate(bands, start=1)
    ]


def _review_targets(table: pd.DataFrame, hidden: pd.DataFrame) -> list[Target]:
    written = table[table["review_zh"].notna()]
    said = hidden.loc[written.index, "complaints"]
    low = written["rating"].astype(int) <= 3
    waits = table["checkin_wait_min"].dropna()
    return [
        Target("share of stays with a review", 0.45, 0.60, len(written) / len(waits)),
        Target(
            "reviews that differ, share", 0.86, 1.0, written["review_zh"].nunique() / len(written)
        ),
        Target("mean rating", 3.8, 4.3, written["rating"].mean()),
        Target("share of reviews with a complaint", 0.35, 0.55, said.notna().mean()),
        Target("share of complaints rated 3 or lower", 0.25, 0.60, low[said.notna()].mean()),
        Target("wait at check-in, median minutes", 5, 10, waits.median()),
        Target("wait at check-in, 90th percentile", 18, 30, waits.quantile(0.9)),
    ]
