"""A promotion tested on members: four segments of shoppers whom a message moves differently.

Regular shoppers buy anyway, and quiet ones are put off. A score that finds likely buyers therefore
picks people on whom the message is lost. A second test has a fault: a redirect loses rows.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from datasets.draws import attribute_of, coded, pick, spread, streams, within_group
from datasets.schema import Target, Theme, World
from datasets.themes.campaign_tables import (
    CAMPAIGN_AB,
    CAMPAIGN_AB_SRM,
    CAMPAIGN_COSTS,
    CAMPAIGN_EFFECTS,
    SEGMENT_NAMES,
)

SIZES = {"campaign_ab": 50_000, "campaign_ab_srm": 40_000}
CONTACT_COST_CNY = 0.30
MARGIN_SHARE = 0.40
PLANNED_SHARE = 0.5
STARTS = {"campaign_ab": "2025-09-08", "campaign_ab_srm": "2025-04-14"}
DAYS_OF_SENDING = 5
BLOCK = 100  # customers among whom draws are evenly spaced
REDIRECT_LOSS = 0.45  # of the treated app users who did not buy


@dataclass(frozen=True)
class Segment:
    """How one segment shops, and what the message does to it."""

    name: str
    share: float
    base: float  # chance to buy in two weeks without a message
    effect: float  # what a message adds to that chance
    recency: float  # median days since the last order
    orders: float  # mean orders of a year
    order_cny: float  # median value of an order
    app: float  # share that uses the app


SEGMENTS = (
    Segment("loyal", 0.25, 0.0140, 0.0, 12, 13, 190, 0.55),
    Segment("young", 0.25, 0.0060, 0.0035, 32, 6, 120, 0.80),
    Segment("lapsing", 0.25, 0.0040, 0.0080, 140, 3, 160, 0.35),
    Segment("quiet", 0.25, 0.0060, -0.0025, 48, 5, 170, 0.30),
)


def of_segment(segment: np.ndarray, attribute: str) -> np.ndarray:
    """Return an attribute of each row's segment."""
    return attribute_of(SEGMENTS, segment, attribute)


