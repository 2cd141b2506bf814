"""`python -m scripts.tour`: a picture of every screen of the demo city, and the page that shows them."""

import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.real_loop.installation import ROOT, Installation, fresh_installation
from scripts.tour.page import FOLDER, PAGE, tour_page
from scripts.tour.pictures import take_pictures
from scripts.tour.visitor import CHROMIUM, QUIET

MOST_BYTES = 3_000_000


def main() -> int:
    """Returns 1 when the pictures weigh more than a repository should carry."""
    with tempfile.TemporaryDirectory(prefix="inspect-tour-") as name, fresh_installation(Path(name)) as here:
        password = populate(here)
        pictures = Path(name) / "pictures"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            take_pictures(browser, f"{here.url}/app/", password, pictures)
            browser.close()
        shutil.rmtree(ROOT / FOLDER, ignore_errors=True)
        shutil.copytree(pictures, ROOT / FOLDER)
    (ROOT / PAGE).write_text(tour_page(), encoding="utf-8")
    weight = sum(path.stat().st_size for path in (ROOT / FOLDER).iterdir())
    print(f"{PAGE}: {len(list((ROOT / FOLDER).iterdir()))} pictures, {weight / 1e6:.1f} MB")
    return int(weight > MOST_BYTES)


def populate(here: Installation) -> str:
    """The demo city, with a password that only this run knows."""
    here.env["DEMO_PASSWORD"] = password = f"Tour4-{secrets.token_hex(8)}"
    here.flask(["demo", "seed"])
    return password


if __name__ == "__main__":
    sys.exit(main())
