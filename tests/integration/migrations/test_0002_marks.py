"""Migration 0002: photos that are there get marks and a heading."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.db import db
from tests.builders import City, announcement, jpeg
from tests.integration.test_migrations import FOLDER


def test_0002_adds_marks_and_heading_to_photos_that_are_there(city: City) -> None:
    drawn = {"shape": "box", "colour": "red", "start": [1, 2], "end": [3, 4]}
    photo = announcement(jpeg()) | {"annotations": [drawn], "heading_deg": 12.3}
    city.hand("inspector").filed(photos=[photo])
    every = text("SELECT * FROM photos")

    with city.app.app_context():
        downgrade(FOLDER, revision="0001")
        before = db.session.execute(every).mappings().one()
        db.session.remove()
        upgrade(FOLDER)
        after = db.session.execute(every).mappings().one()

    assert "annotations" not in before
    assert (after["annotations"], after["heading_ddeg"]) == (None, None)
    assert dict(before) == {name: after[name] for name in before}
