"""Prepare a lesson's notebook: language, look, quiet warnings and short messages of checks."""

import warnings
from collections.abc import Callable

from IPython import get_ipython

from segkit.plot import use_course_style
from segkit.words import chooser

CHECK = "# 检查 / Check"
"""How the code of a check begins."""


def set_up(lang: str) -> Callable[[str, str], str]:
    """Prepare this notebook and return ``T``, which picks the Chinese or the English of two texts.

    Figures get the course's style and Chinese font, notes to library developers stay silent, and a
    failed check shows its message alone instead of a traceback.

    Parameters
    ----------
    lang : text
        ``"zh"`` or ``"en"``.

    Raises
    ------
    ValueError
        If `lang` is another language.

    Examples
    --------
    >>> T = set_up("en")
    >>> T("客户", "customers")
    'customers'
    """
    words = chooser(lang)
    use_course_style()
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((AssertionError,), _show_message_alone)
    return words


def _show_message_alone(shell, kind, error, traceback, tb_offset=None) -> None:
    """Send a check's message as the cell's error, so that graders see an error as before."""
    if not shell.user_ns.get("In", [""])[-1].startswith(CHECK):
        shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
        return
    shell._showtraceback(kind, error, [f"\x1b[31m{kind.__name__}\x1b[0m: {error}"])
