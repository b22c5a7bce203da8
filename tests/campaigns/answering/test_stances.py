"""Only what is public or may be quoted becomes a position, and a second person checks it."""

import pytest

from actors.accounts.models import User
from actors.checking import checks
from actors.positions.models import Position
from campaigns.answering import publishing, replies, stances
from campaigns.answering.models import Proposal
from campaigns.planning.campaigns import NotAllowed
from tests.campaigns.answering import cast
from tests.campaigns.answering.test_replies import FOUND, NOW

pytestmark = pytest.mark.django_db
QUOTE = "We call for the sanctions to be lifted."
FACTS = {"calls_for_lifting": True, "names_sanctions": True, "condemns": None}


@pytest.fixture
def reply(alice, bob):
    cast.scale()
    return cast.reply(cast.first(cast.delivered(alice, bob)), bob)


def publish(reply, by):
    replies.grade(reply=reply, grade="substantive", by=by, now=NOW)
    publishing.mark(reply=reply, black=FOUND, keep=[], by=by, now=NOW)
    seen = publishing.draft(reply, NOW).digest
    return publishing.publish(reply=reply, language="en", seen=seen, by=by, now=NOW)


def propose(reply, by, quote=QUOTE):
    return stances.propose(reply=reply, quote=quote, facts=dict(FACTS), by=by, now=NOW)


def test_a_private_answer_gives_no_stance(reply, alice):
    with pytest.raises(stances.Private):
        propose(reply, alice)
    row = publish(reply, alice)
    publishing.hide(publication=row, by=alice, now=NOW)
    with pytest.raises(stances.Private):
        propose(reply, alice)
    assert not Position.objects.exists()


def test_a_published_one_is_proposed_once_and_waits_for_a_second_person(reply, alice, bob):
    published = publish(reply, alice)
    row = propose(reply, alice)
    assert propose(reply, bob) == row == Proposal.objects.get()
    position = Position.objects.get()
    assert (position.public, position.pending, position.stance.rank) == (False, True, 5)
    assert position.actor == reply.target.office.actor and position.on == reply.came_on
    assert position.source.endswith(f"/answers/#{published.code}") and position.quote == QUOTE
    with pytest.raises((checks.NotAllowed, checks.SamePerson)):
        checks.confirm(revision=row.revision, by=alice, now=NOW)
    checks.confirm(revision=row.revision, by=curator(), now=NOW)
    position.refresh_from_db()
    assert position.public


def test_with_leave_of_the_office_it_may_be_quoted_unpublished(reply, alice):
    publishing.permit(reply=reply, given_on=NOW.date(), how="By telephone", by=alice, now=NOW)
    propose(reply, alice)
    assert Position.objects.get().source.startswith("Reply to Justice Unbound of ")


@pytest.mark.parametrize("quote", ["", "We call for more.", "Please call my adviser at █████", "Please make the order"])
def test_only_its_own_words_are_quoted(reply, alice, quote):
    publish(reply, alice)
    with pytest.raises(stances.NotItsWords):
        propose(reply, alice, quote)


def test_after_a_refusal_it_may_be_proposed_anew(reply, alice):
    publish(reply, alice)
    first = propose(reply, alice)
    checks.refuse(revision=first.revision, by=curator(), now=NOW, note="Not so.")
    second = propose(reply, alice, "The Court must be able to do its work.")
    assert second != first and second.position_key != first.position_key


def test_viewers_strangers_and_campaigns_about_nothing_propose_nothing(reply, alice, vera, charlie):
    publish(reply, alice)
    for who in (vera, charlie):
        with pytest.raises(NotAllowed):
            propose(reply, who)
    reply.target.campaign.coercing_state = ""
    with pytest.raises(stances.AboutNothing):
        propose(reply, alice)


def curator() -> User:
    from tests.actors.curation.people import appointed

    return appointed("Cura", "Curators")
