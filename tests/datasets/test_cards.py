"""The cards agree with the data package, with the files and with each other."""

import json
import re

import pandas as pd
import pytest

from datasets import package
from datasets.themes import THEMES

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
CLOSING = {
    "zh": ["数据如何生成", "植入的真相", "植入的问题", "不可用于"],
    "en": ["How it was made", "Planted truth", "Planted faults", "Not to be used for"],
}
TOLD = {"zh": "description_zh", "en": "description"}


THEME_NAMES = [theme.name for theme in THEMES]


def card(theme, language):
    """Return the text of a theme's card."""
    return (package.HERE / "cards" / f"{theme}.{language}.md").read_text(encoding="utf-8")


def sections(theme, language):
    """Return the card's sections by heading."""
    parts = re.split(r"^## (.+)\n", card(theme, language), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def resources(theme):
    """Return the described tables of a theme by file name."""
    text = (package.HERE / package.DESCRIPTOR).read_text(encoding="utf-8")
    return {each["path"]: each for each in json.loads(text)["resources"] if each["theme"] == theme}


def expected_row(field, language):
    """Return the row of a card that tells a field."""
    unit = field.get("unit", "–")
    unit = UNITS_ZH.get(unit, unit) if language == "zh" else unit
    kind = KINDS[language][field["type"]]
    return f"| `{field['name']}` | {kind} | {unit} | {field[TOLD[language]]} |"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", THEME_NAMES)
def test_columns_units_and_meanings_are_those_of_the_data_package(theme, language):
    """Every field of every table has its row, in order, and no other row is there."""
    told = sections(theme, language)
    for name, resource in resources(theme).items():
        rows = [line for line in told[name].splitlines() if line.startswith("| `")]
        assert rows == [expected_row(each, language) for each in resource["schema"]["fields"]]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", THEME_NAMES)
def test_row_counts_are_those_of_the_files(theme, language):
    """The number of rows told is the number of rows there."""
    for name in resources(theme):
        told = re.search(r"([\d,]+) (?:rows|行)", sections(theme, language)[name])[1]
        assert int(told.replace(",", "")) == len(pd.read_csv(package.HERE / name))


@pytest.mark.parametrize("theme", THEME_NAMES)
def test_every_card_tells_making_truth_faults_and_misuse(theme):
    """The same four closing sections stand in every card, in the same order."""
    for language, wanted in CLOSING.items():
        assert [each for each in sections(theme, language) if not each.endswith(".csv")] == wanted


@pytest.mark.parametrize("theme", THEME_NAMES)
def test_both_cards_say_the_same(theme):
    """Sections, list lengths, code and numbers match between the languages."""
    zh, en = card(theme, "zh"), card(theme, "en")
    for pattern in (r"^#+ ", r"^- ", r"^\|"):
        count = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in (zh, en)]
        assert count[0] == count[1], pattern
    assert re.findall(r"`[^`]+`", zh) == re.findall(r"`[^`]+`", en)
    prose = [re.sub(r"\|.*", "", text) for text in (zh, en)]
    numbers = [sorted(re.findall(r"\d[\d,.]*\d|\d", re.sub(r"`.*?`", "", each))) for each in prose]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("theme", THEME_NAMES)
def test_the_chinese_card_is_punctuated_in_chinese(theme):
    """Full-width marks beside Chinese, and no Chinese in the English card."""
    assert not re.search(r"[一-鿿] ?[,;:!?()](?!\S*\.csv)", card(theme, "zh"))
    assert not re.search(r"[一-鿿]", card(theme, "en"))
