"""Links of organisations: no token stays in an address, and the pages work without cookies."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from actors.accounts.models import User
from campaigns.endorsing import endorsements, links
from campaigns.endorsing.mails import render_confirm, render_invite, render_links
from campaigns.endorsing.models import Decline, Endorsement
from campaigns.letters.models import Letter
from campaigns.signing import lists as names
from foundation.outbox.models import Message
from foundation.vault import keys
from tests.campaigns.endorsing.cast import closed_round, invited, offered
from tests.campaigns.signing.crowd import crowd
from tests.campaigns.site.cast import address, follow, open_letter

pytestmark = pytest.mark.django_db
TOKEN = r"[0-9a-f]{32}\.[\w-]{32}"


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return open_letter(alice, bob)


@pytest.fixture
def tokens(letter: Letter, alice: User) -> dict[str, str]:
    """What each mail brings."""
    now, opened = timezone.now(), keys.open_scope(letter.campaign.scope)
    [row] = invited(closed_round(letter, alice, now), alice, "Asked House", now=now)
    standing = endorsements.confirm(endorsement=offered(letter, "Second House", now), now=now)
    return {
        "invited": links.invited_token(row, opened),
        "endorse_confirm": links.confirm_token(offered(letter, "Open Courts", now), opened),
        "endorsed": links.own_token(standing, now.date()),
    }


def test_the_mails_have_these_addresses(tokens: dict[str, str]) -> None:
    now = timezone.now()
    for purpose, render in (("invite", render_invite), ("confirm", render_confirm), ("links", render_links)):
        mail = render(Message.objects.filter(purpose=f"endorsing.{purpose}").latest("pk"), now)
        kind = {"invite": "invited", "confirm": "endorse_confirm", "links": "endorsed"}[purpose]
        assert address(f"{kind}_link", tokens[kind]) in mail.text and address(f"{kind}_link", tokens[kind]) in mail.html


def test_no_address_and_no_link_keeps_a_token(client: Client, tokens: dict[str, str]) -> None:
    for kind, token in tokens.items():
        page = client.get(follow(client, kind, token))
        assert page.status_code == 200 and f'name="link" value="{token}"' in page.text, kind
        assert not re.search(rf'(href|action|src)="[^"]*{TOKEN}', page.text), kind
        shown = client.post(address(kind), {"link": token})
        assert shown.status_code == 303 and shown["Location"] == address(kind), kind
    # The control: the mailed address is one that the same look finds.
    assert re.search(rf'href="[^"]*{TOKEN}', f'href="{address("invited_link", tokens["invited"])}"')


def test_without_cookies_the_forms_carry_the_link(tokens: dict[str, str]) -> None:
    for kind, token in tokens.items():
        assert Client().get(address(kind)).status_code == 404, kind
        pasted = Client().post(address(kind), {"link": f"https://host.example{address(f'{kind}_link', token)}"})
        assert pasted.status_code == 200 and f'name="link" value="{token}"' in pasted.text, kind
    declined = Client().post(address("invited"), {"link": tokens["invited"], "verb": "decline"})
    assert declined.status_code == 200 and "You have declined" in declined.text and Decline.objects.exists()
    confirmed = Client().post(address("endorse_confirm"), {"link": tokens["endorse_confirm"], "answer": "yes"})
    assert confirmed.status_code == 200 and "It is public" in confirmed.text
    own = links.own_token(Endorsement.objects.get(name="Open Courts"), timezone.now().date())
    assert f'name="link" value="{own}"' in confirmed.text
    assert Client().post(address("endorsed"), {"link": own, "answer": "withdraw"}).status_code == 303
    assert not Endorsement.objects.filter(name="Open Courts").exists()


def test_the_form_goes_before_the_cookie(client: Client, letter: Letter, tokens: dict[str, str]) -> None:
    """Two windows: what a page showed is what its button is about."""
    follow(client, "endorsed", tokens["endorsed"])
    other = endorsements.confirm(endorsement=offered(letter, "Third House", timezone.now()), now=timezone.now())
    sent = {"link": links.own_token(other, timezone.now().date()), "answer": "withdraw"}
    assert client.post(address("endorsed"), sent).status_code == 303
    assert [row.name for row in Endorsement.objects.standing()] == ["Second House"]


def test_what_opens_nothing(client: Client, tokens: dict[str, str]) -> None:
    wrong = f"{'0' * 32}.{'A' * 32}"
    for kind in tokens:
        others = [token for name, token in tokens.items() if name != kind]
        for token in (wrong, *others):
            assert client.get(follow(client, kind, token)).status_code == 404, (kind, token)
            for said in ({"answer": "yes"}, {"answer": "withdraw"}, {"answer": "no"}, {"verb": "decline"}):
                assert client.post(address(kind), {"link": token, **said}).status_code == 404, (kind, token)
        assert client.get(address(f"{kind}_link", "cut")).status_code == 404
    assert Endorsement.objects.count() == 2 and not Decline.objects.exists()


def test_a_name_on_the_open_list(client: Client, letter: Letter, alice: User) -> None:
    crowd(letter, names.BATCH, by=alice)
    names.release(letter=letter, now=timezone.now())
    first, second = letter.listed_names.all()[:2]
    token = names.token(first)
    page = client.get(follow(client, "listed", token))
    assert page.status_code == 200 and not re.search(rf'(href|action|src)="[^"]*{TOKEN}', page.text)
    assert client.post(address("listed"), {"answer": "stay"})["Location"] == address("listed")
    assert "you chose that it stays" in client.get(address("listed")).text
    by_hand = Client().post(address("listed"), {"link": names.token(second), "answer": "stay"})
    assert by_hand.status_code == 200 and "you chose that it stays" in by_hand.text
    assert client.post(address("listed"), {"link": token, "answer": "off"}).status_code == 303
    assert not letter.listed_names.filter(pk=first.pk).exists() and client.get(address("listed")).status_code == 404
