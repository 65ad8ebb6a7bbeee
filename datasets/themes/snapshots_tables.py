"""The tables of the monthly snapshots: names, types, units and rules of every column."""

from datasets.schema import Field, Table

STATES = ("shop_regular", "app_regular", "deal_seeker", "occasional")
SEGMENT_NAMES = ("deal", "app", "store", "casual")
MEASURES = (
    "recency_days",
    "frequency_orders_12m",
    "monetary_cny_12m",
    "app_share",
    "discount_share",
)
SHARE = {"required": True, "minimum": 0, "maximum": 1}
MEMBER_ID = Field(
    "customer_id",
    "string",
    "Member number",
    "会员编号",
    constraints={"required": True, "pattern": "M[0-9]{4}"},
)


def _month(name: str, en: str, zh: str, *, required: bool = True) -> Field:
    rule = {"pattern": "202[345]-(0[1-9]|1[0-2])"}
    return Field(name, "string", en, zh, constraints={**rule, "required": required})


MONTHLY_SNAPSHOTS = Table(
    name="monthly_snapshots",
    en="State of the members at the end of each month of 2025, one row per month and member with "
    "an order in the 12 months before",
    zh="2025 年每月月末的会员快照，过去 12 个月内有订单的会员每月一行",
    primary_key=("month", "customer_id"),
    fields=(
        _month("month", "Month of the snapshot, taken at its end", "快照所属月份，取月末时点"),
        MEMBER_ID,
        Field(
            "recency_days",
            "integer",
            "Days from the last order to the first day of the next month",
            "最近一次下单距次月 1 日的天数",
            unit="day",
            constraints={"required": True, "minimum": 1, "maximum": 366},
        ),
        Field(
            "frequency_orders_12m",
            "integer",
            "Orders in the 12 months to the end of the month",
            "截至月末过去 12 个月的订单数",
            unit="order",
            constraints={"required": True, "minimum": 1},
        ),
        Field(
            "monetary_cny_12m",
            "integer",
            "Amount paid in the 12 months to the end of the month, to the nearest yuan",
            "截至月末过去 12 个月的实付金额，四舍五入到元",
            unit="CNY",
            constraints={"required": True, "minimum": 0},
        ),
        Field(
            "app_share",
            "number",
            "Share of the contacts (shop visits and app opens) of the last 3 months that were in "
            "the app; of the last 12 months for members without a contact in these 3",
            "近 3 个月到店与打开 App 的总次数中 App 所占比例；"
            "这 3 个月内没有任何接触的会员取近 12 个月",
            constraints=SHARE,
            decimals=3,
        ),
        Field(
            "discount_share",
            "number",
            "Discounts as a share of the shelf price, over the last 2 months with an order",
            "最近 2 个有订单的月份中，优惠金额占货架价（优惠前）的比例",
            constraints=SHARE,
            decimals=3,
        ),
        Field(
            "segment",
            "string",
            "Segment by a rule fixed in 2024, the first that holds: deal if discount_share is at "
            "least 0.115, app if app_share is at least 0.5, store if orders are at least 12, "
            "casual otherwise",
            "按 2024 年确定的固定规则逐条判断，先符合者为准：discount_share 不低于 0.115 为 deal，"
            "app_share 不低于 0.5 为 app，订单不少于 12 单为 store，其余为 casual",
            constraints={"required": True, "enum": list(SEGMENT_NAMES)},
        ),
    ),
)

SNAPSHOT_STATES = Table(
    name="snapshot_states",
    en="The true state of each member from month to month; never shown in a lesson",
    zh="每位会员各时段的真实状态，不在课程中出现",
    primary_key=("customer_id", "state"),
    fields=(
        MEMBER_ID,
        Field(
            "state",
            "string",
            "How the member truly shops",
            "会员的真实购物方式",
            constraints={"required": True, "enum": list(STATES)},
        ),
        _month("first_month", "First month in this state", "进入该状态的月份"),
        _month("last_month", "Last month in this state", "处于该状态的最后一个月"),
    ),
)

SNAPSHOT_CHANGES = Table(
    name="snapshot_changes",
    en="Which columns change, how and since when; never shown in a lesson",
    zh="哪些列发生变化、变化方式与起始月份，不在课程中出现",
    primary_key=("measure",),
    fields=(
        Field(
            "measure",
            "string",
            "Column of monthly_snapshots",
            "monthly_snapshots 中的列",
            constraints={"required": True, "unique": True, "enum": list(MEASURES)},
        ),
        Field(
            "change",
            "string",
            "none, gradual or shock",
            "变化方式：none 无，gradual 渐变，shock 突变",
            constraints={"required": True, "enum": ["none", "gradual", "shock"]},
        ),
        _month(
            "first_month",
            "First month of the change; empty where there is none",
            "变化开始的月份，无变化则为空",
            required=False,
        ),
    ),
)
