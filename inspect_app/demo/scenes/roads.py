"""Scenes of the road: a muck truck, its plate, and a dusty street."""

from PIL import ImageFont

from inspect_app.demo.scenes import surroundings as around
from inspect_app.demo.scenes.canvas import HEIGHT, HORIZON, WIDTH, Canvas, Colour, mix

ASPHALT: Colour = (92, 92, 94)
DUST: Colour = (206, 184, 150)
CAB: Colour = (196, 58, 40)
PLATE: Colour = (240, 196, 40)
INK: Colour = (20, 20, 20)


def road(canvas: Canvas, murk: float, dirt: float) -> None:
    """A road that runs away from the camera between trees and houses."""
    around.sky(canvas, murk)
    around.skyline(canvas, murk)
    around.ground(canvas, (132, 130, 112), 0.2)
    around.trees(canvas, 10)
    canvas.surface([(690, HORIZON), (830, HORIZON), (1700, HEIGHT), (-260, HEIGHT)],
                   mix(ASPHALT, DUST, dirt * 0.6), 0.16, 26)  # fmt: skip
    for step in range(7):
        near, far = (step + 0.55) ** 2 / 49, step**2 / 49
        top, low = HORIZON + far * 640, HORIZON + near * 640
        middle = 760 - 40 * near
        wide, narrow = 4 + 22 * near, 4 + 22 * far
        canvas.pen.polygon([(middle - narrow, top), (middle + narrow, top), (middle + wide, low),
                            (middle - wide, low)], fill=mix((236, 234, 226), DUST, dirt * 0.7))  # fmt: skip


def muck_truck(canvas: Canvas, done: float) -> None:
    """A loaded tipper, uncovered and trailing dust; then covered and washed."""
    road(canvas, 0.75 - 0.5 * done, 1 - done)
    x, y = canvas.among(360, 480), 420.0
    canvas.shadow((x - 40, y + 440, x + 860, y + 560), 0.6)
    canvas.surface(around.heap(canvas, x + 250, x + 820, y + 130, 150), (128, 92, 60), 0.45, 14)
    if done > 0:
        cover: Colour = (46, 96, 62)
        top = around.heap(canvas, x + 240, x + 836, y + 132, 110 if done >= 1 else 70)
        span = top if done >= 1 else [(px, py) for px, py in top if px < x + 540] + [(x + 540, y + 132)]
        canvas.surface(span, cover, 0.2, 20)
    body(canvas, x, y, mix((60, 92, 150), DUST, 0.35 * (1 - done)))
    canvas.smoke((x + 780, y + 360), (560, -90), (50, 230), DUST, 1.4 * (1 - done))
    canvas.smoke((x + 500, y + 80), (700, -150), (40, 150), DUST, 0.8 * (1 - done))


def body(canvas: Canvas, x: float, y: float, box: Colour) -> None:
    """Cab, tipper, wheels and the yellow plate."""
    pen = canvas.pen
    pen.polygon([(x + 236, y + 120), (x + 840, y + 120), (x + 812, y + 380), (x + 262, y + 380)], fill=box)
    for rib in range(7):
        at = x + 300 + rib * 78
        pen.line((at, y + 128, at - 6, y + 376), fill=mix(box, (20, 30, 50), 0.4), width=12)
    pen.rectangle((x + 40, y + 372, x + 830, y + 412), fill=(48, 48, 50))
    pen.rounded_rectangle((x, y + 70, x + 220, y + 400), 22, fill=CAB)
    pen.polygon(
        [(x + 12, y + 96), (x + 120, y + 96), (x + 120, y + 214), (x + 2, y + 214)], fill=(150, 186, 206)
    )
    pen.rectangle((x + 138, y + 100, x + 206, y + 210), fill=(120, 156, 178))
    pen.rectangle((x + 8, y + 300, x + 70, y + 334), fill=(250, 240, 200))
    pen.rectangle((x + 6, y + 350, x + 112, y + 386), fill=PLATE)
    pen.rectangle((x + 6, y + 350, x + 112, y + 386), outline=INK, width=3)
    for wheel in (110, 480, 600, 730):
        pen.ellipse((x + wheel - 62, y + 360, x + wheel + 62, y + 484), fill=(30, 30, 32))
        pen.ellipse((x + wheel - 28, y + 394, x + wheel + 28, y + 450), fill=(128, 128, 130))


