"""Signatures on paper: entered by one, confirmed by a second, shown apart."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.delivery import ledger, mails
from campaigns.letters import approvals
from campaigns.planning.campaigns import NotAllowed
from campaigns.signing import paper, tallies
from campaigns.signing.numbers import PaperBatch, Tally
from foundation.history.models import Entry
from tests import make
from tests.campaigns.signing.crowd import crowd

pytestmark = pytest.mark.django_db
SHEETS = {"collector": "Carla Collector", "place": "Market square", "number": 312, "scan": "ab" * 32}


@pytest.fixture
def letter(alice, bob):
    now = timezone.now()
    return make.letter(make.campaign(alice, now=now), alice, bob, now=now)


def enter(letter, by) -> PaperBatch:
    now = timezone.now()
    row = paper.enter(letter=letter, by=by, now=now, collected_on=now.date(), **SHEETS)
    return PaperBatch.objects.select_related("version__letter__campaign", "entered_by").get(pk=row.pk)


def test_it_counts_apart_once_a_second_member_confirmed(client, letter, alice, bob):
    crowd(letter, 2, by=None)
    row, now = enter(letter, alice), timezone.now()
    assert paper.counted(letter.current) == 0
    with pytest.raises(paper.OwnBatch):
        paper.confirm(batch=row, by=alice, now=now)
    for _twice in range(2):
        paper.confirm(batch=row, by=bob, now=now)
    assert paper.counted(letter.current) == 312
    tallies.bring_up_to_date(now=now)
    tallies.show(now=now, at_once=True)
    assert dict(Tally.objects.values_list("kind", "number")) == {"confirmed": 2, "paper": 312}
    assert tallies.recount(now=now) == 0
    pages = [client.get(f"/en/c/{letter.campaign.code}/"), client.get(f"/en/c/{letter.campaign.code}/{letter.key}/")]
    for page in pages:
        assert "<b>2 signatures</b>" in page.text and "and 312 on paper" in page.text and "314" not in page.text

    for _twice in range(2):
        paper.take_back(batch=row, by=alice, now=now)
    tallies.bring_up_to_date(now=now)
    assert Tally.objects.get(kind="paper").number == 0 == paper.counted(letter.current)
    deeds = Entry.objects.filter(deed__startswith="paper.").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["paper.entered", "paper.confirmed", "paper.taken_back"]


def test_what_a_correction_took_along_counts_where_it_is(letter, alice, bob):
    """Whoever confirms or takes back has the batch as it was on their screen."""
    row, now, old = enter(letter, alice), timezone.now(), letter.current
    new = approvals.write_version(letter=letter, texts=make.TEXTS, by=alice, now=now)
    paper.follow(old=old, new=new)
    paper.confirm(batch=row, by=bob, now=now)
    tallies.bring_up_to_date(now=now)
    assert dict(Tally.objects.values_list("version", "number")) == {new.pk: 312}
    paper.take_back(batch=row, by=bob, now=now)
    tallies.bring_up_to_date(now=now)
    assert dict(Tally.objects.values_list("version", "number")) == {new.pk: 0}


def test_the_letter_says_it_and_keeps_what_it_said(letter, alice, bob):
    crowd(letter, 2, by=None)
    row, now = enter(letter, alice), timezone.now()
    paper.confirm(batch=row, by=bob, now=now)
    delivery = ledger.release(letter=letter, by=bob, now=now).released[0]
    paper.take_back(batch=row, by=bob, now=now)
    said = mails.lay_out(mails.find(delivery.code), now).count_line
    assert said == "Signed by 2 people, each confirmed by e-mail. Beside these, 312 signatures on paper."


def test_who_may_not(letter, vera, charlie, alice):
    for stranger in (vera, charlie):
        with pytest.raises(NotAllowed):
            enter(letter, stranger)
    row = enter(letter, alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBatch.objects.filter(pk=row.pk).update(confirmed_by=row.entered_by)


def test_staff_enter_and_confirm_on_the_desk(as_alice, as_bob, as_vera, letter):
    page = f"/en/desk/c/{letter.campaign.code}/paper/"
    typed = {**SHEETS, "letter": letter.code, "collected_on": timezone.now().date().isoformat()}
    wrong = as_alice.post(page + "enter/", {**typed, "collected_on": "2999-01-01", "scan": "xyz"}, follow=True).text
    assert "This day has not come yet." in wrong and "This is no SHA-256" in wrong and not PaperBatch.objects.exists()
    assert "It counts once a second member" in as_alice.post(page + "enter/", typed, follow=True).text
    row = PaperBatch.objects.get()
    own = as_alice.get(page).text
    assert "Make an order</option>" in own and "Letter object" not in own
    assert "Waits for a second member." in own and "I counted them too" not in own
    assert "a second member confirms it" in as_alice.post(f"{page}{row.code}/confirm/", follow=True).text
    assert "I counted them too" in as_bob.get(page).text
    assert "312 signatures on paper" in as_bob.post(f"{page}{row.code}/confirm/", follow=True).text
    seen = as_vera.get(page).text
    assert "Carla Collector" in seen and "Take it back" not in seen and "Enter the batch" not in seen
