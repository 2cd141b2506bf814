"""Announced photos and positions as they come over the wire."""

from datetime import UTC, datetime
from typing import Any

import pytest
from marshmallow import ValidationError

from inspect_app.evidence.position import Position
from inspect_app.evidence.schemas import PhotoAnnouncementIn, PositionIn

PLACE = {"lat": 34.65, "lon": 112.39, "accuracy_m": 12.5, "fix_at": "2026-11-21T08:00:00.123Z"}
PHOTO = {
    "id": "0191b5c8-0000-7000-8000-000000000001",
    "sha256": "ab" * 32,
    "size": 3,
    "role": "wide",
    "captured_at": "2026-11-21T08:00:00.123Z",
}


def faults(schema: Any, body: dict[str, Any]) -> set[str]:
    """The names of the fields that are refused."""
    with pytest.raises(ValidationError) as caught:
        schema.load(body)
    return set(caught.value.messages_dict)


def test_a_position_becomes_exact_integers_and_comes_back_as_it_was() -> None:
    position = PositionIn().load(PLACE)

    fixed = datetime(2026, 11, 21, 8, 0, 0, 123_000, tzinfo=UTC)
    assert position == Position(346_500_000, 1_123_900_000, 125, fixed, "device")
    assert position.wire() == {**PLACE, "source": "device", "datum": "wgs84"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lat": 90.1}, "lat"),
        ({"lat": float("nan")}, "lat"),
        ({"lon": -180.5}, "lon"),
        ({"lon": float("inf")}, "lon"),
        ({"lat": None}, "lat"),
        ({"accuracy_m": -1}, "accuracy_m"),
        ({"accuracy_m": float("nan")}, "accuracy_m"),
        ({"datum": "gcj02"}, "datum"),
        ({"source": "guess"}, "source"),
        ({"fix_at": "2026-11-21T08:00:00"}, "fix_at"),
    ],
)
def test_a_position_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    assert faults(PositionIn(), {**PLACE, **change}) == {field}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "1"}, "id"),
        ({"sha256": "AB" * 32}, "sha256"),
        ({"sha256": "ab" * 31}, "sha256"),
        ({"sha256": "ab" * 32 + "\n"}, "sha256"),
        ({"size": "3"}, "size"),
        ({"size": 3.5}, "size"),
        ({"role": "selfie"}, "role"),
        ({"captured_at": "yesterday"}, "captured_at"),
        ({"source": "fax"}, "source"),
        ({"media_type": "image/jpeg\r\nX: y"}, "media_type"),
    ],
)
def test_an_announcement_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    assert faults(PhotoAnnouncementIn(), {**PHOTO, **change}) == {field}


def test_an_announcement_needs_only_what_identifies_the_photo() -> None:
    announcement = PhotoAnnouncementIn().load(PHOTO)

    assert (announcement.source, announcement.media_type, announcement.position) == (
        "camera",
        "image/jpeg",
        None,
    )


def test_the_hash_of_an_announcement_tells_every_field_apart() -> None:
    case_id = PhotoAnnouncementIn().load(PHOTO).id
    changes = [
        {},
        {"size": 4},
        {"role": "close"},
        {"sha256": "cd" * 32},
        {"captured_at": "2026-11-21T08:00:00.124Z"},
        {"source": "gallery"},
        {"media_type": "image/png"},
        {"position": PLACE},
        {"position": {**PLACE, "lat": 34.6500001}},
    ]
    forms = [str(PhotoAnnouncementIn().load({**PHOTO, **change}).canonical(case_id)) for change in changes]

    assert len(set(forms)) == len(forms)
