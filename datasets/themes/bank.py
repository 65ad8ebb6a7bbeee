"""Yunting Bank (云汀银行), a fictional bank: risk capacity, risk form, holdings and one loan each.

Capacity, what a client can afford to lose, is hidden and leaves its trace in four facts; the risk
form asks for willingness, which is another thing. Products were sold by the form. Defaults follow
debts and past payment, never gender; the bank's old scorecard punishes career breaks all the same.
"""

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm, rankdata

from datasets import realism
from datasets.draws import coded, happens, masked, named, pick, streams
from datasets.schema import Target, Theme, World
from datasets.themes.bank_tables import (
    BANK_CLIENTS,
    BANK_TRUTH,
    CHANNELS,
    FORM,
    LOANS,
    OCCUPATIONS,
    PRODUCT_RISKS,
    REVERSED,
    SEGMENTS,
    TIERS,
)

N_CLIENTS = 5_000
SEGMENT_SHARES = (0.42, 0.37, 0.21)
SEGMENT_CAPACITY = np.array([-1.2, 0.1, 1.4])
ALLOWED_RISK = np.array([2, 3, 5])  # the riskiest product class that suits each segment
PRIVATE_BANKING_CNY = 6_000_000
MEAN_DEFAULT = 0.055
SOLD_RISK = np.array(  # classes R1 to R5, by third of the answers to the form
    [[0.42, 0.42, 0.14, 0.02, 0.0], [0.10, 0.34, 0.40, 0.13, 0.03], [0.04, 0.12, 0.24, 0.36, 0.24]]
)


# -- people -----------------------------------------------------------------------------------


def people(rng: np.random.Generator) -> pd.DataFrame:
    """Return who the clients are and the hidden capacity and willingness behind them."""
    counts = np.rint(np.array(SEGMENT_SHARES) * N_CLIENTS).astype(int)
    segment = rng.permutation(np.repeat(np.arange(3), counts))
    woman = rng.random(N_CLIENTS) < 0.5
    capacity = SEGMENT_CAPACITY[segment] + rng.normal(0, 0.33, N_CLIENTS)
    willing = 0.38 * capacity + rng.normal(0, 0.9, N_CLIENTS) - 0.35 * woman
    frame = pd.DataFrame({"segment": segment, "woman": woman, "capacity": capacity})
    frame["willing"] = willing
    frame["age"] = np.clip(np.rint(rng.normal(45 - 4.5 * capacity, 11.5)), 20, 84).astype(int)
    frame["tier"] = rng.choice(len(TIERS), N_CLIENTS, p=(0.24, 0.34, 0.24, 0.18))
    frame["occupation"] = pick(rng, occupation_weights(frame["age"].to_numpy(), capacity))
    frame["income"] = incomes(rng, frame)
    frame["break"] = career_breaks(rng, woman)
    return frame


