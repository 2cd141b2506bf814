"""From a delivery's target to the place it names, read fresh for each attempt."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy import delete

from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.notify.channels.mail import send_mail
from inspect_app.notify.channels.parcel import Parcel
from inspect_app.notify.channels.push import send_push
from inspect_app.notify.channels.robots import send_robot
from inspect_app.notify.models import PushSubscription, Robot
from inspect_app.notify.preferences import wishes_of
from inspect_app.notify.retry import Outcome
from inspect_app.notify.sealing import unseal


@dataclass(frozen=True)
class Address:
    """A place outside: how a message is sent there, and what to do when the place is no more."""

    send: Callable[[Parcel], Outcome]
    forget: Callable[[], None]


def nothing() -> None:
    """Mailboxes and robots are kept although they refuse: people look after them."""


def find_address(target: str) -> Address | None:
    """The place of a target; None when it is gone."""
    channel, _, number = target.partition(":")
    return FINDERS[channel](int(number))


def browser(number: int) -> Address | None:
    """A subscribed browser, which is forgotten when its push service does not know it any more."""
    row = db.session.get(PushSubscription, number)
    if row is None:
        return None
    language = wishes_of([row.person_id])[row.person_id].language
    keys = {"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}}

    def forget() -> None:
        db.session.execute(delete(PushSubscription).where(PushSubscription.id == number))

    return Address(lambda parcel: send_push(keys, parcel, language), forget)


def mailbox(person_id: int) -> Address | None:
    """The mail address a person gave."""
    wishes = wishes_of([person_id])[person_id]
    address = wishes.mail
    if not address or not settings().smtp_host:
        return None
    return Address(lambda parcel: send_mail(address, parcel, wishes.language), nothing)


def robot(number: int) -> Address | None:
    """A group's robot of a service the settings allow."""
    row = db.session.get(Robot, number)
    if row is None or row.service not in settings().names("robot_services"):
        return None
    try:
        secrets = unseal(row.sealed)
    except InvalidToken:  # SECRET_KEY was changed: the robot is entered again
        return None
    service = row.service
    return Address(lambda parcel: send_robot(service, secrets, parcel), nothing)


FINDERS: dict[str, Callable[[int], Address | None]] = {"push": browser, "mail": mailbox, "robot": robot}
