"""Shopping baskets with planted rules, for association analysis.

Items are drawn by taste without regard to each other; then each planted rule adds its consequent
to some of the baskets that hold its antecedent. A few pairs only look associated because one
segment likes both items; they are no rules within any segment.
"""

import numpy as np
import pandas as pd

from datasets.draws import coded, happens
from datasets.schema import Field, Table, Target, Theme, World

N_BASKETS = 10_000
SEGMENT_SHARES = {"family": 0.44, "young_single": 0.30, "senior": 0.19, "party_host": 0.07}
SIZE_MEAN, SIZE_SHAPE = 4.2, 1.25

# Item: name in Chinese, in English, category, how popular (weight), and who likes it more.
ITEMS = {
    "rice": ("大米", "Rice", "staples", 5.0, {}),
    "flour": ("面粉", "Flour", "staples", 1.6, {}),
    "noodles": ("挂面", "Dried noodles", "staples", 3.6, {"senior": 1.6}),
    "soy_sauce": ("酱油", "Soy sauce", "staples", 3.0, {}),
    "vinegar": ("米醋", "Rice vinegar", "staples", 2.2, {}),
    "sesame_oil": ("香油", "Sesame oil", "staples", 1.4, {}),
    "cooking_oil": ("食用油", "Cooking oil", "staples", 3.4, {}),
    "sugar": ("白糖", "Sugar", "staples", 1.5, {}),
    "salt": ("食盐", "Salt", "staples", 1.6, {}),
    "cornstarch": ("玉米淀粉", "Cornstarch", "staples", 0.5, {}),
    "yeast": ("酵母", "Yeast", "staples", 0.18, {}),
    "dumpling_wrappers": ("饺子皮", "Dumpling wrappers", "fresh", 1.2, {}),
    "pork_mince": ("猪肉馅", "Minced pork", "fresh", 2.2, {}),
    "pork_ribs": ("排骨", "Pork ribs", "fresh", 1.8, {}),
    "beef": ("牛肉", "Beef", "fresh", 1.8, {}),
    "lamb_slices": ("羊肉片", "Sliced lamb", "fresh", 1.1, {}),
    "chicken": ("鸡肉", "Chicken", "fresh", 2.4, {}),
    "fish": ("鲜鱼", "Fresh fish", "fresh", 2.0, {"senior": 1.5}),
    "shrimp": ("鲜虾", "Shrimp", "fresh", 1.5, {}),
    "tofu": ("豆腐", "Tofu", "fresh", 3.4, {"senior": 1.6}),
    "eggs": ("鸡蛋", "Eggs", "fresh", 6.0, {}),
    "greens": ("青菜", "Leafy greens", "fresh", 6.5, {"senior": 1.4}),
    "tomatoes": ("西红柿", "Tomatoes", "fresh", 4.6, {}),
    "cucumber": ("黄瓜", "Cucumber", "fresh", 3.2, {}),
    "potatoes": ("土豆", "Potatoes", "fresh", 3.6, {}),
    "ginger": ("生姜", "Ginger", "fresh", 2.0, {}),
    "scallion": ("小葱", "Spring onions", "fresh", 2.6, {}),
    "mushrooms": ("香菇", "Mushrooms", "fresh", 2.0, {}),
    "apples": ("苹果", "Apples", "fresh", 4.4, {}),
    "bananas": ("香蕉", "Bananas", "fresh", 4.0, {}),
    "oranges": ("橙子", "Oranges", "fresh", 2.8, {}),
    "milk": ("纯牛奶", "Milk", "dairy", 5.0, {"family": 1.4}),
    "yogurt": ("酸奶", "Yogurt", "dairy", 4.0, {}),
    "cheese_sticks": ("奶酪棒", "Cheese sticks", "dairy", 0.35, {"family": 12.0}),
    "butter": ("黄油", "Butter", "dairy", 0.22, {}),
    "bread": ("吐司面包", "Sliced bread", "staples", 3.0, {}),
    "jam": ("果酱", "Jam", "staples", 0.9, {}),
    "cereal": ("麦片", "Cereal", "staples", 1.6, {}),
    "instant_noodles": ("方便面", "Instant noodles", "snacks", 2.6, {"young_single": 2.2}),
    "ham_sausage": ("火腿肠", "Ham sausage", "snacks", 1.5, {}),
    "crisps": ("薯片", "Crisps", "snacks", 2.6, {"young_single": 2.0}),
    "nuts": ("坚果", "Mixed nuts", "snacks", 1.8, {}),
    "chocolate": ("巧克力", "Chocolate", "snacks", 1.7, {}),
    "biscuits": ("饼干", "Biscuits", "snacks", 2.2, {}),
    "melon_seeds": ("瓜子", "Sunflower seeds", "snacks", 1.4, {"party_host": 2.0}),
    "hotpot_base": ("火锅底料", "Hot-pot soup base", "staples", 0.9, {}),
    "sesame_paste": ("芝麻酱", "Sesame paste", "staples", 0.16, {}),
    "beer": ("啤酒", "Beer", "drinks", 2.2, {"party_host": 2.2}),
    "peanuts": ("花生米", "Peanuts", "snacks", 1.2, {}),
    "cola": ("可乐", "Cola", "drinks", 2.6, {"young_single": 2.4, "family": 0.4}),
    "energy_drink": ("功能饮料", "Energy drink", "drinks", 0.5, {"young_single": 9.0}),
    "tea": ("茶叶", "Tea leaves", "drinks", 1.6, {"senior": 2.4}),
    "baijiu": ("白酒", "Baijiu", "drinks", 0.7, {"party_host": 2.0}),
    "gift_box": ("点心礼盒", "Pastry gift box", "gift_sets", 0.30, {}),
    "gift_bag": ("礼品袋", "Gift bag", "gift_sets", 0.20, {}),
    "nappies": ("纸尿裤", "Nappies", "baby", 0.3, {"family": 12.0}),
    "baby_wipes": ("婴儿湿巾", "Baby wipes", "baby", 0.8, {"family": 2.6, "senior": 0.2}),
    "formula": ("婴儿奶粉", "Infant formula", "baby", 0.25, {"family": 2.0, "senior": 0.4}),
    "feeding_bottle": ("奶瓶", "Feeding bottle", "baby", 0.12, {"family": 1.6, "senior": 0.6}),
    "toilet_paper": ("卷纸", "Toilet paper", "cleaning", 4.2, {}),
    "laundry_liquid": ("洗衣液", "Laundry liquid", "cleaning", 2.4, {}),
    "softener": ("衣物柔顺剂", "Fabric softener", "cleaning", 0.5, {}),
    "washing_up": ("洗洁精", "Washing-up liquid", "cleaning", 2.0, {}),
    "shampoo": ("洗发水", "Shampoo", "personal_care", 1.8, {}),
    "conditioner": ("护发素", "Conditioner", "personal_care", 0.6, {}),
    "face_mask": ("面膜", "Face masks", "personal_care", 0.4, {"young_single": 9.0}),
    "razor": ("剃须刀", "Razor", "personal_care", 0.28, {}),
    "shaving_foam": ("剃须泡沫", "Shaving foam", "personal_care", 0.18, {}),
    "batteries": ("电池", "Batteries", "kitchen", 0.8, {}),
    "cling_film": ("保鲜膜", "Cling film", "kitchen", 1.0, {}),
}
# Antecedent, consequent, segment in which it holds, share of baskets to which it is added.
RULES = (
    ("dumpling_wrappers", "pork_mince", "all", 0.16),
    ("instant_noodles", "ham_sausage", "all", 0.17),
    ("bread", "jam", "all", 0.08),
    ("beer", "peanuts", "all", 0.11),
    ("laundry_liquid", "softener", "all", 0.04),
    ("shampoo", "conditioner", "all", 0.05),
    ("fish", "ginger", "all", 0.16),
    ("hotpot_base", "sesame_paste", "all", 0.22),
    ("flour", "yeast", "all", 0.18),
    ("gift_box", "gift_bag", "all", 0.25),
    ("razor", "shaving_foam", "all", 0.22),
    ("formula", "feeding_bottle", "all", 0.22),
    ("nappies", "beer", "family", 0.24),
    ("cereal", "yogurt", "young_single", 0.40),
    ("tea", "nuts", "senior", 0.28),
    ("baijiu", "melon_seeds", "party_host", 0.50),
)
RARE = {"sesame_paste", "yeast", "gift_bag", "shaving_foam", "feeding_bottle"}
# Pairs that one segment likes, without regard to each other.
LOOK_ALIKE = (
    ("energy_drink", "face_mask", "young_single"),
    ("cheese_sticks", "nappies", "family"),
)
SEGMENTS = tuple(SEGMENT_SHARES)
NAMES = tuple(ITEMS)

