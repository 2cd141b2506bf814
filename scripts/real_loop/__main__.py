"""`python -m scripts.real_loop DIR`: real input through a fresh instance, over HTTP, to closed cases.

Exit 0: everything is as it must be, or DIR is absent and REQUIRE_DATA is not 1. LOOP_DIR, a new folder, keeps
the instance and its logs.
"""

import os
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from scripts.real_loop import folder
from scripts.real_loop.drive import Drive, Driven
from scripts.real_loop.installation import Installation, fresh_installation
from scripts.real_loop.person import Person
from scripts.real_loop.plan import plan, share_out
from scripts.real_loop.proof import check, recompute_root
from scripts.real_loop.staff import import_places, make_staff
from scripts.real_loop.table import print_table

T = TypeVar("T")
AT_ONCE = 4  # cases in hand at the same time, as in an office


def main(arguments: Sequence[str]) -> int:
    data = Path(arguments[0] if arguments and arguments[0] else "DATA-is-not-set").absolute()
    missing = folder.missing_parts(data)
    if missing:
        print("Real input is absent: " + ", ".join(missing))
        return int(os.environ.get("REQUIRE_DATA") == "1")
    kept = os.environ.get("LOOP_DIR")
    if kept:
        Path(kept).mkdir(parents=True)
        return loop(data, Path(kept))
    with tempfile.TemporaryDirectory(prefix="inspect-loop-") as name:
        return loop(data, Path(name))


def loop(data: Path, work: Path) -> int:
    """One whole run; the exit status."""
    begun = time.monotonic()
    counties, pictures = folder.counties(data), folder.pictures(data)
    with fresh_installation(work) as here:
        staff = make_staff(here, counties)
        print(import_places(here, data, counties))
        categories = staff.inspector.get("/categories")["items"]
        planned = plan(counties, folder.records(data), sorted(one["code"] for one in categories))
        share_out(planned, pictures)
        drive = Drive(staff, categories, [one for one in pictures if one.readable])
        with ThreadPoolExecutor(AT_ONCE) as desks:
            driven = desks.map(drive.from_phone_to_closed, planned, range(len(planned)))
            runs = list(told("closed", driven, len(planned)))
            by_path = {str(one.path): one for one in pictures}
            checked = desks.map(lambda run: check(staff.auditor, run, by_path), runs)
            deque(told("checked", checked, len(runs)), maxlen=0)
        print_table(runs)
        return judge(runs, staff.auditor, here, time.monotonic() - begun)


def told(done: str, steps: Iterable[T], total: int) -> Iterator[T]:
    """The steps as they are, with a word about each on standard error."""
    for count, step in enumerate(steps, 1):
        print(f"\r{done} {count} of {total}", end="" if count < total else "\n", file=sys.stderr, flush=True)
        yield step


def judge(runs: Sequence[Driven], auditor: Person, here: Installation, seconds: float) -> int:
    """Prints the sums and every fault; 0 when there is none."""
    size, stated, computed = recompute_root(auditor)
    faults = [f"{run.case['number']}: {fault}" for run in runs for fault in run.faults]
    print(f"\n{here.flask(['audit', 'fsck']).strip()}")  # ends the run when it finds a fault
    if stated != computed:
        faults.append(f"the log's root is {stated}, its entries give {computed}")
    states = Counter(photo["state"] for run in runs for photo in run.case["photos"])
    refused = sum(len(run.refused) for run in runs)
    print(f"{len(runs)} cases, photos {dict(states)}, {refused} refused; log of {size}, root {computed}")
    print(f"{seconds:.1f} s; {len(faults)} faults")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
