# %% [markdown] lang="zh" id="question"
# ## 王阿姨是谁？
#
# 云杉优选是一家虚构的全渠道零售商。会员运营经理林岚把 2 年里至少下过 2 张订单的 2,657 位会员按购买习惯分成 5 个细分。
# 其中礼盒客户有 323 位，只占人数的 12%，却占消费额的 31%。
#
# 代理公司给每个细分做了一张海报。礼盒客户的海报上是“王阿姨”：女，孩子已经离家，爱看时尚杂志，口头禅是“送礼要有面子”。
# 大家都很喜欢，文案已经照着写了。可是填了性别的礼盒客户里，女性占 51%，全体会员却占 59%；
# 填了家庭阶段的礼盒客户里，孩子离家的只占 19%。杂志和口头禅在数据里根本找不到。
#
# 海报上的哪几行站得住脚？本课教你从画像表走到客户角色，并且让每一行背后都有数据。
# %% [markdown] lang="en" id="question"
# ## Who is Ms Wang?
#
# Spruce Select is a fictional omni-channel retailer. Lin Lan, who runs the membership programme, has put the 2,657 members with at least 2 orders in 2 years into 5 segments by their buying habits.
# The 323 gift buyers are just 12% of them, but account for 31% of all that these members spend.
#
# An agency made a poster for each segment. The gift buyers got "Ms Wang": a woman whose children have left home, who reads fashion magazines and likes to say: "A gift must do me credit."
# Everybody loves her, and copy is being written for her. Yet of the gift buyers who stated a gender 51% are women, against 59% of all members;
# of those who stated a family stage, just 19% have children who left home. Neither the magazines nor the saying can be found in the data at all.
#
# Which lines of the poster stand up? This lesson leads from a profile table to a persona with data behind every line.
# %% [markdown] lang="zh" id="index"
# ## 1 · 占比、基数与指数
#
# 给细分起好名字以后，同事会问：“他们是些什么人？”回答分 3 步：
#
# | 步骤 | 做什么 | 结果 |
# |---|---|---|
# | 画像 | 把每个细分与全体比较 | 占比、基数、指数 |
# | 标志变量 | 挑出真正有差别的变量 | 差别够大、不是偶然 |
# | 客户角色 | 把这些写成一个人的样子 | 每一行都有出处 |
#
# 先手算一遍。100 位会员，其中 20 位是礼盒客户：
#
# | | 礼盒客户 | 其他 | 全体 |
# |---|---|---|---|
# | 退休 | 6 | 14 | 20 |
# | 没有退休 | 14 | 66 | 80 |
# | 合计 | 20 | 80 | 100 |
#
# 礼盒客户里退休的占 6/20 = 30%，全体占 20/100 = 20%，**指数** = 100 × 30% / 20% = 150：退休的人在这里偏多。
# 100 就是与全体一样，低于 100 是偏少。分母（这里是 20 位）叫**基数**，要与指数一起报告。
#
# 注意 2 件事。第一，指数 150 不等于“多数”：礼盒客户里仍有 70% 没有退休。
# 第二，占比大也不等于偏多：没有退休的占 70%，指数却只有 100 × 70% / 80% = 87.5。
# %% [markdown] lang="en" id="index"
# ## 1 · Share, base and index
#
# Once the segments have names, colleagues ask: "What kind of people are they?" The answer takes 3 steps:
#
# | step | what to do | result |
# |---|---|---|
# | profile | compare each segment with all | shares, bases, indices |
# | marker variables | pick those that really differ | large enough, not by chance |
# | persona | describe a person by them | a source for each line |
#
# First by hand. Of 100 members, 20 are gift buyers:
#
# | | gift buyers | others | all |
# |---|---|---|---|
# | retired | 6 | 14 | 20 |
# | not retired | 14 | 66 | 80 |
# | total | 20 | 80 | 100 |
#
# Among the gift buyers 6/20 = 30% are retired, among all 20/100 = 20%. The **index** is 100 × 30% / 20% = 150: the retired are over-represented here.
# 100 means the same as everybody, and below 100 is under-represented. The number that we divided by, here 20 members, is the **base**; report it with the index.
#
# Note 2 things. First, an index of 150 does not mean "most": 70% of the gift buyers are not retired.
# Second, a large share does not mean over-represented: the 70% who are not retired have an index of just 100 × 70% / 80% = 87.5.
# %% [markdown] lang="zh" id="segments"
# 下面是林岚的细分，规则只用购买习惯：
# 礼盒占消费额 40% 及以上的是 `gift`；其余的人里，折扣占原价 15% 及以上的是 `deal`；再往下，60% 及以上的订单来自 App 的是 `app_first`，
# 母婴占消费额 5% 及以上的是 `baby`；剩下的是 `daily`。
# %% [markdown] lang="en" id="segments"
# Here are Lin Lan's segments. The rules use buying habits only.
# If gift sets are 40% or more of the spend, the member is `gift`; of the rest, those whose discounts are 15% or more of the shelf price are `deal`; next, with 60% or more of the orders in the app, `app_first`,
# and with baby goods at 5% or more of the spend, `baby`; whoever is left is `daily`.
# %%
customers = load("customers").set_index("customer_id")
bought = load("transactions").drop_duplicates().query("quantity > 0")
purchases = bought.dropna(subset=["customer_id"])
by_member = purchases.groupby("customer_id")
paid, saved = by_member["amount_cny"].sum(), by_member["discount_cny"].sum()
in_category = purchases.pivot_table(
    "amount_cny", "customer_id", "category", "sum", fill_value=0
)
orders = purchases.drop_duplicates("order_id").set_index("customer_id")
in_app = orders["channel"].eq("app").groupby(level=0)
# %%
habits = pd.DataFrame({
    "gift_share": in_category["gift_sets"] / paid,
    "discount_share": saved / (saved + paid),
    "app_share": in_app.mean(),
    "baby_share": in_category["baby"] / paid,
}).assign(spend=paid)[in_app.size() >= 2]
built_on = ["gift_share", "discount_share", "app_share", "baby_share"]
passed = [habits[n] >= least for n, least in zip(built_on, [0.40, 0.15, 0.60, 0.05])]
habits["segment"] = np.select(passed, ["gift", "deal", "app_first", "baby"], "daily")
people = customers.join(habits, how="inner")
# %%
sizes = people.groupby("segment")["spend"].agg(["size", "sum"])
pd.DataFrame({
    T("会员数", "members"): sizes["size"],
    T("人数占比", "share of members"): (sizes["size"] / len(people)).map("{:.1%}".format),
    T("消费额占比", "share of spend"): (sizes["sum"] / sizes["sum"].sum()).map("{:.1%}".format),
})
# %% [markdown] lang="zh" id="worked"
# 描述细分，要用**没有参与分群的变量**：说“礼盒客户爱买礼盒”只是重复规则。看居住地 `area`，`normalize="columns"` 把每一列除以该列的合计，得到细分内部的占比：
# %% [markdown] lang="en" id="worked"
# Describe segments by variables that did **not build them**: "gift buyers like gift sets" merely repeats the rule. Take the neighbourhood, `area`; `normalize="columns"` divides each column by its total, which gives the shares within a segment:
# %%
area_share = pd.crosstab(people["area"], people["segment"], normalize="columns")
area_all = people["area"].value_counts(normalize=True)
(100 * area_share.div(area_all, axis=0)).round().astype(int)
# %% [markdown] lang="zh" id="join-q"
# ### 练习 15.1 · 注册渠道的指数
# 请补上一行，得到 `join_index`：行是注册渠道 `join_channel`，列是细分，值是指数（100 = 全体会员），不要取整。细分内的占比和全体的占比已经算好。
#
# <details><summary>提示 1</summary>指数等于 100 乘细分里的占比，再除以全体的占比。</details>
# <details><summary>提示 2</summary>每一行要除以各自的全体占比；与上面 `area` 的例子一样。</details>
# <details><summary>提示 3</summary>`join_index = 100 * join_share.div(join_all, axis=0)`</details>
# %% [markdown] lang="en" id="join-q"
# ### Exercise 15.1 · Index of the joining channel
# Fill in one line to get `join_index`: rows are the joining channels `join_channel`, columns the segments, values the indices (100 = all members), not rounded. The shares in the segments and among all are ready.
#
# <details><summary>Hint 1</summary>An index is 100 times the share in the segment over the share among all.</details>
# <details><summary>Hint 2</summary>Divide each row by its own share among all, as in the example of `area` above.</details>
# <details><summary>Hint 3</summary>`join_index = 100 * join_share.div(join_all, axis=0)`</details>
# %% exercise="join" objective="15.1"
join_share = pd.crosstab(people["join_channel"], people["segment"], normalize="columns")
join_all = people["join_channel"].value_counts(normalize=True)
### BEGIN SOLUTION
join_index = 100 * join_share.div(join_all, axis=0)
### END SOLUTION
# %% wrong="join" breaks="join-average,join-values" why="compared with the plain mean of the segments, not with all members"
join_share = pd.crosstab(people["join_channel"], people["segment"], normalize="columns")
join_index = 100 * join_share.div(join_share.mean(axis=1), axis=0)
# %% wrong="join" breaks="join-values" why="percentage points added to 100 instead of a ratio"
join_share = pd.crosstab(people["join_channel"], people["segment"], normalize="columns")
join_all = people["join_channel"].value_counts(normalize=True)
join_index = 100 + 100 * join_share.sub(join_all, axis=0)
# %% wrong="join" breaks="join-average,join-values" why="shares of the segments within each channel"
join_share = pd.crosstab(people["join_channel"], people["segment"], normalize="index")
join_all = people["join_channel"].value_counts(normalize=True)
join_index = 100 * join_share.div(join_all, axis=0)
# %% wrong="join" breaks="join-average,join-values" hardcoded="seed" why="the shipped data's table, typed in"
typed = {
    "app_first": [230.156389, 22.393595, 47.897411],
    "baby": [38.481896, 153.983558, 107.803728],
    "daily": [70.963536, 103.790432, 124.770593],
    "deal": [60.249433, 101.219048, 137.77037],
    "gift": [54.093918, 123.155064, 122.476092],
}
join_index = pd.DataFrame(typed, index=["app", "store", "wechat"])
# %% check="join-average" of="join" points=1
assert isinstance(join_index, pd.DataFrame), T(
    "join_index 应是 DataFrame", "join_index should be a DataFrame"
)
assert set(join_index.index) == {"app", "store", "wechat"}, T(
    "行应是 3 个注册渠道", "the rows are the 3 joining channels"
)
assert set(join_index.columns) == set(people["segment"]), T(
    "列应是 5 个细分", "the columns are the 5 segments"
)
assert np.isfinite(join_index.to_numpy(dtype=float)).all(), T(
    "不应有缺失", "nothing may be missing"
)
weights = people["segment"].value_counts()
mean_index = (join_index[weights.index] * weights).sum(axis=1) / weights.sum()
assert ((mean_index - 100).abs() < 0.5).all(), T(
    "按人数加权，各细分的平均指数应是 100：基准是全体会员",
    "weighted by members, the indices of a channel average 100: compare with all members",
)
# %% check="join-values" of="join" points=2
assert isinstance(join_index, pd.DataFrame) and join_index.shape == (3, 5), T(
    "join_index 应是 3 行 5 列", "join_index should have 3 rows and 5 columns"
)
### BEGIN HIDDEN TESTS
for channel in ("app", "store", "wechat"):
    for name in people["segment"].unique():
        joined = people.loc[people["segment"] == name, "join_channel"] == channel
        join_wanted = 100 * joined.sum() / len(joined) * len(people)
        join_wanted = join_wanted / (people["join_channel"] == channel).sum()
        assert abs(join_index.loc[channel, name] - join_wanted) < 0.05, T(
            f"{name} 的 {channel} 不对：指数是 2 个占比之比乘 100，不是之差，也不要取整",
            f"{channel} of {name} is wrong: an index is 100 times a ratio of 2 shares, not a difference, and not rounded",
        )
