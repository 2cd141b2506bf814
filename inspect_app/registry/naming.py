"""By what names of sites, enterprises and vehicles are compared. Pure."""

from inspect_app.cases.lookbacks.traces import NOT_IN_NAMES, tidy
from inspect_app.places.plates import normalise
from inspect_app.registry.kinds import Kind


def shown_name(kind: str, name: str) -> str:
    """The name as it is kept: a plate in its tidy form, anything else as it was written."""
    return normalise(name) if kind == Kind.VEHICLE else name


def name_key(kind: str, name: str) -> str:
    """Half-width capitals without blanks and signs: names that differ only in spelling are equal."""
    return normalise(name) if kind == Kind.VEHICLE else NOT_IN_NAMES.sub("", tidy(name))
