"""Yunting Bank: capacity and expected loss can be found; form, raw money and old score mislead."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

from datasets import package
from datasets.realism import top_share
from datasets.themes.bank import PRIVATE_BANKING_CNY, THEME, alpha, form_score, unsuitable_products
from datasets.themes.bank_tables import FORM, REVERSED, SEGMENTS

SEEDS = (2026, 1, 2)
ITEMS = [name for name, *_ in FORM]
CAPACITY = ["horizon_years", "income_variation_pct", "reserve_months", "obligations_pct"]


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


def clients_and_truth(seed):
    """Return the clients and the truth behind them."""
    world = made(seed)
    return world.tables["bank_clients"], world.truth["bank_truth"]


def clusters(features):
    """Return the labels of k-means with three clusters."""
    return KMeans(3, n_init=5, random_state=0).fit_predict(features)


def by_form(clients):
    """Return the segment that the answers to the form alone suggest."""
    return pd.qcut(form_score(clients[ITEMS]).rank(method="first"), 3, labels=SEGMENTS).astype(str)


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """Money, form and loans look real in every world."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_schema_holds(seed, tmp_path):
    """The build checks every table against its schema."""
    written = package.build(tmp_path, seed=seed, themes=[THEME])
    assert (tmp_path / "bank_clients.csv").stat().st_size < 800_000
    assert len(written) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_the_planted_faults_are_there(seed):
    """Default ages, missing incomes, gaps in the form and straight-liners."""
    clients, _ = clients_and_truth(seed)
    assert (clients["age"] == 126).sum() == 20
    assert clients["age"].where(clients["age"] != 126).max() < 90
    assert clients["income_cny_year"].isna().mean() == pytest.approx(0.08, abs=0.001)
    assert clients[ITEMS].isna().to_numpy().mean() == pytest.approx(0.007, abs=0.003)
    with_loan = clients["loan_type"].notna()
    for name in ("ead_cny", "lgd_share", "utilisation_share", "past_due_days", "default_12m"):
        assert (clients[name].notna() == with_loan).all()


def test_the_truth_is_in_no_table():
    """Segment names are nowhere in the clients' table, and each client has a truth."""
    clients, hidden = clients_and_truth(2026)
    assert clients["client_id"].tolist() == hidden["client_id"].tolist()
    assert not {"segment", "capacity", "pd"} & set(clients.columns)
    assert not clients.isin(SEGMENTS).any().any()


def test_reliability_of_a_hand_made_form():
    """Two items with variance 1 each and covariance .5: alpha = 2 (1 - 2/3) = 2/3."""
    answers = pd.DataFrame({"form_growth": [1, 2, 3], "form_safety": [4, 5, 3]})
    # turned round the second is 2, 1, 3; sums are 3, 3, 6 with variance 3
    assert alpha(answers) == pytest.approx(2 / 3)
    assert REVERSED == ("form_safety",)


@pytest.mark.parametrize("seed", SEEDS)
def test_scaled_capacity_finds_the_segments_and_money_or_the_form_does_not(seed):
    """Four facts on a log scale find the segments; raw CNY and the form are near chance."""
    clients, hidden = clients_and_truth(seed)
    facts = np.log1p(clients[CAPACITY].astype(float))
    good = adjusted_rand_score(hidden["segment"], clusters(StandardScaler().fit_transform(facts)))
    raw = clusters(clients[[*CAPACITY, "aum_cny", "liabilities_cny"]].astype(float))
    assert good > 0.6
    assert adjusted_rand_score(hidden["segment"], raw) < 0.05
    assert adjusted_rand_score(hidden["segment"], by_form(clients)) < 0.15


@pytest.mark.parametrize("seed", SEEDS)
def test_complaints_follow_capacity_more_than_the_form(seed):
    """Products beyond capacity bring over 3 times the complaints; the form sees half of that."""
    clients, hidden = clients_and_truth(seed)

    def ratio(segment):
        rate = clients["complained_12m"].groupby(unsuitable_products(clients, segment)).mean()
        return rate[True] / rate[False]

    assert ratio(hidden["segment"]) > 3.5
    assert ratio(by_form(clients)) < 2.4
    own = pd.Series(clusters(StandardScaler().fit_transform(np.log1p(clients[CAPACITY]))))
    names = dict(
        zip(
            clients["reserve_months"].groupby(own).mean().sort_values().index, SEGMENTS, strict=True
        )
    )
    assert ratio(own.map(names)) > 3