### END HIDDEN TESTS
assert (join_index >= 0).all(axis=None), T("指数不会是负数", "an index is never negative")
# %% [markdown] lang="zh" id="bug-hunt"
# ## 2 · 捉虫：日常客户都是空巢家庭？
#
# 代理公司的分析师小钱说：“孩子离家的人在日常客户里是平均的 5 倍，指数 494！”他的代码如下，没有报错。
# 先竖着看 `deal` 一列，想一想：一个细分可能在每个阶段都偏少吗？
# %% [markdown] lang="en" id="bug-hunt"
# ## 2 · Bug hunt: are everyday buyers all empty-nesters?
#
# Xiao Qian, the agency's analyst, says: "People whose children have left home are 5 times as common among everyday buyers as on average: index 494!" Here is his code, which raises no error.
# Look down the column `deal` first. Can a segment be under-represented in every stage?
# %%
qian_share = pd.crosstab(people["family_stage"], people["segment"], normalize="index")
qian_all = people["family_stage"].value_counts(normalize=True)
(100 * qian_share.div(qian_all, axis=0)).round().astype(int)
# %% [markdown] lang="zh" id="bug-q"
# ### 练习 15.2 · 换回正确的基数
# 看 `deal` 一列：每个阶段都低于 10。一个细分不可能处处偏少，因为按全体的占比加权，每一列的平均指数应是 100。
# 小钱算的是“孩子离家的人里，有多少是日常客户”，却除以“全体里有多少人孩子离家”：它们的基数不同。请得到：
#
# - `stage_index`：行是家庭阶段 `family_stage`，列是细分，值是正确的指数，不要取整；
# - `stage_base`：每个细分的基数，也就是填了家庭阶段的会员数，以细分为索引的 Series。
#
# 没填家庭阶段的会员不参与计算，细分里和全体里都一样。
#
# <details><summary>提示 1</summary>分子应是“日常客户里，有多少人孩子离家”：每一列加起来等于 1。</details>
# <details><summary>提示 2</summary>把 `normalize` 改成 `"columns"`；`pd.crosstab` 和 `value_counts` 都会自动略去缺失。</details>
# <details><summary>提示 3</summary>基数是 `people.groupby("segment")["family_stage"].count()`，`count` 不数缺失。</details>
# %% [markdown] lang="en" id="bug-q"
# ### Exercise 15.2 · Back to the right base
# Look at the column `deal`: below 10 in every stage. No segment can be under-represented everywhere: weighted by the shares among all, each column averages 100.
# Xiao Qian took the share of everyday buyers among empty-nesters and divided it by the share of empty-nesters among all: their bases differ. Make:
#
# - `stage_index`: rows are the family stages `family_stage`, columns the segments, values the right indices, not rounded;
# - `stage_base`: the base of each segment, that is the members who stated a family stage, a Series indexed by segment.
#
# Members without a family stage are left out, in the segments and among all alike.
#
# <details><summary>Hint 1</summary>The numerator is the share of empty-nesters among the everyday buyers: each column adds up to 1.</details>
# <details><summary>Hint 2</summary>Change `normalize` to `"columns"`; both `pd.crosstab` and `value_counts` leave out missing values by themselves.</details>
# <details><summary>Hint 3</summary>The base is `people.groupby("segment")["family_stage"].count()`; `count` does not count missing values.</details>
# %% exercise="bug" objective="15.1"
### BEGIN SOLUTION
stage_share = pd.crosstab(people["family_stage"], people["segment"], normalize="columns")
stage_all = people["family_stage"].value_counts(normalize=True)
stage_index = 100 * stage_share.div(stage_all, axis=0)
stage_base = people.groupby("segment")["family_stage"].count()
### END SOLUTION
# %% wrong="bug" breaks="bug-average,bug-values" why="the analyst's base kept"
stage_share = pd.crosstab(people["family_stage"], people["segment"], normalize="index")
stage_all = people["family_stage"].value_counts(normalize=True)
stage_index = 100 * stage_share.div(stage_all, axis=0)
stage_base = people.groupby("segment")["family_stage"].count()
# %% wrong="bug" breaks="bug-average,bug-values,bug-base" why="members without a family stage kept in the base of the segments"
counted = pd.crosstab(people["family_stage"], people["segment"])
stage_base = people["segment"].value_counts()
stage_all = people["family_stage"].value_counts(normalize=True)
stage_index = 100 * (counted / stage_base).div(stage_all, axis=0)
# %% wrong="bug" breaks="bug-base" why="all members of a segment counted as its base"
stage_share = pd.crosstab(people["family_stage"], people["segment"], normalize="columns")
stage_all = people["family_stage"].value_counts(normalize=True)
stage_index = 100 * stage_share.div(stage_all, axis=0)
stage_base = people["segment"].value_counts()
# %% wrong="bug" breaks="bug-base" hardcoded="seed" why="the bases of the shipped data, typed in"
stage_share = pd.crosstab(people["family_stage"], people["segment"], normalize="columns")
stage_all = people["family_stage"].value_counts(normalize=True)
stage_index = 100 * stage_share.div(stage_all, axis=0)
stage_base = pd.Series({"app_first": 639, "baby": 713, "daily": 811, "deal": 14, "gift": 293})
# %% check="bug-average" of="bug" points=1
assert isinstance(stage_index, pd.DataFrame), T(
    "stage_index 应是 DataFrame", "stage_index should be a DataFrame"
)
assert set(stage_index.index) == set(people["family_stage"].dropna()), T(
    "行应是 5 个家庭阶段，不含缺失和合计", "the rows are the 5 family stages, nothing else"
)
assert set(stage_index.columns) == set(people["segment"]), T(
    "列应是 5 个细分", "the columns are the 5 segments"
)
stage_weights = people["family_stage"].value_counts(normalize=True)
down = (stage_index.loc[stage_weights.index].T * stage_weights).sum(axis=1)
assert ((down - 100).abs() < 0.5).all(), T(
    "每一列按全体的占比加权，平均指数应是 100：分子要用细分内部的占比，缺失的人不算",
    "weighted by all members each column averages 100: take shares within segments, without the missing",
)
# %% check="bug-values" of="bug" points=2
assert isinstance(stage_index, pd.DataFrame) and stage_index.shape == (5, 5), T(
    "stage_index 应是 5 行 5 列", "stage_index should have 5 rows and 5 columns"
)
### BEGIN HIDDEN TESTS
stated = people[people["family_stage"].notna()]
for name in stated["segment"].unique():
    inside = stated[stated["segment"] == name]
    for stage in stated["family_stage"].unique():
        there = (inside["family_stage"] == stage).sum() / len(inside)
        stage_wanted = 100 * there * len(stated) / (stated["family_stage"] == stage).sum()
        assert abs(stage_index.loc[stage, name] - stage_wanted) < 0.05, T(
            f"{name} 的 {stage} 不对", f"{stage} of {name} is wrong"
        )
### END HIDDEN TESTS
assert np.isfinite(stage_index.to_numpy(dtype=float)).all(), T(
    "不应有缺失", "nothing may be missing"
)
# %% check="bug-base" of="bug" points=1
assert isinstance(stage_base, pd.Series), T(
    "stage_base 应是 Series", "stage_base should be a Series"
)
assert set(stage_base.index) == set(people["segment"]), T(
    "索引应是 5 个细分", "the index holds the 5 segments"
)
### BEGIN HIDDEN TESTS
for name, size in stage_base.items():
    of_name = people.loc[people["segment"] == name, "family_stage"]
    assert size == sum(isinstance(stage, str) for stage in of_name), T(
        f"{name} 的基数应只数填了家庭阶段的会员",
        f"the base of {name} counts members who stated a family stage",
    )