BASKETS = Table(
    name="baskets",
    en="Baskets of two weeks in October 2025, one row per basket and item",
    zh="2025 年 10 月两周内的购物篮，每个购物篮中的每种商品一行",
    primary_key=("basket_id", "item"),
    foreign_keys={"item": ("basket_items", "item")},
    fields=(
        Field(
            "basket_id",
            "string",
            "Basket number",
            "购物篮编号",
            constraints={"required": True, "pattern": "B[0-9]{5}"},
        ),
        Field(
            "segment",
            "string",
            "Segment of the shopper, known from the loyalty card",
            "购买者所属细分，来自会员卡",
            constraints={"required": True, "enum": list(SEGMENTS)},
        ),
        Field(
            "item",
            "string",
            "Code of the item bought",
            "商品代码",
            constraints={"required": True, "enum": list(NAMES)},
        ),
    ),
)
BASKET_ITEMS = Table(
    name="basket_items",
    en="The items that occur in the baskets, one row per item",
    zh="购物篮中出现的商品，每种一行",
    primary_key=("item",),
    fields=(
        Field(
            "item",
            "string",
            "Code of the item",
            "商品代码",
            constraints={"required": True, "unique": True},
        ),
        Field("name_zh", "string", "Chinese name", "中文名称", constraints={"required": True}),
        Field("name_en", "string", "English name", "英文名称", constraints={"required": True}),
        Field("category", "string", "Category", "品类", constraints={"required": True}),
    ),
)
BASKET_RULES = Table(
    name="basket_rules",
    en="The pairs that were planted, one row per pair",
    zh="植入的商品组合，每对一行",
    primary_key=("antecedent", "consequent"),
    fields=(
        Field("antecedent", "string", "If this is in the basket", "前项"),
        Field("consequent", "string", "then this is more often in it too", "后项"),
        Field(
            "segment",
            "string",
            "Where the rule holds; none where a pair only looks like a rule",
            "规则成立的细分；none 表示仅表面相关",
            constraints={"required": True, "enum": ["all", "none", *SEGMENTS]},
        ),
        Field(
            "added_share",
            "number",
            "Share of baskets with the antecedent to which the consequent was added",
            "含前项的购物篮中被加入后项的比例",
        ),
    ),
)


