# %% [markdown] lang="zh" id="question"
# ## 4 个细分，1 个装下 87% 的会员
#
# 云杉优选是一家虚构的全渠道零售商。2024 年和 2025 年，下过 3 张及以上订单的会员有 1,787 位，贡献了会员销售额的 78%。
# 会员运营经理林岚想把他们分成几个细分，各配一套服务。同事小赵把 7 个行为指标直接交给 K 均值，得到 4 簇：
# 1,550、200、29 和 8 位会员。他说：“轮廓系数 0.57，可以用。”
#
# 换一种方式准备数据，同样 4 簇，是 782、455、378 和 172 位会员，轮廓系数只有 0.29。
# 数据由程序生成，每位会员的真实类型是知道的。与它对照（1 是完全一致，0 是碰运气），小赵的结果得 0.05，
# 另一种得 0.72。为什么指标更高的方案，几乎等于瞎猜？k 该怎么选？
# %% [markdown] lang="en" id="question"
# ## 4 segments, 1 of them with 87% of the members
#
# Spruce Select is a fictional omni-channel retailer. In 2024 and 2025, 1,787 members placed 3 or more orders; they bring 78% of what members spend.
# Lin Lan, who runs the membership programme, wants a few segments of them, each with a service of its own. Her colleague Xiao Zhao
# gave 7 measures of behaviour to k-means as they are and got 4 clusters of 1,550, 200, 29 and 8 members. "The silhouette is 0.57," he says. "Let's use it."
#
# Prepared in another way, the same data give 4 clusters of 782, 455, 378 and 172 members, with a silhouette of just 0.29.
# A program made the data, so it is known what type each member really is. Against these true types (1 is full agreement, 0 is chance), Zhao's
# solution scores 0.05 and the other 0.72. How can the solution with the better figure be little more than a guess, and how do we choose k?
# %% [markdown] lang="zh" id="measures"
# ## 1 · 先选指标：聚类只看得见你给它的东西
#
# **聚类**把相似的客户放在一起。算法返回的是**簇**（一个编号）；有名称、有行动的**细分**由人来定。
# 指标决定结果，所以先问：哪些行为不同，服务就该不同？本课用这 7 个：
#
# | 列 | 含义 |
# |---|---|
# | `recency_days` | 最近一次消费距今的天数 |
# | `order_value_cny` | 客单价：平均每张订单的金额（元） |
# | `discount_share` | 有折扣的商品行占比 |
# | `gift_share` | 礼盒占消费的比例 |
# | `everyday_share` | 生鲜、粮油和乳品占消费的比例 |
# | `snack_share` | 零食、饮料和个护占消费的比例 |
# | `app_share` | 在 App 下的订单占比 |
#
# 只看有 3 张及以上订单的会员：只有 1 张订单时，占比多半是 0 或 1，噪声太大。
# %% [markdown] lang="en" id="measures"
# ## 1 · Measures first: clustering sees only what you give it
#
# **Clustering** puts similar customers together. The algorithm returns **clusters** (a number each); a **segment**, with a name and an action, is made by people.
# The measures decide the result, so ask first: which differences in behaviour call for a different service? We take these 7:
#
# | column | meaning |
# |---|---|
# | `recency_days` | recency: days since the last order |
# | `order_value_cny` | mean value of an order (CNY) |
# | `discount_share` | share of product lines with a discount |
# | `gift_share` | gift sets as a share of spend |
# | `everyday_share` | fresh food, staples and dairy as a share of spend |
# | `snack_share` | snacks, drinks and personal care as a share of spend |
# | `app_share` | share of orders placed in the app |
#
# We keep members with 3 or more orders: with just 1 order most shares are 0 or 1, which is mainly noise.
# %%
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from segkit import choose_k, profile, rfm

bought = load("transactions").drop_duplicates().query("quantity > 0")
purchases = bought.dropna(subset=["customer_id"])
members = rfm(purchases, as_of="2026-01-01").set_index("customer_id")
spent = purchases.pivot_table("amount_cny", "customer_id", "category", "sum", fill_value=0)
part = spent.div(spent.sum(axis=1), axis=0)
orders = purchases.drop_duplicates("order_id")
# %%
habits = members[["recency_days"]].assign(
    order_value_cny=members["monetary_cny"] / members["frequency_orders"],
    discount_share=(purchases["discount_cny"] > 0).groupby(purchases["customer_id"]).mean(),
    gift_share=part["gift_sets"],
    everyday_share=part[["fresh", "staples", "dairy"]].sum(axis=1),
    snack_share=part[["snacks", "drinks", "personal_care"]].sum(axis=1),
    app_share=(orders["channel"] == "app").groupby(orders["customer_id"]).mean(),
)
habits = habits[members["frequency_orders"] >= 3]
habits.describe().loc[["mean", "std", "min", "50%", "max"]].round(2)
# %% [markdown] lang="zh" id="distance"
# ## 2 · 距离与尺度
#
# K 均值只认距离，通常是**欧氏距离**：各列之差的平方加起来，再开方。
#
# $d(a, b) = \sqrt{\sum_j (a_j - b_j)^2}$
#
# 平方和里，数值大的列说了算。看 3 位会员：甲和丙都爱用 App，客单价差 70 元；乙几乎不用 App，客单价与甲差 30 元。谁离甲更近？
# %% [markdown] lang="en" id="distance"
# ## 2 · Distance and scale
#
# All that k-means knows is distance, usually **Euclidean distance**: square the difference in each column, add up, take the root.
#
# $d(a, b) = \sqrt{\sum_j (a_j - b_j)^2}$
#
# In such a sum, columns with large numbers decide. Take 3 members: Jia and Bing both love the app, and their order values differ by 70 CNY; Yi hardly uses it and differs from Jia by 30 CNY. Who is nearer to Jia?
# %%
three = pd.DataFrame({"order_value_cny": [120, 150, 190], "app_share": [0.9, 0.1, 0.9]})
jia = three.loc[0]
raw = ((three - jia) ** 2).sum(axis=1) ** 0.5
even = (((three - jia) / habits[three.columns].std()) ** 2).sum(axis=1) ** 0.5
near = pd.DataFrame({T("原始数值", "as they are"): raw, T("除以标准差", "over the SD"): even})
near.index = [T("甲", "Jia"), T("乙", "Yi"), T("丙", "Bing")]
near.round(2)
# %% [markdown] lang="zh" id="distance-read"
# 按原始数值，乙离甲最近：30 元的差别压倒了 App 占比从 0.9 到 0.1 的差别。把单位改成分，金额的影响再大 100 倍；
# 换个单位答案就变，这样的结果不能用。除以标准差以后，丙离甲近得多。再看小赵的 4 簇解释了各列方差的多少：
# %% [markdown] lang="en" id="distance-read"
# As they are, Yi is nearer to Jia: a difference of 30 CNY outweighs an app share of 0.9 against 0.1. Count in cents, and money weighs 100 times as much;
# an answer that changes with the unit is worth nothing. Over the standard deviation, Bing is much nearer. Now look how much of the variance of each column Zhao's 4 clusters explain:
# %%
zhao = KMeans(4, n_init=10, random_state=0).fit_predict(habits)
explained = habits.groupby(zhao).transform("mean").var() / habits.var()
print(sorted(np.bincount(zhao).tolist()), f"{silhouette_score(habits, zhao):.2f}")
explained.rename(T("簇解释的方差", "variance explained")).map("{:.0%}".format).to_frame()
# %% [markdown] lang="zh" id="scale-q"
# 小赵的簇解释了客单价的 90%，App 占比却只有 5%：他只是把客单价切成 4 段，最小的几簇都是大户。轮廓系数 0.57 说的是客单价分得开，
# 不是客户分得好。分 2 簇时更高，有 0.91，因为其中一簇只有 24 位大户。
#
# ### 练习 10.1 · 取对数，再标准化
# 金额和天数很偏：客单价的中位数是 192 元，最大 7,416 元。取对数以后，100 元到 200 元与 1,000 元到 2,000 元一样远。
# 请做出 `z`：与 `habits` 同样的索引和列的 DataFrame。先对 `recency_days` 和 `order_value_cny` 取自然对数，其余列不取；再把 7 列都**标准化**：减去均值，除以标准差，于是每列均值为 0，标准差为 1。
#
# <details><summary>提示 1</summary>2 步：先对 `money_and_days` 里的列取 `np.log`，再对整张表标准化。</details>
# <details><summary>提示 2</summary>`z - z.mean()` 会自动按列对齐。</details>
# <details><summary>提示 3</summary>先 `z[money_and_days] = np.log(z[money_and_days])`，再 `z = (z - z.mean()) / z.std()`；`std` 的 `ddof` 用 0 或 1 都可以。</details>
# %% [markdown] lang="en" id="scale-q"
# Zhao's clusters explain 90% of order value but 5% of app share: they merely cut order value into 4 pieces, the smallest of which are bulk buyers. A silhouette of 0.57 says that order values are well apart,
# not that customers are. With 2 clusters it is even higher, 0.91, because one of them holds just 24 bulk buyers.
#
# ### Exercise 10.1 · Logs, then one scale
# Money and days are very skewed: the median order value is 192 CNY, the largest 7,416 CNY. After logs, 100 to 200 CNY is as far as 1,000 to 2,000 CNY.
# Make `z`, a DataFrame with the index and the columns of `habits`. First take the natural logarithm of `recency_days` and `order_value_cny`, and of no other column. Then **standardise** all 7 columns: from each subtract its mean and divide by its standard deviation, so that each has mean 0 and standard deviation 1.
#
# <details><summary>Hint 1</summary>2 steps: `np.log` of the columns in `money_and_days`, then standardise the whole table.</details>
# <details><summary>Hint 2</summary>`z - z.mean()` matches the columns by itself.</details>
# <details><summary>Hint 3</summary>First `z[money_and_days] = np.log(z[money_and_days])`, then `z = (z - z.mean()) / z.std()`; either 0 or 1 will do as `ddof` of `std`.</details>
# %% exercise="scale" objective="10.1"
money_and_days = ["recency_days", "order_value_cny"]
z = habits.copy()
### BEGIN SOLUTION
z[money_and_days] = np.log(z[money_and_days])
z = (z - z.mean()) / z.std(ddof=0)
### END SOLUTION
# %% wrong="scale" breaks="scale-logs" why="standardised without logs"
money_and_days = ["recency_days", "order_value_cny"]
z = (habits - habits.mean()) / habits.std(ddof=0)
# %% wrong="scale" breaks="scale-spread" why="logs, but no common scale"
money_and_days = ["recency_days", "order_value_cny"]
z = habits.copy()
z[money_and_days] = np.log(z[money_and_days])
# %% wrong="scale" breaks="scale-logs" why="logs of the shares as well"
money_and_days = ["recency_days", "order_value_cny"]
z = np.log(habits + 0.01)
z = (z - z.mean()) / z.std(ddof=0)
# %% wrong="scale" breaks="scale-spread,scale-logs" why="each member standardised over their own measures"
money_and_days = ["recency_days", "order_value_cny"]
z = habits.sub(habits.mean(axis=1), axis=0).div(habits.std(axis=1), axis=0)
# %% wrong="scale" breaks="scale-spread" hardcoded="seed" why="means and spreads of the shipped data"
money_and_days = ["recency_days", "order_value_cny"]
z = habits.copy()
z[money_and_days] = np.log(z[money_and_days])
z = z - [4.504813, 5.365839, 0.347762, 0.119259, 0.296704, 0.340051, 0.35058]
z = z / [1.30282, 0.758266, 0.22617, 0.257927, 0.194831, 0.24736, 0.357454]
# %% check="scale-spread" of="scale" points=2
assert isinstance(z, pd.DataFrame), T("z 应是 DataFrame", "z should be a DataFrame")
assert not z.equals(habits), T(
    "还没有作答：z 仍然是 habits", "not attempted: z is still habits"
)
assert set(z.columns) == set(habits.columns) and z.index.sort_values().equals(
    habits.index.sort_values()
), T("索引和列应与 habits 相同", "z has the index and the columns of habits")
assert np.isfinite(z.to_numpy(dtype=float)).all(), T(
    "不应有缺失或无穷", "no gaps, nothing infinite"
)
### BEGIN HIDDEN TESTS
for name in habits.columns:
    column = z[name].to_numpy(dtype=float)
    assert abs(column.mean()) < 1e-3, T(
        f"{name} 的均值不是 0：用这批数据自己的均值",
        f"the mean of {name} is not 0: use the means of these data",
    )
    assert abs(((column - column.mean()) ** 2).mean() ** 0.5 - 1) < 2e-3, T(
        f"{name} 的标准差不是 1", f"the standard deviation of {name} is not 1"
    )
