"""Sending: it goes out once, over one line, and each failure has its name and its consequence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from foundation.outbox import dispatch, failures, owners, purposes, steps
from foundation.outbox.models import Message, State
from foundation.outbox.purposes import Gone, Handling, Held
from foundation.outbox.wire import Relay, relay_id
from tests.foundation.outbox.cast import NOW, fails, known, message, owner, plain_mail, relay
from tests.smtp_sink import HANG_UP, Sink

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
Again = Callable[[Message], Message]


def test_it_sends_and_keeps_the_relays_number_and_the_hash(sink: Sink, send: Send, again: Again) -> None:
    made = message(known())
    assert send() == {"sent": 1}
    now = again(made)
    assert (now.state, now.relay_id, now.owner_id, now.attempt) == (State.SENT, "S0000001", None, 1)
    assert len(now.body_hash) == 64 and now.settled_at is not None and now.settled_at >= NOW
    assert sink.ids() == [f"{made.code}@testserver"]
    assert "\r\n.with a line that begins with a dot\r\n" in sink.taken[0].text()


def test_twice_is_once(sink: Sink, send: Send) -> None:
    message(known())
    send()
    assert send() == {}
    assert len(sink.taken) == 1


def test_one_line_serves_many_messages_without_a_reset_between_good_ones(sink: Sink, send: Send) -> None:
    name = known()
    for number in range(70):
        message(name, f"n{number}")
    assert send() == {"sent": 70}
    assert sink.connections == 1
    assert "rset" not in {said.lower() for said in sink.commands}
    assert len(set(sink.ids())) == 70


def test_the_most_urgent_leave_first(sink: Sink, send: Send) -> None:
    bulk, urgent = known(Handling.REMINDER, urgency=2), known(Handling.SECURITY, urgency=0)
    for number in range(3):
        message(bulk, f"bulk{number}")
    message(urgent, "urgent")
    send()
    assert sink.taken[0].recipients == ["urgent@example.org"]


def test_a_run_takes_its_own_urgencies_only(send: Send, again: Again) -> None:
    bulk, urgent = message(known(Handling.REMINDER, urgency=2)), message(known(Handling.SECURITY, urgency=0))
    assert send(urgencies=(0, 1)) == {"sent": 1}
    assert (again(bulk).state, again(urgent).state) == (State.QUEUED, State.SENT)


@pytest.mark.parametrize(
    ("phase", "answer", "failure", "state"),
    [
        ("mail", "451 4.3.0 try later", "TryLater", State.DEFERRED),
        ("mail", "550 5.7.1 not yours", "SenderRefused", State.DEFERRED),
        ("mail", "530 5.7.0 log in first", "RelayRefusesLogin", State.DEFERRED),
        ("mail", "552 5.3.4 too big", "TooBig", State.FAILED),
        ("mail", "421 4.3.2 closing", "SlowDown", State.DEFERRED),
        ("rcpt", "550 5.1.1 no such user", "AddressUnknown", State.FAILED),
        ("rcpt", "550 no such user", "AddressUnknown", State.FAILED),
        ("rcpt", "550 5.7.1 policy", "Refused", State.FAILED),
        ("rcpt", "450 4.2.0 busy", "TryLater", State.DEFERRED),
        ("rcpt", "451 4.7.1 greylisted", "PutOff", State.DEFERRED),
        ("rcpt", "452 4.2.2 full", "MailboxFull", State.DEFERRED),
        ("rcpt", "421 too many", "SlowDown", State.DEFERRED),
        ("data", "554 5.6.0 no", "Refused", State.FAILED),
        ("data", "451 4.3.0 later", "TryLater", State.DEFERRED),
        ("dot", "554 5.7.1 spam", "Refused", State.FAILED),
        ("dot", "552 too big", "TooBig", State.FAILED),
        ("dot", "451 4.3.0 later", "TryLater", State.DEFERRED),
        ("dot", "450 4.7.28 too fast", "SlowDown", State.DEFERRED),
        ("mail", HANG_UP, "RelayHangsUp", State.DEFERRED),
        ("rcpt", HANG_UP, "RelayHangsUp", State.DEFERRED),
        ("data", HANG_UP, "RelayHangsUp", State.DEFERRED),
        ("dot", HANG_UP, "NoAnswer", State.IN_DOUBT),
        ("dot", "what is this", "NoAnswer", State.IN_DOUBT),
    ],
)
def test_each_answer_has_a_name_and_a_consequence(
    phase: str, answer: str, failure: str, state: State, sink: Sink, send: Send, again: Again
) -> None:
    sink.say(phase, answer)
    made = message(known())
    assert send() == {str(state): 1}
    now = again(made)
    assert (now.state, now.failure, now.owner_id) == (state, failure, None)
    assert (now.retry_at > NOW + timedelta(seconds=50)) is (state == State.DEFERRED)
    assert bool(now.body_hash) is (state == State.IN_DOUBT)
    assert "no" not in now.reply and len(now.reply) <= 16  # digits, never the server's words
    assert str(failures.label(now.failure)).endswith(".")


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_silence_before_the_text_is_no_doubt(phase: str, sink: Sink, send: Send, again: Again) -> None:
    sink.say(phase, "", delay=1.0)
    made = message(known())
    send(timeout=0.3)
    assert (again(made).state, again(made).failure) == (State.DEFERRED, "RelayHangsUp")


def test_a_break_within_the_text_is_no_doubt(sink: Sink, send: Send, again: Again) -> None:
    """The mail is larger than what the systems between us hold: the break is felt before the dot is sent."""
    sink.say("text", HANG_UP)
    made = message(known(render=lambda message, now: replace(plain_mail(message, now), text="x" * 70 + "\n" * 2**24)))
    send()
    assert (again(made).state, again(made).failure, sink.taken) == (State.DEFERRED, "RelayHangsUp", [])


def test_silence_after_the_dot_is_doubt(sink: Sink, send: Send, again: Again) -> None:
    sink.say("dot", "", delay=1.0)
    made = message(known())
    send(dot_timeout=0.3)
    assert (again(made).state, again(made).failure) == (State.IN_DOUBT, "NoAnswer")


@pytest.mark.parametrize(
    ("handling", "state"),
    [
        (Handling.LETTER, State.IN_DOUBT),
        (Handling.CONFIRMATION, State.DROPPED),
        (Handling.REMINDER, State.DROPPED),
        (Handling.UPDATE, State.DROPPED),
        (Handling.SECURITY, State.DEFERRED),
    ],
)
def test_doubt_is_settled_by_its_handling(
    handling: Handling, state: State, sink: Sink, send: Send, again: Again
) -> None:
    sink.say("dot", HANG_UP)
    made = message(known(handling))
    send()
    assert again(made).state == state


def test_one_refusal_does_not_stop_the_others(sink: Sink, send: Send, again: Again) -> None:
    name = known()
    sink.say("rcpt", "550 5.1.1 no", match="n1@")
    sink.say("dot", "554 5.7.1 no", match="n3@")
    made = [message(name, f"n{number}") for number in range(5)]
    assert send() == {"sent": 3, "failed": 2}
    assert [again(each).state for each in made] == ["sent", "failed", "sent", "failed", "sent"]
    assert sink.connections == 1


def test_a_broken_line_is_replaced(sink: Sink, send: Send, again: Again) -> None:
    name = known()
    sink.say("rcpt", HANG_UP, match="n2@", times=1)
    made = [message(name, f"n{number}") for number in range(5)]
    assert send() == {"sent": 5}
    assert sink.connections == 2
    assert {again(each).strikes for each in made} == {0}


def test_a_message_that_breaks_the_line_three_times_is_quarantined(sink: Sink, send: Send, again: Again) -> None:
    name = known()
    sink.say("rcpt", HANG_UP, match="poison@")
    message(name, "first", now=NOW - timedelta(minutes=1))
    poison = message(name, "poison")
    message(name, "last", now=NOW)
    assert send() == {"sent": 2, "deferred": 1}
    assert (again(poison).failure, again(poison).strikes) == ("LineBroke", 1)
    message(name, "other", now=NOW)
    send(NOW + timedelta(hours=1))
    assert (again(poison).state, again(poison).strikes) == (State.DEFERRED, 2)
    # With two strikes it is taken alone, after all others.
    message(name, "companion", now=NOW)
    assert send(NOW + timedelta(days=1)) == {"sent": 1, "held": 1}
    assert again(poison).state == State.HELD


def test_a_relay_that_hangs_up_on_everybody_makes_no_poison(sink: Sink, send: Send, again: Again) -> None:
    name = known()
    sink.say("mail", HANG_UP)
    made = [message(name, f"n{number}") for number in range(3)]
    for hour in range(5):
        send(NOW + timedelta(hours=hour))
    assert {(again(each).strikes, again(each).state in {"queued", "deferred"}) for each in made} == {(0, True)}
    sink.rules.clear()
    assert send(NOW + timedelta(days=1)) == {"sent": 3}


def test_slow_down_pauses_the_rest_untouched(sink: Sink, send: Send, again: Again) -> None:
    name = known()
    sink.say("mail", "421 4.7.0 slow down", times=1)
    made = [message(name, f"n{number}") for number in range(4)]
    assert send() == {"deferred": 1}
    assert [again(each).state for each in made] == ["deferred", "queued", "queued", "queued"]
    assert {again(each).retry_at > NOW for each in made} == {True}
    assert send(NOW + timedelta(minutes=5)) == {"sent": 4}


def test_an_unreachable_relay_touches_no_row(send: Send, again: Again) -> None:
    made = message(known())
    with Sink() as gone:
        port = gone.port
    assert send(port=port) == {}
    assert (again(made).state, again(made).attempt) == (State.QUEUED, 0)


@pytest.mark.parametrize("greeting", ["554 go away", "421 later", HANG_UP])
def test_an_unfriendly_greeting_touches_no_row(greeting: str, sink: Sink, send: Send, again: Again) -> None:
    sink.say("connect", greeting)
    made = message(known())
    assert send() == {}
    assert (again(made).state, again(made).attempt) == (State.QUEUED, 0)


def test_no_encryption_on_offer_touches_no_row(send: Send, again: Again) -> None:
    made = message(known())
    assert send(security="starttls") == {}
    assert (again(made).state, again(made).attempt) == (State.QUEUED, 0)


def test_without_a_mail_server_messages_wait(settings: Any, again: Again) -> None:
    settings.SMTP_HOST = ""
    made = message(known())
    assert dispatch.run(now=NOW) == {}
    assert again(made).state == State.QUEUED
    assert Relay.from_settings() is None


def test_a_deferred_message_comes_again_later_each_time(sink: Sink, send: Send, again: Again) -> None:
    sink.say("rcpt", "450 4.2.0 busy")
    made = message(known())
    now, waits = NOW, []
    while again(made).state in {State.QUEUED, State.DEFERRED}:
        send(now)
        waits.append((again(made).retry_at - now).total_seconds() // 60)
        now = again(made).retry_at + timedelta(seconds=5)
    assert waits[:7] == [1, 5, 15, 60, 120, 240, 480]
    assert (again(made).state, again(made).failure) == (State.FAILED, "GaveUp")
    assert timedelta(days=3) < now - NOW < timedelta(days=5)


# --- what a purpose may do ----------------------------------------------------------------------------------------


def test_a_message_no_longer_wanted_is_cancelled(sink: Sink, send: Send, again: Again) -> None:
    made = message(known(wanted=lambda message, now: False))
    assert send() == {"cancelled": 1}
    assert (again(made).failure, sink.taken) == ("NotWanted", [])


@pytest.mark.parametrize(
    ("error", "state", "failure"),
    [
        (Gone("x"), State.CANCELLED, "Gone"),
        (Held("text_differs"), State.HELD, "text_differs"),
        (ZeroDivisionError(), State.DEFERRED, "RenderingFailed"),
    ],
)
def test_what_a_purpose_raises(
    error: Exception, state: State, failure: str, sink: Sink, send: Send, again: Again
) -> None:
    bad = message(known(Handling.LETTER, render=fails(error)), "bad")
    good = message(known(Handling.SECURITY), "good")
    assert send() == {str(state): 1, "sent": 1}
    assert (again(bad).state, again(bad).failure, again(good).state) == (state, failure, State.SENT)


def test_a_message_that_cannot_be_written_is_held_after_three_strikes(send: Send, again: Again) -> None:
    made = message(known(render=fails(KeyError("name"))))
    for day in range(4):
        send(NOW + timedelta(days=day))
    assert (again(made).state, again(made).strikes, again(made).attempt) == (State.HELD, 3, 3)


def test_an_unknown_purpose_is_held(send: Send, again: Again) -> None:
    name = known()
    made = message(name)
    del purposes._purposes[name]
    assert send() == {"held": 1}
    assert again(made).failure == "PurposeUnknown"


def test_the_purpose_is_told_in_the_same_transaction(send: Send) -> None:
    told: list[str] = []
    made = message(known(sent=lambda message, at: told.append(message.code)))
    send()
    assert told == [made.code]


def test_a_purpose_that_fails_to_note_the_sending_does_not_undo_it(send: Send, again: Again) -> None:
    made = message(known(sent=fails(RuntimeError())))
    assert send() == {"sent": 1}
    assert again(made).state == State.SENT


def test_prepare_sees_the_whole_lot_once(send: Send) -> None:
    seen: list[int] = []
    name = known(prepare=lambda messages, now: seen.append(len(messages)))
    for number in range(7):
        message(name, f"n{number}")
    send()
    assert seen == [7]


def test_a_rehearsal_goes_to_the_tester_and_says_so(sink: Sink, send: Send) -> None:
    purposes.rehearse(lambda message, now: "me@tester.example" if message.scope == "campaign:x" else None)
    name = known()
    message(name, "anna", scope="campaign:x")
    message(name, "berta", scope="campaign:y")
    send()
    first, second = sink.taken
    assert first.recipients == ["me@tester.example"] and "Subject: [TEST] Please" in first.text()
    assert "anna@" not in first.text().partition("\r\n\r\n")[0]
    assert second.recipients == ["berta@example.org"] and "[TEST]" not in second.text()


# --- fencing ------------------------------------------------------------------------------------------------------


def test_a_cancellation_after_the_claim_is_obeyed(sink: Sink, send: Send, again: Again) -> None:
    from foundation.outbox import post

    def cancel_meanwhile(made: Message, now: Any) -> Any:
        post.cancel(recipient=("test", "berta"), now=now)
        return plain_mail(made, now)

    name = known(render=cancel_meanwhile)
    anna, berta = message(name, "anna"), message(name, "berta")
    assert send() == {"sent": 1}
    assert (again(anna).state, again(berta).state) == (State.SENT, State.CANCELLED)
    assert len(sink.taken) == 1


def test_the_stop_switch_holds_what_is_claimed_already(sink: Sink, send: Send, again: Again) -> None:
    from foundation.outbox import post

    def stop_meanwhile(made: Message, now: Any) -> Any:
        post.stop(scope="campaign:x", by=None, now=now)
        return plain_mail(made, now)

    name = known(render=stop_meanwhile)
    made, other = message(name, scope="campaign:x"), message(name, "other", scope="campaign:y")
    assert send() == {"sent": 1}
    assert (again(made).state, again(made).owner_id) == (State.QUEUED, None)
    assert again(other).state == State.SENT
    known()
    assert send() == {}
    post.go(scope="campaign:x", by=None, now=NOW)
    assert send() == {"sent": 1}


def test_a_slow_worker_is_fenced_by_the_attempt(sink: Sink, again: Again) -> None:
    """Declared dead while it was writing: the message was claimed by another; the slow one lets go."""
    slow, quick = owner(), owner()

    def overtaken(made: Message, now: Any) -> Any:
        if made.owner_id == slow:
            steps.free(owner=slow, now=now)
            steps.claim(owner=quick, urgencies=(0, 2), now=now, lot=10)
        return plain_mail(made, now)

    made = message(known(render=overtaken))
    assert dispatch.run(now=NOW, owner=slow, relay=relay(sink)) == {}
    assert sink.taken == []
    assert (again(made).state, again(made).owner_id, again(made).attempt) == (State.CLAIMED, quick, 2)


def test_the_answer_to_its_own_attempt_ends_the_doubt(sink: Sink, again: Again) -> None:
    """Declared dead between DATA and the answer, but alive: what the relay said is evidence."""
    slow = owner()
    made = message(known())

    class Slow(dispatch.Round):
        def begin(self, ready: Any) -> bool:
            begun = super().begin(ready)
            assert steps.free(owner=slow, now=self.now())["in_doubt"] == 1
            return begun

    Slow(owner=slow, now=NOW, urgencies=(0, 2), relay=relay(sink)).run(10)
    assert (again(made).state, again(made).relay_id) == (State.SENT, "S0000001")


def test_an_error_of_ours_leaves_nothing_in_hand(sink: Sink, send: Send, again: Again) -> None:
    name = known()
    made = [message(name, f"n{number}") for number in range(4)]
    mine = owner()

    class Faulty(dispatch.Round):
        def begin(self, ready: Any) -> bool:
            if ready.message.recipient_code == "n2":
                raise MemoryError
            return super().begin(ready)

    with pytest.raises(MemoryError):
        Faulty(owner=mine, now=NOW, urgencies=(0, 2), relay=relay(sink)).run(10)
    assert [again(each).state for each in made] == ["sent", "sent", "queued", "queued"]
    assert send() == {"sent": 2}
    assert len(set(sink.ids())) == len(sink.ids()) == 4


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        (b"2.0.0 Ok: queued as 4ZxQ1b2c3d", "4ZxQ1b2c3d"),
        (b"OK id=1rABcd-0001Zx-2F", "1rABcd-0001Zx-2F"),
        (b"2.0.0 OK", ""),
        (b"Thank you, anna@example.org", ""),
        (b"delivered for <anna@example.org>", ""),
    ],
)
def test_the_relays_number_is_never_an_address(answer: bytes, number: str) -> None:
    assert relay_id(answer) == number


@pytest.mark.django_db(transaction=True)
def test_the_owners_counter_rises_and_a_lost_row_is_replaced() -> None:
    import time

    from foundation.outbox.models import Owner

    mine = owners.current(NOW, every=0.05)
    try:
        assert owners.current(NOW) == mine
        deadline = time.monotonic() + 5
        while Owner.objects.get(pk=mine).counter < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        Owner.objects.filter(pk=mine).delete()
        assert (next_one := owners.current(NOW)) != mine
        mine = next_one
    finally:
        owners.abandon(mine)
