"""Make what a submission shows harmless: its HTML, its pictures, its text.

Nothing here trusts a type, a size or a name. What comes back holds tags, attributes and styles of
short lists only, links to the web and to mail, and pictures that are pictures.
"""

import base64
import binascii
import re
from collections import Counter
from functools import cache
from typing import Any

import bleach

MOST_TEXT, MOST_HTML = 20_000, 100_000
"""Characters kept of one output's text; longest HTML that is cleaned rather than left out."""
MOST_OF_A_CELL, MOST_OUTPUTS, MOST_PICTURE = 400_000, 50, 4_000_000
DEEPEST, MOST_WORDS = 60, 300
"""Tags within one another, and words within one tag: parsing is quadratic in both."""
PIXELS = 50_000_000
LEFT_OUT = "[未显示 / left out: {}]"

MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
SHOWN = ("text/plain", "text/html", *MAGIC)

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 "
        "h5 h6 hr i img kbd li mark ol p pre q s samp small span strong sub summary sup table "
        "tbody td tfoot th thead tr tt u ul var",
    )
)
VOID = frozenset({"br", "col", "hr", "img"})
CLASS = re.compile(
    r"dataframe|highlight|err|[a-z][a-z0-9]?|(?:row|col|level)\d{1,4}|data|blank|(?:row|col)_heading"
    r"|index_name"
)
ATTRIBUTES = {
    "alt": re.compile(r".{0,1000}", re.DOTALL),
    "class": re.compile(rf"(?:{CLASS.pattern})(?: (?:{CLASS.pattern}))*"),
    "colspan": re.compile(r"\d{1,3}"),
    "height": re.compile(r"\d{1,4}"),
    "href": re.compile(r"(?:https?://|mailto:)[!-~]{1,2000}"),
    "id": re.compile(r"T_\w{1,60}", re.ASCII),
    "open": re.compile(r"(?:open)?"),
    "rowspan": re.compile(r"\d{1,3}"),
    "scope": re.compile(r"row|col"),
    "start": re.compile(r"\d{1,6}"),
    "style": re.compile(r".*", re.DOTALL),
    "title": re.compile(r".{0,300}", re.DOTALL),
    "width": re.compile(r"\d{1,4}"),
}
PROPERTY = re.compile(
    r"(?:background-)?color|background|(?:text|vertical)-align|font-(?:weight|style|size)|width"
    r"|text-decoration|white-space|(?:border|padding)(?:-(?:top|right|bottom|left|color|style"
    r"|width|collapse))?"
)
VALUE = re.compile(
    r"(?:[\w#%., +-]|(?<=rgb)\(|(?<=rgba)\(|(?<=hsl)\(|(?<=hsla)\(|(?<=linear-gradient)\(|\))*",
    re.ASCII,
)
SELECTOR = re.compile(r"#T_\w{1,60}[\w .:-]{0,60}", re.ASCII)

