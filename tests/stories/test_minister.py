"""A minister answers, and the ledger moves: in by the pipe, graded, blacked out, published, proposed, checked, seen."""

import io
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from actors.checking import checks
from actors.positions.models import Position
from campaigns.answering.models import Proposal, Reply
from foundation.web.pages import forget_pages
from tests import make
from tests.actors.curation.people import appointed
from tests.campaigns.answering import cast
from tests.conftest import login
from tests.stories.test_staff import passes_axe

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
Visitor = Callable[[User | None], Page]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A phone of their own; any breach of the content policy fails."""
    opened: list[BrowserContext] = []

    def enter(user: User | None) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=PHONE)
        if user is not None:
            session = login(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda line: pytest.fail(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield enter
    for context in opened:
        context.close()


class Pipe:
    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def test_a_minister_answers_and_the_ledger_moves(
    visitor: Visitor, alice: User, bob: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INBOUND_DOMAIN = "in.justice.example"
    cast.scale()
    now = timezone.now()
    letter = cast.delivered(alice, bob, now=now - timedelta(days=31), launched=now - timedelta(days=40), offices=1)
    make.listed(by="XC")  # so that the record has a page about those measures
    code, office = letter.campaign.code, letter.targets.get().office
    public = visitor(None)
    public.goto(f"/en/c/{code}/answers/")
    expect(public.get_by_text("No answer so far, after 31 days.")).to_be_visible()

    the_reply_comes_in_by_the_pipe(cast.address(cast.first(letter)), monkeypatch)
    the_public_sees_that_it_is_read(visitor(None), f"/en/c/{code}/answers/")

    page = visitor(bob)
    bob_grades_and_publishes(page)
    bob_proposes_its_words(page)
    assert not Position.objects.get().public
    a_second_person_confirms_it(appointed("Cura", "Curators"))

    forget_pages()
    public = visitor(None)  # a browser keeps a page for a minute, as everybody may
    public.goto(f"/en/c/{code}/answers/")
    expect(public.locator("h1")).to_have_text("1 of 1 offices written to has answered")
    answer = public.locator(".answer")
    expect(answer).to_contain_text("We call for the sanctions to be lifted.")
    expect(answer).to_contain_text("Step 5")
    for hidden in ("Pat Adviser", "+32", "adviser@"):
        expect(public.locator("body")).not_to_contain_text(hidden)
    passes_axe(public)
    answer.get_by_role("link").click()
    expect(public.locator("body")).to_contain_text("We call for the sanctions to be lifted.")
    public.goto(f"/en/record/{office.actor.key}/?about=XC")
    expect(public.locator("body")).to_contain_text("We call for the sanctions to be lifted.")
    public.goto(f"/en/c/{code}/")
    expect(public.locator("#happened + p, .happened").first).to_be_visible()
    expect(public.locator(".happened").first).to_contain_text("Answered.")


def the_reply_comes_in_by_the_pipe(to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Pipe(cast.mail()))
    call_command("take_mail", "--to", to)
    assert Reply.objects.count() == 1


def the_public_sees_that_it_is_read(public: Page, address: str) -> None:
    forget_pages()
    public.goto(address)
    expect(public.get_by_text("A reply came and is being read.")).to_be_visible()
    expect(public.locator("body")).not_to_contain_text("lifted")


def bob_grades_and_publishes(page: Page) -> None:
    page.goto("/en/desk/")
    page.get_by_role("link", name="Read and grade").click()
    page.locator('td a[href*="/replies/"]').click()
    passes_axe(page)
    page.get_by_label("answers in substance").check()
    page.get_by_role("button", name="Say so").click()
    expect(page.locator(".notice.success")).to_be_visible()
    page.get_by_role("button", name="Black out, and read again").click()
    expect(page.locator("#publish .quote")).not_to_contain_text("Pat Adviser")
    page.get_by_role("button", name="Publish this text").click()
    expect(page.locator("#publish-title")).to_have_text("What the public reads")
    passes_axe(page)


def bob_proposes_its_words(page: Page) -> None:
    page.get_by_label("The words, exactly").fill("We call for the sanctions to be lifted.")
    page.get_by_label("Calls for lifting").select_option("yes")
    page.get_by_role("button", name="Propose it to the register").click()
    expect(page.locator("#record")).to_contain_text("waits for a second person")


def a_second_person_confirms_it(curator: User) -> None:
    checks.confirm(revision=Proposal.objects.get().revision, by=curator, now=timezone.now())
    assert Position.objects.get().public
