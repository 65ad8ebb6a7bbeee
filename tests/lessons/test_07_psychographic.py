"""The figures that lesson 07 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.model_selection import cross_val_predict

from segkit import load
from segkit.data import SHIPPED
from segkit.survey import factor_loadings

SCALES = ["health", "thrift", "novelty", "family", "convenience"]
ITEMS = [f"{scale}_{number}" for scale in SCALES for number in range(1, 6)]
TURNED = ["health_2", "health_5", "thrift_2", "thrift_5", "novelty_2", "family_2", "family_5"]
TURNED += ["convenience_5"]
SEGMENTS = ["health_first", "careful_saver", "trend_seeker", "traditional_home", "time_saver"]


@pytest.fixture(scope="module")
def survey():
    """Return the survey, one row per respondent."""
    return load("survey").set_index("respondent_id")


@pytest.fixture(scope="module")
def truth():
    """Return what lies behind each respondent."""
    return pd.read_csv(SHIPPED / "truth" / "survey_people.csv").set_index("respondent_id")


@pytest.fixture(scope="module")
def careful(survey):
    """Return the answers of those who are kept."""
    answers = survey[ITEMS].astype(float)
    return answers[(answers.max(axis=1) > answers.min(axis=1)) & (survey["minutes"] >= 4)]


@pytest.fixture(scope="module")
def factors(careful):
    """Return the factors of the complete answers, leaning taken out, reversed items turned."""
    complete = careful.dropna().to_numpy()
    own = pd.DataFrame(complete - complete.mean(axis=1, keepdims=True), columns=ITEMS)
    own[TURNED] = -own[TURNED]
    return factor_loadings(own.set_axis(careful.dropna().index), ITEMS, k=5)


@pytest.fixture(scope="module")
def scores(factors):
    """Return the standardised factor scores, named after the scale that loads most."""
    strongest = factors.loadings.abs().idxmax()
    named = factors.scores.rename(columns=strongest.str.partition("_")[0])[SCALES]
    return (named - named.mean()) / named.std()


@pytest.fixture(scope="module")
def people(survey, scores):
    """Return the respondents with complete answers and their segment."""
    found = clusters(scores)
    names = scores.groupby(found).mean().idxmax(axis=1)
    return survey.loc[scores.index].assign(segment=names[found].to_numpy())


def turned(answers):
    """Return the answers with the reversed items turned."""
    return answers.assign(**{name: 6 - answers[name] for name in TURNED})


def alpha(answers):
    """Return Cronbach's alpha from the mean variance and covariance of complete answers."""
    spread = answers.dropna().cov().to_numpy()
    k, own = len(spread), np.trace(spread) / len(spread)
    shared = (spread.sum() - np.trace(spread)) / (k * (k - 1))
    return k * shared / (own + (k - 1) * shared)


def scale_means(answers):
    """Return each person's standardised mean of each scale."""
    means = pd.DataFrame({name: answers.filter(like=name).mean(axis=1) for name in SCALES})
    return (means - means.mean()) / means.std()


def clusters(table, seed=0):
    """Return the labels of k-means with 5 clusters."""
    return KMeans(5, n_init=10, random_state=seed).fit_predict(table)


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        missing = [figure for figure in figures if figure not in text]
        assert missing == []


def test_the_opening_figures(survey, careful, said):
    """Respondents, Sun's alpha, and the new products of the top and the bottom quarter."""
    sun = alpha(survey[ITEMS[:5]].astype(float))
    score = turned(careful)[ITEMS[10:15]].mean(axis=1)
    tried = survey.loc[careful.index, "new_products_year"]
    ends = (tried[score >= score.quantile(0.75)], tried[score <= score.quantile(0.25)])
    figures = [f"{sun:.2f}", *(f"{end.mean():.1f}" for end in ends)]
    states(said["question"], f"{len(survey):,}", *figures)


def test_the_figures_of_careless_answers(survey, careful, truth, said):
    """Signs, how many go and stay, their minutes, and whether they were careless in truth."""
    answers, quick = survey[ITEMS].astype(float), survey["minutes"] < 4
    straight = answers.nunique(axis=1) == 1
    medians = survey["minutes"].groupby(straight).median()
    careless = truth["answered"] != "careful"
    gone = ~survey.index.isin(careful.index)
    counts = [straight, quick, straight & quick, gone, careless, careless & gone]
    counts = [str(part.sum()) for part in (*counts, ~careless & gone)]
    stay = f"{len(careful):,}"
    states(said["careless-read"], stay, *counts, *(f"{m:.1f}" for m in medians))


def test_the_figures_of_alpha(survey, careful, said):
    """By hand; the scales turned and not; two scales mixed and their correlation."""
    states(said["reliability"], f"{1.5 * (1 - 22 / 58):.3f}")
    items_of = {name: [item for item in ITEMS if item.startswith(name)] for name in SCALES}
    good = [alpha(turned(careful)[own]) for own in items_of.values()]
    both = items_of["health"] + items_of["family"]
    means = scale_means(turned(careful))
    figures = [min(good), max(good), alpha(turned(careful)[both])]
    figures += [
        means["health"].corr(means["family"]),
        alpha(survey[items_of["health"]].astype(float)),
    ]
    states(said["alpha-read"], *(f"{figure:.2f}" for figure in figures))
    left = alpha(careful[items_of["health"]])
    states(said["alpha-read"], f"−{-left:.2f}")
    rest = careful[items_of["health"]].dropna()
    for item in ("health_2", "health_5"):
        assert rest[item].corr(rest.drop(columns=item).sum(axis=1)) < 0
    states(said["turn-read"], str(len(TURNED)))