PICTURE = re.compile(r"data:(image/png|image/jpeg);base64,([A-Za-z0-9+/=]+)")
STAND_IN = re.compile(r"picture:\d{1,4}\.")
WITHIN = re.compile(r"<[a-zA-Z][^>]*")
HIDDEN_BLOCK = re.compile(r"(</?(?:style|script)\b[^<>]*>)", re.IGNORECASE)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.DOTALL)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean_outputs(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a cell's outputs without anything that could run or load something.

    Parameters
    ----------
    outputs : list of dict
        Outputs in nbformat 4, as a submission made them.

    Returns
    -------
    list of dict
        Streams, errors and displays with plain text, cleaned HTML and valid PNG or JPEG pictures.
        What is left out is named in a text; what is too long is cut.

    Examples
    --------
    >>> bundle = {"text/html": "<b onclick='x()'>4</b><script>x()</script>"}
    >>> clean_outputs([{"output_type": "display_data", "data": bundle}])[0]["data"]
    {'text/html': '<b>4</b>'}
    """
    kept, room = [], MOST_OF_A_CELL
    for output in outputs if isinstance(outputs, list) else ():
        cleaned = _clean_output(output, room) if isinstance(output, dict) else None
        if cleaned is None:
            continue
        room -= _length(cleaned) + _length(output)
        if room < 0 or len(kept) == MOST_OUTPUTS:
            return [*kept, _stream("stdout", LEFT_OUT.format("…"))]
        kept.append(cleaned)
    return kept


def _clean_output(output: dict, room: int) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return _stream(name, clean_text(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        lines = lines[:100] if isinstance(lines, list) else []
        texts = {name: clean_text(output.get(name)) for name in ("ename", "evalue")}
        trace = clean_text([f"{text_of(line)}\n" for line in lines]).rstrip("\n").split("\n")
        return {"output_type": "error", **texts, "traceback": trace}
    if kind not in ("display_data", "execute_result"):
        return None
    data = clean_bundle(output.get("data"), room)
    metadata = _described(output.get("metadata"), data)
    cleaned = {"output_type": kind, "data": data, "metadata": metadata}
    if kind == "execute_result":
        count = output.get("execution_count")
        cleaned["execution_count"] = count if type(count) is int else None
    return cleaned


def _described(metadata: object, data: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return the descriptions of pictures, the only metadata that is kept."""
    metadata = metadata if isinstance(metadata, dict) else {}
    found = {kind: metadata.get(kind) for kind in MAGIC if kind in data}
    texts = {kind: clean_text(m.get("alt"))[:500] for kind, m in found.items() if type(m) is dict}
    return {kind: {"alt": text} for kind, text in texts.items() if text}


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _length(output: dict) -> int:
    data = output.get("data")
    shown = [data.get("text/html"), data.get("text/plain")] if isinstance(data, dict) else []
    parts = (output.get("text"), output.get("traceback"), *shown)
    return sum(min(len(PICTURE.sub("", text_of(part))), MOST_HTML) for part in parts)


def clean_bundle(bundle: object, room: int = MOST_HTML) -> dict[str, str]:
    """Return the forms of a display that can be shown; names the others if none is left."""
    bundle = bundle if isinstance(bundle, dict) else {}
    made = {kind: text_of(bundle[kind]) for kind in SHOWN if kind in bundle}
    data = {kind: picture(kind, made[kind]) for kind in MAGIC if kind in made}
    if "text/html" in made and room > 0:
        data["text/html"] = clean_html(made["text/html"])
    if "text/plain" in made:
        data["text/plain"] = clean_text(made["text/plain"])
    data = {kind: text for kind, text in data.items() if text.strip()}
    faulty = [kind for kind in made if kind not in data and kind in ("text/html", *MAGIC)]
    if faulty or not data:
        names = faulty or [ascii(kind)[1:60] for kind in list(bundle)[:5]]
        note = LEFT_OUT.format(", ".join(names))
        data["text/plain"] = "\n".join(filter(None, [data.get("text/plain"), note]))
    return data


def text_of(value: object) -> str:
    """Return a text that may be given as a list of lines, fit to be written as UTF-8.

    >>> text_of(["a", "b"]), text_of(4)
    ('ab', '')
    """
    if isinstance(value, list | tuple):
        value = "".join(part for part in value if isinstance(part, str))
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def clean_text(value: object) -> str:
    r"""Return a text as a terminal would leave it: no colours, no codes, no line written over.

    >>> clean_text("\x1b[31mred\x1b[0m 10%\r100%\n")
    '100%\n'
    """
    text = text_of(value)
    cut = f"\n{LEFT_OUT.format(f'{len(text) - MOST_TEXT:,} characters')}\n"
    text = text[:MOST_TEXT] + cut if len(text) > MOST_TEXT else text
    text = ESCAPE.sub("", text).replace("\r\n", "\n")
    lines = (line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))
    return UNSEEN.sub("", "\n".join(lines))


def picture(kind: str, text: str) -> str:
    """Return a picture's base64 text anew, or an empty text if it is none of that kind."""
    if len(text) > MOST_PICTURE:
        return ""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not data.startswith(MAGIC[kind]) or (kind == "image/png" and not _fits(data)):
        return ""
    return base64.b64encode(data).decode("ascii")


def _fits(png: bytes) -> bool:
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    return 0 < width * height <= PIXELS


