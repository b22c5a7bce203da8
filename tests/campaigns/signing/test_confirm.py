"""Confirming, refusing, coming too late; and what counts."""

from datetime import timedelta

import pytest

from campaigns.planning import campaigns as planning
from campaigns.signing import signatures, tallies
from campaigns.signing.models import Signature
from campaigns.signing.numbers import Tally
from campaigns.supporters.models import Leaving, Supporter
from foundation.outbox.models import Message, Owner
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice), bob, alice)


def test_yes_counts_once(letter):
    row = make.signature(letter)
    for _again in range(3):
        signatures.confirm(signature=Signature.objects.get(pk=row.pk), now=make.NOW)
    tallies.recount(now=make.NOW)
    assert Tally.objects.get().number == 1
    row.supporter.refresh_from_db()
    assert row.supporter.state == "confirmed"


def test_yes_stops_what_still_asks_for_it_and_nothing_else(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    row = make.signature(letter, "sam@example.org")
    make.signature(other, "sam@example.org")
    Message.objects.update(state="claimed", owner=Owner.objects.create(started_at=make.NOW))
    signatures.confirm(signature=row, now=make.NOW)
    assert {m.slot[:32]: m.state for m in Message.objects.all()} == {
        row.code: "cancelled",
        Signature.objects.get(letter=other).code: "claimed",
    }


def test_only_the_confirmed_count(letter):
    make.signature(letter)
    make.signature(letter, confirmed=True)
    tallies.recount(now=make.NOW)
    assert Tally.objects.get().number == 1
    assert tallies.recount(now=make.NOW) == 0


def test_no_erases_the_person(letter):
    row = make.signature(letter)
    signatures.refuse(signature=row, now=make.NOW)
    signatures.refuse(signature=row, now=make.NOW)
    assert not Signature.objects.exists() and not Supporter.objects.exists()


def test_no_to_one_letter_leaves_another_standing(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    make.signature(letter, "sam@example.org", confirmed=True)
    second = make.signature(other, "sam@example.org")
    signatures.refuse(signature=second, now=make.NOW)
    assert Signature.objects.get().letter == letter


def test_too_late_is_too_late(letter):
    row = make.signature(letter)
    late = make.NOW + timedelta(days=signatures.CONFIRM_DAYS + 1)
    with pytest.raises(signatures.Expired):
        signatures.confirm(signature=row, now=late)
    assert signatures.forget_unconfirmed(now=late) == 1
    assert not Supporter.objects.exists()
    assert not Leaving.objects.exists()  # a form nobody confirmed is no withdrawal


def test_the_last_day_is_in_time_and_the_confirmed_stay(letter):
    row = make.signature(letter)
    last = make.NOW + timedelta(days=signatures.CONFIRM_DAYS)
    assert signatures.forget_unconfirmed(now=last) == 0
    signatures.confirm(signature=row, now=last)
    assert signatures.forget_unconfirmed(now=last + timedelta(days=99)) == 0


def test_a_closed_campaign_takes_no_yes(letter):
    row = make.signature(letter)
    planning.close(campaign=letter.campaign, by=None, now=make.NOW)
    row = Signature.objects.select_related("supporter__campaign").get(pk=row.pk)
    with pytest.raises(signatures.Closed):
        signatures.confirm(signature=row, now=make.NOW)


def test_tokens_open_only_what_they_are_for(letter):
    one, two = make.signature(letter), make.signature(letter)
    token = make.confirm_token(one)
    assert signatures.find(token)[0] == one
    foreign = make.own_token(one.supporter)
    mixed = two.code + token[32:]
    for bad in (foreign, mixed, token[:-1], token + "A", token.upper(), "", "x" * 65, "é" * 65):
        assert signatures.find(bad) is None
    Supporter.objects.filter(pk=one.supporter_id).update(generation=2)
    assert signatures.find(token) is None


def test_tokens_of_a_shredded_campaign_open_nothing(letter):
    token = make.confirm_token(make.signature(letter))
    planning.shred(campaign=letter.campaign, by=None, now=make.NOW)
    assert signatures.find(token) is None


def test_what_is_refused_at_this_very_moment_confirms_nobody(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    stale = make.signature(letter, "sam@example.org")
    make.signature(other, "sam@example.org")
    signatures.refuse(signature=Signature.objects.get(pk=stale.pk), now=make.NOW)
    with pytest.raises(signatures.Expired):
        signatures.confirm(signature=stale, now=make.NOW)
    assert Supporter.objects.get().state == "pending"
