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
# Of everything that the build packs, by the file's real name and not by that of its packed twin.
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


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
    """The file, or the smallest of its twins made by the build that the browser takes."""
    twins = {name: twin for name, twin in twins_of(file).items() if twin.is_file()}
    taken = next((name for name in twins if request.accept_encodings[name] > 0), None)
    response = send_file(twins[taken] if taken else file, mimetype=TYPES.get(file.suffix))
    if taken:
        response.headers["Content-Encoding"] = taken
    if twins:
        response.vary.add("Accept-Encoding")
    return response


def twins_of(file: Path) -> dict[str, Path]:
    """Where the build puts the same file packed, by encoding, smallest first."""
    return {"br": file.with_name(file.name + ".br"), "gzip": file.with_name(file.name + ".gz")}


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
