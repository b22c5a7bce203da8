"""Nothing goes to a target without approval, or out of an archived letter; nobody signs a closed one."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from actors.accounts.models import User
from campaigns.delivery import ledger
from campaigns.delivery.models import Delivery
from campaigns.letters import approvals, drafting, reviewing
from campaigns.letters.models import Letter, Version
from campaigns.planning.campaigns import NotAllowed
from campaigns.planning.models import Campaign
from foundation.outbox.models import Message
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(alice: User) -> Campaign:
    return make.campaign(alice)


@pytest.fixture
def letter(campaign: Campaign, alice: User, bob: User) -> Letter:
    return make.letter(campaign, bob, alice)


def test_closed_it_can_be_delivered_and_not_signed(letter: Letter, bob: User) -> None:
    assert letter.is_open(make.NOW)
    make.signature(letter, confirmed=True)
    for _time in range(2):
        reviewing.close(letter=letter, by=bob, now=make.NOW)
    letter = Letter.objects.get(pk=letter.pk)
    assert not letter.is_open(make.NOW)
    page = Client().get(f"/en/c/{letter.campaign.code}/{letter.key}/").text
    assert "Sign this letter" not in page
    assert len(ledger.release(letter=letter, by=bob, now=make.NOW).released) == 1


def test_it_is_closed_before_it_is_archived(letter: Letter, bob: User, vera: User) -> None:
    with pytest.raises(reviewing.StillOpen):
        reviewing.archive(letter=letter, by=bob, now=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(archived_at=make.NOW)
    with pytest.raises(NotAllowed):
        reviewing.close(letter=letter, by=vera, now=make.NOW)


def test_a_draft_is_archived_as_it_is_and_never_closed(campaign: Campaign, bob: User, alice: User) -> None:
    draft = make.letter(campaign, bob, key="draft")
    with pytest.raises(reviewing.NotOpen):
        reviewing.close(letter=draft, by=bob, now=make.NOW)
    reviewing.archive(letter=draft, by=bob, now=make.NOW)
    with pytest.raises(approvals.NotInReview):
        approvals.approve(version=Version.objects.get(letter=draft), by=alice, now=make.NOW)


def forged_current(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(current=letter.versions.get(), opened_at=make.NOW)


def forged_fingerprint(letter: Letter) -> None:
    letter.versions.update(fingerprint="f" * 64, frozen_at=make.NOW)
    forged_current(letter)


def newer_text(letter: Letter) -> None:
    letter.current = letter.versions.get()


WAYS: dict[str, Callable[[Letter], None]] = {
    "as it is": lambda letter: None,
    "opened by hand": lambda letter: Letter.objects.filter(pk=letter.pk).update(opened_at=make.NOW) and None,
    "its draft called current": forged_current,
    "a fingerprint invented": forged_fingerprint,
    "its draft held as current in memory": newer_text,
    "up for review": lambda letter: reviewing.ask(letter=letter, by=letter.author.user, now=make.NOW),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_goes_without_approval(way: str, campaign: Campaign, bob: User) -> None:
    begun = drafting.begin(campaign=campaign, key="draft", by=bob, now=make.NOW)
    drafting.save(letter=begun, texts=make.TEXTS, ask=None, by=bob, now=make.NOW)
    drafting.add_office(letter=begun, office=make.office(), in_copy=False, by=bob, now=make.NOW)
    WAYS[way](begun)
    held_in_memory = begun if way.endswith("memory") else Letter.objects.get(pk=begun.pk)
    with pytest.raises(ledger.NotApproved):
        ledger.release(letter=held_in_memory, by=bob, now=make.NOW)
    assert not Delivery.objects.exists() and not Message.objects.filter(purpose=ledger.PURPOSE).exists()


@pytest.mark.parametrize("change", ["words", "target", "copy", "archived"])
def test_what_was_approved_no_longer_goes_when_it_changed(
    change: str, letter: Letter, bob: User, campaign: Campaign
) -> None:
    make.signature(letter, confirmed=True)
    if change == "words":
        letter.versions.get().translations.filter(language="en").update(body="Other words.")
    elif change == "archived":
        reviewing.close(letter=letter, by=bob, now=make.NOW)
        reviewing.archive(letter=letter, by=bob, now=make.NOW)
    else:
        rows = letter.targets if change == "target" else letter.copies
        rows.add(make.planning.add_target(campaign=campaign, office=make.office(actor="XZ")))
    with pytest.raises(ledger.NotApproved):
        ledger.release(letter=Letter.objects.get(pk=letter.pk), by=bob, now=make.NOW)


def test_the_control_an_approved_letter_goes(letter: Letter, bob: User) -> None:
    make.signature(letter, confirmed=True)
    assert len(ledger.release(letter=letter, by=bob, now=make.NOW).released) == 1