def generate(seeds: np.random.SeedSequence) -> World:
    """Return the baskets, their items and the planted pairs."""
    rng = np.random.Generator(np.random.PCG64(seeds))
    segment = segments(rng)
    held = with_rules(rng, drawn(rng, segment), segment)
    basket, item = np.nonzero(held)
    baskets = pd.DataFrame(
        {
            "basket_id": coded("B", basket + 1, 5),
            "segment": np.array(SEGMENTS, dtype=object)[segment[basket]],
            "item": np.array(NAMES, dtype=object)[item],
        }
    )
    items = [(name, *about[:3]) for name, about in ITEMS.items()]
    planted = [*RULES, *((one, other, "none", 0.0) for one, other, _ in LOOK_ALIKE)]
    return World(
        tables={
            "baskets": baskets,
            "basket_items": pd.DataFrame(items, columns=BASKET_ITEMS.columns),
        },
        truth={"basket_rules": pd.DataFrame(planted, columns=BASKET_RULES.columns)},
    )


def segments(rng: np.random.Generator) -> np.ndarray:
    """Return the segment of each basket, in exact shares and random order."""
    counts = np.rint(N_BASKETS * np.array(list(SEGMENT_SHARES.values()))).astype(int)
    return rng.permutation(np.repeat(np.arange(len(SEGMENTS)), counts))


