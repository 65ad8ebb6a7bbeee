"""Finding one person in several exports."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sklearn.metrics.cluster import pair_confusion_matrix

from segkit.clean import resolve_identities

SURNAMES, GIVEN = list("王李张刘陈杨赵黄周吴"), list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平")


def alike(kind: str, one, other) -> float:
    """Return how similar two values of a kind are found to be."""
    frames = {
        "a": pd.DataFrame({"value": [one], "link": ["same"]}),
        "b": pd.DataFrame({"value": [other], "link": ["same"]}),
    }
    pairs = resolve_identities(frames, fields={"value": kind, "link": "id"}).pairs
    return pairs.loc[0, "value"]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "138-0013-8000", "+86 13800138000"),
        ("phone", "１３８００１３８０００", "008613800138000"),
        ("phone", 13800138000, "13800138000.0"),
        ("phone", 13800138000.0, " 138 0013 8000 "),
        ("phone", "010-6552 9988", "01065529988"),
        ("email", "Li.Lei@QQ.com ", "li.lei＠qq.com"),
        ("name", "王 小明", "王小明先生"),
        ("name", "Ｌｉ Lei", "li-lei"),
        ("date", "1990年1月2日", pd.Timestamp("1990-01-02")),
        ("date", "1990/1/2", "19900102"),
        ("date", "8月13日", "8-13"),
        ("date", "2-29", "0229"),
        ("text", "上海市", "上海"),
        ("id", " oXyZ-1 ", "oXyZ-1"),
    ],
)
def test_values_written_differently_are_the_same(kind, one, other):
    """Blanks, width, case, codes and separators make no difference."""
    assert alike(kind, one, other) == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "138****8000", "138****8000"),
        ("phone", "12345", "12345"),
        ("email", "none", "none"),
        ("date", "1990", "1990"),
        ("date", "1990-13-02", "1990-13-02"),
        ("email", "l***@qq.com", "l***@qq.com"),
        ("date", "88-3-5", "88-3-5"),
        ("name", "王**", "王**"),
        ("name", "未知", "未知"),
        ("text", " - ", "-"),
        ("id", "NULL", "NULL"),
    ],
)
def test_values_that_say_nothing_are_missing(kind, one, other):
    """Masked, impossible and placeholder values are compared with nothing."""
    assert np.isnan(alike(kind, one, other))


@pytest.mark.parametrize(
    ("kind", "one", "other", "similarity"),
    [
        ("name", "王小明", "王晓明", 2 / 3),  # 2 * 2 shared of 3 + 3 characters
        ("name", "王伟", "李娜", 0.0),
        ("name", "li lei", "li wei", 0.5),  # li, il, le, ei and li, iw, we, ei share li and ei
        ("text", "上海浦东", "上海浦西", 0.75),
        ("date", "1990-01-02", "1990-02-02", 2 / 3),
        ("date", "1990-01-02", "1985-07-30", 0.0),
        ("date", "1986-08-13", "8-13", 1.0),  # both parts that both have
        ("date", "1986-08-13", "8-14", 0.5),
        ("phone", "13800138000", "13800138001", 0.0),
        ("id", "oXyZ", "oxyz", 0.0),
    ],
)
def test_similarity_agrees_with_values_worked_by_hand(kind, one, other, similarity):
    """Shared characters (Chinese) or pairs of letters, parts of a date; the rest is all or none."""
    assert alike(kind, one, other) == pytest.approx(similarity)


def test_names_in_two_scripts_are_not_compared():
    """Wang Wei and 王伟 may be the same name, so they neither agree nor disagree."""
    assert np.isnan(alike("name", "王伟", "Wang Wei"))


@pytest.fixture
def exports() -> dict[str, pd.DataFrame]:
    """Return two exports of four; in the crm the first two share a phone."""
    return {
        "crm": pd.DataFrame(
            {
                "name": ["王伟", "李娜", "张敏", "刘洋"],
                "phone": ["13800000001", "13800000001", "13800000003", "13800000004"],
            }
        ),
        "app": pd.DataFrame(
            {
                "name": ["王伟", "陈静", None, "赵磊"],
                "phone": ["13800000001", "13800000005", "13800000003", "13800000006"],
            }
        ),
    }


def test_weights_agree_with_a_table_worked_by_hand(exports):
    """The pairs of eight records, with odds of 1 to 7 beforehand.

    Phones: in the crm two of four records share one, so the mean of the others with one's phone is
    2 / 4 = 0.5, in the app none. The shared phone: 1 other of 4, log2(0.85 / 0.25). The phone ...3:
    0.5 of 4 in the crm, log2(0.85 / 0.125). Names: all differ, 0.01 of 4 in the crm and 0.01 of 3
    in the app, so 0.01 / 3 for 王伟, log2(0.9 / (0.01 / 3)). Disagreement on a name takes
    log2(0.1 / (1 - typical chance)), where the typical chance is the mean over the seven names.
    """
    table = resolve_identities(exports).pairs.set_index(["left", "right"])
    shared, alone = np.log2(0.85 / 0.25), np.log2(0.85 / 0.125)
    name = np.log2(0.9 / (0.01 / 3))
    # 0.01 / 3 for 王伟 (twice), 陈静 and 赵磊; 0.01 / 4 for the other three of the crm.
    differ = np.log2(0.1 / (1 - (4 * 0.01 / 3 + 3 * 0.01 / 4) / 7))
    expected = {
        (("crm", 0), ("app", 0)): shared + name,
        (("crm", 2), ("app", 2)): alone,
        (("crm", 0), ("crm", 1)): shared + differ,
        (("crm", 1), ("app", 0)): shared + differ,
    }
    assert table["weight"].to_dict() == pytest.approx(expected)
    assert table["against"].to_dict() == pytest.approx(
        {pair: min(weight - shared, 0) * (weight < shared) for pair, weight in expected.items()}
    )
    score = 1 / (1 + 7 * 2 ** -(shared + name))
    assert table["score"].iloc[0] == pytest.approx(score)
    assert table["same_person"].tolist() == [True, False, False, False]


def test_persons_come_with_the_number_of_their_records(exports):
    """A lower threshold links the nameless record; the index is that of export and row."""
    before = {name: frame.copy() for name, frame in exports.items()}
    persons = resolve_identities(exports, threshold=0.4).persons
    assert persons.index.tolist() == [(name, row) for name in exports for row in range(4)]
    assert persons["person"].tolist() == [f"P0000{number}" for number in (1, 2, 3, 4, 1, 5, 3, 6)]
    assert persons["records"].tolist() == [2, 1, 2, 1, 2, 1, 2, 1]
    for name, frame in exports.items():
        assert_frame_equal(frame, before[name])


def test_even_odds_are_the_default(exports):
    """The phone of two and nothing else scores 0.486 (2.77 bits against 1 to 7): not linked."""
    found = resolve_identities(exports)
    score = found.pairs.set_index(["left", "right"]).loc[(("crm", 2), ("app", 2)), "score"]
    assert score == pytest.approx(1 / (1 + 7 * 0.125 / 0.85))
    linked = found.pairs["score"] >= 0.5
    assert found.pairs["same_person"].tolist() == linked.tolist()


def test_one_export_may_come_alone():
    """Copies within one table are found, under the index of the table."""
    table = pd.DataFrame(
        {"name": ["王伟", "李娜", "王 伟"], "phone": ["13800000001", "13900000002", 13800000001]},
        index=["x", "y", "z"],
    )
    found = resolve_identities(table)
    assert found.persons["person"].to_dict() == {"x": "P00001", "y": "P00002", "z": "P00001"}
    assert found.pairs.loc[0, ["left", "right"]].tolist() == ["x", "z"]


def chain(**columns) -> dict[str, pd.DataFrame]:
    """Return three exports of two, with other columns put in.

    The first three records are father and mother, and one between with the id of him and the phone
    and mail of her.
    """
    table = pd.DataFrame(
        {
            "name": ["王伟", None, "李娜", "张敏", "刘洋", "陈静"],
            "birth_date": [
                "1980-01-01",
                None,
                "1983-05-06",
                "1990-01-01",
                "1991-01-01",
                "1992-01-01",
            ],
            "unionid": ["u1", "u1", "u2", "u3", "u4", "u5"],
            "email": ["a@x.cn", "b@x.cn", "b@x.cn", "c@x.cn", "d@x.cn", "e@x.cn"],
            "phone": [None, "13800000001", "13800000001", None, None, None],
        }
    ).assign(**columns)
    return {name: table.iloc[start::3] for start, name in enumerate(["crm", "app", "wechat"])}


def test_a_chain_does_not_join_people_who_contradict_one_another():
    """The record between is like both, but father and mother differ in name, birth and id.

    The stronger link (phone and mail) wins, and the pairs show that the other one was cut.
    """
    found = resolve_identities(chain(), threshold=0.8)
    linked = found.pairs[found.pairs["score"] >= 0.8]
    ends = [(left[1], right[1]) for left, right in linked[["left", "right"]].to_numpy()]
    assert ends == [(1, 2), (0, 1)]
    assert linked["same_person"].tolist() == [True, False]
    person = found.persons.droplevel(0)["person"]
    assert person[1] == person[2]
    assert person.nunique() == 5


def test_a_chain_without_contradiction_is_one_person():
    """Id with the first, phone and mail with the last, and nothing speaks against one person."""
    nothing = {"name": None, "birth_date": None}
    mail = [None, *[f"{letter}@x.cn" for letter in "bbcde"]]
    records = chain(**nothing, email=mail, unionid=["u1", "u1", None, "u3", "u4", "u5"])
    person = resolve_identities(records, threshold=0.8).persons.droplevel(0)["person"]
    assert person[[0, 1, 2]].nunique() == 1
    assert person.nunique() == 4


def test_a_value_of_many_makes_nobody_a_candidate():
    """Sixty people of one city are not compared, unless they share something rarer."""
    records = pd.DataFrame({"city": ["上海"] * 60, "phone": [f"138{n:08d}" for n in range(60)]})
    assert resolve_identities(records).pairs.empty
    records.loc[59, "phone"] = records.loc[0, "phone"]
    assert resolve_identities(records).pairs[["left", "right"]].to_numpy().tolist() == [[0, 59]]
    fifty = resolve_identities(records.iloc[:50])
    assert len(fifty.pairs) == 50 * 49 // 2


def test_one_record_is_one_person():
    """There is nothing to compare."""
    found = resolve_identities(pd.DataFrame({"phone": ["13800138000"]}))
    assert found.persons["person"].tolist() == ["P00001"]
    assert found.pairs.empty


def world(people: int, seed: int) -> tuple[dict[str, pd.DataFrame], np.ndarray]:
    """Return three messy exports of fictional people, and who each record is.

    One in seven has the phone of somebody else's family; the shop has typing errors and old phones.
    """
    rng = np.random.default_rng(seed)
    names = rng.choice(SURNAMES, people) + rng.choice(GIVEN, people) + rng.choice(GIVEN, people)
    everyone = pd.DataFrame(
        {
            "name": names,
            "phone": 13_000_000_000 + rng.choice(10**9, people, replace=False),
            "birth_date": pd.Timestamp("1960-01-01")
            + pd.to_timedelta(rng.integers(0, 16_000, people), unit="D"),
            "city": rng.choice(["上海", "北京", "广州", "成都"], people),
        }
    )
    family = rng.random(people) < 1 / 7
    everyone.loc[family, "phone"] = rng.choice(everyone["phone"], family.sum())
    crm, app, shop = (everyone[rng.random(people) < share].copy() for share in (0.8, 0.6, 0.6))
    crm["birth_date"] = crm["birth_date"].dt.strftime("%Y/%m/%d")
    app["phone"] = "+86 " + app["phone"].astype(str)
    app["name"] = app["name"].where(rng.random(len(app)) < 0.8)
    shop["phone"] = shop["phone"].where(rng.random(len(shop)) < 0.85, 15_000_000_000 + shop.index)
    typo = rng.random(len(shop)) < 0.1
    shop["name"] = shop["name"].mask(typo, shop["name"].str[:2] + "宁")
    shop["city"] = shop["city"] + "市"
    frames = {"crm": crm, "app": app, "shop": shop}
    return frames, np.concatenate([frame.index for frame in frames.values()])


def quality(truth: np.ndarray, persons: pd.Series) -> tuple[float, float]:
    """Return precision and recall of the pairs."""
    (_, wrong), (missed, right) = pair_confusion_matrix(truth, persons)
    return right / (right + wrong), right / (right + missed)


@pytest.mark.parametrize("seed", range(3))
def test_most_people_are_found_and_few_confused(seed):
    """Joining on the phone confuses families and misses new phones; weighing evidence does not."""
    frames, truth = world(700, seed)
    precision, recall = quality(truth, resolve_identities(frames).persons["person"])
    assert precision > 0.98
    assert recall > 0.98
    phones = pd.concat(frames)["phone"].astype(str).str[-11:]
    naive_precision, naive_recall = quality(truth, phones)
    assert precision > naive_precision + 0.1
    assert recall > naive_recall


def test_a_higher_threshold_is_more_careful():
    """Precision rises with the threshold, recall falls."""
    frames, truth = world(700, 0)
    found = [
        quality(truth, resolve_identities(frames, threshold=each).persons["person"])
        for each in (0.2, 0.5, 0.9, 0.9999)
    ]
    precision, recall = zip(*found, strict=True)
    assert list(precision) == sorted(precision)
    assert list(recall) == sorted(recall, reverse=True)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_persons_do_not_depend_on_the_order_of_records(seed, random):
    """Shuffled records of renamed exports fall into the same groups."""
    frames, _ = world(60, seed)
    persons = resolve_identities(frames).persons["person"]
    shuffled = {
        f"导出{name}": frame.sample(frac=1, random_state=seed) for name, frame in frames.items()
    }
    again = resolve_identities(shuffled).persons["person"]
    again.index = again.index.set_levels(again.index.levels[0].str.removeprefix("导出"), level=0)
    again = again.loc[persons.index]
    assert (pd.factorize(again)[0] == pd.factorize(persons)[0]).all()
