"""Makes the demo city: photographs first, then everything else in one transaction, all of it or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from inspect_app.accounts.hashing import hash_password
from inspect_app.accounts.models import Person, Unit
from inspect_app.cases.models import Case
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.demo.city import build, give_passwords
from inspect_app.demo.darkroom import develop
from inspect_app.demo.geography import streets
from inspect_app.demo.handover import hand_down
from inspect_app.demo.planning import plan
from inspect_app.demo.pressure import press
from inspect_app.demo.registry import look_after, register
from inspect_app.demo.roster import keep_roster
from inspect_app.demo.staff import ROOT
from inspect_app.demo.stage import Stage
from inspect_app.evidence.models import Photo

PRESSED = "DL-ZJ"  # the unit of the tour
FOUNDED = timedelta(days=45)  # before the first case


@dataclass(frozen=True)
class Population:
    """How much there is of everything, and a superior's list to try the import with."""

    people: int
    cases: int
    photos: int
    hand_over_list: bytes = b""


def is_seeded() -> bool:
    """Whether the demo city is there; 409 `not_empty` when people are there who are not of it."""
    with read_transaction() as session:
        if session.scalar(select(Unit.id).where(Unit.code == ROOT)) is not None:
            return True
        if session.scalar(select(Person.id).limit(1)) is not None:
            detail = "This installation has people of its own; the demo city is made only in an empty one."
            raise Problem("not_empty", detail, 409)
    return False


def seed(now: datetime, password: str) -> Population:
    """Make the city as it would look at `now`; all its people sign in with `password`."""
    encoded, areas = hash_password(password), streets()
    plays = plan(now, areas)
    prints = develop([photo for play in plays for photo in play.planned_photos()])
    with write_transaction():
        build(Context(SYSTEM, now - FOUNDED), areas)
        give_passwords(encoded, now)
        stage = Stage(now, plays, prints)
        register(stage.supervisors(now - FOUNDED), areas, plays)
        stage.perform()
        look_after(stage.supervisors(now), stage.context("inspector", now), plays)
        supervisor = stage.context("supervisor", now)
        press(supervisor, stage.units[PRESSED])
        sheet = hand_down(supervisor, plays, areas)
        keep_roster(supervisor, stage.units[ROOT])
        return replace(population(), hand_over_list=sheet)


def population() -> Population:
    """Counts what is there."""
    people, cases, photos = (
        db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Person, Case, Photo)
    )
    return Population(people, cases, photos)
