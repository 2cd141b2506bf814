"""Somebody who looks at the map of a town full of cases, and where on the screen a place is."""

import math
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from playwright.sync_api import Response, expect
from sqlalchemy import insert

from inspect_app.app import create_app
from inspect_app.cases.models import Case
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.e2e.conftest import Town
from tests.e2e.people import User
from tests.integration.cases.crowd import one_of_many

CENTRE = (34.65, 112.45)
Json = dict[str, Any]


def scatter(town: Town, size: int, spread: float = 0.03) -> None:
    """So many cases around the middle of the east, and a station among them."""
    dice = random.Random(7)
    app = create_app(town.server.config)
    with app.app_context(), write_transaction():
        spots = [
            tuple(round((at + dice.uniform(-spread, spread)) * 1e7) for at in CENTRE) for _ in range(size)
        ]
        statuses = ("reported", "assigned", "rectifying", "returned", "verified")
        rows = [
            one_of_many(town.city, n, "east", *spot) | {"status": statuses[n % 5], "reporter_id": 1}
            for n, spot in enumerate(spots)
        ]
        db.session.execute(insert(Case), rows)
    with app.app_context():
        db.engine.dispose()


def station(town: Town, folder: Path) -> None:
    file = folder / "stations.csv"
    file.write_text("code,name,level,lat,lon\nN1,东山监测站,national,34.652,112.452\n", encoding="utf-8")
    town.server.command("stations", "import", str(file), "--datum", "wgs84", "--valid-from", "2020-01-01")


@dataclass
class MapEye:
    """Somebody who looks at the map: knows what the server last said about the view, and where that is."""

    user: User
    answers: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @classmethod
    def opens(cls, user: User) -> Self:
        """Go to the map and listen."""
        eye = cls(user)
        user.page.on("response", eye.note)
        user.page.on("request", lambda request: eye.foreign.append(request.url))
        user.goes("map")
        return eye

    def note(self, response: Response) -> None:
        """Remember each question about a view."""
        if "/cases/map?" in response.url and response.ok:
            self.answers.append(response.url)

    def counts(self, total: int) -> None:
        """So many cases are in view."""
        expect(self.user.see("case-map")).to_have_attribute("data-total", str(total))
        self.user.page.wait_for_load_state("networkidle")

    def view(self) -> Json:
        """What the server says about the view on screen."""
        return self.user.page.evaluate("async url => (await fetch(url)).json()", self.answers[-1])

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place is on screen; a view of a city is flat enough."""
        west, south, east, north = map(
            float, unquote(re.search("bbox=([^&]+)", self.answers[-1])[1]).split(",")
        )
        box = self.user.see("case-map").bounding_box()
        x, y = (lon - west) / (east - west), (north - lat) / (north - south)
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the map's frame, in parts of its width and height."""
        box = self.user.see("case-map").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def clicks(self, x: float, y: float) -> None:
        """Tap the map and wait for what the app asks because of it."""
        with self.user.page.expect_response(re.compile("/api/v1/cases(/map|/near)?[?]")):
            self.user.page.mouse.click(x, y)
        self.user.page.wait_for_load_state("networkidle")

    def lone_case(self) -> tuple[float, float] | None:
        """Where a case stands that no other one hides."""
        spots = [self.place(one["lat"], one["lon"]) for one in self.view()["cases"]]
        left, top = self.at(0.15, 0.2)
        right, bottom = self.at(0.8, 0.8)
        for x, y in spots:
            others = (math.dist((x, y), other) for other in spots if other != (x, y))
            if left < x < right and top < y < bottom and min(others, default=999) > 60:
                return x, y
        return None
