"""The tables of Jianzhou Workspace and Qinglu Market: names, types, units and rules."""

from datasets.schema import REQUIRED, Field, Table, choice

ACCOUNT_GROUPS = ("power", "collaborative", "lite", "trial")
PLANS = ("free", "team", "business")
N_FEATURES = 24
SHOPPER_GROUPS = ("direct_search", "browse_compare", "recommendation_led")
EVENTS = ("search", "view", "cart", "purchase")
SOURCES = ("home", "search", "feed", "social", "promo")
CATEGORIES = (
    "phones",
    "audio",
    "fashion",
    "shoes",
    "snacks",
    "drinks",
    "baby",
    "toys",
    "sports",
    "beauty",
    "books",
    "kitchen",
)


def _count(name: str, en: str, zh: str, unit: str = "", *, least: int = 0, **more) -> Field:
    rules = {"required": True, "minimum": least, **more}
    return Field(name, "integer", en, zh, unit=unit, constraints=rules)


ACCOUNT_ID = Field(
    "account_id",
    "string",
    "Account number",
    "企业账户编号",
    constraints={"required": True, "pattern": "A[0-9]{4}"},
)
SAAS_USAGE = Table(
    name="saas_usage",
    en="Use of Jianzhou Workspace in 2024 and 2025, one row per account and month until it leaves",
    zh="简舟协作 2024 年至 2025 年的使用记录，每个账户每月一行，直至流失",
    fields=(
        ACCOUNT_ID,
        Field(
            "month",
            "date",
            "First day of the month",
            "月份（当月第一天）",
            constraints={"required": True, "minimum": "2024-01-01", "maximum": "2025-12-01"},
        ),
        _count(
            "tenure_months",
            "Which month of the account's life this is, 1 for the first",
            "账户生命周期的第几个月，首月为 1",
            "month",
            least=1,
        ),
        Field(
            "plan",
            "string",
            "Plan: free, team or business",
            "版本：免费版、团队版或企业版",
            constraints=choice(*PLANS, required=True),
        ),
        _count("seats", "Seats on the account", "开通席位数", "seat", least=1),
        _count(
            "active_users", "Seats that logged in during the month", "当月登录过的席位数", "seat"
        ),
        Field(
            "logins",
            "integer",
            "Logins of all seats; empty where the log was lost",
            "全部席位的登录次数，日志丢失则为空",
            constraints={"minimum": 0},
        ),
        _count(
            "features_used",
            "Different features used, out of 24",
            "当月使用过的不同功能数，共 24 个功能",
            maximum=N_FEATURES,
        ),
        _count("documents", "Documents created", "新建文档数"),
        _count("shares", "Documents shared with others", "分享给他人的文档数"),
        _count("comments", "Comments written", "评论数"),
        _count("automations", "Runs of automations and of the API", "自动化与 API 运行次数"),
        _count("tickets", "Tickets opened with support", "提交的客服工单数"),
        _count("fee_cny", "Fee for the month", "当月费用", "CNY"),
        Field(
            "churned",
            "boolean",
            "Whether the account left at the end of the month",
            "是否在当月末流失",
            constraints=REQUIRED,
        ),
    ),
)
MARKETPLACE_EVENTS = Table(
    name="marketplace_events",
    en="Events of a sample of shoppers of Qinglu Market, April to December 2025, one row per event",
    zh="青鹿集市部分用户 2025 年 4 月至 12 月的行为日志，每个事件一行",
    fields=(
        Field(
            "event_time",
            "datetime",
            "Time of the event, China Standard Time",
            "事件时间（北京时间）",
            constraints={
                "required": True,
                "minimum": "2025-04-01 00:00:00",
                "maximum": "2025-12-31 23:59:59",
            },
        ),
        Field(
            "session_id",
            "string",
            "Session number",
            "会话编号",
            constraints={"required": True, "pattern": "S[0-9]{4}"},
        ),
        Field(
            "user_id",
            "string",
            "User number; empty when not logged in",
            "用户编号，未登录则为空",
            constraints={"pattern": "U[0-9]{3}"},
        ),
        Field(
            "event",
            "string",
            "Search, view of a product page, adding to the cart, or purchase",
            "事件类型：搜索、浏览商品页、加购或购买",
            constraints=choice(*EVENTS, required=True),
        ),
        Field(
            "category",
            "string",
            "Category of the product, or of the words searched for",
            "商品或搜索词所属品类",
            constraints=choice(*CATEGORIES, required=True),
        ),
        Field(
            "source",
            "string",
            "Where the session began: home page, search, feed of recommendations, social media or "
            "promotion page",
            "会话入口：首页、搜索、推荐流、社交媒体或活动页",
            constraints=choice(*SOURCES, required=True),
        ),
        Field(
            "amount_cny",
            "integer",
            "Amount paid; empty except on purchases",
            "支付金额，购买以外的事件为空",
            unit="CNY",
            constraints={"minimum": 1},
        ),
    ),
)
SAAS_GROUPS = Table(
    name="saas_groups",
    en="The hidden user group and monthly churn of each account",
    zh="每个账户的真实用户群与月流失概率",
    primary_key=("account_id",),
    fields=(
        ACCOUNT_ID,
        Field(
            "group",
            "string",
            "User group",
            "用户群",
            constraints=choice(*ACCOUNT_GROUPS, required=True),
        ),
        Field(
            "churn_chance",
            "number",
            "Chance to leave at the end of a month",
            "每月末流失的概率",
            unit="probability",
            constraints={"required": True, "minimum": 0, "maximum": 1},
            decimals=4,
        ),
    ),
)
MARKETPLACE_USERS = Table(
    name="marketplace_users",
    en="The hidden group of each shopper and the category to recommend next",
    zh="每位用户的真实群体与下一个最值得推荐的品类",
    primary_key=("user_id",),
    fields=(
        Field("user_id", "string", "Shopper", "用户编号", constraints=REQUIRED),
        Field(
            "group",
            "string",
            "How the shopper shops; bot for programs",
            "购物方式群体，bot 为爬虫程序",
            constraints=choice(*SHOPPER_GROUPS, "bot", required=True),
        ),
        Field(
            "next_category",
            "string",
            "Category of interest not seen yet; empty for bots",
            "尚未接触的感兴趣品类，爬虫为空",
            constraints=choice(*CATEGORIES),
        ),
    ),
)