def members(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Return one row per member: segment, habits, and the chance to buy without a message."""
    segment = pick(rng, np.tile([each.share for each in SEGMENTS], (count, 1)))
    orders = 1 + rng.poisson(rng.gamma(4, (of_segment(segment, "orders") - 1) / 4))
    recency = of_segment(segment, "recency") * np.exp(rng.normal(0, 0.5, count))
    value = of_segment(segment, "order_cny") * np.exp(rng.normal(0, 0.4, count))
    frame = pd.DataFrame(
        {
            "segment": segment,
            "recency": np.clip(np.rint(recency), 1, 365).astype(int),
            "orders": np.minimum(orders, 60),
            "monetary": np.rint(value * np.minimum(orders, 60)).astype(int),
            "app": rng.random(count) < of_segment(segment, "app"),
        }
    )
    return frame.assign(chance=chances(frame))


def chances(who: pd.DataFrame) -> np.ndarray:
    """Return the chance to buy without a message; its mean in a segment is the segment's base."""
    segment = who["segment"].to_numpy()
    usual = of_segment(segment, "orders")
    keen = (who["orders"] / usual).clip(0.4, 2.0) ** 0.5 * np.where(who["app"], 1.2, 0.9)
    mean = np.bincount(segment, keen) / np.bincount(segment)
    return of_segment(segment, "base") * keen.to_numpy() / mean[segment]


def even_draws(rng: np.random.Generator, group: np.ndarray) -> np.ndarray:
    """Return a uniform number per row, evenly spaced in blocks of a group.

    Counts then vary about half as much between seeds as they would by chance alone.
    """
    order = np.argsort(group, kind="stable")
    block = np.empty(len(group), dtype=int)
    block[order] = within_group(group[order]) // BLOCK
    number = pd.factorize(block * (group.max() + 1) + group)[0]
    return spread(rng, number, rng.random(len(group)))


def trial(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return the members with the arm drawn for each, and whether and for how much they bought."""
    segment = who["segment"].to_numpy()
    treated = rng.random(len(who)) < PLANNED_SHARE
    lift = 1 + of_segment(segment, "effect") / of_segment(segment, "base")
    chance = who["chance"] * np.where(treated, lift, 1.0)
    bought = even_draws(rng, 2 * segment + treated) <= chance.to_numpy()
    paid = np.rint(215 * np.exp(rng.normal(0, 0.45, len(who)))).astype(int)
    return who.assign(treated=treated, bought=bought, paid=np.where(bought, paid, 0))


def response_score(who: pd.DataFrame) -> np.ndarray:
    """Return 0 to 1000 points for likely buyers, by weights fitted on last year's orders.

    The weights are those of a logistic regression of buying on habits; it never saw a test.
    """
    logit = -1.2 - 0.55 * np.log(who["recency"] / 30) + 0.5 * np.log(who["orders"] / 5)
    logit += 0.15 * np.log(who["monetary"] / 800) + 0.25 * who["app"]
    return np.rint(1000 / (1 + np.exp(-logit))).astype(int).to_numpy()


def campaign_ab(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Return the sound test as trainees get it."""
    done = trial(rng, members(rng, count))
    return shared_columns(done).assign(
        recency_days=done["recency"],
        frequency_orders=done["orders"],
        monetary_cny=done["monetary"],
        response_score=response_score(done),
    )


def campaign_ab_srm(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Return the test from which a redirect lost treated app users who did not buy."""
    done = trial(rng, members(rng, count))
    frame = shared_columns(done)
    exposed = (done["treated"] & done["app"] & ~done["bought"]).to_numpy()
    lost = exposed & (rng.random(len(done)) < REDIRECT_LOSS)
    return frame[~lost].reset_index(drop=True)


def shared_columns(done: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that both tests have."""
    return pd.DataFrame(
        {
            "customer_id": coded("K", np.arange(1, len(done) + 1), 5),
            "segment": np.array(SEGMENT_NAMES, dtype=object)[done["segment"]],
            "treated": done["treated"].astype(int),
            "converted": done["bought"].astype(int),
            "revenue_cny": done["paid"],
            "app_user": done["app"].astype(int),
        }
    )


def costs() -> pd.DataFrame:
    """Return what was planned for each test, and what a message costs and a sale earns."""
    last = [str(np.datetime64(first) + DAYS_OF_SENDING - 1) for first in STARTS.values()]
    return pd.DataFrame(
        {
            "campaign": list(STARTS),
            "first_sent_on": list(STARTS.values()),
            "last_sent_on": last,
            "planned_treated_share": PLANNED_SHARE,
            "contact_cost_cny": CONTACT_COST_CNY,
            "margin_share": MARGIN_SHARE,
        }
    )


def effects() -> pd.DataFrame:
    """Return the chance to buy without and with a message, for each test and segment."""
    rows = [
        (campaign, each.name, each.base, each.base + each.effect, each.effect)
        for campaign in SIZES
        for each in SEGMENTS
    ]
    columns = ["campaign", "segment", "control_rate", "treated_rate", "effect"]
    return pd.DataFrame(rows, columns=columns)


def generate(seeds: np.random.SeedSequence) -> World:
    """Return both tests, their costs, and the true effects."""
    rngs = streams(seeds, 2)
    return World(
        tables={
            "campaign_ab": campaign_ab(rngs[0], SIZES["campaign_ab"]),
            "campaign_ab_srm": campaign_ab_srm(rngs[1], SIZES["campaign_ab_srm"]),
            "campaign_costs": costs(),
        },
        truth={"campaign_effects": effects()},
    )


# -- how it looks -----------------------------------------------------------------------------


def uplift(test: pd.DataFrame) -> float:
    """Return the rate of buyers among the treated less that among the others.

    >>> float(uplift(pd.DataFrame({"treated": [1, 1, 0, 0], "converted": [1, 0, 0, 0]})))
    0.5
    """
    rate = test.groupby("treated")["converted"].mean()
    return rate[1] - rate[0]


def qini(test: pd.DataFrame, score: pd.Series) -> pd.DataFrame:
    """Return extra buyers, per 1,000 of all, when the highest scores get the message first.

    Columns `share` (of the members contacted) and `gained`; the control arm is scaled to the size
    of the treated arm. Source: Radcliffe (2007), Using control groups to target on predicted lift.

    >>> test = pd.DataFrame({"treated": [1, 0, 1, 0], "converted": [1, 0, 0, 0]})
    >>> qini(test, pd.Series([4, 3, 2, 1]))["gained"].tolist()
    [250.0, 250.0, 250.0, 250.0]
    """
    ranked = test.loc[score.sort_values(ascending=False, kind="stable").index]
    treated = ranked["treated"].to_numpy()
    bought = ranked["converted"].to_numpy()
    sizes = np.cumsum(treated), np.cumsum(1 - treated)
    scale = np.divide(sizes[0], sizes[1], out=np.zeros(len(ranked)), where=sizes[1] > 0)
    gained = np.cumsum(bought * treated) - np.cumsum(bought * (1 - treated)) * scale
    share = np.arange(1, len(ranked) + 1) / len(ranked)
    return pd.DataFrame({"share": share, "gained": 1000 * gained / len(ranked)})


def mismatch(test: pd.DataFrame) -> float:
    """Return the chi-square of the arms' sizes against the plan; 10.8 is p = .001."""
    treated, total = test["treated"].sum(), len(test)
    planned = total * PLANNED_SHARE
    return (treated - planned) ** 2 * (1 / planned + 1 / (total - planned))


def targets(world: World) -> list[Target]:
    """Return how the tests look; the conversion under 1% and the null segment are what was asked.

    Bands of the effects are the planted ones with room for three standard errors or so; the
    mismatch is judged at p = .001, as is usual for the sample-ratio check.
    """
    sound, faulty = world.tables["campaign_ab"], world.tables["campaign_ab_srm"]
    control = sound.loc[sound["treated"] == 0, "converted"].mean()
    found = {name: 100 * uplift(rows) for name, rows in sound.groupby("segment")}
    order = qini(sound, sound["response_score"])
    best = qini(sound, sound["segment"].map(found))
    half = {name: curve["gained"][len(sound) // 2] for name, curve in (("s", order), ("u", best))}
    stays = faulty[faulty["app_user"] == 0]
    return [
        Target("members in the sound test", 50_000, 50_000, len(sound)),
        Target("conversion of the control arm, %", 0.4, 0.9, 100 * control),
        Target("conversion of both arms, %", 0.4, 1.0, 100 * sound["converted"].mean()),
        Target("effect on lapsing, points", 0.45, 1.15, found["lapsing"]),
        Target("effect on young, points", 0.05, 0.65, found["young"]),
        Target("effect on loyal, points", -0.35, 0.35, found["loyal"]),
        Target("effect on quiet, points", -0.5, -0.02, found["quiet"]),
        Target("extra buyers, half by score, per 1,000", -0.4, 0.8, half["s"]),
        Target("extra buyers, half by uplift, per 1,000", 0.9, 1.9, half["u"]),
        Target("chi-square of the sound test", 0, 10.8, mismatch(sound)),
        Target("chi-square of the faulty test", 100, 5_000, mismatch(faulty)),
        Target("chi-square without app users", 0, 10.8, mismatch(stays)),
        Target("effect read from the faulty test, points", 0.35, 0.75, 100 * uplift(faulty)),
    ]


THEME = Theme(
    name="campaign",
    tables=(CAMPAIGN_AB, CAMPAIGN_AB_SRM, CAMPAIGN_COSTS),
    truth=(CAMPAIGN_EFFECTS,),
    generate=generate,
    targets=targets,
)
