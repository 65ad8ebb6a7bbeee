"""Members of Spruce Select as four systems export them: CRM, app, WeChat and the tills.

About 3,000 people live in households. Each system writes names, numbers and dates in its own way,
with mistakes of its own. Families share phone numbers, numbers change hands, and test accounts
stand among the people. Who is who is known, and kept apart.
"""

import numpy as np
import pandas as pd

from datasets.draws import coded, named, pick, streams, within_group
from datasets.schema import Target, Theme, World
from datasets.themes import channels_match, channels_text
from datasets.themes.channels_tables import (
    CHANNELS_APP,
    CHANNELS_CRM,
    CHANNELS_PEOPLE,
    CHANNELS_STORE,
    CHANNELS_WECHAT,
)
from datasets.themes.channels_words import (
    DISTRICTS,
    GIVEN,
    NICKNAMES,
    SURNAMES,
    TEST_NAMES,
    TEST_PHONE,
)
from datasets.themes.spruce_segments import OCCUPATIONS

N_PEOPLE = 3_000
HOUSEHOLD_SIZES = (0.46, 0.27, 0.19, 0.08)
FIRST_DAY = np.datetime64("2023-01-01")
N_DAYS = 1_096  # 2023 to 2025
RECYCLED = 60
SYSTEMS = ("crm", "app", "wechat", "store")
SEEN = np.array([[0.60, 0.64, 0.54, 0.28], [0.62, 0.20, 0.28, 0.58]])  # under 60, from 60 on
TWICE = {"crm": 0.05, "app": 0.03, "wechat": 0.01, "store": 0.07}
TESTS = {"crm": 12, "app": 16, "wechat": 6, "store": 6}
BLANKS = {"crm": 6, "app": 8, "wechat": 0, "store": 8}


# -- people -----------------------------------------------------------------------------------


