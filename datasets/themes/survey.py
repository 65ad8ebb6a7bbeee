"""A survey of shoppers' attitudes and benefits sought, and the funnel of an online shop.

Five hidden segments differ in five attitudes. Each attitude is asked by five statements, some of
them reversed; people lean towards agreeing, a few do not read the statements, and the young are
easier to reach. In the funnel one source and one device lose visitors at a step of their own.
"""

import numpy as np
import pandas as pd

from datasets.draws import coded, even, happens, pick, streams
from datasets.realism import alpha
from datasets.schema import Target, Theme, World
from datasets.themes.survey_tables import (
    AGE_BANDS,
    BENEFITS,
    FUNNEL,
    ITEMS,
    REVERSED,
    SCALES,
    SURVEY,
    SURVEY_EFFECTS,
    SURVEY_PEOPLE,
    SURVEY_POPULATION,
    TIERS,
)

N_RESPONDENTS = 1_800
N_VISITORS = 4_200
# Segment: share, and its mean of health, thrift, novelty, family, convenience.
SEGMENTS = {
    "health_first": (0.22, (1.7, -0.8, -0.1, 0.6, -0.8)),
    "careful_saver": (0.26, (-0.9, 1.7, -0.9, 0.4, -0.3)),
    "trend_seeker": (0.18, (-0.1, -0.8, 1.8, -1.2, 0.7)),
    "traditional_home": (0.19, (0.3, 0.4, -1.2, 1.4, 0.5)),
    "time_saver": (0.15, (-0.8, -0.4, 0.1, -0.9, 1.6)),
}
LOADINGS = np.array([0.74, 0.70, 0.64, 0.62, 0.60])
LEANING_SD = 0.30
STRAIGHT, RANDOM, SKIPPED = 0.045, 0.02, 0.007
# Share of each age band among the segments, youngest first.
AGES = (
    (0.20, 0.36, 0.28, 0.16),
    (0.10, 0.26, 0.34, 0.30),
    (0.52, 0.34, 0.10, 0.04),
    (0.06, 0.28, 0.36, 0.30),
    (0.34, 0.44, 0.17, 0.05),
)
HOUSEHOLDS_K = (
    (310, 420, 260, 190),
    (520, 760, 480, 360),
    (430, 690, 520, 410),
    (260, 470, 420, 380),
)
REACHED = np.array([2.2, 1.3, 0.7, 0.3])  # how easily each age band is reached
ONLINE = np.array([0.62, 0.50, 0.30, 0.14])
ONLINE_BY_SEGMENT = np.array([0.95, 0.85, 1.15, 0.75, 1.35])
LEADING_EFFECT = 0.5
# Importance of each benefit (0 to 10) by benefit segment: function, value, brand.
IMPORTANCE = {
    "function": (8.4, 8.6, 8.2, 5.2, 4.8, 4.4, 5.0, 3.6),
    "value": (6.0, 6.4, 5.6, 8.6, 8.2, 7.8, 4.0, 2.8),
    "brand": (7.0, 6.2, 6.4, 4.0, 4.4, 3.4, 8.6, 8.0),
}
BENEFIT_SHARES = (
    (0.74, 0.12, 0.14),
    (0.12, 0.82, 0.06),
    (0.22, 0.14, 0.64),
    (0.56, 0.34, 0.10),
    (0.44, 0.26, 0.30),
)
STEPS = ("visit", "search", "compare", "cart", "order")
SOURCES, DEVICES = ("search_ad", "social", "direct"), ("app", "mobile_web", "desktop")
PASS = (0.78, 0.60, 0.47, 0.64)  # chance to reach each next step
RETURNING_PASS = (1.1, 1.25, 1.5, 1.25)
SOCIAL_COMPARE, MOBILE_ORDER = 0.42, 0.50
REPEATS = (0.1, 1.0, 0.7, 0.3, 0.0)  # extra events of a step, on average


# -- people -----------------------------------------------------------------------------------


