"""What Prometheus is told, by whom, and that many processes count as one."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.tasks import SWEEPS, Lease
from inspect_app.core.transaction import write_transaction
from inspect_app.operations.heartbeat import Heartbeat, beat, workers_alive
from tests.builders import City, announcement, days_ahead, jpeg
from tests.integration.conftest import AppWith
from tests.integration.crash.phone import Phone
from tests.integration.operations.conftest import eventually
from tests.servers.daemon import listens
from tests.servers.live import LiveServer

Value = Callable[..., float]
DERIVE = "derive_photo"


def value(text: str, metric: str, **labels: str) -> float:
    """The sum of the samples of a metric that carry these labels; 0 when there is none."""
    total = 0.0
    for line in text.splitlines():
        found = re.fullmatch(rf"{metric}(?:{{(.*)}})? (\S+)", line)
        told = dict(re.findall(r'(\w+)="([^"]*)"', found[1] or "")) if found else {}
        if found and labels.items() <= told.items():
            total += float(found[2])
    return total


def scraped(client: FlaskClient) -> str:
    """What a scrape on this machine reads."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return answer.text


def test_requests_are_counted_by_route_not_by_address(city: City) -> None:
    hand = city.hand("supervisor")
    with city.app.test_request_context():
        pass  # nobody asked anything: it neither begins nor ends a request
    before = scraped(hand.client)
    case = "/api/v1/cases/<uuid:case_id>"
    for _ in range(3):
        assert hand.get(f"/cases/{uuid7()}").status_code == 404
    hand.client.open("/nowhere/at/all", method="BREW")
    after = scraped(hand.client)

    def grown(**labels: str) -> float:
        return value(after, "inspect_http_requests_total", **labels) - value(
            before, "inspect_http_requests_total", **labels
        )

    assert grown(route=case, method="GET", status="404") == 3
    assert grown(route="unmatched", method="other") == 1
    assert value(after, "inspect_http_request_seconds_count", route=case) >= 3
    # The scrape itself; a server of an earlier test may still be at its last request.
    eventually(lambda: value(scraped(hand.client), "inspect_http_requests_in_progress") == 1)


def test_what_waits_is_told_with_its_age(app: APIFlask, city: City) -> None:
    inspector, stored, awaited = city.hand("inspector"), announcement(jpeg(5)), announcement(jpeg(6), "close")
    case_id = inspector.filed(photos=[stored, awaited])
    assert inspector.upload(stored["id"], jpeg(5)).status_code == 204
    text = scraped(inspector.client)

    assert value(text, "inspect_photos", state="awaited") == 1
    assert value(text, "inspect_photos_oldest_seconds", state="awaited") > 0
    assert value(text, "inspect_backlog", work="derive_photo") == 1
    assert value(text, "inspect_queue_depth", queue="pending") == 2  # the photo, and who hears of the report
    assert value(text, "inspect_outbox_lag_seconds_count", kind="photo") >= 1
    assert value(text, "inspect_store_seconds_count", operation="put_original") >= 1
    assert value(text, "inspect_log_entries") > 0
    assert value(text, "inspect_checkpoint_entries") == 0
    assert value(text, "inspect_source_up", source="database") == 1
    assert value(text, "inspect_clocks_late") == 0

    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(1))
    for name in ("mark_breaches", "publish_checkpoint"):
        with app.app_context():
            SWEEPS[name].function(utc_now() + timedelta(days=30))
    text = scraped(inspector.client)
    assert value(text, "inspect_clocks_late") >= 1
    assert value(text, "inspect_clock_breaches_total") >= 1
    assert value(text, "inspect_checkpoint_entries") > 0


def test_a_sweep_that_stopped_can_be_seen(app: APIFlask, client: FlaskClient) -> None:
    now = utc_now()
    with app.app_context(), write_transaction():
        until = now - timedelta(hours=2) + timedelta(minutes=1, seconds=-5)
        db.session.add(Lease(name="mark_breaches", holder="somebody", until=until))
    text = scraped(client)

    assert value(text, "inspect_sweep_age_seconds", sweep="mark_breaches") == pytest.approx(7200, abs=60)
    assert value(text, "inspect_sweep_period_seconds", sweep="mark_breaches") == 60
    assert {
        name: value(text, "inspect_sweep_period_seconds", sweep=name) > 0 for name in SWEEPS
    } == dict.fromkeys(SWEEPS, True)


def test_a_worker_is_alive_while_it_says_so(app: APIFlask) -> None:
    now = utc_now()
    with app.app_context():
        with Heartbeat(app):
            eventually(lambda: seen(app) == 1)
        assert seen(app) == 0
        with write_transaction():
            beat(uuid7(), now, now - timedelta(minutes=2))
        assert seen(app) == 0


def seen(app: APIFlask) -> int:
    with app.app_context():
        count = workers_alive(utc_now())
        db.session.rollback()
    return count


def test_a_queue_that_is_away_is_told_and_the_rest_too(app_with: AppWith) -> None:
    lonely = app_with(jobs_url="redis://127.0.0.1:1/0")
    text = scraped(lonely.test_client())

    assert value(text, "inspect_source_up", source="queue") == 0
    assert value(text, "inspect_source_up", source="database") == 1


def test_only_the_operator_reads_measurements(app_with: AppWith, client: FlaskClient) -> None:
    stranger = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_base=stranger).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404

    guarded = app_with(metrics_token="a token of the suite").test_client()
    bearer = {"Authorization": "Bearer a token of the suite"}
    assert guarded.get("/metrics").status_code == 404
    assert guarded.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert guarded.get("/metrics", headers=bearer, environ_base=stranger).status_code == 200


def test_the_processes_of_a_node_count_together(node: LiveServer, phone: Phone) -> None:
    content = jpeg(41)
    _, [photo_id] = phone.filed(content)
    for _ in range(30):
        assert phone.call("GET", "/cases").status_code == 200
    assert phone.create(photo_id, len(content), content).status_code == 201

    for _ in range(4):  # whichever process answers
        text = read(f"{node.url}/metrics")
        assert value(text, "inspect_http_requests_total", route="/api/v1/cases") == 30
    eventually(lambda: value(read(f"{node.url}/metrics"), "inspect_workers_alive") == 1)
    door = f"http://{node.config.worker_bind}"
    eventually(lambda: listens(int(door.rpartition(":")[2])))
    # Once for each time that the worker says it was done: the sweep for lost jobs may send it again.
    eventually(
        lambda: 1 <= derived_by(node) == value(read(f"{door}/metrics"), "inspect_jobs_total", name=DERIVE)
    )
    assert value(read(f"{door}/metrics"), "inspect_jobs_total", outcome="failed") == 0
    assert requests.get(f"{door}/api/v1/workflow", timeout=60).status_code == 404


def derived_by(node: LiveServer) -> int:
    """How often the worker's log says that a photo was derived."""
    assert node.worker is not None
    return node.worker.log.read_text().count(f"job {DERIVE} done")


def read(address: str) -> str:
    return requests.get(address, timeout=60).text
