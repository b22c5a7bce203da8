"""The response clock: counted from rows, stopped by answers and by nothing else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.answering import accounts, incoming, replies, steps, talks
from campaigns.answering.accounts import Standing
from campaigns.answering.models import Step, Talk
from campaigns.delivery.models import Delivery
from campaigns.planning.campaigns import NotAllowed
from foundation.history.models import Entry
from tests import make
from tests.campaigns.answering import cast

pytestmark = pytest.mark.django_db
NOW, SENT = cast.LATER, cast.HANDED_OVER.date()


@pytest.fixture
def letter(alice, bob):
    return cast.delivered(alice, bob)


def account(letter):
    return accounts.of(letter.campaign)[0]


def graded(letter, by, grade, *, now=NOW, text=cast.TEXT, **more):
    row = cast.reply(cast.first(letter), by, now=now, text=text)
    replies.grade(reply=row, grade=grade, by=by, now=now, **more)
    return row


# --- the clock ------------------------------------------------------------------------------------
def test_it_runs_from_the_handing_over(letter):
    found = account(letter)
    assert found.standing == Standing.WAITING and found.since == SENT
    assert found.days(SENT + timedelta(days=31)) == 31
    assert not found.is_silent(SENT + timedelta(days=30)) and found.is_silent(SENT + timedelta(days=31))


def test_before_it_is_handed_over_nothing_runs(letter):
    Delivery.objects.update(sent_at=None)
    assert account(letter).standing == Standing.UNSENT and account(letter).days(NOW.date()) is None


@pytest.mark.parametrize("grade", ["substantive", "form_letter", "not_addressed", "refusal", "meeting", "asks"])
def test_an_answer_stops_it(letter, alice, grade):
    graded(letter, alice, grade)
    found = account(letter)
    assert (found.standing, found.answered_on, found.days(NOW.date())) == (Standing.ANSWERED, NOW.date(), None)


def test_a_receipt_does_not(letter, alice):
    graded(letter, alice, "receipt")
    found = account(letter)
    assert (found.standing, found.received_on) == (Standing.RECEIVED, NOW.date()) and found.days(NOW.date()) == 19


def test_a_machine_s_receipt_does_not(letter):
    mail = incoming.read(cast.mail(Auto_Submitted="auto-replied"))
    replies.take(delivery=cast.first(letter), mail=mail, now=NOW)
    assert account(letter).days(NOW.date()) == 19


def test_while_a_reply_is_unread_nobody_says_that_there_is_none(letter, alice):
    cast.reply(cast.first(letter), alice)
    assert account(letter).standing == Standing.BEING_READ and account(letter).days(NOW.date()) is None


def test_who_passed_it_on_is_not_waited_for_and_has_not_answered(letter, alice):
    other = make.office(actor="XD")
    graded(letter, alice, "passed_on", office=other)
    found = account(letter)
    assert found.standing == Standing.PASSED_ON and found.passed_to.office == other and found.answered_on is None


def test_a_later_round_winds_it_up_anew(letter, alice, bob):
    graded(letter, alice, "form_letter")
    later = NOW + timedelta(days=5)
    cast.again(cast.first(letter), now=later)
    found = account(letter)
    assert found.standing == Standing.WAITING and found.days(later.date() + timedelta(days=3)) == 3


def test_a_copy_asks_for_no_answer(letter):
    Delivery.objects.update(in_copy=True)
    assert account(letter).standing == Standing.UNSENT


def test_days_are_those_of_the_campaign(alice, bob):
    late = make.NOW.replace(hour=23, minute=30)
    letter = cast.delivered(alice, bob, now=late, launched=make.NOW, time_zone="Asia/Tokyo")
    assert account(letter).since == late.date() + timedelta(days=1)


def test_many_offices_and_replies_cost_no_more(alice, bob):
    costs = []
    for number in (1, 8):
        letter = cast.delivered(alice, bob, offices=number)
        for delivery in letter.deliveries.select_related("target__campaign", "target__office"):
            row = cast.reply(delivery, alice)
            replies.grade(reply=row, grade="substantive", by=alice, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            found = accounts.public(letter.campaign)
            assert [one.standing for one in found] == [Standing.ANSWERED] * number
            assert [one.published for one in found] == [[]] * number
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 8


# --- talks ----------------------------------------------------------------------------------------
def talk(letter, by, **more):
    target = cast.first(letter).target
    said = {"kind": "call", "on": NOW.date(), "what": "They will look at it.", "whom": "Pat Aide", **more}
    return talks.log(target=target, by=by, now=NOW, **said)


def test_a_talk_is_sealed_and_read_by_members(letter, bob):
    row = talk(letter, bob, next_step="Call again", next_on=NOW.date() + timedelta(days=7))
    held = bytes(Talk.objects.get().sealed)
    assert b"Aide" not in held and b"look" not in held
    said = talks.said(Talk.objects.select_related("target__campaign").get())
    assert (said.what, said.whom, said.next) == ("They will look at it.", "Pat Aide", "Call again")
    assert "Aide" not in str(Entry.objects.filter(deed="talk.logged").values())
    assert account(letter).open_steps() == [row]


def test_a_next_step_is_done_once(letter, alice, bob):
    row = talk(letter, bob, next_step="Call again")
    for by in (alice, bob):
        talks.finish(talk=row, by=by, now=NOW)
    assert Talk.objects.get().done_by.user == alice and Entry.objects.filter(deed="talk.next_done").count() == 1
    bare = talk(letter, bob, next_on=NOW.date())
    talks.finish(talk=bare, by=bob, now=NOW)  # nothing was to be done next
    assert Talk.objects.get(pk=bare.pk).done_at is None and bare.next_on is None


# --- steps ----------------------------------------------------------------------------------------
def step(letter, by, **more):
    target = cast.first(letter).target
    said = {"kind": "parliament", "on": NOW.date(), "words": "A question was asked.", "language": "en"}
    return steps.record(target=target, by=by, now=NOW, **{**said, "source": "https://parliament.example/1", **more})


def test_a_step_is_recorded_once_and_taken_back_once(letter, alice, bob):
    row = step(letter, alice)
    assert step(letter, bob) == row == Step.objects.get() and account(letter).steps == [row]
    for _time in range(2):
        steps.take_back(step=row, by=bob, now=NOW)
    assert account(letter).steps == [] and Entry.objects.filter(deed="step.taken_back").count() == 1
    assert step(letter, bob) != row


def test_public_words_and_deeds_have_a_source(letter, alice):
    for kind in ("parliament", "said", "done"):
        with pytest.raises(steps.NoSource):
            step(letter, alice, kind=kind, source="")
    with pytest.raises(IntegrityError), transaction.atomic():
        member = step(letter, alice).member
        Step.objects.create(
            target=cast.first(letter).target, kind="said", on=SENT, words="x", language="en", member=member, at=NOW
        )
    assert step(letter, alice, kind="met", source="").source == ""


def test_what_is_still_to_come_is_not_recorded(letter, alice):
    for deed in (step, talk):
        with pytest.raises(replies.NotYet):
            deed(letter, alice, on=NOW.date() + timedelta(days=1))
        with pytest.raises(replies.NoWords):
            deed(letter, alice, **{"words" if deed is step else "what": " "})


def test_viewers_and_strangers_write_nothing_down(letter, vera, charlie):
    for who in (vera, charlie):
        for deed in (step, talk):
            with pytest.raises(NotAllowed):
                deed(letter, who)
