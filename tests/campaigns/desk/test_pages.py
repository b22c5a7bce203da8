"""What the desk says of a campaign: what needs whom, the numbers, the switch, the journal; and what it costs."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actors.accounts.models import User
from campaigns.desk import words
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign
from foundation.history import journal
from foundation.outbox.models import Message, Stop
from tests import make
from tests.campaigns.desk.conftest import message

MOST_QUERIES = 47


def test_today_tells_each_what_needs_them(
    as_alice: Client, as_bob: Client, as_vera: Client, draft: Letter, doubt: Message
) -> None:
    alice, bob, vera = (client.get("/en/desk/").text for client in (as_alice, as_bob, as_vera))
    assert "<h1>2 things need you today</h1>" in alice
    assert "Read and approve" in alice
    # Bob wrote the letter: it waits for somebody else.
    assert "<h1>1 thing needs you today</h1>" in bob
    assert "1 thing waits for somebody else" in bob and "Read and approve" not in bob
    assert "<h1>Nothing needs you today</h1>" in vera
    assert "2 things wait for somebody else" in vera


def test_today_leads_to_where_it_is_done(as_alice: Client, letter: Letter) -> None:
    assert "A letter can go to" not in as_alice.get("/en/desk/").text
    make.signature(letter, confirmed=True)
    page = as_alice.get("/en/desk/").text
    assert "A letter can go to 2 offices: Make an order" in page
    assert f'href="/en/desk/c/{letter.campaign.code}/letters/{letter.code}/#panel"' in page


def test_strangers_see_their_own_empty_desk(as_charlie: Client, draft: Letter) -> None:
    page = as_charlie.get("/en/desk/").text
    assert "Nothing needs you today" in page
    assert "You are in no organisation that runs a campaign" in page
    assert "Shield the bench" not in page


def test_the_funnel_counts_rows(as_bob: Client, letter: Letter) -> None:
    from campaigns.supporters.wording import consent_texts

    named = [text.pk for text in consent_texts("en") if text.kind in {"counted", "named"}]
    make.signature(letter, confirmed=True, consents=named)
    make.signature(letter, confirmed=True)
    make.signature(letter)
    page = as_bob.get(f"/en/desk/c/{letter.campaign.code}/").text
    steps = re.findall(r"<li><span>([^<]+)</span><b>(\d+)</b>", page)
    assert steps[:3] == [
        ("Sent the form", "3"),
        ("Confirmed their address", "2"),
        ("Agree to be named to the offices", "1"),
    ]
    assert 'width="66.7%"' in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_widths_are_written_with_a_point_in_every_language(language: str, as_bob: Client, letter: Letter) -> None:
    make.signature(letter, confirmed=True)
    make.signature(letter)
    assert 'width="50.0%"' in as_bob.get(f"/{language}/desk/c/{letter.campaign.code}/").text


def test_the_switch_says_what_will_happen_and_does_it_once(as_bob: Client, letter: Letter) -> None:
    campaign = letter.campaign
    make.signature(letter)
    before = as_bob.get(f"/en/desk/c/{campaign.code}/").text
    assert "If you stop, nothing of this campaign leaves any more" in before
    assert re.search(r"Mails to supporters that wait</dt><dd>1<", before)
    for _time in range(2):
        answer = as_bob.post(f"/en/desk/c/{campaign.code}/stop/", follow=True)
    assert "Let it go again" in answer.text and "Sending stands still: the stop switch is on" in answer.text
    assert Stop.objects.get().scope == campaign.scope
    answer = as_bob.post(f"/en/desk/c/{campaign.code}/go/", follow=True)
    assert "Stop sending" in answer.text
    page = as_bob.get(f"/en/desk/c/{campaign.code}/journal/").text
    assert page.count("threw the stop switch") == 1
    assert page.count("took the stop switch back") == 1


def test_the_switch_of_the_installation_is_nobodys_here(as_alice: Client, campaign: Campaign) -> None:
    Stop.objects.create(scope="all", since_at=make.NOW)
    page = as_alice.get(f"/en/desk/c/{campaign.code}/").text
    assert "The switch of the whole installation is on" in page
    assert "Stop sending" not in page and "Let it go again" not in page


def test_the_journal_has_pages_and_words(as_bob: Client, campaign: Campaign, bob: User, draft: Letter) -> None:
    with transaction.atomic():
        for number in range(60):
            journal.write(
                deed="letter.approved",
                by=bob,
                subject=("letter", draft.code),
                scope=campaign.scope,
                now=make.NOW,
                detail={"version": number, "targets": 2},
            )
        journal.write(deed="something.new", by=None, subject=("x", "y"), scope=campaign.scope, now=make.NOW)
    page = as_bob.get(f"/en/desk/c/{campaign.code}/journal/").text
    assert "<h1>62 deeds stand in the journal</h1>" in page
    assert "<b>the system</b> something.new" in page
    assert "approved version 59 (offices: 2, fingerprint –)" in page
    assert f'href="/en/desk/c/{campaign.code}/letters/{draft.code}/"' in page
    assert "Page 1 of 2" in page
    older = as_bob.get(f"/en/desk/c/{campaign.code}/journal/?page=2").text
    assert "<b>Alice</b> opened the campaign to the public" in older


def test_every_deed_that_the_code_writes_has_words() -> None:
    """Reads the code: a deed within a campaign without words would stand in the journal by its bare name."""
    written = set()
    for folder in ("campaigns", "foundation/outbox"):
        for file in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            written |= set(re.findall(r'deed="([a-z_.]+)"', file.read_text()))
    assert {"letter.approved", "delivery.released", "outbox.stop"} <= written
    assert written <= set(words.DEEDS)


def test_every_purpose_of_ours_has_words() -> None:
    from foundation.outbox import purposes

    for known in words.PURPOSES:
        assert purposes.get(known)
    assert {name for name in purposes._purposes if name.split(".")[0] in {"signing", "reminders", "delivery"}} <= set(
        words.PURPOSES
    )


@pytest.fixture
def big(alice: User, bob: User) -> Campaign:
    """46 offices in one letter, 12 in another, released, with messages to decide."""
    from campaigns.delivery import ledger

    campaign = make.campaign(alice)
    for key, number in (("joint", 46), ("order", 12), ("third", 3)):
        offices = [make.office(actor=f"X{number}{place}") for place in range(number)]
        letter = make.letter(campaign, bob, alice, key=key, offices=offices)
        make.signature(letter, confirmed=True)
        if key != "third":
            ledger.release(letter=letter, by=alice, now=make.NOW)
    make.letter(campaign, bob, key="draft", offices=[make.office(actor="XD")])
    for number in range(30):
        message(campaign, "held", "no_contact", f"{number:032d}")
    return campaign


def test_pages_of_many_targets_stay_cheap(big: Campaign, alice: User, as_alice: Client) -> None:
    """With a margin of none: a query more for each office, letter or message would be dozens."""
    make.campaign(alice)
    letters = {row.key: row.code for row in big.letters.all()}
    pages = ["", "messages/", "journal/", *(f"letters/{code}/" for code in letters.values())]
    for path in ["/en/desk/", *(f"/en/desk/c/{big.code}/{page}" for page in pages)]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert as_alice.get(path).status_code == 200
        assert len(asked) <= MOST_QUERIES, "\n".join([path, *(query["sql"][:150] for query in asked)])
