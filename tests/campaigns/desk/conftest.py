"""A campaign on the desk: one letter by Bob that waits for approval, and one that Alice has approved."""

import pytest

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign
from foundation.outbox import post
from foundation.outbox.models import Message, State
from tests import make


@pytest.fixture
def campaign(alice: User) -> Campaign:
    return make.campaign(alice, time_zone="America/Toronto")


@pytest.fixture
def draft(campaign: Campaign, bob: User) -> Letter:
    return make.letter(campaign, bob, key="draft", offices=[make.office("XA-one", actor="XA"), make.office(actor="XB")])


@pytest.fixture
def letter(campaign: Campaign, alice: User, bob: User) -> Letter:
    """Approved, for three offices; of one of them no address is known."""
    offices = [make.office(actor="XC"), make.office(actor="XD"), make.office(actor="XE", address=None)]
    return make.letter(campaign, bob, alice, key="order", offices=offices)


@pytest.fixture
def doubt(campaign: Campaign) -> Message:
    """A mail of the campaign that may have arrived."""
    return message(campaign, State.IN_DOUBT, "NoAnswer")


def message(of: Campaign, state: str, failure: str, code: str = "s" * 32) -> Message:
    row = post.queue(purpose="signing.confirm", recipient=("signature", code), scope=of.scope, now=make.NOW)
    assert row is not None
    Message.objects.filter(pk=row.pk).update(state=state, failure=failure, attempt=1, settled_at=make.NOW)
    row.refresh_from_db()
    return row
