"""The Chinese characters that a feedback page brings with it, cut out of the course's font."""

import base64
import io
from functools import cache, lru_cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from grading.workspace import REPOSITORY

FONT = REPOSITORY / "segkit" / "fonts" / "SpruceSansSC-Regular.otf"


def font_faces(text: str, common: str, lang: str) -> str:
    """Return the style that embeds the characters of the course's font that a page uses.

    Two fonts: one for what most pages of a lesson have in common, which is made once, and a small
    one for the rest.
    """
    if not FONT.exists():
        return ""
    shared = frozenset(common) & known_characters(lang)
    rest = (frozenset(text) & known_characters(lang)) - shared
    faces = {"Course Common": shared, "Course Own": rest}
    return "".join(
        f"@font-face{{font-family:'{name}';src:url(data:font/woff;base64,{subset(chars)})}}\n"
        for name, chars in faces.items()
        if chars
    )


@cache
def known_characters(lang: str) -> frozenset[str]:
    """Return what the course's font serves: in Chinese pages wide quotation marks as well."""
    first = 0x100 if lang == "zh" else 0x2E80
    with TTFont(FONT, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap() if code >= first)


@lru_cache(maxsize=16)
def subset(characters: frozenset[str]) -> str:
    """Return the course's font with these characters only: WOFF in base64, always the same."""
    options = Options(hinting=False, layout_features=[], flavor="woff", name_IDs=[0, 1, 13])
    with TTFont(FONT, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        font.flavor = "woff"
        made = io.BytesIO()
        font.save(made)
    return base64.b64encode(made.getvalue()).decode("ascii")