def clean_html(text: object) -> str:
    """Return HTML with harmless tags, attributes and styles only; empty if it is too much.

    The colours of a styled pandas table stay: rules for the ids that pandas gives out, `T_...`.

    >>> clean_html('<p style="color: red; position: fixed">a <a href="javascript:x()">b</a>')
    '<p style="color: red">a <a>b</a></p>'
    """
    text, pictures = _without_pictures(text_of(text))
    if len(text) > MOST_HTML:
        return ""
    body, sheets = _without_blocks(text)
    if _depth(body) > DEEPEST or any(len(t.split()) > MOST_WORDS for t in WITHIN.findall(body)):
        return ""
    rules = clean_sheet("".join(sheets))
    cleaned = (f"<style>{rules}</style>" if rules else "") + _cleaner().clean(body)
    return STAND_IN.sub(lambda found: pictures.get(found[0], ""), cleaned)


def _without_pictures(text: str) -> tuple[str, dict[str, str]]:
    """Put short stand-ins for the pictures within a text, and return both."""
    pictures: dict[str, str] = {}

    def stand_in(found: re.Match) -> str:
        if not (data := picture(found[1], found[2])):
            return ""
        name = f"picture:{len(pictures)}."
        pictures[name] = f"data:{found[1]};base64,{data}"
        return name

    return PICTURE.sub(stand_in, text), pictures


def _without_blocks(text: str) -> tuple[str, list[str]]:
    """Take scripts and style sheets out; return the rest and the sheets."""
    body, sheets, inside = [], [], ""
    for part in HIDDEN_BLOCK.split(text):
        name = part[:8].lower() if HIDDEN_BLOCK.fullmatch(part) else ""
        if not inside and name:
            inside = "" if name.startswith("</") else name[1:3]
        elif inside and name.startswith(f"</{inside}"):
            inside = ""
        elif not inside:
            body.append(part)
        elif inside == "st":
            sheets.append(part)
    return "".join(body), sheets


def _depth(text: str) -> int:
    """Return how deep tags may nest at most: parsing takes quadratic time in it."""
    open_tags: Counter[str] = Counter()
    deepest = depth = 0
    for close, name in TAG.findall(text):
        name = name.lower()
        if name not in TAGS or name in VOID:
            continue
        step = -1 if close else 1
        if step > 0 or open_tags[name]:
            open_tags[name] += step
            depth += step
            deepest = max(deepest, depth)
    return deepest


@cache
def _cleaner() -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=TAGS,
        attributes=_is_allowed,
        protocols={"http", "https", "mailto", "picture"},
        strip=True,
        css_sanitizer=_Styles(),
    )


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return tag == "img" and bool(STAND_IN.fullmatch(value))
    return name in ATTRIBUTES and bool(ATTRIBUTES[name].fullmatch(value))


class _Styles:
    """What bleach asks to clean a `style` attribute."""

    def sanitize_css(self, style: str) -> str:
        """Return the declarations that are allowed."""
        return clean_style(style)


def clean_style(style: str) -> str:
    """Return the declarations that only colour, align and frame.

    >>> clean_style("color:#fff; background: url(//x.y); width: 10em")
    'color: #fff; width: 10em'
    """
    pairs = (declaration.partition(":") for declaration in style[:2000].split(";"))
    named = [(name.strip().lower(), value.strip()) for name, _, value in pairs]
    return "; ".join(
        f"{name}: {value}"
        for name, value in named
        if PROPERTY.fullmatch(name) and value and VALUE.fullmatch(value)
    )


def clean_sheet(sheet: str) -> str:
    """Return the rules of a style sheet whose selectors start with an id of a pandas table.

    >>> clean_sheet("#T_a1 td { color: red } body { color: red } @import 'x';")
    '#T_a1 td{color: red}'
    """
    kept = []
    for rule in sheet.split("}"):
        selectors, _, style = rule.partition("{")
        names = [name.strip() for name in selectors.split(",")]
        if all(map(SELECTOR.fullmatch, names)) and (style := clean_style(style)):
            kept.append(f"{','.join(names)}{{{style}}}")
    return "".join(kept)