def occupation_weights(age: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Return weights of the six occupations: steady ones where capacity is high."""
    working, steady = age < 60, np.exp(0.45 * capacity)
    return np.c_[
        np.where(working, 3.0, 0.1),
        np.where(working, 1.1 * steady, 0.1),
        np.where(working, 1.2 * steady, 0.3),
        np.where(working, 1.3, 0.6),
        np.where(working, 1.2 / steady, 0.05),
        np.where(age >= 55, 3.0 + 6.0 * ~working, 0.0),
    ]


def incomes(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return incomes a year, those of women 9% lower for equal work."""
    level = 105_000 * np.array([1.4, 1.1, 0.92, 0.8])[who["tier"]]
    level = level * np.array([1.0, 1.05, 1.7, 1.25, 0.75, 0.6])[who["occupation"]]
    luck = np.exp(0.08 * who["capacity"] + rng.normal(0, 0.48, len(who)))
    return np.rint(level * luck * np.where(who["woman"], 0.91, 1.0) / 1_000) * 1_000


def career_breaks(rng: np.random.Generator, woman: np.ndarray) -> np.ndarray:
    """Return the longest gap in work: 40% of women and 7% of men had one of 4 months or more."""
    had = rng.random(len(woman)) < np.where(woman, 0.40, 0.07)
    long = np.clip(4 + rng.gamma(2.0, 5.0, len(woman)), 4, 60)
    return np.where(had, long, rng.choice([0, 0, 0, 1, 2], len(woman))).astype(int)


# -- means ------------------------------------------------------------------------------------


def means(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return money and the four facts that tell capacity: each is noisy, together they are not."""
    capacity = who["capacity"].to_numpy()
    mean_aum = assets(rng, who)
    debts = who["income"] * np.exp(rng.normal(0.3, 1.1, len(who)))

    def told(level: float, slope: float) -> np.ndarray:
        return np.exp(level + slope * capacity + rng.normal(0, 0.36, len(who)))

    return pd.DataFrame(
        {
            "aum_cny": hundreds(mean_aum * balance_luck(rng, mean_aum)),
            "aum_avg_cny": hundreds(mean_aum),
            "liabilities_cny": hundreds(debts * (rng.random(len(who)) < 0.8)),
            "horizon_years": np.clip(np.rint(told(1.65, 0.62)), 0, 40).astype(int),
            "income_variation_pct": told(2.7, -0.6).round(1),
            "reserve_months": told(1.5, 0.62).round(1),
            "obligations_pct": np.minimum(told(3.2, -0.5), 180).round(1),
        }
    )


def hundreds(money: np.ndarray) -> np.ndarray:
    """Return money to the nearest 100 CNY, as whole numbers.

    >>> hundreds(np.array([1249.0, 1251.0])).tolist()
    [1200, 1300]
    """
    return (np.rint(np.asarray(money) / 100) * 100).astype(np.int64)


def assets(rng: np.random.Generator, who: pd.DataFrame) -> np.ndarray:
    """Return mean assets: evenly spaced quantiles of a heavy tail, dealt out by income and age."""
    pull = 0.55 * norm.ppf(rankdata(who["income"]) / (len(who) + 1))
    pull = pull + 0.25 * (who["age"] - 45) / 13 + 0.12 * who["capacity"]
    rank = rankdata(pull + rng.normal(0, 0.8, len(who)), method="ordinal")
    return assets_at((rank - 0.5) / len(who))


def assets_at(share: np.ndarray) -> np.ndarray:
    """Return the assets that a share of clients stays below: 2% hold 6 million CNY or more.

    Log-normal up to nine tenths, from there Pareto tails of exponent 0.9 and, above the threshold
    of private banking, 1.5.

    >>> assets_at(np.array([0.5, 0.9, 0.98])).round().tolist()
    [128000.0, 1000000.0, 6000000.0]
    """
    body = 128_000 * np.exp(
        norm.ppf(np.minimum(share, 0.9)) * np.log(1e6 / 128_000) / norm.ppf(0.9)
    )
    rich = 1e6 * (0.1 / (1 - np.maximum(share, 0.9))) ** (np.log(6) / np.log(5))
    top = PRIVATE_BANKING_CNY * (0.02 / (1 - np.maximum(share, 0.98))) ** (1 / 1.5)
    return np.select([share < 0.9, share < 0.98], [body, rich], top)


def balance_luck(rng: np.random.Generator, mean_aum: np.ndarray) -> np.ndarray:
    """Return the year-end balance over the mean: money parked or away for a few days at times."""
    odd = rng.random(len(mean_aum))
    parked = odd < np.where(mean_aum > 1e6, 0.14, 0.03)
    away = odd > 0.96
    usual = np.exp(rng.normal(0, 0.12, len(mean_aum)))
    return usual * np.select([parked, away], [rng.uniform(2.5, 7, len(odd)), 0.25], 1.0)


# -- form and holdings ------------------------------------------------------------------------


def form(rng: np.random.Generator, willing: np.ndarray) -> pd.DataFrame:
    """Return the answers to the risk form, 1 to 5, straight-liners and gaps included."""
    trait = (willing - willing.mean()) / willing.std()
    agrees = np.where(np.isin([each[0] for each in FORM], REVERSED), -1, 1)
    noise = rng.normal(size=(len(trait), len(FORM)))
    felt = 0.66 * trait[:, None] * agrees + 0.75 * noise + 0.15 * rng.normal(size=(len(trait), 1))
    answers = 1 + np.searchsorted([-1.2, -0.4, 0.4, 1.2], felt)
    straight = happens(rng, np.full(len(trait), 0.04))
    answers[straight] = rng.choice([3, 4, 4, 5], straight.sum())[:, None]
    gaps = rng.random(answers.shape) < 0.007
    return pd.DataFrame(
        {name: masked(answers[:, i], gaps[:, i]) for i, (name, *_) in enumerate(FORM)}
    )


def form_score(answers: pd.DataFrame) -> pd.Series:
    """Return the mean answer of each client, the reversed item turned round.

    >>> row = {"form_growth": 5, "form_safety": 1}
    >>> form_score(pd.DataFrame([row])).tolist()
    [5.0]
    """
    turned = {name: 6 - answers[name] for name in REVERSED if name in answers}
    return answers.assign(**turned).astype(float).mean(axis=1)


def holdings(rng: np.random.Generator, who: pd.DataFrame, score: pd.Series) -> pd.DataFrame:
    """Return the products sold, by the form, and the complaints where they do not suit capacity."""
    third = pd.qcut(score.rank(method="first"), 3, labels=False).to_numpy()
    risk = 1 + pick(rng, SOLD_RISK[third])
    unsuitable = risk > ALLOWED_RISK[who["segment"]]
    count = len(who)
    return pd.DataFrame(
        {
            "holds_fund": np.isin(risk, (2, 3, 4)) | ((risk == 5) & (rng.random(count) < 0.7)),
            "holds_insurance": rng.random(count) < np.clip(0.1 + who["age"] / 130, 0, 0.6),
            "holds_stock": (risk == 5) | ((risk == 4) & (rng.random(count) < 0.5)),
            "holds_credit_card": rng.random(count) < np.where(who["age"] < 55, 0.62, 0.3),
            "riskiest_product": np.array(PRODUCT_RISKS, dtype=object)[risk - 1],
            "complained_12m": happens(rng, np.where(unsuitable, 0.16, 0.035)),
        }
    )


def services(rng: np.random.Generator, who: pd.DataFrame, owned: pd.DataFrame) -> pd.DataFrame:
    """Return channel, private banking as it is, consent and the score of the old scorecard."""
    mean_aum = owned["aum_avg_cny"].to_numpy()
    old, rich = who["age"].to_numpy() > 58, mean_aum > 2e6
    weights = np.c_[np.where(old, 0.6, 3.0), np.where(old, 2.6, 1.0), np.where(rich, 8.0, 0.25)]
    served = np.where(mean_aum >= PRIVATE_BANKING_CNY, 0.78, np.where(mean_aum > 3e6, 0.08, 0))
    return pd.DataFrame(
        {
            "channel": np.array(CHANNELS, dtype=object)[pick(rng, weights)],
            "private_banking": rng.random(len(who)) < served,
            "marketing_consent": rng.random(len(who)) < 0.66,
            "old_score": old_score(rng, who, owned),
        }
    )


def old_score(rng: np.random.Generator, who: pd.DataFrame, owned: pd.DataFrame) -> np.ndarray:
    """Return the old score: income and obligations count a little, a career break costs much."""
    points = 25 * np.log(who["income"] / 1e5) - 30 * np.log(owned["obligations_pct"] / 24)
    points = points - 85 * (who["break"] >= 4) - 0.8 * who["break"]
    score = 640 + points + rng.normal(0, 35, len(who))
    return np.clip(np.rint(score), 300, 900).astype(int)


# -- loans ------------------------------------------------------------------------------------


def loans(rng: np.random.Generator, who: pd.DataFrame, owned: pd.DataFrame) -> pd.DataFrame:
    """Return one loan for about 60% of the clients, with `pd` hidden among the columns."""
    count = len(who)
    none = rng.random(count) >= np.where(who["age"] < 58, 0.66, 0.28)
    kind = pick(
        rng, np.c_[np.full(count, 1.5), 0.3 + 1.4 * (who["occupation"] == 3), [[1.3, 1.8]] * count]
    )
    strain = rng.normal(size=count)
    frame = pd.DataFrame({"loan_type": named(LOANS, kind, none)})
    frame["ead_cny"] = masked(exposures(rng, kind, who["income"].to_numpy()), none)
    lgd = np.array([0.22, 0.42, 0.58, 0.72])[kind] + rng.normal(0, 0.06, count)
    frame["lgd_share"] = np.where(none, np.nan, np.clip(lgd, 0.05, 0.95).round(2))
    used = expit(-0.4 + 0.9 * strain + rng.normal(0, 0.6, count)).round(2)
    frame["utilisation_share"] = np.where(none, np.nan, used)
    late = delays(rng, strain)
    frame["past_due_days"] = masked(late, none)
    chance = default_chance(owned, used, late, ~none)
    frame["default_12m"] = pd.array(happens(rng, np.where(none, 0, chance)), dtype="boolean")
    frame.loc[none, "default_12m"] = pd.NA
    return frame.assign(pd=np.where(none, np.nan, chance))


def exposures(rng: np.random.Generator, kind: np.ndarray, income: np.ndarray) -> np.ndarray:
    """Return exposures at default in CNY by type of loan and income."""
    level = np.array([620_000, 350_000, 55_000, 14_000])[kind] * (income / 1e5) ** 0.5
    return hundreds(level * np.exp(rng.normal(0, 0.55, len(kind)))) + 500


def delays(rng: np.random.Generator, strain: np.ndarray) -> np.ndarray:
    """Return the longest delay in days: most never were late, the strained more often."""
    late = rng.random(len(strain)) < expit(-2.0 + 0.8 * strain)
    return np.where(late, np.minimum(1 + rng.gamma(0.7, 30, len(strain)), 90), 0).astype(int)


def default_chance(
    owned: pd.DataFrame, used: np.ndarray, late: np.ndarray, has_loan: np.ndarray
) -> np.ndarray:
    """Return the probability of default: obligations, unsteady income, use of lines, delays."""
    log_odds = 1.1 * np.log(owned["obligations_pct"] / 24)
    log_odds = log_odds + 0.55 * np.log(owned["income_variation_pct"] / 15)
    log_odds = (log_odds + 2.0 * (used - 0.4) + 0.5 * np.log1p(late)).to_numpy()
    shift = np.linspace(-8, 0, 401)
    reached = expit(log_odds[has_loan][:, None] + shift).mean(axis=0)
    return expit(log_odds + np.interp(MEAN_DEFAULT, reached, shift))


# -- the theme --------------------------------------------------------------------------------


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the clients and the truth behind them."""
    rngs = streams(seeds, 6)
    who = people(rngs[0])
    owned = means(rngs[1], who)
    answers = form(rngs[2], who["willing"].to_numpy())
    sold = holdings(rngs[3], who, form_score(answers))
    served = services(rngs[4], who, owned)
    lent = loans(rngs[5], who, owned)
    parts = [shown(rngs[0], who), owned, answers, sold, served, lent.drop(columns="pd")]
    return World(
        tables={"bank_clients": pd.concat(parts, axis=1)},
        truth={"bank_truth": truth(who, lent["pd"])},
    )


def shown(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return the columns about the person, with missing incomes and default ages."""
    unknown_age = happens(rng, np.full(len(who), 0.004))
    return pd.DataFrame(
        {
            "client_id": client_ids(len(who)),
            "gender": np.where(who["woman"], "F", "M"),
            "age": np.where(unknown_age, 126, who["age"]),
            "city_tier": np.array(TIERS, dtype=object)[who["tier"]],
            "occupation": np.array(OCCUPATIONS, dtype=object)[who["occupation"]],
            "career_break_months": who["break"],
            "income_cny_year": masked(who["income"], happens(rng, np.full(len(who), 0.08))),
        }
    )


def client_ids(count: int) -> np.ndarray:
    """Return the ids of the first clients.

    >>> client_ids(2).tolist()
    ['B00001', 'B00002']
    """
    return coded("B", np.arange(1, count + 1), 5)


def truth(who: pd.DataFrame, chance: pd.Series) -> pd.DataFrame:
    """Return each client's segment, capacity, willingness and probability of default."""
    return pd.DataFrame(
        {
            "client_id": client_ids(len(who)),
            "segment": np.array(SEGMENTS, dtype=object)[who["segment"]],
            "capacity": who["capacity"].round(3),
            "tolerance": who["willing"].round(3),
            "pd": chance.round(4),
        }
    )


# -- realism ----------------------------------------------------------------------------------


def targets(world: World) -> list[Target]:
    """Return how real the clients look, and what lesson 20 relies on.

    Private banking starts at 6 million CNY, the regulator's threshold in China; reliability of a
    short form of .60-.85 is usual. The default rate is set higher than at real banks, so that a
    class sees enough defaults. The other bands are the course's own.
    """
    clients, hidden = world.tables["bank_clients"], world.truth["bank_truth"]
    return [*_money_targets(clients), *_form_targets(clients, hidden), *_loan_targets(clients)]


def _money_targets(clients: pd.DataFrame) -> list[Target]:
    money = clients["aum_avg_cny"]
    rich = (money >= PRIVATE_BANKING_CNY).mean()
    most = realism.top_share(money, part=0.02)
    income = np.log(clients["income_cny_year"].dropna().astype(float))
    return [
        Target("clients", 5_000, 5_000, len(clients)),
        Target("share eligible for private banking", 0.018, 0.022, rich),
        Target("share of assets, top 2% of clients", 0.42, 0.60, most),
        Target("share of assets, top 20% of clients", 0.78, 0.92, realism.top_share(money)),
        Target("standard deviation of log income", 0.45, 0.70, income.std()),
        Target("share of incomes missing", 0.07, 0.09, clients["income_cny_year"].isna().mean()),
    ]


def _form_targets(clients: pd.DataFrame, hidden: pd.DataFrame) -> list[Target]:
    answers = clients[[name for name, *_ in FORM]]
    together = form_score(answers).corr(hidden["capacity"], method="spearman")
    unsuitable = unsuitable_products(clients, hidden["segment"])
    complained = clients["complained_12m"].groupby(unsuitable).mean()
    straight = (answers.nunique(axis=1) == 1).mean()
    return [
        Target("reliability (alpha) of the risk form", 0.60, 0.85, alpha(answers)),
        Target("share of straight-liners on the form", 0.03, 0.06, straight),
        Target("Spearman, risk form and capacity", 0.25, 0.50, together),
        Target("share holding a product beyond capacity", 0.20, 0.40, unsuitable.mean()),
        Target(
            "complaints, unsuitable over suitable", 3.0, 6.5, complained[True] / complained[False]
        ),
    ]


def unsuitable_products(clients: pd.DataFrame, segment: pd.Series) -> pd.Series:
    """Return whether the riskiest product of each client is beyond what the segment allows."""
    held = clients["riskiest_product"].str[1].astype(int)
    return held > segment.map(dict(zip(SEGMENTS, ALLOWED_RISK.tolist(), strict=True)))


def alpha(answers: pd.DataFrame) -> float:
    """Return Cronbach's alpha of the risk form, its reversed items turned round.

    >>> round(alpha(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]})), 6)
    1.0
    """
    turned = answers.assign(**{name: 6 - answers[name] for name in REVERSED if name in answers})
    return realism.alpha(turned)


def _loan_targets(clients: pd.DataFrame) -> list[Target]:
    lent = clients[clients["loan_type"].notna()]
    lost = (lent["default_12m"].astype(float) * lent["lgd_share"] * lent["ead_cny"]).sum()
    approved = clients["old_score"] >= clients["old_score"].quantile(0.4)
    rates = approved.groupby(clients["gender"]).mean()
    return [
        Target("share of clients with a loan", 0.50, 0.65, len(lent) / len(clients)),
        Target("share of loans in default", 0.05, 0.06, lent["default_12m"].mean()),
        Target("share of loans ever past due", 0.12, 0.22, (lent["past_due_days"] > 0).mean()),
        Target("loss over exposure", 0.008, 0.035, lost / lent["ead_cny"].sum()),
        Target("approval of women over men, old score", 0.55, 0.79, rates["F"] / rates["M"]),
    ]


THEME = Theme(
    name="bank",
    tables=(BANK_CLIENTS,),
    truth=(BANK_TRUTH,),
    generate=generate,
    targets=targets,
)
