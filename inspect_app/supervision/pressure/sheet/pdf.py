"""A sheet as PDF (fpdf2): A4, this machine's font embedded in part, the same bytes for the same sheet."""

import io
from collections.abc import Iterable
from datetime import datetime

import segno
from fpdf import FPDF
from fpdf.enums import Align, WrapMode, XPos, YPos

from inspect_app.supervision.pressure.sheet.content import Sheet
from inspect_app.supervision.pressure.sheet.fonts import Font

MARGIN_MM, QR_MM, QR_ERROR = 25, 30, "m"
LINE_MM, ABOVE_SIGNATURE_MM = 8, 8
RED, BLACK, GREY = (190, 20, 20), (0, 0, 0), (90, 90, 90)
FAMILY = "chinese"


class Paper(FPDF):
    """A document whose pages are numbered at the foot, as those of offices are (— 1 —)."""

    def footer(self) -> None:
        """The number of the page; called for each when it ends."""
        self.set_y(-MARGIN_MM / 2)
        self.set_text_color(*GREY)
        self.set_font(FAMILY, size=10)
        self.cell(0, 5, f"— {self.page_no()} —", align=Align.C)
        self.set_text_color(*BLACK)


def draw(sheet: Sheet, font: Font) -> bytes:
    """The PDF. `font` is found by `fonts.find_font`."""
    page = blank(font, f"{sheet.number} {sheet.title}", sheet.issued_at)
    draw_title(page, sheet.heading, sheet.title, sheet.number)
    draw_body(page, sheet)
    draw_record(page, sheet.address, sheet.record)
    return bytes(page.output())


def blank(font: Font, title: str, at: datetime) -> FPDF:
    """An empty first page. `title` and `at` stand in the file, and nothing of this machine."""
    page = Paper(format="A4")
    page.set_creation_date(at)
    page.set_title(title)
    page.set_lang("zh-CN")
    page.set_margins(MARGIN_MM, MARGIN_MM)
    page.set_auto_page_break(auto=True, margin=MARGIN_MM)
    page.add_font(FAMILY, "", str(font.path), collection_font_number=font.index)
    page.add_page()
    return page


def write(page: FPDF, text: str, size: int, height: float, align: Align = Align.L) -> None:
    """A paragraph over the whole width; Chinese breaks between any two signs."""
    page.set_font(FAMILY, size=size)
    page.multi_cell(0, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode=WrapMode.CHAR)


def draw_title(page: FPDF, heading: str, title: str, number: str = "") -> None:
    """Who writes, the number if it has one, a red rule below, as offices have it, and what it is."""
    page.set_text_color(*RED)
    write(page, heading, 26, 14, Align.C)
    page.set_text_color(*BLACK)
    page.ln(3)
    if number:
        write(page, number, 12, 8, Align.C)
    page.set_draw_color(*RED)
    page.set_line_width(0.7)
    page.line(MARGIN_MM, page.get_y() + 1, page.w - MARGIN_MM, page.get_y() + 1)
    page.set_draw_color(*BLACK)
    page.set_line_width(0.2)
    page.ln(9)
    write(page, title, 20, 12, Align.C)
    page.ln(5)


def draw_body(page: FPDF, sheet: Sheet) -> None:
    """To whom, on which grounds, what is ordered, by when, and who signs."""
    write(page, sheet.to, 13, 8)
    write(page, f"　　{sheet.opening}", 13, 8)
    for number, line in enumerate(sheet.grounds, start=1):
        write(page, f"　　{number}. {line}", 13, 8)
    write(page, f"　　要求：{sheet.demand}", 13, 8)
    write(page, f"　　{sheet.terms}", 13, 8)
    keep_together(page, ABOVE_SIGNATURE_MM + LINE_MM * len(sheet.signature))
    page.ln(ABOVE_SIGNATURE_MM)
    for line in sheet.signature:
        write(page, line, 13, LINE_MM, Align.R)


def keep_together(page: FPDF, height: float) -> None:
    """Begin a page when what follows, so many millimetres, would be torn apart."""
    if page.get_y() + height > page.page_break_trigger:
        page.add_page()


def draw_record(page: FPDF, address: str, lines: Iterable[str]) -> None:
    """The QR code of the record, and beside it what the log says; both stay on one page."""
    keep_together(page, QR_MM + 10)
    page.ln(8)
    top = page.get_y()
    page.image(qr_png(address), x=MARGIN_MM, y=top, w=QR_MM, h=QR_MM, alt_text=address)
    page.set_text_color(*GREY)
    page.set_left_margin(MARGIN_MM + QR_MM + 5)
    page.set_y(top)
    for line in lines:
        write(page, line, 8, 5)  # a hash of 64 characters fits on a line
    page.set_left_margin(MARGIN_MM)


def qr_png(address: str) -> io.BytesIO:
    """The QR code as a small picture."""
    file = io.BytesIO()
    segno.make(address, error=QR_ERROR).save(file, kind="png", scale=8, border=1)
    file.seek(0)
    return file
