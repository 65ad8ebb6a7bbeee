"""The tables of the tested promotion: names, types, units and rules of every column."""

from datasets.schema import REQUIRED, Field, Table

SEGMENT_NAMES = ("loyal", "young", "lapsing", "quiet")
CAMPAIGNS = ("campaign_ab", "campaign_ab_srm")
FLAG = {"required": True, "enum": [0, 1]}
AT_LEAST_ONE = {"required": True, "minimum": 1}

CUSTOMER_ID = Field(
    "customer_id",
    "string",
    "Member number in this test",
    "会员在本次测试中的编号",
    constraints={"required": True, "unique": True, "pattern": "K[0-9]{5}"},
)
SEGMENT = Field(
    "segment",
    "string",
    "Segment before the test: loyal for regulars, young for young app users, lapsing for those "
    "mostly away for months, quiet for those who seldom open messages",
    "测试前所属细分：loyal 为高频常客，young 为年轻 App 用户，lapsing 为多已数月未购的将流失客户，"
    "quiet 为很少打开消息的低互动客户",
    constraints={"required": True, "enum": list(SEGMENT_NAMES)},
)
TREATED = Field(
    "treated",
    "integer",
    "1 if drawn to get the message, 0 if in the control group",
    "1 为随机分到发送组，0 为对照组",
    constraints=FLAG,
)
OUTCOMES = (
    Field(
        "converted",
        "integer",
        "1 if the member bought in the 14 days after the messages went out, 0 if not",
        "消息发出后 14 天内购买为 1，未购买为 0",
        constraints=FLAG,
    ),
    Field(
        "revenue_cny",
        "integer",
        "Spend in these 14 days, to the nearest yuan; 0 for those who did not buy",
        "这 14 天内的消费额，四舍五入到元，未购买为 0",
        unit="CNY",
        constraints={"required": True, "minimum": 0},
    ),
    Field(
        "app_user",
        "integer",
        "1 if the member had installed the app before the test, 0 if not",
        "测试前已安装 App 为 1，否则为 0",
        constraints=FLAG,
    ),
)

CAMPAIGN_AB = Table(
    name="campaign_ab",
    en="A sound randomised test of a promotional message, one row per member",
    zh="一次规范的营销消息随机对照测试，每位会员一行",
    primary_key=("customer_id",),
    fields=(
        CUSTOMER_ID,
        SEGMENT,
        TREATED,
        *OUTCOMES,
        Field(
            "recency_days",
            "integer",
            "Days from the last order to the start of the test",
            "测试开始时距最近一次下单的天数",
            unit="day",
            constraints={"required": True, "minimum": 1, "maximum": 365},
        ),
        Field(
            "frequency_orders",
            "integer",
            "Orders in the 12 months before the test",
            "测试前 12 个月的订单数",
            unit="order",
            constraints={"required": True, "minimum": 1, "maximum": 60},
        ),
        Field(
            "monetary_cny",
            "integer",
            "Spend in the 12 months before the test, to the nearest yuan",
            "测试前 12 个月的消费额，四舍五入到元",
            unit="CNY",
            constraints=AT_LEAST_ONE,
        ),
        Field(
            "response_score",
            "integer",
            "Score from 0 to 1000 of a model that predicts who buys; it was fitted on past orders, "
            "without a control group",
            "响应模型给出的 0 至 1000 分，预测谁会购买；模型只用历史订单训练，没有对照组",
            constraints={"required": True, "minimum": 0, "maximum": 1000},
        ),
    ),
)

CAMPAIGN_AB_SRM = Table(
    name="campaign_ab_srm",
    en="An earlier test of the same kind, as its log has it, one row per member logged",
    zh="更早一次同类测试的日志导出，每位有记录的会员一行",
    primary_key=("customer_id",),
    fields=(CUSTOMER_ID, SEGMENT, TREATED, *OUTCOMES),
)

CAMPAIGN_COSTS = Table(
    name="campaign_costs",
    en="The plan of each test, what a message costs and what a sale earns",
    zh="两次测试的计划、单条消息成本与销售毛利率",
    primary_key=("campaign",),
    fields=(
        Field(
            "campaign",
            "string",
            "Table with the results of the test",
            "测试对应的数据表",
            constraints={"required": True, "unique": True, "enum": list(CAMPAIGNS)},
        ),
        Field("first_sent_on", "date", "First day of sending", "首个发送日", constraints=REQUIRED),
        Field("last_sent_on", "date", "Last day of sending", "最后发送日", constraints=REQUIRED),
        Field(
            "planned_treated_share",
            "number",
            "Share of members to be sent the message, as planned",
            "计划分到发送组的会员比例",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
        Field(
            "contact_cost_cny",
            "number",
            "Cost of one message, coupon included",
            "每条消息的成本，含优惠券",
            unit="CNY",
            constraints={"required": True, "minimum": 0},
        ),
        Field(
            "margin_share",
            "number",
            "Gross margin as a share of revenue",
            "毛利占收入的比例",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
    ),
)

CAMPAIGN_EFFECTS = Table(
    name="campaign_effects",
    en="The true chance to buy without and with the message; never shown in a lesson",
    zh="收到与未收到消息时的真实购买概率，不在课程中出现",
    primary_key=("campaign", "segment"),
    fields=(
        Field(
            "campaign",
            "string",
            "Table with the results of the test",
            "测试对应的数据表",
            constraints={"required": True, "enum": list(CAMPAIGNS)},
        ),
        Field(
            "segment",
            "string",
            "Segment",
            "细分",
            constraints={"required": True, "enum": list(SEGMENT_NAMES)},
        ),
        Field(
            "control_rate",
            "number",
            "Chance to buy within 14 days without the message",
            "未收到消息时 14 天内购买的概率",
            unit="probability",
            constraints={"required": True, "minimum": 0, "maximum": 1},
            decimals=4,
        ),
        Field(
            "treated_rate",
            "number",
            "Chance to buy within 14 days with the message",
            "收到消息时 14 天内购买的概率",
            unit="probability",
            constraints={"required": True, "minimum": 0, "maximum": 1},
            decimals=4,
        ),
        Field(
            "effect",
            "number",
            "What the message adds to the chance",
            "消息带来的购买概率变化",
            unit="probability",
            constraints={"required": True, "minimum": -1, "maximum": 1},
            decimals=4,
        ),
    ),
)
