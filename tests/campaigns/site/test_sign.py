"""Signing on the page: the sending does the same for everybody, and nothing typed is ever lost."""

import re
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.letters import approvals
from campaigns.letters.models import Letter
from campaigns.planning import campaigns as planning
from campaigns.signing import signatures
from campaigns.signing.models import Intake, Signature
from campaigns.supporters import people
from campaigns.supporters.models import Consent, ConsentText, Partner, Strike, Supporter
from foundation.vault import keys, seals
from foundation.web.deeds import FORM_HOURS
from tests import make
from tests.campaigns.site.cast import address, form, number_in, open_letter, sign_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return open_letter(alice, bob)


def sealed(letter: Letter) -> dict[str, Any]:
    """What was sealed into the one waiting row."""
    row = Intake.objects.get()
    return seals.unseal(keys.open_scope(letter.campaign.scope), row.code, row.sealed)


def test_it_takes_the_form_and_leads_to_the_mailbox(client, letter):
    path = sign_page(letter)
    answer = client.post(path, form(client, path, note="Thank you", country=""))
    assert (answer.status_code, answer["Location"]) == (303, address("sent", letter.campaign.code, letter.key))
    content = sealed(letter)
    assert content["details"] == {
        "name": "Sam Signer", "email": "sam@example.org", "town": "Exampleton", "note": "Thank you",
        "shown_as": "initials",
    }  # fmt: skip
    assert content["particulars"]["language"] == "en"
    assert not Supporter.objects.exists()  # a job makes people, never a request
    assert client.get(answer["Location"]).status_code == 200


def test_the_page_in_french_keeps_the_french_words(client, letter):
    path = sign_page(letter, "fr")
    assert client.post(path, form(client, path)).status_code == 303
    while signatures.take_in(now=make.timezone_now()):
        continue
    assert Supporter.objects.get().language == "fr"
    assert {row.text.language for row in Consent.objects.select_related("text")} == {"fr"}


def test_boxes_come_unticked_and_are_kept_one_by_one(client, letter, charlie):
    partner = charlie.memberships.get().organisation
    Partner.objects.create(campaign=letter.campaign, organisation=partner)
    path, target = sign_page(letter), letter.targets.get()
    page = client.get(path).content.decode()
    assert 'type="checkbox"' in page and " checked" not in page
    ticked = {"named": "on", f"partner_{partner.code}": "on", f"strike_{target.code}": "on"}
    client.post(path, form(client, path, **ticked))
    signatures.take_in(now=make.timezone_now())
    given = {(row.text.kind, row.partner) for row in Consent.objects.select_related("text", "partner")}
    assert given == {("counted", None), ("named", None), ("partner", partner)}
    assert Strike.objects.get().target == target


