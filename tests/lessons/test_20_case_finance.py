"""The figures that lesson 20 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from course.build.syllabus import entry
from segkit import disparate_impact, load
from segkit.explore import profit_by_cutoff

MARGINS = {"mortgage": 0.012, "card": 0.09, "consumer": 0.06, "business": 0.03}


@pytest.fixture(scope="module")
def clients():
    """Return the clients with their levels and the class that they hold."""
    rows = load("bank_clients").set_index("client_id")
    points = sum(
        (side * rows[fact] >= side * edge).astype(int)
        for fact, side, *edges in (
            ("horizon_years", 1, 4, 8),
            ("income_variation_pct", -1, 20, 9),
            ("reserve_months", 1, 3, 7),
            ("obligations_pct", -1, 35, 16),
        )
        for edge in edges
    )
    form = rows.filter(like="form_").astype(float)
    mean = form.assign(form_safety=6 - form["form_safety"]).mean(axis=1)
    will = 1 + np.searchsorted([2.75, 3.5], mean, side="right")
    return rows.assign(
        able=np.select([points < 3, points < 6], [1, 2], 3),
        will=np.where(form.nunique(axis=1) <= 1, 1, will),
        held=rows["riskiest_product"].str[1].astype(int),
    )


@pytest.fixture(scope="module")
def book(clients):
    """Return the loans that took no part in the fit, with their PD."""
    loans = clients[clients["loan_type"].notna()]
    facts = loans[["obligations_pct", "income_variation_pct", "utilisation_share", "past_due_days"]]
    facts = facts.astype(float).to_numpy()
    signs = np.column_stack([np.log(facts[:, :2]), facts[:, 2], np.log1p(facts[:, 3])])
    bad = loans["default_12m"].astype(int).to_numpy()
    odd = loans.index.str[-1].astype(int).to_numpy() % 2 == 1
    model = LogisticRegression(C=10, max_iter=1000).fit(signs[odd], bad[odd])
    chance = model.predict_proba(signs[~odd])[:, 1]
    rows = loans[~odd].assign(pd_share=chance, bad=bad[~odd])
    rows["loss"] = chance * rows["lgd_share"] * rows["ead_cny"].astype(float)
    return rows


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        assert [figure for figure in figures if figure not in text] == []


def beyond(clients, level):
    """Return whether the product held is beyond the limit of the level."""
    return clients["held"] > np.array([0, 2, 3, 5])[level.to_numpy()]


def test_products_beyond_capacity(clients, said):
    """Shares and complaint rates by capacity and by both kinds of excess."""
    much, bold = beyond(clients, clients["able"]), beyond(clients, clients["will"])
    loud = clients["complained_12m"].astype(int)
    rates = loud.groupby(much).mean()
    figures = [much.mean(), rates[True], rates[False]]
    states(said["question"], "5,000", *[f"{each:.0%}" for each in figures])
    kinds = loud.groupby([much, bold]).mean()
    assert kinds[True].round(2).tolist() == [0.15, 0.15]
    states(said["matrix-read"], "15%", f"{kinds[False, True]:.0%}", f"{kinds[False, False]:.0%}")
    same = clients.filter(like="form_").nunique(axis=1) <= 1
    states(said["willingness"], f"{same.mean():.0%}")


def test_the_memo(clients):
    """The sample answer states what the lower of the two leads to."""
    low = beyond(clients, clients[["able", "will"]].min(axis=1))
    rates = clients["complained_12m"].astype(int).groupby(low).mean()
    text = entry("20_case_finance").path.read_text(encoding="utf-8")
    assert text.count(f"{low.mean():.0%} ") + text.count(f"{low.mean():.0%}的") >= 2
    assert f"{rates[True] / rates[False]:.1f} times" in text


def test_private_banking(clients, said):
    """Who qualifies, who is served, what is parked, and how many are level 1."""
    money = clients["aum_avg_cny"]
    rich = money >= 6_000_000
    unserved, parked = rich & ~clients["private_banking"], clients["aum_cny"] >= 6_000_000
    states(
        said["vip-intro"],
        f"{rich.sum()}",
        f"{rich.mean():.0%}",
        f"{money[rich].sum() / money.sum():.0%}",
        f"{unserved.sum()}",
        f"{(parked & ~rich).sum()}",
    )
    low = clients.loc[rich, ["able", "will"]].min(axis=1)
    states(said["vip-read"], f"{rich.sum()}", f"{(low == 1).sum()}")
    assert (unserved & clients["marketing_consent"]).sum() >= 8


def test_loans_and_losses(clients, book, said):
    """Default rates, segments, margins to break even and the forecast of the declined."""
    lent = clients.loc[clients["loan_type"].notna(), "default_12m"].astype(int)
    states(said["question"], f"{lent.mean():.1%}")
    high = book["pd_share"] > 0.1
    share = book.loc[high, "loss"].sum() / book["loss"].sum()
    states(said["bands-read"], f"{book['pd_share'].sum():.0f}", f"{book['bad'].sum()}")
    states(said["bands-read"], f"{high.mean():.0%}", f"{share:.0%}")
    by_type = book["loan_type"]
    paying = ((1 - book["pd_share"]) * book["ead_cny"].astype(float)).groupby(by_type).sum()
    needed = book["loss"].groupby(by_type).sum() / paying
    assert book["loss"].groupby(by_type).sum().idxmax() == "mortgage"
    rough = book["pd_share"].mean() * book["lgd_share"].mean() * book["ead_cny"].sum()
    states(said["loss-read"], f"{needed['mortgage']:.1%}", f"{needed['card']:.1%}")
    states(said["loss-read"], f"{rough / book['loss'].sum():.1f}")
    good = book["pd_share"] <= 0.05
    guess = book.loc[good, "bad"].mean() * (~good).sum()
    states(said["bug-hunt"], f"{book.loc[good, 'bad'].mean():.1%}", f"{(~good).sum()}")
    states(said["bug-hunt"], f"{guess:.0f}")
    real, hoped = book.loc[~good, "bad"].sum(), book.loc[~good, "pd_share"].sum()
    states(said["bug-read"], f"{hoped:.0f}", f"{real}", f"{guess:.0f}")


def test_fairness(clients, book, said):
    """Ratios, default rates of the approved, career breaks and the peak of profit."""
    places = round(0.6 * len(book))
    for order, ratio, bad in (
        (-book["old_score"], "0.65", "5.7%"),
        (book["pd_share"], "1.01", "1.7%"),
    ):
        yes = order.rank(method="first") <= places
        found = disparate_impact(book, selected=yes, group="gender", reference="M")
        assert f"{found.loc['F', 'ratio']:.2f}" == ratio
        assert f"{book.loc[yes, 'bad'].mean():.1%}" == bad
        states(said["fair-read"], ratio, bad)
        if ratio == "0.65":
            states(said["question"], *[f"{rate:.0%}" for rate in found["rate"]])
    long_break = (clients["career_break_months"] >= 4).groupby(clients["gender"]).mean()
    states(said["fair-intro"], *[f"{rate:.0%}" for rate in long_break])
    margin = book["loan_type"].map(MARGINS).astype(float)
    profit = profit_by_cutoff(book.assign(margin_share=margin))
    assert 0.045 <= profit["profit_cny"].idxmax() <= 0.085
    assert profit.loc[0.2, "profit_cny"] < profit["profit_cny"].max()
    rates = (book["pd_share"] <= 0.05).groupby(book["gender"]).mean()
    states(said["explore-read"], f"{rates.min() / rates.max():.2f}")
    assert f"{profit.loc[0.05, 'approved']:.0%}" == "67%"
    shown = profit.loc[[0.05, 0.2], ["expected_loss_cny", "profit_cny"]].to_numpy().ravel() / 1e4
    states(said["explore-read"], *[f"{each:.0f}" for each in shown])


def test_the_proxy_does_not_foretell_default(book, said):
    """Default rates with and without a break, a gap within 2 standard errors."""
    had = book["career_break_months"] >= 4
    rates, overall = book["bad"].groupby(had).mean(), book["bad"].mean()
    spread = overall * (1 - overall) * (1 / had.sum() + 1 / (~had).sum())
    assert 0 < rates[False] - rates[True] < 2 * spread**0.5
    states(said["fair-read"], *[f"{rate:.1%}" for rate in rates])


def test_the_worked_example():
    """0.05 x 0.4 x 100,000 is 2,000; over 95,000 it is 2.1 %."""
    assert pytest.approx(2_000) == 0.05 * 0.4 * 100_000
    assert pd.Series([2_000 / 95_000]).round(3).tolist() == [0.021]
