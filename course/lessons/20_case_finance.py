# %% [markdown] lang="zh" id="question"
# ## 产品合适吗，贷款该批给谁？
#
# 云汀银行是一家虚构的零售银行，数据里有 5,000 位客户。按下文的规则，28% 的客户持有超出自己承受能力的产品；
# 2025 年，他们中有 15% 投诉过，其他人只有 4%。贷款也有麻烦：违约的占 5.5%。
# 银行手里有一张旧评分卡；如果按它批准后面检验样本里排在前 60% 的贷款，男性的批准率是 73%，女性只有 47%。
#
# 零售业务总监沈岳有 3 个问题：什么产品能卖给谁？私人银行的 8 个新名额给谁？贷款批到哪里为止？
# 本课把它们当作一个完整的案例来做。
#
# > 本课涉及法规的内容只用于教学，不构成法律意见或投资建议。实际业务请咨询合规部门，以现行法规为准。
# %% [markdown] lang="en" id="question"
# ## Do the products suit, and who should get a loan?
#
# Yunting Bank is a fictional retail bank; the data hold 5,000 clients. By the rules below, 28% of the clients hold a product beyond what they can afford to lose.
# In 2025, 15% of them complained, of the others just 4%. Loans are a worry as well: 5.5% of them defaulted.
# The bank has an old scorecard. Approve the top 60% of the loans in the test sample below by it, and the approval rate is 73% for men and just 47% for women.
#
# Shen Yue, the director of retail banking, asks 3 questions. Which products may be sold to whom? Who gets the 8 new places in private banking? Where does lending stop?
# This lesson treats them as one whole case.
#
# > Notes on the law are for education only; they are neither legal nor investment advice. In real business, ask the compliance department and go by the rules in force.
# %% [markdown] lang="zh" id="two-questions"
# ## 1 · 承受能力与风险意愿
#
# **风险承受能力**是客户亏得起多少，取决于事实；**风险意愿**是客户愿意冒多大的险，取决于态度。
# 它们是两回事，所以取**较低的一个**：亏不起的人再大胆，也不该买高风险产品；亏得起却睡不着的人，也不必买。
#
# 中国证监会《证券期货投资者适当性管理办法》（2017-07-01 起施行）和国家金融监督管理总局
# 《金融机构产品适当性管理办法》（2026-02-01 起施行）都要求了解客户、了解产品，并把两者匹配起来。
# 下面的计分规则是本课设定的教学例子，不是监管标准。每项事实得 0、1 或 2 分：
#
# | 事实 | 列 | 得 1 分 | 得 2 分 |
# |---|---|---|---|
# | 几年后要用钱 | `horizon_years` | 至少 4 | 至少 8 |
# | 收入波动（月收入的标准差 ÷ 平均数，%） | `income_variation_pct` | 至多 20 | 至多 9 |
# | 应急储备（够几个月的生活费） | `reserve_months` | 至少 3 | 至少 7 |
# | 固定负担（占收入的 %） | `obligations_pct` | 至多 35 | 至多 16 |
#
# 总分 0–2 是保守型（1 级），3–5 是稳健型（2 级），6–8 是进取型（3 级）。
# 例：一位客户 10 年后才用钱（2 分），收入波动 15%（1 分），储备 2 个月（0 分），负担 30%（1 分），共 4 分，稳健型。
# %% [markdown] lang="en" id="two-questions"
# ## 1 · Capacity and willingness
#
# **Risk capacity** is how much clients can afford to lose: a matter of facts. **Willingness** is how much risk they want to take: a matter of attitude.
# They are not the same, so the **lower one** rules. Bold clients who cannot afford a loss should not be sold risky products, and those who can but would lie awake need not be.
#
# Two Chinese regulations ask firms to know the client, know the product and match them: the CSRC's Measures for the Suitability Management of Securities and Futures Investors (in force since 2017-07-01)
# and the NFRA's Measures for the Suitability Management of Products of Financial Institutions (in force since 2026-02-01).
# The points below are an example made for this lesson, no regulatory standard. Each fact earns 0, 1 or 2 points:
#
# | fact | column | 1 point | 2 points |
# |---|---|---|---|
# | years until the money is needed | `horizon_years` | at least 4 | at least 8 |
# | variation of monthly income (standard deviation ÷ mean, %) | `income_variation_pct` | at most 20 | at most 9 |
# | emergency reserve (months of living costs) | `reserve_months` | at least 3 | at least 7 |
# | fixed obligations (% of income) | `obligations_pct` | at most 35 | at most 16 |
#
# A total of 0–2 is conservative (level 1), 3–5 balanced (level 2), 6–8 aggressive (level 3).
# Example: a client who needs the money in 10 years (2 points), with an income variation of 15% (1 point), a reserve of 2 months (0 points) and obligations of 30% (1 point) has 4 points: balanced.
# %%
clients = load("bank_clients").set_index("client_id")
facts = ["horizon_years", "income_variation_pct", "reserve_months", "obligations_pct"]
clients[facts].describe().loc[["min", "25%", "50%", "75%", "max"]].round(1)
# %% [markdown] lang="zh" id="capacity-q"
# ### 练习 20.1 · 承受能力分级
# 投资期限一列已经写好，请补上另外 3 列得分（列名不限），并算出保守型客户的占比 `conservative_share`（0 到 1 之间，不要四舍五入）。
# `points` 每位客户 1 行，索引是 `client_id`；`capacity` 是 1、2、3 级，那一行已经写好。
#
# <details><summary>提示 1</summary>两个条件相加：满足一个得 1 分，都满足得 2 分。</details>
# <details><summary>提示 2</summary>波动和负担是越小越好，要用 `<=`。</details>
# <details><summary>提示 3</summary>例如 `(clients["reserve_months"] >= 3) * 1 + (clients["reserve_months"] >= 7)`；占比是 `(capacity == 1).mean()`。</details>
# %% [markdown] lang="en" id="capacity-q"
# ### Exercise 20.1 · Levels of capacity
# The column for the horizon is written; add the points of the other 3 facts (name the columns as you like), and compute the share of conservative clients as `conservative_share` (between 0 and 1, not rounded).
# `points` has 1 row per client, indexed by `client_id`; `capacity` is level 1, 2 or 3, and its line is written.
#
# <details><summary>Hint 1</summary>Add up two conditions: meeting one makes 1 point, both make 2 points.</details>
# <details><summary>Hint 2</summary>For variation and obligations less is better: use `<=`.</details>
# <details><summary>Hint 3</summary>For example `(clients["reserve_months"] >= 3) * 1 + (clients["reserve_months"] >= 7)`; the share is `(capacity == 1).mean()`.</details>
# %% exercise="capacity" objective="20.1"
points = pd.DataFrame({
    "horizon": (clients["horizon_years"] >= 4) * 1 + (clients["horizon_years"] >= 8),
    ### BEGIN SOLUTION
    "variation": (clients[facts[1]] <= 20) * 1 + (clients[facts[1]] <= 9),
    "reserve": (clients["reserve_months"] >= 3) * 1 + (clients["reserve_months"] >= 7),
    "obligations": (clients["obligations_pct"] <= 35) * 1 + (clients["obligations_pct"] <= 16),
    ### END SOLUTION
})
capacity = 1 + (points.sum(axis=1) >= 3) * 1 + (points.sum(axis=1) >= 6)
### BEGIN SOLUTION
conservative_share = (capacity == 1).mean()
### END SOLUTION
# %% wrong="capacity" breaks="capacity-level,capacity-share" why="more variation and more obligations taken for better"
points = pd.DataFrame({
    "horizon": (clients["horizon_years"] >= 4) * 1 + (clients["horizon_years"] >= 8),
    "variation": (clients[facts[1]] >= 9) * 1 + (clients[facts[1]] >= 20),
    "reserve": (clients["reserve_months"] >= 3) * 1 + (clients["reserve_months"] >= 7),
    "obligations": (clients["obligations_pct"] >= 16) * 1 + (clients["obligations_pct"] >= 35),
})
capacity = 1 + (points.sum(axis=1) >= 3) * 1 + (points.sum(axis=1) >= 6)
conservative_share = (capacity == 1).mean()
# %% wrong="capacity" breaks="capacity-level,capacity-share" why="only the higher edge counted"
points = pd.DataFrame({
    "horizon": (clients["horizon_years"] >= 8) * 2,
    "variation": (clients[facts[1]] <= 9) * 2,
    "reserve": (clients["reserve_months"] >= 7) * 2,
    "obligations": (clients["obligations_pct"] <= 16) * 2,
})
capacity = 1 + (points.sum(axis=1) >= 3) * 1 + (points.sum(axis=1) >= 6)
conservative_share = (capacity == 1).mean()
# %% wrong="capacity" breaks="capacity-share" hardcoded="seed" why="hard-coded share of the shipped data"
points = pd.DataFrame({
    "horizon": (clients["horizon_years"] >= 4) * 1 + (clients["horizon_years"] >= 8),
    "variation": (clients[facts[1]] <= 20) * 1 + (clients[facts[1]] <= 9),
    "reserve": (clients["reserve_months"] >= 3) * 1 + (clients["reserve_months"] >= 7),
    "obligations": (clients["obligations_pct"] <= 35) * 1 + (clients["obligations_pct"] <= 16),
})
capacity = 1 + (points.sum(axis=1) >= 3) * 1 + (points.sum(axis=1) >= 6)
conservative_share = 0.4358
# %% check="capacity-level" of="capacity" points=2
assert isinstance(capacity, pd.Series) and len(capacity) == len(clients), T(
    "capacity 应是 Series，每位客户 1 个级别", "capacity should be a Series, 1 level per client"
)
assert isinstance(points, pd.DataFrame) and points.shape[1] == 4, T(
    "还没有作答：points 应有 4 列", "not attempted: points should have 4 columns"
)
assert set(capacity) <= {1, 2, 3} and capacity.index.equals(clients.index), T(
    "级别应是 1、2、3，以 client_id 为索引", "levels are 1, 2 and 3, indexed by client_id"
)
### BEGIN HIDDEN TESTS
total = 0
for column, low, high in (("horizon_years", 4, 8), ("reserve_months", 3, 7)):
    total = total + np.searchsorted([low, high], clients[column].astype(float), side="right")
