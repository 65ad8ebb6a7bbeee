# %% [markdown] lang="zh" id="question"
# ## 300 个电话，打给谁？
#
# 云杉优选是一家虚构的全渠道零售商，卖生鲜、日用品和礼盒，有门店、App 和微信小程序。
# 2024 年和 2025 年，共有 4,887 位会员下过单。消费最高的 20% 会员贡献了会员销售额的 73%；
# 与此同时，46% 的会员从头到尾只下过 1 张订单。
#
# 年底，会员运营经理林岚要做两个决定：哪些会员值得花钱留住？客服只打得了 300 个电话，该打给谁？
# 给所有人发同一张优惠券显然不行：不少老顾客本来就会来，只来过 1 次的人多半不再来
# （到 2024 年底只有 1 个订单的会员，68% 在 2025 年没有再买）。
# 本课用会员**做过什么**（而不是他们是谁）来回答。
# %% [markdown] lang="en" id="question"
# ## 300 phone calls: to whom?
#
# Spruce Select is a fictional omni-channel retailer of fresh food, household goods and gift
# boxes. It sells in shops, in an app and in a WeChat mini-program. In 2024 and 2025, 4,887 members
# placed an order. The top 20% of them account for 73% of what members spent; 46% placed just 1 order.
#
# At the end of the year Lin Lan, who runs the membership programme, has two decisions to make. Which
# members are worth paying to keep? And customer service can make just 300 calls: who should get one?
# Sending everybody the same coupon is no answer. Many regulars come anyway, and most members with
# just 1 order do not return: of those who had 1 order by the end of 2024, 68% bought nothing in 2025.
# This lesson answers with what members *did*, not who they are.
# %% [markdown] lang="zh" id="behaviour"
# ## 1 · 行为能告诉我们什么
#
# **行为细分**按客户的实际行为分组。行为有记录，不必再问客户；它与购买直接相关，往往比年龄、性别更能预测下一次购买
# （Rossi、McCulloch 和 Allenby，1996，*Marketing Science*，15(4)，321–340）。
# 常用的行为变量有：
#
# | 行为 | 要回答的问题 | 数据里的列 |
# |---|---|---|
# | 最近一次消费 | 多久没来了？ | `order_time` |
# | 消费频率 | 来过多少次？ | `order_id` |
# | 消费金额 | 一共花了多少？ | `amount_cny` |
# | 购买场合 | 自用、送礼还是过节？ | `occasion` |
# | 忠诚度 | 同类开支有多少花在我们这里？ | `category_spend_cny_year` |
# | 渠道与购买路径 | 从哪里来，后来去了哪里？ | `channel` |
#
# 前 3 项合称 **RFM**：R（Recency，最近一次消费）、F（Frequency，消费频率）、M（Monetary，消费金额）。
# 它起源于邮购业：把目录寄给得分最高的客户。寄到哪里为止要看利润：多寄一本的收益不再高于成本，就停下来
# （Bult 和 Wansbeek，1995，*Marketing Science*，14(4)，378–394）。
# %% [markdown] lang="en" id="behaviour"
# ## 1 · What behaviour can tell us
#
# **Behavioural segmentation** groups customers by what they actually do. Actions are on record, so
# nobody has to be asked, and they are so close to buying that they often predict the next purchase
# better than age or gender (Rossi, McCulloch and Allenby, 1996, *Marketing Science*, 15(4), 321–340).
# The usual variables are these:
#
# | behaviour | the question | column in the data |
# |---|---|---|
# | recency | how long since the last visit? | `order_time` |
# | frequency | how many visits? | `order_id` |
# | monetary value | how much was spent in all? | `amount_cny` |
# | occasion | for oneself, as a gift, for a festival? | `occasion` |
# | loyalty | how much of the customer's spending in these categories comes to us? | `category_spend_cny_year` |
# | channel and purchase path | where did they come from, where did they go? | `channel` |
#
# The first three make up **RFM**: R for recency, F for frequency, M for monetary value. The idea comes
# from the mail-order trade, which posted its catalogues to the customers who scored highest. How far down
# the list to go is a matter of profit: stop where one more catalogue earns no more than it costs (Bult and Wansbeek, 1995, *Marketing Science*, 14(4), 378–394).
# %% [markdown] lang="zh" id="clean"
# ## 2 · 从交易流水到购买记录
#
# `transactions` 每行是一张订单里的一种商品，也就是一条交易流水。先看几行，再看它有什么毛病。
# %% [markdown] lang="en" id="clean"
# ## 2 · From transaction lines to purchases
#
# Each row of `transactions` is one product within an order: a transaction line. Look at a few of
# them first, then at what is wrong with them.
# %%
lines = load("transactions")
lines.head()
# %%
problems = {
    T("完全重复的行", "exact duplicate lines"): lines.duplicated(),
    T("没有会员号（散客）", "no member id (guests)"): lines["customer_id"].isna(),
    T("退货（数量为负）", "returns (negative quantity)"): lines["quantity"] < 0,
}
pd.DataFrame({
    T("行数", "lines"): {name: flag.sum() for name, flag in problems.items()},
    T("占比", "share"): {name: f"{flag.mean():.1%}" for name, flag in problems.items()},
})
# %% [markdown] lang="zh" id="clean-worked"
# 每一种毛病都会让 RFM 失真：重复行虚增金额；散客对应不到具体的人；退货单有自己的订单号，
# 会被误算成又来过 1 次。下面先清洗，得到全课使用的 `purchases`。
# 退货金额怎样处理取决于问题：本课衡量的是购买行为，所以不计退货；若要算净贡献，就应当保留。
# %% [markdown] lang="en" id="clean-worked"
# Each of these distorts RFM. Duplicates inflate spending. Guests cannot be tied to a person. A return
# has an order number of its own and would pass for 1 more visit. So we clean first and get `purchases`,
# which the whole lesson uses. How to treat the money of returns depends on the question: here we
# measure buying, so we leave them out; for a net contribution you would keep them.
# %%
bought = lines.drop_duplicates().query("quantity > 0")
purchases = bought.dropna(subset=["customer_id"])
print(
    T(
        f"{len(lines):,} 行 → {len(purchases):,} 行会员购买记录",
        f"{len(lines):,} lines → {len(purchases):,} lines bought by members",
    )
)
# %% [markdown] lang="zh" id="guest-q"
# ### 练习 8.1 · 散客占多少订单
# RFM 看不到散客，也看不到 2 年里什么都没买的会员（9,000 位里有 4,113 位）。请补上一行代码，算出**订单**（不是数据行）中没有会员号的比例 `guest_share`，取值在 0 到 1 之间，至少保留 4 位小数。
# `orders` 里每张订单已经只保留 1 行。
#
# <details><summary>提示 1</summary>缺失值在 pandas 里用什么方法判断？</details>
# <details><summary>提示 2</summary>一列真假值的平均数，就是“真”的比例。</details>
# <details><summary>提示 3</summary>对 `orders` 的会员号一列先用 `isna()`，再用 `mean()`。</details>
# %% [markdown] lang="en" id="guest-q"
# ### Exercise 8.1 · How many orders come from guests
# RFM sees neither guests nor the 4,113 of 9,000 registered members who bought nothing in these 2 years.
# Fill in one line: the share of **orders** (not lines)
# without a member id, between 0 and 1 and to at least 4 decimals, as `guest_share`. In `orders` each order has kept just 1 row.
#
# <details><summary>Hint 1</summary>Which pandas method tells that a value is missing?</details>
# <details><summary>Hint 2</summary>The mean of a column of true and false is the share of true.</details>
# <details><summary>Hint 3</summary>Take the member id of `orders`, then `isna()`, then `mean()`.</details>
# %% exercise="guest" objective="08.1"
orders = bought.drop_duplicates("order_id")
### BEGIN SOLUTION
guest_share = orders["customer_id"].isna().mean()
### END SOLUTION
# %% wrong="guest" breaks="guest-share" why="lines counted instead of orders"
guest_share = bought["customer_id"].isna().mean()
# %% wrong="guest" breaks="guest-share" why="a count instead of a share"
guest_share = bought.drop_duplicates("order_id")["customer_id"].isna().sum()
# %% wrong="guest" breaks="guest-share" hardcoded="seed" why="hard-coded share of the shipped data"
guest_share = 0.0718200
# %% check="guest-share" of="guest" points=2
assert isinstance(guest_share, (int, float, np.number)), T(
    "guest_share 应是一个数", "guest_share should be one number"
)
assert 0 < guest_share < 0.5, T(
    "比例应在 0 和 0.5 之间；现在得到的可能是订单数，或会员的比例",
    "a share from 0 to 0.5 is expected; is yours a count, or the share of members?",
)
### BEGIN HIDDEN TESTS
sold = load("transactions").drop_duplicates()
sold = sold[sold["quantity"] > 0]
assert abs(guest_share - sold["customer_id"].isna().mean()) > 5e-5, T(
    "请按订单计算，不要按行计算：大购物篮会被重复计数",
    "count orders, not lines: big baskets would count often",
)
guests = sold.loc[sold["customer_id"].isna(), "order_id"].nunique()
assert abs(guest_share - guests / sold["order_id"].nunique()) < 5e-5, T(
    "没有会员号的订单数除以全部订单数，至少保留 4 位小数",
    "orders without a member over all orders, to 4 decimals or more",
)
### END HIDDEN TESTS
assert np.isfinite(guest_share), T("结果不应是无穷", "the result should be finite")
# %% [markdown] lang="zh" id="rfm-by-hand"
# ## 3 · RFM 表
#
# 先用 5 行数据手算一遍。统计日（`as_of`）是 2026-01-01，要固定下来，否则今天和明天算出的结果就不一样。
#
# | 会员 | 订单 | 下单日期 | 金额（元） |
# |---|---|---|---|
# | 甲 | A1 | 2025-12-22 | 30 |
# | 甲 | A1 | 2025-12-22 | 20 |
# | 甲 | A2 | 2025-12-30 | 50 |
# | 乙 | B1 | 2025-10-03 | 80 |
# | 乙 | B1 | 2025-10-03 | 40 |
#
# 甲：最近一次消费在 2 天前，2 张订单，共 100 元。乙：90 天前，1 张订单，共 120 元。
# 注意甲有 3 行，但只有 2 张订单。
# %% [markdown] lang="en" id="rfm-by-hand"
# ## 3 · The RFM table
#
# First by hand, on five lines. The day we look from (`as_of`) is 2026-01-01. It has to be fixed, or the
# result would change from one day to the next.
#
# | member | order | date | amount (CNY) |
# |---|---|---|---|
# | Jia | A1 | 2025-12-22 | 30 |
# | Jia | A1 | 2025-12-22 | 20 |
# | Jia | A2 | 2025-12-30 | 50 |
# | Yi | B1 | 2025-10-03 | 80 |
# | Yi | B1 | 2025-10-03 | 40 |
#
# Jia: recency 2 days, 2 orders, 100 CNY in all. Yi: 90 days, 1 order, 120 CNY. Note that Jia has
# three lines but just two orders.
# %%
small = pd.DataFrame({
    "customer_id": [T("甲", "Jia")] * 3 + [T("乙", "Yi")] * 2,
    "order_id": ["A1", "A1", "A2", "B1", "B1"],
    "order_time": pd.to_datetime(["2025-12-22"] * 2 + ["2025-12-30"] + ["2025-10-03"] * 2),
    "amount_cny": [30, 20, 50, 80, 40],
})
by_member = small.groupby("customer_id")
pd.DataFrame({
    "recency_days": (pd.Timestamp("2026-01-01") - by_member["order_time"].max()).dt.days,
    "frequency_orders": by_member["order_id"].nunique(),
    "monetary_cny": by_member["amount_cny"].sum(),
})
# %% [markdown] lang="zh" id="table-q"
# ### 练习 8.2 · 全体会员的 RFM 表
# 现在换成真实规模。请补全 `table` 的 3 列，每位会员 1 行：`recency_days`、`frequency_orders`、`monetary_cny`。
# 下单时间带有时分秒，`last_day` 已经截取到日期。最后算出只下过 1 张订单的会员所占比例 `one_time_share`。
#
# <details><summary>提示 1</summary>照着上面手算的例子写，但日期要用 `last_day`，它去掉了时分秒。</details>
# <details><summary>提示 2</summary>消费频率数的是不同的订单号，不是行数。</details>
# <details><summary>提示 3</summary>天数是 `(as_of - last_day).dt.days`；比例是 `(table["frequency_orders"] == 1).mean()`。</details>
# %% [markdown] lang="en" id="table-q"
# ### Exercise 8.2 · The RFM table of all members
# Now at full size. Fill in the three columns of `table`, 1 row per member: `recency_days`,
# `frequency_orders` and `monetary_cny`. Order times carry hours and minutes; `last_day` has been cut to the date.
# Then compute the share of members with only 1 order as `one_time_share`.
#
# <details><summary>Hint 1</summary>Follow the example above, but use `last_day`, which has no hours and minutes.</details>
# <details><summary>Hint 2</summary>Frequency counts different order numbers, not lines.</details>
# <details><summary>Hint 3</summary>Days are `(as_of - last_day).dt.days`; the share is `(table["frequency_orders"] == 1).mean()`.</details>
# %% exercise="table" objective="08.1"
as_of = pd.Timestamp("2026-01-01")
by_customer = purchases.groupby("customer_id")
last_day = by_customer["order_time"].max().dt.normalize()
table = pd.DataFrame({
    ### BEGIN SOLUTION
    "recency_days": (as_of - last_day).dt.days,
    "frequency_orders": by_customer["order_id"].nunique(),
    "monetary_cny": by_customer["amount_cny"].sum(),
    ### END SOLUTION
})
### BEGIN SOLUTION
one_time_share = (table["frequency_orders"] == 1).mean()
### END SOLUTION
# %% wrong="table" breaks="table-frequency,table-one-time" why="lines counted instead of orders"
table = purchases.groupby("customer_id").agg(
    recency_days=(
        "order_time",
        lambda t: (pd.Timestamp("2026-01-01") - t.max().normalize()).days,
    ),
    frequency_orders=("order_id", "size"),
    monetary_cny=("amount_cny", "sum"),
)
one_time_share = (table["frequency_orders"] == 1).mean()
# %% wrong="table" breaks="table-recency" why="recency counted from the first order"
table = purchases.groupby("customer_id").agg(
    recency_days=(
        "order_time",
        lambda t: (pd.Timestamp("2026-01-01") - t.min().normalize()).days,
    ),
    frequency_orders=("order_id", "nunique"),
    monetary_cny=("amount_cny", "sum"),
)
one_time_share = (table["frequency_orders"] == 1).mean()
# %% wrong="table" breaks="table-monetary" why="unit prices added up, quantities and discounts forgotten"
table = purchases.groupby("customer_id").agg(
    recency_days=(
        "order_time",
        lambda t: (pd.Timestamp("2026-01-01") - t.max().normalize()).days,
    ),
    frequency_orders=("order_id", "nunique"),
    monetary_cny=("unit_price_cny", "sum"),
)
one_time_share = (table["frequency_orders"] == 1).mean()
# %% wrong="table" breaks="table-one-time" hardcoded="seed" why="hard-coded share of the shipped data"
table = purchases.groupby("customer_id").agg(
    recency_days=(
        "order_time",
        lambda t: (pd.Timestamp("2026-01-01") - t.max().normalize()).days,
    ),
    frequency_orders=("order_id", "nunique"),
    monetary_cny=("amount_cny", "sum"),
)
one_time_share = 0.4563127
# %% check="table-recency" of="table" points=1
assert isinstance(table, pd.DataFrame), T("table 应是 DataFrame", "table should be a DataFrame")
assert "recency_days" in table, T(
    "还没有作答：缺少 recency_days 一列", "not attempted: no column recency_days"
)
assert len(table) == purchases["customer_id"].nunique(), T(
    "每位会员应有 1 行", "one row per member"
)
assert table["recency_days"].min() == 1, T(
    "最小的天数应是 1：请用去掉时分秒的 last_day；减法的方向对吗？",
    "the smallest number of days is 1: use last_day, without hours; is the subtraction reversed?",
)
### BEGIN HIDDEN TESTS
latest = purchases.sort_values("order_time").drop_duplicates("customer_id", keep="last")
days = (
    pd.Timestamp("2026-01-01") - latest.set_index("customer_id")["order_time"].dt.normalize()
).dt.days
ours = table.set_index("customer_id") if "customer_id" in table else table
assert set(ours.index) == set(days.index), T(
    "索引应是会员号", "the index should hold the member ids"
)
assert (ours["recency_days"] == days.reindex(ours.index)).all(), T(
    "天数应从每位会员最近的一张订单算起", "count the days from each member's latest order"
)
### END HIDDEN TESTS
assert table["recency_days"].notna().all(), T("天数不应缺失", "no days should be missing")
# %% check="table-frequency" of="table" points=1
assert isinstance(table, pd.DataFrame), T("table 应是 DataFrame", "table should be a DataFrame")
assert "frequency_orders" in table, T(
    "还没有作答：缺少 frequency_orders 一列", "not attempted: no column frequency_orders"
)
assert table["frequency_orders"].sum() == purchases["order_id"].nunique(), T(
    "消费频率应数订单，不是数行：同一张订单有好几行",
    "frequency counts orders, not lines: an order has several lines",
)
### BEGIN HIDDEN TESTS
per_member = purchases.drop_duplicates("order_id")["customer_id"].value_counts()
ours = table.set_index("customer_id") if "customer_id" in table else table
assert (ours["frequency_orders"] == per_member.reindex(ours.index)).all(), T(
    "请数每位会员自己的订单", "count each member's own orders"
)
### END HIDDEN TESTS
assert table["frequency_orders"].min() == 1, T("最少的有 1 张订单", "the fewest is 1 order")
# %% check="table-monetary" of="table" points=1
assert isinstance(table, pd.DataFrame), T("table 应是 DataFrame", "table should be a DataFrame")
assert "monetary_cny" in table, T(
    "还没有作答：缺少 monetary_cny 一列", "not attempted: no column monetary_cny"
)
assert abs(table["monetary_cny"].sum() - purchases["amount_cny"].sum()) < 1, T(
    "金额应是 amount_cny 之和：它已经乘过数量、减过折扣",
    "add up amount_cny: it has quantity and discount in it",
)
### BEGIN HIDDEN TESTS
paid_by = dict.fromkeys(purchases["customer_id"], 0.0)
for member, amount in zip(purchases["customer_id"], purchases["amount_cny"]):
    paid_by[member] += amount
