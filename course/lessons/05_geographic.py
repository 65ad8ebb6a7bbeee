# %% [markdown] lang="zh" id="question"
# ## 第 25 家门店，开在哪里？
#
# 云杉优选（虚构的全渠道零售商）有 24 家门店，分布在 20 座城市；9,000 位会员住在 26 座城市。
# 住得近不近，差别很大：离门店不到 3 公里的会员，48% 的订单在店里下；15 到 60 公里的，只剩 13%。
# 还有 754 位会员（8.4%）60 公里以内没有任何门店。
#
# 拓展经理周岩要为第 25 家门店选城市，还要决定各地的货架怎样调整。有人说：“各城市的平均收入越高，人均消费越高，
# 所以开到有钱的城市，再去找有钱的人。”这句话前一半在数据里成立，后一半不成立。本课用**会员住在哪里**来回答，
# 也看清地理不能回答什么。
# %% [markdown] lang="en" id="question"
# ## Where should shop number 25 open?
#
# Spruce Select, a fictional omni-channel retailer, has 24 shops in 20 cities; its 9,000 members live in 26 cities.
# How near they live matters a great deal. Of the orders of members who live less than 3 km from a shop, 48% are placed in a shop; from
# 15 to 60 km it is only 13%. And 754 members (8.4%) have no shop at all within 60 km.
#
# Zhou Yan, who is in charge of expansion, has to choose a city for shop 25 and to adapt the shelves to each region. Somebody says: "The
# higher the mean income of a city, the higher the mean spend. So open in rich cities, and look for rich people there." The first half holds in the
# data, the second does not. This lesson answers with *where members live*, and shows what geography cannot answer.
# %% [markdown] lang="zh" id="levels"
# ## 1 · 地理能告诉我们什么
#
# **地理细分**按客户所在的地方分组。它便宜、稳定、容易执行：门店、仓库、户外广告和配送本来就按地方安排。常用的变量从大到小有：
#
# | 层次 | 要回答的问题 | 数据里的列 |
# |---|---|---|
# | 国家 | 货币、法规、语言、节日一样吗？ | 本数据只有 1 个国家 |
# | 省、城市 | 市场有多大？ | `province`、`population_10k` |
# | 城市等级与区域经济 | 购买力怎样？ | `city_tier`、`gdp_cny_head` |
# | 气候 | 什么季节卖什么？ | `climate`、`january_c`、`july_c` |
# | 城乡 | 市区、郊区还是乡村？ | `area` |
# | 位置 | 离门店多远？ | `latitude`、`longitude` |
#
# **先看数据说明。**`cities` 里的城市名称、位置和公开数字是真的：人口来自 2020 年人口普查；GDP 是各市统计局最初公布的 2020 年数字，除以普查人口；
# 气温是取整后的多年平均值，个别可能差 1 度。城市等级是云杉优选自己分的，不是官方标准。会员、门店和交易都是程序生成的，
# 所以**不要用本课的结果谈论真实城市的消费**。会员的位置只精确到 0.01 度（约 1 公里），是社区而不是住址，够用，也保护隐私。
# %% [markdown] lang="en" id="levels"
# ## 1 · What geography can tell us
#
# **Geographic segmentation** groups customers by where they are. It is cheap, stable and easy to act on: shops, warehouses, posters and
# deliveries are organised by place anyway. The usual variables, from large to small:
#
# | level | the question | column in the data |
# |---|---|---|
# | country | the same currency, law, language, holidays? | just 1 country here |
# | province, city | how large is the market? | `province`, `population_10k` |
# | city tier and regional economy | how much can people spend? | `city_tier`, `gdp_cny_head` |
# | climate | what sells in which season? | `climate`, `january_c`, `july_c` |
# | urban and rural | city, suburb or countryside? | `area` |
# | position | how far to a shop? | `latitude`, `longitude` |
#
# **Read the data card first.** Names, places and public figures of the `cities` are real: residents are from the census of 2020; GDP is
# what the cities' statistical bureaus first announced for 2020, divided by those residents; temperatures are rounded long-term means, so that a
# few may be 1 degree off. The tiers are Spruce Select's own, not an official standard. A program made the members, shops and transactions, so **do not
# use these results to talk about shopping in real cities**. A member's position is given to 0.01 degree (about 1 km): a neighbourhood, not an
# address. That is enough, and it protects privacy.
# %%
customers, stores, cities = load("customers"), load("stores"), load("cities")
bought = load("transactions").drop_duplicates().query("quantity > 0")
purchases = bought.dropna(subset=["customer_id"])
people = customers.set_index("customer_id")
cities[[T("city", "city_en"), "city_tier", "climate", "july_c", "gdp_cny_head"]].head()
# %% [markdown] lang="zh" id="tiers-intro"
# ## 2 · 从城市到省和城市等级
#
# 先给每座城市补上会员数和门店数，得到 `city_table`，再往上汇总到省。人数和店数可以直接相加，**人均值不行**：人均 GDP 要先乘人口、
# 相加，再除以总人口。下面按省做一遍（上海、北京、重庆是直辖市；这里的一个省只包括数据里有的城市，不是全省）。
# %% [markdown] lang="en" id="tiers-intro"
# ## 2 · From cities to provinces and city tiers
#
# First each city gets its members and shops, in `city_table`; then we add up by province. Counts may simply be added. **Figures per head may
# not**: multiply GDP per head by the residents, add up, then divide by all residents. Here it is by province. (Shanghai, Beijing
# and Chongqing are municipalities; a province here is the cities in the data, not all of it.)
# %%
city_table = cities.set_index("city")
for column, table in (("members", customers), ("shops", stores)):
    counts = table["city"].value_counts()
    city_table[column] = counts.reindex(city_table.index).fillna(0).astype(int)
city_table["gdp_total"] = city_table["gdp_cny_head"] * city_table["population_10k"]
by_province = city_table.groupby(T("province", "province_en"))
provinces = by_province[["members", "shops", "population_10k", "gdp_total"]].sum()
provinces["gdp_cny_head"] = (provinces["gdp_total"] / provinces["population_10k"]).round(-2)
provinces.drop(columns="gdp_total").astype(int).sort_values("members", ascending=False).head(6)
# %% [markdown] lang="zh" id="tiers-q"
# ### 练习 5.1 · 城市等级表
# 照上面的办法按城市等级汇总。请补全 `tiers`：索引是 `city_tier`，列有 `members`（会员数）、`population_10k`（人口，万人）
# 和 `gdp_cny_head`（按人口加权的人均 GDP，元）。
#
# <details><summary>提示 1</summary>会员数和人口直接相加；人均 GDP 不能相加，也不能简单平均。</details>
# <details><summary>提示 2</summary>`city_table` 里已有 `gdp_total`，先按等级求和。</details>
# <details><summary>提示 3</summary>用 `by_tier["gdp_total"].sum() / by_tier["population_10k"].sum()`。</details>
# %% [markdown] lang="en" id="tiers-q"
# ### Exercise 5.1 · A table of city tiers
# Do the same by city tier. Fill in `tiers`, indexed by `city_tier`, with the columns `members`, `population_10k` (residents in tens of thousands) and
# `gdp_cny_head` (GDP per head in CNY, weighted by residents).
#
# <details><summary>Hint 1</summary>Members and residents add up; GDP per head neither adds up nor averages plainly.</details>
# <details><summary>Hint 2</summary>`city_table` has `gdp_total`: add it up by tier first.</details>
# <details><summary>Hint 3</summary>Take `by_tier["gdp_total"].sum() / by_tier["population_10k"].sum()`.</details>
# %% exercise="tiers" objective="05.1"
by_tier = city_table.groupby("city_tier")
tiers = pd.DataFrame({
    ### BEGIN SOLUTION
    "members": by_tier["members"].sum(),
    "population_10k": by_tier["population_10k"].sum(),
    "gdp_cny_head": by_tier["gdp_total"].sum() / by_tier["population_10k"].sum(),
    ### END SOLUTION
})
# %% wrong="tiers" breaks="tiers-gdp" why="the plain mean of the cities' figures per head"
by_tier = city_table.groupby("city_tier")
tiers = by_tier[["members", "population_10k"]].sum()
tiers["gdp_cny_head"] = by_tier["gdp_cny_head"].mean()
# %% wrong="tiers" breaks="tiers-counts" hardcoded="seed" why="member counts of the shipped data"
by_tier = city_table.groupby("city_tier")
tiers = by_tier[["population_10k"]].sum()
tiers["members"] = pd.Series({"tier1": 2690, "new_tier1": 3433, "tier2": 1814, "tier3": 1063})
tiers["gdp_cny_head"] = by_tier["gdp_total"].sum() / tiers["population_10k"]
# %% check="tiers-counts" of="tiers" points=1
assert isinstance(tiers, pd.DataFrame) and {"members", "population_10k"} <= set(tiers), T(
    "还没有作答：tiers 缺少 members 或 population_10k",
    "not attempted: tiers lacks members or population_10k",
)
assert len(tiers) == 4, T("应有 4 个等级，每级 1 行", "there are 4 tiers, 1 row each")
### BEGIN HIDDEN TESTS
assert set(tiers.index) == set(cities["city_tier"]), T(
    "索引应是 city_tier", "index by city_tier"
)
per_tier = customers["city_tier"].value_counts()
assert all(tiers["members"][name] == per_tier[name] for name in per_tier.index), T(
    "会员数应是该等级各城市之和", "add up the members of the tier's cities"
)
assert tiers["population_10k"].sum() == cities["population_10k"].sum(), T(
    "人口应是该等级各城市之和", "add up the residents of the tier's cities"
)
### END HIDDEN TESTS
assert tiers["members"].sum() == len(customers), T("会员数合计不对", "members do not add up")
# %% check="tiers-gdp" of="tiers" points=2
assert isinstance(tiers, pd.DataFrame) and "gdp_cny_head" in tiers, T(
    "还没有作答：缺少 gdp_cny_head", "not attempted: no gdp_cny_head"
)
assert len(tiers) == 4 and tiers["gdp_cny_head"].between(10_000, 500_000).all(), T(
    "人均 GDP 应在 1 万到 50 万元之间：除以人口了吗？",
    "GDP per head lies between 10,000 and 500,000 CNY: did you divide by residents?",
)
assert set(tiers.index) == set(cities["city_tier"]), T(
    "索引应是 city_tier", "index by city_tier"
)
### BEGIN HIDDEN TESTS
for tier_name, part in cities.groupby("city_tier"):
    weighted = np.average(part["gdp_cny_head"], weights=part["population_10k"])
    assert tier_name in tiers.index and abs(tiers["gdp_cny_head"][tier_name] - weighted) < 50, (
        T(
            "请按人口加权：重庆有 3,205 万人，不能和小城市同样算",
            "weight by residents: Chongqing has 32 million and must not count like a small city",
        )
    )
