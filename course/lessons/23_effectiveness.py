# %% [markdown] lang="zh" id="question"
# ## “成功”的活动，该发给谁？
#
# 云杉优选是一家虚构的零售商。2025 年，它给随机抽中的一半会员发了一条带优惠券的消息，另一半不发，看 14 天内谁来购买。
# 春季那次，日志里发送组的转化率是 1.20%，对照组只有 0.70%，日报写着“大获成功”。秋季又测了 50,000 位会员：0.95% 对 0.78%。
#
# 会员运营经理林岚听到 2 种意见。分析师小钱说：常客收到消息后转化率最高，有 1.40%，毛利是成本的 4 倍多，先发给常客。
# 财务说：一条消息连券要 0.30 元，这 50,000 位会员如果全都发，要亏 6,958 元。同一份数据，怎么会得出相反的说法？
# 本课回答：哪次测试可信，消息**改变**了谁，值不值得发。
# %% [markdown] lang="en" id="question"
# ## A "successful" promotion: who should get it?
#
# Spruce Select is a fictional retailer. In 2025 it sent a message with a coupon to a random half of the members it had drawn, sent nothing to the other half, and looked at who bought within 14 days.
# In the spring log the conversion rate of the treated members is 1.20% and that of the control group just 0.70%; the daily report says "a great success". In autumn it tested 50,000 members: 0.95% against 0.78%.
#
# Lin Lan, who runs the membership programme, hears 2 opinions. Xiao Qian, the analyst: regulars who get the message convert best, at 1.40%, and bring more than 4 times its cost in margin, so send it to them first.
# Finance: a message with its coupon costs 0.30 CNY, and sending it to all 50,000 members would lose 6,958 CNY. How can the same data say both?
# This lesson answers which test to trust, whom the message *changed*, and whether it pays.
# %% [markdown] lang="zh" id="system"
# ## 1 · 一套评估体系
#
# 细分有没有效，要从下往上逐层回答。**下面一层不成立，上面的数字就没有意义。**
#
# | 层次 | 要回答的问题 | 用什么数字 |
# |---|---|---|
# | 5 关系 | 顾客更满意、更忠诚吗？ | 满意度、复购率、退订率 |
# | 4 收支 | 多赚的钱够付成本吗？ | 增量利润、ROI |
# | 3 效果 | 消息改变了谁的行为？ | 各细分的增量及其区间 |
# | 2 测试 | 两组可比吗？ | 样本比例检验 |
# | 1 细分 | 可测量、可接触、足够大、有差异、可行动吗？ | 5 条标准（第 01 课） |
#
# 秋季测试 `autumn` 和春季测试 `spring` 每位会员 1 行，会员在测试前已分入 4 个细分：常客 `loyal`、年轻 App 用户 `young`、将流失 `lapsing`、很少打开消息的低互动 `quiet`。
# `treated` 为 1 是发送组（图里叫处理组），0 是对照组；`converted` 表示 14 天内买没买。
# %% [markdown] lang="en" id="system"
# ## 1 · A system of assessment
#
# Whether a segmentation works is answered level by level, from the bottom up. **Where a level fails, the figures above it mean nothing.**
#
# | level | the question | the figure |
# |---|---|---|
# | 5 relationship | Are customers more satisfied, more loyal? | satisfaction, repeat purchases, opt-outs |
# | 4 money | Does the extra margin cover the cost? | incremental profit, ROI |
# | 3 effect | Whose behaviour did the message change? | uplift by segment, with intervals |
# | 2 test | Can the groups be compared? | sample-ratio check |
# | 1 segments | Measurable, accessible, substantial, differentiable, actionable? | 5 criteria (lesson 01) |
#
# The autumn test `autumn` and the spring test `spring` have 1 row per member. Before the test each member was in one of 4 segments: regulars `loyal`, young app users `young`, members about to leave `lapsing`, and those who seldom open messages `quiet`.
# `treated` is 1 for members who were sent the message and 0 for the control group; `converted` tells who bought within 14 days.
# %%
autumn, spring = load("campaign_ab"), load("campaign_ab_srm")
overview = {}
for name, rows in ((T("春季", "spring"), spring), (T("秋季", "autumn"), autumn)):
    bought = rows.groupby("treated")["converted"].mean()
    shares = [rows["treated"].mean(), bought[1], bought[0]]
    overview[name] = [f"{len(rows):,}", *map("{:.2%}".format, shares)]
heads = T(
    "会员数,发送组占比,发送组转化率,对照组转化率",
    "members,share treated,treated who bought,control who bought",
)
pd.DataFrame(overview, heads.split(",")).T
# %% [markdown] lang="zh" id="srm"
# ## 2 · 先看样本比例
#
# 随机分组计划各半，人数就应接近各半。如果差得太远，说明有人被漏记或多记，而且漏谁与分组有关，这叫**样本比例不匹配**（SRM）。这时两组已不可比，不能再读转化率。
#
# 手算一例：1,000 位会员，计划各 500，实际 600 和 400。卡方统计量 $\chi^2 = (600-500)^2/500 + (400-500)^2/500 = 40$，自由度为 1，p 值约为 $2.5 \times 10^{-10}$。
# 这里取 p < 0.001 为不匹配：样本比例检验常用这样严的标准，以免天天误报（参见 Fabijan 等，2019，*KDD '19*，2156–2164）。
# 注意检验只看**人数**，不看结果，所以应在看转化率之前做。
# %% [markdown] lang="en" id="srm"
# ## 2 · The sample ratio comes first
#
# If members are drawn half and half, the groups should be nearly equal. If they are far from it, members were lost or added in a way that depends on the group. This is a **sample-ratio mismatch** (SRM). The groups cannot be compared any more, and the conversion rate must not be read.
#
# By hand: 1,000 members, 500 planned in each group, 600 and 400 found. $\chi^2 = (600-500)^2/500 + (400-500)^2/500 = 40$ with 1 degree of freedom; p is about $2.5 \times 10^{-10}$.
# Here p < 0.001 counts as a mismatch: ratio checks usually take such a strict level, or they would raise false alarms all the time (see Fabijan et al., 2019, *KDD '19*, 2156–2164).
# The check looks at **head counts** and not at outcomes, so do it before you look at the conversion rate.
# %%
from scipy import stats

chi2, p_value = stats.chisquare([600, 400], [500, 500])
print(f"chi2 = {chi2:.0f}, p = {p_value:.1e}")


# %% [markdown] lang="zh" id="ratio-q"
# ### 练习 23.1 · 样本比例检验
# 补全函数 `ratio_p(n_treated, n_control, planned_share)`：输入发送组人数、对照组人数和计划中发送组的占比（如 0.5 或 0.9），返回卡方检验的 p 值（1 个数，不要取整）。期望频数已经写好。
#
# <details><summary>提示 1</summary>检验比较的是两组的实际人数与期望频数。</details>
# <details><summary>提示 2</summary>照上面的例子，把 2 个列表交给 `stats.chisquare`：先实际，后期望。</details>
# <details><summary>提示 3</summary>`return stats.chisquare([n_treated, n_control], expected).pvalue`</details>
# %% [markdown] lang="en" id="ratio-q"
# ### Exercise 23.1 · The sample-ratio check
# Complete the function `ratio_p(n_treated, n_control, planned_share)`. It takes the members found in the treated and in the control group and the planned share of the treated (such as 0.5 or 0.9), and returns the p-value of the chi-square test (1 number, not rounded). The expected counts are there already.
#
# <details><summary>Hint 1</summary>The test compares the counts found with the counts expected.</details>
# <details><summary>Hint 2</summary>As in the example above, give 2 lists to `stats.chisquare`: found first, expected second.</details>
# <details><summary>Hint 3</summary>`return stats.chisquare([n_treated, n_control], expected).pvalue`</details>


# %% exercise="ratio" objective="23.1"
def ratio_p(n_treated, n_control, planned_share):
    """Return the p-value of the sample-ratio check."""
    total = n_treated + n_control
    expected = [total * planned_share, total * (1 - planned_share)]
    ### BEGIN SOLUTION
    return stats.chisquare([n_treated, n_control], expected).pvalue
    ### END SOLUTION


# %% wrong="ratio" breaks="ratio-plan" why="equal groups assumed, the plan ignored"
def ratio_p(n_treated, n_control, planned_share):
    return stats.chisquare([n_treated, n_control]).pvalue


# %% wrong="ratio" breaks="ratio-half,ratio-plan" why="the statistic returned instead of p"
def ratio_p(n_treated, n_control, planned_share):
    total = n_treated + n_control
    expected = [total * planned_share, total * (1 - planned_share)]
    return stats.chisquare([n_treated, n_control], expected).statistic


# %% wrong="ratio" breaks="ratio-half,ratio-plan" hardcoded="inputs" why="the visible examples, hard-coded"
def ratio_p(n_treated, n_control, planned_share):
    return 2.5396e-10 if n_treated == 600 else 1.0


