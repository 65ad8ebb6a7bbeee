# %% [markdown] lang="zh" id="question"
# ## 1,800 份问卷，该扔掉吗？
#
# 云杉优选是一家虚构的全渠道零售商。会员运营经理林岚想给“爱尝新”的顾客办一个试吃会，可会员系统里没有“爱不爱尝新”这一列。
# 于是公司请人做了一次匿名调查：1,800 位受访者，25 道态度题，分属健康、节俭、求新、家庭、便利 5 个方面，每个方面 5 道题。
#
# 分析师小孙算了“健康”这 5 道题的信度，α 只有 0.13（最高是 1），结论是：“受访者乱答，问卷作废。”
# 可是同一份问卷里，求新得分最高的四分之一受访者，过去一年平均尝过 7.3 种新食品，最低的四分之一只有 2.1 种。随意作答的问卷怎么会预测行为？
# 本课用客户**怎么想**来细分：先把问卷救回来，再看它能告诉我们什么，不能告诉我们什么。
# %% [markdown] lang="en" id="question"
# ## 1,800 questionnaires: into the bin?
#
# Spruce Select is a fictional omni-channel retailer. Lin Lan, who runs the membership programme, wants to hold tastings for shoppers who love new things. The members' database has no such column.
# So the firm ordered an anonymous survey: 1,800 respondents and 25 items on 5 attitudes, namely health, thrift, novelty, family and convenience, with 5 items each.
#
# Xiao Sun, an analyst, computed the reliability of the 5 items on health. Alpha is 0.13, out of a possible 1. His verdict: "They answered any old how. Bin it."
# Yet in the same survey the quarter with the highest score on novelty tried 7.3 new food products in the past year, and the lowest quarter 2.1. How can careless answering foretell behaviour?
# This lesson segments customers by how they *think*. First we rescue the survey, then we see what it can tell us and what it cannot.
# %% [markdown] lang="zh" id="concepts"
# ## 1 · 心理细分看什么
#
# **心理细分**按价值观、个性、生活方式、动机和态度给客户分组（Wells，1975，*Journal of Marketing Research*，12(2)，196–213）。
#
# | 概念 | 要回答的问题 | 问卷里的例子 |
# |---|---|---|
# | 价值观 | 一生看重什么？ | `family_1`：亲手给家人做饭对我很重要 |
# | 个性 | 一贯怎样行事？ | `novelty_1`：有新品我喜欢抢先试 |
# | 生活方式 | 时间和钱花在哪里？ | `convenience_2`：我常买加热即食的餐食 |
# | 动机 | 为什么要买？ | `benefit_quality` 等利益点（第 09 课） |
# | 态度 | 对某件事赞成还是反对？ | `health_3`：我愿意为无添加的食品多花钱 |
#
# 大体上，越往上越稳定，也离购买越远：只凭一般的个性，很难预测一次购买（Kassarjian，1971，*Journal of Marketing Research*，8(4)，409–418）。
# 所以营销问卷问的多是与品类有关的态度和生活方式。
#
# 每道题是一句话，从 1 分（完全不同意）到 5 分（完全同意），这就是**李克特量表**（Likert，1932，*Archives of Psychology*，140）。
# 一道题只有等级：4 分不一定是 2 分的 2 倍。把同一方面的几道题合起来求均值，才近似当作连续的分数用，这是惯例，不是定律。
# %% [markdown] lang="en" id="concepts"
# ## 1 · What psychographics look at
#
# **Psychographic segmentation** groups customers by values, personality, lifestyle, motives and attitudes (Wells, 1975, *Journal of Marketing Research*, 12(2), 196–213).
#
# | concept | the question | an example from the survey |
# |---|---|---|
# | values | what matters in life? | `family_1`: cooking for my family matters to me |
# | personality | how does one always behave? | `novelty_1`: I like to be the first to try a new product |
# | lifestyle | where do time and money go? | `convenience_2`: I often buy meals that are ready to heat |
# | motives | why buy? | the benefits, such as `benefit_quality` (lesson 09) |
# | attitudes | for or against something? | `health_3`: I am willing to pay more for food without additives |
#
# Roughly, the further up, the more lasting, and the further from buying: general personality alone hardly predicts a purchase (Kassarjian, 1971, *Journal of Marketing Research*, 8(4), 409–418).
# So marketing surveys mostly ask for attitudes and lifestyles close to the category.
#
# Each item is a sentence, answered from 1 (disagree strongly) to 5 (agree strongly): a **Likert scale** (Likert, 1932, *Archives of Psychology*, 140).
# A single item gives no more than an order: a 4 need not be 2 times a 2. The mean of several items on the same attitude is treated as a continuous score. That is a convention, not a law.
# %%
survey = load("survey").set_index("respondent_id")
scales = ["health", "thrift", "novelty", "family", "convenience"]
items = [f"{scale}_{number}" for scale in scales for number in range(1, 6)]
answers, minutes = survey[items].astype(float), survey["minutes"]
gaps = T("缺失", "gap")
counts = answers[items[:5]].apply(lambda item: item.value_counts(dropna=False).sort_index())
counts.rename(index=lambda mark: gaps if pd.isna(mark) else f"{mark:.0f}")
# %% [markdown] lang="zh" id="signs"
# ## 2 · 谁没有认真答
#
# 有人只想快点答完。**随意作答**有几种迹象：全选同一个数、一长串相同、正着问和反着问都同意、答案与所有人都相差很远、用时太短（Meade 和 Craig，2012，*Psychological Methods*，17(3)，437–455）。
# `careless_flags` 能找出除最后一种以外的各种；`pairs` 是意思相反的题，比如“我会看配料表”与“只要好吃，里面有什么我不在意”。下表依次是：空了一半以上、一长串相同（至少一半的题）、全部相同、自相矛盾、与所有人都相差很远、用时不到 4 分钟。
# %% [markdown] lang="en" id="signs"
# ## 2 · Who did not take care
#
# Some people just want to get it over with. **Careless answering** leaves several signs: one number throughout, a long run of one number, agreeing with a sentence and its opposite, answers far from everybody's, too little time (Meade and Craig, 2012, *Psychological Methods*, 17(3), 437–455).
# `careless_flags` finds all but the last; `pairs` are items that say the opposite of one another, such as "I read the ingredients" and "I eat what tastes good, whatever is in it". The table counts: more than half left empty, a long run (half of the items or more), all the same, contradictions, far from everybody, less than 4 minutes.
# %%
from segkit import careless_flags

pairs = [("health_1", "health_5"), ("thrift_1", "thrift_2"), ("novelty_1", "novelty_2")]
pairs += [("family_1", "family_5"), ("convenience_1", "convenience_5")]
flags = careless_flags(answers, items, low=1, high=5, pairs=pairs)
signs = flags.filter(like="sign").assign(quick=minutes < 4)
signs.sum().rename(T("人数", "respondents")).to_frame()
# %% [markdown] lang="zh" id="careless-q"
# ### 练习 7.1 · 留下认真作答的人
# 一种迹象不足为凭，也许有人真的对什么都“一般”。这里用简单的规则：全选同一个数的，或者用时不到 4 分钟的（已算好，是 `quick`），都剔除。请算：
#
# - `straight`：真假值 Series，索引与 `answers` 相同；答过的题**全是同一个数**的人为真。没答的题不算数：24 道题答 3、1 道没答，也为真；
# - `keep`：真假值 Series，留下的人为真，也就是 `straight` 和 `quick` **都为假**的人；
# - `kept_share`：留下的人占比（0 到 1，至少 4 位小数）。
#
# <details><summary>提示 1</summary>每个人（每一行）有几个不同的答案？</details>
# <details><summary>提示 2</summary>`nunique(axis=1)` 按行数不同的值，默认不把缺失算进去。</details>
# <details><summary>提示 3</summary>`straight = answers.nunique(axis=1) == 1`；`keep = ~(straight | quick)`；占比是 `keep.mean()`。</details>
# %% [markdown] lang="en" id="careless-q"
# ### Exercise 7.1 · Keep those who took care
# One sign is no proof: somebody may really be lukewarm about everything. Take a simple rule: whoever gave one number throughout, or took less than 4 minutes (given, as `quick`), goes. Compute:
#
# - `straight`: a Series of true and false with the index of `answers`; true for those whose answers are **all the same number**. Items left empty do not count: 24 answers of 3 and 1 gap are true as well;
# - `keep`: a Series of true and false; true for those who stay, that is, where `straight` and `quick` are **both false**;
# - `kept_share`: the share of respondents who are kept (0 to 1, to 4 decimals or more).
#
# <details><summary>Hint 1</summary>How many different answers has each person, that is, each row?</details>
# <details><summary>Hint 2</summary>`nunique(axis=1)` counts different values by row, and leaves gaps out unless told otherwise.</details>
# <details><summary>Hint 3</summary>`straight = answers.nunique(axis=1) == 1`; `keep = ~(straight | quick)`; the share is `keep.mean()`.</details>
# %% exercise="careless" objective="07.1"
### BEGIN SOLUTION
straight = answers.nunique(axis=1) == 1
### END SOLUTION
quick = minutes < 4
### BEGIN SOLUTION
keep = ~(straight | quick)
kept_share = keep.mean()
### END SOLUTION
# %% wrong="careless" breaks="careless-straight,careless-keep,careless-share" why="a gap counted as another answer"
straight = answers.nunique(axis=1, dropna=False) == 1
keep = ~straight & (minutes >= 4.5)
kept_share = keep.mean()
# %% wrong="careless" breaks="careless-keep,careless-share" why="dropped only where both signs are there"
straight = answers.nunique(axis=1) == 1
keep = ~(straight & (minutes < 4))
kept_share = keep.mean()
# %% wrong="careless" breaks="careless-keep,careless-share" why="the careless kept instead of the careful"
straight = answers.nunique(axis=1) == 1
keep = straight | (minutes < 4)
kept_share = keep.mean()
# %% wrong="careless" breaks="careless-share" hardcoded="seed" why="hard-coded share of the shipped data"
straight = answers.nunique(axis=1) == 1
keep = ~straight & (minutes >= 4)
kept_share = 0.9311111
# %% check="careless-straight" of="careless" points=1
assert isinstance(straight, pd.Series), T("straight 应是 Series", "straight should be a Series")
assert len(straight) == len(answers) and set(straight.index) == set(answers.index), T(
    "每位受访者都要有，索引与 answers 相同", "one value per respondent, indexed like answers"
)
assert set(straight.astype(float)) <= {0.0, 1.0}, T(
    "应是真假值", "the values should be true or false"
)
### BEGIN HIDDEN TESTS
for person, marks in zip(answers.index, answers.to_numpy()):
    filled = marks[~np.isnan(marks)]
    assert bool(straight[person]) == (filled.min() == filled.max()), T(
        "答过的题全是同一个数才为真；没答的题不算另一个答案",
        "true if all the answers given are one number; a gap is not another answer",
    )
