"""Takes the pictures of the tour: each screen as its person sees it, small enough for a repository."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from scripts.tour.page import SIZES, picture_name
from scripts.tour.screens import SCREENS, Screen
from scripts.tour.visitor import DESK, PHONE, Visitor

VIEWPORTS = dict(zip(SIZES, (PHONE, DESK), strict=True))
PEOPLE = tuple(dict.fromkeys(screen.who for screen in SCREENS))
QUALITY = 62  # small print stays readable, the whole tour stays under 3 MB
SMALLEST, QUICKEST = 6, 0  # how hard WebP tries


def take_pictures(browser: Browser, url: str, password: str, folder: Path) -> None:
    """Every screen at both sizes, as WebP in `folder`; LookupError names a screen that nobody could see."""
    for who in PEOPLE:
        pictures_of(who, browser, url, password, folder)


def pictures_of(
    who: str, browser: Browser, url: str, password: str, folder: Path, *, effort: int = SMALLEST
) -> None:
    """The screens of one of the people; "" is nobody, before signing in."""
    folder.mkdir(parents=True, exist_ok=True)
    visitor = Visitor.arrives(browser, url, PHONE)
    if who:
        visitor.signs_in(who, password)
    for screen in (one for one in SCREENS if one.who == who):
        picture(visitor, screen, folder, effort)
    visitor.leaves()


def picture(visitor: Visitor, screen: Screen, folder: Path, effort: int) -> None:
    """One screen, twice."""
    place = visitor.place(screen.path)
    if place is None:
        raise LookupError(f"{screen.who} sees no {screen.path}")
    for size, viewport in VIEWPORTS.items():
        visitor.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        visitor.goes(place)
        taken = Image.open(io.BytesIO(visitor.page.screenshot()))
        taken.convert("RGB").save(folder / picture_name(screen, size), "WEBP", quality=QUALITY, method=effort)
