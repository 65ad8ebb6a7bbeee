"""The figures that lesson 01 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest

from segkit import kotler_scorecard, load


def favourites(rows):
    """Return the category on which each member spends most, by sorting instead of a table."""
    paid = rows.groupby(["customer_id", "category"])["amount_cny"].sum().reset_index()
    first = paid.sort_values(["amount_cny", "category"], ascending=[False, True])
    return first.drop_duplicates("customer_id").set_index("customer_id")["category"]


@pytest.fixture(scope="module")
def buyers(purchases):
    """Return the members who bought, with what they spent, their favourite and their stage."""
    members = load("customers").set_index("customer_id")
    spend = purchases.groupby("customer_id")["amount_cny"].sum()
    members = members.loc[spend.index].assign(spend_cny=spend, favourite=favourites(purchases))
    return members.assign(stage=members["family_stage"].fillna("unknown"))


def suited(groups, favourite):
    """Return how many are suited by one coupon, by one per group, and the kinds of the latter."""
    tallies = [part.value_counts().sort_index() for _, part in favourite.groupby(groups)]
    each = sum(tally.max() for tally in tallies)
    return favourite.value_counts().max(), each, {tally.idxmax() for tally in tallies}


def all_in(texts, *figures):
    """Assert that both languages state every figure."""
    for text in texts:
        assert [figure for figure in figures if figure not in text] == []


def test_the_figures_on_the_average(buyers, said):
    """Members, mean, median, the share below the mean and what the largest spend."""
    spend = buyers["spend_cny"]
    medians = spend.groupby(buyers["marketing_consent"]).median()
    top = spend.nlargest(49)
    assert len(top) == round(len(buyers) / 100)
    all_in(
        said["question"],
        f"{len(buyers):,}",
        f"{spend.mean():.0f}",
        f"{spend.median():.0f}",
        f"{(spend < spend.mean()).mean():.0%}",
        f"{medians[True]:.0f}",
        f"{medians[False]:.0f}",
        f"{(buyers['favourite'] == 'gift_sets').mean():.1%}",
    )
    all_in(said["average-read"], f"{top.sum() / spend.sum():.0%}", f"{top.max():,.0f}")


def test_the_figures_of_the_reversal(buyers, said):
    """Medians and consent by stage, the mixtures, and the gaps before and after weighting."""
    known = buyers.dropna(subset=["family_stage"])
    agreed = known["marketing_consent"]
    medians = known.pivot_table(
        index="family_stage", columns="marketing_consent", values="spend_cny", aggfunc="median"
    )
    gaps, weights = medians[True] - medians[False], known["family_stage"].value_counts()
    assert (gaps > 0).all()
    all_in(said["adjusted-read"], f"{(gaps * weights).sum() / len(known):.0f}")
    overall = buyers.groupby("marketing_consent")["spend_cny"].median()
    all_in(said["adjusted-read"], f"{overall[False] - overall[True]:.0f}")
    nest = known[known["family_stage"] == "empty_nest"]
    means = nest.groupby("marketing_consent")["spend_cny"].mean()
    all_in(said["adjusted-read"], f"{means[False] - means[True]:.0f}")
    by_stage = known.groupby("family_stage")
    for stage in ("single", "young_children"):
        all_in(
            said["mix-read"],
            f"{by_stage['marketing_consent'].mean()[stage]:.0%}",
            f"{by_stage['spend_cny'].median()[stage]:.0f}",
            f"{(known.loc[agreed == (stage == 'single'), 'family_stage'] == stage).mean():.0%}",
        )


def test_by_tier_the_direction_stays(buyers):
    """In every tier those who did not agree have the higher median, as the lesson says."""
    medians = buyers.pivot_table(
        index="city_tier", columns="marketing_consent", values="spend_cny", aggfunc="median"
    )
    assert (medians[False] > medians[True]).all()


def test_the_figures_of_the_offers(buyers, said):
    """What one coupon and a coupon per stage suit, and that tiers are of no use."""
    one, each, kinds = suited(buyers["stage"], buyers["favourite"])
    n = len(buyers)
    all_in(
        said["loss-read"],
        f"{one:,}",
        f"{each:,}",
        f"{one / n:.1%}",
        f"{each / n:.1%}",
        f"{1 - each / n:.1%}",
        f"{1 - one / each:.0%}",
    )
    assert kinds == {"gift_sets", "drinks", "baby"}
    one, each, kinds = suited(buyers["city_tier"], buyers["favourite"])
    assert one == each
    assert kinds == {"gift_sets"}
    all_in(said["wrap-up"], "33%")


def test_the_benefit_holds_in_the_next_year(buyers, purchases, said):
    """Coupons chosen by 2024 are counted in 2025."""
    year = purchases["order_time"].dt.year
    early, late = (favourites(purchases[year == each]) for each in (2024, 2025))
    best = early.groupby(buyers["stage"].reindex(early.index)).agg(lambda all_: all_.mode()[0])
    hits = late == buyers["stage"].reindex(late.index).map(best)
    all_in(said["explore"], f"{(late == early.mode()[0]).mean():.1%}", f"{hits.mean():.1%}")


def test_the_figures_of_the_theories(buyers, purchases, said):
    """Eta squared of stage, occasion and tier, and who shops for several occasions."""
    orders = purchases.drop_duplicates("order_id").set_index("order_id")
    orders = orders.assign(value=purchases.groupby("order_id")["amount_cny"].sum())
    orders = orders.join(buyers[["family_stage", "city_tier"]], on="customer_id")
    orders = orders.dropna(subset=["family_stage", "occasion"])
    logs = np.log(orders["value"])
    for column in ("family_stage", "occasion", "city_tier"):
        within = logs.groupby(orders[column]).agg(lambda part: ((part - part.mean()) ** 2).sum())
        part = 1 - within.sum() / ((logs - logs.mean()) ** 2).sum()
        all_in(said["theories-read"], f"{part:.1%}")
    visits = orders.groupby("customer_id")["occasion"].agg(["size", "nunique"])
    several = visits.loc[visits["size"] > 1, "nunique"] > 1
    all_in(said["theories-read"], f"{several.mean():.0%}")


def test_the_figures_of_the_criteria(buyers, said):
    """What the card says of the family stage and of education."""
    options = {"reachable": "marketing_consent", "revenue": "spend_cny", "outcome": "spend_cny"}
    shares = pd.crosstab(buyers["stage"], buyers["favourite"], normalize="index")
    card = kotler_scorecard(
        buyers, buyers["stage"], basis=["family_stage"], response=shares, **options
    )
    failed = card.index[card["verdict"] == "not met"]
    assert list(failed) == ["accessible", "differentiable"]
    assert card.loc["accessible", "rests_on"] == "young_children"
    all_in(said["criteria-read"], f"{card.loc['accessible', 'value']:.0%}")
    all_in(said["criteria-read"], f"{card.loc['differentiable', 'value']:.1%}")
    level = buyers["education"].fillna("unknown")
    shares = pd.crosstab(level, buyers["favourite"], normalize="index")
    card = kotler_scorecard(buyers, level, basis=["education"], response=shares, **options)
    verdicts = card["verdict"].drop("differentiable")
    assert verdicts.tolist() == ["not met", "met", "met", "not met"]
    for name in ("measurable", "actionable"):
        all_in(said["marks-read"], f"{card.loc[name, 'value']:.0%}")


def test_the_figures_of_the_plan(buyers, said):
    """What the stage earns with and without consent, and what the join channel earns."""
    agreed = buyers[buyers["marketing_consent"]]
    for people, column in ((buyers, "stage"), (agreed, "stage"), (agreed, "join_channel")):
        one, each, kinds = suited(people[column], people["favourite"])
        all_in(said["plan-read"], f"{10 * (each - one) - 500 * (len(kinds) - 1):,}")
    assert buyers["favourite"].mode()[0] == "gift_sets"
    assert agreed["favourite"].mode()[0] == "drinks"
    all_in(said["discussion"], "830")


def test_the_figures_of_the_quiz(buyers, lesson):
    """The share with a known stage, the young families, and the smallest cell of the table."""
    quiz = lesson.of_kind("quiz")[0].source
    assert f"{buyers['family_stage'].notna().mean():.0%}" in quiz
    assert f"{(buyers['stage'] == 'young_children').sum():,}" in quiz
    assert buyers.groupby(["family_stage", "marketing_consent"]).size().min() > 100