### END HIDDEN TESTS
assert (stage_base > 0).all(), T("基数应大于 0", "a base is above 0")
# %% [markdown] lang="zh" id="bug-read"
# 正确的指数是 166，不是 494；日常客户里孩子离家的只占 18%。“孩子离家的人有 55% 是日常客户”是对的，但那是另一个问题。
#
# 只要分子和分母一致，从哪边算都一样：55% 除以日常客户在全体（填了家庭阶段的人）中的占比 33%，也得 166。这就是关联规则里的提升度
# （Brin、Motwani 和 Silverstein，1997，*SIGMOD Record*，26(2)，265–276）。错的是把两边混着用。
# %% [markdown] lang="en" id="bug-read"
# The right index is 166 and not 494; just 18% of the everyday buyers have children who left home. "Of the empty-nesters, 55% are everyday buyers" is true, but answers another question.
#
# As long as both sides agree, either way gives the same: 55% over the 33% that everyday buyers are among all (who stated a stage) is 166 as well. It is the lift of association rules
# (Brin, Motwani and Silverstein, 1997, *SIGMOD Record*, 26(2), 265–276). The mistake is to mix them.
# %% [markdown] lang="zh" id="matters"
# ## 3 · 什么样的差别才算数
#
# 指数大，不等于差别重要。它有 2 个毛病：基数小时忽高忽低；全体的占比很小时，差 1 到 2 个百分点就能很高。再加 2 个数：
#
# - **效应量**：占比之差，以这个“是或否”变量在全体中的标准差为单位，$d = \frac{p - P}{\sqrt{P(1-P)}}$，其中 $p$ 是细分里的占比，$P$ 是全体的占比；
# - **z 值**：$z = d\sqrt{n}$，其中 $n$ 是基数，也就是单个样本的比例检验所用的统计量。差别要超过偶然，$|z|$ 就要足够大；只作 1 次比较、按 5% 的惯例，界限是 1.96。
#
# 效应量说差别有多大，z 值说证据有多强；p 值小，不能说明差别大或者重要（Wasserstein 和 Lazar，2016，*The American Statistician*，70(2)，129–133）。
# z 值是正态近似：$nP$ 不到 5 时不可靠，那时要用二项分布（后面的画像函数 `profile` 就是这样做的）。
# %% [markdown] lang="en" id="matters"
# ## 3 · Differences that matter
#
# A high index is not an important difference. It has 2 weaknesses: with a small base it jumps up and down, and where the share among all is tiny, 1 or 2 percentage points make it high. So add 2 numbers:
#
# - **effect size**: the difference of the shares in standard deviations that this yes-or-no variable has among all, $d = \frac{p - P}{\sqrt{P(1-P)}}$, where $p$ is the share in the segment and $P$ the share among all;
# - **z**: $z = d\sqrt{n}$, where $n$ is the base. It is the statistic of the one-sample test of a proportion. To be beyond chance, $|z|$ has to be large enough: above 1.96 for 1 comparison by the 5% convention.
#
# The effect size tells how large a difference is, z how strong the evidence. A small p-value shows neither size nor importance (Wasserstein and Lazar, 2016, *The American Statistician*, 70(2), 129–133).
# z is a normal approximation, not to be trusted where $nP$ is below 5; there the binomial distribution is used (as `profile` below does).


# %% [markdown] lang="zh" id="difference-q"
# ### 练习 15.3 · 大小与把握
# 写函数 `difference(share, overall, n)`：3 个参数都是数（占比在 0 和 1 之间），返回字典，键是 `"index"`、`"effect"`、`"z"`，值不要取整。
# 例如 `difference(0.5, 0.2, 25)` 应得到指数 250、效应量 0.75、z 值 3.75。
#
# <details><summary>提示 1</summary>标准差用全体的占比 `overall` 算，不用细分的占比。</details>
# <details><summary>提示 2</summary>`effect = (share - overall) / (overall * (1 - overall)) ** 0.5`</details>
# <details><summary>提示 3</summary>最后 `return {"index": 100 * share / overall, "effect": effect, "z": effect * n**0.5}`</details>
# %% [markdown] lang="en" id="difference-q"
# ### Exercise 15.3 · How large and how sure
# Write the function `difference(share, overall, n)`. All 3 arguments are numbers (shares between 0 and 1). Return a dictionary with the keys `"index"`, `"effect"` and `"z"`, not rounded.
# For example, `difference(0.5, 0.2, 25)` gives an index of 250, an effect size of 0.75 and a z of 3.75.
#
# <details><summary>Hint 1</summary>The standard deviation comes from `overall`, the share among all, not from the share in the segment.</details>
# <details><summary>Hint 2</summary>`effect = (share - overall) / (overall * (1 - overall)) ** 0.5`</details>
# <details><summary>Hint 3</summary>At the end `return {"index": 100 * share / overall, "effect": effect, "z": effect * n**0.5}`</details>
# %% exercise="difference" objective="15.2"
def difference(share, overall, n):
    """Return index, effect size and z of a share against all customers."""
    ### BEGIN SOLUTION
    effect = (share - overall) / (overall * (1 - overall)) ** 0.5
    return {"index": 100 * share / overall, "effect": effect, "z": effect * n**0.5}
    ### END SOLUTION


# %% wrong="difference" breaks="difference-example,difference-others" why="the standard deviation of the segment instead of all"
def difference(share, overall, n):
    effect = (share - overall) / (share * (1 - share)) ** 0.5
    return {"index": 100 * share / overall, "effect": effect, "z": effect * n**0.5}


# %% wrong="difference" breaks="difference-example,difference-others" why="the base itself instead of its root"
def difference(share, overall, n):
    effect = (share - overall) / (overall * (1 - overall)) ** 0.5
    return {"index": 100 * share / overall, "effect": effect, "z": effect * n}


# %% wrong="difference" breaks="difference-others" why="the direction of the difference lost"
def difference(share, overall, n):
    effect = abs(share - overall) / (overall * (1 - overall)) ** 0.5
    return {"index": 100 * share / overall, "effect": effect, "z": effect * n**0.5}


# %% wrong="difference" breaks="difference-others" hardcoded="inputs" why="the answer to the example, hard-coded"
def difference(share, overall, n):
    return {"index": 250, "effect": 0.75, "z": 3.75}


# %% check="difference-example" of="difference" points=1
example = difference(0.5, 0.2, 25)
assert example is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(example, dict) and set(example) == {"index", "effect", "z"}, T(
    "应返回字典，键是 index、effect、z", "return a dictionary with the keys index, effect and z"
)
assert abs(example["index"] - 250) < 0.01, T("例子的指数是 250", "the example's index is 250")
assert abs(example["effect"] - 0.75) < 1e-3, T(
    "例子的效应量是 0.3 除以 0.4：标准差用全体的占比算",
    "the example's effect is 0.3 over 0.4: the standard deviation is that of all",
)
assert abs(example["z"] - 3.75) < 1e-2, T(
    "例子的 z 值是 0.75 乘 25 的平方根", "the example's z is 0.75 times the root of 25"
)
# %% check="difference-others" of="difference" points=2
fewer = difference(0.1, 0.2, 400)
assert fewer is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(fewer, dict) and set(fewer) == {"index", "effect", "z"}, T(
    "应返回字典，键是 index、effect、z", "return a dictionary with the keys index, effect and z"
)
### BEGIN HIDDEN TESTS
for p, whole, size in ((0.1, 0.2, 400), (0.9, 0.5, 36), (0.3, 0.36, 900), (0.0, 0.1, 50)):
    returned = difference(float(p), float(whole), int(size))
    sd = np.sqrt(whole - whole**2)
    right_values = (p / whole * 100, (p - whole) / sd, (p - whole) / (sd / np.sqrt(size)))
    for key, value in zip(("index", "effect", "z"), right_values):
        assert isinstance(returned, dict) and np.isfinite(returned[key]), T(
            f"{key} 应是一个数", f"{key} should be a number"
        )
        assert abs(returned[key] - value) < 5e-3, T(
            f"占比 {p}、全体 {whole}、基数 {size} 的 {key} 不对",
            f"wrong {key} for the share {p}, {whole} among all and a base of {size}",
        )
### END HIDDEN TESTS
assert fewer["index"] < 100 and fewer["effect"] < 0, T(
    "偏少时指数低于 100，效应量和 z 值是负数",
    "if under-represented, the index is below 100, effect and z negative",
)
# %% [markdown] lang="zh" id="profile-worked"
# 从这里起用画像函数 `segkit.profile`：一次得到全部变量的占比、指数、效应量和基数。`value` 是细分里的占比，`overall` 是全体的占比，`customers` 是基数。先放大 4 格：
# %% [markdown] lang="en" id="profile-worked"
# From here on `segkit.profile` gives shares, indices, effect sizes and bases of all variables at once. `value` is the share in the segment, `overall` the share among all, and `customers` the base. First 4 of its cells:
# %%
from segkit import personas, profile, segment_rules

described = ["gender", "family_stage", "city_tier", "area", "education", "occupation"]
described += ["join_channel", "marketing_consent"]
table = profile(people, by="segment", columns=described + built_on)
table["z"] = table["effect"] * table["customers"] ** 0.5
cells = table.set_index(["segment", "level"]).loc[
    [("deal", "high_school"), ("app_first", "student"), ("gift", "F"), ("app_first", "app")]
]
cells[["customers", "value", "overall", "index", "effect", "z"]].round(2)


# %% [markdown] lang="zh" id="cells-read"
# - 折扣客户里高中学历的指数高达 174，可是基数只有 15 人，z 值 1.73：什么也说明不了。
# - App 客户里学生的指数是 219，证据也强；但只占 5%，全体占 2%，效应量 0.18：客户角色写成学生，95% 的人对不上。
# - 礼盒客户里女性的指数是 85，效应量 -0.17：单看这一次，z 值 -3.04 显著，但差别小，而且是**偏少**。王阿姨的第一行就错了。
# - App 客户里从 App 注册的指数是 230，效应量 0.92：又大又有把握。
# %% [markdown] lang="en" id="cells-read"
# - Among the discount buyers, high school has an index of 174. But the base is 15 people and z is 1.73: this shows nothing.
# - Among the app buyers, students have an index of 219, on good evidence. But they are 5%, against 2% of all, and the effect size is 0.18: a student as the persona would be wrong for 95%.
# - Among the gift buyers, women have an index of 85 and an effect size of -0.17. Taken alone, a z of -3.04 is significant, but the difference is small, and women are *under*-represented. The first line of Ms Wang is wrong.
# - Among the app buyers, joining in the app has an index of 230 and an effect size of 0.92: large and sure.
# %% [markdown] lang="zh" id="many"
# ## 4 · 比较 150 次，总会有“发现”
#
# 8 个描述变量、5 个细分，一共是 150 格，也就是 150 次比较。把细分标签在会员之间随机打乱，细分就没有任何意义；看还能“发现”多少：
# %% [markdown] lang="en" id="many"
# ## 4 · Compare 150 times, and you will find something
#
# With 8 describing variables and 5 segments there are 150 cells, that is 150 comparisons. Shuffle the segment labels among the members, so that they mean nothing, and see how much is still "found":
# %%
def count(cells):
    off = (cells["value"] - cells["overall"]).abs() > cells["chance"]
    z = cells["effect"] * cells["customers"] ** 0.5
    return [((cells["index"] - 100).abs() >= 25).sum(), (z.abs() > 1.96).sum(), off.sum()]


