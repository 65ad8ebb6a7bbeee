"""No small count can be worked out from what the report shows of the survey and of mistakes."""

import math
import random
from itertools import pairwise, product

import pytest

from grading.report import disclosure


def those_that_fit(shown, mean, people, least):
    """Return all counts that a reader has to reckon with, by trying each."""
    ranges = {f"< {least}": range(least), f"≥ {least}": range(least, people + 1)}
    choices = [ranges[cell] if cell in ranges else [int(cell)] for cell in shown]
    return [
        counts
        for counts in product(*choices)
        if sum(counts) == people
        and (
            math.isnan(mean)
            or round(sum(n * c for n, c in enumerate(counts, 1)) / people, 1) == mean
        )
    ]


@pytest.mark.parametrize("people", [5, 8, 12, 21])
def test_every_small_count_of_a_survey_could_be_another(people):
    """100 surveys drawn at random: a reader who knows total and mean is left with a choice."""
    draw, means = random.Random(people), 0
    for _ in range(100):
        chosen = draw.choices(range(5), weights=[1, 1, 2, 6, 5], k=people)
        counts = [chosen.count(n) for n in range(5)]
        shown, mean = disclosure.answers(counts, least=5)
        fitting = those_that_fit(shown, mean, people, 5)
        assert tuple(counts) in fitting
        for cell, count in enumerate(counts):
            if 0 < count < 5:
                assert len({other[cell] for other in fitting}) > 1, (counts, shown, mean)
        means += not math.isnan(mean)
    assert means > 60, "the mean is left out more often than it is shown"


@pytest.mark.parametrize(
    ("counts", "shown", "mean"),
    [
        ([5, 6, 7, 8, 9], ["5", "6", "7", "8", "9"], 3.3),  # 115 / 35
        ([0, 0, 0, 0, 37], ["< 5", "< 5", "< 5", "< 5", "37"], 5.0),  # nobody is told of
        ([0, 4, 8, 14, 11], ["< 5", "< 5", "≥ 5", "14", "11"], 3.9),  # 37 - 33 would be 4
        ([2, 3, 8, 14, 10], ["< 5", "< 5", "8", "14", "10"], 3.7),  # 2 and 3 are a group of 5
    ],
)
def test_survey_by_hand(counts, shown, mean):
    """Small counts, and the smallest other one if the total would tell."""
    assert disclosure.answers(counts, least=5) == (shown, mean)


def test_a_limit_of_one_hides_nothing():
    """`--smallest-group 1` is the way to see every figure."""
    assert disclosure.answers([0, 1, 2, 0, 3], least=1)[0] == ["0", "1", "2", "0", "3"]
    assert str(disclosure.share_of(0.975, 40, least=1)) == "98%"
    assert disclosure.count_of(39, 40, least=1) == "39"


def test_bands_hold_the_smallest_group_and_everyone():
    """60 classes drawn at random: no band is too small, none overlaps, nobody is lost."""
    draw = random.Random(3)
    for _ in range(60):
        tens = [draw.choice((0, 0, 1, 2, 6)) for _ in range(10)]
        found = disclosure.bands(tens, least=5)
        if sum(tens) >= 5:
            assert sum(count for _, _, count in found) == sum(tens)
            assert min(count for _, _, count in found) >= 5
            assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_names_are_found_however_they_are_written():
    """Joined, split, in other case, in part; words that contain them stay."""
    names = ["Ada Byron", "trainee05", "王小明"]
    text = "ADA_BYRON adabyron Ada Trainee05 trainee051 Canada 小明 王 小明"
    expected = "… … … … trainee051 Canada … 王 …"
    assert disclosure.without_names(text, names) == expected
    assert disclosure.without_names("a - b", ["-"]) == "a - b"
