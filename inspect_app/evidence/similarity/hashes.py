"""Comparing perceptual hashes: distance, how they are kept, and the keys under which they are found.

A hash of 256 bits is cut into 16 bands of 16 bits. If two hashes differ in at most 31 bits, one band differs
in at most one bit: looking up each band and its 16 neighbours (272 keys) misses nothing. The seven turned and
mirrored forms are looked up by their exact bands, 16 keys each: nothing within 15 bits is missed and little
within 31. Beside each band stands the quarter of the hash it belongs to, so that chance meetings in one band
are told without reading the whole hash.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

VERSION = 1  # raise it when the preprocessing or the hash changes: hashes of two versions are not compared
NEAR = 31  # bits; the threshold that PDQ's authors give for a confident match
GOOD_QUALITY = 50  # below this a picture has too little to tell
FORMS = 8
HASH_BYTES = 32
BANDS, BAND_BITS = 16, 16
BAND_MASK = (1 << BAND_BITS) - 1
QUARTER_BITS = 64
QUARTER_MASK = (1 << QUARTER_BITS) - 1
BANDS_IN_QUARTER = QUARTER_BITS // BAND_BITS
QUARTER_NEAR = 15


@dataclass(frozen=True)
class Nearness:
    """How many bits differ, and whether the nearest form is a turned or mirrored one."""

    distance: int
    turned: bool


def pack(forms: Sequence[int]) -> bytes:
    """The eight forms as 256 bytes, the upright one first."""
    return b"".join(form.to_bytes(HASH_BYTES) for form in forms)


def unpack(kept: bytes) -> tuple[int, ...]:
    """What `pack` made, as numbers."""
    return tuple(int.from_bytes(kept[at : at + HASH_BYTES]) for at in range(0, len(kept), HASH_BYTES))


def nearness(forms: Sequence[int], upright: int) -> Nearness:
    """The smallest distance of any form to the upright hash of another picture."""
    distances = [(form ^ upright).bit_count() for form in forms]
    least = min(distances)
    return Nearness(least, turned=distances[0] > least)


def band_rows(upright: int) -> Iterator[tuple[int, int]]:
    """The 16 keys of a hash, each with its quarter as a signed number of 64 bits."""
    for band in range(BANDS):
        value = upright >> (band * BAND_BITS) & BAND_MASK
        yield band << BAND_BITS | value, signed(quarter(upright, band))


def probes(forms: Sequence[int]) -> dict[int, list[int]]:
    """The keys to look up, each with the quarters that a hash found there should be near."""
    wanted: dict[int, list[int]] = {}
    for number, form in enumerate(forms):
        for band in range(BANDS):
            value = form >> (band * BAND_BITS) & BAND_MASK
            neighbours = (value ^ 1 << bit for bit in range(BAND_BITS)) if number == 0 else ()
            for near in (value, *neighbours):
                wanted.setdefault(band << BAND_BITS | near, []).append(quarter(form, band))
    return wanted


def quarter(bits: int, band: int) -> int:
    """The 64 bits around a band."""
    return bits >> (band // BANDS_IN_QUARTER * QUARTER_BITS) & QUARTER_MASK


def is_near_quarter(found: int, wanted: Sequence[int]) -> bool:
    """Whether a stored (signed) quarter is within 15 bits of one of the wanted ones."""
    for quarter_bits in wanted:  # noqa: SIM110 - some thousand rows a search; any() would double the time
        if ((found ^ quarter_bits) & QUARTER_MASK).bit_count() <= QUARTER_NEAR:
            return True
    return False


def signed(value: int) -> int:
    """64 bits as databases keep them."""
    return value - (1 << QUARTER_BITS) if value >> (QUARTER_BITS - 1) else value
