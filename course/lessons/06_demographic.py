# %% [markdown] lang="zh" id="question"
# ## 母婴邮件，寄给 25–34 岁的女性？
#
# 云杉优选是一家虚构的全渠道零售商。2024 年和 2025 年，4,887 位会员下过单，其中 27% 买过母婴用品。
# 会员运营经理林岚请一家代理公司出主意。公司分析了 59,494 行交易流水，得出“性别与品类显著相关”，
# p 值只有 3 × 10⁻²⁶，于是建议：会员邮件分男女两版，母婴邮件寄给 25–34 岁的女性。
#
# 听起来合理。可是 25–34 岁的女会员只有 20% 买过母婴用品，比全体会员还低；
# 家庭阶段是“有幼儿”的会员，则有 61% 买过。p 值这么小，建议怎么会错？
# 本课用会员**是谁**（而不是做过什么）来回答：哪些人口变量有用，用处有多大，怎样不被 p 值骗到。
# %% [markdown] lang="en" id="question"
# ## The baby mailing: to women of 25–34?
#
# Spruce Select is a fictional omni-channel retailer. In 2024 and 2025, 4,887 members placed an order, and 27% of them bought baby goods.
# Lin Lan, who runs the membership programme, asked an agency for advice. It analysed 59,494 transaction lines, found that "gender and
# category are significantly related" with a p-value of 3 × 10⁻²⁶, and proposes separate editions of the members' mailing for women and for men, and
# the baby mailing for women of 25–34.
#
# It sounds sensible. Yet just 20% of the women of 25–34 bought baby goods, fewer than of all members; of those whose
# family stage is "young children", 61% did. How can advice with so small a p-value be wrong? This lesson looks at who members *are* rather
# than at what they did: which demographics help, how much, and how not to be fooled by a p-value.
# %% [markdown] lang="zh" id="variables"
# ## 1 · 人口变量能告诉我们什么
#
# **人口统计细分**按年龄、性别、收入、教育、职业和家庭阶段给客户分组。这些变量容易理解，也容易用来选人群；新会员还没有购买记录时，往往只有它们可用。
#
# | 变量 | 要回答的问题 | 数据里的列 |
# |---|---|---|
# | 年龄 | 处在哪个年龄层？ | `birth_year` |
# | 性别 | 需求不同，还是只是刻板印象？ | `gender` |
# | 收入 | 能花多少？ | `income_cny_month` |
# | 教育 | 怎样获取信息？ | `education` |
# | 职业 | 时间和生活方式怎样？ | `occupation` |
# | 家庭阶段 | 家里有谁？ | `family_stage` |
#
# 家庭阶段把年龄、婚姻和子女合成一个变量，常常比其中任何一个更接近需求（Wells 和 Gubar，1966，*Journal of Marketing Research*，3(4)，355–363）。
#
# 用性别、年龄等变量，也容易造成歧视。《个人信息保护法》第 24 条禁止用自动化决策在价格等交易条件上实行不合理的差别待遇。
# 按人群调整内容与按人群定价是两回事，后者要先问法务。这里只作教学说明，不是法律意见；第 04 课会细讲。
# %% [markdown] lang="en" id="variables"
# ## 1 · What demographics can tell us
#
# **Demographic segmentation** groups customers by age, gender, income, education, occupation and family stage. These variables are easy to understand
# and to select by, and for a new member without purchases they are often all there is.
#
# | variable | the question | column in the data |
# |---|---|---|
# | age | in which age band? | `birth_year` |
# | gender | different needs, or just a stereotype? | `gender` |
# | income | how much can they spend? | `income_cny_month` |
# | education | where do they get their information? | `education` |
# | occupation | what are their time and way of life like? | `occupation` |
# | family stage | who lives in the household? | `family_stage` |
#
# Family stage combines age, marriage and children, and is often closer to what people need than any of these alone (Wells and Gubar, 1966, *Journal of Marketing Research*, 3(4), 355–363).
#
# Gender, age and the like can easily be used to discriminate, too. Article 24 of China's Personal Information Protection Law forbids unreasonable differences in price and
# other terms made by automated decisions. Fitting a message to a group is one thing, pricing by group another: ask the lawyers first. This is for
# teaching and is not legal advice; lesson 04 tells more.
# %%
customers = load("customers").set_index("customer_id")
bought = load("transactions").drop_duplicates().query("quantity > 0")
purchases = bought.dropna(subset=["customer_id"])
buyers = customers[customers.index.isin(purchases["customer_id"])]
stated = buyers[["gender", "birth_year", "income_cny_month", "education"]]
stated = stated.join(buyers[["occupation", "family_stage"]])
stated.isna().mean().rename(T("缺失占比", "share missing")).map("{:.1%}".format).to_frame()
# %% [markdown] lang="zh" id="missing-read"
# 人口变量大多是自己填的。收入缺 29%，而且不是随机的：研究生学历的会员有 34% 没填，高中学历的只有 25%。
# 只看填了的人，就要说明结论只对他们成立。
# %% [markdown] lang="en" id="missing-read"
# Most demographics are self-reported. Income is missing for 29%, and not at random: 34% of members with a postgraduate degree left it out, but 25% of those who finished high school.
# An analysis of those who answered holds for them, and you should say so.
# %% [markdown] lang="zh" id="ages-q"
# ## 2 · 年龄与年龄层
#
# ### 练习 6.1 · 清理年龄
# 2025 年底的年龄等于 2025 减去出生年份。下面的 `raw_age` 里最大的是 132 岁，最小的是 0 岁：有些出生年份是乱填的。
# 请得到 `age`：18 到 100 岁（含两端）的保留，其余改成缺失（`NaN`），**每位会员都还在**；再算出有可信年龄的会员占比 `known_share`（0 到 1，至少 4 位小数）。
#
# <details><summary>提示 1</summary>不要删掉会员：年龄不可信的人，性别和购买仍然有用。</details>
# <details><summary>提示 2</summary>`between` 判断是否在范围内，`where` 保留符合条件的值，其余变成缺失。</details>
# <details><summary>提示 3</summary>`age = raw_age.where(raw_age.between(18, 100))`；占比用 `notna()` 和 `mean()`。</details>
# %% [markdown] lang="en" id="ages-q"
# ## 2 · Age and age bands
#
# ### Exercise 6.1 · Clean the ages
# The age at the end of 2025 is 2025 minus the year of birth. In `raw_age` below the highest is 132 and the lowest 0: some years of birth are nonsense.
# Make `age`: keep ages from 18 to 100 (both included), turn all others into missing values (`NaN`), and keep **every member in place**. Then compute the share of members with a believable age as `known_share` (0 to 1, to 4 decimals or more).
#
# <details><summary>Hint 1</summary>Remove no member: the gender and the purchases of somebody with a nonsense age are still good.</details>
# <details><summary>Hint 2</summary>`between` tells what lies in a range; `where` keeps those values and makes the rest missing.</details>
# <details><summary>Hint 3</summary>`age = raw_age.where(raw_age.between(18, 100))`; for the share use `notna()` and `mean()`.</details>
# %% exercise="ages" objective="06.1"
raw_age = 2025 - buyers["birth_year"].astype(float)
print(raw_age.min(), raw_age.max())
### BEGIN SOLUTION
age = raw_age.where(raw_age.between(18, 100))
known_share = age.notna().mean()
### END SOLUTION
# %% wrong="ages" breaks="ages-clean,ages-share" why="absurd ages kept"
age = 2025 - buyers["birth_year"].astype(float)
known_share = age.notna().mean()
# %% wrong="ages" breaks="ages-clean,ages-share" why="members without a believable age dropped"
raw_age = 2025 - buyers["birth_year"].astype(float)
age = raw_age[raw_age.between(18, 100)]
known_share = age.notna().mean()
# %% wrong="ages" breaks="ages-clean,ages-share" why="gaps filled with the median"
raw_age = 2025 - buyers["birth_year"].astype(float)
age = raw_age.where(raw_age.between(18, 100))
age = age.fillna(age.median())
known_share = age.notna().mean()
# %% wrong="ages" breaks="ages-share" hardcoded="seed" why="hard-coded share of the shipped data"
raw_age = 2025 - buyers["birth_year"].astype(float)
age = raw_age.where(raw_age.between(18, 100))
known_share = 0.903417
# %% check="ages-clean" of="ages" points=2
assert isinstance(age, pd.Series), T("age 应是 Series", "age should be a Series")
assert len(age) == len(buyers) and set(age.index) == set(buyers.index), T(
    "每位会员都应还在：不可信的年龄改成缺失，不要删人",
    "every member stays: make a nonsense age missing, do not drop the person",
)
assert age.dropna().between(18, 100).all(), T(
    "还有不在 18 到 100 岁之间的年龄", "some ages are still outside 18 to 100"
)
### BEGIN HIDDEN TESTS
for member, year in buyers["birth_year"].items():
    good = pd.notna(year) and 1925 <= year <= 2007
    assert pd.notna(age[member]) == good, T(
        "只有不可信的年龄才是缺失：18 岁和 100 岁都要保留，缺失不要用别的数填补",
        "only nonsense ages are missing: keep 18 and 100, and fill no gap with another number",
    )
    assert not good or abs(age[member] - (2025 - year)) < 0.01, T(
        "年龄应是 2025 减去出生年份", "the age is 2025 minus the year of birth"
    )
### END HIDDEN TESTS
assert age.notna().any(), T("年龄不应全部缺失", "not all ages should be missing")
# %% check="ages-share" of="ages" points=1
assert isinstance(known_share, (int, float, np.number)), T(
    "known_share 应是一个数", "known_share should be one number"
)
assert 0 < known_share <= 1, T("占比应在 0 和 1 之间", "a share lies between 0 and 1")
### BEGIN HIDDEN TESTS
good_years = sum(1925 <= year <= 2007 for year in buyers["birth_year"].dropna())
assert abs(known_share - good_years / len(buyers)) < 5e-4, T(
    "分子是年龄可信的会员，分母是全部下过单的会员",
    "members with a believable age over all members who bought",
)
### END HIDDEN TESTS
assert np.isfinite(known_share), T("结果不应缺失", "the result should not be missing")
# %% [markdown] lang="zh" id="layers-q"
# ### 练习 6.2 · 分成年龄层
# 年龄层要写清边界归谁：25 岁属于 25–34，不属于 18–24。请补全函数 `age_layers(age)`：输入年龄 Series，返回索引相同的 Series，
# 取值是 `"18-24"`、`"25-34"`、`"35-44"`、`"45-54"`、`"55+"`，缺失的仍然缺失。3 处要写对：边界、左右开闭、名称。
# （65 岁及以上只有 30 位会员，单独成层太少，所以并入 55+。）
#
# <details><summary>提示 1</summary>`pd.cut` 需要比层数多 1 条的边界；最后一条要大于 100。</details>
# <details><summary>提示 2</summary>`pd.cut` 默认区间含右端，25 岁会掉进 18–24；用 `right=False` 改成含左端。</details>
# <details><summary>提示 3</summary>边界是 `[18, 25, 35, 45, 55, 101]`，再把 5 个名称传给 `labels`。</details>
# %% [markdown] lang="en" id="layers-q"
# ### Exercise 6.2 · Form age bands
# Bands have to say to whom an edge belongs: somebody of 25 is in 25–34 and not in 18–24. Complete the function `age_layers(age)`. It takes a Series of ages and returns a Series with the same index and the values
# `"18-24"`, `"25-34"`, `"35-44"`, `"45-54"` and `"55+"`; what is missing stays missing. 3 things have to be right: edges, the closed side, names.
# (Just 30 members are 65 or older, too few for a band of their own, so they are in 55+.)
#
# <details><summary>Hint 1</summary>`pd.cut` needs 1 edge more than there are bands; the last has to be above 100.</details>
# <details><summary>Hint 2</summary>By default `pd.cut` includes the right end, and 25 would fall into 18–24; `right=False` includes the left end instead.</details>
# <details><summary>Hint 3</summary>The edges are `[18, 25, 35, 45, 55, 101]`; pass the 5 names as `labels`.</details>