# %%
rng, noise = np.random.default_rng(15), []
for _ in range(5):
    mixed = people.assign(segment=rng.permutation(people["segment"]))
    noise.append(count(profile(mixed, by="segment", columns=described)))
real = count(table[~table["variable"].isin(built_on)])
criteria = [T("指数 ≤ 75 或 ≥ 125", "index ≤ 75 or ≥ 125"), "|z| > 1.96"]
criteria += [T("超出偶然", "beyond chance")]
columns = {T("真实", "real"): real, T("打乱", "shuffled"): np.mean(noise, axis=0)}
pd.DataFrame(columns, index=criteria)
# %% [markdown] lang="zh" id="many-read"
# 打乱之后，平均还有 20 格以上的指数偏离 100 达 25 及以上：全是噪声。z 值的阈值 1.96 是为 1 次比较准备的，做 150 次，平均约有 5%，也就是 7 格左右会碰巧超过（这次是 3.8，比预期少，因为细分本身也是全体的一部分）。
# 这就是**多重检验**。画像函数 `profile` 的 `chance` 一列是按比较次数调整过的阈值（Bonferroni）：随机细分的表，100 张里有 95 张以上一格都不会超出（上面的 0.2，是 5 张表里一共只有 1 格超出）。
# %% [markdown] lang="en" id="many-read"
# After shuffling, more than 20 cells on average are still 25 or more away from 100: all of it noise. The threshold of 1.96 for z is made for 1 comparison; of 150, about 5% or some 7 cells pass it by chance (this time 3.8; fewer, since each segment is itself a part of all).
# This is **multiple testing**. The column `chance` of `profile` is a threshold that allows for the number of comparisons (Bonferroni): of 100 tables of random segments, 95 or more have no cell beyond it (the 0.2 above is 1 cell in all 5 tables together).


# %% [markdown] lang="zh" id="markers-q"
# ### 练习 15.4 · 挑出标志变量
# **标志变量**把一个细分与全体区分开（Dolnicar、Grün 和 Leisch，2018，*Market Segmentation Analysis*，即《市场细分分析》，Springer，第 8 章）。写函数 `pick_markers(table, built_on)`：
# `table` 是画像函数 `profile` 的结果，`built_on` 是分群用过的变量名列表；返回 `table` 中同时满足下面 4 条的行（DataFrame，保留全部列）。不要用现成的 `marker` 列，请自己算：
#
# 1. 变量（`variable` 列）不在 `built_on` 里；
# 2. 基数（`customers` 列）不少于 50；
# 3. 效应量（`effect` 列）的**绝对值**不小于 0.25：偏多、偏少都算；
# 4. `value` 与 `overall` 之差的绝对值大于 `chance`。
#
# <details><summary>提示 1</summary>4 个条件各是一列真假值，用 `&` 连起来，再筛选行。</details>
# <details><summary>提示 2</summary>条件 1 是 `~table["variable"].isin(built_on)`；绝对值用 `.abs()`。</details>
# <details><summary>提示 3</summary>`off = (table["value"] - table["overall"]).abs() > table["chance"]`，最后 `return table[free & large & strong & off]`</details>
# %% [markdown] lang="en" id="markers-q"
# ### Exercise 15.4 · Pick the marker variables
# A **marker variable** sets a segment apart from all (Dolnicar, Grün and Leisch, 2018, *Market Segmentation Analysis*, Springer, chapter 8). Write the function `pick_markers(table, built_on)`:
# `table` is a result of `profile`, `built_on` a list of the variables that built the segments. Return the rows of `table` (a DataFrame with all columns) that meet these 4 conditions. Leave the ready-made column `marker` aside and work them out:
#
# 1. the variable (column `variable`) is not in `built_on`;
# 2. the base (column `customers`) is at least 50;
# 3. the **absolute** effect size (column `effect`) is at least 0.25: over- and under-representation both count;
# 4. the absolute difference of `value` and `overall` is above `chance`.
#
# <details><summary>Hint 1</summary>Each of the 4 conditions is a column of true and false; join them with `&` and select rows.</details>
# <details><summary>Hint 2</summary>Condition 1 is `~table["variable"].isin(built_on)`; for absolute values use `.abs()`.</details>
# <details><summary>Hint 3</summary>`off = (table["value"] - table["overall"]).abs() > table["chance"]`; at the end `return table[free & large & strong & off]`</details>
# %% exercise="markers" objective="15.2,15.3"
def pick_markers(table, built_on):
    """Return the cells of a profile that really set a segment apart."""
    ### BEGIN SOLUTION
    free = ~table["variable"].isin(built_on)
    large, strong = table["customers"] >= 50, table["effect"].abs() >= 0.25
    off = (table["value"] - table["overall"]).abs() > table["chance"]
    return table[free & large & strong & off]
    ### END SOLUTION


# %% wrong="markers" breaks="markers-small,markers-real" why="under-representation forgotten"
def pick_markers(table, built_on):
    good = ~table["variable"].isin(built_on) & (table["customers"] >= 50)
    good &= (table["effect"] >= 0.25) & (table["value"] - table["overall"] > table["chance"])
    return table[good]


# %% wrong="markers" breaks="markers-small,markers-real" why="variables that built the segments taken as markers"
def pick_markers(table, built_on):
    off = (table["value"] - table["overall"]).abs() > table["chance"]
    return table[(table["customers"] >= 50) & (table["effect"].abs() >= 0.25) & off]


# %% wrong="markers" breaks="markers-small,markers-real" why="the index instead of the effect size"
def pick_markers(table, built_on):
    off = (table["value"] - table["overall"]).abs() > table["chance"]
    good = ~table["variable"].isin(built_on) & (table["customers"] >= 50) & off
    return table[good & ((table["index"] - 100).abs() >= 25)]


# %% wrong="markers" breaks="markers-real" hardcoded="inputs" why="the rows of the visible check, hard-coded"
def pick_markers(table, built_on):
    return table.iloc[[0, 5, 6]]


# %% check="markers-small" of="markers" points=2
made = pd.DataFrame(
    [
        ["a", "app", "yes", 200, 0.80, 0.40, 200.0, 0.82, 0.12],
        ["a", "orders_app", "yes", 200, 0.90, 0.30, 300.0, 1.31, 0.12],
        ["b", "area", "rural", 49, 0.80, 0.30, 266.7, 1.09, 0.25],
        ["a", "area", "rural", 5000, 0.48, 0.40, 120.0, 0.16, 0.02],
        ["a", "job", "student", 800, 0.06, 0.025, 240.0, 0.22, 0.02],
        ["a", "gift", "yes", 300, 0.10, 0.40, 25.0, -0.61, 0.11],
        ["b", "gift", "yes", 50, 0.80, 0.40, 200.0, 0.82, 0.25],
        ["b", "job", "office", 60, 0.40, 0.25, 160.0, 0.35, 0.19],
    ],
    columns="segment variable level customers value overall index effect chance".split(),
)
picked = pick_markers(made.copy(), ["orders_app"])
assert picked is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(picked, pd.DataFrame) and {"segment", "variable", "level"} <= set(picked), T(
    "应返回 DataFrame，保留 table 的列", "return a DataFrame with the columns of the table"
)
assert "orders_app" not in set(picked["variable"]), T(
    "分群用过的变量不算标志变量", "variables that built the segments are no markers"
)
assert (picked["effect"] < 0).any(), T(
    "偏少也算：效应量取绝对值", "under-representation counts: take absolute effects"
)
assert "student" not in set(picked["level"]), T(
    "看效应量，不看指数：罕见的特征指数很容易高",
    "go by the effect size, not by the index: rare traits reach high indices easily",
)
assert sorted(zip(picked["segment"], picked["variable"])) == [
    ("a", "app"), ("a", "gift"), ("b", "gift"),
], T(
    "8 行里应留下 3 行：再看基数（50 也算）和偶然的界限",
    "3 of the 8 rows should stay: look at the base (50 will do) and at chance",
)  # fmt: skip
# %% check="markers-real" of="markers" points=2
shorter = pick_markers(table.head(60).copy(), [])
assert shorter is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(shorter, pd.DataFrame), T("应返回 DataFrame", "return a DataFrame")
### BEGIN HIDDEN TESTS
for left_out in (list(built_on), [*built_on, "join_channel"], []):
    rows = pick_markers(table.copy(), list(left_out))
    assert isinstance(rows, pd.DataFrame) and {"segment", "variable", "level"} <= set(rows), T(
        "应返回 DataFrame，保留 table 的列", "return a DataFrame with the columns of the table"
    )
    cells_wanted = {
        (r["segment"], r["variable"], r["level"])
        for r in table.to_dict("records")
        if r["variable"] not in left_out
        and r["customers"] >= 50
        and not -0.25 < r["effect"] < 0.25
        and (r["value"] - r["overall"]) ** 2 > r["chance"] ** 2
    }
    got = list(zip(rows["segment"], rows["variable"], rows["level"]))
    assert set(got) == cells_wanted and len(got) == len(cells_wanted), T(
        "在课程的画像表上，留下的行不对", "the wrong rows are left of the profile of the lesson"
    )
