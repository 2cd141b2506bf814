"""Web push to its outermost edge: a service that decrypts with the browser's keys and checks the token."""

import json
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.notify.models import Notice, NoticedEvent, PushSubscription
from inspect_app.notify.retry import LEASE, MOST_ATTEMPTS
from inspect_app.notify.tasks import find_lost_notices
from tests.builders import API, City, Hand
from tests.integration.notify.browser import HOST, Browser, sender_of
from tests.integration.notify.conftest import MORNING, NIGHT, carry, deliveries, tell
from tests.servers.outside import Answer, Outside

CREATED = Answer(201)


def subscribes(hand: Hand, browser: Browser, name: str = "手机") -> int:
    """Ask for push messages; the subscription's id."""
    answer = hand.client.post(f"{API}/push/subscriptions", json=browser.subscription(name))
    assert answer.status_code == 201, answer.text
    return int(answer.get_json()["id"])


@pytest.fixture
def browser(city: City) -> Browser:
    """The handler's phone."""
    browser = Browser()
    subscribes(city.hand("handler"), browser)
    return browser


def tell_handler(city: City, key: str, **options: object) -> None:
    """Something the handler is told, by push too."""
    tell(city.app, city.people["handler"], key, **options)  # type: ignore[arg-type]


def test_a_message_arrives_that_only_the_browser_can_read(
    city: City, outside: Outside, browser: Browser
) -> None:
    outside.answer = lambda _: CREATED
    tell_handler(city, "000012")

    assert carry(city.app) == 1
    [request] = outside.requests
    assert (request.host, request.path) == (HOST, browser.path)
    said = browser.reads(request)
    notice = city.hand("handler").get("/notices").get_json()["items"][0]["id"]
    assert said == {
        "title": "案件作废",
        "body": "YH-2026-000012 已作废。",
        "tag": said["tag"],
        "notice": notice,
    }
    claims = sender_of(request)
    assert claims["aud"] == f"https://{HOST}"
    assert claims["sub"] == "mailto:webmaster@127.0.0.1"
    assert claims["key"] == city.hand("handler").get("/push/key").get_json()["key"]
    assert request.headers["ttl"] == "86400"
    assert request.headers["urgency"] == "normal"
    assert deliveries(city.app) == [("push", "sent", 1, None)]
    assert carry(city.app) == 0


def test_the_key_file_is_made_once_for_its_owner_only(city: City) -> None:
    first = city.hand("handler").get("/push/key").get_json()["key"]
    with city.app.app_context():
        file = city.app.extensions["inspect_settings"].instance / "keys" / "vapid.key"

    assert file.stat().st_mode & 0o777 == 0o600
    assert city.hand("inspector").get("/push/key").get_json()["key"] == first


def test_what_comes_at_night_is_one_message_in_the_morning(
    city: City, outside: Outside, browser: Browser
) -> None:
    outside.answer = lambda _: CREATED
    for number in ("000001", "000002", "000003"):
        tell_handler(city, number, now=NIGHT)

    assert carry(city.app, NIGHT) == 0
    assert carry(city.app, NIGHT + timedelta(hours=7)) == 0
    assert carry(city.app, NIGHT + timedelta(hours=8)) == 3
    [request] = outside.requests
    said = browser.reads(request)
    assert said["title"] == "您有 3 条新通知"
    assert said["body"].count("已作废") == 3
    assert said["notice"] is None
    assert [state for _, state, *_ in deliveries(city.app)] == ["sent"] * 3


def test_what_is_urgent_does_not_wait_for_the_morning(city: City, outside: Outside, browser: Browser) -> None:
    outside.answer = lambda _: CREATED
    works = {"event": "case_assigned", "handler_unit": city.units["works"], "now": NIGHT}
    tell_handler(city, "000001", due=NIGHT + timedelta(days=2), **works)
    tell_handler(city, "000002", due=NIGHT + timedelta(hours=2), **works)

    assert carry(city.app, NIGHT) == 1
    [request] = outside.requests
    assert request.headers["urgency"] == "high"
    assert "YH-2026-000002" in browser.reads(request)["body"]


