"""Bad input to the room of privacy."""

import pandas as pd

from segkit.privacy import disparate_impact, k_anonymity, pseudonymise

KEY = "0123456789abcdef"


def people(**columns) -> pd.DataFrame:
    """Return four people, with other columns put in."""
    table = {
        "customer_id": ["C1", "C2", "C3", "C4"],
        "gender": ["F", "F", "M", "M"],
        "offer": [True, False, True, True],
    }
    return pd.DataFrame({**table, **columns})


def impact(frame: pd.DataFrame, **options):
    """Compare the genders."""
    return disparate_impact(frame, **{"selected": "offer", "group": "gender", **options})


CASES = [
    (
        "pseudonym-series",
        lambda: pseudonymise(people()["customer_id"], ["customer_id"], key=KEY),
        TypeError,
        "a DataFrame was expected first, Series came",
    ),
    (
        "pseudonym-typo",
        lambda: pseudonymise(people(), ["customer"], key=KEY),
        ValueError,
        r"lacks the columns 'customer' \(did you mean 'customer_id'",
    ),
    (
        "pseudonym-text-for-list",
        lambda: pseudonymise(people(), "customer_id", key=KEY),
        TypeError,
        r"the text 'customer_id' came, a list of columns was expected: \['customer_id'\]",
    ),
    (
        "pseudonym-short-key",
        lambda: pseudonymise(people(), ["customer_id"], key="secret"),
        ValueError,
        r"a key of type str came, text or bytes of 16 bytes or more .*secrets.token_hex\(32\)",
    ),
    (
        "pseudonym-no-key",
        lambda: pseudonymise(people(), ["customer_id"], key=None),
        ValueError,
        "a key of type NoneType came, text or bytes",
    ),
    (
        "pseudonym-number-key",
        lambda: pseudonymise(people(), ["customer_id"], key=2026),
        ValueError,
        "a key of type int came, text or bytes",
    ),
    (
        "pseudonym-truth",
        lambda: pseudonymise(people(), ["offer"], key=KEY),
        TypeError,
        "'offer' holds boolean values, text or whole numbers",
    ),
    (
        "pseudonym-fraction",
        lambda: pseudonymise(people(customer_id=[1.5, 2, 3, 4]), ["customer_id"], key=KEY),
        TypeError,
        "'customer_id' holds floating values",
    ),
    (
        "pseudonym-mixed",
        lambda: pseudonymise(people(customer_id=["C1", 2, 3, 4]), ["customer_id"], key=KEY),
        TypeError,
        "'customer_id' holds mixed-integer values",
    ),
    (
        "pseudonym-date",
        lambda: pseudonymise(
            people(customer_id=pd.Timestamp("2025-01-01", tz="Asia/Shanghai")),
            ["customer_id"],
            key=KEY,
        ),
        TypeError,
        "'customer_id' holds datetime64 values",
    ),
    (
        "anonymity-typo",
        lambda: k_anonymity(people(), ["sex"]),
        ValueError,
        "lacks the columns 'sex'",
    ),
    (
        "anonymity-text-for-list",
        lambda: k_anonymity(people(), "gender"),
        TypeError,
        "the text 'gender' came, a list of columns",
    ),
    (
        "anonymity-nothing",
        lambda: k_anonymity(people(), []),
        ValueError,
        r"quasi_identifiers are \[\] and sensitive is None; name at least one",
    ),
    (
        "anonymity-sensitive-twice",
        lambda: k_anonymity(people(), ["gender", "offer"], sensitive="offer"),
        ValueError,
        "sensitive is 'offer'; name at least one .* keep the sensitive one apart",
    ),
    (
        "anonymity-k",
        lambda: k_anonymity(people(), ["gender"], k=1),
        ValueError,
        "k is 1, a whole number from 2 on",
    ),
    (
        "anonymity-k-truth",
        lambda: k_anonymity(people(), ["gender"], k=True),
        ValueError,
        "k is True, a whole number",
    ),
    (
        "anonymity-empty",
        lambda: k_anonymity(people().iloc[:0], ["gender"]),
        ValueError,
        "the frame has 0 rows",
    ),
    (
        "impact-rate",
        lambda: impact(people(offer=[0.2, 0.4, 0.1, 0.9])),
        TypeError,
        "selected has values such as 0.2, true or false",
    ),
    (
        "impact-words",
        lambda: impact(people(offer=["yes", "no", "yes", "no"])),
        TypeError,
        "selected has values such as 'yes', true or false",
    ),
    (
        "impact-gap",
        lambda: impact(people(gender=["F", None, "M", "M"])),
        ValueError,
        "group is missing in 1 of 4 rows",
    ),
    (
        "impact-other-index",
        lambda: impact(people(), group=people()["gender"].iloc[::-1]),
        ValueError,
        "group has 4 rows and the frame 4, or their index differs",
    ),
    (
        "impact-one-group",
        lambda: impact(people(gender="F")),
        ValueError,
        "the groups are 'F'; two groups or more",
    ),
    (
        "impact-nobody",
        lambda: impact(people(offer=False)),
        ValueError,
        "reference is 'F' and .* a reference of which somebody was selected",
    ),
    (
        "impact-reference",
        lambda: impact(people(), reference="X"),
        ValueError,
        "reference is 'X' and the groups are 'F', 'M'",
    ),
    ("impact-empty", lambda: impact(people().iloc[:0]), ValueError, "the frame has 0 rows"),
]
