"""The tables of the market, and the figures from which they are made."""

from dataclasses import asdict, dataclass

from datasets.schema import REQUIRED, Field, Table


@dataclass(frozen=True)
class Market:
    """One segment of the market; the last two figures are hidden."""

    segment: str
    name_zh: str
    name_en: str
    households_k: int
    growth_pct_year: float
    spend_cny_household_year: int
    gross_margin_share: float
    retention_share_year: float
    acquisition_cost_cny: int
    reachable_share: float
    rivals: int
    leader_share: float
    our_share: float
    fit_assortment: int
    fit_channels: int
    fit_brand: int
    licence_missing: bool
    campaign_max_k_cny: int
    campaign_half_k_cny: int
    elasticity: float
    visitors: int

    def row(self) -> dict:
        """Return what the table shows of the segment."""
        return {name: value for name, value in asdict(self).items() if name in COLUMNS}


MARKET = (
    Market(
        "loyal_family",
        "忠诚家庭",
        "Loyal families",
        820,
        2.1,
        9_400,
        0.21,
        0.82,
        160,
        0.74,
        4,
        0.31,
        0.17,
        9,
        8,
        8,
        False,
        5_200,
        1_500,
        -1.6,
        4_200,
    ),
    Market(
        "young_single",
        "都市年轻单身",
        "Young urban singles",
        640,
        7.4,
        4_300,
        0.26,
        0.61,
        95,
        0.83,
        6,
        0.28,
        0.12,
        6,
        9,
        7,
        False,
        3_900,
        900,
        -2.4,
        3_600,
    ),
    Market(
        "active_senior",
        "活力银发族",
        "Active seniors",
        510,
        5.8,
        5_100,
        0.22,
        0.86,
        130,
        0.46,
        3,
        0.35,
        0.09,
        7,
        4,
        6,
        False,
        2_600,
        1_100,
        -2.1,
        2_400,
    ),
    Market(
        "bargain_hunter",
        "促销敏感者",
        "Bargain hunters",
        730,
        1.2,
        4_900,
        0.11,
        0.44,
        60,
        0.69,
        8,
        0.24,
        0.14,
        6,
        7,
        4,
        False,
        2_900,
        700,
        -3.6,
        4_000,
    ),
    Market(
        "health_seeker",
        "健康追求者",
        "Health seekers",
        290,
        11.5,
        8_200,
        0.31,
        0.74,
        220,
        0.58,
        5,
        0.22,
        0.06,
        7,
        6,
        7,
        False,
        3_400,
        1_300,
        -1.3,
        1_500,
    ),
    Market(
        "gift_giver",
        "送礼人群",
        "Gift givers",
        350,
        3.0,
        3_600,
        0.34,
        0.52,
        110,
        0.62,
        5,
        0.27,
        0.11,
        8,
        6,
        6,
        False,
        2_300,
        600,
        -1.1,
        1_700,
    ),
    Market(
        "new_parent",
        "新手父母",
        "New parents",
        180,
        -2.6,
        11_800,
        0.24,
        0.66,
        240,
        0.71,
        6,
        0.33,
        0.05,
        5,
        7,
        5,
        True,
        2_100,
        1_200,
        -1.5,
        1_100,
    ),
    Market(
        "rural_family",
        "县域家庭",
        "Small-town families",
        960,
        4.4,
        3_900,
        0.15,
        0.70,
        140,
        0.22,
        3,
        0.41,
        0.03,
        5,
        3,
        4,
        False,
        3_100,
        2_400,
        -2.8,
        1_900,
    ),
)