### END HIDDEN TESTS
assert 0 < straight.astype(float).mean() < 0.2, T(
    "全选同一个数的人应是少数", "just a few gave one number throughout"
)
# %% check="careless-keep" of="careless" points=1
assert isinstance(keep, pd.Series), T("keep 应是 Series", "keep should be a Series")
assert len(keep) == len(answers) and set(keep.index) == set(answers.index), T(
    "每位受访者都要有，索引与 answers 相同", "one value per respondent, indexed like answers"
)
assert set(keep.astype(float)) <= {0.0, 1.0}, T(
    "应是真假值", "the values should be true or false"
)
assert keep.astype(float).mean() > 0.5, T(
    "留下的应是多数：keep 为真表示认真作答", "most are kept: true in keep means careful"
)
### BEGIN HIDDEN TESTS
lowest, highest = answers.min(axis=1), answers.max(axis=1)
for person in answers.index:
    stays = lowest[person] < highest[person] and minutes[person] >= 4
    assert bool(keep[person]) == stays, T(
        "有任何 1 种迹象的人都不要；正好 4 分钟的留下",
        "either sign is enough to drop a person; those with exactly 4 minutes stay",
    )
### END HIDDEN TESTS
assert keep.notna().all(), T("不应有缺失", "nothing may be missing")
# %% check="careless-share" of="careless" points=1
assert isinstance(kept_share, (int, float, np.number)), T(
    "kept_share 应是一个数", "kept_share should be one number"
)
assert 0.5 < kept_share < 1, T(
    "应是留下的人占比，在 0.5 和 1 之间", "the share of those kept, between 0.5 and 1"
)
### BEGIN HIDDEN TESTS
stay = (answers.min(axis=1) < answers.max(axis=1)) & (minutes >= 4)
assert abs(kept_share - stay.sum() / len(answers)) < 2e-4, T(
    "留下的人数除以全部受访者", "those kept over all respondents"
)
### END HIDDEN TESTS
assert np.isfinite(kept_share), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="careless-read"
# 81 人全选同一个数，122 人用时不到 4 分钟，其中 79 人两样都占；剔除 124 人，留下 1,676 人。全选同一个数的人，用时的中位数是 2.3 分钟，其他人是 9.3 分钟。
# 数据是生成的，所以可以对答案：117 位随意作答的人剔除了 114 位，同时误伤了 10 位认真答的。4 分钟是我们定的界限，问卷更长或更短就要另定；剔除多少人、凭什么，要写进报告。
# %% [markdown] lang="en" id="careless-read"
# 81 respondents gave one number throughout, 122 took less than 4 minutes, and 79 did both; 124 go and 1,676 stay. The median time is 2.3 minutes for those with one number, and 9.3 for the others.
# The data were generated, so we can look up the truth: of 117 with careless answers 114 are gone, at the price of 10 who took care. The 4 minutes are our choice, and a longer or shorter questionnaire needs another; report how many you dropped and why.
# %%
careful = answers[~signs["sign_same"] & ~signs["quick"]]
health = ["health_1", "health_2", "health_3", "health_4", "health_5"]
print(f"{len(answers):,} → {len(careful):,}")
# %% [markdown] lang="zh" id="bug-hunt"
# ## 3 · 捉虫：α 为什么这么低
#
# 剔除之后再算小孙的 α，反而更低了。信度下一节细讲，这里先看表里的 `item_rest_correlation`：每道题与其余 4 道题之和的相关系数。同一方面的题，本应都是正的。
# %% [markdown] lang="en" id="bug-hunt"
# ## 3 · Bug hunt: why is alpha so low?
#
# Compute Sun's alpha again without those we dropped, and it is lower still. The next section explains reliability; for now look at `item_rest_correlation`, the correlation of each item with the sum of the other 4. For items on the same attitude all of them ought to be positive.
# %%
from segkit import cronbach_alpha

sun = cronbach_alpha(careful, health)
print(f"alpha = {sun.alpha:.2f}")
sun.items.round(2)


# %% [markdown] lang="zh" id="turn-q"
# ### 练习 7.2 · 转换反向题
# `health_2` 和 `health_5` 的相关系数是负的。读一读题目就明白了：“我很少考虑一餐饭是否健康”，越*同意*越*不*注重健康。
# 这是**反向题**：故意反着问，好发现闭着眼睛一路同意的人。算总分之前要先把它转过来：5 分变 1 分，4 分变 2 分，3 分不变。
#
# 请写函数 `turned(table, reversed_items, low, high)`：返回一个新的 DataFrame，行、列和顺序都不变，只把 `reversed_items` 里的题转换计分方向，其余各列不动，缺失仍然缺失。`low` 和 `high` 是量表两端，例如 1 和 5，或者 0 和 10。
#
# <details><summary>提示 1</summary>5 变 1、4 变 2、3 变 3：旧分数加新分数总是几？</details>
# <details><summary>提示 2</summary>在 1 到 5 分的量表上是 6，一般地说是 `low + high`。</details>
# <details><summary>提示 3</summary>`result = table.copy()`，再令 `result[reversed_items] = low + high - result[reversed_items]`。</details>
# %% [markdown] lang="en" id="turn-q"
# ### Exercise 7.2 · Turn the reversed items
# For `health_2` and `health_5` the correlation is negative. Read the items and you see why: "I rarely think about whether a meal is healthy". To *agree* is to care *less* for health.
# These are **reversed items**, asked the other way round on purpose, to notice people who agree to everything with their eyes shut. Before adding up they have to be turned: 5 becomes 1, 4 becomes 2, 3 stays.
#
# Write the function `turned(table, reversed_items, low, high)`. It returns a new DataFrame with the same rows and columns in the same order, where just the items in `reversed_items` are turned; other columns stay as they are, and what is missing stays missing. `low` and `high` are the ends of the scale, such as 1 and 5, or 0 and 10.
#
# <details><summary>Hint 1</summary>5 becomes 1, 4 becomes 2, 3 becomes 3: what do the old and the new score always add up to?</details>
# <details><summary>Hint 2</summary>To 6 on a scale from 1 to 5, and in general to `low + high`.</details>
# <details><summary>Hint 3</summary>`result = table.copy()`, and then `result[reversed_items] = low + high - result[reversed_items]`.</details>
# %% exercise="turn" objective="07.2"
def turned(table, reversed_items, low, high):
    """Return a copy of the table with the reversed items turned round."""
    ### BEGIN SOLUTION
    result = table.copy()
    result[reversed_items] = low + high - result[reversed_items]
    return result
    ### END SOLUTION


# %% wrong="turn" breaks="turn-small,turn-any" why="subtracted from the top of the scale, as if it began at 0"
def turned(table, reversed_items, low, high):
    result = table.copy()
    result[reversed_items] = high - result[reversed_items]
    return result


# %% wrong="turn" breaks="turn-small,turn-any" why="all the items turned, not just the reversed ones"
def turned(table, reversed_items, low, high):
    return low + high - table


# %% wrong="turn" breaks="turn-small,turn-any" why="the sign changed: the direction is right, the scale is left"
def turned(table, reversed_items, low, high):
    result = table.copy()
    result[reversed_items] = -result[reversed_items]
    return result


# %% wrong="turn" breaks="turn-any" hardcoded="inputs" why="6 hard-coded, which fits the scale from 1 to 5 only"
def turned(table, reversed_items, low, high):
    result = table.copy()
    result[reversed_items] = 6 - result[reversed_items]
    return result


# %% wrong="turn" breaks="turn-any" why="the table passed in is changed, so a second run turns back"
def turned(table, reversed_items, low, high):
    table[reversed_items] = low + high - table[reversed_items]
    return table


# %% check="turn-small" of="turn" points=1
pair = turned(pd.DataFrame({"plan": [5, 2, 3], "whim": [1, 4, 3]}), ["whim"], 1, 5)
assert pair is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(pair, pd.DataFrame) and list(pair.columns) == ["plan", "whim"], T(
    "应返回行列相同的 DataFrame", "return a DataFrame with the same rows and columns"
)
assert list(pair["plan"]) == [5, 2, 3], T(
    "不在 reversed_items 里的题不要动", "leave items alone that are not in reversed_items"
)
assert list(pair["whim"]) == [5, 2, 3], T(
    "1、4、3 应变成 5、2、3：转换后仍在 1 到 5 分之间",
    "1, 4, 3 should become 5, 2, 3: still on the scale from 1 to 5",
)
# %% check="turn-any" of="turn" points=2
ends = turned(
    pd.DataFrame({"p": [0.0, 10.0], "q": [7.0, np.nan]}, index=["x", "y"]), ["q"], 0, 10
)
assert ends is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(ends, pd.DataFrame) and list(ends.index) == ["x", "y"], T(
    "应返回行列相同的 DataFrame", "return a DataFrame with the same rows and columns"
)
### BEGIN HIDDEN TESTS
backward = ["health_5", "health_2"]
tables = [careful[health].copy(), careful[health].copy()]
made = turned(tables[0], list(backward), 1, 5)
assert isinstance(made, pd.DataFrame) and made.shape == careful[health].shape, T(
    "应返回行列相同的 DataFrame", "return a DataFrame with the same rows and columns"
)
assert list(made.columns) == health and list(made.index) == list(careful.index), T(
    "行、列的顺序要保留", "keep the order of rows and columns"
)
assert tables[0].equals(tables[1]), T(
    "传入的表被改了：请先 copy()，返回新表",
    "the table passed in was changed: copy() it and return a new one",
)
swap = {1.0: 5.0, 2.0: 4.0, 3.0: 3.0, 4.0: 2.0, 5.0: 1.0}
for name in health:
    right_column = careful[name].map(swap) if name in backward else careful[name]
    assert made[name].astype(float).equals(right_column), T(
        f"{name} 不对：反向题 5 变 1、4 变 2，其他题不动，缺失不填",
        f"{name} is wrong: of reversed items 5 becomes 1, 4 becomes 2; others and gaps stay",
    )
