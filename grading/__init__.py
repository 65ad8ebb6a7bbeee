"""Grading on nbgrader's formats and gradebook, in a sandbox.

`intake` reads a submission, `restore` puts it on the released notebook's structure, `engine` runs
it in the processes of `inside` behind the walls of `sandbox`, `grade` does so for a folder of
submissions on many workers, `gradebook` writes the results, `feedback` the pages, `show` prints.

A submission runs in processes of its own, without network, other people's files, hidden checks or
gradebook; a second process judges the plain values that it answers with. `course/guide/grading.md`
says what is protected at each isolation level, and what is not.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # as in `course`, which sandboxes do not show
