# %% [markdown] lang="zh" id="welcome"
# ## 10 行代码，做一次完整的客户细分
#
# 欢迎。这门课讲客户细分：把客户分成几群，每一群都值得用自己的方式对待。课程围绕一家虚构的零售商展开，名叫云杉优选。
# 它的数据是合成的，像真实数据一样有毛病；因为是我们造的，所以真相已知，你可以验证自己的细分对不对。
#
# 先看成果，再讲道理：本课用 10 行代码走完全程，从交易流水到有画像的细分。
# 看不懂没关系，后面每一步都有专门的一课。
# %% [markdown] lang="en" id="welcome"
# ## A complete segmentation in 10 lines
#
# Welcome. This course is about customer segmentation: sorting customers into groups, each worth treating in
# its own way. It follows a fictional retailer called Spruce Select. Its data are synthetic, with the
# faults that real data have. Because we made them, the truth is known, and you can find out whether
# your segments are right.
#
# Results first, reasons later: this lesson goes all the way in 10 lines of code, from transaction lines to
# segments with a profile. Never mind if you cannot follow yet; each step has a lesson of its own.
# %% [markdown] lang="zh" id="how"
# ## 1 · 怎样使用这门课
#
# - **运行**：点一下代码单元格，按 Shift + Enter。从上到下依次运行；第 1 个代码单元格设置语言和字体，必须先运行。
# - **练习**：在写着“在此作答”的地方写代码。下面的检查单元格是折叠的，点一下可以展开，但不能改；运行它能发现常见的错误；评分时还会再加看不到的检查。
# - **验证**：工具栏上的 Validate 按钮会把整个笔记本跑一遍。也可以先保存，再在终端运行 `segcourse check notebooks/zh/00_start/00_start.ipynb`，它还会记下你的进度。
# - **提示**：卡住了就展开提示，一共 3 条，由浅入深，最后一条已接近答案。
# - **语言**：标题下面的链接可以切换中英文，两个版本的练习和检查完全相同。
# %% [markdown] lang="en" id="how"
# ## 1 · How to use this course
#
# - **Run**: click on a code cell and press Shift + Enter. Go from top to bottom; code cell number 1 sets
#   language and fonts and has to run before the others.
# - **Exercises**: write your code where it says "YOUR CODE HERE". The check below it is folded; click to read it, but it cannot be changed. Run it
#   to find common mistakes. Grading adds checks that you cannot see.
# - **Validate**: the button in the toolbar runs the whole notebook. In a terminal,
#   `segcourse check notebooks/en/00_start/00_start.ipynb` does so, too, and keeps your progress; save the notebook first.
# - **Hints**: stuck? Open the hints. There are 3, from a nudge to nearly the answer.
# - **Language**: the link below the title switches between Chinese and English. The two editions have the same
#   exercises and checks.
# %% [markdown] lang="zh" id="ten-lines"
# ## 2 · 全程只要 10 行
#
# 步骤是：读数据、清洗、算出每位客户的行为、取对数并标准化、聚类、看画像。
# %% [markdown] lang="en" id="ten-lines"
# ## 2 · All of it in 10 lines
#
# The steps: read the data, clean them, compute each customer's behaviour, take logarithms and standardise,
# cluster, look at the profile.
# %%
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from segkit import rfm

lines = load("transactions").drop_duplicates()
purchases = lines[(lines["quantity"] > 0) & lines["customer_id"].notna()]
table = rfm(purchases, as_of="2026-01-01").set_index("customer_id")
scaled = StandardScaler().fit_transform(np.log1p(table))
table["cluster"] = KMeans(n_clusters=4, n_init=10, random_state=0).fit_predict(scaled)
profile = table.groupby("cluster").median().assign(customers=table["cluster"].value_counts())
profile.sort_values("monetary_cny", ascending=False).round(1)
# %% [markdown] lang="zh" id="reading"
# 每行是一群客户：天数（多久没来）、订单数和金额的中位数，以及人数。从上往下看：第 1 群来得勤、刚来过；第 2 群花得也多，却已有约 300 天没来；第 3 群刚来过，但花得少。
# 聚类给的编号（`cluster`）没有含义，换一个随机种子就可能变，所以认一群客户要看画像，不看编号。
# %% [markdown] lang="en" id="reading"
# Each row is a group of customers: the median days since the last visit, orders and money, and the head count.
# Read from the top: group 1 comes often and was here recently, group 2 has spent well but been away for about 300
# days, and group 3 was here recently but spent little. The numbers
# that a cluster gets have no meaning and may change with the random seed, so we always know a group by its
# profile and never by its number (`cluster`).
# %%
ax = plt.subplots(figsize=(7, 4.5), layout="constrained")[1]
for number, group in table.groupby("cluster"):
    size = f"{len(group):,}"
    ax.scatter(group["recency_days"], group["monetary_cny"], s=6, alpha=0.4, label=size)
