"""The tables of Yuandi Travel and the Qiwu Bay Hotel: names, types, units and rules."""

from datasets.schema import REQUIRED, Field, Table, choice, flag

TYPES = ("business", "family", "backpacker", "couple")
PLACES = ("city", "beach", "mountain", "old_town")
TRANSPORTS = ("train", "flight", "coach")
DEVICES = ("phone", "desktop")
PACKAGES = ("flex_work", "family_fun", "budget_pass", "sweet_escape")
ROOMS = ("standard", "deluxe", "family", "suite")
MEALS = ("none", "breakfast", "half_board")
HOTEL_CHANNELS = ("ota", "direct", "agency", "corporate")


def _count(name: str, en: str, zh: str, unit: str = "", *, least: int = 0, **more) -> Field:
    return Field(name, "integer", en, zh, unit=unit, constraints={**more, "minimum": least})


def _day(name: str, en: str, zh: str) -> Field:
    limits = {"required": True, "minimum": "2023-01-01", "maximum": "2025-12-31"}
    return Field(name, "date", en, zh, constraints=limits)


def _type_of(en: str, zh: str) -> Field:
    return Field("type", "string", en, zh, constraints=choice(*TYPES, required=True))


TRAVEL_BOOKINGS = Table(
    name="travel_bookings",
    en="Trips booked with Yuandi Travel that start in 2024 or 2025, one row per booking",
    zh="通过远笛旅行预订、2024 年至 2025 年出发的行程，每笔预订一行",
    foreign_keys={"package_offered": ("travel_packages", "package")},
    fields=(
        Field(
            "booking_id",
            "string",
            "Booking number; repeats where a row was copied",
            "预订编号，重复行的编号相同",
            constraints={"required": True, "pattern": "T[0-9]{5}"},
        ),
        Field(
            "traveller_id",
            "string",
            "Traveller number of whoever booked",
            "预订人编号",
            constraints={"required": True, "pattern": "V[0-9]{4}"},
        ),
        _day("booked_on", "Day of booking", "预订日期"),
        _day("departs_on", "Day of departure", "出发日期"),
        _count("nights", "Nights away from home", "过夜天数", "night", least=1, required=True),
        _count("adults", "Adults, the traveller included", "成人数（含预订人）", "person", least=1),
        _count("children", "Children; empty where not stated", "儿童数，未填写则为空", "person"),
        Field(
            "destination",
            "string",
            "Kind of destination: city, beach, mountain or old town",
            "目的地类型：城市、海滨、山区或古镇",
            constraints=choice(*PLACES, required=True),
        ),
        _count("distance_km", "Distance from home", "距常住地的距离", "km"),
        Field(
            "transport",
            "string",
            "Train, flight or coach",
            "交通方式：火车、飞机或长途汽车",
            constraints=choice(*TRANSPORTS, required=True),
        ),
        _count("hotel_stars", "Stars of the hotel", "酒店星级", least=1, maximum=5, required=True),
        _count(
            "price_cny",
            "Price of the whole booking; a few were typed in fen, 100 times too high",
            "订单总价；少数误按分录入，放大了 100 倍",
            "CNY",
            least=1,
            required=True,
        ),
        flag("flexible_fare", "Whether a changeable fare was bought", "是否购买可改签票价"),
        flag("insurance", "Whether travel insurance was bought", "是否购买旅行保险"),
        flag("attraction_tickets", "Whether tickets for sights were added", "是否加购景点门票"),
        flag(
            "transfer",
            "Whether a pick-up at the station or airport was added",
            "是否加购接站或接机",
        ),
        Field(
            "device",
            "string",
            "Device used to book: phone or desktop",
            "下单设备：手机或电脑",
            constraints=choice(*DEVICES, required=True),
        ),
        Field(
            "package_offered",
            "string",
            "Package shown at checkout, drawn at random; empty for the fifth of bookings that "
            "were shown none",
            "结账页随机展示的套餐；五分之一的订单未展示套餐，此列为空",
            constraints=choice(*PACKAGES),
        ),
        Field(
            "package_accepted",
            "boolean",
            "Whether the package shown was bought; empty where none was shown",
            "是否购买该套餐，未展示则为空",
        ),
    ),
)
TRAVEL_PACKAGES = Table(
    name="travel_packages",
    en="The packages that Yuandi Travel offers at checkout, one row per package",
    zh="远笛旅行在结账页推荐的套餐，每个一行",
    primary_key=("package",),
    fields=(
        Field(
            "package",
            "string",
            "Code of the package",
            "套餐代码",
            constraints=choice(*PACKAGES, required=True, unique=True),
        ),
        Field("name_zh", "string", "Chinese name", "中文名称", constraints=REQUIRED),
        Field("name_en", "string", "English name", "英文名称", constraints=REQUIRED),
        _count("price_cny", "Price", "售价", "CNY", least=1, required=True),
        _count(
            "margin_cny", "Gross margin per package sold", "每份毛利", "CNY", least=1, required=True
        ),
    ),
)
HOTEL_STAYS = Table(
    name="hotel_stays",
    en="Bookings of the Qiwu Bay Hotel for 2024 and 2025, one row per booking",
    zh="栖梧湾酒店 2024 年至 2025 年的预订，每笔一行",
    primary_key=("stay_id",),
    fields=(
        Field(
            "stay_id",
            "string",
            "Booking number, in order of arrival",
            "预订编号，按到店日期排列",
            constraints={"required": True, "unique": True, "pattern": "H[0-9]{5}"},
        ),
        _day("arrives_on", "Day of arrival as booked", "预订的到店日期"),
        _count(
            "lead_time_days", "Days from booking to arrival", "提前预订天数", "day", required=True
        ),
        Field(
            "channel",
            "string",
            "Online travel agency (ota), direct, travel agency or company contract",
            "预订渠道：在线旅游平台（OTA）、直订、旅行社或企业协议",
            constraints=choice(*HOTEL_CHANNELS, required=True),
        ),
        _count("nights", "Nights booked", "预订晚数", "night", least=1, required=True),
        _count("adults", "Adults", "成人数", "person", least=1, required=True),
        _count("children", "Children; empty where not stated", "儿童数，未填写则为空", "person"),
        Field(
            "room",
            "string",
            "Kind of room: standard, deluxe, family or suite",
            "房型：标准间、豪华间、家庭房或套房",
            constraints=choice(*ROOMS, required=True),
        ),
        Field(
            "meal",
            "string",
            "Meals booked: none, breakfast or half board",
            "预订餐食：不含餐、含早餐或含早晚餐（半膳）",
            constraints=choice(*MEALS, required=True),
        ),
        _count("special_requests", "Special requests", "特殊要求数", required=True),
        flag("parking", "Whether a parking space was asked for", "是否要求停车位"),
        flag("repeat_guest", "Whether the guest has stayed before", "是否曾经入住过"),
        Field(
            "adr_cny",
            "number",
            "Average daily rate; 0 where it was not entered",
            "平均房价，漏录则为 0",
            unit="CNY/night",
            constraints={"required": True, "minimum": 0},
            decimals=0,
        ),
        flag(
            "cancelled",
            "Whether the booking was cancelled or the guest did not arrive",
            "是否取消或未到店",
        ),
        _count(
            "checkin_hour",
            "Hour of the day at check-in, 0 to 23",
            "办理入住的钟点，0 到 23",
            maximum=23,
        ),
        Field(
            "checkin_wait_min",
            "number",
            "Time waited at check-in",
            "办理入住的等待时间",
            unit="min",
            constraints={"minimum": 0},
            decimals=0,
        ),
        _count(
            "rating",
            "Stars given, 1 to 5; empty without a review",
            "评分，1 到 5 星，无评论则为空",
            least=1,
            maximum=5,
        ),
        Field("review_zh", "string", "Review in Chinese", "评论（中文）"),
        Field("review_en", "string", "The same review in English", "评论（英文）"),
    ),
)
TRAVEL_TYPES = Table(
    name="travel_types",
    en="The hidden type of each traveller",
    zh="每位旅客的真实类型",
    primary_key=("traveller_id",),
    fields=(
        Field("traveller_id", "string", "Traveller number", "预订人编号", constraints=REQUIRED),
        _type_of("Type of traveller", "旅客类型"),
    ),
)
TRAVEL_ACCEPTANCE = Table(
    name="travel_acceptance",
    en="The true chance that a type of traveller buys a package",
    zh="各类旅客购买各套餐的真实概率",
    primary_key=("type", "package"),
    fields=(
        _type_of("Type of traveller", "旅客类型"),
        Field("package", "string", "Package", "套餐", constraints=choice(*PACKAGES, required=True)),
        Field(
            "acceptance",
            "number",
            "Chance to buy when shown",
            "展示后的购买概率",
            unit="probability",
            constraints={"required": True, "minimum": 0, "maximum": 1},
        ),
    ),
)
HOTEL_GUESTS = Table(
    name="hotel_guests",
    en="The hidden type of each guest and what the review complains of",
    zh="每位客人的真实类型与评论中的投诉主题",
    primary_key=("stay_id",),
    fields=(
        Field("stay_id", "string", "Booking number", "预订编号", constraints=REQUIRED),
        _type_of("Type of guest", "客人类型"),
        Field(
            "cancel_chance",
            "number",
            "Chance to cancel",
            "取消概率",
            unit="probability",
            constraints={"required": True, "minimum": 0, "maximum": 1},
            decimals=4,
        ),
        Field(
            "complaints",
            "string",
            "Themes complained of, joined by semicolons; empty without any",
            "投诉主题，以分号分隔，无投诉则为空",
        ),
    ),
)
