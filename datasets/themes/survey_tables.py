"""The questionnaire: statements, benefits and the tables of the survey."""

from datasets.schema import REQUIRED, Field, Table

# Scale: (name in English, in Chinese), then five statements: English, Chinese, reversed or not.
SCALES = {
    "health": (
        ("Health consciousness", "健康意识"),
        (
            ("I read the ingredients before I buy food", "买食品前我会看配料表", False),
            ("I rarely think about whether a meal is healthy", "我很少考虑一餐饭是否健康", True),
            (
                "I am willing to pay more for food without additives",
                "我愿意为无添加的食品多花钱",
                False,
            ),
            (
                "I plan my family's meals with health in mind",
                "我会从健康出发安排家人的饮食",
                False,
            ),
            ("I eat what tastes good, whatever is in it", "只要好吃，里面有什么我不在意", True),
        ),
    ),
    "thrift": (
        ("Thrift", "节俭"),
        (
            ("I compare prices before I decide", "买之前我会比价", False),
            ("I seldom look at the price of everyday goods", "买日用品我很少看价格", True),
            ("I wait for promotions to stock up", "我会等促销时囤货", False),
            ("I keep track of what I spend each month", "我会记下每月的开销", False),
            ("Saving a few yuan is not worth my time", "为省几块钱花时间不值得", True),
        ),
    ),
    "novelty": (
        ("Novelty seeking", "求新"),
        (
            ("I like to be the first to try a new product", "有新品我喜欢抢先试", False),
            ("I stick to the products that I know", "我一直买自己熟悉的产品", True),
            ("I follow accounts that present new food", "我会关注介绍新食品的账号", False),
            ("A limited edition makes me curious", "限定款会引起我的兴趣", False),
            ("I enjoy shops that change their range often", "我喜欢常换花样的店", False),
        ),
    ),
    "family": (
        ("Family and tradition", "家庭与传统"),
        (
            ("Cooking for my family matters to me", "亲手给家人做饭对我很重要", False),
            ("Traditional festivals mean little to me", "传统节日对我意义不大", True),
            ("I cook by my parents' recipes", "我做饭沿用父母传下来的做法", False),
            (
                "I choose restaurants and shops that suit all ages",
                "我会选老少皆宜的餐馆和商店",
                False,
            ),
            ("I mostly eat alone and like it that way", "我多半一个人吃饭，也乐在其中", True),
        ),
    ),
    "convenience": (
        ("Convenience", "便利"),
        (
            ("I would rather pay for delivery than go out", "我宁可付运费也不愿出门买", False),
            ("I often buy meals that are ready to heat", "我常买加热即食的餐食", False),
            ("I want to finish shopping in a few minutes", "我希望几分钟就买完东西", False),
            (
                "I often order the same basket again with one tap",
                "我常一键再次购买同样的东西",
                False,
            ),
            ("I enjoy spending an afternoon at a market", "我喜欢花一下午逛菜市场", True),
        ),
    ),
}
REVERSED = {
    name: tuple(number for number, (*_, turned) in enumerate(items, start=1) if turned)
    for name, (_, items) in SCALES.items()
}
ITEMS = tuple(f"{name}_{number}" for name in SCALES for number in range(1, 6))
BENEFITS = {
    "quality": ("Reliable quality", "品质可靠"),
    "fresh": ("Freshness", "新鲜"),
    "safe": ("Safe ingredients", "成分安全"),
    "low_price": ("Low price", "价格低"),
    "promotions": ("Many promotions", "优惠多"),
    "large_pack": ("Large packs that save money", "大包装更划算"),
    "well_known": ("A well-known brand", "知名品牌"),
    "smart_pack": ("Smart packaging, fit for a gift", "包装上档次，适合送礼"),
}
AGE_BANDS = ("18-29", "30-44", "45-59", "60+")
TIERS = ("tier1", "new_tier1", "tier2", "tier3")
SCALE = {"minimum": 1, "maximum": 5}


def _statement(scale: str, number: int) -> Field:
    (name_en, name_zh), items = SCALES[scale]
    en, zh, turned = items[number - 1]
    note_en, note_zh = (", reversed", "，反向题") if turned else ("", "")
    return Field(
        f"{scale}_{number}",
        "integer",
        f"{name_en}{note_en}: {en}; 1 (disagree strongly) to 5 (agree strongly)",
        f"{name_zh}{note_zh}：{zh}；1 分（完全不同意）到 5 分（完全同意）",
        constraints=SCALE,
    )


