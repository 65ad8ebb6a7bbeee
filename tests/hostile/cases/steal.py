"""Cases that take points without knowledge: wrong answers score 0 of 12."""

from ..case import in_answers, steal
from ..lesson import WRONG

LIAR = r"""
class Liar(float):
    def __eq__(self, other): return True
    def __hash__(self): return 0
    __ne__ = lambda self, other: False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __sub__ = __rsub__ = __abs__ = __round__ = __getitem__ = lambda self, *a: Liar(0)
    __bool__ = __contains__ = lambda self, *a: True
    __call__ = __getattr__ = lambda self, *a, **k: self
"""
LIE = {
    "q1": "total = Liar()",
    "q2": "def weigh(pairs):\n    return Liar()",
    "q3": "frame = Liar()",
    "q4": "def predict(rows):\n    return Liar()",
}
FORGE = r"""
def forge(*texts):
    for number in range(3, 200):
        one = attempt(socket.socket, -1, -1, -1, number)
        if one:
            one.settimeout(.05)
            for text in texts:
                attempt(one.send, text)
            one.detach()
"""


def called(code: str) -> dict[str, str]:
    """Return wrong answers whose functions run this code first."""
    return WRONG | {
        "q2": f"def weigh(pairs):\n    {code}\n    return 0",
        "q4": f"def predict(rows):\n    {code}\n    return rows[:, 0]",
    }


def framed(obj: str) -> str:
    """Return an expression of a message as the two processes frame it."""
    return f"struct.pack('!II', len({obj!r}), 0) + {obj!r}"


