"""A reference match of the four exports, by which the targets and the plot judge them.

Two records are compared where they share a phone number, an e-mail address, a WeChat identity, a
name and a city, or a birthday and a city. Every field that agrees adds points, every one that
contradicts takes points away; pairs from a threshold on are joined.
Source: Fellegi and Sunter (1969), A theory for record linkage; the weights are round numbers.
"""

import re
import unicodedata

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from datasets.schema import Tables
from datasets.themes.channels_words import CITIES, SURNAMES, TEST_PHONE

COLUMNS = {
    "channels_crm": {"name": "name", "mobile": "phone", "email": "email",
                     "birth_date": "birth", "city": "city", "gender": "sex"},
    "channels_app": {"real_name": "name", "phone": "phone", "email": "email",
                     "union_id": "union", "birthday": "birth", "city": "city"},
    "channels_wechat": {"nickname": "name", "phone": "phone", "union_id": "union",
                        "city": "city", "sex": "sex"},
    "channels_store": {"holder": "name", "tel": "phone", "birthday": "birth",
                       "home_city": "city", "sex": "sex"},
}  # fmt: skip
FIELDS = ("name", "phone", "email", "union", "birth", "city", "sex")
SEXES = {"F": "F", "2": "F", "女": "F", "M": "M", "1": "M", "男": "M"}
CITY_OF = {each.lower(): chinese for chinese, pinyin in CITIES for each in (chinese, pinyin)}
SURNAME_SIGNS = {chinese for chinese, _ in SURNAMES}
BLOCKS = (["phone"], ["email"], ["union"], ["name", "city"], ["month_day", "city"])


def aligned(tables: Tables) -> pd.DataFrame:
    """Return all records in one frame, every field in one form, "" where it is missing."""
    parts = [
        tables[name].rename(columns=columns).reindex(columns=FIELDS)
        for name, columns in COLUMNS.items()
    ]
    raw = pd.concat(parts, ignore_index=True).astype(object)
    text = raw.where(raw.notna(), "").map(plain)
    text["phone"] = text["phone"].map(phone_digits)
    text["email"] = text["email"].str.lower().replace("test@example.com", "")
    text["birth"] = text["birth"].map(birth_digits)
    text["month_day"] = text["birth"].str[-4:]
    text["city"] = text["city"].str.lower().str.removesuffix("市").map(CITY_OF).fillna("")
    text["sex"] = text["sex"].map(SEXES).fillna("")
    text["name"] = text["name"].str.lower()
    tests = text["name"].str.contains("测试|^test|asdf", regex=True)
    text.loc[tests, ["name", "city", "month_day"]] = ""
    text.loc[~text["name"].map(is_name), "name"] = ""
    return text


def is_name(text: str) -> bool:
    """Return whether a text may be a person's name: pinyin, or Chinese from a surname on.

    >>> [is_name(each) for each in ("王晓明", "wangxiaoming", "阳光")]
    [True, True, False]
    """
    return text[:1] in SURNAME_SIGNS or text.isascii()


def plain(value: object) -> str:
    """Return a value as text with half-width characters and without blanks.

    >>> plain(" １２０ 3")
    '1203'
    """
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)))


def phone_digits(text: str) -> str:
    """Return the eleven digits of a number, "" if they are not all there.

    >>> [phone_digits(each) for each in ("+86-12012345678", "12012345678.0", "120****5678")]
    ['12012345678', '12012345678', '']
    """
    digits = re.sub(r"\D", "", text.removesuffix(".0")).removeprefix("86")
    return digits if len(digits) == 11 and digits != TEST_PHONE else ""


def birth_digits(text: str) -> str:
    """Return year, month and day, or month and day alone; "" for placeholders and the absurd.

    >>> [birth_digits(each) for each in ("1988年3月5日", "88-3-5", "3-5", "1990-01-01")]
    ['19880305', '19880305', '0305', '']
    """
    parts = [int(each) for each in re.findall(r"\d+", text)]
    if len(parts) == 1 and len(text) == 8:
        parts = [int(text[:4]), int(text[4:6]), int(text[6:])]
    if len(parts) == 2:
        return f"{parts[0]:02d}{parts[1]:02d}"
    if len(parts) != 3:
        return ""
    year = parts[0] + (1900 if 20 < parts[0] < 100 else 2000 if parts[0] <= 20 else 0)
    odd = (year, parts[1], parts[2]) == (1990, 1, 1) or not 1920 <= year <= 2015
    return "" if odd else f"{year}{parts[1]:02d}{parts[2]:02d}"


