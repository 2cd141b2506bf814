"""Routes of a person's own notices: the list, the bell's number, marking as read, settings and browsers."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g

from inspect_app.accounts.present import listed
from inspect_app.accounts.sessions import own_session
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.transaction import write_transaction
from inspect_app.notify import preferences, present, queries, schemas, service, subscriptions
from inspect_app.notify.quiet import Quiet, minute_of
from inspect_app.notify.trying import try_channel
from inspect_app.notify.vapid import public_key

blueprint = APIBlueprint("notices", __name__, tag="notices")

Json = dict[str, Any]


@blueprint.get("/notices")
@access(SIGNED_IN)
@blueprint.input(schemas.NoticeQuery, location="query")
@blueprint.output(schemas.NoticeList)
def list_notices(query_data: Json) -> Json:
    """One's own notices, the newest first."""
    rows, more = queries.list_notices(current_context(), **query_data)
    return listed([present.notice_json(row) for row in rows], more)


@blueprint.get("/notices/unread")
@access(SIGNED_IN)
@blueprint.output(schemas.UnreadOut)
def count_unread() -> Response:
    """How many are unread; 304 when nothing changed since the ETag."""
    unread = queries.count_unread(current_context())
    return json_with_etag({"count": unread.count, "newest": unread.newest})


@blueprint.get("/notices/<int:notice_id>")
@access(SIGNED_IN)
@blueprint.output(schemas.WholeNoticeOut)
def get_notice(notice_id: int) -> Json:
    """One notice, and how it fared on its way to devices and mailboxes."""
    notice = queries.get_notice(current_context(), notice_id)
    deliveries = [present.delivery_json(row) for row in queries.deliveries_of(notice)]
    return {**present.notice_json(notice), "deliveries": deliveries}


@blueprint.post("/notices/<int:notice_id>/read")
@access(SIGNED_IN)
@blueprint.output({}, status_code=204)
def read_notice(notice_id: int) -> Response:
    """Seen."""
    with write_transaction():
        service.mark_read(current_context(), notice_id)
    return Response(status=204)


@blueprint.post("/notices/read")
@access(SIGNED_IN)
@blueprint.input(schemas.ReadUpTo)
@blueprint.output({}, status_code=204)
def read_notices(json_data: Json) -> Response:
    """Everything up to one notice is seen; what came after it stays unread."""
    with write_transaction():
        service.mark_all_read(current_context(), json_data["up_to"])
    return Response(status=204)


@blueprint.get("/me/notice-settings")
@access(SIGNED_IN)
@blueprint.output(schemas.SettingsOut)
def get_settings() -> Json:
    """What goes where, and when it is quiet."""
    return present.settings_json(preferences.wishes_of([g.actor.id])[g.actor.id])


@blueprint.put("/me/notice-settings")
@access(SIGNED_IN)
@blueprint.input(schemas.SettingsIn)
@blueprint.output(schemas.SettingsOut)
def put_settings(json_data: Json) -> Json:
    """Choose anew, all of it."""
    hours = json_data["quiet"]
    quiet = Quiet(hours["on"], minute_of(hours["start"]), minute_of(hours["end"]))
    wishes = preferences.Wishes(json_data["groups"], quiet, json_data["mail"], json_data["language"])
    with write_transaction():
        preferences.keep(g.actor.id, wishes)
    return present.settings_json(wishes)


@blueprint.post("/me/notice-tests")
@access(SIGNED_IN)
@blueprint.input(schemas.TestIn)
@blueprint.output(schemas.NoticeOut, status_code=201)
def post_test(json_data: Json) -> Json:
    """Send oneself a test; GET /notices/{id} tells how it fared."""
    own_session()
    with write_transaction():
        return present.notice_json(try_channel(current_context(), json_data["channel"]))


@blueprint.get("/push/key")
@access(SIGNED_IN)
@blueprint.output(schemas.PushKeyOut)
def push_key() -> Json:
    """The key a browser subscribes with."""
    return {"key": public_key()}


@blueprint.get("/push/subscriptions")
@access(SIGNED_IN)
@blueprint.output(schemas.SubscriptionList)
def list_subscriptions() -> Json:
    """One's own subscribed browsers."""
    rows = subscriptions.subscriptions_of([g.actor.id])
    return listed([present.subscription_json(row, g.get("session_id")) for row in rows])


@blueprint.post("/push/subscriptions")
@access(SIGNED_IN)
@blueprint.input(schemas.SubscriptionIn)
@blueprint.output(schemas.SubscriptionOut, status_code=201)
def post_subscription(json_data: Json) -> Json:
    """Subscribe the browser that asks, until it signs out; the same browser again changes nothing."""
    session_id, keys = own_session(), json_data.pop("keys")
    with write_transaction():
        row = subscriptions.subscribe(current_context(), session_id, **json_data, **keys)
        return present.subscription_json(row, session_id)


@blueprint.delete("/push/subscriptions/<int:subscription_id>")
@access(SIGNED_IN)
@blueprint.output({}, status_code=204)
def delete_subscription(subscription_id: int) -> Response:
    """Forget one of one's own browsers."""
    with write_transaction():
        subscriptions.unsubscribe(current_context(), subscription_id)
    return Response(status=204)
