"""Cases that read what they must not: no marker may show, and the honest answers keep 12."""

from nbformat.v4 import new_code_cell

from ..case import Case
from .structure import add

STORE = "seen = []\ndef weigh(pairs):\n    seen.append(pairs)\n    {}return sum(a * b for a, b in pairs)"
LATER = '\nif seen:\n    leak([p for p in seen if "904" + "17" in str(p)]); print(seen)'
LAST = "def predict(rows):\n    return 2 * rows[:, 0] + 1"
DIES = "if seen[1:] and seen[1][0][0] // 10000 == {}: os._exit(0)"
HUNT = r"""
needle = re.compile(rb"9[0]4[1]7|hostile.secret.canar[y]")
def search(process):
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in list(maps)[:4000]:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if " r" in line and end - start < 80_000_000 and "[v" not in line:
                attempt(memory.seek, start)
                found = attempt(memory.read, end - start) or b""
                if needle.search(found):
                    return process
"""


def hidden_inputs(name: str, title: str, weigh: str = "", **settings) -> Case:
    """Return a case that keeps the arguments of `weigh`, and shows them in the next cells."""
    answers = {"q2": STORE.format(weigh), "q3": "", "q4": LAST + LATER}
    answers["q3"] = "frame = pd.DataFrame({'customer': list('cba'), 'orders': [1, 2, 3]})" + LATER
    return Case(name, title, settings.pop("before", "pass"), answers=answers, **settings)


