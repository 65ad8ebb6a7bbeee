"""The sentences that reviews of the hotel are made of, in pairs, and how they are put together.

A complaint belongs to one theme. A sentence of praise or one that denies a problem may hold the
same words (breakfast, noise, wait), so that a bare keyword is not yet a complaint.
"""

import numpy as np

THEMES = ("noise", "waiting", "breakfast", "cleanliness", "wifi")
Pair = tuple[str, str]  # Chinese, English

COMPLAINTS: dict[str, tuple[Pair, ...]] = {
    "noise": (
        (
            "隔音很差，隔壁说话听得一清二楚。",
            "The walls are thin and I heard every word from next door.",
        ),
        ("半夜 {hour} 点走廊还有人吵闹。", "People were shouting in the corridor at {hour} a.m."),
        ("房间临街，车声吵得睡不着。", "The room faces the road and traffic noise kept us awake."),
        ("空调外机嗡嗡响了一整夜。", "The air conditioner hummed all night long."),
        (
            "电梯就在床头那面墙后面，太吵了。",
            "The lift runs right behind the bed and it is far too loud.",
        ),
        ("楼上拖椅子的噪音一直到深夜。", "Chairs scraping upstairs went on until late."),
        ("一大早 {hour} 点就被施工声吵醒。", "Building work woke us at {hour} in the morning."),
        (
            "{floor} 楼正对 KTV，低音震得窗户响。",
            "Floor {floor} faces a karaoke bar and the bass shook the windows.",
        ),
    ),
    "waiting": (
        ("办入住排队排了 {minutes} 分钟。", "We queued {minutes} minutes to check in."),
        (
            "前台只有一个人，等了 {minutes} 分钟才拿到房卡。",
            "One person at the desk, so {minutes} minutes passed before I had a key.",
        ),
        (
            "到店后房间还没准备好，干等了 {minutes} 分钟。",
            "The room was not ready and we stood around for {minutes} minutes.",
        ),
        ("登记太慢，队伍排到了门口。", "Registration was slow and the line reached the door."),
        (
            "入住手续办了 {minutes} 分钟，带着行李很狼狈。",
            "Check-in took {minutes} minutes, with all our bags at our feet.",
        ),
        (
            "系统卡住，前面十几个人，等得人心烦。",
            "The system froze with a dozen people ahead of us; a tiresome wait.",
        ),
        (
            "等了 {minutes} 分钟没人解释原因。",
            "Nobody explained why we had to wait {minutes} minutes.",
        ),
        (
            "下午到店高峰，前台完全忙不过来。",
            "In the afternoon rush the front desk could not cope at all.",
        ),
    ),
    "breakfast": (
        (
            "早餐品种太少，连着几天一个样。",
            "Breakfast offers little choice and is the same every day.",
        ),
        ("九点去餐厅，热菜已经没了。", "By nine the hot dishes at breakfast were gone."),
        ("早餐的粥是凉的，包子也干。", "The porridge at breakfast was cold and the buns were dry."),
        (
            "早餐找不到座位，孩子站着吃。",
            "There were no free tables at breakfast, so the children ate standing.",
        ),
        (
            "咖啡像刷锅水，早餐不值这个价。",
            "The coffee is dishwater and breakfast is not worth its price.",
        ),
        ("餐厅补菜慢，鸡蛋要等很久。", "The buffet is refilled slowly and eggs take for ever."),
        ("早餐没有适合小孩吃的东西。", "Nothing at breakfast suits small children."),
        (
            "自助早餐油腻，水果也不新鲜。",
            "The morning buffet is greasy and the fruit is not fresh.",
        ),
    ),
    "cleanliness": (
        ("床单上有头发，换了一次才好。", "There was hair on the sheets until we had them changed."),
        ("卫生间有霉味，地漏反味。", "The bathroom smells of mould and the drain stinks."),
        ("地毯上有污渍，桌上一层灰。", "Stains on the carpet and a layer of dust on the desk."),
        ("毛巾发黄，看着不干净。", "The towels were yellowed and did not look clean."),
        (
            "浴室瓷砖缝发黑，像很久没刷过。",
            "The grout in the shower is black, as if nobody had scrubbed it for months.",
        ),
        ("垃圾桶里还有上一位客人的东西。", "The bin still held rubbish from the guest before."),
        ("杯子上有唇印，卫生堪忧。", "A lip mark on the glass makes one doubt the hygiene."),
        ("窗台上有死虫子，打扫不用心。", "Dead insects on the sill: the cleaning is careless."),
    ),
    "wifi": (
        (
            "WiFi 老是断，视频会议开不了。",
            "The Wi-Fi keeps dropping and video calls were impossible.",
        ),
        ("无线网慢得打不开邮件。", "The wireless is too slow to open an e-mail."),
        ("{floor} 楼几乎没有网络信号。", "There is next to no network signal on floor {floor}."),
        (
            "每隔十分钟就要重新登录无线网络。",
            "I had to log in to the wireless again every ten minutes.",
        ),
        (
            "网速太差，文件传了一晚上。",
            "The connection is so poor that a file took all evening to send.",
        ),
        (
            "房间里连不上 wifi，只能去大堂办公。",
            "I could not get wifi in the room and worked in the lobby.",
        ),
        (
            "晚上网络卡得连视频都看不了。",
            "In the evening the internet is too slow even for a film.",
        ),
        (
            "WiFi 密码换了也没人通知，连了半天。",
            "They changed the Wi-Fi password without telling anyone.",
        ),
    ),
}
PRAISE: dict[str, tuple[Pair, ...]] = {
    "staff": (
        ("前台接待特别热情。", "The people at the desk could not have been kinder."),
        ("服务员主动帮忙提行李，很贴心。", "A porter took our bags without being asked."),
        ("临时有事，工作人员处理得很快。", "The staff solved a last-minute problem in no time."),
        ("每个人都面带微笑，服务没得说。", "Everyone smiles here and the service is first class."),
    ),
    "location": (
        ("位置很好，走路五分钟到海边。", "The location is great: five minutes on foot to the sea."),
        ("离地铁站近，去哪儿都方便。", "It is close to the underground and easy to get anywhere."),
        ("周边吃饭的地方很多。", "There are plenty of places to eat nearby."),
        ("打车到会展中心只要十分钟。", "The exhibition centre is ten minutes away by taxi."),
    ),
    "breakfast": (
        (
            "早餐很丰盛，现煮的面条好吃。",
            "Breakfast is generous and the fresh noodles are delicious.",
        ),
        ("早餐品种多，老人孩子都喜欢。", "Breakfast has something for every age."),
        ("早餐的豆浆油条是亮点。", "The soya milk and dough sticks at breakfast are a highlight."),
        ("餐厅早餐干净新鲜。", "The breakfast room is tidy and the food is fresh."),
    ),
    "room": (
        ("床很舒服，一觉睡到天亮。", "The bed is comfortable and I slept until morning."),
        ("房间宽敞，采光好。", "The room is large and full of light."),
        ("房间打扫得一尘不染。", "The room was spotless."),
        ("淋浴水压足，浴室干净。", "The shower is strong and the bathroom clean."),
    ),
    "view": (
        ("{floor} 楼的海景让人惊喜。", "The sea view from floor {floor} is a lovely surprise."),
        ("阳台看日落特别美。", "Sunset from the balcony is beautiful."),
        ("夜景很漂亮，拍照好看。", "The lights at night are pretty and photograph well."),
        (
            "窗外就是海湾，心情很好。",
            "The bay lies right outside the window, which lifts the mood.",
        ),
    ),
    "pool": (
        (
            "儿童泳池水温合适，孩子玩疯了。",
            "The children's pool is warm and ours did not want to leave.",
        ),
        ("泳池人不多，水很清。", "The pool is quiet and the water is clear."),
        ("健身房器材新，早上去没人。", "The gym has new machines and is empty in the morning."),
        ("亲子乐园安排得用心。", "The play area is arranged with care."),
    ),
}
DENIALS: tuple[Pair, ...] = (
    ("晚上一点也不吵，睡得很好。", "No noise at all at night, so we slept well."),
    ("虽然临街，但隔音不错。", "It faces the road, yet the windows keep the noise out."),
    ("办入住不用排队，两分钟搞定。", "No queue at check-in; it took two minutes."),
    ("没怎么等就拿到房卡了。", "Hardly any wait before we had our key."),
    ("WiFi 稳定，开会没有断过。", "The Wi-Fi is stable and did not drop once in my meetings."),
    ("网速很快，下载没问题。", "The connection is fast and downloads are no problem."),
    ("毛巾床单都很干净。", "Towels and sheets are all clean."),
)
VAGUE_LOW: tuple[Pair, ...] = (
    ("和想象中差距有点大。", "Not quite what I had imagined."),
    ("这个价格有点不值。", "A little dear for what it is."),
    ("总体一般，没有什么惊喜。", "Average on the whole, with nothing to remember."),
    ("设施偏旧，期待翻新。", "The fittings are dated and wait for a renewal."),
)
PLAIN: tuple[Pair, ...] = (
    ("整体不错，该有的都有。", "Good overall; it has what one needs."),
    ("中规中矩，住得还算舒服。", "Nothing fancy, but a comfortable stay."),
    ("性价比可以。", "Fair value for the money."),
    ("入住体验挺顺利。", "Everything went smoothly."),
    ("和照片差不多，符合预期。", "Much like the pictures, as expected."),
    ("短住足够了。", "Quite enough for a short stay."),
    ("安安静静住了几天，挺好。", "A quiet few days, just as we like it."),
    ("订的时候没抱太高期望，结果挺满意。", "I expected little and was pleasantly surprised."),
    ("没什么可挑剔的。", "I found nothing to fault."),
    ("同价位里算好的。", "Among the better ones at this price."),
    ("房型和描述一致。", "The room was as described."),
    ("办退房也快。", "Check-out was quick too."),
)
OPENINGS: dict[str, tuple[Pair, ...]] = {
    "business": (
        ("出差住了{nights}晚。", "Stayed {nights} on business."),
        ("来参加展会，公司订的。", "I came for a trade fair and my firm booked."),
        ("每个月来见客户，这次住这里。", "I visit clients every month and tried this place."),
        ("临时出差，当天订的房。", "A work trip at short notice."),
    ),
    "family": (
        ("带孩子来玩，住了{nights}晚。", "We stayed {nights} with the children."),
        ("一家人出游选的这里。", "Our choice for a trip with the whole family."),
        ("带老人和小孩一起来的。", "We came with grandparents and little ones."),
        ("周末亲子游。", "A weekend out with the kids."),
    ),
    "couple": (
        ("和爱人过纪念日来的。", "We came for our anniversary."),
        ("两个人的小旅行，住了{nights}晚。", "A short break for two, {nights}."),
        ("情侣出游第一站。", "First stop of our trip as a couple."),
        ("周末想放松一下，就订了这里。", "We booked to unwind together."),
    ),
    "backpacker": (
        ("一个人旅行，路过住{nights}晚。", "Travelling alone, I stopped here for {nights}."),
        ("背包走海岸线，中途歇脚。", "A rest on my walk along the coast."),
        ("和驴友拼房。", "I shared a room with a fellow hiker."),
        ("沿途最后一站，想住好一点。", "The last stop of a long trip, so I treated myself."),
    ),
}
CLOSINGS: dict[bool, tuple[Pair, ...]] = {
    True: (
        ("下次还会来。", "I would come again."),
        ("推荐给朋友。", "I will tell my friends."),
        ("值得住。", "Worth a stay."),
        ("期待再来。", "Looking forward to the next time."),
    ),
    False: (
        ("希望酒店改进。", "I hope the hotel does something about it."),
        ("应该不会再来了。", "I doubt that I will return."),
        ("建议管理层重视。", "The management should take note."),
        ("对不起这个价位。", "It does not live up to its price."),
    ),
}
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TURN_DOWN: Pair = ("不过，", "That said, ")
TURN_UP: Pair = ("好在", "At least ")
NAMES_KEPT = ("I ", "Wi-Fi", "WiFi")


