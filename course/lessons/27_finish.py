# %% [markdown] lang="zh" id="welcome"
# ## 学到了什么，用到哪里去？
#
# 课上完了，还有 3 件事：一次后测，看看你现在会什么；一份问卷，帮我们改进课程；一份行动计划，把学到的东西带回工作。
# 真正的考试在 6 个星期以后：你在工作中做的决定，和以前有什么不同？
# %% [markdown] lang="en" id="welcome"
# ## What have you learnt, and where will you use it?
#
# The course is done, and three things are left: a post-test to see what you can do now, a survey to improve the course, and a plan that takes
# what you have learnt to your work. The real examination is 6 weeks away: which of your decisions at work will be different?
# %% [markdown] lang="zh" id="post-test"
# ## 1 · 后测（20 题，约 20 分钟）
#
# 这 20 题与第 00 课的前测平行：每题考的目标相同，情境和数字不同，正确的字母也不一定相同。
#
# - 这 20 分不计入总成绩。请独立完成，不要翻看前面的课，否则看不出真正学到了什么。
# - 有纸笔就够，不用电脑计算，每题约 1 分钟。
# - 把 `None` 换成一个带引号的字母，例如 `"A"`。下面的检查只看有没有写字母；对不对，评分以后告诉你，并说明错在哪里。
# %% [markdown] lang="en" id="post-test"
# ## 1 · Post-test (20 questions, about 20 minutes)
#
# These 20 questions are parallel to the pre-test of lesson 00: question by question the objective is the same, the situation and the figures
# are others, and the right letter may differ, too.
#
# - These 20 points do not count towards your final marks. Work alone and without the lessons, or it will not show what you have learnt.
# - Pencil and paper are enough; allow about 1 minute for each question.
# - Replace `None` by a letter in quotes, such as `"A"`. The check below only sees whether there is a letter. Grading tells you whether it is
#   right, and if not, what went wrong.
# %% [markdown] lang="zh" id="post-01-q"
# ### 第 1 题
# 到期前，有的会员接到电话，有的收到短信。每一群里用哪种方式由抽签决定，但用于新老会员的比例不同：
#
# | 续费的比例 | 入会不到 1 年 | 入会 1 年以上 | 合计 |
# |---|---|---|---|
# | 电话 | 200 人中的 20% | 800 人中的 60% | 52% |
# | 短信 | 800 人中的 24% | 200 人中的 64% | 32% |
#
# 明年只用一种方式，到期的会员里，入会不到 1 年的占一半。预计哪种方式的续费率更高？
#
# - **A** 短信：44%，电话只有 40%
# - **B** 电话：52%，短信只有 32%
# - **C** 电话：44%，短信只有 40%
# - **D** 一样：都在 42% 左右
#
# 答案存为 `post_01`。
# %% [markdown] lang="en" id="post-01-q"
# ### Question 1
# Before their membership ended, some members got a phone call and others a text message. Within
# each group a lottery decided which, but the mix of groups was not the same:
#
# | share who renewed | members for under 1 year | members for over 1 year | all |
# |---|---|---|---|
# | phone | 20% of 200 | 60% of 800 | 52% |
# | text | 24% of 800 | 64% of 200 | 32% |
#
# Next year there will be a single way, and half of those whose membership ends will have been
# members for under 1 year. Which way should do better?
#
# - **A** Text: 44% against 40% for phone
# - **B** Phone: 52% against 32% for text
# - **C** Phone: 44% against 40% for text
# - **D** Neither: about 42% for both
#
# Store your letter as `post_01`.
# %% exercise="post-01" fixed=true objective="01.2"
post_01 = None
### BEGIN SOLUTION
post_01 = "A"
### END SOLUTION
# %% wrong="post-01" breaks="post-01-right" why="compares the totals"
post_01 = "B"
# %% wrong="post-01" breaks="post-01-right" why="averages the totals"
post_01 = "D"
# %% check="post-01-right" of="post-01" points=1
assert post_01 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_01).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_01 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_01 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "合计的 52% 来自电话多打给了老会员；在每一群里短信都更高",
    "the 52% comes from calling mostly long-standing members; text is higher in each group",
)
assert letter != "C", T(
    "折算的方法对，但 2 种方式弄反了：请看每一群里谁更高",
    "right weights, wrong way round: look who is higher in each group",
)
assert letter != "D", T(
    "把 2 个合计平均，只是把 2 种不同的人群结构混在一起",
    "the average of the 2 totals mixes 2 different mixtures of members",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-02-q"
# ### 第 2 题
# 按年龄细分，96% 的会员有年龄记录。计划给 3 群人送不同的券。
#
# | | 35 岁以下 | 35–54 岁 | 55 岁及以上 |
# |---|---|---|---|
# | 占销售额 | 29% | 49% | 22% |
# | 同意接收营销信息 | 72% | 70% | 68% |
# | 因生鲜券多出的购买者（随机试验） | 4% | 4% | 4% |
# | 因日用品券多出的购买者（随机试验） | 2% | 2% | 2% |
#
# 就这个计划来说，哪一条标准最不达标？
#
# - **A** 可测量：不知道另外 4% 的会员的年龄
# - **B** 可接触：大约 30% 的会员不能接收营销信息
# - **C** 足够大：最小的一群只占销售额的 22%
# - **D** 有差异：3 群人对券的反应一样
#
# 答案存为 `post_02`。
# %% [markdown] lang="en" id="post-02-q"
# ### Question 2
# A segmentation is by age, known for 96% of the members. The plan: a different voucher for each
# of 3 segments.
#
# | | under 35 | 35–54 | 55 and over |
# |---|---|---|---|
# | share of sales | 29% | 49% | 22% |
# | agreed to marketing messages | 72% | 70% | 68% |
# | extra buyers with a fresh-food voucher (random test) | 4% | 4% | 4% |
# | extra buyers with a household voucher (random test) | 2% | 2% | 2% |
#
# Which criterion fails most clearly for this plan?
#
# - **A** Measurable: the age of the other 4% of members is unknown
# - **B** Accessible: about 30% of members may not be messaged
# - **C** Substantial: the smallest segment has just 22% of sales
# - **D** Differentiable: the 3 segments respond alike
#
# Store your letter as `post_02`.
# %% exercise="post-02" fixed=true objective="01.4"
post_02 = None
### BEGIN SOLUTION
post_02 = "D"
### END SOLUTION
# %% wrong="post-02" breaks="post-02-right" why="takes the smallest share for the weakest point"
post_02 = "C"
# %% wrong="post-02" breaks="post-02-right" why="takes members who cannot be reached for the weakest point"
post_02 = "B"
# %% check="post-02-right" of="post-02" points=1
assert post_02 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_02).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_02 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_02 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T("96% 已知，够用了", "96% known is plenty")
assert letter != "B", T(
    "约 70% 发得到，而且 3 群差不多；这不是最大的问题",
    "about 70% can be reached, much the same in each segment; there is a bigger problem",
)
assert letter != "C", T(
    "22% 的销售额并不小，值得单独做，只要做法真的不同",
    "22% of sales is not small and would be worth an offer of its own, if that offer did anything different",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-03-q"
# ### 第 3 题
# 跨渠道合并会员记录。每对误合并（把 2 个人当成同一个人）的代价是 50 元，每对漏合并是 20 元。
#
# | 阈值 | 误合并 | 漏合并 |
# |---|---|---|
# | 0.70 | 40 | 100 |
# | 0.85 | 20 | 240 |
#
# 现在的阈值是 0.70，要不要提高到 0.85？
#
# - **A** 要：总代价会减少 1,000 元
# - **B** 要：误合并比漏合并更贵
# - **C** 不要：阈值提高，精确率会下降
# - **D** 不要：总代价会增加 1,800 元
#
# 答案存为 `post_03`。
# %% [markdown] lang="en" id="post-03-q"
# ### Question 3
# Member records are joined across channels. A wrong link (2 people taken for the same person)
# costs 50 CNY, a missed link costs 20 CNY.
#
# | threshold | wrong links | missed links |
# |---|---|---|
# | 0.70 | 40 | 100 |
# | 0.85 | 20 | 240 |
#
# The threshold is 0.70 now. Should it go up to 0.85?
#
# - **A** Yes: the cost would fall by 1,000 CNY
# - **B** Yes: a wrong link costs more than a missed link
# - **C** No: a higher threshold lowers precision
# - **D** No: the cost would rise by 1,800 CNY
#
# Store your letter as `post_03`.
# %% exercise="post-03" fixed=true objective="03.4"
post_03 = None
### BEGIN SOLUTION
post_03 = "D"
### END SOLUTION
# %% wrong="post-03" breaks="post-03-right" why="looks at wrong links alone"
post_03 = "A"
# %% wrong="post-03" breaks="post-03-right" why="compares prices without quantities"
post_03 = "B"
# %% check="post-03-right" of="post-03" points=1
assert post_03 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_03).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_03 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_03 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "误合并少 20 对，省 1,000 元；可是漏合并多 140 对，多花 2,800 元",
    "20 wrong links fewer save 1,000 CNY, but 140 missed links more cost 2,800 CNY",
)
assert letter != "B", T(
    "单价要乘以数量：少 20 对误合并，换来多 140 对漏合并",
    "a price needs its quantity: 20 wrong links fewer stand against 140 missed links more",
)
assert letter != "C", T(
    "阈值提高，误合并变少，精确率一般会上升；问题在代价",
    "a higher threshold leaves fewer wrong links and raises precision; the point is the cost",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-04-q"
# ### 第 4 题
# 在一份会员文件里，不少邮箱是门店的公用邮箱，电话里有很多总机号码。
#
# | 字段 | 同一个人的 2 条记录，该字段一致 | 任意 2 个人，该字段一致 |
# |---|---|---|
# | 姓氏 | 98% | 8% |
# | 小区 | 80% | 2% |
# | 邮箱 | 75% | 10% |
# | 电话 | 72% | 4% |
#
# 2 条记录里只有 1 个字段都填了，而且一致。是哪个字段时，最能说明是同一个人？
#
# - **A** 姓氏
# - **B** 小区
# - **C** 邮箱
# - **D** 电话
#
# 答案存为 `post_04`。
# %% [markdown] lang="en" id="post-04-q"
# ### Question 4
# In a file of members many e-mail addresses are a shop's own, and many phones are the number of a
# switchboard.
#
# | field | agrees in 2 records of the same person | agrees in records of any 2 people |
# |---|---|---|
# | surname | 98% | 8% |
# | housing estate | 80% | 2% |
# | e-mail | 75% | 10% |
# | phone | 72% | 4% |
#
# Just 1 of these fields is filled in on both of 2 records, and there they agree. In which field
# would that be the strongest evidence of the same person?
#
# - **A** The surname
# - **B** The estate
# - **C** The e-mail
# - **D** The phone
#
# Store your letter as `post_04`.
# %% exercise="post-04" fixed=true objective="03.3"
post_04 = None
### BEGIN SOLUTION
post_04 = "B"
### END SOLUTION
# %% wrong="post-04" breaks="post-04-right" why="takes the highest agreement for the best evidence"
post_04 = "A"
# %% wrong="post-04" breaks="post-04-right" why="trusts the usual key without looking at the file"
post_04 = "D"
# %% check="post-04-right" of="post-04" points=1
assert post_04 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_04).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_04 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_04 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "98% 看起来最高，可是 8% 的陌生人也同姓：98 ÷ 8 约 12 倍，还有更强的",
    "98% looks best, but 8% of strangers share it: 98 over 8 is about 12, and there is a stronger one",
)
assert letter != "C", T(
    "邮箱通常很强，但这里 10% 的陌生人用同一个：75 ÷ 10 只有 7.5 倍",
    "an e-mail is strong as a rule, but here 10% of strangers share it: 75 over 10 is just 7.5",
)
assert letter != "D", T(
    "电话通常很强，但这里有总机：72 ÷ 4 是 18 倍，还有更强的",
    "a phone is strong as a rule, but there are switchboards: 72 over 4 makes 18, and there is a stronger one",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-05-q"
# ### 第 5 题
# 指数 = 100 ×（本市会员中买鲜奶的比例 ÷ 全部会员中买鲜奶的比例）。下面是其中 4 个城市：
#
# | 城市 | 会员数 | 指数 | 95% 区间 |
# |---|---|---|---|
# | W | 40 | 50 | 0–118 |
# | X | 7,000 | 101 | 94–108 |
# | Y | 6,100 | 86 | 79–93 |
# | Z | 5,000 | 97 | 89–105 |
#
# 想在鲜奶需求低于平均的城市做推广。哪个城市的证据最充分？
#
# - **A** W 市
# - **B** X 市
# - **C** Y 市
# - **D** Z 市
#
# 答案存为 `post_05`。
# %% [markdown] lang="en" id="post-05-q"
# ### Question 5
# Index = 100 × (share of a city's members who buy fresh milk ÷ share of all members who buy fresh
# milk). Here are 4 of the cities:
#
# | city | members | index | 95% interval |
# |---|---|---|---|
# | W | 40 | 50 | 0–118 |
# | X | 7,000 | 101 | 94–108 |
# | Y | 6,100 | 86 | 79–93 |
# | Z | 5,000 | 97 | 89–105 |
#
# Milk should be promoted where demand is below average. For which city is the evidence best?
#
# - **A** City W
# - **B** City X
# - **C** City Y
# - **D** City Z
#
# Store your letter as `post_05`.
# %% exercise="post-05" fixed=true objective="05.2"
post_05 = None
### BEGIN SOLUTION
post_05 = "C"
### END SOLUTION
# %% wrong="post-05" breaks="post-05-right" why="takes the lowest index without its interval"
post_05 = "A"
# %% wrong="post-05" breaks="post-05-right" why="takes an index just below average without its interval"
post_05 = "D"
# %% check="post-05-right" of="post-05" points=1
assert post_05 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_05).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_05 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_05 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "指数最低，但只有 40 位会员，区间 0–118 包含 100：也可能高于平均",
    "the lowest index, but from 40 members: its interval, 0–118, includes 100, so demand may even be above average",
)
assert letter != "B", T(
    "会员最多，区间也最窄，可是指数 101，没有低于平均",
    "most members and the narrowest interval, but an index of 101 is not below average",
)
assert letter != "D", T(
    "97 略低于 100，区间 89–105 却包含 100，说不准",
    "97 is just below 100, and its interval, 89–105, includes 100: unclear",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-06-q"
# ### 第 6 题
# 250,000 位会员：教育程度（5 类）与付款方式（4 类）有关联，卡方检验 p < 0.001，Cramér's V = 0.03。
# 经理打算给每种教育程度的会员各设计一套付款优惠。你怎么判断？
#
# - **A** 值得做：p < 0.001，关联很强
# - **B** 不值得：关联存在，但是很弱
# - **C** 说不清：V 只有 0.03，p 值应当很大
# - **D** 等一等：会员再多些，V 就会变大
#
# 答案存为 `post_06`。
# %% [markdown] lang="en" id="post-06-q"
# ### Question 6
# Among 250,000 members, education (5 levels) and way to pay (4 classes) are associated: chi-square
# test, p < 0.001; Cramér's V = 0.03. The manager wants a payment offer for each level of education.
# What is your view?
#
# - **A** Worth it: with p < 0.001 the link is strong
# - **B** Not worth it: the link exists but is weak
# - **C** Unclear: with a V of 0.03, p should be large
# - **D** Wait: with more members V will rise
#
# Store your letter as `post_06`.
# %% exercise="post-06" fixed=true objective="06.3"
post_06 = None
### BEGIN SOLUTION
post_06 = "B"
### END SOLUTION
# %% wrong="post-06" breaks="post-06-right" why="takes a small p for a strong link"
post_06 = "A"
# %% wrong="post-06" breaks="post-06-right" why="expects p and the effect size to go together"
post_06 = "C"
# %% check="post-06-right" of="post-06" points=1
assert post_06 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_06).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_06 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_06 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "p 值说的是有没有关联，不是有多强；25 万人时，很弱的关联也会显著",
    "p tells whether there is a link, not how strong; with 250,000 members a weak one is significant",
)
assert letter != "C", T(
    "不矛盾：人数很多时，V 很小，p 值也会很小",
    "they do not clash: with many members a small V has a small p, too",
)
assert letter != "D", T(
    "会员再多，只会让 p 值更小；V 不会因此变大",
    "more members make p smaller; they do not make V larger",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-07-q"
# ### 第 7 题
# 20,000 位会员里有 2,000 位买宠物食品。规则“独居且有院子”选出 500 人，其中 180 人买宠物食品。
# 优惠要让大部分买宠物食品的人收到。哪句话正确？
#
# - **A** 达到了目的：36% 是全体比例的 3.6 倍
# - **B** 规则没有用：收到的人 64% 不买，和抽签没有两样
# - **C** 64% 的买家收不到，收到的人有 9% 会买
# - **D** 91% 的买家收不到，收到的人有 36% 会买
#
# 答案存为 `post_07`。
# %% [markdown] lang="en" id="post-07-q"
# ### Question 7
# Of 20,000 members, 2,000 buy pet food. The rule "lives alone and has a garden" picks 500
# members, and 180 of them buy pet food. An offer is to reach most of those who buy. Which
# sentence is right?
#
# - **A** The aim is met: 36% is 3.6 times the share among all members
# - **B** The rule is no better than a lottery, as 64% of those reached do not buy
# - **C** It misses 64% of the buyers, and 9% of those reached buy
# - **D** It misses 91% of the buyers, and 36% of those reached buy
#
# Store your letter as `post_07`.
# %% exercise="post-07" fixed=true objective="06.5"
post_07 = None
### BEGIN SOLUTION
post_07 = "D"
### END SOLUTION
# %% wrong="post-07" breaks="post-07-right" why="takes the hit rate for coverage"
post_07 = "A"
# %% wrong="post-07" breaks="post-07-right" why="looks at misses without the base rate"
post_07 = "B"
# %% check="post-07-right" of="post-07" points=1
assert post_07 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_07).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_07 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_07 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "命中率高不等于覆盖得多：2,000 位买家只选出 180 位",
    "a good hit rate is not coverage: 180 of 2,000 buyers are picked",
)
assert letter != "B", T(
    "抽签选出的人里只有 10% 是买家，这条规则是 36%；它的问题在覆盖率",
    "of those picked by lottery 10% would be buyers, by this rule 36%; coverage is its weak point",
)
assert letter != "C", T(
    "命中率和覆盖率弄反了：180 ÷ 500 是命中率，180 ÷ 2,000 是覆盖率",
    "hit rate and coverage swapped: 180 of 500 is the hit rate, 180 of 2,000 the coverage",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-08-q"
# ### 第 8 题
# 量表“爱尝新”有 5 题，每题 1–7 分，得分是各题的平均。第 2 题是“我只买用惯了的东西”。α 只有 0.30。
#
# | 题目 | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | 与其余各题之和的相关系数 | 0.49 | −0.51 | 0.53 | 0.46 | 0.50 |
#
# 先做什么？
#
# - **A** 剔除第 2 题与其余各题相反的人
# - **B** 删去第 2 题，用其余 4 题
# - **C** 第 2 题改成“7 减回答”，再计算
# - **D** 第 2 题改成“8 减回答”，再计算
#
# 答案存为 `post_08`。
# %% [markdown] lang="en" id="post-08-q"
# ### Question 8
# The scale "likes new things" has 5 statements, each answered from 1 to 7; the score is their
# mean. Statement 2 is "I only buy what I am used to". Alpha is just 0.30.
#
# | statement | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | correlation with the sum of the others | 0.49 | −0.51 | 0.53 | 0.46 | 0.50 |
#
# What comes first?
#
# - **A** Drop the people whose answer to 2 is opposite to the rest
# - **B** Drop statement 2 and use the other 4
# - **C** Turn statement 2 into 7 minus the answer
# - **D** Turn statement 2 into 8 minus the answer
#
# Store your letter as `post_08`.
# %% exercise="post-08" fixed=true objective="07.2"
post_08 = None
### BEGIN SOLUTION
post_08 = "D"
### END SOLUTION
# %% wrong="post-08" breaks="post-08-right" why="drops a reversed item instead of turning it"
post_08 = "B"
# %% wrong="post-08" breaks="post-08-right" why="turns on a scale from 0"
post_08 = "C"
# %% check="post-08-right" of="post-08" points=1
assert post_08 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_08).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_08 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_08 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "爱尝新的人本来就该不同意第 2 题：剔除的正是认真作答的人",
    "people who like new things should disagree with 2: this drops those who answered with care",
)
assert letter != "B", T(
    "负相关是因为题目的方向相反，不是题目不好；删掉就丢了信息",
    "it correlates negatively because it is worded the other way, not because it is bad; dropping it loses information",
)
assert letter != "C", T(
    "7 减 7 等于 0，超出了 1–7 分；α 不受影响，但平均分会偏低",
    "7 minus 7 is 0, off the scale of 1 to 7; alpha would not mind, but the mean score would be too low",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-09-q"
# ### 第 9 题
# 对同一份问卷作了 2 次因子分析，因子载荷是：
#
# | 说法 | 第 1 次：因子 1 | 因子 2 | 第 2 次：因子 1 | 因子 2 |
# |---|---|---|---|---|
# | 我会看配料表 | 0.81 | 0.03 | −0.02 | 0.80 |
# | 我常买有机食品 | 0.72 | 0.08 | −0.09 | 0.73 |
# | 我常买即食餐 | 0.04 | 0.77 | −0.76 | 0.05 |
# | 我总是叫送货上门 | 0.09 | 0.66 | −0.67 | 0.08 |
#
# 2 次的结果有什么不同？
#
# - **A** 没有实质不同：因子换了位置，一个反了方向
# - **B** 结构变了：不可能都对
# - **C** 第 2 次里，人们变得不图省事了
# - **D** 第 2 次里，健康退居次要，省事更重要
#
# 答案存为 `post_09`。
# %% [markdown] lang="en" id="post-09-q"
# ### Question 9
# These are the factor loadings from 2 factor analyses of the same survey:
#
# | statement | run 1: factor 1 | factor 2 | run 2: factor 1 | factor 2 |
# |---|---|---|---|---|
# | I read the ingredients | 0.81 | 0.03 | −0.02 | 0.80 |
# | I often buy organic food | 0.72 | 0.08 | −0.09 | 0.73 |
# | I often buy ready meals | 0.04 | 0.77 | −0.76 | 0.05 |
# | I have everything delivered | 0.09 | 0.66 | −0.67 | 0.08 |
#
# What differs between the 2 results?
#
# - **A** Just the form: factors swap, one changes sign
# - **B** The structure: they cannot both be right
# - **C** In run 2 people no longer want convenience
# - **D** In run 2 health matters less than convenience
#
# Store your letter as `post_09`.
# %% exercise="post-09" fixed=true objective="07.3"
post_09 = None
### BEGIN SOLUTION
post_09 = "A"
### END SOLUTION
# %% wrong="post-09" breaks="post-09-right" why="reads the sign of a factor as its meaning"
post_09 = "C"
# %% wrong="post-09" breaks="post-09-right" why="reads the number of a factor as its rank"
post_09 = "D"
# %% check="post-09-right" of="post-09" points=1
assert post_09 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_09).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_09 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_09 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "哪些题归在一起、载荷多大，2 次几乎一样，结构没有变",
    "the same statements go together with nearly the same sizes: the structure has not changed",
)
assert letter != "C", T(
    "因子的正负是任意的：2 题同为负，合在一起仍然是“图省事”",
    "a factor's sign is arbitrary: both statements are negative together and still form the same factor",
)
assert letter != "D", T(
    "因子的编号也是任意的（旋转之后尤其如此），不代表重要程度",
    "a factor's number is arbitrary, too, above all after rotation, and no rank of importance",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-10-q"
# ### 第 10 题
# 统计日 `as_of` 是 2025-07-01。下面是某位会员的全部购买记录：
#
# | 订单 | 日期 | 商品 | 金额（元） |
# |---|---|---|---|
# | B1 | 2025-05-02 | 牛奶 | 30 |
# | B1 | 2025-05-02 | 面包 | 20 |
# | B2 | 2025-06-21 | 水果 | 70 |
#
# 这位会员的 R（天）、F（单）、M（累计金额，元）是多少？
#
# - **A** R = 10，F = 3，M = 120
# - **B** R = 10，F = 2，M = 120
# - **C** R = 60，F = 2，M = 120
# - **D** R = 10，F = 2，M = 60
#
# 答案存为 `post_10`。
# %% [markdown] lang="en" id="post-10-q"
# ### Question 10
# The day to look from, `as_of`, is 2025-07-01. This is all that a member has bought:
#
# | order | date | product | amount (CNY) |
# |---|---|---|---|
# | B1 | 2025-05-02 | milk | 30 |
# | B1 | 2025-05-02 | bread | 20 |
# | B2 | 2025-06-21 | fruit | 70 |
#
# What are R (days), F (orders) and M (CNY in all)?
#
# - **A** R = 10, F = 3, M = 120
# - **B** R = 10, F = 2, M = 120
# - **C** R = 60, F = 2, M = 120
# - **D** R = 10, F = 2, M = 60
#
# Store your letter as `post_10`.
# %% exercise="post-10" fixed=true objective="08.1"
post_10 = None
### BEGIN SOLUTION
post_10 = "B"
### END SOLUTION
# %% wrong="post-10" breaks="post-10-right" why="counts lines as orders"
post_10 = "A"
# %% wrong="post-10" breaks="post-10-right" why="counts days from the first purchase"
post_10 = "C"
# %% check="post-10-right" of="post-10" points=1
assert post_10 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_10).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_10 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_10 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "F 数订单，不数行：B1 有 2 行，只算 1 次",
    "F counts orders, not lines: B1 has 2 lines and counts once",
)
assert letter != "C", T(
    "R 从最近一次购买算起，不是第一次", "R counts from the latest purchase, not from the first"
)
assert letter != "D", T(
    "M 是金额之和；60 是每单的平均", "M is the sum; 60 is the mean per order"
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-11-q"
# ### 第 11 题
# 12 位会员的订单数是 1、1、1、1、2、2、2、2、2、3、4、8。一个工具先按订单数排名，再切成人数相等的 4 档，每档 3 人，给 1–4 分。
# 问题出在哪里？
#
# - **A** 应当按订单数等宽切：每 2 次一档
# - **B** 买 8 次的人是异常，应当先删掉
# - **C** 都买 2 次的人，得分却有 2 种
# - **D** 没有问题：人数相等，打分才公平
#
# 答案存为 `post_11`。
# %% [markdown] lang="en" id="post-11-q"
# ### Question 11
# The orders of 12 members are 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 4 and 8. A tool ranks them by orders,
# cuts them into 4 classes of 3 members and gives scores from 1 to 4. What is wrong?
#
# - **A** Classes should be equally wide: 2 orders each
# - **B** The member with 8 orders should be removed first
# - **C** Members with 2 orders get 2 different scores
# - **D** Nothing: classes of equal size make scores fair
#
# Store your letter as `post_11`.
# %% exercise="post-11" fixed=true objective="08.2"
post_11 = None
### BEGIN SOLUTION
post_11 = "C"
### END SOLUTION
# %% wrong="post-11" breaks="post-11-right" why="takes classes of equal size for fairness"
post_11 = "D"
# %% wrong="post-11" breaks="post-11-right" why="takes the heaviest buyer for an error"
post_11 = "B"
# %% check="post-11-right" of="post-11" points=1
assert post_11 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_11).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_11 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_11 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "等宽切会让多数人挤在最低一档；要解决的是同值不同分",
    "equal widths crowd most members into the lowest class; the trouble is equal values with unequal scores",
)
assert letter != "B", T(
    "买得多不是错误；分位数打分本来就不怕极端值",
    "buying a lot is no error, and scores by quantile can live with extremes",
)
assert letter != "D", T(
    "要人数相等，就得把买同样次数的人拆到不同的档，谁高谁低只看排在文件哪里",
    "for equal sizes, members who bought equally often are split by their place in the file",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-12-q"
# ### 第 12 题
# K 均值直接用下面的原始数值，按直线距离比较。
#
# | 客户 | 年龄 | 每月到店次数 | 收入（元） |
# |---|---|---|---|
# | 甲 | 25 | 12 | 8,000 |
# | 乙 | 68 | 1 | 8,300 |
# | 丙 | 26 | 11 | 9,500 |
#
# 离甲最近的是谁，为什么？
#
# - **A** 乙：远近几乎只由收入决定
# - **B** 丙：3 列各占三分之一的分量
# - **C** 乙：年龄相差最多，分量最重
# - **D** 丙：年龄和次数几乎一样
#
# 答案存为 `post_12`。
# %% [markdown] lang="en" id="post-12-q"
# ### Question 12
# K-means gets the raw figures below and compares them by straight-line distance.
#
# | customer | age | visits a month | income (CNY) |
# |---|---|---|---|
# | Jia | 25 | 12 | 8,000 |
# | Yi | 68 | 1 | 8,300 |
# | Bing | 26 | 11 | 9,500 |
#
# Who is nearest to Jia, and why?
#
# - **A** Yi: income settles it almost alone
# - **B** Bing: each of the 3 columns counts for a third
# - **C** Yi: ages differ most and weigh most
# - **D** Bing: age and visits are nearly the same
#
# Store your letter as `post_12`.
# %% exercise="post-12" fixed=true objective="10.1"
post_12 = None
### BEGIN SOLUTION
post_12 = "A"
### END SOLUTION
# %% wrong="post-12" breaks="post-12-right" why="judges as a person would, not as distance does"
post_12 = "D"
# %% wrong="post-12" breaks="post-12-right" why="thinks that k-means weighs all columns alike"
post_12 = "B"
# %% check="post-12-right" of="post-12" points=1
assert post_12 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_12).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_12 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_12 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "只有先标准化，各列的分量才相当；原始数值里，收入相差 1,500 就压倒一切",
    "columns count alike only once they are on one scale; in raw figures a gap of 1,500 in income outweighs all",
)
assert letter != "C", T(
    "年龄相差 43 会让乙更远，不会更近；让乙显得近的是收入只差 300",
    "43 years put Yi farther away, not nearer; what makes Yi near is a gap of just 300 in income",
)
assert letter != "D", T(
    "这是看人的直觉；直线距离里，甲丙的收入相差 1,500，甲乙只差 300",
    "so a person would see it; in straight-line distance Jia and Bing are 1,500 apart in income, Jia and Yi just 300",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-13-q"
# ### 第 13 题
# 在 2 台电脑上，对同样的 1,000 位客户各作一次聚类。表里是人数：
#
# | | 第 2 次：1 号 | 2 号 | 3 号 |
# |---|---|---|---|
# | 第 1 次：1 号 | 0 | 1 | 495 |
# | 2 号 | 247 | 3 | 0 |
# | 3 号 | 1 | 252 | 1 |
#
# 2 次的结果有多像？
#
# - **A** 几乎一样：994 人仍和原来的同伴在一起
# - **B** 几乎完全不同：只有 0.4% 的人编号没变
# - **C** 只有各群的人数相像，成员不同
# - **D** 三分之一相同：分 3 群时碰巧也会这样
#
# 答案存为 `post_13`。
# %% [markdown] lang="en" id="post-13-q"
# ### Question 13
# The same 1,000 customers were clustered on 2 computers. The table counts customers:
#
# | | run 2: no. 1 | no. 2 | no. 3 |
# |---|---|---|---|
# | run 1: no. 1 | 0 | 1 | 495 |
# | no. 2 | 247 | 3 | 0 |
# | no. 3 | 1 | 252 | 1 |
#
# How alike are the 2 results?
#
# - **A** Very: 994 customers stay with the same others
# - **B** Hardly at all: 0.4% of customers kept their number
# - **C** In the sizes alone: the members are different ones
# - **D** One third alike, as chance gives with 3 clusters
#
# Store your letter as `post_13`.
# %% exercise="post-13" fixed=true objective="10.4"
post_13 = None
### BEGIN SOLUTION
post_13 = "A"
### END SOLUTION
# %% wrong="post-13" breaks="post-13-right" why="compares cluster numbers"
post_13 = "B"
# %% wrong="post-13" breaks="post-13-right" why="looks at the sizes alone"
post_13 = "C"
# %% check="post-13-right" of="post-13" points=1
assert post_13 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_13).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_13 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_13 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "编号没有含义，不能比较编号：要看哪些人仍在一起",
    "cluster numbers have no meaning and must not be compared: see who stays together",
)
assert letter != "C", T(
    "不只是人数：第 1 次 1 号里的 496 人，第 2 次有 495 人仍在一起",
    "not the sizes alone: of the 496 in no. 1 of run 1, 495 are together again in run 2",
)
assert letter != "D", T(
    "碰巧的话，每一行的人会分散到 3 格；这里几乎都落在同一格",
    "by chance a row would be spread over all 3 cells; here nearly all of it falls into the same cell",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-14-q"
# ### 第 14 题
# App 的使用记录分成 2–6 群，每个 k 都反复重抽，算出稳定性（平均 ARI）。再用无结构数据（平均数、标准差和相关系数相同，但没有群）照做一遍：
#
# | k | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|
# | 使用记录 | 0.90 | 0.84 | 0.58 | 0.47 | 0.45 |
# | 无结构数据 | 0.92 | 0.50 | 0.46 | 0.43 | 0.40 |
#
# 哪一个 k 最有证据说明存在真实的结构？
#
# - **A** k = 2
# - **B** k = 3
# - **C** k = 4
# - **D** k = 5
#
# 答案存为 `post_14`。
# %% [markdown] lang="en" id="post-14-q"
# ### Question 14
# Records of how an app is used were split into 2–6 segments. For each k, resampling gave a
# stability (mean ARI). The same was done with structure-free data: equal means, spreads and
# correlations, but no groups.
#
# | k | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|
# | records | 0.90 | 0.84 | 0.58 | 0.47 | 0.45 |
# | structure-free data | 0.92 | 0.50 | 0.46 | 0.43 | 0.40 |
#
# Which k has the best evidence of real structure?
#
# - **A** k = 2
# - **B** k = 3
# - **C** k = 4
# - **D** k = 5
#
# Store your letter as `post_14`.
# %% exercise="post-14" fixed=true objective="12.3"
post_14 = None
### BEGIN SOLUTION
post_14 = "B"
### END SOLUTION
# %% wrong="post-14" breaks="post-14-right" why="takes the highest stability without a yardstick"
post_14 = "A"
# %% wrong="post-14" breaks="post-14-right" why="takes any k above the yardstick"
post_14 = "C"
# %% check="post-14-right" of="post-14" points=1
assert post_14 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_14).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_14 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_14 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "0.90 最高，但没有群的数据也有 0.92：这样的稳定性不说明有结构",
    "0.90 is the highest, but data without groups reach 0.92: such stability shows no structure",
)
assert letter != "C", T(
    "0.58 高于 0.46，但差距不是最大的", "0.58 is above 0.46, but this is not the largest gap"
)
assert letter != "D", T(
    "0.47 与无结构数据的 0.43 差不多，没有证据",
    "0.47 is about what structure-free data give, 0.43: no evidence",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-15-q"
# ### 第 15 题
# 同一批用户按 App 使用行为作了 2 种细分，R 和 S：
#
# | | R | S |
# |---|---|---|
# | 稳定性（平均 ARI） | 0.90 | 0.90 |
# | 轮廓系数 | 0.37 | 0.46 |
# | 解释了多少使用行为的差异（聚类用过） | 51% | 66% |
# | 解释了多少下一季退订的差异（聚类没有用过） | 15% | 2% |
#
# 要用来规划下一季的留存活动，选哪一种？
#
# - **A** S：它解释了大部分使用行为的差异
# - **B** 都可以：稳定性相同，没有差别
# - **C** S：各群分得更开，轮廓系数更高
# - **D** R：聚类没有用退订，却能区分退订
#
# 答案存为 `post_15`。
# %% [markdown] lang="en" id="post-15-q"
# ### Question 15
# The same users were segmented in 2 ways, R and S, by how they use an app:
#
# | | R | S |
# |---|---|---|
# | stability (mean ARI) | 0.90 | 0.90 |
# | silhouette | 0.37 | 0.46 |
# | share of the variation in use explained (used for clustering) | 51% | 66% |
# | share of the variation in next quarter's cancellations explained (not used) | 15% | 2% |
#
# Which is better for planning how to keep users in the next quarter?
#
# - **A** S: it explains most of the variation in use
# - **B** Either: they are equally stable
# - **C** S: its clusters are better separated, see the silhouette
# - **D** R: it separates cancellations, which it did not see
#
# Store your letter as `post_15`.
# %% exercise="post-15" fixed=true objective="12.5"
post_15 = None
### BEGIN SOLUTION
post_15 = "D"
### END SOLUTION
# %% wrong="post-15" breaks="post-15-right" why="takes separation for usefulness"
post_15 = "C"
# %% wrong="post-15" breaks="post-15-right" why="takes a fit to the clustering variables for evidence"
post_15 = "A"
# %% check="post-15-right" of="post-15" points=1
assert post_15 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_15).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_15 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_15 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "解释自己用过的变量是必然的：聚类就是照着它们分的",
    "explaining what it was built from is no achievement: clustering splits by just that",
)
assert letter != "B", T(
    "稳定只是前提；两种细分对退订的区分能力差得很远",
    "stability is a condition, not an aim; cancellations differ far more in one than in the other",
)
assert letter != "C", T(
    "轮廓系数只看聚类用过的数据里分得开不开，不说明细分有用",
    "the silhouette looks at separation in the data used; it does not show that segments are of use",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-16-q"
# ### 第 16 题
# 一个细分有 500 人，全部会员有 12,000 人。画像里有 4 行：
#
# | | 该细分 | 全部会员 | 指数 |
# |---|---|---|---|
# | 用分期付款 | 3% | 0.6% | 500 |
# | 装了 App | 93% | 90% | 103 |
# | 多在 21:00 以后下单 | 57% | 22% | 259 |
# | 住在一线城市 | 52% | 50% | 104 |
#
# 介绍这个细分时，哪一个特征最该放在首位？
#
# - **A** 分期付款
# - **B** 装了 App
# - **C** 晚上下单
# - **D** 一线城市
#
# 答案存为 `post_16`。
# %% [markdown] lang="en" id="post-16-q"
# ### Question 16
# A segment has 500 of 12,000 members. Its profile has 4 rows:
#
# | | segment | all members | index |
# |---|---|---|---|
# | pays by instalments | 3% | 0.6% | 500 |
# | has the app | 93% | 90% | 103 |
# | mostly orders after 21:00 | 57% | 22% | 259 |
# | lives in a first-tier city | 52% | 50% | 104 |
#
# Which feature should come first when you describe this segment?
#
# - **A** The instalments
# - **B** The app
# - **C** The late orders
# - **D** The city
#
# Store your letter as `post_16`.
# %% exercise="post-16" fixed=true objective="15.2"
post_16 = None
### BEGIN SOLUTION
post_16 = "C"
### END SOLUTION
# %% wrong="post-16" breaks="post-16-right" why="takes the highest index without its base"
post_16 = "A"
# %% wrong="post-16" breaks="post-16-right" why="takes the largest share without a comparison"
post_16 = "B"
# %% check="post-16-right" of="post-16" points=1
assert post_16 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_16).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_16 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_16 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "指数 500 只来自 500 人中的 15 人；97% 的人不分期",
    "an index of 500 from 15 of 500 people; 97% of the segment do not pay by instalments",
)
assert letter != "B", T(
    "93% 的人装了 App，但全部会员也有 90%：这不是该细分的特点",
    "93% have the app, but so do 90% of all members: nothing special about the segment",
)
assert letter != "D", T(
    "52% 对 50%：差别太小，说明不了什么",
    "52% against 50% is too small a difference to say anything",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-17-q"
# ### 第 17 题
# 门店 8:00 到 20:00 营业，顾客全天均匀到店。草莓每天早上备货，5 天的销量是：
#
# | 第几天 | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | 销量（盒） | 21 | 23 | 25 | 16 | 20 |
# | 卖空的时间 | 没有卖空 | 没有卖空 | 没有卖空 | 12:00 | 14:00 |
#
# 哪个数最接近平均每天的需求？
#
# - **A** 21 盒
# - **B** 23 盒
# - **C** 31 盒
# - **D** 44 盒
#
# 答案存为 `post_17`。
# %% [markdown] lang="en" id="post-17-q"
# ### Question 17
# A shop is open from 8:00 to 20:00, and customers come evenly through the day. Strawberries are
# put out each morning. Sales on 5 days:
#
# | day | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | boxes sold | 21 | 23 | 25 | 16 | 20 |
# | sold out at | never | never | never | 12:00 | 14:00 |
#
# Which number is nearest to the mean demand per day?
#
# - **A** 21 boxes
# - **B** 23 boxes
# - **C** 31 boxes
# - **D** 44 boxes
#
# Store your letter as `post_17`.
# %% exercise="post-17" fixed=true objective="19.4"
post_17 = None
### BEGIN SOLUTION
post_17 = "C"
### END SOLUTION
# %% wrong="post-17" breaks="post-17-right" why="takes mean sales for demand"
post_17 = "A"
# %% wrong="post-17" breaks="post-17-right" why="drops the sold-out days"
post_17 = "B"
# %% check="post-17-right" of="post-17" points=1
assert post_17 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_17).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_17 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_17 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "21 是 5 天销量的平均：卖空以后来的顾客没有算进去",
    "21 is the mean of sales: it leaves out those who came after the shelf was empty",
)
assert letter != "B", T(
    "23 只平均了没有卖空的 3 天，去掉的正是需求最大的 2 天",
    "23 is the mean of the 3 days without a sell-out, which drops the 2 days of highest demand",
)
assert letter != "D", T(
    "44 只是卖空的 2 天的需求（48 和 40 的平均）；没有卖空的 3 天需求较小，也要算进去",
    "44 is the demand of the 2 sold-out days, the mean of 48 and 40; the 3 quieter days count as well",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-18-q"
# ### 第 18 题
# 4 群客户的贷款如下（违约概率按 1 年计）：
#
# | 客户群 | 违约时的敞口（千元） | 违约概率 | 违约损失率 |
# |---|---|---|---|
# | 甲 | 400 | 12% | 50% |
# | 乙 | 4,000 | 2% | 40% |
# | 丙 | 3,000 | 3% | 60% |
# | 丁 | 500 | 4% | 90% |
#
# 哪一群的预期损失最大？
#
# - **A** 甲群
# - **B** 乙群
# - **C** 丙群
# - **D** 丁群
#
# 答案存为 `post_18`。
# %% [markdown] lang="en" id="post-18-q"
# ### Question 18
# These are the loans of 4 groups of clients (probability of default within 1 year):
#
# | group | exposure at default (thousand CNY) | probability of default | loss given default |
# |---|---|---|---|
# | Jia | 400 | 12% | 50% |
# | Yi | 4,000 | 2% | 40% |
# | Bing | 3,000 | 3% | 60% |
# | Ding | 500 | 4% | 90% |
#
# Which group has the largest expected loss?
#
# - **A** Group Jia
# - **B** Group Yi
# - **C** Group Bing
# - **D** Group Ding
#
# Store your letter as `post_18`.
# %% exercise="post-18" fixed=true objective="20.4"
post_18 = None
### BEGIN SOLUTION
post_18 = "C"
### END SOLUTION
# %% wrong="post-18" breaks="post-18-right" why="takes the highest probability for the largest loss"
post_18 = "A"
# %% wrong="post-18" breaks="post-18-right" why="takes the largest exposure for the largest loss"
post_18 = "B"
# %% check="post-18-right" of="post-18" points=1
assert post_18 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_18).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_18 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_18 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "违约概率最高，但敞口小：400 × 12% × 50% = 24 千元",
    "the highest probability of default, but a small exposure: 400 × 12% × 50% = 24",
)
assert letter != "B", T(
    "敞口最大，但另外 2 个数低：4,000 × 2% × 40% = 32 千元",
    "the largest exposure, but low in the other 2 numbers: 4,000 × 2% × 40% = 32",
)
assert letter != "D", T(
    "违约损失率最高，但敞口小：500 × 4% × 90% = 18 千元",
    "the highest loss given default, but a small exposure: 500 × 4% × 90% = 18",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-19-q"
# ### 第 19 题
# 一次 A/B 测试计划随机分组，70% 发送，30% 对照。试验结束时，发送组 20,400 人，转化率 4.4%；对照组 9,600 人，转化率 3.9%。
# 样本比例检验 p < 0.001。下一步做什么？
#
# - **A** 先停下：查明人数不符的原因，再谈效果
# - **B** 照常读：p < 0.001 说明发送有效
# - **C** 照常读：转化率按人头算，人数不等没关系
# - **D** 从对照组随机去掉多出的人，再读结果
#
# 答案存为 `post_19`。
# %% [markdown] lang="en" id="post-19-q"
# ### Question 19
# An A/B test was to split members at random: 70% mailed, 30% control. At the end the mailed group
# has 20,400 members and a conversion rate of 4.4%, the control group 9,600 and 3.9%. The test of
# the sample ratio gives p < 0.001. What next?
#
# - **A** Stop and look for the cause of the mismatch first
# - **B** Read the result: p < 0.001 shows that mailing works
# - **C** Read the result: conversion rates are per head, sizes do not matter
# - **D** Drop the surplus of the control group at random, then read it
#
# Store your letter as `post_19`.
# %% exercise="post-19" fixed=true objective="23.1"
post_19 = None
### BEGIN SOLUTION
post_19 = "A"
### END SOLUTION
# %% wrong="post-19" breaks="post-19-right" why="reads rates per head in spite of the mismatch"
post_19 = "C"
# %% wrong="post-19" breaks="post-19-right" why="repairs the sizes, not the cause"
post_19 = "D"
# %% check="post-19-right" of="post-19" points=1
assert post_19 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_19).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_19 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_19 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "B", T(
    "这个 p 值检验的是分组人数，不是转化率",
    "this p is about the sizes of the groups, not about conversion",
)
assert letter != "C", T(
    "偏离说明有人被漏记或多记，而且可能与分组有关；2 组已不可比",
    "sizes so far off mean that members are missing or counted twice, perhaps by group; the groups are no longer comparable",
)
assert letter != "D", T(
    "随机去掉人只让比例变回来，不能把漏记的人找回来，偏差还在",
    "dropping people at random restores the ratio but brings nobody back: the bias stays",
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="post-20-q"
# ### 第 20 题
# 一次短信随机试验的结果如下。4 群人数相同，发送成本相同，每多一位付费用户，带来的利润也相同。
#
# | 下个月付费的比例 | 收到短信的人 | 没有收到的人 |
# |---|---|---|
# | 长期用户 | 55% | 54% |
# | 周末用户 | 21% | 14% |
# | 停用的用户 | 3% | 1% |
# | 试用的用户 | 30% | 26% |
#
# 预算只够选 1 群，选哪一群？
#
# - **A** 长期用户
# - **B** 周末用户
# - **C** 停用的用户
# - **D** 试用的用户
#
# 答案存为 `post_20`。
# %% [markdown] lang="en" id="post-20-q"
# ### Question 20
# A random test of a text message gave the results below. The 4 groups have the same size and the
# same cost, and each extra paying user earns the same profit.
#
# | share who paid for the next month | with the message | without it |
# |---|---|---|
# | long-term users | 55% | 54% |
# | weekend users | 21% | 14% |
# | users who had stopped | 3% | 1% |
# | users on trial | 30% | 26% |
#
# There is money for just 1 group. Which?
#
# - **A** Long-term users
# - **B** Weekend users
# - **C** Users who had stopped
# - **D** Users on trial
#
# Store your letter as `post_20`.
# %% exercise="post-20" fixed=true objective="23.3"
post_20 = None
### BEGIN SOLUTION
post_20 = "B"
### END SOLUTION
# %% wrong="post-20" breaks="post-20-right" why="takes the response for the uplift"
post_20 = "A"
# %% wrong="post-20" breaks="post-20-right" why="takes the relative for the absolute uplift"
post_20 = "C"
# %% check="post-20-right" of="post-20" points=1
assert post_20 is not None, T("还没有作答：请写一个字母", "not attempted: write a letter")
letter = str(post_20).strip().upper()
assert letter in ("A", "B", "C", "D"), T(
    'post_20 应是 A、B、C、D 中的一个，要加引号，如 "A"',
    'post_20 should be A, B, C or D, in quotes, such as "A"',
)
### BEGIN HIDDEN TESTS
assert letter != "A", T(
    "长期用户的 55% 是响应，不是增量：没有短信，他们也有 54% 会付费",
    "55% is the response, not the uplift: 54% of them pay without the message",
)
assert letter != "C", T(
    "变成 3 倍，但只多出 2 个百分点的人；利润看多出多少人",
    "3 times as many, but that is 2 points; profit comes from extra paying users",
)
assert letter != "D", T(
    "增量是 4 个百分点，不错，但还有更大的", "an uplift of 4 points, good but not the largest"
)
### END HIDDEN TESTS
# %% [markdown] lang="zh" id="gain"
# ## 2 · 你的进步，和接下来要做的事
#
# 前测和后测的结果由讲师评分后一起发给你。常用的衡量办法是：前测时还没掌握的部分，现在掌握了多少，即（后测 − 前测）÷（20 − 前测）。
# 例如前测对 8 题、后测对 14 题，就是 6 ÷ 12 = 50%；前测 20 题全对的人没有这个数（Hake，1998，*American Journal of Physics*，66(1)，64–74）。
# 这个数有 2 点局限：20 题不多，差 1、2 题可能是碰巧；后测分数高，也不证明都是课程的功劳。
#
# 下表来自你本机的进度文件：用 `segcourse check` 检查过、拿到了一部分分的课。先把它们做完；表是空的，说明没有做到一半的课。
# %% [markdown] lang="en" id="gain"
# ## 2 · Your progress, and what to do next
#
# Your instructor sends you the results of both tests after grading. A common measure is how much of what was missing in the pre-test is there
# now: (post − pre) ÷ (20 − pre). With 8 right before and 14 right after, that is 6 ÷ 12 = 50%; with 20 right before, nothing was missing
# and the measure does not apply (Hake, 1998, *American Journal of Physics*, 66(1), 64–74).
# It has 2 limits. 20 questions are few, so 1 or 2 more may be luck; and a higher score does not prove that the course caused it.
#
# The table comes from the progress file on your own computer: lessons in which `segcourse check` has found some of the points, but not all.
# Finish these first. If the table is empty, no lesson is half done.
# %%
from course.progress import progress, progress_table

unfinished = [0 < row["passed"] < row["of"] for row in progress().values()]
progress_table(LANG)[unfinished]
# %% [markdown] lang="zh" id="survey-q"
# ## 3 · 课程问卷
#
# ### 练习 27.1 · 你的评价
# 请给下面 8 句话打分：1 = 完全不同意，2 = 不太同意，3 = 部分同意，4 = 比较同意，5 = 完全同意。把字典 `survey` 里的 `None` 换成 1 到 5 的整数。
# 填完就得分，打几分都一样，请说实话；不过问卷随笔记本一起交给讲师，不是匿名的。最后在 `comment` 的引号里写 1–3 句话：最有用的是什么，最该改的是什么？也可以不写。
#
# | 键 | 说法 |
# |---|---|
# | `"useful_at_work"` | 学到的东西在我的工作中用得上 |
# | `"goals_met"` | 各课开头写的目标，我基本达到了 |
# | `"clear_explanations"` | 讲解清楚 |
# | `"helpful_exercises"` | 练习帮助我真正弄懂 |
# | `"helpful_feedback"` | 提示和检查的说明能帮我继续做下去 |
# | `"right_pace"` | 进度对我合适 |
# | `"support"` | 遇到困难时得到了帮助 |
# | `"would_recommend"` | 我会向同事推荐这门课 |
#
# <details><summary>提示 1</summary>一共 8 个键，一个也不能少，也不要改名。</details>
# <details><summary>提示 2</summary>每个值是 1 到 5 的整数，不加引号。</details>
# <details><summary>提示 3</summary>例如 `"right_pace": 4`。还留着 `None` 的那一行就是没有填完的。</details>
# %% [markdown] lang="en" id="survey-q"
# ## 3 · Course survey
#
# ### Exercise 27.1 · Your opinion
# How far do you agree with each of these 8 sentences? 1 = strongly disagree, 2 = disagree, 3 = partly agree, 4 = agree, 5 = strongly agree. In the dictionary `survey`,
# replace each `None` by a whole number from 1 to 5. A complete survey earns the point whatever you answer, so be frank; but it is handed in with your notebook and is not anonymous. In the quotes of
# `comment`, write 1–3 sentences: what was most useful, what should change first? You may leave it empty.
#
# | key | sentence |
# |---|---|
# | `"useful_at_work"` | I can use what I have learnt in my work |
# | `"goals_met"` | I have largely reached the objectives at the top of the lessons |
# | `"clear_explanations"` | The explanations were clear |
# | `"helpful_exercises"` | The exercises made me understand |
# | `"helpful_feedback"` | Hints and messages of the checks helped me to go on |
# | `"right_pace"` | The pace was right for me |
# | `"support"` | I got help when I was stuck |
# | `"would_recommend"` | I would recommend the course to colleagues |
#
# <details><summary>Hint 1</summary>There are 8 keys: leave none out and rename none.</details>
# <details><summary>Hint 2</summary>Each value is a whole number from 1 to 5, without quotes.</details>
# <details><summary>Hint 3</summary>For instance `"right_pace": 4`. A line that still says `None` is not filled in.</details>
# %% exercise="survey" fixed=true objective="27.2"
survey = {
    "useful_at_work": None,
    "goals_met": None,
    "clear_explanations": None,
    "helpful_exercises": None,
    "helpful_feedback": None,
    "right_pace": None,
    "support": None,
    "would_recommend": None,
}
comment = ""
### BEGIN SOLUTION
survey = dict.fromkeys(survey, 4)
### END SOLUTION
# %% wrong="survey" breaks="survey-complete" why="left one sentence out"
survey = {
    "useful_at_work": 5,
    "goals_met": 4,
    "clear_explanations": 4,
    "helpful_exercises": 5,
    "helpful_feedback": 3,
    "right_pace": 2,
    "support": None,
    "would_recommend": 4,
}
comment = ""
# %% wrong="survey" breaks="survey-complete" why="answered on a scale up to 10"
keys = (
    "useful_at_work goals_met clear_explanations helpful_exercises helpful_feedback right_pace"
)
survey = dict.fromkeys([*keys.split(), "support", "would_recommend"], 9)
comment = "Nine out of ten."
# %% wrong="survey" breaks="survey-complete" why="renamed a key"
keys = (
    "useful_at_work goals_met clear_explanations helpful_exercises helpful_feedback right_pace"
)
survey = dict.fromkeys([*keys.split(), "support", "recommend"], 4)
comment = ""
# %% check="survey-complete" of="survey" points=1
assert isinstance(survey, dict), T("survey 应是字典", "survey should be a dictionary")
assert any(score is not None for score in survey.values()), T(
    "还没有作答：请把 None 换成 1 到 5", "not attempted: replace None by 1 to 5"
)
left = [key for key, score in survey.items() if score is None]
assert not left, T(
    f"还没有填完：{'、'.join(map(str, left))}", f"not complete: {', '.join(map(str, left))}"
)
assert len(survey) == 8, T("survey 应有 8 个键", "survey should have 8 keys")
### BEGIN HIDDEN TESTS
sentences = {
    "useful_at_work",
    "goals_met",
    "clear_explanations",
    "helpful_exercises",
    "helpful_feedback",
    "right_pace",
    "support",
    "would_recommend",
}
assert set(survey) == sentences, T("请不要改键的名称", "please do not rename the keys")
### END HIDDEN TESTS
assert all(type(score) is int and 1 <= score <= 5 for score in survey.values()), T(
    "每个值应是 1 到 5 的整数，不加引号",
    "each value is a whole number from 1 to 5, without quotes",
)
assert isinstance(comment, str), T(
    "comment 应是一段带引号的文字", "comment should be a text in quotes"
)
# %% [markdown] lang="zh" id="plan-q"
# ## 4 · 带回工作的行动计划
#
# ### 练习 27.2 · 行动计划
# 用 150–300 字写一份计划：在今后 6 个星期里，你要用学到的东西改变**一个**关于客户的决定。写明：现在这个决定是怎样做的；你要改成怎样，用课程里的哪种方法，第一步在哪一天做；
# 需要哪些数据，谁批准、能不能这样用（告知、同意、最少够用）；怎样看出新做法更好，和什么比较；还有哪 1 课要再看一遍，为什么。
# 由讲师按下面的评分细则评分；6 个星期后，请你和讲师或主管一起再读一遍。
# %% [markdown] lang="en" id="plan-q"
# ## 4 · A plan for your work
#
# ### Exercise 27.2 · Transfer plan
# In 150–300 words, plan how you will change **one** decision about customers within the next 6 weeks with what you have learnt. Say how the decision is taken now;
# what you will do instead, by which method of the course, and on which day the first step is; which data you need, who approves, and whether they may be used for it (notice,
# consent, no more than needed); how you will see that the new way is better, and compared with what; and which 1 lesson you will go over again, and why.
# Your instructor grades it by the rubric below. Read it again after 6 weeks with your instructor or manager.
# %% [markdown] lang="zh" id="plan-rubric"
# | 评分项 | 优秀 | 合格 | 未达到 |
# |---|---|---|---|
# | 决定（1 分） | 一个具体的决定，写明现在怎样做 | 有决定，没有写现状 | 只有主题，没有决定 |
# | 行动（2 分） | 第一步有日期，方法来自课程且用得对 | 有方法，没有日期，或用得不全对 | 没有可以执行的步骤 |
# | 数据与许可（1 分） | 写明数据、批准人和使用的依据 | 只写了数据 | 没有写 |
# | 检验（1 分） | 有指标，有可比的对照 | 有指标，只看前后 | 没有检验办法 |
# | 自己的学习（1 分） | 指出要再看的课，理由来自练习，或测验中拿不准的题 | 只写了课名 | 没有写 |
# %% [markdown] lang="en" id="plan-rubric"
# | criterion | exemplary | adequate | not yet |
# |---|---|---|---|
# | decision (1 point) | one decision, and how it is taken now | a decision without the present way | a topic, not a decision |
# | action (2 points) | a first step with a date; a method of the course, rightly used | a method without a date, or partly misused | no step that can be taken |
# | data and permission (1 point) | data, who approves, on what grounds | data only | not mentioned |
# | test (1 point) | a measure and a fair comparison | a measure, before and after only | no test |
# | own learning (1 point) | a lesson to go over, with a reason from an exercise or a question that left you unsure | the name of a lesson only | not mentioned |
# %% [markdown] essay="plan" points=6 rubric="plan-rubric" objective="27.1,27.3"
# 示例：我们每月给全部 80,000 位会员发同一张满 100 减 20 的券，从来没有留过对照组。12 月 7 日起，我从会员中随机留出 10% 不发，其余照旧，用来算券的增量；
# 同时用 RFM 分成 4 群，事先写好要比较的 4 个数，按 4 次比较校正。需要过去 24 个月的订单和同意接收营销的标记，只用会员号，不用姓名和电话；由数据负责人和法务在 11 月底前批准，
# 依据是会员协议里写明的营销用途。检验：5 周以后（1 月 11 日），比较每群里发券与不发券的人均毛利（扣除券的成本），先看 2 组人数是否符合 9 比 1。如果某一群的增量撑不起成本，下个月停发这一群。
# 我要再看第 12 课：后测里选 k 的那一题我拿不准，差点忘了与无结构数据比较。
#
# Example: each month we send all 80,000 members the same coupon, 20 off 100, and have never kept a control group. From 7 December I will hold out a random 10% and leave the rest as it is,
# to measure the coupon's uplift. I will form 4 groups by RFM, write down the 4 comparisons beforehand and correct for making 4 of them. I need 24 months of orders and the flag of consent to marketing,
# by member number, without names or phones. Our data owner and the legal department approve it by the end of November, on the ground of the marketing purpose stated in the
# members' agreement. Test: after 5 weeks, on 11 January, gross margin per member less the cost of coupons, with and without the coupon in each group, after checking that the sizes are 9 to 1. Where the uplift does not cover
# the cost, that group gets no coupon the next month. I will go over lesson 12 again: the question about k in the post-test left me unsure, and I nearly forgot the structure-free data.
# %% [markdown] lang="zh" id="end"
# ## 5 · 最后
#
# **记住**：先问要做什么决定，再选数据和方法；先看细分是真是假，再看它有没有用；有没有用，要用对照组回答。
#
# **再走一步**：和一位同学约好，6 个星期后互相读一遍行动计划。谢谢你走完全程。
# %% [markdown] lang="en" id="end"
# ## 5 · At the end
#
# **Remember**: ask for the decision first, then choose data and method. See whether segments are real, then whether they are of use, and let a control group answer that.
#
# **One more step**: agree with somebody from the course to read each other's plans in 6 weeks. Thank you for going all the way.
