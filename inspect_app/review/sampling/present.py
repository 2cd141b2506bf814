"""Samples on the wire, and as a table."""

from collections.abc import Iterator
from typing import Any

from inspect_app.cases.models import Case
from inspect_app.cases.names import Names, of_cases, person_names
from inspect_app.cases.present.summary import category_ref
from inspect_app.cases.statuses import STATUS_LABELS, Status
from inspect_app.core.clock import to_iso
from inspect_app.core.spreadsheet import BOM, csv_line
from inspect_app.review.sampling.models import Sample, SampleCase
from inspect_app.review.sampling.queries import Tally, rows_of, tallies

Json = dict[str, Any]
COLUMNS = (
    "place",
    "why",
    "number",
    "case_id",
    "category",
    "status",
    "verdict",
    "note",
    "judged_by",
    "judged_at",
)


def present_samples(samples: list[Sample]) -> list[Json]:
    """The lines of a list."""
    names, counts = person_names(sample.drawn_by for sample in samples), tallies(samples)
    return [line(sample, names, counts[sample.id]) for sample in samples]


def line(sample: Sample, names: dict[int, str], tally: Tally) -> Json:
    """One sample and how far it is."""
    return {
        "id": str(sample.id),
        "from": to_iso(sample.period_from),
        "to": to_iso(sample.period_to),
        "n": sample.wanted,
        "population": sample.population,
        "drawn_by": {"id": sample.drawn_by, "name": names.get(sample.drawn_by, "")},
        "drawn_at": to_iso(sample.drawn_at),
        "log_index": sample.log_index,
        "total": tally.total,
        "verdicts": tally.verdicts,
    }


def present_sample(sample: Sample) -> Json:
    """A sample with its cases and everything that is needed to repeat the draw."""
    rows = rows_of(sample)
    names = of_cases([case for _, case in rows], [sample.drawn_by, *(row.judged_by for row, _ in rows)])
    return {
        **line(sample, names.people, tallies([sample])[sample.id]),
        "seed": sample.seed,
        "checkpoint_size": sample.checkpoint_size,
        "checkpoint_note": sample.checkpoint_note,
        "list_sha256": sample.list_sha256,
        "cases": [case_json(row, case, names) for row, case in rows],
    }


def case_json(row: SampleCase, case: Case, names: Names) -> Json:
    """One case of a sample."""
    return {
        "case_id": str(case.id),
        "place": row.place,
        "why": row.why,
        "number": case.number,
        "category": category_ref(case.category),
        "status": case.status,
        "status_label": STATUS_LABELS[Status(case.status)],
        "jurisdiction_unit": names.unit(case.jurisdiction_unit_id),
        "verdict": row.verdict,
        "note": row.note,
        "judged_by": names.person(row.judged_by),
        "judged_at": to_iso(row.judged_at),
    }


def sample_table(sample: Sample) -> Iterator[str]:
    """The cases and verdicts as CSV, a line at a time."""
    rows = rows_of(sample)
    names = person_names(row.judged_by for row, _ in rows if row.judged_by is not None)
    yield BOM + csv_line(COLUMNS)
    for row, case in rows:
        judge = "" if row.judged_by is None else names.get(row.judged_by, "")
        found = (row.verdict, row.note, judge, to_iso(row.judged_at))
        yield csv_line((row.place, row.why, case.number, case.id, case.category, case.status, *found))
