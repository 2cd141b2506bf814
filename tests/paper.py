"""What somebody with a phone sees of a PDF: its pages are drawn, QR codes and words are read from them."""

import subprocess
from pathlib import Path

PAGE_WITHOUT_CODE = 4  # zbarimg's exit status
DOTS_PER_INCH = 110  # as a phone sees a sheet held at arm's length


def qr_codes(pdf: bytes, folder: Path) -> list[str]:
    """What the QR codes on all pages say, by a reader that knows nothing of the program (ZBar)."""
    said("pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-png", str(kept(pdf, folder)), str(folder / "page"))
    pages = sorted(str(page) for page in folder.glob("page-*.png"))
    reader = ("zbarimg", "--nodbus", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable")
    return said(*reader, *pages, fine=(0, PAGE_WITHOUT_CODE)).splitlines()


def words_of(pdf: bytes, folder: Path) -> str:
    """All that is printed, without blanks and breaks of lines."""
    return "".join(said("pdftotext", str(kept(pdf, folder)), "-").split())


def kept(pdf: bytes, folder: Path) -> Path:
    """The PDF as a file."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return file


def said(*command: str, fine: tuple[int, ...] = (0,)) -> str:
    """What a program of `scripts/debian_packages.sh` answers."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode in fine, done.stderr
    return done.stdout
