"""Binder's buttons in both READMEs, once the address of the public copy is known."""

import re
from pathlib import Path
from urllib.parse import quote

from course.errors import CourseError
from course.files import write_whole

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
BINDER = "https://mybinder.org"
PLACE = re.compile(r"<!-- binder -->.*?<!-- /binder -->", re.DOTALL)
HOSTS = {"github.com": "gh", "gitlab.com": "gl"}
LABELS = {"zh": "在 Binder 上打开中文版", "en": "Open in English on Binder"}


def launch_address(address, lang):
    """Return the address that builds a copy of the course on Binder and opens it.

    Parameters
    ----------
    address : str
        Of a public repository on GitHub or GitLab, as `git clone` takes it.
    lang : {"zh", "en"}

    Returns
    -------
    str

    Raises
    ------
    CourseError
        If Binder does not know such an address.

    Examples
    --------
    >>> launch_address("https://github.com/spruce/course", "zh")
    'https://mybinder.org/v2/gh/spruce/course/HEAD?urlpath=course%2Fzh'
    """
    found = re.fullmatch(r"(?:https://|git@)([\w.-]+)[/:]([\w./-]+?)(?:\.git)?/?", address)
    host, path = found.groups() if found else ("", "")
    parts = path.split("/")
    if host not in HOSTS or len(parts) < 2 or (host == "github.com" and len(parts) > 2):
        raise CourseError(
            f"{address} came; the address of a public repository on GitHub or GitLab was expected, "
            "such as https://github.com/OWNER/NAME. Elsewhere, enter the address at mybinder.org."
        )
    name = path if host == "github.com" else quote(path, safe="")
    return f"{BINDER}/v2/{HOSTS[host]}/{name}/HEAD?urlpath={quote(f'course/{lang}', safe='')}"


def fill(address, *, folder=ROOT):
    """Put a button for each language into both READMEs, in the place of those that stand there.

    Parameters
    ----------
    address : str
        Of the public repository; see `launch_address`.
    folder : Path
        Holds the READMEs.

    Returns
    -------
    list of str
        Names of the files whose content changed.
    """
    badge = f"{BINDER}/badge_logo.svg"
    buttons = [f"[![{LABELS[n]}]({badge})]({launch_address(address, n)})" for n in LABELS]
    place = f"<!-- binder -->{' '.join(buttons)}<!-- /binder -->"
    return [name for name in READMES if _put(folder / name, place)]


def _put(path, place):
    """Write the buttons into a file and say whether that changed it."""
    old = path.read_text(encoding="utf-8")
    new, count = PLACE.subn(lambda _: place, old)
    if count != 1:
        raise CourseError(
            f"{path.name} has {count} places for Binder's buttons, one was expected: write "
            "<!-- binder --><!-- /binder --> where they belong."
        )
    if new != old:
        write_whole(path, new.encode("utf-8"))
    return new != old
