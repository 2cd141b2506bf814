"""The security headers of every answer."""

from collections.abc import Iterable

from flask import Flask, Response, g, request

from inspect_app.core.settings import settings

APP_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:{tiles}; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
CONTENT_POLICY = "default-src 'none'; sandbox"  # for what people uploaded: never a page of ours
PERMISSIONS = "geolocation=(self), camera=(self), microphone=(self)"


def app_policy(tile_hosts: Iterable[str]) -> str:
    """The policy of our own pages; pictures may also come from the hosts of configured map tiles."""
    return APP_POLICY.format(tiles="".join(f" {host}" for host in tile_hosts))


def add_headers(response: Response) -> Response:
    """Fill in what the view did not set itself."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", app_policy(settings().tile_hosts))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("X-Request-Id", g.get("request_id", ""))
    if request.path.startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    # A demo city is tried on localhost, where this header would bind every other port for a year.
    if request.is_secure and not settings().demo:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def install_headers(app: Flask) -> None:
    """Add the headers to every answer of `app`."""
    app.after_request(add_headers)
