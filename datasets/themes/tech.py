"""Two fictional firms: office software by the seat (Jianzhou Workspace) and Qinglu Market."""

from pathlib import Path

import numpy as np

from datasets.schema import Tables, Target, Theme, World
from datasets.themes import tech_market, tech_saas
from datasets.themes.tech_tables import (
    MARKETPLACE_EVENTS,
    MARKETPLACE_USERS,
    SAAS_GROUPS,
    SAAS_USAGE,
)


def generate(seeds: np.random.SeedSequence) -> World:
    """Return use and events, and the groups behind them."""
    one, two = (np.random.Generator(np.random.PCG64(each)) for each in seeds.spawn(2))
    usage, groups = tech_saas.usage(one)
    events, users = tech_market.log(two)
    return World(
        tables={"saas_usage": usage, "marketplace_events": events},
        truth={"saas_groups": groups, "marketplace_users": users},
    )


def targets(world: World) -> list[Target]:
    """Return how real both tables look."""
    return [
        *tech_saas.targets(world.tables["saas_usage"]),
        *tech_market.targets(world.tables["marketplace_events"], world.truth["marketplace_users"]),
    ]


def plot(tables: Tables, path: Path) -> None:
    """Draw what the targets measure; matplotlib is imported only when asked for."""
    from datasets.plots.tech import plot_tech

    plot_tech(tables, path)


THEME = Theme(
    name="tech",
    tables=(SAAS_USAGE, MARKETPLACE_EVENTS),
    truth=(SAAS_GROUPS, MARKETPLACE_USERS),
    generate=generate,
    targets=targets,
    plot=plot,
)
