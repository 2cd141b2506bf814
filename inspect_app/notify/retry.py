"""When a message that could not be delivered is tried again, and when nobody tries any more. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 10  # about four and a half hours
TOO_LATE = timedelta(hours=24)  # an older event disturbs nobody any more; the app still shows it
LEASE = timedelta(minutes=2)  # longer than any channel waits for an answer


class Result(StrEnum):
    """What came of one attempt."""

    SENT = "sent"
    RETRY = "retry"  # the other side was busy or silent
    REFUSED = "refused"  # it will never take this message
    GONE = "gone"  # the address is no more


@dataclass(frozen=True)
class Outcome:
    """The result of an attempt with its reason, a short code; `wait_s` is what the other side asked for."""

    result: Result
    reason: str = ""
    wait_s: int | None = None


SENT = Outcome(Result.SENT)


def next_try(now: datetime, attempts: int, wait_s: int | None) -> datetime | None:
    """When to try again after `attempts` tries; None when it was the last."""
    if attempts >= MOST_ATTEMPTS:
        return None
    wait: timedelta = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    if wait_s is not None:
        wait = max(wait, min(timedelta(seconds=max(wait_s, 0)), LONGEST_WAIT))
    return now + wait
