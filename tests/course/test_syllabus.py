"""The syllabus: tracks are ways through the course that can be walked."""

import pytest

from course.build.syllabus import entries, tracks


@pytest.mark.parametrize("track", tracks())
def test_a_track_keeps_the_order_and_leaves_out_nothing_needed(track):
    """Each lesson comes once, in teaching order, after the lessons that it asks for."""
    stems = tracks()[track]["lessons"]
    assert stems == [stem for stem in entries() if stem in stems]
    missing = {n for stem in stems for n in entries()[stem].needs} - set(stems)
    assert missing == set()
