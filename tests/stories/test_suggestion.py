"""A reader on a phone without JavaScript suggests two corrections; two people take up one; a mail says so."""

import email
import email.policy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import Organisation, User
from actors.positions.models import Position
from actors.suggestions.models import Suggestion
from campaigns.record import suggesting
from foundation.outbox import dispatch
from foundation.outbox.wire import Relay
from tests import make
from tests.actors.curation.people import appointed
from tests.actors.suggestions.cast import public_position, suggest_url
from tests.conftest import login
from tests.smtp_sink import Sink

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
PHONE = {"width": 360, "height": 740}
Visitor = Callable[[User], Page]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A browser of their own, in which a curator is logged in; any breach of the content policy fails."""
    opened: list[BrowserContext] = []

    def enter(user: User) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 768, "height": 900})
        session = login(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def looks_right(page: Page) -> None:
    """No finding of axe, and nothing wider than the window."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def look_over(browser: Browser, url: str) -> None:
    """The same page on small screens, light and dark, with a browser that can be asked."""
    for width, scheme in ((320, "light"), (360, "dark"), (1440, "light")):
        context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(url)
        looks_right(page)
        context.close()


def test_from_a_phone_to_the_public_row(
    phone: Page, visitor: Visitor, browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "TOO_QUICK", 0.0)
    row = public_position(speaker="A spokesperson", on=make.NOW.date())
    address = suggest_url(row)
    look_over(browser, live_server.url + address)

    # From the row's own page the reader opens the form, forgets the source, puts it right, and sends.
    page_of_row = reverse("record:row", args=["position", row.key])
    phone.goto(page_of_row)
    phone.get_by_role("link", name="Suggest a correction").click()
    expect(phone.get_by_role("heading", name="Suggest a correction")).to_be_visible()
    phone.get_by_label("Words", exact=True).fill("Lift them all.")
    phone.get_by_label("Speaker or office").fill("The janitor")
    phone.get_by_label("What should we know?").fill("The page says “all”.")
    phone.get_by_label("Tell me what came of it").fill("reader@example.org")
    phone.get_by_role("button", name="Send the correction").click()
    expect(phone.get_by_role("heading", name="thing to put right")).to_be_visible()
    expect(phone.get_by_label("Words", exact=True)).to_have_value("Lift them all.")
    expect(phone.get_by_label("Tell me what came of it")).to_have_value("reader@example.org")
    phone.get_by_label("Link to the page").fill("https://ministry.example/corrected")
    phone.get_by_role("button", name="Send the correction").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert phone.context.cookies() == []
    look_over(browser, phone.url)
    assert Position.objects.public().get().quote == "Lift them."

    # A curator takes up one of the two fields.
    ada, ben = appointed("Ada", "Jurists"), appointed("Ben", "Watch")
    Organisation.objects.filter(name="Jurists").update(contact_email="post@jurists.example")
    hers = visitor(ada)
    hers.goto("/admin/")
    hers.get_by_role("link", name="1 suggestion of a reader waits").click()
    expect(hers.locator("#result_list")).to_be_visible()
    looks_right(hers)
    hers.locator("#result_list tbody th a").first.click()
    hers.wait_for_url("**/change/**")
    looks_right(hers)
    hers.get_by_label("Words", exact=True).check()
    hers.get_by_label("To whoever suggested it").first.fill("The speaker is right as it is.")
    hers.get_by_role("button", name="Take up the chosen fields").click()
    expect(hers.get_by_text("It waits for a second person, and shows in public")).to_be_visible()
    looks_right(hers)
    assert Position.objects.public().get().quote == "Lift them."

    # Another confirms it: now the record says so.
    his = visitor(ben)
    his.goto("/admin/actors/revision/")
    his.locator("#result_list tbody th a").first.click()
    his.wait_for_url("**/change/**")
    expect(his.get_by_text("suggested by a reader")).to_be_visible()
    his.get_by_role("button", name="Confirm").click()
    expect(his.get_by_text("the record says so")).to_be_visible()
    phone.goto(page_of_row)
    phone.reload()  # a browser keeps public pages for a minute
    says = phone.locator("main")
    expect(says).to_contain_text("Lift them all.")
    expect(says).to_contain_text("A spokesperson")
    expect(says).to_contain_text("Checked by a second person")

    # The reader is told, once, and the address is gone.
    with Sink() as sink:
        relay = Relay(host="127.0.0.1", port=sink.port, timeout=5.0)
        assert dispatch.run(now=timezone.now(), relay=relay) == {"sent": 1}
    (taken,) = sink.taken
    mail: Any = email.message_from_bytes(taken.content, policy=email.policy.default)
    text = mail.get_body(["plain"]).get_content()
    assert (mail["To"], mail["Subject"]) == ("reader@example.org", "An answer to your message")
    assert "Part of it was taken up" in text and "The speaker is right as it is." in text
    assert Suggestion.objects.get().address is None


def test_missing_words_become_a_position(
    phone: Page, visitor: Visitor, browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "TOO_QUICK", 0.0)
    call_command("load_register", verbosity=0)
    phone.goto("/en/record/KE/")
    phone.get_by_role("link", name="Send us the words").click()
    look_over(browser, phone.url)
    phone.get_by_label("The words, exactly").fill("Kenya calls for these measures to be lifted.")
    phone.get_by_label("Day on which it was said").fill("2026-01-12")
    phone.get_by_label("About measures of").select_option("US")
    phone.get_by_label("Link to the page").fill("https://ministry.example/kenya")
    phone.get_by_role("button", name="Send the words").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()

    hers = visitor(appointed("Ada"))
    hers.goto("/admin/actors/suggestion/")
    hers.locator("#result_list tbody th a").first.click()
    hers.wait_for_url("**/change/**")
    looks_right(hers)
    hers.get_by_label("Measure as named").fill("Executive Order 14203")
    hers.get_by_label("Calls for lifting").select_option("yes")
    hers.get_by_role("button", name="Enter these words").click()
    expect(hers.get_by_text("It waits for a second person, and shows in public")).to_be_visible()
    his = visitor(appointed("Ben"))
    his.goto("/admin/actors/revision/")
    his.locator("#result_list tbody th a").first.click()
    his.wait_for_url("**/change/**")
    his.get_by_role("button", name="Confirm").click()
    expect(his.get_by_text("the record says so")).to_be_visible()
    phone.goto("/en/record/KE/")
    phone.reload()
    expect(phone.get_by_text("Kenya calls for these measures to be lifted.").first).to_be_visible()
