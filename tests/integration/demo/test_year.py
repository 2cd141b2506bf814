"""A year of the demo city: every case through the services, its log whole, its numbers worth a look."""

from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from config import Config
from inspect_app.accounts.models import Person
from inspect_app.audit.fsck import check_log
from inspect_app.cases.draws.models import Draw
from inspect_app.cases.models import Case, Clock, Closure
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from tests.builders import City

CASES = 40


@pytest.fixture
def config(config: Config) -> Config:
    """Settings that have every verifier drawn, from now on."""
    return replace(config, verifier_draw="all")


def test_a_year_is_played_and_its_log_is_whole(
    app: APIFlask, cli: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "Demo-people-2026")
    result = cli.invoke(args=["demo", "year", "--cases", str(CASES)])
    assert f" {CASES} cases" in result.output, result.output
    assert "already" in cli.invoke(args=["demo", "year"]).output
    with app.app_context():
        assert check_log() == []
        assert db.session.scalar(select(func.count()).select_from(Draw)) == 0  # the lot begins today
        oldest = db.session.scalar(select(func.min(Case.reported_at)))
        assert oldest is not None
        assert (utc_now() - oldest).days > 200
        assert db.session.scalar(select(func.count()).select_from(Closure)) > CASES // 3
        late = select(func.count()).where(Clock.kind == "rectify", Clock.breached_at.is_not(None))
        assert db.session.scalar(late) > 0
        people = db.session.execute(select(Person.username, Person.id)).all()
    city = City(app, people={row.username: row.id for row in people})
    first = utc_now().date() - timedelta(days=365)
    numbers = city.hand("supervisor").get(f"/indicators?from={first}").get_json()["items"]
    shown = {one["code"]: one for one in numbers}
    assert shown["filing_rate"]["sample"] == CASES
    assert 0 < shown["disposal_in_time_rate"]["value"] < 10_000