def drawn(rng: np.random.Generator, segment: np.ndarray) -> np.ndarray:
    """Return which items each basket holds before any rule; shape (baskets, items)."""
    size = 1 + rng.poisson(rng.gamma(SIZE_SHAPE, (SIZE_MEAN - 1) / SIZE_SHAPE, len(segment)))
    likes = np.array(
        [[weight * more.get(name, 1.0) for *_, weight, more in ITEMS.values()] for name in SEGMENTS]
    )
    score = np.log(likes)[segment] - np.log(rng.exponential(size=(len(segment), len(ITEMS))))
    rank = np.argsort(np.argsort(-score, axis=1), axis=1)
    return rank < np.minimum(size, 25)[:, None]


def with_rules(rng: np.random.Generator, held: np.ndarray, segment: np.ndarray) -> np.ndarray:
    """Return the baskets with the consequents that the rules add."""
    added = held.copy()
    for antecedent, consequent, where, share in RULES:
        covered = held[:, NAMES.index(antecedent)] & ~held[:, NAMES.index(consequent)]
        if where != "all":
            covered &= segment == SEGMENTS.index(where)
        added[happens(rng, covered * share), NAMES.index(consequent)] = True
    return added


def lifts(baskets: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    """Return how many times more often each pair is together than by chance.

    Parameters
    ----------
    baskets : DataFrame
        Columns basket_id and item.
    pairs : DataFrame
        Columns antecedent and consequent.

    Examples
    --------
    >>> rows = pd.DataFrame({"basket_id": [1, 1, 2, 3], "item": ["a", "b", "a", "c"]})
    >>> lifts(rows, pd.DataFrame({"antecedent": ["a"], "consequent": ["b"]})).tolist()
    [1.5]
    """
    basket, item = pd.factorize(baskets["basket_id"])[0], pd.Index(baskets["item"].unique())
    held = np.zeros((basket.max() + 1, len(item)), dtype=bool)
    held[basket, item.get_indexer(baskets["item"])] = True
    one, other = (held[:, item.get_indexer(pairs[name])] for name in ("antecedent", "consequent"))
    return (one & other).mean(axis=0) / (one.mean(axis=0) * other.mean(axis=0))


def targets(world: World) -> list[Target]:
    """Return how real the baskets look, and how strong the planted pairs came out.

    Sizes: retail baskets of groceries have a mean near 4.4, a median of 3, and a fifth single.
    """
    baskets, planted = world.tables["baskets"], world.truth["basket_rules"]
    size = baskets.groupby("basket_id").size()
    rare = planted["consequent"].isin(RARE)
    general = planted[planted["segment"].eq("all") & ~rare]
    own = planted[planted["segment"].isin(SEGMENTS)]
    in_own = [lifts(_of(baskets, row.segment), pd.DataFrame([row]))[0] for row in own.itertuples()]
    elsewhere = [
        lifts(baskets[baskets["segment"] != row.segment], pd.DataFrame([row]))[0]
        for row in own.itertuples()
    ]
    alike = planted[planted["segment"].eq("none")]
    inside = [
        lifts(_of(baskets, liking), alike.iloc[[number]])[0]
        for number, (*_, liking) in enumerate(LOOK_ALIKE)
    ]
    return [
        Target("items of a basket, mean", 4.0, 4.8, size.mean()),
        Target("items of a basket, median", 3, 3, size.median()),
        Target("share of baskets with one item", 0.17, 0.23, (size == 1).mean()),
        Target("lift of the weakest common rule", 2.0, 4.0, lifts(baskets, general).min()),
        Target("lift of the strongest common rule", 2.0, 4.0, lifts(baskets, general).max()),
        Target("lift of the weakest rare rule", 10, 100, lifts(baskets, planted[rare]).min()),
        Target("weakest rule of one segment, there", 2.0, 6.0, min(in_own)),
        Target("strongest rule of one segment, elsewhere", 0.0, 2.4, max(elsewhere)),
        Target("look-alike pairs, all baskets, least lift", 2.0, 6.0, lifts(baskets, alike).min()),
        Target("look-alike pairs, within the segment, most", 0.7, 1.8, max(inside)),
    ]


def _of(baskets: pd.DataFrame, segment: str) -> pd.DataFrame:
    return baskets[baskets["segment"] == segment]


THEME = Theme(
    name="baskets",
    tables=(BASKETS, BASKET_ITEMS),
    truth=(BASKET_RULES,),
    generate=generate,
    targets=targets,
)
