"""The four exports: names, types, units and rules of every column, as each system has them."""

from datasets.schema import REQUIRED, Field, Table
from datasets.themes.channels_words import DISTRICTS
from datasets.themes.spruce_segments import OCCUPATIONS

YEARS = {"minimum": "2023-01-01", "maximum": "2025-12-31"}


def _text(name: str, en: str, zh: str, **constraints) -> Field:
    return Field(name, "string", en, zh, constraints=constraints)


def _date(name: str, en: str, zh: str, *, required: bool) -> Field:
    return Field(name, "date", en, zh, constraints={**YEARS, "required": required})


BIRTHDAY = (
    "Day of birth, in several forms; some are placeholders or absurd",
    "出生日期，格式不一，部分为占位值或明显有误",
)

CHANNELS_CRM = Table(
    name="channels_crm",
    en="Export of the membership system (CRM), one row per membership",
    zh="会员系统（CRM）导出，每个会员档案一行",
    fields=(
        _text(
            "member_no",
            "Membership number; lost in some rows",
            "会员档案号，部分行缺失",
            pattern="G[0-9]{5}",
        ),
        _text("name", "Name as entered", "登记姓名"),
        _text("gender", "F woman, M man", "性别：F 女，M 男", enum=["F", "M"]),
        _text("mobile", "Phone number as entered", "登记手机号"),
        _text("email", "E-mail address", "电子邮箱"),
        _text("birth_date", *BIRTHDAY),
        _text("city", "City as entered", "登记城市"),
        _text(
            "district",
            "Part of the city in which the member lives",
            "居住片区",
            enum=list(DISTRICTS),
        ),
        _text("occupation", "Occupation", "职业", enum=list(OCCUPATIONS)),
        _date("registered_on", "Day of registration", "注册日期", required=True),
        _text(
            "sms_consent",
            "Y if the member agreed to text messages, N if not",
            "是否同意接收短信：Y 同意，N 不同意",
            required=True,
            enum=["Y", "N"],
        ),
        _date(
            "sms_withdrawn_on",
            "Day on which the consent was withdrawn; sms_consent was not always updated",
            "撤回短信同意的日期；sms_consent 有时未同步更新",
            required=False,
        ),
        _date("last_order_on", "Day of the last order", "最近下单日期", required=True),
        Field(
            "spring_coupon",
            "integer",
            "1 if the member was on the list for the coupon of spring 2025, 0 if not",
            "是否入选 2025 年春季优惠券发放名单：1 是，0 否",
            constraints={"required": True, "enum": [0, 1]},
        ),
    ),
)

CHANNELS_APP = Table(
    name="channels_app",
    en="Export of the app, one row per account",
    zh="App 导出，每个账号一行",
    fields=(
        _text("user_id", "Account number", "账号编号", required=True, pattern="A[0-9]{5}"),
        _text("real_name", "Name as entered", "填写的姓名"),
        _text("phone", "Phone number, masked in some rows", "手机号，部分已脱敏"),
        _text("email", "E-mail address", "电子邮箱"),
        _text(
            "union_id",
            "WeChat unionid, where the account is linked with WeChat",
            "微信 unionid，绑定微信的账号才有",
            pattern="u[0-9a-f]{9}",
        ),
        _text(
            "birthday",
            "Day of birth; 1990-01-01 is the default of the form",
            "出生日期，1990-01-01 为表单默认值",
        ),
        _text("city", "City as entered, mostly in pinyin", "填写的城市，多为拼音"),
        Field(
            "created_at",
            "datetime",
            "Time at which the account was created, China Standard Time",
            "账号创建时间（北京时间）",
            constraints=REQUIRED,
        ),
        Field(
            "push_consent",
            "boolean",
            "Whether the member agreed to push messages",
            "是否同意接收推送",
            constraints=REQUIRED,
        ),
        _date(
            "push_off_on",
            "Day on which push messages were turned off; push_consent was not always updated",
            "关闭推送的日期；push_consent 有时未同步更新",
            required=False,
        ),
        _date("last_login_on", "Day of the last login", "最近登录日期", required=True),
    ),
)

