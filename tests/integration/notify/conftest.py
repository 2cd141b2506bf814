"""The world outside, and a moment of a working day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from inspect_app.core.clock import to_millis
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.notify.audience import Parties
from inspect_app.notify.delivery import deliver_target, targets_due
from inspect_app.notify.models import Delivery, NoticedEvent
from inspect_app.notify.service import Happening, announce
from inspect_app.notify.tasks import spread_now
from tests.builders import City
from tests.integration.notify.browser import HOST
from tests.servers.outside import Outside

VENDORS = ("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn")
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # ten o'clock in Asia/Shanghai
NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # eleven in the evening


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """Every host the program may speak to, and nothing else of the world."""
    with Outside(tmp_path / "outside", [HOST, *VENDORS]) as outside:
        for name, value in outside.environment.items():
            monkeypatch.setenv(name, value)
        yield outside


def tell(
    app: APIFlask,
    person: int,
    key: str,
    *,
    now: datetime = MORNING,
    event: str = "case_voided",
    handler_unit: int | None = None,
    due: datetime | None = None,
) -> None:
    """Announce an event to one person, or to a unit, and make its deliveries at the same moment."""
    parties = Parties(handler_unit=handler_unit, reporters=frozenset({person}), requester=person)
    said = {"number": f"YH-2026-{key}", "category": {"zh": "裸土未覆盖", "en": "Bare soil"}}
    details = said | ({"due": {"at": to_millis(due)}} if due else {})
    with app.app_context():
        with write_transaction():
            announce(Context(SYSTEM, now), Happening(event, key, "case:x", parties, details))
        spread_all(now)


def spread_all(now: datetime) -> None:
    """Make the deliveries of every event that has none."""
    query = select(NoticedEvent.id).where(NoticedEvent.spread_at.is_(None)).order_by(NoticedEvent.id)
    spread_now(now, list(db.session.scalars(query)))


def carry(app: APIFlask, now: datetime = MORNING) -> int:
    """Send everything that is due at a moment; how many deliveries were tried."""
    with app.app_context():
        return sum(deliver_target(now, target) for target in targets_due(now))


def deliveries(app: APIFlask) -> list[tuple[str, str, int, str | None]]:
    """Channel, state, attempts and reason of every delivery."""
    with app.app_context():
        rows = db.session.scalars(select(Delivery).order_by(Delivery.id))
        return [(row.target.partition(":")[0], row.state, row.attempts, row.reason) for row in rows]


def settle(city: City, **change: Any) -> None:
    """Other settings from now on."""
    city.app.extensions["inspect_settings"] = replace(city.app.extensions["inspect_settings"], **change)
