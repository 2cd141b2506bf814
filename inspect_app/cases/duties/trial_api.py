"""Routes of trying a duty table on the cases of a span of days; nothing is changed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from inspect_app.cases.duties.answers import TrialIn, TrialOut
from inspect_app.cases.duties.api import blueprint
from inspect_app.cases.duties.queries import as_row, get_table, rows_of
from inspect_app.cases.duties.resolver import Rows
from inspect_app.cases.duties.trial import KINDS, SAME, Outcome, Span, Trial, chosen, try_rows
from inspect_app.cases.duties.trial_words import TRIAL_TITLES, outcome_cells, outcomes_json, trial_json
from inspect_app.core.context import Context
from inspect_app.core.errors import field_problem
from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.sheets import workbook_response
from inspect_app.core.transaction import read_transaction
from inspect_app.core.workbook import Column, workbook
from inspect_app.places.days import local_day, midnight

Json = dict[str, Any]
READERS = (Role.SUPERVISOR, Role.AUDITOR)
A_MONTH, LONGEST = timedelta(days=30), timedelta(days=92)
BATCH = 500
SHEET = {"zh": "试运行", "en": "Trial"}


@blueprint.get("/duty-tables/<uuid:table_id>/trial")
@access(*READERS)
@blueprint.input(TrialIn, location="query")
@blueprint.output(TrialOut)
def get_trial(table_id: UUID, query_data: Json) -> Response:
    """What the table would have done with the cases of the last month, or of the days named."""
    ctx = current_context()
    with read_transaction():
        trial = tried(ctx, table_id, query_data)
        wanted = differences(trial, query_data)
        page = wanted[query_data["offset"] : query_data["offset"] + query_data["limit"]]
        end = query_data["offset"] + len(page)
        more = str(end) if end < len(wanted) else None
        body = {**trial_json(trial), "listed": len(wanted), "items": outcomes_json(page), "next_cursor": more}
    return jsonify(body)


def tried(ctx: Context, table_id: UUID, asked: Json) -> Trial:
    """The trial of a table."""
    rows = Rows(as_row(row) for row in rows_of(get_table(table_id).id))
    return try_rows(ctx, rows, span_of(ctx, asked))


def differences(trial: Trial, asked: Json) -> list[Outcome]:
    """The cases asked for; those that change unless something else is named."""
    kinds = [asked["kind"]] if asked["kind"] else [kind for kind in KINDS if kind != SAME]
    return chosen(trial.outcomes, kinds, asked["unit"])


def span_of(ctx: Context, asked: Json) -> Span:
    """The days named (both count), at most 92 of them; the last thirty days otherwise."""
    last = asked["last"] or local_day(ctx.now)
    first = asked["first"] or last - A_MONTH
    if first > last or last - first > LONGEST:
        raise field_problem("from", "Name a first and a last day, at most 92 days apart.")
    return Span(midnight(first), midnight(last + timedelta(days=1)))


@blueprint.get("/duty-tables/<uuid:table_id>/trial.xlsx")
@access(*READERS)
@blueprint.input(TrialIn, location="query")
@blueprint.doc(responses={200: "The cases of a trial as a workbook"})
def get_trial_sheet(table_id: UUID, query_data: Json) -> Response:
    """Every case of the trial that was asked for, as a workbook."""
    language = query_data["lang"]
    with read_transaction():
        wanted = differences(tried(current_context(), table_id, query_data), query_data)
        batches = (wanted[at : at + BATCH] for at in range(0, len(wanted), BATCH))
        lines = [outcome_cells(one, language) for part in batches for one in outcomes_json(part)]
    titles = [Column(title, 18) for title in TRIAL_TITLES[language]]
    return workbook_response([b"".join(workbook(SHEET[language], titles, lines))], "duty-trial")
