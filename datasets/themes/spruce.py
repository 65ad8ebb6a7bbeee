"""Spruce Select (云杉优选), a fictional retailer with shops, an app and a WeChat mini-program.

Six hidden segments of shoppers buy at their own rate (gamma-Poisson), leave after any order with
their own chance (beta-geometric), and fill baskets by their own tastes. Distance to the shops,
climate, the tier of the city and the stage of family life shape what they do as well. Every table
has its own stream of random numbers, so that a change in one leaves the others as they were.
"""

import numpy as np
import pandas as pd

from datasets import realism, seasons
from datasets.draws import attribute_of, coded, masked, named, pick, spread, streams, within_group
from datasets.schema import Target, Theme, World
from datasets.themes import spruce_places as places
from datasets.themes.spruce_segments import (
    CATEGORIES,
    CHANNELS,
    CITIES,
    CITY_NAMES,
    EDUCATIONS,
    FAMILY_STAGES,
    OCCASIONS,
    OCCUPATIONS,
    SEGMENTS,
    TIERS,
)
from datasets.themes.spruce_tables import CITY_TABLE, CUSTOMERS, STORES, TRANSACTIONS, TRUTH
from datasets.themes.spruce_targets import group_targets

N_CUSTOMERS = 9_000
PRODUCTS_PER_CATEGORY = 24
MEDIAN_PRICE_CNY = (18, 26, 16, 17, 21, 88, 20, 27, 34, 44)
MAX_ORDERS = 400
TIER_SHARE = (0.30, 0.38, 0.20, 0.12)
BABY_BY_STAGE = np.array([-1.2, -0.6, 0.8, -0.3, -1.2])
CONSENT_BY_STAGE = np.array([0.90, 0.70, 0.26, 0.32, 0.56])
CONSENT_BY_SPEND = 0.11  # from the smallest to the largest spender of a stage
TIER_PRICE_TASTE = np.array([0.25, 0.08, -0.12, -0.30])
TIER_BASKET = np.array([1.25, 1.08, 0.88, 0.74])  # of the extra lines of an order
SHOP_CHOICE_KM = 2.5  # a shop this much further away is visited 1/e times as often
VISITS_LOST = 0.5  # of the shop visits that distance prevents; the others move to WeChat
RATE_LEVEL = 1.04  # makes up for the visits lost
SHOP_LEVEL = 1.9  # what shops draw next door, over what they draw on average


# -- helpers on arrays ------------------------------------------------------------------------


def of_segment(segment: np.ndarray, attribute: str) -> np.ndarray:
    """Return an attribute of each row's segment."""
    return attribute_of(SEGMENTS, segment, attribute)


# -- people -----------------------------------------------------------------------------------


