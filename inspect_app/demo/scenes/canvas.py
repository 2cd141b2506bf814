"""A canvas of 1600 × 1200 for painted photographs: textured surfaces, smoke, light and the grain of a camera.

Coordinates are pixels from the top left. Everything random comes from the canvas's own seed, so that the same
view is painted the same way every time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1200
HORIZON = 560
COARSE = 4  # soft things are painted on a canvas of a quarter of the size
SOFT = (WIDTH // COARSE, HEIGHT // COARSE)
Colour = tuple[int, int, int]
Points = Sequence[tuple[float, float]]
Field = NDArray[np.floating[Any]]


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two: 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Canvas:
    """One picture in the making."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.image = Image.new("RGB", (WIDTH, HEIGHT))
        self.pen = ImageDraw.Draw(self.image)

    def among(self, low: float, high: float) -> float:
        """A number between two."""
        return float(self.chance.uniform(low, high))

    def clouds(self, cell: int, octaves: int = 4, size: tuple[int, int] = SOFT) -> Field:
        """Soft noise from 0 to 1 of a size in pixels; `cell` is the size of its largest blots, pixels."""
        wide, high = size
        total, weight = np.zeros((high, wide), np.float32), 0.0
        for octave in range(octaves):
            blot = max(2, cell >> octave)
            rough = self.chance.random((high // blot + 2, wide // blot + 2), np.float32)
            soft = Image.fromarray(rough).resize((wide, high), Image.Resampling.BILINEAR)
            total += np.asarray(soft) / np.float32(2**octave)
            weight += 1 / 2**octave
        return total / np.float32(weight)

    def gradient(self, top: Colour, bottom: Colour, end: int) -> None:
        """Fill from the upper edge down to the row `end`."""
        share = np.linspace(0, 1, end, dtype=np.float32)[:, None, None]
        rows = np.array(top, np.float32) * (1 - share) + np.array(bottom, np.float32) * share
        strip = np.broadcast_to(rows, (end, WIDTH, 3)).astype(np.uint8)
        self.image.paste(Image.fromarray(np.ascontiguousarray(strip)), (0, 0))

    def surface(self, outline: Points, colour: Colour, rough: float = 0.25, cell: int = 48) -> None:
        """Fill an outline with a colour that is as uneven as earth, coal or cloth."""
        mask = Image.new("L", (WIDTH, HEIGHT))
        ImageDraw.Draw(mask).polygon(list(outline), fill=255)
        box = mask.getbbox()
        if box is None:
            return
        left, top, right, bottom = box
        light = 1 + rough * (self.clouds(cell, 4, (right - left, bottom - top))[..., None] * 2 - 1)
        fill = (np.array(colour, np.float32) * light.astype(np.float32)).clip(0, 255).astype(np.uint8)
        self.image.paste(Image.fromarray(fill), (left, top), mask.crop(box))

    def blend(self, mask: Field, colour: Colour) -> None:
        """Lay a colour over the picture, as strongly as the soft mask (0 to 1) says."""
        veil = Image.fromarray((mask.clip(0, 1) * 255).astype(np.uint8))
        box = veil.getbbox()
        if box is None:
            return
        left, top, right, bottom = (side * COARSE for side in box)
        full = veil.crop(box).resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        self.image.paste(colour, (left, top, right, bottom), full)

    def smoke(
        self, start: tuple[float, float], drift: tuple[float, float], size: tuple[float, float],
        colour: Colour, strength: float,
    ) -> None:  # fmt: skip
        """A plume from `start` along `drift`, growing from radius `size[0]` to `size[1]`."""
        if strength <= 0:
            return
        mask = Image.new("L", SOFT)
        for step in np.linspace(0, 1, 60):
            radius = (size[0] + (size[1] - size[0]) * step) * self.among(0.6, 1.2)
            sway = radius * self.among(-0.7, 0.7)
            x = start[0] + drift[0] * step**1.3 + sway
            y = start[1] + drift[1] * step + sway / 2
            puff = Image.new("L", mask.size)
            box = [(x - radius) / COARSE, (y - radius) / COARSE, (x + radius) / COARSE, (y + radius) / COARSE]
            ImageDraw.Draw(puff).ellipse(box, fill=round(70 * (1 - step * 0.75)))
            mask = ImageChops.add(mask, puff)
        soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(5)), np.float32) / 255
        self.blend(soft * (0.45 + 0.75 * self.clouds(24)) * strength, colour)

    def shadow(self, box: tuple[float, float, float, float], strength: float = 0.5) -> None:
        """A soft dark ellipse on the ground."""
        mask = Image.new("L", SOFT)
        ImageDraw.Draw(mask).ellipse([side / COARSE for side in box], fill=255)
        soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(4)), np.float32) / 255
        self.blend(soft * strength, (24, 22, 20))

    def photograph(self, haze: float, dust: Colour, zoom: float, aim: tuple[float, float]) -> Image.Image:
        """The finished picture: haze towards the horizon, the part the camera is aimed at, grain."""
        rows = np.arange(SOFT[1], dtype=np.float32)[:, None] * COARSE
        far = np.exp(-(((rows - HORIZON) / 260) ** 2)) * np.float32(haze)
        self.blend(np.repeat(far, SOFT[0], 1), dust)
        width, height = WIDTH / zoom, HEIGHT / zoom
        left = min(max(aim[0] - width / 2, 0), WIDTH - width)
        top = min(max(aim[1] - height / 2, 0), HEIGHT - height)
        seen = self.image.resize(
            (WIDTH, HEIGHT), Image.Resampling.BICUBIC, (left, top, left + width, top + height)
        )
        return self.grain(seen.filter(ImageFilter.BoxBlur(0.6)))

    def grain(self, picture: Image.Image) -> Image.Image:
        """The noise of a small sensor and the darker corners of a small lens."""
        x, y = np.linspace(-1, 1, WIDTH, dtype=np.float32), np.linspace(-1, 1, HEIGHT, dtype=np.float32)
        corners = 1 - np.float32(0.16) * (x[None, :] ** 2 + y[:, None] ** 2)
        noise = self.chance.standard_normal((HEIGHT // 2, WIDTH // 2), np.float32) * np.float32(4)
        values = np.array(picture, np.float32)
        values *= corners[..., None]
        values += np.repeat(np.repeat(noise, 2, 0), 2, 1)[..., None]
        return Image.fromarray(np.clip(values, 0, 255, out=values).astype(np.uint8))
