"""The painted photographs: real JPEG files of a phone's size, repeatable, different before and after."""

import io
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PIL import Image

from inspect_app.demo.scenes.camera import SCENES, Exif, View, take
from inspect_app.evidence.derive.exif_reader import read
from inspect_app.evidence.exif import clean
from inspect_app.evidence.sniff import JPEG, Limits, judge

TAKEN = datetime(2026, 11, 20, 9, 30, 15)  # noqa: DTZ001 - a camera's wall clock
LIMITS = Limits(64_000_000, 12_000)


@pytest.mark.parametrize("scene", [*SCENES, "plate:ND0835"])
def test_every_scene_is_a_photo_that_the_server_takes(scene: str) -> None:
    content = take(View(scene, 5))
    verdict = judge(content, LIMITS)
    assert (verdict.media_type, verdict.reason, verdict.trailing) == (JPEG, None, 0)
    assert Image.open(io.BytesIO(content)).size == (1600, 1200)
    assert 100_000 < len(content) < 230_000


def test_the_same_view_gives_the_same_bytes_and_another_step_others() -> None:
    view = View("coal", 7)
    assert take(view) == take(view)
    assert take(view) != take(replace(view, step=1))


def test_before_and_after_differ_where_the_work_was_done() -> None:
    before, after = (greenness(take(View("bare_soil", 7, done))) for done in (0.0, 1.0))
    assert before < 0.02
    assert after > 0.3


def greenness(content: bytes) -> float:
    """The share of the picture that is as green as the net."""
    small = Image.open(io.BytesIO(content)).resize((160, 120))
    red, green, blue = np.asarray(small, int).transpose(2, 0, 1)
    return float(((green > red + 25) & (green > blue + 25)).mean())


def test_exif_is_read_back_as_it_was_written() -> None:
    said = Exif(TAKEN, (31.0212345, 105.3212345), "Adobe Photoshop 25.0")
    tags, _ = read(take(View("street", 2, exif=said))[:262_144])
    exif = clean(tags)
    assert (exif.taken_at, exif.offset_minutes) == (TAKEN, 480)
    assert exif.software == ("Adobe Photoshop 25.0",)
    assert exif.gps is not None
    assert (exif.gps.lat_e7, exif.gps.lon_e7) == pytest.approx((310212345, 1053212345), abs=2)


def test_a_camera_may_say_nothing() -> None:
    tags, _ = read(take(View("street", 2))[:262_144])
    assert not clean(tags).names_camera
