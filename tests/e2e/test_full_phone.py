"""A phone without room says so, loses nothing that was kept before, and goes on once there is room.

Chromium has no lever for this: the limit its tools set is not enforced for this database. So the browser's
own refusal is made at its edge: while `phoneIsFull` is set, storing a photo's bytes fails as on a full phone.
"""

import hashlib
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.builders import jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import PATIENCE_MS, User
from tests.e2e.register import log_is_whole
from tests.e2e.test_offline import stored

FULL_PHONE = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  if (window.phoneIsFull && this.name === "bytes") throw new DOMException("no room", "QuotaExceededError");
  return put.apply(this, given);
};
"""


def test_a_full_phone_keeps_what_it_has_and_goes_on_when_there_is_room(
    town: Town, browser: Browser, shots: Path
) -> None:
    user = User.opens(browser, town.url, "inspector", shots)
    user.context.add_init_script(FULL_PHONE)
    user.signs_in()
    user.goes("")
    user.begins_report("bare_soil", "手机快满了", jpeg(61, (1600, 1200)))

    user.page.evaluate("window.phoneIsFull = true")
    user.takes("photo-camera", jpeg(62, (1600, 1200)))
    expect(user.see("storage-trouble")).to_be_visible()
    user.looks("phone-full")
    expect(user.see("photo")).to_have_count(1)

    user.page.evaluate("window.phoneIsFull = false")
    user.see("make-room").click()
    expect(user.see("storage-trouble")).to_have_count(0)
    expect(user.see("note")).to_have_value("手机快满了")
    user.takes("photo-camera", jpeg(62, (1600, 1200)))
    expect(user.see("photo")).to_have_count(2)
    user.sends_report()
    user.goes("outbox")
    expect(user.page.locator("[data-testid=outbox-row][data-state=done]")).to_have_count(
        1, timeout=2 * PATIENCE_MS
    )

    sent = [jpeg(shade, (1600, 1200)) for shade in (61, 62)]
    assert stored(town) == sorted(hashlib.sha256(photo).hexdigest() for photo in sent)
    assert log_is_whole(town)
    user.leaves()