### END HIDDEN TESTS
assert len(shorter) < 60, T("不应留下所有的行", "not all rows should stay")
# %% [markdown] lang="zh" id="figure"
# 把 3 个有标志的变量画出来。每一列是一个细分，横条是效应量，数字是占比，彩色的是标志。
# %% [markdown] lang="en" id="figure"
# The 3 variables that have markers, drawn. Each column is a segment, bars are effect sizes, numbers are shares, and markers are in colour.
# %%
codes = "gift deal app_first baby daily family_stage join_channel marketing_consent"
labels = T(
    "礼盒客户|折扣客户|App 客户|母婴客户|日常客户|家庭阶段|注册渠道|同意营销",
    "gift buyers|discount buyers|app buyers|baby-goods buyers|everyday buyers"
    "|family stage|joined through|agreed to marketing",
)
levels = "single couple young_children school_children empty_nest app store wechat"
level_labels = T(
    "单身|夫妻|有幼儿|有学龄儿童|孩子离家|App|门店|小程序",
    "single|couple|young children|school children|children left|app|shop|mini-program",
)
names = dict(zip((codes + " " + levels).split(), (labels + "|" + level_labels).split("|")))
# %%
drawn = table[table["variable"].isin(["family_stage", "join_channel", "marketing_consent"])]
columns = ["segment", "variable", "level"]
plot.show(
    plot.plot_profile(drawn.assign(**drawn[columns].replace(names)), lang=LANG),
    alt=T(
        "画像图：App 客户多为单身、从 App 注册；母婴客户多有幼儿；礼盒客户里孩子离家的偏多；折扣客户没有一格是标志。",
        "Profile chart: app buyers are often single and joined in the app; baby-goods buyers often have young children; empty-nesters are over-represented among gift buyers; discount buyers have no marker.",
    ),
)
# %% [markdown] lang="zh" id="figure-read"
# 150 格里只有 16 个标志：App 客户 7 个，母婴客户 6 个，礼盒客户 2 个，日常客户 1 个，折扣客户 0 个。
# 性别、城市等级、居住地、教育和职业没有一个标志。日常客户只有一条“有幼儿的偏少”，与其编一张海报，不如直说：**他们就像全体会员**。
#
# 有些标志与规则是近亲：从 App 注册的人，订单自然多来自 App。它帮助认出这些人，却不是新的洞察，也不是原因。
# %% [markdown] lang="en" id="figure-read"
# Just 16 of the 150 cells are markers: 7 for app buyers, 6 for baby-goods buyers, 2 for gift buyers, 1 for everyday buyers and 0 for discount buyers.
# Gender, city tier, area, education and occupation have none. All that marks the everyday buyers is "young children are rarer". Do not invent a poster for them; say that **they look like all members**.
#
# Some markers are close kin of the rules: who joined in the app naturally orders in the app. That helps to recognise these people, but it is neither a new insight nor a cause.
# %% [markdown] lang="zh" id="explorer"
# ## 5 · 动手试：海报上还剩几行
#
# 探索器一开始列出每个变量里指数最偏离 100 的那一行，就像代理公司那样。选“折扣客户”，再把最小的基数拉到 50；选“日常客户”，勾选“只留超出偶然的”，再把最小的效应拉到 0.25。各剩几行？
# （用 Tab 键切换控件，方向键移动滑块，空格键勾选。）
# %% [markdown] lang="en" id="explorer"
# ## 5 · Try it: how many lines of the poster are left?
#
# The explorer starts as the agency did: for each variable, the line whose index is furthest from 100. Choose "discount buyers" and raise the smallest base to 50. Choose "everyday buyers", tick "Only beyond chance", and raise the smallest effect to 0.25. How many lines are left each time?
# (Tab goes from one control to the next, the arrow keys move a slider, the space bar ticks.)
# %%
more = "gender city_tier area education occupation F M tier1 new_tier1 tier2 tier3 urban"
more += " suburban rural high_school college bachelor postgraduate student retired"
more += " self_employed office homemaker professional public_sector worker"
more_labels = T(
    "性别|城市等级|居住地|教育|职业|女|男|一线|新一线|二线|三线|市区|郊区|乡村|高中|大专|本科"
    "|研究生|学生|退休|自雇|办公室|家务|专业人员|公职|工人",
    "gender|city tier|area|education|occupation|woman|man|tier 1|new tier 1|tier 2|tier 3|urban"
    "|suburban|rural|high school|college|bachelor|postgraduate|student|retired|self-employed"
    "|office|homemaker|professional|public sector|worker",
)
# %%
names |= dict(zip(more.split(), more_labels.split("|")))
posters = table[~table["variable"].isin(built_on)]
explore.persona_cards(posters, names=names, lang=LANG)
# %% [markdown] lang="zh" id="persona"
# ## 6 · 客户角色：每一行都有数据
#
# **客户角色**把一个细分写成一个具体的人，让写文案、做客服、做产品的同事都能站在他的角度想。这个做法来自软件设计（Cooper，1999，*The Inmates Are Running the Asylum*，Sams）。
# 它好记，也因此危险：编出来的细节与查出来的一样可信，而且很难证伪（Chapman 和 Milham，2006，*Proceedings of the Human Factors and Ergonomics Society Annual Meeting*，50(5)，634–636）。
#
# | 客户角色不可以 | 原因 | 改为 |
# |---|---|---|
# | 编造口头禅 | 没有人这样说过 | 引用真实的、获准使用的原话，或者不写 |
# | 只靠十几个人 | 下次的数据就变了 | 写“数据不足” |
# | 把偏多写成“都是” | 大多数人对不上 | 写出占比、全体和基数 |
# | 按性别、年龄等区别待遇 | 刻板印象，还可能违法 | 按行为和需要来写 |
# | 把别处的态度贴上来 | 调查里的是另一批人 | 在同一批人里调查 |
#
# 性别、年龄、婚育可以放进画像，用来检查是否公平，却不该决定谁拿到什么价格。《个人信息保护法》第 24 条禁止用自动化决策在价格等交易条件上实行不合理的差别待遇。
# 这里只作教学说明，不是法律意见。
# %% [markdown] lang="en" id="persona"
# ## 6 · Persona: data behind every line
#
# A **persona** describes a segment as a specific person, so that those who write copy, answer calls or design products can put themselves in that person's place. The idea comes from software design (Cooper, 1999, *The Inmates Are Running the Asylum*, Sams).
# It is easy to remember and dangerous for that: invented details are as convincing as found ones, and hard to refute (Chapman and Milham, 2006, *Proceedings of the Human Factors and Ergonomics Society Annual Meeting*, 50(5), 634–636).
#
# | a persona must not | why | instead |
# |---|---|---|
# | invent quotes | nobody said it | real words, used with permission, or none |
# | rest on a dozen people | the next data will differ | write "too few to say" |
# | turn over-represented into "all" | most people do not fit | give share, all members and base |
# | treat people differently by gender, age and the like | stereotypes, and possibly unlawful | write about behaviour and needs |
# | borrow attitudes from elsewhere | the survey asked other people | ask these very customers |
#
# Gender, age or family may be in a profile to check for fairness; they should not decide who gets which price. Article 24 of China's Personal Information Protection Law forbids unreasonable differences in price and other terms made by automated decisions.
# This is for teaching and no legal advice.
# %%
claims = pd.DataFrame([
    ("gift", "gender", "F", "more", T("王阿姨是女性", "Ms Wang is a woman")),
    ("gift", "family_stage", "empty_nest", "more", T("孩子已经离家", "children left home")),
    ("gift", "join_channel", "app", "less", T("不是从 App 注册的", "did not join in the app")),
    ("gift", "magazine", "fashion", "more", T("爱看时尚杂志", "reads fashion magazines")),
    ("deal", "education", "high_school", "more", T("老李高中毕业", "Mr Li: high school")),
    ("baby", "marketing_consent", "yes", "more", T("乐意收消息", "likes our messages")),
    ("daily", "family_stage", "empty_nest", "more", T("空巢夫妇", "an empty nest")),
], columns=["segment", "variable", "level", "direction", "line"])  # fmt: skip
claims


# %% [markdown] lang="zh" id="audit-q"
# ### 练习 15.5 · 审计海报
# 上面是代理公司的 7 行话，`direction` 是它的方向：`"more"` 说偏多，`"less"` 说偏少。写函数 `verdict(claim, table)`：
# `claim` 是字典，有键 `segment`、`variable`、`level`、`direction`；`table` 是画像函数 `profile` 的结果。按下面的顺序判断，返回第一个符合的文字：
#
# 1. `"no_data"`：`table` 里没有这个细分、变量和取值的行；
# 2. `"small_base"`：基数少于 50；
# 3. `"not_a_marker"`：效应量的绝对值小于 0.25，或者 `value` 与 `overall` 之差的绝对值不大于 `chance`；
# 4. `"wrong_way"`：方向相反；
# 5. `"supported"`：其余。
#
# <details><summary>提示 1</summary>先筛出那一行：3 个相等条件用 `&` 连起来；空的就是 `"no_data"`。</details>
# <details><summary>提示 2</summary>`row = rows.iloc[0]` 取出那一行，再用几个 `if` 依次返回。</details>
# <details><summary>提示 3</summary>`(row["effect"] > 0) == (claim["direction"] == "more")` 为真时，方向一致。</details>
# %% [markdown] lang="en" id="audit-q"
# ### Exercise 15.5 · Audit the posters
# Above are 7 lines of the agency; `direction` is what a line says: `"more"` for over- and `"less"` for under-represented. Write the function `verdict(claim, table)`:
# `claim` is a dictionary with the keys `segment`, `variable`, `level` and `direction`, `table` a result of `profile`. Go through this list in order and return the first text that applies:
#
# 1. `"no_data"`: `table` has no row of this segment, variable and level;
# 2. `"small_base"`: the base is below 50;
# 3. `"not_a_marker"`: the absolute effect size is below 0.25, or the absolute difference of `value` and `overall` is not above `chance`;
# 4. `"wrong_way"`: the direction is the opposite;
# 5. `"supported"`: all others.
#
# <details><summary>Hint 1</summary>Select the row first: 3 equalities joined with `&`. If nothing is left, it is `"no_data"`.</details>
# <details><summary>Hint 2</summary>`row = rows.iloc[0]` takes that row; then let several `if` return one after the other.</details>
# <details><summary>Hint 3</summary>Where `(row["effect"] > 0) == (claim["direction"] == "more")` is true, the directions agree.</details>
# %% exercise="audit" objective="15.5"
def verdict(claim, table):
    """Return whether the data support a line of a persona, or why not."""
    ### BEGIN SOLUTION
    keys = ["segment", "variable", "level"]
    rows = table[np.logical_and.reduce([table[key] == claim[key] for key in keys])]
    if rows.empty or rows["customers"].iloc[0] < 50:
        return "no_data" if rows.empty else "small_base"
    row = rows.iloc[0]
    if abs(row["effect"]) < 0.25 or abs(row["value"] - row["overall"]) <= row["chance"]:
        return "not_a_marker"
    return "supported" if (row["effect"] > 0) == (claim["direction"] == "more") else "wrong_way"
    ### END SOLUTION