### END HIDDEN TESTS
assert z.std().between(0.99, 1.01).all(), T(
    "每一列的标准差都应是 1：按列标准化，不是按行",
    "each column has a standard deviation of 1: work by columns, not by rows",
)
# %% check="scale-logs" of="scale" points=1
assert isinstance(z, pd.DataFrame), T("z 应是 DataFrame", "z should be a DataFrame")
assert not z.equals(habits), T(
    "还没有作答：z 仍然是 habits", "not attempted: z is still habits"
)
assert set(z.columns) == set(habits.columns) and len(z) == len(habits), T(
    "索引和列应与 habits 相同", "z has the index and the columns of habits"
)
### BEGIN HIDDEN TESTS
for name in habits.columns:
    wanted = habits[name].to_numpy(dtype=float)
    skewed_column = name in ("recency_days", "order_value_cny")
    wanted = np.log(wanted) if skewed_column else wanted
    found = z[name].reindex(habits.index).to_numpy(dtype=float)
    assert np.isfinite(found).all(), T("不应有缺失或无穷", "no gaps, nothing infinite")
    assert np.corrcoef(found, wanted)[0, 1] > 0.99999, T(
        f"{name} 不对：只对 recency_days 和 order_value_cny 取 np.log，行的索引不能错位",
        f"wrong for {name}: np.log of recency_days and order_value_cny only, and each row keeps its index",
    )
### END HIDDEN TESTS
assert (
    z["order_value_cny"].max() - z["order_value_cny"].mean() < 9 * z["order_value_cny"].std()
), T(
    "客单价最高的会员还在 9 个标准差以外：取对数了吗？",
    "the highest order value still lies 9 standard deviations out: did you take logs?",
)
# %% [markdown] lang="zh" id="scaled"
# 从这里起用下面的 `scaled`，前面没做完也能继续。`mean` 和 `sd` 要留着：下个月的新会员必须用**同一套**均值和标准差，
# 才能与现在的簇比较；每个月或每个渠道各自重新标准化，差别就被抹平了。
#
# 不取对数、只标准化会怎样？分 4 簇时差别不大。分 5 簇时，有 19 位大户自成一簇，轮廓系数反而从 0.24 升到 0.31：**离群值**越极端，越容易独占一个簇，也越容易抬高指标。
# 怎样标准化也是选择：有模拟发现除以极差更好（Milligan 和 Cooper，1988，*Journal of Classification*，5(2)，181–204）。
# %% [markdown] lang="en" id="scaled"
# From here on we use `scaled`, made below, so you can go on even if something above is unfinished. Keep `mean` and `sd`: next month's new members must be put on the **same** scale
# to be compared with today's clusters; standardise each month or each channel anew, and their differences are wiped out.
#
# What if we standardise without logs? With 4 clusters there is little difference. With 5, 19 bulk buyers get a cluster of their own, and the silhouette rises from 0.24 to 0.31: the more extreme an **outlier**, the more easily it wins a cluster and lifts the measure.
# How to standardise is a choice, too: in some simulations, dividing by the range did better (Milligan and Cooper, 1988, *Journal of Classification*, 5(2), 181–204).
# %%
skewed = ["recency_days", "order_value_cny"]
logged = habits.astype(float)
logged[skewed] = np.log(logged[skewed])
mean, sd = logged.mean(), logged.std(ddof=0)
scaled = (logged - mean) / sd
scaled.agg(["mean", "std", "min", "max"]).round(2) + 0.0  # + 0.0: 0.00, not -0.00
# %% [markdown] lang="zh" id="algorithm"
# ## 3 · K 均值的 2 个步骤
#
# 先选定簇数 k 和 k 个起始中心，然后反复：
#
# 1. **分配**：每位客户归到最近的中心；
# 2. **更新**：每个中心移到它的客户的均值。
#
# 直到不再变化。每一步都不会增大**簇内平方和**，即每位客户到自己中心的距离的平方之和，而分法只有有限种，所以一定会停下来（Lloyd，1982，*IEEE Transactions on Information Theory*，28(2)，129–137）。
#
# 手算：4 个点 (1, 1)、(2, 1)、(8, 7)、(9, 9)，起始中心 (1, 1) 和 (2, 1)。第 1 轮：只有 (1, 1) 归中心 1，其余归中心 2，
# 中心 2 移到 (6.33, 5.67)。第 2 轮：(2, 1) 离中心 1 更近，改归中心 1，两个中心移到 (1.5, 1) 和 (8.5, 8)。第 3 轮不再变化。
# %% [markdown] lang="en" id="algorithm"
# ## 3 · The 2 steps of k-means
#
# Choose the number of clusters k and k first centres, then repeat:
#
# 1. **assign**: each customer goes to the nearest centre;
# 2. **update**: each centre moves to the mean of its customers.
#
# Stop when nothing changes. No step ever raises the **inertia**, the sum of the squared distances of the customers to their centres, and there are only so many ways to divide them, so it has to stop (Lloyd, 1982, *IEEE Transactions on Information Theory*, 28(2), 129–137).
#
# By hand: the 4 points (1, 1), (2, 1), (8, 7), (9, 9), first centres (1, 1) and (2, 1). Round 1: just (1, 1) goes to centre 1 and the rest to centre 2,
# so that centre 2 moves to (6.33, 5.67). Round 2: (2, 1) is nearer to centre 1 now and changes to centre 1; the 2 centres move to (1.5, 1) and (8.5, 8). Round 3 changes nothing.


# %% [markdown] lang="zh" id="step-q"
# ### 练习 10.2 · 自己走 1 轮
# 写函数 `one_step(points, centres)`：先分配，再更新，返回新的中心。2 个参数都是二维 NumPy 数组，每行是一个点（或中心），列相同；
# 返回与 `centres` 形状相同、顺序相同的数组。距离用欧氏距离；可以假定每个中心至少分到一个点。
#
# <details><summary>提示 1</summary>`points[:, None] - centres` 得到每个点与每个中心的差，形状是（点，中心，列）。</details>
# <details><summary>提示 2</summary>平方，沿最后一个轴求和，再用 `argmin(axis=1)` 找到最近的中心。</details>
# <details><summary>提示 3</summary>对每个编号 `i` 取 `points[nearest == i].mean(axis=0)`，用 `np.array([...])` 合起来。</details>
# %% [markdown] lang="en" id="step-q"
# ### Exercise 10.2 · Take 1 round yourself
# Write `one_step(points, centres)`: assign, then update, and return the new centres. Both arguments are two-dimensional NumPy arrays with a row per point (or centre) and the same columns;
# return an array of the shape of `centres`, in the same order. Use Euclidean distance; you may assume that each centre gets some point.
#
# <details><summary>Hint 1</summary>`points[:, None] - centres` holds the difference of each point and each centre, in the shape (points, centres, columns).</details>
# <details><summary>Hint 2</summary>Square, add up along the last axis, and let `argmin(axis=1)` find the nearest centre.</details>
# <details><summary>Hint 3</summary>For each number `i` take `points[nearest == i].mean(axis=0)`, and put them together with `np.array([...])`.</details>
# %% exercise="step" objective="10.2"
def one_step(points, centres):
    """Return the centres after one round of k-means."""
    ### BEGIN SOLUTION
    squares = ((points[:, None] - centres) ** 2).sum(axis=2)
    nearest = squares.argmin(axis=1)
    return np.array([points[nearest == i].mean(axis=0) for i in range(len(centres))])
    ### END SOLUTION


