"""Spruce Select (云杉优选), a fictional retailer with shops, an app and a WeChat mini-program.

Six hidden segments of shoppers buy at their own rate (gamma-Poisson), leave after any order with
their own chance (beta-geometric), and fill baskets by their own tastes. Every table has its own
stream of random numbers, so that a change in one leaves the others as they were.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from datasets import realism, seasons
from datasets.schema import Field, Table, Tables, Target, Theme, World

N_CUSTOMERS = 9_000
CHANNELS = ("store", "app", "wechat")
OCCASIONS = ("daily", "gift", "festival", "gathering")
CATEGORIES = (
    "fresh",
    "staples",
    "snacks",
    "drinks",
    "dairy",
    "gift_sets",
    "cleaning",
    "personal_care",
    "kitchen",
    "baby",
)
PRODUCTS_PER_CATEGORY = 24
MEDIAN_PRICE_CNY = (18, 26, 16, 17, 21, 88, 20, 27, 34, 44)
MAX_ORDERS = 400

CITIES = {
    "tier1": ("上海", "北京", "广州", "深圳"),
    "new_tier1": ("杭州", "成都", "南京", "苏州", "武汉", "重庆", "长沙", "西安"),
    "tier2": ("宁波", "合肥", "厦门", "济南", "无锡", "昆明", "福州"),
    "tier3": ("芜湖", "洛阳", "宜昌", "绵阳", "赣州", "桂林", "遵义"),
}
TIERS = tuple(CITIES)
TIER_SHARE = (0.30, 0.38, 0.20, 0.12)
CITY_NAMES = tuple(city for cities in CITIES.values() for city in cities)
STORE_CITIES = CITY_NAMES[:20]
N_STORES = 24  # the first four cities have two

EDUCATIONS = ("high_school", "college", "bachelor", "postgraduate")
OCCUPATIONS = (
    "office",
    "public_sector",
    "professional",
    "worker",
    "self_employed",
    "student",
    "retired",
    "homemaker",
)
FAMILY_STAGES = ("single", "couple", "young_children", "school_children", "empty_nest")


@dataclass(frozen=True)
class Segment:
    """What one hidden segment is like; weights follow the order of the tuples above."""

    name: str
    share: float
    orders_per_year: float
    rate_shape: float  # of the gamma: small is unequal
    dropout: tuple[float, float]  # of the beta: chance to leave after an order
    never_active: float  # registered, or left before 2024
    since: tuple[str, str]  # when they joined
    basket: float  # mean lines of an order
    categories: tuple[float, ...]
    channels: tuple[float, float, float]
    occasions: tuple[float, float, float, float]
    festival_pull: float
    shopping_pull: float
    discount: float  # chance that a line is discounted, outside the windows
    price_taste: float
    bulk: float  # scale of the extra units of a line
    bulk_tail: float  # Pareto exponent of that mean between customers
    wallet_share: tuple[float, float]  # of the beta: most of the wallet they can spend here
    female: float
    born: tuple[float, float]
    stages: tuple[float, ...]


SEGMENTS = (
    Segment(
        name="loyal_family",
        share=0.15,
        orders_per_year=3.5,
        rate_shape=1.0,
        dropout=(0.5, 9.0),
        never_active=0.08,
        since=("2022-01-01", "2025-09-30"),
        basket=5.3,
        categories=(20, 16, 9, 7, 15, 1, 10, 7, 4, 11),
        channels=(0.62, 0.14, 0.24),
        occasions=(0.78, 0.04, 0.08, 0.10),
        festival_pull=1.0,
        shopping_pull=0.7,
        discount=0.22,
        price_taste=0.1,
        bulk=0.5,
        bulk_tail=1.4,
        wallet_share=(6.0, 3.0),
        female=0.66,
        born=(1985, 6),
        stages=(1, 8, 48, 37, 6),
    ),
    Segment(
        name="young_app_single",
        share=0.2,
        orders_per_year=2.0,
        rate_shape=1.0,
        dropout=(0.7, 6.0),
        never_active=0.32,
        since=("2022-09-01", "2025-12-31"),
        basket=2.9,
        categories=(6, 3, 26, 24, 10, 1, 5, 20, 4, 1),
        channels=(0.10, 0.72, 0.18),
        occasions=(0.76, 0.06, 0.04, 0.14),
        festival_pull=0.5,
        shopping_pull=1.2,
        discount=0.25,
        price_taste=0.2,
        bulk=3.2,
        bulk_tail=6.0,
        wallet_share=(3.0, 5.0),
        female=0.55,
        born=(1998, 4),
        stages=(72, 22, 4, 1, 1),
    ),
    Segment(
        name="gift_buyer",
        share=0.07,
        orders_per_year=2.2,
        rate_shape=1.0,
        dropout=(0.7, 6.0),
        never_active=0.15,
        since=("2022-01-01", "2025-12-31"),
        basket=3.0,
        categories=(4, 4, 5, 12, 4, 52, 1, 4, 10, 4),
        channels=(0.55, 0.13, 0.32),
        occasions=(0.08, 0.46, 0.36, 0.10),
        festival_pull=2.0,
        shopping_pull=0.3,
        discount=0.08,
        price_taste=0.9,
        bulk=0.6,
        bulk_tail=1.0,
        wallet_share=(3.0, 4.0),
        female=0.45,
        born=(1981, 9),
        stages=(10, 20, 22, 28, 20),
    ),
    Segment(
        name="bargain_hunter",
        share=0.165,
        orders_per_year=1.9,
        rate_shape=1.0,
        dropout=(0.7, 6.0),
        never_active=0.32,
        since=("2022-01-01", "2025-12-31"),
        basket=4.1,
        categories=(5, 14, 12, 8, 7, 1, 26, 17, 7, 3),
        channels=(0.16, 0.36, 0.48),
        occasions=(0.88, 0.02, 0.04, 0.06),
        festival_pull=0.6,
        shopping_pull=2.0,
        discount=0.62,
        price_taste=-0.9,
        bulk=4.0,
        bulk_tail=6.0,
        wallet_share=(2.5, 6.0),
        female=0.62,
        born=(1982, 11),
        stages=(18, 20, 20, 22, 20),
    ),
    Segment(
        name="lapsed",
        share=0.17,
        orders_per_year=3.6,
        rate_shape=1.0,
        dropout=(3.0, 3.5),
        never_active=0.42,
        since=("2022-01-01", "2024-06-30"),
        basket=4.0,
        categories=(14, 12, 13, 11, 12, 3, 12, 11, 7, 5),
        channels=(0.55, 0.22, 0.23),
        occasions=(0.76, 0.06, 0.08, 0.10),
        festival_pull=0.9,
        shopping_pull=0.9,
        discount=0.28,
        price_taste=0.0,
        bulk=2.6,
        bulk_tail=6.0,
        wallet_share=(2.0, 6.0),
        female=0.56,
        born=(1986, 10),
        stages=(24, 20, 22, 20, 14),
    ),
    Segment(
        name="one_time_visitor",
        share=0.245,
        orders_per_year=0.35,
        rate_shape=0.8,
        dropout=(6.0, 2.0),
        never_active=0.56,
        since=("2023-06-01", "2025-12-31"),
        basket=2.6,
        categories=(12, 8, 17, 16, 9, 5, 9, 11, 9, 4),
        channels=(0.52, 0.20, 0.28),
        occasions=(0.66, 0.12, 0.10, 0.12),
        festival_pull=1.0,
        shopping_pull=1.0,
        discount=0.35,
        price_taste=-0.1,
        bulk=2.5,
        bulk_tail=6.0,
        wallet_share=(1.5, 9.0),
        female=0.52,
        born=(1989, 12),
        stages=(34, 22, 18, 14, 12),
    ),
)


# -- helpers on arrays ------------------------------------------------------------------------


def of_segment(segment: np.ndarray, attribute: str) -> np.ndarray:
    """Return an attribute of each row's segment."""
    return np.array([getattr(each, attribute) for each in SEGMENTS])[segment]


