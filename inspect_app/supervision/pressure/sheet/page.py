"""A sheet as a page to print, for a server without a Chinese font: it shows itself, and asks for nothing."""

import base64
import hashlib
from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, Template

from inspect_app.supervision.pressure.sheet.content import Sheet
from inspect_app.supervision.pressure.sheet.pdf import QR_ERROR

HERE = Path(__file__).parent
STYLE = """
body { margin: 0 auto; padding: 12mm 6mm; max-width: 160mm; color: #000; background: #fff;
  font: 13pt/1.7 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif }
h1 { margin: 0; color: #be1414; font-size: 26pt; text-align: center; font-weight: 600; letter-spacing: 2pt }
h2 { margin: 8mm 0 4mm; font-size: 20pt; text-align: center; font-weight: 600 }
.number { margin: 2mm 0 0; padding-bottom: 3mm; border-bottom: 2pt solid #be1414; text-align: center }
p, li { margin: 0; overflow-wrap: anywhere } .indent { text-indent: 2em } .demand { white-space: pre-wrap }
ol { margin: 0; padding-left: 3.5em }
.signature { margin: 8mm 0; text-align: right }
footer { display: flex; gap: 5mm; align-items: flex-start; color: #5a5a5a; font-size: 9pt }
footer { break-inside: avoid }
footer svg { flex: none; width: 30mm; height: 30mm }
@page { size: A4; margin: 20mm } @media print { body { padding: 0 } }
""".strip()


@cache
def template() -> Template:
    """The page with holes."""
    loader = FileSystemLoader(HERE)
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "page.html.j2"
    )


def print_page(sheet: Sheet) -> str:
    """The page."""
    code = segno.make(sheet.address, error=QR_ERROR)
    picture = code.svg_inline(omitsize=True, border=1, svgclass=None, lineclass=None)
    return template().render(sheet=sheet, style=STYLE, picture=picture)


def page_policy() -> str:
    """Content-Security-Policy of the page: its own style, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
