"""Browsers that asked for push messages: taken, bounded, and forgotten when somebody signs out."""

import base64
from collections.abc import Iterable
from fnmatch import fnmatch
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from sqlalchemy import delete, select

from inspect_app.accounts.sessions import LEAVERS, Leaving
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem, not_found
from inspect_app.core.settings import settings
from inspect_app.core.upsert import upsert_into
from inspect_app.notify.models import PushSubscription

MOST_SUBSCRIPTIONS = 10  # one person's; the oldest makes room


def subscribe(
    ctx: Context, session_id: int, *, endpoint: str, p256dh: str, auth: str, name: str
) -> PushSubscription:
    """Keep a browser for the person who is signed in on it now, whoever was before.

    Problems: `push_host_not_allowed`, `invalid_request`.
    """
    check_endpoint(endpoint)
    check_keys(p256dh, auth)
    values = {
        "person_id": ctx.actor.id,
        "session_id": session_id,
        "p256dh": p256dh,
        "auth": auth,
        "name": name,
        "created_at": ctx.now,
    }
    new = upsert_into(PushSubscription).values(endpoint=endpoint, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["endpoint"], set_=values))
    drop_oldest(ctx.actor.id)
    mine = select(PushSubscription).where(PushSubscription.endpoint == endpoint)
    return db.session.scalars(mine.execution_options(populate_existing=True)).one()


def check_endpoint(endpoint: str) -> None:
    """Only the push services the settings name are ever called: an address here is an address we write to."""
    host = plain_host(endpoint)
    if not any(fnmatch(host, known) for known in settings().names("push_hosts")):
        message = "This browser's push service is not among PUSH_HOSTS of this installation."
        raise field_problem("endpoint", message, "push_host_not_allowed")


def plain_host(address: str) -> str:
    """The host of an ordinary https address; empty for anything else."""
    try:
        url = urlsplit(address)
        plain = url.scheme == "https" and url.port in {None, 443} and "@" not in url.netloc
    except ValueError:
        return ""
    return url.hostname or "" if plain else ""


def check_keys(p256dh: str, auth: str) -> None:
    """A P-256 point and 16 bytes, both base64url."""
    if not is_point(p256dh) or not is_secret(auth):
        raise field_problem("keys", "These are not the keys of a push subscription.")


def is_point(text: str) -> bool:
    """Whether a text is a point of P-256."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), from_base64url(text))
    except ValueError:
        return False
    return True


def is_secret(text: str) -> bool:
    """Whether a text is 16 bytes."""
    try:
        return len(from_base64url(text)) == 16
    except ValueError:
        return False


def from_base64url(text: str) -> bytes:
    """The bytes of base64url without padding."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def drop_oldest(person_id: int | None) -> None:
    """Keep the newest MOST_SUBSCRIPTIONS of a person."""
    mine = select(PushSubscription.id).where(PushSubscription.person_id == person_id)
    newest = PushSubscription.created_at.desc(), PushSubscription.id.desc()
    kept = list(db.session.scalars(mine.order_by(*newest).limit(MOST_SUBSCRIPTIONS)))
    surplus = (PushSubscription.person_id == person_id, PushSubscription.id.not_in(kept))
    db.session.execute(delete(PushSubscription).where(*surplus))


def subscriptions_of(people: Iterable[int]) -> list[PushSubscription]:
    """The browsers of some people, the oldest first."""
    query = select(PushSubscription).where(PushSubscription.person_id.in_(list(people)))
    return list(db.session.scalars(query.order_by(PushSubscription.id)))


def unsubscribe(ctx: Context, subscription_id: int) -> None:
    """Forget one of one's own browsers; 404 for others'."""
    own = (PushSubscription.id == subscription_id, PushSubscription.person_id == ctx.actor.id)
    if (
        db.session.execute(delete(PushSubscription).where(*own).returning(PushSubscription.id)).first()
        is None
    ):
        raise not_found()


def forget_left(leaving: Leaving) -> None:
    """A session was ended by hand: its browser hears nothing more; everywhere means all of them."""
    gone = PushSubscription.person_id == leaving.person_id
    if leaving.only is not None:
        gone &= PushSubscription.session_id == leaving.only
    if leaving.but is not None:
        gone &= PushSubscription.session_id != leaving.but
    db.session.execute(delete(PushSubscription).where(gone))


LEAVERS.append(forget_left)