# %% wrong="step" breaks="step-small,step-any,step-rest" why="the median instead of the mean"
def one_step(points, centres):
    nearest = ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return np.array([np.median(points[nearest == i], axis=0) for i in range(len(centres))])


# %% wrong="step" breaks="step-any,step-rest" why="city-block distance: differences added up without squares"
def one_step(points, centres):
    nearest = np.abs(points[:, None] - centres).sum(axis=2).argmin(axis=1)
    return np.array([points[nearest == i].mean(axis=0) for i in range(len(centres))])


# %% wrong="step" breaks="step-small,step-any,step-rest" why="the labels returned instead of the centres"
def one_step(points, centres):
    return ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)


# %% wrong="step" breaks="step-any,step-rest" hardcoded="inputs" why="the answer to the example, hard-coded"
def one_step(points, centres):
    return np.array([[1, 1], [19 / 3, 17 / 3]])


# %% check="step-small" of="step" points=1
four = np.array([[1.0, 1.0], [2.0, 1.0], [8.0, 7.0], [9.0, 9.0]])
moved_to = one_step(four.copy(), np.array([[1.0, 1.0], [2.0, 1.0]]))
assert moved_to is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.shape(moved_to) == (2, 2), T(
    "应返回 2 个中心，每个 2 列", "return 2 centres with 2 columns each"
)
assert np.isfinite(np.asarray(moved_to, dtype=float)).all(), T("不应有缺失", "no gaps")
assert np.allclose(moved_to, [[1, 1], [19 / 3, 17 / 3]], atol=0.01), T(
    "例子第 1 轮以后的中心是 (1, 1) 和 (6.33, 5.67)",
    "after round 1 of the example the centres are (1, 1) and (6.33, 5.67)",
)
# %% check="step-any" of="step" points=1
second_round = one_step(four.copy(), np.array([[1.0, 1.0], [19 / 3, 17 / 3]]))
assert second_round is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.shape(second_round) == (2, 2), T("应返回 2 个中心", "return 2 centres")
### BEGIN HIDDEN TESTS
drawn = np.random.default_rng(3)
cloud, first_guess = drawn.normal(size=(90, 3)), drawn.normal(size=(4, 3))
near = [min(range(4), key=lambda i: sum((p - first_guess[i]) ** 2)) for p in cloud]
means = [np.mean([p for p, n in zip(cloud, near) if n == i], axis=0) for i in range(4)]
stepped = one_step(cloud.copy(), first_guess.copy())
assert np.shape(stepped) == (4, 3), T(
    "应返回与 centres 形状相同的数组", "return an array of the shape of centres"
)
assert np.allclose(stepped, means, atol=1e-6), T(
    "在别的点上不对：距离要用差的平方，中心是均值",
    "wrong for other points: distance squares the differences, a centre is a mean",
)
### END HIDDEN TESTS
assert np.allclose(second_round, [[1.5, 1], [8.5, 8]], atol=0.01), T(
    "例子第 2 轮以后的中心是 (1.5, 1) 和 (8.5, 8)",
    "after round 2 of the example the centres are (1.5, 1) and (8.5, 8)",
)
# %% check="step-rest" of="step" points=1
at_rest = one_step(four.copy(), np.array([[1.5, 1.0], [8.5, 8.0]]))
assert at_rest is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
### BEGIN HIDDEN TESTS
moving = one_step(four.copy(), np.array([[1.0, 1.0], [2.0, 1.0]]))
assert np.shape(moving) == (2, 2) and not np.allclose(moving, [[1, 1], [2, 1]]), T(
    "中心没有移动：要移到它的客户的均值", "the centres do not move: take the means"
)
stopped = KMeans(5, n_init=1, random_state=3, tol=0, max_iter=1000).fit(scaled.to_numpy())
again = one_step(scaled.to_numpy(), stopped.cluster_centers_.copy())
assert np.shape(again) == (5, scaled.shape[1]), T(
    "应返回与 centres 形状相同的数组", "return an array of the shape of centres"
)
assert np.allclose(again, stopped.cluster_centers_, atol=1e-3), T(
    "K 均值停下来以后，再走 1 轮不应改变中心",
    "once k-means has stopped, another round must not move the centres",
)
### END HIDDEN TESTS
assert np.shape(at_rest) == (2, 2) and np.allclose(at_rest, [[1.5, 1], [8.5, 8]], atol=0.01), T(
    "例子第 3 轮不应再有变化", "round 3 of the example changes nothing"
)
# %% [markdown] lang="zh" id="starts"
# ### 局部最优：要有好几个起点
# 停下来不等于最好，可能只是一个**局部最优**。下面分 4 簇，用 20 个不同的随机起点各跑一次，看看停下来时的簇内平方和比最好的一次高多少，簇与它有多一致（ARI，见第 5 节，1 是完全一致）。
# %% [markdown] lang="en" id="starts"
# ### Local optima: use several starts
# To have stopped is not to be best: it may be just a **local optimum**. Below, 4 clusters from each of 20 random starts: see how far above the best inertia each stops, and how far its clusters agree with those of the best (the ARI, explained in section 5; 1 is full agreement).
# %%
runs = [KMeans(4, n_init=1, random_state=start).fit(scaled) for start in range(20)]
best_run = min(runs, key=lambda run: run.inertia_)
above = [f"{run.inertia_ / best_run.inertia_ - 1:.0%}" for run in runs]
agreed = [adjusted_rand_score(best_run.labels_, run.labels_) for run in runs]
ends = pd.Series(agreed, above, name="ARI").groupby(level=0).describe().round(2)
ends[["count", "min", "max"]].rename_axis(T("高出最好的", "above the best"))
# %% [markdown] lang="zh" id="starts-read"
# 20 个起点里有 9 个停在高出 8% 的地方，与最好结果的 ARI 只有 0.5 左右：簇很不一样，却没有任何提示。
# 所以至少用 10 个起点，取簇内平方和最小的一次；scikit-learn 默认是 1 个，要写 `n_init=10`。
# %% [markdown] lang="en" id="starts-read"
# Of the 20 starts, 9 stop 8% higher, and their ARI with the best is only about 0.5: the clusters are quite different, and nothing warns you.
# So use 10 starts or more and keep the one with the lowest inertia; the default of scikit-learn is 1, so write `n_init=10`.
# %% [markdown] lang="zh" id="how-many"
# ## 4 · k 取几：只有证据，没有标准答案
#
# **肘部法**画出簇内平方和随 k 的变化，找拐弯的地方（Thorndike，1953，*Psychometrika*，18(4)，267–276）。
# 下面有 2 条线：会员；以及把每一列各自打乱的会员，列与列之间的关系被打断，只剩各列自己的形状。
# %% [markdown] lang="en" id="how-many"
# ## 4 · How many? Evidence, but no model answer
#
# The **elbow method** draws the inertia of the clusters against k and looks for the bend (Thorndike, 1953, *Psychometrika*, 18(4), 267–276).
# Here are 2 lines: the members, and the members with each column shuffled by itself, so that nothing is left of how the columns go together, only each column's own shape.
# %%
rng = np.random.default_rng(10)
shuffled = scaled.apply(rng.permutation)
quick = dict(n_init=5, n_ref=0, n_boot=0)
elbow = pd.DataFrame({
    T("会员", "members"): choose_k(scaled, range(1, 9), **quick)["inertia"],
    T("各列打乱", "columns shuffled"): choose_k(shuffled, range(1, 9), **quick)["inertia"],
})
elbow = elbow / elbow.loc[1]
# %%
noise = KMeans(4, n_init=10, random_state=0).fit_predict(shuffled)
print(sorted(np.bincount(noise).tolist()), f"{silhouette_score(shuffled, noise):.2f}")
ax = elbow.plot(style=["o-", "s--"], color=["C0", "C1"], figsize=(7, 3.2))
ax.set(xlabel="k", ylabel=T("簇内平方和（k = 1 为 1）", "inertia (k = 1 is 1)"), ylim=(0, 1.05))
plot.show(
    ax,
    alt=T(
        "2 条都平滑下降的线：会员的降得更快，在 3 到 5 之间渐渐变缓；打乱的也一路下降。",
        "2 lines that both fall smoothly: members faster, flattening somewhere from 3 to 5; shuffled ones fall all the way as well.",
    ),
)
# %% [markdown] lang="zh" id="elbow-read"
# 肘在 3、4 还是 5？簇内平方和随 k 增大总会下降，打乱的数据也一样；换一下坐标轴的比例，“肘”就移动。
# 所以**肘会骗人**，有人建议停用（Schubert，2023，*ACM SIGKDD Explorations*，25(1)，36–42）。
# 打乱的数据也照样“分出”827、456、334 和 170 位会员的 4 簇，轮廓系数 0.16：**在噪声里，K 均值也总会交出 k 个簇**，第 12 课讲怎样识破。其他常用的证据（出处见 `help(choose_k)`）：
#
# | 指标 | 想法 | 怎样选 k |
# |---|---|---|
# | 轮廓系数 | 自己的簇比邻近的簇近多少，-1 到 1 | 最大 |
# | Gap | 比没有簇的均匀数据好多少 | 满足规则的最小 k |
# | BIC | 拟合得多差，加上参数的代价 | 最小 |
# | 稳定性 | 换一批抽样，结果有多一致 | 最大 |
#
# Gap 的规则是：最小的 k，使 $Gap(k) \ge Gap(k+1) - s_{k+1}$，$s_{k+1}$ 是 $Gap(k+1)$ 的误差。
# %% [markdown] lang="en" id="elbow-read"
# Is the elbow at 3, 4 or 5? Inertia always falls as k grows, for shuffled data too; stretch an axis, and the "elbow" moves.
# **Elbows lie**, and some now advise against the method altogether (Schubert, 2023, *ACM SIGKDD Explorations*, 25(1), 36–42).
# The shuffled data, too, are divided into 4 clusters, of 827, 456, 334 and 170 members with a silhouette of 0.16: **in noise, k-means hands over k clusters all the same**. Lesson 12 shows how to see through them. Other usual evidence (sources: `help(choose_k)`):
#
# | measure | idea | which k |
# |---|---|---|
# | silhouette | how much nearer is the own cluster than the next one, from -1 to 1 | the highest |
# | gap | how much better than uniform data without clusters | the smallest k that meets its rule |
# | BIC | misfit, plus a price for parameters | the lowest |
# | stability | how alike are the solutions of new samples | the highest |
#
# The rule for the gap: the smallest k with $Gap(k) \ge Gap(k+1) - s_{k+1}$, where $s_{k+1}$ is the error of $Gap(k+1)$.


