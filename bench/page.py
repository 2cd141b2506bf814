"""`python -m bench.page`: writes the rows of bench/results.json into docs/performance.md, and what they mean
for a city, a province and a country into docs/scaling.md.
"""

import json
from pathlib import Path
from typing import Any

from bench import capacity
from bench.rows import told_peaks

ROOT = Path(__file__).resolve().parents[1]
RESULTS, PAGE = ROOT / "bench/results.json", ROOT / "docs/performance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
HEAD = (
    "| row | pair | clients | size | value | p50 / p95 / p99 ms | CPU ms | MiB | of its bound |\n"
    "|---|---|---:|---:|---:|---|---:|---:|---|"
)


def cells(row: dict[str, Any]) -> list[str]:
    """A row of the table."""
    spans = " / ".join(
        "–" if row[f"p{part}_ms"] is None else f"{row[f'p{part}_ms']:g}" for part in (50, 95, 99)
    )
    cost = "" if row["cpu_s"] is None else f"{row['cpu_s'] * 1000:.1f}"
    peak = told_peaks(row["peaks_mb"]) or ("" if row["peak_mb"] is None else f"{row['peak_mb']:.0f}")
    bound = (
        f"{row['value'] / row['bound']:.2f} × {row['bound']:g} ({row['bound_name']})" if row["bound"] else ""
    )
    value = f"{row['value']:g} {row['unit']}"
    return [
        row["name"],
        row["pair"],
        str(row["clients"]),
        f"{row['size']:,}",
        value,
        spans,
        cost,
        peak,
        bound,
    ]


def table(results: dict[str, Any]) -> str:
    """The machine and every row."""
    about = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    lines = ["| " + " | ".join(cells(row)) + " |" for row in results["rows"]]
    return "\n".join([BEGIN, "", f"Measured on: {about}.", "", HEAD, *lines, "", END])


def main() -> None:
    """Rewrite what stands between the marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    made = table(json.loads(RESULTS.read_text(encoding="utf-8")))
    PAGE.write_text(before + made + after, encoding="utf-8")
    capacity.main()


if __name__ == "__main__":
    main()