@pytest.mark.parametrize("seed", SEEDS)
def test_expected_loss_is_found_by_pd_lgd_and_ead_together(seed):
    """The top tenth by PD × LGD × EAD holds over half of the true loss; by delays far less."""
    clients, hidden = clients_and_truth(seed)
    lent = clients[clients["loan_type"].notna()]
    true = hidden.loc[lent.index, "pd"]
    exposed = (lent["lgd_share"] * lent["ead_cny"].astype(float)).to_numpy()
    late = lent["past_due_days"].astype(float)
    facts = np.c_[
        np.log(lent[["obligations_pct", "income_variation_pct"]]),
        lent["utilisation_share"],
        np.log1p(late),
    ]
    fitted = LogisticRegression(C=10).fit(facts, lent["default_12m"].astype(int))
    chance = fitted.predict_proba(facts)[:, 1]

    def captured(score):
        top = np.argsort(-np.asarray(score), kind="stable")[: len(lent) // 10]
        loss = true.to_numpy() * exposed
        return loss[top].sum() / loss.sum()

    assert captured(chance * exposed) > 0.55
    assert max(captured(late), captured(chance), captured(exposed)) < 0.5
    assert np.corrcoef(chance, true)[0, 1] > 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_old_score_is_unfair_and_no_better_for_it(seed):
    """It approves women far less often and ranks defaults badly; facts without proxy do neither."""
    clients, hidden = clients_and_truth(seed)
    woman = clients["gender"] == "F"

    def disparate_impact(score):
        approved = score >= score.quantile(0.4)
        return approved[woman].mean() / approved[~woman].mean()

    lent = clients["loan_type"].notna()
    defaults = clients.loc[lent, "default_12m"].astype(int)
    facts = -np.log(clients["obligations_pct"]) - 0.5 * np.log(clients["income_variation_pct"])
    assert disparate_impact(clients["old_score"]) < 0.8
    assert disparate_impact(facts) > 0.9
    assert roc_auc_score(defaults, -clients.loc[lent, "old_score"]) < 0.65
    assert roc_auc_score(defaults, -facts[lent]) > 0.7
    break_free = clients["career_break_months"] < 4
    true = hidden["pd"][lent].groupby(break_free[lent]).mean()
    assert true[True] == pytest.approx(true[False], rel=0.25)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_form_calls_fewer_women_aggressive_than_capacity_does(seed):
    """By capacity women and men are alike; by the form fewer women come out bold."""
    clients, hidden = clients_and_truth(seed)
    woman = clients["gender"] == "F"

    def ratio(segment):
        bold = segment == "aggressive"
        return bold[woman].mean() / bold[~woman].mean()

    assert ratio(by_form(clients)) < 0.8
    assert ratio(hidden["segment"]) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("seed", SEEDS)
def test_private_banking_needs_the_mean_balance(seed):
    """The balance of one day brings in money that is only parked."""
    clients, _ = clients_and_truth(seed)
    eligible = clients["aum_avg_cny"] >= PRIVATE_BANKING_CNY
    today = clients["aum_cny"] >= PRIVATE_BANKING_CNY
    assert eligible.sum() == pytest.approx(100, abs=2)
    assert (eligible & today).sum() / today.sum() < 0.8
    assert 0.1 < (eligible & ~clients["private_banking"]).sum() / eligible.sum() < 0.35


def section(language, heading):
    """Return the text of a section of the card."""
    text = (package.HERE / "cards" / f"bank.{language}.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("language", "truths", "faults"),
    [("en", "Planted truth", "Planted faults"), ("zh", "植入的真相", "植入的问题")],
)
def test_the_card_states_the_figures_of_the_files(language, truths, faults):
    """Every percentage of truth and faults is that of the default world, in order."""
    clients, hidden = clients_and_truth(2026)
    money, woman = clients["aum_avg_cny"], clients["gender"] == "F"
    unsuitable = unsuitable_products(clients, hidden["segment"])
    complained = clients["complained_12m"].groupby(unsuitable).mean()
    long_break = clients["career_break_months"] >= 4
    approved = clients["old_score"] >= clients["old_score"].quantile(0.4)
    true = [
        *hidden["segment"].value_counts(normalize=True)[list(SEGMENTS)],
        unsuitable.mean(),
        complained[True],
        complained[False],
        clients["default_12m"].mean(),
        long_break[woman].mean(),
        long_break[~woman].mean(),
        0.6,
        approved[woman].mean(),
        approved[~woman].mean(),
        0.02,
        top_share(money, part=0.02),
    ]
    told = [float(each) for each in re.findall(r"([\d.]+)%", section(language, truths))]
    assert told == pytest.approx([100 * each for each in true], abs=0.5)
    wrong = [
        clients["income_cny_year"].isna().mean(),
        (clients[ITEMS].nunique(axis=1) == 1).mean(),
        clients[ITEMS].isna().to_numpy().mean(),
        (clients["aum_cny"] > 2 * money).mean(),
    ]
    told = [float(each) for each in re.findall(r"([\d.]+)%", section(language, faults))]
    assert told == pytest.approx([100 * each for each in wrong], abs=0.5)