def scored_pairs(merged: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs worth comparing, by position (`one` < `two`), and their scores."""
    found = [blocked(merged, keys) for keys in BLOCKS]
    pairs = pd.concat(found).drop_duplicates(ignore_index=True)
    left, right = (merged.iloc[pairs[side]].reset_index(drop=True) for side in ("one", "two"))
    score = sum(
        np.select([both(left, right, name) & (left[name] == right[name]),
                   both(left, right, name)], [agree, differ], 0.0)
        for name, agree, differ in (
            ("phone", 3.5, -0.5), ("email", 5.0, -1.0), ("union", 7.0, -6.0), ("sex", 0.2, -2.0),
            ("city", 0.3, -1.0))
    )  # fmt: skip
    return pairs.assign(score=score + names_score(left, right) + births_score(left, right))


def blocked(merged: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the pairs of records whose keys are all given and equal."""
    given = (merged[keys] != "").all(axis=1)
    rows = merged.loc[given, keys].assign(at=np.flatnonzero(given))
    pairs = rows.merge(rows, on=keys, suffixes=("_one", "_two"))
    pairs = pairs[pairs["at_one"] < pairs["at_two"]]
    return pairs[["at_one", "at_two"]].set_axis(["one", "two"], axis=1)


def both(left: pd.DataFrame, right: pd.DataFrame, name: str) -> np.ndarray:
    """Return where a field is given on both sides."""
    return ((left[name] != "") & (right[name] != "")).to_numpy()


def names_score(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    """Return points for names: equal, close, of one surname, or of two."""
    return np.array([name_points(*each) for each in zip(left["name"], right["name"], strict=True)])


def name_points(one: str, two: str) -> float:
    """Return the points of two names; Chinese against pinyin says nothing.

    >>> [name_points("王晓明", each) for each in ("王晓明", "王小明", "王*明", "王女士", "李娜")]
    [3.0, 1.0, 1.0, 0.0, -3.0]
    """
    chinese = [bool(re.match(r"[一-鿿]", each)) for each in (one, two)]
    if not one or not two or not chinese[0] or not chinese[1]:
        return 2.5 * (one == two and len(one) > 6)
    if one == two:
        return 3.0
    if one[0] != two[0]:
        return -3.0
    if {one[1:], two[1:]} & {"女士", "先生"}:
        return 0.0
    if len(one) != len(two):
        return -2.0
    same = sum(a == b or "*" in (a, b) for a, b in zip(one, two, strict=True))
    return 1.0 if same >= len(one) - 1 and (len(one) > 2 or "*" in one + two) else -1.0


def births_score(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    """Return points for days of birth: equal, equal but for the year, or different."""
    whole = (left["birth"].str.len() == 8) & (right["birth"].str.len() == 8)
    same = left["birth"] == right["birth"]
    short = left["month_day"] == right["month_day"]
    given = both(left, right, "birth")
    return np.select([~given, whole & same, ~whole & short], [0.0, 4.0, 2.5], -3.0)


def by_phone(merged: pd.DataFrame) -> np.ndarray:
    """Return a label per record: one for each number, one for each record without a number."""
    alone = "row " + merged.index.astype(str)
    return pd.factorize(merged["phone"].where(merged["phone"] != "", alone))[0]


def by_score(pairs: pd.DataFrame, count: int, threshold: float) -> np.ndarray:
    """Return a label per record: records linked by scores from the threshold on share one."""
    kept = pairs[pairs["score"] >= threshold]
    links = coo_array((np.ones(len(kept)), (kept["one"], kept["two"])), shape=(count, count))
    return connected_components(links, directed=False)[1]


def precision_recall(labels: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Return the shares of the joined pairs that belong together, and of those that are joined.

    Records without a person (test accounts, blank forms) belong with nothing.

    >>> precision_recall(np.array([0, 0, 0, 1]), np.array(["a", "a", "b", "b"], dtype=object))
    (0.3333333333333333, 0.5)
    """
    person = pd.Series(truth, dtype=object)
    person = person.where(person.notna(), "row " + person.index.astype(str)).to_numpy()
    cells = pd.Series(labels).groupby([labels, person]).size()

    def joined(sizes: pd.Series) -> int:
        return int((sizes * (sizes - 1) // 2).sum())

    right = joined(cells)
    made = joined(cells.groupby(level=0).sum())
    wanted = joined(cells.groupby(level=1).sum())
    return right / max(made, 1), right / max(wanted, 1)
