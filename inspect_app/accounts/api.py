"""Routes of a person's own account: signing in and out, who am I, sessions, password, tokens."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, jsonify, request

from inspect_app.accounts import present, queries, schemas
from inspect_app.accounts.renewal import change_password, redeem
from inspect_app.accounts.service import credentials
from inspect_app.accounts.sessions import (
    cookie_name,
    drop_cookie,
    end_by_secret,
    end_session,
    living_sessions,
    own_session,
    set_cookie,
)
from inspect_app.accounts.signin import sign_in
from inspect_app.core.errors import not_found
from inspect_app.core.guards import PUBLIC, SIGNED_IN, access, current_context
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


@blueprint.get("/me/sessions")
@access(SIGNED_IN)
@blueprint.output(schemas.SessionList)
def list_sessions() -> Json:
    """Where the account is signed in."""
    rows = living_sessions(g.actor.id, g.now)
    return present.listed([present.session(row, g.get("session_id")) for row in rows])


@blueprint.delete("/me/sessions/<int:session_id>")
@access(SIGNED_IN)
@blueprint.output({}, status_code=204)
def delete_one_session(session_id: int) -> Response:
    """Sign another browser out."""
    own_session()
    with write_transaction():
        if not end_session(g.actor.id, session_id):
            raise not_found()
    return Response(status=204)


@blueprint.post("/me/password")
@access(SIGNED_IN)
@blueprint.input(schemas.PasswordChange)
@blueprint.output({}, status_code=204)
def post_password(json_data: Json) -> Response:
    """Change one's own password; other sessions end."""
    address = request.remote_addr or ""
    change_password(current_context(), **json_data, session_id=own_session(), address=address)
    return Response(status=204)


@blueprint.post("/password-resets")
@access(PUBLIC)
@blueprint.input(schemas.PasswordReset)
@blueprint.output({}, status_code=204)
def post_password_reset(json_data: Json) -> Response:
    """Set a password with a one-time token."""
    redeem(**json_data, now=g.now, request_id=g.request_id)
    return Response(status=204)


@blueprint.get("/me/tokens")
@access(SIGNED_IN)
@blueprint.output(schemas.AccessTokenList)
def list_tokens() -> Json:
    """One's own access tokens."""
    return present.listed([present.access_token(row) for row in credentials.access_tokens(g.actor.id)])


@blueprint.post("/me/tokens")
@access(SIGNED_IN)
@blueprint.input(schemas.AccessTokenIn)
@blueprint.output(schemas.NewAccessToken, status_code=201)
def post_token(json_data: Json) -> Json:
    """Make an access token for a machine."""
    own_session()
    with write_transaction():
        row, secret = credentials.create_access_token(current_context(), **json_data)
    return {**present.access_token(row), "token": secret}


@blueprint.delete("/me/tokens/<int:token_id>")
@access(SIGNED_IN)
@blueprint.output({}, status_code=204)
def delete_token(token_id: int) -> Response:
    """Revoke an access token."""
    own_session()
    with write_transaction():
        credentials.revoke_access_token(current_context(), token_id)
    return Response(status=204)
