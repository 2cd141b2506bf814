"""Every page of the router, for every role that may see it, in each theme at both sizes.

WCAG 2.2 AA by axe, no word of the content policy, no request that leaves the origin.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from scripts.tour.routes import EVERYBODY, Route, routes, themes
from scripts.tour.screens import SCREENS
from scripts.tour.visitor import DESK, PHONE, Visitor
from tests.conftest import REPOSITORY
from tests.e2e.conftest import DemoTown
from tests.e2e.people import PASSWORD

AXE = REPOSITORY / "static" / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# A theme changes colours and nothing else: all rules are asked in the first theme, those of colour in each.
# What a fixed bar covers for the moment is asked about again where a person would have scrolled it to.
CHECK = """async ([tags, onlyColours]) => {
  const words = (node) => `${node.html.slice(0, 160)} ${[...node.any, ...node.all][0]?.message}`;
  const ofColour = axe.getRules(tags).filter((rule) => rule.tags.includes("cat.color"));
  const colours = { type: "rule", values: ofColour.map((rule) => rule.ruleId) };
  const runOnly = onlyColours ? colours : { type: "tag", values: tags };
  const rules = { runOnly, resultTypes: ["violations"] };
  const again = { runOnly: { type: "rule", values: ["target-size"] }, resultTypes: ["violations"] };
  const small = async (node) => {
    document.querySelector(node.target[0]).scrollIntoView({ block: "center", behavior: "instant" });
    return (await axe.run(node.target[0], again)).violations.length > 0;
  };
  const found = [];
  for (const { id, nodes } of (await axe.run(document, rules)).violations) {
    const left = [];
    for (const node of nodes) if (id !== "target-size" || (await small(node))) left.push(node);
    if (left.length) found.push({ id, nodes: left.slice(0, 3).map(words) });
  }
  window.scrollTo({ top: 0, behavior: "instant" });
  return found;
}"""
NOBODY = ""
PARTS = 2  # of each walk: halves of a minute are shared out better than whole ones
WALKS = [(role, part) for role in (NOBODY, *sorted(EVERYBODY)) for part in range(PARTS)]


def addresses(route: Route) -> list[str]:
    """The addresses of the tour's screens of a route."""
    return list(dict.fromkeys(screen.path for screen in SCREENS if screen.route == route.name))


def test_every_route_of_the_router_is_in_the_walk_and_nothing_else() -> None:
    named = {route.name for route in routes()}

    assert named - {screen.route for screen in SCREENS} == set(), "add a screen to scripts/tour/screens.py"
    assert {screen.route for screen in SCREENS} - named == set(), "a screen of a route that is gone"


def test_the_themes_are_read_from_the_app() -> None:
    assert {"light", "dark", "outdoor"} <= set(themes())


@pytest.fixture
def visitor(demo_town: DemoTown, browser: Browser) -> Iterator[Visitor]:
    """A browser at the demo city's door."""
    visitor = Visitor.arrives(browser, demo_town.url, PHONE)
    yield visitor
    visitor.leaves()


def pages(role: str) -> list[str]:
    """The addresses of every page that somebody with this role may see; nobody sees the open ones."""
    seen = [route for route in routes() if ((role in route.roles) if role else route.open)]
    return [address for route in seen for address in addresses(route)]


@pytest.mark.parametrize(("role", "part"), WALKS)
def test_every_page_is_accessible_quiet_and_at_home(visitor: Visitor, role: str, part: int) -> None:
    if role:
        visitor.signs_in(role, PASSWORD)
    found: dict[str, list[str]] = defaultdict(list)

    walked = [look(visitor, address, found) for address in pages(role)[part::PARTS]]

    assert sum(walked) > 0
    assert dict(found) == {}, json.dumps(found, ensure_ascii=False, indent=1)
    assert visitor.complaints == []


def look(visitor: Visitor, address: str, found: dict[str, list[str]]) -> int:
    """Let axe look at a page in every theme and size; 0 when this person has nothing to see there."""
    place = visitor.place(address)
    if place is None:
        return 0
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visitor.goes(place)
    visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    for size in (PHONE, DESK):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        visitor.rests()
        for number, theme in enumerate(themes()):
            visitor.wears(theme)
            for fault in visitor.page.evaluate(CHECK, [TAGS, number > 0]):
                note(found, fault, f"{address or '/'} {theme} {size['width']}")
    return 1


def note(found: dict[str, list[str]], fault: dict[str, Any], where: str) -> None:
    """Say what is wrong, and where it was seen."""
    for node in fault["nodes"]:
        found[f"{fault['id']}: {node}"].append(where)
