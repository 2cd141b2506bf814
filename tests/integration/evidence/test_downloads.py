"""Originals that the store sends itself: a signed address for whoever may see the photo, and nobody else."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from werkzeug.test import TestResponse

from config import Config, ConfigError
from inspect_app.app import create_app
from inspect_app.core.db import db
from tests.builders import API, City, announcement, jpeg
from tests.integration.conftest import SQLITE

WEBM = b"\x1aE\xdf\xa3" + b"\x42\x82\x84webm" + bytes(200)
PUBLIC = "https://photos.example.org"


def asked_of(city: City, config: Config, photo_id: str) -> TestResponse:
    """An auditor's download from the same installation with other settings."""
    app = create_app(config)
    answer = replace(city, app=app).hand("auditor").client.get(f"{API}/photos/{photo_id}/original")
    with app.app_context():
        db.engine.dispose()
    return answer


def test_the_store_sends_originals_under_a_signed_address(city: City, config: Config, pair: str) -> None:
    if pair == SQLITE:
        with pytest.raises(ConfigError, match="OBJECT_STORE=s3"):
            replace(config, downloads="store").check()
        return
    hand = city.hand("inspector")
    photo, note = announcement(jpeg(7)), announcement(WEBM, "voice") | {"media_type": "audio/webm"}
    hand.filed(photos=[photo, note])
    assert [hand.upload(one["id"], data).status_code for one, data in ((photo, jpeg(7)), (note, WEBM))] == [
        204,
        204,
    ]
    answers = [
        asked_of(city, replace(config, downloads="store", s3_public_endpoint=outside), photo["id"])
        for outside in ("", PUBLIC)
    ]
    own, public = (urlsplit(answer.headers["Location"]) for answer in answers)

    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert public.geturl().startswith(PUBLIC)
    assert int(parse_qs(own.query)["X-Amz-Expires"][0]) <= 60
    sent = requests.get(own.geturl(), timeout=60)
    assert sent.content == jpeg(7)
    assert sent.headers["Content-Disposition"] == f'attachment; filename="{photo["sha256"]}.jpg"'
    assert sent.headers["Content-Type"] == "image/jpeg"
    assert requests.get(own.geturl().replace(photo["sha256"], note["sha256"]), timeout=60).status_code == 403
    played = asked_of(city, replace(config, downloads="store"), note["id"])
    assert (played.status_code, played.data) == (200, WEBM), "the page may not read other origins"
