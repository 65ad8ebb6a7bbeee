"""K-prototypes: clusters of mixed data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sklearn.cluster import KMeans
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.datasets import make_blobs
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from segkit.cluster import KPrototypes

CALM = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture
def customers() -> pd.DataFrame:
    """Six customers: three buy little in the app, three much in shops, one of them by phone."""
    return pd.DataFrame(
        {
            "frequency_orders": [1.0, 2, 3, 9, 10, 11],
            "channel": ["app", "app", "app", "shop", "shop", "phone"],
            "member": [False, False, True, True, True, True],
        },
        index=list("ABCDEF"),
    )


@parametrize_with_checks([KPrototypes()])
@pytest.mark.filterwarnings("ignore:Skipping check")
@pytest.mark.filterwarnings(
    "ignore:n_clusters is 8, but only:sklearn.exceptions.ConvergenceWarning"
)
def test_the_estimator_keeps_the_contract_of_scikit_learn(estimator, check):
    """It works in pipelines, after cloning and pickling, and refuses what it should."""
    check(estimator)


def test_a_table_worked_by_hand(customers):
    """With gamma 3 the squares cost 1 + 0 + 1 on either side, member C and channel F 3 each: 10."""
    model = KPrototypes(n_clusters=2, gamma=3.0).fit(customers)
    centres = model.cluster_centers_.sort_values("frequency_orders")
    assert centres["frequency_orders"].tolist() == [2, 10]
    assert centres["channel"].tolist() == ["app", "shop"]
    assert centres["member"].tolist() == [False, True]
    assert model.cost_ == pytest.approx(10)
    low = model.labels_[0]
    assert (model.labels_ == low).tolist() == [True, True, True, False, False, False]
    assert (model.predict(customers) == model.labels_).all()


def test_gamma_is_half_the_mean_standard_deviation(customers):
    """Of 1, 2, 3, 9, 10, 11 the variance is 2/3 + 16, so gamma is sqrt(50/3) / 2."""
    assert KPrototypes(2).fit(customers).gamma_ == pytest.approx(np.sqrt(50 / 3) / 2)
    assert KPrototypes(2).fit(customers[["channel", "member"]]).gamma_ == 1
    assert KPrototypes(2).fit(customers.assign(frequency_orders=5.0)).gamma_ == 1


def test_the_stocks_of_kmodes_fall_as_in_its_tests():
    """From the start in kmodes' tests (test_kprotoypes_init_stocks) its partition comes out."""
    sectors = ["tech", "nrg", "tech", "tech", "fin", "fin", "tel", "cons", "cons", "tel"]
    stocks = pd.DataFrame(
        {
            "cap": [
                *(738.5, 369.5, 368.2, 346.7, 343.5, 282.4),
                *(282.1, 279.7, 257.2, 205.2, 192.1, 195.7),
            ],
            "sector": [*sectors, "tech", "nrg"],
            "country": ["USA"] * 6 + ["CN"] + ["USA"] * 4 + ["NL"],
        }
    )
    start = pd.DataFrame(
        {
            "cap": [356.975, 275.35, 738.5, 197.667],
            "sector": ["tech", "cons", "tech", "nrg"],
            "country": ["USA"] * 4,
        }
    )
    expected = [2, 0, 0, 0, 0, 1, 1, 1, 1, 3, 3, 3]
    assert KPrototypes(4, init=start).fit_predict(stocks).tolist() == expected
    array = stocks.to_numpy(dtype=object)
    model = KPrototypes(4, init=start.set_axis(range(3), axis=1), categorical=[1, 2]).fit(array)
    assert model.labels_.tolist() == expected
    assert model.cluster_centers_[1].tolist() == ["tech", "cons", "tech", "nrg"]


def test_without_categories_it_is_k_means():
    """From the same start the cost is the inertia and the labels are equal."""
    points, _ = make_blobs(n_samples=200, centers=4, n_features=3, random_state=2)
    start = points[:4]
    other = KMeans(4, init=start, n_init=1, tol=0).fit(points)
    model = KPrototypes(4, init=pd.DataFrame(start)).fit(points)
    assert model.cost_ == pytest.approx(other.inertia_)
    assert (model.labels_ == other.labels_).all()
    assert model.cluster_centers_.to_numpy() == pytest.approx(other.cluster_centers_)


def test_without_numbers_it_is_k_modes():
    """The cost counts the categories that differ: only the last customer's city does."""
    frame = pd.DataFrame({"city": list("aabbc"), "tier": list("xxyyy")})
    model = KPrototypes(2).fit(frame)
    assert model.cost_ == 1
    assert sorted(model.cluster_centers_["city"]) == ["a", "b"]


def planted(seed: int, n: int = 60) -> tuple[pd.DataFrame, np.ndarray]:
    """Return customers of three clusters that differ in numbers and in city, and the clusters."""
    rng = np.random.default_rng(seed)
    truth = np.resize(range(3), n)
    frame = pd.DataFrame(
        {
            "spend": 8.0 * truth + rng.normal(size=n),
            "visits": rng.normal(size=n),
            "city": np.array(["北京", "上海", "é"])[truth],
            "noise": rng.choice(["x", "y"], size=n),
        }
    )
    return frame, truth


