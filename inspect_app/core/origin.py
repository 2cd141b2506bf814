"""Cross-site request forgery: a cookie-carrying write must come from the app's own pages.

Browsers say where a request comes from (`Sec-Fetch-Site`, else `Origin`); tokens in forms would go stale in
an app that works offline for days. Machines with a bearer token carry no cookie and are not concerned.
"""

from flask import Flask, request

from inspect_app.core.errors import Problem
from inspect_app.core.guards import SAFE_METHODS
from inspect_app.core.settings import settings


def refuse_foreign_writes() -> None:
    """Raise 403 for an unsafe request that a browser sent from another site."""
    if request.method in SAFE_METHODS or request.headers.get("Authorization", "").startswith("Bearer "):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        allowed = site in {"same-origin", "none"}
    else:
        allowed = origin is None or origin in {settings().origin, request.host_url.rstrip("/")}
    if not allowed:
        raise Problem("foreign_origin", "This request came from another site and was refused.", 403)


def install_origin_check(app: Flask) -> None:
    """Check every request of `app`."""
    app.before_request(refuse_foreign_writes)
