"""Print the report of all cases: `python -m tests.hostile --help`."""

import argparse
import sys
import tempfile
from pathlib import Path

from .run import batches, chosen, run_batch, template

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("ids", nargs="*", metavar="ID", help="cases, by the beginning of their id")
parser.add_argument("--kind", action="append", default=[], help="cases of this kind")
parser.add_argument("--level", type=int, default=3, help="isolation level")
parser.add_argument("--alone", action="store_true", help="give each case a batch of its own")
parser.add_argument("--jobs", type=int, default=2, help="workers")
arguments = parser.parse_args()

failed = total = 0
with tempfile.TemporaryDirectory(prefix="gs-", ignore_cleanup_errors=True) as folder:
    base = template(Path(folder), arguments.level)
    cases = chosen(arguments.ids, arguments.kind)
    for batch in batches(cases, level=arguments.level, alone=arguments.alone):
        for ended in run_batch(batch, level=arguments.level, base=base, jobs=arguments.jobs):
            outcome = "; ".join(ended.faults) or "as expected"
            print(f"{ended.case.id:28} {ended.level}  {ended.seconds:6.1f} s  {outcome}", flush=True)
            total, failed = total + 1, failed + bool(ended.faults)
print(f"{total - failed} of {total} as expected")
sys.exit(bool(failed))
