"""The themes; a new one is a module here with a `THEME`, and a name in the list."""

from datasets.schema import Theme
from datasets.themes import baskets, market, spruce

THEMES: tuple[Theme, ...] = (spruce.THEME, baskets.THEME, market.THEME)
