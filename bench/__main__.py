"""`python -m bench`: measures this machine's bounds; files go to BENCH_DIR or beside the repository's.

A rate means something only beside a bound of the same run on the same machine.
"""

import os
import tempfile
from pathlib import Path

from bench.bounds import bounds


def main() -> None:
    # Not the system's temporary folder: that may be memory, where fsync costs nothing.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=os.environ.get("BENCH_DIR") or Path.cwd()) as name:
        folder = Path(name)
        print("This machine, one thread:")
        for rate in bounds(folder):
            print(rate.line())


if __name__ == "__main__":
    main()
