"""The routes of the phone app, read from its sources: what a walk through every page must not miss."""

import re
from dataclasses import dataclass
from pathlib import Path

from inspect_app.core.roles import GRANTABLE

SOURCES = Path(__file__).resolve().parents[2] / "static" / "pwa" / "src"
NAMED = re.compile(r'path:\s*"(?P<path>/[^"]*)",\s*name:\s*"(?P<name>[^"]+)"')
ROLES = re.compile(r"roles:\s*\[([^\]]*)\]")
THEME_LIST = re.compile(r"THEMES: Theme\[\] = \[([^\]]*)\]")
EVERYBODY = frozenset(str(role) for role in GRANTABLE)


@dataclass(frozen=True)
class Route:
    """One named page; `roles` may see it, and with `open` nobody needs to be signed in."""

    name: str
    path: str
    roles: frozenset[str]
    open: bool


def routes() -> list[Route]:
    """Every named route of every module that declares routes."""
    modules = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.rglob("*.ts"))]
    return [route for text in modules if "RouteRecordRaw" in text for route in routes_in(text)]


def routes_in(text: str) -> list[Route]:
    """The routes of one module; what belongs to a route stands before the next one."""
    found = list(NAMED.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [read(match, text[match.end() : end]) for match, end in zip(found, ends, strict=True)]


def read(match: re.Match[str], rest: str) -> Route:
    """One route from its first words and what follows them."""
    named = ROLES.search(rest)
    roles = frozenset(re.findall(r'"(\w+)"', named.group(1))) if named else EVERYBODY
    return Route(match["name"], match["path"], roles, "open: true" in rest)


def themes() -> list[str]:
    """Every theme that a person can choose, without the one that follows the phone."""
    listed = THEME_LIST.search((SOURCES / "shell" / "theme.ts").read_text(encoding="utf-8"))
    assert listed is not None, "src/shell/theme.ts lists the themes in THEMES"
    return [name for name in re.findall(r'"(\w+)"', listed.group(1)) if name != "auto"]