### END HIDDEN TESTS
assert tiers["gdp_cny_head"].notna().all(), T("不应有缺失", "nothing should be missing")
# %% [markdown] lang="zh" id="tiers-read"
# 简单平均时，新一线城市的人均 GDP 是 117,500 元；按人口加权后只有 107,600 元，反而低于二线城市的 118,800 元：
# 重庆和成都人口多，人均值低。可见城市等级不等于人均产出的排名；等级是管理者的分类，用之前要问它按什么分。
# %% [markdown] lang="en" id="tiers-read"
# A plain mean puts GDP per head in the new first tier at 117,500 CNY. Weighted by residents it is only 107,600 CNY, below the
# second tier's 118,800 CNY, because Chongqing and Chengdu are large and lower per head. So a city tier is no ranking by output per head; it
# is a manager's grouping, and you should ask what it is based on.
# %% [markdown] lang="zh" id="index-intro"
# ## 3 · 区域指数：哪里强，哪里弱
#
# 上海有 1,047 位会员，芜湖只有 309 位；但上海人口多得多。**区域指数**把人数换算成可比的数：
#
# 指数 = 100 ×（本地会员数 ÷ 本地人口）÷（全部会员数 ÷ 全部人口）
#
# 100 是平均水平。它与区位商是同一个想法（Isserman，1977，*Journal of the American Institute of Planners*，43(1)，33–41）。
# 手算：甲地 30 位会员、10 万人，乙地 10 位会员、30 万人。合计 40 位、40 万人，平均每万人 1 位；
# 甲地每万人 3 位，指数是 300；乙地每万人 0.333 位，指数是 33.3。
# %% [markdown] lang="en" id="index-intro"
# ## 3 · A regional index: where are we strong, where weak?
#
# Shanghai has 1,047 members and Wuhu just 309; but far more people live in Shanghai. A **regional index** makes them comparable:
#
# index = 100 × (members here ÷ residents here) ÷ (all members ÷ all residents)
#
# 100 is average. The idea is that of the location quotient (Isserman, 1977, *Journal of the American Institute of Planners*, 43(1), 33–41).
# By hand, with residents in tens of thousands as in the data: Jia has 30 members for 10, Yi has 10 members for 30. Together that is 40 members for 40, on average 1 member per unit;
# Jia has 3, an index of 300; Yi has 0.333, an index of 33.3.
# %% [markdown] lang="zh" id="index-q"
# ### 练习 5.2 · 自己写区域指数
# 写函数 `penetration_index(members, population)`：参数都是 Series，索引相同；返回同一索引的指数 Series，100 为平均，不要四舍五入。
#
# <details><summary>提示 1</summary>平均水平是“全部会员数除以全部人口”，不是各地比率的平均。</details>
# <details><summary>提示 2</summary>先算 `members / population`，再除以总的比率。</details>
# <details><summary>提示 3</summary>总的比率是 `members.sum() / population.sum()`，最后乘 100。</details>
# %% [markdown] lang="en" id="index-q"
# ### Exercise 5.2 · Write the regional index yourself
# Write `penetration_index(members, population)`. Both arguments are Series with the same index; return a Series of index values with that same index, 100 being average. Do not round.
#
# <details><summary>Hint 1</summary>The average is all members over all residents, not the mean of the regions' rates.</details>
# <details><summary>Hint 2</summary>Take `members / population`, then divide by the overall rate.</details>
# <details><summary>Hint 3</summary>The overall rate is `members.sum() / population.sum()`; multiply by 100 at the end.</details>


# %% exercise="index" objective="05.2"
def penetration_index(members, population):
    """Return members per resident against the average, which is 100."""
    ### BEGIN SOLUTION
    overall = members.sum() / population.sum()
    return 100 * (members / population) / overall
    ### END SOLUTION


# %% wrong="index" breaks="index-small,index-cities" why="compared with the plain mean of the rates"
def penetration_index(members, population):
    rate = members / population
    return 100 * rate / rate.mean()


# %% wrong="index" breaks="index-small,index-cities" why="members against the mean region, residents ignored"
def penetration_index(members, population):
    return 100 * members / members.mean()


# %% wrong="index" breaks="index-cities" hardcoded="inputs" why="the worked example, hard-coded"
def penetration_index(members, population):
    return pd.Series([300.0, 33.3333], index=members.index[:2])


# %% check="index-small" of="index" points=1
small = penetration_index(pd.Series([30, 10]), pd.Series([10, 30]))
assert small is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(small, pd.Series) and len(small) == 2, T(
    "应返回与输入等长的 Series", "return a Series as long as the input"
)
assert abs(small.iloc[0] - 300) < 0.1 and abs(small.iloc[1] - 33.33) < 0.1, T(
    "例子的答案是 300 和 33.3；平均水平是总数之比，不是比率的平均",
    "the example gives 300 and 33.3; the average is a ratio of totals, not a mean of ratios",
)
# %% check="index-cities" of="index" points=2
one = penetration_index(
    pd.Series([5, 5, 10], list("abc")), pd.Series([10, 10, 20], list("abc"))
)
assert one is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(one, pd.Series) and list(one.index) == list("abc"), T(
    "应返回索引相同的 Series", "return a Series with the same index"
)
### BEGIN HIDDEN TESTS
from segkit.geo import regional_index as by_segkit

ours = penetration_index(city_table["members"], city_table["population_10k"])
theirs = by_segkit(city_table, count="members", base="population_10k")["index"]
assert isinstance(ours, pd.Series) and set(ours.index) == set(theirs.index), T(
    "每座城市应有 1 个指数", "each city has 1 index"
)
gap = (ours.reindex(theirs.index) - theirs).abs()
assert gap.notna().all() and gap.max() < 0.01, T(
    "26 座城市的指数不对：分母是全部会员数除以全部人口，不要四舍五入",
    "wrong for the 26 cities: divide by all members over all residents, do not round",
)
### END HIDDEN TESTS
assert ((one - 100).abs() < 1e-6).all(), T(
    "各地比率相同时都应是 100", "equal rates all give 100"
)
# %% [markdown] lang="zh" id="index-segkit"
# 人数少的城市，指数会碰巧偏高或偏低。`segkit.geo` 的 `regional_index` 同时给出 95% 区间；区间包含 100 时，`reading` 写 unclear（说不准）。
# %% [markdown] lang="en" id="index-segkit"
# In a city with few members the index is high or low by chance. `regional_index` of `segkit.geo` adds a 95% interval; where it contains 100, `reading` says unclear.
# %%
from segkit.geo import EARTH_RADIUS_KM, great_circle_km, regional_index, trade_areas

