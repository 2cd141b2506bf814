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
QUALITY_DIVISOR, MAX_QUALITY = 90, 100
ODD_NEGATED = np.where(np.arange(COEFFICIENTS) % 2 == 0, -1.0, 1.0)  # what mirroring does to the frequencies
COSINES = np.cos(np.pi / 2 / SIDE * np.outer(np.arange(1, COEFFICIENTS + 1), 2 * np.arange(SIDE) + 1))


class Hashes(NamedTuple):
    """The hash of a picture as it is, then of its seven turned and mirrored forms; quality 0 to 100."""

    bits: tuple[int, ...]
    quality: int


def pdq(luma: Plane) -> Hashes:
    """The hashes of a picture's brightness, rows × columns of 0 to 255."""
    height, width = luma.shape
    small = sampler(height) @ luma @ sampler(width).T
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


def sampler(length: int) -> Plane:
    """What each of `length` pixels in a line weighs in each of the 64 samples that stand for their blocks.

    A sample is the middle of its block after the line was blurred twice, each time to the mean of neighbours
    (at the ends of those that exist). Only what is sampled is blurred: a sixty-fourth of the work.
    """
    window = -(-length // WINDOW_DIVISOR)
    after = (window + 2) // 2
    at = np.arange(length)
    first, last = np.maximum(at - (window - after), 0), np.minimum(at + after, length)
    weights = np.zeros((SIDE, length))
    for row, middle in zip(weights, ((np.arange(SIDE) + 0.5) * length / SIDE).astype(int), strict=True):
        for near in range(first[middle], last[middle]):
            row[first[near] : last[near]] += 1 / (last[middle] - first[middle]) / (last[near] - first[near])
    return weights


def quality_of(small: Plane) -> int:
    """How many visible steps the picture has."""
    steps = sum(int(np.abs(np.trunc(np.diff(small, axis=axis) * 100 / 255)).sum()) for axis in (0, 1))
    return min(steps // QUALITY_DIVISOR, MAX_QUALITY)
