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
# 每行是一群客户：天数（多久没来）、订单数和金额的中位数，以及人数。从上往下看：第 1 行来得勤、刚来过；第 2 行花得也多，却已有约 300 天没来；第 3 行刚来过，但花得少；最后一行人最多，只来过一次，而且是很久以前。
# `cluster` 一列是聚类给每一群的编号；各群是什么样的客户，要看画像。
# %% [markdown] lang="en" id="reading"
# Each row is a group of customers: the median days since the last visit, orders and money, and the head count.
# Read from the top: row 1 comes often and was here recently, row 2 has spent well but been away for about 300
# days, row 3 was here recently but spent little, and the last and largest came once, long ago. The column
# `cluster` holds the number that each group was given; what kind of customers they are, the profile tells.
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
# %% exercise="buyers" objective="00.1"
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
# <details><summary>提示 2</summary>标准化是为聚类作准备的。</details>
# <details><summary>提示 3</summary>第 1 步是 `"load"`，第 6 步是 `"profile"`，中间 4 步以 `"clean"` 开头、以 `"cluster"` 结束。</details>
# %% [markdown] lang="en" id="steps-q"
# ### Exercise 0.2 · The order of the steps
# The 10 lines above do 6 things, here out of order. Put them into the list `steps` in the right order:
# `"profile"`, `"cluster"`, `"load"`, `"scale"` (standardise), `"clean"`, `"behaviour"` (compute what each customer did).
#
# <details><summary>Hint 1</summary>Read the sentence at the beginning of section 2.</details>
# <details><summary>Hint 2</summary>Standardising prepares the data for clustering.</details>
# <details><summary>Hint 3</summary>Step 1 is `"load"`, `"profile"` is number 6; the 4 in between begin with `"clean"` and end with `"cluster"`.</details>
# %% exercise="steps" fixed=true objective="00.2"
### BEGIN SOLUTION
steps = ["load", "clean", "behaviour", "scale", "cluster", "profile"]
### END SOLUTION
# %% wrong="steps" breaks="steps-order" why="scaled after clustering"
steps = ["load", "clean", "behaviour", "cluster", "scale", "profile"]
# %% wrong="steps" breaks="steps-order" why="cleaned too late"
steps = ["load", "behaviour", "clean", "scale", "cluster", "profile"]
# %% check="steps-order" of="steps" points=1
assert isinstance(steps, (list, tuple)), T("steps 应是列表", "steps should be a list")
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
assert place["load"] < place["clean"] < place["behaviour"], T(
    "先读数据、清洗，再算行为", "load and clean before you compute behaviour"
)
assert place["behaviour"] < place["scale"], T(
    "先算出行为，才有数可以标准化", "compute behaviour first: that is what you standardise"
)
### END HIDDEN TESTS
assert steps.index("scale") < steps.index("cluster"), T(
    "先标准化，再聚类", "standardise before you cluster"
)
# %% [markdown] lang="zh" id="differ-q"
# ### 练习 0.3 · 差别有多大
# 细分之间要有差别才有用。请从画像 `profile` 算出 `spend_ratio`：金额中位数最高的一群，是最低的一群的多少倍。
# 不过，倍数大还不能证明细分有用，第 12 课会再谈。
#
# <details><summary>提示 1</summary>需要的列是 `monetary_cny`。</details>
# <details><summary>提示 2</summary>最大值除以最小值。</details>
# <details><summary>提示 3</summary>`profile["monetary_cny"].max()` 是分子，分母类似。</details>
# %% [markdown] lang="en" id="differ-q"
# ### Exercise 0.3 · How much they differ
# Segments are of use only if they differ. From the profile, `profile`, compute `spend_ratio`: the median spending of the
# highest group divided by that of the lowest. A large ratio alone does not prove that the segments are
# useful; lesson 12 comes back to this.
#
# <details><summary>Hint 1</summary>The column you need is `monetary_cny`.</details>
# <details><summary>Hint 2</summary>Divide the largest by the smallest.</details>
# <details><summary>Hint 3</summary>`profile["monetary_cny"].max()` goes on top; the denominator is built the same way.</details>
# %% exercise="differ" objective="00.3"
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
assert np.isfinite(spend_ratio), T("结果不应缺失", "the result should not be missing")
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
# %% [markdown] lang="zh" id="progress"
# ## 4 · 课程目录与你的进度
#
# 在终端用 `segcourse check` 检查笔记本后，通过的检查会记在一个小文件里。下表列出各课的用时、已拿到的分数和掌握的目标；点课名就能打开。再运行一次单元格，表就更新。
# %% [markdown] lang="en" id="progress"
# ## 4 · The lessons and your progress
#
# Check a notebook with `segcourse check` in a terminal, and the checks that you pass are kept in a small file. The table shows the minutes of each
# lesson, the points you have and the objectives you have mastered; click on a lesson to open it. Run the cell again to bring the table up to date.
# %%
from course.desk import desk, index

