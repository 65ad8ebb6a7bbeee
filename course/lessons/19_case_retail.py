# %% [markdown] lang="zh" id="question"
# ## 把八五折发给所有人？
#
# 禾家是一家虚构的连锁超市，有 8 家门店。2025 年有 5,000 张会员卡消费过，消费最高的 20% 贡献了 52% 的销售额。第四季度，
# 营销经理何静做了一次随机试验：每张卡抽签得到 `none`（无优惠）、`discount`（八五折，即优惠 15%）、`points`（双倍积分）或 `fresh_box`（生鲜礼盒）。
#
# 八五折最受欢迎：48.6% 的卡用了它，双倍积分只有 20.8%，生鲜礼盒 21.5%。有人说：“下个季度，八五折发给所有人。”可是与没有优惠的卡相比，
# 八五折每张卡只多带来 1.4 元毛利，95% 区间还包含 0。何静有 6,000 元预算，周五要交促销方案：**发给谁、发什么、各花多少、货够不够、事后怎样知道值不值？**
# %% [markdown] lang="en" id="question"
# ## A discount for everybody?
#
# Hejia is a fictional supermarket chain with 8 shops. In 2025, 5,000 membership cards were used; the top 20% of them account for 52% of the sales. In the fourth quarter
# He Jing, the marketing manager, ran a randomised test: each card drew `none` (no offer), `discount` (15% off), `points` (double points) or `fresh_box` (a box of fresh food).
#
# The discount was the most popular: 48.6% of the cards used it, against 20.8% for the points and 21.5% for the box. "Next quarter, give everybody the discount," somebody says. Yet compared with cards without an offer it
# brought just 1.4 CNY more margin per card, and the 95% interval contains 0. He Jing has 6,000 CNY and must hand in a promotion plan on Friday: **who gets what, how much is spent on each, is there enough stock, and how will we know whether it paid?**
# %% [markdown] lang="zh" id="map"
# ## 1 · 从问题到方案
#
# 本课把学过的方法连成一条线，再添几样新的：
#
# | 步骤 | 要回答的问题 | 见 |
# |---|---|---|
# | 清洗 | 哪些数不可信？哪些列不能用？ | 第 1 节 |
# | 特征与细分 | 谁住在卡的背后，看重什么？ | 第 2、3 节 |
# | 画像 | 各有多少人，值多少，能不能联系上？ | 第 4 节 |
# | 目标 | 哪种优惠对谁有用？谁叫不回来？ | 第 5、6 节 |
# | 备货 | 货架撑得住吗？ | 第 7 节 |
# | 方案与检验 | 钱怎么分，怎样判断成败？ | 第 8、9 节 |
#
# 先清洗。一行是一张卡，不一定是一个人。年龄有 0 岁和 132 岁这样的值，改成缺失，不去猜。**列也要挑**：`offer_used` 和第四季度毛利是优惠的*结果*，
# 用来分组，就等于先看答案再出题；它们只用来评价。
# %% [markdown] lang="en" id="map"
# ## 1 · From the question to the plan
#
# This lesson joins up methods that you have met and adds a few that are new:
#
# | step | the question | see |
# |---|---|---|
# | clean | which figures are not credible, which columns are out of bounds? | section 1 |
# | features and segments | who is behind the card, and what do they care about? | sections 2 and 3 |
# | profile | how many are they, what are they worth, can we reach them? | section 4 |
# | targets | which offer works for whom, and who will not come back? | sections 5 and 6 |
# | stock | will the shelves hold out? | section 7 |
# | plan and test | how to split the money, how to judge the result? | sections 8 and 9 |
#
# Clean first. A row is a card, not always a person. Ages such as 0 and 132 become missing; we do not guess. **Choose the columns, too**: `offer_used` and the margin of the fourth quarter are *results* of the offers.
# To form segments from them is to read the answers before setting the questions; they are for judging only.
# %%
cards, stock = load("retail_case").set_index("card_id"), load("retail_case_stock")
age = cards["age"].astype(float)
cards["age"] = age.where(age.between(15, 100))
cards["basket_cny"] = cards["spend_cny_year"] / cards["visits_year"]
cards["change_cny"] = cards["margin_q4_cny"] - cards["margin_q3_cny"]
cards[["age", "household_size"]].isna().mean().map("{:.1%}".format)
# %% [markdown] lang="zh" id="household"
# ## 2 · 谁住在卡的背后：家庭、年轻单身与老年
#
# 年龄和家庭人数缺了 13.1% 和 14.5%，不能靠它们分组；但购物习惯人人都有。下面是完整的示范：取 3 项占比和单次购物篮金额，先取对数（分布右偏），
# 再**标准化**，然后用 K 均值聚成 3 簇（3 是业务上的设想：家庭、年轻单身、老年）。簇的编号没有含义，名称要看中心：母婴占比最高的叫 `family`，晚间光顾最多的叫 `single`，余下的叫 `senior`。
# %% [markdown] lang="en" id="household"
# ## 2 · Who is behind the card: families, young singles, seniors
#
# Age and household size are missing for 13.1% and 14.5% of the cards, so they cannot be the basis; habits are known for every card. Here is the whole procedure once: take 3 shares and the value of a basket, take logarithms (the distributions are skewed),
# **standardise**, and let k-means form 3 clusters (3 is what the business expects: families, young singles, seniors). The numbers of clusters mean nothing; look at the centres for names: most baby goods is `family`, most evening visits is `single`, the rest is `senior`.
# %%
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

shape = np.log(cards[["baby_share", "snack_share", "evening_share", "basket_cny"]])
scaled_shape = StandardScaler().fit_transform(shape)
group = KMeans(3, n_init=10, random_state=0).fit_predict(scaled_shape)
centre = cards.groupby(group)[["baby_share", "evening_share"]].mean()
called = {centre["baby_share"].idxmax(): "family", centre["evening_share"].idxmax(): "single"}
cards["household"] = [called.get(number, "senior") for number in group]
shown = ["age", "household_size", "fresh_share", "snack_share", "baby_share", "visits_year"]
cards.groupby("household")[[*shown, "basket_cny"]].mean().astype(float).round(2)
# %% [markdown] lang="zh" id="household-read"
# 年龄没有参与聚类，却分得很开：平均 39、66 和 29 岁。用没参与的变量核对，最有说服力。家庭有 2,043 张卡，购物篮最大（146 元）；老年 1,321 张，来得最勤（46 次），生鲜占 39%；
# 年轻单身 1,636 张，零食占 29%，63% 的光顾在 18:00 以后。这些差别直接关系到**商品组合**：母婴、白天的生鲜、晚间的零食补货。
# %% [markdown] lang="en" id="household-read"
# Age took no part, yet the clusters differ widely in it: 39, 66 and 29 years on average. A check against a variable left out of the clustering convinces most. There are 2,043 family cards with large baskets (146 CNY); 1,321 senior ones, who come most often (46 visits) and spend 39% on fresh food;
# and 1,636 young singles, with 29% on snacks and 63% of the visits after 18:00. That bears directly on the **assortment**: baby goods, fresh food by day, snacks that are refilled in the evening.
# %% [markdown] lang="zh" id="raw"
# ## 3 · 他们看重什么：忠于品牌、价格敏感与注重健康
#
# 态度看不见，但会留下痕迹：有机商品、自有品牌、促销商品的占比，以及重复买同一品牌的比例。分析师小高图省事，把消费额（元）、光顾次数和这 4 项一起直接交给 K 均值。他的分组能解释各列方差的多少？
# %% [markdown] lang="en" id="raw"
# ## 3 · What they care about: brands, prices, health
#
# Attitudes cannot be seen, but they leave traces: the shares of organic goods, own label and goods on promotion, and how often the same brand is bought again. To save time, the analyst Xiao Gao gave k-means the spend in yuan, the visits and these 4 shares as they are. How much of each column's variance do his groups explain?
# %%
four = ["organic_share", "own_label_share", "promo_share", "brand_repeat_share"]
raw = cards[["spend_cny_year", "visits_year", *four]]
gao = KMeans(3, n_init=10, random_state=0).fit_predict(raw)
explained = raw.groupby(gao).transform("mean").var() / raw.var()
explained.to_frame(T("解释的方差占比", "share of variance explained")).style.format("{:.1%}")


# %% [markdown] lang="zh" id="attitude-q"
# 消费额的标准差是几千，占比的标准差是 0.1 到 0.2：距离几乎全由元决定，4 项习惯等于没用上（都不到 1%）。
#
# ### 练习 19.1 · 按态度细分
# 把 4 列 `four` 标准化（不取对数），用 K 均值聚成 3 簇（与第 2 节一样取 `n_init=10`，只试一次起点有时会停在差的分法），再把各卡的簇号交给写好的函数 `named`，得到 `attitude`。命名与第 2 节同理：有机占比最高的簇叫 `"health"`，促销占比最高的叫 `"price"`，余下的叫 `"loyal"`。
# 结果是 Series `attitude`，索引是会员卡号（与 `cards` 相同）。
#
# <details><summary>提示 1</summary>步骤与第 2 节相同，只是换成 `four`，并且不取对数。</details>
# <details><summary>提示 2</summary>先 `scaled = StandardScaler().fit_transform(cards[four])`。</details>
# <details><summary>提示 3</summary>再 `label = KMeans(3, n_init=10, random_state=0).fit_predict(scaled)`，最后 `attitude = named(label)`。</details>
# %% [markdown] lang="en" id="attitude-q"
# The standard deviation of spend is in the thousands, that of the shares 0.1 to 0.2: yuan decide nearly all of the distance, and the 4 habits might as well not be there (each below 1%).
#
# ### Exercise 19.1 · Segments by attitude
# Standardise the 4 columns `four` (no logarithms), form 3 clusters by k-means (with `n_init=10` as in section 2; a single start sometimes ends in a poor split), and give the number of each card's cluster to the function `named`, which is done for you; it returns `attitude`. Names are as in section 2: the cluster with the highest organic share is `"health"`, the one with the highest promotion share `"price"`, the remaining one `"loyal"`.
# The result is a Series `attitude`, indexed by card number (as `cards` is).
#
# <details><summary>Hint 1</summary>The steps are those of section 2, with `four` and without logarithms.</details>
# <details><summary>Hint 2</summary>First `scaled = StandardScaler().fit_transform(cards[four])`.</details>
# <details><summary>Hint 3</summary>Then `label = KMeans(3, n_init=10, random_state=0).fit_predict(scaled)`, and at the end `attitude = named(label)`.</details>
# %% exercise="attitude" objective="19.1"
def named(label):
    """Return each card's segment, named by the centre of its cluster."""
    middle = cards.groupby(label)[four].mean()
    names = {middle["organic_share"].idxmax(): "health"}
    names[middle["promo_share"].idxmax()] = "price"
    return pd.Series([names.get(n, "loyal") for n in label], index=cards.index)


