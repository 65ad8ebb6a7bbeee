"""The tables of Yunting Bank: names, types, units and rules of every column."""

from datasets.schema import REQUIRED, Field, Table, choice, flag

TIERS = ("tier1", "new_tier1", "tier2", "tier3")
OCCUPATIONS = (
    "salaried",
    "public_sector",
    "professional",
    "self_employed",
    "gig_worker",
    "retired",
)
CHANNELS = ("app", "branch", "manager")
PRODUCT_RISKS = ("R1", "R2", "R3", "R4", "R5")
LOANS = ("mortgage", "business", "consumer", "card")
SEGMENTS = ("conservative", "balanced", "aggressive")
SHARE = {"minimum": 0, "maximum": 1}
CLIENT_ID = {"required": True, "unique": True, "pattern": "B[0-9]{5}"}

# Items of the risk form: column, statement in English and in Chinese; the fourth is reversed.
FORM = (
    (
        "form_growth",
        "I would rather see my money grow than keep it safe",
        "比起保本，我更看重资产增值",
    ),
    ("form_loss", "I could sit through a loss of 20% in a year", "一年亏损 20%，我也能承受"),
    ("form_swings", "Ups and downs of prices do not worry me", "市场涨跌不会让我担心"),
    ("form_safety", "I sleep well only if nothing can be lost", "只有本金绝对安全，我才能安心"),
    ("form_experience", "I know how funds and shares work", "我了解基金和股票的运作方式"),
    ("form_chance", "I take a risk when the reward is good", "只要回报够高，我愿意冒险"),
)
REVERSED = ("form_safety",)


def _form_field(name: str, en: str, zh: str) -> Field:
    reverse = name in REVERSED
    return Field(
        name,
        "integer",
        f"Risk form, 1 (disagree strongly) to 5 (agree strongly): {en}"
        f"{' (reversed)' if reverse else ''}",
        f"风险问卷，1 分（完全不同意）到 5 分（完全同意）：{zh}{'（反向题）' if reverse else ''}",
        constraints={"minimum": 1, "maximum": 5},
    )


def _money(name: str, en: str, zh: str, **more) -> Field:
    return Field(name, "integer", en, zh, unit="CNY", constraints={**more, "minimum": 0})


