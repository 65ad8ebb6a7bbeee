"""How tests are dealt out to the workers of `segcourse test`."""

import pytest


@pytest.hookimpl(tryfirst=True)  # before the names of groups are read
def pytest_collection_modifyitems(items):
    """Keep a file's tests together, and those of a lesson; lessons, which are slow, go first.

    Module fixtures are then made once, and no worker is left alone with all the lessons.
    """

    def lesson(item):
        return item.callspec.params.get("stem") if hasattr(item, "callspec") else None

    for item in items:
        item.add_marker(pytest.mark.xdist_group(lesson(item) or item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: lesson(item) or "~")
