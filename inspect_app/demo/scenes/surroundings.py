"""What stands around every scene: sky with sun or murk, hills, a skyline, trees, green net over earth."""

import math

import numpy as np

from inspect_app.demo.scenes.canvas import (
    COARSE,
    HEIGHT,
    HORIZON,
    SOFT,
    WIDTH,
    Canvas,
    Colour,
    Field,
    Points,
    mix,
)

CLEAR: tuple[Colour, Colour] = ((92, 150, 210), (206, 226, 240))
MURKY: tuple[Colour, Colour] = ((150, 156, 158), (214, 205, 190))
NET: Colour = (52, 122, 66)
LEAVES: Colour = (62, 92, 50)


def sky(canvas: Canvas, murk: float) -> None:
    """From blue (0) to the yellow grey of a bad day (1), with a pale sun and some clouds."""
    canvas.gradient(mix(CLEAR[0], MURKY[0], murk), mix(CLEAR[1], MURKY[1], murk), HEIGHT)
    billows = (canvas.clouds(105) - 0.45).clip(0, 1) * 1.6 * (1 - murk * 0.6)
    canvas.blend(billows, (250, 250, 248))
    x, y = canvas.among(200, 1400), canvas.among(90, 230)
    for radius, strength in ((190, 0.12), (110, 0.2), (46, 0.85 - murk * 0.3)):
        canvas.blend(disc(x, y, radius) * strength, (255, 246, 218))


def disc(x: float, y: float, radius: float) -> Field:
    """A disc from 0 to 1 with a soft rim."""
    columns, rows = (np.arange(side, dtype=np.float32) * COARSE for side in SOFT)
    distance = np.hypot(columns[None, :] - np.float32(x), rows[:, None] - np.float32(y))
    soft: Field = ((radius - distance) / (radius * 0.35)).clip(0, 1)
    return soft


def hills(canvas: Canvas, murk: float) -> None:
    """Two ranges, the far one paler."""
    for distance, height in ((0.75, 130), (0.5, 80)):
        phase, pitch = canvas.among(0, 6), canvas.among(0.003, 0.006)
        crest = [
            (x, HORIZON - height * (0.55 + 0.3 * math.sin(x * pitch + phase) + 0.15 * math.sin(x * 0.017)))
            for x in range(0, WIDTH + 41, 40)
        ]
        colour = mix((70, 96, 104), mix(CLEAR[1], MURKY[1], murk), distance)
        canvas.pen.polygon([*crest, (WIDTH, HORIZON + 10), (0, HORIZON + 10)], fill=colour)


def skyline(canvas: Canvas, murk: float) -> None:
    """Blocks of flats in the distance, some with lit rows of windows."""
    air = mix(CLEAR[1], MURKY[1], murk)
    x = -40.0
    while x < WIDTH:
        wide, high = canvas.among(70, 150), canvas.among(90, 330)
        colour = mix(mix((120, 122, 128), (178, 160, 140), canvas.among(0, 1)), air, canvas.among(0.35, 0.6))
        top = HORIZON - high
        canvas.pen.rectangle((x, top, x + wide, HORIZON + 8), fill=colour)
        for row in range(int(top) + 14, HORIZON - 10, 24):
            for column in range(int(x) + 10, int(x + wide) - 12, 22):
                canvas.pen.rectangle(
                    (column, row, column + 11, row + 12), fill=mix(colour, (60, 72, 88), 0.4)
                )
        x += wide + canvas.among(8, 90)


def trees(canvas: Canvas, count: int, base: float = HORIZON + 16) -> None:
    """A row of round trees along the horizon."""
    for _ in range(count):
        x, radius = canvas.among(0, WIDTH), canvas.among(22, 52)
        colour = mix(LEAVES, (120, 132, 96), canvas.among(0, 0.6))
        canvas.pen.rectangle((x - 4, base - radius, x + 4, base), fill=(84, 70, 58))
        for _ in range(9):
            dx, dy = canvas.among(-0.6, 0.6) * radius, canvas.among(-0.5, 0.5) * radius
            r = radius * canvas.among(0.35, 0.6)
            shade = mix(colour, (30, 46, 26), canvas.among(0, 0.5))
            canvas.pen.ellipse(
                (x + dx - r, base - radius * 1.5 + dy - r, x + dx + r, base - radius * 1.5 + dy + r),
                fill=shade,
            )


def ground(canvas: Canvas, colour: Colour, rough: float = 0.22) -> None:
    """Everything below the horizon, with a grain that grows towards the camera."""
    canvas.surface([(0, HORIZON), (WIDTH, HORIZON), (WIDTH, HEIGHT), (0, HEIGHT)], colour, rough, 30)


def net(canvas: Canvas, outline: Points) -> None:
    """Green dust-proof net with folds and seams."""
    canvas.surface(outline, NET, 0.34, 36)
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    for _ in range(26):
        x, y = canvas.among(left, right), canvas.among(top, bottom)
        if inside(outline, x, y):
            length = canvas.among(40, 130)
            colour = mix(NET, (24, 70, 34) if canvas.among(0, 1) < 0.5 else (120, 176, 122), 0.5)
            canvas.pen.line((x, y, x + length, y + canvas.among(-14, 20)), fill=colour, width=3)


def inside(outline: Points, x: float, y: float) -> bool:
    """Whether a point lies inside an outline (even–odd rule)."""
    found = False
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def heap(canvas: Canvas, left: float, right: float, base: float, height: float) -> list[tuple[float, float]]:
    """The outline of a heap of loose material."""
    bumps = [canvas.among(-0.05, 0.05) for _ in range(24)]
    points = [(left, base)]
    for step, bump in enumerate(bumps):
        share = (step + 1) / 25
        lift = math.sin(math.pi * share) ** 0.75 + bump * math.sin(math.pi * share)
        points.append((left + (right - left) * share, base - height * lift))
    return [*points, (right, base)]
