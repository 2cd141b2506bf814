"""Photos for the tests, made on the spot: noisy scenes of any size, with EXIF, turned, or with faults."""

import io
import random
import struct
import zlib

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

Exif = Image.Exif


def scene(width: int = 640, height: int = 480, seed: int = 1) -> Image.Image:
    """A picture with noise and a red corner at the top left, so that turning it shows."""
    noise = random.Random(seed).randbytes(40 * 30 * 3)
    image = Image.frombytes("RGB", (40, 30), noise).resize((width, height))
    image.paste((255, 0, 0), (0, 0, width // 4, height // 4))
    return image


def jpeg(
    width: int = 640, height: int = 480, seed: int = 1, exif: Exif | None = None, quality: int = 90
) -> bytes:
    """The bytes of a JPEG photo."""
    out = io.BytesIO()
    extra = {} if exif is None else {"exif": exif}
    scene(width, height, seed).save(out, "JPEG", quality=quality, **extra)
    return out.getvalue()


def encoded(kind: str, width: int = 320, height: int = 240) -> bytes:
    """The same scene as PNG, WEBP, GIF, TIFF…"""
    out = io.BytesIO()
    scene(width, height).save(out, kind)
    return out.getvalue()


def animated_webp() -> bytes:
    """Two frames."""
    out = io.BytesIO()
    scene(64, 64, 1).save(out, "WEBP", save_all=True, append_images=[scene(64, 64, 2)], duration=100)
    return out.getvalue()


def camera_exif(
    taken_at: str | None = "2026:11:20 10:00:00",
    offset: str | None = "+08:00",
    place: tuple[float, float] | None = (34.65, 112.39),
    orientation: int = 1,
    software: str | None = None,
) -> Exif:
    """EXIF as a phone camera writes it; `place` in degrees (WGS-84), north and east positive."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "HUAWEI", "NOH-AN00"
    exif[ExifTags.Base.Orientation] = orientation
    if software is not None:
        exif[ExifTags.Base.Software] = software
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    if taken_at is not None:
        detail[ExifTags.Base.DateTimeOriginal] = taken_at
    if offset is not None:
        detail[ExifTags.Base.OffsetTimeOriginal] = offset
    if place is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps.update(gps_tags(*place))
    return exif


def gps_tags(lat: float, lon: float) -> dict[int, object]:
    """The four tags of a place."""
    return {
        ExifTags.GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
        ExifTags.GPS.GPSLatitude: sexagesimal(lat),
        ExifTags.GPS.GPSLongitudeRef: "E" if lon >= 0 else "W",
        ExifTags.GPS.GPSLongitude: sexagesimal(lon),
    }


def sexagesimal(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes, seconds with four decimals."""
    total = round(abs(value) * 36_000_000)
    degrees, rest = divmod(total, 36_000_000)
    minutes, seconds = divmod(rest, 600_000)
    return IFDRational(degrees, 1), IFDRational(minutes, 1), IFDRational(seconds, 10_000)


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose frame header says it is of another size."""
    data = bytearray(jpeg(64, 64))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def png_of_zeros(width: int, height: int, bits: int = 8) -> bytes:
    """A valid black PNG of any size that compresses to almost nothing; `bits` a pixel."""
    line = zlib.compressobj(9)
    body = b"".join(line.compress(bytes(width * bits // 8 + 1)) for _ in range(height)) + line.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", body), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, data) for name, data in chunks)


def png_chunk(name: bytes, data: bytes) -> bytes:
    """Length, name, data, checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def heic() -> bytes:
    """The head of a HEIC file with some bytes behind it; no decoder is meant to look further."""
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + random.Random(3).randbytes(2000)


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
