"""Write texts alike, so that what is the same looks the same."""

import pandas as pd

# What people type where they have no answer, once tidied.
PLACEHOLDERS = {
    *["", "-", "--", "?", "n/a", "na", "nan", "none", "null", "unknown"],
    *["无", "未知", "不详", "暂无"],
}


def tidy(texts: pd.Series) -> pd.Series:
    """Return texts in one width and case, blanks only between words.

    Examples
    --------
    >>> tidy(pd.Series(["　Ｌｉ  Lei ", "li lei"])).tolist()
    ['li lei', 'li lei']
    """
    plain = texts.str.normalize("NFKC").str.casefold().str.strip()
    return plain.str.replace(r"\s+", " ", regex=True)
