"""The figures that lesson 12 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f_oneway
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from segkit import bootstrap_stability, load, solution_stability

SCALES = ["health", "thrift", "novelty", "family", "convenience"]
TURNED = {
    *("health_2", "health_5", "thrift_2", "thrift_5"),
    *("novelty_2", "family_2", "family_5", "convenience_5"),
}
OUTCOMES = ["new_products_year", "market_visits_month", "orders_online_weekly", "satisfied"]


@pytest.fixture(scope="module")
def people():
    """Return the 900 respondents of the lesson."""
    answers = load("survey").set_index("respondent_id")
    items = [f"{scale}_{number}" for scale in SCALES for number in range(1, 6)]
    kept = answers[items].notna().all(axis=1) & (answers[items].nunique(axis=1) > 1)
    kept &= answers["minutes"] >= answers["minutes"].median() / 3
    return answers[kept].sample(900, random_state=12)


@pytest.fixture(scope="module")
def data(people):
    """Return the attitudes, standardised, the shuffled ones and the cloud."""
    given = people.astype({f"{s}_{n}": float for s in SCALES for n in range(1, 6)})
    for item in TURNED:
        given[item] = 6 - given[item]
    scores = pd.DataFrame(
        {s: given[[f"{s}_{n}" for n in range(1, 6)]].mean(axis=1) for s in SCALES}
    )
    survey = (scores - scores.mean()) / scores.std()
    rng = np.random.default_rng(12)
    noise = pd.DataFrame({s: rng.permutation(survey[s]) for s in SCALES}, index=survey.index)
    return {"survey": survey, "noise": noise, "cloud": one_cloud(survey)}


@pytest.fixture(scope="module")
def stable(data):
    """Return the stability of each."""
    return {
        name: bootstrap_stability(frame, range(2, 8), n_boot=20, seed=12)
        for name, frame in data.items()
    }


def one_cloud(frame):
    """Return a normal cloud like the frame."""
    drawn = np.random.default_rng(12).multivariate_normal(frame.mean(), frame.cov(), len(frame))
    return pd.DataFrame(drawn, index=frame.index, columns=frame.columns)


def eta(values, segments):
    """Return eta squared as 1 minus the share within segments."""
    values = values.astype(float)
    within = sum(((part - part.mean()) ** 2).sum() for _, part in values.groupby(segments))
    return 1 - within / ((values - values.mean()) ** 2).sum()


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        missing = [figure for figure in figures if figure not in text]
        assert missing == []


def p_values(frame, labels):
    """Return the p-value of each column over the segments."""
    return [
        f_oneway(*(part for _, part in frame[scale].groupby(labels))).pvalue for scale in SCALES
    ]


def test_the_opening_figures(data, stable, said):
    """Sizes and p-values of the firm's segments, and of those of the shuffled data."""
    for name in ("survey", "noise"):
        sizes = stable[name].labels[5].value_counts()
        states(said["question"], str(sizes.min()), str(sizes.max()))
    assert 1e-142 < max(p_values(data["survey"], stable["survey"].labels[5])) < 1e-141
    assert f"{max(p_values(data['noise'], stable['noise'].labels[5])):.0e}" == "2e-06"
    states(said["question"], "10⁻¹⁴¹", "2 × 10⁻⁶")
    assert max(p_values(data["cloud"], stable["cloud"].labels[5])) < 1e-3
    correlation = data["survey"].corr().loc["novelty", "family"]
    states(said["references"], f"−{abs(correlation):.2f}")


def test_the_figures_of_the_bug_hunt(data, stable, said, lesson):
    """Equal numbers and ARI of solutions for the same people, and over bootstrap samples."""
    for name in ("survey", "noise"):
        first, second = (
            KMeans(5, n_init=30, random_state=start).fit_predict(data[name]) for start in (1, 2)
        )
        states(said["bug-hunt"], f"{adjusted_rand_score(first, second):.2f}")
        if name == "survey":
            states(said["bug-hunt"], f"{(first == second).mean():.0%}")
    quiz = lesson.of_kind("quiz")[0].source
    assert quiz.count(f"{adjusted_rand_score(first, second):.2f}") == 2
    assert quiz.count(f"{stable['noise'].ari[5].median():.2f}") == 2


