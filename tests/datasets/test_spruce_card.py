"""The figures that the card of Spruce Select states are those of its files."""

import re

import pandas as pd
import pytest

from datasets import package, realism
from datasets.themes import spruce_targets as found


@pytest.fixture(scope="module")
def shipped():
    """Return the tables of the course's own data."""
    names = ("customers", "transactions", "stores", "cities")
    return {name: pd.read_csv(package.HERE / f"{name}.csv") for name in names}


def section(language, heading):
    """Return the text of a section of the card."""
    text = (package.HERE / "cards" / f"spruce.{language}.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_faults_are_told_with_their_size():
    """Every percentage of the planted faults is that of the files, in order, in both cards."""
    customers = pd.read_csv(package.HERE / "customers.csv")
    lines = pd.read_csv(package.HERE / "transactions.csv")
    known = lines.loc[lines["quantity"] > 0, "customer_id"]
    gaps = customers.isna().mean()
    measured = [
        lines.duplicated().mean(),
        (lines["quantity"] < 0).mean(),
        lines["customer_id"].isna().mean(),
        lines.drop_duplicates("order_id")["occasion"].isna().mean(),
        gaps["birth_year"],
        gaps["income_cny_month"],
        gaps["category_spend_cny_year"],
        1 - customers["customer_id"].isin(known).mean(),
    ]
    for language, heading in (("zh", "植入的问题"), ("en", "Planted faults")):
        told = [int(each) for each in re.findall(r"(\d+)%", section(language, heading))]
        assert told == pytest.approx([100 * each for each in measured], abs=0.6)


def test_the_share_of_the_top_fifth_is_told():
    """Both cards give the share of spend that the top 20% hold."""
    table = realism.buyers(realism.sales(pd.read_csv(package.HERE / "transactions.csv")))
    told = f"{100 * realism.top_share(table['monetary_cny']):.0f}%"
    assert told in section("zh", "植入的真相")
    assert told in section("en", "Planted truth")


def test_the_figures_of_groups_are_told(shipped):
    """Distance, climate, tiers, reversal, fallacy and association, as the targets measure them."""
    reached = [target.reached for target in found.group_targets(shipped)]
    near, far, _, _, hot, cool, north, south, dear, _, _, across, inside, weak, baby = reached
    agreed = realism.buyers(realism.sales(shipped["transactions"])).join(
        shipped["customers"].set_index("customer_id")["marketing_consent"]
    )
    median = agreed.groupby("marketing_consent")["monetary_cny"].median()
    told = [
        f"{near:.0%}",
        f"{far:.0%}",
        *(f"{each:.1f}" for each in (hot, cool, north, south)),
        f"{dear - 1:.0%}",
        *(f"{each:.0f}" for each in median),
        *(f"{each:.2f}" for each in (across, inside, weak, baby)),
    ]
    for language, heading in (("zh", "植入的真相"), ("en", "Planted truth")):
        text = section(language, heading)
        assert [each for each in told if each not in text] == []
