# %% [markdown] lang="zh" id="question"
# ## 5 个细分，是真的吗？
#
# 云杉优选（虚构的全渠道零售商）请研究公司做了问卷。公司用 900 位受访者的 5 种态度做 K 均值，得到 5 个细分：
# 精打细算、追逐潮流、健康优先、节省时间、传统居家，人数从 136 到 217。报告说：“5 个细分在 5 种态度上全部显著不同，
# p 值都小于 10⁻¹⁴¹，细分真实可靠。”会员运营经理林岚准备为它们各开一条内容线。
#
# 分析师小孙却做了一件怪事：把每种态度的得分在 900 人之间随机打乱，人和得分不再对应。K 均值照样给出 5 个“细分”，
# 人数从 163 到 195，在 5 种态度上也全部“显著”，最大的 p 值只有 2 × 10⁻⁶。打乱的数据也能过的关，不能证明细分存在。
# 那么，什么才能证明？
# %% [markdown] lang="en" id="question"
# ## 5 segments: are they real?
#
# Spruce Select, a fictional omni-channel retailer, commissioned a survey. The research firm ran k-means on 5 attitudes of 900 respondents and found 5 segments:
# careful savers, trend seekers, health first, time savers and traditional homes, of 136 to 217 people. Its report says: "The 5 segments differ significantly on all 5 attitudes,
# every p-value is below 10⁻¹⁴¹: the segments are real." Lin Lan, who runs the membership programme, is about to start a line of content for each.
#
# Xiao Sun, an analyst, did something odd. He shuffled the scores of each attitude among the 900 people, so that scores and people no longer belonged together. K-means still gave 5 "segments",
# of 163 to 195 people, and they too differed "significantly" on all 5 attitudes; the largest p-value was 2 × 10⁻⁶. A test that scrambled data pass proves nothing.
# What would?
# %% [markdown] lang="zh" id="kinds"
# ## 1 · 天然、可重现，还是人为构造
#
# 聚类算法总会给出细分，不管数据里有没有。Dolnicar、Grün 和 Leisch 在讲市场细分的书里（2018，*Market Segmentation Analysis*，Springer）区分 3 种情形：
#
# | 情形 | 数据的样子 | 换一批人再做 | 怎样使用 |
# |---|---|---|---|
# | 天然细分 | 各组之间有空隙 | 几乎完全一样 | 直接采用 |
# | 可重现细分 | 没有空隙，但有结构 | 大体一样，明显好于无结构数据 | 采用，并写明有多稳 |
# | 构造细分 | 没有结构 | 每次都不同 | 只是管理上的划分，不要说成“发现” |
#
# 书中说，消费者数据里天然细分很少见，构造细分也不是没有用；但要知道自己手里的是哪一种。
#
# 本课要用到第 10 课的 3 件事：
#
# - **K 均值**：给定 k，使每个人到所属中心的距离平方和尽量小；
# - **标准化**：先把各列变成均值 0、标准差 1，否则数值差别大的列说了算；
# - **调整兰德指数**（ARI）：比较同一批人的 2 种分法，完全一致是 1，随机一致的平均水平是 0，与编号无关
#   （Hubert 和 Arabie，1985，*Journal of Classification*，2，193–218）。
#
# 先准备数据：删去没答完、整页选同一个数、答得太快的人，随机取 900 人（为了运行快），反向题反向计分，每种态度取 5 题的平均，再标准化。
# %% [markdown] lang="en" id="kinds"
# ## 1 · Natural, reproducible or constructed
#
# A clustering algorithm always returns segments, whether or not the data have any. Dolnicar, Grün and Leisch (2018, *Market Segmentation Analysis*, Springer) tell 3 cases apart:
#
# | case | what the data look like | with other people | how to use them |
# |---|---|---|---|
# | natural | gaps between the groups | almost exactly the same again | take them as they are |
# | reproducible | no gaps, but structure | much the same, clearly better than structure-free data | use them and say how stable they are |
# | constructed | no structure | different each time | a division made by management: do not call it "found" |
#
# They add that natural segments are rare in consumer data and that constructed ones are not useless; but know which you have.
#
# From lesson 10 we need 3 things:
#
# - **k-means**: for a given k, make the sum of squared distances from people to their centre as small as possible;
# - **standardising**: first bring each column to mean 0 and standard deviation 1, or the column with the largest spread decides;
# - the **adjusted Rand index** (ARI): compares 2 ways to divide the same people; 1 is full agreement, 0 the average by chance, and label numbers play no part
#   (Hubert and Arabie, 1985, *Journal of Classification*, 2, 193–218).
#
# First the data: leave out people who did not finish, gave one number throughout or were too quick; take a random 900 (to be fast), turn the reversed items, average the 5 items of each attitude, and standardise.
# %%
answers = load("survey").set_index("respondent_id")
scales = ["health", "thrift", "novelty", "family", "convenience"]
items = [column for column in answers if column.split("_")[0] in scales]
complete = answers[items].notna().all(axis=1)
varied = answers[items].nunique(axis=1) > 1
slow = answers["minutes"] >= answers["minutes"].median() / 3
people = answers[complete & varied & slow].sample(900, random_state=12)
print(f"{len(answers):,} → {(complete & varied & slow).sum():,} → {len(people):,}")
# %%
from segkit.survey import reverse_items

turned = ["health_2", "health_5", "thrift_2", "thrift_5"]
turned += ["novelty_2", "family_2", "family_5", "convenience_5"]
agreed = reverse_items(people, turned, low=1, high=5).astype({item: float for item in items})
scores = pd.DataFrame({
    scale: agreed[[item for item in items if item.startswith(scale)]].mean(axis=1)
    for scale in scales
})
attitudes = (scores - scores.mean()) / scores.std()
attitudes.head(3).round(2)
# %% [markdown] lang="zh" id="shuffle-q"
# ## 2 · 无结构数据
#
# 要判断“够不够稳”，先得有参照：一份肯定没有分组的数据。
#
# ### 练习 12.1 · 打乱每一列
# 写函数 `shuffle_columns(frame, seed)`：返回与 `frame` 行名、列名都相同的新 DataFrame，每一列还是原来那些数值，但**各列各自**随机打乱，列与列之间因此不再有关系。
# 同一个 `seed` 结果相同。`rng` 已经给出，`frame` 本身不要改动。
#
# <details><summary>提示 1</summary>整行一起打乱（如 `frame.sample(frac=1)`）不行：同一个人的得分还在一起。</details>
# <details><summary>提示 2</summary>`rng.permutation(values)` 返回打乱后的副本，每次调用，顺序都不同。</details>
# <details><summary>提示 3</summary>用字典推导式：列名对应 `rng.permutation(frame[name].to_numpy())`，再用 `pd.DataFrame(..., index=frame.index)` 装起来。</details>
# %% [markdown] lang="en" id="shuffle-q"
# ## 2 · Structure-free data
#
# To judge whether something is "stable enough" we need a yardstick: data that certainly hold no groups.
#
# ### Exercise 12.1 · Shuffle every column
# Write the function `shuffle_columns(frame, seed)`. It returns a new DataFrame with the row and column names of `frame`. Each column keeps its values, but **each column on its own** is put in random order, so that the columns no longer have anything to do with each other.
# The same `seed` gives the same result. `rng` is given; leave `frame` itself as it is.
#
# <details><summary>Hint 1</summary>Shuffling whole rows (as `frame.sample(frac=1)` does) will not do: a person's scores stay together.</details>
# <details><summary>Hint 2</summary>`rng.permutation(values)` returns a shuffled copy, in another order at each call.</details>
# <details><summary>Hint 3</summary>In a dictionary comprehension give each name `rng.permutation(frame[name].to_numpy())`, and pass it to `pd.DataFrame(..., index=frame.index)`.</details>


# %% exercise="shuffle" objective="12.1"
def shuffle_columns(frame, seed):
    """Return a copy of frame with each column in a random order of its own."""
    rng = np.random.default_rng(seed)
    ### BEGIN SOLUTION
    columns = {name: rng.permutation(frame[name].to_numpy()) for name in frame}
    return pd.DataFrame(columns, index=frame.index)
    ### END SOLUTION


# %% wrong="shuffle" breaks="shuffle-apart" why="whole rows shuffled: each person's scores stay together"
def shuffle_columns(frame, seed):
    return frame.sample(frac=1, random_state=seed).set_axis(frame.index)


# %% wrong="shuffle" breaks="shuffle-apart" why="the generator restarted, so every column has the same order"
def shuffle_columns(frame, seed):
    return frame.apply(lambda c: np.random.default_rng(seed).permutation(c.to_numpy()))


# %% wrong="shuffle" breaks="shuffle-apart" why="shuffled Series put back into place by their index"
def shuffle_columns(frame, seed):
    rng = np.random.default_rng(seed)
    columns = {name: frame[name].sample(frac=1, random_state=rng) for name in frame}
    return pd.DataFrame(columns, index=frame.index)


# %% wrong="shuffle" breaks="shuffle-apart" why="the same order whatever the seed"
def shuffle_columns(frame, seed):
    rng = np.random.default_rng(12)
    return frame.apply(lambda column: rng.permutation(column.to_numpy()))


# %% wrong="shuffle" breaks="shuffle-values" why="the columns of the frame itself overwritten"
def shuffle_columns(frame, seed):
    rng = np.random.default_rng(seed)
    for name in frame:
        frame[name] = rng.permutation(frame[name].to_numpy())
    return frame


# %% wrong="shuffle" breaks="shuffle-values" why="normal random numbers instead of the values of the column"
def shuffle_columns(frame, seed):
    rng = np.random.default_rng(seed)
    drawn = rng.normal(frame.mean(), frame.std(), size=frame.shape)
    return pd.DataFrame(drawn, index=frame.index, columns=frame.columns)


# %% wrong="shuffle" breaks="shuffle-values,shuffle-apart" hardcoded="inputs" why="a fixed answer for the small table of the check"
def shuffle_columns(frame, seed):
    return pd.DataFrame({"a": [30, 10, 20], "b": [1, 3, 2]}, index=["p", "q", "r"])


# %% check="shuffle-values" of="shuffle" points=1
trio = pd.DataFrame({"a": [10, 20, 30], "b": [1, 2, 3]}, index=["p", "q", "r"])
tables = [trio.copy(), trio.copy()]
mixed = shuffle_columns(tables[0], 1)
assert mixed is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(mixed, pd.DataFrame) and mixed.shape == trio.shape, T(
    "应返回同样大小的 DataFrame", "return a DataFrame of the same size"
)
assert list(mixed.index) == ["p", "q", "r"] and list(mixed.columns) == ["a", "b"], T(
    "行名和列名应不变", "the row and column names should stay"
)
for name in ("a", "b"):
    assert sorted(mixed[name]) == sorted(trio[name]), T(
        "每一列的数值应不变，只换顺序", "each column keeps its values, in another order"
    )
assert tables[0].equals(tables[1]), T("frame 本身不要改动", "leave frame itself as it is")
### BEGIN HIDDEN TESTS
once, again = shuffle_columns(attitudes.copy(), 3), shuffle_columns(attitudes.copy(), 3)
for each in (once, again):
    assert isinstance(each, pd.DataFrame) and each.shape == attitudes.shape, T(
        "应返回同样大小的 DataFrame", "return a DataFrame of the same size"
    )
for name in attitudes:
    assert np.abs(np.sort(once[name]) - np.sort(attitudes[name])).max() < 1e-9, T(
        "每一列的数值应不变，只换顺序", "each column keeps its values, in another order"
    )
    assert (once[name].to_numpy() == again[name].to_numpy()).all(), T(
        "同一个 seed 应得到同样的结果", "the same seed should give the same result"
    )
