"""Plays the planned cases through the services, in the order of their moments, each with its own clock."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspect_app.accounts.models import Person, Unit
from inspect_app.accounts.standing import actor_of
from inspect_app.cases.api.schemas import CasePhotoIn, ReportIn
from inspect_app.cases.asking import answer, ask
from inspect_app.cases.categories import known_category
from inspect_app.cases.draws.queries import current_draw
from inspect_app.cases.filing import Filing, file_report, plan_report
from inspect_app.cases.models import Case, CaseRequest, Clock
from inspect_app.cases.photographs import announce_for_case
from inspect_app.cases.service import perform
from inspect_app.cases.statuses import RequestState
from inspect_app.cases.tasks import mark_late
from inspect_app.core.clock import to_iso
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.tasks import enqueue
from inspect_app.demo import plots
from inspect_app.demo.city import ids
from inspect_app.demo.darkroom import Print
from inspect_app.demo.planning import PhotoPlan, Play
from inspect_app.demo.plots import Step, end_of_day
from inspect_app.demo.staff import OTHERS, TOUR
from inspect_app.evidence.intake import record_arrival
from inspect_app.evidence.models import STORED, Photo
from inspect_app.evidence.tasks import derive_photo

Json = dict[str, Any]
FOUND_AFTER = timedelta(seconds=30)  # how long a clock has run out when the sweep comes by
RETURNS = ("assign", "return")


@dataclass(frozen=True)
class Event:
    """Something that happens at a moment; `order` keeps events of one moment in sequence."""

    at: datetime
    order: int
    do: Callable[[], object]


class Stage:
    """The cast, the prints and the plays of one performance that ends at `now`."""

    def __init__(self, now: datetime, plays: Sequence[Play], prints: Mapping[UUID, Print]) -> None:
        self.now, self.plays, self.prints = now, plays, prints
        self.units = ids(Unit)
        people = db.session.scalars(select(Person).options(selectinload(Person.grants)))
        # Everybody was appointed before the first case and stays so: read once, not at each step.
        self.cast = {person.username: actor_of(person, now) for person in people}
        self.names = {actor.id: name for name, actor in self.cast.items()}
        handlers = (person for person in (*TOUR, *OTHERS) if person.role == Role.HANDLER)
        self.handlers = {self.units[person.unit]: person.username for person in handlers}
        self.cases = {play.story.key: play.case_id for play in plays if play.story.key}

    def perform(self) -> None:
        """All events in order; before each, the clocks that have run out by then are marked."""
        for event in sorted(self.events(), key=lambda one: (one.at, one.order)):
            self.mark_late(event.at)
            event.do()
            db.session.flush()
            db.session.expire_all()  # the next event reads what it needs, as the next request would
        self.mark_late(self.now)

    def events(self) -> Iterable[Event]:
        """Steps and arriving photographs."""
        order = 0
        for play in self.plays:
            for number, (at, _) in enumerate(play.schedule):
                order += 1
                yield Event(at, order, partial(self.step, play, number))
                for photo in play.photos.get(number, ()):
                    if photo.delay is not None:
                        later = at + photo.delay
                        order += 1
                        yield Event(later, order, partial(self.arrive, photo, later))

    def mark_late(self, now: datetime) -> None:
        """What the sweep of every minute does."""
        running = (Clock.met_at.is_(None), Clock.breached_at.is_(None), Clock.paused_at.is_(None))
        late = select(Clock.id, Clock.due_at).where(*running, Clock.due_at < now - FOUND_AFTER)
        for clock_id, due_at in db.session.execute(late.order_by(Clock.due_at)).all():
            mark_late(Context(SYSTEM, due_at + FOUND_AFTER), [clock_id])

    def step(self, play: Play, number: int) -> None:
        """One step of a play, by whom it falls to."""
        at, step = play.schedule[number]
        ctx = self.context(self.who(play, number), at)
        kind, _, what = step.act.partition(":")
        if kind == "report":
            self.report(ctx, play, play.photos[number])
        elif kind == "after":
            for photo in play.photos[number]:
                body = self.announcement(play, photo) | {"case_id": str(play.case_id)}
                del body["id"]
                announce_for_case(ctx, photo.id, CasePhotoIn().load(body))
        elif kind == "ask":
            version = db.session.get_one(Case, play.case_id).version
            ask(ctx, play.case_id, what, self.form(play, number), version=version)
        elif kind == "answer":
            self.answer(ctx, play.case_id, what, step)
        else:
            perform(ctx, play.case_id, step.act, self.form(play, number))

    def context(self, username: str, at: datetime) -> Context:
        """Somebody at a moment."""
        return Context(self.cast[username], at)

    def supervisors(self, at: datetime) -> dict[str, Context]:
        """Who supervises each district at a moment; in the home district of the tour it is its own."""
        local = {code: f"supervisor-{code.lower()}" for code in ("DL", "BY", "XL", "NH")}
        named = {
            code: name if code != "DL" and name in self.cast else "supervisor" for code, name in local.items()
        }
        return {code: self.context(name, at) for code, name in named.items()}

    def who(self, play: Play, number: int) -> str:
        """The user name of whoever takes a step."""
        role, district = play.schedule[number][1].who, play.story.street[:2]
        if role == plots.REPORTER:
            return play.story.reporter
        if role == plots.HANDLER:
            unit_id = db.session.get_one(Case, play.case_id).handler_unit_id
            assert unit_id is not None
            return self.handlers[unit_id]
        if role == plots.VERIFIER and (drawn := self.drawn(play.case_id)) is not None:
            return drawn
        local = f"{role}-{district.lower()}"
        # In the home district of the tour its own supervisor and verifier act.
        return local if district != "DL" and local in self.cast else role

    def drawn(self, case_id: UUID) -> str | None:
        """The user name of whom the lot has named to verify a case; None where there was none."""
        draw = current_draw(db.session.get_one(Case, case_id))
        return self.names.get(draw.person_id) if draw is not None else None

    def report(self, ctx: Context, play: Play, photos: Sequence[PhotoPlan]) -> None:
        """File a report with the body that a phone would send."""
        taken = photos[0].captured_at
        sent: Json = {
            "category": play.story.category,
            "note": play.story.note,
            "fields": play.story.fields,
            "captured_at": to_iso(taken),
            "position": position(play, taken),
            "photos": [self.announcement(play, photo) for photo in photos],
            "client": {"app": "demo", "clock_offset_ms": 0},
        }
        read: Json = ReportIn().load(sent)
        offset = read.pop("client")["clock_offset_ms"]
        body = json.dumps(sent, ensure_ascii=False).encode()
        filing = Filing(play.case_id, body, fields=read.pop("fields_"), clock_offset_ms=offset, **read)
        file_report(ctx, filing, plan_report(ctx, filing))

    def announcement(self, play: Play, photo: PhotoPlan) -> Json:
        """What a phone says about a photograph before it sends it."""
        developed = self.prints[photo.id]
        return {
            "id": str(photo.id),
            "sha256": developed.sha256,
            "size": developed.size,
            "role": photo.role,
            "captured_at": to_iso(photo.captured_at),
            "source": "camera",
            "media_type": "image/jpeg",
            "position": position(play, photo.fix_at),
        }

    def arrive(self, photo: PhotoPlan, at: datetime) -> None:
        """The bytes are here: stored or quarantined, logged, and queued for the worker."""
        developed = self.prints[photo.id]
        row = db.session.get_one(Photo, photo.id)
        sender = self.names[row.announced_by]
        record_arrival(self.context(sender, at), row, developed.verdict, developed.version_id)
        if row.state == STORED:
            enqueue(derive_photo, photo_id=str(photo.id))

    def answer(self, ctx: Context, case_id: UUID, action: str, step: Step) -> None:
        """Decide the open request of a case."""
        undecided = (CaseRequest.case_id == case_id, CaseRequest.state == RequestState.REQUESTED)
        request_id = db.session.scalars(select(CaseRequest.id).where(*undecided)).one()
        version = db.session.get_one(Case, case_id).version
        answer(ctx, request_id, action, step.form, version=version)

    def form(self, play: Play, number: int) -> Json:
        """The fields of a step's form, with its dates and the ids of units and cases."""
        at, step = play.schedule[number]
        form = dict(step.form)
        if "unit" in form:
            form["unit_id"] = self.units[form.pop("unit")]
        if step.act == "merge":
            form["into"] = str(self.cases[play.story.into])
        if step.act == "assign":
            case = db.session.get_one(Case, play.case_id)
            form["unit_id"] = self.units[play.story.unit] if play.story.unit else case.suggested_unit_id
        if step.act in RETURNS or step.due is not None:
            name = "until" if step.act == "ask:suspension" else "due_at"
            form[name] = to_iso(self.due(play, number, at))
        return form

    def due(self, play: Play, number: int, at: datetime) -> datetime:
        """The date in a form: the story's own for the last one that counts, else the usual length."""
        step, story = play.schedule[number][1], play.story
        last = max(n for n, (_, one) in enumerate(play.schedule) if one.act in RETURNS)
        if number == last and story.due is not None:
            exact = self.now + timedelta(days=story.due)
            return exact if abs(story.due) < 1 else end_of_day(exact)
        days = known_category(story.category).default_due_days if step.due is None else step.due
        return end_of_day(at + timedelta(days=days))


def position(play: Play, fix_at: datetime) -> Json | None:
    """The phone's fix, as it sends it."""
    if play.place is None:
        return None
    lat, lon = play.place
    return {
        "lat": lat,
        "lon": lon,
        "accuracy_m": play.accuracy_m,
        "fix_at": to_iso(fix_at),
        "source": "device",
        "datum": "wgs84",
    }
