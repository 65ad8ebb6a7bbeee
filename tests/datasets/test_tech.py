"""Software accounts and marketplace shoppers: rates and paths find the groups, totals do not."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from datasets import package
from datasets.themes.tech import THEME
from datasets.themes.tech_market import purchases_per_day, uplift
from datasets.themes.tech_saas import CHURN_LAW, retention_rates
from datasets.themes.tech_tables import ACCOUNT_GROUPS, N_FEATURES, SHOPPER_GROUPS

SEEDS = (2026, 1, 2)
COUNTS = ["logins", "documents", "shares", "comments", "automations", "tickets", "seats"]


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


def clusters(features, k):
    """Return the labels of k-means as a series."""
    scaled = StandardScaler().fit_transform(features)
    return pd.Series(KMeans(k, n_init=10, random_state=0).fit_predict(scaled), features.index)


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """Retention, sizes, promotions and paths look real in every world."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


def test_the_schema_holds_within_the_budget(tmp_path):
    """The build checks every table, and the files stay small."""
    package.build(tmp_path, seed=1, themes=[THEME])
    assert (tmp_path / "saas_usage.csv").stat().st_size < 1_000_000
    assert (tmp_path / "marketplace_events.csv").stat().st_size < 1_600_000


def test_the_churn_law_gives_the_published_retention():
    """r(t) = (b + t - 1) / (a + b + t - 1): .63, .76, .82, .86 (Fader and Hardie 2007)."""
    a, b = CHURN_LAW
    rates = [(b + t - 1) / (a + b + t - 1) for t in (1, 2, 3, 4)]
    assert rates == pytest.approx([0.63, 0.75, 0.81, 0.85], abs=0.011)