def pick(rng: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """Return for each row of weights a column drawn in proportion to them.

    >>> pick(np.random.default_rng(0), np.array([[0, 1], [1, 0]])).tolist()
    [1, 0]
    """
    edges = np.cumsum(weights, axis=1)
    return (rng.random(len(edges))[:, None] * edges[:, -1:] >= edges).sum(axis=1)


def within_group(groups: np.ndarray) -> np.ndarray:
    """Return the position, from 0, of each element in its run of equal neighbours.

    >>> within_group(np.array([7, 7, 7, 4, 4])).tolist()
    [0, 1, 2, 0, 1]
    """
    index = np.arange(len(groups))
    starts = np.r_[True, groups[1:] != groups[:-1]] if len(groups) else index
    return index - np.maximum.accumulate(np.where(starts, index, 0))


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
    return frame


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


def spread(rng: np.random.Generator, group: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return uniform numbers above 0, spaced evenly in each group and along a second variable.

    Steps of the golden ratio keep a heavy tail from falling by chance on a few busy customers,
    so that worlds of different seeds stay comparable.
    """
    order = np.lexsort((along, group))
    steps = np.empty(len(group))
    steps[order] = 0.6180339887498949 * within_group(group[order])
    return 1 - (steps + rng.random(group.max() + 1)[group]) % 1


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


def orders(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
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
    frame["store"] = stores(rng, who["city"].to_numpy()[customer], channel)
    frame["occasion"] = occasions(rng, who["segment"].to_numpy()[customer], frame["day"])
    unasked = np.array([0.29, 0.12, 0.13])[channel]
    frame["occasion_known"] = rng.random(len(frame)) >= unasked
    anonymous = np.array([0.155, 0.0, 0.075])[channel]
    frame["guest"] = (rng.random(len(frame)) < anonymous) & ~frame["on_join"]
    frame = frame.sort_values(["day", "minute", "second"], kind="stable", ignore_index=True)
    return frame.assign(number=np.arange(1, len(frame) + 1))


def channel_likes(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return each person's weight per channel; without a shop in town, WeChat takes its place."""
    likes = rng.gamma(3.0 * of_segment(who["segment"].to_numpy(), "channels"))
    no_shop = who["city"].to_numpy() >= len(STORE_CITIES)
    likes[no_shop, 2] += likes[no_shop, 0]
    likes[no_shop, 0] = 0.0
    return likes


def opening_minute(rng: np.random.Generator, channel: np.ndarray) -> np.ndarray:
    """Return the minute of the day: shops open from 9 to 21, phones peak in the evening."""
    hours = np.arange(24)
    shop = np.where((hours >= 9) & (hours < 21), 1.0 + 0.9 * np.isin(hours, (10, 17, 18, 19)), 0)
    phone = np.select([hours < 7, hours < 12, hours < 19, hours < 23], [0.08, 1.0, 1.1, 2.6], 0.7)
    return 60 * pick(rng, np.array([shop, phone, phone])[channel]) + rng.integers(
        60, size=len(channel)
    )


def stores(rng: np.random.Generator, city: np.ndarray, channel: np.ndarray) -> np.ndarray:
    """Return the number of a shop in the customer's city, 0 where the order came by phone."""
    second = (city < N_STORES - len(STORE_CITIES)) & (rng.random(len(city)) < 0.4)
    return np.where(channel == 0, 1 + city + len(STORE_CITIES) * second, 0)


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
    gifts = CATEGORIES.index("gift_sets")
    drinks = CATEGORIES.index("drinks")
    per_order[:, gifts] += np.array([0.0, 1.5, 1.2, 0.3])[placed["occasion"]]
    summer = np.cos(2 * np.pi * (placed["day"].to_numpy() - 200) / 365.25)
    per_order[:, drinks] += 0.4 * summer + np.array([0, 0, 0.2, 0.9])[placed["occasion"]]
    score = per_order[:, category] + shelf["popular"].to_numpy()
    score += who["price_taste"].to_numpy()[customer][:, None] * shelf["dear"].to_numpy()
    score -= np.log(rng.exponential(size=score.shape))
    return score


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


def transactions(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return the till's file, faults included; `customer` is the true one, dropped later."""
    placed = orders(rng, who)
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


def coded(letter: str, number: np.ndarray, digits: int) -> np.ndarray:
    """Return a letter and a number padded with zeros.

    >>> coded("S", np.array([7]), 2).tolist()
    ['S07']
    """
    return np.array([f"{letter}{each:0{digits}d}" for each in number.tolist()], dtype=object)


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


def customers(rng: np.random.Generator, who: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """Return the customer file as trainees get it, gaps and absurd years included."""
    segment = who["segment"].to_numpy()
    count = len(who)
    female = np.where(rng.random(count) < of_segment(segment, "female"), "F", "M")
    stage = pick(rng, of_segment(segment, "stages"))
    born = birth_years(rng, segment, stage)
    education = pick(rng, education_weights(2025 - born, who["tier"].to_numpy()))
    occupation = pick(rng, occupation_weights(2025 - born, education))
    income = incomes(rng, who, education, occupation)
    frame = pd.DataFrame(
        {
            "customer_id": customer_ids(np.arange(count)),
            "gender": np.where(rng.random(count) < 0.06, None, female),
            "birth_year": masked(absurd(rng, born), rng.random(count) < 0.10),
            "city": np.array(CITY_NAMES, dtype=object)[who["city"]],
            "city_tier": np.array(TIERS, dtype=object)[who["tier"]],
            "education": named(EDUCATIONS, education, rng.random(count) < 0.12),
            "occupation": named(OCCUPATIONS, occupation, rng.random(count) < 0.10),
            "family_stage": named(FAMILY_STAGES, stage, rng.random(count) < 0.08),
            "income_cny_month": masked(income, rng.random(count) < withheld(income)),
            "joined_on": (seasons.FIRST_DAY + who["joined"].to_numpy()).astype(str),
            "join_channel": np.array(CHANNELS, dtype=object)[who["entry"]],
            "marketing_consent": consents(rng, who),
        }
    )
    spending = category_spend(rng, who, income, stage, spend_of_year(sold, count))
    frame["category_spend_cny_year"] = masked(spending, rng.random(count) < silence(segment))
    return frame


def named(names: tuple[str, ...], number: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return the names of numbers, None where missing."""
    return np.where(missing, None, np.array(names, dtype=object)[number])


def masked(numbers: np.ndarray, missing: np.ndarray) -> pd.array:
    """Return whole numbers with gaps."""
    return pd.array(np.where(missing, np.nan, numbers), dtype="Int64")


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
    luck = 0.26 * who["means"].to_numpy() + rng.normal(0, 0.28, len(level))
    income = level * np.exp(luck)
    step = np.select([income < 10_000, income < 20_000], [500, 1_000], 5_000)
    return np.maximum(np.rint(income / step) * step, 1_000)


def withheld(income: np.ndarray) -> np.ndarray:
    """Return the chance that an income is not stated: more likely when it is high."""
    return np.where(income >= 15_000, 0.45, 0.26)


def silence(segment: np.ndarray) -> np.ndarray:
    """Return the chance that a person did not answer the survey; regulars answer more often."""
    return np.array([0.48, 0.62, 0.64, 0.60, 0.70, 0.76])[segment]


def consents(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return who agreed to marketing: most who joined by phone, fewer at the till."""
    return rng.random(len(who)) < np.array([0.52, 0.74, 0.70])[who["entry"]]


def spend_of_year(sold: pd.DataFrame, count: int) -> np.ndarray:
    """Return what each known customer spent here in 2025 in CNY, copies of lines left out."""
    year = (sold["day"] >= seasons.day_index("2025-01-01")) & ~sold["guest"]
    once = sold[year].drop_duplicates(["back", "number", "line"])
    net = once["quantity"] * once["cents"] - once["discount"]
    return np.bincount(once["customer"], net, minlength=count) / 100


def category_spend(
    rng: np.random.Generator,
    who: pd.DataFrame,
    income: np.ndarray,
    stage: np.ndarray,
    spent_here: np.ndarray,
) -> np.ndarray:
    """Return what people say they spend a year at all retailers, to the nearest 100 CNY."""
    household = np.array([0.75, 1.1, 1.7, 1.5, 1.1])[stage]
    wallet = 2_600 * household * (income / 8_000) ** 0.35 * np.exp(rng.normal(0, 0.45, len(stage)))
    wallet = np.maximum(wallet, spent_here / np.clip(who["wallet_share"], 0.05, 0.92))
    said = wallet * np.exp(rng.normal(0, 0.04, len(stage)))
    return np.maximum(np.rint(said / 100), 1) * 100


# -- the theme --------------------------------------------------------------------------------


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the two tables and the truth behind the customers."""
    streams = [np.random.Generator(np.random.PCG64(each)) for each in seeds.spawn(3)]
    who = people(streams[0])
    sold = transactions(streams[1], who)
    asked = customers(streams[2], who, sold)
    return World(
        tables={"customers": asked, "transactions": till_file(sold)},
        truth={"customers": truth(who)},
    )


def truth(who: pd.DataFrame) -> pd.DataFrame:
    """Return each customer's hidden segment and rates."""
    return pd.DataFrame(
        {
            "customer_id": customer_ids(np.arange(len(who))),
            "segment": np.array([each.name for each in SEGMENTS], dtype=object)[who["segment"]],
            "orders_per_year": who["orders_per_year"].round(3),
            "dropout": who["dropout"].round(3),
            "basket_lines": who["basket"].round(3),
        }
    )


def _choice(*names: str, **more) -> dict:
    return {**more, "enum": list(names)}


REQUIRED = {"required": True}
CUSTOMER_ID = {"required": True, "unique": True, "pattern": "C[0-9]{5}"}

CUSTOMERS = Table(
    name="customers",
    en="Everyone who registered with Spruce Select, one row per person",
    zh="在云杉优选注册的全部会员，每人一行",
    primary_key=("customer_id",),
    fields=(
        Field(
            "customer_id",
            "string",
            "Number of the customer, given in order of joining",
            "会员编号，按注册先后排列",
            constraints=CUSTOMER_ID,
        ),
        Field(
            "gender",
            "string",
            "F woman, M man; empty where not stated",
            "性别：F 女，M 男；未填写则为空",
            constraints=_choice("F", "M"),
        ),
        Field(
            "birth_year",
            "integer",
            "Year of birth as stated; a few are absurd",
            "会员自填的出生年份，少数明显有误",
            unit="year",
            constraints={"minimum": 1890, "maximum": 2025},
        ),
        Field(
            "city",
            "string",
            "City of residence, in Chinese",
            "常住城市",
            constraints=_choice(*CITY_NAMES, required=True),
        ),
        Field(
            "city_tier",
            "string",
            "Size class of the city, as Spruce Select groups cities",
            "城市等级，按云杉优选的内部划分",
            constraints=_choice(*TIERS, required=True),
        ),
        Field(
            "education",
            "string",
            "Highest level of education",
            "最高学历",
            constraints=_choice(*EDUCATIONS),
        ),
        Field("occupation", "string", "Occupation", "职业", constraints=_choice(*OCCUPATIONS)),
        Field(
            "family_stage",
            "string",
            "Stage of the family life cycle",
            "家庭生命周期阶段",
            constraints=_choice(*FAMILY_STAGES),
        ),
        Field(
            "income_cny_month",
            "integer",
            "Personal income a month as stated, rounded by the customer",
            "会员自填的个人月收入，为约数",
            unit="CNY/month",
            constraints={"minimum": 500},
        ),
        Field("joined_on", "date", "Day of registration", "注册日期", constraints=REQUIRED),
        Field(
            "join_channel",
            "string",
            "Where the customer registered",
            "注册渠道",
            constraints=_choice(*CHANNELS, required=True),
        ),
        Field(
            "marketing_consent",
            "boolean",
            "Whether the customer agreed to marketing messages",
            "是否同意接收营销信息",
            constraints=REQUIRED,
        ),
        Field(
            "category_spend_cny_year",
            "integer",
            "What the customer says they spend a year in these categories at all retailers "
            "(survey of January 2026; about 35% answered)",
            "会员自述每年在各家零售商购买同类商品的总花费（2026 年 1 月调查，约 35% 作答）",
            unit="CNY/year",
            constraints={"minimum": 100},
        ),
    ),
)

TRANSACTIONS = Table(
    name="transactions",
    en="Every line sold or returned in 2024 and 2025, one row per line",
    zh="2024 年至 2025 年的全部销售与退货明细，每个商品行一行",
    foreign_keys={"customer_id": ("customers", "customer_id")},
    fields=(
        Field(
            "order_id",
            "string",
            "Number of the order; returns start with R",
            "订单编号，退货单以 R 开头",
            constraints={"required": True, "pattern": "[OR][0-9]{5}"},
        ),
        Field(
            "line_no",
            "integer",
            "Position of the line in the order",
            "商品行在订单中的序号",
            constraints={"required": True, "minimum": 1, "maximum": 30},
        ),
        Field(
            "customer_id",
            "string",
            "Customer who bought; empty for guests",
            "购买会员的编号，未识别的顾客为空",
            constraints={"pattern": "C[0-9]{5}"},
        ),
        Field(
            "order_time",
            "datetime",
            "Time of the order or return, China Standard Time",
            "下单或退货时间（北京时间）",
            constraints={
                "required": True,
                "minimum": "2024-01-01 00:00:00",
                "maximum": "2025-12-31 23:59:59",
            },
        ),
        Field(
            "channel",
            "string",
            "Shop, app or WeChat mini-program",
            "渠道：门店、App 或微信小程序",
            constraints=_choice(*CHANNELS, required=True),
        ),
        Field(
            "store_id",
            "string",
            "Shop; empty for app and WeChat orders",
            "门店编号，App 与微信订单为空",
            constraints={"pattern": "S[0-9]{2}"},
        ),
        Field(
            "product_id",
            "string",
            "Product",
            "商品编号",
            constraints={"required": True, "pattern": "P[0-9]{3}"},
        ),
        Field(
            "category",
            "string",
            "Category of the product",
            "商品品类",
            constraints=_choice(*CATEGORIES, required=True),
        ),
        Field(
            "occasion",
            "string",
            "What the order was for, as asked at checkout; the same on all its lines",
            "结账时询问的购买场合，同一订单各行相同",
            constraints=_choice(*OCCASIONS),
        ),
        Field(
            "quantity",
            "integer",
            "Units; below 0 for returns",
            "数量，退货为负数",
            unit="unit",
            constraints={"required": True, "minimum": -500, "maximum": 500},
        ),
        Field(
            "unit_price_cny",
            "number",
            "Shelf price of one unit before discount",
            "折前单价",
            unit="CNY/unit",
            constraints={"required": True, "minimum": 1},
        ),
        Field(
            "discount_cny",
            "number",
            "Taken off the line; below 0 on a return, which gives the discount back",
            "整行优惠金额，退货时为负数，即收回优惠",
            unit="CNY",
            constraints=REQUIRED,
        ),
        Field(
            "amount_cny",
            "number",
            "quantity × unit_price_cny - discount_cny; below 0 for returns",
            "实付金额 = 数量 × 单价 - 优惠，退货为负数",
            unit="CNY",
            constraints=REQUIRED,
        ),
    ),
)

TRUTH = Table(
    name="customers",
    en="The hidden segment and rates of each customer; never shown in a lesson",
    zh="每位会员的真实细分与购买参数，不在课程中出现",
    primary_key=("customer_id",),
    fields=(
        Field(
            "customer_id", "string", "Number of the customer", "会员编号", constraints=CUSTOMER_ID
        ),
        Field(
            "segment",
            "string",
            "Segment that the customer was made from",
            "生成该会员所用的细分",
            constraints=_choice(*(each.name for each in SEGMENTS), required=True),
        ),
        Field(
            "orders_per_year",
            "number",
            "Expected orders a year while active; 0 for those who never buy in these years",
            "活跃期内每年的期望订单数，期间从未购买者为 0",
            unit="order/year",
            constraints={"required": True, "minimum": 0},
        ),
        Field(
            "dropout",
            "number",
            "Chance to leave after an order",
            "每次下单后流失的概率",
            unit="probability",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "basket_lines",
            "number",
            "Expected lines of an everyday order",
            "日常订单的期望行数",
            unit="line/order",
            constraints={"required": True, "minimum": 1},
        ),
    ),
)


def targets(tables: Tables) -> list[Target]:
    """Return how real the tables look."""
    return realism.retail_targets(tables["transactions"])


def plot(tables: Tables, path: Path) -> None:
    """Draw what the targets measure; matplotlib is imported only when asked for."""
    from datasets.plot import plot_retail

    plot_retail(tables["transactions"], path)


THEME = Theme(
    name="spruce",
    tables=(CUSTOMERS, TRANSACTIONS),
    truth=(TRUTH,),
    generate=generate,
    targets=targets,
    plot=plot,
)
