"""The URL map: every address stands on a written list, and its list is kept to."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from actors.accounts.models import User
from actors.checking import invitations
from campaigns.answering import telling
from campaigns.endorsing import endorsements, links
from campaigns.endorsing.models import Endorsement
from campaigns.letters.models import Letter
from campaigns.signing import lists
from campaigns.supporters.models import Supporter
from config import urls
from foundation.vault import keys
from tests import address_map, make
from tests.actors.checking.cast import invited
from tests.address_map import Address
from tests.campaigns.endorsing import cast as endorsing
from tests.campaigns.signing.crowd import crowd

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
LOGIN = "/en/accounts/login/?next="
STRANGE_CODE = "0" * 32


def named(name: str) -> Address:
    [found] = [address for address in address_map.addresses() if address.name == name]
    return found


# --- the map ------------------------------------------------------------------------------------
def unlisted(resolver: URLResolver | None = None) -> list[Address]:
    """Addresses on no list, or on two."""
    return [address for address in address_map.addresses(resolver) if len(address.kinds) != 1]


def test_every_address_stands_on_exactly_one_list() -> None:
    assert len(list(address_map.addresses())) > 60
    assert unlisted() == []


def test_every_row_of_the_lists_is_an_address() -> None:
    there = {address.name for address in address_map.addresses()}
    written = set().union(*address_map.KINDS.values()) - address_map.DEMO
    assert written - there == set()


@pytest.mark.urls("tests.config.mailbox_urls")
def test_the_demo_s_mailbox_is_on_the_list_too() -> None:
    there = {address.name for address in address_map.addresses()}
    assert there >= address_map.DEMO
    assert unlisted() == []


@pytest.mark.django_db
def test_there_is_no_mailbox_outside_the_demo(client: Client) -> None:
    for name in ("", f"{0:020d}-00000000/", f"{0:020d}-00000000/html/", f"{0:020d}-00000000/files/1/"):
        assert client.get(f"/mailbox/{name}").status_code == 404


class WithOneMore:
    """The URL map with an address nobody wrote down."""

    urlpatterns = [path("new/", lambda request: HttpResponse(), name="new"), *urls.urlpatterns]
    handler500 = urls.handler500


def test_control_a_new_address_without_a_row_is_seen() -> None:
    assert [address.name for address in unlisted(get_resolver(WithOneMore))] == ["new"]


# --- public pages -------------------------------------------------------------------------------
@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return make.letter(make.campaign(alice, now=timezone.now()), bob, alice, now=timezone.now())


@pytest.fixture
def places(letter: Letter, alice: User, bob: User) -> dict[str, str]:
    """A working path for every public address."""
    marked = make.letter(make.campaign(alice, with_designated=True, now=timezone.now()), bob, alice, now=timezone.now())
    row = make.signature(letter, now=timezone.now())
    again = make.letter(letter.campaign, bob, alice, key="again", now=timezone.now())
    office, listed = letter.targets.get().office, make.listed(by="US")
    crowd(letter, lists.BATCH, by=alice)
    lists.release(letter=letter, now=timezone.now())
    code, key = letter.campaign.code, letter.key
    arguments: dict[str, list[str]] = {
        "site:answers": [code],
        "site:told_no_more_link": [no_more_token(row.supporter)],
        **dict.fromkeys(["site:campaign", "site:privacy", "site:links", "site:links_sent"], [code]),
        **dict.fromkeys(["press:campaign", "press:campaign_card"], [code]),
        **dict.fromkeys(["site:letter", "site:sign", "site:sent"], [code, key]),
        **dict.fromkeys(["site:names", "site:not_me", "site:reported"], [code, key]),
        "site:names_page": [code, key, "1"],
        "site:listed_link": [lists.token(letter.listed_names.all()[0])],
        "site:own_link": [make.own_token(row.supporter)],
        "site:sign_as": [marked.campaign.code, marked.key, "elsewhere"],
        "site:letter_to": [code, key, office.key],
        **organisations(letter, alice),
        "site:confirm_link": [make.confirm_token(row)],
        "site:again_link": [make.asking_token(make.asking(again, bob, alice, now=timezone.now()))],
        "record:actor": [office.actor.key],
        "press:actor_card": [office.actor.key],
        "press:person_card": [listed.person.key],
        "press:figure": ["US", "standing", "svg"],
        **dict.fromkeys(["record:row", "record:row_json"], ["actor", office.actor.key]),
        "record:occasion": [make.occasion().key],
        "data:table": ["positions", "json"],
        "record:person": [listed.person.key],
        "review:page": [invitations.token(invited(timezone.now()))],
        "record:suggest_statement": [office.actor.key],
        **dict.fromkeys(["record:suggest", "record:suggested"], ["actor", office.actor.key]),
    }
    public = address_map.READ | address_map.DEED | address_map.DATA | address_map.MACHINE
    return {name: reverse(name, args=arguments.get(name, [])) for name in sorted(public)}


def organisations(letter: Letter, by: User) -> dict[str, list[str]]:
    """Arguments of the pages for organisations: one that was asked, one that came by itself."""
    now, code, key = timezone.now(), letter.campaign.code, letter.key
    [row] = endorsing.invited(endorsing.closed_round(letter, by, now), by, "Asked House", now=now)
    offered = endorsing.offered(letter, "Open Courts", now)
    opened = keys.open_scope(letter.campaign.scope)
    endorsements.confirm(endorsement=endorsing.offered(letter, "Second House", now), now=now)
    standing = Endorsement.objects.get(name="Second House")
    return {
        **dict.fromkeys(["site:endorsers", "site:endorse", "site:endorse_sent", "site:disputed"], [code, key]),
        "site:dispute": [code, key, standing.code],
        "site:invited_link": [links.invited_token(row, opened)],
        "site:endorse_confirm_link": [links.confirm_token(offered, opened)],
        "site:endorsed_link": [links.own_token(standing, now.date())],
    }


def no_more_token(supporter: Supporter) -> str:
    return telling.link(supporter, keys.open_scope(supporter.campaign.scope)).split("/")[-3]


HELD_EVERYWHERE = ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options")


def test_read_pages_know_no_visitor(places: dict[str, str], as_alice: Client, client: Client) -> None:
    for name in address_map.READ:
        url = places[name]
        seen = client.get(url)
        again = as_alice.get(url, HTTP_COOKIE="sessionid=x; csrftoken=y; django_language=fr")
        assert seen.status_code == 200, (name, url)
        assert again.content == seen.content, name
        for answer in (seen, again, client.head(url), client.get(url, headers={"if-none-match": seen["ETag"]})):
            assert answer.cookies == {} and "Cookie" not in answer.get("Vary", ""), name
            assert answer["Cache-Control"].startswith("public, max-age=60"), name
            assert all(header in answer for header in HELD_EVERYWHERE), name
        assert answer.status_code == 304 and answer.content == b"", name
        assert {client.generic(method, url).status_code for method in METHODS[2:]} == {405}, name


def test_deed_pages_are_never_kept(places: dict[str, str], as_alice: Client, client: Client) -> None:
    for browser, name in itertools.product((client, as_alice), address_map.CARRYING):
        browser.get(places[name])
    for name in address_map.DEED:
        url = places[name]
        answers = [client.get(url), client.head(url), as_alice.get(url)]
        with transaction.atomic():
            answers.append(client.post(url, {}))
            transaction.set_rollback(True)
        for answer in answers:
            assert answer.status_code in {200, 303, 422}, (name, answer.status_code)
            assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex"), name
            assert answer.cookies == {} or name in address_map.CARRYING | address_map.BEHIND_A_LINK, name
            for cookie in answer.cookies.values():
                assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 900), name
                assert cookie["path"] in {"/en/s/", "/fr/s/"}, name
            assert "Cookie" not in answer.get("Vary", ""), name
            assert all(header in answer for header in HELD_EVERYWHERE), name
            assert answer["Referrer-Policy"] == "same-origin"
        assert {client.generic(method, url).status_code for method in METHODS[3:]} == {405}, name


def test_a_form_from_elsewhere_is_refused(places: dict[str, str], client: Client) -> None:
    foreign: list[dict[str, str]] = [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ]
    for name, headers in itertools.product(address_map.DEED, foreign):
        answer = client.post(places[name], {"answer": "no"}, headers=headers)
        assert answer.status_code == 403, (name, headers)
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex"), name


def test_data_is_the_same_for_everybody_and_every_site(
    places: dict[str, str], as_alice: Client, client: Client
) -> None:
    for name in sorted(address_map.DATA - {"data:start", "data:version"}):
        url = places[name]
        seen = client.get(url)
        again = as_alice.get(url, HTTP_COOKIE="sessionid=x; django_language=fr", headers={"accept-language": "fr"})
        assert seen.status_code == again.status_code == 200 and seen.getvalue() == again.getvalue(), name
        for answer in (seen, client.head(url), client.get(url, headers={"if-none-match": seen["ETag"]})):
            assert answer.cookies == {} and "Vary" not in answer, name
            assert answer["Access-Control-Allow-Origin"] == "*" and answer["ETag"] == seen["ETag"], name
            assert answer["Cache-Control"].startswith("public, max-age=60"), name
            assert all(header in answer for header in HELD_EVERYWHERE), name
        assert (answer.status_code, answer.getvalue()) == (304, b""), name
    for name in address_map.DATA:
        assert {client.generic(method, places[name]).status_code for method in METHODS[2:]} == {405}, name
    assert "Content-Length" not in client.head(places["data:table"]), "the length of nothing is not that of the file"
    for name in ("data:start", "data:version"):
        assert client.get(places[name])["Location"].endswith("/en/record/data/")


def test_machines_get_answers_that_are_never_kept(places: dict[str, str], client: Client) -> None:
    for name in address_map.MACHINE:
        answer = client.get(places[name])
        assert answer.status_code == {"healthz": 200, "healthz_all": 503, "root": 302}[name]
        assert "no-store" in answer["Cache-Control"] and answer.cookies == {}
        assert {client.generic(method, places[name]).status_code for method in METHODS[2:]} == {405}


def every_row() -> dict[str, str]:
    """A digest of each table."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            found[table] = cursor.fetchone()[0]
    return found