WHO = (
    Field("client_id", "string", "Client number", "客户编号", constraints=CLIENT_ID),
    Field(
        "gender",
        "string",
        "F woman, M man; a protected attribute",
        "性别：F 女，M 男，属受保护属性",
        constraints=choice("F", "M", required=True),
    ),
    Field(
        "age",
        "integer",
        "Age; 126 where the system put 1900 for an unknown year of birth",
        "年龄；出生年份未知时系统默认填 1900，显示为 126",
        unit="years old",
        constraints={"required": True, "minimum": 18, "maximum": 126},
    ),
    Field(
        "city_tier",
        "string",
        "Tier of the city: tier1, new_tier1, tier2 or tier3",
        "城市等级：一线、新一线、二线或三线",
        constraints=choice(*TIERS, required=True),
    ),
    Field(
        "occupation",
        "string",
        "Occupation",
        "职业",
        constraints=choice(*OCCUPATIONS, required=True),
    ),
    Field(
        "career_break_months",
        "integer",
        "Longest spell without work in the past 10 years",
        "近 10 年最长一次无工作的时长",
        unit="month",
        constraints={"required": True, "minimum": 0, "maximum": 60},
    ),
    Field(
        "income_cny_year",
        "integer",
        "Yearly income as stated by the client",
        "客户自述年收入",
        unit="CNY/year",
        constraints={"minimum": 0},
    ),
)
MEANS = (
    _money(
        "aum_cny", "Assets under management on 2025-12-31", "2025-12-31 的管理资产余额", **REQUIRED
    ),
    _money(
        "aum_avg_cny",
        "Mean daily assets under management in 2025",
        "2025 年日均管理资产",
        **REQUIRED,
    ),
    _money(
        "liabilities_cny", "All that the client owes, to any lender", "总负债，含他行", **REQUIRED
    ),
    Field(
        "horizon_years",
        "integer",
        "Years until the client needs the money",
        "预计多少年后动用这笔资金",
        unit="year",
        constraints={"required": True, "minimum": 0, "maximum": 40},
    ),
    Field(
        "income_variation_pct",
        "number",
        "Standard deviation of monthly income over its mean, 2023 and 2024",
        "2023 年至 2024 年月收入的变异系数（标准差 ÷ 均值）",
        unit="%",
        constraints={"required": True, "minimum": 0},
        decimals=1,
    ),
    Field(
        "reserve_months",
        "number",
        "Months of living costs that liquid funds would cover",
        "流动资金可支撑生活开支的月数",
        unit="month",
        constraints={"required": True, "minimum": 0},
        decimals=1,
    ),
    Field(
        "obligations_pct",
        "number",
        "Rent, loan repayments and support of dependants, as a share of income, at the end of 2024",
        "2024 年末房租、还贷与赡养抚养支出占收入的比例",
        unit="%",
        constraints={"required": True, "minimum": 0},
        decimals=1,
    ),
)
HOLDINGS = (
    flag("holds_fund", "Whether the client holds a fund", "是否持有基金"),
    flag("holds_insurance", "Whether the client holds an insurance policy", "是否持有保险"),
    flag("holds_stock", "Whether the client holds shares", "是否持有股票"),
    flag("holds_credit_card", "Whether the client holds a credit card", "是否持有信用卡"),
    Field(
        "riskiest_product",
        "string",
        "Risk class of the riskiest product held, from R1 (deposits) to R5",
        "所持产品的最高风险等级，R1（存款）至 R5",
        constraints=choice(*PRODUCT_RISKS, required=True),
    ),
    flag(
        "complained_12m",
        "Whether the client complained about a product in 2025",
        "2025 年是否投诉过产品",
    ),
    Field(
        "channel",
        "string",
        "Main channel: app, branch or relationship manager",
        "主要渠道：App、网点或客户经理",
        constraints=choice(*CHANNELS, required=True),
    ),
    flag(
        "private_banking",
        "Whether private banking serves the client today",
        "目前是否由私人银行服务",
    ),
    flag(
        "marketing_consent",
        "Whether the client agreed to marketing messages",
        "是否同意接收营销信息",
    ),
    Field(
        "old_score",
        "integer",
        "Score on the bank's old scorecard; higher is better",
        "旧版评分卡得分，越高越好",
        constraints={"required": True, "minimum": 300, "maximum": 900},
    ),
)
LOAN = (
    Field(
        "loan_type",
        "string",
        "Type of the largest loan at this bank; empty for clients without one",
        "本行最大一笔贷款的类型，无贷款则为空",
        constraints=choice(*LOANS),
    ),
    _money("ead_cny", "Exposure at default (EAD) of the loan", "该笔贷款的违约风险暴露（EAD）"),
    Field(
        "lgd_share",
        "number",
        "Loss given default (LGD) as a share of the exposure",
        "违约损失率（LGD），占风险暴露的比例",
        constraints=SHARE,
    ),
    Field(
        "utilisation_share",
        "number",
        "Share of credit lines in use at the end of 2024",
        "2024 年末授信额度使用率",
        constraints=SHARE,
    ),
    Field(
        "past_due_days",
        "integer",
        "Longest delay of a payment in 2024",
        "2024 年最长逾期天数",
        unit="day",
        constraints={"minimum": 0, "maximum": 180},
    ),
    Field(
        "default_12m",
        "boolean",
        "Whether the client defaulted in 2025 (more than 90 days past due, or written off)",
        "2025 年是否违约（逾期超过 90 天或已核销）",
    ),
)

BANK_CLIENTS = Table(
    name="bank_clients",
    en="Retail clients of Yunting Bank on 2026-01-01, one row per person",
    zh="云汀银行 2026-01-01 的个人客户，每人一行",
    primary_key=("client_id",),
    fields=(*WHO, *MEANS, *(_form_field(*each) for each in FORM), *HOLDINGS, *LOAN),
)

BANK_TRUTH = Table(
    name="bank_truth",
    en="The hidden risk capacity and default probability of each client",
    zh="每位客户的真实风险承受能力与违约概率",
    primary_key=("client_id",),
    fields=(
        Field("client_id", "string", "Client number", "客户编号", constraints=CLIENT_ID),
        Field(
            "segment",
            "string",
            "Segment by risk capacity",
            "按风险承受能力划分的细分",
            constraints=choice(*SEGMENTS, required=True),
        ),
        Field("capacity", "number", "Risk capacity, mean near 0", "风险承受能力得分，均值约为 0"),
        Field("tolerance", "number", "Willingness behind the form", "问卷背后的风险意愿"),
        Field(
            "pd",
            "number",
            "Probability of default in 2025; empty without a loan",
            "2025 年违约概率，无贷款则为空",
            unit="probability",
            constraints=SHARE,
            decimals=4,
        ),
    ),
)