strength = regional_index(city_table, count="members", base="population_10k")
columns = [T("province", "province_en"), "members", "index", "index_low", "index_high"]
shown = strength.set_index("city_en") if LANG == "en" else strength
shown.sort_values("index")[[*columns, "reading"]].round(1)
# %% [markdown] lang="zh" id="index-read"
# 芜湖的指数是 286，杭州 262，上海 142，重庆 28。广州是 92，区间从 84.6 到 100.3，包含 100，所以说不准；北京的区间从 100.0（未取整时 100.03）起，刚刚高于平均，也别当真。
# 同时看 26 座城市，即使全都是平均水平，也会有 1 座左右碰巧“显著”，别为它编故事。
# 还要看清分母：人口包括下辖的县，重庆尤其大；指数低可能是机会，也可能只是大部分人离门店太远。
# %% [markdown] lang="en" id="index-read"
# The index is 286 in Wuhu, 262 in Hangzhou, 142 in Shanghai and 28 in Chongqing. Guangzhou has 92, with an interval from 84.6 to 100.3 that contains 100: unclear. Beijing's starts at 100.0 (100.03 before rounding): above, but only just, so do not rely on it.
# Of 26 cities that are all average, about 1 would look "significant" by chance, so tell no story about it. Mind the base, too:
# residents include the surrounding counties, and Chongqing's are huge. A low index may be an opportunity, or it may just mean that most people live too far from a shop.
# %% [markdown] lang="zh" id="distance"
# ## 4 · 距离：地球是圆的
#
# 1 度纬度在各地都约为 111.2 公里；1 度经度在赤道同样长，越往北越短，要乘纬度的余弦。所以不能直接对经纬度用勾股定理。**大圆距离**是沿地球表面的最短距离，
# 用半正矢（haversine）公式计算（Sinnott，1984，*Sky and Telescope*，68(2)，159）：
#
# $h = \sin^2\frac{\varphi_2-\varphi_1}{2} + \cos\varphi_1\cos\varphi_2\sin^2\frac{\lambda_2-\lambda_1}{2}$，$d = 2R\arcsin\sqrt{h}$
#
# $\varphi$ 是纬度，$\lambda$ 是经度，都用**弧度**；$R$ 是地球平均半径 6,371 公里。下面一步步算上海到杭州。
# %% [markdown] lang="en" id="distance"
# ## 4 · Distance on a round Earth
#
# 1 degree of latitude is about 111.2 km everywhere. 1 degree of longitude is as long at the equator and shorter further north: multiply by the cosine of the latitude. So
# Pythagoras on degrees is wrong. The **great-circle distance** is the shortest way along the surface, by the haversine formula (Sinnott, 1984, *Sky and Telescope*, 68(2), 159):
#
# $h = \sin^2\frac{\varphi_2-\varphi_1}{2} + \cos\varphi_1\cos\varphi_2\sin^2\frac{\lambda_2-\lambda_1}{2}$, $d = 2R\arcsin\sqrt{h}$
#
# $\varphi$ is latitude and $\lambda$ longitude, in **radians**; $R$ is the mean radius of the Earth, 6,371 km. From Shanghai to Hangzhou, step by step:
# %%
a, b = city_table.loc["上海"], city_table.loc["杭州"]
phi1, phi2 = np.radians(a["latitude"]), np.radians(b["latitude"])
half_lat = np.sin((phi2 - phi1) / 2) ** 2
half_lon = np.sin(np.radians(b["longitude"] - a["longitude"]) / 2) ** 2
h = half_lat + np.cos(phi1) * np.cos(phi2) * half_lon
d = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))
print(T(f"h = {h:.7f}，距离 {d:.1f} 公里", f"h = {h:.7f}, distance {d:.1f} km"))
# %% [markdown] lang="zh" id="km-q"
# ### 练习 5.3 · 大圆距离函数
# 把上面的步骤写成函数 `km_between(lat1, lon1, lat2, lon2)`：输入 4 个以度为单位的数，返回公里数。纬度已换成弧度，其余由你补全。
#
# <details><summary>提示 1</summary>经度之差也要换成弧度。</details>
# <details><summary>提示 2</summary>先算 `h`，共 2 项，第 2 项要乘两地纬度的余弦。</details>
# <details><summary>提示 3</summary>最后返回 `2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))`。</details>
# %% [markdown] lang="en" id="km-q"
# ### Exercise 5.3 · A function for the great-circle distance
# Turn these steps into the function `km_between(lat1, lon1, lat2, lon2)`. It takes 4 numbers in degrees and returns km. The latitudes are already in radians; the rest is yours.
#
# <details><summary>Hint 1</summary>The difference of the longitudes has to be in radians as well.</details>
# <details><summary>Hint 2</summary>Compute `h` first: it has 2 terms; term 2 is multiplied by the cosines of both latitudes.</details>
# <details><summary>Hint 3</summary>At the end return `2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))`.</details>


