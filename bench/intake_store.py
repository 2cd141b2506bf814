"""`python -m bench.intake_store`: photos a second through a real gunicorn into SQLite and files, 32 clients.

Photos of 3 MB are announced beforehand; each client begins an upload and sends the whole photo in one go, and
counts it when the answer says that it is durable. No worker runs. BENCH_DIR names a folder on a real disk.
"""

import base64
import hashlib
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from flask_migrate import upgrade
from PIL import Image

from bench.bounds import durable_file
from bench.clock import Rate, rate_of
from config import Config
from inspect_app.accounts.models import Person, Unit
from inspect_app.accounts.sessions import cookie_name, open_session
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.cases.models import Case
from inspect_app.core.clock import utc_now
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.service import Announcement, announce

CLIENTS, PHOTOS = 32, 480
PORT = 18_765
SIDE = 1_750  # noise of this size makes a JPEG of about 3 MB
ROOT = Path(__file__).resolve().parents[1]
Order = tuple[UUID, bytes]


def photo(base: bytes, number: int) -> bytes:
    """The base with a comment of its own, so that no two photos are equal."""
    return base[:2] + b"\xff\xfe\x00\x0a" + number.to_bytes(8) + base[2:]


def base_photo() -> bytes:
    """A JPEG of about 3 MB."""
    with tempfile.TemporaryFile() as file:
        Image.frombytes("RGB", (SIDE, SIDE), os.urandom(SIDE * SIDE * 3)).save(file, "JPEG", quality=92)
        file.seek(0)
        return file.read()


def prepare(config: Config, base: bytes) -> tuple[str, list[UUID]]:
    """A database with one inspector, one case and announced photos; the cookie and the photos' ids."""
    app = create_app(config)
    now = utc_now()
    with app.app_context():
        upgrade(str(ROOT / MIGRATIONS))
        with write_transaction() as session:
            unit = Unit(code="u", name="u", kind="city", created_at=now)
            session.add(unit)
            session.flush()
            person = Person(username="i", name="i", unit_id=unit.id, created_at=now, former_hashes=[])
            session.add(person)
            session.flush()
            cookie = f"{cookie_name()}={open_session(person.id, now, 'bench')}"
            ids = [order for at in range(0, PHOTOS, 160) for order in announced(person.id, unit.id, base, at)]
        db.engine.dispose()
    return cookie, ids


def announced(person_id: int, unit_id: int, base: bytes, start: int) -> list[UUID]:
    """A case with 160 announced photos."""
    case_id, now = uuid7(), utc_now()
    moments = dict.fromkeys(("round_at", "captured_at", "reported_at", "updated_at"), now)
    counts = dict.fromkeys(("version", "round", "refusals", "relapses"), 0)
    words = {"number": str(case_id), "status": "reported", "category": "other", "note": "", "fields": {}}
    place = {"placement": "no_position", "placement_candidates": []}
    owner = {"reporter_id": person_id, "jurisdiction_unit_id": unit_id}
    db.session.add(Case(id=case_id, **moments, **counts, **words, **place, **owner))
    photos = [photo(base, start + number) for number in range(160)]
    facts = [
        Announcement(
            uuid7(), hashlib.sha256(data).hexdigest(), len(data), "wide", now, "camera", "image/jpeg", None
        )
        for data in photos
    ]
    announce(Context(Actor(person_id, "i", "i"), now), case_id, None, facts)
    return [fact.id for fact in facts]


@contextmanager
def server(config: Config) -> Iterator[None]:
    """Gunicorn as it is deployed, until the block ends."""
    environment = {
        **os.environ,
        "INSTANCE": str(config.instance),
        "BIND": f"127.0.0.1:{PORT}",
        "LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            wait_until_healthy()
            yield
        finally:
            process.terminate()


def wait_until_healthy() -> None:
    """Ask until the server answers, half a minute at most."""
    for _ in range(300):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit("gunicorn did not start")


def send(cookie: str, base: bytes, photo_id: UUID, number: int) -> float:
    """Begin and send one photo; the seconds until it is durable."""
    body = photo(base, number)
    name = base64.b64encode(str(photo_id).encode()).decode()
    headers = {
        "Cookie": cookie,
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(body)),
        "Upload-Metadata": f"photo_id {name}",
        "Content-Type": "application/offset+octet-stream",
    }
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    begun = time.perf_counter()
    connection.request("POST", "/api/v1/uploads", body, headers)
    response = connection.getresponse()
    response.read()
    span = time.perf_counter() - begun
    connection.close()
    if response.status != 201 or response.headers["Upload-Offset"] != str(len(body)):
        raise SystemExit(f"upload refused: {response.status}")
    return span


def measure(cookie: str, base: bytes, ids: list[UUID]) -> Rate:
    """All photos by 32 clients at once."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        spans = sorted(pool.map(lambda item: send(cookie, base, item[1], item[0]), enumerate(ids)))
    whole = time.perf_counter() - begun
    middle, late = spans[len(spans) // 2], spans[int(len(spans) * 0.95)]
    return Rate(
        f"photos of {len(base) / 1e6:.1f} MB, {CLIENTS} clients", len(ids) / whole, middle * 1000, late * 1000
    )


def main() -> None:
    """Print the rate beside what one thread can write to this disk."""
    base = base_photo()
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=os.environ.get("BENCH_DIR") or Path.cwd()) as name:
        config = Config(instance=Path(name) / "instance")
        cookie, ids = prepare(config, base)
        print(
            rate_of(
                "anchor: durable file of the same size, one thread", durable_file(Path(name), base)
            ).line()
        )
        with server(config):
            print(measure(cookie, base, ids).line())


if __name__ == "__main__":
    main()
