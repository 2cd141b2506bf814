"""The demo city as people meet it: made once, every status there, the log whole, a case walked to its end."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from inspect_app.accounts.hashing import password_fits
from inspect_app.accounts.models import Person, Unit
from inspect_app.accounts.shifts.queries import on_duty_in
from inspect_app.accounts.standing import actor_of
from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.cases.models import Case, CaseRequest, Clock
from inspect_app.cases.scope import condition_for, roles_over
from inspect_app.cases.statuses import Status
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import GRANTABLE
from inspect_app.demo.staff import OTHERS, ROOT, TOUR
from inspect_app.demo.stories import STORIES
from inspect_app.evidence.models import Photo
from inspect_app.evidence.stores.select import object_store
from inspect_app.evidence.tasks import compare_photo, derive_photo
from tests.builders import City, build_city, days_ahead, jpeg

PASSWORD = "Demo-people-2026"


@pytest.fixture
def seeded(app: APIFlask, cli: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch) -> APIFlask:
    """An installation whose operator has called `flask demo seed`."""
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    result = cli.invoke(args=["demo", "seed"])
    assert result.exit_code == 0, result.output
    assert f"{len(STORIES)} cases" in result.output
    return app


def test_the_demo_city_is_what_it_promises(seeded: APIFlask, cli: FlaskCliRunner) -> None:
    claims = (
        everybody_can_sign_in,
        every_status_is_there,
        photos_are_where_their_rows_say,
        odd_photos_have_their_findings,
        somebody_is_on_duty_for_a_fortnight,
        nothing_is_wrong_with_the_log,
        a_case_and_the_lists_agree_who_sees_it,
    )
    for claim in claims:
        with seeded.app_context():
            claim()
    the_four_of_the_tour_walk_a_case(seeded)
    a_second_call_changes_nothing(seeded, cli)


def everybody_can_sign_in() -> None:
    people = list(db.session.scalars(select(Person)))
    assert len(people) == len(TOUR) + len(OTHERS) + 3
    assert len({person.password_hash for person in people}) == 1
    assert password_fits(PASSWORD, people[0].password_hash)
    by_name = {person.username: person for person in people}
    for role in GRANTABLE:
        assert actor_of(by_name[role.value], utc_now()).roles == {role}


def every_status_is_there() -> None:
    count = Counter(db.session.scalars(select(Case.status)))
    assert set(count) == set(Status)
    assert count.total() == len(STORIES)
    assert set(db.session.scalars(select(Case.triage_code))) >= {
        "no_position",
        "outside_all_grids",
        "no_duty_rule",
    }
    assert db.session.scalar(select(func.max(Case.round))) == 2
    assert db.session.scalar(select(func.max(Case.relapses))) == 1
    assert db.session.scalar(select(func.max(Case.refusals))) == 1
    assert set(db.session.scalars(select(CaseRequest.state))) == {"requested", "approved", "denied"}
    late = select(Clock.id).where(Clock.met_at.is_(None), Clock.breached_at.is_not(None))
    assert len(list(db.session.scalars(late))) >= 5


def a_case_and_the_lists_agree_who_sees_it() -> None:
    """What a step asks of one case in Python is what lists ask of all cases in SQL."""
    cases = list(db.session.scalars(select(Case)))
    pairs = set()
    for person in db.session.scalars(select(Person)):
        actor = actor_of(person, utc_now())
        for role in actor.roles:
            in_sql = set(db.session.scalars(select(Case.id).where(condition_for(actor, role))))
            assert {case.id for case in cases if role in roles_over(actor, case)} == in_sql, person.username
            pairs |= {(role, bool(in_sql), len(in_sql) < len(cases))}
    assert pairs >= {(role, True, True) for role in ("inspector", "supervisor", "verifier", "handler")}


def photos_are_where_their_rows_say() -> None:
    photos = list(db.session.scalars(select(Photo)))
    states = Counter(photo.state for photo in photos)
    assert (states["awaited"], states["quarantined"]) == (1, 1)
    for photo in photos:
        assert object_store().has_original(photo.sha256, photo.size, None) or photo.state == "awaited"
        assert photo.received_at is None or photo.captured_at < photo.received_at < utc_now()


def odd_photos_have_their_findings() -> None:
    wanted = {
        "far": "exif_place_far",
        "editor": "editor_software",
        "same bytes": "exact_reuse",
        "old fix": "fix_before_photo",
    }
    for story in STORIES:
        if story.odd in wanted:
            query = select(Photo).join(Case, Case.id == Photo.case_id).where(Case.note == story.note)
            photo = db.session.scalars(query.order_by(Photo.announced_at)).first()
            assert photo is not None
            derive_photo(str(photo.id))
            compare_photo(str(photo.id))
            db.session.expire_all()
            assert wanted[story.odd] in {finding.code for finding in photo.findings}


def somebody_is_on_duty_for_a_fortnight() -> None:
    bureau = db.session.scalars(select(Unit.id).where(Unit.code == ROOT)).one()
    on_duty = [on_duty_in([bureau], utc_now() + timedelta(days=days)).get(bureau) for days in range(15)]
    assert [len(people or ()) for people in on_duty] == [1] * 14 + [0]


def nothing_is_wrong_with_the_log() -> None:
    assert check_log() == []
    times = list(db.session.scalars(select(Event.at).order_by(Event.log_index)))
    assert times == sorted(times)
    kinds = set(db.session.scalars(select(Event.kind)))
    assert {"case_absorbed", "clock_breached", "case_suspended", "case_resumed", "due_date_moved"} <= kinds


def the_four_of_the_tour_walk_a_case(app: APIFlask) -> None:
    with app.app_context():
        units = dict(db.session.execute(select(Unit.code, Unit.id)).all())
        people = dict(db.session.execute(select(Person.username, Person.id)).all())
    city = City(app, units, people)
    case_id = city.hand("inspector").filed(category="bare_soil", place=(30.0, 100.0))
    for person, status in (("supervisor", "reported"), ("handler", "assigned"), ("verifier", "rectified")):
        assert city.hand(person).get(f"/cases?status={status}").get_json()["items"], f"{person} has no work"
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=units["DL-ZJ"], due_at=days_ahead(3))
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(33))
    worker.does(case_id, "submit", measures="已覆盖")
    assert city.hand("verifier").does(case_id, "verify")["status"] == "closed"


def a_second_call_changes_nothing(app: APIFlask, cli: FlaskCliRunner) -> None:
    before = entries(app)
    result = cli.invoke(args=["demo", "seed"])
    assert (result.exit_code, "there already" in result.output) == (0, True)
    assert entries(app) == before


def entries(app: APIFlask) -> int | None:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Event))


def test_an_installation_with_people_of_its_own_is_left_alone(
    app: APIFlask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    city = build_city(app, tmp_path)
    result = cli.invoke(args=["demo", "seed"])
    assert result.exit_code == 1
    assert "people of its own" in result.output
    with app.app_context():
        assert set(db.session.scalars(select(Person.username))) == set(city.people)