### BEGIN SOLUTION
scaled = StandardScaler().fit_transform(cards[four])
label = KMeans(3, n_init=10, random_state=0).fit_predict(scaled)
attitude = named(label)
### END SOLUTION
# %% wrong="attitude" breaks="attitude-groups,attitude-names" why="spend in yuan drowns the shares"
columns = ["spend_cny_year", *four]
label = KMeans(3, n_init=10, random_state=0).fit_predict(cards[columns])
middle = cards.groupby(label)[four].mean()
names = {middle["organic_share"].idxmax(): "health", middle["promo_share"].idxmax(): "price"}
attitude = pd.Series([names.get(n, "loyal") for n in label], index=cards.index)
# %% wrong="attitude" breaks="attitude-groups" why="shares left as they are: organic hardly counts"
label = KMeans(3, n_init=10, random_state=0).fit_predict(cards[four])
middle = cards.groupby(label)[four].mean()
names = {middle["organic_share"].idxmax(): "health", middle["promo_share"].idxmax(): "price"}
attitude = pd.Series([names.get(n, "loyal") for n in label], index=cards.index)
# %% wrong="attitude" breaks="attitude-names" hardcoded="seed" why="names tied to the numbers of clusters"
scaled = StandardScaler().fit_transform(cards[four])
label = KMeans(3, n_init=5, random_state=5).fit_predict(scaled)
attitude = pd.Series(label, index=cards.index).map({0: "health", 1: "price", 2: "loyal"})
# %% check="attitude-groups" of="attitude" points=2
assert isinstance(attitude, pd.Series), T("attitude 应是 Series", "attitude should be a Series")
assert len(attitude) == len(cards) and set(attitude.index) == set(cards.index), T(
    "每张卡应有 1 个细分，索引是会员卡号", "each card has 1 segment; index by card number"
)
assert attitude.notna().all() and attitude.nunique() == 3, T(
    "应有 3 个细分，没有缺失", "there are 3 segments and no gaps"
)
### BEGIN HIDDEN TESTS
from sklearn.metrics import adjusted_rand_score as agreement

habits = (cards[four] - cards[four].mean()) / cards[four].std()
again = KMeans(3, n_init=8, random_state=11).fit_predict(habits)
mine = attitude.reindex(cards.index)
shares = cards[four].groupby(mine).transform("mean").var() / cards[four].var()
assert shares.max() > 0.2, T(
    "分组几乎不能解释这 4 项习惯：是否把以元计的列也放了进去？",
    "the groups explain next to nothing of the 4 habits: is a column in yuan among them?",
)
assert agreement(again, mine) > 0.985, T(
    "分组不对：4 列都要标准化，不取对数，不加别的列，n_init=10",
    "other groups were expected: all 4 columns standardised, no logarithms, no others, n_init=10",
)
### END HIDDEN TESTS
assert attitude.value_counts().min() > 50, T("有一组人太少", "one of the groups is tiny")
# %% check="attitude-names" of="attitude" points=1
assert isinstance(attitude, pd.Series) and set(attitude.index) == set(cards.index), T(
    "attitude 应是以会员卡号为索引的 Series",
    "attitude should be a Series indexed by card number",
)
assert set(attitude.dropna().unique()) == {"loyal", "price", "health"}, T(
    "名称应是 loyal、price、health", "the names are loyal, price and health"
)
### BEGIN HIDDEN TESTS
ratio = cards[four].groupby(attitude.reindex(cards.index)).mean() / cards[four].mean()
assert ratio.loc["health", "organic_share"] > 1.7, T(
    "health 的有机占比应远高于平均：名称要看簇的中心，编号没有含义",
    "health should be far above average in organic goods: name by the centres, not the numbers",
)
assert ratio.loc["price", "promo_share"] > 1.3, T(
    "price 的促销占比应远高于平均", "price should be far above average in promotions"
)
assert ratio.loc["loyal", "brand_repeat_share"] > 1.2, T(
    "loyal 应最常重复买同一品牌", "loyal should repeat brands most"
)
### END HIDDEN TESTS
assert attitude.nunique() == 3, T("应有 3 个名称", "there are 3 names")
# %% [markdown] lang="zh" id="freeze"
# 为什么是 3 簇？在前 1,500 张卡上，k = 2 到 6 的轮廓系数是 0.40、0.43、0.35、0.31、0.31，3 最高，也与业务设想一致；这是证据，不是定论（第 10、12 课）。
#
# 细分要能沿用：下个月的新卡怎么归类？把中心取整后**固定下来**，用 `assign_segments` 归到最近的中心。与重新聚类相比，99.8% 的卡结果相同。以后各节都用它，前面没做完也能继续。
# %% [markdown] lang="en" id="freeze"
# Why 3 clusters? On the first 1,500 cards the silhouettes for k = 2 to 6 are 0.40, 0.43, 0.35, 0.31 and 0.31: 3 has the highest, and it is what the business expects. That is evidence, not proof (lessons 10 and 12).
#
# Segments have to last: where does a new card go next month? We round the centres, **freeze** them, and `assign_segments` takes the nearest. For 99.8% of the cards the result is that of clustering afresh. All later sections use it, so you can go on even if the exercise is unfinished.
# %%
from segkit import allocate_budget, assign_segments, profile, sample_ratio_check
from segkit import uplift_by_segment

centres = pd.DataFrame(
    [[0.06, 0.10, 0.18, 0.71], [0.03, 0.38, 0.51, 0.31], [0.27, 0.16, 0.22, 0.45]],
    index=["loyal", "price", "health"],
    columns=four,
)
scales = dict(zip(four, [0.11, 0.16, 0.20, 0.23]))
cards["attitude"] = assign_segments(cards, centres, scales=scales).astype(str)
pd.crosstab(cards["household"], cards["attitude"], margins=True)
# %% [markdown] lang="zh" id="profile"
# ## 4 · 画像：多少人，值多少，能否联系
#
# 两种细分交叉成 9 格：最小的一格（注重健康的老年）也有 214 张卡。9 套方案管不过来，先问哪种细分回答哪个问题。画像图里条形是与全体平均的差（以标准差计），数字是均值，占比以百分数表示：
# %% [markdown] lang="en" id="profile"
# ## 4 · Profile: how many, worth what, within reach?
#
# The 2 segmentations make 9 cells, the smallest of which (health-conscious seniors) still has 214 cards. But nobody can run 9 programmes; ask which segmentation answers which question. In the profile plot, bars are deviations from the mean of all cards (in standard deviations), figures are means, shares in per cent:
# %%
shares = [*four, "fresh_share"]
portrait = cards.assign(**{column: 100 * cards[column] for column in shares})
columns = [*shares, "visits_year", "basket_cny"]
plot.show(
    plot.plot_profile(profile(portrait, by="attitude", columns=columns), lang=LANG),
    alt=T(
        "3 个态度细分的画像：health 有机占比高，loyal 重复买同一品牌，price 自有品牌和促销占比高；光顾次数和购物篮金额几乎没有差别。",
        "Profile of 3 attitudes: health buys organic, loyal repeats brands, price buys own label and promotions; visits and baskets hardly differ.",
    ),
)
# %% [markdown] lang="zh" id="value-q"
# ### 练习 19.2 · 细分的规模与价值
# 请补全 `value`：索引是 `attitude` 的 3 个名称，列有 `cards`（卡数）、`spend_share`（占全年**总**消费额的比例，0 到 1，不要四舍五入）和 `contactable`（同意接收营销信息的**卡数**，见 `consent`）。
#
# <details><summary>提示 1</summary>3 列都从分组 `by_attitude` 得到，不必循环。</details>
# <details><summary>提示 2</summary>卡数用 `size()`；真假值求和就是“真”的个数。</details>
# <details><summary>提示 3</summary>`by_attitude["spend_cny_year"].sum() / cards["spend_cny_year"].sum()`，以及 `by_attitude["consent"].sum()`。</details>
# %% [markdown] lang="en" id="value-q"
# ### Exercise 19.2 · Size and worth of the segments
# Fill in `value`, indexed by the 3 names of `attitude`, with the columns `cards` (number of cards), `spend_share` (share of the year's **total** spend, 0 to 1, not rounded) and `contactable` (the **number** of cards that agreed to marketing messages; see `consent`).
#
# <details><summary>Hint 1</summary>All 3 columns come from the groups `by_attitude`; no loop is needed.</details>
# <details><summary>Hint 2</summary>`size()` counts the cards; the sum of true and false is the number of true.</details>
# <details><summary>Hint 3</summary>`by_attitude["spend_cny_year"].sum() / cards["spend_cny_year"].sum()`, and `by_attitude["consent"].sum()`.</details>
# %% exercise="value" objective="19.2"
by_attitude = cards.groupby("attitude")
value = pd.DataFrame({
    ### BEGIN SOLUTION
    "cards": by_attitude.size(),
    "spend_share": by_attitude["spend_cny_year"].sum() / cards["spend_cny_year"].sum(),
    "contactable": by_attitude["consent"].sum(),
    ### END SOLUTION
})
# %% wrong="value" breaks="value-share" why="ratio of means instead of share of the total"
means = cards.groupby("attitude")["spend_cny_year"].mean()
value = cards.groupby("attitude").agg(cards=("consent", "size"), contactable=("consent", "sum"))
value["spend_share"] = means / means.sum()
# %% wrong="value" breaks="value-counts" why="consent as a share instead of a number of cards"
value = cards.groupby("attitude").agg(
    cards=("consent", "size"), contactable=("consent", "mean")
)
value["spend_share"] = (
    cards.groupby("attitude")["spend_cny_year"].sum() / cards["spend_cny_year"].sum()
)
# %% wrong="value" breaks="value-counts" hardcoded="seed" why="counts of the shipped data"
value = pd.DataFrame(
    {"cards": [1102, 2072, 1826], "contactable": [787, 1477, 1310]},
    index=["health", "loyal", "price"],
)
value["spend_share"] = (
    cards.groupby("attitude")["spend_cny_year"].sum() / cards["spend_cny_year"].sum()
)
# %% check="value-counts" of="value" points=1
assert isinstance(value, pd.DataFrame) and {"cards", "contactable"} <= set(value), T(
    "还没有作答：value 缺少 cards 或 contactable 列；行列放反了吗？",
    "not attempted: value lacks the column cards or contactable; did you swap rows and columns?",
)
assert len(value) == 3 and set(value.index) == {"loyal", "price", "health"}, T(
    "应有 3 行，索引是细分的名称", "3 rows are expected, indexed by the names of the segments"
)
assert value["contactable"].sum() > 3, T(
    "contactable 应是卡数，不是比例", "contactable is a number of cards, not a share"
)
### BEGIN HIDDEN TESTS
for name, part in cards.groupby("attitude"):
    assert value.loc[name, "cards"] == len(part), T("卡数不对", "wrong number of cards")
    agreed = len(part.query("consent"))
    assert value.loc[name, "contactable"] == agreed, T(
        "contactable 应是同意接收的卡数", "contactable counts the cards with consent"
    )
