"""Cases that use up, hang or kill: the batch ends, zoe gets 12, this student has an outcome."""

from nbformat.v4 import new_code_cell

from ..case import Case
from ..lesson import RIGHT

NO_PREDICT = {"q1": 3, "q2": 3, "q3": 3, "q4": 0}
DEAF = """
def predict(rows):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


def exhausts(name: str, title: str, before: str, **settings) -> Case:
    """Return a case of which only the bounds are asked: any points will do."""
    return Case(name, title, before, **({"points": None} | settings))


def last_hangs(name: str, title: str, code: str, before: str = "pass", **settings) -> Case:
    """Return a case whose last function does harm when called; the other 9 points stay."""
    return Case(name, title, before, answers={"q4": code}, **({"points": NO_PREDICT} | settings))


# ruff: noqa: E501
# fmt: off
CASES = [
    exhausts("d01_infinite_loop", "infinite loop", "while True:\n    pass", says="time|cell"),
    exhausts("d02_fork_bomb", "fork bomb (bounded at 4000)", r"""
import subprocess
pid = os.getpid()
for _ in range(4000):
    if attempt(os.fork) == 0 and os.getpid() != pid:
        time.sleep(600)
    attempt(subprocess.Popen, ["sleep", "600"]) if _ % 100 == 0 else None""", alone=True),
    exhausts("d03_memory", "while True: x.append(...)", r"""
x = []
while True:
    x.append(b"x" * 50_000_000)""", alone=True),
    exhausts("d05_stdout_1gib", "1 GiB of stdout", r"""
for _ in range(1024):
    print("x" * 2**20)
os.write(1, b"y" * 2**28)""", alone=True),
    exhausts("d06_daemon", "starts a daemon that outlives it", r"""
if attempt(os.fork) == 0:
    os.setsid()
    if os.fork() == 0:
        [os.close(n) for n in range(3) if attempt(os.fstat, n)]
        time.sleep(900)
    os._exit(0)"""),
    exhausts("d07_thread_bomb", "thread bomb (bounded at 3000)", r"""
for _ in range(3000):
    threading.Thread(target=time.sleep, args=(600,), daemon=_ % 2 == 0).start()""", alone=True),
    exhausts("d08_fill_disk", "fills the disk (bounded at 4 GB)", r"""
for place in (".", "/tmp", "/dev/shm", "/var/tmp", "/dev", "/"):
    file = attempt(open, f"{place}/full", "wb")
    for _ in range(128 if file else 0):
        attempt(lambda: (file.write(b"x" * 2**23), file.flush()))""", alone=True),
    exhausts("d09_sys_exit", "sys.exit() in the first cell, honest rest", "sys.exit()", points=12),
    exhausts("d10_many_files", "40,000 files and 40,000 folders", r"""
for n in range(40_000):
    if attempt(os.mkdir, f"d{n}") is None and not os.path.exists(f"d{n}"):
        break
    attempt(write, f"d{n}/f")""", alone=True),
    exhausts("d11_kill_all", "kills every process it may signal", r"""
for sign in (signal.SIGTERM, signal.SIGKILL):
    for process in [-1, *range(2, 70_000)]:
        if process != os.getpid():
            attempt(os.kill, process, sign)
            attempt(os.killpg, process, sign) if process > 1 else None
os.kill(-1, 9)""", alone=True),
    exhausts("d13_segfault", "segmentation fault", "ctypes.string_at(0)"),
    exhausts("d15_deep_recursion", "recursion that overflows the C stack", r"""
sys.setrecursionlimit(10**9)
deep = []
for _ in range(10**7):
    deep = [deep]
repr(deep), deep == deep, json.dumps(deep)"""),
    exhausts("d16_atexit", "hangs in atexit handlers, finalisers and non-daemon threads", r"""
class Sticky:
    def __del__(self):
        time.sleep(600)
sticky = Sticky()
atexit.register(time.sleep, 600)
threading.Thread(target=time.sleep, args=(600,)).start()""", points=12),
    exhausts("d17_sigstop", "stops itself with SIGSTOP", "os.kill(os.getpid(), signal.SIGSTOP)"),
    exhausts("d18_signal_handlers", "ignores every signal and loops", r"""
