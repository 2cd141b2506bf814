"""What a person does in the browser, in words of the trade."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Geolocation,
    Locator,
    Page,
    ViewportSize,
    expect,
)

PASSWORD = "Kite4-river-sky"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
SITE: Geolocation = {"latitude": 34.65, "longitude": 112.45, "accuracy": 9}
PATIENCE_MS = 60_000  # a bound for busy machines; a wait ends as soon as it may
COUNT = """(table) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("inspect");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const counting = opening.result.transaction(table).objectStore(table).count();
        counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
    };
})"""


@dataclass
class User:
    """Somebody at a phone or a desk; `complaints` are what the browser's console said against the app."""

    name: str
    url: str
    context: BrowserContext
    page: Page
    shots: Path
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def opens(
        cls, browser: Browser, url: str, name: str, shots: Path, viewport: ViewportSize = PHONE
    ) -> Self:
        """A fresh browser profile with a position and a Chinese locale."""
        context = browser.new_context(
            viewport=viewport, geolocation=SITE, permissions=["geolocation"], locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE_MS)
        user = cls(name, url, context, context.new_page(), shots)
        user.listen()
        user.page.goto(url)
        return user

    def listen(self) -> None:
        """Write down errors of the page itself and every word of its content policy."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.note)

    def note(self, message: ConsoleMessage) -> None:
        """A request that fails is the network's fault; a policy violation or an exception is ours."""
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            self.complaints.append(message.text)

    def see(self, testid: str) -> Locator:
        """An element by its test id."""
        return self.page.get_by_test_id(testid)

    def signs_in(self) -> Self:
        """Fill the form in, and wait until it is gone; signing in again, the name stands there already."""
        if self.see("username").is_editable():
            self.see("username").fill(self.name)
        self.see("password").fill(PASSWORD)
        self.see("signin").click()
        expect(self.see("username")).to_have_count(0)
        return self

    def ready_for_offline(self) -> None:
        """The service worker has everything, and the categories have been fetched once."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.goes("report")
        expect(self.see("category-bare_soil")).to_be_visible()
        self.goes("")

    def keeps(self, table: str, at_least: int) -> None:
        """Wait until the phone's own database holds so many rows of a table."""
        self.waits_for(f"(table) => ({COUNT})(table).then((rows) => rows >= {at_least})", table)

    def waits_for(self, question: str, about: object = None) -> None:
        """Ask the page until the answer is yes. Playwright's own wait takes the promise of one for a yes."""
        for _ in range(PATIENCE_MS // 100):
            if self.page.evaluate(question, about):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"it never came true: {question} {about or ''}")

    def goes(self, path: str) -> None:
        """Open a page of the app by its address."""
        self.page.goto(self.url + path)

    def loses_the_network(self) -> None:
        """Airplane mode."""
        self.context.set_offline(True)

    def finds_the_network(self) -> None:
        """And back."""
        self.context.set_offline(False)

    def begins_report(self, category: str, note: str, photo: bytes) -> None:
        """Photo first, then what and where."""
        self.see("new-report").first.click()
        self.takes("photo-camera", photo)
        expect(self.see("photo")).to_have_count(1)
        self.see(f"category-{category}").click()
        self.see("note").fill(note)
        expect(self.see("place")).to_contain_text(re.compile(r"±\d+"))

    def sends_report(self) -> None:
        """Press the big button and land in the outbox or on the list."""
        self.see("submit-report").click()
        expect(self.see("submit-report")).to_have_count(0)

    def takes(self, testid: str, photo: bytes) -> None:
        """Give a photo to a file input, as the camera would."""
        self.see(testid).set_input_files({"name": "image.jpg", "mimeType": "image/jpeg", "buffer": photo})

    def opens_case(self, case_id: str) -> None:
        """The page of a case."""
        self.goes(f"cases/{case_id}")
        expect(self.see("case-status").first).to_be_visible()

    def acts(self, action: str, **form: str) -> None:
        """Press an action, fill its form in, send it, and see it through."""
        self.see(f"action-{action}").click()
        for name, value in form.items():
            self.fills(f"field-{name}", value)
        self.see("action-submit").click()
        expect(self.see("action-form")).to_have_count(0)

    def fills(self, testid: str, value: str) -> None:
        """Type into a field, or choose from it."""
        control = self.see(testid)
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)

    def expects_status(self, words: str) -> None:
        """The status the page shows."""
        expect(self.see("case-status").first).to_contain_text(words)

    def looks(self, name: str) -> None:
        """Keep a screenshot; a page never scrolls sideways."""
        width = (self.page.viewport_size or PHONE)["width"]
        self.page.screenshot(path=self.shots / f"{name}-{width}.png")
        overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"

    def closes_page(self) -> None:
        """The system kills the page; the profile stays."""
        self.page.close()
        self.page = self.context.new_page()
        self.listen()

    def leaves(self) -> None:
        """Close the browser profile; the console must have been quiet."""
        self.context.close()
        assert self.complaints == []