# %% [markdown] lang="zh" id="votes-q"
# ### 练习 10.3 · 各个指标选几
# 写函数 `favourites(table)`。`table` 以 k 为索引（从小到大），列有 `silhouette`、`gap`、`gap_se`（误差 $s$）、`bic` 和 `stability`；
# 返回字典，键是 `"silhouette"`（轮廓系数）、`"gap"`、`"bic"`、`"stability"`（稳定性），值是各指标选的 k。Gap 用上面的规则，与**下一行**比较；如果没有一行满足，就返回最后的 k。
#
# <details><summary>提示 1</summary>`idxmax` 和 `idxmin` 返回 k。注意哪个指标越小越好。</details>
# <details><summary>提示 2</summary>`shift(-1)` 把下一行的值移到这一行。</details>
# <details><summary>提示 3</summary>`enough = table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)`；若 `enough.any()`，取 `enough.idxmax()`，否则取 `table.index[-1]`。</details>
# %% [markdown] lang="en" id="votes-q"
# ### Exercise 10.3 · Which k does each measure choose?
# Write `favourites(table)`. The `table` is indexed by k (rising) and has the columns `silhouette`, `gap`, `gap_se` (the error $s$), `bic` and `stability`;
# return a dictionary with the keys `"silhouette"`, `"gap"`, `"bic"` and `"stability"` and the k that each measure chooses. For the gap use the rule above, which compares with the **next row**; if no row meets it, return the last k.
#
# <details><summary>Hint 1</summary>`idxmax` and `idxmin` return k. Mind which measure is better when low.</details>
# <details><summary>Hint 2</summary>`shift(-1)` moves the value of the next row to this row.</details>
# <details><summary>Hint 3</summary>`enough = table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)`; if `enough.any()`, take `enough.idxmax()`, else `table.index[-1]`.</details>
# %% exercise="votes" objective="10.3"
def favourites(table):
    """Return the k that each measure chooses."""
    ### BEGIN SOLUTION
    enough = table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)
    chosen = {
        "silhouette": table["silhouette"].idxmax(),
        "gap": enough.idxmax() if enough.any() else table.index[-1],
        "bic": table["bic"].idxmin(),
        "stability": table["stability"].idxmax(),
    }
    return {name: int(k) for name, k in chosen.items()}
    ### END SOLUTION


# %% wrong="votes" breaks="votes-plain" why="the highest BIC"
def favourites(table):
    enough = table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)
    gap = enough.idxmax() if enough.any() else table.index[-1]
    names = ["silhouette", "bic", "stability"]
    return {name: int(table[name].idxmax()) for name in names} | {"gap": int(gap)}


# %% wrong="votes" breaks="votes-gap" why="the highest gap instead of the rule"
def favourites(table):
    names = ["silhouette", "gap", "stability"]
    return {name: int(table[name].idxmax()) for name in names} | {
        "bic": int(table["bic"].idxmin())
    }


# %% wrong="votes" breaks="votes-gap" why="the error of the same row instead of the next"
def favourites(table):
    enough = table["gap"] + table["gap_se"] >= table["gap"].shift(-1)
    gap = enough.idxmax() if enough.any() else table.index[-1]
    names = ["silhouette", "stability"]
    return {name: int(table[name].idxmax()) for name in names} | {
        "bic": int(table["bic"].idxmin()),
        "gap": int(gap),
    }


# %% wrong="votes" breaks="votes-gap" why="the largest k that meets the rule, not the smallest"
def favourites(table):
    enough = table["gap"] >= (table["gap"] - table["gap_se"]).shift(-1)
    gap = enough[enough].index[-1] if enough.any() else table.index[-1]
    names = ["silhouette", "stability"]
    return {name: int(table[name].idxmax()) for name in names} | {
        "bic": int(table["bic"].idxmin()),
        "gap": int(gap),
    }


# %% wrong="votes" breaks="votes-plain,votes-gap" hardcoded="inputs" why="the answer to the visible table, hard-coded"
def favourites(table):
    return {"silhouette": 2, "gap": 3, "bic": 4, "stability": 5}


# %% check="votes-plain" of="votes" points=2
shown_table = pd.DataFrame(
    {
        "silhouette": [0.4, 0.3, 0.2, 0.1],
        "gap": [0.2, 0.5, 0.55, 0.6],
        "gap_se": [0.01, 0.02, 0.06, 0.01],
        "bic": [90.0, 70.0, 60.0, 80.0],
        "stability": [0.5, 0.7, 0.6, 0.9],
    },
    index=[2, 3, 4, 5],
)
voted = favourites(shown_table.copy())
assert voted is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(voted, dict) and {"silhouette", "bic", "stability"} <= set(voted), T(
    "应返回字典，键有 silhouette、bic 和 stability",
    "return a dictionary with the keys silhouette, bic and stability",
)
### BEGIN HIDDEN TESTS
dice = np.random.default_rng(4)
for first in (1, 2, 6):
    columns = ["silhouette", "gap", "gap_se", "bic", "stability"]
    made = pd.DataFrame(dice.permutation(35).reshape(7, 5) / 10, columns=columns)
    made.index = range(first, first + 7)
    given = favourites(made.copy())
    for measure, sign in (("silhouette", 1), ("stability", 1), ("bic", -1)):
        top = max(made.index, key=lambda k: sign * made.loc[k, measure])
        assert given[measure] == top, T(
            f"{measure} 选的 k 不对：BIC 越小越好，其余越大越好；返回的是 k，不是行号",
            f"wrong k for {measure}: low is good for BIC, high for the others; return k, not the row number",
        )
### END HIDDEN TESTS
assert (voted["silhouette"], voted["bic"], voted["stability"]) == (2, 4, 5), T(
    "这张表里轮廓系数选 2，BIC 选 4，稳定性选 5",
    "in this table the silhouette chooses 2, BIC 4 and the stability 5",
)
# %% check="votes-gap" of="votes" points=2
by_gap = favourites(shown_table.copy())
assert by_gap is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(by_gap, dict) and "gap" in by_gap, T(
    "应返回字典，键有 gap", "return a dictionary with the key gap"
)
### BEGIN HIDDEN TESTS
plain = {"silhouette": 0.1, "bic": 1.0, "stability": 0.5}
for start, gaps, errors in (
    (2, [0.1, 0.3, 0.5, 0.7], [0.01] * 4),
    (3, [0.1, 0.4, 0.42, 0.9], [0.3, 0.01, 0.05, 0.1]),
    (1, [0.6, 0.5, 0.9, 1.0], [0.0] * 4),
    (2, [0.1, 0.4, 0.45, 0.44], [0.01, 0.1, 0.01, 0.2]),
    (3, [0.5, 0.25, 1.0, 0.75], [0.0] * 4),
    (4, [0.25, 0.5, 0.5, 0.75], [0.0] * 4),
):
    made = pd.DataFrame({"gap": gaps, "gap_se": errors}, index=range(start, start + 4))
    met = [n for n in range(3) if gaps[n] >= gaps[n + 1] - errors[n + 1]]
    due = start + (met[0] if met else 3)
    assert favourites(made.assign(**plain))["gap"] == due, T(
        "Gap 选的 k 不对：最小的 k，使 gap 不低于下一行的 gap 减去下一行的误差；都不满足就取最后的 k",
        "wrong k for the gap: the smallest k whose gap reaches the next gap less the next error; if there is none, the last k",
    )