for column, low, high in (("income_variation_pct", 9, 20), ("obligations_pct", 16, 35)):
    total = total + 2 - np.searchsorted([low, high], clients[column].astype(float))
truth = np.select([total <= 2, total <= 5], [1, 2], 3)
assert (capacity.to_numpy() == truth).all(), T(
    "有客户的级别不对：请核对方向（波动和负担越小越好）与界限",
    "some levels are wrong: check the direction (less variation and obligations are better) and the edges",
)
### END HIDDEN TESTS
# %% check="capacity-share" of="capacity" points=1
assert isinstance(conservative_share, (int, float, np.number)), T(
    "conservative_share 应是一个数", "conservative_share should be one number"
)
assert 0 < conservative_share < 1, T("占比应在 0 和 1 之间", "a share lies between 0 and 1")
### BEGIN HIDDEN TESTS
total = 0
for column, low, high in (("horizon_years", 4, 8), ("reserve_months", 3, 7)):
    total = total + np.searchsorted([low, high], clients[column].astype(float), side="right")
for column, low, high in (("income_variation_pct", 9, 20), ("obligations_pct", 16, 35)):
    total = total + 2 - np.searchsorted([low, high], clients[column].astype(float))
assert abs(conservative_share - np.mean(total <= 2)) < 1e-4, T(
    "总分 0–2 的客户数除以全部客户数，不要四舍五入",
    "clients with a total of 0–2 over all clients, not rounded",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="able"
# 从这里起，各格都用下面另算的 `able`（承受能力级别），这样练习 20.1 的错误不会传下去。
# %% [markdown] lang="en" id="able"
# From here on all cells use `able`, the level of capacity computed below by another route, so that a mistake in exercise 20.1 goes no further.
# %%
signed = clients[facts] * [1, -1, 1, -1]
edges = [(4, 8), (-20, -9), (3, 7), (-35, -16)]
total = sum(
    (signed[fact] >= low) * 1 + (signed[fact] >= high)
    for fact, (low, high) in zip(facts, edges)
)
able = (pd.cut(total, [-1, 2, 5, 8], labels=False) + 1).rename("able")
able.value_counts().sort_index()
# %% [markdown] lang="zh" id="willingness"
# ## 2 · 适当性矩阵
#
# 风险意愿来自 6 道题的问卷，`form_safety` 要反向计分，漏答的题不计入平均。平均分低于 2.75 是 1 级，2.75 到 3.5（不含）是 2 级，3.5 及以上是 3 级。
# 4% 的客户每题都选同一个答案，反向题也一样，这样的问卷不可信：重填之前按 1 级处理。
# %% [markdown] lang="en" id="willingness"
# ## 2 · The suitability matrix
#
# Willingness comes from a form of 6 items, of which `form_safety` is reversed; unanswered items do not count. A mean below 2.75 is level 1, from 2.75 to below 3.5 level 2, 3.5 and above level 3.
# Of the clients, 4% gave the same answer to every item, even the reversed item. Such a form cannot be trusted: level 1 until it is filled in again.
# %%
items = [column for column in clients if column.startswith("form_")]
mean_answer = clients[items].assign(form_safety=6 - clients["form_safety"]).mean(axis=1)
careless = clients[items].nunique(axis=1) <= 1
willingness = (1 + (mean_answer >= 2.75) * 1 + (mean_answer >= 3.5)).mask(careless, 1)
held = clients["riskiest_product"].str[1].astype(int)
willingness.value_counts(normalize=True).sort_index().round(3)
# %% [markdown] lang="zh" id="matrix-intro"
# 产品分 R1（存款）到 R5 共 5 档，`held` 是客户所持风险最高的产品的档次。本课的**适当性矩阵**是：
#
# | 客户级别 | R1 | R2 | R3 | R4 | R5 |
# |---|---|---|---|---|---|
# | 1 保守型 | ✓ | ✓ | ✗ | ✗ | ✗ |
# | 2 稳健型 | ✓ | ✓ | ✓ | ✗ | ✗ |
# | 3 进取型 | ✓ | ✓ | ✓ | ✓ | ✓ |
#
# 例：承受能力 3 级、意愿 2 级的客户按 2 级处理，最高可买 R3；如果持有 R4，就不适当。
# %% [markdown] lang="en" id="matrix-intro"
# Products have 5 classes, from R1 (deposits) to R5; `held` is the class of the riskiest product that a client holds. The **suitability matrix** of this lesson:
#
# | level of client | R1 | R2 | R3 | R4 | R5 |
# |---|---|---|---|---|---|
# | 1 conservative | ✓ | ✓ | ✗ | ✗ | ✗ |
# | 2 balanced | ✓ | ✓ | ✓ | ✗ | ✗ |
# | 3 aggressive | ✓ | ✓ | ✓ | ✓ | ✓ |
#
# Example: a client of capacity 3 and willingness 2 counts as level 2 and may buy up to R3; holding an R4 is not suitable.
# %% [markdown] lang="zh" id="matrix-q"
# ### 练习 20.2 · 谁的产品不适当
# 请算出：
#
# 1. `level`：`able` 和 `willingness` 中较低的一个，以 `client_id` 为索引的 Series；
# 2. `unsuitable`：`held` 是否高于该级别的上限，以 `client_id` 为索引的真假值 Series；
# 3. `complaint_ratio`：不适当客户的投诉率除以适当客户的投诉率（`complained_12m`），一个数，不要四舍五入。
#
# <details><summary>提示 1</summary>较低的一个用 `np.minimum`。</details>
# <details><summary>提示 2</summary>用 `level.map(limit)` 得到每位客户的上限，再与 `held` 比较。</details>
# <details><summary>提示 3</summary>`complained_12m` 按 `unsuitable` 分组取平均，再用 `[True]` 除以 `[False]`。</details>
# %% [markdown] lang="en" id="matrix-q"
# ### Exercise 20.2 · Whose products do not suit
# Compute:
#
# 1. `level`: the lower of `able` and `willingness`, a Series indexed by `client_id`;
# 2. `unsuitable`: whether `held` is above the limit of that level, a Series of true and false indexed by `client_id`;
# 3. `complaint_ratio`: the complaint rate of the unsuitable over that of the suitable (`complained_12m`), one number, not rounded.
#
# <details><summary>Hint 1</summary>The lower one comes from `np.minimum`.</details>
# <details><summary>Hint 2</summary>`level.map(limit)` is each client's limit; compare it with `held`.</details>
# <details><summary>Hint 3</summary>Group `complained_12m` by `unsuitable`, take means, and divide `[True]` by `[False]`.</details>
# %% exercise="matrix" objective="20.1,20.2"
limit = {1: 2, 2: 3, 3: 5}
### BEGIN SOLUTION
level = np.minimum(able, willingness)
unsuitable = held > level.map(limit)
complained = clients["complained_12m"].groupby(unsuitable).mean()
complaint_ratio = complained[True] / complained[False]
### END SOLUTION
# %% wrong="matrix" breaks="matrix-level,matrix-unsuitable,matrix-ratio" why="the higher of the two: boldness makes up for lack of means"
level = np.maximum(able, willingness)
unsuitable = held > level.map({1: 2, 2: 3, 3: 5})
complained = clients["complained_12m"].groupby(unsuitable).mean()
complaint_ratio = complained[True] / complained[False]
# %% wrong="matrix" breaks="matrix-unsuitable,matrix-ratio" why="the level compared with the class itself, the matrix forgotten"
level = np.minimum(able, willingness)
unsuitable = held > level
complained = clients["complained_12m"].groupby(unsuitable).mean()
complaint_ratio = complained[True] / complained[False]
# %% wrong="matrix" breaks="matrix-ratio" why="share of complaints instead of the rates"
level = np.minimum(able, willingness)
unsuitable = held > level.map({1: 2, 2: 3, 3: 5})
complaint_ratio = unsuitable[clients["complained_12m"]].mean()
# %% wrong="matrix" breaks="matrix-ratio" hardcoded="seed" why="hard-coded ratio of the shipped data"
level = np.minimum(able, willingness)
unsuitable = held > level.map({1: 2, 2: 3, 3: 5})
complaint_ratio = 3.720073
# %% check="matrix-level" of="matrix" points=1
assert isinstance(level, pd.Series) and len(level) == len(clients), T(
    "level 应是 Series，每位客户 1 个级别", "level should be a Series, 1 level per client"
)
assert set(level) <= {1, 2, 3} and level.index.equals(clients.index), T(
    "级别应是 1、2、3，以 client_id 为索引", "levels are 1, 2 and 3, indexed by client_id"
)
assert (level <= willingness).all(), T(
    "有客户的级别高于意愿：应取较低的一个", "some levels exceed willingness: take the lower"
)
### BEGIN HIDDEN TESTS
lower = np.where(able < willingness, able, willingness)
assert (level.to_numpy() == lower).all(), T(
    "级别应是 able 与 willingness 中较低的一个",
    "the level is the lower of able and willingness",
)
### END HIDDEN TESTS
# %% check="matrix-unsuitable" of="matrix" points=1
assert isinstance(unsuitable, pd.Series) and len(unsuitable) == len(clients), T(
    "unsuitable 应是 Series，每位客户 1 个真假值",
    "unsuitable should be a Series, true or false per client",
)
assert set(unsuitable) <= {True, False} and unsuitable.index.equals(clients.index), T(
    "应是真假值，以 client_id 为索引", "true or false is expected, indexed by client_id"
)
### BEGIN HIDDEN TESTS
most = np.array([0, 2, 3, 5])[np.where(able < willingness, able, willingness).astype(int)]
assert (unsuitable.to_numpy().astype(bool) == (held.to_numpy() > most)).all(), T(
    "请与矩阵里该级别的上限（R2、R3、R5）比较，而且按较低的级别",
    "compare with the limit of the level in the matrix (R2, R3, R5), by the lower level",
)
### END HIDDEN TESTS
# %% check="matrix-ratio" of="matrix" points=1
assert isinstance(complaint_ratio, (int, float, np.number)), T(
    "complaint_ratio 应是一个数", "complaint_ratio should be one number"
)
assert np.isfinite(complaint_ratio) and complaint_ratio > 0, T(
    "结果应是正数", "a positive number is expected"
)
### BEGIN HIDDEN TESTS
most = np.array([0, 2, 3, 5])[np.where(able < willingness, able, willingness).astype(int)]
beyond = held.to_numpy() > most
spoke_up = clients["complained_12m"].to_numpy().astype(bool)
ratio = spoke_up[beyond].mean() / spoke_up[~beyond].mean()
assert abs(complaint_ratio - ratio) < 1e-3, T(
    "两组各自的投诉率相除，不适当的一组作分子，不要四舍五入",
    "divide the rates of the groups, the unsuitable on top, not rounded",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="matrix-read"
# 把两种“超出”分开看：超出承受能力的客户，不论意愿如何，约有 15% 投诉；只超出意愿的有 7%，两者都没超出的有 4%。
# 这是观察到的关系，不是试验：投诉多也可能另有原因。而且没有投诉不等于适当，“取较低者”是保护客户的规则，不是预测投诉的模型。
# %% [markdown] lang="en" id="matrix-read"
# Look at the two kinds of excess apart. Beyond capacity about 15% complained, whatever their willingness; beyond willingness alone 7%, beyond neither 4%.
# This was observed and not tested: there may be other reasons to complain. Nor does silence make a product suitable. The lower of the two is a rule that protects clients, not a model that predicts complaints.
# %%
most = {1: 2, 2: 3, 3: 5}
beyond = pd.DataFrame({
    "beyond_capacity": held > able.map(most),
    "beyond_willingness": held > willingness.map(most),
    "complained": clients["complained_12m"].astype(int),
})
kinds = beyond.groupby(["beyond_capacity", "beyond_willingness"])["complained"]
kinds.agg(clients="size", complaint_rate="mean").round(3)
# %% [markdown] lang="zh" id="vip-intro"
# ## 3 · 高净值客户：8 个名额
#
# 云汀银行规定，2025 年**日均**资产（`aum_avg_cny`）达到 6,000,000 元的客户可以进私人银行。这样的客户有 100 位，占 2%，却持有全部资产的 48%。
# 其中 20 位还没有得到私人银行服务。客户经理只能再服务 8 位，而且邀请属于营销，要有客户同意（`marketing_consent`）。
#
# 为什么不用年末余额 `aum_cny`？有人只把钱停放几天：年末余额达到 6,000,000 元而日均没有达到的有 47 位。
# %% [markdown] lang="en" id="vip-intro"
# ## 3 · High net worth: 8 places
#
# At Yunting Bank, clients whose **mean daily** assets in 2025 (`aum_avg_cny`) reach 6,000,000 CNY may join private banking. These 100 clients are 2% of all and hold 48% of the assets.
# Of them 20 are not served by it yet. The relationship managers can take just 8 more, and an invitation is marketing, which needs the client's consent (`marketing_consent`).
#
# Why not the balance at the end of the year, `aum_cny`? Some park money for a few days: 47 clients reach 6,000,000 CNY at the end of the year but not on average.
# %%
rich = clients["aum_avg_cny"] >= 6_000_000
wealthy = pd.DataFrame({
    "clients": [rich.sum(), (rich & ~clients["private_banking"]).sum()],
    "share_of_assets": [
        clients.loc[mask, "aum_avg_cny"].sum() / clients["aum_avg_cny"].sum()
        for mask in (rich, rich & ~clients["private_banking"])
    ],
})
wealthy.set_axis([T("达标", "qualify"), T("达标但未服务", "qualify, not served")]).round(3)
# %% [markdown] lang="zh" id="vip-q"
# ### 练习 20.3 · 邀请谁
# 选出 8 位客户，存为 `invited`：`client_id` 的列表，顺序不限。条件：日均资产至少 6,000,000 元、还没有私人银行服务、同意营销；满足条件的人里取日均资产最高的 8 位。
#
# <details><summary>提示 1</summary>3 个条件用 `&` 连接，“没有服务”是 `~clients["private_banking"]`。</details>
# <details><summary>提示 2</summary>先筛选，再取前 8 位；顺序反了就选不满。</details>
# <details><summary>提示 3</summary>`open_to = clients[rich & ~clients["private_banking"] & clients["marketing_consent"]]`，再用 `nlargest(8, "aum_avg_cny")` 的 `index`。</details>
# %% [markdown] lang="en" id="vip-q"
# ### Exercise 20.3 · Whom to invite
# Choose 8 clients as `invited`, a list of `client_id` in any order. They have mean daily assets of at least 6,000,000 CNY, are not served by private banking yet and agreed to marketing; of those who meet all this, take the 8 with the highest mean daily assets.
#
# <details><summary>Hint 1</summary>Join 3 conditions with `&`; "not served" is `~clients["private_banking"]`.</details>
# <details><summary>Hint 2</summary>Filter first and take the top 8 then; the other way round the places are not filled.</details>
# <details><summary>Hint 3</summary>`open_to = clients[rich & ~clients["private_banking"] & clients["marketing_consent"]]`, then the `index` of `nlargest(8, "aum_avg_cny")`.</details>
# %% exercise="vip" objective="20.3"
### BEGIN SOLUTION
open_to = clients[rich & ~clients["private_banking"] & clients["marketing_consent"]]
invited = list(open_to.nlargest(8, "aum_avg_cny").index)
### END SOLUTION
# %% wrong="vip" breaks="vip-rules,vip-value" why="the balance of one day: parked money"
chosen = clients[(clients["aum_cny"] >= 6_000_000) & ~clients["private_banking"]]
invited = list(chosen[chosen["marketing_consent"]].nlargest(8, "aum_cny").index)
# %% wrong="vip" breaks="vip-rules,vip-value" why="the richest, although most are served already"
invited = list(clients.nlargest(8, "aum_avg_cny").index)
# %% wrong="vip" breaks="vip-rules,vip-value" why="consent to marketing forgotten"
chosen = clients[(clients["aum_avg_cny"] >= 6_000_000) & ~clients["private_banking"]]
invited = list(chosen.nlargest(8, "aum_avg_cny").index)
# %% wrong="vip" breaks="vip-rules,vip-value" hardcoded="seed" why="the list of the shipped data"
invited = ["B00503", "B03205", "B02287", "B01440", "B01806", "B00085", "B00109", "B02666"]
# %% wrong="vip" breaks="vip-value" why="qualified, but in the order of the file"
chosen = clients[clients["aum_avg_cny"] >= 6_000_000]
chosen = chosen[~chosen["private_banking"] & chosen["marketing_consent"]]
invited = list(chosen.index[:8])
# %% check="vip-rules" of="vip" points=1
assert len(invited) == 8 and len(set(invited)) == 8, T(
    "应正好有 8 位不同的客户", "exactly 8 different clients are expected"
)
assert set(invited) <= set(clients.index), T(
    "列表里应是 client_id", "the list should hold values of client_id"
)
picked = clients.loc[list(invited)]
assert not picked["private_banking"].any(), T(
    "有人已经有私人银行服务", "some are served by private banking already"
)
assert (picked["aum_avg_cny"] >= 6_000_000).all(), T(
    "有人的日均资产不到 6,000,000 元", "some have mean daily assets below 6,000,000 CNY"
)
### BEGIN HIDDEN TESTS
assert clients["marketing_consent"].reindex(list(invited)).all(), T(
    "有人没有同意营销", "some did not agree to marketing"
)
### END HIDDEN TESTS
# %% check="vip-value" of="vip" points=1
assert len(invited) == 8 and len(set(invited)) == 8, T(
    "应正好有 8 位不同的客户", "exactly 8 different clients are expected"
)
### BEGIN HIDDEN TESTS
money = {
    client: assets
    for client, assets, served, agreed in zip(
        clients.index,
        clients["aum_avg_cny"],
        clients["private_banking"],
        clients["marketing_consent"],
    )
    if assets >= 6_000_000 and agreed and not served
}
assert sorted(money.get(client, 0) for client in invited) == sorted(money.values())[-8:], T(
    "应是满足 3 个条件的人里日均资产最高的 8 位",
    "take the 8 highest mean daily assets among those who meet all 3 conditions",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="vip-read"
# 有钱不等于能冒险：达标的 100 位客户里，27 位的承受能力是 1 级；与意愿取较低的一个，就有 44 位。邀请他们是为了服务，不是为了卖高风险产品；适当性矩阵同样适用。
# %% [markdown] lang="en" id="vip-read"
# Rich does not mean able to take risks: of the 100 who qualify, 27 are level 1 in capacity, and 44 by the lower of capacity and willingness. They are invited for the service and not for risky products; the suitability matrix holds for them too.
# %% [markdown] lang="zh" id="loss-intro"
# ## 4 · 信用风险：预期损失
#
# 一笔贷款的**预期损失**是 3 个数的乘积：
#
# $$EL = PD \times LGD \times EAD$$
#
# PD 是**违约概率**（1 年内），LGD 是**违约损失率**，EAD 是违约风险暴露，即违约时的敞口（巴塞尔委员会，2005，《巴塞尔协议 II 内部评级法风险权重函数说明》，第 2 节）。
# 预期损失是经营成本，要靠定价来覆盖；超出它的**非预期损失**才靠资本吸收。
#
# 手算：PD 5%、LGD 40%、敞口 100,000 元，预期损失为 0.05 × 0.4 × 100,000 = 2,000 元。假定违约者不付利息，
# 还款者的利差要补上这笔损失，所以**盈亏平衡利差** = 2,000 ÷ (0.95 × 100,000) ≈ 2.1%（另加资金成本、运营成本和资本回报）。
#
# PD 要估计。下面只用 2024 年底以前的事实，在编号尾数为奇数的客户上拟合逻辑回归，再用于**没有参加拟合**的其余客户，也就是 `book`。
# %% [markdown] lang="en" id="loss-intro"
# ## 4 · Credit risk: expected loss
#
# The **expected loss** of a loan is the product of 3 numbers:
#
# $$EL = PD \times LGD \times EAD$$
#
# PD is the **probability of default** (within 1 year), LGD the **loss given default** as a share, EAD the exposure at default (Basel Committee, 2005, *An Explanatory Note on the Basel II IRB Risk Weight Functions*, section 2).
# Expected loss is a cost of the business, to be covered by the price; capital absorbs the **unexpected** loss beyond it.
#
# By hand: with a PD of 5%, an LGD of 40% and an exposure of 100,000 CNY, the expected loss is 0.05 × 0.4 × 100,000 = 2,000 CNY. If those who default pay no interest,
# the margin of those who pay must make up for it: the **break-even margin** is 2,000 ÷ (0.95 × 100,000) ≈ 2.1% (funding, running costs and the return on capital come on top).
#
# The PD must be estimated. We use facts from before the end of 2024, fit a logistic regression to the clients with an odd last digit, and apply it to the others, who took **no part** in the fit: the `book`.
# %%
from sklearn.linear_model import LogisticRegression

loans = clients[clients["loan_type"].notna()]
signs = pd.DataFrame({
    "obligations": np.log(loans["obligations_pct"].astype(float)),
    "variation": np.log(loans["income_variation_pct"].astype(float)),
    "utilisation": loans["utilisation_share"].astype(float),
    "late": np.log1p(loans["past_due_days"].astype(float)),
})
defaulted = loans["default_12m"].astype(int)
# %%
odd = loans.index.str[-1].isin(list("13579"))
model = LogisticRegression(C=10, max_iter=1000).fit(signs[odd], defaulted[odd])
columns = ["gender", "career_break_months", "old_score", "loan_type", "ead_cny", "lgd_share"]
book = loans.loc[~odd, columns].assign(
    pd_share=model.predict_proba(signs[~odd])[:, 1], defaulted=defaulted[~odd]
)
book[["ead_cny", "lgd_share"]] = book[["ead_cny", "lgd_share"]].astype(float)
# %%
band = pd.cut(
    book["pd_share"], [0, 0.01, 0.03, 0.1, 1], labels=["<1%", "1–3%", "3–10%", ">10%"]
)
by_band = book.groupby(band, observed=True)
by_band.agg(
    loans=("defaulted", "size"), pd_share=("pd_share", "mean"), real=("defaulted", "mean")
).round(3)
# %% [markdown] lang="zh" id="bands-read"
# 这 4 档就是**信用风险细分**：PD 越高的档，实际违约率（`real`）也越高。模型共预期 75 笔违约，实际是 90 笔：差距可能来自偶然，也可能是 PD 估得偏低，要继续观察。
# 下图看风险细分的规模与损失：13% 的贷款 PD 超过 10%，却占 47% 的预期损失。
# %% [markdown] lang="en" id="bands-read"
# These 4 bands are **credit-risk segments**: the higher the PD of a band, the higher its actual default rate (`real`). The model expects 75 defaults in all, and there were 90: the gap may be chance, or the PDs may be too low; keep watching.
# The chart sets the size of the segments against their losses: 13% of the loans have a PD above 10%, and they make up 47% of the expected loss.
# %%
sizes = pd.DataFrame({
    T("贷款数占比", "share of loans"): by_band.size() / len(book),
    T("预期损失占比", "share of expected loss"): book[["pd_share", "lgd_share", "ead_cny"]]
    .prod(axis=1)
    .pipe(lambda loss: loss.groupby(band, observed=True).sum() / loss.sum()),
})
ax = sizes.plot.bar(color=["C0", "C1"], figsize=(7, 3.4), rot=0)
ax.set_xlabel(T("违约概率", "probability of default"))
ax.set_ylabel(T("占全部的比例", "share of the total"))
ax.yaxis.set_major_formatter("{x:.0%}")
plot.show(ax, alt=T("条形图：最高一档贷款少、损失最多", "Bars: top band, few loans, most loss"))
# %% [markdown] lang="zh" id="loss-q"
# ### 练习 20.4 · 每类贷款要多少利差
# 用 `book`（列 `pd_share`、`lgd_share`、`ead_cny`、`loan_type`）算出：
#
# 1. `expected_loss`：每笔贷款的预期损失（元），以 `client_id` 为索引的 Series；
# 2. `break_even`：以 `loan_type` 为索引的 Series，每类的预期损失之和 ÷ 每类的 $(1-PD) \times EAD$ 之和，用小数表示，不要四舍五入。
#
# <details><summary>提示 1</summary>先逐笔相乘，再求和；不要用平均数相乘。</details>
# <details><summary>提示 2</summary>分母也先逐笔算：`(1 - book["pd_share"]) * book["ead_cny"]`。</details>
# <details><summary>提示 3</summary>分子是 `expected_loss.groupby(book["loan_type"]).sum()`，分母同样分组求和，再相除。</details>
# %% [markdown] lang="en" id="loss-q"
# ### Exercise 20.4 · What margin does each loan type need
# From `book` (columns `pd_share`, `lgd_share`, `ead_cny`, `loan_type`) compute:
#
# 1. `expected_loss`: the expected loss of each loan in CNY, a Series indexed by `client_id`;
# 2. `break_even`: a Series indexed by `loan_type`, the sum of expected losses ÷ the sum of $(1-PD) \times EAD$ of each type, as a decimal, not rounded.
#
# <details><summary>Hint 1</summary>Multiply loan by loan, then add up; do not multiply means.</details>
# <details><summary>Hint 2</summary>The denominator too starts loan by loan: `(1 - book["pd_share"]) * book["ead_cny"]`.</details>
# <details><summary>Hint 3</summary>On top `expected_loss.groupby(book["loan_type"]).sum()`; group and add the denominator likewise, and divide.</details>
# %% exercise="loss" objective="20.4"
### BEGIN SOLUTION
expected_loss = book["pd_share"] * book["lgd_share"] * book["ead_cny"]
paying = (1 - book["pd_share"]) * book["ead_cny"]
by_type = book["loan_type"]
break_even = expected_loss.groupby(by_type).sum() / paying.groupby(by_type).sum()
### END SOLUTION
# %% wrong="loss" breaks="loss-each,loss-price" why="loss given default forgotten: nothing is recovered"
expected_loss = book["pd_share"] * book["ead_cny"]
paying = (1 - book["pd_share"]) * book["ead_cny"]
by_type = book["loan_type"]
break_even = expected_loss.groupby(by_type).sum() / paying.groupby(by_type).sum()
# %% wrong="loss" breaks="loss-price" why="means multiplied instead of loans, exposure left out"
expected_loss = book["pd_share"] * book["lgd_share"] * book["ead_cny"]
means = book.groupby("loan_type")[["pd_share", "lgd_share"]].mean()
break_even = means["pd_share"] * means["lgd_share"] / (1 - means["pd_share"])
# %% wrong="loss" breaks="loss-price" why="those who default expected to pay the margin too"
expected_loss = book["pd_share"] * book["lgd_share"] * book["ead_cny"]
by_type = book["loan_type"]
break_even = expected_loss.groupby(by_type).sum() / book["ead_cny"].groupby(by_type).sum()
# %% wrong="loss" breaks="loss-price" hardcoded="seed" why="hard-coded margins of the shipped data"
expected_loss = book["pd_share"] * book["lgd_share"] * book["ead_cny"]
break_even = pd.Series({
    "business": 0.0238545,
    "card": 0.0360351,
    "consumer": 0.0307918,
    "mortgage": 0.0108403,
})
# %% check="loss-each" of="loss" points=1
assert isinstance(expected_loss, pd.Series) and len(expected_loss) == len(book), T(
    "expected_loss 应是 Series，每笔贷款 1 个数",
    "expected_loss should be a Series, 1 number per loan",
)
assert set(expected_loss.index) == set(book.index) and np.isfinite(expected_loss).all(), T(
    "应以 client_id 为索引，没有缺失", "indexed by client_id, nothing missing"
)
### BEGIN HIDDEN TESTS
ours = expected_loss.reindex(book.index).to_numpy(dtype=float)
each = book[["pd_share", "lgd_share", "ead_cny"]].to_numpy(dtype=float).prod(axis=1)
assert np.allclose(ours, each, rtol=1e-4, atol=0.01), T(
    "每笔贷款都要 PD × LGD × EAD，3 个数缺一不可",
    "each loan is PD × LGD × EAD; none of the 3 may be left out",
)
### END HIDDEN TESTS
# %% check="loss-price" of="loss" points=2
assert isinstance(break_even, pd.Series) and len(break_even) == book["loan_type"].nunique(), T(
    "break_even 应是 Series，每类贷款 1 个数",
    "break_even should be a Series, 1 number per loan type",
)
assert set(break_even.index) == set(book["loan_type"]) and np.isfinite(break_even).all(), T(
    "应以 loan_type 为索引，没有缺失", "indexed by loan_type, nothing missing"
)
### BEGIN HIDDEN TESTS
needed = {}
for kind, rows in book.groupby("loan_type"):
    risk, size = rows["pd_share"].to_numpy(), rows["ead_cny"].to_numpy()
    needed[kind] = np.dot(risk * size, rows["lgd_share"]) / np.dot(1 - risk, size)
assert all(abs(break_even[kind] - needed[kind]) < 1e-5 for kind in needed), T(
    "预期损失之和 ÷ (1−PD)×EAD 之和：两部分都逐笔算、再按类型求和；用小数，不要四舍五入",
    "losses over (1−PD)×EAD: each loan by loan, added up by type; a decimal, not rounded",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="loss-read"
# 住房按揭单笔金额最大，预期损失的总额也最大，但有抵押，盈亏平衡利差只要 1.1% 左右；信用卡要 3.6% 左右。按风险定价，就是让利差跟着预期损失走。
# 如果图省事，用 3 个总体平均数相乘，预期损失会被高估到 1.9 倍：大额贷款的违约损失率恰好较低。
# %% [markdown] lang="en" id="loss-read"
# Mortgages are the largest loans and lose the most in total, but they are secured: their break-even margin is about 1.1%. Cards need about 3.6%. Pricing by risk means that the margin follows the expected loss.
# The short cut of multiplying 3 overall means puts the expected loss at 1.9 times what it is: the large loans happen to be those with a low loss given default.
# %% [markdown] lang="zh" id="bug-hunt"
# ## 5 · 捉虫：被拒的客户也只有 2% 违约？
#
# 假定只批准 PD 不超过 5% 的贷款。小赵建议全部放开：“已批准的贷款违约率是 2.2%，被拒的有 484 笔，放开也只多 11 笔违约。”问题在哪里？
# %% [markdown] lang="en" id="bug-hunt"
# ## 5 · Bug hunt: do the declined default at just 2% too?
#
# Suppose that loans are approved up to a PD of 5%. Xiao Zhao wants to approve everybody: "Approved loans default at 2.2%, and 484 were declined, so it is just 11 more defaults." What is wrong?
# %%
approved = book[book["pd_share"] <= 0.05]
declined = book[book["pd_share"] > 0.05]
zhao = approved["defaulted"].mean() * len(declined)
print(T(f"小赵：多 {zhao:.0f} 笔违约", f"Xiao Zhao: {zhao:.0f} more defaults"))
# %% [markdown] lang="zh" id="bug-q"
# ### 练习 20.5 · 修正预测
# 被批准的正是风险低的，他们的违约率不能代表被拒的客户：这是**选择偏差**。请只用 `declined` 的 `pd_share`、`lgd_share` 和 `ead_cny`
# （真实结果 `defaulted` 在决策时还不知道）算出：如果放开，预期会多多少笔违约 `more_defaults`（可以是小数），多多少预期损失 `more_loss`（元）。都是一个数，不要四舍五入。
#
# <details><summary>提示 1</summary>每笔贷款预期的违约笔数就是它的 PD。</details>
# <details><summary>提示 2</summary>预期笔数是 `declined["pd_share"]` 之和。</details>
# <details><summary>提示 3</summary>损失是 `(declined["pd_share"] * declined["lgd_share"] * declined["ead_cny"]).sum()`。</details>
# %% [markdown] lang="en" id="bug-q"
# ### Exercise 20.5 · Mend the forecast
# Those approved are the ones of low risk, and their default rate does not stand for the declined: this is **selection bias**. Use only `pd_share`, `lgd_share` and `ead_cny` of `declined`
# (the outcome `defaulted` is unknown at the time of the decision). How many more defaults are expected if all are approved, `more_defaults` (decimals allowed), and how much more expected loss, `more_loss` (CNY)? Each is one number, not rounded.
#
# <details><summary>Hint 1</summary>The number of defaults expected of one loan is its PD.</details>
# <details><summary>Hint 2</summary>The expected number is the sum of `declined["pd_share"]`.</details>
# <details><summary>Hint 3</summary>The loss is `(declined["pd_share"] * declined["lgd_share"] * declined["ead_cny"]).sum()`.</details>
# %% exercise="bug" objective="20.4"
### BEGIN SOLUTION
more_defaults = declined["pd_share"].sum()
more_loss = (declined["pd_share"] * declined["lgd_share"] * declined["ead_cny"]).sum()
### END SOLUTION
# %% wrong="bug" breaks="bug-defaults,bug-loss" why="the default rate of the approved used for the declined"
rate = book.loc[book["pd_share"] <= 0.05, "defaulted"].mean()
more_defaults = rate * (book["pd_share"] > 0.05).sum()
more_loss = rate * (declined["lgd_share"] * declined["ead_cny"]).sum()
# %% wrong="bug" breaks="bug-defaults,bug-loss" why="the outcome read, which nobody knows when deciding"
more_defaults = declined["defaulted"].sum()
more_loss = (declined["defaulted"] * declined["lgd_share"] * declined["ead_cny"]).sum()
# %% wrong="bug" breaks="bug-defaults,bug-loss" why="all loans instead of the declined ones"
more_defaults = book["pd_share"].sum()
more_loss = (book["pd_share"] * book["lgd_share"] * book["ead_cny"]).sum()
# %% wrong="bug" breaks="bug-defaults,bug-loss" hardcoded="seed" why="hard-coded figures of the shipped data"
more_defaults, more_loss = 56.08096, 4506978.98
# %% check="bug-defaults" of="bug" points=1
assert isinstance(more_defaults, (int, float, np.number)) and np.isfinite(more_defaults), T(
    "more_defaults 应是一个数", "more_defaults should be one number"
)
assert more_defaults > 0, T("应是正数", "a positive number is expected")
### BEGIN HIDDEN TESTS
refused = sum(chance for chance in book["pd_share"] if chance > 0.05)
assert abs(more_defaults - refused) < 0.01, T(
    "把被拒贷款自己的 PD 加起来，不要四舍五入；不要用已批准贷款的违约率，也不要看结果",
    "add up the PDs of the declined loans, not rounded; no rate of the approved, no outcomes",
)
### END HIDDEN TESTS
# %% check="bug-loss" of="bug" points=1
assert isinstance(more_loss, (int, float, np.number)) and np.isfinite(more_loss), T(
    "more_loss 应是一个数", "more_loss should be one number"
)
assert more_loss > 0, T("应是正数", "a positive number is expected")
### BEGIN HIDDEN TESTS
each = book[["pd_share", "lgd_share", "ead_cny"]].to_numpy(dtype=float).prod(axis=1)
refused = each[book["pd_share"].to_numpy() > 0.05].sum()
assert abs(more_loss / refused - 1) < 1e-5, T(
    "对被拒的每笔贷款算 PD × LGD × EAD，再求和，单位是元",
    "take PD × LGD × EAD of each declined loan and add up, in CNY",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="bug-read"
# 预期是 56 笔，实际有 68 笔，小赵说的是 11 笔。这份数据里人人都拿到了贷款，所以可以核对；真实银行看不到被拒客户的结果，
# 模型又只见过获批的人，因此常留一小部分随机放款来学习，或者至少承认这部分不确定。
# 还有一处相似的错：在拟合用的客户上检验 PD。所以本课的 `book` 没有参加拟合。
# %% [markdown] lang="en" id="bug-read"
# 56 are expected, 68 there were, and Xiao Zhao said 11. Here everybody got a loan, which is why we can look. A real bank sees no outcome of the declined,
# and its model has only met the approved; so some lend to a small random share in order to learn, or at least own up to the uncertainty.
# A similar mistake is to judge PDs on the clients they were fitted to. That is why our `book` took no part in the fit.
# %% [markdown] lang="zh" id="fair-intro"
# ## 6 · 公平：旧评分卡与新模型
#
# 性别是**受保护属性**。旧评分卡 `old_score` 里没有性别，却对职业中断扣很多分；全体客户中，40% 的女性和 7% 的男性中断过至少 4 个月，于是它成了性别的**代理变量**。
# 新模型只用第 4 节的 4 项事实。下面两种评分都批准 `book` 的 60%，先看职业中断。
#
# **差别影响**是一组的批准率除以另一组的批准率。常用的参照是 0.8（80% 规则，出自美国 1978 年的《员工选拔程序统一指南》）；它只是经验法则，不是中国法律的标准，也不是歧视的证明。
# 中国《个人信息保护法》（2021-11-01 起施行）第 24 条要求自动化决策透明、结果公平公正，不得在价格等交易条件上实行不合理的差别待遇；对个人权益有重大影响的决定，个人有权要求说明，并有权拒绝仅由自动化决策作出决定。
# %% [markdown] lang="en" id="fair-intro"
# ## 6 · Fairness: the old scorecard and the new model
#
# Gender is a **protected attribute**. It is not in the old scorecard, `old_score`, which takes many points off for career breaks. As 40% of all female clients and 7% of the male ones had a break of at least 4 months, it works as a **proxy** for gender.
# The new model uses just the 4 facts of section 4. Below, each of the two scores approves 60% of the `book`; look at career breaks first.
#
# **Disparate impact** is the approval rate of one group over that of another. The usual mark is 0.8 (the 80% rule, from the US Uniform Guidelines on Employee Selection Procedures of 1978): a rule of thumb, no standard of Chinese law and no proof of discrimination.
# Article 24 of China's Personal Information Protection Law (in force since 2021-11-01) asks that automated decisions be transparent and their results fair, without unreasonable differences in prices and other terms; where a decision weighs heavily on a person, they may ask for an explanation and refuse to have it made by automated means alone.
# %%
places = round(0.6 * len(book))
old = book["old_score"].rank(ascending=False, method="first") <= places
new = book["pd_share"].rank(method="first") <= places
had_break = (book["career_break_months"] >= 4).map({
    True: T("中断过", "had a break"),
    False: T("没有", "no break"),
})
result = pd.DataFrame({"old": old, "new": new, "defaulted": book["defaulted"]})
result.groupby(had_break)[["old", "new", "defaulted"]].mean().round(3)
# %% [markdown] lang="zh" id="fair-q"
# ### 练习 20.6 · 哪个评分更好
# `old` 和 `new` 是真假值：该评分是否批准这笔贷款。请自己写出两个 Series，索引都是 `["old", "new"]`，不要四舍五入：
#
# 1. `impact`：女性（`"F"`）批准率 ÷ 男性（`"M"`）批准率；
# 2. `default_rate`：批准的贷款的实际违约率（`defaulted` 的平均数）。
#
# <details><summary>提示 1</summary>批准率要在各性别**内部**算，不是看获批者里女性占几成。</details>
# <details><summary>提示 2</summary>`old.groupby(book["gender"]).mean()` 得到各自的批准率，用 `["F"]` 除以 `["M"]`。</details>
# <details><summary>提示 3</summary>违约率是 `book.loc[old, "defaulted"].mean()`；最后写成 `pd.Series({"old": …, "new": …})`。</details>
# %% [markdown] lang="en" id="fair-q"
# ### Exercise 20.6 · Which score is better
# `old` and `new` are true or false: does this score approve the loan? Write two Series yourself, both indexed by `["old", "new"]`, not rounded:
#
# 1. `impact`: the approval rate of women (`"F"`) ÷ that of men (`"M"`);
# 2. `default_rate`: the actual default rate of the loans approved (the mean of `defaulted`).
#
# <details><summary>Hint 1</summary>A rate of approval is taken **within** each gender; it is not the share of women among the approved.</details>
# <details><summary>Hint 2</summary>`old.groupby(book["gender"]).mean()` gives both rates; divide `["F"]` by `["M"]`.</details>
# <details><summary>Hint 3</summary>The default rate is `book.loc[old, "defaulted"].mean()`; write `pd.Series({"old": …, "new": …})` in the end.</details>
# %% exercise="fair" objective="20.5"
### BEGIN SOLUTION
rates = pd.DataFrame({"old": old, "new": new}).groupby(book["gender"]).mean()
impact = rates.loc["F"] / rates.loc["M"]
default_rate = pd.Series({
    "old": book.loc[old, "defaulted"].mean(),
    "new": book.loc[new, "defaulted"].mean(),
})
### END SOLUTION
# %% wrong="fair" breaks="fair-impact" why="women over men among the approved, not within each gender"
counts = pd.DataFrame({"old": old, "new": new}).groupby(book["gender"]).sum()
impact = counts.loc["F"] / counts.loc["M"]
default_rate = pd.Series({
    "old": book.loc[old, "defaulted"].mean(),
    "new": book.loc[new, "defaulted"].mean(),
})
# %% wrong="fair" breaks="fair-impact,fair-default" why="men over women, and the default rate of the declined"
rates = pd.DataFrame({"old": old, "new": new}).groupby(book["gender"]).mean()
impact = rates.loc["M"] / rates.loc["F"]
default_rate = pd.Series({
    "old": book.loc[~old, "defaulted"].mean(),
    "new": book.loc[~new, "defaulted"].mean(),
})
# %% wrong="fair" breaks="fair-impact,fair-default" hardcoded="seed" why="hard-coded figures of the shipped data"
impact = pd.Series({"old": 0.648413, "new": 1.009032})
default_rate = pd.Series({"old": 0.0573678, "new": 0.0168729})
# %% check="fair-impact" of="fair" points=2
assert isinstance(impact, pd.Series) and set(impact.index) == {"old", "new"}, T(
    "impact 应是以 old 和 new 为索引的 Series",
    "impact should be a Series indexed by old and new",
)
assert len(impact) == 2 and np.isfinite(impact).all(), T(
    "应有 2 个数，没有缺失", "2 numbers are expected, nothing missing"
)
### BEGIN HIDDEN TESTS
from segkit import disparate_impact as fresh_impact

women = {
    name: fresh_impact(
        pd.DataFrame({"gender": book["gender"], "yes": yes}),
        selected="yes",
        group="gender",
        reference="M",
    ).loc["F", "ratio"]
    for name, yes in (("old", old), ("new", new))
}
assert all(abs(impact[name] - women[name]) < 1e-4 for name in women), T(
    "女性的批准率除以男性的批准率，批准率在各性别内部计算，不要四舍五入",
    "the approval rate of women over that of men, each within the gender, not rounded",
)
### END HIDDEN TESTS
# %% check="fair-default" of="fair" points=1
assert isinstance(default_rate, pd.Series) and set(default_rate.index) == {"old", "new"}, T(
    "default_rate 应是以 old 和 new 为索引的 Series",
    "default_rate should be a Series indexed by old and new",
)
assert len(default_rate) == 2 and np.isfinite(default_rate).all(), T(
    "应有 2 个数，没有缺失", "2 numbers are expected, nothing missing"
)
### BEGIN HIDDEN TESTS
failed = book["defaulted"] == 1
bad = {"old": (old & failed).sum() / old.sum(), "new": (new & failed).sum() / new.sum()}
assert all(abs(default_rate[name] - bad[name]) < 1e-5 for name in bad), T(
    "批准的贷款里实际违约（`defaulted`）的占比，用小数，不要四舍五入",
    "the share of actual defaults among the loans approved, a decimal, not rounded",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="fair-read"
# 同样批准 60%，旧评分卡的比值是 0.65，获批贷款的违约率 5.7%；新模型是 1.01 和 1.7%。在这份数据里，公平与少违约没有冲突：上表里中断过的违约率是 4.8%，没有的是 6.5%（差距可能来自偶然），这个代理变量并不预示更多违约。
# 现实未必如此省事，但只把性别一列删掉是不够的。下面用 `segkit` 核对区间：`reading` 为 `below` 表示整个区间都低于 0.8。
# %% [markdown] lang="en" id="fair-read"
# With 60% approved either way, the old scorecard has a ratio of 0.65 and its approved loans default at 5.7%; the new model has 1.01 and 1.7%. In these data fairness and fewer defaults do not conflict: in the table above, those with a break defaulted at 4.8%, the others at 6.5% (the gap may be chance), so the proxy does not foretell more defaults.
# Reality may be less kind, but to delete the column of gender is not enough. We check the interval with `segkit`: a `reading` of `below` means that the whole interval is below 0.8.
# %%
from segkit import disparate_impact

shown = ["rate", "ratio", "ratio_low", "ratio_high", "reading"]
both = {
    name: disparate_impact(book, selected=yes, group="gender", reference="M").loc["F", shown]
    for name, yes in (("old", old), ("new", new))
}
pd.DataFrame(both).T.infer_objects().round(3)
# %% [markdown] lang="zh" id="explore"
# ### 试一试：批准到哪里为止
# 假设利差为住房按揭 1.2%、信用卡 9%、消费贷 6%、经营贷 3%。移动批准阈值（初始为 20%，可用左右方向键）：利润在哪里最高？那里的预期损失是多少？较低与较高的批准率之比呢？
# %% [markdown] lang="en" id="explore"
# ### Try it: where does lending stop?
# Suppose margins of 1.2% for mortgages, 9% for cards, 6% for consumer and 3% for business loans. Move the cut-off (it starts at 20%; the left and right arrow keys work). Where is the profit highest? What is the expected loss there, and the lowest over the highest approval rate?
# %%
margins = {"mortgage": 0.012, "card": 0.09, "consumer": 0.06, "business": 0.03}
priced = book.assign(margin_share=book["loan_type"].map(margins).astype(float))
explore.loan_cutoff(
    priced, group="gender", names={"F": T("女", "women"), "M": T("男", "men")}, lang=LANG
)
# %% [markdown] lang="zh" id="explore-read"
# 利润在 5% 到 8% 附近最高：5% 处预期损失 177 万元、利润 412 万元；批到 20% 是 496 万元和 305 万元，多承担的损失比多赚的利差还多。5% 处较低与较高的批准率之比是 0.98。
# 用一个阈值管所有贷款只是近似：更好的办法是逐笔比较利差与盈亏平衡利差。
# %% [markdown] lang="en" id="explore-read"
# Profit peaks around 5% to 8%. In the unit of the chart, the expected loss is 177 and the profit 412 at 5%; at 20% they are 496 and 305, for the losses added exceed the margins added. At 5% the lowest over the highest approval rate is 0.98.
# A single cut-off for all loans is a rough rule: better compare the margin of each loan with its break-even.
# %% [markdown] lang="zh" id="reasons"
# ## 7 · 说明理由
#
# 被拒的客户会问“为什么”。逻辑回归的得分是各项之和，所以每项的贡献是系数 × （本人 − 平均）。下面是 PD 最高的一位客户：正数把风险推高，从大到小就是要说明的理由。
# 信里要写客户听得懂、改得了的事实（如“固定负担太重”“有逾期”），不写系数，也不要拿与还款无关的事当理由。
# %% [markdown] lang="en" id="reasons"
# ## 7 · Give reasons
#
# Clients who are declined ask why. The score of a logistic regression is a sum, so each fact contributes coefficient × (this client − mean). Here is the client with the highest PD: positive numbers push the risk up, and from large to small they are the reasons to give.
# A letter names facts that the client understands and can change (obligations too heavy, days past due); it has no coefficients and no reasons that have nothing to do with repayment.
# %%
client = book["pd_share"].idxmax()
reasons = (signs.loc[client] - signs[odd].mean()) * model.coef_[0]
reasons.sort_values(ascending=False).round(2).to_frame(client)
# %% [markdown] lang="zh" id="quiz-intro"
# ## 8 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 8 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="20.1,20.2,20.3,20.4,20.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "客户的意愿是 3 级，承受能力总分只有 2 分。最高可买哪一档？（见第 1、2 节）",
                "A client's willingness is level 3, but capacity comes to just 2 points. Up to which class? (sections 1 and 2)",
            ),
            wrong(
                T("R5，尊重客户的意愿", "R5, the client's wish counts"),
                T(
                    "意愿不能弥补承受能力，见第 1 节。",
                    "Willingness does not make up for capacity; see section 1.",
                ),
            ),
            wrong(
                T("R3，取两者的中间", "R3, half-way between the two"),
                T(
                    "规则是取较低的一个，不是折中。",
                    "The lower of the two rules, not their mean.",
                ),
            ),
            right(
                T("R2，由较低的一个决定", "R2, the lower one decides"),
                T(
                    "总分 0–2 是 1 级；承受能力较低，由它决定，矩阵的上限是 R2。",
                    "A total of 0–2 is level 1; capacity is the lower and decides, and the matrix stops at R2.",
                ),
            ),
        ),
        question(
            T(
                "年末余额 8,000,000 元，日均 3,000,000 元。能进私人银行吗？（见第 3 节）",
                "The balance at year's end is 8,000,000 CNY, the daily mean 3,000,000. Private banking? (section 3)",
            ),
            right(
                T("不能", "No"),
                T(
                    "标准是日均 6,000,000 元；年末的钱可能只停几天。",
                    "The rule is a daily mean of 6,000,000; money at year's end may be parked.",
                ),
            ),
            wrong(
                T("能，8,000,000 元超过了标准", "Yes, 8,000,000 is above the threshold"),
                T(
                    "年末余额不是标准，见第 3 节。",
                    "The last day is not the rule; see section 3.",
                ),
            ),
            wrong(
                T("只要同意营销就能", "Yes, given consent to marketing"),
                T(
                    "同意只是邀请的条件之一。",
                    "Consent is just one of the conditions of an invitation.",
                ),
            ),
        ),
        question(
            T(
                "PD 2%、LGD 50%、敞口 10 万元，预期损失是多少元？（见第 4 节）",
                "PD 2%, LGD 50%, exposure 100,000 CNY. The expected loss in CNY? (section 4)",
            ),
            wrong("2,000", T("忘了乘违约损失率。", "Loss given default was left out.")),
            right("1,000", T("0.02 × 0.5 × 100,000。", "0.02 × 0.5 × 100,000.")),
            wrong("50,000", T("这是违约时的损失。", "That is the loss if it defaults.")),
        ),
        question(
            T(
                "已批准的贷款违约率 2%。放宽批准阈值以后，新增贷款的违约率会怎样？（见第 5 节）",
                "Approved loans default at 2%. What of the loans added by a looser cut-off? (section 5)",
            ),
            wrong(
                T("也是 2%", "2% as well"),
                T(
                    "获批的人是挑出来的，不代表被拒的人。",
                    "The approved were selected; they do not stand for the declined.",
                ),
            ),
            wrong(
                T("更低，因为样本更大", "Lower, for the sample is larger"),
                T(
                    "违约率与样本大小无关。",
                    "A rate does not fall because there are more loans.",
                ),
            ),
            right(
                T("更高，如果评分有用", "Higher, if the score is any good"),
                T(
                    "评分把风险高的排在后面，放宽时先加进来的正是他们。",
                    "The score ranks high risks last, and they are whom a looser cut-off adds.",
                ),
            ),
        ),
        question(
            T(
                "评分里没有性别，就公平了吗？（见第 6 节）",
                "There is no gender in the score. Is it fair, then? (section 6)",
            ),
            wrong(
                T(
                    "是，没有用到性别就不可能有影响",
                    "Yes, what is not used can have no influence",
                ),
                T(
                    "职业中断就是性别的代理变量，旧评分卡的比值只有 0.65。",
                    "Career breaks stand in for gender: the ratio of the old scorecard is 0.65.",
                ),
            ),
            right(
                T("不一定，要看结果", "Not by itself: look at the results"),
                T(
                    "算差别影响及其区间，再查是哪个变量造成的。",
                    "Compute disparate impact with its interval, then find the variable behind it.",
                ),
            ),
            wrong(
                T("是，只要比值高于 0.8", "Yes, if the ratio exceeds 0.8"),
                T(
                    "0.8 只是经验法则，过线不证明公平。",
                    "0.8 is a rule of thumb, and to pass it proves nothing.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 9 · 写给沈岳的备忘录
#
# ### 练习 20.7 · 备忘录
# 用 150–300 字给沈岳写一份备忘录，说明产品怎样匹配、贷款用哪个评分、批到哪里，以及怎样向被拒的客户说明理由。请引用本课算出的至少 3 个数字，
# 说明一处数据或方法的局限，并写出上线后看什么指标。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 9 · A memo to Shen Yue
#
# ### Exercise 20.7 · Memo
# In 150–300 words, advise Shen Yue: how products are matched, which score decides on loans and where it stops, and how the declined are given reasons. Quote at least 3 figures from this lesson,
# name a limit of the data or the method, and say what to watch after the launch. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 产品匹配（1 分） | 取较低者，并写明怎样处理已持有的不适当产品 | 只写规则 | 没有规则 |
# | 评分与批准阈值（2 分） | 损失、利润和公平都有依据 | 只看其中几项 | 没有依据 |
# | 数字（1 分） | 至少 3 个，准确并有解读 | 1–2 个，或没有解读 | 没有数字 |
# | 说明理由（1 分） | 客户听得懂、改得了的事实，有人工复核 | 理由笼统 | 没有提到 |
# | 局限与监测（1 分） | 一处局限及其后果，并有指标 | 只有其中一样 | 没有提到 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | matching (1 point) | the lower one rules, and what becomes of unsuitable holdings | just the rule | no rule |
# | score and cut-off (2 points) | grounds in loss, profit and fairness | just some of them | no grounds |
# | figures (1 point) | at least 3, right and interpreted | 1–2, or not interpreted | none |
# | reasons (1 point) | facts that clients understand and can change, review by a person | vague reasons | none |
# | limit and watching (1 point) | a limit with what follows from it, and measures | just one of them | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="20.2,20.5"
# 示例：产品按承受能力与意愿中较低的一个匹配。按这条规则，33% 的客户持有不适当的产品，投诉率是其他人的 3.7 倍；先由客户经理联系他们，说明风险，协助调整，不催促赎回。
# 贷款改用新模型：同样批准 60%，获批贷款的违约率从 5.7% 降到 1.7%，女性与男性批准率之比从 0.65 升到 1.01。批准阈值定在 PD 5%：预期损失 177 万元，利润 412 万元，接近最高；批准 67%，较低与较高的批准率之比 0.98。
# 被拒客户的信里写影响最大、本人又改得了的 2 个事实，如固定负担和逾期，并可申请人工复核。局限：所设利差是假定，1 年的违约也可能高于预期（实际 90 笔，预期 75 笔），批准阈值要留余地。
# 上线后每季看各档 PD 与实际违约率、批准率之比及其区间、投诉率。
#
# Example: match products by the lower of capacity and willingness. By this rule 33% of the clients hold an unsuitable product and complain 3.7 times as often as the others; relationship managers contact them first, explain the risk and help to adjust, with no pressure to sell.
# Lend by the new model: with 60% approved either way, the default rate of the approved falls from 5.7% to 1.7%, and the approval rate of women over men rises from 0.65 to 1.01. Set the cut-off at a PD of 5%: in units of 10,000 CNY, the expected loss is 177 and the profit 412, near its peak; 67% are approved, and the lowest over the highest approval rate is 0.98.
# Letters to the declined name the 2 weightiest facts that the client can change, such as obligations and days past due, and offer a review by a person. Limit: the margins are assumed, and a year can be worse than expected (90 defaults against 75), so leave some room.
# Every quarter, watch PDs against default rates by band, the ratio of approval rates with its interval, and complaints.
# %% [markdown] lang="zh" id="discussion"
# ## 10 · 讨论卡（4–6 人，15 分钟）
#
# 情境：一位 68 岁的高净值客户坚持要买 R5 产品。问卷是 3 级，承受能力是 1 级。理财经理说：“客户自己愿意，不卖就去别家了。”
#
# - 正方：客户有权自己决定，银行该怎样提示和留痕？
# - 反方：钱多是否等于亏得起？哪些事实说明不是？
# - 共同决定：卖不卖，由谁批准，怎样向客户说明？
# %% [markdown] lang="en" id="discussion"
# ## 10 · Discussion card (4–6 people, 15 minutes)
#
# The situation: a wealthy client aged 68 insists on an R5 product. The form says level 3, capacity is level 1. The adviser says: "It is the client's wish; if we do not sell it, others will."
#
# - For: clients may decide for themselves; how should the bank warn them and keep a record?
# - Against: does being rich mean being able to lose? Which facts say no?
# - Together: sell or not, who approves it, and how is it explained to the client?
# %% [markdown] lang="zh" id="wrap-up"
# ## 11 · 小结
#
# **记住**
#
# - 承受能力看事实，意愿看态度，取较低的一个。
# - 名额有限时，先筛条件，再排序；看日均，不看某一天。
# - 预期损失要逐笔相乘再求和；获批者的违约率不代表被拒者。
# - 删掉受保护属性不等于公平：看结果（差别影响），查代理变量，说明理由。
#
# **实践中容易失灵的地方**
#
# - 计分会互相抵消：储备为 0 的人可能靠期限长得到 2 级。许多机构另设一票否决。
# - PD 会过时：经济变差时，拟合年份的 PD 偏低。要按季核对各档的实际违约率。
# - 违约损失率和敞口在这里是已知的，现实中也要估计，而且坏年份里往往与 PD 一起变差。
# - 批准率相等只是公平的一种定义。如果各组的违约率不同，“同样的评分意味着同样的违约率”与“各组误判率相等”一般不能同时做到（见文末的论文）。
# - 真实银行的违约率通常低得多，本课的数据是为教学而造的。
#
# **深入阅读**：Chouldechova, A. (2017). Fair prediction with disparate impact: A study of bias in recidivism prediction instruments. *Big Data*, 5(2), 153–163.
# [doi.org/10.1089/big.2016.0047](https://doi.org/10.1089/big.2016.0047)
# %% [markdown] lang="en" id="wrap-up"
# ## 11 · Wrap-up
#
# **Remember**
#
# - Capacity is about facts, willingness about attitude; the lower one rules.
# - When places are few, filter first and rank then; take daily means, not one day.
# - Multiply expected loss loan by loan and then add; the approved do not stand for the declined.
# - To delete a protected attribute is not fairness: look at results (disparate impact), find proxies, give reasons.
#
# **Where it fails in practice**
#
# - Points offset each other: with a reserve of 0, a long horizon may still make level 2. Many firms add a veto.
# - PDs grow old: in a worse economy those of the year of fitting are too low. Check actual default rates by band every quarter.
# - Loss given default and exposure are known here; in practice they are estimated too, and in bad years they tend to worsen along with the PD.
# - Equal approval rates are just one definition of fairness. Where groups differ in their default rates, "the same score means the same default rate" and "equal error rates in all groups" cannot in general both be met (see the paper below).
# - Real banks usually see far fewer defaults; these data were made for teaching.
#
# **Read on:** Chouldechova, A. (2017). Fair prediction with disparate impact: A study of bias in recidivism prediction instruments. *Big Data*, 5(2), 153–163.
# [doi.org/10.1089/big.2016.0047](https://doi.org/10.1089/big.2016.0047)
