"""The choice between the two languages."""

import pytest

from segkit.words import chooser


def test_the_chooser_picks_its_language():
    """Chinese comes first, English second."""
    assert chooser("zh")("客户", "customers") == "客户"
    assert chooser("en")("客户", "customers") == "customers"


@pytest.mark.parametrize("lang", ["fr", "", None, "EN"])
def test_another_language_is_an_error(lang):
    """The message names both languages."""
    with pytest.raises(ValueError, match=r"lang is .*; the course speaks lang='zh' and lang='en'"):
        chooser(lang)
