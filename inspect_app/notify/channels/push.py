"""Web push: an encrypted message to the browser's push service, signed with the installation's key."""

import json
from collections.abc import Mapping
from typing import Any

import requests
from pywebpush import WebPushException, webpush

from inspect_app.audit.keyfile import KeyFileError
from inspect_app.core.settings import settings
from inspect_app.notify.channels.parcel import Parcel
from inspect_app.notify.retry import SENT, TOO_LATE, Outcome, Result
from inspect_app.notify.vapid import vapid

TIMEOUT_S = 15
NO_LONGER_KNOWN = {404, 410}
NOT_NOW = {408, 425, 429}
BROWSERS_SHOW = 180  # characters of the text; more is cut on every screen


def send_push(subscription: Mapping[str, Any], parcel: Parcel, language: str) -> Outcome:
    """Send one message. The payload holds words and numbers only; the case is fetched when it is opened."""
    message = parcel.message(language)
    payload = {
        "title": message.title,
        "body": message.text[:BROWSERS_SHOW],
        "tag": parcel.tag,
        "notice": parcel.notice_id if len(parcel.events) == 1 else None,
    }
    try:
        with no_redirects() as session:
            webpush(
                dict(subscription),
                json.dumps(payload, ensure_ascii=False),
                vapid_private_key=vapid(),
                vapid_claims={"sub": settings().contact},
                ttl=int(TOO_LATE.total_seconds()),
                headers={"Urgency": "high" if parcel.urgent else "normal"},
                timeout=TIMEOUT_S,
                requests_session=session,
            )
    except WebPushException as error:
        return refusal(error)
    except requests.RequestException as error:
        return Outcome(Result.RETRY, type(error).__name__)
    except KeyFileError:
        return Outcome(Result.RETRY, "push_key")
    return SENT


def no_redirects() -> requests.Session:
    """A session that goes nowhere but to the address that was checked."""
    session = requests.Session()
    session.max_redirects = 0
    return session


def refusal(error: WebPushException) -> Outcome:
    """What a push service's answer means."""
    status = error.status_code
    if status is None:
        return Outcome(Result.REFUSED, "unusable_subscription")
    if status in NO_LONGER_KNOWN:
        return Outcome(Result.GONE, f"http_{status}")
    if status in NOT_NOW or status >= 500:
        wait = str(error.retry_after or "")
        return Outcome(Result.RETRY, f"http_{status}", int(wait) if wait.isdigit() else None)
    return Outcome(Result.REFUSED, f"http_{status}")
