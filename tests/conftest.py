"""How tests are dealt out to the workers of `segcourse test`."""

import re

from xdist.scheduler import LoadScopeScheduling

LESSON = re.compile(r"[\[-](\d\d_[a-z_]+)[]-]")
"""The stem of a lesson among the parameters of a test."""


class TogetherScheduling(LoadScopeScheduling):
    """Keeps a file's tests together, and those of a lesson: module fixtures are made once."""

    def _split_scope(self, nodeid):
        stem = LESSON.search(nodeid)
        return stem[1] if stem else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config, log):
    """Deal out files and lessons."""
    return TogetherScheduling(config, log)


def pytest_collection_modifyitems(items):
    """Slow tests go first, so that no worker is left alone with one of them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
