"""Who may call a route: declared beside the route, checked before it, denied when nothing is declared."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from inspect_app.core.clock import utc_now
from inspect_app.core.context import Actor, Context
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.logs import note
from inspect_app.core.roles import Role

PUBLIC = "public"
SIGNED_IN = "signed_in"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., Any])


def access(*rules: Role | str) -> Callable[[View], View]:
    """Declare who may call a view: `PUBLIC`, `SIGNED_IN`, or any of the given roles."""

    def declare(view: View) -> View:
        view.access_rules = frozenset(rules)  # type: ignore[attr-defined]
        return view

    return declare


def declared_access(view: Callable[..., Any]) -> frozenset[Role | str]:
    """What was declared for a view; empty means nobody."""
    return getattr(view, "access_rules", frozenset())


def authorise(authenticate: Callable[[], Actor | None]) -> None:
    """Let the request through to its view, or raise the refusal (401, 403)."""
    g.now = utc_now()
    g.actor = None
    if request.endpoint is None:
        return
    rules = declared_access(current_app.view_functions[request.endpoint])
    if PUBLIC in rules:
        return
    g.actor = authenticate()
    if g.actor is None:
        raise Problem("not_signed_in", "Sign in first; what you have prepared is kept.", 401)
    if SIGNED_IN not in rules and not g.actor.roles & rules:
        raise Problem("wrong_role", "Your role does not allow this.", 403)
    if g.actor.read_only and request.method not in SAFE_METHODS:
        raise Problem("token_read_only", "This token may only read.", 403)


def current_context() -> Context:
    """The context of the signed-in request being served."""
    return Context(actor=g.actor, now=g.now, request_id=g.request_id)


def install_guards(app: Flask, authenticate: Callable[[], Actor | None]) -> None:
    """Check every request of `app` before its view runs."""

    @app.before_request
    def _identify() -> None:
        g.request_id = str(uuid7())
        note(request_id=g.request_id)
        authorise(authenticate)
