"""The table that a run prints: one line for each case, aligned also where words are Chinese."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from scripts.real_loop.drive import Driven

HEAD = ("number", "grid", "unit", "photos", "findings", "states", "s", "report")
WIDEST = 34


def print_table(runs: Sequence[Driven]) -> None:
    rows = [HEAD, *(row_of(run) for run in runs)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        print("  ".join(pad(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip())


def row_of(run: Driven) -> tuple[str, ...]:
    case = run.case
    photos = Counter(photo["quarantine_reason"] or photo["state"] for photo in case["photos"])
    photos.update(f"refused {code}" for code in run.refused.values())
    findings = Counter(finding["code"] for photo in case["photos"] for finding in photo["findings"])
    return (
        case["number"],
        (case["grid"] or {}).get("name", "–"),
        (case["handler_unit"] or {}).get("name", "–"),
        short(counted(photos)),
        short(counted(findings) or "–"),
        f"{case['placement']['state']} → {case['status']}",
        f"{run.seconds:.1f}",
        short(run.planned.title),
    )


def counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def width(text: str) -> int:
    """Columns in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def pad(text: str, wide: int) -> str:
    return text + " " * (wide - width(text))
