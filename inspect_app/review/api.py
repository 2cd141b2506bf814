"""Routes of the log for auditors: its head, its entries searched and exported, an entry's stored bytes."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, jsonify, stream_with_context
from marshmallow import post_load, validate
from marshmallow.fields import AwareDateTime, Integer, String

from inspect_app.audit.queries import entry_body, log_head
from inspect_app.core.clock import to_iso, whole_milliseconds
from inspect_app.core.errors import not_found
from inspect_app.core.guards import access, current_context
from inspect_app.core.paging import decode_cursor, encode_cursor, row_number
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.review.answers import EntryListOut, KindListOut
from inspect_app.review.export import csv_of, log_export
from inspect_app.review.present import kind_label, present_entries
from inspect_app.review.search import NEWEST, OLDEST, LogFilter, find_entries, kinds_in_log
from inspect_app.review.subjects import subject_named

blueprint = APIBlueprint("review", __name__, tag="log")

Json = dict[str, Any]


class FilterIn(Schema):
    """Which entries. `subject` is `case:<uuid>` and the like, a case's id or its number; `q` are words."""

    kind = String(load_default=None, validate=validate.Length(max=60))
    actor = Integer(load_default=None, validate=validate.Range(0, (1 << 63) - 1))
    subject = String(load_default=None, validate=validate.Length(max=100))
    begin = AwareDateTime(load_default=None, format="iso", data_key="from")
    end = AwareDateTime(load_default=None, format="iso", data_key="to")
    q = String(load_default="", validate=validate.Length(max=60))

    @post_load
    def make(self, data: Json, **_: Any) -> Json:
        """The filter as a value; what else was asked for stays beside it."""
        begin, end = (
            moment and whole_milliseconds(moment) for moment in (data.pop("begin"), data.pop("end"))
        )
        subject = data.pop("subject")
        wanted = LogFilter(
            kind=data.pop("kind"),
            actor=data.pop("actor"),
            subject=subject and subject_named(subject.strip()),
            begin=begin,
            end=end,
            words=data.pop("q").strip(),
        )
        return {**data, "wanted": wanted}


class EntriesIn(FilterIn):
    """A page of entries: above the index `after`, or from a cursor on, in or against the log's order."""

    order = String(load_default=OLDEST, validate=validate.OneOf([OLDEST, NEWEST]))
    after = Integer(load_default=None, validate=validate.Range(min=-1))
    cursor = String(load_default=None, validate=validate.Length(max=100))
    limit = Integer(load_default=100, validate=validate.Range(1, 500))


class HeadOut(Schema):
    """The size of the log and its root, lower-case hex."""

    size = Integer(required=True)
    root = String(required=True)


@blueprint.get("/log/head")
@access(Role.AUDITOR)
@blueprint.output(HeadOut)
def get_head() -> Response:
    """How many entries the log has, and the root over all of them."""
    head = log_head()
    return jsonify({"size": head.size, "root": head.root.hex()})


@blueprint.get("/log/kinds")
@access(Role.AUDITOR)
@blueprint.output(KindListOut)
def get_kinds() -> Response:
    """Every kind of entry the log has, to choose from."""
    items = [{"kind": kind, "label": kind_label(kind)} for kind in kinds_in_log()]
    return jsonify({"items": items, "next_cursor": None})


@blueprint.get("/log/entries")
@access(Role.AUDITOR)
@blueprint.input(EntriesIn, location="query")
@blueprint.output(EntryListOut)
def get_entries(query_data: Json) -> Response:
    """Entries as their searchable twins; with `q` a page may be short and still go on."""
    keys = decode_cursor(query_data["cursor"], row_number)
    behind = query_data["after"] if keys is None else int(keys[0])
    wanted, order = query_data["wanted"], query_data["order"]
    found = find_entries(wanted, order=order, behind=behind, limit=query_data["limit"])
    cursor = None if found.reached is None else encode_cursor(found.reached)
    return jsonify({"items": present_entries(found.events), "next_cursor": cursor})


@blueprint.get("/log/entries.csv")
@access(Role.AUDITOR)
@blueprint.input(FilterIn, location="query")
@blueprint.doc(responses={200: "The filtered list as CSV; the log keeps that it was taken"})
def get_entries_csv(query_data: Json) -> Response:
    """The whole filtered list, oldest first."""
    ctx, wanted = current_context(), query_data["wanted"]
    with write_transaction():
        size = log_export(ctx, wanted)
    response = Response(stream_with_context(csv_of(wanted, size)), mimetype="text/csv")
    stamp = (to_iso(ctx.now) or "")[:19].replace(":", "")
    response.headers["Content-Disposition"] = f'attachment; filename="log-{stamp}Z.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/log/entries/<int:index>")
@access(Role.AUDITOR)
@blueprint.doc(responses={200: "The stored bytes"})
def get_entry(index: int) -> Response:
    """The bytes whose SHA-256 after a zero byte is the leaf hash."""
    body = entry_body(index) if index < 1 << 63 else None
    if body is None:
        raise not_found()
    return Response(body, mimetype="application/json")
