"""In a real browser: a state’s story as of any day, what moved, who publishes, what is disputed; without script too."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.checking.models import Dispute
from actors.directory.models import Person, Term
from actors.positions.models import Look, Occasion, Position
from foundation.web.pages import forget_pages
from tests import make
from tests.actors.checking.cast import curator
from tests.campaigns.record.test_state import said

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
ARABIC = "ندين هذه العقوبات، ونطالب برفعها."


@pytest.fixture
def a_story(db: None) -> None:
    """Senegal says it in Arabic, takes words back, is disputed, was asked on a day, and has seats of every kind."""
    call_command("load_register", verbosity=0)
    day = make.fact(Occasion(key="t-day", name_en="A day of theirs", kind="occasion", on=date(2026, 5, 1)))
    first = said("SN", date(2026, 1, 5), 6, quote=ARABIC, quote_lang="ar", speaker="The minister")
    last = said("SN", date(2026, 2, 5), 1, retracts=first, quote="Nous y renonçons.", quote_lang="fr", medium="speech")
    make.fact(
        Look(
            key="l",
            actor=last.actor,
            coercing_state=last.coercing_state,
            occasion=day,
            looked_on=day.on,
            where="Its site",
        )
    )
    Dispute.objects.create(
        kind="position",
        key=first.key,
        by_whom="The ministry",
        text="لم نقل ذلك.",
        raised_on=date(2026, 2, 1),
        entered_by=curator("ada"),
        entered_at=make.NOW,
    )
    for name, facts in (("Held", {}), ("Left", {"until_on": date(2026, 3, 1)}), ("Contested", {"disputed": True})):
        person = make.fact(Person(key=name.lower(), name=f"{name} Holder", gender="f"))
        seat = make.office(actor="SN", title_en_f="Ministress of Examples")
        make.fact(Term(key=f"t-{name}", office=seat, person=person, from_on=date(2020, 1, 1), **facts))
    forget_pages()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    assert context.cookies() == []
    context.close()


def looks_right(page: Page) -> None:
    """No finding of axe in light and dark, nothing wider than the window, no name given twice."""
    page.evaluate(AXE)
    for width, scheme in ((320, "dark"), (360, "light"), (768, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
        if width in {320, 1440}:
            found = page.evaluate("axe.run()")["violations"]
            assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]


def test_a_state_tells_its_story(page: Page, a_story: None) -> None:
    page.goto("/en/record/SN/")
    looks_right(page)
    words = page.locator("blockquote p", has_text=ARABIC)
    assert (words.get_attribute("lang"), words.get_attribute("dir")) == ("ar", "rtl")
    assert words.evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(page.get_by_text("Taken back on 5 February 2026.")).to_be_visible()
    expect(page.get_by_text("Disputed by The ministry")).to_be_visible()
    expect(page.locator("#moves-US tbody tr")).to_have_count(4)
    for said_of_seats in ("Ministress of Examples", "vacant since 1 March 2026", "holder disputed", "not known"):
        expect(page.locator("#offices").locator("xpath=ancestor::section")).to_contain_text(said_of_seats)
    page.get_by_role("link", name="21 August 2025", exact=True).first.click()
    page.wait_for_url("**/record/SN/?on=2025-08-21")
    looks_right(page)
    expect(page.get_by_text("As of 21 August 2025", exact=True)).to_be_visible()
    assert ARABIC not in page.content()
    page.get_by_role("link", name="Show today").click()
    page.wait_for_url("**/record/SN/")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_looks_right(page: Page, a_story: None, language: str) -> None:
    for path in ("SN/", "US/", "EU/", "VE/?on=2026-08-01", "movement/", "about/", "disputes/"):
        page.goto(f"/{language}/record/{path}")
        looks_right(page)


def test_what_moved_is_narrowed_in_place(page: Page, a_story: None) -> None:
    page.goto("/en/record/movement/")
    expect(page.locator("h1")).to_contain_text("Senegal")
    page.get_by_role("link", name="Last 12 months").click()
    page.wait_for_url("**/record/movement/?since=*")
    expect(page.locator("#announce")).to_contain_text("took words back: Senegal")
    looks_right(page)
    page.get_by_label("Regional group").select_option("eastern-european")
    page.locator("#f-show").click()
    page.wait_for_url("**region=eastern-european**")
    expect(page.locator("h1")).to_contain_text("no rise is on this record")


def test_without_script_the_links_and_the_form_do_the_same(
    browser: Browser, live_server: LiveServer, a_story: None
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/record/SN/")
    page.locator("#on").fill("2026-01-10")
    page.get_by_role("button", name="Show").first.click()
    assert "on=2026-01-10" in page.url
    expect(page.get_by_text("As of 10 January 2026", exact=True)).to_be_visible()
    assert "Taken back on" not in page.content()
    page.goto("/en/record/movement/")
    page.locator("#f-more").click()
    page.locator("#f-since").fill("2026-02-01")
    page.locator("#f-show").click()
    assert "since=2026-02-01" in page.url
    expect(page.locator("h1")).to_contain_text("One took words back: Senegal.")
    context.close()


def test_the_scale_and_the_line_follow_the_keyboard(page: Page, a_story: None) -> None:
    """Every link of the ledger can be reached; the drawings cannot, for the tables say the same."""
    page.goto("/en/record/SN/")
    assert Position.objects.filter(actor__key="SN", public=True).count() == 3
    assert page.locator("svg a, svg [tabindex]").count() == 0
    assert page.locator(":not(svg) > svg:not([aria-hidden])").count() == 0