# %% wrong="audit" breaks="audit-way,audit-claims" why="the direction of the claim ignored"
def verdict(claim, table):
    keys = ["segment", "variable", "level"]
    rows = table[np.logical_and.reduce([table[key] == claim[key] for key in keys])]
    if rows.empty:
        return "no_data"
    row = rows.iloc[0]
    if row["customers"] < 50:
        return "small_base"
    if abs(row["effect"]) < 0.25 or abs(row["value"] - row["overall"]) <= row["chance"]:
        return "not_a_marker"
    return "supported"


# %% wrong="audit" breaks="audit-plain,audit-claims" why="the base not looked at"
def verdict(claim, table):
    keys = ["segment", "variable", "level"]
    rows = table[np.logical_and.reduce([table[key] == claim[key] for key in keys])]
    if rows.empty:
        return "no_data"
    row = rows.iloc[0]
    if abs(row["effect"]) < 0.25 or abs(row["value"] - row["overall"]) <= row["chance"]:
        return "not_a_marker"
    return "supported" if (row["effect"] > 0) == (claim["direction"] == "more") else "wrong_way"


# %% wrong="audit" breaks="audit-plain" why="chance not looked at"
def verdict(claim, table):
    keys = ["segment", "variable", "level"]
    rows = table[np.logical_and.reduce([table[key] == claim[key] for key in keys])]
    if rows.empty:
        return "no_data"
    row = rows.iloc[0]
    if row["customers"] < 50:
        return "small_base"
    if abs(row["effect"]) < 0.25:
        return "not_a_marker"
    return "supported" if (row["effect"] > 0) == (claim["direction"] == "more") else "wrong_way"


# %% wrong="audit" breaks="audit-plain,audit-way,audit-claims" why="an index of 125 or more taken as proof"
def verdict(claim, table):
    keys = ["segment", "variable", "level"]
    rows = table[np.logical_and.reduce([table[key] == claim[key] for key in keys])]
    if rows.empty:
        return "no_data"
    return "supported" if rows.iloc[0]["index"] >= 125 else "not_a_marker"


# %% wrong="audit" breaks="audit-way,audit-claims" hardcoded="inputs" why="the answers of the visible check, hard-coded"
def verdict(claim, table):
    known = {
        "kite": "no_data",
        "ferry": "no_data",
        "boat": "small_base",
        "bike": "not_a_marker",
        "sled": "not_a_marker",
    }
    fitting = "supported" if claim["segment"] == "s" else "no_data"
    return known.get(claim["variable"], fitting)


# %% check="audit-plain" of="audit" points=2
toy = pd.DataFrame({
    "segment": "s", "variable": ["bike", "boat", "car", "sled"], "level": "yes",
    "customers": [900, 49, 300, 60], "value": [0.50, 0.60, 0.60, 0.40],
    "overall": [0.45, 0.20, 0.30, 0.25], "index": [111.0, 300.0, 200.0, 160.0],
    "effect": [0.10, 1.00, 0.65, 0.35], "chance": [0.04, 0.20, 0.09, 0.19],
})  # fmt: skip
for name, toy_wanted in (
    ("kite", "no_data"), ("boat", "small_base"), ("bike", "not_a_marker"),
    ("car", "supported"), ("sled", "not_a_marker"),
):  # fmt: skip
    claim = {"segment": "s", "variable": name, "level": "yes", "direction": "more"}
    said = verdict(claim, toy.copy())
    assert said is not None, T(
        "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
    )
    assert said == toy_wanted, T(
        f"{name}（行：kite 没有，boat 基数 49，bike 效应量 0.10，car 效应量 0.65，sled 之差 0.15 而 chance 0.19）应是 {toy_wanted}",
        f"{name} (kite has no row, boat a base of 49, bike an effect of 0.10, car of 0.65, sled differs by 0.15 with a chance of 0.19) is {toy_wanted}",
    )
blank = {"segment": "s", "variable": "ferry", "level": "yes", "direction": "less"}
assert verdict(blank.copy(), toy.copy()) == "no_data", T(
    "没有的变量，不论方向，都是 no_data", "without a row it is no_data, whatever the direction"
)
assert verdict(blank | {"variable": "bike"}, toy.copy()) == "not_a_marker", T(
    "不论方向，先看是不是标志：bike 说偏少，仍是 not_a_marker",
    "markers come before directions: bike said to be less is not_a_marker, too",
)
assert verdict(blank | {"segment": "r", "variable": "car"}, toy.copy()) == "no_data", T(
    "细分也要对上：表里没有细分 r，应是 no_data",
    "the segment counts as well: there is no segment r in the table, so no_data",
)
# %% check="audit-way" of="audit" points=1
two_ways = pd.DataFrame({
    "segment": "s", "variable": ["car", "tram"], "level": "yes", "customers": 300,
    "value": [0.60, 0.10], "overall": [0.30, 0.35], "index": [200.0, 28.6],
    "effect": [0.65, -0.52], "chance": 0.10,
})  # fmt: skip
ways = {}
for name in ("car", "tram"):
    for way in ("more", "less"):
        claim = {"segment": "s", "variable": name, "level": "yes", "direction": way}
        ways[name, way] = verdict(claim, two_ways.copy())
assert None not in ways.values(), T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert ways["car", "less"] == ways["tram", "more"] == "wrong_way", T(
    "数据偏多而海报说偏少（或者相反）时，应是 wrong_way",
    "if the data say more and the poster less, or the reverse, it is wrong_way",
)
assert ways["car", "more"] == ways["tram", "less"] == "supported", T(
    "偏少而海报也说偏少，应是 supported", "less in the data and on the poster is supported"
)
# %% check="audit-claims" of="audit" points=2
nowhere = {"segment": "gift", "variable": "star_sign", "level": "leo", "direction": "more"}
assert verdict(dict(nowhere), table.copy()) is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert verdict(dict(nowhere), table.copy()) == "no_data", T(
    "数据里没有星座：应是 no_data", "there are no star signs in the data: no_data"
)
### BEGIN HIDDEN TESTS
by_cell = {(r["segment"], r["variable"], r["level"]): r for r in table.to_dict("records")}
asked = [{**c, "direction": w} for c in claims.to_dict("records") for w in ("more", "less")]
for claim in asked:
    cell = by_cell.get((claim["segment"], claim["variable"], claim["level"]))
    if cell is None:
        claim_wanted = "no_data"
    elif cell["customers"] <= 49:
        claim_wanted = "small_base"
    elif -0.25 < cell["effect"] < 0.25:
        claim_wanted = "not_a_marker"
    elif (cell["value"] - cell["overall"]) ** 2 <= cell["chance"] ** 2:
        claim_wanted = "not_a_marker"
    elif (cell["value"] > cell["overall"]) is (claim["direction"] == "more"):
        claim_wanted = "supported"
    else:
        claim_wanted = "wrong_way"
    said = verdict(dict(claim), table.copy())
    assert said == claim_wanted, T(
        f"{claim['segment']} · {claim['variable']} · {claim['direction']} 应是 {claim_wanted}",
        f"{claim['segment']} · {claim['variable']} · {claim['direction']} should be {claim_wanted}",
    )
