# %% [markdown] lang="zh" id="question"
# ## 一张优惠券，发给 4,887 个人？
#
# 2026 年初，云杉优选的会员运营经理林岚要给买过东西的 4,887 位会员发优惠券，一张券只能用于一个品类。
# 财务总监说：“看平均数就够了，做一种券，全员都发。”可是平均数说的是谁？会员 2 年里平均花了 951 元，
# 而一半的人花了不到 337 元，78% 的人低于平均数。把券做成最多人喜欢的品类（礼盒），也只合 15.4% 的人的心意。
#
# 同事小赵又带来一个“发现”：同意接收营销信息的会员，消费中位数是 313 元，不同意的反而有 379 元，“所以别再征求同意了。”
# 他的数字没有算错，可是按合适的办法分开看，方向恰好相反。
#
# 本课要回答 2 个问题：把客户分开来看，会看到什么？分开对待，到底值不值？
# %% [markdown] lang="en" id="question"
# ## One coupon for 4,887 people?
#
# It is early 2026. Lin Lan, who runs the membership programme of Spruce Select, is to send a coupon to the
# 4,887 members who have bought something; a coupon is good for one category only. "The average is all we need", says the
# finance director. "Make one coupon and send it to everybody." But whom does the average describe? In 2 years the members
# spent 951 CNY each on average, yet half of them spent less than 337 CNY, and 78% stayed below the average. A coupon for the category that
# most members like best (gift boxes) suits just 15.4% of them.
#
# Then her colleague Xiao Zhao reports a "discovery". Members who agreed to marketing messages have a median spend of 313 CNY,
# the others one of 379 CNY: "So let us stop asking for consent." His figures are right. But take
# them apart in a suitable way, and they point the other way.
#
# This lesson asks 2 questions. What do we see when we look at customers group by group? And is treating the groups
# differently worth the trouble?
# %% [markdown] lang="zh" id="why"
# ## 1 · 什么是客户细分，为什么要做
#
# **市场细分**的出发点是：市场从来不是铁板一块。Smith（1956，*Journal of Marketing*，21(1)，3–8）把它与产品差异化对照：
# 产品差异化想让需求迁就产品，市场细分则承认需求有**异质性**，把一个大市场看成若干个内部较为一致的小市场，再分别调整产品和营销。
# **客户细分**是同样的思路，只是对象换成了企业已有的客户。
#
# 常说的好处有 4 个。每一个都应当能落到数据上，否则只是口号：
#
# | 好处 | 在云杉优选怎么看 | 本课哪里检验 |
# |---|---|---|
# | 看清需求的多样性 | 各类家庭最喜欢的品类不同 | 第 4 节 |
# | 提高竞争力 | 合意的优惠更多 | 第 4 节 |
# | 优化资源配置 | 券的钱花在用得上的人身上 | 第 8 节 |
# | 提高满意度 | 少收到无关的信息 | 这份数据没有测量，不能下结论 |
#
# 细分只是第一步。完整的做法叫 **STP**（Kotler 和 Keller，2016，*Marketing Management*，第 15 版，Pearson）：
#
# - **S** 细分（Segmentation）：找出需求不同的群体。第 5 至 15 课。
# - **T** 目标市场选择（Targeting）：决定服务哪几个群体。第 16 课。
# - **P** 定位（Positioning）：决定在目标群体的心目中占据什么位置。第 17 课。
# %% [markdown] lang="en" id="why"
# ## 1 · What segmentation is, and what for
#
# **Market segmentation** starts from the fact that no market is all of a piece. Smith (1956, *Journal of Marketing*, 21(1), 3–8)
# sets it against product differentiation. The latter tries to bend demand to the product. Segmentation accepts the
# **heterogeneity** of demand: it views a market as several smaller ones, each more alike inside, and adjusts product
# and marketing to them. **Customer segmentation** is the same idea, applied to the customers that a firm already has.
#
# It is said to have 4 benefits. Each should show in data; otherwise it is a slogan:
#
# | benefit | what it means at Spruce Select | where we test it |
# |---|---|---|
# | see how demand varies | favourite categories differ between families | section 4 |
# | compete better | more offers that suit | section 4 |
# | use resources well | coupon money goes where it is of use | section 8 |
# | more satisfied customers | fewer irrelevant messages | not measured in these data: no verdict |
#
# Segmentation is only the first step. The whole is known as **STP** (Kotler and Keller, 2016, *Marketing Management*, 15th ed., Pearson):
#
# - **S**, segmentation: find groups whose needs differ. Lessons 5 to 15.
# - **T**, targeting: decide which groups to serve. Lesson 16.
# - **P**, positioning: decide what to stand for in their minds. Lesson 17.
# %% [markdown] lang="zh" id="average"
# ## 2 · 平均数掩盖了什么
#
# 先准备数据：去掉重复行、退货和散客，算出每位会员 2 年的消费额。`buyers` 每行是一位买过东西的会员。
# %% [markdown] lang="en" id="average"
# ## 2 · What an average hides
#
# First the data: drop duplicates, returns and guests, and add up what each member spent in the 2 years. Each row of
# `buyers` is a member who bought something.
# %%
lines = load("transactions").drop_duplicates()
bought = lines[(lines["quantity"] > 0) & lines["customer_id"].notna()]
spend = bought.groupby("customer_id")["amount_cny"].sum().rename("spend_cny")
buyers = load("customers").set_index("customer_id").join(spend, how="inner")
buyers[["family_stage", "city_tier", "join_channel", "marketing_consent", "spend_cny"]].head()
# %% [markdown] lang="zh" id="average-worked"
# 先看一个手算的例子。5 位会员分别花了 100、200、300、400 和 4,000 元。平均数是 1,000 元，可是没有一个人的消费接近它：
# 4 个人远低于它，1 个人远高于它。中位数 300 元才像一位普通会员。
# %% [markdown] lang="en" id="average-worked"
# An example by hand. Five members spent 100, 200, 300, 400 and 4,000 CNY. The mean is 1,000 CNY, but nobody spent
# anything like it: 4 people are far below and 1 is far above. The median, 300 CNY, looks much more like an ordinary member.
# %%
tiny = pd.Series([100, 200, 300, 400, 4000])
print(T("平均数", "mean"), tiny.mean(), T("中位数", "median"), tiny.median())
print(T("低于平均数的占比", "share below the mean"), (tiny < tiny.mean()).mean())
# %% [markdown] lang="zh" id="mean-q"
# ### 练习 1.1 · 有多少人低于平均数
# 对 `buyers` 的 `spend_cny` 一列，算出中位数 `median_spend`（元，至少保留 2 位小数），以及消费额**低于平均数**的会员占比 `below_mean`（0 到 1 之间，至少保留 4 位小数）。
#
# <details><summary>提示 1</summary>照着上面的例子，把 `tiny` 换成真实的一列。</details>
# <details><summary>提示 2</summary>先比较，得到真假值；真假值的平均数就是占比。</details>
# <details><summary>提示 3</summary>用 `paid.median()` 和 `(paid < paid.mean()).mean()`，不要四舍五入。</details>
# %% [markdown] lang="en" id="mean-q"
# ### Exercise 1.1 · How many are below the mean
# For the column `spend_cny` of `buyers`, compute the median as `median_spend` (CNY, to at least 2 decimals) and the share of members who spent
# **less than the mean** as `below_mean` (between 0 and 1, to at least 4 decimals).
#
# <details><summary>Hint 1</summary>Follow the example above with the real column in place of `tiny`.</details>
# <details><summary>Hint 2</summary>Compare first; the mean of true and false is a share.</details>
# <details><summary>Hint 3</summary>Use `paid.median()` and `(paid < paid.mean()).mean()`, and do not round.</details>
# %% exercise="mean" objective="01.1"
paid = buyers["spend_cny"]
### BEGIN SOLUTION
median_spend = paid.median()
below_mean = (paid < paid.mean()).mean()
### END SOLUTION
# %% wrong="mean" breaks="mean-below" why="members below the median, which is half of them by definition"
median_spend = buyers["spend_cny"].median()
below_mean = (buyers["spend_cny"] < median_spend).mean()
# %% wrong="mean" breaks="mean-median,mean-below" why="mean taken for the median, and a count for a share"
median_spend = buyers["spend_cny"].mean()
below_mean = (buyers["spend_cny"] < median_spend).sum()
# %% wrong="mean" breaks="mean-median,mean-below" hardcoded="seed" why="the figures of the shipped data, hard-coded"
median_spend = 336.81
below_mean = 0.775936
# %% check="mean-median" of="mean" points=1
assert isinstance(median_spend, (int, float, np.number)), T(
    "median_spend 应是一个数", "median_spend should be one number"
)
assert np.isfinite(median_spend) and median_spend > 0, T(
    "median_spend 应是正数", "median_spend should be positive"
)
### BEGIN HIDDEN TESTS
ordered = np.sort(buyers["spend_cny"].to_numpy())
middle = ordered[[(len(ordered) - 1) // 2, len(ordered) // 2]].mean()
assert abs(median_spend - ordered.mean()) > 1, T(
    "这是平均数；题目问的是中位数", "this is the mean; the median is asked for"
)
assert abs(median_spend - middle) < 0.05, T(
    "中位数是排在正中间的消费额，不要取整",
    "the median is the spending in the middle of the order; do not round",
)
### END HIDDEN TESTS
assert median_spend < buyers["spend_cny"].mean(), T(
    "消费额右偏，中位数应低于平均数", "spending is skewed: the median lies below the mean"
)
# %% check="mean-below" of="mean" points=1
assert isinstance(below_mean, (int, float, np.number)), T(
    "below_mean 应是一个数", "below_mean should be one number"
)
assert 0 < below_mean < 1, T(
    "占比应在 0 和 1 之间；现在得到的可能是人数或百分数",
    "a share lies between 0 and 1; is yours a count or a percentage?",
)
### BEGIN HIDDEN TESTS
amounts = np.sort(buyers["spend_cny"].to_numpy())
share = np.searchsorted(amounts, amounts.mean()) / len(amounts)
assert abs(below_mean - share) < 5e-5, T(
    "请数低于平均数的会员，除以全部会员；至少保留 4 位小数",
    "members below the mean, over all members; to at least 4 decimals",
)
### END HIDDEN TESTS
assert below_mean > 0.5, T(
    "应数低于平均数的人，过半：有没有与中位数比较，或者比较反了？",
    "more than half are below the mean: did you use the median, or count those above?",
)
# %%
ax = plt.subplots(figsize=(7, 3.6), layout="constrained")[1]
ax.hist(buyers["spend_cny"], bins=np.geomspace(8, 100_000, 45), color="#56B4E9")
ax.axvline(buyers["spend_cny"].median(), color="black", label=T("中位数", "median"))
ax.axvline(buyers["spend_cny"].mean(), color="black", ls="--", label=T("平均数", "mean"))
ax.set_xscale("log")
ax.xaxis.set_major_formatter("{x:,.0f}")
ax.set_xlabel(T("2 年消费额（元，对数刻度）", "spending in 2 years (CNY, log scale)"))
ax.set_ylabel(T("会员数", "members"))
ax.legend()
plot.show(ax, alt=T("直方图：平均数远在中位数右边", "Histogram: mean far right of median"))
# %% [markdown] lang="zh" id="average-read"
# 实线是中位数，虚线是平均数。平均数被少数大客户拉高：花得最多的 1%（49 位）占了会员销售额的 23%，最大的一位花了 97,613 元。
# 所以本课比较消费水平时都用中位数。不过，换成中位数还不够：它仍然是用一个数代表所有人。下一节就会看到，一个数能把方向都说反。
# %% [markdown] lang="en" id="average-read"
# The solid line is the median, the dashed one the mean. A few large customers pull the mean up: the top 1% (49 members) account for 23%
# of what members spent, and the largest one alone spent 97,613 CNY. So this lesson compares medians. Yet the median is no cure by itself. It is still one number
# for everybody, and the next section shows that one number can even point the wrong way.
# %% [markdown] lang="zh" id="reversal-intro"
# ## 3 · 分开一看，方向反了
#
# 先重现小赵的数字，再按城市等级分开看。
# %% [markdown] lang="en" id="reversal-intro"
# ## 3 · Taken apart, it points the other way
#
# First we repeat Zhao's figures, then we take them apart by tier of city.
# %%
buyers.groupby("marketing_consent")["spend_cny"].median()
# %%
groups = buyers.groupby(["city_tier", "marketing_consent"])
tier_medians = groups["spend_cny"].median().unstack()
tier_medians = tier_medians.rename(columns={False: "no", True: "yes"})
tier_medians["higher"] = tier_medians["yes"] > tier_medians["no"]
tier_medians.round(0)
# %% [markdown] lang="zh" id="reversal-q"
# 按城市等级分，每一级都是不同意（`no`）的人花得多，与小赵说的一致。那么按家庭阶段分呢？
#
# ### 练习 1.2 · 按家庭阶段再看一次
# 仿照上面的做法，得到表 `stage_medians`：索引是 `family_stage`，列 `no` 和 `yes` 分别是不同意和同意者的 `spend_cny` 中位数（元，至少保留 2 位小数）。
# 再算出有几个家庭阶段里同意者的中位数更高，存为 `stages_higher`。没有填写家庭阶段的会员，`groupby` 会自动略过。
#
# <details><summary>提示 1</summary>只需要换掉分组的列名。</details>
# <details><summary>提示 2</summary>先用 `groupby` 分组，再 `median()`，再 `unstack()`，最后改列名。</details>
# <details><summary>提示 3</summary>`stages_higher` 是 `(stage_medians["yes"] > stage_medians["no"]).sum()`。</details>
# %% [markdown] lang="en" id="reversal-q"
# By tier, those who did not agree (`no`) spend more in every row, just as Zhao says. And by stage of family life?
#
# ### Exercise 1.2 · Once more, by family stage
# In the same way make the table `stage_medians`, indexed by `family_stage`, whose columns `no` and `yes` hold the median `spend_cny`
# (CNY, to at least 2 decimals) of those who did not agree and of those who did. Then count the stages in which those who agreed have the higher median, as
# `stages_higher`. Members who did not state a stage are skipped by `groupby` of its own accord.
#
# <details><summary>Hint 1</summary>Only the name of the column to group by has to change.</details>
# <details><summary>Hint 2</summary>First `groupby`, then `median()`, then `unstack()`; rename the columns at the end.</details>
# <details><summary>Hint 3</summary>`stages_higher` is `(stage_medians["yes"] > stage_medians["no"]).sum()`.</details>
# %% exercise="reversal" objective="01.2"
### BEGIN SOLUTION
groups = buyers.groupby(["family_stage", "marketing_consent"])
stage_medians = groups["spend_cny"].median().unstack()
stage_medians = stage_medians.rename(columns={False: "no", True: "yes"})
stages_higher = int((stage_medians["yes"] > stage_medians["no"]).sum())
### END SOLUTION
# %% wrong="reversal" breaks="reversal-table" why="means, which a few large customers decide"
means = buyers.groupby(["family_stage", "marketing_consent"])["spend_cny"].mean().unstack()
stage_medians = means.rename(columns={False: "no", True: "yes"})
stages_higher = 5
# %% wrong="reversal" breaks="reversal-table,reversal-count" why="columns mixed up"
medians = buyers.groupby(["family_stage", "marketing_consent"])["spend_cny"].median().unstack()
stage_medians = medians.rename(columns={False: "yes", True: "no"})
stages_higher = int((stage_medians["yes"] > stage_medians["no"]).sum())
# %% wrong="reversal" breaks="reversal-table" hardcoded="seed" why="the medians of the shipped data, hard-coded"
stage_medians = pd.DataFrame(
    {
        "no": [217.60, 322.64, 464.48, 163.12, 465.07],
        "yes": [288.69, 405.89, 520.91, 243.82, 572.18],
    },
    index=["couple", "empty_nest", "school_children", "single", "young_children"],
)
stages_higher = 5
# %% check="reversal-table" of="reversal" points=2
assert isinstance(stage_medians, pd.DataFrame), T(
    "stage_medians 应是 DataFrame", "stage_medians should be a DataFrame"
)
assert {"no", "yes"} <= set(stage_medians.columns), T(
    "应有 no 和 yes 两列：列改名了吗？行列有没有弄反？",
    "the columns no and yes are expected: are they renamed? are rows and columns mixed up?",
)
assert set(stage_medians.index) == set(buyers["family_stage"].dropna()), T(
    "索引（不是普通的一列）应是各个家庭阶段，没有 unknown",
    "the index (not a plain column) should hold the stages of family life, without unknown",
)
### BEGIN HIDDEN TESTS
for stage_name in sorted(set(buyers["family_stage"].dropna())):
    for said, column in ((False, "no"), (True, "yes")):
        mine = (buyers["family_stage"] == stage_name) & (buyers["marketing_consent"] == said)
        value = float(stage_medians.loc[stage_name, column])
        assert abs(value - np.median(buyers.loc[mine, "spend_cny"])) < 0.05, T(
            "每格应是该阶段、该类会员消费额的中位数（不是平均数，不取整）；no 和 yes 有没有弄反？",
            "each cell is a median (not a mean, not rounded) of that stage and answer; "
            "are no and yes mixed up?",
        )
### END HIDDEN TESTS
assert stage_medians[["no", "yes"]].notna().all(axis=None), T(
    "表里不应有缺失", "no cell should be missing"
)
# %% check="reversal-count" of="reversal" points=1
assert isinstance(stages_higher, (int, float, np.number)), T(
    "stages_higher 应是一个数", "stages_higher should be one number"
)
assert 0 <= stages_higher <= buyers["family_stage"].nunique(), T(
    "stages_higher 是阶段的个数", "stages_higher is a number of stages"
)
### BEGIN HIDDEN TESTS
known = buyers.dropna(subset=["family_stage"])
higher = 0
for _, members in known.groupby("family_stage"):
    agreed = members["marketing_consent"]
    higher += (
        members.loc[agreed, "spend_cny"].median() > members.loc[~agreed, "spend_cny"].median()
    )
assert stages_higher == higher, T(
    "请数同意者（yes）中位数更高的阶段", "count the stages in which yes is higher than no"
)
### END HIDDEN TESTS
assert stages_higher == int(stages_higher), T("应是整数", "a whole number is expected")
# %% [markdown] lang="zh" id="reversal-figure"
# 把它画出来。每行是一个家庭阶段，圆点是同意者，方块是不同意者；最后一行是全体。
# 为了让后面的内容不依赖你的答案，这里重新算了一遍，叫 `by_stage`。
# %% [markdown] lang="en" id="reversal-figure"
# Now draw it. Each row is a stage of family life, dots are members who agreed and squares those who did not; the bottom row is
# everybody. So that nothing below depends on your answer, the table is made again, as `by_stage`.
# %%
STAGES = {
    "single": T("单身", "Single"),
    "couple": T("夫妻二人", "Couple"),
    "young_children": T("有幼儿", "Young children"),
    "school_children": T("有学龄子女", "School children"),
    "empty_nest": T("空巢", "Empty nest"),
}
keys = {"index": "family_stage", "columns": "marketing_consent", "values": "spend_cny"}
by_stage = buyers.pivot_table(**keys, aggfunc="median").loc[list(STAGES)]
everybody = buyers.groupby("marketing_consent")["spend_cny"].median()
# %%
rows = pd.concat([by_stage, everybody.to_frame("all").T])
ax = plt.subplots(figsize=(7, 3.6), layout="constrained")[1]
ax.hlines(range(6), rows.min(axis=1), rows.max(axis=1), color="#999999")
ax.plot(rows[False], range(6), "s", color="C1", ms=9, label=T("不同意", "did not agree"))
ax.plot(rows[True], range(6), "o", color="C0", ms=9, label=T("同意", "agreed"))
ax.set_yticks(range(6), [*STAGES.values(), T("全体", "Everybody")])
ax.invert_yaxis()
ax.set_xlabel(T("消费额中位数（元）", "median spending (CNY)"))
ax.legend()
plot.show(ax, alt=T("各阶段圆点在右，全体方块在右", "Dots lead by stage, squares overall"))
# %% [markdown] lang="zh" id="reversal-why"
# 5 个阶段里，同意者**全都**花得更多，合在一起却反了过来。这就是**辛普森悖论**（Simpson，1951，*Journal of the Royal Statistical Society B*，13(2)，238–241）。
# 没有一个数字是错的。秘密在于各组的**构成**：谁同意，谁不同意？
# %% [markdown] lang="en" id="reversal-why"
# In **all** 5 stages those who agreed spend more; put together, they spend less. This is **Simpson's paradox** (Simpson, 1951, *Journal of the Royal Statistical Society B*, 13(2), 238–241).
# None of the figures is wrong. The secret is what each group is **made up** of: who agrees, and who does not?
# %%
stages = buyers.groupby("family_stage")
pd.DataFrame({
    T("会员数", "members"): stages.size(),
    T("同意的占比", "share who agreed"): stages["marketing_consent"].mean().round(3),
    T("消费额中位数", "median spending"): stages["spend_cny"].median().round(0),
}).loc[list(STAGES)]
# %% [markdown] lang="zh" id="mix-read"
# 单身会员有 92% 同意，中位数只有 239 元；有幼儿的家庭只有 26% 同意，中位数却有 480 元。
# 于是“同意者”里挤满了花得少的单身会员（占 45%），“不同意者”里挤满了花得多的有幼儿家庭（占 42%；都只算填写了家庭阶段的会员）。
# 小赵比较的其实不是同意与不同意，而是两种人群构成。
#
# 怎样公平地比？让两边的家庭阶段构成相同：每个阶段内部先算差距，再用**同一套权重**（各阶段的人数占比）合起来。这叫直接**标准化**：
#
# $$\text{gap} = \sum_s w_s\,(\text{yes}_s - \text{no}_s),\qquad w_s = n_s / \textstyle\sum_t n_t$$
# %% [markdown] lang="en" id="mix-read"
# Of the single members 92% agreed, and their median is a mere 239 CNY; of the families with young children 26% agreed, with
# a median of 480 CNY. So the group that agreed is full of single members who spend little (45% of it), and the group that did not is full
# of young families who spend a lot (42% of it; both among members who stated a stage). What Zhao compared is not consent with its refusal but two
# mixtures of people.
#
# For a fair comparison, give both sides the same mixture: take the gap within each stage, then combine the gaps with **one set of
# weights**, the stages' shares of all members. This is direct **standardisation**:
#
# $$\text{gap} = \sum_s w_s\,(\text{yes}_s - \text{no}_s),\qquad w_s = n_s / \textstyle\sum_t n_t$$
# %% [markdown] lang="zh" id="adjusted-q"
# ### 练习 1.3 · 公平的比较
# `gaps` 是每个家庭阶段里同意者与不同意者的中位数之差（元）。请用各阶段的会员人数作权重，算出标准化后的差距 `adjusted_gap`（元，至少保留 2 位小数）。
# 权重只看填写了家庭阶段的会员，加起来是 1。
#
# <details><summary>提示 1</summary>5 个阶段人数不等，不能直接求平均。</details>
# <details><summary>提示 2</summary>权重是 `buyers["family_stage"].value_counts(normalize=True)`。</details>
# <details><summary>提示 3</summary>Series 相乘会按索引对齐：`(gaps * weights).sum()`。</details>
# %% [markdown] lang="en" id="adjusted-q"
# ### Exercise 1.3 · A fair comparison
# `gaps` holds, for each stage of family life, the median of those who agreed less that of those who did not (CNY). Weight the stages by their
# members and compute the standardised gap as `adjusted_gap` (CNY, to at least 2 decimals). The weights count members who stated
# a stage, and add up to 1.
#
# <details><summary>Hint 1</summary>The 5 stages differ in size, so a plain mean will not do.</details>
# <details><summary>Hint 2</summary>The weights are `buyers["family_stage"].value_counts(normalize=True)`.</details>
# <details><summary>Hint 3</summary>Series are matched by index when multiplied: `(gaps * weights).sum()`.</details>
# %% exercise="adjusted" objective="01.2"
gaps = by_stage[True] - by_stage[False]
### BEGIN SOLUTION
weights = buyers["family_stage"].value_counts(normalize=True)
adjusted_gap = (gaps * weights).sum()
### END SOLUTION
# %% wrong="adjusted" breaks="adjusted-gap" why="the overall gap, which is the paradox itself"
medians = buyers.groupby("marketing_consent")["spend_cny"].median()
adjusted_gap = medians[True] - medians[False]
# %% wrong="adjusted" breaks="adjusted-gap" why="a plain mean, as if all stages were equally large"
adjusted_gap = (by_stage[True] - by_stage[False]).mean()
# %% wrong="adjusted" breaks="adjusted-gap" why="the rounded figure that the text below states"
adjusted_gap = 81
# %% wrong="adjusted" breaks="adjusted-gap" hardcoded="seed" why="hard-coded gap of the shipped data"
adjusted_gap = 81.064
# %% check="adjusted-gap" of="adjusted" points=2
assert isinstance(adjusted_gap, (int, float, np.number)), T(
    "adjusted_gap 应是一个数", "adjusted_gap should be one number"
)
assert np.isfinite(adjusted_gap), T("结果不应缺失", "the result should not be missing")
assert adjusted_gap > 0, T(
    "每个阶段的差距都是正的，加权平均不可能是负的：有没有直接比较全体，或者减反了？",
    "the gap is positive in each stage, and so is any weighted mean: "
    "did you compare everybody, or subtract the wrong way round?",
)
### BEGIN HIDDEN TESTS
stated = buyers.dropna(subset=["family_stage"])
total = 0.0
for _, members in stated.groupby("family_stage"):
    agreed = members["marketing_consent"]
    apart = np.median(members.loc[agreed, "spend_cny"]) - np.median(
        members.loc[~agreed, "spend_cny"]
    )
    total += len(members) * apart
assert abs(adjusted_gap - total / len(stated)) < 0.01, T(
    "请用各阶段的会员占比加权（按索引对齐，加起来是 1），不要直接求平均，也不要取整",
    "weight by the stages' shares of the members (aligned by index, adding up to 1); "
    "take no plain mean, and do not round",
)
### END HIDDEN TESTS
assert adjusted_gap < 10_000, T("差距过大：单位是元", "too large: the unit is CNY")


# %% [markdown] lang="zh" id="adjusted-read"
# 换成同样的构成，同意者就从低 66 元变成高约 81 元（各阶段中位数之差的加权平均）。林岚该怎么办？至少不能因为这组数字停止征求同意。
# 但也不能反过来说“同意让人多花钱”：
#
# - **相关不是因果。** 家庭阶段只是一个已知的混杂因素，也许还有别的；要知道征求同意的作用，得做实验（第 23 课）。
# - **该不该分开，不由数据决定。** 如果家庭阶段是同意与否的*结果*，就不该按它分；这里显然不是。
# - **换个指标，结论可能不同。** 若用平均数，空巢家庭里反而是不同意者多花 418 元：那里有几位批量购买的大客户。
#
# 对细分来说，教训很直接：**合计的数字可能不代表任何一组**，所以先分开看，再下结论。
# %% [markdown] lang="en" id="adjusted-read"
# Given the same mixture, those who agreed turn out not 66 CNY lower but about 81 CNY higher (a weighted mean of the gaps between medians). What should Lin Lan do?
# At any rate not stop asking because of these figures. But nor may she claim that "consent makes people spend more":
#
# - **Correlation is not causation.** Family stage is one confounder that we know of; there may be others. What asking
#   does is for an experiment to tell (lesson 23).
# - **Data do not decide whether to split.** If family stage were a *result* of consent, we should not split by it; here
#   it clearly is not.
# - **Another measure may say something else.** With means, those who did not agree lead by 418 CNY among the empty nests, where a few
#   bulk buyers are found.
#
# For segmentation the lesson is plain: **a total may describe none of the groups in it**. Look at the groups
# first, then conclude.
# %% [markdown] lang="zh" id="offer"
# ## 4 · 一种优惠，损失多少
#
# 现在回答林岚的问题：做一种券还是几种？我们没有发过这样的券，只能用一个小**模型**，并把假设摆到桌面上：
#
# 1. 一张券只能用于一个品类；会员花钱最多的品类是他的**最爱品类**。
# 2. 券的品类正是最爱品类，才算**合意**；合意的人用券的概率，在各品类、各群体里都相同（是多少不必知道，求相对损失时会约掉）。
# 3. 每人只收 1 张券；收到哪种券，由所在的群体决定。
#
# 第 2 条最可疑：喜欢不等于会因为券多买，本来就要买的人用券，公司反而少赚。这个模型只衡量**合意**，不衡量增量；增量要靠对照测试。
# %% [markdown] lang="en" id="offer"
# ## 4 · One offer: what does it lose
#
# Now Lin Lan's question: one coupon or several? No such coupon was ever sent, so all we have is a small **model**, with its
# assumptions on the table:
#
# 1. A coupon is good for one category; the category on which a member spends most is the **favourite**.
# 2. A coupon **suits** a member if it is for the favourite. Those whom it suits use it with the same probability in
#    every category and group (no need to know how large; it cancels out of a relative loss).
# 3. Each member gets 1 coupon; the member's group decides which.
#
# Assumption 2 is the shaky one. Liking is not buying more because of a coupon, and on those who would have bought anyway the firm
# earns less. The model measures what **suits**, not uplift; uplift takes a test with a control group.
# %%
def favourites(rows):
    """Return the category on which each member spends most."""
    paid = rows.groupby(["customer_id", "category"])["amount_cny"].sum().unstack(fill_value=0)
    return paid.idxmax(axis=1).rename("favourite")


buyers["favourite"] = favourites(bought)
buyers["favourite"].value_counts(normalize=True).head(3).round(3)
# %% [markdown] lang="zh" id="offer-worked"
# 先用城市等级示范。`tier_counts` 的每行是一级城市，每列是一个品类，格子里是最爱该品类的人数。
# 做一种券，只能选合计最多的一**列**；每级各做一种，则每**行**都取最大的一格。
# %% [markdown] lang="en" id="offer-worked"
# We show it with tiers of cities. Each row of `tier_counts` is a tier, each column a category, and a cell counts the members whose
# favourite it is. One coupon for all means one **column**: the one with the largest total. A coupon per tier means the
# largest cell of each **row**.
# %%
tier_counts = pd.crosstab(buyers["city_tier"], buyers["favourite"])
fit_one = tier_counts.sum().max()
fit_tier = tier_counts.max(axis=1).sum()
print(T("一种券", "one coupon"), fit_one, T("每级一种", "one per tier"), fit_tier)
print(T("一种券的相对损失", "relative loss of one coupon"), round(1 - fit_one / fit_tier, 3))
# %% [markdown] lang="zh" id="loss-q"
# 各级城市最爱的都是礼盒，所以按城市等级细分**一点用也没有**：损失是 0。细分不会自动带来好处。
#
# ### 练习 1.4 · 按家庭阶段细分呢
# `stage` 已把没填家庭阶段的会员归为单独一组 `unknown`（他们也要收券）。请算出 3 项：交叉表 `stage_counts`、每个阶段各做一种券时合意的人数
# `fit_stage`，以及只做一种券的相对损失 `lost_stage`（0 到 1 之间，至少保留 4 位小数）。一种券时合意的人数 `fit_one` 上面已经算好。
#
# <details><summary>提示 1</summary>照着上面的例子，换成 `stage`。</details>
# <details><summary>提示 2</summary>每行取最大值用 `max(axis=1)`，再相加。</details>
# <details><summary>提示 3</summary>损失是相对于“每组一种”的：`1 - fit_one / fit_stage`。</details>
# %% [markdown] lang="en" id="loss-q"
# Gift boxes lead in every tier, so segmenting by tier is **of no use whatever** here: the loss is 0. Segmentation does not
# pay by itself.
#
# ### Exercise 1.4 · And by family stage
# In `stage`, members who did not state their stage are a group of their own, `unknown` (they get a coupon, too). Compute 3 things: the cross table `stage_counts`,
# the number of members suited by a coupon per stage as `fit_stage`, and the relative loss of making just one coupon as `lost_stage` (between 0 and 1, to at least 4 decimals).
# The number suited by one coupon, `fit_one`, is known from above.
#
# <details><summary>Hint 1</summary>Follow the example above with `stage`.</details>
# <details><summary>Hint 2</summary>The largest of each row is `max(axis=1)`; then add up.</details>
# <details><summary>Hint 3</summary>The loss is relative to a coupon per group: `1 - fit_one / fit_stage`.</details>
# %% exercise="loss" objective="01.3"
stage = buyers["family_stage"].fillna("unknown")
### BEGIN SOLUTION
stage_counts = pd.crosstab(stage, buyers["favourite"])
fit_stage = stage_counts.max(axis=1).sum()
lost_stage = 1 - fit_one / fit_stage
### END SOLUTION
# %% wrong="loss" breaks="loss-counts,loss-fit,loss-share" why="members without a stage forgotten"
stage_counts = pd.crosstab(buyers["family_stage"], buyers["favourite"])
fit_stage = stage_counts.max(axis=1).sum()
lost_stage = 1 - fit_one / fit_stage
# %% wrong="loss" breaks="loss-share" why="the gain relative to one coupon instead of the loss relative to several"
stage_counts = pd.crosstab(buyers["family_stage"].fillna("unknown"), buyers["favourite"])
fit_stage = stage_counts.max(axis=1).sum()
lost_stage = fit_stage / fit_one - 1
# %% wrong="loss" breaks="loss-fit,loss-share" why="the largest cell of each column instead of each row"
stage_counts = pd.crosstab(buyers["family_stage"].fillna("unknown"), buyers["favourite"])
fit_stage = stage_counts.max().sum()
lost_stage = 1 - fit_one / fit_stage
# %% wrong="loss" breaks="loss-fit,loss-share" hardcoded="seed" why="the figures of the shipped data, hard-coded"
stage_counts = pd.crosstab(buyers["family_stage"].fillna("unknown"), buyers["favourite"])
fit_stage = 1128
lost_stage = 0.33156
# %% check="loss-counts" of="loss" points=1
assert isinstance(stage_counts, pd.DataFrame), T(
    "stage_counts 应是 DataFrame", "stage_counts should be a DataFrame"
)
assert stage_counts.sum().sum() == len(buyers), T(
    "每位会员都应数到 1 次，包括没填家庭阶段的",
    "each member counts once, those without a stage as well",
)
### BEGIN HIDDEN TESTS
groups_of = buyers["family_stage"].fillna("unknown")
for group in sorted(set(groups_of)):
    expected = buyers.loc[groups_of == group, "favourite"].value_counts()
    row = stage_counts.loc[group] if group in stage_counts.index else pd.Series(dtype=float)
    assert row.reindex(expected.index).equals(expected.astype(row.dtype)), T(
        "每行是一个家庭阶段，每列是一个品类，格子里是人数",
        "a row per stage, a column per category, and members in the cells",
    )
### END HIDDEN TESTS
assert len(stage_counts) == buyers["family_stage"].nunique() + 1, T(
    "每个阶段 1 行，再加上 unknown；行列有没有弄反？",
    "a row for each stage is expected, and one for unknown; are rows and columns mixed up?",
)
# %% check="loss-fit" of="loss" points=1
assert isinstance(fit_stage, (int, float, np.number)), T(
    "fit_stage 应是一个数", "fit_stage should be one number"
)
assert 0 < fit_stage <= len(buyers), T(
    "合意的人数不会超过会员总数", "no more are suited than there are members"
)
### BEGIN HIDDEN TESTS
groups_of = buyers["family_stage"].fillna("unknown")
suited = sum(
    members["favourite"].value_counts().iloc[0] for _, members in buyers.groupby(groups_of)
)
assert fit_stage == suited, T(
    "每个阶段取最爱人数最多的品类，再把人数相加",
    "take the most common favourite of each stage and add up its members",
)
### END HIDDEN TESTS
assert fit_stage >= buyers["favourite"].value_counts().max(), T(
    "每组一种券，不会比全体一种更差", "a coupon per group cannot do worse than one for all"
)
# %% check="loss-share" of="loss" points=1
assert isinstance(lost_stage, (int, float, np.number)), T(
    "lost_stage 应是一个数", "lost_stage should be one number"
)
assert 0 <= lost_stage < 1, T(
    "相对损失应在 0 和 1 之间", "a relative loss lies between 0 and 1"
)
### BEGIN HIDDEN TESTS
groups_of = buyers["family_stage"].fillna("unknown")
suited = sum(
    members["favourite"].value_counts().iloc[0] for _, members in buyers.groupby(groups_of)
)
single = buyers["favourite"].value_counts().iloc[0]
assert abs(lost_stage - (suited - single) / suited) < 5e-4, T(
    "损失是少合意的人数，除以每组一种券时合意的人数；至少保留 4 位小数",
    "the loss is the members no longer suited, over those suited by a coupon per group; "
    "to at least 4 decimals",
)
### END HIDDEN TESTS
assert np.isfinite(lost_stage), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="loss-read"
# 一种券（礼盒）合 754 人的心意；按家庭阶段发，合意的有 1,128 人，占比从 15.4% 升到 23.1%。反过来说，一刀切损失了 33%。
# 而且 6 个组只用到 3 种券：单身会员发饮料，有幼儿的家庭发母婴，其余发礼盒。也要看到，就算分开发，仍有 76.9% 的人不合意。
#
# 这里有个隐患：品类是用同一批数据挑的，又用它来打分，难免偏乐观。公平的做法是用 2024 年挑，用 2025 年数。
# %% [markdown] lang="en" id="loss-read"
# One coupon (gift boxes) suits 754 members, coupons by stage suit 1,128: from 15.4% up to 23.1%. Put the other way, one coupon for all loses
# 33%. And the 6 groups need just 3 coupons: drinks for single members, baby goods for families with young children, gift boxes
# for the others. Note, too, that even so 76.9% are not suited.
#
# One worry: the same data chose the categories and judged them, which flatters the choice. It is fairer to choose by 2024 and
# to count in 2025.
# %%
year = bought["order_time"].dt.year
stage_of = buyers["family_stage"].fillna("unknown").rename("stage")
counts = {}
for each in (2024, 2025):
    both = pd.concat([stage_of, favourites(bought[year == each])], axis=1, join="inner")
    counts[each] = pd.crosstab(both["stage"], both["favourite"])
chosen, single = counts[2024].idxmax(axis=1), counts[2024].sum().idxmax()
late = counts[2025]
fits = sum(late.loc[name, chosen[name]] for name in late.index)
total = late.to_numpy().sum()
print(f"{late[single].sum() / total:.1%}", f"{fits / total:.1%}")
# %% [markdown] lang="zh" id="explore"
# 用 2024 年挑、2025 年数，一种券合意 15.0%，分开发合意 22.2%：好处站得住。
#
# ### 动手探索：一种优惠还是每组一种
# 先用下拉框选细分方式，再拖动滑块：最多做几种优惠、一位合意的会员值多少元、每多做一种要花多少元。
# 程序会在所有组合里挑出合意人数最多的。想一想：第几种优惠开始不再有用？成本多高时，一种优惠反而划算？
# 滑块上的元数是假设，不是数据。
# %% [markdown] lang="en" id="explore"
# Chosen by 2024 and counted in 2025, one coupon suits 15.0% and coupons by stage 22.2%: the benefit holds.
#
# ### Explore: one offer, or one per group
# Choose a segmentation from the list, then move the sliders: how many offers are made at most, what a suited member is worth, and what each
# offer after the first costs. Of all combinations, the one that suits most members is taken. After how
# many offers do further ones add nothing? At what cost is one offer the better choice? The amounts on the sliders are
# assumptions, not data.
# %%
CATEGORIES = {
    "gift_sets": T("礼盒", "gift boxes"),
    "drinks": T("饮料", "drinks"),
    "baby": T("母婴", "baby goods"),
    "personal_care": T("个人护理", "personal care"),
    "snacks": T("零食", "snacks"),
}
WAYS = {
    T("家庭阶段", "family stage"): "family_stage",
    T("注册渠道", "join channel"): "join_channel",
    T("城市等级", "tier of city"): "city_tier",
}
# %%
TIERS = {
    "tier1": T("一线", "Tier 1"),
    "new_tier1": T("新一线", "New tier 1"),
    "tier2": T("二线", "Tier 2"),
    "tier3": T("三线", "Tier 3"),
}
CHANNELS = {"store": T("门店", "Shop"), "app": "App", "wechat": T("微信", "WeChat")}
names = STAGES | TIERS | CHANNELS | CATEGORIES
explore.one_or_many_offers(buyers, fits="favourite", segmentations=WAYS, names=names, lang=LANG)
# %% [markdown] lang="zh" id="bug-hunt"
# ## 5 · 捉虫：负的损失
#
# 小赵也写了一个函数，输入各组的合意占比 `shares`（每行一组，每列一种优惠）和各组人数 `sizes`，要算一刀切的相对损失。
# 结果让林岚皱眉：损失是负的？每组一种优惠，最差也可以全发同一种，怎么会比一种更差？运行下面的代码，找出 2 处错误。
# %% [markdown] lang="en" id="bug-hunt"
# ## 5 · Bug hunt: a negative loss
#
# Xiao Zhao has written a function as well. From the share of each group that each offer suits, `shares` (a row per group, a column per
# offer), and the size of each group, `sizes`, it is to compute the relative loss of one offer for all. The result makes Lin Lan
# frown. A negative loss? With an offer per group you could always send everyone the same, so how can that be worse? Run the code and find the 2
# mistakes.
# %%
shares = pd.crosstab(stage_of, buyers["favourite"], normalize="index")
sizes = stage_of.value_counts()


def zhao(shares, sizes):
    one = shares.max().max()
    each = shares.max(axis=1).mean()
    return 1 - one / each


round(float(zhao(shares, sizes)), 3)


# %% [markdown] lang="zh" id="bug-q"
# ### 练习 1.5 · 修好损失函数
# 请写函数 `value_lost(shares, sizes)`，返回一种优惠相对于每组一种的损失（一个数）。`sizes` 的索引与 `shares` 的行相同，但**顺序可能不同**。
# 例：甲组 10 人，乙组 30 人；优惠 p 合甲组 50%、乙组 20%，优惠 q 合甲组 10%、乙组 40%。
# 一种优惠最多合意 13 人（q），每组一种合意 17 人，损失是 4/17，约 0.235。
#
# <details><summary>提示 1</summary>占比不能直接相加或求平均：先换算成人数。</details>
# <details><summary>提示 2</summary>一种优惠是“合计最大的一列”，不是“最大的一格”。</details>
# <details><summary>提示 3</summary>先 `people = shares.mul(sizes, axis=0)`（按索引对齐），其余与练习 1.4 相同。</details>
# %% [markdown] lang="en" id="bug-q"
# ### Exercise 1.5 · Repair the loss
# Write the function `value_lost(shares, sizes)`. It returns the loss of one offer relative to an offer per group, as a number. `sizes` is indexed
# by the same groups as the rows of `shares`, but **perhaps in another order**. An example: group A has 10 members, group B 30. Offer p suits 50% of A and 20%
# of B, offer q suits 10% of A and 40% of B. One offer suits 13 members at best (q), an offer per group suits 17, and the loss is 4/17,
# about 0.235.
#
# <details><summary>Hint 1</summary>Shares cannot simply be added or averaged: turn them into members first.</details>
# <details><summary>Hint 2</summary>One offer is the column with the largest total, not the largest cell.</details>
# <details><summary>Hint 3</summary>Start with `people = shares.mul(sizes, axis=0)`, which aligns by index; the rest is as in exercise 1.4.</details>
# %% exercise="bug" objective="01.3"
def value_lost(shares, sizes):
    """Return what one offer for all loses, relative to the best offer for each group."""
    ### BEGIN SOLUTION
    people = shares.mul(sizes, axis=0)
    return float(1 - people.sum().max() / people.max(axis=1).sum())
    ### END SOLUTION


# %% wrong="bug" breaks="bug-example,bug-sizes" why="groups not weighted by their size"
def value_lost(shares, sizes):
    return float(1 - shares.sum().max() / shares.max(axis=1).sum())


# %% wrong="bug" breaks="bug-example,bug-sizes" why="the largest cell taken for the best single offer"
def value_lost(shares, sizes):
    people = shares.mul(sizes, axis=0)
    return float(1 - people.max().max() / people.max(axis=1).sum())


# %% wrong="bug" breaks="bug-sizes" why="sizes taken in the order in which they come"
def value_lost(shares, sizes):
    people = shares.mul(sizes.to_numpy(), axis=0)
    return float(1 - people.sum().max() / people.max(axis=1).sum())


# %% wrong="bug" breaks="bug-sizes" hardcoded="inputs" why="the answer to the example, hard-coded"
def value_lost(shares, sizes):
    return 4 / 17


# %% check="bug-example" of="bug" points=1
two_groups = pd.DataFrame({"p": [0.5, 0.2], "q": [0.1, 0.4]}, index=["A", "B"])
answer = value_lost(two_groups, pd.Series([10, 30], index=["A", "B"]))
assert answer is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(answer, (int, float, np.number)) and np.isfinite(answer), T(
    "应返回一个数（不是 NaN、Series 或文字）；乘法有没有按行对齐？",
    "return one number (not NaN, a Series or text); is the product aligned by rows?",
)
assert abs(answer - 4 / 17) < 5e-4, T(
    f"例子的答案约 0.235，你的结果是 {answer:.3f}；有没有按人数加权？是不是取了最大的一格？",
    f"the example's answer is about 0.235, yours is {answer:.3f}; are groups weighted by their "
    "size? did you take the largest cell?",
)
# %% check="bug-sizes" of="bug" points=2
alike = pd.DataFrame({"p": [0.3, 0.6], "q": [0.2, 0.5]}, index=["A", "B"])
none = value_lost(alike, pd.Series([50, 50], index=["A", "B"]))
assert none is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(none, (int, float, np.number)) and np.isfinite(none), T(
    "应返回一个数（不是 NaN、Series 或文字）；乘法有没有按行对齐？",
    "return one number (not NaN, a Series or text); is the product aligned by rows?",
)
### BEGIN HIDDEN TESTS
three = pd.DataFrame(
    {"p": [0.6, 0.1, 0.2], "q": [0.1, 0.3, 0.2], "r": [0.0, 0.2, 0.5]}, index=list("ABC")
)
people_in = {"C": 20, "A": 100, "B": 400}
lost = value_lost(three.copy(), pd.Series(people_in))
assert isinstance(lost, (int, float, np.number)) and np.isfinite(lost), T(
    "应返回一个数（不是 NaN、Series 或文字）；乘法有没有按行对齐？",
    "return one number (not NaN, a Series or text); is the product aligned by rows?",
)
best_one = max(sum(people_in[g] * three.loc[g, o] for g in people_in) for o in three.columns)
best_each = sum(n * max(three.loc[g]) for g, n in people_in.items())
assert abs(lost - (1 - best_one / best_each)) < 5e-4, T(
    "请按人数加权，并按索引对齐：sizes 的顺序可能与 shares 不同",
    "weight by size and align by index: sizes may come in another order than shares",
)
### END HIDDEN TESTS
assert abs(none) < 5e-4, T(
    "每组最合意的优惠都相同时，损失是 0",
    "when one offer is best for every group, the loss is 0",
)
# %% [markdown] lang="zh" id="theories"
# ## 6 · 两种理论：人不同，还是情境不同
#
# 细分背后有两种理论，回答的问题不一样：
#
# | | 市场细分理论 | 消费者行为理论 |
# |---|---|---|
# | 问题 | 市场由哪些不同的群体组成？ | 一个人为什么、怎样作出购买决定？ |
# | 看什么 | 群体之间的异质性 | 需求、动机、情境与决策过程 |
# | 典型变量 | 家庭阶段、城市等级 | 购买场合、评价标准 |
# | 在企业里 | 选择服务谁、给谁什么 | 决定何时、用什么理由打动他 |
# | 代表文献 | Smith（1956） | Belk（1975，*Journal of Consumer Research*，2(3)，157–164） |
#
# 同一个人买菜和送礼是两回事，所以 Dickson（1982，*Journal of Marketing*，46(4)，56–64）主张把人和情境合起来细分。
# 用数据比一比：订单金额的差异，有多少来自“谁在买”，有多少来自“为什么买”？
# %% [markdown] lang="en" id="theories"
# ## 6 · Two theories: different people, or different situations
#
# Two theories stand behind segmentation, and they answer different questions:
#
# | | market-segmentation theory | consumer-behaviour theory |
# |---|---|---|
# | question | Which different groups make up the market? | Why and how does a person decide to buy? |
# | looks at | heterogeneity between groups | needs, motives, situations, the course of a decision |
# | typical variables | family stage, tier of city | occasion, criteria of choice |
# | in the firm | whom to serve, and with what | when to speak to them, and with which reason |
# | key text | Smith (1956) | Belk (1975, *Journal of Consumer Research*, 2(3), 157–164) |
#
# The same person shops for supper and for a gift in different ways, so Dickson (1982, *Journal of Marketing*, 46(4), 56–64) argues for
# segmenting by person and situation together. Let the data compare: how much of the variation in order values comes from who buys, and
# how much from what they buy it for?
# %%
by_order = bought.groupby("order_id")
orders = by_order.agg(
    customer_id=("customer_id", "first"),
    value_cny=("amount_cny", "sum"),
    occasion=("occasion", "first"),
)
orders = orders.join(buyers[["family_stage", "city_tier"]], on="customer_id")
orders = orders.dropna(subset=["family_stage", "occasion"])
orders.groupby("occasion")["value_cny"].agg(["size", "median"]).round(0)
# %% [markdown] lang="zh" id="eta-worked"
# 衡量办法是 **η²**（eta 平方）：组间差异占全部差异的比例，0 表示各组平均相同，1 表示组内毫无差别。
# 金额右偏很厉害，先取对数。Cohen（1988，*Statistical Power Analysis for the Behavioral Sciences*，第 2 版，Erlbaum）的惯例是 0.01 小、0.06 中、0.14 大。
# 先拿城市等级示范：把每张订单换成所在组的平均值，看这些平均值的方差占多少。
# %% [markdown] lang="en" id="eta-worked"
# The measure is **η²** (eta squared): the part of all variation that lies between groups. It is 0 if all groups have the same mean and 1 if nobody
# differs within a group. Order values are very skewed, so we take logarithms first. By the convention of Cohen (1988, *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed., Erlbaum),
# 0.01 is small, 0.06 medium and 0.14 large. We show it with the tier of the city: put the mean of its group in place of each order and see
# how large the variance of these means is.
# %%
log_value = np.log(orders["value_cny"])
tier_mean = log_value.groupby(orders["city_tier"]).transform("mean")
round(float(tier_mean.var() / log_value.var()), 4)
# %% [markdown] lang="zh" id="eta-q"
# ### 练习 1.6 · 谁在买，还是为什么买
# 用同样的办法（对数、`orders` 的全部订单），算出家庭阶段的 η²，存为 `stage_part`；购买场合的 η²，存为 `occasion_part`。至少保留 4 位小数。
#
# <details><summary>提示 1</summary>只需换掉分组的列：`family_stage` 和 `occasion`。</details>
# <details><summary>提示 2</summary>要用 `transform`，它让每张订单都得到组平均，人多的组自然权重大。</details>
# <details><summary>提示 3</summary>用 `log_value.groupby(orders["occasion"]).transform("mean").var() / log_value.var()`。</details>
# %% [markdown] lang="en" id="eta-q"
# ### Exercise 1.6 · Who buys, or what for
# In the same way (logarithms, all rows of `orders`), compute η² of the family stage as `stage_part` and that of the occasion as `occasion_part`, to
# at least 4 decimals.
#
# <details><summary>Hint 1</summary>Only the column to group by changes: `family_stage` and `occasion`.</details>
# <details><summary>Hint 2</summary>Use `transform`: every order gets the mean of its group, so larger groups weigh more.</details>
# <details><summary>Hint 3</summary>Use `log_value.groupby(orders["occasion"]).transform("mean").var() / log_value.var()`.</details>
# %% exercise="eta" objective="01.5"
### BEGIN SOLUTION
stage_mean = log_value.groupby(orders["family_stage"]).transform("mean")
occasion_mean = log_value.groupby(orders["occasion"]).transform("mean")
stage_part = stage_mean.var() / log_value.var()
occasion_part = occasion_mean.var() / log_value.var()
### END SOLUTION
# %% wrong="eta" breaks="eta-stage,eta-occasion" why="raw amounts, which a few large orders decide"
value = orders["value_cny"]
stage_part = value.groupby(orders["family_stage"]).transform("mean").var() / value.var()
occasion_part = value.groupby(orders["occasion"]).transform("mean").var() / value.var()
# %% wrong="eta" breaks="eta-stage,eta-occasion" why="variance of the group means, each group counted once"
stage_part = log_value.groupby(orders["family_stage"]).mean().var() / log_value.var()
occasion_part = log_value.groupby(orders["occasion"]).mean().var() / log_value.var()
# %% wrong="eta" breaks="eta-stage,eta-occasion" hardcoded="seed" why="the figures of the shipped data, hard-coded"
stage_part = 0.0440694
occasion_part = 0.05652
# %% check="eta-stage" of="eta" points=1
assert isinstance(stage_part, (int, float, np.number)), T(
    "stage_part 应是一个数", "stage_part should be one number"
)
assert 0 < stage_part < 1, T("η² 应在 0 和 1 之间", "η² lies between 0 and 1")
### BEGIN HIDDEN TESTS
logs = np.log(orders["value_cny"].to_numpy())
levels = orders["family_stage"].to_numpy()
within = sum(
    ((logs[levels == one] - logs[levels == one].mean()) ** 2).sum() for one in set(levels)
)
expected = 1 - within / ((logs - logs.mean()) ** 2).sum()
assert abs(stage_part - expected) < 5e-5, T(
    "取对数，再用每张订单所在组的平均值（transform）求方差之比；至少保留 4 位小数",
    "take logarithms, then the variance of each order's group mean (transform) over that of all; "
    "to at least 4 decimals",
)
### END HIDDEN TESTS
assert np.isfinite(stage_part), T("结果不应缺失", "the result should not be missing")
# %% check="eta-occasion" of="eta" points=1
assert isinstance(occasion_part, (int, float, np.number)), T(
    "occasion_part 应是一个数", "occasion_part should be one number"
)
assert 0 < occasion_part < 1, T("η² 应在 0 和 1 之间", "η² lies between 0 and 1")
### BEGIN HIDDEN TESTS
logs = np.log(orders["value_cny"].to_numpy())
levels = orders["occasion"].to_numpy()
within = sum(
    ((logs[levels == one] - logs[levels == one].mean()) ** 2).sum() for one in set(levels)
)
expected = 1 - within / ((logs - logs.mean()) ** 2).sum()
assert abs(occasion_part - expected) < 5e-5, T(
    "取对数，再用每张订单所在组的平均值（transform）求方差之比；至少保留 4 位小数",
    "take logarithms, then the variance of each order's group mean (transform) over that of all; "
    "to at least 4 decimals",
)
### END HIDDEN TESTS
assert np.isfinite(occasion_part), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="theories-read"
# 家庭阶段解释了 4.4%，购买场合解释了 5.7%，城市等级只有 2.6%：“为什么买”与“谁在买”差不多同样要紧，而且都只解释了一小部分。
# 下过 2 张及以上订单的会员里，56% 不止为一种场合买过（按 `orders` 计算）。所以细分是有用的简化，不是真相：同一个人可以在不同的场合属于不同的细分。
# 两种理论互为补充：前者告诉林岚给谁发什么，后者告诉她何时发、用什么理由。
# %% [markdown] lang="en" id="theories-read"
# The family stage explains 4.4% and the occasion 5.7%, the tier of the city just 2.6%. What for is about as important as who, and each explains
# only a small part. Of the members with 2 or more orders, 56% shopped for more than one occasion (counted in `orders`). A segmentation is a useful simplification, then, not the truth: the same person may belong
# to different segments on different occasions. The two theories complement each other: the first tells Lin Lan what to send to whom,
# the second when to send it and with which reason.
# %% [markdown] lang="zh" id="criteria"
# ## 7 · 好的细分：5 条标准
#
# Kotler 和 Keller（2016）给出 5 条标准。`segkit` 的 `kotler_scorecard` 让每一条都落到一个数字上：
#
# | 标准 | 要回答的问题 | 用什么数字 |
# |---|---|---|
# | 可测量 measurable | 知道每位会员属于哪一组吗？ | 该列已知的会员占比 |
# | 可接触 accessible | 发得到吗？ | 最差一组里同意接收营销信息的占比 |
# | 足够大 substantial | 值得单独做吗？ | 最小一组的销售额占比 |
# | 有差异 differentiable | 各组真的不一样吗？ | 各组解释了多少消费额（名次）的差异 |
# | 可行动 actionable | 分开做，结果更好吗？ | 只做一种优惠的相对损失 |
#
# 阈值（`threshold`）多是经验值，可以改；只有“有差异”一条的 0.06（中等效应）是惯例。
# 一条不合格也不等于一票否决，而是告诉你要先解决什么。
# %% [markdown] lang="en" id="criteria"
# ## 7 · A good segmentation: 5 criteria
#
# Kotler and Keller (2016) name 5 criteria. `kotler_scorecard` in `segkit` puts a number to each:
#
# | criterion | the question | the number |
# |---|---|---|
# | measurable | Do we know to which group each member belongs? | share of members whose value is known |
# | accessible | Can we reach them? | share who agreed to marketing, in the worst group |
# | substantial | Is it worth a programme of its own? | the smallest group's share of revenue |
# | differentiable | Do the groups really differ? | how much of the spending (its ranks) the groups explain |
# | actionable | Is it better to act by group? | relative loss of one offer for all |
#
# Most thresholds (`threshold`) are rules of thumb and can be changed; only the 0.06 for differentiable, a medium effect, is a
# convention. Nor does one failure sink a segmentation: it tells what has to be solved first.
# %%
from segkit import kotler_scorecard

kotler_scorecard(
    buyers,
    stage_of,
    basis=["family_stage"],
    reachable="marketing_consent",
    revenue="spend_cny",
    outcome="spend_cny",
    response=shares,
).round(3)
# %% [markdown] lang="zh" id="criteria-read"
# 按家庭阶段细分，3 条合格，2 条不合格：
#
# - **可接触**：有幼儿的家庭只有 26% 同意接收信息。母婴券最合他们的意，却最难发到他们手上。
# - **有差异**：各阶段只解释了消费额（名次）4.5% 的差异。各阶段的中位数并不相同，但同一阶段内部的差别大得多；真正把各阶段区分开的是**买什么**。换一个结果变量，判断就会变，所以先想清楚细分要用来做什么。
# %% [markdown] lang="en" id="criteria-read"
# Segmenting by family stage meets 3 criteria and fails 2:
#
# - **Accessible**: only 26% of the families with young children agreed to messages. The coupon for baby goods suits them best, and they are the
#   hardest to reach.
# - **Differentiable**: the stages explain 4.5% of the variation in spending (its ranks). Their medians do differ, but members of the same stage differ far more; what
#   really sets the stages apart is **what** they buy. Another outcome gives another verdict, so be clear first about what the segments are for.
# %% [markdown] lang="zh" id="marks-q"
# ### 练习 1.7 · 给“学历”打分
# 有人提议按学历（`education`）细分。请不用 `kotler_scorecard`，自己算出 4 条标准的数字，放进字典 `marks`，键为 `"measurable"`、`"accessible"`、`"substantial"` 和 `"actionable"`，值都在 0 到 1 之间，
# 至少保留 4 位小数。没填学历的会员在 `level` 里归为一组 `unknown`；后 3 条都把它算作一组。
#
# <details><summary>提示 1</summary>前 3 条各看：不缺失的占比、各组同意率的最小值、各组销售额占比的最小值。</details>
# <details><summary>提示 2</summary>第 4 条与练习 1.4 相同，只是换成 `level`；也可以用练习 1.5 的函数。</details>
# <details><summary>提示 3</summary>`buyers["marketing_consent"].groupby(level).mean().min()` 是第 2 条；第 3 条把 `mean` 换成 `spend_cny` 的 `sum`，再除以总额。</details>
# %% [markdown] lang="en" id="marks-q"
# ### Exercise 1.7 · Mark "education"
# Someone proposes to segment by education (`education`). Without `kotler_scorecard`, compute the numbers of 4 criteria yourself and put them into the dictionary `marks` with the keys `"measurable"`, `"accessible"`, `"substantial"` and `"actionable"`;
# all values lie between 0 and 1, to at least 4 decimals. In `level`, members who did not state their education are put together as `unknown`; in the last 3 criteria
# this is a group like the others.
#
# <details><summary>Hint 1</summary>The first 3 are the share not missing, the smallest of the groups' shares of consent, and the smallest of their shares of revenue.</details>
# <details><summary>Hint 2</summary>The 4th is as in exercise 1.4, with `level`; or use your function of exercise 1.5.</details>
# <details><summary>Hint 3</summary>Number 2 is `buyers["marketing_consent"].groupby(level).mean().min()`; for number 3 put the `sum` of `spend_cny` in place of `mean` and divide by the total.</details>
# %% exercise="marks" objective="01.4"
level = buyers["education"].fillna("unknown")
### BEGIN SOLUTION
revenue = buyers["spend_cny"].groupby(level).sum()
level_counts = pd.crosstab(level, buyers["favourite"])
marks = {
    "measurable": buyers["education"].notna().mean(),
    "accessible": buyers["marketing_consent"].groupby(level).mean().min(),
    "substantial": (revenue / revenue.sum()).min(),
    "actionable": 1 - level_counts.sum().max() / level_counts.max(axis=1).sum(),
}
### END SOLUTION
# %% wrong="marks" breaks="marks-basis" why="average consent instead of the worst group's"
level = buyers["education"].fillna("unknown")
revenue = buyers["spend_cny"].groupby(level).sum()
level_counts = pd.crosstab(level, buyers["favourite"])
marks = {
    "measurable": buyers["education"].notna().mean(),
    "accessible": buyers["marketing_consent"].mean(),
    "substantial": (revenue / revenue.sum()).min(),
    "actionable": 1 - level_counts.sum().max() / level_counts.max(axis=1).sum(),
}
# %% wrong="marks" breaks="marks-money" why="share of members instead of share of revenue"
level = buyers["education"].fillna("unknown")
level_counts = pd.crosstab(level, buyers["favourite"])
marks = {
    "measurable": buyers["education"].notna().mean(),
    "accessible": buyers["marketing_consent"].groupby(level).mean().min(),
    "substantial": level.value_counts(normalize=True).min(),
    "actionable": 1 - level_counts.sum().max() / level_counts.max(axis=1).sum(),
}
# %% wrong="marks" breaks="marks-basis,marks-money" hardcoded="seed" why="the numbers of the shipped data, hard-coded"
marks = {
    "measurable": 0.871291,
    "accessible": 0.534202,
    "substantial": 0.066321,
    "actionable": 0.013089,
}
# %% check="marks-basis" of="marks" points=2
assert isinstance(marks, dict), T("marks 应是字典", "marks should be a dictionary")
for value in (marks.get("measurable"), marks.get("accessible")):
    assert isinstance(value, (int, float, np.number)), T(
        "marks 里 measurable 和 accessible 都应有，各是一个数",
        "marks should hold measurable and accessible, each of them one number",
    )
    assert 0 <= value <= 1, T(
        "measurable 和 accessible 应在 0 和 1 之间（不是百分数或金额）",
        "measurable and accessible lie between 0 and 1 (no percentages or amounts)",
    )
### BEGIN HIDDEN TESTS
answered = buyers["education"].isna()
assert abs(marks["measurable"] - (1 - answered.sum() / len(buyers))) < 5e-5, T(
    "可测量：填写了学历的会员占比，至少保留 4 位小数",
    "measurable: the share of members with a known education, to at least 4 decimals",
)
agreed_of = {}
for which, said in zip(buyers["education"].fillna("unknown"), buyers["marketing_consent"]):
    agreed_of.setdefault(which, []).append(bool(said))
worst = min(sum(said) / len(said) for said in agreed_of.values())
assert abs(marks["accessible"] - worst) < 5e-5, T(
    "可接触：看最差的一组，不看平均；unknown 也是一组",
    "accessible: the worst group counts, not the average; unknown is a group, too",
)
### END HIDDEN TESTS
assert marks["accessible"] <= buyers["marketing_consent"].mean(), T(
    "最差的一组不会高于平均", "the worst group cannot exceed the average"
)
# %% check="marks-money" of="marks" points=2
assert isinstance(marks, dict), T("marks 应是字典", "marks should be a dictionary")
for value in (marks.get("substantial"), marks.get("actionable")):
    assert isinstance(value, (int, float, np.number)), T(
        "marks 里 substantial 和 actionable 都应有，各是一个数",
        "marks should hold substantial and actionable, each of them one number",
    )
    assert 0 <= value <= 1, T(
        "substantial 和 actionable 应在 0 和 1 之间（不是百分数或金额）",
        "substantial and actionable lie between 0 and 1 (no percentages or amounts)",
    )
### BEGIN HIDDEN TESTS
grouped = buyers.groupby(buyers["education"].fillna("unknown"))
least = min(members["spend_cny"].sum() for _, members in grouped) / buyers["spend_cny"].sum()
assert abs(marks["substantial"] - least) < 5e-5, T(
    "足够大：看销售额占比，不是人数占比，至少保留 4 位小数",
    "substantial: the share of revenue, not of members, to at least 4 decimals",
)
suited = sum(members["favourite"].value_counts().iloc[0] for _, members in grouped)
lost = 1 - buyers["favourite"].value_counts().iloc[0] / suited
assert abs(marks["actionable"] - lost) < 5e-5, T(
    "可行动：一种优惠相对于每组一种的损失，与练习 1.4 相同",
    "actionable: the loss of one offer relative to one per group, as in exercise 1.4",
)
### END HIDDEN TESTS
assert marks["substantial"] < 0.5, T(
    "最小一组的占比应小于一半", "the smallest group has less than half"
)
# %% [markdown] lang="zh" id="marks-read"
# 学历在“可接触”和“足够大”上都过线，“可测量”差一点（87%，阈值 90%），真正的问题在“可行动”：一种优惠只损失 1%。
# 各组喜欢的东西差不多，分了也白分。**不会因细分而改变的决定，不值得为它细分。**
# %% [markdown] lang="en" id="marks-read"
# Education passes as accessible and substantial and just misses measurable (87%, threshold 90%). What really fails is
# actionable: one offer loses a mere 1%. The groups like much the same things. **A decision that the segments do not change is no reason to
# segment.**
# %% [markdown] lang="zh" id="plan-q"
# ## 8 · 综合题：发券方案
#
# ### 练习 1.8 · 按什么细分最划算
# 林岚定了规矩和假设：
#
# 1. 券通过营销信息发送，所以**只发给同意接收的会员**（`marketing_consent`）；
# 2. 每组收到的券，是该组同意者里最爱人数最多的品类（并列时任选其一）；没填的会员归为一组；
# 3. 与给全体同意者只做一种券（他们当中最爱人数最多的品类）相比，每多一位合意的会员多赚 10 元，每多做一**种**券（不同的品类）多花 500 元。这些金额都是假设。
#
# 请对 `ways` 里的 5 种细分，各算出比只做一种券多赚多少元，存为 Series `net_gain`（索引是 `ways` 里的列名），再把最划算的列名存为 `choice`。
#
# <details><summary>提示 1</summary>先筛选出同意的会员，再对每一列做一遍练习 1.4。</details>
# <details><summary>提示 2</summary>券的种数不是组数：2 组可以发同一种券。用 `counts.idxmax(axis=1).nunique()`。</details>
# <details><summary>提示 3</summary>多赚的钱是 `10 * (counts.max(axis=1).sum() - counts.sum().max()) - 500 * (versions - 1)`；用循环填进字典，再转成 Series，最后 `idxmax()`。</details>
# %% [markdown] lang="en" id="plan-q"
# ## 8 · Case: a plan for the coupons
#
# ### Exercise 1.8 · Which segmentation pays best
# Lin Lan has set rules and assumptions:
#
# 1. Coupons go out by marketing message, so **only to members who agreed** (`marketing_consent`);
# 2. each group gets the category that is the favourite of most members in it (among those who agreed; if several are equal, any of them), and members who did not state the value are a group of their own;
# 3. compared with one coupon for all who agreed (for the favourite of most of them), each further member suited earns 10 CNY, and each further **kind** of coupon (another category) costs 500 CNY. Both amounts are assumptions.
#
# For each of the 5 segmentations in `ways`, compute how many CNY more it earns than one coupon for all, as a Series `net_gain` (indexed by the column names in `ways`). Then store the name of the best as `choice`.
#
# <details><summary>Hint 1</summary>Keep the members who agreed, then repeat exercise 1.4 for each column.</details>
# <details><summary>Hint 2</summary>Kinds of coupons are not groups: 2 groups may get the same. Use `counts.idxmax(axis=1).nunique()`.</details>
# <details><summary>Hint 3</summary>The money is `10 * (counts.max(axis=1).sum() - counts.sum().max()) - 500 * (versions - 1)`; fill a dictionary in a loop, make it a Series, and at the end `idxmax()`.</details>
# %% exercise="plan" objective="01.3,01.4"
ways = ["city_tier", "gender", "education", "join_channel", "family_stage"]
### BEGIN SOLUTION
reached = buyers[buyers["marketing_consent"]]
net_gain = {}
for way in ways:
    counts_of = pd.crosstab(reached[way].fillna("unknown"), reached["favourite"])
    more = counts_of.max(axis=1).sum() - counts_of.sum().max()
    versions = counts_of.idxmax(axis=1).nunique()
    net_gain[way] = 10 * more - 500 * (versions - 1)
net_gain = pd.Series(net_gain)
choice = net_gain.idxmax()
### END SOLUTION
# %% wrong="plan" breaks="plan-gain" why="all members, with or without consent"
net_gain = {}
for way in ["city_tier", "gender", "education", "join_channel", "family_stage"]:
    counts_of = pd.crosstab(buyers[way].fillna("unknown"), buyers["favourite"])
    more = counts_of.max(axis=1).sum() - counts_of.sum().max()
    net_gain[way] = 10 * more - 500 * (counts_of.idxmax(axis=1).nunique() - 1)
net_gain = pd.Series(net_gain)
choice = "family_stage"
# %% wrong="plan" breaks="plan-gain" why="a coupon paid for each group instead of each kind"
reached = buyers[buyers["marketing_consent"]]
net_gain = {}
for way in ["city_tier", "gender", "education", "join_channel", "family_stage"]:
    counts_of = pd.crosstab(reached[way].fillna("unknown"), reached["favourite"])
    more = counts_of.max(axis=1).sum() - counts_of.sum().max()
    net_gain[way] = 10 * more - 500 * (len(counts_of) - 1)
net_gain = pd.Series(net_gain)
choice = net_gain.idxmax()
# %% wrong="plan" breaks="plan-choice" why="the amount instead of the name of the segmentation"
reached = buyers[buyers["marketing_consent"]]
net_gain = {}
for way in ["city_tier", "gender", "education", "join_channel", "family_stage"]:
    counts_of = pd.crosstab(reached[way].fillna("unknown"), reached["favourite"])
    more = counts_of.max(axis=1).sum() - counts_of.sum().max()
    net_gain[way] = 10 * more - 500 * (counts_of.idxmax(axis=1).nunique() - 1)
net_gain = pd.Series(net_gain)
choice = float(net_gain.max())
# %% wrong="plan" breaks="plan-gain" hardcoded="seed" why="the figures of the shipped data, hard-coded"
net_gain = pd.Series({
    "city_tier": 0,
    "gender": -450,
    "education": -210,
    "join_channel": 730,
    "family_stage": 830,
})
choice = "family_stage"
# %% check="plan-gain" of="plan" points=3
assert isinstance(net_gain, pd.Series), T(
    "net_gain 应是 Series（字典可用 pd.Series 转换）",
    "net_gain should be a Series (pd.Series makes one of a dictionary)",
)
assert set(net_gain.index) == {
    "city_tier",
    "gender",
    "education",
    "join_channel",
    "family_stage",
}, T("索引应是 ways 里的 5 个列名", "the index should hold the 5 names in ways")
assert all(isinstance(one, (int, float, np.number)) and np.isfinite(one) for one in net_gain), (
    T("每个值都应是数，不是文字或缺失", "each value should be a number, not text or missing")
)
### BEGIN HIDDEN TESTS
agreed = buyers[buyers["marketing_consent"]]
top = agreed["favourite"].value_counts().iloc[0]
for column in net_gain.index:
    suited, plans = 0, {frozenset()}  # on a tie, any of them will do
    for _, members in agreed.groupby(agreed[column].fillna("unknown")):
        tally = members["favourite"].value_counts()
        suited += tally.iloc[0]
        plans = {
            kinds | {one} for kinds in plans for one in tally.index[tally == tally.iloc[0]]
        }
    gains = [10 * (suited - top) - 500 * (len(kinds) - 1) for kinds in plans]
    assert any(abs(net_gain[column] - gain) < 0.5 for gain in gains), T(
        "只看同意的会员，没填的归为一组，与同意者的一种券比；成本按不同的券数，不按组数",
        "only members who agreed, with a group for values not stated, against one coupon for "
        "those who agreed; costs by different coupons, not by groups",
    )
### END HIDDEN TESTS
assert net_gain.max() < 10 * len(buyers), T(
    "多赚的钱过多：每位合意的会员只值 10 元", "too much: each member suited is worth 10 CNY"
)
# %% check="plan-choice" of="plan" points=1
assert isinstance(net_gain, pd.Series) and len(net_gain) == 5, T(
    "先做完 net_gain：5 种细分各 1 个数", "finish net_gain first: a number for each of the 5"
)
assert isinstance(choice, str), T(
    "choice 应是一个列名（文字）", "choice should be the name of a column (text)"
)
assert choice in net_gain.index, T(
    "choice 应是 ways 里的一个列名", "choice should be one of the names in ways"
)
assert net_gain[choice] == net_gain.max(), T(
    "应选 net_gain 最大的一种", "choose the one with the largest net_gain"
)
# %% [markdown] lang="zh" id="plan-read"
# 结果很有意思：若能发给所有人，按家庭阶段分能多赚 2,740 元；只发给同意者，就只剩 830 元，比按注册渠道分（730 元）多 100 元，也就是 10 位会员的差别。
# 换一批会员，名次就可能反过来。同意者最爱的品类也不同：是饮料，不是礼盒。最喜欢母婴的家庭，恰恰大多没有同意：**可接触**这一条把好处吃掉了一大半。
#
# 所以先要做的也许不是挑选细分，而是让有幼儿的家庭愿意同意，或者换一种不必发营销信息的方式（例如门店里的海报）。
# 没有同意就不发，这是底线；法律上的要求见第 4 课。
# %% [markdown] lang="en" id="plan-read"
# A telling result. If coupons could go to everybody, segmenting by family stage would earn 2,740 CNY more. Sent only to those who agreed, it earns 830 CNY more, just 100 CNY
# above the join channel (730 CNY), a matter of 10 members. With other members the order could change. The favourite of those who agreed differs as well: drinks, not gift boxes. The families who like baby goods best are the
# very ones who mostly did not agree: being **accessible** is where most of the benefit is lost.
#
# So the first thing to do may not be to choose segments but to win the consent of young families, or to use a way that needs no
# marketing message (posters in the shops, for instance). No consent, no message: that is the rule to keep; for the law see lesson 4.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 9 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 9 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="01.1,01.2,01.3,01.4,01.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "会员平均花了 951 元，中位数是 337 元。说明什么？（见第 2 节）",
                "Members spent 951 CNY on average; the median is 337 CNY. What follows? (section 2)",
            ),
            wrong(
                T("数据有错", "The data are wrong"),
                T(
                    "不一定。少数大客户就足以把平均数拉高。",
                    "Not necessarily: a few large customers are enough to pull up the mean.",
                ),
            ),
            right(
                T(
                    "少数人花得很多，平均数不像任何一位普通会员",
                    "A few spend very much; the mean resembles no ordinary member",
                ),
                T(
                    "所以先看分布，再谈平均。",
                    "So look at the distribution before you speak of averages.",
                ),
            ),
            wrong(
                T("多数会员花了 951 元左右", "Most members spent around 951 CNY"),
                T("78% 的会员低于平均数。", "78% of the members are below the mean."),
            ),
        ),
        question(
            T(
                "每个家庭阶段里同意者的中位数都更高，合在一起却更低。原因是？（见第 3 节）",
                "In every family stage those who agreed have the higher median; put together, the lower. Why? (section 3)",
            ),
            wrong(
                T("样本太小，是巧合", "The sample is small: it is chance"),
                T(
                    "每格都有 100 人以上，方向一致；原因在构成。",
                    "Each cell has over 100 members and all agree in direction; the mixture is the cause.",
                ),
            ),
            wrong(
                T("有人算错了", "Somebody miscalculated"),
                T(
                    "两组数字都对，这正是悖论所在。",
                    "Both sets of figures are right; that is the paradox.",
                ),
            ),
            right(
                T(
                    "花得少的单身会员大多同意，两边构成不同",
                    "Single members, who spend little, mostly agree: the mixtures differ",
                ),
                T(
                    "用同一套权重合并各阶段的差距，方向就回来了。",
                    "Combine the gaps of the stages with one set of weights, and the direction is back.",
                ),
            ),
        ),
        question(
            T(
                "按城市等级细分，一刀切的损失是 0。这表示？（见第 4 节）",
                "Segmenting by tier of city, one offer loses 0. What does this mean? (section 4)",
            ),
            right(
                T(
                    "就这个决定而言，按城市等级分没有用",
                    "For this decision, tiers are of no use",
                ),
                T(
                    "各级最爱的品类相同；换一个决定（如选址），它也许有用。",
                    "The favourite is the same in all tiers; for another decision, such as sites, they may matter.",
                ),
            ),
            wrong(
                T("各级城市的会员完全一样", "Members of all tiers are alike"),
                T(
                    "不一样：订单金额就不同。只是最爱的品类恰好相同。",
                    "They are not: order values differ. Only the favourite category is the same.",
                ),
            ),
            wrong(
                T("应当分得更细", "Segment more finely"),
                T(
                    "组越多，挑出来的好处越可能只是偶然；先问决定会不会变。",
                    "With more groups, gains found in the data may be mere chance; ask first whether the decision changes.",
                ),
            ),
        ),
        question(
            T(
                "有幼儿的家庭最喜欢母婴券，但只有 26% 同意接收信息。哪条标准不合格？（见第 7 节）",
                "Young families like the baby coupon best, but 26% agreed to messages. Which criterion fails? (section 7)",
            ),
            wrong(
                T("可测量", "Measurable"),
                T(
                    "家庭阶段 93% 已知，测得到。",
                    "The stage is known for 93%: it can be measured.",
                ),
            ),
            right(
                T("可接触", "Accessible"),
                T(
                    "想好了给什么，却发不到。先争取同意，或换渠道。",
                    "We know what to offer but cannot reach them: win consent, or use another channel.",
                ),
            ),
            wrong(
                T("足够大", "Substantial"),
                T(
                    "有幼儿的家庭有 1,094 位会员，不小。",
                    "With 1,094 members, this group is not small.",
                ),
            ),
        ),
        question(
            T(
                "同一位会员平时买菜、过年送礼。哪种理论更能解释？（见第 6 节）",
                "The same member buys food in the week and gifts for the New Year. Which theory explains it? (section 6)",
            ),
            wrong(
                T("市场细分理论", "Market-segmentation theory"),
                T(
                    "它比较不同的人；这里人没有变，情境变了。",
                    "It compares people; here the person is the same and the situation differs.",
                ),
            ),
            right(
                T("消费者行为理论", "Consumer-behaviour theory"),
                T(
                    "它看需求和情境；可以按人和场合一起细分。",
                    "It looks at needs and situations; one can segment by person and occasion together.",
                ),
            ),
            wrong(
                T("都不能，这是随机的", "Neither: it is random"),
                T(
                    "购买场合解释了订单金额 5.7% 的差异，不多，但不是随机。",
                    "The occasion explains 5.7% of the variation in order values: not much, but no accident.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 10 · 写给财务总监的备忘录
#
# ### 练习 1.9 · 备忘录
# 用 150–300 字替林岚回复财务总监：要不要把一种券改成几种，按什么细分？请引用本课算出的至少 3 个数字，说明你的方案在 5 条标准里哪条最弱、怎么补，
# 指出模型的一条假设及其后果，并写出怎样检验。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 10 · A memo to the finance director
#
# ### Exercise 1.9 · Memo
# In 150–300 words, answer the finance director for Lin Lan: should one coupon become several, and by which segmentation? Quote at least 3 figures
# from this lesson, say which of the 5 criteria your plan meets least and what to do about it, name an assumption of the model and what follows from it, and say how you would test
# the plan. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 建议（1 分） | 明确，并说明为什么不选其他细分 | 明确，但没有比较 | 没有建议 |
# | 数字（2 分） | 至少 3 个，准确并有解读 | 1–2 个，或没有解读 | 没有数字 |
# | 5 条标准（1 分） | 指出最弱的一条并提出办法 | 只提到一条 | 没有提到 |
# | 假设（1 分） | 指出一条，并说明后果 | 只提到一条 | 没有提到 |
# | 检验（1 分） | 有对照组和衡量指标 | 只看前后对比 | 没有检验办法 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | advice (1 point) | clear, and says why not another segmentation | clear, but nothing compared | none |
# | figures (2 points) | at least 3, right and interpreted | 1–2, or not interpreted | none |
# | the 5 criteria (1 point) | names the weakest and a remedy | only mentions one | none |
# | assumption (1 point) | names one and what follows from it | only mentions one | none |
# | test (1 point) | control group and a measure | before and after only | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="01.4,01.5"
# 示例：建议做 3 种券，按家庭阶段发：单身会员发饮料，有幼儿的家庭发母婴，其余发礼盒。只做礼盒券合 15.4% 的人的心意，分开发合 23.1%，一刀切损失 33%；
# 用 2024 年挑品类、2025 年核对，好处仍在（15.0% 对 22.2%）。按城市等级分则毫无用处，损失是 0。
# 最弱的一条是可接触：有幼儿的家庭只有 26% 同意接收信息，只发给同意者（没填的改发饮料），好处从 2,740 元降到 830 元，比按注册渠道（730 元）略高；先在门店和下单页面征求同意，说明会收到什么。
# 假设：每多一位合意的会员多赚 10 元。若他们本来就会买，券只是让利，好处会被高估。送礼因场合而变，礼盒券宜在春节前发。
# 检验：在同意者里随机分 3 组：分开发券、统一发饮料券（同意者最爱的品类）、不发，比较 60 天内的毛利。
#
# Example: make 3 coupons and send them by family stage: drinks to single members, baby goods to young families, gift boxes to the rest. Gift boxes alone suit
# 15.4% of the members, coupons by stage 23.1%; one size for all loses 33%. Chosen by 2024 and checked in 2025, the benefit holds (15.0% against 22.2%). Tiers of cities are of no use: the loss is 0.
# The weakest criterion is accessible: 26% of the young families agreed to messages, and sent only to those who agreed (drinks if the stage is not stated), it earns 830 CNY more instead of 2,740, a little above the join channel (730). So ask for consent in shops and at checkout, and say what they will get.
# Assumption: each further member suited earns 10 CNY. If they would have bought anyway, the coupon is a gift and the benefit is overstated. Gifts depend on the occasion: send that coupon before the Spring Festival.
# Test: split those who agreed at random into 3: coupons by stage, drinks for all (their favourite), none. Compare the gross profit of 60 days.
# %% [markdown] lang="zh" id="discussion"
# ## 11 · 讨论卡（4–6 人，15 分钟）
#
# 情境：财务总监说：“细分要人、要钱、要时间。按家庭阶段分只多赚 830 元，还不够开一次会。不做了。”
#
# - 正方：从本课找出 2 条支持他的证据。
# - 反方：830 元依赖哪些假设？哪一条变了，结论就会变？（合意的价值、券的成本、同意率、只发一次）
# - 共同决定：先做哪一件小事，能最便宜地弄清细分值不值？
# %% [markdown] lang="en" id="discussion"
# ## 11 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the finance director says: "Segmentation takes people, money and time. By family stage it earns 830 CNY more, which does not even pay for a
# meeting. Drop it."
#
# - For: find 2 pieces of evidence in this lesson that support him.
# - Against: on which assumptions do the 830 CNY rest? Which of them, if changed, changes the conclusion? (The worth of a suited member, the cost of a coupon, the share who agree, sending it only once.)
# - Together: which small step would show most cheaply whether segmentation is worth it?
# %% [markdown] lang="zh" id="wrap-up"
# ## 12 · 小结
#
# **记住**
#
# - 平均数可能不像任何人；先看分布，用中位数，再分组看。
# - 合计的方向可能与每一组都相反（辛普森悖论）；比较之前，先让构成一致。
# - 细分的价值在于改变决定：每组的最佳做法都一样，就不必分。
# - 好的细分要可测量、可接触、足够大、有差异、可行动；最弱的一条往往决定成败。
# - 市场细分理论看人与人的不同，消费者行为理论看需求与情境；它们互为补充。
#
# **实践中容易失灵的地方**
#
# - 用同一批数据又挑又评，好处会被高估；组越多，高估越厉害。
# - 喜欢不等于增量；没有对照组，就不知道券改变了什么。
# - 分组变量不是原因：按家庭阶段分开看，也不能证明同意会让人多花钱。
# - 合成数据里的群体比现实中清楚，不要把这里的 33% 当作行业数字。
#
# **深入阅读**：Smith, W. R. (1956). Product differentiation and market segmentation as alternative marketing strategies.
# *Journal of Marketing*, 21(1), 3–8. [doi.org/10.1177/002224295602100102](https://doi.org/10.1177/002224295602100102)
# %% [markdown] lang="en" id="wrap-up"
# ## 12 · Wrap-up
#
# **Remember**
#
# - A mean may resemble nobody: look at the distribution, use the median, then look at groups.
# - A total can point against every group in it (Simpson's paradox); make the mixtures alike before you compare.
# - A segmentation is worth what it changes in a decision: if the best action is the same for all groups, there is no need for it.
# - A good segmentation is measurable, accessible, substantial, differentiable and actionable; often the weakest of these decides.
# - Market-segmentation theory looks at how people differ, consumer-behaviour theory at needs and situations; they complement each other.
#
# **Where it fails in practice**
#
# - If the same data choose and judge, the benefit is overstated, and the more so the more groups there are.
# - Liking is not uplift; without a control group nobody knows what a coupon changed.
# - The variable that splits is not the cause: looking by family stage does not prove that consent makes people spend more.
# - Groups in synthetic data are more distinct than in real life; do not take the 33% here for an industry figure.
#
# **Read on:** Smith, W. R. (1956). Product differentiation and market segmentation as alternative marketing strategies.
# *Journal of Marketing*, 21(1), 3–8. [doi.org/10.1177/002224295602100102](https://doi.org/10.1177/002224295602100102)
