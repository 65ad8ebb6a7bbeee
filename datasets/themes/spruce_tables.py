"""The tables of Spruce Select: names, types, units and rules of every column."""

from datasets.schema import Field, Table
from datasets.themes.spruce_segments import (
    CATEGORIES,
    CHANNELS,
    CITY_NAMES,
    EDUCATIONS,
    FAMILY_STAGES,
    OCCASIONS,
    OCCUPATIONS,
    SEGMENTS,
    TIERS,
)


def _choice(*names: str, **more) -> dict:
    return {**more, "enum": list(names)}


REQUIRED = {"required": True}
CUSTOMER_ID = {"required": True, "unique": True, "pattern": "C[0-9]{5}"}

CUSTOMERS = Table(
    name="customers",
    en="Everyone who registered with Spruce Select, one row per person",
    zh="在云杉优选注册的全部会员，每人一行",
    primary_key=("customer_id",),
    fields=(
        Field(
            "customer_id",
            "string",
            "Number of the customer, given in order of joining",
            "会员编号，按注册先后排列",
            constraints=CUSTOMER_ID,
        ),
        Field(
            "gender",
            "string",
            "F woman, M man; empty where not stated",
            "性别：F 女，M 男；未填写则为空",
            constraints=_choice("F", "M"),
        ),
        Field(
            "birth_year",
            "integer",
            "Year of birth as stated; a few are absurd",
            "会员自填的出生年份，少数明显有误",
            unit="year",
            constraints={"minimum": 1890, "maximum": 2025},
        ),
        Field(
            "city",
            "string",
            "City of residence, in Chinese",
            "常住城市",
            constraints=_choice(*CITY_NAMES, required=True),
        ),
        Field(
            "city_tier",
            "string",
            "Size class of the city, as Spruce Select groups cities",
            "城市等级，按云杉优选的内部划分",
            constraints=_choice(*TIERS, required=True),
        ),
        Field(
            "education",
            "string",
            "Highest level of education",
            "最高学历",
            constraints=_choice(*EDUCATIONS),
        ),
        Field("occupation", "string", "Occupation", "职业", constraints=_choice(*OCCUPATIONS)),
        Field(
            "family_stage",
            "string",
            "Stage of the family life cycle",
            "家庭生命周期阶段",
            constraints=_choice(*FAMILY_STAGES),
        ),
        Field(
            "income_cny_month",
            "integer",
            "Personal income a month as stated, rounded by the customer",
            "会员自填的个人月收入，为约数",
            unit="CNY/month",
            constraints={"minimum": 500},
        ),
        Field("joined_on", "date", "Day of registration", "注册日期", constraints=REQUIRED),
        Field(
            "join_channel",
            "string",
            "Where the customer registered",
            "注册渠道",
            constraints=_choice(*CHANNELS, required=True),
        ),
        Field(
            "marketing_consent",
            "boolean",
            "Whether the customer agreed to marketing messages",
            "是否同意接收营销信息",
            constraints=REQUIRED,
        ),
        Field(
            "category_spend_cny_year",
            "integer",
            "What the customer says they spend a year in these categories at all retailers "
            "(survey of January 2026; about 36% answered)",
            "会员自述每年在各家零售商购买同类商品的总花费（2026 年 1 月调查，约 36% 作答）",
            unit="CNY/year",
            constraints={"minimum": 100},
        ),
    ),
)

TRANSACTIONS = Table(
    name="transactions",
    en="Every line sold or returned in 2024 and 2025, one row per line",
    zh="2024 年至 2025 年的全部销售与退货流水，每条流水一行",
    foreign_keys={"customer_id": ("customers", "customer_id")},
    fields=(
        Field(
            "order_id",
            "string",
            "Number of the order; returns start with R",
            "订单编号，退货单以 R 开头",
            constraints={"required": True, "pattern": "[OR][0-9]{5}"},
        ),
        Field(
            "line_no",
            "integer",
            "Position of the line in the order",
            "商品行在订单中的序号",
            constraints={"required": True, "minimum": 1, "maximum": 30},
        ),
        Field(
            "customer_id",
            "string",
            "Customer who bought; empty for guests",
            "购买者的会员编号，散客为空",
            constraints={"pattern": "C[0-9]{5}"},
        ),
        Field(
            "order_time",
            "datetime",
            "Time of the order or return, China Standard Time",
            "下单或退货时间（北京时间）",
            constraints={
                "required": True,
                "minimum": "2024-01-01 00:00:00",
                "maximum": "2025-12-31 23:59:59",
            },
        ),
        Field(
            "channel",
            "string",
            "Shop, app or WeChat mini-program",
            "渠道：门店、App 或微信小程序",
            constraints=_choice(*CHANNELS, required=True),
        ),
        Field(
            "store_id",
            "string",
            "Shop; empty for app and WeChat orders",
            "门店编号，App 与微信订单为空",
            constraints={"pattern": "S[0-9]{2}"},
        ),
        Field(
            "product_id",
            "string",
            "Product",
            "商品编号",
            constraints={"required": True, "pattern": "P[0-9]{3}"},
        ),
        Field(
            "category",
            "string",
            "Category of the product",
            "商品品类",
            constraints=_choice(*CATEGORIES, required=True),
        ),
        Field(
            "occasion",
            "string",
            "What the order was for, as asked at checkout; the same on all its lines",
            "结账时询问的购买场合，同一订单各行相同",
            constraints=_choice(*OCCASIONS),
        ),
        Field(
            "quantity",
            "integer",
            "Units; below 0 for returns",
            "数量，退货为负数",
            unit="unit",
            constraints={"required": True, "minimum": -500, "maximum": 500},
        ),
        Field(
            "unit_price_cny",
            "number",
            "Shelf price of one unit before discount",
            "折前单价",
            unit="CNY/unit",
            constraints={"required": True, "minimum": 1},
        ),
        Field(
            "discount_cny",
            "number",
            "Taken off the line; below 0 on a return, which gives the discount back",
            "整行优惠金额，退货时为负数，即收回优惠",
            unit="CNY",
            constraints=REQUIRED,
        ),
        Field(
            "amount_cny",
            "number",
            "quantity × unit_price_cny - discount_cny; below 0 for returns",
            "实付金额 = 数量 × 单价 - 优惠，退货为负数",
            unit="CNY",
            constraints=REQUIRED,
        ),
    ),
)

TRUTH = Table(
    name="customers",
    en="The hidden segment and rates of each customer; never shown in a lesson",
    zh="每位会员的真实细分与购买参数，不在课程中出现",
    primary_key=("customer_id",),
    fields=(
        Field(
            "customer_id", "string", "Number of the customer", "会员编号", constraints=CUSTOMER_ID
        ),
        Field(
            "segment",
            "string",
            "Segment that the customer was made from",
            "生成该会员所用的细分",
            constraints=_choice(*(each.name for each in SEGMENTS), required=True),
        ),
        Field(
            "orders_per_year",
            "number",
            "Expected orders a year while active; 0 for those who never buy in these years",
            "活跃期内每年的期望订单数，期间从未购买者为 0",
            unit="order/year",
            constraints={"required": True, "minimum": 0},
        ),
        Field(
            "dropout",
            "number",
            "Chance to leave after an order",
            "每次下单后流失的概率",
            unit="probability",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "basket_lines",
            "number",
            "Expected lines of an everyday order",
            "日常订单的期望行数",
            unit="line/order",
            constraints={"required": True, "minimum": 1},
        ),
    ),
)
