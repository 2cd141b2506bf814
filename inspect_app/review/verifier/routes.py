"""The verifier's page, for everybody: /verify, its script, and the program for the command line."""

from apiflask import APIBlueprint
from flask import Response

from inspect_app.core.guards import PUBLIC, access
from inspect_app.review.verifier.pages import script, served_page, verifier_program

blueprint = APIBlueprint("verifier", __name__, enable_openapi=False)


@blueprint.get("/verify")
@access(PUBLIC)
def page() -> Response:
    """Drop a bundle and a trust file on it."""
    return answer(served_page(), "text/html")


@blueprint.get("/verify/verify.js")
@access(PUBLIC)
def page_script() -> Response:
    """What the page runs."""
    return answer(script(), "text/javascript")


@blueprint.get("/verify/verify.py")
@access(PUBLIC)
def program() -> Response:
    """The same checks for a command line."""
    return answer(verifier_program(), "text/x-python")


def answer(text: str, mimetype: str) -> Response:
    """A text that changes only with the program."""
    response = Response(text, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    return response