### END HIDDEN TESTS
assert by_gap["gap"] == 3, T(
    "这张表里 Gap 选 3：0.5 ≥ 0.55 - 0.06，而 0.2 < 0.5 - 0.02",
    "in this table the gap chooses 3: 0.5 ≥ 0.55 - 0.06, but 0.2 < 0.5 - 0.02",
)
# %% [markdown] lang="zh" id="votes-figure"
# 再看会员。`choose_k` 算出所有指标，`plot_choose_k` 用橙框标出各自偏好的 k：
# %% [markdown] lang="en" id="votes-figure"
# Now our members. `choose_k` computes all measures at once, and `plot_choose_k` frames the k that each one favours:
# %%
plot.show(
    plot.plot_choose_k(choose_k(scaled, range(2, 9), n_ref=5, n_boot=10), lang=LANG),
    alt=T(
        "表格图：轮廓系数和稳定性偏好 k = 4，Gap 偏好 5，BIC 偏好 8。",
        "Table chart: silhouette and stability favour k = 4, the gap favours 5 and BIC 8.",
    ),
)
# %% [markdown] lang="zh" id="votes-read"
# 4 个指标给出 3 个答案：轮廓系数和稳定性选 4，Gap 选 5，BIC 选 8，也就是试过的最大值，它还在下降。数据由 6 种类型生成，这里主要剩 5 种；与真实类型对照，
# ARI 在 k = 4、5、8 时是 0.72、0.56、0.40，k = 4 最高。指标不知道真相，也不知道用途：**它们是证据，决定由人来做**。还要问：最小的簇够大吗？
# 多出来的一簇需要不同的服务吗？照顾得过来吗？这里 4 簇有 2 个指标支持，稳定性 0.97，就用 4。
#
# ### 动手探索：数据准备、k 和起点
# 先看“原始数值”：轮廓系数最高的是哪个 k？簇像竖条，为什么？再换成标准化，把 k 从 2 移到 8；最后取对数，k 定在 4，移动起点，找出局部最优。
# %% [markdown] lang="en" id="votes-read"
# 4 measures, 3 answers: silhouette and stability choose 4, the gap 5, and BIC 8, the largest we tried, where it still falls. The data were made from 6 types, of which 5 matter here; against these true types
# the ARI is 0.72, 0.56 and 0.40 at k = 4, 5 and 8, and highest at k = 4. The measures know neither the truth nor what the segments are for: **they are evidence, and people decide**. Ask as well: is the smallest cluster large enough?
# Does one more cluster need another service? Can we serve so many? Here 4 has 2 of the measures behind it and a stability of 0.97, so 4 it is.
#
# ### Explore: preparation, k and start
# Begin with "as they are": which k has the highest silhouette, and why do the clusters look like stripes? Then standardise, and move k from 2 to 8. At last take logs, stay at 4 and move the start to find a local optimum.
# %%
explore.choose_clusters(
    habits,
    ways={
        T("原始数值", "As they are"): habits,
        T("标准化", "Standardised"): (habits - habits.mean()) / habits.std(),
        T("取对数后标准化", "Logs, standardised"): scaled,
    },
    lang=LANG,
)
# %% [markdown] lang="zh" id="bug-hunt"
# ## 5 · 捉虫：一夜之间，会员全变了？
#
# 林岚定下 4 簇。隔天，小赵用同样的 `scaled` 重跑一遍，只换了随机种子，然后比较前后的编号。他慌了：“没有 1 位会员留在原来的簇！”
# 没有报错，问题在哪里？
# %% [markdown] lang="en" id="bug-hunt"
# ## 5 · Bug hunt: did all members change overnight?
#
# Lin Lan settles for 4 clusters. The next day Zhao clusters the same `scaled` again with just another seed, compares the numbers of the clusters and panics: "Not 1 member is in the same cluster as before!"
# There is no error message. What is wrong?
# %%
monday = pd.Series(KMeans(4, n_init=10, random_state=0).fit_predict(scaled), scaled.index)
tuesday = pd.Series(KMeans(4, n_init=10, random_state=1).fit_predict(scaled), scaled.index)
print(T("编号相同的会员", "members with the same number"), f"{(monday == tuesday).mean():.1%}")
# %%
pd.crosstab(monday.rename(T("周一", "Monday")), tuesday.rename(T("周二", "Tuesday")))
# %% [markdown] lang="zh" id="ari"
# 交叉表每行只有 1 个数不是 0：簇完全一样，只是换了编号。**编号没有含义**，不能比较，不能求平均，也不能写进系统。
#
# 比较 2 种分法，看**成对的客户**：这一对在前后都在一起，或者都分开，就算一致。靠运气也会一致，要扣掉。
# 这就是**调整兰德指数**（ARI；Hubert 和 Arabie，1985，*Journal of Classification*，2，193–218）：
#
# ARI =（一致的对数 − 碰运气的期望）÷（最大值 − 碰运气的期望）
#
# 1 是完全一致，0 左右是碰运气，可以为负；与编号无关，2 种分法的簇数也可以不同。`adjusted_rand_score(monday, tuesday)` 是 1.00。
#
# 再加 1 个管理者听得懂的数：把新旧簇**一对一**配对，使留下的客户尽量多；其余客户的占比，就是真正换了簇的。
# %% [markdown] lang="en" id="ari"
# Each row of the table has just 1 number that is not 0: the clusters are the same, only renumbered. **The numbers mean nothing**: do not compare them, average them, or build a system on them.
#
# To compare 2 partitions, look at **pairs of customers**: a pair counts as agreed if it is together in both or apart in both. Some agree by luck, which is taken off.
# The result is the **adjusted Rand index** (ARI; Hubert and Arabie, 1985, *Journal of Classification*, 2, 193–218):
#
# ARI = (agreed pairs − expected by chance) ÷ (maximum − expected by chance)
#
# It is 1 for full agreement, about 0 for chance, and may be negative; the numbers do not matter, and the 2 partitions may have different counts of clusters. `adjusted_rand_score(monday, tuesday)` is 1.00.
#
# Add 1 figure that managers understand: match old and new clusters **one to one** so that as many customers as possible stay; the share of the others really moved.


# %% [markdown] lang="zh" id="labels-q"
# ### 练习 10.4 · 公平地比较
# 写函数 `compare_labels(old, new)`：参数是索引相同的 Series，值是簇的编号，簇的个数可以不同。返回字典：`"ari"` 是调整兰德指数，
# `"moved"` 是一对一配对以后换了簇的客户占比（0 到 1）；没有配到伙伴的簇，里面的客户都算换了簇。
# 例：`old` 是 0、0、0、1、1、1，`new` 是 5、5、2、2、2、2，配对是 0→5、1→2，6 位里换了 1 位。
#
# <details><summary>提示 1</summary>`pd.crosstab(old, new)` 数出每对簇共有多少客户。</details>
# <details><summary>提示 2</summary>`scipy.optimize` 的 `linear_sum_assignment`（已导入）找最好的配对，要写 `maximize=True`。</details>
# <details><summary>提示 3</summary>`table = pd.crosstab(old, new).to_numpy()`，`rows, columns = linear_sum_assignment(table, maximize=True)`，留下的人数是 `table[rows, columns].sum()`。</details>
# %% [markdown] lang="en" id="labels-q"
# ### Exercise 10.4 · Compare fairly
# Write `compare_labels(old, new)`. Both arguments are Series with the same index that hold numbers of clusters; there may be more clusters in one than in the other. Return a dictionary: `"ari"` is the adjusted Rand index,
# and `"moved"` the share of customers (0 to 1) who changed cluster after the one-to-one matching; customers of a cluster without a partner have moved.
# Example: with `old` 0, 0, 0, 1, 1, 1 and `new` 5, 5, 2, 2, 2, 2 the matching is 0→5, 1→2, and 1 of 6 moved.
#
# <details><summary>Hint 1</summary>`pd.crosstab(old, new)` counts the customers of each pair of clusters.</details>
# <details><summary>Hint 2</summary>`linear_sum_assignment` of `scipy.optimize`, already imported, finds the best one-to-one matching; write `maximize=True`.</details>
# <details><summary>Hint 3</summary>`table = pd.crosstab(old, new).to_numpy()`, `rows, columns = linear_sum_assignment(table, maximize=True)`; those who stay are `table[rows, columns].sum()`.</details>
# %% exercise="labels" objective="10.4"


def compare_labels(old, new):
    """Return how far two partitions agree, whatever their numbers."""
    ### BEGIN SOLUTION
    table = pd.crosstab(old, new).to_numpy()
    rows, columns = linear_sum_assignment(table, maximize=True)
    stay = table[rows, columns].sum() / len(old)
    return {"ari": float(adjusted_rand_score(old, new)), "moved": float(1 - stay)}
    ### END SOLUTION


# %% wrong="labels" breaks="labels-moved" why="numbers compared, as Zhao did"
def compare_labels(old, new):
    return {"ari": adjusted_rand_score(old, new), "moved": float((old != new).mean())}


# %% wrong="labels" breaks="labels-ari" why="the Rand index without the adjustment for chance"
def compare_labels(old, new):
    from sklearn.metrics import rand_score

    table = pd.crosstab(old, new).to_numpy()
    rows, columns = linear_sum_assignment(table, maximize=True)
    return {
        "ari": rand_score(old, new),
        "moved": float(1 - table[rows, columns].sum() / len(old)),
    }


# %% wrong="labels" breaks="labels-moved" why="the largest overlap of each old cluster, not one to one"
def compare_labels(old, new):
    stay = pd.crosstab(old, new).max(axis=1).sum() / len(old)
    return {"ari": adjusted_rand_score(old, new), "moved": float(1 - stay)}


# %% wrong="labels" breaks="labels-ari,labels-moved" hardcoded="inputs" why="the answer to the example, hard-coded"
def compare_labels(old, new):
    return {"ari": 0.3243243, "moved": 1 / 6}


# %% check="labels-ari" of="labels" points=1
ids = list("abcdef")
small_case = compare_labels(
    pd.Series([0, 0, 0, 1, 1, 1], index=ids), pd.Series([5, 5, 2, 2, 2, 2], index=ids)
)
assert small_case is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(small_case, dict) and "ari" in small_case, T(
    "应返回字典，键有 ari", "return a dictionary with the key ari"
)
### BEGIN HIDDEN TESTS
rolled = np.random.default_rng(5)
for n_old, n_new in ((2, 2), (3, 4), (4, 3)):
    p, q = rolled.integers(n_old, size=40), rolled.integers(n_new, size=40)
    q[:15] = p[:15]
    together = [(p[i] == p[j], q[i] == q[j]) for i in range(40) for j in range(i)]
    in_both = sum(a and b for a, b in together)
    in_p, in_q = sum(a for a, _ in together), sum(b for _, b in together)
    lucky = in_p * in_q / len(together)
    wanted_ari = (in_both - lucky) / ((in_p + in_q) / 2 - lucky)
    assert abs(compare_labels(pd.Series(p), pd.Series(q))["ari"] - wanted_ari) < 1e-4, T(
        "ari 不对：要扣掉碰运气的部分，用 adjusted_rand_score",
        "wrong ari: take off what chance agrees on, with adjusted_rand_score",
    )
### END HIDDEN TESTS
assert abs(small_case["ari"] - 0.3243) < 1e-3, T(
    "例子的 ARI 是 0.324", "the ARI of the example is 0.324"
)
# %% check="labels-moved" of="labels" points=2
renamed = compare_labels(
    pd.Series([1, 1, 2, 2, 3, 3], index=ids), pd.Series([3, 3, 1, 1, 2, 2], index=ids)
)
assert renamed is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(renamed, dict) and "moved" in renamed, T(
    "应返回字典，键有 moved", "return a dictionary with the key moved"
)
### BEGIN HIDDEN TESTS
from itertools import permutations

tossed = np.random.default_rng(6)
for n_old, n_new in ((3, 3), (2, 4), (4, 2)):
    p, q = tossed.integers(n_old, size=50), tossed.integers(n_new, size=50)
    p[:n_old], q[:n_new] = range(n_old), range(n_new)
    wide, tall = (p, q) if n_old <= n_new else (q, p)
    partners = permutations(range(max(n_old, n_new)), min(n_old, n_new))
    best_stay = max(sum(pair[a] == b for a, b in zip(wide, tall)) for pair in partners)
    answer = compare_labels(pd.Series(p), pd.Series(q))["moved"]
    assert abs(answer - (1 - best_stay / 50)) < 1e-6, T(
        "moved 不对：它是换了簇的客户占比（0 到 1）；每个簇最多配 1 个伙伴，留下的人要尽量多",
        "wrong moved: the share (0 to 1) who changed; each cluster has 1 partner at most, and as many as possible stay",
    )