### END HIDDEN TESTS
assert isinstance(verdict(dict(nowhere), table.copy()), str), T("应返回文字", "return a text")
# %% [markdown] lang="zh" id="audit-read"
# 7 行里只有 2 行站得住脚，都在王阿姨身上：孩子离家的偏多，从 App 注册的偏少。其余的各有各的毛病：没有数据 1 行，基数太小 1 行，不是标志 2 行，方向相反 1 行。
# 母婴客户其实较少同意接收营销：36%，全体是 57%；照海报发消息，多数人是不能发的。
# %% [markdown] lang="en" id="audit-read"
# Just 2 of the 7 lines stand up, both of them on Ms Wang's poster: children left home more often, joined in the app less often. The others fail in their own ways: 1 without data, 1 with too small a base, 2 that are no markers, 1 the wrong way round.
# In fact baby-goods buyers agreed to marketing less often: 36%, against 57% of all. Most of them may not be sent what the poster suggests.
# %% [markdown] lang="zh" id="card-q"
# ### 练习 15.6 · 做一张有出处的卡片
# `personas` 把每个细分最强的标志（按效应量）写成客户角色的文字，每个变量只用 1 行，后面附上证据。请为 `app_first` 做一张：
#
# 1. `card`：`personas` 结果里属于 `app_first` 的行，正好 3 行。给它的画像表不能含 `built_on` 里的变量；把 `names` 传给 `names`，`LANG` 传给 `lang`。
# 2. `fit_all`：填了家庭阶段的 App 客户里，**同时**符合卡片全部 3 行的占比（0 到 1，至少 4 位小数）。先看卡片是哪 3 行，再写条件；`people` 里的 `marketing_consent` 是真假值，卡片上的“是”就是 `True`。
#
# <details><summary>提示 1</summary>`personas(..., lines=3, names=names, lang=LANG)`，然后筛选 `segment` 一列；`posters` 已经去掉了分群变量。</details>
# <details><summary>提示 2</summary>3 行是从 App 注册、单身、同意营销；3 列真假值用 `&` 连起来。</details>
# <details><summary>提示 3</summary>`app = people[people["segment"] == "app_first"].dropna(subset=["family_stage"])`，再求 `(app["join_channel"].eq("app") & app["family_stage"].eq("single") & app["marketing_consent"]).mean()`</details>
# %% [markdown] lang="en" id="card-q"
# ### Exercise 15.6 · Make a card with its sources
# `personas` puts the strongest markers of each segment (by effect size) into the words of a persona, 1 line per variable, with the evidence after it. Make one for `app_first`:
#
# 1. `card`: the rows of `app_first` in what `personas` returns, exactly 3. The profile that goes in must not contain the variables in `built_on`; pass `names` as `names` and `LANG` as `lang`.
# 2. `fit_all`: of the app buyers who stated a family stage, the share that meets **all** 3 lines of the card together (0 to 1, to 4 decimals or more). See which 3 lines the card has, then write the conditions. In `people`, `marketing_consent` is true or false: the card's "yes" is `True`.
#
# <details><summary>Hint 1</summary>`personas(..., lines=3, names=names, lang=LANG)`, then select by the column `segment`; `posters` has the variables that built the segments removed.</details>
# <details><summary>Hint 2</summary>The 3 lines are joined in the app, single, agreed to marketing; join 3 columns of true and false with `&`.</details>
# <details><summary>Hint 3</summary>`app = people[people["segment"] == "app_first"].dropna(subset=["family_stage"])`, then `(app["join_channel"].eq("app") & app["family_stage"].eq("single") & app["marketing_consent"]).mean()`</details>
# %% exercise="card" objective="15.4"
### BEGIN SOLUTION
cards = personas(posters, lines=3, names=names, lang=LANG)
card = cards[cards["segment"] == "app_first"]
app = people[people["segment"] == "app_first"].dropna(subset=["family_stage"])
single, joined = app["family_stage"].eq("single"), app["join_channel"].eq("app")
fit_all = (single & joined & app["marketing_consent"]).mean()
### END SOLUTION
# %% wrong="card" breaks="card-lines" why="the habits that built the segment written as findings"
cards = personas(table, lines=3, names=names, lang=LANG)
card = cards[cards["segment"] == "app_first"]
app = people[people["segment"] == "app_first"].dropna(subset=["family_stage"])
single, joined = app["family_stage"].eq("single"), app["join_channel"].eq("app")
fit_all = (single & joined & app["marketing_consent"]).mean()
# %% wrong="card" breaks="card-lines" why="the highest indices instead of the strongest markers"
card = posters[posters["segment"] == "app_first"].sort_values("index", ascending=False)
card = card.drop_duplicates("variable").head(3).assign(text="line")
app = people[people["segment"] == "app_first"].dropna(subset=["family_stage"])
single, joined = app["family_stage"].eq("single"), app["join_channel"].eq("app")
fit_all = (single & joined & app["marketing_consent"]).mean()
# %% wrong="card" breaks="card-fit" why="the 3 shares multiplied, as if they were independent"
cards = personas(posters, lines=3, names=names, lang=LANG)
card = cards[cards["segment"] == "app_first"]
fit_all = card["value"].prod()
# %% wrong="card" breaks="card-fit" why="members without a family stage counted as not fitting"
cards = personas(posters, lines=3, names=names, lang=LANG)
card = cards[cards["segment"] == "app_first"]
app = people[people["segment"] == "app_first"]
single, joined = app["family_stage"].eq("single"), app["join_channel"].eq("app")
fit_all = (single & joined & app["marketing_consent"]).mean()
# %% wrong="card" breaks="card-fit" hardcoded="seed" why="hard-coded share of the shipped data"
cards = personas(posters, lines=3, names=names, lang=LANG)
card = cards[cards["segment"] == "app_first"]
fit_all = 0.4006260
# %% check="card-lines" of="card" points=2
assert isinstance(card, pd.DataFrame) and {"variable", "level", "customers"} <= set(card), T(
    "card 应是 personas 结果里的几行", "card holds rows of personas"
)
assert len(card) == 3 and card["variable"].nunique() == 3, T(
    "应正好有 3 行，每个变量 1 行", "exactly 3 lines are expected, one per variable"
)
assert not set(card["variable"]) & set(built_on), T(
    "去掉分群用过的变量：它们只是重复规则",
    "leave out what built the segments: it merely repeats the rule",
)
### BEGIN HIDDEN TESTS
strong = {}
for row in table.to_dict("records"):
    usable = row["segment"] == "app_first" and row["variable"] not in built_on
    if usable and row["marker"]:
        strong.setdefault(row["variable"], []).append((abs(row["effect"]), row["level"]))
