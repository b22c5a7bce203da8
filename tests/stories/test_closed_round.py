"""A closed round from invitation to publication at the embargo; one name is withheld, and stands nowhere."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from campaigns.delivery import ledger
from campaigns.delivery.mails import lay_out, render
from campaigns.delivery.models import Delivery
from campaigns.delivery.paper import print_pdf
from campaigns.endorsing import links, rounds
from campaigns.endorsing import mails as asking
from campaigns.endorsing.models import ClosedRound, Endorsement, RoundInvitation
from campaigns.letters.models import Letter
from campaigns.planning import campaigns
from foundation.outbox.models import Message
from foundation.vault import keys
from foundation.web.pages import forget_pages
from tests import make
from tests.conftest import PASSWORD
from tests.stories.test_staff import passes_axe

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
NAMED, WITHHELD, SLOW = "Open Courts", "Kanarienwerk", "Slow House"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(base_url=live_server.url)
    opened = context.new_page()
    opened.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    context.close()


def enter(page: Page, user: User) -> None:
    page.goto("/en/accounts/login/?next=/en/desk/")
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form:has(#id_password) button[type=submit]").first.click()
    page.wait_for_url("**/en/desk/")


def ask(page: Page, letter: Letter) -> None:
    """Staff open the round, ask three organisations, and see who has not answered."""
    page.goto(f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/organisations/")
    today = timezone.now().date()
    for name, days in (("deadline_at", 3), ("embargo_until_at", 4)):
        page.locator(f"#id_{name}").fill(f"{today + timedelta(days=days)}T12:00")
    page.get_by_role("button", name="Keep these times").click()
    asked = "\n".join(f"{name}; desk@{name.replace(' ', '').lower()}.example" for name in (NAMED, WITHHELD, SLOW))
    page.locator("#id_lines").fill(asked)
    page.get_by_role("button", name="Ask them by mail").click()
    expect(page.get_by_text("3 organisations were asked")).to_be_visible()
    passes_axe(page)


def answer(page: Page, letter: Letter, name: str, *, withhold: bool = False) -> None:
    """The organisation follows the link from its mail, reads the frozen text, and endorses it."""
    message = next(row for row in Message.objects.filter(purpose="endorsing.invite") if to(row).startswith(name[:4]))
    row = RoundInvitation.objects.get(code=message.recipient_code)
    page.goto(f"/en/e/{links.invited_token(row, keys.open_scope(letter.campaign.scope))}/")
    expect(page.get_by_text("Please act.")).to_be_visible()
    page.locator("#id_country").select_option("XA")
    page.locator("#id_kind").select_option("ngo")
    page.locator("#id_representative").fill("Rita Representative")
    page.locator("#id_role").fill("Director")
    if withhold:
        page.locator("#id_is_withheld").check()
        page.locator("#id_region").select_option("africa")
    passes_axe(page)
    page.get_by_role("button", name="Endorse the letter").click()
    expect(page.get_by_text("You have endorsed it. Thank you.")).to_be_visible()


def to(message: Message) -> str:
    said = asking.render_invite(message, timezone.now())
    found = re.search(r"asks (.+) to read", said.text)
    return found[1] if found else ""


def public_pages(letter: Letter) -> dict[str, str]:
    """Everything that anybody may read of the campaign, feeds and previews included; read as it is now."""
    forget_pages()
    client, code, key = Client(), letter.campaign.code, letter.key
    paths = [f"/{language}/" for language in ("en", "fr")]
    paths += [f"/en/c/{code}/{tail}" for tail in ("", f"{key}/", f"{key}/sign/", f"{key}/organisations/", "answers/")]
    paths += [f"/fr/c/{code}/{key}/organisations/", f"/en/c/{code}/press/", "/data/feed.xml"]
    return {path: client.get(path).content.decode(errors="replace") for path in paths}


def test_a_closed_round(page: Page, alice: User, bob: User) -> None:
    now = timezone.now()
    campaign = make.campaign(alice, launched=False, now=now)
    letter = make.letter(campaign, bob, alice, now=now)
    enter(page, alice)
    ask(page, letter)
    campaigns.launch(campaign=campaign, by=alice, now=timezone.now())
    answer(page, letter, NAMED)
    answer(page, letter, WITHHELD, withhold=True)
    page.goto(f"/en/desk/c/{campaign.code}/letters/{letter.code}/organisations/")
    expect(page.get_by_text("Endorsed: 2. Declined: 0. Not answered: 1.")).to_be_visible()
    page.get_by_role("button", name="Remind who has not answered, now").click()
    expect(page.get_by_text("1 reminder is on its way.")).to_be_visible()
    page.get_by_role("button", name="Close the round and publish").click()
    expect(page.get_by_text("Under embargo until").first).to_be_visible()
    for path, text in public_pages(letter).items():
        assert NAMED not in text and WITHHELD not in text and "Please make the order" not in text, path
    assert Client().get(f"/en/c/{campaign.code}/{letter.key}/").status_code == 404
    the_embargo_ends(letter)
    page.goto(f"/en/c/{campaign.code}/{letter.key}/organisations/")
    expect(page.get_by_role("heading", name="2 organisations endorse this letter")).to_be_visible()
    expect(page.get_by_text("One organisation in Africa")).to_be_visible()
    passes_axe(page)
    written = public_pages(letter)
    assert sum(NAMED in text for text in written.values()) >= 5, "the control: the same look finds the other name"
    assert not [path for path, text in written.items() if WITHHELD in text]
    assert_delivered(letter, alice)


def the_embargo_ends(letter: Letter) -> None:
    """Time passes: the clock of the machine cannot be moved, so what it is compared with is."""
    over = timezone.now() - timedelta(seconds=1)
    ClosedRound.objects.update(deadline_at=over, embargo_until_at=over)
    Letter.objects.filter(pk=letter.pk).update(opened_at=over)
    letter.refresh_from_db()
    assert rounds.embargo_until(letter) == over and Endorsement.objects.public(timezone.now()).count() == 2


def assert_delivered(letter: Letter, by: User) -> None:
    """Letter, PDF and every mail of the campaign: the one name where it belongs, the other nowhere."""
    now = timezone.now()
    make.signature(letter, confirmed=True, now=now)
    ledger.release(letter=letter, by=by, now=now)
    mail = render(Message.objects.get(purpose="delivery.letter"), now)
    pages = pypdf.PdfReader(io.BytesIO(print_pdf(lay_out(Delivery.objects.get(), now)))).pages
    paper = " ".join(one.extract_text() for one in pages)
    for text in (mail.text, mail.html, paper):
        assert NAMED in text and WITHHELD not in text and "Africa" not in text
