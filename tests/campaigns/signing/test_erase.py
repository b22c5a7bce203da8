"""On the promised date the people go, the numbers stay."""

from datetime import timedelta

import pytest

from campaigns.delivery import ledger
from campaigns.planning.models import Campaign
from campaigns.signing import erasure, signatures, tallies
from campaigns.signing.models import Intake, Signature
from campaigns.signing.numbers import Tally
from campaigns.supporters.models import Consent, ConsentKind, Supporter
from campaigns.supporters.wording import consent_texts
from foundation.history.models import Entry
from foundation.outbox import post
from foundation.outbox.models import Message
from foundation.vault import keys
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    row = make.letter(make.campaign(alice), bob, alice)
    make.signature(row, confirmed=True)
    make.signature(row)
    make.intake(row, "late@example.org")
    return row


def test_it_erases_people_and_keeps_the_count(letter):
    day = make.NOW.replace(year=letter.campaign.erase_on.year) + timedelta(days=400)
    assert erasure.erase_due(now=day) == 1
    assert erasure.erase_due(now=day) == 0
    for model in (Supporter, Signature, Consent, Intake):
        assert not model.objects.exists()
    assert Tally.objects.get().number == 1
    assert tallies.recount(now=day) == 0  # a shredded campaign is not counted again
    assert not Message.objects.filter(state__in=["queued", "deferred"]).exists()
    with pytest.raises(keys.KeyGone):
        keys.open_scope(letter.campaign.scope)
    assert Entry.objects.filter(deed="campaign.shredded").count() == 1


def test_not_a_day_early(letter):
    day_before = make.NOW + (letter.campaign.erase_on - make.NOW.date()) - timedelta(days=1)
    assert erasure.erase_due(now=day_before) == 0
    assert Campaign.objects.get().shredded_at is None and Supporter.objects.count() == 2


def test_what_came_in_at_the_very_moment_goes_with_the_next_sweep(letter):
    day = make.NOW + timedelta(days=400)
    erasure.erase_due(now=day)
    Supporter.objects.create(
        code="a" * 32, campaign=letter.campaign, tag="t", sealed=b"x", language="en", time_zone="UTC",
        provider="other", came_on=day.date(),
    )  # fmt: skip
    erasure.erase_due(now=day)
    assert not Supporter.objects.exists()


# --- those who chose to be told of the answer -----------------------------------------------------
def told(letter, email="told@example.org"):
    signatures.take_in(now=make.NOW)
    texts = {text.kind: text.pk for text in consent_texts("en")}
    consents = [texts[ConsentKind.COUNTED], texts[ConsentKind.INFORMED]]
    return make.signature(letter, email, confirmed=True, consents=consents).supporter


def on(day):
    return make.NOW + (day - make.NOW.date())


def test_they_stay_until_their_own_date_and_the_numbers_stand_still(letter, alice):
    supporter = told(letter)
    first = on(letter.campaign.erase_on)
    assert erasure.erase_due(now=first) == 1 and erasure.erase_due(now=first) == 0
    assert list(Supporter.objects.all()) == [supporter] and not Intake.objects.exists()
    assert Tally.objects.get().number == 2 and tallies.recount(now=first) == 0
    with pytest.raises(ledger.Unsigned):  # no letter goes with the number of those who are left
        ledger.release(letter=letter, by=alice, now=first)
    campaign = Campaign.objects.get()
    assert campaign.closed_at is not None and campaign.shredded_at is None
    last = campaign.ends_on + timedelta(days=365)
    assert campaign.told_erased_by == last
    assert erasure.erase_due(now=on(last - timedelta(days=1))) == 0 and Supporter.objects.exists()
    assert erasure.erase_due(now=on(last)) == 1 and not Supporter.objects.exists()
    assert Tally.objects.get().number == 2 and Campaign.objects.get().shredded_at is not None


def test_who_does_not_wish_to_be_told_any_more_goes_with_the_others(letter):
    told(letter)
    first = on(letter.campaign.erase_on)
    erasure.erase_due(now=first)
    Consent.objects.filter(text__kind=ConsentKind.INFORMED).delete()
    assert erasure.erase_due(now=first) == 1
    assert not Supporter.objects.exists() and Campaign.objects.get().shredded_at is not None


def test_what_waits_for_them_is_not_cancelled_with_the_rest(letter):
    supporter = told(letter)
    for kind, code in (("supporter", supporter.code), ("delivery", "d" * 32)):
        post.queue(purpose="signing.links", recipient=(kind, code), scope=letter.campaign.scope, now=make.NOW)
    erasure.part(campaign=letter.campaign, now=make.NOW)
    waiting = Message.objects.filter(purpose="signing.links", state="queued")
    assert [row.recipient_code for row in waiting] == [supporter.code]
