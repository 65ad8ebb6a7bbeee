"""How many clusters: what choose_k says of each k."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_score

from segkit.cluster import choose, choose_k

CALM = settings(max_examples=25, deadline=None, derandomize=True)
# Ruspini (1970), 75 points in four groups: x, then y.
RUSPINI = (
    "4 5 10 9 13 13 12 15 18 19 22 27 28 24 27 28 30 31 32 36 28 32 35 33 38 41 38 38 32 34 44 44 "
    "44 46 47 49 50 53 52 55 54 60 63 86 85 85 78 74 97 98 98 99 99 101 108 110 108 111 115 117 70 "
    "77 83 61 69 78 66 58 64 69 66 61 76 72 64",
    "53 63 59 77 49 69 88 75 61 65 74 72 76 58 55 60 52 60 61 72 147 149 153 154 151 150 145 143 "
    "143 141 156 149 143 142 149 152 142 144 152 155 124 136 139 132 115 96 94 96 122 116 124 119 "
    "128 115 111 111 116 126 117 115 4 12 21 15 15 16 18 13 20 21 23 25 27 31 30",
)


@pytest.fixture
def four_groups() -> np.ndarray:
    """Make the blobs of scikit-learn's page on silhouettes: four groups, two of them near."""
    points, _ = make_blobs(
        n_samples=500,
        n_features=2,
        centers=4,
        cluster_std=1,
        center_box=(-10.0, 10.0),
        shuffle=True,
        random_state=1,
    )
    return points


def test_a_table_worked_by_hand():
    """Four customers spent 0, 2, 10 and 12; k-means parts them in the middle.

    Inertia: four times 1. Silhouette of 0: within 2, to the others (10 + 12) / 2 = 11, so 9 / 11;
    of 2: within 2, to the others (8 + 10) / 2 = 9, so 7 / 9; the other side is its mirror, and the
    mean is 79 / 99. BIC: v = 4 / 4 = 1, log L = 4 log(1/2) - 2 (1 + log 2 pi), and 2 * 2 free
    values cost 4 log 4 = 8 log 2, so 16 log 2 + 4 + 4 log 2 pi in all.
    """
    spend = pd.DataFrame({"monetary_cny": [0, 2, 10, 12]})
    row = choose_k(spend, k=2, n_ref=0, n_boot=0).loc[2]
    assert row["inertia"] == pytest.approx(4)
    assert row["silhouette"] == pytest.approx(79 / 99)
    assert row["bic"] == pytest.approx(16 * np.log(2) + 4 + 4 * np.log(2 * np.pi))
    assert row[["gap", "gap_se", "stability"]].isna().all()


def test_silhouettes_are_those_that_scikit_learn_prints(four_groups):
    """Its example "Selecting the number of clusters with silhouette analysis" prints them."""
    table = choose_k(four_groups, k=range(2, 5), n_ref=0, n_boot=0)
    printed = [0.7049787496083262, 0.5882004012129721, 0.6505186632729437]
    assert table["silhouette"].tolist() == pytest.approx(printed, abs=1e-7)


def test_the_silhouette_of_ruspinis_points_is_that_of_r():
    """The manual of R's package cluster gives 0.737657 for pam(ruspini, 4)."""
    points = np.array([line.split() for line in RUSPINI], dtype=float).T
    table = choose_k(points, k=range(2, 7), n_ref=0, n_boot=0, n_init=10)
    assert table.loc[4, "silhouette"] == pytest.approx(0.737657, abs=5e-7)
    assert table["silhouette"].idxmax() == 4


@CALM
@given(
    numbers=st.lists(
        st.tuples(st.integers(-50, 50), st.integers(-3, 3)), min_size=4, max_size=40, unique=True
    ),
    seed=st.integers(0, 99),
)
def test_silhouettes_equal_those_of_scikit_learn(numbers, seed):
    """For any labels, whole numbers or not, blocks or not, clusters of one or not."""
    matrix = np.array(numbers + numbers[:2], dtype=float) / 7
    rng = np.random.default_rng(seed)
    labellings = [_labels(rng, k, len(matrix)) for k in (2, 3)]
    expected = [silhouette_score(matrix, labels) for labels in labellings]
    assert choose._silhouettes(matrix, labellings) == pytest.approx(expected, abs=1e-7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose, "_CELLS", 70)
        assert choose._silhouettes(matrix, labellings) == pytest.approx(expected, abs=1e-7)


def _labels(rng: np.random.Generator, k: int, n: int) -> np.ndarray:
    """Return labels at random, each of them used."""
    labels = rng.integers(k, size=n)
    labels[:k] = range(k)
    return labels


