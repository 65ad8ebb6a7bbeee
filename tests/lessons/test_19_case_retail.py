"""The figures that lesson 19 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

from course.build.syllabus import entry
from datasets.themes.retail import demand_estimate
from segkit import allocate_budget, assign_segments, load, uplift_by_segment

FOUR = ["organic_share", "own_label_share", "promo_share", "brand_repeat_share"]
OFFERS = ["discount", "points", "fresh_box"]
CENTRES = pd.DataFrame(
    [[0.06, 0.10, 0.18, 0.71], [0.03, 0.38, 0.51, 0.31], [0.27, 0.16, 0.22, 0.45]],
    index=["loyal", "price", "health"],
    columns=FOUR,
)
HALF_CNY_CARD = pd.Series({"loyal": 1.0, "price": 1.5, "health": 5.0})


@pytest.fixture(scope="module")
def source():
    """Return the whole text of the lesson."""
    return entry("19_case_retail").path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def cards():
    """Return the cards with household, attitude and what the lesson derives."""
    table = load("retail_case").set_index("card_id")
    age = table["age"].astype(float)
    table["age"] = age.where(age.between(15, 100))
    table["basket_cny"] = table["spend_cny_year"] / table["visits_year"]
    table["change_cny"] = table["margin_q4_cny"] - table["margin_q3_cny"]
    shape = np.log(table[["baby_share", "snack_share", "evening_share", "basket_cny"]])
    table["household"] = named(
        clusters(shape), table, {"baby_share": "family", "evening_share": "single"}, "senior"
    )
    scales = dict(zip(FOUR, [0.11, 0.16, 0.20, 0.23], strict=True))
    table["attitude"] = assign_segments(table, CENTRES, scales=scales).astype(str)
    return table


def clusters(features):
    """Return the labels of k-means with three clusters on standardised features."""
    scaled = StandardScaler().fit_transform(features)
    return KMeans(3, n_init=10, random_state=0).fit_predict(scaled)


def named(labels, table, highest, rest):
    """Return the name of each row's cluster: the one with the highest mean of a column."""
    means = table.groupby(labels)[list(highest)].mean()
    names = {means[column].idxmax(): name for column, name in highest.items()}
    return [names.get(label, rest) for label in labels]


@pytest.fixture(scope="module")
def tests(cards):
    """Return the uplift of each offer by attitude and by household."""
    found = {}
    for offer in OFFERS:
        pair = cards[cards["offer"].isin(["none", offer])]
        pair = pair.assign(treated=pair["offer"] == offer)
        for basis in ("attitude", "household"):
            found[offer, basis] = uplift_by_segment(pair, basis, outcome="change_cny")
    return found


@pytest.fixture(scope="module")
def uplift(tests):
    """Return the uplift by attitude and offer."""
    return pd.DataFrame({each: tests[each, "attitude"].segments["uplift"] for each in OFFERS})


@pytest.fixture(scope="module")
def curves(cards, uplift):
    """Return what allocate_budget gets."""
    contactable = cards.groupby("attitude")["consent"].sum()
    return pd.DataFrame(
        {
            "ceiling_cny": contactable * uplift.max(axis=1),
            "half_cny": contactable * HALF_CNY_CARD,
        }
    )


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        missing = [figure for figure in figures if figure not in text]
        assert missing == []


def test_the_opening_figures(cards, said):
    """Cards, spend of the top 20 %, use of the offers, and what the discount brought."""
    spend = cards["spend_cny_year"].sort_values(ascending=False)
    used = cards.groupby("offer")["offer_used"].mean()
    change = cards.groupby("offer")["change_cny"].mean()
    arms = (cards.loc[cards["offer"] == each, "change_cny"] for each in ("discount", "none"))
    interval = stats.ttest_ind(*arms, equal_var=False).confidence_interval()
    assert interval.low < 0 < interval.high
    states(
        said["question"],
        f"{len(cards):,}",
        f"{spend.head(len(cards) // 5).sum() / spend.sum():.0%}",
        *(f"{used[each]:.1%}" for each in OFFERS),
        f"{change['discount'] - change['none']:.1f}",
    )
    assert cards["home_store"].nunique() == 8


