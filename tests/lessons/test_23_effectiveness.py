"""The figures that lesson 23 states in its prose are those of its data."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segkit import load


@pytest.fixture(scope="module")
def autumn():
    """Return the sound test."""
    return load("campaign_ab")


@pytest.fixture(scope="module")
def worth(autumn):
    """Return the margin of one more buyer, in yuan."""
    costs = load("campaign_costs").set_index("campaign")
    buyers = autumn[autumn["converted"] == 1]
    return buyers["revenue_cny"].sum() / len(buyers) * costs.loc["campaign_ab", "margin_share"]


def compared(rows, parts):
    """Return uplift, interval (one buyer and one non-buyer added) and p of each part."""
    counts = rows.groupby([parts, "treated"])["converted"].agg(["sum", "size"]).unstack()
    bought, size = counts["sum"], counts["size"]
    rate = (bought + 1) / (size + 2)
    error = np.sqrt((rate * (1 - rate) / (size + 2)).sum(axis=1))
    shift = rate[1] - rate[0]
    return pd.DataFrame(
        {
            "response": bought[1] / size[1],
            "baseline": bought[0] / size[0],
            "uplift": bought[1] / size[1] - bought[0] / size[0],
            "low": shift - stats.norm.ppf(0.975) * error,
            "high": shift + stats.norm.ppf(0.975) * error,
            "variance": error**2,
            "p": 2 * stats.norm.sf(shift.abs() / error),
            "members": size.sum(axis=1),
        }
    )


@pytest.fixture(scope="module")
def found(autumn):
    """Return the effects of the four segments."""
    return compared(autumn, autumn["segment"])


def states(texts, *figures):
    """Assert that both languages state each of the figures."""
    for text in texts:
        missing = [figure for figure in figures if figure not in text]
        assert missing == []


def signed(points):
    """Return percentage points as the prose writes them, with a true minus."""
    return f"{100 * points:+.2f}".replace("-", "−")


def yuan(amount):
    """Return whole yuan as the prose writes them."""
    return f"{amount:,.0f}".replace("-", "−")


def test_the_opening_figures(autumn, found, worth, said):
    """Rates of both tests, the response of the regulars, and what a message to all loses."""
    for rows in (load("campaign_ab_srm"), autumn):
        rates = rows.groupby("treated")["converted"].mean()
        states(said["question"], f"{rates[1]:.2%}", f"{rates[0]:.2%}")
    loss = (found["members"] * (found["uplift"] * worth - 0.30)).sum()
    states(said["question"], f"{len(autumn):,}", f"{found['response']['loyal']:.2%}", yuan(-loss))
    states(said["plans-read"], yuan(-loss))
    assert found["response"].idxmax() == "loyal"
    assert 4 < found["response"]["loyal"] * worth / 0.30 < 4.5


def test_the_figures_of_the_sample_ratio(autumn, said, lesson):
    """Shares treated in spring, by app, and in autumn; the p-value by hand and in the quiz."""
    spring = load("campaign_ab_srm")
    by_app = spring.groupby("app_user")["treated"].mean()
    shares = [spring["treated"].mean(), by_app[0], by_app[1], autumn["treated"].mean()]
    states(said["ratio-read"], *(f"{share:.1%}" for share in shares))
    sizes = spring["app_user"].value_counts()
    p = [stats.binomtest(round(by_app[a] * sizes[a]), sizes[a]).pvalue for a in (0, 1)]
    assert p[0] > 0.05
    assert p[1] < 1e-6
    assert stats.binomtest(int(autumn["treated"].sum()), len(autumn)).pvalue > 0.05
    assert f"{stats.chi2.sf(40, 1):.1e}" == "2.5e-10"
    states(said["srm"], r"2.5 \times 10^{-10}")
    assert f"{stats.chi2.sf(800**2 / 20_000, 1):.1e}" == "1.5e-08"
    assert "1.5e-8" in lesson.of_kind("quiz")[0].source


def test_the_figures_of_the_effects(found, said):
    """The small example; response and uplift in points; the interval of the regulars."""
    error = (0.1 * 0.9 / 100 + 0.04 * 0.96 / 100) ** 0.5
    assert f"{error:.3f}" == "0.036"
    assert [round(100 * (0.06 + sign * 1.96 * error)) for sign in (-1, 1)] == [-1, 13]
    ranked = found["response"].sort_values(ascending=False)
    assert list(ranked.index[:2]) == ["loyal", "lapsing"]
    assert list(found["uplift"].sort_values(ascending=False).index) == [
        *("lapsing", "young", "loyal", "quiet")
    ]
    ends = signed(found["low"]["loyal"]), signed(found["high"]["loyal"])
    states(said["uplift-read"], *(f"{each:.2%}" for each in ranked[:2]), *ends)
    states(said["uplift-read"], *map(signed, found["uplift"]))


def test_the_figures_of_many_tests(autumn, said):
    """False alarms among meaningless segments; the cells; members needed for 0.4 points."""
    nobody = autumn[autumn["treated"] == 0]
    lucky = nobody["customer_id"].str[1:].astype(int) % 20
    rng, alarms = np.random.default_rng(23), [0, 0]
    for _ in range(100):
        arm = rng.integers(0, 2, len(nobody))
        size, bought = np.zeros((2, 20)), np.zeros((2, 20))
        np.add.at(size, (arm, lucky), 1)
        np.add.at(bought, (arm, lucky), nobody["converted"].to_numpy())
        rate = (bought + 1) / (size + 2)
        error = np.sqrt((rate * (1 - rate) / (size + 2)).sum(axis=0))
        p = 2 * stats.norm.sf(np.abs(rate[1] - rate[0]) / error)
        alarms[0] += p.min() < 0.05
        alarms[1] += p.min() < 0.05 / 20
    assert alarms[1] == 0
    states(said["holm"], f"{alarms[0]} ")
    states(said["holm"], f"{16 * 0.05 * 0.95 / 0.02**2:,.0f}")
    share = autumn.groupby("segment")["recency_days"].rank(pct=True)
    parts = autumn["segment"] + np.ceil(5 * share).astype(str) + autumn["app_user"].astype(str)
    cells = compared(autumn, parts)
    assert len(cells) == 40
    assert cells["p"].min() > 0.05 / 40
    base = nobody["converted"].mean()
    needed = f"{16 * base * (1 - base) / 0.004**2:,.0f}"
    count = str((cells["p"] < 0.05).sum())
    states(said["cells-read"], count, needed, f"{cells['members'].max():,}")


def test_the_effects_differ(found):
    """Cochran's Q, three degrees of freedom."""
    weight = 1 / found["variance"]
    mean = (weight * found["uplift"]).sum() / weight.sum()
    assert stats.chi2.sf((weight * (found["uplift"] - mean) ** 2).sum(), 3) < 0.001


