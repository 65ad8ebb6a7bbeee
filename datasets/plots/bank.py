"""Draw the clients of Yunting Bank; needs matplotlib."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from datasets.schema import Tables
from datasets.themes.bank import PRIVATE_BANKING_CNY, form_score
from datasets.themes.bank_tables import FORM, LOANS


def plot(tables: Tables, path: Path) -> None:
    """Write a figure of assets, capacity, the form, the old score, defaults and exposures."""
    clients = tables["bank_clients"]
    figure = Figure(figsize=(14, 9), layout="constrained")
    axes = figure.subplots(2, 3)
    _assets(axes[0, 0], clients["aum_avg_cny"])
    _capacity(axes[0, 1], clients)
    _form(axes[0, 2], clients)
    _old_score(axes[1, 0], clients)
    lent = clients[clients["loan_type"].notna()]
    _defaults(axes[1, 1], lent)
    _exposures(axes[1, 2], lent)
    figure.savefig(path, dpi=80)


def _assets(axis, money: pd.Series) -> None:
    held = np.cumsum(np.sort(money)[::-1]) / money.sum()
    axis.plot(np.linspace(0, 100, len(held)), held)
    axis.axvline(100 * (money >= PRIVATE_BANKING_CNY).mean(), color="C3", linestyle=":")
    axis.set(title="Assets held by the richest; private banking red", xlabel="% of clients")
    axis.set(ylabel="share of assets", xlim=(0, 50))


def _capacity(axis, clients: pd.DataFrame) -> None:
    axis.scatter(clients["reserve_months"], clients["obligations_pct"], s=3, alpha=0.4)
    axis.set(title="Two facts about capacity", xlabel="reserve, months", ylabel="obligations, %")
    axis.set(xscale="log", yscale="log", xlim=(0.4, 40))


def _form(axis, clients: pd.DataFrame) -> None:
    axis.hist(form_score(clients[[name for name, *_ in FORM]]), bins=np.arange(0.95, 5.2, 0.2))
    axis.set(title="Mean answer on the risk form", xlabel="1 cautious to 5 bold", ylabel="clients")


def _old_score(axis, clients: pd.DataFrame) -> None:
    bins = np.arange(400, 820, 15)
    for gender, told in (("F", "women"), ("M", "men")):
        axis.hist(
            clients.loc[clients["gender"] == gender, "old_score"], bins, alpha=0.6, label=told
        )
    axis.axvline(clients["old_score"].quantile(0.4), color="0.3", linestyle=":")
    axis.set(title="Old score; cut at the best 60%", xlabel="points", ylabel="clients")
    axis.legend()


def _defaults(axis, lent: pd.DataFrame) -> None:
    late = pd.cut(lent["past_due_days"].astype(int), [-1, 0, 10, 30, 90, 180])
    rate = lent["default_12m"].astype(float).groupby(late, observed=False).mean()
    axis.bar(["0", "1-10", "11-30", "31-90", "91-180"], 100 * rate)
    axis.set(title="Defaults in 2025 by delay in 2024", xlabel="days past due", ylabel="%")


def _exposures(axis, lent: pd.DataFrame) -> None:
    values = [lent.loc[lent["loan_type"] == kind, "ead_cny"].astype(float) for kind in LOANS]
    axis.boxplot(values, tick_labels=list(LOANS), showfliers=False)
    axis.set(title="Exposure at default", ylabel="CNY", yscale="log")