def test_the_figures_of_households(cards, said):
    """What is missing; size, age, baskets, visits and habits of the three kinds."""
    gaps = cards[["age", "household_size"]].isna().mean()
    states(said["household"], *(f"{share:.1%}" for share in gaps))
    counts, means = cards["household"].value_counts(), cards.groupby("household").mean(True)
    states(
        said["household-read"],
        *(f"{count:,}" for count in counts),
        *(f"{age:.0f}" for age in means["age"]),
        f"{means.loc['family', 'basket_cny']:.0f}",
        f"{means.loc['senior', 'visits_year']:.0f}",
        f"{means.loc['senior', 'fresh_share']:.0%}",
        f"{means.loc['single', 'snack_share']:.0%}",
        f"{means.loc['single', 'evening_share']:.0%}",
    )
    assert {0, 132} <= set(load("retail_case")["age"].dropna())


def test_raw_yuan_hide_the_habits_and_scaled_habits_show_them(cards, said):
    """Gao's groups explain less than 1 % of each habit."""
    raw = cards[["spend_cny_year", *FOUR]].assign(visits=cards["visits_year"])
    gao = KMeans(3, n_init=10, random_state=0).fit_predict(raw)
    explained = raw.groupby(gao).transform("mean").var() / raw.var()
    assert (explained[FOUR] < 0.01).all()
    states(said["attitude-q"], "1%")
    assert cards["spend_cny_year"].std() > 10_000 * cards[FOUR].std().max()
    assert cards[FOUR].std().between(0.1, 0.25).all()


def test_the_figures_of_the_frozen_centres(cards, said):
    """Silhouettes for five k, and how many cards keep the segment of the clustering."""
    scaled = StandardScaler().fit_transform(cards[FOUR])[:1500]
    found = [
        silhouette_score(scaled, KMeans(k, n_init=3, random_state=0).fit_predict(scaled))
        for k in range(2, 7)
    ]
    assert np.argmax(found) == 1
    afresh = named(
        clusters(cards[FOUR]), cards, {"organic_share": "health", "promo_share": "price"}, "loyal"
    )
    states(
        said["freeze"],
        *(f"{each:.2f}" for each in found),
        f"{(cards['attitude'] == afresh).mean():.1%}",
    )


def test_the_figures_of_the_segments(cards, said):
    """The smallest of nine cells; cards, spend and consent of the attitudes."""
    cells = pd.crosstab(cards["household"], cards["attitude"])
    assert cells.stack().idxmin() == ("senior", "health")
    states(said["profile"], f"{cells.min(axis=None)}")
    by = cards.groupby("attitude")
    share = by["spend_cny_year"].sum() / cards["spend_cny_year"].sum()
    states(
        said["value-read"],
        *(f"{count:,}" for count in by.size()),
        *(f"{each:.0%}" for each in share),
        *(f"{count:,}" for count in by["consent"].sum()),
    )


def test_the_figures_of_the_offers(cards, tests, uplift, said):
    """Users against others, the control group, effects by attitude, differences by household."""
    change = cards[cards["offer"] == "discount"].groupby("offer_used")["change_cny"].mean()
    states(said["offers"], f"{change[True]:+.1f}", f"{-change[False]:.1f}")
    states(said["offers"], f"{change[True] - change[False]:.1f}")
    none = cards.loc[cards["offer"] == "none", "change_cny"].mean()
    states(said["effects-q"], f"{-none:.1f}")
    states(
        said["uplift-read"],
        f"{uplift.loc['price', 'discount']:.1f}",
        f"{-uplift.loc['loyal', 'discount']:.1f}",
        f"{uplift.loc['loyal', 'points']:+.1f}",
        f"{uplift.loc['health', 'fresh_box']:+.1f}",
        f"{-uplift.loc['price', 'fresh_box']:.1f}",
        *(f"{tests[each, 'household'].heterogeneity['p']:.2f}" for each in OFFERS),
    )
    assert all(tests[each, "attitude"].heterogeneity["p"] < 0.001 for each in OFFERS)
    arms = cards.groupby("offer")["change_cny"].mean()
    weighted = tests["discount", "attitude"].overall["uplift"]
    states(said["uplift"], f"{weighted:.1f}", f"{arms['discount'] - arms['none']:.1f}")


def test_the_figures_of_the_win_back(cards, said):
    """Who was away before the offers, and that nobody came back."""
    away = cards["margin_q3_cny"] == 0
    offered = away & (cards["offer"] != "none")
    assert not (away & (cards["margin_q4_cny"] != 0)).any()
    states(said["winback"], str((cards["recency_days"] >= 92).sum()))
    spend = cards["spend_cny_year"]
    states(
        said["winback-read"],
        str(away.sum()),
        str(offered.sum()),
        f"{3 / offered.sum():.1%}",
        f"{spend[away].sum() / spend.sum():.1%}",
    )


