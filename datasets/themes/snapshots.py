"""Twelve month-end snapshots of members: two columns drift, the others hold still.

From July on members who used to visit shops move to the app, a few each month. On 1 October shelf
prices rise, with coupons that give the rise back, so that the discount share jumps. The
firm's segments follow fixed thresholds, which no longer fit after that.
"""

import itertools

import numpy as np
import pandas as pd

from datasets.draws import coded, streams
from datasets.schema import Target, Theme, World
from datasets.themes.snapshots_tables import (
    MEASURES,
    MONTHLY_SNAPSHOTS,
    SNAPSHOT_CHANGES,
    SNAPSHOT_STATES,
    STATES,
)

FIRST_MONTH = np.datetime64("2023-01")
SHOWN = np.arange(24, 36)  # the months of 2025
WINDOW = 12
AT_START = 2_100
JOINERS_A_MONTH = 36
LEAVING_A_MONTH = 0.0165
SWITCH_MONTH = 30  # July 2025
SWITCHING_A_MONTH = 0.21  # of the shop regulars left
SHOCK_MONTH = 33  # October 2025
SHOCK_DISCOUNT = 0.075  # added to the share of the shelf price given off
SHARES = (0.40, 0.24, 0.20, 0.16)  # of the states, in the order of STATES
ORDERS_A_MONTH = (2.3, 1.8, 1.6, 0.45)
ORDER_CNY = (118, 82, 96, 105)
APP = (0.14, 0.80, 0.45, 0.30)
DISCOUNT = (0.05, 0.06, 0.17, 0.06)
APP_CUT = 0.5
DISCOUNT_CUT = 0.115
ORDERS_CUT = 12


def of_state(values: tuple[float, ...], state: np.ndarray) -> np.ndarray:
    """Return the value of each state."""
    return np.array(values)[state]


# -- the true course of things ----------------------------------------------------------------