seven = turned(pd.DataFrame({"a": [1, 7, 3], "b": [2, 2, 2]}), ["a"], 1, 7)
assert list(seven["a"]) == [7, 1, 5] and list(seven["b"]) == [2, 2, 2], T(
    "1 到 7 分的量表也要能用：和是 low + high", "a scale from 1 to 7 has to work: low + high"
)
### END HIDDEN TESTS
assert ends.loc["x", "q"] == 3 and pd.isna(ends.loc["y", "q"]), T(
    "0 到 10 分里 7 变 3，缺失仍然缺失", "from 0 to 10, 7 becomes 3, and a gap stays a gap"
)
assert list(ends["p"]) == [0, 10], T("其他列不要动", "leave other columns alone")
# %% [markdown] lang="zh" id="turn-read"
# 从这里起用 `segkit.reverse_items` 的结果 `straightened`。反向题共 8 道，名单要从问卷设计里抄，不要看相关系数的正负来猜：负相关也可能是题目本身不好。
# 还有一个常见的错：把转换写回原表，再运行一遍，就又转回去了。所以转换的结果存成新表。
# %% [markdown] lang="en" id="turn-read"
# From here on we use `straightened`, made by `segkit.reverse_items`. There are 8 reversed items. Copy the list from the design of the questionnaire and do not guess it from the sign of a correlation: a negative one may just as well be a bad item.
# Another common slip: write the turned items back into the table, run the cell again, and they are turned back. So store the result as a new table.
# %%
from segkit import reverse_items

reversed_items = ["health_2", "health_5", "thrift_2", "thrift_5", "novelty_2"]
reversed_items += ["family_2", "family_5", "convenience_5"]
straightened = reverse_items(careful, reversed_items, low=1, high=5)
print(f"alpha = {cronbach_alpha(straightened, health).alpha:.2f}")
# %% [markdown] lang="zh" id="reliability"
# ## 4 · Cronbach's α：题目是否一致
#
# 同一方面的题若真的一致，总分的方差就会远大于各题方差之和，因为大家一起高、一起低。Cronbach's α 用的就是这一点（Cronbach，1951，*Psychometrika*，16，297–334）：
#
# $\alpha = \frac{k}{k-1}\left(1 - \frac{\sum s_i^2}{s_{sum}^2}\right)$，其中 $k$ 是题数，$s_i^2$ 是各题的方差，$s_{sum}^2$ 是每人总分的方差
#
# | 受访者 | 题 1 | 题 2 | 题 3 | 总分 |
# |---|---|---|---|---|
# | 甲 | 1 | 2 | 1 | 4 |
# | 乙 | 2 | 2 | 3 | 7 |
# | 丙 | 4 | 4 | 3 | 11 |
# | 丁 | 5 | 4 | 5 | 14 |
#
# 各题的离差平方和是 10、4、8，共 22；总分的是 58。除数 n − 1 上下相同，约掉了：$\alpha = \frac{3}{2}(1 - 22/58) = 0.931$。
# %% [markdown] lang="en" id="reliability"
# ## 4 · Cronbach's alpha: do the items agree?
#
# If items on the same attitude agree, people are high on all of them or low on all, and the variance of the sum is far larger than the sum of the variances. Cronbach's alpha is built on that (Cronbach, 1951, *Psychometrika*, 16, 297–334):
#
# $\alpha = \frac{k}{k-1}\left(1 - \frac{\sum s_i^2}{s_{sum}^2}\right)$, where $k$ is the number of items, $s_i^2$ the variance of each item and $s_{sum}^2$ the variance of each person's sum
#
# | respondent | item 1 | item 2 | item 3 | sum |
# |---|---|---|---|---|
# | Jia | 1 | 2 | 1 | 4 |
# | Yi | 2 | 2 | 3 | 7 |
# | Bing | 4 | 4 | 3 | 11 |
# | Ding | 5 | 4 | 5 | 14 |
#
# The squared deviations of the items add up to 10, 4 and 8, or 22 in all; those of the sum to 58. The divisor n − 1 is the same above and below and cancels out: $\alpha = \frac{3}{2}(1 - 22/58) = 0.931$.


# %% [markdown] lang="zh" id="alpha-q"
# ### 练习 7.3 · 自己写 α
# 写函数 `alpha(table)`：输入一个量表的题（DataFrame，每题一列，反向题已转换），返回 1 个数，不要四舍五入。有任何一题没答的人整行不用。不要调用 `cronbach_alpha`。
#
# <details><summary>提示 1</summary>先 `dropna()`：否则没答的题会在总分里被当成 0。</details>
# <details><summary>提示 2</summary>各题方差之和是 `table.var().sum()`，总分的方差是 `table.sum(axis=1).var()`。</details>
# <details><summary>提示 3</summary>`k = table.shape[1]`，返回 `k / (k - 1) * (1 - a / b)`，`a` 是各题方差之和，`b` 是总分的方差。</details>
# %% [markdown] lang="en" id="alpha-q"
# ### Exercise 7.3 · Write alpha yourself
# Write the function `alpha(table)`. It takes the items of one scale (a DataFrame with a column per item, reversed items turned already) and returns 1 number, not rounded. Leave out the whole row of anybody with a gap. Do not call `cronbach_alpha`.
#
# <details><summary>Hint 1</summary>Start with `dropna()`: otherwise a gap counts as 0 in the sum.</details>
# <details><summary>Hint 2</summary>The sum of the variances is `table.var().sum()`, the variance of the sum `table.sum(axis=1).var()`.</details>
# <details><summary>Hint 3</summary>`k = table.shape[1]`, and return `k / (k - 1) * (1 - a / b)` with `a` the sum of the variances and `b` the variance of the sum.</details>
# %% exercise="alpha" objective="07.2"
def alpha(table):
    """Return Cronbach's alpha of the items, from the people who answered all of them."""
    ### BEGIN SOLUTION
    table = table.dropna()
    k = table.shape[1]
    return float(k / (k - 1) * (1 - table.var().sum() / table.sum(axis=1).var()))
    ### END SOLUTION


# %% wrong="alpha" breaks="alpha-small,alpha-scales,alpha-gaps" why="standard deviations instead of variances"
def alpha(table):
    table = table.dropna()
    k = table.shape[1]
    return float(k / (k - 1) * (1 - table.std().sum() / table.sum(axis=1).std()))


# %% wrong="alpha" breaks="alpha-small,alpha-scales,alpha-gaps" why="the factor k / (k - 1) forgotten"
def alpha(table):
    table = table.dropna()
    return float(1 - table.var().sum() / table.sum(axis=1).var())


# %% wrong="alpha" breaks="alpha-gaps" why="gaps counted as 0 in the sum"
def alpha(table):
    k = table.shape[1]
    return float(k / (k - 1) * (1 - table.var().sum() / table.sum(axis=1).var()))


# %% wrong="alpha" breaks="alpha-scales,alpha-gaps" hardcoded="inputs" why="the answer to the example, hard-coded"
def alpha(table):
    return 0.9310345