def test_the_figures_of_the_factors(careful, factors, said):
    """Each scale on its own factor, the smallest loading, variance, gaps; what goes astray."""
    strongest = factors.loadings.abs()
    homes = strongest.idxmax(axis=1).to_numpy().reshape(5, 5)
    assert (homes == homes[:, :1]).all()
    assert len(set(homes[:, 0])) == 5
    share, complete = factors.factors["variance_share"].sum(), careful.dropna()
    lost = 1 - len(complete) / len(careful)
    figures = [f"{strongest.max(axis=1).min():.2f}", f"{share:.0%}", f"{lost:.0%}"]
    figures += [f"{len(complete):,}", f"{careful.isna().mean().mean():.1%}"]
    plain = factor_loadings(turned(complete), ITEMS, k=5).loadings.abs().idxmax(axis=1)
    usual = plain.groupby(plain.index.str.partition("_").get_level_values(0)).agg(
        lambda x: x.mode()[0]
    )
    astray = (plain.to_numpy() != usual[[name.split("_")[0] for name in ITEMS]].to_numpy()).sum()
    states(said["factors-read"], *figures, str(astray), str(factors.suggested))


def test_four_factors_merge_thrift_and_novelty(careful):
    """All of thrift and most of novelty load on one factor, with opposite signs."""
    complete = careful.dropna()
    own = complete.sub(complete.mean(axis=1), axis=0)
    own[TURNED] = -own[TURNED]
    four = factor_loadings(own, ITEMS, k=4).loadings
    homes = four.abs().idxmax(axis=1)
    shared = homes["thrift_1"]
    assert (homes[ITEMS[5:10]] == shared).all()
    assert (homes[ITEMS[10:15]] == shared).sum() >= 4
    assert four.loc["thrift_1", shared] * four.loc["novelty_1", shared] < 0


def test_the_figures_of_the_segments(careful, scores, truth, people, said, lesson):
    """Agreement of the segmentations, with each other and with the truth; noise."""
    complete = careful.dropna()
    true = truth.loc[scores.index, "segment"]
    found, means = clusters(scores), scale_means(turned(complete))
    by_means, by_sun = clusters(means), clusters(scale_means(complete))
    index = adjusted_rand_score
    figures = [index(found, by_means), index(found, by_sun)]
    figures += [index(true, each) for each in (found, by_means, by_sun)]
    shuffled = scores.apply(np.random.default_rng(0).permutation)
    figures += [silhouette_score(shuffled, clusters(shuffled)), silhouette_score(scores, found)]
    states(said["truth"], *(f"{figure:.2f}" for figure in figures))
    table = pd.crosstab(true, people["segment"]).loc[SEGMENTS, SCALES]
    states(said["truth"], f"{np.trace(table) / len(true):.0%}")
    for counts in table.to_numpy():
        states(said["truth"], " | ".join(map(str, counts)))
    same = (by_means == clusters(means, seed=1)).mean()
    assert index(by_means, clusters(means, seed=1)) > 0.95
    assert lesson.of_kind("quiz")[0].source.count(f"{same:.0%}") == 2


def test_the_figures_of_behaviour_and_reach(careful, people, said, lesson):
    """New products by segment; segments guessed from the CRM and from 5 items; ages."""
    tried = people.groupby("segment")["new_products_year"].mean()
    states(said["behaviour-read"], *(f"{tried[name]:.2f}" for name in ("novelty", "family")))
    inputs = (
        pd.get_dummies(people[["age_band", "gender", "city_tier"]], dtype=float),
        careful.dropna()[[f"{scale}_1" for scale in SCALES]],
    )
    model, segment = LinearDiscriminantAnalysis(), people["segment"]
    shares = [segment.value_counts(normalize=True).max()]
    shares += [(cross_val_predict(model, x, segment, cv=5) == segment).mean() for x in inputs]
    states(said["reach-read"], *(f"{share:.0%}" for share in shares))
    young, old = people["age_band"] == "18-29", people["age_band"] == "60+"
    novelty, thrift = segment == "novelty", segment == "thrift"
    shares = [novelty[young].mean(), young[novelty].mean(), 1 - novelty[young].mean()]
    shares += [thrift[old].mean(), old[thrift].mean()]
    states(said["case-read"], str(old.sum()), *(f"{share:.0%}" for share in shares))
    essay = lesson.of_kind("essay")[0].source
    hit = f"{novelty[young].mean():.0%}"
    for figure in (f"{tried['novelty']:.2f}", f"{tried['family']:.2f}", hit):
        assert essay.count(figure) == 2
    assert hit in lesson.of_kind("quiz")[0].source