index(LANG)
# %% [markdown] lang="zh" id="desk"
# 想从头再来，就在下面选一课，勾选后点“重新开始这一课”：换成全新的笔记本，原来的另存在旁边，不会丢。
# 在 Binder 上学习时，关掉页面作业就没了：离开前先保存，再点“打包我的作业”，把做过的笔记本下载下来。
# %% [markdown] lang="en" id="desk"
# To start over, choose a lesson below, tick the box and press "Start this lesson afresh": you get a fresh notebook, and the old one is kept beside it.
# On Binder your work is gone when you close the page: save first, then press "Pack my work" and download what you have done.
# %%
desk(LANG)
# %% [markdown] lang="zh" id="end"
# ## 5 · 接下来
#
# **记住**：细分是一条流水线：读数据、清洗、算行为、标准化、聚类、看画像。
#
# **还差什么**：为什么是 4 群？换成 5 群行不行？这些群真的存在吗？他们对同样的优惠反应会不同吗？
# 后面的课逐一回答。先做完下面的前测，再去第 01 课：为什么要细分。
# %% [markdown] lang="en" id="end"
# ## 5 · What comes next
#
# **Remember**: a segmentation is a pipeline of reading, cleaning, computing behaviour, standardising, clustering and
# looking at the profile.
#
# **What is missing**: why 4 groups? Would 5 do? Do these groups really exist? Do they respond
# differently to the same offer? Later lessons take these questions one by one. First do the pre-test below, then go on to lesson 01,
# which asks why to segment at all.
# %% [markdown] lang="zh" id="pre-test"
# ## 6 · 前测（20 题，约 20 分钟）
#
# 这 20 题问的是整门课的内容。现在不会很正常：做前测，是为了让你和讲师知道从哪里开始。第 27 课有一份平行的后测，题目不同，考的目标相同；两次相比，就能看出你学到了什么。
#
# - 这 20 分不计入总成绩。有些术语还没有讲过；不会就猜一个，不要空着，也不必查资料。
# - 有纸笔就够，不用电脑计算，每题约 1 分钟。
# - 把 `None` 换成一个带引号的字母，例如 `"A"`。下面的检查只看有没有写字母；对不对，评分以后告诉你，并说明错在哪里。
# %% [markdown] lang="en" id="pre-test"
# ## 6 · Pre-test (20 questions, about 20 minutes)
#
# These 20 questions are about the whole course. It is normal not to know the answers yet: the pre-test shows you and your instructor where to
# start. Lesson 27 has a parallel post-test: other questions, the same objectives. The two together show what you have learnt.
#
# - These 20 points do not count towards your final marks. Some terms have not been explained yet: guess rather than leave a gap, and look nothing up.
# - Pencil and paper are enough; allow about 1 minute for each question.
# - Replace `None` by a letter in quotes, such as `"A"`. The check below only sees whether there is a letter. Grading tells you whether it is
#   right, and if not, what went wrong.
# %% [markdown] lang="zh" id="pre-01-q"
# ### 第 1 题
# 2 版邮件各发给 1,000 人。每一群里谁收到哪一版由抽签决定，但发给新老会员的比例不同：
#
# | 下单的比例 | 新会员 | 老会员 | 合计 |
# |---|---|---|---|
# | P 版 | 900 人中的 10% | 100 人中的 32% | 12.2% |
# | Q 版 | 200 人中的 8% | 800 人中的 28% | 24.0% |
#
# 下个月的收件人里新老会员各占一半。预计哪一版下单的比例更高？
#
# - **A** Q：24%，P 只有 12.2%
# - **B** 一样：都在 18% 左右
# - **C** P：21%，Q 只有 18%
# - **D** Q：21%，P 只有 18%
#
# 答案存为 `pre_01`。
# %% [markdown] lang="en" id="pre-01-q"
# ### Question 1
# Each of 2 e-mails, P and Q, went to 1,000 members. Within each group a lottery decided who got
# which, but the mix of new members and regulars was not the same:
#
# | share who ordered | new members | regulars | all |
# |---|---|---|---|
# | P | 10% of 900 | 32% of 100 | 12.2% |
# | Q | 8% of 200 | 28% of 800 | 24.0% |
#
# Next month half of the addressees will be new members and half regulars. Which e-mail should do
# better?
#
# - **A** Q: 24% against 12.2% for P
# - **B** Neither: about 18% for both
# - **C** P: 21% against 18% for Q
# - **D** Q: 21% against 18% for P
#
# Store your letter as `pre_01`.
# %% exercise="pre-01" fixed=true objective="01.2"
pre_01 = None
### BEGIN SOLUTION
pre_01 = "C"
### END SOLUTION
# %% wrong="pre-01" breaks="pre-01-right" why="compares the totals"
pre_01 = "A"
# %% wrong="pre-01" breaks="pre-01-right" why="averages the totals"
pre_01 = "B"
# %% check="pre-01-right" of="pre-01" points=1
assert pre_01 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_01).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_01 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_01 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "合计的 24% 来自 Q 多发给了老会员，不是因为 Q 更好；在每一群里 P 都更高",
    "the 24% comes from Q going mostly to regulars, not from Q being better; P is higher in each group",
)
assert letter != "B", T(
    "把 2 个合计平均，只是把 2 种不同的人群结构混在一起",
    "the average of the 2 totals mixes 2 different mixtures of members",
)
assert letter != "D", T(
    "折算的方法对，但 2 版弄反了：请看每一群里谁更高",
    "right weights, wrong way round: look who is higher in each group",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-02-q"
# ### 第 2 题
# 按家庭阶段细分，95% 的会员有家庭阶段的记录。计划发短信，给有孩子的家庭送券。
#
# | | 夫妻 | 有孩子的家庭 | 老人 |
# |---|---|---|---|
# | 占销售额 | 38% | 41% | 21% |
# | 同意接收营销信息 | 71% | 12% | 69% |
# | 因送券多出的购买者（随机试验） | 2% | 9% | 1% |
#
# 就这个计划来说，哪一条标准最不达标？
#
# - **A** 可接触：要找的人多半不能发
# - **B** 可测量：不知道另外 5% 的会员属于哪一群
# - **C** 足够大：最小的一群只占销售额的 21%
# - **D** 有差异：3 群人对券的反应差不多
#
# 答案存为 `pre_02`。
# %% [markdown] lang="en" id="pre-02-q"
# ### Question 2
# A segmentation is by family stage, known for 95% of the members. The plan: a voucher by text
# message for families with children.
#
# | | couples | families with children | seniors |
# |---|---|---|---|
# | share of sales | 38% | 41% | 21% |
# | agreed to marketing messages | 71% | 12% | 69% |
# | extra buyers with a voucher (random test) | 2% | 9% | 1% |
#
# Which criterion fails most clearly for this plan?
#
# - **A** Accessible: most of those wanted may not be messaged
# - **B** Measurable: the stage of the other 5% of members is unknown
# - **C** Substantial: the smallest segment has just 21% of sales
# - **D** Differentiable: the 3 segments respond alike
#
# Store your letter as `pre_02`.
# %% exercise="pre-02" fixed=true objective="01.4"
pre_02 = None
### BEGIN SOLUTION
pre_02 = "A"
### END SOLUTION
# %% wrong="pre-02" breaks="pre-02-right" why="takes the smallest share for the weakest point"
pre_02 = "C"
# %% wrong="pre-02" breaks="pre-02-right" why="takes a few unknown members for the weakest point"
pre_02 = "B"
# %% check="pre-02-right" of="pre-02" points=1
assert pre_02 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_02).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_02 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_02 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "95% 已知，够用了；知道是谁，不等于发得到",
    "95% known is plenty; to know who they are is not to reach them",
)
assert letter != "C", T(
    "21% 并不小，而且计划针对的是最大的一群",
    "21% is not small, and the plan is for the largest segment",
)
assert letter != "D", T(
    "9%、2%、1% 相差很大：有差异正是这套细分的长处",
    "9%, 2% and 1% differ a lot: this is the strength of the segmentation",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-03-q"
# ### 第 3 题
# 跨渠道合并会员记录。每对误合并（把 2 个人当成同一个人）的代价是 100 元，每对漏合并是 20 元。
#
# | 阈值 | 误合并 | 漏合并 |
# |---|---|---|
# | 0.80 | 60 | 90 |
# | 0.90 | 10 | 290 |
#
# 现在的阈值是 0.80，要不要提高到 0.90？
#
# - **A** 不要：错误总数会从 150 增加到 300
# - **B** 不要：总代价会增加 4,000 元
# - **C** 要：阈值提高，召回率也会提高
# - **D** 要：总代价会减少 1,000 元
#
# 答案存为 `pre_03`。
# %% [markdown] lang="en" id="pre-03-q"
# ### Question 3
# Member records are joined across channels. A wrong link (2 people taken for the same person)
# costs 100 CNY, a missed link costs 20 CNY.
#
# | threshold | wrong links | missed links |
# |---|---|---|
# | 0.80 | 60 | 90 |
# | 0.90 | 10 | 290 |
#
# The threshold is 0.80 now. Should it go up to 0.90?
#
# - **A** No: mistakes would go up from 150 to 300
# - **B** No: the cost would rise by 4,000 CNY
# - **C** Yes: a higher threshold gives a higher recall
# - **D** Yes: the cost would fall by 1,000 CNY
#
# Store your letter as `pre_03`.
# %% exercise="pre-03" fixed=true objective="03.4"
pre_03 = None
### BEGIN SOLUTION
pre_03 = "D"
### END SOLUTION
# %% wrong="pre-03" breaks="pre-03-right" why="counts mistakes, not their cost"
pre_03 = "A"
# %% wrong="pre-03" breaks="pre-03-right" why="looks at missed links alone"
pre_03 = "B"
# %% check="pre-03-right" of="pre-03" points=1
assert pre_03 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_03).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_03 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_03 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "2 种错误的代价不同，不能直接相加：请按元计算",
    "the 2 kinds of mistake do not cost the same, so do not add them up: count in CNY",
)
assert letter != "B", T(
    "漏合并多 200 对，确实多花 4,000 元；可是误合并少 50 对，省 5,000 元",
    "200 missed links more do cost 4,000 CNY, but 50 wrong links fewer save 5,000 CNY",
)
assert letter != "C", T(
    "阈值提高，漏合并变多，召回率只会下降",
    "a higher threshold misses more links, so recall falls",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-04-q"
# ### 第 4 题
# 在一份会员文件里，不少生日是表单的默认值，没有填电话的人被店员填上了门店的电话。
#
# | 字段 | 同一个人的 2 条记录，该字段一致 | 任意 2 个人，该字段一致 |
# |---|---|---|
# | 生日 | 90% | 12% |
# | 街道 | 60% | 1% |
# | 电话 | 70% | 5% |
# | 性别 | 99% | 50% |
#
# 2 条记录里只有 1 个字段都填了，而且一致。是哪个字段时，最能说明是同一个人？
#
# - **A** 生日
# - **B** 街道
# - **C** 电话
# - **D** 性别
#
# 答案存为 `pre_04`。
# %% [markdown] lang="en" id="pre-04-q"
# ### Question 4
# In a file of members many birthdays are the form's default, and where no phone was given, shop
# staff typed in the number of the shop.
#
# | field | agrees in 2 records of the same person | agrees in records of any 2 people |
# |---|---|---|
# | birthday | 90% | 12% |
# | street | 60% | 1% |
# | phone | 70% | 5% |
# | gender | 99% | 50% |
#
# Just 1 of these fields is filled in on both of 2 records, and there they agree. In which field
# would that be the strongest evidence of the same person?
#
# - **A** The birthday
# - **B** The street
# - **C** The phone
# - **D** The gender
#
# Store your letter as `pre_04`.
# %% exercise="pre-04" fixed=true objective="03.3"
pre_04 = None
### BEGIN SOLUTION
pre_04 = "B"
### END SOLUTION
# %% wrong="pre-04" breaks="pre-04-right" why="takes the highest agreement for the best evidence"
pre_04 = "D"
# %% wrong="pre-04" breaks="pre-04-right" why="trusts the usual key without looking at the file"
pre_04 = "C"
# %% check="pre-04-right" of="pre-04" points=1
assert pre_04 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_04).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_04 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_04 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "在这份文件里，12% 的陌生人生日也一致：90 ÷ 12 只有 7.5 倍",
    "in this file 12% of strangers share a birthday: 90 over 12 is a factor of just 7.5",
)
assert letter != "C", T(
    "电话通常很强，但这里 5% 的陌生人电话也一致：70 ÷ 5 是 14 倍，还有更强的",
    "a phone is strong as a rule, but here 5% of strangers share it: 70 over 5 makes 14, and there is a stronger one",
)
assert letter != "D", T(
    "99% 看起来最高，可是一半的陌生人性别也一致，几乎不能说明什么",
    "99% looks best, but half of all strangers share it, so it says next to nothing",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-05-q"
# ### 第 5 题
# 指数 = 100 ×（本市会员中买茶叶的比例 ÷ 全部会员中买茶叶的比例）。下面是其中 4 个城市：
#
# | 城市 | 会员数 | 指数 | 95% 区间 |
# |---|---|---|---|
# | W | 60 | 150 | 60–240 |
# | X | 5,200 | 124 | 115–133 |
# | Y | 4,800 | 103 | 94–112 |
# | Z | 6,000 | 98 | 90–106 |
#
# 想在茶叶需求高于平均的城市多备货。哪个城市的证据最充分？
#
# - **A** W 市
# - **B** X 市
# - **C** Y 市
# - **D** Z 市
#
# 答案存为 `pre_05`。
# %% [markdown] lang="en" id="pre-05-q"
# ### Question 5
# Index = 100 × (share of a city's members who buy tea ÷ share of all members who buy tea). Here are
# 4 of the cities:
#
# | city | members | index | 95% interval |
# |---|---|---|---|
# | W | 60 | 150 | 60–240 |
# | X | 5,200 | 124 | 115–133 |
# | Y | 4,800 | 103 | 94–112 |
# | Z | 6,000 | 98 | 90–106 |
#
# More tea should be stocked where demand is above average. For which city is the evidence best?
#
# - **A** City W
# - **B** City X
# - **C** City Y
# - **D** City Z
#
# Store your letter as `pre_05`.
# %% exercise="pre-05" fixed=true objective="05.2"
pre_05 = None
### BEGIN SOLUTION
pre_05 = "B"
### END SOLUTION
# %% wrong="pre-05" breaks="pre-05-right" why="takes the highest index without its interval"
pre_05 = "A"
# %% wrong="pre-05" breaks="pre-05-right" why="takes the number of members for demand"
pre_05 = "D"
# %% check="pre-05-right" of="pre-05" points=1
assert pre_05 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_05).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_05 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_05 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "指数最高，但只有 60 位会员，区间 60–240 包含 100：也可能低于平均",
    "the highest index, but from 60 members: its interval, 60–240, includes 100, so demand may even be below average",
)
assert letter != "C", T(
    "103 略高于 100，区间 94–112 却包含 100，说不准",
    "103 is just above 100, and its interval, 94–112, includes 100: unclear",
)
assert letter != "D", T(
    "会员最多，不等于比例最高：指数 98，没有高于平均",
    "most members does not mean the highest share: the index is 98, not above average",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-06-q"
# ### 第 6 题
# 400,000 位会员：职业（6 类）与常用的购物方式（3 类）有关联，卡方检验 p < 0.001，Cramér's V = 0.02。
# 经理想按职业分别定预算。你怎么判断？
#
# - **A** 按职业定预算：p 值远小于 5%，关联很强
# - **B** 结果矛盾：p 值很小时，V 应当很大
# - **C** 再多收集些会员，关联就会变强
# - **D** 有关联，但太弱，不值得据此定预算
#
# 答案存为 `pre_06`。
# %% [markdown] lang="en" id="pre-06-q"
# ### Question 6
# Among 400,000 members, occupation (6 classes) and favourite way to shop (3 classes) are
# associated: chi-square test, p < 0.001; Cramér's V = 0.02. The manager wants a budget for each
# occupation. What is your view?
#
# - **A** Do it: p is far below 5%, so the link is strong
# - **B** The results clash: with such a p, V should be large
# - **C** Collect more members, and the link will get stronger
# - **D** There is a link, but too weak to plan by
#
# Store your letter as `pre_06`.
# %% exercise="pre-06" fixed=true objective="06.3"
pre_06 = None
### BEGIN SOLUTION
pre_06 = "D"
### END SOLUTION
# %% wrong="pre-06" breaks="pre-06-right" why="takes a small p for a strong link"
pre_06 = "A"
# %% wrong="pre-06" breaks="pre-06-right" why="expects p and the effect size to go together"
pre_06 = "B"
# %% check="pre-06-right" of="pre-06" points=1
assert pre_06 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_06).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_06 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_06 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "p 值说的是有没有关联，不是有多强；40 万人时，很小的差别也会显著",
    "p tells whether there is a link, not how strong; with 400,000 members a tiny one is significant",
)
assert letter != "B", T(
    "不矛盾：人数很多时，弱关联的 p 值也会很小",
    "no clash: with many members a weak link has a small p, too",
)
assert letter != "C", T(
    "人数再多，只会让 p 值更小；V 不会因此变大",
    "more members make p smaller; they do not make V larger",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-07-q"
# ### 第 7 题
# 10,000 位会员里有 1,000 位买母婴用品。规则“25–34 岁的女性”选出 800 人，其中 240 人买母婴用品。
# 优惠要让大部分买母婴用品的人收到。哪句话正确？
#
# - **A** 收到的人 30% 会买，但 76% 的买家收不到
# - **B** 收到的人 24% 会买，但 70% 的买家收不到
# - **C** 达到了目的：30% 是全体比例的 3 倍
# - **D** 规则没有用：收到的人 70% 不买，和抽签没有两样
#
# 答案存为 `pre_07`。
# %% [markdown] lang="en" id="pre-07-q"
# ### Question 7
# Of 10,000 members, 1,000 buy baby products. The rule "women aged 25–34" picks 800 members, and
# 240 of them buy baby products. An offer is to reach most of those who buy. Which sentence is
# right?
#
# - **A** 30% of those reached buy, but 76% of the buyers are not reached
# - **B** 24% of those reached buy, but 70% of the buyers are not reached
# - **C** The aim is met: 30% is 3 times the share among all members
# - **D** The rule is no better than a lottery, as 70% of those reached do not buy
#
# Store your letter as `pre_07`.
# %% exercise="pre-07" fixed=true objective="06.5"
pre_07 = None
### BEGIN SOLUTION
pre_07 = "A"
### END SOLUTION
# %% wrong="pre-07" breaks="pre-07-right" why="takes the hit rate for coverage"
pre_07 = "C"
# %% wrong="pre-07" breaks="pre-07-right" why="looks at misses without the base rate"
pre_07 = "D"
# %% check="pre-07-right" of="pre-07" points=1
assert pre_07 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_07).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_07 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_07 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "命中率和覆盖率弄反了：240 ÷ 800 是命中率，240 ÷ 1,000 是覆盖率",
    "hit rate and coverage swapped: 240 of 800 is the hit rate, 240 of 1,000 the coverage",
)
assert letter != "C", T(
    "命中率高不等于覆盖得多：1,000 位买家只选出 240 位",
    "a good hit rate is not coverage: 240 of 1,000 buyers are picked",
)
assert letter != "D", T(
    "抽签选出的人里只有 10% 是买家，这条规则是 30%；它的问题在覆盖率",
    "of those picked by lottery 10% would be buyers, by this rule 30%; coverage is its weak point",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-08-q"
# ### 第 8 题
# 量表“在意价格”有 5 题，每题 1–5 分，得分是各题的平均。第 4 题是“我买东西不看价格”。α 只有 0.35。
#
# | 题目 | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | 与其余各题之和的相关系数 | 0.52 | 0.48 | 0.55 | −0.46 | 0.50 |
#
# 先做什么？
#
# - **A** 删去第 4 题，用其余 4 题
# - **B** 第 4 题改成“5 减回答”，再计算
# - **C** 第 4 题改成“6 减回答”，再计算
# - **D** 剔除第 4 题与其余各题相反的人
#
# 答案存为 `pre_08`。
# %% [markdown] lang="en" id="pre-08-q"
# ### Question 8
# The scale "minds the price" has 5 statements, each answered from 1 to 5; the score is their
# mean. Statement 4 is "I do not look at prices when I shop". Alpha is just 0.35.
#
# | statement | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | correlation with the sum of the others | 0.52 | 0.48 | 0.55 | −0.46 | 0.50 |
#
# What comes first?
#
# - **A** Drop statement 4 and use the other 4
# - **B** Turn statement 4 into 5 minus the answer
# - **C** Turn statement 4 into 6 minus the answer
# - **D** Drop the people whose answer to 4 is opposite to the rest
#
# Store your letter as `pre_08`.
# %% exercise="pre-08" fixed=true objective="07.2"
pre_08 = None
### BEGIN SOLUTION
pre_08 = "C"
### END SOLUTION
# %% wrong="pre-08" breaks="pre-08-right" why="drops a reversed item instead of turning it"
pre_08 = "A"
# %% wrong="pre-08" breaks="pre-08-right" why="turns on a scale from 0"
pre_08 = "B"
# %% check="pre-08-right" of="pre-08" points=1
assert pre_08 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_08).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_08 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_08 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "负相关是因为题目的方向相反，不是题目不好；删掉就丢了信息",
    "it correlates negatively because it is worded the other way, not because it is bad; dropping it loses information",
)
assert letter != "B", T(
    "5 减 5 等于 0，超出了 1–5 分；α 不受影响，但平均分会偏低",
    "5 minus 5 is 0, off the scale of 1 to 5; alpha would not mind, but the mean score would be too low",
)
assert letter != "D", T(
    "在意价格的人本来就该不同意第 4 题：剔除的正是认真作答的人",
    "people who mind prices should disagree with 4: this drops those who answered with care",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-09-q"
# ### 第 9 题
# 对同一份问卷作了 2 次因子分析，因子载荷是：
#
# | 说法 | 第 1 次：因子 1 | 因子 2 | 第 2 次：因子 1 | 因子 2 |
# |---|---|---|---|---|
# | 我会比较价格 | 0.78 | 0.05 | 0.06 | −0.77 |
# | 我等到打折再买 | 0.71 | 0.10 | 0.11 | −0.72 |
# | 我爱试新品牌 | 0.08 | 0.69 | 0.70 | −0.07 |
# | 我关注潮流 | 0.02 | 0.74 | 0.73 | −0.03 |
#
# 2 次的结果有什么不同？
#
# - **A** 第 2 次里，人们变得不在意价格了
# - **B** 第 2 次里，价格退居次要，潮流更重要
# - **C** 结构变了：不可能都对
# - **D** 只是写法：换了次序，一个因子变了号
#
# 答案存为 `pre_09`。
# %% [markdown] lang="en" id="pre-09-q"
# ### Question 9
# These are the factor loadings from 2 factor analyses of the same survey:
#
# | statement | run 1: factor 1 | factor 2 | run 2: factor 1 | factor 2 |
# |---|---|---|---|---|
# | I compare prices | 0.78 | 0.05 | 0.06 | −0.77 |
# | I wait for a sale | 0.71 | 0.10 | 0.11 | −0.72 |
# | I try new brands | 0.08 | 0.69 | 0.70 | −0.07 |
# | I follow trends | 0.02 | 0.74 | 0.73 | −0.03 |
#
# What differs between the 2 results?
#
# - **A** In run 2 people no longer mind prices
# - **B** In run 2 price matters less than trends
# - **C** The structure: they cannot both be right
# - **D** Only the form: order, and a factor's sign
#
# Store your letter as `pre_09`.
# %% exercise="pre-09" fixed=true objective="07.3"
pre_09 = None
### BEGIN SOLUTION
pre_09 = "D"
### END SOLUTION
# %% wrong="pre-09" breaks="pre-09-right" why="reads the sign of a factor as its meaning"
pre_09 = "A"
# %% wrong="pre-09" breaks="pre-09-right" why="reads the number of a factor as its rank"
pre_09 = "B"
# %% check="pre-09-right" of="pre-09" points=1
assert pre_09 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_09).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_09 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_09 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "因子的正负是任意的：2 题同为负，合在一起仍然是“在意价格”",
    "a factor's sign is arbitrary: both statements are negative together and still form the same factor",
)
assert letter != "B", T(
    "因子的编号也是任意的（旋转之后尤其如此），不代表重要程度",
    "a factor's number is arbitrary, too, above all after rotation, and no rank of importance",
)
assert letter != "C", T(
    "哪些题归在一起、载荷多大，2 次几乎一样，结构没有变",
    "the same statements go together with nearly the same sizes: the structure has not changed",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-10-q"
# ### 第 10 题
# 统计日 `as_of` 是 2026-01-01。下面是某位会员的全部购买记录：
#
# | 订单 | 日期 | 商品 | 金额（元） |
# |---|---|---|---|
# | A1 | 2025-11-11 | 茶叶 | 50 |
# | A2 | 2025-12-02 | 大米 | 60 |
# | A2 | 2025-12-02 | 食用油 | 40 |
#
# 这位会员的 R（天）、F（单）、M（累计金额，元）是多少？
#
# - **A** R = 51，F = 2，M = 150
# - **B** R = 30，F = 2，M = 150
# - **C** R = 30，F = 3，M = 150
# - **D** R = 30，F = 2，M = 75
#
# 答案存为 `pre_10`。
# %% [markdown] lang="en" id="pre-10-q"
# ### Question 10
# The day to look from, `as_of`, is 2026-01-01. This is all that a member has bought:
#
# | order | date | product | amount (CNY) |
# |---|---|---|---|
# | A1 | 2025-11-11 | tea | 50 |
# | A2 | 2025-12-02 | rice | 60 |
# | A2 | 2025-12-02 | oil | 40 |
#
# What are R (days), F (orders) and M (CNY in all)?
#
# - **A** R = 51, F = 2, M = 150
# - **B** R = 30, F = 2, M = 150
# - **C** R = 30, F = 3, M = 150
# - **D** R = 30, F = 2, M = 75
#
# Store your letter as `pre_10`.
# %% exercise="pre-10" fixed=true objective="08.1"
pre_10 = None
### BEGIN SOLUTION
pre_10 = "B"
### END SOLUTION
# %% wrong="pre-10" breaks="pre-10-right" why="counts lines as orders"
pre_10 = "C"
# %% wrong="pre-10" breaks="pre-10-right" why="counts days from the first purchase"
pre_10 = "A"
# %% check="pre-10-right" of="pre-10" points=1
assert pre_10 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_10).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_10 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_10 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "R 从最近一次购买算起，不是第一次", "R counts from the latest purchase, not from the first"
)
assert letter != "C", T(
    "F 数订单，不数行：A2 有 2 行，只算 1 次",
    "F counts orders, not lines: A2 has 2 lines and counts once",
)
assert letter != "D", T(
    "M 是金额之和；75 是每单的平均", "M is the sum; 75 is the mean per order"
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-11-q"
# ### 第 11 题
# 10 位会员的订单数是 1、1、1、1、1、2、2、3、5、9。一个工具先按订单数排名，再切成人数相等的 5 档，每档 2 人，给 1–5 分。
# 问题出在哪里？
#
# - **A** 都买 1 次的人，得分却有 3 种
# - **B** 没有问题：人数相等，打分才公平
# - **C** 买 9 次的人是异常，应当先删掉
# - **D** 应当按订单数等宽切：每 2 次一档
#
# 答案存为 `pre_11`。
# %% [markdown] lang="en" id="pre-11-q"
# ### Question 11
# The orders of 10 members are 1, 1, 1, 1, 1, 2, 2, 3, 5 and 9. A tool ranks them by orders, cuts
# them into 5 classes of 2 members and gives scores from 1 to 5. What is wrong?
#
# - **A** Members with 1 order get 3 different scores
# - **B** Nothing: classes of equal size make scores fair
# - **C** The member with 9 orders should be removed first
# - **D** Classes should be equally wide: 2 orders each
#
# Store your letter as `pre_11`.
# %% exercise="pre-11" fixed=true objective="08.2"
pre_11 = None
### BEGIN SOLUTION
pre_11 = "A"
### END SOLUTION
# %% wrong="pre-11" breaks="pre-11-right" why="takes classes of equal size for fairness"
pre_11 = "B"
# %% wrong="pre-11" breaks="pre-11-right" why="takes the heaviest buyer for an error"
pre_11 = "C"
# %% check="pre-11-right" of="pre-11" points=1
assert pre_11 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_11).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_11 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_11 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "要人数相等，就得把买同样次数的人拆到不同的档，谁高谁低只看排在文件哪里",
    "for equal sizes, members who bought equally often are split by their place in the file",
)
assert letter != "C", T(
    "买得多不是错误；分位数打分本来就不怕极端值",
    "buying a lot is no error, and scores by quantile can live with extremes",
)
assert letter != "D", T(
    "等宽切会让多数人挤在最低一档；要解决的是同值不同分",
    "equal widths crowd most members into the lowest class; the trouble is equal values with unequal scores",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-12-q"
# ### 第 12 题
# K 均值直接用下面的原始数值，按直线距离比较。
#
# | 客户 | 多久没来（天） | 订单数 | 消费（元） |
# |---|---|---|---|
# | 甲 | 10 | 20 | 5,000 |
# | 乙 | 12 | 19 | 6,000 |
# | 丙 | 90 | 1 | 5,200 |
#
# 离甲最近的是谁，为什么？
#
# - **A** 乙：3 列各占三分之一的分量
# - **B** 乙：天数和订单数几乎一样
# - **C** 丙：消费的数值大，压过了其余各列
# - **D** 丙：天数相差最多，分量最重
#
# 答案存为 `pre_12`。
# %% [markdown] lang="en" id="pre-12-q"
# ### Question 12
# K-means gets the raw figures below and compares them by straight-line distance.
#
# | customer | days since last visit | orders | spending (CNY) |
# |---|---|---|---|
# | Jia | 10 | 20 | 5,000 |
# | Yi | 12 | 19 | 6,000 |
# | Bing | 90 | 1 | 5,200 |
#
# Who is nearest to Jia, and why?
#
# - **A** Yi: each of the 3 columns counts for a third
# - **B** Yi: days and orders are nearly the same
# - **C** Bing: spending has large values and drowns the rest
# - **D** Bing: days differ most and weigh most
#
# Store your letter as `pre_12`.
# %% exercise="pre-12" fixed=true objective="10.1"
pre_12 = None
### BEGIN SOLUTION
pre_12 = "C"
### END SOLUTION
# %% wrong="pre-12" breaks="pre-12-right" why="judges as a person would, not as distance does"
pre_12 = "B"
# %% wrong="pre-12" breaks="pre-12-right" why="thinks that k-means weighs all columns alike"
pre_12 = "A"
# %% check="pre-12-right" of="pre-12" points=1
assert pre_12 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_12).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_12 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_12 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "只有先标准化，各列的分量才相当；原始数值里，消费相差 1,000 就压倒一切",
    "columns count alike only once they are on one scale; in raw figures a gap of 1,000 in spending outweighs all",
)
assert letter != "B", T(
    "这是看人的直觉；直线距离里，甲乙的消费相差 1,000，甲丙只差 200",
    "so a person would see it; in straight-line distance Jia and Yi are 1,000 apart in spending, Jia and Bing just 200",
)
assert letter != "D", T(
    "天数相差 80 会让丙更远，不会更近；让丙显得近的是消费只差 200",
    "80 days put Bing farther away, not nearer; what makes Bing near is a gap of just 200 in spending",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-13-q"
# ### 第 13 题
# 用 2 个随机种子，对同样的 1,000 位客户各作一次聚类。表里是人数：
#
# | | 第 2 次：1 号 | 2 号 | 3 号 |
# |---|---|---|---|
# | 第 1 次：1 号 | 2 | 298 | 0 |
# | 2 号 | 1 | 0 | 399 |
# | 3 号 | 297 | 3 | 0 |
#
# 2 次的结果有多像？
#
# - **A** 几乎完全不同：只有 0.2% 的人编号没变
# - **B** 几乎完全相同：变的只是编号
# - **C** 三分之一相同：分 3 群时碰巧也会这样
# - **D** 只有各群的人数相像，成员不同
#
# 答案存为 `pre_13`。
# %% [markdown] lang="en" id="pre-13-q"
# ### Question 13
# The same 1,000 customers were clustered with 2 different random seeds. The table counts customers:
#
# | | run 2: no. 1 | no. 2 | no. 3 |
# |---|---|---|---|
# | run 1: no. 1 | 2 | 298 | 0 |
# | no. 2 | 1 | 0 | 399 |
# | no. 3 | 297 | 3 | 0 |
#
# How alike are the 2 results?
#
# - **A** Hardly at all: 0.2% of customers kept their number
# - **B** Almost entirely: only the numbers changed
# - **C** One third alike, as chance gives with 3 clusters
# - **D** In the sizes alone: the members are different ones
#
# Store your letter as `pre_13`.
# %% exercise="pre-13" fixed=true objective="10.4"
pre_13 = None
### BEGIN SOLUTION
pre_13 = "B"
### END SOLUTION
# %% wrong="pre-13" breaks="pre-13-right" why="compares cluster numbers"
pre_13 = "A"
# %% wrong="pre-13" breaks="pre-13-right" why="looks at the sizes alone"
pre_13 = "D"
# %% check="pre-13-right" of="pre-13" points=1
assert pre_13 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_13).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_13 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_13 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "编号没有含义，不能比较编号：要看哪些人仍在一起",
    "cluster numbers have no meaning and must not be compared: see who stays together",
)
assert letter != "C", T(
    "碰巧的话，每格约有 100 人；这里每行的人几乎都落在同一格",
    "by chance each cell would hold about 100; here nearly all of a row fall into the same cell",
)
assert letter != "D", T(
    "不只是人数：第 1 次 1 号里的 300 人，第 2 次有 298 人仍在一起",
    "not the sizes alone: of the 300 in no. 1 of run 1, 298 are together again in run 2",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-14-q"
# ### 第 14 题
# 一份问卷分成 2–6 群，每个 k 都反复重抽，算出稳定性（平均 ARI）。再用无结构数据（平均数、标准差和相关系数相同，但没有群）照做一遍：
#
# | k | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|
# | 问卷 | 0.92 | 0.55 | 0.60 | 0.83 | 0.52 |
# | 无结构数据 | 0.91 | 0.53 | 0.47 | 0.41 | 0.37 |
#
# 哪一个 k 最有证据说明存在真实的结构？
#
# - **A** k = 2
# - **B** k = 3
# - **C** k = 4
# - **D** k = 5
#
# 答案存为 `pre_14`。
# %% [markdown] lang="en" id="pre-14-q"
# ### Question 14
# A survey was split into 2–6 segments. For each k, resampling gave a stability (mean ARI). The
# same was done with structure-free data: equal means, spreads and correlations, but no groups.
#
# | k | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|
# | survey | 0.92 | 0.55 | 0.60 | 0.83 | 0.52 |
# | structure-free data | 0.91 | 0.53 | 0.47 | 0.41 | 0.37 |
#
# Which k has the best evidence of real structure?
#
# - **A** k = 2
# - **B** k = 3
# - **C** k = 4
# - **D** k = 5
#
# Store your letter as `pre_14`.
# %% exercise="pre-14" fixed=true objective="12.3"
pre_14 = None
### BEGIN SOLUTION
pre_14 = "D"
### END SOLUTION
# %% wrong="pre-14" breaks="pre-14-right" why="takes the highest stability without a yardstick"
pre_14 = "A"
# %% wrong="pre-14" breaks="pre-14-right" why="takes any k above the yardstick"
pre_14 = "C"
# %% check="pre-14-right" of="pre-14" points=1
assert pre_14 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_14).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_14 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_14 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "0.92 最高，但没有群的数据也有 0.91：这样的稳定性不说明有结构",
    "0.92 is the highest, but data without groups reach 0.91: such stability shows no structure",
)
assert letter != "B", T(
    "0.55 与无结构数据的 0.53 差不多，没有证据",
    "0.55 is about what structure-free data give, 0.53: no evidence",
)
assert letter != "C", T(
    "0.60 高于 0.47，但差距不是最大的", "0.60 is above 0.47, but this is not the largest gap"
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-15-q"
# ### 第 15 题
# 同一批会员按问卷里的态度题作了 2 种细分，P 和 Q，稳定性相同：
#
# | | P | Q |
# |---|---|---|
# | 轮廓系数 | 0.41 | 0.33 |
# | 解释了多少态度题的差异（聚类用过） | 60% | 48% |
# | 解释了多少次年消费的差异（聚类没有用过） | 1% | 18% |
#
# 要用来规划次年的会员活动，选哪一种？
#
# - **A** P：各群分得更开，轮廓系数更高
# - **B** P：它解释了大部分态度的差异
# - **C** Q：聚类没有用消费，却能区分消费
# - **D** 都可以：稳定性相同，没有差别
#
# 答案存为 `pre_15`。
# %% [markdown] lang="en" id="pre-15-q"
# ### Question 15
# The same members were segmented in 2 ways, P and Q, by the attitudes in a survey. Both are
# equally stable:
#
# | | P | Q |
# |---|---|---|
# | silhouette | 0.41 | 0.33 |
# | share of the variation in attitudes explained (used for clustering) | 60% | 48% |
# | share of the variation in next year's spending explained (not used) | 1% | 18% |
#
# Which is better for planning the next year's activities?
#
# - **A** P: its clusters are better separated, see the silhouette
# - **B** P: it explains most of the variation in attitudes
# - **C** Q: it separates spending, which it did not see
# - **D** Either: they are equally stable
#
# Store your letter as `pre_15`.
# %% exercise="pre-15" fixed=true objective="12.5"
pre_15 = None
### BEGIN SOLUTION
pre_15 = "C"
### END SOLUTION
# %% wrong="pre-15" breaks="pre-15-right" why="takes separation for usefulness"
pre_15 = "A"
# %% wrong="pre-15" breaks="pre-15-right" why="takes a fit to the clustering variables for evidence"
pre_15 = "B"
# %% check="pre-15-right" of="pre-15" points=1
assert pre_15 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_15).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_15 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_15 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "轮廓系数只看聚类用过的数据里分得开不开，不说明细分有用",
    "the silhouette looks at separation in the data used; it does not show that segments are of use",
)
assert letter != "B", T(
    "解释自己用过的变量是必然的：聚类就是照着它们分的",
    "explaining what it was built from is no achievement: clustering splits by just that",
)
assert letter != "D", T(
    "稳定只是前提；两种细分对次年消费的区分能力差得很远",
    "stability is a condition, not an aim; next year's spending differs far more in one than in the other",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-16-q"
# ### 第 16 题
# 一个细分有 400 人，全部会员有 10,000 人。画像里有 4 行：
#
# | | 该细分 | 全部会员 | 指数 |
# |---|---|---|---|
# | 常买有机食品 | 60% | 30% | 200 |
# | 家里有车 | 88% | 84% | 105 |
# | 订了鲜花 | 2% | 0.5% | 400 |
# | 女性 | 55% | 54% | 102 |
#
# 介绍这个细分时，哪一个特征最该放在首位？
#
# - **A** 常买有机食品
# - **B** 家里有车
# - **C** 订了鲜花
# - **D** 女性
#
# 答案存为 `pre_16`。
# %% [markdown] lang="en" id="pre-16-q"
# ### Question 16
# A segment has 400 of 10,000 members. Its profile has 4 rows:
#
# | | segment | all members | index |
# |---|---|---|---|
# | often buys organic food | 60% | 30% | 200 |
# | has a car | 88% | 84% | 105 |
# | has flowers delivered | 2% | 0.5% | 400 |
# | is a woman | 55% | 54% | 102 |
#
# Which feature should come first when you describe this segment?
#
# - **A** Organic food
# - **B** The car
# - **C** The flowers
# - **D** The gender
#
# Store your letter as `pre_16`.
# %% exercise="pre-16" fixed=true objective="15.2"
pre_16 = None
### BEGIN SOLUTION
pre_16 = "A"
### END SOLUTION
# %% wrong="pre-16" breaks="pre-16-right" why="takes the highest index without its base"
pre_16 = "C"
# %% wrong="pre-16" breaks="pre-16-right" why="takes the largest share without a comparison"
pre_16 = "B"
# %% check="pre-16-right" of="pre-16" points=1
assert pre_16 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_16).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_16 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_16 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "88% 的人有车，但全部会员也有 84%：这不是该细分的特点",
    "88% have a car, but so do 84% of all members: nothing special about the segment",
)
assert letter != "C", T(
    "指数 400 只来自 400 人中的 8 人；98% 的人没有订花",
    "an index of 400 from 8 of 400 people; 98% of the segment have no flowers delivered",
)
assert letter != "D", T(
    "55% 对 54%：没有差别，用性别介绍只会带来刻板印象",
    "55% against 54% is no difference; gender in first place would be a stereotype",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-17-q"
# ### 第 17 题
# 门店 9:00 到 21:00 营业，顾客全天均匀到店。礼盒每天早上备货，5 天的销量是：
#
# | 第几天 | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | 销量（盒） | 40 | 42 | 38 | 36 | 34 |
# | 卖空的时间 | 没有卖空 | 没有卖空 | 没有卖空 | 14:00 | 13:00 |
#
# 哪个数最接近平均每天的需求？
#
# - **A** 38 盒
# - **B** 40 盒
# - **C** 42 盒
# - **D** 62 盒
#
# 答案存为 `pre_17`。
# %% [markdown] lang="en" id="pre-17-q"
# ### Question 17
# A shop is open from 9:00 to 21:00, and customers come evenly through the day. Gift boxes are put
# out each morning. Sales on 5 days:
#
# | day | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | boxes sold | 40 | 42 | 38 | 36 | 34 |
# | sold out at | never | never | never | 14:00 | 13:00 |
#
# Which number is nearest to the mean demand per day?
#
# - **A** 38 boxes
# - **B** 40 boxes
# - **C** 42 boxes
# - **D** 62 boxes
#
# Store your letter as `pre_17`.
# %% exercise="pre-17" fixed=true objective="19.4"
pre_17 = None
### BEGIN SOLUTION
pre_17 = "D"
### END SOLUTION
# %% wrong="pre-17" breaks="pre-17-right" why="takes mean sales for demand"
pre_17 = "A"
# %% wrong="pre-17" breaks="pre-17-right" why="drops the sold-out days"
pre_17 = "B"
# %% check="pre-17-right" of="pre-17" points=1
assert pre_17 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_17).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_17 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_17 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "38 是 5 天销量的平均：卖空以后来的顾客没有算进去",
    "38 is the mean of sales: it leaves out those who came after the shelf was empty",
)
assert letter != "B", T(
    "40 只平均了没有卖空的 3 天，去掉的正是需求最大的 2 天",
    "40 is the mean of the 3 days without a sell-out, which drops the 2 days of highest demand",
)
assert letter != "C", T(
    "42 是卖得最多的一天；卖空的那几天，不到半天就卖了三十多盒",
    "42 is the best day of sales; on the sold-out days over 30 went in less than half of the day",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-18-q"
# ### 第 18 题
# 4 群客户的贷款如下（违约概率按 1 年计）：
#
# | 客户群 | 违约时的敞口（千元） | 违约概率 | 违约损失率 |
# |---|---|---|---|
# | 甲 | 2,500 | 4% | 50% |
# | 乙 | 4,500 | 1% | 60% |
# | 丙 | 500 | 10% | 60% |
# | 丁 | 600 | 5% | 80% |
#
# 哪一群的预期损失最大？
#
# - **A** 甲群
# - **B** 乙群
# - **C** 丙群
# - **D** 丁群
#
# 答案存为 `pre_18`。
# %% [markdown] lang="en" id="pre-18-q"
# ### Question 18
# These are the loans of 4 groups of clients (probability of default within 1 year):
#
# | group | exposure at default (thousand CNY) | probability of default | loss given default |
# |---|---|---|---|
# | Jia | 2,500 | 4% | 50% |
# | Yi | 4,500 | 1% | 60% |
# | Bing | 500 | 10% | 60% |
# | Ding | 600 | 5% | 80% |
#
# Which group has the largest expected loss?
#
# - **A** Group Jia
# - **B** Group Yi
# - **C** Group Bing
# - **D** Group Ding
#
# Store your letter as `pre_18`.
# %% exercise="pre-18" fixed=true objective="20.4"
pre_18 = None
### BEGIN SOLUTION
pre_18 = "A"
### END SOLUTION
# %% wrong="pre-18" breaks="pre-18-right" why="takes the highest probability for the largest loss"
pre_18 = "C"
# %% wrong="pre-18" breaks="pre-18-right" why="takes the largest exposure for the largest loss"
pre_18 = "B"
# %% check="pre-18-right" of="pre-18" points=1
assert pre_18 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_18).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_18 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_18 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "敞口最大，但违约概率低：4,500 × 1% × 60% = 27 千元",
    "the largest exposure, but a low probability of default: 4,500 × 1% × 60% = 27",
)
assert letter != "C", T(
    "违约概率最高，但敞口小：500 × 10% × 60% = 30 千元",
    "the highest probability of default, but a small exposure: 500 × 10% × 60% = 30",
)
assert letter != "D", T(
    "违约损失率最高，但敞口小：600 × 5% × 80% = 24 千元",
    "the highest loss given default, but a small exposure: 600 × 5% × 80% = 24",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-19-q"
# ### 第 19 题
# 一次 A/B 测试计划随机各分一半。试验结束时，发送组 10,480 人，转化率 6.1%；对照组 9,520 人，转化率 5.2%。
# 样本比例检验 p < 0.001。下一步做什么？
#
# - **A** 照常读：转化率按人头算，人数不等没关系
# - **B** 先不读结果，查清两组人数为何偏离
# - **C** 从大组随机去掉 960 人，再读结果
# - **D** 照常读：p < 0.001 说明发送有效
#
# 答案存为 `pre_19`。
# %% [markdown] lang="en" id="pre-19-q"
# ### Question 19
# An A/B test was to split members at random, half and half. At the end the mailed group has
# 10,480 members and a conversion rate of 6.1%, the control group 9,520 and 5.2%. The test of the
# sample ratio gives p < 0.001. What next?
#
# - **A** Read the result: conversion rates are per head, sizes do not matter
# - **B** Do not read it yet: find out why the sizes are off
# - **C** Drop 960 of the larger group at random, then read it
# - **D** Read the result: p < 0.001 shows that mailing works
#
# Store your letter as `pre_19`.
# %% exercise="pre-19" fixed=true objective="23.1"
pre_19 = None
### BEGIN SOLUTION
pre_19 = "B"
### END SOLUTION
# %% wrong="pre-19" breaks="pre-19-right" why="reads rates per head in spite of the mismatch"
pre_19 = "A"
# %% wrong="pre-19" breaks="pre-19-right" why="repairs the sizes, not the cause"
pre_19 = "C"
# %% check="pre-19-right" of="pre-19" points=1
assert pre_19 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_19).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_19 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_19 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "偏离说明有人被漏记或多记，而且可能与分组有关；2 组已不可比",
    "sizes so far off mean that members are missing or counted twice, perhaps by group; the groups are no longer comparable",
)
assert letter != "C", T(
    "随机去掉人只让人数相等，不能把漏记的人找回来，偏差还在",
    "dropping people at random evens the sizes but brings nobody back: the bias stays",
)
assert letter != "D", T(
    "这个 p 值检验的是分组人数，不是转化率",
    "this p is about the sizes of the groups, not about conversion",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="pre-20-q"
# ### 第 20 题
# 一次优惠随机试验的结果如下。4 群人数相同，发送成本相同，每多一位买家，带来的利润也相同。
#
# | 购买的比例 | 收到优惠的人 | 没有收到的人 |
# |---|---|---|
# | 常客 | 40% | 39% |
# | 沉睡客户 | 4% | 2% |
# | 偶尔来的客户 | 17% | 11% |
# | 新客户 | 22% | 18% |
#
# 预算只够选 1 群，选哪一群？
#
# - **A** 常客
# - **B** 沉睡客户
# - **C** 偶尔来的客户
# - **D** 新客户
#
# 答案存为 `pre_20`。
# %% [markdown] lang="en" id="pre-20-q"
# ### Question 20
# A random test of an offer gave the results below. The 4 groups have the same size and the same
# cost, and each extra buyer earns the same profit.
#
# | share who bought | with the offer | without it |
# |---|---|---|
# | regulars | 40% | 39% |
# | sleepers | 4% | 2% |
# | occasional visitors | 17% | 11% |
# | newcomers | 22% | 18% |
#
# There is money for just 1 group. Which?
#
# - **A** Regulars
# - **B** Sleepers
# - **C** Occasional visitors
# - **D** Newcomers
#
# Store your letter as `pre_20`.
# %% exercise="pre-20" fixed=true objective="23.3"
pre_20 = None
### BEGIN SOLUTION
pre_20 = "C"
### END SOLUTION
# %% wrong="pre-20" breaks="pre-20-right" why="takes the response for the uplift"
pre_20 = "A"
# %% wrong="pre-20" breaks="pre-20-right" why="takes the relative for the absolute uplift"
pre_20 = "B"
# %% check="pre-20-right" of="pre-20" points=1
assert pre_20 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(pre_20).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'pre_20 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'pre_20 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "常客的 40% 是响应，不是增量：没有优惠，他们也有 39% 会买",
    "40% is the response, not the uplift: 39% of the regulars buy without the offer",
)
assert letter != "B", T(
    "翻了一倍，但只多出 2 个百分点的买家；利润看多出多少人",
    "twice as many, but that is 2 points; profit comes from extra buyers",
)
assert letter != "D", T(
    "增量是 4 个百分点，不错，但还有更大的", "an uplift of 4 points, good but not the largest"
)
### END HIDDEN TESTS
