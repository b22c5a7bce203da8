"""Somebody signs at the very moment in which the text is corrected: the signature counts for the correction."""

import threading

import pytest
from django.db import connections, transaction

from actors.accounts.models import User
from campaigns.letters import editions
from campaigns.letters.editions import Kind, Proposal
from campaigns.letters.models import Letter, Version
from campaigns.signing import carrying, signatures
from campaigns.signing.models import Signature
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])


def sign_meanwhile(letter: Letter, alice: User, bob: User) -> Version:
    """The correction is done and not committed while a form is taken in: neither sees the other."""
    texts = {"en": {**make.TEXTS["en"], "subject": "Please make this order"}}
    proposal = Proposal(Kind.CORRECTION, texts, "A slip.")
    version = editions.propose(letter=letter, proposal=proposal, by=bob, now=make.NOW)
    make.intake(letter, "sam@example.org")
    looked, second_look = threading.Event(), carrying.catch_up

    def take_in() -> None:
        signatures.take_in(now=make.NOW)
        connections.close_all()

    def look(signature: Signature) -> None:
        second_look(signature)
        looked.set()

    taker = threading.Thread(target=take_in)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carrying, "catch_up", look)
        with transaction.atomic():
            carrying.certify(version=version, by=alice, now=make.NOW)
            taker.start()
            assert looked.wait(20)
        taker.join(20)
    return version


def test_who_signs_as_the_text_is_corrected_counts_for_the_correction(letter: Letter, alice: User, bob: User) -> None:
    version = sign_meanwhile(letter, alice, bob)
    assert Signature.objects.get().version.number == 1, "the control: without the sweep it would stay behind"
    assert carrying.collect_strays() == 1
    assert Signature.objects.get().version == version and carrying.collect_strays() == 0
