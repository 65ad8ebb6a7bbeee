"""Qinglu Market (青鹿集市), a fictional online marketplace: sessions of shoppers, event by event.

Three groups take different paths to a purchase: straight from search, by browsing and comparing,
or from recommendations. They visit with very different frequency, so counts of events tell only
how often. Interests come in bundles of three categories; the third depends on the group.
"""

import numpy as np
import pandas as pd
from scipy.stats import norm

from datasets import seasons
from datasets.draws import coded, even, happens, named, pick, within_group
from datasets.schema import Target
from datasets.themes.tech_tables import CATEGORIES, EVENTS, SHOPPER_GROUPS, SOURCES

N_USERS = 780
N_BOTS = 2
FIRST_DAY = np.datetime64("2025-04-01")
GROUP_SHARES = (0.38, 0.30, 0.32)
PATH_KEPT = 0.86  # share of sessions that follow the shopper's own path
PROMOTION_PULL = np.array([0.35, 1.9, 1.1])  # of purchases, by group
VISIT_PULL = np.array([0.3, 1.1, 0.9])
VIEWS_MORE = np.array([0.5, 4.6, 2.4])
SEARCHES = np.array([1.0, 0.75, 0.06])
SWITCH = np.array([0.03, 0.10, 0.55])  # chance that the next view is of another category
CARTS, BUYS = np.array([0.66, 0.42, 0.34]), np.array([0.62, 0.34, 0.60])
SOURCE_WEIGHTS = np.array(
    [[3.4, 5, 0.8, 0.5, 0.5], [4, 3, 1.2, 0.6, 1.8], [1.4, 0.5, 4.4, 3.4, 0.7]]
)
PRICE_CNY = np.array([2600, 420, 210, 330, 62, 58, 160, 110, 260, 140, 52, 190])
POPULAR = np.array([3, 2, 4, 2.5, 4, 2.5, 1.5, 1.5, 2, 3, 1.5, 2])


