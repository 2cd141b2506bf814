"""The operator command of samples: `flask review redraw ID` draws a sample again from the log."""

from uuid import UUID

import click
from flask.cli import AppGroup

from inspect_app.audit.chance import digest_of
from inspect_app.audit.checkpoints import find_checkpoint
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction
from inspect_app.review.sampling.models import Sample
from inspect_app.review.sampling.queries import get_sample, rows_of
from inspect_app.review.sampling.service import Drawing, redraw

review = AppGroup("review", help="What auditors do.")


@review.command("redraw")
@click.argument("sample_id", type=click.UUID)
def redraw_command(sample_id: UUID) -> None:
    """Draw sample SAMPLE_ID again from the log and print it; exit 1 where it is not what was recorded."""
    with read_transaction():
        try:
            sample = get_sample(sample_id)
        except Problem as problem:
            raise click.ClickException("there is no such sample") from problem
        result = redraw(sample)
        faults = differences(sample, result)
    for place, case_id in enumerate(result.listed, start=1):
        click.echo(f"{place}\t{case_id}\t{'drawn' if place <= len(result.drawn) else 'voided'}")
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)


def differences(sample: Sample, result: Drawing) -> list[str]:
    """What the table of samples says otherwise than the log."""
    checkpoint = find_checkpoint(sample.checkpoint_size)
    recorded = [str(row.case_id) for row, _ in rows_of(sample)]
    claims = {
        "the checkpoint is not the one that was published": checkpoint is not None
        and checkpoint.note == sample.checkpoint_note,
        "the seed is another one": result.seed.hex() == sample.seed,
        "the number of closed cases is another one": result.population == sample.population,
        "the recorded list is another one": recorded == result.listed,
        "the hash of the list is another one": digest_of(result.listed) == sample.list_sha256,
    }
    return [fault for fault, holds in claims.items() if not holds]