### END HIDDEN TESTS
assert value["cards"].sum() == len(cards), T("卡数合计不对", "the cards do not add up")
# %% check="value-share" of="value" points=1
assert isinstance(value, pd.DataFrame) and "spend_share" in value, T(
    "还没有作答：value 缺少 spend_share", "not attempted: value lacks spend_share"
)
assert set(value.index) == {"loyal", "price", "health"}, T(
    "索引应是细分的名称", "index by the names of the segments"
)
assert value["spend_share"].between(0, 1).all(), T(
    "比例应在 0 和 1 之间", "shares lie between 0 and 1"
)
### BEGIN HIDDEN TESTS
spent = cards.pivot_table(values="spend_cny_year", columns="attitude", aggfunc="sum").iloc[0]
for name in spent.index:
    wanted_share = spent[name] / spent.sum()
    assert abs(value.loc[name, "spend_share"] - wanted_share) < 5e-4, T(
        "应是该细分的消费总额占全部消费总额的比例，不四舍五入，不是人均之比",
        "take the segment's total over the total of all, unrounded, not a ratio of means",
    )
### END HIDDEN TESTS
assert abs(value["spend_share"].sum() - 1) < 0.01, T(
    "3 个比例之和应是 1", "the 3 shares add up to 1"
)
# %% [markdown] lang="zh" id="value-read"
# 忠于品牌 2,072 张卡、价格敏感 1,826 张、注重健康 1,102 张，消费额占 41%、37% 和 22%，与人数几乎成比例，光顾次数和购物篮也差不多：**态度不说明谁更值钱**，只可能说明谁吃哪一套。能联系上的是 1,477、1,310 和 787 张。
# %% [markdown] lang="en" id="value-read"
# There are 2,072 brand-loyal, 1,826 price-sensitive and 1,102 health-conscious cards, with 41%, 37% and 22% of the spend, nearly in proportion to their numbers, and visits and baskets are much the same: **attitude does not tell who is worth more**, only, perhaps, who responds to what. Within reach are 1,477, 1,310 and 787 cards.
# %% [markdown] lang="zh" id="offers"
# ## 5 · 目标：哪种优惠对谁有用
#
# 试验先要验货：各组人数与计划相符吗？再看结果。使用率不是效果：打折会被本来就要买的人用掉。更不能拿用券的人与没用的人比：八五折组里，用了的人毛利变化平均是 +6.4 元，没用的是 −11.3 元，差 17.7 元，
# 可这是两种人，不是优惠的功劳（整组与 `none` 组只差 1.4 元）。抽签保证可比的是**整组**，所以按组比较。
# %% [markdown] lang="en" id="offers"
# ## 5 · Targets: which offer works for whom
#
# Inspect the test first: are the groups as large as planned? Then look at the results. Use is not effect: people who would have bought anyway take the discount as well. Still worse is to compare users with non-users: in the discount group the margin of users changed by +6.4 CNY on average, that of the others by −11.3 CNY, 17.7 CNY apart.
# But these are 2 kinds of people; the discount did not do it (the whole group is just 1.4 CNY from the group `none`). The draw was fair between **groups**, so compare groups.
# %%
ratio_test = sample_ratio_check(cards, group="offer", by="attitude")
print(T("各组人数：", "Group sizes: "), ratio_test["verdict"].to_dict())
cards.groupby("offer").agg(
    cards=("consent", "size"),
    used=("offer_used", "mean"),
    change_cny=("change_cny", "mean"),
).round(3)
# %%
discounted = cards[cards["offer"] == "discount"]
discounted.groupby("offer_used")["change_cny"].agg(["size", "mean"]).round(1)
# %% [markdown] lang="zh" id="effects-q"
# `change_cny` 是第四季度毛利减第三季度毛利。各人毛利相差几百元，减去自己的上一季度，差异就小得多。没有优惠的组也变了 −4.0 元（季节、随机波动），所以要**再减去**它。
#
# ### 练习 19.3 · 各细分的优惠效果
# 请做出 `effects`：索引是 `attitude` 的 3 个名称，3 列为 `discount`、`points`、`fresh_box`；每格是该细分里该优惠组 `change_cny` 的均值，减去**同一细分** `none` 组的均值（元）。
# 再做出 `best`：一个 Series，索引相同，值是每个细分效果最大的优惠名称。
#
# <details><summary>提示 1</summary>先按 `attitude` 和 `offer` 分组求 `change_cny` 的均值，再用 `unstack()` 展开成 3 行 4 列。</details>
# <details><summary>提示 2</summary>每一行减去本行的 `none`：`means.sub(means["none"], axis=0)`。</details>
# <details><summary>提示 3</summary>取 3 列得到 `effects`，再用 `best = effects.idxmax(axis=1)`。</details>
# %% [markdown] lang="en" id="effects-q"
# `change_cny` is the margin of the fourth quarter less that of the third. People differ by hundreds of yuan; against their own last quarter they differ much less. The group without an offer changed as well, by −4.0 CNY (season, chance), so this is **subtracted too**.
#
# ### Exercise 19.3 · The effect of each offer in each segment
# Make `effects`, indexed by the 3 names of `attitude`, with the 3 columns `discount`, `points` and `fresh_box`: the mean `change_cny` of the cards with this offer in the segment, less the mean of the cards with `none` in **the same segment** (in CNY).
# Then make `best`, a Series with the same index: the name of the offer with the largest effect in each segment.
#
# <details><summary>Hint 1</summary>Take the mean of `change_cny` by `attitude` and `offer`, then `unstack()` it into 3 rows and 4 columns.</details>
# <details><summary>Hint 2</summary>Subtract from each row its own `none`: `means.sub(means["none"], axis=0)`.</details>
# <details><summary>Hint 3</summary>Choose the 3 columns for `effects`, then `best = effects.idxmax(axis=1)`.</details>
# %% exercise="effects" objective="19.3"
### BEGIN SOLUTION
means = cards.groupby(["attitude", "offer"])["change_cny"].mean().unstack()
effects = means.sub(means["none"], axis=0)[["discount", "points", "fresh_box"]]
best = effects.idxmax(axis=1)
### END SOLUTION
# %% wrong="effects" breaks="effects-values,effects-best" why="how often an offer is used, taken for its effect"
used = cards.groupby(["attitude", "offer"])["offer_used"].mean().unstack()
effects = used[["discount", "points", "fresh_box"]]
best = effects.idxmax(axis=1)
# %% wrong="effects" breaks="effects-values" why="control group not subtracted"
means = cards.groupby(["attitude", "offer"])["change_cny"].mean().unstack()
effects = means[["discount", "points", "fresh_box"]]
best = effects.idxmax(axis=1)
# %% wrong="effects" breaks="effects-values" why="control group of all segments instead of the segment's own"
means = cards.groupby(["attitude", "offer"])["change_cny"].mean().unstack()
overall = cards.loc[cards["offer"] == "none", "change_cny"].mean()
effects = means[["discount", "points", "fresh_box"]] - overall
best = effects.idxmax(axis=1)
# %% wrong="effects" breaks="effects-values" hardcoded="seed" why="effects of the shipped data"
effects = pd.DataFrame(
    {
        "discount": [-5.6139, -8.9516, 16.3560],
        "points": [-0.3650, 17.2909, 0.6733],
        "fresh_box": [23.1304, 4.8366, -7.6026],
    },
    index=["health", "loyal", "price"],
)
best = effects.idxmax(axis=1)
# %% check="effects-values" of="effects" points=2
three = ["discount", "points", "fresh_box"]
assert isinstance(effects, pd.DataFrame) and set(three) <= set(effects), T(
    "effects 应是 DataFrame，有 discount、points、fresh_box 这 3 列；行列放反了吗？",
    "effects is a DataFrame with the columns discount, points and fresh_box; did you swap rows and columns?",
)
assert len(effects) == 3 and set(effects.index) == {"loyal", "price", "health"}, T(
    "应有 3 行，索引是细分的名称", "3 rows are expected, indexed by the names of the segments"
)
assert effects[three].notna().all(axis=None), T("不应有缺失", "nothing may be missing")
assert effects[three].abs().max(axis=None) > 2, T(
    "效果以元计，绝对值应有几元以上：用的是使用率吗？",
    "effects are in CNY and amount to several yuan: did you take the share of users?",
)
### BEGIN HIDDEN TESTS
for who in ("loyal", "price", "health"):
    inside = cards[cards["attitude"] == who]
    change = inside["margin_q4_cny"] - inside["margin_q3_cny"]
    base = change[inside["offer"] == "none"].mean()
    for drawn in three:
        wanted_effect = change[inside["offer"] == drawn].mean() - base
        assert abs(effects.loc[who, drawn] - wanted_effect) < 0.06, T(
            f"{who} 的 {drawn} 不对：应是这一组全部卡 change_cny 的均值，减去同一细分 none 组的均值",
            f"wrong for {who}, {drawn}: mean change_cny of all its cards, less that of none in the same segment",
        )
