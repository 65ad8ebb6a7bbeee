"""Jianzhou Workspace (简舟协作), a fictional firm that rents office software by the seat.

Monthly churn differs between accounts by a beta law (shifted-beta-geometric), with the parameters
that Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing
21(1), 76-90, fitted to regular customers. Accounts range from 1 seat to hundreds, so that totals
tell how large an account is and rates tell how it works.
"""

import numpy as np
import pandas as pd
from scipy.stats import beta, norm, rankdata

from datasets import seasons
from datasets.draws import coded, even, happens, masked, pick, spread, within_group
from datasets.schema import Target
from datasets.themes.tech_tables import ACCOUNT_GROUPS, N_FEATURES, PLANS

N_ACCOUNTS = 2_400
N_MONTHS = 24
CHURN_LAW = (0.704, 1.182)
# Rows and values follow ACCOUNT_GROUPS: power, collaborative, lite, trial.
GROUP_SHARES = (0.16, 0.24, 0.32, 0.28)
SEATS = np.array([6, 12, 7, 5])
ACTIVE = np.array([0.88, 0.76, 0.42, 0.50])
LOGINS, DOCUMENTS = np.array([22, 15, 4.5, 7.0]), np.array([11, 7.5, 2.2, 2.6])
SHARED = np.array([0.16, 0.72, 0.14, 0.10])
COMMENTS, AUTOMATIONS = np.array([3.4, 11, 1.0, 0.7]), np.array([10, 1.8, 0.2, 0.5])
FEATURES, TICKETS = np.array([16.5, 10.5, 4.2, 11.0]), np.array([0.5, 0.3, 0.12, 0.9])
PLAN_WEIGHTS = np.array([[0.5, 3, 4], [0.8, 4, 3], [4, 4, 0.8], [8, 1.6, 0.2]])
HABIT_SPREAD = (0.32, 0.32, 0.32, 0.5, 0.55, 0.32)
SEAT_FEE_CNY = np.array([0, 29, 79])