def test_the_figures_of_money(autumn, found, worth, said, lesson):
    """ROI, break-even and the profit of the plans; what intervals tell to do."""
    roi = found["uplift"] * worth / 0.30 - 1
    states(said["roi-read"], *(f"{abs(each):.0%}" for each in roi))
    rates = autumn.groupby("treated")["converted"].mean()
    states(said["roi-read"], f"−{1 - (rates[1] - rates[0]) * worth / 0.30:.0%}")
    assert f"{roi.mean():.0%}" == f"{(rates[1] - rates[0]) * worth / 0.30 - 1:.0%}" == "-47%"
    assert found["members"].max() / found["members"].min() < 1.03
    profit = found["members"] * (found["uplift"] * worth - 0.30)
    states(said["roi-read"], f"−{-profit.sum() / (found['members'].sum() * 0.30):.0%}")
    low = found["members"] * (found["low"] * worth - 0.30)
    high = found["members"] * (found["high"] * worth - 0.30)
    both = yuan(profit[["lapsing", "young"]].sum())
    states(said["plans-read"], f"{30 / worth:.2f}", yuan(profit["lapsing"]), both)
    assert list(low.index[low > 0]) == ["lapsing"]
    assert list(high.index[high < 0]) == ["quiet"]
    young = yuan(profit["young"]), yuan(low["young"]), yuan(high["young"])
    quiz, essay = lesson.of_kind("quiz")[0].source, lesson.of_kind("essay")[0].source
    for text in (quiz, essay):
        assert all(text.count(figure) >= 2 for figure in young)
    ends = f"{100 * found['low']['lapsing']:.2f}", f"{100 * found['high']['lapsing']:.2f}"
    told = [*ends, yuan(profit["lapsing"]), f"{found['members']['lapsing']:,}"]
    told += [f"{found[arm]['loyal']:.2%}" for arm in ("response", "baseline")]
    assert all(essay.count(figure) == 2 for figure in told)