ours = table.set_index("customer_id") if "customer_id" in table else table
assert (ours["monetary_cny"] - pd.Series(paid_by).reindex(ours.index)).abs().max() < 0.01, T(
    "请加总每位会员自己的金额", "add up each member's own amounts"
)
### END HIDDEN TESTS
assert table["monetary_cny"].min() >= 0, T("购买金额不应为负", "spending cannot be negative")
# %% check="table-one-time" of="table" points=1
assert isinstance(one_time_share, (int, float, np.number)), T(
    "one_time_share 应是一个数", "one_time_share should be one number"
)
assert 0 < one_time_share < 1, T("比例应在 0 和 1 之间", "a share lies between 0 and 1")
### BEGIN HIDDEN TESTS
per_order = purchases.drop_duplicates("order_id")["customer_id"].value_counts()
assert abs(one_time_share - (per_order == 1).sum() / len(per_order)) < 5e-4, T(
    "请用订单数等于 1 的会员数除以会员总数",
    "divide the members with one order by all members",
)
### END HIDDEN TESTS
assert np.isfinite(one_time_share), T("结果不应是无穷", "the result should be finite")
# %% [markdown] lang="zh" id="segkit-rfm"
# 从这里起用 `segkit.rfm` 一步得到同样的表，这样就算前面的练习没有做完，后面也能继续。
# 先看金额有多集中：横轴是按消费从高到低排列的会员，纵轴是累计销售额占比。
# %% [markdown] lang="en" id="segkit-rfm"
# From here on `segkit.rfm` makes the same table in one step, so you can go on even if an exercise
# above is unfinished. First, how concentrated is the money? Members run from the highest spender to
# the lowest along the bottom; the height is their cumulative share of revenue.
# %%
from segkit import QuantileScorer, rfm, rfm_segments, segment_summary