def bundle(number: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the three categories of a bundle; the third depends on the group.

    >>> bundle(np.array([0, 0]), np.array([0, 1])).tolist()
    [[0, 1, 8], [0, 1, 9]]
    """
    return np.c_[2 * number, 2 * number + 1, 8 + (number + group) % 4]


def log(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events as trainees get them, and the truth by shopper."""
    who = shoppers(rng)
    visit = sessions(rng, who)
    made = pd.concat([events(rng, visit), crawled(rng, len(visit))], ignore_index=True)
    return shown(rng, made), truth(who)


def shoppers(rng: np.random.Generator) -> pd.DataFrame:
    """Return group, interests and how often each shopper comes."""
    counts = np.rint(np.array(GROUP_SHARES) * N_USERS).astype(int)
    group = rng.permutation(np.repeat(np.arange(len(SHOPPER_GROUPS)), counts))
    three = bundle(rng.permutation(np.arange(N_USERS) % 4), group)
    unseen = rng.choice(3, N_USERS, p=(0.2, 0.2, 0.6))
    known = three[np.arange(3) != unseen[:, None]].reshape(-1, 2)
    often = 2 + np.minimum(np.rint(np.exp(0.95 + norm.ppf(even(rng, N_USERS)))).astype(int), 40)
    frame = pd.DataFrame({"group": group, "often": often, "one": known[:, 0], "two": known[:, 1]})
    frame["next"] = three[np.arange(N_USERS), unseen]
    return frame


def sessions(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return one row per session: shopper, path taken, day, where it began, first category."""
    user = np.repeat(np.arange(N_USERS), who["often"])
    group = who["group"].to_numpy()[user]
    path = np.where(rng.random(len(user)) < PATH_KEPT, group, rng.integers(3, size=len(user)))
    day = pick(rng, (promotion()[None, :] ** VISIT_PULL[:, None])[group])
    frame = pd.DataFrame({"user": user, "group": group, "path": path, "day": day})
    frame["source"] = pick(rng, SOURCE_WEIGHTS[path])
    frame["category"] = interests(rng, who, user)
    hour = pick(rng, np.tile(clock(), (len(user), 1)))
    frame["second"] = 3_600 * hour + rng.integers(0, 2_400, len(user))
    frame["promotion"] = promotion()[day]
    frame[["other_one", "other_two"]] = np.c_[interests(rng, who, user), interests(rng, who, user)]
    frame = frame.sort_values(["day", "second"], kind="stable", ignore_index=True)
    return frame.assign(guest=happens(rng, np.full(len(frame), 0.03)))


def promotion() -> np.ndarray:
    """Return the pull of 618 and Double 11 on each day from April to December 2025."""
    return seasons.shopping_weights()[seasons.day_index(FIRST_DAY) :]


def clock() -> np.ndarray:
    """Return the weight of each hour of the day: evenings, and a little at lunch."""
    hours = np.arange(24)
    return np.select(
        [hours < 7, hours < 11, hours < 14, hours < 19, hours < 23], [0.1, 0.8, 1.3, 0.9, 2.4], 0.8
    )


def interests(rng: np.random.Generator, who: pd.DataFrame, user: np.ndarray) -> np.ndarray:
    """Return a category for each visit: mostly one of two known interests, never the next one."""
    mine = who[["one", "two"]].to_numpy()[user, rng.integers(2, size=len(user))]
    weights = np.tile(POPULAR, (len(user), 1))
    weights[np.arange(len(user)), who["next"].to_numpy()[user]] = 0
    return np.where(rng.random(len(user)) < 0.86, mine, pick(rng, weights))


def events(rng: np.random.Generator, visit: pd.DataFrame) -> pd.DataFrame:
    """Return one row per event of each session, in order: searches, views, cart, purchase."""
    path, buys = visit["path"].to_numpy(), buying(visit)
    views = 1 + rng.poisson(VIEWS_MORE[path])
    searched = rng.random(len(visit)) < SEARCHES[path]
    again = searched & (path == 1) & (rng.random(len(visit)) < 0.4)
    cart = rng.random(len(visit)) < CARTS[path]
    bought = cart & (rng.random(len(visit)) < buys)
    kinds = np.c_[searched, views, again, again, cart, bought].astype(int)
    order = np.tile([0, 1, 0, 1, 2, 3], (len(visit), 1))
    session = np.repeat(np.arange(len(visit)), kinds.sum(axis=1))
    kind = np.repeat(order.ravel(), kinds.ravel())
    frame = pd.DataFrame({"session": session, "kind": kind})
    frame["category"] = categories(rng, visit, session, kind)
    second = visit["second"].to_numpy()[session] + seconds(rng, session)
    frame["second"] = np.minimum(second, 86_399)  # a session ends with its day
    for name in ("user", "day", "source", "guest"):
        frame[name] = visit[name].to_numpy()[session]
    return frame


def buying(visit: pd.DataFrame) -> np.ndarray:
    """Return the chance to pay for what is in the cart, raised or lowered by promotions."""
    pull = visit["promotion"].to_numpy() ** PROMOTION_PULL[visit["group"]]
    return np.clip(BUYS[visit["path"]] * pull, 0, 0.95)


def categories(
    rng: np.random.Generator, visit: pd.DataFrame, session: np.ndarray, kind: np.ndarray
) -> np.ndarray:
    """Return the category of each event; views may turn to another, the cart keeps the last."""
    turned = (kind == 1) & (rng.random(len(kind)) < SWITCH[visit["path"].to_numpy()[session]])
    turned &= within_group(session) > 0
    state = np.where(turned, rng.integers(1, 3, len(kind)), 0)
    position = np.arange(len(kind))
    start = np.maximum.accumulate(np.where(within_group(session) == 0, position, 0))
    last = np.maximum(np.maximum.accumulate(np.where(turned, position, 0)), start)
    choices = visit[["category", "other_one", "other_two"]].to_numpy()
    return choices[session, state[last]]


def seconds(rng: np.random.Generator, session: np.ndarray) -> np.ndarray:
    """Return the seconds from the start of the session to each event."""
    steps = np.rint(5 + rng.gamma(1.5, 20, len(session))).astype(int)
    total = np.cumsum(steps)
    first = within_group(session) == 0
    return total - total[first][np.cumsum(first) - 1]


def crawled(rng: np.random.Generator, n_sessions: int) -> pd.DataFrame:
    """Return the views of the bots: one product page every two seconds, in one night each."""
    bot = np.repeat(np.arange(N_BOTS), 360)
    day = np.array([55, 190])[bot]
    return pd.DataFrame(
        {
            "session": n_sessions + bot,
            "kind": 1,
            "category": rng.integers(len(CATEGORIES), size=len(bot)),
            "second": 3 * 3600 + 2 * within_group(bot),
            "user": N_USERS + bot,
            "day": day,
            "source": 0,
            "guest": False,
        }
    )


def shown(rng: np.random.Generator, made: pd.DataFrame) -> pd.DataFrame:
    """Return the log as trainees get it: in order of time, some events fired twice."""
    order = np.lexsort((np.arange(len(made)), made["session"], made["second"], made["day"]))
    made = made.iloc[order].reset_index(drop=True)
    made = made.iloc[np.sort(np.r_[np.arange(len(made)), twice(rng, made)])].reset_index(drop=True)
    moment = (FIRST_DAY + made["day"].to_numpy()).astype("datetime64[s]") + made[
        "second"
    ].to_numpy()
    number = pd.factorize(made["session"])[0] + 1
    return pd.DataFrame(
        {
            "event_time": np.char.replace(moment.astype(str), "T", " "),
            "session_id": coded("S", number, 4),
            "user_id": np.where(made["guest"], None, user_ids(made["user"].to_numpy())),
            "event": np.array(EVENTS, dtype=object)[made["kind"]],
            "category": np.array(CATEGORIES, dtype=object)[made["category"]],
            "source": np.array(SOURCES, dtype=object)[made["source"]],
            "amount_cny": amounts(rng, made),
        }
    )


def twice(rng: np.random.Generator, made: pd.DataFrame) -> np.ndarray:
    """Return the positions of views that the app sent twice."""
    return np.flatnonzero(happens(rng, np.where(made["kind"] == 1, 0.012, 0.0)))


def amounts(rng: np.random.Generator, made: pd.DataFrame) -> pd.array:
    """Return what each purchase cost, lower in the windows of the shopping festivals."""
    off = np.where(promotion()[made["day"]] > 1, 0.85, 1.0)
    paid = PRICE_CNY[made["category"]] * off * np.exp(rng.normal(0, 0.4, len(made)))
    whole = pd.array(np.maximum(np.rint(paid), 5), dtype="Int64")
    whole[(made["kind"] != 3).to_numpy()] = pd.NA
    return whole


def user_ids(position: np.ndarray) -> np.ndarray:
    """Return the ids of shoppers.

    >>> user_ids(np.array([0, 41])).tolist()
    ['U001', 'U042']
    """
    return coded("U", np.asarray(position) + 1, 3)


def truth(who: pd.DataFrame) -> pd.DataFrame:
    """Return group and next category of each shopper, the bots last."""
    group = [*np.array(SHOPPER_GROUPS, dtype=object)[who["group"]], *["bot"] * N_BOTS]
    following = named(CATEGORIES, who["next"].to_numpy(), np.zeros(len(who), dtype=bool))
    return pd.DataFrame(
        {
            "user_id": user_ids(np.arange(N_USERS + N_BOTS)),
            "group": group,
            "next_category": [*following, *[None] * N_BOTS],
        }
    )


# -- realism ----------------------------------------------------------------------------------


def purchases_per_day(table: pd.DataFrame) -> np.ndarray:
    """Return the number of purchases on each day from April to December 2025."""
    bought = table.loc[table["event"] == "purchase", "event_time"].str[:10]
    day = (bought.to_numpy().astype("datetime64[D]") - FIRST_DAY).astype(int)
    return np.bincount(day, minlength=len(promotion()))


def uplift(table: pd.DataFrame) -> float:
    """Return purchases a day in the promotion windows over those of ordinary days."""
    daily = purchases_per_day(table)
    return daily[promotion() > 1].mean() / daily[promotion() == 1].mean()


def targets(table: pd.DataFrame, hidden: pd.DataFrame) -> list[Target]:
    """Return how real the log looks, and what lesson 22 relies on; bands are the course's own."""
    group = table["user_id"].map(hidden.set_index("user_id")["group"])
    daily, pull = purchases_per_day(table), promotion()
    bought = table.loc[table["event"] == "purchase", "session_id"].nunique()
    per_user = table[group != "bot"].groupby("user_id").size()
    return [
        Target("events", 23_000, 27_000, len(table)),
        Target(
            "share of sessions with a purchase", 0.18, 0.32, bought / table["session_id"].nunique()
        ),
        Target("events of a shopper, 90th over 10th percentile", 4, 14, _spread(per_user)),
        Target("purchases a day, promotion over ordinary", 1.8, 3.2, uplift(table)),
        Target(
            "purchases a day, around promotions over ordinary",
            0.4,
            0.85,
            daily[pull < 1].mean() / daily[pull == 1].mean(),
        ),
        Target(
            "promotion uplift, browse and compare",
            2.6,
            6.5,
            uplift(table[group == "browse_compare"]),
        ),
        Target(
            "promotion uplift, direct search", 1.0, 1.9, uplift(table[group == "direct_search"])
        ),
        Target("share of events without a shopper", 0.02, 0.04, table["user_id"].isna().mean()),
        Target("share of events sent twice", 0.006, 0.012, table.duplicated().mean()),
    ]


def _spread(counts: pd.Series) -> float:
    return counts.quantile(0.9) / counts.quantile(0.1)
