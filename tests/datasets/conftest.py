"""The committed data, and worlds of other seeds made once for all tests."""

import functools

import pytest

from datasets import package
from datasets.schema import World
from datasets.themes import THEMES


@functools.cache
def spruce_world(seed: int) -> World:
    """Return the world of Spruce Select for a seed."""
    (theme,) = (each for each in THEMES if each.name == "spruce")
    return theme.world(seed)


@pytest.fixture
def world():
    """Return the function that makes a world, or the one made before."""
    return spruce_world


@pytest.fixture(scope="session")
def rebuilt(tmp_path_factory):
    """Return a folder into which the default build wrote."""
    folder = tmp_path_factory.mktemp("rebuilt")
    package.build(folder)
    return folder
