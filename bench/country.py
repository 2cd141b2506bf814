"""`python -m bench.country [CASES …]`: what a page costs in a city of years, on both databases, at two sizes.

Default 20,000 and 100,000 cases; 1,050,000 are 5 M photos and 11 M log entries: about 25 GB for each database
and the better part of an hour. Each page is asked of the whole application in this process, without a
network; a case page is another case each time. Growth stands beside it: how many times the first size's cost.
`--database SQLite` takes one, `--check` runs `audit fsck` over the log, `--sizes` prints what a case weighs.
"""

import argparse
import itertools
import os
import random
import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import select, text

from bench.bulk import table_bytes
from bench.clock import Rate, rate_of
from bench.ground import databases, ground
from bench.populate import populate
from config import Config
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.audit.fsck import check_log
from inspect_app.audit.publishing import publish_now
from inspect_app.cases.models import Case
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import read_transaction
from tests.builders import City, Hand, build_city

ROOT = Path(__file__).resolve().parents[1]
SIZES = (20_000, 100_000)
SAMPLE = 200
SECONDS = 2.0
Pages = dict[str, Callable[[], object]]


def pages(city: City, ids: list[str], entries: int) -> Pages:
    """What people of the city look at."""
    auditor, chief, district = (city.hand(name) for name in ("auditor", "chief", "d07-0"))
    last = city.app.test_client().get("/api/v1/log/checkpoint").text.splitlines()[1]
    signed, turn = int(last), itertools.cycle(ids)
    return {
        "list, whole city": asks(chief, "/cases?limit=50"),
        "list, a district": asks(district, "/cases?limit=50"),
        "list, most urgent first": asks(district, "/cases?limit=50&order=urgency"),
        "list, waiting to be accepted": asks(chief, "/cases?limit=50&status=reported"),
        "list, a page deep inside": asks(chief, "/cases?limit=50&reported_to=2025-06-01T00:00:00Z"),
        "search, words in many notes": asks(chief, "/cases?limit=50&q=渣土车"),
        "search, one number": asks(chief, "/cases?limit=50&q=YH-000000777"),
        "search, nothing found": asks(chief, "/cases?limit=50&q=没有这样的事"),
        "counts of the desks": asks(district, "/cases/counts"),
        "map, country": asks(chief, "/cases/map?bbox=73,3,136,54&zoom=4"),
        "map, city": asks(chief, "/cases/map?bbox=111.9,33.9,112.6,34.5&zoom=10"),
        "map, a few streets": asks(chief, "/cases/map?bbox=112.22,34.22,112.24,34.24&zoom=15"),
        "case page": lambda: ok(chief, f"/cases/{next(turn)}"),
        "case history": lambda: ok(chief, f"/cases/{next(turn)}/history"),
        "log, newest entries": asks(auditor, f"/log/entries?after={entries - 100}&limit=50"),
        "inclusion proof": lambda: ok(
            auditor, f"/log/proof/inclusion?index={random.randrange(signed)}&size={signed}"
        ),
        "consistency proof": lambda: ok(
            auditor, f"/log/proof/consistency?from={random.randrange(1, signed)}&to={signed}"
        ),
    }


def asks(hand: Hand, path: str) -> Callable[[], object]:
    """The same page again and again."""
    return lambda: ok(hand, path)


def ok(hand: Hand, path: str) -> object:
    """A page that must come."""
    answer = hand.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}: {answer.text[:300]}")
    return answer.get_data()


def settled(config: Config, cases: int) -> tuple[City, int]:
    """The city, filled; prints how long it took and what it takes."""
    config.instance.mkdir(parents=True, exist_ok=True)
    app = create_app(config)
    with app.app_context():
        upgrade(str(ROOT / MIGRATIONS))
    city = build_city(app, config.instance)
    city.person("chief", Role.SUPERVISOR, "city")
    begun = time.perf_counter()
    filled = populate(city, cases)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = time.perf_counter() - begun
    rows = sum(filled.rows.values())
    print(f"  {rows:,} rows, {filled.entries:,} of them log entries, in {took:.0f} s; peak {peak:.0f} MiB")
    return city, filled.entries


def measured(city: City, entries: int) -> dict[str, Rate]:
    """Every page at this size."""
    with city.app.app_context():
        begun = time.perf_counter()
        publish_now(utc_now())
        print(f"  checkpoint signed in {time.perf_counter() - begun:.2f} s", flush=True)
        with read_transaction():
            ids = [str(key) for key in db.session.scalars(select(Case.id).limit(SAMPLE * 50))]
        db.session.remove()
    random.seed(1)
    return {
        name: rate_of(name, page, seconds=SECONDS)
        for name, page in pages(city, random.sample(ids, SAMPLE), entries).items()
    }


def table(found: dict[int, dict[str, Rate]]) -> None:
    """Medians side by side, and how much they grew."""
    sizes = sorted(found)
    print(f"  {'median, ms':32}" + "".join(f"{size:>14,}" for size in sizes) + f"{'growth':>10}")
    for name in found[sizes[0]]:
        spans = [found[size][name].median_ms for size in sizes]
        print(f"  {name:32}" + "".join(f"{span:14.2f}" for span in spans) + f"{spans[-1] / spans[0]:>9.1f}×")


def inspect_log(city: City) -> None:
    """The whole log against itself."""
    begun = time.perf_counter()
    with city.app.app_context():
        with read_transaction():
            faults = check_log()
        db.session.remove()
    print(f"  audit fsck: {faults or 'no fault'}, {time.perf_counter() - begun:.0f} s", flush=True)


def weigh(city: City, cases: int) -> None:
    """Bytes of each table for one case, indexes counted."""
    with city.app.app_context():
        sizes = {name: size for name, size in table_bytes().items() if size > cases}
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"  {name:20} {size / cases:10.0f} bytes a case")
    print(f"  {'all':20} {sum(sizes.values()) / cases:10.0f} bytes a case", flush=True)


def run(config: Config, wanted: Any) -> None:
    """Both sizes on one database."""
    found = {}
    for cases in wanted.cases:
        print(f"{cases:,} cases (load {os.getloadavg()[0]:.1f})", flush=True)
        city, entries = settled(replace(config, instance=config.instance / str(cases)), cases)
        found[cases] = measured(city, entries)
        if wanted.sizes:
            weigh(city, cases)
        if wanted.check:
            inspect_log(city)
        clear(city)
    table(found)


def clear(city: City) -> None:
    """An empty database again, its room given back."""
    with city.app.app_context():
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        db.engine.dispose()
    shutil.rmtree(city.app.extensions["inspect_settings"].instance)


def main() -> None:
    """The tables of both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--database", default="")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--sizes", action="store_true")
    wanted = parser.parse_args()
    with ground() as folder, databases(folder) as found:
        for name, config in found.items():
            if wanted.database in name:
                print(f"\n{name}")
                run(config, wanted)


if __name__ == "__main__":
    main()
