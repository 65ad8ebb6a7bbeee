"""Take away from the calling process, for good, what a submission does not need.

Called in a forked child with one thread, before any code of a submission. What the kernel can
refuse by path is left to Landlock, which knows no system call; what it can refuse by call is left
to a seccomp filter, which knows no path. The filter is a list of what is let through: a call that
nobody thought of is refused.
"""

import ctypes
import errno
import os
import resource
import signal
import sys

try:
    import pyseccomp
except (ImportError, OSError, RuntimeError):  # no Linux, or no libseccomp: `lock` says so
    pyseccomp = None

STACK_BYTES = 8 * 2**20
CPU_SECONDS = 3600
THREADS = 4096  # of all that the user runs, so no fewer; the kernel does not count root's
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
OF_PROCESS = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
)

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446

# Landlock's rights over files, in the order of their bits, and the first ABI that has them.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = (1 << bit for bit in range(4))
_MAKE_CHAR, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK = (1 << bit for bit in (6, 9, 10, 11))
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_READ = _READ_FILE | _READ_DIR
_NOT_WRITABLE = _EXECUTE | _MAKE_CHAR | _MAKE_SOCK | _MAKE_FIFO | _MAKE_BLOCK | _IOCTL_DEV
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_FILE_BITS = {1: 13, 2: 14, 3: 15, 4: 15}  # 16 from ABI 5
_NET = 0b11  # bind and connect TCP, from ABI 4
_SCOPES = 0b11  # abstract sockets and signals, from ABI 6

_CALLS = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek open openat openat2
creat close close_range dup dup2 dup3 stat fstat lstat newfstatat statx statfs fstatfs access
faccessat faccessat2 getdents getdents64 getcwd chdir fchdir rmdir unlink unlinkat rename renameat
renameat2 link linkat symlink symlinkat readlink readlinkat truncate ftruncate fallocate fsync
fdatasync sync_file_range copy_file_range sendfile fadvise64 flock pipe pipe2 eventfd2 getxattr
lgetxattr fgetxattr listxattr llistxattr flistxattr brk mmap munmap mprotect mremap madvise msync
mincore membarrier arch_prctl futex futex_waitv rseq set_robust_list get_robust_list set_tid_address
exit exit_group gettid getpid getppid getuid geteuid getgid getegid getgroups getresuid getresgid
getpgrp getpgid getsid getpriority getrusage getrlimit times uname sysinfo getcpu getrandom wait4
waitid restart_syscall sched_yield sched_getaffinity sched_getparam sched_getscheduler
sched_get_priority_max sched_get_priority_min rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend
rt_sigpending rt_sigtimedwait sigaltstack pause alarm setitimer getitimer clock_gettime clock_getres
clock_nanosleep nanosleep gettimeofday time poll ppoll select pselect6 epoll_create epoll_create1
epoll_ctl epoll_wait epoll_pwait epoll_pwait2 recvfrom recvmsg shutdown getsockname getpeername
getsockopt setsockopt
"""
# Landlock does not know these. They are said to have worked, or shutil.copy would fail; that they
# did nothing keeps files that may be read as they are.
_PRETENDED = "umask chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat"
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)  # no F_SETOWN: it sends signals
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FION*, FIO*CLEX
_PRCTL = (3, 15, 16, 0x53564D41)  # dumpable?, names of threads and of memory
_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020080


def confine(
    *, readable: list[str], writable: str, memory_bytes: int, open_files: int, file_bytes: int
) -> None:
    """Confine this process: limits, then Landlock, then the filter of system calls.

    Parameters
    ----------
    readable : list of str
        Files and folders that may be read. Those that do not exist are passed over.
    writable : str
        The one folder that may be written, read and emptied.
    memory_bytes, file_bytes : int
        Address space beyond what the process has now; size of one file.
    open_files : int
        Descriptors open at once.

    Raises
    ------
    OSError
        The kernel lacks Landlock or seccomp: nothing of a submission may be run then.
    """
    limit(memory_bytes=memory_bytes, open_files=open_files, file_bytes=file_bytes)
    lock(readable=readable, writable=writable)


def limit(*, memory_bytes: int, open_files: int, file_bytes: int) -> None:
    """Set this process's limits and have it die with its parent; all there is at level 1.

    Elsewhere than on Linux it only leads a session of its own.
    """
    if os.getpgrp() != os.getpid():
        os.setsid()
    if sys.platform != "linux":
        return
    die_with_parent()
    os.umask(0o077)
    with open("/proc/self/statm", encoding="ascii") as sizes:
        present = int(sizes.read().split()[0]) * resource.getpagesize()
    for what, wanted in (
        (resource.RLIMIT_AS, present + memory_bytes),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_STACK, STACK_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NPROC, THREADS),
    ):
        hard = resource.getrlimit(what)[1]
        ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(what, (ceiling, ceiling))


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that started it ends."""
    parent = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def lock(*, readable: list[str], writable: str) -> None:
    """Close the file system and the system calls to this process.

    Raises
    ------
    OSError
        The kernel lacks Landlock or seccomp.
    """
    if pyseccomp is None:
        raise OSError(errno.ENOSYS, "no libseccomp here: install libseccomp2 (libseccomp)")
    filter_ = _filter()
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _restrict_files(readable, writable)
    _drop_capabilities()
    _prctl(_PR_SET_DUMPABLE, 0)
    filter_.load()


