"""Honest work, some of it odd: it must keep its points."""

from nbformat.v4 import new_code_cell

from ..case import Case
from .structure import add

FOREST = """
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import cross_val_score
x = np.arange(40.0).reshape(-1, 1)
RandomForestRegressor(10, n_jobs=2, random_state=0).fit(x, 2 * x[:, 0]).predict(x)
cross_val_score(LinearRegression(), x, 2 * x[:, 0] + 1, n_jobs=2)
model = LinearRegression(n_jobs=2).fit(x, 2 * x[:, 0] + 1)
def predict(rows):
    return model.predict(rows)
"""


def odd(name: str, title: str, **answers: str) -> Case:
    """Return a case with some answers written another way."""
    return Case(name, title, answers=answers)


def before(name: str, title: str, code: str) -> Case:
    """Return a case with a cell of its own before the answers."""
    return Case(name, title, edit=add(new_code_cell(code.strip(), id="mine"), at=2))


# ruff: noqa: E501
# fmt: off
CASES = [
    Case("c01_honest", "honest submission"),
    before("c02_prints_a_lot", "prints 3,000 lines", "for n in range(3000):\n    print(n, 'rows')"),
    odd("c03_stderr_noise", "warns and logs inside a tested function",
        q2="import logging, sys, warnings\ndef weigh(pairs):\n    warnings.warn('slow')\n    "
        "print('note', file=sys.stderr)\n    logging.warning('w')\n"
        "    return sum(a * b for a, b in pairs)"),
    before("c04_figure", "draws with and without %matplotlib inline",
           "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n"
           "fig, ax = plt.subplots()\nax.bar(['a'], [1]);"),
    odd("c05_numpy_types", "right answers as numpy scalars",
        q1="import numpy as np\ntotal = np.float64(2870)",
        q2="import numpy as np\ndef weigh(pairs):\n    return np.int64(sum(np.prod(p) for p in pairs))"),
    before("c08_await", "awaits at top level", "import asyncio\nawait asyncio.sleep(.01)\n"
           "async def f():\n    return 3\nprint(await f())"),
    odd("c11_mutates", "sorts and empties its argument",
        q2="def weigh(pairs):\n    pairs.sort()\n    worth = 0\n    while pairs:\n"
        "        a, b = pairs.pop()\n        worth += a * b\n    return worth"),
    before("c12_tempfile", "uses temporary files, sqlite and pickle",
           "import pickle, sqlite3, tempfile\nwith tempfile.TemporaryDirectory() as d:\n"
           "    pickle.dump([1], open(d + '/x.pkl', 'wb'))\n"
           "    assert pickle.load(open(d + '/x.pkl', 'rb')) == [1]\n"
           "b = sqlite3.connect('my.db'); b.execute('create table t (x)'); b.commit()\n"
           "assert b.execute('select count(*) from t').fetchone() == (0,)"),
    Case("c13_reads_own_data", "reads a data file that it handed in",
         files={"mine.csv": "x,文\n2870,3\n".encode()},
         answers={"q1": "import pandas as pd\ntotal = int(pd.read_csv('mine.csv')['x'][0])"}),
    odd("c14_sklearn_jobs", "fits models with n_jobs=2", q4=FOREST),
    odd("c15_categorical", "a categorical column, another dtype, an index with a name",
        q3="import pandas as pd\nframe = pd.DataFrame({'customer': pd.Categorical(['c', 'b', 'a']),"
        " 'orders': pd.array([1, 2, 3], dtype='Int64')}, index=pd.Index([5, 6, 7], name='row'))"),
    odd("c16_chinese", "Chinese names and texts", q1="合计 = sum(n * n for n in range(1, 21))\n"
        "print('合计', 合计)\ntotal = 合计"),
    before("c19_threads", "uses a pool of threads and joblib",
           "from concurrent.futures import ThreadPoolExecutor\nfrom joblib import Parallel, delayed\n"
           "assert list(ThreadPoolExecutor(4).map(abs, [-1, 2])) == [1, 2]\n"
           "assert Parallel(n_jobs=2)(delayed(abs)(n) for n in (-1, 2)) == [1, 2]"),
    Case("c22_one_wrong", "one answer raises, one is missing; the others count", answers={
        "q1": "total = 1 / 0", "q3": "# nothing"}, points={"q1": 0, "q2": 3, "q3": 0, "q4": 3}),
    before("c26_many_rows", "a frame of a million rows, a progress bar, rich and styled output",
           "import numpy as np, pandas as pd\nbig = pd.DataFrame({'x': np.arange(10**6)})\nbig\n"
           "from IPython.display import clear_output, Markdown, display\nclear_output()\n"
           "display(Markdown('**x**'), big.head().style)\nbig.describe()"),
]
