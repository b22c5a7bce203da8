"""A closed round from invitation to publication at the embargo; one name is withheld, and stands nowhere."""

import email
import email.policy
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

from actors.accounts.models import Organisation, User
from campaigns.delivery import ledger
from campaigns.delivery.mails import lay_out
from campaigns.delivery.models import Delivery
from campaigns.delivery.paper import print_pdf
from campaigns.endorsing import links, rounds
from campaigns.endorsing import mails as asking
from campaigns.endorsing.models import ClosedRound, Endorsement, RoundInvitation
from campaigns.letters.models import Letter
from campaigns.open_data.catalogue import TABLES
from campaigns.planning import campaigns
from campaigns.press import cards
from foundation.outbox import dispatch
from foundation.outbox.models import Message, Owner, State
from foundation.outbox.wire import Relay
from foundation.vault import keys
from foundation.web.pages import forget_pages
from tests import make
from tests.actors.suggestions.cast import public_position
from tests.conftest import PASSWORD
from tests.smtp_sink import Sink
from tests.stories.searching import hits
from tests.stories.test_staff import passes_axe

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
NAMED, WITHHELD, SLOW, PLANTED = "Open Courts", "Kanarienwerk", "Slow House", "Pflanzenwerk"
ASKS = ("Make an order", "Prendre un arr")
OF_CAMPAIGN = ("", "privacy/", "answers/", "links/", "press/")
OF_LETTER = ("", "sign/", "organisations/", "endorse/", "names/")
LISTING = ("", "organisations/")
"""Where the names of those who endorse stand."""
RECORD = ("/data/v1/positions.atom", "/data/v1/popolo.json", "/en/record/", "/en/record/XP/", "/en/record/days.ics")


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
    page.wait_for_url("**/en/s/asked/")
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


def plant(letter: Letter) -> None:
    """A word that is public wherever something is public at all: the search has to find it in every place."""
    public_position("XP-said", actor=make.state("XP", name_en=PLANTED, name_fr=PLANTED))
    make.listed(by="XC")  # so that the record has a page
    letter.campaign.texts.update(title=f"Shield {PLANTED}")
    Organisation.objects.update(neutral_name=f"The {PLANTED} team")


def public_places(letter: Letter, *others: int) -> dict[str, bytes]:
    """Everything that anybody may read: pages, feeds, files, and the words of the previews; read as it is now."""
    forget_pages()
    client, code, key, today = Client(), letter.campaign.code, letter.key, timezone.now().date()
    paths = [f"/{language}/c/{code}/{tail}" for language in ("en", "fr") for tail in OF_CAMPAIGN]
    paths += [f"/{language}/c/{code}/{key}/{tail}" for language in ("en", "fr") for tail in OF_LETTER]
    paths += ["/en/", "/fr/", *RECORD, *(f"/data/v1/{name}.csv" for name in TABLES)]
    found = {path: read(client, path, {200, *others}) for path in paths}
    assert client.get(f"/en/c/{code}/card.png").content.startswith(b"\x89PNG")
    return found | {"the words of card.png": repr(cards.of_campaign(code, today)).encode()}


def read(client: Client, path: str, statuses: set[int]) -> bytes:
    answer = client.get(path)
    assert answer.status_code in statuses, (path, answer.status_code)
    return b"".join(answer) if answer.streaming else answer.content


def sent(sink: Sink) -> dict[str, bytes]:
    """Every mail that is due is sent; what each says, by whom it goes to and its subject."""
    owner = Owner.objects.create(started_at=timezone.now()).pk
    dispatch.run(now=timezone.now(), owner=owner, relay=Relay(host="127.0.0.1", port=sink.port))
    assert set(Message.objects.values_list("state", flat=True)) <= {State.SENT, State.CANCELLED}
    return {f"{number} to {one.recipients[0]}": opened(one.content) for number, one in enumerate(sink.taken)}


def opened(content: bytes) -> bytes:
    """A mail as its reader sees it, without the address it goes to: headers, bodies, what is attached."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    parts = [f"{name}: {value}" for name, value in mail.items() if name.lower() != "to"]
    for part in mail.walk():
        if part.get_content_type() == "application/pdf":
            pages = pypdf.PdfReader(io.BytesIO(part.get_payload(decode=True))).pages
            parts += [one.extract_text() for one in pages]
        elif not part.is_multipart():
            parts.append(str(part.get_content()))
    return "\n".join(parts).encode()


def where(places: dict[str, bytes], word: str) -> set[str]:
    return {place for place, _word, _how in hits(places, [word])}


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
    plant(letter)
    with Sink() as sink:
        early = sent(sink)
    assert early and where(early, PLANTED) == set(early) and not where(early, WITHHELD)
    page.get_by_role("button", name="Close the round and publish").click()
    expect(page.get_by_text("Under embargo until").first).to_be_visible()
    before = public_places(letter, 403, 404, 410)
    for word in (NAMED, WITHHELD, *ASKS):
        assert not where(before, word), word
    seen = {"/data/v1/positions.atom", "the words of card.png", "/en/", f"/fr/c/{campaign.code}/"}
    assert seen <= where(before, PLANTED)
    assert Client().get(f"/en/c/{campaign.code}/{letter.key}/").status_code == 404
    the_embargo_ends(letter)
    page.goto(f"/en/c/{campaign.code}/{letter.key}/organisations/")
    expect(page.get_by_role("heading", name="2 organisations endorse this letter")).to_be_visible()
    expect(page.get_by_text("One organisation in Africa")).to_be_visible()
    passes_axe(page)
    after = public_places(letter)
    assert not where(after, WITHHELD)
    named = {f"/{language}/c/{campaign.code}/{letter.key}/{tail}" for language in ("en", "fr") for tail in LISTING}
    assert named <= where(after, NAMED), "the control: the same look finds the other name"
    pages = {place for place in after if place.startswith(("/en/", "/fr/")) and "/c/" in place}
    searched = pages | {"/data/v1/positions.atom", "/data/v1/positions.csv", "the words of card.png"}
    planted = set().union(*(where(after, word) for word in (PLANTED, *ASKS)))
    assert searched <= planted, ("the control: planted words are found in each place", searched - planted)
    with Sink() as sink:
        assert_delivered(letter, alice, sink)


def the_embargo_ends(letter: Letter) -> None:
    """Time passes: the clock of the machine cannot be moved, so what it is compared with is."""
    over = timezone.now() - timedelta(seconds=1)
    ClosedRound.objects.update(deadline_at=over, embargo_until_at=over)
    Letter.objects.filter(pk=letter.pk).update(opened_at=over)
    letter.refresh_from_db()
    assert rounds.embargo_until(letter) == over and Endorsement.objects.public(timezone.now()).count() == 2


def assert_delivered(letter: Letter, by: User, sink: Sink) -> None:
    """Letter, PDF and every mail that is sent: the one name where it belongs, the other nowhere."""
    now = timezone.now()
    make.signature(letter, confirmed=True, now=now)
    ledger.release(letter=letter, by=by, now=now)
    pages = pypdf.PdfReader(io.BytesIO(print_pdf(lay_out(Delivery.objects.get(), now)))).pages
    paper = {"the letter on paper": " ".join(one.extract_text() for one in pages).encode()}
    mails = sent(sink)
    letters = where(mails, "Please act.")
    assert letters and letters | set(paper) <= where(mails | paper, NAMED), "the control: it finds the other name"
    assert letters == set(mails), "no mail is searched in which the search finds nothing"
    assert not where(mails | paper, WITHHELD) and not where(mails | paper, "Africa")