customers_rfm = rfm(purchases, as_of="2026-01-01").set_index("customer_id")
customers_rfm.head()
# %%
plot.show(
    plot.plot_concentration(customers_rfm["monetary_cny"], lang=LANG),
    alt=T(
        "累计曲线：少数会员贡献了大部分销售额，曲线一开始很陡，随后变平。",
        "Cumulative curve: a few members bring most of the revenue; steep at first, then flat.",
    ),
)
# %% [markdown] lang="zh" id="one-member-q"
# ### 练一练 · 看懂一位会员
# 在 `customers_rfm` 里找出消费金额最高的会员，把会员号存为 `top_member`，再看看这位会员的 3 项指标。这像一个家庭吗？少数批量采购的会员会左右 M。
# %% [markdown] lang="en" id="one-member-q"
# ### Your turn · Read one member
# In `customers_rfm`, find the member with the highest monetary value, store the id as `top_member`
# and look at this member's three numbers. Is this a household? A few bulk buyers weigh heavily on M.
# %% practice="one-member"
### BEGIN SOLUTION
top_member = customers_rfm["monetary_cny"].idxmax()
print(customers_rfm.loc[top_member])
### END SOLUTION
# %% [markdown] lang="zh" id="scores"
# ## 4 · 打分：分位数与并列值
#
# 天、次、元不能直接相加，所以先把每一列按分位数换成 1 到 5 分，5 分最好。对 R 来说，天数越少分数越高。
# 麻烦在于并列值：将近一半的会员只下过 1 张订单。不少教程和工具为了让每一档人数相等，
# 会先排名再切 5 份。于是，买过同样次数的人，只因为在表里的先后不同，就得了不同的分数。
# %% [markdown] lang="en" id="scores"
# ## 4 · Scores: quantiles and ties
#
# Days, orders and yuan cannot be added up. So each column is turned into scores from 1 to 5 by its
# quantiles, 5 being best; for R, fewer days score higher. The trouble is ties. Nearly half of the
# members have exactly 1 order. To make all 5 classes equally large, many tutorials and tools rank first and
# then cut. Members who bought equally often then get different scores, merely because of their place in the file.
# %%
forced = pd.qcut(
    customers_rfm["frequency_orders"].rank(method="first"), 5, labels=[1, 2, 3, 4, 5]
)
scorer = QuantileScorer(k=5)
fair = scorer.fit_transform(customers_rfm)
orders_made = customers_rfm["frequency_orders"].clip(upper=5)
orders_made.name = T("订单数（5 表示 5 张及以上）", "orders (5 means 5 or more)")
pd.crosstab(orders_made, forced.rename(T("强行等分的得分", "forced score")))
# %% [markdown] lang="zh" id="ties-worked"
# 看第 1 行：同样只买过 1 次，却被分到 3 档，而且不是随机的：表按会员号排列，入会最早的得 1 分，最晚的得 3 分。`QuantileScorer` 的做法是先记住分位数的界限（`edges_`），
# 再看每个数值优于几条界限（刚好相等不算），所以并列值永远同分。代价是各档人数不等，这正是数据的真实样子。
# 界限只算一次，下个月接着用，分数才能前后比较；前提是统计的时间长度不变（这里是 2 年）：时间越长，F 和 M 只会越大。
# %% [markdown] lang="en" id="ties-worked"
# Look at row 1: members with just 1 order are spread over 3 classes, and not even at random. The table is sorted
# by member number, so the first to join get a score of 1 and the latest to join a 3. `QuantileScorer`
# learns the quantile edges (`edges_`) and asks how many of them a value beats (equalling an edge is not
# beating it). So a tie always shares one score. The price is classes of unequal size, which is what the data are really like.
# The edges are learnt once and can be kept for next month, so that scores stay comparable, provided that the
# window is as long as before (2 years here): over a longer one, F and M can only grow.
# %%
scorer.edges_.round(1)


# %% [markdown] lang="zh" id="ties-q"
# ### 练习 8.3 · 找出被拆散的并列值
# 写函数 `tie_conflicts(values, scores)`：两个参数是索引相同的 Series，返回**有几个不同的数值**得到了多于 1 个分数。
# 例如 `values` 为 1、1、1、2、3，`scores` 为 1、2、2、2、3 时，只有数值 1 被拆散，应返回 1。
#
# <details><summary>提示 1</summary>把分数按数值分组。</details>
# <details><summary>提示 2</summary>每组里不同的分数有几个？多于 1 个就是冲突。</details>
# <details><summary>提示 3</summary>先 `scores.groupby(values).nunique()`，再数一数大于 1 的有几个。</details>
# %% [markdown] lang="en" id="ties-q"
# ### Exercise 8.3 · Find the ties that were torn apart
# Write the function `tie_conflicts(values, scores)`. The two arguments are Series with the same index. Return **how many
# different values** got more than 1 score. With `values` 1, 1, 1, 2, 3 and `scores` 1, 2, 2, 2, 3 just
# the value 1 is torn apart, so the answer is 1.
#
# <details><summary>Hint 1</summary>Group the scores by value.</details>
# <details><summary>Hint 2</summary>How many different scores has each group? More than 1 is a conflict.</details>
# <details><summary>Hint 3</summary>Take `scores.groupby(values).nunique()` and count those above 1.</details>
# %% exercise="ties" objective="08.2"
def tie_conflicts(values, scores):
    """Count the values that were given more than one score."""
    ### BEGIN SOLUTION
    return int((scores.groupby(values).nunique() > 1).sum())
    ### END SOLUTION


# %% wrong="ties" breaks="ties-small,ties-many" why="customers counted instead of values"
def tie_conflicts(values, scores):
    return int((scores.groupby(values).transform("nunique") > 1).sum())


# %% wrong="ties" breaks="ties-many" hardcoded="inputs" why="the answer to the example, hard-coded"
def tie_conflicts(values, scores):
    return 1


# %% check="ties-small" of="ties" points=1
answer = tie_conflicts(pd.Series([1, 1, 1, 2, 3]), pd.Series([1, 2, 2, 2, 3]))
assert answer is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.ndim(answer) == 0, T("应返回一个数，不是列表", "return one number, not a list")
assert answer == 1, T(
    f"例子的答案是 1，你的结果是 {answer}；要数的是有几个数值，不是有几位会员",
    f"the example's answer is 1, yours is {answer}; count values, not customers",
)
# %% check="ties-many" of="ties" points=2
none = tie_conflicts(pd.Series([1, 2, 2]), pd.Series([1, 5, 5]))
assert none is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert none == 0, T("没有拆散时应返回 0", "without a torn tie the answer is 0")
### BEGIN HIDDEN TESTS
labels = ["p", "q", "r", "s", "t", "u"]
torn = tie_conflicts(
    pd.Series([7, 4, 7, 4, 9, 4], index=labels), pd.Series([5, 2, 4, 3, 5, 1], index=labels)
)
assert torn == 2, T("有 2 个数值被拆散时应返回 2", "with two torn values the answer is 2")
### END HIDDEN TESTS
one = tie_conflicts(pd.Series([2.5] * 3), pd.Series([1, 2, 3]))
assert one == 1, T(
    "同一个数值只算一次，不论得了几个分数", "a value counts once, whatever the number of scores"
)
# %% [markdown] lang="zh" id="bug-hunt"
# ## 5 · 捉虫：谁是“最近”的客户
#
# 同事小赵也给 R 打了分，名单一出来，林岚就觉得不对：得了高分的会员怎么都好久没来了？
# 运行下面的代码，看看得 5 分的会员距上次购买的天数。问题在哪里？
# %% [markdown] lang="en" id="bug-hunt"
# ## 5 · Bug hunt: who bought "recently"?
#
# A colleague, Xiao Zhao, scored R as well. As soon as the list came out, Lin Lan felt that something was
# wrong: why had the high scorers been away for so long? Run the code, look at the days since the last
# purchase of those with a 5, and find out what went wrong.
# %%
zhao = pd.qcut(customers_rfm["recency_days"].rank(method="first"), 5, labels=[1, 2, 3, 4, 5])
customers_rfm["recency_days"].groupby(zhao, observed=True).agg(["count", "min", "max"])


