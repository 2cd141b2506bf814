"""`python -m bench.capacity`: what a city, a province, a country need; writes the tables of docs/scaling.md.

Every number it starts from stands below with its source. Pure arithmetic, no measurement of its own.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "scaling.md"
RESULTS: dict[str, Any] = json.loads((ROOT / "bench/results.json").read_text(encoding="utf-8"))
BEGIN, END = "<!-- capacity: written by `python -m bench.capacity` -->", "<!-- end of capacity -->"

PHOTO_BYTES = 3_000_000  # the photo of the benches
PHOTOS_PER_CASE = 4.8  # bench/lives.py
ENTRIES_PER_CASE = 10.5  # bench.country: 11,067,859 entries of 1,050,000 cases
DATABASE_BYTES_PER_CASE = 17_462  # bench.country 1050000 --sizes, PostgreSQL, indexes counted
LOG_BYTES_PER_CASE = 4_880 + 4_508 + 2_452  # of these: events, log_entries, log_nodes, same run
BARE_PILLOW_PER_S, BAR = 27, 0.8  # assumed: what 4 quiet processors decode, and the project's bar beside it
DERIVE_CORE_S = 4 / (BAR * BARE_PILLOW_PER_S)
CASES_PER_PHONE_AND_DAY = 2.0  # assumed; everything below grows with it
LISTS_PER_CASE, DOWNLOADS_PER_CASE = 10, 2  # assumed: whole lists fetched, originals looked at
BUSY_SHARE, BUSY_S = 0.2, 3600  # assumed: a fifth of a day's reports in its busiest hour
DAYS = 365


def measured(name: str, clients: int) -> dict[str, Any]:
    """The row of bench/results.json with the largest size, on PostgreSQL and S3."""
    wanted = (name, "postgres-s3", clients)
    rows = [row for row in RESULTS["rows"] if (row["name"], row["pair"], row["clients"]) == wanted]
    return max(rows, key=lambda row: int(row["size"]))


# Processor seconds of the web server for one of each, and what one log takes from eight writers.
PHOTO_CORE_S: float = measured("intake_reports_per_s", 32)["cpu_s"]  # a report with one photo of 3 MB
LIST_CORE_S: float = measured("case_list_250_per_s", 8)["cpu_s"]
DOWNLOAD_CORE_S: float = measured("photo_download_app_per_s", 8)["cpu_s"]  # sent by the program itself
APPENDS_PER_S: float = measured("log_append_per_s", 8)["value"]


@dataclass(frozen=True)
class Place:
    """Who reports, and on how many logs: one for each city."""

    name: str
    phones: int
    cities: int


# Phones and cities are assumed: put your own.
PLACES = (Place("city", 5_000, 1), Place("province", 60_000, 15), Place("country", 1_500_000, 340))


@dataclass(frozen=True)
class Need:
    """Rates in the busiest hour, bytes in a year, for the whole place."""

    cases_per_s: float
    intake_cores: float
    reading_cores: float
    worker_cores: float
    appends_per_s_and_log: float
    database_tb: float
    log_tb: float
    photos_tb: float


def need_of(place: Place) -> Need:
    """The arithmetic."""
    day = place.phones * CASES_PER_PHONE_AND_DAY
    rate = day * BUSY_SHARE / BUSY_S
    year = day * DAYS
    photos = rate * PHOTOS_PER_CASE
    return Need(
        cases_per_s=rate,
        intake_cores=photos * PHOTO_CORE_S,
        reading_cores=rate * (LISTS_PER_CASE * LIST_CORE_S + DOWNLOADS_PER_CASE * DOWNLOAD_CORE_S),
        worker_cores=photos * DERIVE_CORE_S,
        appends_per_s_and_log=rate * ENTRIES_PER_CASE / place.cities,
        database_tb=year * DATABASE_BYTES_PER_CASE / 1e12,
        log_tb=year * LOG_BYTES_PER_CASE / 1e12,
        photos_tb=year * PHOTOS_PER_CASE * PHOTO_BYTES / 1e12,
    )


def table() -> str:
    """Markdown."""
    needs = [need_of(place) for place in PLACES]
    head = ["", *(f"{p.name}, {p.phones:,} phones, logs: {p.cities}" for p in PLACES)]
    lines = [
        ("cases a second, busiest hour", [f"{n.cases_per_s:,.1f}" for n in needs]),
        ("processors for photos on their way in", [f"{n.intake_cores:,.1f}" for n in needs]),
        ("processors for lists and downloads", [f"{n.reading_cores:,.1f}" for n in needs]),
        ("processors for previews at the same pace", [f"{n.worker_cores:,.1f}" for n in needs]),
        ("appends a second on each log", [f"{n.appends_per_s_and_log:,.1f}" for n in needs]),
        ("share of what one log takes", [f"{n.appends_per_s_and_log / APPENDS_PER_S:.1%}" for n in needs]),
        ("database a year, TB", [f"{n.database_tb:,.2f}" for n in needs]),
        ("of it the log, TB", [f"{n.log_tb:,.2f}" for n in needs]),
        ("originals a year, TB", [f"{n.photos_tb:,.0f}" for n in needs]),
    ]
    rows = [head, ["---"] * len(head), *([name, *cells] for name, cells in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + f"\n\n{sources()}"


def sources() -> str:
    """Where the measured numbers come from, and how far the assumed one is from what was measured."""
    machine, backlog = RESULTS["machine"], measured("backlog_photos_per_s", 1)
    photo, page, sent = (f"{cost * 1000:.0f} ms" for cost in (PHOTO_CORE_S, LIST_CORE_S, DOWNLOAD_CORE_S))
    reached = f"{backlog['value'] / backlog['bound']:.2f}"
    return (
        f"Measured on PostgreSQL and S3, load {machine['load_average']} on {machine['cores']} processors: "
        f"a report with a photo of 3 MB {photo},\na list of 250 cases {page}, an original sent by us "
        f"{sent} of a processor; one log takes\n{APPENDS_PER_S:.0f} appends a second. Previews: assumed, "
        f"{BAR} of what bare Pillow decodes, and that run reached {reached}."
    )


def with_table(page: str) -> str:
    """The page with its table brought up to date."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Rewrite what stands between the marks."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
