"""Draw the use of Jianzhou Workspace and the events of Qinglu Market; needs matplotlib."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.tech_market import FIRST_DAY, promotion, purchases_per_day
from datasets.themes.tech_saas import retention_rates
from datasets.themes.tech_tables import EVENTS


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of retention, size, habits, purchases by day, paths and activity."""
    usage, events = tables["saas_usage"], tables["marketplace_events"]
    figure = Figure(figsize=(14, 9), layout="constrained")
    axes = figure.subplots(2, 3)
    _retention(axes[0, 0], usage)
    _sizes(axes[0, 1], usage)
    _habits(axes[0, 2], usage)
    _days(axes[1, 0], events)
    _paths(axes[1, 1], events)
    _activity(axes[1, 2], events)
    figure.savefig(path, dpi=80)


def _retention(axis, usage: pd.DataFrame) -> None:
    rates = retention_rates(usage)[:12]
    axis.plot(rates, marker="o", label="reached")
    axis.plot([1, 2, 3, 4], [0.63, 0.75, 0.81, 0.85], "x", color="C3", label="published")
    axis.set(title="Retention by month of life", xlabel="month", ylabel="share that stays")
    axis.legend()


def _sizes(axis, usage: pd.DataFrame) -> None:
    seats = usage.drop_duplicates("account_id")["seats"]
    axis.hist(np.log10(seats), bins=30)
    axis.set(title="Seats of an account", xlabel="log10 seats", ylabel="accounts")


def _habits(axis, usage: pd.DataFrame) -> None:
    mean = usage.groupby("account_id")[["active_users", "comments", "automations"]].mean()
    per_user = np.log10(1 + mean[["comments", "automations"]].div(mean["active_users"], axis=0))
    axis.scatter(per_user["comments"], per_user["automations"], s=3, alpha=0.4)
    axis.set(title="Per active user, log10 (1 + count)", xlabel="comments", ylabel="automations")


def _days(axis, events: pd.DataFrame) -> None:
    daily, pull = purchases_per_day(events), promotion()
    days = FIRST_DAY + np.arange(len(daily))
    axis.plot(days, daily)
    axis.fill_between(days, 0, daily.max(), where=pull > 1, color="C1", alpha=0.25)
    axis.set(title="Purchases a day; 618 and Double 11 orange", ylabel="purchases")
    axis.tick_params(axis="x", rotation=30)


def _paths(axis, events: pd.DataFrame) -> None:
    table = pd.crosstab(events["source"], events["event"], normalize="index")[list(EVENTS)]
    table.plot.barh(stacked=True, ax=axis)
    axis.set(title="Events by source of the session", xlabel="share of events", ylabel="")
    axis.set(xlim=(0, 1.55))
    axis.legend(loc="center right")


def _activity(axis, events: pd.DataFrame) -> None:
    counts = events.groupby("user_id").size()
    axis.hist(np.log10(counts), bins=30)
    axis.set(title="Events of a shopper; two bots on the right", xlabel="log10 events")
    axis.set(ylabel="shoppers")
