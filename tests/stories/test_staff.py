"""Bob has written a letter, Alice lets it go: read for each office, approved, released, mailed once, and on record."""

import email
import email.policy
import io
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pypdf
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from campaigns.delivery.models import Delivery
from campaigns.letters.models import Letter
from foundation.outbox import dispatch
from foundation.outbox.models import Message, Owner, State
from foundation.outbox.wire import Relay
from tests import make
from tests.conftest import PASSWORD
from tests.smtp_sink import Sink, Taken

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
SIGNERS = 3

Visitor = Callable[[User], Page]


def passes_axe(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer, language: str) -> Iterator[Visitor]:
    """Opens a browser of their own for somebody, who logs in and stands on "Today"."""
    opened: list[BrowserContext] = []

    def enter(user: User) -> Page:
        opened.append(browser.new_context(base_url=live_server.url))
        page = opened[-1].new_page()
        page.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
        page.goto(f"/{language}/accounts/login/?next=/{language}/desk/")
        page.locator("#id_login").fill(user.email)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("form:has(#id_password) button[type=submit]").first.click()
        page.wait_for_url(f"**/{language}/desk/")
        return page

    yield enter
    for context in opened:
        context.close()


def stay(page: Page) -> None:
    """From here on ``stayed`` tells whether the page was only changed in part."""
    page.evaluate("window.here = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.here === true"))


def write_letter(alice: User, bob: User) -> Letter:
    now = timezone.now()
    campaign = make.campaign(alice, now=now, time_zone="America/Toronto")
    offices = [
        make.office("XA-minister", actor="XA"),
        make.office("XB-minister", actor="XB"),
        make.office("XC-minister", actor="XC", address=None),
    ]
    letter = make.letter(campaign, bob, offices=offices, now=now)
    make.signatory(letter, "Ada First")
    make.signatory(letter, "Ben Unasked", position=1, confirmed=False)
    return letter


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_letter_goes_from_draft_to_its_offices(language: str, visitor: Visitor, alice: User, bob: User) -> None:
    letter = write_letter(alice, bob)
    address = f"/{language}/desk/c/{letter.campaign.code}/letters/{letter.code}/"

    bob_reads_and_cannot_approve(visitor(bob), address)
    page = visitor(alice)
    alice_approves(page, address)

    letter.refresh_from_db()
    for _number in range(SIGNERS):
        make.signature(letter, confirmed=True, now=timezone.now())
    alice_releases(page, address)

    with Sink() as sink:
        relay = Relay(host="127.0.0.1", port=sink.port)
        owner = Owner.objects.create(started_at=timezone.now()).pk
        for _time in range(2):
            dispatch.run(now=timezone.now(), urgencies=(1,), owner=owner, relay=relay)
        taken = list(sink.taken)
    offices_got_their_letters(taken, letter)
    the_page_and_the_journal_show_it(page, address, letter)


def bob_reads_and_cannot_approve(page: Page, address: str) -> None:
    passes_axe(page)
    page.locator(f'th a[href="{address.split("letters/")[0]}"]').click()
    expect(page.locator("#letters")).to_be_visible()
    passes_axe(page)
    page.locator(f'th a[href="{address}"]').click()
    expect(page.locator("#preview")).to_contain_text("Exampleland XA")

    stay(page)
    page.locator("#office").select_option("XB-minister")
    expect(page.locator("#preview")).to_contain_text("Exampleland XB")
    page.locator("#language").select_option("fr")
    expect(page.locator("#preview .letter")).to_have_attribute("lang", "fr")
    expect(page.locator("#preview")).to_contain_text("Nous écrivons : Ministre des Exemples, Exampleland XB.")
    expect(page.locator("#announce")).to_contain_text("Exampleland XB")
    assert stayed(page), "the letter was swapped, not the page"
    assert page.url.endswith("?office=XB-minister&language=fr")
    page.reload()
    expect(page.locator("#preview")).to_contain_text("Nous écrivons : Ministre des Exemples, Exampleland XB.")
    assert not stayed(page)

    assert page.locator('form[action$="/approve/"]').count() == 0
    assert page.locator('form[action$="/release/"]').count() == 0
    passes_axe(page)


def alice_approves(page: Page, address: str) -> None:
    page.locator(f'.today a[href="{address}"]').click()
    approve = page.locator('#panel form[action$="/approve/"] button')
    expect(approve).to_be_visible()
    passes_axe(page)
    stay(page)
    approve.click()
    expect(page.locator("#panel .notice.success")).to_be_visible()
    expect(page.locator("#announce")).not_to_be_empty()
    expect(page.locator("#stands")).to_be_focused()
    assert stayed(page)
    assert page.locator('form[action$="/approve/"]').count() == 0
    # Nobody has signed yet, so there is nothing to release.
    assert page.locator('form[action$="/release/"]').count() == 0
    passes_axe(page)


def alice_releases(page: Page, address: str) -> None:
    page.goto(address)
    release = page.locator('#panel form[action$="/release/"] button')
    expect(release).to_contain_text("2")
    expect(release).to_contain_text(str(SIGNERS))
    passes_axe(page)
    stay(page)
    release.click()
    expect(page.locator("#panel .notice.success")).to_contain_text("2")
    expect(page.locator("#panel .notice.warning")).to_contain_text("1")
    assert stayed(page)
    assert page.locator('form[action$="/release/"]').count() == 0
    passes_axe(page)


def offices_got_their_letters(taken: list[Taken], letter: Letter) -> None:
    """One mail for each office that can be reached: letterhead, number, first signatories, and the same on paper."""
    assert letter.current is not None
    addresses = [mail.recipients for mail in taken]
    assert len(addresses) == 2 and len({tuple(each) for each in addresses}) == 2
    for mail in taken:
        message = email.message_from_bytes(mail.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert message["Subject"] == "Please make the order"
        body = message.get_body(("plain",))
        assert body is not None
        [paper] = message.iter_attachments()
        assert paper.get_content_type() == "application/pdf"
        reader = pypdf.PdfReader(io.BytesIO(paper.get_content()))
        printed = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        written = " ".join(body.get_content().split())
        for said in (printed, written):
            assert "Justice Unbound" in said and "Example Street 1" in said
            assert f"Signed by {SIGNERS} people" in said
            assert "Ada First" in said and "Ben Unasked" not in said
            assert letter.current.fingerprint[:16] in said
    states = ["XA" if "Exampleland XA" in mail.text() else "XB" for mail in taken]
    assert sorted(states) == ["XA", "XB"]


def the_page_and_the_journal_show_it(page: Page, address: str, letter: Letter) -> None:
    assert Delivery.objects.filter(letter=letter, sent_at__isnull=False).count() == 2
    page.goto(address)
    for key in ("XA-minister", "XB-minister"):
        sent = Message.objects.get(
            recipient_code=Delivery.objects.get(letter=letter, target__office__key=key).code, state=State.SENT
        )
        expect(page.locator(f"#o-{key}")).to_contain_text(sent.relay_id)
        expect(page.locator(f"#o-{key} time").first).to_be_visible()
    assert page.locator("#o-XC-minister time").count() == 0
    passes_axe(page)
    campaign = address.split("letters/")[0]
    page.goto(f"{campaign}journal/")
    lines = page.locator(".happened li")
    assert lines.count() == 3
    expect(lines.first).to_contain_text("Alice")
    assert letter.current is not None
    expect(lines.first).to_contain_text(letter.current.fingerprint[:16])
    passes_axe(page)
    page.goto(f"{campaign}messages/")
    passes_axe(page)
