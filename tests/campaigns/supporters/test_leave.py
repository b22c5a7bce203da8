"""Leaving erases the person, stops what waits for them, and leaves one nameless count."""

import pytest

from campaigns.signing.models import Signature
from campaigns.supporters import people
from campaigns.supporters.models import Consent, Leaving, Supporter
from foundation.history.models import Entry
from foundation.outbox.models import Message
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature(alice, bob):
    return make.signature(make.letter(make.campaign(alice), bob, alice), "sam@example.org")


def test_it_erases_everything_and_stops_the_queue(signature):
    entries = Entry.objects.count()
    assert Message.objects.filter(state="queued").count() == 1
    people.leave(supporter=signature.supporter, now=make.NOW)
    for model in (Supporter, Signature, Consent):
        assert not model.objects.exists()
    assert Message.objects.get().state == "cancelled"
    assert Leaving.objects.get().number == 1
    assert Entry.objects.count() == entries  # a supporter's own deed is no entry


def test_twice_is_once(signature):
    for _again in range(2):
        people.leave(supporter=signature.supporter, now=make.NOW)
    assert Leaving.objects.get().number == 1


def test_the_same_address_may_come_back(signature, alice):
    letter = signature.letter
    people.leave(supporter=signature.supporter, now=make.NOW)
    again = make.signature(letter, "sam@example.org")
    assert again.supporter.code != signature.supporter.code