def landlock_abi() -> int:
    """Return the version of Landlock that this kernel has; 0 if none."""
    try:
        return _syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except OSError:
        return 0


def _restrict_files(readable: list[str], writable: str) -> None:
    """Let Landlock refuse every path but those given, TCP, and signals to other processes."""
    abi = landlock_abi()
    if not abi:
        raise OSError(errno.ENOSYS, "this kernel has no Landlock, or it is switched off")
    every = (1 << _FILE_BITS.get(abi, 16)) - 1
    words = (every,) if abi < 4 else (every, _NET) if abi < 6 else (every, _NET, _SCOPES)
    attributes = (ctypes.c_uint64 * len(words))(*words)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    ruleset = _syscall(_LANDLOCK_CREATE, attributes, size, ctypes.c_uint32(0))
    rights = dict.fromkeys((*readable, *OF_PROCESS), _READ)
    rights |= dict.fromkeys(DEVICES, _READ_FILE | _WRITE_FILE | (_TRUNCATE & every))
    for path, access in (rights | {writable: every & ~_NOT_WRITABLE}).items():
        _allow(ruleset, path, access)
    _syscall(_LANDLOCK_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    os.close(ruleset)


class _Beneath(ctypes.Structure):
    """`struct landlock_path_beneath_attr`."""

    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


def _allow(ruleset: int, path: str, access: int) -> None:
    """Add a rule for a path and what lies beneath it; a path that does not exist needs none."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        access &= _OF_A_FILE
    rule = ctypes.byref(_Beneath(access, opened))
    _syscall(_LANDLOCK_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    os.close(opened)


def _drop_capabilities() -> None:
    """Give up every capability: root's too, so that no limit can be raised again."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _checked(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def _filter() -> "pyseccomp.SyscallFilter":
    """Build the filter: EPERM for whatever is not let through below."""
    made = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    add, arg, allow = made.add_rule, pyseccomp.Arg, pyseccomp.ALLOW
    equal, masked = pyseccomp.EQ, pyseccomp.MASKED_EQ
    for action, names in ((allow, _CALLS), (pyseccomp.ERRNO(0), _PRETENDED)):
        for name in filter(_exists, names.split()):
            add(action, name)
    # A thread is no process; clone3 hides its flags in memory, so libc falls back on clone.
    add(allow, "clone", arg(0, masked, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD))
    add(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    add(pyseccomp.ERRNO(errno.EOPNOTSUPP), "socket")
    add(allow, "socketpair", arg(0, equal, 1), arg(1, masked, 0xF, 1))  # AF_UNIX, SOCK_STREAM
    add(allow, "sendto", arg(4, equal, 0))
    # In a folder that its owner may not list, files could be hidden from `Sandbox.used`.
    add(allow, "mkdir", arg(1, masked, 0o700, 0o700))
    add(allow, "mkdirat", arg(2, masked, 0o700, 0o700))
    for name in ("kill", "tgkill"):
        add(allow, name, arg(0, equal, os.getpid()))
    add(allow, "prlimit64", arg(0, equal, 0), arg(2, equal, 0))
    for name, position, values in (
        ("fcntl", 1, _FCNTL),
        ("ioctl", 1, _IOCTL),
        ("prctl", 0, _PRCTL),
    ):
        for value in values:
            add(allow, name, arg(position, equal, value))
    return made


def _exists(name: str) -> bool:
    """Tell whether libseccomp knows a call by this name, on whatever architecture."""
    return pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) != -1


def _prctl(option: int, value: int) -> None:
    """Call prctl, and raise what it answers."""
    _checked(_libc.prctl(option, *map(ctypes.c_ulong, (value, 0, 0, 0))), f"prctl {option}")


def _syscall(number: int, *arguments: object) -> int:
    """Make a system call that libc does not name, and raise what it answers."""
    return _checked(_libc.syscall(ctypes.c_long(number), *arguments), f"system call {number}")


def _checked(answer: int, what: str) -> int:
    """Return what the kernel answered, or raise it."""
    if answer < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return answer
