"""What somebody with a phone sees of a PDF: its pages are drawn, QR codes and words are read from them."""

import subprocess
from pathlib import Path

DOTS_PER_INCH = 110  # as a phone sees a sheet held at arm's length


def qr_codes(pdf: bytes, folder: Path) -> list[str]:
    """What the QR codes on all pages say, by a reader that knows nothing of the program (ZBar)."""
    said("pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-png", str(kept(pdf, folder)), str(folder / "page"))
    pages = sorted(str(page) for page in folder.glob("page-*.png"))
    return said("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *pages).splitlines()


def words_of(pdf: bytes, folder: Path) -> str:
    """All that is printed, without blanks and breaks of lines."""
    return "".join(said("pdftotext", str(kept(pdf, folder)), "-").split())


def kept(pdf: bytes, folder: Path) -> Path:
    """The PDF as a file."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return file


def said(*command: str) -> str:
    """What a program of `scripts/debian_packages.sh` answers."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
