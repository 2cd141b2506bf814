"""Drawing a sample and judging its cases. Every draw and every verdict is an entry of the log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspect_app.audit.chance import digest_of, pick
from inspect_app.audit.checkpoints import latest_checkpoint
from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.audit.queries import named_in_log
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.ids import uuid7
from inspect_app.review.sampling.draw import seed_of
from inspect_app.review.sampling.models import DRAWN, PASS, VOIDED, Sample, SampleCase

CASE = "case:"


@dataclass(frozen=True)
class Drawing:
    """What a draw gives: the seed, the closed cases drawn in order, the voided ones, and out of how many."""

    seed: bytes
    drawn: list[str]
    voided: list[str]
    population: int

    @property
    def listed(self) -> list[str]:
        """Everything somebody has to look at."""
        return [*self.drawn, *self.voided]


def draw_from_log(
    note: str, size: int, *, auditor: int, begin: datetime, end: datetime, wanted: int
) -> Drawing:
    """The draw as it follows from the first `size` entries of the log; the same for ever."""
    closed = named_in_log(CASE, "case_closed", size, begin, end)
    voided = named_in_log(CASE, "case_voided", size, begin, end)
    pool = closed - voided
    seed = seed_of(note, auditor, to_millis(begin), to_millis(end), wanted)
    return Drawing(seed, pick(seed, pool, wanted), sorted(voided), len(pool))


def draw_sample(ctx: Context, begin: datetime, end: datetime, wanted: int) -> Receipt:
    """Draw `wanted` of the cases closed from `begin` until before `end`; voided ones all come along.

    Problems: `invalid_request` for a period that is empty or not over, `no_checkpoint`, `nothing_to_draw`.
    """
    if begin >= end:
        raise field_problem("to", "The period ends before it begins.")
    if end > ctx.now:
        raise field_problem("to", "The period is not over yet; choose an end in the past.")
    checkpoint = latest_checkpoint()
    if checkpoint is None:
        detail = "No checkpoint has been signed yet; try again in a minute."
        raise Problem("no_checkpoint", detail, 409, zh="尚无已签名的检查点，请一分钟后再试。")
    assert ctx.actor.id is not None, "only people draw"
    result = draw_from_log(
        checkpoint.note, checkpoint.size, auditor=ctx.actor.id, begin=begin, end=end, wanted=wanted
    )
    if not result.listed:
        detail = "No case was closed or voided in this period."
        raise Problem("nothing_to_draw", detail, 409, zh="这段时间没有销号或作废的案件。")
    sample = Sample(
        id=uuid7(),
        drawn_by=ctx.actor.id,
        drawn_at=ctx.now,
        period_from=begin,
        period_to=end,
        wanted=wanted,
        checkpoint_size=checkpoint.size,
        checkpoint_note=checkpoint.note,
        seed=result.seed.hex(),
        population=result.population,
        list_sha256=digest_of(result.listed),
        log_index=-1,
    )
    keep_cases(sample, result)
    receipt = append(ctx, [drawn_fact(sample)])[0]
    sample.log_index = receipt.log_index
    db.session.flush()
    return receipt


def keep_cases(sample: Sample, result: Drawing) -> None:
    """The rows of a new sample."""
    db.session.add(sample)
    db.session.flush()
    voided = set(result.voided)
    for place, case_id in enumerate(result.listed, start=1):
        why = VOIDED if case_id in voided else DRAWN
        db.session.add(SampleCase(sample_id=sample.id, case_id=UUID(case_id), place=place, why=why, note=""))
    db.session.flush()


def drawn_fact(sample: Sample) -> Fact:
    """What the log keeps of a draw: all that is needed to repeat it, and the hash of what came out."""
    public = {
        "from": to_millis(sample.period_from),
        "to": to_millis(sample.period_to),
        "n": sample.wanted,
        "checkpoint_size": sample.checkpoint_size,
        "seed": sample.seed,
        "population": sample.population,
        "list_sha256": sample.list_sha256,
    }
    return Fact(f"sample:{sample.id}", "sample_drawn", public)


def judge(ctx: Context, sample_id: UUID, case_id: UUID, verdict: str, note: str) -> SampleCase:
    """Say what was found in a case; anything but a pass needs a note. The same again changes nothing."""
    row = db.session.get(SampleCase, (sample_id, case_id), with_for_update=True, populate_existing=True)
    if row is None:
        raise not_found()
    if verdict != PASS and not note:
        raise field_problem("note", "Say what is in question or wrong.", "note_required")
    if (row.verdict, row.note, row.judged_by) == (verdict, note, ctx.actor.id):
        return row
    row.verdict, row.note, row.judged_by, row.judged_at = verdict, note, ctx.actor.id, ctx.now
    db.session.flush()
    public = {"case": str(case_id), "verdict": verdict}
    append(ctx, [Fact(f"sample:{sample_id}", "sample_verdict", public, {"note": note})])
    return row


def redraw(sample: Sample) -> Drawing:
    """Draw again from the log alone, as anybody can."""
    return draw_from_log(
        sample.checkpoint_note,
        sample.checkpoint_size,
        auditor=sample.drawn_by,
        begin=sample.period_from,
        end=sample.period_to,
        wanted=sample.wanted,
    )
