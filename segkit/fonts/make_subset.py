# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "noto-cjk-sans-otc==0.0.1"]
# ///
"""Cut the course font out of Noto Sans CJK SC; the same bytes come out every time.

Run it with ``uv run segkit/fonts/make_subset.py``. It keeps the characters that charts in
simplified Chinese need: Latin-1, the signs and full-width forms of GB 2312 (rows 1 to 3), its 6,763
hanzi (both levels) and a few typographic signs. Without hints, which charts do not use, that takes
less room than level 1 with them. The Open Font License asks a changed font for a name of its own,
so the family is called Spruce Sans SC; the copyright and the licence lines stay.
"""

import os
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Spruce Sans SC"
POSTSCRIPT = "SpruceSansSC-Regular"
SOURCE_FACE = "Noto Sans CJK SC"
TARGET = Path(__file__).with_name(f"{POSTSCRIPT}.otf")
GB2312_ROWS = (1, 2, 3, *range(16, 88))
TYPOGRAPHIC = "–—‘’“”•…‰€−≈≠≤≥←↑→↓"
NAMES = {1: FAMILY, 2: "Regular", 3: f"{POSTSCRIPT};1.0", 4: FAMILY, 6: POSTSCRIPT}


def gb2312_row(row: int) -> str:
    """Return the characters of one row of GB 2312; its empty cells are left out."""
    codes = (bytes([0xA0 + row, 0xA0 + cell]) for cell in range(1, 95))
    return "".join(code.decode("gb2312", errors="ignore") for code in codes)


def characters() -> str:
    """Return every character that the course font keeps."""
    latin = "".join(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100)))
    return latin + "".join(map(gb2312_row, GB2312_ROWS)) + TYPOGRAPHIC


def source_font() -> TTFont:
    """Open the simplified Chinese face of the collection that the package carries."""
    path = files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"
    faces = TTCollection(str(path), recalcTimestamp=False)
    return next(face for face in faces if face["name"].getDebugName(4) == SOURCE_FACE)


def subset(font: TTFont) -> None:
    """Drop from `font` what the course never draws: glyphs, vertical setting, hints."""
    options = Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "vhea", "vmtx", "VORG"]
    subsetter = Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)


def rename(font: TTFont) -> None:
    """Give `font` the course's own family name everywhere that a name is kept."""
    for name_id, text in NAMES.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames[0] = POSTSCRIPT
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = FAMILY, FAMILY
    for number, private in enumerate(top.FDArray):
        private.FontName = f"{POSTSCRIPT}-{number}"


def main() -> None:
    """Build the font beside its target, then put it in place."""
    font = source_font()
    subset(font)
    rename(font)
    partial = TARGET.with_suffix(".partial")
    font.save(partial)
    os.replace(partial, TARGET)
    print(f"{TARGET.name}: {len(font.getBestCmap())} characters, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
