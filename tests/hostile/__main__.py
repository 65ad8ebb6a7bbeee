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
parser.add_argument("--shared", action="store_true", help="leave out those that need one")
arguments = parser.parse_args()

level, failed, total = arguments.level, 0, 0
cases = chosen(arguments.ids, arguments.kind, shared=arguments.shared)
with tempfile.TemporaryDirectory(prefix="gs-", ignore_cleanup_errors=True) as folder:
    base = template(Path(folder), level)
    for batch in batches(cases, level=level, alone=arguments.alone):
        for ended in run_batch(batch, level=level, base=base):
            outcome = "; ".join(ended.faults) or "as expected"
            print(f"{ended.case.id:28} {level}  {ended.seconds:6.1f} s  {outcome}", flush=True)
            total, failed = total + 1, failed + bool(ended.faults)
for case in cases:
    if level in case.open_at:
        print(f"{case.id:28} {level}  not isolated: {case.open_at[level]}")
print(f"{total - failed} of {total} as expected")
sys.exit(bool(failed))
