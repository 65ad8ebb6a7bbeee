"""The cards agree with the data package, with the files and with each other."""

import json
import re

import pandas as pd
import pytest

from datasets import package, realism

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
}
TOLD = {"zh": "description_zh", "en": "description"}


def card(language):
    """Return the text of a card."""
    return (package.HERE / "cards" / f"spruce.{language}.md").read_text(encoding="utf-8")


def sections(language):
    """Return the card's sections by heading."""
    parts = re.split(r"^## (.+)\n", card(language), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def resources():
    """Return the described tables by file name."""
    text = (package.HERE / package.DESCRIPTOR).read_text(encoding="utf-8")
    return {each["path"]: each for each in json.loads(text)["resources"]}


def expected_row(field, language):
    """Return the row of a card that tells a field."""
    unit = field.get("unit", "–")
    unit = UNITS_ZH.get(unit, unit) if language == "zh" else unit
    kind = KINDS[language][field["type"]]
    return f"| `{field['name']}` | {kind} | {unit} | {field[TOLD[language]]} |"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["customers.csv", "transactions.csv"])
def test_columns_units_and_meanings_are_those_of_the_data_package(name, language):
    """Every field has its row, in order, and no other row is there."""
    rows = [line for line in sections(language)[name].splitlines() if line.startswith("| `")]
    assert rows == [expected_row(each, language) for each in resources()[name]["schema"]["fields"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_row_counts_are_those_of_the_files(language):
    """The number of rows told is the number of rows there."""
    for name in resources():
        told = re.search(r"([\d,]+) (?:rows|行)", sections(language)[name])[1]
        assert int(told.replace(",", "")) == len(pd.read_csv(package.HERE / name))


def test_faults_are_told_with_their_size():
    """Every percentage of the planted faults is that of the files, in order, in both cards."""
    customers = pd.read_csv(package.HERE / "customers.csv")
    lines = pd.read_csv(package.HERE / "transactions.csv")
    known = lines.loc[lines["quantity"] > 0, "customer_id"]
    gaps = customers.isna().mean()
    measured = [
        lines.duplicated().mean(),
        (lines["quantity"] < 0).mean(),
        lines["customer_id"].isna().mean(),
        lines.drop_duplicates("order_id")["occasion"].isna().mean(),
        gaps["birth_year"],
        gaps["income_cny_month"],
        gaps["category_spend_cny_year"],
        1 - customers["customer_id"].isin(known).mean(),
    ]
    for language, heading in (("zh", "植入的问题"), ("en", "Planted faults")):
        told = [int(each) for each in re.findall(r"(\d+)%", sections(language)[heading])]
        assert told == pytest.approx([100 * each for each in measured], abs=0.6)


def test_the_share_of_the_top_fifth_is_told():
    """Both cards give the share of spend that the top 20% hold."""
    table = realism.buyers(realism.sales(pd.read_csv(package.HERE / "transactions.csv")))
    told = f"{100 * realism.top_share(table['monetary_cny']):.0f}%"
    assert told in sections("zh")["植入的真相"]
    assert told in sections("en")["Planted truth"]


def test_both_cards_say_the_same():
    """Sections, list lengths, code and numbers match between the languages."""
    zh, en = card("zh"), card("en")
    for pattern in (r"^#+ ", r"^- ", r"^\|"):
        count = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in (zh, en)]
        assert count[0] == count[1], pattern
    assert re.findall(r"`[^`]+`", zh) == re.findall(r"`[^`]+`", en)
    prose = [re.sub(r"\|.*", "", text) for text in (zh, en)]
    numbers = [sorted(re.findall(r"\d[\d,.]*\d|\d", re.sub(r"`.*?`", "", each))) for each in prose]
    assert numbers[0] == numbers[1]


def test_the_chinese_card_is_punctuated_in_chinese():
    """Full-width marks beside Chinese, and no Chinese in the English card."""
    assert not re.search(r"[一-鿿] ?[,;:!?()](?!\S*\.csv)", card("zh"))
    assert not re.search(r"[一-鿿]", card("en"))
