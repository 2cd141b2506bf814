"""Who notices what an administrator does to the log: the tamper matrix, as docs/security.md shows it.

20 entries are signed and held outside, then 40, then 45 entries exist.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from inspect_app.audit.log import LogDamagedError
from inspect_app.audit.merkle import leaf_hash
from inspect_app.audit.models import LogCheckpoint, LogEntry, LogNode
from inspect_app.audit.notes import from_b64
from inspect_app.audit.proofs import verify_inclusion
from inspect_app.audit.queries import entry_body
from inspect_app.audit.witness import InconsistentError, Sight, check
from tests.conftest import REPOSITORY
from tests.integration.audit.conftest import Ledger

Attack = Callable[[Ledger], None]
FIRST, SECOND, ALL = 20, 40, 45


def other(body: bytes) -> bytes:
    return body.replace(b'"kind":"noted"', b'"kind":"other"')


def edit(ledger: Ledger) -> None:
    ledger.put_body(5, other(ledger.bodies()[5]))


def rewrite(ledger: Ledger, index: int = 5) -> None:
    bodies = ledger.bodies()
    ledger.rebuild([*bodies[:index], other(bodies[index]), *bodies[index + 1 :]])
    ledger.set_event(index, kind="other")


def rewrite_and_sign(ledger: Ledger, index: int = 5) -> None:
    rewrite(ledger, index)
    ledger.sign_again()


def cut(ledger: Ledger, size: int = 30) -> None:
    ledger.execute(delete(LogCheckpoint).where(LogCheckpoint.size > size))
    ledger.rebuild(ledger.bodies()[:size])


def cut_and_sign(ledger: Ledger) -> None:
    cut(ledger)
    ledger.sign_again()


def cut_append_and_sign(ledger: Ledger) -> None:
    cut(ledger)
    ledger.grow(15, kind="other")
    ledger.sign_again()


def drop(ledger: Ledger) -> None:
    ledger.execute(delete(LogEntry).where(LogEntry.log_index == 5))


def reorder(ledger: Ledger) -> None:
    bodies = ledger.bodies()
    ledger.put_body(5, bodies[6])
    ledger.put_body(6, bodies[5])


def turn_subtree(ledger: Ledger) -> None:
    key = (LogNode.level == 5, LogNode.node_index == 0)
    ledger.execute(update(LogNode).where(*key).values(hash=bytes(32)))


def turn_clock(ledger: Ledger) -> None:
    ledger.set_event(5, at=datetime(2020, 1, 1, tzinfo=UTC))


def blame(ledger: Ledger) -> None:
    ledger.set_event(5, actor_id=4711)


# Who notices: fsck, the signer, holders of the checkpoints of 20 and of 40, a reader of entry 5 who holds 40.
MATRIX: dict[str, tuple[Attack, str]] = {
    "edit one body": (edit, "yes no no no yes"),
    "edit, rebuild the tree": (rewrite, "yes yes yes no yes"),
    "edit entry 5, rebuild, sign again": (rewrite_and_sign, "no no yes yes yes"),
    "edit entry 30, rebuild, sign again": (lambda log: rewrite_and_sign(log, 30), "no no no yes yes"),
    "cut the tail to 42": (lambda log: cut(log, 42), "no no no no no"),
    "cut the tail to 30": (cut, "no yes no yes yes"),
    "cut to 30, sign again": (cut_and_sign, "no no no yes yes"),
    "cut to 30, append others, sign again": (cut_append_and_sign, "no no no yes yes"),
    "drop a row": (drop, "yes no no no yes"),
    "swap two rows": (reorder, "yes no no no yes"),
    "change a stored subtree hash": (turn_subtree, "yes yes no no no"),
    "change the clock in the event row": (turn_clock, "yes no no no no"),
    "change the actor in the event row": (blame, "yes no no no no"),
}


@pytest.mark.parametrize("name", MATRIX)
def test_who_notices_what_was_done_to_the_log(ledger: Ledger, name: str) -> None:
    attack, expected = MATRIX[name]
    ledger.grow(FIRST)
    ledger.publish()
    first = ledger.seen()
    ledger.grow(SECOND - FIRST)
    ledger.publish()
    second = ledger.seen()
    ledger.grow(ALL - SECOND)
    assert ledger.faults() == []

    attack(ledger)

    noticed = [
        bool(ledger.faults()),
        signer_refuses(ledger),
        holder_notices(ledger, first),
        holder_notices(ledger, second),
        reader_notices(ledger, second),
    ]
    assert ["yes" if one else "no" for one in noticed] == expected.split(), ledger.faults()


def signer_refuses(ledger: Ledger) -> bool:
    try:
        ledger.publish()
    except LogDamagedError:
        return True
    return False


def holder_notices(ledger: Ledger, held: Sight) -> bool:
    """A phone or a witness that looks at the log after the signer had its turn."""
    try:
        check(ledger.fetch, held, ledger.seen())
    except InconsistentError:
        return True
    return False


def reader_notices(ledger: Ledger, held: Sight) -> bool:
    """Somebody who wants entry 5 proved to be under the root they hold."""
    size = held.checkpoint.size
    answer = ledger.app.test_client().get(f"/api/v1/log/proof/inclusion?index=5&size={size}")
    with ledger.app.app_context():
        body = entry_body(5)
    if answer.status_code != 200 or body is None:
        return True
    path = [from_b64(text) for text in answer.get_json()["hashes"]]
    return not verify_inclusion(5, size, leaf_hash(body), path, held.checkpoint.root)


def test_the_matrix_in_the_documentation_is_this_one() -> None:
    page = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    for name, (_, expected) in MATRIX.items():
        cells = " | ".join("yes" if word == "yes" else "–" for word in expected.split())
        assert f"| {name} | {cells} |" in page, name
