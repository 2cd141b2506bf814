"""Writes the table of settings in docs/operations.md from config.py (`make docs`); a test compares."""

from dataclasses import fields
from pathlib import Path

from config import Config

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
BEGIN, END = "<!-- settings: written by `make docs` -->", "<!-- end of settings -->"


def settings_table() -> str:
    """A Markdown table: variable, default, meaning."""
    rows = [
        f"| `{item.name.upper()}` | {shown(item.default)} | {item.metadata['about']} |"
        for item in fields(Config)
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def shown(default: object) -> str:
    """A default as a person would type it; a dash for the empty string."""
    if isinstance(default, bool):
        return "`1`" if default else "`0`"
    return f"`{default}`" if str(default) else "–"


def with_table(page: str) -> str:
    """The page with the table between its two marks brought up to date."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
