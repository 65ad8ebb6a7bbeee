"""The retail calendar has its peaks and troughs on the right days."""

import numpy as np
import pytest

from datasets import seasons


@pytest.mark.parametrize("date", ["2024-02-10", "2025-01-29"])
def test_spring_festival_peaks_the_week_before_and_falls_after(date):
    """New Year's Day of the lunar calendar opens the trough."""
    start = seasons.day_index(np.datetime64(date))
    weights = seasons.festival_weights()
    assert weights[start - 1] == weights.max()
    assert weights[start] == weights.min()


@pytest.mark.parametrize("day", ["2024-06-18", "2025-11-11"])
def test_shopping_festivals_borrow_from_the_days_around(day):
    """The last day of a window is above 2, the weeks before and after it below 1."""
    index = seasons.day_index(np.datetime64(day))
    weights = seasons.shopping_weights()
    assert weights[index] > 2
    assert weights[index + 10] < 1
    assert weights[index - 31] < 1
    assert seasons.in_shopping_window()[index]


def test_weekends_are_busier():
    """2024-01-06 was a Saturday, 2024-01-08 a Monday."""
    weights = seasons.week_weights()
    assert weights[5] > 1 > weights[7]


def test_two_years_of_days():
    """2024 is a leap year: 366 + 365 days."""
    assert len(seasons.DAYS) == 731
