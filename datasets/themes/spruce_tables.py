"""The tables of Spruce Select: names, types, units and rules of every column."""

from datasets.schema import REQUIRED, Field, Table, choice
from datasets.themes.spruce_places import AREAS, CLIMATES
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

CUSTOMER_ID = {"required": True, "unique": True, "pattern": "C[0-9]{5}"}
LATITUDE = {"required": True, "minimum": 20, "maximum": 42}
LONGITUDE = {"required": True, "minimum": 100, "maximum": 124}

CUSTOMERS = Table(
    name="customers",
    en="Everyone who registered with Spruce Select, one row per person",
    zh="在云杉优选注册的全部会员，每人一行",
    primary_key=("customer_id",),
    foreign_keys={"city": ("cities", "city")},
    fields=(
        Field(
            "customer_id",
            "string",
            "Customer number, given in order of joining",
            "会员编号，按注册先后排列",
            constraints=CUSTOMER_ID,
        ),
        Field(
            "gender",
            "string",
            "F woman, M man; empty where not stated",
            "性别：F 女，M 男；未填写则为空",
            constraints=choice("F", "M"),
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
            constraints=choice(*CITY_NAMES, required=True),
        ),
        Field(
            "city_tier",
            "string",
            "Tier of the city, as Spruce Select groups cities: tier1, new_tier1, tier2 or tier3",
            "城市等级：一线、新一线、二线或三线，由云杉优选自行划分",
            constraints=choice(*TIERS, required=True),
        ),
        Field(
            "area",
            "string",
            "Neighbourhood: urban, suburban or rural (in the country around the city)",
            "居住区域：市区、郊区或周边乡村",
            constraints=choice(*AREAS, required=True),
        ),
        Field(
            "latitude",
            "number",
            "Latitude of the neighbourhood, not of the address: to 0.01 degree, about 1 km",
            "居住片区的纬度，精确到 0.01 度（约 1 公里），不是住址",
            unit="degree",
            constraints=LATITUDE,
        ),
        Field(
            "longitude",
            "number",
            "Longitude of the neighbourhood, to 0.01 degree",
            "居住片区的经度，精确到 0.01 度",
            unit="degree",
            constraints=LONGITUDE,
        ),
        Field(
            "education",
            "string",
            "Highest level of education",
            "最高学历",
            constraints=choice(*EDUCATIONS),
        ),
        Field("occupation", "string", "Occupation", "职业", constraints=choice(*OCCUPATIONS)),
        Field(
            "family_stage",
            "string",
            "Stage of the family life cycle",
            "家庭生命周期阶段",
            constraints=choice(*FAMILY_STAGES),
        ),
        Field(
            "income_cny_month",
            "integer",
            "Personal monthly income as stated, rounded by the customer",
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
            constraints=choice(*CHANNELS, required=True),
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
            "(survey of January 2026; about 35% answered)",
            "会员自述每年在各家零售商购买同类商品的总花费（2026 年 1 月调查，约 35% 作答）",
            unit="CNY/year",
            constraints={"minimum": 100},
        ),
    ),
)

TRANSACTIONS = Table(
    name="transactions",
    en="Every line sold or returned in 2024 and 2025, one row per line",
    zh="2024 年至 2025 年的全部销售与退货流水，每条流水一行",
    foreign_keys={
        "customer_id": ("customers", "customer_id"),
        "store_id": ("stores", "store_id"),
    },
    fields=(
        Field(
            "order_id",
            "string",
            "Order number; returns start with R",
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
            "Customer number of the buyer; empty for purchases without one",
            "购买者的会员编号，未识别会员的购买为空",
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
            constraints=choice(*CHANNELS, required=True),
        ),
        Field(
            "store_id",
            "string",
            "Shop number; empty for app and WeChat orders",
            "门店编号，App 与微信订单为空",
            constraints={"pattern": "S[0-9]{2}"},
        ),
        Field(
            "product_id",
            "string",
            "Product number",
            "商品编号",
            constraints={"required": True, "pattern": "P[0-9]{3}"},
        ),
        Field(
            "category",
            "string",
            "Category of the product",
            "商品品类",
            constraints=choice(*CATEGORIES, required=True),
        ),
        Field(
            "occasion",
            "string",
            "What the order was for, as asked at checkout; the same on all its lines",
            "结账时询问的购买场合，同一订单各行相同",
            constraints=choice(*OCCASIONS),
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
            "Discount on the whole line; below 0 on a return, which reverses it",
            "整行优惠金额，退货时为负数，即冲回优惠",
            unit="CNY",
            constraints=REQUIRED,
        ),
        Field(
            "amount_cny",
            "number",
            "Amount paid: quantity × unit_price_cny - discount_cny; below 0 for returns",
            "实付金额 = 数量 × 单价 - 优惠，退货为负数",
            unit="CNY",
            constraints=REQUIRED,
        ),
    ),
)