@pytest.mark.parametrize("seed", SEEDS)
def test_accounts_live_without_a_gap_and_leave_once(seed):
    """Months follow each other from 1 on, and only the last one may end in churn."""
    once = made(seed).tables["saas_usage"].drop_duplicates()
    ordered = once.sort_values(["account_id", "tenure_months"])
    assert (ordered["tenure_months"] == ordered.groupby("account_id").cumcount() + 1).all()
    last = ~ordered.duplicated("account_id", keep="last")
    assert not ordered.loc[~last, "churned"].any()
    stayed = ordered[last & ~ordered["churned"]]
    assert (stayed["month"] == "2025-12-01").all()


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_of_use_fit_together(seed):
    """Active seats are seats, shared documents are documents, features are at most 24."""
    use = made(seed).tables["saas_usage"]
    assert (use["active_users"] <= use["seats"]).all()
    assert (use["shares"] <= use["documents"]).all()
    assert use["features_used"].between(1, N_FEATURES).all()
    assert (use["logins"].dropna() >= use.loc[use["logins"].notna(), "active_users"]).all()
    assert (use.loc[use["plan"] == "free", "fee_cny"] == 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_per_user_find_the_accounts_and_totals_do_not(seed):
    """How a user works tells the group; totals tell the size of the account."""
    use = made(seed).tables["saas_usage"].drop_duplicates()
    group = made(seed).truth["saas_groups"].set_index("account_id")["group"]
    mean = use.groupby("account_id")[[*COUNTS, "active_users", "features_used"]].mean()
    mean = mean.astype(float).fillna(0)
    users = mean["active_users"]
    rates = np.log1p(mean[["logins", "documents", "comments", "automations"]].div(users, axis=0))
    rates["features"] = mean["features_used"]
    rates["shared"] = mean["shares"] / (mean["documents"] + 1)
    rates["active"] = users / mean["seats"]
    rates["tickets"] = np.log1p(mean["tickets"] / np.sqrt(mean["seats"]))
    raw = KMeans(4, n_init=10, random_state=0).fit_predict(mean)
    assert adjusted_rand_score(group[rates.index], clusters(rates, 4)) > 0.55
    assert adjusted_rand_score(group[mean.index], raw) < 0.15
    assert adjusted_rand_score(group[mean.index], clusters(mean, 4)) < 0.4


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_leave_at_different_rates_and_one_average_misleads(seed):
    """A constant rate from the first month predicts far too few accounts after a year."""
    use = made(seed).tables["saas_usage"]
    rates = retention_rates(use)
    alive = rates[:12].prod()
    assert rates[1] ** 12 < 0.1 * alive
    churn = made(seed).truth["saas_groups"].groupby("group")["churn_chance"].mean()
    assert churn[list(ACCOUNT_GROUPS)].is_monotonic_increasing


@functools.cache
def log(seed):
    """Return the events of logged-in shoppers, without copies and bots."""
    events = made(seed).tables["marketplace_events"].drop_duplicates()
    length = events.groupby("session_id")["event"].transform("size")
    return events[events["user_id"].notna() & (length < 100)]


def shoppers(seed):
    """Return the hidden group and next category of each shopper."""
    return made(seed).truth["marketplace_users"].set_index("user_id")


def paths(events):
    """Return what an analyst would measure of each shopper's sessions."""
    grouped = events.assign(viewed=events["event"] == "view").groupby(["user_id", "session_id"])
    session = grouped.agg(
        first=("event", "first"),
        source=("source", "first"),
        views=("viewed", "sum"),
        categories=("category", "nunique"),
    )
    measured = pd.DataFrame(
        {
            "search_first": session["first"] == "search",
            "recommended": session["source"].isin(["feed", "social"]),
            "views": np.log(session["views"]),
            "mixed": session["categories"] > 1,
        }
    )
    return measured.astype(float).groupby("user_id").mean()


@pytest.mark.parametrize("seed", SEEDS)
def test_paths_find_the_shoppers_and_counts_do_not(seed):
    """How a session runs tells the group; how many events there are tells only who comes often."""
    events, group = log(seed), shoppers(seed)["group"]
    path, counts = paths(events), pd.crosstab(events["user_id"], events["event"])
    assert adjusted_rand_score(group[path.index], clusters(path, 3)) > 0.75
    assert adjusted_rand_score(group[counts.index], clusters(counts, 3)) < 0.1
    raw = KMeans(3, n_init=10, random_state=0).fit_predict(counts)
    assert adjusted_rand_score(group[counts.index], raw) < 0.15


def hits(seen, groups, wanted):
    """Return how often co-interest within each group recommends the wanted category.

    Co-interest is the cosine between the columns of categories; seen ones are left out.
    """
    share = seen.div(seen.sum(axis=1), axis=0)
    right = 0
    for _, users in groups.groupby(groups):
        mine = share.loc[users.index].to_numpy()
        together = mine.T @ mine
        size = np.sqrt(np.diag(together))
        together = together / np.outer(size, size) * (1 - np.eye(len(size)))
        score = np.where(seen.loc[users.index] > 0, -1, mine @ together)
        right += (seen.columns[score.argmax(axis=1)] == wanted[users.index]).sum()
    return right / len(seen)


@pytest.mark.parametrize("seed", SEEDS)
def test_recommendation_within_the_groups_found_beats_one_for_all(seed):
    """Over .75 right within the groups that the paths find, near .5 over all, few by popularity."""
    events, hidden = log(seed), shoppers(seed)
    seen = pd.crosstab(events["user_id"], events["category"])
    found = clusters(paths(events), 3).loc[seen.index]
    wanted = hidden["next_category"]
    popular = np.where(seen > 0, -1, seen.sum().to_numpy()).argmax(axis=1)
    assert hits(seen, found, wanted) > 0.75
    assert hits(seen, found * 0, wanted) < 0.62
    assert (seen.columns[popular] == wanted[seen.index]).mean() < 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_only_some_groups_wait_for_promotions(seed):
    """Comparers buy far more in the windows, searchers hardly; one average hides both."""
    events, group = log(seed), shoppers(seed)["group"]
    kind = events["user_id"].map(group)
    each = {name: uplift(events[kind == name]) for name in SHOPPER_GROUPS}
    assert each["browse_compare"] > 1.5 * uplift(events)
    assert each["direct_search"] < 0.85 * uplift(events)
    assert each["browse_compare"] > each["recommendation_led"] > each["direct_search"]


@pytest.mark.parametrize("seed", SEEDS)
def test_events_of_a_session_belong_together(seed):
    """One shopper and one source per session, in order of time; money only on purchases."""
    events = made(seed).tables["marketplace_events"]
    per_session = events.groupby("session_id")
    for name in ("user_id", "source"):
        assert (per_session[name].nunique(dropna=False) == 1).all()
    assert events["event_time"].is_monotonic_increasing
    assert (events["amount_cny"].notna() == (events["event"] == "purchase")).all()
    bought = set(events.loc[events["event"] == "purchase", "session_id"])
    assert bought <= set(events.loc[events["event"] == "cart", "session_id"])
    assert purchases_per_day(events).sum() == (events["event"] == "purchase").sum()


def test_the_truth_is_in_no_table():
    """Group names are nowhere in the tables, and each account and shopper has a truth."""
    world = made(2026)
    use, events = world.tables["saas_usage"], world.tables["marketplace_events"]
    assert set(use["account_id"]) == set(world.truth["saas_groups"]["account_id"])
    assert set(events["user_id"].dropna()) <= set(world.truth["marketplace_users"]["user_id"])
    for table in (use, events):
        assert "group" not in table.columns
        assert not table.isin([*ACCOUNT_GROUPS, *SHOPPER_GROUPS]).any(axis=None)


def section(language, heading):
    """Return the text of a section of the card."""
    text = (package.HERE / "cards" / f"tech.{language}.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("language", "truths", "faults"),
    [("en", "Planted truth", "Planted faults"), ("zh", "植入的真相", "植入的问题")],
)
def test_the_card_states_the_figures_of_the_files(language, truths, faults):
    """Every percentage and factor of truth and faults is that of the default world, in order."""
    use, events = (made(2026).tables[name] for name in ("saas_usage", "marketplace_events"))
    kind = events["user_id"].map(shoppers(2026)["group"])
    rates = retention_rates(use)
    told = re.findall(r"([\d.]+)%", section(language, truths))
    assert [float(each) for each in told] == pytest.approx(100 * rates[:4], abs=0.5)
    lifts = [uplift(events[kind == name]) for name in ("browse_compare", "direct_search")]
    factors = re.findall(r"(\d\.\d)", section(language, truths))
    assert [float(each) for each in factors] == pytest.approx(lifts, abs=0.06)
    wrong = [
        use.duplicated().mean(),
        use["logins"].isna().mean(),
        events.duplicated().mean(),
        events["user_id"].isna().mean(),
    ]
    told = [float(each) for each in re.findall(r"([\d.]+)%", section(language, faults))]
    assert told == pytest.approx([100 * each for each in wrong], abs=0.1)
