"""Choose between the two languages of the course."""

from collections.abc import Callable

LANGUAGES = ("zh", "en")


def chooser(lang: str) -> Callable[[str, str], str]:
    """Return the function that picks the Chinese or the English of two texts.

    Parameters
    ----------
    lang : text
        ``"zh"`` or ``"en"``.

    Raises
    ------
    ValueError
        If `lang` is another language.

    Examples
    --------
    >>> t = chooser("en")
    >>> t("客户", "customers")
    'customers'
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r}; the course speaks lang='zh' and lang='en'.")
    return (lambda zh, en: zh) if lang == "zh" else (lambda zh, en: en)
