"""The perceptual hash PDQ on NumPy: 256 bits that stay nearly the same when a picture is saved again.

It agrees bit for bit with Meta's reference on the same pixels (Apache 2.0 specification "The TMK+PDQF
Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019). A hash is a number of 256 bits; bit
16·i + j, counted from the lowest, belongs to the frequencies i + 1 down and j + 1 across.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float64]

SIDE, COEFFICIENTS = 64, 16
BITS = COEFFICIENTS * COEFFICIENTS
WINDOW_DIVISOR = 2 * SIDE  # two passes of a box of half a block make a tent of one block
PASSES = 2
QUALITY_DIVISOR, MAX_QUALITY = 90, 100
ODD_NEGATED = np.where(np.arange(COEFFICIENTS) % 2 == 0, -1.0, 1.0)  # what mirroring does to the frequencies
COSINES = np.cos(np.pi / 2 / SIDE * np.outer(np.arange(1, COEFFICIENTS + 1), 2 * np.arange(SIDE) + 1))


class Hashes(NamedTuple):
    """The hash of a picture as it is, then of its seven turned and mirrored forms; quality 0 to 100."""

    bits: tuple[int, ...]
    quality: int


def pdq(luma: Plane) -> Hashes:
    """The hashes of a picture's brightness, rows × columns of 0 to 255."""
    small = decimate(smooth(luma))
    frequencies = COSINES @ small @ COSINES.T
    return Hashes(tuple(bits_of(form) for form in forms(frequencies)), quality_of(small))


def forms(frequencies: Plane) -> list[Plane]:
    """The frequencies of the picture and of its seven other forms, without looking at pixels again."""
    down, across = ODD_NEGATED[:, np.newaxis], ODD_NEGATED[np.newaxis, :]
    mirrored = [frequencies, frequencies * down, frequencies * across, frequencies * down * across]
    return [*mirrored, *(form.T for form in mirrored)]


def bits_of(frequencies: Plane) -> int:
    """One bit for each frequency: is it stronger than the median?"""
    # The lower of the two middle values, as in the reference.
    median = np.partition(frequencies.ravel(), BITS // 2 - 1)[BITS // 2 - 1]
    packed = np.packbits(frequencies.ravel() > median, bitorder="little")
    return int.from_bytes(packed.tobytes(), "little")


def smooth(luma: Plane) -> Plane:
    """Blur so that each of 64 × 64 samples stands for its block."""
    height, width = luma.shape
    for _ in range(PASSES):
        luma = box(luma, -(-width // WINDOW_DIVISOR))
        luma = box(luma.T, -(-height // WINDOW_DIVISOR)).T
    return luma


def box(rows: Plane, window: int) -> Plane:
    """The mean of `window` neighbours along each row; at the ends of those that exist."""
    length = rows.shape[1]
    after = (window + 2) // 2
    at = np.arange(length)
    first, last = np.maximum(at - (window - after), 0), np.minimum(at + after, length)
    sums = np.zeros((rows.shape[0], length + 1))
    np.cumsum(rows, axis=1, out=sums[:, 1:])
    return np.asarray((sums[:, last] - sums[:, first]) / (last - first))


def decimate(luma: Plane) -> Plane:
    """The 64 × 64 samples in the middle of their blocks."""
    down, across = (((np.arange(SIDE) + 0.5) * size / SIDE).astype(int) for size in luma.shape)
    return luma[np.ix_(down, across)]


def quality_of(small: Plane) -> int:
    """How many visible steps the picture has."""
    steps = sum(int(np.abs(np.trunc(np.diff(small, axis=axis) * 100 / 255)).sum()) for axis in (0, 1))
    return min(steps // QUALITY_DIVISOR, MAX_QUALITY)
