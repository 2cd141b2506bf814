"""The tour in docs/ shows every screen, and its words are the present ones."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from scripts.tour.page import FOLDER, PAGE, SIZES, picture_name, tour_page
from scripts.tour.pictures import PEOPLE, QUICKEST, VIEWPORTS, pictures_of
from scripts.tour.screens import SCREENS
from tests.conftest import REPOSITORY
from tests.e2e.conftest import DemoTown
from tests.e2e.people import PASSWORD

NAMES = {picture_name(screen, size) for screen in SCREENS for size in SIZES}


def test_the_page_is_the_present_one() -> None:
    assert (REPOSITORY / PAGE).read_text(encoding="utf-8") == tour_page(), "run `make tour`"


def test_the_pictures_beside_the_page_are_those_it_shows() -> None:
    assert {path.name for path in (REPOSITORY / FOLDER).iterdir()} == NAMES, "run `make tour`"


@pytest.mark.parametrize("who", PEOPLE)
def test_every_screen_can_be_seen_today(
    demo_town: DemoTown, browser: Browser, tmp_path: Path, who: str
) -> None:
    screens = [screen for screen in SCREENS if screen.who == who]

    pictures_of(who, browser, demo_town.url, PASSWORD, tmp_path, effort=QUICKEST)

    wanted = {picture_name(screen, size) for screen in screens for size in SIZES}
    assert {path.name for path in tmp_path.iterdir()} == wanted
    for screen in screens:
        for size, viewport in VIEWPORTS.items():
            with Image.open(tmp_path / picture_name(screen, size)) as taken:
                assert taken.size == (viewport["width"], viewport["height"])
                colours = taken.convert("L").getextrema()
                assert colours[1] - colours[0] > 100, f"{screen.name} is blank"
