"""`python -m bench`: measures this machine's bounds; files go to BENCH_DIR or beside the repository's.

A rate means something only beside a bound of the same run on the same machine.
"""

from bench.bounds import bounds
from bench.ground import ground


def main() -> None:
    with ground() as folder:
        print("This machine, one thread:")
        for rate in bounds(folder):
            print(rate.line())


if __name__ == "__main__":
    main()