def area(rows, score):
    """Return the Qini coefficient by summing over distinct scores, best first."""
    gains, depths, counts = [0.0], [0.0], np.zeros(4)
    for _, part in sorted(rows.groupby(score), reverse=True):
        treated, bought = part["treated"], part["converted"]
        counts += treated.sum(), len(part) - treated.sum(), (treated * bought).sum(), 0
        counts[3] += ((1 - treated) * bought).sum()
        if counts[:2].min() > 0:
            gains.append(counts[2] - counts[3] * counts[0] / counts[1])
            depths.append(counts[:2].sum() / len(rows))
    above = np.array(gains) - np.array(depths) * gains[-1]
    return np.trapezoid(above, depths) / rows["treated"].sum()


def test_the_figures_of_the_ranking(autumn, found, worth, said):
    """Both Qini coefficients, learnt on one half and judged on the other; its loss to all."""
    learn, judge = autumn.iloc[::2], autumn.iloc[1::2]
    gains = compared(learn, learn["segment"])["uplift"]
    good = area(judge, judge["segment"].map(gains))
    naive = area(judge, judge["response_score"])
    states(said["explore"], f"{good:.4f}", f"{naive:.4f}".replace("-", "−"), f"{len(judge):,}")
    rates = judge.groupby("treated")["converted"].mean()
    lost = len(judge) * (0.30 - (rates[1] - rates[0]) * worth)
    counts = judge["treated"].value_counts()
    error = len(judge) * worth * (rates * (1 - rates) / counts).sum() ** 0.5
    all_lost = (found["members"] * (0.30 - found["uplift"] * worth)).sum()
    assert abs(2 * lost - all_lost) < 2 * 1.96 * error  # within the interval of the half
    states(said["explore"], f"{yuan(lost)} ", yuan(all_lost))
    scores = autumn.groupby("segment")["response_score"].mean()
    assert scores.idxmax() == "loyal"


def test_the_figures_of_satisfaction_and_the_scorecard(autumn, said):
    """The effect of the wording; who has the app; shares of the spend."""
    survey = load("survey")
    content = survey["satisfied"].ge(4).groupby(survey["wording"]).mean()
    shares = (f"{content[wording]:.0%}" for wording in ("neutral", "leading"))
    states(said["satisfaction-read"], *shares)
    assert survey["wording"].value_counts().nunique() == 1  # one half each
    app = autumn.groupby("segment")["app_user"].mean()
    assert app.idxmin() == "quiet"
    states(said["scorecard-read"], f"{app['quiet']:.0%}")
    assert autumn["converted"].mean() < 0.01
    spend = autumn.groupby("segment")["monetary_cny"].sum() / autumn["monetary_cny"].sum()
    states(said["card-read"], *(f"{spend[name]:.0%}" for name in ("loyal", "lapsing")))


def test_the_decisions_survive_a_correction_for_four_segments(found, worth, said):
    """With 98.75 % intervals the same segment is sent to and the same one left out."""
    states(said["card-read"], f"{1 - 0.05 / 4:.2%}")
    middle = (found["low"] + found["high"]) / 2
    half = stats.norm.ppf(1 - 0.05 / 8) * found["variance"] ** 0.5
    assert list(found.index[(middle - half) * worth > 0.30]) == ["lapsing"]
    assert list(found.index[(middle + half) * worth < 0.30]) == ["quiet"]