### END HIDDEN TESTS
assert effects[three].abs().max(axis=None) < 200, T("效果太大", "effects are too large")
# %% check="effects-best" of="effects" points=1
assert isinstance(best, pd.Series), T("best 应是 Series", "best should be a Series")
assert len(best) == 3 and set(best.index) == {"loyal", "price", "health"}, T(
    "best 的索引应是细分的名称", "index best by the names of the segments"
)
assert set(best) <= {"discount", "points", "fresh_box"}, T(
    "best 的值应是优惠的名称", "the values of best are names of offers"
)
### BEGIN HIDDEN TESTS
table = cards.pivot_table(index="attitude", columns="offer", values="change_cny")
top = table.drop(columns="none").idxmax(axis=1)
assert all(best[name] == top[name] for name in top.index), T(
    "每个细分应选效果最大的优惠，不是使用率最高的",
    "choose the offer with the largest effect, not the one used most",
)
### END HIDDEN TESTS
assert best.notna().all(), T("不应有缺失", "nothing may be missing")
# %% [markdown] lang="zh" id="uplift"
# `uplift_by_segment` 算的是同样的差，并给出 95% 区间和对 3 个细分的多重检验校正。先看八五折（虚线是全体，各细分按卡数加权，为 1.0 元；直接比较两组是 1.4 元）：
# %% [markdown] lang="en" id="uplift"
# `uplift_by_segment` computes the same differences, with 95% intervals and a correction for multiple testing over 3 segments. The discount first (the dashed line is all cards, with each segment weighted by its size: 1.0 CNY; comparing the groups as they are gives 1.4 CNY):
# %%
tests, three_offers = {}, ["discount", "points", "fresh_box"]
for offer in three_offers:
    pair = cards[cards["offer"].isin(["none", offer])]
    pair = pair.assign(treated=pair["offer"] == offer)
    for basis in ("attitude", "household"):
        tests[offer, basis] = uplift_by_segment(pair, basis, outcome="change_cny")
# %%
plot.show(
    plot.plot_uplift(tests["discount", "attitude"], lang=LANG),
    alt=T(
        "八五折的增量：price 为正，loyal 为负，health 的区间含 0；全体接近 0。",
        "Uplift of the discount: positive for price, negative for loyal; the interval of health contains 0; overall close to 0.",
    ),
)
# %%
by_offer = {offer: tests[offer, "attitude"].segments for offer in three_offers}
pd.concat(by_offer, axis=1).loc[:, (slice(None), ["uplift", "low", "high"])].round(1)
# %%
differ = {
    offer: {
        basis: tests[offer, basis].heterogeneity["p"] for basis in ("attitude", "household")
    }
    for offer in three_offers
}
print(T("各细分的效果是否不同（p 值）：", "Do the effects differ between segments (p-values)?"))
pd.DataFrame(differ).style.format("{:.3f}")
# %% [markdown] lang="zh" id="uplift-read"
# 八五折对价格敏感者多赚 16.4 元，对忠于品牌者反而少赚 9.0 元：也许他们本来就会按原价买。双倍积分（**忠诚度计划**）只在忠于品牌者身上看得出效果（+17.3 元），生鲜礼盒只在注重健康者身上（+23.1 元），对价格敏感者倒亏 7.6 元。正负相抵，平均数才接近 0。
# 3 个里挑最大的，估计往往偏高，实施后要再检验。
#
# 那按家庭类型呢？检验各细分的效果是否不同（Cochran 的 Q），按态度分，3 种优惠的 p 都小于 0.001；按家庭分，是 0.28、0.50 和 0.07，没有看到差别。所以**优惠按态度发，商品组合按家庭配**：反应没有差别的细分，不值得为它单做一套促销。
# %% [markdown] lang="en" id="uplift-read"
# The discount earns 16.4 CNY more with the price-sensitive and 9.0 CNY less with the brand-loyal, who perhaps would have paid the full price. Double points (the **loyalty programme**) show an effect with the brand-loyal only (+17.3 CNY), the box with the health-conscious only (+23.1 CNY), while with the price-sensitive it loses 7.6 CNY. Gains and losses cancel out; hence a mean close to 0.
# The largest of 3 estimates tends to be too high, so test again when it is rolled out.
#
# And by household? Testing whether the effects differ between segments (Cochran's Q), p is below 0.001 for all 3 offers by attitude, but 0.28, 0.50 and 0.07 by household: no difference to be seen. So **offers go by attitude, the assortment by household**: segments that do not respond differently do not deserve promotions of their own.
# %% [markdown] lang="zh" id="winback"
# ## 6 · 挽回：谁叫不回来
#
# 800 张卡已有 92 天以上没有光顾，能用优惠挽回吗？这一列回答不了：它在第四季度*之后*才量，被优惠叫回来的人已经不在里面。要用试验*之前*就知道的事：第三季度没有毛利，也就是没来过。
# %% [markdown] lang="en" id="winback"
# ## 6 · Win-back: who will not return
#
# 800 cards have been away for 92 days or more. Could an offer win them back? This column cannot tell: it was measured *after* the fourth quarter, when anybody whom an offer brought back is no longer in it. Take what was known *before* the test: no margin in the third quarter, so no visit.
# %%
away_before = cards["margin_q3_cny"].eq(0)
returned = away_before & cards["margin_q4_cny"].ne(0)
pd.DataFrame({
    "away_before": away_before.groupby(cards["offer"]).sum(),
    "returned": returned.groupby(cards["offer"]).sum(),
})
# %% [markdown] lang="zh" id="winback-read"
# 469 张卡，其中 356 张得到了优惠，一张也没有回来。这也是证据：n 次里一次都没有，95% 上限约是 3/n（Hanley 和 Lippman-Hand，1983，*JAMA*，249(13)，1743–1745），这里是 0.8%。
# 这 3 种优惠叫不回离开一个季度以上的人；他们只占全年消费的 3.5%。要挽回，就趁早，换一种做法，另做试验。
# %% [markdown] lang="en" id="winback-read"
# Of 469 cards, 356 of them with an offer, not a single one came back. That is evidence, too: with none in n trials the 95% upper limit is about 3/n (Hanley and Lippman-Hand, 1983, *JAMA*, 249(13), 1743–1745), here 0.8%.
# These 3 offers do not bring back people who have been away for a quarter or more; they account for just 3.5% of the year's spend. For win-back act early, try something else, and test it on its own.
# %% [markdown] lang="zh" id="bug-hunt"
# ## 7 · 捉虫：有机货架要备多少
#
# 生鲜礼盒一发，有机商品会卖得更多。小高算了各货架每周的平均销量，说：“H5 店的有机商品一周卖 108 件，备货 110 件刚好。”运行下面的代码，看 `sold_out`（卖空的周数占比）一列。他的算法错在哪里？
# %% [markdown] lang="en" id="bug-hunt"
# ## 7 · Bug hunt: how much organic food to stock
#
# The fresh box will sell more organic food. Gao took the mean sales of each shelf and says: "Shop H5 sells 108 units of organic goods a week; a stock of 110 is just right." Run the code and look at `sold_out`, the share of weeks in which the shelf was sold out. What is wrong with his figure?
# %%
from scipy import optimize, stats

sold_out = stock["sold_units"] >= stock["stocked_units"]
shelves = (
    stock
    .assign(sold_out=sold_out)
    .groupby(["store", "category"])[["stocked_units", "sold_units", "sold_out"]]
    .mean()
)
shelves.nlargest(6, "sold_out").round(2)


