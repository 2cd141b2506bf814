"""Thousands of clocks ran out while everything stood still: each is marked, logged and told once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from apiflask import APIFlask
from sqlalchemy import func, select

from config import Config
from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.cases.models import Clock
from inspect_app.cases.tasks import BREACHES_AT_ONCE, mark_breaches
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.tasks import drain
from inspect_app.core.transaction import write_transaction
from inspect_app.notify.models import Notice, NoticedEvent
from inspect_app.notify.tasks import find_lost_notices
from tests.builders import City
from tests.conftest import REPOSITORY
from tests.servers.live import environment

COUNT = 2 * BREACHES_AT_ONCE + 300
CASES = 3


def fill(city: City) -> datetime:
    """Clocks that ran out one after another from three days ago on; the moment after them."""
    cases = [UUID(city.hand("inspector").filed()) for _ in range(CASES)]
    start = utc_now() - timedelta(days=3)
    with city.app.app_context(), write_transaction():
        db.session.add_all(
            Clock(
                case_id=cases[n % CASES],
                kind="verify",
                started_at=start - timedelta(days=1),
                due_at=start + timedelta(seconds=n),
            )
            for n in range(COUNT)
        )
    return start + timedelta(seconds=COUNT)


def marked() -> int:
    return (
        db.session.scalar(select(func.count()).select_from(Clock).where(Clock.breached_at.is_not(None))) or 0
    )


def killed_sweep(config: Config, now: datetime) -> None:
    """A worker's sweep that gets `kill -9` after its first transaction."""
    command = [sys.executable, "-m", "tests.integration.cases.sweeper", now.isoformat()]
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=environment(config),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "committed\n"
        process.kill()


def test_three_days_of_breaches_are_told_once_by_two_workers_after_a_third_was_killed(
    city: City, app: APIFlask, config: Config
) -> None:
    city.person("chief", Role.SUPERVISOR, "city")
    now = fill(city)
    killed_sweep(config, now)
    with app.app_context():
        before = marked()
    assert before == BREACHES_AT_ONCE

    def sweep(later: int) -> None:
        with app.app_context():
            mark_breaches(now + timedelta(seconds=later))

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(sweep, (0, 1)))
    sweep(2)

    with app.app_context():
        clocks = db.session.scalars(select(Clock).where(Clock.kind == "verify")).all()
        assert all(clock.breached_at == clock.due_at for clock in clocks)
        assert db.session.scalar(select(func.count()).where(Event.kind == "clock_breached")) == COUNT
        told = db.session.scalars(select(NoticedEvent).where(NoticedEvent.event == "clock_breached.verify"))
        assert {event.key.rpartition("/")[2] for event in told} == {str(clock.id) for clock in clocks}
        heard = select(Notice.person_id, func.count()).join(NoticedEvent).group_by(Notice.person_id)
        heard = heard.where(NoticedEvent.event == "clock_breached.verify")
        by_person = {row[0]: row[1] for row in db.session.execute(heard)}
        assert by_person == {city.people["supervisor"]: COUNT, city.people["verifier"]: COUNT}
        assert check_log() == []
        drain(app)
        find_lost_notices(utc_now())  # those whose job died with the third
        assert db.session.scalar(select(func.count()).where(NoticedEvent.spread_at.is_(None))) == 0
