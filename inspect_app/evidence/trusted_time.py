"""Trusted-enough time: a phone takes the server's time along, signed, and counts on from there. Pure rules.

The server keeps nothing: the nonce is its own time with an HMAC over time and person. From the nonce and the
phone's monotonic count follows the earliest moment at which a statement can have been made; its receipt is
the latest. A phone's clock outside of both is off by at least the difference. Most browsers' monotonic clocks
stand still while the phone sleeps, so a phone that seems ahead of the earliest moment may only have slept.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect_app.core.clock import from_millis, to_millis
from inspect_app.evidence.capture import Moment

LIFE = timedelta(days=7)
TOLERANCE_MS = 5 * 60_000
PURPOSE = b"inspect capture time 1"


@dataclass(frozen=True)
class Skew:
    """How far the phone's clock was from the server's, milliseconds, positive when the phone was ahead.

    `skew_ms` is the best estimate; `proved` tells whether it rests on a nonce of ours and a monotonic count,
    or on the phone's word. `at_least_ms` is what no sleep and no delay explains (0 when all of it may be).
    """

    skew_ms: int
    proved: bool
    at_least_ms: int

    @property
    def is_large(self) -> bool:
        """Whether the clock was certainly off by more than the tolerance."""
        return abs(self.at_least_ms) > TOLERANCE_MS


def make_nonce(secret: str, person_id: int, now: datetime) -> str:
    """`<milliseconds>.<HMAC>`."""
    millis = to_millis(now)
    return f"{millis}.{seal(secret, person_id, millis)}"


def seal(secret: str, person_id: int, millis: int) -> str:
    """The HMAC over a time and a person, base64url."""
    key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)
    digest = hmac.digest(key, f"{millis}:{person_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def nonce_time(secret: str, person_id: int, nonce: str, received_at: datetime) -> datetime | None:
    """When this server gave the nonce to this person; None for a foreign, altered or stale one."""
    digits, _, mark = nonce.partition(".")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        return None
    millis = int(digits)
    if digits != str(millis) or not hmac.compare_digest(
        seal(secret, person_id, millis).encode(), mark.encode()
    ):
        return None
    given = from_millis(millis)
    return given if timedelta(0) <= received_at - given <= LIFE else None


def measure(moment: Moment, given: datetime | None, received_at: datetime) -> Skew | None:
    """The skew of the clock a statement was made by; None when the statement gives nothing to go by."""
    ahead_of_receipt = max(moment.stated_at - to_millis(received_at), 0)
    if given is not None and moment.elapsed_ms is not None and moment.elapsed_ms >= 0:
        skew = moment.stated_at - (to_millis(given) + moment.elapsed_ms)
        return Skew(skew, proved=True, at_least_ms=skew if skew < 0 else ahead_of_receipt)
    if moment.clock_offset_ms is None:
        return None
    return Skew(-moment.clock_offset_ms, proved=False, at_least_ms=ahead_of_receipt)