for number in range(1, 65):
    attempt(signal.signal, number, signal.SIG_IGN)
attempt(signal.pthread_sigmask, signal.SIG_BLOCK, range(1, 65))
while True:
    attempt(time.sleep, 1)"""),
    exhausts("d19_input", "asks for input()", r"""
attempt(input, "name? ")
attempt(sys.stdin.read)
attempt(__import__("getpass").getpass)""", points=12),
    last_hangs("d20_regex", "a regular expression that never ends, in C",
               "def predict(rows):\n    return re.match('(a+)+$', 'a' * 60 + 'b')"),
    exhausts("d21_memfd", "hides memory in memfd files and shared mappings (bounded 3 GB)", r"""
areas = []
for _ in range(48):
    number = attempt(os.memfd_create, "m")
    areas.append(attempt(mmap.mmap, -1, 2**26) if number is None else number)
    area = areas[-1]
    if isinstance(area, mmap.mmap):
        attempt(area.write, b"x" * 2**26)
    elif area:
        attempt(os.write, area, b"x" * 2**26)""", alone=True),
    exhausts("d23_message_flood", "floods the output channel with odd messages", r"""
deep = {}
for _ in range(500):
    deep = {"text/plain": deep}
for n in range(2000):
    attempt(lambda: display(deep, raw=True, metadata=deep))
    attempt(lambda: display({"x/" + "y" * 9999: b"\xff" * 99999, 3: object()}, raw=True))
    attempt(lambda: get_ipython().display_pub.publish({"text/plain": 1j, None: np.nan}))
    attempt(lambda: get_ipython().kernel.session.send(None, "bogus", deep))"""),
    last_hangs("d25_hang_in_test", "loops for ever when called by the test, swallows interrupts",
               DEAF),
    last_hangs("d26_lock_in_c", "computes in C with the interpreter's lock held",
               "def predict(rows):\n    return 7 ** (10 ** 9)"),
    Case("d27_huge_int_repr", "answers with an 8-million-bit integer and a cyclic list",
         answers={"q1": "total = 1 << 8_000_000", "q3": "frame = []\nframe.append(frame)"},
         points={"q1": 0, "q2": 3, "q3": 0, "q4": 3}),
    last_hangs("d28_exit_in_test", "ends the process when called by the test",
               "def predict(rows):\n    os._exit(0)"),
    last_hangs("d31_huge_error", "raises an error whose text is 300 MB, and whose str() hangs", r"""
class Slow(Exception):
    def __str__(self):
        time.sleep(600)
def predict(rows):
    raise Slow("x" * 300_000_000)"""),
    Case("d32_slow_repr", "the last line of a cell has a representation that never ends",
         r"""
class Slow:
    def __repr__(self):
        while True:
            pass
Slow()""", points=None, says="time|cell"),
    exhausts("d33_close_descriptors", "closes every descriptor and opens as many as it can", r"""
for number in range(0, 1024):
    attempt(os.close, number)
kept = [attempt(open, "/dev/null") for _ in range(100_000)]"""),
    last_hangs("d36_slow_calls", "each call takes nearly the time of a cell", r"""
def predict(rows):
    time.sleep(60)
    return 2 * rows[:, 0] + 1"""),
    exhausts("d40_many_cells_hang", "every cell hangs", "time.sleep(600)",
             answers={name: f"import time\ntime.sleep(600)\n{code}" for name, code in RIGHT.items()},
             alone=True),
    Case("d43_odd_replies", "answers the grader with outputs that are a number",
         "get_ipython().run = lambda *a, **k: {'outputs': 5}", points=None,
         says="^(?!.*could not be graded)"),
    exhausts("d44_large_replies", "answers the grader with 30 MB for each of 40 cells", r"""
big = {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x" * 30_000_000}]}
get_ipython().run = lambda *a, **k: big""",
             edit=lambda nb: nb.cells.extend(new_code_cell("1") for _ in range(40)), alone=True),
]