### END HIDDEN TESTS
assert abs(renamed["moved"]) < 1e-9, T(
    "只是换了编号，没有人换簇：moved 应是 0", "only renumbered, nobody moved: moved is 0"
)
# %% [markdown] lang="zh" id="reading"
# ## 6 · 读中心：回到原来的单位
#
# 模型的中心是标准化以后的数，没有人看得懂“客单价 1.56”。先撤销标准化：乘标准差、加均值；再对取过对数的列取指数。
# %% [markdown] lang="en" id="reading"
# ## 6 · Read the centres in their own units
#
# The model's centres are on the common scale, and nobody understands "order value 1.56". Undo what standardising did: multiply by the standard deviation, add the mean; then undo the logs where there were any.
# %%
best = KMeans(4, n_init=10, random_state=0).fit(scaled)
pd.DataFrame(best.cluster_centers_, columns=scaled.columns).round(2)
# %% [markdown] lang="zh" id="centres-q"
# ### 练习 10.5 · 中心是什么样的客户
# 请把 `centres` 换回原来的单位：4 行 7 列的 DataFrame，索引 0 到 3 是 `best` 的簇编号，列与 `habits` 相同。
# `recency_days` 是天，`order_value_cny` 是元，其余是 0 到 1 的占比，都不要取整。`mean`、`sd` 和取过对数的列 `skewed` 在前面已经定义。
#
# <details><summary>提示 1</summary>先撤销标准化，再撤销对数，次序与准备数据时相反。</details>
# <details><summary>提示 2</summary>`centres * sd + mean` 会自动按列对齐；对数的反函数是 `np.exp`。</details>
# <details><summary>提示 3</summary>第 2 步是 `centres[skewed] = np.exp(centres[skewed])`，其余列不动。</details>
# %% [markdown] lang="en" id="centres-q"
# ### Exercise 10.5 · What kind of customer is a centre?
# Bring `centres` back to the original units: a DataFrame of 4 rows and 7 columns, its index 0 to 3 being the numbers of the clusters of `best`, with the columns of `habits`.
# `recency_days` is in days, `order_value_cny` in CNY, the rest are shares from 0 to 1; do not round. `mean`, `sd` and the logged columns `skewed` were made above.
#
# <details><summary>Hint 1</summary>Undo the standardising first and the logs second, in the opposite order of the preparation.</details>
# <details><summary>Hint 2</summary>`centres * sd + mean` matches the columns by itself; `np.exp` undoes the logarithm.</details>
# <details><summary>Hint 3</summary>Step 2 is `centres[skewed] = np.exp(centres[skewed])`; leave the other columns alone.</details>
# %% exercise="centres" objective="10.5"
centres = pd.DataFrame(best.cluster_centers_, columns=scaled.columns)
### BEGIN SOLUTION
centres = centres * sd + mean
centres[skewed] = np.exp(centres[skewed])
### END SOLUTION
# %% wrong="centres" breaks="centres-money" why="logs not undone"
centres = pd.DataFrame(best.cluster_centers_, columns=scaled.columns) * sd + mean
# %% wrong="centres" breaks="centres-shares,centres-money" why="logs undone before the standardising"
centres = pd.DataFrame(best.cluster_centers_, columns=scaled.columns)
centres[skewed] = np.exp(centres[skewed])
centres = centres * sd
# %% wrong="centres" breaks="centres-money" why="the inverse of log1p, although np.log was used"
centres = pd.DataFrame(best.cluster_centers_, columns=scaled.columns) * sd + mean
centres[skewed] = np.expm1(centres[skewed])
# %% wrong="centres" breaks="centres-money" why="plain means in CNY and days, not the centres of the model"
centres = habits.groupby(best.labels_).mean()
# %% wrong="centres" breaks="centres-shares,centres-money" hardcoded="seed" why="the shipped data's centres, typed in"
typed_in = [
    [86.8344, 148.354, 0.2968, 0.0311, 0.1965, 0.657, 0.7408],
    [95.277, 697.7531, 0.1033, 0.8554, 0.031, 0.0594, 0.1527],
    [84.6895, 256.6021, 0.2585, 0.0452, 0.4422, 0.2005, 0.1594],
    [106.32, 133.3472, 0.7051, 0.0437, 0.2373, 0.375, 0.3664],
]
centres = pd.DataFrame(typed_in, columns=scaled.columns)
# %% check="centres-shares" of="centres" points=1
assert isinstance(centres, pd.DataFrame) and set(centres.columns) == set(habits.columns), T(
    "centres 应是 DataFrame，列与 habits 相同",
    "centres should be a DataFrame with the columns of habits",
)
assert sorted(centres.index) == [0, 1, 2, 3], T(
    "应有 4 行，索引是 0 到 3", "4 rows are expected, indexed 0 to 3"
)
assert np.isfinite(centres.to_numpy(dtype=float)).all(), T("不应有缺失", "no gaps")
assert centres.filter(like="_share").min(axis=None) >= -0.01, T(
    "还没有作答：占比不会是负数，这些还是标准化以后的数",
    "not attempted: no share is negative; these are still on the common scale",
)
### BEGIN HIDDEN TESTS
for name in habits.columns[2:]:
    for number in range(4):
        inside = habits[name][best.labels_ == number].mean()
        assert abs(centres.loc[number, name] - inside) < 0.01, T(
            f"{name} 的中心不对：乘 sd，再加 mean",
            f"wrong centre for {name}: multiply by sd, then add mean",
        )
### END HIDDEN TESTS
assert centres.filter(like="_share").max(axis=None) <= 1.01, T(
    "占比不会大于 1", "no share is above 1"
)
# %% check="centres-money" of="centres" points=2
assert isinstance(centres, pd.DataFrame) and set(centres.columns) == set(habits.columns), T(
    "centres 应是 DataFrame，列与 habits 相同",
    "centres should be a DataFrame with the columns of habits",
)
assert sorted(centres.index) == [0, 1, 2, 3], T(
    "应有 4 行，索引是 0 到 3", "4 rows are expected, indexed 0 to 3"
)
assert np.isfinite(centres.to_numpy(dtype=float)).all(), T("不应有缺失", "no gaps")
### BEGIN HIDDEN TESTS
for place, name in enumerate(("recency_days", "order_value_cny")):
    logs = np.log(habits[name].to_numpy(dtype=float))
    for number in range(4):
        typical = np.exp(best.cluster_centers_[number][place] * logs.std() + logs.mean())
        assert abs(centres.loc[number, name] / typical - 1) < 0.005, T(
            f"{name} 的中心不对：先乘 sd、加 mean，再取 np.exp；它不是普通的均值",
            f"wrong centre for {name}: times sd, plus mean, then np.exp; it is no plain mean",
        )
### END HIDDEN TESTS
assert centres["order_value_cny"].min() > 20, T(
    "客单价应以元计：对数撤销了吗？", "order values are in CNY: did you undo the logs?"
)
# %% [markdown] lang="zh" id="names"
# 客单价的中心是**几何平均**，比普通的均值低，因为大户不再拉高它：礼盒最多的一簇，中心是 698 元，普通的均值是 1,044 元。
# 编号没有含义，所以按中心命名，再用 `profile` 画出各簇与全体的差别（画像见第 15 课）：
# %% [markdown] lang="en" id="names"
# The centre of an order value is a **geometric mean**, lower than the plain mean, since bulk buyers no longer pull it up: in the cluster with most gift sets, the centre is 698 CNY and the plain mean 1,044 CNY.
# Numbers mean nothing, so name the clusters by their centres, and draw with `profile` how each differs from all members (more on profiles in lesson 15):
# %%
typical = pd.DataFrame(best.cluster_centers_, columns=scaled.columns)
names = {
    typical["everyday_share"].idxmax(): T("日常采购", "Everyday shoppers"),
    typical["snack_share"].idxmax(): T("App 零食", "App snackers"),
    typical["discount_share"].idxmax(): T("促销", "Bargain shoppers"),
    typical["gift_share"].idxmax(): T("送礼", "Gift buyers"),
}
segment = pd.Series(best.labels_, habits.index).map(names).rename("segment")
# %%
lines = profile(habits.join(segment), by="segment", columns=list(habits.columns))
plot.show(
    plot.plot_profile(lines, lang=LANG),
    alt=T(
        "画像图：日常采购偏生鲜粮油，App 零食偏零食和 App，促销偏折扣，送礼偏礼盒且客单价高；天数几乎没有差别。",
        "Profile chart: everyday shoppers high in everyday goods, app snackers in snacks and app, bargain shoppers in discounts, gift buyers in gift sets and order value; hardly any difference in recency.",
    ),
)
# %%
revenue = members["monetary_cny"].reindex(habits.index).groupby(segment).sum()
pd.DataFrame({
    T("会员数", "members"): segment.value_counts(),
    T("销售额占比", "share of revenue"): (revenue / revenue.sum()).map("{:.0%}".format),
})