STORES = Table(
    name="stores",
    en="The shops of Spruce Select, one row per shop; their places are made up",
    zh="云杉优选的门店，每店一行，位置为虚构",
    primary_key=("store_id",),
    foreign_keys={"city": ("cities", "city")},
    fields=(
        Field(
            "store_id",
            "string",
            "Shop number",
            "门店编号",
            constraints={"required": True, "unique": True, "pattern": "S[0-9]{2}"},
        ),
        Field(
            "city",
            "string",
            "City of the shop, in Chinese",
            "所在城市",
            constraints=choice(*CITY_NAMES, required=True),
        ),
        Field(
            "latitude",
            "number",
            "Latitude of the shop",
            "门店纬度",
            unit="degree",
            constraints=LATITUDE,
            decimals=3,
        ),
        Field(
            "longitude",
            "number",
            "Longitude of the shop",
            "门店经度",
            unit="degree",
            constraints=LONGITUDE,
            decimals=3,
        ),
        Field(
            "size_m2",
            "integer",
            "Sales area",
            "营业面积",
            unit="m2",
            constraints={"required": True, "minimum": 100},
        ),
        Field(
            "opened_on",
            "date",
            "Day of opening",
            "开业日期",
            constraints={"required": True, "maximum": "2023-12-31"},
        ),
    ),
)

CITY_TABLE = Table(
    name="cities",
    en="The cities in which customers live, one row per city, with public figures",
    zh="会员所在的城市，每城一行，含公开统计数据",
    primary_key=("city",),
    fields=(
        Field(
            "city",
            "string",
            "Name of the city, in Chinese",
            "城市名称",
            constraints=choice(*CITY_NAMES, required=True, unique=True),
        ),
        Field(
            "city_en", "string", "Name of the city, in English", "英文名称", constraints=REQUIRED
        ),
        Field("province", "string", "Province, in Chinese", "所在省份", constraints=REQUIRED),
        Field(
            "province_en", "string", "Province, in English", "省份英文名称", constraints=REQUIRED
        ),
        Field(
            "city_tier",
            "string",
            "Tier of the city, as Spruce Select groups cities: tier1, new_tier1, tier2 or tier3",
            "城市等级：一线、新一线、二线或三线，由云杉优选自行划分",
            constraints=choice(*TIERS, required=True),
        ),
        Field(
            "climate",
            "string",
            "Climate: north (of the Qinling-Huaihe line), central, south (coast) or plateau "
            "(south-west)",
            "气候区：north 秦岭-淮河以北、central 中部、south 南部沿海、plateau 云贵高原",
            constraints=choice(*CLIMATES, required=True),
        ),
        Field(
            "latitude",
            "number",
            "Latitude of the centre",
            "市中心纬度",
            unit="degree",
            constraints=LATITUDE,
        ),
        Field(
            "longitude",
            "number",
            "Longitude of the centre",
            "市中心经度",
            unit="degree",
            constraints=LONGITUDE,
        ),
        Field(
            "january_c",
            "integer",
            "Long-term mean temperature of January, rounded to a degree",
            "1 月多年平均气温，取整",
            unit="Celsius",
            constraints={"required": True, "minimum": -30, "maximum": 40},
        ),
        Field(
            "july_c",
            "integer",
            "Long-term mean temperature of July, rounded to a degree",
            "7 月多年平均气温，取整",
            unit="Celsius",
            constraints={"required": True, "minimum": -30, "maximum": 40},
        ),
        Field(
            "population_10k",
            "integer",
            "Residents in the census of 2020, surrounding counties included",
            "2020 年人口普查的常住人口，含所辖县（市）",
            unit="10,000 people",
            constraints={"required": True, "minimum": 1},
        ),
        Field(
            "gdp_cny_head",
            "integer",
            "GDP of 2020 per resident of the census, rounded to 1,000 CNY",
            "2020 年地区生产总值除以普查常住人口，四舍五入到千元",
            unit="CNY/head",
            constraints={"required": True, "minimum": 1},
        ),
    ),
)

TRUTH = Table(
    name="customers",
    en="The hidden segment and rate of each customer; never shown in a lesson",
    zh="每位会员的真实细分与购买频率，不在课程中出现",
    primary_key=("customer_id",),
    fields=(
        Field("customer_id", "string", "Customer number", "会员编号", constraints=CUSTOMER_ID),
        Field(
            "segment",
            "string",
            "Segment that the customer was made from",
            "生成该会员所用的细分",
            constraints=choice(*(each.name for each in SEGMENTS), required=True),
        ),
        Field(
            "orders_per_year",
            "number",
            "Expected orders a year while active; 0 for those who never buy in these years",
            "活跃期内每年的期望订单数，期间从未购买者为 0",
            unit="order/year",
            constraints={"required": True, "minimum": 0},
        ),
    ),
)
