"""What lies outside the API: the built phone app under /app/, and the health of this process."""

from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, current_app, g, redirect, request, send_file
from sqlalchemy import text
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.cases.calendar.store import load_calendar, unknown_years
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.guards import PUBLIC, access
from inspect_app.evidence.stores.select import object_store

blueprint = APIBlueprint("shell", __name__, enable_openapi=False)

DIST = Path(__file__).resolve().parents[1] / "static" / "pwa" / "dist"
FOREVER = "public, max-age=31536000, immutable"
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript"}


@blueprint.get("/")
@access(PUBLIC)
def root() -> BaseResponse:
    """People who type the bare address want the app."""
    return redirect("/app/")


@blueprint.get("/app/", defaults={"path": "index.html"})
@blueprint.get("/app/<path:path>")
@access(PUBLIC)
def app_file(path: str) -> Response:
    """A built file; an address without an ending is a page of the app itself."""
    if "." not in path.rsplit("/", 1)[-1]:
        path = "index.html"
    found = safe_join(str(DIST), path)
    if found is None or not Path(found).is_file():
        raise NotFound
    response = send_built(Path(found))
    fingerprinted = path.startswith("assets/")
    response.headers["Cache-Control"] = FOREVER if fingerprinted else "no-cache"
    return response


def send_built(file: Path) -> Response:
    """The file, or its gzip twin made by the build when the browser takes it."""
    mimetype = TYPES.get(file.suffix)
    packed = file.with_name(file.name + ".gz")
    if "gzip" not in request.accept_encodings or not packed.is_file():
        return send_file(file, mimetype=mimetype)
    response = send_file(packed, mimetype=mimetype or guess(file))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def guess(file: Path) -> str:
    """The media type of a file by its real name, not by that of its packed twin."""
    known = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
    return known.get(file.suffix, "application/octet-stream")


@blueprint.get("/healthz")
@access(PUBLIC)
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@access(PUBLIC)
def readyz() -> dict[str, str | list[str]]:
    """This process can work: the database and the object store answer; otherwise 503 naming the one that
    does not. `warnings` names what an operator should mend meanwhile.
    """
    for name, probe in (("database", probe_database), ("object store", object_store().check)):
        try:
            probe()
        except Exception as error:
            current_app.logger.warning("not ready: %s", name, exc_info=error)
            raise Problem("not_ready", f"The {name} does not answer.", 503) from None
    years = unknown_years(load_calendar(), g.now)
    return {"status": "ready", "warnings": [f"holidays_unknown:{year}" for year in years]}


def probe_database() -> None:
    """One cheap statement."""
    db.session.execute(text("SELECT 1"))