# %% [markdown] lang="zh" id="truth"
# 日常采购 782 位，占销售额的 50%；送礼 172 位，占 29%。4 个细分的差别在于**买什么、在哪买、要不要折扣**，`recency_days` 几乎没有差别。
#
# 这批会员主要来自 5 种真实类型：忠诚家庭、年轻 App 用户、折扣客、送礼者和流失客户。前 4 种分别有 97%、90%、92% 和 100% 落进各自的一簇；
# 流失客户有 153 位，最近一次消费距今的中位数是 362 天（全体 108 天），但 7 列里只有这 1 列看得出：66% 落进日常采购，k 从 2 到 8 都没有以他们为主的簇。
# 只用 R、F、M（取对数、标准化）分 4 簇，ARI 只有 0.03。**指标比算法更重要**。
# 真实项目里没有真相可查，要看稳定性和行动的效果；反应没有差别，就不值得分（第 12、23 课）。
# %% [markdown] lang="en" id="truth"
# The 782 everyday shoppers bring 50% of the revenue; the gift buyers are just 172 and bring 29%. The 4 segments differ in **what, where and at what discount they buy**, hardly in `recency_days`.
#
# These members come mainly from 5 true types: loyal families, young app users, bargain hunters, gift buyers and lapsed customers. Of the first 4 types, 97%, 90%, 92% and 100% fall into a cluster of their own.
# The lapsed are 153 members whose median recency is 362 days (of all members: 108), but of the 7 columns just this 1 tells them apart: 66% are among the everyday shoppers, and with k from 2 to 8 they are never the majority of a cluster.
# Given just R, F and M (logs, standardised), 4 clusters reach an ARI of 0.03. **Measures matter more than algorithms.**
# A real project has no truth to look up, only stability and the effect of actions; segments that do not respond differently are not worth having (lessons 12 and 23).
# %% [markdown] lang="zh" id="market"
# ## 7 · 综合题：没见过的市场
#
# `practice_market` 生成一个市场的 320 位客户，真实的组有 3 或 4 个；金额和 `gap_days`（订单相隔的天数）很偏，还有 6 位大户。先看一个 4 组的：
# %% [markdown] lang="en" id="market"
# ## 7 · Case: a market never seen before
#
# `practice_market` makes the 320 customers of a market with 3 or 4 true groups; amounts and `gap_days` (days from one order to the next) are very skewed, and there are 6 bulk buyers. Here is one with 4 groups:
# %%
def practice_market(seed, groups):
    """Return 320 made-up customers and the group that each truly belongs to."""
    rng = np.random.default_rng(seed)
    group = rng.integers(groups, size=320)
    middles = np.array([[4, 3, 0.15], [4, 3, 0.85], [7, 4.4, 0.5], [7, 1.6, 0.15]])
    drawn = middles[group] + rng.normal(size=(320, 3)) * [0.6, 0.5, 0.06]
    table = pd.DataFrame(drawn, columns=["order_value_cny", "gap_days", "app_share"])
    table[["order_value_cny", "gap_days"]] = np.exp(table[["order_value_cny", "gap_days"]])
    table.loc[rng.choice(320, 6, replace=False), "order_value_cny"] *= 10
    return table.assign(app_share=table["app_share"].clip(0, 1)), group


# %%
market, true_group = practice_market(seed=10, groups=4)
market.describe().loc[["mean", "std", "min", "50%", "max"]].round(2)


# %% [markdown] lang="zh" id="case-q"
# ### 练习 10.6 · 从原始数据到分组
# 写函数 `find_segments(market)`：输入与上面 `market` 列相同的表（没有缺失，金额和天数都大于 0），自己准备数据，从 2 到 8 里选 k，按行的次序返回每位客户的簇编号（列表、数组或 Series 都可以）。
# 检查会用几个新的市场，不告诉你组数：与真实的组相比，ARI 至少 0.9；每个市场 10 秒以内。先用 `true_group` 自己试。
#
# <details><summary>提示 1</summary>用上本课的 3 步：取对数，标准化，几个起点；k 由证据来选。不同指标选的 k 可能不同，用 `true_group` 比一比。</details>
# <details><summary>提示 2</summary>对每个 k 做一次 `KMeans(k, n_init=10, random_state=0)`，算轮廓系数，留下最高的一次。</details>
# <details><summary>提示 3</summary>把每个 k 的 `fit_predict(x)` 存进字典 `labels`，再用 `max(labels, key=lambda k: silhouette_score(x, labels[k]))` 选 k。</details>
# %% [markdown] lang="en" id="case-q"
# ### Exercise 10.6 · From raw data to groups
# Write `find_segments(market)`. It takes a table such as `market` above (the same columns, no gaps, amounts and days above 0), prepares the data, chooses k from 2 to 8 by itself and returns the cluster number of each customer in the order of the rows (a list, an array or a Series).
# The checks use new markets and do not tell you how many groups there are: against the true groups the ARI has to reach 0.9, within 10 seconds a market. Use `true_group` to try it yourself first.
#
# <details><summary>Hint 1</summary>Use the 3 steps of this lesson: take logs, standardise, use several starts; and let evidence choose k. Measures may choose different k: compare them by `true_group`.</details>
# <details><summary>Hint 2</summary>For each k run `KMeans(k, n_init=10, random_state=0)`, compute the silhouette and keep the highest.</details>
# <details><summary>Hint 3</summary>Keep the `fit_predict(x)` of each k in a dictionary `labels`, then choose k by `max(labels, key=lambda k: silhouette_score(x, labels[k]))`.</details>
# %% exercise="case" objective="10.2,10.3,10.4"
def find_segments(market):
    """Return the cluster of each customer of a market; k is chosen by evidence."""
    ### BEGIN SOLUTION
    x = market.astype(float)
    x[["order_value_cny", "gap_days"]] = np.log(x[["order_value_cny", "gap_days"]])
    x = (x - x.mean()) / x.std()
    labels = {k: KMeans(k, n_init=10, random_state=0).fit_predict(x) for k in range(2, 9)}
    k = max(labels, key=lambda each: silhouette_score(x, labels[each]))
    return labels[k]
    ### END SOLUTION


# %% wrong="case" breaks="case-shown,case-new" why="raw numbers: order value decides alone"
def find_segments(market):
    labels = {k: KMeans(k, n_init=5, random_state=0).fit_predict(market) for k in range(2, 9)}
    return labels[max(labels, key=lambda k: silhouette_score(market, labels[k]))]


# %% wrong="case" breaks="case-shown,case-new" why="standardised without logs: bulk buyers rule"
def find_segments(market):
    x = (market - market.mean()) / market.std()
    labels = {k: KMeans(k, n_init=5, random_state=0).fit_predict(x) for k in range(2, 9)}
    return labels[max(labels, key=lambda k: silhouette_score(x, labels[k]))]


# %% wrong="case" breaks="case-shown,case-new" why="logs, but no common scale: app share hardly counts"
def find_segments(market):
    x = market.assign(
        order_value_cny=np.log(market["order_value_cny"]), gap_days=np.log(market["gap_days"])
    )
    labels = {k: KMeans(k, n_init=5, random_state=0).fit_predict(x) for k in range(2, 9)}
    return labels[max(labels, key=lambda k: silhouette_score(x, labels[k]))]


# %% wrong="case" breaks="case-new" why="the k of the market shown, kept for every market"
def find_segments(market):
    x = market.assign(
        order_value_cny=np.log(market["order_value_cny"]), gap_days=np.log(market["gap_days"])
    )
    return KMeans(4, n_init=5, random_state=0).fit_predict((x - x.mean()) / x.std())


# %% wrong="case" breaks="case-shown,case-new" why="the k with the lowest inertia, which is always the largest"
def find_segments(market):
    x = market.assign(
        order_value_cny=np.log(market["order_value_cny"]), gap_days=np.log(market["gap_days"])
    )
    x = (x - x.mean()) / x.std()
    fits = [KMeans(k, n_init=5, random_state=0).fit(x) for k in range(2, 9)]
    return min(fits, key=lambda fit: fit.inertia_).labels_


# %% wrong="case" breaks="case-new" hardcoded="inputs" why="the true groups of the market shown"
def find_segments(market):
    return practice_market(10, 4)[1]


# %% check="case-shown" of="case" points=1
seen_market, seen_group = practice_market(10, 4)
found_here = find_segments(seen_market)
assert found_here is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert np.shape(found_here) == (320,) and pd.Series(found_here).notna().all(), T(
    "每位客户应有 1 个编号，不能缺失", "each customer has 1 number, none missing"
)
score_here = adjusted_rand_score(seen_group, pd.Series(found_here).to_numpy())
assert score_here >= 0.9, T(
    f"与真实的组相比，ARI 只有 {score_here:.2f}：取对数、标准化了吗？k 选对了吗？",
    f"the ARI with the true groups is just {score_here:.2f}: logs? one scale? which k?",
)
# %% check="case-new" of="case" points=3
tiny = find_segments(practice_market(11, 3)[0])
assert tiny is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
### BEGIN HIDDEN TESTS
for market_seed, many in ((21, 3), (22, 4), (23, 3)):
    unseen, belongs = practice_market(market_seed, many)
    answered = find_segments(unseen)
    assert np.shape(answered) == (320,) and pd.Series(answered).notna().all(), T(
        "每位客户应有 1 个编号", "each customer has 1 number"
    )
    score_there = adjusted_rand_score(belongs, pd.Series(answered).to_numpy())
    assert score_there >= 0.9, T(
        f"在有 {many} 组的新市场上，ARI 只有 {score_there:.2f}；k 要由证据来选，不能写死",
        f"in a new market with {many} groups the ARI is just {score_there:.2f}; let evidence choose k",
    )