def test_a_situation_that_was_chosen_belongs_to_no_form(client, letter):
    page = client.get(sign_page(letter)).content.decode()
    radios = [part.split(">")[0] for part in page.split('<input type="radio" name="situation"')[1:]]
    assert len(radios) == 7
    assert all('form="nowhere"' in radio and " checked" not in radio for radio in radios)
    assert 'id="nowhere"' not in page
    assert page.index("Before you sign") < page.index('name="name"')


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_it_refuses_what_comes_from_another_site(client, letter, headers):
    path = sign_page(letter)
    answer = client.post(path, form(client, path), headers=headers)
    assert answer.status_code == 403 and not Intake.objects.exists()
    assert "came from another site" in answer.content.decode()


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_it_takes_what_comes_from_here_and_from_browsers_that_say_nothing(client, letter, headers):
    path = sign_page(letter)
    assert client.post(path, form(client, path), headers=headers).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "Please enter your name."),
        ({"name": "Sam\r\nBcc: all@example.org"}, "name", "line breaks"),
        ({"name": "Sam\u202eSigner"}, "name", "invisible"),
        ({"name": "Sam\x07Signer"}, "name", "invisible"),
        ({"name": "S" * 121}, "name", "room for 120 characters"),
        ({"name": "Buy at https://spam.example"}, "name", "cannot hold a link"),
        ({"email": ""}, "email", "Please enter your e-mail address."),
        ({"email": "sam.example.org"}, "email", "name@example.org"),
        ({"email": "sam@example.org\r\nBcc: all@example.org"}, "email", "name@example.org"),
        ({"email": "sam@example.org, eve@example.org"}, "email", "name@example.org"),
        ({"email": "s" * 250 + "@example.org"}, "email", "too long"),
        ({"town": "www.spam.example"}, "town", "cannot hold a link"),
        ({"country": "XX"}, "country", "XX"),
        ({"note": "n" * 501}, "note", "room for 500 characters"),
        ({"note": "a\x1bb"}, "note", "invisible"),
        ({"counted": None}, "counted", "cannot be counted"),
    ],
)
def test_it_says_what_to_put_right_and_keeps_the_rest(client, letter, typed, field, words):
    path = sign_page(letter)
    answer = client.post(path, form(client, path, **{"note": "Kept word", "named": "on", **typed}))
    page = answer.content.decode()
    assert answer.status_code == 422 and not Intake.objects.exists()
    summary = page.split('class="errors"')[1].split("</div>")[0]
    assert f'href="#id_{field}"' in summary and words in summary
    assert f'id="id_{field}"' in page and "Put right" in page and "Nothing you typed has been lost" in page
    box = re.search(rf'<[a-z]+ [^>]*\bid="id_{field}"[^>]*>', page)
    assert box is not None and f"id_{field}_error" in box[0] and 'aria-invalid="true"' in box[0]
    assert f'id="id_{field}_error"' in page
    kept = {"name": "Sam Signer", "email": "sam@example.org", "town": "Exampleton", "note": "Kept word"} | typed
    assert all(str(kept[name]) in page for name in ("town", "note") if name not in typed)
    assert ("Sam Signer" in page) or "name" in typed
    assert 'id="id_named" checked' in page
    assert page.startswith("<!doctype html>") and "thing to put right" in page.split("</title>")[0]


@pytest.mark.parametrize("number", ["", "made up", None, "other letter", "too old"])
def test_a_number_that_is_not_good_any_more_costs_one_more_press(client, letter, number, monkeypatch):
    path = sign_page(letter)
    if number == "other letter":
        number = signing.dumps(["0" * 24, "sign:another"], salt="undeterred.form")
    filled = form(client, path, **({} if number == "too old" else {"number": number}))
    if number == "too old":
        later = make.NOW.timestamp() + 10**9
        monkeypatch.setattr("django.core.signing.time.time", lambda: later + FORM_HOURS * 3600 + 1)
    answer = client.post(path, filled)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Intake.objects.exists()
    assert "open for too long" in page and 'value="Sam Signer"' in page
    fresh = number_in(answer.content)
    assert fresh != filled.get("number")
    assert client.post(path, {**filled, "number": fresh}).status_code == 303


def test_a_form_sent_twice_is_one_row(client, letter):
    path = sign_page(letter)
    filled = form(client, path)
    answers = {client.post(path, filled).status_code for _again in range(3)}
    assert answers == {303} and Intake.objects.count() == 1


def test_boxes_nobody_offered_are_nobodys(client, letter):
    path = sign_page(letter)
    strange = {"partner_" + "0" * 32: "on", "strike_" + "0" * 32: "on", "consents": "1", "situation": "us-person"}
    assert client.post(path, form(client, path, **strange)).status_code == 303
    content = sealed(letter)
    assert (content["partners"], content["struck"], len(content["consents"])) == ([], [], 1)
    assert "us-person" not in str(content)


def test_a_flood_of_bytes_is_refused_before_it_is_read(client, letter):
    path = sign_page(letter)
    answer = client.post(path, form(client, path, note="x" * 300_000))
    assert answer.status_code == 400 and not Intake.objects.exists()


def test_a_closed_campaign_says_so(client, letter, alice):
    path = sign_page(letter)
    filled = form(client, path)
    planning.close(campaign=letter.campaign, by=alice, now=make.timezone_now())
    for answer in (client.get(path), client.post(path, filled)):
        assert answer.status_code == 410 and "Signing is over" in answer.content.decode()
    assert not Intake.objects.exists()


