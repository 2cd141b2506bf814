"""What happens to a photo on its way to being used a second time, each alteration as one function."""

import io
from collections.abc import Callable
from functools import partial

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

Picture = Image.Image
Alteration = Callable[[Picture], bytes]
QUALITY = 85


def encoded(picture: Picture, quality: int = QUALITY) -> bytes:
    """A JPEG without metadata."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def resized(picture: Picture, factor: float) -> bytes:
    """Smaller, as messengers send it."""
    size = (round(picture.width * factor), round(picture.height * factor))
    return encoded(picture.resize(size, Image.Resampling.BILINEAR))


def brightened(picture: Picture, factor: float) -> bytes:
    return encoded(ImageEnhance.Brightness(picture).enhance(factor))


def dated(picture: Picture) -> bytes:
    """A line with date and place at the lower left, as watermark cameras write it."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    size = picture.height // 24
    for row, line in enumerate(("2026-11-20 10:00:00", "34.6500 N 112.3900 E")):
        draw.text((size, picture.height - (3 - row) * size), line, fill=(255, 255, 255), font_size=size)
    return encoded(copy)


def stamped(picture: Picture) -> bytes:
    """An opaque panel over an eighth of the picture."""
    copy = picture.copy()
    area = (0, round(picture.height * 0.75), picture.width // 2, picture.height)
    ImageDraw.Draw(copy).rectangle(area, fill=(20, 60, 140))
    return encoded(copy)


def turned_slightly(picture: Picture, degrees: float) -> bytes:
    return encoded(picture.rotate(degrees, Image.Resampling.BICUBIC))


def cropped(picture: Picture, share: float) -> bytes:
    """Cut off `share` of each side length, half on either side."""
    left, top = picture.width * share / 2, picture.height * share / 2
    return encoded(
        picture.crop((round(left), round(top), round(picture.width - left), round(picture.height - top)))
    )


def turned(picture: Picture, method: Image.Transpose) -> bytes:
    return encoded(picture.transpose(method))


def blurred(picture: Picture) -> bytes:
    return encoded(picture.filter(ImageFilter.GaussianBlur(picture.width / 400)))


def noisy(picture: Picture) -> bytes:
    """Noise with a standard deviation of 12 of 255, the same for each run."""
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float64)
    noise = np.random.default_rng(5).normal(0, 12, pixels.shape)
    return encoded(Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8)))


ALTERATIONS: dict[str, Alteration] = {
    "saved again, JPEG quality 70": partial(encoded, quality=70),
    "saved again, JPEG quality 40": partial(encoded, quality=40),
    "half the size": partial(resized, factor=0.5),
    "20 % brighter": partial(brightened, factor=1.2),
    "20 % darker": partial(brightened, factor=0.8),
    "date and place written in": dated,
    "opaque stamp over an eighth": stamped,
    "blurred": blurred,
    "noise added": noisy,
    "mirrored": partial(turned, method=Image.Transpose.FLIP_LEFT_RIGHT),
    "turned by 90°": partial(turned, method=Image.Transpose.ROTATE_90),
    "turned by 180°": partial(turned, method=Image.Transpose.ROTATE_180),
    "turned by 2°": partial(turned_slightly, degrees=2),
    "cropped by 5 %": partial(cropped, share=0.05),
    "cropped by 15 %": partial(cropped, share=0.15),
}