# %% exercise="layers" objective="06.1"
def age_layers(age):
    """Return the age band of each age; an edge belongs to the band above it."""
    ### BEGIN SOLUTION
    edges = [18, 25, 35, 45, 55, 101]
    labels = ["18-24", "25-34", "35-44", "45-54", "55+"]
    return pd.cut(age, edges, right=False, labels=labels)
    ### END SOLUTION


# %% wrong="layers" breaks="layers-edges,layers-members" why="right ends included, so 25 falls a band too low"
def age_layers(age):
    labels = ["18-24", "25-34", "35-44", "45-54", "55+"]
    return pd.cut(age, [18, 25, 35, 45, 55, 101], labels=labels)


# %% wrong="layers" breaks="layers-edges,layers-members" why="bands of equal width instead of the edges asked for"
def age_layers(age):
    return pd.cut(age, 5, labels=["18-24", "25-34", "35-44", "45-54", "55+"])


# %% wrong="layers" breaks="layers-members" hardcoded="inputs" why="the bands of the visible check, hard-coded"
def age_layers(age):
    known = ["18-24", "18-24", "25-34", "25-34", "35-44", "45-54", "55+", "55+"]
    return pd.Series(known, index=age.index[:8])


# %% check="layers-edges" of="layers" points=2
at_edges = age_layers(pd.Series([18.0, 24.0, 25.0, 34.0, 35.0, 54.0, 55.0, 80.0]))
assert at_edges is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(at_edges, pd.Series) and len(at_edges) == 8, T(
    "应返回与输入等长的 Series", "return a Series as long as the input"
)
assert [str(band) for band in at_edges] == [
    "18-24", "18-24", "25-34", "25-34", "35-44", "45-54", "55+", "55+",
], T(
    "恰好在边界上的归年龄较大的一层：25 岁是 25-34，18 岁是 18-24；名称也要一致",
    "an edge belongs to the band above: 25 is in 25-34, 18 in 18-24; use the names asked for",
)  # fmt: skip
# %% check="layers-members" of="layers" points=1
gap = age_layers(pd.Series([30.0, np.nan], index=["a", "b"]))
assert gap is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(gap, pd.Series) and list(gap.index) == ["a", "b"], T(
    "应返回索引相同的 Series", "return a Series with the same index"
)
### BEGIN HIDDEN TESTS
years = pd.Series(np.arange(18.0, 101.0))
found = age_layers(years.copy())
assert isinstance(found, pd.Series) and len(found) == len(years), T(
    "应返回与输入等长的 Series", "return a Series as long as the input"
)
names_of_bands = ["18-24", "25-34", "35-44", "45-54", "55+"]
for year, band in zip(years, found):
    right_band = names_of_bands[max(0, min(4, int((year - 15) // 10)))]
    assert str(band) == right_band, T(
        f"{year:.0f} 岁的年龄层不对", f"the band of age {year:.0f} is wrong"
    )
### END HIDDEN TESTS
assert str(gap["a"]) == "25-34" and pd.isna(gap["b"]), T(
    "30 岁是 25-34，缺失的仍然缺失", "30 is in 25-34, and what is missing stays missing"
)
# %% [markdown] lang="zh" id="people"
# 从这里起用下面的 `people`：每位下过单的会员 1 行，有年龄层 `age_band`、花钱最多的品类 `favourite`（下文叫“最爱品类”，遇到并列值取字母在前的）和 2 年的消费金额 `spend`。
# `has` 记录每位会员 10 个品类各买没买过。前面的练习没做完，也能继续。
# %% [markdown] lang="en" id="people"
# From here on we use `people`, 1 row per member who bought, with the age band `age_band`, the category they spent most on as `favourite` (their favourite category; of a tie the first in the alphabet) and the monetary value over 2 years as `spend`.
# `has` tells whether a member ever bought each of the 10 categories. You can go on even if an exercise above is unfinished.
# %%
bands = pd.IntervalIndex.from_breaks([18, 25, 35, 45, 55, 101], closed="left")
names = dict(zip(bands, ["18-24", "25-34", "35-44", "45-54", "55+"]))
years_old = 2025 - buyers["birth_year"].astype(float)
years_old = years_old.where(years_old.between(18, 100))
spent = purchases.pivot_table("amount_cny", "customer_id", "category", "sum", fill_value=0)
has = pd.crosstab(purchases["customer_id"], purchases["category"]) > 0
people = buyers.assign(age=years_old, favourite=spent.idxmax(axis=1), spend=spent.sum(axis=1))
people["age_band"] = pd.cut(years_old, bands).map(names).astype(object)
people["age_band"].value_counts().sort_index().to_frame(T("会员数", "members"))
# %% [markdown] lang="zh" id="independence"
# ## 3 · 有没有关联：列联表与卡方检验
#
# 两个分类变量交叉计数，就是**列联表**。先看 100 位会员的小例子：
#
# | 家里有孩子 | 买过母婴 | 没买过 | 合计 |
# |---|---|---|---|
# | 有 | 30 | 20 | 50 |
# | 没有 | 10 | 40 | 50 |
# | 合计 | 40 | 60 | 100 |
#
# 假如两者无关，每一格应有多少人？**期望频数** = 行合计 × 列合计 ÷ 总数。“有孩子且买过”是 50 × 40 ÷ 100 = 20，实际是 30。
# **卡方检验**把每一格的差距加起来（Pearson，1900，*Philosophical Magazine*，50(302)，157–175）：
#
# $\chi^2 = \sum \frac{(O-E)^2}{E}$，自由度为 $(r-1)(c-1)$
#
# 这里 4 格的差距都是 10，$\chi^2$ = 100/20 + 100/30 + 100/20 + 100/30 = 16.67，自由度是 1。p 值是：假如两者真的无关，碰巧得到这么大或更大的 $\chi^2$ 的概率。
# 常用的经验规则要求期望频数不低于 5，只有少数格子可以例外（Cochran，1954，*Biometrics*，10(4)，417–451）；每一行数据还必须**互相独立**，一个人只算一次。
# %% [markdown] lang="en" id="independence"
# ## 3 · Is there an association? Contingency tables and the chi-square test
#
# Counting two categorical variables against each other gives a **contingency table**. A small example of 100 members:
#
# | children at home | bought baby goods | did not | total |
# |---|---|---|---|
# | yes | 30 | 20 | 50 |
# | no | 10 | 40 | 50 |
# | total | 40 | 60 | 100 |
#
# If the two had nothing to do with each other, how many members would each cell hold? The **expected count** is row total × column total ÷ all. For "children, bought" that is 50 × 40 ÷ 100 = 20, and 30 were found.
# The **chi-square test** adds up these gaps (Pearson, 1900, *Philosophical Magazine*, 50(302), 157–175):
#
# $\chi^2 = \sum \frac{(O-E)^2}{E}$, with $(r-1)(c-1)$ degrees of freedom
#
# Here the gap is 10 in all 4 cells: $\chi^2$ = 100/20 + 100/30 + 100/20 + 100/30 = 16.67, with 1 degree of freedom. The p-value is the probability that chance alone gives a $\chi^2$ so large or larger if the two are truly unrelated.
# A rule of thumb asks for expected counts of 5 or more in all but a few cells (Cochran, 1954, *Biometrics*, 10(4), 417–451). And the rows of the data must be **independent**: each person counts once.
# %%
small = pd.DataFrame([[30, 20], [10, 40]], index=["yes", "no"], columns=["bought", "not"])
small.index.name = "children"
small


# %% [markdown] lang="zh" id="expected-q"
# ### 练习 6.3 · 期望频数
# 写函数 `expected_counts(table)`：输入任意大小的列联表（DataFrame，不含合计），返回行名、列名相同的期望频数 DataFrame。上面的例子应得到每行 20 和 30。
#
# <details><summary>提示 1</summary>先求每行的合计、每列的合计和总数。</details>
# <details><summary>提示 2</summary>每个行合计乘每个列合计，可以用 `np.outer`。</details>
# <details><summary>提示 3</summary>`np.outer(table.sum(axis=1), table.sum(axis=0)) / table.to_numpy().sum()`，再用 `pd.DataFrame` 加上行名和列名。</details>
# %% [markdown] lang="en" id="expected-q"
# ### Exercise 6.3 · Expected counts
# Write the function `expected_counts(table)`. It takes a contingency table of any size (a DataFrame, without totals) and returns the expected counts as a DataFrame with the same row and column names. The example above gives 20 and 30 in each row.
#
# <details><summary>Hint 1</summary>First find the total of each row, of each column and of all.</details>
# <details><summary>Hint 2</summary>`np.outer` multiplies each row total by each column total.</details>
# <details><summary>Hint 3</summary>`np.outer(table.sum(axis=1), table.sum(axis=0)) / table.to_numpy().sum()`; `pd.DataFrame` adds the names.</details>


# %% exercise="expected" objective="06.2"
def expected_counts(table):
    """Return the counts to expect if rows and columns are unrelated."""
    ### BEGIN SOLUTION
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    counts = np.outer(rows, columns) / table.to_numpy().sum()
    return pd.DataFrame(counts, index=table.index, columns=table.columns)
    ### END SOLUTION


# %% wrong="expected" breaks="expected-small,expected-any" why="all cells alike, the totals ignored"
def expected_counts(table):
    share = table.to_numpy().sum() / table.size
    return pd.DataFrame(share, index=table.index, columns=table.columns)


# %% wrong="expected" breaks="expected-small,expected-any" why="shares instead of counts"
def expected_counts(table):
    shares = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.to_numpy().sum() ** 2
    return pd.DataFrame(shares, index=table.index, columns=table.columns)


# %% wrong="expected" breaks="expected-any" why="the names of the columns lost"
def expected_counts(table):
    counts = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.to_numpy().sum()
    return pd.DataFrame(counts, index=table.index)


# %% wrong="expected" breaks="expected-any" hardcoded="inputs" why="the answer to the example, hard-coded"
def expected_counts(table):
    return pd.DataFrame([[20, 30], [20, 30]], index=table.index[:2], columns=table.columns[:2])


# %% check="expected-small" of="expected" points=1
two = expected_counts(pd.DataFrame([[30, 20], [10, 40]]))
assert two is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(two, pd.DataFrame) and two.shape == (2, 2), T(
    "应返回 2 行 2 列的 DataFrame", "return a DataFrame of 2 rows and 2 columns"
)
assert np.isfinite(two.to_numpy(dtype=float)).all(), T("不应有缺失", "nothing may be missing")
assert np.allclose(two.to_numpy(dtype=float), [[20, 30], [20, 30]]), T(
    "例子的期望频数每行是 20 和 30：行合计 × 列合计 ÷ 总数",
    "the example gives 20 and 30 in each row: row total × column total ÷ all",
)
# %% check="expected-any" of="expected" points=2
odd = pd.DataFrame([[6, 0, 14], [4, 10, 26]], index=["p", "q"], columns=["x", "y", "z"])
wide = expected_counts(odd)
assert wide is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(wide, pd.DataFrame) and wide.shape == (2, 3), T(
    "应返回与输入同样大小的 DataFrame", "return a DataFrame of the same size"
)
### BEGIN HIDDEN TESTS
from scipy.stats.contingency import expected_freq as by_scipy

stage_table = pd.crosstab(people["family_stage"], people["favourite"])
theirs = by_scipy(stage_table.to_numpy())
ours = expected_counts(stage_table.copy())
assert isinstance(ours, pd.DataFrame) and ours.shape == theirs.shape, T(
    "应返回与输入同样大小的 DataFrame", "return a DataFrame of the same size"
)
assert np.isfinite(ours.to_numpy(dtype=float)).all(), T("不应有缺失", "nothing may be missing")
assert np.allclose(ours.to_numpy(dtype=float), theirs, rtol=1e-3), T(
    "在家庭阶段与最爱品类的表上不对", "wrong for family stage by favourite category"
)
assert list(ours.index) == list(stage_table.index), T(
    "行名应保留", "keep the names of the rows"
)
assert list(ours.columns) == list(stage_table.columns), T(
    "列名应保留", "keep the names of the columns"
)
### END HIDDEN TESTS
assert list(wide.index) == ["p", "q"], T("行名应保留", "keep the names of the rows")
assert list(wide.columns) == ["x", "y", "z"], T("列名应保留", "keep the names of the columns")
# %% [markdown] lang="zh" id="test-worked"
# 手算只为弄懂，平时用 `scipy.stats`。看教育与最爱品类：行是教育，列是 `favourite`。
# `correction=False` 关掉 2 × 2 表默认的 Yates 连续性校正，这样结果与上面的公式一致。
# %% [markdown] lang="en" id="test-worked"
# Working by hand is for understanding; in practice use `scipy.stats`. Take education and the favourite category: rows are education, columns `favourite`.
# `correction=False` switches off Yates's continuity correction, the default for 2 × 2 tables, so that the result follows the formula above.
# %%
from scipy import stats

education = pd.crosstab(people["education"], people["favourite"])
result = stats.chi2_contingency(education, correction=False)
print(f"chi2 = {result.statistic:.1f}, df = {result.dof}, p = {result.pvalue:.3f}")
print(
    T("最小的期望频数", "smallest expected count"), f"{result.expected_freq.min():.1f}",
    T("会员数", "members"), f"{education.to_numpy().sum():,}",
)  # fmt: skip
# %% [markdown] lang="zh" id="effect"
# ## 4 · 关联有多强：效应量
#
# p = 0.076，按 5% 的惯例不显著。如果会员多 10 倍、100 倍，而各格的比例一点不变呢？
# %% [markdown] lang="en" id="effect"
# ## 4 · How strong is it? Effect size
#
# p = 0.076: by the 5% convention not significant. What if there were 10 or 100 times as many members, with exactly the same shares in every cell?
# %%
rows = {}
for times in (1, 10, 100):
    more = education * times
    test = stats.chi2_contingency(more, correction=False)
    strength = stats.contingency.association(more, method="cramer")
    rows[f"{more.to_numpy().sum():,}"] = [f"{test.pvalue:.2g}", f"{strength:.3f}"]
pd.DataFrame(rows, index=["p", "V"]).T.rename_axis(T("会员数", "members"))
# %% [markdown] lang="zh" id="effect-read"
# 比例没变，p 从 0.076 一路变成 0（小到写不出来）。$\chi^2$ 与人数成正比，所以**会员足够多时，几乎任何微小的差别都显著**。p 值说的是证据，不是大小。
# 要看大小，用**效应量**。**Cramér's V** 除掉了人数和表的大小（Cramér，1946，*Mathematical Methods of Statistics*，Princeton University Press，第 21 章）：
#
# $V = \sqrt{\frac{\chi^2}{n\,(k-1)}}$，其中 $k$ 是行数和列数中较小的一个
#
# V 在 0（无关）和 1（完全决定）之间。上面的小例子：$V = \sqrt{16.67/(100 \times 1)} = 0.41$。
# 列联表有一个变量只有 2 类时，Cohen 建议把 0.1、0.3、0.5 看作小、中、大（Cohen，1988，*Statistical Power Analysis for the Behavioral Sciences*，第 2 版，第 7 章）；这是惯例，值不值得行动要看成本和收益。
# 另外，单凭偶然 V 也会大于 0：真的无关时 $\chi^2$ 的期望等于自由度，教育一表的 V 大约会是 $\sqrt{27/(4258 \times 3)} = 0.046$；实际的 0.055 并没有高出多少。
# %% [markdown] lang="en" id="effect-read"
# The shares are the same, yet p goes from 0.076 to 0 (too small to be written). $\chi^2$ grows with the number of people, so **with enough members almost any tiny difference is significant**. A p-value tells of evidence, not of size.
# For size take an **effect size**. **Cramér's V** divides the head count and the size of the table out (Cramér, 1946, *Mathematical Methods of Statistics*, Princeton University Press, chapter 21):
#
# $V = \sqrt{\frac{\chi^2}{n\,(k-1)}}$, where $k$ is the smaller of the numbers of rows and columns
#
# V lies between 0 (unrelated) and 1 (fully determined). In the small example, $V = \sqrt{16.67/(100 \times 1)} = 0.41$.
# Where one variable of the contingency table has just 2 values, Cohen suggests to call 0.1, 0.3 and 0.5 small, medium and large (Cohen, 1988, *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed., chapter 7). That is a convention; whether an action pays depends on costs and returns.
# And chance alone makes V larger than 0: without any association $\chi^2$ is on average equal to its degrees of freedom, so that V for education would be about $\sqrt{27/(4258 \times 3)} = 0.046$; the 0.055 that we found is hardly more.
# %% [markdown] lang="zh" id="cramer-q"
# ### 练习 6.4 · 自己写 Cramér's V
# 写函数 `cramers_v(table)`：输入列联表（DataFrame），返回 1 个数。$\chi^2$ 用 `stats.chi2_contingency` 算，不要连续性校正；不要用现成的 `association`。
#
# <details><summary>提示 1</summary>需要 3 个量：$\chi^2$、总人数、较小的行列数。</details>
# <details><summary>提示 2</summary>总人数是 `table.to_numpy().sum()`，较小的行列数是 `min(table.shape)`。</details>
# <details><summary>提示 3</summary>`chi2 = stats.chi2_contingency(table, correction=False).statistic`，最后别忘了开方。</details>
# %% [markdown] lang="en" id="cramer-q"
# ### Exercise 6.4 · Write Cramér's V yourself
# Write the function `cramers_v(table)`. It takes a contingency table (DataFrame) and returns 1 number. Get $\chi^2$ from `stats.chi2_contingency`, without the continuity correction, and do not use the ready-made `association`.
#
# <details><summary>Hint 1</summary>You need 3 things: $\chi^2$, the number of people, the smaller of the numbers of rows and columns.</details>
# <details><summary>Hint 2</summary>The people are `table.to_numpy().sum()`, the smaller number is `min(table.shape)`.</details>
# <details><summary>Hint 3</summary>`chi2 = stats.chi2_contingency(table, correction=False).statistic`; do not forget the square root.</details>


# %% exercise="cramer" objective="06.2"
def cramers_v(table):
    """Return Cramér's V of a contingency table, from 0 to 1."""
    ### BEGIN SOLUTION
    chi2 = stats.chi2_contingency(table, correction=False).statistic
    people_counted = table.to_numpy().sum()
    return float((chi2 / (people_counted * (min(table.shape) - 1))) ** 0.5)
    ### END SOLUTION


# %% wrong="cramer" breaks="cramer-wide" why="the size of the table forgotten: phi instead of V"
def cramers_v(table):
    chi2 = stats.chi2_contingency(table, correction=False).statistic
    return float((chi2 / table.to_numpy().sum()) ** 0.5)


# %% wrong="cramer" breaks="cramer-small,cramer-wide" why="the square root forgotten"
def cramers_v(table):
    chi2 = stats.chi2_contingency(table, correction=False).statistic
    return float(chi2 / (table.to_numpy().sum() * (min(table.shape) - 1)))


# %% wrong="cramer" breaks="cramer-small,cramer-more" why="Yates's correction left on"
def cramers_v(table):
    chi2 = stats.chi2_contingency(table).statistic
    return float((chi2 / (table.to_numpy().sum() * (min(table.shape) - 1))) ** 0.5)


# %% wrong="cramer" breaks="cramer-wide" why="the rows counted even where the columns are fewer"
def cramers_v(table):
    chi2 = stats.chi2_contingency(table, correction=False).statistic
    return float((chi2 / (table.to_numpy().sum() * (table.shape[0] - 1))) ** 0.5)


# %% wrong="cramer" breaks="cramer-wide" hardcoded="inputs" why="the answer to the example, hard-coded"
def cramers_v(table):
    return 0.4082483


# %% check="cramer-small" of="cramer" points=1
v_small = cramers_v(pd.DataFrame([[30, 20], [10, 40]]))
assert v_small is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(v_small, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
assert abs(v_small - (16.6666667 / 100) ** 0.5) < 1e-4, T(
    "例子的 V 是 0.408：要开方，不要连续性校正",
    "the example gives 0.408: take the square root, and no continuity correction",
)
# %% check="cramer-more" of="cramer" points=1
once = cramers_v(pd.DataFrame([[30, 20], [10, 40]]))
hundredfold = cramers_v(pd.DataFrame([[3000, 2000], [1000, 4000]]))
assert once is not None and hundredfold is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert 0 <= once <= 1 and 0 <= hundredfold <= 1, T("V 在 0 和 1 之间", "V lies between 0 and 1")
assert abs(once - hundredfold) < 1e-6, T(
    "比例相同、人数增加 100 倍时，V 不应改变", "100 times the people, the same shares: V stays"
)
# %% check="cramer-wide" of="cramer" points=2
perfect = cramers_v(pd.DataFrame([[10, 0, 0], [0, 10, 0], [0, 0, 10]]))
assert perfect is not None, T(
    "还没有作答：函数没有返回值", "not attempted: the function returns nothing"
)
assert isinstance(perfect, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
### BEGIN HIDDEN TESTS
from scipy.stats.contingency import association as ready_made

for column in ("family_stage", "education", "occupation"):
    crossed = pd.crosstab(people[column], people["favourite"])
    for turned in (crossed, crossed.T):
        mine = cramers_v(turned.copy())
        assert isinstance(mine, (int, float, np.number)), T("应返回 1 个数", "return 1 number")
        assert abs(mine - ready_made(turned.to_numpy(), method="cramer")) < 1e-4, T(
            f"{column} 与最爱品类的 V 不对：除以人数和 k - 1，k 是行数与列数中较小的",
            f"wrong for {column} by favourite category: divide by people and by k - 1, the smaller of "
            "rows and columns",
        )
### END HIDDEN TESTS
assert abs(perfect - 1) < 1e-6, T(
    "3 × 3 的完全关联 V 是 1：k - 1 是 2，不是 1",
    "a perfect 3 × 3 association has V = 1: k - 1 is 2, not 1",
)
# %% [markdown] lang="zh" id="bug-hunt"
# ## 5 · 捉虫：p 值为什么这么小
#
# 代理公司的分析师小钱把性别接到每一行交易流水上，再做卡方检验。运行下面的代码：59,494 行，p 小得惊人。
# 代码没有报错，问题在哪里？想想第 3 节对数据行的要求。
# %% [markdown] lang="en" id="bug-hunt"
# ## 5 · Bug hunt: why is this p-value so small?
#
# Xiao Qian, the analyst at the agency, joined gender to every transaction line and ran a chi-square test. Run the code: 59,494 lines and an amazingly small p.
# There is no error message. What is wrong? Think of what section 3 asks of the rows.
# %%
agency = purchases.assign(gender=purchases["customer_id"].map(people["gender"]))
agency_table = pd.crosstab(agency["gender"], agency["category"])
agency_test = stats.chi2_contingency(agency_table, correction=False)
print(f"n = {agency_table.to_numpy().sum():,}, p = {agency_test.pvalue:.0e}")
# %% [markdown] lang="zh" id="bug-shuffle"
# 检验一下检验本身：把性别在会员之间随机打乱，性别就成了纯噪声，p < 0.05 应当只出现约 5%。打乱 200 次，分别按行和按人做检验：
# %% [markdown] lang="en" id="bug-shuffle"
# Test the test: shuffle gender among the members. It is now pure noise, and p < 0.05 should come up about 5% of the time. Shuffle 200 times, and test by lines and by persons:
# %%
known = people.dropna(subset=["gender"])
by_line = pd.crosstab(purchases["customer_id"], purchases["category"]).loc[known.index]
by_person = pd.get_dummies(known["favourite"], dtype=int)
alarms, rng = {"lines": 0, "persons": 0}, np.random.default_rng(6)
for _ in range(200):
    woman = rng.permutation(known["gender"] == "F")
    for name, counts in (("lines", by_line.to_numpy()), ("persons", by_person.to_numpy())):
        table_of = np.array([counts[woman].sum(axis=0), counts[~woman].sum(axis=0)])
        alarms[name] += stats.chi2_contingency(table_of).pvalue < 0.05
tested = {"lines": T("按行", "by lines"), "persons": T("按人", "by persons")}
pd.Series(alarms, name=T("200 次里的误报", "false alarms in 200")).rename(tested).to_frame()
# %% [markdown] lang="zh" id="bug-q"
# ### 练习 6.5 · 每人只算一次
# 按行检验，纯噪声也有 173 次“显著”；按人检验是 15 次，与 10 次上下的预期相差不远。原因是一位会员的许多行并不独立：爱买牛奶的人，流水里一行又一行都是牛奶。
# 请用 `people` 重做：`gender_table` 是 `gender`（行）与 `favourite`（列）的列联表，每位会员只算一次；
# `gender_p` 和 `gender_v` 是它的 p 值（至少 3 位有效数字）和 Cramér's V（至少 4 位小数），都不要连续性校正。
#
# <details><summary>提示 1</summary>`people` 已经是每位会员 1 行，不要再用 `purchases`。</details>
# <details><summary>提示 2</summary>列联表用 `pd.crosstab`，与第 3 节教育的例子一样。</details>
# <details><summary>提示 3</summary>`stats.chi2_contingency(gender_table, correction=False).pvalue`；V 可以用 `stats.contingency.association(gender_table)`。</details>
# %% [markdown] lang="en" id="bug-q"
# ### Exercise 6.5 · Each person counts once
# By lines, pure noise is "significant" 173 times; by persons 15 times, not far from the 10 or so to be expected. The many lines of one member are not independent: somebody who likes milk has milk on line after line.
# Do it again with `people`: `gender_table` is the contingency table of `gender` (rows) by `favourite` (columns), each member counted once;
# `gender_p` and `gender_v` are its p-value (to 3 significant digits or more) and Cramér's V (to 4 decimals or more), both without continuity correction.
#
# <details><summary>Hint 1</summary>`people` has 1 row per member already: leave `purchases` alone.</details>
# <details><summary>Hint 2</summary>`pd.crosstab` makes the table, as for education in section 3.</details>
# <details><summary>Hint 3</summary>`stats.chi2_contingency(gender_table, correction=False).pvalue`; V may come from `stats.contingency.association(gender_table)`.</details>
# %% exercise="bug" objective="06.3"
### BEGIN SOLUTION
gender_table = pd.crosstab(people["gender"], people["favourite"])
gender_p = stats.chi2_contingency(gender_table, correction=False).pvalue
gender_v = stats.contingency.association(gender_table, method="cramer")
### END SOLUTION
# %% wrong="bug" breaks="bug-table,bug-test" why="lines counted, as the agency did"
rows_of = purchases.assign(gender=purchases["customer_id"].map(people["gender"]))
gender_table = pd.crosstab(rows_of["gender"], rows_of["category"])
gender_p = stats.chi2_contingency(gender_table, correction=False).pvalue
gender_v = stats.contingency.association(gender_table, method="cramer")
# %% wrong="bug" breaks="bug-table,bug-test" why="a member counted in every category they ever bought"
rows_of = purchases.drop_duplicates(["customer_id", "category"])
rows_of = rows_of.assign(gender=rows_of["customer_id"].map(people["gender"]))
gender_table = pd.crosstab(rows_of["gender"], rows_of["category"])
gender_p = stats.chi2_contingency(gender_table, correction=False).pvalue
gender_v = stats.contingency.association(gender_table, method="cramer")
# %% wrong="bug" breaks="bug-table,bug-test" why="the category of some line instead of the favourite"
rows_of = purchases.drop_duplicates("customer_id")
rows_of = rows_of.assign(gender=rows_of["customer_id"].map(people["gender"]))
gender_table = pd.crosstab(rows_of["gender"], rows_of["category"])
gender_p = stats.chi2_contingency(gender_table, correction=False).pvalue
gender_v = stats.contingency.association(gender_table, method="cramer")
# %% wrong="bug" breaks="bug-test" why="Pearson's contingency coefficient instead of Cramér's V"
gender_table = pd.crosstab(people["gender"], people["favourite"])
gender_p = stats.chi2_contingency(gender_table, correction=False).pvalue
gender_v = stats.contingency.association(gender_table, method="pearson")
# %% wrong="bug" breaks="bug-test" hardcoded="seed" why="hard-coded figures of the shipped data"
gender_table = pd.crosstab(people["gender"], people["favourite"])
gender_p, gender_v = 0.0031204158, 0.0735664776
# %% check="bug-table" of="bug" points=1
assert isinstance(gender_table, pd.DataFrame), T(
    "gender_table 应是列联表（DataFrame）", "gender_table should be a contingency table"
)
assert set(gender_table.index) == {"F", "M"}, T(
    "行应是 2 种性别，不含合计", "the rows are the 2 genders, without totals"
)
assert gender_table.to_numpy().sum() == people["gender"].notna().sum(), T(
    "每位会员只算一次：总数应等于填了性别的会员数",
    "each member counts once: the sum is the number of members who stated a gender",
)
### BEGIN HIDDEN TESTS
for sex in ("F", "M"):
    wanted = people.loc[people["gender"] == sex, "favourite"].value_counts()
    for name in wanted.index:
        assert name in gender_table.columns and gender_table.loc[sex, name] == wanted[name], T(
            "列应是 people 里的 favourite", "the columns are the favourites in people"
        )
### END HIDDEN TESTS
assert len(gender_table.columns) >= 2, T("应有几个品类", "there are several categories")
# %% check="bug-test" of="bug" points=2
for figure in (gender_p, gender_v):
    assert isinstance(figure, (int, float, np.number)), T(
        "gender_p 和 gender_v 各是一个数",
        "gender_p and gender_v are one number each",
    )
    assert 0 <= figure <= 1, T("两个数都在 0 和 1 之间", "both lie between 0 and 1")
### BEGIN HIDDEN TESTS
seen = pd.crosstab(people["gender"], people["favourite"]).to_numpy(dtype=float)
due = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0) / seen.sum()
gaps = ((seen - due) ** 2 / due).sum()
wanted_p = stats.chi2.sf(gaps, seen.shape[1] - 1)
assert abs(gender_p - wanted_p) <= 0.01 * wanted_p, T(
    "p 值不对：用每人 1 次的列联表，不要连续性校正",
    "a wrong p-value: use the table with each person counted once, no correction",
)
assert abs(gender_v - (gaps / seen.sum()) ** 0.5) < 6e-5, T(
    "Cramér's V 不对：至少保留 4 位小数，也不要换成别的系数（如 Pearson 列联系数）",
    "a wrong Cramér's V: keep 4 decimals or more, and take no other measure (such as Pearson's)",
)
### END HIDDEN TESTS
assert gender_v < 0.5, T(
    "V 不应这么大：算的是 V，不是卡方值吗？", "V is not so large: is it V, and not chi-square?"
)
# %% [markdown] lang="zh" id="bug-read"
# 每人只算一次，p 变成 0.003，仍然“显著”；V 只有 0.07。换成业务语言：最爱品类是母婴的，女会员占 12.2%，男会员占 9.5%；是礼盒的，女会员占 14.1%，男会员占 17.2%。
# 分两版邮件，大多数人收到的内容几乎一样。**先问差别有多大，再问显不显著。**
# %% [markdown] lang="en" id="bug-read"
# With each person counted once p is 0.003, still "significant"; V is just 0.07. In plain words: baby goods are the favourite of 12.2% of the women and of 9.5% of the men, gift sets of 14.1% of the women and of 17.2% of the men.
# With separate editions of the mailing, most people would get nearly the same. **Ask first how large a difference is, then whether it is significant.**
# %% [markdown] lang="zh" id="screen-q"
# ## 6 · 50 次检验
#
# 林岚想一次看全：5 个人口变量 × 10 个品类，共 50 次检验。如果全都无关，每次仍有 5% 的可能误报，50 次里平均有 2.5 次“显著”，这就是**多重检验**问题。
# 最简单的办法是 Bonferroni：把 0.05 除以检验次数，只认 p < 0.001 的。Holm 的逐步法同样控制误报，却少漏一些（Holm，1979，*Scandinavian Journal of Statistics*，6(2)，65–70）。
#
# ### 练习 6.6 · 全部筛一遍
# 请做出 `screen`：50 行，列为 `demographic`、`category`、`p`、`v`；每行检验 `people[demographic]` 与 `has[category]`（买没买过），不要连续性校正。
# 再算 2 个整数：`significant` 是 p < 0.05 的行数；`kept` 是 p < 0.05/50 **而且** V ≥ 0.1 的行数。
#
# <details><summary>提示 1</summary>两层循环，每次做一张 `pd.crosstab`，把结果放进列表。</details>
# <details><summary>提示 2</summary>列表里的每一项可以是元组 `(demographic, category, p, v)`，最后 `pd.DataFrame(rows, columns=[...])`。</details>
# <details><summary>提示 3</summary>`kept = int(((screen["p"] < 0.05 / 50) & (screen["v"] >= 0.1)).sum())`，`significant` 同理。</details>
# %% [markdown] lang="en" id="screen-q"
# ## 6 · 50 tests
#
# Lin Lan wants to see it all: 5 demographics × 10 categories, 50 tests. If nothing were related, each test would still give a false alarm 5% of the time, on average 2.5 "significant" ones in 50. This is the problem of **multiple testing**.
# The simplest remedy is Bonferroni's: divide 0.05 by the number of tests and accept p < 0.001 only. Holm's stepwise method controls false alarms as well and misses less (Holm, 1979, *Scandinavian Journal of Statistics*, 6(2), 65–70).
#
# ### Exercise 6.6 · Screen them all
# Make `screen`: 50 rows with the columns `demographic`, `category`, `p` and `v`; each row tests `people[demographic]` against `has[category]` (ever bought or not), without continuity correction.
# Then 2 whole numbers: `significant`, the rows with p < 0.05, and `kept`, the rows with p < 0.05/50 **and** V ≥ 0.1.
#
# <details><summary>Hint 1</summary>A loop in a loop: make a `pd.crosstab` each time and collect the results in a list.</details>
# <details><summary>Hint 2</summary>An item of the list may be the tuple `(demographic, category, p, v)`; at the end `pd.DataFrame(rows, columns=[...])`.</details>
# <details><summary>Hint 3</summary>`kept = int(((screen["p"] < 0.05 / 50) & (screen["v"] >= 0.1)).sum())`, and `significant` likewise.</details>
# %% exercise="screen" objective="06.3"
demographics = ["gender", "education", "occupation", "family_stage", "age_band"]
### BEGIN SOLUTION
tests = []
for demographic in demographics:
    for category in has.columns:
        crossed = pd.crosstab(people[demographic], has[category])
        p = stats.chi2_contingency(crossed, correction=False).pvalue
        v = stats.contingency.association(crossed, method="cramer")
        tests.append((demographic, category, p, v))
screen = pd.DataFrame(tests, columns=["demographic", "category", "p", "v"])
significant = int((screen["p"] < 0.05).sum())
kept = int(((screen["p"] < 0.05 / 50) & (screen["v"] >= 0.1)).sum())
### END SOLUTION
# %% wrong="screen" breaks="screen-kept" why="significance alone decides what is kept"
tests = []
for demographic in ["gender", "education", "occupation", "family_stage", "age_band"]:
    for category in has.columns:
        crossed = pd.crosstab(people[demographic], has[category])
        p = stats.chi2_contingency(crossed, correction=False).pvalue
        tests.append((demographic, category, p, stats.contingency.association(crossed)))
screen = pd.DataFrame(tests, columns=["demographic", "category", "p", "v"])
significant = int((screen["p"] < 0.05).sum())
kept = int((screen["p"] < 0.05 / 50).sum())
# %% wrong="screen" breaks="screen-values,screen-kept" why="V without its square root"
tests = []
for demographic in ["gender", "education", "occupation", "family_stage", "age_band"]:
    for category in has.columns:
        crossed = pd.crosstab(people[demographic], has[category])
        test = stats.chi2_contingency(crossed, correction=False)
        v = test.statistic / crossed.to_numpy().sum()
        tests.append((demographic, category, test.pvalue, v))
screen = pd.DataFrame(tests, columns=["demographic", "category", "p", "v"])
significant = int((screen["p"] < 0.05).sum())
kept = int(((screen["p"] < 0.05 / 50) & (screen["v"] >= 0.1)).sum())
# %% wrong="screen" breaks="screen-significant" hardcoded="seed" why="a hard-coded count of the shipped data"
tests = []
for demographic in ["gender", "education", "occupation", "family_stage", "age_band"]:
    for category in has.columns:
        crossed = pd.crosstab(people[demographic], has[category])
        p = stats.chi2_contingency(crossed, correction=False).pvalue
        tests.append((demographic, category, p, stats.contingency.association(crossed)))
screen = pd.DataFrame(tests, columns=["demographic", "category", "p", "v"])
significant = 32
kept = int(((screen["p"] < 0.05 / 50) & (screen["v"] >= 0.1)).sum())
# %% check="screen-values" of="screen" points=2
assert isinstance(screen, pd.DataFrame), T(
    "screen 应是 DataFrame", "screen should be a DataFrame"
)
assert {"demographic", "category", "p", "v"} <= set(screen.columns), T(
    "screen 应有 demographic、category、p、v 这 4 列",
    "screen should have the 4 columns demographic, category, p and v",
)
assert len(screen) == 50 and not screen.duplicated(["demographic", "category"]).any(), T(
    "应有 50 行，每个组合 1 行", "there are 50 rows, 1 per combination"
)
assert screen[["p", "v"]].notna().all(axis=None), T("不应有缺失", "nothing may be missing")
### BEGIN HIDDEN TESTS
from scipy.stats.contingency import association as v_of

for who, what, p_given, v_given in screen[["demographic", "category", "p", "v"]].to_numpy():
    assert who in people and what in has, T("变量名或品类不对", "an unknown name")
    cells = people.groupby([who, has[what]]).size().unstack(fill_value=0).to_numpy()
    assert abs(v_given - v_of(cells)) < 5e-4, T(
        f"{who} 与 {what} 的 V 不对", f"wrong V for {who} by {what}"
    )
    chi_square = v_of(cells) ** 2 * cells.sum()
    assert abs(p_given - stats.chi2.sf(chi_square, len(cells) - 1)) < 5e-4, T(
        f"{who} 与 {what} 的 p 值不对", f"wrong p for {who} by {what}"
    )
### END HIDDEN TESTS
assert screen["v"].between(0, 1).all(), T("V 在 0 和 1 之间", "V lies between 0 and 1")
# %% check="screen-significant" of="screen" points=1
assert isinstance(significant, (int, float, np.number)), T(
    "significant 应是一个数", "significant should be one number"
)
assert 0 <= significant <= 50, T("应在 0 和 50 之间", "it lies between 0 and 50")
### BEGIN HIDDEN TESTS
below = 0
for who in ("gender", "education", "occupation", "family_stage", "age_band"):
    for what in has.columns:
        cells = people.groupby([who, has[what]]).size().unstack(fill_value=0)
        below += stats.chi2_contingency(cells, correction=False).pvalue < 0.05
assert significant == below, T(
    "应是 p < 0.05 的行数，不作任何校正", "count the rows with p < 0.05, without any correction"
)
### END HIDDEN TESTS
assert significant == int(significant), T("应是整数", "it should be a whole number")
# %% check="screen-kept" of="screen" points=2
assert isinstance(kept, (int, float, np.number)), T(
    "kept 应是一个数", "kept should be one number"
)
assert 0 <= kept <= 50, T("应在 0 和 50 之间", "it lies between 0 and 50")
### BEGIN HIDDEN TESTS
both = 0
for who in ("gender", "education", "occupation", "family_stage", "age_band"):
    for what in has.columns:
        cells = people.groupby([who, has[what]]).size().unstack(fill_value=0)
        found_p = stats.chi2_contingency(cells, correction=False).pvalue
        both += found_p < 0.001 and stats.contingency.association(cells.to_numpy()) >= 0.1
assert kept == both, T(
    "两个条件都要满足：p < 0.05/50，而且 V 不小于 0.1",
    "both conditions: p < 0.05/50, and V of 0.1 or more",
)
### END HIDDEN TESTS
assert kept == int(kept), T("应是整数", "it should be a whole number")
# %% [markdown] lang="zh" id="strengths"
# 把 50 个 V 画出来：每行是 1 个人口变量，每个点是 1 个品类，虚线是 0.1。
# %% [markdown] lang="en" id="strengths"
# All 50 values of V in one picture: a row is 1 demographic, a dot 1 category, the dashed line stands at 0.1.
# %%
order = ["education", "gender", "occupation", "age_band", "family_stage"]
dots = pd.DataFrame([
    (row, stats.contingency.association(pd.crosstab(people[name], has[what])))
    for row, name in enumerate(order)
    for what in has.columns
])
dots.groupby(0)[1].agg(["median", "max"]).set_axis(order).round(3)
# %%
ax = dots.plot.scatter(1, 0, s=50, alpha=0.6, color="C0", figsize=(7, 3.2))
ax.set_yticks(range(5), T("教育,性别,职业,年龄层,家庭阶段", ",".join(order)).split(","))
ax.set(xlabel="Cramér's V", ylabel="", xlim=(-0.01, 0.6), ylim=(-0.5, 4.5))
ax.axvline(0.1, color="#6B6B6B", linestyle="--")
plot.show(
    ax,
    alt=T(
        "点图：教育、性别、职业都在 0.1 以左，家庭阶段的最远一点约为 0.5。",
        "Dot plot: education, gender, occupation below 0.1; family stage up to about 0.5.",
    ),
)
# %% [markdown] lang="zh" id="strengths-read"
# 50 次检验里有 32 次 p < 0.05，Bonferroni 校正后剩 24 次，加上 V ≥ 0.1 只剩 14 次，全部来自家庭阶段和年龄层。单看 V ≥ 0.1 也是这 14 次：人数这么多，关联强的必然显著。
# 性别有 6 次 p < 0.05，最大的 V 是 0.059；教育最大的 V 是 0.052。最强的是家庭阶段与母婴，V = 0.504：有幼儿的会员 61.2% 买过，单身会员只有 5.4%。
# 数据量大时，先筛效应量，再谈显著；数据量小时正相反，V 看着大，也可能只是碰巧。
# %% [markdown] lang="en" id="strengths-read"
# Of the 50 tests, 32 have p < 0.05; after Bonferroni's correction 24 are left, and with V ≥ 0.1 just 14, all of them for family stage and age band. V ≥ 0.1 alone leaves the same 14: with so many people, what is strong is significant too.
# Gender has 6 with p < 0.05, and its largest V is 0.059; the largest for education is 0.052. The strongest is family stage by baby goods with V = 0.504: 61.2% of the members with young children bought them, 5.4% of the single ones.
# With much data look at the effect size first and at significance second; with little data it is the other way round: a large V may be chance.
# %% [markdown] lang="zh" id="explore"
# ### 动手探索：年龄层的边界
# 选一个品类，移动 4 条分界，看各层的占比（竖线是 95% 区间）和 V 怎样变。两条分界重合，两层就合并。试着让最小的期望频数低于 5，看看提示。
# 再想一想：如果不断移动分界，直到 V 最大，这算不算多重检验？边界要事先定好，或者换一批会员验证。
# %% [markdown] lang="en" id="explore"
# ### Explore: the edges of age bands
# Choose a category, move the 4 edges and watch the shares (the vertical lines are 95% intervals) and V. Two edges at the same age merge their bands. Try to push the smallest expected count below 5 and read the warning.
# Then think: if you keep moving the edges until V is largest, is that multiple testing? Fix edges beforehand, or confirm them on other members.
# %%
category_names = dict(
    baby=T("母婴", "Baby goods"),
    drinks=T("饮料", "Drinks"),
    fresh=T("生鲜", "Fresh food"),
    gift_sets=T("礼盒", "Gift sets"),
    staples=T("粮油", "Staples"),
)
ages_and_goods = has[list(category_names)].join(people["age"])
explore.age_band_edges(
    ages_and_goods, outcomes=list(category_names), names=category_names, lang=LANG
)
# %% [markdown] lang="zh" id="earnings"
# ## 7 · 收入与消费：群体与个人
#
# “收入高的人花得多”几乎人人相信。把填了收入的会员按收入排成 5 组，看每组消费金额的中位数：
# %% [markdown] lang="en" id="earnings"
# ## 7 · Income and spend: groups and individuals
#
# "Who earns more spends more": nearly everybody believes it. Put the members who stated an income into 5 groups by income, and look at the median monetary value of each group:
# %%
earners = people.dropna(subset=["income_cny_month"])
earners = earners.assign(income=earners["income_cny_month"].astype(float))
fifth = pd.qcut(earners["income"], 5, labels=False) + 1
earners.groupby(fifth.rename(T("收入组", "income group"))).agg(
    members=("income", "size"), income=("income", "median"), spend=("spend", "median")
).round(0).astype(int)
# %% [markdown] lang="zh" id="income-q"
# ### 练习 6.7 · 2 个数看清个人
# 1. `rho`：`earners` 里 `income` 与 `spend` 的 Spearman 等级相关系数。消费很偏，少数大户会左右普通的相关系数，所以用等级。
# 2. `wins`：从 `people` 里随机抽 1 位有幼儿的会员（`young_children`）和 1 位单身会员（`single`），前者 `spend` 更高的概率；按所有可能的配对计算，相等算一半。
#
# `wins` 叫“通俗效应量”（McGraw 和 Wong，1992，*Psychological Bulletin*，111(2)，361–365），等于 Mann–Whitney 的 U 除以两组人数之积；0.5 表示毫无差别。`rho` 和 `wins` 都至少保留 3 位小数。
#
# <details><summary>提示 1</summary>`stats.spearmanr` 和 `stats.mannwhitneyu` 都能直接用。</details>
# <details><summary>提示 2</summary>先把两组的 `spend` 各存成 1 个 Series，有幼儿的放在前面。</details>
# <details><summary>提示 3</summary>`wins = stats.mannwhitneyu(a, b).statistic / (len(a) * len(b))`；`rho` 取结果的 `.statistic`。</details>
# %% [markdown] lang="en" id="income-q"
# ### Exercise 6.7 · Individuals in 2 numbers
# 1. `rho`: Spearman's rank correlation of `income` and `spend` in `earners`. Spend is very skewed and a few bulk buyers would rule the ordinary correlation, so take ranks.
# 2. `wins`: draw 1 member with young children (`young_children`) and 1 single member (`single`) at random from `people`; the probability that the first has the higher `spend`, over all pairs, equal ones counting half.
#
# `wins` is the "common language effect size" (McGraw and Wong, 1992, *Psychological Bulletin*, 111(2), 361–365), which is Mann and Whitney's U over the product of the head counts; 0.5 means no difference at all. Give `rho` and `wins` to 3 decimals or more.
#
# <details><summary>Hint 1</summary>`stats.spearmanr` and `stats.mannwhitneyu` do the work.</details>
# <details><summary>Hint 2</summary>First store the `spend` of each group as 1 Series, young children first.</details>
# <details><summary>Hint 3</summary>`wins = stats.mannwhitneyu(a, b).statistic / (len(a) * len(b))`; for `rho` take `.statistic` of the result.</details>
# %% exercise="income" objective="06.4"
### BEGIN SOLUTION
rho = stats.spearmanr(earners["income"], earners["spend"]).statistic
parents = people.loc[people["family_stage"] == "young_children", "spend"]
singles = people.loc[people["family_stage"] == "single", "spend"]
wins = stats.mannwhitneyu(parents, singles).statistic / (len(parents) * len(singles))
### END SOLUTION
# %% wrong="income" breaks="income-rho" why="the ordinary correlation, ruled by bulk buyers"
rho = np.corrcoef(earners["income"], earners["spend"])[0, 1]
parents = people.loc[people["family_stage"] == "young_children", "spend"]
singles = people.loc[people["family_stage"] == "single", "spend"]
wins = stats.mannwhitneyu(parents, singles).statistic / (len(parents) * len(singles))
# %% wrong="income" breaks="income-wins" why="the share above the median single, not over all pairs"
rho = stats.spearmanr(earners["income"], earners["spend"]).statistic
parents = people.loc[people["family_stage"] == "young_children", "spend"]
singles = people.loc[people["family_stage"] == "single", "spend"]
wins = (parents > singles.median()).mean()
# %% wrong="income" breaks="income-wins" why="the ratio of the medians taken for a probability"
rho = stats.spearmanr(earners["income"], earners["spend"]).statistic
medians = people.groupby("family_stage")["spend"].median()
wins = medians["young_children"] / medians["single"]
# %% wrong="income" breaks="income-rho,income-wins" hardcoded="seed" why="hard-coded figures of the shipped data"
rho, wins = 0.0388074, 0.6486178
# %% check="income-rho" of="income" points=1
assert isinstance(rho, (int, float, np.number)), T("rho 应是一个数", "rho should be one number")
assert -1 <= rho <= 1, T("相关系数在 -1 和 1 之间", "a correlation lies between -1 and 1")
### BEGIN HIDDEN TESTS
ranks = earners[["income", "spend"]].rank().to_numpy()
assert abs(rho - np.corrcoef(ranks.T)[0, 1]) < 1e-3, T(
    "请用等级相关：普通的相关系数被少数大户左右",
    "take the rank correlation: a few bulk buyers rule the ordinary one",
)
### END HIDDEN TESTS
assert abs(rho) < 0.5, T(
    "不应这么大：用的是个人数据吗？", "it is not so large: did you use individuals?"
)
# %% check="income-wins" of="income" points=2
assert isinstance(wins, (int, float, np.number)), T(
    "wins 应是一个数", "wins should be one number"
)
assert 0 <= wins <= 1, T(
    "概率在 0 和 1 之间；中位数之比不是概率",
    "a probability lies between 0 and 1; the ratio of medians is none",
)
### BEGIN HIDDEN TESTS
first, second = (
    people.loc[people["family_stage"] == stage, "spend"].to_numpy()
    for stage in ("young_children", "single")
)
higher, equal = first[:, None] > second, first[:, None] == second
assert abs(wins - (higher.mean() + equal.mean() / 2)) < 1e-3, T(
    "要比较所有配对：U 除以两组人数之积，有幼儿的在前",
    "compare all pairs: U over the product of the head counts, young children first",
)
### END HIDDEN TESTS
assert wins > 0.5, T("应大于 0.5：有幼儿的放在前面", "it exceeds 0.5: young children go first")
# %% [markdown] lang="zh" id="groups-figure"
# 再看两组人的消费分布，横轴每个大格是 10 倍：
# %% [markdown] lang="en" id="groups-figure"
# Now the distributions of spend in both groups; each large step along the bottom multiplies by 10:
# %%
labels = {"young_children": T("有幼儿", "young children"), "single": T("单身", "single")}
by_stage = people[people["family_stage"].isin(labels)].pivot(
    columns="family_stage", values="spend"
)
by_stage = by_stage[list(labels)].rename(columns=labels).rename_axis(columns=None)
by_stage.describe().loc[["count", "25%", "50%", "75%"]].round(0).astype(int)
# %%
ax = by_stage.plot.hist(bins=np.logspace(1, 5, 33), histtype="step", lw=2, figsize=(7, 3.6))
ax.set(xscale="log", xlim=(10, 100_000), ylabel=T("会员数", "members"))
ax.set_xlabel(T("2 年消费金额（元）", "spend in 2 years (CNY)"))
plot.show(
    ax,
    alt=T(
        "两条直方图轮廓大部分重叠，有幼儿的稍偏右。",
        "Outlines of two histograms that mostly overlap; young children is a little further right.",
    ),
)
# %% [markdown] lang="zh" id="groups-read"
# 收入与消费的等级相关系数只有 0.04，而 p = 0.022：又一个“显著”却没用的例子。收入最高的一组，消费的中位数是 344 元，最低的一组是 315 元。
# 家庭阶段确实有差别：有幼儿的会员中位数 480 元，单身 239 元，约为 2 倍。可是随机各抽 1 人，有幼儿的花得更多的概率只有 65%，只比抛硬币好一些。
# **群体的差别不能直接当成个人的差别**。这与第 05 课讲过的生态谬误相近，只是把城市换成了人群。
#
# 还可以问：分组能解释消费差异的多少？家庭阶段占（消费取对数后的）方差的 4.9%，年龄层 1.5%，职业 0.5%，教育 0.1%，性别 0.0%。其余都在组内。**在这份数据里，人口变量能解释的很少**，要靠行为（第 08 课）、心理变量（第 07 课）或购买场合。
# %% [markdown] lang="en" id="groups-read"
# The rank correlation of income and spend is just 0.04, with p = 0.022: once more "significant" and of no use. The median spend is 344 CNY in the top income group and 315 CNY in the lowest.
# Family stage does differ: a median of 480 CNY for members with young children and 239 CNY for single ones, about 2 times as much. Yet draw 1 of each at random, and the parent spends more with a probability of 65%, only somewhat better than tossing a coin.
# **A difference between groups is no difference between individuals.** It is close kin to the ecological fallacy of lesson 05, with groups of people in the place of cities.
#
# How much of the differences in spend do the groups explain? Family stage accounts for 4.9% of the variance (of the logarithm of spend), age band for 1.5%, occupation for 0.5%, education for 0.1%, gender for 0.0%. All the rest is within groups. **In these data demographics explain little**; turn to behaviour (lesson 08), psychographics (lesson 07) or the occasion.
# %%
log_spend = np.log(people["spend"])
explained = {}
for name in ["family_stage", "age_band", "occupation", "education", "gender"]:
    known_logs = log_spend[people[name].notna()]
    group_mean = known_logs.groupby(people[name]).transform("mean")
    explained[name] = group_mean.var() / known_logs.var()
pd.Series(explained, name=T("解释的方差", "variance explained")).map("{:.1%}".format).to_frame()
# %% [markdown] lang="zh" id="rules-q"
# ## 8 · 综合题：母婴邮件寄给谁
#
# ### 练习 6.8 · 比较 3 条规则
# 回到开头。只能寄给同意接受营销的会员，即 `reachable`。请做出表 `rules`，索引是下面 3 条规则：
#
# - `women_25_34`：女性，而且年龄层是 `25-34`（代理公司的建议）；
# - `young_children`：家庭阶段是 `young_children`；
# - `any_children`：家庭阶段是 `young_children` 或 `school_children`。
#
# 列为 `members`（选中的会员数）、`hit_rate`（选中的会员里买过母婴的占比）、`coverage`（`reachable` 里买过母婴的会员中，被选中的占比）。后 2 列取值在 0 到 1 之间，至少 4 位小数；性别、年龄或家庭阶段缺失的会员算作没有选中。
#
# <details><summary>提示 1</summary>每条规则是 1 列真假值；买没买过是 `has["baby"]`，要对齐到 `reachable` 的索引。</details>
# <details><summary>提示 2</summary>命中率的分母是选中的人，覆盖率的分母是买过母婴的人。</details>
# <details><summary>提示 3</summary>`baby = has["baby"].reindex(reachable.index)`；对规则 `chosen`，命中率是 `baby[chosen].mean()`，覆盖率是 `chosen[baby].mean()`。</details>
# %% [markdown] lang="en" id="rules-q"
# ## 8 · Case: who gets the baby mailing?
#
# ### Exercise 6.8 · Compare 3 rules
# Back to the start. Only members who agreed to marketing may be written to: `reachable`. Make the table `rules`, indexed by these 3 rules:
#
# - `women_25_34`: women whose age band is `25-34` (the agency's advice);
# - `young_children`: the family stage is `young_children`;
# - `any_children`: the family stage is `young_children` or `school_children`.
#
# The columns are `members` (how many are selected), `hit_rate` (the share of the selected who bought baby goods) and `coverage` (the share of those in `reachable` who bought baby goods that are selected). The last 2 lie between 0 and 1, to 4 decimals or more; members whose gender, age or family stage is missing count as not selected.
#
# <details><summary>Hint 1</summary>Each rule is 1 column of true and false; who bought is `has["baby"]`, to be aligned with the index of `reachable`.</details>
# <details><summary>Hint 2</summary>The hit rate divides by the selected, the coverage by those who bought baby goods.</details>
# <details><summary>Hint 3</summary>`baby = has["baby"].reindex(reachable.index)`; for a rule `chosen` the hit rate is `baby[chosen].mean()` and the coverage `chosen[baby].mean()`.</details>
# %% exercise="rules" objective="06.5"
reachable = people[people["marketing_consent"]]
### BEGIN SOLUTION
baby = has["baby"].reindex(reachable.index)
stage = reachable["family_stage"]
chosen_by = {
    "women_25_34": reachable["gender"].eq("F") & reachable["age_band"].eq("25-34"),
    "young_children": stage.eq("young_children"),
    "any_children": stage.isin(["young_children", "school_children"]),
}
figures = {n: (c.sum(), baby[c].mean(), c[baby].mean()) for n, c in chosen_by.items()}
columns = ["members", "hit_rate", "coverage"]
rules = pd.DataFrame.from_dict(figures, orient="index", columns=columns)
### END SOLUTION
# %% wrong="rules" breaks="rules-members,rules-hit,rules-coverage" why="consent forgotten"
stage, baby = people["family_stage"], has["baby"].reindex(people.index)
chosen_by = {
    "women_25_34": people["gender"].eq("F") & people["age_band"].eq("25-34"),
    "young_children": stage.eq("young_children"),
    "any_children": stage.isin(["young_children", "school_children"]),
}
figures = {n: (c.sum(), baby[c].mean(), c[baby].mean()) for n, c in chosen_by.items()}
columns = ["members", "hit_rate", "coverage"]
rules = pd.DataFrame.from_dict(figures, orient="index", columns=columns)
# %% wrong="rules" breaks="rules-hit,rules-coverage" why="hit rate and coverage mixed up"
reachable = people[people["marketing_consent"]]
stage, baby = reachable["family_stage"], has["baby"].reindex(reachable.index)
chosen_by = {
    "women_25_34": reachable["gender"].eq("F") & reachable["age_band"].eq("25-34"),
    "young_children": stage.eq("young_children"),
    "any_children": stage.isin(["young_children", "school_children"]),
}
figures = {n: (c.sum(), c[baby].mean(), baby[c].mean()) for n, c in chosen_by.items()}
columns = ["members", "hit_rate", "coverage"]
rules = pd.DataFrame.from_dict(figures, orient="index", columns=columns)
# %% wrong="rules" breaks="rules-coverage" why="coverage of all buyers, those without consent included"
reachable = people[people["marketing_consent"]]
stage, baby = reachable["family_stage"], has["baby"].reindex(reachable.index)
chosen_by = {
    "women_25_34": reachable["gender"].eq("F") & reachable["age_band"].eq("25-34"),
    "young_children": stage.eq("young_children"),
    "any_children": stage.isin(["young_children", "school_children"]),
}
everyone = has["baby"].sum()
figures = {
    n: (c.sum(), baby[c].mean(), (c & baby).sum() / everyone) for n, c in chosen_by.items()
}
columns = ["members", "hit_rate", "coverage"]
rules = pd.DataFrame.from_dict(figures, orient="index", columns=columns)
# %% wrong="rules" breaks="rules-members,rules-hit,rules-coverage" hardcoded="seed" why="the shipped data's table, typed in"
typed = {
    "women_25_34": (460, 0.1, 0.097046),
    "young_children": (282, 0.609929, 0.362869),
    "any_children": (554, 0.481949, 0.563291),
}
columns = ["members", "hit_rate", "coverage"]
rules = pd.DataFrame.from_dict(typed, orient="index", columns=columns)
# %% check="rules-members" of="rules" points=1
assert isinstance(rules, pd.DataFrame) and "members" in rules, T(
    "rules 应是含 members 一列的 DataFrame", "rules should be a DataFrame with a column members"
)
assert set(rules.index) == {"women_25_34", "young_children", "any_children"}, T(
    "索引应是 3 条规则的名称", "the index holds the names of the 3 rules"
)
assert len(rules) == 3, T("每条规则应有 1 行", "each rule has 1 row")
### BEGIN HIDDEN TESTS
allowed = people[people["marketing_consent"]]
counted = {
    "women_25_34": len(allowed.query("gender == 'F' and age_band == '25-34'")),
    "young_children": len(allowed.query("family_stage == 'young_children'")),
}
counted["any_children"] = counted["young_children"] + len(
    allowed.query("family_stage == 'school_children'")
)
for rule, count in counted.items():
    assert rules.loc[rule, "members"] == count, T(
        f"{rule} 的人数不对：只数同意接受营销的会员",
        f"wrong number for {rule}: count members who agreed to marketing only",
    )
### END HIDDEN TESTS
assert rules.loc["any_children", "members"] >= rules.loc["young_children", "members"], T(
    "放宽规则，人数不会变少", "a wider rule does not select fewer"
)
# %% check="rules-hit" of="rules" points=2
assert isinstance(rules, pd.DataFrame) and "hit_rate" in rules, T(
    "缺少 hit_rate 一列", "no column hit_rate"
)
assert {"women_25_34", "young_children", "any_children"} == set(rules.index), T(
    "索引应是 3 条规则的名称", "the index holds the names of the 3 rules"
)
assert rules["hit_rate"].between(0, 1).all(), T("占比在 0 和 1 之间", "shares run from 0 to 1")
### BEGIN HIDDEN TESTS
agreed = people[people["marketing_consent"]]
baby_buyers = set(purchases.loc[purchases["category"] == "baby", "customer_id"])
groups = {
    "women_25_34": agreed.query("gender == 'F' and age_band == '25-34'").index,
    "young_children": agreed.query("family_stage == 'young_children'").index,
    "any_children": agreed[agreed["family_stage"].str.endswith("children", na=False)].index,
}
for rule, group in groups.items():
    bought_it = sum(member in baby_buyers for member in group)
    assert abs(rules.loc[rule, "hit_rate"] - bought_it / len(group)) < 5e-4, T(
        f"{rule} 的命中率不对：分母是选中的会员",
        f"wrong hit rate for {rule}: divide by the selected members",
    )
### END HIDDEN TESTS
assert rules["hit_rate"].notna().all(), T("不应有缺失", "nothing may be missing")
# %% check="rules-coverage" of="rules" points=2
assert isinstance(rules, pd.DataFrame) and "coverage" in rules, T(
    "缺少 coverage 一列", "no column coverage"
)
assert {"women_25_34", "young_children", "any_children"} == set(rules.index), T(
    "索引应是 3 条规则的名称", "the index holds the names of the 3 rules"
)
assert rules["coverage"].between(0, 1).all(), T("占比在 0 和 1 之间", "shares run from 0 to 1")
### BEGIN HIDDEN TESTS
agreed = people[people["marketing_consent"]]
wanted_by = set(purchases.loc[purchases["category"] == "baby", "customer_id"])
targets = agreed[agreed.index.isin(wanted_by)]
inside = {
    "women_25_34": len(targets.query("gender == 'F' and age_band == '25-34'")),
    "young_children": len(targets.query("family_stage == 'young_children'")),
    "any_children": targets["family_stage"].str.endswith("children", na=False).sum(),
}
for rule, count in inside.items():
    assert abs(rules.loc[rule, "coverage"] - count / len(targets)) < 5e-4, T(
        f"{rule} 的覆盖率不对：分母是同意营销、又买过母婴的会员",
        f"wrong coverage for {rule}: divide by those who agreed and bought baby goods",
    )
### END HIDDEN TESTS
assert rules["coverage"].notna().all(), T("不应有缺失", "nothing may be missing")
# %% [markdown] lang="zh" id="rules-read"
# 同意营销的会员里，17.1% 买过母婴。25–34 岁的女性有 460 人，命中率 10.0%，**还不如随机挑人寄**；有幼儿的 282 人（共 1,094 人，多数不同意营销），命中率 61.0%，但只覆盖买过母婴者的 36.3%；
# 再加上有学龄孩子的，554 人，命中率降到 48.2%，覆盖率升到 56.3%。在这份虚构的数据里，有幼儿的会员（填了年龄的）75% 是 35–54 岁，
# 所以“25–34 岁的女性”抓不住他们；真实市场要用自己的数据去看。
#
# 3 点提醒：买过的人可能本来就会买，命中率高不等于邮件有用，有没有增量，要靠随机对照实验（第 23 课）；老会员有购买记录，直接用行为更准，人口规则更适合没有记录的新会员；
# 这些规则在同一批数据上评价，上线前要换一批会员验证。
# %% [markdown] lang="en" id="rules-read"
# Of the members who agreed to marketing, 17.1% bought baby goods. The women of 25–34 are 460 members with a hit rate of 10.0%, **worse than writing to members picked at random**. The 282 with young children (of 1,094: most did not agree) have a hit rate of 61.0%, but are only 36.3% of those who bought baby goods;
# with school children added, there are 554 members, the hit rate falls to 48.2% and the coverage rises to 56.3%. In these fictional data, 75% of the members with young children (whose age is known) are 35–54,
# so that "women of 25–34" misses them; for a real market look at your own data.
#
# 3 reminders. Those who bought before may well buy anyway: a high hit rate does not mean that the mailing works; uplift takes a randomised test (lesson 23). For existing members the purchases themselves tell more; a demographic rule is for new members without any.
# And the rules were judged on the data at hand: confirm them on other members first.
# %% [markdown] lang="zh" id="quiz-intro"
# ## 9 · 自测
# 选一个答案，马上看到解释。不计分。
# %% [markdown] lang="en" id="quiz-intro"
# ## 9 · Check yourself
# Choose an answer and read the explanation at once. It is not graded.
# %% quiz="self-check" objective="06.1,06.2,06.3,06.4,06.5"
from segkit.explore import question, right, wrong

explore.quiz(
    [
        question(
            T(
                "用 pd.cut 的默认设置和边界 18、25、35……，25 岁落在哪一层？（见第 2 节）",
                "With the defaults of pd.cut and the edges 18, 25, 35 and so on, where does somebody of 25 fall? (section 2)",
            ),
            right(
                "18-24",
                T(
                    "默认区间含右端，25 岁掉进了 18-24；18 岁则哪一层都不属于。",
                    "The right end is included by default: 25 falls a band too low, and 18 falls into none.",
                ),
            ),
            wrong(
                "25-34",
                T(
                    "要加 right=False 才是。默认含右端。",
                    "Only with right=False. By default the right end is included.",
                ),
            ),
            wrong(
                T("缺失", "missing"),
                T(
                    "缺失的是 18 岁：最左端不含在内。",
                    "18 would be: the leftmost end is left out.",
                ),
            ),
        ),
        question(
            T(
                "会员从 5,000 位增加到 500,000 位，各格比例不变。会怎样？（见第 4 节）",
                "Members grow from 5,000 to 500,000 with the same shares in each cell. What happens? (section 4)",
            ),
            wrong(
                T("p 和 V 都变小", "p and V both fall"),
                T("V 除掉了人数，不会变。", "V divides by the number of people and stays."),
            ),
            wrong(
                T("V 变大，p 不变", "V rises, p stays"),
                T("正好说反了。", "It is the other way round."),
            ),
            right(
                T("p 变小，V 不变", "p falls, V stays"),
                T(
                    "卡方值与人数成正比，V 与人数无关。",
                    "Chi-square grows with the people, V does not depend on them.",
                ),
            ),
        ),
        question(
            T(
                "小钱的检验为什么不能信？（见第 5 节）",
                "Why can Qian's test not be trusted? (section 5)",
            ),
            wrong(
                T("样本太小", "The sample is too small"),
                T(
                    "有近 6 万行，问题不在行数多少。",
                    "There are nearly 60,000 lines; their number is not the problem.",
                ),
            ),
            right(
                T("同一位会员的各行不独立", "The lines of one member are not independent"),
                T(
                    "打乱性别以后仍然常常“显著”，说明 p 值失真。",
                    'Shuffled gender is often "significant" as well: the p-value is distorted.',
                ),
            ),
            wrong(
                T("没有用 Yates 校正", "Yates's correction was left out"),
                T(
                    "它只影响 2 × 2 的表，而且改不了独立性。",
                    "It only concerns 2 × 2 tables, and does nothing about independence.",
                ),
            ),
        ),
        question(
            T(
                "100 个与购买毫无关系的变量，各做 1 次 5% 水平的检验，平均几次“显著”？（见第 6 节）",
                '100 variables have nothing to do with buying; each is tested once at 5%. How many are "significant" on average? (section 6)',
            ),
            wrong(
                "0",
                T(
                    "5% 的意思就是每次都可能误报。",
                    "5% means that each test can raise a false alarm.",
                ),
            ),
            wrong(
                "1",
                T("按 1% 的水平检验才是 1 次。", "That would be so at the 1% level."),
            ),
            right(
                "5",
                T(
                    "所以要按检验次数调整标准，并先看效应量。",
                    "So adjust for the number of tests, and look at the effect size first.",
                ),
            ),
        ),
        question(
            T(
                "有幼儿的会员消费中位数是单身的 2 倍。能不能据此说，某位有幼儿的会员比某位单身会员花得多？（见第 7 节）",
                "Members with young children have twice the median spend of single ones. May we say that a given parent spends more than a given single member? (section 7)",
            ),
            right(
                T(
                    "不能，组内差别远大于组间",
                    "No, people differ far more within groups than between",
                ),
                T(
                    "家庭阶段只解释 4.9% 的方差。",
                    "Family stage explains just 4.9% of the variance.",
                ),
            ),
            wrong(
                T(
                    "能，会员有这么多，差别又非常显著",
                    "Yes, the members are many and the difference is highly significant",
                ),
                T(
                    "显著说的是群体。随机配对，猜对的概率只有 65%。",
                    "Significance is about the groups. For a random pair the guess is right 65% of the time.",
                ),
            ),
            wrong(
                T("能，只要收入也更高", "Yes, if the income is higher too"),
                T(
                    "收入与消费的等级相关系数只有 0.04。",
                    "The rank correlation of income and spend is just 0.04.",
                ),
            ),
        ),
    ],
    lang=LANG,
)
# %% [markdown] lang="zh" id="memo-q"
# ## 10 · 写给林岚的备忘录
#
# ### 练习 6.9 · 备忘录
# 用 150–300 字给林岚写一份备忘录：代理公司的 2 条建议（男女两版邮件；母婴邮件寄给 25–34 岁的女性）要不要采纳？换成什么？
# 请引用本课算出的至少 3 个数字，其中至少 1 个是效应量；说明一处数据或方法的局限；指出 1 个公平或隐私的风险；并写出怎样检验。由讲师按下面的评分细则评分。
# %% [markdown] lang="en" id="memo-q"
# ## 10 · A memo to Lin Lan
#
# ### Exercise 6.9 · Memo
# In 150–300 words, advise Lin Lan: should she follow the agency's 2 proposals (editions for women and men; the baby mailing for women of 25–34), and what should she do instead?
# Quote at least 3 figures from this lesson, at least 1 of them an effect size; name a limit of the data or the method; point out 1 risk to fairness or privacy; and say how you would test the advice. Your instructor grades it by the rubric below.
# %% [markdown] lang="zh" id="memo-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 判断（2 分） | 对 2 条建议都有结论，理由来自效应量和命中率 | 有结论，理由只靠 p 值或笼统 | 没有结论 |
# | 数字（1 分） | 至少 3 个，含效应量，准确并有解读 | 1–2 个，或没有解读 | 没有数字 |
# | 替代方案（1 分） | 具体到规则、人数和渠道 | 有方案，但不具体 | 没有 |
# | 局限与公平（1 分） | 各指出一处，并说明后果 | 只提到一处 | 都没有 |
# | 检验（1 分） | 有随机对照组和衡量指标 | 只看前后对比 | 没有检验办法 |
# %% [markdown] lang="en" id="memo-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | judgement (2 points) | a verdict on both of the 2 proposals, from effect sizes and hit rates | a verdict, from p-values alone or vague | no verdict |
# | figures (1 point) | at least 3, an effect size among them, right and interpreted | 1–2, or not interpreted | none |
# | alternative (1 point) | down to rule, numbers and channel | an alternative, but vague | none |
# | limit and fairness (1 point) | one of each, and what follows | only one mentioned | neither |
# | test (1 point) | random control group and a measure | before and after only | none |
# %% [markdown] essay="memo" points=6 rubric="memo-rubric" objective="06.3,06.5"
# 示例：两条建议都不采纳。性别与最爱品类的 p 虽是 0.003，Cramér's V 只有 0.07，分男女两版邮件的收益很小；代理公司的 p 值把同一会员的多行当成了独立样本。
# 母婴邮件按家庭阶段寄：有幼儿的 282 位同意营销的会员，命中率 61%，25–34 岁女性只有 10%，还低于平均的 17%。可再加上有学龄孩子的会员，覆盖率从 36% 升到 56%。用小程序消息推送，成本低。
# 局限：家庭阶段是自己填的，7.5% 的人没填，会过时；过去买过不等于会因邮件多买。公平：不按性别或家庭状况给不同的价格，只调整内容，并提供拒收的选项。
# 检验：在 554 人里随机留出一半不寄，比较 60 天内购买母婴的占比。
#
# Example: follow neither. The p-value of gender by favourite category is 0.003, but Cramér's V is just 0.07, so that two editions gain little; the agency's p-value takes many lines of one member for independent samples.
# Send the baby mailing by family stage: the 282 members with young children who agreed to marketing have a hit rate of 61%, the women of 25–34 just 10%, below the average of 17%. Adding school children raises the coverage from 36% to 56%. Use messages in the mini-program, which cost little.
# Limits: family stage is what members say, 7.5% left it out, and it goes out of date; having bought is not buying more because of a mailing. Fairness: change the content and never the price by gender or family, and offer a way to opt out.
# Test: leave a random half of the 554 alone and compare the share who buy baby goods within 60 days.
# %% [markdown] lang="zh" id="discussion"
# ## 11 · 讨论卡（4–6 人，15 分钟）
#
# 情境：市场总监说：“我们有 9,000 位会员，几乎每个人口变量都显著。那就全用上：性别 × 年龄层 × 教育 × 职业 × 家庭阶段，一共 1,600 个格子，每格一套话术。”
#
# - 正方：细到这种程度，对哪些决定有好处？
# - 反方：4,887 位买家分到 1,600 格，平均每格几个人？哪些变量其实说明不了什么？
# - 共同决定：留下哪 1 到 2 个变量？用什么数字说服总监？没有填这些变量的会员怎么办？
# %% [markdown] lang="en" id="discussion"
# ## 11 · Discussion card (4–6 people, 15 minutes)
#
# The situation: the marketing director says: "We have 9,000 members, and nearly every demographic is significant. Let us use them all: gender × age band × education × occupation × family stage, 1,600 cells, each with its own message."
#
# - For: for which decisions is such detail of any use?
# - Against: with 4,887 buyers in 1,600 cells, how many people are in a cell on average? Which of the variables explain next to nothing?
# - Together: which 1 or 2 variables do you keep, which figures will convince the director, and what do you do about members who left them out?
# %% [markdown] lang="zh" id="wrap-up"
# ## 12 · 小结
#
# **记住**
#
# - 先清理再分层：不可信的年龄改成缺失，边界写明归谁。
# - 卡方检验回答有没有证据，Cramér's V 回答有多强；会员多时，看效应量来决定。
# - 每人只算一次；检验做了几次，就要按几次来调整。
# - 群体的差别不是个人的差别；人口变量要和命中率、覆盖率一起看。
#
# **实践中容易失灵的地方**
#
# - 人口变量是自报的，会缺失、会过时，缺失常常不随机。
# - 年龄层的边界是人定的：先看结果再挑边界，等于偷偷做了许多次检验。
# - 变量之间会互相代替：年龄可能只是家庭阶段的影子，不要把关联当成原因。
# - 0.1、0.3、0.5 只是惯例：成本极低的推送，小效应也可能值得；昂贵的上门拜访，中等效应也可能不够。
# - 性别、年龄等用于投放时可能造成歧视，先问是否必要、是否公平（第 04 课）。
#
# **深入阅读**：Agresti, A. (2013). *Categorical Data Analysis* (3rd ed.). Wiley. 第 3 章讲列联表的检验。
# %% [markdown] lang="en" id="wrap-up"
# ## 12 · Wrap-up
#
# **Remember**
#
# - Clean, then form bands: nonsense ages become missing, and an edge belongs to a stated band.
# - The chi-square test says whether there is evidence, Cramér's V how strong the association is; with many members the effect size decides.
# - Each person counts once; and adjust for as many tests as you made.
# - A difference between groups is no difference between individuals; judge a demographic rule by its hit rate and coverage.
#
# **Where it fails in practice**
#
# - Demographics are what people say: they go missing, often not at random, and they go out of date.
# - We choose the edges of age bands; to look first and choose after is to make many tests in secret.
# - Variables stand in for one another: age may be just the shadow of family stage. An association is no cause.
# - 0.1, 0.3 and 0.5 are mere conventions: for a message that costs next to nothing a small effect may do, for a costly visit a medium one may not.
# - Targeting by gender or age can discriminate: ask whether it is needed and whether it is fair (lesson 04).
#
# **Read on:** Agresti, A. (2013). *Categorical Data Analysis* (3rd ed.). Wiley. Chapter 3 is on tests for contingency tables.
