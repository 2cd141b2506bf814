"""Announcing photos: one answer for one announcement, and what is refused before any byte is sent."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from apiflask import APIFlask

from inspect_app.core.clock import utc_now
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.queries import photos_of
from inspect_app.evidence.service import Announcement, announce
from tests.integration.evidence.conftest import Phone, fix

DATA = b"photo"


def refused(action: Callable[[], Any]) -> tuple[str, int]:
    """Code and status of the refusal."""
    with pytest.raises(Problem) as caught:
        action()
    return caught.value.code, caught.value.status


def test_a_photo_is_awaited_from_its_announcement_on(phone: Phone) -> None:
    photo_id = phone.announce(DATA, role="close", position=fix(fix_at=utc_now()))

    photo = phone.photo(photo_id)
    assert (photo["state"], photo["role"], photo["size"]) == ("awaited", "close", 5)
    assert photo["role_label"] == {"zh": "近景", "en": "Close view"}
    assert (photo["position"]["lat"], photo["position"]["lon"]) == (34.65, 112.39)
    assert (photo["position"]["accuracy_m"], photo["position"]["datum"]) == (10.0, "wgs84")


def test_the_same_announcement_again_is_the_same_photo(phone: Phone) -> None:
    values = {"id": uuid7(), "captured_at": utc_now(), "position": fix()}

    assert phone.announce(DATA, **values) == phone.announce(DATA, **values)


def test_another_announcement_under_a_known_id_conflicts(phone: Phone, other_phone: Phone) -> None:
    values = {"id": uuid7(), "captured_at": utc_now()}
    phone.announce(DATA, **values)

    assert refused(lambda: phone.announce(b"other", **values)) == ("photo_conflict", 409)
    assert refused(lambda: phone.announce(DATA, **values, role="close")) == ("photo_conflict", 409)
    assert refused(lambda: phone.announce(DATA, **values, position=fix())) == ("photo_conflict", 409)
    assert refused(lambda: other_phone.announce(DATA, **values)) == ("photo_conflict", 409)


def test_sizes_that_cannot_be_are_refused(phone: Phone) -> None:
    assert refused(lambda: phone.announce(b"")) == ("photo_empty", 422)
    assert refused(lambda: phone.announce(DATA, size=-5)) == ("photo_empty", 422)
    assert refused(lambda: phone.announce(DATA, size=26 * 1024 * 1024)) == ("photo_too_large", 413)
    assert phone.announce(DATA, size=25 * 1024 * 1024)


def test_a_photo_named_twice_in_one_body_is_refused(app: APIFlask, phone: Phone) -> None:
    one = announcement(uuid7())

    with app.app_context():
        assert refused(lambda: announce_all(phone, [one, one])) == ("photo_repeated", 422)
        assert photos_of([phone.case_id]) == {phone.case_id: []}


def test_a_case_takes_two_hundred_photos_and_no_more(app: APIFlask, phone: Phone) -> None:
    with app.app_context():
        announce_all(phone, [announcement(uuid7()) for _ in range(200)])

        assert refused(lambda: announce_all(phone, [announcement(uuid7())])) == ("too_many_photos", 422)
        assert len(photos_of([phone.case_id])[phone.case_id]) == 200


def announcement(photo_id: UUID) -> Announcement:
    """A photo of five bytes."""
    sha256 = hashlib.sha256(DATA).hexdigest()
    return Announcement(photo_id, sha256, 5, "wide", utc_now(), "camera", "image/jpeg", None)


def announce_all(phone: Phone, announcements: list[Announcement]) -> None:
    """One transaction."""
    with write_transaction():
        announce(phone.context(), phone.case_id, None, announcements)
