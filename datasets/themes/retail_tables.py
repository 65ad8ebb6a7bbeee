"""The tables of the supermarket case."""

from datasets.schema import REQUIRED, Field, Table

SHARE = {"required": True, "minimum": 0, "maximum": 1}
STORES = tuple(f"H{number}" for number in range(1, 9))
CATEGORIES = (
    "fresh",
    "organic",
    "staples",
    "snacks",
    "drinks",
    "dairy",
    "baby",
    "household",
    "ready_meals",
    "care",
)
OFFERS = ("none", "discount", "points", "fresh_box")
HOUSEHOLDS = ("family", "young_single", "senior")
ATTITUDES = ("brand_loyal", "price_sensitive", "health_conscious")


def _share(name: str, en: str, zh: str) -> Field:
    return Field(name, "number", en, zh, constraints=SHARE, decimals=3)


RETAIL_CASE = Table(
    name="retail_case",
    en="Customers of the supermarket chain Hejia in 2025, one row per loyalty card",
    zh="“禾家”连锁超市 2025 年的会员，每张会员卡一行",
    primary_key=("card_id",),
    fields=(
        Field(
            "card_id",
            "string",
            "Loyalty card number",
            "会员卡编号",
            constraints={"required": True, "unique": True, "pattern": "K[0-9]{5}"},
        ),
        Field(
            "home_store",
            "string",
            "Shop visited most",
            "最常光顾的门店",
            constraints={"required": True, "enum": list(STORES)},
        ),
        Field(
            "age",
            "integer",
            "Age as stated by the customer; a few are absurd",
            "自填年龄，少数明显有误",
            unit="years old",
            constraints={"minimum": 0, "maximum": 150},
        ),
        Field(
            "household_size",
            "integer",
            "People in the household, as stated by the customer",
            "自填家庭人数",
            constraints={"minimum": 1, "maximum": 9},
        ),
        Field(
            "recency_days",
            "integer",
            "Days from the last visit to 2026-01-01",
            "最近一次光顾距 2026-01-01 的天数",
            unit="day",
            constraints={"required": True, "minimum": 0},
        ),
        Field(
            "visits_year",
            "integer",
            "Visits in 2025",
            "2025 年光顾次数",
            constraints={"required": True, "minimum": 1},
        ),
        Field(
            "spend_cny_year",
            "number",
            "Spend in 2025",
            "2025 年消费金额",
            unit="CNY/year",
            constraints={"required": True, "minimum": 0},
        ),
        _share("fresh_share", "Share of spend on fresh food", "生鲜占消费金额的比例"),
        _share("organic_share", "Share of spend on organic goods", "有机商品占消费金额的比例"),
        _share("snack_share", "Share of spend on snacks and drinks", "零食饮料占消费金额的比例"),
        _share("baby_share", "Share of spend on baby goods", "母婴商品占消费金额的比例"),
        _share(
            "own_label_share", "Share of spend on the chain's own label", "自有品牌占消费金额的比例"
        ),
        _share("promo_share", "Share of spend on goods on promotion", "促销商品占消费金额的比例"),
        _share(
            "brand_repeat_share",
            "Share of purchases that repeat the brand last bought in the category",
            "购买时沿用该品类上次所买品牌的比例",
        ),
        _share("evening_share", "Share of visits after 18:00", "18:00 以后光顾的次数占比"),
        Field(
            "consent",
            "boolean",
            "Whether the customer agreed to marketing messages",
            "是否同意接收营销信息",
            constraints=REQUIRED,
        ),
        Field(
            "offer",
            "string",
            "Offer drawn at random for the fourth quarter: none, discount (15% off), points "
            "(double) or fresh_box (a box of fresh food)",
            "第四季度随机分配的优惠：none 无、discount 八五折、points 双倍积分或 "
            "fresh_box 生鲜礼盒",
            constraints={"required": True, "enum": list(OFFERS)},
        ),
        Field(
            "offer_used",
            "boolean",
            "Whether the customer used the offer",
            "是否使用了该优惠",
            constraints=REQUIRED,
        ),
        Field(
            "margin_q3_cny",
            "number",
            "Gross margin in the third quarter, before any offer",
            "第三季度毛利，此时尚无优惠",
            unit="CNY",
            constraints=REQUIRED,
        ),
        Field(
            "margin_q4_cny",
            "number",
            "Gross margin in the fourth quarter, net of the cost of the offer",
            "第四季度扣除优惠成本后的毛利",
            unit="CNY",
            constraints=REQUIRED,
        ),
    ),
)
RETAIL_CASE_STOCK = Table(
    name="retail_case_stock",
    en="Stock and sales of the second half of 2025, one row per week, shop and category",
    zh="2025 年下半年的库存与销售，每周、每店、每品类一行",
    primary_key=("week_start", "store", "category"),
    fields=(
        Field("week_start", "date", "Monday of the week", "当周周一", constraints=REQUIRED),
        Field(
            "store",
            "string",
            "Shop",
            "门店",
            constraints={"required": True, "enum": list(STORES)},
        ),
        Field(
            "category",
            "string",
            "Category",
            "品类",
            constraints={"required": True, "enum": list(CATEGORIES)},
        ),
        Field(
            "stocked_units",
            "integer",
            "Units put on the shelf that week",
            "当周上架数量",
            unit="unit",
            constraints={"required": True, "minimum": 0},
        ),
        Field(
            "sold_units",
            "integer",
            "Units sold; never more than were stocked",
            "当周售出数量，不超过上架数量",
            unit="unit",
            constraints={"required": True, "minimum": 0},
        ),
    ),
)
RETAIL_PEOPLE = Table(
    name="retail_people",
    en="Hidden household and attitude of each customer, one row per card",
    zh="每位会员隐藏的家庭类型与态度，每张卡一行",
    primary_key=("card_id",),
    fields=(
        Field("card_id", "string", "Loyalty card number", "会员卡编号"),
        Field("household", "string", "Kind of household", "家庭类型"),
        Field("attitude", "string", "Attitude to shopping", "购物态度"),
    ),
)
RETAIL_EFFECTS = Table(
    name="retail_effects",
    en="True effect of each offer on the margin of a quarter, one row per attitude and offer",
    zh="各优惠对单季毛利的真实影响，每种态度、每种优惠一行",
    primary_key=("attitude", "offer"),
    fields=(
        Field("attitude", "string", "Attitude to shopping", "购物态度"),
        Field("offer", "string", "Offer", "优惠"),
        Field(
            "effect_cny",
            "number",
            "Mean change of margin, cost of the offer taken off",
            "扣除优惠成本后的毛利平均变化",
            unit="CNY",
        ),
    ),
)
RETAIL_DEMAND = Table(
    name="retail_demand",
    en="Mean demand a week behind the sales, one row per shop and category",
    zh="销售背后的每周平均需求，每店每品类一行",
    primary_key=("store", "category"),
    fields=(
        Field("store", "string", "Shop", "门店"),
        Field("category", "string", "Category", "品类"),
        Field("demand_units", "number", "Mean demand a week", "每周平均需求", unit="unit"),
    ),
)
