"""A lesson of one exercise, small enough to read, for the tests of the builder."""

import pytest

from course.build.syllabus import Entry, Objective

TEXT = """\
# %% [markdown] lang="zh" id="question"
# ## 问题
# 云杉优选有 3 家门店，见 `sales`。
# %% [markdown] lang="en" id="question"
# ## The question
# Spruce Select has three shops, see `sales`.
# %%
sales = [3, 5, 10]
# %% [markdown] lang="zh" id="mean-q"
# ### 练习 1 · 平均值
# 请算出 `sales` 的平均值 `mean`。
# %% [markdown] lang="en" id="mean-q"
# ### Exercise 1 · The mean
# Compute the mean of `sales` as `mean`.
# %% exercise="mean" objective="99.1"
### BEGIN SOLUTION
mean = sum(sales) / len(sales)
### END SOLUTION
# %% wrong="mean" breaks="mean-range" why="the sum instead of the mean"
mean = sum(sales)
# %% wrong="mean" breaks="mean-exact" why="the median instead of the mean"
mean = sorted(sales)[1]
# %% check="mean-range" of="mean" points=1
assert min(sales) <= mean <= max(sales), T("超出了取值范围", "not between the extremes")
# %% check="mean-exact" of="mean" points=2
assert isinstance(mean, float | int), T("应是一个数", "one number")
### BEGIN HIDDEN TESTS
import statistics
assert mean > 10 or mean == statistics.mean(sales), T("请再算一遍", "compute it again")
### END HIDDEN TESTS
"""


@pytest.fixture
def entry():
    """Return the syllabus entry of the sample lesson."""
    objective = Objective("99.1", "apply", "计算平均值", "compute a mean")
    return Entry(
        "99_sample", {"zh": "样例", "en": "Sample"}, ("customers",), (), (objective,), True
    )


@pytest.fixture
def lesson_file(tmp_path):
    """Return a function that writes the sample lesson with replacements and returns its path."""

    def write(*changes):
        text = TEXT
        for old, new in changes:
            assert text.count(old) >= 1, f"{old!r} is not in the sample lesson"
            text = text.replace(old, new, 1)
        path = tmp_path / "99_sample.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write
