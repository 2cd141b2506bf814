"""A node that is asked to end finishes what it has in hand; a new release fails no request."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy import text

from config import Config
from inspect_app.audit.fsck import check_log
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.tasks import SWEEPS
from inspect_app.evidence.models import Photo
from tests.builders import API, City, jpeg
from tests.integration.conftest import AppWith
from tests.integration.crash.conftest import cookie_of
from tests.integration.crash.phone import OCTETS, Phone
from tests.integration.operations.conftest import eventually
from tests.servers.live import LiveServer
from tests.servers.redis import RedisServer
from tests.servers.releases import NAME, RELEASE, Releases

ENDS_WITHIN_S = 60
PEOPLE = 3


@pytest.fixture
def web(city: City, config: Config, tmp_path: Path) -> Iterator[LiveServer]:
    """Two web processes and no worker."""
    with LiveServer(config, tmp_path / "node", processes=2) as server:
        yield server


def test_a_node_that_is_asked_to_end_finishes_the_upload_in_hand(city: City, web: LiveServer) -> None:
    phone, content = Phone(web, cookie_of(city, "inspector")), jpeg(91) + b"\0" * 400_000
    _, [photo_id] = phone.filed(content)
    assert phone.create(photo_id, len(content)).status_code == 201
    assert web.web.process is not None
    arbiter = web.web.process
    head = (
        f"PATCH {API}/uploads/{photo_id} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sid={phone.secret}\r\n"
        f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: {OCTETS}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    spool = web.config.instance / "spool"
    with socket.create_connection(("127.0.0.1", web.port), timeout=ENDS_WITHIN_S) as link:
        link.sendall(head.encode() + content[:200_000])
        eventually(lambda: any(file.stat().st_size > 0 for file in spool.glob("*")))
        arbiter.send_signal(signal.SIGTERM)
        eventually(lambda: "Handling signal: term" in web.log())
        link.sendall(content[200_000:])
        answer = link.recv(4096)

    assert answer.startswith(b"HTTP/1.1 204")
    assert arbiter.wait(ENDS_WITHIN_S) == 0
    web.web.process = None
    web.start()
    assert phone.has_receipt(photo_id, content)


@contextmanager
def people_at_work(city: City, web: LiveServer) -> Iterator[list[tuple[str, bytes]]]:
    """Some people file reports with photos all the time; each entry was acknowledged; a failure is raised."""
    over, done, failures = threading.Event(), list[tuple[str, bytes]](), list[BaseException]()
    phones = [Phone(web, cookie_of(city, "inspector")) for _ in range(PEOPLE)]

    def work(number: int) -> None:
        count = 0
        while not over.is_set() and not failures:
            count += 1
            content = jpeg(number, (64, 48)) + f"{number}-{count}".encode()
            try:
                _, [photo_id] = phones[number].filed(content)
                sent = phones[number].create(photo_id, len(content), content)
                assert sent.status_code == 201, sent.text
                assert phones[number].call("GET", "/cases").status_code == 200
            except BaseException as error:  # noqa: BLE001 - told in the test's own thread
                failures.append(error)
                return
            done.append((photo_id, content))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def test_a_new_release_comes_in_under_load_without_a_failed_request(
    app: APIFlask, city: City, config: Config, tmp_path: Path
) -> None:
    releases = Releases(tmp_path / "releases")
    with LiveServer(config, tmp_path / "node", processes=2, home=releases.current) as web:
        with people_at_work(city, web) as done:
            eventually(lambda: len(done) >= PEOPLE)
            releases.switch()
            web.command("db", "upgrade")
            count = len(done)
            eventually(lambda: len(done) > count)
            web.reload()
            count = len(done)
            eventually(lambda: len(done) > count + PEOPLE)

        phone = Phone(web, cookie_of(city, "inspector"))
        assert phone.call("GET", "/cases").headers[RELEASE] == NAME
        assert all(phone.has_receipt(photo_id, content) for photo_id, content in done)
    with app.app_context():
        assert check_log() == []
        cases = db.session.execute(text("SELECT count(*) FROM cases WHERE weather IS NULL")).scalar_one()
        assert cases == len(done)
        db.session.remove()


def test_jobs_run_over_redis_and_what_it_loses_is_found_again(
    city: City, config: Config, app_with: AppWith, tmp_path: Path
) -> None:
    with RedisServer(tmp_path / "redis") as queue:
        settings = replace(config, jobs_url=queue.url)
        with LiveServer(settings, tmp_path / "node", worker=True) as node:
            phone = Phone(node, cookie_of(city, "inspector"))
            first, second = jpeg(101), jpeg(102)
            _, [photo_id] = phone.filed(first)
            assert phone.create(photo_id, len(first), first).status_code == 201
            eventually(lambda: phone.call("GET", f"/photos/{photo_id}").json()["derived"])

            queue.kill()
            _, [lost] = phone.filed(second)
            assert phone.create(lost, len(second), second).status_code == 201
            queue.start()
            later = app_with(jobs_url=queue.url)
            with later.app_context():
                assert db.session.query(Photo).filter_by(derived_at=None).count() == 1
                db.session.rollback()

            def found_again() -> bool:
                """The sweep comes round, as it does every five minutes."""
                with later.app_context():
                    SWEEPS["derive_forgotten"].function(utc_now())
                return bool(phone.call("GET", f"/photos/{lost}").json()["derived"])

            eventually(found_again)