SURVEY = Table(
    name="survey",
    en="Survey of shoppers in November 2025, one row per respondent",
    zh="2025 年 11 月消费者调查，每位受访者一行",
    primary_key=("respondent_id",),
    fields=(
        Field(
            "respondent_id",
            "string",
            "Respondent number",
            "受访者编号",
            constraints={"required": True, "unique": True, "pattern": "V[0-9]{4}"},
        ),
        Field(
            "invited_by",
            "string",
            "How the respondent was invited: app, text message or shop",
            "邀请方式：App、短信或门店",
            constraints={"required": True, "enum": ["app", "sms", "shop"]},
        ),
        Field(
            "gender",
            "string",
            "F woman, M man",
            "性别：F 女，M 男",
            constraints={"required": True, "enum": ["F", "M"]},
        ),
        Field(
            "age_band",
            "string",
            "Age band in years",
            "年龄段（岁）",
            constraints={"required": True, "enum": list(AGE_BANDS)},
        ),
        Field(
            "city_tier",
            "string",
            "Tier of the city: tier1, new_tier1, tier2 or tier3",
            "城市等级：一线、新一线、二线或三线",
            constraints={"required": True, "enum": list(TIERS)},
        ),
        Field(
            "minutes",
            "number",
            "Time taken for the questionnaire",
            "作答用时",
            unit="min",
            constraints={"required": True, "minimum": 0},
            decimals=1,
        ),
        *(_statement(scale, number) for scale in SCALES for number in range(1, 6)),
        *(
            Field(
                f"benefit_{name}",
                "integer",
                f"Importance of this benefit, 0 (none) to 10 (very high): {en}",
                f"该利益点的重要程度，0 分（不重要）到 10 分（非常重要）：{zh}",
                constraints={"minimum": 0, "maximum": 10},
            )
            for name, (en, zh) in BENEFITS.items()
        ),
        Field(
            "wording",
            "string",
            "How satisfaction was asked: neutral, or leading (As one of our valued regulars, "
            "how satisfied are you?)",
            "满意度的问法：neutral 为中性；leading 带诱导（“作为我们的尊贵会员，您有多满意？”）",
            constraints={"required": True, "enum": ["neutral", "leading"]},
        ),
        Field(
            "satisfied",
            "integer",
            "Satisfaction with Spruce Select, 1 (low) to 5 (high)",
            "对云杉优选的满意度，1 分（低）到 5 分（高）",
            constraints={"required": True, **SCALE},
        ),
        Field(
            "orders_online_weekly",
            "boolean",
            "Whether the household orders groceries online every week",
            "家里是否每周网购食品与日用品",
            constraints=REQUIRED,
        ),
        Field(
            "market_visits_month",
            "integer",
            "Visits to a wet market in the past month",
            "过去一个月去菜市场的次数",
            constraints={"required": True, "minimum": 0},
        ),
        Field(
            "new_products_year",
            "integer",
            "New food products tried in the past year",
            "过去一年尝试过的新食品数量",
            constraints={"required": True, "minimum": 0},
        ),
    ),
)
SURVEY_POPULATION = Table(
    name="survey_population",
    en="Households in the cities served, by age of the main shopper and tier of the city, "
    "one row per cell",
    zh="业务所在城市的家庭数，按主要采购者的年龄段与城市等级交叉划分，每格一行",
    primary_key=("age_band", "city_tier"),
    fields=(
        Field(
            "age_band",
            "string",
            "Age band of the main shopper in years",
            "主要采购者的年龄段（岁）",
            constraints={"required": True, "enum": list(AGE_BANDS)},
        ),
        Field(
            "city_tier",
            "string",
            "Tier of the city: tier1, new_tier1, tier2 or tier3",
            "城市等级：一线、新一线、二线或三线",
            constraints={"required": True, "enum": list(TIERS)},
        ),
        Field(
            "households_k",
            "integer",
            "Households, a fictional count",
            "家庭数（虚构）",
            unit="1,000 households",
            constraints={"required": True, "minimum": 1},
        ),
    ),
)
FUNNEL = Table(
    name="funnel_events",
    en="What visitors of the online shop did in the 15 days from 1 November 2025, one row per step",
    zh="2025 年 11 月 1 日起 15 天内网店访客的行为，每个步骤一行",
    fields=(
        Field(
            "visitor_id",
            "string",
            "Visitor number",
            "访客编号",
            constraints={"required": True, "pattern": "W[0-9]{5}"},
        ),
        Field("event_time", "datetime", "Time of the step", "步骤发生时间", constraints=REQUIRED),
        Field(
            "step",
            "string",
            "Step of the decision: visit, search (information), compare (evaluation), "
            "cart and order (purchase)",
            "决策步骤：visit 到访、search 搜索（信息收集）、compare 比较（方案评估）、"
            "cart 加购与 order 下单（购买）",
            constraints={
                "required": True,
                "enum": ["visit", "search", "compare", "cart", "order"],
            },
        ),
        Field(
            "source",
            "string",
            "What brought the visitor: search advertising, social media or neither",
            "访客来源：搜索广告、社交媒体或直接访问",
            constraints={"required": True, "enum": ["search_ad", "social", "direct"]},
        ),
        Field(
            "device",
            "string",
            "App, web on a phone or web on a desktop computer",
            "设备：App、手机网页或电脑网页",
            constraints={"required": True, "enum": ["app", "mobile_web", "desktop"]},
        ),
        Field(
            "returning",
            "boolean",
            "Whether the visitor had ordered before this visit",
            "本次到访之前是否下过单",
            constraints=REQUIRED,
        ),
    ),
)
SURVEY_PEOPLE = Table(
    name="survey_people",
    en="What lies behind each respondent's answers, one row per respondent",
    zh="每位受访者作答背后的真实情况，每人一行",
    primary_key=("respondent_id",),
    fields=(
        Field("respondent_id", "string", "Respondent number", "受访者编号"),
        Field("segment", "string", "Psychographic segment", "心理细分"),
        Field("benefit_segment", "string", "Benefit sought most", "最看重的利益类型"),
        Field(
            "answered",
            "string",
            "How the statements were answered",
            "作答方式",
            constraints={"enum": ["careful", "straight", "random"]},
        ),
        *(
            Field(f"{name}_factor", "number", f"{en}, standardised", f"{zh}，标准化")
            for name, ((en, zh), _) in SCALES.items()
        ),
    ),
)
SURVEY_EFFECTS = Table(
    name="survey_effects",
    en="True quantities behind the survey and the funnel, one row each",
    zh="调查与漏斗背后的真实数值，每个一行",
    fields=(
        Field("quantity", "string", "What it is", "名称"),
        Field("value", "number", "Its value", "数值", decimals=4),
    ),
)