### END HIDDEN TESTS
assert mixed.notna().all(axis=None), T("不应有缺失", "nothing may be missing")
# %% check="shuffle-apart" of="shuffle" points=2
twins = pd.DataFrame({"a": np.arange(300.0), "b": np.arange(300.0)})
parted = shuffle_columns(twins.copy(), 5)
assert parted is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(parted, pd.DataFrame) and parted.shape == twins.shape, T(
    "应返回同样大小的 DataFrame", "return a DataFrame of the same size"
)
### BEGIN HIDDEN TESTS
links = []
for start in range(4):
    triple = twins.assign(c=-twins["a"])
    apart = shuffle_columns(triple, start)
    assert isinstance(apart, pd.DataFrame) and apart.shape == (300, 3), T(
        "应返回同样大小的 DataFrame", "return a DataFrame of the same size"
    )
    assert not apart.equals(twins.assign(c=-twins["a"])), T(
        "每一列都原样未动：打乱的 Series 会按索引对回原位，要先转成数组",
        "nothing has moved: a shuffled Series falls back into place by its index; make it an array",
    )
    links += list(np.corrcoef(apart.to_numpy(dtype=float).T)[np.triu_indices(3, 1)])
assert np.isfinite(links).all() and np.mean(np.abs(links)) < 0.2, T(
    "各列要各自打乱：现在列与列之间还有关系",
    "shuffle each column on its own: the columns are still related",
)
assert not shuffle_columns(twins.copy(), 6).equals(parted), T(
    "换一个 seed，顺序应不同：要用给出的 rng",
    "another seed should bring another order: use the rng given",
)
### END HIDDEN TESTS
link = np.corrcoef(parted["a"].to_numpy(dtype=float), parted["b"].to_numpy(dtype=float))[0, 1]
assert abs(link) < 0.35, T(
    "2 列原来完全相同，打乱后不应再同步：各列要各自打乱，顺序不能一样",
    "the 2 columns were alike and should not move together any more: an order of its own for each",
)


# %% [markdown] lang="zh" id="references"
# 从这里起用下面的 2 份参照，前面没做完也能继续：
#
# - `noise`：各列各自打乱。每种态度的分布不变，态度之间的关系没有了。
# - `cloud`：从**一个**多元正态分布里抽 900 人，相关系数与问卷相同，但只有一团，没有分组。
#
# 后一份更严格：态度之间本来就相关（例如求新与家庭是 −0.49），一团拉长的数据也可能每次都被切在同一个地方。
# %% [markdown] lang="en" id="references"
# From here on we use the 2 yardsticks below; you can go on even if the exercise is unfinished:
#
# - `noise`: each column shuffled on its own. Every attitude keeps its distribution, the relations between attitudes are gone.
# - `cloud`: 900 people drawn from **a single** multivariate normal distribution, with the correlations of the survey, but one cloud without groups.
#
# The second is stricter: attitudes are correlated anyway (novelty and family, say, by −0.49), and a stretched cloud may well be cut at the same place every time.
# %%
def one_cloud(frame, seed):
    """Return as many rows from one normal cloud with the means and covariances of frame."""
    rng = np.random.default_rng(seed)
    drawn = rng.multivariate_normal(frame.mean(), frame.cov(), size=len(frame))
    return pd.DataFrame(drawn, index=frame.index, columns=frame.columns)


rng = np.random.default_rng(12)
noise = attitudes.apply(lambda column: rng.permutation(column.to_numpy()))
cloud = one_cloud(attitudes, seed=12)
pairs = {"survey": attitudes, "noise": noise, "cloud": cloud}
pd.DataFrame({k: v.corr().loc["family"] for k, v in pairs.items()}).round(2) + 0.0  # not -0.00
# %% [markdown] lang="zh" id="circular"
# 先重演研究公司的“证明”：在每份数据上做 5 个细分，再检验它们在 5 种态度上是否不同（单因素方差分析的 p 值）。
# %% [markdown] lang="en" id="circular"
# First the research firm's "proof" again: make 5 segments of each data set, then test whether they differ on the 5 attitudes (p-values of a one-way analysis of variance).
# %%
from scipy.stats import f_oneway
from sklearn.cluster import KMeans

rows = {}
for name, data in pairs.items():
    found = KMeans(5, n_init=3, random_state=12).fit_predict(data)
    by_segment = [data[found == number] for number in range(5)]
    rows[name] = [f"{p:.0e}" for p in f_oneway(*by_segment).pvalue]
pd.DataFrame(rows, index=scales).T
# %% [markdown] lang="zh" id="circular-read"
# 3 份数据全部“显著”。K 均值的任务就是让细分在这些列上尽量不同，再检验它们在这些列上是否不同，是**循环论证**。
# 要问的是另外 2 件事：换一批人，还会得到同样的细分吗（**稳定性**）？在没有用来聚类的变量上，细分有差别吗（**外部效度**）？
# %% [markdown] lang="en" id="circular-read"
# All 3 data sets are "significant". The task of k-means is to make segments differ on these columns as far as possible; to test then whether they differ on these columns is **circular**.
# We should ask 2 other questions. With other people, would we get the same segments again (**stability**)? And do the segments differ on variables that were not used for clustering (**external validity**)?
# %% [markdown] lang="zh" id="bug-hunt"
# ## 3 · 捉虫：小孙的稳定性
#
# 小孙想衡量稳定性：做 2 次 K 均值（换随机起点），看有多少人前后编号相同。结果问卷只有 18%，他说“问卷的细分不稳定”。
# 同事建议改用 ARI，结果问卷是 1.00，打乱的数据也有 0.97，于是又有人说“连噪声都很稳定”。这些说法都不对。毛病在哪里？
# %% [markdown] lang="en" id="bug-hunt"
# ## 3 · Bug hunt: stability by Xiao Sun
#
# Xiao Sun wants to measure stability: he runs k-means 2 times, from other random starts, and counts the people with the same number both times. For the survey it is just 18%: "the survey's segments are not stable", he says.
# A colleague suggests ARI instead: 1.00 for the survey, but 0.97 for the shuffled data: "even noise is stable", somebody says. Both conclusions are mistaken. What is wrong?
# %%
from sklearn.metrics import adjusted_rand_score

rows = {}
for name in ("survey", "noise"):
    first, second = [
        KMeans(5, n_init=30, random_state=start).fit_predict(pairs[name]) for start in (1, 2)
    ]
    same, ari = (first == second).mean(), adjusted_rand_score(first, second)
    rows[name] = {T("编号相同", "same number"): f"{same:.0%}", "ARI": f"{ari:.2f}"}
pd.DataFrame(rows).T


# %% [markdown] lang="zh" id="bug-q"
# 有 2 处错误。第一，编号是任意的：同一个细分这次叫 0，下次可能叫 3，所以不能比编号。
# 第二，前后用的是**同一批人**：这只说明算法收敛了。问题是换一批人会怎样。没有另一份问卷，就用**自助抽样**模拟：
# 从 n 人里有放回地抽 n 人（Efron，1979，*The Annals of Statistics*，7(1)，1–26）。
#
# ### 练习 12.2 · 修好它
# 写函数 `agreement(X, k, seed)`，`X` 是 DataFrame，返回 1 个数：
#
# 1. 从 `X` 的行里有放回地抽 2 个样本，行数都与 `X` 相同（用给出的 `rng` 抽，前后要重新抽）；
# 2. 各做一次 K 均值：k 个细分，`n_init=5`，`random_state=0`（这样同一个 `seed` 结果相同）；
# 3. 让每个模型都给 `X` 的**所有行**归类（`predict`），返回归类结果之间的 ARI。
#
# <details><summary>提示 1</summary>比较的必须是同一批人：先在样本上 `fit`，再对整个 `X` 用 `predict`。</details>
# <details><summary>提示 2</summary>抽一个样本：`X.iloc[rng.integers(len(X), size=len(X))]`；每个样本都要重新抽。</details>
# <details><summary>提示 3</summary>循环 2 次：抽样，`KMeans(k, n_init=5, random_state=0).fit(sample)`，把 `model.predict(X)` 放进列表 `assigned`；最后 `adjusted_rand_score(*assigned)`。</details>
# %% [markdown] lang="en" id="bug-q"
# There are 2 mistakes. First, label numbers are arbitrary: a segment called 0 this time may be 3 the next, so numbers cannot be compared.
# Second, both runs used **the same people**: that only shows that the algorithm has converged. We want to know what other people would bring. Without a second survey, the **bootstrap** imitates one:
# draw n people out of n, with replacement (Efron, 1979, *The Annals of Statistics*, 7(1), 1–26).
#
# ### Exercise 12.2 · Repair it
# Write the function `agreement(X, k, seed)`, where `X` is a DataFrame. It returns 1 number:
#
# 1. draw 2 samples with replacement from the rows of `X`, each with as many rows as `X` (draw with the `rng` given, anew for each);
# 2. run k-means on each: k segments, `n_init=5`, `random_state=0` (so that the same `seed` gives the same result);
# 3. let both models assign **all rows** of `X` (`predict`), and return the ARI of their assignments.
#
# <details><summary>Hint 1</summary>The same people must be compared: `fit` on a sample, then `predict` for the whole of `X`.</details>
# <details><summary>Hint 2</summary>A sample is `X.iloc[rng.integers(len(X), size=len(X))]`; draw anew for each.</details>
# <details><summary>Hint 3</summary>Loop 2 times: draw, `KMeans(k, n_init=5, random_state=0).fit(sample)`, append `model.predict(X)` to the list `assigned`; at the end `adjusted_rand_score(*assigned)`.</details>


# %% exercise="bug" objective="12.2"
def agreement(X, k, seed):
    """Return the ARI of k-means solutions from a pair of bootstrap samples of X."""
    rng = np.random.default_rng(seed)
    ### BEGIN SOLUTION
    assigned = []
    for _ in range(2):
        sample = X.iloc[rng.integers(len(X), size=len(X))]
        model = KMeans(k, n_init=5, random_state=0).fit(sample)
        assigned.append(model.predict(X))
    return adjusted_rand_score(*assigned)
    ### END SOLUTION


# %% wrong="bug" breaks="bug-samples" why="the same people twice, just another start"
def agreement(X, k, seed):
    assigned = [KMeans(k, n_init=5, random_state=seed + i).fit_predict(X) for i in (0, 1)]
    return adjusted_rand_score(*assigned)


# %% wrong="bug" breaks="bug-numbers,bug-samples" why="label numbers compared"
def agreement(X, k, seed):
    rng = np.random.default_rng(seed)
    assigned = []
    for start in range(2):
        sample = X.iloc[rng.integers(len(X), size=len(X))]
        model = KMeans(k, n_init=5, random_state=start).fit(sample)
        assigned.append(model.predict(X))
    return (assigned[0] == assigned[1]).mean()


# %% wrong="bug" breaks="bug-numbers,bug-samples" why="the rows of different samples compared"
def agreement(X, k, seed):
    rng = np.random.default_rng(seed)
    assigned = []
    for _ in range(2):
        sample = X.iloc[rng.integers(len(X), size=len(X))]
        assigned.append(KMeans(k, n_init=5, random_state=0).fit_predict(sample))
    return adjusted_rand_score(*assigned)


# %% wrong="bug" breaks="bug-samples" why="drawn without replacement, so everybody is in both samples"
def agreement(X, k, seed):
    rng = np.random.default_rng(seed)
    assigned = []
    for _ in range(2):
        model = KMeans(k, n_init=5, random_state=0).fit(X.iloc[rng.permutation(len(X))])
        assigned.append(model.predict(X))
    return adjusted_rand_score(*assigned)


