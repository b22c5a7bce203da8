"""Pages for everybody: the same bytes, kept a minute, no visitor, a fixed number of queries."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.directory.models import Actor
from campaigns.letters import approvals
from campaigns.planning import campaigns as planning
from campaigns.planning.models import Campaign
from campaigns.signing import signatures, tallies
from tests import make
from tests.campaigns.site.cast import address, open_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return open_letter(alice, bob, coercing_state="US")


def read_pages(letter, language="en"):
    code, office = letter.campaign.code, letter.targets.get().office.key
    return {
        "front": address("front", language=language),
        "campaign": address("campaign", code, language=language),
        "privacy": address("privacy", code, language=language),
        "letter": address("letter", code, letter.key, language=language),
        "letter_to": address("letter_to", code, letter.key, office, language=language),
    }


def work(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("name", ["front", "campaign", "privacy", "letter", "letter_to"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_anybody_may_keep_it_for_a_minute(client, as_alice, letter, name, language):
    path = read_pages(letter, language)[name]
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    assert "Vary" not in answer and not answer.cookies
    assert as_alice.get(path).content == answer.content  # who logged in elsewhere reads the same
    again = client.get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert not any("django_session" in sql for sql in work(as_alice, path))
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("name", ["front", "campaign", "privacy", "letter", "letter_to"])
def test_the_switch_of_language_leads_to_the_same_page(client, letter, name):
    here, there = read_pages(letter)[name], read_pages(letter, "fr")[name]
    assert f'href="{there}" lang="fr"' in client.get(here).content.decode()
    assert f'href="{here}" lang="en"' in client.get(there).content.decode()


def test_french_pages_speak_the_words_of_the_rows(client, letter):
    pages = {name: client.get(path).content.decode() for name, path in read_pages(letter, "fr").items()}
    assert "Protéger les juges" in pages["front"] and "Protéger les juges" in pages["campaign"]
    assert "Prendre un arrêté" in pages["campaign"] and "Veuillez agir." in pages["letter"]
    assert 'class="letter" id="letter" lang="fr"' in pages["letter"]


def test_signatures_and_letters_cost_no_more_queries(client, letter, alice, bob):
    paths = read_pages(letter)
    before = {name: len(work(client, path)) for name, path in paths.items()}
    assert before["campaign"] <= 17 and before["front"] <= 12 and before["letter"] <= 17
    now = make.timezone_now()
    for number in range(50):
        make.intake(letter, f"person{number}@example.org", now=now)
    signatures.take_in(now=now)
    for row in letter.signatures.select_related("supporter__campaign"):
        signatures.confirm(signature=row, now=now)
    many = [make.office(actor=f"X{chr(65 + n // 9)}{n % 9}") for n in range(20)]
    make.signatory(make.letter(letter.campaign, bob, alice, offices=many, key="many", now=now))
    tallies.recount(now=now)
    assert "50 signatures" in client.get(paths["campaign"]).content.decode()
    assert {name: len(work(client, path)) for name, path in paths.items()} == before


def test_with_the_whole_register_the_figures_come_from_its_rows(client, letter):
    call_command("load_register", verbosity=0)
    page = client.get(address("campaign", letter.campaign.code)).content.decode()
    front = client.get(address("front")).content.decode()
    # Sixteen of any campaign, and two that keep what nobody has checked out of the ledger.
    assert len(work(client, address("campaign", letter.campaign.code))) <= 19
    parties = Actor.objects.states_parties(make.timezone_now().date()).count()
    assert f"of {parties}</small>" in page and f"of {parties} have not been looked at yet" in page
    assert re.search(r"<h1>At least \w+ States Parties are on record", front)
    assert address("campaign", letter.campaign.code) in front
    for forbidden in ("remain silent", "are silent", "did not speak"):
        assert forbidden not in page + front


def test_the_first_screen_answers_five_questions(client, letter):
    page = client.get(address("campaign", letter.campaign.code)).content.decode()
    docket = page.split('class="docket"')[1].split("</dl>")[0]
    for asked in ("What is asked", "Of whom", "Why now", "Who stands with it", "Your name"):
        assert f"<dt>{asked}</dt>" in docket
    assert "Make an order" in docket and "Minister of Examples" in docket
    assert page.index('class="docket"') < page.index('id="letters"')


def test_each_letter_has_one_way_to_sign(client, letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other", now=make.timezone_now())
    page = client.get(address("campaign", letter.campaign.code)).content.decode()
    for one in (letter, other):
        assert page.count(f'href="{address("sign", letter.campaign.code, one.key)}"') == 1


def test_only_those_who_agreed_stand_as_first_signatories(client, letter):
    make.signatory(letter, "Ada First")
    make.signatory(letter, "Not Yet", position=1, confirmed=False)
    for name in ("campaign", "letter"):
        page = client.get(read_pages(letter)[name]).content.decode()
        assert "Ada First" in page and "Not Yet" not in page
    assert "in personal capacity, affiliation for identification only" in page


def test_a_letter_reads_as_it_will_reach_each_office(client, letter, alice, bob):
    offices = [make.office(actor="XB"), make.office(actor="XC")]
    many = make.letter(letter.campaign, bob, alice, offices=offices, key="many", now=make.timezone_now())
    for office in offices:
        page = client.get(address("letter_to", letter.campaign.code, many.key, office.key)).content.decode()
        assert f"Minister of Examples of {office.actor.name}." in page
    together = client.get(address("letter", letter.campaign.code, many.key)).content.decode()
    assert "one of 2 offices" in together and " of ." not in together


def test_the_fingerprint_on_the_letter_is_the_approved_one(client, letter):
    page = client.get(address("letter", letter.campaign.code, letter.key)).content.decode()
    shown = re.search(r"Text fingerprint ([0-9a-f ]+)\.", page)
    assert shown is not None and letter.current.fingerprint.startswith(shown[1].replace(" ", ""))


def test_what_is_not_public_is_not_found(client, letter, alice, bob):
    draft = make.letter(letter.campaign, bob, key="draft")
    unlaunched = make.campaign(alice, launched=False)
    stranger = make.office(actor="XD")
    for path in (
        address("letter", letter.campaign.code, draft.key),
        address("letter_to", letter.campaign.code, letter.key, stranger.key),
        address("campaign", unlaunched.code),
        address("privacy", unlaunched.code),
        address("campaign", "0" * 32),
    ):
        answer = client.get(path)
        assert answer.status_code == 404 and "public" not in answer.get("Cache-Control", ""), path
    assert client.get(address("campaign", letter.campaign.code)).content.count(b"draft") == 0


def test_a_closed_campaign_stays_to_be_read_and_offers_no_signing(client, letter, alice):
    planning.close(campaign=letter.campaign, by=alice, now=make.timezone_now())
    for name in ("campaign", "letter"):
        page = client.get(read_pages(letter)[name]).content.decode()
        assert "Signing is over" in page and address("sign", letter.campaign.code, letter.key) not in page
    assert "Shield the bench" not in client.get(address("front")).content.decode()


def test_a_campaign_whose_people_are_erased_stays_to_be_read(client, letter, alice):
    now = make.timezone_now()
    planning.close(campaign=letter.campaign, by=alice, now=now)
    planning.shred(campaign=letter.campaign, by=alice, now=now)
    page = client.get(address("campaign", letter.campaign.code)).content.decode()
    assert "All personal data is erased" in page and address("links", letter.campaign.code) not in page
    answer = client.get(address("links", letter.campaign.code))
    assert answer.status_code == 410 and "All personal data is erased" in answer.content.decode()


def test_a_campaign_past_its_last_day_is_over_by_itself(client, letter):
    Campaign.objects.update(ends_on=make.timezone_now().date() - timedelta(days=1))
    assert "Signing is over" in client.get(address("campaign", letter.campaign.code)).content.decode()


def test_what_staff_write_cannot_become_markup(client, letter, alice, bob):
    letter.campaign.texts.update(
        title="<b>T</b>", lead="<script>l()</script>", why_now="<img src=x> [x](javascript:alert(1)) **bold**"
    )
    row = make.letter(letter.campaign, bob, key="markup")
    version = approvals.write_version(
        letter=row,
        texts={
            language: {"asks": "<i>a</i>", "subject": "<i>s</i>", "body": "<script>b()</script>\n\n{{ state }}"}
            for language in ("en", "fr")
        },
        by=bob,
        now=make.timezone_now(),
    )
    approvals.approve(version=version, by=alice, now=make.timezone_now())
    for path in (address("campaign", letter.campaign.code), address("letter", letter.campaign.code, "markup")):
        page = client.get(path).content.decode()
        for markup in ("<script>l", "<script>b", "<i>a", "<i>s", "<img src=x", 'href="javascript', "<b>T"):
            assert markup not in page
    assert "<strong>bold</strong>" in client.get(address("campaign", letter.campaign.code)).content.decode()