# %% exercise="km" objective="05.3"
def km_between(lat1, lon1, lat2, lon2):
    """Return the great-circle distance in km between two places in degrees."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    ### BEGIN SOLUTION
    half_lon = np.sin(np.radians(lon2 - lon1) / 2) ** 2
    h = np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * half_lon
    return float(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h)))
    ### END SOLUTION


# %% wrong="km" breaks="km-known,km-anywhere" why="Pythagoras on degrees, as if the Earth were flat"
def km_between(lat1, lon1, lat2, lon2):
    return float(111.195 * np.hypot(lat2 - lat1, lon2 - lon1))


# %% wrong="km" breaks="km-known,km-anywhere" why="longitude left in degrees"
def km_between(lat1, lon1, lat2, lon2):
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    h = np.sin((phi2 - phi1) / 2) ** 2
    h = h + np.cos(phi1) * np.cos(phi2) * np.sin((lon2 - lon1) / 2) ** 2
    return float(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h)))


# %% wrong="km" breaks="km-anywhere" hardcoded="inputs" why="the known distance, hard-coded"
def km_between(lat1, lon1, lat2, lon2):
    return 1067.0


# %% check="km-known" of="km" points=1
beijing_shanghai = km_between(39.90, 116.40, 31.23, 121.47)
assert beijing_shanghai is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.ndim(beijing_shanghai) == 0 and np.isfinite(beijing_shanghai), T(
    "应返回一个数", "return one number"
)
assert abs(beijing_shanghai - 1067) < 3, T(
    f"北京到上海约 1,067 公里，你的结果是 {beijing_shanghai:,.0f}；角度都换成弧度了吗？",
    f"Beijing to Shanghai is about 1,067 km, yours is {beijing_shanghai:,.0f}; all in radians?",
)
# %% check="km-anywhere" of="km" points=2
along = km_between(0.0, 10.0, 0.0, 11.0)
assert along is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.ndim(along) == 0 and np.isfinite(along), T("应返回一个数", "return one number")
### BEGIN HIDDEN TESTS
for p in ((50.0, 10.0, 50.0, 12.0), (31.2, 121.5, 30.3, 120.2), (60.0, 10.0, 20.0, 50.0)):
    f1, l1, f2, l2 = np.radians(p)
    u = np.array([np.cos(f1) * np.cos(l1), np.cos(f1) * np.sin(l1), np.sin(f1)])
    v = np.array([np.cos(f2) * np.cos(l2), np.cos(f2) * np.sin(l2), np.sin(f2)])
    true_km = 6371.0088 * np.arctan2(np.linalg.norm(np.cross(u, v)), u @ v)
    assert abs(km_between(*p) - true_km) < 0.5, T(
        "别处的距离不对：都用弧度，第 2 项要乘两地纬度的余弦",
        "wrong elsewhere: radians, and in term 2 the cosines of both latitudes",
    )
### END HIDDEN TESTS
assert abs(along - 111.195) < 0.2, T(
    "赤道上 1 度经度约 111.2 公里", "a degree of longitude on the equator is about 111.2 km"
)
# %% [markdown] lang="zh" id="areas"
# ## 5 · 商圈与城乡
#
# **商圈**是一家门店的客户来自的范围。`trade_areas` 先为每位会员找最近的门店，再按距离划分：最近的 60% 会员所在的是核心商圈，
# 到 85% 为止是次级商圈，其余是边缘商圈（做法见 Applebaum，1966，*Journal of Marketing Research*，3(2)，127–141）。
# 大圆距离不看道路：隔着江河或铁路的 3 公里，走起来往往远得多。
# %% [markdown] lang="en" id="areas"
# ## 5 · Trade areas, town and country
#
# A **trade area** is where a shop's customers come from. `trade_areas` finds the nearest shop for each member, then divides by distance: the nearest 60% of a shop's
# members live in the primary area, those up to 85% in the secondary one, the others in the tertiary one (after Applebaum, 1966, *Journal of Marketing
# Research*, 3(2), 127–141). Great-circle distance knows no roads: 3 km across a river or a railway can be far more on foot.
# %%
near = trade_areas(customers, stores).customers.set_index("customer_id")
in_shanghai = customers["city"] == "上海"
shanghai = trade_areas(customers[in_shanghai], stores[stores["city"] == "上海"])
plot.show(
    plot.plot_trade_areas(shanghai, lang=LANG),
    alt=T(
        "上海 2 家门店和会员的地图：核心商圈的会员挨着门店，边缘商圈的散在外围。",
        "Map of the 2 shops and the members in Shanghai: the primary area lies close to the shops, the tertiary one far out.",
    ),
)
# %% [markdown] lang="zh" id="rural"
# `area` 说明会员住在市区、郊区还是乡村。到最近门店的距离，中位数依次是 4.3、10.5 和 23.2 公里；在店下单的比例是 40%、26% 和 12%。
# 城乡差别有多少其实是距离的差别？下表说明，乡村会员更多改用小程序（`wechat`），需求并没有消失。
# %% [markdown] lang="en" id="rural"
# `area` tells whether members live in town, in a suburb or in the country. Their median distances to a shop are 4.3, 10.5 and 23.2 km; the shares of orders in a shop
# are 40%, 26% and 12%. How much of the difference between town and country is just distance? As the table shows, country members use the mini-program (`wechat`) more: the demand is still there.
# %%
visits = purchases.drop_duplicates("order_id").assign(
    area=lambda d: d["customer_id"].map(people["area"]),
    distance_km=lambda d: d["customer_id"].map(near["distance_km"]).round(1),
    in_store=lambda d: d["channel"] == "store",
)
pd.crosstab(visits["area"], visits["channel"], normalize="index").style.format("{:.0%}")
# %% [markdown] lang="zh" id="bands-q"
# ### 练习 5.4 · 距离每远一档，到店少多少
# `visits` 每张订单 1 行，距离取 1 位小数，有的正好落在边界上。请用 `edges` 和 `labels` 把 `distance_km` 分成 5 档（左端含、右端不含），做出表 `bands`：索引是档名（由近到远），
# 列 `orders` 是订单数，`store_share` 是该档订单中在店下单的比例（0 到 1）。
#
# <details><summary>提示 1</summary>用 `pd.cut`；左端含在内要写 `right=False`。</details>
# <details><summary>提示 2</summary>真假值 `in_store` 的平均数就是比例，在每档之内计算。</details>
# <details><summary>提示 3</summary>用 `groupby(band, observed=True)["in_store"].agg(orders="size", store_share="mean")`。</details>
# %% [markdown] lang="en" id="bands-q"
# ### Exercise 5.4 · How visits fall with distance
# `visits` has 1 row per order; distances have 1 decimal, and some lie exactly on an edge. Use `edges` and `labels` to cut `distance_km` into 5 bands (left end included, right end not) and make the table `bands`, indexed by the labels from near to far:
# `orders` is the number of orders, `store_share` the share of the band's orders placed in a shop (0 to 1).
#
# <details><summary>Hint 1</summary>Use `pd.cut`; to include the left end write `right=False`.</details>
# <details><summary>Hint 2</summary>The mean of the true-or-false `in_store` is the share, within each band.</details>
# <details><summary>Hint 3</summary>Take `groupby(band, observed=True)["in_store"].agg(orders="size", store_share="mean")`.</details>
# %% exercise="bands" objective="05.3"
edges, labels = [0, 3, 6, 15, 60, np.inf], ["0-3", "3-6", "6-15", "15-60", "60+"]
### BEGIN SOLUTION
band = pd.cut(visits["distance_km"], edges, labels=labels, right=False).astype(str)
bands = visits.groupby(band)["in_store"].agg(orders="size", store_share="mean").loc[labels]
### END SOLUTION
# %% wrong="bands" breaks="bands-share" why="which band the shop orders come from, instead of the share within a band"
edges, labels = [0, 3, 6, 15, 60, np.inf], ["0-3", "3-6", "6-15", "15-60", "60+"]
band = pd.cut(visits["distance_km"], edges, labels=labels, right=False).astype(str)
bands = visits.groupby(band)["in_store"].agg(orders="size", store_share="sum").loc[labels]
bands["store_share"] = bands["store_share"] / bands["store_share"].sum()
# %% wrong="bands" breaks="bands-orders,bands-share" why="bands of members instead of orders"
edges, labels = [0, 3, 6, 15, 60, np.inf], ["0-3", "3-6", "6-15", "15-60", "60+"]
single = visits.drop_duplicates("customer_id")
band = pd.cut(single["distance_km"], edges, labels=labels, right=False).astype(str)
bands = single.groupby(band)["in_store"].agg(orders="size", store_share="mean").loc[labels]
# %% wrong="bands" breaks="bands-orders,bands-share" why="right ends included: an order from exactly 3 km counts as nearer"
edges, labels = [0, 3, 6, 15, 60, np.inf], ["0-3", "3-6", "6-15", "15-60", "60+"]
band = pd.cut(visits["distance_km"], edges, labels=labels, include_lowest=True).astype(str)
bands = visits.groupby(band)["in_store"].agg(orders="size", store_share="mean").loc[labels]
# %% wrong="bands" breaks="bands-share" hardcoded="seed" why="shares of the shipped data"
edges, labels = [0, 3, 6, 15, 60, np.inf], ["0-3", "3-6", "6-15", "15-60", "60+"]
band = pd.cut(visits["distance_km"], edges, labels=labels, right=False).astype(str)
bands = visits.groupby(band)["in_store"].agg(orders="size").loc[labels]
bands["store_share"] = [0.480863, 0.410668, 0.320217, 0.128889, 0.001881]
# %% check="bands-orders" of="bands" points=1
assert isinstance(bands, pd.DataFrame) and "orders" in bands, T(
    "bands 应是含 orders 一列的表",
    "bands should be a table with a column orders",
)
assert list(map(str, bands.index)) == ["0-3", "3-6", "6-15", "15-60", "60+"], T(
    "索引应是 5 个档名，由近到远", "index by the 5 labels, from near to far"
)
### BEGIN HIDDEN TESTS
far = visits["distance_km"].to_numpy()
counted = [
    ((far >= a) & (far < b)).sum() for a, b in zip([0, 3, 6, 15, 60], [3, 6, 15, 60, 1e9])
]
assert list(bands["orders"]) == counted, T(
    "每档的订单数不对：数订单，左端含在内", "count orders in each band, left end included"
)
### END HIDDEN TESTS
assert bands["orders"].sum() == len(visits), T("订单合计不对", "orders do not add up")
# %% check="bands-share" of="bands" points=2
assert isinstance(bands, pd.DataFrame) and "store_share" in bands, T(
    "缺少 store_share", "no store_share"
)
assert len(bands) == 5 and bands["store_share"].between(0, 1).all(), T(
    "比例应在 0 和 1 之间", "shares lie between 0 and 1"
)
assert list(map(str, bands.index)) == ["0-3", "3-6", "6-15", "15-60", "60+"], T(
    "索引应是 5 个档名，由近到远", "index by the 5 labels, from near to far"
)
### BEGIN HIDDEN TESTS
far, inside = visits["distance_km"].to_numpy(), (visits["channel"] == "store").to_numpy()
for a, b, got in zip([0, 3, 6, 15, 60], [3, 6, 15, 60, 1e9], bands["store_share"]):
    chosen = (far >= a) & (far < b)
    assert abs(got - inside[chosen].sum() / chosen.sum()) < 5e-4, T(
        "比例的分母是本档的全部订单；左端含、右端不含",
        "divide by all orders of the same band; left end included, right end not",
    )
### END HIDDEN TESTS
assert bands["store_share"].is_monotonic_decreasing, T(
    "应该越远越少", "the share falls from band to band"
)
# %% [markdown] lang="zh" id="explore"
# ### 动手探索：半径画多大？
# 选一座城市，移动半径滑块，看有多少会员住在最近门店的半径以内。键盘也行：Tab 换控件，方向键改数值。
# 半径从 6 公里加到 15 公里，多覆盖多少人？这些人真的会来吗（看练习 5.4）？
# %% [markdown] lang="en" id="explore"
# ### Explore: how large a radius?
# Choose a city and move the radius: how many members live within it of the nearest shop? The keyboard works as well: Tab moves between the controls, arrow keys change them.
# From 6 to 15 km, how many more are covered? Would they really come (see exercise 5.4)?
# %%
explore.trade_area_map(
    customers,
    stores,
    names=dict(zip(cities["city"], cities[T("city", "city_en")])),
    lang=LANG,
)
# %% [markdown] lang="zh" id="bug-hunt"
# ## 6 · 捉虫：半径 318 公里的商圈
#
# 小赵把全部会员交给 `trade_areas`，按核心商圈的半径安排送货；同城配送最远 25 公里。门店 S12（西安）的半径却有 318 公里，看起来很受欢迎。问题在哪里？
# %% [markdown] lang="en" id="bug-hunt"
# ## 6 · Bug hunt: a trade area of 318 km
#
# Xiao Zhao gave all members to `trade_areas` and plans deliveries by the radius of the primary area; same-day delivery goes 25 km at most. Shop S12 (Xi'an) comes out at 318 km: popular, it seems. What is wrong?
# %%
zhao = trade_areas(customers, stores).shops.set_index("store_id")
zhao[["customers", "median_km", "primary_km"]].nlargest(5, "primary_km").round(1)


# %% [markdown] lang="zh" id="bug-q"
# ### 练习 5.5 · 修好商圈
# “最近”不等于“近”：没有门店的城市里，会员也被分给了几百公里外的门店。请先留下离最近门店不超过 25 公里的会员（`near["distance_km"]`），再重新划分。
# 结果存为 Series `primary_km`：以 `store_id` 为索引，值是各店核心商圈的半径；S12 的半径存为 `s12_km`（单位公里，不要四舍五入）。
#
# <details><summary>提示 1</summary>先筛选会员，再调用 `trade_areas`，不要只在结果里筛选。</details>
# <details><summary>提示 2</summary>`near` 的行序与 `customers` 相同，可以用 `(near["distance_km"] <= 25).to_numpy()` 作条件。</details>
# <details><summary>提示 3</summary>用 `trade_areas(customers[close], stores).shops.set_index("store_id")["primary_km"]`。</details>
# %% [markdown] lang="en" id="bug-q"
# ### Exercise 5.5 · Mend the trade areas
# "Nearest" is not "near": members in cities without a shop were given to shops hundreds of km away. Keep the members who live at most 25 km from their nearest shop (`near["distance_km"]`), then draw the areas again.
# Store the radius of each shop's primary area as `primary_km`, a Series indexed by `store_id`, and that of S12 as `s12_km` (both in km, not rounded).
#
# <details><summary>Hint 1</summary>Filter the members and then call `trade_areas`; filtering its result is too late.</details>
# <details><summary>Hint 2</summary>`near` has its rows in the order of `customers`, so `(near["distance_km"] <= 25).to_numpy()` is the condition.</details>
# <details><summary>Hint 3</summary>Take `trade_areas(customers[close], stores).shops.set_index("store_id")["primary_km"]`.</details>
# %% exercise="bug" objective="05.3"
### BEGIN SOLUTION
close = (near["distance_km"] <= 25).to_numpy()
primary_km = trade_areas(customers[close], stores).shops.set_index("store_id")["primary_km"]
s12_km = primary_km["S12"]
### END SOLUTION
# %% wrong="bug" breaks="bug-areas,bug-s12" why="everybody kept, however far away"
primary_km = trade_areas(customers, stores).shops.set_index("store_id")["primary_km"]
s12_km = primary_km["S12"]
# %% wrong="bug" breaks="bug-areas,bug-s12" why="members of cities with a shop, however far away they live"
close = customers["city"].isin(stores["city"])
primary_km = trade_areas(customers[close], stores).shops.set_index("store_id")["primary_km"]
s12_km = primary_km["S12"]
# %% wrong="bug" breaks="bug-areas,bug-s12" why="the median distance instead of the radius"
close = (near["distance_km"] <= 25).to_numpy()
primary_km = trade_areas(customers[close], stores).shops.set_index("store_id")["median_km"]
s12_km = primary_km["S12"]
# %% wrong="bug" breaks="bug-s12" hardcoded="seed" why="the radius of the shipped data"
close = (near["distance_km"] <= 25).to_numpy()
primary_km = trade_areas(customers[close], stores).shops.set_index("store_id")["primary_km"]
s12_km = 7.191419
# %% check="bug-areas" of="bug" points=2
assert isinstance(primary_km, pd.Series), T(
    "primary_km 应是 Series", "primary_km should be a Series"
)
assert set(primary_km.index) == set(stores["store_id"]), T(
    "每家门店 1 个半径，索引是 store_id", "1 radius per shop, indexed by store_id"
)
assert primary_km.between(0.1, 25).all(), T(
    "半径不应超过 25 公里：先筛选会员，再划商圈",
    "no radius exceeds 25 km: filter members first, then draw the areas",
)
### BEGIN HIDDEN TESTS
homes = customers[["latitude", "longitude"]].to_numpy()
apart = np.column_stack([
    great_circle_km(homes[:, 0], homes[:, 1], shop.latitude, shop.longitude)
    for shop in stores.itertuples()
])
own, least = apart.argmin(axis=1), apart.min(axis=1)
for i, name in enumerate(stores["store_id"]):
    reach = np.sort(least[(own == i) & (least <= 25)])
    expected = reach[int(np.ceil(round(0.6 * len(reach), 9))) - 1]
    assert abs(primary_km[name] - expected) < 0.02, T(
        "按到门店的距离筛选会员，再用 trade_areas：半径包含该店最近的 60% 会员",
        "filter by the distance to the shop, then call trade_areas: the nearest 60% are within",
    )
### END HIDDEN TESTS
assert len(primary_km) == len(stores), T("应有 24 个半径", "there are 24 radii")
# %% check="bug-s12" of="bug" points=1
assert isinstance(s12_km, (int, float, np.number)), T(
    "s12_km 应是一个数", "s12_km should be one number"
)
assert 0 < s12_km < 25, T("S12 的半径应小于 25 公里", "the radius of S12 is below 25 km")
### BEGIN HIDDEN TESTS
s12 = stores[stores["store_id"] == "S12"].iloc[0]
to_s12 = great_circle_km(
    customers["latitude"], customers["longitude"], s12["latitude"], s12["longitude"]
)
served = np.sort(to_s12[(near["store_id"] == "S12").to_numpy() & (np.asarray(to_s12) <= 25)])
cut = served[int(np.ceil(round(0.6 * len(served), 9))) - 1]
assert abs(s12_km - cut) < 0.005, T(
    "s12_km 应从筛选后的商圈取得", "take s12_km from the areas of the members kept"
)
### END HIDDEN TESTS
assert np.isfinite(s12_km), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="bug-read"
# 筛选以后，S12 的半径是 7.2 公里，24 家门店的中位数是 6.7 公里。“最近门店”不设距离上限，就会撑大商圈；只去掉没有门店的城市还不够，另有 252 位会员也住得太远。上限 25 公里是我们定的，要写明。
# %% [markdown] lang="en" id="bug-read"
# With the filter, S12 has a radius of 7.2 km, and the median of the 24 shops is 6.7 km. "Nearest shop" without a limit inflates trade areas; leaving out the cities without a shop is not enough, as another 252 members live too far away. The limit of 25 km is our own choice and should be stated.
# %% [markdown] lang="zh" id="climate"
# ## 7 · 气候：看季节，别看全年
#
# 先看饮料：比较各气候带冬季（12 至 2 月）、夏季（6 至 8 月）和全年的购买行中饮料所占的比例。
# `climate` 有 4 种：`north`（秦岭—淮河以北）、`central`、`south`（沿海）、`plateau`（西南高原）。
# %% [markdown] lang="en" id="climate"
# ## 7 · Climate: look at seasons, not at the year
#
# Drinks first: which share of the lines bought are drinks in winter (months 12 to 2), in summer (months 6 to 8) and over the year, by climate?
# There are 4 values of `climate`: `north` (of the Qinling–Huaihe line), `central`, `south` (the coast) and `plateau` (the highlands of the south-west).
# %%
sold = purchases.assign(
    climate=purchases["customer_id"].map(people["city"]).map(city_table["climate"]),
    month=purchases["order_time"].dt.month,
)
winter, summer = sold["month"].isin([12, 1, 2]), sold["month"].isin([6, 7, 8])
drinks = sold["category"].eq("drinks")
parts = {"winter": winter, "summer": summer, "year": sold["month"] > 0}
shares = {
    name: drinks[chosen].groupby(sold["climate"]).mean() for name, chosen in parts.items()
}
pd.DataFrame(shares).assign(lines=sold["climate"].value_counts()).round(3)
# %% [markdown] lang="zh" id="staples-q"
# ### 练习 5.6 · 主食的冬夏之比
# 除高原外，饮料夏季的占比高得多；但按全年算，各气候带几乎一样：季节互相抵消了。换成主食（`category` 等于 `"staples"`）：请算出 Series `staples_swing`，索引是 `climate`，
# 值是**冬季占比除以夏季占比**；占比指主食行数除以该季、该气候带的全部行数。再把北方的值存为 `north_swing`（不要四舍五入）。
#
# <details><summary>提示 1</summary>照饮料的例子，先得到主食的真假值，再分季节、按气候求平均。</details>
# <details><summary>提示 2</summary>不要直接用行数相除：冬夏的总行数不同。</details>
# <details><summary>提示 3</summary>用 `staples[winter].groupby(sold["climate"]).mean()` 除以夏季的同一结果。</details>
# %% [markdown] lang="en" id="staples-q"
# ### Exercise 5.6 · Staples, winter over summer
# Except on the plateau, the share of drinks is far higher in summer, yet over the year the climates hardly differ: the seasons cancel out. Now staples (`category` equal to `"staples"`): compute the Series `staples_swing`, indexed by `climate`, with the
# **share in winter over the share in summer**; the share is lines of staples over all lines of that season and climate. Store the value of the north as `north_swing` (not rounded).
#
# <details><summary>Hint 1</summary>As with drinks: true or false for staples, then the mean by climate within a season.</details>
# <details><summary>Hint 2</summary>Do not divide counts of lines: the seasons differ in all their lines.</details>
# <details><summary>Hint 3</summary>Divide `staples[winter].groupby(sold["climate"]).mean()` by the same for summer.</details>
# %% exercise="staples" objective="05.4"
### BEGIN SOLUTION
staples = sold["category"].eq("staples")
in_winter = staples[winter].groupby(sold["climate"]).mean()
staples_swing = in_winter / staples[summer].groupby(sold["climate"]).mean()
north_swing = staples_swing["north"]
### END SOLUTION
# %% wrong="staples" breaks="staples-swing,staples-north" why="counts divided instead of shares"
staples = sold["category"].eq("staples")
in_winter = staples[winter].groupby(sold["climate"]).sum()
staples_swing = in_winter / staples[summer].groupby(sold["climate"]).sum()
north_swing = staples_swing["north"]
# %% wrong="staples" breaks="staples-swing,staples-north" why="summer over winter"
staples = sold["category"].eq("staples")
in_winter = staples[winter].groupby(sold["climate"]).mean()
staples_swing = staples[summer].groupby(sold["climate"]).mean() / in_winter
north_swing = staples_swing["north"]
# %% wrong="staples" breaks="staples-north" hardcoded="seed" why="the ratio of the shipped data"
staples = sold["category"].eq("staples")
in_winter = staples[winter].groupby(sold["climate"]).mean()
staples_swing = in_winter / staples[summer].groupby(sold["climate"]).mean()
north_swing = 2.514051
# %% check="staples-swing" of="staples" points=2
assert isinstance(staples_swing, pd.Series), T(
    "staples_swing 应是 Series", "staples_swing should be a Series"
)
assert set(staples_swing.index) == {"north", "central", "south", "plateau"}, T(
    "索引应是 4 种气候", "index by the 4 climates"
)
assert np.isfinite(staples_swing.to_numpy(dtype=float)).all(), T(
    "不应有缺失", "nothing should be missing"
)
### BEGIN HIDDEN TESTS
for kind in ("north", "central", "south", "plateau"):
    here = sold[sold["climate"] == kind]
    cold, hot = here[here["month"].isin([12, 1, 2])], here[here["month"].isin([6, 7, 8])]
    share_cold = (cold["category"] == "staples").sum() / len(cold)
    share_hot = (hot["category"] == "staples").sum() / len(hot)
    assert abs(staples_swing[kind] - share_cold / share_hot) < 5e-3, T(
        "冬季占比除以夏季占比；占比的分母是该季的全部行数",
        "winter share over summer share; divide by all lines of the season",
    )
### END HIDDEN TESTS
assert staples_swing["north"] > staples_swing["south"], T(
    "北方的比值应高于南方沿海：方向反了吗？", "the north exceeds the coast: is it upside down?"
)
# %% check="staples-north" of="staples" points=1
assert isinstance(north_swing, (int, float, np.number)), T(
    "north_swing 应是一个数", "north_swing should be one number"
)
assert 1 < north_swing < 10, T("北方冬季占比更高", "in the north the winter share is higher")
### BEGIN HIDDEN TESTS
table = pd.crosstab(
    [sold["climate"], np.where(winter, "w", np.where(summer, "s", "x"))],
    sold["category"],
    normalize="index",
)["staples"]
assert abs(north_swing - table["north", "w"] / table["north", "s"]) < 2e-3, T(
    "north_swing 应是 staples_swing 里北方的值", "north_swing is the north in staples_swing"
)
### END HIDDEN TESTS
assert np.isfinite(north_swing), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="staples-read"
# 北方的主食冬季占 17.5%，夏季占 7.0%；南方沿海是 12.6% 和 10.7%。全年分别是 12.2% 和 12.0%，看不出差别。
# 所以货架要按“气候 × 季节”调整，不是按地区一次定死。高原冬季只有 238 行，比值不可靠。
# %% [markdown] lang="en" id="staples-read"
# In the north, staples are 17.5% of the lines in winter and 7.0% in summer; on the south coast 12.6% and 10.7%. Over the year it is 12.2% and 12.0%: no difference to be seen.
# So shelves should follow climate and season together, not the region once and for all. The plateau has just 238 lines in winter; do not rely on its ratio.
# %% [markdown] lang="zh" id="fallacy-intro"
# ## 8 · 生态谬误：富的城市，富的人
#
# 回到开头的话。下图 26 座城市每座 1 个点，是会员收入与消费的对数平均值（取对数，是因为少数大额采购会左右平均数）。点明显地一起上升，
# 很容易由此推出“收入高的会员花得多”。
# %% [markdown] lang="en" id="fallacy-intro"
# ## 8 · The ecological fallacy: rich cities, rich people
#
# Back to the claim at the start. Each of the 26 cities is 1 point below: the mean logarithms of members' income and of what they spent (logarithms, because a few bulk buyers would rule the mean). The points
# clearly rise together. How easy to conclude that "members with a high income spend more".
# %%
spend = purchases.groupby("customer_id")["amount_cny"].sum().rename("spend")
known = people.join(spend, how="inner").query("income_cny_month > 0 and spend > 0")
known = known.assign(
    log_income=np.log(known["income_cny_month"].astype(float)),
    log_spend=np.log(known["spend"].astype(float)),
)
city_means = known.groupby("city")[["log_income", "log_spend"]].mean()
# %%
ax = city_means.plot.scatter("log_income", "log_spend", s=36, color="C0", figsize=(6, 4))
ax.set_xlabel(T("月收入对数的城市平均", "city mean of log monthly income"))
ax.set_ylabel(T("消费金额对数的城市平均", "city mean of log spend"))
plot.show(
    ax,
    alt=T(
        "散点图：26 座城市，收入均值越高，消费均值越高。",
        "Scatter of 26 cities: the higher the mean income, the higher the mean spend.",
    ),
)
# %% [markdown] lang="zh" id="fallacy-q"
# ### 练习 5.7 · 城市之间与城市之内
# 用 `known` 算相关系数：`between` 是 26 座城市均值（`log_income` 与 `log_spend`）之间的相关系数，每座城市算 1 个点；
# `within` 是离差之间的相关系数，离差是每位会员的数值减去所在城市的均值。结果不要四舍五入。
#
# <details><summary>提示 1</summary>`city_means` 已经算好，`between` 直接求相关。</details>
# <details><summary>提示 2</summary>用 `groupby("city")` 加 `transform("mean")`，给每位会员配上本城市的均值。</details>
# <details><summary>提示 3</summary>`deviation = logs - logs.groupby(known["city"]).transform("mean")`，再用 `corr()`。</details>
# %% [markdown] lang="en" id="fallacy-q"
# ### Exercise 5.7 · Between cities and within them
# From `known` compute the correlations. `between` is the correlation of the means of the 26 cities (`log_income` with `log_spend`), each city being 1 point;
# `within` is that of the deviations: each member's value minus the mean of the member's city. Do not round them.
#
# <details><summary>Hint 1</summary>`city_means` is there already: correlate its columns for `between`.</details>
# <details><summary>Hint 2</summary>`groupby("city")` with `transform("mean")` gives each member the mean of their city.</details>
# <details><summary>Hint 3</summary>`deviation = logs - logs.groupby(known["city"]).transform("mean")`, then `corr()`.</details>
# %% exercise="fallacy" objective="05.5"
logs = known[["log_income", "log_spend"]]
### BEGIN SOLUTION
between = city_means["log_income"].corr(city_means["log_spend"])
deviation = logs - logs.groupby(known["city"]).transform("mean")
within = deviation["log_income"].corr(deviation["log_spend"])
### END SOLUTION
# %% wrong="fallacy" breaks="fallacy-within" why="all members together: differences between cities left in"
between = city_means["log_income"].corr(city_means["log_spend"])
within = known["log_income"].corr(known["log_spend"])
# %% wrong="fallacy" breaks="fallacy-within" why="only the income has its city's mean subtracted"
between = city_means["log_income"].corr(city_means["log_spend"])
logs = known[["log_income", "log_spend"]]
deviation = logs["log_income"] - logs["log_income"].groupby(known["city"]).transform("mean")
within = deviation.corr(logs["log_spend"])
# %% wrong="fallacy" breaks="fallacy-between" why="means of tiers instead of cities"
tier_means = known.groupby("city_tier")[["log_income", "log_spend"]].mean()
between = tier_means["log_income"].corr(tier_means["log_spend"])
logs = known[["log_income", "log_spend"]]
deviation = logs - logs.groupby(known["city"]).transform("mean")
within = deviation["log_income"].corr(deviation["log_spend"])
# %% wrong="fallacy" breaks="fallacy-between,fallacy-within" hardcoded="seed" why="correlations of the shipped data"
between, within = 0.8441729735, 0.0094465324
# %% check="fallacy-between" of="fallacy" points=1
assert isinstance(between, (int, float, np.number)), T(
    "between 应是一个数", "between should be one number"
)
assert -1 <= between <= 1, T("相关系数在 -1 和 1 之间", "a correlation lies between -1 and 1")
### BEGIN HIDDEN TESTS
points = np.array([
    part[["log_income", "log_spend"]].to_numpy().mean(axis=0)
    for _, part in known.groupby("city")
])
assert abs(between - np.corrcoef(points.T)[0, 1]) < 1e-6, T(
    "between 用 26 座城市的均值，每座 1 个点，不要四舍五入",
    "between takes the means of the 26 cities, 1 point each, not rounded",
)
### END HIDDEN TESTS
assert between > 0.3, T("城市之间应是明显的正相关", "between cities it is clearly positive")
# %% check="fallacy-within" of="fallacy" points=2
assert isinstance(within, (int, float, np.number)), T(
    "within 应是一个数", "within should be one number"
)
assert -1 <= within <= 1, T("相关系数在 -1 和 1 之间", "a correlation lies between -1 and 1")
### BEGIN HIDDEN TESTS
rows = np.vstack([
    part[["log_income", "log_spend"]].to_numpy()
    - part[["log_income", "log_spend"]].to_numpy().mean(axis=0)
    for _, part in known.groupby("city")
])
assert abs(within - np.corrcoef(rows.T)[0, 1]) < 1e-6, T(
    "within：2 列都先减去本城市的均值，再求相关，不要四舍五入",
    "within: subtract the city's mean from both columns, then correlate; do not round",
)
### END HIDDEN TESTS
assert abs(within) < 0.3, T("城市之内应接近 0", "within cities it is close to 0")
# %% [markdown] lang="zh" id="fallacy-read"
# 城市之间的相关系数是 0.84，城市之内只有 0.01，全部会员放在一起也只有 0.05。用群体的关系推断个人，就是**生态谬误**
# （Robinson，1950，*American Sociological Review*，15(3)，351–357）。城市均值仍可用来选城市，但不能用来在城市里挑人。
# 反过来也一样：个人的关系不能直接推到城市。收入是自报的，高收入者缺失更多，这里只用了填写的人。
# %% [markdown] lang="en" id="fallacy-read"
# Between cities the correlation is 0.84, within them just 0.01, and for all members together 0.05. To infer individuals from groups is the **ecological fallacy**
# (Robinson, 1950, *American Sociological Review*, 15(3), 351–357). City means may still help to choose cities; they do not help to pick people within a city.
# Nor may you go the other way, from individuals to cities. Income is as stated, and more often missing where it is high; only members who gave it are in here.
# %% [markdown] lang="zh" id="case-q"
# ## 9 · 综合题：第 25 家门店
#
# ### 练习 5.8 · 新店能让多少会员就近到店
# 回到开头。写函数 `brought_near(latitude, longitude)`：新店若开在这个位置（度），`customers` 里有多少会员**现在离最近门店超过 15 公里、
# 而离这里不超过 15 公里**？返回人数。`great_circle_km` 的 4 个参数与 `km_between` 相同，也可以是整列。
# 再对 `cities` 里的 26 个城市中心各算一次，存为 Series `gain`，以城市名（`city` 列）为索引；最大值存为 `best_gain`。
#
# <details><summary>提示 1</summary>把 `customers` 的 2 列和这个位置交给 `great_circle_km`，得到所有会员到这里的距离。</details>
# <details><summary>提示 2</summary>两个条件同时成立：`near["distance_km"] > 15`，以及到这里的距离不超过 15；`near` 的行序与 `customers` 相同。</details>
# <details><summary>提示 3</summary>循环 `cities.itertuples()`，把结果存进字典，再用 `pd.Series(...)`。</details>
# %% [markdown] lang="en" id="case-q"
# ## 9 · Case: shop number 25
#
# ### Exercise 5.8 · How many members a new shop brings near
# Back to the start. Write `brought_near(latitude, longitude)`: if the new shop opens at this place (in degrees), how many of all `customers`
# **now live more than 15 km from the nearest shop and at most 15 km from this place**? Return the number. `great_circle_km` takes the same 4 arguments as `km_between`; they may be whole columns.
# Then do it for the 26 city centres in `cities`: store a Series `gain`, indexed by city name (column `city`), and its largest value as `best_gain`.
#
# <details><summary>Hint 1</summary>Give 2 columns of `customers` and this place to `great_circle_km`: the distances of all members.</details>
# <details><summary>Hint 2</summary>Two conditions at once: `near["distance_km"] > 15`, and at most 15 from this place; `near` has its rows in the order of `customers`.</details>
# <details><summary>Hint 3</summary>Loop over `cities.itertuples()`, put the results in a dictionary and use `pd.Series(...)`.</details>


# %% exercise="case" objective="05.3,05.5"
def brought_near(latitude, longitude):
    """Return how many members a shop at this place, given in degrees, would bring near."""
    ### BEGIN SOLUTION
    km = great_circle_km(customers["latitude"], customers["longitude"], latitude, longitude)
    return int(((near["distance_km"].to_numpy() > 15) & (km <= 15)).sum())
    ### END SOLUTION


### BEGIN SOLUTION
gain = pd.Series({c.city: brought_near(c.latitude, c.longitude) for c in cities.itertuples()})
best_gain = gain.max()
### END SOLUTION


# %% wrong="case" breaks="case-gain" why="members looked for in the city of that centre, so that other places have none"
def brought_near(latitude, longitude):
    here = cities.loc[np.isclose(cities["latitude"], latitude), "city"]
    far = (near["distance_km"] > 15).to_numpy() & customers["city"].isin(here).to_numpy()
    km = great_circle_km(customers["latitude"], customers["longitude"], latitude, longitude)
    return int((far & (km <= 15)).sum())


gain = pd.Series({c.city: brought_near(c.latitude, c.longitude) for c in cities.itertuples()})
best_gain = gain.max()


# %% wrong="case" breaks="case-gain,case-best" why="members near the place who have a shop already"
def brought_near(latitude, longitude):
    km = great_circle_km(customers["latitude"], customers["longitude"], latitude, longitude)
    return int((km <= 15).sum())


gain = pd.Series({c.city: brought_near(c.latitude, c.longitude) for c in cities.itertuples()})
best_gain = gain.max()


# %% wrong="case" breaks="case-best" hardcoded="seed" why="the best of the shipped data"
def brought_near(latitude, longitude):
    unserved = customers[(near["distance_km"] > 15).to_numpy()]
    km = great_circle_km(unserved["latitude"], unserved["longitude"], latitude, longitude)
    return int((km <= 15).sum())


gain = pd.Series({c.city: brought_near(c.latitude, c.longitude) for c in cities.itertuples()})
best_gain = 169
# %% check="case-gain" of="case" points=3
in_luoyang = brought_near(34.62, 112.45)
assert in_luoyang is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(in_luoyang, (int, float, np.number)), T(
    "函数应返回一个会员数", "the function returns one number of members"
)
assert in_luoyang > 0, T(
    "洛阳应有会员符合条件：2 个条件的行对齐了吗？near 的索引是 customer_id",
    "Luoyang has members brought near: do the rows match? near is indexed by customer_id",
)
assert isinstance(gain, pd.Series), T("gain 应是 Series", "gain should be a Series")
assert set(gain.index) == set(cities["city"]) and len(gain) == len(cities), T(
    "26 座城市，每座 1 个数", "1 number for each of the 26 cities"
)
assert np.isfinite(gain.to_numpy(dtype=float)).all(), T(
    "不应有缺失", "nothing should be missing"
)
### BEGIN HIDDEN TESTS
sphere = np.radians(customers[["latitude", "longitude"]].to_numpy())
now_far = (near["distance_km"] > 15).to_numpy()


def members_near(place):
    """Return how many members live far now and within 15 km of a place."""
    f, l = np.radians(place.latitude), np.radians(place.longitude)
    dot = np.sin(sphere[:, 0]) * np.sin(f)
    dot = dot + np.cos(sphere[:, 0]) * np.cos(f) * np.cos(sphere[:, 1] - l)
    return (now_far & (6371.0088 * np.arccos(np.clip(dot, -1, 1)) <= 15)).sum()


for spot in cities.itertuples():
    assert abs(gain[spot.city] - members_near(spot)) <= 1, T(
        "2 个条件要同时成立：现在远，以后近", "both conditions: far now, near then"
    )
for spot in customers[now_far].iloc[::200].itertuples():
    assert abs(brought_near(spot.latitude, spot.longitude) - members_near(spot)) <= 1, T(
        "在城市中心以外的位置算错：只看距离，不看会员登记的城市",
        "wrong away from the centres: go by distance, not by the members' cities",
    )
### END HIDDEN TESTS
assert gain.min() >= 0, T("人数不应为负", "counts cannot be negative")
# %% check="case-best" of="case" points=1
assert isinstance(best_gain, (int, float, np.number)), T(
    "best_gain 应是一个数", "best_gain should be one number"
)
assert 0 < best_gain < 9000, T("应是一个会员数", "a number of members is expected")
### BEGIN HIDDEN TESTS
most = 0
for spot in cities.itertuples():
    reach_km = great_circle_km(
        customers["latitude"], customers["longitude"], spot.latitude, spot.longitude
    )
    most = max(
        most, int(((np.asarray(reach_km) <= 15) & (near["distance_km"] > 15).to_numpy()).sum())
    )
assert abs(best_gain - most) <= 1, T("应是 gain 的最大值", "it should be the maximum of gain")
### END HIDDEN TESTS
assert np.isfinite(best_gain), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="case-read"
# 洛阳居首，新增就近会员 169 位；宜昌第 2，116 位。但这只数了人：没有算租金、竞争对手和客单价，也不知道他们会不会来；练习 5.4 的差别是相关，
# 住得远的人在别的方面也可能不同。另外，会员要先知道我们才会注册，没有门店的城市会员少，不代表潜力小。
# %% [markdown] lang="en" id="case-read"
# Luoyang comes first with 169 members brought near, Yichang is number 2 with 116. But this only counts heads: rents, rivals and order values are missing, and nobody knows whether they would come. Exercise 5.4
# shows an association; people who live far away may differ in other ways. And people register only if they know us: few members in a city without a shop do not mean little potential.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 10 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 10 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="05.1,05.2,05.3,05.4,05.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "2 座城市的人均 GDP 怎样合并？（见第 2 节）",
                "How do 2 cities' GDP per head combine? (section 2)",
            ),
            right(
                T("按人口加权平均", "By a mean weighted by residents"),
                T("等于总 GDP 除以总人口。", "That equals all GDP over all residents."),
            ),
            wrong(
                T("直接取平均", "By the plain mean"),
                T(
                    "小城市会和大城市同样重，见第 2 节。",
                    "A small city would weigh as much as a large one; see section 2.",
                ),
            ),
            wrong(
                T("相加", "By adding up"),
                T(
                    "人均值不能相加，总量才可以。见第 2 节。",
                    "Totals add up, figures per head do not; see section 2.",
                ),
            ),
        ),
        question(
            T(
                "一座城市的指数是 92，区间 84.6–100.3。怎么说？（见第 3 节）",
                "A city has an index of 92, interval 84.6–100.3. What do you say? (section 3)",
            ),
            wrong(
                T("我们在那里偏弱，要加投入", "We are weak there: invest"),
                T(
                    "区间包含 100，也可能只是碰巧。见第 3 节。",
                    "The interval contains 100; it may be chance. See section 3.",
                ),
            ),
            right(
                T("说不准，先看别的证据", "Unclear: look for other evidence"),
                T(
                    "26 座城市一起看时更要谨慎。",
                    "Even more so when 26 cities are read at once.",
                ),
            ),
            wrong(
                T("那里有 92% 的人是会员", "92% of the people there are members"),
                T(
                    "指数是与平均相比，不是比例。见第 3 节。",
                    "An index compares with the average; it is no share. See section 3.",
                ),
            ),
        ),
        question(
            T(
                "为什么不能对经纬度直接用勾股定理？（见第 4 节）",
                "Why not use Pythagoras on degrees? (section 4)",
            ),
            right(
                T("越往北，1 度经度越短", "Further north, a degree of longitude is shorter"),
                T("要乘纬度的余弦。", "It shrinks with the cosine of the latitude."),
            ),
            wrong(
                T("经纬度的小数位太多", "Degrees have too many decimals"),
                T("位数与此无关，见第 4 节。", "Decimals do not matter here; see section 4."),
            ),
            wrong(
                T("因为路不是直的", "Because roads are not straight"),
                T(
                    "路的确更长，但大圆距离也不管路。见第 5 节。",
                    "Roads are longer, but great-circle distance ignores roads as well; see section 5.",
                ),
            ),
        ),
        question(
            T(
                "各气候带主食的全年占比几乎相同，说明什么？（见第 7 节）",
                "Over the year, staples have nearly the same share in all climates. What follows? (section 7)",
            ),
            wrong(
                T("气候没有影响", "Climate does not matter"),
                T("冬夏互相抵消，见第 7 节。", "Winter and summer cancel out; see section 7."),
            ),
            right(
                T("要分季节再比较", "Compare by season"),
                T(
                    "北方冬季是夏季的 2.5 倍。",
                    "In the north, winter has 2.5 times the share of summer.",
                ),
            ),
            wrong(
                T("数据有错", "The data are wrong"),
                T(
                    "没有错，只是平均掩盖了差别。见第 7 节。",
                    "They are right; the average hides the difference. See section 7.",
                ),
            ),
        ),
        question(
            T(
                "城市均值的相关系数是 0.84，可以在上海只给高收入会员发券吗？（见第 8 节）",
                "City means have a correlation of 0.84. Send coupons in Shanghai to high incomes only? (section 8)",
            ),
            wrong(
                T("可以，收入高就花得多", "Yes, high incomes spend more"),
                T(
                    "这是生态谬误：城市之内的相关接近 0。见第 8 节。",
                    "The ecological fallacy: within cities it is close to 0. See section 8.",
                ),
            ),
            wrong(
                T("可以，但只在富裕城市", "Yes, but in rich cities only"),
                T(
                    "富裕城市之内也没有这种关系。见第 8 节。",
                    "It does not hold within rich cities either; see section 8.",
                ),
            ),
            right(
                T("不可以，个人要用个人的数据", "No: for individuals, use data on individuals"),
                T(
                    "而且要用实验看发券有没有用。",
                    "And test by experiment whether coupons work.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 11 · 写给周岩的备忘录
#
# ### 练习 5.9 · 备忘录
# 用 120–250 字给周岩写一份备忘录：第 25 家门店开在哪座城市，哪类货架要随地区和季节调整？请引用本课算出的至少 3 个数字，
# 说明一处生态谬误或其他局限，并写出怎样检验。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 11 · A memo to Zhou Yan
#
# ### Exercise 5.9 · Memo
# In 120–250 words, advise Zhou Yan: in which city should shop 25 open, and which shelves should change with region and season? Quote at least 3 figures from this lesson,
# name an ecological fallacy or another limit, and say how you would test the advice. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 选址（2 分） | 有首选和备选，理由来自距离与人数 | 有首选，理由笼统 | 没有选择或没有理由 |
# | 数字（1 分） | 至少 3 个，准确并有解读 | 1–2 个，或没有解读 | 没有数字 |
# | 货架（1 分） | 具体到品类、气候和季节 | 有调整，但不具体 | 没有 |
# | 局限（1 分） | 指出一处，并说明后果 | 只提到一处 | 没有提到 |
# | 检验（1 分） | 有对照城市和衡量指标 | 只看前后对比 | 没有检验办法 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | site (2 points) | a first and a second choice, reasons from distance and head counts | a choice, vague reasons | no choice or no reason |
# | figures (1 point) | at least 3, right and interpreted | 1–2, or not interpreted | none |
# | shelves (1 point) | down to category, climate and season | a change, but vague | none |
# | limit (1 point) | names it and what follows from it | only mentions it | none |
# | test (1 point) | cities to compare with and a measure | before and after only | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="05.4,05.5"
# 示例：首选洛阳，备选宜昌。洛阳现在没有门店，城市中心 15 公里以内有 169 位会员可就近到店，宜昌 116 位。3 公里以内的会员，48% 的订单在店里下，60 公里以外几乎为 0；新店可能把线上订单移到店里，也可能带来新订单，后者才是增量。
# 货架：北方门店 12 至 2 月多备主食（占比 17.5%，夏季 7.0%），夏季多备饮料；不按全年平均定货架。
# 局限：城市均值的收入与消费相关 0.84，但城市之内只有 0.01，所以不要在城市里按收入挑人；会员数受知名度影响，租金未算。
# 检验：先在洛阳开 6 个月快闪店，宜昌不开；比较两地会员的全部订单（不只是到店订单）前后 6 个月的变化。只有 2 座城市，结论只是线索。
#
# Example: Luoyang first, Yichang second. Luoyang has no shop; 169 members within 15 km of the centre would be brought near, in Yichang 116. Within 3 km, 48% of orders are placed in a shop, beyond 60 km nearly none, so a shop may move orders from online and may add some; only the latter are a gain.
# Shelves: more staples in northern shops from December to February (17.5% of lines against 7.0% in summer), more drinks in summer; not by the yearly mean.
# Limit: incomes and spend of cities correlate at 0.84, within cities at 0.01, so do not pick people by income. Member counts also depend on how well we are known, and rents are not in.
# Test: a pop-up shop in Luoyang for 6 months, none in Yichang; compare the changes in all orders (not only those in shops) over the 6 months before and after. With 2 cities it is only a clue.
# %% [markdown] lang="zh" id="discussion"
# ## 12 · 讨论卡（4–6 人，15 分钟）
#
# 情境：财务总监说：“重庆的指数只有 28，会员太少，把那里的店关掉，钱投到杭州。”
#
# - 正方：从数据里找出 2 条证据。
# - 反方：指数低还有哪些解释？用什么数据来区分？
# - 共同决定：配送和优惠按地区区别对待，乡村会员会不会因此得不到服务？哪些做法可以接受？
# %% [markdown] lang="en" id="discussion"
# ## 12 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the finance director says: "Chongqing has an index of only 28 and too few members. Close the shop and put the money into Hangzhou."
#
# - For: find 2 pieces of evidence in the data.
# - Against: what else explains a low index? Which data would tell?
# - Together: if deliveries and offers differ by region, are country members left out? What is acceptable?
# %% [markdown] lang="zh" id="wrap-up"
# ## 13 · 小结
#
# **记住**
#
# - 总量可以相加，人均值要加权；城市等级是人为分类。
# - 区域指数要连同区间一起读。
# - 距离用大圆距离，角度先换成弧度；商圈要设距离上限。
# - 气候看季节；城市之间的关系不能推到个人。
#
# **实践中容易失灵的地方**
#
# - 直线距离不是路程，也不是时间；要紧的决定用路网或步行时间。Huff 模型还考虑门店大小和竞争对手。
# - 边界怎么画会改变结论（可变面元问题）：换成省或网格，相关系数会不同，都试一遍。
# - 人会搬家、会在公司附近购物；注册的住址会过时。精确位置是敏感信息，能粗就粗。
# - 地理只说明在哪里，不说明为什么；同一座城市里的人差别很大，要与行为、需求合用。
#
# **深入阅读**：Huff, D. L. (1964). Defining and estimating a trading area. *Journal of Marketing*, 28(3), 34–38.
# %% [markdown] lang="en" id="wrap-up"
# ## 13 · Wrap-up
#
# **Remember**
#
# - Totals add up, figures per head are weighted; a city tier is somebody's grouping.
# - Read a regional index together with its interval.
# - Distance is great-circle distance, with angles in radians; a trade area needs a limit.
# - Look at climate by season; what holds between cities does not carry over to people.
#
# **Where it fails in practice**
#
# - A straight line is neither a road nor a time; for decisions that matter use road networks or walking times. Huff's model adds the size of shops and rivals.
# - How borders are drawn changes the result (the modifiable areal unit problem): with provinces or a grid, correlations differ. Try them all.
# - People move, and shop near their work; a registered address goes stale. Exact positions are sensitive: keep them as coarse as you can.
# - Geography tells where, not why. People in one city differ widely; use it together with behaviour and needs.
#
# **Read on:** Huff, D. L. (1964). Defining and estimating a trading area. *Journal of Marketing*, 28(3), 34–38.
