"""A year of the demo city: as many cases as wanted, each played through the services with its own clock.

Chance is seeded: the same moment and seed give the same year. Its photographs are a few dozen that are seen
again and again; the worker derives them when it gets round to it.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from inspect_app.accounts.hashing import hash_password
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.demo.city import build, give_passwords
from inspect_app.demo.darkroom import Print, develop
from inspect_app.demo.geography import Area, streets
from inspect_app.demo.planning import PhotoPlan, Play, plan_story
from inspect_app.demo.seed import Population, population
from inspect_app.demo.stage import Event, Stage
from inspect_app.demo.stories import NO_POSITION, OUTSIDE, STORIES, Story
from inspect_app.evidence.intake import record_arrival
from inspect_app.evidence.models import Photo
from inspect_app.notify.models import NoticedEvent
from inspect_app.notify.retry import TOO_LATE

DAYS, FOUNDED = 365, timedelta(days=400)
PAINTED = 24  # cases whose photographs stand for all
TOGETHER = 200  # events in one transaction
ONE_LATE_IN = 7
YOUNG, SETTLED = 5, 40  # days: until then a case is new, from then on most are closed
Chances = dict[str, int]
NEW: Chances = {"reported": 3, "accepted": 3, "assigned": 4}
UNDER_WAY: Chances = {
    "closed": 45, "returned": 8, "working": 15, "submitted": 8, "verified": 5, "assigned": 5,
    "closed_after_two_rounds": 5, "rejected": 5, "extended": 4,
}  # fmt: skip
LONG_AGO: Chances = {
    "closed": 68, "closed_after_two_rounds": 12, "relapsed": 4, "rejected": 6, "withdrawn": 2, "voided": 2,
    "extended": 1, "working": 2, "returned": 1, "refused": 1, "supplemented": 1,
}  # fmt: skip
BASES = [s for s in STORIES if s.category != "other" and s.street not in {NO_POSITION, OUTSIDE}]


def make_year(now: datetime, password: str, cases: int, seed: int) -> Population:
    """The city as it would look at `now` after a year; all its people sign in with `password`."""
    encoded, areas = hash_password(password), streets()
    plays = planned(now, areas, cases, random.Random(seed))  # noqa: S311 - a stage, not a secret
    with write_transaction():
        build(Context(SYSTEM, now - FOUNDED), areas)
        give_passwords(encoded, now)
    Year(now, plays, prints_of(plays)).run()
    return population()


def planned(now: datetime, areas: list[Area], cases: int, chance: random.Random) -> list[Play]:
    """That many cases spread over the year."""
    by_code = {area.code: area for area in areas}
    return [plan_story(now, index, story_of(areas, chance), by_code, chance) for index in range(cases)]


def story_of(areas: list[Area], chance: random.Random) -> Story:
    """One case: what was seen as in a story of the demo, where, when, and what became of it."""
    age, street = chance.randint(1, DAYS), chance.choice(areas).code
    chances = NEW if age < YOUNG else UNDER_WAY if age < SETTLED else LONG_AGO
    plot = chance.choices(list(chances), list(chances.values()))[0]
    # What is due on the day after the report and put right on the second day was late.
    due = 1.0 - age if plot == "closed" and chance.randrange(ONE_LATE_IN) == 0 else None
    base = replace(chance.choice(BASES), photos=1, odd="", key="", into="", unit="", due=due)
    return replace(base, street=street, reporter=f"inspector-{street[:2].lower()}", plot=plot, age=age)


def prints_of(plays: Sequence[Play]) -> dict[UUID, Print]:
    """A print for every photograph, out of the few that are painted: one of the same role."""
    first = [photo for play in plays[:PAINTED] for photo in play.planned_photos()]
    known = develop([*first, *missing_roles(plays, first)])
    roles = {photo.id: photo.role for play in plays for photo in play.planned_photos()}
    pools: dict[str, list[Print]] = {}
    for photo_id, one in known.items():
        pools.setdefault(roles[photo_id], []).append(one)
    return {
        photo_id: known.get(photo_id) or pools[role][number % len(pools[role])]
        for number, (photo_id, role) in enumerate(roles.items())
    }


def missing_roles(plays: Sequence[Play], first: Sequence[PhotoPlan]) -> list[PhotoPlan]:
    """One photograph of each role that is not among the first ones."""
    seen, found = {photo.role for photo in first}, []
    for play in plays:
        for photo in play.planned_photos():
            if photo.role not in seen:
                seen.add(photo.role)
                found.append(photo)
    return found


class Year(Stage):
    """A performance in many transactions, as life is."""

    def run(self) -> None:
        """All events in order, some hundred in one transaction; clocks are looked at once in each."""
        for together in chunks(sorted(self.events(), key=lambda one: (one.at, one.order)), TOGETHER):
            with write_transaction():
                self.mark_late(together[0].at)
                for event in together:
                    event.do()
                    db.session.flush()
                    db.session.expire_all()
        with write_transaction():
            self.mark_late(self.now)
            self.leave_untold()

    def leave_untold(self) -> None:
        """What is too old to be carried to anybody counts as carried; the lists in the app have it."""
        old = (NoticedEvent.spread_at.is_(None), NoticedEvent.at < self.now - TOO_LATE)
        db.session.execute(update(NoticedEvent).where(*old).values(spread_at=NoticedEvent.at))

    def arrive(self, photo: PhotoPlan, at: datetime) -> None:
        """The bytes are here; the sweep of the worker finds what is to be derived."""
        developed = self.prints[photo.id]
        row = db.session.get_one(Photo, photo.id)
        sender = self.names[row.announced_by]
        record_arrival(self.context(sender, at), row, developed.verdict, developed.version_id)


def chunks(events: Sequence[Event], size: int) -> Iterator[Sequence[Event]]:
    """The events in portions."""
    for first in range(0, len(events), size):
        yield events[first : first + size]