def respondents(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per respondent: hidden segment, cell of the population, attitudes."""
    shares = np.array([share for share, _ in SEGMENTS.values()])
    ages = np.array(AGES)
    segments_of_age = (shares[:, None] * ages / (shares @ ages)).T
    cells = np.array(HOUSEHOLDS_K, dtype=float) * REACHED[:, None]
    cell = pick(rng, np.tile(cells.ravel(), (N_RESPONDENTS, 1)))
    age, tier = np.divmod(cell, len(TIERS))
    segment = pick(rng, segments_of_age[age])
    frame = pd.DataFrame({"age": age, "tier": tier, "segment": segment})
    means = np.array([mean for _, mean in SEGMENTS.values()])
    factors = means[segment] + rng.normal(0, 0.55, (N_RESPONDENTS, len(SCALES)))
    frame[list(SCALES)] = factors / np.sqrt((factors**2).mean(axis=0))
    frame["benefit"] = pick(rng, np.array(BENEFIT_SHARES)[segment])
    frame["careless"] = careless(rng)
    return frame


def careless(rng: np.random.Generator) -> np.ndarray:
    """Return how each answers: 0 with care, 1 the same number throughout, 2 at random."""
    place = even(rng, N_RESPONDENTS)
    return np.select([place < STRAIGHT, place < STRAIGHT + RANDOM], [1, 2], 0)


def answers(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return the answers to the statements, 1 to 5; shape (respondents, scales, items)."""
    turned = np.array([[number in REVERSED[name] for number in range(1, 6)] for name in SCALES])
    factor = who[list(SCALES)].to_numpy()[:, :, None]
    leaning = LEANING_SD * rng.normal(size=len(who))[:, None, None]
    noise = rng.normal(size=(len(who), *turned.shape)) * np.sqrt(1 - LOADINGS**2)
    score = factor * LOADINGS * np.where(turned, -1, 1) + leaning + noise
    given = np.clip(np.rint(3.2 + 0.95 * score), 1, 5)
    same = rng.choice([3, 4, 5, 2], len(who), p=[0.45, 0.3, 0.15, 0.1])[:, None, None]
    given = np.where((who["careless"] == 1).to_numpy()[:, None, None], same, given)
    anything = rng.integers(1, 6, given.shape)
    return np.where((who["careless"] == 2).to_numpy()[:, None, None], anything, given)


def importance(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return the importance of each benefit, 0 to 10; some people call everything important."""
    mean = np.array(list(IMPORTANCE.values()))[who["benefit"]]
    lenient = rng.normal(0, 1.3, len(who))[:, None]
    return np.clip(np.rint(mean + lenient + rng.normal(0, 1.1, mean.shape)), 0, 10)


def survey(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return the survey as trainees get it."""
    count = len(who)
    age, segment = who["age"].to_numpy(), who["segment"].to_numpy()
    given = pd.DataFrame(answers(rng, who).reshape(count, -1), columns=list(ITEMS))
    wanted = importance(rng, who)
    rated = pd.DataFrame(wanted, columns=[f"benefit_{name}" for name in BENEFITS])
    asked = pd.concat([given, rated], axis=1).astype("Int64")
    asked = asked.mask(rng.random(asked.shape) < SKIPPED)
    hasty = (who["careless"] > 0).to_numpy()
    minutes = np.where(hasty, rng.gamma(9, 0.28, count), rng.gamma(12, 0.8, count))
    leading = rng.permutation(np.arange(count) % 2 == 0)
    feeling = 3.1 + 0.12 * who["family"] + LEADING_EFFECT * leading + rng.normal(0, 0.9, count)
    online = happens(rng, np.minimum(ONLINE[age] * ONLINE_BY_SEGMENT[segment], 0.95))
    basic = pd.DataFrame(
        {
            "respondent_id": coded("V", np.arange(1, count + 1), 4),
            "invited_by": np.array(["app", "sms", "shop"], dtype=object)[
                pick(rng, np.array([(8, 2, 1), (5, 3, 2), (3, 3, 4), (1, 3, 6)])[age])
            ],
            "gender": np.where(rng.random(count) < 0.57, "F", "M"),
            "age_band": np.array(AGE_BANDS, dtype=object)[age],
            "city_tier": np.array(TIERS, dtype=object)[who["tier"]],
            "minutes": minutes,
            "wording": np.where(leading, "leading", "neutral"),
            "satisfied": np.clip(np.rint(feeling), 1, 5).astype(int),
            "orders_online_weekly": online,
            "market_visits_month": rng.poisson(np.exp(1.3 - 0.55 * who["convenience"])),
            "new_products_year": rng.poisson(np.exp(1.2 + 0.6 * who["novelty"])),
        }
    )
    return pd.concat([basic, asked], axis=1)[SURVEY.columns]


def population() -> pd.DataFrame:
    """Return the households of each cell."""
    cells = [
        (age, tier, HOUSEHOLDS_K[row][column])
        for row, age in enumerate(AGE_BANDS)
        for column, tier in enumerate(TIERS)
    ]
    return pd.DataFrame(cells, columns=SURVEY_POPULATION.columns)


def online_share() -> float:
    """Return the true share of households that order online every week."""
    shares = np.array([share for share, _ in SEGMENTS.values()])
    ages = np.array(AGES)
    segments_of_age = (shares[:, None] * ages / (shares @ ages)).T
    by_age = (segments_of_age * np.minimum(ONLINE[:, None] * ONLINE_BY_SEGMENT, 0.95)).sum(axis=1)
    households = np.array(HOUSEHOLDS_K).sum(axis=1)
    return float(by_age @ households / households.sum())


# -- the funnel -------------------------------------------------------------------------------


def visitors(rng: np.random.Generator) -> pd.DataFrame:
    """Return source, device and past of each visitor, and the last step reached."""
    source = pick(rng, np.tile([0.36, 0.30, 0.34], (N_VISITORS, 1)))
    device = pick(
        rng, np.array([[0.30, 0.46, 0.24], [0.34, 0.56, 0.10], [0.56, 0.22, 0.22]])[source]
    )
    returning = happens(rng, np.array([0.70, 0.26, 0.14])[device])
    chance = passing(source, device, returning)
    reached = np.cumprod(rng.random(chance.shape) < chance, axis=1).sum(axis=1)
    return pd.DataFrame(
        {"source": source, "device": device, "returning": returning, "reached": reached}
    )


def passing(source: np.ndarray, device: np.ndarray, returning: np.ndarray) -> np.ndarray:
    """Return the chance to go on from each step; shape (visitors, steps - 1)."""
    chance = np.tile(PASS, (len(source), 1))
    chance = np.where(returning[:, None], chance * RETURNING_PASS, chance)
    chance[:, 1] *= np.where(source == SOURCES.index("social"), SOCIAL_COMPARE, 1)
    chance[:, 3] *= np.where(device == DEVICES.index("mobile_web"), MOBILE_ORDER, 1)
    return np.minimum(chance, 0.97)


def funnel(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return every step of every visitor in order of time; searching and comparing repeat."""
    steps = np.arange(len(STEPS))
    seen = steps <= who["reached"].to_numpy()[:, None]
    times = np.where(seen, 1 + rng.poisson(np.tile(REPEATS, (len(who), 1))), 0)
    visitor = np.repeat(np.arange(len(who)), times.sum(axis=1))
    step = np.repeat(np.tile(steps, len(who)), times.ravel())
    start = np.datetime64("2025-11-01T08:00:00") + (14.6 * 86_400 * even(rng, len(who))).astype(int)
    waited = rng.gamma(1.2, 70, len(visitor)).astype(int) + 3
    first = np.r_[True, visitor[1:] != visitor[:-1]]
    waited[first] = 0
    since = np.cumsum(waited)
    since = since - np.maximum.accumulate(np.where(first, since, 0))
    frame = pd.DataFrame(
        {
            "visitor_id": coded("W", visitor + 1, 5),
            "event_time": np.char.replace((start[visitor] + since).astype(str), "T", " "),
            "step": np.array(STEPS, dtype=object)[step],
            "source": np.array(SOURCES, dtype=object)[who["source"].to_numpy()[visitor]],
            "device": np.array(DEVICES, dtype=object)[who["device"].to_numpy()[visitor]],
            "returning": who["returning"].to_numpy()[visitor],
        }
    )
    order = np.lexsort((step, visitor, frame["event_time"]))
    return frame.iloc[order].reset_index(drop=True)[FUNNEL.columns]


# -- the theme --------------------------------------------------------------------------------


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the survey, the population, the funnel and what lies behind them."""
    rngs = streams(seeds, 4)
    who = respondents(rngs[0])
    return World(
        tables={
            "survey": survey(rngs[1], who),
            "survey_population": population(),
            "funnel_events": funnel(rngs[3], visitors(rngs[2])),
        },
        truth={"survey_people": people(who), "survey_effects": effects()},
    )


def people(who: pd.DataFrame) -> pd.DataFrame:
    """Return the truth behind each respondent."""
    named = {
        "respondent_id": coded("V", np.arange(1, len(who) + 1), 4),
        "segment": np.array(list(SEGMENTS), dtype=object)[who["segment"]],
        "benefit_segment": np.array(list(IMPORTANCE), dtype=object)[who["benefit"]],
        "answered": np.array(["careful", "straight", "random"], dtype=object)[who["careless"]],
    }
    factors = {f"{name}_factor": who[name] for name in SCALES}
    return pd.DataFrame(named | factors)[SURVEY_PEOPLE.columns]


def effects() -> pd.DataFrame:
    """Return the true quantities that a careful analysis estimates."""
    rows = [
        ("share of households that order online every week", online_share()),
        ("effect of the leading wording on satisfaction", LEADING_EFFECT),
        ("chance to compare, social over other sources", SOCIAL_COMPARE),
        ("chance to order from the cart, mobile web over other devices", MOBILE_ORDER),
    ]
    return pd.DataFrame(rows, columns=SURVEY_EFFECTS.columns)


# -- measures ---------------------------------------------------------------------------------


def scales(asked: pd.DataFrame, *, reverse: bool = True) -> dict[str, pd.DataFrame]:
    """Return the items of each scale as numbers, reversed ones turned round or as given."""
    found = {}
    for name in SCALES:
        items = asked[[f"{name}_{number}" for number in range(1, 6)]].astype(float)
        for number in REVERSED[name] if reverse else ():
            items[f"{name}_{number}"] = 6 - items[f"{name}_{number}"]
        found[name] = items
    return found


def straight_liners(asked: pd.DataFrame) -> pd.Series:
    """Return True for respondents who gave one number to all statements that they answered."""
    return asked[list(ITEMS)].nunique(axis=1) == 1


def targets(world: World) -> list[Target]:
    """Return how real survey and funnel look.

    Alpha, leaning, straight-lining and gaps: as in published consumer surveys with scales of five
    items.
    """
    asked = world.tables["survey"]
    careful = asked[~straight_liners(asked)]
    alphas = [alpha(items) for items in scales(careful).values()]
    unturned = [alpha(items) for items in scales(careful, reverse=False).values()]
    leaning = careful[list(ITEMS)].astype(float).mean(axis=1).std()
    return [
        Target("respondents", 1_800, 1_800, len(asked)),
        Target("Cronbach's alpha, lowest scale", 0.60, 0.81, min(alphas)),
        Target("Cronbach's alpha, highest scale", 0.60, 0.81, max(alphas)),
        Target("alpha without reversing, lowest", -1.0, 0.30, min(unturned)),
        Target("standard deviation of a person's mean", 0.25, 0.40, leaning),
        Target("share of straight-liners", 0.03, 0.06, straight_liners(asked).mean()),
        Target("share of answers missing", 0.005, 0.009, asked[list(ITEMS)].isna().mean().mean()),
        *_bias_targets(world),
        *_funnel_targets(world.tables["funnel_events"]),
    ]


def weighted_share(asked: pd.DataFrame, cells: pd.DataFrame, answer: str) -> float:
    """Return the share of an answer with each cell weighted by its households."""
    means = asked.groupby(["age_band", "city_tier"])[answer].mean()
    households = cells.set_index(["age_band", "city_tier"])["households_k"]
    return float((means * households).sum() / households.sum())


def _bias_targets(world: World) -> list[Target]:
    asked, cells = world.tables["survey"], world.tables["survey_population"]
    true = online_share()
    weighted = weighted_share(asked, cells, "orders_online_weekly")
    satisfied = asked.groupby("wording")["satisfied"].mean()
    return [
        Target("bias of the plain share ordering online", 0.07, 0.16,
               asked["orders_online_weekly"].mean() - true),
        Target("bias of the weighted share", -0.045, 0.045, weighted - true),
        Target("effect of the leading wording", 0.35, 0.6,
               satisfied["leading"] - satisfied["neutral"]),
    ]  # fmt: skip


def reached(events: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the share of a group's visitors at each step, over those at the step before."""
    counts = events.groupby([*by, "step"])["visitor_id"].nunique().unstack()[list(STEPS)]
    return counts.div(counts.shift(axis=1)).iloc[:, 1:]


def _funnel_targets(events: pd.DataFrame) -> list[Target]:
    source, device = reached(events, ["source"]), reached(events, ["device"])
    visits = events.groupby(["device", "returning"])["visitor_id"].nunique().unstack()
    bought = events[events["step"] == "order"]
    buyers = bought.groupby(["device", "returning"])["visitor_id"].nunique().unstack()
    plain = buyers.sum(axis=1) / visits.sum(axis=1)
    mixed = (buyers / visits) @ (visits.sum() / visits.to_numpy().sum())
    return [
        Target("funnel events", 10_000, 18_000, len(events)),
        Target("share of visitors who order", 0.10, 0.22,
               bought["visitor_id"].nunique() / events["visitor_id"].nunique()),
        Target("social over others, chance to compare", 0.32, 0.52,
               source.loc["social", "compare"] / source.loc["search_ad", "compare"]),
        Target("mobile web over desktop, chance to order", 0.40, 0.65,
               device.loc["mobile_web", "order"] / device.loc["desktop", "order"]),
        Target("app over desktop, orders per visitor", 1.25, 2.4, plain["app"] / plain["desktop"]),
        Target("the same at an equal share of returning", 0.75, 1.25,
               mixed["app"] / mixed["desktop"]),
    ]  # fmt: skip


THEME = Theme(
    name="survey",
    tables=(SURVEY, SURVEY_POPULATION, FUNNEL),
    truth=(SURVEY_PEOPLE, SURVEY_EFFECTS),
    generate=generate,
    targets=targets,
)