def usage(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the use by account and month as trainees get it, and the truth by account."""
    who = accounts(rng)
    months = lives(who)
    group = who["group"].to_numpy()
    hidden = pd.DataFrame(
        {
            "account_id": account_ids(np.arange(len(who))),
            "group": np.array(ACCOUNT_GROUPS, dtype=object)[group],
            "churn_chance": who["churn"].clip(0, 1).round(4),
        }
    )
    return shown(rng, measured(rng, who, months)), hidden


def accounts(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per account in order of signing up: group, churn, life in months, size."""
    rank = even(rng, N_ACCOUNTS)
    churn = beta.ppf(rank, *CHURN_LAW)
    keen = rankdata(rank + rng.normal(0, 0.16, N_ACCOUNTS)) / N_ACCOUNTS
    group = np.searchsorted(np.cumsum(GROUP_SHARES)[:-1], keen)
    luck = spread(rng, np.zeros(N_ACCOUNTS, dtype=int), churn)
    with np.errstate(divide="ignore"):
        life = np.ceil(np.log(luck) / np.log1p(-churn)).clip(1, 999).astype(int)
    size = SEATS[group] * np.exp(norm.ppf(even(rng, N_ACCOUNTS)) * 1.0)
    frame = pd.DataFrame({"group": group, "churn": churn, "life": life})
    frame["seats"] = np.maximum(np.rint(size), 1).astype(int)
    frame["plan"] = pick(rng, PLAN_WEIGHTS[group])
    frame["start"] = np.floor(even(rng, N_ACCOUNTS) * N_MONTHS).astype(int)
    frame = frame.sort_values("start", kind="stable", ignore_index=True)
    habits = rng.normal(0, HABIT_SPREAD, (N_ACCOUNTS, 6))
    return frame.join(pd.DataFrame(habits, columns=[f"habit{i}" for i in range(6)]))


def lives(who: pd.DataFrame) -> pd.DataFrame:
    """Return one row per account and month that it was there."""
    seen = np.minimum(who["life"], N_MONTHS - who["start"])
    account = np.repeat(np.arange(len(who)), seen)
    tenure = within_group(account) + 1
    month = who["start"].to_numpy()[account] + tenure - 1
    left = tenure == who["life"].to_numpy()[account]
    return pd.DataFrame({"account": account, "month": month, "tenure": tenure, "left": left})


def measured(rng: np.random.Generator, who: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Return what each account did in each month."""
    mine = who.loc[months["account"]].reset_index(drop=True)
    group, seats = mine["group"].to_numpy(), mine["seats"].to_numpy()
    fading = np.where(group == 3, 0.6 ** (months["tenure"] - 1), 1.0)
    habit = np.exp(mine[[f"habit{i}" for i in range(6)]].to_numpy())
    awake = np.clip(ACTIVE[group] * habit[:, 0] ** 0.3 * fading, 0.02, 0.99)
    users = np.maximum(rng.binomial(seats, awake), 1)

    def counted(rate: np.ndarray, number: int) -> np.ndarray:
        return rng.poisson(
            users * rate[group] * habit[:, number] * rng.gamma(20, 1 / 20, len(users))
        )

    documents = counted(DOCUMENTS, 2)
    tried = rng.poisson(FEATURES[group] * habit[:, 5] ** 0.5 * fading)
    return months.assign(
        plan=mine["plan"],
        seats=seats,
        users=users,
        logins=np.maximum(counted(LOGINS, 1), users),
        features=np.clip(tried, 1, N_FEATURES),
        documents=documents,
        shares=rng.binomial(documents, np.clip(SHARED[group] * habit[:, 3] ** 0.3, 0, 1)),
        comments=counted(COMMENTS, 3),
        automations=counted(AUTOMATIONS, 4),
        tickets=rng.poisson(TICKETS[group] * np.sqrt(seats / 6) * fading),
    )


def shown(rng: np.random.Generator, made: pd.DataFrame) -> pd.DataFrame:
    """Return the table as trainees get it, ordered by month, with lost logs and copied rows."""
    made = made.sort_values(["month", "account"], kind="stable", ignore_index=True)
    start = seasons.FIRST_DAY.astype("datetime64[M]")
    count = len(made)
    frame = pd.DataFrame(
        {
            "account_id": account_ids(made["account"].to_numpy()),
            "month": (start + made["month"].to_numpy()).astype("datetime64[D]").astype(str),
            "tenure_months": made["tenure"],
            "plan": np.array(PLANS, dtype=object)[made["plan"]],
            "seats": made["seats"],
            "active_users": made["users"],
            "logins": masked(made["logins"], happens(rng, np.full(count, 0.008))),
            "features_used": made["features"],
            **{name: made[name] for name in ("documents", "shares", "comments", "automations")},
            "tickets": made["tickets"],
            "fee_cny": SEAT_FEE_CNY[made["plan"]] * made["seats"],
            "churned": made["left"],
        }
    )
    twice = np.flatnonzero(happens(rng, np.full(count, 0.005)))
    return frame.iloc[np.sort(np.r_[np.arange(count), twice])].reset_index(drop=True)


def account_ids(position: np.ndarray) -> np.ndarray:
    """Return the ids of accounts, in order of signing up.

    >>> account_ids(np.array([0, 41])).tolist()
    ['A0001', 'A0042']
    """
    return coded("A", np.asarray(position) + 1, 4)


def retention_rates(table: pd.DataFrame) -> pd.Series:
    """Return the share of accounts that stay, by month of their life.

    The last month of the data counts too: whether an account left at its end is known.

    >>> rows = {"account_id": ["A", "B", "A"], "tenure_months": [1, 1, 2]}
    >>> rows = {**rows, "month": ["x", "x", "y"], "churned": [False, True, False]}
    >>> retention_rates(pd.DataFrame(rows)).tolist()
    [0.5, 1.0]
    """
    once = table.drop_duplicates(["account_id", "month"])
    return 1 - once.groupby("tenure_months")["churned"].mean()


def targets(table: pd.DataFrame) -> list[Target]:
    """Return how real the accounts look; the four rates surround the published curve."""
    rates = retention_rates(table)
    bands = ((0.60, 0.66), (0.72, 0.79), (0.78, 0.85), (0.82, 0.89))
    seats = table.drop_duplicates("account_id")["seats"]
    return [
        Target("account months", 9_000, 13_000, len(table)),
        *(
            Target(f"retention after month {i}", *band, rates[i])
            for i, band in enumerate(bands, start=1)
        ),
        Target("median seats", 5, 9, seats.median()),
        Target("99th percentile of seats", 50, 120, seats.quantile(0.99)),
        Target("share of rows copied", 0.004, 0.006, table.duplicated().mean()),
        Target("share of login counts lost", 0.006, 0.010, table["logins"].isna().mean()),
    ]
