"""Marks a person draws over a photo: numbers kept beside it, so that its bytes stay untouched. Pure rules."""

from dataclasses import dataclass
from typing import Any

SCALE = 10_000  # a point is in ten-thousandths of the upright picture's width and height, from its top left
SHAPES = ("arrow", "circle", "box", "text")
COLOURS = ("red", "yellow", "blue", "white")
MAX_MARKS = 40
MAX_TEXT = 40


@dataclass(frozen=True)
class Mark:
    """One mark. `start` and `end` are points (x, y) out of SCALE.

    An arrow goes from start to its tip at end, circle and box fill the box between, text stands at start.
    """

    shape: str
    colour: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str = ""

    def wire(self) -> dict[str, Any]:
        """The JSON of the API, of the table and of the log: integers and strings only."""
        words = {"text": self.text} if self.shape == "text" else {}
        corners = {"start": list(self.start), "end": list(self.end)}
        return {"shape": self.shape, "colour": self.colour, **corners, **words}