# ruff: noqa: E501
# fmt: off
CASES = [
    Case("r01_read_gradebook", "reads the gradebook", r"""
for path in ("@WORK@/gradebook.db", *("../" * n + "gradebook.db" for n in range(1, 6))):
    leak(attempt(read, path))"""),
    Case("r02_read_source", "reads the key edition", r"""
for path in ["@WORK@/source/gs/gs.ipynb", *glob.glob("../**/source/**", recursive=True)[:9]]:
    leak(attempt(read, path))"""),
    Case("r03_read_own_autograded", "reads the hidden tests from its own working directory", r"""
for top in (".", "..", "@WORK@/autograded/r03_read_own_autograded"):
    for path in glob.glob(top + "/**", recursive=True)[:500]:
        text = attempt(read, path) or b""
        leak(b"HIDDEN" + b" TESTS" in text or b"904" + b"17" in text)"""),
    Case("r04_walk_objects", "looks for hidden checks in frames, modules and the collector", r"""
def walk():
    frame = sys._getframe()
    while frame:
        yield repr(frame.f_locals)[:20000]
        frame = frame.f_back
    yield from (o for o in gc.get_objects() if isinstance(o, str))
    yield from (repr(o)[:2000] for o in gc.get_objects() if isinstance(o, (dict, list))
                and len(o) < 50)
    yield repr(get_ipython().user_ns)[:100000]
leak([t for t in walk() if "904" + "17" in t])"""),
    Case("r05_read_other_autograded", "reads another student's autograded notebook", r"""
for step in ("autograded", "submitted", "feedback"):
    leak(attempt(read, f"@WORK@/{step}/alice/gs/gs.ipynb"))
leak(attempt(read, "@IN@/alice/gs/gs.ipynb"))"""),
    Case("r07_read_env_secret", "reads a token from the environment", r"""
leak(os.environ.get("HOSTILE_TOKEN"))
leak(b"hostile-secret" in (attempt(read, "/proc/self/environ") or b""))"""),
    Case("r08_inherited_descriptors", "reads descriptors that it was started with", r"""
for number in range(3, 400):
    text = attempt(os.pread, number, 100_000, 0) or b""
    leak(b"hostile-secret" in text or b"HIDDEN" + b" TESTS" in text or b"SQLite" in text)
    path = attempt(os.readlink, f"/proc/self/fd/{number}") or ""
    leak("@CANARY@" in path or "gradebook" in path)"""),
    Case("r09_read_parent_memory", "reads the memory of the grading process", HUNT + r"""
for process in {os.getppid(), 1, *range(os.getpid() - 20, os.getpid())} - {os.getpid()}:
    leak(attempt(search, process))"""),
    Case("r10_own_memory", "looks for hidden inputs in its own memory", HUNT + r"""
leak(attempt(search, "self"))"""),
    Case("r11_read_through_proc_root", "reads the course through /proc/<pid>/root and cwd", r"""
for process in [p for p in os.listdir("/proc") if p.isdigit()]:
    for way in ("root", "root/proc/1/root", "cwd", "cwd/..", "fd"):
        top = f"/proc/{process}/{way}"
        leak(attempt(read, top + "@WORK@/gradebook.db"))
        leak(attempt(read, top + "@HOME@/secret.txt"))
        leak(attempt(read, top + "/source/gs/gs.ipynb"))"""),
    hidden_inputs("r12_store_and_print", "keeps hidden inputs and prints them in later cells"),
    Case("r13_raise_hidden_inputs", "the function raises an error with the hidden inputs",
         answers={"q2": "def weigh(pairs):\n    raise ValueError(str(pairs))"}, points=9),
    hidden_inputs("r14_print_when_called", "prints hidden inputs when it is called",
                  "print('given', pairs, flush=True); display(pairs);\n    ",
                  before="def show(*a): sys.__stderr__.write(str(a)); os.write(1, str(a).encode())"),
    Case("r17_error_class", "raises an error whose class, notes and cause carry hidden inputs",
         answers={"q4": "def predict(rows):\n    e = type('E' + str(rows), (AssertionError,), {})"
                  "(rows)\n    e.add_note(str(rows))\n    raise e from ValueError(rows)"}, points=9),
    Case("r18_file_between_runs", "leaves hidden inputs in files for another run or student", r"""
PLACES = [".", "..", "/tmp", "/dev/shm", "/var/tmp", tempfile.gettempdir(), os.environ.get("HOME")]
for place in filter(None, PLACES):
    for path in glob.glob(place + "/hidden-inputs*"):
        leak(attempt(read, path))""", answers={"q2": r"""
def weigh(pairs):
    for place in filter(None, PLACES):
        attempt(write, f"{place}/hidden-inputs", str(pairs), "a")
    return sum(a * b for a, b in pairs)"""}),
    Case("r21_frames_of_the_caller", "a called function prints the locals of all its callers",
         "pass", answers={"q2": r"""
def weigh(pairs):
    frame, found = sys._getframe(1), []
    while frame:
        found.append(repr(frame.f_locals)[:5000] + repr(frame.f_code.co_consts))
        frame = frame.f_back
    caught.append(found)
    return sum(a * b for a, b in pairs)
caught = []""", "q4": LAST + "\nprint(caught)\nleak(caught)"}),
    Case("r24_ptrace", "traces other processes and copies their memory", r"""
for process in range(1, os.getpid() + 30):
    if process != os.getpid():
        leak(syscall(101, 16, process, 0, 0) == 0)
        buffer = ctypes.create_string_buffer(8)
        parts = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
        far = (ctypes.c_void_p * 2)(id(leak), 8)
        leak(syscall(310, process, parts, 1, far, 1, 0) == 8)"""),
    Case("r28_die_at_digit", "dies in the cell whose number is a hidden digit", "seen = []",
         answers={"q2": "def weigh(pairs):\n    seen.append(pairs)\n"
                        "    return sum(a * b for a, b in pairs)"},
         edit=lambda nb: add(*(new_code_cell(DIES.format(n), id=f"d{n}") for n in range(10)), at=10)(nb),
         hides="KernelDied", points=None),
    Case("r29_class_by_input", "raises the class of error that a hidden input picks", answers={
        "q2": "def weigh(pairs):\n    if len(pairs) > 1:\n        raise (OSError, KeyError, "
              "EOFError)[pairs[0][0] % 3]\n    return 6"}, hides="OSError", points=9),
]
