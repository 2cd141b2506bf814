"""Mail to a real SMTP server, and what people choose."""

import email
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.builders import API, City, Hand, Json
from tests.integration.notify.conftest import MORNING, NIGHT, carry, deliveries, settle, tell
from tests.servers.daemon import free_port


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
    controller = Controller(boxes, hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    change = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    settle(city, **change, mail_from="Inspect <inspect@city.example>")
    yield boxes
    controller.stop()


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
