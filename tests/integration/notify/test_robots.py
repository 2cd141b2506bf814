"""Group robots to hosts that answer as their vendors do, and the administrator who enters them."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.tasks import drain
from tests.builders import API, City, Hand, Json
from tests.integration.notify.conftest import carry, settle, spread_all
from tests.servers.outside import Answer, Outside, Request

TOKEN = "0123456789abcdef0123456789abcdef"
SIGNING = "SEC0123456789abcdef"


@pytest.fixture
def admin(city: City) -> Hand:
    """The system administrator."""
    city.person("sysadmin", Role.SYSADMIN, "city")
    return city.hand("sysadmin")


def enters(admin: Hand, city: City, service: str, signing_secret: str = "") -> Json:
    """Enter a robot of the works' group."""
    body = {"unit_id": city.units["works"], "service": service, "name": "住建群", "token": TOKEN}
    answer = admin.client.post(f"{API}/robots", json=body | {"signing_secret": signing_secret})
    assert answer.status_code == 201, answer.text
    assert TOKEN not in answer.text
    return answer.get_json()


def assigned(city: City) -> str:
    """A case given to the works; its number."""
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    due = "2099-01-01T00:00:00Z"
    case = city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=due)
    return str(case["number"])


def said_in(request: Request) -> str:
    """The words of a message to a robot."""
    body = json.loads(request.body)
    return str(body["text"]["content"] if "text" in body else body["content"]["text"])


VENDORS = {
    "wecom": ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", {"key": TOKEN}),
    "dingtalk": ("oapi.dingtalk.com", "/robot/send", {"access_token": TOKEN}),
    "feishu": ("open.feishu.cn", f"/open-apis/bot/v2/hook/{TOKEN}", {}),
}
OK = {"wecom": b'{"errcode":0}', "dingtalk": b'{"errcode":0}', "feishu": b'{"code":0,"msg":"success"}'}


def by_the_next_day(city: City) -> None:
    """Spread what was announced now, and let out what waits for the end of the quiet hours."""
    with city.app.app_context():
        spread_all(utc_now())
    carry(city.app, utc_now() + timedelta(hours=12))


def last_of(admin: Hand) -> Json:
    """What became of the last message of the only robot."""
    [robot] = admin.get("/robots").get_json()["items"]
    return dict(robot["last"])


@pytest.mark.parametrize("service", sorted(VENDORS))
def test_the_groups_robot_says_what_the_unit_must_do(
    city: City, outside: Outside, admin: Hand, service: str
) -> None:
    outside.answer = lambda _: Answer(200, OK[service])
    enters(admin, city, service)
    number = assigned(city)
    by_the_next_day(city)

    [request] = outside.requests
    host, path, query = VENDORS[service]
    url = urlsplit(request.path)
    assert (request.host, url.path) == (host, path)
    assert {name: values[0] for name, values in parse_qs(url.query).items()} == query
    assert number in said_in(request)
    assert "/app/cases/" in said_in(request)
    assert (last_of(admin)["state"], last_of(admin)["attempts"]) == ("sent", 1)


def test_signed_robots_sign_as_their_vendors_ask(city: City, outside: Outside, admin: Hand) -> None:
    outside.answer = lambda _: Answer(200, b'{"errcode":0,"code":0}')
    enters(admin, city, "dingtalk", SIGNING)
    enters(admin, city, "feishu", SIGNING)
    assigned(city)
    by_the_next_day(city)

    for request in outside.requests:
        if request.host == "oapi.dingtalk.com":
            query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
            stamp, sign = query["timestamp"], query["sign"]
            wanted = hmac.digest(SIGNING.encode(), f"{stamp}\n{SIGNING}".encode(), hashlib.sha256)
        else:
            body = json.loads(request.body)
            stamp, sign = body["timestamp"], body["sign"]
            wanted = hmac.digest(f"{stamp}\n{SIGNING}".encode(), b"", hashlib.sha256)
        assert base64.b64decode(sign) == wanted
    assert len(outside.requests) == 2


def inside(text: str) -> Answer:
    """A status 200 with a verdict inside."""
    return Answer(200, text.encode())


REFUSALS = [
    ("wecom", inside('{"errcode":93000,"errmsg":"invalid webhook url"}'), "failed errcode_93000"),
    ("wecom", inside('{"errcode":45009,"errmsg":"reach max api daily quota"}'), "waiting errcode_45009"),
    ("dingtalk", inside('{"errcode":310000,"errmsg":"keywords not in content"}'), "failed errcode_310000"),
    ("feishu", inside('{"code":19024,"msg":"Key Words Not Found"}'), "failed code_19024"),
    ("feishu", inside("<html>"), "waiting unreadable_answer"),
    ("feishu", Answer(502), "waiting http_502"),
    ("dingtalk", Answer(302, headers={"Location": "https://open.feishu.cn/"}), "waiting TooManyRedirects"),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=lambda item: item[2])
def test_a_refusal_inside_an_answer_is_no_success(
    city: City, outside: Outside, admin: Hand, refused: tuple[str, Answer, str]
) -> None:
    service, answer, verdict = refused
    outside.answer = lambda _: answer
    enters(admin, city, service)
    assigned(city)
    by_the_next_day(city)

    assert len(outside.requests) == 1
    assert f"{last_of(admin)['state']} {last_of(admin)['reason']}" == verdict


def test_a_robot_is_tried_removed_and_its_secret_is_nowhere(
    city: City, outside: Outside, admin: Hand
) -> None:
    outside.answer = lambda _: Answer(200, b'{"errcode":0}')
    robot = enters(admin, city, "wecom")["id"]
    tries = [admin.client.post(f"{API}/robots/{robot}/test").status_code for _ in range(4)]
    drain(city.app)

    assert tries == [202, 202, 202, 429]
    assert {said_in(request).splitlines()[0] for request in outside.requests} == {"您有 3 条新通知"}
    assert last_of(admin)["state"] == "sent"
    with city.app.app_context():
        for table in ("robots", "deliveries", "noticed_events", "events"):
            rows = db.session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - names above
            assert rows
            assert TOKEN not in str(
                [bytes(c) if isinstance(c, memoryview) else c for row in rows for c in row]
            )
        kinds = db.session.scalars(text("SELECT kind FROM events WHERE kind LIKE 'robot%'")).all()
    assert kinds == ["robot_added"]
    assert admin.client.delete(f"{API}/robots/{robot}").status_code == 204
    assert admin.client.post(f"{API}/robots/{robot}/test").status_code == 404
    assert admin.get("/robots").get_json()["items"] == []


def test_what_is_not_allowed_is_not_entered(city: City, admin: Hand) -> None:
    body = {"unit_id": city.units["works"], "service": "wecom", "name": "群", "token": TOKEN}
    for wrong, code in (
        ({"token": "https://evil.example/hook"}, "invalid_request"),
        ({"token": "../../x?y=12345"}, "invalid_request"),
        ({"service": "webhook"}, "invalid_request"),
        ({"unit_id": 4711}, "unknown_unit"),
    ):
        answer = admin.client.post(f"{API}/robots", json=body | wrong)
        assert (answer.status_code, answer.get_json()["code"]) == (422, code), wrong
    settle(city, robot_services="feishu")
    answer = admin.client.post(f"{API}/robots", json=body)
    assert answer.get_json()["code"] == "service_not_allowed"
    settle(city, robot_services="wecom")
    statuses = [admin.client.post(f"{API}/robots", json=body).status_code for _ in range(6)]
    assert statuses == [201] * 5 + [409]