# %% wrong="bug" breaks="bug-samples" why="samples of half the rows"
def agreement(X, k, seed):
    rng = np.random.default_rng(seed)
    assigned = []
    for _ in range(2):
        sample = X.iloc[rng.integers(len(X), size=len(X) // 2)]
        assigned.append(KMeans(k, n_init=5, random_state=0).fit(sample).predict(X))
    return adjusted_rand_score(*assigned)


# %% wrong="bug" breaks="bug-samples" why="a single sample, compared with the full data"
def agreement(X, k, seed):
    rng = np.random.default_rng(seed)
    sample = X.iloc[rng.integers(len(X), size=len(X))]
    models = [KMeans(k, n_init=5, random_state=0).fit(part) for part in (sample, X)]
    return adjusted_rand_score(*[model.predict(X) for model in models])


# %% wrong="bug" breaks="bug-samples" why="the plain Rand index, not adjusted for chance"
def agreement(X, k, seed):
    from sklearn.metrics import rand_score

    rng = np.random.default_rng(seed)
    assigned = []
    for _ in range(2):
        sample = X.iloc[rng.integers(len(X), size=len(X))]
        assigned.append(KMeans(k, n_init=5, random_state=0).fit(sample).predict(X))
    return rand_score(*assigned)


# %% wrong="bug" breaks="bug-numbers,bug-samples" hardcoded="inputs" why="a plausible figure, hard-coded"
def agreement(X, k, seed):
    return 0.88


# %% check="bug-numbers" of="bug" points=1
spots = np.repeat([[0.0, 0.0], [50.0, 0.0], [0.0, 50.0]], 30, axis=0)
islands = pd.DataFrame(spots + np.random.default_rng(1).normal(size=spots.shape))
scores_of_islands = [agreement(islands.copy(), 3, start) for start in range(5)]
for score in scores_of_islands:
    assert score is not None, T(
        "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
    )
    assert isinstance(score, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
    assert abs(score - 1) < 1e-6, T(
        f"3 组相距很远，每次都应是 1，而你的结果是 {score:.2f}：不能比编号，要让 2 个模型给同一批人归类",
        f"3 groups far apart should give 1 each time, yours is {score:.2f}: compare no label numbers, and let both models assign the same people",
    )
### BEGIN HIDDEN TESTS
more_scores = [agreement(islands[::-1] * 3, 3, other) for other in range(5, 9)]
for score in more_scores:
    assert isinstance(score, (int, float, np.number)) and abs(score - 1) < 1e-6, T(
        "3 组相距很远，结果应是 1", "3 groups far apart should give 1"
    )
### END HIDDEN TESTS
assert np.isfinite(score), T("结果不应缺失", "the result should not be missing")
# %% check="bug-samples" of="bug" points=2
row_of_40 = pd.DataFrame({"x": np.arange(40) + 0.5 * (np.arange(40) > 19)})
tries = [agreement(row_of_40.copy(), 2, start) for start in range(6)]
assert all(value is not None for value in tries), T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert all(isinstance(value, (int, float, np.number)) for value in tries), T(
    "应返回 1 个数", "return 1 number"
)
assert min(tries) < 0.999, T(
    "40 个排成一列的点切在哪里，取决于抽到谁；你每次都得到 1：2 个样本是不是同一批人？",
    "where 40 points in a row are cut depends on who is drawn, yet yours is always 1: are both samples the same people?",
)
assert max(tries) - min(tries) > 1e-6, T(
    "换一个 seed，样本应不同，结果也应不同",
    "another seed should draw other samples and give another result",
)
### BEGIN HIDDEN TESTS
values = [agreement(attitudes.copy(), 5, other) for other in range(3)]
assert all(isinstance(value, (int, float, np.number)) for value in values), T(
    "应返回 1 个数", "return 1 number"
)
assert 0.05 < np.mean(values) < 0.985, T(
    "在问卷上不对：有放回地抽样，2 个模型都要给 X 的所有行归类",
    "wrong for the survey: draw with replacement, and let both models assign all rows of X",
)
chance = [agreement(noise.copy(), 5, draw) for draw in range(6)]
assert np.mean(chance) < 0.72, T(
    "打乱的数据不会这么一致：要用调整兰德指数，2 个样本要各自抽取",
    "too high for shuffled data: use the adjusted Rand index, and draw each sample anew",
)
assert abs(agreement(noise.copy(), 5, 5) - chance[5]) < 1e-9, T(
    "同一个 seed 应得到同样的结果", "the same seed should give the same result"
)
corner = np.repeat([0, 1, 2], [9, 10, 11])
triangle = pd.DataFrame(
    np.array([[0, 0], [40, 0], [20, 35]])[corner]
    + np.random.default_rng(1).normal(scale=2, size=(30, 2))
)
drawn_often = [agreement(triangle.copy(), 2, each) for each in range(60)]
for one, two in ((0, 1), (0, 2), (1, 2)):
    meant = adjusted_rand_score(corner == one, corner == two)
    assert min(abs(value - meant) for value in drawn_often) < 2e-3, T(
        "有的 ARI 从未出现：2 个模型都要用抽出的样本（不是全部数据），再给 X 的所有行归类",
        "some ARIs never occur: fit both models to samples, not to X, and assign all rows of X",
    )
loner = pd.DataFrame(np.random.default_rng(2).normal(size=(30, 2)))
loner.iloc[29] = 60  # a sample of 30 holds this row with probability 0.64, a pair with 0.41
found_twice = np.mean([agreement(loner.copy(), 2, turn) > 0.999 for turn in range(300)])
assert 0.29 < found_twice < 0.54, T(
    "样本大小不对：2 个样本都要有放回地抽，行数都与 X 相同",
    "wrong sample size: draw both samples with replacement, each with as many rows as X",
)
### END HIDDEN TESTS
assert np.mean(tries) > 0.3, T(
    "结果太低：2 个模型应给同一批人归类", "too low: both models should assign the same people"
)
# %% [markdown] lang="zh" id="stable-worked"
# ## 4 · 哪个 k 稳定
#
# 一对样本看不出什么，要做很多对。`bootstrap_stability` 就是这样做的：每个 k 做 `n_boot` 对，得到每一对的 ARI（Dolnicar 和 Leisch，2010，*Marketing Letters*，21(1)，83–101）。
# 这里用 20 对以节省时间，正式报告宜用 50 对以上。
# %% [markdown] lang="en" id="stable-worked"
# ## 4 · Stability over k
#
# A single pair tells little; it takes many. `bootstrap_stability` does just that: `n_boot` pairs for each k, and the ARI of each pair (Dolnicar and Leisch, 2010, *Marketing Letters*, 21(1), 83–101).
# Here it is 20 pairs to save time; for a report take 50 or more.
# %%
from segkit import bootstrap_stability, solution_stability

ks = range(2, 8)
stable = bootstrap_stability(attitudes, ks, n_boot=20, seed=12)
stable_noise = bootstrap_stability(noise, ks, n_boot=20, seed=12)
stable_cloud = bootstrap_stability(cloud, ks, n_boot=20, seed=12)
stable.ari.head(3).round(2)
# %%
plot.show(
    plot.plot_stability(stable, lang=LANG),
    alt=T(
        "箱线图：k 为 2、3、5 时 ARI 高而集中，k = 4 分散，k 为 6、7 时下降。",
        "Box plots of ARI: high and narrow at k = 2, 3, 5, wide at 4, lower at 6 and 7.",
    ),
)
# %% [markdown] lang="zh" id="k-q"
# k = 4 的箱子很长：有些样本对几乎一致，有些差得多，多半是有 2 种不同的 4 分法在竞争。k 为 2、3、5 都很稳。可是多高才算高？要和参照比。
#
# ### 练习 12.3 · 与无结构数据相比
# 用 `stable.ari`、`stable_noise.ari`、`stable_cloud.ari`（行是样本对，列是 k）算出：
#
# - `by_k`：DataFrame，索引是 k（2 到 7），3 列 `survey`、`noise`、`cloud`，值是 ARI 的**中位数**；
# - `best_k`：问卷的中位数超出 `cloud` 的中位数**最多**的 k（整数）；
# - `best_gap`：在 `best_k` 处超出多少（至少 3 位小数）。
#
# <details><summary>提示 1</summary>`.median()` 对每一列求中位数，得到以 k 为索引的 Series。</details>
# <details><summary>提示 2</summary>先求 2 列之差；`idxmax()` 给出最大值所在的 k，`max()` 给出最大值。</details>
# <details><summary>提示 3</summary>`gap = by_k["survey"] - by_k["cloud"]`，然后 `best_k = int(gap.idxmax())`，`best_gap = gap.max()`。</details>
# %% [markdown] lang="en" id="k-q"
# The box at k = 4 is long: some pairs agree almost fully, others much less, probably because 2 different ways to make 4 segments compete. At k of 2, 3 and 5 agreement is high. But how high is high? Hold it against the yardsticks.
#
# ### Exercise 12.3 · Against structure-free data
# From `stable.ari`, `stable_noise.ari` and `stable_cloud.ari` (rows are pairs, columns are k) compute:
#
# - `by_k`: a DataFrame indexed by k (2 to 7) with the 3 columns `survey`, `noise` and `cloud`, which hold the **median** ARI;
# - `best_k`: the k at which the survey's median exceeds that of `cloud` by **most** (a whole number);
# - `best_gap`: by how much it does so at `best_k` (to 3 decimals or more).
#
# <details><summary>Hint 1</summary>`.median()` takes the median of each column and gives a Series indexed by k.</details>
# <details><summary>Hint 2</summary>First subtract the 2 columns; `idxmax()` tells the k of the largest value, `max()` the value.</details>
# <details><summary>Hint 3</summary>`gap = by_k["survey"] - by_k["cloud"]`, then `best_k = int(gap.idxmax())` and `best_gap = gap.max()`.</details>
# %% exercise="over-k" objective="12.1,12.3"
### BEGIN SOLUTION
by_k = pd.DataFrame({
    "survey": stable.ari.median(),
    "noise": stable_noise.ari.median(),
    "cloud": stable_cloud.ari.median(),
})
gap = by_k["survey"] - by_k["cloud"]
best_k = int(gap.idxmax())
best_gap = gap.max()
### END SOLUTION
# %% wrong="over-k" breaks="over-k-best" why="the highest ARI taken, without the yardstick"
by_k = pd.DataFrame({
    "survey": stable.ari.median(),
    "noise": stable_noise.ari.median(),
    "cloud": stable_cloud.ari.median(),
})
best_k, best_gap = int(by_k["survey"].idxmax()), by_k["survey"].max()
# %% wrong="over-k" breaks="over-k-best" why="held against the shuffled data, the weaker yardstick"
by_k = pd.DataFrame({
    "survey": stable.ari.median(),
    "noise": stable_noise.ari.median(),
    "cloud": stable_cloud.ari.median(),
})
gap = by_k["survey"] - by_k["noise"]
best_k, best_gap = int(gap.idxmax()), gap.max()
# %% wrong="over-k" breaks="over-k-table,over-k-best" why="means instead of medians"
by_k = pd.DataFrame({
    "survey": stable.ari.mean(),
    "noise": stable_noise.ari.mean(),
    "cloud": stable_cloud.ari.mean(),
})
gap = by_k["survey"] - by_k["cloud"]
best_k, best_gap = int(gap.idxmax()), gap.max()
# %% wrong="over-k" breaks="over-k-best" hardcoded="seed" why="figures of the shipped data, hard-coded"
by_k = pd.DataFrame({
    "survey": stable.ari.median(),
    "noise": stable_noise.ari.median(),
    "cloud": stable_cloud.ari.median(),
})
best_k, best_gap = 5, 0.47941
# %% check="over-k-table" of="over-k" points=2
assert isinstance(by_k, pd.DataFrame), T("by_k 应是 DataFrame", "by_k should be a DataFrame")
assert {"survey", "noise", "cloud"} <= set(by_k.columns), T(
    "by_k 应有 survey、noise、cloud 这 3 列",
    "by_k should have the columns survey, noise, cloud",
)
assert [int(k) for k in by_k.index] == list(range(2, 8)), T(
    "索引应是 k：2 到 7", "the index should be k, 2 to 7"
)
### BEGIN HIDDEN TESTS
for name, result in (
    ("survey", stable), ("noise", stable_noise), ("cloud", stable_cloud),
):  # fmt: skip
    middle = np.sort(result.ari.to_numpy(), axis=0)[9:11].mean(axis=0)
    off = np.abs(by_k[name].to_numpy(dtype=float) - middle)
    assert np.isfinite(off).all() and off.max() < 2e-3, T(
        f"{name} 一列不对：应是每个 k 的 20 个 ARI 的中位数",
        f"wrong column {name}: take the median of the 20 ARIs at each k",
    )
### END HIDDEN TESTS
assert by_k.notna().all(axis=None), T("不应有缺失", "nothing may be missing")
# %% check="over-k-best" of="over-k" points=2
for answer in (best_k, best_gap):
    assert isinstance(answer, (int, float, np.number)), T(
        "还没有作答：best_k 和 best_gap 各是 1 个数",
        "not attempted: best_k and best_gap are 1 number each",
    )
assert 2 <= best_k <= 7 and best_k == int(best_k), T(
    "best_k 应是 2 到 7 的整数", "best_k should be a whole number from 2 to 7"
)
### BEGIN HIDDEN TESTS
lead = {
    k: np.median(stable.ari[k].to_numpy()) - np.median(stable_cloud.ari[k].to_numpy())
    for k in stable.ari.columns
}
assert lead[int(best_k)] > max(lead.values()) - 2e-3, T(
    "要找的是问卷超出 cloud 最多的 k，不是 ARI 最高的 k，也不是与 noise 相比",
    "find the k at which the survey exceeds cloud by most; not the highest ARI, and not against noise",
)
assert abs(best_gap - max(lead.values())) < 2e-3, T(
    "best_gap 应是 best_k 处 2 个中位数之差",
    "best_gap is the difference of the 2 medians at best_k",
)
### END HIDDEN TESTS
assert 0 < best_gap < 1, T("差应在 0 和 1 之间", "the difference lies between 0 and 1")
# %% [markdown] lang="zh" id="k-picture"
# 3 份数据画在一起：
# %% [markdown] lang="en" id="k-picture"
# All 3 data sets in one picture:
# %%
ax = stable.ari.median().plot(style="o-", color="C0", label=T("问卷", "survey"))
stable_cloud.ari.median().plot(ax=ax, style="s--", color="C1", label=T("一团", "cloud"))
stable_noise.ari.median().plot(ax=ax, style="^:", color="#6B6B6B", label=T("打乱", "noise"))
ax.set(xlabel="k", ylabel=T("ARI 中位数", "Median ARI"), ylim=(0, 1.03))
ax.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
plot.show(
    ax,
    alt=T(
        "折线图：打乱的数据在 0.5 以下；一团在 k = 2 时接近问卷，k = 5 时差距最大。",
        "Line chart: noise stays below 0.5; cloud is close to the survey at k = 2, furthest at 5.",
    ),
)
# %% [markdown] lang="zh" id="k-read"
# - 打乱的数据一直在 0.5 以下：**没有结构，换一批人就换一种分法**。
# - 一团数据在 k = 2 时却有 0.87，与问卷的 0.92 相差无几。它没有分组，只是拉长了，所以总被拦腰切断。**ARI 高不等于有分组**；只和打乱的数据比，会把拉长当成分组。
# - k = 3 时问卷是 0.94，一团是 0.65；k = 5 时是 0.89 对 0.41，差距最大。3 和 5 都站得住；夹在中间的 4，中位数也不低，可四分之一的样本对低于 0.57。稳定性不一定随 k 平滑变化。
#
# 3 还是 5，稳定性决定不了：3 个细分只是把同一结构看得粗一些。要看用途，也要看第 6 节。`cloud` 只抽了一份；做决定前应多抽几份，看它的波动。
# %% [markdown] lang="en" id="k-read"
# - The shuffled data stay below 0.5: **without structure, other people bring other segments**.
# - The single cloud reaches 0.87 at k = 2, hardly less than the survey's 0.92. It has no groups; it is just stretched, so it is cut across the middle every time. **A high ARI does not mean groups**, and against shuffled data alone a stretched cloud would pass for groups.
# - At k = 3 the survey has 0.94 and the cloud 0.65; at k = 5 it is 0.89 against 0.41, the widest gap. Both 3 and 5 hold up; at 4 between them the median is not low either, yet a quarter of the pairs are below 0.57. Stability need not change smoothly with k.
#
# Stability does not decide between 3 and 5: 3 segments are a coarser view of the same structure. That depends on the use, and on section 6. We drew `cloud` just once; before you decide, draw several and see how they vary.
# %% [markdown] lang="zh" id="explore"
# ### 动手探索：有结构还是噪声
# 下面有 240 位虚构的客户，原本分 3 组。上面的滑块拉开 3 组的距离（0 表示只有一团），中间的把数据横向拉长，下面的选 k。
# 右图的色带是 8 份不分组的数据所达到的范围，线明显高出色带才算数。试一试：
#
# 1. 距离 0，改变 k：左图总能分出好看的细分，右图的线却大体在色带里（高出一点点也只是碰巧）。
# 2. 距离从 2 到 6：哪个 k 先高出色带？左图什么时候出现空隙？
# 3. 距离 0，拉长 3 倍：k = 2 的 ARI 有多高？色带呢？
# %% [markdown] lang="en" id="explore"
# ### Explore: structure or noise
# Below are 240 made-up customers in 3 groups. The top slider moves the 3 groups apart (at 0 there is just one cloud), the middle one stretches the data sideways, the bottom one sets k.
# The band in the right-hand chart is what 8 data sets without groups reach; only a line well above it counts. Try this:
#
# 1. Distance 0, any k: the left-hand chart always shows neat segments, but on the right the line stays more or less within the band (a shade above it is chance).
# 2. Distance from 2 to 6: which k rises above the band first, and when do gaps open on the left?
# 3. Distance 0, stretched 3 times: how high is the ARI at k = 2, and how high the band?
# %%
explore.structure_or_noise(lang=LANG)
# %% [markdown] lang="zh" id="segments"
# ## 5 · 哪个细分稳定
#
# ARI 评的是整个方案。企业往往只选 1 个或 2 个细分作目标，所以更该问：**这一个细分**靠得住吗？可以从两方面看。
#
# **同一个 k 之内**：换一批人，它会再出现吗？用 **Jaccard 指数**：交集的人数除以并集的人数（Jaccard，1912，*New Phytologist*，11(2)，37–50）。
# 例如原细分有 10 人，新方案里最像它的细分有 12 人，共有的是 8 人：8 ÷ (10 + 12 − 8) = 0.57。对许多自助样本求平均，低于 0.6 不可信，0.75 以上算稳定（Hennig，2007，*Computational Statistics & Data Analysis*，52(1)，258–271）。
#
# **不同的 k 之间**：k 增加 1，它的人是从哪里来的？全部来自前一方案的同一个细分，记 1；平均来自前一方案的各个细分，记 0。公式是 $1 - H/\ln k$，$H$ 是来源占比的熵，$k$ 是前一方案的细分个数（Dolnicar 和 Leisch，2017，*Marketing Letters*，28(3)，423–436）。
# %% [markdown] lang="en" id="segments"
# ## 5 · Which segments are stable
#
# ARI judges a solution as a whole. Yet a firm often targets just 1 or 2 of the segments, so the better question is: can we rely on **this segment**? Look both ways.
#
# **Within a solution**: with other people, does it come again? Take the **Jaccard index**: people in both groups over people in either (Jaccard, 1912, *New Phytologist*, 11(2), 37–50).
# Say the segment has 10 people, the most similar one in a new solution has 12, and they share 8: 8 ÷ (10 + 12 − 8) = 0.57. On average over many bootstrap samples, below 0.6 calls for distrust and 0.75 or more is stable (Hennig, 2007, *Computational Statistics & Data Analysis*, 52(1), 258–271).
#
# **Across solutions**: when k grows by 1, where do its people come from? All from the same segment of the solution before scores 1, evenly from all of its segments scores 0. The formula is $1 - H/\ln k$, where $H$ is the entropy of the shares of origin and $k$ the number of segments before (Dolnicar and Leisch, 2017, *Marketing Letters*, 28(3), 423–436).
# %%
across = solution_stability(stable.labels)
table = attitudes.groupby(stable.labels[5]).mean().round(1)
table["jaccard"] = stable.jaccard[5].mean().round(2)
table["stability"] = across.segments.loc[5, "stability"].round(2)
table["customers"] = across.segments.loc[5, "customers"]
table.rename_axis(T("细分", "segment"))
# %%
plot.show(
    plot.plot_solutions(across, lang=LANG),
    alt=T(
        "流向图：k 从 2 到 7，线条表示人从哪个细分来；多数细分沿用下去，少数由几个细分拼成。",
        "Flow chart from k = 2 to 7: most segments carry on, a few gather people from several.",
    ),
)
# %% [markdown] lang="zh" id="segments-read"
# 编号按人数从大到小：0 精打细算，1 追逐潮流，2 健康优先，3 节省时间，4 传统居家。5 个细分的 Jaccard 都在 0.90 以上。
# 细分 4 的跨方案稳定性只有 0.50：k = 4 时还没有它，它的人分散在另外几个细分里；到了 k = 6，它的 136 人中有 118 人仍在一起。
# 所以跨方案的数值低，问题可能在前一个方案，要前后都看。
# %% [markdown] lang="en" id="segments-read"
# Numbers go by size: 0 careful savers, 1 trend seekers, 2 health first, 3 time savers, 4 traditional homes. All 5 have a Jaccard index of 0.90 or more.
# Segment 4 scores just 0.50 across solutions: at k = 4 it did not exist, its people were spread over other segments; at k = 6, 118 of its 136 people are still together.
# So a low figure across solutions may be the fault of the solution before: look both ways.
# %% [markdown] lang="zh" id="verdict-q"
# ### 练习 12.4 · 多出来的细分值得要吗
# 研究公司又说：“可以加价做到 6 个。”请为 k = 6 的方案做出 `verdict`：DataFrame，索引是细分编号 0 到 5，3 列
#
# - `jaccard`：`stable.jaccard[6]` 中该细分在所有样本对上的**平均数**；
# - `stability`：`across.segments` 中该细分的跨方案稳定性；
# - `keep`：真假值，`jaccard` 和 `stability` **都**不低于 0.75 才为真。
#
# 再算 `kept_share`：`keep` 为真的细分一共占受访者的比例（0 到 1，至少 3 位小数）。
# 为了对照，按同样的规则算出 `kept_before`：k = 5 的方案里过关的细分占受访者的比例。
#
# <details><summary>提示 1</summary>第 5 节的表已经为 k = 5 取过这些列，去掉四舍五入，照着改。</details>
# <details><summary>提示 2</summary>`across.segments` 里还有一列 `share`，是每个细分占受访者的比例。</details>
# <details><summary>提示 3</summary>`keep` 是 `(verdict[["jaccard", "stability"]] >= 0.75).all(axis=1)`；比例是 `across.segments.loc[6, "share"][verdict["keep"]].sum()`。k = 5 时把 6 换成 5。</details>
# %% [markdown] lang="en" id="verdict-q"
# ### Exercise 12.4 · Is one more segment worth having?
# The research firm adds: "For a surcharge we can make it 6." For the solution with k = 6, make `verdict`: a DataFrame indexed by segment number, 0 to 5, with 3 columns
#
# - `jaccard`: the **mean** of `stable.jaccard[6]` over all pairs, for that segment;
# - `stability`: its stability across solutions, from `across.segments`;
# - `keep`: true or false, true if `jaccard` and `stability` are **both** 0.75 or more.
#
# Then `kept_share`: the share of respondents in the segments with `keep` true, taken together (0 to 1, to 3 decimals or more).
# To compare, apply the same rule to the solution with k = 5 and call the share `kept_before`.
#
# <details><summary>Hint 1</summary>The table of section 5 takes these columns for k = 5: leave out the rounding and adapt it.</details>
# <details><summary>Hint 2</summary>`across.segments` also has a column `share`, each segment's share of the respondents.</details>
# <details><summary>Hint 3</summary>`keep` is `(verdict[["jaccard", "stability"]] >= 0.75).all(axis=1)`; the share is `across.segments.loc[6, "share"][verdict["keep"]].sum()`. For k = 5 put 5 for 6.</details>
# %% exercise="verdict" objective="12.4"
### BEGIN SOLUTION
verdict = pd.DataFrame({
    "jaccard": stable.jaccard[6].mean(),
    "stability": across.segments.loc[6, "stability"],
})
verdict["keep"] = (verdict[["jaccard", "stability"]] >= 0.75).all(axis=1)
kept_share = across.segments.loc[6, "share"][verdict["keep"]].sum()
five = pd.DataFrame({
    "jaccard": stable.jaccard[5].mean(),
    "stability": across.segments.loc[5, "stability"],
})
kept_before = across.segments.loc[5, "share"][(five >= 0.75).all(axis=1)].sum()
### END SOLUTION
# %% wrong="verdict" breaks="verdict-keep" why="kept if either figure is high"
verdict = pd.DataFrame({
    "jaccard": stable.jaccard[6].mean(),
    "stability": across.segments.loc[6, "stability"],
})
verdict["keep"] = (verdict[["jaccard", "stability"]] >= 0.75).any(axis=1)
kept_share = across.segments.loc[6, "share"][verdict["keep"]].sum()
five = pd.DataFrame({
    "jaccard": stable.jaccard[5].mean(),
    "stability": across.segments.loc[5, "stability"],
})
kept_before = across.segments.loc[5, "share"][(five >= 0.75).any(axis=1)].sum()
# %% wrong="verdict" breaks="verdict-keep" why="the Jaccard index alone decides"
verdict = pd.DataFrame({
    "jaccard": stable.jaccard[6].mean(),
    "stability": across.segments.loc[6, "stability"],
})
verdict["keep"] = verdict["jaccard"] >= 0.75
kept_share = across.segments.loc[6, "share"][verdict["keep"]].sum()
kept_before = across.segments.loc[5, "share"][stable.jaccard[5].mean() >= 0.75].sum()
# %% wrong="verdict" breaks="verdict-keep" why="segments counted instead of people"
verdict = pd.DataFrame({
    "jaccard": stable.jaccard[6].mean(),
    "stability": across.segments.loc[6, "stability"],
})
verdict["keep"] = (verdict[["jaccard", "stability"]] >= 0.75).all(axis=1)
kept_share = verdict["keep"].mean()
five = pd.DataFrame({
    "jaccard": stable.jaccard[5].mean(),
    "stability": across.segments.loc[5, "stability"],
})
kept_before = (five >= 0.75).all(axis=1).mean()
# %% wrong="verdict" breaks="verdict-figures" why="the best pair instead of the mean over pairs"
verdict = pd.DataFrame({
    "jaccard": stable.jaccard[6].max(),
    "stability": across.segments.loc[6, "stability"],
})
means = pd.concat([stable.jaccard[6].mean(), verdict["stability"]], axis=1)
verdict["keep"] = (means >= 0.75).all(axis=1)
kept_share = across.segments.loc[6, "share"][verdict["keep"]].sum()
five = pd.DataFrame({
    "jaccard": stable.jaccard[5].mean(),
    "stability": across.segments.loc[5, "stability"],
})
kept_before = across.segments.loc[5, "share"][(five >= 0.75).all(axis=1)].sum()
# %% wrong="verdict" breaks="verdict-figures,verdict-keep" hardcoded="seed" why="figures of the shipped data, hard-coded"
verdict = pd.DataFrame({
    "jaccard": [0.695, 0.887, 0.812, 0.552, 0.793, 0.417],
    "stability": [0.950, 1.000, 0.942, 0.775, 0.970, 0.643],
})
verdict["keep"] = [False, True, True, False, True, False]
kept_share, kept_before = 0.51, 0.849
# %% check="verdict-figures" of="verdict" points=2
assert isinstance(verdict, pd.DataFrame), T(
    "verdict 应是 DataFrame", "verdict should be a DataFrame"
)
assert {"jaccard", "stability"} <= set(verdict.columns), T(
    "verdict 应有 jaccard 和 stability 这 2 列",
    "verdict should have the columns jaccard and stability",
)
assert sorted(int(number) for number in verdict.index) == list(range(6)), T(
    "索引应是 k = 6 方案的 6 个细分编号：0 到 5",
    "the index should be the 6 segments of the solution with k = 6: 0 to 5",
)
assert verdict[["jaccard", "stability"]].notna().all(axis=None), T(
    "不应有缺失", "nothing may be missing"
)
### BEGIN HIDDEN TESTS
before, after = stable.labels[5].to_numpy(), stable.labels[6].to_numpy()
for number in range(6):
    columns = stable.jaccard.to_numpy()[:, list(stable.jaccard.columns).index((6, number))]
    assert abs(float(verdict.loc[number, "jaccard"]) - columns.sum() / len(columns)) < 6e-3, T(
        f"细分 {number} 的 Jaccard 不对：取所有样本对的平均数",
        f"wrong Jaccard for segment {number}: take the mean over all pairs",
    )
    origin = np.bincount(before[after == number], minlength=5) / (after == number).sum()
    origin = origin[origin > 0]
    came = 1 + (origin * np.log(origin)).sum() / np.log(5)
    assert abs(float(verdict.loc[number, "stability"]) - came) < 6e-3, T(
        f"细分 {number} 的跨方案稳定性不对：从 k = 5 到 k = 6",
        f"wrong stability for segment {number}: from k = 5 to k = 6",
    )
### END HIDDEN TESTS
assert (verdict[["jaccard", "stability"]] <= 1.01).all(axis=None), T(
    "两列都不应大于 1", "neither column exceeds 1"
)
# %% check="verdict-keep" of="verdict" points=2
assert isinstance(verdict, pd.DataFrame) and "keep" in verdict, T(
    "缺少 keep 一列", "no column keep"
)
for answer in (kept_share, kept_before):
    assert isinstance(answer, (int, float, np.number)), T(
        "kept_share 和 kept_before 各是 1 个数", "kept_share and kept_before are 1 number each"
    )
    assert 0 <= answer <= 1, T("比例应在 0 和 1 之间", "a share lies between 0 and 1")
assert sorted(int(number) for number in verdict.index) == list(range(6)), T(
    "索引应是细分编号 0 到 5", "the index should be the segment numbers 0 to 5"
)
### BEGIN HIDDEN TESTS
sizes = np.bincount(stable.labels[6])
both, people_kept = {}, 0
for number in range(6):
    pairs_of = stable.jaccard.loc[:, (6, number)].to_numpy()
    came = float(across.segments.loc[(6, number), "stability"])
    both[number] = bool(pairs_of.mean() >= 0.75 and came >= 0.75)
    people_kept += sizes[number] * both[number]
assert {int(n): bool(kept) for n, kept in verdict["keep"].items()} == both, T(
    "keep 不对：两项都不低于 0.75 才保留", "wrong keep: both figures have to be 0.75 or more"
)
assert abs(kept_share - people_kept / sizes.sum()) < 2e-3, T(
    "kept_share 应是人的比例：保留的细分的人数除以全部受访者",
    "kept_share counts people: those in kept segments over all respondents",
)
people_before = 0
for number, size in enumerate(np.bincount(stable.labels[5])):
    came = float(across.segments.loc[(5, number), "stability"])
    people_before += size * (stable.jaccard[5][number].to_numpy().mean() >= 0.75 <= came)
assert abs(kept_before - people_before / sizes.sum()) < 2e-3, T(
    "kept_before 不对：k = 5 也要两项都不低于 0.75，并按人数计算",
    "wrong kept_before: at k = 5, too, both figures have to be 0.75 or more; count people",
)
### END HIDDEN TESTS
assert np.isfinite([kept_share, kept_before]).all(), T(
    "结果不应缺失", "the results should not be missing"
)
# %% [markdown] lang="zh" id="verdict-read"
# 只有 3 个细分过关，合计占受访者的 51%。k = 6 把“精打细算”一分为二，两半的 Jaccard 只有 0.55 和 0.42：换一批人就拆在别处。
# 按同样的规则，k = 5 过关的细分占 85%。多出来的那个细分不值得加价。注意“过关”不是非黑即白：0.75 只是惯例；
# k = 5 时只有传统居家没有过关，它的 Jaccard 有 0.90，差的是跨方案稳定性，而问题在前一个方案。
# %% [markdown] lang="en" id="verdict-read"
# Just 3 segments pass; together they hold 51% of the respondents. At k = 6 the careful savers are torn into halves with a Jaccard index of 0.55 and 0.42: other people would be torn elsewhere.
# By the same rule, the segments that pass at k = 5 hold 85%. The extra segment is not worth a surcharge. Mind that "pass" is not black and white: 0.75 is a convention;
# at k = 5 only the traditional homes fail, and their Jaccard index is 0.90: they fail on stability across solutions, through the fault of the solution before.
# %% [markdown] lang="zh" id="external"
# ## 6 · 外部效度：细分能说明别的事吗
#
# 稳定还不够：按身高分人也很稳定，但和买菜无关。要看细分在**没有用来聚类**的变量上有没有差别。问卷里有 4 个这样的变量：
# 每周网购生鲜吗（`orders_online_weekly`）、上月去菜市场几次（`market_visits_month`）、一年试过几种新食品（`new_products_year`）、对云杉优选的满意度（`satisfied`）。
#
# 差别有多大用 η² 衡量：细分之间的离差平方和占总离差平方和的比例，0 是没有差别，1 是细分完全决定取值。
# 例：4 个人的数值是 1、3、5、7，前 2 人属于细分 a，后 2 人属于 b。总平均 4，总离差平方和 9 + 1 + 1 + 9 = 20；各人换成所在细分的平均（2、2、6、6），离差平方和 4 × 4 = 16；η² = 16 ÷ 20 = 0.8。
# 即使毫无关系，η² 也不会正好是 0：k 个细分、n 个人，无关时的期望是 $(k-1)/(n-1)$，这里是 4 ÷ 899 = 0.004。
# %% [markdown] lang="en" id="external"
# ## 6 · External validity: do segments tell about anything else?
#
# Stable is not enough: people divided by height are stable, too, and it says nothing about groceries. Do the segments differ on variables that were **not used** for clustering? The survey has 4:
# whether groceries are ordered online every week (`orders_online_weekly`), visits to a wet market last month (`market_visits_month`), new foods tried in a year (`new_products_year`) and satisfaction with Spruce Select (`satisfied`).
#
# The size of the difference is η²: the sum of squares between segments as a share of the total sum of squares; 0 is no difference, 1 means that the segment fixes the value.
# Say 4 people have the values 1, 3, 5, 7; the first 2 are in segment a, the last 2 in b. The mean is 4, the total sum of squares 9 + 1 + 1 + 9 = 20. Give everybody their segment's mean (2, 2, 6, 6), and the sum of squares is 4 × 4 = 16: η² = 16 ÷ 20 = 0.8.
# Chance does not make η² exactly 0: for k segments and n people without any relation it is $(k-1)/(n-1)$ on average, here 4 ÷ 899 = 0.004.


# %% [markdown] lang="zh" id="eta-q"
# ### 练习 12.5 · 在聚类之外检验
# 写函数 `eta_squared(values, segments)`：2 个索引相同的 Series（数值和细分编号），返回 1 个数。
# 再用它做出 `outside`：DataFrame，索引是上面 4 个变量名，2 列 `survey` 和 `noise`，分别用 `stable.labels[5]` 和 `stable_noise.labels[5]` 作细分；数值取自 `people`，先 `astype(float)`。
#
# <details><summary>提示 1</summary>`values.groupby(segments).transform("mean")` 把每人换成所在细分的平均。</details>
# <details><summary>提示 2</summary>分子、分母都是与 `values.mean()` 之差的平方和，分子用细分的平均，分母用原来的数值。</details>
# <details><summary>提示 3</summary>`outside` 可以由 2 个字典推导式组成，每个的值是 `eta_squared(people[name].astype(float), stable.labels[5])`，另一个用 `stable_noise`。</details>
# %% [markdown] lang="en" id="eta-q"
# ### Exercise 12.5 · Test outside the clustering
# Write the function `eta_squared(values, segments)`: 2 Series with the same index (numbers and segment labels) go in, 1 number comes out.
# With it make `outside`: a DataFrame indexed by the names of the 4 variables above, with the 2 columns `survey` and `noise`, taking `stable.labels[5]` and `stable_noise.labels[5]` for segments; the values come from `people`, with `astype(float)`.
#
# <details><summary>Hint 1</summary>`values.groupby(segments).transform("mean")` gives everybody the mean of their segment.</details>
# <details><summary>Hint 2</summary>Numerator and denominator both sum squared differences from `values.mean()`: of the segment means above, of the values themselves below.</details>
# <details><summary>Hint 3</summary>`outside` can be made of 2 dictionary comprehensions, with values `eta_squared(people[name].astype(float), stable.labels[5])`, the other with `stable_noise`.</details>


# %% exercise="eta" objective="12.5"
outcomes = ["orders_online_weekly", "market_visits_month", "new_products_year", "satisfied"]


def eta_squared(values, segments):
    """Return the share of the variation of values that lies between segments."""
    ### BEGIN SOLUTION
    between = values.groupby(segments).transform("mean") - values.mean()
    return float((between**2).sum() / ((values - values.mean()) ** 2).sum())
    ### END SOLUTION


### BEGIN SOLUTION
outside = pd.DataFrame({
    source: {o: eta_squared(people[o].astype(float), found.labels[5]) for o in outcomes}
    for source, found in (("survey", stable), ("noise", stable_noise))
})
### END SOLUTION
# %% wrong="eta" breaks="eta-function,eta-outside" why="the share within segments instead of between them"
outcomes = ["orders_online_weekly", "market_visits_month", "new_products_year", "satisfied"]


def eta_squared(values, segments):
    within = values - values.groupby(segments).transform("mean")
    return float((within**2).sum() / ((values - values.mean()) ** 2).sum())


outside = pd.DataFrame({
    source: {o: eta_squared(people[o].astype(float), found.labels[5]) for o in outcomes}
    for source, found in (("survey", stable), ("noise", stable_noise))
})


# %% wrong="eta" breaks="eta-function" why="segments of unequal size weighted alike"
def eta_squared(values, segments):
    means = values.groupby(segments).mean()
    return float(means.var(ddof=0) / values.var(ddof=0))


outside = pd.DataFrame({
    source: {
        o: ((people[o].astype(float).groupby(found.labels[5]).transform("mean")).var())
        / people[o].astype(float).var()
        for o in [
            "orders_online_weekly",
            "market_visits_month",
            "new_products_year",
            "satisfied",
        ]
    }
    for source, found in (("survey", stable), ("noise", stable_noise))
})


# %% wrong="eta" breaks="eta-outside" why="the attitudes themselves, from which the segments were built"
def eta_squared(values, segments):
    between = values.groupby(segments).transform("mean") - values.mean()
    return float((between**2).sum() / ((values - values.mean()) ** 2).sum())


outside = pd.DataFrame({
    "survey": {name: eta_squared(attitudes[name], stable.labels[5]) for name in attitudes},
    "noise": {name: eta_squared(noise[name], stable_noise.labels[5]) for name in noise},
})


# %% wrong="eta" breaks="eta-function" hardcoded="inputs" why="the answer to the example, hard-coded"
def eta_squared(values, segments):
    return 0.8


outside = pd.DataFrame({
    source: {
        o: ((people[o].astype(float).groupby(found.labels[5]).transform("mean")).var())
        / people[o].astype(float).var()
        for o in [
            "orders_online_weekly",
            "market_visits_month",
            "new_products_year",
            "satisfied",
        ]
    }
    for source, found in (("survey", stable), ("noise", stable_noise))
})


# %% wrong="eta" breaks="eta-outside" hardcoded="seed" why="figures of the shipped data, hard-coded"
def eta_squared(values, segments):
    between = values.groupby(segments).transform("mean") - values.mean()
    return float((between**2).sum() / ((values - values.mean()) ** 2).sum())


outside = pd.DataFrame(
    {"survey": [0.0781, 0.2935, 0.4566, 0.0100], "noise": [0.0041, 0.0020, 0.0043, 0.0009]},
    index=["orders_online_weekly", "market_visits_month", "new_products_year", "satisfied"],
)
# %% check="eta-function" of="eta" points=2
four = pd.Series([1.0, 3.0, 5.0, 7.0], index=list("pqrs"))
halves = pd.Series(["a", "a", "b", "b"], index=list("pqrs"))
share = eta_squared(four.copy(), halves.copy())
assert share is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(share, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
assert abs(share - 0.8) < 1e-3, T(
    f"例子的答案是 0.8，你的结果是 {share:.3f}：细分之间的平方和除以总平方和",
    f"the example gives 0.8, yours is {share:.3f}: sum of squares between segments over the total",
)
### BEGIN HIDDEN TESTS
draws = np.random.default_rng(4)
for size in (30, 90):
    group = pd.Series(draws.choice([0, 1, 1, 1, 2, 2], size=size))
    value = pd.Series(draws.normal(size=size) + group**2)
    means_of = value.groupby(group).mean()[group].to_numpy()
    wanted = np.corrcoef(value, means_of)[0, 1] ** 2
    given = eta_squared(value.copy(), group.copy())
    assert isinstance(given, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
    assert abs(given - wanted) < 1e-3, T(
        "细分大小不同时不对：每个人都要计入，不是每个细分计 1 次",
        "wrong for segments of unequal size: every person counts, not every segment once",
    )
### END HIDDEN TESTS
assert 0 <= share <= 1, T("η² 在 0 和 1 之间", "η² lies between 0 and 1")
# %% check="eta-outside" of="eta" points=2
assert isinstance(outside, pd.DataFrame), T(
    "outside 应是 DataFrame", "outside should be a DataFrame"
)
assert {"survey", "noise"} <= set(outside.columns), T(
    "outside 应有 survey 和 noise 这 2 列", "outside should have the columns survey and noise"
)
assert set(outside.index) == {
    "orders_online_weekly", "market_visits_month", "new_products_year", "satisfied",
}, T(
    "索引应是 4 个没有用来聚类的变量", "the index should be the 4 variables not used to cluster"
)  # fmt: skip
assert outside.notna().all(axis=None), T("不应有缺失", "nothing may be missing")
### BEGIN HIDDEN TESTS
for source, result in (("survey", stable), ("noise", stable_noise)):
    label = result.labels[5].to_numpy()
    for outcome in outside.index:
        seen = people[outcome].to_numpy(dtype=float)
        level = np.array([seen[label == number].mean() for number in range(5)])[label]
        wanted = np.corrcoef(seen, level)[0, 1] ** 2
        assert abs(float(outside.loc[outcome, source]) - wanted) < 2e-3, T(
            f"{source} 一列的 {outcome} 不对：细分用 labels[5]，数值用 people",
            f"wrong {outcome} in column {source}: segments from labels[5], values from people",
        )
### END HIDDEN TESTS
assert ((outside >= 0) & (outside <= 1)).all(axis=None), T(
    "η² 在 0 和 1 之间", "η² lies between 0 and 1"
)
# %% [markdown] lang="zh" id="eta-read"
# 问卷的细分能解释新食品种数变异的 46%、去菜市场次数的 29%、网购的 8%，满意度只有 1%。由打乱的数据得到的“细分”，4 项都不超过 0.5%，与随机水平差不多。
# 改用 `labels[3]` 和 `labels[4]` 再算：3 个细分时，新食品是 30%，菜市场是 22%；4 个和 5 个细分时，新食品都是 46%，菜市场是 23% 和 29%。所以 5 个比 3 个多解释了不少。
#
# 也要留心：这 4 项来自同一份问卷、同一批人，答题习惯可能使关系偏高；最好用订单记录来验证。关系也不是因果，更不说明哪个细分对营销有反应（第 23 课）。
# %% [markdown] lang="en" id="eta-read"
# The survey's segments account for 46% of the variation in new foods tried, 29% of that in market visits, 8% for online orders, and just 1% for satisfaction. For the "segments" of the shuffled data all 4 are 0.5% or less, about what chance brings.
# Take `labels[3]` and `labels[4]` as well: with 3 segments it is 30% for new foods and 22% for market visits; with 4 and with 5 it is 46% for new foods, and 23% and 29% for market visits. So 5 tell a good deal more than 3.
#
# Still, take care: all 4 come from the same questionnaire and the same people, and habits of answering may inflate relations; order records would be a better test. Nor is a relation a cause, and it does not tell which segment responds to marketing (lesson 23).
# %% [markdown] lang="zh" id="case-q"
# ## 7 · 综合题：利益细分要几个
#
# 研究公司还想卖“4 个利益细分”，依据是 8 项利益的重要性（0–10 分）。有人每一项都打高分，所以下面减去每人自己的平均，得到 `benefits`。
#
# ### 练习 12.6 · 该不该买
# 请自己完成整个检验：
#
# 1. 参照取 `one_cloud(benefits, seed=12)`；对 `benefits` 和参照各做 `bootstrap_stability`，k 从 2 到 6，`n_boot=10`，`seed=12`；
# 2. `case`：DataFrame，索引是 k（2 到 6），2 列 `benefits` 和 `cloud`，值是 ARI 的中位数；
# 3. `benefit_k`：`benefits` 超出 `cloud` 最多的 k（整数）；
# 4. `benefit_eta`：以 `benefits` 在 `benefit_k` 处的 `labels` 为细分，变量 `rated["new_products_year"]` 的 η²（1 个数，至少 3 位小数）。
#
# <details><summary>提示 1</summary>与第 4 节、第 6 节同样的步骤，换了数据和 k 的范围。</details>
# <details><summary>提示 2</summary>把每次调用的结果分别存起来，`.ari.median()` 给出 `case` 的 2 列，`.labels[benefit_k]` 给出细分。</details>
# <details><summary>提示 3</summary>`benefit_k = int((case["benefits"] - case["cloud"]).idxmax())`；η² 等于每人所在细分的平均与原数值的相关系数的平方，也可以用你的 `eta_squared`。</details>
# %% [markdown] lang="en" id="case-q"
# ## 7 · Case: how many benefit segments?
#
# The research firm also offers "4 benefit segments", from how important 8 benefits are (0–10). Some people rate everything high, so each person's own mean is taken off below, which gives `benefits`.
#
# ### Exercise 12.6 · Buy or not?
# Carry out the whole test yourself:
#
# 1. The yardstick is `one_cloud(benefits, seed=12)`; run `bootstrap_stability` for `benefits` and for the yardstick, k from 2 to 6, `n_boot=10`, `seed=12`;
# 2. `case`: a DataFrame indexed by k (2 to 6) with the 2 columns `benefits` and `cloud`, which hold the median ARI;
# 3. `benefit_k`: the k at which `benefits` exceeds `cloud` by most (a whole number);
# 4. `benefit_eta`: η² of `rated["new_products_year"]`, with the `labels` of `benefits` at `benefit_k` for segments (1 number, to 3 decimals or more).
#
# <details><summary>Hint 1</summary>The steps are those of sections 4 and 6, with other data and other k.</details>
# <details><summary>Hint 2</summary>Keep the results of the calls: `.ari.median()` gives the 2 columns of `case`, `.labels[benefit_k]` the segments.</details>
# <details><summary>Hint 3</summary>`benefit_k = int((case["benefits"] - case["cloud"]).idxmax())`; η² is the squared correlation of the values with the mean of each person's segment, or use your `eta_squared`.</details>
# %%
ratings = [column for column in answers if column.startswith("benefit_")]
rated = answers[answers[ratings].notna().all(axis=1) & slow].sample(900, random_state=12)
benefits = rated[ratings].astype(float)
benefits = benefits.sub(benefits.mean(axis=1), axis=0)
benefits.describe().loc[["mean", "std"]].T.round(1)
# %% exercise="case" objective="12.3,12.5"
### BEGIN SOLUTION
own = bootstrap_stability(benefits, range(2, 7), n_boot=10, seed=12)
other = bootstrap_stability(one_cloud(benefits, seed=12), range(2, 7), n_boot=10, seed=12)
case = pd.DataFrame({"benefits": own.ari.median(), "cloud": other.ari.median()})
benefit_k = int((case["benefits"] - case["cloud"]).idxmax())
tried = rated["new_products_year"].astype(float)
level_of = tried.groupby(own.labels[benefit_k]).transform("mean")
benefit_eta = tried.corr(level_of) ** 2
### END SOLUTION
# %% wrong="case" breaks="case-k" why="the firm's 4 segments taken on trust"
own = bootstrap_stability(benefits, range(2, 7), n_boot=10, seed=12)
other = bootstrap_stability(one_cloud(benefits, seed=12), range(2, 7), n_boot=10, seed=12)
case = pd.DataFrame({"benefits": own.ari.median(), "cloud": other.ari.median()})
benefit_k = 4
tried = rated["new_products_year"].astype(float)
benefit_eta = tried.corr(tried.groupby(own.labels[4]).transform("mean")) ** 2
# %% wrong="case" breaks="case-table" why="shuffled columns for a yardstick instead of one cloud"
own = bootstrap_stability(benefits, range(2, 7), n_boot=10, seed=12)
mixer = np.random.default_rng(12)
mixed = benefits.apply(lambda column: mixer.permutation(column.to_numpy()))
other = bootstrap_stability(mixed, range(2, 7), n_boot=10, seed=12)
case = pd.DataFrame({"benefits": own.ari.median(), "cloud": other.ari.median()})
benefit_k = 3
tried = rated["new_products_year"].astype(float)
benefit_eta = tried.corr(tried.groupby(own.labels[3]).transform("mean")) ** 2
# %% wrong="case" breaks="case-eta" why="a benefit that built the segments instead of an outside variable"
own = bootstrap_stability(benefits, range(2, 7), n_boot=10, seed=12)
other = bootstrap_stability(one_cloud(benefits, seed=12), range(2, 7), n_boot=10, seed=12)
case = pd.DataFrame({"benefits": own.ari.median(), "cloud": other.ari.median()})
benefit_k = int((case["benefits"] - case["cloud"]).idxmax())
price = benefits["benefit_low_price"]
benefit_eta = price.corr(price.groupby(own.labels[benefit_k]).transform("mean")) ** 2
# %% wrong="case" breaks="case-table" hardcoded="seed" why="figures of the shipped data, hard-coded"
own = bootstrap_stability(benefits, range(2, 7), n_boot=1, seed=12)
case = pd.DataFrame(
    {"benefits": [1.0, 1.0, 0.824, 0.614, 0.488], "cloud": [0.865, 0.421, 0.786, 0.607, 0.604]},
    index=range(2, 7),
)
benefit_k = 3
tried = rated["new_products_year"].astype(float)
benefit_eta = tried.corr(tried.groupby(own.labels[3]).transform("mean")) ** 2
# %% check="case-table" of="case" points=2
assert isinstance(case, pd.DataFrame), T("case 应是 DataFrame", "case should be a DataFrame")
assert {"benefits", "cloud"} <= set(case.columns), T(
    "case 应有 benefits 和 cloud 这 2 列", "case should have the columns benefits and cloud"
)
assert [int(k) for k in case.index] == list(range(2, 7)), T(
    "索引应是 k：2 到 6", "the index should be k, 2 to 6"
)
assert case.notna().all(axis=None), T("不应有缺失", "nothing may be missing")
### BEGIN HIDDEN TESTS
for name, data in (("benefits", benefits), ("cloud", one_cloud(benefits, seed=12))):
    repeat = bootstrap_stability(data, range(2, 7), n_boot=20, seed=12).ari.to_numpy()
    misses = [
        np.abs(case[name].to_numpy(dtype=float) - np.median(repeat[:pairs_used], axis=0)).max()
        for pairs_used in (10, 20)  # the 20 pairs of section 4 do no harm
    ]
    assert min(misses) < 0.02, T(
        f"{name} 一列不对：按第 1 步的设定计算，再取中位数",
        f"wrong column {name}: use the settings of step 1, then the median",
    )
### END HIDDEN TESTS
assert case["benefits"].max() <= 1.001, T("ARI 不大于 1", "no ARI exceeds 1")
# %% check="case-k" of="case" points=1
assert isinstance(benefit_k, (int, float, np.number)), T(
    "benefit_k 应是 1 个数", "benefit_k should be 1 number"
)
assert benefit_k in range(2, 7), T(
    "benefit_k 应是 2 到 6 的整数", "benefit_k is a whole number from 2 to 6"
)
### BEGIN HIDDEN TESTS
tops = [
    np.median(bootstrap_stability(data, range(2, 7), n_boot=10, seed=12).ari, axis=0)
    for data in (benefits, one_cloud(benefits, seed=12))
]
assert benefit_k == 2 + int(np.argmax(tops[0] - tops[1])), T(
    "要找的是超出 cloud 最多的 k：不是研究公司说的 4，也不只看 benefits 的 ARI",
    "find the k that exceeds cloud by most: not the firm's 4, nor the highest ARI of benefits alone",
)
### END HIDDEN TESTS
assert benefit_k == int(benefit_k), T("应是整数", "it should be a whole number")
# %% check="case-eta" of="case" points=2
assert isinstance(benefit_eta, (int, float, np.number)), T(
    "benefit_eta 应是 1 个数", "benefit_eta should be 1 number"
)
assert 0 <= benefit_eta <= 1, T("η² 在 0 和 1 之间", "η² lies between 0 and 1")
### BEGIN HIDDEN TESTS
chosen = int(benefit_k)
group_of = bootstrap_stability(benefits, [chosen], n_boot=1, seed=12).labels[chosen].to_numpy()
foods = rated["new_products_year"].to_numpy(dtype=float)
mean_of = np.array([foods[group_of == number].mean() for number in range(group_of.max() + 1)])
between = ((mean_of[group_of] - foods.mean()) ** 2).sum() / ((foods - foods.mean()) ** 2).sum()
assert abs(benefit_eta - between) < 2e-3, T(
    "η² 不对：细分取 benefits 在 benefit_k 处的 labels，数值取 rated 的 new_products_year",
    "wrong η²: segments from the labels of benefits at benefit_k, values from new_products_year in rated",
)
### END HIDDEN TESTS
assert np.isfinite(benefit_eta), T("结果不应缺失", "the result should not be missing")
# %%
from sklearn.metrics import silhouette_score

own_table = {}
for name, data, k in (("attitudes", attitudes, 5), ("benefits", benefits, 3)):
    row = {}
    for kind, each in (("data", data), ("cloud", one_cloud(data, seed=12))):
        found = KMeans(k, n_init=3, random_state=12).fit_predict(each)
        row[kind] = silhouette_score(each, found)
    own_table[f"{name}, k = {k}"] = row
pd.DataFrame(own_table).T.round(2)
# %% [markdown] lang="zh" id="case-read"
# 4 个利益细分不值得买：ARI 是 0.82，一团也有 0.79。3 个细分是 1.00 对 0.42，几乎每次都一样；它们解释新食品种数变异的 11%。
#
# 那么是天然细分吗？看**轮廓系数**：它比较人与本细分、与最近的另一个细分的距离，惯例是 0.5 以上才算分得较开（Kaufman 和 Rousseeuw，1990，*Finding Groups in Data*，Wiley）。
# 态度的 5 个细分是 0.23（一团是 0.17），利益的 3 个细分是 0.46（一团是 0.20）：都没有到 0.5，利益更接近。
# 所以它们都是**可重现细分**，不是天然细分：边界上的人归到哪边都说得通。
# %% [markdown] lang="en" id="case-read"
# 4 benefit segments are not worth buying: an ARI of 0.82, and one cloud has 0.79. With 3 it is 1.00 against 0.42, nearly the same every time; they account for 11% of the variation in new foods tried.
#
# Are they natural, then? See the **silhouette**, which compares people's distance to their own segment with that to the nearest other; by convention 0.5 or more is a reasonable separation (Kaufman and Rousseeuw, 1990, *Finding Groups in Data*, Wiley).
# The 5 attitude segments have 0.23 (one cloud: 0.17), the 3 benefit segments 0.46 (one cloud: 0.20): both stay below 0.5, and benefits come closer.
# So both are **reproducible** and not natural: people near a border might as well be on the other side.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 8 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 8 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="12.1,12.2,12.3,12.4,12.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "5 个细分在聚类所用的 5 列上都显著不同（p < 0.001）。说明什么？（见第 2 节）",
                "5 segments differ on all 5 columns used to cluster (p < 0.001). What follows? (section 2)",
            ),
            wrong(
                T(
                    "细分真实存在，至少在这 5 列上是这样",
                    "The segments exist, at least on these 5 columns",
                ),
                T(
                    "打乱的数据也全部“显著”，见第 2 节的表。",
                    "Shuffled data were all “significant”, too: see the table in section 2.",
                ),
            ),
            right(
                T("什么也没有证明", "Nothing at all"),
                T(
                    "K 均值本来就使这些列的差别尽量大，这是循环论证。",
                    "K-means makes these very differences as large as it can; the test is circular.",
                ),
            ),
            wrong(
                T("只说明样本大", "Only that the sample is large"),
                T(
                    "样本大是另一个问题。这里错在用同样的列既聚类又检验。",
                    "That is another problem. Here the same columns were used to cluster and to test.",
                ),
            ),
        ),
        question(
            T(
                "同一批人换 10 个随机起点，K 均值每次结果都一样。说明什么？（见第 3 节）",
                "From 10 random starts, k-means gives the same people the same segments. What follows? (section 3)",
            ),
            right(
                T(
                    "算法收敛得好；换一批人会怎样还不知道",
                    "The algorithm converges well; other people may still bring other segments",
                ),
                T(
                    "打乱的数据在同一批人上也有 0.97，自助抽样才 0.36。",
                    "Shuffled data reach 0.97 on the same people, and 0.36 over bootstrap samples.",
                ),
            ),
            wrong(
                T("细分稳定，可以使用", "The segments are stable and fit for use"),
                T(
                    "没有重新抽样，就没有检验稳定性。",
                    "Without new samples, stability has not been tested.",
                ),
            ),
            wrong(
                T("k 选对了", "The number k is right"),
                T(
                    "不管 k 取几，各个起点都可能收敛到同一个解。",
                    "With any k all starts may end in one solution.",
                ),
            ),
        ),
        question(
            T(
                "k = 2 的 ARI 中位数是 0.92，同样相关的一团是 0.87。怎么看？（见第 4 节）",
                "At k = 2 the median ARI is 0.92; for one cloud as correlated it is 0.87. Your view? (section 4)",
            ),
            wrong(
                T(
                    "0.92 很高，说明有 2 个天然的细分",
                    "0.92 is high, so there are 2 natural segments",
                ),
                T(
                    "没有分组的一团也几乎这么高。",
                    "One cloud without any groups is nearly as high.",
                ),
            ),
            wrong(
                T(
                    "数据里没有任何结构",
                    "The data have no structure of any kind",
                ),
                T(
                    "这只说 k = 2。在 k = 5，问卷远高于一团。",
                    "This is about k = 2 alone. At k = 5 the survey is far above the cloud.",
                ),
            ),
            right(
                T("多半来自拉长，不是分组", "Mostly stretch, not groups"),
                T(
                    "拉长的一团总被拦腰切断，所以稳定，见第 4 节的图。",
                    "A stretched cloud is always cut across the middle: see the chart in section 4.",
                ),
            ),
        ),
        question(
            T(
                "方案的 ARI 只有 0.69，其中一个细分的 Jaccard 是 0.89。能用它吗？（见第 5 节）",
                "A solution has an ARI of 0.69, 1 of its segments a Jaccard index of 0.89. May it be used? (section 5)",
            ),
            wrong(
                T("不能，方案整体不稳", "No, the solution as a whole is unstable"),
                T(
                    "整体不稳可能只是另外几个细分在变。",
                    "It may be just the others that change.",
                ),
            ),
            right(
                T(
                    "可以考虑，再看它的外部效度",
                    "Perhaps: see its external validity as well",
                ),
                T(
                    "单个细分可以比整个方案稳；稳定之外还要有用。",
                    "A segment can be more stable than its solution; beyond that it has to be useful.",
                ),
            ),
            wrong(
                T("能，0.89 已经证明它有利可图", "Yes, 0.89 proves that it pays"),
                T(
                    "Jaccard 只说会不会再出现，不说值不值得做。",
                    "Jaccard tells whether it comes again, not whether it is worth serving.",
                ),
            ),
        ),
        question(
            T(
                "哪一项算外部效度的证据？（见第 6 节）",
                "Which is evidence of external validity? (section 6)",
            ),
            wrong(
                T("轮廓系数很高", "A high silhouette"),
                T(
                    "它用的还是聚类的那些列。",
                    "It uses the columns of the clustering.",
                ),
            ),
            wrong(
                T(
                    "细分的名称得到市场部一致认可",
                    "The marketing department agrees on the names of all segments",
                ),
                T(
                    "噪声里的细分也能起出好名字。",
                    "Segments of noise can be given fine names, too.",
                ),
            ),
            right(
                T(
                    "各细分去菜市场的次数差别很大",
                    "Segments differ much in visits to a market",
                ),
                T(
                    "它没有用来聚类，η² 是 0.29，毫无关系时只有约 0.004。",
                    "It was not used to cluster; η² is 0.29, by chance about 0.004.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 9 · 写给林岚的备忘录
#
# ### 练习 12.7 · 备忘录
# 用 120–250 字回答林岚：5 个态度细分能不能用，属于 3 种情形里的哪一种？6 个态度细分、4 个利益细分要不要买？请引用本课至少 3 个数字（至少 1 个是和参照相比的），指出 1 处局限，并说明决定之前还应做什么检验。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 9 · A memo to Lin Lan
#
# ### Exercise 12.7 · Memo
# In 120–250 words, answer Lin Lan: may the 5 attitude segments be used, and which of the 3 cases are they? Should she buy 6 attitude segments, or 4 benefit segments? Quote at least 3 figures from this lesson (at least 1 of them against a yardstick), name 1 limit, and say what should be tested before the decision. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 判断（2 分） | 3 个问题都有结论，情形判断有理由 | 有结论，理由笼统 | 没有结论，或只凭 p 值 |
# | 数字（1 分） | 至少 3 个，含与参照的比较，准确 | 1–2 个，或没有参照 | 没有数字 |
# | 外部效度（1 分） | 用聚类之外的变量，并说明大小 | 提到，但没有数字 | 没有提到 |
# | 局限（1 分） | 指出 1 处，并说明后果 | 只提到 | 没有提到 |
# | 下一步检验（1 分） | 具体：新样本、订单记录或随机试验 | 笼统 | 没有 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | judgement (2 points) | an answer to all 3 questions, the case argued for | answers, vague reasons | no answer, or from p-values alone |
# | figures (1 point) | at least 3, a comparison with a yardstick among them, right | 1–2, or no yardstick | none |
# | external validity (1 point) | a variable not used for clustering, and how large the difference is | mentioned without a figure | not mentioned |
# | limit (1 point) | names 1 and what follows | only mentions it | none |
# | next test (1 point) | concrete: new sample, order records or randomised trial | vague | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="12.4,12.5"
# 示例：5 个态度细分可以用，属于可重现细分，不是天然细分：自助抽样的 ARI 中位数是 0.89，同样相关、没有分组的一团只有 0.41；但轮廓系数只有 0.23，边界模糊。
# 每个细分的 Jaccard 都在 0.90 以上。它们还能解释新食品种数变异的 46% 和去菜市场次数的 29%，这些变量没有用来聚类。
# 6 个不要：ARI 降到 0.69，精打细算被拆成两半，Jaccard 只有 0.55 和 0.42。4 个利益细分也不要：0.82 对 0.79，3 个才可靠（1.00 对 0.42）。
# 局限：外部变量来自同一份问卷，关系可能偏高；只抽了 900 人，参照也只抽了 1 份。下一步：用订单记录验证，下一季换一批受访者重做，再对内容线做随机对照试验。
#
# Example: use the 5 attitude segments. They are reproducible, not natural: the median ARI over bootstrap samples is 0.89, and 0.41 for one cloud with the same correlations but no groups; the silhouette is just 0.23, so borders are blurred.
# Every segment has a Jaccard index of 0.90 or more. They account for 46% of the variation in new foods tried and 29% of that in market visits, which were not used to build them.
# Do not buy 6: ARI falls to 0.69, and the careful savers are torn into halves with Jaccard of 0.55 and 0.42. Nor 4 benefit segments: 0.82 against 0.79; 3 can be relied on (1.00 against 0.42).
# Limits: the outside variables are from the same questionnaire, so relations may be inflated; just 900 people, and a single draw of the yardstick. Next: check against order records, repeat with other respondents next season, then run a randomised trial of the lines of content.
# %% [markdown] lang="zh" id="discussion"
# ## 10 · 讨论卡（4–6 人，15 分钟）
#
# 情境：财务总监看了第 4 节的图，说：“既然不是天然细分，就是编出来的。取消细分，所有人发同样的内容。”
#
# - 正方：哪些数字支持他？边界上的人分错了，代价有多大？
# - 反方：可重现细分有什么用？哪些数字说明它不是噪声？
# - 共同决定：开几条内容线？每年用什么数字检查细分还在不在，低到多少就重做？
# %% [markdown] lang="en" id="discussion"
# ## 10 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the finance director has seen the chart in section 4 and says: "If they are not natural they are made up. Drop the segments and send everybody the same content."
#
# - For: which figures support him? What does it cost to put people near a border on the wrong side?
# - Against: what are reproducible segments good for? Which figures show that they are not noise?
# - Together: how many lines of content do you start? Which figure do you check every year to see that the segments are still there, and how low must it fall before you start afresh?
# %% [markdown] lang="zh" id="wrap-up"
# ## 11 · 小结
#
# **记住**
#
# - 算法总会给出细分；在聚类所用的列上检验差别是循环论证。
# - 稳定性要重新抽样，用 ARI 比较，不比编号，也不能再用同一批人。
# - 多高算高，要和无结构数据比；一团拉长的数据也会很稳。
# - 先看方案，再看每个细分：k 之内用 Jaccard，k 之间看来源。
# - 稳定之外还要外部效度；天然、可重现还是构造，要在报告里写明。
#
# **实践中容易失灵的地方**
#
# - 自助抽样只模拟抽样的偶然，不包括时间和人群的变化；春节前的问卷到了夏天未必还成立（第 24 课）。
# - 打乱各列会保留每一列自身的分组：若一列本身就有 2 个峰，打乱后照样稳定。正态的一团也只是一种“没有结构”。
# - 答题习惯可以造成很稳的细分：有人凡事打高分，有人凡事打低分，与需求无关。
# - 外部变量挑多了，总有一个“显著”；事先写明看哪几个（第 06 课）。
# - 稳定又有效度的细分，也可能对营销没有反应；是否值得，要靠试验。
#
# **深入阅读**（市场细分的全过程）：Dolnicar, S., Grün, B., & Leisch, F. (2018). *Market Segmentation Analysis: Understanding It, Doing It, and Making It Useful*. Springer.
# [doi.org/10.1007/978-981-10-8818-6](https://doi.org/10.1007/978-981-10-8818-6) 可免费阅读。
# %% [markdown] lang="en" id="wrap-up"
# ## 11 · Wrap-up
#
# **Remember**
#
# - The algorithm always returns segments; to test them on the columns of the clustering is circular.
# - Stability needs new samples. Compare by ARI, not by label numbers, and do not use the same people again.
# - How high is high depends on structure-free data; one stretched cloud can be stable as well.
# - Judge the solution, then each segment: by Jaccard within k, by origin across k.
# - Beyond stability ask for external validity, and say in the report whether segments are natural, reproducible or constructed.
#
# **Where it fails in practice**
#
# - The bootstrap imitates chance in sampling, not changes of season or clientele; a survey before the Spring Festival may not hold in summer (lesson 24).
# - Shuffled columns keep the groups within a column: one with 2 peaks of its own stays stable when shuffled. And a normal cloud is just one kind of "no structure".
# - Habits of answering can make very stable segments: some people rate everything high, others everything low, whatever their needs.
# - With many outside variables one will be "significant"; write down beforehand which ones count (lesson 06).
# - Stable and valid segments may still not respond to marketing; whether they pay is for a trial to show.
#
# **Read on:** Dolnicar, S., Grün, B., & Leisch, F. (2018). *Market Segmentation Analysis: Understanding It, Doing It, and Making It Useful*. Springer.
# [doi.org/10.1007/978-981-10-8818-6](https://doi.org/10.1007/978-981-10-8818-6), free to read.
