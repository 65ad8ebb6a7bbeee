"""Hejia (禾家), a fictional chain of eight supermarkets: customers, offers and shelves.

Three kinds of households cross three attitudes to shopping. Offers were drawn at random, and each
pays with another attitude. Some shelves run empty, so sales fall short of demand there.
"""

import numpy as np
import pandas as pd
from scipy.stats import norm

from datasets.draws import coded, even, happens, masked, pick, streams
from datasets.schema import Target, Theme, World
from datasets.themes.retail_tables import (
    ATTITUDES,
    CATEGORIES,
    HOUSEHOLDS,
    OFFERS,
    RETAIL_CASE,
    RETAIL_CASE_STOCK,
    RETAIL_DEMAND,
    RETAIL_EFFECTS,
    RETAIL_PEOPLE,
    STORES,
)

N_CUSTOMERS = 5_000
HOUSEHOLD_SHARES = (0.42, 0.30, 0.28)
# Share of the attitudes in each kind of household: loyal, price-sensitive, health-conscious.
ATTITUDE_SHARES = ((0.34, 0.36, 0.30), (0.30, 0.34, 0.36), (0.38, 0.40, 0.22))
# Mean share of spend or visits by household and by attitude (logits add up).
HABITS = {
    "fresh_share": ((0.30, 0.18, 0.36), (0.0, -0.1, 0.5)),
    "organic_share": ((0.06, 0.06, 0.05), (-0.4, -0.9, 1.5)),
    "snack_share": ((0.16, 0.30, 0.08), (0.1, 0.1, -0.6)),
    "baby_share": ((0.10, 0.01, 0.01), (0.0, 0.0, 0.0)),
    "own_label_share": ((0.18, 0.16, 0.17), (-0.9, 1.0, -0.2)),
    "promo_share": ((0.28, 0.26, 0.30), (-0.8, 1.0, -0.4)),
    "brand_repeat_share": ((0.50, 0.46, 0.55), (1.1, -0.9, -0.1)),
    "evening_share": ((0.35, 0.66, 0.10), (0.0, 0.0, 0.0)),
}
SPREAD = 0.7  # standard deviation of a habit's logit between customers
VISITS, BASKET_CNY = (34, 21, 46), (128, 62, 54)
MARGIN_SHARE = 0.22
# Mean change of a quarter's margin in CNY by attitude and offer: discount, points, fresh box.
EFFECTS = ((-14.0, 22.0, 3.0), (19.0, 2.0, -9.0), (-6.0, 0.0, 26.0))
USED = ((0.55, 0.40, 0.15), (0.78, 0.22, 0.18), (0.42, 0.16, 0.48))
LAPSED = 0.16
QUARTER_DAYS = 92  # of the fourth quarter, at the end of which customers are looked at
STORE_SCALE = (1.5, 1.2, 1.0, 1.0, 0.9, 0.8, 0.7, 0.6)
DEMAND = (900, 160, 520, 480, 560, 420, 130, 310, 260, 220)
SHORT = {("H2", "organic"): 0.80, ("H5", "organic"): 0.75, ("H3", "ready_meals"): 0.85,
         ("H7", "baby"): 0.80}  # fmt: skip
WEEKS = np.arange(np.datetime64("2025-06-30"), np.datetime64("2025-12-29"), np.timedelta64(7, "D"))


def customers(rng: np.random.Generator) -> pd.DataFrame:
    """Return the hidden household, attitude and size of each customer."""
    household = pick(rng, np.tile(HOUSEHOLD_SHARES, (N_CUSTOMERS, 1)))
    attitude = pick(rng, np.array(ATTITUDE_SHARES)[household])
    keen = norm.ppf(even(rng, N_CUSTOMERS))
    return pd.DataFrame({"household": household, "attitude": attitude, "keen": keen})


