"""Draw the trips of Yuandi Travel and the stays of the Qiwu Bay Hotel; needs matplotlib."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets import seasons
from datasets.schema import Tables
from datasets.themes.travel import holidays, lead_days


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of departures, lead times, packages, cancellations, prices and waits."""
    trips, stays = tables["travel_bookings"], tables["hotel_stays"]
    figure = Figure(figsize=(14, 9), layout="constrained")
    axes = figure.subplots(2, 3)
    _departures(axes[0, 0], trips)
    _parties(axes[0, 1], trips)
    _packages(axes[0, 2], trips)
    _cancelled(axes[1, 0], stays)
    _prices(axes[1, 1], stays)
    _waits(axes[1, 2], stays)
    figure.savefig(path, dpi=80)


def _departures(axis, trips: pd.DataFrame) -> None:
    day = seasons.day_index(trips["departs_on"].to_numpy().astype("datetime64[D]"))
    weeks = len(seasons.DAYS) // 7
    axis.plot(seasons.DAYS[: 7 * weeks : 7], np.bincount(day // 7)[:weeks])
    for date in seasons.DAYS[holidays()]:
        axis.axvline(date, color="C3", alpha=0.15)
    axis.set(title="Departures a week; holiday weeks red", ylabel="bookings")
    axis.tick_params(axis="x", rotation=30)


def _parties(axis, trips: pd.DataFrame) -> None:
    lead = np.log10(1 + lead_days(trips))
    for told, chosen in (
        ("alone", (trips["adults"] == 1)),
        ("two adults", (trips["adults"] == 2) & (trips["children"] == 0)),
        ("with children", trips["children"] > 0),
    ):
        axis.hist(lead[chosen.fillna(False).to_numpy(dtype=bool)], bins=30, alpha=0.5, label=told)
    axis.set(title="Days from booking to departure", xlabel="log10 (1 + days)", ylabel="bookings")
    axis.legend()


def _packages(axis, trips: pd.DataFrame) -> None:
    bought = trips.dropna(subset="package_offered")
    party = np.where(bought["children"].fillna(0) > 0, "children", "no children")
    rate = bought["package_accepted"].astype(float).groupby([bought["package_offered"], party])
    rate.mean().unstack().plot.bar(ax=axis, rot=20)
    axis.set(title="Packages bought when offered", xlabel="", ylabel="share")


def _cancelled(axis, stays: pd.DataFrame) -> None:
    fifth = pd.qcut(stays["lead_time_days"], 5)
    rate = stays["cancelled"].groupby(fifth, observed=False).mean()
    axis.bar([str(each) for each in rate.index], 100 * rate)
    axis.set(title="Cancelled, by lead time in days", ylabel="%")
    axis.tick_params(axis="x", rotation=20)


def _prices(axis, stays: pd.DataFrame) -> None:
    rate = stays["adr_cny"].where(stays["adr_cny"] > 0)
    month = pd.to_datetime(stays["arrives_on"]).dt.month
    axis.boxplot([rate[month == m].dropna() for m in range(1, 13)], showfliers=False)
    axis.set(title="Daily rate by month", xlabel="month", ylabel="CNY")


def _waits(axis, stays: pd.DataFrame) -> None:
    came = stays.dropna(subset="checkin_wait_min")
    wait = came.groupby(came["checkin_hour"].astype(int))["checkin_wait_min"]
    busy = wait.size() >= 20
    axis.plot(wait.median()[busy], label="median")
    axis.plot(wait.quantile(0.9)[busy], label="90th percentile")
    axis.set(title="Wait at check-in by hour", xlabel="hour of day", ylabel="minutes")
    axis.legend()
