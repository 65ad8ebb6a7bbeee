"""Words from which the people of the four exports are made: names, cities, test accounts."""

SURNAMES = (
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"),
    ("杨", "yang"), ("黄", "huang"), ("赵", "zhao"), ("吴", "wu"), ("周", "zhou"),
    ("徐", "xu"), ("孙", "sun"), ("马", "ma"), ("朱", "zhu"), ("胡", "hu"),
    ("郭", "guo"), ("何", "he"), ("林", "lin"), ("高", "gao"), ("罗", "luo"),
    ("郑", "zheng"), ("梁", "liang"), ("谢", "xie"), ("宋", "song"), ("唐", "tang"),
    ("许", "xu"), ("韩", "han"), ("邓", "deng"), ("冯", "feng"), ("曹", "cao"),
)  # fmt: skip

# Characters of given names: for women, for men, for both.
GIVEN = (
    (
        ("芳", "fang"), ("娜", "na"), ("敏", "min"), ("静", "jing"), ("丽", "li"),
        ("艳", "yan"), ("娟", "juan"), ("霞", "xia"), ("秀", "xiu"), ("兰", "lan"),
        ("婷", "ting"), ("雪", "xue"), ("梅", "mei"), ("莉", "li"), ("燕", "yan"),
        ("洁", "jie"), ("萍", "ping"), ("颖", "ying"), ("琳", "lin"), ("倩", "qian"),
    ),
    (
        ("伟", "wei"), ("强", "qiang"), ("磊", "lei"), ("军", "jun"), ("勇", "yong"),
        ("杰", "jie"), ("涛", "tao"), ("超", "chao"), ("刚", "gang"), ("辉", "hui"),
        ("鹏", "peng"), ("斌", "bin"), ("浩", "hao"), ("波", "bo"), ("峰", "feng"),
        ("龙", "long"), ("亮", "liang"), ("建", "jian"), ("国", "guo"), ("志", "zhi"),
    ),
    (
        ("明", "ming"), ("华", "hua"), ("文", "wen"), ("平", "ping"), ("红", "hong"),
        ("宁", "ning"), ("欣", "xin"), ("晓", "xiao"), ("林", "lin"), ("雨", "yu"),
        ("佳", "jia"), ("子", "zi"), ("思", "si"), ("嘉", "jia"), ("春", "chun"),
        ("海", "hai"), ("云", "yun"), ("玉", "yu"), ("永", "yong"), ("新", "xin"),
    ),
)  # fmt: skip

# What a till types instead: a character that sounds the same.
HOMOPHONES = {
    "芳": "方", "敏": "民", "静": "靖", "丽": "莉", "艳": "燕", "娟": "涓", "婷": "亭",
    "梅": "美", "莉": "丽", "燕": "艳", "洁": "杰", "萍": "平", "颖": "影", "伟": "玮",
    "军": "君", "杰": "洁", "辉": "晖", "斌": "彬", "浩": "昊", "峰": "锋", "志": "智",
    "明": "铭", "华": "桦", "文": "雯", "平": "萍", "红": "虹", "欣": "新", "晓": "小",
    "佳": "嘉", "嘉": "佳", "云": "芸", "玉": "钰", "永": "勇", "新": "欣", "建": "健",
}  # fmt: skip

CITIES = (
    ("上海", "Shanghai"), ("北京", "Beijing"), ("广州", "Guangzhou"), ("深圳", "Shenzhen"),
    ("杭州", "Hangzhou"), ("成都", "Chengdu"), ("南京", "Nanjing"), ("武汉", "Wuhan"),
)  # fmt: skip
DISTRICTS = ("old_town", "west", "north", "south", "east", "new_area")
NICKNAMES = (
    "快乐每一天", "云淡风轻", "阳光", "小太阳", "吃货一枚", "平安是福", "追风", "橙子", "静静",
    "Sunny", "Lucky", "momo", "Leo", "A老顾客", "花开富贵", "一米阳光", "豆豆妈", "夏天", "用户",
)  # fmt: skip
TEST_NAMES = ("测试", "测试账号", "test", "TEST USER", "测试01", "asdf", "测试请勿删除")
TEST_PHONE = "12000000000"
