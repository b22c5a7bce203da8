"""Asking for one's links again: the same answer and the same work for every address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.planning import campaigns as planning
from campaigns.signing import signatures
from campaigns.signing.models import Intake
from campaigns.supporters import people
from foundation.outbox.models import Message
from foundation.vault import keys
from tests import make
from tests.campaigns.site.cast import address, number_in, open_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return open_letter(alice, bob)


@pytest.fixture
def path(letter):
    return address("links", letter.campaign.code)


def ask(client, path, email):
    return client.post(path, {"email": email, "number": number_in(client.get(path).content)})


def test_every_address_gets_the_same_answer_for_the_same_work(client, letter, path):
    make.signature(letter, "pending@example.org", now=make.timezone_now())
    make.signature(letter, "confirmed@example.org", confirmed=True, now=make.timezone_now())
    seen, work = set(), set()
    for email in ("nobody@example.org", "pending@example.org", "confirmed@example.org"):
        number = number_in(client.get(path).content)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(path, {"email": email, "number": number})
        seen.add((answer.status_code, answer["Location"], answer.content, client.get(answer["Location"]).content))
        work.add(tuple(query["sql"].split()[0] for query in queries))
    assert len(seen) == len(work) == 1


@pytest.mark.parametrize(
    ("confirmed", "purpose"), [(True, "signing.links"), (False, "signing.confirm")], ids=["confirmed", "pending"]
)
def test_who_signed_gets_the_mail_they_need_once_a_day(client, letter, path, confirmed, purpose):
    make.signature(letter, "sam@example.org", confirmed=confirmed, now=make.timezone_now())
    Message.objects.all().delete()
    for _again in range(3):
        ask(client, path, "Sam@example.org")
        signatures.take_in(now=make.timezone_now())
    assert [row.purpose for row in Message.objects.all()] == [purpose]


def test_a_stranger_gets_none(client, letter, path):
    ask(client, path, "nobody@example.org")
    signatures.take_in(now=make.timezone_now())
    assert not Message.objects.exists() and not Intake.objects.exists()


@pytest.mark.parametrize("email", ["", "sam", "sam@example.org\nBcc: all@example.org"])
def test_it_says_what_to_put_right(client, path, email):
    answer = ask(client, path, email)
    assert answer.status_code == 422 and 'href="#id_email"' in answer.content.decode()
    assert not Intake.objects.exists()


def test_a_number_that_is_not_ours_costs_one_more_press(client, path):
    answer = client.post(path, {"email": "sam@example.org", "number": "made up"})
    assert answer.status_code == 422 and 'value="sam@example.org"' in answer.content.decode()
    number = number_in(answer.content)
    assert client.post(path, {"email": "sam@example.org", "number": number}).status_code == 303


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_it_refuses_what_comes_from_another_site(client, path, headers):
    number = number_in(client.get(path).content)
    assert client.post(path, {"email": "sam@example.org", "number": number}, headers=headers).status_code == 403
    assert not Intake.objects.exists()


def test_a_closed_campaign_still_lets_people_find_their_page(client, letter, path, alice):
    make.signature(letter, "sam@example.org", confirmed=True, now=make.timezone_now())
    planning.close(campaign=letter.campaign, by=alice, now=make.timezone_now())
    Message.objects.all().delete()
    assert ask(client, path, "sam@example.org").status_code == 303
    signatures.take_in(now=make.timezone_now())
    assert Message.objects.get().purpose == "signing.links"


def test_an_unknown_campaign_is_not_found(client, db):
    assert client.get(address("links", "0" * 32)).status_code == 404
    assert client.get(address("links_sent", "0" * 32)).status_code == 404


@pytest.mark.parametrize("confirmed", [False, True])
def test_nobody_is_kept_out_by_who_signed_for_them_in_another_spelling(letter, confirmed):
    """Until an address is proven, its mail follows the spelling it is asked for in; after that, it stays."""
    now = make.timezone_now()
    row = make.signature(letter, "sam+nowhere@example.org", confirmed=confirmed, now=now)
    opened = keys.open_scope(letter.campaign.scope)
    content: dict[str, object] = {"email": "sam@example.org"}
    signatures.receive(kind="links", campaign=letter.campaign, version=None, form_number="1", content=content, now=now)
    signatures.take_in(now=now)
    row.supporter.refresh_from_db()
    held = people.details(row.supporter, opened)
    assert held.email == ("sam+nowhere@example.org" if confirmed else "sam@example.org")
    assert held.name == "Sam Signer"
