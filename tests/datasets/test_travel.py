"""Trips and stays: types, packages and complaint themes can be found; haste finds little."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from datasets import package
from datasets.themes.hotel_reviews import COMPLAINTS, THEMES, review, sentences
from datasets.themes.travel import THEME, holidays, lead_days
from datasets.themes.travel_tables import TYPES

SEEDS = (2026, 1, 2)
# What an analyst would look for: phrases of complaint, not the bare name of a thing.
PHRASES = {
    "noise": "隔音很差|吵闹|吵得|嗡嗡|太吵|噪音一直|施工声|低音",
    "waiting": "排队排了|才拿到房卡|干等|登记太慢|手续办了|系统卡住|没人解释|忙不过来",
    "breakfast": "品种太少|热菜已经没|粥是凉|站着吃|刷锅水|补菜慢|没有适合小孩|油腻",
    "cleanliness": "有头发|霉味|污渍|发黄|发黑|垃圾桶|唇印|死虫子",
    "wifi": "老是断|打不开邮件|几乎没有网络|重新登录|网速太差|连不上|卡得|密码换了",
}
BARE = {
    "noise": "吵|隔音|噪音",
    "waiting": "等|排队|房卡",
    "breakfast": "早餐|餐厅",
    "cleanliness": "干净|打扫|毛巾|床单",
    "wifi": "(?i)wifi|网",
}


@functools.cache
def made(seed):
    """Return the world of a seed."""
    return THEME.world(seed)


def agreement(truth, features, k=4):
    """Return the adjusted Rand index of k-means against the truth."""
    labels = KMeans(k, n_init=10, random_state=0).fit_predict(features)
    return adjusted_rand_score(truth, labels)


def trips(seed):
    """Return the bookings without copies."""
    return made(seed).tables["travel_bookings"].drop_duplicates()


def types_of(seed, travellers):
    """Return the hidden type of each traveller."""
    return made(seed).truth["travel_types"].set_index("traveller_id")["type"].loc[travellers]


def travel_habits(trip):
    """Return what an analyst would measure of each traveller."""
    extras = ["flexible_fare", "insurance", "attraction_tickets", "transfer"]
    measured = trip[["traveller_id", "adults", "hotel_stars", *extras]].assign(
        lead=np.log1p(lead_days(trip)),
        nights=np.log(trip["nights"]),
        children=trip["children"].astype(float).fillna(0),
        weekend=pd.to_datetime(trip["departs_on"]).dt.day_of_week.isin([4, 5]),
        far=np.log(trip["distance_km"].astype(float).fillna(600)),
        desktop=trip["device"] == "desktop",
        city=trip["destination"] == "city",
    )
    return measured.groupby("traveller_id").mean()


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4, 5])
def test_every_target_is_reached(seed):
    """Lead times, cancellations, seasons and reviews look real in every world."""
    assert [target for target in THEME.targets(made(seed)) if not target.ok] == []


def test_the_schema_holds_within_the_budget(tmp_path):
    """The build checks every table, and the files stay small."""
    package.build(tmp_path, seed=1, themes=[THEME])
    assert (tmp_path / "travel_bookings.csv").stat().st_size < 620_000
    assert (tmp_path / "hotel_stays.csv").stat().st_size < 1_800_000


@pytest.mark.parametrize("seed", SEEDS)
def test_the_planted_faults_are_there(seed):
    """Copies, prices in fen, rates of 0, unknown distances and children."""
    rows, stays = (made(seed).tables[name] for name in ("travel_bookings", "hotel_stays"))
    per_night = rows["price_cny"] / rows["nights"] / rows["adults"]
    assert rows.duplicated().mean() == pytest.approx(0.01, abs=0.001)
    assert 10 <= (per_night > 15_000).sum() <= 25
    assert rows["children"].isna().any()
    assert (stays["adr_cny"] == 0).mean() == pytest.approx(0.012, abs=0.001)
    gone = stays["cancelled"]
    for name in ("checkin_hour", "checkin_wait_min"):
        assert (stays[name].isna() == gone).all()
    assert stays.loc[gone, ["rating", "review_zh", "review_en"]].isna().all(axis=None)
    assert (stays["rating"].isna() == stays["review_zh"].isna()).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_dates_are_in_order(seed):
    """Nobody books after leaving, and every stay and trip starts in 2024 or 2025."""
    trip, stays = trips(seed), made(seed).tables["hotel_stays"]
    assert (trip["booked_on"] <= trip["departs_on"]).all()
    assert trip["departs_on"].between("2024-01-01", "2025-12-31").all()
    assert stays["arrives_on"].between("2024-01-01", "2025-12-31").all()


def test_holiday_weeks_of_a_hand_made_calendar():
    """Seven days at Spring Festival, five in May and seven in October, in each of two years."""
    assert holidays().sum() == 2 * (7 + 5 + 7)


@pytest.mark.parametrize("seed", SEEDS)
def test_scaled_habits_find_the_travellers_and_raw_amounts_do_not(seed):
    """Habits of each traveller find the types; raw CNY and km do not, wrong prices out or in."""
    trip = trips(seed)
    habits = travel_habits(trip)
    truth = types_of(seed, habits.index)
    raw = trip[trip["price_cny"] < 60_000].assign(children=trip["children"].fillna(0))
    raw = raw.groupby("traveller_id")[["price_cny", "distance_km", "nights", "adults"]].mean()
    raw = raw.astype(float).dropna()
    assert agreement(truth, StandardScaler().fit_transform(habits)) > 0.7
    assert agreement(types_of(seed, raw.index), raw) < 0.25


@pytest.mark.parametrize("seed", SEEDS)
def test_packages_by_type_earn_more_than_one_for_all(seed):
    """Acceptance by type lies near the truth, and the best package differs between types."""
    trip = trips(seed).dropna(subset="package_offered")
    kind = types_of(seed, trip["traveller_id"]).to_numpy()
    bought = trip["package_accepted"].astype(float)
    found = bought.groupby([kind, trip["package_offered"].to_numpy()]).agg(["mean", "size"])
    true = made(seed).truth["travel_acceptance"].set_index(["type", "package"])["acceptance"]
    true = true.loc[found.index]
    error = np.sqrt(true * (1 - true) / found["size"])
    assert ((found["mean"] - true).abs() < 3 * error + 0.005).all()
    margin = made(seed).tables["travel_packages"].set_index("package")["margin_cny"]
    earned = found["mean"].unstack() * margin
    weight = pd.Series(kind).value_counts(normalize=True)
    assert set(earned.idxmax(axis=1)) == set(margin.index)
    each = (true.unstack() * margin).mul(weight, axis=0)
    chosen = sum(each.loc[name, pack] for name, pack in earned.idxmax(axis=1).items())
    assert chosen > 1.5 * each.sum().max()


@pytest.mark.parametrize("seed", SEEDS)
def test_coded_bookings_find_the_guests_and_raw_numbers_do_not(seed):
    """Party, room, channel, weekday and a ranked lead time tell the guests; raw numbers do not."""
    stays, guests = made(seed).tables["hotel_stays"], made(seed).truth["hotel_guests"]
    coded = pd.DataFrame(
        {
            "alone": stays["adults"] == 1,
            "children": stays["children"].fillna(0) > 0,
            "weekend": pd.to_datetime(stays["arrives_on"]).dt.day_of_week.isin([4, 5]),
            "corporate": stays["channel"] == "corporate",
            "standard": stays["room"] == "standard",
            "family": stays["room"] == "family",
            "no_meal": stays["meal"] == "none",
            "early": stays["lead_time_days"].rank(pct=True),
        }
    ).astype(float)
    raw = stays[["lead_time_days", "nights", "adults", "adr_cny"]].astype(float)
    assert agreement(guests["type"], coded) > 0.5
    assert agreement(guests["type"], raw) < 0.2


def told_and_true(seed):
    """Return the reviews and which theme each truly complains of; shape (reviews, themes)."""
    stays, guests = made(seed).tables["hotel_stays"], made(seed).truth["hotel_guests"]
    written = stays[stays["review_zh"].notna()]
    said = guests.loc[written.index, "complaints"].fillna("").str.split(";")
    return written, pd.DataFrame({theme: said.map(lambda e, t=theme: t in e) for theme in THEMES})


@pytest.mark.parametrize("seed", SEEDS)
def test_phrases_find_the_themes_and_bare_words_or_ratings_do_not(seed):
    """Phrases reach precision and recall of .9; bare words alarm too often; low stars miss most."""
    written, true = told_and_true(seed)
    for theme in THEMES:
        found = written["review_zh"].str.contains(PHRASES[theme])
        assert true.loc[found, theme].mean() > 0.9
        assert found[true[theme]].mean() > 0.9
    bare = pd.DataFrame({theme: written["review_zh"].str.contains(BARE[theme]) for theme in THEMES})
    assert (bare & true).sum().sum() / bare.sum().sum() < 0.7
    low = written["rating"].astype(int) <= 3
    assert low[true.any(axis=1)].mean() < 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_each_type_complains_of_its_own_theme(seed):
    """Business guests of wifi, families of breakfast, couples of noise."""
    written, true = told_and_true(seed)
    kind = made(seed).truth["hotel_guests"].loc[written.index, "type"]
    most = true.drop(columns="waiting").groupby(kind).mean().idxmax(axis=1)
    assert most[["business", "family", "couple"]].tolist() == ["wifi", "breakfast", "noise"]


@pytest.mark.parametrize("seed", SEEDS)
def test_waits_are_long_in_the_afternoon_and_cost_stars(seed):
    """The desk is slow from 14 to 16; who waits over 20 minutes gives fewer stars."""
    stays = made(seed).tables["hotel_stays"].dropna(subset="checkin_wait_min")
    rush = stays["checkin_hour"].isin([14, 15, 16])
    wait = stays["checkin_wait_min"].groupby(rush).median()
    assert wait[True] > 2.5 * wait[False]
    rated = stays.dropna(subset="rating")
    stars = rated["rating"].astype(float).groupby(rated["checkin_wait_min"] > 20).mean()
    assert stars[False] - stars[True] > 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_reviews_say_the_same_in_both_languages(seed):
    """The same minutes and floors, no open slot, no Chinese in the English text."""
    written, _ = told_and_true(seed)
    zh, en = (written[name].str.findall(r"\d+") for name in ("review_zh", "review_en"))
    assert (zh.map(sorted) == en.map(sorted)).all()
    assert (
        not written[["review_zh", "review_en"]]
        .apply(lambda c: c.str.contains("[{}]"))
        .any(axis=None)
    )
    assert written["review_en"].map(str.isascii).all()
    waits = written["review_zh"].str.extract(r"排队排了 (\d+) 分钟")[0].dropna().astype(float)
    assert (waits == written.loc[waits.index, "checkin_wait_min"]).all()


def test_a_hand_made_review_turns_from_good_to_bad():
    """Praise and a complaint are joined by a turn, in both languages."""
    stay = {"type": "couple", "rating": 4, "let_down": False}
    pairs = [sentences(np.random.default_rng(i), stay, ["noise"], ["view"]) for i in range(6)]
    slots = {"nights": 1, "minutes": 9, "floor": 5, "hour": 2}
    texts = [review(each, slots) for each in pairs]
    assert all(("不过，" in zh) or ("好在" in zh) for zh, _ in texts)
    assert all(("That said, " in en) or ("At least " in en) for _, en in texts)
    assert set(COMPLAINTS) == set(THEMES)


def test_the_truth_is_in_no_table():
    """Types are nowhere in the columns, and each traveller and stay has a truth."""
    world = made(2026)
    trip, stays = world.tables["travel_bookings"], world.tables["hotel_stays"]
    assert set(trip["traveller_id"]) == set(world.truth["travel_types"]["traveller_id"])
    assert stays["stay_id"].tolist() == world.truth["hotel_guests"]["stay_id"].tolist()
    for table in (trip, stays):
        assert not {"type", "complaints", "cancel_chance"} & set(table.columns)
    assert set(world.truth["travel_types"]["type"]) == set(TYPES)


def section(language, heading):
    """Return the text of a section of the card."""
    text = (package.HERE / "cards" / f"travel.{language}.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("language", "truths", "faults"),
    [("en", "Planted truth", "Planted faults"), ("zh", "植入的真相", "植入的问题")],
)
def test_the_card_states_the_figures_of_the_files(language, truths, faults):
    """Every percentage of truth and faults is that of the default world, in order."""
    rows, stays = (made(2026).tables[name] for name in ("travel_bookings", "hotel_stays"))
    fifth = pd.qcut(stays["lead_time_days"], 5, labels=False)
    cancelled = stays["cancelled"].groupby(fifth).mean()
    written, true = told_and_true(2026)
    complained = true.any(axis=1)
    low = written["rating"].astype(int) <= 3
    measured = [0.34, 0.40, cancelled[0], cancelled[4], complained.mean(), low[complained].mean()]
    told = [float(each) for each in re.findall(r"([\d.]+)%", section(language, truths))]
    assert told == pytest.approx([100 * each for each in measured], abs=0.5)
    wrong = [
        rows.duplicated().mean(),
        rows["distance_km"].isna().mean(),
        rows["children"].isna().mean(),
        stays["children"].isna().mean(),
        (stays["adr_cny"] == 0).mean(),
        written["rating"].count() / (~stays["cancelled"]).sum(),
    ]
    told = [float(each) for each in re.findall(r"([\d.]+)%", section(language, faults))]
    assert told == pytest.approx([100 * each for each in wrong], abs=0.5)
    fen = rows["price_cny"] / rows["nights"] / rows["adults"] > 15_000
    assert f"{fen.sum()} " in section(language, faults)
