"""The Chinese retail year as a weight per day: festivals, shopping festivals, weekends."""

import numpy as np

FIRST_DAY = np.datetime64("2024-01-01")
LAST_DAY = np.datetime64("2025-12-31")
DAYS = np.arange(FIRST_DAY, LAST_DAY + 1)

SPRING_FESTIVAL = (np.datetime64("2024-02-10"), np.datetime64("2025-01-29"))
MID_AUTUMN = (np.datetime64("2024-09-17"), np.datetime64("2025-10-06"))
YEARS = ("2024", "2025")

# Steps of (first day, last day, weight); days counted from the festival or within the year.
SPRING_STEPS = ((-21, -15, 1.2), (-14, -8, 1.6), (-7, -1, 2.3), (0, 6, 0.32), (7, 13, 0.6))
AUTUMN_STEPS = ((-8, -1, 1.3),)
SHOPPING_STEPS = (
    ("05-18", "05-31", 0.70),
    ("06-01", "06-03", 2.0),
    ("06-04", "06-15", 1.4),
    ("06-16", "06-18", 2.3),
    ("06-19", "06-20", 1.2),
    ("06-21", "07-05", 0.70),
    ("10-08", "10-19", 0.70),
    ("10-20", "10-30", 1.3),
    ("10-31", "11-03", 2.0),
    ("11-04", "11-08", 1.4),
    ("11-09", "11-11", 2.6),
    ("11-12", "11-30", 0.70),
)
WEEKDAY = np.array([0.92, 0.90, 0.91, 0.94, 1.05, 1.18, 1.14])  # Monday first


def day_index(day) -> np.ndarray:
    """Return how many days after the first day of the data a date lies.

    >>> int(day_index(np.datetime64("2024-01-31")))
    30
    """
    return (np.asarray(day, dtype="datetime64[D]") - FIRST_DAY).astype(int)


def festival_weights() -> np.ndarray:
    """Return the pull of Spring Festival and Mid-Autumn, one factor per day, 1 when none."""
    weights = np.ones(len(DAYS))
    for dates, steps in ((SPRING_FESTIVAL, SPRING_STEPS), (MID_AUTUMN, AUTUMN_STEPS)):
        for date in dates:
            for first, last, weight in steps:
                weights[day_index(date) + first : day_index(date) + last + 1] = weight
    return weights


def shopping_weights() -> np.ndarray:
    """Return the pull of 618 and Double 11, demand drawn forward included, one factor per day."""
    weights = np.ones(len(DAYS))
    for first, last, weight in SHOPPING_STEPS:
        for year in YEARS:
            weights[_within(f"{year}-{first}", f"{year}-{last}")] = weight
    return weights


def week_weights() -> np.ndarray:
    """Return the pull of the day of the week, one factor per day."""
    monday_first = (DAYS.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    return WEEKDAY[monday_first]


def summer() -> np.ndarray:
    """Return 1 at the height of summer and -1 in the depth of winter, one value per day."""
    return np.cos(2 * np.pi * (np.arange(len(DAYS)) - 200) / 365.25)


def in_shopping_window() -> np.ndarray:
    """Return True on the days of 618 (June 1-20) and of Double 11 (October 20 - November 11)."""
    inside = np.zeros(len(DAYS), dtype=bool)
    for year in YEARS:
        inside[_within(f"{year}-06-01", f"{year}-06-20")] = True
        inside[_within(f"{year}-10-20", f"{year}-11-11")] = True
    return inside


def before_festival(days_before: int = 14) -> np.ndarray:
    """Return True on the days that lead up to Spring Festival or Mid-Autumn."""
    inside = np.zeros(len(DAYS), dtype=bool)
    for date in (*SPRING_FESTIVAL, *MID_AUTUMN):
        inside[day_index(date) - days_before : day_index(date)] = True
    return inside


def _within(first: str, last: str) -> slice:
    return slice(day_index(np.datetime64(first)), day_index(np.datetime64(last)) + 1)