def habits(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return each customer's shares."""
    found = {}
    for name, (means, shifts) in HABITS.items():
        middle = np.array(means)[who["household"]]
        logit = np.log(middle / (1 - middle)) + np.array(shifts)[who["attitude"]]
        logit = logit + rng.normal(0, SPREAD, len(who))
        found[name] = 1 / (1 + np.exp(-logit))
    frame = pd.DataFrame(found)
    apart = ["fresh_share", "snack_share", "baby_share"]
    frame[apart] = frame[apart].div(np.maximum(frame[apart].sum(axis=1) / 0.97, 1), axis=0)
    return frame


def case(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return the customers as trainees get them."""
    count = len(who)
    household = who["household"].to_numpy()
    lapsed = happens(rng, np.full(count, LAPSED))
    visits = np.array(VISITS)[household] * np.exp(0.55 * who["keen"]) * np.where(lapsed, 0.35, 1)
    visits = np.maximum(rng.poisson(visits), 1)
    basket = np.array(BASKET_CNY)[household] * np.exp(rng.normal(0, 0.45, count))
    waiting = np.ceil(rng.exponential(365 / (visits + 6), count)).astype(int)
    recency = np.where(lapsed, rng.integers(QUARTER_DAYS, 330, count), np.minimum(waiting, 89))
    offer, used, before, after = quarters(rng, who, visits * basket, recency)
    age = np.rint(rng.normal(np.array([39, 27, 67])[household], np.array([6, 4, 6])[household]))
    wrong = rng.random(count) < 0.003
    size = np.array([3, 1, 2])[household] + rng.integers(0, 2, count)
    frame = habits(rng, who).assign(
        card_id=coded("K", np.arange(1, count + 1), 5),
        home_store=np.array(STORES, dtype=object)[pick(rng, np.tile(STORE_SCALE, (count, 1)))],
        age=masked(
            np.where(wrong, rng.choice([0, 125, 132], count), age), rng.random(count) < 0.12
        ),
        household_size=masked(size, rng.random(count) < 0.15),
        recency_days=recency,
        visits_year=visits,
        spend_cny_year=visits * basket,
        consent=rng.random(count) < 0.71,
        offer=np.array(OFFERS, dtype=object)[offer],
        offer_used=used,
        margin_q3_cny=before,
        margin_q4_cny=after,
    )
    return frame[RETAIL_CASE.columns]


def quarters(
    rng: np.random.Generator, who: pd.DataFrame, spend: np.ndarray, recency: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return each customer's offer, whether it was used, and the margin before and with it.

    Who stayed away in a quarter brought no margin in it and used no offer.
    """
    count, attitude = len(who), who["attitude"].to_numpy()
    offer = rng.permutation(np.arange(count) % len(OFFERS))
    came = recency < QUARTER_DAYS
    chance = np.c_[np.zeros(len(ATTITUDES)), USED][attitude, offer]
    effect = np.c_[np.zeros(len(ATTITUDES)), EFFECTS][attitude, offer]
    usual = MARGIN_SHARE * spend / 4
    before, after = (usual + rng.normal(0, 8 + 0.07 * usual) for _ in range(2))
    before = np.where(recency < 2 * QUARTER_DAYS, before, 0.0)
    return offer, came & (rng.random(count) < chance), before, np.where(came, after + effect, 0.0)


def shelves(rng: np.random.Generator) -> pd.DataFrame:
    """Return stock and sales; demand beyond the stock is lost and leaves no trace."""
    mean = demand().set_index(["store", "category"])["demand_units"]
    rows = []
    for week in WEEKS.astype(str):
        for (store, category), units in mean.items():
            wanted = rng.poisson(units * np.exp(rng.normal(0, 0.10)))
            cover = SHORT.get((store, category), 1.6)
            stocked = int(np.rint(units * cover * np.exp(rng.normal(0, 0.15))))
            rows.append((week, store, category, stocked, min(stocked, wanted)))
    return pd.DataFrame(rows, columns=RETAIL_CASE_STOCK.columns)


def demand() -> pd.DataFrame:
    """Return the mean demand a week of each shop and category."""
    rows = [
        (store, category, float(units * scale))
        for store, scale in zip(STORES, STORE_SCALE, strict=True)
        for category, units in zip(CATEGORIES, DEMAND, strict=True)
    ]
    return pd.DataFrame(rows, columns=RETAIL_DEMAND.columns)


def generate(seeds: np.random.SeedSequence) -> World:
    """Return customers and shelves, and what lies behind them."""
    rngs = streams(seeds, 3)
    who = customers(rngs[0])
    people = pd.DataFrame(
        {
            "card_id": coded("K", np.arange(1, len(who) + 1), 5),
            "household": np.array(HOUSEHOLDS, dtype=object)[who["household"]],
            "attitude": np.array(ATTITUDES, dtype=object)[who["attitude"]],
        }
    )
    effects = [
        (attitude, offer, (1 - LAPSED) * value)
        for attitude, values in zip(ATTITUDES, EFFECTS, strict=True)
        for offer, value in zip(OFFERS[1:], values, strict=True)
    ]
    return World(
        tables={"retail_case": case(rngs[1], who), "retail_case_stock": shelves(rngs[2])},
        truth={
            "retail_people": people,
            "retail_effects": pd.DataFrame(effects, columns=RETAIL_EFFECTS.columns),
            "retail_demand": demand(),
        },
    )


# -- measures ---------------------------------------------------------------------------------


def demand_estimate(stock: pd.DataFrame) -> pd.Series:
    """Return mean demand by shop and category, sold-out weeks taken as "at least so much".

    A normal demand whose sold-out weeks are censored, by the EM steps of Tobin's model.

    Source: Tobin (1958), Estimation of relationships for limited dependent variables.
    """
    keys = ["store", "category"]
    return pd.Series(
        {key: censored_mean(rows) for key, rows in stock.groupby(keys)}, name="demand_units"
    ).rename_axis(keys)


def censored_mean(rows: pd.DataFrame) -> float:
    """Return the mean of a normal law where some values are only known to be larger."""
    seen = rows["sold_units"].to_numpy(dtype=float)
    cut = (rows["sold_units"] == rows["stocked_units"]).to_numpy()
    mean, spread = seen.mean(), max(seen.std(), 1.0)
    for _ in range(200):
        edge = (seen - mean) / spread
        hazard = np.exp(norm.logpdf(edge) - norm.logsf(edge))
        filled = np.where(cut, mean + spread * hazard, seen)
        extra = np.where(cut, spread**2 * (1 - hazard * (hazard - edge)), 0.0)
        mean, spread = filled.mean(), np.sqrt(((filled - filled.mean()) ** 2 + extra).mean())
    return float(mean)


def offer_effects(frame: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Return by group how much each offer changed the margin, over the change without an offer."""
    change = frame["margin_q4_cny"] - frame["margin_q3_cny"]
    means = change.groupby([group.rename("group"), frame["offer"]]).mean().unstack()
    return means.sub(means["none"], axis=0)[list(OFFERS[1:])]


def targets(world: World) -> list[Target]:
    """Return how clear customers, offers and shelves came out; bands are of our own making."""
    frame, stock = world.tables["retail_case"], world.tables["retail_case_stock"]
    people, true = world.truth["retail_people"], world.truth["retail_effects"]
    found = offer_effects(frame, people["attitude"]).stack()
    planted = true.set_index(["attitude", "offer"])["effect_cny"]
    spend = np.sort(frame["spend_cny_year"])[::-1]
    sold_out = stock["sold_units"] == stock["stocked_units"]
    short = pd.MultiIndex.from_frame(stock[["store", "category"]]).isin(SHORT)
    return [
        Target("share of spend, top 20% of customers", 0.42, 0.60,
               spend[: len(spend) // 5].sum() / spend.sum()),
        Target("share of customers away for 90 days", 0.15, 0.17,
               (frame["recency_days"] >= 90).mean()),
        Target("largest error of an offer's effect in CNY", 0.0, 10.0,
               (found - planted[found.index]).abs().max()),
        Target("use of the discount, over use of points", 1.8, 3.0,
               _use(frame, "discount") / _use(frame, "points")),
        Target("share of weeks sold out, short shelves", 0.65, 0.98, sold_out[short].mean()),
        Target("share of weeks sold out, other shelves", 0.0, 0.05, sold_out[~short].mean()),
        Target("share of ages missing", 0.10, 0.14, frame["age"].isna().mean()),
        Target("absurd ages", 3, 30, ((frame["age"] < 10) | (frame["age"] > 110)).sum()),
    ]  # fmt: skip


def _use(frame: pd.DataFrame, offer: str) -> float:
    return float(frame.loc[frame["offer"] == offer, "offer_used"].mean())


THEME = Theme(
    name="retail",
    tables=(RETAIL_CASE, RETAIL_CASE_STOCK),
    truth=(RETAIL_PEOPLE, RETAIL_EFFECTS, RETAIL_DEMAND),
    generate=generate,
    targets=targets,
)
