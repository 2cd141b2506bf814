"""What `make bench` measures, as rows: each figure beside the bound of the same machine in the same run."""

import importlib.metadata
import json
import os
import platform
import sqlite3
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# Every figure of a whole run; each stands there for both pairs.
NAMES = (
    "intake_reports_per_s",
    "intake_peak_mb",
    "backlog_photos_per_s",
    "photo_download_per_s",
    "photo_download_app_per_s",
    "case_list_250_per_s",
    "export_xlsx_s",
    "export_csv_s",
    "log_append_per_s",
    "log_entries_bulk_per_s",
    "log_proof_ms",
    "log_replay_s",
    "sweep_bad_day_s",
    "sweep_100k_s",
    "reuse_search_ms",
    "map_100k_ms",
)
PACKAGES = ("Flask", "SQLAlchemy", "gunicorn", "Pillow", "boto3", "psycopg")


@dataclass(frozen=True)
class Row:
    """One figure. `size` is what grows (rows, bytes, entries); `cpu_s` seconds of processor for one thing
    done; `peak_mb` the largest resident memory of any one process, MiB, and `peaks_mb` that of each program;
    `put_off` how often a client was told to come again; `bound` in the unit of `value`.
    """

    name: str
    pair: str
    clients: int
    size: int
    value: float
    unit: str
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    cpu_s: float | None = None
    peak_mb: float | None = None
    bound: float | None = None
    bound_name: str = ""
    peaks_mb: dict[str, int] | None = None
    put_off: int | None = None


def percentiles(seconds: Sequence[float]) -> dict[str, Any]:
    """The columns p50_ms, p95_ms and p99_ms of single calls."""
    ordered = sorted(seconds)
    return {
        f"p{part}_ms": round(ordered[min(len(ordered) - 1, len(ordered) * part // 100)] * 1000, 2)
        for part in (50, 95, 99)
    }


@dataclass
class Book:
    """The rows of a run, printed as they come."""

    rows: list[Row] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """A measurement that may fail without taking the others with it."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the run ends with 1
            self.failed.append(f"{what}: {type(error).__name__}: {error}")
            traceback.print_exc()

    def add(self, row: Row) -> None:
        """Keep and print a row."""
        self.rows.append(row)
        print(line(row), flush=True)

    def write(self, path: Path) -> None:
        """The whole run as JSON, with the machine it ran on; rows of other runs are kept by name and pair."""
        mine = {(row.name, row.pair) for row in self.rows}
        kept = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
        others = [row for row in kept if (row["name"], row["pair"]) not in mine]
        rows = sorted(others + [asdict(row) for row in self.rows], key=order)
        document = {"machine": machine(), "rows": rows, "failed": self.failed}
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def order(row: dict[str, Any]) -> tuple[str, str, int, int]:
    """Rows that belong together stand together."""
    return row["name"], row["pair"], row["size"], row["clients"]


def line(row: Row) -> str:
    """A row for people."""
    spans = [f"p{part} {value:8.1f}" for part in (50, 95, 99) if (value := getattr(row, f"p{part}_ms"))]
    bound = f"  = {row.value / row.bound:.2f} × {row.bound:.4g} ({row.bound_name})" if row.bound else ""
    cost = f"  {row.cpu_s * 1000:.1f} ms CPU" if row.cpu_s else ""
    peak = f"  {told_peaks(row.peaks_mb) or f'{row.peak_mb:.0f}'} MiB" if row.peak_mb else ""
    what = f"{row.name:24} {row.pair:12} {row.clients:3} clients  size {row.size:>9,}"
    return f"{what}  {row.value:10.4g} {row.unit:4}  {'  '.join(spans)}{cost}{peak}{bound}"


def told_peaks(peaks: dict[str, int] | None) -> str:
    """The most memory of each program, the largest first."""
    ordered = sorted((peaks or {}).items(), key=lambda one: -one[1])
    return ", ".join(f"{name} {peak}" for name, peak in ordered)


def machine() -> dict[str, Any]:
    """The processor, the memory and the versions, and how many tasks wait beside this run."""
    described = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((text.partition(":")[2].strip() for text in described if text.startswith("model name")), "")
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: importlib.metadata.version(name) for name in PACKAGES},
    }
