"""What the processes of a running system hold: each kind by its program's name, from /proc."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
Kinds = dict[str, list[int]]
FORGET_PEAK = "5"  # proc(5): clear_refs


def kinds_of(folder: Path, **known: Iterable[int]) -> Kinds:
    """The processes that were started on a folder, and those below them, by the name of their program;
    `known` are named by the caller, again with those below them.
    """
    below = children()
    found = {name: sorted(with_all_below(pids, below)) for name, pids in known.items()}
    named = {pid for pids in found.values() for pid in pids}
    roots = [pid for pid in below if pid not in named and str(folder) in command(pid)]
    for pid in with_all_below(roots, below) - named:
        found.setdefault(program(pid), []).append(pid)
    return found


def children() -> dict[int, list[int]]:
    """The processes below each process."""
    found: dict[int, list[int]] = {}
    for place in PROC.glob("[0-9]*"):
        with suppress(OSError):
            parent = int((place / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            found.setdefault(int(place.name), [])
            found.setdefault(parent, []).append(int(place.name))
    return found


def with_all_below(pids: Iterable[int], below: dict[int, list[int]]) -> set[int]:
    """Processes and all that descend from them."""
    found, waiting = set[int](), list(pids)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += below.get(pid, [])
    return found


def command(pid: int) -> str:
    """The command line; empty for a process that is gone."""
    with suppress(OSError):
        return (PROC / str(pid) / "cmdline").read_text(errors="replace")
    return ""


def program(pid: int) -> str:
    """The name of the program."""
    with suppress(OSError):
        return (PROC / str(pid) / "comm").read_text(errors="replace").strip()
    return "gone"


def forget_peaks(kinds: Kinds) -> None:
    """Count the most memory from now on; without the right to, from the start of the process."""
    for pids in kinds.values():
        for pid in pids:
            with suppress(OSError):
                (PROC / str(pid) / "clear_refs").write_text(FORGET_PEAK)


def peaks_mb(kinds: Kinds) -> dict[str, int]:
    """The most resident memory that any one process of each kind has held, MiB."""
    return {name: max(peak) for name, pids in kinds.items() if (peak := [*peaks_of(pids)])}


def peaks_of(pids: Iterable[int]) -> Iterable[int]:
    """VmHWM of those that are still there, MiB."""
    for pid in pids:
        with suppress(OSError):
            status = (PROC / str(pid) / "status").read_text(encoding="utf-8").splitlines()
            yield from (round(int(line.split()[1]) / 1024) for line in status if line.startswith("VmHWM"))