def test_opening_a_page_changes_no_row(places: dict[str, str], client: Client) -> None:
    """What a mail scanner, a preview, a prefetch and a curious proxy do to every public address."""
    before = every_row()
    scanners: list[dict[str, str]] = [
        {"user-agent": "Mozilla/5.0 (compatible; SafeLinks)", "sec-fetch-site": "none"},
        {"sec-purpose": "prefetch;prerender", "sec-fetch-site": "cross-site"},
        {"purpose": "preview", "range": "bytes=0-99"},
    ]
    for url, headers, method in itertools.product(places.values(), scanners, ("GET", "HEAD", "OPTIONS")):
        assert client.generic(method, url, headers=headers).status_code < 500 or url == "/healthz/all"
    assert every_row() == before
    client.get(places["site:confirm_link"])
    assert client.post(places["site:confirm"], {"answer": "yes"}).status_code == 303
    assert every_row() != before, "the control: a button does change a row, and is seen"


def test_a_campaign_that_was_not_launched_is_nobody_s_business(client: Client, alice: User, bob: User) -> None:
    now = timezone.now()
    hidden = make.letter(make.campaign(alice, launched=False, now=now - timedelta(days=1)), bob, alice, now=now)
    for name in ("campaign", "privacy", "links", "links_sent", "letter", "sign", "sent"):
        wanted = [hidden.campaign.code] if name in {"campaign", "privacy", "links", "links_sent"} else None
        url = reverse(f"site:{name}", args=wanted or [hidden.campaign.code, hidden.key])
        assert client.get(url).status_code == 404, name
