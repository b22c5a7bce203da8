"""The mails to a supporter leave: written by their purposes, sent by the outbox, taken by a real mail server."""

from typing import Any

import pytest

from actors.accounts.models import User
from campaigns.signing import mails
from campaigns.supporters import people
from foundation.outbox import dispatch
from foundation.outbox.models import Message
from foundation.outbox.wire import Relay
from tests import make
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_confirmation_leaves_with_its_link(alice: User, bob: User) -> None:
    """Every header that a purpose asks for must be one the outbox lets through."""
    letter = make.letter(make.campaign(alice), bob, alice)
    row = make.signature(letter, "someone@example.org")
    with Sink() as sink:
        relay = Relay(host="127.0.0.1", port=sink.port, timeout=5.0)
        assert dispatch.run(now=make.NOW, relay=relay) == {"sent": 1}
    (mail,) = sink.taken
    assert mail.recipients == ["someone@example.org"]
    assert f"/en/s/{make.confirm_token(row)}/confirm/" in mail.text().replace("=\r\n", "")
    assert mail.text().lower().count("auto-submitted: auto-generated") == 1


def test_an_organisation_without_a_mail_domain_can_still_ask(alice: User, bob: User) -> None:
    letter = make.letter(make.campaign(alice), bob, alice)
    organisation = letter.campaign.organisation
    organisation.mail_domain = organisation.neutral_name = ""
    organisation.save()
    make.signature(letter, "someone@example.org")
    with Sink() as sink:
        relay = Relay(host="127.0.0.1", port=sink.port, timeout=5.0)
        assert dispatch.run(now=make.NOW, relay=relay) == {"sent": 1}
    (mail,) = sink.taken
    assert 'From: "justice.example" <post@justice.example>' in mail.text()


def test_a_lot_is_read_at_once(alice: User, bob: User, django_assert_num_queries: Any) -> None:
    """Two statements, the signatures and the key, for any number of mails; each still says its own."""
    letter = make.letter(make.campaign(alice), bob, alice)
    rows = [make.signature(letter, f"someone{number}@example.org") for number in range(5)]
    waiting = list(Message.objects.filter(purpose="signing.confirm").order_by("pk"))
    with django_assert_num_queries(2):
        mails.prepare(waiting, make.NOW)
        assert all(mails.confirm_wanted(message, make.NOW) for message in waiting)
        written = [mails.render_confirm(message, make.NOW) for message in waiting]
    assert [mail.to for mail in written] == [f"someone{number}@example.org" for number in range(5)]
    assert all(make.confirm_token(row) in mail.text for row, mail in zip(rows, written, strict=True))
    people.leave(supporter=rows[0].supporter, now=make.NOW)
    assert not mails.confirm_wanted(Message.objects.get(pk=waiting[0].pk), make.NOW)