SEGMENTS_MARKET = Table(
    name="segments_market",
    en="Segments of the grocery market in the cities served, one row per segment",
    zh="业务所在城市的食品与日用品市场，每个细分一行",
    primary_key=("segment",),
    fields=(
        Field("segment", "string", "Code of the segment", "细分代码", constraints=REQUIRED),
        Field("name_zh", "string", "Chinese name", "中文名称", constraints=REQUIRED),
        Field("name_en", "string", "English name", "英文名称", constraints=REQUIRED),
        Field(
            "households_k",
            "integer",
            "Households",
            "家庭数",
            unit="1,000 households",
            constraints={"required": True, "minimum": 1},
        ),
        Field(
            "growth_pct_year",
            "number",
            "Expected growth of spend a year",
            "预计消费额年增速",
            unit="%",
            constraints=REQUIRED,
            decimals=1,
        ),
        Field(
            "spend_cny_household_year",
            "integer",
            "Spend of one household at all retailers",
            "每户每年在各家零售商的消费总额",
            unit="CNY/year",
            constraints=REQUIRED,
        ),
        Field(
            "gross_margin_share",
            "number",
            "Gross margin as a share of spend",
            "毛利率",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "retention_share_year",
            "number",
            "Share of our customers who stay another year",
            "客户年留存率",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "acquisition_cost_cny",
            "integer",
            "Cost of winning one household",
            "每获取一户新客的成本",
            unit="CNY",
            constraints=REQUIRED,
        ),
        Field(
            "reachable_share",
            "number",
            "Share of households that consent and that our channels reach",
            "已同意且渠道可触达的家庭比例",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "rivals",
            "integer",
            "Rivals with a share of 5% or more",
            "份额达到 5% 的竞争对手数量",
            constraints=REQUIRED,
        ),
        Field(
            "leader_share",
            "number",
            "Share of the largest rival",
            "最大竞争对手的份额",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "our_share",
            "number",
            "Share of Spruce Select",
            "云杉优选的份额",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "fit_assortment",
            "integer",
            "How well our assortment fits, rated by managers, 1 to 10",
            "商品匹配度，由管理层评分，1 到 10 分",
            constraints={"required": True, "minimum": 1, "maximum": 10},
        ),
        Field(
            "fit_channels",
            "integer",
            "How well our channels fit, rated by managers, 1 to 10",
            "渠道匹配度，由管理层评分，1 到 10 分",
            constraints={"required": True, "minimum": 1, "maximum": 10},
        ),
        Field(
            "fit_brand",
            "integer",
            "How well our brand fits, rated by managers, 1 to 10",
            "品牌匹配度，由管理层评分，1 到 10 分",
            constraints={"required": True, "minimum": 1, "maximum": 10},
        ),
        Field(
            "licence_missing",
            "boolean",
            "Whether serving it needs a licence that we lack",
            "是否需要我们尚未取得的经营许可",
            constraints=REQUIRED,
        ),
        Field(
            "campaign_max_k_cny",
            "integer",
            "Most extra margin that a year of campaigns can bring, estimated",
            "全年营销活动最多可带来的毛利增量（估计）",
            unit="1,000 CNY",
            constraints=REQUIRED,
        ),
        Field(
            "campaign_half_k_cny",
            "integer",
            "Budget that brings half of that extra margin, estimated",
            "带来上述增量一半所需的预算（估计）",
            unit="1,000 CNY",
            constraints=REQUIRED,
        ),
    ),
)
COLUMNS = set(SEGMENTS_MARKET.columns)
PRICE_TESTS = Table(
    name="price_tests",
    en="Weekly price tests of one product, a 2-litre bottle of cooking oil, by segment in 2025",
    zh="2025 年按细分进行的每周价格测试，商品为一款 2 升装食用油",
    primary_key=("segment", "week_start"),
    foreign_keys={"segment": ("segments_market", "segment")},
    fields=(
        Field("segment", "string", "Code of the segment", "细分代码", constraints=REQUIRED),
        Field("week_start", "date", "Monday of the week", "当周周一", constraints=REQUIRED),
        Field(
            "festival_week",
            "boolean",
            "In the sales around Spring Festival, 618, National Day or Double 11; "
            "the price was cut for all",
            "是否为节庆周，即春节、618、国庆或双 11 前后的促销期；此时各细分统一降价",
            constraints=REQUIRED,
        ),
        Field(
            "price_cny",
            "number",
            "Price shown; the unit cost is 24 CNY",
            "展示价格；单位成本为 24 元",
            unit="CNY/unit",
            constraints=REQUIRED,
        ),
        Field(
            "visitors",
            "integer",
            "Customers of the segment who saw the offer",
            "看到该商品的本细分顾客数",
            constraints={"required": True, "minimum": 1},
        ),
        Field(
            "buyers",
            "integer",
            "How many of them bought it",
            "其中购买的人数",
            constraints={"required": True, "minimum": 0},
        ),
    ),
)
# Attribute: direction in the hidden plane (price level, convenience), in Chinese, in English.
ATTRIBUTES = {
    "fresh": ((0.8, -0.3), "新鲜", "Fresh"),
    "cheap": ((-1.0, 0.0), "价格便宜", "Cheap"),
    "wide_range": ((-0.2, -0.9), "品种齐全", "Wide range"),
    "close_by": ((0.0, 0.8), "离家近", "Close by"),
    "fast_delivery": ((0.2, 1.0), "送货快", "Fast delivery"),
    "friendly": ((0.4, 0.2), "服务热情", "Friendly service"),
    "healthy": ((0.7, -0.4), "健康", "Healthy"),
    "premium": ((1.0, 0.1), "高端", "Premium"),
}
# Brand: place in the hidden plane, and how well known it is (0 to 1).
BRANDS = {
    "spruce_select": (0.5, 0.3, 0.9),
    "great_mart": (-0.6, -1.2, 1.0),
    "penny_basket": (-1.4, 0.2, 0.7),
    "quick_pantry": (0.1, 1.4, 0.6),
    "green_cellar": (1.4, -0.5, 0.3),
    "corner_lane": (-0.4, 1.0, 0.4),
}
# Segment: share of the respondents, and its ideal in the hidden plane.
RATERS = {
    "family": (0.35, 0.2, -0.8),
    "young_single": (0.30, 0.2, 1.3),
    "senior": (0.20, -1.0, 0.1),
    "quality_seeker": (0.15, 1.4, -0.3),
}
BRAND_RATINGS = Table(
    name="brand_ratings",
    en="Brand survey of November 2025: retailers rated by those who know them, one row per "
    "respondent and retailer",
    zh="2025 年 11 月品牌调查，受访者为自己知道的零售商打分，每人每家一行",
    primary_key=("respondent_id", "brand"),
    fields=(
        Field(
            "respondent_id",
            "string",
            "Respondent number",
            "受访者编号",
            constraints={"required": True, "pattern": "Q[0-9]{4}"},
        ),
        Field(
            "segment",
            "string",
            "Segment of the respondent, by a coarser grouping than in segments_market",
            "受访者所属细分，划分方式与 segments_market 不同，较粗",
            constraints={"required": True, "enum": list(RATERS)},
        ),
        Field(
            "brand",
            "string",
            "Retailer rated; all but Spruce Select are its rivals",
            "所评零售商；除云杉优选外均为竞争对手",
            constraints={"required": True, "enum": list(BRANDS)},
        ),
        *(
            Field(
                name,
                "integer",
                f"{en}, from 1 (not at all) to 7 (very)",
                f"{zh}，1 分（完全不符）到 7 分（非常符合）",
                constraints={"minimum": 1, "maximum": 7},
            )
            for name, (_, zh, en) in ATTRIBUTES.items()
        ),
        Field(
            "would_buy",
            "integer",
            "How likely to shop there next month, 0 to 10",
            "下月光顾的可能性，0 到 10 分",
            constraints={"required": True, "minimum": 0, "maximum": 10},
        ),
    ),
)
MARKET_ELASTICITIES = Table(
    name="market_elasticities",
    en="Price elasticity behind the price tests, one row per segment",
    zh="价格测试背后的价格弹性，每个细分一行",
    fields=(
        Field("segment", "string", "Code of the segment", "细分代码"),
        Field("elasticity", "number", "Elasticity of demand", "需求价格弹性"),
        Field(
            "best_price_cny",
            "number",
            "Price with the highest margin, within those tested",
            "测试范围内毛利最高的价格",
            unit="CNY/unit",
        ),
    ),
)
BRAND_POSITIONS = Table(
    name="brand_positions",
    en="Where brands and ideals lie in the hidden plane, one row each",
    zh="品牌与理想点在隐藏平面上的位置，每个一行",
    fields=(
        Field("name", "string", "Brand or segment", "品牌或细分"),
        Field(
            "kind",
            "string",
            "brand, or ideal of a segment",
            "品牌，或细分的理想点",
            constraints={"enum": ["brand", "ideal"]},
        ),
        Field("price_level", "number", "From cheap to premium", "由低价到高端"),
        Field(
            "convenience", "number", "From wide range to quick and close", "由品种齐全到快捷便利"
        ),
    ),
)