def people(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per person: household, name, birth, numbers and habits, all true."""
    frame = families(rng)
    frame = frame.assign(**names_of(rng, frame))
    frame["email"] = emails(rng, frame)
    frame["union_id"] = [f"u{each:09x}" for each in distinct(rng, 16**9, len(frame))]
    frame["willing"] = rng.random(len(frame)) < 0.62
    frame["started"] = np.floor(1_000 * rng.random(len(frame)) ** 1.2).astype(int)
    return frame.assign(**numbers(rng, frame))


def families(rng: np.random.Generator) -> pd.DataFrame:
    """Return household, role, woman or man, day of birth, city and district of each person."""
    sizes = 1 + pick(rng, np.tile(HOUSEHOLD_SIZES, (N_PEOPLE, 1)))
    household = np.repeat(np.arange(N_PEOPLE), sizes)[:N_PEOPLE]
    role = within_group(household)
    anchor_year = np.rint(rng.triangular(1950, 1987, 2004, N_PEOPLE))[household]
    ahead = np.where(anchor_year <= 1980, 26, -26)
    own = np.select([role == 0, role == 1], [0, 0], ahead) + np.rint(rng.normal(0, 2.5, N_PEOPLE))
    year = np.clip(anchor_year + own * (role > 0), 1938, 2006).astype(int)
    anchor_woman = (rng.random(N_PEOPLE) < 0.58)[household]
    woman = np.select([role == 0, role == 1], [anchor_woman, ~anchor_woman], role == 2)
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    city = pick(rng, np.tile(1 / np.arange(2.0, 10.0), (N_PEOPLE, 1)))[household]
    oldest = pd.Series(year).groupby(household).transform("min").to_numpy()
    first = np.maximum.accumulate(np.where(role == 0, np.arange(N_PEOPLE), 0))
    old_side = np.array([[1, 1, 2, 3, 4, 5], [8, 5, 2, 1, 1, 1]])
    district = pick(rng, old_side[(oldest <= 1966).astype(int)])[first]
    return pd.DataFrame(
        {
            "household": household,
            "role": role,
            "woman": woman.astype(bool),
            "year": year,
            "born": start + rng.integers(365, size=N_PEOPLE),
            "city": city,
            "district": district,
        }
    )


def names_of(rng: np.random.Generator, who: pd.DataFrame) -> dict[str, list[str]]:
    """Return surnames and given names, in characters and in pinyin."""
    weights = np.tile(1 / np.arange(3.0, 3 + len(SURNAMES)), (len(who), 1))
    surname = pick(rng, weights)
    first = np.maximum.accumulate(np.where(who["role"] == 0, np.arange(len(who)), 0))
    kept = (who["role"] >= 2) & (rng.random(len(who)) < 0.75)
    surname = np.where(kept, surname[first], surname)
    given = [given_name(rng, woman) for woman in who["woman"]]
    return {
        "surname": [SURNAMES[each][0] for each in surname],
        "surname_pinyin": [SURNAMES[each][1] for each in surname],
        "given": ["".join(sign for sign, _ in each) for each in given],
        "given_pinyin": ["".join(sound for _, sound in each) for each in given],
    }


def given_name(rng: np.random.Generator, woman: bool) -> list[tuple[str, str]]:
    """Return one or two characters, each with its sound."""
    own = GIVEN[0] if woman else GIVEN[1]
    length = 1 if rng.random() < 0.18 else 2
    pool = own + GIVEN[2]
    picked = [pool[rng.integers(len(pool))] for _ in range(length)]
    picked[-1] = own[rng.integers(len(own))]
    return picked


def emails(rng: np.random.Generator, who: pd.DataFrame) -> list[str | None]:
    """Return addresses at domains that nobody can own, None for a quarter of the people."""
    domain = np.where(rng.random(len(who)) < 0.7, "example.com", "example.cn")
    number = distinct(rng, 9_000, len(who))
    written = zip(who["given_pinyin"], who["surname_pinyin"], number, domain, strict=True)
    none = rng.random(len(who)) < 0.25
    texts = [f"{given}.{surname}{tail}@{host}" for given, surname, tail, host in written]
    return [None if gone else text for gone, text in zip(none, texts, strict=True)]


def numbers(rng: np.random.Generator, who: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return each person's number now, the one before, the day of change and who owns it.

    Partners and parents often give the number of the household's first person. Some numbers that
    were given up now belong to somebody else.
    """
    count = len(who)
    fresh = coded("12", distinct(rng, 10**9, 2 * count), 9)
    own, former = fresh[:count], fresh[count:]
    changed = rng.random(count) < 0.30
    takers = rng.permutation(np.flatnonzero(~changed))[:RECYCLED]
    own[takers] = former[rng.permutation(np.flatnonzero(changed))[:RECYCLED]]
    first = np.maximum.accumulate(np.where(who["role"] == 0, np.arange(count), 0))
    chance = np.select([who["role"] == 0, who["year"] <= 1966], [0, 0.50], 0.26)
    shares = rng.random(count) < chance
    return {
        "phone": np.where(shares, own[first], own),
        "former": np.where(shares, own[first], np.where(changed, former, own)),
        "changed": np.where(changed & ~shares, rng.integers(250, 1_000, count), 0),
        "shares": shares,
    }


def distinct(rng: np.random.Generator, below: int, count: int) -> np.ndarray:
    """Return different whole numbers from 0 on, in random order."""
    step = below // count
    return rng.permutation(np.arange(count) * step + rng.integers(step, size=count))


# -- records ----------------------------------------------------------------------------------


def sightings(rng: np.random.Generator, who: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return for each system the person, first and last day of each record, in order of time."""
    chance = SEEN[(who["year"] <= 1965).astype(int)]
    seen = rng.random(chance.shape) < chance
    seen[~seen.any(axis=1), 0] = True
    made = {}
    for column, system in enumerate(SYSTEMS):
        person = np.flatnonzero(seen[:, column])
        again = person[rng.random(len(person)) < TWICE[system]]
        made[system] = dated(rng, who, np.r_[person, again], system)
    return made


def dated(
    rng: np.random.Generator, who: pd.DataFrame, person: np.ndarray, system: str
) -> pd.DataFrame:
    """Return the records with their days, test accounts and blank forms among them (person -1)."""
    start = who["started"].to_numpy()[person]
    first = np.minimum(start + rng.exponential(160, len(person)).astype(int), N_DAYS - 10)
    blind = TESTS[system] + BLANKS[system]
    kind = np.r_[np.zeros(len(person)), np.ones(TESTS[system]), np.full(BLANKS[system], 2)]
    first = np.r_[first, rng.integers(N_DAYS - 10, size=blind)]
    away = (N_DAYS - first) * rng.beta(1, 2.2, len(first))
    frame = pd.DataFrame({"person": np.r_[person, np.full(blind, -1)], "kind": kind.astype(int)})
    frame = frame.assign(first=first, last=np.floor(N_DAYS - 1 - away).astype(int))
    frame["last"] = frame["last"].clip(lower=frame["first"])
    return frame.sort_values("first", kind="stable", ignore_index=True)


def known(who: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """Return the truth of each record, columns of the person added; the last row's for tests."""
    frame = who.iloc[seen["person"]].reset_index(drop=True)
    late = (seen["first"] >= frame["changed"]).to_numpy()
    frame["number"] = np.where(late, frame["phone"], frame["former"])
    frame["phone_is"] = np.select([frame["shares"], ~late], ["family", "former"], "own")
    return pd.concat([frame, seen], axis=1)


def day(number: pd.Series | np.ndarray) -> np.ndarray:
    """Return dates of day numbers."""
    return FIRST_DAY + np.asarray(number)


def written_off(rng: np.random.Generator, seen: pd.DataFrame, agreed: np.ndarray) -> np.ndarray:
    """Return the day on which a consent was withdrawn, -1 where it was not."""
    gone = agreed & (rng.random(len(seen)) < 0.14)
    when = seen["first"] + np.floor((N_DAYS - seen["first"]) * rng.random(len(seen)))
    return np.where(gone, np.minimum(when, N_DAYS - 1), -1).astype(int)


def consent(rng: np.random.Generator, seen: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the flag that the system shows and the day of withdrawal as text, None if none.

    In half of the withdrawals the flag was never turned off.
    """
    agreed = (rng.random(len(seen)) < 0.15) ^ seen["willing"].to_numpy()
    off = written_off(rng, seen, agreed)
    shown = agreed & ((off < 0) | (rng.random(len(seen)) < 0.5))
    return shown, np.where(off < 0, None, day(off).astype(str).astype(object))


# -- the four exports -------------------------------------------------------------------------


def crm(rng: np.random.Generator, seen: pd.DataFrame) -> pd.DataFrame:
    """Return the export of the membership system."""
    flag, off = consent(rng, seen)
    count = len(seen)
    gender = np.where(seen["woman"], "F", "M")
    learned = pick(rng, occupation_weights(2025 - seen["year"].to_numpy()))
    return pd.DataFrame(
        {
            "member_no": lost(rng, coded("G", 1 + np.arange(count), 5), 0.012),
            "name": channels_text.names(rng, seen, (86, 2, 1, 1, 1, 6, 2, 1)),
            "gender": np.where(rng.random(count) < 0.05, None, gender),
            "mobile": channels_text.phones(rng, seen, (58, 10, 6, 6, 3, 3, 4, 0, 2, 2, 5, 1)),
            "email": channels_text.mails(rng, seen, 0.20),
            "birth_date": channels_text.births(rng, seen, (62, 10, 8, 5, 0, 0, 0, 3, 1, 11)),
            "city": channels_text.cities(rng, seen, (60, 28, 4, 1, 1, 6)),
            "district": named(DISTRICTS, seen["district"].to_numpy(), rng.random(count) < 0.04),
            "occupation": named(OCCUPATIONS, learned, rng.random(count) < 0.08),
            "registered_on": day(seen["first"]).astype(str),
            "sms_consent": np.where(flag, "Y", "N"),
            "sms_withdrawn_on": off,
            "last_order_on": day(seen["last"]).astype(str),
            "spring_coupon": coupons(rng, seen),
        }
    )


def coupons(rng: np.random.Generator, seen: pd.DataFrame) -> np.ndarray:
    """Return who got a coupon: the rule went by district, and so by age without saying so."""
    chance = np.array([0.10, 0.18, 0.28, 0.45, 0.62, 0.75])[seen["district"]]
    return (rng.random(len(seen)) < chance).astype(int)


def occupation_weights(age: np.ndarray) -> np.ndarray:
    """Return weights of the eight occupations by age."""
    working = (age >= 23) & (age < 60)
    work = np.array([3.4, 1.4, 1.2, 2.4, 1.6, 0.05, 0.02, 0.6])
    young = np.array([0.8, 0.2, 0.2, 0.8, 0.3, 5.0, 0.0, 0.1])
    old = np.array([0.2, 0.1, 0.3, 0.2, 0.5, 0.0, 7.0, 0.5])
    return np.where(working[:, None], work, np.where((age < 40)[:, None], young, old))


def app(rng: np.random.Generator, seen: pd.DataFrame) -> pd.DataFrame:
    """Return the export of the app."""
    flag, off = consent(rng, seen)
    count = len(seen)
    moment = day(seen["first"]).astype("datetime64[s]") + rng.integers(86_400, size=count)
    return pd.DataFrame(
        {
            "user_id": coded("A", 1 + np.arange(count), 5),
            "real_name": channels_text.names(rng, seen, (72, 2, 4, 1, 8, 4, 0, 9)),
            "phone": channels_text.phones(rng, seen, (69, 0, 0, 5, 6, 1, 1, 7, 0, 1, 10, 0)),
            "email": channels_text.mails(rng, seen, 0.25),
            "union_id": lost(rng, seen["union_id"].to_numpy(), 0.35),
            "birthday": channels_text.births(rng, seen, (72, 0, 0, 0, 0, 0, 0, 8, 0, 20)),
            "city": channels_text.cities(rng, seen, (2, 1, 60, 8, 15, 14)),
            "created_at": np.char.replace(moment.astype(str), "T", " "),
            "push_consent": flag,
            "push_off_on": off,
            "last_login_on": day(seen["last"]).astype(str),
        }
    )


def wechat(rng: np.random.Generator, seen: pd.DataFrame) -> pd.DataFrame:
    """Return the export of the WeChat mini-program."""
    flag, off = consent(rng, seen)
    count = len(seen)
    moment = day(seen["first"]).astype("datetime64[s]").astype(np.int64) - 8 * 3_600
    real = channels_text.names(rng, seen, (78, 2, 4, 1, 6, 6, 0, 3))
    invented = np.array(NICKNAMES, dtype=object)[rng.integers(len(NICKNAMES), size=count)]
    told = (rng.random(count) < 0.82) | (seen["kind"] > 0)
    sex = np.where(rng.random(count) < 0.25, 0, np.where(seen["woman"], 2, 1))
    return pd.DataFrame(
        {
            "open_id": [f"o{each:09x}" for each in distinct(rng, 16**9, count)],
            "union_id": lost(rng, seen["union_id"].to_numpy(), 0.12),
            "nickname": np.where(told, real, invented),
            "phone": channels_text.phones(rng, seen, (58, 0, 0, 4, 6, 0, 0, 4, 0, 0, 28, 0)),
            "sex": sex,
            "city": channels_text.cities(rng, seen, (45, 2, 22, 1, 4, 26)),
            "followed_at": moment + rng.integers(86_400, size=count),
            "message_consent": flag.astype(int),
            "unfollowed_on": off,
            "last_active_on": day(seen["last"]).astype(str),
        }
    )


def store(rng: np.random.Generator, seen: pd.DataFrame) -> pd.DataFrame:
    """Return the export of the tills, typed from paper forms."""
    flag, _ = consent(rng, seen)
    count = len(seen)
    sex = np.where(seen["woman"], "女", "男")
    return pd.DataFrame(
        {
            "card_no": lost(rng, coded("T", 1 + np.arange(count), 5), 0.04),
            "holder": channels_text.names(rng, seen, (71, 6, 4, 3, 1, 6, 6, 3)),
            "sex": np.where(rng.random(count) < 0.2, None, sex),
            "tel": channels_text.phones(rng, seen, (34, 18, 14, 3, 2, 5, 6, 0, 6, 5, 5, 2)),
            "birthday": channels_text.births(rng, seen, (8, 32, 6, 4, 12, 10, 14, 0, 1, 13)),
            "home_city": channels_text.cities(rng, seen, (66, 20, 2, 1, 1, 10)),
            "signed_on": channels_text.slashed(day(seen["first"])),
            "contact_consent": np.where(flag, "是", "否"),
            "last_visit": channels_text.slashed(day(seen["last"])),
        }
    )


def lost(rng: np.random.Generator, values: np.ndarray, chance: float) -> np.ndarray:
    """Return the values with gaps."""
    return np.where(rng.random(len(values)) < chance, None, values)


EXPORTS = {"crm": crm, "app": app, "wechat": wechat, "store": store}
IDENTITY = {
    "crm": ("name", "mobile", "email"),
    "app": ("real_name", "phone", "email"),
    "wechat": ("nickname", "phone"),
    "store": ("holder", "tel"),
}


def spoilt(rng: np.random.Generator, shown: pd.DataFrame, kind: np.ndarray, system: str):
    """Return the export with its test accounts and blank forms written in."""
    shown = shown.astype(dict.fromkeys(IDENTITY[system], object))
    tests, blanks = kind == 1, kind == 2
    name, phone, *mail = IDENTITY[system]
    shown.loc[tests, name] = [TEST_NAMES[each] for each in rng.integers(7, size=tests.sum())]
    shown.loc[tests, phone] = np.where(rng.random(tests.sum()) < 0.75, TEST_PHONE, None)
    shown.loc[tests, mail] = "test@example.com"
    cleared = [each for each in ("union_id", "birthday", "birth_date") if each in shown]
    shown.loc[kind > 0, cleared] = None
    shown.loc[blanks, list(IDENTITY[system])] = None
    return shown


def with_copies(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return row positions, nearly one in a hundred twice, the copy below its original."""
    twice = np.flatnonzero(rng.random(count) < 0.009)
    return np.sort(np.r_[np.arange(count), twice], kind="stable")


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the four exports, and who stands behind each of their rows."""
    rngs = streams(seeds, 6)
    who = people(rngs[0])
    tables, truths = {}, []
    for stream, (system, seen) in zip(rngs[2:], sightings(rngs[1], who).items(), strict=True):
        full = known(who, seen)
        shown = spoilt(stream, EXPORTS[system](stream, full), full["kind"].to_numpy(), system)
        rows = with_copies(stream, len(full))
        tables[f"channels_{system}"] = shown.iloc[rows].reset_index(drop=True)
        truths.append(identities(full.iloc[rows], system))
    return World(tables=tables, truth={"channels_people": pd.concat(truths, ignore_index=True)})


def identities(full: pd.DataFrame, system: str) -> pd.DataFrame:
    """Return who each row of an export is, by position from 1."""
    real = (full["kind"] == 0).to_numpy()
    return pd.DataFrame(
        {
            "channel": system,
            "row_no": np.arange(1, len(full) + 1),
            "person_id": np.where(real, coded("P", full["person"].to_numpy() + 1, 4), None),
            "household_id": np.where(real, coded("H", full["household"].to_numpy() + 1, 4), None),
            "kind": np.array(["person", "test", "blank"], dtype=object)[full["kind"]],
            "phone_is": np.where(real, full["phone_is"], None),
        }
    )


# -- how it looks -----------------------------------------------------------------------------


def targets(world: World) -> list[Target]:
    """Return how the exports look.

    No public file of this kind exists; the bands are those that lessons 03 and 04 rely on: an
    exact match by phone must fail both ways, and a scored one must trade precision for recall.
    """
    people_of = world.truth["channels_people"]
    merged = channels_match.aligned(world.tables)
    pairs = channels_match.scored_pairs(merged)
    truth = people_of["person_id"].to_numpy()

    def reached(labels: np.ndarray) -> tuple[float, float]:
        return channels_match.precision_recall(labels, truth)

    phone = reached(channels_match.by_phone(merged))
    low, middle, high = (
        reached(channels_match.by_score(pairs, len(merged), at)) for at in (1.0, 3.9, 8.0)
    )
    real = people_of["kind"] == "person"
    held = world.tables["channels_crm"]
    senior = held["birth_date"].str.extract(r"^(\d{4})")[0].astype(float).between(1920, 1965)
    rates = held.groupby(senior)["spring_coupon"].mean()
    return [
        Target("people", 2_900, 3_000, people_of["person_id"].nunique()),
        Target("records", 5_500, 7_000, len(people_of)),
        Target("records of a person, mean", 1.8, 2.4, real.sum() / truth_size(people_of)),
        Target("share of records on a family phone", 0.12, 0.26, is_of(people_of, "family")),
        Target("share of records with a former number", 0.08, 0.17, is_of(people_of, "former")),
        Target("precision, same phone", 0.55, 0.82, phone[0]),
        Target("recall, same phone", 0.50, 0.70, phone[1]),
        Target("precision, score of 3.9", 0.92, 1, middle[0]),
        Target("recall, score of 3.9", 0.71, 1, middle[1]),
        Target("precision, score of 1", 0.2, 0.85, low[0]),
        Target("recall, score of 8", 0.2, 0.65, high[1]),
        Target("coupons, from 60 on over under 60", 0.4, 0.75, rates[True] / rates[False]),
    ]


def truth_size(people_of: pd.DataFrame) -> int:
    """Return how many people have a record."""
    return people_of["person_id"].nunique()


def is_of(people_of: pd.DataFrame, owner: str) -> float:
    """Return the share of records whose number is of this kind."""
    return (people_of["phone_is"] == owner).mean()


THEME = Theme(
    name="channels",
    tables=(CHANNELS_CRM, CHANNELS_APP, CHANNELS_WECHAT, CHANNELS_STORE),
    truth=(CHANNELS_PEOPLE,),
    generate=generate,
    targets=targets,
)
