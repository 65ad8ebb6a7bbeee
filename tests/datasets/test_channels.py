"""The four exports: a scored match finds the people, an exact one on phones joins families."""

import functools
import re

import numpy as np
import pandas as pd
import pytest

from datasets import package
from datasets.themes import channels_match
from datasets.themes.channels import RECYCLED, THEME
from segkit.clean import resolve_identities
from segkit.privacy import disparate_impact, k_anonymity

SEEDS = [2026, 1, 2]
KINDS = {"name": "name", "phone": "phone", "email": "email", "union": "id", "born": "date",
         "city": "text"}  # fmt: skip
PROMISES = {
    "channels_crm": ("sms_consent", "sms_withdrawn_on"),
    "channels_app": ("push_consent", "push_off_on"),
    "channels_wechat": ("message_consent", "unfollowed_on"),
}


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


@functools.cache
def aligned(seed):
    """Return all records in one frame and one form."""
    return channels_match.aligned(made(seed).tables)


@functools.cache
def pairs(seed):
    """Return the compared pairs with their scores."""
    return channels_match.scored_pairs(aligned(seed))


def people(seed):
    """Return who stands behind each record."""
    return made(seed).truth["channels_people"]


def reached(seed, labels):
    """Return precision and recall of labels against the true people."""
    return channels_match.precision_recall(labels, people(seed)["person_id"].to_numpy())


def scored(seed, threshold):
    """Return precision and recall of the scored match at a threshold."""
    return reached(seed, channels_match.by_score(pairs(seed), len(aligned(seed)), threshold))


