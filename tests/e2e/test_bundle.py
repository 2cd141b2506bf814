"""A bundle in a real browser: its page agrees with verify.py, and its report can be printed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from inspect_app.app import create_app
from tests.builders import City, Json
from tests.bundles import CORRUPTIONS, Files, closed_case, packed, take_away, trust_of, unpacked, verified
from tests.e2e.conftest import copied
from tests.servers.live import LiveServer


@pytest.fixture
def office(settled: dict[str, Any], tmp_path: Path) -> Iterator[tuple[LiveServer, City]]:
    """A running server and the small city; the jobs of the worker are done by the test itself."""
    with LiveServer(copied(settled, tmp_path, verifier_draw="all"), tmp_path / "logs") as server:
        yield server, City.copied(create_app(server.config), settled["city"])


def unfolded(files: Files, folder: Path) -> Path:
    """The zip unpacked, as somebody does who double-clicks it."""
    folder.mkdir()
    for name in ("verify.html", "report.html"):
        (folder / name).write_bytes(files[name])
    return folder


def watched(browser: Browser, viewport: tuple[int, int] = (1280, 900)) -> tuple[Page, list[str]]:
    """A page, and everything it complains about or asks the network for."""
    page = browser.new_page(viewport={"width": viewport[0], "height": viewport[1]}, locale="zh-CN")
    noted: list[str] = []
    page.on("pageerror", lambda error: noted.append(str(error)))
    page.on("console", lambda message: noted.append(message.text))
    page.on("request", lambda request: noted.append(request.url) if "://" in request.url else None)
    return page, noted


def judged(page: Page, raw: bytes, trust: Json | None) -> tuple[str, dict[str, str]]:
    """Give both files to the page: its outcome, and its verdict on each claim."""
    files = {"bundle": raw, "trust": json.dumps(trust).encode() if trust is not None else None}
    page.reload()
    for name in ("trust", "bundle"):
        if (data := files[name]) is not None:
            kind = {"name": f"{name}.bin", "mimeType": "application/octet-stream", "buffer": data}
            page.locator(f"#{name}").set_input_files(kind)
    result = page.locator("#result[data-outcome]")
    expect(result).to_be_attached()
    rows = page.locator("#result li[data-code]")
    claims = rows.evaluate_all("rows => rows.map(r => [r.dataset.code, r.dataset.verdict])")
    return result.get_attribute("data-outcome") or "", dict(claims)


def by_program(raw: bytes, trust: Json | None, folder: Path) -> dict[str, str]:
    """The verdicts of verify.py."""
    return {code: claim["verdict"] for code, claim in verified(raw, trust, folder)[1].items()}


def test_the_page_in_the_bundle_agrees_with_the_program(
    office: tuple[LiveServer, City], browser: Browser, tmp_path: Path, shots: Path
) -> None:
    _, city = office
    raw, trust = take_away(city, closed_case(city)), trust_of(city.app)
    files = unpacked(raw)
    page, noted = watched(browser)
    page.goto(unfolded(files, tmp_path / "unpacked").joinpath("verify.html").as_uri())
    expect(page.locator("#too-old")).to_be_hidden()

    assert judged(page, raw, trust) == ("PASS", by_program(raw, trust, tmp_path))
    page.screenshot(path=shots / "verify-pass.png", full_page=True)
    assert judged(page, raw, None) == ("NOT PROVEN", by_program(raw, None, tmp_path))
    for name, (corrupt, claim, _) in CORRUPTIONS.items():
        damaged = packed(corrupt(dict(files)))
        outcome, claims = judged(page, damaged, trust)
        assert (outcome, claims[claim]) == ("FAIL", "FAIL"), name
        assert claims == by_program(damaged, trust, tmp_path), name
    page.screenshot(path=shots / "verify-fail.png", full_page=True)
    assert [line for line in noted if not line.startswith(("file://", "blob:"))] == []
    page.close()


def test_the_served_page_checks_the_whole_log(
    office: tuple[LiveServer, City], browser: Browser, tmp_path: Path, shots: Path
) -> None:
    server, city = office
    closed_case(city)
    server.command("audit", "export", str(tmp_path / "log.zip"))
    raw, trust = (tmp_path / "log.zip").read_bytes(), json.loads(server.command("audit", "trust"))
    page, noted = watched(browser, (390, 844))
    page.goto(f"{server.url}/verify")

    assert judged(page, raw, trust) == ("PASS", by_program(raw, trust, tmp_path))
    page.screenshot(path=shots / "verify-phone.png", full_page=True)
    files = unpacked(raw)
    files["log/000000.jsonl"] = files["log/000000.jsonl"].replace(b"case_accepted", b"case_rejected")
    outcome, claims = judged(page, packed(files), trust)
    assert (outcome, claims["log"], claims["manifest"]) == ("FAIL", "FAIL", "FAIL")
    assert [line for line in noted if not line.startswith((server.url, "blob:"))] == []
    page.close()


def test_the_report_fits_the_screen_and_the_paper(
    office: tuple[LiveServer, City], browser: Browser, tmp_path: Path, shots: Path
) -> None:
    _, city = office
    files = unpacked(take_away(city, closed_case(city)))
    folder = unfolded(files, tmp_path / "unpacked")
    for width in (390, 1100):
        page, noted = watched(browser, (width, 900))
        page.goto((folder / "report.html").as_uri())
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, width
        assert page.locator(".photo img").count() == 2
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
        page.screenshot(path=shots / f"report-{width}.png", full_page=True)
        assert [line for line in noted if not line.startswith(("file://", "data:"))] == []
        page.pdf(path=shots / "report.pdf", prefer_css_page_size=True)
        page.close()
    assert (shots / "report.pdf").read_bytes().startswith(b"%PDF")
