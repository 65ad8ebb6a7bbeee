"""The figures that lesson 15 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest

from segkit import load, profile, segment_rules

BUILT_ON = ["gift_share", "discount_share", "app_share", "baby_share"]
DESCRIBED = ["gender", "family_stage", "city_tier", "area", "education", "occupation"]
DESCRIBED += ["join_channel", "marketing_consent"]


@pytest.fixture(scope="module")
def buyers(purchases):
    """Return the members who bought: orders, spend and the shares that the rules look at."""
    orders = purchases.groupby(["customer_id", "order_id"])["channel"].first().groupby(level=0)
    sums = purchases.groupby("customer_id")[["amount_cny", "discount_cny"]].sum()
    paid = sums["amount_cny"]
    of = purchases.groupby(["customer_id", "category"])["amount_cny"].sum().unstack(fill_value=0)
    return pd.DataFrame(
        {
            "orders": orders.size(),
            "spend": paid,
            "gift_share": of["gift_sets"] / paid,
            "discount_share": sums["discount_cny"] / sums.sum(axis=1),
            "app_share": orders.agg(lambda channels: (channels == "app").mean()),
            "baby_share": of["baby"] / paid,
        }
    )


@pytest.fixture(scope="module")
def people(buyers):
    """Return the members with 2 orders or more and their segment."""
    regular = buyers[buyers["orders"] >= 2]

    def name(row):
        if row["gift_share"] >= 0.4:
            return "gift"
        if row["discount_share"] >= 0.15:
            return "deal"
        if row["app_share"] >= 0.6:
            return "app_first"
        return "baby" if row["baby_share"] >= 0.05 else "daily"

    regular = regular.assign(segment=regular.apply(name, axis=1))
    return load("customers").set_index("customer_id").join(regular, how="inner")


@pytest.fixture(scope="module")
def cells(people):
    """Return the profile by cell: segment, variable and level."""
    table = profile(people, by="segment", columns=DESCRIBED + BUILT_ON)
    return table.set_index(["segment", "variable", "level"])


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        missing = [figure for figure in figures if figure not in text]
        assert missing == []


def share(cells, *key):
    """Return the share of a cell and that among all, as percentages."""
    return [f"{cells.loc[key, name]:.0%}" for name in ("value", "overall")]


def test_the_opening_figures(people, cells, said):
    """Members, gift buyers and their money; women and empty-nesters among them."""
    gift = people["segment"] == "gift"
    money = people.loc[gift, "spend"].sum() / people["spend"].sum()
    figures = [f"{len(people):,}", str(gift.sum()), f"{gift.mean():.0%}", f"{money:.0%}"]
    women, nest = ("gift", "gender", "F"), ("gift", "family_stage", "empty_nest")
    states(said["question"], *figures, *share(cells, *women), share(cells, *nest)[0])


def test_the_figures_of_the_bug(people, said):
    """The wrong index, the right one, and the same from the other side; `deal` below 10."""
    counts = pd.crosstab(people["family_stage"], people["segment"])
    within_stage, within_segment = counts.div(counts.sum(axis=1), axis=0), counts / counts.sum()
    overall = counts.sum(axis=1) / counts.to_numpy().sum()
    wrong = 100 * within_stage.div(overall, axis=0)
    assert wrong["deal"].max() < 10
    states(said["bug-hunt"], f"{wrong.loc['empty_nest', 'daily']:.0f}")
    index = 100 * within_segment.loc["empty_nest", "daily"] / overall["empty_nest"]
    everyday = counts["daily"].sum() / counts.to_numpy().sum()
    other_way = 100 * within_stage.loc["empty_nest", "daily"] / everyday
    assert index == pytest.approx(other_way)
    parts = within_segment.loc["empty_nest", "daily"], within_stage.loc["empty_nest", "daily"]
    figures = [f"{index:.0f}", f"{wrong.loc['empty_nest', 'daily']:.0f}"]
    states(said["bug-read"], *figures, *(f"{part:.0%}" for part in (*parts, everyday)))


def test_the_figures_of_the_four_cells(cells, said):
    """Index, base, effect and z where each of them misleads."""
    school = cells.loc["deal", "education", "high_school"]
    student, joined = (
        cells.loc["app_first", "occupation", "student"],
        cells.loc["app_first", "join_channel", "app"],
    )
    women = cells.loc["gift", "gender", "F"]
    text = said["cells-read"]
    states(text, *(f"{cell['index']:.0f}" for cell in (school, student)))
    states(text, f"{women['index']:.0f}", f"{joined['index']:.0f}")
    states(text, *(f"{cell['effect']:.2f}" for cell in (student, women, joined)))
    states(text, *(f"{c['effect'] * c['customers'] ** 0.5:.2f}" for c in (school, women)))
    states(text, str(school["customers"]), f"{student['value']:.0%}", f"{student['overall']:.0%}")


def test_the_figures_of_the_shuffle(people, said):
    """150 cells; what is found in them once segments mean nothing."""
    rng, indices, large = np.random.default_rng(15), [], []
    for _ in range(5):
        mixed = people.assign(segment=rng.permutation(people["segment"]))
        table = profile(mixed, by="segment", columns=DESCRIBED)
        indices.append((~table["index"].between(75, 125, inclusive="neither")).sum())
        large.append((table["effect"].abs() * table["customers"] ** 0.5 > 1.96).sum())
    assert len(table) == 150
    assert np.mean(indices) > 20
    states(said["many-read"], f"{np.mean(large):.1f}")


def test_the_figures_of_the_markers(cells, said):
    """16 markers, by segment; the variables that have none."""
    table = cells.reset_index()
    off = (table["value"] - table["overall"]).abs() > table["chance"]
    good = off & (table["effect"].abs() >= 0.25) & (table["customers"] >= 50)
    markers = table[good & ~table["variable"].isin(BUILT_ON)]
    counts = markers["segment"].value_counts()
    assert counts.to_dict() == {"app_first": 7, "baby": 6, "gift": 2, "daily": 1}
    zh, en = said["figure-read"]
    assert f"只有 {len(markers)} 个标志：App 客户 7 个，母婴客户 6 个，礼盒客户 2 个" in zh
    assert "7 for app buyers, 6 for baby-goods buyers, 2 for gift buyers, 1 for" in en
    assert set(markers["variable"]) == {"family_stage", "join_channel", "marketing_consent"}
    daily = markers[markers["segment"] == "daily"].iloc[0]
    assert daily["level"] == "young_children"
    assert daily["effect"] < 0


def test_the_figures_of_the_audit(cells, said):
    """2 lines supported, and how the others fail."""
    failing = {
        "not_a_marker": [("gift", "gender", "F"), ("daily", "family_stage", "empty_nest")],
        "small_base": [("deal", "education", "high_school")],
    }
    for key in failing["not_a_marker"]:
        assert abs(cells.loc[key, "effect"]) < 0.25
    assert cells.loc[failing["small_base"][0], "customers"] < 50
    assert cells.loc[("gift", "family_stage", "empty_nest"), "effect"] >= 0.25
    assert cells.loc[("gift", "join_channel", "app"), "effect"] <= -0.25
    assert cells.loc[("baby", "marketing_consent", "yes"), "effect"] <= -0.25
    states(said["audit-read"], *share(cells, "baby", "marketing_consent", "yes"))


def test_the_figures_of_the_card(people, cells, said):
    """Each line of the card, all 3 together, and the rule that recognises app buyers."""
    stated = people.dropna(subset=["family_stage"])
    app = stated[stated["segment"] == "app_first"]
    all_three = app.query(
        "family_stage == 'single' and join_channel == 'app' and marketing_consent"
    )
    lines = [("join_channel", "app"), ("family_stage", "single"), ("marketing_consent", "yes")]
    shares = [share(cells, "app_first", *line)[0] for line in lines]
    states(said["card-read"], *shares, f"{len(all_three) / len(app):.0%}")
    rules = segment_rules(
        stated, "segment", columns=["join_channel", "family_stage"], max_depth=2, min_customers=50
    )
    assert set(rules["segment"]) == {"app_first", "baby", "daily"}
    rule = rules[rules["segment"] == "app_first"].iloc[0]
    pure = f"{rule['purity']:.0%}", f"{1 - rule['purity']:.0%}"
    states(said["rules-read"], str(rule["customers"]), *pure)


def test_the_figures_of_the_end(buyers, people, cells, said, lesson):
    """The quiz, the example of the essay, the discussion card and the wrap-up."""
    nest = cells.loc["gift", "family_stage", "empty_nest"]
    essay, quiz = (lesson.of_kind(kind)[0].source for kind in ("essay", "quiz"))
    for text in (essay, quiz):
        assert f"{nest['index']:.0f}" in text
        assert f"n = {nest['customers']}" in text
        assert f"{nest['value']:.0%}" in text
    app, saved = cells.loc["gift", "join_channel", "app"], cells.loc["gift", "discount_share", ""]
    for figure in (f"{app['value']:.0%}", f"{app['overall']:.0%}", f"{app['index']:.0f}"):
        assert essay.count(figure) >= 2
    for figure in (f"{saved['value']:.1%}", f"{saved['overall']:.1%}"):
        assert essay.count(figure) == 2
    everyday = (people["segment"] == "daily").mean()
    index = cells.loc[("daily", "family_stage", "empty_nest"), "index"]
    states(said["discussion"], f"{everyday:.0%}", f"{index:.0f}")
    once = (buyers["orders"] == 1).mean()
    states(said["wrap-up"], f"{once:.0%}", f"{people['family_stage'].isna().mean():.0%}")
    no_work = cells.loc["deal", "occupation", "self_employed"]
    assert no_work["value"] == 0
    assert f"有 {no_work['customers']} 人" in quiz
