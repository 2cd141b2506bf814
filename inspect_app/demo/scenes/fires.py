"""Scenes of things that burn or smoke: a straw field, rubbish, a workshop's chimney, a kitchen's flue."""

import math

from inspect_app.demo.scenes import surroundings as around
from inspect_app.demo.scenes.canvas import HEIGHT, HORIZON, WIDTH, Canvas, Colour, mix

STUBBLE: Colour = (196, 168, 98)
ASH: Colour = (58, 54, 50)
GREY: Colour = (196, 196, 198)
BROWN: Colour = (150, 140, 128)
BRICK: Colour = (142, 84, 64)
RUBBISH: tuple[Colour, ...] = ((220, 220, 216), (70, 110, 160), (170, 60, 50), (60, 60, 60))


def straw_field(canvas: Canvas, done: float) -> None:
    """Stubble on fire under a low plume; then black strips that are being ploughed in."""
    murk = 0.9 - 0.7 * done
    around.sky(canvas, murk)
    around.hills(canvas, murk)
    around.ground(canvas, STUBBLE, 0.3)
    around.trees(canvas, 12)
    for row in range(26):
        y = HORIZON + 14 + (row / 26) ** 1.7 * 640
        canvas.pen.line((0, y, WIDTH, y + canvas.among(-4, 4)), fill=mix(STUBBLE, (140, 112, 58), 0.6),
                        width=2 + row // 4)  # fmt: skip
    front = [(x, 760 + 26 * math.sin(x / 90) + x * 0.06) for x in range(0, WIDTH + 81, 80)]
    canvas.surface([*front, (WIDTH, 690), (0, 640)], ASH, 0.5, 20)
    if done > 0:
        for row in range(5):
            y = 690 + row * 22
            canvas.pen.line((0, y - 30, WIDTH, y + 30), fill=mix(ASH, (104, 78, 52), 0.8), width=12)
    if done < 1:
        for x, y in front[:: 1 if done == 0 else 3]:
            flame(canvas, x + canvas.among(-30, 30), y, canvas.among(26, 70))
        canvas.smoke((500, 740), (700, -560), (60, 300), GREY, 1.5 * (1 - done))
        canvas.smoke((1050, 780), (520, -480), (60, 260), BROWN, 1.1 * (1 - done))


def flame(canvas: Canvas, x: float, y: float, size: float) -> None:
    """One tongue of fire, from red to nearly white."""
    for share, colour in ((1.0, (214, 70, 22)), (0.66, (248, 150, 38)), (0.36, (255, 236, 150))):
        wide, high, lean = size * 0.42 * share, size * 1.5 * share, size * 0.25
        left, right = [(x - wide, y), (x - wide * 0.6, y - high * 0.5)], [(x + wide, y - high * 0.4)]
        canvas.pen.polygon([*left, (x + lean, y - high), *right, (x + wide * 0.7, y)], fill=colour)


def rubbish(canvas: Canvas, done: float) -> None:
    """A heap of rubbish burning by a wall; then the swept place."""
    murk = 0.6 - 0.4 * done
    around.sky(canvas, murk)
    around.skyline(canvas, murk)
    around.ground(canvas, (142, 138, 128), 0.2)
    canvas.surface([(0, 430), (WIDTH, 400), (WIDTH, 700), (0, 720)], BRICK, 0.2, 22)
    for row in range(12):
        y = 440 + row * 24
        canvas.pen.line((0, y, WIDTH, y - 18), fill=mix(BRICK, (190, 176, 160), 0.5), width=3)
    canvas.surface(around.heap(canvas, 480, 1120, 960, 40 + 30 * (1 - done)), ASH, 0.5, 12)
    if done >= 1:
        canvas.pen.rectangle((1180, 640, 1380, 900), fill=(46, 110, 74))
        canvas.pen.rectangle((1164, 616, 1396, 650), fill=(60, 136, 92))
        return
    canvas.surface(around.heap(canvas, 520, 1060, 950, 210 * (1 - done * 0.6)), (112, 100, 92), 0.6, 10)
    for _ in range(46):
        x, low = canvas.among(560, 1020), canvas.among(800, 950)
        colour = RUBBISH[int(canvas.among(0, len(RUBBISH)))]
        canvas.pen.rectangle((x, low, x + canvas.among(14, 50), low + canvas.among(10, 30)), fill=colour)
    for _ in range(9):
        flame(
            canvas, canvas.among(600, 980), canvas.among(800, 900), canvas.among(60, 130) * (1 - done * 0.5)
        )
    canvas.smoke((790, 760), (240, -640), (60, 260), (74, 70, 70), 1.4 * (1 - done))


def workshop(canvas: Canvas, done: float) -> None:
    """A tin-roofed workshop whose chimney smokes; then it stands still, a notice on its gate."""
    murk = 0.8 - 0.6 * done
    around.sky(canvas, murk)
    around.hills(canvas, murk)
    around.ground(canvas, (136, 126, 112), 0.22)
    around.trees(canvas, 7)
    canvas.surface([(240, 480), (1240, 480), (1240, 860), (240, 860)], BRICK, 0.16, 18)
    canvas.surface([(190, 490), (300, 350), (1190, 350), (1300, 490)], (112, 130, 142), 0.2, 14)
    for x in range(320, 1180, 44):
        canvas.pen.line((x, 352, x - 40 + (x - 700) * 0.08, 488), fill=(90, 106, 118), width=4)
    for x in (320, 520, 960, 1110):
        canvas.pen.rectangle((x, 580, x + 100, 690), fill=(58, 66, 74))
        canvas.pen.rectangle((x, 580, x + 100, 690), outline=(206, 200, 190), width=6)
    canvas.pen.rectangle((700, 600, 880, 860), fill=(84, 92, 100))
    chimney = canvas.among(980, 1100)
    canvas.pen.polygon([(chimney, 400), (chimney + 14, 130), (chimney + 66, 130), (chimney + 80, 400)],
                       fill=(164, 96, 76))  # fmt: skip
    for y in (150, 220, 290):
        canvas.pen.rectangle((chimney + 10, y, chimney + 72, y + 26), fill=(226, 222, 216))
    canvas.smoke((chimney + 40, 130), (-560, -60), (34, 190), (84, 80, 78), 1.6 * (1 - done))
    if done >= 1:
        for lean in (-1, 1):
            canvas.pen.line((790 - 70 * lean, 620, 790 + 70 * lean, 800), fill=(250, 248, 240), width=26)
        canvas.pen.ellipse((760, 690, 820, 750), fill=(200, 40, 36))


def kitchen(canvas: Canvas, done: float) -> None:
    """A row of eating houses whose flue blows fumes into the lane; then a purifier hangs in its way."""
    canvas.gradient((196, 206, 214), (226, 222, 214), HEIGHT)
    canvas.surface([(0, 0), (WIDTH, 0), (WIDTH, 900), (0, 900)], (206, 190, 166), 0.1, 40)
    canvas.surface([(0, 900), (WIDTH, 900), (WIDTH, HEIGHT), (0, HEIGHT)], (120, 118, 116), 0.2, 24)
    for shop, colour in enumerate(((186, 44, 38), (216, 140, 40), (52, 110, 92))):
        x = 40 + shop * 530
        canvas.pen.rectangle((x, 430, x + 470, 540), fill=colour)
        for sign in range(4):
            left = x + 60 + sign * 95
            canvas.pen.rectangle((left, 455, left + 62, 515), outline=(255, 236, 190), width=8)
            canvas.pen.line((left + 31, 455, left + 31, 515), fill=(255, 236, 190), width=6)
        canvas.pen.rectangle((x + 10, 560, x + 460, 890), fill=(70, 84, 92))
        canvas.pen.rectangle((x + 30, 580, x + 210, 890), fill=(150, 176, 188))
        canvas.pen.rectangle((x + 250, 580, x + 440, 790), fill=(150, 176, 188))
        canvas.pen.ellipse((x + 20, 548, x + 60, 606), fill=(200, 40, 30))
    pipe: Colour = (176, 178, 180)
    canvas.pen.rectangle((1010, 90, 1080, 430), fill=pipe)
    canvas.pen.rectangle((780, 90, 1080, 160), fill=mix(pipe, (90, 90, 90), 0.2))
    for y in range(170, 420, 60):
        canvas.pen.rectangle((1004, y, 1086, y + 10), fill=(140, 142, 144))
    canvas.surface(
        [(960, 300), (1130, 300), (1110, 430), (980, 430)], (112, 92, 60), 0.4 * (1 - done) + 0.05, 12
    )
    if done >= 1:
        canvas.pen.rounded_rectangle((800, 190, 1100, 330), 12, fill=(214, 220, 224))
        canvas.pen.rectangle((826, 216, 950, 304), fill=(64, 118, 178))
        canvas.pen.ellipse((1000, 224, 1070, 294), fill=(60, 168, 90))
    canvas.smoke((790, 125), (-620, 150), (34, 200), (222, 218, 206), 1.5 * (1 - done))