best = sorted((max(cells) + (variable,) for variable, cells in strong.items()), reverse=True)
lines_wanted = {(variable, level) for _, level, variable in best[:3]}
assert set(zip(card["variable"], card["level"])) == lines_wanted, T(
    "应是 App 客户最强的 3 个标志：按效应量，不按指数",
    "these are not the 3 strongest markers of the app buyers: by effect size, not by index",
)
### END HIDDEN TESTS
assert (card["customers"] >= 50).all(), T("基数不应少于 50", "no base may be below 50")
# %% check="card-fit" of="card" points=2
assert isinstance(fit_all, (int, float, np.number)), T(
    "fit_all 应是一个数", "fit_all should be one number"
)
assert 0 < fit_all < 1, T("占比应在 0 和 1 之间", "a share lies between 0 and 1")
### BEGIN HIDDEN TESTS
inside = people[(people["segment"] == "app_first") & people["family_stage"].notna()]
same = zip(inside["join_channel"], inside["family_stage"], inside["marketing_consent"])
matching = sum(j == "app" and s == "single" and bool(c) for j, s, c in same)
assert abs(fit_all - matching / len(inside)) < 2e-4, T(
    "要数同时符合 3 行的人；分母是填了家庭阶段的 App 客户",
    "count those who meet all 3 lines; divide by the app buyers who stated a family stage",
)
### END HIDDEN TESTS
assert np.isfinite(fit_all), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="card-read"
# 3 行各自都有把握：从 App 注册的占 76%，单身的占 51%，同意营销的占 74%。可是同时符合 3 行的只有 40%：**多数人并不像海报上的“典型客户”**。行数越多，符合的人越少。
#
# 反过来，凭注册渠道和家庭阶段能认出多少人？`segment_rules` 用一棵决策树写成规则，`purity` 是选中的人里属于这个细分的占比，`coverage` 是这个细分里被选中的占比：
# %% [markdown] lang="en" id="card-read"
# Each of the 3 lines is sure: 76% joined in the app, 51% are single, 74% agreed to marketing. Yet just 40% meet all 3: **most people are not like the "typical customer" on the poster**. The more lines, the fewer fit.
#
# And the other way round: how many can be recognised by joining channel and family stage? `segment_rules` grows a decision tree and writes it as rules; `purity` is the share of those selected who are in the segment, `coverage` the share of the segment that is selected:
# %%
pd.set_option("display.max_colwidth", None)
stated_stage = people.dropna(subset=["family_stage"])
allowed = {"columns": ["join_channel", "family_stage"], "lang": LANG}
segment_rules(stated_stage, "segment", max_depth=2, min_customers=50, **allowed).round(2)
# %% [markdown] lang="zh" id="rules-read"
# `app_first` 的规则选出 698 人，其中 64% 是 App 客户，36% 不是；礼盒客户和折扣客户一条规则也没有。
# 所以要按**行为规则**选人，客户角色只用来写内容，不用来判断一个新来的人属于哪一类。
# %% [markdown] lang="en" id="rules-read"
# The rule of `app_first` selects 698 people; 64% of them are app buyers and 36% are not. Gift buyers and discount buyers have no rule at all.
# So select people by the *rules of behaviour*. A persona is for writing content, not for telling what a newcomer is.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 7 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 7 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="15.1,15.2,15.3,15.4,15.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "礼盒客户里孩子离家的指数是 176，占 19%。哪句话对？（见第 1 节）",
                "Among gift buyers, the index of empty-nesters is 176 and their share 19%. Which is true? (section 1)",
            ),
            wrong(
                T("礼盒客户多数孩子已经离家", "Most gift buyers' children have left home"),
                T(
                    "19% 不是多数；指数只和全体比。",
                    "19% is not most; an index only compares with all members.",
                ),
            ),
            right(
                T("孩子离家的在这里偏多", "Empty-nesters are over-represented here"),
                T(
                    "是全体占比的 1.76 倍，但仍是少数。",
                    "1.76 times their share among all, and still a minority.",
                ),
            ),
            wrong(
                T(
                    "孩子离家的人有 19% 是礼盒客户",
                    "Of the empty-nesters, 19% are gift buyers",
                ),
                T(
                    "这是另一个基数：分母成了孩子离家的人，见第 2 节。",
                    "That has another base: it divides by the empty-nesters, see section 2.",
                ),
            ),
        ),
        question(
            T(
                "某细分填了职业的有 13 人，自雇的指数是 0。该怎么写？（见第 3 节）",
                "In a segment 13 people stated an occupation; the index of the self-employed is 0. What do you write? (section 3)",
            ),
            wrong(
                T(
                    "“这个细分没有自雇的人”",
                    '"There are no self-employed people in this segment"',
                ),
                T(
                    "13 人里一个也没有，碰巧就会发生。",
                    "With 13 people, none at all comes up by chance.",
                ),
            ),
            wrong(
                T("删掉指数为 0 的行，其余照写", "Drop this line and keep the others"),
                T(
                    "其余各行的基数一样小。",
                    "All other lines have bases just as small.",
                ),
            ),
            right(
                T("“数据不足”", '"Too few to say"'),
                T(
                    "基数太小，任何一行都不能写；可以合并细分或者再等数据。",
                    "No line can rest on this base; merge segments or wait for more data.",
                ),
            ),
        ),
        question(
            T(
                "150 次比较里有 8 次 p < 0.05，没有校正。最合理的看法是？（见第 4 节）",
                "Of 150 comparisons 8 have p < 0.05, uncorrected. What is the most reasonable view? (section 4)",
            ),
            right(
                T("可能全是偶然", "All may be chance"),
                T(
                    "全无差别时，平均也有 150 × 5% = 7.5 次。",
                    "Without any difference, 150 × 5% = 7.5 come up on average.",
                ),
            ),
            wrong(
                T("找到了 8 个标志变量", "8 markers have been found"),
                T(
                    "还要看校正后的界限、效应量和基数。",
                    "Look at the corrected threshold, the effect size and the base first.",
                ),
            ),
            wrong(
                T("其中约 5% 是误报", "About 5% of the 8 are false alarms"),
                T(
                    "5% 是对所有无差别的比较而言，不是对“显著”的那几次。",
                    "The 5% refer to all comparisons without a difference, not to the significant ones.",
                ),
            ),
        ),
        question(
            T(
                "“礼盒客户买很多礼盒”能当标志变量吗？（见第 1、4 节）",
                'Is "gift buyers buy many gift sets" a marker variable? (sections 1 and 4)',
            ),
            wrong(
                T("能，它的指数最高", "Yes, it has the highest index"),
                T(
                    "指数高正是因为细分就是这样分的。",
                    "It is high because that is how the segment was made.",
                ),
            ),
            right(
                T("不能，细分就是用它分的", "No, it built the segment"),
                T(
                    "它是定义，不是发现；要用没参与分群的变量来描述。",
                    "It is the definition and no finding; describe by variables that were not used.",
                ),
            ),
            wrong(
                T("能，只要 p 值足够小", "Yes, provided that the p-value is small"),
                T(
                    "按它分出来的组，在它上面必然不同，检验没有意义。",
                    "Groups cut by it must differ in it; the test means nothing.",
                ),
            ),
        ),
        question(
            T(
                "哪一行可以留在客户角色里？（见第 6 节）",
                "Which line may stay in a persona? (section 6)",
            ),
            wrong(
                T(
                    "“她常说：送礼要有面子”",
                    '"She likes to say: a gift must do me credit"',
                ),
                T(
                    "编造的话。没有真实、获准使用的原话，就不写。",
                    "It is invented. Without real words and permission, leave it out.",
                ),
            ),
            right(
                T(
                    "“19% 孩子离家，全体 11%（n = 293）”",
                    '"19% have children who left home, 11% of all (n = 293)"',
                ),
                T(
                    "占比、全体和基数都在，别人可以核对。",
                    "Share, all members and base are there, so others can check.",
                ),
            ),
            wrong(
                T(
                    "“孩子已经离家（指数 176）”",
                    '"Their children have left home (index 176)"',
                ),
                T(
                    "只写指数，看不出有 81% 的人对不上。",
                    "An index alone hides that 81% do not fit.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 8 · 写给林岚的客户角色
#
# ### 练习 15.7 · 礼盒客户
# 用 150–300 字重写礼盒客户的客户角色，代替王阿姨：至少 3 行，每行写出占比（或平均值）、全体的相应数字和基数；礼盒客户只有 2 个标志，其余各行可以用购买习惯，但要注明它是分群规则。
# 再写出你删掉的一行和理由、这张卡片不可以用来做什么，以及怎样检验照它写的文案是否更有效。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 8 · A persona for Lin Lan
#
# ### Exercise 15.7 · The gift buyers
# In 150–300 words, rewrite the persona of the gift buyers to replace Ms Wang: at least 3 lines, each with the share or mean, that of all members, and the base. Gift buyers have just 2 markers. For the other lines you may use buying habits, but say that they come from the rules of the segments.
# Then name a line that you dropped and why, what the card must not be used for, and how you would test whether copy written for it works better. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 证据（2 分） | 3 行都有占比或平均值、全体和基数，数字正确 | 有数字，但缺全体或基数 | 没有数字 |
# | 措辞（1 分） | “偏多”与“多数”分得清，规则与发现分得清 | 个别地方混淆 | 写成“都是” |
# | 删掉的一行（1 分） | 指出一行，理由是数据、基数或效应量 | 有一行，理由笼统 | 没有 |
# | 边界（1 分） | 说明不可用于什么，提到受保护的属性或定价 | 只说“谨慎使用” | 没有提到 |
# | 检验（1 分） | 随机对照，有衡量指标 | 只看前后对比 | 没有检验办法 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | evidence (2 points) | 3 lines, each with share or mean, all members and base, figures right | figures, but without all members or base | no figures |
# | wording (1 point) | "over-represented" is not "most"; rule and finding kept apart | mixed up in places | "they are all ..." |
# | the line dropped (1 point) | names it; the reason is data, base or effect size | a line, vague reason | none |
# | limits of use (1 point) | says what it is not for, with protected attributes or pricing | just "use with care" | none |
# | test (1 point) | random control group and a measure | before and after only | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="15.4,15.5"
# 示例：礼盒客户（323 人，占 12%，带来 31% 的消费金额）。规则：礼盒占消费金额 40% 及以上，这是定义，不是发现。
# 孩子离家的偏多：19%，全体 11%，指数 176，n = 293；但 81% 不是，所以不画成老人。从 App 注册的偏少：18%，全体 33%，指数 54，n = 323，所以礼盒的信息不要只放在 App 里。
# 折扣用得少：平均占原价 1.7%，全体 4.2%，n = 323；折扣没有用来定义礼盒客户，却用来定义了折扣客户，引用时要谨慎。
# 删掉“王阿姨是女性”：51%，全体 59%，效应量只有 -0.17，方向还相反。口头禅没有来源，也删掉。
# 卡片不用于定价，不按性别或家庭阶段决定谁能得到优惠，也不用来猜一个新会员属于哪一类。
# 检验：在同意营销的礼盒客户中随机抽一半用新文案，另一半用旧文案，比较 30 天内购买礼盒的人数占比。
#
# Example: gift buyers (323 members, 12%, 31% of spend). The rule: gift sets are 40% or more of the spend, a definition and no finding.
# Empty-nesters are over-represented: 19%, 11% of all, index 176, n = 293. Yet 81% are not, so no elderly lady. Fewer joined in the app: 18%, 33% of all, index 54, n = 323; gift news should not be in the app alone.
# They use few discounts: on average 1.7% of the shelf price, 4.2% among all, n = 323. This did not define gift buyers, but it did define the discount buyers, so I quote it with care.
# Dropped: "Ms Wang is a woman": 51%, 59% of all, an effect size of just -0.17, and the wrong way. The saying has no source and goes as well.
# The card is not for pricing, it decides no offer by gender or family stage, and it does not tell what a new member is.
# Test: of the gift buyers who agreed to marketing, a random half gets the new copy and the other half the old; compare the share who buy a gift set within 30 days.
# %% [markdown] lang="zh" id="discussion"
# ## 9 · 讨论卡（4–6 人，15 分钟）
#
# 情境：市场总监说：“日常客户占人数的 33%，你们却说写不出客户角色。没有故事，文案怎么写？就写一对空巢夫妇吧，指数 166 呢。”
#
# - 正方：没有客户角色，团队会各想各的。找出 2 条理由支持写一个。
# - 反方：用占比、效应量和基数说明空巢夫妇会让多少人对不上。
# - 共同决定：用什么代替一张海报？（几种购买任务、几段真实的访谈、几条不同的文案做测试）怎样知道选对了？
# %% [markdown] lang="en" id="discussion"
# ## 9 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the marketing director says: "Everyday buyers are 33% of these members, and you tell me there is no persona? Nobody can write without a story. Make it an empty-nest couple: the index is 166!"
#
# - For: without a persona, everyone on the team imagines somebody else. Find 2 reasons for writing one.
# - Against: use share, effect size and base to show how many would not fit the empty-nest couple.
# - Together: what could take the place of a poster? (Shopping tasks, real interviews, several texts to be tested.) How will you know that you were right?
# %% [markdown] lang="zh" id="wrap-up"
# ## 10 · 小结
#
# **记住**
#
# - 指数 = 100 × 细分里的占比 ÷ 全体的占比；分子和分母的基数要一致，缺失要同样处理。
# - 偏多不等于多数。指数要和占比、基数、效应量一起看。
# - 比较上百次必有“发现”；界限要按比较次数调整。
# - 描述细分，用没有参与分群的变量；没有标志，就说没有。
# - 客户角色的每一行都要有出处；不编话，不按受保护的属性区别待遇。
#
# **实践中容易失灵的地方**
#
# - 标志与细分同时出现，不说明原因：让人改从 App 注册，不会让他变成 App 客户。
# - 画像来自填了资料的人。没填的人可能不同，而家庭阶段缺 7%。
# - 这里只比较了至少下过 2 张订单的会员；只来过 1 次的人占全部买家的 46%，要另作分析。
# - 0.25、50 人这样的界限是惯例；换一个界限，标志会增减。先看结论是否稳得住。
# - 画像会过期：换季、换活动后重新计算，卡片上写明日期。
#
# **深入阅读**（市场细分的教科书，第 8 章讲画像）：Dolnicar, S., Grün, B., & Leisch, F. (2018). *Market Segmentation Analysis: Understanding It, Doing It, and Making It Useful*. Springer.
# [doi.org/10.1007/978-981-10-8818-6](https://doi.org/10.1007/978-981-10-8818-6)
# %% [markdown] lang="en" id="wrap-up"
# ## 10 · Wrap-up
#
# **Remember**
#
# - Index = 100 × share in the segment ÷ share among all; both need the same kind of base and the same treatment of missing values.
# - Over-represented is not "most". Read an index together with share, base and effect size.
# - Hundreds of comparisons always "find" something; allow for their number.
# - Describe segments by variables that did not build them; where there is no marker, say so.
# - Each line of a persona has a source; invent no words, and treat nobody differently by a protected attribute.
#
# **Where it fails in practice**
#
# - Markers occur together with a segment; they are no cause. Getting people to join in the app does not make them app buyers.
# - A profile comes from those who filled in their details. The others may differ, and family stage is missing for 7%.
# - We compared members with at least 2 orders; those who came just 1 time, 46% of all buyers, need an analysis of their own.
# - Limits such as 0.25 or 50 people are conventions; move them, and markers come or go. See whether the conclusion holds.
# - Profiles go stale: compute them again after a season or a campaign, and put the date on the card.
#
# **Read on** (a textbook; chapter 8 is on profiles): Dolnicar, S., Grün, B., & Leisch, F. (2018). *Market Segmentation Analysis: Understanding It, Doing It, and Making It Useful*. Springer.
# [doi.org/10.1007/978-981-10-8818-6](https://doi.org/10.1007/978-981-10-8818-6)
