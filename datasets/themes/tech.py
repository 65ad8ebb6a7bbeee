"""Two fictional firms: office software by the seat (Jianzhou Workspace) and Qinglu Market."""

import numpy as np

from datasets.draws import streams
from datasets.schema import Target, Theme, World
from datasets.themes import tech_market, tech_saas
from datasets.themes.tech_tables import (
    MARKETPLACE_EVENTS,
    MARKETPLACE_USERS,
    SAAS_GROUPS,
    SAAS_USAGE,
)


def generate(seeds: np.random.SeedSequence) -> World:
    """Return use and events, and the groups behind them."""
    one, two = streams(seeds, 2)
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


THEME = Theme(
    name="tech",
    tables=(SAAS_USAGE, MARKETPLACE_EVENTS),
    truth=(SAAS_GROUPS, MARKETPLACE_USERS),
    generate=generate,
    targets=targets,
)