### END HIDDEN TESTS
assert np.shape(tiny) == (320,), T("每位客户应有 1 个编号", "each customer has 1 number")
# %% [markdown] lang="zh" id="quiz-intro"
# ## 8 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 8 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="10.1,10.2,10.3,10.4,10.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "原始数值分 2 簇，轮廓系数 0.91。说明什么？（见第 2 节）",
                "On raw numbers, 2 clusters have a silhouette of 0.91. What does it show? (section 2)",
            ),
            wrong(
                T("客户天然分成 2 类，结果可信", "Customers fall into 2 natural kinds"),
                T(
                    "其中一簇只有 24 位大户，与真实类型的 ARI 接近 0。",
                    "One cluster is just 24 bulk buyers, and the ARI with the true types is near 0.",
                ),
            ),
            right(
                T("客单价上有几个离群值", "A few order values are outliers"),
                T(
                    "指标只说在给定的尺度上分得多开；不同尺度的轮廓系数不能互相比较。",
                    "The measure only tells how far apart they are on the given scale; silhouettes on different scales do not compare.",
                ),
            ),
            wrong(
                T("不必标准化", "Standardising is not needed"),
                T(
                    "正相反：金额压倒了其余 6 列。",
                    "Quite the opposite: money outweighs the other 6 columns.",
                ),
            ),
        ),
        question(
            T(
                "下个月来了 300 位新会员，要归到现在的簇里。怎样标准化？（见第 2 节）",
                "Next month 300 new members are to be put into today's clusters. How do you standardise them? (section 2)",
            ),
            right(
                T("用现在的均值和标准差", "With today's means and standard deviations"),
                T(
                    "尺度要一样，才能与现在的中心比较。",
                    "The scale has to be that of the centres.",
                ),
            ),
            wrong(
                T(
                    "用这 300 位自己的均值和标准差",
                    "With the means and standard deviations of the 300",
                ),
                T(
                    "那样这批新会员的平均永远是 0，真正的变化被抹掉。",
                    "Then the mean of the new members is always 0, and any real change is wiped out.",
                ),
            ),
            wrong(
                T("不用，簇已经定了", "Not at all, the clusters are fixed"),
                T(
                    "中心在标准化的尺度上，原始数值与它比没有意义。",
                    "The centres are on the common scale; raw numbers mean nothing beside them.",
                ),
            ),
        ),
        question(
            T(
                "K 均值停下来了，没有警告。可以说什么？（见第 3 节）",
                "K-means has stopped without a warning. What may you say? (section 3)",
            ),
            wrong(
                T("簇内平方和已经最小", "The inertia is as low as can be"),
                T(
                    "20 个起点里有 9 个停在高出 8% 的局部最优。",
                    "Of 20 starts, 9 stopped at a local optimum 8% higher.",
                ),
            ),
            wrong(
                T("数据里有这样的簇", "The data hold these clusters"),
                T(
                    "打乱的数据也会停下来，也有 4 簇。",
                    "It stops on shuffled data too, with 4 clusters.",
                ),
            ),
            right(
                T("再走 1 轮，中心也不会变", "One more round would not move the centres"),
                T(
                    "只有这一点是保证的，所以要多个起点，再看证据。",
                    "Just that is certain; so use several starts, then look at the evidence.",
                ),
            ),
        ),
        question(
            T(
                "轮廓系数选 4，Gap 选 5，BIC 选 8。怎么办？（见第 4 节）",
                "The silhouette chooses 4, the gap 5 and BIC 8. What now? (section 4)",
            ),
            wrong(
                T("取平均，约等于 6", "Take the average, about 6"),
                T(
                    "没有任何证据支持 6，平均数在这里没有意义。",
                    "Nothing speaks for 6; an average means nothing here.",
                ),
            ),
            right(
                T(
                    "比较几个 k 的稳定性、大小和用途",
                    "Weigh stability, size and use for a few k",
                ),
                T(
                    "指标是证据，决定还要看服务得过来几类客户。",
                    "Measures are evidence; how many kinds we can serve counts as well.",
                ),
            ),
            wrong(
                T("信 BIC，它有公式", "Trust BIC, which has a formula"),
                T(
                    "都有公式；BIC 假定簇是圆的、方差相同，这里它选了试过的最大值。",
                    "All have one; BIC assumes round clusters of one variance, and chose the largest k we tried.",
                ),
            ),
        ),
        question(
            T(
                "2 次分法的编号 100% 不同，ARI 是 1。结论是？（见第 5 节）",
                "In 2 solutions 100% of the numbers differ, and the ARI is 1. What follows? (section 5)",
            ),
            wrong(
                T("方案不稳定，应当弃用", "The solution is unstable: drop it"),
                T(
                    "编号是随意的，ARI = 1 说明分法完全一样。",
                    "The numbers are arbitrary; an ARI of 1 means that the partitions are the same.",
                ),
            ),
            wrong(
                T("其中一次算错了", "One of them is miscalculated"),
                T(
                    "2 次都对，只是簇的次序不同。",
                    "Both are right; only the order of the clusters differs.",
                ),
            ),
            right(
                T("分法相同，只换了编号", "Same partition, other numbers"),
                T(
                    "所以要用名称或中心来指代簇。",
                    "So refer to clusters by name or by centre.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 9 · 写给林岚的备忘录
#
# ### 练习 10.7 · 备忘录
# 用 150–300 字给林岚写一份备忘录：用小赵的方案，还是取对数、标准化以后的 4 个细分？为什么轮廓系数 0.57 不能说服你？为什么是 4 个？
# 引用本课的至少 3 个数字；指出 4 个细分看不到的 1 件事；为其中 1 个细分建议 1 项服务，并写出怎样检验它有没有用。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 9 · A memo to Lin Lan
#
# ### Exercise 10.7 · Memo
# In 150–300 words, advise Lin Lan: Zhao's solution, or the 4 segments after logs and standardising? Why does a silhouette of 0.57 not convince you? Why 4?
# Quote at least 3 figures from this lesson; name 1 thing that the 4 segments do not show; propose 1 service for 1 of them and say how you would test whether it works. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 方案（2 分） | 结论明确，用尺度和大户解释 0.57 | 有结论，理由笼统 | 没有结论，或只比轮廓系数 |
# | k（1 分） | 几种证据一起看，并考虑用途 | 只引用 1 个指标 | 没有理由 |
# | 数字（1 分） | 至少 3 个，准确并有解读 | 1–2 个，或没有解读 | 没有数字 |
# | 局限（1 分） | 具体，例如流失客户没有分出来 | 笼统 | 没有 |
# | 行动与检验（1 分） | 有服务、随机对照组和衡量指标 | 有服务，没有检验 | 都没有 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | solution (2 points) | a clear verdict; explains the 0.57 by scale and bulk buyers | a verdict, vague reasons | none, or silhouettes compared only |
# | k (1 point) | weighs several kinds of evidence and the use | quotes 1 measure only | no reason |
# | figures (1 point) | at least 3, right and interpreted | 1–2, or not interpreted | none |
# | limit (1 point) | a specific one, such as the lapsed customers who do not show | vague | none |
# | action and test (1 point) | a service, a random control group and a measure | a service without a test | neither |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="10.3,10.5"
# 示例：建议用取对数、标准化以后的 4 个细分，不用小赵的方案。他的 0.57 只说明客单价上有少数大户：4 簇解释了客单价方差的 90%，App 占比只有 5%，其中一簇占 87% 的会员，无从行动。
# 选 4：轮廓系数和稳定性（0.97）都支持；Gap 选 5，BIC 选 8，但簇再多，部门也照顾不过来，稳定性也更低。日常采购 782 位占销售额 50%，送礼 172 位占 29%，名称都有中心作依据。
# 局限：流失客户没有分出来，他们大多混在日常采购里，要单独看最近一次消费。行动：节前 3 周给送礼细分预订礼盒的优先权；随机留一半不给，比较节后礼盒的销售额。
#
# Example: use the 4 segments after logs and standardising, not Zhao's. His 0.57 merely shows a few bulk buyers in order value: his clusters explain 90% of the variance of order value but 5% of app share, and one of them holds 87% of the members, which supports no action.
# Why 4: the silhouette and the stability (0.97) favour it. The gap chooses 5 and BIC 8, but more clusters are less stable, and we could not serve so many. The 782 everyday shoppers bring 50% of the revenue, the 172 gift buyers 29%, and each name rests on its centre.
# Limit: the segments do not show lapsed customers, most of whom are among the everyday shoppers; recency has to be watched by itself. Action: let gift buyers order gift sets first in the 3 weeks before the festival; hold out a random half and compare their gift revenue afterwards.
# %% [markdown] lang="zh" id="discussion"
# ## 10 · 讨论卡（4–6 人，15 分钟）
#
# 情境：一家软件公司演示“全自动细分”：上传客户表，1 分钟后给出 8 个簇和漂亮的画像，轮廓系数 0.8。用了哪些列，怎样标准化，都没有说。
#
# - 正方：自动化省下了什么？何时够用？
# - 反方：追问 5 件事：指标、尺度、起点、k、与别的结果怎样比较。再加 1 件：把各列打乱，它会给出什么？
# - 共同决定：签合同之前，要看哪 2 个试验？
# %% [markdown] lang="en" id="discussion"
# ## 10 · Discussion card (4–6 people, 15 minutes)
#
# The situation: a software firm shows "fully automatic segmentation". Upload the customer table, and 1 minute later there are 8 clusters with pretty profiles and a silhouette of 0.8. Not a word on which columns were used or how they were standardised.
#
# - For: what does the automation save? When is it good enough?
# - Against: ask about 5 things: measures, scale, starts, k, and how to compare with other results. And 1 more: what does it return if each column is shuffled?
# - Together: which 2 trials do you want to see before you sign?
# %% [markdown] lang="zh" id="wrap-up"
# ## 11 · 小结
#
# **记住**
#
# - 标准化不是可选项；偏态的金额先取对数。
# - 至少 10 个起点，取簇内平方和最小的一次。
# - 各种指标都是证据；不同尺度的轮廓系数不能比较。
# - 编号没有含义：用 ARI 和一对一配对来比较，用原来单位的中心来命名。
#
# **实践中容易失灵的地方**
#
# - K 均值喜欢大小相近的圆形簇；细长的簇或有类别变量时，要用别的方法（第 11 课）。
# - 没有结构的数据也会被分成 k 簇（第 12 课）。
# - 高度相关的列等于重复投票，没用的列添乱。
#
# **深入阅读**：Dolnicar, S., Grün, B., & Leisch, F. (2018). *Market Segmentation Analysis*. Springer. 这本市场细分教材的第 7 章讲怎样提取细分。
# %% [markdown] lang="en" id="wrap-up"
# ## 11 · Wrap-up
#
# **Remember**
#
# - Standardising is not optional; take logs of skewed money first.
# - Use 10 starts or more and keep the clusters with the lowest inertia.
# - All measures are evidence; silhouettes on different scales do not compare.
# - The numbers mean nothing: compare by ARI and one-to-one matching, name by centres in their own units.
#
# **Where it fails in practice**
#
# - K-means likes round clusters of similar size; for long ones or categories use other methods (lesson 11).
# - Data without structure are divided into k clusters as well (lesson 12).
# - Highly correlated columns vote repeatedly, and useless columns only confuse.
#
# **Read on:** Dolnicar, S., Grün, B., & Leisch, F. (2018). *Market Segmentation Analysis*. Springer. Chapter 7 of this textbook is on extracting segments.