def test_the_figures_of_the_shelves(said):
    """Demand by another route (EM steps), sales, and how often shelves were sold out."""
    stock = load("retail_case_stock")
    stock["out"] = stock["sold_units"] == stock["stocked_units"]
    means = stock.groupby(["store", "category"])[["sold_units", "stocked_units", "out"]].mean()
    short = means.index[means["out"] > 0.3]
    keys = pd.MultiIndex.from_frame(stock[["store", "category"]])
    demand = demand_estimate(stock[keys.isin(short)])
    assert (means["out"].drop(short) < 0.05).all()
    for shelf in short:
        states(said["demand-read"], f"{demand[shelf]:.0f}", f"{means.loc[shelf, 'sold_units']:.0f}")
    for each in (means["out"][short].min(), means["out"][short].max()):
        states(said["demand-read"], f"{each:.0%}")
    organic = means.loc[("H5", "organic")]
    states(said["bug-hunt"], f"{organic['sold_units']:.0f}", f"{organic['stocked_units']:.0f}")


def test_the_figures_of_the_plan(cards, uplift, curves, said):
    """The best split, two simple ones, and the discount for everybody."""
    plan = allocate_budget(curves, budget_cny=6000)
    contactable = cards.groupby("attitude")["consent"].sum()

    def total(spend):
        return (curves["ceiling_cny"] * (1 - 2 ** (-spend / curves["half_cny"]))).sum()

    best, discount = total(plan["spend_cny"]), contactable * uplift["discount"]
    states(
        said["plan-read"],
        *(f"{spend:,.0f}" for spend in plan["spend_cny"]),
        f"{plan['marginal_return'].mean():.1f}",
        *(f"{each:,.0f}" for each in (best, best - 6000, total(2000))),
        f"{total(6000 * contactable / contactable.sum()):,.0f}",
        f"{discount.sum():,.0f}",
        f"{discount['price']:,.0f}",
    )
    losses = 1 - total(6000 * contactable / contactable.sum()) / best, 1 - total(2000) / best
    assert [f"{each:.0%}" for each in losses] == ["1%", "5%"]


def test_the_figures_of_the_verdict(cards, uplift, curves, said):
    """How many are reached, what that makes per card, and the cards needed to see it."""
    spend = allocate_budget(curves, budget_cny=6000)["spend_cny"]
    reach = 1 - 2 ** (-spend / curves["half_cny"])
    gain, by = reach * uplift.max(axis=1), cards.groupby("attitude")
    sd = by["change_cny"].std()
    needed = np.ceil(2 * 2.8**2 * (sd / gain) ** 2)
    level = by["margin_q4_cny"].std()["loyal"]
    alone = np.ceil(2 * 2.8**2 * (sd["health"] / uplift.loc["health", "fresh_box"]) ** 2)
    states(
        said["size-read"],
        *(f"{each:.0%}" for each in reach),
        *(f"{each:.1f}" for each in gain),
        *(f"{each:,.0f}" for each in needed),
        f"{sd['loyal']:.1f}",
        f"{level:.1f}",
        f"{np.ceil(2 * 2.8**2 * (level / gain['loyal']) ** 2):,.0f}",
        f"{alone:.0f}",
        f"{1 - 2 ** (-spend['health'] / (HALF_CNY_CARD['health'] * alone)):.0%}",
    )
    few = np.ceil(2 * 2.8**2 * (sd["health"] / (0.7 * uplift.loc["health", "fresh_box"])) ** 2)
    cost = -HALF_CNY_CARD["health"] * few * np.log2(1 - 0.7)
    states(said["size-read"], f"{few:.0f}", "70%", f"{cost:,.0f}")


def test_the_offers_did_not_change_the_share_of_promotions(cards, said):
    """The four groups' means, between the bounds that the wrap-up states."""
    share = cards.groupby("offer")["promo_share"].mean()
    assert share.between(0.295, 0.32).all()
    states(said["wrap-up"], "0.30", "0.32")


def test_the_frozen_centres_are_those_of_the_lesson(source):
    """The table that this page repeats is the lesson's own."""
    for row in CENTRES.to_numpy():
        assert ", ".join(f"{each:.2f}" for each in row) in source
