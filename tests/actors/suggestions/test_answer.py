"""The proposer is told once, in words that betray nothing, and their address is gone from the database after it."""

import email
import email.policy
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection

from actors.accounts.models import Organisation
from actors.suggestions import comparing, decisions, inbox
from actors.suggestions.models import Suggestion
from foundation.outbox import dispatch
from foundation.outbox.models import Message
from foundation.outbox.wire import Relay
from foundation.vault import keys
from tests import make
from tests.actors.curation.people import appointed
from tests.actors.suggestions.cast import public_position, suggestion
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
READER = "reader@example.org"


def written(sink: Sink) -> list[EmailMessage]:
    policy = email.policy.default
    return [email.message_from_bytes(mail.content, policy=policy) for mail in sink.taken]  # type: ignore[misc]


def send_all(now: Any = NOW) -> tuple[list[EmailMessage], dict[str, int]]:
    with Sink() as sink:
        did = dispatch.run(now=now, relay=Relay(host="127.0.0.1", port=sink.port, timeout=5.0))
        return written(sink), did


def addresses_in_the_database() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM actors_suggestion WHERE address IS NOT NULL")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_from_the_decision_to_the_erased_address() -> None:
    ada = appointed("ada", "Jurists")
    Organisation.objects.update(contact_email="post@jurists.example", postal_address="Example Street 1")
    row = public_position()
    one = suggestion(row, email=READER)
    (sealed,) = addresses_in_the_database()
    assert READER.encode() not in sealed and inbox.address_of(one) == READER
    seen = comparing.compare(one).newest
    decisions.accept(suggestion=one, chosen=["quote"], by=ada, now=NOW, seen=seen, answer="Thanks: <b>well</b> seen.")
    (mail,), did = send_all()
    assert did == {"sent": 1} and mail["To"] == READER
    assert (mail["Subject"], mail["From"]) == ("An answer to your message", '"jurists.example" <post@jurists.example>')
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "Part of it was taken up" in text and "second person" in text and "Thanks: <b>well</b> seen." in text
    assert "Thanks: &lt;b&gt;well&lt;/b&gt; seen." in html and "Example Street 1" in text
    assert addresses_in_the_database() == []
    assert send_all()[0] == [], "once"
    assert b"reader@" not in every_row()


def every_row() -> bytes:
    with connection.cursor() as cursor:
        found = b""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            found += (cursor.fetchone()[0] or "").encode()
    return found


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        ("refuse", "It was not taken up."),
        ("dispute", "stands beside it from now on"),
        ("hide", "We have hidden it while two people look."),
        ("accept", "It was taken up."),
    ],
)
def test_each_decision_is_told(decide: str, words: str) -> None:
    ada = appointed("ada")
    one = suggestion(public_position(), email=READER)
    said: dict[str, Any] = {"suggestion": one, "by": ada, "now": NOW, "answer": "So it is."}
    if decide == "refuse":
        decisions.refuse(**said)
    elif decide == "accept":
        seen = comparing.compare(one).newest
        decisions.accept(**said, chosen=["quote", "speaker"], seen=seen)
    else:
        decisions.dispute(**said, by_whom="The ministry", text="No.", hides=decide == "hide")
    (mail,), _did = send_all()
    text = mail.get_body(["plain"]).get_content()  # type: ignore[union-attr]
    assert words in text and "So it is." in text
    assert "post@" in mail["From"] and "Undeterred" not in mail["From"] + mail["Subject"]


def test_it_is_told_in_their_language() -> None:
    one = suggestion(public_position(), email=READER, language="fr")
    decisions.refuse(suggestion=one, by=appointed("ada"), now=NOW, answer="Non.")
    (mail,), _did = send_all()
    html = mail.get_body(["html"]).get_content()  # type: ignore[union-attr]
    assert '<html lang="fr">' in html


def test_nothing_of_a_reader_gets_into_a_header() -> None:
    row = public_position()
    hostile = "x\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>"
    one = suggestion(row, email=READER, comment=hostile, said={"quote": hostile})
    decisions.refuse(suggestion=one, by=appointed("ada"), now=NOW, answer=hostile)
    (mail,), did = send_all()
    assert did == {"sent": 1} and mail["Bcc"] is None and mail["To"] == READER
    assert "<script>" not in mail.get_body(["html"]).get_content()  # type: ignore[union-attr]


def test_somebody_elses_mailbox_is_not_filled() -> None:
    row, ada = public_position(), appointed("ada")
    for _each in range(6):
        decisions.refuse(suggestion=suggestion(row, email="Victim@example.org"), by=ada, now=NOW, answer="No.")
    mails, did = send_all()
    assert len(mails) == 3 == did["sent"]


def test_an_address_is_erased_after_ninety_days_whatever_happened() -> None:
    row = public_position()
    old, young = suggestion(row, email=READER), suggestion(row, email=READER, now=NOW + timedelta(days=10))
    assert inbox.forget(now=NOW + timedelta(days=90)) == 0
    assert inbox.forget(now=NOW + timedelta(days=91)) == 1
    assert not Suggestion.objects.get(pk=old.pk).wants_answer() and Suggestion.objects.get(pk=young.pk).wants_answer()
    assert len(addresses_in_the_database()) == 1
    decisions.refuse(suggestion=Suggestion.objects.get(pk=old.pk), by=appointed("ada"), now=NOW, answer="Late.")
    assert not Message.objects.exists()


def test_a_mail_that_waits_too_long_is_not_sent() -> None:
    one = suggestion(public_position(), email=READER)
    decisions.refuse(suggestion=one, by=appointed("ada"), now=NOW, answer="No.")
    inbox.forget(now=NOW + timedelta(days=91))
    mails, did = send_all(NOW + timedelta(days=91))
    assert mails == [] and did.get("sent", 0) == 0


def test_without_its_key_the_address_is_gone_and_no_mail_leaves() -> None:
    one = suggestion(public_position(), email=READER)
    decisions.refuse(suggestion=one, by=appointed("ada"), now=NOW, answer="No.")
    Suggestion.objects.update(address=b"\x01" + b"0" * 60)
    mails, _did = send_all()
    assert mails == []
    assert keys.open_scope(keys.INSTANCE)


def test_what_was_decided_goes_after_a_year() -> None:
    row, ada = public_position(), appointed("ada")
    decided, waits = suggestion(row), suggestion(row)
    decisions.refuse(suggestion=decided, by=ada, now=NOW, answer="No.")
    inbox.forget(now=NOW + timedelta(days=366))
    assert list(Suggestion.objects.all()) == [waits]