def number_plate(canvas: Canvas, text: str, dirt: float) -> None:
    """A yellow plate from close by. Its province is drawn by hand: no machine needs a Chinese font for it."""
    canvas.surface([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], CAB, 0.12, 60)
    canvas.surface([(0, 840), (WIDTH, 820), (WIDTH, HEIGHT), (0, HEIGHT)], (44, 44, 46), 0.2, 30)
    canvas.surface([(250, 420), (1350, 410), (1350, 770), (250, 780)], PLATE, 0.06, 80)
    pen = canvas.pen
    pen.rounded_rectangle((262, 426, 1338, 766), 24, outline=INK, width=10)
    for bend, top in ((-26, 500), (0, 510), (0, 490)):
        x = {-26: 340, 0: 400}[bend] + (60 if top == 490 else 0)
        pen.line([(x, top), (x + bend / 2, 610), (x + bend, 700)], fill=INK, width=20)
    font = ImageFont.load_default(190)
    pen.text((560, 596), text[0], INK, font, anchor="mm", stroke_width=5)
    pen.ellipse((648, 586, 672, 610), fill=INK)
    for place, sign in enumerate(text[1:]):
        pen.text((760 + place * 118, 596), sign, INK, font, anchor="mm", stroke_width=5)
    canvas.blend((canvas.clouds(50) - 0.45).clip(0, 1) * 1.6 * dirt, (150, 118, 84))


def street(canvas: Canvas, done: float) -> None:
    """Cars in a veil of dust on a dirty street; then wet asphalt behind a sprinkler."""
    road(canvas, 0.8 - 0.6 * done, 1 - done)
    for x, y, size, colour in ((560, 640, 0.55, (226, 226, 224)), (960, 760, 0.9, (54, 74, 110))):
        car(canvas, x, y, size, colour)
    canvas.smoke((620, 740), (520, -120), (50, 170), DUST, 0.8 * (1 - done))
    canvas.smoke((1080, 900), (420, -160), (50, 170), DUST, 0.7 * (1 - done))
    if done >= 1:
        canvas.blend(
            (canvas.clouds(40) - 0.4).clip(0, 1) * around.disc(760, 1120, 700) * 0.8, (190, 210, 226)
        )
        sprinkler(canvas, 250, 700)


def car(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """The back of a car."""
    pen = canvas.pen
    canvas.shadow((x - 130 * size, y + 130 * size, x + 130 * size, y + 190 * size))
    pen.rounded_rectangle((x - 110 * size, y, x + 110 * size, y + 160 * size), 26 * size, fill=colour)
    glass = [(-84, 14), (84, 14), (98, 70), (-98, 70)]
    pen.polygon([(x + dx * size, y + dy * size) for dx, dy in glass], fill=(50, 60, 70))
    for lamp in (-92, 62):
        pen.rectangle(
            (x + lamp * size, y + 86 * size, x + (lamp + 30) * size, y + 108 * size), fill=(190, 30, 30)
        )
    pen.rectangle((x - 34 * size, y + 112 * size, x + 34 * size, y + 132 * size), fill=(40, 80, 170))


def sprinkler(canvas: Canvas, x: float, y: float) -> None:
    """A tank lorry that wets the street."""
    pen = canvas.pen
    canvas.shadow((x - 30, y + 190, x + 470, y + 260))
    pen.rounded_rectangle((x + 130, y, x + 450, y + 170), 70, fill=(60, 150, 90))
    pen.rectangle((x, y + 20, x + 120, y + 190), fill=(240, 240, 238))
    pen.rectangle((x + 10, y + 40, x + 80, y + 104), fill=(140, 176, 198))
    pen.rectangle((x, y + 168, x + 450, y + 196), fill=(50, 50, 52))
    for wheel in (60, 300, 390):
        pen.ellipse((x + wheel - 40, y + 160, x + wheel + 40, y + 240), fill=(30, 30, 32))
    canvas.smoke((x + 450, y + 190), (240, 110), (14, 90), (240, 248, 252), 1.0)