# %% [markdown] lang="zh" id="demand-q"
# 货架空了，再多的需求也留不下记录：卖空的那一周，我们只知道需求**至少**有这么多。这叫**删失**数据。直接求平均会低估；只留没卖空的周也会低估，因为留下的正是需求小的周。
# Tobin（1958，*Econometrica*，26(1)，24–36）的办法是写出似然：假定每周需求服从正态分布，没卖空的周贡献密度，卖空的周贡献“需求不小于销量”的概率。
#
# ### 练习 19.4 · 估计真实需求
# 函数 `demand(sold, stocked)` 收到两个等长的数组，返回平均每周需求（一个数）；没卖空的周少于 3 个时返回 `np.nan`（已写好）。请补上内层函数 `misfit` 的返回值，即负对数似然之和。
# 其中 `z` 是标准化的销量，`guess[1]` 是标准差的对数；没卖空的周贡献 `stats.norm.logpdf(z) - guess[1]`（减 `guess[1]` 是把 `z` 的密度换回销量的密度），卖空的周贡献 `stats.norm.logsf(z)`。
#
# <details><summary>提示 1</summary>每一周二选一：看它是否卖空（`full`）。</details>
# <details><summary>提示 2</summary>`np.where(full, a, b)` 在卖空的周取 a，没卖空的周取 b；再求和、取负号。</details>
# <details><summary>提示 3</summary>`return -np.where(full, stats.norm.logsf(z), stats.norm.logpdf(z) - guess[1]).sum()`。</details>
# %% [markdown] lang="en" id="demand-q"
# An empty shelf keeps no record of further demand: of a sold-out week we only know that demand was **at least** so much. Such data are called **censored**. The plain mean is too low; leaving out the sold-out weeks is too low as well, for the weeks that remain are those of low demand.
# Tobin (1958, *Econometrica*, 26(1), 24–36) writes down the likelihood. Take weekly demand to be normal: a week that was not sold out contributes the density, a sold-out week the probability that demand is no less than the sales.
#
# ### Exercise 19.4 · Estimate the true demand
# The function `demand(sold, stocked)` gets 2 arrays of equal length and returns the mean weekly demand (one number), or `np.nan` if fewer than 3 weeks were not sold out (done for you). Fill in what the inner function `misfit` returns: the sum of the negative log-likelihoods.
# There, `z` is the standardised sales and `guess[1]` the logarithm of the standard deviation; a week not sold out contributes `stats.norm.logpdf(z) - guess[1]` (less `guess[1]`, because the density is that of sales, not of `z`), a sold-out week `stats.norm.logsf(z)`.
#
# <details><summary>Hint 1</summary>For each week take one or the other, by whether it was sold out (`full`).</details>
# <details><summary>Hint 2</summary>`np.where(full, a, b)` takes a in sold-out weeks and b in the others; then add up and change the sign.</details>
# <details><summary>Hint 3</summary>`return -np.where(full, stats.norm.logsf(z), stats.norm.logpdf(z) - guess[1]).sum()`.</details>
# %% exercise="demand" objective="19.4"
def demand(sold, stocked):
    sold, full = np.asarray(sold, dtype=float), np.asarray(sold) >= np.asarray(stocked)
    if (~full).sum() < 3:
        return np.nan

    def misfit(guess):
        z = (sold - guess[0]) / np.exp(guess[1])
        ### BEGIN SOLUTION
        return -np.where(full, stats.norm.logsf(z), stats.norm.logpdf(z) - guess[1]).sum()
        ### END SOLUTION

    start = [sold.mean(), np.log(sold.std() + 1)]
    if misfit(start) is not None:
        return float(optimize.minimize(misfit, start, method="Nelder-Mead").x[0])


# %% wrong="demand" breaks="demand-cut" why="sold-out weeks counted as if sales were demand"
def demand(sold, stocked):
    sold = np.asarray(sold, dtype=float)
    return float(sold.mean()) if (sold < np.asarray(stocked)).sum() >= 3 else np.nan


# %% wrong="demand" breaks="demand-cut" why="sold-out weeks left out"
def demand(sold, stocked):
    sold = np.asarray(sold, dtype=float)
    kept = sold[sold < np.asarray(stocked)]
    return float(kept.mean()) if len(kept) >= 3 else np.nan


# %% wrong="demand" breaks="demand-cut" hardcoded="inputs" why="the example's answer, hard-coded"
def demand(sold, stocked):
    sold = np.asarray(sold, dtype=float)
    return 60.0 if (sold < np.asarray(stocked)).sum() >= 3 else np.nan


# %% check="demand-whole" of="demand" points=1
whole = demand(np.array([40.0, 60.0, 80.0]), np.array([200.0, 200.0, 200.0]))
assert whole is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.ndim(whole) == 0 and np.isfinite(whole), T("应返回一个数", "return one number")
assert abs(whole - 60) < 0.1, T(
    "没有一周卖空时，就是平均销量：40、60、80 应得到 60。misfit 变号了吗？",
    "if no week was sold out it is the mean: 60 for 40, 60 and 80; did you change the sign?",
)
few = demand(np.array([8.0, 8.0, 8.0, 9.0]), np.array([8.0, 8.0, 8.0, 20.0]))
assert few is not None and np.ndim(few) == 0 and np.isnan(few), T(
    "没卖空的周少于 3 个时应返回 nan", "with fewer than 3 weeks not sold out return nan"
)
# %% check="demand-cut" of="demand" points=3
wanted_units = stats.norm.ppf((np.arange(40) + 0.5) / 40) * 10 + 100
seen_units = np.minimum(wanted_units, 98)
found = demand(seen_units.copy(), np.full(40, 98.0))
assert found is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.ndim(found) == 0 and np.isfinite(found), T("应返回一个数", "return one number")
assert found > seen_units.mean() + 2, T(
    "太低了：卖空的周既不能当作需求，也不能扔掉",
    "too low: a sold-out week is neither demand itself nor to be thrown away",
)
assert abs(found - 100) < 1.5, T(
    "真实的平均需求是 100，上架 98 件；np.where 的两支写反了吗？没卖空的一支减去 guess[1] 了吗？",
    "true mean demand is 100, the stock 98; are the branches of np.where swapped, or is - guess[1] missing?",
)
### BEGIN HIDDEN TESTS
for _, rows in stock.groupby(["store", "category"]):
    sold_here = rows["sold_units"].to_numpy(dtype=float)
    cut = sold_here >= rows["stocked_units"].to_numpy()
    if cut.mean() < 0.3 or (~cut).sum() < 3:
        continue
    mean, spread = sold_here.mean(), sold_here.std()
    for _ in range(400):
        edge = (sold_here - mean) / spread
        hazard = np.exp(stats.norm.logpdf(edge) - stats.norm.logsf(edge))
        filled = np.where(cut, mean + spread * hazard, sold_here)
        extra = np.where(cut, spread**2 * (1 - hazard * (hazard - edge)), 0.0)
        mean, spread = filled.mean(), np.sqrt(((filled - filled.mean()) ** 2 + extra).mean())
    here = demand(sold_here.copy(), rows["stocked_units"].to_numpy())
    assert np.ndim(here) == 0 and abs(here - mean) < 0.02 * mean, T(
        "在常常卖空的货架上不对：卖空的周用 logsf，没卖空的周用 logpdf 再减 guess[1]",
        "wrong on shelves that are often sold out: logsf there, else logpdf less guess[1]",
    )
