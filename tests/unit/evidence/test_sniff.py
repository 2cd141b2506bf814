"""Judging files by their bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.evidence import jpeg as markers
from inspect_app.evidence.sniff import REASON_LABELS, Limits, Reason, Verdict, judge, media_type_of
from tests.pictures import PDF, SVG, encoded, heic, jpeg, jpeg_claiming, png_of_zeros

LIMITS = Limits(pixels=64_000_000, side=12_000)
PHOTO = jpeg()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PHOTO, "image/jpeg"),
        (encoded("PNG"), "image/png"),
        (encoded("WEBP"), "image/webp"),
        (encoded("GIF"), "image/gif"),
        (encoded("TIFF"), "image/tiff"),
        (encoded("BMP"), "image/bmp"),
        (heic(), "image/heic"),
        (SVG, "image/svg+xml"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "text/html"),
        (PDF, "application/pdf"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_first_bytes_tell_the_kind(data: bytes, kind: str) -> None:
    assert media_type_of(data[:64]) == kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_whole_picture_is_good(kind: str) -> None:
    assert judge(encoded(kind), LIMITS) == Verdict(f"image/{kind.lower()}", None)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_anywhere_is_truncated(kind: str) -> None:
    data = encoded(kind)

    for share in range(1, 20):
        assert judge(data[: len(data) * share // 20], LIMITS).reason == Reason.TRUNCATED, share
    assert judge(data[:-1], LIMITS).reason == Reason.TRUNCATED


def test_bytes_behind_the_picture_are_counted_and_named() -> None:
    verdict = judge(PHOTO + b"\x00\x00\x00\x18ftypmp42 a motion photo", LIMITS)

    assert (verdict.reason, verdict.trailing, verdict.trailing_magic) == (None, 27, "0000001866747970")


@pytest.mark.parametrize(
    "tail", [b"  <HTML>", SVG, PDF, b"PK\x03\x04", b"\x00" * 5000 + b"PK\x05\x06" + bytes(18)]
)
def test_a_document_behind_the_picture_is_a_polyglot(tail: bytes) -> None:
    assert judge(PHOTO + tail, LIMITS).reason == Reason.POLYGLOT


def test_sizes_are_judged_at_their_limits() -> None:
    small = Limits(pixels=640 * 480, side=640)
    assert judge(PHOTO, small).reason is None
    assert judge(PHOTO, Limits(640 * 480 - 1, 640)).reason == Reason.TOO_MANY_PIXELS
    assert judge(PHOTO, Limits(640 * 480, 639)).reason == Reason.TOO_WIDE
    assert judge(jpeg_claiming(2000, 100), LIMITS).reason is None
    assert judge(jpeg_claiming(2001, 100), LIMITS).reason == Reason.TOO_WIDE
    assert judge(png_of_zeros(10_000, 7_000), LIMITS).reason == Reason.TOO_MANY_PIXELS


def test_the_markers_of_a_jpeg_tell_its_size_and_end() -> None:
    assert markers.walk(PHOTO + b"tail") == markers.Walk(640, 480, len(PHOTO))


@given(st.binary(max_size=200))
def test_no_garbage_breaks_the_judge(tail: bytes) -> None:
    for head in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBP", b""):
        judge(head + tail, LIMITS)


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(REASON_LABELS) == set(Reason)
    assert all(label["zh"] and label["en"] for label in REASON_LABELS.values())