def members(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per member: months of joining, leaving and switching, and own habits."""
    joined = np.r_[np.zeros(AT_START, int), np.repeat(np.arange(1, 36), JOINERS_A_MONTH)]
    count = len(joined)
    state = rng.permutation(np.searchsorted(np.cumsum(SHARES), (np.arange(count) + 0.5) / count))
    waiting = SWITCH_MONTH + rng.geometric(SWITCHING_A_MONTH, count) - 1
    return pd.DataFrame(
        {
            "joined": joined,
            "left": joined + rng.geometric(LEAVING_A_MONTH, count),
            "state": state,
            "switched": np.where(state == 0, np.maximum(waiting, joined), 99),
            "keen": rng.gamma(3, 1 / 3, count),
            "purse": np.exp(rng.normal(0, 0.45, count)),
            "app": rng.normal(0, 0.6, count),
            "bargain": np.exp(rng.normal(0, 0.3, count)),
        }
    )


def states(who: pd.DataFrame) -> np.ndarray:
    """Return the state of each member in each month; shape (members, months)."""
    after = np.arange(36) >= who["switched"].to_numpy()[:, None]
    return np.where(after, 1, who["state"].to_numpy()[:, None])


def months(rng: np.random.Generator, who: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return what each member did in each month; every array of shape (members, months)."""
    habit = who["state"].to_numpy()[:, None]
    month = np.arange(36)
    here = (month >= who["joined"].to_numpy()[:, None]) & (month < who["left"].to_numpy()[:, None])
    rate = of_state(ORDERS_A_MONTH, habit) * who["keen"].to_numpy()[:, None]
    orders = rng.poisson(rate * here)
    contacts = np.where(here, orders + 1 + rng.poisson(4 + rate), 0)
    usual = of_state(APP, states(who))
    logit = np.log(usual / (1 - usual)) + who["app"].to_numpy()[:, None]
    app = rng.binomial(contacts, 1 / (1 + np.exp(-logit)))
    return {"orders": orders, "contacts": contacts, "app": app} | money(rng, who, orders)


def money(rng: np.random.Generator, who: pd.DataFrame, orders: np.ndarray) -> dict:
    """Return the shelf value of each month's orders, what was given off and the last order's day.

    What is paid stays as it was: after the price change the higher shelf value and the larger
    discount cancel.
    """
    habit = who["state"].to_numpy()[:, None]
    wobble = rng.gamma(np.maximum(6.0 * orders, 1e-9), 1 / 6)
    paid = of_state(ORDER_CNY, habit) * who["purse"].to_numpy()[:, None] * wobble * (orders > 0)
    share = of_state(DISCOUNT, habit) * who["bargain"].to_numpy()[:, None]
    share = share * rng.gamma(12, 1 / 12, orders.shape)
    share = np.minimum(share + SHOCK_DISCOUNT * (np.arange(36) >= SHOCK_MONTH), 0.6)
    latest = rng.random(orders.shape) ** (1 / np.maximum(orders, 1))
    return {"paid": paid, "shelf": paid / (1 - share), "latest": latest}


# -- what the firm sees -----------------------------------------------------------------------


def snapshot(done: dict[str, np.ndarray], month: int) -> pd.DataFrame:
    """Return the members with an order in the twelve months that end here, by position."""
    year = {name: values[:, month - WINDOW + 1 : month + 1] for name, values in done.items()}
    seen = year["orders"] > 0
    recent = seen & (np.cumsum(seen[:, ::-1], axis=1)[:, ::-1] <= 2)
    shelf = (year["shelf"] * recent).sum(axis=1)
    known = shelf > 0
    off = shelf - (year["paid"] * recent).sum(axis=1)
    quarter = {name: year[name][:, -3:].sum(axis=1) for name in ("app", "contacts")}
    frame = pd.DataFrame(
        {
            "recency_days": recency(year, month),
            "frequency_orders_12m": year["orders"].sum(axis=1),
            "monetary_cny_12m": np.rint(year["paid"].sum(axis=1)).astype(int),
            "app_share": app_share(year, quarter),
            "discount_share": np.round(off / np.where(known, shelf, 1), 3),
        }
    )
    return frame[known]


def recency(year: dict[str, np.ndarray], month: int) -> np.ndarray:
    """Return the days from each member's last order to the first day of the next month."""
    ends = (FIRST_MONTH + np.arange(month - WINDOW + 2, month + 2)).astype("datetime64[D]")
    starts = (FIRST_MONTH + np.arange(month - WINDOW + 1, month + 1)).astype("datetime64[D]")
    length = (ends - starts).astype(int)
    last = WINDOW - 1 - np.argmax(year["orders"][:, ::-1] > 0, axis=1)
    rows = np.arange(len(last))
    day = np.floor(year["latest"][rows, last] * length[last]).astype(int)
    return (ends[-1] - starts[last]).astype(int) - np.minimum(day, length[last] - 1)


def app_share(year: dict[str, np.ndarray], quarter: dict[str, np.ndarray]) -> np.ndarray:
    """Return the app's share of the contacts in three months, in twelve for those without any."""
    silent = quarter["contacts"] == 0
    app = np.where(silent, year["app"].sum(axis=1), quarter["app"])
    contacts = np.where(silent, year["contacts"].sum(axis=1), quarter["contacts"])
    return np.round(app / np.maximum(contacts, 1), 3)


def by_rule(frame: pd.DataFrame) -> np.ndarray:
    """Return the firm's segment of each row: the first rule that holds, thresholds of 2024.

    >>> row = {"discount_share": [0.2, 0.0], "app_share": [0.9, 0.1],
    ...        "frequency_orders_12m": [3, 30]}
    >>> by_rule(pd.DataFrame(row)).tolist()
    ['deal', 'store']
    """
    rules = [
        frame["discount_share"] >= DISCOUNT_CUT,
        frame["app_share"] >= APP_CUT,
        frame["frequency_orders_12m"] >= ORDERS_CUT,
    ]
    return np.select(rules, ["deal", "app", "store"], "casual").astype(object)


def snapshots(done: dict[str, np.ndarray], ids: np.ndarray) -> pd.DataFrame:
    """Return the twelve snapshots of 2025, one below the other."""
    parts = []
    for month in SHOWN:
        frame = snapshot(done, month)
        frame.insert(0, "month", str(FIRST_MONTH + month))
        frame.insert(1, "customer_id", ids[frame.index])
        parts.append(frame)
    shown = pd.concat(parts, ignore_index=True)
    return shown.assign(segment=by_rule(shown))


def spells(who: pd.DataFrame, ids: np.ndarray) -> pd.DataFrame:
    """Return each member's true states, with the first and last month of each."""
    first = who.assign(starts=who["joined"], ends=np.minimum(who["left"], who["switched"]) - 1)
    moved = who.assign(state=1, starts=who["switched"], ends=who["left"] - 1)
    both = pd.concat([first, moved[moved["switched"] < moved["left"]]])
    both["ends"] = np.minimum(both["ends"], 35)
    both = both[both["ends"] >= both["starts"]].sort_index(kind="stable")
    return pd.DataFrame(
        {
            "customer_id": ids[both.index],
            "state": np.array(STATES, dtype=object)[both["state"]],
            "first_month": (FIRST_MONTH + both["starts"].to_numpy()).astype(str),
            "last_month": (FIRST_MONTH + both["ends"].to_numpy()).astype(str),
        }
    ).reset_index(drop=True)


def changes() -> pd.DataFrame:
    """Return which columns change, how and from which month on."""
    starts = {"app_share": ("gradual", SWITCH_MONTH), "discount_share": ("shock", SHOCK_MONTH)}
    rows = [(name, *starts.get(name, ("none", None))) for name in MEASURES]
    frame = pd.DataFrame(rows, columns=["measure", "change", "first_month"])
    told = frame["first_month"].map(lambda month: str(FIRST_MONTH + int(month)), na_action="ignore")
    return frame.assign(first_month=told.astype(object))


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the snapshots, the true states and the planted changes."""
    rngs = streams(seeds, 2)
    who = members(rngs[0])
    done = months(rngs[1], who)
    ever = done["orders"][:, SHOWN[0] - WINDOW + 1 :].sum(axis=1) > 0
    who = who[ever].reset_index(drop=True)
    done = {name: values[ever] for name, values in done.items()}
    ids = coded("M", np.arange(1, len(who) + 1), 4)
    return World(
        tables={"monthly_snapshots": snapshots(done, ids)},
        truth={"snapshot_states": spells(who, ids), "snapshot_changes": changes()},
    )


# -- how it looks -----------------------------------------------------------------------------


def psi(reference: pd.Series, current: pd.Series, *, bins: int = 10) -> float:
    """Return the population stability index over the reference's quantiles.

    Source: Siddiqi (2006), Credit Risk Scorecards; below .10 is stable, above .25 has shifted.

    >>> float(psi(pd.Series([1, 2, 3, 4]), pd.Series([1, 2, 3, 4]), bins=2))
    0.0
    """
    edges = np.unique(np.quantile(reference, np.arange(1, bins) / bins))
    shares = []
    for values in (reference, current):
        counts = np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1)
        shares.append(np.maximum(counts, 0.5) / len(values))
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def drift(shown: pd.DataFrame) -> pd.DataFrame:
    """Return the stability index of each measure (columns) in each month against January."""
    by_month = dict(list(shown.groupby("month")))
    january = by_month["2025-01"]
    rows = {
        month: {name: psi(january[name], frame[name]) for name in MEASURES}
        for month, frame in by_month.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def flows(shown: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each month's members who came in, went and changed segment since."""
    sets = {
        month: rows.set_index("customer_id")["segment"] for month, rows in shown.groupby("month")
    }
    rows = {}
    for before, after in itertools.pairwise(sets):
        one, two = sets[before], sets[after]
        both = one.index.intersection(two.index)
        moved = (one[both] != two[both]).mean()
        rows[after] = {
            "new": 1 - len(both) / len(two),
            "gone": 1 - len(both) / len(one),
            "moved": moved,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def targets(world: World) -> list[Target]:
    """Return how the drift looks; the bands are those of the usual reading of the index."""
    shown = world.tables["monthly_snapshots"]
    index = drift(shown)
    app, discount = index["app_share"], index["discount_share"]
    flow = flows(shown)
    sizes = shown.groupby("month").size()
    still = index.drop(columns=["app_share", "discount_share"])
    return [
        Target("rows", 26_000, 33_000, len(shown)),
        Target("members of a month, fewest", 2_300, 2_700, sizes.min()),
        Target("members of a month, most", 2_300, 2_700, sizes.max()),
        Target("index of app_share, highest to June", 0, 0.05, app[:"2025-06"].max()),
        Target("index of app_share, August", 0.02, 0.10, app["2025-08"]),
        Target("index of app_share, October", 0.10, 0.25, app["2025-10"]),
        Target("index of app_share, December", 0.26, 0.6, app["2025-12"]),
        Target("index of discount_share, highest to Sept", 0, 0.05, discount[:"2025-09"].max()),
        Target("index of discount_share, October", 0.26, 1.5, discount["2025-10"]),
        Target("index of the others, highest", 0, 0.05, still.max().max()),
        Target("share new in a month, mean", 0.008, 0.025, flow["new"].mean()),
        Target("share gone in a month, mean", 0.008, 0.025, flow["gone"].mean()),
        Target("share changing segment, to June", 0.01, 0.09, flow["moved"][:"2025-06"].mean()),
        Target("share changing segment, October", 0.14, 0.4, flow["moved"]["2025-10"]),
    ]


THEME = Theme(
    name="snapshots",
    tables=(MONTHLY_SNAPSHOTS,),
    truth=(SNAPSHOT_STATES, SNAPSHOT_CHANGES),
    generate=generate,
    targets=targets,
)
