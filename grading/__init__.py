"""Grading on nbgrader's formats and gradebook.

`intake` reads a submission, `restore` puts it on the released notebook's structure, `gradebook`
has nbgrader run and score it with the steps of `steps`, `grade` does so for a folder of
submissions, `show` prints.

What this engine guards against: unreadable, linked, oversized and restructured submissions; cells
that hang, flood the output or end the kernel; warnings and numbers that nbgrader would take for
scores; hidden tests in feedback and in the folder where a submission runs.

What it does not: a submission runs as the instructor (isolation level 1 of 3, none). Code that
means harm can read the workspace with keys and gradebook, write there, use the network, leave
processes behind, and fool the checks that run in its own process. Hence `--allow-unisolated`.
"""
