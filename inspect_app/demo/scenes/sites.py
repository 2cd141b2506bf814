"""Scenes of ground that ought to be covered: a building site, bare soil, heaps of coal and sand."""

from itertools import pairwise

from inspect_app.demo.scenes import surroundings as around
from inspect_app.demo.scenes.canvas import HEIGHT, HORIZON, WIDTH, Canvas, Colour, mix

EARTH: Colour = (150, 112, 74)
CONCRETE: Colour = (150, 148, 142)
YELLOW: Colour = (236, 176, 38)
DUST: Colour = (204, 178, 140)
COAL: Colour = (40, 40, 44)
SAND: Colour = (196, 164, 112)
PAVED: Colour = (128, 126, 122)


def construction(canvas: Canvas, done: float) -> None:
    """A tower crane over a shell of concrete and bare earth; then the earth lies under green net."""
    murk = 0.85 - 0.6 * done
    around.sky(canvas, murk)
    around.skyline(canvas, murk)
    around.ground(canvas, EARTH, 0.3)
    left = canvas.among(240, 420)
    shell(canvas, left, int(canvas.among(5, 8)))
    crane(canvas, left + canvas.among(560, 700))
    fence(canvas, done)
    mounds = [around.heap(canvas, x, x + canvas.among(420, 640), 1010 + x * 0.06, canvas.among(130, 210))
              for x in (-60, 480, 1010)]  # fmt: skip
    for turn, outline in enumerate(mounds):
        if done >= 1 or (done > 0 and turn == 0):
            around.net(canvas, outline)
        else:
            canvas.surface(outline, mix(EARTH, (92, 60, 38), 0.45 + 0.15 * turn), 0.35, 26)
            canvas.shadow((outline[0][0], outline[0][1] - 16, outline[-1][0], outline[-1][1] + 20), 0.35)
    canvas.smoke((700, 960), (620, -210), (50, 210), DUST, 0.9 * (1 - done))
    if done >= 1:
        mist_cannon(canvas, 300, 1010)


def shell(canvas: Canvas, left: float, floors: int) -> None:
    """A building of slabs and columns, wrapped in green from the third floor down."""
    for floor in range(floors):
        y = HORIZON + 60 - floor * 74
        canvas.pen.rectangle((left, y - 74, left + 430, y), fill=(92, 92, 92))
        for column in range(7):
            x = left + column * 70
            canvas.pen.rectangle((x, y - 74, x + 14, y), fill=CONCRETE)
        canvas.pen.rectangle(
            (left - 10, y - 82, left + 440, y - 66), fill=mix(CONCRETE, (255, 255, 255), 0.15)
        )
        if floor < floors - 2:
            for column in range(6):
                x = left + column * 72
                canvas.surface([(x, y - 64), (x + 68, y - 64), (x + 68, y), (x, y)], (64, 138, 84), 0.25, 18)


def crane(canvas: Canvas, x: float) -> None:
    """A yellow tower crane with lattice, counterweight and hook."""
    top, foot = 120, HORIZON + 70
    pen = canvas.pen
    for side in (-14, 14):
        pen.line((x + side, foot, x + side, top), fill=YELLOW, width=6)
    for y in range(top, foot, 32):
        pen.line((x - 14, y, x + 14, y + 32), fill=YELLOW, width=3)
        pen.line((x + 14, y, x - 14, y + 32), fill=YELLOW, width=3)
    pen.line((x - 620, top + 26, x + 230, top + 26), fill=YELLOW, width=7)
    pen.line((x - 620, top + 26, x - 120, top), fill=YELLOW, width=4)
    pen.line((x - 120, top, x + 230, top + 6), fill=YELLOW, width=4)
    for step in range(24):
        at = x - 600 + step * 24
        pen.line((at, top + 26, at + 12, top + 12), fill=YELLOW, width=2)
    pen.polygon([(x - 12, top), (x + 12, top), (x, top - 70)], fill=YELLOW)
    pen.line((x, top - 66, x - 560, top + 24), fill=(60, 60, 60), width=2)
    pen.line((x, top - 66, x + 220, top + 20), fill=(60, 60, 60), width=2)
    pen.rectangle((x + 170, top + 26, x + 230, top + 84), fill=(110, 108, 104))
    pen.rectangle((x - 24, top + 30, x + 6, top + 66), fill=(230, 236, 240))
    pen.line((x - 380, top + 28, x - 380, top + 250), fill=(50, 50, 50), width=3)
    pen.rectangle((x - 420, top + 250, x - 340, top + 278), fill=(134, 92, 60))


def fence(canvas: Canvas, done: float) -> None:
    """The hoarding of the site: with gaps before, complete afterwards."""
    for panel in range(16):
        if done < 1 and panel in {5, 6, 11}:
            continue
        x = panel * 104
        colour = mix((44, 96, 160), (228, 232, 236), 0.75 if panel % 4 == 3 else 0)
        canvas.pen.rectangle((x, HORIZON + 64, x + 98, HORIZON + 168), fill=colour)
        canvas.pen.rectangle((x, HORIZON + 148, x + 98, HORIZON + 168), fill=mix(colour, (20, 30, 40), 0.35))


