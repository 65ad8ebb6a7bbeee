"""What may be shown of few people: bounds in the place of small counts, words without names.

A count below the smallest group is not shown, and neither is one from which it could be worked
out with the totals beside it.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product

import pandas as pd

Both = dict[str, str]
"""A text in Chinese (`zh`) and in English (`en`)."""


@dataclass(frozen=True)
class Share:
    """A share of a group, or a bound of it where the exact share would tell of few people.

    >>> str(Share(0.625)), str(Share(0.9, "≥")), str(Share(float("nan")))
    ('62%', '≥ 90%', '–')
    """

    value: float
    sign: str = ""

    def __str__(self) -> str:
        if pd.isna(self.value):
            return "–"
        return f"{self.sign} {self.value:.0%}".strip()


def share_of(share: float, people: int, *, least: int) -> Share:
    """Return a mean share; a bound if what is missing from 0 or from 1 is below `least` people.

    >>> [str(share_of(x / 40, 40, least=5)) for x in (0, 4, 5, 35, 36, 40)]
    ['0%', '≤ 10%', '12%', '88%', '≥ 90%', '100%']
    """
    if pd.isna(share):
        return Share(share)
    right = round(share * people, 9)  # free of what floats lack
    if 0 < people - right < least:
        return Share(math.floor(100 * (people - least + 1) / people) / 100, "≥")
    if 0 < right < least:
        return Share(math.ceil(100 * (least - 1) / people) / 100, "≤")
    return Share(share)


def count_of(count: int, people: int, *, least: int) -> str:
    """Return how many of a group, or a bound if these or the others are fewer than `least`.

    >>> [count_of(x, 40, least=5) for x in (0, 4, 5, 35, 36, 40)]
    ['0', '< 5', '5', '35', '> 35', '40']
    """
    if 0 < count < least:
        return f"< {least}"
    return f"> {people - least}" if 0 < people - count < least else str(count)


def people(count: int, *, least: int) -> Both:
    """Return a number of people in words that hold within a sentence.

    >>> people(3, least=5)["en"], people(8, least=5)["en"], people(3, least=5)["zh"]
    ('fewer than 5', '8', '少于 5 人')
    """
    if 0 < count < least:
        return {"zh": f"少于 {least} 人", "en": f"fewer than {least}"}
    return {"zh": f"{count} 人", "en": str(count)}


def at_least(least: int) -> Both:
    """Return the words for a count that is hidden because the total would give away another."""
    return {"zh": f"不少于 {least} 人", "en": f"{least} or more"}


def answers(counts: list[int], *, least: int) -> tuple[list[str], float]:
    """Return how many chose 1, 2, 3, … and the mean to one decimal, as they can be shown.

    Counts below `least` are shown as that. Larger ones are hidden too, the smallest first, until
    the people in hidden cells are `least` at least and each small count could be another one with
    the same total and mean. If that is never so, the mean is left out.

    >>> answers([0, 2, 3, 20, 12], least=5)
    (['< 5', '< 5', '< 5', '20', '12'], 4.1)
    >>> answers([3, 0, 0, 20, 14], least=5)
    (['< 5', '< 5', '< 5', '20', '≥ 5'], 4.1)
    """
    for with_mean in (True, False):
        hidden = _hidden(counts, least=least, with_mean=with_mean)
        if hidden is not None:
            mean = _mean(counts) if with_mean else math.nan
            return [_cell(i in hidden, count, least) for i, count in enumerate(counts)], mean
    return [_cell(True, count, least) for count in counts], math.nan


def _cell(is_hidden: bool, count: int, least: int) -> str:
    if not is_hidden:
        return str(count)
    return f"< {least}" if count < least else f"≥ {least}"


def _mean(counts: list[int]) -> float:
    return round(sum(n * count for n, count in enumerate(counts, 1)) / sum(counts), 1)


def _hidden(counts: list[int], *, least: int, with_mean: bool) -> set[int] | None:
    """Return the cells to hide, or None if there is no way with the mean shown."""
    hidden = {i for i, count in enumerate(counts) if count < least} if least > 1 else set()
    small = {i for i in hidden if counts[i]}
    others = sorted((i for i in range(len(counts)) if i not in hidden), key=lambda i: counts[i])
    while small:
        is_group = sum(counts[i] for i in hidden) >= least
        if is_group and small <= _uncertain(counts, hidden, least=least, with_mean=with_mean):
            break
        if not others:
            return None
        hidden.add(others.pop(0))
    return hidden


def _uncertain(counts: list[int], hidden: set[int], *, least: int, with_mean: bool) -> set[int]:
    """Return the cells whose count could be another one, for all that is shown."""
    found = set()
    for other in _others(counts, hidden):
        fits = all(n >= 0 and (n < least) == (counts[i] < least) for i, n in enumerate(other))
        if fits and not (with_mean and _mean(other) != _mean(counts)):
            found |= {i for i in hidden if other[i] != counts[i]}
    return found


def _others(counts: list[int], hidden: set[int]) -> Iterator[list[int]]:
    """Yield the counts after one person, or two, gave another of the hidden answers."""
    steps = list(permutations(sorted(hidden), 2))
    for moves in [(step,) for step in steps] + list(product(steps, repeat=2)):
        other = list(counts)
        for start, end in moves:
            other[start] -= 1
            other[end] += 1
        yield other


def bands(tens: list[int], *, least: int) -> list[tuple[int, int, int]]:
    """Return neighbouring tenths joined so that each band has `least`: from, to (%), how many.

    >>> bands([0, 0, 1, 2, 6, 4, 4, 9, 1, 0], least=5)
    [(20, 50, 9), (50, 70, 8), (70, 90, 10)]
    """
    found: list[tuple[int, int, int]] = []
    start, inside = 0, 0
    for number, count in enumerate(tens):
        inside += count
        if not inside:
            start = 10 * number + 10
        elif inside >= least:
            found.append((start, 10 * number + 10, inside))
            start, inside = 10 * number + 10, 0
    if inside and found:
        last = max(number for number, count in enumerate(tens) if count)
        first, _, count = found.pop()
        found.append((first, 10 * last + 10, count + inside))
    return found


def without_names(text: str, names: list[str]) -> str:
    """Return a text with the names of trainees, and the parts of them, as an ellipsis.

    Parts are words of three letters and more, and a Chinese given name of two characters.

    >>> without_names("Thanks to ada_byron, Byron of Canada, 小明!", ["Ada Byron", "王小明"])
    'Thanks to …, … of Canada, …!'
    """
    for pattern in sorted({p for name in names for p in _patterns(name)}, key=len, reverse=True):
        text = re.sub(pattern, "…", text, flags=re.IGNORECASE)
    return text


def _patterns(name: str) -> Iterator[str]:
    """Yield patterns for a name however its parts are joined, and for the parts."""
    parts = re.findall(r"[^\W_]+", name)
    if parts:
        yield _word(r"[\W_]*".join(map(re.escape, parts)))
    for part in parts:
        if part.isascii() and len(part) >= 3 and not part.isdigit():
            yield _word(re.escape(part))
        elif re.fullmatch(r"[\u4e00-\u9fff]{3}", part):
            yield re.escape(part[1:])


def _word(pattern: str) -> str:
    """Return a pattern that matches no piece of a longer word; Chinese has no gaps to go by."""
    return rf"(?<![^\W_]){pattern}(?![^\W_])" if pattern.isascii() else pattern
