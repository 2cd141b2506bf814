"""Reading samples, and the log from which they are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, tuple_

from inspect_app.cases.models import Case
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.review.sampling.models import Sample, SampleCase


@dataclass(frozen=True)
class Tally:
    """How far a sample is: cases in all, and how many have each verdict."""

    total: int
    verdicts: dict[str, int]


def get_sample(sample_id: UUID) -> Sample:
    """A sample; 404 when there is none."""
    found = db.session.get(Sample, sample_id)
    if found is None:
        raise not_found()
    return found


def sample_drawn_at(log_index: int) -> Sample:
    """The sample whose draw is an entry of the log."""
    return db.session.scalars(select(Sample).where(Sample.log_index == log_index)).one()


def list_samples(cursor: str | None, limit: int) -> tuple[list[Sample], str | None]:
    """The samples, newest first, and the cursor of the next page."""
    query = select(Sample).order_by(Sample.drawn_at.desc(), Sample.id.desc()).limit(limit + 1)
    keys = decode_cursor(cursor, from_millis, UUID)
    if keys is not None:
        query = query.where(tuple_(Sample.drawn_at, Sample.id) < tuple_(*keys))
    rows = list(db.session.scalars(query))
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(to_millis(rows[limit - 1].drawn_at), str(rows[limit - 1].id))


def tallies(samples: Iterable[Sample]) -> dict[UUID, Tally]:
    """How far each sample is."""
    wanted = [sample.id for sample in samples]
    query = (
        select(SampleCase.sample_id, SampleCase.verdict, func.count())
        .where(SampleCase.sample_id.in_(wanted))
        .group_by(SampleCase.sample_id, SampleCase.verdict)
    )
    found = {sample_id: Tally(0, {}) for sample_id in wanted}
    for sample_id, verdict, count in db.session.execute(query):
        old = found[sample_id]
        verdicts = old.verdicts if verdict is None else {**old.verdicts, verdict: count}
        found[sample_id] = Tally(old.total + count, verdicts)
    return found


def rows_of(sample: Sample) -> list[tuple[SampleCase, Case]]:
    """The cases of a sample in the order drawn."""
    query = (
        select(SampleCase, Case)
        .join(Case, Case.id == SampleCase.case_id)
        .where(SampleCase.sample_id == sample.id)
        .order_by(SampleCase.place)
    )
    return [(row, case) for row, case in db.session.execute(query)]
