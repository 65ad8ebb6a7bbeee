"""The themes; a new one is a module here with a `THEME`, and a name in the list."""

from datasets.schema import Theme
from datasets.themes import (
    bank,
    baskets,
    campaign,
    channels,
    market,
    retail,
    snapshots,
    spruce,
    survey,
    tech,
    travel,
)

THEMES: tuple[Theme, ...] = (
    spruce.THEME,
    bank.THEME,
    baskets.THEME,
    campaign.THEME,
    channels.THEME,
    market.THEME,
    retail.THEME,
    snapshots.THEME,
    survey.THEME,
    tech.THEME,
    travel.THEME,
)
