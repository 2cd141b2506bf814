"""What the pages say exists, exists: links, make targets, files of the tour."""

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)|src=\"([^\"]+)\"")
TARGET = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
TOUR = re.compile(r"^\| `([a-z_/]+(?:\.py|/))` \|", re.MULTILINE)


def named(page: Path) -> str:
    return str(page.relative_to(REPOSITORY))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [first or second for first, second in LINK.findall(page.read_text(encoding="utf-8"))]

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_that_is_named_can_be_made(page: Path) -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    asked = {first or second for first, second in TARGET.findall(page.read_text(encoding="utf-8"))}

    assert {target for target in asked if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_the_tour_leads_through_folders_that_exist() -> None:
    stops = TOUR.findall((REPOSITORY / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8"))

    assert len(stops) > 10
    assert [stop for stop in stops if not (REPOSITORY / stop).exists()] == []


def test_every_package_of_the_program_stands_in_the_tour() -> None:
    stops = set(TOUR.findall((REPOSITORY / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")))
    packages = {f"inspect_app/{init.parent.name}/" for init in REPOSITORY.glob("inspect_app/*/__init__.py")}

    assert packages - stops == set()


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    pages = {page.name for page in (REPOSITORY / "docs" / "adr").glob("0*.md")}

    listed = set(
        re.findall(r"\]\((0[^)]+)\)", (REPOSITORY / "docs/adr/README.md").read_text(encoding="utf-8"))
    )

    assert listed == pages
