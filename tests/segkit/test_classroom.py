"""The set-up of a lesson: words, warnings, and failed checks that show their message alone."""

import warnings

import pytest
from IPython.core.interactiveshell import InteractiveShell

from segkit import classroom
from segkit.classroom import set_up


@pytest.fixture
def shell(monkeypatch):
    """Return an IPython shell that records what it shows of errors."""
    shell = InteractiveShell.instance()
    shown = []
    monkeypatch.setattr(classroom, "get_ipython", lambda: shell)
    monkeypatch.setattr(
        shell, "_showtraceback", lambda kind, error, lines: shown.append((kind, lines))
    )
    shell.shown = shown
    yield shell
    shell.set_custom_exc((), None)
    InteractiveShell.clear_instance()


def test_words_come_in_the_language_of_the_notebook():
    """T() returns one of its two texts."""
    assert set_up("zh")("客户", "customers") == "客户"
    assert set_up("en")("客户", "customers") == "customers"


def test_another_language_is_refused():
    """The error names the languages that there are."""
    with pytest.raises(ValueError, match="lang='zh' and lang='en'"):
        set_up("fr")


def test_a_failed_check_is_an_error_that_shows_its_message_alone(shell):
    """The cell still fails, which is what graders look at; the traceback is left out."""
    set_up("en")
    result = shell.run_cell("# 检查 / Check · a\nassert 1 == 2, 'one is not two'", True)
    assert isinstance(result.error_in_exec, AssertionError)
    assert shell.shown == [(AssertionError, ["\x1b[31mAssertionError\x1b[0m: one is not two"])]


def test_a_trainees_own_assert_keeps_its_traceback(shell):
    """Only checks are cut short."""
    set_up("en")
    shell.run_cell("assert 1 == 2, 'mine'", True)
    assert len(shell.shown[0][1]) > 1


def test_other_errors_keep_their_traceback(shell):
    """A trainee's own mistakes show where they happened."""
    set_up("en")
    shell.run_cell("1 / 0")
    kind, lines = shell.shown[0]
    assert kind is ZeroDivisionError
    assert any("Traceback" in line for line in lines)


def test_deprecations_are_silent_and_other_warnings_are_not():
    """Notes to developers of libraries are not for trainees."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        set_up("en")
        warnings.warn("gone soon", DeprecationWarning, stacklevel=1)
        warnings.warn("look here", UserWarning, stacklevel=1)
    assert [str(warning.message) for warning in caught] == ["look here"]
