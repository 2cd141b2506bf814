"""Writes docs/openapi.json from the routes (`make docs`); a test compares it with what the server serves."""

import json
import tempfile
from pathlib import Path

from config import Config
from inspect_app.app import create_app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def api_document() -> str:
    """The OpenAPI document as text, the same on every machine."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(instance=Path(folder), secret_key="x" * 32))
        with app.app_context():
            return json.dumps(app.spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    PAGE.write_text(api_document(), encoding="utf-8")
