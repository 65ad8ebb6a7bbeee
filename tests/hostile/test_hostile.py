"""Every hostile, broken or odd submission ends as its case says, and harms nobody else.

The shared batch at the best level is the fast part; `-m hostile` adds the cases that are dangerous
enough for a batch of their own, and level 2.
"""

import pytest

from grading.sandbox import levels

from .cases import CASES
from .lesson import SECRETS, trainee
from .run import run_batch, template

ALONE = [case for case in CASES.values() if case.alone]
SHARED = [case for case in CASES.values() if not case.alone]
LEVELS = [3, pytest.param(2, marks=pytest.mark.hostile)]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=LEVELS)
def level(request):
    """Return an isolation level of this machine."""
    if levels.best() < request.param:
        pytest.skip(f"no isolation level {request.param} here: {'; '.join(levels.explain())}")
    return request.param


@pytest.fixture(scope="module")
def base(tmp_path_factory, level):
    """Return a course in which alice has been graded."""
    return template(tmp_path_factory.mktemp("base"), level)


@pytest.fixture(scope="module")
def shared(base, level):
    """Return how the cases that share a batch ended, by id."""
    cases = [case for case in SHARED if level not in case.open_at]
    return {ended.case.id: ended for ended in run_batch(cases, level=level, base=base)}


def test_others_are_unharmed(shared):
    """Sources, other submissions and scores, listeners, the machine: all as before."""
    assert "batch" not in shared, shared["batch"].faults


@pytest.mark.parametrize("case", SHARED, ids=lambda case: case.id)
def test_ends_as_expected(case, shared, level):
    """Points, record, outputs and feedback page are those that the case asks for."""
    if level in case.open_at:
        pytest.skip(case.open_at[level])
    assert shared[case.id].faults == []


@pytest.mark.hostile
@pytest.mark.parametrize("case", ALONE, ids=lambda case: case.id)
def test_dangerous_case_ends_as_expected(case, base, level):
    """What uses a machine up ends in time and leaves nothing."""
    if level in case.open_at:
        pytest.skip(case.open_at[level])
    ended = run_batch([case], level=level, base=base, jobs=1)
    assert [fault for one in ended for fault in one.faults] == []


def test_the_trainees_notebook_holds_no_secret():
    """What counts as leaked stands in hidden checks alone."""
    assert not [secret for secret in SECRETS if secret in str(trainee({}))]
