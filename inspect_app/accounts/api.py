"""Routes of a person's own account: signing in and out, who am I."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, jsonify, request

from inspect_app.accounts import present, queries, schemas
from inspect_app.accounts.sessions import cookie_name, drop_cookie, end_by_secret, set_cookie
from inspect_app.accounts.signin import sign_in
from inspect_app.core.guards import PUBLIC, SIGNED_IN, access
from inspect_app.core.transaction import write_transaction

blueprint = APIBlueprint("accounts", __name__, tag="accounts")

Json = dict[str, Any]


@blueprint.post("/session")
@access(PUBLIC)
@blueprint.input(schemas.SignIn)
@blueprint.output(schemas.Me)
def create_session(json_data: Json) -> Response:
    """Sign in; the answer sets the session cookie."""
    person_id, secret = sign_in(
        **json_data,
        now=g.now,
        address=request.remote_addr or "",
        user_agent=request.headers.get("User-Agent", ""),
        old_secret=request.cookies.get(cookie_name()),
    )
    response = jsonify(present.me(queries.person(person_id), g.now))
    set_cookie(response, secret)
    return response


@blueprint.delete("/session")
@access(PUBLIC)
@blueprint.output({}, status_code=204)
def delete_session() -> Response:
    """Sign out; true also of a session that is already over."""
    secret = request.cookies.get(cookie_name())
    if secret:
        with write_transaction():
            end_by_secret(secret)
    response = Response(status=204)
    drop_cookie(response)
    return response


@blueprint.get("/me")
@access(SIGNED_IN)
@blueprint.output(schemas.Me)
def get_me() -> Json:
    """Who is signed in, and the server's time."""
    return present.me(queries.person(g.actor.id), g.now)