def people(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per registered person: hidden traits, numbered in order of joining."""
    frame = joiners(rng)
    segment = frame["segment"].to_numpy()
    frame = frame.assign(**rates(rng, segment), means=rng.normal(size=N_CUSTOMERS))
    frame["bulk"] = bulks(rng, frame)
    size = of_segment(segment, "basket") - 1
    frame["basket"] = 1 + size * rng.gamma(12, np.exp(0.15 * frame["means"]) / 12)
    taste = 0.25 * frame["means"] + rng.normal(0, 0.2, N_CUSTOMERS)
    frame["price_taste"] = of_segment(segment, "price_taste") + taste
    frame["wallet_share"] = rng.beta(*of_segment(segment, "wallet_share").T)
    frame["tier"] = rng.choice(len(TIERS), N_CUSTOMERS, p=TIER_SHARE)
    frame["city"] = cities(rng, frame["tier"].to_numpy())
    frame["basket"] = 1 + (frame["basket"] - 1) * TIER_BASKET[frame["tier"]]
    frame["price_taste"] += TIER_PRICE_TASTE[frame["tier"]]
    return frame


def settled(who: pd.DataFrame, home: pd.DataFrame, shop: pd.DataFrame) -> pd.DataFrame:
    """Return the people with their homes; far from a shop they order less.

    Of the visits that distance costs the shops, a part moves to WeChat and a part is lost.
    """
    nearest = places.km_to_shops(home, shop).min(axis=1)
    nearby = 1 / (1 + (nearest / places.REACH_KM) ** 2)
    walk_ins = of_segment(who["segment"].to_numpy(), "channels")[:, 0]
    kept = 1 - VISITS_LOST * walk_ins * (1 - nearby)
    rate = who["orders_per_year"] * kept * RATE_LEVEL
    return pd.concat([who, home], axis=1).assign(nearby=nearby, orders_per_year=rate)


def joiners(rng: np.random.Generator) -> pd.DataFrame:
    """Return each person's segment and day of joining, from the first to join to the last."""
    segment = rng.choice(len(SEGMENTS), N_CUSTOMERS, p=[each.share for each in SEGMENTS])
    first, last = of_segment(segment, "since").astype("datetime64[D]").astype(int).T
    slowing = rng.random(N_CUSTOMERS) ** 1.4
    joined = first + np.floor((last + 1 - first) * slowing).astype(int)
    frame = pd.DataFrame({"segment": segment, "joined": joined - seasons.FIRST_DAY.astype(int)})
    return frame.sort_values("joined", kind="stable", ignore_index=True)


def rates(rng: np.random.Generator, segment: np.ndarray) -> dict[str, np.ndarray]:
    """Return orders a year (gamma, 0 for the inactive) and the chance to leave after each."""
    shape = of_segment(segment, "rate_shape")
    rate = rng.gamma(shape, of_segment(segment, "orders_per_year") / shape)
    active = rng.random(len(segment)) >= of_segment(segment, "never_active")
    dropout = rng.beta(*of_segment(segment, "dropout").T)
    return {"orders_per_year": np.where(active, rate, 0.0), "dropout": dropout}


def bulks(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return mean extra units of a line: Pareto between customers, more for the keen."""
    segment = who["segment"].to_numpy()
    rate = who["orders_per_year"]
    keen = np.minimum(np.sqrt(rate / of_segment(segment, "orders_per_year")), 1.3)
    years = np.minimum(len(seasons.DAYS) - who["joined"], len(seasons.DAYS)) / 365
    expected = np.minimum(rate * years, 1 / who["dropout"])
    lomax = spread(rng, segment, expected) ** (-1 / of_segment(segment, "bulk_tail")) - 1
    return of_segment(segment, "bulk") * np.minimum(lomax, 24) * keen


def cities(rng: np.random.Generator, tier: np.ndarray) -> np.ndarray:
    """Return the number of a city in each tier, the first ones of a tier more often."""
    sizes = np.array([len(CITIES[each]) for each in TIERS])
    before = np.cumsum(sizes) - sizes
    weights = 1 / (np.arange(sizes.max()) + 2.0) * (np.arange(sizes.max()) < sizes[tier][:, None])
    return before[tier] + pick(rng, weights)


# -- orders -----------------------------------------------------------------------------------


def demand() -> np.ndarray:
    """Return the weight of each day for each segment, mean 1; shape (segments, days)."""
    festival = seasons.festival_weights() ** of_segment(np.arange(6), "festival_pull")[:, None]
    shopping = seasons.shopping_weights() ** of_segment(np.arange(6), "shopping_pull")[:, None]
    weights = festival * shopping * seasons.week_weights()
    return weights / weights.mean(axis=1, keepdims=True)


def purchases(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return one row per order: the customer's position and the day.

    Waiting times are exponential on a clock that runs fast on busy days; after each order the
    customer leaves with their own chance. Most who joined in these years bought on that day.
    """
    segment = who["segment"].to_numpy()
    clock = np.cumsum(np.c_[np.zeros(len(SEGMENTS)), demand()], axis=1)
    start = clock[segment, np.maximum(who["joined"], 0)]
    walked_in = (rng.random(len(who)) < 0.8) & (who["joined"] >= 0)
    rate = who["orders_per_year"].to_numpy()
    waits = rng.exponential(size=(len(who), MAX_ORDERS))
    waits *= 365 / np.maximum(rate, 1e-9)[:, None]
    waits[walked_in & (rate > 0), 0] = 0.0
    ticks = start[:, None] + np.cumsum(waits, axis=1)
    stay = rng.geometric(np.clip(who["dropout"], 1e-6, 1))
    keep = (ticks < clock[segment, -1:]) & (np.arange(MAX_ORDERS) < stay[:, None])
    customer, nth = np.nonzero(keep)
    day = np.empty(len(customer), dtype=int)
    for number in range(len(SEGMENTS)):
        mine = segment[customer] == number
        ticked = ticks[customer[mine], nth[mine]]
        day[mine] = np.searchsorted(clock[number], ticked, side="right") - 1
    on_join = (nth == 0) & walked_in[customer]
    return pd.DataFrame({"customer": customer, "day": day, "on_join": on_join})


def orders(rng: np.random.Generator, who: pd.DataFrame, shop: pd.DataFrame) -> pd.DataFrame:
    """Return one row per order in order of time: where, when, what for and who is known."""
    frame = purchases(rng, who)
    customer = frame["customer"].to_numpy()
    likes = channel_likes(rng, who)
    entry = pick(rng, likes)
    who["entry"] = entry
    channel = np.where(frame["on_join"], entry[customer], pick(rng, likes[customer]))
    frame["channel"] = channel
    frame["minute"] = opening_minute(rng, channel)
    frame["second"] = rng.integers(60, size=len(frame))
    frame["store"] = stores(rng, places.km_to_shops(who, shop)[customer], channel)
    frame["occasion"] = occasions(rng, who["segment"].to_numpy()[customer], frame["day"])
    unasked = np.array([0.29, 0.12, 0.13])[channel]
    frame["occasion_known"] = rng.random(len(frame)) >= unasked
    anonymous = np.array([0.155, 0.0, 0.075])[channel]
    frame["guest"] = (rng.random(len(frame)) < anonymous) & ~frame["on_join"]
    frame = frame.sort_values(["day", "minute", "second"], kind="stable", ignore_index=True)
    return frame.assign(number=np.arange(1, len(frame) + 1))


def channel_likes(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return each person's weight per channel; the further the shop, the more WeChat takes over."""
    likes = rng.gamma(3.0 * of_segment(who["segment"].to_numpy(), "channels"))
    too_far = likes[:, 0] * (1 - who["nearby"].to_numpy())
    likes[:, 0] = (likes[:, 0] - too_far) * SHOP_LEVEL
    likes[:, 2] += too_far / 2
    return likes


def opening_minute(rng: np.random.Generator, channel: np.ndarray) -> np.ndarray:
    """Return the minute of the day: shops open from 9 to 21, phones peak in the evening."""
    hours = np.arange(24)
    shop = np.where((hours >= 9) & (hours < 21), 1.0 + 0.9 * np.isin(hours, (10, 17, 18, 19)), 0)
    phone = np.select([hours < 7, hours < 12, hours < 19, hours < 23], [0.08, 1.0, 1.1, 2.6], 0.7)
    return 60 * pick(rng, np.array([shop, phone, phone])[channel]) + rng.integers(
        60, size=len(channel)
    )


def stores(rng: np.random.Generator, km: np.ndarray, channel: np.ndarray) -> np.ndarray:
    """Return the number of the shop visited, mostly the nearest; 0 for an order by phone."""
    extra = km - km.min(axis=1, keepdims=True)
    return np.where(channel == 0, 1 + pick(rng, np.exp(-extra / SHOP_CHOICE_KM)), 0)


def occasions(rng: np.random.Generator, segment: np.ndarray, day: pd.Series) -> np.ndarray:
    """Return what each order was for; festivals before the date, gatherings at weekends."""
    weights = of_segment(segment, "occasions").copy()
    weights[:, 2] *= np.where(seasons.before_festival()[day], 4.0, 0.3)
    weights[:, 3] *= np.where(seasons.week_weights()[day] > 1, 1.8, 0.6)
    return pick(rng, weights)


# -- lines ------------------------------------------------------------------------------------


def products(rng: np.random.Generator) -> pd.DataFrame:
    """Return the assortment: category, price in cents, how dear within it and how popular."""
    category = np.repeat(np.arange(len(CATEGORIES)), PRODUCTS_PER_CATEGORY)
    dear = np.tile(np.linspace(-1.7, 1.7, PRODUCTS_PER_CATEGORY), len(CATEGORIES))
    price = np.array(MEDIAN_PRICE_CNY)[category] * np.exp(0.38 * dear)
    rank = rng.permuted(np.tile(np.arange(PRODUCTS_PER_CATEGORY), (len(CATEGORIES), 1)), axis=1)
    return pd.DataFrame(
        {
            "category": category,
            "dear": dear,
            "cents": charm(price),
            "later_cents": charm(price * np.where(rng.random(len(price)) < 0.4, 1.04, 1.0)),
            "popular": -0.8 * np.log(rank.ravel() + 2.0),
        }
    )


def charm(price_cny: np.ndarray) -> np.ndarray:
    """Return shelf prices in cents: to the half yuan less ten cents, from 30 on to x9.00.

    >>> charm(np.array([12.3, 87.0])).tolist()
    [1240, 8900]
    """
    low = 50 * np.maximum(np.rint(price_cny * 2), 5) - 10
    high = 1000 * np.maximum(np.rint(price_cny / 10), 3) - 100
    return np.where(price_cny < 30, low, high).astype(np.int64)


def lines(rng: np.random.Generator, who: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per product of each order, with quantity and money in cents."""
    shelf = products(rng)
    customer = placed["customer"].to_numpy()
    size = basket_sizes(rng, who["basket"].to_numpy()[customer], placed["occasion"].to_numpy())
    ranked = np.argsort(-tastes(rng, who, placed, shelf), axis=1, kind="stable")
    order = np.repeat(np.arange(len(placed)), size)
    nth = within_group(order)
    frame = pd.DataFrame({"order": order, "line": nth + 1, "product": ranked[order, nth]})
    frame["category"] = shelf["category"].to_numpy()[frame["product"]]
    day = placed["day"].to_numpy()[order]
    prices = shelf[["cents", "later_cents"]].to_numpy()
    later = (day >= seasons.day_index("2025-01-01")).astype(int)
    frame["cents"] = prices[frame["product"], later]
    frame["quantity"] = quantities(
        rng, who["bulk"].to_numpy()[customer[order]], frame["category"], size[order]
    )
    share = discounts(rng, who["segment"].to_numpy()[customer[order]], day)
    frame["discount"] = np.rint(frame["quantity"] * frame["cents"] * share / 100).astype(np.int64)
    return frame


def basket_sizes(rng: np.random.Generator, mean: np.ndarray, occasion: np.ndarray) -> np.ndarray:
    """Return the number of different products of each order, at least 1, at most 30."""
    extra = (mean - 1) * np.array([1.0, 0.8, 1.2, 1.3])[occasion]
    return np.minimum(1 + rng.poisson(rng.gamma(1.6, extra / 1.6)), 30)


def tastes(
    rng: np.random.Generator, who: pd.DataFrame, placed: pd.DataFrame, shelf: pd.DataFrame
) -> np.ndarray:
    """Return a score per order and product; the highest are bought (Gumbel-max trick)."""
    customer = placed["customer"].to_numpy()
    category = shelf["category"].to_numpy()
    liking = np.log(of_segment(who["segment"].to_numpy(), "categories"))
    liking = liking + rng.normal(0, 0.4, liking.shape)
    per_order = liking[customer]
    gifts, drinks, staples, baby = map(CATEGORIES.index, ("gift_sets", "drinks", "staples", "baby"))
    per_order[:, gifts] += np.array([0.0, 1.5, 1.2, 0.3])[placed["occasion"]]
    per_order[:, drinks] += np.array([0, 0, 0.2, 0.9])[placed["occasion"]]
    city, summer = who["city"].to_numpy()[customer], seasons.summer()[placed["day"]]
    per_order[:, drinks] += summer_thirst()[city] * summer
    per_order[:, staples] -= winter_stocks()[city] * summer
    per_order[:, baby] += BABY_BY_STAGE[who["stage"].to_numpy()[customer]]
    score = per_order[:, category] + shelf["popular"].to_numpy()
    score += who["price_taste"].to_numpy()[customer][:, None] * shelf["dear"].to_numpy()
    score -= np.log(rng.exponential(size=score.shape))
    return score


def summer_thirst() -> np.ndarray:
    """Return for each city how strongly summer pulls drinks: the hotter July, the more."""
    return 0.1 + 0.11 * np.maximum(places.of_city("july_c") - 24, 0)


def winter_stocks() -> np.ndarray:
    """Return for each city how strongly winter pulls staples: where January is below 8 degrees."""
    return 0.055 * np.maximum(8 - places.of_city("january_c"), 0)


def quantities(
    rng: np.random.Generator, bulk: np.ndarray, category: pd.Series, size: np.ndarray
) -> np.ndarray:
    """Return how many units of each line, at least 1; short baskets hold more of each."""
    many = np.array([0.8, 0.6, 1.4, 1.6, 1.4, 1.0, 0.7, 0.5, 0.2, 0.8])[category]
    return 1 + rng.poisson(bulk * many + 1.8 / size)


def discounts(rng: np.random.Generator, segment: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return the percentage taken off each line; in the windows nearly twice as many get one."""
    window = seasons.in_shopping_window()[day]
    chance = np.minimum(of_segment(segment, "discount") * np.where(window, 1.8, 1.0), 0.95)
    steps = rng.choice([5, 10, 15, 20, 30], len(day), p=[0.25, 0.35, 0.2, 0.15, 0.05])
    return np.where(rng.random(len(day)) < chance, steps, 0)


def returned(rng: np.random.Generator, sold: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Return the lines brought back, 1 to 14 days later, with quantities below 0."""
    chance = np.array([0, 0.6, 0.6, 0.5, 0.4, 1.0, 0.8, 1.9, 3.0, 2.2])[sold["category"]]
    frame = sold[rng.random(len(sold)) < 0.0222 * chance].copy()
    starts = placed.loc[frame["order"]]
    first = within_group(frame["order"].to_numpy()) == 0
    group = np.cumsum(first) - 1
    frame["line"] = within_group(frame["order"].to_numpy()) + 1
    frame["day"] = starts["day"].to_numpy() + rng.integers(1, 15, first.sum())[group]
    frame["minute"] = rng.integers(9 * 60, 21 * 60, first.sum())[group]
    frame["second"] = rng.integers(60, size=first.sum())[group]
    frame[["quantity", "discount"]] *= -1
    return frame[frame["day"] < len(seasons.DAYS)]


def doubled(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with 1% of its rows written twice, each copy below its original."""
    twice = rng.random(len(frame)) < 0.0101
    rows = np.sort(np.r_[np.arange(len(frame)), np.flatnonzero(twice)], kind="stable")
    return frame.iloc[rows].reset_index(drop=True)


def transactions(rng: np.random.Generator, who: pd.DataFrame, shop: pd.DataFrame) -> pd.DataFrame:
    """Return the till's file, faults included; `customer` is the true one, dropped later."""
    placed = orders(rng, who, shop)
    sold = lines(rng, who, placed)
    back = returned(rng, sold, placed)
    sold = sold.assign(**{name: placed[name].to_numpy()[sold["order"]] for name in TIME})
    both = pd.concat([sold.assign(back=False), back.assign(back=True)], ignore_index=True)
    both = both.sort_values([*TIME, "back", "order", "line"], kind="stable", ignore_index=True)
    for name in ("customer", "channel", "store", "occasion", "occasion_known", "guest", "number"):
        both[name] = placed[name].to_numpy()[both["order"]]
    refund = both["order"].where(both["back"]).to_numpy()
    both.loc[both["back"], "number"] = pd.factorize(refund[both["back"]])[0] + 1
    return doubled(rng, both)


TIME = ["day", "minute", "second"]


def customer_ids(position: np.ndarray) -> np.ndarray:
    """Return ids in the order of joining.

    >>> customer_ids(np.array([0, 41])).tolist()
    ['C00001', 'C00042']
    """
    return coded("C", np.asarray(position) + 1, 5)


def till_file(sold: pd.DataFrame) -> pd.DataFrame:
    """Return the transactions as trainees get them."""
    net = sold["quantity"] * sold["cents"] - sold["discount"]
    seconds = sold["minute"] * 60 + sold["second"]
    moment = seasons.DAYS[sold["day"]].astype("datetime64[s]") + seconds.to_numpy()
    letter_o, letter_r = (coded(letter, sold["number"], 5) for letter in "OR")
    known = np.array(OCCASIONS, dtype=object)[sold["occasion"]]
    return pd.DataFrame(
        {
            "order_id": np.where(sold["back"], letter_r, letter_o),
            "line_no": sold["line"],
            "customer_id": np.where(sold["guest"], None, customer_ids(sold["customer"])),
            "order_time": np.char.replace(moment.astype(str), "T", " "),
            "channel": np.array(CHANNELS, dtype=object)[sold["channel"]],
            "store_id": np.where(sold["store"] > 0, coded("S", sold["store"], 2), None),
            "product_id": coded("P", sold["product"] + 1, 3),
            "category": np.array(CATEGORIES, dtype=object)[sold["category"]],
            "occasion": np.where(sold["occasion_known"], known, None),
            "quantity": sold["quantity"],
            "unit_price_cny": sold["cents"] / 100,
            "discount_cny": sold["discount"] / 100,
            "amount_cny": net / 100,
        }
    )


# -- customers --------------------------------------------------------------------------------


def households(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return each person's gender and stage of family life."""
    segment = who["segment"].to_numpy()
    female = np.where(rng.random(len(who)) < of_segment(segment, "female"), "F", "M")
    return pd.DataFrame({"gender": female, "stage": pick(rng, of_segment(segment, "stages"))})


def customers(rng: np.random.Generator, who: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """Return the customer file as trainees get it, gaps and absurd years included."""
    segment = who["segment"].to_numpy()
    stage = who["stage"].to_numpy()
    count = len(who)
    born = birth_years(rng, segment, stage)
    education = pick(rng, education_weights(2025 - born, who["tier"].to_numpy()))
    occupation = pick(rng, occupation_weights(2025 - born, education))
    income = incomes(rng, who, education, occupation)
    frame = pd.DataFrame(
        {
            "customer_id": customer_ids(np.arange(count)),
            "gender": np.where(rng.random(count) < 0.06, None, who["gender"]),
            "birth_year": masked(absurd(rng, born), rng.random(count) < 0.10),
            "city": np.array(CITY_NAMES, dtype=object)[who["city"]],
            "city_tier": np.array(TIERS, dtype=object)[who["tier"]],
            "area": np.array(places.AREAS, dtype=object)[who["area"]],
            "latitude": who["latitude"],
            "longitude": who["longitude"],
            "education": named(EDUCATIONS, education, rng.random(count) < 0.12),
            "occupation": named(OCCUPATIONS, occupation, rng.random(count) < 0.10),
            "family_stage": named(FAMILY_STAGES, stage, rng.random(count) < 0.08),
            "income_cny_month": masked(income, rng.random(count) < withheld(income)),
            "joined_on": (seasons.FIRST_DAY + who["joined"].to_numpy()).astype(str),
            "join_channel": np.array(CHANNELS, dtype=object)[who["entry"]],
            "marketing_consent": consents(rng, who, known_spend(sold, count)),
        }
    )
    spending = category_spend(rng, who, income, stage, known_spend(sold, count, since="2025-01-01"))
    frame["category_spend_cny_year"] = masked(spending, rng.random(count) < silence(segment))
    return frame


def birth_years(rng: np.random.Generator, segment: np.ndarray, stage: np.ndarray) -> np.ndarray:
    """Return years of birth from 1940 to 2007 that suit the segment and the family stage."""
    middle, spread = of_segment(segment, "born").T
    years = np.rint(rng.normal(middle, spread))
    latest = np.array([2007, 2003, 2001, 1994, 1976])[stage]
    earliest = np.array([1950, 1945, 1980, 1972, 1942])[stage]
    return np.clip(years, earliest, latest).astype(int) - (stage == 4) * rng.integers(
        0, 12, len(years)
    )


def absurd(rng: np.random.Generator, born: np.ndarray) -> np.ndarray:
    """Return the years with a few that nobody can have been born in."""
    wrong = rng.choice([1893, 1900, 1901, 2025], len(born))
    return np.where(rng.random(len(born)) < 0.003, wrong, born)


def education_weights(age: np.ndarray, tier: np.ndarray) -> np.ndarray:
    """Return weights of the four levels: the young and the big cities study longer."""
    longer = np.clip((60 - age) / 20, 0, 1.6) + 0.4 * (tier == 0) + 0.2 * (tier == 1)
    return np.c_[2.2 / (0.4 + longer), np.full(len(age), 1.6), 0.6 + 1.3 * longer, 0.35 * longer]


def occupation_weights(age: np.ndarray, education: np.ndarray) -> np.ndarray:
    """Return weights of the eight occupations by age and education."""
    learned = education >= 2
    working = (age >= 22) & (age < 60)
    old, young = age >= 57, age < 23
    return np.c_[
        np.where(working, 3.0 + learned, 0.05),
        np.where(working, 1.2 + 0.6 * learned, 0.05),
        np.where(working, 0.5 + 1.8 * learned, 0.1),
        np.where(working, np.where(learned, 0.3, 3.0), 0.1),
        np.where(working, 1.3, 0.4),
        np.where(young, 6.0, 0.02),
        np.where(old, 9.0, 0.01),
        np.where(working, 0.6, 0.3),
    ]


def incomes(
    rng: np.random.Generator, who: pd.DataFrame, education: np.ndarray, occupation: np.ndarray
) -> np.ndarray:
    """Return monthly incomes as people state them: rounded, the higher the coarser."""
    level = np.array([5200, 6400, 8600, 12500])[education]
    level = level * np.array([1.35, 1.12, 0.95, 0.8])[who["tier"]]
    level = level * np.array([1.0, 1.0, 1.25, 0.85, 1.2, 0.35, 0.65, 0.5])[occupation]
    income = level * np.exp(rng.normal(0, 0.38, len(level)))
    step = np.select([income < 10_000, income < 20_000], [500, 1_000], 5_000)
    return np.maximum(np.rint(income / step) * step, 1_000)


def withheld(income: np.ndarray) -> np.ndarray:
    """Return the chance that an income is not stated: more likely when it is high."""
    return np.where(income >= 15_000, 0.45, 0.26)


def silence(segment: np.ndarray) -> np.ndarray:
    """Return the chance that a person did not answer the survey; regulars answer more often."""
    return np.array([0.48, 0.62, 0.64, 0.60, 0.70, 0.76])[segment]


def consents(rng: np.random.Generator, who: pd.DataFrame, spent: np.ndarray) -> np.ndarray:
    """Return who agreed to marketing: singles more than parents, big spenders more than small.

    The chance depends on the stage of family life and, within it, on the rank of spend. Parents
    spend most, so that those who agreed spend less in all and more in every stage.
    """
    stage = pd.Series(who["stage"])
    rank = pd.Series(np.where(spent > 0, spent, np.nan)).groupby(stage).rank(pct=True)
    chance = CONSENT_BY_STAGE[stage] + CONSENT_BY_SPEND * (rank.fillna(0.5).to_numpy() - 0.5)
    chance += np.array([-0.05, 0.04, 0.04])[who["entry"]]
    return spread(rng, who["stage"].to_numpy(), spent) < np.clip(chance, 0.03, 0.97)


def known_spend(sold: pd.DataFrame, count: int, *, since: str = "2024-01-01") -> np.ndarray:
    """Return what each known customer bought for from a day on in CNY, copies left out."""
    year = (sold["day"] >= seasons.day_index(since)) & ~sold["guest"] & ~sold["back"]
    once = sold[year].drop_duplicates(["number", "line"])
    net = once["quantity"] * once["cents"] - once["discount"]
    return np.bincount(once["customer"], net, minlength=count) / 100


def category_spend(
    rng: np.random.Generator,
    who: pd.DataFrame,
    income: np.ndarray,
    stage: np.ndarray,
    spent_here: np.ndarray,
) -> np.ndarray:
    """Return what people say they spend a year at all retailers, in 100 CNY, all spent here too."""
    household = np.array([0.75, 1.1, 1.7, 1.5, 1.1])[stage]
    wallet = 2_600 * household * (income / 8_000) ** 0.35 * np.exp(rng.normal(0, 0.45, len(stage)))
    wallet = np.maximum(wallet, spent_here / np.clip(who["wallet_share"], 0.05, 0.92))
    said = wallet * np.exp(rng.normal(0, 0.04, len(stage)))
    return np.maximum(np.maximum(np.rint(said / 100), 1), np.ceil(spent_here / 98)) * 100


# -- the theme --------------------------------------------------------------------------------


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the four tables and the truth behind the customers."""
    rngs = streams(seeds, 5)
    who, shop = people(rngs[0]), places.shops(rngs[4])
    who = settled(who, places.homes(rngs[3], who), shop)
    who = pd.concat([who, households(rngs[2], who)], axis=1)
    sold = transactions(rngs[1], who, shop)
    asked = customers(rngs[2], who, sold)
    return World(
        tables={
            "customers": asked,
            "transactions": till_file(sold),
            "stores": shop,
            "cities": places.cities(),
        },
        truth={"customers": truth(who)},
    )


def truth(who: pd.DataFrame) -> pd.DataFrame:
    """Return each customer's hidden segment and rate."""
    return pd.DataFrame(
        {
            "customer_id": customer_ids(np.arange(len(who))),
            "segment": np.array([each.name for each in SEGMENTS], dtype=object)[who["segment"]],
            "orders_per_year": who["orders_per_year"].round(3),
        }
    )


def targets(world: World) -> list[Target]:
    """Return how real the tables look."""
    return realism.retail_targets(world.tables["transactions"]) + group_targets(world.tables)


THEME = Theme(
    name="spruce",
    tables=(CUSTOMERS, TRANSACTIONS, STORES, CITY_TABLE),
    truth=(TRUTH,),
    generate=generate,
    targets=targets,
)
