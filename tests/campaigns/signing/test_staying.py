"""At the close: a public name stays when its owner says so, and goes when they do not answer."""

from datetime import date, timedelta

import pytest

from campaigns.letters.models import Letter
from campaigns.planning import campaigns as planning
from campaigns.signing import erasure, lists, staying, staying_mails
from campaigns.signing.models import ListedName
from campaigns.supporters import people
from campaigns.supporters.models import Supporter
from foundation.outbox.models import Message
from tests import make
from tests.campaigns.signing.crowd import crowd

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=100)


@pytest.fixture
def letter(alice, bob) -> Letter:
    row = make.letter(make.campaign(alice), bob, alice)
    crowd(row, 21, by=alice)
    lists.release(letter=row, now=make.NOW)
    return row


@pytest.fixture
def closed(letter, alice) -> Letter:
    planning.close(campaign=letter.campaign, by=alice, now=make.NOW)
    return letter


def asked() -> list[Message]:
    return list(Message.objects.filter(purpose=staying.PURPOSE))


def test_nobody_is_asked_while_it_is_open(letter):
    assert staying.ask_due(now=make.NOW) == 0


@pytest.mark.parametrize("how", ["closed", "ended"])
def test_at_the_close_everybody_on_the_list_is_asked_once(letter, alice, how):
    if how == "closed":
        planning.close(campaign=letter.campaign, by=alice, now=make.NOW)
    now = make.NOW if how == "closed" else LATER
    assert [staying.ask_due(now=now), staying.ask_due(now=now)] == [21, 0]
    assert len(asked()) == 21


def test_one_person_with_two_letters_gets_one_mail(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    for row in crowd(other, 20, by=alice):
        row.supporter.signatures.create(
            letter=letter, version=letter.current, signed_on=make.NOW, confirmed_on=make.NOW
        )
    for of in (letter, other):
        lists.release(letter=of, now=make.NOW + timedelta(days=1))
    planning.close(campaign=letter.campaign, by=alice, now=make.NOW)
    assert staying.ask_due(now=make.NOW) == 41


def test_the_mail_says_nothing_outside_and_leads_to_a_question(closed):
    staying.ask_due(now=make.NOW)
    message = asked()[0]
    mail = staying_mails.render(message, make.NOW)
    assert mail.subject == "A question about your message" and "Justice" not in mail.sender_name
    row = ListedName.objects.get(signature__supporter__code=message.recipient_code)
    assert lists.token(row) in mail.text and "20 December 2026" in mail.text
    assert staying_mails.wanted(message, make.NOW)
    lists.stay(row=row, now=make.NOW)
    assert not staying_mails.wanted(message, make.NOW)


def test_no_answer_means_it_goes(closed):
    staying.ask_due(now=make.NOW)
    stays = closed.listed_names.order_by("pk")[0]
    lists.stay(row=stays, now=make.NOW)
    assert staying.let_go(now=make.NOW + timedelta(days=30)) == 0
    assert staying.let_go(now=make.NOW + timedelta(days=31)) == 20
    assert closed.listed_names.get() == stays


def test_at_the_erasure_only_the_names_of_those_who_chose_so_are_left(closed, client):
    rows = list(closed.listed_names.order_by("pk"))
    name = lists.names(rows[:1], closed.campaign)
    staying.ask_due(now=make.NOW)
    for row in rows[:12]:
        lists.stay(row=row, now=make.NOW)
    hidden = lists.names(rows[11:12], closed.campaign)[0]
    lists.report(letter=closed, name=hidden, now=make.NOW)
    erasure.erase(campaign=closed.campaign, now=LATER)
    assert not Supporter.objects.exists() and ListedName.objects.count() == 11
    left = ListedName.objects.get(pk=rows[0].pk)
    assert (left.signature, left.verdict) == (None, None)
    assert lists.names([left], closed.campaign) == name
    found = lists.find(lists.token(left))
    assert found is not None
    lists.take_off(row=found[0], now=make.NOW)
    assert not ListedName.objects.filter(pk=left.pk).exists()


def test_who_waits_for_the_answer_keeps_name_and_data_together(closed, alice):
    """Parting erases the others; who stays to be told and withdraws later takes the name along."""
    [told] = crowd(closed, 1, by=alice, kinds=("shown", "informed"))
    crowd(closed, 19, by=alice)
    lists.release(letter=closed, now=make.NOW + timedelta(days=1))
    for row in closed.listed_names.all():
        lists.stay(row=row, now=make.NOW)
    erasure.part(campaign=closed.campaign, now=LATER)
    assert ListedName.objects.count() == 41 and ListedName.objects.exclude(signature=None).get().signature == told
    people.leave(supporter=told.supporter, now=LATER)
    assert ListedName.objects.count() == 40
    assert lists.release_due(now=LATER) == 0


def test_who_stayed_after_the_erasure_and_is_reported_is_gone_for_good(closed):
    row = closed.listed_names.order_by("pk")[0]
    lists.stay(row=row, now=make.NOW)
    erasure.erase(campaign=closed.campaign, now=LATER)
    [name] = lists.names([row], closed.campaign)
    lists.report(letter=closed, name=name, now=LATER)
    assert not ListedName.objects.exists()


def test_who_said_stay_and_withdraws_is_gone(closed):
    row = closed.listed_names.order_by("pk")[0]
    lists.stay(row=row, now=make.NOW)
    people.leave(supporter=row.signature.supporter, now=make.NOW)
    assert not ListedName.objects.filter(pk=row.pk).exists()


def test_the_last_day_is_never_after_the_erasure(closed):
    closed.campaign.erase_on = date(2026, 12, 1)
    assert staying.answer_by(closed.campaign, date(2026, 11, 25)) == date(2026, 12, 1)