@CALM
@given(seed=st.integers(0, 99))
def test_silhouettes_know_neither_order_nor_names_nor_units(seed):
    """Other rows first, other numbers for the clusters, other units: the same widths."""
    rng = np.random.default_rng(seed)
    matrix, labels = rng.normal(size=(30, 3)), _labels(rng, 4, 30)
    order, names = rng.permutation(30), rng.permutation(4)
    widths = choose._silhouettes(matrix, [labels])
    assert choose._silhouettes(matrix[order], [labels[order]]) == pytest.approx(widths)
    assert choose._silhouettes(matrix, [names[labels]]) == pytest.approx(widths)
    assert choose._silhouettes(1e6 * matrix + 1e4, [labels]) == pytest.approx(widths)


def test_distances_are_never_all_in_memory():
    """11,000 rows would take 968 MB for all distances; the blocks and sums take less than 80."""
    rng = np.random.default_rng(0)
    matrix, labels = rng.normal(size=(11_000, 3)), _labels(rng, 5, 11_000)
    tracemalloc.start()
    choose._silhouettes(matrix, [labels])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80e6


def gap_rule(table: pd.DataFrame) -> pd.Series:
    """Return whether the gap of each k reaches that of the next less its standard error."""
    return table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)


def test_every_measure_finds_the_planted_clusters():
    """Five groups far apart: silhouette, gap, BIC and stability all choose k = 5."""
    points, _ = make_blobs(n_samples=300, centers=5, n_features=4, cluster_std=0.6, random_state=4)
    table = choose_k(points, k=range(1, 8), n_ref=5, n_boot=5)
    assert table["silhouette"].idxmax() == table["bic"].idxmin() == 5
    assert gap_rule(table).idxmax() == 5
    assert table.loc[5, "stability"] > 0.99
    assert table["inertia"].is_monotonic_decreasing


def test_every_measure_refuses_noise():
    """Customers spread evenly: the gap chooses one cluster, and no solution comes again."""
    noise = np.random.default_rng(1).uniform(size=(300, 4))
    table = choose_k(noise, k=range(1, 6), n_ref=10, n_boot=5)
    assert gap_rule(table).idxmax() == table["bic"].idxmin() == 1
    assert table["silhouette"].max() < 0.3
    assert table["stability"].max() < 0.8


def test_one_cluster_has_no_silhouette_and_no_stability(four_groups):
    """They compare clusters; the other measures are there."""
    row = choose_k(four_groups, k=1, n_ref=2).loc[1]
    assert row[["silhouette", "stability"]].isna().all()
    assert row[["inertia", "gap", "gap_se", "bic"]].notna().all()


def test_units_shift_neither_gap_nor_the_choice_by_bic(four_groups):
    """Fen instead of yuan: the gap stays, the BIC moves by 2 n d log 100 / 2 for every k."""
    yuan = choose_k(four_groups, k=[2, 4], n_ref=3, n_boot=2)
    fen = choose_k(100 * four_groups, k=[2, 4], n_ref=3, n_boot=2)
    same = ["silhouette", "gap", "gap_se", "stability"]
    assert_frame_equal(yuan[same], fen[same])
    shift = pd.Series(2 * 500 * 2 * np.log(100) * 1.0, index=yuan.index, name="bic")
    assert_series_equal(fen["bic"] - yuan["bic"], shift)


def test_duplicates_and_constant_columns_are_welcome(four_groups):
    """Every customer twice, and a column without variation: the same silhouettes, nearly."""
    plain = choose_k(four_groups, k=[2, 4], n_ref=2, n_boot=2)
    padded = np.column_stack([np.vstack([four_groups] * 2), np.ones(1000)])
    twice = choose_k(padded, k=[2, 4], n_ref=2, n_boot=2)
    assert twice["silhouette"].tolist() == pytest.approx(plain["silhouette"].tolist(), abs=0.005)
    assert twice["inertia"].tolist() == pytest.approx((2 * plain["inertia"]).tolist())


def test_frames_arrays_and_huge_whole_numbers_give_one_answer(four_groups):
    """A frame with Chinese names, its array and whole numbers about 10^12 are read alike."""
    whole = (four_groups * 1e6).round().astype(np.int64) + 10**12
    frame = pd.DataFrame(whole, columns=["消费额", "频次"], index=range(500, 0, -1))
    before = frame.copy()
    table = choose_k(frame, k=range(2, 4), n_ref=2, n_boot=2)
    assert_frame_equal(table, choose_k(whole, k=[3, 2, 3], n_ref=2, n_boot=2))
    assert table["silhouette"].tolist() == pytest.approx([0.7049787, 0.5882004], abs=1e-6)
    assert_frame_equal(frame, before)