def mist_cannon(canvas: Canvas, x: float, y: float) -> None:
    """The machine that lays dust with a white plume of water."""
    canvas.shadow((x - 110, y + 60, x + 120, y + 110))
    canvas.pen.rectangle((x - 80, y + 20, x + 80, y + 80), fill=(232, 122, 40))
    for wheel in (-50, 50):
        canvas.pen.ellipse((x + wheel - 24, y + 60, x + wheel + 24, y + 108), fill=(34, 34, 36))
    canvas.pen.polygon([(x - 20, y + 24), (x + 96, y - 66), (x + 132, y - 22), (x + 28, y + 40)],
                       fill=(240, 240, 240))  # fmt: skip
    canvas.smoke((x + 120, y - 50), (520, -240), (20, 130), (246, 250, 252), 0.9)


def bare_soil(canvas: Canvas, done: float) -> None:
    """A wide plot of bare loess between houses; then half and at last all of it is covered."""
    murk = 0.7 - 0.5 * done
    around.sky(canvas, murk)
    around.hills(canvas, murk)
    around.skyline(canvas, murk)
    around.ground(canvas, EARTH, 0.32)
    around.trees(canvas, 9)
    for _ in range(70):
        x, y = canvas.among(0, WIDTH), canvas.among(HORIZON + 60, HEIGHT)
        size = (y - HORIZON) / 40
        canvas.pen.ellipse(
            (x, y, x + 4 * size, y + 2 * size), fill=mix(EARTH, (96, 70, 46), canvas.among(0, 1))
        )
    edges = [HEIGHT, 960, 800, 690, 610]
    for row, (low, high) in enumerate(pairwise(edges)):
        for side in (0, 1):
            if (row * 2 + side) / 8 < done:
                middle = 800 + 60 * row
                span = (-20, middle) if side == 0 else (middle, WIDTH + 20)
                around.net(canvas, [(span[0], low), (span[1], low), (span[1], high), (span[0], high)])
    if done < 1:
        excavator(canvas, canvas.among(820, 1100), 800)
        canvas.smoke((1000, 820), (420, -160), (40, 160), DUST, 1 - done)


def excavator(canvas: Canvas, x: float, y: float) -> None:
    """A yellow excavator with its arm down."""
    pen = canvas.pen
    canvas.shadow((x - 130, y + 100, x + 190, y + 170))
    pen.rounded_rectangle((x - 110, y + 84, x + 130, y + 142), 26, fill=(46, 44, 42))
    pen.polygon([(x - 90, y + 84), (x + 110, y + 84), (x + 110, y), (x - 90, y + 10)], fill=YELLOW)
    pen.polygon([(x - 90, y + 16), (x - 90, y - 80), (x - 14, y - 80), (x + 4, y + 10)], fill=(70, 84, 92))
    arm = mix(YELLOW, (120, 84, 10), 0.25)
    pen.line([(x - 40, y + 20), (x - 190, y - 130), (x - 290, y + 10)], fill=arm, width=26, joint="curve")
    pen.polygon([(x - 320, y), (x - 260, y), (x - 250, y + 70), (x - 330, y + 80)], fill=(66, 62, 58))


def coal(canvas: Canvas, done: float) -> None:
    """Black heaps in an open yard; then a wall and net."""
    heaps(canvas, done, COAL, (66, 66, 68))


def sand(canvas: Canvas, done: float) -> None:
    """Sand and gravel in an open yard; then a wall and net."""
    heaps(canvas, done, SAND, DUST)


def heaps(canvas: Canvas, done: float, colour: Colour, dust: Colour) -> None:
    """Three heaps of loose material before a shed."""
    murk = 0.75 - 0.5 * done
    around.sky(canvas, murk)
    around.hills(canvas, murk)
    around.ground(canvas, mix(PAVED, colour, 0.25 * (1 - done)), 0.18)
    canvas.pen.rectangle((60, 390, 640, HORIZON + 40), fill=(158, 164, 168))
    canvas.pen.polygon([(30, 396), (350, 316), (670, 396)], fill=(72, 104, 148))
    for x in range(90, 620, 36):
        canvas.pen.line((x, 404, x, HORIZON + 36), fill=(138, 144, 150), width=4)
    if done >= 1:
        canvas.pen.rectangle((0, HORIZON + 20, WIDTH, HORIZON + 130), fill=(186, 182, 172))
        for x in range(0, WIDTH, 160):
            canvas.pen.line((x, HORIZON + 20, x, HORIZON + 130), fill=(150, 146, 138), width=5)
    places = ((620, 1400, 860, 300), (-80, 640, 980, 330), (720, 1640, 1100, 300))
    for turn, (left, right, base, height) in enumerate(places):
        canvas.shadow((left - 20, base - 30, right + 30, base + 36), 0.45)
        outline = around.heap(canvas, left, right, base, height * canvas.among(0.8, 1.1))
        if done >= 1 or (done > 0 and turn == 1):
            around.net(canvas, outline)
        else:
            canvas.surface(outline, mix(colour, (128, 120, 110), 0.06 * turn), 0.45, 14)
    canvas.smoke((1000, 720), (480, -260), (40, 190), dust, 0.9 * (1 - done))
