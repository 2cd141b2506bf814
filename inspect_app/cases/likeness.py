"""How likely two open cases are the same problem: near, close in time, of one kind, alike. A hint only."""

from dataclasses import dataclass
from datetime import timedelta

from inspect_app.evidence.similarity.hashes import NEAR

# This project's own defaults: two phones' fixes and a few steps apart; how long a problem stays the same one.
NEAR_M = 300.0
NEAR_IN_TIME = timedelta(days=14)
OTHER_KIND = 0.5  # another category may still be the same place seen by somebody else
# A pair of photos that look alike takes up to half of the doubt away: two people who pass on one picture.
DOUBT_TAKEN = 0.5


@dataclass(frozen=True)
class Likeness:
    """What two cases have in common. Metres on the ground, time between the two shots, category, photos.

    `photo_bits`: how many of the 256 bits of the nearest pair of photos differ; None when none look alike.
    """

    distance_m: float
    apart: timedelta
    same_category: bool
    photo_bits: int | None = None

    @property
    def score(self) -> float:
        """From 0 (nothing in common) to 1 (same place, moment and kind)."""
        near = max(0.0, 1 - self.distance_m / NEAR_M)
        soon = max(0.0, 1 - abs(self.apart) / NEAR_IN_TIME)
        seen = near * soon * (1.0 if self.same_category else OTHER_KIND)
        return seen + (1 - seen) * DOUBT_TAKEN * self.alike if seen else 0.0

    @property
    def alike(self) -> float:
        """From 0 (no photos look alike) to 1 (the very same picture)."""
        return 0.0 if self.photo_bits is None else max(0.0, 1 - self.photo_bits / (NEAR + 1))


def most_alike(candidates: list[tuple[str, Likeness]], most: int) -> list[str]:
    """The names of the likeliest candidates, best first; one with nothing in common is left out."""
    alike = [(name, likeness.score) for name, likeness in candidates if likeness.score > 0]
    return [name for name, _ in sorted(alike, key=lambda pair: (-pair[1], pair[0]))[:most]]
