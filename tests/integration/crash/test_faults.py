"""Disk, database, storage, network, session fail under a live server: a clear refusal, a retry succeeds."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from apiflask import APIFlask
from sqlalchemy import delete

from config import Config
from inspect_app.accounts.models import SessionRow
from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import history
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.spool import spool
from tests.builders import City, jpeg
from tests.integration.crash.conftest import cookie_of
from tests.integration.crash.phone import Phone, frozen, told
from tests.integration.crash.weather import Weather, weather_for
from tests.servers.live import LiveServer
from tests.servers.proxy import Proxy

SMALL_PHOTO = jpeg(4, (64, 48))
PHOTO = jpeg(3, (64, 48)) + random.Random(3).randbytes(3_000_000)


@pytest.fixture
def weather_and_server(config: Config, city: City, tmp_path: Path) -> Iterator[tuple[Weather, LiveServer]]:
    """A live server that stands outdoors."""
    with weather_for(config) as (weather, outdoors), LiveServer(outdoors, tmp_path / "node") as server:
        yield weather, server


@pytest.fixture
def weather(weather_and_server: tuple[Weather, LiveServer]) -> Weather:
    """The faults of the installation."""
    return weather_and_server[0]


@pytest.fixture
def server(weather_and_server: tuple[Weather, LiveServer]) -> LiveServer:
    """The server that meets them."""
    return weather_and_server[1]


def refused(answer: requests.Response, status: int, code: str) -> None:
    """The answer says what is the matter and when to come again."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0


def logged(app: APIFlask, case_id: str) -> list[str]:
    """The kinds of the case's entries in a log that is whole."""
    with app.app_context():
        assert check_log() == []
        return [event.kind for event in history(f"case:{case_id}")]


def test_a_full_disk_is_told_and_what_is_here_stays(
    app: APIFlask, weather: Weather, server: LiveServer, phone_of: Callable[[str], Phone]
) -> None:
    phone = phone_of("inspector")
    case_id, (photo_id,) = phone.filed(PHOTO)
    phone.create(photo_id, len(PHOTO))
    assert phone.send(photo_id, 0, PHOTO[:100_000]).status_code == 204

    with weather.full_disk(server, 1_000_000):
        refused(phone.send(photo_id, 100_000, PHOTO[100_000:]), 507, "storage_full")
        assert phone.offset(photo_id) == 100_000

    phone.carry_on(photo_id, PHOTO)
    assert phone.original(photo_id) == PHOTO
    assert logged(app, case_id) == ["case_reported", "photo_stored", "original_viewed"]


def test_no_space_left_on_the_device_is_the_same_refusal() -> None:
    with pytest.raises(Problem) as refusal:
        spool([b"x" * 100_000], Path("/dev/full"))

    assert (refusal.value.code, refusal.value.status) == ("storage_full", 507)


def test_a_storage_that_is_gone_is_told_and_a_retry_succeeds(
    app: APIFlask, weather: Weather, phone_of: Callable[[str], Phone]
) -> None:
    phone = phone_of("inspector")
    case_id, (photo_id,) = phone.filed(PHOTO)
    phone.create(photo_id, len(PHOTO))
    assert phone.send(photo_id, 0, PHOTO[:100_000]).status_code == 204

    with weather.storage_gone():
        refused(phone.send(photo_id, 100_000, PHOTO[100_000:200_000]), 503, "storage_unavailable")
        refused(phone.send(photo_id, 100_000, PHOTO[100_000:]), 503, "storage_unavailable")
        late_case, _ = phone.filed()  # a report needs no storage
        assert phone.offset(photo_id) == 100_000

    phone.carry_on(photo_id, PHOTO)
    assert phone.original(photo_id) == PHOTO
    assert logged(app, case_id) == ["case_reported", "photo_stored", "original_viewed"]
    assert logged(app, late_case) == ["case_reported"]


