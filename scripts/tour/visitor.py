"""Somebody who walks through the app in a real browser: signs in, opens a screen, waits until it is still."""

import os
import re
import shutil
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from inspect_app.core.ids import uuid7

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
SITE = {"latitude": 34.65, "longitude": 112.45, "accuracy": 9}
PATIENCE_MS, LOOK_MS, CALM_LOOKS = 60_000, 50, 5
# Nothing loads, fonts and pictures are there: the number of requests so far; null while that is not so.
STILL = """() => document.querySelectorAll("[class*=skeleton], .bone, [aria-busy=true]").length === 0
  && document.fonts.status === "loaded"
  && [...document.images].every((one) => one.complete || one.loading === "lazy")
  && document.querySelector("main, [role=main]") !== null
  ? performance.getEntriesByType("resource").length : null"""
ASK = """async ([method, path, body]) => {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const answer = await fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  return answer.json();
}"""
# Colours that fade from theme to theme are taken to their end: nobody reads in the middle of a fade.
THEME = """async (name) => {
  document.documentElement.dataset.theme = name;
  document.documentElement.classList.toggle("van-theme-dark", name === "dark");
  for (let n = 0; n < 3; n++) {
    await new Promise(requestAnimationFrame);
    const ends = (one) => one.effect?.getComputedTiming().endTime !== Infinity;
    document.getAnimations().filter(ends).forEach((one) => one.finish());
  }
}"""


@dataclass
class Visitor:
    """A browser profile; `complaints` are policy violations, errors and requests that left the origin."""

    url: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def arrives(cls, browser: Browser, url: str, viewport: dict[str, int], locale: str = "zh-CN") -> Self:
        """A fresh profile; `url` is the app's address with the last slash."""
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            geolocation=SITE,  # type: ignore[arg-type]
            permissions=["geolocation"],
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = cls(url, context, context.new_page())
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(f"error: {error}"))
        visitor.page.on("console", visitor.hear)
        visitor.page.on("request", visitor.watch)
        return visitor

    def hear(self, message: ConsoleMessage) -> None:
        """The content policy speaks through the console."""
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            self.complaints.append(message.text)

    def watch(self, request: Request) -> None:
        """Nothing may be asked of anybody else."""
        asked, home = urlsplit(request.url), urlsplit(self.url)
        if asked.scheme in {"http", "https"} and asked.netloc != home.netloc:
            self.complaints.append(f"foreign request: {request.url}")

    def signs_in(self, name: str, password: str) -> Self:
        """Through the form, as people do."""
        self.goes("signin")
        self.page.get_by_test_id("username").fill(name)
        self.page.get_by_test_id("password").fill(password)
        self.page.get_by_test_id("signin").click()
        self.page.get_by_test_id("username").wait_for(state="detached")
        return self

    def goes(self, path: str) -> None:
        """Open a page of the app and wait until it is still."""
        self.page.goto(self.url + path)
        self.rests()

    def rests(self) -> None:
        """Wait until nothing loads. Polled from here: the content policy forbids polling by eval inside."""
        before, calm = None, 0
        for _ in range(PATIENCE_MS // LOOK_MS):
            asked = self.page.evaluate(STILL)
            calm = calm + 1 if asked is not None and asked == before else 0
            if calm == CALM_LOOKS:
                return
            before = asked
            self.page.wait_for_timeout(LOOK_MS)
        raise AssertionError(f"{self.page.url} never came to rest")

    def wears(self, theme: str) -> None:
        """Show a theme, as the switch does, without loading the page again."""
        self.page.evaluate(THEME, theme)

    def asks(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON that the API answers to this person."""
        return self.page.evaluate(ASK, [method, path, body])

    def place(self, path: str) -> str | None:
        """The address with its cases, samples and documents filled in; None when this person sees none."""
        wanted = re.search(r"\{(\w+):?(\w*)\}", path)
        if wanted is None:
            return path
        makers = {"sample": self.sample, "document": self.document, "duty_table": self.duty_table}
        makers["entry"] = self.entry
        named = makers.get(wanted[1])
        found = named() if named else self.case(wanted[2])
        return None if found is None else path.replace(wanted[0], found)

    def case(self, status: str) -> str | None:
        """A case that this person sees; with many photos rather than few."""
        query = f"?status={status}&limit=50" if status else "?limit=50"
        cases = self.asks("GET", f"/cases{query}")["items"]
        best = max(cases, key=lambda one: one["photos_stored"], default=None)
        return best and str(best["id"])

    def document(self) -> str | None:
        """The newest document of this person."""
        issued = self.asks("GET", "/supervision/documents?limit=1")["items"]
        return str(issued[0]["id"]) if issued else None

    def entry(self) -> str | None:
        """A site that the cases of the demo tell of."""
        sites = self.asks("GET", "/registry/entries?kind=site&limit=1")["items"]
        return str(sites[0]["id"]) if sites else None

    def duty_table(self) -> str | None:
        """The latest duty table; a supervisor drafts one with a row when there is none yet."""
        known = self.asks("GET", "/duty-tables")["items"]
        if not known and "supervisor" in self.asks("GET", "/me")["roles"]:
            path = f"/duty-tables/{uuid7()}"
            known = [self.asks("PUT", path, {"name": "职责清单（草稿）", "document": "示例文件"})]
            row = {"unit_id": self.asks("GET", "/units")["items"][0]["id"], "percent": 75}
            self.asks("PUT", f"{path}/rows", {"rows": [row]})
        return str(known[0]["id"]) if known else None

    def sample(self) -> str:
        """A sample, drawn when there is none yet."""
        drawn = self.asks("GET", "/samples")["items"]
        if not drawn:
            period = {"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z", "n": 3}
            drawn = [self.asks("POST", "/samples", self.recent(period))]
        return str(drawn[0]["id"])

    def recent(self, period: dict[str, Any]) -> dict[str, Any]:
        """The period up to the server's own time, which no clock of ours may overtake."""
        told = self.asks("GET", "/time")["server_time"]
        return {**period, "to": told}

    def leaves(self) -> None:
        """Close the profile."""
        self.context.close()
