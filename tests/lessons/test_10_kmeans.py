"""The figures that lesson 10 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from segkit import choose_k
from segkit.data import SHIPPED
from segkit.plot.cluster import _favoured

SKEWED = ["recency_days", "order_value_cny"]


@pytest.fixture(scope="module")
def members(purchases):
    """Return days, orders and amount of each member who bought."""
    groups = purchases.groupby("customer_id")
    since = pd.Timestamp("2026-01-01") - groups["order_time"].max().dt.normalize()
    return pd.DataFrame(
        {
            "days": since.dt.days,
            "orders": groups["order_id"].nunique(),
            "amount": groups["amount_cny"].sum(),
        }
    )


@pytest.fixture(scope="module")
def habits(purchases, members):
    """Return the seven measures of the members with three or more orders."""
    lines = purchases[purchases["customer_id"].map(members["orders"]) >= 3]
    who, amount = lines["customer_id"], lines["amount_cny"]
    kept = members[members["orders"] >= 3]

    def part(*categories):
        chosen = amount.where(lines["category"].isin(categories), 0)
        return chosen.groupby(who).sum() / kept["amount"]

    one_each = lines.groupby("order_id").first()
    return pd.DataFrame(
        {
            "recency_days": kept["days"],
            "order_value_cny": kept["amount"] / kept["orders"],
            "discount_share": (lines["discount_cny"] > 0).groupby(who).mean(),
            "gift_share": part("gift_sets"),
            "everyday_share": part("fresh", "staples", "dairy"),
            "snack_share": part("snacks", "drinks", "personal_care"),
            "app_share": one_each["channel"].eq("app").groupby(one_each["customer_id"]).mean(),
        }
    )


@pytest.fixture(scope="module")
def scaled(habits):
    """Return the measures after logs on one scale."""
    table = habits.astype(float)
    table[SKEWED] = np.log(table[SKEWED])
    return (table - table.mean()) / table.std(ddof=0)


@pytest.fixture(scope="module")
def truth(habits):
    """Return the hidden type of each member."""
    table = pd.read_csv(SHIPPED / "truth" / "customers.csv")
    return table.set_index("customer_id")["segment"].reindex(habits.index)


def labels(table, k, *, seed=0):
    """Return the best of ten starts."""
    return KMeans(k, n_init=10, random_state=seed).fit_predict(table)


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        assert [figure for figure in figures if figure not in text] == []


@pytest.fixture(scope="module")
def zhao(habits):
    """Return the clusters of the raw numbers."""
    return labels(habits, 4)


@pytest.fixture(scope="module")
def four(scaled):
    """Return the four clusters after logs on one scale."""
    return labels(scaled, 4)


def test_the_opening_figures(members, habits, zhao, scaled, four, truth, said):
    """Members, their revenue, two solutions with sizes, silhouettes and ARI."""
    share = members["amount"][habits.index].sum() / members["amount"].sum()
    sizes = [f"{n:,}" for found in (zhao, four) for n in np.bincount(found)]
    widths = [silhouette_score(habits, zhao), silhouette_score(scaled, four)]
    agreed = [adjusted_rand_score(truth, found) for found in (zhao, four)]
    figures = [f"{each:.2f}" for each in (*widths, *agreed)]
    states(said["question"], f"{len(habits):,}", f"{share:.0%}", *sizes, *figures)
    states(said["question"], f"{np.bincount(zhao).max() / len(habits):.0%}")


def test_the_figures_of_the_scale(habits, scaled, zhao, truth, said):
    """What the raw clusters explain; two raw clusters; the skew; five clusters without logs."""
    explained = habits.groupby(zhao).transform("mean").var() / habits.var()
    pair = labels(habits, 2)
    assert adjusted_rand_score(truth, pair) < 0.05
    value = habits["order_value_cny"]
    states(
        said["scale-q"],
        *(f"{explained[name]:.0%}" for name in ("order_value_cny", "app_share")),
        *(f"{silhouette_score(habits, pair):.2f}", str(np.bincount(pair).min())),
        *(f"{value.median():.0f}", f"{value.max():,.0f}"),
    )
    plain = (habits - habits.mean()) / habits.std()
    five, logged = labels(plain, 5), labels(scaled, 5)
    widths = silhouette_score(scaled, logged), silhouette_score(plain, five)
    smallest = np.bincount(five).min()
    states(said["scaled"], str(smallest), *(f"{width:.2f}" for width in widths))
    rare = value[five == np.bincount(five).argmin()]
    assert rare.min() > value.quantile(0.98)
    without, with_logs = labels(plain, 4), labels(scaled, 4)
    assert adjusted_rand_score(without, with_logs) > 0.9


def test_three_members_change_places(habits):
    """Raw, 30 CNY outweigh the app share; over the standard deviation they do not."""
    sd = habits[["order_value_cny", "app_share"]].std()
    assert 30 < 70
    assert np.hypot(30 / sd.iloc[0], 0.8 / sd.iloc[1]) > 2 * 70 / sd.iloc[0]


def test_the_figures_of_the_starts(scaled, said, lesson):
    """How many of 20 single starts end in a local optimum, how much higher, how far off."""
    runs = [KMeans(4, n_init=1, random_state=start).fit(scaled) for start in range(20)]
    inertia = np.array([run.inertia_ for run in runs])
    stuck = inertia > 1.01 * inertia.min()
    assert (inertia[stuck] > 1.08 * inertia.min()).all()
    best = runs[inertia.argmin()].labels_
    agreed = [adjusted_rand_score(best, run.labels_) for run in np.array(runs)[stuck]]
    assert 0.4 < min(agreed) <= max(agreed) < 0.55
    states(said["starts-read"], "20", str(stuck.sum()), "8%")
    assert lesson.of_kind("quiz")[0].source.count(f" {stuck.sum()} ") == 2


def test_the_figures_of_the_shuffled_members(scaled, said):
    """Columns shuffled by themselves still make four clusters."""
    shuffled = scaled.apply(np.random.default_rng(10).permutation)
    found = labels(shuffled, 4)
    sizes = (str(size) for size in np.bincount(found))
    states(said["elbow-read"], *sizes, f"{silhouette_score(shuffled, found):.2f}")


def test_the_figures_of_the_choice(scaled, four, truth, said):
    """Which k each measure favours; the ARI with the true types."""
    table = choose_k(scaled, range(2, 9), n_ref=5, n_boot=10)
    favoured = {name: _favoured(table, name) for name in table if name != "gap_se"}
    assert favoured == {"inertia": [], "silhouette": [4], "gap": [5], "bic": [8], "stability": [4]}
    found = {k: labels(scaled, k) for k in range(2, 9)}
    agreed = {k: adjusted_rand_score(truth, each) for k, each in found.items()}
    assert max(agreed, key=agreed.get) == 4
    assert all(truth.eq("lapsed").groupby(each).mean().max() < 0.5 for each in found.values())
    shown = (f"{agreed[k]:.2f}" for k in (4, 5, 8))
    states(said["votes-read"], *shown, f"{table['stability'][4]:.2f}")


def test_the_figures_of_the_bug(scaled, four):
    """No member keeps the number, although both solutions are the same."""
    again = labels(scaled, 4, seed=1)
    assert (four == again).sum() == 0
    assert adjusted_rand_score(four, again) == 1


def test_the_figures_of_the_centres(habits, members, scaled, four, truth, said, lesson):
    """Typical and mean order value, sizes, revenue, where each true type is."""
    groups = habits.groupby(four)
    gifts = groups["gift_share"].mean().idxmax()
    value = habits["order_value_cny"][four == gifts]
    states(said["names"], f"{np.exp(np.log(value).mean()):.0f}", f"{value.mean():,.0f}")
    everyday = groups["everyday_share"].mean().idxmax()
    money = members["amount"][habits.index].groupby(four).sum()
    kinds = ["loyal_family", "young_app_single", "bargain_hunter", "gift_buyer"]
    columns = ["everyday_share", "snack_share", "discount_share", "gift_share"]
    homes = [groups[column].mean().idxmax() for column in columns]
    assert sorted(homes) == [0, 1, 2, 3]
    own = (
        f"{(four[truth == kind] == home).mean():.0%}"
        for kind, home in zip(kinds, homes, strict=True)
    )
    lapsed = four[truth == "lapsed"] == everyday
    days = habits["recency_days"]
    rfm = np.log(members.loc[habits.index])
    alone = adjusted_rand_score(truth, labels((rfm - rfm.mean()) / rfm.std(), 4))
    states(
        said["truth"],
        *(str((four == each).sum()) for each in (everyday, gifts)),
        *(f"{money[each] / money.sum():.0%}" for each in (everyday, gifts)),
        *own,
        *(str(len(lapsed)), f"{lapsed.mean():.0%}", f"{alone:.2f}"),
        *(f"{each.median():.0f}" for each in (days[truth == "lapsed"], days)),
    )
    essay = lesson.of_kind("essay")[0].source
    for figure in (f"{money[everyday] / money.sum():.0%}", f"{money[gifts] / money.sum():.0%}"):
        assert essay.count(figure) == 2
    assert (truth == "one_time_visitor").sum() < 10
