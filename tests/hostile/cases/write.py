"""Cases that write outside their folder: nothing there may change; honest answers keep 12."""

from ..case import Case

PLACES = (
    "'@WORK@/gradebook.db', '@CANARY@/keep.txt', '@HOME@/secret.txt', "
    "'@WORK@/source/gs/gs.ipynb', '@IN@/zoe/gs/gs.ipynb', '@WORK@/outcomes/gs.json'"
)

# ruff: noqa: E501
# fmt: off
CASES = [
    Case("w01_write_gradebook", "sets its own and others' scores in gradebook.db", r"""
import sqlite3
for path in ("@WORK@/gradebook.db", "../gradebook.db", "../../../gradebook.db"):
    base = attempt(sqlite3.connect, f"file:{path}?mode=rw")
    for table in ("grade", "comment", "student"):
        attempt(base.execute, f"update {table} set auto_score = 99") if base else None
    attempt(base.commit) if base else None"""),
    Case("w02_truncate", "truncates, moves, removes and re-dates files", rf"""
for path in ({PLACES}):
    for act in (lambda: os.truncate(path, 0), lambda: os.rename(path, path + "~"),
                lambda: os.chmod(path, 0), lambda: os.utime(path, (0, 0)),
                lambda: os.chown(path, 1, 1), lambda: os.setxattr(path, "user.x", b"x"),
                lambda: write(path), lambda: os.unlink(path)):
        attempt(act)"""),
    Case("w03_break_next_student", "overwrites the next student's submission", r"""
for top in ("@IN@", "@WORK@/submitted", "../..", ".."):
    for path in (f"{top}/zoe/gs/gs.ipynb", f"{top}/zoe/gs.ipynb"):
        attempt(os.makedirs, os.path.dirname(path))
        attempt(write, path, "{}")"""),
    Case("w04_shared_memory", "leaves files in shared memory and temporary folders", r"""
for place in ("/dev/shm", "/tmp", "/var/tmp", "/run", "/run/lock", "/mnt", "/", "@HOME@"):
    attempt(write, f"{place}/@NONCE@")
from multiprocessing import shared_memory
attempt(lambda: shared_memory.SharedMemory("@NONCE@", create=True, size=100))"""),
    Case("w05_persist_startup", "plants start-up files for later kernels", r"""
import site
targets = ["@HOME@/.ipython/profile_default/startup/00.py", "@HOME@/.bashrc",
           os.path.expanduser("~/.ipython/profile_default/startup/00.py"),
           (site.getusersitepackages() or "") + "/usercustomize.py",
           *(f"{p}/sitecustomize.py" for p in sys.path if p)]
for path in targets:
    attempt(os.makedirs, os.path.dirname(path), 0o777)
    attempt(write, path, "print('PW' 'NED')\n")"""),
    Case("w06_hard_links", "hard-links outside files into its folder, and writes to them", rf"""
for number, path in enumerate(({PLACES})):
    attempt(os.link, path, f"link{{number}}")
    attempt(os.symlink, path, f"soft{{number}}")
    attempt(write, f"link{{number}}")
    attempt(write, f"soft{{number}}")
attempt(os.link, "gs.txt", "@CANARY@/@NONCE@")"""),
    Case("w07_delete_course", "deletes another student's work and the source", r"""
for path in ("@WORK@", "@IN@", "@CANARY@", "@HOME@", "../..", "../../source"):
    shutil.rmtree(path, ignore_errors=True)"""),
    Case("w09_installed_packages", "changes installed packages, byte code and the interpreter", r"""
tops = {os.path.dirname(np.__file__), os.path.dirname(json.__file__), sys.prefix, sys.executable}
for top in tops:
    attempt(write, f"{top}/@NONCE@")
    attempt(write, f"{top}/__pycache__/@NONCE@.pyc")
    attempt(write, top, "", "a")
leak([top for top in tops if os.path.exists(f"{top}/@NONCE@")])"""),
    Case("w11_mounts", "mounts, makes name spaces, changes its root", r"""
libc = ctypes.CDLL(None)
leak(libc.unshare(0x10000000) == 0 and "user name space")
leak(libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) == 0 and "mount")
attempt(os.chroot, ".")
libc.umount2(b"/", 2)
leak(libc.mount(None, b"/", None, 4096 | 32, None) == 0 and "remount")
attempt(write, "@CANARY@/@NONCE@")"""),
    Case("w13_descriptors", "writes through every descriptor it finds and through /proc/self/fd", r"""
for number in range(3, 300):
    path = attempt(os.readlink, f"/proc/self/fd/{number}") or ""
    if path.startswith("/") and not path.startswith("/dev/"):
        attempt(write, f"/proc/self/fd/{number}")
        attempt(os.pwrite, number, b"PW", 0)
    folder = attempt(os.open, f"/proc/self/fd/{number}/..", os.O_RDONLY)
    attempt(lambda: os.open("@NONCE@", os.O_CREAT | os.O_WRONLY, dir_fd=folder))""",
         points=None),
]
