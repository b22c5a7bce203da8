"""Eight kinds of programs visit the link in the mail: none of them signs, and the person behind each still can."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.signing import codes, mails, settling, signatures
from campaigns.signing.models import Signature
from campaigns.site import mailed as mailed_links
from foundation.outbox.models import Message, Suppressed
from foundation.vault import keys
from tests import make
from tests.campaigns.site.cast import address, follow, open_letter
from tests.services import sized

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
VISITS = sized(2, 100)
"""Of each kind."""
PRESSES = sized(9, 20)
"""After so many, the program that presses everything gives up on a mail."""


@pytest.fixture
def letter(alice: User, bob: User, settings: Any) -> Letter:
    settings.CONFIRM_WAIT = 600
    return open_letter(alice, bob)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Any:
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


Program = Callable[[Page, str], None]


def opens(page: Page, link: str) -> None:
    assert Client().get(link, follow=True).status_code == 200


def asks_for_the_head(page: Page, link: str) -> None:
    assert Client().head(link, follow=True).status_code == 200


def opens_three_times_at_once(page: Page, link: str) -> None:
    def once(_number: int) -> int:
        try:
            return Client().get(link, follow=True).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(once, range(3))) == [200] * 3


def prefetches(page: Page, link: str) -> None:
    headers = {"sec-purpose": "prefetch;prerender", "purpose": "prefetch", "sec-fetch-site": "cross-site"}
    Client().get(link, follow=True, headers=headers)


def makes_a_preview(page: Page, link: str) -> None:
    """Opens it, its links, and asks with methods that change nothing anywhere."""
    client = Client(headers={"user-agent": "PreviewBot/1.0", "range": "bytes=0-65535"})
    client.get(link, follow=True)
    for name in ("confirm", "own", "leave", "mine", "gone", "quiet"):
        client.get(address(name) + "?answer=yes&leave=yes&where=everywhere")
        client.options(address(name))


def comes_again_a_day_later(page: Page, link: str) -> None:
    opens(page, link)
    code = link.split("/s/")[1][:32]
    row = Signature.objects.get(code=code)
    Signature.objects.filter(code=code).update(signed_on=row.signed_on - timedelta(days=1))
    opens(page, link)


def runs_all_scripts(page: Page, link: str) -> None:
    page.context.clear_cookies()
    page.goto(link, wait_until="networkidle")
    page.mouse.move(50, 50)
    page.keyboard.press("Tab")


def presses_everything(page: Page, link: str) -> None:
    """Every control of every page behind the link, and of the pages these lead to."""
    page.context.clear_cookies()
    controls, presses, open_paths = "main button, main a.button", 0, [[]]  # type: ignore[var-annotated]
    while open_paths and presses < PRESSES:
        path = open_paths.pop(0)
        page.goto(link)
        for number in path:
            control = page.locator(controls).nth(number)
            if control.count() and "mine" not in (control.get_attribute("href") or ""):
                control.click()
                presses += 1
        open_paths += [[*path, number] for number in range(page.locator(controls).count())] if len(path) < 3 else []


KINDS: dict[str, Program] = {
    "get": opens,
    "head": asks_for_the_head,
    "three at once": opens_three_times_at_once,
    "scripts": runs_all_scripts,
    "presses everything": presses_everything,
    "prefetch": prefetches,
    "preview": makes_a_preview,
    "a day later": comes_again_a_day_later,
}


def mailed(row: Signature) -> str:
    return address("confirm_link", make.confirm_token(row))


def settled() -> int:
    """How many count once every answer is final."""
    settling.settle(now=timezone.now() + timedelta(minutes=11))
    return Signature.objects.confirmed().count()


def a_person_answers(row: Signature) -> None:
    """Opens the link, presses Yes; where both were pressed before, types the code from the second mail."""
    client = Client()
    path = follow(client, "confirm", make.confirm_token(row))
    now = Signature.objects.select_related("doubt", "supporter__campaign").get(pk=row.pk)
    typed = {}
    if now.is_doubted:
        (mail,) = Message.objects.filter(purpose="signing.code", params__signature=row.code, state="queued")
        assert mails.code_wanted(mail, timezone.now())
        typed = {"code": codes.code(now.doubt, keys.open_scope(now.supporter.campaign.scope))}
        assert typed["code"] in mails.render_code(mail, timezone.now()).text
    answer = client.post(path, {"answer": "yes", **typed})
    assert (answer.status_code, answer["Location"]) == (303, address("own"))


def test_no_program_confirms_and_every_person_can(letter: Letter, page: Page) -> None:
    rows = {kind: [make.signature(letter, now=timezone.now()) for _each in range(VISITS)] for kind in KINDS}
    for kind, visit in KINDS.items():
        for row in rows[kind]:
            visit(page, mailed(row))
    assert settled() == 0, "0 of all visits"
    assert Signature.objects.count() == len(KINDS) * VISITS and not Suppressed.objects.exists()
    pressed = [row.is_doubted for row in Signature.objects.select_related("doubt").filter(doubt__isnull=False)]
    assert len(pressed) == VISITS, "the one that presses everything was at it"
    for row in (row for each in rows.values() for row in each):
        a_person_answers(row)
    assert settled() == len(KINDS) * VISITS, "and every person"


def test_control_a_link_that_confirms_by_being_opened_is_confirmed_by_every_kind(
    letter: Letter, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def obvious(request: HttpRequest, kind: str, token: str) -> HttpResponse:
        found = signatures.find(token)
        if found:
            signatures.confirm(signature=found[0], now=timezone.now())
        return usual(request, kind, token)

    usual = mailed_links.onward
    monkeypatch.setattr(mailed_links, "onward", obvious)
    for kind, visit in KINDS.items():
        if visit is presses_everything:
            continue  # it has pressed No as well
        row = make.signature(letter, now=timezone.now())
        visit(page, mailed(row))
        assert Signature.objects.get(pk=row.pk).said_yes_at, kind


def test_no_address_tells_the_token_to_the_next_page(letter: Letter, page: Page) -> None:
    """From the link through the answer to one's own page, its file and the way out, in a real browser."""
    row = make.signature(letter, now=timezone.now())
    tokens = {make.confirm_token(row), make.own_token(row.supporter)}
    said: list[str] = []
    page.on("request", lambda request: said.append(f"{request.url} {request.headers.get('referer', '')}"))
    page.goto(mailed(row))
    page.locator('main button[value="yes"]').click()
    page.locator("main form button").first.click()
    page.goto(address("own"))
    for name in ("confirm", "own", "campaign"):
        page.locator('.langs a[hreflang="fr"]').first.click()
        assert urlsplit(page.url).path.startswith("/fr/s/"), name
        page.go_back()
    assert [line for line in said if any(token in line for token in tokens)] == [
        f"{page.url.split('/en/')[0]}{mailed(row)} "
    ]
    assert not any(token in page.evaluate("document.cookie + location.href") for token in tokens)