# %% [markdown] lang="zh" id="bug-q"
# ### 练习 8.4 · 修好最近一次消费的打分
# 小赵的代码有两处错误：方向反了；并列值被拆散（对比每一档的 `max` 和下一档的 `min`）。
# 请写函数 `recency_score(days)`：输入天数 Series，返回索引相同、取值 1 到 5 的整数 Series；天数越少分数越高，
# 天数相同分数相同，界限取 `days` 的 20%、40%、60%、80% 分位数。
# 得分等于 1 加上天数**严格低于**的界限条数；天数恰好等于界限时不加分。并列值多时，几条界限可以重合。
#
# <details><summary>提示 1</summary>用 `days.quantile([...])` 得到 4 条界限，不要排名。</details>
# <details><summary>提示 2</summary>从 1 分起，天数低于几条界限，就加几分。</details>
# <details><summary>提示 3</summary>从全是 1 的 Series 开始，对每条界限 `edge` 加上 `(days < edge)`；最后 `astype(int)`。</details>
# %% [markdown] lang="en" id="bug-q"
# ### Exercise 8.4 · Repair the recency score
# Zhao's code has two mistakes: the direction is reversed, and ties are torn apart (compare `max` with the next
# `min`). Write the function `recency_score(days)`. It takes a Series of days and returns a Series of whole numbers from 1
# to 5 with the same index. Fewer days score higher, equal days score equal, and the edges are the
# 20%, 40%, 60% and 80% quantiles of `days`. The score is 1 plus the number of edges that the days lie
# **strictly below**: days equal to an edge do not beat it. With many ties, edges may coincide.
#
# <details><summary>Hint 1</summary>Get the 4 edges with `days.quantile([...])`; do not rank.</details>
# <details><summary>Hint 2</summary>A score is 1 plus the number of edges that the days stay below.</details>
# <details><summary>Hint 3</summary>Start from a Series of 1 and for each `edge` add `(days < edge)`; at the end `astype(int)`.</details>
# %% exercise="bug" objective="08.2"
def recency_score(days):
    """Score days since the last order from 1 (longest ago) to 5 (most recent)."""
    ### BEGIN SOLUTION
    edges = days.quantile([0.2, 0.4, 0.6, 0.8])
    return sum((days < edge).astype(int) for edge in edges) + 1
    ### END SOLUTION


# %% wrong="bug" breaks="bug-direction" why="the direction still reversed"
def recency_score(days):
    edges = days.quantile([0.2, 0.4, 0.6, 0.8])
    return sum((days > edge).astype(int) for edge in edges) + 1


# %% wrong="bug" breaks="bug-ties" why="ties still torn apart by ranking"
def recency_score(days):
    return pd.qcut(days.rank(method="first", ascending=False), 5, labels=False) + 1


# %% wrong="bug" breaks="bug-edges" hardcoded="inputs" why="the edges of the shipped data, hard-coded"
def recency_score(days):
    return sum((days < edge).astype(int) for edge in [63, 177, 341, 550]) + 1


# %% check="bug-direction" of="bug" points=1
scored_days = recency_score(customers_rfm["recency_days"])
assert scored_days is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(scored_days, pd.Series), T("应返回 Series", "return a Series")
newest, oldest = customers_rfm["recency_days"].idxmin(), customers_rfm["recency_days"].idxmax()
assert scored_days.get(newest, 0) > scored_days.get(oldest, 0), T(
    "方向反了：最近来过的应得高分", "reversed: the latest buyer should score high"
)
assert scored_days[newest] == 5, T("最近来过的会员应得 5 分", "the latest buyer should score 5")
assert scored_days[oldest] == 1, T(
    "最久没来的会员应得 1 分", "the member away longest should score 1"
)
# %% check="bug-ties" of="bug" points=1
days_tied = pd.Series([10, 10, 10, 10, 10, 10, 10, 300, 400, 500])
try:
    tied = recency_score(days_tied.copy())
except ValueError as error:
    raise AssertionError(
        T(
            f"界限可以重合，请数界限，不要切分：{error}",
            f"edges may coincide: count them, do not cut: {error}",
        )
    )
assert tied is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
### BEGIN HIDDEN TESTS
heavy = pd.Series([30] * 40 + [90] * 40 + [400] * 20)
assert recency_score(heavy.copy()).groupby(heavy).nunique().max() == 1, T(
    "天数相同，分数也应相同：不要用排名", "equal days must score equal: do not rank"
)
### END HIDDEN TESTS
tied = pd.Series(tied)
assert set(tied) <= {1, 2, 3, 4, 5} and tied[0] != tied[9], T(
    "应是 1 到 5 分，而且 10 天和 500 天不同分",
    "scores run from 1 to 5, and 10 days differ from 500",
)
assert tied.groupby(days_tied).nunique().max() == 1, T(
    "天数相同，分数也应相同：不要用排名", "equal days must score equal: do not rank"
)
# %% check="bug-edges" of="bug" points=2
hundred = recency_score(pd.Series(range(100, 200)))
assert hundred is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert sorted(pd.Series(hundred).value_counts()) == [20] * 5, T(
    "没有并列值时 5 档人数应相等：界限要从传入的 days 计算",
    "without ties the 5 classes are equal: learn the edges from days",
)
### BEGIN HIDDEN TESTS
skewed = recency_score(pd.Series([1000, 1, 30, 2, 400], index=list("edcba")))
assert set(skewed) == {1, 2, 3, 4, 5} and list(skewed.index) == list("edcba"), T(
    "界限要取分位数，不是等距切分；索引要保留",
    "the edges are quantiles, not equal steps; keep the index",
)
at_edges = pd.Series(recency_score(pd.Series([10, 20, 30, 40, 50, 60])))
assert (at_edges == 1).sum() == 2, T(
    "天数等于界限时不加分：用 < 而不是 <=", "days equal to an edge do not beat it: < and not <="
)
### END HIDDEN TESTS
assert set(hundred) == {1, 2, 3, 4, 5}, T(
    "分数应是 1 到 5 的整数", "scores are whole numbers from 1 to 5"
)
# %% [markdown] lang="zh" id="segments"
# ## 6 · 从得分到有名称的细分
#
# 3 项得分各有 5 档，共 125 种组合，谁也记不住。国内常用的办法是把 R、F、M 各分高低，得到 8 类客户；
# 分界各家不同，常见的是取平均值，本课以 4 分及以上为高：最近一次消费在 177 天以内（不含）、消费频率至少 3 张订单、消费金额高于 480 元。规则写成条件而不是编码清单，每一种组合恰好落在 1 类里，不会有人掉进“其他”。
# %% [markdown] lang="en" id="segments"
# ## 6 · From scores to named segments
#
# Three scores out of 5 make 125 combinations, more than anyone can remember. Practice in China cuts R, F
# and M into high and low, which gives 8 kinds of customers; firms differ in where they cut, many at the mean, and
# here a score of 4 or more is high: recency below 177 days, a frequency of at least 3 orders, a monetary value above 480 CNY. The rules are conditions, not a list of codes: each combination falls under exactly 1 of them, and nobody ends up under "other".
# %%
from segkit.rfm import RFM_RULES

