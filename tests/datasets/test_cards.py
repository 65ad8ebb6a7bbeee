"""The cards agree with the data package, with the files and with each other."""

import json
import re

import pandas as pd
import pytest

from datasets import package
from datasets.cards import refresh, row, with_table
from datasets.themes import THEMES

CLOSING = {
    "zh": ["数据如何生成", "植入的真相", "植入的问题", "不可用于"],
    "en": ["How it was made", "Planted truth", "Planted faults", "Not to be used for"],
}


REFRESH = "run `python -m datasets cards` and commit what it writes"
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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", THEME_NAMES)
def test_columns_units_and_meanings_are_those_of_the_data_package(theme, language):
    """Every field of every table has its row, in order, and no other row is there."""
    told = sections(theme, language)
    for name, resource in resources(theme).items():
        rows = [line for line in told[name].splitlines() if line.startswith("| `")]
        assert rows == [row(each, language) for each in resource["schema"]["fields"]], REFRESH


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


def test_refresh_writes_columns_and_rows_and_nothing_else(tmp_path):
    """A card with stale columns and counts is put right; its own words stay."""
    fields = [{"name": "age", "type": "integer", "unit": "year", "description": "Age"}]
    resource = {"name": "t", "theme": "x", "path": "t.csv", "schema": {"fields": fields}}
    (tmp_path / "cards").mkdir()
    (tmp_path / "t.csv").write_text('age\n1\n"2"\n', encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"resources": [resource]}), encoding="utf-8"
    )
    head = "# Card\n\n## t.csv\n\nPeople; {} rows.\n\n| a | b | c | d |\n|---|---|---|---|\n"
    tail = "\n## How it was made\n\nBy hand.\n"
    card_path = tmp_path / "cards" / "x.en.md"
    card_path.write_text(head.format(9) + "| `old` | text | – | Old |\n" + tail, encoding="utf-8")
    assert refresh(tmp_path) == [card_path]
    told = "| `age` | whole number | year | Age |\n"
    assert card_path.read_text(encoding="utf-8") == head.format(2) + told + tail
    assert refresh(tmp_path) == []


def test_a_card_without_the_section_is_named():
    """The error tells which card lacks what."""
    resource = {"theme": "x", "path": "t.csv", "schema": {"fields": []}}
    with pytest.raises(ValueError, match=r"the en card of x has no section '## t\.csv'"):
        with_table("# Card\n", resource, "en", 1)
