"""Mail to a real SMTP server, robots to hosts that answer as their vendors do; settings of people."""

import base64
import email
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.tasks import drain
from tests.builders import API, City, Hand, Json
from tests.integration.notify.conftest import MORNING, NIGHT, carry, deliveries, spread_all, tell
from tests.servers.daemon import free_port
from tests.servers.outside import Answer, Outside, Request

TOKEN = "0123456789abcdef0123456789abcdef"
SIGNING = "SEC0123456789abcdef"


class Mailboxes:
    """What a mail server was given, and what it says to each recipient."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.verdict = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.verdict

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(email.message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailboxes(city: City) -> Iterator[Mailboxes]:
    """A mail server on loopback that the installation sends through."""
    boxes = Mailboxes()
    port = free_port()
    controller = Controller(boxes, hostname="127.0.0.1", port=port)
    controller.start()
    change = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    settle(city, **change, mail_from="Inspect <inspect@city.example>")
    yield boxes
    controller.stop()


def settle(city: City, **change: Any) -> None:
    """Other settings from now on."""
    city.app.extensions["inspect_settings"] = replace(city.app.extensions["inspect_settings"], **change)


def chosen(hand: Hand, *, mail: str | None, **change: Any) -> Json:
    """Save somebody's settings with a mail address."""
    now = hand.get("/me/notice-settings").get_json()
    groups = {row["code"]: {"push": row["push"], "mail": row["mail"]} for row in now["groups"]}
    body = {"groups": groups, "quiet": now["quiet"], "mail": mail, "language": "zh"} | change
    answer = hand.client.put(f"{API}/me/notice-settings", json=body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def tell_handler(city: City, number: str, **options: Any) -> None:
    """Something that goes by mail too."""
    tell(city.app, city.people["handler"], number, **{"event": "case_voided", **options})


def by_mail(city: City, mail: str = "gong@city.example") -> None:
    """The handler wants progress by mail."""
    hand = city.hand("handler")
    groups = {"progress": {"push": False, "mail": True}}
    chosen(hand, mail=mail, groups=groups)


def test_a_mail_says_number_words_and_link_and_nothing_else(city: City, mailboxes: Mailboxes) -> None:
    by_mail(city)
    tell_handler(city, "000012")

    assert carry(city.app) == 1
    [mail] = mailboxes.mails
    assert mail["To"] == "gong@city.example"
    assert mail["Subject"] == "案件作废"
    assert mail["Message-ID"].endswith("@city.example>")
    lines = mail.get_content().split()
    assert lines == ["YH-2026-000012", "已作废。", "http://127.0.0.1:8000/app/cases/x"]
    assert deliveries(city.app) == [("mail", "sent", 1, None)]


def test_mail_of_the_night_is_one_mail(city: City, mailboxes: Mailboxes) -> None:
    by_mail(city)
    for number in ("000001", "000002"):
        tell_handler(city, number, now=NIGHT)

    assert carry(city.app, NIGHT) == 0
    assert carry(city.app, NIGHT + timedelta(hours=8)) == 2
    [mail] = mailboxes.mails
    assert mail["Subject"] == "您有 2 条新通知"
    assert "http://127.0.0.1:8000/app/notices" in mail.get_content()


def test_a_mailbox_that_is_full_is_tried_again_under_the_same_name_and_one_that_is_none_is_not(
    city: City, mailboxes: Mailboxes
) -> None:
    by_mail(city)
    tell_handler(city, "000001")
    mailboxes.verdict = "452 mailbox full"
    carry(city.app)
    assert deliveries(city.app) == [("mail", "waiting", 1, "smtp_452")]
    mailboxes.verdict = "250 OK"
    carry(city.app, MORNING + timedelta(minutes=1))
    assert len(mailboxes.mails) == 1

    tell_handler(city, "000002")
    mailboxes.verdict = "550 no such user"
    carry(city.app)
    assert deliveries(city.app)[1] == ("mail", "failed", 1, "smtp_550")


def test_settings_are_kept_and_what_cannot_be_is_refused(city: City, mailboxes: Mailboxes) -> None:
    hand = city.hand("handler")
    first = hand.get("/me/notice-settings").get_json()
    assert [row["code"] for row in first["groups"]] == ["work", "requests", "overdue", "progress"]
    assert first["quiet"] == {"on": True, "start": "22:00", "end": "07:00"}
    assert first["mail_offered"] is True

    quiet = {"on": True, "start": "12:00", "end": "14:00"}
    kept = chosen(hand, mail="a@city.example", quiet=quiet, language="en")
    assert kept == hand.get("/me/notice-settings").get_json()
    assert (kept["quiet"], kept["language"]) == (quiet, "en")

    settle(city, mail_domains="city.example")
    body = {"groups": {}, "quiet": quiet, "mail": "a@elsewhere.example", "language": "zh"}
    for wrong in (
        {"mail": "a@elsewhere.example"},
        {"mail": "a@city.example\r\nBcc: b@city.example"},
        {"mail": "a@city.example", "quiet": {**quiet, "start": "25:00"}},
        {"mail": "a@city.example", "groups": {"everything": {"push": True, "mail": True}}},
        {"mail": "a@city.example", "language": "de"},
    ):
        assert hand.client.put(f"{API}/me/notice-settings", json=body | wrong).status_code == 422, wrong
    assert hand.get("/me/notice-settings").get_json()["mail"] == "a@city.example"


def test_who_chose_against_a_group_is_left_alone(city: City, mailboxes: Mailboxes) -> None:
    chosen(city.hand("handler"), mail="a@city.example", groups={"progress": {"push": False, "mail": False}})
    tell_handler(city, "000001")

    assert deliveries(city.app) == []
    assert city.hand("handler").get("/notices/unread").get_json()["count"] == 1


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