actions = pd.DataFrame({
    T("细分", "segment"): [T(rule.name_zh, rule.name) for rule in RFM_RULES],
    T("含义与行动", "meaning and action"): [
        T(rule.meaning_zh, rule.meaning) for rule in RFM_RULES
    ],
})
actions.style.hide(axis="index").set_properties(**{"text-align": "left"})
# %% [markdown] lang="zh" id="grid"
# 再看 R 和 F 的格子图：右上角的会员最近来过、来得也勤，左下角的很久没来、次数又少。
# F 没有 2 分：将近一半的会员都只有 1 张订单，这些并列值使最低的两条界限都等于 1。
# %% [markdown] lang="en" id="grid"
# Now the grid of R and F: recent and frequent at the top right, long ago and seldom at the bottom left.
# Nobody has an F of 2: nearly half of the members are in a tie at 1 order, so the two lowest edges both equal 1.
# %%
plot.show(
    plot.plot_rfm_grid(fair, lang=LANG),
    alt=T(
        "R 得分与 F 得分的格子图，每格是会员人数；人数最多的一格在左下角。",
        "Grid of recency by frequency scores with head counts; the fullest cell is bottom left.",
    ),
)
# %% [markdown] lang="zh" id="champions-q"
# ### 练习 8.5 · 命名并比较
# 用 `rfm_segments(fair)` 把每位会员归入有名称的细分，用 `segment_summary` 汇总成 `summary`（先传入 `customers_rfm`，
# 再传入细分），再把重要价值客户（`"Champions"`）占**销售额**的比例存为 `champion_share`。
#
# <details><summary>提示 1</summary>汇总表每个细分 1 行，列名可以用 `summary.columns` 查看。</details>
# <details><summary>提示 2</summary>人数占比和销售额占比是两列，题目问的是后者。</details>
# <details><summary>提示 3</summary>用 `summary.loc["Champions", "revenue_share"]` 取数。</details>
# %% [markdown] lang="en" id="champions-q"
# ### Exercise 8.5 · Name and compare
# Name each member with `rfm_segments(fair)`, make `summary` with `segment_summary` (pass it
# `customers_rfm`, then the segments) and store the share of **revenue** that the champions (`"Champions"`) bring as
# `champion_share`.
#
# <details><summary>Hint 1</summary>The summary has 1 row per segment; `summary.columns` lists its columns.</details>
# <details><summary>Hint 2</summary>Share of customers and share of revenue are two columns; the second is asked for.</details>
# <details><summary>Hint 3</summary>Read it with `summary.loc["Champions", "revenue_share"]`.</details>
# %% exercise="champions" objective="08.3"
### BEGIN SOLUTION
segment = rfm_segments(fair)
summary = segment_summary(customers_rfm, segment)
champion_share = summary.loc["Champions", "revenue_share"]
### END SOLUTION
# %% wrong="champions" breaks="champions-share" why="share of customers instead of share of revenue"
summary = segment_summary(customers_rfm, rfm_segments(fair))
champion_share = summary.loc["Champions", "customer_share"]
# %% wrong="champions" breaks="champions-summary,champions-share" why="ties torn apart before naming"
torn = fair.assign(frequency_score=forced.astype(int))
summary = segment_summary(customers_rfm, rfm_segments(torn))
champion_share = summary.loc["Champions", "revenue_share"]
# %% wrong="champions" breaks="champions-share" hardcoded="seed" why="hard-coded share of the shipped data"
summary = segment_summary(customers_rfm, rfm_segments(fair))
champion_share = 0.577792
# %% check="champions-summary" of="champions" points=1
assert isinstance(summary, pd.DataFrame) and "customers" in summary, T(
    "summary 应是 segment_summary 的结果", "summary should be what segment_summary returns"
)
assert summary["customers"].sum() == len(customers_rfm), T(
    "每位会员都应在一个细分里", "each member belongs to a segment"
)
### BEGIN HIDDEN TESTS
low, top = customers_rfm["recency_days"].quantile(0.4), customers_rfm.quantile(0.6)
high = pd.DataFrame({
    "recency": customers_rfm["recency_days"] < low,
    "frequency": customers_rfm["frequency_orders"] > top["frequency_orders"],
    "monetary": customers_rfm["monetary_cny"] > top["monetary_cny"],
})
assert summary.loc["Champions", "customers"] == high.all(axis=1).sum(), T(
    "请用 fair 里的得分来划分细分", "name the segments from the fair scores"
)
### END HIDDEN TESTS
assert len(summary) == 8, T("应有 8 个细分", "there are 8 segments")
# %% check="champions-share" of="champions" points=2
assert isinstance(champion_share, (int, float, np.number)), T(
    "champion_share 应是一个数", "champion_share should be one number"
)
assert 0 < champion_share < 1, T("比例应在 0 和 1 之间", "a share lies between 0 and 1")
### BEGIN HIDDEN TESTS
best = (fair[["recency_score", "frequency_score", "monetary_score"]] >= 4).all(axis=1)
spend = purchases.groupby("customer_id")["amount_cny"].sum()
assert abs(champion_share - spend[best[best].index].sum() / spend.sum()) < 5e-4, T(
    "题目问的是销售额占比，不是人数占比",
    "the share of revenue is asked for, not that of customers",
)
### END HIDDEN TESTS
assert champion_share > (fair.min(axis=1) >= 4).mean(), T(
    "占比应大于人数占比：题目问的是销售额",
    "it exceeds the share of customers: revenue is asked for",
)
# %% [markdown] lang="zh" id="summary-figure"
# 把两种占比画在一起，差别一目了然：重要价值客户只占人数的 20%，销售额却占 58%（一部分是定义使然：M 高本来就是入选条件）。
# 但要当心：**这只说明他们过去花得多，并不说明发了券就会花得更多**。后者是增量问题，留到第 23 课。
# %% [markdown] lang="en" id="summary-figure"
# Drawn side by side, the two shares speak for themselves. The champions are 20% of the members but bring
# 58% of members' revenue, in part by definition: a high M is what makes a champion. A warning: **this shows that they spent much, not that a coupon would make them spend
# more**. That is a question of uplift, for lesson 23.
# %%
plot.show(
    plot.plot_segments(segment_summary(customers_rfm, rfm_segments(fair)), lang=LANG),
    alt=T(
        "各细分的人数占比与销售额占比；重要价值客户人数少，销售额占比最高。",
        "Share of customers against share of revenue per segment; champions: few, most revenue.",
    ),
)
# %% [markdown] lang="zh" id="explore"
# ### 动手探索：阈值的影响
# 拖动滑块改变 R、F、M 的阈值（高低分界），观察 8 个细分的人数和销售额怎样变化。
# 滑块的起点是各列的中位数，不是前面的 4 分，所以一开始的占比与上图不同；拖到 176 天、3 张订单、480 元就相同了。
# 想一想：阈值移动一点，哪一类变化最大？一个细分如果对阈值这么敏感，还能拿来分配预算吗？
# %% [markdown] lang="en" id="explore"
# ### Explore: what thresholds do
# Move the sliders that set the thresholds between high and low R, F and M, and watch the size and the
# revenue of the 8 segments. The sliders begin at the medians, not at a score of 4 as before, so the shares differ from
# those above at the start; at 176 days, 3 orders and 480 CNY they agree. Which segment changes most when a threshold
# moves a little? Would you base a budget on a segment that depends on it so much?
# %%
explore.rfm_thresholds(customers_rfm, lang=LANG)
# %% [markdown] lang="zh" id="loyalty"
# ## 7 · RFM 看不到什么：忠诚度与钱包份额
#
# 丙一年在我们这里花 500 元，同类开支总共也就 600 元；丁也花 500 元，同类开支却有 10,000 元。
# RFM 看不出两人的差别，其实丁的大部分钱花在了别家。**钱包份额** = 在我们这里的开支 ÷ 同类总开支。
# 总开支在交易里看不到，只能问客户：`customers` 里的 `category_spend_cny_year` 是问卷回答的全年同类开支，略多于三分之一的会员作答，
# 而且不是随机的：重要价值客户有 46% 作答，一般挽留客户只有 34%。自述的金额也只是粗略的估计。
# %% [markdown] lang="en" id="loyalty"
# ## 7 · What RFM cannot see: loyalty and share of wallet
#
# Bing spends 500 CNY a year with us, out of 600 CNY in these categories altogether. Ding spends 500 CNY as
# well, but out of 10,000 CNY. If they shop on the same days, RFM cannot tell them apart, yet most of Ding's money goes elsewhere.
# **Share of wallet** = spending with us ÷ all spending in the category. Our own revenue does not show the total, so customers must be asked:
# `category_spend_cny_year` in `customers` is what members said in a survey about a whole year. Just over a
# third answered, and not a random third: 46% of the champions, but 34% of the dormant customers. What members
# say they spend is a rough guess, too.
# %%
customers = load("customers").set_index("customer_id")
answered = customers["category_spend_cny_year"].dropna().astype(float)
print(
    T(
        f"作答会员 {len(answered):,} 位，全年同类开支中位数 {answered.median():,.0f} 元",
        f"{len(answered):,} members answered; the median of their yearly spending is {answered.median():,.0f} CNY",
    )
)
# %% [markdown] lang="zh" id="wallet-q"
# ### 练习 8.6 · 钱包份额
# 请做出表 `wallet`：索引是作答的会员（`answered` 的索引），列 `share_of_wallet` 等于该会员 **2025 年**的开支除以 `answered`；
# 2025 年没有购买的会员（作答者中占多数）记为 0。再算出 2025 年**有购买**的作答会员的钱包份额中位数 `median_share`。
#
# <details><summary>提示 1</summary>问卷问的是 1 年，购买记录有 2 年，要先筛选。</details>
# <details><summary>提示 2</summary>用 `reindex(answered.index)` 对齐，缺的补 0。</details>
# <details><summary>提示 3</summary>筛选条件是 `purchases["order_time"].dt.year == 2025`；中位数只看大于 0 的部分。</details>
# %% [markdown] lang="en" id="wallet-q"
# ### Exercise 8.6 · Share of wallet
# Make `wallet`, indexed by the members who answered (the index of `answered`), with a column `share_of_wallet`: the member's
# spending in **2025** divided by `answered`. Members without a purchase in 2025, who are the majority of those who answered, get 0. Then compute the median share
# of those who answered and **did** buy in 2025 as `median_share`.
#
# <details><summary>Hint 1</summary>The survey asks about 1 year, the purchases cover 2: filter first.</details>
# <details><summary>Hint 2</summary>Align with `reindex(answered.index)` and fill the gaps with 0.</details>
# <details><summary>Hint 3</summary>The filter is `purchases["order_time"].dt.year == 2025`; the median takes those above 0.</details>
# %% exercise="wallet" objective="08.4"
### BEGIN SOLUTION
in_2025 = purchases[purchases["order_time"].dt.year == 2025]
spend_2025 = (
    in_2025.groupby("customer_id")["amount_cny"].sum().reindex(answered.index).fillna(0)
)
wallet = pd.DataFrame({"share_of_wallet": spend_2025 / answered})
median_share = wallet.loc[wallet["share_of_wallet"] > 0, "share_of_wallet"].median()
### END SOLUTION
# %% wrong="wallet" breaks="wallet-share,wallet-median" why="two years of spending over one year of need"
both = purchases.groupby("customer_id")["amount_cny"].sum().reindex(answered.index).fillna(0)
wallet = pd.DataFrame({"share_of_wallet": both / answered})
median_share = wallet.loc[wallet["share_of_wallet"] > 0, "share_of_wallet"].median()
# %% wrong="wallet" breaks="wallet-everyone" why="members without a purchase dropped by the join"
in_2025 = (
    purchases[purchases["order_time"].dt.year == 2025]
    .groupby("customer_id")["amount_cny"]
    .sum()
)
wallet = pd.DataFrame({"share_of_wallet": (in_2025 / answered).dropna()})
median_share = wallet["share_of_wallet"].median()
# %% wrong="wallet" breaks="wallet-median" why="median taken over those who did not buy as well"
in_2025 = (
    purchases[purchases["order_time"].dt.year == 2025]
    .groupby("customer_id")["amount_cny"]
    .sum()
)
wallet = pd.DataFrame({"share_of_wallet": in_2025.reindex(answered.index).fillna(0) / answered})
median_share = wallet["share_of_wallet"].median()
# %% wrong="wallet" breaks="wallet-median" hardcoded="seed" why="hard-coded median of the shipped data"
in_2025 = (
    purchases[purchases["order_time"].dt.year == 2025]
    .groupby("customer_id")["amount_cny"]
    .sum()
)
wallet = pd.DataFrame({"share_of_wallet": in_2025.reindex(answered.index).fillna(0) / answered})
median_share = 0.1050820
# %% check="wallet-everyone" of="wallet" points=1
assert isinstance(wallet, pd.DataFrame) and "share_of_wallet" in wallet, T(
    "wallet 应是含 share_of_wallet 一列的 DataFrame",
    "wallet should be a DataFrame with a column share_of_wallet",
)
assert set(wallet.index) == set(answered.index) and len(wallet) == len(answered), T(
    "每位作答会员都应在表里、只占 1 行，没有购买的记为 0",
    "each member who answered has 1 row, with 0 if nothing was bought",
)
assert wallet["share_of_wallet"].notna().all(), T(
    "没有购买的会员应记为 0，而不是缺失", "no purchase means 0, not missing"
)
# %% check="wallet-share" of="wallet" points=2
assert isinstance(wallet, pd.DataFrame) and "share_of_wallet" in wallet, T(
    "wallet 应是含 share_of_wallet 一列的 DataFrame",
    "wallet should be a DataFrame with a column share_of_wallet",
)
assert wallet["share_of_wallet"].max() <= 1, T(
    "份额不应大于 1：分子和分母的时间一致吗？是不是百分数？",
    "no share exceeds 1: do both cover the same year? is it a percentage?",
)
### BEGIN HIDDEN TESTS
start, stop = pd.Timestamp("2025-01-01"), pd.Timestamp("2026-01-01")
year = purchases[(purchases["order_time"] >= start) & (purchases["order_time"] < stop)]
paid = dict.fromkeys(answered.index, 0.0)
for member, amount in zip(year["customer_id"], year["amount_cny"]):
    if member in paid:
        paid[member] += amount
