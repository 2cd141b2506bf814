"""The main story without a mouse; the focus is always seen, and sheets give it back."""

from playwright.sync_api import Browser, Page, expect

from scripts.tour.visitor import DESK, Visitor
from tests.builders import jpeg
from tests.e2e.conftest import DemoTown
from tests.e2e.people import PASSWORD

MOST_TABS = 120
FOCUSED = """(selector) => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const html = here === document.body ? "" : here.outerHTML.slice(0, 120);
  return { there: here.matches(selector), seen, html };
}"""


def tabs_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus; every stop on the way must show that it has it."""
    unseen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED, selector)
        if stop["html"] and not stop["seen"]:
            unseen.append(stop["html"])
        if stop["there"]:
            assert unseen == [], f"these have the focus and do not show it: {unseen}"
            return
    raise AssertionError(f"Tab never reached {selector}")


def signs_in(browser: Browser, town: DemoTown, name: str) -> Visitor:
    """Somebody who signs in by keyboard alone."""
    visitor = Visitor.arrives(browser, town.url, DESK)
    visitor.goes("signin")
    tabs_to(visitor.page, "[data-testid=username]")
    visitor.page.keyboard.type(name)
    tabs_to(visitor.page, "[data-testid=password]")
    visitor.page.keyboard.type(PASSWORD)
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_test_id("username").wait_for(state="detached")
    visitor.rests()
    return visitor


def test_a_report_is_filed_by_keyboard(demo_town: DemoTown, browser: Browser) -> None:
    visitor = signs_in(browser, demo_town, "inspector")
    page = visitor.page

    tabs_to(page, "[data-testid=new-report]")
    page.keyboard.press("Enter")
    visitor.rests()
    photo = {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": jpeg(90)}
    page.get_by_test_id("photo-camera").set_input_files(photo)  # type: ignore[arg-type]
    expect(page.get_by_test_id("photo")).to_have_count(1)
    expect(page.get_by_test_id("place")).to_contain_text("±9")
    tabs_to(page, "[data-testid=category-bare_soil]")
    page.keyboard.press("Space")
    tabs_to(page, "[data-testid=note]")
    page.keyboard.type("裸土未覆盖，键盘填写")
    tabs_to(page, "[data-testid=submit-report]")
    page.keyboard.press("Enter")

    expect(page.get_by_test_id("submit-report")).to_have_count(0)
    assert visitor.complaints == []
    visitor.leaves()


def test_a_case_is_accepted_by_keyboard(demo_town: DemoTown, browser: Browser) -> None:
    visitor = signs_in(browser, demo_town, "supervisor")
    page = visitor.page
    place = visitor.place("cases/{case:reported}")
    assert place is not None
    visitor.goes(place)

    tabs_to(page, "[data-testid=action-accept]")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("action-form")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("action-form")).to_have_count(0)
    # The focus comes back.
    page.wait_for_function(f"({FOCUSED})('[data-testid=action-accept]').there")
    page.keyboard.press("Enter")
    tabs_to(page, "[data-testid=action-submit]")
    page.keyboard.press("Enter")

    expect(page.locator(".case-page").get_by_test_id("case-status")).to_contain_text("待派遣")
    assert visitor.complaints == []
    visitor.leaves()
