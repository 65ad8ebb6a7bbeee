"""The grocery market of Spruce Select: segments to choose from, price tests and brand ratings.

Shoppers' demand has a constant elasticity in each segment. Brands lie in a hidden plane of price
level and convenience; a halo lifts all ratings of a brand that somebody likes.
"""

import numpy as np
import pandas as pd

from datasets.draws import coded, streams
from datasets.schema import Target, Theme, World
from datasets.themes.market_tables import (
    ATTRIBUTES,
    BRAND_POSITIONS,
    BRAND_RATINGS,
    BRANDS,
    MARKET,
    MARKET_ELASTICITIES,
    PRICE_TESTS,
    RATERS,
    SEGMENTS_MARKET,
)

UNIT_COST_CNY = 24.0
REGULAR_PRICE_CNY = 39.0
PRICES_CNY = (29.0, 32.0, 35.0, 39.0, 43.0, 47.0)
WEEKS = np.arange(np.datetime64("2025-01-06"), np.datetime64("2025-12-22"), np.timedelta64(7, "D"))
FESTIVAL_WEEKS = (2, 3, 21, 22, 23, 38, 39, 42, 43, 44)
FESTIVAL_PULL = 1.9
N_RATERS = 480


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the three tables and the truth behind prices and brands."""
    rngs = streams(seeds, 3)
    tests, elasticity = price_tests(rngs[0])
    return World(
        tables={
            "segments_market": segments_market(rngs[1]),
            "price_tests": tests,
            "brand_ratings": brand_ratings(rngs[2]),
        },
        truth={"market_elasticities": elasticity, "brand_positions": positions()},
    )


# -- segments ---------------------------------------------------------------------------------


def segments_market(rng: np.random.Generator) -> pd.DataFrame:
    """Return the market table: estimates move by a few per cent from world to world."""
    frame = pd.DataFrame([each.row() for each in MARKET])
    for name, step in (("households_k", 1), ("spend_cny_household_year", 100)):
        moved = frame[name] * np.exp(rng.normal(0, 0.03, len(frame)))
        frame[name] = (np.rint(moved / step) * step).astype(int)
    return frame[SEGMENTS_MARKET.columns]


# -- prices -----------------------------------------------------------------------------------


def price_tests(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the weekly tests of each segment, and the elasticity behind them.

    Prices were drawn at random but for the festival weeks, in which everything was cheap and demand
    was high in any case.
    """
    festival = np.isin(np.arange(len(WEEKS)), FESTIVAL_WEEKS)
    tests = []
    for each in MARKET:
        price = np.where(
            festival, PRICES_CNY[0], rng.permutation(np.resize(PRICES_CNY, len(WEEKS)))
        )
        visitors = np.rint(each.visitors * np.exp(rng.normal(0, 0.08, len(WEEKS)))).astype(int)
        rate = 0.11 * (price / REGULAR_PRICE_CNY) ** each.elasticity
        rate = rate * np.where(festival, FESTIVAL_PULL, 1) * np.exp(rng.normal(0, 0.05, len(WEEKS)))
        tests.append(
            pd.DataFrame(
                {
                    "segment": each.segment,
                    "week_start": WEEKS.astype(str),
                    "festival_week": festival,
                    "price_cny": price,
                    "visitors": visitors,
                    "buyers": rng.binomial(visitors, np.minimum(rate, 0.95)),
                }
            )
        )
    truth = pd.DataFrame(
        {
            "segment": [each.segment for each in MARKET],
            "elasticity": [each.elasticity for each in MARKET],
            "best_price_cny": [best_price(each.elasticity) for each in MARKET],
        }
    )
    return pd.concat(tests, ignore_index=True)[PRICE_TESTS.columns], truth


def best_price(elasticity: float) -> float:
    """Return the price with the highest margin, within the range tested.

    With a constant elasticity e below -1 it is cost x e / (1 + e) (Lerner 1934).

    >>> best_price(-4.0)
    32.0
    >>> best_price(-0.9)
    47.0
    """
    if elasticity >= -1:
        return PRICES_CNY[-1]
    return float(
        np.clip(UNIT_COST_CNY * elasticity / (1 + elasticity), *PRICES_CNY[:: len(PRICES_CNY) - 1])
    )


# -- brands -----------------------------------------------------------------------------------


def positions() -> pd.DataFrame:
    """Return where the brands and the ideals of the segments lie in the hidden plane."""
    brands = [(name, "brand", *place) for name, (*place, _) in BRANDS.items()]
    ideals = [(name, "ideal", *place) for name, (_, *place) in RATERS.items()]
    return pd.DataFrame(brands + ideals, columns=BRAND_POSITIONS.columns)


