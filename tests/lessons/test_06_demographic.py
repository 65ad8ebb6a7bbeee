"""The figures that lesson 06 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.stats.contingency import association

from segkit import load

DEMOGRAPHICS = ["gender", "education", "occupation", "family_stage", "age_band"]


@pytest.fixture(scope="module")
def has(purchases):
    """Return who bought which category."""
    pairs = purchases.drop_duplicates(["customer_id", "category"])
    return (
        pairs.assign(yes=True).pivot(index="customer_id", columns="category", values="yes").eq(True)
    )


@pytest.fixture(scope="module")
def people(purchases):
    """Return the members who bought, with age, age band, spend and favourite category."""
    spent = purchases.groupby(["customer_id", "category"])["amount_cny"].sum().unstack(fill_value=0)
    members = load("customers").set_index("customer_id").loc[spent.index]
    age = 2025 - members["birth_year"].astype(float)
    age = age.mask((age < 18) | (age > 100))
    names = np.array(["18-24", "25-34", "35-44", "45-54", "55+"])
    band = pd.Series(
        names[np.searchsorted([25, 35, 45, 55], age.fillna(0), side="right")], age.index
    )
    return members.assign(
        age=age,
        age_band=band.where(age.notna()),
        spend=spent.sum(axis=1),
        favourite=spent.idxmax(axis=1),
    )


@pytest.fixture(scope="module")
def screen(people, has):
    """Return p and V of each of the 50 combinations."""
    rows = {}
    for name in DEMOGRAPHICS:
        for category in has.columns:
            table = pd.crosstab(people[name], has[category])
            p = stats.chi2_contingency(table, correction=False).pvalue
            rows[name, category] = p, association(table)
    return pd.DataFrame(rows, index=["p", "v"]).T


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        missing = [figure for figure in figures if figure not in text]
        assert missing == []


def test_the_opening_figures(people, purchases, has, said):
    """Buyers, lines with a gender, their p-value, and who bought baby goods."""
    baby = has["baby"]
    women = people["gender"].eq("F") & people["age_band"].eq("25-34")
    young = people["family_stage"].eq("young_children")
    gender = purchases["customer_id"].map(people["gender"])
    table = pd.crosstab(gender, purchases["category"])
    p = stats.chi2_contingency(table).pvalue
    assert f"{p:.0e}" == "3e-26"
    shares = (f"{part.mean():.0%}" for part in (baby, baby[women], baby[young]))
    lines = f"{gender.notna().sum():,}"
    states(said["question"], f"{len(people):,}", lines, "3 × 10⁻²⁶", *shares)
    states(said["bug-hunt"], lines)


def test_the_figures_of_what_is_missing(people, said):
    """Incomes left out, by education; ages as stated; members of 65 or more."""
    missing = people["income_cny_month"].isna()
    by_education = missing.groupby(people["education"]).mean()
    levels = (f"{by_education[level]:.0%}" for level in ("postgraduate", "high_school"))
    states(said["missing-read"], f"{missing.mean():.0%}", *levels)
    raw = 2025 - people["birth_year"].astype(float)
    states(said["ages-q"], f"{raw.max():.0f}", f"{raw.min():.0f}")
    states(said["layers-q"], str((people["age"] >= 65).sum()))


def test_the_figures_of_education(people, said):
    """Its p-value, V, degrees of freedom and the V to expect by chance."""
    table = pd.crosstab(people["education"], people["favourite"])
    test, n = stats.chi2_contingency(table), table.to_numpy().sum()
    chance = (test.dof / (n * 3)) ** 0.5
    states(said["effect"], f"{test.pvalue:.3f}")
    found = f"{association(table):.3f}"
    states(said["effect-read"], f"{test.pvalue:.3f}", found, f"{chance:.3f}")
    states(said["effect-read"], f"{test.dof}/({n} \\times 3)")


def test_the_figures_of_the_bug(people, purchases, said):
    """False alarms with shuffled gender; p, V and two favourites with each person once."""
    known = people.dropna(subset=["gender"])
    by_line = pd.crosstab(purchases["customer_id"], purchases["category"]).loc[known.index]
    by_person = pd.get_dummies(known["favourite"], dtype=int)
    alarms, rng = [0, 0], np.random.default_rng(6)
    for _ in range(200):
        woman = rng.permutation(known["gender"] == "F")
        for number, counts in enumerate((by_line.to_numpy(), by_person.to_numpy())):
            cells = np.array([counts[woman].sum(axis=0), counts[~woman].sum(axis=0)])
            alarms[number] += stats.chi2_contingency(cells).pvalue < 0.05
    states(said["bug-q"], *map(str, alarms))
    table = pd.crosstab(people["gender"], people["favourite"])
    shares = table.div(table.sum(axis=1), axis=0)[["baby", "gift_sets"]].to_numpy().ravel()
    p = stats.chi2_contingency(table).pvalue
    states(said["bug-read"], f"{p:.3f}", f"{association(table):.2f}")
    states(said["bug-read"], *(f"{share:.1%}" for share in shares))


def test_the_figures_of_the_screening(people, has, screen, said):
    """How many tests pass which hurdle, and the largest V of three demographics."""
    strong = screen[(screen["p"] < 0.001) & (screen["v"] >= 0.1)]
    assert {name for name, _ in strong.index} == {"family_stage", "age_band"}
    assert strong.index.equals(screen.index[screen["v"] >= 0.1])
    counts = [(screen["p"] < 0.05).sum(), (screen["p"] < 0.001).sum(), len(strong)]
    largest = screen["v"].groupby(level=0).max()
    gender = (screen.loc["gender", "p"] < 0.05).sum()
    by_stage = has["baby"].groupby(people["family_stage"]).mean()
    states(
        said["strengths-read"],
        *map(str, [*counts, gender]),
        *(f"{largest[name]:.3f}" for name in ("gender", "education", "family_stage")),
        *(f"{by_stage[name]:.1%}" for name in ("young_children", "single")),
    )
    assert largest[["education", "gender", "occupation"]].max() < 0.1


def test_the_figures_of_income_and_groups(people, said, lesson):
    """Rank correlation, medians, the chance to guess right, and the variance explained."""
    earners = people.dropna(subset=["income_cny_month"])
    income = earners["income_cny_month"].astype(float)
    test = stats.spearmanr(income, earners["spend"])
    fifths = earners["spend"].groupby(pd.qcut(income, 5, labels=False)).median()
    groups = [people["spend"][people["family_stage"] == s] for s in ("young_children", "single")]
    wins = (groups[0].to_numpy()[:, None] > groups[1].to_numpy()).mean()
    states(said["groups-read"], f"{test.statistic:.2f}", f"{test.pvalue:.3f}", f"{wins:.0%}")
    medians = [fifths[4], fifths[0], *(group.median() for group in groups)]
    states(said["groups-read"], *(f"{median:.0f}" for median in medians))
    logs = np.log(people["spend"])
    for name in DEMOGRAPHICS:
        parts = [part.to_numpy() for _, part in logs.groupby(people[name])]
        pooled = np.concatenate(parts)
        between = sum(len(part) * (part.mean() - pooled.mean()) ** 2 for part in parts)
        states(said["groups-read"], f"{between / ((pooled - pooled.mean()) ** 2).sum():.1%}")
    quiz = lesson.of_kind("quiz")[0].source
    assert f"{wins:.0%}" in quiz
    assert f"{test.statistic:.2f}" in quiz


def test_the_figures_of_the_case(people, has, said, lesson):
    """Members, hit rate and coverage of the three rules; the ages of parents; empty cells."""
    agreed = people[people["marketing_consent"]]
    baby, stage = has["baby"].reindex(agreed.index), agreed["family_stage"]
    rules = (
        agreed["gender"].eq("F") & agreed["age_band"].eq("25-34"),
        stage.eq("young_children"),
        stage.isin(["young_children", "school_children"]),
    )
    states(said["rules-read"], f"{baby.mean():.1%}")
    for rule in rules:
        states(said["rules-read"], str(rule.sum()), f"{baby[rule].mean():.1%}")
    for rule in rules[1:]:
        states(said["rules-read"], f"{rule[baby].mean():.1%}")
    parents = people.loc[people["family_stage"].eq("young_children"), "age"].dropna()
    states(said["rules-read"], f"{parents.between(35, 54).mean():.0%}")
    cells = np.prod([people[name].nunique() for name in DEMOGRAPHICS])
    states(said["discussion"], f"{cells:,}", f"{len(people):,}")
    essay = lesson.of_kind("essay")[0].source
    assert essay.count(f"{people['family_stage'].isna().mean():.0%}") >= 2
