"""The figures that lesson 03 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics.cluster import pair_confusion_matrix

from segkit import clean_transactions, load, resolve_identities
from segkit.data import SHIPPED

SYSTEMS = ("crm", "app", "wechat", "store")
ODD = ["1990-01-01", "1893-01-01", "1900-01-01", "2025-06-18"]
KINDS = {"name": "name", "phone": "phone", "email": "email", "birth_date": "date", "city": "text"}
PUZZLE = [("crm", 2), ("app", 0), ("app", 1143), ("wechat", 1377), ("store", 1)]


@pytest.fixture(scope="module")
def exports():
    """Return the four exports as they came."""
    return {name: load(f"channels_{name}") for name in SYSTEMS}


@pytest.fixture(scope="module")
def worked(lesson):
    """Return what the lesson's own cells before the threshold leave behind."""
    names = {"pd": pd, "np": np, "load": load, "T": lambda _, english: english}
    for cell in lesson.cells:
        if cell.name == "explore":
            break
        if cell.kind == "worked":
            exec(compile(cell.source, str(cell.line), "exec"), names)
    return names


@pytest.fixture(scope="module")
def truth():
    """Return the person behind each row, by export and row; empty for tests and blank forms."""
    table = pd.read_csv(SHIPPED / "truth" / "channels_people.csv")
    return table.set_index([table["channel"], table["row_no"] - 1])["person_id"]


def persons(worked, threshold):
    """Return the person of each record, the unionid used, as the lesson counts at the end."""
    fields = KINDS | {"union_id": "id"}
    found = resolve_identities(worked["by_system"], fields=fields, threshold=threshold)
    labels = found.persons["person"]
    return labels.set_axis(pd.MultiIndex.from_tuples(labels.index.tolist()))


def in_all(texts, *figures):
    """Assert that both languages state the figures."""
    for text in texts:
        for figure in figures:
            assert figure in text


def test_the_opening_figures(exports, said):
    """The rows of each export and in all, and the cost of a booklet each."""
    rows = [len(frame) for frame in exports.values()]
    in_all(said["question"], *(f"{n:,}" for n in rows), f"{sum(rows):,}", f"{sum(rows) * 5:,}")


def test_the_default_birthday(exports, said, lesson):
    """The most common year of birth in the app, the next, and how many are the default."""
    given = exports["app"]["birthday"].dropna()
    years = given.str[:4].value_counts()
    default = (given == "1990-01-01").sum()
    assert years.index[0] == "1990"
    figures = [years.iloc[0], years.iloc[1], default]
    in_all(said["validity"], *map(str, figures), f"{len(given):,}")
    quiz = lesson.of_kind("quiz")[0].source
    assert f"{default / len(given):.0%} of the birthdays" in quiz


def test_the_forms_of_cities_and_phones(exports, worked, said):
    """Spellings of the cities, and the share of usable numbers before and after."""
    records = worked["records"]
    before = worked["raw"].loc[records.index]
    plain = before["phone"].str.fullmatch(r"1\d{10}", na=False).mean()
    assert before["city"].nunique() == 40
    assert records["city"].nunique() == 8
    in_all(said["forms"], f"{len(records):,}", "40", "8", f"{plain:.0%}")
    in_all(said["forms-worked"], f"{plain:.0%}", f"{records['phone'].notna().mean():.0%}")


def test_the_join_that_explodes(exports, said):
    """All rows of the careless join, those of missing numbers and those of test accounts."""
    crm, app = exports["crm"], exports["app"]
    joined = crm.merge(app, left_on="mobile", right_on="phone")
    gaps = crm["mobile"].isna().sum(), app["phone"].isna().sum()
    assert joined["phone"].isna().sum() == gaps[0] * gaps[1]
    in_all(said["bug-hunt"], f"{len(joined):,}")
    tests = (joined["phone"] == "12000000000").sum()
    in_all(said["bug-q"], f"{gaps[0] * gaps[1]:,}", *map(str, gaps), str(tests))


def test_the_phone_rule(worked, said):
    """Links, right ones, precision and recall of the phone rule, and the people it would count."""
    links, total = worked["phone_links"], worked["TOTAL"]
    right, phone = links["same"].sum(), worked["records"]["phone"]
    people = [phone.nunique(), phone.isna().sum(), phone.nunique() + phone.isna().sum()]
    shares = [f"{right / len(links):.0%}", f"{right / total:.0%}"]
    in_all(said["key-read"], str(len(links)), str(right), str(total), *shares)
    in_all(said["key-read"], *(f"{n:,}" for n in people))
    in_all(said["count-read2"], f"{1 - right / len(links):.0%}")