expected = pd.Series(paid) / answered
gap = wallet["share_of_wallet"].reindex(expected.index) - expected
assert (gap[expected > 0].abs() < 1e-4).all() and (gap.fillna(0).abs() < 1e-4).all(), T(
    "分子和分母的时间要一致：只算 2025 年", "both must cover the same year: 2025 only"
)
### END HIDDEN TESTS
assert wallet["share_of_wallet"].min() >= 0, T("份额不应为负", "a share cannot be negative")
# %% check="wallet-median" of="wallet" points=1
assert isinstance(median_share, (int, float, np.number)), T(
    "median_share 应是一个数", "median_share should be one number"
)
assert 0 < median_share < 1, T(
    "中位数应在 0 和 1 之间；是否把没有购买的会员也算了进去？是不是百分数？",
    "the median lies between 0 and 1; did you count those who did not buy? is it a percentage?",
)
### BEGIN HIDDEN TESTS
buyers = (
    purchases
    .loc[purchases["order_time"].dt.year == 2025]
    .groupby("customer_id")["amount_cny"]
    .sum()
)
shares_of_buyers = (buyers / answered.reindex(buyers.index)).dropna()
assert abs(median_share - np.median(shares_of_buyers)) < 5e-5, T(
    "只看 2025 年有购买的作答会员", "take those who answered and bought in 2025"
)
### END HIDDEN TESTS
assert np.isfinite(median_share), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="occasion"
# ## 8 · 购买场合与渠道
#
# 同一位顾客平时买菜、过年买礼盒，需求并不一样。`occasion` 记录订单的购买场合（结账时询问，18% 的订单缺失）：
# 日常 `daily`、送礼 `gift`、过节 `festival`、聚会 `gathering`。春节前，送礼和过节的订单占比会不会更高？
# %% [markdown] lang="en" id="occasion"
# ## 8 · Occasion and channel
#
# The same customer wants one thing for an ordinary supper and another for the New Year. `occasion` says
# what an order was for; it was asked at checkout and is missing for 18% of the orders. Values are `daily`, `gift`, `festival` and
# `gathering`. Are gifts and festivals a larger share of orders before the Spring Festival?
# %%
asked = bought.drop_duplicates("order_id").dropna(subset=["occasion"])
day = asked["order_time"].dt.normalize()
before = day.between("2024-01-20", "2024-02-09") | day.between("2025-01-08", "2025-01-28")
print(
    T(
        f"春节前 3 周的订单 {before.sum():,} 张，其余 {(~before).sum():,} 张",
        f"{before.sum():,} orders in the 3 weeks before, {(~before).sum():,} at other times",
    )
)
# %% [markdown] lang="zh" id="festive-q"
# ### 练习 8.7 · 春节前是平时的几倍
# `asked` 每张订单 1 行，`before` 标出春节前 3 周的订单。请算出 `festive_ratio`：春节前**送礼或过节**订单的占比，
# 除以其余时间的同一占比。大于 1 表示春节前更常见。（第 14 课的提升度则是除以全部订单的占比。）
#
# <details><summary>提示 1</summary>先标出购买场合是 `gift` 或 `festival` 的订单。</details>
# <details><summary>提示 2</summary>分别在 `before` 和 `~before` 里求占比，再相除。</details>
# <details><summary>提示 3</summary>用 `asked["occasion"].isin(["gift", "festival"])` 得到真假值，占比就是它的平均数。</details>
# %% [markdown] lang="en" id="festive-q"
# ### Exercise 8.7 · How much more festive?
# `asked` has 1 row per order; `before` marks those of the 3 weeks before the festival. Compute `festive_ratio`: the share of
# orders for a **gift or a festival** in those weeks, divided by the same share at other times. Above 1
# means: more common before the festival. (Lift, in lesson 14, divides by the share among all orders instead.)
#
# <details><summary>Hint 1</summary>First mark the orders whose occasion is `gift` or `festival`.</details>
# <details><summary>Hint 2</summary>Take the share within `before` and within `~before`, then divide.</details>
# <details><summary>Hint 3</summary>`asked["occasion"].isin(["gift", "festival"])` is true or false; its mean is the share.</details>
# %% exercise="festive" objective="08.4"
### BEGIN SOLUTION
festive = asked["occasion"].isin(["gift", "festival"])
festive_ratio = festive[before].mean() / festive[~before].mean()
### END SOLUTION
# %% wrong="festive" breaks="festive-ratio" why="compared with all orders, the festival included"
festive = asked["occasion"].isin(["gift", "festival"])
festive_ratio = festive[before].mean() / festive.mean()
# %% wrong="festive" breaks="festive-ratio" why="difference of the shares instead of their ratio"
festive = asked["occasion"].isin(["gift", "festival"])
festive_ratio = festive[before].mean() - festive[~before].mean()
# %% wrong="festive" breaks="festive-ratio" hardcoded="seed" why="hard-coded ratio of the shipped data"
festive_ratio = 2.37259
# %% check="festive-ratio" of="festive" points=2
assert isinstance(festive_ratio, (int, float, np.number)), T(
    "festive_ratio 应是一个数", "festive_ratio should be one number"
)
assert 1 < festive_ratio < 50, T(
    "结果应大于 1：春节前的占比除以其余时间的占比",
    "the ratio is above 1: the share before the festival over the share at other times",
)
### BEGIN HIDDEN TESTS
counts = pd.crosstab(before, asked["occasion"])
both = counts["gift"] + counts["festival"]
rate = both / counts.sum(axis=1)
assert abs(festive_ratio - rate[True] * counts.to_numpy().sum() / both.sum()) > 5e-3, T(
    "分母是其余时间的占比，不是全部订单的占比",
    "divide by the share at other times, not in all orders",
)
assert abs(festive_ratio - rate[True] / rate[False]) < 5e-3, T(
    "送礼和过节都要算；分子和分母都是订单的占比",
    "count gifts and festivals; both parts are shares of orders",
)
### END HIDDEN TESTS
assert np.isfinite(festive_ratio), T("结果不应是无穷", "the result should be finite")
# %% [markdown] lang="zh" id="festive-read"
# 分开看更有意思：`festival` 的占比从 4.0% 升到 24.2%，`gift` 的占比却从 9.5% 降到 7.7%。
# 可是送礼订单每天其实更多（2.1 张对 1.6 张），只是过节采购涨得更快。占比下降，不等于数量下降。
# %% [markdown] lang="en" id="festive-read"
# Taken apart, they tell more: the share of `festival` rises from 4.0% to 24.2%, while that of `gift` falls from
# 9.5% to 7.7%. Yet there are more gift orders a day (2.1 against 1.6); festival shopping just grew
# faster. A smaller share need not be a smaller number.
# %% [markdown] lang="zh" id="path"
# 渠道也是行为。下表只看下过 2 张及以上订单的会员：行是这 2 年里首张订单的渠道，列是最近一张订单的渠道，每行合计 100%。
# 这是最简单的**购买路径**：从 App 开始买的人，后来转到了哪里？
# %% [markdown] lang="en" id="path"
# The channel is behaviour, too. The table covers members with 2 or more orders: rows give the channel of the first
# order in these 2 years, columns that of the most recent, and each row adds up to 100%. This is the simplest
# **purchase path**: where did those who came through the app go later?
# %%
visits = purchases.drop_duplicates("order_id").sort_values("order_time")
path = visits.groupby("customer_id")["channel"].agg(["first", "last", "size"])
again = path[path["size"] > 1]
pd.crosstab(again["first"], again["last"], normalize="index").style.format("{:.0%}")
# %% [markdown] lang="zh" id="path-read"
# 对角线上的数最大：渠道有惯性。从 App 开始的会员，63% 最近一次仍在 App 下单；从小程序开始的只有 54%。
# 其余的人并不是一去不回：从 App 到小程序的有 210 位，反过来的有 221 位。会员是混用渠道，看不出从哪个渠道流向另一个。
# %% [markdown] lang="en" id="path-read"
# The diagonal holds the largest figures: channels are a habit. Of those who began in the app, 63% placed
# their latest order there too; of those who began in the mini-program just 54%. The others have not
# moved away for good: 210 members went from the app to the mini-program and 221 the other way. People mix their
# channels; nothing here shows a drift from any of them to another.
# %% [markdown] lang="zh" id="calls-q"
# ## 9 · 综合题：300 个电话
#
# ### 练习 8.8 · 外呼名单
# 回到开头的问题。请给出 `call_list`：正好 300 个会员号的列表，要求
#
# 1. 会员同意接受营销（`customers["marketing_consent"]`）；
# 2. 已超过 180 天没有购买（`customers_rfm["recency_days"]` 大于 180）；
# 3. 是满足以上条件的会员里过去花得最多的。
#
# <details><summary>提示 1</summary>先筛选，后排序，再取前 300 位。</details>
# <details><summary>提示 2</summary>用 `customers_rfm.join(customers["marketing_consent"])` 把两张表接起来。</details>
# <details><summary>提示 3</summary>排序用 `nlargest(300, "monetary_cny")`，最后 `list(....index)`。</details>
# %% [markdown] lang="en" id="calls-q"
# ## 9 · Case: 300 calls
#
# ### Exercise 8.8 · The call list
# Back to the question at the start. Make `call_list`, a list of exactly 300 member ids, such that
#
# 1. the member agreed to marketing (`customers["marketing_consent"]`);
# 2. the last purchase is more than 180 days ago (`customers_rfm["recency_days"]` above 180);
# 3. among those, past spending is the highest.
#
# <details><summary>Hint 1</summary>Filter, then sort, then take the first 300.</details>
# <details><summary>Hint 2</summary>Put the two tables together with `customers_rfm.join(customers["marketing_consent"])`.</details>
# <details><summary>Hint 3</summary>Sort with `nlargest(300, "monetary_cny")`, then `list(....index)`.</details>
# %% exercise="calls" objective="08.5"
### BEGIN SOLUTION
members = customers_rfm.join(customers["marketing_consent"])
away = members[members["marketing_consent"] & (members["recency_days"] > 180)]
call_list = list(away.nlargest(300, "monetary_cny").index)
### END SOLUTION
# %% wrong="calls" breaks="calls-consent" why="consent forgotten"
away = customers_rfm[customers_rfm["recency_days"] > 180]
call_list = list(away.nlargest(300, "monetary_cny").index)
# %% wrong="calls" breaks="calls-value" why="those away longest instead of those worth most"
members = customers_rfm.join(customers["marketing_consent"])
away = members[members["marketing_consent"] & (members["recency_days"] > 180)]
call_list = list(away.nlargest(300, "recency_days").index)
# %% wrong="calls" breaks="calls-away,calls-value" why="the best customers, although they still come"
members = customers_rfm.join(customers["marketing_consent"])
call_list = list(members[members["marketing_consent"]].nlargest(300, "monetary_cny").index)
# %% wrong="calls" breaks="calls-away" hardcoded="seed" why="a cut-off read off the shipped data"
members = customers_rfm.join(customers["marketing_consent"])
away = members[members["marketing_consent"] & (members["recency_days"] > 180)]
call_list = list(away[away["monetary_cny"] >= 631.5].index)
# %% check="calls-consent" of="calls" points=1
assert len(call_list) > 0, T("名单是空的", "the list is empty")
register = load("customers").set_index("customer_id")
assert len(set(call_list)) >= 100 and set(call_list) <= set(register.index), T(
    "名单里应是 300 个会员号", "the list should hold 300 member ids"
)

