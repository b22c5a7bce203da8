"""Queueing, cancelling, stopping, deciding, and what Django's own mails become."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from actors.accounts.models import User
from foundation.history.models import Entry
from foundation.outbox import ledger, post, steps
from foundation.outbox.models import MailCount, Message, Settled, State, Stop
from foundation.outbox.purposes import Handling
from tests.foundation.outbox.cast import NOW, known, message, owner
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db


def test_a_slot_is_taken_once() -> None:
    name = known()
    first = post.queue(purpose=name, recipient=("signature", "a1"), slot="once", now=NOW)
    assert first is not None and first.state == State.QUEUED and len(first.code) == 32
    assert post.queue(purpose=name, recipient=("signature", "a1"), slot="once", now=NOW) is None
    assert post.queue(purpose=name, recipient=("signature", "a1"), slot="again", now=NOW) is not None
    assert post.queue(purpose=name, recipient=("signature", "a2"), slot="once", now=NOW) is not None


def test_an_unknown_purpose_is_an_error_at_once() -> None:
    with pytest.raises(KeyError):
        post.queue(purpose="nothing", recipient=("a", "b"), now=NOW)


def test_nothing_leaves_before_its_time() -> None:
    message(known(), not_before=NOW + timedelta(hours=1))
    assert steps.claim(owner=owner(), urgencies=(0, 2), now=NOW + timedelta(minutes=59), lot=9) == []
    assert len(steps.claim(owner=owner(), urgencies=(0, 2), now=NOW + timedelta(minutes=61), lot=9)) == 1


def test_cancelling_reaches_all_that_is_not_leaving() -> None:
    name, mine = known(), owner()
    leaving = message(name, slot="1", not_before=NOW)
    (claimed,) = steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=1)
    assert steps.dispatching(claimed, "h", NOW)
    message(name, slot="2")
    steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=1)
    message(name, slot="3")
    message(name, "somebody-else")
    assert post.cancel(recipient=("test", "anna"), now=NOW) == 2
    assert post.cancel(recipient=("test", "anna"), now=NOW) == 0
    assert Message.objects.get(pk=leaving.pk).state == State.DISPATCHING
    assert Message.objects.filter(state=State.CANCELLED, owner=None).count() == 2


def test_cancelling_a_scope_leaves_others_alone() -> None:
    name = known()
    message(name, "a", scope="campaign:x")
    message(name, "b", scope="campaign:y")
    assert post.cancel_scope(scope="campaign:x", now=NOW) == 1


def test_the_stop_switch_is_journalled_and_idempotent(alice: User) -> None:
    message(known(), scope="campaign:x")
    assert post.stop(scope=post.EVERYTHING, by=alice, now=NOW)
    assert not post.stop(scope=post.EVERYTHING, by=alice, now=NOW)
    assert not steps.any_due(urgencies=(0, 2), now=NOW)
    assert steps.claim(owner=owner(), urgencies=(0, 2), now=NOW, lot=9) == []
    assert post.go(scope=post.EVERYTHING, by=alice, now=NOW)
    assert not post.go(scope=post.EVERYTHING, by=alice, now=NOW)
    assert steps.any_due(urgencies=(0, 2), now=NOW) and not Stop.objects.exists()
    assert list(Entry.objects.order_by("pk").values_list("deed", "actor_code")) == [
        ("outbox.stop", alice.code),
        ("outbox.go", alice.code),
    ]


def _in_doubt(told: list[str]) -> Message:
    made = message(known(sent=lambda message, at: told.append(message.code)), scope="campaign:x")
    mine = owner()
    (claimed,) = steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=1)
    steps.dispatching(claimed, "h" * 64, NOW)
    steps.free(owner=mine, now=NOW)
    made.refresh_from_db()
    assert made.state == State.IN_DOUBT
    return made


def test_a_person_settles_a_doubt_as_sent(alice: User) -> None:
    told: list[str] = []
    made = _in_doubt(told)
    assert post.settle(message=made, as_sent=True, by=alice, now=NOW)
    assert not post.settle(message=made, as_sent=True, by=alice, now=NOW)
    assert not post.release(message=made, by=alice, now=NOW)
    assert (made.state, made.body_hash, told) == (State.SENT, "h" * 64, [made.code])
    entry = Entry.objects.get()
    assert (entry.deed, entry.scope, entry.subject_code) == ("message.settled_as_sent", "campaign:x", made.code)
    assert entry.detail["was"] == "in_doubt"


def test_a_person_settles_a_doubt_as_not_sent(alice: User) -> None:
    made = _in_doubt([])
    assert post.settle(message=made, as_sent=False, by=alice, now=NOW)
    assert (made.state, made.body_hash) == (State.QUEUED, "")
    assert len(steps.claim(owner=owner(), urgencies=(0, 2), now=NOW, lot=9)) == 1


def test_what_became_doubtful_is_not_released_by_the_button_of_an_old_page(alice: User) -> None:
    made = _in_doubt([])
    assert not post.release(message=made, by=alice, now=NOW)
    made.refresh_from_db()
    assert made.state == State.IN_DOUBT and not Entry.objects.exists()


@pytest.mark.parametrize("state", [State.HELD, State.FAILED])
def test_a_person_releases(state: State, alice: User) -> None:
    made = message(known())
    Message.objects.update(state=state, strikes=3, failure="Held")
    assert post.release(message=made, by=alice, now=NOW)
    assert (made.state, made.strikes, made.failure) == (State.QUEUED, 0, "")
    assert not post.release(message=made, by=alice, now=NOW)


def test_mails_of_others_are_sealed_sent_and_erased(settings: Any, sink: Sink, send: Any) -> None:
    settings.EMAIL_BACKEND = "foundation.outbox.backend.EmailBackend"
    mail = EmailMultiAlternatives(
        "Reset your password", "Open https://x.example/r/geheim", "Us <us@example.org>", ["olga@example.org"]
    )
    mail.attach_alternative("<p>Open https://x.example/r/geheim</p>", "text/html")
    mail.attach("note.txt", "héllo", "text/plain")
    assert mail.send() == 1
    row = Message.objects.get()
    raw = repr([getattr(row, field.attname) for field in Message._meta.concrete_fields])
    assert row.handling == Handling.SECURITY and row.urgency == 0
    assert "olga" not in raw and "geheim" not in raw
    assert send(timezone.now()) == {"sent": 1}
    row.refresh_from_db()
    assert row.sealed_body is None
    text = sink.taken[0].text()
    assert sink.taken[0].recipients == ["olga@example.org"]
    assert "geheim" in text and "text/html" in text and 'filename="note.txt"' in text and "Auto-Submitted" in text


def test_settled_messages_move_to_the_ledger() -> None:
    old, young = message(known(Handling.LETTER), "d1"), message(known(Handling.LETTER), "d2")
    supporter, doubt = message(known(Handling.CONFIRMATION), "s1"), message(known(Handling.LETTER), "d3")
    failed = message(known(Handling.LETTER), "d4")
    Message.objects.filter(pk__in=[old.pk, supporter.pk]).update(
        state=State.SENT, settled_at=NOW - timedelta(days=2), body_hash="ab"
    )
    Message.objects.filter(pk=young.pk).update(state=State.SENT, settled_at=NOW - timedelta(hours=2))
    Message.objects.filter(pk=doubt.pk).update(state=State.IN_DOUBT, queued_at=NOW - timedelta(days=90))
    Message.objects.filter(pk=failed.pk).update(state=State.FAILED, settled_at=NOW - timedelta(days=2))
    MailCount.objects.create(tag="t", handling="confirmation", day=NOW.date() - timedelta(days=8), count=1)
    MailCount.objects.create(tag="t", handling="confirmation", day=NOW.date() - timedelta(days=7), count=1)
    assert ledger.tidy(now=NOW, chunk=1) == 2
    assert set(Message.objects.values_list("pk", flat=True)) == {young.pk, doubt.pk, failed.pk}
    assert set(Settled.objects.values_list("purpose", "office", "outcome", "body_hash")) == {
        ("test-letter", "d1", "sent", "ab"),
        ("test-confirmation", "", "sent", "ab"),
    }
    assert MailCount.objects.count() == 1
    assert ledger.tidy(now=NOW) == 0