# %% check="ratio-half" of="ratio" points=2
p_600 = ratio_p(600, 400, 0.5)
assert p_600 is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(p_600, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
assert abs(p_600 - 2.5396e-10) < 1e-12, T(
    "600 对 400 的卡方检验 p 值约为 2.54e-10：返回 p 值，不是统计量，也不要取整",
    "600 against 400 has p of about 2.54e-10 by chi-square: return p, no statistic, unrounded",
)
### BEGIN HIDDEN TESTS
from math import erfc

cases = [(5050, 4950), (1000, 1000), (480, 520), (12_000, 12_600)]
cases += [tuple(rows_half["treated"].value_counts()[[1, 0]]) for rows_half in (spring, autumn)]
for found_1_half, found_0_half in cases:
    gap_half = (found_1_half - found_0_half) ** 2 / (found_1_half + found_0_half)
    p_found_half = ratio_p(int(found_1_half), int(found_0_half), 0.5)
    assert isinstance(p_found_half, (int, float, np.number)), T(
        "应返回 1 个数", "return 1 number"
    )
    assert abs(p_found_half - erfc((gap_half / 2) ** 0.5)) < 1e-6, T(
        f"{found_1_half} 对 {found_0_half} 的 p 值不对",
        f"wrong p for {found_1_half} against {found_0_half}",
    )
### END HIDDEN TESTS
assert 0 <= p_600 <= 1, T("p 值在 0 和 1 之间", "a p-value lies between 0 and 1")
# %% check="ratio-plan" of="ratio" points=1
p_nine = ratio_p(9000, 1000, 0.9)
assert p_nine is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(p_nine, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
### BEGIN HIDDEN TESTS
from math import erfc

plans = [(9050, 950, 0.9), (180, 820, 0.2), (300, 700, 0.3)]
answers = [ratio_p(9050, 950, 0.9), ratio_p(180, 820, 0.2), ratio_p(300, 700, 0.3)]
for (found_1_plan, found_0_plan, plan_1_plan), p_found_plan in zip(plans, answers):
    both_plan = found_1_plan + found_0_plan
    gap_plan = (found_1_plan - both_plan * plan_1_plan) ** 2 / (
        both_plan * plan_1_plan * (1 - plan_1_plan)
    )
    assert isinstance(p_found_plan, (int, float, np.number)), T(
        "应返回 1 个数", "return 1 number"
    )
    assert abs(p_found_plan - erfc((gap_plan / 2) ** 0.5)) < 1e-6, T(
        f"计划 {plan_1_plan:.0%} 时不对：期望人数要按计划算",
        f"wrong for a plan of {plan_1_plan:.0%}: the expected counts follow the plan",
    )
### END HIDDEN TESTS
assert abs(p_nine - 1) < 1e-6, T(
    "9,000 对 1,000 与计划的 90% 完全一致，p 应为 1",
    "9,000 against 1,000 is just what a plan of 90% expects: p is 1",
)
# %% [markdown] lang="zh" id="ratio-where"
# `sample_ratio_check` 还能分部分检查，并对多次检验作校正（`p_holm`，第 4 节解释）。先看春季，按有 App（1）和没有（0）拆开：
# %% [markdown] lang="en" id="ratio-where"
# `sample_ratio_check` also looks at parts and corrects for several tests (`p_holm`, explained in section 4). The spring test, with the app (1) and without it (0):
# %%
from segkit import sample_ratio_check

shown = ["customers", "share", "chi2", "p_holm", "verdict"]
sample_ratio_check(spring, by="app_user")[shown]
# %%
sample_ratio_check(autumn)[shown]
# %% [markdown] lang="zh" id="ratio-read"
# 春季只有 43.6% 的会员在发送组。没有 App 的会员是 49.5%，没有问题；有 App 的只有 35.9%。排查原因：消息的跳转页面太慢，发送组里一些没有购买的 App 用户还没记入日志就走了。
# 分母少了没买的人，转化率自然虚高。所以春季测试**到此为止，不读结果**：重新加权也救不回来，因为丢的恰恰是没买的人。修好跳转，重测一次。
#
# 秋季发送组占 50.1%，p 不小，可以往下读。通过检查只说明没有发现丢失，不能证明一切正常。
# %% [markdown] lang="en" id="ratio-read"
# In spring just 43.6% of the members are treated. Without the app it is 49.5%, which is fine; with the app 35.9%. The cause was found: the page behind the message was slow, and some treated app users who did not buy left before they were logged.
# With non-buyers missing from the denominator, the conversion rate comes out too high. The spring test **stops here, unread**: weighting cannot save it, since those lost are precisely those who did not buy. Mend the page and test again.
#
# In autumn 50.1% are treated and p is not small: read on. Passing the check only means that no loss was found; it does not prove that all is well.
# %% [markdown] lang="zh" id="effect"
# ## 3 · 增量不是响应
#
# **响应**是收到消息的人里有多少买了；**增量**是其中有多少是**因为**消息才买的，等于发送组转化率减去对照组转化率。看一个小例子：
#
# | 细分 | 发送组买了 | 对照组买了 | 响应 | 增量 |
# |---|---|---|---|---|
# | 常客 | 100 人里 20 人 | 100 人里 20 人 | 20% | 0 |
# | 将流失 | 100 人里 10 人 | 100 人里 4 人 | 10% | 6 个百分点 |
#
# 常客响应高一倍，却毫无增量：他们本来就会买。但 6 个百分点有多大把握？增量的标准误和 95% 区间是
#
# $se = \sqrt{\frac{p_1(1-p_1)}{n_1} + \frac{p_0(1-p_0)}{n_0}}$，区间为 $p_1 - p_0 \pm 1.96\,se$
#
# 代入得 $se = 0.036$，区间约从 −1 到 13 个百分点，包含 0：每组 100 人不够。下面用数据里的一个细分走一遍：
# %% [markdown] lang="en" id="effect"
# ## 3 · Uplift is not response
#
# The **response** is the share of the treated who bought; the **uplift** is the share who bought *because* of the message: the conversion rate of the treated less that of the control group. A small example:
#
# | segment | treated who bought | control who bought | response | uplift |
# |---|---|---|---|---|
# | regulars | 20 of 100 | 20 of 100 | 20% | 0 |
# | about to leave | 10 of 100 | 4 of 100 | 10% | 6 points |
#
# The regulars respond twice as well and gain nothing: they would have bought anyway. But how sure are the 6 percentage points? The standard error of the uplift and its 95% interval are
#
# $se = \sqrt{\frac{p_1(1-p_1)}{n_1} + \frac{p_0(1-p_0)}{n_0}}$, and $p_1 - p_0 \pm 1.96\,se$
#
# This gives $se = 0.036$ and an interval from about −1 to 13 points, which includes 0: groups of 100 are too small. Now step by step for a segment of the data:
# %%
young = autumn[autumn["segment"] == "young"].groupby("treated")["converted"]
n, p = young.size(), young.mean()
se = np.sqrt(p[1] * (1 - p[1]) / n[1] + p[0] * (1 - p[0]) / n[0])
gain = p[1] - p[0]
print(f"{p[1]:.2%} - {p[0]:.2%} = {gain:.2%}")
print(f"{gain - 1.96 * se:.2%} ... {gain + 1.96 * se:.2%}")


# %% [markdown] lang="zh" id="uplift-q"
# ### 练习 23.2 · 4 个细分的增量
# 现在一次算出 4 个细分。`rate[1]`、`rate[0]` 是两组的转化率，`size[1]`、`size[0]` 是人数，都以细分为索引。
# 请写完函数 `effects_of`：返回一个索引相同的 DataFrame，有 3 列 `uplift`、`low`、`high`，用上面的公式；都是小数（0.01 表示 1 个百分点），不要取整。`effects` 用它算出秋季的结果；两组人数悬殊时它也要算对。
#
# <details><summary>提示 1</summary>把上面例子里的 `p` 换成 `rate`，`n` 换成 `size`，pandas 会对 4 个细分一起算。</details>
# <details><summary>提示 2</summary>标准误是 2 项之和再开方：每组各一项 `rate * (1 - rate) / size`。</details>
# <details><summary>提示 3</summary>`se = np.sqrt((rate * (1 - rate) / size).sum(axis=1))`；`low` 是 `uplift` 减 1.96 倍的 `se`，`high` 是加。</details>
# %% [markdown] lang="en" id="uplift-q"
# ### Exercise 23.2 · The uplift of 4 segments
# Now all 4 segments at once. `rate[1]` and `rate[0]` hold the conversion rates of both groups, `size[1]` and `size[0]` the head counts, indexed by segment.
# Finish `effects_of`: it returns a DataFrame with the same index and 3 columns by the formula above, `uplift`, `low` and `high`, all as fractions (0.01 is 1 percentage point) and not rounded. `effects` applies it to autumn; it must hold for groups of very different size, too.
#
# <details><summary>Hint 1</summary>Replace `p` of the example by `rate` and `n` by `size`; pandas does all 4 segments together.</details>
# <details><summary>Hint 2</summary>The standard error is the root of the sum of 2 terms, `rate * (1 - rate) / size` of each group.</details>
# <details><summary>Hint 3</summary>`se = np.sqrt((rate * (1 - rate) / size).sum(axis=1))`; `low` is `uplift` less 1.96 times `se`, `high` is plus.</details>
# %% exercise="uplift" objective="23.2"
def effects_of(rate, size):
    """Return uplift, low and high for each row of two tables with the columns 0 and 1."""
    ### BEGIN SOLUTION
    se = np.sqrt((rate * (1 - rate) / size).sum(axis=1))
    uplift, half = rate[1] - rate[0], 1.96 * se
    return pd.DataFrame({"uplift": uplift, "low": uplift - half, "high": uplift + half})
    ### END SOLUTION


groups = autumn.groupby(["segment", "treated"])["converted"]
effects = effects_of(groups.mean().unstack(), groups.size().unstack())


# %% wrong="uplift" breaks="uplift-effect,uplift-interval" why="the response taken for the uplift"
def effects_of(rate, size):
    se = np.sqrt(rate[1] * (1 - rate[1]) / size[1])
    return pd.DataFrame({
        "uplift": rate[1],
        "low": rate[1] - 1.96 * se,
        "high": rate[1] + 1.96 * se,
    })


groups = autumn.groupby(["segment", "treated"])["converted"]
effects = effects_of(groups.mean().unstack(), groups.size().unstack())


# %% wrong="uplift" breaks="uplift-interval" why="1 standard error instead of 1.96"
def effects_of(rate, size):
    se = np.sqrt((rate * (1 - rate) / size).sum(axis=1))
    uplift = rate[1] - rate[0]
    return pd.DataFrame({"uplift": uplift, "low": uplift - se, "high": uplift + se})


groups = autumn.groupby(["segment", "treated"])["converted"]
effects = effects_of(groups.mean().unstack(), groups.size().unstack())


# %% wrong="uplift" breaks="uplift-interval" why="the error of the control group forgotten"
def effects_of(rate, size):
    se = np.sqrt(rate[1] * (1 - rate[1]) / size[1])
    uplift, half = rate[1] - rate[0], 1.96 * se
    return pd.DataFrame({"uplift": uplift, "low": uplift - half, "high": uplift + half})


groups = autumn.groupby(["segment", "treated"])["converted"]
effects = effects_of(groups.mean().unstack(), groups.size().unstack())


# %% wrong="uplift" breaks="uplift-interval" why="one pooled rate for both groups"
def effects_of(rate, size):
    pooled = (rate * size).sum(axis=1) / size.sum(axis=1)
    se = np.sqrt(pooled * (1 - pooled) * (1 / size[0] + 1 / size[1]))
    uplift, half = rate[1] - rate[0], 1.96 * se
    return pd.DataFrame({"uplift": uplift, "low": uplift - half, "high": uplift + half})


groups = autumn.groupby(["segment", "treated"])["converted"]
effects = effects_of(groups.mean().unstack(), groups.size().unstack())


# %% wrong="uplift" breaks="uplift-effect,uplift-interval" hardcoded="inputs" why="hard-coded figures of the shipped data"
def effects_of(rate, size):
    uplift = [0.0074929, 0.0000853, -0.0045521, 0.0039980]
    low = [0.0042998, -0.0040122, -0.0070596, 0.0009737]
    high = [0.0106861, 0.0041828, -0.0020447, 0.0070224]
    table = {"uplift": uplift, "low": low, "high": high}
    return pd.DataFrame(table, index=["lapsing", "loyal", "quiet", "young"])


groups = autumn.groupby(["segment", "treated"])["converted"]
effects = effects_of(groups.mean().unstack(), groups.size().unstack())


# %% check="uplift-effect" of="uplift" points=2
assert effects is not None, T("还没有作答", "not attempted")
assert isinstance(effects, pd.DataFrame), T("应返回 DataFrame", "return a DataFrame")
assert "uplift" in effects, T("缺少 uplift 一列", "there is no column uplift")
assert len(effects) == 4 and set(effects.index) == set(autumn["segment"]), T(
    "索引应是 4 个细分", "the index holds the 4 segments"
)
assert np.isfinite(effects["uplift"].astype(float)).all(), T("不应有缺失", "nothing is missing")
assert effects["uplift"].abs().max() < 0.1, T(
    "应是小数，不是百分数", "fractions are expected, not per cent"
)
### BEGIN HIDDEN TESTS
for name, part in autumn.groupby("segment"):
    slope_effect = np.polyfit(part["treated"], part["converted"], 1)[0]
    assert abs(effects.loc[name, "uplift"] - slope_effect) < 1e-5, T(
        f"{name} 的增量不对：发送组转化率减去对照组转化率，不是响应",
        f"wrong uplift for {name}: the rate of the treated less that of the control group",
    )
given_effect = [pd.DataFrame({0: [0.05], 1: [0.08]}), pd.DataFrame({0: [400], 1: [3600]})]
assert abs(effects_of(*given_effect)["uplift"].iloc[0] - 0.03) < 1e-9, T(
    "换一张表就不对：要用传入的 rate 和 size", "wrong for other tables: use what is passed in"
)
### END HIDDEN TESTS
assert effects["uplift"].nunique() > 1, T("各细分不应相同", "the segments differ")
# %% check="uplift-interval" of="uplift" points=2
assert effects is not None, T("还没有作答", "not attempted")
assert isinstance(effects, pd.DataFrame), T("应返回 DataFrame", "return a DataFrame")
assert {"low", "high"} <= set(effects.columns), T(
    "缺少 low 或 high 一列", "there is no column low or high"
)
assert len(effects) == 4 and set(effects.index) == set(autumn["segment"]), T(
    "索引应是 4 个细分", "the index holds the 4 segments"
)
limits = effects[["low", "high"]].astype(float)
assert np.isfinite(limits.to_numpy()).all(), T("不应有缺失", "nothing is missing")
### BEGIN HIDDEN TESTS
for name, part in autumn.groupby("segment"):
    arms_interval = [
        part.loc[part["treated"] == arm_interval, "converted"] for arm_interval in (0, 1)
    ]
    error_interval = (
        sum(arm_interval.var(ddof=0) / len(arm_interval) for arm_interval in arms_interval)
        ** 0.5
    )
    middle_interval = arms_interval[1].mean() - arms_interval[0].mean()
    assert abs(limits.loc[name, "low"] - middle_interval + 1.96 * error_interval) < 5e-5, T(
        f"{name} 的下限不对：增量（小数）减 1.96 × 两组方差项之和的平方根",
        f"wrong lower end for {name}: uplift (a fraction) − 1.96 × √(sum of both groups' terms)",
    )
    assert abs(limits.loc[name, "high"] - middle_interval - 1.96 * error_interval) < 5e-5, T(
        f"{name} 的上限不对：增量（小数）加 1.96 × 两组方差项之和的平方根",
        f"wrong upper end for {name}: uplift (a fraction) + 1.96 × √(sum of both groups' terms)",
    )
rates_uneven, sizes_uneven = [(0.05, 0.08), (0.3, 0.25)], [(400, 3600), (2000, 900)]
found_uneven = effects_of(pd.DataFrame(rates_uneven), pd.DataFrame(sizes_uneven))
for row_uneven in range(2):
    (p_0, p_1), (n_0, n_1) = rates_uneven[row_uneven], sizes_uneven[row_uneven]
    half_uneven = 1.96 * (p_0 * (1 - p_0) / n_0 + p_1 * (1 - p_1) / n_1) ** 0.5
    ends_uneven = found_uneven["low"].iloc[row_uneven], found_uneven["high"].iloc[row_uneven]
    for end_uneven, sign_uneven in zip(ends_uneven, (-1, 1)):
        assert abs(end_uneven - (p_1 - p_0) - sign_uneven * half_uneven) < 5e-5, T(
            f"两组 {n_1} 人和 {n_0} 人时区间不对：每组用自己的转化率和人数",
            f"wrong interval for {n_1} and {n_0} members: each group has its own rate and size",
        )
### END HIDDEN TESTS
assert (limits["low"] < limits["high"]).all(), T("下限应小于上限", "low lies below high")
# %% [markdown] lang="zh" id="uplift-plot"
# 从这里起用 `uplift_by_segment`，前面的练习没做完也能继续。它的区间略有改进：两组各先加 1 个买的和 1 个没买的，买的人很少时也可靠（Agresti 和 Caffo，2000，*The American Statistician*，54(4)，280–288）。
# %% [markdown] lang="en" id="uplift-plot"
# From here on we use `uplift_by_segment`, so you can go on even if an exercise above is unfinished. Its interval is slightly better: each group first gets 1 more buyer and 1 more non-buyer, which makes it reliable where buyers are few (Agresti and Caffo, 2000, *The American Statistician*, 54(4), 280–288).
# %%
from segkit import uplift_by_segment

result = uplift_by_segment(autumn, "segment")
result.segments[["treated_mean", "control_mean", "uplift", "low", "high"]].round(4)
# %%
labels = dict(loyal=T("常客", "regulars"), young=T("年轻 App 用户", "young app users"))
labels |= dict(lapsing=T("将流失", "about to leave"), quiet=T("低互动", "seldom open"))
plot.show(
    plot.plot_uplift(uplift_by_segment(autumn, autumn["segment"].map(labels)), lang=LANG),
    alt=T(
        "增量图：将流失和年轻用户在 0 以右，低互动在 0 以左，常客的区间横跨 0。",
        "Uplift: about to leave and young right of 0, seldom open left of it, regulars across 0.",
    ),
)
# %% [markdown] lang="zh" id="uplift-read"
# 按响应排，常客（1.40%）第 1，将流失（1.21%）第 2。按增量排，将流失 +0.75 个百分点居首，年轻用户 +0.40，常客 +0.01，低互动 −0.46：收到消息反而买得更少。
# 常客的区间从 −0.40 到 +0.42，只能说没有看到效果，不能说已经证明没有效果。
# %% [markdown] lang="en" id="uplift-read"
# By response the regulars (1.40%) come 1st and those about to leave (1.21%) 2nd. By uplift those about to leave lead with +0.75 percentage points, then young users +0.40, regulars +0.01, and members who seldom open −0.46: with the message they bought less.
# The interval of the regulars runs from −0.40 to +0.42. No effect was seen; that is not proof that there is none.
# %% [markdown] lang="zh" id="many"
# ## 4 · 细分越多，误报越多
#
# 每个细分都做一次 5% 的检验，20 个细分就有 20 次误报的机会。做个实验：只用秋季的**对照组**（谁也没收到消息），用抛硬币假装分组，再按会员号分成 20 个毫无意义的“细分”。真实的增量处处为 0，凡是“显著”都是误报。重复 100 次：
# %% [markdown] lang="en" id="many"
# ## 4 · More segments, more false alarms
#
# Each segment is tested at 5%, so that 20 segments are 20 chances of a false alarm. An experiment: take just the **control group** of autumn (nobody got a message), split it into pretended groups by tossing a coin, and make 20 meaningless "segments" from the member number. The true uplift is 0 everywhere, and whatever is "significant" is a false alarm. Repeat it 100 times:
# %%
nobody = autumn[autumn["treated"] == 0]
lucky = nobody["customer_id"].str[1:].astype(int) % 20
rng, alarms = np.random.default_rng(23), {"p": 0, "p_holm": 0}
for _ in range(100):
    coin = nobody.assign(treated=rng.integers(0, 2, len(nobody)))
    found = uplift_by_segment(coin, lucky).segments
    for test in alarms:
        alarms[test] += (found[test] < 0.05).any()
pd.Series(alarms, name=T("100 次里至少误报 1 次", "runs of 100 with a false alarm")).to_frame()
# %% [markdown] lang="zh" id="holm"
# 不校正，100 次实验有 45 次至少误报 1 个“细分”；校正后一次也没有。（20 次独立的检验理论上可到 64%；买的人少时，这里的检验偏保守。）校正用的是 **Holm 法**（Holm，1979，*Scandinavian Journal of Statistics*，6(2)，65–70）：m 个 p 值从小到大排，第 1 个乘 m，第 2 个乘 m − 1，依次类推；校正后的值不小于前一个，最大为 1。
# 例如 0.01、0.02、0.04 校正为 0.03、0.04、0.04。
#
# 代价是细分越小越难看出效果。要有 80% 的把握发现真实增量 d，每组大约需要
#
# $n = 16\,p(1-p)/d^2$，p 是对照组转化率（Lehr，1992，*Statistics in Medicine*，11(8)，1099–1102）
#
# 例如 p = 5%、d = 2 个百分点：16 × 0.05 × 0.95 ÷ 0.02² = 1,900 人。增量小一半，人数要 4 倍。
# %% [markdown] lang="en" id="holm"
# Without correction 45 of 100 experiments raise a false alarm for at least 1 "segment"; with it, none. (For 20 independent tests theory has up to 64%; where buyers are few, this test is cautious.) The correction is **Holm's** (Holm, 1979, *Scandinavian Journal of Statistics*, 6(2), 65–70): sort the m p-values from the smallest, multiply the 1st by m, the 2nd by m − 1 and so on; no value is smaller than the one before it, and none exceeds 1.
# So 0.01, 0.02 and 0.04 become 0.03, 0.04 and 0.04.
#
# The price: the smaller the segment, the harder to see an effect. For an 80% chance to detect a true uplift d, each group needs about
#
# $n = 16\,p(1-p)/d^2$, with p the conversion rate of the control group (Lehr, 1992, *Statistics in Medicine*, 11(8), 1099–1102)
#
# With p = 5% and d = 2 percentage points that is 16 × 0.05 × 0.95 ÷ 0.02² = 1,900 members. Half the uplift takes 4 times as many.
# %% [markdown] lang="zh" id="cells-q"
# ### 练习 23.3 · 40 个小格子
# 小钱把 4 个细分再按 5 档最近一次消费和有无 App 切成 40 格（`cell`，下面已经做好），从中挑“显著”的写进报告。请算出：
#
# 1. `naive`：40 格里 `p` < 0.05 的有几格；`kept`：`p_holm` < 0.05 的有几格。用 `uplift_by_segment(autumn, cell)`。
# 2. `needed`：对照组转化率为 `base` 时，要发现 0.4 个百分点的增量，每组约需几人（用上面的公式；取不取整都可以）。
#
# <details><summary>提示 1</summary>`uplift_by_segment` 的第 2 个参数可以是一个 Series；结果的 `segments` 是每格 1 行的表。</details>
# <details><summary>提示 2</summary>比较得到真假值，`sum()` 就是个数；0.4 个百分点是 0.004。</details>
# <details><summary>提示 3</summary>`table = uplift_by_segment(autumn, cell).segments`，`naive = (table["p"] < 0.05).sum()`；`needed = 16 * base * (1 - base) / 0.004**2`。</details>
# %% [markdown] lang="en" id="cells-q"
# ### Exercise 23.3 · 40 small cells
# Xiao Qian cuts the 4 segments by 5 classes of recency and by the app into 40 cells (`cell`, made below) and puts the "significant" ones into a report. Compute:
#
# 1. `naive`: how many of the 40 cells have `p` < 0.05; `kept`: how many have `p_holm` < 0.05. Use `uplift_by_segment(autumn, cell)`.
# 2. `needed`: about how many members each group needs to detect an uplift of 0.4 percentage points if the conversion rate of the control group is `base` (by the formula above; rounded or not).
#
# <details><summary>Hint 1</summary>The 2nd argument of `uplift_by_segment` may be a Series; `segments` of the result is a table with 1 row per cell.</details>
# <details><summary>Hint 2</summary>A comparison gives true and false, and `sum()` counts; 0.4 points are 0.004.</details>
# <details><summary>Hint 3</summary>`table = uplift_by_segment(autumn, cell).segments`, `naive = (table["p"] < 0.05).sum()`; `needed = 16 * base * (1 - base) / 0.004**2`.</details>
# %%
rank = autumn.groupby("segment")["recency_days"].rank(pct=True)
fifth = np.ceil(rank * 5).astype(int).astype(str)
app = autumn["app_user"].map({1: "app", 0: "no app"})
cell = autumn["segment"] + " " + fifth + " " + app
base = autumn.loc[autumn["treated"] == 0, "converted"].mean()
cell.value_counts().describe().round().loc[["count", "min", "50%", "max"]]
# %% exercise="cells" objective="23.2"
### BEGIN SOLUTION
table = uplift_by_segment(autumn, cell).segments
naive = (table["p"] < 0.05).sum()
kept = (table["p_holm"] < 0.05).sum()
needed = 16 * base * (1 - base) / 0.004**2
### END SOLUTION
# %% wrong="cells" breaks="cells-tests" why="uncorrected p-values reported as kept"
table = uplift_by_segment(autumn, cell).segments
naive = (table["p"] < 0.05).sum()
kept = naive
needed = 16 * base * (1 - base) / 0.004**2
# %% wrong="cells" breaks="cells-needed" why="0.4 taken for the fraction, or the points forgotten"
table = uplift_by_segment(autumn, cell).segments
naive, kept = (table["p"] < 0.05).sum(), (table["p_holm"] < 0.05).sum()
needed = 16 * base * (1 - base) / 0.4**2
# %% wrong="cells" breaks="cells-needed" why="the uplift not squared"
table = uplift_by_segment(autumn, cell).segments
naive, kept = (table["p"] < 0.05).sum(), (table["p_holm"] < 0.05).sum()
needed = 16 * base * (1 - base) / 0.004
# %% wrong="cells" breaks="cells-needed" hardcoded="seed" why="hard-coded size for the shipped data"
table = uplift_by_segment(autumn, cell).segments
naive, kept = (table["p"] < 0.05).sum(), (table["p_holm"] < 0.05).sum()
needed = 7718
# %% check="cells-tests" of="cells" points=2
assert isinstance(naive, (int, float, np.number)) and isinstance(
    kept, (int, float, np.number)
), T(
    "naive 和 kept 应各是一个数",
    "naive and kept should be one number each",
)
assert 0 <= naive <= 40 and 0 <= kept <= 40, T("应在 0 和 40 之间", "between 0 and 40")
### BEGIN HIDDEN TESTS
counted = autumn.groupby([cell, "treated"])["converted"].agg(["sum", "size"]).unstack()
p1 = (counted["sum"][1] + 1) / (counted["size"][1] + 2)
p0 = (counted["sum"][0] + 1) / (counted["size"][0] + 2)
spread = p1 * (1 - p1) / (counted["size"][1] + 2) + p0 * (1 - p0) / (counted["size"][0] + 2)
by_size = np.sort(2 * stats.norm.sf(abs(p1 - p0) / np.sqrt(spread)))
assert naive == (by_size < 0.05).sum(), T(
    "naive 是 p < 0.05 的格数，不作校正", "naive counts cells with p < 0.05, uncorrected"
)
passed = by_size < 0.05 / np.arange(len(by_size), 0, -1)
assert kept == (len(passed) if passed.all() else passed.argmin()), T(
    "kept 是 p_holm < 0.05 的格数：要用校正后的一列",
    "kept counts cells with p_holm < 0.05: take the corrected column",
)
### END HIDDEN TESTS
assert kept <= naive, T("校正只会减少，不会增加", "a correction can only remove cells")
# %% check="cells-needed" of="cells" points=1
assert isinstance(needed, (int, float, np.number)), T(
    "needed 应是一个数", "needed should be one number"
)
assert np.isfinite(needed) and needed > 0, T("应是正数", "it should be positive")
### BEGIN HIDDEN TESTS
buyers, everyone = nobody["converted"].sum(), len(nobody)
lehr = 1_000_000 * buyers * (everyone - buyers) / everyone**2
assert abs(needed / lehr - 1) < 0.002, T(
    "16 × base × (1 − base) ÷ 0.004²：0.4 个百分点是 0.004，并且要平方",
    "16 × base × (1 − base) ÷ 0.004²: 0.4 points are 0.004, and it is squared",
)
### END HIDDEN TESTS
assert needed > 100, T(
    "太少了：0.4 个百分点是 0.004", "far too few: 0.4 percentage points are 0.004"
)
# %% [markdown] lang="zh" id="cells-read"
# 40 格里 4 格“显著”，校正后 1 格不剩；纯属碰巧平均也会有 2 格左右。要发现 0.4 个百分点，每组要 7,718 人，而一格连两组加起来最多才 2,128 人。小格子里的“发现”，要么是碰巧，要么被夸大。
# 细分之间到底有没有差别，应先问 1 个总的问题：Cochran 的 Q 检验。4 个细分的回答是肯定的：
# %% [markdown] lang="en" id="cells-read"
# 4 of the 40 cells are "significant"; after the correction, not 1 is left, and chance alone would give about 2. To detect 0.4 points each group needs 7,718 members, and the largest cell has 2,128 in both groups together. What a small cell "finds" is chance, or exaggerated.
# Whether effects differ between segments at all is better asked first, in 1 question: Cochran's Q test. For the 4 segments the answer is yes:
# %%
result.heterogeneity.map(lambda x: f"{x:.2g}" if isinstance(x, float) else x).to_frame("Q")
# %%
result.segments[["uplift", "p", "p_holm", "verdict"]].round(4)
# %% [markdown] lang="zh" id="bug-hunt"
# ## 5 · 捉虫：没有对照组的 ROI
#
# 从效果到钱：多 1 位买家带来的毛利 `worth` 取平均客单价乘毛利率，假设收不收到消息客单价都一样；每条消息成本 `contact_cost` 是 0.30 元。下面是小钱的 ROI（利润 ÷ 成本），代码没有报错，错在哪里？
# %% [markdown] lang="en" id="bug-hunt"
# ## 5 · Bug hunt: an ROI without a control group
#
# From effect to money: 1 more buyer is worth `worth`, the average order value times the margin, assuming that the message does not change what an order is worth; a message costs `contact_cost`, 0.30 CNY. Below is Xiao Qian's ROI (profit over cost). There is no error message. What is wrong?
# %%
plan = load("campaign_costs").set_index("campaign").loc["campaign_ab"]
contact_cost = float(plan["contact_cost_cny"])
order_value = autumn.loc[autumn["converted"] == 1, "revenue_cny"].mean()
worth = float(order_value * plan["margin_share"])
treated = autumn[autumn["treated"] == 1].groupby("segment")["converted"].mean()
print(f"{order_value:.0f} × {plan['margin_share']:.0%} = {worth:.2f}")
(treated * worth / contact_cost - 1).map("{:.0%}".format).to_frame("ROI")
# %% [markdown] lang="zh" id="bug-q"
# ### 练习 23.4 · 改正 ROI
# 小钱把发送组的**全部**购买都算成消息的功劳，所以 4 个细分里 3 个赚大钱，常客居首。请用增量重算：
#
# 1. `roi`：以细分为索引的 Series，ROI =（增量 × `worth` − `contact_cost`）÷ `contact_cost`；−1 表示成本全部白花。
# 2. `roi_all`：发给全体会员的 ROI（1 个数），增量取全体发送组与全体对照组的转化率之差。
#
# 都不要取整，也不要写成百分数。
#
# <details><summary>提示 1</summary>只要把小钱公式里的响应换成增量。</details>
# <details><summary>提示 2</summary>4 个增量在 `result.segments["uplift"]` 里，不必再算。</details>
# <details><summary>提示 3</summary>`roi = (result.segments["uplift"] * worth - contact_cost) / contact_cost`；全体的增量用 `autumn.groupby("treated")["converted"].mean()` 的 2 个数相减。</details>
# %% [markdown] lang="en" id="bug-q"
# ### Exercise 23.4 · Mend the ROI
# Xiao Qian credits the message with **all** purchases of the treated, so that 3 of the 4 segments earn a fortune, regulars first. Do it again with the uplift:
#
# 1. `roi`: a Series indexed by segment, ROI = (uplift × `worth` − `contact_cost`) ÷ `contact_cost`; −1 means that the whole cost is wasted.
# 2. `roi_all`: the ROI of sending it to all members (1 number), its uplift being the conversion rate of all treated less that of the whole control group.
#
# Round neither, and do not write per cent.
#
# <details><summary>Hint 1</summary>Just replace the response in the formula by the uplift.</details>
# <details><summary>Hint 2</summary>The 4 uplifts are in `result.segments["uplift"]`; no need to compute them again.</details>
# <details><summary>Hint 3</summary>`roi = (result.segments["uplift"] * worth - contact_cost) / contact_cost`; for all members subtract the 2 numbers of `autumn.groupby("treated")["converted"].mean()`.</details>
# %% exercise="roi" objective="23.4"
### BEGIN SOLUTION
roi = (result.segments["uplift"] * worth - contact_cost) / contact_cost
rates = autumn.groupby("treated")["converted"].mean()
roi_all = ((rates[1] - rates[0]) * worth - contact_cost) / contact_cost
### END SOLUTION
# %% wrong="roi" breaks="roi-segments,roi-all" why="the response instead of the uplift, as in the bug"
roi = (result.segments["treated_mean"] * worth - contact_cost) / contact_cost
rates = autumn.groupby("treated")["converted"].mean()
roi_all = (rates[1] * worth - contact_cost) / contact_cost
# %% wrong="roi" breaks="roi-segments,roi-all" why="the cost not subtracted"
roi = result.segments["uplift"] * worth / contact_cost
rates = autumn.groupby("treated")["converted"].mean()
roi_all = (rates[1] - rates[0]) * worth / contact_cost
# %% wrong="roi" breaks="roi-all" why="the plain mean of the ROI of the segments"
roi = (result.segments["uplift"] * worth - contact_cost) / contact_cost
roi_all = roi.mean()
# %% wrong="roi" breaks="roi-all" why="the ROI of the segments added up"
roi = (result.segments["uplift"] * worth - contact_cost) / contact_cost
roi_all = roi.sum()
# %% wrong="roi" breaks="roi-segments,roi-all" hardcoded="seed" why="hard-coded figures of the shipped data"
roi = pd.Series(
    [1.27226, -0.97417, -2.38048, 0.21242], index=["lapsing", "loyal", "quiet", "young"]
)
roi_all = -0.4664
# %% check="roi-segments" of="roi" points=2
assert isinstance(roi, pd.Series), T("roi 应是 Series", "roi should be a Series")
assert len(roi) == 4 and set(roi.index) == set(autumn["segment"]), T(
    "索引应是 4 个细分", "the index holds the 4 segments"
)
assert np.isfinite(roi.astype(float)).all(), T("不应有缺失", "nothing is missing")
### BEGIN HIDDEN TESTS
for name, part in autumn.groupby("segment"):
    bought_part = part.groupby("treated")["converted"].agg(["sum", "size"])
    extra_part = bought_part.loc[1, "sum"] - bought_part.loc[0, "sum"] * (
        bought_part.loc[1, "size"] / bought_part.loc[0, "size"]
    )
    spent_part = bought_part.loc[1, "size"] * contact_cost
    assert abs(roi[name] - (extra_part * worth - spent_part) / spent_part) < 0.011, T(
        f"{name} 的 ROI 不对：只有增量算收益，并且要减去成本",
        f"wrong ROI for {name}: only the uplift earns, and the cost is subtracted",
    )
### END HIDDEN TESTS
assert roi.nunique() > 1, T("各细分不应相同", "the segments differ")
# %% check="roi-all" of="roi" points=1
assert isinstance(roi_all, (int, float, np.number)), T(
    "roi_all 应是一个数", "roi_all should be one number"
)
assert np.isfinite(roi_all), T("不应缺失", "it should not be missing")
### BEGIN HIDDEN TESTS
both_total = [autumn.loc[autumn["treated"] == arm_total, "converted"] for arm_total in (1, 0)]
extra_total = both_total[0].sum() - both_total[1].sum() * len(both_total[0]) / len(
    both_total[1]
)
spent_total = len(both_total[0]) * contact_cost
assert abs(roi_all - (extra_total * worth - spent_total) / spent_total) < 2e-4, T(
    "全体的 ROI 不对：用全体的转化率之差，不取整；不是各细分 ROI 之和或平均，也不是响应",
    "wrong ROI for all: the difference of the overall rates, unrounded; no sum or mean of ROIs",
)
### END HIDDEN TESTS
assert -50 < roi_all < 50, T("应是小数，不是百分数", "a fraction, not per cent")
# %% [markdown] lang="zh" id="roi-read"
# 将流失的 ROI 是 127%，年轻用户 21%，常客 −97%，低互动 −238%（收到消息反而少买，所以亏的比成本还多）。发给全体是 −47%（下表按各细分的人数加权，是 −46%）：赚的 2 个细分补不上另外 2 个的亏损。各细分人数几乎相同，所以 4 个 ROI 的简单平均恰好也是 −47%；人数悬殊时不能这样平均。
# ROI 也有误差。`segment_roi` 把增量的区间换成利润的区间，并比较 3 种计划：发给全体（`all`），发给估计值赚钱的细分（`best guess`），只发给整段区间都赚钱的细分（`proven`）：
# %% [markdown] lang="en" id="roi-read"
# The ROI is 127% for those about to leave, 21% for young users, −97% for regulars and −238% for members who seldom open (with the message they buy less, so the loss exceeds the cost). For a message to everyone it is −47% (−46% in the table below, which weights the segments by size): the 2 segments that earn cannot make up for the other 2. The plain mean of the 4 ROIs happens to be −47% as well, because the segments are nearly equal in size; with unequal segments it would mislead.
# An ROI has an error as well. `segment_roi` turns the interval of the uplift into one of profit, and compares 3 plans: everyone (`all`), the segments whose estimate earns (`best guess`), and just those whose whole interval earns (`proven`):
# %%
from segkit import segment_roi

money = segment_roi(result, margin=worth, contact_cost_cny=contact_cost)
profits = ["profit_low_cny", "profit_cny", "profit_high_cny"]
money.segments[["break_even_uplift", *profits, "verdict"]].round(
    {"break_even_uplift": 4} | dict.fromkeys(profits, 0)
)
# %%
money.plans[["segments", "customers", "cost_cny", "profit_cny", "roi"]].round(2)
# %% [markdown] lang="zh" id="plans-read"
# 盈亏平衡的增量是 0.33 个百分点。只有将流失的整段区间都赚钱，应该发；低互动整段都亏，不发；另外 2 个细分区间跨过 0，要再测。
# 发给全体亏 6,958 元；只发将流失赚 4,770 元；加上年轻用户是 5,566 元，但“看着赚就选”是用同一批数据挑出来的，偏乐观。
# %% [markdown] lang="en" id="plans-read"
# Break-even is an uplift of 0.33 percentage points. Only for those about to leave does the whole interval earn: send it. For those who seldom open all of it loses: leave them out. For the other 2 segments it includes 0: test again.
# Sent to everyone, the message loses 6,958 CNY; sent to those about to leave alone, it earns 4,770 CNY; with young users added 5,566 CNY, but a plan picked because it looks good in the same data is too rosy.
# %% [markdown] lang="zh" id="ranking"
# ## 6 · 先发给谁：Qini 曲线
#
# 预算有限，就要排序：预测增量高的先发。排得好不好，用 **Qini 曲线**看（Radcliffe，2007，*Direct Marketing Analytics Journal*，14–21）。按得分从高到低，到任一深度为止的累计增量是
#
# $R_t - R_c \times N_t / N_c$
#
# 其中 $N_t$、$N_c$ 是到此为止的发送组、对照组人数，$R_t$、$R_c$ 是各自的买家数。例如前 400 人里发送组 200 人买了 12 人，对照组 200 人买了 5 人：累计增量是 12 − 5 × 200 ÷ 200 = 7 位买家。
# 随机排序是一条直线；曲线与直线之间的面积（除以发送组人数）是 **Qini 系数**：大于 0 比随机好，小于 0 还不如随机。
#
# 2 条规矩：打分用一半数据学，用**另一半**评价，否则等于看着答案打分；排序要按增量，不按响应。数据里有一个响应模型的分数 `response_score`，它预测谁会买，训练时没有对照组。先看它的曲线上的几点：
# %% [markdown] lang="en" id="ranking"
# ## 6 · Whom to reach first: the Qini curve
#
# When money is short, members must be ranked: the highest predicted uplift first. How good the ranking is shows in the **Qini curve** (Radcliffe, 2007, *Direct Marketing Analytics Journal*, 14–21). Going down from the best scores, the incremental buyers at any depth are
#
# $R_t - R_c \times N_t / N_c$
#
# where $N_t$ and $N_c$ are the treated and the control members so far, and $R_t$ and $R_c$ the buyers among them. If among the first 400 members 12 of 200 treated bought and 5 of 200 in the control group, that is 12 − 5 × 200 ÷ 200 = 7 buyers.
# A random order is a straight line. The area between curve and line (over the number of treated) is the **Qini coefficient**: above 0 is better than random, below 0 is worse.
#
# And 2 rules. Learn the scores on one half of the data and judge them on **the other**, or you mark your own exam. And rank by uplift, not by response. The data hold the `response_score` of a response model: it predicts who buys, and was trained without a control group. First a few points of its curve:
# %%
from segkit import qini_curve

learn, judge = autumn.iloc[::2], autumn.iloc[1::2]
by_response = qini_curve(judge, "response_score")
by_response.curve[["depth", "incremental", "random"]].iloc[[0, 100, 200, 400, -1]].round(2)
# %% [markdown] lang="zh" id="qini-q"
# ### 练习 23.5 · 按增量排序
# 请用 `learn` 学，用 `judge` 评价：
#
# 1. `learned`：以细分为索引的 Series，`learn` 里各细分的增量（发送组转化率减对照组）。
# 2. `q_uplift`：给 `judge` 的每位会员打上其细分的 `learned` 分，得到的 Qini 系数。
# 3. `q_response`：`judge` 按 `response_score` 排序的 Qini 系数。
#
# 系数用 `qini_curve` 算，在结果的 `coefficient["value"]` 里；不要取整。
#
# <details><summary>提示 1</summary>`learned` 可以用 `uplift_by_segment(learn, "segment")` 得到。</details>
# <details><summary>提示 2</summary>`judge["segment"].map(learned)` 给每位会员打分；`qini_curve` 的第 2 个参数可以是这个 Series。</details>
# <details><summary>提示 3</summary>`learned = uplift_by_segment(learn, "segment").segments["uplift"]`；`q_uplift = qini_curve(judge, judge["segment"].map(learned)).coefficient["value"]`。</details>
# %% [markdown] lang="en" id="qini-q"
# ### Exercise 23.5 · Rank by uplift
# Learn on `learn` and judge on `judge`:
#
# 1. `learned`: a Series indexed by segment with the uplift of each segment in `learn` (conversion rate of the treated less that of the control group).
# 2. `q_uplift`: the Qini coefficient on `judge` when each member is scored with the `learned` uplift of the member's segment.
# 3. `q_response`: the Qini coefficient on `judge` when ranked by `response_score`.
#
# Get the coefficients from `qini_curve`, as `coefficient["value"]` of the result, not rounded.
#
# <details><summary>Hint 1</summary>`uplift_by_segment(learn, "segment")` has what `learned` needs.</details>
# <details><summary>Hint 2</summary>`judge["segment"].map(learned)` scores each member; the 2nd argument of `qini_curve` may be this Series.</details>
# <details><summary>Hint 3</summary>`learned = uplift_by_segment(learn, "segment").segments["uplift"]`; `q_uplift = qini_curve(judge, judge["segment"].map(learned)).coefficient["value"]`.</details>
# %% exercise="qini" objective="23.3"
### BEGIN SOLUTION
learned = uplift_by_segment(learn, "segment").segments["uplift"]
q_uplift = qini_curve(judge, judge["segment"].map(learned)).coefficient["value"]
q_response = qini_curve(judge, "response_score").coefficient["value"]
### END SOLUTION
# %% wrong="qini" breaks="qini-learned,qini-uplift" why="segments ranked by their response"
learned = uplift_by_segment(learn, "segment").segments["treated_mean"]
q_uplift = qini_curve(judge, judge["segment"].map(learned)).coefficient["value"]
q_response = qini_curve(judge, "response_score").coefficient["value"]
# %% wrong="qini" breaks="qini-uplift,qini-response" why="judged on the rows learnt from"
learned = uplift_by_segment(learn, "segment").segments["uplift"]
q_uplift = qini_curve(learn, learn["segment"].map(learned)).coefficient["value"]
q_response = qini_curve(learn, "response_score").coefficient["value"]
# %% wrong="qini" breaks="qini-learned" why="learnt from all rows, those to judge by included"
learned = uplift_by_segment(autumn, "segment").segments["uplift"]
q_uplift = qini_curve(
    judge, judge["segment"].map(uplift_by_segment(learn, "segment").segments["uplift"])
).coefficient["value"]
q_response = qini_curve(judge, "response_score").coefficient["value"]
# %% wrong="qini" breaks="qini-learned,qini-uplift,qini-response" hardcoded="seed" why="hard-coded figures of the shipped data"
segments_of = ["lapsing", "loyal", "quiet", "young"]
learned = pd.Series([0.0046145, -0.00106748, -0.00601808, 0.00316129], index=segments_of)
q_uplift, q_response = 0.00136839, -0.00047108
# %% check="qini-learned" of="qini" points=2
assert isinstance(learned, pd.Series), T("learned 应是 Series", "learned should be a Series")
assert len(learned) == 4 and set(learned.index) == set(autumn["segment"]), T(
    "索引应是 4 个细分", "the index holds the 4 segments"
)
assert np.isfinite(learned.astype(float)).all(), T("不应有缺失", "nothing is missing")
### BEGIN HIDDEN TESTS
for name, part in learn.groupby("segment"):
    slope_learn = np.polyfit(part["treated"], part["converted"], 1)[0]
    assert abs(learned[name] - slope_learn) < 1e-5, T(
        f"{name} 的增量不对：只用 learn，并且是两组转化率之差，不是响应",
        f"wrong uplift for {name}: from learn only, a difference of rates and no response",
    )
### END HIDDEN TESTS
assert learned.abs().max() < 0.1, T("应是小数，不是百分数", "fractions, not per cent")
# %% check="qini-uplift" of="qini" points=1
assert isinstance(q_uplift, (int, float, np.number)), T(
    "q_uplift 应是一个数", "q_uplift should be one number"
)
assert np.isfinite(q_uplift), T("不应缺失", "it should not be missing")
### BEGIN HIDDEN TESTS
half_rank = {
    name: part.groupby("treated")["converted"].mean().diff()[1]
    for name, part in learn.groupby("segment")
}
steps_rank = np.zeros(4)
points_rank = [(0.0, 0.0)]
for name in sorted(half_rank, key=half_rank.get, reverse=True):
    mine_rank = judge[judge["segment"] == name]
    for arm_rank in (0, 1):
        rows_rank = mine_rank.loc[mine_rank["treated"] == arm_rank, "converted"]
        steps_rank[[arm_rank, arm_rank + 2]] += len(rows_rank), rows_rank.sum()
    reached_rank = steps_rank[:2].sum() / len(judge)
    points_rank.append((
        reached_rank,
        steps_rank[3] - steps_rank[2] * steps_rank[1] / steps_rank[0],
    ))
wide_rank, high_rank = np.array(points_rank).T
above_rank = high_rank - wide_rank * high_rank[-1]
area_rank = ((above_rank[1:] + above_rank[:-1]) / 2 * np.diff(wide_rank)).sum() / steps_rank[1]
assert abs(q_uplift - area_rank) < 2e-6, T(
    "q_uplift 不对：按 learn 学到的增量给 judge 打分，并在 judge 上评价",
    "wrong q_uplift: score judge with the uplift learnt from learn, and judge on judge",
)
### END HIDDEN TESTS
assert abs(q_uplift) < 0.1, T("应是每位会员的系数", "a coefficient per treated member")
# %% check="qini-response" of="qini" points=1
assert isinstance(q_response, (int, float, np.number)), T(
    "q_response 应是一个数", "q_response should be one number"
)
assert np.isfinite(q_response), T("不应缺失", "it should not be missing")
### BEGIN HIDDEN TESTS
ordered_model = judge.sort_values("response_score", ascending=False)
ends_model = ~ordered_model["response_score"].duplicated(keep="last").to_numpy()
arm_model, got_model = (
    ordered_model["treated"].to_numpy(),
    ordered_model["converted"].to_numpy(),
)
n1, n0 = arm_model.cumsum()[ends_model], (1 - arm_model).cumsum()[ends_model]
r1, r0 = (
    (arm_model * got_model).cumsum()[ends_model],
    ((1 - arm_model) * got_model).cumsum()[ends_model],
)
known_model = (n1 > 0) & (n0 > 0)
high_model = np.append(0, (r1 - r0 * n1 / np.maximum(n0, 1))[known_model])
wide_model = np.append(0, ((n1 + n0) / len(judge))[known_model])
above_model = high_model - wide_model * high_model[-1]
area_model = (
    (above_model[1:] + above_model[:-1]) / 2 * np.diff(wide_model)
).sum() / arm_model.sum()
assert abs(q_response - area_model) < 2e-6, T(
    "q_response 不对：在 judge 上按 response_score 排序",
    "wrong q_response: rank judge by response_score",
)
### END HIDDEN TESTS
assert abs(q_response) < 0.1, T("应是每位会员的系数", "a coefficient per treated member")
# %% [markdown] lang="zh" id="qini-compare"
# 把曲线画在一起：蓝线按学到的增量排，橙色点线按响应模型排，灰色虚线是随机。
# %% [markdown] lang="en" id="qini-compare"
# The curves in one picture: blue ranks by the uplift learnt, the orange dotted line by the response model, dashed grey is random.
# %%
gains = uplift_by_segment(learn, "segment").segments["uplift"]
judged = judge.assign(gain=judge["segment"].map(gains))
# %%
ax = plot.plot_qini(qini_curve(judged, "gain"), lang=LANG)
ax.plot("depth", "incremental", data=by_response.curve, color="C1", ls=":", lw=2.5)
ax.lines[-1].set_label(T("按响应模型", "By the response model"))
ax.legend(loc="best")
plot.show(
    ax,
    alt=T(
        "Qini 曲线：按增量排序一直在随机直线之上，按响应模型大多在其下。",
        "Qini curves: ranking by uplift stays above random, by the response model mostly below.",
    ),
)
# %% [markdown] lang="zh" id="explore"
# 按增量排序，Qini 系数是 0.0014；响应模型是 −0.0005，在这里**不比随机好**，甚至略差：它把本来就会买的常客排在最前。
#
# ### 动手探索：发到多深
# 选排序的依据，移动触达比例和成本，看增量利润（按 `judge` 的 25,000 位会员算）。阴影是 95% 区间。试着回答：按增量排，发到多深利润最高？成本降到 0.10 元，最高点移到哪里？区间那么宽，最高点可信吗？
# 在这一半数据里，发给全体的 25,000 位会员只亏 67 元；用全部数据算，50,000 位亏 6,958 元，折合每 25,000 位亏 3,479 元。2 个数并不矛盾：3,479 元的亏损也在这一半数据的区间之内。
# %% [markdown] lang="en" id="explore"
# Ranked by uplift, the Qini coefficient is 0.0014; for the response model it is −0.0005, here **no better than random**, even a little worse: it puts the regulars first, who buy anyway.
#
# ### Explore: how deep to target
# Choose the ranking, move the share targeted and the cost, and watch the incremental profit (for the 25,000 members of `judge`). The shading is the 95% interval. Try to answer: ranked by uplift, at which depth is the profit highest? Where does it move if the cost falls to 0.10 CNY? With so wide an interval, is the highest point to be trusted?
# In this half of the data a message to all 25,000 members loses just 67 CNY; in the full data it loses 6,958 CNY on 50,000, or 3,479 CNY per 25,000. The 2 figures do not contradict each other: a loss of 3,479 CNY lies within the interval of this half, too.
# %%
explore.targeting_depth(
    judged,
    {
        "gain": T("学到的增量", "Uplift learnt"),
        "response_score": T("响应模型", "Response model"),
    },
    worth_cny=worth,
    contact_cost_cny=contact_cost,
    lang=LANG,
)
# %% [markdown] lang="zh" id="satisfaction"
# ## 7 · 满意度与忠诚度
#
# 14 天的增量看不到长期的影响。评估还要看顾客的感受和去留：满意度、90 天复购率、退订率、钱包份额（第 08 课）。它们也要有对照组，要等得够久，问法还要前后一致。
#
# 问法有多要紧？问卷 `survey` 把受访者随机分成两半：一半用中性的问法，另一半加了一句“作为我们的尊贵会员”。`satisfied` 是 1 到 5 分：
# %% [markdown] lang="en" id="satisfaction"
# ## 7 · Satisfaction and loyalty
#
# The uplift of 14 days does not show what lasts. Look as well at how customers feel and whether they stay: satisfaction, repeat purchases within 90 days, opt-outs, share of wallet (lesson 08). These, too, need a control group, enough time and a question that stays the same.
#
# How much does the question matter? In `survey` a random half of the respondents got a neutral wording, the other half read "As one of our valued regulars" first. `satisfied` runs from 1 to 5:
# %%
asked = load("survey").groupby("wording")["satisfied"]
pd.DataFrame({
    T("人数", "people"): asked.size(),
    T("平均分", "mean"): asked.mean().round(2),
    T("4 分及以上", "4 or more"): asked.apply(lambda x: f"{(x >= 4).mean():.0%}"),
})
# %% [markdown] lang="zh" id="satisfaction-read"
# 换一句话，给 4 分及以上的占比就从 36% 升到 55%。如果今年换了问法，满意度的“提升”就与活动无关。
# 满意也不等于忠诚：满意度是说的，忠诚度要看之后做了什么。
# %% [markdown] lang="en" id="satisfaction-read"
# One phrase raises the share of 4 or more from 36% to 55%. If the wording changes this year, a "rise" in satisfaction has nothing to do with the promotion.
# Nor is satisfaction loyalty: the first is what people say, the second what they do afterwards.
# %% [markdown] lang="zh" id="scorecard"
# ## 8 · 记分卡
#
# 最后把各层放到一起。先用第 01 课的 5 条标准检查这 4 个细分（Kotler 和 Keller，2016，*Marketing Management*，第 15 版）。“可接触”看能用 App 推送的占比，“有差异”看 14 天内买没买，“可行动”比较发与不发每位会员的增量利润：
# %% [markdown] lang="en" id="scorecard"
# ## 8 · The scorecard
#
# Last, all levels together. First the 5 criteria of lesson 01 for the 4 segments (Kotler and Keller, 2016, *Marketing Management*, 15th ed.). Accessible: the share that an app push can reach. Differentiable: who bought within 14 days. Actionable: the incremental profit per member of sending, against not sending:
# %%
from segkit import kotler_scorecard

per_member = result.segments["uplift"] * worth - contact_cost
kotler_scorecard(
    autumn,
    "segment",
    basis=["segment"],
    reachable="app_user",
    revenue="monetary_cny",
    outcome="converted",
    response=pd.DataFrame({"send": per_member, "no message": 0.0}),
).round(3)
# %% [markdown] lang="zh" id="scorecard-read"
# 低互动只有 29% 装了 App，推送大多够不着；要发就得用短信。“有差异”几乎为 0：总共不到 1% 的人买，细分说明不了具体是谁。但第 4 节的 Q 检验表明，细分能区分**谁会因消息而改变**，这才是这次细分的用处：“可行动”是 1，只有分开发才赚钱，全发不如不发。先想清楚细分是拿来干什么的，再选结果指标。
# %% [markdown] lang="en" id="scorecard-read"
# Just 29% of those who seldom open have the app, so a push misses most of them; it would take text messages. Differentiable is near 0: fewer than 1% buy at all, and the segments hardly tell who. But the Q test of section 4 shows that they tell **who is changed by the message**, which is what they are for. Actionable is 1: only sending by segment earns, and sending to all is worse than sending to nobody. Be clear what the segments are for before you choose the outcome.
# %% [markdown] lang="zh" id="card-q"
# ### 练习 23.6 · 每个细分一行的记分卡
# 为林岚做一张决策用的表 `card`（DataFrame，以细分为索引），4 列：
#
# - `spend_share`：该细分在测试前 12 个月消费额（`monetary_cny`）中的占比，0 到 1；
# - `profit_low`、`profit_high`：每位会员增量利润的 95% 区间（元），由 `result.segments` 里 `low`、`high` 两列乘 `worth`、减 `contact_cost` 得到；
# - `decision`：整段区间都大于 0 为 `"send"`，都小于 0 为 `"stop"`，其余为 `"test"`。
#
# 数值都不要取整。
#
# <details><summary>提示 1</summary>先做 `spend_share`：按细分求和，再除以总和；它已经以细分为索引。</details>
# <details><summary>提示 2</summary>决定看区间，不看点估计：`profit_low` 大于 0 才是 `"send"`，`profit_high` 小于 0 才是 `"stop"`。</details>
# <details><summary>提示 3</summary>`np.select([card["profit_low"] > 0, card["profit_high"] < 0], ["send", "stop"], "test")`</details>
# %% [markdown] lang="en" id="card-q"
# ### Exercise 23.6 · A scorecard with one row per segment
# Make Lin Lan a table to decide by: `card` (a DataFrame indexed by segment) with 4 columns:
#
# - `spend_share`: the segment's share of the spend in the 12 months before the test (`monetary_cny`), 0 to 1;
# - `profit_low` and `profit_high`: the 95% interval of the incremental profit per member in CNY, from the two columns `low` and `high` of `result.segments` times `worth`, less `contact_cost`;
# - `decision`: `"send"` if the whole interval is above 0, `"stop"` if all of it is below 0, otherwise `"test"`.
#
# Round none of the numbers.
#
# <details><summary>Hint 1</summary>Start with `spend_share`: add up by segment and divide by the total; its index holds the segments already.</details>
# <details><summary>Hint 2</summary>Decide by the interval and not by the estimate: `"send"` takes `profit_low` above 0, `"stop"` takes `profit_high` below 0.</details>
# <details><summary>Hint 3</summary>`np.select([card["profit_low"] > 0, card["profit_high"] < 0], ["send", "stop"], "test")`</details>
# %% exercise="card" objective="23.5"
### BEGIN SOLUTION
spend = autumn.groupby("segment")["monetary_cny"].sum()
card = pd.DataFrame({"spend_share": spend / spend.sum()})
card["profit_low"] = result.segments["low"] * worth - contact_cost
card["profit_high"] = result.segments["high"] * worth - contact_cost
card["decision"] = np.select(
    [card["profit_low"] > 0, card["profit_high"] < 0], ["send", "stop"], "test"
)
### END SOLUTION
# %% wrong="card" breaks="card-decision" why="decided by the point estimate"
spend = autumn.groupby("segment")["monetary_cny"].sum()
card = pd.DataFrame({"spend_share": spend / spend.sum()})
card["profit_low"] = result.segments["low"] * worth - contact_cost
card["profit_high"] = result.segments["high"] * worth - contact_cost
card["decision"] = np.where(result.segments["uplift"] * worth > contact_cost, "send", "stop")
# %% wrong="card" breaks="card-decision,card-profit" why="the cost forgotten, so that any uplift earns"
spend = autumn.groupby("segment")["monetary_cny"].sum()
card = pd.DataFrame({"spend_share": spend / spend.sum()})
card["profit_low"] = result.segments["low"] * worth
card["profit_high"] = result.segments["high"] * worth
card["decision"] = np.select(
    [card["profit_low"] > 0, card["profit_high"] < 0], ["send", "stop"], "test"
)
# %% wrong="card" breaks="card-share" why="the share of members instead of that of the spend"
card = pd.DataFrame({"spend_share": autumn["segment"].value_counts(normalize=True)})
card["profit_low"] = result.segments["low"] * worth - contact_cost
card["profit_high"] = result.segments["high"] * worth - contact_cost
card["decision"] = np.select(
    [card["profit_low"] > 0, card["profit_high"] < 0], ["send", "stop"], "test"
)
# %% wrong="card" breaks="card-share,card-profit" hardcoded="seed" why="hard-coded figures of the shipped data"
card = pd.DataFrame(index=["lapsing", "loyal", "quiet", "young"])
card["spend_share"] = [0.10639, 0.54962, 0.18575, 0.15823]
card["profit_low"] = [0.0888, -0.666, -0.9446, -0.2133]
card["profit_high"] = [0.6751, 0.081, -0.4845, 0.3405]
card["decision"] = ["send", "test", "stop", "test"]
# %% check="card-share" of="card" points=1
assert isinstance(card, pd.DataFrame) and "spend_share" in card, T(
    "card 应是 DataFrame，有 spend_share 一列",
    "card should be a DataFrame with a column spend_share",
)
assert len(card) == 4 and set(card.index) == set(autumn["segment"]), T(
    "索引应是 4 个细分", "the index holds the 4 segments"
)
assert card["spend_share"].between(0, 1).all(), T(
    "占比在 0 和 1 之间", "shares run from 0 to 1"
)
### BEGIN HIDDEN TESTS
for name in set(autumn["segment"]):
    before_share = autumn["monetary_cny"].where(autumn["segment"] == name, 0).mean()
    assert (
        abs(card.loc[name, "spend_share"] * autumn["monetary_cny"].mean() / before_share - 1)
        < 1e-3
    ), T(
        f"{name} 的占比不对：是测试前消费额的占比，不是人数或测试期的销售额",
        f"wrong share for {name}: of the spend before the test, not of members or test revenue",
    )
### END HIDDEN TESTS
assert abs(card["spend_share"].sum() - 1) < 0.01, T("占比之和应为 1", "the shares add up to 1")
# %% check="card-profit" of="card" points=2
assert isinstance(card, pd.DataFrame) and {"profit_low", "profit_high"} <= set(card.columns), T(
    "缺少 profit_low 或 profit_high 一列",
    "no column profit_low or profit_high",
)
assert len(card) == 4 and set(card.index) == set(autumn["segment"]), T(
    "索引应是 4 个细分", "the index holds the 4 segments"
)
ends_of_money = card[["profit_low", "profit_high"]].astype(float)
assert np.isfinite(ends_of_money.to_numpy()).all(), T("不应有缺失", "nothing is missing")
### BEGIN HIDDEN TESTS
for name, part in autumn.groupby("segment"):
    rows_money = [part.loc[part["treated"] == arm_money, "converted"] for arm_money in (1, 0)]
    more_money = [
        (rows_of_money.sum() + 1) / (len(rows_of_money) + 2) for rows_of_money in rows_money
    ]
    error_money = (
        sum(
            r * (1 - r) / (len(rows_of_money) + 2)
            for r, rows_of_money in zip(more_money, rows_money)
        )
        ** 0.5
    )
    for sign, column in ((-1, "profit_low"), (1, "profit_high")):
        wanted_money = (
            more_money[0] - more_money[1] + sign * 1.95996 * error_money
        ) * worth - contact_cost
        assert abs(ends_of_money.loc[name, column] - wanted_money) < 0.006, T(
            f"{name} 的 {column} 不对：增量区间 × worth − contact_cost，按每位会员算",
            f"wrong {column} for {name}: end of the uplift × worth − contact_cost, per member",
        )
### END HIDDEN TESTS
assert (ends_of_money["profit_low"] < ends_of_money["profit_high"]).all(), T(
    "下限应小于上限", "the lower end lies below the upper"
)
# %% check="card-decision" of="card" points=1
assert isinstance(card, pd.DataFrame) and "decision" in card, T(
    "缺少 decision 一列", "no column decision"
)
assert len(card) == 4 and set(card.index) == set(autumn["segment"]), T(
    "索引应是 4 个细分", "the index holds the 4 segments"
)
### BEGIN HIDDEN TESTS
fresh_choice = (
    uplift_by_segment(autumn, "segment").segments[["low", "high"]] * worth - contact_cost
)
for name in fresh_choice.index:
    sure_choice = "send" if fresh_choice.loc[name, "low"] > 0 else "test"
    sure_choice = "stop" if fresh_choice.loc[name, "high"] < 0 else sure_choice
    assert str(card.loc[name, "decision"]) == sure_choice, T(
        f"{name} 的决定不对：看利润的整段区间，不看点估计",
        f"wrong decision for {name}: it takes the whole interval of profit, not the estimate",
    )
### END HIDDEN TESTS
assert set(map(str, card["decision"])) <= {"send", "stop", "test"}, T(
    "decision 只能是 send、stop 或 test", "decision is send, stop or test"
)
# %% [markdown] lang="zh" id="card-read"
# 常客占消费额的 55%，是最要紧的一群，决定却是再测，而不是发。占比大说明**值得关心**，不说明**消息有用**。将流失只占 11%，却是唯一有把握该发的。
# 上面每个区间都是 95% 的。按 4 个细分校正，就用 98.75% 的区间（0.05 ÷ 4 = 1.25%）：下面 4 个决定都不变，不过将流失的下限只略高于 0。
# %% [markdown] lang="en" id="card-read"
# Regulars bring 55% of the spend, the group that matters most, and yet the decision is to test and not to send. A large share says that they **matter**, not that the **message works**. Those about to leave bring 11%, and are the only ones whose interval says send.
# Each interval above is a 95% one. Corrected for 4 segments it is one of 98.75% (0.05 ÷ 4 = 1.25%): below, the 4 decisions stay the same, though the lower end for those about to leave is only just above 0.
# %%
strict = uplift_by_segment(autumn, "segment", level=1 - 0.05 / 4).segments
(strict[["low", "high"]] * worth - contact_cost).round(3)
# %% [markdown] lang="zh" id="quiz-intro"
# ## 9 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 9 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="23.1,23.2,23.3,23.4,23.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "计划各半的测试，发送组有 9,600 人，对照组有 10,400 人，增量 p = 0.01。怎么办？（见第 2 节）",
                "A test planned half and half has 9,600 treated and 10,400 control members, and the uplift has p = 0.01. What now? (section 2)",
            ),
            wrong(
                T("增量显著，照常读取", "The uplift is significant: read it"),
                T(
                    "样本比例检验的 p 只有 1.5e-8，两组不可比，增量的 p 没有意义。",
                    "The sample-ratio check has p of 1.5e-8: the groups cannot be compared, and the p of the uplift means nothing.",
                ),
            ),
            wrong(
                T(
                    "给两组加权，使人数相等，再读",
                    "Weight both groups to equal size, then read it",
                ),
                T(
                    "转化率不受两组人数影响，加权改变不了什么；问题是少了哪些人。",
                    "Rates do not depend on the size of the groups, so this changes nothing; the question is who is missing.",
                ),
            ),
            right(
                T("先停下，找到原因再重测", "Stop, find the cause, test again"),
                T(
                    "人数对不上说明记录有问题，先查分组、跳转、日志和筛选。",
                    "The counts show a fault in the records: look at assignment, redirects, logs and filters.",
                ),
            ),
        ),
        question(
            T(
                "甲细分：发送组 8%、对照组 8%。乙细分：发送组 3%、对照组 1%。成本一样，先发给谁？（见第 3 节）",
                "Segment A: treated 8%, control 8%. Segment B: treated 3%, control 1%. At the same cost, who comes first? (section 3)",
            ),
            right(
                T("乙", "B"),
                T(
                    "乙的增量是 2 个百分点，甲是 0。当然还要看区间。",
                    "The uplift of B is 2 points, that of A is 0. Look at the intervals as well, of course.",
                ),
            ),
            wrong(
                T("甲，因为买的人多", "A, as more of them buy"),
                T(
                    "8% 是响应；不发也有 8% 会买。",
                    "8% is the response; 8% buy without a message too.",
                ),
            ),
            wrong(
                T("都可以，因为成本一样", "Either, as the cost is the same"),
                T(
                    "成本一样，收益不一样：增量差 2 个百分点。",
                    "The cost is the same, the gain is not: the uplifts are 2 points apart.",
                ),
            ),
        ),
        question(
            T(
                "30 个细分各做 1 次检验，有 2 个 p < 0.05，校正后都不显著。怎么写报告？（见第 4 节）",
                "Of 30 segments, each tested once, 2 have p < 0.05, and none after correction. What goes into the report? (section 4)",
            ),
            wrong(
                T("只写那 2 个细分，它们是显著的", "Those 2 segments, as each is significant"),
                T(
                    "碰巧平均就会有 1.5 个。只写它们，等于隐瞒另外 28 次检验。",
                    "Chance alone gives 1.5 on average. To report just them hides the other 28 tests.",
                ),
            ),
            wrong(
                T(
                    "已证明消息对谁都没用，不必再测",
                    "The message works for nobody: no more tests",
                ),
                T(
                    "没有证据不等于证明没有；小细分本来就看不出效果。",
                    "No evidence is not evidence of none; small segments could not show an effect.",
                ),
            ),
            right(
                T(
                    "30 次检验，证据不足，可以另测",
                    "30 tests, too little evidence; test anew",
                ),
                T(
                    "那 2 个细分是新测试的假设，不是结论。",
                    "The 2 segments are hypotheses for a new test, and no findings.",
                ),
            ),
        ),
        question(
            T(
                "一个响应模型的 Qini 系数，整段 95% 区间都小于 0。说明什么？（见第 6 节）",
                "The whole 95% interval of a response model's Qini coefficient lies below 0. What follows? (section 6)",
            ),
            wrong(
                T("它预测不出谁会买，要重新训练", "It cannot predict who buys: train it again"),
                T(
                    "它可能很会预测购买；Qini 看的是增量。",
                    "It may predict purchases very well; Qini is about uplift.",
                ),
            ),
            right(
                T(
                    "按它从高到低发，不如随机发",
                    "Going by its scores is worse than random",
                ),
                T(
                    "高分的多是本来就会买的人，甚至会被打扰的人。",
                    "Its best scores are mostly people who buy anyway, or even people whom a message puts off.",
                ),
            ),
            wrong(
                T("消息对全体会员有害，应该停发", "The message harms everybody: stop it"),
                T(
                    "Qini 系数比较的是排序与随机，不是发与不发。",
                    "The coefficient compares a ranking with a random order, not sending with not sending.",
                ),
            ),
        ),
        question(
            T(
                "一个细分的利润估计是 796 元，95% 区间从 −2,666 元到 4,255 元。怎么决定？（见第 5、8 节）",
                "A segment's profit is estimated at 796 CNY with a 95% interval from −2,666 to 4,255 CNY. What do you decide? (sections 5 and 8)",
            ),
            wrong(
                T("发，因为估计值是正的", "Send: the estimate is positive"),
                T(
                    "只挑估计为正的细分，结果会偏乐观。",
                    "Picking whatever looks positive gives too rosy a result.",
                ),
            ),
            wrong(
                T("永远不发，因为可能亏", "Never send: it may lose"),
                T(
                    "也可能赚 4,255 元；现在还不知道。",
                    "It may earn 4,255 CNY; nobody knows yet.",
                ),
            ),
            right(
                T(
                    "用更多会员再测",
                    "Test again with more members",
                ),
                T(
                    "区间跨过 0，信息不够，而测试花不了多少钱。",
                    "The interval includes 0: there is too little information, and a test costs little.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 10 · 写给林岚的备忘录
#
# ### 练习 23.7 · 备忘录
# 用 150–300 字给林岚写一份备忘录：2 次测试各能不能用？下一次消息发给谁，不发给谁，谁要再测？请引用本课算出的至少 3 个数字，其中至少 1 个带区间；
# 回应小钱“先发给常客”的说法；写明怎样跟踪满意度或忠诚度；并指出一处局限。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 10 · A memo to Lin Lan
#
# ### Exercise 23.7 · Memo
# In 150–300 words, advise Lin Lan: can each of the 2 tests be used? Who gets the next message, who does not, and whom to test again? Quote at least 3 figures from this lesson, at least 1 of them with its interval;
# answer Xiao Qian's "regulars first"; say how to follow satisfaction or loyalty; and name a limit. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 测试可信吗（1 分） | 2 次都有结论，理由来自样本比例 | 只说到一次，或理由笼统 | 没有提到 |
# | 发给谁（2 分） | 4 个细分都有决定，依据利润的区间 | 有决定，但只看点估计 | 按响应决定，或没有决定 |
# | 回应小钱（1 分） | 说清响应与增量之别，并用常客的数字 | 只说他错了 | 没有回应 |
# | 数字（1 分） | 至少 3 个，含区间，准确 | 1–2 个，或没有区间 | 没有数字 |
# | 跟踪与局限（1 分） | 有指标、对照组和期限，局限说明后果 | 只有其一 | 都没有 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | can the tests be trusted (1 point) | a verdict on each of the 2, from the sample ratio | on one only, or vague reasons | not mentioned |
# | who gets it (2 points) | a decision on all 4 segments, from the interval of profit | decisions from estimates alone | decided by response, or not at all |
# | answer to Xiao Qian (1 point) | tells response from uplift, with the figures of the regulars | just says he is wrong | none |
# | figures (1 point) | at least 3, an interval among them, right | 1–2, or no interval | none |
# | follow-up and limit (1 point) | a measure, a control group and a period; what follows from the limit | only one of these | neither |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="23.1,23.4,23.5"
# 示例：春季测试不能用：发送组只占 43.6%（计划 50%），p 远小于 0.001，丢的多是没买的 App 用户，请修好跳转再测。秋季占 50.1%，可以用。
# 下一次只发将流失会员：增量 0.75 个百分点（95% 区间 0.43 到 1.07），12,497 人预计赚 4,770 元。低互动停发：增量 −0.46，利润的整段区间都亏。年轻 App 用户赚 796 元，但区间从 −2,666 到 4,255 元，再测；常客也再测，不急着发。
# 小钱说常客转化率最高，没错，1.40%；但没收到消息的常客也有 1.39%，这是响应，不是增量，发给他们 ROI 是 −97%。
# 跟踪：留出 10% 不发，比较 90 天复购率和退订率，满意度用中性问法。局限：14 天看不到囤货或透支，客单价假设不变，所以利润可能被高估。
#
# Example: the spring test cannot be used. Just 43.6% are treated where 50% were planned, p is far below 0.001, and those lost are mostly app users who did not buy; mend the page and test again. The autumn test, at 50.1%, can be used.
# Send the next message to those about to leave alone: uplift 0.75 points (95% interval 0.43 to 1.07), an expected profit of 4,770 CNY for 12,497 members. Stop it for those who seldom open: uplift −0.46, and the whole interval of profit loses. Young app users earn 796 CNY, but from −2,666 to 4,255: test again. The regulars, too: test, do not send.
# Xiao Qian is right that regulars convert best, at 1.40%; but so do regulars without a message, at 1.39%. That is response and not uplift; their ROI is −97%.
# Follow-up: hold out 10%, compare repeat purchases and opt-outs after 90 days, ask for satisfaction in neutral words. Limits: 14 days do not show purchases merely brought forward, and the order value is assumed not to change, so the profit may be overstated.
# %% [markdown] lang="zh" id="discussion"
# ## 11 · 讨论卡（4–6 人，15 分钟）
#
# 情境：市场总监说：“对照组就是白白少赚的钱。消息发给所有人，看销售额涨没涨就行了。”
#
# - 正方：留 10% 的对照组，按本课的数字，最多少赚多少？什么时候可以不留？
# - 反方：没有对照组，怎样区分消息的作用和季节、节日的作用？低互动会员的损失谁会发现？
# - 共同决定：对照组留多大、留多久？什么结果会让你们改变现在的发送名单？
# %% [markdown] lang="en" id="discussion"
# ## 11 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the marketing director says: "A control group is money we did not earn. Send it to everybody and see whether sales go up."
#
# - For: by the figures of this lesson, how much does a control group of 10% cost at most? When can you do without?
# - Against: without one, how do you tell the message from the season or a festival? Who would notice what is lost among members who seldom open?
# - Together: how large a control group, and for how long? Which result would make you change the list?
# %% [markdown] lang="zh" id="wrap-up"
# ## 12 · 小结
#
# **记住**
#
# - 先查样本比例；不匹配就停下，不读结果。
# - 增量 = 发送组 − 对照组；响应高不等于有用。
# - 每个增量都带区间；细分多就校正，细分小就别指望看出效果。
# - 排序按增量，用没有学过的数据画 Qini 曲线；ROI 只算增量。
# - 按利润的区间决定：发、停、再测；再看满意度和忠诚度。
#
# **实践中容易失灵的地方**
#
# - 消息会扩散：家人共用账号、转发优惠券，对照组也可能受影响。
# - 天天偷看结果、显著就停，误报会大大增加；测多久要事先定好。
# - 14 天里多买的，可能只是把下个月的提前了。
# - 细分要在测试前定好；测试后按结果划分的细分，增量没有意义。
# - 真实的增量多半比这份虚构数据更小，细分之间也没有这么分明。
# - 像 `young` 这样的细分与年龄有关：优惠只给一部分人，要先问是否公平（第 04 课）。
#
# **深入阅读**：Kohavi, R., Tang, D., & Xu, Y. (2020). *Trustworthy Online Controlled Experiments: A Practical Guide to A/B Testing*. Cambridge University Press.
# %% [markdown] lang="en" id="wrap-up"
# ## 12 · Wrap-up
#
# **Remember**
#
# - Check the sample ratio first; at a mismatch stop and do not read on.
# - Uplift = treated − control; a high response does not mean that it works.
# - Every uplift has an interval; correct for many segments, and expect little of small ones.
# - Rank by uplift and draw the Qini curve on data that the scores have not seen; in an ROI only the uplift counts.
# - Decide by the interval of profit: send, stop or test again; then look at satisfaction and loyalty.
#
# **Where it fails in practice**
#
# - Messages spread: families share an account, coupons are passed on, and the control group is affected too.
# - Looking every day and stopping at significance raises many more false alarms; fix the length of the test beforehand.
# - What is bought within 14 days may just be next month's purchase.
# - Fix segments before the test; for segments made from its results an uplift means nothing.
# - Real uplifts are mostly smaller than in these fictional data, and segments less distinct.
# - A segment such as `young` goes with age: before a coupon goes to some and not to others, ask whether that is fair (lesson 04).
#
# **Read on:** Kohavi, R., Tang, D., & Xu, Y. (2020). *Trustworthy Online Controlled Experiments: A Practical Guide to A/B Testing*. Cambridge University Press.