def test_the_figures_over_k(stable, said, lesson):
    """Medians of the ARI at 2, 3 and 5, the lower quartile at 4, and the ceiling of noise."""
    median = {name: found.ari.median() for name, found in stable.items()}
    for k in (2, 3, 5):
        states(said["k-read"], f"{median['survey'][k]:.2f}", f"{median['cloud'][k]:.2f}")
    states(said["k-read"], f"{stable['survey'].ari[4].quantile(0.25):.2f}")
    assert median["noise"].max() < 0.5
    assert (median["survey"] - median["cloud"]).idxmax() == 5
    spread = stable["survey"].ari.quantile(0.75) - stable["survey"].ari.quantile(0.25)
    assert spread.idxmax() == 4
    quiz = lesson.of_kind("quiz")[0].source
    shown = [median["survey"][2], median["cloud"][2], median["survey"][6]]
    assert all(quiz.count(f"{figure:.2f}") >= 2 for figure in shown)


def test_the_names_and_the_figures_of_the_segments(data, stable, said):
    """The strongest attitude of each segment, its Jaccard, and where segment 4 comes from."""
    found = stable["survey"]
    means = data["survey"].groupby(found.labels[5]).mean()
    strongest = ["thrift", "novelty", "health", "convenience", "family"]
    assert means.idxmax(axis=1).tolist() == strongest
    assert found.jaccard[5].mean().min() >= 0.90 - 0.0005
    across = solution_stability(found.labels)
    states(said["segments-read"], f"{across.segments.loc[(5, 4), 'stability']:.2f}")
    moved = pd.crosstab(found.labels[5], found.labels[6]).loc[4]
    states(said["segments-read"], str(moved.sum()), str(moved.max()))


def test_the_figures_of_six_segments(stable, said, lesson):
    """Three pass, with half of the people; the savers are torn."""
    found = stable["survey"]
    six = solution_stability(found.labels).segments.loc[6]
    jaccard = found.jaccard[6].mean()
    passed = [n for n in range(6) if jaccard[n] >= 0.75 and six.loc[n, "stability"] >= 0.75]
    assert len(passed) == 3
    states(said["verdict-read"], f"{six.loc[passed, 'share'].sum():.0%}")
    five, before = solution_stability(found.labels).segments.loc[5], found.jaccard[5].mean()
    failed = five.index[(before < 0.75) | (five["stability"] < 0.75)]
    assert failed.tolist() == [4]
    states(said["verdict-read"], f"{1 - five.loc[4, 'share']:.0%}", f"{before[4]:.2f}")
    halves = pd.crosstab(found.labels[5], found.labels[6]).loc[0].nlargest(2)
    assert halves.sum() == found.labels[5].eq(0).sum()
    states(said["verdict-read"], *(f"{jaccard[n]:.2f}" for n in halves.index))
    quiz = lesson.of_kind("quiz")[0].source
    assert quiz.count(f"{jaccard[1]:.2f}") >= 2


def test_the_figures_of_external_validity(people, stable, said):
    """Eta squared of each outcome, for 3, 4 and 5 segments; the shuffled data have none."""
    found = stable["survey"].labels
    states(said["eta-read"], *(f"{eta(people[o], found[5]):.0%}" for o in OUTCOMES))
    for k in (3, 4):
        states(said["eta-read"], *(f"{eta(people[o], found[k]):.0%}" for o in OUTCOMES[:2]))
    assert max(eta(people[o], stable["noise"].labels[5]) for o in OUTCOMES) < 0.005
    states(said["external"], f"{4 / 899:.3f}")


def test_the_figures_of_the_case(data, said):
    """ARI of 3 and 4 benefit segments and of the cloud, eta squared, and silhouettes."""
    answers = load("survey").set_index("respondent_id")
    columns = [name for name in answers if name.startswith("benefit_")]
    kept = answers[columns].notna().all(axis=1)
    kept &= answers["minutes"] >= answers["minutes"].median() / 3
    rated = answers[kept].sample(900, random_state=12)
    benefits = rated[columns].astype(float)
    benefits = benefits.sub(benefits.mean(axis=1), axis=0)
    own, cloud = (
        bootstrap_stability(frame, [2, 3, 4, 5, 6], n_boot=10, seed=12)
        for frame in (benefits, one_cloud(benefits))
    )
    for k in (3, 4):
        states(said["case-read"], f"{own.ari[k].median():.2f}", f"{cloud.ari[k].median():.2f}")
    states(said["case-read"], f"{eta(rated['new_products_year'], own.labels[3]):.0%}")
    for frame, k in ((data["survey"], 5), (benefits, 3)):
        for each in (frame, one_cloud(frame)):
            found = KMeans(k, n_init=3, random_state=12).fit_predict(each)
            states(said["case-read"], f"{silhouette_score(each, found):.2f}")