### END HIDDEN TESTS
assert found < 110, T("太高了", "too high")
# %% [markdown] lang="zh" id="demand-read"
# 用这个函数，H5 店有机商品的需求是每周 134 件，不是 108 件；H2 店有机是 186 件（销量 155 件），H3 店熟食 255 件（198 件），H7 店母婴 86 件（72 件）。这 4 个货架有 77% 到 88% 的周卖空，其余货架都不到 5%。
# 销量越是被货架卡住，越显得“备货刚好”，下次就越不会多备。注重健康者要的有机、家庭要的母婴都在里面；熟食是谁在买，会员数据里看不出来。
# 局限：卖空的周多时，估计主要靠正态这个假定；顾客改买别的、改去别处，这里看不到。
# %% [markdown] lang="en" id="demand-read"
# By this function the demand for organic goods in shop H5 is 134 units a week, not 108; in H2 it is 186 (sales 155), for ready meals in H3 255 (198), for baby goods in H7 86 (72). These 4 shelves were sold out in 77% to 88% of the weeks, all others in less than 5%.
# The more the shelf limits the sales, the more the stock looks "just right", and the less is ordered next time. Organic food for the health-conscious and baby goods for families are among them; who buys the ready meals, the cards do not tell.
# Limits: where most weeks are sold out, the estimate rests on the normal law; people who take another product or go elsewhere are not seen here.
# %% [markdown] lang="zh" id="plan-intro"
# ## 8 · 方案：6,000 元怎么分
#
# 优惠本身的成本已经从毛利里扣掉了；这 6,000 元是**告知**的费用：推送、短信、传单、店内试吃。花得越多，触达越多，但越往后越难。设响应为 `ceiling_cny * (1 - 2 ** (-x / half_cny))`：花 `half_cny` 元能触达一半的人。
# `half_cny_card` 是营销部**估计**的每张可联系的卡要花多少元才能触达一半：App 推送 1 元，短信和传单 1.5 元，店内试吃 5 元。这是假设，不是数据。还假设被触达的卡与试验里反应相同。
# %% [markdown] lang="en" id="plan-intro"
# ## 8 · The plan: how to split 6,000 CNY
#
# The cost of the offers themselves has been taken off the margin; the 6,000 CNY are for **telling people**: messages, leaflets, tastings in the shop. The more is spent, the more people know, but it gets harder and harder. Let the response be `ceiling_cny * (1 - 2 ** (-x / half_cny))`: half of the people are reached for `half_cny` yuan.
# `half_cny_card` is the marketing department's **estimate** of what it takes per contactable card to reach half of them: 1 CNY by messages in the app, 1.5 CNY by text messages and leaflets, 5 CNY by tastings. These are assumptions, not data. A card that is reached is assumed to respond as in the test.
# %%
uplift = pd.DataFrame({
    offer: result.segments["uplift"]
    for (offer, basis), result in tests.items()
    if basis == "attitude"
})
targets = pd.DataFrame({
    "offer": uplift.idxmax(axis=1),
    "effect_cny": uplift.max(axis=1),
    "contactable": cards.groupby("attitude")["consent"].sum(),
    "half_cny_card": pd.Series({"loyal": 1.0, "price": 1.5, "health": 5.0}),
})
targets.round(1)
# %% [markdown] lang="zh" id="plan-q"
# ### 练习 19.5 · 分配预算
# 对 `targets` 的每个细分：`ceiling_cny` 等于可联系的卡数乘每张卡的效果，`half_cny` 等于可联系的卡数乘 `half_cny_card`。把这两列（索引仍是细分名称）交给 `allocate_budget`，`budget_cny=6000`，结果存为 `plan`，其中 `spend_cny` 是支出，`response_cny` 是预期响应。
# 再算出 `net_cny`：3 个细分的预期响应之和，减去支出之和（元）。
#
# <details><summary>提示 1</summary>先做一个 DataFrame，有 `ceiling_cny` 和 `half_cny` 两列。</details>
# <details><summary>提示 2</summary>`targets["contactable"] * targets["effect_cny"]` 是第 1 列，第 2 列同理。</details>
# <details><summary>提示 3</summary>`plan = allocate_budget(curves, budget_cny=6000)`；净额是 `plan["response_cny"].sum() - plan["spend_cny"].sum()`。</details>
# %% [markdown] lang="en" id="plan-q"
# ### Exercise 19.5 · Split the budget
# For each segment of `targets`, `ceiling_cny` is the number of contactable cards times the effect per card, and `half_cny` the number of contactable cards times `half_cny_card`. Give these 2 columns (still indexed by the names of the segments) to `allocate_budget` with `budget_cny=6000` and store the result as `plan`; in it `spend_cny` is what is spent and `response_cny` the expected response.
# Then compute `net_cny`: the sum of the 3 expected responses less the sum of the spends (in CNY).
#
# <details><summary>Hint 1</summary>Make a DataFrame with the 2 columns `ceiling_cny` and `half_cny` first.</details>
# <details><summary>Hint 2</summary>`targets["contactable"] * targets["effect_cny"]` is column 1, and column 2 is made likewise.</details>
# <details><summary>Hint 3</summary>`plan = allocate_budget(curves, budget_cny=6000)`; the net is `plan["response_cny"].sum() - plan["spend_cny"].sum()`.</details>
# %% exercise="plan" objective="19.5"
### BEGIN SOLUTION
curves = pd.DataFrame({
    "ceiling_cny": targets["contactable"] * targets["effect_cny"],
    "half_cny": targets["contactable"] * targets["half_cny_card"],
})
plan = allocate_budget(curves, budget_cny=6000)
net_cny = plan["response_cny"].sum() - plan["spend_cny"].sum()
### END SOLUTION
# %% wrong="plan" breaks="plan-split,plan-net" why="cards without consent counted as well"
everybody = cards["attitude"].value_counts().reindex(targets.index)
curves = pd.DataFrame({
    "ceiling_cny": everybody * targets["effect_cny"],
    "half_cny": everybody * targets["half_cny_card"],
})
plan = allocate_budget(curves, budget_cny=6000)
net_cny = plan["response_cny"].sum() - plan["spend_cny"].sum()
# %% wrong="plan" breaks="plan-split,plan-net" why="the same amount for each segment"
half = targets["contactable"] * targets["half_cny_card"]
plan = pd.DataFrame({"spend_cny": 2000.0}, index=targets.index)
plan["response_cny"] = (
    targets["contactable"] * targets["effect_cny"] * (1 - 2 ** (-2000 / half))
)
net_cny = plan["response_cny"].sum() - plan["spend_cny"].sum()
# %% wrong="plan" breaks="plan-net" why="spend not taken off"
curves = pd.DataFrame({
    "ceiling_cny": targets["contactable"] * targets["effect_cny"],
    "half_cny": targets["contactable"] * targets["half_cny_card"],
})
plan = allocate_budget(curves, budget_cny=6000)
net_cny = plan["response_cny"].sum()
# %% wrong="plan" breaks="plan-net" hardcoded="seed" why="net of the shipped data, hard-coded"
curves = pd.DataFrame({
    "ceiling_cny": targets["contactable"] * targets["effect_cny"],
    "half_cny": targets["contactable"] * targets["half_cny_card"],
})
plan = allocate_budget(curves, budget_cny=6000)
net_cny = 27393.6
# %% check="plan-split" of="plan" points=2
assert isinstance(plan, pd.DataFrame) and "spend_cny" in plan, T(
    "plan 应是 allocate_budget 的结果",
    "plan should be what allocate_budget returns",
)
assert len(plan) == 3 and set(plan.index) == {"loyal", "price", "health"}, T(
    "应有 3 行，索引是细分的名称", "3 rows are expected, indexed by the names of the segments"
)
assert plan["spend_cny"].notna().all() and plan["spend_cny"].min() >= 0, T(
    "支出不应缺失或为负", "spends are neither missing nor negative"
)
assert 5900 <= plan["spend_cny"].sum() <= 6001, T(
    "支出之和应是 6,000 元：预算是 6000 吗？两列都要乘可联系的卡数",
    "the spends add up to 6,000 CNY: is the budget 6000? Both columns are per card times contactable cards",
)
### BEGIN HIDDEN TESTS
most = targets["contactable"] * targets["effect_cny"]
per_log = targets["contactable"] * targets["half_cny_card"] / np.log(2)
low, high = 1e-6, (most / per_log).max()
for _ in range(200):
    last_yuan = (low + high) / 2
    split = (per_log * np.log(most / per_log / last_yuan)).clip(lower=0)
    low, high = (last_yuan, high) if split.sum() > 6000 else (low, last_yuan)
for name in split.index:
    assert abs(plan.loc[name, "spend_cny"] - split[name]) < 15, T(
        "分法不对：只算可联系的卡，而且最后 1 元在各细分带来的应当相等",
        "another split is best: contactable cards only, and the last yuan brings the same everywhere",
    )
### END HIDDEN TESTS
assert plan["spend_cny"].max() < 6001, T("超出预算", "over the budget")
# %% check="plan-net" of="plan" points=1
assert isinstance(net_cny, (int, float, np.number)), T(
    "net_cny 应是一个数", "net_cny should be one number"
)
assert np.isfinite(net_cny) and net_cny > 0, T(
    "净额应是正数", "the net should be a positive number"
)
### BEGIN HIDDEN TESTS
most = targets["contactable"] * targets["effect_cny"]
half = targets["contactable"] * targets["half_cny_card"]
slope = lambda last: (half / np.log(2) * np.log(most * np.log(2) / half / last)).clip(lower=0)
last = optimize.brentq(lambda x: slope(x).sum() - 6000, 1e-6, 1e6)
due = (most * (1 - 2 ** (-slope(last) / half))).sum() - 6000
assert abs(net_cny - due - 6000) > 50, T("还没有减去支出", "the spend has not been taken off")
assert abs(net_cny - due) < 10, T(
    "净额等于响应之和减支出之和，只算可联系的卡",
    "the net is the sum of responses less the sum of spends, for contactable cards",
)
### END HIDDEN TESTS
assert net_cny < 1e6, T("净额太大", "the net is too large")
# %% [markdown] lang="zh" id="plan-read"
# 最优分法：忠于品牌 2,962 元，价格敏感 2,633 元，注重健康 405 元，最后一元在每处都带来 3.0 元；预期毛利 33,394 元，净额 27,394 元。注重健康者单张效果最大，却因触达太贵而得到最少：每张可联系的卡 0.5 元，其余细分都是 2.0 元。
#
# 比一比：平均分，31,798 元；按可联系的卡数分，32,904 元，只少 1% 到 5%。最优点附近很平，常常如此（Tull 等，1986，*Journal of Marketing Research*，23(1)，25–32）。而八五折发给所有可联系的人，**即使人人都触达**，也只有 3,787 元，还不到 6,000 元的费用：价格敏感者多赚的 21,426 元，大半被另外 2 个细分亏掉。
# **选对优惠，比精算预算重要得多。**
# %% [markdown] lang="en" id="plan-read"
# The best split is 2,962 CNY for the brand-loyal, 2,633 CNY for the price-sensitive and 405 CNY for the health-conscious; the last yuan brings 3.0 CNY everywhere. The expected margin is 33,394 CNY, the net 27,394 CNY. The health-conscious have the largest effect per card but get least, because reaching them is dear: 0.5 CNY per contactable card, against 2.0 CNY in each of the others.
#
# Compare: equal parts bring 31,798 CNY, parts in proportion to the contactable cards 32,904 CNY, just 1% to 5% less. Around the optimum the curve is flat, as so often (Tull et al., 1986, *Journal of Marketing Research*, 23(1), 25–32). But the discount for everybody within reach, **even if all of them hear of it**, brings just 3,787 CNY, less than the 6,000 CNY that it costs: of the 21,426 CNY gained with the price-sensitive, the other 2 segments lose the greater part.
# **The right offer matters far more than the finely tuned budget.**
# %% [markdown] lang="zh" id="explore"
# ### 动手探索：促销预算
# 拖动 3 个滑块，改变每个细分的支出（起点是平均分）。看曲线上的点：哪条曲线先变平？把注重健康者的支出降到 0，总毛利少多少？加到 6,000 元呢？
# %% [markdown] lang="en" id="explore"
# ### Explore: the promotion budget
# Move the 3 sliders to change what is spent on each segment (equal parts at the start) and watch the points on the curves. Which curve flattens first? How much margin is lost when the health-conscious get 0, and how much when they get all 6,000 CNY?
# %%
curve_of = pd.DataFrame({
    "ceiling_cny": targets["contactable"] * targets["effect_cny"],
    "half_cny": targets["contactable"] * targets["half_cny_card"],
})
labels = {
    "loyal": T("忠于品牌", "Brand-loyal"),
    "price": T("价格敏感", "Price-sensitive"),
    "health": T("注重健康", "Health-conscious"),
}
explore.promotion_budget(curve_of, budget_cny=6000, names=labels, lang=LANG)