# %% check="alpha-small" of="alpha" points=1
by_hand = alpha(pd.DataFrame({"a": [1, 2, 4, 5], "b": [2, 2, 4, 4], "c": [1, 3, 3, 5]}))
assert by_hand is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(by_hand, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
assert abs(by_hand - 1.5 * (1 - 22 / 58)) < 1e-4, T(
    "例子的 α 是 0.931：用方差，并乘上 k / (k - 1)",
    "the example gives 0.931: use variances, and the factor k / (k - 1)",
)
# %% check="alpha-scales" of="alpha" points=2
opposite = alpha(pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [4.0, 3, 3, 1]}))
assert opposite is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(opposite, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
### BEGIN HIDDEN TESTS
for scale in scales:
    full = straightened[[name for name in items if name.startswith(scale)]].dropna()
    spread = np.cov(full.to_numpy(), rowvar=False)
    own_var, shared_cov = np.trace(spread) / 5, (spread.sum() - np.trace(spread)) / 20
    by_covariance = 5 * shared_cov / (own_var + 4 * shared_cov)
    own_alpha = alpha(full.copy())
    assert isinstance(own_alpha, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
    assert abs(own_alpha - by_covariance) < 1e-3, T(
        f"{scale} 的 α 不对", f"wrong alpha for {scale}"
    )
### END HIDDEN TESTS
assert opposite < 0, T(
    "2 道方向相反的题，α 应是负数", "2 items that point opposite ways have a negative alpha"
)
# %% check="alpha-gaps" of="alpha" points=1
left_out = alpha(
    pd.DataFrame({"a": [1, 2, 4, 5, 5], "b": [2, 2, 4, 4, np.nan], "c": [1, 3, 3, 5, 1]})
)
assert left_out is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(left_out, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
### BEGIN HIDDEN TESTS
with_gaps = straightened[[name for name in items if name.startswith("novelty")]]
spread_full = np.cov(with_gaps[with_gaps.notna().all(axis=1)].to_numpy(), rowvar=False)
own_full, shared_full = (
    np.trace(spread_full) / 5,
    (spread_full.sum() - np.trace(spread_full)) / 20,
)
alpha_found = alpha(with_gaps.copy())
assert isinstance(alpha_found, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
assert abs(alpha_found - 5 * shared_full / (own_full + 4 * shared_full)) < 1e-3, T(
    "不对：公式先要通过 alpha-small，有缺失的人要整行不用",
    "wrong: the formula has to pass alpha-small, and the whole row of a person with a gap goes",
)
### END HIDDEN TESTS
assert abs(left_out - 1.5 * (1 - 22 / 58)) < 1e-4, T(
    "前 4 人就是例子，第 5 人有一题没答，结果应仍是 0.931：没答的题不能当 0 分",
    "4 people are those of the example, person 5 has a gap: still 0.931, as a gap is no 0",
)
# %% [markdown] lang="zh" id="alpha-all"
# 5 个量表一起看。`low` 和 `high` 是 95% 置信区间的两端，`unturned` 是不转换反向题时的 α：
# %% [markdown] lang="en" id="alpha-all"
# Now all 5 scales. `low` and `high` are the ends of the 95% confidence interval, `unturned` is alpha with the reversed items as they were:
# %%
rows = {}
for scale in scales:
    own_items = [name for name in items if name.startswith(scale)]
    good, bad = (cronbach_alpha(table, own_items) for table in (straightened, careful))
    rows[scale] = (good.alpha, good.low, good.high, bad.alpha)
pd.DataFrame(rows, ["alpha", "low", "high", "unturned"]).T.round(2)
# %%
both = [name for name in items if name.startswith(("health", "family"))]
scale_of = pd.Series(items, index=items).str.split("_").str[0]
means = straightened.T.groupby(scale_of).mean().T[scales]
print(f"alpha = {cronbach_alpha(straightened, both).alpha:.2f}")
print(f"r = {means['health'].corr(means['family']):.2f}")
# %% [markdown] lang="zh" id="alpha-read"
# 转换以后，5 个 α 都在 0.73 到 0.75 之间，问卷不用扔。最后一格是警告：把健康和家庭的 10 道题混在一起，α 也有 0.73，可 2 个量表的相关系数只有 0.20，明明不是一回事。所以：
#
# - **α 高不证明只测了一件事**（单维性），题目可能来自几个方面。要看结构，用下一节的因子分析（Cortina，1993，*Journal of Applied Psychology*，78(1)，98–104）；
# - α 随题数增加：同样质量的题，越多 α 越高；
# - α 不是效度：一致地问错了问题，α 照样高；
# - 0.7 不是天然的界限，常被引作出处的书也没有这样说（Lance 等，2006，*Organizational Research Methods*，9(2)，202–220）；
# - 随意作答会抬高没转换的 α：一路选同一个数看起来很“一致”。小孙的 0.13，剔除这些人以后是 −0.05。
# %% [markdown] lang="en" id="alpha-read"
# Once turned, the 5 alphas lie between 0.73 and 0.75, and nothing goes into the bin. The last cell is a warning. Mix the 10 items on health and family, and alpha is 0.73 as well, although the correlation of the 2 scales is just 0.20: they are not the same thing at all. So:
#
# - **alpha does not prove that the items measure one thing** (unidimensionality). It can be high for items on several attitudes. For the structure use factor analysis, as in the next section (Cortina, 1993, *Journal of Applied Psychology*, 78(1), 98–104);
# - alpha grows with the number of items: more items of the same quality, a higher alpha;
# - alpha is not validity: ask the wrong question consistently, and it is high all the same;
# - 0.7 is no natural limit, nor does the book so often cited for it say so (Lance and others, 2006, *Organizational Research Methods*, 9(2), 202–220);
# - careless answering raises alpha where items are unturned: one number throughout looks "consistent". Sun's 0.13 is −0.05 without those people.
# %% [markdown] lang="zh" id="factors"
# ## 5 · 因子分析：25 道题背后有什么
#
# **因子分析**假设：每道题 = 几个看不见的因子的加权和 + 这道题自己的部分。权重叫**因子载荷**，在标准化的题上就是题与因子的相关系数；一道题各载荷的平方和是**共同度**，即因子解释了它多少方差。
# `factor_loadings` 用 scikit-learn 的 `FactorAnalysis`，再作 varimax 旋转，让每道题尽量只在一个因子上载荷大（Kaiser，1958，*Psychometrika*，23，187–200）。
#
# 先要扣掉一样东西。有人习惯说“同意”，正着问、反着问都偏高，这叫**附和倾向**（acquiescence；Baumgartner 和 Steenkamp，2001，*Journal of Marketing Research*，38(2)，143–156）。它是所有题共有的，会冒充因子。
# 办法：在转换**之前**，从每个人的答案里减去他自己的均值（那时“同意”还都朝同一个方向），然后再转换；以 0 为中心时，转换就是变号。代价是真实的高低也被扣掉一些：这里 17 道题正着问、8 道题反着问，样样都高的人，自己的均值本来就偏高。
# %% [markdown] lang="en" id="factors"
# ## 5 · Factor analysis: what is behind 25 items?
#
# **Factor analysis** treats each item as a weighted sum of a few factors that nobody sees, plus a part of its own. The weights are the **factor loadings**; with standardised items they are the correlations of item and factor. The squared loadings of an item add up to its **communality**, the share of its variance that the factors explain.
# `factor_loadings` uses `FactorAnalysis` of scikit-learn with a varimax rotation, which lets each item load on one factor as far as possible (Kaiser, 1958, *Psychometrika*, 23, 187–200).
#
# One thing has to be taken out first. Some people tend to say "agree", whichever way they are asked: a **leaning to agree**, or acquiescence (Baumgartner and Steenkamp, 2001, *Journal of Marketing Research*, 38(2), 143–156). All items share it, and it poses as a factor.
# The remedy: *before* turning, while agreement still points one way, subtract each person's own mean; then turn. Around 0, to turn is to change the sign. The price: some of a real difference goes as well. As 17 items ask one way and 8 the other, somebody high on everything has a high mean of their own.
# %%
from segkit.survey import factor_loadings

complete = careful.dropna()
signs_of = pd.Series(1.0, index=items)
signs_of[reversed_items] = -1.0
own = complete.sub(complete.mean(axis=1), axis=0) * signs_of
solution = factor_loadings(own, items, k=5)
loadings = solution.loadings
print(f"{len(careful):,} → {len(complete):,}")
print(T("平行分析建议的因子个数", "factors suggested by parallel analysis"), solution.suggested)
# %%
plot.show(
    plot.plot_loadings(solution, lang=LANG),
    alt=T(
        "热力图：每个量表的 5 道题都在同一个因子上载荷大，其余载荷都小。",
        "Heat map: the 5 items of each scale load on the same factor, all else is small.",
    ),
)
# %% [markdown] lang="zh" id="factors-read"
# 每一列有 5 个深色的格子，正好是一个量表，其中最小的载荷是 0.47；5 个因子共解释 41% 的方差。如果不扣附和倾向，有 3 道题会跑到别的因子上去（下面的探索里可以看到）。3 点要记住：
#
# - **因子的正负和次序是任意的**：整列变号，解释的方差一点不变；次序也会随样本和软件而变。F1 不是“最重要”，也没有名字；名字是我们读了题目以后取的。
# - **因子的个数是我们定的**：平行分析（Horn，1965，*Psychometrika*，30，179–185）建议 4 个，问卷设计是 5 个。取 4 个时，节俭的题和多数求新的题挤进同一个因子，正负相反；取 5 个才能各自说清楚。
# - **缺失会累积**：每道题只缺 0.7%，可是 25 题全答的只有 1,412 人，少了 16%。
# %% [markdown] lang="en" id="factors-read"
# Each column has 5 dark cells, and they are one scale; the smallest of these loadings is 0.47. Together the 5 factors explain 41% of the variance. With the leaning to agree left in, 3 items go astray to another factor (see for yourself below). 3 things to remember:
#
# - **The sign and the order of factors are arbitrary.** Change the sign of a whole column, and it explains the same variance; the order changes with the sample and the software. F1 is not "the most important", nor has it a name: we name it once we have read its items.
# - **The number of factors is our decision.** Parallel analysis (Horn, 1965, *Psychometrika*, 30, 179–185) suggests 4, the questionnaire was designed for 5. With 4, thrift and most items on novelty share a factor with opposite signs; with 5, each can be told apart.
# - **Gaps add up.** Just 0.7% of the answers are missing, yet only 1,412 people answered all 25 items, 16% fewer.
# %% [markdown] lang="zh" id="explore"
# ### 动手探索：载荷
# 先取消“转换反向题”，看 8 道反向题变成负的，再选回来；然后取消“扣除附和倾向”，把“只显示不小于”调到 0.3，看有哪些题跑错了因子；最后都选上，把个数改成 4 和 3，看谁和谁合并。
# %% [markdown] lang="en" id="explore"
# ### Explore: loadings
# Untick "Turn reversed items", watch the 8 reversed items go negative, and tick it again; untick "Take out the leaning to agree", set "Show loadings from" to 0.3 and see which items go astray; at last tick both, set the number to 4 and to 3, and see which scales merge.
# %%
explore.loadings_by_choice(careful, reversed_items=reversed_items, lang=LANG)


# %% [markdown] lang="zh" id="home-q"
# ### 练习 7.4 · 每道题属于哪个因子
# 写函数 `home_factor(table, least)`：输入载荷表（每题一行，每个因子一列），返回 Series，以题为索引，值是**载荷绝对值最大**的那个因子的列名；如果最大的绝对值小于 `least`，值是文本 `"none"`。
# 结果不能依赖因子的正负、次序和列名。例如下表在 `least` 为 0.4 时，应是 `A`、`A`、`B`、`"none"`：
#
# | 题 | A | B |
# |---|---|---|
# | x1 | 0.7 | 0.1 |
# | x2 | −0.6 | 0.2 |
# | x3 | 0.1 | 0.5 |
# | x4 | 0.2 | −0.3 |
#
# <details><summary>提示 1</summary>负载荷也是强的关系，所以先取绝对值。</details>
# <details><summary>提示 2</summary>`idxmax(axis=1)` 给出每行最大值所在的列名。</details>
# <details><summary>提示 3</summary>`size = table.abs()`，返回 `size.idxmax(axis=1).where(size.max(axis=1) >= least, "none")`。</details>
# %% [markdown] lang="en" id="home-q"
# ### Exercise 7.4 · Where does each item belong?
# Write the function `home_factor(table, least)`. It takes loadings (a row per item, a column per factor) and returns a Series indexed by item. The value is the column name of the factor with the **largest loading in absolute value**; if even that is below `least`, it is the text `"none"`.
# The result must not depend on the sign, the order or the names of the factors. For this table and a `least` of 0.4 it is `A`, `A`, `B`, `"none"`:
#
# | item | A | B |
# |---|---|---|
# | x1 | 0.7 | 0.1 |
# | x2 | −0.6 | 0.2 |
# | x3 | 0.1 | 0.5 |
# | x4 | 0.2 | −0.3 |
#
# <details><summary>Hint 1</summary>A negative loading is a strong relation too: take absolute values first.</details>
# <details><summary>Hint 2</summary>`idxmax(axis=1)` tells the column of the largest value in each row.</details>
# <details><summary>Hint 3</summary>`size = table.abs()`, and return `size.idxmax(axis=1).where(size.max(axis=1) >= least, "none")`.</details>
# %% exercise="home" objective="07.3"
def home_factor(table, least):
    """Return the factor on which each item loads most, "none" if all its loadings are small."""
    ### BEGIN SOLUTION
    size = table.abs()
    return size.idxmax(axis=1).where(size.max(axis=1) >= least, "none")
    ### END SOLUTION


# %% wrong="home" breaks="home-small,home-any" why="negative loadings taken for small ones"
def home_factor(table, least):
    return table.idxmax(axis=1).where(table.max(axis=1) >= least, "none")


# %% wrong="home" breaks="home-small,home-any" why="the smallest size forgotten"
def home_factor(table, least):
    return table.abs().idxmax(axis=1)


# %% wrong="home" breaks="home-any" hardcoded="inputs" why="the answer to the example, hard-coded"
def home_factor(table, least):
    return pd.Series(["A", "A", "B", "none"], index=["x1", "x2", "x3", "x4"])


# %% wrong="home" breaks="home-any" why="a loading of exactly the limit left out"
def home_factor(table, least):
    size = table.abs()
    return size.idxmax(axis=1).where(size.max(axis=1) > least, "none")


# %% check="home-small" of="home" points=1
example = pd.DataFrame(
    {"A": [0.7, -0.6, 0.1, 0.2], "B": [0.1, 0.2, 0.5, -0.3]}, index=["x1", "x2", "x3", "x4"]
)
homes = home_factor(example, 0.4)
assert homes is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(homes, pd.Series) and set(homes.index) == {"x1", "x2", "x3", "x4"}, T(
    "应返回以题为索引的 Series", "return a Series indexed by item"
)
assert homes["x1"] == "A" and homes["x3"] == "B", T(
    "x1 属于 A，x3 属于 B", "x1 belongs to A, x3 to B"
)
assert homes["x2"] == "A", T(
    "x2 在 A 上的载荷是 −0.6：要比较绝对值", "x2 loads −0.6 on A: compare absolute values"
)
assert homes["x4"] == "none", T(
    'x4 的载荷都小于 0.4，应是 "none"', 'all loadings of x4 are below 0.4: "none"'
)
# %% check="home-any" of="home" points=2
low_bar = home_factor(pd.DataFrame({"Q": [-0.3, 0.1], "P": [0.2, 0.25]}, index=["a", "b"]), 0.2)
assert low_bar is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(low_bar, pd.Series) and len(low_bar) == 2, T(
    "应返回与题一样多的 Series", "return a Series with a value per item"
)
### BEGIN HIDDEN TESTS
flipped = loadings[loadings.columns[::-1]] * [-1, 1, -1, -1, 1]
flipped = flipped.set_axis(["V", "W", "X", "Y", "Z"], axis=1)
for bar in (0.3, 0.5, 0.6):
    their_homes = home_factor(flipped.copy(), float(bar))
    assert isinstance(their_homes, pd.Series) and set(their_homes.index) == set(items), T(
        "应返回以题为索引的 Series", "return a Series indexed by item"
    )
    for item, row in flipped.iterrows():
        strongest = max(row.index, key=lambda name: abs(row[name]))
        right_home = strongest if abs(row[strongest]) >= bar else "none"
        assert their_homes[item] == right_home, T(
            "换了正负、次序或界限就不对了", "wrong once signs, order or the limit change"
        )
edge = home_factor(pd.DataFrame({"A": [0.5, 0.1], "B": [0.2, -0.5]}, index=["a", "b"]), 0.5)
assert list(edge) == ["A", "B"], T(
    "正好等于 least 的不算小：小于 least 才是 none",
    "a loading of exactly least is not small: none is for those below least",
)
### END HIDDEN TESTS
assert low_bar["a"] == "Q" and low_bar["b"] == "P", T(
    "界限是 0.2 时，a 属于 Q，b 属于 P", "with a limit of 0.2, a belongs to Q and b to P"
)
# %% [markdown] lang="zh" id="clusters"
# ## 6 · 按因子得分聚类
#
# 每人在每个因子上有一个**因子得分**。按它聚类，就得到细分；得分要先标准化，让 5 个因子权重相同。这里用 **K 均值**：把人分成给定个数的簇，使每个人尽量靠近所在簇的中心；`n_init=10` 是换 10 个随机起点、取最好的一次（第 10 课细讲）。先用更简单的 `means`（转换反向题以后每个量表的均值）示范，聚类 2 次，只换随机种子：
# %% [markdown] lang="en" id="clusters"
# ## 6 · Segments on factor scores
#
# Each person has a **factor score** on each factor. Cluster them, and you have segments; standardise the scores first, so that the 5 factors weigh the same. We use **k-means**: it puts people into a given number of clusters, so that each is as near as possible to the centre of theirs; `n_init=10` takes the best of 10 random starts (more in lesson 10). To show how, here is clustering with the simpler `means`, each person's mean of each scale with reversed items turned. We run it 2 times and change nothing but the random seed:
# %%
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

means = means.loc[complete.index]
standard_means = (means - means.mean()) / means.std()
by_means, again = (
    KMeans(5, n_init=10, random_state=seed).fit_predict(standard_means) for seed in (0, 1)
)
print(T("编号相同的占比", "same number"), f"{(by_means == again).mean():.0%}")
print(T("调整兰德指数", "adjusted Rand index"), f"{adjusted_rand_score(by_means, again):.2f}")
# %% [markdown] lang="zh" id="segments-read"
# 2 次结果几乎一样，编号却对不上：**聚类的编号是任意的**，和因子的正负一样。比较 2 种分法要用与编号无关的指标，例如**调整兰德指数**（ARI）：看每一对人是否同在一群，1 表示完全一致，0 表示与随机相当（Hubert 和 Arabie，1985，*Journal of Classification*，2，193–218）。
# %% [markdown] lang="en" id="segments-read"
# The 2 results are nearly the same, and yet the numbers do not match: **the numbers of clusters are arbitrary**, like the signs of factors. To compare 2 segmentations take a measure that ignores numbers, such as the **adjusted Rand index** (ARI). It asks of each pair of people whether they are together; 1 is full agreement, 0 what chance would give (Hubert and Arabie, 1985, *Journal of Classification*, 2, 193–218).
# %%
scores = solution.scores.assign(F1=50 + 10 * solution.scores["F1"])
raw_means = complete.T.groupby(scale_of).mean().T
raw_means = (raw_means - raw_means.mean()) / raw_means.std()
by_sun = KMeans(5, n_init=10, random_state=0).fit_predict(raw_means)
scores.std().round(2).to_frame(T("标准差", "standard deviation"))
# %% [markdown] lang="zh" id="segments-q"
# ### 练习 7.5 · 聚类并比较
# `scores` 是因子得分（1,412 人，5 列）；其中 F1 已换算成以 50 为中心的分数（原得分的 10 倍加 50；不同来源的得分常常单位不一），其余 4 列没有换算，见上面的标准差；
# `by_means` 是上面按量表均值聚成的簇；`by_sun` 是小孙聚的，他没有转换反向题，其余做法相同。请算：
#
# - `segments`：索引与 `scores` 相同的 Series，是把 `scores` 每列**标准化**（均值 0、标准差 1）以后 K 均值的簇号：5 个簇，`n_init=10`，随机种子任选；
# - `with_means`：`segments` 与 `by_means` 的 ARI；
# - `with_sun`：`segments` 与 `by_sun` 的 ARI。2 个 ARI 都至少保留 4 位小数。
#
# <details><summary>提示 1</summary>标准化的写法与 `standard_means` 一样。</details>
# <details><summary>提示 2</summary>`fit_predict` 返回数组，用 `pd.Series(..., index=scores.index)` 配上索引。</details>
# <details><summary>提示 3</summary>`with_means = adjusted_rand_score(segments, by_means)`，`with_sun` 同理。</details>
# %% [markdown] lang="en" id="segments-q"
# ### Exercise 7.5 · Segment and compare
# `scores` are the factor scores (1,412 people, 5 columns); F1 has been put on a scale around 50 (10 times the score, plus 50), as scores from another source often are, and the other 4 are as they were: see the standard deviations above.
# `by_means` are the clusters above, by scale means; `by_sun` are those of Xiao Sun, who did the same without turning the reversed items. Compute:
#
# - `segments`: a Series with the index of `scores`, the clusters by k-means of `scores` with each column **standardised** (mean 0, standard deviation 1): 5 clusters, `n_init=10`, any random seed;
# - `with_means`: the ARI of `segments` and `by_means`;
# - `with_sun`: the ARI of `segments` and `by_sun`. Give the 2 indices to 4 decimals or more.
#
# <details><summary>Hint 1</summary>Standardise in the same way as for `standard_means`.</details>
# <details><summary>Hint 2</summary>`fit_predict` returns an array; `pd.Series(..., index=scores.index)` gives it the index.</details>
# <details><summary>Hint 3</summary>`with_means = adjusted_rand_score(segments, by_means)`, and `with_sun` likewise.</details>
# %% exercise="segments" objective="07.4"
### BEGIN SOLUTION
z = (scores - scores.mean()) / scores.std()
numbers_found = KMeans(5, n_init=10, random_state=0).fit_predict(z)
segments = pd.Series(numbers_found, index=scores.index)
with_means = adjusted_rand_score(segments, by_means)
with_sun = adjusted_rand_score(segments, by_sun)
### END SOLUTION
# %% wrong="segments" breaks="segments-ari" why="shares of equal numbers instead of the adjusted Rand index"
z = (scores - scores.mean()) / scores.std()
numbers_found = KMeans(5, n_init=10, random_state=0).fit_predict(z)
segments = pd.Series(numbers_found, index=scores.index)
with_means = (segments == by_means).mean()
with_sun = (segments == by_sun).mean()
# %% wrong="segments" breaks="segments-groups" why="clustered by the answers instead of the factor scores"
numbers_found = KMeans(5, n_init=10, random_state=0).fit_predict(raw_means)
segments = pd.Series(numbers_found, index=scores.index)
with_means = adjusted_rand_score(segments, by_means)
with_sun = adjusted_rand_score(segments, by_sun)
# %% wrong="segments" breaks="segments-groups" why="scores not standardised, so F1 decides"
numbers_found = KMeans(5, n_init=10, random_state=0).fit_predict(scores)
segments = pd.Series(numbers_found, index=scores.index)
with_means = adjusted_rand_score(segments, by_means)
with_sun = adjusted_rand_score(segments, by_sun)
# %% wrong="segments" breaks="segments-groups" why="the factor with the largest score instead of clusters"
z = (scores - scores.mean()) / scores.std()
segments = z.idxmax(axis=1)
with_means = adjusted_rand_score(segments, by_means)
with_sun = adjusted_rand_score(segments, by_sun)
# %% wrong="segments" breaks="segments-ari" hardcoded="seed" why="hard-coded agreement of the shipped data"
z = (scores - scores.mean()) / scores.std()
numbers_found = KMeans(5, n_init=10, random_state=0).fit_predict(z)
segments = pd.Series(numbers_found, index=scores.index)
with_means, with_sun = 0.7876241, 0.1157219
# %% check="segments-groups" of="segments" points=2
assert isinstance(segments, pd.Series), T("segments 应是 Series", "segments should be a Series")
assert len(segments) == len(scores) and set(segments.index) == set(scores.index), T(
    "索引应与 scores 相同", "the index should be that of scores"
)
assert segments.notna().all() and segments.nunique() == 5, T(
    "应正好有 5 个簇，没有缺失", "exactly 5 clusters and no gaps are expected"
)
### BEGIN HIDDEN TESTS
from sklearn.preprocessing import StandardScaler

same_width = StandardScaler().fit_transform(scores)
references = [
    KMeans(5, n_init=10, random_state=start).fit_predict(same_width) for start in (3, 4, 5)
]
labels = segments.reindex(scores.index).astype(str)
assert max(adjusted_rand_score(each, labels) for each in references) > 0.96, T(
    "与标准化因子得分的 K 均值结果差得太多：输入的是 scores 吗？每列都标准化了吗？",
    "too far from k-means of the standardised factor scores: is the input scores, and is each column standardised?",
)
### END HIDDEN TESTS
assert segments.value_counts().min() > 20, T("有的簇太小", "a cluster is too small")
# %% check="segments-ari" of="segments" points=2
for figure in (with_means, with_sun):
    assert isinstance(figure, (int, float, np.number)), T(
        "with_means 和 with_sun 各是一个数",
        "with_means and with_sun are one number each",
    )
    assert -1 <= figure <= 1, T("ARI 不超过 1", "the ARI does not exceed 1")
assert isinstance(segments, pd.Series) and set(segments.index) == set(scores.index), T(
    "先做出 segments，索引与 scores 相同", "make segments first, indexed like scores"
)
### BEGIN HIDDEN TESTS
codes = pd.factorize(segments.reindex(scores.index).astype(str))[0]
for stated, other in ((with_means, by_means), (with_sun, by_sun)):
    cells = pd.crosstab(codes, other).to_numpy(dtype=float)
    pairs_in = (cells * (cells - 1) / 2).sum()
    across, down = cells.sum(axis=1), cells.sum(axis=0)
    rows_in, columns_in = (across * (across - 1) / 2).sum(), (down * (down - 1) / 2).sum()
    chance = rows_in * columns_in / (len(codes) * (len(codes) - 1) / 2)
    by_pairs = (pairs_in - chance) / ((rows_in + columns_in) / 2 - chance)
    assert abs(stated - by_pairs) < 2e-4, T(
        "应是 segments 与另一种分法的 ARI，不是编号相同的占比",
        "the ARI of segments and the other clusters, not the share of equal numbers",
    )
### END HIDDEN TESTS
assert np.isfinite([with_means, with_sun]).all(), T(
    "结果不应缺失", "the results should not be missing"
)
# %% [markdown] lang="zh" id="truth"
# 用因子得分还是量表均值，聚出来的簇大体相同（ARI 0.79）；没转换反向题，就面目全非（0.12）。
#
# 数据是生成的，可以对答案：背后有 5 个细分（见数据卡片）。下面以突出的态度给找到的簇命名，与真实的细分对照，数字是人数：
#
# | 真实的细分 | health | thrift | novelty | family | convenience |
# |---|---|---|---|---|---|
# | 健康优先 | 274 | 2 | 4 | 20 | 2 |
# | 精打细算 | 5 | 305 | 2 | 27 | 9 |
# | 追逐潮流 | 5 | 2 | 269 | 1 | 49 |
# | 传统居家 | 12 | 22 | 0 | 177 | 7 |
# | 节省时间 | 1 | 6 | 24 | 10 | 177 |
#
# 85% 的人落在对的簇里，与真相的 ARI 是 0.69；量表均值是 0.72，**更简单的办法并不差**；没转换反向题的只有 0.13。
# 现实中没有答案可对，而 K 均值在噪声里也能分出 5 个簇：把标准化得分的每一列各自打乱，轮廓系数（簇与簇分得多开，最高是 1）仍有 0.14，真数据不过 0.23。所以要看稳定性（第 12 课），还要看细分能不能说明没有参与聚类的行为。
# %% [markdown] lang="en" id="truth"
# Factor scores or scale means: the clusters are much the same (ARI 0.79). Without turning the reversed items they are something else altogether (0.12).
#
# The data were generated, so we can look up the truth: 5 segments (see the data card). Here the clusters are named after the attitude that stands out, against the true segments, in respondents:
#
# | true segment | health | thrift | novelty | family | convenience |
# |---|---|---|---|---|---|
# | health first | 274 | 2 | 4 | 20 | 2 |
# | careful savers | 5 | 305 | 2 | 27 | 9 |
# | trend seekers | 5 | 2 | 269 | 1 | 49 |
# | traditional homes | 12 | 22 | 0 | 177 | 7 |
# | time savers | 1 | 6 | 24 | 10 | 177 |
#
# 85% are in the right cluster, and the ARI with the truth is 0.69; scale means reach 0.72, so **the simpler way is no worse**; without turning it is 0.13.
# At work there is no truth to look up, and k-means finds 5 clusters in noise as well: shuffle each column of the standardised scores, and the silhouette (how far apart clusters lie, 1 at most) is still 0.14, against no more than 0.23 for the real data. So look at stability (lesson 12), and at whether segments tell of behaviour that did not go into them.
# %%
meaning = loadings.abs().groupby(scale_of).mean().idxmax()
standard = scores.rename(columns=meaning)[scales]
standard = (standard - standard.mean()) / standard.std()
cluster = KMeans(5, n_init=10, random_state=0).fit_predict(standard)
names = standard.groupby(cluster).mean().idxmax(axis=1)
people = survey.loc[standard.index].assign(
    segment=pd.Series(cluster, standard.index).map(names)
)
known = ["age_band", "gender", "city_tier"]
done = ["new_products_year", "market_visits_month", "orders_online_weekly"]
people.groupby("segment")[done].mean().assign(people=people["segment"].value_counts()).round(2)
# %%
from segkit import profile

labels = dict(
    zip(done, T("新食品,菜市场,网购", "new products,market visits,online").split(","))
)
shown = people.rename(columns=labels)
plot.show(
    plot.plot_profile(profile(shown, by="segment", columns=list(labels.values())), lang=LANG),
    alt=T(
        "条形图：求新的人尝新食品最多，健康的人去菜市场最多。",
        "Bars: novelty tries most new products, health visits markets most often.",
    ),
)
# %% [markdown] lang="zh" id="behaviour-read"
# 图中彩色的条表示突出：与平均的差别够大，也不像是偶然。这 3 种行为没有参与聚类，却差别明显：`novelty` 一年尝 8.45 种新食品，`family` 只有 2.14 种。（它们同样是自己说的，不是销售记录。）
# %% [markdown] lang="en" id="behaviour-read"
# In the chart a coloured bar is a **marker**: far from the average, and by more than chance. None of these 3 kinds of behaviour went into the clusters, and they differ clearly: `novelty` tried 8.45 new products in a year, `family` just 2.14. (These are claims too, not sales records.)
# %% [markdown] lang="zh" id="crm"
# ## 7 · 在会员系统里看得见吗
#
# 试吃会该请谁？问卷是匿名的，与会员系统里的人和购买记录对不上号；问卷和会员系统都有的，只是年龄、性别和城市等级。只凭这 3 项，能猜中多少人的细分？用线性判别分析来猜，并作 5 折交叉验证（被猜的人没有参与模型的训练），再与每个量表只问 1 道题（共 5 道）比较：
# %% [markdown] lang="en" id="crm"
# ## 7 · Can you see them in the CRM?
#
# Who gets an invitation to the tasting? The survey is anonymous and cannot be matched with the people and purchases in the members' database (the CRM); what both hold is age, gender and city tier. From these 3 alone, how many people's segment can be guessed? Guess by linear discriminant analysis with 5-fold cross-validation (each person is guessed by a model made without them), and compare with just 1 item per scale (5 in all):
# %%
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import cross_val_predict

crm = pd.get_dummies(people[known], dtype=float)
asked = complete[[f"{scale}_1" for scale in scales]]
largest = people["segment"].value_counts(normalize=True).max()
right_share = {T("总猜最大的簇", "always the largest cluster"): largest}
inputs = {T("会员系统的 3 项", "3 columns of the CRM"): crm, T("5 道题", "5 items"): asked}
for name, table in inputs.items():
    guess = cross_val_predict(LinearDiscriminantAnalysis(), table, people["segment"], cv=5)
    right_share[name] = (guess == people["segment"]).mean()
pd.Series(right_share, name=T("猜中", "guessed right")).map("{:.0%}".format).to_frame()
# %% [markdown] lang="zh" id="reach-read"
# 总猜最大的簇就有 24%，用会员系统的 3 项是 33%，只问 5 道题是 74%（这 5 道题本来就参与了聚类，所以偏乐观）。
# 这就是**心理细分**的触达难题：看得懂，却找不到人。办法有：入会时加几道题；用内容让顾客自己选；按渠道和购买场合投放。用程序推断个人的心理，并据此决定向谁推送，属于自动化决策，要同时提供不针对个人特征的选项，或者便捷的拒绝方式（《个人信息保护法》第 24 条；只作教学说明，不是法律意见）。
# %% [markdown] lang="en" id="reach-read"
# Always guessing the largest cluster is right for 24%, the 3 columns of the CRM for 33%, and 5 items for 74% (these 5 took part in the clustering, so this is optimistic).
# This is the problem of reachability in **psychographic segmentation**: you understand the segments and cannot find the people. What helps: a few items when members join, content by which customers select themselves, the right channel and occasion. To infer a person's mind by program, and to decide by it who gets a message, is automated decision-making, and has to come with an option that is not personalised or an easy way to refuse (Article 24 of China's Personal Information Protection Law; this is for teaching and is not legal advice).
# %% [markdown] lang="zh" id="reach-q"
# ### 练习 7.6 · 综合题：只凭年龄找人
# 林岚手上只有会员的年龄层。请从 `people`（列 `segment` 和 `age_band`）做出 DataFrame `reach`，索引是 5 个细分的名称，列为：
#
# - `best_age`：哪个年龄层里，属于这个细分的**占比**最高（不是人数最多）；
# - `hit_rate`：就是这个占比，即该年龄层的人有多少属于这个细分；
# - `coverage`：这个细分的人当中，在 `best_age` 这个年龄层的占比。后 2 列在 0 到 1 之间，至少 4 位小数。
#
# <details><summary>提示 1</summary>`pd.crosstab(people["age_band"], people["segment"], normalize=...)` 可以按行或按列算占比，这里都要用。</details>
# <details><summary>提示 2</summary>`normalize="index"`：每个年龄层合计为 1，`idxmax()` 和 `max()` 给出前 2 列；`normalize="columns"`：每个细分合计为 1。</details>
# <details><summary>提示 3</summary>设 `best` 是 `best_age` 一列，按列算的表叫 `inside`，则 `coverage` 是 `[inside.loc[age, name] for name, age in best.items()]`。</details>
# %% [markdown] lang="en" id="reach-q"
# ### Exercise 7.6 · Case: find them by age alone
# All that Lin Lan has is the age band of members. From `people` (columns `segment` and `age_band`) make the DataFrame `reach`, indexed by the names of the 5 segments, with the columns:
#
# - `best_age`: the age band in which the **share** of people who belong to the segment is highest (not where it has most people);
# - `hit_rate`: that share, of the people in the age band who belong to the segment;
# - `coverage`: the share of the segment's people who are in the age band `best_age`. The last 2 lie between 0 and 1, to 4 decimals or more.
#
# <details><summary>Hint 1</summary>`pd.crosstab(people["age_band"], people["segment"], normalize=...)` gives shares by row or by column; you need both.</details>
# <details><summary>Hint 2</summary>`normalize="index"`: each age band adds up to 1, and `idxmax()` and `max()` give the first 2 columns; `normalize="columns"`: each segment adds up to 1.</details>
# <details><summary>Hint 3</summary>If `best` is the column `best_age` and the table by columns is called `inside`, `coverage` is `[inside.loc[age, name] for name, age in best.items()]`.</details>
# %% exercise="reach" objective="07.5"
### BEGIN SOLUTION
by_age = pd.crosstab(people["age_band"], people["segment"], normalize="index")
inside = pd.crosstab(people["age_band"], people["segment"], normalize="columns")
best = by_age.idxmax()
reach = pd.DataFrame({"best_age": best, "hit_rate": by_age.max()})
reach["coverage"] = [inside.loc[age, name] for name, age in best.items()]
### END SOLUTION
# %% wrong="reach" breaks="reach-age,reach-shares" why="the age band with most people of the segment, the base rate forgotten"
by_age = pd.crosstab(people["age_band"], people["segment"], normalize="index")
inside = pd.crosstab(people["age_band"], people["segment"], normalize="columns")
best = inside.idxmax()
reach = pd.DataFrame({"best_age": best, "coverage": inside.max()})
reach["hit_rate"] = [by_age.loc[age, name] for name, age in best.items()]
# %% wrong="reach" breaks="reach-shares" why="hit rate and coverage mixed up"
by_age = pd.crosstab(people["age_band"], people["segment"], normalize="index")
inside = pd.crosstab(people["age_band"], people["segment"], normalize="columns")
best = by_age.idxmax()
reach = pd.DataFrame({"best_age": best, "coverage": by_age.max()})
reach["hit_rate"] = [inside.loc[age, name] for name, age in best.items()]
# %% wrong="reach" breaks="reach-shares" why="shares of all people instead of the age band and the segment"
by_age = pd.crosstab(people["age_band"], people["segment"], normalize="index")
every = pd.crosstab(people["age_band"], people["segment"], normalize="all")
best = by_age.idxmax()
reach = pd.DataFrame({"best_age": best, "hit_rate": by_age.max()})
reach["coverage"] = [every.loc[age, name] for name, age in best.items()]
# %% wrong="reach" breaks="reach-shares" hardcoded="seed" why="the shipped data's shares, typed in"
by_age = pd.crosstab(people["age_band"], people["segment"], normalize="index")
reach = pd.DataFrame({"best_age": by_age.idxmax()})
reach["hit_rate"] = [0.232932, 0.278523, 0.253385, 0.375502, 0.545455]
reach["coverage"] = [0.475410, 0.353191, 0.441077, 0.625418, 0.160237]
# %% check="reach-age" of="reach" points=1
assert isinstance(reach, pd.DataFrame) and "best_age" in reach, T(
    "reach 应是含 best_age 一列的 DataFrame",
    "reach should be a DataFrame with a column best_age",
)
assert len(reach) == 5 and set(reach.index) == set(people["segment"]), T(
    "索引应是 5 个细分的名称", "the index holds the names of the 5 segments"
)
assert set(reach["best_age"].astype(str)) <= set(people["age_band"]), T(
    "best_age 应是年龄层的名称", "best_age should hold names of age bands"
)
### BEGIN HIDDEN TESTS
for name in reach.index:
    per_age = {
        age: (part["segment"] == name).sum() / len(part)
        for age, part in people.groupby("age_band")
    }
    assert per_age[str(reach.loc[name, "best_age"])] >= max(per_age.values()) - 1e-9, T(
        f"{name}：要占比最高的年龄层，不是人数最多的",
        f"{name}: the age band with the highest share is asked for, not that with most people",
    )
### END HIDDEN TESTS
assert reach["best_age"].notna().all(), T("不应有缺失", "nothing may be missing")
# %% check="reach-shares" of="reach" points=3
assert isinstance(reach, pd.DataFrame) and {"hit_rate", "coverage"} <= set(reach.columns), T(
    "缺少 hit_rate 或 coverage 一列",
    "no column hit_rate or coverage",
)
assert len(reach) == 5 and set(reach.index) == set(people["segment"]), T(
    "索引应是 5 个细分的名称", "the index holds the names of the 5 segments"
)
numbers = reach[["hit_rate", "coverage"]].astype(float)
assert numbers.notna().all(axis=None) and numbers.min(axis=None) >= 0, T(
    "占比在 0 和 1 之间，不应有缺失", "shares run from 0 to 1, and nothing is missing"
)
assert numbers.max(axis=None) <= 1, T("占比在 0 和 1 之间", "shares run from 0 to 1")
### BEGIN HIDDEN TESTS
for name in reach.index:
    member = people["segment"] == name
    rate_of = member.groupby(people["age_band"]).mean()
    in_band = people["age_band"] == rate_of.idxmax()
    assert abs(numbers.loc[name, "hit_rate"] - rate_of.max()) < 2e-4, T(
        f"{name} 的 hit_rate 不对：分母是该年龄层的人",
        f"wrong hit_rate for {name}: divide by the people in the age band",
    )
    caught = (member & in_band).sum() / member.sum()
    assert abs(numbers.loc[name, "coverage"] - caught) < 2e-4, T(
        f"{name} 的 coverage 不对：分子是该细分在 best_age 里的人，分母是该细分所有的人",
        f"wrong coverage for {name}: its people in best_age, over all the people of the segment",
    )
### END HIDDEN TESTS
assert len(numbers) == 5, T("每个细分应有 1 行", "each segment has 1 row")
# %% [markdown] lang="zh" id="case-read"
# 求新的人最好找：18–29 岁里有 38% 属于 `novelty`，覆盖这个细分的 63%，可是仍有 62% 的邀请会发错人。60 岁以上有 55% 属于 `thrift`，但问卷里这个年龄层只有 99 人，只覆盖这个细分的 16%。
# 另外，问卷里年轻人偏多（见数据卡片），占比不能直接当成全体顾客的占比。
# %% [markdown] lang="en" id="case-read"
# Novelty seekers are the easiest to find: of the people of 18–29, 38% belong to `novelty`, and this age band holds 63% of the segment; even so, 62% of the invitations would go to the wrong people. Of those of 60 or more, 55% belong to `thrift`, but the survey has just 99 people of that age, and they are 16% of the segment.
# Besides, the survey has too many young people (see the data card), so that shares in it are not shares of all customers.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 8 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 8 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="07.1,07.2,07.3,07.4,07.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "一位受访者连续 13 道题都选 3，用时 9 分钟。怎么办？（见第 2 节）",
                "A respondent chose 3 on 13 items in a row and took 9 minutes. What now? (section 2)",
            ),
            wrong(
                T("马上剔除", "Drop this person at once"),
                T(
                    "一种迹象不足为凭，用时也正常。",
                    "One sign is no proof, and the time is normal.",
                ),
            ),
            right(
                T("再看其他迹象", "Look for other signs"),
                T(
                    "也许真的态度居中；正反题自相矛盾才更可疑。",
                    "The opinions may be lukewarm indeed; contradictions would be more suspicious.",
                ),
            ),
            wrong(
                T("把 3 改成缺失", "Turn the 3s into gaps"),
                T(
                    "不能因为答案不好看就改数据。",
                    "Data are not changed because we dislike them.",
                ),
            ),
        ),
        question(
            T(
                "α 等于 0.85，说明什么？（见第 4 节）",
                "Alpha is 0.85. What follows? (section 4)",
            ),
            wrong(
                T("这些题只测了一件事", "The items measure one thing only"),
                T(
                    "健康和家庭的 10 道题混在一起，α 也有 0.73。要看因子结构。",
                    "10 items on health and family, mixed, have 0.73 as well. Look at the factors.",
                ),
            ),
            wrong(
                T("这些题测对了东西", "The items measure the right thing"),
                T("那是效度，α 不管。", "That is validity, and alpha does not tell."),
            ),
            right(
                T("这些题大体上同高同低", "By and large the items rise and fall together"),
                T(
                    "只此而已；题数多，α 也会高。",
                    "That is all; with many items alpha is high, too.",
                ),
            ),
        ),
        question(
            T(
                "换了软件，F2 变成 F4，载荷全部变号。结论要改吗？（见第 5 节）",
                "With other software F2 is called F4, and all its loadings have the other sign. Do the conclusions change? (section 5)",
            ),
            right(
                T("不用，只是叫法不同", "No, just the names do"),
                T(
                    "正负和次序任意；起名时把方向一并写清楚。",
                    "Sign and order are arbitrary; state the direction when you name a factor.",
                ),
            ),
            wrong(
                T("要，符号变了，意思就反了", "Yes, the opposite sign means the opposite"),
                T(
                    "因子得分也一起变号，关系没有变。",
                    "The scores change their sign as well, and the relation stays.",
                ),
            ),
            wrong(
                T("要，F2 比 F4 重要", "Yes, F2 matters more than F4"),
                T(
                    "旋转以后，次序只表示解释的方差多少，而且相差很小。",
                    "After the rotation the order only tells how much variance is explained, with small differences.",
                ),
            ),
        ),
        question(
            T(
                "2 次聚类只有 39% 的人编号相同。说明结果不稳吗？（见第 6 节）",
                "In 2 runs, just 39% of the people have the same cluster number. Is the result unstable? (section 6)",
            ),
            wrong(
                T("是，多数人换了簇", "Yes, most changed their cluster"),
                T(
                    "编号是任意的，簇可以原封不动。",
                    "Numbers are arbitrary, and the clusters may be the same.",
                ),
            ),
            wrong(
                T("是，应该固定随机种子", "Yes, fix the random seed"),
                T(
                    "固定种子只能重现结果，不能说明稳不稳。",
                    "A fixed seed repeats a result and says nothing of its stability.",
                ),
            ),
            right(
                T("看不出来，要算 ARI", "It does not tell: compute the ARI"),
                T(
                    "ARI 只看谁和谁在一起。",
                    "The ARI looks only at who is together with whom.",
                ),
            ),
        ),
        question(
            T(
                "心理细分清楚、稳定，而且与行为有关。可以直接投放吗？（见第 7 节）",
                "The segments are clear, stable and related to behaviour. Can we go ahead? (section 7)",
            ),
            wrong(
                T("可以，用年龄代替", "Yes, use age instead"),
                T(
                    "18–29 岁里只有 38% 属于求新。",
                    "Of the people of 18–29, just 38% are novelty seekers.",
                ),
            ),
            right(
                T(
                    "先解决怎样找到人，再测试有没有增量",
                    "First find a way to reach them, then test for uplift",
                ),
                T(
                    "会员系统里没有态度；不同也不等于会有不同的反应。",
                    "The CRM holds no attitudes, and to differ is not to respond differently.",
                ),
            ),
            wrong(
                T("可以，因子得分够准", "Yes, the factor scores are precise"),
                T(
                    "得分只有答过问卷的人才有。",
                    "Only those who answered the survey have scores.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 9 · 写给林岚的备忘录
#
# ### 练习 7.7 · 备忘录
# 用 150–300 字给林岚写一份备忘录：问卷能不能用？试吃会该以哪个细分为目标，怎样找到这些人？
# 请引用本课算出的至少 3 个数字；说明 α 或因子分析的 1 个局限；指出 1 个隐私风险；并写出怎样检验试吃会有没有用。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 9 · A memo to Lin Lan
#
# ### Exercise 7.7 · Memo
# In 150–300 words, advise Lin Lan: can the survey be used? Which segment should the tastings aim at, and how will you find these people?
# Quote at least 3 figures from this lesson; name 1 limit of alpha or of factor analysis; point out 1 risk to privacy; and say how you would test whether the tastings work. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 问卷质量（1 分） | 说明随意作答和反向题怎样处理，影响多大 | 只说能用或不能用 | 没有提到 |
# | 目标与找人（2 分） | 选定细分，并比较至少 2 种找人的办法 | 选定细分，找人的办法笼统 | 没有选择 |
# | 数字（1 分） | 至少 3 个，准确并有解读 | 1–2 个，或没有解读 | 没有数字 |
# | 局限与隐私（1 分） | 各指出 1 处，并说明后果 | 只提到 1 处 | 都没有 |
# | 检验（1 分） | 有随机对照组和衡量指标 | 只看前后对比 | 没有检验办法 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | quality of the survey (1 point) | how careless answers and reversed items were dealt with, and what it changed | just usable or not | not mentioned |
# | target and reach (2 points) | a segment, and at least 2 ways to find it compared | a segment, vague on how to find it | no choice |
# | figures (1 point) | at least 3, right and interpreted | 1–2, or not interpreted | none |
# | limit and privacy (1 point) | 1 of each, and what follows | only 1 mentioned | neither |
# | test (1 point) | random control group and a measure | before and after only | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="07.2,07.5"
# 示例：问卷能用。α 只有 0.13，是因为没有转换反向题；转换并剔除 124 位疑似随意作答的人以后，5 个量表都在 0.73 以上。
# 试吃会以求新的细分为目标：他们一年尝 8.45 种新食品，传统居家的只有 2.14 种。会员系统里看不见态度：只请 18–29 岁的人，命中率 38%；在报名页加 5 道题，约 74% 的人能分对，所以建议用 5 道题，年龄只作初筛。
# 局限：α 高不说明只测了一件事（健康加家庭也有 0.73）；因子的个数和名称是我们定的。隐私：推断态度要事先告知、可以拒绝，答案不另作他用。
# 检验：在愿意参加的求新会员里随机留出一半不请，比较之后 90 天购买新品的人数占比。
#
# Example: the survey can be used. Alpha was 0.13 because reversed items had not been turned; turned, and without 124 respondents who look careless, all 5 scales are at 0.73 or above.
# Aim the tastings at novelty seekers: they tried 8.45 new products in a year, traditional homes 2.14. Attitudes are not in the CRM: to invite everybody of 18–29 has a hit rate of 38%; 5 items on the sign-up page sort about 74% correctly, so use the 5 items, and age just for a first choice.
# Limits: a high alpha does not show that one thing was measured (health and family together have 0.73 as well), and number and names of factors are ours. Privacy: tell people that attitudes are inferred, let them refuse, and use the answers for nothing else.
# Test: of the novelty seekers willing to come, leave out a random half, and compare the share who buy a new product in the 90 days after.
# %% [markdown] lang="zh" id="discussion"
# ## 10 · 讨论卡（4–6 人，15 分钟）
#
# 情境：一家服务商推销“人格标签”：“用顾客的购物和浏览记录，就能给每位会员打上 5 种人格分数，准确率很高，明天就能上线。”
#
# - 正方：如果真能做到，对哪些决定有用？
# - 反方：请服务商拿出什么证据？（分数和问卷的相关、随意作答和反向题怎样处理、换一批人还准不准）会员知道了会怎么想？
# - 共同决定：买还是不买？如果买，先在哪里小规模试，凭哪个数字决定是否继续？
# %% [markdown] lang="en" id="discussion"
# ## 10 · Discussion card (4–6 people, 15 minutes)
#
# The situation: a vendor sells "personality tags": "From shopping and browsing we give each member scores on 5 personality traits, at high accuracy, live tomorrow."
#
# - For: if it worked, for which decisions would it help?
# - Against: what evidence do you ask for (the correlation of tags and questionnaires, how careless answers and reversed items were dealt with, how it does with other people)? What would members think if they knew?
# - Together: buy or not? If so, where do you try it on a small scale first, and which figure decides whether to go on?
# %% [markdown] lang="zh" id="wrap-up"
# ## 11 · 小结
#
# **记住**
#
# - 先剔除随意作答的人，再转换反向题，然后才算信度。
# - α 说的是题目同高同低，不说明只测了一件事，也不说明测对了。
# - 因子的正负和次序是任意的，聚类的编号也是；比较用载荷的绝对值和 ARI。
# - 心理细分说明为什么买，却很难在会员系统里找到人。
#
# **实践中容易失灵的地方**
#
# - 问卷是受访者自报的：有附和倾向，有人爱面子，说的和做的也不一定一样。
# - 态度和品类之外的行为关系不大：为广告做的心理细分，往往预测不了谁会买（见文末的文章）。
# - 因子的个数、旋转方法、要不要扣个人均值，都会改变结果：写明选择，换一种再做一遍。
# - 每道题缺一点，合起来就少很多人；缺失的人可能与众不同。
# - 态度会变，题目会过时：细分要定期重做，不能把一次问卷当成终身标签。
#
# **深入阅读**（心理细分与市场细分的得失）：Yankelovich, D., & Meer, D. (2006). Rediscovering market segmentation. *Harvard Business Review*, 84(2), 122–131.
# %% [markdown] lang="en" id="wrap-up"
# ## 11 · Wrap-up
#
# **Remember**
#
# - First drop careless respondents, then turn the reversed items, and only then compute reliability.
# - Alpha says that items rise and fall together, not that they measure one thing, nor that it is the right thing.
# - The sign and the order of factors are arbitrary, and so are the numbers that clusters get; compare by absolute loadings and by the ARI.
# - Psychographic segmentation tells why people buy, but the people are hard to find in the CRM.
#
# **Where it fails in practice**
#
# - A survey is what people say: there is a leaning to agree, some save face, and not all that is said is done.
# - Attitudes have little to do with behaviour outside their category: psychographics made for advertising often fail to predict who will buy (see the article below).
# - The number of factors, the rotation and taking out personal means all change the result: state your choices, and try others.
# - A few gaps per item add up to many people lost, and those may differ from the rest.
# - Attitudes change and items go out of date: do it again from time to time, and do not make one survey a label for life.
#
# **Read on** (the merits and failings of psychographic and other market segmentation): Yankelovich, D., & Meer, D. (2006). Rediscovering market segmentation. *Harvard Business Review*, 84(2), 122–131.
