"""Somebody reads a letter on a small phone without JavaScript, signs it by keyboard, confirms by mail, and leaves."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.signing import signatures, tallies
from campaigns.signing.models import Signature
from campaigns.signing.numbers import Tally
from campaigns.supporters.models import Leaving, Partner, State, Supporter
from foundation.outbox import dispatch
from foundation.outbox.models import Owner
from foundation.outbox.wire import Relay
from tests import make
from tests.smtp_sink import Sink

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
PHONE = {"width": 360, "height": 740}


@dataclass
class Visit:
    """A phone without JavaScript, and a second browser with it that looks over the same pages."""

    phone: Page
    looker: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    looked_at: int = 0

    def look_over(self) -> None:
        """The page now on the phone: axe finds nothing, and nothing sticks out at 360 and 320 px."""
        if "/s/" in self.phone.url:
            self.looker.context.add_cookies([{**one} for one in self.phone.context.cookies()])  # type: ignore[typeddict-item]
        self.looker.goto(self.phone.url)
        self.inspect()

    def inspect(self) -> None:
        self.looker.evaluate(AXE)
        found = self.looker.evaluate("axe.run()")["violations"]
        assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        for width in (320, 360):
            self.looker.set_viewport_size({"width": width, "height": 740})
            out = self.looker.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert out <= 0, f"{self.looker.url} sticks out by {out} px at {width} px"
        self.looked_at += 1


@pytest.fixture
def letter(alice: User, bob: User, charlie: User) -> Letter:
    """A letter to two offices, open today, in a campaign that asks for all it can ask, with the whole register."""
    call_command("load_register", verbosity=0)
    now = timezone.now()
    campaign = make.campaign(alice, now=now, asks_country=True, asks_profession=True, coercing_state="US")
    Partner.objects.create(campaign=campaign, organisation=charlie.memberships.get().organisation)
    row = make.letter(campaign, bob, alice, offices=[make.office(actor="XA"), make.office(actor="XB")], now=now)
    make.signatory(row, "Ada First")
    return row


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, settings: Any) -> Iterator[Visit]:
    settings.BASE_URL = live_server.url  # where the links in the mail lead
    phone = browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    looker = browser.new_context(base_url=live_server.url, viewport=PHONE)
    made = Visit(phone.new_page(), looker.new_page(), live_server.url)
    for context in (phone, looker):
        context.on("request", lambda request: made.requests.append(request.url))
    made.looker.on("console", lambda line: made.refused.append(line.text) if line.type == "error" else None)
    yield made
    contexts: list[BrowserContext] = [phone, looker]
    for context in contexts:
        for cookie in context.cookies():
            assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax") and cookie["path"].endswith("/s/"), cookie
        context.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_volunteer_signs_confirms_and_leaves(language: str, visit: Visit, letter: Letter) -> None:
    phone, code = visit.phone, letter.campaign.code

    reads(visit, language, code)
    thinks_of_the_risk(phone)
    signs_by_keyboard(visit)
    assert not Supporter.objects.exists()  # taking in is a job's work

    link = gets_one_neutral_mail(language, visit)
    opens_the_link_and_says_yes(visit, link)

    own_page = phone.url
    assert urlsplit(own_page).path == f"/{language}/s/own/"  # no token in the address
    tallies.recount(now=timezone.now())
    assert Tally.objects.get(version=letter.current).number == 1
    phone.goto(f"/{language}/c/{code}/")
    phone.reload()
    expect(phone.locator(".hero__count b")).to_contain_text("1")

    phone.goto(own_page)
    leaves_in_two_clicks(visit)
    tallies.recount(now=timezone.now())
    assert Tally.objects.get(version=letter.current).number == 0
    answer = phone.goto(own_page)
    assert answer is not None and answer.status == 404
    visit.look_over()

    assert visit.looked_at >= 12 and len(visit.requests) > 100
    assert {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in visit.requests} == {visit.origin}
    assert [text for text in visit.refused if "Content Security Policy" in text] == []


def reads(visit: Visit, language: str, code: str) -> None:
    """From the front page to the form, each step by a link that stands on the page."""
    phone = visit.phone
    phone.goto("/")
    phone.goto(f"/{language}/")
    visit.look_over()
    phone.locator(f'a.button[href="/{language}/c/{code}/"]').click()
    expect(phone.locator(".docket dt")).to_have_count(5)
    visit.look_over()
    phone.locator('.case h3 a[href$="/order/"]').click()
    expect(phone.locator("article.letter")).to_have_attribute("lang", language)
    visit.look_over()
    phone.locator('.offices a[href*="/to/XB-minister"]').click()
    expect(phone.locator("article.letter")).to_contain_text("Exampleland XB")
    visit.look_over()
    phone.locator('a.button[href$="/order/sign/"]').click()
    visit.look_over()


def thinks_of_the_risk(phone: Page) -> None:
    """The advice stands before the first field; choosing shows it, with the second sentences, and sends nothing."""
    advice = phone.locator("#situation-us-visa ~ .situation__advice")
    warnings = phone.locator(".consent .warn")
    expect(advice).to_be_hidden()
    expect(warnings.first).to_be_hidden()
    tab_to(phone, "situation-none")
    phone.keyboard.press("Space")
    expect(warnings.first).to_be_hidden()
    for _step in range(2):
        phone.keyboard.press("ArrowDown")
    expect(advice).to_be_visible()
    assert warnings.count() == 3
    for number in range(3):
        expect(warnings.nth(number)).to_be_visible()


def signs_by_keyboard(visit: Visit) -> None:
    """First with two mistakes, then put right from the summary; the mouse is not touched."""
    phone = visit.phone
    type_into(phone, "id_name", "Zoë Müller-O’Neill")
    type_into(phone, "id_email", "zoe.example.org")
    type_into(phone, "id_note", "For the judges.")
    tick(phone, "id_named")
    assert press_submit(phone) == 422

    expect(phone.locator(".errors li")).to_have_count(2)
    expect(phone.locator("#id_name")).to_have_value("Zoë Müller-O’Neill")
    expect(phone.locator("#id_note")).to_have_value("For the judges.")
    expect(phone.locator("#id_named")).to_be_checked()
    expect(phone.locator("#id_counted")).not_to_be_checked()
    visit.looker.goto(phone.url)
    visit.looker.locator("#sign button[type=submit]").click()
    expect(visit.looker.locator(".errors")).to_be_focused()
    visit.inspect()

    expect(phone.locator(".errors")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("#id_email")).to_be_focused()
    type_into(phone, "id_email", "zoe@example.org")
    tick(phone, "id_counted")
    assert press_submit(phone) == 200  # after 303: the page that says what comes next
    assert urlsplit(phone.url).path.endswith("/order/sent/")
    visit.look_over()
    again = phone.locator('main a[href$="/links/"]')
    visit.looker.goto(again.get_attribute("href") or "")
    visit.inspect()


def focused(phone: Page) -> str:
    found = phone.locator(":focus")
    return (found.get_attribute("id") or "") if found.count() else ""


def tab_to(phone: Page, name: str) -> None:
    for _step in range(60):
        if focused(phone) == name:
            return
        phone.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reached {name}")


def type_into(phone: Page, name: str, text: str) -> None:
    tab_to(phone, name)
    phone.keyboard.press("Control+A")
    phone.keyboard.insert_text(text)


def tick(phone: Page, name: str) -> None:
    tab_to(phone, name)
    phone.keyboard.press("Space")


def press_submit(phone: Page) -> int:
    """Goes on to the button and presses Enter; the status of the page that follows."""
    for _step in range(60):
        if phone.locator("#sign button[type=submit]:focus").count():
            break
        phone.keyboard.press("Tab")
    with phone.expect_navigation() as coming:
        phone.keyboard.press("Enter")
    return coming.value.status if coming.value else 0


def gets_one_neutral_mail(language: str, visit: Visit) -> str:
    """The jobs run as they do every few seconds; returns the link in the mail."""
    with Sink() as sink:
        owner = Owner.objects.create(started_at=timezone.now()).pk
        for _time in range(2):
            signatures.take_in(now=timezone.now())
            dispatch.run(now=timezone.now(), urgencies=(0,), owner=owner, relay=Relay(host="127.0.0.1", port=sink.port))
        (taken,) = sink.taken
    mail = email.message_from_bytes(taken.content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage) and taken.recipients == ["zoe@example.org"]
    part = mail.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    said = f"{mail['Subject']} {mail['From']} {text}"
    for betrays in ("Shield the bench", "Protéger les juges", "Make an order", "arrêté", "Zoë", "Justice Unbound"):
        assert betrays not in said
    links = re.findall(rf"{re.escape(visit.origin)}/{language}/s/\S+/confirm/", text)
    assert len(links) == 1
    return str(links[0])


def opens_the_link_and_says_yes(visit: Visit, link: str) -> None:
    phone = visit.phone
    for _scanner in range(2):
        phone.goto(link)
    visit.look_over()
    row = Signature.objects.select_related("supporter").get()
    assert row.confirmed_on is None and row.supporter.state == State.PENDING

    expect(phone.locator(".facts")).to_contain_text("Zoë Müller-O’Neill")
    yes, no = (phone.locator(f'button[value="{answer}"]').bounding_box() for answer in ("yes", "no"))
    assert yes and no and (yes["width"], yes["height"]) == (no["width"], no["height"])
    phone.locator('button[value="yes"]').click()
    row.refresh_from_db()
    assert row.confirmed_on is not None
    expect(phone.locator(".facts")).to_contain_text("zoe@example.org")
    visit.look_over()
    with phone.expect_download() as coming:
        phone.locator('a[href$="/mine.json"]').click()
    assert "Zoë Müller-O’Neill" in Path(coming.value.path()).read_text()
    visit.looker.goto(link)
    expect(visit.looker.locator('button[value="no"]')).to_have_count(0)
    visit.inspect()


def leaves_in_two_clicks(visit: Visit) -> None:
    phone = visit.phone
    phone.locator('main a[href$="/leave/"]').click()
    expect(phone.locator("main")).to_contain_text("Zoë Müller-O’Neill")
    visit.look_over()
    assert Supporter.objects.count() == 1
    phone.locator("main form button").click()
    assert phone.url.endswith("/s/gone/")
    assert not Supporter.objects.exists() and not Signature.objects.exists()
    assert Leaving.objects.get().number == 1
    visit.look_over()