CHANNELS_WECHAT = Table(
    name="channels_wechat",
    en="Export of the WeChat account (with its mini-program), one row per follower",
    zh="微信公众号（关联小程序）导出，每位关注者一行",
    fields=(
        _text(
            "open_id",
            "WeChat openid: identity within this WeChat account",
            "微信 openid，仅在该公众号内有效",
            required=True,
            pattern="o[0-9a-f]{9}",
        ),
        _text(
            "union_id",
            "WeChat unionid: identity across the firm's WeChat account, mini-program and app",
            "微信 unionid，在公众号、小程序与 App 之间通用",
            pattern="u[0-9a-f]{9}",
        ),
        _text("nickname", "Nickname; not always the real name", "昵称，不一定是真实姓名"),
        _text(
            "phone",
            "Phone number; empty where the follower did not share it",
            "手机号，未授权则为空",
        ),
        Field(
            "sex",
            "integer",
            "1 man, 2 woman, 0 not stated by the follower",
            "性别：1 男，2 女，0 未知",
            constraints={"required": True, "enum": [0, 1, 2]},
        ),
        _text("city", "City as the follower gave it", "关注者填写的城市"),
        Field(
            "followed_at",
            "integer",
            "Time of following, in seconds since 1970-01-01 00:00:00 UTC",
            "关注时间，为 1970-01-01 00:00:00（UTC）起的秒数",
            unit="s",
            constraints={"required": True, "minimum": 1_600_000_000, "maximum": 1_800_000_000},
        ),
        Field(
            "message_consent",
            "integer",
            "1 if the follower agreed to messages, 0 if not",
            "是否同意接收消息：1 是，0 否",
            constraints={"required": True, "enum": [0, 1]},
        ),
        _date(
            "unfollowed_on",
            "Day of unfollowing, which withdraws the consent; message_consent was not always "
            "updated",
            "取消关注的日期，即撤回同意；message_consent 有时未同步更新",
            required=False,
        ),
        _date("last_active_on", "Day of the last visit", "最近访问日期", required=True),
    ),
)

CHANNELS_STORE = Table(
    name="channels_store",
    en="Export of the tills, one row per paper form typed in",
    zh="门店收银系统导出，每张录入的纸质登记表一行",
    fields=(
        _text(
            "card_no",
            "Card number; lost in some rows",
            "会员卡号，部分行缺失",
            pattern="T[0-9]{5}",
        ),
        _text("holder", "Name as typed", "录入姓名"),
        _text("sex", "Gender, woman or man in Chinese", "性别：女或男", enum=["女", "男"]),
        _text("tel", "Phone number as typed", "录入电话"),
        _text(
            "birthday",
            "Birthday, in several forms, some without the year",
            "生日，格式不一，部分没有年份",
        ),
        _text("home_city", "City as typed", "录入城市"),
        _text(
            "signed_on",
            "Day on which the form was signed, as year/month/day",
            "填表日期，格式为 年/月/日",
            required=True,
            pattern="202[345]/[0-9]{1,2}/[0-9]{1,2}",
        ),
        _text(
            "contact_consent",
            "Consent to be contacted, yes or no in Chinese; the tills record no withdrawal",
            "是否同意联系：是或否；收银系统不记录撤回",
            required=True,
            enum=["是", "否"],
        ),
        _text(
            "last_visit",
            "Day of the last visit, as year/month/day",
            "最近到店日期，格式为 年/月/日",
            required=True,
            pattern="202[345]/[0-9]{1,2}/[0-9]{1,2}",
        ),
    ),
)

CHANNELS_PEOPLE = Table(
    name="channels_people",
    en="Who stands behind each row of the four exports; never shown in a lesson",
    zh="四份导出中每一行对应的真实个人，不在课程中出现",
    primary_key=("channel", "row_no"),
    fields=(
        _text(
            "channel",
            "Export that holds the row",
            "所在导出表",
            required=True,
            enum=["crm", "app", "wechat", "store"],
        ),
        Field(
            "row_no",
            "integer",
            "Position of the row in the export, from 1",
            "该行在导出中的序号，从 1 起",
            constraints={"required": True, "minimum": 1},
        ),
        _text(
            "person_id",
            "Person; empty for test accounts and blank forms",
            "真实个人，测试账号与空白表单为空",
            pattern="P[0-9]{4}",
        ),
        _text("household_id", "Household of the person", "所属家庭", pattern="H[0-9]{4}"),
        _text(
            "kind",
            "person, test account or blank form",
            "类别：真实个人、测试账号或空白表单",
            required=True,
            enum=["person", "test", "blank"],
        ),
        _text(
            "phone_is",
            "Whose number the person gave: own, that of the family, or a former one",
            "所留号码归属：own 本人，family 家人，former 旧号",
            enum=["own", "family", "former"],
        ),
    ),
)
