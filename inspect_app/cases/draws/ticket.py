"""The lot itself: a pure function of what stands in the log, so that a stranger can draw it again.

The seed holds the leaf hash of the entry that called for the draw. That entry commits to 32 random bytes, so
nobody knows its hash before it is written, and by then the pool stands in the same transaction.
`docs/draws.md` says the same in words, with a worked example.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from inspect_app.audit.canonical import canonical
from inspect_app.audit.chance import pick

LABEL = b"inspect-draw@v1\n"


@dataclass(frozen=True)
class Ticket:
    """What is drawn: for which purpose and case, in which round, for the how manieth time, called by what.

    `leaf` is the leaf hash (lower-case hex) of the log entry that called for the draw.
    """

    purpose: str
    case: str
    round: int
    attempt: int
    leaf: str


def seed_of(ticket: Ticket, pool: Collection[int]) -> bytes:
    """32 bytes: SHA-256(label ‖ canonical JSON of the ticket and of the pool in ascending order)."""
    asked = {
        "attempt": ticket.attempt,
        "case": ticket.case,
        "leaf": ticket.leaf,
        "pool": sorted(set(pool)),
        "purpose": ticket.purpose,
        "round": ticket.round,
    }
    return hashlib.sha256(LABEL + canonical(asked)).digest()


def draw_person(ticket: Ticket, pool: Collection[int]) -> int | None:
    """Who is drawn; None from an empty pool."""
    drawn = pick(seed_of(ticket, pool), pool, 1)
    return drawn[0] if drawn else None
