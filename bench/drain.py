"""How long a phone takes to deliver a day: `python -m bench.drain` prints seconds and what arrived.

20 reports of 3 photos are made in the browser without network and server; then both come back, on a link of
about 3 MB/s that is cut every 10 seconds. Counted is the time until the outbox is empty. It fails when
anything arrived twice, not at all, or with other bytes.
"""

import hashlib
import os
import re
import secrets
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from config import Config
from tests.e2e.conftest import CHROMIUM, QUIET, Town, settle
from tests.e2e.people import User
from tests.e2e.register import column, log_is_whole
from tests.servers.live import LiveServer
from tests.servers.proxy import Proxy

REPORTS, PHOTOS, CUT_EVERY_S = 20, 3, 10.0
PIECE_S = 0.005  # for each 16 KiB: about 3 MB/s
DRAINED_MS = 900_000


def photo(seed: int, folder: Path) -> bytes:
    """A JPEG of noise, which no packing makes smaller: about 1.5 MB."""
    noise = np.random.default_rng(seed).integers(0, 255, (1200, 1600, 3), dtype=np.uint8)
    file = folder / "noise.jpg"
    Image.fromarray(noise).save(file, "JPEG", quality=70)
    return file.read_bytes()


def a_day_offline(user: User, folder: Path) -> list[str]:
    """Make the reports; the hashes of their photos."""
    hashes = []
    for number in range(REPORTS):
        user.goes("report")
        for n in range(PHOTOS):
            data = photo(number * PHOTOS + n, folder)
            hashes.append(hashlib.sha256(data).hexdigest())
            user.takes("photo-camera", data)
            expect(user.see("photo")).to_have_count(n + 1)
        user.see("category-bare_soil").click()
        expect(user.see("place")).to_contain_text(re.compile(r"±\d+"))
        user.see("note").fill(f"离线第 {number + 1} 份")
        user.sends_report()
    return sorted(hashes)


def cutting(proxy: Proxy, over: threading.Event) -> None:
    """A link that never holds for long."""
    while not over.wait(CUT_EVERY_S):
        proxy.cut_all()
        proxy.cuts += 1


def drain(town: Town, browser: Browser, folder: Path) -> None:
    """One day, and its delivery."""
    user = User.opens(browser, town.url, "inspector", folder).signs_in()
    user.ready_for_offline()
    user.loses_the_network()
    town.server.kill()
    begun = time.perf_counter()
    hashes = a_day_offline(user, folder)
    print(f"{time.perf_counter() - begun:10.1f} s  making {REPORTS} reports of {PHOTOS} photos offline")
    town.server.start()
    town.proxy.delay_s = PIECE_S
    over = threading.Event()
    cutter = threading.Thread(target=cutting, args=(town.proxy, over), daemon=True)
    cutter.start()
    user.goes("outbox")
    begun = time.perf_counter()
    user.finds_the_network()
    done = user.page.locator("[data-testid=outbox-row][data-state=done]")
    expect(done).to_have_count(REPORTS, timeout=DRAINED_MS)
    seconds = time.perf_counter() - begun
    over.set()
    cutter.join()
    report(town, seconds, hashes)
    user.leaves()


def report(town: Town, seconds: float, hashes: list[str]) -> None:
    """The figures; an assertion fails when a thing is there twice or missing."""
    arrived = sorted(column(town, "SELECT sha256 FROM photos WHERE state = 'stored'"))
    cases = column(town, "SELECT id FROM cases")
    print(f"{seconds:10.1f} s  delivering them on a link of ~3 MB/s that was cut {town.proxy.cuts} times")
    assert arrived == hashes
    assert len(cases) == REPORTS
    assert log_is_whole(town)
    print(
        f"{len(cases):>12}  cases, {len(arrived)} photos, each once and with its own bytes; the log is whole"
    )
    print(f"{os.getloadavg()[0]:>12.1f}  load of the machine in the last minute")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-drain-", dir=os.environ.get("BENCH_DIR") or None) as name:
        folder = Path(name)
        config = Config(instance=folder / "instance", secret_key=secrets.token_hex(32))
        server = LiveServer(config, folder / "logs", worker=True)
        with Proxy(server.port) as proxy, sync_playwright() as playwright:
            server.config = replace(server.config, public_url=proxy.url)
            server.env["PUBLIC_URL"] = proxy.url
            server.command("db", "upgrade")
            city = settle(server.config, folder)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            with server:
                drain(Town(server, proxy, city), browser, folder)
            browser.close()


if __name__ == "__main__":
    main()