def test_the_bits_of_the_fields(worked, said):
    """What agreement and disagreement are worth, and the bits it takes to get even."""
    counts = worked["counts"]
    m = (counts["same_agree"] + 1) / (counts["same_known"] + 2)
    u = (counts["other_agree"] + 1) / (counts["other_known"] + 2)
    agree, differ = np.log2(m / u), -np.log2((1 - m) / (1 - u))
    pair = agree["name"] + agree["city"] - differ["phone"]
    rows = len(worked["records"])
    figures = [*agree, *differ, pair, np.log2(rows - 1)]
    in_all(said["weights-read"], *(f"{bits:.1f}" for bits in figures), f"{rows:,}", str(rows - 1))
    in_all(said["threshold"], f"{rows * (rows - 1) // 2:,}")


def test_the_threshold(worked, said):
    """The band in which the score is too cautious, and the cost at 0.2 and at 0.5."""
    pairs, total = worked["pairs"], worked["TOTAL"]
    band = pairs[pairs["score"].between(0.05, 0.1)]
    in_all(said["threshold-read"], str(len(band)), f"{band['same'].mean():.0%}")
    costs = {}
    for at in [round(0.05 * step, 2) for step in range(1, 20)]:
        linked = pairs[pairs["score"] >= at]
        costs[at] = 20 * (~linked["same"]).sum() + 5 * (total - linked["same"].sum())
    assert min(costs, key=costs.get) == 0.2
    in_all(said["cost-read"], f"{costs[0.2]:,}", f"{costs[0.5]:,}")


def test_the_puzzle_of_the_opening(exports, worked, truth, said):
    """Three persons at 0.5, two in truth; at 0.1 the WeChat row goes to the wrong one."""
    assert truth[PUZZLE].nunique() == 2
    assert truth[PUZZLE[2]] == truth[PUZZLE[3]]
    assert persons(worked, 0.5)[PUZZLE].nunique() == 3
    low = persons(worked, 0.1)
    assert low[PUZZLE[3]] == low[PUZZLE[0]] != low[PUZZLE[2]]
    ends = [exports[name]["phone"][row][-4:] for name, row in PUZZLE[2:4]]
    assert ends == ["0747"] * 2
    in_all(said["puzzle-read"], "0747")


def test_how_many_people(worked, truth, said, lesson):
    """Counts at each threshold, and how good they are against the people behind the records."""
    counted = {at: persons(worked, at).nunique() for at in (0.8, 0.5, 0.2, 0.05)}
    figure = next(cell for cell in lesson.cells if "plot.barh" in cell.source).source
    assert all(f"{counted[at]:,}" in figure for at in (0.8, 0.05))
    middle = persons(worked, 0.5)
    systems = middle.groupby(middle).apply(lambda own: own.index.get_level_values(0).nunique())
    rows = sum(len(load(f"channels_{name}")) for name in SYSTEMS)
    cost = counted[0.5] * 5
    in_all(said["count-read2"], f"{counted[0.5]:,}", f"{(systems > 1).mean():.0%}")
    in_all(said["count-read2"], f"{cost:,}", f"{rows * 5 - cost:,}", f"{counted[0.5] - 3000}")
    assert truth.nunique() == 3000
    shares = {}
    for at in (0.5, 0.05):
        label = persons(worked, at)
        known = truth.reindex(label.index).dropna()
        (_, wrong), (missed, right) = pair_confusion_matrix(known, label[known.index])
        shares[at] = right / (right + wrong), right / (right + missed), wrong / 2, missed / 2
    in_all(said["count-read2"], *(f"{share:.0%}" for share in shares[0.5][:2]))
    in_all(said["count-read2"], *(f"{pairs:.0f}" for pairs in shares[0.05][2:]))
    memo = lesson.of_kind("essay")[0].source
    assert memo.count(f"{counted[0.2]:,}") >= 2
    assert f"{counted[0.2] * 5:,}" in memo
    assert f"{rows:,}" in memo


def test_returns_copies_and_guests_of_the_transactions():
    """The lesson's cleaning removes copies and guests and nets returns."""
    changes = clean_transactions(
        load("transactions"), returns="net", without_customer="drop"
    ).changes.set_index("rule")
    assert changes.loc[["copy of a line", "no customer", "sale and return"], "lines"].min() > 0


def test_the_report_overlooks_what_the_prose_says(worked, said):
    """No finding on absurd birthdays; the default and the test name are the most common values."""
    findings, columns = worked["report"].findings, worked["report"].columns
    assert findings.loc[findings["column"] == "birth_date", "finding"].tolist() == ["missing"]
    assert columns.loc["birth_date", "most_common"] == "1990-01-01"
    assert columns.loc["name", "most_common"] == "TEST USER"
    in_all(said["report-read"], "`TEST USER`", "1990-01-01")