def born(seed):
    """Return the year of birth in the CRM where it is given in full and possible."""
    year = made(seed).tables["channels_crm"]["birth_date"].str.extract(r"^(\d{4})")[0]
    return year.astype(float).where(year.astype(float).between(1920, 2015))


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """The default world and five others are as messy as asked."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_names_every_row_and_is_in_no_table(seed):
    """One row of truth per row shown; people are numbered, tests and blank forms are nobody."""
    truth = people(seed)
    assert truth["channel"].map("channels_{}".format).value_counts().to_dict() == {
        name: len(table) for name, table in made(seed).tables.items()
    }
    assert (truth["person_id"].notna() == (truth["kind"] == "person")).all()
    assert truth.dropna().groupby("person_id")["household_id"].nunique().eq(1).all()
    for table in made(seed).tables.values():
        assert not {"person_id", "household_id"} & set(table.columns)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_number_or_address_can_belong_to_a_person(seed):
    """Numbers start with 12, which no mobile number in China does; mail goes to example domains."""
    for text in aligned(seed)["phone"]:
        assert re.fullmatch(r"(12\d{9})?|\d{11}", text)
    numbers = aligned(seed)["phone"].loc[aligned(seed)["phone"] != ""]
    assert numbers.str.startswith("12").all()
    mails = aligned(seed)["email"]
    assert mails[mails != ""].str.fullmatch(r"[a-z0-9.]+@example\.(com|cn)").all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_planted_faults_are_there(seed):
    """Forms of numbers and names, tests, blanks, copies, lost ids, absurd and default birthdays."""
    tables = made(seed).tables
    crm, app, till = (tables[f"channels_{each}"] for each in ("crm", "app", "store"))
    for pattern in (r"\+86-12\d{9}", r"12\d \d{4} \d{4}", r"[０-９]{11}", r" 12\d{9} ", r"\d+\.0"):
        assert crm["mobile"].str.fullmatch(pattern).any()
    assert app["phone"].str.fullmatch(r"12\d\*{4}\d{4}").any()
    assert till["tel"].eq("无").any()
    for pattern in ("[A-Z]+ [A-Z]+", "[A-Z][a-z]+ [A-Z][a-z]+", r".\*.?", r" .+", ".(女士|先生)"):
        assert till["holder"].str.fullmatch(pattern).any()
    assert pd.concat([crm["name"], app["real_name"]]).str.startswith("测试").any()
    assert pd.concat([crm["birth_date"], till["birthday"]]).eq("1893-01-01").any()
    assert app["birthday"].eq("1990-01-01").mean() > 0.04
    assert crm["member_no"].isna().any()
    assert all(table.duplicated().any() for table in tables.values())
    assert people(seed)["kind"].value_counts()[["test", "blank"]].min() > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_families_share_numbers_and_numbers_change_hands(seed):
    """Some numbers stand for several people: of one household, and of two that never met."""
    held = people(seed).assign(phone=aligned(seed)["phone"])
    held = held[(held["phone"] != "") & (held["kind"] == "person")]
    shared = held.groupby("phone")[["person_id", "household_id"]].nunique()
    assert (shared["person_id"] > 1).sum() > 150
    assert (shared["household_id"] > 1).sum() > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_a_scored_match_beats_the_phone_both_ways(seed):
    """At 4 points it joins fewer strangers and finds more of the people, on cleaned numbers too."""
    phone = reached(seed, channels_match.by_phone(aligned(seed)))
    precision, recall = scored(seed, 3.9)
    assert precision > phone[0] + 0.15
    assert recall > phone[1] + 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_the_threshold_trades_precision_for_recall(seed):
    """From 1 to 8 points precision rises and recall falls, each by a lot."""
    curve = np.array([scored(seed, at) for at in (1, 3.9, 6, 8)])
    assert (np.diff(curve[:, 0]) >= 0).all()
    assert (np.diff(curve[:, 1]) <= 0).all()
    assert np.ptp(curve, axis=0).min() > 0.15


@pytest.mark.parametrize("seed", SEEDS)
def test_segkit_finds_the_people_in_tidied_records(seed):
    """The course's own function joins nearly no strangers, and more records than the phone does."""
    records = aligned(seed)
    born = records["birth"].where(records["birth"].str.len() == 8)
    records = records.assign(born=pd.to_datetime(born, format="%Y%m%d").dt.strftime("%Y-%m-%d"))
    records = records[list(KINDS)].astype(object)
    records = records.where(records.notna() & (records != ""), None)
    by_system = records.groupby(people(seed)["channel"], sort=False)
    parts = {system: part.dropna(axis=1, how="all") for system, part in by_system}
    found = resolve_identities(parts, fields=KINDS, threshold=0.6)
    labels = pd.factorize(found.persons["person"])[0]
    precision, recall = reached(seed, labels)
    phone = reached(seed, channels_match.by_phone(aligned(seed)))
    assert precision > 0.95
    assert precision > phone[0] + 0.15
    assert recall > phone[1] + 0.03


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_as_typed_match_even_less(seed):
    """Compared as text, half of the same numbers differ, and test accounts become one person."""
    parts = [made(seed).tables[name] for name in channels_match.COLUMNS]
    columns = ("mobile", "phone", "phone", "tel")
    typed = pd.concat(
        [part[name] for part, name in zip(parts, columns, strict=True)], ignore_index=True
    )
    labels = pd.factorize(typed.where(typed.notna(), "row " + typed.index.astype(str)))[0]
    precision, recall = reached(seed, labels)
    cleaned = reached(seed, channels_match.by_phone(aligned(seed)))
    assert precision < cleaned[0] - 0.1
    assert recall < cleaned[1] - 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_leaving_names_out_does_not_hide_people_and_coarser_bands_do(seed):
    """Half of the members are unique by four columns; by three coarse ones few share with < 4."""
    crm = made(seed).tables["channels_crm"]
    table = crm[["gender", "district", "occupation"]].assign(year=born(seed)).dropna()
    fine = k_anonymity(table, ["year", "gender", "district", "occupation"])
    band = (table["year"] // 20).rename("band")
    coarse = k_anonymity(
        table[["gender", "district"]].assign(band=band), ["gender", "district", "band"]
    )
    assert fine.k == 1
    assert fine.share_below > 0.8
    assert (fine.classes["people"] == 1).sum() / len(table) > 0.4
    assert coarse.share_below < 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_a_flag_that_says_yes_is_not_enough(seed):
    """Every system has flags still on after a withdrawal; dates after the flag's own are none."""
    for name, (flag, off) in PROMISES.items():
        table = made(seed).tables[name]
        stale = table[flag].isin(["Y", True, 1]) & table[off].notna()
        assert 0.3 < stale.sum() / table[off].notna().sum() < 0.7
    crm = made(seed).tables["channels_crm"].dropna(subset=["sms_withdrawn_on"])
    assert (crm["sms_withdrawn_on"] >= crm["registered_on"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_coupon_rule_fails_the_elderly_and_not_women(seed):
    """Picked by district, people from 60 on fall below four fifths; within a district less so."""
    crm = made(seed).tables["channels_crm"].assign(senior=born(seed) <= 1965)
    crm = crm[born(seed).notna()]
    by_age = disparate_impact(crm, selected="spring_coupon", group="senior")
    assert by_age.loc[True, "reading"] == "below"
    stated = crm.dropna(subset=["gender"])
    by_gender = disparate_impact(stated, selected="spring_coupon", group="gender")
    assert not by_gender["below_four_fifths"].any()
    rates = crm.groupby(["district", "senior"])["spring_coupon"].mean().unstack()
    within = (rates[True] / rates[False]).median()
    assert within > by_age.loc[True, "ratio"] + 0.2


def test_precision_and_recall_by_hand():
    """Joined: ab, ac, bc; true: ab, cd. One of three is right, one of two is found."""
    truth = np.array(["1", "1", "2", "2", None, None], dtype=object)
    assert channels_match.precision_recall(np.array([0, 0, 0, 1, 2, 3]), truth) == pytest.approx(
        (1 / 3, 1 / 2)
    )
    # Two test accounts in one group are one wrong pair more.
    assert channels_match.precision_recall(np.array([0, 0, 0, 1, 2, 2]), truth) == pytest.approx(
        (1 / 4, 1 / 2)
    )


def section(language, heading):
    """Return the text of a section of the card."""
    text = (package.HERE / "cards" / f"channels.{language}.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("language", "truth", "faults"),
    [("en", "Planted truth", "Planted faults"), ("zh", "植入的真相", "植入的问题")],
)
def test_the_card_tells_the_figures_of_the_files(language, truth, faults):
    """Shares of the planted faults and the quality of two matches are recomputed."""
    who, tables = people(2026), made(2026).tables
    text = section(language, truth)
    for share in (*reached(2026, channels_match.by_phone(aligned(2026))), *scored(2026, 3.9)):
        assert f"{100 * share:.0f}%" in text
    for column in ("person_id", "household_id"):
        assert f"{who[column].nunique():,}" in text
    assert f"{len(who):,}" in text
    senior = made(2026).tables["channels_crm"]["spring_coupon"].groupby(born(2026) <= 1965)
    rates = senior.mean()
    assert f"{100 * rates[True]:.0f}%" in text
    assert f"{100 * rates[False]:.0f}%" in text
    text = section(language, faults)
    for owner in ("family", "former"):
        assert f"{100 * (who['phone_is'] == owner).mean():.0f}%" in text
    kinds = who["kind"].value_counts()
    copies = sum(table.duplicated().sum() for table in tables.values())
    stale = sum(
        (tables[name][flag].isin(["Y", True, 1]) & tables[name][off].notna()).sum()
        for name, (flag, off) in PROMISES.items()
    )
    for count in (RECYCLED, kinds["test"], kinds["blank"], copies, stale):
        assert f"{count}" in re.findall(r"\d+", text)