# %% [markdown] lang="zh" id="size-q"
# ## 9 · 怎样判断成败
#
# 方案要先写明怎样评判：每个细分随机留出一组不告知（对照组），一个季度后比较两组的毛利变化。要多少人才看得出来？两组人数相等、双侧 5% 水平、80% 功效时，每组需要
# $n = 2(1.96+0.84)^2 s^2/d^2$ 张卡，向上取整（Lehr，1992，*Statistics in Medicine*，11(8)，1099–1102），$s$ 是结果的标准差，$d$ 是想看出的差别。
#
# ### 练习 19.6 · 每组要多少张卡
# 写函数 `cards_needed(sd_cny, effect_cny)`：输入标准差和差别（元），按上式返回**每组**的卡数，向上取整。例如 80 和 20 应得到 251。
#
# <details><summary>提示 1</summary>标准差和差别都要平方。</details>
# <details><summary>提示 2</summary>$(1.96+0.84)^2$ 是 7.84，前面还有 2。</details>
# <details><summary>提示 3</summary>`return int(np.ceil(2 * (1.96 + 0.84) ** 2 * sd_cny**2 / effect_cny**2))`。</details>
# %% [markdown] lang="en" id="size-q"
# ## 9 · How will we judge it?
#
# A plan says beforehand how it will be judged: in each segment a random group is not told (the control group), and after a quarter the changes of margin are compared. How many people does it take? With groups of equal size, a level of 5% (both sides counted) and a power of 80%, each group needs
# $n = 2(1.96+0.84)^2 s^2/d^2$ cards, rounded up (Lehr, 1992, *Statistics in Medicine*, 11(8), 1099–1102), where $s$ is the standard deviation of the outcome and $d$ the difference to be seen.
#
# ### Exercise 19.6 · How many cards per group
# Write `cards_needed(sd_cny, effect_cny)`. It takes the standard deviation and the difference (CNY) and returns the number of cards in **each group** by this formula, rounded up. For 80 and 20 that is 251.
#
# <details><summary>Hint 1</summary>Both the standard deviation and the difference are squared.</details>
# <details><summary>Hint 2</summary>$(1.96+0.84)^2$ is 7.84, and there is a 2 before it.</details>
# <details><summary>Hint 3</summary>`return int(np.ceil(2 * (1.96 + 0.84) ** 2 * sd_cny**2 / effect_cny**2))`.</details>
# %% exercise="size" objective="19.5"
def cards_needed(sd_cny, effect_cny):
    """Return the cards in each of two equal groups, for 80% power at the 5% level."""
    ### BEGIN SOLUTION
    return int(np.ceil(2 * (1.96 + 0.84) ** 2 * sd_cny**2 / effect_cny**2))
    ### END SOLUTION


# %% wrong="size" breaks="size-example,size-other" why="both groups needed: the 2 forgotten"
def cards_needed(sd_cny, effect_cny):
    return int(np.ceil((1.96 + 0.84) ** 2 * sd_cny**2 / effect_cny**2))


# %% wrong="size" breaks="size-example,size-other" why="rounded down"
def cards_needed(sd_cny, effect_cny):
    return int(2 * (1.96 + 0.84) ** 2 * sd_cny**2 / effect_cny**2)


# %% wrong="size" breaks="size-other" hardcoded="inputs" why="the example, hard-coded"
def cards_needed(sd_cny, effect_cny):
    return 251


# %% check="size-example" of="size" points=1
example = cards_needed(80.0, 20.0)
assert example is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.ndim(example) == 0 and np.isfinite(example), T("应返回一个数", "return one number")
assert 251 <= example <= 252, T(
    f"80 和 20 应得到 251，你的结果是 {example}；要的是每组的卡数，向上取整",
    f"80 and 20 give 251, yours is {example}; cards in each group, rounded up",
)
# %% check="size-other" of="size" points=1
double = cards_needed(80.0, 10.0)
assert double is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.ndim(double) == 0 and np.isfinite(double), T("应返回一个数", "return one number")
### BEGIN HIDDEN TESTS
for pair in ((45.1, 13.0), (7.0, 3.0), (200.0, 33.0)):
    exact = 2 * 2.8**2 * (pair[0] / pair[1]) ** 2
    given = cards_needed(*pair)
    assert np.ndim(given) == 0 and exact <= given <= 1.003 * exact + 1, T(
        "公式不对：每组 2 × 7.84 × (s/d) 的平方，向上取整",
        "another number was expected: 2 × 7.84 × the square of s/d in each group, rounded up",
    )
    assert given == int(given), T("应是整数", "a whole number is expected")