def test_telling_twice_is_telling_once(city: City, outside: Outside, browser: Browser) -> None:
    outside.answer = lambda _: CREATED
    for _ in range(3):
        tell_handler(city, "000001")

    assert carry(city.app) == 1
    assert city.hand("handler").get("/notices/unread").get_json()["count"] == 1


def test_what_was_read_in_the_app_meanwhile_is_not_sent(
    city: City, outside: Outside, browser: Browser
) -> None:
    outside.answer = lambda _: CREATED
    tell_handler(city, "000001", now=NIGHT)
    tell_handler(city, "000002", now=NIGHT)
    with city.app.app_context(), write_transaction():
        first = select(Notice.id).order_by(Notice.id).limit(1).scalar_subquery()
        db.session.execute(update(Notice).where(Notice.id == first).values(read_at=NIGHT))

    assert carry(city.app, NIGHT + timedelta(hours=9)) == 1
    assert browser.reads(outside.requests[0])["title"] == "案件作废"
    assert deliveries(city.app)[0] == ("push", "dropped", 0, "read")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    city: City, outside: Outside, browser: Browser, status: int
) -> None:
    outside.answer = lambda _: Answer(status)
    tell_handler(city, "000001")
    carry(city.app)

    assert deliveries(city.app) == [("push", "failed", 1, f"http_{status}")]
    assert city.hand("handler").get("/push/subscriptions").get_json()["items"] == []
    tell_handler(city, "000002")
    assert carry(city.app) == 0


def test_a_busy_service_is_asked_again_when_it_said(city: City, outside: Outside, browser: Browser) -> None:
    outside.answer = lambda _: Answer(503, headers={"Retry-After": "600"})
    tell_handler(city, "000001")
    carry(city.app)
    assert deliveries(city.app) == [("push", "waiting", 1, "http_503")]

    outside.answer = lambda _: CREATED
    assert carry(city.app, MORNING + timedelta(seconds=599)) == 0
    assert carry(city.app, MORNING + timedelta(seconds=600)) == 1
    assert deliveries(city.app) == [("push", "sent", 2, None)]
    first, second = (browser.reads(request) for request in outside.requests)
    assert first == second


def test_nobody_tries_for_ever(city: City, outside: Outside, browser: Browser) -> None:
    outside.answer = lambda _: Answer(500)
    tell_handler(city, "000001")
    now = MORNING
    for _ in range(MOST_ATTEMPTS + 3):
        carry(city.app, now)
        now += timedelta(hours=1, seconds=1)

    assert deliveries(city.app) == [("push", "failed", MOST_ATTEMPTS, "http_500")]
    assert len(outside.requests) == MOST_ATTEMPTS


def test_a_day_later_it_disturbs_nobody_any_more(city: City, outside: Outside, browser: Browser) -> None:
    outside.answer = lambda _: Answer(500)
    tell_handler(city, "000001")
    carry(city.app)
    carry(city.app, MORNING + timedelta(hours=25))

    assert deliveries(city.app) == [("push", "dropped", 1, "too_late")]
    assert city.hand("handler").get("/notices/unread").get_json()["count"] == 1


def test_a_redirect_leads_nowhere(city: City, outside: Outside, browser: Browser) -> None:
    outside.answer = lambda _: Answer(307, headers={"Location": "https://open.feishu.cn/inside"})
    tell_handler(city, "000001")
    carry(city.app)

    assert [request.host for request in outside.requests] == [HOST]
    assert deliveries(city.app) == [("push", "waiting", 1, "TooManyRedirects")]


FOREIGN_SERVICES = [
    "http://updates.push.services.mozilla.com/wpush/v2/x",
    "https://updates.push.services.mozilla.com:8443/wpush/v2/x",
    "https://me@updates.push.services.mozilla.com/wpush/v2/x",
    "https://updates.push.services.mozilla.com@127.0.0.1/x",
    "https://127.0.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://push.services.mozilla.com.evil.example/x",
    "https://evil.example/?fcm.googleapis.com",
    "https://[::1",
    "https://fcm.googleapis.com:x/",
]


