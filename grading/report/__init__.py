"""The report on a class.

`cohort` reads what was graded, `measures` computes, `disclosure` keeps small groups out of sight,
`findings` and `advice` put together what is said, and `page` shows it.
"""

from grading.report.cohort import read_cohort
from grading.report.page import write_report

__all__ = ["read_cohort", "write_report"]