@CALM
@given(seed=st.integers(0, 999))
def test_planted_clusters_are_found(seed):
    """Three clusters far apart come out whatever the seed, in any order of the rows."""
    frame, truth = planted(seed)
    model = KPrototypes(3, random_state=seed).fit(frame)
    assert adjusted_rand_score(truth, model.labels_) == 1
    shuffled = frame.sample(frac=1, random_state=seed)
    again = KPrototypes(3, random_state=seed).fit(shuffled)
    assert again.cost_ == pytest.approx(model.cost_)
    assert adjusted_rand_score(truth[shuffled.index], again.labels_) == 1


@CALM
@given(seed=st.integers(0, 999))
def test_names_and_units_do_not_matter(seed):
    """Other names of the categories, cents instead of yuan: the same clusters from one start."""
    frame, _ = planted(seed, n=30)
    model = KPrototypes(3, init=frame.head(3), gamma=2.0).fit(frame)
    renamed = frame.assign(city=frame["city"].map({"北京": "n", "上海": "m", "é": "l"}))
    other = KPrototypes(3, init=renamed.head(3), gamma=2.0).fit(renamed)
    assert (other.labels_ == model.labels_).all()
    scaled = frame.assign(spend=100 * frame["spend"], visits=100 * frame["visits"])
    other = KPrototypes(3, init=scaled.head(3), gamma=2e4).fit(scaled)
    assert (other.labels_ == model.labels_).all()
    assert other.cost_ == pytest.approx(1e4 * model.cost_)
    doubled = pd.concat([frame, frame])
    other = KPrototypes(3, init=frame.head(3), gamma=2.0).fit(doubled)
    assert other.cost_ == pytest.approx(2 * model.cost_)


def test_the_cost_never_rises_and_ends_at_a_fixed_point():
    """More passes never cost more, and the last centres are those of the last labels."""
    frame, _ = planted(3)
    start = frame.iloc[[0, 3, 6]]
    costs = [KPrototypes(3, init=start, max_iter=passes).fit(frame).cost_ for passes in range(1, 6)]
    assert costs == sorted(costs, reverse=True)
    model = KPrototypes(3, init=start).fit(frame)
    means = frame.groupby(model.labels_)["spend"].mean().to_numpy()
    assert model.cluster_centers_["spend"].to_numpy() == pytest.approx(means)
    assert model.n_iter_ < model.max_iter


def test_an_empty_cluster_is_filled():
    """Two equal centres to start from: one gets no customer and is sent to the dearest one."""
    frame, truth = planted(5)
    model = KPrototypes(3, init=frame.iloc[[0, 0, 1]]).fit(frame)
    assert adjusted_rand_score(truth, model.labels_) == 1


def test_a_category_that_fit_did_not_see_is_refused(customers):
    """The column and the category are named."""
    model = KPrototypes(2).fit(customers)
    new = customers.assign(channel="小程序")
    with pytest.raises(ValueError, match="'channel' holds '小程序', which fit did not"):
        model.predict(new)


def test_columns_are_told_by_their_type(customers):
    """Booleans, categories and text are categories; listed whole numbers too; names may be any."""
    typed = customers.assign(channel=customers["channel"].astype("category"), region=[3] * 6)
    model = KPrototypes(2, gamma=3.0).fit(typed)
    assert model.cost_ == pytest.approx(10)
    listed = KPrototypes(2, gamma=3.0, categorical=["channel", "member", "region"]).fit(typed)
    assert listed.cost_ == pytest.approx(10)
    numbered = KPrototypes(2, gamma=3.0).fit(customers.set_axis([7, 8, 9], axis=1))
    assert list(numbered.cluster_centers_) == [7, 8, 9]
    assert (numbered.labels_ == KPrototypes(2, gamma=3.0).fit(customers).labels_).all()


def test_it_ends_a_pipeline(customers):
    """The numbers are scaled, the categories pass, names stay."""
    scale = make_column_transformer(
        (StandardScaler(), make_column_selector(dtype_include=float)),
        remainder="passthrough",
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")
    pipeline = make_pipeline(scale, KPrototypes(2)).fit(customers)
    assert len(set(pipeline.predict(customers))) == 2
    assert set(pipeline[-1].cluster_centers_) == set(customers)


def test_fewer_rows_that_differ_than_clusters_is_a_warning(customers):
    """There are as many clusters as different rows then."""
    same = pd.concat([customers.iloc[[0, 3]]] * 3)
    with pytest.warns(ConvergenceWarning, match="n_clusters is 3, but only 2 rows differ"):
        model = KPrototypes(3).fit(same)
    assert len(model.cluster_centers_) == 2
    assert model.cost_ == 0


def test_one_customer_is_one_cluster(customers):
    """And a constant column is no obstacle."""
    model = KPrototypes(1).fit(customers.iloc[[0]])
    assert model.labels_.tolist() == [0]
    assert model.cost_ == 0


def test_huge_whole_numbers_keep_their_distances():
    """Amounts of 10^15 that differ by 8 are told apart."""
    frame = pd.DataFrame({"amount_fen": 10**15 + np.array([0, 8, 800, 808]), "city": list("aaaa")})
    model = KPrototypes(2).fit(frame)
    assert model.cost_ == pytest.approx(64)
    assert model.labels_[0] == model.labels_[1] != model.labels_[2]


def test_the_callers_frame_stays(customers):
    """Neither the data nor the start is changed."""
    before = customers.copy()
    start = customers.head(2)
    KPrototypes(2, init=start).fit(customers).predict(customers)
    assert_frame_equal(customers, before)
    assert_frame_equal(start, before.head(2))
