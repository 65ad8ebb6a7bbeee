"""Draws and columns that several themes make: by weight, evenly spread, numbered, with gaps."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def streams(seeds: np.random.SeedSequence, count: int) -> list[np.random.Generator]:
    """Return generators of their own for `count` parts of a theme, so that none disturbs another.

    >>> one, other = streams(np.random.SeedSequence(0), 2)
    >>> one.random() == other.random()
    False
    """
    return [np.random.Generator(np.random.PCG64(each)) for each in seeds.spawn(count)]


def attribute_of(kinds: Sequence, number: np.ndarray, name: str) -> np.ndarray:
    """Return an attribute of the kind that each row's number names.

    >>> attribute_of([1 + 2j, 3 + 4j], np.array([1, 0]), "real").tolist()
    [3.0, 1.0]
    """
    return np.array([getattr(each, name) for each in kinds])[number]


def pick(rng: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """Return for each row of weights a column drawn in proportion to them.

    >>> pick(np.random.default_rng(0), np.array([[0, 1], [1, 0]])).tolist()
    [1, 0]
    """
    edges = np.cumsum(weights, axis=1)
    return (rng.random(len(edges))[:, None] * edges[:, -1:] >= edges).sum(axis=1)


def within_group(groups: np.ndarray) -> np.ndarray:
    """Return the position, from 0, of each element in its run of equal neighbours.

    >>> within_group(np.array([7, 7, 7, 4, 4])).tolist()
    [0, 1, 2, 0, 1]
    """
    index = np.arange(len(groups))
    starts = np.r_[True, groups[1:] != groups[:-1]] if len(groups) else index
    return index - np.maximum.accumulate(np.where(starts, index, 0))


def spread(rng: np.random.Generator, group: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return uniform numbers above 0, spaced evenly in each group and along a second variable.

    Steps of the golden ratio keep a heavy tail from falling by chance on a few busy customers,
    so that worlds of different seeds stay comparable.
    """
    order = np.lexsort((along, group))
    steps = np.empty(len(group))
    steps[order] = 0.6180339887498949 * within_group(group[order])
    return 1 - (steps + rng.random(group.max() + 1)[group]) % 1


def even(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return uniform numbers in random order, one from each of `count` equal parts of (0, 1).

    >>> np.sort(np.floor(even(np.random.default_rng(0), 4) * 4)).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    return (rng.permutation(count) + 1 - rng.random(count)) / count


def happens(rng: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    """Return which events happen, as many in all and at each level of chance as expected.

    Systematic sampling: the chances are laid end to end in rising order, and every whole step
    from a random start picks the event that it falls on.

    >>> int(happens(np.random.default_rng(0), np.full(40, 0.25)).sum())
    10
    """
    order = np.lexsort((rng.random(len(chance)), chance))
    passed = np.floor(np.cumsum(chance[order]) + rng.random())
    picked = np.empty(len(chance), dtype=bool)
    picked[order] = np.diff(passed, prepend=0) > 0
    return picked


def coded(letter: str, number: np.ndarray, digits: int) -> np.ndarray:
    """Return a letter and a number padded with zeros.

    >>> coded("S", np.array([7]), 2).tolist()
    ['S07']
    """
    return np.array([f"{letter}{each:0{digits}d}" for each in number.tolist()], dtype=object)


def named(names: tuple[str, ...], number: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return the names of numbers, None where missing."""
    return np.where(missing, None, np.array(names, dtype=object)[number])


def masked(numbers: np.ndarray, missing: np.ndarray) -> pd.array:
    """Return whole numbers with gaps."""
    return pd.array(np.where(missing, np.nan, numbers), dtype="Int64")
