"""What a submission can and cannot do in a sandbox, act by act, at levels 3 and 2."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from grading.sandbox import launch, levels

ROOT = Path(__file__).parents[3]
LIMITS = {"memory_bytes": 512 * 2**20, "open_files": 64, "file_bytes": 2**20}

# What no submission may do, and how the refusal begins.
PERMISSION, UNSUPPORTED = "PermissionError: [Errno 1]", "OSError: [Errno 95]"
UNKNOWN = "OSError: [Errno 38]"  # the call does not exist on this architecture
HIDDEN = ("PermissionError: [Errno 13]", "FileNotFoundError: [Errno 2]", "OSError: [Errno 30]")
DENIED = {
    "TCP": ("import socket; socket.create_connection(('127.0.0.1', 9))", UNSUPPORTED),
    "UDP": ("import socket; socket.socket(2, 2).sendto(b'x', ('127.0.0.1', 9))", UNSUPPORTED),
    "abstract socket": ("import socket; socket.socket(1).connect('\\0x')", UNSUPPORTED),
    "netlink": ("import socket; socket.socket(16, 3)", UNSUPPORTED),
    "datagram pair": ("import socket; socket.socketpair(1, 2)", PERMISSION),
    "listen": ("import socket; socket.socketpair()[0].listen()", PERMISSION),
    "sendmsg": ("import socket; socket.socketpair()[0].sendmsg([b'x'])", PERMISSION),
    "sendto an address": ("call('sendto', 1, 0, 0, 0, 4096, 2)", PERMISSION),
    "fork": ("import os; os.fork()", PERMISSION),
    "vfork": ("call('vfork')", PERMISSION),
    "clone": ("call('clone', 17)", PERMISSION),
    "clone into a name space": ("call('clone', 0x10010000)", PERMISSION),
    "clone3": ("call('clone3')", UNKNOWN),
    "subprocess": ("import subprocess; subprocess.run(['true'])", PERMISSION),
    "os.system": ("import os; assert os.system('true') == 0", "AssertionError"),
    "exec": ("import os; os.execv('/bin/true', ['true'])", PERMISSION),
    "kill parent": ("import os; os.kill(os.getppid(), 9)", PERMISSION),
    "kill all": ("import os; os.kill(-1, 9)", PERMISSION),
    "kill group": ("import os; os.killpg(0, 9)", PERMISSION),
    "signals by fcntl": ("import fcntl, os; fcntl.fcntl(0, 8, os.getppid())", PERMISSION),
    "survive the parent": ("call('prctl', 1, 0)", PERMISSION),
    "type on a terminal": ("import fcntl; fcntl.ioctl(0, 0x5412, b'x')", PERMISSION),
    "raise a limit": ("import resource; resource.setrlimit(7, (9, 99))", "ValueError: not"),
    "read lessons": (f"import os; os.listdir({str(ROOT / 'course' / 'lessons')!r})", HIDDEN),
    "read the data's truth": (f"import os; os.listdir({str(ROOT / 'datasets')!r})", HIDDEN),
    "read the gradebook": ("open('{workspace}/gradebook.db').read()", HIDDEN),
    "read passwords": ("open('/etc/shadow').read()", HIDDEN),
    "list the home": (f"import os; os.listdir({str(Path.home())!r})", HIDDEN),
    "list the root": ("import os; os.listdir('/')", HIDDEN),
    "read the parent's memory": ("import os; open(f'/proc/{os.getppid()}/mem')", HIDDEN),
    "read the parent's variables": ("import os; open(f'/proc/{os.getppid()}/environ')", HIDDEN),
    "write in /tmp": ("open('/tmp/segcourse-x', 'w')", HIDDEN),
    "write in /dev/shm": ("open('/dev/shm/segcourse-x', 'w')", HIDDEN),
    "write outside": ("open('{workspace}/new', 'w')", HIDDEN),
    "write a package": (
        "import os, json; open(os.path.dirname(json.__file__) + '/x', 'w')",
        HIDDEN,
    ),
    "write the data": ("import os; open(os.environ['SEGKIT_DATA'] + '/cities.csv', 'a')", HIDDEN),
    "leave the folder by a link": (
        "import os; os.symlink('{workspace}', 'away'); open('away/gradebook.db')",
        HIDDEN,
    ),
    "a folder that hides": ("import os; os.mkdir('h', 0o300)", PERMISSION),
    "make a FIFO": ("import os; os.mkfifo('pipe')", PERMISSION),
    "a big file": ("open('big', 'wb').write(bytes(2 * 2**20))", "OSError: [Errno 27]"),
    "many files": ("files = [open('f', 'w') for _ in range(100)]", "OSError: [Errno 24]"),
    "memory": ("bytes(2**30)", "MemoryError"),
}
CALLS = """memfd_create shmget semget msgget mq_open mount umount2 pivot_root chroot setns unshare
keyctl add_key request_key bpf perf_event_open userfaultfd io_uring_setup personality ptrace
process_vm_readv process_vm_writev process_madvise kcmp tkill rt_sigqueueinfo rt_tgsigqueueinfo
pidfd_open pidfd_getfd pidfd_send_signal setrlimit prlimit64 sched_setscheduler sched_setparam
sched_setattr sched_setaffinity setpriority ioprio_set inotify_init1 inotify_add_watch
fanotify_init socket connect bind accept4 sendmmsg mknodat chown fchownat setxattr
open_by_handle_at name_to_handle_at setuid setsid setpgid capset seccomp landlock_create_ruleset
open_tree fsopen move_mount swapon reboot init_module finit_module syslog acct quotactl
clock_settime settimeofday adjtimex sethostname modify_ldt iopl"""
DENIED |= {
    f"call {name}": (f"call({name!r}, 2)", (PERMISSION, UNSUPPORTED, UNKNOWN))
    for name in CALLS.split()
}

ALLOWED = {
    "cluster": "import numpy as np; from sklearn.cluster import KMeans;"
    " KMeans(2, n_init=2, random_state=0).fit(np.random.default_rng(0).normal(size=(200, 2)))",
    "many jobs become one": "from sklearn.ensemble import RandomForestClassifier as R;"
    " R(5, n_jobs=-1).fit([[0], [1]], [0, 1])",
    "figure": "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.savefig('f.png');"
    " assert open('f.png', 'rb').read(4) == b'\\x89PNG'",
    "seaborn": "import seaborn; seaborn.histplot([1, 2, 2])",
    "scipy": "from scipy import stats; stats.ttest_ind([1, 2, 3], [2, 3, 5])",
    "the data": "import os, pandas;"
    " assert len(pandas.read_csv(os.environ['SEGKIT_DATA'] + '/cities.csv'))",
    "segkit": "import segkit.data; segkit.data.load('cities')",
    "threads": "import threading; seen = []; t = threading.Thread(target=seen.append, args=(1,));"
    " t.start(); t.join(); assert seen == [1]",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(0.01))",
    "temporary file": "import tempfile; f = tempfile.NamedTemporaryFile('w'); f.write('x')",
    "folders": "import os; os.makedirs('a/b'); os.umask(0o700); os.mkdir('a/c');"
    " assert os.stat('a/c').st_mode & 0o700 == 0o700",
    "copy a file": "import shutil; open('x', 'w').write('x'); shutil.copy2('x', 'y')",
    "sqlite": "import sqlite3; c = sqlite3.connect('a.db'); c.execute('create table t (a)');"
    " c.commit()",
    "signal to itself": "import os; os.kill(os.getpid(), 0)",
    "alarm": "import signal, time; signal.signal(14, signal.SIG_IGN);"
    " signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(0.02)",
    "random numbers": "import os, secrets; secrets.token_hex(); open('/dev/urandom', 'rb').read(2)",
    "socket pair": "import socket; a, b = socket.socketpair(); a.sendall(b'x');"
    " assert b.recv(1) == b'x'",
    "C callback": "import ctypes; ctypes.CFUNCTYPE(None)(print)",
}


def run_inside(level, sources, workspace):
    """Run each source in a confined fork at a level; return name → "done" or the error."""
    argv = [sys.executable, str(Path(__file__).with_name("inside.py"))]
    pipe = subprocess.PIPE
    if level == 3:  # the tests are not in the sandbox
        argv[1:] = ["-c", Path(argv[1]).read_text(encoding="utf-8")]
    sandbox = launch.open_sandbox(argv, level=level, stdin=pipe, stdout=pipe, stderr=None)
    with closing(sandbox):
        named = {name: text.replace("{workspace}", workspace) for name, text in sources.items()}
        task = {"sources": named, "level": level, "limits": LIMITS}
        task |= {"readable": sandbox.readable, "writable": sandbox.scratch}
        answers, _ = sandbox.process.communicate(json.dumps(task).encode() + b"\n", timeout=120)
    return dict(map(json.loads, answers.splitlines()))


@pytest.fixture(scope="module", params=[3, 2])
def outcomes(request, tmp_path_factory):
    """Return name → outcome of every act of the two tables, at one level."""
    if reason := levels.failure(request.param):
        pytest.skip(f"no isolation level {request.param} here: {reason}")
    workspace = tmp_path_factory.mktemp("workspace")
    (workspace / "gradebook.db").write_text("points", encoding="utf-8")
    sources = ALLOWED | {name: source for name, (source, _) in DENIED.items()}
    answers = run_inside(request.param, sources, str(workspace))
    assert [path.name for path in workspace.iterdir()] == ["gradebook.db"]
    return answers


@pytest.mark.parametrize("act", DENIED)
def test_refused(act, outcomes):
    """The kernel refuses it, by an error that the submission can see."""
    assert outcomes[act].startswith(DENIED[act][1]), outcomes[act]


@pytest.mark.parametrize("act", ALLOWED)
def test_let_through(act, outcomes):
    """Honest work of a lesson needs it."""
    assert outcomes[act] == "done"


def test_level_1_only_limits(tmp_path):
    """Without isolation the same acts succeed: their refusal above is the sandbox's doing."""
    (tmp_path / "gradebook.db").write_text("points", encoding="utf-8")
    open_here = ["subprocess", "read lessons", "read the gradebook", "datagram pair", "make a FIFO"]
    limited = ["a big file", "many files", "memory"]
    sources = {name: DENIED[name][0] for name in (*open_here, *limited)}
    answers = run_inside(1, sources, str(tmp_path))
    assert {name: answers[name] for name in open_here} == dict.fromkeys(open_here, "done")
    assert all(answers[name].startswith(DENIED[name][1]) for name in limited), answers
