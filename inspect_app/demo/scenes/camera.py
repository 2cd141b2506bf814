"""The camera of the demo city: a described view becomes the bytes of a JPEG, with or without EXIF."""

import io
from dataclasses import dataclass
from datetime import datetime

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from inspect_app.demo.scenes import fires, roads, sites
from inspect_app.demo.scenes.canvas import HEIGHT, WIDTH, Canvas

SCENES = {
    "construction": sites.construction,
    "bare_soil": sites.bare_soil,
    "coal": sites.coal,
    "sand": sites.sand,
    "straw_field": fires.straw_field,
    "rubbish": fires.rubbish,
    "workshop": fires.workshop,
    "kitchen": fires.kitchen,
    "muck_truck": roads.muck_truck,
    "street": roads.street,
}
PLATE = "plate:"
QUALITY = 70
MAKE, MODEL = "Inspect", "Demo phone"


@dataclass(frozen=True)
class Exif:
    """What the file says about itself: a wall clock at +08:00, a place in WGS-84 degrees, an editor."""

    taken_at: datetime
    place: tuple[float, float] | None = None
    software: str | None = None


@dataclass(frozen=True)
class View:
    """One photograph to take. `seed` is the place, `done` how far it is put right (0 to 1).

    `step` tells two photographs of the same place and state apart: the camera stood elsewhere.
    """

    scene: str
    seed: int
    done: float = 0.0
    step: int = 0
    close: bool = False
    exif: Exif | None = None


def take(view: View) -> bytes:
    """The JPEG of a view; the same view gives the same bytes."""
    canvas = Canvas(view.seed)
    if view.scene.startswith(PLATE):
        roads.number_plate(canvas, view.scene.removeprefix(PLATE), 0.8)
        haze = 0.0
    else:
        SCENES[view.scene](canvas, view.done)
        haze = 0.38 * (1 - view.done) + 0.06
    hand = Canvas(view.seed * 31 + view.step * 7 + view.close)
    zoom = hand.among(1.7, 2.0) if view.close else hand.among(1.0, 1.06)
    aim = (WIDTH / 2 + hand.among(-160, 160), HEIGHT * (0.66 if view.close else 0.5))
    picture = canvas.photograph(haze, (214, 196, 168), zoom, aim)
    out = io.BytesIO()
    extra = {} if view.exif is None else {"exif": exif_block(view.exif)}
    picture.save(out, "JPEG", quality=QUALITY, **extra)
    return out.getvalue()


def exif_block(said: Exif) -> Image.Exif:
    """EXIF as a phone writes it."""
    block = Image.Exif()
    block[ExifTags.Base.Make], block[ExifTags.Base.Model] = MAKE, MODEL
    if said.software is not None:
        block[ExifTags.Base.Software] = said.software
    detail = block.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = said.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    detail[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    if said.place is not None:
        lat, lon = said.place
        block.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "N",
                ExifTags.GPS.GPSLatitude: sexagesimal(lat),
                ExifTags.GPS.GPSLongitudeRef: "E",
                ExifTags.GPS.GPSLongitude: sexagesimal(lon),
            }
        )
    return block


def sexagesimal(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds with four decimals of a positive number of degrees."""
    degrees, rest = divmod(round(value * 36_000_000), 36_000_000)
    minutes, seconds = divmod(rest, 600_000)
    return IFDRational(degrees, 1), IFDRational(minutes, 1), IFDRational(seconds, 10_000)