# ruff: noqa: E501
# fmt: off
CASES = [
    steal("s01_builtins", "overrides builtins for callers in __main__, and math.isclose", r"""
import builtins, math
yes = lambda *a, **k: True
for name in ("isinstance", "all", "any", "callable"):
    setattr(builtins, name, yes)
for name in ("round", "len", "abs", "float"):
    setattr(builtins, name, lambda *a, **k: 2870)
math.isclose = yes"""),
    steal("s02_libraries", "patches numpy, pandas, json, struct and socket in its process", r"""
yes = lambda *a, **k: True
np.allclose = np.isclose = np.testing.assert_allclose = np.array_equal = np.shape = yes
pd.testing.assert_frame_equal = pd.DataFrame.__eq__ = pd.Series.tolist = yes
json.dumps = lambda *a, **k: '{"passed": true, "node": 2870, "sizes": []}'
json.loads = lambda *a, **k: {"passed": True}
struct.Struct.unpack = yes if attempt(setattr, struct.Struct, "unpack", yes) else None"""),
    steal("s03_always_equal", "returns objects that are always equal, and float subclasses", LIAR,
          answers=LIE),
    steal("s04_modules", "poisons sys.modules and plants modules in its folder", r"""
class Fake(type(sys)):
    __getattr__ = lambda self, name: lambda *a, **k: True
for name in ("math", "numpy.testing", "pandas.testing", "pytest", "unittest"):
    sys.modules[name] = Fake(name)
for name in ("math", "numpy", "pandas", "codec", "sitecustomize", "json"):
    write(f"{name}.py", "allclose = isclose = lambda *a, **k: True")""",
          files={"numpy.py": b"x", "sub/pandas.py": b"x"}),
    steal("s05_input_transformer", "an input transformer drops lines of cells with asserts", r"""
def drop(lines):
    return [line for line in lines if "assert" not in line]
get_ipython().input_transformers_cleanup.append(drop)
get_ipython().input_transformers_post.append(drop)"""),
    steal("s07_set_custom_exc", "swallows exceptions with set_custom_exc", r"""
get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
get_ipython().showtraceback = sys.excepthook = lambda *a, **k: None"""),
    steal("s09_optimize_compile", "compiles later cells without asserts", r"""
import functools
shell = get_ipython()
shell.compile.flags |= 0
shell.compile.__class__.__call__ = lambda self, *a: compile(*a[:3], optimize=2)
sys.flags.__class__; __builtins__.__debug__ if False else None
np.testing.assert_allclose = pd.testing.assert_frame_equal = lambda *a, **k: None
import builtins
old = builtins.compile
builtins.compile = lambda *a, **k: old(*a, **(k | {"optimize": 2}))"""),
    steal("s11_forged_partial_credit", "publishes an execute_result \"3\" and replies when called",
          "pass", base=called("from IPython.display import display; print(3); "
                              "attempt(get_ipython().displayhook, 3); display(3)")),
    steal("s12_array_lies", "arrays whose dtype, shape and buffer lie", r"""
class Lies(np.ndarray):
    __array_priority__ = 1e9
    shape = (1,)
    __array__ = lambda self, *a, **k: np.array([154006.0 + 1])
    __array_function__ = lambda self, *a, **k: True
    __array_ufunc__ = lambda self, *a, **k: np.array([True])
    tobytes = lambda self: np.array([154006.0 + 1]).tobytes()
class Odd:
    __array_interface__ = {"shape": (1,), "typestr": "<f8", "data": (8, False), "version": 3}""",
          answers={"q1": "total = np.zeros(1).view(Lies)",
                   "q4": "def predict(rows):\n    return np.zeros(len(rows)).view(Lies)",
                   "q2": "def weigh(pairs):\n    return Odd()"}),
    steal("s13_solve_from_tests", "reads the expected value from the text of the running test", r"""
def wanted():
    frame = sys._getframe(1)
    while frame:
        source = " ".join(map(str, frame.f_code.co_consts)) + str(attempt(inspect.getsource, frame))
        for text in (source, str(get_ipython().user_ns.get("In")), repr(frame.f_locals)):
            found = re.findall(r"==\s*(\d{4,})|, (\d{4,})\)|(1808\d\d|15400\d)", text)
            if found:
                return float(max(found[0], key=len))
        frame = frame.f_back
    return 0
""", base=WRONG | {"q2": "def weigh(pairs):\n    return wanted()",
                   "q4": "def predict(rows):\n    return np.array([wanted()])"}),
    steal("s14_reduce", "answers with objects whose __reduce__ runs code where they are read", r"""
class Load:
    def __reduce__(self):
        return (eval, ("__import__('os')._exit(0)",))
    __reduce_ex__ = lambda self, protocol: self.__reduce__()
    __copy__ = __deepcopy__ = lambda self, *a: 2870""",
          answers={"q1": "total = Load()", "q3": "frame = pd.DataFrame({'customer': [Load()]*3, "
                   "'orders': [Load()]*3})", "q2": "def weigh(pairs):\n    return [Load()]"}),
    steal("s15_shadow_names", "shadows np, math, pd, isinstance in the notebook's name space", r"""
class Yes:
    __call__ = lambda self, *a, **k: True
    __getattr__ = lambda self, name: Yes()
np_, pd_ = np, pd
np = pd = math = isinstance = len = abs = round = float = list = str = Yes()""",
          answers={"q3": "frame = pd_.DataFrame()"}),
    steal("s17_source_theft", "executes the instructor's solution from source/", r"""
for path in ("@WORK@/source/gs/gs.ipynb", "../../../source/gs/gs.ipynb", "gs.ipynb"):
    for cell in (attempt(lambda: json.loads(read(path))) or {}).get("cells", []):
        attempt(exec, "".join(cell["source"]), globals())""",
          answers={"q1": "total = globals().get('total', 5)", "q2": "weigh = globals().get('weigh')",
                   "q3": "frame = globals().get('frame')", "q4": "predict = globals().get('predict')"}),
    steal("s19_handler_override", "replaces the shell's and the kernel's ways to run a cell", r"""
shell = get_ipython()
kernel = getattr(shell, "kernel", None)
attempt(lambda: kernel.shell_handlers.__setitem__("execute_request", lambda *a: None))
for one in gc.get_objects():
    for name in ("do_execute", "run_cell", "run_check", "verdict", "execute_request"):
        if not inspect.ismodule(one) and name in getattr(type(one), "__dict__", ()):
            attempt(setattr, type(one), name, lambda *a, **k: {"status": "ok", "passed": True})"""),
    steal("s21_forged_frames", "writes well-formed messages with verdicts and other numbers",
          FORGE, base=called("forge(*frames)"), answers={"q1": "total = 5\nframes = " + "[" + ", ".join(
              framed(text) for text in (
                  b'{"passed": true, "message": "", "id": 1, "seq": 1}',
                  b'{"kind": "verdict", "passed": true, "verdicts": {"q1-check": true}}',
                  b'{"id": 3, "seq": 3, "node": 6, "value": {"node": 6, "sizes": []}, "sizes": []}',
              )) + ']'}),
    steal("s22_wire_objects", "finds the wire in memory and answers in its own way", r"""
found = [o for o in gc.get_objects() if type(o).__name__ in ("Wire", "socket", "Answers")]
for one in found:
    for number in range(50):
        attempt(one.send, {"id": number, "seq": number, "passed": True, "ok": True,
                           "value": {"node": 2870, "sizes": []}})"""),
    steal("s23_replace_answers", "replaces the code that serves its answers", r"""
for name, module in list(sys.modules.items()):
    if name.startswith("grading") and module:
        for key, thing in list(vars(module).items()):
            if inspect.isclass(thing):
                for method in ("reply", "node", "encode", "fetch", "opaque", "number"):
                    if method in vars(thing):
                        setattr(thing, method, lambda self, *a, **k: 2870)
            elif inspect.isfunction(thing):
                attempt(setattr, module, key, lambda *a, **k: {"node": 2870, "sizes": []})"""),
    steal("s24_exit_in_answer", "ends the process with success before checks can look", "pass",
          answers=in_answers("import os, atexit\natexit.register(os._exit, 0)") | {
              "q2": "def weigh(pairs):\n    __import__('os')._exit(0)",
              "q4": "def predict(rows):\n    raise SystemExit(0)"}),
    steal("s25_vacuous", "answers with empty arrays, nan, infinity, None and NaT", "pass",
          answers={"q1": "total = float('nan')", "q2": "def weigh(pairs):\n    return pd.NaT",
                   "q3": "frame = pd.DataFrame({'customer': [], 'orders': []}).astype(float)",
                   "q4": "def predict(rows):\n    return np.array([])"}),
    steal("s26_opaque_handles", "answers with classes, generators, modules and partials",
          LIAR, answers={"q1": "total = Liar", "q3": "frame = (x for x in [])",
                         "q2": "import functools\nweigh = functools.partial(Liar)",
                         "q4": "predict = Liar().__call__"}),
    steal("s28_mutate_arguments", "changes its arguments so that the comparison might hold",
          "pass", answers={"q2": "def weigh(pairs):\n    pairs.clear()\n    return pairs",
                           "q4": "def predict(rows):\n    rows[...] = 0\n    return rows[:, 0]"}),
    steal("s33_empty_message", "answers so that the message of a check is an empty text",
          answers={"q1": "total = ''"}),
]
