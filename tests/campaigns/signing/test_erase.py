"""On the promised date the people go, the numbers stay."""

from datetime import timedelta

import pytest

from campaigns.planning.models import Campaign
from campaigns.signing import erasure, tallies
from campaigns.signing.models import Intake, Signature, Tally
from campaigns.supporters.models import Consent, Supporter
from foundation.history.models import Entry
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
    assert Tally.objects.get().confirmed == 1
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
