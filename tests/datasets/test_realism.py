"""The measures of realism are right, and Spruce Select reaches every target."""

import importlib

import numpy as np
import pandas as pd
import pytest

from datasets import realism
from datasets.__main__ import main
from datasets.schema import Target
from datasets.themes import THEMES, spruce
from datasets.themes.spruce_targets import group_targets

HAND = pd.DataFrame(
    [
        ("O1", "C1", "2025-12-01 10:00:00", "P1", 1, 10.0),
        ("O1", "C1", "2025-12-01 10:00:00", "P2", 2, 30.0),
        ("O1", "C1", "2025-12-01 10:00:00", "P2", 2, 30.0),  # a copy
        ("O2", "C1", "2025-12-31 23:00:00", "P1", 1, 10.0),
        ("R1", "C1", "2025-12-31 23:30:00", "P1", -1, -10.0),
        ("O3", None, "2025-06-01 09:00:00", "P3", 1, 99.0),
    ],
    columns=["order_id", "customer_id", "order_time", "product_id", "quantity", "amount_cny"],
)


def test_buyers_of_a_hand_made_table():
    """Copies, returns and guests do not count: C1 has two orders, 50 CNY, the last a day ago."""
    table = realism.buyers(realism.sales(HAND))
    assert table.index.tolist() == ["C1"]
    assert table.loc["C1"].tolist() == [0, 2, 50.0]


def test_baskets_of_a_hand_made_table():
    """The first order has two products, the others one."""
    assert realism.basket_sizes(realism.sales(HAND)).tolist() == [2, 1, 1]


def test_orders_fall_on_their_days():
    """Each order counts once, on its day."""
    orders = realism.orders_per_day(realism.sales(HAND))
    assert orders.sum() == 3
    assert orders[-1] == 1


def test_hill_finds_the_exponent_of_a_pareto_sample():
    """On exact quantiles of a Pareto law with exponent 1.3 the estimate is 1.3."""
    tail = (np.arange(1, 100_001) - 0.5) / 100_000
    assert realism.hill_alpha(pd.Series(tail ** (-1 / 1.3))) == pytest.approx(1.3, abs=0.01)


@pytest.mark.parametrize(("reached", "ok"), [(1.0, True), (2.0, True), (2.01, False)])
def test_a_target_is_met_within_its_band(reached, ok):
    """The ends of the band count as reached."""
    assert Target("x", 1, 2, reached).ok is ok


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(world, seed):
    """The default world and five others look real, and hide in groups what lessons look for."""
    made = world(seed)
    targets = spruce.THEME.targets(made)
    assert [target for target in targets if not target.ok] == []
    assert len(realism.retail_targets(made.tables["transactions"])) == 23
    assert len(group_targets(made.tables)) == 15
    assert len(targets) == 23 + 15


def test_the_command_prints_target_and_reached_and_draws(capsys, tmp_path):
    """Every row ends with ok, and the plot is written."""
    assert main(["realism", "--theme", "spruce", "--plot", str(tmp_path / "figures")]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "spruce, seed 2026"
    assert all("target" in row and row.endswith("  ok") for row in rows[1:-2])
    assert rows[-1] == "every target reached"
    assert (tmp_path / "figures" / "spruce-2026.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_that_is_not_real_misses(world):
    """Baskets of one product, and no returns, are told apart from real data."""
    lines = world(1).tables["transactions"]
    thin = lines[(lines["line_no"] == 1) & (lines["quantity"] > 0)]
    missed = {target.name for target in realism.retail_targets(thin) if not target.ok}
    assert "products of an order, mean" in missed
    assert "share of orders with one product" in missed
    assert "share of lines returned" in missed


def test_a_negative_seed_is_refused(capsys, tmp_path):
    """The message says what came and what is expected."""
    assert main(["build", "--seed", "-1", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "datasets: seed is -1, expected 0 or more; give another one\n"


def test_the_build_tells_each_file(capsys, tmp_path):
    """Every file, each with its size."""
    assert main(["build", "--theme", "spruce", "--seed", "3", "--out", str(tmp_path)]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len([path for path in tmp_path.rglob("*") if path.is_file()])
    assert all(row.startswith("wrote ") and row.endswith("MB)") for row in rows)


def test_part_of_the_data_never_replaces_the_whole(capsys):
    """One theme alone goes to another folder than the course's own."""
    if len(THEMES) > 1:
        assert main(["build", "--theme", "spruce"]) == 2
        assert "name another folder with --out" in capsys.readouterr().err


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_every_theme_has_its_picture(theme):
    """The command finds the module that draws a theme by the theme's name."""
    assert callable(importlib.import_module(f"datasets.plots.{theme}").plot)