def brand_ratings(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per respondent and brand known to them: eight ratings and a preference."""
    shares = [share for share, *_ in RATERS.values()]
    counts = np.rint(N_RATERS * np.array(shares)).astype(int)
    segment = rng.permutation(np.repeat(np.arange(len(RATERS)), counts))
    rating, wish, fame = opinions(rng, segment)
    known = rng.random(wish.shape) < 0.55 + 0.45 * fame
    known[:, 0] = True
    who, brand = np.nonzero(known)
    skipped = rng.random((len(who), len(ATTRIBUTES))) < 0.012
    frame = pd.DataFrame(rating[who, brand], columns=list(ATTRIBUTES)).astype("Int64").mask(skipped)
    frame["respondent_id"] = coded("Q", who + 1, 4)
    frame["segment"] = np.array(list(RATERS), dtype=object)[segment[who]]
    frame["brand"] = np.array(list(BRANDS), dtype=object)[brand]
    frame["would_buy"] = wish[who, brand]
    return frame[BRAND_RATINGS.columns]


def opinions(
    rng: np.random.Generator, segment: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ratings (respondents, brands, attributes), intentions to buy, and fame by brand."""
    place = np.array([each[:2] for each in BRANDS.values()])
    fame = np.array([each[2] for each in BRANDS.values()])
    ideal = np.array([each[1:] for each in RATERS.values()])[segment]
    leniency = rng.normal(0, 0.5, len(segment))
    apart = np.linalg.norm(place - ideal[:, None], axis=2)
    liking = 0.6 - 0.9 * apart + 1.6 * fame + rng.normal(0, 0.5, apart.shape)
    seen = place @ np.array([each[0] for each in ATTRIBUTES.values()]).T
    score = 4 + leniency[:, None, None] + 0.8 * seen + 0.55 * liking[:, :, None]
    rating = np.clip(np.rint(score + rng.normal(0, 0.75, score.shape)), 1, 7).astype(int)
    wish = 5 + 2.4 * (liking - liking.mean()) + rng.normal(0, 0.8, liking.shape)
    return rating, np.clip(np.rint(wish), 0, 10).astype(int), fame


# -- measures ---------------------------------------------------------------------------------


def elasticities(tests: pd.DataFrame, *, control: bool) -> pd.Series:
    """Return each segment's slope of log purchase rate on log price, festivals apart or not."""
    found = {}
    for segment, rows in tests.groupby("segment"):
        rate = np.log(rows["buyers"] / rows["visitors"])
        columns = [np.ones(len(rows)), np.log(rows["price_cny"])]
        if control:
            columns.append(rows["festival_week"].astype(float))
        found[segment] = np.linalg.lstsq(np.column_stack(columns), rate, rcond=None)[0][1]
    return pd.Series(found)


def brand_means(ratings: pd.DataFrame, *, centred: bool) -> pd.DataFrame:
    """Return the mean rating of each brand, after taking out each row's own mean or as given."""
    scores = ratings[list(ATTRIBUTES)].astype(float)
    if centred:
        scores = scores.sub(scores.mean(axis=1), axis=0)
    return scores.groupby(ratings["brand"]).mean()


def targets(world: World) -> list[Target]:
    """Return how clear prices, brands and segments came out; bands are of our own making."""
    tests, ratings = world.tables["price_tests"], world.tables["brand_ratings"]
    true = world.truth["market_elasticities"].set_index("segment")["elasticity"]
    controlled, naive = (elasticities(tests, control=each) - true for each in (True, False))
    means = brand_means(ratings, centred=True)
    spread = np.linalg.svd(means - means.mean(), compute_uv=False) ** 2
    single = ratings[list(ATTRIBUTES)].astype(float).dropna()
    halo = np.linalg.svd(single - single.mean(), full_matrices=False)[2][0]
    return [
        Target("elasticity, largest error with festivals apart", 0.0, 0.3, controlled.abs().max()),
        Target("elasticity, mean error of the naive slope", -1.6, -0.4, naive.mean()),
        Target("best to worst elasticity, range", 2.0, 3.5, true.max() - true.min()),
        Target("brand map, share of two dimensions", 0.9, 1.0, spread[:2].sum() / spread.sum()),
        Target("brand map, share of the second", 0.15, 0.5, spread[1] / spread.sum()),
        Target("raw ratings, attributes lifted by the halo", 8, 8, abs(np.sign(halo).sum())),
        Target(
            "brands known by a respondent", 4.0, 5.5, ratings.groupby("respondent_id").size().mean()
        ),
        Target(
            "share of ratings missing", 0.008, 0.016, ratings[list(ATTRIBUTES)].isna().mean().mean()
        ),
    ]


THEME = Theme(
    name="market",
    tables=(SEGMENTS_MARKET, PRICE_TESTS, BRAND_RATINGS),
    truth=(MARKET_ELASTICITIES, BRAND_POSITIONS),
    generate=generate,
    targets=targets,
)