### END HIDDEN TESTS
assert 1003 < double < 1010, T(
    "差别小一半，要 4 倍的卡：差别要平方",
    "half the difference takes 4 times as many cards: square it",
)
# %% [markdown] lang="zh" id="size-read"
# 按方案，忠于品牌者 75% 被触达，平均到每张可联系的卡是 13.0 元，毛利变化的标准差是 45.1 元，每组要 190 张；价格敏感者 60%、9.9 元，每组 296 张：卡都够。注重健康者只触达 7%，每张卡摊到 1.6 元，每组要 12,050 张，而可联系的总共只有 787 张：
# **这 405 元花了也无法判断成败**。要么不花，要么集中到少数人：若能人人触达（23.1 元），每组 58 张就够，可按曲线，405 元只够触达 58 张里的 62%。每组 117 张、触达 70%，才看得出来，要花 1,016 元。
#
# 结果要看*变化*，不要看第四季度毛利本身：后者的标准差是 217.5 元，忠于品牌者每组要 4,400 张。先核对两组人数，并在开始之前写下“差多少算成功”。
# %% [markdown] lang="en" id="size-read"
# By the plan 75% of the brand-loyal are reached, which makes 13.0 CNY per contactable card; the standard deviation of the change is 45.1 CNY, and each group needs 190 cards. For the price-sensitive it is 60%, 9.9 CNY and 296 cards per group: there are enough. Of the health-conscious only 7% are reached, 1.6 CNY per card, so that each group would need 12,050 cards, and there are 787 within reach in all:
# **whether these 405 CNY paid, nobody could tell.** Either save them, or concentrate on fewer people. If all of them were reached (23.1 CNY), 58 cards in each group would do; but by the curve 405 CNY reach only 62% of 58 cards. It takes 117 cards in each group with 70% reached, which costs 1,016 CNY.
#
# Judge by the *change*, not by the margin of the quarter itself: its standard deviation is 217.5 CNY, and the brand-loyal would need 4,400 cards in each group. Check the sizes of the groups first, and write down before the start which difference will count as success.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 10 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 10 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="19.1,19.2,19.3,19.4,19.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "小高的分组为什么几乎看不出态度？（见第 3 节）",
                "Why do Gao's groups tell next to nothing about attitudes? (section 3)",
            ),
            wrong(
                T("3 簇太少", "3 clusters are too few"),
                T(
                    "标准化以后，同样 3 簇就能分开。",
                    "Once standardised, the same 3 clusters tell them apart.",
                ),
            ),
            right(
                T("距离几乎全由消费额决定", "Spend decides nearly all of the distance"),
                T(
                    "元的标准差是占比的上万倍。",
                    "In yuan, the standard deviation is more than 10,000 times that of a share.",
                ),
            ),
            wrong(
                T(
                    "态度不影响消费，所以找不到",
                    "Attitudes do not affect spend, so they cannot be found",
                ),
                T(
                    "它们影响买什么；4 项习惯里看得很清楚。",
                    "They affect what is bought; the 4 habits show it clearly.",
                ),
            ),
        ),
        question(
            T(
                "用了八五折的人比没用的多赚 17.7 元，这是八五折的效果吗？（见第 5 节）",
                "Users of the discount bring 17.7 CNY more than non-users. Is that its effect? (section 5)",
            ),
            wrong(
                T("是，两组都抽到了八五折", "Yes, both groups drew the discount"),
                T(
                    "抽签没有决定谁去用：没来的人用不上，price 细分更爱用。",
                    "The draw did not decide who uses it: people who stay away cannot, and the price segment likes to.",
                ),
            ),
            wrong(
                T("是，只要样本够大", "Yes, if the sample is large enough"),
                T("人再多，比的仍是两种人。", "However many, they remain different people."),
            ),
            right(
                T("不是，应与 none 组整组比较", "No, compare the whole group with none"),
                T(
                    "整组只差 1.4 元。",
                    "As a whole the groups differ by just 1.4 CNY.",
                ),
            ),
        ),
        question(
            T(
                "一个货架 26 周里有 22 周卖空。只用没卖空的 4 周求平均，会怎样？（见第 7 节）",
                "A shelf was sold out in 22 of 26 weeks. What does the mean of the other 4 weeks give? (section 7)",
            ),
            right(
                T("低估需求", "Demand is underestimated"),
                T(
                    "没卖空，多半正因为那几周需求小。",
                    "They were not sold out mostly because demand was low in them.",
                ),
            ),
            wrong(
                T("正好，因为没有删失", "It is right: nothing is censored there"),
                T(
                    "留下哪些周不是随机的。",
                    "Which weeks remain is not random.",
                ),
            ),
            wrong(
                T("高估需求", "Demand is overestimated"),
                T(
                    "留下的是需求小的周，方向相反。",
                    "The weeks that remain are those of low demand: it is the other way round.",
                ),
            ),
        ),
        question(
            T(
                "为什么不为 9 个格子各做一套促销？（见第 4、5 节）",
                "Why not run a promotion for each of the 9 cells? (sections 4 and 5)",
            ),
            wrong(
                T("有的格子是空的", "Some of the cells are empty"),
                T("最小的格子也有 214 张卡。", "The smallest has 214 cards."),
            ),
            wrong(
                T("家庭类型没有用", "Households are of no use"),
                T(
                    "它对商品组合有用。",
                    "They are of use for the assortment.",
                ),
            ),
            right(
                T(
                    "看不到各家庭类型对优惠的反应有差别",
                    "No difference between households in response to offers is to be seen",
                ),
                T(
                    "格子越细，人越少，碰巧“显著”的越多。",
                    'Finer cells have fewer people and more that look "significant" by chance.',
                ),
            ),
        ),
        question(
            T(
                "一个细分每张卡的效果最大，却只分到最少的钱，可能吗？（见第 8 节）",
                "A segment has the largest effect per card but gets the least money. Can that be right? (section 8)",
            ),
            wrong(
                T("不可能，钱应跟着效果走", "No, money should follow the effect"),
                T(
                    "钱应跟着下 1 元带来多少走。",
                    "Money should follow what the next yuan brings.",
                ),
            ),
            right(
                T("可能，如果触达它很贵", "Yes, if reaching it is dear"),
                T(
                    "最后 1 元在各处带来的相等，就是最优。",
                    "The optimum is where the last yuan brings the same everywhere.",
                ),
            ),
            wrong(
                T("可能，只要它的人数多", "Yes, if it has many people"),
                T(
                    "人多，上限和花费同比例变，先花在谁身上并不改变。",
                    "With more people both the ceiling and the cost grow in proportion; the order stays.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 11 · 开放题：促销方案
#
# ### 练习 19.7 · 写给何静的方案
# 用 200–350 字写出下个季度的促销方案，预算 6,000 元：
#
# 1. 每个细分发什么、花多少、走哪个渠道（可以不同于 `plan`，要说明理由）；
# 2. 商品组合与备货：哪些货架要加、加到多少；
# 3. 已离开的会员怎么办；
# 4. 怎样评判：对照组多大、看什么指标、多少算成功；
# 5. 至少引用 4 个本课算出的数字，指出 1 个假设和 1 个风险。
#
# 由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 11 · Open case: the promotion plan
#
# ### Exercise 19.7 · A plan for He Jing
# In 200–350 words, write the promotion plan for the next quarter, with a budget of 6,000 CNY:
#
# 1. what each segment gets, how much is spent on it and through which channel (you may depart from `plan`, with reasons);
# 2. assortment and stock: which shelves need more, and how much;
# 3. what to do about members who have left;
# 4. how it will be judged: size of the control group, measure, and what counts as success;
# 5. quote at least 4 figures from this lesson, and name 1 assumption and 1 risk.
#
# Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 优惠与对象（2 分） | 每个细分的优惠都有效果数字作理由，并说明谁不发什么、已离开的会员怎么办 | 有对应，理由笼统 | 一刀切，或按使用率选 |
# | 预算（1 分） | 金额合计不超过 6,000 元，说明为什么这样分 | 有金额，没有理由 | 没有金额 |
# | 备货（1 分） | 按需求估计写出货架和数量 | 只说多备货 | 没有提到 |
# | 评判（2 分） | 随机对照组、人数、指标和成功标准齐全 | 有对照组，缺人数或标准 | 只看前后对比或使用率 |
# | 数字（1 分） | 至少 4 个，准确并有解读 | 2–3 个，或没有解读 | 少于 2 个 |
# | 假设与风险（1 分） | 各指出 1 个，并说明后果 | 只提到 1 个 | 都没有 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | offers and people (2 points) | each segment's offer is justified by its effect, and it says who does not get what and what is done about members who have left | matched, vague reasons | the same for all, or chosen by use |
# | budget (1 point) | amounts of 6,000 CNY at most, with the reason for the split | amounts without a reason | no amounts |
# | stock (1 point) | shelves and quantities from estimated demand | just "stock more" | not mentioned |
# | judging (2 points) | random control group, numbers, measure and what counts as success | control group, but no numbers or no criterion | before and after, or use only |
# | figures (1 point) | at least 4, right and interpreted | 2–3, or not interpreted | fewer than 2 |
# | assumption and risk (1 point) | 1 of each, and what follows | only 1 mentioned | neither |
# %% [markdown] essay="memo" points=8 rubric="memo-rubric" objective="19.5"
# 示例：忠于品牌者发双倍积分（试验中每张卡 +17.3 元），App 推送，2,660 元；价格敏感者发八五折（+16.4 元），短信和传单，2,320 元。八五折不发给忠于品牌者：那会每张卡少赚 9.0 元。注重健康者的生鲜礼盒单张效果最大（+23.1 元），但触达太贵，
# 只花 1,020 元，在 H2、H5 店邀请 117 位试吃（约 70% 会被触达），另随机留 117 位作对照，先验证再扩大。
# 备货：H5 有机从 110 件加到 150 件（需求估计 134 件），H2 有机加到 205 件，H3 熟食 280 件，H7 母婴 95 件，否则礼盒引来的人会扑空。离开一个季度以上的 469 张卡里没有 1 张被优惠叫回，本季度不花钱，改为在来得变少时及早联系，另做试验。
# 评判：忠于品牌和价格敏感各随机留出 220 和 350 张可联系的卡不告知，比较一个季度的毛利变化；先核对人数；每张可联系的卡多赚 6 元以上算成功。假设：触达曲线是估计，若 App 推送的费用翻倍，最优分法几乎不变，但预期毛利约少两成，方案要重算。风险：家庭类型是推断的，不可据此推断个人的家庭状况来做宣传。
#
# Example: double points for the brand-loyal (+17.3 CNY per card in the test) by messages in the app, 2,660 CNY; the discount for the price-sensitive (+16.4 CNY) by text message and leaflet, 2,320 CNY. No discount for the brand-loyal: it would lose 9.0 CNY per card. The fresh box has the largest effect per card (+23.1 CNY with the health-conscious), but
# reaching them is dear: 1,020 CNY for inviting 117 of them to a tasting in shops H2 and H5 (about 70% will be reached), with 117 others as random controls, before doing more.
# Stock: organic goods in H5 from 110 to 150 units (estimated demand 134), in H2 to 205, ready meals in H3 to 280, baby goods in H7 to 95, or those whom the box attracts will find empty shelves. Of 469 cards away for a quarter or more not one was brought back by an offer: no money for them now; get in touch early, when visits begin to thin out, and test that separately.
# Judging: a random 220 and 350 contactable cards of the brand-loyal and the price-sensitive are not told; compare the changes of margin over a quarter after checking the sizes of the groups; 6 CNY more per contactable card counts as success. Assumption: the curves are guesses; if messages in the app cost twice as much, the best split hardly changes, but about a fifth of the expected margin is lost, so compute the plan afresh. Risk: households are inferred, and messages must not reveal guesses about anybody's family.
# %% [markdown] lang="zh" id="discussion"
# ## 12 · 讨论卡（4–6 人，15 分钟）
#
# 情境：采购总监看了方案，说：“自有品牌毛利高，价格敏感的人本来就爱买，八五折没有必要；不如把 6,000 元全给生鲜礼盒，它每张卡的效果最大。”
#
# - 正方：从数据里找 2 条支持他的证据。
# - 反方：触达的费用、H2 和 H5 的有机货架、评判所需的卡数，分别说明了什么？
# - 共同决定：礼盒先在哪里、对多少人做？看到什么数字就扩大，看到什么就停？有没有人因为没装 App 而总是得不到优惠，这样公平吗？
# %% [markdown] lang="en" id="discussion"
# ## 12 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the purchasing director has seen the plan and says: "The own label has high margins, and the price-sensitive like it anyway; there is no need for a discount. Put all 6,000 CNY into the fresh box, which has the largest effect per card."
#
# - For: find 2 pieces of evidence for this in the data.
# - Against: what do the cost of reaching people, the organic shelves of H2 and H5, and the number of cards needed for a verdict tell you?
# - Together: where do you start with the box, and with how many people? Which figure makes you expand, which makes you stop? Does anybody never get an offer because they do not have the app, and is that fair?
# %% [markdown] lang="zh" id="wrap-up"
# ## 13 · 小结
#
# **记住**
#
# - 分组只用优惠之前的习惯，先放到同一尺度；用没参与的变量核对。
# - 使用率不是效果；与随机对照组比，按细分比。
# - 卖空的周只说明需求至少有多少。
# - 先选对优惠，再分预算；方案里写明怎样评判，要多少人。
#
# **实践中容易失灵的地方**
#
# - 本数据的占比覆盖 2025 全年，包括试验所在的季度。优惠本身可能改变促销占比；这里各组平均在 0.30 到 0.32 之间，看不出影响，但最好只用试验之前的数据。
# - 试验只有一个季度：囤货会让下个季度的销量下降，新鲜感会过去。
# - 触达曲线是假设；别家会跟进；会员卡看不到没有卡的顾客。
# - 家庭类型和态度是推断的。能否这样使用个人信息，要先看同意的范围（第 04 课；本课只作教学，不是法律意见）。
#
# **深入阅读**：Blattberg, R. C., Kim, B.-D., & Neslin, S. A. (2008). *Database Marketing: Analyzing and Managing Customers*. Springer.
# %% [markdown] lang="en" id="wrap-up"
# ## 13 · Wrap-up
#
# **Remember**
#
# - Form segments from habits before the offers, on one scale; check them against variables left out.
# - Use is not effect; compare with a random control group, segment by segment.
# - A sold-out week only tells what demand was at least.
# - Choose the right offers first, then split the budget; say in the plan how it will be judged and how many people that takes.
#
# **Where it fails in practice**
#
# - The shares in these data cover all of 2025, the quarter of the test included. An offer may itself change the share of promotions; here the groups' means lie between 0.30 and 0.32, so that no influence shows, but data from before the test are better.
# - The test lasted one quarter: people who stock up buy less in the next, and novelty wears off.
# - The curves of reach are assumptions; competitors will answer; cards do not show shoppers without one.
# - Households and attitudes are inferred. Whether personal data may be used like this depends on what people agreed to (lesson 04; this is teaching, not legal advice).
#
# **Read on:** Blattberg, R. C., Kim, B.-D., & Neslin, S. A. (2008). *Database Marketing: Analyzing and Managing Customers*. Springer.
