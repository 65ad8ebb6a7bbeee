"""Choosing segments, spending on them, and placing brands on a map."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.optimize import minimize
from scipy.stats import beta
from sklearn.decomposition import PCA

from segkit.target import allocate_budget, evaluate_segments, perceptual_map


def ratings() -> pd.DataFrame:
    """Return three segments by two criteria of attractiveness and one of competitiveness."""
    return pd.DataFrame(
        {"size": [8, 4, 10], "growth": [6, 9, 2], "fit": [5, 7, 1]},
        index=["families", "学生", "seniors"],
    )


WEIGHTS = {"attractiveness": {"size": 3, "growth": 1}, "competitiveness": {"fit": 2}}


# -- evaluation -------------------------------------------------------------------------------


def test_evaluation_agrees_with_a_table_worked_by_hand():
    """Weights 3 : 1 are .75 and .25; the fit alone is the competitiveness.

    families .75 x 8 + .25 x 6 = 7.5, with 5: 6.25. 学生 3 + 2.25 = 5.25, with 7: 6.125. seniors
    7.5 + .5 = 8, with 1: 4.5. Thirds of 0 to 10 are 3.33 and 6.67: select all.
    """
    table = evaluate_segments(ratings(), **WEIGHTS)
    assert table["attractiveness"].tolist() == [7.5, 5.25, 8.0]
    assert table["competitiveness"].tolist() == [5, 7, 1]
    assert table["score"].tolist() == [6.25, 6.125, 4.5]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["advice"].tolist() == ["select"] * 3
    assert table.index.tolist() == ["families", "学生", "seniors"]


def test_advice_goes_by_thirds_of_the_scale():
    """On a scale from 1 to 7 the thirds are 3 and 5; a score on the line belongs to the upper."""
    frame = pd.DataFrame({"a": [5.0, 4.9, 3.0, 2.9], "b": [5.0, 4.9, 3.0, 2.9]})
    table = evaluate_segments(
        frame, attractiveness={"a": 1}, competitiveness={"b": 1}, scale=(1, 7)
    )
    assert table["advice"].tolist() == ["invest", "select", "select", "avoid"]


def test_a_knock_out_takes_a_segment_out_of_the_ranking_only():
    """What fails keeps its values, names the criteria, and can never be first."""
    table = evaluate_segments(ratings(), **WEIGHTS, knock_out={"size": 5, "growth": 7, "fit": 1})
    assert table["failed"].tolist() == ["growth", "size", "growth"]
    assert table["rank"].isna().all()
    assert table["first_share"].tolist() == [0, 0, 0]
    table = evaluate_segments(ratings(), **WEIGHTS, knock_out={"fit": 5})
    assert table["failed"].tolist() == ["", "", "fit"]  # 5 is enough
    assert table["rank"].tolist()[:2] == [1, 2]
    assert table["advice"].tolist() == ["select", "select", "knocked out"]
    assert table["score"].tolist() == [6.25, 6.125, 4.5]


def test_a_criterion_may_knock_out_without_weight():
    """Reach has no weight; it only has to be there."""
    frame = ratings().assign(reach=[9, 0, 9])
    table = evaluate_segments(frame, **WEIGHTS, knock_out={"reach": 1})
    assert table["failed"].tolist() == ["", "reach", ""]


def test_the_share_of_first_places_is_that_of_the_dirichlet_distribution():
    """Two criteria, two segments: w x 10 against (1 - w) x 6 is won where w > .375.

    With weights 3 : 1 the share w of the first follows a beta distribution with 2 x .75 and
    2 x .25, whose upper tail from .375 is the probability to be first.
    """
    frame = pd.DataFrame({"a": [10, 0], "b": [0, 6], "same": [5, 5]}, index=["one", "two"])
    weights = {"attractiveness": {"a": 3, "b": 1}, "competitiveness": {"same": 1}}
    table = evaluate_segments(frame, **weights)
    expected = beta(1.5, 0.5).sf(0.375)
    assert table["first_share"]["one"] == pytest.approx(expected, abs=0.015)
    assert table["first_share"].sum() == pytest.approx(1)
    assert_frame_equal(table, evaluate_segments(frame, **weights))
    other = evaluate_segments(frame, **weights, seed=1)["first_share"]["one"]
    assert other != table["first_share"]["one"]


def test_ties_share_the_first_place():
    """Segments with the same ratings have the same rank and half of the first places each."""
    frame = pd.DataFrame({"a": [5, 5, 1], "b": [5, 5, 1]})
    table = evaluate_segments(frame, attractiveness={"a": 1}, competitiveness={"b": 1})
    assert table["rank"].tolist() == [1, 1, 3]
    assert table["first_share"].tolist() == [0.5, 0.5, 0]


@given(factor=st.floats(0.01, 100), seed=st.integers(0, 9))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_the_unit_of_weights_and_the_order_of_segments_do_not_matter(factor, seed):
    """Weights of 3 and 1 are those of 75 and 25, and each segment keeps its row."""
    table = evaluate_segments(ratings(), **WEIGHTS, knock_out={"fit": 3})
    weights = {
        axis: {name: factor * weight for name, weight in given.items()}
        for axis, given in WEIGHTS.items()
    }
    shuffled = ratings().sample(frac=1, random_state=seed)
    found = evaluate_segments(shuffled, **weights, knock_out={"fit": 3}).loc[table.index]
    exact = ["attractiveness", "competitiveness", "score", "rank"]
    np.testing.assert_allclose(found[exact], table[exact])
    np.testing.assert_allclose(found["first_share"], table["first_share"], atol=1e-3)


# -- budget -----------------------------------------------------------------------------------


def responses(**columns) -> pd.DataFrame:
    """Return two segments that reach half of 2,000 and of 1,000 yuan with 100 yuan."""
    known = {"ceiling_cny": [2000.0, 1000.0], "half_cny": [100.0, 100.0], **columns}
    return pd.DataFrame(known, index=["families", "学生"])


def test_the_allocation_agrees_with_a_table_worked_by_hand():
    """The last yuan brings the same where 2 ** (x1 / 100) is twice 2 ** (x2 / 100): x1 = x2 + 100.

    With 300 yuan 200 and 100: three quarters of 2,000 and half of 1,000. The last yuan brings
    2,000 x ln 2 / 100 / 4 = 3.466.
    """
    table = allocate_budget(responses(), budget_cny=300)
    np.testing.assert_allclose(table["spend_cny"], [200, 100])
    np.testing.assert_allclose(table["response_cny"], [1500, 500])
    np.testing.assert_allclose(table["marginal_return"], 5 * np.log(2))


def test_a_small_budget_goes_where_the_first_yuan_brings_most():
    """Up to 100 yuan the larger segment gets all; the other stays at nothing."""
    table = allocate_budget(responses(), budget_cny=80)
    np.testing.assert_allclose(table["spend_cny"], [80, 0], atol=1e-9)
    first = 10 * np.log(2)  # what the first yuan for the small one would bring
    assert table["marginal_return"].tolist() == pytest.approx([20 * np.log(2) / 2**0.8, first])


def test_money_that_would_not_come_back_stays_in_the_purse():
    """The last yuan brings one yuan back: 2,000 ln 2 / 100 = 13.86 = 2 ** (x / 100).

    So x = 100 x log2(13.86) = 379.3 and, for the small one, 279.3 of 10,000. A segment that can
    bring 100 yuan at best, half of it with 100, brings 0.69 for the first yuan and gets none.
    """
    table = allocate_budget(responses(), budget_cny=10_000)
    np.testing.assert_allclose(table["spend_cny"], [379.3, 279.3], atol=0.05)
    np.testing.assert_allclose(table["marginal_return"], 1)
    poor = allocate_budget(responses(ceiling_cny=[2000.0, 100.0]), budget_cny=10_000)
    np.testing.assert_allclose(poor["spend_cny"], [379.3, 0], atol=0.05)


def test_no_budget_spends_nothing():
    """With a budget of 0 every spend is 0."""
    spend = allocate_budget(responses(), budget_cny=0)["spend_cny"]
    np.testing.assert_allclose(spend, [0, 0], atol=1e-9)


def random_responses(seed: int) -> tuple[pd.DataFrame, float]:
    """Return five segments, and a budget that may be more than they are worth."""
    draws = np.random.default_rng(seed)
    known = {"ceiling_cny": draws.lognormal(7, 1, 5), "half_cny": draws.lognormal(4, 1, 5)}
    return pd.DataFrame(known), float(draws.uniform(1, 1000))


def total(frame: pd.DataFrame, spend: np.ndarray) -> float:
    """Return the response to a spend."""
    return float((frame["ceiling_cny"] * (1 - 2.0 ** (-spend / frame["half_cny"]))).sum())


@given(seed=st.integers(0, 99))
@settings(max_examples=8, deadline=None, derandomize=True)
def test_no_other_allocation_brings_more(seed):
    """Neither a solver of scipy nor spending yuan by yuan (exact for whole yuan) gains more."""
    frame, budget = random_responses(seed)
    table = allocate_budget(frame, budget_cny=budget)
    spend = table["spend_cny"].to_numpy()
    assert spend.sum() <= budget + 1e-9
    assert (spend >= 0).all()
    gain = total(frame, spend) - spend.sum()
    assert table["response_cny"].sum() == pytest.approx(total(frame, spend))
    steps = np.zeros(5)
    while steps.sum() + 1 <= budget:
        more = frame["ceiling_cny"] * 2.0 ** (-steps / frame["half_cny"])
        more = more * (1 - 2.0 ** (-1 / frame["half_cny"]))
        if more.max() < 1:
            break
        steps[more.idxmax()] += 1
    assert gain >= total(frame, steps) - steps.sum() - 1e-6
    solved = minimize(
        lambda x: (x.sum() - total(frame, x)) / 1000,
        steps,
        bounds=[(0, None)] * 5,
        constraints={"type": "ineq", "fun": lambda x: budget - x.sum()},
        method="SLSQP",
    )
    assert gain >= -1000 * solved.fun - 1e-3


@given(factor=st.sampled_from([0.001, 7.0, 1e9]), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_the_currency_does_not_matter(factor, seed):
    """All amounts in another unit give the same allocation in that unit."""
    frame, budget = random_responses(seed)
    spend = allocate_budget(frame, budget_cny=budget)["spend_cny"]
    other = allocate_budget(frame * factor, budget_cny=budget * factor)["spend_cny"]
    np.testing.assert_allclose(other / factor, spend, rtol=1e-7, atol=1e-7)


# -- map --------------------------------------------------------------------------------------


def smoke() -> pd.DataFrame:
    """Return the smoking habits of five groups of staff (Greenacre 1984, fictitious)."""
    counts = {
        "senior managers": [4, 2, 3, 2],
        "junior managers": [4, 3, 7, 4],
        "senior employees": [25, 10, 12, 4],
        "junior employees": [18, 24, 33, 13],
        "secretaries": [10, 6, 7, 2],
    }
    return pd.DataFrame(counts, index=["none", "light", "medium", "heavy"]).T


def test_correspondence_analysis_agrees_with_greenacre():
    """Total inertia .08519, of which 87.76, 11.76 and .49 per cent; coordinates as published.

    Greenacre, M. J. (1984), *Theory and Applications of Correspondence Analysis*, section 3.
    """
    found = perceptual_map(smoke(), method="correspondence")
    assert found.axes["inertia"].sum() == pytest.approx(0.08519, abs=5e-6)
    assert found.axes["share"].round(4).tolist() == [0.8776, 0.1176, 0.0049]
    first = [0.0658, -0.2590, 0.3806, -0.2330, 0.2011]
    second = [0.1937, 0.2433, 0.0107, -0.0577, -0.0789]
    np.testing.assert_allclose(found.brands["x"], first, atol=6e-5)
    np.testing.assert_allclose(found.brands["y"], second, atol=6e-5)
    assert found.brands["quality"].round(3).tolist() == [0.893, 0.991, 1.0, 1.0, 0.999]
    np.testing.assert_allclose(
        found.attributes["x"], [0.3933, -0.0995, -0.1963, -0.2938], atol=6e-5
    )


def test_a_principal_component_map_equals_that_of_scikit_learn():
    """Coordinates, shares and ideals agree with PCA, up to the signs."""
    draws = np.random.default_rng(0)
    frame = pd.DataFrame(draws.normal(4, 1, (6, 4)), columns=list("abcd"))
    ideals = frame.head(2) + 1
    found, known = perceptual_map(frame, ideals=ideals), PCA(2).fit(frame)
    np.testing.assert_allclose(found.axes["share"][:2], known.explained_variance_ratio_)
    np.testing.assert_allclose(found.axes["inertia"][:2], known.explained_variance_)
    for mine, theirs in (
        (found.brands, known.transform(frame)),
        (found.ideals, known.transform(ideals)),
    ):
        np.testing.assert_allclose(mine[["x", "y"]].abs(), np.abs(theirs), atol=1e-12)


def test_a_map_of_a_plane_shows_all_and_finds_the_nearest_rivals():
    """Four brands on a cross: the map is the cross, and distances are those of the ratings.

    cheap 5, 1, 3, 3 and tasty 3, 3, 4, 2 (quick is 3 for all): the first axis is cheap with the
    variance (4 + 4) / 3, the second tasty with 2 / 3. An ideal at (4.9, 3.2) is .2236 from A,
    sqrt(1.9^2 + .8^2) = 2.062 from C, sqrt(1.9^2 + 1.2^2) = 2.247 from D and 3.905 from B.
    """
    frame = pd.DataFrame(
        {"cheap": [5, 1, 3, 3], "tasty": [3, 3, 4, 2], "quick": [3, 3, 3, 3]}, index=list("ABCD")
    )
    ideals = pd.DataFrame({"cheap": [4.9], "tasty": [3.2], "quick": [3]}, index=["学生"])
    found = perceptual_map(frame, ideals=ideals)
    np.testing.assert_allclose(found.axes["inertia"], [8 / 3, 2 / 3])
    np.testing.assert_allclose(
        found.brands[["x", "y"]], [[2, 0], [-2, 0], [0, 1], [0, -1]], atol=1e-12
    )
    np.testing.assert_allclose(found.brands["quality"], 1)
    np.testing.assert_allclose(
        found.attributes.loc[["cheap", "tasty"], ["x", "y"]],
        [[np.sqrt(8 / 3), 0], [0, np.sqrt(2 / 3)]],
        atol=1e-12,
    )
    assert np.isnan(found.attributes["quality"]["quick"])  # nothing to show
    assert found.rivals["brand"].tolist() == list("ACDB")
    assert found.rivals["rank"].tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(
        found.rivals["distance"], [0.2236, 2.0616, 2.2472, 3.9051], atol=1e-4
    )


def test_an_ideal_with_the_profile_of_a_brand_lies_on_it():
    """In correspondence analysis only proportions count: ten times the counts, the same place."""
    found = perceptual_map(smoke(), method="correspondence", ideals=10 * smoke().tail(2))
    np.testing.assert_allclose(found.ideals, found.brands[["x", "y"]].tail(2), atol=1e-12)
    nearest = found.rivals[found.rivals["rank"] == 1]
    assert nearest["brand"].tolist() == nearest["segment"].tolist()


@pytest.mark.parametrize("method", ["pca", "correspondence"])
@given(seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_the_order_of_rows_and_columns_does_not_turn_the_map(method, seed):
    """Signs are fixed: other rows first and other columns first give the same coordinates."""
    frame = smoke().astype(float)
    found = perceptual_map(frame, method=method)
    other = frame.sample(frac=1, random_state=seed).sample(frac=1, axis=1, random_state=seed)
    turned = perceptual_map(other, method=method)
    np.testing.assert_allclose(turned.brands.loc[found.brands.index], found.brands, atol=1e-9)
    rows = found.attributes.index
    np.testing.assert_allclose(turned.attributes.loc[rows], found.attributes, atol=1e-9)
    farthest = found.attributes[["x", "y"]].abs().idxmax()
    assert found.attributes["x"][farthest["x"]] > 0
    assert found.attributes["y"][farthest["y"]] > 0


def test_without_ideals_there_are_no_rivals():
    """The tables are there, empty, with their columns."""
    found = perceptual_map(smoke())
    assert found.ideals.empty
    assert list(found.rivals) == ["segment", "rank", "brand", "distance"]
    assert found.rivals.empty
