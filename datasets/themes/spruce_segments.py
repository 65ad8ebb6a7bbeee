"""The hidden segments of Spruce Select, and the words in which its tables speak."""

from dataclasses import dataclass

CHANNELS = ("store", "app", "wechat")
OCCASIONS = ("daily", "gift", "festival", "gathering")
CATEGORIES = (
    "fresh",
    "staples",
    "snacks",
    "drinks",
    "dairy",
    "gift_sets",
    "cleaning",
    "personal_care",
    "kitchen",
    "baby",
)
CITIES = {
    "tier1": ("上海", "北京", "广州", "深圳"),
    "new_tier1": ("杭州", "成都", "南京", "苏州", "武汉", "重庆", "长沙", "西安"),
    "tier2": ("宁波", "合肥", "厦门", "济南", "无锡", "昆明", "福州"),
    "tier3": ("芜湖", "洛阳", "宜昌", "绵阳", "赣州", "桂林", "遵义"),
}
TIERS = tuple(CITIES)
CITY_NAMES = tuple(city for cities in CITIES.values() for city in cities)
EDUCATIONS = ("high_school", "college", "bachelor", "postgraduate")
OCCUPATIONS = (
    "office",
    "public_sector",
    "professional",
    "worker",
    "self_employed",
    "student",
    "retired",
    "homemaker",
)
FAMILY_STAGES = ("single", "couple", "young_children", "school_children", "empty_nest")


@dataclass(frozen=True)
class Segment:
    """What one hidden segment is like; weights follow the order of the tuples above."""

    name: str
    share: float
    orders_per_year: float
    rate_shape: float  # of the gamma: small is unequal
    dropout: tuple[float, float]  # of the beta: chance to leave after an order
    never_active: float  # registered, or left before 2024
    since: tuple[str, str]  # when they joined
    basket: float  # mean lines of an order
    categories: tuple[float, ...]
    channels: tuple[float, float, float]
    occasions: tuple[float, float, float, float]
    festival_pull: float
    shopping_pull: float
    discount: float  # chance that a line is discounted, outside the windows
    price_taste: float
    bulk: float  # scale of the extra units of a line
    bulk_tail: float  # Pareto exponent of that mean between customers
    wallet_share: tuple[float, float]  # of the beta: most of the wallet they can spend here
    female: float
    born: tuple[float, float]
    stages: tuple[float, ...]


SEGMENTS = (
    Segment(
        name="loyal_family",
        share=0.15,
        orders_per_year=3.5,
        rate_shape=1.0,
        dropout=(0.5, 9.0),
        never_active=0.08,
        since=("2022-01-01", "2025-09-30"),
        basket=5.3,
        categories=(20, 16, 9, 7, 15, 1, 10, 7, 4, 11),
        channels=(0.62, 0.14, 0.24),
        occasions=(0.78, 0.04, 0.08, 0.10),
        festival_pull=1.0,
        shopping_pull=0.7,
        discount=0.22,
        price_taste=0.1,
        bulk=0.5,
        bulk_tail=1.4,
        wallet_share=(6.0, 3.0),
        female=0.66,
        born=(1985, 6),
        stages=(1, 8, 48, 37, 6),
    ),
    Segment(
        name="young_app_single",
        share=0.2,
        orders_per_year=2.0,
        rate_shape=1.0,
        dropout=(0.7, 6.0),
        never_active=0.32,
        since=("2022-09-01", "2025-12-31"),
        basket=2.9,
        categories=(6, 3, 26, 24, 10, 1, 5, 20, 4, 1),
        channels=(0.10, 0.72, 0.18),
        occasions=(0.76, 0.06, 0.04, 0.14),
        festival_pull=0.5,
        shopping_pull=1.2,
        discount=0.25,
        price_taste=0.2,
        bulk=3.2,
        bulk_tail=6.0,
        wallet_share=(3.0, 5.0),
        female=0.55,
        born=(1998, 4),
        stages=(72, 22, 4, 1, 1),
    ),
    Segment(
        name="gift_buyer",
        share=0.07,
        orders_per_year=2.2,
        rate_shape=1.0,
        dropout=(0.7, 6.0),
        never_active=0.15,
        since=("2022-01-01", "2025-12-31"),
        basket=3.0,
        categories=(4, 4, 5, 12, 4, 52, 1, 4, 10, 4),
        channels=(0.55, 0.13, 0.32),
        occasions=(0.08, 0.46, 0.36, 0.10),
        festival_pull=2.0,
        shopping_pull=0.3,
        discount=0.08,
        price_taste=0.9,
        bulk=0.7,
        bulk_tail=1.0,
        wallet_share=(3.0, 4.0),
        female=0.45,
        born=(1981, 9),
        stages=(10, 20, 22, 28, 20),
    ),
    Segment(
        name="bargain_hunter",
        share=0.165,
        orders_per_year=1.9,
        rate_shape=1.0,
        dropout=(0.7, 6.0),
        never_active=0.32,
        since=("2022-01-01", "2025-12-31"),
        basket=4.1,
        categories=(5, 14, 12, 8, 7, 1, 26, 17, 7, 3),
        channels=(0.16, 0.36, 0.48),
        occasions=(0.88, 0.02, 0.04, 0.06),
        festival_pull=0.6,
        shopping_pull=2.0,
        discount=0.62,
        price_taste=-0.9,
        bulk=4.0,
        bulk_tail=6.0,
        wallet_share=(2.5, 6.0),
        female=0.62,
        born=(1982, 11),
        stages=(18, 20, 20, 22, 20),
    ),
    Segment(
        name="lapsed",
        share=0.17,
        orders_per_year=3.6,
        rate_shape=1.0,
        dropout=(3.0, 3.5),
        never_active=0.42,
        since=("2022-01-01", "2024-06-30"),
        basket=4.0,
        categories=(14, 12, 13, 11, 12, 3, 12, 11, 7, 5),
        channels=(0.55, 0.22, 0.23),
        occasions=(0.76, 0.06, 0.08, 0.10),
        festival_pull=0.9,
        shopping_pull=0.9,
        discount=0.28,
        price_taste=0.0,
        bulk=2.6,
        bulk_tail=6.0,
        wallet_share=(2.0, 6.0),
        female=0.56,
        born=(1986, 10),
        stages=(24, 20, 22, 20, 14),
    ),
    Segment(
        name="one_time_visitor",
        share=0.245,
        orders_per_year=0.35,
        rate_shape=0.8,
        dropout=(6.0, 2.0),
        never_active=0.56,
        since=("2023-06-01", "2025-12-31"),
        basket=2.6,
        categories=(12, 8, 17, 16, 9, 5, 9, 11, 9, 4),
        channels=(0.52, 0.20, 0.28),
        occasions=(0.66, 0.12, 0.10, 0.12),
        festival_pull=1.0,
        shopping_pull=1.0,
        discount=0.35,
        price_taste=-0.1,
        bulk=2.5,
        bulk_tail=6.0,
        wallet_share=(1.5, 9.0),
        female=0.52,
        born=(1989, 12),
        stages=(34, 22, 18, 14, 12),
    ),
)
