"""One worker runs each sweep; a worker whose clock was wrong keeps no other from it."""

from datetime import UTC, datetime, timedelta

from apiflask import APIFlask

from inspect_app.core.db import db
from inspect_app.core.tasks import take_lease
from inspect_app.core.transaction import write_transaction

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def takes(app: APIFlask, holder: str, now: datetime, length: timedelta = 5 * MINUTE) -> bool:
    with app.app_context():
        with write_transaction():
            taken = take_lease("some_sweep", holder, now, length)
        db.session.remove()
    return taken


def test_a_lease_is_one_workers_until_its_time_is_over(app: APIFlask) -> None:
    assert takes(app, "first", NOW)
    assert not takes(app, "second", NOW + MINUTE)
    assert takes(app, "first", NOW + MINUTE)
    assert takes(app, "second", NOW + 6 * MINUTE)


def test_a_lease_of_a_clock_that_ran_ahead_binds_nobody(app: APIFlask) -> None:
    assert takes(app, "an hour ahead", NOW + timedelta(hours=1))
    assert takes(app, "right", NOW)
    # Clocks a few seconds apart, as those of two machines are, respect each other.
    assert not takes(app, "three seconds behind", NOW - timedelta(seconds=3))
