"""The list of themes; a new one is a module with a `THEME` and a name here."""

from datasets import spruce
from datasets.schema import Theme

THEMES: tuple[Theme, ...] = (spruce.THEME,)
