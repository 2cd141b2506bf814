"""Files that are no good photo: each is kept byte for byte and set aside, with its reason and its receipt."""

from tests.integration.evidence.conftest import Phone
from tests.pictures import (
    PDF,
    SVG,
    animated_webp,
    encoded,
    heic,
    jpeg,
    jpeg_claiming,
    png_of_zeros,
)

PHOTO = jpeg()
ZIP_TAIL = b"PK\x03\x04" + bytes(60) + b"PK\x05\x06" + bytes(18)
KEPT_ASIDE = {
    "heic": (heic(), "not_viewable"),
    "gif": (encoded("GIF"), "not_viewable"),
    "tiff": (encoded("TIFF"), "not_viewable"),
    "svg": (SVG, "not_an_image"),
    "pdf": (PDF, "not_an_image"),
    "text": (b"just some words", "not_an_image"),
    "one byte": (b"\xff", "not_an_image"),
    "truncated": (PHOTO[: len(PHOTO) // 2], "truncated"),
    "only the start": (PHOTO[:3], "truncated"),
    "truncated png": (encoded("PNG")[:-20], "truncated"),
    "truncated webp": (encoded("WEBP")[:-20], "truncated"),
    "with a page behind": (PHOTO + b"<html><script>alert(1)</script>", "polyglot"),
    "with an archive behind": (PHOTO + ZIP_TAIL, "polyglot"),
    "too many pixels": (jpeg_claiming(9000, 8000), "too_many_pixels"),
    "too wide": (jpeg_claiming(12_001, 100), "too_wide"),
    "too long for its width": (jpeg_claiming(2100, 100), "too_wide"),
}


def test_what_cannot_be_shown_is_kept_and_says_why(phone: Phone) -> None:
    for name, (data, reason) in KEPT_ASIDE.items():
        photo_id = phone.upload(data)

        photo = phone.photo(photo_id)
        assert (photo["state"], photo["quarantine_reason"]) == ("quarantined", reason), name
        assert photo["receipt"]["size"] == len(data), name
        assert phone.original(photo_id) == data, name
    assert phone.logged() == ["photo_quarantined"] * len(KEPT_ASIDE)
    assert phone.develop() == 0


def test_what_only_the_decoder_finds_out_is_set_aside_afterwards(phone: Phone) -> None:
    data = bytearray(PHOTO)
    table = data.index(b"\xff\xdb")
    data[table + 4] = 0x99  # a quantisation table with a number that does not exist
    photo_id = phone.upload(bytes(data))
    assert phone.photo(photo_id)["state"] == "stored"

    phone.develop()

    photo = phone.photo(photo_id)
    assert (photo["state"], photo["quarantine_reason"]) == ("quarantined", "decode_failed")
    assert photo["receipt"]["log_index"] is not None
    assert phone.original(photo_id) == bytes(data)
    assert phone.logged() == ["photo_stored", "photo_quarantined"]


def test_an_animation_is_set_aside(phone: Phone) -> None:
    photo_id = phone.upload(animated_webp())

    phone.develop()

    assert phone.photo(photo_id)["quarantine_reason"] == "several_frames"


def test_a_70_megapixel_file_of_a_few_kilobytes_is_never_decoded(phone: Phone) -> None:
    bomb = png_of_zeros(10_000, 7_000)

    photo_id = phone.upload(bomb)

    assert len(bomb) < 200_000
    assert phone.photo(photo_id)["quarantine_reason"] == "too_many_pixels"