assert register.loc[list(call_list), "marketing_consent"].all(), T(
    "名单里有人没有同意接受营销", "someone on the list did not agree to marketing"
)
# %% check="calls-away" of="calls" points=1
assert len(call_list) > 0, T("名单是空的", "the list is empty")
assert set(call_list) <= set(customers_rfm.index), T(
    "名单里应是买过东西的会员号", "the list should hold ids of members who bought"
)
assert len(set(call_list)) == len(call_list) == 300, T(
    "应正好有 300 个不同的会员号", "exactly 300 different ids are expected"
)
assert customers_rfm.loc[list(call_list), "recency_days"].min() > 180, T(
    "名单里有人最近 180 天还来过", "someone on the list came within 180 days"
)
# %% check="calls-value" of="calls" points=2
assert len(call_list) > 0, T("名单是空的", "the list is empty")
assert set(call_list) <= set(customers_rfm.index), T(
    "名单里应是买过东西的会员号", "the list should hold ids of members who bought"
)
### BEGIN HIDDEN TESTS
from segkit import rfm as fresh_rfm

sold = load("transactions").drop_duplicates().query("quantity > 0")
known = fresh_rfm(sold, as_of="2026-01-01").set_index("customer_id")
agreed = load("customers").set_index("customer_id")["marketing_consent"].reindex(known.index)
spend = known.loc[agreed & (known["recency_days"] > 180), "monetary_cny"]
chosen, left_out = spend[spend.index.isin(call_list)], spend[~spend.index.isin(call_list)]
assert len(chosen) >= 120, T(
    "名单里同时满足条件 1 和 2 的会员不到 120 位",
    "fewer than 120 on the list meet both point 1 and point 2",
)
assert len(left_out) > 0 and chosen.min() >= left_out.max() - 0.01, T(
    "还有花得更多的会员没有进名单，或者没有取前 300 位",
    "members who spent more are missing, or the list was not cut at 300",
)
### END HIDDEN TESTS
assert len(set(call_list)) > 1, T("名单里只有 1 位会员", "there is just 1 member on the list")
# %% [markdown] lang="zh" id="calls-read"
# 这份名单是一个假设，不是答案：它按过去的消费排序，并没有说明打了电话会怎样。
# 真要打，就随机留出三分之一不打，再比较两组。
# %% [markdown] lang="en" id="calls-read"
# This list is a hypothesis and not an answer: it ranks past spending and says nothing of what a call changes.
# Before you call, leave a random third out, and compare the groups afterwards.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 10 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 10 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="08.1,08.2,08.3,08.4,08.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "统计日 as_of 为什么要固定？（见第 3 节）",
                "Why must as_of be fixed? (section 3)",
            ),
            right(
                T(
                    "否则同一份数据每天算出的 R 都不同",
                    "Otherwise the same data give a different R every day",
                ),
                T(
                    "固定以后结果可以重现，也可以和下个月比较。",
                    "With a fixed day the result can be reproduced and compared with next month.",
                ),
            ),
            wrong(
                T("否则金额会算错", "Otherwise the amounts are wrong"),
                T(
                    "M 与统计日无关，只要订单都在它之前。见第 3 节的手算表。",
                    "M does not depend on it, as long as all orders are earlier. See the table in section 3.",
                ),
            ),
            wrong(
                T("pandas 要求这样", "pandas requires it"),
                T(
                    "pandas 不管这件事，这是分析者的决定。",
                    "pandas does not care; it is the analyst's decision.",
                ),
            ),
        ),
        question(
            T(
                "一位会员有 1 张订单、6 行商品，F 是多少？（见第 3 节）",
                "A member has 1 order with 6 lines. What is F? (section 3)",
            ),
            wrong(
                "6",
                T(
                    "这是行数。购物篮大不等于来得勤。",
                    "That counts lines. A big basket is not a frequent visit.",
                ),
            ),
            right("1", T("F 数的是不同的订单号。", "F counts different order numbers.")),
            wrong("1/6", T("F 是次数，不是比例。", "F is a count, not a ratio.")),
        ),
        question(
            T(
                "将近一半会员只买过 1 次，F 该怎样打分？（见第 4 节）",
                "Nearly half of the members bought once. How should F be scored? (section 4)",
            ),
            wrong(
                T(
                    "先排名再切 5 份，保证各档人数相等",
                    "Rank, then cut into 5 equal classes",
                ),
                T(
                    "并列值会被拆散，分数取决于数据的排列顺序。",
                    "Ties are torn apart; the score depends on the order of the file.",
                ),
            ),
            right(
                T(
                    "并列值同分，接受各档人数不等",
                    "Let ties share a score and accept unequal classes",
                ),
                T(
                    "各档人数不等，正是数据的真实样子。",
                    "Unequal classes are what the data are really like.",
                ),
            ),
            wrong(
                T("删掉只买过 1 次的会员", "Drop those who bought once"),
                T(
                    "他们正是最大的一群，删掉就看不到流失了。",
                    "They are the largest group; without them you cannot see who leaves.",
                ),
            ),
        ),
        question(
            T(
                "两位会员的 R、F、M 相同，钱包份额一个 10%，一个 80%。说明什么？（见第 7 节）",
                "Two members have the same R, F and M; we get 10% of one wallet, the other 80%. What follows? (section 7)",
            ),
            wrong(
                T("对两人一视同仁", "Treat them alike"),
                T(
                    "RFM 看不出差别，但前者的大部分钱花在了别家。",
                    "RFM sees no difference, but most of the first one's money goes elsewhere.",
                ),
            ),
            right(
                T(
                    "前者还有增长空间，后者主要是留住",
                    "The first has room to grow, the second is to be kept",
                ),
                T(
                    "钱包份额补上了 RFM 看不到的部分；空间有多大，仍要测试。",
                    "Share of wallet adds what RFM cannot see; how much of the room can be won is for a test.",
                ),
            ),
            wrong(
                T("前者不忠诚，应当放弃", "The first is disloyal: give up on them"),
                T(
                    "份额低也可能是刚开始，或附近没有门店，不能直接下结论。",
                    "A low share may mean a new member or no shop nearby; it settles nothing by itself.",
                ),
            ),
        ),
        question(
            T(
                "重要价值客户带来一半以上的销售额，所以应把券都发给他们？（见第 6 节）",
                "Champions bring more than half of the revenue, should they get all the coupons? (section 6)",
            ),
            wrong(
                T("对，他们最值钱", "Yes, they are worth most"),
                T(
                    "多数人本来就会来：2024 年底的重要价值客户，83% 在 2025 年又来过。值钱不等于发券有用。",
                    "Most come anyway: 83% of the champions at the end of 2024 bought in 2025. Being valuable is not the same as responding.",
                ),
            ),
            wrong(
                T("不对，应发给一般挽留客户", "No, to the dormant customers"),
                T(
                    "同样没有证据：2024 年底的一般挽留客户，只有 29% 在 2025 年又来过，也没有人测试过发券。",
                    "No evidence for that either: 29% of those dormant at the end of 2024 bought in 2025, and nobody tested a coupon.",
                ),
            ),
            right(
                T(
                    "先做随机对照测试，看哪些细分因为有券而买得更多",
                    "Run a randomised test first: which segments buy more because of it?",
                ),
                T(
                    "要看增量，而不是过去的消费，见第 6 节。",
                    "Look for uplift, not for past spending; see section 6.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 11 · 写给林岚的备忘录
#
# ### 练习 8.9 · 备忘录
# 用 150–300 字给林岚写一份备忘录：哪 2 个细分值得投入，各做什么？请引用本课算出的至少 3 个数字，
# 说明一处数据或方法的局限，并写出怎样检验行动是否有效。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 11 · A memo to Lin Lan
#
# ### Exercise 8.9 · Memo
# In 150–300 words, advise Lin Lan: which 2 segments deserve money, and what should be done for each? Quote at
# least 3 figures from this lesson, name a limit of the data or the method, and say how you would test
# whether the action worked. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 选择细分（2 分） | 2 个细分，理由来自数据 | 2 个细分，理由笼统 | 没有选择或没有理由 |
# | 数字（1 分） | 至少 3 个，准确并有解读 | 1–2 个，或没有解读 | 没有数字 |
# | 行动（1 分） | 具体到渠道、内容和预算 | 有行动，但不具体 | 没有行动 |
# | 局限（1 分） | 指出一处，并说明后果 | 只提到一处 | 没有提到 |
# | 检验（1 分） | 有对照组和衡量指标 | 只看前后对比 | 没有检验办法 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | choice of segments (2 points) | 2 segments, reasons from the data | 2 segments, vague reasons | no choice or no reason |
# | figures (1 point) | at least 3, right and interpreted | 1–2, or not interpreted | none |
# | action (1 point) | down to channel, content and budget | an action, but vague | none |
# | limit (1 point) | names it and what follows from it | only mentions it | none |
# | test (1 point) | control group and a measure | before and after only | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="08.3,08.5"
# 示例：建议投入“重要保持客户”和“重要发展客户”。前者有 463 人，占人数的 9%，却贡献了 18% 的销售额，但已很久没来（天数的中位数是 332）；
# 300 人的外呼名单里有 187 人属于这一类。由客服致电，并附一张附近门店的 20 元生鲜券。后者有 158 人，最近买过，花得多，
# 但下单次数的中位数只有 2：在微信小程序推送补货提醒，只花推送成本。
# 重要价值客户不在其列：他们大多本来就会来，发券有不少是白送。
# 局限：R 受季节影响，春节礼盒客户在年底看起来总像流失客户。检验：重要保持客户随机留出一半不干预，比较 90 天内的购买人数占比；两边各约 230 人，差距要到 13 个百分点左右才看得出来。另一个细分人太少，无法单独检验。
#
# Example: fund the at-risk champions and the promising big spenders. The first, 463 members, are 9% of the members and 18% of the revenue but
# have stopped coming (median 332 days); 187 of the 300 on the call list are among them. Call them and add a 20 CNY voucher for
# fresh food in their local shop. The second, 158 members, bought recently and spent a lot, but rarely (median 2 orders): send
# restocking reminders in the mini-program, at the cost of the messages.
# The champions are left out on purpose: most come anyway, so much of the voucher would be given away. Limit: recency depends on the season;
# New-Year gift buyers always look lapsed in December. Test: leave a random half of the at-risk champions alone and compare the share who buy within 90 days; with about 230 in each half, only a difference of about 13 points would show. The other segment is too small to test alone.
# %% [markdown] lang="zh" id="discussion"
# ## 12 · 讨论卡（4–6 人，15 分钟）
#
# 情境：财务总监看了 8 类客户的汇总，说：“一般挽留客户占人数的 40%，却只带来 7% 的销售额。别再对他们做营销了。”
#
# - 正方：从数据里找出 2 条证据。
# - 反方：这些人里可能有谁？（只在春节来的、平时在别家买的、还在观望的）用什么数据来区分？
# - 共同决定：给哪一部分人保留低成本的触达？怎样知道留对了？
# %% [markdown] lang="en" id="discussion"
# ## 12 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the finance director has seen the summary of the 8 segments and says: "Dormant customers are 40% of the members and bring in
# 7% of the revenue. Stop all marketing to them."
#
# - For: find 2 pieces of evidence in the data.
# - Against: who might be among them? (People who only come for the Spring Festival, people who mostly buy elsewhere, people still looking around.) Which data would tell them apart?
# - Together: for which part do you keep a cheap point of contact, and how will you know that you were right?
# %% [markdown] lang="zh" id="wrap-up"
# ## 13 · 小结
#
# **记住**
#
# - 先清洗，再计算；`as_of` 要写明；消费频率数订单，不数行。
# - 并列值要同分；界限只算一次，以后沿用。
# - 细分规则要覆盖每一种组合，名称要让同事知道该做什么。
# - 钱包份额和购买场合能补上 RFM 看不到的部分。
#
# **实践中容易失灵的地方**
#
# - F 和 M 高度相关（本数据的等级相关系数是 0.76），3 个维度常常只有两个维度的信息量。
#   用每单金额代替 M 会好些，它与 F 的相关系数是 0.22。
# - 同样的 R 含义不同：每周都来的人 6 个月没来，多半已经流失；隔几年才买一次的品类（如家电）却不能这样判断。
#   R 很差时，F *越高*，未来价值反而可能*越低*（见文末的论文）。
# - RFM 只描述过去，不说明行动能改变什么：高分客户大多本来就会来，给他们发券可能是白花钱。
#   M 也不是利润：成本和退货都没有算进去。
# - 阈值是人定的；换一个阈值，名单就变：把 180 天换成 120 天，300 位会员只剩 229 位还在名单上。先看结论是否稳得住，再花钱。
#
# **深入阅读**：Fader, P. S., Hardie, B. G. S., & Lee, K. L. (2005). RFM and CLV: Using iso-value curves for
# customer base analysis. *Journal of Marketing Research*, 42(4), 415–430.
# [doi.org/10.1509/jmkr.2005.42.4.415](https://doi.org/10.1509/jmkr.2005.42.4.415)
# %% [markdown] lang="en" id="wrap-up"
# ## 13 · Wrap-up
#
# **Remember**
#
# - Clean first, then compute; state `as_of`; frequency counts orders, not lines.
# - A tie shares its score; edges are learnt once and kept.
# - Rules cover every combination, and a name tells colleagues what to do.
# - Share of wallet and occasion add what RFM cannot see.
#
# **Where it fails in practice**
#
# - F and M are closely related (here their rank correlation is 0.76), so 3 dimensions often carry the information of two.
#   Spending per order in place of M helps: its correlation with F is 0.22.
# - The same R means different things: people who came every week and have been silent for 6 months have probably left, people who buy
#   once in several years (appliances, say) have not. At a poor R, a *higher* F can mean a *lower* future value (see the paper below).
# - RFM describes the past; it does not tell what an action changes. Most high scorers would come anyway, and a coupon may be
#   money wasted. Nor is M profit: costs and returns are not in it.
# - Thresholds are our choice. Move one and the list changes: with 120 days for 180, only 229 of the 300 members to call stay.
#   See whether the conclusion holds before you spend.
#
# **Read on:** Fader, P. S., Hardie, B. G. S., & Lee, K. L. (2005). RFM and CLV: Using iso-value curves for
# customer base analysis. *Journal of Marketing Research*, 42(4), 415–430.
# [doi.org/10.1509/jmkr.2005.42.4.415](https://doi.org/10.1509/jmkr.2005.42.4.415)
