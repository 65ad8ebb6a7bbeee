"""The command line of bubblewrap, which gives a process namespaces and a file system of its own.

Only what is named here exists inside: the system's programs, Python with its packages, `grading`
and `segkit`, the data. The rest of the repository, the workspace and the home are not there.
"""

import os
from pathlib import Path

PROGRAM = "bwrap"
DATA = "/segcourse/data"
FONTS = "/segcourse/fonts"
SCRATCH = "/segcourse/work"
NOBODY = "65534"
SHARED_MB = 64

_TOP = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime")


def command(
    argv: list[str],
    *,
    folders: list[str],
    hidden: list[str],
    data: list[str],
    fonts: str | None,
    environment: dict[str, str],
    disk_mb: int,
    info_fd: int,
) -> list[str]:
    """Return the command that runs `argv` in a sandbox of bubblewrap.

    Parameters
    ----------
    argv : list of str
        What to run inside.
    folders, hidden : list of str
        Folders shown inside at their own paths, read-only; those beneath them that are left empty.
    data : list of str
        Files shown in the folder `DATA`.
    fonts : str or None
        matplotlib's list of fonts, to which a link in the scratch folder leads.
    environment : dict
        All the variables there are inside.
    disk_mb : int
        Size of the scratch folder, in megabytes.
    info_fd : int
        Descriptor to which bubblewrap writes the process ids.

    Returns
    -------
    list of str
    """
    return [
        *(PROGRAM, "--unshare-all", "--unshare-user", "--uid", NOBODY, "--gid", NOBODY),
        *("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--hostname", "sandbox", "--info-fd", str(info_fd), "--clearenv"),
        *(word for pair in environment.items() for word in ("--setenv", *pair)),
        *("--proc", "/proc", "--dev", "/dev"),
        *_memory("/dev/shm", SHARED_MB),
        *_memory("/tmp", SHARED_MB),
        *_system(),
        *_shown(folders, hidden),
        *(word for path in data for word in ("--ro-bind", path, f"{DATA}/{Path(path).name}")),
        *_memory(SCRATCH, disk_mb),
        *(_linked(fonts) if fonts else ()),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", SCRATCH, "--", *argv),
    ]


def _memory(path: str, megabytes: int) -> tuple[str, ...]:
    """Return the words for an empty folder in memory, of a bounded size."""
    return ("--perms", "0700", "--size", str(megabytes << 20), "--tmpfs", path)


def _linked(fonts: str) -> tuple[str, ...]:
    """Return the words for a link in the scratch folder to the list of fonts."""
    inside = f"{FONTS}/{Path(fonts).name}"
    return ("--ro-bind", fonts, inside, "--symlink", inside, f"{SCRATCH}/{Path(fonts).name}")


def _system() -> list[str]:
    """Return the words for the system's programs and libraries, linked as on this machine."""
    words = ["--ro-bind", "/usr", "/usr"]
    for path in _TOP:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    for path in (f"/etc/{name}" for name in _ETC):
        words += ["--ro-bind-try", path, path]
    return words


def _shown(folders: list[str], hidden: list[str]) -> list[str]:
    """Return the words for folders at their own paths, with what is hidden beneath them empty."""
    words, masks = [], []
    for folder in ("/usr", *folders):
        if folder != "/usr":
            words += ["--ro-bind", folder, folder]
        for mask in hidden:
            if Path(mask).is_relative_to(folder) and mask != folder:
                words += ["--perms", "0755", "--tmpfs", mask]
                masks += ["--remount-ro", mask]
    return words + masks