def sentences(
    rng: np.random.Generator, stay: dict, complaints: list[str], praise: list[str]
) -> list[Pair]:
    """Return the pairs of sentences of one review, slots still open.

    `stay` needs its `type`, `rating` and whether the guest is `let_down` without saying why.
    """
    bad = [_one(rng, COMPLAINTS[each]) for each in complaints]
    good = [_one(rng, PRAISE[each]) for each in praise]
    if not bad and rng.random() < 0.22:
        good.append(_one(rng, DENIALS))
    if stay["let_down"]:
        bad.append(_one(rng, VAGUE_LOW))
    if not bad and not good:
        good = [PLAIN[i] for i in rng.permutation(len(PLAIN))[: 1 + rng.integers(3)]]
    body = _joined(rng, good, bad)
    start = [_one(rng, OPENINGS[stay["type"]])] if rng.random() < 0.72 else []
    happy = bool(stay["rating"] >= 4)
    return start + body + ([_one(rng, CLOSINGS[happy])] if rng.random() < 0.45 else [])


def review(pairs: list[Pair], slots: dict[str, int]) -> Pair:
    """Return the Chinese and the English text with the slots filled.

    >>> review([("住了{nights}晚。", "We stayed {nights}.")], {"nights": 2})
    ('住了两晚。', 'We stayed two nights.')
    """
    nights = slots["nights"]
    zh = {**slots, "nights": "一两三四五六七八九十"[min(nights, 10) - 1]}
    en = {**slots, "nights": f"{NUMBERS[min(nights, 10) - 1]} night{'s' if nights > 1 else ''}"}
    chinese = "".join(pair[0] for pair in pairs).format(**zh)
    return chinese, " ".join(pair[1] for pair in pairs).format(**en)


def _one(rng: np.random.Generator, pairs: tuple[Pair, ...]) -> Pair:
    return pairs[rng.integers(len(pairs))]


def _joined(rng: np.random.Generator, good: list[Pair], bad: list[Pair]) -> list[Pair]:
    """Return good and bad in either order, with a turn between them."""
    first, then, turn = (good, bad, TURN_DOWN) if rng.random() < 0.7 else (bad, good, TURN_UP)
    if first and then:
        then = [_turned(turn, then[0]), *then[1:]]
    return [*first, *then]


def _turned(turn: Pair, pair: Pair) -> Pair:
    english = pair[1] if pair[1].startswith(NAMES_KEPT) else pair[1][0].lower() + pair[1][1:]
    return turn[0] + pair[0], turn[1] + english