def test_only_push_services_of_the_settings_are_taken(city: City, subtests: pytest.Subtests) -> None:
    for endpoint in FOREIGN_SERVICES:
        with subtests.test(endpoint=endpoint):
            body = Browser().subscription() | {"endpoint": endpoint}
            answer = city.hand("handler").client.post(f"{API}/push/subscriptions", json=body)

            assert (answer.status_code, answer.get_json()["code"]) == (422, "push_host_not_allowed")


@pytest.mark.parametrize("keys", [{"p256dh": "A" * 87}, {"auth": "AAAAAAAAAAAAAAAAAAAAAAAA"}])
def test_keys_that_are_none_are_refused(city: City, keys: dict[str, str]) -> None:
    body = Browser().subscription()
    answer = city.hand("handler").client.post(
        f"{API}/push/subscriptions", json=body | {"keys": body["keys"] | keys}
    )

    assert answer.status_code == 422, answer.text


def test_signing_out_ends_it_and_an_expired_session_does_not(
    city: City, outside: Outside, browser: Browser
) -> None:
    outside.answer = lambda _: CREATED
    leaving, staying = city.hand("handler"), city.hand("handler")
    subscribes(leaving, Browser())
    subscribes(staying, Browser())

    assert leaving.client.delete(f"{API}/session").status_code == 204
    tell_handler(city, "000001")
    assert carry(city.app) == 2  # the fixture's phone and the one that stays
    sessions = [row["id"] for row in staying.get("/me/sessions").get_json()["items"] if not row["current"]]
    for session in sessions:
        assert staying.client.delete(f"{API}/me/sessions/{session}").status_code == 204
    assert [row["current"] for row in staying.get("/push/subscriptions").get_json()["items"]] == [True]


def test_a_browser_belongs_to_who_is_signed_in_on_it_and_a_person_has_ten(
    city: City, browser: Browser
) -> None:
    subscribes(city.hand("verifier"), browser)
    assert city.hand("handler").get("/push/subscriptions").get_json()["items"] == []
    hand = city.hand("handler")
    first = [subscribes(hand, Browser(), f"浏览器 {number}") for number in range(12)]
    again = Browser()

    assert subscribes(hand, again) == subscribes(hand, again)
    kept = [row["id"] for row in hand.get("/push/subscriptions").get_json()["items"]]
    assert len(kept) == 10
    assert set(kept) & set(first[:3]) == set()
    stranger = city.hand("verifier").client.delete(f"{API}/push/subscriptions/{kept[0]}")
    assert stranger.status_code == 404
    assert hand.client.delete(f"{API}/push/subscriptions/{kept[0]}").status_code == 204


def test_a_lost_job_is_found_and_a_lease_that_ended_is_taken_over(
    city: City, outside: Outside, browser: Browser, app: APIFlask
) -> None:
    outside.answer = lambda _: CREATED
    tell_handler(city, "000001")
    with app.app_context(), write_transaction():
        db.session.execute(update(NoticedEvent).values(spread_at=None))
    with app.app_context():
        find_lost_notices(MORNING)  # finds the event again; its deliveries are not doubled
    assert len(deliveries(app)) == 1

    huey = app.extensions["inspect_huey"]
    names = [task.args[0] for task in huey.pending()]
    assert "deliver" in names
    assert carry(app, MORNING + LEASE) == 1
    assert [json.loads(json.dumps(row)) for row in deliveries(app)] == [["push", "sent", 1, None]]


def test_a_test_goes_to_the_channel_it_tests_at_any_hour(
    city: City, outside: Outside, browser: Browser
) -> None:
    hand = city.hand("handler")
    answers = [hand.client.post(f"{API}/me/notice-tests", json={"channel": "push"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[0].get_json()["title"]["zh"] == "测试通知"
    with city.app.app_context():
        assert db.session.scalars(select(PushSubscription.name)).all() == ["手机"]
