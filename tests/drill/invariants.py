"""What must be true after every fault: all that was acknowledged is there exactly once, byte for byte."""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apiflask import APIFlask
from sqlalchemy import func, select

from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.audit.queries import log_head, replayed_root
from inspect_app.cases.models import Report
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.tasks import SWEEPS
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.intake import known_version
from inspect_app.evidence.models import STORED, Photo
from inspect_app.evidence.stores.select import object_store

WORKED_OFF_S = 120.0
Ack = dict[str, Any]


@dataclass
class Outcome:
    """What was acknowledged, and what of it is lost, there twice, different or refused."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether everything is as it must be."""
        return not self.lost and not self.twice and not self.faults


def judge(app: APIFlask, acks: list[Ack]) -> Outcome:
    """Hold every acknowledgement against the rows, the store and the log."""
    outcome = Outcome(acknowledged=sum(ack["good"] for ack in acks))
    outcome.faults += [f"{ack['kind']} {ack['id']}: {ack.get('status')}" for ack in acks if not ack["good"]]
    good = {
        kind: [a for a in acks if a["good"] and a["kind"] == kind] for kind in ("report", "photo", "action")
    }
    with app.app_context():
        with read_transaction():
            judge_reports(outcome, good["report"])
            judge_actions(outcome, good["action"])
            outcome.faults += check_log()
            if replayed_root() != log_head():
                outcome.faults.append("the root of the bodies is not that of the log")
        for ack in good["photo"]:
            judge_photo(outcome, ack)
        if not worked_off():
            outcome.faults.append("photos wait for their previews although workers run")
        db.session.remove()
    return outcome


def judge_reports(outcome: Outcome, acks: list[Ack]) -> None:
    """A row and one event for each."""
    rows = set(db.session.scalars(select(Report.id)))
    outcome.lost += [f"report {ack['id']}" for ack in acks if UUID(ack["id"]) not in rows]
    count_events(outcome, acks, "case_reported")


def judge_actions(outcome: Outcome, acks: list[Ack]) -> None:
    """One event for each."""
    count_events(outcome, acks, "case_accepted")


def count_events(outcome: Outcome, acks: list[Ack], kind: str) -> None:
    """How often the log tells of each."""
    query = select(Event.subject, func.count()).where(Event.kind == kind).group_by(Event.subject)
    told = Counter({row[0]: row[1] for row in db.session.execute(query)})
    for ack in acks:
        count = told[f"case:{ack['id']}"]
        if count != 1:
            (outcome.twice if count else outcome.lost).append(f"{kind} {ack['id']}")


def judge_photo(outcome: Outcome, ack: Ack) -> None:
    """Stored, with exactly the bytes that the phone hashed."""
    with read_transaction():
        photo = db.session.get(Photo, UUID(ack["id"]))
        blob = known_version(ack["sha256"])
        if photo is None or photo.state != STORED or blob is None:
            outcome.lost.append(f"photo {ack['id']}")
            return
        version = blob.version_id
    content = b"".join(object_store().open_original(ack["sha256"], version).chunks)
    if hashlib.sha256(content).hexdigest() != ack["sha256"]:
        outcome.faults.append(f"photo {ack['id']} has other bytes")


def worked_off() -> bool:
    """Let the sweep find what lost jobs left behind, and wait until the workers have done it."""
    deadline = time.monotonic() + WORKED_OFF_S
    while time.monotonic() < deadline:
        SWEEPS["derive_forgotten"].function(utc_now())
        with read_transaction():
            waiting = select(func.count()).where(Photo.state == STORED, Photo.derived_at.is_(None))
            if db.session.scalar(waiting) == 0:
                return True
        time.sleep(1)
    return False
