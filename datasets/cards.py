"""Keep the cards true to the data package: the table of columns and the number of rows."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

from datasets.package import DESCRIPTOR, HERE, replace

KINDS = {
    "zh": {
        "string": "文本",
        "integer": "整数",
        "number": "小数",
        "boolean": "布尔",
        "date": "日期",
        "datetime": "日期时间",
    },
    "en": {
        "string": "text",
        "integer": "whole number",
        "number": "decimal",
        "boolean": "true/false",
        "date": "date",
        "datetime": "date and time",
    },
}
UNITS_ZH = {
    "CNY": "元",
    "CNY/month": "元/月",
    "CNY/year": "元/年",
    "CNY/unit": "元/件",
    "unit": "件",
    "year": "年",
    "1,000 households": "千户",
    "1,000 CNY": "千元",
    "s": "秒",
    "min": "分钟",
    "day": "天",
    "order": "单",
    "degree": "度",
    "m2": "平方米",
    "Celsius": "℃",
    "10,000 people": "万人",
    "CNY/head": "元/人",
    "CNY/night": "元/间夜",
    "km": "公里",
    "month": "个月",
    "night": "晚",
    "person": "人",
    "seat": "席",
    "years old": "岁",
}
TOLD = {"zh": "description_zh", "en": "description"}


def refresh(folder: Path = HERE) -> list[Path]:
    """Write the columns and row counts of every table into its cards, and return those changed.

    A card is `cards/<theme>.<language>.md`; its section `## <table>.csv` holds a number of rows
    ("12 rows" or "12 行") and a table whose rows begin with a column's name.
    """
    described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    changed = []
    for path in sorted((folder / "cards").glob("*.md")):
        theme, language, _ = path.name.split(".")
        text = before = path.read_text(encoding="utf-8")
        for resource in (each for each in described if each["theme"] == theme):
            rows = _count(folder / resource["path"])
            text = with_table(text, resource, language, rows)
        if text != before:
            replace(path, text.encode())
            changed.append(path)
    return changed


def with_table(text: str, resource: dict[str, Any], language: str, rows: int) -> str:
    """Return a card's text with the columns and the number of rows of one table.

    Raises
    ------
    ValueError
        If the card has no section, number of rows or table for it.
    """
    head = rf"(^## {re.escape(resource['path'])}\n[^#]*?)[\d,]+( rows| 行)"
    table = r"([^#]*?\n\|---\|---\|---\|---\|\n)(?:\| `.*\n)*"
    columns = "".join(row(each, language) + "\n" for each in resource["schema"]["fields"])
    new, found = re.subn(
        head + table, lambda m: f"{m[1]}{rows:,}{m[2]}{m[3]}{columns}", text, flags=re.MULTILINE
    )
    if found != 1:
        raise ValueError(
            f"the {language} card of {resource['theme']} has no section '## {resource['path']}' "
            "with a number of rows and a table of four columns; write it as in the card of spruce"
        )
    return new


def row(field: dict[str, Any], language: str) -> str:
    """Return the line of a card that tells a field.

    >>> row({"name": "age", "type": "integer", "unit": "year", "description": "Age"}, "en")
    '| `age` | whole number | year | Age |'
    """
    unit = field.get("unit", "–")
    unit = UNITS_ZH.get(unit, unit) if language == "zh" else unit
    kind, told = KINDS[language][field["type"]], field[TOLD[language]]
    return f"| `{field['name']}` | {kind} | {unit} | {told} |"


def _count(path: Path) -> int:
    text = path.read_text(encoding="utf-8")
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""))) - 1
