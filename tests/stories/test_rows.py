"""In a real browser: who is under measures, one of them, a row of theirs, its citation; also without script."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.levers.models import Instrument, Lever
from actors.sanctions.models import Effect, Measure
from foundation.web.pages import forget_pages
from tests import make

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
ARABIC = "لقد توقفت حساباتنا كلها في يوم واحد."


@pytest.fixture
def a_register(db: None) -> None:
    """Two people under measures of two states, a measure, words in Arabic, a law that takes two offices."""
    order = {"kind": "order", "name": "Order 1", "on": "2026-01-05", "confidence": "high", "source_grade": "press"}
    measure = make.fact(Measure(key="xc-order", coercing_state=make.state("XC"), **order))
    jane = make.listed("jane", measure=measure)
    make.listed("joan", by="XD")
    said = {"kind": "money", "quote": ARABIC, "quote_lang": "ar", "confidence": "high", "source_grade": "press"}
    make.fact(Effect(key="jane-money", person=jane.person, coercing_state=make.state("XC"), measure=measure, **said))
    office, other = make.office(actor="XA"), make.office(actor="XA")
    law = make.fact(Instrument(key="xa-law", name_en="A law", jurisdiction="XA", kind="statute", confidence="high"))
    held = {"scope": "actor", "actor": make.state("XA"), "kind": office.kind, "concurrence": other.kind}
    make.fact(Lever(key="xa-law-XA", instrument=law, confidence="high", **held))
    forget_pages()


@pytest.fixture(params=[360, 1440])
def page(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, viewport={"width": request.param, "height": 900})
    opened = context.new_page()
    opened.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    context.close()


def looks_right(page: Page) -> None:
    """No finding of axe, and nothing wider than the window."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_the_list_to_a_citation(page: Page, a_register: None) -> None:
    page.goto("/en/record/sanctioned/")
    looks_right(page)
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Exampleland XC 1").click()
    page.wait_for_url("**/record/sanctioned/?by=XC")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#announce")).to_contain_text("One person is on record")
    page.get_by_role("link", name="Jane Jane").click()
    looks_right(page)
    words = page.locator("blockquote p").first
    assert (words.get_attribute("lang"), words.get_attribute("dir")) == ("ar", "rtl")
    page.get_by_role("link", name="Cite or take this row").first.click()
    looks_right(page)
    sentence = page.locator(".cite").inner_text()
    assert urlsplit(page.url).path in sentence
    page.get_by_role("link", name="Take this row as JSON").click()
    page.wait_for_url("**.json")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "path",
    ["measures/", "levers/", "levers/?by=office", "levers/?state=XA", "rows/measure/xc-order/", "sanctioned/joan/"],
)
def test_every_page_looks_right(page: Page, a_register: None, language: str, path: str) -> None:
    page.goto(f"/{language}/record/{path}")
    expect(page.locator("h1")).to_be_visible()
    looks_right(page)


def test_filters_work_without_script_and_by_keyboard(
    browser: Browser, live_server: LiveServer, a_register: None
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/record/sanctioned/")
    page.locator("#f-more").focus()
    page.keyboard.press("Enter")
    page.locator("#f-who").select_option("organisation")
    page.locator("#f-show").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**who=organisation**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody on this record fits all of these.")
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    context.close()
