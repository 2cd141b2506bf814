"""What the hash survives and what it does not, on a few generated photographs; the large table is a bench."""

import io

import pytest
from PIL import Image

from bench.alterations import ALTERATIONS
from bench.findings import is_found, likeness, thumbnail_score
from inspect_app.demo.scenes.camera import View, take

KINDS = ("construction", "bare_soil", "coal", "straw_field", "workshop", "muck_truck")
SURVIVED = (
    "saved again, JPEG quality 70",
    "saved again, JPEG quality 40",
    "half the size",
    "20 % brighter",
    "20 % darker",
    "blurred",
    "noise added",
    "mirrored",
    "turned by 90°",
    "turned by 180°",
)
NOT_SURVIVED = ("turned by 2°", "cropped by 15 %")


@pytest.fixture(scope="module")
def files() -> list[bytes]:
    """One photograph of each kind."""
    return [take(View(kind, seed)) for seed, kind in enumerate(KINDS, start=40)]


def found_again(files: list[bytes], name: str) -> int:
    """How many are found after an alteration."""
    altered = [likeness(ALTERATIONS[name](Image.open(io.BytesIO(file)))) for file in files]
    return sum(is_found(new, likeness(old)) for new, old in zip(altered, files, strict=True))


@pytest.mark.parametrize("name", SURVIVED)
def test_a_photo_sent_again_is_found_after(files: list[bytes], name: str) -> None:
    assert found_again(files, name) == len(files)


@pytest.mark.parametrize("name", NOT_SURVIVED)
def test_the_documentation_does_not_promise_too_much_about(files: list[bytes], name: str) -> None:
    assert found_again(files, name) <= 1


def test_photos_of_different_places_are_not_taken_for_each_other(files: list[bytes]) -> None:
    hashes = [likeness(file) for file in files]

    assert not [(a, b) for a in hashes for b in hashes if a is not b and is_found(a, b)]


def test_a_case_put_right_does_not_look_like_before(files: list[bytes]) -> None:
    after = [likeness(take(View(kind, seed, done=1.0))) for seed, kind in enumerate(KINDS, start=40)]

    assert not any(is_found(new, likeness(old)) for new, old in zip(after, files, strict=True))


def test_thumbnails_of_other_photos_are_told_from_the_own_with_and_without_bars(files: list[bytes]) -> None:
    score = thumbnail_score(files)

    assert (score.hits, score.alarms) == (len(files), 0)