@pytest.mark.parametrize("place", [("0" * 32, "order"), (None, "unknown")])
def test_what_is_not_there_is_not_found(client, letter, place):
    code = place[0] or letter.campaign.code
    assert client.get(address("sign", code, place[1])).status_code == 404
    assert client.post(address("sign", code, place[1]), {"name": "x"}).status_code == 404


def test_new_waiting_and_confirmed_get_the_same_answer_for_the_same_work(client, letter):
    make.signature(letter, "pending@example.org", now=make.timezone_now())
    make.signature(letter, "confirmed@example.org", confirmed=True, now=make.timezone_now())
    path = sign_page(letter)
    seen, work = set(), set()
    for email in ("new@example.org", "pending@example.org", "Confirmed+x@Example.org"):
        filled = form(client, path, email=email)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.post(path, filled)
        after = client.get(answer["Location"])
        headers = {name: value for name, value in answer.items() if name != "Content-Security-Policy"}
        seen.add((answer.status_code, answer.content, str(headers), after.status_code, after.content))
        work.add(tuple(query["sql"].split()[0] for query in queries))
    assert len(seen) == len(work) == 1
    assert len(work.pop()) <= 6  # with the begin and end of its transaction


def test_what_the_confirmed_gave_stays_as_it_was(client, letter):
    kept = make.signature(letter, "sam@example.org", name="First Name", confirmed=True, now=make.timezone_now())
    path = sign_page(letter)
    client.post(path, form(client, path, name="Somebody Else"))
    signatures.take_in(now=make.timezone_now())
    assert people.details(kept.supporter, keys.open_scope(letter.campaign.scope)).name == "First Name"
    assert Signature.objects.count() == 1


def test_the_page_is_kept_nowhere_and_sets_no_cookie(client, letter):
    answer = client.get(sign_page(letter))
    assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")


def test_only_get_head_and_post(client: Client, letter):
    assert client.put(sign_page(letter)).status_code == client.delete(sign_page(letter)).status_code == 405
    assert client.head(sign_page(letter)).status_code == 200


def test_many_offices_cost_no_more_queries(client, letter, alice, bob):
    now = make.timezone_now()
    many = [make.office(actor=f"X{chr(65 + n // 9)}{n % 9}") for n in range(20)]
    big = make.letter(letter.campaign, bob, alice, offices=many, key="many", now=now)
    counts = []
    for path in (sign_page(letter), sign_page(big)):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18
    assert page.count('name="strike_') == 20 and "<summary>Leave out any of the 20 offices" in page


@pytest.mark.parametrize("what", ["text", "consent"])
def test_nobody_signs_words_that_were_not_on_the_screen(client, letter, alice, bob, what):
    path = sign_page(letter)
    before = form(client, path)
    if what == "text":
        texts = {language: {**words, "body": "Something else."} for language, words in make.TEXTS.items()}
        newer = approvals.write_version(letter=letter, texts=texts, by=letter.author.user, now=make.timezone_now())
        approvals.approve(version=newer, by=alice, now=make.timezone_now())
    else:
        ConsentText.objects.create(kind="named", language="en", version="2099", text="Named everywhere.")
    answer = client.post(path, before)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Intake.objects.exists()
    assert ("Something else." if what == "text" else "Named everywhere.") in page
    # The control: the form beside the words that are shown now goes through.
    assert client.post(path, {**before, "number": number_in(answer.content)}).status_code == 303
    letter.refresh_from_db()
    assert Intake.objects.get().version == letter.current


@pytest.mark.parametrize("second", ["unticked", "struck"])
def test_whoever_is_named_with_one_letter_is_not_with_the_next_against_their_will(client, letter, alice, bob, second):
    now = make.timezone_now()
    other = make.letter(letter.campaign, bob, alice, key="other", now=now)
    client.post(sign_page(letter), form(client, sign_page(letter), named="on"))
    struck = other.targets.get()
    typed = {f"strike_{struck.code}": "on", "named": "on"} if second == "struck" else {}
    client.post(sign_page(other), form(client, sign_page(other), **typed))
    signatures.take_in(now=now)
    assert Signature.objects.count() == 2
    assert [row.target for row in Strike.objects.all()] == [struck]