def test_a_database_that_is_gone_is_told_and_a_retry_succeeds(
    app: APIFlask, weather: Weather, server: LiveServer, phone_of: Callable[[str], Phone]
) -> None:
    phone, boss = phone_of("inspector"), phone_of("supervisor")
    case_id, (photo_id,) = phone.filed(PHOTO)
    phone.create(photo_id, len(PHOTO))
    report, report_id, key = frozen(), str(uuid7()), str(uuid7())

    with weather.database_gone(server):
        refused(phone.report(report, report_id), 503, "database_unavailable")
        refused(boss.act(case_id, "accept", {}, 1, key), 503, "database_unavailable")

    assert phone.report(report, report_id).status_code == 201
    assert boss.act(case_id, "accept", {}, 1, key).status_code == 200
    phone.carry_on(photo_id, PHOTO)
    assert logged(app, case_id) == ["case_reported", "case_accepted", "photo_stored"]
    assert logged(app, report_id) == ["case_reported"]


@pytest.mark.parametrize("what", ["report", "action", "photo"])
def test_a_database_that_goes_away_in_the_middle_is_told_and_a_retry_succeeds(
    app: APIFlask, weather: Weather, server: LiveServer, phone_of: Callable[[str], Phone], what: str
) -> None:
    phone, boss = phone_of("inspector"), phone_of("supervisor")
    case_id, (photo_id,) = phone.filed(SMALL_PHOTO)
    phone.create(photo_id, len(SMALL_PHOTO))
    requests_of: dict[str, tuple[Any, ...]] = {
        "report": (phone.report, frozen(), str(uuid7())),
        "action": (boss.act, case_id, "accept", {}, 1, str(uuid7())),
        "photo": (phone.send, photo_id, 0, SMALL_PHOTO),
    }
    send, *arguments = requests_of[what]

    with ThreadPoolExecutor(1) as pool, ExitStack() as storm:
        with weather.held() as until_somebody_waits:
            waiting = pool.submit(send, *arguments)
            until_somebody_waits()
            storm.enter_context(weather.database_gone(server))
        refused(waiting.result(), 503, "database_unavailable")

    assert send(*arguments).status_code in {200, 201, 204}
    done = {"report": [], "action": ["case_accepted"], "photo": ["photo_stored"]}
    assert logged(app, case_id) == ["case_reported", *done[what]]


def test_an_answer_that_never_arrives_is_given_again(
    app: APIFlask, server: LiveServer, city: City, phone_of: Callable[[str], Phone]
) -> None:
    direct = phone_of("inspector")
    with Proxy(server.port) as proxy:
        behind = Phone(server, direct.secret, proxy.url)
        proxy.swallow = True
        report, report_id = frozen(), str(uuid7())
        for _ in range(2):
            with pytest.raises(requests.ConnectionError):
                behind.report(report, report_id)
        boss = Phone(server, cookie_of(city, "supervisor"), proxy.url)
        todo: list[Any] = [report_id, "accept", {}, 1, str(uuid7())]
        with pytest.raises(requests.ConnectionError):
            boss.act(*todo)
        assert proxy.swallowed == 3
        proxy.swallow = False

        assert behind.report(report, report_id).status_code == 200
        answers = [boss.act(*todo) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert told(answers[0]) == told(answers[1])
    assert logged(app, report_id) == ["case_reported", "case_accepted"]


def test_a_session_that_ends_in_the_middle_of_an_upload_costs_no_byte(
    app: APIFlask, city: City, server: LiveServer, phone_of: Callable[[str], Phone]
) -> None:
    phone = phone_of("inspector")
    _, (photo_id,) = phone.filed(PHOTO)
    phone.create(photo_id, len(PHOTO))
    assert phone.send(photo_id, 0, PHOTO[:1_000_000]).status_code == 204
    report, report_id = frozen(), str(uuid7())
    with app.app_context(), write_transaction() as session:
        session.execute(delete(SessionRow).where(SessionRow.person_id == city.people["inspector"]))

    for answer in (phone.send(photo_id, 1_000_000, PHOTO[1_000_000:]), phone.report(report, report_id)):
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")

    again = phone_of("inspector")
    assert again.offset(photo_id) == 1_000_000
    again.carry_on(photo_id, PHOTO)
    assert again.report(report, report_id).status_code == 201
    assert again.original(photo_id) == PHOTO
