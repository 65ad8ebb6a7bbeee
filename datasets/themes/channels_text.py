"""How four systems write the same name, number, date and city, mistakes included.

Each function takes the records and a weight per form, and returns one text per record, None where
it is missing.
"""

import numpy as np
import pandas as pd

from datasets.draws import pick
from datasets.themes.channels_words import CITIES, HOMOPHONES

WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
PLACEHOLDER = "1990-01-01"
ABSURD = ("1893-01-01", "1900-01-01", "2025-06-18")


def forms(rng: np.random.Generator, count: int, weights: tuple[float, ...]) -> list[int]:
    """Return the number of a form for each record."""
    return pick(rng, np.tile(np.array(weights, dtype=float), (count, 1))).tolist()


def names(rng: np.random.Generator, seen: pd.DataFrame, weights: tuple) -> np.ndarray:
    """Return names: as they are, misspelt, in pinyin, in capitals, masked, with blanks, by title.

    The last form is missing.
    """
    chosen = forms(rng, len(seen), weights)
    parts = seen[["surname", "given", "surname_pinyin", "given_pinyin", "woman"]]
    rows = zip(chosen, parts.itertuples(index=False), strict=True)
    return np.array([name(form, person) for form, person in rows], dtype=object)


def name(form: int, person) -> str | None:
    """Return one name in one form.

    >>> from types import SimpleNamespace
    >>> person = SimpleNamespace(surname="王", given="晓明", surname_pinyin="wang",
    ...                          given_pinyin="xiaoming", woman=True)
    >>> [name(form, person) for form in range(8)]
    ['王晓明', '王小铭', 'Wang Xiaoming', 'WANG XIAOMING', '王*明', ' 王 晓明', '王女士', None]
    """
    full = person.surname + person.given
    spelt = f"{person.surname_pinyin} {person.given_pinyin}"
    misspelt = "".join(HOMOPHONES.get(sign, sign) for sign in person.given)
    masked = f"{person.surname}*" + (person.given[-1] if len(person.given) > 1 else "")
    return (
        full,
        person.surname + misspelt,
        spelt.title(),
        spelt.upper(),
        masked,
        f" {person.surname} {person.given}",
        person.surname + ("女士" if person.woman else "先生"),
        None,
    )[form]


def phones(rng: np.random.Generator, seen: pd.DataFrame, weights: tuple) -> np.ndarray:
    """Return phone numbers: plain or in one of ten other forms, the last two without a number."""
    chosen = forms(rng, len(seen), weights)
    spots = rng.integers(3, 10, len(seen)).tolist()
    rows = zip(chosen, seen["number"], spots, strict=True)
    return np.array([phone(*each) for each in rows], dtype=object)


def phone(form: int, number: str, spot: int) -> str | None:
    """Return one number in one form; `spot` is where two digits change places.

    >>> [phone(form, "12012345678", 9) for form in (1, 3, 7, 8, 9)]
    ['120 1234 5678', '+86-12012345678', '120****5678', '12012345678.0', '12012345687']
    """
    groups = (number[:3], number[3:7], number[7:])
    swapped = number[:spot] + number[spot + 1] + number[spot] + number[spot + 2 :]
    return (
        number,
        " ".join(groups),
        "-".join(groups),
        f"+86-{number}",
        f"+86{number}",
        number.translate(WIDE_DIGITS),
        f" {number} ",
        f"{groups[0]}****{groups[2]}",
        f"{number}.0",
        swapped,
        None,
        "无",
    )[form]


def mails(rng: np.random.Generator, seen: pd.DataFrame, missing: float) -> np.ndarray:
    """Return e-mail addresses, some in capitals or with a blank behind."""
    chosen = forms(rng, len(seen), (0.9, 0.06, 0.04))
    gone = (rng.random(len(seen)) < missing) | seen["email"].isna()
    rows = zip(chosen, seen["email"].fillna(""), strict=True)
    texts = np.array([(mail, mail.upper(), f"{mail} ")[form] for form, mail in rows], dtype=object)
    return np.where(gone, None, texts)


def births(rng: np.random.Generator, seen: pd.DataFrame, weights: tuple) -> np.ndarray:
    """Return days of birth in one of seven forms, a placeholder, an absurd one or none."""
    chosen = forms(rng, len(seen), weights)
    odd = rng.integers(len(ABSURD), size=len(seen)).tolist()
    rows = zip(chosen, seen["born"].astype(str).str[:10], odd, strict=True)
    return np.array([birth(*each) for each in rows], dtype=object)


def birth(form: int, iso: str, odd: int) -> str | None:
    """Return one day of birth in one form.

    >>> [birth(form, "1988-03-05", 0) for form in (1, 2, 3, 4, 5, 6, 8)]
    ['1988/3/5', '1988年3月5日', '19880305', '1988.03.05', '88-3-5', '3-5', '1893-01-01']
    """
    year, month, day = (int(each) for each in iso.split("-"))
    return (
        iso,
        f"{year}/{month}/{day}",
        f"{year}年{month}月{day}日",
        iso.replace("-", ""),
        iso.replace("-", "."),
        f"{year % 100:02d}-{month}-{day}",
        f"{month}-{day}",
        PLACEHOLDER,
        ABSURD[odd],
        None,
    )[form]


def cities(rng: np.random.Generator, seen: pd.DataFrame, weights: tuple) -> np.ndarray:
    """Return cities in Chinese, with the word for city, in pinyin of three kinds, or none."""
    chosen = forms(rng, len(seen), weights)
    rows = zip(chosen, seen["city"], strict=True)
    return np.array([city(form, *CITIES[number]) for form, number in rows], dtype=object)


def city(form: int, chinese: str, pinyin: str) -> str | None:
    """Return one city in one form.

    >>> [city(form, "上海", "Shanghai") for form in range(6)]
    ['上海', '上海市', 'Shanghai', 'SHANGHAI', 'shanghai ', None]
    """
    return (chinese, f"{chinese}市", pinyin, pinyin.upper(), f"{pinyin.lower()} ", None)[form]


def slashed(days: np.ndarray) -> list[str]:
    """Return dates as the tills write them.

    >>> slashed(np.array(["2025-03-05"], dtype="datetime64[D]"))
    ['2025/3/5']
    """
    split = (each.split("-") for each in days.astype(str).tolist())
    return [f"{year}/{int(month)}/{int(day)}" for year, month, day in split]