ax.set_yscale("log")
ax.set_xlabel(T("距最近一次消费（天）", "days since last purchase"))
ax.set_ylabel(T("消费金额（元，对数刻度）", "money spent (CNY, log scale)"))
ax.legend(title=T("客户数", "customers"), markerscale=4, loc="upper right")
alt = T("散点图：花得最多的一群在左上角", "Scatter: the top spenders lie at the top left")
plot.show(ax, alt=alt)
# %% [markdown] lang="zh" id="buyers-q"
# ## 3 · 轮到你了
#
# ### 练习 0.1 · 有多少位客户
# `purchases` 是清洗后的购买记录，每行是一张订单里的一种商品。请算出有多少位**不同的**客户，存为 `buyers`。
#
# <details><summary>提示 1</summary>行数不等于客户数：一位客户有好多行。</details>
# <details><summary>提示 2</summary>需要的列是 `customer_id`。</details>
# <details><summary>提示 3</summary>Series 的方法 `nunique()` 能数出有多少个不同的值。</details>
# %% [markdown] lang="en" id="buyers-q"
# ## 3 · Your turn
#
# ### Exercise 0.1 · How many customers
# `purchases` holds the cleaned purchases; each row is a product within an order. How many **different** customers are
# there? Store the number as `buyers`.
#
# <details><summary>Hint 1</summary>Rows are not customers: a customer has many rows.</details>
# <details><summary>Hint 2</summary>The column you need is `customer_id`.</details>
# <details><summary>Hint 3</summary>A Series has the method `nunique()`, which counts different values.</details>
# %% exercise="buyers" minutes=4 objective="00.1"
### BEGIN SOLUTION
buyers = purchases["customer_id"].nunique()
### END SOLUTION
# %% wrong="buyers" breaks="buyers-count" why="lines counted instead of customers"
buyers = len(purchases)
# %% wrong="buyers" breaks="buyers-count" hardcoded="seed" why="hard-coded number of the shipped data"
buyers = 4887
# %% check="buyers-count" of="buyers" points=1
assert isinstance(buyers, (int, float, np.number)), T(
    "buyers 应是一个数", "buyers should be one number"
)
assert 0 < buyers < len(purchases), T(
    "客户比购买记录的行数少：一位客户有好多行",
    "there are fewer customers than lines: a customer has many",
)
### BEGIN HIDDEN TESTS
assert buyers == len(set(purchases["customer_id"])), T(
    "请数不同的客户，不要数行", "count different customers, not lines"
)
### END HIDDEN TESTS
assert buyers == int(buyers), T("人数应是整数", "a head count is a whole number")
# %% [markdown] lang="zh" id="steps-q"
# ### 练习 0.2 · 步骤的顺序
# 上面 10 行做了 6 件事，这里打乱了次序。请把它们按正确的顺序排进列表 `steps`：
# `"profile"`（看画像）、`"cluster"`（聚类）、`"load"`（读数据）、`"scale"`（标准化）、`"clean"`（清洗）、`"behaviour"`（算行为）。
#
# <details><summary>提示 1</summary>先读第 2 节开头的一句话。</details>
# <details><summary>提示 2</summary>聚类之前必须标准化，否则金额会压倒天数和订单数。</details>
# <details><summary>提示 3</summary>第 1 步是 `"load"`，第 6 步是 `"profile"`，中间 4 步以 `"clean"` 开头、以 `"cluster"` 结束。</details>
# %% [markdown] lang="en" id="steps-q"
# ### Exercise 0.2 · The order of the steps
# The 10 lines above do 6 things, here out of order. Put them into the list `steps` in the right order:
# `"profile"`, `"cluster"`, `"load"`, `"scale"` (standardise), `"clean"`, `"behaviour"` (compute what each customer did).
#
# <details><summary>Hint 1</summary>Read the sentence at the beginning of section 2.</details>
# <details><summary>Hint 2</summary>Standardise before you cluster, or money drowns days and orders.</details>
# <details><summary>Hint 3</summary>Step 1 is `"load"`, `"profile"` is number 6; the 4 in between begin with `"clean"` and end with `"cluster"`.</details>
# %% exercise="steps" fixed=true minutes=4 objective="00.2"
### BEGIN SOLUTION
steps = ["load", "clean", "behaviour", "scale", "cluster", "profile"]
### END SOLUTION
# %% wrong="steps" breaks="steps-order" why="scaled after clustering"
steps = ["load", "clean", "behaviour", "cluster", "scale", "profile"]
# %% wrong="steps" breaks="steps-order" why="cleaned too late"
steps = ["load", "behaviour", "clean", "scale", "cluster", "profile"]
# %% check="steps-order" of="steps" points=1
steps = list(steps)
known = {"load", "clean", "behaviour", "scale", "cluster", "profile"}
assert set(steps) == known and len(steps) == 6, T(
    "6 个步骤各出现 1 次", "each of the 6 steps appears once"
)
### BEGIN HIDDEN TESTS
place = {step: number for number, step in enumerate(steps)}
assert place["scale"] < place["cluster"] < place["profile"], T(
    "先标准化，再聚类，最后看画像", "scale, then cluster, then profile"
)
assert place["load"] < place["clean"] < place["behaviour"] < place["scale"], T(
    "先清洗，再算行为", "clean before you compute behaviour"
)
### END HIDDEN TESTS
assert steps.index("scale") < steps.index("cluster"), T(
    "先标准化，再聚类", "standardise before you cluster"
)
# %% [markdown] lang="zh" id="differ-q"
# ### 练习 0.3 · 差别有多大
# 细分之间要有差别才有用。请从画像 `profile` 算出 `spend_ratio`：金额中位数最高的一群，是最低的一群的多少倍。
# 不过，聚类本来就是按差别分的，光有差别还不能证明细分有用，第 12 课会再谈。
#
# <details><summary>提示 1</summary>需要的列是 `monetary_cny`。</details>
# <details><summary>提示 2</summary>最大值除以最小值。</details>
# <details><summary>提示 3</summary>`profile["monetary_cny"].max()` 是分子，分母类似。</details>
# %% [markdown] lang="en" id="differ-q"
# ### Exercise 0.3 · How much they differ
# Segments are of use only if they differ. From the profile, `profile`, compute `spend_ratio`: the median spending of the
# highest group divided by that of the lowest. A large ratio alone proves little, as a clustering splits
# by differences in the first place; lesson 12 comes back to this.
#
# <details><summary>Hint 1</summary>The column you need is `monetary_cny`.</details>
# <details><summary>Hint 2</summary>Divide the largest by the smallest.</details>
# <details><summary>Hint 3</summary>`profile["monetary_cny"].max()` goes on top; the denominator is built the same way.</details>
# %% exercise="differ" minutes=4 objective="00.3"
### BEGIN SOLUTION
spend_ratio = profile["monetary_cny"].max() / profile["monetary_cny"].min()
### END SOLUTION
# %% wrong="differ" breaks="differ-ratio" why="a difference instead of a ratio"
spend_ratio = profile["monetary_cny"].max() - profile["monetary_cny"].min()
# %% wrong="differ" breaks="differ-ratio" hardcoded="seed" why="hard-coded ratio of the shipped data"
spend_ratio = 13.9798
# %% check="differ-ratio" of="differ" points=1
assert isinstance(spend_ratio, (int, float, np.number)), T(
    "spend_ratio 应是一个数", "spend_ratio should be one number"
)
assert 1 < spend_ratio < 1000, T(
    "最高的除以最低的：大于 1，也不是差",
    "the highest over the lowest: above 1, and no difference",
)
### BEGIN HIDDEN TESTS
spend = sorted(table.groupby("cluster")["monetary_cny"].median())
assert abs(spend_ratio / (spend[-1] / spend[0]) - 1) < 5e-3, T(
    "用最高的中位数除以最低的中位数", "divide the highest median by the lowest"
)
### END HIDDEN TESTS
assert np.isfinite(spend_ratio), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="progress"
# ## 4 · 你的进度
#
# 在终端用 `segcourse check` 检查笔记本后，通过的检查会记在一个小文件里。下表是各课已拿到的分数；再运行一次下面的单元格，表就更新。
# %% [markdown] lang="en" id="progress"
# ## 4 · Your progress
#
# Check a notebook with `segcourse check` in a terminal, and the checks that you pass are kept in a small file. The table shows the points
# per lesson. Run the cell again to bring it up to date.
# %%
from course.progress import progress_table

progress_table(LANG)
# %% [markdown] lang="zh" id="end"
# ## 5 · 接下来
#
# **记住**：细分是一条流水线：读数据、清洗、算行为、标准化、聚类、看画像。认画像，不认编号。
#
# **还差什么**：为什么是 4 群？换成 5 群行不行？这些群真的存在吗？他们对同样的优惠反应会不同吗？
# 后面的课逐一回答。现在去第 08 课，看不用聚类也能做的细分：RFM。
# %% [markdown] lang="en" id="end"
# ## 5 · What comes next
#
# **Remember**: a segmentation is a pipeline of reading, cleaning, computing behaviour, standardising, clustering and
# looking at the profile. Know a cluster by its profile, not by its number.
#
# **What is missing**: why 4 groups? Would 5 do? Do these groups really exist? Do they respond
# differently to the same offer? Later lessons take these questions one by one. Go on to lesson 08 and a
# segmentation that needs no clustering at all: RFM.
